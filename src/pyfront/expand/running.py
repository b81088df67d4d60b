"""What languages share that compile for a program while it runs: errors with their place, units as procedures."""

from __future__ import annotations

from pyfront.expand.room import deep, roomy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from pyfront.core.ir import Lambda
    from pyfront.text.source import SourceMap

    T = TypeVar("T")


def located(error: Exception, sources: SourceMap) -> None:
    """An error of the compiler gets the place that its position means."""
    from pyfront.errors import Error

    if isinstance(error, Error):
        from pyfront.report import locate

        locate(error, sources)


def located_deep(compile: Callable[[], T], sources: SourceMap) -> T:
    """Compiles with room for nested forms; an error gets its place."""
    try:
        return deep(compile, sources.sources[0].name)
    except Exception as error:
        located(error, sources)
        raise


def load_unit(root: Any, machine: Any, unit: Lambda, sources: SourceMap) -> Any:
    """The unit as a procedure. ``root``: the environment of the runtime."""
    from vmcore._image import Image

    return roomy(machine, lambda: machine.load(Image(root.emit(unit, sources, root.backend))))
