"""Terms against a model: nested tuples, substitutions as dictionaries, and recursion where it is shallow."""

from __future__ import annotations

import gc
import random
from typing import Any

import pytest

from vmcore.terms import (
    UNIT,
    Atom,
    Expr,
    Ground,
    Matcher,
    Sym,
    Var,
    _rebuild,
    by_name,
    deref,
    equal,
    equivalent,
    instantiate,
    last_serial,
    occurs,
    rename,
    resolve,
    substitute,
    text_of,
    undo,
    unify,
    unify_kept,
    variables,
)
from vmcore.termspace import keep

NUMBER = Sym("Number")
SEEDS = range(300)
DEEP = 1_000_000


def number(value: int) -> Ground:
    return Ground(value, NUMBER, "number")


def any_term(rng: random.Random, names: list[Var], depth: int) -> Atom:
    kind = rng.random()
    if depth == 0 or kind < 0.35:
        return rng.choice([Sym("a"), Sym("b"), number(1), number(2), UNIT])
    if kind < 0.6:
        return rng.choice(names)
    return Expr(tuple(any_term(rng, names, depth - 1) for _ in range(rng.randrange(4))))


# ---- the model: a variable is its serial, an expression a list of models


def plain(atom: Atom) -> Any:
    """Without what variables are bound to."""
    if isinstance(atom, Var):
        return ("var", atom.serial)
    if isinstance(atom, Expr):
        return ("expr", *map(plain, atom.items))
    return atom.name if isinstance(atom, Sym) else atom.value  # type: ignore[attr-defined]


def walk(x: Any, known: dict[Any, Any]) -> Any:
    while x in known:
        x = known[x]
    return x


def applied(x: Any, known: dict[Any, Any]) -> Any:
    x = walk(x, known)
    return ("expr", *[applied(y, known) for y in x[1:]]) if isinstance(x, tuple) and x[0] == "expr" else x


def inside(var: Any, x: Any, known: dict[Any, Any]) -> bool:
    x = walk(x, known)
    return x == var or (isinstance(x, tuple) and x[0] == "expr" and any(inside(var, y, known) for y in x[1:]))


def model_unify(x: Any, y: Any, known: dict[Any, Any]) -> bool:
    x, y = walk(x, known), walk(y, known)
    if x == y:
        return True
    for a, b in ((x, y), (y, x)):
        if isinstance(a, tuple) and a[0] == "var":
            if inside(a, b, known):
                return False
            known[a] = b
            return True
    if not (isinstance(x, tuple) and isinstance(y, tuple) and len(x) == len(y)):
        return False
    return all(model_unify(a, b, known) for a, b in zip(x[1:], y[1:]))


@pytest.mark.parametrize("seed", SEEDS)
def test_unification_is_that_of_the_model(seed: int) -> None:
    rng = random.Random(seed)
    names = [Var(name) for name in "xyz"]
    a, b = any_term(rng, names, 4), any_term(rng, names, 4)
    known: dict[Any, Any] = {}
    wanted = model_unify(plain(a), plain(b), known)
    bound: list[Var] = []
    assert unify(a, b, bound, []) == wanted
    if wanted:
        left, right = resolve(a), resolve(b)
        assert equal(left, right)
        assert equal(a, b)
        model = applied(plain(a), known)
        back = {("var", var.serial): plain(resolve(var)) for var in bound}
        # which of two variables is bound to the other one may differ
        pairs = list(zip([plain(left)], [applied(model, back)]))
        assert all(x == y for x, y in pairs)
    undo(bound)
    assert not bound
    assert all(var.ref is None for var in names)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_kept_term_matches_as_a_use_of_it(seed: int) -> None:
    rng = random.Random(seed)
    names = [Var(name) for name in "xyz"]
    live, fact = any_term(rng, names, 4), any_term(rng, [Var(name) for name in "uvw"], 4)
    kept = keep(fact)
    assert equivalent(kept.use(), fact)
    assert kept.use() is kept.term if fact.ground else not set(map(id, variables(kept.use()))) & set(map(id, variables(fact)))
    bound: list[Var] = []
    env: list[Any] = [None] * kept.size
    found = unify_kept(live, kept.term, env, bound, [])
    mine = resolve(Expr((live, instantiate(kept.term, env)))) if found else None
    undo(bound)
    use = kept.use()
    assert unify(live, use, bound, []) == found
    if mine is not None:
        assert equivalent(mine, Expr((live, use)))
    undo(bound)


@pytest.mark.parametrize("seed", SEEDS)
def test_copies(seed: int) -> None:
    rng = random.Random(seed)
    names = [Var("x", True), Var("y"), Var("x", True)]
    atom = any_term(rng, names, 4)
    assert resolve(atom) is atom
    assert rename(atom, names) is atom
    fresh = rename(atom)
    assert equivalent(fresh, atom)
    assert equal(fresh, atom) == (not variables(atom))
    assert not any(var in names for var in variables(fresh) if not var.own)
    named = by_name(atom)
    assert len({var.name for var in variables(named) if var.own}) == len([v for v in variables(named) if v.own])
    assert text_of(named).split("#")[0] == text_of(atom).split("#")[0]
    value = Expr((Sym("f"), names[1]))
    swapped = substitute(atom, names[0], value)
    assert occurs(names[0], swapped) is False
    names[0].ref = value
    assert equal(resolve(atom), swapped)
    names[0].ref = None
    assert (hash(atom) == hash(any_term(random.Random(seed), names, 4))) or not atom.ground


def test_equality_of_values() -> None:
    assert equal(number(1), Ground(1.0, NUMBER, "number"))
    assert not equal(number(1), Ground(True, NUMBER, "bool"))
    nan = Ground(float("nan"), NUMBER, "number")
    assert not equal(nan, Ground(nan.value, NUMBER, "number"))
    assert Expr((number(1), Sym("a"))) == Expr((number(1), Sym("a")))
    assert hash(Expr((number(1), Sym("a")))) == hash(Expr((number(1), Sym("a"))))
    assert Expr((number(1),)) != Expr((number(2),))


class Even(Matcher):
    def solutions(self, other: Atom) -> list[Any]:
        return [[]] if isinstance(other, Ground) and other.value % 2 == 0 else []


class Cell(Ground):
    def same(self, other: Ground) -> bool:
        return self is other

    def __hash__(self) -> int:
        return 1


class Named(Ground):
    def __init__(self, value: Any) -> None:
        super().__init__(value, NUMBER, "number")


class NamedEven(Named, Even):
    """The class with the fields is not the first one to say what it is."""


def test_subclasses() -> None:
    even = Even(0, NUMBER)
    assert not even.ground
    assert not Expr((even,)).ground
    goals: list[Any] = []
    assert unify(even, number(3), [], goals)
    assert unify(number(3), even, [], goals)
    assert unify(even, even, [], goals)
    assert [(a is even, plain(b)) for a, b in goals] == [(True, 3), (True, 3), (True, 0)]
    assert not NamedEven(1).ground
    assert Named(1).ground
    assert equal(Named(1), number(1))
    assert not equal(Cell(1, NUMBER), Cell(1, NUMBER))
    assert Sym("a") is Sym("a") is not Sym("b")
    with pytest.raises(TypeError):
        Expr((1,))  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Sym(1)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        _rebuild(Expr((Var("x"),)), lambda x: None)  # type: ignore[arg-type, return-value]


def test_serials_grow() -> None:
    a = Var("a")
    assert last_serial() == a.serial
    assert Var("b").serial == a.serial + 1


def test_a_newer_variable_is_bound_to_an_older_one() -> None:
    old, new = Var("old"), Var("new")
    bound: list[Var] = []
    assert unify(old, new, bound, [])
    assert bound == [new]
    assert deref(new) is old


def nested(leaf: Atom, left: bool, depth: int = DEEP) -> Atom:
    a = Sym("S")
    for _ in range(depth):
        leaf = Expr((leaf, a)) if left else Expr((a, leaf))
    return leaf


@pytest.mark.deep
@pytest.mark.parametrize("left", [True, False])
def test_deep_terms(left: bool) -> None:
    x, y = Var("x", True), Var("y", True)
    a, b = nested(x, left), nested(y, left)
    assert not equal(a, b)
    assert equivalent(a, b)
    bound: list[Var] = []
    assert unify(a, b, bound, [])
    assert len(bound) == 1
    assert equal(a, b)
    undo(bound)
    assert not unify(x, a, bound, []) and occurs(x, a)
    assert variables(a) == [x]
    ground = substitute(a, x, number(1))
    assert ground.ground
    assert ground == nested(number(1), left)
    assert hash(ground) == hash(nested(number(1), left))
    assert equivalent(rename(a), b)
    kept = keep(a)
    assert equivalent(kept.use(), b)
    assert unify_kept(b, kept.term, [None], bound, [])
    assert len(text_of(by_name(a))) == 4 * DEEP + 2
    del a, b, ground, kept
    gc.collect()


@pytest.mark.deep
def test_deep_terms_of_bound_variables() -> None:
    """What unification builds: each level is a variable and what it stands for."""
    bound: list[Var] = []
    first = last = Var("x")
    for _ in range(DEEP):
        after = Var("x")
        unify(last, Expr((Sym("S"), after)), bound, [])
        last = after
    bound.clear()
    assert not unify(last, first, bound, []) and occurs(last, first)
    assert len(text_of(resolve(first))) > 4 * DEEP
    gc.collect()
    del first, last, after
    gc.collect()


def test_cycles_are_collected() -> None:
    class Witness:
        gone = 0

        def __del__(self) -> None:
            Witness.gone += 1

    cell = Ground(None, NUMBER)
    expr = Expr((cell, Ground(Witness(), NUMBER)))
    cell.value = expr
    var = Var("x")
    var.ref = Expr((var, Ground(Witness(), NUMBER)))  # unify would not, but nothing forbids it
    del cell, expr, var
    gc.collect()
    assert Witness.gone == 2
