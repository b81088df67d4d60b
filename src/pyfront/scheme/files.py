"""What a compilation reads besides its text: included files, and libraries found in files.

(foo bar 1) is in foo/bar/1.sld under one of the directories that the runtime was given. Files of those directories may
be read whatever the program is allowed; any other one needs the capability to read files. What was read is kept: with
that, a program can be compiled once more where the files are not.
"""

from __future__ import annotations

from os.path import dirname, isabs, isfile, join, realpath

from pyfront.errors import CapabilityError, Error, ExpandError, FileError
from pyfront.expand.expander import expand_unit
from pyfront.report import locate
from pyfront.scheme.language import Environment
from pyfront.scheme.libraries import Library
from pyfront.text.datum import List
from pyfront.text.source import SourceMap
from vmcore.data import Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.text.source import Source

SUFFIX = ".sld"


class Reading:
    """Where files may be read from. ``texts``: path -> text of those that were; ``absent``: paths where there was none;
    ``closed``: no others may be read."""

    __slots__ = ("path", "free", "texts", "absent", "closed")

    def __init__(
        self, path: tuple[str, ...] = (), free: bool = False, texts: dict[str, str] | None = None, closed: bool = False
    ) -> None:
        self.path = path
        self.free = free  # any file may be read
        self.texts = {} if texts is None else texts
        self.absent: set[str] = set()
        self.closed = closed

    def exists(self, path: str) -> bool:
        found = path in self.texts or (not self.closed and isfile(path))
        if not found:
            self.absent.add(path)
        return found

    def read(self, path: str, pos: int = 0) -> str:
        """The text of a file; an error of its own kind if there is none, or it may not be read."""
        text = self.texts.get(path)
        if text is not None:
            return text
        if self.closed:
            raise FileError(f"the file {path} was not read when the program was compiled", pos=pos)
        if not self.free and not self._inside(path):
            raise CapabilityError.lacking("file-read", pos=pos)
        text = self.texts[path] = _read(path, pos)
        return text

    def _inside(self, path: str) -> bool:
        """Is it in one of the directories of libraries?"""
        real = realpath(path)
        return any(real.startswith(join(realpath(folder), "")) for folder in self.path)


def _read(path: str, pos: int) -> str:
    try:
        with open(path, "rb") as file:
            return file.read().decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        raise FileError(f"the file {path} is not UTF-8: {error.reason} at byte {error.start}", pos=pos) from None
    except (OSError, ValueError) as error:
        raise FileError(f"cannot read {path}: {getattr(error, 'strerror', None) or error}", pos=pos) from None


class Files:
    """The files of one unit."""

    __slots__ = ("reading", "sources", "needed", "loading", "parents")

    def __init__(self, reading: Reading, sources: SourceMap, loading: tuple[str, ...] = ()) -> None:
        self.reading = reading
        self.sources = sources
        self.needed: list[Any] = []  # libraries with bodies of their own that the unit imports, in order
        self.loading = loading  # libraries that are being read, outermost first
        self.parents: dict[int, Source] = {}  # base of an included source -> the one that includes it

    @property
    def path(self) -> tuple[str, ...]:
        return self.reading.path

    # ---- include

    def include(self, name: str, fold_case: bool, pos: int) -> list[tuple[Any, int]]:
        """The data of a file with their positions. Its name is relative to the file that names it."""
        from pyfront.scheme.reader import read_all

        outer = self.sources.find(pos)
        folder = "" if outer is None or outer.name.startswith("<") else dirname(outer.name)
        path = name if isabs(name) or not folder else join(folder, name)
        above = outer
        while above is not None:
            if above.name == path:
                raise ExpandError(f"the file {path} includes itself", pos=pos)
            above = self.parents.get(above.base)
        source = self.sources.add(path, self.reading.read(path, pos))
        if outer is not None:
            self.parents[source.base] = outer
        return read_all(source, fold_case)

    # ---- libraries

    need = Environment.need

    def file_of(self, name: str) -> str:
        """Where a library is, below a directory: "" for a name that can be none of a file."""
        parts = name[1:-1].split(" ")
        if any(part in ("", ".", "..") or "/" in part or "\\" in part or "\0" in part for part in parts):
            return ""
        return "/".join(parts) + SUFFIX

    def find(self, name: str) -> str:
        """The file of a library; "" if there is none."""
        file = self.file_of(name)
        if file:
            for folder in self.reading.path:
                path = join(folder, file)
                if self.reading.exists(path):
                    return path
        return ""

    def has(self, name: str) -> bool:
        """Is there a file for the library?"""
        return self.find(name) != ""

    def library(self, cx: Any, name: str, pos: int) -> Library | None:
        """Reads, expands and remembers a library; None if there is no file for it."""
        path = self.find(name)
        if not path:
            return None
        if name in self.loading:
            chain = " imports ".join([*self.loading[self.loading.index(name) :], name])
            raise ExpandError(f"libraries import each other: {chain}", pos=pos)
        text = self.reading.read(path, pos)
        sources = SourceMap()
        inner = Files(self.reading, sources, (*self.loading, name))
        library = _expand_library(cx, name, sources.add(path, text), inner)
        cx.top.libraries[name] = library
        return library


def _expand_library(cx: Any, name: str, source: Source, files: Files) -> Library:
    from pyfront.expand.env import TopLevel
    from pyfront.scheme.names import PROGRAM_START
    from pyfront.scheme.reader import read_all

    try:
        data = [(x, pos) for x, pos in read_all(source) if _defines(x, name)]
        if len(data) != 1:
            what = "does not define" if not data else "defines more than once"
            raise ExpandError(f"the file {source.name} {what} the library {name}", pos=source.base)
        top = TopLevel("", PROGRAM_START)
        top.system = cx.top.system
        top.libraries = cx.top.libraries
        unit = expand_unit(data, top, files)
    except Error as error:
        locate(error, files.sources)
        raise
    cx.top.libraries.update(top.libraries)
    library: Library = top.libraries[name]
    library.unit, library.sources, library.needs = unit, files.sources, files.needed
    return library


def _defines(x: Any, name: str) -> bool:
    """Is it (define-library name ...)?"""
    from pyfront.scheme.forms_library import written

    if x.__class__ is not List or len(x.items) < 2 or x.items[0] is not Symbol("define-library"):
        return False
    return written(x.items[1], x.pos[1], "define-library") == name
