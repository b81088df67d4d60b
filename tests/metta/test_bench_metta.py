"""``vmcore bench metta``."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pyfront.bench import main, metta_cases, metta_command
from pyfront.bench.metta_peers import Engine, Outcome, find
from pyfront.bench.metta_row import digest, start

SLOW = {"queens 6", "queens 8", "join 10^4", "join 10^4, first in a process", "join 10^5", "point 10^5", "2-hop 10^5", "cartesian 100x100", "fib 25"}


@pytest.mark.parametrize("name", [name for name in metta_cases.ROWS if name not in SLOW])
def test_the_answer_of_a_row(name: str) -> None:
    row = metta_cases.ROWS[name]
    metta = start("vm")
    metta.run(row.definitions())
    results = metta.run("!" + row.form)[0]
    texts = [str(one) for one in (results[0].items if row.parts else results)]
    assert digest(texts) == digest([str(one) for one in row.answer()])


def test_table(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "times.json"
    assert main(["metta", "--no-peers", "arith 5", "aunt", "--json", str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    header = next(line for line in lines if line.startswith("row "))
    assert header.split()[:5] == ["row", "compile", "vm", "generic", "generic/vm"]
    cells = next(line for line in lines if line.startswith("aunt")).split()
    assert all(float(cell.replace(",", "")) > 0 for cell in cells[1:5])
    assert json.loads(file.read_text())["seconds"]["aunt"]["vm"]["execute"] > 0


def test_a_wrong_answer_is_a_failure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = replace(metta_cases.ROWS["arith 5"], answer=lambda: [12])
    monkeypatch.setitem(metta_cases.ROWS, "arith 5", wrong)
    assert main(["metta", "--no-peers", "--backend", "vm", "arith 5"]) == 1
    assert "arith 5 on vm: 1 results ['11'], not 1 ['12']" in capsys.readouterr().err


def test_rows_that_take_too_long_are_said_to(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["metta", "--no-peers", "--backend", "vm", "--limit", "0.001", "aunt"]) == 0
    assert "> 0.001 s" in capsys.readouterr().out


def test_names() -> None:
    with pytest.raises(SystemExit):
        main(["metta", "no such row"])
    assert main(["metta", "list"]) == 0


def test_peers_that_are_not_there() -> None:
    assert [one.name for one in find("/nowhere/python", None)] == ["vm", "treewalk"]


def test_requirements() -> None:
    def times(arith: float, fib: float) -> dict[str, dict[str, Outcome]]:
        return {
            "arith 5": {"vm": Outcome(execute=1e-6)},
            "arith 50": {"vm": Outcome(compile=100e-6, execute=arith)},
            "fib 20": {"vm": Outcome(execute=fib)},
        }

    assert metta_command.missed(times(1.9e-6, 5e-3)) == []
    assert len(metta_command.missed(times(12e-6, 5e-3))) == 2  # too long, and not linear
    assert "at most 10000" in " ".join(metta_command.missed(times(1e-6, 30e-3)))


def test_ratios_that_are_required() -> None:
    def times(generic: float, conditional: float) -> dict[str, dict[str, Outcome]]:
        cells = {name: {"vm": Outcome(execute=1e-6), "treewalk": Outcome(execute=generic)} for name in metta_cases.CHAINS}
        for name in cells:
            if name.startswith("if"):
                cells[name]["treewalk"] = Outcome(execute=conditional)
        return cells

    assert len(metta_cases.CHAINS) == 11
    assert metta_command.missed(times(80e-6, 10e-6)) == []
    assert len(metta_command.missed(times(40e-6, 10e-6))) == 1  # the mean
    assert len(metta_command.missed(times(34e-6, 80e-6))) == 8
    assert any("if 20: 10.0" in line for line in metta_command.chains(times(80e-6, 10e-6)))
    deep = {"if 20 of $n, last branch": {"vm": Outcome(execute=1e-6), "treewalk": Outcome(execute=30e-6)}}
    assert len(metta_command.missed(deep)) == 1


def test_the_first_time_in_a_process(capsys: pytest.CaptureFixture[str]) -> None:
    row = replace(metta_cases.ROWS["join 10^4, first in a process"], definitions=metta_cases.tree(100), answer=metta_cases.joined(100))
    outcome = Engine("vm", find(None, None)[0].python).run(row, 60)
    assert outcome.compile is None and 0 < (outcome.execute or 0) < 10
    late = {row.name: {"vm": Outcome(execute=21e-3)}}
    assert "at most 20000" in " ".join(metta_command.missed(late))


def test_names_of_variables_do_not_matter() -> None:
    assert digest(["(f $x#12)", "b"]) == digest(["b", "(f $x#7)"]) != digest(["b"])


def test_a_process_that_fails() -> None:
    row = replace(metta_cases.ROWS["arith 5"], form="(+ 1")
    outcome = Engine("vm", find(None, None)[0].python).run(row, 30)
    assert outcome.problem == "failed"
    assert "does not end" in outcome.wrong
