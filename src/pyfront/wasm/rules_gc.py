"""Rules of validation of structures and arrays."""

from __future__ import annotations

from pyfront.wasm.context import Invalid, Operands, find
from pyfront.wasm.rules import check_data, rule
from pyfront.wasm.types import ARRAY, FIRST_REF, I32, is_ref, nullable, ref

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pyfront.wasm.types import ArrayType, FieldType, ValType


def _check_default(t: ValType) -> None:
    if t >= FIRST_REF and not nullable(t):
        raise Invalid("type mismatch: no default value for a field")


@rule("struct.new")
def _struct_new(v: Operands, imm: int) -> None:
    v.apply(v.c.struct_type(imm).unpacked, (ref(imm, 0),))


@rule("struct.new_default")
def _struct_new_default(v: Operands, imm: int) -> None:
    if imm not in v.c.defaultable:
        for t in v.c.struct_type(imm).unpacked:
            _check_default(t)
        v.c.defaultable.add(imm)
    v.stack.append(ref(imm, 0))


def _field(v: Operands, imm: tuple[int, int]) -> FieldType:
    return find(v.c.struct_type(imm[0]).fields, imm[1], "field")


def _check_packed(field: FieldType, wants_packed: bool) -> None:
    if field.packed != wants_packed:
        raise Invalid(f"type mismatch: field is {'packed' if field.packed else 'unpacked'}")


def _struct_get(packed: bool) -> Callable[[Operands, tuple[int, int]], None]:
    def check(v: Operands, imm: tuple[int, int]) -> None:
        field = _field(v, imm)
        _check_packed(field, packed)
        v.apply((ref(imm[0], 1),), (field.unpacked,))

    return check


rule("struct.get")(_struct_get(False))
rule("struct.get_s", "struct.get_u")(_struct_get(True))


@rule("struct.set")
def _struct_set(v: Operands, imm: tuple[int, int]) -> None:
    field = _field(v, imm)
    if not field.mutable:
        raise Invalid("immutable field")
    v.apply((ref(imm[0], 1), field.unpacked), ())


@rule("array.new")
def _array_new(v: Operands, imm: int) -> None:
    v.apply((v.c.array_type(imm).field.unpacked, I32), (ref(imm, 0),))


@rule("array.new_default")
def _array_new_default(v: Operands, imm: int) -> None:
    _check_default(v.c.array_type(imm).field.unpacked)
    v.apply((I32,), (ref(imm, 0),))


@rule("array.new_fixed")
def _array_new_fixed(v: Operands, imm: tuple[int, int]) -> None:
    t = v.c.array_type(imm[0]).field.unpacked
    frame = v.frames[-1]
    # what is not there need not be popped one by one: the count may be anything
    for _ in range(min(imm[1], len(v.stack) - frame.height + 1)):
        v.pop(t)
    v.stack.append(ref(imm[0], 0))


def _check_numeric(array: ArrayType) -> None:
    if is_ref(array.field.storage):
        raise Invalid("array type is not numeric or vector")


@rule("array.new_data")
def _array_new_data(v: Operands, imm: tuple[int, int]) -> None:
    _check_numeric(v.c.array_type(imm[0]))
    check_data(v.c, imm[1])
    v.apply((I32, I32), (ref(imm[0], 0),))


@rule("array.new_elem")
def _array_new_elem(v: Operands, imm: tuple[int, int]) -> None:
    v.expect_sub(find(v.c.elems, imm[1], "elem segment"), v.c.array_type(imm[0]).field.storage)
    v.apply((I32, I32), (ref(imm[0], 0),))


def _array_get(packed: bool) -> Callable[[Operands, int], None]:
    def check(v: Operands, imm: int) -> None:
        field = v.c.array_type(imm).field
        _check_packed(field, packed)
        v.apply((ref(imm, 1), I32), (field.unpacked,))

    return check


rule("array.get")(_array_get(False))
rule("array.get_s", "array.get_u")(_array_get(True))


def _mutable(v: Operands, index: int) -> ArrayType:
    array = v.c.array_type(index)
    if not array.field.mutable:
        raise Invalid("immutable array")
    return array


@rule("array.set")
def _array_set(v: Operands, imm: int) -> None:
    v.apply((ref(imm, 1), I32, _mutable(v, imm).field.unpacked), ())


@rule("array.len")
def _array_len(v: Operands, imm: None) -> None:
    v.apply((ref(ARRAY, 1),), (I32,))


@rule("array.fill")
def _array_fill(v: Operands, imm: int) -> None:
    v.apply((ref(imm, 1), I32, _mutable(v, imm).field.unpacked, I32), ())


@rule("array.copy")
def _array_copy(v: Operands, imm: tuple[int, int]) -> None:
    to, of = _mutable(v, imm[0]), v.c.array_type(imm[1])
    if not v.c.space.sub(of.field.storage, to.field.storage):
        raise Invalid("array types do not match")
    v.apply((ref(imm[0], 1), I32, ref(imm[1], 1), I32, I32), ())


@rule("array.init_data")
def _array_init_data(v: Operands, imm: tuple[int, int]) -> None:
    _check_numeric(_mutable(v, imm[0]))
    check_data(v.c, imm[1])
    v.apply((ref(imm[0], 1), I32, I32, I32), ())


@rule("array.init_elem")
def _array_init_elem(v: Operands, imm: tuple[int, int]) -> None:
    array = _mutable(v, imm[0])
    v.expect_sub(find(v.c.elems, imm[1], "elem segment"), array.field.storage)
    v.apply((ref(imm[0], 1), I32, I32, I32), ())


