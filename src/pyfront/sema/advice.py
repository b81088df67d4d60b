"""What can be said of an error of a running program: the message as this language has it, and what may be meant. Loaded when there
is an error to show."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.errors import Error
    from pyfront.sema.language import Environment
    from pyfront.text.source import Source
    from vmcore.errors import MachineError


def explain(root: Environment, error: Error, cause: MachineError, source: Source, pos: int) -> None:
    kind = error.__class__.__name__
    if kind == "WrongArity":
        from pyfront.sema.host_text import arity_text

        error.message = arity_text(error.message)
    elif kind == "Raised":
        error.message = error.message.replace("uncaught exception", "User exception", 1)
    elif kind == "UnboundVariable":
        _unbound(root, error)


def _unbound(root: Environment, error: Error) -> None:
    from pyfront.sema.documentation import absent, entries, similar

    name = error.message.partition(": ")[2]
    if name in absent():
        error.notes.append(absent()[name])
        return
    near = similar(name, {*root.visible_names(), *entries()})
    if near is not None:
        error.notes.append(f"perhaps {near} is meant")
