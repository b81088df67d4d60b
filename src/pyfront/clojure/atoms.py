"""Atoms of Clojure that are rare. Loaded when there is one."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.clojure.data import List
    from vmcore.data import Symbol


class BigInt:
    """``5N``, and any integer beyond 64 bits."""

    __slots__ = ("value",)

    def __init__(self, value: int) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        if other.__class__ is int:
            return other == self.value
        return isinstance(other, BigInt) and other.value == self.value

    def __hash__(self) -> int:
        return hash(self.value)

    def __repr__(self) -> str:
        return f"BigInt({self.value})"


class BigDecimal:
    """``unscaled / 10 ** scale``, which says more than the number: ``1.0M`` and ``1.00M`` print differently, but are equal."""

    __slots__ = ("unscaled", "scale")

    def __init__(self, unscaled: int, scale: int) -> None:
        self.unscaled = unscaled
        self.scale = scale

    def _key(self) -> tuple[int, int]:
        """The shortest form of the number."""
        unscaled, scale = self.unscaled, self.scale
        if not unscaled:
            return 0, 0
        from vmcore.bignum import Unmetered, to_text

        zeros = len(digits := to_text(unscaled, 10, Unmetered())) - len(digits.rstrip("0"))
        return unscaled // 10**zeros, scale - zeros

    def __eq__(self, other: object) -> bool:
        return isinstance(other, BigDecimal) and self._key() == other._key()

    def __hash__(self) -> int:
        return hash(self._key())

    def __repr__(self) -> str:
        return f"BigDecimal({self.unscaled}, {self.scale})"


class Regex:
    """``#"pattern"``: the text between the quotes. Every one is equal to itself only, as on the JVM."""

    __slots__ = ("pattern",)

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    def __repr__(self) -> str:
        return f"Regex({self.pattern!r})"


class Inst:
    """``#inst``: a point in time, in milliseconds since 1970 (UTC, proleptic Gregorian calendar)."""

    __slots__ = ("millis",)

    def __init__(self, millis: int) -> None:
        self.millis = millis

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Inst) and other.millis == self.millis

    def __hash__(self) -> int:
        return hash((Inst, self.millis))

    def __repr__(self) -> str:
        return f"Inst({self.millis})"


class Uuid:
    """``#uuid``: 128 bits."""

    __slots__ = ("value",)

    def __init__(self, value: int) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Uuid) and other.value == self.value

    def __hash__(self) -> int:
        return hash((Uuid, self.value))

    def __repr__(self) -> str:
        return f"Uuid({self.value:#x})"


class Tagged:
    """``#tag form`` that no data reader took (in a branch that is not read, or by ``tagged-literal``)."""

    __slots__ = ("tag", "form")

    def __init__(self, tag: Symbol, form: Any) -> None:
        self.tag = tag
        self.form = form

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tagged) and _equal(self, other)

    def __hash__(self) -> int:
        return hash((Tagged, self.tag))

    def __repr__(self) -> str:
        return f"Tagged({self.tag!r}, {self.form!r})"


class Constructed:
    """``#ns.Name{...}``, ``#ns.Name[...]``: an object of a type of the program. ``full``: of the function that makes it."""

    __slots__ = ("full", "args")

    def __init__(self, full: str, args: list[Any]) -> None:
        self.full = full
        self.args = args  # data, which are not evaluated

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Constructed) and self.full == other.full and self.args == other.args

    def __hash__(self) -> int:
        return hash((Constructed, self.full))

    def __repr__(self) -> str:
        return f"Constructed({self.full!r}, {self.args!r})"


class ReaderConditional:
    """``#?(...)`` or ``#?@(...)`` kept as data: ``:read-cond :preserve``."""

    __slots__ = ("form", "splicing")

    def __init__(self, form: List, splicing: bool) -> None:
        self.form = form
        self.splicing = splicing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ReaderConditional) and _equal(self, other)

    def __hash__(self) -> int:
        return hash((ReaderConditional, self.splicing))

    def __repr__(self) -> str:
        return f"ReaderConditional({self.form!r}, {self.splicing})"


def _equal(a: Any, b: Any) -> bool:
    from pyfront.clojure.equality import equal

    return equal(a, b)
