"""Run time of the benchmark programs on our engines; an answer that is not the expected one is a failure.

``pytest benchmarks --benchmark-save=NAME`` keeps the times, ``--benchmark-compare`` sets them beside the kept ones.
The programs are those that ``vmcore bench`` runs on other implementations too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import pyfront
from pyfront.bench import catalog

CASES = {case.name: case for case in catalog.load()}
ROUNDS = 3


def prepare(name: str, backend: str) -> Callable[[], Any]:
    """The ``main`` of a program, loaded into a runtime of its own."""
    case = CASES[name]
    runtime = pyfront.Runtime(backend=backend, allow=("clock",))
    runtime.eval(case.scheme_body(), filename=str(case.source("scm")))
    return runtime["main"]


@pytest.mark.parametrize("name", CASES)
def test_vm(benchmark: Any, name: str) -> None:
    benchmark.group = name
    answer = benchmark.pedantic(prepare(name, "vm"), rounds=ROUNDS)
    assert str(answer) == CASES[name].answer


@pytest.mark.parametrize("name", ["fib", "tak"])
def test_treewalk(benchmark: Any, name: str) -> None:
    benchmark.group = name
    answer = benchmark.pedantic(prepare(name, "treewalk"), rounds=ROUNDS)
    assert str(answer) == CASES[name].answer
