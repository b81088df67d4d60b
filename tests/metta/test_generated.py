"""Compiled forms and functions against the generic machine alone, on generated programs with effects, types and errors:
equations and types that come and go between evaluations and inside of them, states, user types, results that are errors,
operations on what is no number, conditions that are no truth values, functions as values."""

from __future__ import annotations

import pytest

import pyfront.metta.forms as forms
import pyfront.metta.islands as islands
from metta_programs import BETWEEN, Caller, Maker, Wider, plain, texts
from pyfront.metta.runner import Runner

STEPS = 100_000  # of the machine, after which a program is left out


class Enough(Exception):
    """The program takes too long."""


class Patience:
    """Ends a run that takes too long; the machine's own recursion ends at its depth."""

    def __init__(self) -> None:
        self.left = STEPS

    def __call__(self, machine: object) -> None:
        self.left -= 512
        if self.left < 0:
            raise Enough


def run(runner: Runner, text: str) -> list[list[str]]:
    assert isinstance(runner.limits, Patience)
    runner.limits.left = STEPS
    return [[plain(x) for x in found] for found in texts(runner, text)]


def compare(seed: int, repeat: int, kind: type[Maker] = Wider) -> tuple[int, int]:
    """How many forms were compared, and how many were compiled."""
    maker = kind(seed)
    compiled, generic = Runner(limits=Patience()), Runner(limits=Patience())
    generic.compiling = False
    program = maker.program()
    done = count = 0
    try:
        for runner in (generic, compiled):
            run(runner, program)
        for _ in range(6):
            text = maker.rng.choice(BETWEEN) if maker.rng.random() < 0.15 else ""
            text += f"!{maker.call()}"
            for _ in range(repeat):
                want = run(generic, text)
                assert run(compiled, text) == want, f"{program}\n{text}"
                count += 1
            done += any(form.entry is not None for form in compiled.top.islands.forms.recent.values())
    except Enough:
        pass
    return count, done


@pytest.mark.parametrize("seed", range(60))
def test_forms(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "OFTEN", 0)
    compare(seed, 1)


@pytest.mark.parametrize("seed", range(60, 120))
def test_functions(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Functions that are compiled by themselves, called by the generic machine."""
    monkeypatch.setattr(forms, "OFTEN", 1 << 40)
    monkeypatch.setattr(forms, "LONG", 1 << 40)
    monkeypatch.setattr(islands, "OFTEN", 0)
    monkeypatch.setattr(islands, "VERY_OFTEN", 0)
    compare(seed, 1)


@pytest.mark.parametrize("seed", range(120, 150))
def test_both(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As in use, but sooner."""
    monkeypatch.setattr(forms, "OFTEN", 2)
    monkeypatch.setattr(forms, "LONG", 1)
    monkeypatch.setattr(islands, "OFTEN", 3)
    monkeypatch.setattr(islands, "VERY_OFTEN", 5)
    compare(seed, 4)


def test_they_are_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests above would say nothing if nearly everything were refused."""
    monkeypatch.setattr(forms, "OFTEN", 0)
    found = [compare(seed, 1) for seed in range(200, 230)]
    assert sum(count for count, _ in found) > 100
    assert sum(done for _, done in found) > 30


@pytest.mark.parametrize("seed", range(300, 360))
def test_functions_as_values(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "OFTEN", 0)
    if seed % 3 == 0:
        monkeypatch.setattr(islands, "OFTEN", 0)
        monkeypatch.setattr(islands, "VERY_OFTEN", 0)
    compare(seed, 1, Caller)


@pytest.mark.parametrize(
    "program",
    [
        # What is handed to a function may have to be evaluated once more, and may be an error then.
        "(= (plus Z $y) $y) (= (plus (S $x) $y) (S (plus $x $y)))"
        '!(superpose ((plus (S (S Z)) (>= (let $x "s" $x) (plus a ()))) b))',
        "(= (cnt $n $x) (if (== $n 0) $x (cnt (- $n 1) (S $x)))) !(cnt 3 (index-atom (1 (== (a b) (()))) 1))",
        # A result has the type of what it is.
        "(: a A) (= (f $x) a) !(+ (f 1) 2)",
        "(: a Number) (= (f $x) a) (: g (-> Bool Number)) (= (g $x) (h $x)) !(+ (f 1) 1) !(g (f 1))",
        "(= (g $x) (== $x a)) !(g (not b)) !(g (not (quote b))) !(g (+ 1 c)) !(g (S 5)) (: S (-> Bool Nat)) !(g (S 5))",
        "(= (f $x) (1 $x)) !(if (f 1) a b) !(idt (if True (f 1) b))",
    ],
)
def test_functions_by_themselves(program: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(islands, "OFTEN", 0)
    monkeypatch.setattr(islands, "VERY_OFTEN", 0)
    compiled, generic = Runner(), Runner()
    generic.compiling = False
    assert texts(compiled, program) == texts(generic, program)
