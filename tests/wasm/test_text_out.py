"""Modules as text: what is written is read again as the same module."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pyfront.wasm import Module
from pyfront.wasm.decode import decode
from pyfront.wasm.encode import encode
from pyfront.wasm.module import Expr, ModuleData
from pyfront.wasm.text_module import parse_module
from pyfront.wasm.text_out import to_text
from wasm_programs import Maker
from wasm_texts import ACCEPTED, MANY


def merged(m: ModuleData) -> ModuleData:
    """With neighbouring runs of locals of one type as one: text does not tell them apart."""
    for f in m.funcs:
        runs: list[tuple[int, int]] = []
        for count, t in f.locals:
            if runs and runs[-1][1] == t:
                count += runs.pop()[0]
            runs += [(count, t)] * bool(count)
        f.locals = runs
    return m


@pytest.mark.parametrize("text", [*ACCEPTED, MANY, "(module)", "(module (rec) (rec (type (func)) (type (struct (field (mut i8) i16 f64)))))"])
def test_comes_back(text: str) -> None:
    m = decode(encode(parse_module(text)))
    assert merged(parse_module(to_text(m))) == merged(m)


@given(st.integers(0, 2**63))
@settings(max_examples=40, deadline=None)
def test_random_modules_come_back(seed: int) -> None:
    m = decode(Module(Maker(seed, 100).text).to_bytes())
    assert merged(parse_module(to_text(m))) == merged(m)


def test_a_compiled_program_comes_back() -> None:
    m = decode((Path(__file__).parent / "programs" / "guest.wasm").read_bytes())
    again = parse_module(to_text(m))
    m.customs = []
    assert merged(again) == merged(m)


@given(st.integers(0, 2**32 - 1), st.integers(0, 2**64 - 1))
@example(0x7F800000, 0x7FF0000000000000)
@example(0xFF800001, 0xFFF0000000000001)
@example(0x80000000, 0x8000000000000000)
@example(1, 1)
@example(0x7F7FFFFF, 0x7FEFFFFFFFFFFFFF)
def test_floats_come_back(single: int, double: int) -> None:
    m = parse_module("(func)")
    m.funcs[0].body = Expr([0x43, 0x1A, 0x44, 0x1A, 0x0B], [single, None, double, None, None])
    assert parse_module(to_text(m)).funcs[0].body.imms == [single, None, double, None, None]


@given(st.binary(max_size=40))
def test_strings_come_back(data: bytes) -> None:
    m = parse_module('(memory 1) (data "")')
    m.datas[0].bytes = data
    assert parse_module(to_text(m)).datas[0].bytes == data


def test_names_and_custom_sections() -> None:
    text = """(module (@custom "first" (before first) "\\00") (import "m" "f" (func $imported)) (func $a (export "e") call $imported call $a)
              (func) (@custom "later" (after func) "x") (start $a))"""
    written = to_text(decode(parse_and_write(text)))
    assert "call $imported" in written and "(func $a (type 0)" in written and "(start $a)" in written
    assert parse_and_write(written) == parse_and_write(text)
    bad = decode(parse_and_write(text))
    bad.customs[-1].bytes = bad.customs[-1].bytes.replace(b"a", b" ")  # names that are no identifiers are left out
    assert "(func (;1;) (type 0)" in to_text(bad)


def parse_and_write(text: str) -> bytes:
    return Module.from_text(text).to_bytes(names=True)


def test_what_would_be_too_long_is_refused() -> None:
    m = parse_module("(func)")
    m.funcs[0].locals = [(2**32 - 1, 0x7F)]
    with pytest.raises(ValueError, match="too many for text"):
        to_text(m)
