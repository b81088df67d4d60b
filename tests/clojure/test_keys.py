"""Keys whose hash takes more than a primitive: records, objects, lazy sequences that nobody has looked at."""

from __future__ import annotations

import pytest

from pyfront import run
from pyfront.errors import EvalError

# Expressions, and what JVM Clojure prints for them.
VALUES = [
    ("(defrecord P [a b]) [(get {(->P 1 2) :x} (->P 1 2)) (count (conj #{} (->P 1 2) (->P 1 2) (->P 1 3)))]", "[:x 2]"),
    ("(defrecord P [a b]) (map val (frequencies [(->P 1 2) (->P 1 2) (->P 2 2)]))", "(2 1)"),
    ("(defrecord P [a]) [(= (->P 1) {:a 1}) (= {:a 1} (->P 1)) (= (->P 1) (with-meta (->P 1) {:m 1})) (= [(->P 1)] [(->P 1)])]",
     "[false false true true]"),
    ("(deftype Q [x]) (let [q (->Q 1)] [(= q q) (= q (->Q 1)) (get {q 1} q) (get {q 1} (->Q 1))])", "[true false 1 nil]"),
    ("(let [a (atom 1) b (atom 1)] [(= a b) (get {a 1 b 2} b) (count #{a b})])", "[false 2 2]"),
    ("(get {#uuid \"00000000-0000-0000-0000-000000000001\" 1} #uuid \"00000000-0000-0000-0000-000000000001\")", "1"),
    ("[(get {#inst \"2020\" 1} #inst \"2020\") (hash #inst \"2020\")]", "[1 1583802735]"),
    ("(get {(map inc [1 2]) :found} [2 3])", ":found"),
    ("(get (assoc {} [(map inc [1 2])] :found) [[2 3]])", ":found"),
    ("(count (into #{} (map (fn [i] (lazy-seq [i])) [1 2 1])))", "2"),
    ("(contains? #{[1 (map inc (range 3))]} [1 [1 2 3]])", "true"),
    ("(get (persistent! (assoc! (transient {}) (map inc [1]) 5)) [2])", "5"),
    ("(get (hash-map (map inc [1]) 5) '(2))", "5"),
    ("(hash-map :a 1 :b 2 :c 3)", "{:c 3, :b 2, :a 1}"),
    ("(dissoc {(map inc [1]) 1, :b 2} [2])", "{:b 2}"),
]  # fmt: skip

# Types with an equality of their own.
OWN = "(deftype A [v] Object (hashCode [_] 5) (equals [_ o] (and (instance? A o) (= v (.v o)))) clojure.lang.IHashEq (hasheq [_] 7))"
VALUES += [(f"{OWN} {text}", value) for text, value in [
    ('[(count (conj #{} (A. 1) (A. 1) (A. 2))) (get #{(A. 1)} (A. 2)) (.v (get #{(A. 1)} (A. 1))) (count (disj #{(A. 1) :b} (A. 1)))]', '[2 nil 1 1]'),
    ('(let [m {(A. 1) :x (A. 2) :y}] [(get m (A. 1)) (get m (A. 3) :no) (contains? m (A. 2)) (count (assoc m (A. 1) :z)) (get m 5) (val (find m (A. 2))) (count (dissoc m (A. 1)))])', '[:x :no true 2 nil :y 1]'),
    ('(let [m (into {} (map (fn [i] [(A. i) i]) (range 30)))] [(count m) (get m (A. 17)) (count (into m (map (fn [i] [(A. i) i]) (range 25 35)))) (get (assoc m :a 1) (A. 3)) (get (assoc m :a 1) :a)])', '[30 17 35 3 1]'),
    ('[(count (into #{} (map (fn [i] (A. (mod i 5))) (range 40)))) (map val (frequencies [1 (A. 1) (A. 1) 1 [(A. 2)] [(A. 2)]])) (count (group-by (fn [i] (A. (mod i 3))) (range 10)))]', '[5 (2 2 2) 3]'),
    ('[(= #{(A. 1) (A. 2)} #{(A. 2) (A. 1)}) (= {(A. 1) 1} {(A. 1) 1}) (= {(A. 1) 1} {(A. 1) 2}) (= (hash #{(A. 1)}) (hash #{(A. 1)}))]', '[true true false true]'),
    ('[(count (conj #{} [1 (A. 1)] {:a (A. 1)} [1 (A. 1)])) (get {[(A. 1)] 5} [(A. 1)]) (let [v [1 (A. 1)] h (hash v)] (conj #{} v) (= h (hash v)))]', '[2 5 true]'),
    ('[(count (persistent! (reduce (fn [m i] (assoc! m (A. (mod i 4)) i)) (transient {}) (range 20)))) (count (merge {(A. 1) 1} {(A. 1) 2 (A. 3) 3})) (get-in {(A. 1) {(A. 2) 9}} [(A. 1) (A. 2)])]', '[4 2 9]'),
    ('[(count (conj #{} clojure.lang.PersistentQueue/EMPTY clojure.lang.PersistentQueue/EMPTY)) (count (conj #{} (tagged-literal (quote a) 1) (tagged-literal (quote a) 1)))]', '[1 1]'),
]]  # fmt: skip


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
@pytest.mark.parametrize(("text", "value"), VALUES)
def test_values(backend: str, text: str, value: str) -> None:
    assert run(f"(pr-str (do {text}))", language="clojure", backend=backend) == value


def test_a_key_twice() -> None:
    with pytest.raises(EvalError, match="Duplicate key"):
        run("#{(map inc [1]) '(2)}", language="clojure")
