"""What several passes need to know of a tree: its children, its free variables, how often a variable occurs."""

from __future__ import annotations

from pyfront.core.ir import (
    INLINED,
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
    Letrec,
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

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any


def _none(node: Any) -> Sequence[Node]:
    return ()


def _value(node: Any) -> Sequence[Node]:
    return (node.value,)


def _args(node: Any) -> Any:
    return node.args


def _binding(node: Any) -> Sequence[Node]:
    return (*node.inits, node.body)


CHILDREN: dict[type, Callable[[Any], Sequence[Node]]] = {
    Const: _none,
    LocalRef: _none,
    GlobalRef: _none,
    PrimRef: _none,
    TryPrim: _none,
    LocalSet: _value,
    GlobalSet: _value,
    GlobalDefine: _value,
    PrimCall: _args,
    Recur: _args,
    Call: lambda node: (node.fn, *node.args),
    If: lambda node: (node.test, node.then, node.orelse),
    Seq: lambda node: node.items,
    Let: _binding,
    Letrec: _binding,
    Fix: _binding,
    Loop: _binding,
    Lambda: lambda node: (node.body,),
    CaseLambda: lambda node: node.clauses,
}


def children(node: Node) -> Sequence[Node]:
    """The direct sub-expressions in evaluation order."""
    return CHILDREN[node.__class__](node)


def count_refs(root: Node) -> dict[Var, int]:
    """How many ``LocalRef`` each variable has; one that has none is not in the answer."""
    counts: dict[Var, int] = {}
    get = counts.get
    table = CHILDREN
    stack = [root]
    pop, extend = stack.pop, stack.extend
    while stack:
        node = pop()
        kind = node.__class__
        if kind is LocalRef:
            var = node.var  # type: ignore[attr-defined]
            counts[var] = get(var, 0) + 1
        elif kind is not Const:
            extend(table[kind](node))
    return counts


def mentioned(root: Node, among: dict[Var, int]) -> set[Var]:
    """The variables of ``among`` that are read or assigned anywhere in a tree."""
    found: set[Var] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        kind = node.__class__
        if kind is LocalRef or kind is LocalSet:
            if node.var in among:  # type: ignore[attr-defined]
                found.add(node.var)  # type: ignore[attr-defined]
            if kind is LocalRef:
                continue
        stack.extend(CHILDREN[kind](node))
    return found


def map_children(node: Any, fn: Callable[[Node], Node]) -> None:
    """Replaces every direct sub-expression ``e`` by ``fn(e)``, in place."""
    kind = node.__class__
    if kind in (Const, LocalRef, GlobalRef, PrimRef, TryPrim):
        return
    if kind in (LocalSet, GlobalSet, GlobalDefine):
        node.value = fn(node.value)
    elif kind is PrimCall or kind is Recur:
        node.args = [fn(arg) for arg in node.args]
    elif kind is Call:
        node.fn = fn(node.fn)
        node.args = [fn(arg) for arg in node.args]
    elif kind is If:
        node.test = fn(node.test)
        node.then = fn(node.then)
        node.orelse = fn(node.orelse)
    elif kind is Seq:
        node.items = [fn(item) for item in node.items]
    elif kind is Lambda:
        node.body = fn(node.body)
    elif kind is CaseLambda:
        node.clauses = [fn(clause) for clause in node.clauses]
    else:
        node.inits = [fn(init) for init in node.inits]
        node.body = fn(node.body)


# Primitives that answer for every argument, have no effect beyond allocation, and depend on no mutable state: a call of
# one may move past anything and may be dropped.
TOTAL = frozenset(
    (
        "cons list vector eq? eqv? not null? pair? symbol? string? vector? char? boolean? procedure? number? complex? real? "
        "rational? integer? exact-integer? bytevector? eof-object? eof-object port? keyword? promise?"
    ).split()
)

# Their result is a number, and they cannot fail on numbers.
ARITHMETIC = frozenset(("+", "-", "*", "%add", "%sub", "%mul"))


def fits(fn: Lambda, n: int) -> bool:
    """Can a procedure take exactly ``n`` arguments with no optional one missing and no list to build?"""
    return fn.rest is None and not fn.opt and len(fn.req) == n


def is_near(fn: Node, call: Node) -> bool:
    """Are a procedure and a call of it in the text of one procedure? One of the calls that were inlined (see ``inlined``)
    may be between them; then the procedure keeps its own frame, or the backtrace would say something else."""
    return fn.pos >> INLINED == call.pos >> INLINED
