"""WebAssembly: the binary and the text format, validation, and modules as data. Nothing runs them yet.

    bytes -> decode \\
                      ModuleData -> validate -> Context        ModuleData -> encode -> bytes
    text  -> parse  /

``Module`` is all of it. The instructions are one table, optable.py.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.wasm.api import Module
    from pyfront.wasm.errors import InvalidModule, MalformedModule, NotYetError, WasmError

__all__ = ["InvalidModule", "MalformedModule", "Module", "NotYetError", "WasmError"]


def __getattr__(name: str) -> object:
    if name == "Module":
        from pyfront.wasm.api import Module

        return Module
    if name in __all__:
        from pyfront.wasm import errors

        return getattr(errors, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
