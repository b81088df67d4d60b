"""The same program on every engine: value, output and error (class, message, line) must be equal.

The tree-walker over the core IR is the reference; a difference is an error of the passes, the code generator, the loop
or the collector. VMCORE_EXAMPLES=10 runs ten times as many programs.
"""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import HealthCheck, assume, example, given, settings

from engines import ENGINES, Outcome, outcome
from programs import examples, programs
from pyfront import Error, Runtime
from pyfront.errors import LimitError

LIMITS = {"fuel": 20_000, "timeout": 20.0, "memory": 100_000_000}
LIMIT_ERRORS = ("FuelExhausted", "TimeLimitExceeded", "MemoryLimitExceeded")
# (+ 1 x) becomes ADDI x 1 and (> a b) becomes (< b a): which argument it was is not compared.
_NUMBER = re.compile(r"(<|>|<=|>=|\+|\*)?(: )?argument \d( is not a number)")


def run(engine: str, source: str) -> Outcome:
    result = outcome(engine, source, **LIMITS)
    if result.error is not None:
        kind, message, line = result.error
        result.error = kind, _NUMBER.sub(r"argument\3", message), line
    return result


def compare(source: str) -> None:
    results = {engine: run(engine, source) for engine in ENGINES}
    # optimised code needs less fuel: a program that meets a limit somewhere says nothing
    assume(not any(r.error and r.error[0] in LIMIT_ERRORS for r in results.values()))
    reference = results["treewalk"]
    wrong = {engine: r for engine, r in results.items() if _normal(r) != _normal(reference)}
    if wrong:
        lines = [f"{engine:14} {result!r}" for engine, result in results.items()]
        pytest.fail("the engines disagree\n" + "\n".join(lines) + "\n\n" + source, pytrace=False)


def _normal(result: Outcome) -> tuple[object, ...]:
    """Messages that a program printed or returned: the same leave as for errors."""
    return tuple(_NUMBER.sub(r"argument\3", part) if isinstance(part, str) else part for part in result.key())


@settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
@example("(let loop ((i 3) (a '())) (if (<= i 0) (map (lambda (f) (f)) a) (loop (- i 1) (cons (lambda () i) a))))")
@example("(define k #f)\n(define n 0)\n(define r (list (call/cc (lambda (c) (set! k c) 0)) n))\n(set! n (+ n 1))\n"
         "(if (< n 3) (k n) r)")
def test_engines_agree(source: str) -> None:
    compare(source)


@settings(max_examples=examples(30), deadline=None, suppress_health_check=list(HealthCheck))
@given(programs(budget=250))
def test_engines_agree_on_larger_programs(source: str) -> None:
    compare(source)


def message(source: str, whole: bool) -> str:
    """What a program that fails says on the machine; "" of one that ends well."""
    out = io.StringIO()
    with Runtime(stdout=out, **LIMITS) as rt:
        try:
            rt.run(rt.compile(source, whole=whole))
        except LimitError:
            assume(False)
        except Error as error:
            return f"{out.getvalue()}{type(error).__name__}: {error}"
    return ""


@settings(max_examples=examples(150), deadline=None, suppress_health_check=list(HealthCheck))
@given(programs())
@example("(define (a x) (+ 1 (b x)))\n(define (b x) (c x))\n(define (c x) (let ((r (d x))) r))\n(define (d x) (car x))\n(a 5)")
@example("(define (a x) (+ 1 (b x)))\n(define (b x) (let ((n (c x))) n))\n(define (c x) (map (lambda (y) (car y)) x))\n(a '(5))")
@example("(define (f l n) (if (null? l) (g n) (f (cdr l) (+ n (car l)))))\n(define (g n) (h n))\n"
         "(define (h n) (error \"no\" n))\n(define (k l) (* 2 (f l 0)))\n(list (k '(1 2)))")
@example("(define (f l) (define (p x) (car x)) (define (s x y) (if (eq? x (p y)) (p x) y))\n"
         "(define (w x) (if (pair? x) (s (w (car x)) (cdr x)) x))\n"
         "(let loop ((i 0)) (if (< i 3) (loop (+ i 1)) (s (w l) i))))\n(list (f '((1) 2)))")
@example("(define (f l) (let ((p (lambda (x) (car x)))) (list (map (lambda (y) (p y)) l) (p l) (let ((q (p l))) (p q)))))\n"
         "(define (g l) (let ((r (f l))) (cdr r)))\n(g '((1) (2)))\n(g '(1))")
@example("(define (f x) ((lambda (y) (car x)) x))\n(define (g x) (+ 1 (call/cc (lambda (k) (dynamic-wind (lambda () #f)\n"
         " (lambda () (+ 1 (f x))) (lambda () #f))))))\n(list (g 1))")
@example("(define (f x) ((lambda (y) (car x)) x))\n(list (call/cc (lambda (k) (call-with-values (lambda () (values (f 1) 2))\n"
         " (lambda (a b) a)))))")
def test_inlining_changes_no_message(source: str) -> None:
    """Error, place and backtrace are those of the program as it is written."""
    assert message(source, True) == message(source, False)
