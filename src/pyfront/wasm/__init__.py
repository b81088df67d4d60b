"""WebAssembly: the binary and the text format, validation, modules as data, and instances that run.

    bytes -> decode \\
                      ModuleData -> validate -> Context        ModuleData -> encode -> bytes
    text  -> parse  /

    Module(source).instantiate(imports).exports.name(arguments)
    run_command("program.wasm", ["program", "argument"], preopens={"/": "folder"})

The instructions are one table, optable.py. Bodies run in the machine: vmcore/wasmops.py.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.wasm.api import Module
    from pyfront.wasm.command import run_command
    from pyfront.wasm.errors import (
        InvalidModule,
        LinkError,
        MalformedModule,
        NotYetError,
        Trap,
        WasmError,
        WasmException,
    )
    from pyfront.wasm.instance import Func, Instance
    from pyfront.wasm.store import Store
    from vmcore._wasm_objects import Global, Memory, Table, Tag

__all__ = [
    "Func", "Global", "Instance", "InvalidModule", "LinkError", "MalformedModule", "Memory", "Module", "NotYetError", "Store",
    "Table", "Tag", "Trap", "WasmError", "WasmException", "run_command",
]  # fmt: skip
_PLACES = {"Module": "api", "Instance": "instance", "Func": "instance", "Store": "store", "run_command": "command"}


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    if name in ("Global", "Memory", "Table", "Tag"):
        return getattr(import_module("vmcore._wasm_objects"), name)
    return getattr(import_module(f"pyfront.wasm.{_PLACES.get(name, 'errors')}"), name)
