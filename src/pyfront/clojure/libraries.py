"""What libraries of the implementation need, and where the others are: in the directories of ``path``, which may be read
whatever a program is allowed."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.clojure.language import Environment

SUFFIXES = (".clj", ".cljc")


def note(needed: list[Any], name: str, environment: Environment) -> None:
    """The library, and before it those that it needs."""
    from pyfront.clojure.language import Bundled, bundled_file, library_path

    if name in environment.ran or name == "clojure.core" or any(one.name == name for one in needed):
        return
    with open(library_path((bundled_file(name) or "") + ".names"), encoding="utf-8") as stream:
        for other in stream.readline().split():
            note(needed, other, environment)
    needed.append(Bundled(name))


def find(root: Environment, machine: Any, name: str) -> tuple[str, str]:
    """File and text of a namespace."""
    from pyfront.errors import FileError

    stem = name.replace(".", "/").replace("-", "_")
    found = _search(root, stem)
    if found is None:
        where = ", ".join(root.path) or "no directory: give path=[...], or --include on the command line"
        raise FileError(f"could not locate {stem}.clj or {stem}.cljc for the namespace {name}; looked in {where}")
    return found


def find_path(root: Environment, machine: Any, space: str, path: str) -> tuple[str, str]:
    """``(load "name")``, beside the file of the current namespace; ``(load "/a/b")`` from the roots."""
    from pyfront.errors import FileError

    folder = space.replace(".", "/").replace("-", "_").rpartition("/")[0]
    stem = path[1:] if path.startswith("/") else f"{folder}/{path}" if folder else path
    found = _search(root, stem)
    if found is None:
        raise FileError(f"could not locate {stem}.clj or {stem}.cljc")
    return found


def _search(root: Environment, stem: str) -> tuple[str, str] | None:
    from os.path import isfile, join

    parts = stem.split("/")
    if ".." in parts or "" in parts:
        return None
    for folder in root.path:
        for suffix in SUFFIXES:
            file = join(folder, *parts[:-1], parts[-1] + suffix)
            if isfile(file):
                return file, read(file)
    return None


def read(file: str) -> str:
    with open(file, encoding="utf-8", newline="") as stream:
        return stream.read()


def read_allowed(machine: Any, file: str, who: str) -> str:
    from pyfront.errors import CapabilityError, FileError

    if not machine.allows("file-read"):
        raise CapabilityError.lacking("file-read", who)
    try:
        return read(file)
    except (OSError, UnicodeError) as error:
        raise FileError(f"{who}: {error}") from None
