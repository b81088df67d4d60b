"""Code generation: what every unit needs. The rest is in ``bindings`` (scopes, closures), ``calls``, ``primitives`` and
``loops``, which are loaded when a tree has such nodes.

``gen(f, node, k)`` makes code for an expression. ``k`` says what becomes of its value:

    a register >= 0    there (see ``registers`` on what may be in it before)
    EFFECT             nothing
    TAIL               it is the function's result
    (sense, label)     jump to the label if the value's truth is ``sense``, else fall through

``operand(f, node)`` makes code that leaves the value in some register, a variable's own if possible.
"""

from __future__ import annotations

from pyfront.core.ir import (
    Call,
    CaseLambda,
    Const,
    Fix,
    GlobalDefine,
    GlobalRef,
    GlobalSet,
    If,
    Lambda,
    Let,
    LocalRef,
    LocalSet,
    Loop,
    PrimCall,
    PrimRef,
    Recur,
    Seq,
)
from pyfront.emit.constants import UNSPEC, Ref, word
from pyfront.emit.registers import Code, Function, Label, Unit
from vmcore._opcode import (
    ADD,
    ADDRET,
    ADDUPC,
    CHECKINIT,
    CONS,
    CONSRET,
    DEFG,
    GETCELL,
    GETG,
    GETUP,
    GETUP2,
    GETUPC,
    JF,
    JMP,
    JNF,
    LOADI,
    LOADI2,
    LOADK,
    LOADW,
    LOADW2,
    MKCELL,
    MOVE,
    MOVE2,
    RETI,
    RETK,
    RETURN,
    RETW,
    SETCELL,
    SETG,
    SETUPC,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any

    from pyfront.core.ir import Node, Var

EFFECT = -1
TAIL = -2
_AND_RETURN = {ADD: ADDRET, CONS: CONSRET}
_CONSTANT = {LOADI: RETI, LOADK: RETK, LOADW: RETW}


class _Generators(dict[type, "Any"]):
    """node class -> fn(f, node, k). The modules that are loaded later add theirs."""

    def __missing__(self, kind: type) -> Any:
        __import__("pyfront.emit." + _ELSEWHERE[kind])
        return dict.__getitem__(self, kind)


_ELSEWHERE: dict[type, str] = {
    LocalSet: "bindings", Let: "bindings", Fix: "bindings", Lambda: "bindings", CaseLambda: "bindings",
    Call: "calls", PrimCall: "primitives", Loop: "loops", Recur: "loops",
}  # fmt: skip
GEN = _Generators()


def gen(f: Function, node: Node, k: Any) -> None:
    GEN[node.__class__](f, node, k)


def compile_unit(node: Lambda, flags: int, stable: Collection[str] = ()) -> list[Code]:
    """The functions of a unit; the first is the unit itself, a procedure of no arguments. ``stable``: globals that have
    their values before anything reads them, and keep them."""
    unit = Unit(flags, stable)
    if node.body.__class__ is Seq:
        unit.definitions = {item for item in node.body.items if item.__class__ is GlobalDefine}
    function(unit, None, node)
    return unit.functions


def function(unit: Unit, parent: Function | None, node: Lambda, name: str = "") -> Function:
    """The code of a procedure; what it captures is what it was asked for that ``parent`` has."""
    result = Code(node.name or name, len(node.req), len(node.opt), 0 if node.rest is None else 1, node.pos)
    result.flags = unit.flags
    f = Function(unit, parent, result)
    if unit.defining.__class__ is str:
        f.own = unit.defining
    else:
        f.me = unit.defining
    unit.defining = ""
    params = [*node.req, *node.opt]
    if node.rest is not None:
        params.append(node.rest)
    for _ in params:
        f.alloc()
    for reg, var in enumerate(params):
        bind(f, var, reg)
    GEN[node.body.__class__](f, node.body, TAIL)
    f.finish()
    return f


# ---------------------------------------------------------------- values and where they go


def move(f: Function, to: int, reg: int) -> None:
    """Two moves to neighbours are one instruction."""
    code = f.code
    if code and code[-1][0] == MOVE and code[-1][1] == to - 1 and f.label_at != len(code):
        code[-1] = (MOVE2, to - 1, code[-1][2], reg)
    else:
        code.append((MOVE, to, reg, 0))


def deliver(f: Function, reg: int, k: Any) -> None:
    """A value that is in a register goes where ``k`` says."""
    if k.__class__ is tuple:
        f.branch(JNF if k[0] else JF, reg, 0, k[1])
    elif k >= 0:
        if k != reg:
            move(f, k, reg)
    elif k == TAIL:
        give_back(f, reg)


def give_back(f: Function, reg: int) -> None:
    """The end of a function. A constant is returned by one instruction. In front of an ADD or CONS whose value is returned
    comes the instruction that does both."""
    code = f.code
    if code and f.label_at != len(code) and code[-1][1] == reg:
        last = code[-1]
        if last[0] in _CONSTANT:
            code[-1] = (_CONSTANT[last[0]], 0, last[2], 0)
            return
        if last[0] in _AND_RETURN:
            code[-1] = (_AND_RETURN[last[0]], last[2], last[3], 0)
            code.append(last)
    code.append((RETURN, reg, 0, 0))


def target(f: Function, k: Any) -> int:
    """The register an instruction writes when its result then goes to ``k``."""
    if k.__class__ is not tuple and k >= 0:
        return k
    reg = f.free
    if reg >= f.nregs:
        f.nregs = reg + 1
    return reg


def open_temps(f: Function, k: Any) -> int:
    """Begins an instruction whose operands need temporaries: they may begin in the destination itself if that holds
    nothing yet. The answer is what ``f.free`` is to be afterwards."""
    mark = f.free
    if k.__class__ is not tuple and k >= 0 and k == mark - 1:
        f.free = k
    return mark


def operand(f: Function, node: Any) -> int:
    """A register that holds the value until ``f.free`` is lowered again (a mutated variable: until it is assigned)."""
    if node.__class__ is LocalRef:
        var = node.var
        reg = f.regs.get(var)
        if reg is not None and var not in f.cells:
            return reg
    reg = f.free
    f.free = reg + 1
    if reg >= f.nregs:
        f.nregs = reg + 1
    GEN[node.__class__](f, node, reg)
    return reg


def operand_before(f: Function, node: Any, later: Any) -> int:
    """``operand`` of an expression after which those in ``later`` are evaluated."""
    if node.__class__ is LocalRef and node.var.mutated and not all(map(_assigns_nothing, later)):
        reg = f.alloc()
        GEN[LocalRef](f, node, reg)
        return reg
    return operand(f, node)


def _assigns_nothing(root: Node) -> bool:
    """Is there no assignment in this function's own code? (Those in a closure are to cells.)"""
    from pyfront.passes.walk import children

    stack = [root]
    while stack:
        node = stack.pop()
        kind = node.__class__
        if kind is LocalSet:
            return False
        if kind is not Lambda and kind is not CaseLambda:
            stack.extend(children(node))
    return True


def gen_const(f: Function, node: Any, k: Any) -> None:
    if k.__class__ is tuple:
        if (node.value is not False) == k[0]:
            f.jump(JMP, k[1])
    elif k != EFFECT:
        reg = target(f, k)
        load(f, node.value, reg)
        if k < 0:
            give_back(f, reg)


def load(f: Function, value: Any, reg: int) -> None:
    if value.__class__ is int and -32768 <= value <= 32767:
        _load_small(f, LOADI, LOADI2, reg, value & 0xFFFF)
        return
    raw = word(value)
    if raw >= 0:
        _load_small(f, LOADW, LOADW2, reg, raw)
    else:
        f.code.append((LOADK, reg, f.const(value), 0))


def _load_small(f: Function, one: int, two: int, reg: int, value: int) -> None:
    """Two loads of neighbours are one instruction."""
    code = f.code
    if code and code[-1][0] == one and code[-1][1] == reg - 1 and f.label_at != len(code):
        code[-1] = (two, reg - 1, code[-1][2], value)
    else:
        code.append((one, reg, value, 0))


def gen_unspecified(f: Function, k: Any) -> None:
    """After an expression evaluated for its effect."""
    if k.__class__ is tuple:
        if k[0]:
            f.jump(JMP, k[1])
    elif k != EFFECT:
        reg = target(f, k)
        f.code.append((LOADW, reg, UNSPEC, 0))
        if k < 0:
            give_back(f, reg)


def gen_local(f: Function, node: Any, k: Any) -> None:
    if k == EFFECT:
        return
    var = node.var
    reg = f.regs.get(var)
    if reg is not None and var not in f.cells:
        deliver(f, reg, k)
        return
    if var.mutated and f.code and f.label_at != len(f.code):  # just assigned: the value is still in a register
        op, cell, value, _ = f.code[-1]
        if (op == SETCELL and cell == reg) or (op == SETUPC and reg is None and cell == f.ups.get(var)):
            deliver(f, value, k)
            return
        if op == ADDUPC and reg is None and value == f.ups.get(var):
            deliver(f, cell, k)
            return
    dst = target(f, k)
    if reg is not None:
        f.code.append((GETCELL, dst, reg, 0))
    elif var.mutated:
        f.code.append((GETUPC, dst, f.capture(var), 0))
    else:
        _get_captured(f, dst, f.capture(var))
    if dst != k:
        deliver(f, dst, k)


def _get_captured(f: Function, dst: int, up: int) -> None:
    """Two captured values for neighbours are one instruction."""
    code = f.code
    if code and code[-1][0] == GETUP and code[-1][1] == dst - 1 and f.label_at < len(code) - 1:
        code[-1] = (GETUP2, dst - 1, code[-1][2], up)
    else:
        code.append((GETUP, dst, up, 0))


def gen_global(f: Function, node: Any, k: Any) -> None:
    dst = target(f, k)
    f.at(node.pos)
    f.code.append((GETG, dst, f.global_const(node.name), 0))
    if dst != k:
        deliver(f, dst, k)


def gen_primref(f: Function, node: Any, k: Any) -> None:
    if k == EFFECT:
        return
    dst = target(f, k)
    f.code.append((LOADK, dst, f.const(Ref("prim", node.name)), 0))
    if dst != k:
        deliver(f, dst, k)


def gen_global_set(f: Function, node: Any, k: Any) -> None:
    mark = f.free
    if node.value.__class__ is Lambda and node.__class__ is GlobalDefine:
        f.unit.defining = node.name
    value = operand(f, node.value)
    f.free = mark
    f.at(node.pos)
    op = SETG if node.__class__ is GlobalSet else DEFG
    f.code.append((op, value, f.global_const(node.name), 0))
    if node in f.unit.definitions:
        f.unit.bound.add(node.name)
    gen_unspecified(f, k)


def check_init(f: Function, node: Any, k: Any) -> None:
    """PrimCall ``%check-init``: the value of a letrec variable, if it has one."""
    mark = open_temps(f, k)
    reg = operand(f, node.args[0])
    f.free = mark
    f.at(node.pos)
    f.code.append((CHECKINIT, reg, 0, 0))
    deliver(f, reg, k)


def gen_into(f: Function, node: Node, reg: int) -> None:
    """A value into a register that is in use: only the last instruction may write it."""
    mark = f.free
    if reg == mark - 1:
        f.free = mark + 1
        f.need(f.free)
    GEN[node.__class__](f, node, reg)
    f.free = mark


# ---------------------------------------------------------------- control


def gen_seq(f: Function, node: Any, k: Any) -> None:
    items = node.items
    for item in items[:-1]:
        GEN[item.__class__](f, item, EFFECT)
    last = items[-1]
    GEN[last.__class__](f, last, k)


def gen_if(f: Function, node: Any, k: Any) -> None:
    if k.__class__ is tuple:
        _if_in_test(f, node, k)
        return
    end = None
    outer = -1
    while True:
        orelse = Label()
        test = node.test
        then = node.then
        empty = _is_done(f, then, k)
        if empty and _is_done(f, node.orelse, k):
            GEN[test.__class__](f, test, EFFECT)
            break
        if k == TAIL and node.orelse.__class__ is not If and _is_leaf(then) and not _is_leaf(node.orelse):
            _else_first(f, node)
            break
        GEN[test.__class__](f, test, (empty, orelse))
        mark = len(f.trail)
        if outer < 0:
            outer = mark
        node = node.orelse
        if empty:
            GEN[node.__class__](f, node, k)
            f.place(orelse)
            break
        GEN[then.__class__](f, then, k)
        f.forget(mark)
        if _is_done(f, node, k):
            f.place(orelse)
            break
        if k != TAIL and f.live():
            if end is None:
                end = Label()
            f.jump(JMP, end)
        f.place(orelse)
        if node.__class__ is not If:
            GEN[node.__class__](f, node, k)
            break
    if outer >= 0:
        f.forget(outer)
    if end is not None:
        f.place(end)


def _else_first(f: Function, node: Any) -> None:
    """The usual end of a recursion or a loop stands behind the way that goes on, which then takes no jump: the machine
    would wait for the distance of a jump before it can read on."""
    then = Label()
    GEN[node.test.__class__](f, node.test, (True, then))
    mark = len(f.trail)
    GEN[node.orelse.__class__](f, node.orelse, TAIL)
    f.forget(mark)
    f.place(then)
    GEN[node.then.__class__](f, node.then, TAIL)
    f.forget(mark)


def _is_leaf(node: Any) -> bool:
    """Is it an expression of variables, constants and primitives on them?"""
    kind = node.__class__
    if kind is PrimCall:
        return all(arg.__class__ in _LEAVES for arg in node.args)
    return kind in _LEAVES


_LEAVES = (Const, LocalRef, GlobalRef, PrimRef)


def _is_done(f: Function, node: Any, k: Any) -> bool:
    """Would an expression make no code, its value being where it is wanted?"""
    if k == EFFECT:
        return node.__class__ is Const
    return node.__class__ is LocalRef and k >= 0 and f.regs.get(node.var) == k and node.var not in f.cells


def _if_in_test(f: Function, node: Any, k: Any) -> None:
    """``and``, ``or`` and their like become jumps."""
    sense, label = k
    test, then, orelse = node.test, node.then, node.orelse
    end = Label()
    if then.__class__ is Const:
        goal = label if (then.value is not False) == sense else end
        GEN[test.__class__](f, test, (True, goal))
        last = orelse
    elif orelse.__class__ is Const:
        goal = label if (orelse.value is not False) == sense else end
        GEN[test.__class__](f, test, (False, goal))
        last = then
    else:
        other = Label()
        GEN[test.__class__](f, test, (False, other))
        mark = len(f.trail)
        GEN[then.__class__](f, then, k)
        f.forget(mark)
        if f.live():
            f.jump(JMP, end)
        f.place(other)
        last = orelse
    mark = len(f.trail)
    GEN[last.__class__](f, last, k)
    f.forget(mark)
    f.place(end)


# ---------------------------------------------------------------- variables


def bind(f: Function, var: Var, reg: int) -> None:
    """A variable whose value is in a register comes into scope. An assigned one that others can see lives in a cell."""
    f.regs[var] = reg
    if var.mutated and var.captured:
        f.cells.add(var)
        f.code.append((MKCELL, reg, reg, 0))


GEN.update({
    Const: gen_const,
    LocalRef: gen_local,
    GlobalRef: gen_global,
    PrimRef: gen_primref,
    GlobalSet: gen_global_set,
    GlobalDefine: gen_global_set,
    If: gen_if,
    Seq: gen_seq,
})
