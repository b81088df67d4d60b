"""Tabled functions: the results of a call are kept, and a call inside of its own evaluation gets those found so far.

The evaluation of a call that met itself is done again until nothing new comes out, so left recursion ends if there are
finitely many results; calls that depend on each other are done together, by the one that was entered first. Such a call has
each result once; any other has its results as often as they come. A result holds as long as no space and no state changed.
"""

from __future__ import annotations

from pyfront.metta.changes import Changes
from pyfront.metta.names import EMPTY, UNDEFINED
from pyfront.metta.types import stamp
from vmcore.termmachine import M_EVAL, M_FAIL, Called, Otherwise, Then
from vmcore.terms import Atom, Expr, Ground, Slot, Sym, Var, deref, resolve, variables
from vmcore.termspace import Kept, keep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.metta.machine import Machine
    from pyfront.metta.values import SpaceAtom

ACTIVE, PROVISIONAL, COMPLETE = range(3)
_PLAIN = ("bool", "string", "operation")


def key_of(atom: Atom) -> tuple[Any, ...] | None:
    """Terms that are the same up to the names of variables have the same; None if it has values that may change."""
    kept = keep(resolve(atom)).term
    out: list[Any] = []
    stack = [kept]
    while stack:
        x = stack.pop()
        if x.__class__ is Expr:
            out.append(len(x.items))
            stack.extend(reversed(x.items))
        elif x.__class__ is Sym:
            out.append(x)
        elif x.__class__ is Slot:
            out.append(("$", x.index))
        elif isinstance(x, Ground) and x.kind == "number":
            out.append((x.value.__class__, repr(x.value) if x.value.__class__ is float else x.value))
        elif isinstance(x, Ground) and x.kind in _PLAIN:
            out.append((x.kind, x))
        else:
            return None
    return tuple(out)


class Entry:
    """A call and its results so far: terms as spaces keep them, of a result and what the call's variables are then."""

    __slots__ = ("state", "answers", "known", "low", "index", "epoch", "looped", "mark")

    def __init__(self) -> None:
        self.state = ACTIVE
        self.answers: list[Kept] = []
        self.known: set[Any] = set()
        self.low = 1 << 60  # the first entry on the stack that it depends on
        self.index = 0
        self.epoch = 0
        self.looped = False
        self.mark: Any = None


class Tables:
    """The tables of a runner."""

    def __init__(self) -> None:
        self.heads: set[Atom] = set()
        self.entries: dict[Any, Entry] = {}
        self.mark: Any = None
        self.machine: Any = None
        self.active: list[Entry] = []
        self.pending: list[Entry] = []  # provisional ones, done when the first of those they depend on is
        self.epoch = 0
        self.added = 0

    def call(self, m: Machine, frame: Any, call: Expr, typ: Atom, space: SpaceAtom) -> bool:
        """Goes on with the results of a call, if it is one that has a table."""
        key = key_of(call)
        if key is None or m.max_depth:
            return False
        mark = (stamp(space.value), Changes.count)
        if self.machine is not m:
            self.machine, self.active, self.pending = m, [], []
        if self.mark != mark:
            if self.active:
                return False  # something changed during an evaluation: what is here is of no use now
            self.mark, self.entries = mark, {}
        typ = deref(typ)
        typ = typ if typ.ground else UNDEFINED
        place = (key, key_of(typ))
        entry = self.entries.get(place)
        if entry is not None and (entry.state == COMPLETE or self._current(entry)):
            self._answer(m, frame, call, entry)
            return True
        if entry is None or entry.state == ACTIVE:
            entry = self.entries[place] = Entry()
        entry.state, entry.low, entry.index, entry.mark = ACTIVE, 1 << 60, len(self.active), mark
        entry.epoch = self.epoch
        self.active.append(entry)
        self._round(m, frame, call, typ, space, entry, place)
        return True

    def _current(self, entry: Entry) -> bool:
        """Is it being evaluated, or was it in this round? Then what is on the stack depends on it."""
        if entry.state == ACTIVE:
            if entry.index >= len(self.active) or self.active[entry.index] is not entry:
                return False  # of a run that ended in between
            low = entry.index
        elif entry.epoch != self.epoch:
            return False
        else:
            low = entry.low
        if self.active:
            top = self.active[-1]
            top.low = min(top.low, low)
        return True

    def _round(self, m: Machine, frame: Any, call: Expr, typ: Atom, space: SpaceAtom, entry: Entry, place: Any) -> None:
        """Evaluates the call once, collecting; then once more, or on with the results."""
        names = variables(call)
        pending = len(self.pending)
        added = self.added

        def result(m: Machine, atom: Atom) -> None:
            if atom is not EMPTY:
                self._add(entry, resolve(Expr((atom, *names))))
            m.mode = M_FAIL

        def done(m: Machine, _: Atom) -> None:
            leader = entry.low >= entry.index
            if leader and entry.low == entry.index:
                self._once_each(entry)
                if self.added != added:
                    self.epoch += 1
                    entry.epoch = self.epoch
                    entry.low = 1 << 60
                    self._round(m, frame, call, typ, space, entry, place)
                    return
            self.active.pop()
            if leader:
                for one in (entry, *self.pending[pending:]):
                    one.state = COMPLETE
                del self.pending[pending:]
                if self.mark != (stamp(space.value), Changes.count):
                    self.entries.pop(place, None)  # not pure: good for this once
            else:
                self._once_each(entry)
                entry.state = PROVISIONAL
                self.pending.append(entry)
                if self.active:
                    top = self.active[-1]
                    top.low = min(top.low, entry.low)
            self._answer(m, frame, call, entry)

        # When nothing is left to try, ``done`` goes on; until then each result is written down, and is a failure.
        m.choices.append(Otherwise(m, Then(frame, done), EMPTY))
        m.frame = Called(Then(frame, result), call, typ, space)
        m.mode = M_EVAL
        m.atom = call
        m.space = space

    def _add(self, entry: Entry, atom: Atom) -> None:
        kept = keep(atom)
        if entry.looped:
            key = key_of(atom) or kept.term
            if key in entry.known:
                return
            entry.known.add(key)
        entry.answers.append(kept)
        self.added += 1

    def _once_each(self, entry: Entry) -> None:
        """From now on each result is there once."""
        if entry.looped:
            return
        entry.looped = True
        answers, entry.answers = entry.answers, []
        self.added -= len(answers)
        for kept in answers:
            self._add(entry, kept.use())

    def _answer(self, m: Machine, frame: Any, call: Expr, entry: Entry) -> None:
        names: list[Var] = variables(call)
        found = []
        for kept in entry.answers:
            items: Any = kept.use().items  # type: ignore[attr-defined] # an answer is an expression
            found.append((_evaluated(items[0]), list(zip(names, items[1:]))))
        m.frame = frame
        m.alternatives(frame, found)


def _evaluated(atom: Atom) -> Atom:
    """The term with the mark of what was evaluated, which spaces do not keep where there are variables."""
    if isinstance(atom, Expr) and not atom.evaluated and not atom.ground:
        return Expr(atom.items, atom)
    return atom
