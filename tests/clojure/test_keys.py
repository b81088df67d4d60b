"""Keys whose hash takes more than a primitive: records, objects, lazy sequences that nobody has looked at."""

from __future__ import annotations

import pytest

from pyfront import Runtime, run
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


# Keys of large collections: `A` counts what it is asked for; of `C` all have one hash.
COUNTED = """
(require 'clojure.set)
(def calls (atom 0)) (def eqs (atom 0))
(deftype A [v]
  Object (hashCode [_] (hash v)) (equals [_ o] (swap! eqs inc) (and (instance? A o) (= v (.v o))))
  clojure.lang.IHashEq (hasheq [_] (swap! calls inc) (hash v)))
(deftype C [v] Object (hashCode [_] 5) (equals [_ o] (and (instance? C o) (= v (.v o)))))
(defn spent [f] (reset! calls 0) (reset! eqs 0) (f) [@calls @eqs])
(def m (into {} (map (fn [i] [(A. i) i]) (range 2000))))
"""


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
def test_calls_that_an_operation_takes(backend: str) -> None:
    """As on the JVM: the hash once, equality where there is a key in its place. A key that comes may ask that for its hash."""
    with Runtime("clojure", backend=backend) as rt:
        rt.eval(COUNTED)
        assert rt.eval("(spent #(get m (A. 77)))") == [1, 1]
        assert rt.eval("(spent #(contains? m (A. -1)))")[0] == 1
        assert rt.eval("(spent #(dissoc m (A. 78)))") == [1, 1]
        assert max(rt.eval("(spent #(assoc m (A. 5000) 1))")) <= 2
        assert rt.eval("(spent #(assoc m (A. 78) 1))") == [1, 1]
        calls, eqs = rt.eval("(spent #(persistent! (reduce (fn [t i] (assoc! t (A. i) i)) (transient {}) (range 1000))))")
        assert calls <= 2100
        assert eqs <= 1100


LARGE = [
    ("[(count m) (get m (A. 77)) (get m (A. 5000)) (get m :a) (every? #(= % (m (A. %))) (range 2000))]", "[2000 77 nil nil true]"),
    ("(let [n (into {} (map (fn [i] [(A. i) i]) (reverse (range 2000))))] [(= m n) (= n m) (= (hash m) (hash n)) (= m (assoc n (A. 7) 0))])",
     "[true true true false]"),
    ("(count (reduce dissoc m (map #(A. %) (range 0 2000 2))))", "1000"),
    ("(let [s (into #{} (map #(C. (mod % 40)) (range 200)))]"
     " [(count s) (contains? s (C. 7)) (contains? s (C. 70)) (count (disj s (C. 7))) (count (conj s 5 :a \"x\" [1] nil))])",
     "[40 true false 39 45]"),
    ("(let [t (reduce (fn [t i] (assoc! t (A. (mod i 50)) i)) (transient {}) (range 500))"
     "      before [(get t (A. 3)) (contains? t (A. 60)) (count t)] t (dissoc! t (A. 3)) m (persistent! t)]"
     " [before (count m) (get m (A. 4)) (get m (A. 3))])", "[[453 false 50] 49 454 nil]"),
    ("(count (persistent! (disj! (reduce conj! (transient #{}) (map #(A. (mod % 9)) (range 100))) (A. 4))))", "8"),
    ("(let [t (reduce conj! (transient {}) (map (fn [i] [(A. (mod i 20)) i]) (range 40)))] [(count t) (get (persistent! t) (A. 3))])", "[20 23]"),
    ("[(count (distinct (map #(A. (mod % 9)) (range 100)))) (count (group-by #(A. (mod % 7)) (range 50)))"
     " (sort (vals (frequencies (map #(A. (mod % 3)) (range 10)))))]", "[9 7 (3 3 4)]"),
    ("(let [n (atom 0) f (memoize (fn [x] (swap! n inc) (.v x)))] [(doall (map #(f (A. (mod % 4))) (range 10))) @n])", "[(0 1 2 3 0 1 2 3 0 1) 4]"),
    ("[(count (clojure.set/union #{(A. 1) (A. 2)} #{(A. 2) (A. 3)}))"
     " (map #(.v %) (clojure.set/intersection #{(A. 1) (A. 2)} #{(A. 2) (A. 3)})) (map #(.v %) (clojure.set/difference #{(A. 1) (A. 2)} #{(A. 2)}))]",
     "[3 (2) (1)]"),
    ("[(get {[1 (A. 5)] 6} [1 (A. 5)]) (get {nil 4 (A. 1) 2} nil) (get {{(A. 1) 2} 3} {(A. 1) 2}) (count (get #{#{(A. 1)}} #{(A. 1)}))]", "[6 4 3 1]"),
    ("(let [m (reduce (fn [m i] (assoc m [i (A. i)] i)) {} (range 300))] [(count m) (get m [250 (A. 250)]) (get m [250 (A. 251)])])", "[300 250 nil]"),
    ("[(count (hash-set (A. 1) (A. 1))) (count (array-map (A. 1) 1 (A. 2) 2)) (count (zipmap (map #(A. %) (range 20)) (range)))"
     " (meta (assoc (with-meta (zipmap (map #(A. %) (range 8)) (range)) {:m 1}) (A. 8) 1))]", "[1 2 20 {:m 1}]"),
    ("(let [m (assoc (zipmap (map #(C. %) (range 30)) (range)) 5 :five)] [(m 5) (m (C. 5)) (m (C. 31)) (m 6)])", "[:five 5 nil nil]"),
    ("(let [m {(A. 1) 1 1.5 2 ##NaN 3}] [(m 1.5) (m ##NaN) (get (into m (map (fn [i] [(A. i) i]) (range 20))) 1.5)])", "[2 nil 2]"),
    # a key whose hash changes is not found, as on the JVM, and does no harm
    ("(deftype M [^:unsynchronized-mutable h] Object (hashCode [_] h) (equals [a b] (identical? a b)) clojure.lang.IDeref (deref [_] (set! h (* 7919 (inc h)))))"
     " (let [ms (map #(M. %) (range 100)) s (into #{} ms)] (run! deref ms)"
     "  (count (into s (map #(M. %) (range 1000)))))", "1100"),
]  # fmt: skip


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
@pytest.mark.parametrize(("text", "value"), LARGE)
def test_large_collections(backend: str, text: str, value: str) -> None:
    with Runtime("clojure", backend=backend) as rt:
        rt.eval(COUNTED)
        assert rt.eval(f"(pr-str (do {text}))") == value


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
def test_what_an_equality_does(backend: str) -> None:
    """It may raise, or use the collections that ask for it."""
    with Runtime("clojure", backend=backend) as rt:
        rt.eval("(def seen (atom nil)) (deftype B [v] Object (hashCode [_] (mod v 3)) (equals [_ o] (if (= v 13) (throw (ex-info \"13\" {})))"
                " (swap! seen (fn [s] (count (conj (or @seen #{}) v)) s)) (and (instance? B o) (= v (.v o)))))")  # fmt: skip
        rt.eval("(def s (into #{} (map #(B. %) (range 12))))")
        assert rt.eval("(try (contains? s (B. 13)) (catch Exception e (ex-message e)))") == "13"
        assert rt.eval("[(count s) (contains? s (B. 7)) (contains? s (B. 12))]") == [12, True, False]
        rt._machine.set_test_hooks(gc_stress=True)
        assert rt.eval("(count (into s (map #(B. (+ 3 %)) (range 10))))") == 13
        with pytest.raises(EvalError, match="persistent!"):
            rt.eval("(let [t (transient s)] (persistent! t) (conj! t (B. 1)))")


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
def test_python_objects(backend: str) -> None:
    """By Python's equality and hash; beside keys of the program's."""
    with Runtime("clojure", backend=backend, allow=["python"]) as rt:
        rt.eval("(deftype A [v] Object (hashCode [_] 1) (equals [_ o] (and (instance? A o) (= v (.v o)))))")
        rt.eval("(defn d [x] (python/decimal.Decimal x))")
        assert rt.eval("[(= (d 1) (d 1)) (= (d 1) (d 2)) (= (hash (d 1)) (hash (d 1))) (get {(d 1) 1} (d 1)) (get {(d 1) 1} (d 2))]") == [
            True, False, True, 1, None]  # fmt: skip
        assert rt.eval("(let [m {(d 1) :py (A. 2) :own}] (pr-str [(m (A. 2)) (m (d 1)) (m (A. 3)) (m (d 5)) (m 1) (count (assoc m (A. 2) 3))]))") == (
            "[:own :py nil nil nil 2]"
        )
        assert rt.eval("(count (into #{} (map #(d (mod % 30)) (range 200))))") == 30
        namespace = "(python/types.SimpleNamespace ** :a 1)"  # has no hash
        assert rt.eval(f"(count (conj #{{}} {namespace} {namespace} 1))") == 2
