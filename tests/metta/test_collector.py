"""What the collector of Python has to do with terms: it passes over what is part of no cycle, and finds every cycle."""

from __future__ import annotations

import gc
import sys
import weakref

import pytest

from pyfront.metta import E, MeTTa, OperationAtom, S, V, ValueAtom
from vmcore.terms import Expr, Sym

CYCLES = """
(loop &self (nested &self 1))
(: c (-> Number Number))
(: (own) (Of (own)))
(: pair (-> $a $a (Pair $a)))
!(get-type (own))
!(get-type (pair (pair 1 2) (pair "x" 2)))
!(collapse (match &self (loop $x $y) $y))
!(bind! &s (new-state (a)))
!(change-state! &s (a &s))
!(tabled! g)
(= (g $x) (g2 $x))
!(g (a b))
!(map-atom (1 2 3) $x (+ $x 1))
!(println! &self)
!(c (c "x"))
"""


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
def test_a_runtime_that_is_not_used_goes(backend: str, capsys: pytest.CaptureFixture[str]) -> None:
    metta = MeTTa(backend=backend)
    for text in CYCLES.strip().splitlines():
        metta.run(text)
    space = weakref.ref(metta.runner.top.space)
    del metta
    for _ in range(2):  # functions that hold frames go first, and then what the frames hold
        gc.collect()
    assert space() is None


def test_what_is_tracked() -> None:
    flat = E(S("a"), ValueAtom(1), E(S("b"), ValueAtom("text")))
    assert not gc.is_tracked(flat) and not gc.is_tracked(flat.items)
    assert gc.is_tracked(E(S("a"), V("x")))
    assert gc.is_tracked(E(S("a"), ValueAtom([1])))
    assert gc.is_tracked(E(S("a"), MeTTa().runner.top.atom))
    before = E(S("f"), ValueAtom([1]))
    assert gc.is_tracked(Expr((S("f"),), before))  # what it was before holds a list


def test_types_of_an_expression_that_are_about_it_make_no_garbage() -> None:
    """An error that is kept as a type has the expression in it."""
    metta = MeTTa(backend="treewalk")
    metta.run('(: f (-> Number Number)) (: (own) (Of (own)))')

    def errors() -> int:
        head = Sym("Error")
        return sum(one.__class__ is Expr and one.items[:1] == (head,) for one in gc.get_objects())

    for text in ('!(f (f "a"))', '!(get-type (f "a"))', "!(get-type (own))"):
        metta.run(text)
    gc.collect()
    found = errors()
    for i in range(50):
        metta.run(f'!(f (f "{i}"))')
        metta.run(f'!(get-type (f "{i}"))')
    gc.collect()
    assert errors() <= found + 4


SHAPES = {
    "plain": "(if (== $n 0) (peek) (+ 1 (count (- $n 1))))",
    "let": "(if (== $n 0) (peek) (let $x (count (- $n 1)) (+ 1 $x)))",
    "case": "(case $n ((0 (peek)) ($m (+ 1 (count (- $m 1))))))",
    "match": "(if (== $n 0) (peek) (match &self (one $k) (+ $k (count (- $n 1)))))",
    "superpose": "(if (== $n 0) (peek) (superpose ((+ 1 (count (- $n 1))))))",
    "mutual": "(if (== $n 0) (peek) (+ 1 (count2 (- $n 1))))",
}


@pytest.mark.parametrize("shape", SHAPES)
def test_memory_of_a_level(shape: str) -> None:
    """Blocks of Python's allocator that a level of a recursion takes in the generic machine: terms, frames, choices."""
    levels = 3000
    seen: list[int] = []

    def peek() -> list[object]:
        seen.append(sys.getallocatedblocks())
        return [ValueAtom(0)]

    metta = MeTTa(backend="treewalk")
    metta.register_atom("peek", OperationAtom("peek", peek, ["Number"], unwrap=False))
    body = SHAPES[shape]
    metta.run(f"(one 1) (= (count $n) {body}) (= (count2 $n) {body.replace('count2', 'count')})")
    for n in (10, levels):
        assert str(metta.run(f"!(count {n})")) == f"[[{n}]]"
    assert (seen[1] - seen[0]) / (levels - 10) < 17
