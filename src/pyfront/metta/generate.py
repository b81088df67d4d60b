"""Evaluation of expressions as trees of the core, in continuation passing style.

``each(e, k)`` is a tree that evaluates e and goes on with k for every result, in source order, depth first. A function with
at most one result answers it, or FAILED; any other takes a procedure as its last argument, calls it with each result, and
its own answer means nothing. So the stack of the machine is the stack of choices; the last alternative is a tail call.

Variables of an equation are locals: the arguments hold no variables, so a pattern only tests and takes apart. A variable is
the same one in the whole equation: what would meet a binding from another place is refused.
"""

from __future__ import annotations

from pyfront.core.ir import Call, Const, GlobalRef, If, Lambda, Let, LocalRef, LocalSet, Node, PrimCall, Seq
from pyfront.core.ir import Var as Local
from pyfront.metta.functions import (
    ARITHMETIC,
    ATOMS,
    CDR,
    CLASSES,
    COMPARISON,
    FILTER_ATOM,
    LOGIC,
    MAP_ATOM,
    MATCH,
    NOT,
    RAW,
    SAME,
    SIZE,
    SUPERPOSE,
    VALUE,
    Analysis,
    Fn,
)
from pyfront.metta.inline import Refused
from pyfront.metta.names import EMPTY
from pyfront.metta.results import (
    ANSWER,
    OPERAND,
    K,
    Place,
    Scope,
    Val,
    answer_of,
    both,
    call_of,
    failed,
    head_of,
    head_of_word,
    item,
    of_mode,
    settled,
    uses,
)
from pyfront.metta.values import Op
from pyfront.metta.world import REFUSED
from vmcore.data import Keyword, Symbol
from vmcore.terms import Atom, Expr, Slot, Sym

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.metta.facts import Facts


class Unit:
    """What is compiled together. ``constants``: terms that globals hold, by name; they are made before it is loaded."""

    def __init__(self, analysis: Analysis, facts: Facts, prefix: str) -> None:
        self.analysis = analysis
        self.facts = facts
        self.prefix = prefix
        self.constants: list[tuple[str, Atom]] = []
        self.prepared: list[tuple[str, str]] = []  # globals that hold constants as values
        self.words: set[Atom] = set()  # symbols in the code

    def constant(self, atom: Atom, value: bool) -> Callable[[], Node]:
        name = f"{self.prefix}k{len(self.constants)}"
        self.constants.append((name, atom))
        if value:
            self.prepared.append((f"{name}v", name))
            name += "v"
        return lambda: GlobalRef(name)

    def function(self, fn: Fn) -> Lambda:
        """The procedure of a function."""
        body = Body(self)
        n = len(fn.modes)
        params = [Local(f"a{i}") for i in range(n)]
        to = None if fn.single else Local("k")
        k = answer_of(fn.kind) if to is None else call_of(to, fn.kind)
        kinds = [mode if mode in ("number", "bool", "string") else "" for mode in fn.modes]
        places = [Place(param, mode is RAW, kind) for param, mode, kind in zip(params, fn.modes, kinds)]
        node = body.clauses(fn, places, k)
        return Lambda(fn.head.name, params if to is None else [*params, to], [], None, node)

    def form(self, atom: Atom) -> Lambda:
        """A procedure that answers the list of all results, the last one first, in a box."""
        from pyfront.metta.generate_search import collected

        body = Body(self)
        return Lambda("form", [], [], None, PrimCall("box", [collected(body, atom, {})]))

    def entry(self, fn: Fn) -> Lambda:
        """The same for a call of a function with at most one result, the result or FAILED. Functions take it that what they
        get is evaluated: an argument that may be more than data is the generic machine's."""
        params = [Local(f"a{i}") for i in range(len(fn.modes))]
        checks = [PrimCall("%term-value", [LocalRef(param)]) for param in params]
        call = Call(GlobalRef(fn.name), [LocalRef(param) for param in params])
        return Lambda("entry", params, [], None, Seq([*checks, PrimCall("box", [call])]))


class Body:
    """The right side of an equation, or a form."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.analysis = unit.analysis
        self.bound: set[int] = set()  # variables that got a value on the way here

    # ---- clauses

    def clauses(self, fn: Fn, places: list[Place], k: K) -> Node:
        """All equations that fit, one after another; if none does, the call is its own value."""

        def irreducible() -> Node:
            vals = [head_of(fn.head), *[self.of_place(place) for place in places]]
            return k.fn(self.made(vals))

        tried = []
        for patterns, right in fn.clauses:
            self.bound = set()
            scope: Scope = {}
            tests: list[Callable[[], Node]] = []
            binds: list[tuple[int, Callable[[], Node]]] = []
            for pattern, place in zip(patterns, places):
                if pattern.__class__ is Slot and pattern.index not in self.bound:
                    scope[pattern.index] = place
                    self.bound.add(pattern.index)
                else:
                    self.pattern(pattern, self.ref(place), scope, tests, binds)
            tried.append((tests, self.right(right, binds, scope, k)))
        return self.alternatives(fn, tried, irreducible)

    def right(self, right: Atom, binds: list[tuple[int, Callable[[], Node]]], scope: Scope, k: K) -> Node:
        return self.binding(binds, scope, right, lambda inner: self.each(right, inner, k))

    def alternatives(
        self, fn: Fn, tried: list[tuple[list[Callable[[], Node]], Node]], irreducible: Callable[[], Node]
    ) -> Node:
        if fn.single:
            node: Node | None = None
            for tests, body in reversed(tried):
                node = If(both(tests), body, node or irreducible()) if tests else body
            assert node is not None
            return node
        if any(not tests for tests, _ in tried):
            parts = [If(both(tests), body, failed()) if tests else body for tests, body in tried]
            return Seq(parts) if len(parts) > 1 else parts[0]
        # Whether one has fit is known before the last is tried, whose body is a tail call.
        hit = Local("hit")
        parts = [
            If(both(tests), Seq([LocalSet(hit, Const(True)), body]), failed()) for tests, body in tried[:-1]
        ]  # fmt: skip
        tests, body = tried[-1]
        last = If(both(tests), body, If(LocalRef(hit), failed(), irreducible()))
        return Let([hit], [Const(False)], Seq([*parts, last]))

    # ---- patterns

    def ref(self, place: Place) -> Callable[[], Node]:
        return lambda: LocalRef(place.local)

    def pattern(
        self,
        pattern: Atom,
        value: Callable[[], Node],
        scope: Scope,
        tests: list[Callable[[], Node]],
        binds: list[tuple[int, Callable[[], Node]]],
    ) -> None:
        """Tests whether a value fits, and where the values of new variables are then."""
        known = dict(binds)

        def walk(p: Atom, v: Callable[[], Node], depth: int) -> None:
            if p.__class__ is Slot:
                index = p.index
                if index in scope:
                    other = self.ref(scope[index])
                elif index in known:
                    other = known[index]
                else:
                    if index in self.bound:
                        raise Refused("a variable that may have a value")
                    self.bound.add(index)
                    known[index] = v
                    binds.append((index, v))
                    return
                tests.append(lambda: PrimCall("%term-equal?", [v(), other()]))
            elif p.__class__ is Expr:
                if depth > 50:
                    raise Refused("nested too deeply")
                items = p.items
                start = 0
                if items and items[0].__class__ is Sym:
                    word = self.word(items[0])
                    tests.append(lambda: PrimCall("%term-is?", [v(), Const(len(items)), word()]))
                    start = 1
                else:
                    tests.append(lambda: PrimCall("%term-length?", [v(), Const(len(items))]))
                for i in range(start, len(items)):
                    walk(items[i], item(v, i), depth + 1)
            else:
                tests.append(self.leaf_test(p, v))

        walk(pattern, value, 0)

    def leaf_test(self, p: Atom, v: Callable[[], Node]) -> Callable[[], Node]:
        if p.__class__ is Sym:
            word = self.word(p)
            return lambda: PrimCall("eq?", [v(), word()])
        kind = CLASSES.get(p.__class__)  # type: ignore[arg-type]
        value = getattr(p, "value", None)
        if kind == "bool":
            return lambda: PrimCall("eq?", [v(), Const(value)])
        if kind == "number" and value == value:
            # The usual case first: a small integer is the same word.
            return lambda: If(
                PrimCall("eq?", [v(), Const(value)]), Const(True), PrimCall("%term-equal?", [v(), Const(value)])
            )
        if kind == "string":
            return lambda: PrimCall("%term-equal?", [v(), Const(value)])
        raise Refused("a pattern with a value of the host")

    def word(self, symbol: Atom) -> Callable[[], Node]:
        name: str = symbol.name  # type: ignore[attr-defined]  # callers have a Sym
        self.unit.words.add(symbol)
        if name in self.analysis.world.active:
            return lambda: Const(Keyword(name))
        return lambda: Const(Symbol(name))

    def binding(
        self,
        binds: list[tuple[int, Callable[[], Node]]],
        scope: Scope,
        body: Atom,
        then: Callable[[Scope], Node],
        used: Atom | None = None,
    ) -> Node:
        """Locals for new variables, which are parts of something; evaluated if the body has them several times."""
        counts = uses(body)
        needed = counts if used is None else uses(used)
        inner = dict(scope)
        locals_: list[Local] = []
        inits: list[Node] = []
        for index, path in binds:
            count = counts.get(index, 0)
            local = Local(f"v{index}")
            inner[index] = Place(local, count < 2)
            if needed.get(index, 0):
                locals_.append(local)
                inits.append(PrimCall("%term-value", [path()]) if count > 1 else path())
        node = then(inner)
        return Let(locals_, inits, node) if locals_ else node

    # ---- values

    def of_place(self, place: Place) -> Val:
        return Val(lambda: LocalRef(place.local), True, place.kind, place.raw, True)

    def simply(self, val: Val, then: Callable[[Val], Node]) -> Node:
        """Goes on with a value that may be used more than once."""
        if val.simple:
            return then(val)
        local = Local("t")
        return Let([local], [val.node()], then(Val(lambda: LocalRef(local), True, val.kind, val.raw, val.same)))

    def made(self, vals: list[Val]) -> Val:
        """An expression of evaluated parts that cannot be called."""
        name = "%term" if all(val.same for val in vals) else "vector"
        return Val(lambda: PrimCall(name, [settled(val).node() for val in vals]), False, "", False, name == "%term")

    def raw(self, atom: Atom, scope: Scope, depth: int = 0) -> Val:
        """A term that is not evaluated."""
        if depth > 100:
            raise Refused("nested too deeply")
        if atom.__class__ is Slot:
            place = scope.get(atom.index)
            if place is None:
                raise Refused("a free variable")
            return self.of_place(place)
        if atom.__class__ is not Expr:
            return self.leaf(atom)
        if atom.ground:
            return Val(self.unit.constant(atom, False), True, "", True)
        vals = [self.raw(x, scope, depth + 1) for x in atom.items]
        return Val(lambda: PrimCall("%raw-term", [val.node() for val in vals]), False, "", True)

    def leaf(self, atom: Atom) -> Val:
        kind = CLASSES.get(atom.__class__)  # type: ignore[arg-type]
        if kind is not None:
            value = atom.value  # type: ignore[attr-defined]  # CLASSES are those with a value
            if value != value:
                raise Refused("no number")
            return Val(lambda: Const(value), True, kind, False, True)
        if atom.__class__ is Sym:
            if atom in REFUSED:
                raise Refused(atom.name)
            return Val(self.word(atom), True, "symbol", False, True)
        if atom.__class__ is Op:
            return Val(self.unit.constant(atom, False), True, "operation", False, True)
        raise Refused("a value")

    # ---- continuations

    def procedure(self, k: K) -> Node:
        if k.var is not None:
            return LocalRef(k.var)
        local = Local("r")
        return Lambda("", [local], [], None, k.fn(Val(lambda: LocalRef(local), True)))

    def shared(self, atom: Atom, k: K, emit: Callable[[K], Node]) -> Node:
        """Code in which a continuation may occur several times."""
        if k.cheap:
            return emit(k)
        single, fails = self.analysis.of(atom)
        if single:
            return self.result(emit(ANSWER), fails, k)
        local = Local("j")
        procedure = self.procedure(k)
        return Let([local], [procedure], emit(call_of(local)))

    def result(self, node: Node, fails: bool, k: K, kind: str = "") -> Node:
        """Goes on with the answer of something that has at most one result."""
        if k.answers and k.kind in ("", kind):
            return node
        if not fails:
            return k.fn(Val(lambda: node, False, kind))
        local = Local("t")
        then = k.fn(Val(lambda: LocalRef(local), True, kind))
        return Let([local], [node], If(PrimCall("eq?", [LocalRef(local), failed()]), failed(), then))

    def each_of(self, atoms: tuple[Atom, ...], scope: Scope, k: K) -> list[Node]:
        """Alternatives: a variable may get a value in each."""
        before, after = set(self.bound), set(self.bound)
        nodes = []
        for atom in atoms:
            self.bound = set(before)
            nodes.append(self.each(atom, scope, k))
            after |= self.bound
        self.bound = after
        return nodes

    def plain(self, atom: Atom, mode: str = VALUE) -> bool:
        return mode is RAW or self.analysis.of(atom) == (True, False)

    def arguments(
        self, atoms: Any, modes: Any, scope: Scope, k: Callable[[list[Val]], Node], typed: bool = False
    ) -> Node:
        """Values of arguments, from left to right; k is used once. ``typed``: they are those of something with a type."""
        plain = [self.plain(atom, mode) for atom, mode in zip(atoms, modes)]

        def step(i: int, vals: list[Val]) -> Node:
            if i == len(atoms):
                return k(vals)
            if modes[i] is RAW:
                return step(i + 1, [*vals, self.raw(atoms[i], scope)])

            def got(val: Val) -> Node:
                val = of_mode(settled(val), modes[i])
                if all(plain[i + 1 :]):
                    return step(i + 1, [*vals, val])
                return self.simply(val, lambda val: step(i + 1, [*vals, val]))

            return self.each(atoms[i], scope, K(got))

        node = step(0, [])
        if all(plain):
            return node
        # A type that is wrong is wrong before anything is evaluated.
        checks: list[Node] = []
        if typed or any(mode is not VALUE for mode in modes):
            for atom, mode in zip(atoms, modes):
                if mode is not RAW:
                    self.demand(atom, mode, scope, checks)
        return Seq([*checks, node]) if checks else node

    def demand(self, atom: Atom, mode: str, scope: Scope, checks: list[Node]) -> None:
        """Adds tests of what types say about an argument as it is written."""
        from pyfront.metta.generate_calls import guard
        from pyfront.metta.generate_ops import is_call, wanted

        mode = "number" if mode == OPERAND else mode
        if atom.__class__ is Slot:
            place = scope.get(atom.index)
            if place is not None and mode not in (RAW, VALUE, place.kind):
                checks.append(of_mode(self.of_place(place), mode).node())
            return
        self.fits(atom, mode)
        if atom.__class__ is Expr and atom.items and not self.analysis.is_data(atom):
            if is_call(self, atom):
                checks.append(guard(self, atom, scope, VALUE if mode is RAW else mode))
            for arg, part in wanted(self, atom):
                self.demand(arg, part, scope, checks)

    # ---- evaluation

    def each(self, atom: Atom, scope: Scope, k: K) -> Node:
        if atom.__class__ is Slot:
            place = scope.get(atom.index)
            if place is None:
                raise Refused("a free variable")
            return k.fn(settled(self.of_place(place)))
        if atom is EMPTY:
            return failed()
        if atom.__class__ is not Expr:
            return k.fn(self.leaf(atom))
        if self.analysis.is_data(atom):
            return k.fn(Val(self.unit.constant(atom, True), True, "", False, True))
        head, args = atom.items[0], atom.items[1:]
        if head.__class__ is Op:
            return self.operation(head, atom, args, scope, k)
        if head.__class__ is Sym and self.analysis.standard(head, len(args)):
            from pyfront.metta.generate_control import library

            return library(self, head, atom, args, scope, k)
        if head.__class__ is Sym:
            fn = self.analysis.function(head, len(args))
            if fn is not None:
                return self.call(fn, args, scope, k)
            return self.arguments(
                args, [VALUE] * len(args), scope, lambda vals: k.fn(self.made([head_of_word(self.word(head)), *vals]))
            )
        return self.sequence(atom, scope, k)

    def sequence(self, atom: Expr, scope: Scope, k: K) -> Node:
        """A sequence whose head is a variable or a value: it must not be one that can be called."""
        from pyfront.metta.generate_ops import is_call

        if is_call(self, atom):
            from pyfront.metta.generate_calls import call_of_value

            return call_of_value(self, atom, scope, k)

        def then(vals: list[Val]) -> Node:
            first = vals[0]
            if first.kind in ("", "symbol", "operation"):
                vals[0] = Val(lambda: PrimCall("%term-head", [first.node()]), False, "", False, first.same)
            return k.fn(self.made(vals))

        return self.arguments(atom.items, [VALUE] * len(atom.items), scope, then)

    def call(self, fn: Fn, args: tuple[Atom, ...], scope: Scope, k: K) -> Node:
        for arg, mode in zip(args, fn.modes):
            self.fits(arg, mode)

        typed = fn.head in self.analysis.world.types
        return self.arguments(args, fn.modes, scope, lambda vals: self.applied(fn, vals, k), typed)

    def applied(self, fn: Fn, vals: list[Val], k: K) -> Node:
        """A call with arguments that are as the function wants them."""
        nodes = [val.node() for val in vals]
        if fn.single:
            return self.result(Call(GlobalRef(fn.name), nodes), fn.fails, k, fn.kind)
        return Call(GlobalRef(fn.name), [*nodes, self.procedure(k)])

    def fits(self, arg: Atom, mode: str) -> None:
        """Refuses what has a type that is not wanted, whatever it evaluates to."""
        kind = self.kind_of(arg)
        if mode not in (VALUE, RAW) and kind and kind != mode:
            raise Refused("a type that does not fit")

    def kind_of(self, atom: Atom) -> str:
        """What the types say that a call is."""
        kind = CLASSES.get(atom.__class__)  # type: ignore[arg-type]
        if kind is not None:
            return kind
        if atom.__class__ is Sym:
            return "typed" if atom in self.analysis.world.types else ""
        if atom.__class__ is Op:
            return "operation"
        if atom.__class__ is not Expr or not atom.items:
            return ""
        head = atom.items[0]
        if head.__class__ is Slot and self.analysis.callees(len(atom.items) - 1):
            return ""
        if (head.__class__ is not Sym and head.__class__ is not Op) or head in (CDR, MAP_ATOM, FILTER_ATOM):
            return "expression"
        if head in ARITHMETIC or head is SIZE:
            return "number"
        if head in COMPARISON or head in LOGIC or head is NOT or head is SAME:
            return "bool"
        if head in ATOMS:
            return "atom"
        if (
            head.__class__ is Sym
            and head in self.analysis.world.types
            and not self.analysis.standard(head, len(atom.items) - 1)
        ):
            fn = self.analysis.function(head, len(atom.items) - 1)
            return ("atom" if fn.kind is RAW else fn.kind) if fn is not None else "typed"
        return ""

    # ---- operations

    def operation(self, op: Op, atom: Expr, args: tuple[Atom, ...], scope: Scope, k: K) -> Node:
        from pyfront.metta.generate_ops import operation
        from pyfront.metta.generate_search import match, superpose

        if op is SUPERPOSE:
            return superpose(self, atom, args[0], scope, k)
        if op is MATCH:
            return match(self, args, scope, k)
        return operation(self, op, args, scope, k)
