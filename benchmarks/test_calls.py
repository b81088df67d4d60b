"""What a call costs between Python and Scheme, in both directions; other embedded languages where installed."""

from __future__ import annotations

from typing import Any

import pytest

from pyfront.bench import calls

CALLBACKS = 10_000


@pytest.fixture(params=list(calls.ENGINES))
def engine(request: pytest.FixtureRequest) -> Any:
    try:
        made = calls.ENGINES[request.param]()
    except ImportError:
        pytest.skip(f"{request.param} is not installed")
    calls.check(made)
    return made


def test_call_from_python(benchmark: Any, engine: Any) -> None:
    benchmark.group = "call from Python"
    assert benchmark(engine[0], 41) == 42


def test_callbacks_into_python(benchmark: Any, engine: Any) -> None:
    benchmark.group = f"{CALLBACKS} callbacks into Python"
    assert benchmark(engine[1], CALLBACKS) == CALLBACKS * (CALLBACKS + 1) // 2
