"""A hypothesis strategy of closed Scheme programs: every one ends, most of them run without an error.

Expressions are grown by type with a budget of nodes; now and then one of another type is put in, so that errors happen
inside everything, guards included. Calls of global procedures pass a counter that goes down, loops count down too.
"""

from __future__ import annotations

import os
from typing import Any

from hypothesis import strategies as st

INT, BOOL, LIST, STR, VEC, FN = "int", "bool", "list", "str", "vec", "fn"
DATA = (INT, BOOL, LIST, STR, VEC)
EXAMPLES = float(os.environ.get("VMCORE_EXAMPLES", "1"))  # factor on the number of examples


def examples(n: int) -> int:
    return max(1, int(n * EXAMPLES))


class Names:
    """What is in scope: (name, type) of variables; ``fixed`` may not be assigned."""

    def __init__(self, names: tuple[tuple[str, str], ...] = (), fixed: frozenset[str] = frozenset()) -> None:
        self.names, self.fixed = names, fixed

    def add(self, *names: tuple[str, str], fixed: tuple[str, ...] = ()) -> Names:
        return Names(self.names + names, (self.fixed - {n for n, _ in names}) | frozenset(fixed))

    def of(self, kind: str) -> list[str]:
        seen = dict(self.names)  # the last one of a name is the visible one
        return [name for name, k in seen.items() if k == kind]


class Grower:
    def __init__(self, draw: Any, budget: int) -> None:
        self.draw = draw
        self.left = budget
        self.count = 0
        self.globals: list[str] = []  # procedures (counter, int) -> int defined so far
        self.small: list[str] = []  # small procedures int -> int, defined so far or to come

    # ------------------------------------------------------------ choices

    def pick(self, items: Any) -> Any:
        items = list(items)
        return items[self.draw(st.integers(0, len(items) - 1))]

    def chance(self, percent: int) -> bool:
        return self.draw(st.integers(0, 99)) >= 100 - percent

    def name(self, letter: str) -> str:
        """Mostly new, sometimes one that shadows."""
        self.count += 1
        return f"{letter}{self.count % 5 if self.chance(30) else self.count}"

    # ------------------------------------------------------------ programs

    def program(self) -> str:
        forms = ["(define log '())", "(define (note! x) (set! log (cons x log)) x)", "(define g 1)",
                 "(define-record-type point (make-point x y) point? (x point-x set-point-x!) (y point-y))",
                 "(define (call-1 f x) (f x))", "(define (call-2 f x) (let ((y (f x))) (+ 1 (f y))))",
                 "(define (adder n) (lambda (x) (set! n (+ n x)) n))"]
        for i in range(self.draw(st.integers(0, 3))):
            forms.append(self.helper(f"h{i}"))
            self.small.append(f"h{i}")
        for i in range(self.draw(st.integers(0, 2))):
            forms.append(self.procedure(f"f{i}"))
            self.globals.append(f"f{i}")
        if self.chance(30):
            forms.append(f"(define k0 #f)\n(define times 0)\n{self.reentry()}")
        for _ in range(self.draw(st.integers(0, 2))):
            forms.append(f"(begin (write {self.any(Names())}) (newline))")
        results = [self.any(Names()) for _ in range(self.draw(st.integers(1, 3)))]
        forms.append("(list " + "\n  ".join(results) + "\n  log g)")
        return "\n".join(forms)

    def procedure(self, name: str) -> str:
        env = Names((("n", INT), ("x", INT)), frozenset(("n",)))
        body = self.expr(INT, env)
        return f"(define ({name} n x)\n  (if (<= n 0) x\n    {body}))"

    def helper(self, name: str) -> str:
        """A small procedure: such ones are put where they are called. Or a constant, as a procedure to call."""
        left, self.left = self.left, 3
        body = self.expr(INT, Names((("x", INT),)))
        self.left = left
        if self.chance(30):
            return (f"(define ({name} x) (let again ((x x) (n 0)) (if (< n 3) (again {body} (+ n 1)) x)))" if self.chance(50)
                    else f"(define ({name} x . r) (if (and (pair? r) (> (car r) 3)) x ({name} {body} (if (pair? r) (+ (car r) 1) 0))))")
        if self.chance(30):
            return f"(define ({name}-loop n x) (if (<= n 0) x ({name}-loop (- n 1) {body})))\n(define ({name} x) ({name}-loop 3 x))"
        if self.chance(10):
            return f"(define {name} 5)"
        return f"(define ({name} x) {body})"

    def reentry(self) -> str:
        """A continuation that is entered again twice."""
        inside = self.expr(INT, Names())
        return (f"(note! (+ 1 (call/cc (lambda (k) (set! k0 k) {inside}))))\n"
                "(set! times (+ times 1))\n(if (< times 3) (k0 times))")

    # ------------------------------------------------------------ expressions

    def any(self, env: Names) -> str:
        return self.expr(self.pick(DATA), env)

    def expr(self, kind: str, env: Names) -> str:
        self.left -= 1
        if self.chance(2):
            kind = self.pick((*DATA, FN))
        if self.left <= 0:
            return self.leaf(kind, env)
        if self.chance(35):
            return self.control(kind, env)
        return getattr(self, "_" + kind)(env)

    def leaf(self, kind: str, env: Names) -> str:
        names = env.of(kind)
        if names and self.chance(70):
            return self.pick(names)
        if kind == INT:
            return self.pick(("0", "1", "2", "-1", "7", "g", "100", "40000", "281474976710655", "9223372036854775807",
                              "1.5", "1/2", "100000000000000000000"))
        if kind == BOOL:
            return self.pick(("#t", "#f"))
        if kind == STR:
            return self.pick(('""', '"abc"', '"λ"', '(string #\\a #\\😀)'))
        if kind == LIST:
            return self.pick(("'()", "'(1 2 3)", "'(a (b) . c)", "(list 1 2)"))
        if kind == VEC:
            return self.pick(("(vector)", "(vector 1 'a \"s\")", "#(1 2 3)"))
        return self.pick(("-", "abs", "car", "(lambda (x) x)", "(lambda (x) (* x x))"))

    def e(self, kind: str, env: Names) -> str:
        return self.expr(kind, env)

    def _int(self, env: Names) -> str:
        e = self.e
        which = self.draw(st.integers(0, 15))
        if which == 15:
            if self.chance(30):
                p = self.name("p")
                record = f"(make-point {e(INT, env)} {e(INT, env)})" if self.chance(80) else self.any(env)
                return f"(let (({p} {record})) (set-point-x! {p} (+ (point-y {p}) (point-x {p}))) (* 2 (point-x {p})))"
            return f"({self.pick(('call-1', 'call-2'))} {e(FN, env)} {e(INT, env)})"
        if which > 12 and self.small:
            return f"({self.pick(self.small)} {e(INT, env)})"
        if which <= 3:
            n = self.pick((1, 2, 2, 2, 3))
            return f"({self.pick('+-*')} {' '.join(e(INT, env) for _ in range(n))})"
        if which == 4:
            op = self.pick(("quotient", "remainder", "modulo", "/", "max", "min", "expt"))
            return f"({op} {e(INT, env)} {self.pick(('2', '3', '0', '-5'))})"
        if which == 5:
            return f"({self.pick(('car', 'cadr', 'length'))} {e(LIST, env)})"
        if which == 6:
            return f"({self.pick(('vector-ref', 'list-ref'))} {e(self.pick((VEC, LIST)), env)} {e(INT, env)})"
        if which == 7:
            return f"({self.pick(('string-length', 'string->number'))} {e(STR, env)})"
        if which == 8 and self.globals:
            counter = "(- n 1)" if "n" in env.fixed else self.pick(("0", "1", "3"))
            return f"({self.pick(self.globals)} {counter} {e(INT, env)})"
        if which == 9:
            return f"(note! {e(INT, env)})"
        if which == 10:
            return f"(apply {self.pick(('+', 'max', 'list'))} {e(LIST, env)})"
        if which == 11:
            return f"(vector-length {e(VEC, env)})"
        return f"({e(FN, env)} {e(INT, env)})"

    def _bool(self, env: Names) -> str:
        e = self.e
        which = self.draw(st.integers(0, 6))
        if which <= 2:
            return f"({self.pick(('<', '<=', '=', '>', '>='))} {e(INT, env)} {e(INT, env)})"
        if which == 3:
            return f"({self.pick(('null?', 'pair?', 'not', 'string?', 'vector?', 'procedure?'))} {self.any(env)})"
        if which == 4:
            return f"({self.pick(('zero?', 'even?', 'positive?'))} {e(INT, env)})"
        if which == 5:
            return f"({self.pick(('equal?', 'eqv?'))} {self.any(env)} {self.any(env)})"
        return f"({self.pick(('and', 'or'))} {e(BOOL, env)} {e(BOOL, env)})"

    def _list(self, env: Names) -> str:
        e = self.e
        which = self.draw(st.integers(0, 9))
        if which == 0:
            return f"(cons {self.any(env)} {e(LIST, env)})"
        if which == 1:
            return f"(list {' '.join(self.any(env) for _ in range(self.draw(st.integers(0, 3))))})"
        if which == 2:
            return f"({self.pick(('cdr', 'reverse', 'list-copy'))} {e(LIST, env)})"
        if which == 3:
            return f"(append {e(LIST, env)} {e(LIST, env)})"
        if which == 4:
            return f"(map {e(FN, env)} {e(LIST, env)})"
        if which == 5:
            return f"(vector->list {e(VEC, env)})"
        if which == 6:
            return f"(string->list {e(STR, env)})"
        if which == 7:
            return f"(call-with-values (lambda () (values {e(INT, env)} {self.any(env)})) list)"
        if which == 8:
            return f"`({self.any(env)} ,{e(INT, env)} ,@{e(LIST, env)})" if self.chance(50) else f"(list-tail {e(LIST, env)} 1)"
        return f"(let ((p (list {e(INT, env)} {e(INT, env)}))) (set-car! p {e(INT, env)}) p)"

    def _str(self, env: Names) -> str:
        e = self.e
        which = self.draw(st.integers(0, 4))
        if which == 0:
            return f"(string-append {e(STR, env)} {e(STR, env)})"
        if which == 1:
            return f"(number->string {e(INT, env)})"
        if which == 2:
            return f"(substring {e(STR, env)} {self.pick(('0', '1'))} {self.pick(('1', '2', '3'))})"
        if which == 3:
            return f"(string (string-ref {e(STR, env)} {self.pick(('0', '1', '2'))}))"
        return f"(call-with-output-string (lambda (p) (write {self.any(env)} p)))"

    def _vec(self, env: Names) -> str:
        e = self.e
        which = self.draw(st.integers(0, 3))
        if which == 0:
            return f"(vector {' '.join(self.any(env) for _ in range(self.draw(st.integers(0, 3))))})"
        if which == 1:
            return f"(make-vector {self.pick(('0', '2', '3'))} {self.any(env)})"
        if which == 2:
            return f"(let ((v (make-vector 3 0))) (vector-set! v {e(INT, env)} {self.any(env)}) v)"
        return f"(list->vector {e(LIST, env)})"

    def _fn(self, env: Names) -> str:
        which = self.draw(st.integers(0, 5))
        if which == 5:
            return f"(adder {self.expr(INT, env)})"
        x = self.name("x")
        inner = env.add((x, INT))
        if which <= 2:
            return f"(lambda ({x}) {self.expr(INT, inner)})"
        if which == 3:
            return f"(case-lambda (() 0) (({x}) {self.expr(INT, inner)}) (({x} . r) r))"
        return f"(let (({x} {self.expr(INT, env)})) (lambda (y) (set! {x} (+ {x} 1)) (+ {x} y)))"

    # ------------------------------------------------------------ any type

    def control(self, kind: str, env: Names) -> str:
        forms = (self.if_, self.if_, self.let, self.let, self.letrec, self.loop, self.loop, self.begin, self.guard,
                 self.guard, self.escape, self.wind, self.cond, self.define, self.applied)
        return self.pick(forms)(kind, env)

    def if_(self, kind: str, env: Names) -> str:
        return f"(if {self.e(BOOL, env)}\n {self.e(kind, env)}\n {self.e(kind, env)})"

    def cond(self, kind: str, env: Names) -> str:
        return (f"(cond ({self.e(BOOL, env)} {self.e(kind, env)})\n (else {self.e(kind, env)}))" if self.chance(60) else
                f"(case {self.e(INT, env)} ((0 1) {self.e(kind, env)})\n (else {self.e(kind, env)}))")

    def let(self, kind: str, env: Names) -> str:
        kinds = [self.pick((INT, INT, *DATA, FN)) for _ in range(self.draw(st.integers(1, 2)))]
        names = [self.name("v") for _ in kinds]
        star = "*" if self.chance(30) or len(set(names)) < len(names) else ""
        inits = [self.e(k, env) for k in kinds]
        bound = " ".join(f"({n} {i})" for n, i in zip(names, inits))
        return f"(let{star} ({bound})\n {self.e(kind, env.add(*zip(names, kinds)))})"

    def letrec(self, kind: str, env: Names) -> str:
        f, x = self.name("f"), self.name("x")
        inner = env.add((f, FN), (x, INT))
        body = f"(lambda ({x}) (if (> {x} 5) {self.e(INT, env.add((x, INT)))} ({f} (+ {x} 3))))"
        if self.chance(20):
            body = self.e(INT, inner)
        return f"(letrec (({f} {body})) {self.e(kind, env.add((f, FN)))})"

    def loop(self, kind: str, env: Names) -> str:
        loop, i, a = self.name("loop"), self.name("i"), self.name("a")
        if len({loop, i, a}) < 3:
            return self.leaf(kind, env)
        inner = env.add((i, INT), (a, kind), fixed=(i,))
        step = f"({loop} (- {i} 1) {self.e(kind, inner)})"
        if self.chance(30):
            step = f"(begin {self.effect(inner)} {step})"
        return f"(let {loop} (({i} {self.pick('0123')}) ({a} {self.e(kind, env)}))\n (if (<= {i} 0) {a} {step}))"

    def begin(self, kind: str, env: Names) -> str:
        return f"(begin {self.effect(env)}\n {self.e(kind, env)})"

    def effect(self, env: Names) -> str:
        names = [(n, k) for n, k in dict(env.names).items() if n not in env.fixed and k != FN]
        if names and self.chance(60):
            name, kind = self.pick(names)
            return f"(set! {name} {self.e(kind, env)})"
        return self.pick((f"(set! g {self.e(INT, env)})", f"(display {self.any(env)})", f"(note! {self.any(env)})"))

    def guard(self, kind: str, env: Names) -> str:
        body = self.e(kind, env)
        if self.chance(25):
            body = self.pick((f"(raise {self.any(env)})", f'(error "failed:" {self.any(env)})',
                              f"(+ 1 (raise-continuable {self.any(env)}))", "(car 5)", "(vector-ref (vector 1) 1)",
                              "(undefined-variable)", "((lambda (x) x))", "(quotient 1 0)", '("no procedure" 1)'))
        handler = self.pick(("(list 'message (condition/report-string e))", "(error-object-irritants e)"))
        if self.chance(20):
            return f"(with-exception-handler (lambda (e) {self.e(INT, env)}) (lambda () {body}))"
        clause = f"((error-object? e) (note! {handler}) {self.e(kind, env)})"
        other = self.pick((f"((number? e) {self.e(kind, env)})", f"(else {self.e(kind, env)})", "((string? e) e)"))
        return f"(guard (e {clause}\n {other})\n {body})"

    def escape(self, kind: str, env: Names) -> str:
        k = self.name("k")
        inner = env.add((k, FN))
        return f"(call/cc (lambda ({k}) {self.e(kind, inner)}))" if self.chance(50) else (
            f"(call/cc (lambda ({k}) (list {self.e(INT, inner)} ({k} {self.e(kind, env)}))))")

    def wind(self, kind: str, env: Names) -> str:
        return f"(dynamic-wind (lambda () (note! 'in))\n (lambda () {self.e(kind, env)})\n (lambda () (note! 'out)))"

    def define(self, kind: str, env: Names) -> str:
        name, x = self.name("d"), self.name("x")
        helper = f"(define ({name} {x}) {self.e(INT, env.add((x, INT)))})"
        return f"(let () {helper}\n {self.e(kind, env.add((name, FN)))})"

    def applied(self, kind: str, env: Names) -> str:
        x = self.name("x")
        if self.chance(30):
            return f"((lambda ({x} . r) {self.e(kind, env.add((x, INT), ('r', LIST)))}) {self.e(INT, env)} {self.any(env)})"
        return f"((lambda ({x}) {self.e(kind, env.add((x, INT)))}) {self.e(INT, env)})"


@st.composite
def programs(draw: Any, budget: int = 60) -> str:
    return Grower(draw, draw(st.integers(3, budget))).program()
