"""The machine and spaces of terms: what Python may subclass, deep data, memory, interruption."""

from __future__ import annotations

import gc
import random
import subprocess
import sys
import threading
import time
from typing import Any

import pytest

import pyfront
from pyfront.metta.machine import Machine
from pyfront.metta.types import WORDS, declared, types_of
from pyfront.metta.values import Number, SpaceAtom
from vmcore.termmachine import M_FAIL, Choice, Frame
from vmcore.terms import Atom, Expr, Sym, Var, equivalent, text_of
from vmcore.termspace import Space, keep, may_match, stamp

S = Sym


def expr(*items: Any) -> Expr:
    return Expr(tuple(S(x) if isinstance(x, str) else x for x in items))


class Twice(Frame):
    """A frame of Python: goes on with a pair."""

    def resume(self, m: Any, atom: Atom) -> None:
        m.frame = self.prev
        m.give(Expr((atom, atom)))


class Counted(Choice):
    """A choice of Python: numbers from 1 on."""

    def __init__(self, m: Any, frame: Any, last: int) -> None:
        super().__init__(m, frame)
        self.next, self.last = 1, last

    def retry(self, m: Any) -> None:
        if self.next == self.last:
            m.choices.pop()
        m.frame = self.frame
        m.give(Number(self.next))
        self.next += 1


def test_frames_and_choices_of_python() -> None:
    m = Machine(SpaceAtom(Space()))
    assert list(map(text_of, m.run(expr("chain", expr("quote", "a"), Var("x", True), "b")))) == ["b"]

    class Start(Machine):
        def loop(self) -> None:
            self.frame = Twice(self.frame)
            self.choices.append(Counted(self, self.frame, 3))
            self.mode = M_FAIL
            super().loop()

    assert list(map(text_of, Start(SpaceAtom(Space())).run(S("a")))) == ["(1 1)", "(2 2)", "(3 3)"]


def test_types_change_with_facts() -> None:
    space, other = Space(), Space()
    f = S("f")
    assert types_of(space, f) == [(S("%Undefined%"), None)]
    space.add(expr(":", "f", "A"))
    assert declared(space, f) == [S("A")]
    space.deps.append(other)
    assert declared(space, f) == [S("A")]
    other.add(expr(":", "f", "B"))
    assert declared(space, f) == [S("A"), S("B")]
    call = expr("g", "f")
    assert types_of(space, call) == [(S("%Undefined%"), None)]
    space.add(expr(":", call, "C"))
    assert types_of(space, call) == [(S("C"), None)]
    space.add(expr(":<", "C", "D"))
    assert types_of(space, call) == [(S("C"), None), (S("D"), None)]
    space.remove(expr(":", call, "C"))
    assert types_of(space, call) == [(S("%Undefined%"), None)]


def test_a_space_that_is_seen_later() -> None:
    """What was found out about a space is good as long as it sees the same ones."""
    runtime = pyfront.Runtime("metta")
    assert str(runtime.eval("!(f 1)")) == "[[(f 1)]]"
    space, other = Space(), Space()
    m = Machine(SpaceAtom(space))
    call = expr("metta", expr("f", "a"), "%Undefined%", SpaceAtom(space))
    assert list(map(text_of, m.run(call))) == ["(f a)"]
    other.add(expr("=", expr("f", Var("x")), "found"))
    assert list(map(text_of, m.run(call))) == ["(f a)"]
    space.deps.append(other)
    assert list(map(text_of, m.run(call))) == ["found"]
    other.remove(expr("=", expr("f", Var("x")), "found"))
    assert list(map(text_of, m.run(call))) == ["(f a)"]


class Told(Space):
    """A space of Python whose terms change without notice."""

    facts: list[Atom] = []

    def candidates(self, query: Atom) -> list[Any]:
        return [keep(fact) for fact in self.facts]

    def matching(self, query: Atom) -> list[Any]:
        return self.candidates(query)


def test_spaces_of_python_are_asked_each_time() -> None:
    space = Told()
    m = Machine(SpaceAtom(space))
    call = expr("metta", expr("f", "a"), "%Undefined%", SpaceAtom(space))
    assert list(map(text_of, m.run(call))) == ["(f a)"]
    space.facts = [expr("=", expr("f", Var("x")), expr("quote", "b"))]
    assert list(map(text_of, m.run(call))) == ["(quote b)"]
    seen = Space()
    seen.deps.append(space)
    call = expr("metta", expr("f", "a"), "%Undefined%", SpaceAtom(seen))
    assert list(map(text_of, Machine(SpaceAtom(seen)).run(call))) == ["(quote b)"]
    space.facts = []
    assert list(map(text_of, Machine(SpaceAtom(seen)).run(call))) == ["(f a)"]


def test_stamps() -> None:
    space = Space()
    before = stamp(space, S("=")), stamp(space, S(":"))
    space.add(expr("=", "a", "b"))
    assert stamp(space, S("=")) != before[0]
    assert stamp(space, S(":")) == before[1]
    now = stamp(space, S(":"))
    space.add(Var("anything"))
    assert stamp(space, S(":")) != now


@pytest.mark.parametrize("seed", range(40))
def test_a_first_look_never_hides_a_match(seed: int) -> None:
    rng = random.Random(seed)
    names = [Var(name) for name in "xyz"]

    def term(depth: int) -> Atom:
        kind = rng.random()
        if depth == 0 or kind < 0.5:
            return rng.choice([S("a"), S("b"), Number(1), Number(1.0), *names])
        return Expr(tuple(term(depth - 1) for _ in range(rng.randrange(3))))

    space = Space()
    for _ in range(100):
        space.add(Expr((S("p"), *[term(2) for _ in range(2)])))
    every = space.alive()
    for _ in range(50):
        query = Expr((S("p"), *[term(2) for _ in range(2)]))
        found = [text_of(one) for one in space.results(query, query)]
        alone = Space()
        scan = []
        for kept in every:
            alone.groups.clear()
            alone.add(kept.use())
            some = alone.results(query, query)
            scan += [text_of(one) for one in some]
            assert may_match(query, kept.term) or not some
        assert len(found) == len(scan)
        same = [one.split("#")[0] for one in found] == [one.split("#")[0] for one in scan]
        assert same


@pytest.mark.deep
def test_deep_facts() -> None:
    deep: Atom = S("Z")
    for _ in range(300_000):
        deep = expr("S", deep)
    space = Space()
    space.add(expr("n", deep))
    x = Var("x", True)
    assert space.results(expr("n", x), x) == [deep]
    assert space.remove(expr("n", deep))
    del space, deep
    gc.collect()


@pytest.mark.deep
def test_deep_recursion_ends_in_bounded_depth_of_c() -> None:
    """Frames are linked: neither going down nor letting them go may recurse."""
    runtime = pyfront.Runtime("metta", backend="treewalk")
    runtime.eval("(= (n Z) Z) (= (n (S $x)) (S (n $x))) (= (num $k) (if (== $k 0) Z (S (num (- $k 1)))))")
    assert equivalent(runtime.eval("!(num 3)")[0][0], expr("S", expr("S", expr("S", "Z"))))
    runtime.eval("(= (down $k) (if (== $k 0) 0 (+ 1 (down (- $k 1)))))")
    assert str(runtime.eval("!(down 100000)")) == "[[100000]]"


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
def test_interrupt(backend: str) -> None:
    runtime = pyfront.Runtime("metta", backend=backend)
    runtime.eval("(= (spin $x) (spin (S $x))) (= (f Z) (f Z))")
    for form in ("!(spin Z)", "!(f Z)", "!(collapse (f Z))"):
        timer = threading.Timer(0.1, runtime.interrupt)
        timer.start()
        begin = time.monotonic()
        with pytest.raises(KeyboardInterrupt):
            runtime.eval(form)
        timer.join()
        assert time.monotonic() - begin < 20
        assert str(runtime.eval("!(+ 1 2)")) == "[[3]]"


def test_a_fact_takes_less_than_300_bytes() -> None:
    """Measured in a process of its own, so that what other tests left does not count."""
    program = """if True:
        import gc, tracemalloc
        from vmcore.terms import Expr, Sym
        from vmcore.termspace import Space
        names = [Sym(f"p{i}") for i in range(20000)]
        space, parent = Space(), Sym("parent")
        gc.collect()
        tracemalloc.start()
        for i in range(20000):
            space.add(Expr((parent, names[i // 2], names[i])))
        print(tracemalloc.get_traced_memory()[0] // 20000)
    """
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert int(done.stdout) < 300


def test_words_are_those_of_the_language() -> None:
    assert Machine(SpaceAtom(Space())).words is WORDS
