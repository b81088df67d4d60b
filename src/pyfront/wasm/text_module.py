"""Modules of the text format.

Three times over the fields: names and indexes of everything, then the types, then all the rest in order. So names may be
used before they are defined, and a type that is only written out at its use comes behind those that are defined.
"""

from __future__ import annotations

from pyfront.wasm.lexer import CLOSE, OPEN, STRING, WORD, Tokens, source_of
from pyfront.wasm.module import (
    ACTIVE,
    DECLARATIVE,
    KIND_NAMES,
    PASSIVE,
    Data,
    Elem,
    Export,
    Expr,
    Func,
    Global,
    Import,
    Memory,
    ModuleData,
    Table,
    Tag,
)
from pyfront.wasm.optable import BY_NAME, END, I32_CONST, REF_FUNC
from pyfront.wasm.text_code import Code
from pyfront.wasm.types import FUNC, FUNCREF, I64, FuncType, Limits, SubType, TableType, ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_DEFINED = (*KIND_NAMES, "elem", "data")
PAGE = 65536


def parse_module(text: str | bytes, name: str = "<wat>") -> ModuleData:
    """The one module of a text, which may leave out ``(module ...)`` around its fields."""
    tokens = Tokens(source_of(text, name))
    parser = ModuleParser(tokens)
    if parser.at_form("module"):
        close = tokens.close[0]
        parser.i = 2
        module_name = parser.id()
        if module_name is not None:
            parser.m.ids["module"] = {0: module_name}
        if parser.word("binary"):
            from pyfront.wasm.decode import decode

            return decode(parser.strings())
        if parser.word("quote"):
            return parse_module(parser.strings(), name)
        m = parser.fields(close)
        parser.i = close + 1
    else:
        m = parser.fields(len(tokens.kinds) - 1)
    if not parser.at_end():
        raise parser.unexpected()
    return m


class ModuleParser(Code):
    def __init__(self, tokens: Tokens, start: int = 0) -> None:
        super().__init__(tokens, start)
        self.m = ModuleData()
        self.m.source = tokens.source
        self.defined: dict[int, tuple[str, int]] = {}  # by index of the token behind ``(func``: kind and index
        self._imports = [0] * len(KIND_NAMES)  # so far
        self._simple: dict[tuple[Any, ...], int] = {}  # types that a written-out signature means

    def fields(self, end: int) -> ModuleData:
        """The fields from here up to the token with index ``end``."""
        starts = []
        self.m.pos = self.position
        first = self.i
        while self.i < end:
            if self.kinds[self.i] != OPEN or self.kinds[self.i + 1] != WORD:
                raise self.unexpected("a module field")
            starts.append(self.i)
            self.i = self.tokens.close[self.i] + 1
        self._collect(starts)
        annotated = self._annotations(first, end, starts)
        for at in starts:
            if self.values[at + 1] in ("type", "rec"):
                self.i = at
                self._types()
        for at in starts:
            self.i = at + 1
            word = self.any_word()
            field = _FIELDS.get(word)
            if field is None:
                raise self.unexpected("a module field", at + 1)
            field(self)
            if word not in ("type", "rec"):
                self.close()
        self.i = end
        self.m.ids |= {space: {i: n for n, i in ids.items()} for space, ids in self.names.spaces.items() if ids}
        for kind, index, name in annotated:
            self.m.ids.setdefault(kind, {})[index] = name
        return self.m

    def _annotations(self, first: int, end: int, starts: list[int]) -> list[tuple[str, int, str]]:
        """What annotations say: custom sections go into the module; the names are kind, index, name."""
        if not self.tokens.annotations:
            return []
        from pyfront.wasm.annotations import Annotations

        found = Annotations(self.tokens, self.m, first, end, starts, self.defined)
        return found.read()

    # ------------------------------------------------------------ names

    def _collect(self, starts: list[int]) -> None:
        counts = dict.fromkeys((*_DEFINED, "type"), 0)
        defined = ""  # the first kind that is defined: no import may follow
        for at in starts:
            word = self.values[at + 1]
            self.i = at + 2
            if word == "rec":
                while self.at_form("type"):
                    close = self.tokens.close[self.i]
                    self.i += 2
                    self._name("type", counts)
                    self.i = close + 1
            elif word == "type":
                self._name("type", counts)
            elif word == "import":
                self._imported(at, counts, defined)
            elif word in _DEFINED:
                self._name(word, counts)
                if word in KIND_NAMES:
                    defined = self._inline(at, word, counts, defined)

    def _name(self, space: str, counts: dict[str, int]) -> None:
        at = self.i
        self.defined[at] = space, counts[space]
        name = self.id()
        if name is not None and not self.names.add(space, name, counts[space]):
            raise self.error(f"duplicate {space} ${name}", at)
        counts[space] += 1

    def _imported(self, at: int, counts: dict[str, int], defined: str) -> None:
        self.name()
        self.name()
        if defined:
            raise self.error(f"import after {defined}", at)
        if self.kinds[self.i] != OPEN or self.values[self.i + 1] not in KIND_NAMES:
            raise self.unexpected("an import's type")
        word = self.values[self.i + 1]
        self.i += 2
        self._name(word, counts)

    def _inline(self, at: int, word: str, counts: dict[str, int], defined: str) -> str:
        """Looks over a definition for an import or a segment in it."""
        end = self.tokens.close[at]
        while self.at_form("export"):
            self.i = self.tokens.close[self.i] + 1
        if self.at_form("import"):
            if defined:
                raise self.error(f"import after {defined}", at)
            return defined
        if word in ("table", "memory"):
            while self.i < end:
                if self.at_form("elem", "data"):
                    counts[self.values[self.i + 1]] += 1
                    break
                self.i = self.tokens.close[self.i] + 1 if self.kinds[self.i] == OPEN else self.i + 1
        return defined or ("function" if word == "func" else word)

    # ------------------------------------------------------------ types

    def _types(self) -> None:
        end = self.tokens.close[self.i]
        if not self.open_form("rec"):
            self.m.groups.append(1)
            self._type()
            return
        start = len(self.m.types)
        while self.i < end:
            self._type()
        self.m.groups.append(len(self.m.types) - start)

    def _type(self) -> None:
        self.need_open("type")
        self.id()
        self.m.types.append(self.sub_type(len(self.m.types)))

    def _skip_types(self) -> None:
        """They have been read."""

    def add_type(self, t: FuncType) -> int:
        """The index of a plain function type, which is added if there is none."""
        if not self._simple:
            start = 0
            for size in self.m.groups:
                known = self.m.types[start]
                if size == 1 and known.final and not known.supers and isinstance(known.comp, FuncType):
                    self._simple.setdefault((known.comp.params, known.comp.results), start)
                start += size
        key = (t.params, t.results)
        if key not in self._simple:
            self._simple[key] = len(self.m.types)
            self.m.types.append(SubType(t, pos=self.position))
            self.m.groups.append(1)
        return self._simple[key]

    def block_signature(self) -> tuple[int | None, FuncType, list[str | None]]:
        index = None
        at = self.i
        if self.open_form("type"):
            index = self.index("type")
            self.close()
        written = self.at_form("param", "result")
        names, t = self.signature()
        if self.at_form("type", "param", "result"):
            raise self.unexpected("a type in the order type, parameters, results")
        if index is not None:
            known = self.m.func_type(index)
            if written and known != t:
                raise self.error("unknown type" if index >= len(self.m.types) else "inline function type", at)
            t = known or t
        return index, t, names

    def type_use(self) -> tuple[int, list[str | None]]:
        index, t, names = self.block_signature()
        if index is None:
            index = self.add_type(t)
        return index, names or [None] * len(t.params)

    # ------------------------------------------------------------ definitions

    def _head(self, kind: int) -> tuple[int, tuple[str, str] | None]:
        """``$id (export "name")* (import "module" "name")?``: where, and the import."""
        pos = self.position
        self.id()
        while self.at_form("export"):
            at = self.position
            self.i += 2
            self.m.exports.append(Export(self.name(), kind, self._count(kind), at))
            self.close()
        if not self.open_form("import"):
            return pos, None
        module, name = self.name(), self.name()
        self.close()
        return pos, (module, name)

    def _count(self, kind: int) -> int:
        """How many there are of a kind so far."""
        m = self.m
        own: tuple[list[Any], ...] = (m.funcs, m.tables, m.memories, m.globals, m.tags)
        return len(own[kind]) + self._imports[kind]

    def _import(self) -> None:
        pos = self.position
        module, name = self.name(), self.name()
        if self.kinds[self.i] != OPEN:
            raise self.unexpected("an import's type")
        self.i += 1
        kind = KIND_NAMES.index(self.any_word())
        self.id()
        self._add_import((module, name), kind, pos)
        self.close()

    def _add_import(self, names: tuple[str, str], kind: int, pos: int) -> None:
        self._imports[kind] += 1
        read: tuple[Callable[[], Any], ...] = (
            lambda: self.type_use()[0], self.table_type, self.limits, self.global_type, lambda: self.type_use()[0],
        )  # fmt: skip
        self.m.imports.append(Import(*names, kind, read[kind](), pos))

    def _func(self) -> None:
        pos, imported = self._head(0)
        if imported:
            self._add_import(imported, 0, pos)
            return
        t, names = self.type_use()
        self.locals = {}
        for index, name in enumerate(names):
            self._add_local(name, index)
        runs = self._locals(len(names))
        self.m.funcs.append(Func(t, runs, self.expression(), pos))

    def _add_local(self, name: str | None, index: int) -> None:
        if name is not None:
            if name in self.locals:
                raise self.error(f"duplicate local ${name}")
            self.locals[name] = index

    def _locals(self, index: int) -> list[tuple[int, int]]:
        runs: list[tuple[int, int]] = []
        while self.open_form("local"):
            name = self.id()
            self._add_local(name, index)
            types = [self.val_type()] if name is not None else self.val_types()
            if name is not None:
                self.close()
            index += len(types)
            for t in types:
                if runs and runs[-1][1] == t:
                    runs[-1] = (runs[-1][0] + 1, t)
                else:
                    runs.append((1, t))
        return runs

    def _tag(self) -> None:
        pos, imported = self._head(4)
        if imported:
            self._add_import(imported, 4, pos)
        else:
            self.m.tags.append(Tag(self.type_use()[0], pos))

    def _global(self) -> None:
        pos, imported = self._head(3)
        if imported:
            self._add_import(imported, 3, pos)
        else:
            t = self.global_type()
            self.m.globals.append(Global(t, self.expression(), pos))

    def _memory(self) -> None:
        pos, imported = self._head(2)
        if imported:
            self._add_import(imported, 2, pos)
            return
        start = self.i
        address = self.address_type()
        if not self.open_form("data"):
            self.i = start
            self.m.memories.append(Memory(self.limits(), pos))
            return
        data = self.strings()
        self.close()
        pages = -(-len(data) // PAGE)
        self.m.datas.append(Data(ACTIVE, self._count(2), _zero(address, pos), data, pos))
        self.m.memories.append(Memory(Limits(pages, pages, address), pos))

    def _table(self) -> None:
        pos, imported = self._head(1)
        if imported:
            self._add_import(imported, 1, pos)
            return
        start = self.i
        address = self.address_type()
        if not self.at_ref_type():
            self.i = start
            t = self.table_type()
            init = None if self.kinds[self.i] == CLOSE else self.expression()
            self.m.tables.append(Table(t, init, pos))
            return
        element = self.ref_type()
        self.need_open("elem")
        funcs, exprs = self._items(element)
        self.close()
        size = len(funcs if funcs is not None else exprs or ())
        kind = element
        if funcs is not None and element == FUNCREF:
            kind = ref(FUNC, 0)
        elif funcs is not None:  # the binary format has no list of functions of another type
            exprs = [Expr([REF_FUNC, END], [f, None], pos, [pos, pos]) for f in funcs]
            funcs = None
        self.m.elems.append(Elem(ACTIVE, self._count(1), _zero(address, pos), kind, funcs, exprs, pos))
        self.m.tables.append(Table(TableType(Limits(size, size, address), element), None, pos))

    # ------------------------------------------------------------ segments

    def _items(self, element: int) -> tuple[list[int] | None, list[Expr] | None]:
        """Function indexes or expressions, up to the closing parenthesis."""
        if self.at_index():
            funcs: list[int] = []
            self._functions(funcs)
            return funcs, None
        exprs: list[Expr] = []
        while self.kinds[self.i] != CLOSE:
            exprs.append(self._item())
        return (None, exprs) if exprs or element != FUNCREF else ([], None)

    def _functions(self, funcs: list[int]) -> None:
        while self.at_index():
            funcs.append(self.index("func"))

    def _item(self) -> Expr:
        if self.open_form("item"):
            expr = self.expression()
            self.close()
            return expr
        return self.folded()

    def _offset(self) -> Expr:
        if self.open_form("offset"):
            expr = self.expression()
            self.close()
            return expr
        return self.folded()

    def _use(self, space: str) -> int | None:
        """``(table x)`` or ``(memory x)``."""
        if not self.open_form(space):
            return None
        index = self.index(space)
        self.close()
        return index

    def _elem(self) -> None:
        pos = self.position
        self.id()
        mode, table, offset = PASSIVE, 0, None
        if self.word("declare"):
            mode = DECLARATIVE
        else:
            use = self._use("table")
            if use is not None or (self.kinds[self.i] == OPEN and not self.at_form("ref", "item")):
                mode, table, offset = ACTIVE, use or 0, self._offset()
        funcs: list[int] | None
        exprs: list[Expr] | None
        if self.word("func"):
            kind, funcs, exprs = ref(FUNC, 0), [], None
            self._functions(funcs)
        elif self.at_ref_type():
            kind = self.ref_type()
            funcs, exprs = None, []
            while self.kinds[self.i] != CLOSE:
                exprs.append(self._item())
        elif mode == ACTIVE and (self.at_index() or self.kinds[self.i] == CLOSE):
            kind, funcs, exprs = ref(FUNC, 0), [], None
            self._functions(funcs)
        else:
            raise self.unexpected("elements")
        self.m.elems.append(Elem(mode, table, offset, kind, funcs, exprs, pos))

    def _data(self) -> None:
        pos = self.position
        self.id()
        use = self._use("memory")
        if use is None and self.kinds[self.i] in (STRING, CLOSE):
            self.m.datas.append(Data(PASSIVE, 0, None, self.strings(), pos))
        else:
            offset = self._offset()
            self.m.datas.append(Data(ACTIVE, use or 0, offset, self.strings(), pos))

    # ------------------------------------------------------------ exports, start

    def _export(self) -> None:
        pos = self.position
        name = self.name()
        if self.kinds[self.i] != OPEN:
            raise self.unexpected("what is exported")
        self.i += 1
        word = self.any_word()
        if word not in KIND_NAMES:
            raise self.unexpected("what is exported", self.i - 1)
        self.m.exports.append(Export(name, KIND_NAMES.index(word), self.index(word), pos))
        self.close()

    def _start(self) -> None:
        if self.m.start is not None:
            raise self.error("multiple start sections", self.i - 1)
        self.m.start_pos = self.position
        self.m.start = self.index("func")


def _zero(address: int, pos: int) -> Expr:
    const = BY_NAME["i64.const"].number if address == I64 else I32_CONST
    return Expr([const, END], [0, None], pos, [pos, pos])


_FIELDS = {
    "type": ModuleParser._skip_types, "rec": ModuleParser._skip_types, "import": ModuleParser._import,
    "func": ModuleParser._func, "table": ModuleParser._table, "memory": ModuleParser._memory, "tag": ModuleParser._tag,
    "global": ModuleParser._global, "export": ModuleParser._export, "start": ModuleParser._start,
    "elem": ModuleParser._elem, "data": ModuleParser._data,
}  # fmt: skip

