"""Code for control: calls of the machine's procedures with lambdas, whose bodies then are part of the function around them.

The passes see the calls and the lambdas. So a variable that is assigned is in a cell when such a body mentions it, which
is what is needed: the body may be evaluated in a copy of the frame.
"""

from __future__ import annotations

from pyfront.core.ir import Lambda
from pyfront.emit.emit import GEN, TAIL, bind, deliver, open_temps
from pyfront.emit.registers import Label
from pyfront.passes.walk import fits
from vmcore._opcode import CAPTAIL, CAPTURE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.emit.registers import Function


def gen_control(f: Function, node: Any, k: Any) -> bool:
    """Code for a call of one of these procedures; False if it must be an ordinary call."""
    return _GEN[node.fn.name](f, node, k)  # type: ignore[no-any-return]


def gen_callcc(f: Function, node: Any, k: Any) -> bool:
    """``(call/cc (lambda (k) body))``: the body goes on in the frame, or in a copy of it that returns to it."""
    if len(node.args) != 1 or node.args[0].__class__ is not Lambda or not fits(node.args[0], 1):
        return False
    fn = node.args[0]
    body = fn.body
    f.at(node.pos)
    if k == TAIL and f.parent is not None:
        mark = f.free
        reg = f.alloc()
        f.code.append((CAPTAIL, reg, 0, 0))
        bind(f, fn.req[0], reg)
        GEN[body.__class__](f, body, TAIL)
        f.free = mark
        return True
    mark = open_temps(f, k)
    reg = f.alloc()
    after = Label()
    facts = len(f.trail)
    f.wide_jump(CAPTURE, reg, after)
    bind(f, fn.req[0], reg)
    GEN[body.__class__](f, body, TAIL)
    f.forget(facts)
    f.place(after)
    f.free = mark
    if k != reg:
        deliver(f, reg, k)
    return True


_GEN = {"machine:%call/cc": gen_callcc}
