"""Programs whose calls may have variables in them, as trees of the core.

An equation has a scope: a vector with what its variables stand for, made when its patterns fit a call. Variables are cells; what
is bound to them is undone by the trail before the next alternative is tried. Every result goes to a procedure, in source order,
depth first; a function takes it as its last argument. The class of programs is small: equations without types (or with types
that say nothing but how arguments are taken), whose right sides are data, calls of such functions, ``let``, ``let*``, ``match``,
``unify``, ``superpose``, ``empty``, ``if`` with a condition of numbers or comparisons, arithmetic, and ``collapse`` of what has
no variables. What is found out too late (data that can be called, a number that is none) gives the run up.
"""

from __future__ import annotations

from pyfront.core.ir import (
    Call,
    Const,
    GlobalDefine,
    GlobalRef,
    If,
    Lambda,
    Let,
    LocalRef,
    LocalSet,
    Loop,
    Node,
    PrimCall,
    Recur,
    Seq,
)
from pyfront.core.ir import Var as Local
from pyfront.metta.functions import (
    ARITHMETIC,
    CLASSES,
    COLLAPSE,
    COMMA,
    COMPARISON,
    LET_STAR,
    LOGIC,
    MATCH,
    NOT,
    NOTHING,
    RAW,
    SAME,
    SUPERPOSE,
    UNIFY,
    VALUE,
    Analysis,
    Fn,
)
from pyfront.metta.inline import Refused, nested
from pyfront.metta.names import IF, LET
from pyfront.metta.open_facts import DEPTH, OpenRelation, names_of
from pyfront.metta.results import failed, give_up
from pyfront.metta.values import Bool, Op, SpaceAtom
from pyfront.metta.world import REFUSED
from vmcore._terms_border import Unknown
from vmcore.data import Keyword, Symbol
from vmcore.terms import Atom, Expr, Slot, Sym

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.metta.facts import Facts

    Then = Callable[[Node], Node]

TRAIL = "open:trail"


class OpenUnit:
    """What is compiled together. ``known``: names of functions that were compiled before; ``new``: of those that are now."""

    def __init__(self, analysis: Analysis, facts: Facts, prefix: str, known: dict[tuple[Sym, int], str]) -> None:
        self.analysis = analysis
        self.facts = facts
        self.prefix = prefix
        self.known = known
        self.new: dict[tuple[Sym, int], str] = {}
        self.todo: list[Fn] = []
        self.count = 0

    def define(self, ref: Any) -> Callable[[], Node]:
        """A global that holds a value of the machine."""
        self.count += 1
        name = f"{self.prefix}o{self.count}"
        self.facts.machine.set_global(name, ref)
        return lambda: GlobalRef(name)

    def names(self, names: list[str], own: bool = False) -> Node:
        return self.define(self.facts.terms.scope_names([(name, own) for name in names]))()

    def called(self, fn: Fn) -> str:
        key = (fn.head, len(fn.modes))
        name = self.known.get(key) or self.new.get(key)
        if name is None:
            if fn.kind or any(mode not in (VALUE, RAW) for mode in fn.modes):
                raise Refused("a type")
            name = self.new[key] = f"open:{fn.name}"
            self.todo.append(fn)
        return name

    def form(self, atom: Atom) -> Lambda:
        """A procedure that answers the list of all results, the last one first, in a box."""
        body = OpenBody(self)
        found = Local("found")

        def add(value: Node) -> Node:
            return LocalSet(found, PrimCall("cons", [PrimCall("%open-copy", [value]), LocalRef(found)]))

        results = Seq([body.each(atom, add), PrimCall("box", [LocalRef(found)])])
        nothing = self.define(self.facts.terms.scope_names([]))()
        scope = PrimCall("%open-scope", [GlobalRef(TRAIL), nothing, self.names(names_of(atom), True)])
        start = PrimCall("%open-undo", [GlobalRef(TRAIL), Const(None)])
        return Lambda("form", [], [], None, Seq([start, Let([body.scope], [scope], Let([found], [Const(None)], results))]))

    def functions(self) -> list[Node]:
        """All functions that were called from anywhere."""
        nodes: list[Node] = []
        while self.todo:
            fn = self.todo.pop()
            nodes.append(GlobalDefine(self.new[fn.head, len(fn.modes)], self.function(fn)))
        return nodes

    def function(self, fn: Fn) -> Lambda:
        """Its equations one after another; if none fits, the call is its own value."""
        params = [Local(f"a{i}") for i in range(len(fn.modes))]
        to, mark = Local("k"), Local("mark")

        def args() -> list[Node]:
            return [LocalRef(param) for param in params]

        stuck: Node = Call(LocalRef(to), [PrimCall("%open-call", [Const(Keyword(fn.head.name)), *args()])])
        bodies = [OpenBody(self) for _ in fn.clauses]
        scopes, nodes = [], []
        for body, (patterns, right) in zip(bodies, fn.clauses):
            for pattern in patterns:
                body.check_pattern(pattern)
            fits = self.define(self.facts.terms.pattern(Expr(tuple(patterns))))()
            names = self.names(names_of(*patterns, right))
            scopes.append(PrimCall("%open-scope", [GlobalRef(TRAIL), fits, names, *args()]))
            nodes.append(body.each(right, to))
        self.facts.terms.to_machine(fn.head)
        node: Node = If(LocalRef(bodies[-1].scope), nodes[-1], stuck)
        for body in bodies[:-1]:
            node = _otherwise(node, body.scope)
        node = Let([bodies[-1].scope], [scopes[-1]], node)
        for i in range(len(bodies) - 2, -1, -1):
            tried = If(LocalRef(bodies[i].scope), nodes[i], failed())
            node = Let([bodies[i].scope], [scopes[i]], Seq([tried, undone(mark), node]))
        if len(bodies) > 1:
            node = Let([mark], [marked()], node)
        return Lambda(fn.head.name, [*params, to], [], None, node)


def _otherwise(node: Node, hit: Local) -> Node:
    """The last alternative of a function, where the call is its own value only if an earlier one was not there either."""
    assert isinstance(node, If)
    return If(node.test, node.then, If(LocalRef(hit), failed(), node.orelse))


def marked() -> Node:
    return PrimCall("car", [GlobalRef(TRAIL)])


def undone(mark: Local) -> Node:
    return PrimCall("%open-undo", [GlobalRef(TRAIL), LocalRef(mark)])


class OpenBody:
    """The right side of an equation, or a form. What is done with a result is a procedure's variable, or makes a tree; only
    ``shared`` lets a tree occur more than once."""

    def __init__(self, unit: OpenUnit) -> None:
        self.unit = unit
        self.analysis = unit.analysis
        self.scope = Local("scope")

    # ---- terms

    def check_pattern(self, atom: Atom) -> None:
        """Refuses what a term that is only matched must not have in it."""
        stack = [(atom, 0)]
        while stack:
            x, depth = stack.pop()
            if depth > DEPTH or x in REFUSED:
                raise Refused("a pattern")
            if x.__class__ is Expr:
                stack.extend([(item, depth + 1) for item in x.items])
            elif x.__class__ not in CLASSES and x.__class__ not in (Sym, Slot, Op):
                raise Refused("a pattern with a value of the host")

    def pattern(self, atom: Atom) -> Node:
        self.check_pattern(atom)
        return self.unit.define(self.unit.facts.terms.pattern(atom))()

    def raw(self, atom: Atom) -> Node:
        """A term that is not evaluated."""
        return PrimCall("%open-fill", [self.pattern(atom), LocalRef(self.scope)])

    def is_plain(self, atom: Atom, depth: int = 0) -> bool:
        """Is it its own value, but for what its variables stand for?"""
        if depth > DEPTH or atom in REFUSED:
            raise Refused("what is no value")
        if atom.__class__ is not Expr:
            if atom.__class__ not in CLASSES and atom.__class__ not in (Sym, Slot, Op):
                raise Refused("a value")
            return True
        if not atom.items:
            return True
        head = atom.items[0]
        if head.__class__ is Op or (head.__class__ is Sym and head.name in self.analysis.world.active):
            return False
        return all(self.is_plain(item, depth + 1) for item in atom.items)

    def value(self, atom: Atom) -> Node:
        """Of a plain term."""
        if atom.__class__ is Sym:
            self.unit.facts.terms.to_machine(atom)
            return Const(Keyword(atom.name) if atom.name in self.analysis.world.active else Symbol(atom.name))
        if atom.__class__ in CLASSES:
            value = atom.value  # type: ignore[attr-defined]  # CLASSES are those with a value
            if value != value:
                raise Refused("no number")
            return Const(value)
        return PrimCall("%open-value", [self.pattern(atom), LocalRef(self.scope)])

    # ---- what is done with results

    def give(self, k: Then | Local, node: Node) -> Node:
        return Call(LocalRef(k), [node]) if isinstance(k, Local) else k(node)

    def procedure(self, k: Then | Local) -> Node:
        if isinstance(k, Local):
            return LocalRef(k)
        result = Local("r")
        return Lambda("", [result], [], None, k(LocalRef(result)))

    def shared(self, k: Then | Local, emit: Callable[[Local], Node]) -> Node:
        if isinstance(k, Local):
            return emit(k)
        to = Local("j")
        return Let([to], [self.procedure(k)], emit(to))

    # ---- evaluation

    def each(self, atom: Atom, k: Then | Local) -> Node:
        if self.is_plain(atom):
            return self.give(k, self.value(atom))
        assert isinstance(atom, Expr)
        head, args = atom.items[0], atom.items[1:]
        if head.__class__ is Op:
            return self.operation(head, args, k)
        if head.__class__ is Expr:
            raise Refused("a head that is evaluated")
        if head.__class__ is not Sym or head.name not in self.analysis.world.active:
            return self.arguments(atom.items, [VALUE] * len(atom.items), lambda vals: self.give(k, PrimCall("%open-term", vals)))
        if self.analysis.standard(head, len(args)):
            return self.library(head, args, k)
        fn = self.analysis.function(head, len(args))
        if fn is None:
            raise Refused("what cannot be called")
        name = self.unit.called(fn)
        evaluated = [arg for arg, mode in zip(args, fn.modes) if mode is VALUE]
        if head in self.analysis.world.types and len(evaluated) > 1 and not all(map(self.is_plain, evaluated)):
            raise Refused("types of arguments, which are looked at before any is evaluated")
        return self.arguments(args, fn.modes, lambda vals: Call(GlobalRef(name), [*vals, self.procedure(k)]))

    def arguments(self, atoms: tuple[Atom, ...], modes: list[str], then: Callable[[list[Node]], Node]) -> Node:
        """Values from left to right."""
        plain = [mode is RAW or self.is_plain(atom) for atom, mode in zip(atoms, modes)]

        def step(i: int, vals: list[Node]) -> Node:
            if i == len(atoms):
                return then(vals)
            if modes[i] is RAW:
                return step(i + 1, [*vals, self.raw(atoms[i])])
            if plain[i] and all(plain[i:]):
                return step(i + 1, [*vals, self.value(atoms[i])])
            local = Local("v")

            def got(value: Node) -> Node:
                return Let([local], [value], step(i + 1, [*vals, LocalRef(local)]))

            return self.each(atoms[i], got)

        return step(0, [])

    def library(self, head: Sym, args: tuple[Atom, ...], k: Then | Local) -> Node:
        if head is NOTHING:
            return failed()
        if head is LET:
            return self.let(args[0], args[1], args[2], k)
        if head is LET_STAR:
            return self.each(nested(args[0], args[1]), k)
        if head is IF:
            return self.shared(k, lambda k: self.condition(args, k))
        if head is UNIFY:
            fits = PrimCall("%open-match?", [GlobalRef(TRAIL), self.pattern(args[1]), LocalRef(self.scope), self.raw(args[0])])
            return self.shared(k, lambda k: If(fits, self.each(args[2], k), self.each(args[3], k)))
        if head is COLLAPSE:
            return self.collapse(args[0], k)
        raise Refused(head.name)

    def let(self, pattern: Atom, value: Atom, body: Atom, k: Then | Local) -> Node:
        def got(found: Node) -> Node:
            fits = PrimCall("%open-match?", [GlobalRef(TRAIL), self.pattern(pattern), LocalRef(self.scope), found])
            return If(fits, self.each(body, k), failed())

        return self.each(value, got)

    def condition(self, args: tuple[Atom, ...], k: Local) -> Node:
        yes, no = self.each(args[1], k), self.each(args[2], k)
        if self.is_test(args[0]):
            return If(self.test(args[0]), yes, no)
        return self.each(args[0], lambda value: If(_truth(value), yes, no))

    def collapse(self, atom: Atom, k: Then | Local) -> Node:
        found, mark = Local("found"), Local("mark")

        def add(value: Node) -> Node:
            return LocalSet(found, PrimCall("cons", [PrimCall("%open-ground", [value]), LocalRef(found)]))

        all_ = Seq([self.each(atom, add), undone(mark), PrimCall("%term-of-reversed", [LocalRef(found)])])
        node = Let([mark, found], [marked(), Const(None)], all_)
        return self.give(k, PrimCall("%open-settled", [node]))

    # ---- operations

    def operation(self, op: Atom, args: tuple[Atom, ...], k: Then | Local) -> Node:
        if op is MATCH and len(args) == 3:
            return self.match(args, k)
        if op is SUPERPOSE and len(args) == 1:
            return self.shared(k, lambda k: self.superpose(args[0], k))
        if op in ARITHMETIC and len(args) == 2:
            return self.give(k, self.number(Expr((op, *args))))
        if self.is_test(Expr((op, *args))):
            return self.give(k, self.test(Expr((op, *args))))
        raise Refused("an operation")

    def number(self, atom: Atom) -> Node:
        """Of a variable, a number, or an operation on them; what is no number is no operand."""
        if atom.__class__ is Slot:
            return self.value(atom)
        if CLASSES.get(atom.__class__) == "number":  # type: ignore[call-overload]  # other classes are not found
            return self.value(atom)
        if atom.__class__ is Expr and len(atom.items) == 3 and atom.items[0] in ARITHMETIC:
            return PrimCall(ARITHMETIC[atom.items[0]], [self.number(atom.items[1]), self.number(atom.items[2])])
        raise Refused("an operand")

    def is_test(self, atom: Atom) -> bool:
        if atom.__class__ is Bool:
            return True
        if atom.__class__ is not Expr or not atom.items:
            return False
        head, n = atom.items[0], len(atom.items) - 1
        return (n == 1 and head is NOT) or (n == 2 and (head in COMPARISON or head in LOGIC or head is SAME))

    def test(self, atom: Atom) -> Node:
        """A truth value, both sides of which are looked at."""
        if atom.__class__ is Slot:
            return _truth(self.value(atom))
        if not self.is_test(atom):
            raise Refused("a condition")
        if not isinstance(atom, Expr):
            return self.value(atom)
        head, args = atom.items[0], atom.items[1:]
        if head in COMPARISON:
            return PrimCall(COMPARISON[head], [self.number(arg) for arg in args])
        if head is SAME:
            return PrimCall("%term-comparable?", [self.operand(arg) for arg in args])
        if head is NOT:
            return PrimCall("not", [self.test(args[0])])
        a, b = Local("a"), Local("b")
        assert isinstance(head, Op)
        name = LOGIC[head]
        if name == "and":
            node: Node = If(LocalRef(a), LocalRef(b), Const(False))
        elif name == "or":
            node = If(LocalRef(a), Const(True), LocalRef(b))
        else:
            node = If(LocalRef(a), PrimCall("not", [LocalRef(b)]), LocalRef(b))
        return Let([a], [self.test(args[0])], Let([b], [self.test(args[1])], node))

    def operand(self, atom: Atom) -> Node:
        """Of a comparison: something without variables."""
        if atom.__class__ is Op or (atom.__class__ is Sym and atom in self.analysis.world.types):
            raise Refused("a comparison of what has a type")
        if self.is_plain(atom):
            return PrimCall("%open-ground", [self.value(atom)])
        return self.number(atom)

    # ---- alternatives

    def superpose(self, items: Atom, k: Local) -> Node:
        if items.__class__ is not Expr:
            raise Refused("a list that is not known")
        return self.alternatives([self.each(item, k) for item in items.items])

    def alternatives(self, nodes: list[Node]) -> Node:
        if len(nodes) < 2:
            return nodes[0] if nodes else failed()
        mark = Local("mark")
        parts: list[Node] = []
        for node in nodes[:-1]:
            parts += [node, undone(mark)]
        return Let([mark], [marked()], Seq([*parts, nodes[-1]]))

    def match(self, args: tuple[Atom, ...], k: Then | Local) -> Node:
        space, pattern, template = args
        if space.__class__ is not SpaceAtom:
            raise Refused("a space that is not known")
        goals = [pattern]
        if pattern.__class__ is Expr and pattern.items and pattern.items[0] is COMMA:
            goals = list(pattern.items[1:])

        def solve(i: int) -> Node:
            return self.each(template, k) if i == len(goals) else self.facts(space, goals[i], lambda: solve(i + 1))

        return solve(0)

    def facts(self, space: Any, goal: Atom, then: Callable[[], Node]) -> Node:
        """Goes on for each fact that fits."""
        if goal.__class__ is not Expr or not goal.items or goal.items[0].__class__ is not Sym:
            raise Refused("a pattern of any relation")
        try:
            relation = self.unit.facts.relation(space.value, goal.items[0], len(goal.items), OpenRelation)
        except Unknown:
            raise Refused("many facts, or such as cannot be values") from None
        wanted, mark, rest, found, try_ = map(Local, ("goal", "mark", "rest", "found", "try"))
        loop = Loop([rest], [GlobalRef(relation.name)], Const(None), "facts")

        def later() -> Node:
            return PrimCall("cdr", [LocalRef(found)])

        def attempt() -> Node:
            return Call(LocalRef(try_), [])

        again = Seq([attempt(), undone(mark), Recur(loop, [later()])])
        here = If(PrimCall("null?", [later()]), attempt(), again)
        fits = PrimCall("%open-fact", [GlobalRef(TRAIL), LocalRef(rest), LocalRef(wanted)])
        loop.body = Let([found], [fits], If(LocalRef(found), here, failed()))
        node = Let([try_], [Lambda("", [], [], None, then())], loop)
        return Let([wanted, mark], [self.raw(goal), marked()], node)


def _truth(value: Node) -> Node:
    local = Local("b")
    no = If(PrimCall("eq?", [LocalRef(local), Const(False)]), Const(False), give_up())
    return Let([local], [value], If(PrimCall("eq?", [LocalRef(local), Const(True)]), Const(True), no))
