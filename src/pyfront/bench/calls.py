"""``vmcore bench calls``: what a call costs between Python and an embedded language, in both directions."""

from __future__ import annotations

import json
import time
from pathlib import Path

from pyfront.bench.report import align, machine

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Engine = tuple[Callable[[int], Any], Callable[[int], Any]]  # a guest function; a guest loop of n callbacks

CALLS = 200_000
ROUNDS = 7
LIMIT = 100  # ns a call of ours may cost, in either direction

SCHEME = """
(import (scheme base))
(define (increment x) (+ x 1))
(define (drive n)
  (do ((i 0 (+ i 1))
       (sum 0 (+ sum (callback i))))
      ((= i n) sum)))
"""
LUA = """
function increment(x) return x + 1 end
function drive(n, callback)
  local sum = 0
  for i = 0, n - 1 do sum = sum + callback(i) end
  return sum
end
"""
JAVASCRIPT = """
function increment(x) { return x + 1; }
function drive(n) {
  let sum = 0;
  for (let i = 0; i < n; i++) sum += callback(i);
  return sum;
}
"""


def callback(x: int) -> int:
    """The Python function that the guests call."""
    return x + 1


def _python() -> Engine:
    def increment(x: int) -> int:
        return x + 1

    def drive(n: int) -> int:
        total = 0
        for i in range(n):
            total += callback(i)
        return total

    return increment, drive


def _ours(backend: str) -> Engine:
    import pyfront

    runtime = pyfront.Runtime(backend=backend)
    runtime.define("callback", callback)
    # the callback must stay visible: no import, the program sees what the runtime defines
    runtime.eval(SCHEME.replace("(import (scheme base))", ""))
    return runtime["increment"], runtime["drive"]


def _lupa(module: str) -> Engine:
    import importlib

    runtime = importlib.import_module(f"lupa.{module}").LuaRuntime()
    runtime.execute(LUA)
    variables = runtime.globals()
    drive = variables.drive
    return variables.increment, lambda n: drive(n, callback)


def _quickjs() -> Engine:
    import quickjs  # type: ignore[import-not-found, unused-ignore]

    context = quickjs.Context()
    context.add_callable("callback", callback)
    context.eval(JAVASCRIPT)
    return context.get("increment"), context.get("drive")


ENGINES: dict[str, Callable[[], Engine]] = {
    "python": _python,
    "vm": lambda: _ours("vm"),
    "treewalk": lambda: _ours("treewalk"),
    "lupa lua54": lambda: _lupa("lua54"),
    "lupa luajit21": lambda: _lupa("luajit21"),
    "quickjs": _quickjs,
}


def _time_calls(function: Callable[[int], Any]) -> float:
    """Nanoseconds of one call from Python, the loop around it included."""
    rounds = range(CALLS)
    start = time.perf_counter_ns()
    for _ in rounds:
        function(1)
    return (time.perf_counter_ns() - start) / CALLS


def _time_callbacks(drive: Callable[[int], Any]) -> float:
    """Nanoseconds of one call into Python, the guest's loop included."""
    start = time.perf_counter_ns()
    drive(CALLS)
    return (time.perf_counter_ns() - start) / CALLS


def check(engine: Engine) -> None:
    """An engine that computes something else is not measured."""
    increment, drive = engine
    if increment(41) != 42 or drive(10) != 55:
        raise AssertionError(f"wrong answers: {increment(41)!r}, {drive(10)!r}")


def measure() -> tuple[dict[str, tuple[float, float]], dict[str, str]]:
    """Engine -> the two times in ns, the shortest of several interleaved rounds; and why others are missing."""
    engines: dict[str, Engine] = {}
    missing: dict[str, str] = {}
    for name, make in ENGINES.items():
        try:
            engines[name] = make()
        except ImportError:
            missing[name] = "not installed"
        else:
            check(engines[name])
    best = {name: (float("inf"), float("inf")) for name in engines}
    for _ in range(ROUNDS):
        for name, (increment, drive) in engines.items():
            calls, callbacks = best[name]
            best[name] = min(calls, _time_calls(increment)), min(callbacks, _time_callbacks(drive))
    return best, missing


def run(json_file: str | None = None, strict: bool = False) -> int:
    """Measures, prints the table, saves it; 1 if our own calls must not cost that much and do."""
    best, missing = measure()
    rows = [["engine", "call from Python, ns", "callback into Python, ns", "required"]]
    for name, (calls, callbacks) in best.items():
        need = f"<= {LIMIT} each{'' if max(calls, callbacks) <= LIMIT else ' MISSED'}" if name == "vm" else ""
        rows.append([name, f"{calls:.0f}", f"{callbacks:.0f}", need])
    rows += [[name, "-", "-", reason] for name, reason in missing.items()]
    print(align(rows))
    if json_file:
        data = {
            "machine": machine(),
            "nanoseconds": {name: {"call": calls, "callback": back} for name, (calls, back) in best.items()},
        }
        Path(json_file).write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    return 1 if strict and max(best["vm"]) > LIMIT else 0
