"""Start-up: a fresh process that evaluates a small program, next to one that does nothing. The contract is 1.5 x."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import ordinary
import pyfront

ROUNDS = 25
PROGRAMS = {
    "empty": ("pass", ""),
    "run": ("import pyfront; print(pyfront.run('(+ 1 2)'))", "3"),
    "procedures": ("import pyfront; print(pyfront.run('(let loop ((i 0)) (if (< i 9) (loop (+ i 1)) i))'))", "9"),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_process(benchmark: Any, name: str) -> None:
    code, answer = PROGRAMS[name]
    env = {**os.environ, "PYTHONPATH": str(Path(pyfront.__file__).parent.parent)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)  # the first round, which is not counted, may write the caches

    def process() -> str:
        done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True, timeout=60)
        return done.stdout.strip()

    benchmark.group = "start-up"
    assert benchmark.pedantic(process, rounds=ROUNDS, warmup_rounds=2) == answer


@pytest.mark.parametrize("start", ["first", "second"])
def test_a_large_program(benchmark: Any, tmp_path: Path, start: str) -> None:
    """10,000 lines: compiled, or found in the cache. The contract is a tenth."""
    program = tmp_path / "p.scm"
    program.write_text(ordinary.program(10_000), encoding="utf-8")
    env = {**os.environ, "PYTHONPATH": str(Path(pyfront.__file__).parent.parent)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    folders = iter(range(100))

    def process() -> str:
        folder = tmp_path / (str(next(folders)) if start == "first" else "one")
        command = [sys.executable, "-m", "pyfront", "run", str(program)]
        done = subprocess.run(
            command, env={**env, "VMCORE_CACHE": str(folder)}, capture_output=True, text=True, check=True, timeout=60
        )
        return done.stdout.strip()

    benchmark.group = "start-up, 10,000 lines"
    assert benchmark.pedantic(process, rounds=5, warmup_rounds=1) == str(ordinary.answer(10_000))
