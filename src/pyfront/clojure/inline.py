"""Calls of functions of clojure.core that become instructions: arithmetic, and primitives that may decline."""

from __future__ import annotations

from pyfront.clojure.analyse import try_prim
from pyfront.core.ir import Call, Const, GlobalRef, If, Let, LocalRef, Node, PrimCall, Var

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# Procedures of the machine that the library calls by their names.
MACHINE = frozenset(
    "%call/cc apply %apply-values %throw %reinstate %try %unwind-to %raise %escape %try-clauses %service %fold".split()
)


def inline(name: str, args: list[Node], pos: int, unchecked: bool = False) -> Node | None:
    """What stands for a call; None if there is nothing but the call. ``unchecked``: longs wrap around."""
    n = len(args)
    if unchecked and name in UNCHECKED:
        return _unchecked(name, args, pos)
    entry = PRIMITIVES.get(name)
    if entry is not None:
        prim, least, most = entry
        if least <= n <= most:
            return PrimCall(prim, args, pos)
        return None
    entry = DECLINING.get(name)
    if entry is not None:
        prim, least, most = entry
        if least <= n <= most:
            return try_prim(prim, args, "clojure.core/" + SLOW.get(name, name), pos)
        return None
    special = SPECIAL.get(name)
    return special(args, pos) if special is not None else None


UNCHECKED = frozenset("+ - * inc dec int long short byte char".split())  # what *unchecked-math* changes


def _unchecked(name: str, args: list[Node], pos: int) -> Node | None:
    if name == "inc" or name == "dec":
        return _step("%unchecked-add" if name == "inc" else "%unchecked-subtract")(args, pos)
    if name == "-" and len(args) == 1:
        return PrimCall("%unchecked-multiply", [Const(-1, pos), args[0]], pos)
    if name in "+-*":
        return _fold({"+": "%unchecked-add", "-": "%unchecked-subtract", "*": "%unchecked-multiply"}[name])(args, pos)
    return Call(GlobalRef("clojure.core/unchecked-" + name, pos), args, pos)


def _fold(prim: str) -> Callable[[list[Node], int], Node | None]:
    def fold(args: list[Node], pos: int) -> Node | None:
        if len(args) < 2:
            return None
        node = PrimCall(prim, [args[0], args[1]], pos)
        for arg in args[2:]:
            node = PrimCall(prim, [node, arg], pos)
        return node

    return fold


def _step(prim: str) -> Callable[[list[Node], int], Node | None]:
    def step(args: list[Node], pos: int) -> Node | None:
        return PrimCall(prim, [args[0], Const(1, pos)], pos) if len(args) == 1 else None

    return step


def _negate(args: list[Node], pos: int) -> Node | None:
    if len(args) == 1:
        value: Any = args[0]
        if value.__class__ is Const and value.value.__class__ is int:
            return Const(-value.value, pos)
        return PrimCall("%mul", [Const(-1, pos), value], pos)  # 0 - 0.0 would not be -0.0
    return _fold("%sub")(args, pos)


def _divide(args: list[Node], pos: int) -> Node | None:
    return PrimCall("%div", [Const(1, pos), args[0]], pos) if len(args) == 1 else _fold("%div")(args, pos)


def _zero(args: list[Node], pos: int) -> Node | None:
    return PrimCall("%numeq", [args[0], Const(0, pos)], pos) if len(args) == 1 else None


def _sign(positive: bool) -> Callable[[list[Node], int], Node | None]:
    def sign(args: list[Node], pos: int) -> Node | None:
        if len(args) != 1:
            return None
        zero = Const(0, pos)
        return PrimCall("%lt", [zero, args[0]] if positive else [args[0], zero], pos)

    return sign


SWAPPED = 1 << 32  # mark of a position: the operands are in the other order in the source


def _compare(prim: str, swapped: bool = False) -> Callable[[list[Node], int], Node | None]:
    def compare(args: list[Node], pos: int) -> Node | None:
        if len(args) != 2:
            return None
        if not swapped:
            return PrimCall(prim, args, pos)
        left, right = args
        if left.__class__ is Const or (left.__class__ is LocalRef and right.__class__ in (Const, LocalRef)):
            return PrimCall(prim, [right, left], pos | SWAPPED)
        first = Var("left", pos)  # evaluated first
        return Let([first], [left], PrimCall(prim, [right, LocalRef(first, pos)], pos | SWAPPED), pos)

    return compare


def _equal(args: list[Node], pos: int) -> Node | None:
    if len(args) != 2:
        return None
    for i in (0, 1):
        value: Any = args[i]
        if value.__class__ is Const and (value.value is None or value.value.__class__.__name__ in _SAME):
            return PrimCall("eq?", args, pos)
    return try_prim("%equiv", args, "clojure.core/=", pos)


_SAME = ("Keyword", "bool", "Char")  # constants that are equal to nothing but themselves


def _not_equal(args: list[Node], pos: int) -> Node | None:
    node = _equal(args, pos)
    return node and If(node, Const(False, pos), Const(True, pos), pos)


def _not(args: list[Node], pos: int) -> Node | None:
    if len(args) != 1:
        return None
    from pyfront.clojure.analyse import truth

    return If(truth(args[0]), Const(False, pos), Const(True, pos), pos)


def _is(value: Any) -> Callable[[list[Node], int], Node | None]:
    def test(args: list[Node], pos: int) -> Node | None:
        return PrimCall("eq?", [args[0], Const(value, pos)], pos) if len(args) == 1 else None

    return test


def _some(args: list[Node], pos: int) -> Node | None:
    if len(args) != 1:
        return None
    return If(PrimCall("eq?", [args[0], Const(None, pos)], pos), Const(False, pos), Const(True, pos), pos)


SPECIAL: dict[str, Callable[[list[Node], int], Node | None]] = {
    "+": _fold("%add"), "*": _fold("%mul"), "-": _negate, "/": _divide, "inc": _step("%add"), "dec": _step("%sub"),
    "<": _compare("%lt"), ">": _compare("%lt", True), "<=": _compare("%le"), ">=": _compare("%le", True),
    "==": _compare("%numeq"), "zero?": _zero, "pos?": _sign(True), "neg?": _sign(False),
    "=": _equal, "not=": _not_equal, "not": _not, "nil?": _is(None), "true?": _is(True), "false?": _is(False), "some?": _some,
}  # fmt: skip

# Name -> primitive, least and most arguments.
PRIMITIVES: dict[str, tuple[str, int, int]] = {
    "identical?": ("eq?", 2, 2),
    "symbol?": ("symbol?", 1, 1),
    "keyword?": ("keyword?", 1, 1),
    "string?": ("string?", 1, 1),
    "char?": ("char?", 1, 1),
    "boolean?": ("boolean?", 1, 1),
    "vector": ("%vector", 0, 200),
    "%lazy-seq": ("%lazy", 1, 1),
    "quot": ("quotient", 2, 2),
    "rem": ("remainder", 2, 2),
    "mod": ("modulo", 2, 2),
}

DECLINING: dict[str, tuple[str, int, int]] = {
    "first": ("%first", 1, 1), "rest": ("%rest", 1, 1), "next": ("%next", 1, 1), "second": ("%second", 1, 1),
    "seq": ("%seq", 1, 1), "count": ("%count", 1, 1), "nth": ("%nth", 2, 3), "get": ("%get", 2, 3),
    "conj": ("%conj", 2, 2), "cons": ("%cons", 2, 2), "assoc": ("%assoc", 3, 3), "dissoc": ("%dissoc", 2, 2),
    "contains?": ("%contains?", 2, 2), "peek": ("%peek", 1, 1), "pop": ("%pop", 1, 1),
    "even?": ("%even?", 1, 1), "odd?": ("%odd?", 1, 1),
}  # fmt: skip
# What is called when the primitive has declined, where that is not the function itself.
SLOW = {
    "first": "%first-slow", "rest": "%rest-slow", "next": "%next-slow", "second": "%second-slow", "seq": "%seq-slow",
    "count": "%count-slow", "conj": "%conj-slow", "assoc": "%assoc-slow", "dissoc": "%dissoc-slow",
    "contains?": "%contains-slow", "peek": "%peek-slow", "pop": "%pop-slow", "even?": "%no-integer", "odd?": "%no-integer",
}  # fmt: skip
