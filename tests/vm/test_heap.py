"""The heap: collections at every safepoint, refused memory at every allocation, nothing kept that is dead."""

from __future__ import annotations

import gc
import io
from typing import Any

import pytest

import pyfront
from engines import runtime
from feature_programs import PROGRAMS
from pyfront import Runtime
from pyfront.api import BACKENDS
from vmcore._host import Machine

NAMES = list(PROGRAMS)
MANY = 20_000  # allocations after which the injection gives up: a program that never gets through is a failure


@pytest.fixture(params=BACKENDS)
def rt(request: Any) -> Runtime:
    return Runtime(backend=request.param, stdout=io.StringIO(), stdin=io.StringIO())


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("engine", ["vm", "treewalk"])
def test_collection_at_every_safepoint(engine: str, name: str) -> None:
    source, expected = PROGRAMS[name]
    rt = runtime(engine)
    rt._machine.set_test_hooks(gc_stress=True)
    before = rt.stats()["collections"]
    assert rt.show(rt.eval(source)) == expected
    if name not in ("numbers", "bytevectors", "equal"):  # straight-line: no safepoint in them
        assert rt.stats()["collections"] > before
    assert rt._machine.collect() == 0


@pytest.mark.parametrize("name", NAMES)
def test_slices_of_one_safepoint(name: str, rt: Runtime) -> None:
    rt._machine.set_test_hooks(slice=0)
    assert rt.show(rt.eval(PROGRAMS[name][0])) == PROGRAMS[name][1]


# ---------------------------------------------------------------- refused memory


@pytest.mark.parametrize("name", NAMES)
def test_every_allocation_can_be_refused(name: str, rt: Runtime) -> None:
    """The n-th allocation of a run fails, and all behind it, for every n: the memory error or the right result, and the
    runtime is as good as before."""
    source, expected = PROGRAMS[name]
    program = rt.compile(source)
    assert rt.show(rt.run(program)) == expected
    failures = 0
    for n in range(MANY):
        rt._machine.set_test_hooks(fail_alloc=n)
        try:
            result = rt.run(program)
        except pyfront.errors.MemoryLimitExceeded:
            failures += 1
            result = None
        finally:
            through = rt._machine.stats()["fail_alloc"] > 0
            rt._machine.set_test_hooks(fail_alloc=-1)
        if result is not None:
            assert rt.show(result) == expected, f"allocation {n}"
        if n % 16 == 0:
            assert rt._machine.collect() == 0, f"allocation {n}"
            assert rt.show(rt.eval("(let ((x (list 1 2))) (vector x \"ok\"))")) == '#((1 2) "ok")'
        if through:
            break
    else:
        pytest.fail("the program never got through")
    assert failures > 0
    assert rt.show(rt.run(program)) == expected
    assert rt._machine.collect() == 0


def test_refused_memory_cannot_be_handled(rt: Runtime) -> None:
    program = rt.compile("(guard (e (#t 'handled)) (let loop ((l '())) (loop (cons 1 l))))")
    rt._machine.set_test_hooks(fail_alloc=200)
    try:
        with pytest.raises(pyfront.errors.MemoryLimitExceeded):
            rt.run(program)
    finally:
        rt._machine.set_test_hooks(fail_alloc=-1)
    assert rt.eval("(+ 1 2)") == 3


def test_refused_memory_at_the_border(rt: Runtime) -> None:
    """Values on their way in and out."""
    value = [1, "text", (2, 3.5, {"k": [1 << 80]}), b"bytes", pyfront.Symbol("sym"), None]
    through = 0
    for n in range(200):
        rt._machine.set_test_hooks(fail_alloc=n)
        try:
            rt.define("x", value)
            through += 1
        except pyfront.errors.MemoryLimitExceeded:
            pass
        finally:
            rt._machine.set_test_hooks(fail_alloc=-1)
        assert rt._machine.collect() == 0
    assert 0 < through < 200
    assert rt["x"] == value


# ---------------------------------------------------------------- leaks


def settled(rt: Runtime) -> tuple[int, int]:
    gc.collect()
    rt._machine.collect()
    assert rt._machine.collect() == 0
    stats = rt.stats()
    return stats["live_bytes"], stats["host_objects"]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_kept(name: str, rt: Runtime) -> None:
    program = rt.compile(PROGRAMS[name][0])
    for _ in range(3):
        rt.run(program)
    before = settled(rt)
    for _ in range(20):
        rt.run(program)
    after = settled(rt)
    assert after[1] == before[1], "host objects"
    assert abs(after[0] - before[0]) < 20 * 16, "bytes"


def test_nothing_is_kept_of_errors_and_limits(rt: Runtime) -> None:
    programs = [rt.compile(text) for text in (
        "(car 5)", "(error \"x\" (make-vector 100 0))", "(let loop () (loop))", "(define (f) (+ 1 (f))) (f)",
        "(raise (list 1 2 3))", "(dynamic-wind list (lambda () (car 1)) list)", "(let loop ((l '())) (loop (cons 1 l)))")]

    def round_() -> None:
        for program in programs:
            with pytest.raises(pyfront.Error):
                rt.run(program, fuel=5000, max_depth=1000, memory=8 << 20)

    round_()
    before = settled(rt)
    for _ in range(10):
        round_()
    after = settled(rt)
    assert after[1] == before[1]
    assert abs(after[0] - before[0]) < 2000


def test_host_objects_are_released(rt: Runtime) -> None:
    class Thing:
        alive = 0

        def __init__(self) -> None:
            Thing.alive += 1

        def __del__(self) -> None:
            Thing.alive -= 1

    rt.define("make", lambda: Thing())
    rt.define("keep", None)
    before = settled(rt)
    rt.eval("(do ((i 0 (+ i 1))) ((= i 500)) (make))")
    assert settled(rt)[1] == before[1]
    assert Thing.alive == 0
    rt.eval("(set! keep (list (make) (vector (make)) (lambda () 1)))")
    settled(rt)
    assert Thing.alive == 2
    rt.eval("(set! keep #f)")
    assert settled(rt)[1] == before[1]
    assert Thing.alive == 0


def test_handles_keep_values_alive(rt: Runtime) -> None:
    make = rt.eval("(lambda (x) (lambda () x))")
    procs = [make(["value", i]) for i in range(1000)]
    assert rt._machine.collect() == 0
    assert [p() for p in procs] == [["value", i] for i in range(1000)]
    before = settled(rt)[0]
    del procs
    assert settled(rt)[0] < before - 1000 * 48


def test_a_runtime_goes_with_its_last_value() -> None:
    import weakref

    class Thing:
        pass

    thing = Thing()
    gone = weakref.ref(thing)
    rt = Runtime(stdout=io.StringIO())
    rt.define("thing", thing)
    f = rt.eval("(lambda () thing)")
    del rt, thing
    gc.collect()
    assert f() is gone()
    del f
    gc.collect()
    assert gone() is None


def test_symbols_die_and_stay_the_same(rt: Runtime) -> None:
    before = settled(rt)[0]
    many = "(do ((i 0 (+ i 1))) ((= i 20000)) (string->symbol (string-append \"symbol-\" (number->string i))))"
    rt.eval(many)
    assert settled(rt)[0] < before + 10_000
    rt.eval("(define kept (map (lambda (i) (string->symbol (string-append \"kept-\" (number->string i)))) (iota 2000)))")
    rt.eval(many)
    assert rt._machine.collect() == 0
    again = "(map (lambda (i) (string->symbol (string-append \"kept-\" (number->string i)))) (iota 2000))"
    assert rt.eval(f"(let loop ((a kept) (b {again})) (or (null? a) (and (eq? (car a) (car b)) (loop (cdr a) (cdr b)))))")


def test_memory_comes_back(rt: Runtime) -> None:
    base = rt.stats()["heap_bytes"]
    rt.eval("(define big (vector-map list (make-vector 300000 1)))")
    assert rt.stats()["heap_bytes"] > base + 300_000 * 24
    rt.eval("(set! big #f)")
    settled(rt)
    assert rt.stats()["heap_bytes"] < base + 2_000_000


def test_garbage_does_not_grow_the_heap(rt: Runtime) -> None:
    rt.eval("(define (churn n) (let loop ((i 0) (l '())) (if (< i n) (loop (+ i 1) (list i (number->string i) (* i 1.5)))"
            " (length l))))")
    rt.eval("(churn 50000)")
    settled(rt)
    base = rt.stats()["heap_bytes"]
    for _ in range(5):
        rt.eval("(churn 200000)")
    assert rt.stats()["heap_bytes"] < base + (64 << 20)
    settled(rt)
    assert rt.stats()["heap_bytes"] < base + 3_000_000


@pytest.mark.deep
@pytest.mark.parametrize("make", [
    "(list x)", "(vector x)", "(cons x x)", "(lambda () x)", "(delay x)", "(box x)", "(make-parameter x)",
])
def test_deep_structures(make: str, rt: Runtime) -> None:
    """A million deep, through every kind of link: marking recurses on nothing."""
    rt.eval(f"(define deep (let loop ((i 0) (x '())) (if (= i 1000000) x (loop (+ i 1) {make}))))")
    live = settled(rt)[0]
    assert live > 1_000_000 * 16
    rt.eval("(set! deep #f)")
    assert settled(rt)[0] < live - 1_000_000 * 15


@pytest.mark.deep
def test_a_long_list_survives(rt: Runtime) -> None:
    rt.eval("(define l (iota 1000000))")
    settled(rt)
    assert rt.eval("(let loop ((l l) (n 0)) (if (null? l) n (loop (cdr l) (+ n (car l)))))") == 499999500000


def test_the_stack_is_cleared_after_use(rt: Runtime) -> None:
    """What a deep recursion left on the stack keeps nothing alive."""
    rt.eval("(define (f n) (let ((x (make-vector 100 n))) (if (= n 0) 0 (+ (vector-ref x 0) (f (- n 1))))))")
    before = settled(rt)[0]
    rt.eval("(f 3000)")
    assert settled(rt)[0] < before + 20_000


def test_a_machine_without_anything() -> None:
    m = Machine()
    for _ in range(3):
        assert m.collect() == 0
    assert m.stats()["host_objects"] == 0
