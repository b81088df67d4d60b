"""The file of byte code, and functions that are read from it when they are wanted first."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

class File:
    """A file in memory. It stays what it was when another one is put in its place."""

    size: int
    def __init__(self, fd: int, size: int) -> None: ...
    def part(self, at: int, n: int) -> bytes:
        """A part of it."""
    def loads(self, at: int, n: int) -> Any:
        """The marshalled object in a part of it."""

class Maker:
    """``maker(number)``: a function of a module, to be read when it is wanted."""

    def __init__(self, file: File, table: int, inside: dict[str, Any]) -> None: ...
    def __call__(self, number: int) -> Callable[..., Any]: ...
