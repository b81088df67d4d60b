"""``vmcore bench sema``."""

from __future__ import annotations

import pytest

from pyfront.bench import main


def test_table(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyfront.bench.sema_command.best", lambda run: 1.0)
    assert main(["sema"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:4] == ["program", "vm", "treewalk", "treewalk/vm"]
    assert [line.split()[0] for line in lines[2:]][:3] == ["tak", "nqueens", "deriv"]


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sema", "list"]) == 0
    assert "throw-catch" in capsys.readouterr().out.split()
