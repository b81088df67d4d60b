"""Python counterparts of values that Python has no type for. Readers produce them and results contain them."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Symbol:
    """An interned symbol: ``Symbol("a") is Symbol("a")``."""

    __slots__ = ("name",)
    _table: dict[str, Symbol] = {}
    name: str

    def __new__(cls, name: str) -> Symbol:
        symbol = cls._table.get(name)
        if symbol is None:
            symbol = object.__new__(cls)
            symbol.name = name
            cls._table[name] = symbol
        return symbol

    def __repr__(self) -> str:
        return f"Symbol({self.name!r})"

    def __str__(self) -> str:
        return self.name

    def __reduce__(self) -> tuple[type, tuple[str]]:
        return type(self), (self.name,)


class Keyword:
    """An interned keyword, without its colon."""

    __slots__ = ("name",)
    _table: dict[str, Keyword] = {}
    name: str

    def __new__(cls, name: str) -> Keyword:
        keyword = cls._table.get(name)
        if keyword is None:
            keyword = object.__new__(cls)
            keyword.name = name
            cls._table[name] = keyword
        return keyword

    def __repr__(self) -> str:
        return f"Keyword({self.name!r})"

    def __reduce__(self) -> tuple[type, tuple[str]]:
        return type(self), (self.name,)


class Char:
    """A character: one Unicode scalar value."""

    __slots__ = ("code",)
    code: int

    def __init__(self, char: str | int) -> None:
        self.code = ord(char) if isinstance(char, str) else char

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Char) and other.code == self.code

    def __hash__(self) -> int:
        return hash((Char, self.code))

    def __str__(self) -> str:
        return chr(self.code)

    def __repr__(self) -> str:
        return f"Char({chr(self.code)!r})"

    def __reduce__(self) -> tuple[type, tuple[int]]:
        return type(self), (self.code,)


class Ratio:
    """An exact rational constant in lowest terms, den > 1 (results are ``fractions.Fraction``, loaded on demand)."""

    __slots__ = ("num", "den")

    def __init__(self, num: int, den: int) -> None:
        self.num = num
        self.den = den

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Ratio) and (other.num, other.den) == (self.num, self.den)

    def __hash__(self) -> int:
        return hash((self.num, self.den))

    def __float__(self) -> float:
        return self.num / self.den

    def __repr__(self) -> str:
        return f"Ratio({self.num}, {self.den})"


class ExactComplex:
    """An exact complex number that is not real (inexact ones are ``complex``). Its parts are ``int`` or, in results,
    ``fractions.Fraction``, in constants ``Ratio``."""

    __slots__ = ("imag", "real")

    def __init__(self, real: Any, imag: Any) -> None:
        self.real = real
        self.imag = imag

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ExactComplex) and (other.real, other.imag) == (self.real, self.imag)

    def __hash__(self) -> int:
        return hash((ExactComplex, self.real, self.imag))

    def __complex__(self) -> complex:
        return complex(float(self.real), float(self.imag))

    def __repr__(self) -> str:
        return f"ExactComplex({self.real!r}, {self.imag!r})"


class Pair:
    """A pair that does not begin a proper list."""

    __slots__ = ("car", "cdr")

    def __init__(self, car: object, cdr: object) -> None:
        self.car = car
        self.cdr = cdr

    def __repr__(self) -> str:
        return f"Pair({self.car!r}, {self.cdr!r})"


class Singleton:
    """A value that exists once: ``EOF``, ``ABSENT``, ``DEFAULT``."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __repr__(self) -> str:
        return self.name

    def __reduce__(self) -> str:
        return self.name


EOF = Singleton("EOF")
UNSPECIFIED = Singleton("UNSPECIFIED")  # in constants; a result of this value is Python's None
ABSENT = Singleton("ABSENT")
DEFAULT = Singleton("DEFAULT")
UNBOUND = Singleton("UNBOUND")
