"""The list of planted bugs is up to date: each can be planted where it is meant to. `tools/mutants.py` shows that they die."""

from __future__ import annotations

import runpy
import sys
from pathlib import Path
from typing import Any

import pytest

if sys.version_info < (3, 11):
    pytest.skip("the list is read by tomllib, which came with Python 3.11", allow_module_level=True)

TOOL = runpy.run_path(str(Path(__file__).parent.parent / "tools" / "mutants.py"), run_name="mutants")
MUTANTS = TOOL["mutants"]()


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda m: m["name"].replace(" ", "-"))
def test_can_be_planted(mutant: dict[str, Any]) -> None:
    assert TOOL["problems"](mutant) == []


def test_names_are_different() -> None:
    names = [mutant["name"] for mutant in MUTANTS]
    assert len(set(names)) == len(names)


def test_every_area_has_some() -> None:
    areas = [TOOL["area"](mutant) for mutant in MUTANTS]
    assert len(areas) >= 20
    assert {name: areas.count(name) for name in TOOL["AREAS"] if areas.count(name) < 2} == {}


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"find": "no such text"}, "occurs 0 times"),
        ({"find": "    "}, "times in"),
        ({"replace": MUTANTS[0]["find"]}, "changes nothing"),
        ({"file": "src/vmcore/_gone.pyx"}, "no file"),
        ({"tests": ["tests/test_gone.py::test_x"]}, "no test"),
        ({"tests": []}, "names no tests"),
        ({"why": ""}, "fields"),
    ],
)
def test_a_stale_entry_is_noticed(change: dict[str, Any], complaint: str) -> None:
    assert any(complaint in text for text in TOOL["problems"]({**MUTANTS[0], **change}))


@pytest.mark.parametrize(
    ("code", "output", "killed"),
    [
        (0, "3 passed", False), (1, "FAILED tests/x.py::test - boom", True), (None, "", True), (-11, "", True),
        (139, "", True), (2, "ERROR tests/x.py - ImportError", True), (4, "ERROR: file not found", False),
        (5, "no tests ran", False), (3, "INTERNALERROR", False),
    ],
)  # fmt: skip
def test_what_counts_as_killed(code: int | None, output: str, killed: bool) -> None:
    assert TOOL["outcome"](code, output)[0] is killed
