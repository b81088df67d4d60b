"""Large objects: they stay young while only roots refer to them, and their memory is used again."""

from __future__ import annotations

import io
import sys

import pytest

import pyfront
import resident
from pyfront import Runtime
from pyfront.api import BACKENDS


def new_runtime(backend: str = "vm") -> Runtime:
    return Runtime(backend=backend, stdout=io.StringIO(), stdin=io.StringIO())


MAKERS = {
    "vector": "(make-vector 5000 0)",
    "vector whose items are put down at once": "(make-vector 40000 0)",
    "vector filled with what is young": "(make-vector 5000 (list 'x))",
    "vector of a list": "(list->vector (iota 5000))",
    "copy": "(vector-copy (make-vector 5000 (list 'x)))",
}
# What becomes of a large vector v; `(again n)` takes some collections, and answers what it makes
FATES = {
    "on the stack": "(begin (again 3) (vector-set! v 7 (again 2)) (again 3) (list (vector-ref v 7)))",
    "deep in the stack": "(begin (down 5 again1) (vector-set! v 7 (again 2)) (down 5 again1) (list (vector-ref v 7)))",
    "shared": "(begin (down 5 (lambda () (vector-set! v 7 (again 2)))) (down 5 again1) (list (vector-ref v 7)))",
    "in a frame that is left and entered": "(let ((r (down 4 (lambda () (again 3) v)))) (again 3) (vector-set! r 7 (list 1)) (again 3) (vector-ref v 7))",
    "stored into before it is seen": "(begin (vector-set! v 0 (list 'a)) (vector-set! v 4999 (again 3)) (again 3) (list (vector-ref v 0) (vector-ref v 4999)))",
    "filled anew": "(begin (again 2) (vector-fill! v (list 'b)) (again 2) (vector-fill! v (list 'c) 10 20) (again 2) (list (vector-ref v 9) (vector-ref v 10)))",
    "in a new pair": "(let ((p (list v))) (again 3) (vector-set! (car p) 7 (list 1)) (again 3) (vector-ref (car p) 7))",
    "in an old pair": "(let ((p (list 1))) (again 3) (set-car! p v) (set! v #f) (again 3) (vector-set! (car p) 7 (list 1)) (again 3) (vector-ref (car p) 7))",
    "in an old vector": "(let ((w (make-vector 5 0))) (again 3) (vector-set! w 3 v) (set! v 1) (again 3) (vector-length (vector-ref w 3)))",
    "in another large one": "(let ((w (make-vector 9000 0))) (again 3) (vector-set! w 8000 v) (set! v 1) (again 3) (vector-set! (vector-ref w 8000) 1 (list 2)) (again 3) (vector-ref (vector-ref w 8000) 1))",
    "in itself": "(begin (again 2) (vector-set! v 0 v) (again 3) (vector-set! (vector-ref v 0) 1 (list 2)) (again 3) (vector-ref v 1))",
    "in a global": "(begin (set! g v) (set! v #f) (again 3) (vector-set! g 1 (list 2)) (again 3) (vector-ref g 1))",
    "in a closure": "(let ((f (lambda () v))) (again 3) (vector-set! (f) 1 (list 2)) (again 3) (vector-ref (f) 1))",
    "in a hash table": "(let ((t (make-equal-hash-table))) (again 2) (hash-table-set! t 'k v) (set! v 0) (again 3) (vector-length (hash-table-ref t 'k)))",
    "in a continuation": "(let* ((n 0) (k (down 5 (lambda () (call/cc (lambda (c) (again 2) c)))))) (again 3) (set! n (+ n 1)) (vector-set! v n (list n)) (if (< n 3) (begin (set! g k) (g k))) (again 2) (list n (vector-ref v 1) (vector-ref v 2)))",
    "left by an error": "(let ((r (guard (e ((vector? e) (again 2) (vector-set! e 1 (list 2)) (again 2) e)) (down 4 (lambda () (again 2) (raise v)))))) (again 3) (vector-ref r 1))",
    "in a parameter": "(let ((p (make-parameter 1))) (parameterize ((p v)) (again 3) (vector-set! (p) 1 (list 2)) (again 3) (vector-ref (p) 1)))",
    "held by a host call": "(let ((r (call (lambda (x) (again 2) (vector-set! x 1 (list 2)) (again 2) (vector-ref x 1)) v))) (again 2) (list r (vector-ref v 1)))",
}
SETUP = """
(define g 0)
(define (churn n) (if (> n 0) (begin (vector n n n n) (churn (- n 1)))))
(define (again n) (churn garbage) (if (= n 0) (list 'x) (let ((l (again (- n 1)))) (cons n l))))
(define (again1) (again 3))
(define (down n thunk) (if (= n 0) (thunk) (let ((r (down (- n 1) thunk))) (again 1) r)))
"""


def outcome(backend: str, make: str, fate: str, stress: bool, garbage: int) -> str:
    rt = new_runtime(backend)
    rt.define("call", lambda f, x: f(x))
    rt.define("garbage", garbage)
    rt.eval(SETUP)
    rt._machine.set_test_hooks(gc_stress=stress)
    result = rt.show(rt.eval(f"(let ((v {MAKERS[make]})) {FATES[fate]})"))
    assert rt._machine.collect() == 0
    return result


@pytest.mark.parametrize("fate", FATES)
@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("backend", BACKENDS)
def test_what_becomes_of_them(backend: str, make: str, fate: str) -> None:
    assert outcome(backend, make, fate, True, 0) == outcome(backend, make, fate, False, 0)


@pytest.mark.parametrize("fate", FATES)
@pytest.mark.parametrize("make", ["vector whose items are put down at once", "vector filled with what is young"])
def test_the_same_at_the_collector_s_own_pace(make: str, fate: str) -> None:
    assert outcome("vm", make, fate, False, 100_000) == outcome("vm", make, fate, False, 0)


def test_strings_and_bytevectors() -> None:
    """Strings with a buffer of their own too, which goes when they do."""
    rt = new_runtime()
    rt.define("garbage", 0)
    rt.eval(SETUP)
    rt._machine.set_test_hooks(gc_stress=True)
    text = rt.show(
        rt.eval("""
      (let ((s (make-string 40000 #\\a)) (w (make-string 40000 #\\b)) (b (make-bytevector 40000 7)))
        (again 2)
        (string-set! w 3 (integer->char 955))
        (again 3)
        (string-set! s 4 #\\c) (string-set! w 5 (integer->char 66000)) (bytevector-u8-set! b 39999 9)
        (let ((keep (list w)))
          (again 3)
          (list (string-ref s 4) (string-ref (car keep) 3) (char->integer (string-ref w 5)) (bytevector-u8-ref b 39999))))""")
    )
    assert text == "(#\\c #\\λ 66000 9)"
    assert rt._machine.collect() == 0
    assert rt.stats()["heap_bytes"] < 4 << 20


LOOP = "(define (f n) (let loop ((i 0) (v #f)) (if (= i n) v (loop (+ i 1) {}))))"


@pytest.mark.parametrize(
    "what,size",
    [
        ("(make-vector 1000000 0)", 8_000_000),
        ("(make-string 3000000 #\\a)", 3_000_000),
        ("(vector-copy w)", 800_000),
        ("(make-bytevector 50000 1)", 50_000),
    ],
)
def test_garbage_is_not_old(what: str, size: int) -> None:
    """Each is alive at a collection, and gone with the next."""
    rt = new_runtime()
    rt.eval("(define w (make-vector 100000 (list 1)))")
    rt.eval(LOOP.format(what))
    count = (400 << 20) // size
    before = rt.stats()
    rt.call("f", count)
    stats = rt.stats()
    assert stats["allocated_bytes"] - before["allocated_bytes"] > count * size
    assert stats["promoted_bytes"] - before["promoted_bytes"] < 3_000_000
    assert stats["major_collections"] == stats["full_collections"] == 0
    assert stats["heap_bytes"] < before["heap_bytes"] + 3 * size + (8 << 20)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.no_sanitizer("its allocator takes several times the memory")
def test_memory_of_the_dead_counts() -> None:
    """What waits for the next of its size is within the limit too, as the operating system sees it."""
    setup = [
        "(define kept '()) (define (pairs n) (if (> n 0) (begin (set! kept (cons n kept)) (pairs (- n 1)))))",
        "(define (vectors n size) (if (> n 0) (begin (make-vector size n) (vectors (- n 1) size))))",
        """(define (three size) (let ((a (make-vector size 1)) (b (make-vector size 2)) (c (make-vector size 3)))
             (vectors 1 100000) (vector-set! a 0 (+ (vector-length b) (vector-length c)))))""",
    ]
    calls = ["(vectors 30 1000000)", "(pairs 1000000)", "(three 1000000)", "(vectors 9 2500000)", "(pairs 100000000)"]
    assert resident.share(setup, calls, forget="pairs") < 1.05


def test_memory_that_waits_is_given_back() -> None:
    rt = new_runtime()
    rt.eval(LOOP.format("(make-vector 1000000 0)"))
    rt.eval("(begin (f 20) 0)")
    assert rt._machine.collect() == 0
    assert rt.stats()["spare_bytes"] >= 8_000_000
    rt.eval("(define (churn n) (let loop ((i 0) (l '())) (if (< i n) (loop (+ i 1) (list i (vector i i))) 0)))")
    rt.eval("(churn 4000000)")
    assert rt.stats()["spare_bytes"] < 8 << 20
    with pytest.raises(pyfront.errors.MemoryLimitExceeded):
        rt.eval("(f 1)", memory=7_000_000)
    rt.eval("(f 3)", memory=20_000_000)
    assert rt._machine.collect() == 0
