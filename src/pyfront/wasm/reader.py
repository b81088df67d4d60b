"""Reading the small parts of the binary format: types, limits. (Numbers, names and value types: ``compiled.Reader``.)"""

from __future__ import annotations

from pyfront.wasm import compiled
from pyfront.wasm.module import Expr
from pyfront.wasm.types import (
    I8,
    I16,
    I32,
    I64,
    ArrayType,
    FieldType,
    FuncType,
    GlobalType,
    Limits,
    StructType,
    SubType,
    TableType,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.wasm.types import CompType


class Reader(compiled.Reader):
    """Adds what is made of several parts."""

    __slots__ = ()

    def expression(self) -> Expr:
        """The instructions up to the ``end`` that closes nothing inside."""
        start = self.pos
        self.skip()
        return Expr([], [], start, None, self.data)

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
            return FuncType(self.types(), self.types())
        if byte == 0x5F:
            return StructType(self.vector(self.field))
        if byte == 0x5E:
            return ArrayType(self.field())
        raise self.error("integer representation too long" if byte & 0x80 else "malformed definition type", start)

    def sub_type(self) -> SubType:
        start = self.pos
        byte = self.byte()
        if byte in (0x50, 0x4F):
            supers = self.numbers()
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
