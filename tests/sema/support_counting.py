"""Work whose instructions are in proportion to a number."""

from __future__ import annotations

from collections.abc import Callable


def thunk(size: str) -> Callable[[], int]:
    return lambda: sum(x & 1 for x in range(int(size)))
