"""Read + expand + compile, by the size of the program: at least 3,000 lines a second, whatever the size."""

from __future__ import annotations

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
