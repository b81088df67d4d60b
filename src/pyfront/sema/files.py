"""Modules in files: where they are looked for. The directories of ``path`` may be read whatever a program is allowed."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.sema.language import Environment


def find_module(root: Environment, machine: Any, path: str, who: str) -> tuple[str, str, str]:
    """File, text and folder of a module: beside the file that asks, or in the directories of ``path``."""
    from os.path import abspath, dirname, isabs, isfile, join

    from pyfront.errors import CapabilityError, FileError

    folders = [root.names.current.folder] if root.names.current.folder else []
    if not isabs(path):
        for folder in root.path:
            file = abspath(join(folder, path))
            if isfile(file) and (file + "/").startswith(abspath(folder) + "/"):
                return file, read(file), dirname(file)
    if not machine.allows("file-read"):
        raise CapabilityError.lacking("file-read", who)
    for folder in [*folders, ""]:
        file = abspath(join(folder, path))
        if isfile(file):
            return file, read(file), dirname(file)
    raise FileError(f"{who}: no file {path}")


def read(file: str) -> str:
    from pyfront.errors import FileError

    try:
        with open(file, encoding="utf-8") as stream:
            return stream.read()
    except (OSError, UnicodeError) as error:
        raise FileError(f"{file}: {error}") from None
