"""Types, as numbers where there are many of them.

A heap type is an integer: an index into the module's types, or one of the negative constants below, which are what the
binary format writes. A value type is a positive integer: the byte of the binary format for numbers and vectors, and from
FIRST_REF for references: ``ref(heap, nullable)``.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    ValType = int
    HeapType = int

I32, I64, F32, F64, V128 = 0x7F, 0x7E, 0x7D, 0x7C, 0x7B
I8, I16 = 0x78, 0x77  # storage types of fields only
BOT = 0  # the validator's type of an operand in unreachable code

NOEXN, NOFUNC, NOEXTERN, NONE, FUNC, EXTERN, ANY, EQ, I31, STRUCT, ARRAY, EXN = range(-12, -24, -1)
BOTTOM_HEAP = -1  # below every heap type: what a reference of type BOT refers to

FIRST_REF = 256
_HEAP_BIAS = 64


def ref(heap: HeapType, nullable: bool | int) -> ValType:
    return ((heap + _HEAP_BIAS) << 1 | (1 if nullable else 0)) + FIRST_REF


def heap_of(t: ValType) -> HeapType:
    return ((t - FIRST_REF) >> 1) - _HEAP_BIAS


def nullable(t: ValType) -> bool:
    return bool(t & 1)


def is_ref(t: ValType) -> bool:
    return t >= FIRST_REF


FUNCREF, EXTERNREF, EXNREF = ref(FUNC, 1), ref(EXTERN, 1), ref(EXN, 1)

NUMBERS = {"i32": I32, "i64": I64, "f32": F32, "f64": F64, "v128": V128}
PACKED = {"i8": I8, "i16": I16}
HEAPS = {
    "any": ANY, "eq": EQ, "i31": I31, "struct": STRUCT, "array": ARRAY, "none": NONE, "func": FUNC, "nofunc": NOFUNC,
    "extern": EXTERN, "noextern": NOEXTERN, "exn": EXN, "noexn": NOEXN,
}  # fmt: skip
REFS = {
    "anyref": ref(ANY, 1), "eqref": ref(EQ, 1), "i31ref": ref(I31, 1), "structref": ref(STRUCT, 1), "arrayref": ref(ARRAY, 1),
    "nullref": ref(NONE, 1), "funcref": FUNCREF, "nullfuncref": ref(NOFUNC, 1), "externref": EXTERNREF,
    "nullexternref": ref(NOEXTERN, 1), "exnref": EXNREF, "nullexnref": ref(NOEXN, 1),
}  # fmt: skip
_NAMES = {t: name for table in (NUMBERS, PACKED, REFS) for name, t in table.items()}
_HEAP_NAMES = {heap: name for name, heap in HEAPS.items()}


def type_name(t: ValType) -> str:
    """A value type as the text format writes it."""
    if t in _NAMES:
        return _NAMES[t]
    if t < FIRST_REF:
        return "bot"
    heap = heap_of(t)
    return f"(ref {'null ' if t & 1 else ''}{_HEAP_NAMES.get(heap, heap)})"


class FuncType:
    __slots__ = ("params", "results")
    kind = FUNC

    def __init__(self, params: Iterable[ValType] = (), results: Iterable[ValType] = ()) -> None:
        self.params = tuple(params)
        self.results = tuple(results)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FuncType) and (self.params, self.results) == (other.params, other.results)

    def __repr__(self) -> str:
        params, results = (" ".join(map(type_name, part)) for part in (self.params, self.results))
        return f"[{params}] -> [{results}]"


class FieldType:
    """A field of a struct, or the elements of an array. ``storage``: a value type, I8 or I16."""

    __slots__ = ("storage", "mutable")

    def __init__(self, storage: ValType, mutable: bool = False) -> None:
        self.storage = storage
        self.mutable = mutable

    def __eq__(self, other: object) -> bool:
        return isinstance(other, FieldType) and (self.storage, self.mutable) == (other.storage, other.mutable)

    @property
    def packed(self) -> bool:
        return self.storage in (I8, I16)

    @property
    def unpacked(self) -> ValType:
        return I32 if self.packed else self.storage


class StructType:
    """``unpacked``: the types of the fields as operands."""

    __slots__ = ("fields", "unpacked")
    kind = STRUCT

    def __init__(self, fields: Iterable[FieldType] = ()) -> None:
        self.fields = tuple(fields)
        self.unpacked = tuple([f.unpacked for f in self.fields])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, StructType) and self.fields == other.fields


class ArrayType:
    __slots__ = ("field",)
    kind = ARRAY

    def __init__(self, field: FieldType) -> None:
        self.field = field

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ArrayType) and self.field == other.field


if TYPE_CHECKING:
    CompType = FuncType | StructType | ArrayType


class SubType:
    """One entry of the types: a composite type and what it declares itself a subtype of."""

    __slots__ = ("comp", "supers", "final", "pos")

    def __init__(self, comp: CompType, supers: Iterable[int] = (), final: bool = True, pos: int = -1) -> None:
        self.comp = comp
        self.supers = tuple(supers)
        self.final = final
        self.pos = pos

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SubType) and (self.comp, self.supers, self.final) == (
            other.comp,
            other.supers,
            other.final,
        )


class Limits:
    """``address``: I32 or I64, the type of indexes."""

    __slots__ = ("min", "max", "address")

    def __init__(self, min: int, max: int | None = None, address: ValType = I32) -> None:
        self.min = min
        self.max = max
        self.address = address

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Limits) and (self.min, self.max, self.address) == (other.min, other.max, other.address)


class TableType:
    __slots__ = ("limits", "element")

    def __init__(self, limits: Limits, element: ValType) -> None:
        self.limits = limits
        self.element = element

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TableType) and (self.limits, self.element) == (other.limits, other.element)


class GlobalType:
    __slots__ = ("type", "mutable")

    def __init__(self, type: ValType, mutable: bool = False) -> None:
        self.type = type
        self.mutable = mutable

    def __eq__(self, other: object) -> bool:
        return isinstance(other, GlobalType) and (self.type, self.mutable) == (other.type, other.mutable)
