"""The text format: what text means, as instructions and bytes; and what is refused, where."""

from __future__ import annotations

import struct

import pytest

from pyfront.wasm import MalformedModule, Module
from pyfront.wasm.numbers import OutOfRange, float_bits, in_bits
from pyfront.wasm.optable import OPS
from pyfront.wasm.text_module import parse_module


def code(text: str) -> str:
    """The instructions of the last function, written plainly."""
    body = parse_module(text).funcs[-1].body
    return "; ".join(OPS[op].name + ("" if imm is None else f" {imm}") for op, imm in zip(body.ops, body.imms))


CODE = [
    ("(func nop nop)", "nop; nop; end"),
    ("(func (i32.add (i32.const 1) (i32.const 2)))", "i32.const 1; i32.const 2; i32.add; end"),
    ("(func (i32.const 1) i32.const 2 (i32.add) drop)", "i32.const 1; i32.const 2; i32.add; drop; end"),
    ("(func (param $x i32) (local i64 $y i64) local.get $x)", None),
    ("(func (param $x i32) (param i32) (local i64) (local $y i64) local.get $y local.get $x)", "local.get 3; local.get 0; end"),
    ("(func block $a block $b br $a br $b end br 0 end $a)", "block -1; block -1; br 1; br 0; end; br 0; end; end"),
    ("(func block $a block $a br $a end br $a end)", "block -1; block -1; br 0; end; br 0; end; end"),
    ("(func (block $a (br_if $a (i32.const 0))))", "block -1; i32.const 0; br_if 0; end; end"),
    ("(func (if (i32.const 1) (then nop) (else (nop) nop)))", "i32.const 1; if -1; nop; else; nop; nop; end; end"),
    ("(func (if $l (i32.const 1) (then (br $l))))", "i32.const 1; if -1; br 0; end; end"),
    ("(func (block $l (if $l (block (result i32) (br $l)) (then (br $l)))))", "block -1; block -127; br 1; end; if -1; br 0; end; end; end"),
    ("(func (i32.const 1) (if (then)))", "i32.const 1; if -1; end; end"),
    ("(func i32.const 0 if $x nop else $x nop end $x)", "i32.const 0; if -1; nop; else; nop; end; end"),
    ("(func (loop (result i32) (i32.const 7)) drop)", "loop -127; i32.const 7; end; drop; end"),
    ("(func block (param i32) (result i64) end)", "block 1; end; end"),
    ("(type $t (func (param i64))) (func block (type $t) end)", "block 0; end; end"),
    ("(func br_table 0 1 2 0)", "br_table ((0, 1, 2), 0); end"),
    ("(memory 1) (func i32.load offset=4 align=1 i64.store8 1 i32.load16_u)", "i32.load (0, 4, 0); i64.store8 (0, 0, 1); i32.load16_u (1, 0, 0); end"),
    ("(memory $a 1) (memory $b 1) (func memory.copy memory.copy $b $a memory.fill $b memory.size)", "memory.copy (0, 0); memory.copy (1, 0); memory.fill 1; memory.size 0; end"),
    ("(memory 1) (data $d \"\") (func memory.init $d memory.init 0 $d)", "memory.init (0, 0); memory.init (0, 0); end"),
    ("(table $t 1 funcref) (table $u 1 funcref) (elem $e func) (func table.init $u $e table.copy $u $t table.get table.get $u)", "table.init (0, 1); table.copy (1, 0); table.get 0; table.get 1; end"),
    ("(table 1 funcref) (func call_indirect (param i32) call_indirect 0 (type 1))", "call_indirect (1, 0); call_indirect (1, 0); end"),
    ("(func select select (result i32) select (result) (result i64))", "select; select (127,); select (126,); end"),
    ("(func ref.null func ref.null extern ref.null 3 ref.func 0)", "ref.null -16; ref.null -17; ref.null 3; ref.func 0; end"),
    ("(func i32.const 0xffff_ffff i32.const -0x8000_0000 i32.const +7)", "i32.const -1; i32.const -2147483648; i32.const 7; end"),
    ("(func f32.const 1 f64.const -0x1p-1074 f32.const nan:0x1)", "f32.const 1065353216; f64.const 9223372036854775809; f32.const 2139095041; end"),
    ("(memory 1) (func v128.load8_lane 3 v128.load8_lane 0 3 v128.load8_lane offset=1 3)", "v128.load8_lane (0, 0, 0, 3); v128.load8_lane (0, 0, 0, 3); v128.load8_lane (0, 1, 0, 3); end"),
    ("(tag $e (param i32)) (func (block $l (try_table $t (catch $e $l) (catch_all 1) (throw $e (i32.const 1)))))", "block -1; try_table (-1, ((0, 0, 0), (2, None, 1))); i32.const 1; throw 0; end; end; end"),
    ("(type $s (struct (field $a i32) (field $b (mut i64)))) (func struct.get $s $b struct.set 0 1)", "struct.get (0, 1); struct.set (0, 1); end"),
    ("(func ref.test (ref any) ref.test anyref ref.cast (ref null eq))", "ref.test -18; ref.test -18; ref.cast -19; end"),
    ("(func (;a (; b ;) c;) nop ;; d\n nop)", "nop; nop; end"),
    ("(func (@x (@y \"z\") 1 2) nop (@w))", "nop; end"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [case for case in CODE if case[1] is not None])
def test_instructions(text: str, expected: str) -> None:
    assert code(text) == expected


def test_nullable_casts_are_instructions_of_their_own() -> None:
    body = parse_module("(func ref.test (ref any) ref.test anyref ref.cast (ref any) ref.cast anyref)").funcs[0].body
    assert [op - 0x100 for op in body.ops[:-1]] == [20, 21, 22, 23]


REFUSED = [
    ("(func foo)", "unknown operator foo", (1, 7)),
    ("(func\n  local.get $x)", "unknown local $x", (2, 13)),
    ("(func br $x)", "unknown label $x", (1, 10)),
    ("(func (if $a (br $a) (then)))", "unknown label $a", (1, 18)),
    ("(func (block $a) br $a)", "unknown label $a", (1, 21)),
    ("(func call $f)", "unknown function $f", (1, 12)),
    ("(func i32.const 0x1_0000_0000)", "constant out of range", (1, 17)),
    ("(func i32.const -0x8000_0001)", "constant out of range", (1, 17)),
    ("(func f32.const 1e39)", "constant out of range", (1, 17)),
    ("(func i32.const 1.5)", "unexpected token 1.5, expected an integer", (1, 17)),
    ("(func i32.load align=3)", "alignment must be a power of two", (1, 16)),
    ("(func block end $x)", "mismatching label $x", (1, 17)),
    ("(func $f) (func $f)", "duplicate func $f", (1, 17)),
    ("(func (param $x i32) (local $x i32))", "duplicate local $x", (1, 32)),
    ("(func) (import \"\" \"\" (func))", "import after function", (1, 8)),
    ("(memory 1) (func (import \"\" \"\"))", "import after memory", (1, 12)),
    ("(type (func)) (func (type 0) (param i32))", "inline function type", (1, 21)),
    ("(func (result i32) (param i32))", "unexpected token (, expected a type in the order type, parameters, results", (1, 20)),
    ("(start 0) (start 0) (func)", "multiple start sections", (1, 12)),
    ("(func (nop nop))", "unexpected token nop, expected a folded instruction", (1, 12)),
    ("(func end)", "unexpected token end", (1, 7)),
    ("(func else)", "unexpected token else", (1, 7)),
    ("(func (i32.const 1) if else else end)", "unexpected token else, expected end", (1, 29)),
    ("(func (block)", "unexpected token: a parenthesis is not closed", (1, 1)),
    ("(func))", "unexpected token )", (1, 7)),
    ("(func block)", "unexpected token ), expected end", (1, 12)),
    ("(func (if (nop)))", "unexpected token ), expected (then", (1, 16)),
    ("(func \"a\\qb\")", "illegal escape", (1, 9)),
    ("(data \"a\nb\")", "unclosed string", (1, 8)),
    ("(; (; ;)", "unclosed comment", (1, 1)),
    ("(func $)", "empty identifier", (1, 7)),
    ("(@ x)", "empty annotation id", (1, 1)),
    ("(@x (", "unclosed annotation", (1, 1)),
    ("(func \u03bb)", "illegal character", (1, 7)),
    ("(func (v128.const i32x4 1 2 3))", "wrong number of lane literals", (1, 25)),
    ("(module) (module)", "unexpected token (", (1, 10)),
]


@pytest.mark.parametrize(("text", "message", "place"), REFUSED)
def test_malformed(text: str, message: str, place: tuple[int, int]) -> None:
    with pytest.raises(MalformedModule) as caught:
        Module.from_text(text, file="a.wat")
    assert (caught.value.message, (caught.value.line, caught.value.column)) == (message, place)
    assert str(caught.value).startswith(f"a.wat:{place[0]}:{place[1]}: {message}\n")


def test_invalid_text_is_shown_where_it_is() -> None:
    from pyfront.wasm import InvalidModule

    with pytest.raises(InvalidModule, match="type mismatch") as caught:
        Module.from_text("(module\n  (func (result i32)\n    (i32.add (i32.const 1) (i64.const 2))))", file="b.wat")
    assert (caught.value.line, caught.value.column) == (3, 5)


def test_strings() -> None:
    data = parse_module(r'(memory (data "a\n\t\"\\\41\u{1F600}\00" "b"))').datas[0].bytes
    assert data == b'a\n\t"\\A\xf0\x9f\x98\x80\x00b'


def test_abbreviations_mean_the_same() -> None:
    short = """
      (func $f (export "f") (export "g") (import "m" "n") (param i32))
      (table $t (export "t") funcref (elem $f $f))
      (memory $m (data "abc"))
      (global $g (import "m" "g") (mut i32))"""
    with pytest.raises(MalformedModule, match="import after table"):
        parse_module(short)
    short = short.replace('(table $t', '(table $t', 1).replace('(global $g (import "m" "g") (mut i32))', "")
    long = """
      (type (func (param i32)))
      (import "m" "n" (func $f (type 0)))
      (table $t 2 2 funcref)
      (memory $m 1 1)
      (export "f" (func $f)) (export "g" (func $f)) (export "t" (table 0))
      (elem (table 0) (offset i32.const 0) func $f $f)
      (data (memory 0) (offset (i32.const 0)) "abc")"""
    assert parse_module(short) == parse_module(long)
    assert Module.from_text(short).to_bytes() == Module.from_text(long).to_bytes()


def test_types_written_out_come_behind_those_that_are_defined() -> None:
    m = parse_module("(func (param i32)) (type (func (result i32))) (func (result i32)) (func (param i32)) (func)")
    assert [f.type for f in m.funcs] == [1, 0, 1, 2]
    assert len(m.types) == 3


def test_module_forms() -> None:
    assert Module.from_text(r'(module binary "\00asm" "\01\00\00\00")').to_bytes() == b"\0asm\1\0\0\0"
    assert Module.from_text(r'(module quote "(memory" " 1)")').data == Module.from_text("(memory 1)").data


@pytest.mark.parametrize("bits", [32, 64])
@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0.0), ("-0", -0.0), ("1", 1.0), ("1.5e3", 1500.0), ("0x1.8p1", 3.0), ("0x.8", None), ("1_000.2_5", 1000.25), ("inf", float("inf")),
        ("-0x1p-30", -(2.0**-30)), ("6.0221e23", None), ("1e-400", 0.0), ("0x1p-2000", 0.0), ("0x0p99999999999999999999", 0.0),
        ("16777217", None), ("0x1.000001p0", None), ("0x1.000003p0", None),
    ],
)  # fmt: skip
def test_floats(text: str, value: float | None, bits: int) -> None:
    kind = "<f" if bits == 32 else "<d"
    if text == "0x.8":
        with pytest.raises(MalformedModule):
            parse_module(f"(func f{bits}.const {text})")
        return
    if value is None:
        value = float.fromhex(text) if "x" in text else float(text)
    assert float_bits(text, bits) == int.from_bytes(struct.pack(kind, value), "little")


def test_a_float_is_rounded_once() -> None:
    # just above the middle of two: by way of a double it would be the middle
    assert float_bits("0x1.00000100000000001p0", 32) == 0x3F800001
    assert float_bits("1.00000005960464477539062500000001", 32) == 0x3F800001
    assert float_bits("1.000000059604644775390625", 32) == 0x3F800000
    assert float_bits("1.0000000596046447753906" + "25" + "0" * 3000 + "1", 32) == 0x3F800001


@pytest.mark.parametrize("text", ["0x1p128", "3.4028236e38", "1e999999999999999999", "nan:0x0", "nan:0x800000"])
def test_floats_out_of_range(text: str) -> None:
    with pytest.raises(OutOfRange):
        float_bits(text, 32)


def test_integers() -> None:
    assert [in_bits(t, 8) for t in ("255", "-128", "0x80", "+1", "1_0")] == [-1, -128, -128, 1, 10]
    for text in ("256", "-129", "9" * 10_000):
        with pytest.raises(OutOfRange):
            in_bits(text, 8)
