"""``vmcore bench clojure``: the benchmark programs in Clojure on both backends, beside Python and other Clojures."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from pyfront.api import BACKENDS
from pyfront.bench import clojure_history as history
from pyfront.bench import clojure_requirements as required
from pyfront.bench.clojure_cases import CLOJUREWASM, CLOJUREWASM_WARM, JVM_WARM, SEED, ClojureCase, load
from pyfront.bench.clojure_measure import Failed, commands, ours, python, warm_there, whole
from pyfront.bench.options import chosen, complain
from pyfront.bench.report import align, shown


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vmcore bench clojure",
        description="Runs the Clojure benchmark programs, checks their answers, and prints milliseconds of processor time: "
        "warm calls in this process, beside the same loop in Python, and whole processes. All that is required: --cold --check.",
    )
    parser.add_argument("programs", nargs="*", help="programs to run (all if none is named), or list")
    parser.add_argument("--backend", choices=BACKENDS, help="only this one (default: both, side by side)")
    parser.add_argument("--cold", action="store_true", help="whole processes too, on every implementation that is installed")
    parser.add_argument("--rounds", type=int, default=3, help="processes of each (default %(default)s)")
    parser.add_argument("--timeout", type=float, default=120.0, help="seconds for one process (%(default)g)")
    parser.add_argument("--history", type=Path, default=history.FILE, metavar="FILE", help="recorded times (default %(default)s)")
    parser.add_argument("--record", action="store_true", help="add this run to the recorded times")
    parser.add_argument("--version", default="", metavar="TEXT", help="what the record calls this run")
    parser.add_argument("--check", action="store_true", help="a missed requirement or a regression is a failure")
    return parser


def main(argv: list[str]) -> int:
    parser = _parser()
    options, cases = chosen(parser, argv, "programs", {case.name: case for case in load()})
    if not cases:
        return 0
    if options.record and not options.version:
        parser.error("--record needs --version=TEXT")
    return _run(cases, options)


def _run(cases: list[ClojureCase], options: argparse.Namespace) -> int:
    backends = (options.backend,) if options.backend else BACKENDS
    problems: list[str] = []
    warm: dict[str, dict[str, float]] = {}
    theirs: dict[str, float] = {}
    for case in cases:
        try:
            warm[case.name] = {backend: ours(case, backend) for backend in backends}
            loop = python(case)
            if loop is not None:
                theirs[case.name] = loop
        except Failed as failed:
            problems.append(str(failed))
    print(f"Warm, ms of processor time for one run; Python {sys.version_info[0]}.{sys.version_info[1]}\n")
    print(_warm_table(warm, theirs, backends))
    print(_faster("A compiler to machine code, that of the JVM, is faster when warm, as documented", warm, JVM_WARM, backends[0]))
    cold: dict[str, dict[str, float]] = {}
    there: dict[str, float] = {}
    if options.cold:
        print("\nWhole processes, ms of processor time; Clojures with * are not installed here: documented times\n")
        print(_cold_table(cases, options, problems, cold))
        there = _warm_there(cases, options, problems)
    found = required.requirements(cases, warm, cold, theirs, there)
    missed = [str(one) for one in found if one.met is False]
    unknown = sum(one.met is None for one in found)
    print(f"\nRequired, ms{'' if there else '; those of ClojureWasm as documented'}\n\n{required.table(found)}")
    print(f"\n{len(found)} requirements: {len(missed)} missed, {unknown} not measured{'' if options.cold else ' (--cold)'}")
    worse = _compare(options, warm, cold, problems)
    complain({"required and missed": missed, "slower than recorded": worse, "failed": problems})
    return 1 if problems or (options.check and (missed or worse)) else 0


def _warm_there(cases: list[ClojureCase], options: argparse.Namespace, problems: list[str]) -> dict[str, float]:
    """Warm times of ClojureWasm, if it is installed."""
    command = commands().get("clojurewasm")
    times: dict[str, float] = {}
    for case in cases:
        about = CLOJUREWASM_WARM.get(case.name)
        if command is None or about is None:
            continue
        try:
            times[case.name] = warm_there(case, "clojurewasm", command, about, options.rounds, options.timeout)
        except Failed as failed:
            problems.append(str(failed))
    return times


def _warm_table(warm: dict[str, dict[str, float]], theirs: dict[str, float], backends: tuple[str, ...]) -> str:
    both = len(backends) == 2
    header = ["program", *backends, *(["treewalk/vm", "seed's"] if both else []), "python", "python/vm"]
    rows = [header]
    for name, times in warm.items():
        loop, fast = theirs.get(name), times[backends[0]]
        ratios = []
        if both:
            seed = SEED.get(name)
            ratios = [f"{times['treewalk'] / times['vm']:.2f}", f"{seed[0] / seed[1]:.2f}" if seed else "-"]
        rows.append([name, *(shown(times[one]) for one in backends), *ratios, shown(loop), f"{loop / fast:.2f}" if loop else "-"])
    return align(rows)


def _faster(title: str, warm: dict[str, dict[str, float]], theirs: dict[str, float], backend: str) -> str:
    """On which rows somebody else is faster."""
    rows = [
        f"{name} {times[backend] / theirs[name]:.1f} x"
        for name, times in warm.items() if name in theirs and times[backend] > theirs[name]
    ]  # fmt: skip
    return f"\n{title}: {', '.join(rows) or 'on no row'}"


def _cold_table(
    cases: list[ClojureCase], options: argparse.Namespace, problems: list[str], cold: dict[str, dict[str, float]]
) -> str:
    found = commands()
    if options.backend:
        found = {name: command for name, command in found.items() if name not in BACKENDS or name == options.backend}
    documented = "clojurewasm" not in found
    rows = [["program", *found, *(["clojurewasm*"] if documented else [])]]
    for case in cases:
        cells = []
        for name, command in found.items():
            try:
                ms = whole(case, name, command, options.rounds, options.timeout)
            except Failed as failed:
                cells.append("failed")
                if name in BACKENDS:
                    problems.append(str(failed))
                continue
            cells.append(shown(ms))
            if ms is not None:
                cold.setdefault(case.name, {})[name] = ms
        rows.append([case.name, *cells, *([shown(CLOJUREWASM[case.name])] if documented else [])])
    faster = {
        name: [row for row, times in cold.items() if times.get(name, 1e9) < min(times.get(one, 1e9) for one in BACKENDS)]
        for name in found if name not in BACKENDS and not name.startswith("python")
    }  # fmt: skip
    lines = [f"{name} is faster on: {', '.join(won) or 'no row'}" for name, won in faster.items()]
    return "\n".join([align(rows), "", *lines])


def _compare(
    options: argparse.Namespace, warm: dict[str, dict[str, float]], cold: dict[str, dict[str, float]], problems: list[str]
) -> list[str]:
    """Against the recorded times, and into them."""
    from pyfront.bench.report import machine

    if not options.record and not options.history.exists():
        return []
    try:
        entries = history.read(options.history)
    except history.Damaged as damaged:
        problems.append(str(damaged))
        return []
    worse = history.regressions(entries, warm)
    if options.record:
        history.record(options.history, options.version, str(machine()["processor"]), warm, cold)
    return worse
