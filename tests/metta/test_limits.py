"""Limits where one step takes much: large strings, expressions and integers."""

from __future__ import annotations

import io
import time

import pytest

import pyfront
from patience import patient
from pyfront.errors import MemoryLimitExceeded, TimeLimitExceeded
from pyfront.metta.machine import Machine
from pyfront.metta.ops import OPS
from pyfront.metta.values import Failed, Number, SpaceAtom
from vmcore.termspace import Space

BACKENDS = ("vm", "treewalk")
DOUBLING = {
    "strings": '(= (f $s) (f (format-args "{}{}" ($s $s)))) !(f "abc")',
    "a template": '(= (f $s) (f (format-args $s ($s $s $s)))) !(f "{}{}{}")',
    "expressions": "(= (f $l) (let $m (union-atom $l $l) (f $m))) !(f (a b c))",
    "a space": "(= (q) (let $x (match &self $y $y) (let $u (add-atom &self (z $x)) (q)))) !(q)",
}


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", DOUBLING)
def test_memory(name: str, backend: str) -> None:
    with pyfront.Runtime("metta", backend=backend, memory=20_000_000, timeout=patient(60)) as runtime:
        with pytest.raises(MemoryLimitExceeded):
            runtime.eval(DOUBLING[name])
        assert runtime.show(runtime.eval("!(+ 1 2)")) == "[3]"


@pytest.mark.parametrize("operation", ["*", "/", "%"])
def test_large_integers_ask_for_limits(operation: str) -> None:
    def limits(machine: Machine) -> None:
        raise TimeLimitExceeded("over")

    machine = Machine(SpaceAtom(Space()), limits)
    with pytest.raises(TimeLimitExceeded):
        OPS[operation].run(machine, Number((1 << 8_000_000) // 7), Number((1 << 4_000_000) // 3))


def test_large_integers() -> None:
    machine = Machine(SpaceAtom(Space()))
    x, y = 7**80_000 + 1, -(3**100_000)
    found = [OPS[name].run(machine, Number(a), Number(b))[0].value for name, a, b in (
        ("*", x, y), ("/", x, y), ("/", y, x), ("%", x, y), ("%", y, x))]  # fmt: skip
    assert found == [x * y, -(x // -y), -(-y // x), x % -y, -(-y % x)]
    with pytest.raises(Failed, match="too large"):
        OPS["*"].run(machine, Number(1 << 70_000_000), Number(1 << 70_000_000))


@pytest.mark.parametrize("backend", BACKENDS)
def test_integers_longer_than_python_writes(backend: str) -> None:
    digits = "-" + "1234567890" * 1000
    with pyfront.Runtime("metta", backend=backend) as runtime:
        assert runtime.show(runtime.eval(f"!(+ 1 (- {digits} 1))")) == f"[{digits}]"
        assert runtime.show(runtime.eval(f'!(format-args "{{}}" ({digits}))')) == f'["{digits}"]'


SPACES = "!(bind! &a (new-space)) !(bind! &b (new-space)) !(add-atom &a &b) !(add-atom &b &a) !(add-atom &b (f 1)) "


@pytest.mark.parametrize(("text", "wanted"), [
    ("(= (f) 1) &self !(f) !(id 1) !(match &self (g $x) $x)", "[[1], [1], []]"),
    ("(f 1) &self !(match &self (f $x) $x)", "[[1]]"),
    (SPACES + "!(match &a (f $x) $x) !(match &b (f $x) $x) !(match &a (g $x) $x) !(match &a &b ok)", "[[()], [()], [()], [()], [()], [1], [1], [], [ok, ok]]"),
    ("(f &self) (f a) !(match &self (f (f (f $x))) $x)", "[[ModuleSpace(GroundingSpace-top), a]]"),
])  # fmt: skip
def test_spaces_that_contain_themselves(text: str, wanted: str) -> None:
    assert str(pyfront.run(text, language="metta")) == wanted


def test_a_conjunction_of_many_goals() -> None:
    assert str(pyfront.run(f"(a) !(match &self (, {'(a) ' * 100_000}) ok)", language="metta")) == "[[ok]]"


# Terms share their parts: what the first of these answers has more nodes than can be visited.
SHARED = "(= (d $n $x) (if (== $n 0) $x (d (- $n 1) ($x $x)))) "


@pytest.mark.parametrize("form", [
    "(println! (d 60 a))", "(== (d 60 a) (d 60 a))", "(== (d 60 $x) (d 60 $x))", "(let $x (d 60 $z) (add-atom &self (q $x)))",
    "(let $x (d 60 $y) (let $y 1 2))", "(+ 1 (d 60 a))", "(collapse (superpose ((d 60 a) (d 60 b))))", "(let $x (d 60 a) (new-state $x))",
])  # fmt: skip
@pytest.mark.parametrize("backend", BACKENDS)
def test_terms_that_cannot_be_walked(backend: str, form: str) -> None:
    """They end by a limit, or are done without a walk."""
    out = io.StringIO()
    with pyfront.Runtime("metta", backend=backend, memory=200_000_000, timeout=0.5, stdout=out) as runtime:
        begin = time.process_time()
        try:
            runtime.written(runtime.compile(f"{SHARED} !{form}"))
        except (TimeLimitExceeded, MemoryLimitExceeded):
            pass
        assert time.process_time() - begin < patient(5)


def test_states_that_contain_themselves() -> None:
    text = "!(bind! &s (new-state (z))) !(change-state! &s (a &s &s)) !(== &s &s) !(== &s (a &s))"
    wanted = "[[()], [(State (a (State ...) (State ...)))], [True], [False]]"
    assert str(pyfront.run(text, language="metta")) == wanted
    text = "!(bind! &s (new-state (z))) !(bind! &t (new-state (z))) !(change-state! &s (a &s)) !(change-state! &t (a &t)) !(== &s &t)"
    assert str(pyfront.run(text, language="metta")[-1]) == "[True]"
