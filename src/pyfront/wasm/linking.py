"""Types that are one for all modules of a process, and what an import must be."""

from __future__ import annotations

from weakref import WeakValueDictionary

from pyfront.wasm.types import ARRAY, FIRST_REF, FUNC, FuncType, StructType, heap_of, nullable
from vmcore._wasm_types import TypeGroup

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.wasm.types import CompType, SubType, ValType

    Place = tuple[TypeGroup, int]  # a type: its group and its number in there

_groups: WeakValueDictionary[Any, TypeGroup] = WeakValueDictionary()

class Types:
    """The types of one module, by index."""

    def __init__(self, types: list[SubType], sizes: list[int]) -> None:
        self.places: list[Place] = []
        start = 0
        for size in sizes:
            self._group(types[start : start + size], start)
            start += size

    def _group(self, group: list[SubType], start: int) -> None:
        """Equal groups of all modules are one. References into the group have None for it."""
        rows = tuple([self._row(t, start) for t in group])
        key = tuple([(kind, vals, n, above, t.final) for (kind, vals, n, above), t in zip(rows, group)])
        made = _groups.get(key)
        if made is None:
            uses = {id(p[0]): p[0] for p in self.places}
            made = _groups[key] = TypeGroup(rows, list(uses.values()))
        self.places += [(made, index) for index in range(len(group))]

    def _row(self, t: SubType, start: int) -> tuple[Any, ...]:
        above = self._place(t.supers[0], start) if t.supers else None
        vals, count = _parts(t.comp)
        return t.comp.kind, tuple([self.describe(v, start) for v in vals]), count, above

    def _place(self, index: int, start: int) -> tuple[Any, int]:
        return self.places[index] if index < start else (None, index - start)

    def describe(self, t: ValType, start: int = -1) -> Any:
        """A value type as vmcore._wasm_types.read_type takes it."""
        if t < FIRST_REF:
            return t
        heap = heap_of(t)
        return nullable(t), heap if heap < 0 else self._place(heap, len(self.places) if start < 0 else start)


def _parts(comp: CompType) -> tuple[tuple[ValType, ...], int]:
    """The value types in a type, and how many of them are parameters."""
    if isinstance(comp, FuncType):
        return comp.params + comp.results, len(comp.params)
    if isinstance(comp, StructType):
        return tuple([f.storage for f in comp.fields]), 0
    assert comp.kind == ARRAY
    return (comp.field.storage,), 0


def constant_type(described: Any) -> Place:
    """The type of a function of no parameters and one result."""
    key = ((FUNC, (described,), 0, None, True),)
    made = _groups.get(key)
    if made is None:
        uses = [] if isinstance(described, int) or isinstance(described[1], int) else [described[1][0]]
        made = _groups[key] = TypeGroup((key[0][:4],), uses)
    return made, 0
