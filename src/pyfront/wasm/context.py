"""What the rules of validation look names up in."""

from __future__ import annotations

from pyfront.wasm.compiled import Invalid
from pyfront.wasm.subtyping import TypeSpace
from pyfront.wasm.types import FIRST_REF, FuncType, heap_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import TypeVar

    from pyfront.wasm.types import GlobalType, HeapType, Limits, TableType, ValType

    T = TypeVar("T")


class Context:
    """The index spaces of a module, imports first."""

    def __init__(self) -> None:
        self.space = TypeSpace()
        self.funcs: list[int] = []  # types
        self.tables: list[TableType] = []
        self.memories: list[Limits] = []
        self.globals: list[GlobalType] = []
        self.tags: list[int] = []  # types
        self.elems: list[ValType] = []
        self.datas = 0
        self.defaultable: set[int] = set()  # structures known to have a default value
        self.refs: set[int] = set()  # functions that ref.func may name

    def func_type(self, index: int) -> FuncType:
        comp = find(self.space.types, index, "type").comp
        if not isinstance(comp, FuncType):
            raise Invalid(f"type mismatch: type {index} is not a function type")
        return comp

    def check_heap(self, heap: HeapType) -> None:
        if heap >= len(self.space.types):
            raise Invalid(f"unknown type {heap}")

    def check_type(self, t: ValType) -> None:
        if t >= FIRST_REF:
            self.check_heap(heap_of(t))


def find(items: Sequence[T], index: int, what: str) -> T:
    if index >= len(items):
        raise Invalid(f"unknown {what} {index}")
    return items[index]
