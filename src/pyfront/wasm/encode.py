"""A ModuleData as bytes of the binary format."""

from __future__ import annotations

from pyfront.wasm.decode import MAGIC, VERSION
from pyfront.wasm.immediates import CATCH_ALL, MEM_INDEX
from pyfront.wasm.leb import write_signed, write_unsigned
from pyfront.wasm.module import (
    ACTIVE,
    DECLARATIVE,
    FUNC_KIND,
    GLOBAL_KIND,
    MEMORY_KIND,
    TABLE_KIND,
    TAG_KIND,
    ModuleData,
)
from pyfront.wasm.optable import OPS
from pyfront.wasm.types import FIRST_REF, FUNCREF, I64, REFS, FuncType, StructType, heap_of, nullable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from pyfront.wasm.module import Data, Elem, Export, Expr, Func, Global, Import, Table
    from pyfront.wasm.types import CompType, FieldType, GlobalType, Limits, SubType, TableType, ValType

_SHORT = frozenset(REFS.values())  # reference types of one byte


def encode(m: ModuleData) -> bytes:
    return _Writer(m).module()


def encode_expression(expr: Expr) -> bytes:
    writer = _Writer(ModuleData())
    writer.out.clear()
    writer.expression(expr)
    return bytes(writer.out)


class _Writer:
    def __init__(self, m: ModuleData) -> None:
        self.m = m
        self.out = bytearray(MAGIC + VERSION)

    def module(self) -> bytes:
        m = self.m
        sections: tuple[tuple[int, Sequence[Any], Callable[[Any], None]], ...] = (
            (1, self._groups(), self._group),
            (2, m.imports, self._import),
            (3, [f.type for f in m.funcs], self.u),
            (4, m.tables, self._table),
            (5, [memory.type for memory in m.memories], self._limits),
            (13, [tag.type for tag in m.tags], self._tag),
            (6, m.globals, self._global),
            (7, m.exports, self._export),
            (8, [] if m.start is None else [m.start], self.u),
            (9, m.elems, self._elem),
            (12, [len(m.datas)] if self._needs_count() else [], self.u),
            (10, m.funcs, self._func),
            (11, m.datas, self._data),
        )
        self._customs(0)
        for section, items, write in sections:
            if items:
                self._section(section, items, write)
            self._customs(section)
        return bytes(self.out)

    def _needs_count(self) -> bool:
        """Only where instructions name data segments."""
        if self.m.data_count is not None:
            return True
        uses = {op.number for op in OPS if op is not None and "data" in op.imm}
        return any(not uses.isdisjoint(f.body.ops) for f in self.m.funcs)

    def _section(self, section: int, items: Sequence[Any], write: Callable[[Any], None]) -> None:
        def body() -> None:
            if section not in (8, 12):
                self.u(len(items))
            for item in items:
                write(item)

        self.out.append(section)
        self._sized(body)

    def _sized(self, body: Callable[[], None]) -> None:
        outer, self.out = self.out, bytearray()
        body()
        write_unsigned(len(self.out), outer)
        outer += self.out
        self.out = outer

    def _customs(self, after: int) -> None:
        for custom in self.m.customs:
            if custom.after == after:
                name = custom.name.encode()
                head = bytearray()
                write_unsigned(len(name), head)
                self.out.append(0)
                self.u(len(head) + len(name) + len(custom.bytes))
                self.out += head + name + custom.bytes

    # ------------------------------------------------------------ parts

    def u(self, value: int) -> None:
        write_unsigned(value, self.out)

    def s(self, value: int) -> None:
        write_signed(value, self.out)

    def _blob(self, value: bytes) -> None:
        self.u(len(value))
        self.out += value

    def _name(self, name: str) -> None:
        self._blob(name.encode())

    def _vector(self, items: Sequence[Any], write: Callable[[Any], None]) -> None:
        self.u(len(items))
        for item in items:
            write(item)

    # ------------------------------------------------------------ types

    def val_type(self, t: ValType) -> None:
        if t < FIRST_REF:
            self.out.append(t)
            return
        if t not in _SHORT:
            self.out.append(0x63 if nullable(t) else 0x64)
        self.s(heap_of(t))

    def _groups(self) -> list[list[SubType]]:
        groups, start = [], 0
        for size in self.m.groups:
            groups.append(self.m.types[start : start + size])
            start += size
        return groups

    def _group(self, group: list[SubType]) -> None:
        if len(group) != 1:
            self.out.append(0x4E)
            self.u(len(group))
        for t in group:
            if t.supers or not t.final:
                self.out.append(0x4F if t.final else 0x50)
                self._vector(t.supers, self.u)
            self._comp(t.comp)

    def _comp(self, comp: CompType) -> None:
        if isinstance(comp, FuncType):
            self.out.append(0x60)
            self._vector(comp.params, self.val_type)
            self._vector(comp.results, self.val_type)
        elif isinstance(comp, StructType):
            self.out.append(0x5F)
            self._vector(comp.fields, self._field)
        else:
            self.out.append(0x5E)
            self._field(comp.field)

    def _field(self, field: FieldType) -> None:
        self.val_type(field.storage)
        self.out.append(field.mutable)

    def _limits(self, limits: Limits) -> None:
        self.out.append((limits.max is not None) | (4 if limits.address == I64 else 0))
        self.u(limits.min)
        if limits.max is not None:
            self.u(limits.max)

    def _table_type(self, t: TableType) -> None:
        self.val_type(t.element)
        self._limits(t.limits)

    def _global_type(self, t: GlobalType) -> None:
        self.val_type(t.type)
        self.out.append(t.mutable)

    def _tag(self, t: int) -> None:
        self.out.append(0)
        self.u(t)

    # ------------------------------------------------------------ definitions

    def _import(self, i: Import) -> None:
        self._name(i.module)
        self._name(i.name)
        self.out.append(i.kind)
        write: dict[int, Callable[[Any], None]] = {
            FUNC_KIND: self.u, TABLE_KIND: self._table_type, MEMORY_KIND: self._limits, GLOBAL_KIND: self._global_type,
            TAG_KIND: self._tag,
        }  # fmt: skip
        write[i.kind](i.desc)

    def _table(self, table: Table) -> None:
        if table.init is not None:
            self.out += b"\x40\x00"
        self._table_type(table.type)
        if table.init is not None:
            self.expression(table.init)

    def _global(self, g: Global) -> None:
        self._global_type(g.type)
        self.expression(g.init)

    def _export(self, e: Export) -> None:
        self._name(e.name)
        self.out.append(e.kind)
        self.u(e.index)

    def _elem(self, e: Elem) -> None:
        flags = {ACTIVE: 0, DECLARATIVE: 3}.get(e.mode, 1)
        plain = e.funcs is not None or e.type == FUNCREF  # the type that flags 0 and 4 stand for
        if e.mode == ACTIVE and (e.table or not plain):
            flags |= 2
        if e.funcs is None:
            flags |= 4
        self.u(flags)
        if e.mode == ACTIVE:
            if flags & 2:
                self.u(e.table)
            assert e.offset is not None
            self.expression(e.offset)
        if e.funcs is None:
            if flags & 3:
                self.val_type(e.type)
            self._vector(e.exprs or (), self.expression)
        else:
            if flags & 3:
                self.out.append(0)
            self._vector(e.funcs, self.u)

    def _data(self, d: Data) -> None:
        flags = 1 if d.mode != ACTIVE else 2 if d.memory else 0
        self.u(flags)
        if flags == 2:
            self.u(d.memory)
        if d.offset is not None:
            self.expression(d.offset)
        self._blob(d.bytes)

    def _func(self, f: Func) -> None:
        def body() -> None:
            self._vector(f.locals, self._run)
            self.expression(f.body)

        self._sized(body)

    def _run(self, run: tuple[int, ValType]) -> None:
        self.u(run[0])
        self.val_type(run[1])

    # ------------------------------------------------------------ instructions

    def expression(self, expr: Expr) -> None:
        for number, imm in zip(expr.ops, expr.imms):
            op = OPS[number]
            assert op is not None
            if op.prefix:
                self.out.append(op.prefix)
                self.u(op.code)
            else:
                self.out.append(op.code)
            if op.imm:
                _WRITE[op.imm](self, imm)

    def _pair(self, imm: tuple[int, int]) -> None:
        self.u(imm[0])
        self.u(imm[1])

    def _fixed(self, size: int) -> Callable[[int], None]:
        return lambda imm: self.out.extend(imm.to_bytes(size, "little"))

    def _block(self, imm: int) -> None:
        if imm == -1:
            self.out.append(0x40)
        elif imm < 0:
            self.val_type(-imm)
        else:
            self.s(imm)

    def _labels(self, imm: tuple[tuple[int, ...], int]) -> None:
        self._vector(imm[0], self.u)
        self.u(imm[1])

    def _mem(self, imm: tuple[int, ...]) -> None:
        self.u(imm[0] | (MEM_INDEX if imm[2] else 0))
        if imm[2]:
            self.u(imm[2])
        self.u(imm[1])
        if len(imm) > 3:
            self.out.append(imm[3])

    def _cast(self, imm: tuple[int, int, int]) -> None:
        label, source, target = imm
        self.out.append(nullable(source) | nullable(target) << 1)
        self.u(label)
        self.s(heap_of(source))
        self.s(heap_of(target))

    def _try_table(self, imm: tuple[int, tuple[tuple[int, int, int], ...]]) -> None:
        self._block(imm[0])
        self._vector(imm[1], self._catch)

    def _catch(self, clause: tuple[int, int, int]) -> None:
        kind, tag, label = clause
        self.out.append(kind)
        if kind < CATCH_ALL:
            self.u(tag)
        self.u(label)


_WRITE: dict[str, Callable[[_Writer, Any], None]] = {
    "block": _Writer._block,
    "labels": _Writer._labels,
    "mem": _Writer._mem,
    "mem lane": _Writer._mem,
    "cast": _Writer._cast,
    "try_table": _Writer._try_table,
    "types": lambda w, imm: w._vector(imm, w.val_type),
    "f32": lambda w, imm: w._fixed(4)(imm),
    "f64": lambda w, imm: w._fixed(8)(imm),
    "lane": lambda w, imm: w.out.append(imm),
    **dict.fromkeys(("i32", "i64", "heap"), _Writer.s),
    **dict.fromkeys(("v128", "shuffle"), lambda w, imm: w.out.extend(imm)),
    **dict.fromkeys(("label", "func", "type", "local", "global", "table", "memory", "data", "elem", "tag"), _Writer.u),
    **dict.fromkeys(
        ("type_table", "data_memory", "memory_memory", "elem_table", "table_table", "type_type", "type_count", "type_data",
         "type_elem", "field"),
        _Writer._pair,
    ),
}  # fmt: skip
