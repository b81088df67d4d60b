"""Code for ``Call``.

The window of a call begins at the first free register. Two kinds of callee are known to be the running procedure,
one for sure (a local procedure that calls itself) and one on a guess that the instruction checks (a global procedure
that calls the global it is the definition of): their calls are cheaper, and a tail call is a jump to the beginning.
"""

from __future__ import annotations

from pyfront.core.ir import Call, GlobalRef, LocalRef, TryPrim
from pyfront.emit.emit import GEN, TAIL, deliver, open_temps, operand, operand_before
from pyfront.emit.primitives import unknown
from pyfront.emit.registers import Function, Label
from vmcore._opcode import (
    CALL,
    CALLG,
    CALLG1,
    CALLG2,
    CALLME,
    CALLS,
    CALLUP,
    EQUIV,
    EQUIVI,
    EXT,
    FIRST,
    LOOP,
    NEXT,
    REST,
    SEQ,
    TAILCALL,
    TAILG,
    TAILJ,
    TAILUP,
    TRYPRIM,
)
from vmcore._primdata import primitive

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Primitives of one argument with instructions that know the usual answer.
_ITEMS = {"%first": FIRST, "%next": NEXT, "%rest": REST, "%seq": SEQ}
# Procedures of the machine of which a call with lambdas as arguments has code of its own.
_CONTROL = ("machine:%call/cc", "machine:%try")


def gen_call(f: Function, node: Any, k: Any) -> None:
    fn = node.fn
    if fn.__class__ is GlobalRef and fn.name in _CONTROL:
        from pyfront.emit.control import gen_control

        if gen_control(f, node, k):
            return
    # A unit keeps its frame: the place of what a library procedure raises.
    tail = k == TAIL and f.parent is not None
    if fn.__class__ is GlobalRef:
        if tail:
            if fn.name != f.own or not _again(f, node, fn.name):
                _call(f, node, k, TAILG, fn.name)
        elif fn.name == f.own:
            _call(f, node, k, CALLS, fn.name)
        elif len(node.args) in (1, 2) and _plain(f, node.args[0], node.args[1:]):
            _call_on_variable(f, node, k, fn.name)
        else:
            _call(f, node, k, CALLG, fn.name)
    elif fn.__class__ is LocalRef and fn.var is f.me and len(node.args) == f.result.nreq:
        if not (tail and _again(f, node, "")):
            _call(f, node, k, CALLME, "")
    else:
        if fn.__class__ is TryPrim:
            _try_prim(f, node, k)
        else:
            _call_value(f, node, k, TAILCALL if tail else CALL)


def _equiv(f: Function, node: Any, k: Any) -> None:
    """Equality: the operands are read where they are. The window is for the call that is rarely needed."""
    from pyfront.emit.primitives import small

    mark = open_temps(f, k)
    base = f.free
    f.need(base + 4)
    x, y = node.args
    if small(x) and not small(y):
        x, y = y, x
    if small(y):
        code = (EQUIVI, base, operand(f, x), y.value & 0xFFFF)
    else:
        code = (EQUIV, base, operand_before(f, x, (y,)), operand(f, y))
    f.free = mark
    f.at(node.pos)
    f.code.append(code)
    f.code.append((EXT, f.global_const(node.fn.name), 0, 0))
    if k != base:
        deliver(f, base, k)


def _try_prim(f: Function, node: Any, k: Any) -> None:
    """The window is that of the call. It never replaces the frame: what a primitive leaves to a procedure is short."""
    if node.fn.prim == "%equiv" and len(node.args) == 2:
        _equiv(f, node, k)
        return
    row = primitive(node.fn.prim)
    if row is None:
        raise unknown(node.fn.prim, node.pos)
    mark = open_temps(f, k)
    base = f.free
    item = _ITEMS.get(node.fn.prim) if len(node.args) == 1 else None
    if item is not None:
        f.need(base + 3)
        code = (item, base, operand(f, node.args[0]), row[0])
    else:
        f.free = base + 2
        _arguments(f, node.args)
        code = (TRYPRIM, base, len(node.args), row[0])
    f.free = mark
    f.at(node.pos)
    f.code.append(code)
    f.code.append((EXT, f.global_const(node.fn.name), 0, 0))
    if k != base:
        deliver(f, base, k)


def _call(f: Function, node: Any, k: Any, op: int, name: str) -> None:
    """Arguments into the window, and the call, of a global if it has a name."""
    mark = open_temps(f, k)
    base = f.free
    f.free = base + 2
    _arguments(f, node.args)
    f.free = mark
    f.at(node.pos)
    f.code.append((op, base, len(node.args), f.global_const(name) if name else 0))
    if op != TAILG and k != base:
        deliver(f, base, k)


def _arguments(f: Function, args: Any) -> None:
    for arg in args:
        slot = f.free
        f.free = slot + 1
        if slot >= f.nregs:
            f.nregs = slot + 1
        GEN[arg.__class__](f, arg, slot)
    f.need(f.free)


def _call_value(f: Function, node: Any, k: Any, op: int) -> None:
    """Of a procedure that is a value: read where it is, if it is in a register."""
    mark = open_temps(f, k)
    base = f.free
    f.free = base + 2
    fn = node.fn
    f.need(base + 2)
    if fn.__class__ is LocalRef and f.regs.get(fn.var) is not None and fn.var not in f.cells and not fn.var.mutated:
        callee = f.regs[fn.var]
    elif fn.__class__ is LocalRef and f.regs.get(fn.var) is None and not fn.var.mutated:
        callee = f.capture(fn.var)
        op = TAILUP if op == TAILCALL else CALLUP
    else:
        callee = base + 1
        GEN[fn.__class__](f, fn, callee)
    _arguments(f, node.args)
    f.free = mark
    f.at(node.pos)
    f.code.append((op, base, len(node.args), callee))
    if (op == CALL or op == CALLUP) and k != base:
        deliver(f, base, k)


def _plain(f: Function, arg: Any, later: Any) -> bool:
    """Is an argument a variable in a register that keeps its value while the later ones are evaluated?"""
    return (
        arg.__class__ is LocalRef and f.regs.get(arg.var) is not None and arg.var not in f.cells
        and (not arg.var.mutated or not later)
    )


def _call_on_variable(f: Function, node: Any, k: Any, name: str) -> None:
    """One or two arguments, the first of them in a register: what a call of an accessor looks like."""
    mark = open_temps(f, k)
    base = f.free
    f.free = base + 3
    f.need(base + 3)
    _arguments(f, node.args[1:])
    first = operand_before(f, node.args[0], ())
    f.free = mark
    f.at(node.pos)
    f.code.append((CALLG1 if len(node.args) == 1 else CALLG2, base, first, f.global_const(name)))
    if k != base:
        deliver(f, base, k)


def _again(f: Function, node: Any, name: str) -> bool:
    """The running procedure in tail position: the arguments go where the parameters are. Not done, and no code made, if
    too many of them would have to wait in temporaries. ``name``: the global to call, if it is one."""
    from pyfront.emit.loops import move_into, moves

    n = len(node.args)
    work = moves(f, range(n), node.args, 1 if name else n)
    if work is None:
        return False
    mark = f.free
    f.free = max(mark, n)
    f.need(f.free)
    move_into(f, work)
    base = max(mark, n)
    f.free = mark
    f.at(node.pos)
    if not name:
        start = Label()
        start.at = 0
        f.jump(LOOP, start)
    else:
        f.need(base + 2 + n)
        f.code.append((TAILJ, base, n, f.global_const(name)))
    return True


GEN[Call] = gen_call
