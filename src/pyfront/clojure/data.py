"""Data of Clojure that Python and ``vmcore.data`` have no class for, as its reader makes them.

Atoms are ``None``, ``bool``, ``int`` (a long: 64 bits), ``float``, ``str``, ``Symbol``, ``Keyword``, ``Char`` and ``Ratio`` of
``vmcore.data``, and the classes below. The name of a symbol or keyword holds its namespace: ``clojure.core/map``.

Forms know their span: ``start`` is the position of their first character (of ``^`` if they have metadata), ``end`` the one
after the last, ``pos`` has the position of each item. All are immutable; == is Clojure's ``=`` (a list and a vector of the
same items are equal, ``1`` and ``1N`` are, metadata do not count), and takes no recursion.
"""

from __future__ import annotations

from vmcore.data import Char, Keyword, Ratio, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, TypeVar

    F = TypeVar("F", bound="Form")


class Form:
    """A collection literal."""

    __slots__ = ("items", "pos", "start", "end", "meta")
    name = "form"

    def __init__(
        self,
        items: Iterable[Any],
        pos: Iterable[int] = (),
        start: int = 0,
        end: int = 0,
        meta: Map | None = None,
    ) -> None:
        self.items = tuple(items)
        self.pos = tuple(pos)
        self.start = start
        self.end = end
        self.meta = meta

    def with_meta(self: F, meta: Map | None, start: int = 0) -> F:
        """The same with other metadata, and another beginning if one is given."""
        return self.__class__(self.items, self.pos, start or self.start, self.end, meta)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Form) and equal(self, other)

    def __hash__(self) -> int:
        """Of the atoms in it only: forms in it may be of any depth."""
        atoms = frozenset([hash(atom_key(item)) for item in self.items if not _parts(item)])
        return hash((self.__class__ if self.__class__ in (Map, Set) else List, len(self.items), atoms))

    def __repr__(self) -> str:
        from pyfront.clojure.printer import pr_str

        return f"<{pr_str(self)}>"


class List(Form):
    """``(items...)``"""

    __slots__ = ()
    name = "list"


class Vector(Form):
    """``[items...]``"""

    __slots__ = ()
    name = "vector"


class Map(Form):
    """``{items...}``: keys and values in turn, in the order of the source."""

    __slots__ = ()
    name = "map"

    def pairs(self) -> list[tuple[Any, Any]]:
        return list(zip(self.items[::2], self.items[1::2]))


class Set(Form):
    """``#{items...}``, in the order of the source."""

    __slots__ = ()
    name = "set"


class MetaSymbol:
    """A symbol with metadata; equal to the symbol without."""

    __slots__ = ("symbol", "meta")

    def __init__(self, symbol: Symbol, meta: Map) -> None:
        self.symbol = symbol
        self.meta = meta

    def __eq__(self, other: object) -> bool:
        return bare(other) is self.symbol

    def __hash__(self) -> int:
        return hash(self.symbol)

    def __repr__(self) -> str:
        return f"MetaSymbol({self.symbol.name!r}, {self.meta!r})"


def bare(x: Any) -> Any:
    """The symbol of a symbol with metadata; anything else as it is."""
    return x.symbol if x.__class__ is MetaSymbol else x


class BigInt:
    """``5N``, and any integer beyond 64 bits."""

    __slots__ = ("value",)

    def __init__(self, value: int) -> None:
        self.value = value

    def __eq__(self, other: object) -> bool:
        return atom_key(other) == self.value if other.__class__ in (BigInt, int) else False

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
        return isinstance(other, Tagged) and equal(self, other)

    def __hash__(self) -> int:
        return hash((Tagged, self.tag))

    def __repr__(self) -> str:
        return f"Tagged({self.tag!r}, {self.form!r})"


class ReaderConditional:
    """``#?(...)`` or ``#?@(...)`` kept as data: ``:read-cond :preserve``."""

    __slots__ = ("form", "splicing")

    def __init__(self, form: List, splicing: bool) -> None:
        self.form = form
        self.splicing = splicing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ReaderConditional) and equal(self, other)

    def __hash__(self) -> int:
        return hash((ReaderConditional, self.splicing))

    def __repr__(self) -> str:
        return f"ReaderConditional({self.form!r}, {self.splicing})"


def split_name(name: str) -> tuple[str, str]:
    """Namespace ("" if there is none) and name proper of a symbol's or keyword's full name."""
    space, slash, rest = name.partition("/")
    return (space, rest) if slash and space and rest else ("", name)


# ---------------------------------------------------------------- equality


def equal(a: Any, b: Any) -> bool:
    """Clojure's ``=`` of two data."""
    classes = Classes()
    return classes.of(a) == classes.of(b)


def atom_key(x: Any) -> Any:
    """A Python value that is equal for equal atoms. Of numbers only those of one category are equal: 1 is not 1.0."""
    kind = x.__class__
    if kind is int or kind is str:
        return x
    if kind is BigInt:
        return x.value
    if kind is MetaSymbol:
        return x.symbol
    if kind is float:
        return ("nan",) if x != x else (kind, x)
    if kind is bool or kind is Ratio:
        return (kind, x)
    return x


PLAIN = frozenset((Keyword, Symbol, str, Char))  # kinds whose == and hash are Python's, and Clojure's


class Classes:
    """Numbers for data: equal data have equal numbers."""

    __slots__ = ("_keys", "_forms", "_alive")

    def __init__(self) -> None:
        self._keys: dict[Any, int] = {}
        self._forms: dict[int, int] = {}  # id of a form -> its number
        self._alive: list[Any] = []  # those forms: an id is theirs only as long as they live

    def of(self, x: Any) -> int:
        """Children before their parents, so that what a parent looks up is numbers only."""
        forms = self._forms
        todo = [x]
        while todo:
            x = todo[-1]
            if id(x) in forms or not _parts(x):
                todo.pop()
                continue
            open_ones = [part for part in _parts(x) if id(part) not in forms and _parts(part)]
            if open_ones:
                todo += open_ones
            else:
                todo.pop()
                forms[id(x)] = self._number(self._key(x))
                self._alive.append(x)
        known = forms.get(id(x))
        return self._number(self._key(x)) if known is None else known

    def _number(self, key: Any) -> int:
        return self._keys.setdefault(key, len(self._keys))

    def _key(self, x: Any) -> Any:
        """The key of a datum whose parts are numbered."""
        kind = x.__class__
        if kind is Tagged:
            return (Tagged, x.tag, self._part(x.form))
        if kind is ReaderConditional:
            return (kind, x.splicing, self._part(x.form))
        if not isinstance(x, Form):
            return atom_key(x)
        numbers = [self._part(item) for item in x.items]
        if kind is Map:
            return (Map, frozenset(zip(numbers[::2], numbers[1::2])))
        return (Set, frozenset(numbers)) if kind is Set else (List, tuple(numbers))

    def _part(self, x: Any) -> int:
        known = self._forms.get(id(x)) if _parts(x) else None
        return self._number(self._key(x)) if known is None else known


def _parts(x: Any) -> tuple[Any, ...]:
    """What a datum is made of; () if it is an atom or empty."""
    if isinstance(x, Form):
        return x.items
    return (x.form,) if x.__class__ is Tagged or x.__class__ is ReaderConditional else ()


def first_duplicate(items: list[Any], step: int, classes: Classes) -> int:
    """Index of the first of the items 0, step, 2 * step ... that is equal to one before it; -1 if all differ."""
    kinds = {item.__class__ for item in items[::step]}
    if (kinds <= PLAIN or kinds == {int}) and len(set(items[::step])) * step == len(items):
        return -1
    seen: set[int] = set()
    for i in range(0, len(items), step):
        number = classes.of(items[i])
        if number in seen:
            return i
        seen.add(number)
    return -1
