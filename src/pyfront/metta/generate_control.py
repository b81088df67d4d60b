"""The library's control structures and what takes expressions apart, as trees of the core."""

from __future__ import annotations

from pyfront.core.ir import Call, Const, If, Lambda, Let, LocalRef, Loop, Node, PrimCall, Recur, Seq
from pyfront.core.ir import Var as Local
from pyfront.metta.functions import (
    CAR,
    CASE,
    CDR,
    COLLAPSE,
    CONS,
    DECONS,
    LET_STAR,
    LOOPS,
    NOTHING,
    QUOTE,
    SWITCH,
    UNIFY,
    cases_of,
)
from pyfront.metta.generate_lists import loop
from pyfront.metta.generate_search import collected
from pyfront.metta.inline import Refused, nested
from pyfront.metta.names import EMPTY, IF, LET
from pyfront.metta.results import K, Place, Scope, Val, both, failed, give_up, settled
from pyfront.metta.values import SpaceAtom
from pyfront.metta.world import REFUSED
from vmcore.terms import Atom, Expr, Slot, Sym

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pyfront.metta.generate import Body


# ---- the library


def library(at: Body, head: Sym, atom: Expr, args: tuple[Atom, ...], scope: Scope, k: K) -> Node:
    if head is IF:
        return condition(at, atom, args, scope, k)
    if head is LET:
        return let(at, args[0], args[1], args[2], scope, k)
    if head is LET_STAR:
        return at.each(nested(args[0], args[1]), scope, k)
    if head is NOTHING:
        return failed()
    if head is CASE or head is SWITCH:
        return case(at, head, atom, args, scope, k)
    if head is UNIFY:
        return unify(at, atom, args, scope, k)
    if head is COLLAPSE:
        bound = set(at.bound)
        node = PrimCall("%term-of-reversed", [collected(at, args[0], scope)])
        at.bound = bound | at.bound
        return k.fn(Val(lambda: node, False, "", True))
    if head in LOOPS:
        return loop(at, head, args, scope, k)
    vals = [at.raw(arg, scope) for arg in args]
    if head is QUOTE:
        return k.fn(Val(lambda: PrimCall("%term", [at.word(QUOTE)(), vals[0].node()]), False, "", False, True))
    return k.fn(parts(at, head, vals))


def parts(at: Body, head: Sym, vals: list[Val]) -> Val:
    if head is CAR:
        return Val(lambda: PrimCall("%term-value", [PrimCall("%term-first", [vals[0].node()])]), False)
    if head is CDR:
        return Val(lambda: PrimCall("%term-value", [PrimCall("%term-rest", [vals[0].node()])]), False)
    if head is CONS:
        return Val(lambda: PrimCall("%term-cons", [val.node() for val in vals]), False, "", True)
    assert head is DECONS
    local = Local("x")

    def node() -> Node:
        first = PrimCall("%term-first", [LocalRef(local)])
        rest = PrimCall("%term-rest", [LocalRef(local)])
        return Let([local], [vals[0].node()], PrimCall("%raw-term", [first, rest]))

    return Val(node, False, "", True)


def condition(at: Body, atom: Expr, args: tuple[Atom, ...], scope: Scope, k: K) -> Node:
    at.fits(args[0], "bool")

    def emit(k: K) -> Node:
        def then(vals: list[Val]) -> Node:
            test = vals[0]
            yes, no = at.each_of(args[1:], scope, k)
            return If(test.node(), yes, no)

        return at.arguments(args[:1], ["bool"], scope, then)

    return at.shared(atom, k, emit)


def let(at: Body, pattern: Atom, value: Atom, body: Atom, scope: Scope, k: K) -> Node:
    def got(val: Val) -> Node:
        if pattern.__class__ is Slot:
            _new(pattern, scope)
            if pattern.index in at.bound:
                raise Refused("a variable that may have a value")
            at.bound.add(pattern.index)
            val = settled(val)
            local = Local(f"v{pattern.index}")
            inner = {**scope, pattern.index: Place(local, False, val.kind)}
            return Let([local], [val.node()], at.each(body, inner, k))
        return at.simply(val, lambda val: fitting(at, pattern, val, scope, body, k, failed))

    return at.each(value, scope, K(got))


def fitting(at: Body, pattern: Atom, val: Val, scope: Scope, body: Atom, k: K, otherwise: Callable[[], Node]) -> Node:
    """Evaluates the body if the simple value fits the pattern."""
    tests: list[Callable[[], Node]] = []
    binds: list[tuple[int, Callable[[], Node]]] = []
    at.pattern(pattern, val.node, scope, tests, binds)
    node = at.binding(binds, scope, body, lambda inner: at.each(body, inner, k))
    return If(both(tests), node, otherwise()) if tests else node


def unify(at: Body, atom: Expr, args: tuple[Atom, ...], scope: Scope, k: K) -> Node:
    """One of the two terms has to be without new variables."""
    a, b, yes, no = args
    if not _closed(a, scope):
        a, b = b, a
    if not _closed(a, scope):
        raise Refused("variables on both sides")

    def emit(k: K) -> Node:
        def then(val: Val) -> Node:
            before = set(at.bound)
            other = at.each_of((no,), scope, k)[0]
            after, at.bound = at.bound, before
            node = fitting(at, b, val, scope, yes, k, lambda: other)
            at.bound = at.bound | after
            return node

        return at.simply(at.raw(a, scope), then)

    return at.shared(atom, k, emit)


def case(at: Body, head: Sym, atom: Expr, args: tuple[Atom, ...], scope: Scope, k: K) -> Node:
    cases = cases_of(args[1])
    if cases and cases[-1][0].__class__ is Slot:
        _new(cases[-1][0], scope)
    if any(pattern.__class__ is Expr and pattern.items and pattern.items[0] in REFUSED for pattern, _ in cases):
        raise Refused("a case of errors")

    def chosen(val: Val, k: K) -> Node:
        def choose(i: int) -> Node:
            if i == len(cases):
                return failed()
            pattern, template = cases[i]
            if pattern is EMPTY:
                return choose(i + 1)
            before = set(at.bound)
            later = choose(i + 1)
            after, at.bound = at.bound, before
            node = fitting(at, pattern, val, scope, template, k, lambda: later)
            at.bound = at.bound | after
            return node

        return choose(0)

    def nothing(k: K) -> Node:
        for pattern, template in cases:
            if pattern is EMPTY:
                return at.each(template, scope, k)
            if pattern.__class__ is Slot:
                return give_up()  # its variable would be Empty
        return failed()

    single, fails = at.analysis.of(args[0])

    def emit(k: K) -> Node:
        if head is SWITCH or (single and not fails):
            return at.each(args[0], scope, K(lambda val: at.simply(val, lambda val: chosen(val, k))))
        # First all results, then the cases for each.
        found, rest, local = Local("found"), Local("rest"), Local("one")
        results = PrimCall("reverse", [collected(at, args[0], scope)])
        before = set(at.bound)
        empty = nothing(k)
        after, at.bound = at.bound, before
        one = Let([local], [PrimCall("car", [LocalRef(rest)])], chosen(Val(lambda: LocalRef(local), True), k))
        at.bound = at.bound | after
        if single:
            some: Node = Let([rest], [LocalRef(found)], one)
        else:
            try_ = Local("try")
            inner = Local("rest")
            loop = Loop([inner], [LocalRef(found)], Const(None), "cases")

            def attempt() -> Node:
                return Call(LocalRef(try_), [LocalRef(inner)])

            again = Seq([attempt(), Recur(loop, [PrimCall("cdr", [LocalRef(inner)])])])
            loop.body = If(PrimCall("null?", [PrimCall("cdr", [LocalRef(inner)])]), attempt(), again)
            some = Let([try_], [Lambda("", [rest], [], None, one)], loop)
        return Let([found], [results], If(PrimCall("pair?", [LocalRef(found)]), some, empty))

    return at.shared(atom, k, emit)


def _new(slot: Slot, scope: Scope) -> None:
    """What was found out about results takes it that a variable alone fits anything."""
    if slot.index in scope:
        raise Refused("a pattern that is a variable with a value")


def _closed(atom: Atom, scope: Scope) -> bool:
    if atom.__class__ is Slot:
        return atom.index in scope
    if atom.__class__ is not Expr:
        return atom.__class__ is not SpaceAtom
    return all(_closed(x, scope) for x in atom.items)
