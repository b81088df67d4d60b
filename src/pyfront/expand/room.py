"""Room for compilers: for forms in forms, and for memory that is refused once."""

from __future__ import annotations

from sys import getrecursionlimit, setrecursionlimit, version_info

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    T = TypeVar("T")

# Readers, passes and emitter go down with the nesting of forms, a few calls a level; from 3.11 on that takes no C stack.
RECURSION = 30000 if version_info >= (3, 11) else 5000  # Python's limit while a unit is compiled


def deep(compile: Callable[[], T], file: str, what: str = "forms") -> T:
    """What ``compile`` answers. Python calls itself for forms in forms; where that is too deep, CompileError says so."""
    limit = getrecursionlimit()
    setrecursionlimit(max(limit, RECURSION))
    try:
        return compile()
    except RecursionError:
        from pyfront.errors import CompileError

        raise CompileError(f"{what} are nested too deeply", file=file) from None
    finally:
        setrecursionlimit(limit)


def roomy(machine: Any, make: Callable[[], T]) -> T:
    """What ``make`` answers. Memory that is refused is asked for again after a collection."""
    try:
        return make()
    except MemoryError:
        machine.collect()
    try:
        return make()
    except MemoryError:
        from pyfront.errors import MemoryLimitExceeded

        raise MemoryLimitExceeded("the memory limit is reached") from None
