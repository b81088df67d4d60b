"""The benchmark programs, their answers, and what is required of their times."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

PROGRAMS = Path(__file__).parent / "programs"
TIMING = ";;; timing"  # what follows this line of a Scheme program runs (main) and prints
OURS = "vm"
WALKER = "treewalk"

# program -> what it is about, in the order of the table. calls and loops have requirements of their own.
KINDS = {
    "fib": "calls",
    "tak": "calls",
    "ack": "calls",
    "nqueens": "calls",
    "closures": "calls",
    "deep": "calls",
    "loop": "loops",
    "mandelbrot": "loops",
    "nbody": "loops",
    "queens_array": "loops",
    "list_build": "data",
    "list_sort": "data",
    "sort_library": "data",
    "string_append": "data",
    "string_port": "data",
    "hash": "data",
    "ctak": "control",
    "generators": "control",
    "exceptions": "control",
    "errors": "control",
}


@dataclass(frozen=True)
class Requirement:
    """The time of ``peer`` must be at least ``ratio`` times the time of ``engine``."""

    peer: str
    ratio: float
    engine: str = OURS

    def __str__(self) -> str:
        name = "" if self.engine == OURS else f"/{self.engine}"
        return f"{self.peer}{name} >= {self.ratio:g}"


@dataclass(frozen=True)
class Case:
    """One program, in as many languages as can run it."""

    name: str
    kind: str
    answer: str
    requirements: tuple[Requirement, ...]

    def source(self, suffix: str) -> Path | None:
        """The file in a language (scm, lua, py); None where the language cannot run the program at all."""
        path = PROGRAMS / self.name / f"bench.{suffix}"
        return path if path.exists() else None

    def scheme_body(self) -> str:
        """The Scheme program without the part that times and prints: it defines ``main``."""
        path = self.source("scm")
        assert path is not None
        body, marker, _ = path.read_text(encoding="utf-8").partition(TIMING)
        assert marker, path
        return body


def requirements(name: str, kind: str) -> tuple[Requirement, ...]:
    """The ratios that the project promises for a program."""
    found = []
    if (PROGRAMS / name / "bench.lua").exists():
        found.append(Requirement("lua5.4", 2.0 if name in ("fib", "tak") else 1.0))
    if name in ("fib", "tak"):
        found.append(Requirement("luajit-joff", 1.0))
        found.append(Requirement("python3.13", 1.0, WALKER))
    if kind in ("calls", "loops"):
        found.append(Requirement("python3.13", 5.0 if kind == "calls" else 4.0))
    if name == "list_build":
        found.append(Requirement("chez", 0.5))
    if name in ("ctak", "generators"):
        found.append(Requirement("guile", 20.0))  # which copies the stack
    return tuple(found)


def load() -> list[Case]:
    """All cases, in the order of the table."""
    answers = json.loads((PROGRAMS / "answers.json").read_text(encoding="utf-8"))
    return [Case(name, kind, str(answers[name]), requirements(name, kind)) for name, kind in KINDS.items()]
