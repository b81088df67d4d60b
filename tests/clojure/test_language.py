"""Clojure programs on both backends: values as `pr-str` writes them, output, errors."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from pyfront import Runtime, compile, run
from pyfront.errors import EvalError, ExpandError

PROGRAMS = Path(__file__).parent / "programs"
BACKENDS = ("vm", "treewalk")

# Expressions, and what JVM Clojure prints for them.
VALUES = [
    ("(+ 1 2)", "3"),
    ("(let [[a b & c :as all] (range 5)] [a b c all])", "[0 1 (2 3 4) (0 1 2 3 4)]"),
    ("(let [{:keys [a b] :or {b 2} :as m} {:a 1}] [a b m])", "[1 2 {:a 1}]"),
    ("(let [{[x] :v :strs [s]} {:v [9] \"s\" 4}] [x s])", "[9 4]"),
    ("((fn [& {:keys [a]}] a) :a 5)", "5"),
    ("(loop [i 0 acc []] (if (< i 3) (recur (inc i) (conj acc i)) acc))", "[0 1 2]"),
    ("((fn f ([] (f 1)) ([x] (f x 2)) ([x & more] [x more])))", "[1 (2)]"),
    ("(for [x (range 3) y [:a :b] :when (odd? x)] [x y])", "([1 :a] [1 :b])"),
    ("(for [x [1 2 3 4] :while (< x 3) :let [y (* x x)]] y)", "(1 4)"),
    ("(-> 5 (- 2) (* 3))", "9"),
    ("(->> [1 2 3] (map inc) (reduce +))", "9"),
    ("(cond-> {} true (assoc :a 1) false (assoc :b 2))", "{:a 1}"),
    ("(some-> {:a {:b 3}} :a :b inc)", "4"),
    ("(as-> 1 x (inc x) [x x])", "[2 2]"),
    ("(case 'b a 1 (b c) 2 3)", "2"),
    ("(condp = 3 1 :one 3 :three :other)", ":three"),
    ("(do (defprotocol P :extend-via-metadata true (f [x])) (extend-protocol P Object (f [x] :object)) [(f [1]) (f (with-meta [1] {`f (fn [x] :meta)})) (f [2])])", "[:object :meta :object]"),
    ("(let [s (sorted-set-by (fn [a b] (> a b)) 1 2 3 4)] [(subseq s > 3) (subseq s >= 3 < 1) (rsubseq s <= 2) (subseq s >= 4 <= 2)])", "[(2 1) (3 2) (2 3 4) (4 3 2)]"),
    ("(letfn [(ev? [n] (if (= n 0) true (od? (dec n)))) (od? [n] (if (= n 0) false (ev? (dec n))))] (ev? 10))", "true"),
    ("(try (/ 1 0) (catch ArithmeticException e :div) (finally :ignored))", ":div"),
    ("(try (throw (ex-info \"m\" {:k 1})) (catch clojure.lang.ExceptionInfo e [(ex-message e) (ex-data e)]))", '["m" {:k 1}]'),
    ("(try (try (throw (Exception. \"inner\")) (finally 1)) (catch Exception e (.getMessage e)))", '"inner"'),
    ("(let [a (atom 1)] (swap! a + 5) [@a (reset! a 0)])", "[6 0]"),
    ("(do (def ^:dynamic *d* 1) [(binding [*d* 2] *d*) *d*])", "[2 1]"),
    ("(map-indexed vector [:a :b])", "([0 :a] [1 :b])"),
    ("(take 5 (iterate #(* 2 %) 1))", "(1 2 4 8 16)"),
    ("(take 7 (cycle [1 2 3]))", "(1 2 3 1 2 3 1)"),
    ("(partition-by odd? [1 1 2 3 3])", "((1 1) (2) (3 3))"),
    ("(group-by even? (range 5))", "{true [0 2 4], false [1 3]}"),
    ("(into (sorted-map) {:b 1 :a 2})", "{:a 2, :b 1}"),
    ("(transduce (comp (filter odd?) (map inc) (take 2)) conj [] (range 10))", "[2 4]"),
    ("(reduce (fn [a x] (if (> x 3) (reduced a) (+ a x))) 0 (range 100))", "6"),
    ("(sort-by - [3 1 2])", "(3 2 1)"),
    ("(sort [\"b\" \"a\"])", '("a" "b")'),
    ("[(= 1 1.0) (== 1 1.0) (= [1 2] '(1 2)) (= {:a 1} {:a 1})]", "[false true true true]"),
    ("[(:a {:a 1}) ({:a 1} :a) (#{1} 1) ([7 8] 1) ('x {'x 2}) (:z {} 0)]", "[1 1 1 8 2 0]"),
    ("[1N 1.5M 1/2 \\a \"q\\\"\" nil true :a/b 'c/d #\"r\"]", '[1N 1.5M 1/2 \\a "q\\"" nil true :a/b c/d #"r"]'),
    ("(str 1 nil :a \"b\" \\c [1 \"x\"])", '"1:abc[1 \\"x\\"]"'),
    ("(meta (with-meta [1] {:a 1}))", "{:a 1}"),
    ("(count (reduce (fn [a i] (concat a [i])) [] (range 5000)))", "5000"),
    ("(do (defmulti area :kind) (defmethod area :sq [{s :s}] (* s s)) (area {:kind :sq :s 3}))", "9"),
    ("(do (defprotocol P (m [x])) (extend-protocol P Long (m [x] :long) nil (m [_] :nil) Object (m [_] :obj)) (map m [1 nil \"s\"]))", "(:long :nil :obj)"),
    ("(do (defrecord R [a b]) (let [r (->R 1 2)] [(:a r) (assoc r :b 3) (= r (map->R {:a 1 :b 2})) (count r)]))", "[1 #user.R{:a 1, :b 3} true 2]"),
    ("(do (deftype T [x ^:unsynchronized-mutable y] clojure.lang.IDeref (deref [_] (+ x y)) Object (toString [_] \"T!\")) [@(T. 1 2) (str (T. 1 2))])", '[3 "T!"]'),
    ("(let [n 4 r (reify Object (toString [_] (str \"r\" n)))] (str r))", '"r4"'),
    ("(macroexpand-1 '(when a b))", "(if a (do b))"),
    ("(eval '(+ 1 (* 2 3)))", "7"),
    ("[(quot -7 2) (rem -7 2) (mod -7 2)]", "[-3 -1 1]"),
    ("(try (+ 9223372036854775807 1) (catch ArithmeticException e :overflow))", ":overflow"),
    ("(*' 9223372036854775807 2)", "18446744073709551614N"),
    ("[(.toUpperCase \"abc\") (Math/abs -3) (Long/parseLong \"12\") (.length \"four\")]", '["ABC" 3 12 4]'),
    ("(re-seq #\"\\d+\" \"a1b22\")", '("1" "22")'),
    ("(format \"%05d|%-4s|%.2f\" 42 \"ab\" 3.14159)", '"00042|ab  |3.14"'),
    ("(with-out-str (print 1 \\a \"b\"))", '"1 a b"'),
    ("(let [x (lazy-seq (cons 1 nil))] [(realized? x) (first x) (realized? x)])", "[false 1 true]"),
    ("(dosync (let [r (ref 1)] (alter r inc) @r))", "2"),
    ("@(future (+ 1 2))", "3"),
]  # fmt: skip


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("source", "printed"), VALUES)
def test_values(source: str, printed: str, backend: str) -> None:
    assert run(f"(pr-str {source})", language="clojure", backend=backend) == printed


def output(source: str, **options: object) -> str:
    out = io.StringIO()
    run(source, language="clojure", stdout=out, **options)
    return out.getvalue()


RESULTS = {
    "fib_recursive": "75025", "fib_loop": "75025", "tak": "7", "arith_loop": "499999500000", "map_filter_reduce": "166716670000",
    "vector_ops": "49995000", "map_ops": "499500", "list_build": "10000", "sieve": "168", "nqueens": "92", "atom_swap": "10000",
}  # fmt: skip


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("name", RESULTS)
def test_programs(name: str, backend: str) -> None:
    assert output((PROGRAMS / f"{name}.clj").read_text(), backend=backend) == RESULTS[name] + "\n"


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_ordinary_program(backend: str) -> None:
    assert output((PROGRAMS / "ordinary.clj").read_text(), backend=backend) == (PROGRAMS / "ordinary.txt").read_text()


def test_a_compiled_program_runs_elsewhere() -> None:
    import pickle

    for source in ("(defn f [x] (* 2 x)) (f 21)", "(defmacro m [x] `(* 2 ~x)) (m 21)"):
        program = pickle.loads(pickle.dumps(compile(source, "clojure")))
        assert program.run() == 42


def test_a_runtime_keeps_namespaces() -> None:
    runtime = Runtime("clojure")
    runtime.eval("(ns a.b) (def x 1) (defmacro m [] 7)")
    assert runtime.eval("[x (m)]") is not None
    assert runtime.eval("(+ x (m))") == 8
    runtime.eval("(ns other (:require [a.b :as ab]))")
    assert runtime.eval("(+ ab/x (ab/m))") == 8


@pytest.mark.parametrize(
    ("source", "error", "message", "column"),
    [
        ("(printn 1)", ExpandError, "unable to resolve symbol printn", 2),
        ("(let [x] x)", ExpandError, "even number of forms", 7),
        ("(fn [x] (recur) 1)", ExpandError, "tail position", 9),
        ("(loop [x 1] (try (recur 2) (catch Exception e 1)))", ExpandError, "cannot leave a try", 18),
        ("(loop [x 1] (recur))", ExpandError, "recur has 0 values", 13),
        ("(clojure.core/nothing)", ExpandError, "no var is called clojure.core/nothing", 2),
        ("(defn f [x] x) (f)", EvalError, "f", 16),
        ("(5 6)", EvalError, "not a function", 1),
        ("(throw (ex-info \"no\" {:a 1}))", EvalError, "no", 1),
    ],
)
def test_errors(source: str, error: type[Exception], message: str, column: int) -> None:
    with pytest.raises(error, match=message) as caught:
        run(source, language="clojure")
    assert caught.value.column == column  # type: ignore[attr-defined]


def test_namespaces_in_files(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "my_util.clj").write_text("(ns lib.my-util (:require [clojure.string :as s]))\n(defn up [x] (s/upper-case x))\n")
    source = "(ns main (:require [lib.my-util :as u :refer [up]])) (println (u/up \"a\") (up \"b\"))"
    assert output(source, path=[str(tmp_path)]) == "A B\n"


def test_clojure_test() -> None:
    source = """(ns t (:require [clojure.test :refer [deftest is are testing run-tests]]))
    (deftest one (is (= 1 1)) (testing "x" (is (= 1 2))) (are [a b] (= a b) 1 1, 2 2))
    (deftest two (is (thrown? ArithmeticException (/ 1 0))) (is (throw (Exception. "e"))))
    (prn (select-keys (run-tests) [:test :pass :fail :error]))"""
    assert output(source).splitlines()[-1] == "{:test 2, :pass 4, :fail 1, :error 1}"


RECORDS = [
    ("(do (defrecord R [a b]) [(count (hash-set (->R 1 [2]) (->R 1 [2]))) (get {(->R 1 2) :x} (->R 1 2)) (= (->R 1 2) {:a 1 :b 2})])", "[1 :x false]"),
    ("(do (deftype T [a]) [(= (T. 1) (T. 1)) (count (hash-set (T. 1) (T. 1)))])", "[false 2]"),
    ("(let [a (atom 1)] (get {a :found} a))", ":found"),
    ("(do (deftype E [a] Object (equals [_ o] true)) (= (E. 1) (E. 2)))", "true"),
    ("(subseq (sorted-map-by > 1 :a 2 :b 3 :c) > 3)", "([2 :b] [1 :a])"),
    ("(sorted-set-by (fn [a b] (compare b a)) 1 3 2)", "#{3 2 1}"),
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("source", "printed"), RECORDS)
def test_objects_in_collections(source: str, printed: str, backend: str) -> None:
    test_values(source, printed, backend)


@pytest.mark.parametrize(("text", "shown"), [
    ("(defrecord R [x y]) [#user.R{:x 1 :z (+ 1 2)} #user.R[3 4] (= (->R 1 2) (read-string (pr-str (->R 1 2))))]",
     "[#user.R{:x 1, :y nil, :z (+ 1 2)} #user.R{:x 3, :y 4} true]"),
    ("(definline sq [x] `(* ~x ~x)) [(sq 3) (map sq [1 2])]", "[9 (1 4)]"),
    ("(defstruct pt :x :y) (struct pt 1 2)", "{:x 1, :y 2}"),
    ("(def ^:dynamic *d* 1) (push-thread-bindings {#'*d* 5}) (let [a [*d* (get (get-thread-bindings) #'*d*)]]"
     " (pop-thread-bindings) [a *d*])", "[[5 5] 1]"),
    ("(load-reader (java.io.StringReader. \"(def a 1) (+ a 2)\"))", "3"),
    ("[(- 0.0) ((fn [x] (- x)) 1.50M) ((fn [x] (- x)) 5N)]", "[-0.0 -1.50M -5N]"),
    ("(defrecord R [w] Object (toString [_] \"RR\")) [(str String) (print-str [String]) (print-str (->R 1)) (str (->R 1))]",
     '["class java.lang.String" "[java.lang.String]" "#user.R{:w 1}" "RR"]'),
    ("[(Long/MAX_VALUE) (Long/parseLong \"5\") (try (/ 1M 3) (catch ArithmeticException e (ex-message e)))]",
     '[9223372036854775807 5 "Non-terminating decimal expansion; no exact representable decimal result."]'),
    ("(refer 'clojure.set :only '(union) :rename '{union u}) (u #{1} #{1})", "#{1}"),
    ("(mapv (fn [f] (try (f) (catch Exception e [(class e) (ex-message e)])))"
     " [#(swap! 5 inc) #(pop []) #(re-find 5 5)])",
     '[[java.lang.ClassCastException "class java.lang.Long cannot be cast to class clojure.lang.IAtom (java.lang.Long is in'
     " module java.base of loader 'bootstrap'; clojure.lang.IAtom is in unnamed module of loader 'app')\"]"
     ' [java.lang.IllegalStateException "Can\'t pop empty vector"] [java.lang.ClassCastException "class java.lang.Long cannot be'
     " cast to class java.util.regex.Pattern (java.lang.Long and java.util.regex.Pattern are in module java.base of loader"
     " 'bootstrap')\"]]"),
])  # fmt: skip
def test_small_parts_of_core(text: str, shown: str) -> None:
    text = text.replace("(refer 'clojure.set", "(require 'clojure.set) (refer 'clojure.set")
    assert run(f"(pr-str (load-string {json.dumps(text)}))", "clojure") == shown


@pytest.mark.parametrize("name", ["bean", "gen-class", "proxy-super", "add-classpath", "resultset-seq", "stream-seq!"])
def test_names_that_are_not_there_say_why(name: str) -> None:
    with pytest.raises(ExpandError, match=f"{name} is not there: it "):
        run(f"({name} 1)", "clojure")


def test_the_clock_does_not_go_back() -> None:
    assert run("(let [a (System/nanoTime) b (System/nanoTime)] (<= a b (+ a 60000000000)))", "clojure", allow=["clock"])
