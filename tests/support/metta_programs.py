"""Generated MeTTa programs: ``Maker`` makes plain ones, most of which can be compiled; ``Wider`` all kinds."""

from __future__ import annotations

import random
import re

import pytest

import pyfront
from pyfront.errors import LimitError
from pyfront.metta.runner import Runner
from vmcore.terms import text_of


def texts(runner: Runner, program: str) -> list[list[str]]:
    return [[text_of(atom) for atom in found] for found in runner.run(program)]


def ends_by_limits(program: str) -> None:
    """A program without an end is ended by each limit."""
    with pytest.raises(LimitError):
        pyfront.run(program, language="metta", fuel=200_000)
    with pytest.raises(LimitError):
        pyfront.run(program, language="metta", timeout=0.3)
    with pytest.raises(LimitError):
        pyfront.run(program, language="metta", memory=30_000_000, fuel=20_000_000)


def plain(text: str) -> str:
    return re.sub(r"#\d+", "#", text)


FACTS = "(edge a b) (edge b c) (edge c d) (edge b d) (weight a 1) (weight b 2) (weight c 2) (pair (P a 1) x) (pair (P b 2) y) (many 1 2)\n"


class Maker:
    """Makes programs: functions f0 f1 ... that call later ones only, and one that is recursive on Peano numbers and lists."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.count = 0

    def variable(self) -> str:
        self.count += 1
        return f"$v{self.count}"

    def leaf(self, scope: list[str]) -> str:
        rng = self.rng
        if scope and rng.random() < 0.6:
            return rng.choice(scope)
        return rng.choice(
            ["a", "b", "Z", "1", "2", "3", "1.0", "True", "False", '"s"', "()", "(S Z)", "(a b)", "(P a 1)", "Nil"]
        )

    def number(self, scope: list[str], depth: int) -> str:
        rng = self.rng
        if depth <= 0 or rng.random() < 0.3:
            return rng.choice([*scope, "1", "2", "3"])
        return f"({rng.choice('+-*')} {self.number(scope, depth - 1)} {self.number(scope, depth - 1)})"

    def pattern(self, scope: list[str], bound: list[str], depth: int = 2) -> str:
        rng = self.rng
        r = rng.random()
        if r < 0.4:
            name = self.variable()
            bound.append(name)
            return name
        if r < 0.5 and scope:
            return rng.choice(scope)
        if r < 0.7 or depth == 0:
            return rng.choice(["a", "b", "Z", "1", "2", "True", "()"])
        head = rng.choice(["S", "P", "Cons", "a"])
        size = {"S": 1, "P": 2, "Cons": 2, "a": 1}[head]
        return f"({head} {' '.join(self.pattern(scope, bound, depth - 1) for _ in range(size))})"

    def expression(self, scope: list[str], level: int, depth: int) -> str:
        rng = self.rng
        if depth <= 0 or rng.random() < 0.1:
            return self.leaf(scope)
        sub = lambda more=(): self.expression([*scope, *more], level, depth - 1)  # noqa: E731
        shape = rng.randrange(18)
        if shape == 0:
            return f"(if {self.test(scope, level, depth - 1)} {sub()} {sub()})"
        if shape == 1:
            bound: list[str] = []
            value = sub()
            pattern = self.pattern(scope, bound)
            return f"(let {pattern} {value} {sub(bound)})"
        if shape == 2:
            first, second = self.variable(), self.variable()
            value = sub()
            return f"(let* (({first} {value}) ({second} {sub([first])})) {sub([first, second])})"
        if shape == 3:
            return f"(superpose ({' '.join(sub() for _ in range(rng.randrange(4)))}))"
        if shape == 4:
            return f"(collapse {sub()})"
        if shape == 5:
            x, y = self.variable(), self.variable()
            start = rng.choice([x, "a", "b", *scope])
            bound = [y] if start != x else [x, y]
            return f"(match &self (edge {start} {y}) {sub(bound)})"
        if shape == 6:
            x, y, z = self.variable(), self.variable(), self.variable()
            goals = rng.choice(
                [
                    f"(, (edge {x} {y}) (edge {y} {z}))",
                    f"(, (edge {x} {y}) (weight {y} {z}))",
                    f"(pair (P {x} {y}) {z})",
                ]
            )
            return f"(match &self {goals} {sub([x, y, z])})"
        if shape == 7:
            bound = []
            value = sub()
            cases = []
            for _ in range(rng.randrange(1, 4)):
                bound = []
                pattern = (
                    rng.choice([self.pattern(scope, bound), "Empty"])
                    if rng.random() < 0.3
                    else self.pattern(scope, bound)
                )
                if pattern == "Empty":
                    bound = []
                cases.append(f"({pattern} {sub(bound)})")
            return f"({rng.choice(['case', 'switch'])} {value} ({' '.join(cases)}))"
        if shape == 8:
            return f"(S {sub()})"
        if shape == 9:
            return f"(P {sub()} {sub()})"
        if shape == 10:
            return f"(quote {sub()})"
        if shape == 11:
            bound = []
            value = rng.choice([*scope, "(P a 1)", "(S Z)"])
            pattern = self.pattern(scope, bound)
            return f"(unify {value} {pattern} {sub(bound)} {sub()})"
        if shape == 12:
            return self.number(scope, depth)
        if shape == 13:
            return f"({rng.choice(['car-atom', 'cdr-atom', 'size-atom'])} {rng.choice([*scope, '(P a 1)', '(1 2 3)', '(S Z)'])})"
        if shape == 14:
            return f"(cons-atom {self.leaf(scope)} {rng.choice([*scope, '(P a 1)', '(1 2 3)', '()'])})"
        if shape == 15:
            return rng.choice(
                ["(empty)", "Empty", self.leaf(scope), f"({self.leaf(scope)} {sub()})", f"(plus (S (S Z)) {sub()})"]
            )
        if level < 4:
            return (
                f"(f{rng.randrange(level, 4)} {' '.join(self.expression(scope, level, depth - 1) for _ in range(2))})"
            )
        return self.leaf(scope)

    def test(self, scope: list[str], level: int, depth: int) -> str:
        rng = self.rng
        shape = rng.randrange(5)
        if shape == 0:
            return rng.choice(["True", "False", *scope])
        if shape == 1:
            return f"({rng.choice(['<', '<=', '>', '>='])} {self.number(scope, depth)} {self.number(scope, depth)})"
        if shape == 2:
            return f"({rng.choice(['and', 'or', 'xor'])} {self.test(scope, level, depth - 1)} {self.test(scope, level, depth - 1)})"
        if shape == 3:
            return f"(not {self.test(scope, level, depth - 1)})"
        return f"(== {self.expression(scope, level, depth - 1)} {self.leaf(scope)})"

    def program(self) -> str:
        rng = self.rng
        lines = [FACTS, "(= (plus Z $y) $y)\n(= (plus (S $x) $y) (S (plus $x $y)))\n"]
        for i in range(4):
            if rng.random() < 0.2:
                types = " ".join(rng.choice(["Number", "%Undefined%", "Atom", "Bool"]) for _ in range(3)).rsplit(" ", 1)
                lines.append(f"(: f{i} (-> {types[0]} {types[1].replace('Atom', 'Number')}))\n")
            for _ in range(rng.randrange(1, 4)):
                bound: list[str] = []
                head = f"(f{i} {self.pattern([], bound)} {self.pattern(bound, bound)})"
                lines.append(f"(= {head} {self.expression(bound, i + 1, 3)})\n")
        return "".join(lines)

    def call(self) -> str:
        if self.rng.random() < 0.4:
            return self.expression([], 0, 4)
        args = " ".join(self.expression([], 4, 1) for _ in range(2))
        return f"(f{self.rng.randrange(4)} {args})"


LIBRARY = """
!(bind! &st (new-state 1))
(= (apl $f $x) ($f $x)) (= (idt $x) $x) (= (fe $x) (Error $x bad)) (= (hd (Cons $a $b)) $a) (= (pr $x $y) (P $y $x))
(= (nat+ $x Z) $x) (= (nat+ $x (S $y)) (S (nat+ $x $y))) (= (atm $x) (k $x)) (= (alts $x) (superpose ($x a $x)))
(= (len Nil) 0) (= (len (Cons $h $t)) (+ 1 (len $t))) (= (cnt $n $x) (if (== $n 0) $x (cnt (- $n 1) (S $x))))
"""
TYPES = (
    "(: idt (-> $t $t))", "(: Z Nat) (: S (-> Nat Nat))", "(: nat+ (-> Nat Nat Nat))", "(: hd (-> (List $t) $t))",
    "(: Cons (-> $t (List $t) (List $t))) (: Nil (List $t))", "(: pr (-> $a $b (Pair $b $a)))", "(: a A) (: b A)",
    "(: apl (-> (-> $a $b) $a $b))", "(: len (-> (List $t) Number))", "(: atm (-> Expression Atom))", "(:< A B)",
    "(: P (-> $a $b (Pair $a $b)))", "(: alts (-> Number Number))", "(: fe (-> %Undefined% ErrorType))",
    "(: f2 (-> Nat Nat Nat))", "(: f1 (-> $t $t Bool))", "(: f3 (-> B %Undefined% B))", "(: a Number)",
)  # fmt: skip
BETWEEN = (
    "(edge d e)", "!(remove-atom &self (edge a b))", "(weight d 1.0)", "(: Z Nat)", "(: S (-> Nat Nat))", "(: b Nat)",
    "(= (idt $x) (S $x))", "!(add-atom &self (: idt (-> $t $t)))", "!(remove-atom &self (: S (-> Nat Nat)))",
    "!(change-state! &st 2)", "(= (apl $f $x) two)", "(= (if $c $t $e) mine)", "(: let (-> Atom Atom Atom Atom))",
    "(= (S Z) one)", "!(remove-atom &self (= (idt $x) $x))", "(= (f3 a $q) (P $q $q))", "(edge $any q)", "(: a Number)",
)  # fmt: skip
CHANGES = (
    "(edge a b)", "(: a Nat)", "(: f3 (-> Number %Undefined% %Undefined%))", "(: b Number)", "(= (S Z) one)",
    "(= (k 1) kk)", "(= (P a 1) pa)", "(= (idt a) b)",
)  # fmt: skip
ODD = (
    "Empty", "(Error a b)", "Error", "f0", "+", "(+ 1 2)", "if", "$free", "(f0 a)", "2.0", "(1 2 3)", "&self", "S",
    "(plus Z)", "(/ 1 0)", '(+ 1 "s")', "(- a b)", "(> True 1)", "(if a 1 2)", "(if 5 1 2)", "(not 3)", "(S (S Z))",
)  # fmt: skip


class Wider(Maker):
    """More than ``Maker`` makes, some of it strange."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.effects = self.rng.random() < 0.4
        self.often = self.rng.random() * 0.4

    def leaf(self, scope: list[str]) -> str:
        return self.rng.choice(ODD) if self.rng.random() < self.often / 4 else super().leaf(scope)

    def expression(self, scope: list[str], level: int, depth: int) -> str:
        rng = self.rng
        if depth <= 0 or rng.random() > self.often:
            return super().expression(scope, level, depth)
        v, w = self.variable(), self.variable()

        def sub(*more: str) -> str:
            return self.expression([*scope, *more], level, depth - 1)

        some = rng.choice([*scope, "(1 2 3)", "(a (S Z) (f3 a b))", "()", sub()])
        shapes = [
            "(get-state &st)",
            f"(map-atom {some} {v} {sub(v)})",
            f"(filter-atom {some} {v} (eval {self.test([*scope, v], level, 1)}))",
            f"(foldl-atom {some} {self.leaf(scope)} {v} {w} {sub(v, w)})",
            f"(once {sub()})",
            f"(limit {rng.randrange(4)} {sub()})",
            f"((|-> ({v}) {sub(v)}) {sub()})",
            f"(apl {rng.choice(['len', 'S', 'plus', 'f3', 'car-atom', 'quote', 'not', 'idt', *scope])} {sub()})",
            f"({rng.choice(['idt', 'fe', 'hd', 'atm', 'alts', 'unquote', 'get-type', 'eval'])} {sub()})",
            f"({rng.choice(['nat+', 'pr', 'cnt', 'plus', '+', '<', '=='])} {sub()} {sub()})",
            f"(if-error {sub()} {sub()} {sub()})",
            f"(if {sub()} {sub()} {sub()})",
            f"(unique (superpose ({sub()} {sub()})))",
            f"(let {v} (quote {sub()}) (unquote {v}))",
            f"(chain (eval {sub()}) {v} {sub(v)})",
            f"(collapse (superpose ({sub()} (superpose ({sub()} {sub()})))))",
            f"(index-atom {some} {rng.randrange(3)})",
            f"(match &self (weight {v} {w}) {sub(v, w)})",
            f"(case {sub()} (({self.leaf([])} {sub()}) (Empty {sub()}) ({v} {sub(v)})))",
        ]
        if self.effects:
            bound: list[str] = []
            head = f"(f{rng.randrange(4)} {self.pattern([], bound)} {self.pattern(bound, bound)})"
            shapes += [
                f"(let {v} (add-atom &self (= {head} {self.expression(bound, 4, 1)})) {sub(v)})",
                f"(let {v} ({rng.choice(['add-atom', 'remove-atom'])} &self {rng.choice(CHANGES)}) {sub(v)})",
                f"(let {v} (change-state! &st {self.leaf(scope)}) {sub(v)})",
            ]
        return rng.choice(shapes)

    def program(self) -> str:
        types = self.rng.sample(TYPES, self.rng.randrange(6)) if self.rng.random() < 0.4 else []
        return super().program() + LIBRARY + "\n".join(types)


CALLERS = """
(= (ap1 $f $x) ($f $x)) (= (ap2 $f $x $y) ($f $x $y)) (= (swap $f $x $y) ($f $y $x)) (= (both $p $q $x) (and ($p $x) ($q $x)))
(= (mapl $f Nil) Nil) (= (mapl $f (Cons $h $t)) (Cons ($f $h) (mapl $f $t)))
(= (fold $f $a Nil) $a) (= (fold $f $a (Cons $h $t)) (fold $f ($f $a $h) $t))
(= (keep $p Nil) Nil) (= (keep $p (Cons $h $t)) (if ($p $h) (Cons $h (keep $p $t)) (keep $p $t)))
(= (g0 $x) (S $x)) (= (g1 $x) (P $x $x)) (= (g2 a) b) (= (g3 $x) (> $x 1)) (= (g4 $x) (== $x a))
"""
MORE_CALLERS = (
    "(= (g5 $x) (superpose ($x b)))", "(= (g5 $x) (empty))", "(= (g5 a) b) (= (g5 b) (empty)) (= (g5 $x) $x)",
    "(: g3 (-> Number Bool))", "(: g0 (-> Number %Undefined%))", "(: g4 (-> %Undefined% Number))", "(= (g2 b) g0)",
    "(: g1 (-> Atom %Undefined%))", "(: g4 (-> %Undefined% Bool))", "(= (g2 $x) (if $x ap1 g2))", "(: g2 (-> A A))",
    "(: ap1 (-> (-> $a $b) $a $b))", "(= (g5 $x) (ap2 + $x 1))", "(: g5 (-> Number Bool))", "(= (g2 (S $x)) (ap1 $x a))",
)  # fmt: skip
ONE = ("g0", "g1", "g2", "g3", "g4", "g5", "not", "S", "a")
TWO = ("f0", "f1", "f2", "f3", "+", "<", "and", "P", "ap1", "b", "plus", "==")


class Caller(Maker):
    """Functions as values."""

    def leaf(self, scope: list[str]) -> str:
        return self.rng.choice([*ONE, *TWO]) if self.rng.random() < 0.15 else super().leaf(scope)

    def list(self, scope: list[str]) -> str:
        items = [self.leaf(scope) for _ in range(self.rng.randrange(3))]
        return "".join(f"(Cons {item} " for item in items) + "Nil" + ")" * len(items)

    def expression(self, scope: list[str], level: int, depth: int) -> str:
        rng = self.rng
        if depth <= 0 or rng.random() > 0.4:
            return super().expression(scope, level, depth)
        v = self.variable()

        def sub(*more: str) -> str:
            return self.expression([*scope, *more], level, depth - 1)

        one, two = rng.choice([*ONE, *scope]), rng.choice([*TWO, *scope])
        some = rng.choice([*scope, self.list(scope)])
        shapes = [
            f"(ap1 {one} {sub()})",
            f"(ap2 {two} {sub()} {sub()})",
            f"(swap {two} {sub()} {sub()})",
            f"(both {one} {rng.choice(ONE)} {sub()})",
            f"(mapl {one} {some})",
            f"(keep {one} {some})",
            f"(fold {two} {sub()} {some})",
            f"(let {v} {one} ({v} {sub(v)}))",
            f"(let {v} (superpose ({one} {rng.choice(ONE)})) ({v} {sub()}))",
            f"(let {v} (if {self.test(scope, level, 1)} {two} {rng.choice(TWO)}) ({v} {sub()} {sub()}))",
            f"(if (ap1 {one} {sub()}) {sub()} {sub()})",
        ]
        if scope:
            name = rng.choice(scope)
            called = rng.choice([f"({name} {sub()})", f"({name} {sub()} {sub()})"])
            shapes += [called, called, f"(+ 1 {called})", f"(== {called} {sub()})", f"(if {called} {sub()} {sub()})"]
        return rng.choice(shapes)

    def program(self) -> str:
        more = self.rng.sample(MORE_CALLERS, self.rng.randrange(5))
        return super().program() + CALLERS + "\n".join(more)
