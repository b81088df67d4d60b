"""THE TABLE of the register code that WebAssembly functions are lowered to.

An instruction is one or more words of 64 bits; the first is four 16-bit fields, ``op a b c``. Slots of a frame are 64 bits
and have no type; an i32 or f32 is zero-extended, a v128 takes two. ``tools/gen.py`` derives ``_wasmops.pxd`` (numbers,
labels), ``_wasmrows.pxd`` (what lowering looks up by the instruction's number) and the arms of the plain instructions in
``_wasm_loop.pyx``.

A plain instruction is a row ``name : types : expression``. Types are those of the operands and of the result:

    i u32   I s32   l u64   L s64   f float   d double

``x`` is slot b and ``y`` slot c. Rows of BINARY marked K also exist with ``y`` as the second word (name_K). ``unless``
conditions trap; they are not tested in the K form, which is used only where they cannot hold.
"""

from __future__ import annotations

UNARY = """
i32.eqz      : i i : x == 0
i64.eqz      : l i : x == 0
i32.clz      : i i : w_clz32(x)
i32.ctz      : i i : w_ctz32(x)
i32.popcnt   : i i : w_popcnt32(x)
i64.clz      : l l : w_clz64(x)
i64.ctz      : l l : w_ctz64(x)
i64.popcnt   : l l : w_popcnt64(x)
f32.ceil     : f f : w_ceilf(x)
f32.floor    : f f : w_floorf(x)
f32.trunc    : f f : w_truncf(x)
f32.nearest  : f f : w_rintf(x)
f32.sqrt     : f f : w_sqrtf(x)
f64.ceil     : d d : w_ceil(x)
f64.floor    : d d : w_floor(x)
f64.trunc    : d d : w_trunc(x)
f64.nearest  : d d : w_rint(x)
f64.sqrt     : d d : w_sqrt(x)
f32.abs      : i i : x & 0x7FFFFFFFu
f32.neg      : i i : x ^ 0x80000000u
f64.abs      : l l : x & 0x7FFFFFFFFFFFFFFFu
f64.neg      : l l : x ^ 0x8000000000000000u
i32.wrap_i64       : i i : x
i64.extend_i32_s   : I l : <int64_t>x
i64.extend_i32_u   : i l : x
f32.convert_i32_s  : I f : <float>x
f32.convert_i32_u  : i f : <float>x
f32.convert_i64_s  : L f : <float>x
f32.convert_i64_u  : l f : <float>x
f64.convert_i32_s  : I d : <double>x
f64.convert_i32_u  : i d : <double>x
f64.convert_i64_s  : L d : <double>x
f64.convert_i64_u  : l d : <double>x
f32.demote_f64     : d f : <float>x
f64.promote_f32    : f d : <double>x
i32.extend8_s      : i i : <int32_t><int8_t>x
i32.extend16_s     : i i : <int32_t><int16_t>x
i64.extend8_s      : l l : <int64_t><int8_t>x
i64.extend16_s     : l l : <int64_t><int16_t>x
i64.extend32_s     : l l : <int64_t><int32_t>x
i32.trunc_sat_f32_s : f i : w_sat_i32(x)
i32.trunc_sat_f32_u : f i : w_sat_u32(x)
i32.trunc_sat_f64_s : d i : w_sat_i32(x)
i32.trunc_sat_f64_u : d i : w_sat_u32(x)
i64.trunc_sat_f32_s : f l : w_sat_i64(x)
i64.trunc_sat_f32_u : f l : w_sat_u64(x)
i64.trunc_sat_f64_s : d l : w_sat_i64(x)
i64.trunc_sat_f64_u : d l : w_sat_u64(x)
"""

# May trap: the expression is a status, and has the result in v.
CHECKED = """
i32.trunc_f32_s : f : w_trunc_f32_i32(x, &v)
i32.trunc_f32_u : f : w_trunc_f32_u32(x, &v)
i32.trunc_f64_s : d : w_trunc_f64_i32(x, &v)
i32.trunc_f64_u : d : w_trunc_f64_u32(x, &v)
i64.trunc_f32_s : f : w_trunc_f32_i64(x, &v)
i64.trunc_f32_u : f : w_trunc_f32_u64(x, &v)
i64.trunc_f64_s : d : w_trunc_f64_i64(x, &v)
i64.trunc_f64_u : d : w_trunc_f64_u64(x, &v)
"""

BINARY = """
i32.add    : i i K : x + y
i32.sub    : i i K : x - y
i32.mul    : i i K : x * y
i32.div_s  : I i K : x // y             : y == 0 DIVZERO, x == -2147483648 and y == -1 OVERFLOW
i32.div_u  : i i K : x // y             : y == 0 DIVZERO
i32.rem_s  : I i K : w_rem_s32(x, y)    : y == 0 DIVZERO
i32.rem_u  : i i K : x % y              : y == 0 DIVZERO
i32.and    : i i K : x & y
i32.or     : i i K : x | y
i32.xor    : i i K : x ^ y
i32.shl    : i i K : x << (y & 31)
i32.shr_s  : I i K : x >> (y & 31)
i32.shr_u  : i i K : x >> (y & 31)
i32.rotl   : i i K : w_rotl32(x, y)
i32.rotr   : i i   : w_rotl32(x, 0 - y)
i64.add    : l l K : x + y
i64.sub    : l l K : x - y
i64.mul    : l l K : x * y
i64.div_s  : L l K : x // y             : y == 0 DIVZERO, y == -1 and w_is_min(x) OVERFLOW
i64.div_u  : l l K : x // y             : y == 0 DIVZERO
i64.rem_s  : L l K : w_rem_s64(x, y)    : y == 0 DIVZERO
i64.rem_u  : l l K : x % y              : y == 0 DIVZERO
i64.and    : l l K : x & y
i64.or     : l l K : x | y
i64.xor    : l l K : x ^ y
i64.shl    : l l K : x << (y & 63)
i64.shr_s  : L l K : x >> (y & 63)
i64.shr_u  : l l K : x >> (y & 63)
i64.rotl   : l l K : w_rotl64(x, y)
i64.rotr   : l l   : w_rotl64(x, 0 - y)
f32.add    : f f   : x + y
f32.sub    : f f   : x - y
f32.mul    : f f   : x * y
f32.div    : f f   : x / y
f32.min    : f f   : w_minf(x, y)
f32.max    : f f   : w_maxf(x, y)
f32.copysign : i i : (x & 0x7FFFFFFFu) | (y & 0x80000000u)
f64.add    : d d K : x + y
f64.sub    : d d K : x - y
f64.mul    : d d K : x * y
f64.div    : d d K : x / y
f64.min    : d d   : w_min(x, y)
f64.max    : d d   : w_max(x, y)
f64.copysign : l l : (x & 0x7FFFFFFFFFFFFFFFu) | (y & 0x8000000000000000u)
"""

# Comparisons exist as values (name, and name_K) and as branches (br.name, br.name_K, which have the distance and a 32-bit
# constant in the second word). gt and ge of two slots are lt and le with the slots exchanged.
COMPARE = """
i32.eq    : i K : x == y
i32.ne    : i K : x != y
i32.lt_s  : I K : x < y
i32.lt_u  : i K : x < y
i32.le_s  : I K : x <= y
i32.le_u  : i K : x <= y
i32.gt_s  : I k : x > y
i32.gt_u  : i k : x > y
i32.ge_s  : I k : x >= y
i32.ge_u  : i k : x >= y
i64.eq    : l K : x == y
i64.ne    : l K : x != y
i64.lt_s  : L K : x < y
i64.lt_u  : l K : x < y
i64.le_s  : L K : x <= y
i64.le_u  : l K : x <= y
i64.gt_s  : L k : x > y
i64.gt_u  : l k : x > y
i64.ge_s  : L k : x >= y
i64.ge_u  : l k : x >= y
f32.eq    : f   : x == y
f32.ne    : f   : x != y
f32.lt    : f   : x < y
f32.le    : f   : x <= y
f32.nlt   : f   : not (x < y)
f32.nle   : f   : not (x <= y)
f64.eq    : d   : x == y
f64.ne    : d   : x != y
f64.lt    : d   : x < y
f64.le    : d   : x <= y
f64.nlt   : d   : not (x < y)
f64.nle   : d   : not (x <= y)
"""

# name : bytes : what is read, from p. The address is slot b, the offset c. Forms: _WIDE, with the offset in the second word;
# _AK, with a constant that is added to the slot first, modulo 2^32, in the second word; _AB, with two slots that are added,
# and the offset in the second word. Of stores also _V, with the value in the second word.
LOAD = """
i32.load     : 4 : w_load32(p)
i64.load     : 8 : w_load64(p)
i32.load8_s  : 1 : <uint32_t><int32_t><int8_t>p[0]
i32.load8_u  : 1 : p[0]
i32.load16_s : 2 : <uint32_t><int32_t><int16_t>w_load16(p)
i32.load16_u : 2 : w_load16(p)
i64.load8_s  : 1 : <uint64_t><int64_t><int8_t>p[0]
i64.load16_s : 2 : <uint64_t><int64_t><int16_t>w_load16(p)
i64.load32_s : 4 : <uint64_t><int64_t><int32_t>w_load32(p)
"""
# Reads of other names that do the same: slots have no type.
SAME_LOAD = {
    "f32.load": "i32.load", "f64.load": "i64.load", "i64.load8_u": "i32.load8_u", "i64.load16_u": "i32.load16_u",
    "i64.load32_u": "i32.load",
}  # fmt: skip

# name : bytes. The address is slot b, the value slot a.
STORE = """
i32.store8  : 1 : p[0] = <uint8_t>v
i32.store16 : 2 : w_store16(p, <uint16_t>v)
i32.store   : 4 : w_store32(p, <uint32_t>v)
i64.store   : 8 : w_store64(p, v)
"""
SAME_STORE = {
    "f32.store": "i32.store", "f64.store": "i64.store", "i64.store8": "i32.store8", "i64.store16": "i32.store16",
    "i64.store32": "i32.store",
}  # fmt: skip

# Two instructions in one: the right operand of the second is what the first computes. ``z`` is a third slot, in the second
# word, ``k`` a constant there (of 64 bits where the third type is l), ``n`` a small one in field c.
FUSED = """
i32.xor_rotl : i i k : x ^ w_rotl32(y, k)
i32.xor_shr  : i i k : x ^ (y >> (k & 31))
i32.add_shl  : i i k : x + (y << (k & 31))
i32.and_shl  : i i n : (x & k) << n
i32.shr_and  : i i n : (x >> n) & k
i32.add_mul  : i i z : x + y * z
i32.add_add  : i i k : x + y + k
i64.add_add  : l l l : x + y + k
i32.shl_add  : i i n : (x << n) + k
f64.add_mul  : d d z : x + y * z
f64.sub_mul  : d d z : x - y * z
"""

# The end of a loop: a local is stepped by field b, then compared; name : as for COMPARE, y being slot c or the constant.
STEP = """
i32.step    : i k : x != 0
i32.step_ne : i K : x != y
i32.step_lt_s : I K : x < y
i32.step_lt_u : i K : x < y
"""

# Instructions whose arms are written by hand.
SPECIAL = """
unreachable
halt        end of a run
lower       first instruction of a function that was not called yet; second word: the function
mov         R[a] = R[b]
mov2        R[a] = R[b]; R[a + 1] = R[c]
movp        R[a] = R[b], then R[c] = R[second word]
movk        R[a] = second word
movk32      R[a] = the 32 bits of b and c
movv        R[a], R[a + 1] = R[b], R[b + 1]
copy        c slots from b to a, from the first on
zero        b slots from a are 0
select      R[a] = R[second word] ? R[b] : R[c]
selectv     the same of vectors
selectk     R[a] = R[b] ? the lower half of the second word : the upper
br          by the distance in b and c, in words
br_if       if R[a] (32 bits)
br_unless
br_null     if R[a] is 0 (64 bits)
br_nonnull
br_table    index R[a], then b + (c << 16) distances of 32 bits, padded to words; the last is the default; from behind it
call        frame at a, its header at b; second word: the function
call_import frame at a, header at b; second word: index of the function
call_indirect  frame at a, header at b, index R[c]; then the type, then table | wide index << 32
call_ref    frame at a, header at b, function R[c]
tail        arguments at a, b slots of them; second word: the function
tail_import
tail_indirect
tail_ref
ret         header at a
ret1        R[b] is the result
retk        the second word is
retn        c slots from b are
global_get  R[a] = global of the second word
global_set
global_getv
global_setv
memory_size R[a], memory b
memory_grow R[a] of memory c by R[b]
load_any    R[a] = load number c of address R[b]; then the offset, then memory
store_any   the same: value R[a]
ext         instruction of number b, operands from slot a; second and third word: immediates
simd        R[a] = instruction b (of c, ...); second word: slots of up to four operands; third word: immediate
throw       tag of the second word, arguments from a
throw_ref   R[a]
"""


FORMS = {"load": ("WIDE", "AK", "AB"), "store": ("WIDE", "AK", "AB", "V")}  # in this order: lowering counts on it


class Row:
    """``traps``: (condition, status). ``constant``: "" or K (also with a constant) or k (only so)."""

    __slots__ = ("name", "kind", "of", "to", "constant", "text", "traps", "size")

    def __init__(self, name: str, kind: str) -> None:
        self.name = name
        self.kind = kind
        self.of = self.to = self.constant = self.text = ""
        self.traps: list[tuple[str, str]] = []
        self.size = 0


def _lines(text: str) -> list[list[str]]:
    return [[part.strip() for part in line.split(":")] for line in text.strip().splitlines()]


def _rows(text: str, kind: str) -> list[Row]:
    rows = []
    for name, types, expression, *traps in _lines(text):
        row = Row(name, kind)
        first, *rest = types.split()
        row.text = expression
        if kind in ("load", "store"):
            row.size = int(first)
        else:
            row.of = first
            row.to = rest[0] if kind in ("unary", "binary", "fused") else "i"
            row.constant = rest[-1] if rest and rest[-1] in "kKnz" else ""
        for trap in traps[0].split(", ") if traps else ():
            condition, _, status = trap.rpartition(" ")
            row.traps.append((condition, status))
        rows.append(row)
    return rows


ROWS = [
    *_rows(UNARY, "unary"), *_rows(CHECKED, "checked"), *_rows(BINARY, "binary"), *_rows(FUSED, "fused"),
    *_rows(STEP, "step"), *_rows(COMPARE, "compare"), *_rows(LOAD, "load"), *_rows(STORE, "store"),
]  # fmt: skip


def _title(name: str) -> str:
    return name.upper().replace(".", "_")


def names() -> list[str]:
    """Of the register code, in the order of their numbers. A comparison and its branch are a fixed distance apart."""
    found = [line.split()[0].upper() for line in SPECIAL.strip().splitlines()]
    compares = []
    for row in ROWS:
        title = _title(row.name)
        if row.kind == "compare":
            compares += [title] if row.constant != "k" else []
            compares += [title + "_K"] if row.constant else []
        else:
            found.append(title)
            found += [title + "_K"] if row.constant == "K" else []
            found += [f"{title}_{form}" for form in FORMS.get(row.kind, ())]
    return [*found, *compares, *["BR_" + one for one in compares]]


title = _title
