"""Instances: linking, initialisation, exports."""

from __future__ import annotations

from pyfront.wasm.errors import LinkError, Trap
from pyfront.wasm.linking import Types, constant_type
from pyfront.wasm.module import ACTIVE, DECLARATIVE, FUNC_KIND, GLOBAL_KIND, MEMORY_KIND, TABLE_KIND
from pyfront.wasm.optable import I32_CONST, REF_FUNC
from pyfront.wasm.store import Store
from pyfront.wasm.types import I64, V128, SubType, heap_of, type_name
from vmcore._wasm_instance import Code, host_function, is_subtype_of
from vmcore._wasm_instance import Instance as Core
from vmcore._wasm_objects import Global, Memory, Table, Tag
from vmcore._wasm_store import Function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from typing import Any

    from pyfront.wasm.api import Module
    from pyfront.wasm.module import Expr, Import, ModuleData
    from pyfront.wasm.types import FuncType, Limits, ValType

_I64_CONST = 0x42
_WHAT = ("function", "table", "memory", "global", "tag")
_CLASSES = (Function, Table, Memory, Global, Tag)


class Func:
    """A Python callable with a declared type: ``Func(FuncType([I32], [I32]), f)``."""

    __slots__ = ("type", "call")

    def __init__(self, type: FuncType, call: Callable[..., Any]) -> None:
        self.type = type
        self.call = call

    def bind(self, store: Store, name: str = "") -> Function:
        """A function of a store: for tables, and to be imported several times."""
        types = Types([SubType(self.type)], [1])
        return host_function(store, types.places[0], self.call, name)


class Compiled:
    """What the instances of a module share."""

    def __init__(self, module: Module, data: ModuleData) -> None:
        assert data.binary is not None
        self.data = data
        c = module.context
        self.types = Types(data.types, data.groups)
        self.module = module
        self.code = Code(
            Named(module), data.binary, self.types.places, c.funcs, _starts(data),
            [2 if g.type == V128 else 1 for g in c.globals], [m.address == I64 for m in c.memories],
            [t.limits.address == I64 for t in c.tables], c.tags, module.bodies,
        )  # fmt: skip
        self.datas = [d.bytes for d in data.datas]


def _starts(data: ModuleData) -> list[int]:
    """Where the functions begin in the binary."""
    return [f.pos for f in data.funcs] if data.skimmed is None else [row[0] for row in data.skimmed.rows]


class Named:
    """The names of a module's functions, read when a message wants them."""

    def __init__(self, module: Module) -> None:
        self._data = module.data
        self._names: dict[int, str] | None = None

    @property
    def function_names(self) -> dict[int, str]:
        if self._names is None:
            from pyfront.wasm.names import names

            self._names = dict(names(self._data).get("func", {}))
            for e in self._data.exports:
                if e.kind == FUNC_KIND:
                    self._names.setdefault(e.index, e.name)
        return self._names


class Exports:
    """What an instance exports: ``exports.name`` or ``exports["name"]``."""

    def __getitem__(self, name: str) -> Any:
        return self.__dict__[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)

    def __len__(self) -> int:
        return len(self.__dict__)

    def __contains__(self, name: object) -> bool:
        return name in self.__dict__

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(f"the module exports no {name!r}")

    def __repr__(self) -> str:
        return f"<exports: {', '.join(self.__dict__)}>"


def find_store(imports: Any) -> Store | None:
    """That of something that is to be imported."""
    for part in imports.values() if isinstance(imports, dict) else ():
        store = getattr(part, "store", None)
        if isinstance(store, Store):
            return store
        for value in part.values() if isinstance(part, dict) else ():
            store = getattr(value, "store", None)
            if isinstance(store, Store):
                return store
    return None


class Instance:
    """An instance of a module. ``imports``: module name -> name -> value, where instead of a dictionary an instance may
    stand for its exports. A value is an export of an instance of the same store, a Memory, Table, Global or Tag, a Func, or
    a Python callable; a number for a global that is immutable."""

    def __init__(self, store: Store, module: Module, imports: Mapping[str, Any] | None = None) -> None:
        compiled = module.compiled()
        m, c = compiled.data, module.context
        self.store = store
        self.module = module
        self._compiled = compiled
        self._spaces: tuple[list[Any], ...] = ([], [], [], [], [])
        self._core = Core(
            store, compiled.code, len(c.globals), len(c.tables), len(c.memories), len(c.tags), m.elems, compiled.datas
        )
        for i in m.imports:
            self._import(i, _lookup(imports, i))
        self._define(m)
        self.exports = Exports()
        self._export(m)
        self._start_segments(m)
        if m.start is not None:
            self._core.func(m.start, "start")()

    # ------------------------------------------------------------ imports

    def _import(self, i: Import, value: Any) -> None:
        value = self._link(i, value)
        space = self._spaces[i.kind]
        index = len(space)
        core = self._core
        if i.kind == FUNC_KIND:
            if isinstance(value, Function):
                core.set_func(index, value)
            else:
                core.host_func(index, value)
                value = core.func(index, i.name)
        else:
            (None, core.set_table, core.set_memory, core.set_global, core.set_tag)[i.kind](index, value)  # type: ignore[misc]  # number 0 is above
        space.append(value)

    def _link(self, i: Import, value: Any) -> Any:
        """What is to be put in for a value; LinkError if it does not fit."""
        if i.kind == GLOBAL_KIND and isinstance(value, (int, float)) and not i.desc.mutable:
            value = Global(self.store, self._compiled.types.describe(i.desc.type), value)
        if i.kind == FUNC_KIND and isinstance(value, Func):
            if value.type != self.module.context.func_type(i.desc):
                raise _mismatch(i, f"a function of type {value.type}")
            return value.call
        if i.kind == FUNC_KIND and callable(value) and not isinstance(value, Function):
            return value
        if not isinstance(value, _CLASSES[i.kind]):
            raise _mismatch(i, type(value).__name__)
        if value.store is not self.store:
            raise LinkError(f"incompatible import type: {i.module}.{i.name} belongs to another store")
        if not self._fits(i, value):
            raise _mismatch(i, repr(value))
        return value

    def _fits(self, i: Import, value: Any) -> bool:
        types = self._compiled.types
        if i.kind == FUNC_KIND:
            return is_subtype_of(value, types.places[i.desc])
        if i.kind == MEMORY_KIND:
            return _limits_fit(i.desc, value.size, value.limits)
        if i.kind == TABLE_KIND:
            return _limits_fit(i.desc.limits, value.size, value.limits) and value.matches(types.describe(i.desc.element), True)
        if i.kind == GLOBAL_KIND:
            return value.mutable == i.desc.mutable and value.matches(types.describe(i.desc.type), i.desc.mutable)
        return bool(value.matches(types.places[i.desc]))

    # ------------------------------------------------------------ definitions

    def _define(self, m: ModuleData) -> None:
        store, core, types = self.store, self._core, self._compiled.types
        funcs, tables, memories, globals_, tags = self._spaces
        funcs += [None] * (len(self.module.context.funcs) - len(funcs))  # made when somebody wants them
        for memory in m.memories:
            made = Memory(store, memory.type.min, memory.type.max, memory.type.address == I64)
            core.set_memory(len(memories), made)
            memories.append(made)
        for tag in m.tags:
            made_tag = Tag(store, types.places[tag.type])
            core.set_tag(len(tags), made_tag)
            tags.append(made_tag)
        for g in m.globals:
            described = types.describe(g.type.type)
            made_global = core.new_global(described, g.type.mutable)
            core.evaluate_global(g.init.pos, constant_type(described), made_global)
            core.set_global(len(globals_), made_global)
            globals_.append(made_global)
        for table in m.tables:
            t = table.type
            value = None if table.init is None else self._evaluate(table.init, t.element)
            made_table = Table(store, types.describe(t.element), t.limits.min, t.limits.max, value, t.limits.address == I64)
            core.set_table(len(tables), made_table)
            tables.append(made_table)
        for tag_ in tags:
            store.tags.setdefault(tag_.address, tag_)
        for index, elem in enumerate(m.elems):
            self._elem(index, elem)

    def _elem(self, index: int, elem: Any) -> None:
        funcs = elem.funcs
        if funcs is None and all(len(e.ops) == 2 and e.ops[0] == REF_FUNC for e in elem.exprs):
            funcs = [e.imms[0] for e in elem.exprs]
        if funcs is not None:
            self._core.set_elem_funcs(index, funcs)
            return
        values = [self._evaluate(e, elem.type) for e in elem.exprs]
        self._core.set_elem(index, values, self.module.context.space.top(heap_of(elem.type)))

    def _evaluate(self, expr: Expr, t: ValType) -> Any:
        if len(expr.ops) == 2 and expr.ops[0] in (I32_CONST, _I64_CONST):
            return expr.imms[0]
        return self._core.evaluate(expr.pos, constant_type(self._compiled.types.describe(t)))

    def _start_segments(self, m: ModuleData) -> None:
        core, c = self._core, self.module.context
        for index, elem in enumerate(m.elems):
            if elem.mode == ACTIVE:
                assert elem.offset is not None
                address = c.tables[elem.table].limits.address
                if not core.start_elem(index, elem.table, self._evaluate(elem.offset, address) & _mask(address)):
                    raise Trap("out of bounds table access")
            elif elem.mode == DECLARATIVE:
                core.drop_elem(index)
        for index, data in enumerate(m.datas):
            if data.mode == ACTIVE:
                assert data.offset is not None
                address = c.memories[data.memory].address
                if not core.start_data(index, data.memory, self._evaluate(data.offset, address) & _mask(address)):
                    raise Trap("out of bounds memory access")

    def _export(self, m: ModuleData) -> None:
        found = self.exports.__dict__
        for e in m.exports:
            if e.kind == FUNC_KIND:
                found[e.name] = self._core.func(e.index, e.name)
            else:
                found[e.name] = self._spaces[e.kind][e.index]

    def __repr__(self) -> str:
        return f"<instance of {self.module.name or 'a module'}>"


def _mask(address: ValType) -> int:
    return (1 << 64) - 1 if address == I64 else (1 << 32) - 1


def _lookup(imports: Any, i: Import) -> Any:
    part = (imports or {}).get(i.module, _MISSING)
    if isinstance(part, Instance):
        part = part.exports
    if isinstance(part, Exports):
        part = part.__dict__
    value = part.get(i.name, _MISSING) if part is not _MISSING else _MISSING
    if value is _MISSING:
        raise LinkError(f"unknown import {i.module}.{i.name}: the module wants a {_WHAT[i.kind]}")
    return value


_MISSING = object()


def _mismatch(i: Import, what: str) -> LinkError:
    return LinkError(f"incompatible import type: {i.module}.{i.name} must be {_wanted(i)}, and is {what}")


def _wanted(i: Import) -> str:
    if i.kind == GLOBAL_KIND:
        return f"a {'mutable ' if i.desc.mutable else ''}global of {type_name(i.desc.type)}"
    if i.kind == TABLE_KIND:
        return f"a table of {type_name(i.desc.element)} with {i.desc.limits.min} elements or more"
    if i.kind == MEMORY_KIND:
        return f"a memory of {i.desc.min} pages or more"
    return f"a {_WHAT[i.kind]} of type {i.desc}"


def _limits_fit(wanted: Limits, size: int, limits: tuple[int, int | None, bool]) -> bool:
    _, most, is64 = limits
    if is64 != (wanted.address == I64) or size < wanted.min:
        return False
    return wanted.max is None or (most is not None and most <= wanted.max)
