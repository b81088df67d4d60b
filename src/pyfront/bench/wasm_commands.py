"""Short command programs as whole processes: ``vmcore wasm run`` beside what a script with the package wasmtime takes."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile

from pyfront.bench.report import align
from pyfront.bench.wasm_cases import PROGRAMS
from pyfront.bench.wasm_engines import OURS, Failed, children_time, package_version

ROUNDS = 5
ANSWERS = {  # by program: the last line that it prints. Sources: benchmarks/wasm
    "hello": "hello", "primes": "5133 primes below 50000", "words": "512 words",
}  # fmt: skip

WASMTIME = """
import sys, wasmtime
engine = wasmtime.Engine()
linker = wasmtime.Linker(engine)
linker.define_wasi()
store = wasmtime.Store(engine)
wasi = wasmtime.WasiConfig()
wasi.argv = sys.argv[1:]
wasi.inherit_stdout()
store.set_wasi(wasi)
module = wasmtime.Module.from_file(engine, sys.argv[1])
try:
    linker.instantiate(store, module).exports(store)["_start"](store)
except wasmtime.ExitTrap as end:
    sys.exit(end.code)
"""


def commands() -> dict[str, list[str]]:
    found = {OURS: [sys.executable, "-m", "pyfront", "wasm", "run"]}
    if package_version("wasmtime"):
        found["wasmtime"] = [sys.executable, "-c", WASMTIME]
    return found


def process(name: str, command: list[str], program: str, environment: dict[str, str]) -> float:
    """Milliseconds of processor time from start to end."""
    before = children_time()
    path = str(PROGRAMS / f"{program}.wasm")
    done = subprocess.run([*command, path], capture_output=True, text=True, check=False, env=environment)
    spent = (children_time() - before) * 1000
    lines = done.stdout.strip().splitlines()
    if done.returncode or lines[-1:] != [ANSWERS[program]]:
        raise Failed(f"{program} on {name}: exit code {done.returncode}, {(done.stderr or done.stdout).strip()[-200:]!r}")
    return spent


def measure(rounds: int = ROUNDS) -> dict[str, dict[str, float]]:
    """Program -> who runs it -> the least time."""
    found = commands()
    with tempfile.TemporaryDirectory(prefix="vmcore-bench-") as folder:
        environment = {**os.environ, "XDG_CACHE_HOME": folder}
        times: dict[str, dict[str, float]] = {program: {} for program in ANSWERS}
        for _ in range(rounds):
            for program, row in times.items():
                for name, command in found.items():
                    spent = process(name, command, program, environment)
                    row[name] = min(row.get(name, spent), spent)
    return times


def run(missed: list[str]) -> None:
    """Prints the table."""
    times = measure()
    rows = [["command", "vmcore, ms", "wasmtime, ms", "/wasmtime", ""]]
    for program, row in times.items():
        theirs = row.get("wasmtime")
        ratio = "-" if theirs is None else f"{row[OURS] / theirs:.2f}"
        rows.append([program, f"{row[OURS]:.0f}", "-" if theirs is None else f"{theirs:.0f}", ratio, ""])
        if theirs is not None and row[OURS] > theirs:
            missed.append(f"the command {program} takes {row[OURS]:.0f} ms, wasmtime {theirs:.0f}")
    print(align(rows))
