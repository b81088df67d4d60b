"""Modules made at random give what wasmtime gives: results, traps, memory and globals, bit by bit."""

from __future__ import annotations

import struct
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyfront.errors import FuelExhausted
from pyfront.wasm import Instance, Module, Store, Trap, WasmError
from pyfront.wasm.types import F32, F64, I32, I64
from wasm_programs import Maker

wasmtime = pytest.importorskip("wasmtime", reason="no wasmtime, which says what modules do")

FUEL = 3_000_000
VALUES: dict[int, list[Any]] = {
    I32: [0, -1, 7, -(2**31)], I64: [0, -1, 2**40, -(2**63)], F32: [0.0, -1.5, 3e30, float("-inf")], F64: [-0.0, 0.1, 1e300, float("nan")],
}  # fmt: skip


def reason(trap: Trap) -> str:
    """Why, without which element it was."""
    return "wasm `unreachable`" if trap.message == "unreachable" else trap.message.rstrip(" 0123456789")


def bits(values: Any) -> list[object]:
    """Numbers so that they can be compared: a NaN is its bits."""
    listed = [] if values is None else list(values) if isinstance(values, (list, tuple)) else [values]
    return [struct.pack("<d", v) if isinstance(v, float) else v for v in listed]


def arguments(params: list[int], round_: int) -> list[Any]:
    return [VALUES[t][(round_ + i) % 4] for i, t in enumerate(params)]


class Theirs:
    def __init__(self, binary: bytes) -> None:
        config = wasmtime.Config()
        config.consume_fuel = True
        self.store = wasmtime.Store(wasmtime.Engine(config))
        self.store.set_fuel(FUEL)
        self.instance = wasmtime.Instance(self.store, wasmtime.Module(self.store.engine, binary), [])

    def call(self, name: str, args: list[Any]) -> tuple[str, list[object]]:
        try:
            return "", bits(self.instance.exports(self.store)[name](self.store, *args))
        except wasmtime.Trap as trap:
            return trap.message, []

    def state(self) -> tuple[bytes, list[object]]:
        exports = self.instance.exports(self.store)
        memory = exports["memory"]
        return bytes(memory.read(self.store, 0, memory.data_len(self.store))), bits([exports[g].value(self.store) for g in ("g0", "g1")])


class Ours:
    def __init__(self, binary: bytes) -> None:
        self.instance = Instance(Store(fuel=FUEL), Module(binary))

    def call(self, name: str, args: list[Any]) -> tuple[str, list[object]]:
        try:
            return "", bits(self.instance.exports[name](*args))
        except Trap as trap:
            return reason(trap), []

    def state(self) -> tuple[bytes, list[object]]:
        exports = self.instance.exports
        return bytes(exports["memory"]), bits([exports[g].value for g in ("g0", "g1")])


def compare(text: str, functions: list[tuple[str, list[int]]]) -> None:
    binary = Module(text).to_bytes()
    ours, theirs = Ours(binary), Theirs(binary)
    for round_ in range(4):
        for name, params in functions:
            args = arguments(params, round_)
            wanted = theirs.call(name, args)
            if "fuel" in wanted[0]:
                return  # counted otherwise: nothing can be compared from here on
            try:
                got = ours.call(name, args)
            except FuelExhausted:
                return
            assert got[1] == wanted[1], (name, args)
            assert bool(got[0]) == bool(wanted[0]) and got[0] in wanted[0], (name, args, got, wanted)
    assert ours.state() == theirs.state()


def runs_vectors() -> bool:
    twice = "(i32x4.add (i32x4.splat (local.get 0)) (i32x4.splat (local.get 0)))"
    try:
        Module(f'(func (export "f") (param i32) (result i32) (i32x4.extract_lane 0 {twice}))').instantiate().exports.f(1)
    except WasmError:
        return False
    return True


@pytest.mark.parametrize("vectors", [False, True], ids=["scalars", "with vectors"])
@given(st.integers(0, 2**63), st.sampled_from([10, 40, 150]))
@settings(max_examples=150, deadline=None)
def test_modules_made_at_random(vectors: bool, seed: int, size: int) -> None:
    if vectors and not runs_vectors():
        pytest.skip("vectors are not run yet")
    made = Maker(seed, size, vectors)
    compare(made.text, made.functions)


def test_the_comparison_notices() -> None:
    text = '(module (memory (export "memory") 1) (global (export "g0") (mut i32) (i32.const 0)) (global (export "g1") (mut f64) (f64.const nan)) (func (export "f0") (result i32) {}))'
    compare(text.format("i32.const 1"), [("f0", [])])
    ours, theirs = Ours(Module(text.format("i32.const 1")).to_bytes()), Theirs(Module(text.format("i32.const 2")).to_bytes())
    assert ours.call("f0", []) != theirs.call("f0", [])
    assert ours.state() == theirs.state()
