"""WebAssembly: a megabyte of code decoded and validated, in at most 60 ms of processor time."""

from __future__ import annotations

from typing import Any

import pytest

from pyfront.bench.wasm_load import megabyte
from pyfront.wasm.decode import decode
from pyfront.wasm.validate import validate


@pytest.fixture(scope="module")
def binary() -> bytes:
    return megabyte()


@pytest.mark.parametrize("step", ["decode", "validate"])
def test_a_megabyte_of_code(benchmark: Any, binary: bytes, step: str) -> None:
    assert len(binary) > 900_000
    benchmark.group = "WebAssembly, 1 MB of code"
    m = decode(binary)
    if step == "decode":
        benchmark.pedantic(decode, (binary,), rounds=7, warmup_rounds=1)
    else:
        benchmark.pedantic(validate, (m,), rounds=7, warmup_rounds=1)
    assert len(m.funcs) > 1000
