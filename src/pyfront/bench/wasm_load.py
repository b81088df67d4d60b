"""What a megabyte of code costs before it runs: checked, lowered, and started a second time from the cache."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from typing import Any

from pyfront.bench.report import align
from pyfront.bench.wasm_engines import package_version

CODE_BYTES = 1_000_000
# As compilers write it: locals a quarter of the instructions, memory accesses a tenth, a block for each ten.
BODY = """(func (param i32 i32) (result i32) (local i32 i32 i64)
  global.get 0 i32.const 16 i32.sub local.tee 2 global.set 0
  block block local.get 0 i32.const 3 i32.and br_if 0 local.get 0 i32.load offset=8 local.set 3 br 1 end
    local.get 0 i32.load8_u offset=4 local.get 1 i32.add local.set 3 end
  loop local.get 2 local.get 3 i32.store offset=12 local.get 3 i32.const -1 i32.add local.tee 3 br_if 0 end
  block local.get 1 i32.eqz br_if 0 local.get 0 local.get 1 call 0 local.set 1 local.get 0 i64.load align=4 local.tee 4
    i64.const 4294967296 i64.ge_u br_if 0
    local.get 4 i32.wrap_i64 local.get 1 i32.lt_s if local.get 2 i32.const 1048576 i32.store end end
  local.get 2 i32.const 16 i32.add global.set 0 local.get 1)"""
ROUNDS = 7
MOST = {"decode and validate": 60.0, "lower all functions": 40.0, "second start": 15.0}  # ms


def megabyte() -> bytes:
    """A module of many functions."""
    from pyfront.wasm.encode import encode
    from pyfront.wasm.text_module import parse_module

    m = parse_module(f"(module (memory 1) (global (mut i32) (i32.const 65536)) {BODY})", "<wat>")
    size = len(encode(m))
    m.funcs *= CODE_BYTES // (size - 40)
    return encode(m)


def _best(prepare: Callable[[], Any], run: Callable[[Any], Any]) -> float:
    """Milliseconds of processor time."""
    times = []
    for _ in range(ROUNDS):
        subject = prepare()
        start = time.process_time()
        run(subject)
        times.append(time.process_time() - start)
    return min(times) * 1000


def measure() -> dict[str, tuple[float, float | None]]:
    """What -> ours and, where it does the like, wasmtime's."""
    from pyfront.cache import module_once
    from pyfront.wasm import Module

    data = megabyte()
    checked = _best(lambda: None, lambda _: Module(data))
    lowered = _best(lambda: Module(data).compiled(), lambda compiled: compiled.code.lower_all())
    with tempfile.TemporaryDirectory(prefix="vmcore-bench-") as folder:
        module_once(data, "", folder)
        second = _best(lambda: None, lambda _: module_once(data, "", folder).instantiate())
    compiled, loaded = _wasmtime(data)
    return {"decode and validate": (checked, None), "lower all functions": (lowered, compiled), "second start": (second, loaded)}


def _wasmtime(data: bytes) -> tuple[float | None, float | None]:
    """Its compilation, and the loading of what it compiled."""
    if not package_version("wasmtime"):
        return None, None
    import wasmtime

    engine = wasmtime.Engine()
    start = time.process_time()
    module = wasmtime.Module(engine, data)
    spent = (time.process_time() - start) * 1000
    image = module.serialize()
    return spent, _best(lambda: None, lambda _: wasmtime.Module.deserialize(engine, image))


def run(missed: list[str]) -> None:
    """Prints the table."""
    rows = [["a megabyte of code", "vmcore, ms", "wasmtime, ms", "required"]]
    for what, (ours, theirs) in measure().items():
        rows.append([what, f"{ours:.1f}", "-" if theirs is None else f"{theirs:.1f}", f"<= {MOST[what]:g}"])
        if ours > MOST[what]:
            missed.append(f"a megabyte of code: {what} takes {ours:.1f} ms, not {MOST[what]:g}")
    print(align(rows))
