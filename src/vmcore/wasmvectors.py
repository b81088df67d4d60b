"""THE TABLE of WebAssembly's vector instructions: what each does to the lanes, in C.

A row is ``name : count : statement``. The statement is run for each ``i`` below the count. X, Y, Z are the operands and R is
the result, each seen as lanes of any type: ``R.u8[i] = X.u8[i] + Y.u8[i]``. A scalar is in the lowest lane. ``lane`` is the
immediate. ``tools/gen_wasm.py`` makes one C function of it. Loads and stores are in ``_wasm_simd.pyx``.
"""

from __future__ import annotations

INTEGERS = (("i8x16", 8, 16), ("i16x8", 16, 8), ("i32x4", 32, 4), ("i64x2", 64, 2))
FLOATS = (("f32x4", 32, 4), ("f64x2", 64, 2))
TESTS = {"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "le": "<=", "ge": ">="}

OTHERS = """
v128.not          : 2  : R.u64[i] = ~X.u64[i]
v128.and          : 2  : R.u64[i] = X.u64[i] & Y.u64[i]
v128.andnot       : 2  : R.u64[i] = X.u64[i] & ~Y.u64[i]
v128.or           : 2  : R.u64[i] = X.u64[i] | Y.u64[i]
v128.xor          : 2  : R.u64[i] = X.u64[i] ^ Y.u64[i]
v128.bitselect    : 2  : R.u64[i] = (X.u64[i] & Z.u64[i]) | (Y.u64[i] & ~Z.u64[i])
v128.any_true     : 1  : R.u64[i] = (X.u64[0] | X.u64[1]) != 0
i8x16.swizzle     : 16 : R.u8[i] = Y.u8[i] < 16 ? X.u8[Y.u8[i]] : 0
i8x16.popcnt      : 16 : R.u8[i] = (uint8_t)w_popcnt32(X.u8[i])
i16x8.q15mulr_sat_s : 8 : R.s16[i] = w_sat16(((int32_t)X.s16[i] * Y.s16[i] + 0x4000) >> 15)
i32x4.dot_i16x8_s : 4  : R.u32[i] = w_dot2(X.s16 + 2 * i, Y.s16 + 2 * i)
f32x4.convert_i32x4_s : 4 : R.f32[i] = (float)X.s32[i]
f32x4.convert_i32x4_u : 4 : R.f32[i] = (float)X.u32[i]
f64x2.convert_low_i32x4_s : 2 : R.f64[i] = X.s32[i]
f64x2.convert_low_i32x4_u : 2 : R.f64[i] = X.u32[i]
f32x4.demote_f64x2_zero : 4 : if (i < 2) R.f32[i] = (float)X.f64[i]; else R.u32[i] = 0
f64x2.promote_low_f32x4 : 2 : R.f64[i] = X.f32[i]
i32x4.trunc_sat_f32x4_s : 4 : R.u32[i] = w_sat_i32(X.f32[i])
i32x4.trunc_sat_f32x4_u : 4 : R.u32[i] = w_sat_u32(X.f32[i])
i32x4.trunc_sat_f64x2_s_zero : 4 : R.u32[i] = i < 2 ? w_sat_i32(X.f64[i]) : 0
i32x4.trunc_sat_f64x2_u_zero : 4 : R.u32[i] = i < 2 ? w_sat_u32(X.f64[i]) : 0
i16x8.relaxed_dot_i8x16_i7x16_s : 8 : R.u16[i] = (uint16_t)(X.s8[2 * i] * Y.s8[2 * i] + X.s8[2 * i + 1] * Y.s8[2 * i + 1])
i32x4.relaxed_dot_i8x16_i7x16_add_s : 4 : R.u32[i] = Z.u32[i] + (uint32_t)w_dot4(X.s8 + 4 * i, Y.s8 + 4 * i)
"""

# Of relaxed instructions, the choice is the plain instruction of the same kind, or what is written here: no fused operations.
RELAXED = {
    "i8x16.relaxed_swizzle": "i8x16.swizzle", "i32x4.relaxed_trunc_f32x4_s": "i32x4.trunc_sat_f32x4_s",
    "i32x4.relaxed_trunc_f32x4_u": "i32x4.trunc_sat_f32x4_u",
    "i32x4.relaxed_trunc_f64x2_s_zero": "i32x4.trunc_sat_f64x2_s_zero",
    "i32x4.relaxed_trunc_f64x2_u_zero": "i32x4.trunc_sat_f64x2_u_zero",
    "i16x8.relaxed_q15mulr_s": "i16x8.q15mulr_sat_s",
    **{f"{shape}.relaxed_laneselect": "v128.bitselect" for shape, _, _ in INTEGERS},
    **{f"{shape}.relaxed_{name}": f"{shape}.{name}" for shape, _, _ in FLOATS for name in ("min", "max")},
}  # fmt: skip


def _integers(shape: str, bits: int, count: int) -> dict[str, tuple[int, str]]:
    u, s = f"u{bits}[i]", f"s{bits}[i]"
    wide = f"(uint{bits}_t)"
    rows = {
        "splat": (count, f"R.{u} = {wide}X.u64[0]"),
        "neg": (count, f"R.{u} = {wide}(0 - X.{u})"),
        "abs": (count, f"R.{u} = X.{s} < 0 ? {wide}(0 - X.{u}) : X.{u}"),
        "add": (count, f"R.{u} = {wide}(X.{u} + Y.{u})"),
        "sub": (count, f"R.{u} = {wide}(X.{u} - Y.{u})"),
        "mul": (count, f"R.{u} = {wide}(X.{u} * (uint64_t)Y.{u})"),
        "shl": (count, f"R.{u} = {wide}(X.{u} << (Y.u32[0] & {bits - 1}))"),
        "shr_s": (count, f"R.{s} = X.{s} >> (Y.u32[0] & {bits - 1})"),
        "shr_u": (count, f"R.{u} = X.{u} >> (Y.u32[0] & {bits - 1})"),
        "all_true": (count, f"R.u64[0] = i ? R.u64[0] & (X.{u} != 0) : X.{u} != 0"),
        "bitmask": (count, f"R.u64[0] = (i ? R.u64[0] : 0) | (uint64_t)(X.{s} < 0) << i"),
        "replace_lane": (1, f"R = X; R.u{bits}[lane] = {wide}Y.u64[0]"),
        "extract_lane": (1, f"R.u64[0] = X.u{bits}[lane]"),
        "extract_lane_u": (1, f"R.u64[0] = X.u{bits}[lane]"),
        "extract_lane_s": (1, f"R.u64[0] = (uint32_t)(int32_t)X.s{bits}[lane]"),
        "avgr_u": (count, f"R.{u} = {wide}((X.{u} + Y.{u} + 1u) >> 1)"),
    }
    for name, test in TESTS.items():
        for sign, lanes in (("", u), ("_s", s), ("_u", u)):
            rows[name + sign] = count, f"R.{u} = X.{lanes} {test} Y.{lanes} ? {wide}-1 : 0"
    for name, test in (("min", "<"), ("max", ">")):
        for sign, lanes in (("_s", s), ("_u", u)):
            rows[name + sign] = count, f"R.{lanes} = X.{lanes} {test} Y.{lanes} ? X.{lanes} : Y.{lanes}"
    if bits <= 16:
        for name, op in (("add_sat", "+"), ("sub_sat", "-")):
            rows[name + "_s"] = count, f"R.{s} = w_sat{bits}(X.{s} {op} Y.{s})"
            rows[name + "_u"] = count, f"R.{u} = w_usat{bits}(X.{u} {op} Y.{u})"
    return {f"{shape}.{name}": row for name, row in rows.items()}


def _widening(shape: str, bits: int, count: int) -> dict[str, tuple[int, str]]:
    """From lanes of half the size, or for narrow of twice the size."""
    rows = {}
    half = bits // 2
    of = {8: "i8x16", 16: "i16x8", 32: "i32x4"}.get(half, "")
    for sign, letter in (("s", "s"), ("u", "u")):
        to = f"R.{letter}{bits}[i]"
        for part, start in (("low", 0), ("high", count)):
            x, y = (f"{v}.{letter}{half}[i + {start}]" for v in "XY")
            rows[f"extend_{part}_{of}_{sign}"] = count, f"{to} = {x}"
            wide = f"({'u' if letter == 'u' else ''}int{bits}_t)"
            rows[f"extmul_{part}_{of}_{sign}"] = count, f"{to} = {wide}({wide}{x} * {wide}{y})"
        pair = f"X.{letter}{half}[2 * i] + X.{letter}{half}[2 * i + 1]"
        rows[f"extadd_pairwise_{of}_{sign}"] = count, f"{to} = {pair}"
    return {f"{shape}.{name}": row for name, row in rows.items()}


def _narrowing(shape: str, bits: int, count: int) -> dict[str, tuple[int, str]]:
    wide = bits * 2
    of = {8: "i16x8", 16: "i32x4"}[bits]
    half = count // 2
    x = f"(i < {half} ? X.s{wide}[i] : Y.s{wide}[i - {half}])"
    return {
        f"{shape}.narrow_{of}_s": (count, f"R.s{bits}[i] = w_sat{bits}({x})"),
        f"{shape}.narrow_{of}_u": (count, f"R.u{bits}[i] = w_usat{bits}({x})"),
    }


def _floats(shape: str, bits: int, count: int) -> dict[str, tuple[int, str]]:
    f, u = f"f{bits}[i]", f"u{bits}[i]"
    suffix = "f" if bits == 32 else ""
    sign = f"((uint{bits}_t)1 << {bits - 1})"
    rows = {
        "splat": (count, f"R.{u} = X.u{bits}[0]"),
        "extract_lane": (1, f"R.u64[0] = X.u{bits}[lane]"),
        "replace_lane": (1, f"R = X; R.u{bits}[lane] = Y.u{bits}[0]"),
        "abs": (count, f"R.{u} = X.{u} & ~{sign}"),
        "neg": (count, f"R.{u} = X.{u} ^ {sign}"),
        "pmin": (count, f"R.{u} = Y.{f} < X.{f} ? Y.{u} : X.{u}"),
        "pmax": (count, f"R.{u} = X.{f} < Y.{f} ? Y.{u} : X.{u}"),
        "relaxed_madd": (count, f"R.{f} = X.{f} * Y.{f}; R.{f} = R.{f} + Z.{f}"),
        "relaxed_nmadd": (count, f"R.{f} = X.{f} * Y.{f}; R.{f} = Z.{f} - R.{f}"),
    }
    for name, op in (("add", "+"), ("sub", "-"), ("mul", "*"), ("div", "/")):
        rows[name] = count, f"R.{f} = X.{f} {op} Y.{f}"
    for name in ("min", "max"):
        rows[name] = count, f"R.{f} = w_{name}{suffix}(X.{f}, Y.{f})"
    for name, c in (("sqrt", "sqrt"), ("ceil", "ceil"), ("floor", "floor"), ("trunc", "trunc"), ("nearest", "rint")):
        rows[name] = count, f"R.{f} = w_{c}{suffix}(X.{f})"
    for name, test in TESTS.items():
        rows[name] = count, f"R.{u} = X.{f} {test} Y.{f} ? (uint{bits}_t)-1 : 0"
    return {f"{shape}.{name}": row for name, row in rows.items()}


def rows() -> dict[str, tuple[int, str]]:
    """Of all names, and some that no instruction has."""
    found: dict[str, tuple[int, str]] = {}
    for shape, bits, count in INTEGERS:
        found |= _integers(shape, bits, count)
        if bits > 8:
            found |= _widening(shape, bits, count)
        if bits < 32:
            found |= _narrowing(shape, bits, count)
    for shape, bits, count in FLOATS:
        found |= _floats(shape, bits, count)
    for line in OTHERS.strip().splitlines():
        name, count_text, statement = (part.strip() for part in line.split(" : ", 2))
        found[name] = int(count_text), statement
    for name, plain in RELAXED.items():
        found[name] = found[plain]
    return found
