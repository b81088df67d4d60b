"""What a reader makes of text: data with positions.

Atoms are Python values: ``int``, ``float``, ``complex``, ``str``, ``bytes``, ``bool`` and the classes of ``vmcore.data``
(``Symbol``, ``Keyword``, ``Char``, ``Ratio``, ``ExactComplex``, ``EOF``, ...). Atoms carry no position: the compound that
holds them does.
"""

from __future__ import annotations

from vmcore.data import Pair

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any


class List:
    """A list ``(items...)`` or ``(items... . tail)``; the empty list has no items and no tail.

    ``pos`` has the position of each item, and of the tail as a last one if there is a tail; ``start`` that of the
    parenthesis, ``end`` the one after the closing parenthesis.
    """

    __slots__ = ("items", "pos", "tail", "start", "end")

    def __init__(self, items: list[Any], pos: list[int], tail: Any = None, start: int = 0, end: int = 0) -> None:
        self.items = items
        self.pos = pos
        self.tail = tail  # None: a proper list; a List only in a literal, one with a datum label
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        tail = "" if self.tail is None else f" . {self.tail!r}"
        return f"({' '.join(map(repr, self.items))}{tail})"


class Vector:
    """A vector literal."""

    __slots__ = ("items", "pos", "start", "end")

    def __init__(self, items: list[Any], pos: list[int], start: int = 0, end: int = 0) -> None:
        self.items = items
        self.pos = pos
        self.start = start
        self.end = end

    def __repr__(self) -> str:
        return f"#({' '.join(map(repr, self.items))})"


def is_circular(root: Any) -> bool:
    """Does a list, vector or pair contain itself?"""
    state: dict[int, bool] = {}  # id -> is it open?
    todo: list[Any] = [root]
    while todo:
        x = todo.pop()
        if x.__class__ is _Done:
            state[x.which] = False
            continue
        kind = x.__class__
        if kind is not List and kind is not Vector and kind is not Pair:
            continue
        known = state.get(id(x))
        if known:
            return True
        if known is None:
            state[id(x)] = True
            todo.append(_Done(id(x)))
            todo += (x.car, x.cdr) if kind is Pair else x.items
            if kind is List:
                todo.append(x.tail)
    return False


class _Done:
    __slots__ = ("which",)

    def __init__(self, which: int) -> None:
        self.which = which


class Live:
    """A value of the running program inside a datum that it evaluates. ``text``: of a string, else None."""

    __slots__ = ("text",)

    def __init__(self, text: str | None = None) -> None:
        self.text = text

    def __repr__(self) -> str:
        return "#<value>" if self.text is None else repr(self.text)


def text_of(x: Any) -> str | None:
    """The text of a string, a literal one or one of the running program; None for anything else."""
    if x.__class__ is str:
        return x
    return x.text if x.__class__ is Live else None
