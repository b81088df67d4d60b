"""A text as a unit: all its forms at once if nothing in it must run before the rest is understood, else a call that reads,
compiles and runs one form after another."""

from __future__ import annotations

from pyfront.clojure.analyse import Analyser, NeedsMachine
from pyfront.clojure.context import ProgramContext
from pyfront.clojure.language import Environment
from pyfront.clojure.libraries import note
from pyfront.clojure.reader import END, Reader
from pyfront.core.ir import Call, Const, GlobalRef, Lambda, Node, Seq
from pyfront.expand.running import located

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.clojure.namespaces import VarInfo
    from pyfront.text.source import Source, SourceMap

# The libraries of the members of Java's classes that few programs name.
MEMBERS = ("clojure.lang.members", "clojure.lang.collections", "clojure.lang.concurrent")


def expand(source: Source, sources: SourceMap, environment: Environment) -> tuple[Lambda, tuple[str, ...], list[Any]]:
    world = environment.world
    current = world.current
    world.begin()
    environment.needed = []
    environment.by_form = False
    try:
        an = analyser(environment, source)
        an.static = True
        nodes = forms(an, source)
        world.journal = None
    except NeedsMachine:
        world.undo()
        world.current = current
        environment.by_form = True
        return run_text(source), (), []
    except Exception as error:
        world.undo()
        located(error, sources)
        raise
    finally:
        world.journal = None
        world.current = current
    defines = tuple(f"{var.full}:{var.flags}" for var in an.defined.values())
    return as_unit(nodes, source.base), defines, environment.needed


def analyser(environment: Environment, source: Source | None) -> Analyser:
    """An analyser for programs. Macros of the program run in the machine, if there is one."""
    an = Unit(environment, source)
    if environment.machine is not None:
        from pyfront.clojure.user_macros import expand_user

        an.expand_user = expand_user
    return an


class Unit(Analyser):
    """An analyser that knows what there is besides the text."""

    __slots__ = ("environment",)

    def __init__(self, environment: Environment, source: Source | None) -> None:
        super().__init__(environment.world, source=source)
        self.environment = environment

    def bundled(self, name: str) -> bool:
        """Is it a library of the implementation? Then the unit needs it."""
        environment = self.environment
        if not environment.bundled(name):
            return False
        if name not in environment.ran and name != "clojure.core":
            note(environment.needed, name, environment)
        return True

    def member(self, name: str) -> VarInfo | None:
        for library in MEMBERS:
            found = self.world.spaces[library].own(name) if self.environment.bundled(library) else None
            if found is not None:
                return found if self.bundled(library) else None
        return None

    def value(self, x: Any, pos: int) -> Node:
        """A value of the running program that a macro put into its expansion."""
        from pyfront.clojure.user_macros import value

        return value(self, x, pos)


def forms(an: Analyser, source: Source) -> list[Node]:
    """The nodes of all forms."""
    reader = Reader(source, ProgramContext(an))
    nodes: list[Node] = []
    while True:
        x = reader.read()
        if x is END:
            return nodes
        an.top(x, reader.pos, nodes)


def as_unit(nodes: list[Node], pos: int) -> Lambda:
    """The procedure that runs the nodes."""
    if not nodes:
        nodes = [Const(None, pos)]
    body = nodes[0] if len(nodes) == 1 else Seq(nodes, pos)
    return Lambda("", [], [], None, body, pos)


def run_text(source: Source) -> Lambda:
    args: list[Node] = [Const(source.text, source.base), Const(source.name, source.base)]
    return Lambda("", [], [], None, Call(GlobalRef("clojure.core/%run-text", source.base), args, source.base), source.base)
