"""A ModuleData as text: what ``text_module.parse_module`` reads again as the same module.

One instruction a line, with numbers for indexes; functions have the names of the name section where they are identifiers.
"""

from __future__ import annotations

import struct

from pyfront.wasm.immediates import CATCH_ALL, CATCH_NAMES
from pyfront.wasm.module import ACTIVE, DECLARATIVE, FUNC_KIND, GLOBAL_KIND, KIND_NAMES, MEMORY_KIND, TABLE_KIND
from pyfront.wasm.names import SECTION, names
from pyfront.wasm.optable import ELSE, END, OPS
from pyfront.wasm.types import I8, I16, I64, FuncType, StructType, heap_of, nullable, ref, type_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import Any

    from pyfront.wasm.module import Custom, Data, Elem, Expr, Func, Import, ModuleData
    from pyfront.wasm.optable import Op
    from pyfront.wasm.types import CompType, FieldType, GlobalType, Limits, SubType, TableType

MAX_LOCALS = 50_000  # of a function: each is a word of the text
_ID_CHARACTERS = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&'*+-./:<=>?@\\^_`|~")
SECTIONS = {
    1: "type", 2: "import", 3: "func", 4: "table", 5: "memory", 6: "global", 7: "export", 8: "start", 9: "elem", 10: "code",
    11: "data", 12: "datacount", 13: "tag",
}  # fmt: skip


def to_text(m: ModuleData) -> str:
    return "\n".join(_Printer(m).module()) + "\n"


def instruction_text(m: ModuleData, op: Op, imm: Any) -> str:
    return _Printer(m, named=False).instruction(op, imm)


def string(data: bytes) -> str:
    """A literal."""
    return '"' + "".join(chr(b) if 32 <= b < 127 and b not in b'"\\' else f"\\{b:02x}" for b in data) + '"'


class _Printer:
    def __init__(self, m: ModuleData, named: bool = True) -> None:
        self.m = m
        self.ids: dict[int, str] = {}  # of functions
        taken = set()
        for index, name in names(m).get("func", {}).items() if named else ():
            if name and name not in taken and _ID_CHARACTERS.issuperset(name):
                taken.add(name)
                self.ids[index] = f"${name}"

    def module(self) -> Iterable[str]:
        m = self.m
        count = [len(m.imported(kind)) for kind in range(5)]
        yield "(module"
        yield from self._custom_sections(0)
        yield from self._types()
        for number, i in enumerate(m.imports):
            yield f"  (import {string(i.module.encode())} {string(i.name.encode())} {self._import(i, number)})"
        for index, t in enumerate(m.tables, count[TABLE_KIND]):
            init = "" if t.init is None else " " + self._inline(t.init)
            yield f"  (table (;{index};) {self._table_type(t.type)}{init})"
        for index, memory in enumerate(m.memories, count[MEMORY_KIND]):
            yield f"  (memory (;{index};) {self._limits(memory.type)})"
        for tag in m.tags:
            yield f"  (tag (type {tag.type}))"
        for index, g in enumerate(m.globals, count[GLOBAL_KIND]):
            yield f"  (global (;{index};) {self._global_type(g.type)} {self._inline(g.init)})"
        for e in m.exports:
            yield f"  (export {string(e.name.encode())} ({KIND_NAMES[e.kind]} {self._index(e.kind, e.index)}))"
        if m.start is not None:
            yield f"  (start {self._index(FUNC_KIND, m.start)})"
        for index, elem in enumerate(m.elems):
            yield f"  (elem (;{index};) {self._elem(elem)})"
        for index, func in enumerate(m.funcs, count[FUNC_KIND]):
            yield from self._func(func, index)
        for index, data in enumerate(m.datas):
            yield f"  (data (;{index};) {self._data(data)})"
        for section in SECTIONS:
            yield from self._custom_sections(section)
        yield ")"

    def _custom_sections(self, after: int) -> Iterable[str]:
        for custom in self.m.customs:
            if custom.after == after and custom.name != SECTION:
                yield f"  {self._custom(custom)}"

    def _custom(self, custom: Custom) -> str:
        place = f"(after {SECTIONS[custom.after]})" if custom.after else "(before first)"
        return f"(@custom {string(custom.name.encode())} {place} {string(custom.bytes)})"

    def _index(self, kind: int, index: int) -> str:
        return self.ids.get(index, str(index)) if kind == FUNC_KIND else str(index)

    # ------------------------------------------------------------ types

    def _types(self) -> Iterable[str]:
        start = 0
        for size in self.m.groups:
            rows = [f"(type (;{i};) {self._sub(self.m.types[i])})" for i in range(start, start + size)]
            if size == 1:
                yield f"  {rows[0]}"
            else:
                yield from ("  (rec", *(f"    {row}" for row in rows), "  )")
            start += size

    def _sub(self, t: SubType) -> str:
        comp = self._comp(t.comp)
        if t.final and not t.supers:
            return comp
        return " ".join(["(sub", *(["final"] if t.final else []), *map(str, t.supers), comp + ")"])

    def _comp(self, comp: CompType) -> str:
        if isinstance(comp, FuncType):
            return f"(func{self._signature(comp)})"
        if isinstance(comp, StructType):
            return f"(struct{''.join(f' (field {self._field(f)})' for f in comp.fields)})"
        return f"(array {self._field(comp.field)})"

    def _signature(self, t: FuncType) -> str:
        return self._listed("param", t.params) + self._listed("result", t.results)

    def _listed(self, word: str, types: Iterable[int]) -> str:
        shown = " ".join(map(type_name, types))
        return f" ({word} {shown})" if shown else ""

    def _field(self, f: FieldType) -> str:
        t = {I8: "i8", I16: "i16"}.get(f.storage) or type_name(f.storage)
        return f"(mut {t})" if f.mutable else t

    def _limits(self, t: Limits) -> str:
        most = "" if t.max is None else f" {t.max}"
        return f"{'i64 ' if t.address == I64 else ''}{t.min}{most}"

    def _table_type(self, t: TableType) -> str:
        return f"{self._limits(t.limits)} {type_name(t.element)}"

    def _global_type(self, t: GlobalType) -> str:
        return f"(mut {type_name(t.type)})" if t.mutable else type_name(t.type)

    # ------------------------------------------------------------ definitions

    def _import(self, i: Import, number: int) -> str:
        if i.kind == TABLE_KIND:
            return f"(table {self._table_type(i.desc)})"
        if i.kind == MEMORY_KIND:
            return f"(memory {self._limits(i.desc)})"
        if i.kind == GLOBAL_KIND:
            return f"(global {self._global_type(i.desc)})"
        before = sum(other.kind == i.kind for other in self.m.imports[:number]) if i.kind == FUNC_KIND and self.ids else -1
        name = self.ids.get(before, "")
        return f"({KIND_NAMES[i.kind]} {name + ' ' if name else ''}(type {i.desc}))"

    def _elem(self, e: Elem) -> str:
        parts = ["declare"] if e.mode == DECLARATIVE else []
        if e.mode == ACTIVE:
            assert e.offset is not None
            parts += [f"(table {e.table})"] if e.table else []
            parts.append(f"(offset {self._inline(e.offset)})")
        if e.funcs is not None:
            parts += ["func", *(self._index(FUNC_KIND, f) for f in e.funcs)]
        else:
            parts += [type_name(e.type), *(f"(item {self._inline(x)})" for x in e.exprs or ())]
        return " ".join(parts)

    def _data(self, d: Data) -> str:
        if d.mode != ACTIVE:
            return string(d.bytes)
        assert d.offset is not None
        memory = f"(memory {d.memory}) " if d.memory else ""
        return f"{memory}(offset {self._inline(d.offset)}) {string(d.bytes)}"

    def _func(self, f: Func, index: int) -> Iterable[str]:
        name = self.ids.get(index, f"(;{index};)")
        t = self.m.func_type(f.type)
        comment = f" (;{self._signature(t).lstrip()};)" if t is not None and (t.params or t.results) else ""
        yield f"  (func {name} (type {f.type}){comment}"
        if sum(count for count, _ in f.locals) > MAX_LOCALS:
            raise ValueError(f"function {index} has more than {MAX_LOCALS} locals, too many for text")
        for count, of in f.locals:
            yield f"    (local{f' {type_name(of)}' * count})"
        depth = 2
        body = f.body
        for number, imm in zip(body.ops[:-1], body.imms):
            op = OPS[number]
            assert op is not None
            indent = depth - (number in (END, ELSE))
            yield "  " * indent + self.instruction(op, imm)
            depth = max(indent, 2) + (op.imm in ("block", "try_table") or number == ELSE)
        yield "  )"

    # ------------------------------------------------------------ instructions

    def _inline(self, expr: Expr) -> str:
        return " ".join(self.instruction(OPS[op], imm) for op, imm in zip(expr.ops[:-1], expr.imms))  # type: ignore[arg-type]  # decoded

    def instruction(self, op: Op, imm: Any) -> str:
        kind = op.imm
        if not kind:
            return op.name
        write = _WRITE.get(kind)
        shown = str(imm) if write is None else write(self, op, imm)
        return f"{op.name} {shown}" if shown else op.name

    def _block(self, op: Op, imm: int) -> str:
        return "" if imm == -1 else f"(result {type_name(-imm)})" if imm < 0 else f"(type {imm})"

    def _mem(self, op: Op, imm: tuple[int, ...]) -> str:
        parts = [str(imm[2])] if imm[2] else []
        parts += [f"offset={imm[1]}"] if imm[1] else []
        parts += [f"align={1 << imm[0]}"] if imm[0] != op.align else []
        return " ".join(parts + [str(lane) for lane in imm[3:]])

    def _heap(self, op: Op, imm: int) -> str:
        if op.name in ("ref.test", "ref.cast"):
            return _ref_text(ref(imm, op.code & 1))
        return _heap_text(imm)

    def _cast(self, op: Op, imm: tuple[int, int, int]) -> str:
        return f"{imm[0]} {_ref_text(imm[1])} {_ref_text(imm[2])}"

    def _try_table(self, op: Op, imm: tuple[int, tuple[tuple[int, int | None, int], ...]]) -> str:
        clauses = []
        for kind, tag, label in imm[1]:
            clauses.append(f"({CATCH_NAMES[kind]} {f'{tag} ' if kind < CATCH_ALL else ''}{label})")
        return " ".join([part for part in (self._block(op, imm[0]), *clauses) if part])

    def _segment(self, op: Op, imm: tuple[int, int]) -> str:
        return f"{imm[1]} {imm[0]}" if imm[1] else str(imm[0])

    def _indirect(self, op: Op, imm: tuple[int, int]) -> str:
        return f"{f'{imm[1]} ' if imm[1] else ''}(type {imm[0]})"


def _heap_text(heap: int) -> str:
    return str(heap) if heap >= 0 else type_name(ref(heap, 0)).removeprefix("(ref ").removesuffix(")")


def _ref_text(t: int) -> str:
    return f"(ref {'null ' if nullable(t) else ''}{_heap_text(heap_of(t))})"


def _float(bits: int, size: int) -> str:
    fraction = {4: 23, 8: 52}[size]
    sign = "-" if bits >> (8 * size - 1) else ""
    rest = bits & ((1 << fraction) - 1)
    if bits >> fraction & (0xFF if size == 4 else 0x7FF) == (0xFF if size == 4 else 0x7FF):
        return f"{sign}nan:{rest:#x}" if rest else f"{sign}inf"
    code = "<f" if size == 4 else "<d"
    value = struct.unpack(code, bits.to_bytes(size, "little"))[0]
    if size == 8:
        return repr(value)
    for digits in range(1, 10):
        short = f"{value:.{digits}g}"
        try:
            if struct.pack(code, float(short)) == bits.to_bytes(4, "little"):
                return short
        except OverflowError:  # rounded beyond the largest
            continue
    return repr(value)


def _vector(imm: bytes) -> str:
    return "i32x4 " + " ".join(f"{int.from_bytes(imm[at : at + 4], 'little'):#010x}" for at in range(0, 16, 4))


def _pair_unless_zero(p: _Printer, op: Op, imm: tuple[int, int]) -> str:
    return f"{imm[0]} {imm[1]}" if any(imm) else ""


_WRITE: dict[str, Callable[[_Printer, Op, Any], str]] = {
    "func": lambda p, op, imm: p._index(FUNC_KIND, imm),
    "table": lambda p, op, imm: str(imm or ""),
    "memory": lambda p, op, imm: str(imm or ""),
    "f32": lambda p, op, imm: _float(imm, 4),
    "f64": lambda p, op, imm: _float(imm, 8),
    "v128": lambda p, op, imm: _vector(imm),
    "shuffle": lambda p, op, imm: " ".join(map(str, imm)),
    "types": lambda p, op, imm: f"(result{''.join(f' {type_name(t)}' for t in imm)})",
    "labels": lambda p, op, imm: " ".join(map(str, (*imm[0], imm[1]))),
    "block": _Printer._block,
    "try_table": _Printer._try_table,
    "mem": _Printer._mem,
    "mem lane": _Printer._mem,
    "heap": _Printer._heap,
    "cast": _Printer._cast,
    "type_table": _Printer._indirect,
    "data_memory": _Printer._segment,
    "elem_table": _Printer._segment,
    "memory_memory": _pair_unless_zero,
    "table_table": _pair_unless_zero,
    **dict.fromkeys(("type_type", "type_count", "type_data", "type_elem", "field"), lambda p, op, imm: f"{imm[0]} {imm[1]}"),
}
