"""Compiled functions and folded arithmetic against the generic machine alone."""

from __future__ import annotations

import random

import pytest

from pyfront.metta.runner import Runner
from vmcore.terms import text_of


def results(program: str, compiling: bool, calls: list[str]) -> list[list[str]]:
    runner = Runner()
    runner.compiling = compiling
    runner.run(program)
    out = []
    for call in calls:
        runner.top.islands.calls = dict.fromkeys(runner.top.islands.calls, 1000)  # often enough
        out += [sorted(map(text_of, found)) for found in runner.run(f"!{call}")]
    return out


def warm(runner: Runner, call: str, times: int = 40) -> None:
    for _ in range(times):
        runner.run(f"!{call}")


def expression(rng: random.Random, kind: str, names: list[str], depth: int) -> str:
    if depth == 0 or rng.random() < 0.15:
        if kind == "truth":
            return rng.choice(["True", "False"])
        return rng.choice([*names, str(rng.randrange(-9, 99)), "100000000000000000000"])
    sub = lambda k: expression(rng, k, names, depth - 1)  # noqa: E731
    if kind == "truth":
        shape = rng.randrange(4)
        if shape == 0:
            return f"(not {sub('truth')})"
        if shape == 1:
            return f"({rng.choice(['and', 'or', 'xor'])} {sub('truth')} {sub('truth')})"
        return f"({rng.choice(['<', '<=', '>', '>=', '=='])} {sub('integer')} {sub('integer')})"
    shape = rng.randrange(4)
    if shape == 0:
        return f"(if {sub('truth')} {sub('integer')} {sub('integer')})"
    if shape == 1:
        name = f"$v{rng.randrange(1000)}" if rng.random() < 0.9 else "$v"
        return f"(let {name} {sub('integer')} {expression(rng, 'integer', [*names, name], depth - 1)})"
    return f"({rng.choice('+-*/%')} {sub('integer')} {sub('integer')})"


@pytest.mark.parametrize("seed", range(12))
def test_generated(seed: int) -> None:
    rng = random.Random(seed)
    program = (
        "".join(f"(= (f{i} $x $y) {expression(rng, 'integer', ['$x', '$y'], 4)})\n" for i in range(3))
        + "(= (both $x $y) (+ (f0 $x $y) (f1 (f2 $x $y) $y)))\n"
    )
    calls = [f"({name} {rng.randrange(-50, 50)} {rng.randrange(-5, 5)})" for name in ("f0", "f1", "f2", "both") * 12]
    assert results(program, True, calls) == results(program, False, calls)


FIB = "(= (fib $n) (if (< $n 2) $n (+ (fib (- $n 1)) (fib (- $n 2)))))"


def test_fib_is_compiled() -> None:
    runner = Runner()
    assert [[text_of(x) for x in found] for found in runner.run(f"{FIB} !(fib 22)")] == [["17711"]]
    assert any(function for function in runner.top.islands.done.values())


def test_what_is_no_integer_stays_generic() -> None:
    runner = Runner()
    runner.run(f"{FIB} !(fib 15)")
    assert [text_of(x) for x in runner.run("!(fib 2.5)")[0]] == ["2.0"]
    assert [text_of(x) for x in runner.run("!(fib a)")[0]] == ["(if (< a 2) a (+ (fib (- a 1)) (fib (- a 2))))"]


def test_equations_that_come_later() -> None:
    runner = Runner()
    runner.run(f"{FIB} !(fib 15)")
    found = runner.run("(= (fib 3) extra) !(fib 3)")[0]
    assert sorted(map(text_of, found)) == ["2", "extra"]
    assert [text_of(x) for x in runner.run("!(remove-atom &self (= (fib 3) extra)) !(fib 3)")[1]] == ["2"]


def test_equations_that_come_during_an_evaluation() -> None:
    runner = Runner()
    runner.run(
        "(= (g $n) (+ $n 1)) (= (twice) (let $a (g 1) (let $done (add-atom &self (= (g 1) more)) (pair $a (g 1)))))"
    )
    warm(runner, "(g 1)")
    found = runner.run("!(twice)")[0]
    assert sorted(map(text_of, found)) == ["(pair 2 2)", "(pair 2 more)"]


def test_the_library_may_change() -> None:
    runner = Runner()
    runner.run("(= (g $n) (if (> $n 0) 1 2))")
    warm(runner, "(g 1)")
    assert sorted(map(text_of, runner.run("(= (if $c $a $b) mine) !(g 1)")[0])) == ["1", "mine"]


def test_types_that_come_later() -> None:
    runner = Runner()
    runner.run("(= (g $n) (+ $n 1))")
    warm(runner, "(g 1)")
    assert [text_of(x) for x in runner.run("(: g (-> String Number)) !(g 1)")[0]] == [
        "(Error (g 1) (BadArgType 1 String Number))"
    ]


def test_errors_are_those_of_the_generic_machine() -> None:
    runner = Runner()
    runner.run("(= (g $n) (/ 10 $n))")
    warm(runner, "(g 5)")
    assert [text_of(x) for x in runner.run("!(g 0)")[0]] == ["(Error (/ 10 0) DivisionByZero)"]


def test_deep_recursion() -> None:
    runner = Runner()
    found = runner.run("(= (count $n) (if (== $n 0) 0 (+ 1 (count (- $n 1))))) !(count 300000)")
    assert text_of(found[0][0]) == "300000"


@pytest.mark.parametrize(
    "call",
    [
        "(+ 1 (+ 2 (* 3 4)))", "(+ 1 a)", '(+ 1 "a")', "(+ 1 (/ 5 0))", "(and True (< 1 2))", "(and True 5)", "(+ 1)",
        "(< 1 2.5)", "(+ (+ 1 2) (superpose (1 2)))", "(% 7 (- 3 3))", "(not (not True))", "(* 1e308 10)", "(+ 1 ())",
        "(== (+ 1 2) 3)", "(+ 1 (fold me))",
    ],
)  # fmt: skip
def test_folding(call: str) -> None:
    assert results("", True, [call]) == results("", False, [call])
