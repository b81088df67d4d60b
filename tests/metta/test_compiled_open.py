"""Compiled programs with variables in calls against the generic machine alone."""

from __future__ import annotations

import random
import re

import pytest

import pyfront.metta.forms as forms
from metta_programs import ends_by_limits
from pyfront.metta.runner import Runner
from vmcore.terms import text_of

FACTS = """
(edge a b) (edge b c) (edge c d) (edge b d) (edge $any e) (weight a 1) (weight b 2) (weight c 2.0)
(is ab (-> A B)) (is bc (-> B C)) (is a A) (is compose (-> (-> $x $y) (-> (-> $y $z) (-> $x $z)))) (same $x $x) (wrap (P $x a) $y)
"""
HEADS = {"S": 1, "P": 2, "Cons": 2, "a": 1}


class Maker:
    """Makes programs: functions f0 f1 ... that call later ones only, and some that are recursive on Peano numbers and lists."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.count = 0

    def variable(self) -> str:
        self.count += 1
        return f"$v{self.count}"

    def term(self, scope: list[str], depth: int = 2) -> str:
        """Any variable may be in it, and new ones."""
        rng = self.rng
        r = rng.random()
        if r < 0.35 and scope:
            return rng.choice(scope)
        if r < 0.5:
            scope.append(self.variable())
            return scope[-1]
        if r < 0.75 or depth == 0:
            return rng.choice(["a", "b", "c", "d", "Z", "1", "2", "True", "()", '"s"', "A", "ab"])
        head = rng.choice([*HEADS, *scope])
        return f"({head} {' '.join(self.term(scope, depth - 1) for _ in range(HEADS.get(head, 1)))})"

    def number(self, scope: list[str], depth: int) -> str:
        rng = self.rng
        if depth <= 0 or rng.random() < 0.4:
            return rng.choice([*scope, "1", "2"])
        return f"({rng.choice('+-*')} {self.number(scope, depth - 1)} {self.number(scope, depth - 1)})"

    def test(self, scope: list[str], level: int, depth: int) -> str:
        rng = self.rng
        shape = rng.randrange(6)
        if shape == 0:
            return rng.choice(["True", "False", *scope])
        if shape == 1:
            return f"({rng.choice(['<', '>='])} {self.number(scope, 1)} {self.number(scope, 1)})"
        if shape == 2:
            return f"({rng.choice(['and', 'or'])} {self.test(scope, level, 0)} {self.test(scope, level, 0)})"
        if shape == 3:
            return self.expression(scope, level, depth - 1)
        return f"(== {self.term(scope, 1)} {self.term(scope, 1)})"

    def goal(self, scope: list[str]) -> str:
        t = lambda: self.term(scope, 1)  # noqa: E731
        return self.rng.choice(
            [f"(edge {t()} {t()})", f"(weight {t()} {t()})", f"(is {t()} {t()})", f"(same {t()} {t()})", f"(wrap {t()} {t()})"]
        )

    def expression(self, scope: list[str], level: int, depth: int) -> str:
        rng = self.rng
        if depth <= 0 or rng.random() < 0.1:
            return self.term(scope)
        sub = lambda: self.expression(scope, level, depth - 1)  # noqa: E731
        shape = rng.randrange(15)
        if shape < 2:
            value = sub()
            return f"(let {self.term(scope)} {value} {sub()})"
        if shape == 2:
            first, second = sub(), sub()
            return f"(let* (({self.term(scope)} {first}) ({self.term(scope)} {second})) {sub()})"
        if shape == 3:
            return f"(superpose ({' '.join(sub() for _ in range(rng.randrange(4)))}))"
        if shape < 6:
            return f"(match &self {self.goal(scope)} {sub()})"
        if shape == 6:
            return f"(match &self (, {self.goal(scope)} {self.goal(scope)}) {sub()})"
        if shape == 7:
            return f"(unify {self.term(scope)} {self.term(scope)} {sub()} {sub()})"
        if shape == 8:
            return f"(if {self.test(scope, level, depth - 1)} {sub()} {sub()})"
        if shape == 9:
            return rng.choice(["(empty)", f"(collapse {sub()})", self.number(scope, 2)])
        if shape == 10:
            head = rng.choice(["plus", "app", "rev", "depth"])
            return f"({head} {' '.join(sub() for _ in range({'rev': 1}.get(head, 2)))})"
        if shape == 11:
            head = rng.choice(list(HEADS))
            return f"({head} {' '.join(sub() for _ in range(HEADS[head]))})"
        if level < 4:
            return f"(f{rng.randrange(level, 4)} {sub()} {sub()})"
        return self.term(scope)

    def program(self) -> str:
        rng = self.rng
        lines = [
            FACTS,
            "(= (plus Z $y) $y) (= (plus (S $x) $y) (S (plus $x $y)))\n",
            "(= (app Nil $y) $y) (= (app (Cons $h $t) $y) (Cons $h (app $t $y)))\n",
            "(= (rev Nil) Nil) (= (rev (Cons $h $t)) (let $r (rev $t) (app $r (Cons $h Nil))))\n",
            "(= (depth $x Z) $x) (= (depth $x (S $n)) (depth (P $x $new) $n)) (= (depth $x (S (S $n))) (other $x))\n",
        ]
        for i in range(4):
            if rng.random() < 0.2:
                types = " ".join(rng.choice(["%Undefined%", "Atom"]) for _ in range(2))
                lines.append(f"(: f{i} (-> {types} %Undefined%))\n")
            for _ in range(rng.randrange(1, 4)):
                scope: list[str] = []
                head = f"(f{i} {self.term(scope)} {self.term(scope)})"
                lines.append(f"(= {head} {self.expression(scope, i + 1, 3)})\n")
        return "".join(lines)

    def call(self) -> str:
        scope: list[str] = ["$q", "$r"]
        if self.rng.random() < 0.4:
            return self.expression(scope, 0, 4)
        return f"(f{self.rng.randrange(4)} {self.term(scope)} {self.term(scope)})"


def plain(text: str) -> str:
    """Variables by the order in which they occur; whether a name is the program's own stays to be seen."""
    names: dict[str, str] = {}

    def name(found: re.Match[str]) -> str:
        word = found[0]
        return names.setdefault(word, f"$#{len(names)}") if "#" in word else word

    return re.sub(r"\$[^\s()]+", name, text)


def outcome(runner: Runner, form: str) -> list[str]:
    return [plain(text_of(atom)) for found in runner.run(f"!{form}") for atom in found]


def bounded() -> object:
    """Limits of a run that may not end."""
    left = [40]

    def check(machine: object) -> None:
        left[0] -= 1
        if not left[0]:
            raise TimeoutError

    return check


def both(program: str, calls: list[str]) -> list[bool]:
    """Compares all results, their order too; answers which forms ran compiled to their end."""
    compiled, generic = Runner(), Runner()
    generic.compiling = False
    compiled.run(program)
    generic.run(program)
    done = []
    for call in calls:
        generic.limits = bounded()  # type: ignore[assignment] # the machine it is called with does not matter
        try:
            want = outcome(generic, call)
        except TimeoutError:
            continue
        assert outcome(compiled, call) == want, f"{program}\n!{call}"
        done.append(is_open(compiled))
    return done


def is_open(runner: Runner) -> bool:
    """Did the last form run compiled to its end, and are there functions for calls with variables?"""
    form = next(reversed(runner.top.islands.forms.recent.values()), None)
    compiled = runner.top.islands.compiled
    return bool(form and form.entry and form.epoch == compiled.epoch() and not form.given_up and compiled.open)


@pytest.fixture(autouse=True)
def always(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "OFTEN", 0)


@pytest.mark.parametrize("seed", range(80))
def test_generated(seed: int) -> None:
    maker = Maker(seed)
    both(maker.program(), [maker.call() for _ in range(6)])


def test_generated_programs_are_compiled() -> None:
    """The test above would say nothing if nearly all of them were refused."""
    done = []
    for seed in range(40):
        maker = Maker(seed)
        done += both(maker.program(), [maker.call() for _ in range(6)])
    assert sum(done) > len(done) // 3, (sum(done), len(done))


PROVE = """
(is a A) (is ab (-> A B)) (is bc (-> B C)) (is cd (-> C D)) (is compose (-> (-> $x $y) (-> (-> $y $z) (-> $x $z))))
(= (prove (is $p $t) $n) (match &self (is $p $t) (is $p $t)))
(= (prove (is ($f $x) $t) (S $n))
  (let* (((is $f (-> $s $t)) (prove (is $f (-> $s $t)) $n)) ((is $x $s) (prove (is $x $s) $n))) (is ($f $x) $t)))
"""


def texts(runner: Runner, program: str) -> list[list[str]]:
    return [[plain(text_of(atom)) for atom in found] for found in runner.run(program)]


@pytest.mark.parametrize(
    "program, calls, expected",
    [
        (PROVE, ["(prove (is $p D) (S (S (S Z))))"], ["(is (cd (bc (ab a))) D)", "(is (((compose bc) cd) (ab a)) D)"]),
        ("(= (eq $x $x) T)", ["(let T (eq (P $a 1) (P 2 $b)) ($a $b))"], ["(2 1)"]),
        ("(= (eq $x $x) T)", ["(let $r (eq $z b) ($r $z))"], ["(T b)"]),
        ("(= (eq $x $x) T)", ["(eq $z $w)"], ["T"]),
        ("(= (make $x) (P $x $y))", ["(make $q)"], ["(P $q $#0)"]),
        ("(= (make $x) (P $x $y $y))", ["(let (P 1 $u $v) (make $q) ($q $u $v))"], ["(1 $u $u)"]),
        ("(= (f (S $x)) $x) (= (f Z) zero)", ["(let $r (f $n) ($r $n))"], ["($r (S $r))", "(zero Z)"]),
        ("(= (p) (superpose (1 2)))", ["(let* (($x (p)) ($y (p))) ($x $y $z))"], ["(1 1 $z)", "(1 2 $z)", "(2 1 $z)", "(2 2 $z)"]),
        # What was bound for one alternative is free for the next, and after all have been collected.
        ("(= (f $x) (superpose ((g $x) $x))) (= (g a) 1)", ["(f $q)"], ["1", "$q"]),
        ("(= (f $x) (P (collapse (g $x)) $x)) (= (g a) 1) (= (g b) 2)", ["(f $q)"], ["(P (1 2) $q)"]),
        ("(= (f $x) (unify $x a $x (no $x)))", ["(superpose ((f $q) (f b) (f $q)))"], ["a", "(no b)", "a"]),
        ("(= (get $k) (match &self (fact $k $v) $v)) (fact a 1) (fact $any 2)", ["(let $v (get $k) ($k $v))"], ["(a 1)", "($k 2)"]),
        ("(= (app Nil $y) $y) (= (app (C $h $t) $y) (C $h (app $t $y)))", ["(app (C 1 $t) $y)"], None),
        ("(= (less $x $y) (if (< $x $y) yes (empty))) (n 1) (n 2)", ["(match &self (, (n $x) (n $y)) (P (less $x $y) $x $z))"],
         ["(P yes 1 $z)"]),
    ],
)  # fmt: skip
def test_results(program: str, calls: list[str], expected: list[str] | None) -> None:
    if expected is None:  # without an end
        with pytest.raises(TimeoutError):
            runner = Runner(limits=bounded())  # type: ignore[arg-type] # the machine it is called with does not matter
            runner.compiling = False
            outcome(runner, calls[0])
            runner.run(program + "!" + calls[0])
        return
    runner = Runner()
    runner.run(program)
    assert outcome(runner, calls[0]) == expected
    assert is_open(runner)
    both(program, calls)


@pytest.mark.parametrize(
    "program, call, expected",
    [
        ("(= (f $x) (P $x $y))", "(let (P $a $b) (f (S $b)) (let $b (S $a) $a))", []),  # nothing is in itself
        ("(= (f $x) (+ $x 1))", "(f $q)", ["(+ $q 1)"]),
        ("(= (f a) 1)", "(f ($q b))", ["(f ($q b))"]),
        ("(= (f $x) (if $x yes no))", "(f $q)", ["yes", "no"]),
        ("(= (g a) b) (command (g a)) (= (f $x) (match &self (command $x) $x))", "(f $q)", ["b"]),
        ("(= (f $g $x) ($g $x)) (= (h $x) (P $x $y))", "(f h $q)", ["(P $q $#0)"]),
        ("(= (f $x) (== $x a))", "(f $q)", ["False"]),
    ],
)
def test_what_gives_up(program: str, call: str, expected: list[str]) -> None:
    runner = Runner()
    runner.run(program)
    assert outcome(runner, call) == expected
    both(program, [call])


def test_changes() -> None:
    runner = Runner()
    ask = "!(prove (is $p C) (S (S Z)))"
    first = ["(is (bc (ab a)) C)"]
    assert texts(runner, PROVE + ask) == [first]
    assert is_open(runner)
    assert texts(runner, "(is ac (-> A C))" + ask) == [["(is (bc (ab a)) C)", "(is (ac a) C)"]]
    assert is_open(runner)
    assert texts(runner, "!(remove-atom &self (is bc (-> B C)))" + ask) == [["()"], ["(is (ac a) C)"]]
    assert texts(runner, "(= (prove $any $n) more)" + ask) == [["(is (ac a) C)", "more"]]
    assert is_open(runner)
    assert texts(runner, "(: prove (-> Atom Atom %Undefined%))" + ask) == [["(is (ac a) C)", "more"]]
    assert texts(runner, "(= (ac $x) called)" + ask) == [["(is called C)", "more"]]


def test_many_facts_are_the_generic_machines() -> None:
    runner = Runner()
    facts = "".join(f"(number n{i})" for i in range(100))
    assert len(texts(runner, facts + "(= (all $x) (match &self (number $x) (P $x $y)))!(all $q)")[0]) == 100
    assert not is_open(runner)


def test_long_searches_begin_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "OFTEN", 10)
    written: list[str] = []
    runner = Runner(write=written.append)
    count = "(= (count Z $x) $x) (= (count (S $n) $x) (count $n $y)) (= (num $n) (if (== $n 0) Z (S (num (- $n 1)))))"
    assert texts(runner, count + "!(let $n (num 3000) (count $n $q))") == [["$#0"]]
    assert is_open(runner)
    assert texts(runner, "!(let $n (num 3000) (P (count $n $q) (println! 1)))")[0][0].endswith("())")
    assert written == ["1\n"]


def test_garbage() -> None:
    """Variables that are old when they are bound, and undone when they are older still."""
    program = "(= (bit) 0) (= (bit) 1) (= (bits Z $l) $l) (= (bits (S $n) $l) (let $b (bit) (bits $n (C $b $l))))"
    sixteen = "(S " * 14 + "Z" + ")" * 14
    runner = Runner()
    found = texts(runner, f"{program}!(let (C $b (C $c $l)) (bits {sixteen} (End $e)) (P $b $c $e))")[0]
    assert is_open(runner)
    assert len(found) == 1 << 14 and found[:3] == ["(P 0 0 $e)", "(P 1 0 $e)", "(P 0 1 $e)"]


@pytest.mark.parametrize(
    "program",
    [
        "(= (loop $x) (loop (S $x))) !(loop $q)",
        "(= (loop $x) (loop $y)) (= (loop $x) $x) !(collapse (loop Z))",
        "(= (nat $x) $x) (= (nat $x) (nat (S $x))) !(collapse (let $y (nat $x) ok))",
        "(= (deep $x) (S (deep $y))) !(deep $q)",
    ],
)
def test_limits(program: str) -> None:
    ends_by_limits(program)
