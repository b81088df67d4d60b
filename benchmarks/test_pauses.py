"""Pauses of the collector, in processor time: each program's longest is printed beside its run time (``-s`` shows it).

Wanted: 10 ms at most. ``tests/vm/test_pauses.py`` holds the same programs to counts of objects.
"""

from __future__ import annotations

import io
from typing import Any

import pytest

import pyfront

LOOP = "(define (f n) (let loop ((i 0) (v #f)) (if (= i n) v (loop (+ i 1) {}))))"
CHURN = "(define (churn n) (let loop ((i 0) (l '())) (if (< i n) (loop (+ i 1) (list i (vector i i))) l)))"
TREE = "(define (tree n) (if (= n 0) (list 1 2) (cons (tree (- n 1)) (vector n (tree (- n 1))))))"
TABLE = (
    "(define (table n) (let ((t (make-hash-table))) (do ((i 0 (+ i 1))) ((= i n) t) (hash-table-set! t i (list i)))))"
)
PROGRAMS = {
    "100 MB alive": (
        TREE + CHURN + "(define live (tree 20))",
        "(begin (churn 3000000) (set! live (list (cdr live) (tree 20))) 0)",
    ),
    "lists of 500000": (LOOP.format("(iota 500000)"), "(begin (f 60) 0)"),
    "lists of 1000000": (LOOP.format("(iota 1000000)"), "(begin (f 30) 0)"),
    "vectors of 1000000": (LOOP.format("(make-vector 1000000 i)"), "(begin (f 60) 0)"),
    "copies of a vector of 1000000": (
        "(define w (make-vector 1000000 (list 1)))" + LOOP.format("(vector-copy w)"),
        "(begin (f 60) 0)",
    ),
    "hash tables of 1000000": (TABLE, "(begin (table 1000000) (table 1000000) 0)"),
    "strings": (LOOP.format('(string-append "abcdefgh" (number->string i))'), "(begin (f 1000000) 0)"),
    "1000000 frames": ("(define (f n) (if (= n 0) '() (cons (vector n n) (f (- n 1)))))", "(length (f 1000000))"),
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_longest_pause(benchmark: Any, name: str) -> None:
    define, run = PROGRAMS[name]
    runtime = pyfront.Runtime(stdout=io.StringIO(), stdin=io.StringIO())
    runtime.eval(define)
    benchmark.group = name
    benchmark.pedantic(lambda: runtime.eval(run), rounds=2)
    stats = runtime.stats()
    pause = stats["longest_pause_ns"] / 1e6
    benchmark.extra_info["longest pause, ms"] = pause
    print(f"{name}: {pause:.1f} ms, {stats['full_collections']} collections in one go")
    assert stats["full_collections"] == 0
