"""Times of the programs of WebAssembly on each engine, and what is required of ours."""

from __future__ import annotations

import math

from pyfront.bench.report import align
from pyfront.bench.wasm_cases import WasmCase
from pyfront.bench.wasm_engines import OURS, Engine, Failed, is_right

MOST_TIMES_WASMTIME = 7.0  # geometric mean
MOST_TIMES_WASM3 = 1.3  # of a row

Times = dict[str, dict[str, float]]  # program -> engine -> seconds, the least


def measure(cases: list[WasmCase], engines: list[Engine], rounds: int, scale: int, problems: list[str]) -> Times:
    """Round by round, so that a slow moment of the machine meets all of them."""
    times: Times = {case.name: {} for case in cases}
    failed: set[tuple[str, str]] = set()
    for _ in range(rounds):
        for case in cases:
            for engine in engines:
                if (case.name, engine.name) in failed:
                    continue
                try:
                    _sample(case, engine, scale, times[case.name])
                except Failed as problem:
                    problems.append(str(problem))
                    failed.add((case.name, engine.name))
    return times


def _sample(case: WasmCase, engine: Engine, scale: int, row: dict[str, float]) -> None:
    factor = min(scale, case.count) if case.linear else 1
    seconds, answer = engine.run(case, case.count // factor)
    if not is_right(case, answer):
        raise Failed(f"{case.name} on {engine.name}: answered {answer!r}, not {case.answer!r}")
    row[engine.name] = min(row.get(engine.name, math.inf), seconds * factor)


def mean_ratio(times: Times, of: str, to: str) -> float | None:
    """The geometric mean of the ratios of two engines' times, over the programs that both ran."""
    logs = [math.log(row[of] / row[to]) for row in times.values() if of in row and to in row]
    return math.exp(sum(logs) / len(logs)) if logs else None


def table(times: Times, names: list[str]) -> str:
    """Milliseconds, and ours as multiples of each of the others."""
    others = [name for name in names if name != OURS]
    rows = [["program", *(f"{name}, ms" for name in names), *(f"/{name}" for name in others), ""]]
    for program, row in times.items():
        cells = [f"{row[name] * 1000:.1f}" if name in row else "-" for name in names]
        ratios = [f"{row[OURS] / row[name]:.2f}" if name in row and OURS in row else "-" for name in others]
        rows.append([program, *cells, *ratios, ""])
    means = [mean_ratio(times, OURS, name) for name in others]
    rows.append(["geometric mean", *("" for _ in names), *("-" if m is None else f"{m:.2f}" for m in means), ""])
    return align(rows)


def missed(times: Times) -> list[str]:
    """Requirements that do not hold: at most 7.0 times wasmtime's time, less than wasm3's and iwasm's, by the geometric mean; no
    row more than 1.3 times wasm3's."""
    found = []
    for name, most in (("wasmtime", MOST_TIMES_WASMTIME), ("wasm3", 1.0), ("pywasm3", 1.0), ("iwasm", 1.0)):
        mean = mean_ratio(times, OURS, name)
        if mean is not None and mean > most:
            found.append(f"the geometric mean is {mean:.2f} times {name}'s time, not {most:g}")
    for program, row in times.items():
        wasm3 = min((row[name] for name in ("wasm3", "pywasm3") if name in row), default=None)
        if wasm3 and OURS in row and row[OURS] > MOST_TIMES_WASM3 * wasm3:
            found.append(f"{program}: {row[OURS] / wasm3:.2f} times wasm3's time, not {MOST_TIMES_WASM3:g}")
    return found
