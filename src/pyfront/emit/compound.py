"""Lists, vectors, pairs and what primitives make, as constants: nested to any depth, with parts that occur several times."""

from __future__ import annotations

from pyfront.emit.constants import Made, key
from pyfront.emit.image import varint
from pyfront.text.datum import List, Vector
from vmcore._primdata import primitive
from vmcore.data import UNSPECIFIED, Pair

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.emit.image import Pool

_COMPOUND = (List, Vector, Pair, Made)
_NIL = List([], [])


def compound(pool: Pool, root: Any) -> None:
    """The code of a list, vector or pair and all that is in it."""
    prepare(pool, root)
    known = pool.where.get(("id", id(root)))
    if known is None:
        _tree(pool, root)
    else:
        pool.out += b"\x30" + varint(known)


def prepare(pool: Pool, root: Any) -> None:
    """Entries of their own for parts that occur several times in ``root``, and for those that cycles go through.

    A part that contains a part around it has a hole there, which is filled when both are entries.
    """
    if _is_tree(root):
        return
    parts, holes = _plan(root)
    parts = [part for part in parts if ("id", id(part)) not in pool.where]  # another constant may have brought some
    cells: dict[tuple[int, int], int] = {}  # part and index of a hole -> the entry that has the hole
    for part in parts:
        at = holes.get(id(part))
        if at is None:
            _tree(pool, part)
            _entry(pool, part)
        else:
            _with_holes(pool, part, at, cells)
    for part in parts:
        for index, target in holes.get(id(part), {}).items():
            code = _patch(part, index)
            pool.out += b"\x30" + varint(pool.where["id", id(target)]) + code[:1] + varint(cells[id(part), index]) + code[1:]


def _entry(pool: Pool, part: Any) -> None:
    """What is on top of the loader's stack becomes an entry, the one for ``part``."""
    pool.where["id", id(part)] = pool.size
    pool.keep.append(part)
    pool.size += 1


def _with_holes(pool: Pool, part: Any, holes: dict[int, Any], cells: dict[tuple[int, int], int]) -> None:
    """An entry for a part with holes; in a list, each pair is an entry."""
    items = _parts(part)[0]
    for index in holes:
        items[index] = UNSPECIFIED
    if part.__class__ is Vector:
        for index in holes:
            cells[id(part), index] = pool.size
        _tree(pool, Vector(items, []))
        _entry(pool, part)
        return
    if part.__class__ is List and part.tail is None:
        items.append(_NIL)
    last = len(items) - 2  # the pair whose cdr is the tail
    for index in range(last, -1, -1):
        _item(pool, items[index])
        if index == last:
            _item(pool, items[index + 1])
        else:
            pool.out += b"\x30" + varint(pool.size - 1)
        pool.out += b"\x20"
        cells[id(part), index] = pool.size
        if index == last:
            cells[id(part), index + 1] = pool.size
        if index:
            pool.size += 1
    _entry(pool, part)


def _patch(part: Any, index: int) -> bytes:
    """The code that stores the value on top in a hole; the number of the entry comes after its first byte."""
    if part.__class__ is Vector:
        return b"\x33" + varint(index)
    in_cdr = index == (1 if part.__class__ is Pair else len(part.items))
    return b"\x32" if in_cdr else b"\x31"


def _item(pool: Pool, value: Any) -> None:
    known = pool.where.get(key(value))
    if known is not None:
        pool.out += b"\x30" + varint(known)
    elif value.__class__ in _COMPOUND and (value.__class__ is not List or value.items):
        _tree(pool, value)
    else:
        pool.atom(value)


def _tree(pool: Pool, root: Any) -> None:
    """Post-order without recursion: a stack of items, and of closing bytes for what is open."""
    out = pool.out
    where = pool.where
    stack: list[Any] = [root]
    first = True
    closing: dict[bytes, _Close] = {}
    while stack:
        value = stack.pop()
        kind = value.__class__
        if kind is _Close:
            out += value.code
        elif kind is List and not value.items:
            out.append(0)
        elif kind in _COMPOUND:
            known = None if first else where.get(("id", id(value)))
            first = False
            if known is not None:
                out += b"\x30" + varint(known)
                continue
            items, code = _parts(value)
            close = closing.get(code)
            if close is None:
                close = closing[code] = _Close(code)
            stack.append(close)
            items.reverse()
            stack += items
        else:
            known = where.get(key(value))
            if known is not None:
                out += b"\x30" + varint(known)
            else:
                pool.atom(value)


class _Close:
    __slots__ = ("code",)

    def __init__(self, code: bytes) -> None:
        self.code = code


def _parts(value: Any) -> tuple[list[Any], bytes]:
    """A fresh list of the items of a compound, and the code that puts them together."""
    if value.__class__ is Vector:
        return list(value.items), b"\x23" + varint(len(value.items))
    if value.__class__ is Pair:
        return [value.car, value.cdr], b"\x20"
    if value.__class__ is Made:
        return list(value.items), b"\x2b" + varint(_number(value.prim)) + varint(len(value.items))
    if value.tail is None:
        return list(value.items), b"\x21" + varint(len(value.items))
    return [*value.items, value.tail], b"\x22" + varint(len(value.items))


def _number(prim: str) -> int:
    row = primitive(prim)
    if row is None:
        from pyfront.errors import CompileError

        raise CompileError(f"no primitive is called {prim}")
    return row[0]


def _is_tree(root: Any) -> bool:
    """Does every compound occur once?"""
    seen: set[int] = set()
    stack = [root]
    while stack:
        value = stack.pop()
        if id(value) in seen:
            return False
        seen.add(id(value))
        kind = value.__class__
        if kind is List:
            stack += [p for p in value.items if p.__class__ in _COMPOUND and (p.__class__ is not List or p.items)]
            if value.tail.__class__ in _COMPOUND:
                stack.append(value.tail)
        else:
            stack += [p for p in _parts(value)[0] if p.__class__ in _COMPOUND and (p.__class__ is not List or p.items)]
    return True


def _plan(root: Any) -> tuple[list[Any], dict[int, dict[int, Any]]]:
    """Compounds that need entries, inner ones first; and the holes of those that contain one around them: by the id of
    the part, index -> what belongs there."""
    state: dict[int, int] = {}  # id -> 1: open, 2: done
    wanted: set[int] = set()
    holes: dict[int, dict[int, Any]] = {}
    order: list[Any] = []
    stack: list[Any] = [_Part(root, None, 0)]
    while stack:
        part = stack.pop()
        if part.__class__ is _Done:
            state[id(part.value)] = 2
            order.append(part.value)
            continue
        value = part.value
        known = state.get(id(value))
        if known is not None:
            wanted.add(id(value))
            if known == 1:
                wanted.add(id(part.parent))
                holes.setdefault(id(part.parent), {})[part.index] = value
            continue
        state[id(value)] = 1
        stack.append(_Done(value))
        children = [
            _Part(p, value, i)
            for i, p in enumerate(_parts(value)[0])
            if p.__class__ in _COMPOUND and (p.__class__ is not List or p.items)
        ]
        children.reverse()
        stack += children
    return [value for value in order if id(value) in wanted], holes


class _Part:
    __slots__ = ("value", "parent", "index")

    def __init__(self, value: Any, parent: Any, index: int) -> None:
        self.value = value
        self.parent = parent
        self.index = index


class _Done:
    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value
