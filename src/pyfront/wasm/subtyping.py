"""Equality and subtyping of types that refer to each other.

Types are equal if their recursion groups are, up to the equality of what they refer to. So every group gets a key in
which references into the group are relative and others are canonical; the first group with a key stands for all. The
canonical index of a type is its index in that first group.
"""

from __future__ import annotations

from pyfront.wasm.types import (
    ANY,
    ARRAY,
    BOT,
    BOTTOM_HEAP,
    EQ,
    EXN,
    EXTERN,
    FIRST_REF,
    FUNC,
    I31,
    NOEXN,
    NOEXTERN,
    NOFUNC,
    NONE,
    STRUCT,
    ArrayType,
    FieldType,
    FuncType,
    StructType,
    SubType,
    heap_of,
    ref,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.wasm.types import CompType, HeapType, ValType

# Of the abstract heap types, all that each is below.
_ABOVE = {
    I31: {I31, EQ, ANY}, STRUCT: {STRUCT, EQ, ANY}, ARRAY: {ARRAY, EQ, ANY}, EQ: {EQ, ANY}, ANY: {ANY}, FUNC: {FUNC},
    EXTERN: {EXTERN}, EXN: {EXN}, NONE: {NONE, I31, STRUCT, ARRAY, EQ, ANY}, NOFUNC: {NOFUNC, FUNC},
    NOEXTERN: {NOEXTERN, EXTERN}, NOEXN: {NOEXN, EXN},
    BOTTOM_HEAP: {I31, STRUCT, ARRAY, EQ, ANY, FUNC, EXTERN, EXN, NONE, NOFUNC, NOEXTERN, NOEXN},
}  # fmt: skip
_BOTTOMS = {STRUCT: NONE, ARRAY: NONE, FUNC: NOFUNC}
_TOPS = {ANY: ANY, EQ: ANY, I31: ANY, STRUCT: ANY, ARRAY: ANY, NONE: ANY, FUNC: FUNC, NOFUNC: FUNC, EXTERN: EXTERN,
         NOEXTERN: EXTERN, EXN: EXN, NOEXN: EXN}  # fmt: skip


class TypeSpace:
    """The types of a module. Groups are added in order; until then their types are unknown."""

    def __init__(self) -> None:
        self.types: list[SubType] = []
        self.canon: list[int] = []
        self._keys: dict[object, int] = {}
        self._known: dict[tuple[ValType, ValType], bool] = {}

    def add(self, group: list[SubType]) -> None:
        """A recursion group whose references are all into itself or what was added before."""
        start = len(self.types)
        key = tuple((t.final, tuple(self._heap_key(s, start) for s in t.supers), self._comp_key(t.comp, start)) for t in group)
        first = self._keys.setdefault(key, start)
        self.types += group
        self.canon += range(first, first + len(group))

    def _heap_key(self, heap: HeapType, start: int) -> object:
        return heap if heap < 0 else (heap - start,) if heap >= start else self.canon[heap]

    def _key(self, t: ValType, start: int) -> object:
        if t < FIRST_REF:
            return t
        heap = heap_of(t)
        return t if heap < 0 else (heap - start, t & 1) if heap >= start else ref(self.canon[heap], t & 1)

    def _comp_key(self, comp: CompType, start: int) -> object:
        if isinstance(comp, FuncType):
            return FUNC, tuple([self._key(t, start) for t in comp.params]), tuple([self._key(t, start) for t in comp.results])
        fields = comp.fields if isinstance(comp, StructType) else (comp.field,)
        return comp.kind, tuple([(self._key(f.storage, start), f.mutable) for f in fields])

    def sub(self, a: ValType, b: ValType) -> bool:
        """Is value type a below b? (BOT is below all.)"""
        if a == b or a == BOT:
            return True
        if a < FIRST_REF or b < FIRST_REF or (a & 1) > (b & 1):
            return False
        known = self._known.get((a, b))
        if known is None:
            known = self._known[a, b] = self.heap_sub(heap_of(a), heap_of(b))
        return known

    def heap_sub(self, a: HeapType, b: HeapType) -> bool:
        if a == b or a == BOTTOM_HEAP:
            return True
        if a < 0:
            return b in _ABOVE[a] if b < 0 else _BOTTOMS[self.types[b].comp.kind] == a
        if b < 0:
            return b in _ABOVE[self.types[a].comp.kind]
        target = self.canon[b]
        seen = a
        while True:
            if self.canon[seen] == target:
                return True
            supers = self.types[seen].supers
            if not supers:
                return False
            seen = supers[0]  # there is one at most, of a smaller index

    def top(self, heap: HeapType) -> HeapType:
        return _TOPS[heap if heap < 0 else self.types[heap].comp.kind]

    def field_sub(self, a: FieldType, b: FieldType) -> bool:
        if a.mutable != b.mutable or not self.sub(a.storage, b.storage):
            return False
        return not a.mutable or self.sub(b.storage, a.storage)

    def comp_sub(self, a: CompType, b: CompType) -> bool:
        if isinstance(a, FuncType) and isinstance(b, FuncType):
            return self.lists_sub(b.params, a.params) and self.lists_sub(a.results, b.results)
        if isinstance(a, StructType) and isinstance(b, StructType):
            return len(a.fields) >= len(b.fields) and all(map(self.field_sub, a.fields, b.fields))
        if isinstance(a, ArrayType) and isinstance(b, ArrayType):
            return self.field_sub(a.field, b.field)
        return False

    def lists_sub(self, a: tuple[ValType, ...], b: tuple[ValType, ...]) -> bool:
        return len(a) == len(b) and all(map(self.sub, a, b))
