"""Applications of the variadic arithmetic primitives as the binary ones that have opcodes.

``%add`` and its like take two arguments. There is no greater-than: the operands change places, but are evaluated in
their old order.
"""

from __future__ import annotations

from pyfront.core.ir import Const, Let, LocalRef, PrimCall, PrimRef, Var

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.core.ir import Node
    from pyfront.expand.env import Prim

MAX_FOLD = 16  # more operands than that stay one variadic call: the nested ones would make a deep tree


def _fold(binary: str) -> Callable[..., Node]:
    def emit(prim: Prim, args: list[Node], pos: int) -> Node:
        if len(args) == 2:
            return PrimCall(binary, args, pos)
        if not 2 < len(args) <= MAX_FOLD:
            return PrimCall(prim.name, args, pos)
        node = args[0]
        for arg in args[1:]:
            node = PrimCall(binary, [node, arg], pos)
        return node

    return emit


def _compare(binary: str) -> Callable[..., Node]:
    def emit(prim: Prim, args: list[Node], pos: int) -> Node:
        return PrimCall(binary if len(args) == 2 else prim.name, args, pos)

    return emit


def _swapped(binary: str) -> Callable[..., Node]:
    def emit(prim: Prim, args: list[Node], pos: int) -> Node:
        if len(args) != 2:
            return PrimCall(prim.name, args, pos)
        a, b = args
        if _constant(a) or _constant(b) or (a.__class__ is LocalRef and b.__class__ is LocalRef):
            return PrimCall(binary, [b, a], pos)
        first = Var("", pos)
        return Let([first], [a], PrimCall(binary, [b, LocalRef(first, pos)], pos), pos)

    return emit


def _constant(node: Any) -> bool:
    """Is it the same value before and after whatever else is evaluated?"""
    return node.__class__ is Const or node.__class__ is PrimRef


EMIT: dict[str, Any] = {
    "+": _fold("%add"),
    "-": _fold("%sub"),
    "*": _fold("%mul"),
    "/": _fold("%div"),
    "=": _compare("%numeq"),
    "<": _compare("%lt"),
    "<=": _compare("%le"),
    ">": _swapped("%lt"),
    ">=": _swapped("%le"),
}

_BOOLEAN = frozenset(("not", "=", "<", ">", "<=", ">=", "%lt", "%le", "%numeq"))


def is_boolean(node: Any) -> bool:
    """Is the value of an expression surely #t or #f?"""
    return node.__class__ is PrimCall and (node.name in _BOOLEAN or node.name[-1] == "?")
