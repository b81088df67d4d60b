"""What tools/gen.py derives from vmcore/wasmops.py and the table of WebAssembly's instructions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any

BEGIN, END = "        # ---- plain instructions: written by tools/gen.py", "        # ---- end of what is written by tools/gen.py"
PREFIX = {"FB": 0x100, "FC": 0x200, "FD": 0x300}
SIZE = 0x500
READ = {
    "i": "<uint32_t>{}", "I": "<int32_t>{}", "l": "{}", "L": "<int64_t>{}", "f": "w_f32(<uint32_t>{})", "d": "w_f64({})",
}  # fmt: skip
WRITE = {"i": "<uint32_t>({})", "l": "<uint64_t>({})", "f": "w_bits32({})", "d": "w_bits64({})"}
KINDS = ("OTHER", "UNARY", "CHECKED", "BINARY", "COMPARE", "LOAD", "STORE", "SIMD", "SIMD_MEM")
IMMEDIATES = (
    "NONE", "U", "S", "UU", "F32", "F64", "V128", "BLOCK", "LABELS", "MEM", "MEM_LANE", "BYTE", "TYPES", "CAST", "TRY",
)  # fmt: skip
_IMM = {
    "": "NONE", "i32": "S", "i64": "S", "heap": "S", "f32": "F32", "f64": "F64", "v128": "V128", "shuffle": "V128",
    "block": "BLOCK",
    "labels": "LABELS", "mem": "MEM", "mem lane": "MEM_LANE", "lane": "BYTE", "types": "TYPES", "cast": "CAST",
    "try_table": "TRY",
}  # fmt: skip


def _imm(words: list[str]) -> str:
    name = " ".join(word.split(":")[0] for word in words)
    return _IMM.get(name) or ("UU" if "_" in name or name == "field" else "U")


def pxd(ops: ModuleType, stamp: str) -> str:
    names = ops.names()
    compares = [f"{n}" for n in names if f"BR_{n}" in names]
    out = ["# " + stamp.format("wasmops.py"), "", "cdef enum:"]
    out += [f"    W_{name} = {i}" for i, name in enumerate(names)]
    out += [f"    N_WOPS = {len(names)}", f"    W_FIRST_COMPARE = W_{compares[0]}", f"    W_LAST_COMPARE = W_{compares[-1]}"]
    out += [f"    W_BRANCH = W_BR_{compares[0]} - W_{compares[0]}  # from a comparison to its branch"]
    return "\n".join([*out, *_threading(names)]) + "\n"


def rows_pxd(ops: ModuleType, features: dict[str, str], stamp: str) -> str:
    names = ops.names()
    compares = [f"{n}" for n in names if f"BR_{n}" in names]
    out = ["# " + stamp.format("wasmops.py"), "", "from libc.stdint cimport uint8_t, uint16_t", "", "cdef enum:"]
    out += [f"    LOWER_{kind} = {i}" for i, kind in enumerate(KINDS)]
    out += [f"    IMM_{kind} = {i}" for i, kind in enumerate(IMMEDIATES)]
    out += ["cdef extern from *:", '    """', "    typedef struct { unsigned char kind, imm, params, wide, result, swap; "
            "unsigned short op, constant, mirrored; } VmWRow;", f"    static const VmWRow VM_WROWS[{SIZE}] = {{"]  # fmt: skip
    table = dict(_lowering(ops, features))
    for number in range(SIZE):
        row = table.get(number)
        out.append(f"    {{{', '.join(map(str, row))}}}," if row else "    {0},")
    out += ["    };", f"    static const unsigned short VM_WNEGATED[{len(compares)}] = {{"]
    out += [f"    {_negated(one, names)}," for one in compares]
    out += ["    };", '    """', '    ctypedef struct WRow "VmWRow":', "        uint8_t kind           # LOWER_*",
            "        uint8_t imm            # IMM_*", "        uint8_t params",
            "        uint8_t wide           # bit i: operand i is a v128",
            "        uint8_t result         # slots", "        uint8_t swap           # exchange the operands",
            "        uint16_t op", "        uint16_t constant      # with y in the code; or 0",
            "        uint16_t mirrored      # with x in the code, as its y",
            f'    const WRow WROWS "VM_WROWS"[{SIZE}]',
            f'    const uint16_t WNEGATED "VM_WNEGATED"[{len(compares)}]  # by number - W_FIRST_COMPARE; 0x8000: exchanged']
    return "\n".join(out) + "\n"


_OPPOSITE = {"EQ": "NE", "NE": "EQ", "LT": "GE", "GE": "LT", "LE": "GT", "GT": "LE"}


def _negated(name: str, names: list[str]) -> int:
    start, test, *rest = name.split("_")
    if start[0] == "F":
        opposite = {"EQ": "NE", "NE": "EQ", "LT": "NLT", "LE": "NLE", "NLT": "LT", "NLE": "LE"}[test]
        return names.index(f"{start}_{opposite}")
    opposite = _OPPOSITE[test]
    if (rest and rest[-1] == "K") or test in ("EQ", "NE"):
        return names.index("_".join([start, opposite, *rest]))
    opposite = {"GE": "LE", "GT": "LT"}[opposite]  # with the operands exchanged
    return names.index("_".join([start, opposite, *rest])) | 0x8000


def _lowering(ops: ModuleType, features: dict[str, str]) -> Iterator[tuple[int, tuple[int, ...]]]:
    names = ops.names()
    number = {name: i for i, name in enumerate(names)}
    rows = {row.name: row for row in ops.ROWS if row.kind not in ("fused", "step")}
    same = {**ops.SAME_LOAD, **ops.SAME_STORE}
    for line in "\n".join(features.values()).splitlines():
        head, _, signature = line.partition(":  ")
        if not head.strip():
            continue
        codes, name, *imms = head.split()
        prefix, _, code = codes.rpartition("/")
        index = PREFIX[prefix] + int(code) if prefix else int(code, 16)
        before, _, after = signature.partition("->")
        params = before.split() if "*" not in signature else []
        row: Any = {"kind": "OTHER", "op": 0, "constant": 0, "mirrored": 0, "swap": 0}
        known = rows.get(same.get(name, name))
        simple = name.split(".")[-1]
        if index >= 0x300 and name != "v128.const":
            row["kind"] = "SIMD_MEM" if imms and imms[0].startswith("mem") else "SIMD"
            row["op"] = index - 0x300
        elif known is not None:
            row["kind"] = known.kind.upper()
            if known.kind == "compare":
                _compare_row(row, name, number)
            else:
                title = ops.title(known.name)
                row["op"] = number[title]
                row["constant"] = number.get(title + "_K", 0)
                commutes = simple in ("add", "mul", "and", "or", "xor") and known.of in "il"
                row["mirrored"] = row["constant"] if commutes else 0
        elif simple in ("gt", "ge") and name[0] == "f":
            row.update(kind="COMPARE", swap=1, op=number[ops.title(name.replace("gt", "lt").replace("ge", "le"))])
        elif name in ("i32.reinterpret_f32", "i64.reinterpret_f64", "f32.reinterpret_i32", "f64.reinterpret_i64"):
            row["kind"] = "UNARY"  # op 0: nothing to do
        if name == "i64.extend_i32_u":
            row["op"] = 0  # slots are zero-extended
        wide = sum(1 << i for i, t in enumerate(params) if t == "v128")
        result = {"v128": 2}.get(after.strip(), 1) if after.strip() else 0
        yield index, (
            KINDS.index(row["kind"]), IMMEDIATES.index(_imm(imms)), len(params), wide, result, row["swap"], row["op"],
            row["constant"], row["mirrored"],
        )  # fmt: skip


_MIRROR = {"EQ": "EQ", "NE": "NE", "LT": "GT", "GT": "LT", "LE": "GE", "GE": "LE"}


def _compare_row(row: dict[str, Any], name: str, number: dict[str, int]) -> None:
    title = name.upper().replace(".", "_")
    start, test, *rest = title.split("_")
    row["constant"] = number.get(title + "_K", 0)
    row["mirrored"] = number.get("_".join([start, _MIRROR[test], *rest, "K"]), 0)
    row["swap"] = int(test in ("GT", "GE"))
    row["op"] = number["_".join([start, _MIRROR[test], *rest]) if row["swap"] else title]


def _threading(names: list[str]) -> list[str]:
    rows = [", ".join(f"&&VM_W_{name}" for name in names[i : i + 4]) for i in range(0, len(names), 4)]
    targets = ", \\\n        ".join(rows)
    out = ["", "cdef extern from *:", '    """', "    #if defined(__GNUC__) && !defined(VM_NO_THREADING)",
           "    #define VM_W_TARGETS() static const void *const vm_w_targets[] = { \\", f"        {targets}}}",
           "    #define VM_W_NEXT(op, pc) do { (op) = (pc)[0]; \\",
           "        (pc) += 4; goto *vm_w_targets[op]; } while (0)"]  # fmt: skip
    out += [f"    #define VM_W_AT_{name}() VM_W_{name}: (void)0" for name in names]
    out += ["    #else", "    #define VM_W_TARGETS() (void)0", "    #define VM_W_NEXT(op, pc) (void)0"]
    out += [f"    #define VM_W_AT_{name}() (void)0" for name in names]
    out += ["    #endif", '    """', '    void W_TARGETS "VM_W_TARGETS"() noexcept nogil',
            '    void W_NEXT "VM_W_NEXT"(int op, const void* pc) noexcept nogil']  # fmt: skip
    out += [f'    void AT_{name} "VM_W_AT_{name}"() noexcept nogil' for name in names]
    return out


# ---------------------------------------------------------------- arms of the loop


def loop(text: str, ops: ModuleType) -> str:
    """The loop with the arms of the plain instructions as the table has them."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return before + BEGIN + "\n" + "\n".join(_arms(ops)) + "\n\n" + END + after


def _arm(name: str, lines: list[str], skip: int = 0) -> list[str]:
    out = [f"        elif op == W_{name}:", f"            AT_{name}()"]
    out += [f"            {line}" for line in lines]
    if skip:
        out.append(f"            pc += {skip}")
    return [*out, "            W_NEXT(op, pc)", "            continue"]


def _replace(text: str, x: str, y: str) -> str:
    """With x and y put in for the names."""
    parts = {"x": x, "y": y}
    return "".join(parts.get(word, word) for word in re.findall(r"\w+|\s+|.", text))


def _expression(row: Any, x: str, y: str) -> str:
    return _replace(row.text, x, y)


def _operands(row: Any, constant: bool) -> tuple[str, str]:
    x = READ[row.of].format("R[pc[-2]]")
    wide = row.kind == "binary"
    y = READ[row.of].format(("(<uint64_t*>pc)[0]" if wide else "<uint64_t><int64_t>(<int32_t*>pc)[1]") if constant else "R[pc[-1]]")
    return (f"({x})" if row.of not in "l" else x), (f"({y})" if row.of not in "l" else y)


def _arms(ops: ModuleType) -> Iterator[str]:
    for row in ops.ROWS:
        title = ops.title(row.name)
        if row.kind in ("load", "store"):
            for form in ("", *ops.FORMS[row.kind]):
                yield from _memory(row, title, form)
        elif row.kind == "fused":
            yield from _fused(row, title)
        elif row.kind == "step":
            for constant in (False, True)[: 1 + (row.constant == "K")]:
                yield from _step(row, title, constant)
        elif row.kind == "checked":
            yield from _checked(row, title)
        elif row.kind == "compare":
            for constant in (False, True):
                if (row.constant != "k", row.constant != "")[constant]:
                    yield from _compare(row, title + ("_K" if constant else ""), constant)
        else:
            x, y = _operands(row, False)
            lines = [f"R[pc[-3]] = {WRITE[row.to].format(_expression(row, x, y))}"]
            yield from _trapping(row, title, lines, x, y) if row.traps else _arm(title, lines)
            if row.constant:
                x, y = _operands(row, True)
                yield from _arm(title + "_K", [f"R[pc[-3]] = {WRITE[row.to].format(_expression(row, x, y))}"], 4)


def _trapping(row: Any, title: str, lines: list[str], x: str, y: str) -> Iterator[str]:
    yield f"        elif op == W_{title}:"
    yield f"            AT_{title}()"
    word = "if"
    for condition, status in row.traps:
        yield f"            {word} {_replace(condition, x, y)}:"
        yield f"                st = ST_{status}"
        word = "elif"
    yield "            else:"
    yield from (f"                {line}" for line in lines)
    yield "                W_NEXT(op, pc)"
    yield "                continue"


def _checked(row: Any, title: str) -> Iterator[str]:
    x, _ = _operands(row, False)
    yield f"        elif op == W_{title}:"
    yield f"            AT_{title}()"
    yield f"            st = {_expression(row, x, '')}"
    yield "            if LIKELY(st == 0):"
    yield "                R[pc[-3]] = v"
    yield "                W_NEXT(op, pc)"
    yield "                continue"


def _compare(row: Any, title: str, constant: bool) -> Iterator[str]:
    x, y = _operands(row, constant)
    test = _expression(row, x, y)
    yield from _arm(title, [f"R[pc[-3]] = 1 if {test} else 0"], 4 if constant else 0)
    x = x.replace("pc[-2]", "pc[-3]")
    y = y.replace("pc[-1]", "pc[-2]")
    yield f"        elif op == W_BR_{title}:"
    yield f"            AT_BR_{title}()"
    yield f"            if {_expression(row, x, y)}:"
    yield from _taken()


def _fused(row: Any, title: str) -> list[str]:
    x, y = _operands(row, False)
    parts = {
        "x": x, "y": y, "z": READ[row.of].format("R[(<uint64_t*>pc)[0]]"), "k": f"{READ[row.of]}".format("(<uint64_t*>pc)[0]"),
        "n": "pc[-1]",
    }  # fmt: skip
    text = "".join(f"({parts[word]})" if word in parts else word for word in re.findall(r"\w+|\s+|.", row.text))
    return _arm(title, [f"R[pc[-3]] = {WRITE[row.to].format(text)}"], 4)


def _step(row: Any, title: str, constant: bool) -> Iterator[str]:
    name = title + ("_K" if constant else "")
    y = READ[row.of].format("<uint64_t><int64_t>(<int32_t*>pc)[1]" if constant else "R[pc[-1]]")
    yield f"        elif op == W_{name}:"
    yield f"            AT_{name}()"
    yield "            n = <uint32_t>R[pc[-3]] + <uint32_t><int32_t><int16_t>pc[-2]"
    yield "            R[pc[-3]] = n"
    x = READ[row.of].format("n")
    yield f"            if {_expression(row, f'({x})', f'({y})')}:"
    yield from _taken()


def _taken() -> Iterator[str]:
    yield "                pc += (<int32_t*>pc)[0]"
    yield "                if LIKELY(SPEND(budget)):"
    yield "                    W_NEXT(op, pc)"
    yield "                    continue"
    yield "                st = ST_SLICE"
    yield "            else:"
    yield "                pc += 4"
    yield "                W_NEXT(op, pc)"
    yield "                continue"


def _memory(row: Any, title: str, form: str) -> Iterator[str]:
    name = title + (f"_{form}" if form else "")
    word = "(<uint64_t*>pc)[0]"
    place = {
        "": "R[pc[-2]] + pc[-1]", "V": "R[pc[-2]] + pc[-1]", "WIDE": f"R[pc[-2]] + {word}",
        "AK": f"<uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>{word}) + pc[-1]",
        "AB": f"<uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>R[pc[-1]]) + {word}",
    }  # fmt: skip
    yield f"        elif op == W_{name}:"
    yield f"            AT_{name}()"
    yield f"            at = {place[form]}"
    yield f"            if LIKELY(at + {row.size} <= mem_size):"
    yield "                p = mem + at"
    if row.kind == "load":
        yield f"                R[pc[-3]] = {row.text}"
    else:
        yield f"                v = {word if form == 'V' else 'R[pc[-3]]'}"
        yield f"                {row.text}"
    if form:
        yield "                pc += 4"
    yield "                W_NEXT(op, pc)"
    yield "                continue"
    yield "            st = ST_MEMORY_BOUNDS"


# ---------------------------------------------------------------- vectors

VECTORS = """# {stamp}

from libc.stdint cimport uint8_t, uint32_t, uint64_t

cdef extern from *:
    \"\"\"
    typedef union {{
        uint8_t u8[16]; int8_t s8[16]; uint16_t u16[8]; int16_t s16[8]; uint32_t u32[4]; int32_t s32[4];
        uint64_t u64[2]; int64_t s64[2]; float f32[4]; double f64[2];
    }} WVector;
    static inline int8_t w_sat8(int32_t x) {{ return (int8_t)(x < -128 ? -128 : x > 127 ? 127 : x); }}
    static inline int16_t w_sat16(int32_t x) {{ return (int16_t)(x < -32768 ? -32768 : x > 32767 ? 32767 : x); }}
    static inline uint8_t w_usat8(int32_t x) {{ return (uint8_t)(x < 0 ? 0 : x > 255 ? 255 : x); }}
    static inline uint16_t w_usat16(int32_t x) {{ return (uint16_t)(x < 0 ? 0 : x > 65535 ? 65535 : x); }}
    static inline uint32_t w_dot2(const int16_t *x, const int16_t *y) {{
        return (uint32_t)((int32_t)x[0] * y[0]) + (uint32_t)((int32_t)x[1] * y[1]);
    }}
    static inline int32_t w_dot4(const int8_t *x, const int8_t *y) {{
        return (int16_t)(x[0] * y[0] + x[1] * y[1]) + (int16_t)(x[2] * y[2] + x[3] * y[3]);
    }}
    static void w_vector(uint32_t op, WVector *result, WVector X, WVector Y, WVector Z, unsigned lane) {{
        WVector R = {{{{0}}}};
        int i;
        switch (op) {{
{cases}
        }}
        *result = R;
    }}
    \"\"\"
    ctypedef union WVector:
        uint8_t u8[16]
        uint32_t u32[4]
        uint64_t u64[2]
    void w_vector(uint32_t op, WVector* result, WVector x, WVector y, WVector z, unsigned lane) noexcept nogil
"""


def vectors_pxd(vectors: ModuleType, features: dict[str, str], stamp: str) -> str:
    rows = vectors.rows()
    cases = []
    for line in (features["simd"] + features["relaxed-simd"]).strip().splitlines():
        if not line.strip():
            continue
        code, name, *rest = line.partition(":  ")[0].split()
        if any(word.startswith("mem") for word in rest) or name in ("v128.const", "i8x16.shuffle"):
            continue
        count, statement = rows[name]
        loop = f"for (i = 0; i < {count}; i++) {{ {statement}; }}"
        cases.append(f"        case {code.partition('/')[2]}: {loop} break; /* {name} */")
    return VECTORS.format(stamp=stamp.format("wasmvectors.py"), cases="\n".join(_folded(cases)))


def _folded(cases: list[str]) -> list[str]:
    out = []
    for case in cases:
        while len(case) > 130:
            at = case.rindex(" ", 0, 128)
            out.append(case[:at])
            case = "            " + case[at + 1 :]
        out.append(case)
    return out
