"""The module ``fileio``: files, as far as the program may read and write them."""

from __future__ import annotations

import os

from pyfront.metta.bundled import op
from pyfront.metta.names import NUMBER, STRING, UNIT_TYPE
from pyfront.metta.values import Failed, NoReduce, Number, Opaque, String, number_of
from vmcore.terms import UNIT, Atom, Sym

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.metta.runner import Runner

HANDLE = Sym("FileHandle")


class Handle(Opaque):
    """An open file, the same only as itself; it is closed when nothing holds it any more."""

    __slots__ = ()

    def __init__(self, file: Any) -> None:
        super().__init__(file, HANDLE, "file")


def flags_of(options: str) -> tuple[int, str]:
    """What to open a file with, and the mode for Python; 0 and "" if the options contradict each other."""
    read, write, append = "r" in options, "w" in options, "a" in options
    create, truncate = "c" in options, "t" in options
    if not (read or write or append) or ((create or truncate) and not (write or append)) or (truncate and append):
        return 0, ""
    changes = write or append
    flags = os.O_RDWR if read and changes else os.O_WRONLY if changes else os.O_RDONLY
    flags |= (os.O_APPEND if append else 0) | (os.O_CREAT if create else 0) | (os.O_TRUNC if truncate else 0)
    return flags | os.O_CLOEXEC, "r+b" if read and changes else "wb" if changes else "rb"


def words(runner: Runner) -> dict[str, Atom]:
    def open_file(path: Atom, options: Atom) -> list[Atom]:
        if not isinstance(path, String) or not isinstance(options, String):
            raise Failed("file-open! expects filepath and options in form of string atoms as an argument")
        flags, mode = flags_of(options.value)
        where = os.path.abspath(path.value)
        failed = Failed(f"Failed to open file with provided path={path.value} and options={options.value}")
        if not mode:
            raise failed
        if "r" in options.value and not runner.may_read(where):
            raise Failed(f"{path.value} may not be read: allow file-read, or give its folder as path")
        if mode != "rb" and not runner.allows("file-write"):
            raise Failed(f"{path.value} may not be written: allow file-write")
        try:
            return [Handle(os.fdopen(os.open(where, flags, 0o666), mode, 0))]
        except (OSError, ValueError):
            raise failed from None

    def whole(handle: Atom) -> list[Atom]:
        return [String(_text(_do(handle, "file-read-to-string!", lambda file: file.read())))]

    def write(handle: Atom, content: Atom) -> list[Atom]:
        if not isinstance(content, String):
            raise Failed("file-write! expects filehandle and content (string atom) as an arguments")
        _do(handle, "file-write!", lambda file: file.write(content.value.encode()))
        return [UNIT]

    def seek(handle: Atom, place: Atom) -> list[Atom]:
        at = _natural(place, "file-seek! expects filehandle and start byte (number) as an arguments")
        _do(handle, "file-seek!", lambda file: file.seek(at))
        return [UNIT]

    def exact(handle: Atom, count: Atom) -> list[Atom]:
        n = _natural(count, "file-read-exact! expects filehandle and number of bytes to read (number) as an arguments")
        return [String(_text(_do(handle, "file-read-exact!", lambda file: file.read(n))))]

    def size(handle: Atom) -> list[Atom]:
        return [Number(_do(handle, "file-get-size!", lambda file: os.fstat(file.fileno()).st_size))]

    return {
        "file-open!": op("file-open!", (STRING, STRING, HANDLE), open_file),
        "file-read-to-string!": op("file-read-to-string!", (HANDLE, STRING), whole),
        "file-write!": op("file-write!", (HANDLE, STRING, UNIT_TYPE), write),
        "file-seek!": op("file-seek!", (HANDLE, NUMBER, UNIT_TYPE), seek),
        "file-read-exact!": op("file-read-exact!", (HANDLE, NUMBER, STRING), exact),
        "file-get-size!": op("file-get-size!", (HANDLE, NUMBER), size),
    }


def _do(handle: Atom, name: str, fn: Any) -> Any:
    if not isinstance(handle, Handle):
        raise Failed(f"{name} expects filehandle as an argument")
    try:
        return fn(handle.value)
    except (OSError, ValueError) as wrong:
        raise Failed(f"{name}: {getattr(wrong, 'strerror', None) or wrong}") from None


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        raise Failed("what was read is not UTF-8") from None


def _natural(atom: Atom, what: str) -> int:
    try:
        value = int(number_of(atom))
    except (NoReduce, ValueError, OverflowError):
        raise Failed(what) from None
    if value < 0:
        raise Failed(what)
    return value
