"""Libraries that come with the implementation, but are not in the base image: each has images of its own, made when the
package is built, which a machine loads when a program imports the library.

What the compiler needs of one is in its table, ``lib/srfi/NN.names``: lines of words, the first of which says what the
others are

    needs       libraries whose bodies run before this one's, as their files are called
    own         exports that are globals of the library, under the same name
    renamed     outside inside outside inside ...: exports that are such globals under another name
    system      exports that are the language's own
    also        outside inside ...: exports that are the language's own under another name
    from NN     exports that are globals of another of these libraries
    syntax      exports that are macros

Behind an empty line is the text of the macros, whose templates see what the library itself sees.
"""

from __future__ import annotations

from pyfront.expand.env import Global, TopLevel
from pyfront.scheme.language import library_path
from pyfront.scheme.libraries import BUNDLED
from pyfront.scheme.names import LIBRARY, MACHINE, MACHINE_PROCEDURES
from vmcore.data import Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.expand.env import Binding
    from vmcore._image import Image

FOLDER = "srfi/"
TABLE = ".names"
LANGUAGE = "base:"  # before a name of the language that the library has another meaning for
IMAGES = {"vm": ".img", "treewalk": ".tree.img"}


def _of_table(primitive: str, count: int) -> Any:
    """A procedure of SRFI 125 that the machine does for its own tables; the library is called for others."""

    def emit(node: Any) -> Any:
        if len(node.args) != count:
            return node
        from pyfront.core.ir import Call, Const, If, Let, LocalRef, PrimCall, Var
        from vmcore.data import DEFAULT

        pos = node.pos
        variables = [Var("argument", arg.pos) for arg in node.args]
        value = Var("value", pos)
        quick = PrimCall(primitive, [LocalRef(var, var.pos) for var in variables], pos)
        call = Call(node.fn, [LocalRef(var, var.pos) for var in variables], pos)
        is_other = PrimCall("eq?", [LocalRef(value, pos), Const(DEFAULT, pos)], pos)
        body = Let([value], [quick], If(is_other, call, LocalRef(value, pos), pos), pos)
        return Let(variables, node.args, body, pos)

    return emit


_CALLS = {  # full name of a procedure -> what stands for a call of it
    "(srfi 125):hash-table-ref/default": _of_table("%table-ref", 3),
    "(srfi 125):hash-table-set!": _of_table("%table-set!", 3),
    "(srfi 125):hash-table-contains?": _of_table("%table-contains?", 2),
    "(srfi 125):hash-table-exists?": _of_table("%table-contains?", 2),
}


class Inside:
    """What the body of one of these libraries sees: all the language has, its private names (%name) too, and the exports
    of the libraries that it imports. Its own names do not begin with %; base:NAME is what the language calls NAME,
    srfi-N:NAME what the library (srfi N) does, whether it exports the name or not."""

    __slots__ = ("system", "imports", "own")

    def __init__(self, system: Any, imports: list[BundledLibrary], own: set[str]) -> None:
        self.system = system
        self.imports = imports
        self.own = own  # what it defines itself, whatever else is of that name

    def find(self, symbol: Symbol) -> Binding | None:
        name = symbol.name
        if name in self.own:
            return None
        for library in self.imports:
            if name in library.exported:
                return library.binding(name)
            if name.startswith(library.prefix):
                return library.inner(name[len(library.prefix) :])
        if name.startswith(LANGUAGE):
            return self.system.find(Symbol(name[len(LANGUAGE) :]))
        if name[:1] != "%":
            return self.system.find(symbol)
        return self._private(name)

    def _private(self, name: str) -> Binding:
        from pyfront.expand.arithmetic import EMIT
        from pyfront.expand.env import Prim
        from vmcore._primdata import PRIMS

        row = PRIMS.get(name)
        if row is not None:
            return Prim(name, row[1], row[2], EMIT.get(name))
        space = MACHINE if name in MACHINE_PROCEDURES else LIBRARY
        return Global(space + name, space, True)

    def names(self) -> set[str]:
        """All but the private ones."""
        return set(self.system.names()).union(*(library.exported for library in self.imports))


class BundledLibrary:
    """One of these libraries, as an import sees it. ``system``: the bindings of the language; ``needs``: the libraries
    whose bodies run before, in order; ``exported``: name -> where it comes from, and the name there."""

    __slots__ = ("name", "stem", "prefix", "system", "needs", "exported", "top", "syntax")
    unit = True  # it has a body to run
    sources = None  # no text of it is kept with a program

    def __init__(self, stem: str, system: Any) -> None:
        self.name = library_name(stem)
        self.stem = stem
        self.prefix = f"srfi-{stem}:"
        self.system = system
        self.needs: list[BundledLibrary] = []
        self.exported: dict[str, tuple[str, str]] = {}
        with open(library_path(FOLDER + stem + TABLE), "rb", buffering=0) as file:
            table, _, text = file.read().decode().partition("\n\n")
        self.syntax = text  # of the macros, as long as they are not defined
        for line in table.split("\n"):
            self._note(*line.split())
        own = {name for name, (kind, _) in self.exported.items() if kind == "own"}
        self.top = TopLevel(self.name + ":", Inside(system, self.needs, own))
        self.top.system = system

    def _note(self, kind: str, *words: str) -> None:
        if kind == "needs":
            for stem in words:
                self.needs.append(find(library_name(stem), self.system))
        elif kind in ("renamed", "also"):
            kind = "own" if kind == "renamed" else "system"
            self.exported.update((words[i], (kind, words[i + 1])) for i in range(0, len(words), 2))
        elif kind == "from":
            self.exported.update((name, (words[0], name)) for name in words[1:])
        else:
            self.exported.update((name, (kind, name)) for name in words)

    def names(self) -> dict[str, str]:
        """Exported name -> the name that ``binding`` wants."""
        return {name: name for name in self.exported}

    def binding(self, name: str) -> Any:
        kind, inside = self.exported[name]
        symbol = Symbol(inside)
        if kind == "system":
            return self.system.find(symbol)
        if kind == "syntax":
            if self.syntax:
                self._define_syntax()
            return self.top.table[symbol]
        if kind == "own":
            binding = self.top.own(symbol)
            binding.defined, binding.emit = True, _CALLS.get(binding.name)
            return binding
        return find(library_name(kind), self.system).binding(inside)

    def inner(self, name: str) -> Any:
        """What a name means inside."""
        if name in self.exported:
            return self.binding(name)
        binding = self.top.own(Symbol(name))
        binding.defined = True
        return binding

    def _define_syntax(self) -> None:
        from pyfront.expand.expander import expand_unit
        from pyfront.scheme.reader import read_all
        from pyfront.text.source import Source

        text, self.syntax = self.syntax, ""
        expand_unit([(x, 0) for x, _ in read_all(Source(self.name, text, 1))], self.top)

    def image(self, emit: Any, backend: str) -> Image:
        """Its code for a backend, read and checked once for this process."""
        return image(self.name, backend)


def library_name(stem: str) -> str:
    return "(vmcore wasm)" if stem == "wasm" else f"(srfi {stem})"


_found: dict[str, BundledLibrary] = {}
_images: dict[tuple[str, str], Image] = {}


def find(name: str, system: Any) -> BundledLibrary:
    """The library of a name; one object as long as the language has the same bindings. ``system``: None if only names
    are wanted."""
    stem = BUNDLED[name]
    library = _found.get(stem)
    if library is None or (system is not None and library.system is not system):
        library = _found[stem] = BundledLibrary(stem, system)
    return library


def image(name: str, backend: str) -> Image:
    """The code of a library for a backend, checked once for this process."""
    if name not in BUNDLED:
        from pyfront.errors import VerifyError

        raise VerifyError(f"the library {name}, which the program needs, is not in this version")
    key = BUNDLED[name], backend
    found = _images.get(key)
    if found is None:
        from vmcore._image import Image

        with open(library_path(FOLDER + key[0] + IMAGES[backend]), "rb", buffering=0) as file:
            found = _images[key] = Image(file.read())
    return found
