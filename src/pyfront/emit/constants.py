"""Constants of a function: what is one constant and what are two, and what needs no constant at all."""

from __future__ import annotations

from pyfront.text.datum import List
from vmcore.data import ABSENT, DEFAULT, EOF, UNBOUND, UNSPECIFIED, Char, ExactComplex, Keyword, Ratio, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Ref:
    """A constant that is no datum: ``kind`` is "global" (full name), "code" (function number) or "prim" (name)."""

    __slots__ = ("kind", "what")

    def __init__(self, kind: str, what: str | int) -> None:
        self.kind = kind
        self.what = what

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ref) and (self.kind, self.what) == (other.kind, other.what)

    def __hash__(self) -> int:
        return hash((self.kind, self.what))

    def __repr__(self) -> str:
        return f"Ref({self.kind!r}, {self.what!r})"


class Made:
    """A constant that a primitive makes of others when the image is loaded: a persistent vector, a map, ..."""

    __slots__ = ("prim", "items")

    def __init__(self, prim: str, items: list[Any]) -> None:
        self.prim = prim
        self.items = items

    def __repr__(self) -> str:
        return f"Made({self.prim!r}, {self.items!r})"


# Words of vmcore.tags.IMMEDIATES that LOADW can load; a test compares the two.
NIL, FALSE, TRUE, UNSPEC = 0x10, 0x20, 0x30, 0x40
_SINGLETONS = {None: NIL, EOF: 0x50, UNBOUND: 0x60, ABSENT: 0x70, DEFAULT: 0x80, UNSPECIFIED: UNSPEC}


def word(value: Any) -> int:
    """The raw word of an immediate constant; -1 for other constants."""
    kind = value.__class__
    if kind is bool:
        return TRUE if value else FALSE
    if kind is List:
        return -1 if value.items else NIL
    try:
        return _SINGLETONS.get(value, -1)
    except TypeError:  # unhashable, so none of them
        return -1


def is_eq(value: Any) -> bool:
    """Is ``eqv?`` of anything with this constant the same as "is the same word"?"""
    kind = value.__class__
    if kind is int:
        return bool(-(1 << 48) <= value < 1 << 48)
    return kind in (Symbol, bool, Char, Keyword) or word(value) >= 0


def key(value: Any) -> Any:
    """Constants with equal keys are one object at run time. Mutable-looking data are one only if Python's object is."""
    kind = value.__class__
    if kind is Symbol or kind is Ref or kind is Keyword or kind is Char or kind is Ratio or kind is ExactComplex:
        return value
    if kind is int:
        return value
    if kind is bool:
        return ("word", value)
    if kind is float:
        return ("float", value.hex(), value)[:2]
    if kind is complex:
        return ("complex", value.real.hex(), value.imag.hex())
    if kind is List and not value.items:
        return ("word", None)
    return ("id", id(value))
