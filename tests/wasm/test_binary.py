"""The binary format: what is refused, with reason and offset; that nothing is lost on the way there and back."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pyfront.wasm import InvalidModule, MalformedModule, Module, WasmError, compiled, leb
from pyfront.wasm.decode import decode
from pyfront.wasm.encode import encode
from pyfront.wasm.optable import BY_NAME, OPS
from pyfront.wasm.text_module import parse_module
from pyfront.wasm.validate import validate

HEAD = b"\0asm\1\0\0\0"
FUNC = HEAD + bytes.fromhex("01 04 01 60 00 00 03 02 01 00")  # a type, a function; code sections begin at byte 18

REFUSED = [
    (b"", "unexpected end", 0),
    (b"\0asm", "unexpected end", 4),
    (b"asm\0\1\0\0\0", "magic header not detected", 0),
    (b"\0asm\2\0\0\0", "unknown binary version", 4),
    (HEAD + b"\x0e\0", "malformed section id", 8),
    (HEAD + b"\1\1\0\1\1\0", "unexpected content after last section", 11),
    (HEAD + b"\2\1\0\1\1\0", "unexpected content after last section", 11),
    (HEAD + b"\1\2\0", "length out of bounds", 9),
    (HEAD + b"\1\2\0\0", "section size mismatch", 8),
    (HEAD + b"\1\xff\xff\xff\xff\x7f", "integer too large", 13),
    (HEAD + b"\1\x80\x80\x80\x80\x80\0", "integer representation too long", 14),
    (HEAD + b"\2\4\1\1\xff\0", "malformed UTF-8 encoding", 12),
    (HEAD + b"\2\6\1\1a\1b\5", "malformed import kind", 15),
    (HEAD + b"\5\3\1\x08\0", "malformed limits flags", 11),
    (HEAD + b"\6\5\1\x7f\2\x41\0", "malformed mutability", 12),
    (FUNC, "function and code section have inconsistent lengths", 18),
    (FUNC + b"\x0a\4\1\2\0\x06", "illegal opcode 06", 23),
    (FUNC + b"\x0a\6\1\4\0\xfc\x7f\x0b", "illegal opcode fc 7f", 23),
    (FUNC + b"\x0a\4\1\2\0\x01", "unexpected end of section or function", 24),
    (FUNC + b"\x0a\5\1\3\0\x05\x0b", "END opcode expected: misplaced ELSE opcode", 23),
    (FUNC + b"\x0a\5\1\3\0\x0b\x0b", "section size mismatch", 21),
    (FUNC + b"\x0a\x0c\1\x0a\2\xff\xff\xff\xff\x0f\x7f\1\x7f\x0b", "too many locals", 22),
]


@pytest.mark.parametrize(("data", "message", "offset"), [case for case in REFUSED if case[1] and case[2] is not None])
def test_malformed(data: bytes, message: str, offset: int) -> None:
    with pytest.raises(MalformedModule) as caught:
        Module(data) if data.startswith(b"\0asm") else decode(data)
    assert (caught.value.message, caught.value.offset) == (message, offset)
    assert str(caught.value) == f"{message} (at byte {offset:#x})"


def test_an_invalid_instruction_is_named_by_its_offset() -> None:
    data = Module.from_text("(func nop (i32.const 300) drop)").to_bytes()
    data = data.replace(bytes([OPS.index(BY_NAME["drop"])]), b"\x45")  # i32.eqz, whose result stays
    with pytest.raises(InvalidModule) as caught:
        Module(data)
    assert data[caught.value.offset] == 0x0B
    assert caught.value.message == "type mismatch: 1 operands too many at the end of a block"


def test_errors_can_be_pickled() -> None:
    with pytest.raises(MalformedModule) as caught:
        decode(HEAD + b"\x0e\0")
    again = pickle.loads(pickle.dumps(caught.value))
    assert (type(again), str(again), again.offset) == (MalformedModule, str(caught.value), 8)


# ---------------------------------------------------------------- numbers


@given(st.integers(0, 2**64 - 1))
def test_unsigned_numbers_come_back(n: int) -> None:
    out = bytearray()
    leb.write_unsigned(n, out)
    assert compiled.unsigned(bytes(out), 0, 64) == (n, len(out))


@given(st.integers(-(2**63), 2**63 - 1))
def test_signed_numbers_come_back(n: int) -> None:
    out = bytearray()
    leb.write_signed(n, out)
    assert compiled.signed(bytes(out), 0, 64) == (n, len(out))


def spelled(n: int, size: int, signed: bool) -> bytes:
    """A number in that many bytes."""
    return bytes([(n >> 7 * i) & 0x7F | (0x80 if i < size - 1 else 0) for i in range(size)])


@given(st.integers(-(2**40), 2**40), st.integers(1, 8), st.sampled_from([32, 33, 64]), st.booleans())
@example(2**32, 5, 32, False)
@example(-1, 5, 32, True)
@example(0, 6, 32, False)
def test_every_spelling_is_read_or_refused_by_the_grammar(n: int, size: int, bits: int, signed: bool) -> None:
    data = spelled(n, size, signed)
    read = compiled.signed if signed else compiled.unsigned
    raw = sum((b & 0x7F) << 7 * i for i, b in enumerate(data))
    value = raw - (1 << 7 * size) if signed and raw >> (7 * size - 1) else raw
    low, high = (-(1 << (bits - 1)), 1 << (bits - 1)) if signed else (0, 1 << bits)
    if size <= (bits + 6) // 7 and low <= value < high:
        assert read(data, 0, bits) == (value, size)
    else:
        with pytest.raises(MalformedModule, match=r"integer (too large|representation too long)"):
            read(data, 0, bits)


@given(st.binary(max_size=12), st.sampled_from([32, 33, 64]))
def test_numbers_from_any_bytes(data: bytes, bits: int) -> None:
    for read in (compiled.signed, compiled.unsigned):
        try:
            _, pos = read(data, 0, bits)
        except MalformedModule:
            continue
        assert 0 < pos <= (bits + 6) // 7


# ---------------------------------------------------------------- whole modules

PROGRAM = """
(module $m
  (type $s (sub (struct (field i32) (field (mut i8)) (field $next (mut (ref null $s))))))
  (type $a (array (mut f64)))
  (rec (type $x (func (param (ref $y)))) (type $y (sub final $s (struct (field i32) (field (mut i8)) (field (mut (ref null $s))) (field f32)))))
  (import "env" "f" (func $f (param i32) (result i64)))
  (import "env" "m" (memory $mem 1 2))
  (import "env" "g" (global $g i32))
  (table $t 2 10 funcref)
  (table $u 1 (ref func) (ref.func $f))
  (memory $big i64 1)
  (tag $e (param i32 f64))
  (global $h (mut f32) (f32.const -nan:0x200000))
  (global $k i32 (i32.add (global.get $g) (i32.const 5)))
  (export "run" (func $run)) (export "mem" (memory $big)) (export "e" (tag $e)) (export "h" (global $h)) (export "t" (table $t))
  (start $init)
  (elem $el (table $t) (i32.const 0) func $f $run)
  (elem funcref (ref.func $f) (ref.null func))
  (elem declare func $init)
  (elem (table $u) (i32.const 0) (ref func) (item ref.func $init))
  (data $d "xyz") (data (memory $big) (i64.const 8) "\\00\\ff")
  (func $init)
  (func $run (param $p i32) (result i32) (local $i i64) (local $r (ref $s)) (local $v v128)
    (block $out (result i32)
      (loop $again
        (br_table $again $again $again (local.get $p)))
      (local.set $v (v128.const i64x2 1 -1))
      (drop (i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31 (local.get $v) (local.get $v)))
      (local.set $i (i64.load offset=0x1_0000_0000 $big (i64.const 1)))
      (v128.store64_lane offset=8 1 (i32.const 0) (local.get $v))
      (local.set $r (struct.new $s (i32.const 1) (i32.const 2) (ref.null none)))
      (struct.set $s $next (local.get $r) (local.get $r))
      (drop (array.new_fixed $a 2 (f64.const 0x1.8p3) (f64.const inf)))
      (memory.init $mem $d (i32.const 0) (i32.const 0) (i32.const 3))
      (memory.copy $big $mem (i64.const 0) (i32.const 0) (i32.const 1))
      (if (result i32) (ref.test (ref $y) (local.get $r))
        (then (call_indirect $t (param i32) (result i32) (i32.const 4) (i32.const 1)))
        (else (select (result i32) (i32.const 1) (i32.const 2) (i32.const 0))))
      (drop (block $b (result (ref $y)) (br_on_cast $b (ref $s) (ref $y) (local.get $r)) (return (i32.const 0))))
      (drop (block $c (result exnref)
        (try_table (catch_all_ref $c) (throw $e (i32.const 1) (f64.const 2)))
        (unreachable))))
    (drop)
    (return_call $run (i32.trunc_sat_f32_u (global.get $h)))))
"""
PROGRAM = PROGRAM.replace("(i64.load offset=0x1_0000_0000 $big", "(i64.load $big offset=0x1_0000_0000")
BINARY = Module.from_text(PROGRAM).to_bytes()


def test_there_and_back() -> None:
    m = Module(BINARY)
    assert m.data == parse_module(PROGRAM)
    assert m.to_bytes() == BINARY


def test_every_instruction_comes_back() -> None:
    imms = {
        "": None, "block": -127, "i32": -5, "i64": -(2**63), "f32": 0x7FC00001, "f64": 2**63, "v128": bytes(range(16)),
        "shuffle": bytes(range(16)), "heap": -16, "types": (0x7F, 0x7E), "labels": ((1, 300), 2), "mem": (2, 70_000, 3), "mem lane": (1, 5, 0, 7),
        "cast": (1, 256 + (65 << 1 | 1), 256 + (64 - 18 << 1)), "try_table": (-1, ((0, 4, 1), (3, None, 0))), "lane": 3,
    }  # fmt: skip
    from pyfront.wasm.encode import encode_expression
    from pyfront.wasm.module import Expr
    from pyfront.wasm.reader import Reader

    for op in OPS:
        if op is None or op.name == "else":
            continue
        imm = imms[op.imm] if op.imm in imms else (200, 300) if "_" in op.imm or op.imm == "field" else 200
        opens = op.imm in ("block", "try_table")
        expr = Expr([op.number] + [0x0B] * (1 + opens), [imm] + [None] * (1 + opens)) if op.name != "end" else Expr([0x0B], [None])
        data = encode_expression(expr)
        reader = Reader(data)
        assert reader.expression() == expr, op.name
        assert reader.pos == len(data)


@given(st.integers(8, len(BINARY) - 1), st.integers(0, 255), st.integers(8, len(BINARY) - 1), st.integers(0, 255))
def test_a_damaged_module_is_read_or_refused(at: int, byte: int, also: int, other: int) -> None:
    data = bytearray(BINARY)
    data[at], data[also] = byte, other
    check(bytes(data))


@given(st.integers(0, len(BINARY)), st.binary(max_size=6), st.integers(0, 6))
def test_a_module_with_bytes_put_in_or_left_out_is_read_or_refused(at: int, more: bytes, fewer: int) -> None:
    check(BINARY[:at] + more + BINARY[at + fewer :])


@given(st.binary(max_size=60))
def test_any_bytes_of_code_are_read_or_refused(body: bytes) -> None:
    size = len(body) + 1
    check(FUNC + bytes([10, size + 2, 1, size, 0]) + body)


def check(data: bytes) -> None:
    """Reads a module that may be anything; one that is read comes back."""
    try:
        m = decode(data)
    except MalformedModule as error:
        assert 0 <= error.offset <= len(data)
        return
    assert decode(encode(m)) == m
    try:
        validate(m)
    except WasmError as error:
        assert isinstance(error, InvalidModule)
        assert 0 <= error.offset <= len(data)


def test_the_name_section() -> None:
    m = Module.from_text("(module $m (func $a) (func) (func $b) (global $g i32 (i32.const 0)))")
    for one in (m, Module(m.to_bytes(names=True))):
        assert one.name == "m"
        assert one.function_names == {0: "a", 2: "b"}
    assert Module(m.to_bytes()).function_names == {}
    assert m.data.customs == []


@given(st.binary(max_size=30))
def test_a_bad_name_section_does_not_matter(data: bytes) -> None:
    m = Module(HEAD + bytes([0, len(data) + 5, 4]) + b"name" + data)
    assert isinstance(m.function_names, dict)
