"""Datum labels of cycles in program text. R7RS allows them in literals only, and so does the reader: what expands code
need not look for cycles."""

from __future__ import annotations

from pyfront.text.datum import List, Vector
from vmcore.data import Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Hole:
    """Stands for the datum of a label while that is being read."""

    __slots__ = ("number",)

    def __init__(self, number: str) -> None:
        self.number = number


_QUOTE, _QUASIQUOTE = Symbol("quote"), Symbol("quasiquote")


def in_literal(frames: list[Any], prefix: int, of_data: tuple[int, ...], vector: int) -> bool:
    """Is what is read next part of a literal? ``prefix``, ``of_data`` and ``vector`` are kinds of frames."""
    found = False
    for items, _, kind, _ in frames:
        if kind == vector:
            found = True
        elif (kind == prefix or kind in of_data) and items:
            if items[0] is _QUASIQUOTE:
                return False
            found = found or items[0] is _QUOTE
    return found


def fill(root: Any, number: str) -> None:
    """Put the datum of a label where its holes are."""
    todo = [root]
    seen: set[int] = set()
    while todo:
        x = todo.pop()
        kind = x.__class__
        if (kind is not List and kind is not Vector) or id(x) in seen:
            continue
        seen.add(id(x))
        items = x.items
        for i, item in enumerate(items):
            if item.__class__ is Hole and item.number == number:
                items[i] = root
        todo += items
        if kind is List:
            if x.tail.__class__ is Hole and x.tail.number == number:
                x.tail = root
            todo.append(x.tail)
