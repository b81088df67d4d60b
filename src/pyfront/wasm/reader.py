"""Reading the small parts of the binary format: numbers, names, types."""

from __future__ import annotations

from pyfront.wasm import leb
from pyfront.wasm.errors import MalformedModule
from pyfront.wasm.types import (
    EXN,
    FIRST_REF,
    I8,
    I16,
    I32,
    I64,
    NOEXN,
    V128,
    ArrayType,
    FieldType,
    FuncType,
    GlobalType,
    Limits,
    StructType,
    SubType,
    TableType,
    ref,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from pyfront.wasm.types import CompType, HeapType, ValType

    T = TypeVar("T")


class Reader:
    """A place in the bytes of a module. Nothing is allocated for a count before that many bytes are known to be there."""

    __slots__ = ("data", "pos")

    def __init__(self, data: bytes, pos: int = 0) -> None:
        self.data = data
        self.pos = pos

    def error(self, message: str, pos: int | None = None) -> MalformedModule:
        return MalformedModule(message, offset=self.pos if pos is None else pos)

    def byte(self) -> int:
        try:
            byte = self.data[self.pos]
        except IndexError:
            raise self.error(leb.UNEXPECTED_END) from None
        self.pos += 1
        return byte

    def u32(self) -> int:
        value, self.pos = leb.unsigned(self.data, self.pos, 32)
        return value

    def u64(self) -> int:
        value, self.pos = leb.unsigned(self.data, self.pos, 64)
        return value

    def signed(self, bits: int) -> int:
        value, self.pos = leb.signed(self.data, self.pos, bits)
        return value

    def length(self) -> int:
        """A u32 that counts bytes."""
        start = self.pos
        value = self.u32()
        if value > len(self.data) - self.pos:
            raise self.error("length out of bounds", start)
        return value

    def count(self) -> int:
        """A u32 that counts items, each of a byte or more."""
        value = self.u32()
        if value > len(self.data) - self.pos:
            raise self.error(leb.UNEXPECTED_END, len(self.data))
        return value

    def take(self, count: int) -> bytes:
        start = self.pos
        if count > len(self.data) - start:
            raise self.error(leb.UNEXPECTED_END)
        self.pos = start + count
        return self.data[start : start + count]

    def vector(self, item: Callable[[], T]) -> list[T]:
        return [item() for _ in range(self.count())]

    def name(self) -> str:
        size = self.length()
        start = self.pos
        try:
            return self.take(size).decode("utf-8")
        except UnicodeDecodeError as error:
            raise self.error("malformed UTF-8 encoding", start + error.start) from None

    # ------------------------------------------------------------ types

    def heap_type(self) -> HeapType:
        start = self.pos
        heap = self.signed(33)
        if heap < 0 and not EXN <= heap <= NOEXN:
            raise self.error("malformed heap type", start)
        return heap

    def ref_type(self) -> ValType:
        start = self.pos
        byte = self.byte()
        if byte in (0x63, 0x64):
            return ref(self.heap_type(), byte == 0x63)
        if EXN <= byte - 0x80 <= NOEXN:
            return ref(byte - 0x80, 1)
        raise self.error("malformed reference type", start)

    def val_type(self) -> ValType:
        start = self.pos
        byte = self.byte()
        if V128 <= byte <= I32:
            return byte
        self.pos = start
        if byte in (0x63, 0x64) or EXN <= byte - 0x80 <= NOEXN:
            return self.ref_type()
        raise self.error("malformed value type")

    def block_type(self) -> int:
        """The index of a type; -1: no operands and results; -t: one result of value type t."""
        byte = self.byte()
        if byte == 0x40:
            return -1
        self.pos -= 1
        if V128 <= byte <= I32 or byte in (0x63, 0x64) or EXN <= byte - 0x80 <= NOEXN:
            return -self.val_type()
        start = self.pos
        index = self.signed(33)
        if index < 0:
            raise self.error("malformed block type", start)
        return index

    def field(self) -> FieldType:
        start = self.pos
        byte = self.byte()
        if byte not in (I8, I16):
            self.pos = start
            byte = self.val_type()
        return FieldType(byte, self.mutability())

    def mutability(self) -> bool:
        byte = self.byte()
        if byte > 1:
            raise self.error("malformed mutability", self.pos - 1)
        return byte == 1

    def comp_type(self) -> CompType:
        start = self.pos
        byte = self.byte()
        if byte == 0x60:
            return FuncType(self.vector(self.val_type), self.vector(self.val_type))
        if byte == 0x5F:
            return StructType(self.vector(self.field))
        if byte == 0x5E:
            return ArrayType(self.field())
        raise self.error("integer representation too long" if byte & 0x80 else "malformed definition type", start)

    def sub_type(self) -> SubType:
        start = self.pos
        byte = self.byte()
        if byte in (0x50, 0x4F):
            supers = self.vector(self.u32)
            return SubType(self.comp_type(), supers, byte == 0x4F, start)
        self.pos = start
        return SubType(self.comp_type(), pos=start)

    def rec_type(self) -> list[SubType]:
        if self.data[self.pos : self.pos + 1] == b"\x4e":
            self.pos += 1
            return self.vector(self.sub_type)
        return [self.sub_type()]

    def limits(self) -> Limits:
        start = self.pos
        flags = self.byte()
        if flags & ~5:
            raise self.error("malformed limits flags", start)
        least = self.u64()
        most = self.u64() if flags & 1 else None
        return Limits(least, most, I64 if flags & 4 else I32)

    def table_type(self) -> TableType:
        element = self.ref_type()
        return TableType(self.limits(), element)

    def global_type(self) -> GlobalType:
        t = self.val_type()
        return GlobalType(t, self.mutability())


assert V128 < I32 < FIRST_REF
