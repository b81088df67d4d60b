"""Small procedures inside another one, put where they are called: what ``known`` does for globals of a whole program.

``(fix ((f (lambda (x ...) body))) ...)`` and ``(let ((f (lambda ...))) ...)``: a call of ``f`` becomes a ``Let`` of the
parameters around a copy of the body, if that is small, calls nothing that works on frames, and does not mention ``f``.
What the body mentions is bound around ``f``, so it is visible wherever ``f`` is. (One that is called once is moved by
``inline``, whatever its size.)

Backtraces do not change (see ``inlined``). A call in tail position of a procedure that may yet become a part of the one
around it, and then has no frame to replace, stays a call.
"""

from __future__ import annotations

from pyfront.core.ir import (
    INLINED,
    Call,
    CaseLambda,
    Const,
    Fix,
    GlobalDefine,
    GlobalRef,
    If,
    Lambda,
    Let,
    LocalRef,
    Loop,
    Node,
    PrimCall,
    PrimRef,
    Recur,
    Seq,
    TryPrim,
    Var,
)
from pyfront.passes.inlined import MACHINE, SMALL, TAIL_CALL, Copy, Inlined
from pyfront.passes.loops import tail_calls
from pyfront.passes.walk import CHILDREN, children, count_refs, fits, map_children

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


ROOM = 300  # nodes by which a procedure, with those inside of it, may grow
_LEAVES = (LocalRef, Const, GlobalRef, PrimRef, TryPrim)
_NOTHING = -1  # waits for the value of an expression in tail position of a procedure


def local(root: Node, inlined: Inlined) -> Node:
    """The pass, between ``letrec`` and ``inline``. Needs exact ``mutated`` flags."""
    if not _binds_procedures(root):
        return root
    inliner = _Inliner(count_refs(root), inlined)
    root.body = inliner.walk(root.body, 0)  # type: ignore[attr-defined]  # a unit, which keeps its frame
    inlined.kept = {var for var in inliner.used if inliner.counts[var] > inliner.used[var]}
    return root


def _binds_procedures(root: Node) -> bool:
    """Is there a procedure that is bound to a variable and small?"""
    table = CHILDREN
    stack = [root]
    pop = stack.pop
    while stack:
        node: Any = pop()
        kind = node.__class__
        if (kind is Fix or kind is Let) and any(init.__class__ is Lambda and _size(init) for init in node.inits):
            return True
        if kind is not LocalRef and kind is not Const:
            stack += table[kind](node)
    return False


def _size(fn: Lambda, itself: Var | None = None) -> int:
    """Nodes of a body that may be put where it is called, else 0."""
    if fn.opt or fn.rest is not None:
        return 0
    size = 0
    stack: list[Any] = [fn.body]
    while stack:
        node = stack.pop()
        kind = node.__class__
        size += 1
        if size > SMALL or kind not in Copy.KINDS:
            return 0
        if (kind is LocalRef and node.var is itself) or (kind is GlobalRef and node.name.startswith(MACHINE)):
            return 0
        if kind is not LocalRef and kind is not Const:
            stack += children(node)
    return size


class _Inliner:
    def __init__(self, counts: dict[Var, int], inlined: Inlined) -> None:
        self.counts = counts
        self.inlined = inlined
        self.small: dict[Var, Lambda] = {}
        self.used: dict[Var, int] = {}  # calls that were inlined, of those that `counts` has
        self.home = 0  # the inlined call that the procedure is in
        self.own = False  # has the procedure a frame for sure?
        self.room = ROOM

    def walk(self, root: Any, waiting: int) -> Any:
        """``waiting``: the inlined call that the innermost expression is in that waits for the value, or ``_NOTHING``."""
        node = root
        while node.__class__ is If:  # a long cond is a chain of orelse
            number = node.pos >> INLINED
            node.test = self.walk(node.test, number)
            node.then = self.walk(node.then, waiting)
            if node.orelse.__class__ is not If:
                node.orelse = self.walk(node.orelse, waiting)
                return root
            node = node.orelse
        kind = node.__class__
        if kind in _LEAVES:
            return node
        number = node.pos >> INLINED
        if kind is PrimCall or kind is Recur:
            node.args = [arg if arg.__class__ in _LEAVES else self.walk(arg, number) for arg in node.args]
            return node
        if kind is Call:
            return self.call(node, waiting)
        if kind is Lambda:
            return self.procedure(node, True)
        if kind is CaseLambda:
            node.clauses = [self.procedure(clause, False) for clause in node.clauses]
            return node
        if kind is GlobalDefine:
            self.room = ROOM
        if kind is Fix or kind is Let:
            node.inits = [
                self.bound(node, var, init) if init.__class__ is Lambda else self.walk(init, number)
                for var, init in zip(node.vars, node.inits)
            ]
            node.body = self.walk(node.body, waiting)
            return self.without_dead(node)
        last = children(node)[-1] if kind is Seq or kind is Loop else None  # what its value is
        map_children(node, lambda part: self.walk(part, waiting if part is last else number))
        return node

    def procedure(self, fn: Lambda, own: bool) -> Lambda:
        outer = self.home, self.own
        self.home, self.own = fn.pos >> INLINED, own
        fn.body = self.walk(fn.body, _NOTHING)
        self.home, self.own = outer
        return fn

    def bound(self, node: Any, var: Var, fn: Lambda) -> Lambda:
        """A procedure that is bound to a variable."""
        count = self.counts.get(var, 0)
        may_go = not var.mutated and count > 1 and (len(node.vars) == 1 or node.__class__ is Let) and _size(fn, var) > 0
        inside: list[Any] = []
        tail_calls(fn.body, var, fn, inside)
        self.procedure(fn, not may_go and count - len(inside) > 1)
        if may_go and _size(fn, var):
            self.small[var] = fn
        return fn

    def without_dead(self, node: Any) -> Any:
        """Without the procedures all of whose calls were inlined."""
        kept = []
        for var, init in zip(node.vars, node.inits):
            if var in self.used and self.used[var] == self.counts[var]:
                for other, n in count_refs(init).items():
                    self.counts[other] -= n
            else:
                kept.append((var, init))
        if not kept and node.vars:
            return node.body
        node.vars, node.inits = [var for var, _ in kept], [init for _, init in kept]
        return node

    def call(self, node: Call, waiting: int) -> Any:
        number = node.pos >> INLINED
        fn: Any = node.fn
        if fn.__class__ is GlobalRef and fn.name.startswith(MACHINE):  # the code generator may put a lambda's body there
            node.args = [
                self.procedure(arg, False) if arg.__class__ is Lambda else self.walk(arg, number) for arg in node.args
            ]
            return node
        node.args = [arg if arg.__class__ in _LEAVES else self.walk(arg, number) for arg in node.args]
        if fn.__class__ is Lambda:
            self.procedure(fn, False)
        elif fn.__class__ is not LocalRef:
            node.fn = self.walk(fn, number)
        elif fn.var in self.small:
            return self.inline(node, fn.var, waiting)
        return node

    def inline(self, node: Call, var: Var, waiting: int) -> Any:
        """What a call of a small procedure becomes."""
        fn = self.small[var]
        number = node.pos >> INLINED
        size = _size(fn)
        tail = waiting == _NOTHING or (number != self.home and not self.inlined.is_in(waiting, number))
        if size > self.room or not fits(fn, len(node.args)) or (tail and number == self.home and not self.own):
            return node
        self.room -= size
        self.used[var] = self.used.get(var, 0) + 1
        here = self.inlined.add(fn.name, node.pos | (TAIL_CALL if tail else 0))
        copy = Copy(self.inlined, here, fn.pos >> INLINED)
        variables = copy.fresh(fn.req)
        body = copy.copy(fn.body)
        for other, n in count_refs(body).items():
            self.counts[other] = self.counts.get(other, 0) + n
        return Let(variables, node.args, self.walk(body, waiting), node.pos)
