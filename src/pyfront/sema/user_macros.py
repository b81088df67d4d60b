"""Macros of the program: functions of the machine from forms to forms."""

from __future__ import annotations

from pyfront.core.ir import GlobalDefine, Lambda, Node, Seq
from pyfront.sema.analyse import fail, nil
from pyfront.sema.flat import flatten, unflatten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.sema.analyse import Analyser, Scope
    from pyfront.sema.data import List
    from vmcore.data import Symbol


class UserMacro:
    """A macro whose function is a global of the machine."""

    __slots__ = ("name", "full")

    def __init__(self, name: str, full: str) -> None:
        self.name = name
        self.full = full

    def __call__(self, an: Analyser, x: List, scope: Scope) -> Any:
        from pyfront.errors import Error, LimitError

        machine = an.environment.machine
        expander = machine.get_global("sema:%expand-macro")
        try:
            flat = expander(machine.get_global(self.full), flatten(x))
        except Error as error:
            if isinstance(error, LimitError):
                raise
            told = fail(f"{self.name}: {error.message}", x.start)
            told.notes += error.notes
            raise told from error
        return unflatten(flat, x.start)


def define_macro(an: Analyser, x: List, name: Symbol, function: Lambda) -> Node:
    """The macro is known from here on; its function is there when the form was run."""
    names = an.names
    full = f"{names.space}%macro-{name.name}"
    names.current.macros[name.name] = UserMacro(name.name, full)
    return Seq([GlobalDefine(full, function, x.start), nil(x.start)], x.start)
