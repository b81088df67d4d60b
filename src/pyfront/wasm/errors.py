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


class LinkError(WasmError):
    """An import is missing, or is not what the module wants."""


class Trap(WasmError):
    """Code stopped. ``message`` is the specification's; ``backtrace`` has the functions, innermost first."""


class WasmException(WasmError):
    """An exception of WebAssembly that nobody caught, or one for it to catch: a host function may raise one.

    ``tag`` says which; ``values`` are what it carries. ``ref``: the exception itself, if it comes from WebAssembly.
    """

    def __init__(self, tag: Any, values: tuple[Any, ...] = (), *, ref: Any = None, **where: Any) -> None:
        super().__init__("uncaught exception", **where)
        self.args = (tag, values)
        self.tag = tag
        self.values = tuple(values)
        self.ref = ref
