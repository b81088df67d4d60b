"""Operations on numbers, truth values and expressions as trees of the core."""

from __future__ import annotations

from pyfront.core.ir import Const, If, Let, LocalRef, Node, PrimCall
from pyfront.core.ir import Var as Local
from pyfront.metta.functions import ARITHMETIC, COMPARISON, INDEX, LOGIC, NOT, RAW, SAME, SIZE, VALUE, Refused
from pyfront.metta.results import OPERAND, K, Scope, Val
from pyfront.metta.values import Op
from vmcore.terms import Atom

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pyfront.metta.generate import Body


def operation(body: Body, op: Op, args: tuple[Atom, ...], scope: Scope, k: K) -> Node:
    if op in ARITHMETIC or op in COMPARISON:
        name = ARITHMETIC.get(op) or COMPARISON[op]
        kind = "number" if op in ARITHMETIC else "bool"
        return _applied(body, args, OPERAND, scope, k, lambda vals: _primitive(name, vals, kind))
    if op is NOT or op in LOGIC:
        name = "not" if op is NOT else LOGIC[op]
        return _applied(body, args, "bool", scope, k, lambda vals: _logic(name, vals))
    if op is SAME:
        kinds = [body.kind_of(arg) for arg in args]
        if "typed" in kinds or (kinds[0] and kinds[1] and kinds[0] != kinds[1]):
            raise Refused("types that are not the same")
        return body.arguments(args, [VALUE, VALUE], scope, lambda vals: k.fn(_same(vals)))
    if op is SIZE:
        return body.arguments(args, [RAW], scope, lambda vals: k.fn(_primitive("%term-size", vals, "number")))
    if op is INDEX:
        body.fits(args[1], "number")

        def item(vals: list[Val]) -> Node:
            found = Val(lambda: PrimCall("%term-item", [val.node() for val in vals]), False, "", True)
            return k.fn(found)

        return body.arguments(args, [RAW, OPERAND], scope, item)
    raise Refused("an operation")


def _applied(
    body: Body, args: tuple[Atom, ...], mode: str, scope: Scope, k: K, make: Callable[[list[Val]], Val]
) -> Node:
    for arg in args:
        body.fits(arg, "number" if mode == OPERAND else mode)
    return body.arguments(args, [mode] * len(args), scope, lambda vals: k.fn(make(vals)))


def _primitive(name: str, vals: list[Val], kind: str) -> Val:
    return Val(lambda: PrimCall(name, [val.node() for val in vals]), False, kind)


def _same(vals: list[Val]) -> Val:
    a, b = vals
    name = "=" if a.kind == "number" and b.kind == "number" else "%term-comparable?"
    return _primitive(name, vals, "bool")


def _logic(name: str, vals: list[Val]) -> Val:
    """Both sides are evaluated, as the generic machine does."""
    if name == "not":
        return Val(lambda: PrimCall("not", [vals[0].node()]), False, "bool")

    def node() -> Node:
        a, b = Local("a"), Local("b")
        if name == "and":
            body: Node = If(LocalRef(a), LocalRef(b), Const(False))
        elif name == "or":
            body = If(LocalRef(a), Const(True), LocalRef(b))
        else:
            body = If(LocalRef(a), PrimCall("not", [LocalRef(b)]), LocalRef(b))
        return Let([a], [vals[0].node()], Let([b], [vals[1].node()], body))

    return Val(node, False, "bool")
