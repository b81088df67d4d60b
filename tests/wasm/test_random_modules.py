"""Modules made at random, and such with changed bytes, run within their limits: whatever they do, it ends, as an error of ours
or with a result. (What the results are is compared in test_against_wasmtime.py. Meant for builds with sanitizers, too.)"""

from __future__ import annotations

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from patience import patient
from pyfront.errors import Error
from pyfront.wasm import Instance, Module, Store, WasmError
from pyfront.wasm.decode import decode
from pyfront.wasm.optable import OPS
from pyfront.wasm.types import FuncType
from wasm_programs import Maker

FUEL = 30_000
MEMORY = 32 << 20
FREQUENT = [op.number for op in OPS[:256] if op is not None] + [0xFB, 0xFC, 0xFD, 0x7F, 0x7E, 0x7D, 0x7C, 0x7B, 0x40, 0x70, 0x6F]


def run(binary: bytes) -> int:
    """How many calls came back with a result."""
    store = Store(fuel=FUEL, timeout=patient(20), memory_limit=MEMORY)
    came_back = 0
    try:
        module = Module(binary)
        instance = Instance(store, module, {})
    except (Error, MemoryError):
        return 0
    for name, kind, t in module.exports:
        if kind != "func":
            continue
        assert isinstance(t, FuncType)
        store.fuel = FUEL
        try:
            instance.exports[name](*(0 for _ in t.params))
            came_back += 1
        except (Error, MemoryError, TypeError):  # TypeError: a parameter that 0 is no value of
            pass
    if "memory" in instance.exports and hasattr(instance.exports["memory"], "size"):
        assert len(instance.exports["memory"]) <= MEMORY
    return came_back


@given(st.integers(0, 2**63), st.sampled_from([10, 60, 300]))
@settings(max_examples=60, deadline=None)
def test_any_module(seed: int, size: int) -> None:
    run(Module(Maker(seed, size).text).to_bytes())


def test_some_come_back() -> None:
    assert sum(run(Module(Maker(seed, 20, vectors=False).text).to_bytes()) for seed in range(30)) > 20


@given(st.integers(0, 2**63))
@settings(max_examples=60, deadline=None)
def test_changed_modules(seed: int) -> None:
    generator = random.Random(seed)
    binary = Module(Maker(seed, 40, vectors=generator.random() < 0.5).text).to_bytes()
    code = decode(binary).funcs[0].pos
    start = time.monotonic()
    for _ in range(60):
        data = bytearray(binary)
        for _ in range(generator.randint(1, 2)):
            at = generator.randrange(code if generator.random() < 0.9 else 8, len(data))
            data[at] = generator.choice(FREQUENT) if generator.random() < 0.7 else generator.randrange(256)
        try:
            Module(bytes(data))
        except WasmError:
            continue
        run(bytes(data))
    assert time.monotonic() - start < patient(60)
