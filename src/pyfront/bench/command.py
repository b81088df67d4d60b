"""The command line of ``vmcore bench``."""

from __future__ import annotations

import argparse
import sys

from pyfront.bench import catalog, measure, peers, report
from pyfront.bench.options import choose
from pyfront.bench.progress import make_progress

DEFAULT_ROUNDS = 3
DEFAULT_TIMEOUT = 120.0  # seconds for one run of one program


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vmcore bench",
        description="Runs the benchmark programs side by side with the implementations found on this machine: every "
        "program on each of them, several rounds, interleaved; the shortest time counts. A wrong answer is a failure.",
        epilog="'vmcore bench calls' measures calls between Python and Scheme, 'vmcore bench clojure' the programs in Clojure, "
        "'vmcore bench sema' those in Sema, 'vmcore bench metta' MeTTa, "
        "'vmcore bench dsssl' style sheets, 'vmcore bench wasm' WebAssembly, 'vmcore bench list' shows what there is.",
    )
    parser.add_argument("programs", nargs="*", help="programs to run (all if none is named), or calls, or list")
    parser.add_argument("--peers", metavar="NAMES", help="only these implementations, with commas between them")
    parser.add_argument("--rounds", type=int, default=DEFAULT_ROUNDS, help="runs of each (default %(default)s)")
    parser.add_argument("--timeout", type=float, default=DEFAULT_TIMEOUT, help="seconds for one run (%(default)g)")
    parser.add_argument("--baseline", default=catalog.OURS, help="whose time is 1.00 (default %(default)s)")
    parser.add_argument("--json", metavar="FILE", help="save everything measured")
    parser.add_argument("--chart", metavar="FILE", help="save a bar chart: .svg, or .png with matplotlib")
    parser.add_argument("--check", action="store_true", help="a missed requirement is a failure too")
    parser.add_argument("--quiet", action="store_true", help="no progress bar")
    return parser


def _list(cases: list[catalog.Case], found: list[peers.Peer]) -> int:
    print("implementations:")
    for peer in found:
        print(f"  {peer.name:12} {peer.version:16} {peer.command[0]}")
    print("programs:")
    for case in cases:
        languages = [
            name for suffix, name in (("scm", "Scheme"), ("lua", "Lua"), ("py", "Python")) if case.source(suffix)
        ]
        print(f"  {case.name:14} {case.kind:8} {', '.join(languages)}")
    return 0


def main(argv: list[str] | None = None) -> int:
    parser = _parser()
    options = parser.parse_args(argv)
    if options.rounds < 1:
        parser.error("--rounds must be at least 1")
    if options.programs == ["calls"]:
        from pyfront.bench import calls

        return calls.run(options.json, options.check)
    cases, found = catalog.load(), peers.find()
    if options.programs == ["list"]:
        return _list(cases, found)
    cases = choose(options.programs, {case.name: case for case in cases}, "program", parser)
    names = options.peers.split(",") if options.peers else []
    found = choose(names, {peer.name: peer for peer in found}, "implementation", parser)
    total = measure.count_runs(cases, found, options.rounds)
    with make_progress(total, options.quiet) as progress:
        results = measure.measure(cases, found, options.rounds, options.timeout, progress)
    return _finish(results, options)


def _finish(results: measure.Results, options: argparse.Namespace) -> int:
    print(f"Shortest of {results.rounds} runs; times as multiples of {options.baseline}'s (more than 1: slower).\n")
    print(report.table(results, options.baseline))
    for line in report.problems(results):
        print(line, file=sys.stderr)
    if options.json:
        report.save_json(report.as_json(results, options.baseline), options.json)
    code = 0
    if options.chart:
        from pyfront.bench import chart

        try:
            chart.save(results, options.baseline, options.chart)
        except chart.ChartError as error:
            print(f"no chart: {error}", file=sys.stderr)
            code = 1
    missed = [verdict for verdict in report.verdicts(results) if verdict.missed]
    if missed:
        print(f"\n{len(missed)} requirements missed.")
    ours = [failure for failure in results.failed() if failure[1] in (catalog.OURS, catalog.WALKER)]
    return 1 if results.wrong() or ours or (options.check and missed) else code
