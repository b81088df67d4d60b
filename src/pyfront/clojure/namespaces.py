"""Namespaces as the compiler sees them: what a name means, which names there are. Python objects; values are in the machine.

The value of a var is a global of the machine, whose full name is the var's: ``user/x``. Nothing of clojure.core is built
in advance: a name of it becomes a ``VarInfo`` when somebody asks.
"""

from __future__ import annotations

from pyfront.clojure.names import CLASSES, CORE, MACROS, simple_class

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

PRIVATE, DYNAMIC, MACRO, DECLARED = 1, 2, 4, 8  # flags of a var; DECLARED: no value was given yet


class VarInfo:
    """A var. ``macro``: the Python function that expands it, if it is a macro of clojure.core."""

    __slots__ = ("space", "name", "full", "flags", "macro", "pos")

    def __init__(self, space: str, name: str, flags: int = 0, macro: Any = None) -> None:
        self.space = space
        self.name = name
        self.full = f"{space}/{name}"
        self.flags = flags
        self.macro = macro
        self.pos: Any = None

    def __repr__(self) -> str:
        return f"#'{self.full}"


class ClassInfo:
    """A class: of Java by its full name, or a type of the program. ``var``: full name of the global that holds it."""

    __slots__ = ("name", "var")

    def __init__(self, name: str, var: str = "") -> None:
        self.name = name
        self.var = var

    def __repr__(self) -> str:
        return f"<class {self.name}>"


class Namespace:
    """What names mean in it. ``table``: its own vars, those referred to, and imported classes."""

    __slots__ = ("name", "table", "aliases", "world", "core", "without", "file")

    def __init__(self, name: str, world: World) -> None:
        self.name = name
        self.world = world
        self.table: dict[str, Any] = {}
        self.aliases: dict[str, str] = {}
        self.core = name != CORE  # are the names of clojure.core visible?
        self.without: Any = ()  # names of clojure.core that are not
        self.file = ""

    def __repr__(self) -> str:
        return f"<namespace {self.name}>"

    def find(self, name: str) -> Any:
        """The var or class that a name without a namespace means; None if there is none."""
        found = self.table.get(name)
        if found is not None:
            return found
        if self.core and name not in self.without:
            found = self.world.core.own(name)
            if found is not None and not found.flags & PRIVATE:
                return found
        full = CLASSES.get(name)
        return self.world.class_of(full) if full is not None else None

    def own(self, name: str) -> VarInfo | None:
        """The var of that name that is this namespace's."""
        found = self.table.get(name)
        return found if found.__class__ is VarInfo and found.space == self.name else None

    def intern(self, name: str, flags: int = 0) -> VarInfo:
        """The var of that name, which now is this namespace's."""
        var = self.own(name)
        if var is None:
            var = VarInfo(self.name, name, flags)
            self.world.note(self.table, name)
            self.table[name] = var
        return var

    def refer(self, name: str, what: Any) -> None:
        self.world.note(self.table, name)
        self.table[name] = what

    def alias(self, name: str, space: str) -> None:
        self.world.note(self.aliases, name)
        self.aliases[name] = space

    def own_vars(self) -> Iterator[VarInfo]:
        """All of its own."""
        for found in list(self.table.values()):
            if found.__class__ is VarInfo and found.space == self.name:
                yield found


class Core(Namespace):
    """A namespace of the implementation: its vars are known by a table of names, and made when they are looked up."""

    __slots__ = ("given",)

    def __init__(self, name: str, world: World, given: dict[str, int]) -> None:
        super().__init__(name, world)
        self.given = given  # name -> flags

    def own(self, name: str) -> VarInfo | None:
        found = self.table.get(name)
        if found is not None:
            return found if found.__class__ is VarInfo and found.space == self.name else None
        flags = self.given.get(name)
        if flags is None:
            if self.name != CORE or name not in MACROS:
                return None
            flags = MACRO
        var = VarInfo(self.name, name, flags, MACROS.get(name) if self.name == CORE else None)
        self.table[name] = var
        return var

    def find(self, name: str) -> Any:
        return self.own(name) or Namespace.find(self, name)

    def own_vars(self) -> Iterator[VarInfo]:
        for name in [*self.given, *(MACROS if self.name == CORE else ())]:
            self.own(name)
        return super().own_vars()


class World:
    """All namespaces of a runtime, and which is the current one."""

    __slots__ = ("spaces", "core", "current", "classes", "journal", "loaded")

    def __init__(self, names: dict[str, int]) -> None:
        self.core: Namespace = Core(CORE, self, names)
        self.spaces: dict[str, Namespace] = {CORE: self.core}
        self.classes: dict[str, ClassInfo] = {}
        self.journal: list[tuple[dict[str, Any], str, Any]] | None = None  # what to undo
        self.loaded: set[str] = {CORE}
        self.current = self.create("user")

    def create(self, name: str) -> Namespace:
        """The namespace of that name, made if there is none."""
        space = self.spaces.get(name)
        if space is None:
            self.note(self.spaces, name)
            space = self.spaces[name] = Namespace(name, self)
        return space

    def class_of(self, full: str) -> ClassInfo:
        """The class of that full name."""
        found = self.classes.get(full)
        if found is None:
            found = self.classes[full] = ClassInfo(full)
        return found

    def note(self, table: dict[str, Any], name: str) -> None:
        """A table is about to change."""
        if self.journal is not None:
            self.journal.append((table, name, table.get(name)))

    def undo(self) -> None:
        """Takes back what was noted."""
        for table, name, old in reversed(self.journal or ()):
            if old is None:
                table.pop(name, None)
            else:
                table[name] = old
        self.journal = None

    def space_of(self, name: str) -> Namespace | None:
        """The namespace that is called so in the current one."""
        full = self.current.aliases.get(name)
        return self.spaces.get(full if full is not None else name)

    def resolve(self, name: str) -> Any:
        """What a symbol means in the current namespace: a VarInfo, a ClassInfo, or None."""
        slash = name.find("/", 1)
        if slash > 0 and slash < len(name) - 1:
            space = self.space_of(name[:slash])
            return space.own(name[slash + 1 :]) if space is not None else None
        found = self.current.find(name)
        if found is None and "." in name and name[0] != ".":
            found = self.class_named(name)
        return found

    def class_named(self, name: str) -> ClassInfo | None:
        """The class of a full name that is known, or a type of a program."""
        found = self.classes.get(name)
        if found is not None:
            return found
        if CLASSES.get(simple_class(name)) == name or name in FULL_NAMES():
            return self.class_of(name)
        return None


_full_names: frozenset[str] | None = None


def FULL_NAMES() -> frozenset[str]:
    """Full names of the classes that have no place in java.lang."""
    global _full_names
    if _full_names is None:
        from pyfront.clojure.classes import KNOWN

        _full_names = KNOWN
    return _full_names
