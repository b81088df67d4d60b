"""Compiled forms and functions over terms: made when they are used often, run on a machine of their own, and given up where
the generic machine has to do it. They hold for the equations and types of when they were made; facts are followed."""

from __future__ import annotations

from pyfront.core.ir import Const, GlobalDefine, GlobalRef, Lambda, Node, PrimCall, Seq
from pyfront.metta.facts import Facts
from pyfront.metta.functions import (
    ARITHMETIC,
    COMPARISON,
    INDEX,
    LIBRARY,
    LOGIC,
    MATCH,
    NOT,
    SAME,
    SIZE,
    SUPERPOSE,
    Analysis,
    Fn,
)
from pyfront.metta.generate import Unit
from pyfront.metta.inline import Refused
from pyfront.metta.names import BOOL, NUMBER, STRING, UNDEFINED
from pyfront.metta.native import GaveUp, enter, load, new_machine
from pyfront.metta.values import FALSE, TRUE, Bool, Number, Op, String
from pyfront.metta.world import REFUSED, World, mark_of
from vmcore._terms_border import Terms, Unknown, touch
from vmcore.terms import UNIT, Atom, Expr, Ground, Sym, variables
from vmcore.termspace import keep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from vmcore.termspace import Space

PATIENCE, RARELY = 3, 20  # a function may give up so many times, and later one time in so many
CHANGES = 20  # of equations and types, after which only forms that take long are compiled
VALUES = 1000  # results of a constant form that are kept
UNITS = 400  # after so many a new machine is taken, so that what is not used any more goes
PURE = frozenset((*ARITHMETIC, *COMPARISON, *LOGIC, NOT, SAME, SUPERPOSE, MATCH, SIZE, INDEX))
_TYPES = {Number: NUMBER, Bool: BOOL, String: STRING}


class Compiled:
    """The compiled programs of a space."""

    def __init__(self, space: Space) -> None:
        self.space = space
        self.limits: Any = None
        self.tabled: Any = ()  # functions whose results are kept: they are the generic machine's
        self.machine: Any = None
        self.world: World | None = None
        self.known_epoch = -1
        self.reason = ""  # why the last form or function was not compiled
        self.changes = 0  # how often what was compiled was thrown away
        self.clear()

    def clear(self) -> None:
        self.functions: dict[tuple[Sym, int], Fn] = {}
        self.open: dict[tuple[Sym, int], str] = {}  # functions for calls with variables, and their globals
        self.entries: dict[tuple[Sym, int], Any] = {}
        self.tries: dict[tuple[Sym, int], list[int]] = {}  # runs, and how many of them were given up
        touch()
        self.units = 0
        self.calling = False  # is there a call of a variable in what was compiled?
        self.known_epoch += 1
        self.machine = None
        self.facts: Any = None
        self.synced: Any = None

    def current(self) -> bool:
        """Brings what is known up to date; False if what was compiled was thrown away."""
        spaces = self.space.deps if self.facts is None else self.facts.spaces
        stamp = (self.space.version, len(self.tabled), len(self.space.deps), *[one.version for one in spaces])
        if self.world is not None and stamp == self.synced:
            return True
        self.synced = stamp
        fresh = (
            self.world is None or self.world.mark != mark_of(self.space) or len(self.world.tabled) != len(self.tabled)
        )
        if not fresh and self.facts is not None:
            try:
                self.facts.sync()
            except (Unknown, MemoryError):
                fresh = True
        if not fresh:
            return True
        if self.units:
            self.changes += 1
        self.clear()
        self.synced = stamp
        self.world = World(self.space, frozenset(self.tabled))
        return False

    def start(self) -> None:
        assert self.world is not None
        machine = self.machine = new_machine()
        classes = (Number, Bool, String, Op)
        self.terms = Terms(machine, classes, (FALSE, TRUE), self.world.active, REFUSED)
        self.facts = Facts(machine, self.terms, self.space)

    # ---- compilation

    def unit(self, key: tuple[Sym, int] | None, form: Atom | None) -> Any:
        """The entry of a function or form; None if it cannot be compiled."""
        if self.units >= UNITS:
            self.clear()
            self.current()
        assert self.world is not None
        self.reason = ""
        if self.world.strange:
            self.reason = "equations, types or subtypes of what is no symbol, or spaces of Python"
            return None
        if self.machine is None:
            self.start()
        for calling in (True, False) if self.world.values else (False,):
            self.units += 1
            analysis = Analysis(self.world, self.functions, calling)
            unit = Unit(analysis, self.facts, f"unit{self.units}:")
            try:
                wanted = None
                if key is not None:
                    wanted = analysis.function(*key)
                    if wanted is None or any(mode != "value" for mode in wanted.modes):
                        return None
                analysis.settle([] if form is None else [form])
                nodes: list[Node] = []
                for fn in analysis.new.values():
                    nodes.append(GlobalDefine(fn.name, unit.function(fn)))
                if key is None:
                    assert form is not None
                    entry = unit.form(form)
                elif wanted is not None and wanted.single:
                    entry = unit.entry(wanted)
                elif any(analysis.called.values()):
                    continue
                else:
                    return None
                self.load(unit, nodes, entry)
            except (Refused, Unknown, MemoryError, RecursionError) as why:
                self.reason = str(why) or "what cannot be a value of the machine"
                if not any(analysis.called.values()):
                    return None
                continue
            self.functions.update(analysis.new)
            self.calling = self.calling or any(analysis.called.values())
            return self.machine.get_global(f"{unit.prefix}entry")
        return None

    def open_form(self, atom: Atom) -> Any:
        """The entry of a form with variables in calls; None if it cannot be compiled."""
        from pyfront.metta.generate_open import TRAIL, OpenUnit

        assert self.world is not None
        if self.machine is None or self.world.strange:
            return None
        if not self.open:
            self.machine.set_global(TRAIL, self.terms.trail())
        self.units += 1
        unit = OpenUnit(Analysis(self.world, {}), self.facts, f"unit{self.units}:", self.open)
        try:
            entry = unit.form(atom)
            nodes = unit.functions()
            self.load_nodes([*nodes, GlobalDefine(f"{unit.prefix}entry", entry)])
        except (Refused, Unknown, MemoryError, RecursionError):
            return None
        self.open.update(unit.new)
        return self.machine.get_global(f"{unit.prefix}entry")

    def load(self, unit: Unit, nodes: list[Node], entry: Lambda) -> None:
        for word in unit.words:
            self.terms.to_machine(word)
        for name, atom in unit.constants:
            self.machine.set_global(name, self.terms.to_machine(atom))
        values: list[Node] = [
            GlobalDefine(name, PrimCall("%term-value", [GlobalRef(raw)])) for name, raw in unit.prepared
        ]
        self.load_nodes([*nodes, *values, GlobalDefine(f"{unit.prefix}entry", entry)])

    def load_nodes(self, nodes: list[Node]) -> None:
        body = Seq([*nodes, Const(0)])
        self.machine.set_limits()
        load(self.machine, Lambda("", [], [], None, body))

    # ---- running

    def run(self, entry: Any, args: Any) -> Any:
        """What an entry answers; None if it gave up."""
        try:
            return enter(self.machine, self.limits, entry, args)
        except GaveUp:
            return None

    def call(self, call: Expr) -> tuple[Atom, Atom | None] | None:
        """The result of a call of a function, if it has one, and its type, as ``type_of``
        says it; None if the generic machine has to do it."""
        key: Any = (call.items[0], len(call.items) - 1)
        if not self.current() or key not in self.entries:
            if self.changes > CHANGES:
                return None
            self.entries[key] = self.unit(key, None)
        entry = self.entries.get(key)
        if entry is None:
            return None
        tries = self.tries.setdefault(key, [0, 0])
        tries[0] += 1
        try:
            box = self.run(entry, self.terms.arguments(call.items[1:]))
            result = None if box is None else self.terms.content(box)
        except (Unknown, MemoryError):
            result = None
        if result is None:
            tries[1] += 1
            if tries[1] >= PATIENCE and tries[1] * RARELY > tries[0]:
                self.entries[key] = None
            return None
        return result, self.type_of(result)

    def type_of(self, result: Atom) -> Atom | None:
        """The type of a result; None if it cannot be told at once."""
        if isinstance(result, Ground):
            return _TYPES.get(result.__class__)
        head = result
        if result.__class__ is Expr:
            head = result.items[0] if result.items else UNIT
        assert self.world is not None
        return UNDEFINED if head.__class__ is Sym and head.name not in self.world.active else None

    def refuses(self, key: tuple[Sym, int]) -> bool:
        """Can a function not be compiled, as long as no space changes?"""
        return self.entries.get(key, self) is None

    # ---- forms

    def epoch(self) -> int:
        """Another one whenever what was compiled was thrown away."""
        self.current()
        return self.known_epoch

    def form(self, atom: Atom, long: bool = False) -> Any:
        """The entry of a form; None if it cannot be compiled. ``long``: it takes longer than that."""
        if self.changes > CHANGES and not long:
            return None
        term = keep(atom).term
        assert self.world is not None
        if self.world.mention(term) and self.calling:
            self.clear()  # what was compiled does not know these functions as values
        entry = self.unit(None, term)
        if entry is None and all(var.own for var in variables(atom)):
            entry = self.open_form(term)
        return entry

    def results(self, entry: Any) -> list[Atom] | None:
        """All results of a form; None if the generic machine has to find them."""
        box = self.run(entry, ())
        try:
            return None if box is None else self.terms.reversed_content(box)
        except (Unknown, MemoryError):
            return None

    def constant(self, atom: Atom, entry: Any) -> list[Atom] | None:
        """The results of a form that is nothing but constants, operations and words of the library."""
        assert self.world is not None
        stack = [atom]
        while stack:
            x = stack.pop()
            if x.__class__ is Expr:
                stack.extend(x.items)
            elif x.__class__ is Sym:
                if x.name in self.world.active and x not in LIBRARY:
                    return None
            elif x.__class__ not in _TYPES and (x not in PURE or x is MATCH):
                return None
        found = self.results(entry)
        return found if found is not None and len(found) <= VALUES else None

    def harmless(self) -> bool:
        """Can nothing that compiled programs know of have effects, even if data is evaluated?"""
        assert self.world is not None
        for x in self.terms.mentioned():
            if x.__class__ is Op:
                if x not in PURE:
                    return False
            elif x in self.world.curried:
                return False
            elif x.__class__ is Sym and x not in LIBRARY:
                keys = [(x, len(left.items) - 1) for left, _ in self.world.equations.get(x, ())]
                if any(key not in self.functions and key not in self.open for key in keys):
                    return False
        return True
