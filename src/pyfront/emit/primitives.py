"""Code for primitives: opcodes where there are some, compare-and-branch in tests, PRIM for everything else."""

from __future__ import annotations

from pyfront.core.ir import Const, LocalRef, PrimCall
from pyfront.emit.constants import FALSE, NIL, TRUE, is_eq, word
from pyfront.emit.emit import (
    EFFECT,
    GEN,
    TAIL,
    check_init,
    deliver,
    gen_unspecified,
    open_temps,
    operand,
    operand_before,
    target,
)
from pyfront.emit.registers import Function, Label
from vmcore import _opcode as op
from vmcore._primdata import PRIMS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.core.ir import Node

_VALUE_1 = {name: getattr(op, name) for name in ("CAR", "CDR", "CADR", "CDDR", "NOT")}
_VALUE_2 = {
    name: getattr(op, name)
    for name in ("ADD", "SUB", "MUL", "DIV", "QUO", "REM", "MOD", "CONS", "VREF", "SREF", "LT", "LE", "NUMEQ", "EQ")
}
_EFFECT_2 = {name: getattr(op, name) for name in ("SETCAR", "SETCDR")}
_EFFECT_3 = {"VSET": op.VSET}


def small(node: Any) -> bool:
    """A constant that fits a signed 16-bit operand."""
    return node.__class__ is Const and node.value.__class__ is int and -32768 <= node.value <= 32767


def gen_prim(f: Function, node: Any, k: Any) -> None:
    name = node.name
    special = (TESTS if k.__class__ is tuple else VALUES).get(name)
    if special is None or not special(f, node, k):
        row = PRIMS.get(name)
        if row is None:
            raise _unknown(name, node.pos)
        if not row[4] or not _by_opcode(f, node, k, row[4]):
            call_prim(f, node, k, row[0])


def _unknown(name: str, pos: int) -> Exception:
    from pyfront.errors import CompileError

    return CompileError(f"unknown primitive {name}", pos=pos)


def call_prim(f: Function, node: Any, k: Any, number: int) -> None:
    """PRIM: arguments in consecutive registers, the result in the first of them."""
    mark = open_temps(f, k)
    base = f.free
    for arg in node.args:
        slot = f.free
        f.free = slot + 1
        if slot >= f.nregs:
            f.nregs = slot + 1
        GEN[arg.__class__](f, arg, slot)
    f.need(base + 1)
    f.free = mark
    f.at(node.pos)
    f.code.append((op.PRIM, base, number, len(node.args)))
    if base != k:
        deliver(f, base, k)


def _by_opcode(f: Function, node: Any, k: Any, name: str) -> bool:
    """The opcode of a primitive's row, if this number of arguments has one."""
    args = node.args
    n = len(args)
    if n == 2:
        if name in _VALUE_2:
            binary(f, node, k, _VALUE_2[name], args[0], args[1])
            return True
        if name in _EFFECT_2:
            _effect(f, node, k, _EFFECT_2[name])
            return True
    elif n == 1 and name in _VALUE_1:
        mark = open_temps(f, k)
        a = operand(f, args[0])
        f.free = mark
        _put(f, node, k, _VALUE_1[name], a, 0)
        return True
    elif n == 3 and name in _EFFECT_3:
        _effect(f, node, k, _EFFECT_3[name])
        return True
    if name in ("RECREF", "RECSET"):
        return _record(f, node, k, name == "RECREF")
    return False


def _record(f: Function, node: Any, k: Any, read: bool) -> bool:
    """Field access, ``(record type index)`` or ``(record type index value)``, when the index is known."""
    record, rtd, index = node.args[:3]
    if not (index.__class__ is Const and index.value.__class__ is int and 0 <= index.value <= 0xFFFF):
        return False
    mark = open_temps(f, k if read else EFFECT)
    a = operand_before(f, record, node.args[1:])
    t = operand_before(f, rtd, node.args[3:])
    value = 0 if read else operand(f, node.args[3])
    f.free = mark
    f.at(node.pos)
    if read:
        dst = target(f, k)
        f.code.append((op.RECREF, dst, a, index.value))
        f.code.append((op.EXT, t, 0, 0))
        if dst != k:
            deliver(f, dst, k)
    else:
        f.code.append((op.RECSET, a, index.value, value))
        f.code.append((op.EXT, t, 0, 0))
        gen_unspecified(f, k)
    return True


def _put(f: Function, node: Any, k: Any, opcode: int, b: int, c: int) -> None:
    """The instruction that computes the result, and its way to ``k``."""
    dst = target(f, k)
    f.at(node.pos)
    f.code.append((opcode, dst, b, c))
    if dst != k:
        deliver(f, dst, k)


def binary(f: Function, node: Any, k: Any, opcode: int, x: Node, y: Node, swap: bool = False) -> None:
    mark = open_temps(f, k)
    a = operand_before(f, x, (y,))
    b = operand(f, y)
    f.free = mark
    if swap:
        a, b = b, a
    _put(f, node, k, opcode, a, b)


def _effect(f: Function, node: Any, k: Any, opcode: int) -> None:
    mark = f.free
    args = node.args
    regs = [operand_before(f, arg, args[i + 1:]) for i, arg in enumerate(args)]
    f.free = mark
    f.at(node.pos)
    f.code.append((opcode, regs[0], regs[1], regs[2] if len(regs) > 2 else 0))
    gen_unspecified(f, k)


# ---------------------------------------------------------------- arithmetic


def _learn(f: Function, node: Any) -> None:
    """An operand of an arithmetic instruction that did not fail is a number."""
    if node.__class__ is LocalRef:
        f.is_number(node.var)


def _arith(opcode: int, immediate: int, commutes: bool) -> Callable[[Function, Any, Any], bool]:
    def special(f: Function, node: Any, k: Any) -> bool:
        args = node.args
        if len(args) != 2:
            return len(args) > 2 and _chain(f, node, k, opcode)
        x, y = args
        if commutes and immediate and small(x):
            x, y = y, x
        if immediate and small(y):
            mark = open_temps(f, k)
            a = operand(f, x)
            f.free = mark
            _put(f, node, k, immediate, a, y.value & 0xFFFF)
        else:
            binary(f, node, k, opcode, x, y)
            _learn(f, y)
        _learn(f, x)
        return True

    return special


def _chain(f: Function, node: Any, k: Any, opcode: int) -> bool:
    """``(+ a b c ...)``: from the left, after all operands are there (an operation may fail, an operand have effects)."""
    args = node.args
    if len(args) > 8:
        return False
    mark = open_temps(f, k)
    regs = [operand_before(f, arg, args[i + 1:]) for i, arg in enumerate(args)]
    f.at(node.pos)
    total = regs[0]
    temp = f.alloc()
    for reg in regs[1:-1]:
        f.code.append((opcode, temp, total, reg))
        total = temp
    f.free = mark
    _put(f, node, k, opcode, total, regs[-1])
    return True


def _compare_value(opcode: int, swap: bool) -> Callable[[Function, Any, Any], bool]:
    def special(f: Function, node: Any, k: Any) -> bool:
        if len(node.args) != 2:
            return False
        x, y = node.args
        binary(f, node, k, opcode, x, y, swap)
        _learn(f, x)
        _learn(f, y)
        return True

    return special


# ---------------------------------------------------------------- tests


def _compare_test(
    jumps: tuple[int, int], swap: bool, right: tuple[int, int], left: tuple[int, int]
) -> Callable[[Function, Any, Any], bool]:
    """``jumps``: opcodes for "jump if" and "jump unless"; ``right``, ``left``: those with an immediate on that side."""

    def special(f: Function, node: Any, k: Any) -> bool:
        if len(node.args) != 2:
            return False
        sense, label = k
        unless = 0 if sense else 1
        x, y = node.args
        mark = f.free
        if small(y):
            a, b, opcode = operand(f, x), y.value & 0xFFFF, right[unless]
        elif small(x):
            a, b, opcode = operand(f, y), x.value & 0xFFFF, left[unless]
        else:
            a = operand_before(f, x, (y,))
            b = operand(f, y)
            if swap:
                a, b = b, a
            opcode = jumps[unless]
        f.free = mark
        f.at(node.pos)
        f.branch(opcode, a, b, label)
        _learn(f, x)
        _learn(f, y)
        return True

    return special


def _sign_test(jumps: tuple[int, int]) -> Callable[[Function, Any, Any], bool]:
    """``zero?`` and the like: a comparison with 0."""

    def special(f: Function, node: Any, k: Any) -> bool:
        mark = f.free
        a = operand(f, node.args[0])
        f.free = mark
        f.at(node.pos)
        f.branch(jumps[0 if k[0] else 1], a, 0, k[1])
        _learn(f, node.args[0])
        return True

    return special


def _kind_test(jumps: tuple[int, int]) -> Callable[[Function, Any, Any], bool]:
    def special(f: Function, node: Any, k: Any) -> bool:
        mark = f.free
        a = operand(f, node.args[0])
        f.free = mark
        f.branch(jumps[0 if k[0] else 1], a, 0, k[1])
        return True

    return special


def _not_test(f: Function, node: Any, k: Any) -> bool:
    arg = node.args[0]
    GEN[arg.__class__](f, arg, (not k[0], k[1]))
    return True


def _same_test(identity: bool) -> Callable[[Function, Any, Any], bool]:
    """``eq?``, or another equivalence when one side is a constant for which it is the same."""

    def special(f: Function, node: Any, k: Any) -> bool:
        x, y = node.args
        if x.__class__ is Const and y.__class__ is not Const:
            x, y = y, x
        fixed = y.__class__ is Const and is_eq(y.value)
        if not fixed and not identity:
            return False
        sense, label = k
        mark = f.free
        if fixed:
            a = operand(f, x)
            f.free = mark
            raw = word(y.value)
            if y.value is False:
                f.branch(op.JF if sense else op.JNF, a, 0, label)
            elif raw == NIL:
                f.branch(op.JNULL if sense else op.JNNULL, a, 0, label)
            else:
                f.branch(op.JEQK if sense else op.JNEQK, a, f.const(y.value), label)
            return True
        a = operand_before(f, x, (y,))
        b = operand(f, y)
        f.free = mark
        f.branch(op.JEQ if sense else op.JNEQ, a, b, label)
        return True

    return special


def _eof_test(f: Function, node: Any, k: Any) -> bool:
    from vmcore.data import EOF

    mark = f.free
    a = operand(f, node.args[0])
    f.free = mark
    f.branch(op.JEQK if k[0] else op.JNEQK, a, f.const(EOF), k[1])
    return True


# ---------------------------------------------------------------- values that are tests


def _test_value(f: Function, node: Any, k: Any) -> bool:
    """True or false, by way of a test."""
    if k == EFFECT:
        for arg in node.args:
            GEN[arg.__class__](f, arg, EFFECT)
        return True
    yes, end = Label(), Label()
    TESTS[node.name](f, node, (True, yes))
    reg = target(f, k)
    f.code.append((op.LOADW, reg, FALSE, 0))
    if k == TAIL:
        f.code.append((op.RETURN, reg, 0, 0))
    else:
        f.jump(op.JMP, end)
    f.place(yes)
    f.code.append((op.LOADW, reg, TRUE, 0))
    if k == TAIL:
        f.code.append((op.RETURN, reg, 0, 0))
    else:
        f.place(end)
    return True


def _same_value(f: Function, node: Any, k: Any) -> bool:
    x, y = node.args
    if any(arg.__class__ is Const and is_eq(arg.value) for arg in node.args):
        binary(f, node, k, op.EQ, x, y)
        return True
    return False


def _vector_ref(f: Function, node: Any, k: Any) -> bool:
    x, index = node.args
    if not (index.__class__ is Const and index.value.__class__ is int and 0 <= index.value <= 0xFFFF):
        return False
    mark = open_temps(f, k)
    a = operand(f, x)
    f.free = mark
    _put(f, node, k, op.VREFI, a, index.value)
    return True


def _check_init(f: Function, node: Any, k: Any) -> bool:
    check_init(f, node, k)
    return True


# name -> fn(f, node, k): True if it made the code, False if the general way is to be taken
VALUES: dict[str, Callable[[Function, PrimCall, Any], bool]] = {
    "+": _arith(op.ADD, op.ADDI, True),
    "-": _arith(op.SUB, op.SUBI, False),
    "*": _arith(op.MUL, 0, True),
    "<": _compare_value(op.LT, False),
    ">": _compare_value(op.LT, True),
    "<=": _compare_value(op.LE, False),
    ">=": _compare_value(op.LE, True),
    "=": _compare_value(op.NUMEQ, False),
    "null?": _test_value,
    "pair?": _test_value,
    "eof-object?": _test_value,
    "eqv?": _same_value,
    "equal?": _same_value,
    "vector-ref": _vector_ref,
    "%check-init": _check_init,
}
TESTS: dict[str, Callable[[Function, PrimCall, Any], bool]] = {
    "<": _compare_test((op.JLT, op.JNLT), False, (op.JLTI, op.JNLTI), (op.JGTI, op.JNGTI)),
    ">": _compare_test((op.JLT, op.JNLT), True, (op.JGTI, op.JNGTI), (op.JLTI, op.JNLTI)),
    "<=": _compare_test((op.JLE, op.JNLE), False, (op.JLEI, op.JNLEI), (op.JGEI, op.JNGEI)),
    ">=": _compare_test((op.JLE, op.JNLE), True, (op.JGEI, op.JNGEI), (op.JLEI, op.JNLEI)),
    "=": _compare_test((op.JNUM, op.JNNUM), False, (op.JNUMI, op.JNNUMI), (op.JNUMI, op.JNNUMI)),
    "zero?": _sign_test((op.JNUMI, op.JNNUMI)),
    "positive?": _sign_test((op.JGTI, op.JNGTI)),
    "negative?": _sign_test((op.JLTI, op.JNLTI)),
    "null?": _kind_test((op.JNULL, op.JNNULL)),
    "pair?": _kind_test((op.JPAIR, op.JNPAIR)),
    "not": _not_test,
    "eq?": _same_test(True),
    "eqv?": _same_test(False),
    "equal?": _same_test(False),
    "eof-object?": _eof_test,
    "vector-ref": _vector_ref,
    "%check-init": _check_init,
}
TESTS.update({name: VALUES[name] for name in ("+", "-", "*")})
# Front ends that have variadic primitives of their own call the binary ones by these names.
_BINARY = {"%add": "+", "%sub": "-", "%mul": "*", "%numeq": "=", "%lt": "<", "%le": "<="}
for _name, _meaning in _BINARY.items():
    VALUES[_name] = VALUES[_meaning]
    TESTS[_name] = TESTS[_meaning]

# The names the expander gives to the applications to two arguments.
for _alias, _name in (("%add", "+"), ("%sub", "-"), ("%mul", "*"), ("%lt", "<"), ("%le", "<="), ("%numeq", "=")):
    for _table in (VALUES, TESTS):
        if _name in _table:
            _table[_alias] = _table[_name]

GEN[PrimCall] = gen_prim
