"""Where the rows of ``vmcore bench metta`` run: a process for each row, so that none can disturb another or outlive its time."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pyfront.bench.metta_cases import PROGRAMS, Row
from pyfront.bench.metta_row import digest

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PROCESSES = 7  # of which the least time counts, for what happens once in a process
SCRIPT = Path(__file__).parent / "metta_row.py"
OURS = ("vm", "treewalk")


@dataclass(frozen=True)
class Outcome:
    """Seconds of one row on one engine; ``problem`` says why there are none. ``wrong``: is it an answer that is not right?"""

    load: float | None = None
    compile: float | None = None
    execute: float | None = None
    problem: str = ""
    wrong: str = ""


@dataclass(frozen=True)
class Engine:
    """``python``: of the engines that a script in Python times; ``folder``: of PeTTa."""

    name: str
    python: str = ""
    folder: str = ""

    def run(self, row: Row, limit: float) -> Outcome:
        try:
            if row.first:
                return self._first(row, limit)
            return self._petta(row, limit) if self.folder else self._script(row, limit)
        except subprocess.TimeoutExpired:
            return Outcome(problem=f"> {limit:g} s")

    def _first(self, row: Row, limit: float) -> Outcome:
        if self.folder:
            return Outcome(problem="-")
        outcomes = []
        for _ in range(PROCESSES):
            outcomes.append(self._script(row, limit))
            if outcomes[-1].execute is None:
                return outcomes[-1]
        return min(outcomes, key=lambda one: one.execute or 0.0)

    def _script(self, row: Row, limit: float) -> Outcome:
        environment = dict(os.environ)
        if self.name in OURS:
            own = str(Path(__file__).parents[2])
            environment["PYTHONPATH"] = os.pathsep.join(filter(None, (own, environment.get("PYTHONPATH", ""))))
        else:
            environment.pop("PYTHONPATH", None)
        asked = json.dumps({"definitions": row.definitions(), "form": row.form, "parts": row.parts, "first": row.first})
        done = subprocess.run(
            [self.python, str(SCRIPT), self.name], input=asked, capture_output=True, text=True, timeout=limit, check=False,
            env=environment,
        )  # fmt: skip
        if done.returncode:
            return Outcome(problem="failed", wrong=_last(done.stderr) if self.name in OURS else "")
        found = json.loads(done.stdout)
        answer = [str(one) for one in row.answer()]
        return _checked(answer, found, Outcome(found["load"], found["compile"], found["execute"]))

    def _petta(self, row: Row, limit: float) -> Outcome:
        with tempfile.TemporaryDirectory(prefix="vmcore-bench-") as folder:
            definitions, form = Path(folder, "definitions.metta"), Path(folder, "form.metta")
            definitions.write_text(row.definitions(), encoding="utf-8")
            form.write_text(row.form, encoding="utf-8")
            done = subprocess.run(
                ["swipl", "--stack_limit=8g", "-q", "-s", str(PROGRAMS / "petta.pl"), "--", self.folder,
                 str(definitions), str(form), "silent"],
                capture_output=True, text=True, timeout=limit, check=False, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        lines = done.stdout.splitlines()
        if done.returncode or len(lines) < 2:
            return Outcome(problem="failed")
        texts = lines[2:]
        if row.parts:
            texts = " ".join(texts).strip("()").split()
        answer = [_of_petta(str(one)) for one in row.answer()]
        return _checked(answer, digest(texts), Outcome(float(lines[0]), None, float(lines[1])))


def _of_petta(text: str) -> str:
    """An answer as PeTTa writes it: truth values are Prolog's, and nothing is left of quote."""
    if text.startswith("(quote "):
        text = text[len("(quote ") : -1]
    return {"True": "true", "False": "false"}.get(text, text)


def _checked(answer: list[str], found: dict[str, Any], outcome: Outcome) -> Outcome:
    expected = digest(answer)
    if found["sha"] == expected["sha"]:
        return outcome
    said = f"{found['count']} results {found['first']}, not {expected['count']} {expected['first']}"
    return Outcome(problem="wrong", wrong=said[:200])


def _last(text: str) -> str:
    lines = [line for line in text.splitlines() if line.strip()]
    wrong = [line for line in lines if not line[0].isspace()]  # what is indented belongs to it
    return wrong[-1][:200] if wrong else "no output"


def find(peer_python: str | None, petta: str | None) -> list[Engine]:
    """Ours; hyperon, if this Python or the one that is named has it; PeTTa, if its folder is named and swipl is there."""
    found = [Engine(name, sys.executable) for name in OURS]
    python = peer_python or sys.executable
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    probe = [python, "-c", "import hyperon"]
    try:
        there = not subprocess.run(probe, capture_output=True, check=False, timeout=60, env=environment).returncode
    except (OSError, subprocess.SubprocessError):
        there = False
    if there:
        found.append(Engine("hyperon", python))
    if petta and shutil.which("swipl"):
        found.append(Engine("petta", folder=str(Path(petta).resolve())))
    return found
