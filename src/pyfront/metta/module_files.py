"""Where modules are: the files and folders of their names.

A name is a path of names with colons between them. What is below a module is looked for in that module's folder, and a
folder may be a module that has nothing but modules below it. Otherwise the path is one of folders, in the folder of the
module that asks, in that of the program, and in those that the runner was given.
"""

from __future__ import annotations

from pyfront.metta.values import Failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.metta.runner import Module, Runner


def check_name(name: str) -> None:
    """The words of a name are of ASCII letters, digits, ``_`` and ``-``."""
    for word in name.split(":"):
        if not (word.isascii() and word.replace("_", "").replace("-", "").isalnum()):
            raise Failed(f"Illegal module name: {word}")


def folders(runner: Runner, current: Module) -> list[str]:
    found = [current.folder, runner.top.folder, *runner.path]
    return [folder for i, folder in enumerate(found) if folder is not None and folder not in found[:i]]


def locate(runner: Runner, full: str, current: Module) -> str | None:
    """The file of a module, or its folder if that has none for it."""
    from os.path import join

    parts = full.split(":")
    bases = []
    for n in range(len(parts) - 1, 0, -1):
        above = runner.modules.get(":".join(parts[:n]))
        if above is not None and above.folder is not None and above is not runner.top:
            bases.append(join(above.folder, *parts[n:]))
    for folder in folders(runner, current):
        bases += [join(folder, *parts), join(folder, parts[-1])]
    refused = ""
    empty = None
    for base in bases:
        where, readable = _file_of(runner, base)
        if where is not None:
            if readable:
                return where
            refused = where
        elif empty is None:
            empty = _folder_of(runner, base)
    if refused:
        raise Failed(f"{refused} may not be read: allow file-read, or give its folder as path")
    return empty


def at_path(runner: Runner, path: str, current: Module) -> str | None:
    """The same for a path, which may be relative to the folder of the module that asks."""
    from os.path import abspath, isdir, isfile, join

    where = abspath(join(current.folder or ".", path))
    if isdir(where):
        found, readable = _file_of(runner, where, False)
        return found if found is not None and readable else _folder_of(runner, where)
    return where if isfile(where) and runner.may_read(where) else None


def _file_of(runner: Runner, base: str, named: bool = True) -> tuple[str | None, bool]:
    """The file, and whether it may be read."""
    from os.path import abspath, isfile

    base = abspath(base)
    files = [f"{base}/module.metta", f"{base}/__init__.py"]
    if named:
        files = [f"{base}.metta", files[0], f"{base}.py", files[1]]
    found = None
    for where in files:
        if isfile(where):
            if runner.may_read(where):
                return where, True
            found = where
    return found, False


def _folder_of(runner: Runner, base: str) -> str | None:
    from os.path import abspath, isdir

    base = abspath(base)
    return base if isdir(base) and runner.may_read(f"{base}/module.metta") else None
