"""Alternatives, collections of all results, and queries of facts, as trees of the core."""

from __future__ import annotations

from pyfront.core.ir import (
    Call,
    Const,
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
from pyfront.metta.functions import COMMA
from pyfront.metta.inline import Refused
from pyfront.metta.results import K, Scope, Val, both, call_of, failed, item, settled
from pyfront.metta.values import SpaceAtom
from pyfront.metta.world import REFUSED
from vmcore._terms_border import Unknown
from vmcore.terms import Atom, Expr, Slot, Sym

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from pyfront.metta.facts import Relation
    from pyfront.metta.generate import Body

MANY = 6  # alternatives of data from which on they are in a vector


def superpose(at: Body, atom: Expr, items: Atom, scope: Scope, k: K) -> Node:
    if items.__class__ is not Expr:
        return spread(at, at.raw(items, scope).node, scope, k, True)
    if not items.items:
        return failed()
    if len(items.items) == 1:
        return at.each(items.items[0], scope, k)
    if (
        len(items.items) > MANY
        and items.ground
        and all((x.__class__ is not Expr and x not in REFUSED) or at.analysis.is_data(x) for x in items.items)
    ):
        raw = any(x.__class__ is Expr for x in items.items)
        return spread(at, at.unit.constant(items, False), scope, k, raw)

    def emit(k: K) -> Node:
        return Seq(at.each_of(items.items, scope, k))

    return at.shared(atom, k, emit)


def spread(at: Body, vector: Callable[[], Node], scope: Scope, k: K, raw: bool) -> Node:
    """The items of an expression one after another."""
    to, list_, n, i = Local("k"), Local("list"), Local("n"), Local("i")

    def one() -> Node:
        val = Val(lambda: PrimCall("vector-ref", [LocalRef(list_), LocalRef(i)]), False, "", raw)
        return Call(LocalRef(to), [settled(val).node()])

    loop = Loop([i], [Const(0)], Const(None), "each")
    last = PrimCall("=", [PrimCall("+", [LocalRef(i), Const(1)]), LocalRef(n)])
    again = Seq([one(), Recur(loop, [PrimCall("+", [LocalRef(i), Const(1)])])])
    loop.body = If(PrimCall("<", [LocalRef(i), LocalRef(n)]), If(last, one(), again), failed())
    inner = Let([n], [PrimCall("%term-size", [LocalRef(list_)])], loop)
    return Let([to, list_], [at.procedure(k), vector()], inner)


def collected(at: Body, atom: Atom, scope: Scope) -> Node:
    """The list of all results, the last one first."""
    found = Local("found")

    def add(val: Val) -> Node:
        return LocalSet(found, PrimCall("cons", [val.node(), LocalRef(found)]))

    return Let([found], [Const(None)], Seq([at.each(atom, scope, K(add)), LocalRef(found)]))


# ---- facts


def match(at: Body, args: tuple[Atom, ...], scope: Scope, k: K) -> Node:
    space, pattern, template = args
    assert isinstance(space, SpaceAtom)
    goals = [pattern]
    if pattern.__class__ is Expr and pattern.items and pattern.items[0] is COMMA:
        goals = list(pattern.items[1:])
    used = Expr((*goals, template))

    def solve(i: int, scope: Scope, k: K) -> Node:
        if i == len(goals):
            return at.each(template, scope, k)
        return facts(at, space, goals[i], used, template, scope, k, lambda inner, k: solve(i + 1, inner, k))

    return solve(0, scope, k)


def facts(
    at: Body,
    space: SpaceAtom,
    goal: Atom,
    used: Atom,
    template: Atom,
    scope: Scope,
    k: K,
    then: Callable[[Scope, K], Node],
) -> Node:
    """Goes on for each fact that fits."""
    if goal.__class__ is not Expr or not goal.items or goal.items[0].__class__ is not Sym:
        raise Refused("a pattern of any relation")
    try:
        relation = at.unit.facts.relation(space.value, goal.items[0], len(goal.items))
    except Unknown:
        raise Refused("facts with variables") from None
    fact, try_, rest = Local("fact"), Local("try"), Local("rest")
    tests: list[Callable[[], Node]] = []
    binds: list[tuple[int, Callable[[], Node]]] = []
    before = dict(scope)
    for i in range(1, len(goal.items)):
        at.pattern(goal.items[i], item(lambda: LocalRef(fact), i), scope, tests, binds)
    to = Local("k")
    inner_k = k if k.var is not None else call_of(to)
    body = at.binding(binds, scope, template, lambda inner: then(inner, inner_k), used)
    procedure = Lambda("", [fact], [], None, If(both(tests), body, failed()) if tests else body)
    loop = Loop([rest], [bucket(at, relation, goal, before)], Const(None), "facts")

    def attempt() -> Node:
        return Call(LocalRef(try_), [PrimCall("car", [LocalRef(rest)])])

    again = Seq([attempt(), Recur(loop, [PrimCall("cdr", [LocalRef(rest)])])])
    last = PrimCall("null?", [PrimCall("cdr", [LocalRef(rest)])])
    loop.body = If(PrimCall("pair?", [LocalRef(rest)]), If(last, attempt(), again), failed())
    node: Node = Let([try_], [procedure], loop)
    return node if k.var is not None else Let([to], [at.procedure(k)], node)


def bucket(at: Body, relation: Relation, goal: Expr, scope: Scope) -> Node:
    """The facts that may fit, by the item that says most."""
    best, place = 1, 0
    for i in range(1, len(goal.items)):
        x = goal.items[i]
        known = x.index in scope if x.__class__ is Slot else x.ground and x.__class__ is not Expr
        if known:
            spread = relation.spread(i)
            if spread > best:
                best, place = spread, i
    everything = PrimCall("car", [GlobalRef(relation.name)])
    name = relation.by(place) if place else None
    if name is None:
        return everything
    x = goal.items[place]
    key = at.ref(scope[x.index]) if x.__class__ is Slot else at.leaf(x).node
    found = Local("found")
    lookup = PrimCall("hash-table-ref/default", [GlobalRef(name), key(), Const(False)])
    facts = If(LocalRef(found), PrimCall("car", [LocalRef(found)]), Const(None))
    return If(PrimCall("%term-key?", [key()]), Let([found], [lookup], facts), everything)
