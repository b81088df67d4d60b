"""Walks over whole data and whole trees, without recursion: aliases out of data, holes out of trees."""

from __future__ import annotations

from pyfront.core.ir import Node
from pyfront.expand.env import Alias, symbol_of
from pyfront.expand.expander import Later
from pyfront.text.datum import List, Vector

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any


def strip(x: Any) -> Any:
    """A datum with symbols for aliases; what is shared or cyclic stays so. The same object if it has no alias."""
    if x.__class__ is Alias:
        return symbol_of(x)
    if not _has_alias(x):
        return x
    copies: dict[int, Any] = {}
    todo: list[tuple[Any, Any]] = []

    def copy(x: Any) -> Any:
        kind = x.__class__
        if kind is Alias:
            return symbol_of(x)
        if kind is not List and kind is not Vector:
            return x
        new = copies.get(id(x))
        if new is None:
            new = List([], x.pos, None, x.start, x.end) if kind is List else Vector([], x.pos, x.start, x.end)
            copies[id(x)] = new
            todo.append((x, new))
        return new

    root = copy(x)
    while todo:
        old, new = todo.pop()
        new.items += [copy(item) for item in old.items]
        if old.__class__ is List:
            new.tail = copy(old.tail)
    return root


def _has_alias(x: Any) -> bool:
    seen: set[int] = set()
    todo = [x]
    while todo:
        x = todo.pop()
        if x.__class__ is Alias:
            return True
        if (x.__class__ is List or x.__class__ is Vector) and id(x) not in seen:
            seen.add(id(x))
            todo += x.items
            if x.__class__ is List and x.tail is not None:
                todo.append(x.tail)
    return False


def fill_holes(root: Node) -> Node:
    """The tree with what is in the holes instead of the holes."""
    todo: list[Any] = [root]

    def settle(x: Any) -> Any:
        while x.__class__ is Later:
            x = x.items[0]
        if isinstance(x, Node):
            todo.append(x)
        return x

    while todo:
        node = todo.pop()
        for field in node.fields:
            value = getattr(node, field)
            if value.__class__ is list:
                value[:] = [settle(x) for x in value]
            elif isinstance(value, Node):
                setattr(node, field, settle(value))
    return root
