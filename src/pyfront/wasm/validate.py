"""Validation of a module: raises InvalidModule, with the place, for the first rule that is broken."""

from __future__ import annotations

from pyfront.wasm.compiled import Checker, Invalid, functions_named
from pyfront.wasm.context import Context, find
from pyfront.wasm.errors import InvalidModule
from pyfront.wasm.module import (
    ACTIVE,
    FUNC_KIND,
    GLOBAL_KIND,
    KIND_NAMES,
    MEMORY_KIND,
    TABLE_KIND,
)
from pyfront.wasm.types import FIRST_REF, I32, I64, FuncType, StructType, heap_of, nullable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pyfront.wasm.module import Elem, Expr, ModuleData
    from pyfront.wasm.types import CompType, GlobalType, Limits, SubType, TableType

MAX_PAGES = {I32: 2**16, I64: 2**48}
# Limits of this implementation, so that checking is not much more work than the module is long. They are those that the
# JavaScript embedding sets.
MAX_ARITY = 1000  # parameters, results
MAX_FIELDS = 10_000
MAX_SUPERS = 63  # types above a type
MAX_TABLE = {I32: 2**32 - 1, I64: 2**64 - 1}
_WHAT = ("function", "table", "memory", "global", "tag")


def validate(m: ModuleData) -> Context:
    """The context of the module, which lowering and linking read. Functions of a module that was
    skimmed are not checked."""
    v = _Validator(m)
    try:
        v.module()
    except Invalid as error:
        raise _error(m, error.message, v.pos) from None
    return v.c


def code(body: Expr) -> tuple[bytes, int]:
    """As bytes, and where it begins in them."""
    if body.data is not None:
        return body.data, body.pos
    from pyfront.wasm.encode import encode_expression

    return encode_expression(body), 0


def _error(m: ModuleData, message: str, pos: int) -> InvalidModule:
    if m.source is not None:
        return InvalidModule(message, source=m.source, pos=max(pos, 1))
    return InvalidModule(message, offset=max(pos, 0))


class _Validator:
    def __init__(self, m: ModuleData) -> None:
        self.m = m
        self.c = Context()
        self.checker = Checker(self.c)
        self.pos = m.pos  # of what is being checked
        self.depths: list[int] = []  # of each type: how many are above it

    def module(self) -> None:
        m, c = self.m, self.c
        self._types()
        c.refs = set(_references(m))
        for i in m.imports:
            self.pos = i.pos
            self._import(i.kind, i.desc)
        for t in m.tags:
            self.pos = t.pos
            self._tag(t.type)
        self._functions()
        for memory in m.memories:
            self.pos = memory.pos
            self._memory(memory.type)
        for table in m.tables:
            self.pos = table.pos
            self._table(table.type, table.init)
        for g in m.globals:
            self.pos = g.pos
            self._global(g.type)
            self._constant(g.init, g.type.type)
            c.globals.append(g.type)
        c.datas = len(m.datas)
        self._segments()
        if m.skimmed is None:
            self._bodies()
        self._start()
        self._exports()

    # ------------------------------------------------------------ types

    def _types(self) -> None:
        start = 0
        for size in self.m.groups:
            group = self.m.types[start : start + size]
            for index, t in enumerate(group, start):
                self._references(index, t, start + size)
            self.c.space.add(group)
            for index, t in enumerate(group, start):
                self._size(index, t.comp)
                self._supers(index, t)
            start += size

    def _references(self, index: int, t: SubType, end: int) -> None:
        """Super types come first, so that they form no circle: this holds before anything asks for them."""
        self.pos = t.pos
        for heap in _used(t.comp):
            if heap >= FIRST_REF and heap_of(heap) >= end:
                raise Invalid(f"unknown type {heap_of(heap)}")
        if len(t.supers) > 1:
            raise Invalid(f"sub type {index} has more than one super type")
        for above in t.supers:
            if above >= index:
                raise Invalid(f"unknown type {above}")

    def _size(self, index: int, comp: CompType) -> None:
        if isinstance(comp, FuncType) and max(len(comp.params), len(comp.results)) > MAX_ARITY:
            raise Invalid(f"type {index} has more than {MAX_ARITY} parameters or results, the limit of this implementation")
        if isinstance(comp, StructType) and len(comp.fields) > MAX_FIELDS:
            raise Invalid(f"type {index} has more than {MAX_FIELDS} fields, the limit of this implementation")

    def _supers(self, index: int, t: SubType) -> None:
        self.pos = t.pos
        self.depths.append(0)
        for above in t.supers:
            parent = self.c.space.types[above]
            if parent.final or not self.c.space.comp_sub(t.comp, parent.comp):
                raise Invalid(f"sub type {index} does not match super type {above}")
            self.depths[index] = self.depths[above] + 1
            if self.depths[index] > MAX_SUPERS:
                raise Invalid(f"sub type {index} has more than {MAX_SUPERS} types above it, the limit of this implementation")

    def _functions(self) -> None:
        m, c = self.m, self.c
        if m.skimmed is not None:
            for t in set(m.skimmed.types):
                c.func_type(t)
            c.funcs += m.skimmed.types
            return
        for f in m.funcs:
            self.pos = f.pos
            c.func_type(f.type)
            c.funcs.append(f.type)

    def _limits(self, limits: Limits, most: int, message: str) -> None:
        if limits.min > most or (limits.max is not None and limits.max > most):
            raise Invalid(message)
        if limits.max is not None and limits.max < limits.min:
            raise Invalid("size minimum must not be greater than maximum")

    def _import(self, kind: int, desc: Any) -> None:
        if kind == FUNC_KIND:
            self.c.func_type(desc)
            self.c.funcs.append(desc)
        elif kind == TABLE_KIND:
            self._table_type(desc)
            self.c.tables.append(desc)
        elif kind == MEMORY_KIND:
            self._memory(desc)
        elif kind == GLOBAL_KIND:
            self._global(desc)
            self.c.globals.append(desc)
        else:
            self._tag(desc)

    def _tag(self, t: int) -> None:
        if self.c.func_type(t).results:
            raise Invalid("non-empty tag result type")
        self.c.tags.append(t)

    def _memory(self, limits: Limits) -> None:
        most = MAX_PAGES[limits.address]
        self._limits(limits, most, f"memory size must be at most {most} pages")
        self.c.memories.append(limits)

    def _table_type(self, t: TableType) -> None:
        most = MAX_TABLE[t.limits.address]
        self._limits(t.limits, most, f"table size must be at most {most}")
        self.c.check_type(t.element)

    def _table(self, t: TableType, init: Expr | None) -> None:
        self._table_type(t)
        if init is not None:
            self._constant(init, t.element)
        elif not nullable(t.element):
            raise Invalid("type mismatch: the elements of the table have no default value")
        self.c.tables.append(t)

    def _global(self, t: GlobalType) -> None:
        self.c.check_type(t.type)

    # ------------------------------------------------------------ code

    def _constant(self, body: Expr, t: int) -> None:
        try:
            self.checker.constant(*code(body), t)
        except Invalid as error:
            raise self._at(error, body) from None

    def _at(self, error: Invalid, body: Expr) -> Exception:
        """With the place of the instruction that it is about, if there is one."""
        if error.index < 0:
            return error
        if body.data is not None:
            return _error(self.m, error.message, error.offset)
        positions = body.positions or [body.pos]
        return _error(self.m, error.message, positions[min(error.index, len(positions) - 1)])

    def _bodies(self) -> None:
        for func in self.m.funcs:
            self.pos = func.pos
            wide: list[int] = []
            try:
                self.checker.function(*code(func.body), func.type, func.locals, wide)
            except Invalid as error:
                raise self._at(error, func.body) from None

    # ------------------------------------------------------------ segments, start, exports

    def _segments(self) -> None:
        for elem in self.m.elems:
            self.pos = elem.pos
            self._elem(elem)
        for data in self.m.datas:
            self.pos = data.pos
            if data.mode == ACTIVE:
                memory = find(self.c.memories, data.memory, "memory")
                assert data.offset is not None
                self._constant(data.offset, memory.address)

    def _elem(self, elem: Elem) -> None:
        self.c.check_type(elem.type)
        for f in elem.funcs or ():
            find(self.c.funcs, f, "function")
        for e in elem.exprs or ():
            self._constant(e, elem.type)
        if elem.mode == ACTIVE:
            table = find(self.c.tables, elem.table, "table")
            if not self.c.space.sub(elem.type, table.element):
                raise Invalid("type mismatch: the element segment does not match the type of its table")
            assert elem.offset is not None
            self._constant(elem.offset, table.limits.address)
        self.c.elems.append(elem.type)

    def _start(self) -> None:
        if self.m.start is not None:
            self.pos = self.m.start_pos
            t = self.c.func_type(find(self.c.funcs, self.m.start, "function"))
            if t.params or t.results:
                raise Invalid("start function must take and give nothing")

    def _exports(self) -> None:
        c = self.c
        spaces = (c.funcs, c.tables, c.memories, c.globals, c.tags)
        seen: set[str] = set()
        for e in self.m.exports:
            self.pos = e.pos
            find(spaces[e.kind], e.index, _WHAT[e.kind])
            if e.name in seen:
                raise Invalid(f"duplicate export name {e.name!r}")
            seen.add(e.name)


def _used(comp: CompType) -> Iterator[int]:
    if isinstance(comp, FuncType):
        yield from comp.params
        yield from comp.results
    else:
        yield from (f.storage for f in (comp.fields if isinstance(comp, StructType) else (comp.field,)))


def _references(m: ModuleData) -> Iterator[int]:
    """Functions that occur outside of function bodies."""
    yield from (e.index for e in m.exports if e.kind == FUNC_KIND)
    for elem in m.elems:
        yield from elem.funcs or ()
    for body in _constants(m):
        yield from functions_named(*code(body))


def _constants(m: ModuleData) -> Iterator[Expr]:
    yield from (g.init for g in m.globals)
    yield from (t.init for t in m.tables if t.init is not None)
    for elem in m.elems:
        yield from elem.exprs or ()
    for offset in [*(e.offset for e in m.elems), *(d.offset for d in m.datas)]:
        if offset is not None:
            yield offset


assert len(_WHAT) == len(KIND_NAMES)
