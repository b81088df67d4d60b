"""Lazy sequences and reductions: loops of the machine that call procedures, on both backends and with a collection at every
safepoint."""

from __future__ import annotations

import io
from typing import Any

import pytest

from pyfront import Runtime
from pyfront.errors import Error, EvalError

BACKENDS = ("vm", "treewalk")

VALUES = [
    ("(map inc (range 70))", str(tuple(range(1, 71))).replace(",", "")),
    ("(map inc (list 1 2 3))", "(2 3 4)"),
    ("(map inc nil)", "()"),
    ("(map key {:a 1})", "(:a)"),
    ("(map {:a 1} [:a :b])", "(1 nil)"),
    ("(filter odd? (map inc (range 40)))", str(tuple(range(1, 41, 2))).replace(",", "")),
    ("(filter neg? (range 100))", "()"),
    ("(first (filter #(> % 5000) (range)))", "5001"),
    ("(remove odd? (list 1 2 3 4))", "(2 4)"),
    ("(keep #(if (odd? %) (* % %)) (range 8))", "(1 9 25 49)"),
    ("(take 3 (iterate #(* 2 %) 1))", "(1 2 4)"),
    ("[(take 0 [1]) (take -1 [1]) (take 2.5 [1 2 3 4]) (rest (take 1 [1 2]))]", "[() () (1 2 3) ()]"),
    ("(take-while neg? (list -2 -1 0 -3))", "(-2 -1)"),
    ("(take-while neg? [1])", "()"),
    ("(concat [1 2] nil '(3) (map inc [3]) #{5})", "(1 2 3 4 5)"),
    ("(concat (concat (concat [1] [2]) [3]) [4])", "(1 2 3 4)"),
    ("(let [a (concat [1] [2]) b (concat a [3])] [b a (concat a b)])", "[(1 2 3) (1 2) (1 2 1 2 3)]"),
    ("(count (reduce (fn [a i] (concat a [i])) [] (range 2000)))", "2000"),
    ("(reduce + (map inc (range 100)))", "5050"),
    ("[(reduce + []) (reduce + [7]) (reduce + 1 nil) (reduce conj [] \"ab\")]", r"[0 7 1 [\a \b]]"),
    ("(reduce (fn [a [k v]] (+ a v)) 0 {:a 1 :b 2})", "3"),
    ("(reduce (fn [a x] (if (> x 5) (reduced a) (+ a x))) (range))", "15"),
    ("(reduce (fn [a x] (reduced x)) [1])", "1"),
    ("(reduced? (reduce + (reduced 1) []))", "true"),
    ("(reduce (fn [a x] (+ a (reduce + (map #(* x %) (range x))))) 0 (list 3 4))", "33"),
    ("(reduce + (lazy-seq (cons 1 (lazy-seq [2 3]))))", "6"),
    ("[(nth (map inc (range 10)) 3) (count (map inc (list 1 2 3))) (second (map inc (list 1 2)))]", "[4 3 3]"),
    ("(let [n (atom 0) s (map #(do (swap! n inc) %) (range 100))] [@n (first s) @n (realized? s)])", "[0 0 32 true]"),
    ("(let [n (atom 0) s (map #(do (swap! n inc) %) (iterate inc 0))] [(nth s 3) @n])", "[3 4]"),
    ("(let [n (atom 0) s (lazy-seq (if (= 1 (swap! n inc)) (throw (Exception. \"x\")) [1]))]"
     " [(try (first s) (catch Exception e :thrown)) (first s) (first s) @n])", "[:thrown 1 1 2]"),
    ("(try (first (map #(/ 1 %) [0])) (catch ArithmeticException e :div))", ":div"),
    ("(first ((fn f [n] (lazy-seq (if (pos? n) (f (dec n)) (list :end)))) 3000))", ":end"),
    ("(do (defrecord P [a b]) [(map identity (->P 1 2)) (reduce conj [] (->P 1 2)) (seq (lazy-seq (->P 1 2)))])",
     "[([:a 1] [:b 2]) [[:a 1] [:b 2]] ([:a 1] [:b 2])]"),
    ("(first (loop [s (iterate inc 1) i 0] (if (< i 300) (recur (filter (fn [x] (not= x i)) s) (inc i)) s)))", "300"),
    ("(let [sieve (fn sieve [s] (lazy-seq (cons (first s) (sieve (filter #(not= 0 (mod % (first s))) (rest s))))))]"
     " (nth (sieve (iterate inc 2)) 50))", "233"),
]  # fmt: skip

ERRORS = [
    ("(first (map inc 5))", "not a collection"),
    ("(reduce + 5)", "not a collection"),
    ("(seq (lazy-seq 5))", "not a collection"),
    ("(nth (map inc [1 2]) 7)", "nth: argument 2 is out of range"),
    ("(first (map 5 [1]))", "not a procedure|cannot be cast|not a function"),
    ("(reduce (fn [a] a) 0 [1])", "expected 1 argument|Wrong number"),
]


def engine(name: str, **options: Any) -> Runtime:
    return Runtime("clojure", backend=name, stdout=io.StringIO(), **options)


@pytest.mark.parametrize("name", BACKENDS)
def test_values(name: str) -> None:
    with engine(name) as rt:
        for source, text in VALUES:
            assert rt.eval(f"(pr-str {source})") == text, source


@pytest.mark.parametrize("name", BACKENDS)
def test_a_collection_at_every_safepoint(name: str) -> None:
    source = (
        "(reduce + (map inc (filter odd? (concat (concat [0 1 2] (list 1 2 3)) (take 3 (keep #(if (odd? %) %) (iterate inc 5)))))))"
    )
    with engine(name) as rt:
        rt._machine.set_test_hooks(gc_stress=True)
        assert rt.eval(source) == 32


@pytest.mark.parametrize("name", BACKENDS)
@pytest.mark.parametrize(("source", "message"), ERRORS)
def test_errors(name: str, source: str, message: str) -> None:
    with engine(name) as rt, pytest.raises(EvalError, match=message):
        rt.eval(source)


@pytest.mark.parametrize("name", BACKENDS)
@pytest.mark.parametrize("source", [
    "(reduce + (range))", "(first (filter neg? (iterate inc 0)))", "(count (iterate inc 0))", "(reduce conj [] (repeat 1))",
    "(def s (lazy-seq s)) (first s)", "(first (filter neg? (cycle [1])))", "(doall (concat (range) [1]))",
])  # fmt: skip
def test_what_does_not_end_is_stopped(name: str, source: str) -> None:
    with engine(name, fuel=300_000, memory=200_000_000) as rt, pytest.raises(Error):
        rt.eval(source)


@pytest.mark.parametrize("name", BACKENDS)
def test_deep_nesting(name: str) -> None:
    filters = "(loop [s (iterate inc 1) i 0] (if (< i 10000) (recur (filter (fn [x] (not= x -1)) s) (inc i)) s))"
    with engine(name) as rt:
        assert rt.eval(f"(first {filters})") == 1
        assert rt.eval("(count (reduce (fn [a i] (concat a [i])) [] (range 5000)))") == 5000
        assert rt.eval("(count (reduce (fn [a i] (map inc a)) [1 2] (range 5000)))") == 2


@pytest.mark.parametrize("name", BACKENDS)
def test_what_was_passed_is_let_go(name: str) -> None:
    """A filter that finds nothing for long does not hold what it has looked at."""
    with engine(name, memory=20_000_000) as rt:
        assert rt.eval("(first (filter #(> % 1000000) (iterate inc 0)))") == 1000001
        assert rt.eval("(reduce + (map inc (take 300000 (iterate inc 0))))") == 45000150000


@pytest.mark.parametrize("name", BACKENDS)
def test_refused_memory(name: str) -> None:
    """Whichever allocation is refused once, the answer is the same."""
    source = "(reduce + (map inc (filter odd? (concat (range 40) (list 1 2 3) (take 3 (iterate inc 5))))))"
    for at in range(0, 120, 3):
        with engine(name) as rt:
            rt._machine.set_test_hooks(fail_alloc=at)
            try:
                assert rt.eval(source) == 440
            except Error as error:
                assert "memory" in str(error)
