"""``vmcore bench wasm``: programs give their answers, a wrong answer and a missed requirement are told."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from pyfront.bench import main, wasm_commands, wasm_engines, wasm_measure
from pyfront.bench.wasm_cases import CASES, WasmCase


def test_programs_give_their_answers(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    table = tmp_path / "times.json"
    assert main(["wasm", "programs", "--engines=vmcore", "--rounds=1", "--scale=1000", f"--json={table}"]) == 0
    printed = capsys.readouterr()
    assert all(case.name in printed.out for case in CASES) and printed.err == ""
    assert "coremark" in table.read_text()


def test_a_wrong_answer_is_a_failure(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    case = next(case for case in CASES if case.export == "sieve")
    monkeypatch.setattr("pyfront.bench.wasm_command.CASES", [dataclasses.replace(case, answer=6543)])
    assert main(["wasm", "sieve", "--engines=vmcore", "--rounds=1", "--scale=100"]) == 1
    assert "answered 6542, not 6543" in capsys.readouterr().err


class Fixed:
    """An engine that takes a known time."""

    version = "1"

    def __init__(self, name: str, seconds: float) -> None:
        self.name = name
        self.seconds = seconds

    def run(self, case: WasmCase, count: int) -> tuple[float, Any]:
        return self.seconds, case.answer


def test_requirements() -> None:
    engines: list[wasm_engines.Engine] = [
        Fixed("vmcore", 1.5),
        Fixed("wasmtime", 0.2),
        Fixed("wasm3", 1.0),
        Fixed("iwasm", 2.0),
    ]
    times = wasm_measure.measure(CASES[-2:], engines, 1, 1, [])
    assert [line.split(" times")[0] for line in wasm_measure.missed(times)] == [
        "the geometric mean is 7.50", "the geometric mean is 1.50", "indirect calls: 1.50", "strings: 1.50",
    ]  # fmt: skip
    assert "7.50" in wasm_measure.table(times, [engine.name for engine in engines])


@pytest.mark.parametrize(
    "text, number",
    [("Result: 12", 12), ("Result: -2.5", -2.5), ("0xffffffff:i32", -1), ("0x10:i64", 16), ("2.5:f64", 2.5)],
)
def test_answers_of_commands(text: str, number: float) -> None:
    assert wasm_engines._number(text) == number


def test_commands_run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(wasm_commands, "ROUNDS", 1)
    monkeypatch.setattr(wasm_commands, "package_version", lambda name: "")
    assert all(row["vmcore"] > 0 for row in wasm_commands.measure(1).values())
    monkeypatch.setitem(wasm_commands.ANSWERS, "hello", "goodbye")
    with pytest.raises(wasm_engines.Failed, match="hello on vmcore: exit code 0"):
        wasm_commands.measure(1)


def test_unknown_names_are_refused() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["wasm", "nonsense"])
    assert ended.value.code == 2
