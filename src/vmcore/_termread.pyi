from __future__ import annotations

from collections.abc import Callable
from typing import Any

from vmcore._terms import Atom

def read_term(
    text: str,
    at: int,
    words: dict[str, Atom],
    exact: dict[str, Any] | None,
    literals: frozenset[str],
    word: Callable[[str, int, int], Atom],
    string: Callable[[str, int, int, bool], Atom],
    fail: Callable[[int, int, int], Any],
) -> tuple[Atom, int, int] | None: ...
def well_formed(text: str) -> bool: ...
