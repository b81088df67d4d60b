"""Data of Sema as its reader makes them. Atoms are those of Python and ``vmcore.data``; nil is ``UNSPECIFIED``.

A form knows its span: ``start`` is the position of its first character, ``pos`` has the position of each item.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any


class Form:
    """A collection."""

    __slots__ = ("items", "pos", "start")

    def __init__(self, items: Iterable[Any], pos: Iterable[int] = (), start: int = 0) -> None:
        self.items = tuple(items)
        self.pos = tuple(pos) or (start,) * len(self.items)
        self.start = start

    def __repr__(self) -> str:
        return f"{self.__class__.__name__}({list(self.items)!r})"


class List(Form):
    """``(items ...)``"""

    __slots__ = ()


class Vector(Form):
    """``[items ...]``"""

    __slots__ = ()


class Map(Form):
    """``{key value ...}``, in the order of the source."""

    __slots__ = ()

    def pairs(self) -> list[tuple[Any, Any]]:
        return list(zip(self.items[::2], self.items[1::2]))


class Value:
    """A value of the running program inside of a form. ``ref``: held."""

    __slots__ = ("ref",)

    def __init__(self, ref: Any) -> None:
        self.ref = ref
