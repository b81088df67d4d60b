"""WebAssembly for programs of a language: what `(vmcore wasm)` of Scheme and `clojure.wasm` call. Knows no language.

All modules that the programs of a machine load are in one store, which shares the machine's limits: its fuel, time limit and
interruption end code of WebAssembly that its programs call, and memories count as its memory. Files are read with the
capability only; bytes that a program has been given are not files.

Arguments are held values of the machine, or plain ones; results are converted as those of any procedure of the host.
"""

from __future__ import annotations

from pyfront.errors import CapabilityError, FileError
from pyfront.wasm.api import Module
from pyfront.wasm.errors import WasmError
from pyfront.wasm.instance import Instance
from pyfront.wasm.store import Store
from vmcore._wasm_objects import Global, Memory
from vmcore._wasm_store import Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

STORE = "%wasm-store"  # the global of a machine that holds its store
BYTE_COST, CHARACTER_COST = 30, 3000  # nanoseconds that a program pays for a module


def serve(machine: Any, what: Any, *args: Any) -> Any:
    """``what``: an operation below."""
    return OPERATIONS[machine.plain(what)](machine, *[machine.plain(x) for x in args])


def store_of(machine: Any) -> Store:
    """The store of a machine's programs."""
    store: Store | None = machine.get_global(STORE, None)
    if store is None:
        store = Store()
        store.share_limits(machine)
        machine.set_global(STORE, store)
    return store


def _load(machine: Any, source: Any, imports: Any = None) -> Instance:
    """``source``: bytes of a binary, text of a module, or the path of a file."""
    return module(machine, source).instantiate(_imports(imports), store=store_of(machine))


def module(machine: Any, source: Any) -> Module:
    name = ""
    if isinstance(source, str) and not source.lstrip().startswith(("(", ";;")):
        name, source = source, _file(machine, source)
    if isinstance(source, str):
        machine.charge(len(source) * CHARACTER_COST)
        return Module.from_text(source, file=name)
    if not isinstance(source, (bytes, bytearray, memoryview)):
        raise TypeError("a module is bytes, text, or the path of a file")
    data = bytes(source)
    machine.charge(len(data) * (BYTE_COST if data[:4] == b"\0asm" else CHARACTER_COST))
    return Module(data, file=name) if data[:4] == b"\0asm" else Module.from_text(data, file=name)


def _file(machine: Any, path: str) -> bytes:
    if not machine.allows("file-read"):
        raise CapabilityError.lacking("file-read", "wasm load")
    try:
        with open(path, "rb") as stream:
            return stream.read()
    except (OSError, ValueError) as error:
        raise FileError(f"cannot read {path!r}: {error}") from None


def _imports(given: Any) -> dict[str, Any]:
    """A table of tables, or a list of (module name value). Names may be keywords or symbols."""
    found: dict[str, Any] = {}
    if isinstance(given, dict):
        for module, part in given.items():
            found[_name(module)] = {_name(n): v for n, v in part.items()} if isinstance(part, dict) else part
        return found
    for row in given or ():
        module, name, value = row
        found.setdefault(_name(module), {})[_name(name)] = value
    return found


def _name(x: Any) -> str:
    return x if isinstance(x, str) else str(x.name)


def _export(instance: Any, name: Any, kind: type, what: str) -> Any:
    if not isinstance(instance, Instance):
        raise TypeError(f"an instance of a WebAssembly module is wanted, not {type(instance).__name__}")
    found = instance.exports[_name(name)] if _name(name) in instance.exports else None
    if not isinstance(found, kind):
        raise WasmError(f"the module exports no {what} {_name(name)!r}")
    return found


def _function(machine: Any, instance: Any, name: Any) -> Any:
    return _export(instance, name, Function, "function")


def _call(machine: Any, instance: Any, name: Any, *args: Any) -> Any:
    return _export(instance, name, Function, "function")(*args)


def _exports(machine: Any, instance: Any) -> list[list[str]]:
    """(name kind) of each."""
    if not isinstance(instance, Instance):
        raise TypeError(f"an instance of a WebAssembly module is wanted, not {type(instance).__name__}")
    return [[name, kind] for name, kind, _ in instance.module.exports]


def _memory(instance: Any, name: Any) -> Memory:
    memory: Memory = _export(instance, name or "memory", Memory, "memory")
    return memory


def _size(machine: Any, instance: Any, name: Any = None) -> int:
    return len(_memory(instance, name))


def _read(machine: Any, instance: Any, at: Any, count: Any, name: Any = None) -> bytes:
    machine.charge(max(count, 0))
    return _memory(instance, name).read(at, count)


def _text(machine: Any, instance: Any, at: Any, count: Any, name: Any = None) -> str:
    """Of bytes that are UTF-8."""
    return _read(machine, instance, at, count, name).decode()


def _write(machine: Any, instance: Any, at: Any, data: Any, name: Any = None) -> int:
    """Bytes, or a string as UTF-8; how many bytes that were."""
    data = data.encode() if isinstance(data, str) else bytes(data)
    machine.charge(len(data))
    _memory(instance, name).write(at, data)
    return len(data)


def _global(machine: Any, instance: Any, name: Any) -> Any:
    return _export(instance, name, Global, "global").value


def _set_global(machine: Any, instance: Any, name: Any, value: Any) -> None:
    _export(instance, name, Global, "global").value = value


OPERATIONS: dict[str, Callable[..., Any]] = {
    "load": _load, "function": _function, "call": _call, "exports": _exports, "size": _size, "read": _read, "text": _text,
    "write": _write, "global": _global, "set-global": _set_global,
}  # fmt: skip
