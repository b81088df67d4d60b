"""Fuel, time, memory and depth: each ends the run with its own error, exactly, and leaves the runtime usable."""

from __future__ import annotations

import io
import threading
import time
from typing import Any

import pytest

import pyfront
from patience import patient
from pyfront import Runtime
from pyfront.api import BACKENDS
from pyfront.errors import (
    FuelExhausted,
    LimitError,
    MemoryLimitExceeded,
    StackOverflow,
    TimeLimitExceeded,
)

MB = 1_000_000


@pytest.fixture(params=BACKENDS)
def rt(request: Any) -> Runtime:
    return Runtime(backend=request.param, stdout=io.StringIO(), stdin=io.StringIO())


def usable(rt: Runtime) -> None:
    assert rt.eval("(let ((l (map (lambda (x) (* x x)) '(1 2 3)))) (guard (e (#t l)) (car (car l))))") == [1, 4, 9]
    assert rt._machine.collect() == 0


# ---------------------------------------------------------------- fuel

PROGRAMS = {
    "loop": "(let loop ((i 0)) (if (< i 1000) (loop (+ i 1)) i))",
    "calls": "(define (f n) (if (= n 0) 0 (+ 1 (f (- n 1))))) (f 100)",
    "library": "(sort (map (lambda (x) (- 100 x)) (iota 50)) <)",
    "continuations": "(define k #f) (define n 0) (call/cc (lambda (c) (set! k c))) (set! n (+ n 1)) (if (< n 5) (k 1) n)",
    "errors": "(let loop ((i 0)) (if (< i 20) (begin (guard (e (#t 1)) (car i)) (loop (+ i 1))) i))",
    "work in primitives": "(length (append (iota 20000) (list-copy (iota 20000))))",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_fuel_is_exact(name: str, rt: Runtime) -> None:
    """What a run used is enough for the next; one less is not."""
    program = rt.compile(PROGRAMS[name])
    rt.run(program)
    expected = rt.run(program)
    used = rt.stats()["work"]
    assert used > 0
    assert rt.run(program, fuel=used) == expected
    for fuel in {used - 1, used // 2, 1, 0}:
        with pytest.raises(FuelExhausted):
            rt.run(program, fuel=fuel)
    assert rt.run(program, fuel=used) == expected
    usable(rt)


def test_fuel_of_a_loop_counts_its_rounds(rt: Runtime) -> None:
    def used(n: int) -> int:
        rt.eval(f"(let loop ((i 0)) (if (< i {n}) (loop (+ i 1)) i))")
        return rt.stats()["work"]

    assert used(3000) - used(1000) == 2000


def test_fuel_is_the_same_in_slices_of_any_size(rt: Runtime) -> None:
    program = rt.compile(PROGRAMS["library"])
    rt.run(program)
    rt.run(program)
    used = rt.stats()["work"]
    for size in (0, 1, 7, 100000):
        rt._machine.set_test_hooks(slice=size)
        rt.run(program, fuel=used)
        with pytest.raises(FuelExhausted):
            rt.run(program, fuel=used - 1)


def test_fuel_of_the_runtime_is_for_each_run(rt: Runtime) -> None:
    limited = Runtime(backend=rt.backend, fuel=5000, stdout=io.StringIO())
    limited.eval("(define (spin n) (if (> n 0) (spin (- n 1)) 'done))")
    for _ in range(5):
        assert limited.eval("(spin 4000)") is pyfront.Symbol("done")
    with pytest.raises(FuelExhausted):
        limited.eval("(spin 6000)")
    assert limited.eval("(spin 6000)", fuel=None) is pyfront.Symbol("done")
    assert limited.call("spin", 4000) is pyfront.Symbol("done")
    with pytest.raises(FuelExhausted):
        limited.call("spin", 6000)


# ---------------------------------------------------------------- every loop ends

ENDLESS = {
    "named let": "(let loop () (loop))",
    "loop with work": "(let loop ((i 0)) (if (< i 0) i (loop (+ i 1))))",
    "do": "(do () (#f))",
    "tail call": "(define (f) (f)) (f)",
    "mutual": "(define (f) (g)) (define (g) (f)) (f)",
    "closure": "((lambda (f) (f f)) (lambda (f) (f f)))",
    "apply": "(define (f . r) (apply f r)) (f 1 2)",
    "call-with-values": "(define (f . r) (call-with-values (lambda () (values 1 2)) f)) (f)",
    "continuation": "(let ((k (call/cc (lambda (c) c)))) (k k))",
    "call/cc": "(define (f) (call/cc (lambda (k) (f)))) (f)",
    "escape": "(let loop () (call/cc (lambda (k) (k 1))) (loop))",
    "dynamic-wind": "(let loop () (dynamic-wind (lambda () 1) (lambda () 2) (lambda () 3)) (loop))",
    "guard": "(let loop () (guard (e (#t 1)) (raise 'x)) (loop))",
    "guard of errors": "(let loop () (guard (e (#t 1)) (car 1)) (loop))",
    "raise-continuable": "(with-exception-handler (lambda (e) 1) (lambda () (let loop () (raise-continuable 1) (loop))))",
    "handler": "(with-exception-handler (lambda (e) (let loop () (loop))) (lambda () (car 1)))",
    "parameterize": "(define p (make-parameter 1)) (let loop () (parameterize ((p 2)) (p)) (loop))",
    "promise": "(define (f) (delay-force (f))) (force (f))",
    "case-lambda": "(define f (case-lambda ((a) (f a a)) ((a b) (f a)))) (f 1)",
    "host": "(let loop () (host 1) (loop))",
    "letrec": "(letrec ((e? (lambda (n) (o? n))) (o? (lambda (n) (e? n)))) (e? 1))",
    "map over a circle": "(define x (list 1 2)) (set-cdr! (cdr x) x) (for-each (lambda (a) a) x)",
    "fold over a circle": "(define x (list 1 2)) (set-cdr! (cdr x) x) (fold + 0 x)",
    "sort": "(sort (iota 100) (lambda (a b) (let loop () (loop))))",
    "hash table walk": "(define t (make-equal-hash-table)) (hash-table-set! t 1 1) (hash-table-walk t (lambda (k v) (let loop () (loop))))",
    "vector-map": "(vector-map (lambda (x) (let loop () (loop))) #(1 2))",
    "string-for-each": "(string-for-each (lambda (c) (let loop () (loop))) \"abc\")",
    "output": "(let loop () (write-string \"\") (loop))",
    "bignums": "(let loop ((n 1)) (loop (if (> n (expt 10 50)) 1 (* n 3))))",
    "floats": "(let loop ((x 1.0)) (loop (* x 1.0000001)))",
    "winder": "(call/cc (lambda (k) (dynamic-wind (lambda () 1) (lambda () (k 1)) (lambda () (let loop () (loop))))))",
    "converter": "(define p (make-parameter 1 (lambda (x) (if (eq? x 2) (let loop () (loop)) x)))) (parameterize ((p 2)) 1)",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_every_endless_loop_ends(name: str, rt: Runtime) -> None:
    rt.define("host", lambda x: x)
    program = rt.compile(ENDLESS[name])
    with pytest.raises(FuelExhausted):
        rt.run(program, fuel=20_000)
    usable(rt)
    start = time.monotonic()
    with pytest.raises(TimeLimitExceeded):
        rt.run(program, timeout=0.05, memory=200 * MB)
    assert time.monotonic() - start < patient(2)
    usable(rt)


# What terminates by itself although the data does not: one call, no loop of the program.
CYCLIC = {
    "list-copy": "(list-copy x)", "equal?": "(equal? x y)", "length": "(length x)", "list?": "(list? x)",
    "append": "(append x '(1))", "reverse": "(reverse x)", "map": "(map car x)", "list->vector": "(list->vector x)",
    "memq": "(memq 'z x)", "member": "(member 'z x)", "assq": "(assq 'z (list-copy x))", "sort": "(sort x <)",
    "list-tail": "(list-tail x 100000000000)", "list-ref": "(list-ref x 100000000000)", "apply": "(apply + x)",
    "write": "(write x)", "equal-hash": "(equal-hash x)", "list->string": "(list->string x)", "delete": "(delete 5 x)",
    "filter": "(filter odd? x)", "last-pair": "(last-pair x)", "string-join": "(string-join x \",\")",
    "map of two": "(map + x x)", "vector of itself": "(let ((v (vector 1 2))) (vector-set! v 0 v) (equal? v (vector v 2)))",
    "table key": "(let ((t (make-equal-hash-table))) (hash-table-set! t x 1) (hash-table-ref/default t y 0))",
    "assoc": "(assoc 'z x)", "reduce": "(reduce + 0 x)", "list-index": "(list-index even? x)", "append!": "(append! x '(1))",
    "reverse!": "(reverse! (list-copy '(1 2)))", "display": "(display (list x x))", "list-set!": "(list-set! x 10 5)",
    "%alist->hash-table": "(alist->hash-table (let ((c (list '(1 . 2)))) (set-cdr! c c) c))",
}


@pytest.mark.parametrize("name", CYCLIC)
def test_cyclic_data(name: str, rt: Runtime) -> None:
    """A result, an error, or a limit: no hang."""
    rt.eval("(define x (list 1 1 1)) (set-cdr! (cddr x) x) (define y (list 1)) (set-cdr! y y)")
    start = time.monotonic()
    try:
        rt.eval(CYCLIC[name], timeout=0.3, memory=100 * MB)
    except pyfront.Error:
        pass
    assert time.monotonic() - start < patient(3)
    usable(rt)


# ---------------------------------------------------------------- limits are not errors of the program

CATCHERS = {
    "guard": "(guard (e (#t 'caught)) {})",
    "handler": "(call/cc (lambda (k) (with-exception-handler (lambda (e) (k 'caught)) (lambda () {}))))",
    "nested guards": "(guard (e (#t 'caught)) (guard (e (#f 1)) (guard (e ((string? e) 1)) {})))",
    "wind": "(dynamic-wind (lambda () #f) (lambda () {}) (lambda () (set! out 'after)))",
    "host": "(guard (e (#t 'caught)) (call-back (lambda () {})))",
}
EXCESSES: dict[str, tuple[str, dict[str, float], type[LimitError]]] = {
    "fuel": ("(let loop () (loop))", {"fuel": 10_000}, FuelExhausted),
    "time": ("(let loop () (loop))", {"timeout": 0.05}, TimeLimitExceeded),
    "memory": ("(let loop ((l '())) (loop (cons 1 l)))", {"memory": 5 * MB}, MemoryLimitExceeded),
    "one allocation": ("(make-vector 100000000 0)", {"memory": 5 * MB}, MemoryLimitExceeded),
}


@pytest.mark.parametrize("catcher", CATCHERS)
@pytest.mark.parametrize("excess", EXCESSES)
def test_limits_cannot_be_caught(excess: str, catcher: str, rt: Runtime) -> None:
    source, limits, error = EXCESSES[excess]
    rt.define("call-back", lambda f: f())
    rt.define("out", False)
    with pytest.raises(error) as caught:
        rt.eval(CATCHERS[catcher].format(source), **limits)
    assert type(caught.value) is error
    assert isinstance(caught.value, LimitError)
    assert rt["out"] is False
    usable(rt)


# ---------------------------------------------------------------- depth


@pytest.mark.parametrize("depth", [2, 3, 10, 100, 1000, 10_000, 100_000])
def test_depth_is_exact(depth: int, rt: Runtime) -> None:
    """The unit, and one frame for each call: f of n takes n + 2."""
    rt.eval("(define (f n) (if (= n 0) 0 (+ 1 (f (- n 1)))))")
    assert rt.eval(f"(f {depth - 2})", max_depth=depth) == depth - 2
    for n in (depth - 1, depth, 3 * depth):
        with pytest.raises(StackOverflow):
            rt.eval(f"(f {n})", max_depth=depth)
    assert rt.eval(f"(f {depth - 2})", max_depth=depth) == depth - 2
    usable(rt)


@pytest.mark.parametrize("nregs", [1, 5, 30])
def test_depth_counts_frames_of_any_size(nregs: int, rt: Runtime) -> None:
    names = [f"v{i}" for i in range(nregs)]
    bound = " ".join(f"({v} (+ n {i}))" for i, v in enumerate(names))
    rt.eval(f"(define (f n) (let* ({bound}) (if (= n 0) 0 (+ (f (- n 1)) 1 (- (+ {' '.join(names)}) (+ {' '.join(names)}))))))")
    assert rt.eval("(f 498)", max_depth=500) == 498
    with pytest.raises(StackOverflow):
        rt.eval("(f 499)", max_depth=500)


def test_deep_recursion_is_an_error_of_the_program(rt: Runtime) -> None:
    rt.eval("(define (f n) (+ 1 (f n)))")
    assert rt.eval("(guard (e ((error-object? e) (error-object-message e))) (f 1))", max_depth=5000) == "recursion is too deep"
    assert rt.eval("(let loop ((i 0)) (if (< i 20) (begin (guard (e (#t 1)) (f 1)) (loop (+ i 1))) i))", max_depth=5000) == 20
    with pytest.raises(StackOverflow):
        rt.eval("(f 1)", max_depth=5000)
    usable(rt)


def test_a_handler_has_room_after_an_overflow(rt: Runtime) -> None:
    rt.eval("(define (f n) (+ 1 (f n))) (define (g n) (if (= n 0) 0 (+ 1 (g (- n 1)))))")
    source = "(call/cc (lambda (k) (with-exception-handler (lambda (e) (k (g 10))) (lambda () (f 1)))))"
    assert rt.eval(source, max_depth=2000) == 10


def test_room_lent_to_a_handler_is_taken_back(rt: Runtime) -> None:
    """After an overflow was handled, within the same run, the limit is what it was."""
    rt.eval("(define (f n) (+ 1 (f n))) (define (g n) (if (= n 0) 0 (+ 1 (g (- n 1)))))")
    handled = "(guard (e (#t 5)) (f 1)) (let loop ((i 0)) (if (< i 1000) (loop (+ i 1))))"
    assert rt.eval(f"{handled} (g 990)", max_depth=1000) == 990
    with pytest.raises(StackOverflow):
        rt.eval(f"{handled} (g 1000)", max_depth=1000)
    usable(rt)


@pytest.mark.deep
def test_recursion_a_million_deep(rt: Runtime) -> None:
    rt.eval("(define (count n) (if (= n 0) 0 (+ 1 (count (- n 1)))))")
    assert rt.eval("(count 1000000)") == 1_000_000
    rt.eval("(define (build n) (if (= n 0) '() (cons n (build (- n 1)))))")
    assert rt.eval("(length (build 1000000))") == 1_000_000
    usable(rt)


@pytest.mark.deep
def test_endless_recursion_without_limits(rt: Runtime) -> None:
    rt.eval("(define (f n) (+ 1 (f n)))")
    with pytest.raises(StackOverflow):
        rt.eval("(f 1)")
    assert rt.eval("(guard (e ((error-object? e) 'deep)) (f 1))") is pyfront.Symbol("deep")
    usable(rt)


# ---------------------------------------------------------------- memory

GROWING = {
    "pairs": "(let loop ((l '())) (loop (cons 1 l)))",
    "vectors": "(let loop ((l '())) (loop (cons (make-vector 100 0) l)))",
    "large vectors": "(let loop ((l '())) (loop (cons (make-vector 20000 0) l)))",
    "strings": "(let loop ((l '()) (i 0)) (loop (cons (number->string i) l) (+ i 1)))",
    "closures": "(let loop ((k #f)) (loop (lambda () k)))",
    "floats in lists": "(let loop ((l '()) (x 1.5)) (loop (cons (list x) l) (+ x 1.0)))",
    "wide strings": "(let loop ((s \"λ😀\")) (loop (string-append s s)))",
    "append": "(let loop ((l '(1))) (loop (append l l)))",
    "table": "(let ((t (make-equal-hash-table))) (let loop ((i 0)) (hash-table-set! t i (list i)) (loop (+ i 1))))",
    "symbols": "(let loop ((l '()) (i 0)) (loop (cons (string->symbol (number->string i)) l) (+ i 1)))",
    "records": "(define-record-type p (make-p x) p? (x p-x)) (let loop ((r #f)) (loop (make-p r)))",
    "output port": "(let ((p (open-output-string))) (let loop () (write-string \"some text\" p) (loop)))",
    "recursion": "(define (f n) (+ 1 (f n))) (f 1)",
    "bytevectors": "(let loop ((l '())) (loop (cons (make-bytevector 100 0) l)))",
    "continuations": "(define (f n) (call/cc (lambda (k) (+ 1 (f k))))) (f 1)",
    "promises": "(let loop ((p #f)) (loop (delay p)))",
    "bignums": "(let loop ((l '()) (n (expt 3 1000))) (loop (cons n l) (+ n 1)))",
}


@pytest.mark.parametrize("name", GROWING)
def test_memory(name: str, rt: Runtime) -> None:
    limit = 12 * MB
    program = rt.compile(GROWING[name])

    with pytest.raises(MemoryLimitExceeded):
        rt.run(program, memory=limit, timeout=patient(20))
    assert rt.stats()["heap_bytes"] <= limit * 1.03
    usable(rt)
    assert rt.stats()["heap_bytes"] < 3 * MB, "what was refused is garbage"


@pytest.mark.parametrize(("make", "size"), [("(make-vector {} 0)", 8), ("(make-bytevector {} 0)", 1),
                                            ("(make-string {} #\\a)", 1), ("(make-string {} #\\λ)", 2), ("(iota {})", 16),
                                            ("(make-list {} 1)", 16)])
def test_memory_is_used_to_a_few_percent(make: str, size: int, rt: Runtime) -> None:
    """Nearly the whole limit can be used, and no more than it."""
    limit = 24 * MB
    base = rt.stats()["heap_bytes"]
    fits = int((limit - base) * 0.93) // size
    assert rt.eval(f"(begin {make.format(fits)} 'ok)", memory=limit) is pyfront.Symbol("ok")
    with pytest.raises(MemoryLimitExceeded):
        rt.eval(make.format(int(limit * 1.02) // size), memory=limit)
    usable(rt)


HUGE = ("(make-vector 1000000000 0)", "(make-vector 100000000000000 0)", "(make-string 1000000000 #\\a)", "(make-list 1000000000 1)",
        "(make-bytevector 10000000000 1)", "(iota 1000000000)", "(expt 7 (expt 10 8))", "(expt 7 (expt 10 30))", "(expt 2 (expt 2 62))",
        "(string->symbol (make-string 100000000 #\\a))", "(list->string (make-list 100000000 #\\a))",
        "(string-pad-left \"a\" 1000000000)", "(vector->list (make-vector 1000000000 0))", "(make-vector (expt 2 48) 0)",
        "(make-string (- (expt 2 48) 1) #\\λ)", "(read-string 100000000000 (open-input-string \"abc\"))",
        "(exact 1e300)", "(make-vector (expt 10 30) 0)", "(apply string-append (make-list 50000 (make-string 100000 #\\a)))",
        "(apply vector-append (make-list 50000 (make-vector 10000 0)))", "(number->string (expt 2 100000000))",
        "(string-join (make-list 10000 (make-string 100000 #\\a)) \",\")")


@pytest.mark.parametrize("source", HUGE)
def test_one_big_request(source: str, rt: Runtime) -> None:
    start = time.monotonic()
    try:
        rt.eval(f"(begin {source} 'fits)", memory=50 * MB, timeout=2)
    except (MemoryLimitExceeded, TimeLimitExceeded, pyfront.errors.OutOfRange, pyfront.errors.WrongType):
        pass
    assert time.monotonic() - start < patient(5)
    assert rt.stats()["heap_bytes"] <= 52 * MB
    usable(rt)


def test_memory_of_the_border(rt: Runtime) -> None:
    """Values from Python count too."""
    limited = Runtime(backend=rt.backend, memory=5 * MB, stdout=io.StringIO())
    with pytest.raises(MemoryLimitExceeded):
        limited.define("x", list(range(1_000_000)))
    limited.define("make", lambda: [0] * 1_000_000)
    with pytest.raises(MemoryLimitExceeded):
        limited.eval("(make)")
    with pytest.raises(MemoryLimitExceeded):
        limited.eval("(guard (e (#t 'caught)) (make))")
    usable(limited)


def test_old_garbage_of_an_earlier_run_does_not_count(rt: Runtime) -> None:
    rt.eval("(define (keep n) (let loop ((i 0) (l '())) (if (< i n) (loop (+ i 1) (cons i l)) l)))")
    rt.eval("(define kept (keep 2000000))")
    rt.eval("(set! kept 0)")
    rt.eval("(define (fill a b c d e f) (if (> a 0) (+ 1 (fill (- a 1) 0 0 0 0 0)) 0)) (fill 50 0 0 0 0 0)")  # the stack
    assert rt.eval("(let loop ((i 0)) (if (< i 100000) (loop (+ i 1)) i))", memory=8 << 20) == 100_000
    assert rt.eval("(length (keep 100000))", memory=8 << 20) == 100_000


def test_garbage_is_collected_before_a_refusal(rt: Runtime) -> None:
    source = "(let loop ((i 0)) (if (< i 300000) (begin (make-vector 10 i) (make-string 20 #\\a) (loop (+ i 1))) 'done))"
    assert rt.eval(source, memory=4 * MB) is pyfront.Symbol("done")
    source = "(let loop ((i 0)) (if (< i 300) (begin (make-vector 100000 i) (loop (+ i 1))) 'done))"
    assert rt.eval(source, memory=4 * MB) is pyfront.Symbol("done")


# ---------------------------------------------------------------- time and interruption


def test_time_is_kept(rt: Runtime) -> None:
    for limit in (0.02, 0.2):
        start = time.monotonic()
        with pytest.raises(TimeLimitExceeded):
            rt.eval("(let loop () (loop))", timeout=limit)
        assert limit <= time.monotonic() - start < limit + patient(0.5)
    assert rt.eval("(+ 1 2)", timeout=5.0) == 3
    usable(rt)


LONG = ("(expt 7 (expt 10 7))", "(number->string (expt 7 3000000))", "(quotient (expt 7 3000000) (+ 1 (expt 3 2000000)))",
        "(string->number (make-string 3000000 #\\7))", "(length (let loop ((l '(1))) (if (< (length l) 10000000) (loop (append l l)) l)))",
        "(gcd (expt 3 900000) (+ 1 (expt 7 800000)))", "(let ((v (make-vector 3000000 0))) (sort v <))",
        "(exact-integer-sqrt (expt 3 3000000))", "(* (expt 3 9000000) (expt 7 9000000))")


@pytest.mark.parametrize("source", LONG)
def test_one_long_primitive_keeps_the_time(source: str, rt: Runtime) -> None:
    start = time.monotonic()
    try:
        rt.eval(f"(begin {source} 'done)", timeout=0.1, memory=500 * MB)
    except TimeLimitExceeded:
        pass
    assert time.monotonic() - start < patient(2)
    usable(rt)


def test_interrupt_from_another_thread(rt: Runtime) -> None:
    timer = threading.Timer(0.1, rt.interrupt)
    timer.start()
    start = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        rt.eval("(guard (e (#t 'caught)) (let loop () (loop)))", timeout=patient(20))
    assert time.monotonic() - start < patient(5)
    timer.join()
    usable(rt)


def test_bad_limits() -> None:
    for name in ("fuel", "memory", "timeout", "max_depth"):
        with pytest.raises(ValueError, match="negative"):
            pyfront.run("1", **{name: -1})
    with pytest.raises(TypeError):
        Runtime().eval("1", speed=3)


def test_limits_of_outer_runs_hold_in_callbacks(rt: Runtime) -> None:
    """A host function that enters the runtime again gets no fresh fuel."""
    rt.define("again", lambda f: f())
    rt.eval("(define (spin) (let loop () (loop))) (define (nest n) (if (= n 0) (spin) (again (lambda () (nest (- n 1))))))")
    with pytest.raises(FuelExhausted):
        rt.eval("(nest 5)", fuel=50_000)
    with pytest.raises(TimeLimitExceeded):
        rt.eval("(nest 5)", timeout=0.1)
    usable(rt)
