"""Code for ``Loop`` and ``Recur``.

The variables of a loop are registers; a round ends with moves into them and a LOOP back. The arguments of a ``Recur``
are evaluated straight into the registers where no argument evaluated later still reads what is there. To that end the
order of those arguments that can neither fail nor have or see an effect is chosen freely; the others keep theirs.
"""

from __future__ import annotations

from pyfront.core.ir import Call, Const, Lambda, Let, LocalRef, LocalSet, Loop, PrimCall, Recur
from pyfront.emit.emit import GEN, bind, gen_into, move
from pyfront.emit.registers import Function, Label
from pyfront.passes.hoist import hoist
from pyfront.passes.walk import ARITHMETIC, TOTAL, children
from vmcore._opcode import (
    ADDI,
    CAR,
    CDR,
    GETG,
    GETUP,
    JGTI,
    JLE,
    JLT,
    JLTI,
    JMP,
    JNGEI,
    JNGTI,
    JNLE,
    JNLEI,
    JNLT,
    JNLTI,
    JNPAIR,
    JNULL,
    JNUM,
    JNUMI,
    LOOP,
    LOOPDOWNGEI,
    LOOPDOWNNEI,
    LOOPGEI,
    LOOPGTI,
    LOOPLE,
    LOOPLEI,
    LOOPLT,
    LOOPLTI,
    LOOPNEXT,
    LOOPNGTI,
    LOOPNLE,
    LOOPNLT,
    LOOPNLTI,
    LOOPNNULL,
    LOOPNNUM,
    LOOPNNUMI,
    LOOPPAIR,
    LOOPRESTNNULL,
    LOOPRESTPAIR,
    LOOPUPLE,
    LOOPUPLT,
    LOOPUPLTI,
    LOOPUPNE,
    LOOPUPNEI,
    SUBI,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.core.ir import Node

    Move = tuple[int, Any, bool]  # register, expression, whether its value may go there at once

AGAIN: dict[int, int] = {  # test that leaves a loop -> test that goes on with it
    JNLT: LOOPLT, JLT: LOOPNLT, JNLE: LOOPLE, JLE: LOOPNLE, JNUM: LOOPNNUM, JNLTI: LOOPLTI, JLTI: LOOPNLTI,
    JNLEI: LOOPLEI, JNGTI: LOOPGTI, JGTI: LOOPNGTI, JNGEI: LOOPGEI, JNUMI: LOOPNNUMI, JNULL: LOOPNNULL, JNPAIR: LOOPPAIR,
}  # fmt: skip
REGISTERS = frozenset((LOOPLT, LOOPLE, LOOPNLT, LOOPNLE, LOOPNNUM))  # tests of two registers
STEPS: dict[tuple[int, int, bool], tuple[int, int]] = {  # test, step, is the counter second: step and test, added to b
    (LOOPLT, 1, False): (LOOPUPLT, 0), (LOOPNLE, 1, True): (LOOPUPLT, 0),
    (LOOPLE, 1, False): (LOOPUPLE, 0), (LOOPNLT, 1, True): (LOOPUPLE, 0),
    (LOOPNNUM, 1, False): (LOOPUPNE, 0), (LOOPNNUM, 1, True): (LOOPUPNE, 0),
    (LOOPLTI, 1, False): (LOOPUPLTI, 0), (LOOPLEI, 1, False): (LOOPUPLTI, 1), (LOOPNGTI, 1, False): (LOOPUPLTI, 1),
    (LOOPNNUMI, 1, False): (LOOPUPNEI, 0), (LOOPNNUMI, 0xFFFF, False): (LOOPDOWNNEI, 0),
    (LOOPGEI, 0xFFFF, False): (LOOPDOWNGEI, 0), (LOOPNLTI, 0xFFFF, False): (LOOPDOWNGEI, 0),
    (LOOPGTI, 0xFFFF, False): (LOOPDOWNGEI, 1),
}  # fmt: skip
RESTS = {LOOPNNULL: LOOPRESTNNULL, LOOPPAIR: LOOPRESTPAIR}  # the same of the step to the rest of a list
_SIMPLE = frozenset((GETG, GETUP, CAR, CDR))
_FIXED = frozenset((GETG, GETUP))  # cannot fail a second time
_NEAR = 16000  # instructions: half of what a branch can reach, since some may become two


def gen_loop(f: Function, node: Any, k: Any) -> None:
    if f.looping:
        _loop(f, node, k)
        return
    f.looping = True
    node = hoist(node, f.unit.stable)
    _loop(f, node, k) if node.__class__ is Loop else GEN[Let](f, node, k)
    f.looping = False


def _loop(f: Function, node: Any, k: Any) -> None:
    mark = f.free
    regs = []
    for init in node.inits:
        reg = f.alloc()
        GEN[init.__class__](f, init, reg)
        regs.append(reg)
    head = Label()
    f.place(head)
    f.loops[node] = (head, regs, k)
    body = node.body
    for var, reg in zip(node.vars, regs):
        bind(f, var, reg)  # what needs a cell gets a new one every round
    GEN[body.__class__](f, body, k)
    f.free = mark


def gen_recur(f: Function, node: Any, k: Any) -> None:
    head, regs, _ = f.loops[node.loop]
    mark = f.free
    move_into(f, moves(f, regs, node.args, len(regs), _tested(f, head)) or [])
    f.free = mark
    if not _test_again(f, head):
        f.at(node.pos)
        f.jump(LOOP, head)


def _tested(f: Function, head: Label) -> tuple[int, int]:
    """Registers that the test at the head of a loop looks at."""
    code = f.code[head.at : head.at + 2]
    for op, a, b, _ in code:
        if op in AGAIN:
            return a, b if AGAIN[op] in REGISTERS else a
    return -1, -1


def _test_again(f: Function, head: Label) -> bool:
    """A loop that begins with its test ends with it too, in the same instruction as the way back. One simple instruction
    before the test is repeated as well."""
    code = f.code
    at = head.at
    if at >= len(code):
        return False  # there is nothing in the loop
    first = code[at]
    if first[0] in _SIMPLE and at + 1 < len(code):
        at += 1
    op, a, b, c = code[at]
    again = AGAIN.get(op)
    if again is None or c.__class__ is not Label or len(code) - at > _NEAR:
        return False
    body = Label(at + 1)
    counted = _counted(f, again, a, b)
    if counted is not None and (at == head.at or (first[0] in _FIXED and first[1] != counted[1])):
        step = code.pop()
        if at > head.at:
            code.append(first)
        _step(f, *counted, body)
        code.append(step)
    elif at > head.at:
        f.at(f.position_at(head.at))
        code.append(first)
    f.at(f.position_at(at))
    f.branch(again, a, b, body)
    f.jump(JMP if c.at < 0 else LOOP, c)
    return True


def _step(f: Function, opcode: int, a: int, b: int, body: Label) -> None:
    """The way back. It takes the first item of the rest of a list along, if that is what the body begins with."""
    if (opcode == LOOPRESTNNULL or opcode == LOOPRESTPAIR) and body.at < len(f.code):
        op, item, pair, _ = f.code[body.at]
        if op == CAR and pair == a and item != a:
            body = Label(body.at + 1)
            opcode, b = LOOPNEXT, item
    f.branch(opcode, a, b, body)


def _counted(f: Function, again: int, a: int, b: int) -> tuple[int, int, int] | None:
    """The instruction for a step and the test of what it gives, if the last instruction is the step. Step and test stay
    behind it, for what is no small integer (no pair) and for the end of the loop."""
    op, reg, source, by = f.code[-1]
    if reg != source or f.label_at == len(f.code):
        return None
    if op == CDR and a == reg and again in RESTS:
        return RESTS[again], a, 0
    if op != ADDI and op != SUBI:
        return None
    second = again in REGISTERS and reg == b
    counted, more = STEPS.get((again, (by if op == ADDI else -by) & 0xFFFF, second), (0, 0))
    if second:
        a, b = b, a
    if not counted or a != reg or (more and b == 0x7FFF) or (a == b and again in REGISTERS):
        return None
    return counted, a, b + more & 0xFFFF


def moves(f: Function, regs: Any, args: Any, most: int, tested: tuple[int, int] = (-1, -1)) -> list[Move] | None:
    """How to get the values of expressions into registers, in order. None if more than ``most`` of them have
    to be moved from where they are made."""
    work = [
        (reg, arg)
        for reg, arg in zip(regs, args)
        if arg.__class__ is not LocalRef or f.regs.get(arg.var) != reg or arg.var in f.cells
    ]
    if len(work) == 1:
        return [(*work[0], True)]
    targets = {reg for reg, _ in work}
    todo = [(reg, arg, _reads(f, arg) & targets, _is_free(f, arg)) for reg, arg in work]
    result: list[Move] = []
    cost = 0
    while todo:
        chosen, direct = _choose(todo, tested)
        reg, arg, _, _ = todo.pop(chosen)
        cost += not direct or arg.__class__ is Call
        result.append((reg, arg, direct))
    return None if cost > most else result


def move_into(f: Function, work: list[Move]) -> None:
    late: list[tuple[int, int]] = []
    for reg, arg, direct in work:
        if direct:
            gen_into(f, arg, reg)
        else:
            temp = f.alloc()
            GEN[arg.__class__](f, arg, temp)
            late.append((reg, temp))
    for reg, temp in late:
        move(f, reg, temp)


def _choose(todo: list[tuple[int, Any, set[int], bool]], tested: tuple[int, int]) -> tuple[int, bool]:
    """Which expression to evaluate next, and whether its register may be written at once."""
    counter = -1
    first = -1  # best one that needs a temporary: rather a computation, which can go there directly, than a move
    ordered = False  # an expression that keeps its place was seen: the later ones of its kind must wait
    for i, (reg, arg, _, free) in enumerate(todo):
        if free or not ordered:
            if not any(reg in item[2] for j, item in enumerate(todo) if j != i):
                if counter < 0 and reg in tested and _is_step(arg):
                    counter = i  # last, if it can be: before the test of the loop
                else:
                    return i, True
            if first < 0 or (todo[first][1].__class__ is LocalRef and arg.__class__ is not LocalRef):
                first = i
        ordered = ordered or not free
    return (counter, True) if counter >= 0 else (first, False)


def _is_step(node: Any) -> bool:
    if node.__class__ is not PrimCall or node.args[0].__class__ is not LocalRef:
        return False
    if node.name == "cdr":
        return True
    return node.name in ("%add", "%sub") and node.args[1].__class__ is Const and node.args[1].value in (1, -1)


def _reads(f: Function, root: Node) -> set[int]:
    """Registers that an expression reads (or assigns)."""
    regs = set()
    stack = [root]
    get = f.regs.get
    while stack:
        node = stack.pop()
        kind = node.__class__
        if kind is LocalRef or kind is LocalSet:
            reg = get(node.var)  # type: ignore[attr-defined]
            if reg is not None:
                regs.add(reg)
        if kind is not LocalRef and kind is not Const:
            stack.extend(children(node))
    return regs


def _is_free(f: Function, node: Any) -> bool:
    """May an expression be evaluated at any time?"""
    kind = node.__class__
    if kind is Const or kind is Lambda:
        return True
    if kind is LocalRef:
        return not node.var.mutated
    if kind is PrimCall:
        if node.name in TOTAL:
            return all(_is_free(f, arg) for arg in node.args)
        return node.name in ARITHMETIC and all(_is_number(f, arg) for arg in node.args)
    return False


def _is_number(f: Function, node: Any) -> bool:
    kind = node.__class__
    if kind is Const:
        return node.value.__class__ is int or node.value.__class__ is float
    if kind is LocalRef:
        return node.var in f.numbers
    return kind is PrimCall and node.name in ARITHMETIC and all(_is_number(f, arg) for arg in node.args)


GEN.update({Loop: gen_loop, Recur: gen_recur})
