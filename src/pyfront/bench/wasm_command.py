"""``vmcore bench wasm``: WebAssembly programs and calls, beside the other runtimes that the machine has."""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from pyfront.bench import wasm_calls, wasm_commands, wasm_engines, wasm_load, wasm_measure
from pyfront.bench.options import complain
from pyfront.bench.report import machine
from pyfront.bench.wasm_cases import CASES

PARTS = ("programs", "calls", "load", "commands")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vmcore bench wasm",
        description="Runs WebAssembly programs, checks their answers, and prints milliseconds of processor time, least of several "
        "rounds; and what calls, a megabyte of code and short commands cost. Beside ours: the packages wasmtime and pywasm3, "
        "the commands wasm3 and iwasm.",
    )
    parser.add_argument(
        "what", nargs="*", help=f"programs to run, or {', '.join(PARTS)} (default: everything), or list"
    )
    parser.add_argument("--engines", metavar="NAMES", help="only these, with commas between them")
    parser.add_argument("--rounds", type=int, default=3, help="runs of each (default %(default)s)")
    parser.add_argument(
        "--scale", type=int, default=1, metavar="N", help="the first five programs are run for an N-th of their time"
    )
    parser.add_argument("--json", metavar="FILE", help="save the times of the programs")
    parser.add_argument("--check", action="store_true", help="a missed requirement is a failure")
    return parser


def main(argv: list[str]) -> int:
    parser = _parser()
    options = parser.parse_args(argv)
    known = {case.export: case for case in CASES}
    for name in options.what:
        if name not in known and name not in PARTS and name != "list":
            parser.error(f"unknown program {name!r}; there are: {', '.join(known)}, and the parts {', '.join(PARTS)}")
    if options.rounds < 1 or options.scale < 1:
        parser.error("--rounds and --scale must be at least 1")
    with tempfile.TemporaryDirectory(prefix="vmcore-bench-") as folder:
        found = {engine.name: engine for engine in wasm_engines.find(Path(folder))}
        if options.what == ["list"]:
            print("\n".join([f"{engine.name} {engine.version}" for engine in found.values()] + list(known)))
            return 0
        for name in options.engines.split(",") if options.engines else ():
            if name not in found:
                parser.error(f"unknown engine {name!r}; there are: {', '.join(found)}")
        return _run(options, found)


def _run(options: argparse.Namespace, found: dict[str, wasm_engines.Engine]) -> int:
    wanted = options.engines.split(",") if options.engines else list(found)
    engines = [found[name] for name in found if name in wanted]
    cases = [case for case in CASES if not options.what or "programs" in options.what or case.export in options.what]
    problems: list[str] = []
    missed: list[str] = []
    if cases:
        print(
            "ms of processor time, ours as multiples of the others':",
            ", ".join(f"{e.name} {e.version}" for e in engines),
            "\n",
        )
        times = wasm_measure.measure(cases, engines, options.rounds, options.scale, problems)
        print(wasm_measure.table(times, [engine.name for engine in engines]))
        missed += wasm_measure.missed(times)
        if options.json:
            data = {"machine": machine(), "seconds": times}
            Path(options.json).write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
    for part, run in (("calls", wasm_calls.run), ("load", wasm_load.run), ("commands", wasm_commands.run)):
        if not options.what or part in options.what:
            print()
            run(missed)
    complain({"required and missed": missed, "failed": problems})
    return 1 if problems or (options.check and missed) else 0
