"""What both compilers put in line: the bindings of ``let*``, logic."""

from __future__ import annotations

from pyfront.core.ir import Const, If, Let, LocalRef, Node, PrimCall
from pyfront.core.ir import Var as Local
from pyfront.metta.names import LET
from vmcore.terms import Atom, Expr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Refused(Exception):
    """It is not one of those that can be compiled."""


_nested: dict[int, tuple[Any, Any, Expr]] = {}


def nested(clauses: Atom, body: Atom) -> Atom:
    """What ``let*`` comes to, the same object each time."""
    known = _nested.get(id(clauses))
    if known is not None and known[0] is clauses and known[1] is body:
        return known[2]
    if clauses.__class__ is not Expr:
        raise Refused("no list of bindings")
    rest: Any = body
    for clause in reversed(clauses.items):
        if clause.__class__ is not Expr or len(clause.items) != 2:
            raise Refused("no list of bindings")
        rest = Expr((LET, *clause.items, rest))
    if len(_nested) > 1000:
        _nested.clear()
    _nested[id(clauses)] = (clauses, body, rest)
    return rest


def logic(name: str, left: Node, right: Node) -> Node:
    """``and or xor``. Both sides are evaluated, as the generic machine does."""
    a, b = Local("a"), Local("b")
    if name == "and":
        body: Node = If(LocalRef(a), LocalRef(b), Const(False))
    elif name == "or":
        body = If(LocalRef(a), Const(True), LocalRef(b))
    else:
        body = If(LocalRef(a), PrimCall("not", [LocalRef(b)]), LocalRef(b))
    return Let([a], [left], Let([b], [right], body))
