"""Files for programs: each function asks for its capability."""

from __future__ import annotations

import os

from pyfront.errors import CapabilityError, FileError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _named(machine: Any, path: Any, capability: str, who: str) -> str:
    if not machine.allows(capability):
        raise CapabilityError.lacking(capability, who)
    return str(machine.plain(path))


def slurp(root: Any, machine: Any, path: Any) -> str:
    from pyfront.clojure.libraries import read_allowed

    return read_allowed(machine, machine.plain(path), "slurp")


def spit(root: Any, machine: Any, path: Any, text: Any, append: bool) -> None:
    name = _named(machine, path, "file-write", "spit")
    try:
        with open(name, "a" if append else "w", encoding="utf-8", newline="") as stream:
            stream.write(machine.plain(text))
    except OSError as error:
        raise FileError(f"spit: {error}") from None


def list_files(root: Any, machine: Any, path: Any) -> list[str]:
    name = _named(machine, path, "file-read", "file-seq")
    try:
        return sorted(os.path.join(name, entry) for entry in os.listdir(name))
    except OSError as error:
        raise FileError(f"file-seq: {error}") from None


def is_directory(root: Any, machine: Any, path: Any) -> bool:
    return os.path.isdir(_named(machine, path, "file-read", "file-seq"))


def what(root: Any, machine: Any, question: Any, path: Any) -> Any:
    """What a method of ``java.io.File`` asks."""
    asked = machine.plain(question)
    if asked == "name":
        return os.path.basename(machine.plain(path))
    if asked == "parent":
        return os.path.dirname(machine.plain(path)) or None
    name = _named(machine, path, "file-write" if asked in _CHANGES else "file-read", "java.io.File")
    try:
        return _QUESTIONS[asked](name)
    except OSError as error:
        raise FileError(f"java.io.File: {error}") from None


def _delete(name: str) -> bool:
    if not os.path.exists(name):
        return False
    os.rmdir(name) if os.path.isdir(name) else os.remove(name)
    return True


def _make(name: str) -> bool:
    os.makedirs(name, exist_ok=True)
    return True


_CHANGES = ("delete", "make")
_QUESTIONS: dict[str, Any] = {
    "exists": os.path.exists,
    "directory": os.path.isdir,
    "file": os.path.isfile,
    "length": lambda name: os.path.getsize(name) if os.path.exists(name) else 0,
    "absolute": os.path.abspath,
    "modified": lambda name: int(os.path.getmtime(name) * 1000),
    "delete": _delete,
    "make": _make,
}
