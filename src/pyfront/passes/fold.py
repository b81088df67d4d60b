"""Computes what is certain: primitives on constants, branches on constants, sequences of nothing.

Only exact integers, booleans and atoms are computed with, where Python's answer is the machine's. A test position
also turns ``(let ((t a)) (if t t b))``, which is what ``or`` expands to, into ``(if a #t b)``.
"""

from __future__ import annotations

from itertools import pairwise

from pyfront.core.ir import (
    Call,
    CaseLambda,
    Const,
    Fix,
    GlobalDefine,
    GlobalRef,
    GlobalSet,
    If,
    Lambda,
    Let,
    LocalRef,
    LocalSet,
    Loop,
    Node,
    PrimCall,
    PrimRef,
    Recur,
    Seq,
    TryPrim,
    Var,
)
from pyfront.passes.inline import droppable
from pyfront.passes.walk import count_refs
from pyfront.text.datum import List
from vmcore.data import ABSENT, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAX_BITS = 2048  # of a folded result: constants must not grow out of a short text

_EQ, _LT, _LE = (lambda a, b: a == b), (lambda a, b: a < b), (lambda a, b: a <= b)
_COMPARE: dict[str, Any] = {
    "=": _EQ, "<": _LT, "<=": _LE, "%numeq": _EQ, "%lt": _LT, "%le": _LE,
    ">": lambda a, b: a > b, ">=": lambda a, b: a >= b,
}
_ADD, _SUB, _MUL = (lambda a, b: a + b), (lambda a, b: a - b), (lambda a, b: a * b)
_ARITHMETIC: dict[str, Any] = {"+": _ADD, "-": _SUB, "*": _MUL, "%add": _ADD, "%sub": _SUB, "%mul": _MUL}
_EMPTY = {"+": 0, "*": 1}  # their values on no arguments


def fold(root: Node) -> Node:
    return _Folder(count_refs(root)).walk(root)


def fold_longs(root: Node) -> Node:
    """For languages where arithmetic that leaves 64 bits is an error of the running program."""
    folder = _Folder(count_refs(root))
    folder.max_bits = 63
    return folder.walk(root)


class _Folder:
    max_bits = MAX_BITS

    def __init__(self, counts: dict[Var, int]) -> None:
        self.counts = counts  # before the pass: may be too many, never too few
        self.table: dict[type, Any] = {
            LocalSet: self.value, GlobalSet: self.value, GlobalDefine: self.value, PrimCall: self.prim,
            Recur: self.args, Call: self.call, If: self.branch, Seq: self.seq, Let: self.binding, Fix: self.binding,
            Loop: self.binding, Lambda: self.body, CaseLambda: self.clauses,
        }

    def walk(self, node: Any) -> Any:
        kind = node.__class__
        if kind is LocalRef or kind is Const or kind is GlobalRef or kind is PrimRef or kind is TryPrim:
            return node
        return self.table[kind](node)

    def value(self, node: Any) -> Any:
        node.value = self.walk(node.value)
        return node

    def args(self, node: Any) -> Any:
        walk = self.walk
        node.args = [walk(arg) for arg in node.args]
        return node

    def call(self, node: Any) -> Any:
        node.fn = self.walk(node.fn)
        return self.args(node)

    def body(self, node: Any) -> Any:
        node.body = self.walk(node.body)
        return node

    def clauses(self, node: Any) -> Any:
        for clause in node.clauses:
            self.body(clause)
        return node

    def binding(self, node: Any) -> Any:
        walk = self.walk
        node.inits = [walk(init) for init in node.inits]
        node.body = walk(node.body)
        return node if node.vars or node.__class__ is Loop else node.body

    def seq(self, node: Seq) -> Any:
        items: list[Any] = []
        last = len(node.items) - 1
        for i, item in enumerate(node.items):
            item = self.walk(item)
            if item.__class__ is Seq:
                items += item.items[:-1]
                item = item.items[-1]
            if i == last or not droppable(item):
                items.append(item)
        if len(items) == 1:
            return items[0]
        node.items = items
        return node

    def branch(self, node: Any) -> Any:
        kept: list[Any] = []  # a long cond is a chain of orelse
        while node.__class__ is If:
            node.test = test = self.test(node.test)
            if test.__class__ is Const:
                node = node.then if test.value is not False else node.orelse
                continue
            node.then = self.walk(node.then)
            kept.append(node)
            node = node.orelse
        result = self.walk(node)
        for outer in reversed(kept):
            outer.orelse = result
            result = outer
        return result

    def test(self, node: Any) -> Any:
        """An expression of which only the truth matters."""
        node = self.walk(node)
        return self.truth(node)

    def truth(self, node: Any) -> Any:
        kind = node.__class__
        if kind is Let and len(node.vars) == 1:
            var, body = node.vars[0], node.body
            if (
                body.__class__ is If and self.counts.get(var) == 2 and not var.mutated
                and body.test.__class__ is LocalRef and body.test.var is var
                and body.then.__class__ is LocalRef and body.then.var is var
            ):
                return If(node.inits[0], Const(True, body.pos), self.truth(body.orelse), body.pos)
        elif kind is Lambda:
            return Const(True, node.pos)
        elif kind is If:
            top = node
            while node.__class__ is If:
                node.then = self.truth(node.then)
                holder, node = node, node.orelse
            holder.orelse = self.truth(node)
            return top
        elif kind is Seq:
            node.items[-1] = self.truth(node.items[-1])
        return node

    def prim(self, node: Any) -> Any:
        self.args(node)
        args = node.args
        for arg in args:
            if arg.__class__ is not Const:
                return node
        values = [arg.value for arg in args]
        result = compute(node.name, values, self.max_bits)
        return node if result is None else Const(result, node.pos)


def _is_nil(value: Any) -> bool:
    return value is None or (value.__class__ is List and not value.items)


def compute(name: str, values: list[Any], max_bits: int = MAX_BITS) -> Any:
    """The value of a primitive on constants; None if it is not certain."""
    if name == "not" and len(values) == 1:
        return values[0] is False
    if name == "%truthy" and len(values) == 1:
        return values[0] is not False and not _is_nil(values[0])
    if name == "%absent":
        return ABSENT
    if name in ("eq?", "eqv?", "equal?") and len(values) == 2:
        a, b = values
        atoms = (Symbol, bool)
        return a is b if a.__class__ in atoms or b.__class__ in atoms else None
    for value in values:
        if value.__class__ is not int:
            return None
    if name in _COMPARE and values:
        op = _COMPARE[name]
        return all(op(a, b) for a, b in pairwise(values))
    if name == "zero?" and len(values) == 1:
        return values[0] == 0
    if name in _ARITHMETIC:
        return _arithmetic(name, values, max_bits)
    return None


def _arithmetic(name: str, values: list[int], max_bits: int) -> int | None:
    if len(values) == 1:
        return -values[0] if name == "-" else values[0]
    if not values:
        return _EMPTY.get(name)
    op = _ARITHMETIC[name]
    total = values[0]
    for value in values[1:]:
        total = op(total, value)
        if total.bit_length() > max_bits:
            return None
    return total
