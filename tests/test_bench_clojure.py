"""``vmcore bench clojure``: its tables, the recorded times, what it flags."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyfront.bench import clojure_history as history
from pyfront.bench.clojure_cases import CLOJUREWASM, CLOJUREWASM_WARM, JVM_WARM, ORIGINAL, SEED, load
from pyfront.bench.clojure_command import main
from pyfront.bench.clojure_requirements import COLUMNS, requirements, table


def test_every_program_has_an_answer_and_the_first_twenty_a_loop_in_python() -> None:
    assert [case.name for case in load()] == list(CLOJUREWASM)
    assert all(case.source.exists() for case in load())
    assert all(case.python is not None for case in load() if case.name in ORIGINAL)
    assert set(JVM_WARM) == set(CLOJUREWASM_WARM) == set(ORIGINAL)


def test_requirements() -> None:
    """What is required of the first twenty, and when it is met."""
    cases = load()
    found = requirements(cases, {}, {}, {}, {})
    assert all(one.met is None for one in found)
    assert len(found) == 20 * 3 + 11 * 2
    warm = {name: {"vm": 1.0, "treewalk": 2.0} for name in CLOJUREWASM}
    cold = {name: {"vm": 18.0, "clojurewasm": 18.5} for name in CLOJUREWASM}
    python, there = dict.fromkeys(CLOJUREWASM, 1.5), dict.fromkeys(CLOJUREWASM, 1.1)
    missed = {(one.program, one.column) for one in requirements(cases, warm, cold, python, there) if one.met is False}
    assert missed == {(name, COLUMNS[1]) for name in ("fib_recursive", "tak", "arith_loop", "nqueens")}
    worse = [
        requirements(cases, warm, {**cold, "tak": {"vm": 19.0, "clojurewasm": 18.5}}, python, there),
        requirements(cases, warm, cold, {**python, "sort": 0.1, "sieve": 0.9}, there),
        requirements(cases, warm, cold, python, {**there, "tak": 0.9}),
        requirements(cases, {**warm, "sieve": {"vm": 1.0, "treewalk": 0.9}}, cold, python, there),
        requirements(cases, {**warm, "tak": {"vm": 1.0, "treewalk": 297.0}}, cold, python, there),
    ]
    for found, (name, column) in zip(worse, [("tak", 0), ("sieve", 1), ("tak", 2), ("sieve", 3), ("tak", 4)]):
        assert {(one.program, one.column) for one in found if one.met is False} - missed == {(name, COLUMNS[column])}
    shown = table(requirements(cases, warm, cold, python, there)).splitlines()
    assert len(shown) == 2 + 20
    assert "1 <= 2 ok 2.0 x, seed 59.20 x" in next(line for line in shown if line.startswith("tak "))
    assert set(SEED) <= set(ORIGINAL)


def test_a_record_and_a_regression(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "times.yaml"
    command = ["fib_loop", "tak", "--history", str(file), "--record"]
    assert main([*command, "--version", 'the "first": one']) == 0
    (entry,) = history.read(file)
    assert entry["version"] == 'the "first": one'
    assert set(entry["warm_ms"]["tak"]) == {"vm", "treewalk"}
    shown = capsys.readouterr().out
    assert "treewalk/vm" in shown and "59.20" in shown  # the document's ratio for tak
    assert "is faster when warm, as documented: fib_loop" in shown
    fast = {"tak": {"vm": 1e-6}}
    history.record(file, "a dream", "none", fast, {"tak": {"vm": 17.5, "jvm": 500.0}})
    assert history.read(file)[-1]["cold_ms"] == {"tak": {"vm": 17.5, "jvm": 500.0}}
    assert history.read(file)[-1]["warm_ms"] == fast
    assert main(["tak", "--backend", "vm", "--history", str(file), "--check"]) == 1
    assert "slower than recorded: tak on vm" in capsys.readouterr().err
    assert history.regressions(history.read(file), {"fib_loop": {"vm": 1e9}})[0].startswith("fib_loop on vm")


def test_a_file_that_is_no_record(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "times.yaml"
    file.write_text("warm_ms:\n    tak: {vm: fast}\n")
    assert main(["tak", "--backend", "vm", "--history", str(file)]) == 1
    assert "line 2: not what --record writes" in capsys.readouterr().err


def test_whole_processes(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    main(["fib_loop", "--cold", "--rounds", "1", "--history", str(tmp_path / "none")])
    shown = capsys.readouterr().out
    assert "Whole processes" in shown
    assert "clojurewasm" in shown
    assert "5 requirements: " in shown and " 0 not measured" in shown
