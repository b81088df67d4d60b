"""Code for primitives: opcodes where there are some, PRIM for everything else. ``branches`` has those that are tests."""

from __future__ import annotations

from pyfront.core.ir import RECORD_TYPE, Const, GlobalRef, LocalRef, PrimCall
from pyfront.emit.constants import is_eq
from pyfront.emit.emit import (
    EFFECT,
    GEN,
    check_init,
    deliver,
    gen_unspecified,
    open_temps,
    operand,
    operand_before,
    target,
)
from pyfront.emit.registers import INVERSE, MARK_CHAIN, MARK_SWAP, Function
from vmcore import _opcode as op
from vmcore._primdata import primitive

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
_PURE = frozenset((op.ADD, op.SUB, op.MUL, op.ADDI, op.SUBI))
_VECTORS = frozenset(("vector-ref", "vector-length"))
_LOOK_BACK = 6  # instructions
MAX_CHAIN = 16  # operands of (+ a b c ...) that are added up one by one
_EFFECT_2 = {name: getattr(op, name) for name in ("SETCAR", "SETCDR")}
_EFFECT_3 = {"VSET": op.VSET}
_OF_GLOBAL = {"VREF": op.VREFG, "VSET": op.VSETG}  # of a vector that is a global


def small(node: Any) -> bool:
    """A constant that fits a signed 16-bit operand."""
    return node.__class__ is Const and node.value.__class__ is int and -32768 <= node.value <= 32767


def gen_prim(f: Function, node: Any, k: Any) -> None:
    name = node.name
    special = _tests().get(name) if k.__class__ is tuple else VALUES.get(name)
    if special is None or not special(f, node, k):
        row = primitive(name)
        if row is None:
            raise unknown(name, node.pos)
        if not row[4] or not _by_opcode(f, node, k, row[4]):
            call_prim(f, node, k, row[0])


_loaded: dict[str, Any] = {}


def _tests() -> dict[str, Any]:
    """Primitives where a jump depends on them; loaded when there is a test."""
    if not _loaded:
        from pyfront.emit.branches import TESTS

        _loaded.update(TESTS)
    return _loaded


def unknown(name: str, pos: int) -> Exception:
    from pyfront.errors import CompileError

    return CompileError(f"unknown primitive {name}", pos=pos & 0xFFFFFFFF)


def call_prim(f: Function, node: Any, k: Any, number: int, opcode: int = op.PRIM) -> None:
    """PRIM, or RECORD: arguments in consecutive registers, the result in the first of them."""
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
    n = len(node.args)
    f.code.append((opcode, base, number, n) if opcode == op.PRIM else (opcode, base, n - 1, 0))
    if base != k:
        deliver(f, base, k)


def _by_opcode(f: Function, node: Any, k: Any, name: str) -> bool:
    """The opcode of a primitive's row, if this number of arguments has one."""
    args = node.args
    n = len(args)
    if name in _OF_GLOBAL and is_late(f, args):
        _of_global(f, node, k, _OF_GLOBAL[name])
        return True
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


def is_late(f: Function, args: Any) -> bool:
    """Is the first a global that may be read after the evaluation of the others? It has a value, and they call nothing."""
    return args[0].__class__ is GlobalRef and args[0].name in f.unit.bound and all(map(_calls_nothing, args[1:]))


def _calls_nothing(node: Any) -> bool:
    from pyfront.passes.walk import ARITHMETIC

    kind = node.__class__
    if kind is PrimCall:
        return (node.name in ARITHMETIC or node.name in _VECTORS) and all(map(_calls_nothing, node.args))
    return kind is LocalRef or kind is Const or kind is GlobalRef


def _of_global(f: Function, node: Any, k: Any, opcode: int) -> None:
    name, *rest = node.args
    mark = open_temps(f, k if opcode == op.VREFG else EFFECT)
    regs = [operand(f, arg) for arg in rest]
    f.free = mark
    c = f.global_const(name.name)
    if opcode == op.VREFG:
        _put(f, node, k, opcode, regs[0], c)
    else:
        f.at(node.pos)
        f.code.append((opcode, regs[0], regs[1], c))
        gen_unspecified(f, k)


def _record(f: Function, node: Any, k: Any, read: bool) -> bool:
    """Field access, ``(record type index)`` or ``(record type index value)``, when the index is known."""
    record, rtd, index = node.args[:3]
    if not (index.__class__ is Const and index.value.__class__ is int and 0 <= index.value <= 0xFFFF):
        return False
    mark = open_temps(f, k if read else EFFECT)
    a = operand_before(f, record, node.args[1:])
    if rtd.__class__ is GlobalRef and rtd.name.startswith(RECORD_TYPE):
        get, put, t = op.FIELD, op.SETFIELD, f.global_const(rtd.name)
    else:
        get, put, t = op.RECREF, op.RECSET, operand_before(f, rtd, node.args[3:])
    value = 0 if read else operand(f, node.args[3])
    f.free = mark
    f.at(node.pos)
    if read:
        dst = target(f, k)
        f.code.append((get, dst, a, index.value))
        f.code.append((op.EXT, t, 0, 0))
        if dst != k:
            deliver(f, dst, k)
    else:
        f.code.append((put, a, index.value, value))
        f.code.append((op.EXT, t, 0, 0))
        gen_unspecified(f, k)
    return True


def _put(f: Function, node: Any, k: Any, opcode: int, b: int, c: int, mark: int = 0) -> None:
    """The instruction that computes the result, and its way to ``k``."""
    dst = target(f, k)
    if (opcode != op.CAR and opcode != op.CDR) or not _is_there(f, opcode, dst, b):
        f.at(node.pos | mark)
        f.code.append((opcode, dst, b, c))
    if dst != k:
        deliver(f, dst, k)


def _is_there(f: Function, opcode: int, dst: int, pair: int) -> bool:
    """Does the register hold that part of the pair already? A test that names it twice, ``(or (= (car l) x) (= (car l) y))``,
    finds it there: nothing but arithmetic and branches came in between."""
    code = f.code
    for i in range(len(code) - 1, max(f.label_at, len(code) - _LOOK_BACK, 0) - 1, -1):
        instruction = code[i]
        name, a = instruction[0], instruction[1]
        if name in _PURE:
            if a == dst or a == pair:
                return False
        elif name not in INVERSE:
            return bool(name == opcode and a == dst and instruction[2] == pair and dst != pair)
    return False


def binary(f: Function, node: Any, k: Any, opcode: int, x: Node, y: Node, swap: bool = False) -> None:
    mark = open_temps(f, k)
    a = operand_before(f, x, (y,))
    b = operand(f, y)
    f.free = mark
    if swap:
        _put(f, node, k, opcode, b, a, MARK_SWAP)
    else:
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


def learn(f: Function, node: Any) -> None:
    """An operand of an arithmetic instruction that did not fail is a number."""
    if node.__class__ is LocalRef:
        f.is_number(node.var)


def _arith(opcode: int, immediate: int, commutes: bool) -> Callable[[Function, Any, Any], bool]:
    def special(f: Function, node: Any, k: Any) -> bool:
        args = node.args
        if len(args) != 2:
            return len(args) > 2 and _chain(f, node, k, opcode, immediate)
        x, y = args
        mark = 0
        if commutes and immediate and small(x):
            x, y = y, x
            mark = MARK_SWAP
        if immediate and small(y):
            free = open_temps(f, k)
            a = operand(f, x)
            f.free = free
            _put(f, node, k, immediate, a, y.value & 0xFFFF, mark)
        else:
            binary(f, node, k, opcode, x, y)
            learn(f, y)
        learn(f, x)
        return True

    return special


def _chain(f: Function, node: Any, k: Any, opcode: int, immediate: int) -> bool:
    """``(+ a b c ...)``: from the left, after all operands are there (an operation may fail, an operand have effects)."""
    args = node.args
    if len(args) > MAX_CHAIN:
        return False
    mark = open_temps(f, k)
    last = len(args) - 1
    steps: list[tuple[int, int]] = []  # opcode, right operand
    for i, arg in enumerate(args):
        if i and immediate and small(arg):
            steps.append((immediate, arg.value & 0xFFFF))
        else:
            steps.append((opcode, operand_before(f, arg, args[i + 1:])))
    total = steps[0][1]
    temp = f.alloc()
    for i in range(1, last):
        f.at(node.pos | (MARK_CHAIN * (i + 1) if i > 1 else 0))
        f.code.append((steps[i][0], temp, total, steps[i][1]))
        total = temp
    f.free = mark
    _put(f, node, k, steps[last][0], total, steps[last][1], MARK_CHAIN * (last + 1))
    for arg in args:
        learn(f, arg)
    return True


def _compare_value(opcode: int, swap: bool) -> Callable[[Function, Any, Any], bool]:
    def special(f: Function, node: Any, k: Any) -> bool:
        if len(node.args) != 2:
            return False
        x, y = node.args
        binary(f, node, k, opcode, x, y, swap)
        learn(f, x)
        learn(f, y)
        return True

    return special


# ---------------------------------------------------------------- other values


def _test_value(f: Function, node: Any, k: Any) -> bool:
    from pyfront.emit.branches import test_value

    return test_value(f, node, k)


def _same_value(f: Function, node: Any, k: Any) -> bool:
    x, y = node.args
    if any(arg.__class__ is Const and is_eq(arg.value) for arg in node.args):
        binary(f, node, k, op.EQ, x, y)
        return True
    return False


def vector_ref(f: Function, node: Any, k: Any) -> bool:
    x, index = node.args
    if not (index.__class__ is Const and index.value.__class__ is int and 0 <= index.value <= 0xFFFF):
        return False
    mark = open_temps(f, k)
    a = operand(f, x)
    f.free = mark
    _put(f, node, k, op.VREFI, a, index.value)
    return True


def _make_record(f: Function, node: Any, k: Any) -> bool:
    call_prim(f, node, k, 0, op.RECORD)
    return True


def gen_check_init(f: Function, node: Any, k: Any) -> bool:
    check_init(f, node, k)
    return True


# name -> fn(f, node, k): True if it made the code, False if the general way is to be taken
VALUES: dict[str, Callable[[Function, PrimCall, Any], bool]] = {
    "+": _arith(op.ADD, op.ADDI, True),
    "-": _arith(op.SUB, op.SUBI, False),
    "*": _arith(op.MUL, 0, True),
    "/": _arith(op.DIV, 0, False),
    "<": _compare_value(op.LT, False),
    ">": _compare_value(op.LT, True),
    "<=": _compare_value(op.LE, False),
    ">=": _compare_value(op.LE, True),
    "=": _compare_value(op.NUMEQ, False),
    "null?": _test_value,
    "pair?": _test_value,
    "%truthy": _test_value,
    "eof-object?": _test_value,
    "eqv?": _same_value,
    "equal?": _same_value,
    "vector-ref": vector_ref,
    "%check-init": gen_check_init,
    "%make-record": _make_record,
}
# Front ends that have variadic primitives of their own call the binary ones by these names.
BINARY = {"%add": "+", "%sub": "-", "%mul": "*", "%div": "/", "%numeq": "=", "%lt": "<", "%le": "<="}
VALUES.update({name: VALUES[meaning] for name, meaning in BINARY.items()})

GEN[PrimCall] = gen_prim
