"""What imports make visible: names of libraries, under the names that the import sets give them.

A name becomes a binding when a program looks it up: an import of two hundred names costs no more than a dictionary.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.expand.env import Binding
    from vmcore.data import Symbol


class ImportSet:
    """Names of one library. ``names``: name here -> name that the library gives it; ``library.binding(name)``: what
    that is."""

    __slots__ = ("library", "names")

    def __init__(self, library: Any, names: dict[str, str]) -> None:
        self.library = library
        self.names = names


class Imports:
    """The base of a top level that imported something (``TopLevel.base``); never changes. ``under``: the base that
    is visible behind the imports."""

    __slots__ = ("sets", "under", "cache")

    def __init__(self, sets: tuple[ImportSet, ...], under: Any) -> None:
        self.sets = sets
        self.under = under
        self.cache: dict[Symbol, Binding | None] = {}

    def find(self, symbol: Symbol) -> Binding | None:
        cache = self.cache
        if symbol in cache:
            return cache[symbol]
        binding = cache[symbol] = self.resolve(symbol)
        return binding

    def resolve(self, symbol: Symbol) -> Binding | None:
        """The latest import of a name wins."""
        for one in reversed(self.sets):
            name = one.names.get(symbol.name)
            if name is not None:
                return one.library.binding(name)
        return self.under.find(symbol)

    def names(self) -> set[str]:
        """All that is visible."""
        return set(self.under.names()).union(*(one.names for one in self.sets))


def with_import(base: Any, one: ImportSet) -> Imports:
    """A base that sees an import set before anything else."""
    if base.__class__ is Imports:
        return Imports((*base.sets, one), base.under)
    return Imports((one,), base)
