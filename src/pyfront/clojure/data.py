"""Data of Clojure that Python and ``vmcore.data`` have no class for, as its reader makes them.

Atoms are ``None``, ``bool``, ``int`` (a long: 64 bits), ``float``, ``str``, ``Symbol``, ``Keyword``, ``Char`` and ``Ratio`` of
``vmcore.data``, and the classes of ``clojure.atoms``. The name of a symbol or keyword holds its namespace: ``clojure.core/map``.

Forms know their span: ``start`` is the position of their first character (of ``^`` if they have metadata), ``end`` the one
after the last, ``pos`` has the position of each item. All are immutable; == is Clojure's ``=`` (a list and a vector of the
same items are equal, ``1`` and ``1N`` are, metadata do not count), and takes no recursion.
"""

from __future__ import annotations

from vmcore.data import Char, Keyword, Symbol

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
        if not isinstance(other, Form):
            return False
        from pyfront.clojure.equality import equal

        return equal(self, other)

    def __hash__(self) -> int:
        from pyfront.clojure.equality import hash_of

        return hash_of(self)

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


def split_name(name: str) -> tuple[str, str]:
    """Namespace ("" if there is none) and name proper of a symbol's or keyword's full name."""
    space, slash, rest = name.partition("/")
    return (space, rest) if slash and space and rest else ("", name)


PLAIN = frozenset((Keyword, Symbol, str, Char))  # kinds whose == and hash are Python's, and Clojure's


def plainly_differ(items: list[Any], step: int) -> bool:
    """Do the items 0, step, 2 * step ... differ, as is usual and seen at once? If not, ``equality`` knows."""
    items = items[::step]
    kinds = {item.__class__ for item in items}
    return (kinds <= PLAIN or kinds == {int}) and len(set(items)) == len(items)
