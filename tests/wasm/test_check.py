"""Validation of code as the compiled part does it: straight from bytes that may be anything."""

from __future__ import annotations

import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patience import patient
from pyfront.wasm import InvalidModule, MalformedModule, Module, WasmError
from pyfront.wasm.compiled import Checker, Invalid
from pyfront.wasm.decode import decode
from pyfront.wasm.encode import encode
from pyfront.wasm.module import Expr
from pyfront.wasm.optable import OPS
from pyfront.wasm.reader import Reader
from pyfront.wasm.text_module import parse_module
from pyfront.wasm.types import F32, FUNCREF, I32, I64, V128
from pyfront.wasm.validate import validate
from wasm_texts import MANY

BINARY = encode(parse_module(MANY))
CODE = decode(BINARY).funcs[0].pos


def check(data: bytes) -> None:
    try:
        validate(decode(data))
    except WasmError as error:
        assert isinstance(error, (MalformedModule, InvalidModule))
        assert 0 <= error.offset <= len(data)


def test_the_seed_is_valid() -> None:
    validate(decode(BINARY))


@given(st.lists(st.tuples(st.integers(CODE, len(BINARY) - 1), st.integers(0, 255)), max_size=3))
@settings(max_examples=1500, deadline=None)
def test_changed_bytes(changes: list[tuple[int, int]]) -> None:
    data = bytearray(BINARY)
    for at, byte in changes:
        data[at] = byte
    check(bytes(data))


def test_instructions_for_each_other() -> None:
    """Every byte of the code, once as each frequent opcode or prefix and as some other values."""
    values = [op.number for op in OPS[:256] if op is not None] + [0xFB, 0xFC, 0xFD, 0xFF, 0x80]
    generator = random.Random(7)
    for at in range(CODE, len(BINARY)):
        for value in generator.sample(values, 25):
            check(BINARY[:at] + bytes([value]) + BINARY[at + 1 :])


@given(st.binary(max_size=60), st.integers(-5, 70))
@settings(max_examples=1500, deadline=None)
def test_bytes_that_nobody_has_looked_at(data: bytes, pos: int) -> None:
    """The checker relies on nothing that decoding has found."""
    m = decode(BINARY)
    checker = Checker(validate(m))
    for _ in range(2):  # it can be used again after an error
        for f in (lambda: checker.function(data, pos, 3, [(2, 0x7F)], []), lambda: checker.constant(data, pos, 0x7F)):
            try:
                f()
            except (MalformedModule, Invalid):
                pass
    checker.function(BINARY, m.funcs[0].body.pos, 3, [], [])


def test_expressions_that_do_not_end() -> None:
    m = parse_module("(func)")
    m.funcs[0].body = Expr([0x01] * 3, [None] * 3)
    with pytest.raises(MalformedModule, match="unexpected end"):
        validate(m)
    with pytest.raises(MalformedModule, match="unexpected end"):
        Reader(b"\x41").expression()
    with pytest.raises(MalformedModule, match="unexpected end"):
        assert Expr([], [], 10**15, None, b"\x0b").ops


@pytest.mark.parametrize("count", [9_999, 10_001, 2_000_000_000])
def test_very_many_locals(count: int) -> None:
    """Where the types of a function's locals change, however they are kept."""
    m = parse_module("(func (param f32 f64))")
    m.funcs[0].locals = [(count, I32), (1, I64), (count, V128), (0, F32), (3, FUNCREF)]
    at = [(0, "f32"), (1, "f64"), (2, "i32"), (count + 1, "i32"), (count + 2, "i64"), (count + 3, "v128"), (2 * count + 2, "v128"), (2 * count + 3, "funcref"), (2 * count + 5, "funcref")]
    for index, name in at:
        m.funcs[0].body = Expr([0x20, 0x0B], [index, None])
        with pytest.raises(InvalidModule, match="1 operands too many"):
            validate(m)
        m.funcs[0].body = Expr([0x20, 0xD1, 0x45, 0xD1, 0x0B], [index, *[None] * 4])  # null? of a number; of a reference, then of its answer
        wanted = "i32" if name == "funcref" else name
        with pytest.raises(InvalidModule, match=f"expected a reference but found {wanted}"):
            validate(m)
    m.funcs[0].body = Expr([0x20, 0x0B], [2 * count + 6, None])
    with pytest.raises(InvalidModule, match=f"unknown local {2 * count + 6}"):
        validate(m)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ("0 0 1", "type mismatch: label 0 takes 1 operands, label 1 takes 0"), ("1 0 1", "type mismatch: label 0 takes 1 operands"),
        ("1 1 1 9 1", "unknown label 9"), ("2 3 2", "type mismatch: instruction requires [f32] but stack has [i32]"),
    ],
)  # fmt: skip
def test_every_label_of_a_table_is_looked_at(labels: str, message: str) -> None:
    text = f"""(func (block (result f32) (block (result i32) (block (block (result i32)
               (i32.const 7) (br_table {labels} (i32.const 0))) drop) (i32.const 1)) drop (f32.const 0)) drop)"""
    with pytest.raises(InvalidModule) as caught:
        Module(text)
    assert caught.value.message.startswith(message)


def test_a_table_in_code_that_is_not_reached_promises_operands() -> None:
    text = """(module (type $two (func (result i32 i64)))
      (func (block (type $two) (block (type $two) (unreachable) (i64.const 1) (br_table 0 1 0 (i32.const 0))) (return)) drop drop))"""
    validate(parse_module(text))
    with pytest.raises(InvalidModule, match=r"requires \[i64\] but stack has \[f32\]"):
        Module(text.replace("(i64.const 1)", "(f32.const 1)"))


def module(body: bytes) -> bytes:
    """With one function of no operands, behind a thousand types."""
    from pyfront.wasm.leb import write_unsigned

    out = bytearray(b"\0asm\1\0\0\0")
    for number, content in ((1, bytes.fromhex("01 60 00 00")), (3, b"\1\0"), (10, None)):
        if content is None:
            code = bytearray()
            write_unsigned(len(body) + 1, code)
            content = b"\1" + bytes(code) + b"\0" + body
        out.append(number)
        write_unsigned(len(content), out)
        out += content
    return bytes(out)


@pytest.mark.parametrize(
    "part",
    [b"\x02\x40" * 3 + b"\x0b" * 3, b"\x41\0\x1a", b"\x41\0\x41\1\x6a\x1a", b"\x02\x40\x41\0\x0e\x05\0\0\0\0\0\0\x0b", b"\xd0\x70\x1a", b"\0\x01", b"\x41\0\x04\x40\x05\x0b"],
    ids=["blocks", "constants", "sums", "tables", "references", "unreachable", "ifs"],
)  # fmt: skip
def test_time_is_linear(part: bytes) -> None:
    """A megabyte of anything is checked in well under a second."""
    data = module(part * (1_000_000 // len(part)) + b"\x0b")
    start = time.process_time()
    validate(decode(data))
    assert time.process_time() - start < patient(0.6)
