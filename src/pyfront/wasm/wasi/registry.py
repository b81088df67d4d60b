"""The functions that modules import, by name: each is declared by ``call`` where it is written."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

CALLS: dict[str, tuple[Callable[..., Any], str, bool]] = {}  # the function, its parameters, whether it gives an error number


def call(params: str, result: bool = True) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """``params``: a letter for each: i u32, I u64, j s64. The function gets the system, the guest's memory and these."""

    def add(f: Callable[..., Any]) -> Callable[..., Any]:
        CALLS[f.__name__] = f, params, result
        return f

    return add
