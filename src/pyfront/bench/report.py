"""What a run of the benchmark found, as a table of ratios and as JSON."""

from __future__ import annotations

import datetime
import json
import os
import platform
from dataclasses import dataclass
from pathlib import Path

from pyfront.bench.catalog import Case, Requirement
from pyfront.bench.measure import Results

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FORMAT = 1  # of the JSON file


@dataclass(frozen=True)
class Verdict:
    """A requirement and what was measured; None where the peer is not on this machine."""

    case: str
    requirement: Requirement
    measured: float | None

    @property
    def missed(self) -> bool:
        return self.measured is not None and self.measured < self.requirement.ratio

    def __str__(self) -> str:
        if self.measured is None:
            return f"{self.requirement} ?"
        return f"{self.requirement} {'MISSED' if self.missed else 'ok'}"


def verdicts(results: Results) -> list[Verdict]:
    """Every requirement of every case, measured."""
    return [
        Verdict(case.name, need, results.ratio(case, need.peer, need.engine))
        for case in results.cases
        for need in case.requirements
    ]


def _cell_text(results: Results, case: Case, peer: str, baseline: str) -> str:
    cell = results.cell(case, peer)
    if cell.best is None:
        return cell.problem or "-"
    ratio = results.ratio(case, peer, baseline)
    return f"{cell.best:.3f} s" if ratio is None else f"{ratio:.2f}"


def table(results: Results, baseline: str) -> str:
    """Times as multiples of the baseline's time (its own seconds first), and the requirements of each row."""
    names = [peer.name for peer in results.peers]
    header = ["program", f"{baseline} s", *names, "required"]
    rows = [header]
    found = verdicts(results)
    for case in results.cases:
        best = results.cell(case, baseline).best
        needs = "; ".join(str(verdict) for verdict in found if verdict.case == case.name)
        cells = [_cell_text(results, case, name, baseline) for name in names]
        rows.append([case.name, "-" if best is None else f"{best:.4f}", *cells, needs])
    return align(rows)


def align(rows: list[list[str]]) -> str:
    """Columns under each other: the first and the last to the left, numbers to the right; a rule under the header."""
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    last = len(widths) - 1
    lines = []
    for row in rows:
        cells = [cell.ljust(w) if i in (0, last) else cell.rjust(w) for i, (cell, w) in enumerate(zip(row, widths))]
        lines.append("  ".join(cells).rstrip())
    lines.insert(1, "-" * max(map(len, lines)))
    return "\n".join(lines)


def shown(ms: float | None) -> str:
    return "-" if ms is None else f"{ms:.3g}" if ms < 100 else f"{ms:.0f}"


def problems(results: Results) -> list[str]:
    """A line for each run that gave no time."""
    return [
        f"{case} on {peer}: {cell.problem}: {cell.detail}" for case, peer, cell in results.wrong() + results.failed()
    ]


def _processor() -> str:
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as lines:
            for line in lines:
                if line.startswith("model name"):
                    return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor()


def machine() -> dict[str, Any]:
    """What the times depend on."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "system": platform.platform(),
        "machine": platform.machine(),
        "processor": _processor(),
        "cores": os.cpu_count(),
        "load": load,
        "python": platform.python_version(),
    }


def as_json(results: Results, baseline: str) -> dict[str, Any]:
    """The whole run as data: times in seconds, ratios as multiples of the baseline."""
    return {
        "format": FORMAT,
        "when": datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="seconds"),
        "machine": machine(),
        "rounds": results.rounds,
        "baseline": baseline,
        "peers": {peer.name: peer.version for peer in results.peers},
        "cases": {case.name: _case_json(results, case, baseline) for case in results.cases},
        "requirements": [
            {
                "case": verdict.case,
                "peer": verdict.requirement.peer,
                "engine": verdict.requirement.engine,
                "at_least": verdict.requirement.ratio,
                "measured": verdict.measured,
            }
            for verdict in verdicts(results)
        ],
    }


def _case_json(results: Results, case: Case, baseline: str) -> dict[str, Any]:
    peers: dict[str, Any] = {}
    for peer in results.peers:
        cell = results.cell(case, peer.name)
        if cell.problem:
            peers[peer.name] = {"problem": cell.problem, "detail": cell.detail}
        else:
            peers[peer.name] = {
                "samples": cell.samples,
                "min": cell.best,
                "median": cell.median,
                "ratio": results.ratio(case, peer.name, baseline),
            }
    return {"kind": case.kind, "answer": case.answer, "peers": peers}


def save_json(data: dict[str, Any], path: str) -> None:
    Path(path).write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")
