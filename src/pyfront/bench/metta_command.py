"""``vmcore bench metta``: the benchmark programs in MeTTa on both backends, beside hyperon and PeTTa where they are found."""

from __future__ import annotations

import argparse
import json
import os
from math import exp, log
from pathlib import Path

from pyfront.bench.metta_cases import CHAINS, CHAINS_RATIO, LOAD_DOCUMENT, LOAD_MOST, LOADED, ROWS, Row
from pyfront.bench.metta_peers import OURS, Engine, Outcome, find
from pyfront.bench.options import chosen, complain
from pyfront.bench.report import align, machine

TYPE_CHECKING = False
if TYPE_CHECKING:
    Times = dict[str, dict[str, Outcome]]  # row -> engine -> outcome

LINEAR = ("arith", 5, 50, 11)  # rows of chains: the second may take so many times as long as the first
COMPILE_MOST = ("arith 50", 150.0)  # microseconds
HYPERON_RATIO, PETTA_RATIO = 1000, 1.5
NOTE = """\
Processor time of one evaluation of a compiled form, in microseconds, the least of some. compile: reading and compiling the
form. generic: the machine that compiles nothing (--backend treewalk). Chains of constants are computed when they are
compiled; those "of $n" are not. In brackets: the figures of the design document, from another machine of the same kind
(hyperon 0.2.10; PeTTa on SWI-Prolog 9.0.4; seed: the VM that this language's design started from, execution only)."""


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="vmcore bench metta",
        description="Runs the MeTTa benchmark programs, checks their answers, and prints microseconds of processor time.",
    )
    parser.add_argument("rows", nargs="*", metavar="ROW", help="rows to run (all if none is named), or list")
    parser.add_argument("--backend", choices=OURS, help="only this one of ours (default: both)")
    parser.add_argument(
        "--peer-python", default=os.environ.get("VMCORE_HYPERON_PYTHON"), metavar="PYTHON",
        help="a Python that has hyperon (default: $VMCORE_HYPERON_PYTHON, or this one)",
    )  # fmt: skip
    parser.add_argument(
        "--petta", default=os.environ.get("VMCORE_PETTA"), metavar="FOLDER",
        help="a copy of PeTTa, run by swipl (default: $VMCORE_PETTA)",
    )  # fmt: skip
    parser.add_argument("--no-peers", action="store_true", help="ours only")
    parser.add_argument(
        "--limit", type=float, default=30.0, metavar="SECONDS",
        help="for one row on one engine, start and all; what takes longer is left out, and the table says so (%(default)g)",
    )  # fmt: skip
    parser.add_argument("--json", metavar="FILE", help="save the times")
    parser.add_argument("--check", action="store_true", help="a missed requirement is a failure")
    return parser


def main(argv: list[str]) -> int:
    options, rows = chosen(_parser(), argv, "rows", ROWS)
    if not rows:
        return 0
    engines = find(None if options.no_peers else options.peer_python, None if options.no_peers else options.petta)
    if options.no_peers:
        engines = [engine for engine in engines if engine.name in OURS]
    engines = [one for one in engines if one.name not in OURS or options.backend in (None, one.name)]
    times = measure(rows, engines, options.limit)
    print(NOTE + "\n")
    print(table(times, [engine.name for engine in engines]))
    if LOADED in times:
        print("\n" + loading(times[LOADED]))
    print("".join(f"\n{line}" for line in chains(times)))
    wrong = [f"{row} on {name}: {cell.wrong}" for row, cells in times.items() for name, cell in cells.items() if cell.wrong]
    missed_ones = missed(times)
    if options.json:
        save(times, options.json)
    complain({"required and missed": missed_ones, "failed": wrong})
    ours_wrong = any(cells[name].wrong for cells in times.values() for name in OURS if name in cells)
    return 1 if ours_wrong or (options.check and missed_ones) else 0


def measure(rows: list[Row], engines: list[Engine], limit: float) -> Times:
    return {row.name: {engine.name: engine.run(row, limit) for engine in engines} for row in rows}


# ---- tables


def micro(seconds: float | None) -> str:
    if seconds is None:
        return "-"
    us = seconds * 1e6
    return f"{us:.2f}" if us < 10 else f"{us:.1f}" if us < 100 else f"{us:,.0f}"


def ratio(a: float | None, b: float | None) -> str:
    return "-" if not a or not b else f"{a / b:,.2f}" if a < 100 * b else f"{a / b:,.0f}"


def table(times: Times, names: list[str]) -> str:
    header = ["row"]
    titles = {"vm": "vm", "treewalk": "generic"}
    ours = [name for name in names if name in OURS]
    if "vm" in names:
        header.append("compile")
    header += [titles[name] for name in ours]
    if len(ours) == 2:
        header.append("generic/vm")
    peers = [name for name in names if name not in OURS]
    for name in peers:
        header += [name, f"{name}/ours"]
    header += ["[hyperon]", "[petta]", "[seed]", "required"]
    rows = [header]
    for row, cells in times.items():
        first = cells[ours[0]].execute if ours else None
        line = [row]
        if "vm" in names:
            line.append(_cell(cells["vm"], cells["vm"].compile))
        line += [_cell(cells[name], cells[name].execute) for name in ours]
        if len(ours) == 2:
            line.append(ratio(cells["treewalk"].execute, cells["vm"].execute))
        for name in peers:
            line += [_cell(cells[name], cells[name].execute), ratio(cells[name].execute, first)]
        case = ROWS[row]
        known = (case.hyperon, case.petta, case.seed)
        line += [micro(one / 1e6) if one is not None else "-" for one in known]
        rows.append([*line, f"<= {micro(case.most / 1e6)}" if case.most else ""])
    return align(rows)


def _cell(outcome: Outcome, seconds: float | None) -> str:
    return outcome.problem or micro(seconds)


def loading(cells: dict[str, Outcome]) -> str:
    """What it took to load the facts of the largest space."""
    found = [f"{name} {cell.load:.2f} s" for name, cell in cells.items() if cell.load is not None]
    return f"Loading 10^5 facts: {', '.join(found) or '-'} (required: {LOAD_MOST:g} s; the document: {LOAD_DOCUMENT})"


# ---- requirements


def missed(times: Times) -> list[str]:
    found = []
    for row, cells in times.items():
        vm = cells["vm"] if "vm" in cells else Outcome()
        case = ROWS[row]
        if vm.execute is None:
            if vm.problem:
                found.append(f"{row}: {vm.problem}")
            continue
        us = vm.execute * 1e6
        if case.most is not None and us > case.most:
            found.append(f"{row}: {us:,.4g} us, at most {case.most:g}")
        tree = cells["treewalk"].execute if "treewalk" in cells else None
        if case.ratio is not None and tree is not None and tree < case.ratio * vm.execute:
            found.append(f"{row}: the generic machine takes {tree / vm.execute:.2f} times as long, not {case.ratio:g}")
        if case.functions:
            found += _of_functions(row, us, cells)
        if row == COMPILE_MOST[0] and vm.compile is not None and vm.compile * 1e6 > COMPILE_MOST[1]:
            found.append(f"{row}: compiles in {vm.compile * 1e6:.0f} us, at most {COMPILE_MOST[1]:g}")
        if row == LOADED and vm.load is not None and vm.load > LOAD_MOST:
            found.append(f"loading 10^5 facts: {vm.load:.2f} s, at most {LOAD_MOST:g}")
    mean = chains_mean(times)
    if mean is not None and mean < CHAINS_RATIO:
        found.append(f"the chains: on the geometric mean the generic machine takes {mean:.1f} times as long, not {CHAINS_RATIO}")
    return found + _linear(times)


def generic_ratio(cells: dict[str, Outcome]) -> float | None:
    """How many times as long the generic machine takes."""
    vm, tree = (cells[name].execute if name in cells else None for name in OURS)
    return tree / vm if vm and tree else None


def chains_mean(times: Times) -> float | None:
    """The geometric mean of the ratios of the document's chains; None if one of them was not measured."""
    ratios = [generic_ratio(times.get(name, {})) for name in CHAINS]
    return exp(sum(log(one) for one in ratios if one) / len(ratios)) if all(ratios) else None


def chains(times: Times) -> list[str]:
    """What the ratios of the chains are, and why those of the conditional ones are smaller."""
    mean = chains_mean(times)
    lines = []
    if mean is not None:
        lines.append(f"The document's {len(CHAINS)} chains: generic/vm {mean:.1f} on the geometric mean, {CHAINS_RATIO} required.")
    found = [(name, generic_ratio(times.get(name, {}))) for name in CHAINS if name.startswith("if ")]
    ratios = [f"{name}: {one:.1f}" for name, one in found if one]
    if ratios:
        lines.append(f"{', '.join(ratios)}. Such a chain takes its first branch: at any depth the generic machine evaluates two")
        lines.append("expressions, so these have no requirement of their own; the rows \"last branch\" evaluate all conditions.")
    return lines


def _of_functions(row: str, us: float, cells: dict[str, Outcome]) -> list[str]:
    """1,000 times as fast as hyperon, or within 1.5 times of PeTTa: as measured, or else as the document says."""
    figures = {"hyperon": ROWS[row].hyperon, "petta": ROWS[row].petta}
    for name in figures:
        measured = cells[name].execute if name in cells else None
        if measured is not None:
            figures[name] = measured * 1e6
    hyperon, petta = figures["hyperon"], figures["petta"]
    if hyperon is None and petta is None:
        return []
    if (hyperon and us * HYPERON_RATIO <= hyperon) or (petta and us <= PETTA_RATIO * petta):
        return []
    parts = [f"hyperon takes {hyperon / us:,.3g} times as long"] if hyperon else []
    parts += [f"PeTTa {petta / us:.2g} times"] if petta else []
    return [f"{row}: {', '.join(parts)}; {HYPERON_RATIO} or 1/{PETTA_RATIO} are required"]


def _linear(times: Times) -> list[str]:
    name, low, high, most = LINEAR
    found = []
    for end in ("", " of $n"):
        cells = [times.get(f"{name} {depth}{end}", {}).get("vm", Outcome()).execute for depth in (low, high)]
        if cells[0] and cells[1] and cells[1] > most * cells[0]:
            found.append(f"{name} {high}{end}: {cells[1] / cells[0]:.1f} times {name} {low}{end}, at most {most}")
    return found


def save(times: Times, path: str) -> None:
    data = {
        "machine": machine(),
        "seconds": {
            row: {name: _record(outcome) for name, outcome in cells.items()}
            for row, cells in times.items()
        },
    }
    Path(path).write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def _record(outcome: Outcome) -> dict[str, float | str | None]:
    return {"load": outcome.load, "compile": outcome.compile, "execute": outcome.execute, "problem": outcome.problem}
