"""Code for control: calls of the machine's procedures with lambdas, whose bodies then are part of the function around them.

The passes see the calls and the lambdas. So a variable that is assigned is in a cell when such a body mentions it, which
is what is needed: the body may be evaluated in a copy of the frame.
"""

from __future__ import annotations

from pyfront.core.ir import Const, Fix, If, Lambda, Let, Letrec, Loop, Node, Recur, Seq
from pyfront.emit.constants import word
from pyfront.emit.emit import GEN, TAIL, bind, deliver, open_temps
from pyfront.emit.registers import Label
from pyfront.passes.walk import CHILDREN, fits
from vmcore._opcode import CAPTAIL, CAPTURE, CUT, ENDTRY, JMP, LOADW, RETURN, TRY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.emit.registers import Function


def gen_control(f: Function, node: Any, k: Any) -> bool:
    """Code for a call of one of these procedures; False if it must be an ordinary call."""
    return _GEN[node.fn.name](f, node, k)


def _is_lambda(node: Any, n: int) -> bool:
    """Is it a lambda that takes exactly so many arguments?"""
    return node.__class__ is Lambda and fits(node, n)


# ---------------------------------------------------------------- call/cc


def gen_callcc(f: Function, node: Any, k: Any) -> bool:
    """``(call/cc (lambda (k) body))``: the body goes on in the frame, or in a copy of it that returns to it."""
    if len(node.args) != 1 or not _is_lambda(node.args[0], 1):
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
    outer = f.tries
    for tried in outer:  # what is raised in the copy must find the frame itself
        f.code.append((LOADW, tried, word(False), 0))
    f.tries = []
    bind(f, fn.req[0], reg)
    GEN[body.__class__](f, body, TAIL)
    f.tries = outer
    f.forget(facts)
    f.at(node.pos)
    f.code.append((LOADW, reg, word(False), 0))  # never reached: the place of the frame, for backtraces, is that of this
    f.place(after)
    f.free = mark
    if k != reg:
        deliver(f, reg, k)
    return True


# ---------------------------------------------------------------- guard


class _Commit(Node):
    """What a clause that holds does."""

    __slots__ = fields = ("body", "end")

    def __init__(self, body: Node, end: _End, pos: int) -> None:
        self.body = body
        self.end = end
        self.pos = pos


class _End:
    """Where the values of the body and of the clauses go. ``out``: the register, or TAIL."""

    __slots__ = ("label", "out", "tried")

    def __init__(self, tried: int, out: int) -> None:
        self.tried = tried
        self.out = out
        self.label = Label()


def gen_try(f: Function, node: Any, k: Any) -> bool:
    """``(%try (lambda () body) (lambda (e) clauses))``: clauses whose value is a lambda hold, and those that are #f do not."""
    if len(node.args) != 2 or not _is_lambda(node.args[0], 0) or not _is_lambda(node.args[1], 1):
        return False
    body, select = node.args[0].body, node.args[1]
    if not _answers(select.body):
        return False
    mark = open_temps(f, k)
    out = TAIL if k == TAIL else f.alloc()
    tried = f.alloc()
    f.alloc()
    f.alloc()
    value = f.alloc()
    end = _End(tried, out)
    clauses = Label()
    facts = len(f.trail)
    f.at(node.pos)
    f.wide_jump(TRY, tried, clauses)
    f.tries.append(tried)
    GEN[body.__class__](f, body, value)
    f.tries.pop()
    f.forget(facts)
    if f.live():
        f.code.append((ENDTRY, tried, value if out == TAIL else out, 0))
        if out == TAIL:
            f.code.append((RETURN, value, 0, 0))
        else:
            f.jump(JMP, end.label)
    f.place(clauses)
    f.free = value + 1
    _clauses(f, select, value, end)
    f.forget(facts)
    f.place(end.label)
    f.free = mark
    if out not in (TAIL, k):
        deliver(f, out, k)
    return True


def _answers(root: Any) -> bool:
    """Is the value of this expression a lambda of no arguments or false, in every branch?"""
    stack = [root]
    while stack:
        node = stack.pop()
        kind = node.__class__
        if kind is If:
            stack += (node.then, node.orelse)
        elif kind is Seq:
            stack.append(node.items[-1])
        elif kind in _SCOPES:
            stack.append(node.body)
        elif not (kind is Recur or _is_lambda(node, 0) or (kind is Const and node.value is False)):
            return False
    return True


_SCOPES = (Let, Letrec, Fix, Loop)


def _clauses(f: Function, select: Any, value: int, end: _End) -> None:
    """The object is in the register ``value``. Code in tail position: false is returned to whom raised it."""
    body = _with_commits(select.body, end)
    if body.__class__ is _Commit:
        f.code.append((CUT, end.tried, 0, 0))
        bind(f, select.req[0], value)
        _gen_held(f, body.body, end)
    else:
        bind(f, select.req[0], value)
        GEN[body.__class__](f, body, TAIL)


def _with_commits(root: Any, end: _End) -> Any:
    """The expression with its lambdas in tail position replaced by commits."""
    if root.__class__ is Lambda:
        return _Commit(root.body, end, root.pos)
    stack = [root]
    while stack:
        node = stack.pop()
        kind = node.__class__
        if kind is If:
            node.then = _commit_or_push(node.then, end, stack)
            node.orelse = _commit_or_push(node.orelse, end, stack)
        elif kind is Seq:
            node.items[-1] = _commit_or_push(node.items[-1], end, stack)
        elif kind in _SCOPES:
            node.body = _commit_or_push(node.body, end, stack)
    return root


def _commit_or_push(node: Any, end: _End, stack: list[Any]) -> Any:
    if node.__class__ is Lambda:
        return _Commit(node.body, end, node.pos)
    stack.append(node)
    return node


def gen_commit(f: Function, node: Any, k: Any) -> None:
    f.code.append((CUT, node.end.tried, 0, 0))
    _gen_held(f, node.body, node.end)


def _gen_held(f: Function, body: Any, end: _End) -> None:
    GEN[body.__class__](f, body, end.out)
    if end.out != TAIL and f.live():
        f.jump(JMP, end.label)


CHILDREN[_Commit] = lambda node: (node.body,)
GEN[_Commit] = gen_commit
_GEN = {"machine:%call/cc": gen_callcc, "machine:%try": gen_try}
