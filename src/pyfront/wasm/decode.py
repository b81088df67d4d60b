"""The binary format: from bytes to a ModuleData.

Sections are read as the specification's grammar has them: what comes out is exactly what can be written, and a section
must end where its size says.
"""

from __future__ import annotations

from pyfront.wasm.module import (
    ACTIVE,
    DECLARATIVE,
    FUNC_KIND,
    GLOBAL_KIND,
    MEMORY_KIND,
    PASSIVE,
    TABLE_KIND,
    TAG_KIND,
    Custom,
    Data,
    Elem,
    Export,
    Expr,
    Func,
    Global,
    Import,
    Memory,
    ModuleData,
    Skimmed,
    Table,
    Tag,
)
from pyfront.wasm.reader import Reader
from pyfront.wasm.types import FUNC, FUNCREF, ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MAGIC, VERSION = b"\0asm", b"\1\0\0\0"
ORDER = (1, 2, 3, 4, 5, 13, 6, 7, 8, 9, 12, 10, 11)  # of the sections, by id
_RANK = {section: rank for rank, section in enumerate(ORDER)}


def decode(data: bytes, skim: bool = False) -> ModuleData:
    """``skim``: without a look at the code of functions."""
    if data[:4] != MAGIC:
        raise Reader(data).error("unexpected end" if len(data) < 4 else "magic header not detected")
    if data[4:8] != VERSION:
        raise Reader(data, 4).error("unexpected end" if len(data) < 8 else "unknown binary version")
    return _Decoder(data, skim).module()


class _Decoder(Reader):
    __slots__ = ("m", "func_types", "functions", "uses_data", "skim")

    def __init__(self, data: bytes, skim: bool) -> None:
        super().__init__(data, 8)
        self.skim = skim
        self.m = ModuleData()
        self.m.binary = data
        self.func_types: list[int] = []
        self.functions: list[tuple[int, list[tuple[int, int]], int]] = []
        self.uses_data = False  # does code name data segments?

    def module(self) -> ModuleData:
        last = 0
        while self.pos < len(self.data):
            start = self.pos
            section = self.byte()
            if section != 0 and section not in _RANK:
                raise self.error("malformed section id", start)
            if section and last and _RANK[section] <= _RANK[last]:
                raise self.error("unexpected content after last section", start)
            size = self.length()
            end = self.pos + size
            if section == 0:
                self._custom(end, last)
            else:
                _SECTIONS[section](self)
                last = section
            if self.pos != end:
                raise self.error("section size mismatch", start)
        self._consistent()
        return self.m

    def _consistent(self) -> None:
        m = self.m
        if len(self.func_types) != len(self.functions):
            raise self.error("function and code section have inconsistent lengths")
        if m.data_count is not None and m.data_count != len(m.datas):
            raise self.error("data count and data section have inconsistent lengths")
        if self.skim:
            m.skimmed = Skimmed(self.func_types, self.functions, self.data)
            return
        m.funcs = [
            Func(t, runs, Expr([], [], code, None, self.data), start)
            for t, (start, runs, code) in zip(self.func_types, self.functions)
        ]
        if m.data_count is None and self.uses_data:
            raise self.error("data count section required")

    def _custom(self, end: int, last: int) -> None:
        start = self.pos
        name = self.name()
        if self.pos > end:
            raise self.error("unexpected end of section or function", start)
        self.m.customs.append(Custom(name, self.take(end - self.pos), last, start))

    def _types(self) -> None:
        for _ in range(self.count()):
            group = self.rec_type()
            self.m.types += group
            self.m.groups.append(len(group))

    def _imports(self) -> None:
        self.m.imports = self.vector(self._import)

    def _import(self) -> Import:
        start = self.pos
        module, name = self.name(), self.name()
        kind = self.byte()
        desc: Any
        if kind == FUNC_KIND:
            desc = self.u32()
        elif kind == TABLE_KIND:
            desc = self.table_type()
        elif kind == MEMORY_KIND:
            desc = self.limits()
        elif kind == GLOBAL_KIND:
            desc = self.global_type()
        elif kind == TAG_KIND:
            desc = self._tag()
        else:
            raise self.error("malformed import kind", self.pos - 1)
        return Import(module, name, kind, desc, start)

    def _functions(self) -> None:
        self.func_types = self.numbers()

    def _tables(self) -> None:
        self.m.tables = self.vector(self._table)

    def _table(self) -> Table:
        start = self.pos
        if self.data[start : start + 1] != b"\x40":
            return Table(self.table_type(), pos=start)
        self.pos += 1
        if self.byte() != 0:
            raise self.error("malformed table", self.pos - 1)
        return Table(self.table_type(), self.expression(), start)

    def _memories(self) -> None:
        self.m.memories = self.vector(self._memory)

    def _memory(self) -> Memory:
        start = self.pos
        return Memory(self.limits(), start)

    def _tag(self) -> int:
        if self.byte() != 0:
            raise self.error("malformed tag attribute", self.pos - 1)
        return self.u32()

    def _tags(self) -> None:
        self.m.tags = self.vector(self._defined_tag)

    def _defined_tag(self) -> Tag:
        start = self.pos
        return Tag(self._tag(), start)

    def _globals(self) -> None:
        self.m.globals = self.vector(self._global)

    def _global(self) -> Global:
        start = self.pos
        return Global(self.global_type(), self.expression(), start)

    def _exports(self) -> None:
        self.m.exports = self.vector(self._export)

    def _export(self) -> Export:
        start = self.pos
        name = self.name()
        kind = self.byte()
        if kind > TAG_KIND:
            raise self.error("malformed export kind", self.pos - 1)
        return Export(name, kind, self.u32(), start)

    def _start(self) -> None:
        self.m.start_pos = self.pos
        self.m.start = self.u32()

    def _elems(self) -> None:
        self.m.elems = self.vector(self._elem)

    def _elem(self) -> Elem:
        start = self.pos
        flags = self.u32()
        if flags > 7:
            raise self.error("malformed elements segment kind", start)
        mode = ACTIVE if not flags & 1 else DECLARATIVE if flags & 2 else PASSIVE
        table = self.u32() if mode == ACTIVE and flags & 2 else 0
        offset = self.expression() if mode == ACTIVE else None
        if flags & 4:
            kind = self.ref_type() if flags & 3 else FUNCREF
            return Elem(mode, table, offset, kind, None, self.vector(self.expression), start)
        if flags & 3 and self.byte() != 0:
            raise self.error("malformed element kind", self.pos - 1)
        return Elem(mode, table, offset, ref(FUNC, 0), self.numbers(), None, start)

    def _data_count(self) -> None:
        self.m.data_count = self.u32()

    def _code(self) -> None:
        self.functions, self.uses_data = self.bodies(self.skim)

    def _datas(self) -> None:
        self.m.datas = self.vector(self._data)

    def _data(self) -> Data:
        start = self.pos
        flags = self.u32()
        if flags > 2:
            raise self.error("malformed data segment kind", start)
        memory = self.u32() if flags == 2 else 0
        offset = None if flags == 1 else self.expression()
        return Data(PASSIVE if flags == 1 else ACTIVE, memory, offset, self.take(self.count()), start)


_SECTIONS = {
    1: _Decoder._types, 2: _Decoder._imports, 3: _Decoder._functions, 4: _Decoder._tables, 5: _Decoder._memories,
    6: _Decoder._globals, 7: _Decoder._exports, 8: _Decoder._start, 9: _Decoder._elems, 10: _Decoder._code,
    11: _Decoder._datas, 12: _Decoder._data_count, 13: _Decoder._tags,
}  # fmt: skip
