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


def digest(data: bytes) -> str:
    """16 bytes of BLAKE2b, as text."""
    try:
        from _blake2 import blake2b  # without the two milliseconds of hashlib
    except ImportError:
        from hashlib import blake2b
    return blake2b(data, digest_size=16).hexdigest()


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
        if name not in self.without if self.core else name == "ns" or name == "in-ns":  # these two are always there
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
            self.world.trace.append(f"intern\t{self.name}\t{name}")
            self.table[name] = var
        return var

    def refer(self, name: str, what: Any) -> None:
        """``what``: a VarInfo or a ClassInfo."""
        known = self.table.get(name)
        if known is what:
            return
        self.world.note(self.table, name)
        if what.__class__ is VarInfo:
            self.world.trace.append(f"refer\t{self.name}\t{name}\t{what.space}\t{what.name}")
        else:
            self.world.trace.append(f"import\t{self.name}\t{name}\t{what.name}")
        self.table[name] = what

    def alias(self, name: str, space: str) -> None:
        if self.aliases.get(name) == space:
            return
        self.world.note(self.aliases, name)
        self.world.trace.append(f"alias\t{self.name}\t{name}\t{space}")
        self.aliases[name] = space

    def drop(self, name: str, *, hide: bool = False) -> None:
        """Here the name means no longer what the table says; ``hide``: nor what it means in clojure.core."""
        self.world.trace.append(f"drop\t{self.name}\t{name}\t{int(hide)}")
        self.table.pop(name, None)
        if hide:
            self.without = frozenset(self.without) | {name}

    def unalias(self, name: str) -> None:
        self.world.trace.append(f"unalias\t{self.name}\t{name}")
        self.aliases.pop(name, None)

    def see_core(self, core: bool, without: Any) -> None:
        """Are the names of clojure.core visible, and which are not?"""
        self.core = core
        self.without = frozenset(without)
        self.world.trace.append("\t".join(("core", self.name, str(int(core)), *sorted(self.without))))

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
    """All namespaces of a runtime, and which is the current one.

    ``trace`` says what was done to them, in lines that ``record.repeat`` can do again."""

    __slots__ = ("spaces", "core", "current", "classes", "journal", "loaded", "trace", "mark", "before")

    def __init__(self, names: dict[str, int]) -> None:
        self.core: Namespace = Core(CORE, self, names)
        self.spaces: dict[str, Namespace] = {CORE: self.core}
        self.classes: dict[str, ClassInfo] = {}
        self.journal: list[tuple[dict[str, Any], str, Any]] | None = None  # what to undo
        self.loaded: set[str] = {CORE}
        self.trace: list[str] = []
        self.before = ""  # digest of what was in the trace before
        self.mark = 0  # length of the trace when the journal began
        self.current = self.create("user")

    def create(self, name: str) -> Namespace:
        """The namespace of that name, made if there is none."""
        space = self.spaces.get(name)
        if space is None:
            self.note(self.spaces, name)
            self.trace.append(f"create\t{name}")
            space = self.spaces[name] = Namespace(name, self)
        return space

    def create_bare(self, name: str) -> Namespace:
        """As ``create``; names of clojure.core are not visible in a new one."""
        known = name in self.spaces
        space = self.create(name)
        if not known:
            space.see_core(False, ())
        return space

    def enter(self, name: str) -> None:
        """Makes a namespace the current one."""
        if self.current.name != name:
            self.current = self.create(name)
            self.trace.append(f"enter\t{name}")

    def remove(self, name: str) -> None:
        self.trace.append(f"remove\t{name}")
        self.spaces.pop(name, None)

    def set_flags(self, var: VarInfo, flags: int) -> None:
        if var.flags != flags:
            var.flags = flags
            self.trace.append(f"flags\t{var.space}\t{var.name}\t{flags}")

    def place(self, var: VarInfo, source: Any, start: int, end: int) -> None:
        """Where a var is defined."""
        old = var.pos
        var.pos = (source, start, end)
        if old is None or old[1:] != (start, end):
            self.trace.append(f"place\t{var.space}\t{var.name}\t{start}\t{end}")

    def name_class(self, full: str, var: str) -> ClassInfo:
        """A class of the program: from now on it has that name."""
        found = self.classes.get(full)
        if found is not None and found.var == var:
            return found
        self.note(self.classes, full)
        self.trace.append(f"class\t{full}\t{var}")
        found = self.classes[full] = ClassInfo(full, var)
        return found

    def class_of(self, full: str) -> ClassInfo:
        """The class of that full name."""
        found = self.classes.get(full)
        if found is None:
            found = self.classes[full] = ClassInfo(full)
        return found

    def digest(self) -> str:
        """Of all that was done to the namespaces."""
        if self.trace:
            self.before = digest("\n".join((self.before, *self.trace)).encode("utf-8", "surrogatepass"))
            self.trace.clear()
        return self.before

    def note(self, table: dict[str, Any], name: str) -> None:
        """A table is about to change."""
        if self.journal is not None:
            self.journal.append((table, name, table.get(name)))

    def begin(self) -> None:
        """From now on, changes are noted, to be undone."""
        self.journal = []
        self.mark = len(self.trace)

    def undo(self) -> None:
        """Takes back what was noted."""
        del self.trace[self.mark :]
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
        if found is None:
            if "." in name and name[0] != ".":
                found = self.class_named(name)
            else:
                found = self.of_java_lang(name)
        return found

    def of_java_lang(self, name: str) -> ClassInfo | None:
        """The class of that short name that no namespace has in its table."""
        full = "java.lang." + name
        return self.class_of(full) if name[0].isupper() and full in FULL_NAMES() else None

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
