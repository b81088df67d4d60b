"""Rules of validation of the rarer instructions: one function each, by name of the instruction."""

from __future__ import annotations

from pyfront.wasm.context import Context, Invalid, Operands, find, non_null
from pyfront.wasm.immediates import CATCH_ALL_REF, CATCH_REF
from pyfront.wasm.types import (
    ANY,
    BOT,
    EQ,
    EXN,
    EXNREF,
    EXTERN,
    FIRST_REF,
    FUNCREF,
    I31,
    I32,
    I64,
    heap_of,
    nullable,
    ref,
    type_name,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.wasm.types import FuncType, ValType

    Rule = Callable[[Operands, Any], None]

RULES: dict[str, Rule] = {}


def rule(*names: str) -> Callable[[Rule], Rule]:
    def add(f: Rule) -> Rule:
        for name in names:
            RULES[name] = f
        return f

    return add


# ---------------------------------------------------------------- control


@rule("unreachable")
def _unreachable(v: Operands, imm: None) -> None:
    v.unreachable()


@rule("br")
def _br(v: Operands, imm: int) -> None:
    v.pop_all(v.label(imm))
    v.unreachable()


@rule("br_table")
def _br_table(v: Operands, imm: tuple[tuple[int, ...], int]) -> None:
    v.pop(I32)
    last = v.label(imm[1])
    seen = set()
    for index in imm[0]:
        types = v.label(index)
        if id(types) in seen:  # the frames keep them alive
            continue
        seen.add(id(types))
        if len(types) != len(last):
            raise Invalid(f"type mismatch: label {index} takes {len(types)} operands, label {imm[1]} takes {len(last)}")
        popped = [v.pop(t) for t in reversed(types)]
        v.stack += reversed(popped)
    v.pop_all(last)
    v.unreachable()


@rule("return")
def _return(v: Operands, imm: None) -> None:
    v.pop_all(v.results)
    v.unreachable()


@rule("select")
def _select(v: Operands, imm: tuple[ValType, ...] | None) -> None:
    if imm is not None:
        if len(imm) != 1:
            raise Invalid("invalid result arity")
        v.c.check_type(imm[0])
        v.apply((imm[0], imm[0], I32), imm)
        return
    v.pop(I32)
    a, b = v.pop_any(), v.pop_any()
    if a >= FIRST_REF or b >= FIRST_REF:
        raise Invalid("type mismatch: select of references needs a type")
    if a != b and BOT not in (a, b):
        raise Invalid(f"type mismatch: select of {type_name(b)} and {type_name(a)}")
    v.stack.append(a or b)


@rule("throw")
def _throw(v: Operands, imm: int) -> None:
    v.pop_all(v.c.func_type(find(v.c.tags, imm, "tag")).params)
    v.unreachable()


@rule("throw_ref")
def _throw_ref(v: Operands, imm: None) -> None:
    v.pop(EXNREF)
    v.unreachable()


def check_catches(v: Operands, clauses: tuple[tuple[int, int | None, int], ...]) -> None:
    for kind, tag, index in clauses:
        types = () if tag is None else v.c.func_type(find(v.c.tags, tag, "tag")).params
        if kind in (CATCH_REF, CATCH_ALL_REF):
            types = (*types, ref(EXN, 0))
        v.expect(types, v.label(index))


# ---------------------------------------------------------------- calls


def _tail(v: Operands, callee: FuncType) -> None:
    v.expect(callee.results, v.results)
    v.pop_all(callee.params)
    v.unreachable()


@rule("return_call")
def _return_call(v: Operands, imm: int) -> None:
    _tail(v, v.c.func_type(find(v.c.funcs, imm, "function")))


def _indirect(v: Operands, imm: tuple[int, int]) -> FuncType:
    table = find(v.c.tables, imm[1], "table")
    v.expect_sub(table.element, FUNCREF)
    callee = v.c.func_type(imm[0])
    v.pop(table.limits.address)
    return callee


@rule("call_indirect")
def _call_indirect(v: Operands, imm: tuple[int, int]) -> None:
    callee = _indirect(v, imm)
    v.apply(callee.params, callee.results)


@rule("return_call_indirect")
def _return_call_indirect(v: Operands, imm: tuple[int, int]) -> None:
    _tail(v, _indirect(v, imm))


@rule("call_ref")
def _call_ref(v: Operands, imm: int) -> None:
    callee = v.c.func_type(imm)
    v.pop(ref(imm, 1))
    v.apply(callee.params, callee.results)


@rule("return_call_ref")
def _return_call_ref(v: Operands, imm: int) -> None:
    callee = v.c.func_type(imm)
    v.pop(ref(imm, 1))
    _tail(v, callee)


# ---------------------------------------------------------------- variables, tables, memories


@rule("global.get")
def _global_get(v: Operands, imm: int) -> None:
    v.stack.append(find(v.c.globals, imm, "global").type)


@rule("global.set")
def _global_set(v: Operands, imm: int) -> None:
    t = find(v.c.globals, imm, "global")
    if not t.mutable:
        raise Invalid(f"immutable global {imm}")
    v.pop(t.type)


@rule("table.get")
def _table_get(v: Operands, imm: int) -> None:
    t = find(v.c.tables, imm, "table")
    v.apply((t.limits.address,), (t.element,))


@rule("table.set")
def _table_set(v: Operands, imm: int) -> None:
    t = find(v.c.tables, imm, "table")
    v.apply((t.limits.address, t.element), ())


@rule("table.size")
def _table_size(v: Operands, imm: int) -> None:
    v.stack.append(find(v.c.tables, imm, "table").limits.address)


@rule("table.grow")
def _table_grow(v: Operands, imm: int) -> None:
    t = find(v.c.tables, imm, "table")
    v.apply((t.element, t.limits.address), (t.limits.address,))


@rule("table.fill")
def _table_fill(v: Operands, imm: int) -> None:
    t = find(v.c.tables, imm, "table")
    v.apply((t.limits.address, t.element, t.limits.address), ())


@rule("table.copy")
def _table_copy(v: Operands, imm: tuple[int, int]) -> None:
    to, of = find(v.c.tables, imm[0], "table"), find(v.c.tables, imm[1], "table")
    v.expect_sub(of.element, to.element)
    a, b = to.limits.address, of.limits.address
    v.apply((a, b, _smaller(a, b)), ())


@rule("table.init")
def _table_init(v: Operands, imm: tuple[int, int]) -> None:
    table = find(v.c.tables, imm[1], "table")
    v.expect_sub(find(v.c.elems, imm[0], "elem segment"), table.element)
    v.apply((table.limits.address, I32, I32), ())


@rule("elem.drop")
def _elem_drop(v: Operands, imm: int) -> None:
    find(v.c.elems, imm, "elem segment")


@rule("memory.size")
def _memory_size(v: Operands, imm: int) -> None:
    v.stack.append(find(v.c.memories, imm, "memory").address)


@rule("memory.grow")
def _memory_grow(v: Operands, imm: int) -> None:
    t = find(v.c.memories, imm, "memory").address
    v.apply((t,), (t,))


@rule("memory.fill")
def _memory_fill(v: Operands, imm: int) -> None:
    t = find(v.c.memories, imm, "memory").address
    v.apply((t, I32, t), ())


@rule("memory.copy")
def _memory_copy(v: Operands, imm: tuple[int, int]) -> None:
    a, b = find(v.c.memories, imm[0], "memory").address, find(v.c.memories, imm[1], "memory").address
    v.apply((a, b, _smaller(a, b)), ())


@rule("memory.init")
def _memory_init(v: Operands, imm: tuple[int, int]) -> None:
    memory = find(v.c.memories, imm[1], "memory")
    check_data(v.c, imm[0])
    v.apply((memory.address, I32, I32), ())


@rule("data.drop")
def _data_drop(v: Operands, imm: int) -> None:
    check_data(v.c, imm)


def check_data(c: Context, index: int) -> None:
    if index >= c.datas:
        raise Invalid(f"unknown data segment {index}")


def _smaller(a: ValType, b: ValType) -> ValType:
    return I64 if a == b == I64 else I32


# ---------------------------------------------------------------- references


@rule("ref.null")
def _ref_null(v: Operands, imm: int) -> None:
    v.c.check_heap(imm)
    v.stack.append(ref(imm, 1))


@rule("ref.is_null")
def _ref_is_null(v: Operands, imm: None) -> None:
    v.pop_ref()
    v.stack.append(I32)


@rule("ref.func")
def _ref_func(v: Operands, imm: int) -> None:
    t = find(v.c.funcs, imm, "function")
    if imm not in v.c.refs:
        raise Invalid(f"undeclared function reference {imm}")
    v.stack.append(ref(t, 0))


@rule("ref.as_non_null")
def _ref_as_non_null(v: Operands, imm: None) -> None:
    v.stack.append(non_null(v.pop_ref()))


@rule("br_on_null")
def _br_on_null(v: Operands, imm: int) -> None:
    heap = v.pop_ref()
    v.through(v.label(imm))
    v.stack.append(non_null(heap))


@rule("br_on_non_null")
def _br_on_non_null(v: Operands, imm: int) -> None:
    rest, last = _label_with_ref(v, imm)
    v.pop(ref(heap_of(last), 1))
    v.through(rest)


def _label_with_ref(v: Operands, index: int) -> tuple[tuple[ValType, ...], ValType]:
    types = v.label(index)
    if not types or types[-1] < FIRST_REF:
        raise Invalid(f"type mismatch: label {index} does not take a reference")
    return types[:-1], types[-1]


@rule("ref.eq")
def _ref_eq(v: Operands, imm: None) -> None:
    v.apply((ref(EQ, 1), ref(EQ, 1)), (I32,))


def _cast_types(v: Operands, imm: tuple[int, int, int]) -> tuple[ValType, ValType]:
    """Of br_on_cast: the target, and what is left of the source when the cast fails."""
    _, source, target = imm
    v.c.check_type(source)
    v.c.check_type(target)
    v.expect_sub(target, source)
    return target, ref(heap_of(source), 0) if nullable(target) else source


def _branch_on(v: Operands, imm: tuple[int, int, int], taken: ValType, other: ValType) -> None:
    rest, last = _label_with_ref(v, imm[0])
    v.expect_sub(taken, last)
    v.pop(imm[1])
    v.through(rest)
    v.stack.append(other)


@rule("br_on_cast")
def _br_on_cast(v: Operands, imm: tuple[int, int, int]) -> None:
    target, left = _cast_types(v, imm)
    _branch_on(v, imm, target, left)


@rule("br_on_cast_fail")
def _br_on_cast_fail(v: Operands, imm: tuple[int, int, int]) -> None:
    target, left = _cast_types(v, imm)
    _branch_on(v, imm, left, target)


@rule("ref.test")
def _ref_test(v: Operands, imm: int) -> None:
    v.c.check_heap(imm)
    v.apply((ref(v.c.space.top(imm), 1),), (I32,))


def ref_cast(is_nullable: int) -> Rule:
    def check(v: Operands, imm: int) -> None:
        v.c.check_heap(imm)
        v.apply((ref(v.c.space.top(imm), 1),), (ref(imm, is_nullable),))

    return check


@rule("any.convert_extern")
def _any_convert_extern(v: Operands, imm: None) -> None:
    v.stack.append(ref(ANY, _convert(v, EXTERN)))


@rule("extern.convert_any")
def _extern_convert_any(v: Operands, imm: None) -> None:
    v.stack.append(ref(EXTERN, _convert(v, ANY)))


def _convert(v: Operands, heap: int) -> bool:
    """Pops a reference below a heap type; may it be null?"""
    t = v.pop(ref(heap, 1))
    return t != BOT and nullable(t)


@rule("ref.i31")
def _ref_i31(v: Operands, imm: None) -> None:
    v.apply((I32,), (ref(I31, 0),))


@rule("i31.get_s", "i31.get_u")
def _i31_get(v: Operands, imm: None) -> None:
    v.apply((ref(I31, 1),), (I32,))
