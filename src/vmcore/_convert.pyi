"""Values of a runtime as Python sees them."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

Exports: TypeAlias = dict[str, Callable[..., Any]]
Imports: TypeAlias = dict[str, tuple[str, Callable[[Any], Sequence[Any]]]]

class Border:
    """What a runtime keeps about Python objects. Not made on its own: see ``vmcore._host.Machine``.

    ``counterparts`` is called once, and answers two tables: name of a global that holds a record type -> function of a
    record's fields, whose value is what Python gets; "module.Class" -> (name of such a global, function of an instance,
    whose value are the fields)."""

    counterparts: Callable[[], tuple[Exports, Imports]] | None

class Ref:
    """A value of a runtime, held from Python; the runtime takes it back unchanged."""

    def __eq__(self, other: object, /) -> bool: ...
    def __hash__(self, /) -> int: ...
