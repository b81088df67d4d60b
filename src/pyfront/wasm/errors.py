"""What goes wrong with a WebAssembly module. ``message`` begins with the words of the specification's test suite."""

from __future__ import annotations

from pyfront.errors import Error

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class WasmError(Error):
    """``offset``: the byte of the binary that the error is about; -1 for an error in text, which has a line instead."""

    def __init__(self, message: str = "", *, offset: int = -1, **where: Any) -> None:
        super().__init__(message, **where)
        self.offset = offset

    def headline(self) -> str:
        return self.message if self.offset < 0 else f"{self.message} (at byte {self.offset:#x})"


class MalformedModule(WasmError):
    """Bytes or text that the grammar does not derive."""


class InvalidModule(WasmError):
    """A module of the right form that breaks a rule of validation."""


class NotYetError(WasmError):
    """What this version cannot do yet."""
