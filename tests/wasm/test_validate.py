"""Validation: what is accepted, and with which words what is refused."""

from __future__ import annotations

import pytest

from pyfront.wasm import InvalidModule, Module
from pyfront.wasm.compiled import Checker
from pyfront.wasm.decode import decode
from pyfront.wasm.encode import encode
from pyfront.wasm.text_module import parse_module
from pyfront.wasm.validate import code, validate
from wasm_texts import ACCEPTED


@pytest.mark.parametrize("text", ACCEPTED)
def test_valid(text: str) -> None:
    m = parse_module(text)
    validate(m)
    validate(decode(encode(m)))


REFUSED = [
    ("(func (result i32))", "type mismatch: instruction requires [i32] but stack has []"),
    ("(func (i32.const 1))", "type mismatch: 1 operands too many at the end of a block"),
    ("(func (drop (i32.add (i32.const 1) (f32.const 2))))", "type mismatch: instruction requires [i32] but stack has [f32]"),
    ("(func (i32.const 1) (block (drop)))", "type mismatch: instruction requires an operand but stack has []"),
    ("(func unreachable (i64.const 1) (i32.eqz) drop)", "type mismatch: instruction requires [i32] but stack has [i64]"),
    ("(func (result i32) (if (result i32) (i32.const 1) (then (i32.const 1))))", "type mismatch: expected [i32] but found []"),
    ("(func (local.get 0))", "unknown local 0"),
    ("(func (param i32) (local i64) (local.set 2 (i32.const 1)))", "unknown local 2"),
    ("(func (br 1))", "unknown label 1"),
    ("(func (call 1))", "unknown function 1"),
    ("(func (drop (global.get 0)))", "unknown global 0"),
    ("(func (drop (i32.load (i32.const 0))))", "unknown memory 0"),
    ("(func (drop (table.get 0 (i32.const 0))))", "unknown table 0"),
    ("(memory 1) (func (data.drop 0))", "unknown data segment 0"),
    ("(func (elem.drop 0))", "unknown elem segment 0"),
    ("(func (type 1))", "unknown type 1"),
    ("(func (throw 0))", "unknown tag 0"),
    ("(global i32 (i32.const 0)) (func (global.set 0 (i32.const 0)))", "immutable global 0"),
    ("(memory 1) (func (drop (i32.load align=8 (i32.const 0))))", "alignment must not be larger than natural"),
    ("(memory 1) (func (drop (i32.load offset=0x1_0000_0000 (i32.const 0))))", "offset out of range"),
    ("(func (param v128) (drop (i32x4.extract_lane 4 (local.get 0))))", "invalid lane index 4"),
    ("(func (local (ref func)) (drop (local.get 0)))", "uninitialized local 0"),
    ("(func (local (ref func)) (block (local.set 0 (ref.func 0))) (drop (local.get 0))) (elem declare func 0)", "uninitialized local 0"),
    ("(func (drop (ref.func 0)))", "undeclared function reference 0"),
    ("(func (drop (select (ref.null func) (ref.null func) (i32.const 1))))", "type mismatch: select of references needs a type"),
    ("(func (drop (select (i32.const 1) (i64.const 1) (i32.const 1))))", "type mismatch: select of i32 and i64"),
    ("(func (param i32) (block (result i32) (block (br_table 0 1 (local.get 0) (local.get 0))) (i32.const 1)) (drop))", "type mismatch: label 0 takes 0 operands, label 1 takes 1"),
    ("(global i32 (i32.const 1) (i32.const 2))", "type mismatch: 1 operands too many at the end of a block"),
    ("(global i32 (i32.clz (i32.const 1)))", "constant expression required"),
    ("(global (mut i32) (i32.const 1)) (global i32 (global.get 0))", "constant expression required"),
    ("(global i32 (global.get 1)) (global i32 (i32.const 1))", "unknown global 1"),
    ("(memory 2 1)", "size minimum must not be greater than maximum"),
    ("(memory 65537)", "memory size must be at most 65536 pages"),
    ("(memory i64 0x1_0000_0000_0001)", "memory size must be at most 281474976710656 pages"),
    ("(table 0x1_0000_0000 funcref)", "table size must be at most 4294967295"),
    ("(table 1 (ref func))", "type mismatch: the elements of the table have no default value"),
    ("(func (export \"a\")) (func (export \"a\"))", "duplicate export name 'a'"),
    ("(export \"a\" (memory 0))", "unknown memory 0"),
    ("(func (param i32)) (start 0)", "start function must take and give nothing"),
    ("(tag (result i32))", "non-empty tag result type"),
    ("(type (func)) (type (sub 0 (func)))", "sub type 1 does not match super type 0"),
    ("(type (sub (struct (field i32)))) (type (sub 0 (struct (field i64))))", "sub type 1 does not match super type 0"),
    ("(type (sub 1 (func))) (type (sub (func)))", "unknown type 1"),
    ("(rec (type (sub (struct (field (ref null 0))))) (type (sub 0 (struct (field (ref 2))))) (type (sub 2 (struct))))", "unknown type 2"),
    ("(type (struct (field (ref 1)))) (type (struct))", "unknown type 1"),
    ("(type $a (sub (struct))) (type $b (sub (struct (field i32)))) (func (param (ref $a)) (result (ref $b)) (local.get 0))", "type mismatch: instruction requires [(ref 1)] but stack has [(ref 0)]"),
    ("(type (struct (field i32))) (func (param (ref 0)) (struct.set 0 0 (local.get 0) (i32.const 1)))", "immutable field"),
    ("(type (struct (field i8))) (func (param (ref 0)) (drop (struct.get 0 0 (local.get 0))))", "type mismatch: field is packed"),
    ("(type (array i32)) (func (param (ref 0)) (array.set 0 (local.get 0) (i32.const 1) (i32.const 1)))", "immutable array"),
    ("(func (return_call 1)) (func (result i32) (i32.const 1))", "type mismatch: expected [] but found [i32]"),
    ("(elem (i32.const 0) func 0) (func)", "unknown table 0"),
    ("(table 1 externref) (elem (i32.const 0) func 0) (func)", "type mismatch: the element segment does not match the type of its table"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "message"), REFUSED)
def test_invalid(text: str, message: str) -> None:
    with pytest.raises(InvalidModule) as caught:
        Module(text)
    assert caught.value.message == message
    assert caught.value.line == 1
    binary = encode(parse_module(text))
    with pytest.raises(InvalidModule) as again:
        Module(binary)
    assert again.value.message == message
    assert 0 < again.value.offset < len(binary)


def test_where_a_vector_is_dropped_or_selected_is_noted_for_lowering() -> None:
    text = "(func (param v128 i32) local.get 1 drop local.get 0 drop local.get 0 local.get 0 i32.const 1 select drop)"
    m = decode(encode(parse_module(text)))
    wide: list[int] = []
    Checker(validate(m)).function(*code(m.funcs[0].body), 0, [], wide)
    assert [at - m.funcs[0].body.pos for at in wide] == [5, 12, 13]
