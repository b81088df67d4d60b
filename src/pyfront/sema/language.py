"""Sema as the API sees it: environments, expansion, images."""

from __future__ import annotations

from pyfront.sema.names import Names

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.core.ir import Lambda
    from pyfront.text.source import Source, SourceMap

IMAGES = {"vm": "core.img", "treewalk": "core.tree.img"}
NAMES = "core.names"


def library_path(name: str) -> str:
    """Path of a file of the library folder."""
    return __file__[: -len("language.py")] + "lib/" + name


def _service(name: str) -> Any:
    """What a running program wants of the compiler or the host."""
    from pyfront.sema.evaluate import find

    return find(name)


class Environment:
    """The names of a runtime, and what a running program wants of the compiler and the host."""

    __slots__ = ("names", "machine", "path", "free", "backend", "emit", "ran", "arguments", "values", "modules", "state", "outside")
    reading: Any = None  # a unit depends on no file: those that it loads are read when it runs

    def __init__(self, given: frozenset[str]) -> None:
        self.names = Names(given)
        self.machine: Any = None
        self.path: tuple[str, ...] = ()  # directories of modules
        self.free = False  # may programs read any file?
        self.backend = "vm"
        self.emit: Any = LANGUAGE.emit
        self.ran: set[str] = set()
        self.arguments: tuple[str, ...] = ("",)
        self.values = 0  # globals made for values in forms
        self.modules: dict[str, Any] = {}  # path -> Space, of those that were imported
        self.state: dict[str, Any] = {}  # of the services
        self.outside: frozenset[str] = frozenset()  # capabilities beyond the machine's: network, process

    def __repr__(self) -> str:
        return "environment"

    def read_only(self, path: tuple[str, ...], texts: dict[str, str]) -> None:
        self.path = path

    def texts_of(self, sources: SourceMap, libraries: list[Any]) -> dict[str, str]:
        """A program that needs files reads them when it runs."""
        return {}

    def note_defined(self, name: str) -> None:
        """From now on the name is a global of programs."""
        self.names.define(name)

    def context(self) -> list[str] | None:
        """What the compilation of a unit depends on besides its text; None if that is more than words can say."""
        current = self.names.current
        return None if current.macros else sorted(current.table)

    def global_name(self, name: str) -> str | None:
        """Full name of the global that a name means."""
        return self.names.resolve(name)

    def lookup_value(self, machine: Any, name: str, default: Any) -> Any:
        full = self.names.resolve(name)
        return default if full is None else machine.get_global(full, default)

    def visible_names(self) -> set[str]:
        """Names that mean something."""
        return self.own_names() | {name for name in self.names.given if name[0] != "%"}

    def own_names(self) -> set[str]:
        return {name for name in self.names.current.table if name[0] != "%"}

    def explain(self, error: Any, cause: Any, source: Source, pos: int) -> None:
        """The message as this language has it."""
        from pyfront.sema.advice import explain

        explain(self, error, cause, source, pos)


class Sema:
    """The ``LANGUAGE`` object."""

    name = "sema"
    run_units = "sema:%run-units"
    writer = "sema:%written"
    shower = "sema:%shown"

    def __init__(self) -> None:
        self._given: frozenset[str] | None = None
        self._images: dict[str, Any] = {}

    def given(self) -> frozenset[str]:
        """The names of the library."""
        if self._given is None:
            with open(library_path(NAMES), "rb", buffering=0) as file:
                self._given = frozenset(file.read().decode().split())
        return self._given

    def environment(self) -> Environment:
        return Environment(self.given())

    def start(self, machine: Any, backend: str) -> Environment:
        """Puts the library into a new machine."""
        image = self._images.get(backend)
        if image is None:
            from vmcore._image import Image

            with open(library_path(IMAGES[backend]), "rb", buffering=0) as file:
                image = self._images[backend] = Image(file.read())
        environment = self.environment()
        environment.backend = backend
        environment.machine = machine
        machine.set_dialect(titles=True, persistent=True, others=True)
        machine.define_stubs("machine:")
        machine.set_services("machine:%service", environment, _service)
        machine.load(image)()
        return environment

    def expand(
        self, source: Source, sources: SourceMap, environment: Environment, *, entry: bool = False
    ) -> tuple[Lambda, tuple[str, ...], list[Any]]:
        """A text as core IR, the globals it defines, and the libraries that it needs: none."""
        from pyfront.sema.unit import expand

        return expand(source, sources, environment)

    def emit(
        self, unit: Lambda, sources: SourceMap, backend: str, *, library: bool = False, whole: bool = False
    ) -> bytes:
        """The image of a unit for a backend."""
        from pyfront.emit import compile_for

        return compile_for(backend, unit, sources, library=library, whole=whole)


LANGUAGE = Sema()
