"""Runs programs on peers, interleaved, and keeps what they answered and how long they worked.

A program prints its answer and, on the next line, the seconds its work took by its own clock, so that the start of a
process does not count. Some clocks go on while others have the processor: what the whole process had of it counts where
that is less.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from pyfront.bench.catalog import Case
from pyfront.bench.peers import Peer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.bench.progress import Progress


class Problem(Exception):
    """A run that gave no time: why, in a word for the table and in a sentence."""

    def __init__(self, word: str, detail: str) -> None:
        super().__init__(detail)
        self.word = word


@dataclass
class Cell:
    """What one peer did on one program."""

    samples: list[float] = field(default_factory=list)
    problem: str = ""  # "", n/a, wrong, failed, timeout
    detail: str = ""

    @property
    def best(self) -> float | None:
        """The shortest time: what the work costs when nothing disturbs it."""
        return min(self.samples) if self.samples and not self.problem else None

    @property
    def median(self) -> float | None:
        return statistics.median(self.samples) if self.samples and not self.problem else None


@dataclass
class Results:
    """Everything one run of the benchmark found."""

    cases: list[Case]
    peers: list[Peer]
    rounds: int
    cells: dict[tuple[str, str], Cell]

    def cell(self, case: Case, peer: str) -> Cell:
        return self.cells.get((case.name, peer), Cell(problem="n/a"))

    def ratio(self, case: Case, peer: str, engine: str) -> float | None:
        """How many times as long as the engine the peer took."""
        theirs, ours = self.cell(case, peer).best, self.cell(case, engine).best
        return theirs / max(ours, 1e-9) if theirs is not None and ours is not None else None

    def wrong(self) -> list[tuple[str, str, Cell]]:
        """Where something other than the expected answer came out."""
        return [(case, peer, cell) for (case, peer), cell in self.cells.items() if cell.problem == "wrong"]

    def failed(self) -> list[tuple[str, str, Cell]]:
        """Where nothing came out."""
        return [
            (case, peer, cell) for (case, peer), cell in self.cells.items() if cell.problem in ("failed", "timeout")
        ]


def read_output(text: str, answer: str) -> float:
    """The seconds from what a program printed; a Problem if the answer is not the expected one."""
    lines = text.split("\n")
    if lines[0].strip() != answer:
        raise Problem("wrong", f"answered {lines[0][:200]!r}, not {answer!r}")
    try:
        seconds = float(lines[1])
    except (IndexError, ValueError):
        raise Problem("failed", f"printed no time after the answer: {text[:200]!r}") from None
    return seconds


def run_once(peer: Peer, path: Path, answer: str, timeout: float, directory: Path) -> float:
    """Runs a program in a process of its own; seconds of work."""
    environment = {**os.environ, "XDG_CACHE_HOME": str(directory / "cache"), **peer.environment}
    before = of_children()
    try:
        done = subprocess.run(
            [*peer.command, str(path)],
            capture_output=True,
            check=False,
            text=True,
            encoding="utf-8",
            timeout=timeout,
            env=environment,
            stdin=subprocess.DEVNULL,
        )
    except subprocess.TimeoutExpired:
        raise Problem("timeout", f"more than {timeout:g} s") from None
    except OSError as error:
        raise Problem("failed", str(error)) from None
    if done.returncode != 0:
        lines = [line for line in (done.stderr or done.stdout).strip().split("\n") if line]
        raise Problem("failed", f"exit code {done.returncode}: {' / '.join(lines[-3:])[:300]}")
    own = read_output(done.stdout, answer)
    spent = of_children() - before
    return min(own, spent) if spent > 0 else own  # 0 where the system does not count it


def of_children() -> float:
    """Seconds of processor time of the processes that ended."""
    try:
        from resource import RUSAGE_CHILDREN, getrusage  # in microseconds, where os.times() has hundredths of a second
    except ImportError:  # Windows
        now = os.times()
        return now.children_user + now.children_system
    used = getrusage(RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measure(cases: list[Case], peers: list[Peer], rounds: int, timeout: float, progress: Progress) -> Results:
    """Every case on every peer, round by round, so that a slow moment of the machine meets all of them."""
    results = Results(cases, peers, rounds, {})
    with tempfile.TemporaryDirectory(prefix="vmcore-bench-") as name:
        directory = Path(name)
        for case in cases:
            runs = _prepare(case, peers, directory, results)
            for round_number in range(rounds):
                for peer, path in runs:
                    progress.step(case.name, peer.name, round_number)
                    _sample(results.cells[case.name, peer.name], peer, path, case, timeout, directory)
    return results


def _prepare(case: Case, peers: list[Peer], directory: Path, results: Results) -> list[tuple[Peer, Path]]:
    runs = []
    for peer in peers:
        source = case.source(peer.suffix)
        results.cells[case.name, peer.name] = Cell(problem="" if source else "n/a")
        if source:
            runs.append((peer, peer.prepare(source, directory)))
    return runs


def _sample(cell: Cell, peer: Peer, path: Path, case: Case, timeout: float, directory: Path) -> None:
    if cell.problem:
        return
    try:
        cell.samples.append(run_once(peer, path, case.answer, timeout, directory))
    except Problem as problem:
        cell.problem, cell.detail = problem.word, str(problem)


def count_runs(cases: list[Case], peers: list[Peer], rounds: int) -> int:
    """How many processes ``measure`` starts if nothing fails."""
    return rounds * sum(1 for case in cases for peer in peers if case.source(peer.suffix))
