"""Modules that come with the language and are loaded when they are imported: ``random``, ``json``, ``fileio``, ``skel``,
``py_ops``; and ``catalog``, which can only say that there is none."""

from __future__ import annotations

from pyfront.metta.names import UNIT_TYPE, arrow
from pyfront.metta.values import Failed, Op
from vmcore.terms import Atom, Sym

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.metta.runner import Runner


def operations(runner: Runner, name: str) -> dict[str, Any]:
    """The words of a module and what they mean: terms."""
    if name == "random":
        from pyfront.metta.lib_random import words
    elif name == "json":
        from pyfront.metta.lib_json import words
    elif name == "fileio":
        from pyfront.metta.lib_files import words
    elif name == "py_ops":
        from pyfront.metta.lib_pyops import words
    elif name == "catalog":
        words = _no_catalogs
    else:
        return {}
    return words(runner)


def op(name: str, types: tuple[Atom, ...], fn: Callable[..., list[Atom]]) -> Op:
    """An operation: ``types`` of its arguments and of its result; ``fn`` takes the arguments."""

    def run(m: Any, *args: Atom) -> list[Atom]:
        return fn(*args)

    return Op(name, arrow(*types), run, None, (len(types) - 1, len(types) - 1))


def _no_catalogs(runner: Runner) -> dict[str, Any]:
    def refuse(*args: Atom) -> list[Atom]:
        raise Failed("there are no catalogs here: modules are files; get the files and use import!")

    names = ("catalog-list!", "catalog-update!", "catalog-clear!")
    return {name: op(name, (Sym("Symbol"), UNIT_TYPE), refuse) for name in names}
