"""The immediates of instructions: how each kind of the table (optable.py) is read from a binary.

    "" None                          block   int: see Reader.block_type
    label func type local global table memory data elem tag lane   int
    i32 i64   int, signed            f32 f64   int, the bits            v128 shuffle   bytes, 16
    heap      int                    types     tuple of value types     labels    (tuple of labels, default)
    mem       (alignment exponent, offset, memory)                      mem lane  (alignment, offset, memory, lane)
    type_table data_memory memory_memory elem_table table_table type_type type_count type_data type_elem field
              (int, int): in the order of the name, which is that of the binary format
    cast      (label, from, to)      try_table (block type, tuple of (kind, tag or None, label))
"""

from __future__ import annotations

from pyfront.wasm.types import ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.wasm.reader import Reader

CATCH, CATCH_REF, CATCH_ALL, CATCH_ALL_REF = range(4)
CATCH_NAMES = ("catch", "catch_ref", "catch_all", "catch_all_ref")
MEM_INDEX = 0x40  # flag in the alignment of a memory argument: the index of a memory follows


def _index(r: Reader) -> int:
    return r.u32()


def _pair(r: Reader) -> tuple[int, int]:
    return r.u32(), r.u32()


def _labels(r: Reader) -> tuple[tuple[int, ...], int]:
    return tuple(r.vector(r.u32)), r.u32()


def _mem(r: Reader) -> tuple[int, int, int]:
    start = r.pos
    flags = r.u32()
    if flags >= 0x80:
        raise r.error("malformed memop flags", start)
    memory = r.u32() if flags & MEM_INDEX else 0
    return flags & 0x3F, r.u64(), memory


def _cast(r: Reader) -> tuple[int, int, int]:
    start = r.pos
    flags = r.byte()
    if flags > 3:
        raise r.error("malformed br_on_cast flags", start)
    label = r.u32()
    return label, ref(r.heap_type(), flags & 1), ref(r.heap_type(), flags & 2)


def _catch(r: Reader) -> tuple[int, int | None, int]:
    start = r.pos
    kind = r.byte()
    if kind > CATCH_ALL_REF:
        raise r.error("malformed catch clause", start)
    tag = r.u32() if kind < CATCH_ALL else None
    return kind, tag, r.u32()


READ: dict[str, Callable[[Reader], Any]] = {
    "": lambda r: None,
    "block": lambda r: r.block_type(),
    **dict.fromkeys(("label", "func", "type", "local", "global", "table", "memory", "data", "elem", "tag"), _index),
    **dict.fromkeys(
        ("type_table", "data_memory", "memory_memory", "elem_table", "table_table", "type_type", "type_count", "type_data",
         "type_elem", "field"),
        _pair,
    ),
    "lane": lambda r: r.byte(),
    "i32": lambda r: r.signed(32),
    "i64": lambda r: r.signed(64),
    "f32": lambda r: int.from_bytes(r.take(4), "little"),
    "f64": lambda r: int.from_bytes(r.take(8), "little"),
    "v128": lambda r: r.take(16),
    "shuffle": lambda r: r.take(16),
    "heap": lambda r: r.heap_type(),
    "types": lambda r: tuple(r.vector(r.val_type)),
    "labels": _labels,
    "mem": _mem,
    "mem lane": lambda r: (*_mem(r), r.byte()),
    "cast": _cast,
    "try_table": lambda r: (r.block_type(), tuple(r.vector(lambda: _catch(r)))),
}  # fmt: skip
