"""The immediates of instructions: what those of each kind of the table (optable.py) look like in Python.

    "" None                          block   int: the index of a type; -1: no operands and results; -t: one result of value type t
    label func type local global table memory data elem tag lane   int
    i32 i64   int, signed            f32 f64   int, the bits            v128 shuffle   bytes, 16
    heap      int                    types     tuple of value types     labels    (tuple of labels, default)
    mem       (alignment exponent, offset, memory)                      mem lane  (alignment, offset, memory, lane)
    type_table data_memory memory_memory elem_table table_table type_type type_count type_data type_elem field
              (int, int): in the order of the name, which is that of the binary format
    cast      (label, from, to)      try_table (block type, tuple of (kind, tag or None, label))
"""

from __future__ import annotations

CATCH, CATCH_REF, CATCH_ALL, CATCH_ALL_REF = range(4)
CATCH_NAMES = ("catch", "catch_ref", "catch_all", "catch_all_ref")
MEM_INDEX = 0x40  # flag in the alignment of a memory argument: the index of a memory follows
