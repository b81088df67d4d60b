"""Why an expression has no result: which equations and facts were tried, where they did not match, and where those that did
led to. What is explained is evaluated, piece by piece, without output; other effects happen again."""

from __future__ import annotations

from pyfront.metta.names import COMMA, EMPTY, EQUALS, EVAL, META_TYPES
from pyfront.metta.ops import OPS
from pyfront.metta.types import declared, is_function_type
from pyfront.metta.values import Bool, SpaceAtom
from vmcore.terms import Atom, Expr, Ground, Sym, Var, by_name, deref, rename, resolve, text_of, undo, unify

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.metta.runner import Module
    from vmcore.termspace import Kept, Space

LINES, LEVELS, EACH, WIDTH = (
    60,
    12,
    3,
    90,
)  # lines of an explanation, levels, examples of each kind, characters of a term
_ATOM_LIKE = META_TYPES - {Sym("Grounded"), Sym("Symbol")}


def explain(module: Module, atom: Atom) -> str:
    """The explanation, in lines."""
    runner = module.runner
    kept = runner.write, runner.trace, runner.echo, runner.stopped
    runner.write = runner.trace = lambda text: 0
    runner.echo = None
    explanation = Explanation(module)
    try:
        explanation.why(by_name(atom), 0)
    finally:
        runner.write, runner.trace, runner.echo, runner.stopped = kept
    return "\n".join(explanation.lines)


def short(atom: Atom) -> str:
    from re import sub

    text = sub(r"(\$[^\s()#]*)#\d+", r"\1", text_of(atom)).replace("ModuleSpace(GroundingSpace-top)", "&self")
    return text if len(text) <= WIDTH else text[: WIDTH - 1] + "…"


class Explanation:
    def __init__(self, module: Module) -> None:
        self.module = module
        self.space = module.space
        self.lines: list[str] = []

    def say(self, level: int, text: str) -> None:
        if len(self.lines) < LINES:
            self.lines.append("  " * level + text)
        elif len(self.lines) == LINES:
            self.lines.append("  " * level + "…")

    def full(self, level: int) -> bool:
        return len(self.lines) > LINES or level > 2 * LEVELS

    def results(self, atom: Atom) -> list[Atom]:
        return self.module.evaluate(atom)

    # ---- one expression

    def why(self, atom: Atom, level: int) -> None:
        if self.full(level):
            self.say(level, "…")
            return
        atom = resolve(atom)
        found = self.results(atom)
        if found:
            more = "" if len(found) <= EACH else ", …"
            self.say(level, f"{short(atom)} has results: " + ", ".join(map(short, found[:EACH])) + more)
            return
        self.say(level, f"{short(atom)} has no result")
        if atom is EMPTY:
            self.say(level + 1, "Empty is no result")
        elif isinstance(atom, Expr) and atom.items:
            head = atom.items[0]
            name = head.name if isinstance(head, Sym) else str(head.value) if isinstance(head, Ground) else ""
            special = _SPECIAL.get((name, len(atom.items) - 1))
            if special is None or not special(self, atom.items[1:], level + 1):
                self.call(atom, level + 1)

    def call(self, call: Expr, level: int) -> None:
        """A call of a function or a sequence: its arguments first."""
        head, *args = call.items
        unevaluated = self.unevaluated(head, len(args))
        done = [head]
        for i, arg in enumerate(args):
            if isinstance(arg, Expr) and i not in unevaluated and not arg.evaluated:
                found = self.results(arg)
                if not found:
                    self.say(level, f"because of argument {i + 1}:")
                    self.why(arg, level + 1)
                    return
                if len(found) > 1:
                    self.say(
                        level, f"argument {i + 1} has {len(found)} results; with the first one, {short(found[0])}:"
                    )
                arg = found[0]
            done.append(arg)
        self.equations(Expr(tuple(done)), level)

    def unevaluated(self, head: Atom, n: int) -> set[int]:
        """Which arguments the type of a function leaves as they are."""
        types = [head.typ] if isinstance(head, Ground) else declared(self.space, head) if isinstance(head, Sym) else []
        for typ in types:
            if is_function_type(typ) and isinstance(typ, Expr) and len(typ.items) == n + 2:
                return {i for i, one in enumerate(typ.items[1:-1]) if deref(one) in _ATOM_LIKE}
        return set()

    def equations(self, call: Expr, level: int) -> None:
        head = call.items[0]
        if isinstance(head, Ground):
            self.say(level, "it is what the operation answers")
            return
        general = Expr((EQUALS, Expr((head, *[Var("x") for _ in call.items[1:]])), Var("body")))
        seen = 0
        for kept, place in self.candidates(general):
            seen += 1
            if seen > 4 * EACH:
                self.say(level, "… and other equations")
                return
            _, left, right = kept.use().items  # type: ignore[attr-defined] # what matches an equation is one
            self.equation(call, left, right, place, level)
        if not seen:
            self.say(level, f"there is no equation for {short(head)} with {len(call.items) - 1} arguments")

    def equation(self, call: Expr, left: Atom, right: Atom, place: str, level: int) -> None:
        bound: list[Var] = []
        fits = unify(call, left, bound, [])
        body = resolve(right)
        shown = rename(body, own=True) if fits else body
        undo(bound)
        where = f" ({place})"
        if not fits:
            self.say(level, f"{short(left)}{where} does not match: {mismatch(call, left)}")
            return
        self.say(level, f"{short(left)}{where} matches")
        if shown is EMPTY:
            self.say(level + 1, "and says Empty")
        else:
            self.why(shown, level + 1)

    def candidates(self, query: Atom) -> list[tuple[Kept, str]]:
        """What may match in the space and what it sees, with places."""
        found = []
        for module in (self.module, *self.module.imported):
            bare: Space = module.space
            for kept in bare.candidates(query):
                if not kept.gone and _matches(query, kept):
                    other = "the library" if module is module.runner.core else "added by the program"
                    found.append((kept, module.places.find(kept.seq) or other))
        return found

    # ---- what the library has and what is worth more words

    def let(self, args: tuple[Atom, ...], level: int) -> bool:
        pattern, value, body = args
        found = self.results(value)
        if not found:
            self.say(level, "because of the value:")
            self.why(value, level + 1)
            return True
        for one in found[:EACH]:
            bound: list[Var] = []
            fits = unify(pattern, one, bound, [])
            inner = rename(resolve(body), own=True)
            undo(bound)
            if fits:
                self.say(level, f"{short(pattern)} is {short(one)}")
                self.why(inner, level + 1)
            else:
                self.say(level, f"{short(pattern)} does not match {short(one)}: {mismatch(one, pattern)}")
        return True

    def let_all(self, args: tuple[Atom, ...], level: int) -> bool:
        clauses, body = args
        if not isinstance(clauses, Expr) or not clauses.items:
            return False
        first = clauses.items[0]
        if not isinstance(first, Expr) or len(first.items) != 2:
            return False
        rest = Expr(clauses.items[1:])
        inner = Expr((Sym("let*"), rest, body)) if rest.items else body
        return self.let((*first.items, inner), level)

    def condition(self, args: tuple[Atom, ...], level: int) -> bool:
        found = self.results(args[0])
        if not found:
            self.say(level, "because of the condition:")
            self.why(args[0], level + 1)
        for one in found[:EACH]:
            if isinstance(one, Bool):
                self.say(level, f"the condition {short(args[0])} is {one}")
                self.why(args[1] if one.value else args[2], level + 1)
            else:
                self.say(level, f"the condition is {short(one)}, which is no truth value")
        return True

    def case(self, args: tuple[Atom, ...], level: int) -> bool:
        if not isinstance(args[1], Expr):
            return False
        for one in self.results(args[0])[:EACH] or [EMPTY]:
            self.say(level, f"the value is {short(one)}" if one is not EMPTY else "the value has no result")
            for pair in args[1].items:
                if not isinstance(pair, Expr) or len(pair.items) != 2:
                    continue
                bound: list[Var] = []
                fits = unify(pair.items[0], one, bound, [])
                template = rename(resolve(pair.items[1]), own=True)
                undo(bound)
                if fits:
                    self.say(level + 1, f"the case {short(pair.items[0])} matches")
                    self.why(template, level + 2)
                    break
                self.say(level + 1, f"the case {short(pair.items[0])} does not match")
        return True

    def choose(self, args: tuple[Atom, ...], level: int) -> bool:
        items = args[0].items if isinstance(args[0], Expr) else ()
        if not items:
            self.say(level, "there is nothing to choose from")
        for one in items[:EACH]:
            self.why(one, level)
        return True

    def inner(self, args: tuple[Atom, ...], level: int) -> bool:
        self.why(args[-1], level)
        return True

    def unify(self, args: tuple[Atom, ...], level: int) -> bool:
        bound: list[Var] = []
        goals: list[Any] = []
        fits = unify(args[0], args[1], bound, goals)
        then = rename(resolve(args[2]), own=True)
        undo(bound)
        if goals:
            return False
        self.say(level, f"{short(args[0])} and {short(args[1])} {'match' if fits else 'do not match'}")
        self.why(then if fits else args[3], level + 1)
        return True

    # ---- queries

    def query(self, args: tuple[Atom, ...], level: int) -> bool:
        where, pattern, template = args
        if isinstance(where, (Expr, Sym)):
            found = self.results(where)
            where = found[0] if len(found) == 1 else where
        if not isinstance(where, SpaceAtom):
            return False
        goals = [pattern]
        if isinstance(pattern, Expr) and pattern.items and deref(pattern.items[0]) is COMMA:
            goals = list(pattern.items[1:])
        for n in range(1, len(goals) + 1):
            solutions = self.solutions(where, goals[:n], Expr(tuple(goals)))
            if not solutions:
                self.fails(where, goals, n, level)
                return True
        solutions = self.solutions(where, goals, template)
        many = "1 solution" if len(solutions) == 1 else f"{len(solutions)} solutions"
        self.say(level, f"the query has {many}, but what it makes of it has no result:")
        for one in solutions[:EACH]:
            self.why(one, level + 1)
        return True

    def solutions(self, where: SpaceAtom, goals: list[Atom], template: Atom) -> list[Atom]:
        from pyfront.metta.machine import Machine

        query = Expr((OPS["match"], where, Expr((COMMA, *goals)), template))
        return [one for one in Machine(where, self.module.runner.limits).run(Expr((EVAL, query))) if one is not EMPTY]

    def fails(self, where: SpaceAtom, goals: list[Atom], n: int, level: int) -> None:
        """The n-th goal is the first that fails: with which bindings, and what comes near it."""
        asked = [goals[n - 1]]
        if n > 1:
            solutions = self.solutions(where, goals[: n - 1], goals[n - 1])
            many = "1 solution" if len(solutions) == 1 else f"{len(solutions)} solutions"
            self.say(level, f"{n - 1} of {len(goals)} patterns: {many}; then {short(goals[n - 1])}")
            asked = solutions[:EACH]
        for goal in asked:
            self.say(level, f"nothing matches {short(goal)}")
            self.near(where.value, goal, level + 1)

    def near(self, space: Space, goal: Atom, level: int) -> None:
        """Facts that differ least."""
        if not isinstance(goal, Expr) or not goal.items:
            return
        module = next((m for m in (self.module, *self.module.imported) if m.space is space), None)
        general = Expr((goal.items[0], *[Var("x") for _ in goal.items[1:]]))
        found = []
        for kept in space.candidates(general):
            if kept.gone or not _matches(general, kept):
                continue
            fact = kept.use()
            differences = sum(not _fits(a, b) for a, b in zip(goal.items, fact.items))  # type: ignore[attr-defined]  # as long as goal
            found.append((differences, kept.seq, fact))
            if len(found) == 2000:
                break
        if not found:
            self.say(
                level, f"there is no fact that begins with {short(goal.items[0])} and has {len(goal.items)} elements"
            )
        found.sort(key=lambda one: one[:2])
        for _, seq, fact in found[:EACH]:
            place = module.places.find(seq) if module is not None else ""
            self.say(level, f"{short(fact)}{f' ({place})' if place else ''}: {mismatch(goal, fact)}")


def _matches(query: Atom, kept: Kept) -> bool:
    return _fits(query, kept.use())


def _fits(a: Atom, b: Atom) -> bool:
    bound: list[Var] = []
    fits = unify(a, b, bound, [])
    undo(bound)
    return fits


def mismatch(value: Atom, pattern: Atom) -> str:
    """The first place, from the left and as deep as possible, where two terms cannot be made the same."""
    bound: list[Var] = []
    try:
        return _mismatch(value, pattern, bound)
    finally:
        undo(bound)


def _mismatch(value: Atom, pattern: Atom, bound: list[Var]) -> str:
    while True:
        value, pattern = deref(value), deref(pattern)
        if not isinstance(value, Expr) or not isinstance(pattern, Expr):
            break
        if len(value.items) != len(pattern.items):
            return f"{short(resolve(value))} has {len(value.items)} elements, {short(resolve(pattern))} {len(pattern.items)}"
        for a, b in zip(value.items, pattern.items):
            mark = len(bound)
            if not unify(a, b, bound, []):
                undo(bound, mark)
                value, pattern = a, b
                break
        else:
            return "a variable would be two things"
    return f"{short(resolve(value))} is not {short(resolve(pattern))}"


_SPECIAL: dict[tuple[str, int], Any] = {
    ("let", 3): Explanation.let, ("let*", 2): Explanation.let_all, ("if", 3): Explanation.condition,
    ("case", 2): Explanation.case, ("switch", 2): Explanation.case, ("superpose", 1): Explanation.choose,
    ("unify", 4): Explanation.unify, ("match", 3): Explanation.query, ("once", 1): Explanation.inner,
    ("limit", 2): Explanation.inner,
}  # fmt: skip
