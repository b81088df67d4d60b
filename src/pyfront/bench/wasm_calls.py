"""What a call costs between Python and WebAssembly, in both directions."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from pyfront.bench.report import align
from pyfront.bench.wasm_engines import OURS, package_version

CALLS = 200_000
ROUNDS = 7
MOST_CALL = 100  # ns
MOST_CALLBACK = 150
MOST_FROM_VM = 150

SOURCE = """(module
  (import "host" "increment" (func $increment (param i32) (result i32)))
  (func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))
  (func (export "drive") (param $n i32) (result i32) (local $i i32) (local $sum i32)
    (loop $next
      (local.set $sum (i32.add (local.get $sum) (call $increment (local.get $i))))
      (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (local.get $n))))
    (local.get $sum)))"""


def increment(x: int) -> int:
    """The Python function that modules import."""
    return x + 1


Exports = tuple[Callable[..., Any], Callable[..., Any]]  # add, drive


def _ours(data: bytes) -> Exports:
    from pyfront.wasm import Module

    exports = Module(data).instantiate({"host": {"increment": increment}}).exports
    return exports["add"], exports["drive"]


def _wasmtime(data: bytes) -> Exports:
    import wasmtime

    store = wasmtime.Store()
    i32 = wasmtime.ValType.i32()
    imported = wasmtime.Func(store, wasmtime.FuncType([i32], [i32]), increment)
    exports = wasmtime.Instance(store, wasmtime.Module(store.engine, data), [imported]).exports(store)
    add, drive = exports["add"], exports["drive"]
    return lambda a, b: add(store, a, b), lambda n: drive(store, n)


def _pywasm3(data: bytes) -> Exports:
    import wasm3

    environment = wasm3.Environment()
    runtime = environment.new_runtime(1 << 16)
    module = environment.parse_module(data)
    runtime.load(module)
    module.link_function("host", "increment", "i(i)", increment)
    KEPT.extend((environment, runtime))
    return runtime.find_function("add"), runtime.find_function("drive")


KEPT: list[Any] = []  # functions of pywasm3 do not keep their runtime alive
ENGINES = {OURS: ("vmcore", _ours), "wasmtime": ("wasmtime", _wasmtime), "pywasm3": ("pywasm3", _pywasm3)}


def _time_call(add: Callable[..., Any], calls: int) -> float:
    """Nanoseconds of one call from Python, the loop around it included."""
    turns = range(calls)
    start = time.process_time_ns()
    for _ in turns:
        add(1, 2)
    return (time.process_time_ns() - start) / calls


def _time_callback(drive: Callable[..., Any], calls: int) -> float:
    start = time.process_time_ns()
    drive(calls)
    return (time.process_time_ns() - start) / calls


def measure() -> dict[str, tuple[float, float]]:
    """Engine -> nanoseconds of a call, and of a callback: the least of several rounds."""
    from pyfront.wasm import Module

    data = Module(SOURCE).to_bytes()
    best: dict[str, tuple[float, float]] = {}
    for name, (package, make) in ENGINES.items():
        if name != OURS and not package_version(package):
            continue
        add, drive = make(data)
        if add(1, 2) != 3 or drive(10) != 55:
            raise AssertionError(f"wrong answers of {name}: {add(1, 2)!r}, {drive(10)!r}")
        calls = CALLS if name == OURS else CALLS // 20
        best[name] = (
            min(_time_call(add, calls) for _ in range(ROUNDS)),
            min(_time_callback(drive, calls) for _ in range(ROUNDS)),
        )
    return best


def from_scheme() -> float:
    """Nanoseconds of a call of ``add`` from a loop in Scheme, which is taken off."""
    import pyfront
    from pyfront.wasm import Module

    exports = Module(SOURCE).instantiate({"host": {"increment": increment}}).exports
    runtime = pyfront.Runtime()
    runtime.define("add", exports["add"])
    loop = "(define ({} n) (do ((i 0 (+ i 1)) (sum 0 (+ sum {}))) ((= i n) sum)))"
    runtime.eval(loop.format("empty", "3") + loop.format("loop", "(add 1 2)"))
    if runtime["loop"](10) != 30:
        raise AssertionError("a wrong answer in Scheme")
    both = [min(_time_callback(runtime[name], CALLS) for _ in range(ROUNDS)) for name in ("loop", "empty")]
    return both[0] - both[1]


def run(missed: list[str]) -> None:
    """Prints the table."""
    best = measure()
    inside = from_scheme()
    rows = [["engine", "add(1, 2) from Python, ns", "callback into Python, ns", "add from a Scheme loop, ns", ""]]
    for name, (call, callback) in best.items():
        rows.append([name, f"{call:.0f}", f"{callback:.0f}", f"{inside:.0f}" if name == OURS else "-", ""])
    print(align(rows))
    for what, ns, most in (
        ("a call from Python", best[OURS][0], MOST_CALL), ("a callback", best[OURS][1], MOST_CALLBACK),
        ("a call from a Scheme loop", inside, MOST_FROM_VM),
    ):  # fmt: skip
        if ns > most:
            missed.append(f"{what} takes {ns:.0f} ns, not {most}")
