"""A module as data: what the decoder and the text parser make, and the validator, the encoder and the lowering read.

Index spaces begin with the imports of their kind; the lists here hold what the module defines itself. Indexes are numbers
as in the binary format. ``pos`` is where something is: an offset in the binary, or a position of the text's source.
"""

from __future__ import annotations

from pyfront.wasm.types import FuncType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.text.source import Source
    from pyfront.wasm.types import GlobalType, Limits, SubType, TableType, ValType

FUNC_KIND, TABLE_KIND, MEMORY_KIND, GLOBAL_KIND, TAG_KIND = range(5)
KIND_NAMES = ("func", "table", "memory", "global", "tag")

PASSIVE, ACTIVE, DECLARATIVE = "passive", "active", "declarative"


class Expr:
    """Instructions, with the last ``end``. ``ops``: instruction numbers (optable.py). ``imms``: the immediates of each; what
    they look like is in immediates.py. ``positions``: of each, in text. In a binary, ``data``, they begin at ``pos``,
    and the lists are made for who asks for them.
    """

    __slots__ = ("_ops", "_imms", "pos", "positions", "data")

    def __init__(
        self, ops: list[int], imms: list[Any], pos: int = -1, positions: list[int] | None = None, data: bytes | None = None
    ) -> None:
        self._ops = ops
        self._imms = imms
        self.pos = pos
        self.positions = positions
        self.data = data

    @property
    def ops(self) -> list[int]:
        if self.data is not None and not self._ops:
            self._make_lists()
        return self._ops

    @property
    def imms(self) -> list[Any]:
        if self.data is not None and not self._ops:
            self._make_lists()
        return self._imms

    def _make_lists(self) -> None:
        from pyfront.wasm.compiled import instructions

        assert self.data is not None
        self._ops, self._imms = instructions(self.data, self.pos)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Expr) and self.ops == other.ops and self.imms == other.imms


class _Record:
    """Equal if the fields are, but for where things are."""

    __slots__: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return all(getattr(self, name) == getattr(other, name) for name in self.__slots__ if name not in ("pos", "after"))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={getattr(self, name)!r}' for name in self.__slots__)})"


class Import(_Record):
    """``desc``: a type index (functions, tags), TableType, Limits or GlobalType."""

    __slots__ = ("module", "name", "kind", "desc", "pos")

    def __init__(self, module: str, name: str, kind: int, desc: Any, pos: int = -1) -> None:
        self.module = module
        self.name = name
        self.kind = kind
        self.desc = desc
        self.pos = pos


class Func(_Record):
    """``type``: index of the function type. ``locals``: runs (count, type) without the parameters."""

    __slots__ = ("type", "locals", "body", "pos")

    def __init__(self, type: int, locals: list[tuple[int, ValType]], body: Expr, pos: int = -1) -> None:
        self.type = type
        self.locals = locals
        self.body = body
        self.pos = pos


class Skimmed:
    """The functions of a binary whose code was not read. ``rows``: where it begins, runs of locals, where its code begins."""

    __slots__ = ("types", "rows", "data")

    def __init__(self, types: list[int], rows: list[tuple[int, list[tuple[int, int]], int]], data: bytes) -> None:
        self.types = types
        self.rows = rows
        self.data = data

    def func(self, index: int) -> Func:
        start, runs, code = self.rows[index]
        return Func(self.types[index], runs, Expr([], [], code, None, self.data), start)


class Table(_Record):
    __slots__ = ("type", "init", "pos")

    def __init__(self, type: TableType, init: Expr | None = None, pos: int = -1) -> None:
        self.type = type
        self.init = init  # None: null
        self.pos = pos


class Memory(_Record):
    __slots__ = ("type", "pos")

    def __init__(self, type: Limits, pos: int = -1) -> None:
        self.type = type
        self.pos = pos


class Tag(_Record):
    """``type``: index of a function type."""

    __slots__ = ("type", "pos")

    def __init__(self, type: int, pos: int = -1) -> None:
        self.type = type
        self.pos = pos


class Global(_Record):
    __slots__ = ("type", "init", "pos")

    def __init__(self, type: GlobalType, init: Expr, pos: int = -1) -> None:
        self.type = type
        self.init = init
        self.pos = pos


class Export(_Record):
    __slots__ = ("name", "kind", "index", "pos")

    def __init__(self, name: str, kind: int, index: int, pos: int = -1) -> None:
        self.name = name
        self.kind = kind
        self.index = index
        self.pos = pos


class Elem(_Record):
    """An element segment."""

    __slots__ = ("mode", "table", "offset", "type", "funcs", "exprs", "pos")

    def __init__(
        self,
        mode: str,
        table: int,
        offset: Expr | None,
        type: ValType,
        funcs: list[int] | None,
        exprs: list[Expr] | None,
        pos: int = -1,
    ) -> None:
        self.mode = mode
        self.table = table
        self.offset = offset  # of an active one
        self.type = type
        self.funcs = funcs  # either these
        self.exprs = exprs  # or these are not None
        self.pos = pos


class Data(_Record):
    """A data segment."""

    __slots__ = ("mode", "memory", "offset", "bytes", "pos")

    def __init__(self, mode: str, memory: int, offset: Expr | None, bytes: bytes, pos: int = -1) -> None:
        self.mode = mode
        self.memory = memory
        self.offset = offset
        self.bytes = bytes
        self.pos = pos


class Custom(_Record):
    """A custom section. ``after``: id of the section it follows in the binary, 0 at the beginning."""

    __slots__ = ("name", "bytes", "after", "pos")

    def __init__(self, name: str, bytes: bytes, after: int = 0, pos: int = -1) -> None:
        self.name = name
        self.bytes = bytes
        self.after = after
        self.pos = pos


class ModuleData(_Record):
    """``groups``: the sizes of the recursion groups that the types are made of, in order."""

    __slots__ = (
        "types", "groups", "imports", "_funcs", "skimmed", "tables", "memories", "globals", "tags", "exports", "start", "start_pos",
        "elems", "datas", "data_count", "customs", "binary", "source", "ids", "pos",
    )  # fmt: skip

    def __init__(self) -> None:
        self.types: list[SubType] = []
        self.groups: list[int] = []
        self.imports: list[Import] = []
        self._funcs: list[Func] = []
        self.skimmed: Skimmed | None = None  # in place of _funcs, until somebody asks for these
        self.tables: list[Table] = []
        self.memories: list[Memory] = []
        self.globals: list[Global] = []
        self.tags: list[Tag] = []
        self.exports: list[Export] = []
        self.start: int | None = None
        self.start_pos = -1
        self.elems: list[Elem] = []
        self.datas: list[Data] = []
        self.data_count: int | None = None
        self.customs: list[Custom] = []
        self.binary: bytes | None = None  # what it was decoded from
        self.source: Source | None = None  # or parsed from
        self.ids: dict[str, dict[int, str]] = {}  # identifiers of the text, by kind as in names.py
        self.pos = -1

    @property
    def funcs(self) -> list[Func]:
        if self.skimmed is not None:
            skimmed = self.skimmed
            self._funcs = [skimmed.func(i) for i in range(len(skimmed.rows))]
            self.skimmed = None
        return self._funcs

    @funcs.setter
    def funcs(self, funcs: list[Func]) -> None:
        self._funcs = funcs
        self.skimmed = None

    def __eq__(self, other: object) -> bool:
        """Do both mean the same? (Origin, and whether data are counted beforehand, do not matter.)"""
        if not isinstance(other, ModuleData):
            return NotImplemented
        skip = ("start_pos", "binary", "source", "ids", "pos", "data_count", "_funcs", "skimmed")
        names = [name for name in self.__slots__ if name not in skip]
        return all(getattr(self, name) == getattr(other, name) for name in ["funcs", *names])

    def imported(self, kind: int) -> list[Any]:
        return [i.desc for i in self.imports if i.kind == kind]

    def func_type(self, index: int) -> FuncType | None:
        """The function type with an index into the types; None if there is none."""
        comp = self.types[index].comp if 0 <= index < len(self.types) else None
        return comp if isinstance(comp, FuncType) else None
