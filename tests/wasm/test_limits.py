"""Modules made to be expensive: deep nesting, huge counts, much work for few bytes."""

from __future__ import annotations

import time
import tracemalloc

import pytest

from patience import patient
from pyfront.wasm import InvalidModule, MalformedModule, Module
from pyfront.wasm.decode import decode
from pyfront.wasm.encode import encode
from pyfront.wasm.lexer import Tokens, source_of
from pyfront.wasm.text_module import parse_module
from pyfront.wasm.validate import validate

DEEP = 100_000
HUGE = b"\xff\xff\xff\xff\x0f"  # 2**32 - 1
HEAD = b"\0asm\1\0\0\0"
FUNC = HEAD + bytes.fromhex("01 04 01 60 00 00 03 02 01 00")


@pytest.mark.parametrize(
    "text",
    [
        "(func " + "block " * DEEP + "end " * DEEP + ")",
        "(func " + "(block " * DEEP + ")" * DEEP + ")",
        "(func (drop " + "(i32.eqz " * DEEP + "(i32.const 1)" + ")" * DEEP + "))",
        "(func " + "(if (i32.const 1) (then " * DEEP + "))" * DEEP + ")",
        "(func " + "(loop $l " * DEEP + "(br $l)" + ")" * DEEP + ")",
        "(func " + "(; " * DEEP + ";)" * DEEP + ")",
        "(func " + "(@a " * DEEP + ")" * DEEP + ")",
    ],
    ids=["plain blocks", "folded blocks", "operands", "ifs", "labels", "comments", "annotations"],
)
def test_deep_nesting(text: str) -> None:
    m = parse_module(text)
    validate(m)
    assert decode(encode(m)) == m


def test_parentheses_nested_deeply_are_tokens_only() -> None:
    tokens = Tokens(source_of("(" * DEEP + ")" * DEEP))
    assert tokens.close[0] == 2 * DEEP - 1
    with pytest.raises(MalformedModule):
        parse_module("(" * DEEP + ")" * DEEP)


def section(number: int, body: bytes) -> bytes:
    assert len(body) < 128
    return bytes([number, len(body)]) + body


HUGE_COUNTS = [HEAD + section(n, HUGE) for n in (1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 13)] + [
    HEAD + section(1, b"\1\x60" + HUGE),
    HEAD + section(1, b"\1\x5f" + HUGE),
    HEAD + section(1, b"\1\x4e" + HUGE),
    HEAD + section(2, b"\1" + HUGE),
    FUNC + section(10, b"\1" + HUGE),
    FUNC + section(10, b"\1\x08" + HUGE + b"\x7f\x0b"),
    FUNC + section(10, b"\1\x0a\0\x41\0\x0e" + HUGE + b"\x0b"),
    HEAD + section(11, b"\1\1" + HUGE),
]


@pytest.mark.parametrize("data", HUGE_COUNTS)
def test_huge_counts_allocate_nothing(data: bytes) -> None:
    tracemalloc.start()
    try:
        with pytest.raises(MalformedModule):
            decode(data)
        assert tracemalloc.get_traced_memory()[1] < 200_000
    finally:
        tracemalloc.stop()


def test_very_many_locals_are_not_written_out() -> None:
    body = b"\2" + b"\xf0\xff\xff\xff\x0f\x7f" + b"\1\x7e" + bytes.fromhex("20 f0 ff ff ff 0f 1a 20 00 45 1a 20 ef ff ff ff 0f 45 1a 0b")
    data = FUNC + section(10, b"\1" + bytes([len(body)]) + body)
    tracemalloc.start()
    try:
        Module(data)
        assert tracemalloc.get_traced_memory()[1] < 500_000
    finally:
        tracemalloc.stop()
    with pytest.raises(InvalidModule, match="unknown local 4294967281"):
        Module(data.replace(b"\x20\xf0\xff", b"\x20\xf1\xff"))


def test_locals_without_a_default_are_limited() -> None:
    body = b"\1" + b"\xf0\xff\xff\xff\x0f\x64\x70\x0b"
    with pytest.raises(InvalidModule, match="too many locals"):
        Module(FUNC + section(10, b"\1" + bytes([len(body)]) + body))


I32, CONST = "i32 ", "i32.const 1 "
REPEATED = {
    "labels of a branch table": "(func (param i32) (block (result i32)" + "(br_table " + "0 " * 200_000 + "(local.get 0) (local.get 0))) (drop))",
    "an array of 2**32 - 1": "(type (array i32)) (func unreachable array.new_fixed 0 0xffff_ffff drop)",
    "a long integer": "(func i32.const " + "9" * 1_000_000 + ")",
    "a long exponent": "(func f32.const 1e" + "9" * 1_000_000 + ")",
    "a long fraction": "(func f64.const 0." + "3" * 1_000_000 + " drop)",
    "many imports": '(func (import "" ""))' * 20_000,
    "many types written out": "".join(f"(func (param {'i32 ' * (i % 500)}))" for i in range(3000)),
    "calls of many results and parameters": f"(type (func (result {I32 * 1000}))) (type (func (param {I32 * 1000}))) (func"
    + " call 1 call 2" * 10_000 + f") (func (type 0) {CONST * 1000}) (func (type 1))",
    "branches with many results": f"(type (func (result {I32 * 1000}))) (func block (type 0) {CONST * 1000}" + " i32.const 0 br_if 0" * 10_000 + " end unreachable)",
    "large structures in unreachable code": f"(type (struct (field {I32 * 10_000}))) (func unreachable" + " struct.new 0 unreachable" * 10_000 + ")",
    "large structures by default": f"(type (struct (field {I32 * 10_000}))) (func" + " struct.new_default 0 drop" * 10_000 + ")",
    "many annotations": '(module (type (func)) (@custom "a")' * 1 + ' (type (func)) (@custom "b")' * 10_000 + ")",
    "a chain of types": "(type (sub (struct)))" + "".join(f"(type (sub {i} (struct)))" for i in range(5000)),
}


@pytest.mark.parametrize("name", REPEATED)
def test_work_is_in_proportion(name: str) -> None:
    start = time.process_time()
    try:
        Module(REPEATED[name])
    except (MalformedModule, InvalidModule) as error:
        assert name in ("a long integer", "a long exponent", "a chain of types"), error
    assert time.process_time() - start < patient(5.0)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (f"(type (func (param {'i32 ' * 1001})))", "more than 1000 parameters or results"),
        (f"(type (struct (field {'i32 ' * 10_001})))", "more than 10000 fields"),
        (f"(type (func (result {I32 * 1000}))) (func" + " call 1" * 1001 + f") (func (type 0) {CONST * 1000})", "more than 1000000 operands"),
        (REPEATED["a chain of types"], "more than 63 types above it"),
    ],
)
def test_limits_of_this_implementation(text: str, message: str) -> None:
    with pytest.raises(InvalidModule, match=message):
        Module(text)
