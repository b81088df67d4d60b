"""Maps that loops build are changed in place where nobody can tell: programs that could, and programs made at random."""

from __future__ import annotations

import random
from typing import Any

import pytest

import pyfront
from pyfront.core import ir
from pyfront.core.show import show

BACKENDS = ["vm", "treewalk"]
FILLED = "(defn filled [n] (loop [i 0 m {}] (if (= i n) m (recur (+ i 1) (assoc m i i)))))"


def run(text: str, backend: str = "vm") -> Any:
    return pyfront.run(text, "clojure", backend=backend)


def owns(text: str) -> bool:
    """Is a map of a loop in the program changed in place?"""
    from pyfront.clojure.language import LANGUAGE
    from pyfront.passes import PASSES, for_longs
    from pyfront.passes import run as passed
    from pyfront.text.source import SourceMap

    sources = SourceMap()
    unit, _, _ = LANGUAGE.expand(sources.add("p", text), sources, LANGUAGE.environment())
    tree: ir.Node = passed(unit, for_longs(PASSES))
    return "%assoc-own" in show(tree)


BUILDS = {
    "plain": "(loop [i 0 m {}] (if (< i 40) (recur (inc i) (assoc m i i)) m))",
    "counts": "(loop [i 0 m {}] (if (< i 99) (recur (inc i) (assoc m (mod i 30) (inc (get m (mod i 30) 0)))) m))",
    "sometimes": "(loop [i 0 m {}] (if (< i 99) (recur (inc i) (if (odd? i) (assoc m i i) m)) (count m)))",
    "twice": "(loop [i 0 m {}] (if (< i 40) (recur (inc i) (assoc (assoc m i i) [i] nil)) m))",
    "two maps": "(loop [i 0 m {} n {}] (if (< i 40) (recur (inc i) (assoc m i i) (assoc n i (- i))) [m n]))",
    "used at the end": "(loop [i 0 m {}] (if (< i 40) (recur (inc i) (assoc m i i)) (let [f (fn [] (get m 7))] [(f) m (assoc m :a 1)])))",
    "a loop at the end": "(loop [i 0 m {}] (if (< i 40) (recur (inc i) (assoc m i i)) (loop [j 0 s 0] (if (< j 40) (recur (inc j) (+ s (get m j))) [s m]))))",
    "a loop inside": "(loop [i 0 m {}] (if (< i 40) (recur (inc i) (assoc m i (loop [j 0 s 0] (if (< j i) (recur (inc j) (+ s (get m j))) s)))) m))",
    "a loop around": "(loop [k 0 all []] (if (< k 3) (recur (inc k) (loop [i 0 m {}] (if (< i 20) (recur (inc i) (assoc m [k i] i)) (conj all m)))) all))",
}  # fmt: skip
DOES_NOT = {
    "kept": "(loop [i 0 m {} old []] (if (< i 20) (recur (inc i) (assoc m i i) (conj old m)) old))",
    "looked into after": "(loop [i 0 m {} n 0] (if (< i 20) (recur (inc i) (assoc m i i) (+ n (count m))) n))",
    "looked into between": "(loop [i 0 m {}] (if (< i 20) (recur (inc i) (assoc (assoc m :n i) i (get m :n))) m))",
    "captured": "(loop [i 0 m {} fs ()] (if (< i 20) (let [f (fn [] (count m))] (recur (inc i) (assoc m i i) (cons f fs))) (mapv (fn [f] (f)) fs)))",
    "bound": "(loop [i 0 m {}] (if (< i 20) (let [old (if (odd? i) m {})] (recur (inc i) (assoc m i (count old)))) m))",
    "passed on": "(loop [i 0 m {}] (if (< i 20) (recur (inc i) (assoc m i (keys m))) m))",
    "changed and kept": "(loop [i 0 m {} n nil] (if (< i 20) (let [k (assoc m :x i)] (recur (inc i) (assoc m i i) k)) n))",
}  # fmt: skip


@pytest.mark.parametrize("name", BUILDS)
def test_what_is_changed_in_place_and_gives_the_same(name: str) -> None:
    assert owns(BUILDS[name])
    assert run(f"(pr-str {BUILDS[name]})") == run(f"(pr-str {BUILDS[name]})", "treewalk")


@pytest.mark.parametrize("name", DOES_NOT)
def test_what_is_not(name: str) -> None:
    assert not owns(DOES_NOT[name])
    assert run(f"(pr-str {DOES_NOT[name]})") == run(f"(pr-str {DOES_NOT[name]})", "treewalk")


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("text", "value"), [
    ("(let [m (filled 50) n (loop [i 0 m m] (if (= i 99) m (recur (inc i) (assoc m i :x))))] [(= m (filled 50)) (count n)])", [True, 99]),
    ("(let [m (filled 50)] (identical? m (loop [i 0 m m] (if (= i 50) m (recur (inc i) (assoc m i i))))))", True),
    ("(meta (loop [i 0 m (with-meta (filled 20) {:a 1})] (if (= i 30) m (recur (inc i) (assoc m i :z)))))", {pyfront.Keyword("a"): 1}),
    ("(defrecord R [a]) (:a (loop [i 0 m (->R 1)] (if (= i 3) m (recur (inc i) (assoc m :a i)))))", 2),
    ("(loop [i 0 v [7 8 9]] (if (= i 2) v (recur (inc i) (assoc v i i))))", [0, 1, 9]),
    ("(loop [i 0 m nil] (if (= i 2) m (recur (inc i) (assoc m i i))))", {0: 0, 1: 1}),
    ("(pr-str (loop [i 0 m (sorted-map)] (if (= i 20) (first m) (recur (inc i) (assoc m (- i) i)))))", "[-19 19]"),
    ("(count (loop [i 0 m (filled 20)] (if (= i 30) m (recur (inc i) (assoc m (map inc [i]) i)))))", 50),
    ("(get (loop [i 0 m (filled 20)] (if (= i 3) m (recur (inc i) (assoc m nil i)))) nil)", 2),
    ("(= (hash (filled 99)) (hash (into {} (map (fn [i] [i i]) (range 99)))))", True),
    ("(let [m (filled 99)] (= m (dissoc (assoc m :a 1) :a) (persistent! (transient m))))", True),
    ("(try (loop [i 0 m (filled 20)] (if (= i 3) m (recur (inc i) (assoc m i (/ 1 (- 2 i)))))) (catch ArithmeticException e :zero))", pyfront.Keyword("zero")),
])  # fmt: skip
def test_values(backend: str, text: str, value: Any) -> None:
    assert run(f"{FILLED} {text}", backend) == value


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_error_is_one_of_assoc(backend: str) -> None:
    for first in ("5", "(transient {})"):
        with pytest.raises(pyfront.Error, match="assoc: argument 1 is not a map or vector"):
            run(f"(loop [i 0 m {first}] (if (= i 3) m (recur (inc i) (assoc m i i))))", backend)


def test_under_a_limit_of_memory() -> None:
    """Refused allocations are asked for again after a collection: nothing is counted twice."""
    text = f"{FILLED} (loop [k 0 n 0] (if (= k 40) n (recur (inc k) (+ n (count (filled 3000))))))"
    assert pyfront.run(text, "clojure", memory=3_000_000) == 120_000


def test_random_programs() -> None:
    draw = random.Random(5)
    for _ in range(40):
        key = draw.choice(["i", "(mod i 13)", "[(mod i 5)]", "(str i)", "(if (odd? i) nil i)"])
        value = draw.choice(["i", f"(inc (get m {key} 0))", "(count m)", f"(contains? m {key})"])
        change = draw.choice([f"(assoc m {key} {value})", f"(if (< (mod i 7) 3) m (assoc m {key} {value}))", f"(assoc (assoc m {key} {value}) :k i)"])
        start = draw.choice(["{}", "{:a 1}", "(zipmap (range 20) (range))", "(hash-map)"])
        end = draw.choice(["m", "(into [] m)", "[(count m) (hash m)]", "(loop [j 0] (if (< j 9) (recur (inc j)) [j m]))"])
        text = f"(let [s {start}] [(loop [i 0 m s] (if (< i {draw.randint(0, 60)}) (recur (inc i) {change}) {end})) s])"
        assert owns(text)
        assert run(f"(pr-str {text})") == run(f"(pr-str {text})", "treewalk"), text
