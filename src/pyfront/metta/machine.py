"""The generic machine: minimal instructions and the evaluator on top of them, for every program.

A control stack of linked frames on the heap, a stack of choices, and a trail of variables to unbind. Alternatives are taken
in source order, depth first. A frame is never changed once made, so a choice keeps the frame it goes on with by pointing
at it. Nothing recurses in Python on the program's data or depth.

The registers are ``mode``, ``atom``, ``frame``, and for some modes ``typ`` and ``space``:

    METTA   evaluate ``atom`` as the type ``typ``        EXEC    run the minimal instruction ``atom``
    EVAL    one step of ``atom`` in ``space``            RETURN  hand ``atom`` to ``frame``          FAIL  next alternative
"""

from __future__ import annotations

from pyfront.metta.folding import FOLDED, fold, result_type
from pyfront.metta.frames import (
    M_END,
    M_EVAL,
    M_EXEC,
    M_FAIL,
    M_METTA,
    M_RETURN,
    Alternatives,
    Arguments,
    Called,
    Choice,
    Clauses,
    End,
    Found,
    Frame,
    Function,
    Held,
    Listed,
    Otherwise,
    Solutions,
    Then,
    Tuple,
    sequence,
)
from pyfront.metta.instructions import EXECUTE, linked
from pyfront.metta.names import (
    ATOM,
    COMMA,
    EMPTY,
    EQUALS,
    EXPRESSION,
    FUNCTION,
    GROUNDED,
    IF,
    INSTRUCTIONS,
    LET,
    METTA,
    NOT_REDUCIBLE,
    STACK_OVERFLOW,
    SYMBOL,
    UNDEFINED,
    UNIFY,
    WRONG_COUNT,
    error,
    is_error,
)
from pyfront.metta.types import applicable, cast, is_function_type, match_types, types_of
from pyfront.metta.values import Bool, Failed, NoReduce, Op, SpaceAtom
from vmcore.terms import (
    Atom,
    Expr,
    Sym,
    Var,
    by_name,
    deref,
    last_serial,
    resolve,
    text_of,
    undo,
    unify,
    unify_kept,
    variables,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from vmcore.termspace import Kept

CHECK = 512  # steps between two looks at limits


class Machine:
    """Evaluates terms. ``limits`` is asked from time to time and raises what ends a run."""

    def __init__(self, space: SpaceAtom, limits: Any = None) -> None:
        self.context = space  # what (context-space) is, and where `eval` looks
        self.limits = limits
        self.trail: list[Var] = []
        self.choices: list[Choice] = []
        self.results: list[Atom] = []
        self.mode = M_END
        self.atom: Atom = EMPTY
        self.frame: Any = None
        self.typ: Atom = UNDEFINED
        self.space = space
        self.max_depth = 0
        self.steps = 0
        self.named: dict[str, Var] = {}  # variables of the term that is evaluated
        self.runner: Any = None
        self.wrapping = False  # does integer arithmetic stay within 64 bits?
        self.islands: Any = None  # compiled functions of the space
        self.tables: Any = None  # of functions that are tabled

    def run(self, atom: Atom) -> list[Atom]:
        """All results of a minimal instruction."""
        self.results = []
        self.choices = []
        self.trail = []
        self.mode = M_EXEC
        self.atom = by_name(atom)
        self.named = {var.name: var for var in variables(self.atom)}
        self.frame = End(None)
        self.loop()
        return self.results

    def loop(self) -> None:
        choices, trail = self.choices, self.trail
        count = CHECK
        while True:
            mode = self.mode
            if mode == M_RETURN:
                self.frame.resume(self, deref_in(self))
            elif mode == M_METTA:
                self.metta()
            elif mode == M_EVAL:
                self.eval()
            elif mode == M_EXEC:
                self.execute()
            elif mode == M_FAIL:
                if not choices:
                    return
                choice = choices[-1]
                mark = choice.mark
                while len(trail) > mark:
                    trail.pop().ref = None
                choice.retry(self)
            count -= 1
            if not count:
                count = CHECK
                self.steps += CHECK
                if self.limits is not None:
                    self.limits(self)

    # ---- bindings

    def note(self, bound: list[Var]) -> None:
        """Variables were bound: those that a choice knows go on the trail."""
        if self.choices:
            young = self.choices[-1].young
            for var in bound:
                if var.serial <= young:
                    self.trail.append(var)

    def forget(self, mark: int) -> None:
        """A choice went without being needed: what only it would have to unbind leaves the trail."""
        trail = self.trail
        if len(trail) > mark:
            young = self.choices[-1].young if self.choices else -1
            trail[mark:] = [var for var in trail[mark:] if var.serial <= young]

    def bindings_since(self, choice: Choice) -> list[tuple[Var, Atom]]:
        """What variables that are older than a choice stand for, as far as they were bound since it was made."""
        young = choice.young
        return [(var, resolve(var)) for var in self.trail[choice.mark :] if var.serial <= young]

    def bind(self, pairs: list[tuple[Atom, Atom]]) -> bool:
        """Makes each variable equal to its value; False, and nothing is bound, if that cannot be."""
        bound: list[Var] = []
        for var, value in pairs:
            if not unify(var, value, bound, []):
                undo(bound)
                self.mode = M_FAIL
                return False
        self.note(bound)
        return True

    def by_name(self, pairs: list[tuple[Atom, Atom]]) -> list[tuple[Atom, Atom]]:
        """Bindings made outside, with the program's variables of the same names."""
        return [
            (self.named.get(var.name, var) if isinstance(var, Var) and var.own else var, value) for var, value in pairs
        ]

    def give(self, atom: Atom) -> None:
        self.mode = M_RETURN
        self.atom = atom

    def alternatives(self, frame: Frame, rest: list[Any], call: Atom | None = None) -> None:
        """Goes on with each of some terms with bindings."""
        if not rest:
            self.mode = M_FAIL
            return
        if len(rest) > 1:
            choice = Listed(self, frame, rest, call)
            choice.next = 1
            self.choices.append(choice)
        atom, pairs = rest[0]
        if self.bind(pairs):
            self.came(frame, atom, call)

    def came(self, frame: Frame, atom: Atom, call: Atom | None) -> None:
        """A result of one step: the body of a function is run, anything else handed on."""
        self.frame = frame
        self.mode = M_RETURN
        if call is not None:
            atom = deref(atom)
            if atom.__class__ is Expr and atom.items and deref(atom.items[0]) is FUNCTION:
                self.function(atom, call)
                return
        self.atom = atom

    def function(self, atom: Expr, call: Atom) -> None:
        items = atom.items
        if len(items) != 2 or deref(items[1]).__class__ is not Expr:
            self.malformed(atom, "expected: (function (: <body> Expression)), found: ")
            return
        self.frame = Function(self.frame, call)
        self.mode = M_EXEC
        self.atom = items[1]

    def malformed(self, atom: Atom, what: str) -> None:
        atom = resolve(atom)
        self.give(error(atom, what + text_of(atom)))

    # ---- the evaluator

    def metta(self) -> None:
        atom, typ, space = resolve(self.atom), deref(self.typ), self.space
        self.mode = M_RETURN
        self.atom = atom
        frame = self.frame
        if 0 < self.max_depth <= frame.depth + 1:
            self.atom = error(Expr((METTA, atom, resolve(typ), space)), STACK_OVERFLOW)
            return
        if typ is ATOM:
            return
        kind = atom.__class__
        if kind is Var:
            return
        if kind is Sym:
            if typ is not SYMBOL and typ is not UNDEFINED:
                self.cast(atom, typ, space)
            return
        if kind is not Expr:
            if typ is not GROUNDED and typ is not UNDEFINED:
                self.cast(atom, typ, space)
            return
        if typ is EXPRESSION or atom.evaluated:  # type: ignore[attr-defined]
            return
        if self.islands is not None and atom.ground and atom.items and atom.items[0] in FOLDED:  # type: ignore[attr-defined]
            folded = fold(atom)  # type: ignore[arg-type]
            if folded is not None and self.fits(result_type(atom.items[0]), typ):  # type: ignore[attr-defined]
                self.atom = folded
                return
        choices = self.choices
        if frame.__class__ is Alternatives and choices and choices[-1] is frame.choice and not self.max_depth:
            held = frame.choice  # what is around does the same, and has nothing else to wait for: a tail call
            frame = frame.prev
        else:
            held = Held(self, frame)
            choices.append(held)
        self.frame = Alternatives(frame, atom, held)  # type: ignore[arg-type]
        self.interpret(atom, typ, space)  # type: ignore[arg-type]

    def cast(self, atom: Atom, typ: Atom, space: SpaceAtom) -> None:
        bound: list[Var] = []
        found = cast(space.value, atom, typ, bound)
        self.note(bound)
        self.alternatives(self.frame, [(one, ()) for one in found])

    def interpret(self, expr: Expr, typ: Atom, space: SpaceAtom) -> None:
        """An expression: a call of a function if its head has such a type that fits, else a sequence."""
        items = expr.items
        if not items:
            self.cast(expr, typ, space)
            return
        types = types_of(space.value, items[0])
        valid = [t for t, wrong in types if wrong is None]
        if not valid:
            self.alternatives(self.frame, [(wrong, ()) for _, wrong in types])
            return
        errors: list[Expr] = []
        plain = False
        bound: list[Var] = []
        for one in valid:
            if not is_function_type(one):
                plain = True
                continue
            result = applicable(space.value, expr, one, typ, bound, errors)
            if result is not None:
                self.note(bound)
                if deref(result) is EXPRESSION:
                    result = UNDEFINED
                self.arguments(self.frame, expr, one.items, 0, None, result, space)  # type: ignore[attr-defined]
                return
        if not plain:
            self.alternatives(self.frame, [(wrong, ()) for wrong in errors])
            return
        if errors:
            self.choices.append(Listed(self, self.frame, [(wrong, ()) for wrong in errors]))
        self.elements(self.frame, expr, 0, None, typ, space)

    def elements(self, frame: Frame, expr: Expr, i: int, done: Any, typ: Atom, space: SpaceAtom) -> None:
        """Evaluates the elements of a sequence from the i-th on, where that is more than to look at them; then calls."""
        items = expr.items
        n = len(items)
        while i < n:
            atom = items[i]
            if atom.__class__ is Var:
                atom = deref(atom)
            if atom.__class__ is Expr:
                simple = atom.ground and atom.evaluated and not is_error(atom)  # type: ignore[attr-defined]
            else:
                simple = atom is not EMPTY
            if not simple or self.max_depth:
                self.frame = Tuple(frame, expr, i, done, typ, space)
                self.mode = M_METTA
                self.atom = atom
                self.typ = UNDEFINED
                self.space = space
                return
            done = (done, atom)
            i += 1
        self.call(frame, sequence(done, n), typ, space)

    def arguments(
        self, frame: Frame, call: Expr, types: tuple[Atom, ...], i: int, done: Any, result: Atom, space: SpaceAtom
    ) -> None:
        """Evaluates arguments from the i-th on, where that is more than to look at them; then calls."""
        items = call.items
        n = len(items)
        while i < n:
            atom = items[i]
            if i:
                typ = deref(types[i])
                if atom.__class__ is Var:
                    atom = deref(atom)
                kind = atom.__class__
                # That what is no expression has the type is known already.
                simple = (
                    kind is not Expr
                    or typ is ATOM
                    or typ is EXPRESSION
                    or (
                        atom.ground and atom.evaluated  # type: ignore[attr-defined]
                    )
                )
            else:
                typ = Expr(types)
                simple = atom.__class__ is not Expr
            if not simple:
                self.frame = Arguments(frame, call, types, i, done, result, space)
                self.mode = M_METTA
                self.atom = atom
                self.typ = typ
                self.space = space
                return
            done = (done, atom)
            i += 1
        out: list[Atom] = [EMPTY] * n
        for i in range(n - 1, -1, -1):
            done, out[i] = done
        self.call(frame, Expr(tuple(out)), result, space)

    def call(self, frame: Frame, call: Expr, typ: Atom, space: SpaceAtom) -> None:
        self.frame = frame
        if is_error(call):
            self.give(call)
            return
        if self.tables is not None and call.items[0] in self.tables.heads:
            if self.tables.call(self, frame, call, typ, space):
                return
        if self.islands is not None and call.ground and call.items[0].__class__ is Sym:
            found = self.islands.call(call)
            if found is not None and self.fits(found[1], typ):
                self.give(found[0])
                return
        self.frame = Called(frame, call, typ, space)
        if self.islands is not None and call.items[0] in (IF, LET) and self.islands.standard() and self.inline(call):
            return
        self.mode = M_EVAL
        self.atom = call
        self.space = space

    def inline(self, call: Expr) -> bool:
        """``if`` and ``let``, as long as they are what the library says: what their equations come to."""
        head, first, second, third = call.items
        if head is IF:
            test = deref(first)
            if test.__class__ is not Bool:
                return False
            self.came(self.frame, second if test.value else third, call)
            return True
        bound: list[Var] = []
        goals: list[Any] = []
        matched = unify(second, first, bound, goals)
        if goals or not matched:
            undo(bound)
            if not goals:
                self.give(EMPTY)
            return not goals
        self.note(bound)
        called: Any = self.frame
        self.frame = Called(called.prev, Expr((UNIFY, second, first, third, EMPTY)), UNDEFINED, called.space)
        self.give(third)
        return True

    def fits(self, typ: Atom, wanted: Atom) -> bool:
        """May a value of the type be what comes out? Binds variables of the type that is wanted."""
        bound: list[Var] = []
        if match_types(wanted, typ, bound):
            self.note(bound)
            return True
        undo(bound)
        return False

    # ---- one step

    def eval(self) -> None:
        atom = resolve(self.atom)
        frame = self.frame
        self.mode = M_RETURN
        if atom.__class__ is not Expr or not atom.items:
            self.query(atom, frame)
            return
        head = atom.items[0]
        if isinstance(head, Op):
            self.operate(atom, head, frame)
        elif head in INSTRUCTIONS:
            self.mode = M_EXEC
            self.atom = atom
        else:
            while head.__class__ is Expr and head.items:
                head = head.items[0]
            if head.__class__ is Var:
                self.atom = NOT_REDUCIBLE
            else:
                self.query(atom, frame)

    def operate(self, atom: Expr, op: Op, frame: Frame) -> None:
        if not op.low < len(atom.items) <= op.high + 1:
            self.give(error(atom, WRONG_COUNT))
            return
        try:
            if op.control is not None:
                op.control(self, atom)
                return
            found = op.run(self, *atom.items[1:])  # type: ignore[misc]
        except NoReduce:
            self.give(NOT_REDUCIBLE)
        except Failed as failure:
            what = failure.args[0]
            self.give(error(atom, what))
        else:
            if len(found) == 1:
                self.came(frame, found[0], atom)
            elif found:
                self.alternatives(frame, [(one, ()) for one in found], atom)
            else:
                self.give(EMPTY)

    def query(self, atom: Atom, frame: Frame) -> None:
        result = Var("X")
        query = Expr((EQUALS, atom, result))
        self.clauses(frame, query, result, atom, self.space.value.matching(query), 0, False)

    def clauses(
        self, frame: Frame, query: Expr, result: Var, call: Atom, kept: list[Kept], i: int, matched: bool
    ) -> None:
        """Goes on with the first equation from the i-th on that matches."""
        n = len(kept)
        bound: list[Var] = []
        while i < n:
            one = kept[i]
            i += 1
            more = i < n
            goals: list[Any] = []
            last = last_serial()
            if not unify_kept(query, one.term, [None] * one.size, bound, goals):
                undo(bound)
                continue
            if more:
                choice = Clauses(self, frame, query, result, call, kept, i)
                choice.young = last
                self.choices.append(choice)
            self.note(bound)
            if goals:
                self.solve_clause(frame, goals, result, call)
            else:
                self.came(frame, result, call)
            return
        if matched:
            self.mode = M_FAIL
            return
        self.mode = M_RETURN
        self.frame = frame
        self.atom = NOT_REDUCIBLE

    def solve_clause(self, frame: Frame, goals: list[Any], result: Var, call: Atom) -> None:
        """An equation whose head has values that match in their own way."""

        def step(m: Machine, atom: Atom) -> None:
            assert m.frame is not None
            m.came(m.frame, atom, call)

        self.goals(Then(frame, step), linked(goals), result, None)

    # ---- goals: what is still to be matched, a linked list of pairs of a value and a term

    def match(self, frame: Frame, first: list[Any], template: Atom, otherwise: Atom) -> None:
        """All ways to solve goals; ``otherwise`` if there is none."""
        choice = Otherwise(self, frame, otherwise)
        self.choices.append(choice)
        self.goals(frame, linked(first), template, choice)

    def goals(self, frame: Frame, rest: Any, template: Atom, otherwise: Otherwise | None) -> None:
        while rest is not None:
            (value, other), rest = rest
            if value.__class__ is SpaceAtom:
                other = deref(other)
                if other.__class__ is Expr and other.items and deref(other.items[0]) is COMMA:
                    for pattern in reversed(other.items[1:]):
                        rest = ((value, pattern), rest)
                    # A comma alone is no goal of its own; a pattern in it that begins with a comma is a fact.
                    self.conjunction(frame, rest, len(other.items) - 1, template, otherwise)
                    return
                self.facts(frame, other, rest, template, value.value.matching(other), 0, otherwise)
                return
            ways = [self.by_name(way) for way in value.solutions(resolve(other))]
            if not ways:
                self.mode = M_FAIL
                return
            if len(ways) > 1:
                self.choices.append(Solutions(self, frame, ways[1:], rest, template, otherwise))
            if not self.bind(ways[0]):
                return
        if otherwise is not None:
            if self.choices[-1] is otherwise:
                self.choices.pop()
            else:
                otherwise.matched = True
        self.frame = frame
        self.mode = M_RETURN
        self.atom = template

    def conjunction(self, frame: Frame, rest: Any, n: int, template: Atom, otherwise: Otherwise | None) -> None:
        if not n:
            self.goals(frame, rest, template, otherwise)
            return
        (value, pattern), rest = rest
        pattern = deref(pattern)
        self.facts(frame, pattern, rest, template, value.value.matching(pattern), 0, otherwise)

    def facts(
        self,
        frame: Frame,
        pattern: Atom,
        rest: Any,
        template: Atom,
        kept: list[Kept],
        i: int,
        otherwise: Otherwise | None,
    ) -> None:
        n = len(kept)
        bound: list[Var] = []
        while i < n:
            one = kept[i]
            i += 1
            goals: list[Any] = []
            last = last_serial()
            if not unify_kept(pattern, one.term, [None] * one.size, bound, goals):
                undo(bound)
                continue
            if i < n:
                choice = Found(self, frame, pattern, rest, template, kept, i, otherwise)
                choice.young = last
                self.choices.append(choice)
            self.note(bound)
            for goal in reversed(goals):
                rest = (goal, rest)
            self.goals(frame, rest, template, otherwise)
            return
        self.mode = M_FAIL

    # ---- minimal instructions

    def execute(self) -> None:
        atom = deref(self.atom)
        self.mode = M_RETURN
        self.atom = atom
        if atom.__class__ is not Expr or not atom.items:
            return
        number = INSTRUCTIONS.get(deref(atom.items[0]))  # type: ignore[call-overload]
        if number is not None:
            EXECUTE[number](self, atom, atom.items)


def deref_in(m: Machine) -> Atom:
    atom = m.atom
    return deref(atom) if atom.__class__ is Var else atom
