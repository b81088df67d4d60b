"""``vmcore bench sema``."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from pyfront import Runtime
from pyfront.bench import main, sema_ablation
from pyfront.bench.instructions import Uncounted, instructions, method
from pyfront.text.source import SourceMap
from vmcore import _opcode

COUNTED = os.pathsep.join((str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")))


def test_table(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyfront.bench.sema_command.best", lambda run: 1.0)
    assert main(["sema"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].split()[:4] == ["program", "vm", "treewalk", "treewalk/vm"]
    assert [line.split()[0] for line in lines[2:5]] == ["tak", "nqueens", "deriv"]


def test_what_is_required_is_checked(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pyfront.bench.sema_command.best", lambda run: 100.0)
    monkeypatch.setattr("pyfront.bench.sema_command.lua_tak", lambda: 110.0)
    monkeypatch.setattr("pyfront.bench.sema_command.node", lambda *args: {"tak": 90.0, "deriv": 300.0})
    assert main(["sema", "tak", "deriv", "--package", "x"]) == 1
    said = capsys.readouterr()
    assert "tak x 500: 0.500 s; 0.91 of Lua 5.4, at most 0.6 is required" in said.out
    assert "(Sema's plan: 20.15 s and 5.97 s, 3.4 x)" in said.out
    assert "faster than Sema's WebAssembly build: 1 of 2 rows" in said.out
    assert said.err.splitlines() == [
        "failed: tak takes 0.91 of the time of Lua 5.4, not 0.6", "failed: tak: Sema's WebAssembly build is faster",
    ]  # fmt: skip


def test_list(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["sema", "list"]) == 0
    assert "throw-catch" in capsys.readouterr().out.split()


@pytest.mark.parametrize("rewrite", sema_ablation.REWRITES)
@pytest.mark.parametrize("name", sema_ablation.WORK)
def test_answers_stay_without_an_optimisation(name: str, rewrite: str) -> None:
    sema_ablation.prepare(json.dumps([name, rewrite]))  # ends the program if the answer is another


@pytest.mark.parametrize(("rewrite", "instruction"), [("arrays", "PRIM"), ("called", "CALL"), ("stack", "MOVE"), ("by-name", "PRIM")])
def test_code_without_an_optimisation(rewrite: str, instruction: str) -> None:
    """There is more to do in the code of tak, and it is what was to be there."""
    counts = []
    for change in (None, sema_ablation.REWRITES[rewrite]):
        runtime, sources = Runtime("sema"), SourceMap()
        source = sources.add("tak", (sema_ablation.PROGRAMS / "tak.sema").read_text())
        functions = sema_ablation.functions(runtime, source, sources, change)[0]
        code = next(one.code for one in functions if one.name == "tak")
        counts.append((len(code), sum(word[0] in (getattr(_opcode, instruction), _opcode.MOVE2) for word in code)))
    assert counts[1][0] > counts[0][0]
    assert counts[1][1] > counts[0][1]


def test_ablation_is_checked(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    counts = iter(range(1000, 0, -1))  # less and less: no optimisation shows
    monkeypatch.setattr(sema_ablation, "instructions", lambda *args: next(counts))
    monkeypatch.setattr(sema_ablation, "method", lambda: "counter")
    assert main(["sema", "--ablate"]) == 1
    said = capsys.readouterr()
    assert "tak takes no more instructions without it" in said.err
    assert len([line for line in said.out.splitlines() if line and line[0] in "123456"]) == 14


def test_instructions_are_counted() -> None:
    try:
        how = method()
    except Uncounted as reason:
        pytest.skip(str(reason))
    few, more = (instructions(how, "support_counting", "thunk", size, {"PYTHONPATH": COUNTED}) for size in ("1000", "3000"))
    assert 2.5 < more / few < 3.5
