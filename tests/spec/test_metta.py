"""The scripts of hyperon-experimental: every assertion of each, with the results as the reference has them."""

from __future__ import annotations

from pathlib import Path

import pytest

import suites
from pyfront.metta.reader import Reader
from pyfront.metta.runner import Runner
from pyfront.text.source import Source
from vmcore.terms import text_of

SUITE = "hyperon-experimental"
SCRIPTS, STDLIB = "python/tests/scripts", "lib/tests/test_stdlib.metta"
ASSERTIONS = {"scripts": 212, "test_stdlib": 33}


def scripts() -> list[Path]:
    folder = suites.suite_folder(SUITE)
    return [*sorted((folder / SCRIPTS).glob("*.metta")), folder / STDLIB]


def outcomes(path: Path) -> dict[str, str]:
    """Of each assertion, by where it is: "" or what came out instead of the unit. One that fails ends nothing."""
    runner = Runner(str(path.parent), may_read=lambda _: True, write=lambda _: None)
    top = runner.top
    source = Source(path.name, path.read_text())
    found = {}
    for evaluate, atom, start, end in Reader(source, top.tokenizer).forms():
        checked = runner.settings.get("type-check") == "auto"
        wrong = top.type_errors(atom) if checked else []
        if not evaluate:
            if not wrong:
                top.space.add(atom)
            continue
        results = [text_of(result) for result in wrong or top.evaluate(atom)]
        if "assert" in source.text[start:end].split("\n")[0]:
            line, _ = source.line_column(source.base + start)
            found[f"{path.stem}:{line}"] = "" if results == ["()"] else ", ".join(results)
    return found


def test_every_assertion() -> None:
    counted = {"scripts": 0, "test_stdlib": 0}
    failed: dict[str, str] = {}
    ran: set[str] = set()
    for path in scripts():
        found = outcomes(path)
        counted["test_stdlib" if path.stem == "test_stdlib" else "scripts"] += len(found)
        ran |= found.keys()
        failed.update({name: what for name, what in found.items() if what})
    assert counted == ASSERTIONS
    suites.compare(failed, ran, SUITE)


@pytest.mark.parametrize("name", ["c3_pln_stv", "b4_nondeterm"])
def test_by_the_command_line(name: str, capfd: pytest.CaptureFixture[str]) -> None:
    from pyfront.cli import main

    path = suites.suite_folder(SUITE) / SCRIPTS / f"{name}.metta"
    assert main(["run", str(path)]) == 0
    assert set(capfd.readouterr().out.split()) <= {"[()]"}
