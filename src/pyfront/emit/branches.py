"""Code for primitives that are tests: compare-and-branch, and truth values by way of a branch."""

from __future__ import annotations

from pyfront.core.ir import Const, LocalRef, PrimCall
from pyfront.emit.constants import FALSE, NIL, TRUE, is_eq, word
from pyfront.emit.emit import EFFECT, GEN, TAIL, give_back, operand, operand_before, target
from pyfront.emit.primitives import BINARY, VALUES, gen_check_init, is_late, learn, small, vector_ref
from pyfront.emit.registers import MARK_SIGN, MARK_SWAP, Function, Label
from vmcore import _opcode as op

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

# comparisons with a part of a pair: "jump if" and "jump unless"
_PARTS = {"car": (op.JEQCAR, op.JNEQCAR), "cdr": (op.JEQCDR, op.JNEQCDR)}
_PARTS_K = {"car": (op.JEQKCAR, op.JNEQKCAR), "cdr": (op.JEQKCDR, op.JNEQKCDR)}


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
        free = f.free
        mark = 0
        if small(y):
            a, b, opcode = operand(f, x), y.value & 0xFFFF, right[unless]
        elif small(x):
            a, b, opcode = operand(f, y), x.value & 0xFFFF, left[unless]
            mark = MARK_SWAP
        else:
            a = operand_before(f, x, (y,))
            b = operand(f, y)
            if swap:
                a, b = b, a
                mark = MARK_SWAP
            opcode = jumps[unless]
        f.free = free
        f.at(node.pos | mark)
        f.branch(opcode, a, b, label)
        learn(f, x)
        learn(f, y)
        return True

    return special


def _sign_test(jumps: tuple[int, int]) -> Callable[[Function, Any, Any], bool]:
    """``zero?`` and the like: a comparison with 0."""

    def special(f: Function, node: Any, k: Any) -> bool:
        mark = f.free
        a = operand(f, node.args[0])
        f.free = mark
        f.at(node.pos | MARK_SIGN)
        f.branch(jumps[0 if k[0] else 1], a, 0, k[1])
        learn(f, node.args[0])
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
            raw = word(y.value)
            part = _PARTS_K.get(x.name) if x.__class__ is PrimCall and y.value is not False and raw != NIL else None
            a = operand(f, x.args[0] if part else x)
            f.free = mark
            if y.value is False:
                f.branch(op.JF if sense else op.JNF, a, 0, label)
            elif raw == NIL:
                f.branch(op.JNULL if sense else op.JNNULL, a, 0, label)
            elif part:
                f.at(x.pos)
                f.branch(part[0 if sense else 1], a, f.const(y.value), label)
            else:
                f.branch(op.JEQK if sense else op.JNEQK, a, f.const(y.value), label)
            return True
        if x.__class__ is PrimCall and x.name in _PARTS and y.__class__ is LocalRef and not y.var.mutated:
            x, y = y, x
        a = operand_before(f, x, (y,))
        part = _PARTS.get(y.name) if y.__class__ is PrimCall else None
        b = operand(f, y.args[0] if part else y)
        f.free = mark
        if part:
            f.at(y.pos)
            f.branch(part[0 if sense else 1], a, b, label)
        else:
            f.branch(op.JEQ if sense else op.JNEQ, a, b, label)
        return True

    return special


def _item_test(f: Function, node: Any, k: Any) -> bool:
    x, index = node.args
    if small(index) or is_late(f, node.args):
        return vector_ref(f, node, k)
    mark = f.free
    a = operand_before(f, x, (index,))
    b = operand(f, index)
    f.free = mark
    f.at(node.pos)
    f.branch(op.JITEM if k[0] else op.JNITEM, a, b, k[1])
    return True


def _eof_test(f: Function, node: Any, k: Any) -> bool:
    from vmcore.data import EOF

    mark = f.free
    a = operand(f, node.args[0])
    f.free = mark
    f.branch(op.JEQK if k[0] else op.JNEQK, a, f.const(EOF), k[1])
    return True


def test_value(f: Function, node: Any, k: Any) -> bool:
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
        give_back(f, reg)
    else:
        f.jump(op.JMP, end)
    f.place(yes)
    f.code.append((op.LOADW, reg, TRUE, 0))
    if k == TAIL:
        give_back(f, reg)
    else:
        f.place(end)
    return True


# name -> fn(f, node, (sense, label)): True if it made the code
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
    "%truthy": _kind_test((op.JTRUTHY, op.JNTRUTHY)),
    "not": _not_test,
    "eq?": _same_test(True),
    "eqv?": _same_test(False),
    "equal?": _same_test(False),
    "eof-object?": _eof_test,
    "vector-ref": _item_test,
    "%check-init": gen_check_init,
}
TESTS.update({name: VALUES[name] for name in ("+", "-", "*", "/")})
TESTS.update({name: TESTS[meaning] for name, meaning in BINARY.items()})
