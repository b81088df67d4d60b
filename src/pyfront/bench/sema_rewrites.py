"""What a program is without one of the optimisations: changes of its core IR, after the passes.

Each takes a tree that ``PASSES`` has gone over and answers one that does the same, in the way that it is done without the
optimisation. ``finish`` is to be called when ``analyse`` has run for the last time.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pyfront.core.ir import (
    Call,
    Const,
    GlobalDefine,
    GlobalRef,
    If,
    Lambda,
    Let,
    LocalRef,
    Loop,
    Node,
    PrimCall,
    PrimRef,
    Seq,
    Var,
)
from pyfront.passes.walk import children, map_children
from vmcore.data import Symbol

TABLE = "user:%globals"  # the table of the rewrite ``by_name``
ARITHMETIC = frozenset("%add %sub %mul %lt %le %numeq".split())

Rewrite = Callable[[Node], Node]


def _everywhere(root: Node, change: Rewrite) -> Node:
    """Changes the nodes from the leaves up."""

    def visit(node: Node) -> Node:
        map_children(node, visit)
        return change(node)

    return visit(root)


def arrays_for_variables(root: Node) -> Node:
    """Every call of a procedure makes an array for its variables, as if somebody had captured them."""

    def change(node: Any) -> Node:
        if node.__class__ is Lambda and node is not root:
            array = PrimCall("make-vector", [Const(_variables(node)), Const(False)])
            node.body = Let([Var("upvalues")], [array], node.body, node.pos)
        return node

    return _everywhere(root, change)


def _variables(node: Lambda) -> int:
    """How many variables a frame has, those of procedures inside not counted."""
    found = len(node.req) + len(node.opt) + (node.rest is not None)
    stack: list[Any] = [node.body]
    while stack:
        one = stack.pop()
        if one.__class__ is Lambda:
            continue
        if one.__class__ in (Let, Loop):
            found += len(one.vars)
        stack += children(one)
    return found


def arguments_in_lists(root: Node) -> Node:
    """Every call allocates a list of its arguments, from which the procedure gets them."""

    def change(node: Any) -> Node:
        if node.__class__ is Call and node.fn.__class__ in (GlobalRef, LocalRef, Call, Lambda):
            return Call(GlobalRef("machine:apply", node.pos), [node.fn, PrimCall("list", node.args, node.pos)], node.pos)
        return node

    return _everywhere(root, change)


def arithmetic_called(root: Node) -> Node:
    """Sums and comparisons call a procedure of the machine."""

    def change(node: Any) -> Node:
        if node.__class__ is PrimCall and node.name in ARITHMETIC:
            return Call(PrimRef(node.name, node.pos), node.args, node.pos)
        return node

    return _everywhere(root, change)


def as_on_a_stack(root: Node) -> Node:
    """Operands are moved to the place where an instruction takes them, constants are loaded, results of tests are values, and
    what is returned is moved: one instruction for each, as on a stack machine, and none that does two things."""
    moved: list[Var] = []

    def place(value: Node) -> Var:
        var = Var("", value.pos)
        moved.append(var)
        return var

    def change(node: Any) -> Node:
        if node.__class__ is PrimCall and node.args:
            variables = [place(arg) for arg in node.args]
            result = Var("", node.pos)
            moved.append(result)
            call = PrimCall(node.name, [LocalRef(var, node.pos) for var in variables], node.pos)
            inner = Let([result], [call], LocalRef(result, node.pos), node.pos)
            return Let(variables, node.args, inner, node.pos)
        if node.__class__ is If and node.test.__class__ is Let:
            var = place(node.test)
            return Let([var], [node.test], If(LocalRef(var, node.pos), node.then, node.orelse, node.pos), node.pos)
        return node

    made = _everywhere(root, change)
    _moved[id(made)] = moved
    return made


_moved: dict[int, list[Var]] = {}


def finish(root: Node) -> None:
    """The code generator gives two names of one value one register, but not if one of them is assigned."""
    for var in _moved.pop(id(root), ()):
        var.mutated = True


def by_name(root: Node) -> Node:
    """Globals of the program are looked up by their names in a hash table, each time."""

    def change(node: Any) -> Node:
        if node.__class__ is GlobalRef and node.name.startswith("user:") and node.name != TABLE:
            key = Const(Symbol(node.name), node.pos)
            return PrimCall("hash-table-ref/default", [GlobalRef(TABLE), key, Const(False)], node.pos)
        if node.__class__ is GlobalDefine:
            name = node.name
            known = PrimCall("hash-table-set!", [GlobalRef(TABLE), Const(Symbol(name)), GlobalRef(name)])
            return Seq([node, known], node.pos)
        return node

    changed: Any = _everywhere(root, change)
    first = GlobalDefine(TABLE, PrimCall("make-eq-hash-table", []))
    changed.body = Seq([first, changed.body], changed.pos)
    return changed
