"""Runs the commands of a script of the WebAssembly test suite: what each should do, and what it did."""

from __future__ import annotations

from typing import Any

from pyfront.errors import Error
from pyfront.wasm import (
    Global,
    InvalidModule,
    LinkError,
    MalformedModule,
    Memory,
    Module,
    Store,
    Table,
    Trap,
    WasmException,
)
from pyfront.wasm.instance import Func, Instance
from pyfront.wasm.keywords import SHAPES
from pyfront.wasm.script import Action, Command, ModuleForm
from pyfront.wasm.types import F32, F64, FUNC, I32, I64, FuncType
from vmcore._wasm_store import Function, Ref


class Host:
    """What (ref.extern n) and (ref.host n) stand for."""

    def __init__(self, number: int) -> None:
        self.number = number


def _print(*values: Any) -> None:
    pass


def spectest(store: Store) -> dict[str, Any]:
    types = {"print": [], "print_i32": [I32], "print_i64": [I64], "print_f32": [F32], "print_f64": [F64],
             "print_i32_f32": [I32, F32], "print_f64_f64": [F64, F64]}  # fmt: skip
    found: dict[str, Any] = {}
    for name, params in types.items():
        found[name] = function(store, FuncType(params, []), _print, name)
    found["global_i32"] = Global(store, I32, 666)
    found["global_i64"] = Global(store, I64, 666)
    found["global_f32"] = Global(store, F32, 666.6)
    found["global_f64"] = Global(store, F64, 666.6)
    funcref = (True, FUNC)
    found["table"] = Table(store, funcref, 10, 20)
    found["table64"] = Table(store, funcref, 10, 20, None, True)
    found["memory"] = Memory(store, 1, 2)
    return found


def function(store: Store, type: FuncType, f: Any, name: str) -> Function:
    return Func(type, f).bind(store, name)


class Script:
    """The state of a script: instances by name, what is registered."""

    def __init__(self) -> None:
        self.store = Store()
        self.registered: dict[str, Any] = {"spectest": spectest(self.store)}
        self.instances: dict[str | None, Instance] = {}
        self.definitions: dict[str | None, Module] = {}
        self.hosts: dict[int, Host] = {}

    def complaint(self, c: Command) -> str:
        """What is wrong, or ""."""
        kind = c.kind
        try:
            if kind == "module":
                assert c.module is not None
                self.define(c.module)
            elif kind == "register":
                self.registered[c.message] = self.instances[c.name]
            elif kind == "action":
                assert c.action is not None
                self.act(c.action)
            elif kind == "assert_return":
                assert c.action is not None
                got = self.act(c.action)
                if len(got) != len(c.expected) or not all(map(self.same, got, c.expected)):
                    return f"expected {c.expected}, got {got}"
            else:
                return self.fails(c)
        except (Error, RecursionError, MemoryError, TypeError, KeyError, AttributeError) as error:
            return f"{type(error).__name__}: {error}"
        return ""

    def fails(self, c: Command) -> str:
        kinds: dict[str, Any] = {
            "assert_trap": Trap, "assert_exhaustion": Trap, "assert_exception": WasmException, "assert_unlinkable": LinkError,
            "assert_malformed": MalformedModule, "assert_invalid": InvalidModule, "assert_malformed_custom": MalformedModule,
            "assert_invalid_custom": InvalidModule,
        }  # fmt: skip
        wanted = kinds[c.kind]
        try:
            if c.action is not None:
                got = self.act(c.action)
            else:
                assert c.module is not None
                got = self.define(c.module)
        except wanted as error:
            message = str(error.message)
            return "" if message.startswith(c.message) or c.kind == "assert_exception" else f"expected {c.message!r}, got {message!r}"
        return f"expected {c.kind} {c.message!r}, got {got}"

    def define(self, form: ModuleForm) -> Any:
        if form.form == "instance":
            self.make(self.definitions[form.of], form.name)
            return None
        module = Module.__new__(Module)
        module._set(form.read())
        if form.definition:
            self.definitions[form.name] = self.definitions[None] = module
            return None
        return self.make(module, form.name)

    def make(self, module: Module, name: str | None) -> Instance:
        instance = Instance(self.store, module, self.registered)
        self.instances[None] = instance
        if name is not None:
            self.instances[name] = instance
        return instance

    def act(self, action: Action) -> list[Any]:
        what = self.instances[action.module].exports[action.name]
        if action.kind == "get":
            return [what.bits]
        return list(what.call_bits([self.argument(*a) for a in action.args]))

    def argument(self, kind: str, value: Any) -> Any:
        if kind == "v128":
            return lanes(*value)
        if kind == "ref.null":
            return None
        if kind in ("ref.extern", "ref.host"):
            return self.hosts.setdefault(value, Host(value))
        return value

    def same(self, got: Any, expected: tuple[str, Any]) -> bool:
        kind, value = expected
        if kind == "either":
            return any(self.same(got, one) for one in value)
        if kind in ("i32", "i64"):
            return bool(got == value)
        if kind in ("f32", "f64"):
            return same_float(got, value, int(kind[1:]))
        if kind == "v128":
            return same_lanes(got, *value)
        if kind == "ref.null":
            return got is None
        if kind in ("ref.extern", "ref.host"):
            return got is not None if value is None else isinstance(got, Host) and got.number == value
        if kind == "ref.func":
            return isinstance(got, Function)
        if not isinstance(got, Ref):
            return kind == "ref.any" and isinstance(got, Host)
        return kind in ("ref.any", f"ref.{got.kind}") or (kind == "ref.eq" and got.kind in ("i31", "struct", "array"))


def lanes(shape: str, values: tuple[int, ...]) -> int:
    bits, _ = SHAPES[shape]
    return sum(v << bits * i for i, v in enumerate(values))


def same_lanes(got: int, shape: str, values: tuple[Any, ...]) -> bool:
    bits, count = SHAPES[shape]
    parts = [got >> bits * i & ((1 << bits) - 1) for i in range(count)]
    if shape[0] == "f":
        return all(same_float(p, v, bits) for p, v in zip(parts, values))
    return parts == list(values)


def same_float(got: int, value: Any, bits: int) -> bool:
    if isinstance(value, int):
        return got == value
    sign = 1 << bits - 1
    quiet = 0x7FC00000 if bits == 32 else 0x7FF8000000000000
    if value == "nan:canonical":
        return got & ~sign == quiet
    return got & quiet == quiet

