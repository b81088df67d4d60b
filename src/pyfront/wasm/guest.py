"""WebAssembly for programs of a language: what `(vmcore wasm)` of Scheme and `clojure.wasm` call. Knows no language.

All modules that the programs of a machine load are in one store, which shares the machine's limits: its fuel, time limit and
interruption end code of WebAssembly that its programs call, and memories count as its memory. Files are read with the
capability only; bytes that a program has been given are not files.

Arguments are held values of the machine, or plain ones; results are converted as those of any procedure of the host.
"""

from __future__ import annotations

import sys

from pyfront.errors import CapabilityError, FileError, OutOfRange, WrongArity, WrongType
from pyfront.wasm.api import Module
from pyfront.wasm.errors import WasmError
from pyfront.wasm.instance import Instance
from pyfront.wasm.store import Store
from vmcore._wasm_objects import Global, Memory
from vmcore._wasm_store import Function
from vmcore.data import Keyword, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

STORE = "%wasm-store"  # the global of a machine that holds its store
BYTE_COST, CHARACTER_COST = 30, 3000  # nanoseconds that a program pays for a module


def serve(machine: Any, what: Any, *args: Any) -> Any:
    """``what``: an operation below."""
    function, name, kinds = OPERATIONS[machine.plain(what)]
    values = [machine.plain(x) for x in args]
    least = sum(kind[-1] not in "?*" for kind in kinds)
    if not least <= len(values) <= (sys.maxsize if kinds[-1][-1] == "*" else len(kinds)):
        raise WrongArity(f"{name}: expected {least}{'' if least == len(kinds) else ' or more'} arguments, got {len(values)}")
    for i, (value, kind) in enumerate(zip(values, kinds)):
        if not (kind[-1] == "?" and value is None) and not KINDS[kind.rstrip("?*")](value):
            raise WrongType(f"{name}: argument {i + 1} is not {kind.rstrip('?*')}: {machine.display(args[i], 1)}")
    return function(machine, *values)


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
    try:
        data = bytes(source)
    except (TypeError, ValueError):
        raise WrongType("wasm load: a list of bytes has integers from 0 to 255") from None
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
        if not isinstance(row, (list, tuple)) or len(row) != 3:
            raise WrongType("wasm load: imports are a table of tables, or rows (module name value)")
        module, name, value = row
        found.setdefault(_name(module), {})[_name(name)] = value
    return found


def _name(x: Any) -> str:
    if not isinstance(x, (str, Symbol, Keyword)):
        raise WrongType(f"wasm load: imports are named by strings, symbols or keywords, not {x!r}")
    return x if isinstance(x, str) else str(x.name)


def _export(instance: Instance, name: Any, kind: type, what: str) -> Any:
    found = instance.exports[_name(name)] if _name(name) in instance.exports else None
    if not isinstance(found, kind):
        raise WasmError(f"the module exports no {what} {_name(name)!r}")
    return found


def _function(machine: Any, instance: Any, name: Any) -> Any:
    return _export(instance, name, Function, "function")


def _call(machine: Any, instance: Any, name: Any, *args: Any) -> Any:
    function = _export(instance, name, Function, "function")
    try:
        return function(*args)
    except (TypeError, ValueError, OverflowError):
        wrong = _wrong_argument(machine, function, _name(name), args)
        if wrong is None:  # a host function raised it
            raise
        raise wrong from None


def _wrong_argument(machine: Any, function: Any, name: str, args: tuple[Any, ...]) -> Exception | None:
    params = function.params
    if len(args) != len(params):
        return WrongArity(f"wasm call: {name} takes {len(params)} arguments ({' '.join(params)}), got {len(args)}")
    for i, (value, kind) in enumerate(zip(args, params)):
        whole = isinstance(value, int) and not isinstance(value, bool)
        fits = isinstance(value, (int, float)) if kind[0] == "f" else whole if kind[0] == "i" else True
        if fits and whole and kind[0] == "i":
            bits = int(kind[1:])
            fits = -(1 << bits - 1) <= value < 1 << bits
        if not fits:
            return WrongType(f"wasm call: argument {i + 1} of {name} is no {kind}: {machine.display(value, 1)}")
    return None


def _exports(machine: Any, instance: Instance) -> list[list[str]]:
    """(name kind) of each."""
    return [[name, kind] for name, kind, _ in instance.module.exports]


def _memory(instance: Any, name: Any) -> Memory:
    memory: Memory = _export(instance, name or "memory", Memory, "memory")
    return memory


def _at(machine: Any, operation: Callable[..., Any], at: int, what: Any) -> Any:
    try:
        return operation(at, what)
    except IndexError as error:
        raise OutOfRange(f"wasm memory: {error}") from None


def _size(machine: Any, instance: Any, name: Any = None) -> int:
    return len(_memory(instance, name))


def _read(machine: Any, instance: Any, at: Any, count: Any, name: Any = None) -> bytes:
    machine.charge(count)
    return bytes(_at(machine, _memory(instance, name).read, at, count))


def _text(machine: Any, instance: Any, at: Any, count: Any, name: Any = None) -> str:
    """Of bytes that are UTF-8."""
    try:
        return _read(machine, instance, at, count, name).decode()
    except UnicodeDecodeError as error:
        raise WasmError(f"the bytes at {at} are not UTF-8: {error.reason}") from None


def _write(machine: Any, instance: Any, at: Any, data: Any, name: Any = None) -> int:
    """Bytes, or a string as UTF-8; how many bytes that were."""
    try:
        data = data.encode() if isinstance(data, str) else bytes(data)
    except (TypeError, ValueError):
        raise WrongType("wasm memory-write: a list of bytes has integers from 0 to 255") from None
    machine.charge(len(data))
    _at(machine, _memory(instance, name).write, at, data)
    return len(data)


def _global(machine: Any, instance: Any, name: Any) -> Any:
    return _export(instance, name, Global, "global").value


def _set_global(machine: Any, instance: Any, name: Any, value: Any) -> None:
    try:
        _export(instance, name, Global, "global").value = value
    except (TypeError, ValueError, OverflowError) as error:
        raise WrongType(f"wasm set-global!: {_name(name)}: {error}") from None


KINDS: dict[str, Callable[[Any], bool]] = {
    "an instance of a WebAssembly module": lambda x: isinstance(x, Instance),
    "a name": lambda x: isinstance(x, (str, Symbol, Keyword)),
    "a size": lambda x: isinstance(x, int) and not isinstance(x, bool) and 0 <= x < 1 << 63,
    "bytes or a string": lambda x: isinstance(x, (str, bytes, bytearray, list)),
    "a table of imports": lambda x: x is False or isinstance(x, (dict, list, tuple)),
    "a value": lambda x: True,
}
_I, _N, _S = "an instance of a WebAssembly module", "a name", "a size"

# operation -> function, what it is called in messages, its arguments: with ? one that may be left out or nil, with * any number
OPERATIONS: dict[str, tuple[Callable[..., Any], str, tuple[str, ...]]] = {
    "load": (_load, "wasm load", ("bytes or a string", "a table of imports?")),
    "function": (_function, "wasm function", (_I, _N)),
    "call": (_call, "wasm call", (_I, _N, "a value*")),
    "exports": (_exports, "wasm exports", (_I,)),
    "size": (_size, "wasm memory-size", (_I, _N + "?")),
    "read": (_read, "wasm memory-read", (_I, _S, _S, _N + "?")),
    "text": (_text, "wasm memory-string", (_I, _S, _S, _N + "?")),
    "write": (_write, "wasm memory-write", (_I, _S, "bytes or a string", _N + "?")),
    "global": (_global, "wasm global", (_I, _N)),
    "set-global": (_set_global, "wasm set-global!", (_I, _N, "a value")),
}
