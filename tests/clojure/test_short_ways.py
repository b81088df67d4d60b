"""The short ways of loops of the machine, of maps that are changed in place, and of first, next, rest and seq: the answers, the
realised items, errors and limits are those of the long ways."""

from __future__ import annotations

import io
from typing import Any

import pytest

from pyfront import Runtime
from pyfront.errors import Error, EvalError, FuelExhausted

BACKENDS = ("vm", "treewalk")

# Each source of items, as a form, with what is in it.
SOURCES = [
    ("(range 5)", [0, 1, 2, 3, 4]), ("(range 70)", list(range(70))), ("(range 10 0 -3)", [10, 7, 4, 1]), ("(list 1 2 3)", [1, 2, 3]),
    ("(cons 1 [2 3])", [1, 2, 3]), ("(cons 1 (range 40))", [1, *range(40)]), ("[1 2 3]", [1, 2, 3]),
    ("(vec (range 1100))", list(range(1100))), ("(subvec (vec (range 100)) 30 99)", list(range(30, 99))),
    ("(seq [4 5])", [4, 5]), ("(rest (vec (range 66)))", list(range(1, 66))), ("(next (range 34))", list(range(1, 34))),
    ("(map inc (range 70))", list(range(1, 71))), ("(filter odd? (map inc (list 1 2 3 4)))", [3, 5]),
    ("(remove odd? (range 70))", list(range(0, 70, 2))), ("(keep #(if (odd? %) (* 2 %)) (range 35))", list(range(2, 70, 4))),
    ("(take 40 (range))", list(range(40))), ("(take 3 (iterate inc 5))", [5, 6, 7]), ("(take-while #(< % 33) (range))", list(range(33))),
    ("(concat (range 33) [] (list 7) [8])", [*range(33), 7, 8]), ("(lazy-seq (cons 1 (lazy-seq [2 3])))", [1, 2, 3]),
    ("(take 2 (map inc (filter odd? (cons 1 (lazy-seq (list 3 5))))))", [2, 4]), ("(list)", []), ("nil", []), ("(map inc nil)", []),
    ("(filter neg? (range 100))", []), ("(reverse (range 3))", [2, 1, 0]), ("(sorted-set 3 1 2)", [1, 2, 3]),
    ("(concat (list 1) (map inc [1]) (filter even? (range 9)))", [1, 2, 0, 2, 4, 6, 8]),
    ("(chunk-cons (let [b (chunk-buffer 2)] (chunk-append b 1) (chunk-append b 2) (chunk b)) (vec (range 3)))", [1, 2, 0, 1, 2]),
]  # fmt: skip

# What is done to them: the form with ITEMS in their place, and the same in Python.
USES: list[tuple[str, Any]] = [
    ("(reduce + 0 ITEMS)", sum),
    ("(reduce + ITEMS)", sum),
    ("(reduce (fn ([] 0) ([a] a) ([a x] (+ a (* 2 x)))) 0 ITEMS)", lambda x: 2 * sum(x)),
    ("(reduce (fn [a x] (if (> x 20) (reduced -1) (+ a x))) 0 ITEMS)", lambda x: -1 if any(i > 20 for i in x) else sum(x)),
    ("(transduce (comp (map inc) (filter even?)) + 0 ITEMS)", lambda x: sum(i + 1 for i in x if i % 2)),
    ("(reduce + (map #(* % %) (filter odd? (map inc ITEMS))))", lambda x: sum((i + 1) ** 2 for i in x if i % 2 == 0)),
    ("(count (filter odd? (remove #(< % 3) ITEMS)))", lambda x: sum(1 for i in x if i % 2 and i >= 3)),
    ("(reduce + (take 4 (keep #(if (even? %) %) ITEMS)))", lambda x: sum([i for i in x if i % 2 == 0][:4])),
    ("(loop [s (seq ITEMS) n 0] (if s (recur (next s) (+ n (first s))) n))", sum),
    ("(loop [s ITEMS n 0] (if (seq s) (recur (rest s) (+ n (first s))) n))", sum),
    ("(reduce (fn [a x] (+ a (reduce + (map (fn [y] (* x y)) (range 3))))) 0 ITEMS)", lambda x: 3 * sum(x)),
]


def engine(name: str, **options: Any) -> Runtime:
    return Runtime("clojure", backend=name, stdout=io.StringIO(), **options)


@pytest.mark.parametrize("name", BACKENDS)
def test_every_source_in_every_use(name: str) -> None:
    with engine(name) as rt:
        for source, items in SOURCES:
            for use, model in USES:
                assert rt.eval(use.replace("ITEMS", source)) == model(items), (use, source)


@pytest.mark.parametrize("name", BACKENDS)
def test_with_a_collection_at_every_safepoint(name: str) -> None:
    with engine(name) as rt:
        rt._machine.set_test_hooks(gc_stress=True)
        for source, items in SOURCES[:4] + SOURCES[12:16]:
            for use, model in USES[4:8]:
                if len(items) < 80:
                    assert rt.eval(use.replace("ITEMS", source)) == model(items), (use, source)


@pytest.mark.parametrize("name", BACKENDS)
def test_refused_memory(name: str) -> None:
    source = "(reduce + (map inc (filter odd? (map inc (list 0 1 2 3 4 5 6)))))"
    for at in range(60):
        with engine(name) as rt:
            rt._machine.set_test_hooks(fail_alloc=at)
            try:
                assert rt.eval(source) == 20
            except Error as error:
                assert "memory" in str(error)


@pytest.mark.parametrize("name", BACKENDS)
def test_what_is_realised(name: str) -> None:
    """As many items as before: chunks of a source with chunks, else one at a time."""
    seen = "(let [n (atom 0)] ITEMS @n)"
    with engine(name) as rt:
        for form, count in [
            ("(first (map #(do (swap! n inc) %) (list 1 2 3)))", 1),
            ("(first (filter #(do (swap! n inc) (> % 1)) (list 1 2 3)))", 2),
            ("(first (map #(do (swap! n inc) %) (range 100)))", 32),
            ("(doall (take 3 (map #(do (swap! n inc) %) (iterate inc 0))))", 3),
            ("(first (map #(do (swap! n inc) %) (take 5 (range 100))))", 1),
            ("(reduce (fn [a x] (if (= x 2) (reduced a) x)) (map #(do (swap! n inc) %) (list 0 1 2 3 4)))", 3),
            ("(doall (take-while #(do (swap! n inc) (< % 2)) (list 0 1 2 3 4)))", 3),
        ]:
            assert rt.eval(seen.replace("ITEMS", form)) == count, form


@pytest.mark.parametrize("name", BACKENDS)
def test_an_exception_passes_and_the_rest_is_still_there(name: str) -> None:
    with engine(name) as rt:
        assert rt.eval(
            "(let [fail (atom true) s (map #(if (and @fail (= % 3)) (throw (ex-info \"x\" {:at %})) (* 10 %)) (list 1 2 3 4))]"
            " [(try (reduce + s) (catch Exception e (:at (ex-data e)))) (do (reset! fail false) (reduce + s))])"
        ) == [3, 100]
        assert rt.eval("(try (reduce + (filter #(/ 1 (- 5 %)) (range 40))) (catch ArithmeticException e :div))") == rt.eval(":div")
        assert rt.eval("(try (reduce (fn [a x] (throw (Exception. (str a x)))) 1 [2 3]) (catch Exception e (ex-message e)))") == "12"


@pytest.mark.parametrize("name", BACKENDS)
@pytest.mark.parametrize("source", [
    "(reduce + (range))", "(reduce + (map inc (iterate inc 0)))", "(first (filter neg? (range)))", "(count (filter odd? (cycle [1 2])))",
    "(reduce (fn [a x] x) 0 (map inc (cycle (list 1 2 3))))", "(first (remove pos? (iterate inc 1)))",
    "(loop [m {}] (recur (assoc m (count m) 1)))", "(loop [m (transient {}) i 0] (recur (assoc! m (mod i 50) i) (inc i)))",
])  # fmt: skip
def test_limits_are_counted(name: str, source: str) -> None:
    with engine(name, fuel=200_000) as rt, pytest.raises(FuelExhausted):
        rt.eval(source)


@pytest.mark.parametrize("name", BACKENDS)
def test_even_and_odd(name: str) -> None:
    with engine(name) as rt:
        for number, even in [
            ("0", True), ("-1", False), ("-4", True), ("9007199254740993", False), ("-9223372036854775808", True),
            ("9223372036854775807", False), ("92233720368547758070", True), ("-92233720368547758071", False), ("4N", True), ("5N", False),
        ]:  # fmt: skip
            assert rt.eval(f"[(even? {number}) (odd? {number}) (map even? [{number}])]") == [even, not even, [even]], number
        for wrong in ("1.5", "2.0", "nil", ":a", "3/2", "2M", '"2"'):
            with pytest.raises(EvalError, match="Argument must be an integer: "):
                rt.eval(f"(even? {wrong})")
            with pytest.raises(EvalError, match="Argument must be an integer: "):
                rt.eval(f"(doall (filter odd? [{wrong}]))")


@pytest.mark.parametrize("name", BACKENDS)
def test_items_of_what_has_none(name: str) -> None:
    with engine(name) as rt:
        for function in ("first", "next", "rest", "seq"):
            with pytest.raises(EvalError, match=f"{function}.*5|5.*collection"):
                rt.eval(f"({function} (identity 5))")
        assert rt.eval("(pr-str [(first nil) (next nil) (rest nil) (seq nil) (first []) (next [1]) (rest [1]) (seq []) (next '(1))])") == (
            "[nil nil () nil nil nil () nil nil]"
        )
        assert rt.eval('(pr-str [(first {:a 1}) (rest "abc") (next (cons 1 nil)) (rest (cons 1 nil)) (seq "ab") (rest (cons 1 [2]))])') == (
            r"[[:a 1] (\b \c) nil () (\a \b) (2)]"
        )


@pytest.mark.parametrize("name", BACKENDS)
def test_maps_changed_in_place(name: str) -> None:
    """Keys that fall together, of several kinds; what was made persistent stays as it was."""
    with engine(name) as rt:
        assert rt.eval(
            "(let [ks (concat (range 3000) (map #(keyword (str \"k\" %)) (range 500)) (map str (range 300)) [nil 1.5 2.5 3N [1] '(1)])"
            "      m (loop [m {} s (seq ks)] (if s (recur (assoc m (first s) (first s)) (next s)) m))"
            "      t (persistent! (reduce (fn [t k] (assoc! t k k)) (transient {}) ks))"
            "      h (into (hash-map) (map (fn [k] [k k]) ks))]"
            "  [(count m) (= m t h) (= (hash m) (hash t)) (every? #(= % (get m %) (get t %)) ks)"
            "   (= m (loop [n m s (seq ks)] (if s (recur (assoc n (first s) (first s)) (next s)) n)))"
            "   (let [n (loop [n m i 0] (if (< i 100) (recur (assoc n i :new) (inc i)) n))] [(get m 5) (get n 5) (count n)])])"
        ) == rt.eval("[3804 true true true true [5 :new 3804]]")
        # of a transient, the map it began with, and the one it ended as
        assert rt.eval(
            "(let [a (into {} (map (fn [i] [i i]) (range 100))) t (transient a) t (reduce #(assoc! %1 %2 0) t (range 50 150))"
            "      b (persistent! t) c (persistent! (assoc! (transient b) 60 :c))] [(get a 60) (get b 60) (get c 60) (count a) (count b)])"
        ) == rt.eval("[60 0 :c 100 150]")
        with pytest.raises(EvalError, match="persistent!"):
            rt.eval("(let [t (transient (zipmap (range 20) (range 20)))] (persistent! t) (assoc! t 1 2))")


@pytest.mark.parametrize("name", BACKENDS)
def test_maps_changed_in_place_while_memory_is_collected(name: str) -> None:
    with engine(name) as rt:
        rt._machine.set_test_hooks(gc_stress=True)
        assert rt.eval("(let [m (loop [m {} i 0] (if (< i 120) (recur (assoc m i (list i)) (inc i)) m))] (reduce + (map first (vals m))))") == 7140
