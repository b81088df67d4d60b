"""Pauses, as counts of the objects that one visits: not more for programs that make much at a time."""

from __future__ import annotations

import io

import pytest

from pyfront import Runtime

MOST_YOUNG = 300_000  # YOUNG_OBJECTS of _collect.pyx
MOST_MARKED = 32 * 16384  # MOST_PIECES of PIECE_OBJECTS
MOST_BEHIND = 256 * 16384  # MORE_PIECES, where much is owed
SLACK = 30_000  # the last of them, and what the roots refer to

CHURN = "(define (churn n) (let loop ((i 0) (l '())) (if (< i n) (loop (+ i 1) (list i (vector i i))) l)))"
TREE = "(define (tree n) (if (= n 0) (list 1 2) (cons (tree (- n 1)) (vector n (tree (- n 1))))))"
LOOP = "(define (f n) (let loop ((i 0) (v #f)) (if (= i n) v (loop (+ i 1) {}))))"
TABLE = """(define (table n) (let ((t (make-hash-table))) (do ((i 0 (+ i 1))) ((= i n) t) (hash-table-set! t i (list i)))))"""

# what is defined, what is run, MB that the heap stays below
PROGRAMS = {
    "long lists, made at once": (LOOP.format("(iota 500000)"), "(f 60)", 160),
    "long lists, made by pairs": (
        CHURN.replace("(list i (vector i i))", "(cons i l)"),
        "(do ((i 0 (+ i 1))) ((= i 40)) (churn 500000))",
        160,
    ),
    "large vectors": (LOOP.format("(make-vector 1000000 i)"), "(f 60)", 40),
    "large vectors of what is old": (
        "(define w (make-vector 1000000 (list 1)))" + LOOP.format("(vector-copy w)"),
        "(f 60)",
        160,
    ),
    "large vectors of lists": (
        LOOP.format(
            "(let ((v (make-vector 1000000 0))) (do ((j 0 (+ j 1))) ((= j 1000000) v) (vector-set! v j (list j))))"
        ),
        "(f 4)",
        160,
    ),
    "hash tables": (TABLE, "(begin (table 1000000) (table 1000000) 0)", 260),
    "strings": (LOOP.format('(string-append "abcdefgh" (number->string i))'), "(f 1000000)", 40),
    "a deep recursion": (
        "(define (f n) (if (= n 0) '() (cons (vector n n) (f (- n 1)))))",
        "(length (f 1000000))",
        120,
    ),
    "100 MB alive": (
        TREE + CHURN + "(define live (tree 20))",
        "(begin (churn 3000000) (set! live (list (cdr live) (tree 20))) (churn 1000000) 0)",
        320,
    ),
    "old objects that are stored into": (
        "(define l (map list (iota 500000)))" + CHURN,
        "(do ((i 0 (+ i 1))) ((= i 5)) (for-each (lambda (p) (set-car! p (list i))) l) (churn 100000))",
        160,
    ),
}


def new_runtime() -> Runtime:
    """How much is marked in a pause depends on the clock, too, which is left out here: a busy machine marks less."""
    rt = Runtime(stdout=io.StringIO(), stdin=io.StringIO())
    rt._machine.set_test_hooks(clock=False)
    return rt


@pytest.mark.deep
@pytest.mark.parametrize("name", PROGRAMS)
def test_objects_visited_in_one_pause(name: str) -> None:
    define, run, most = PROGRAMS[name]
    rt = new_runtime()
    rt.eval(define)
    rt.eval(f"(begin {run} 0)")
    stats = rt.stats()
    assert stats["minor_collections"] >= 3
    assert stats["full_collections"] == 0
    assert stats["longest_pause_objects"] <= MOST_YOUNG + MOST_MARKED + SLACK
    assert stats["heap_bytes"] + stats["spare_bytes"] < most << 20
    assert rt._machine.collect() == 0


@pytest.mark.deep
@pytest.mark.parametrize("what", ["(iota 1000000)", "(list->vector l)"])
def test_marking_catches_up(what: str) -> None:
    """A primitive that makes 8 or 16 MB at a time: the pause after it is longer, but not everything is collected in one go."""
    rt = new_runtime()
    rt.eval("(define l (map list (iota 1000000)))" + LOOP.format(what))
    rt.eval("(begin (f 60) 0)")
    stats = rt.stats()
    assert stats["major_collections"] >= 2
    assert stats["full_collections"] == 0
    assert stats["heap_bytes"] < 320 << 20
    assert stats["longest_pause_objects"] <= MOST_YOUNG + MOST_BEHIND + SLACK


def test_a_collection_that_is_given_up_keeps_what_is_young() -> None:
    """More objects at once than a collection of the young ones visits, with other collections around."""
    rt = Runtime(stdout=io.StringIO(), stdin=io.StringIO())
    rt.eval(CHURN + "(define kept '()) (define v (make-vector 9 '()))")
    rt.eval("""
      (do ((i 0 (+ i 1))) ((= i 8))
        (let ((l (iota 450000)) (w (make-vector 5000 (list i))))
          (vector-set! v i (list (vector-map list (vector 1 2 i)) (make-string 40000 #\\a) w (expt 7 (+ 40 i))))
          (set! kept (list l (if (pair? kept) (car kept) kept)))
          (churn 60000)))""")
    assert rt._machine.collect() == 0
    assert rt.eval("(length (car kept))") == rt.eval("(length (cadr kept))") == 450_000
    assert (
        rt.eval("(let loop ((l (car kept)) (n 0)) (if (null? l) n (loop (cdr l) (+ n (car l)))))")
        == 450_000 * 449_999 // 2
    )
    assert (
        rt.show(
            rt.eval(
                "(map (lambda (x) (list (vector-ref (car x) 2) (vector-ref (caddr x) 4999))) (list (vector-ref v 0) (vector-ref v 7)))"
            )
        )
        == "(((0) (0)) ((7) (7)))"
    )
    rt.eval("(begin (set! kept '()) (set! v '()) 0)")
    assert rt._machine.collect() == 0
    assert rt.stats()["heap_bytes"] < 4 << 20
