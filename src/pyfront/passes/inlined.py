"""What is known of calls that were inlined: for backtraces, which show them as if they had been made.

A position of a node has, above those of ``text.source`` and the marks of the code generator, the number of the inlined
call that the node is in (``INLINED`` and up; 0: none), and whether the node is a call in tail position of that call's
procedure, whose frame it would have replaced (``TAIL_CALL``, set by ``mark_tails`` when the tree is final). Passes hand
positions on and know nothing of that. ``Inlined`` is the table of those calls, which becomes a part of the image.
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
    Letrec,
    LocalRef,
    LocalSet,
    Loop,
    PrimCall,
    PrimRef,
    Recur,
    Seq,
    TryPrim,
    Var,
)
from pyfront.passes.walk import children

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.core.ir import Node


SMALL = 20  # nodes of a body that may be put where it is called, measured: more would make code larger, not faster
MACHINE = "machine:"  # its procedures work on frames, apply in a tail call, say: what calls them keeps its own
TAIL_CALL = 1 << 40
_SOURCE = TAIL_CALL - 1  # the rest of a position


class Inlined:
    """The inlined calls, numbered from 1."""

    __slots__ = ("calls", "kept", "stable", "tails", "without")

    def __init__(self) -> None:
        self.tails: dict[Call, bool] = {}  # calls of values in tail position -> of an inner procedure?
        self.kept: set[Var] = set()  # procedures of which some calls were inlined: the others stay calls, as the source has them
        self.stable: set[str] = set()  # globals that have their values before anything can read them, and keep them
        self.without: set[str] = set()  # globals in whose definitions nothing was
        self.calls: list[tuple[int, str, int]] = []  # inlined call around or 0, name of the procedure, place

    def add(self, name: str, pos: int) -> int:
        """``pos``: of the call, a full one."""
        self.calls.append((pos >> INLINED, name, pos & (TAIL_CALL | _SOURCE)))
        return len(self.calls)

    def is_in(self, number: int, outer: int) -> bool:
        """Is an inlined call, or 0, that other one or in it?"""
        while number > outer:  # who is around has the smaller number
            number = self.calls[number - 1][0]
        return number == outer


class Replace:
    """New positions for what was in the procedure, or the inlined call, ``home`` and now is in the inlined call ``here``."""

    def __init__(self, inlined: Inlined, home: int, here: int) -> None:
        self.inlined = inlined
        self.numbers = {home: here}

    def pos(self, pos: int) -> int:
        number = pos >> INLINED
        return pos & _SOURCE | (self.numbers.get(number) or self._number(number)) << INLINED

    def _number(self, old: int) -> int:
        """What was inlined there is so here."""
        outer, name, pos = self.inlined.calls[old - 1]
        place = self.pos(outer << INLINED | pos & _SOURCE) | pos & TAIL_CALL
        new = self.numbers[old] = self.inlined.add(name, place)
        return new


def move(inlined: Inlined, fn: Lambda, call: Call) -> bool:
    """A procedure called once is about to be put where that call is, which is not in the text of the same procedure: gives
    the body its new positions. False: the backtrace could not be told."""
    inner = inlined.tails.get(call)
    if inner:
        return False
    here = inlined.add(fn.name, call.pos if inner is None else call.pos | TAIL_CALL)
    replace(inlined, fn.body, fn.pos >> INLINED, here)
    return True


def replace(inlined: Inlined, root: Node, home: int, here: int) -> None:
    """Gives a tree the positions of ``Replace``."""
    place = Replace(inlined, home, here).pos
    stack: list[Any] = [root]
    while stack:
        node = stack.pop()
        node.pos = place(node.pos)
        kind = node.__class__
        if kind is PrimCall:
            stack += node.args
        elif kind is not LocalRef and kind is not Const:
            stack += children(node)


class Copy:
    """A copy of the body of a procedure that is inlined by the call ``here``, with variables of its own. ``home``: the
    inlined call that the procedure is in. ``name``: a global whose calls in tail position go back to the beginning of ``loop``."""

    KINDS = frozenset(
        (
            Const, LocalRef, LocalSet, GlobalRef, PrimRef, TryPrim, PrimCall, Call, If, Seq, Let, Letrec, Loop, Recur,
            Lambda,
        )
    )

    def __init__(self, inlined: Inlined, here: int, home: int = 0) -> None:
        self.inlined = inlined
        self.place = Replace(inlined, home, here).pos
        self.name = ""
        self.loop: Any = None
        self.globals: dict[Var, str] = {}  # variables outside of it -> globals that stand for them
        self.vars: dict[Var, Var] = {}
        self.loops: dict[Any, Loop] = {}

    def fresh(self, variables: list[Var]) -> list[Var]:
        for var in variables:
            new = self.vars[var] = Var(var.name, var.pos)
            new.mutated = var.mutated
        return [self.vars[var] for var in variables]

    def tail(self, node: Any) -> Any:
        """The copy of an expression in tail position of a loop's body."""
        if self.loop is None:
            return self.copy(node)
        kind = node.__class__
        if kind is Call and node.fn.__class__ is GlobalRef and node.fn.name == self.name:
            return Recur(self.loop, [self.copy(arg) for arg in node.args], self.place(node.pos))
        if kind is If:
            return If(self.copy(node.test), self.tail(node.then), self.tail(node.orelse), self.place(node.pos))
        if kind is Seq:
            return Seq([*map(self.copy, node.items[:-1]), self.tail(node.items[-1])], self.place(node.pos))
        return self._binding(node, self.tail) if kind in (Let, Letrec, Loop) else self.copy(node)

    def copy(self, node: Any) -> Any:
        kind = node.__class__
        copy = self.copy
        pos = self.place(node.pos)
        if kind is LocalRef:
            if node.var in self.globals:
                return GlobalRef(self.globals[node.var], pos)
            return LocalRef(self.vars.get(node.var, node.var), pos)
        if kind is Const:
            return Const(node.value, pos)
        if kind is GlobalRef or kind is PrimRef:
            return kind(node.name, pos)
        if kind is TryPrim:
            return TryPrim(node.prim, node.name, pos)
        if kind is PrimCall:
            return PrimCall(node.name, [copy(arg) for arg in node.args], pos)
        if kind is Call:
            call = Call(copy(node.fn), [copy(arg) for arg in node.args], pos)
            if node in self.inlined.tails:
                self.inlined.tails[call] = self.inlined.tails[node]
            return call
        if kind is If:
            return If(copy(node.test), copy(node.then), copy(node.orelse), pos)
        if kind is Seq:
            return Seq([copy(item) for item in node.items], pos)
        if kind is LocalSet:
            return LocalSet(self.vars.get(node.var, node.var), copy(node.value), pos)
        if kind is Recur:
            return Recur(self.loops[node.loop], [copy(arg) for arg in node.args], pos)
        if kind is Lambda:
            rest = self.fresh([node.rest])[0] if node.rest is not None else None
            return Lambda(node.name, self.fresh(node.req), self.fresh(node.opt), rest, copy(node.body), pos)
        return self._binding(node, copy)

    def _binding(self, node: Any, body: Any) -> Any:
        """The copy of a ``Let``, ``Letrec`` or ``Loop``; ``body`` copies the body."""
        kind = node.__class__
        pos = self.place(node.pos)
        if kind is Letrec:
            variables = self.fresh(node.vars)
            return Letrec(variables, [self.copy(init) for init in node.inits], body(node.body), pos)
        inits = [self.copy(init) for init in node.inits]
        variables = self.fresh(node.vars)
        if kind is Let:
            return Let(variables, inits, body(node.body), pos)
        assert kind is Loop, node
        new = self.loops[node] = Loop(variables, inits, node.body, node.name, pos)
        new.body = body(node.body)
        return new


_BODIES = (Let, Letrec, Fix, Loop)


def mark_tails(unit: Lambda, inlined: Inlined) -> None:
    """Marks the calls in tail position of what was inlined, where that is in no tail position itself.

    On the way down goes the inlined call that the innermost expression is in of those that wait for a value (-1: nothing
    in this procedure waits). A node is in tail position of its own inlined call if that expression is outside of it.
    """
    stack: list[tuple[Any, int, int]] = [(unit.body, 0, 0)]  # a unit keeps its frame
    while stack:
        node, waiting, home = stack.pop()
        kind = node.__class__
        if kind is LocalRef or kind is Const or kind is GlobalRef or kind is PrimRef or kind is TryPrim:
            continue
        number = node.pos >> INLINED
        if kind is GlobalDefine and node.name in inlined.without:
            continue
        if kind is Lambda:
            stack.append((node.body, -1, number))
            continue
        if kind is CaseLambda:
            stack += [(clause, waiting, home) for clause in node.clauses]
            continue
        if kind is Call and waiting >= 0 and number != home and not inlined.is_in(waiting, number):
            node.pos |= TAIL_CALL
        if kind is PrimCall or kind is Recur:
            stack += [(part, number, home) for part in node.args]
            continue
        parts = children(node)
        if kind is If:
            stack += ((node.test, number, home), (node.then, waiting, home), (node.orelse, waiting, home))
        elif kind is Seq or kind in _BODIES:
            stack += [(part, number, home) for part in parts[:-1]]
            stack.append((parts[-1], waiting, home))
        else:
            stack += [(part, number, home) for part in parts]
