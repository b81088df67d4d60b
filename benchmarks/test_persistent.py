"""Persistent collections in loops of compiled code, and what CPython takes for the same with its own (which change in place).

    python -m pytest benchmarks/test_persistent.py
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest

from pyfront import Runtime
from pyfront.emit import compile_ir
from pyfront.expand.expander import expand_unit
from pyfront.scheme.names import library_environment
from pyfront.scheme.reader import read_all
from pyfront.text.source import SourceMap
from vmcore._image import Image
from vmcore.data import Keyword

N = 10_000

LOOPS = """
(define (conj n) (let loop ((i 0) (v (%vector))) (if (< i n) (loop (+ i 1) (%conj v i)) v)))
(define (conj! n) (let loop ((i 0) (v (%transient (%vector)))) (if (< i n) (loop (+ i 1) (%conj! v i)) (%persistent! v))))
(define (nth v n) (let loop ((i 0) (s 0)) (if (< i n) (loop (+ i 1) (+ s (%nth v i))) s)))
(define (assoc-items v n) (let loop ((i 0) (v v)) (if (< i n) (loop (+ i 1) (%assoc v i 0)) v)))
(define (assoc-keys n) (let loop ((i 0) (m (%map))) (if (< i n) (loop (+ i 1) (%assoc m i i)) m)))
(define (assoc-keys! n) (let loop ((i 0) (m (%transient (%map)))) (if (< i n) (loop (+ i 1) (%assoc! m i i)) (%persistent! m))))
(define (get m n) (let loop ((i 0) (s 0)) (if (< i n) (loop (+ i 1) (+ s (%get m i))) s)))
(define (get-keyword m k n) (let loop ((i 0) (s 0)) (if (< i n) (loop (+ i 1) (+ s (%get m k))) s)))
(define (make-maps a b c n) (let loop ((i 0) (m 0)) (if (< i n) (loop (+ i 1) (%map a i b i c i)) m)))
(define (walk s) (let loop ((s (%seq s)) (t 0)) (if (null? s) t (loop (%next s) (+ t (%first s))))))
(define (conj-sorted n) (let loop ((i 0) (m (%sorted-set '()))) (if (< i n) (loop (+ i 1) (%conj m i)) m)))
(define (strings n) (let loop ((i 0) (t 0)) (if (< i n) (loop (+ i 1) (+ t (%count (%str i)))) t)))
"""


@lru_cache(None)
def machine() -> Any:
    rt = Runtime()
    sources = SourceMap()
    data = read_all(sources.add("loops", LOOPS))
    rt._machine.load(Image(compile_ir(expand_unit(data, library_environment()), sources, library=True)))()
    return rt._machine


def loop(name: str) -> Any:
    return machine().get_global("scheme:" + name)


def prepared(what: str) -> tuple[Any, ...]:
    """Arguments of a loop."""
    if what == "vector":
        return loop("conj!")(N), N
    if what == "map":
        return loop("assoc-keys!")(N), N
    if what == "small map":
        return machine().call_prim("%map", Keyword("a"), 1, Keyword("b"), 2, Keyword("c"), 3), Keyword("c"), N
    if what == "keywords":
        return Keyword("a"), Keyword("b"), Keyword("c"), N
    if what == "keys":
        return (machine().call_prim("%keys", loop("assoc-keys!")(N)),)
    if what == "items":
        return (loop("conj!")(N),)
    return (N,)


ROWS = [
    ("conj", "n"), ("conj!", "n"), ("nth", "vector"), ("assoc-items", "vector"), ("assoc-keys", "n"), ("assoc-keys!", "n"),
    ("get", "map"), ("get-keyword", "small map"), ("make-maps", "keywords"), ("walk", "items"), ("walk", "keys"),
    ("conj-sorted", "n"), ("strings", "n"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "what"), ROWS)
def test_loop(benchmark: Any, name: str, what: str) -> None:
    benchmark(loop(name), *prepared(what))


def append(n: int) -> list[int]:
    v: list[int] = []
    for i in range(n):
        v.append(i)
    return v


def index(n: int) -> int:
    v, s = list(range(n)), 0
    for i in range(n):
        s += v[i]
    return s


def put(n: int) -> dict[int, int]:
    m = {}
    for i in range(n):
        m[i] = i
    return m


def copies(n: int) -> dict[str, int]:
    m: dict[str, int] = {}
    for i in range(n):
        m = {"a": i, "b": i, "c": i}
    return m


@pytest.mark.parametrize("fn", [append, index, put, copies], ids=lambda fn: fn.__name__)
def test_python(benchmark: Any, fn: Any) -> None:
    benchmark(fn, N)
