"""Lists, vectors and pairs as constants: nested to any depth, with parts that occur several times."""

from __future__ import annotations

from pyfront.emit.constants import key
from pyfront.emit.image import varint
from pyfront.text.datum import List, Vector
from vmcore.data import Pair

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.emit.image import Pool

_COMPOUND = (List, Vector, Pair)


def compound(pool: Pool, root: Any) -> None:
    """The code of a list, vector or pair and all that is in it. Parts that occur several times inside become entries of
    their own, before."""
    if not _is_tree(root):
        for part in _shared(root):
            _tree(pool, part)
            pool.where["id", id(part)] = pool.size
            pool.keep.append(part)
            pool.size += 1
    _tree(pool, root)


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
    if value.tail is None:
        return list(value.items), b"\x21" + varint(len(value.items))
    return [*value.items, value.tail], b"\x22" + varint(len(value.items))


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


def _shared(root: Any) -> list[Any]:
    """Compounds that occur more than once in ``root``, inner ones first. A cycle has no finite encoding."""
    state: dict[int, int] = {}  # id -> 1: open, 2: done
    shared: dict[int, Any] = {}
    order: list[Any] = []
    stack: list[Any] = [root]
    while stack:
        value = stack.pop()
        if value.__class__ is _Done:
            state[id(value.value)] = 2
            order.append(value.value)
            continue
        known = state.get(id(value))
        if known == 1:
            from pyfront.errors import CompileError

            raise CompileError("a circular datum cannot be a constant of a program")
        if known == 2:
            shared[id(value)] = value
            continue
        state[id(value)] = 1
        stack.append(_Done(value))
        parts = _parts(value)[0]
        parts.reverse()
        stack += [p for p in parts if p.__class__ in _COMPOUND and (p.__class__ is not List or p.items)]
    return [value for value in order if id(value) in shared]


class _Done:
    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value
