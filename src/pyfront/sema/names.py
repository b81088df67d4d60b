"""What names mean: those of the library, and those of spaces, each of which is a program or a module in a file.

A global's full name is its space and its name, ``user:x``; the library's is ``sema:``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Space:
    """The top level of a program or module. ``table``: name -> full name of the global; ``macros``: name -> macro."""

    __slots__ = ("prefix", "table", "macros", "exports", "folder")

    def __init__(self, prefix: str, folder: str = "") -> None:
        self.prefix = prefix
        self.table: dict[str, str] = {}
        self.macros: dict[str, Any] = {}
        self.exports: list[str] | None = None  # of a module that says so
        self.folder = folder  # where its file is


class Names:
    """The names of a runtime. ``given``: those of the library."""

    __slots__ = ("given", "current", "library")

    def __init__(self, given: frozenset[str], library: bool = False) -> None:
        self.given = given
        self.library = library
        self.current = Space("sema:" if library else "user:")

    @property
    def space(self) -> str:
        return self.current.prefix

    def own(self, name: str) -> str | None:
        """The global of the program that a name means."""
        return self.current.table.get(name)

    def resolve(self, name: str) -> str | None:
        """Full name of the global that a name means, None if nobody defined it yet."""
        found = self.current.table.get(name)
        if found is None and name in self.given:
            return "sema:" + name
        return found

    def define(self, name: str) -> str:
        """From now on the name is a global of the current space; its full name."""
        current = self.current
        found = current.table.get(name)
        if found is None or not found.startswith(current.prefix):
            found = current.table[name] = current.prefix + name
        current.macros.pop(name, None)
        return found

    def macro(self, name: str) -> Any:
        return self.current.macros.get(name)

    def export(self, names: list[str]) -> None:
        self.current.exports = [*(self.current.exports or ()), *names]

    def state(self) -> Any:
        """What ``restore`` takes."""
        current = self.current
        return current, current.table.copy(), current.macros.copy(), current.exports

    def restore(self, state: Any) -> None:
        self.current = current = state[0]
        current.table, current.macros, current.exports = state[1:]
