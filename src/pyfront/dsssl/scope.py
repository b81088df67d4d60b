"""What names mean where an expression stands: local variables, definitions of the style sheet, the language's own."""

from __future__ import annotations

from pyfront.core.ir import Var

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.text.datum import List


class Scope:
    """Local variables. ``None`` is the scope without any."""

    __slots__ = ("names", "outer")

    def __init__(self, names: dict[str, Var], outer: Scope | None) -> None:
        self.names = names
        self.outer = outer


def local(scope: Scope | None, name: str) -> Var | None:
    while scope is not None:
        found = scope.names.get(name)
        if found is not None:
            return found
        scope = scope.outer
    return None


class Definition:
    """A name that the style sheet defines. ``lazy``: its value is computed when it is first asked for."""

    __slots__ = ("name", "part", "form", "pos", "lazy", "value")

    def __init__(self, name: str, part: int, form: List | None, pos: int, value: Any = None) -> None:
        self.name = name
        self.part = part
        self.form = form
        self.pos = pos
        self.lazy = False
        self.value = value  # a datum, if there is no form
