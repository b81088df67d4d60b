"""Applications of the variadic arithmetic primitives to two arguments: the binary ones, which have opcodes.

``%add`` and its like take two arguments. More than two stay one application, so that an error tells which one it is.
"""

from __future__ import annotations

from pyfront.core.ir import PrimCall

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.core.ir import Node
    from pyfront.expand.env import Prim


def _two(binary: str) -> Callable[..., Node]:
    def emit(prim: Prim, args: list[Node], pos: int) -> Node:
        return PrimCall(binary if len(args) == 2 else prim.name, args, pos)

    return emit


EMIT: dict[str, Any] = {
    "+": _two("%add"),
    "-": _two("%sub"),
    "*": _two("%mul"),
    "/": _two("%div"),
    "=": _two("%numeq"),
    "<": _two("%lt"),
    "<=": _two("%le"),
}

_BOOLEAN = frozenset(("not", "=", "<", ">", "<=", ">=", "%lt", "%le", "%numeq"))


def is_boolean(node: Any) -> bool:
    """Is the value of an expression surely #t or #f?"""
    return node.__class__ is PrimCall and (node.name in _BOOLEAN or node.name[-1] == "?")
