"""Scheme as the API sees it: environments, expansion, images."""

from __future__ import annotations

from pyfront.expand.env import OPEN, PROGRAM, Global, Prim
from pyfront.expand.expander import expand_unit
from pyfront.scheme.names import user_environment
from pyfront.text.datum import List
from vmcore.data import Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.core.ir import Lambda
    from pyfront.text.source import Source, SourceMap

IMAGES = {"vm": "base.img", "treewalk": "base.tree.img"}
NAMES = "base.names"
_OF_THE_MACHINE = {
    "apply": "machine:apply",
    "call/cc": "machine:%call/cc",
    "call-with-current-continuation": "machine:%call/cc",
    "call-with-escape-continuation": "machine:%call/cc",
}  # what it provides itself: name -> full name of the global
_IMPORT, _DEFINE_LIBRARY = Symbol("import"), Symbol("define-library")


def library_path(name: str) -> str:
    """Path of a file of the library folder."""
    return __file__[: -len("language.py")] + "lib/" + name


def _service(name: str) -> Any:
    """What a running program wants of the compiler or the host."""
    from pyfront.scheme.evaluate import find

    return find(name)


class Environment:
    """The top level of a runtime, or one that a program made: what names mean, across units."""

    __slots__ = ("top", "reading", "path", "free", "backend", "emit", "ran", "arguments", "needed")
    include: Any = None  # without directories, nothing can be included

    def __init__(self, top: Any) -> None:
        self.top = top
        self.reading: Any = None  # files.Reading, when something is to be read
        self.path: tuple[str, ...] = ()  # directories of libraries
        self.free = False  # may units include any file?
        self.backend = "vm"  # what code the program makes for itself is for
        self.emit: Any = LANGUAGE.emit
        self.ran: set[str] = set()  # libraries in files whose bodies ran
        self.arguments: tuple[str, ...] = ("",)  # what the program was called with
        self.needed: list[Any] = []  # libraries with bodies of their own that the unit imports, in order

    def __repr__(self) -> str:
        return "environment"

    def files(self, sources: SourceMap) -> Any:
        """What a unit may read, and where what it needs is noted: a ``Files``, or this if there are none."""
        if self.reading is None:
            if not self.path and not self.free:
                self.needed = []
                return self
            from pyfront.scheme.files import Reading

            self.reading = Reading(self.path, self.free)
        from pyfront.scheme.files import Files

        return Files(self.reading, sources)

    def need(self, library: Any) -> None:
        """The unit being compiled imports a library."""
        if getattr(library, "unit", None) is not None:
            for one in library.needs:
                self.need(one)
            if library not in self.needed:
                self.needed.append(library)

    def has(self, name: str) -> bool:
        """Is there a file for the library?"""
        return False

    def library(self, cx: Any, name: str, pos: int) -> Any:
        """The library in the file of that name; None if there is none."""
        return None

    def read_only(self, path: tuple[str, ...], texts: dict[str, str]) -> None:
        """From now on units read these texts, and no files."""
        from pyfront.scheme.files import Reading

        self.path = path
        self.reading = Reading(path, True, texts, closed=True)

    def texts_of(self, sources: SourceMap, libraries: list[Any]) -> dict[str, str]:
        """The texts of the files that a unit and its libraries were made of."""
        found = {source.name: source.text for source in sources.sources[1:]}
        for library in [one for one in libraries if one.sources is not None]:
            found.update((source.name, source.text) for source in library.sources.sources)
        return found

    def note_defined(self, name: str) -> None:
        """From now on the name is a global of programs."""
        symbol = Symbol(name)
        binding = self.top.own(symbol)
        binding.defined = True
        self.top.table[symbol] = binding

    def context(self) -> list[str] | None:
        """What the compilation of a unit depends on besides its text; None if that is more than words can say."""
        for name, binding in self.top.table.items():
            if name.__class__ is not Symbol or binding.__class__ is not Global:
                return None
        return [*sorted(self.own_names()), "path", *self.path, f"free {self.free}"]

    def global_name(self, name: str) -> str | None:
        """Full name of the global that a name means; None for what is no variable."""
        binding = self.top.find(Symbol(name))
        return binding.name if binding.__class__ is Global else None

    def lookup_value(self, machine: Any, name: str, default: Any) -> Any:
        """What the name is bound to at run time."""
        binding = self.top.find(Symbol(name))
        if binding.__class__ is Global:
            return machine.get_global(binding.name, default)
        if binding.__class__ is Prim:
            return machine.primitive(binding.name)
        return default

    def visible_names(self) -> set[str]:
        """Names that mean something."""
        return set(self.top.base.names()) | {symbol.name for symbol in self.top.table if symbol.__class__ is Symbol}

    def own_names(self) -> set[str]:
        """Variables defined by programs."""
        return {
            symbol.name
            for symbol, binding in self.top.table.items()
            if binding.__class__ is Global and binding.space == self.top.space
        }

    def explain(self, error: Any, cause: Any, source: Source, pos: int) -> None:
        """Adds what can be said about an error of a running program, at a position of its source."""
        from pyfront.scheme.advice import explain

        explain(error, cause, source, pos, self.top)


class Scheme:
    """The ``LANGUAGE`` object."""

    name = "scheme"
    run_units = "scheme:%run-units"  # procedure that runs units, libraries first

    def __init__(self) -> None:
        self._exports: dict[str, str] | None = None
        self._images: dict[str, Any] = {}

    def exports(self) -> dict[str, str]:
        """What the library provides: name -> full name of the global."""
        if self._exports is None:
            with open(library_path(NAMES), "rb", buffering=0) as file:
                self._exports = {name: "scheme:" + name for name in file.read().decode().split()}
            self._exports.update(_OF_THE_MACHINE)
        return self._exports

    def environment(self) -> Environment:
        """A new top level for programs."""
        return Environment(user_environment(self.exports()))

    def start(self, machine: Any, backend: str) -> Environment:
        """Puts the library into a new machine."""
        image = self._images.get(backend)
        if image is None:
            from vmcore._image import Image

            with open(library_path(IMAGES[backend]), "rb", buffering=0) as file:
                image = self._images[backend] = Image(file.read())
        environment = self.environment()
        environment.backend = backend
        machine.define_stubs("machine:")
        machine.set_services("machine:%service", environment, _service)
        machine.load(image)()
        return environment

    def library_image(self, name: str, backend: str) -> Any:
        """The image of a library of the implementation that is not in the base image."""
        from pyfront.scheme.bundled import image

        return image(name, backend)

    def expand(
        self, source: Source, sources: SourceMap, environment: Environment, *, entry: bool = False
    ) -> tuple[Lambda, tuple[str, ...], list[Any]]:
        """A text as core IR, the names it defines at top level, and the libraries in files that it needs.

        A text that begins with imports is a program: it sees what it imports, and what was defined before. ``entry``:
        it is none, its imports add to what is visible."""
        from pyfront.scheme.reader import read_all

        before = environment.own_names()
        files = environment.files(sources)
        data = read_all(source)
        unit = expand_located(data, sources, environment.top, files, not entry and _begins_with_import(data))
        return unit, tuple(sorted(environment.own_names() - before)), files.needed

    def emit(
        self, unit: Lambda, sources: SourceMap, backend: str, *, library: bool = False, whole: bool = False
    ) -> bytes:
        """The image of a unit for a backend. ``whole``: no other code defines or assigns its globals."""
        from pyfront.emit import compile_for

        return compile_for(backend, unit, sources, library=library, whole=whole)


def _begins_with_import(data: list[tuple[Any, int]]) -> bool:
    """Is the first form that defines no library an import?"""
    for x, _ in data:
        head = x.items[0] if x.__class__ is List and x.items else None
        if head is not _DEFINE_LIBRARY:
            return head is _IMPORT
    return False


def expand_located(
    data: Any, sources: SourceMap, top: Any, files: Any = None, program: bool = False, max_work: int | None = None,
    ahead: Any = (),
) -> Lambda:  # fmt: skip
    """Expands; an error gets the place its position means. ``program``: only what it imports is visible."""
    outer = top.base
    try:
        if not program:
            return expand_unit(data, top, files, max_work, ahead)
        from pyfront.expand.imports import Imports, with_import
        from pyfront.scheme.names import PROGRAM_START

        top.base = Imports((), PROGRAM_START)
        top.rule = PROGRAM
        unit = expand_unit(data, top, files)
        for one in top.base.sets:
            outer = with_import(outer, one)
        top.base = outer
        return unit
    except Exception as error:
        from pyfront.errors import Error

        top.base = outer
        if isinstance(error, Error):
            from pyfront.report import locate

            source = locate(error, sources)
            if source is not None:
                from pyfront.scheme.advice import explain_syntax

                explain_syntax(error, source, top)
        raise
    finally:
        top.rule = OPEN


LANGUAGE = Scheme()
