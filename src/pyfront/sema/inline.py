"""Calls of functions of the library that become instructions.

The arithmetic of this dialect of the machine is that of Sema: ``%add`` joins strings, ``%lt`` and ``%le`` compare them, and
``%numeq`` compares any values.
"""

from __future__ import annotations

from pyfront.core.ir import Call, Const, GlobalRef, If, Let, LocalRef, Node, PrimCall, Var
from pyfront.sema.analyse import nil, truth
from vmcore.data import UNSPECIFIED, Keyword, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Inline = Callable[[list[Node], int], Node | None]

SWAPPED = 1 << 32  # mark of a position: the operands are in the other order in the source


def inline(name: str, args: list[Node], pos: int) -> Node | None:
    """What stands for a call; None if there is nothing but the call."""
    entry = PRIMITIVES.get(name)
    if entry is not None:
        prim, least, most = entry
        return PrimCall(prim, args, pos) if least <= len(args) <= most else None
    special = SPECIAL.get(name)
    return special(args, pos) if special is not None else None


def _fold(prim: str) -> Inline:
    def fold(args: list[Node], pos: int) -> Node | None:
        if len(args) < 2:
            return None
        node = PrimCall(prim, [args[0], args[1]], pos)
        for arg in args[2:]:
            node = PrimCall(prim, [node, arg], pos)
        return node

    return fold


def _minus(args: list[Node], pos: int) -> Node | None:
    if len(args) == 1:
        return PrimCall("%sub", [Const(0, pos), args[0]], pos) if _is_exact(args[0]) else None
    return _fold("%sub")(args, pos)


def _is_exact(node: Any) -> bool:
    return node.__class__ is Const and node.value.__class__ is int


def _compare(prim: str, swapped: bool = False) -> Inline:
    def compare(args: list[Node], pos: int) -> Node | None:
        if len(args) != 2:
            return None
        if not swapped:
            return PrimCall(prim, args, pos)
        left: Any = args[0]
        right = args[1]
        if left.__class__ is Const or (left.__class__ is LocalRef and right.__class__ in (Const, LocalRef)):
            return PrimCall(prim, [right, left], pos | SWAPPED)
        first = Var("left", pos)  # evaluated first
        return Let([first], [left], PrimCall(prim, [right, LocalRef(first, pos)], pos | SWAPPED), pos)

    return compare


def equal(args: list[Node], pos: int) -> Node:
    """``=`` of two."""
    for one in args:
        value = one.value if one.__class__ is Const else one  # type: ignore[attr-defined]
        if value is UNSPECIFIED or value.__class__ in (Keyword, Symbol, bool):
            return PrimCall("eq?", args, pos)
    return PrimCall("%numeq", args, pos)


def _equal(args: list[Node], pos: int) -> Node | None:
    return equal(args, pos) if len(args) == 2 else None


def _not(args: list[Node], pos: int) -> Node | None:
    return If(truth(args[0]), Const(False, pos), Const(True, pos), pos) if len(args) == 1 else None


def _is(value: Any) -> Inline:
    def test(args: list[Node], pos: int) -> Node | None:
        return PrimCall("eq?", [args[0], Const(value, pos)], pos) if len(args) == 1 else None

    return test


def _null(args: list[Node], pos: int) -> Node | None:
    if len(args) != 1:
        return None
    x = Var("x", pos)
    other = Call(GlobalRef("sema:null?", pos), [LocalRef(x, pos)], pos)
    kinds = If(PrimCall("pair?", [LocalRef(x, pos)], pos), Const(False, pos), other, pos)
    return Let([x], args, If(PrimCall("null?", [LocalRef(x, pos)], pos), Const(True, pos), kinds, pos), pos)


def _of_pair(name: str, prim: str) -> Inline:
    """A pair at once, anything else by the function."""

    def access(args: list[Node], pos: int) -> Node | None:
        if len(args) != 1:
            return None
        x = Var("x", pos)
        fast = PrimCall(prim, [LocalRef(x, pos)], pos)
        slow = Call(GlobalRef("sema:" + name, pos), [LocalRef(x, pos)], pos)
        return Let([x], args, If(PrimCall("pair?", [LocalRef(x, pos)], pos), fast, slow, pos), pos)

    return access


def _cons(args: list[Node], pos: int) -> Node | None:
    if len(args) != 2:
        return None
    x, rest = Var("x", pos), Var("rest", pos)
    fast = PrimCall("cons", [LocalRef(x, pos), LocalRef(rest, pos)], pos)
    again = PrimCall("cons", [LocalRef(x, pos), LocalRef(rest, pos)], pos)
    slow = Call(GlobalRef("sema:cons", pos), [LocalRef(x, pos), LocalRef(rest, pos)], pos)
    empty = If(PrimCall("null?", [LocalRef(rest, pos)], pos), again, slow, pos)
    node = If(PrimCall("pair?", [LocalRef(rest, pos)], pos), fast, empty, pos)
    return Let([x, rest], args, node, pos)


def _get(args: list[Node], pos: int) -> Node | None:
    """Of a map at once, anything else by the function."""
    if not 2 <= len(args) <= 3:
        return None
    variables = [Var("map", pos), Var("key", pos), Var("default", pos)]
    args = args if len(args) == 3 else [*args, nil(pos)]

    def refs() -> list[Node]:
        return [LocalRef(var, pos) for var in variables]

    slow = Call(GlobalRef("sema:get", pos), refs(), pos)
    test = PrimCall("%pmap?", [LocalRef(variables[0], pos)], pos)
    return Let(variables, args, If(test, PrimCall("%get", refs(), pos), slow, pos), pos)


SPECIAL: dict[str, Inline] = {
    "+": _fold("%add"), "*": _fold("%mul"), "-": _minus, "<": _compare("%lt"), ">": _compare("%lt", True),
    "<=": _compare("%le"), ">=": _compare("%le", True), "=": _equal, "not": _not, "nil?": _is(UNSPECIFIED), "null?": _null,
    "car": _of_pair("car", "car"), "first": _of_pair("first", "car"), "cdr": _of_pair("cdr", "cdr"),
    "rest": _of_pair("rest", "cdr"), "cons": _cons, "get": _get,
}  # fmt: skip

# Name -> primitive, least and most arguments.
PRIMITIVES: dict[str, tuple[str, int, int]] = {
    "symbol?": ("symbol?", 1, 1),
    "keyword?": ("keyword?", 1, 1),
    "char?": ("char?", 1, 1),
    "pair?": ("pair?", 1, 1),
    "string?": ("string?", 1, 1),
    "min": ("min", 2, 2),
    "max": ("max", 2, 2),
    "list": ("list", 0, 200),
    "vector": ("%vector", 0, 200),
}
