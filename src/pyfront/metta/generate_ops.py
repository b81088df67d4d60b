"""Operations on numbers, truth values and expressions as trees of the core."""

from __future__ import annotations

from pyfront.core.ir import Node, PrimCall, Seq
from pyfront.metta.functions import (
    ARITHMETIC,
    CAR,
    CDR,
    COMPARISON,
    CONS,
    DECONS,
    FILTER_ATOM,
    INDEX,
    LOGIC,
    LOOPS,
    MAP_ATOM,
    NOT,
    RAW,
    SAME,
    SIZE,
    SUPERPOSE,
    VALUE,
)
from pyfront.metta.inline import Refused, logic
from pyfront.metta.names import IF, LET
from pyfront.metta.results import OPERAND, K, Scope, Val, of_mode
from pyfront.metta.values import Op
from vmcore.terms import Atom, Expr, Slot, Sym

TAKES_EXPRESSION = frozenset((CAR, CDR, CONS, DECONS, SIZE, INDEX, SUPERPOSE, *LOOPS))
EXPRESSIONS = frozenset((CDR, MAP_ATOM, FILTER_ATOM))  # whose results are of type Expression

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
        if any(x.__class__ is Expr and x.items and x.items[0] in EXPRESSIONS for x in args):
            raise Refused("what is compared with an Expression is taken as it is, or has a wrong type")
        if "atom" in kinds and any(x.__class__ is Slot for x in args):
            raise Refused("whether a value may be compared with an Atom depends on its type")
        # Of a variable beside something with a type; where none is known it is any.
        checks: list[Node] = []
        if not all(body.plain(arg) for arg in args):
            if any(is_call(body, arg) for arg in args):
                raise Refused("types that depend on what is called")
            for arg, other in zip(args, reversed(kinds)):
                if arg.__class__ is Slot and other in ("number", "bool", "string"):
                    body.demand(arg, other, scope, checks)
        node = body.arguments(args, [VALUE, VALUE], scope, lambda vals: k.fn(_same(vals)), True)
        return Seq([*checks, node]) if checks else node
    if op is SIZE:
        return body.arguments(args, [RAW], scope, lambda vals: k.fn(_primitive("%term-size", vals, "number")))
    if op is INDEX:
        body.fits(args[1], "number")

        def item(vals: list[Val]) -> Node:
            found = Val(lambda: PrimCall("%term-item", [val.node() for val in vals]), False, "", True)
            return k.fn(found)

        return body.arguments(args, [RAW, OPERAND], scope, item)
    raise Refused("an operation")


def is_call(body: Body, atom: Atom) -> bool:
    """Is it a call of a variable that may stand for a function?"""
    if atom.__class__ is not Expr or not atom.items or atom.items[0].__class__ is not Slot:
        return False
    return bool(body.analysis.callees(len(atom.items) - 1))


def kind_of_operation(op: Op) -> str:
    return "number" if op in ARITHMETIC else "bool"


def applied_operation(body: Body, op: Op, args: tuple[Atom, ...], vals: list[Val], k: K) -> Node:
    """Of arithmetic, comparison or logic that is the value of a variable."""
    number = op in ARITHMETIC or op in COMPARISON
    for arg in args:
        body.fits(arg, "number" if number else "bool")
    fitting = [of_mode(val, OPERAND if number else "bool") for val in vals]
    if not number:
        return k.fn(_logic("not" if op is NOT else LOGIC[op], fitting))
    return k.fn(_primitive(ARITHMETIC.get(op) or COMPARISON[op], fitting, kind_of_operation(op)))


def wanted(body: Body, atom: Expr) -> list[tuple[Atom, str]]:
    """The arguments that are evaluated, with what their types have to be. Refuses what is not known when it is compiled."""
    head, args = atom.items[0], atom.items[1:]
    if head in ARITHMETIC or head in COMPARISON:
        return [(arg, "number") for arg in args]
    if head in LOGIC or head is NOT:
        return [(arg, "bool") for arg in args]
    if head is SAME:
        kinds = [body.kind_of(arg) for arg in args]
        if any(arg.__class__ is Slot or is_call(body, arg) for arg in args) or kinds[0] != kinds[1]:
            raise Refused("a comparison whose types are not known")
        return [(arg, VALUE) for arg in args]
    if head is IF:
        return [(args[0], "bool")]
    if head in TAKES_EXPRESSION:
        if any(arg.__class__ is not Expr for arg in args[: 2 if head is CONS else 1][-1:]):
            raise Refused("what may be no expression")
        return [(args[1], "number")] if head is INDEX else []
    if head.__class__ is Slot or (head.__class__ is Sym and not body.analysis.standard(head, len(args))):
        fn = body.analysis.function(head, len(args)) if head.__class__ is Sym else None
        modes = fn.modes if fn is not None else [VALUE] * len(args)
        return [(arg, mode) for arg, mode in zip(args, modes) if mode is not RAW]
    return [(args[1], VALUE)] if head is LET else []


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
    if name == "not":
        return Val(lambda: PrimCall("not", [vals[0].node()]), False, "bool")

    return Val(lambda: logic(name, vals[0].node(), vals[1].node()), False, "bool")
