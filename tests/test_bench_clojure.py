"""``vmcore bench clojure``: its tables, the recorded times, what it flags."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyfront.bench import clojure_history as history
from pyfront.bench.clojure_cases import CLOJUREWASM, JVM_WARM, ORIGINAL, load
from pyfront.bench.clojure_command import main


def test_every_program_has_an_answer_and_the_first_twenty_a_loop_in_python() -> None:
    assert [case.name for case in load()] == list(CLOJUREWASM)
    assert all(case.source.exists() for case in load())
    assert all(case.python is not None for case in load() if case.name in ORIGINAL)
    assert set(JVM_WARM) == set(ORIGINAL)


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
    history.record(file, "a dream", "none", fast)
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
