"""What the Clojure benchmarks must show: each requirement with both of its figures, and whether it is met."""

from __future__ import annotations

from dataclasses import dataclass

from pyfront.bench.clojure_cases import CLOJUREWASM, CLOJUREWASM_WARM, ORIGINAL, SEED, ClojureCase
from pyfront.bench.report import align, shown

Times = dict[str, dict[str, float]]  # program -> implementation -> milliseconds
COLUMNS = ("process: vm, ClojureWasm", "warm: vm, Python", "warm: vm, ClojureWasm", "warm: vm, treewalk", "treewalk, seed's")


@dataclass(frozen=True)
class Requirement:
    """``ours`` times ``factor`` may be no more than ``theirs``; None: not measured."""

    program: str
    column: str
    ours: float | None
    theirs: float | None
    factor: float = 1.0

    @property
    def met(self) -> bool | None:
        return None if self.ours is None or self.theirs is None else self.ours * self.factor <= self.theirs

    @property
    def cell(self) -> str:
        times = f" x{self.factor:g}" if self.factor != 1.0 else ""
        verdict = {None: "?", True: "ok", False: "MISSED"}[self.met]
        return f"{shown(self.ours)}{times} <= {shown(self.theirs)} {verdict}"

    def __str__(self) -> str:
        return f"{self.program}, {self.column}: {self.cell}"


def requirements(
    cases: list[ClojureCase], warm: Times, cold: Times, python: dict[str, float], there: dict[str, float]
) -> list[Requirement]:
    """Those of the programs that were run. ``python``, ``there``: warm times of Python and of ClojureWasm."""
    found = []
    for case in cases:
        name = case.name
        ours, whole = warm.get(name, {}), cold.get(name, {})
        vm, tree = ours.get("vm"), ours.get("treewalk")
        if name in ORIGINAL:
            found.append(Requirement(name, COLUMNS[0], whole.get("vm"), whole.get("clojurewasm", CLOJUREWASM[name])))
            found.append(Requirement(name, COLUMNS[2], vm, there.get(name, CLOJUREWASM_WARM[name])))
        if case.wanted:
            found.append(Requirement(name, COLUMNS[1], vm, python.get(name), case.wanted))
        if name in SEED:
            found.append(Requirement(name, COLUMNS[3], vm, tree))
            found.append(Requirement(name, COLUMNS[4], tree, SEED[name][0]))
    return found


def table(found: list[Requirement]) -> str:
    """A row a program. Behind the ratio of the backends is the seed's."""
    cells: dict[str, dict[str, str]] = {}
    for one in found:
        text = one.cell
        if one.column == COLUMNS[3] and one.ours and one.theirs:
            text += f" {one.theirs / one.ours:.1f} x, seed {SEED[one.program][0] / SEED[one.program][1]:.2f} x"
        cells.setdefault(one.program, {})[one.column] = text
    return align([["program", *COLUMNS], *([name, *(row.get(column, "") for column in COLUMNS)] for name, row in cells.items())])
