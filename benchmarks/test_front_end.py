"""Read + expand + compile, by the size of the program: at least 3,000 lines a second, whatever the size. And the start of
a program of 10,000 lines by the command line, the first one and the second, which finds it in the cache: 10 x faster."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import ordinary
import pyfront


@pytest.mark.parametrize("lines", [1000, 10_000, 100_000])
def test_compile(benchmark: Any, lines: int) -> None:
    text = ordinary.program(lines)
    exact = text.count("\n")
    benchmark.group = "front end"
    program = benchmark.pedantic(pyfront.compile, (text,), rounds=2 if lines > 10_000 else 5, warmup_rounds=1)
    if benchmark.stats is not None:  # None where benchmarks are switched off
        benchmark.extra_info["lines a second"] = round(exact / benchmark.stats.stats.min)
    assert len(program.images["vm"]) > 20 * exact


@pytest.mark.parametrize("start", ["first", "second"])
def test_start(benchmark: Any, tmp_path: Path, start: str) -> None:
    program = tmp_path / "p.scm"
    program.write_text(ordinary.program(10_000), encoding="utf-8")
    root = str(Path(pyfront.__file__).parent.parent)
    env = {**os.environ, "PYTHONPATH": root, "VMCORE_CACHE": str(tmp_path / "cache"), "PYTHONDONTWRITEBYTECODE": ""}
    options = ["--no-cache"] if start == "first" else []
    command = [sys.executable, "-m", "pyfront", "run", *options, str(program)]

    def process() -> str:
        return subprocess.run(command, env=env, capture_output=True, text=True, check=True, timeout=100).stdout

    benchmark.group = "start of 10,000 lines"
    assert benchmark.pedantic(process, rounds=7, warmup_rounds=2) == f"{ordinary.answer(10_000)}\n"
