"""Validation of function bodies and constant expressions: one linear pass over the decoded instructions.

The algorithm is that of the specification's appendix: a stack of operand types and one of control frames. Frequent
instructions are checked here, those with a plain signature by the table, the others by their function in rules.py.
Each frame's operands begin above a MARK, so that a pop needs no test of the height: the MARK is no type that anything
wants, and what to do about it (nothing, in unreachable code) is decided on the slow path.

Lowering to register code is meant to be a second loop of the same shape over the same lists (``Expr.ops``, ``Expr.imms``),
right behind this one, function by function, on demand: it may trust all that is checked here, so it keeps no types but a
stack of operands (a slot, a constant, or a local not yet read) as high as this one and frames with the label's operands,
and skips from an unconditional branch to the end of the block. Slots are untyped, 64 bits: only where an operand of
``drop`` or ``select`` is a vector does lowering need a type, so ``wide`` collects the indexes of those instructions.
"""

from __future__ import annotations

from operator import length_hint

from pyfront.wasm import rules_gc
from pyfront.wasm.context import Context, Invalid, Operands, find
from pyfront.wasm.optable import (
    AT,
    BLOCK,
    BR_IF,
    CALL,
    ELSE,
    I32_CONST,
    IF,
    LOCAL_GET,
    LOCAL_SET,
    LOCAL_TEE,
    LOOP,
    OPS,
    TRY_TABLE,
)
from pyfront.wasm.rules import RULES, check_catches, ref_cast
from pyfront.wasm.types import FIRST_REF, I32, V128

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from pyfront.wasm.module import Expr
    from pyfront.wasm.rules import Rule
    from pyfront.wasm.types import FuncType, ValType

assert rules_gc
MAX_EXPANDED = 10_000  # locals that are looked up in a plain list

# Shapes of instructions.
_RULE, _PUSH, _UNARY, _BINARY, _PLAIN, _LOAD, _STORE, _MEM, _BLOCK, _END, _ELSE, _LANES, _DROP, _SHUFFLE = range(14)


def _shape(op: Any) -> int:
    if op is None:
        return _RULE
    if op.imm == "mem":
        return _LOAD if op.params == (AT,) else _STORE if len(op.params) == 2 and not op.results else _MEM
    if op.imm == "mem lane":
        return _MEM
    if op.imm in ("lane", "shuffle"):
        return _LANES if op.imm == "lane" else _SHUFFLE
    if op.params is not None:
        return {(0, 1): _PUSH, (1, 1): _UNARY, (2, 1): _BINARY}.get((len(op.params), len(op.results)), _PLAIN)
    return {"block": _BLOCK, "loop": _BLOCK, "if": _BLOCK, "try_table": _BLOCK, "end": _END, "else": _ELSE, "drop": _DROP}.get(
        op.name, _RULE
    )


_SHAPES = [_shape(op) for op in OPS]
_PARAMS = [(op.params or ()) if op else () for op in OPS]
_FIRST = [p[0] if p else 0 for p in _PARAMS]
_SECOND = [p[1] if len(p) > 1 else 0 for p in _PARAMS]
_RESULTS = [op.results if op else () for op in OPS]
_RESULT = [r[0] if r else 0 for r in _RESULTS]
_ALIGN = [op.align if op else 0 for op in OPS]
_LANE = [op.lanes if op else 0 for op in OPS]
_RULES: list[Rule | None] = [RULES.get(op.name) if op else None for op in OPS]
_RULES[0x116], _RULES[0x117] = ref_cast(0), ref_cast(1)
_CONSTANT = frozenset(
    op.number
    for op in OPS
    if op is not None
    and op.name
    in (
        "i32.const i64.const f32.const f64.const v128.const ref.null ref.func global.get i32.add i32.sub i32.mul i64.add i64.sub "
        "i64.mul struct.new struct.new_default array.new array.new_default array.new_fixed ref.i31 any.convert_extern "
        "extern.convert_any end"
    ).split()
)


class _Runs:
    """Types of very many locals."""

    def __init__(self, params: tuple[ValType, ...], runs: list[tuple[int, ValType]]) -> None:
        from itertools import accumulate

        self.types = [*params, *(t for _, t in runs)]
        self.ends = list(accumulate([*(1 for _ in params), *(n for n, _ in runs)]))

    def __len__(self) -> int:
        return self.ends[-1]

    def __getitem__(self, index: int) -> ValType:
        from bisect import bisect_right

        return self.types[bisect_right(self.ends, index)]


def _locals(params: tuple[ValType, ...], runs: list[tuple[int, ValType]]) -> Sequence[ValType]:
    if sum(n for n, _ in runs) > MAX_EXPANDED:
        return _Runs(params, runs)  # type: ignore[return-value]
    return [*params, *(t for n, t in runs for _ in range(n))]


def _without_default(params: tuple[ValType, ...], runs: list[tuple[int, ValType]]) -> set[int]:
    found: set[int] = set()
    start = len(params)
    for count, t in runs:
        if t >= FIRST_REF and not t & 1:
            if len(found) + count > MAX_UNSET:
                raise Invalid(f"too many locals: more than {MAX_UNSET} without a default value")
            found.update(range(start, start + count))
        start += count
    return found


MAX_UNSET = 1_000_000  # limit of this implementation


def check_function(c: Context, func: FuncType, runs: list[tuple[int, ValType]], body: Expr, wide: list[int]) -> None:
    """Raises _At if the body is not valid."""
    v = Operands(c)
    for _, t in runs:
        if t >= FIRST_REF:
            c.check_type(t)
    v.unset = _without_default(func.params, runs)
    _run(v, _locals(func.params, runs), func.results, body, wide)


def check_constant(c: Context, body: Expr, t: ValType) -> None:
    for index, (op, imm) in enumerate(zip(body.ops, body.imms)):
        if op not in _CONSTANT or (op == 0x23 and find(c.globals, imm, "global").mutable):
            raise At("constant expression required", index)
    _run(Operands(c), [], (t,), body, [])


class At(Exception):
    """A rule is broken at an instruction: message, index."""


def _run(v: Operands, locals: Sequence[ValType], results: tuple[ValType, ...], body: Expr, wide: list[int]) -> None:
    ops = iter(body.ops)
    try:
        _walk(v, locals, results, ops, body, wide)
    except Invalid as error:
        raise At(str(error), len(body.ops) - length_hint(ops) - 1) from None


def _walk(
    v: Operands, locals: Sequence[ValType], results: tuple[ValType, ...], ops: Any, body: Expr, wide: list[int]
) -> None:
    c = v.c
    stack, unset = v.stack, v.unset
    push, pop = stack.append, v.pop
    shapes, firsts, seconds, result_of, aligns = _SHAPES, _FIRST, _SECOND, _RESULT, _ALIGN
    n_locals = len(locals)
    push(-1)  # so that there always are two to look at
    v.results = results
    v.push_frame(BLOCK, (), results)
    memories = c.memories
    narrow = bool(memories) and memories[0].address == I32
    for op, imm in zip(ops, body.imms):
        if op == LOCAL_GET:
            if imm >= n_locals:
                raise Invalid(f"unknown local {imm}")
            if unset and imm in unset:
                raise Invalid(f"uninitialized local {imm}")
            push(locals[imm])
            continue
        if op == I32_CONST:
            push(I32)
            continue
        shape = shapes[op]
        if shape == _BINARY:
            if stack[-1] == seconds[op] and stack[-2] == firsts[op]:
                del stack[-1]
                stack[-1] = result_of[op]
            else:
                v.apply(_PARAMS[op], _RESULTS[op])
        elif op == LOCAL_SET or op == LOCAL_TEE:
            if imm >= n_locals:
                raise Invalid(f"unknown local {imm}")
            t = locals[imm]
            if stack[-1] == t:
                if op == LOCAL_SET:
                    del stack[-1]
            else:
                pop(t)
                if op == LOCAL_TEE:
                    push(t)
            if unset and imm in unset:
                unset.discard(imm)
                v.inits.append(imm)
        elif shape == _UNARY:
            if stack[-1] == firsts[op]:
                stack[-1] = result_of[op]
            else:
                v.apply(_PARAMS[op], _RESULTS[op])
        elif shape == _LOAD:
            if narrow and stack[-1] == I32 and imm[0] <= aligns[op] and imm[1] < 0x100000000 and not imm[2]:
                stack[-1] = result_of[op]
            else:
                _memory(v, op, imm)
        elif shape == _STORE:
            if (
                narrow and stack[-1] == seconds[op] and stack[-2] == I32
                and imm[0] <= aligns[op] and imm[1] < 0x100000000 and not imm[2]
            ):  # fmt: skip
                del stack[-2:]
            else:
                _memory(v, op, imm)
        elif op == BR_IF:
            if stack[-1] == I32:
                del stack[-1]
            else:
                pop(I32)
            types = v.label(imm)
            if types:
                v.apply(types, types)
        elif shape == _END:
            frame = v.pop_frame()
            if frame.op == IF:  # without else
                v.expect(frame.start, frame.end)
            stack += frame.end
        elif shape == _BLOCK:
            _enter(v, op, imm)
        elif op == CALL:
            callee = c.func_type(find(c.funcs, imm, "function"))
            v.apply(callee.params, callee.results)
        elif shape == _PUSH:
            push(result_of[op])
        elif shape == _PLAIN:
            v.apply(_PARAMS[op], _RESULTS[op])
        elif shape == _DROP:
            if v.pop_any() == V128:
                wide.append(len(body.ops) - length_hint(ops) - 1)
        elif shape == _ELSE:
            frame = v.pop_frame()
            v.push_frame(ELSE, frame.start, frame.end)
        elif shape == _LANES or shape == _SHUFFLE:
            lane = imm if shape == _LANES else max(imm)
            if lane >= (_LANE[op] or 32):
                raise Invalid(f"invalid lane index {lane}")
            v.apply(_PARAMS[op], _RESULTS[op])
        elif shape == _MEM:
            _memory(v, op, imm)
        else:
            _RULES[op](v, imm)  # type: ignore[misc]
            if op == 0x1B and stack[-1] == V128:
                wide.append(len(body.ops) - length_hint(ops) - 1)


def _enter(v: Operands, op: int, imm: Any) -> None:
    catches = ()
    if op == TRY_TABLE:
        imm, catches = imm
    start, end = v.c.block_type(imm)
    if op == IF:
        v.pop(I32)
    if start:
        v.pop_all(start)
    check_catches(v, catches)
    v.push_frame(op, start, end, op == LOOP)


def _memory(v: Operands, op: int, imm: tuple[int, ...]) -> None:
    address = find(v.c.memories, imm[2], "memory").address
    if imm[0] > _ALIGN[op]:
        raise Invalid("alignment must not be larger than natural")
    if address == I32 and imm[1] >= 0x100000000:
        raise Invalid("offset out of range")
    if len(imm) > 3 and imm[3] >= _LANE[op]:
        raise Invalid(f"invalid lane index {imm[3]}")
    v.apply(tuple([address if t == AT else t for t in _PARAMS[op]]), _RESULTS[op])


