"""WebAssembly: a megabyte of code decoded and validated, in at most 60 ms of processor time."""

from __future__ import annotations

from typing import Any

import pytest

from pyfront.wasm.decode import decode
from pyfront.wasm.encode import encode
from pyfront.wasm.text_module import parse_module
from pyfront.wasm.validate import validate

CODE_BYTES = 1_000_000
# As compilers write it: locals a quarter of the instructions, memory accesses a tenth, a block for each ten.
BODY = """(func (param i32 i32) (result i32) (local i32 i32 i64)
  global.get 0 i32.const 16 i32.sub local.tee 2 global.set 0
  block block local.get 0 i32.const 3 i32.and br_if 0 local.get 0 i32.load offset=8 local.set 3 br 1 end
    local.get 0 i32.load8_u offset=4 local.get 1 i32.add local.set 3 end
  loop local.get 2 local.get 3 i32.store offset=12 local.get 3 i32.const -1 i32.add local.tee 3 br_if 0 end
  block local.get 1 i32.eqz br_if 0 local.get 0 local.get 1 call 0 local.set 1 local.get 0 i64.load align=4 local.tee 4
    i64.const 4294967296 i64.ge_u br_if 0
    local.get 4 i32.wrap_i64 local.get 1 i32.lt_s if local.get 2 i32.const 1048576 i32.store end end
  local.get 2 i32.const 16 i32.add global.set 0 local.get 1)"""


@pytest.fixture(scope="module")
def binary() -> bytes:
    m = parse_module(f"(module (memory 1) (global (mut i32) (i32.const 65536)) {BODY})")
    size = len(encode(m))
    m.funcs *= CODE_BYTES // (size - 40)
    return encode(m)


@pytest.mark.parametrize("step", ["decode", "validate"])
def test_a_megabyte_of_code(benchmark: Any, binary: bytes, step: str) -> None:
    assert len(binary) > 0.9 * CODE_BYTES
    benchmark.group = "WebAssembly, 1 MB of code"
    m = decode(binary)
    if step == "decode":
        benchmark.pedantic(decode, (binary,), rounds=7, warmup_rounds=1)
    else:
        benchmark.pedantic(validate, (m,), rounds=7, warmup_rounds=1)
    assert len(m.funcs) > 1000
