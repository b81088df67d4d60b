"""Which forms are compiled: those that are evaluated often, and those that take long while nothing they can reach has effects,
which begin anew then."""

from __future__ import annotations

from pyfront.metta.ops import OPS
from pyfront.metta.values import SpaceAtom
from vmcore.terms import Atom, Expr, Ground, Sym, Var
from vmcore.termspace import Space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

OFTEN = 10  # evaluations of a form before it is compiled
LONG = 4  # times that limits are asked for before a form is one that takes long
KNOWN = 1000  # forms that are known
MANY = 2000  # facts that take long when all are looked at
MATCH, COMMA = OPS["match"], Sym(",")
PATIENCE = 3  # times a form may give up before that is the end of it


class Form:
    """Something that a module evaluates. ``entry`` is good for the ``epoch`` in which it was compiled, and so are ``values``, the
    results of what has neither variables nor functions of the program in it."""

    __slots__ = ("atom", "runs", "entry", "epoch", "refused", "given_up", "values", "reason")

    def __init__(self, atom: Atom) -> None:
        self.atom = atom
        self.runs = 0
        self.entry: Any = None
        self.epoch = -1
        self.refused = -1  # epoch in which it could not be compiled
        self.given_up = 0
        self.values: list[Atom] | None = None
        self.reason = ""  # why it was not compiled

    def state(self) -> str:
        """How it is evaluated, for people."""
        if self.entry is None:
            return f"not compiled: {self.reason}" if self.reason else f"evaluated {self.runs} times"
        return f"compiled, given up {self.given_up} times" if self.given_up else "compiled"


class Restart(Exception):
    """The form was compiled while the generic machine evaluated it, and had no effects."""


class Forms:
    """The forms of a module. ``compiled``: answers what compiles for it."""

    def __init__(self, compiled: Callable[[], Any]) -> None:
        self.compiled = compiled
        self.known: dict[Any, Form] = {}
        self.recent: dict[int, Form] = {}

    def form(self, atom: Atom) -> Form:
        found = self.recent.get(id(atom))
        if found is not None and found.atom is atom:
            return found
        key = form_key(atom)
        found = self.known.get(key)
        if found is None:
            if len(self.known) > KNOWN:
                self.known.clear()
            found = self.known[key] = Form(atom)
        if len(self.recent) > KNOWN:
            self.recent.clear()
        found.atom = atom
        self.recent[id(atom)] = found
        return found

    def evaluate(self, atom: Atom, machine: Any, start: Callable[[], list[Atom]]) -> list[Atom]:
        """All results of a form. ``start``: evaluates it by the generic machine."""
        form = self.form(atom)
        form.runs += 1
        if form.runs == 1 and scans(atom):
            form.runs += OFTEN
        if form.runs > OFTEN and form.given_up < PATIENCE:
            found = self.results(form)
            if found is not None:
                return found
            return start()
        if form.given_up < PATIENCE:
            machine.limits = Watch(self, form, machine.limits)
        try:
            return start()
        except Restart:
            found = self.results(form)
            return start() if found is None else found

    def results(self, form: Form) -> list[Atom] | None:
        """What compiled code finds; None if it cannot."""
        compiled = self.compiled()
        if not self.compile(form, compiled):
            return None
        found: list[Atom] | None = compiled.results(form.entry)
        if found is None:
            form.given_up += 1
        return found

    def ready(self, form: Form) -> list[Atom] | None:
        """All results of a form that compiled code answers as things are; None if it does not."""
        compiled = self.compiled()
        if form.epoch != compiled.epoch() or form.given_up:
            return None
        if form.values is None:
            return None if form.entry is None else compiled.results(form.entry)
        return form.values.copy()

    def compile(self, form: Form, compiled: Any, long: bool = False) -> bool:
        epoch = compiled.epoch()
        if form.refused == epoch:
            return False
        if form.epoch != epoch:
            form.entry = compiled.form(form.atom, long)
            form.epoch = compiled.epoch()
            form.refused = form.epoch if form.entry is None else -1
            form.reason = compiled.reason if form.entry is None else ""
            form.values = compiled.constant(form.atom, form.entry) if form.entry is not None else None
        return form.entry is not None


class Watch:
    """Limits of the generic machine while it evaluates a form; when they are asked for the first time, it takes long."""

    def __init__(self, forms: Forms, form: Form, limits: Any) -> None:
        self.forms = forms
        self.form = form
        self.limits = limits
        self.left = LONG

    def room(self, n: int) -> None:
        if hasattr(self.limits, "room"):
            self.limits.room(n)

    def __call__(self, machine: Any) -> None:
        if self.limits is not None:
            self.limits(machine)
        self.left -= 1
        if not self.left:
            self.form.runs += OFTEN
            compiled = self.forms.compiled()
            if self.forms.compile(self.form, compiled, True) and compiled.harmless():
                raise Restart


def scans(atom: Atom) -> bool:
    """Is it a query whose first pattern says nothing about many facts? Such a form takes long, which is known beforehand."""
    if atom.__class__ is not Expr or len(atom.items) != 4 or atom.items[0] is not MATCH:
        return False
    space, pattern = atom.items[1:3]
    if space.__class__ is not SpaceAtom or space.value.__class__ is not Space or space.value.count < MANY:
        return False
    if pattern.__class__ is Expr and len(pattern.items) > 1 and pattern.items[0] is COMMA:
        pattern = pattern.items[1]
    if pattern.__class__ is not Expr or not pattern.items or not all(x.__class__ is Var for x in pattern.items[1:]):
        return False
    group = space.value.groups.get(len(pattern.items))
    return group is not None and len(group.index((0,)).table.get(pattern.items[0], ())) >= MANY


def form_key(atom: Atom) -> tuple[Any, ...]:
    """The same for terms that are the same but for the objects they are made of."""
    out: list[Any] = []
    stack: list[Any] = [atom]
    while stack:
        x = stack.pop()
        kind = x.__class__
        if kind is Expr:
            out.append(len(x.items))
            stack.extend(x.items)
        elif kind is Sym:
            out.append(x)
        elif isinstance(x, Ground):
            out.append((kind, x.value.__class__, x))
        else:
            out.append(("$", getattr(x, "name", "")))
    return tuple(out)
