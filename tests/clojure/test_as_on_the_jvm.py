"""Values and messages that programs written for the JVM see."""

from __future__ import annotations

import pytest

from pyfront import Runtime, run

BACKENDS = ["vm", "treewalk"]

VALUES = [
    # floats of 32 bits
    ("[(float 0.1) (float 1/3) (float 2) (float 1e10) Float/MAX_VALUE Float/MIN_VALUE Double/MIN_VALUE]",
     "[0.1 0.33333334 2.0 1.0E10 3.4028235E38 1.4E-45 4.9E-324]"),
    ("(map class [(float 1) (Float/parseFloat \"1\") (+ (float 1) 1) (aget (float-array [1.5]) 0)])",
     "(java.lang.Float java.lang.Float java.lang.Double java.lang.Float)"),
    ("[(+ (float 0.1) (float 0.2)) (* 2 (float 0.1)) (double (float 0.1)) (- (float 0.5)) (/ (float 1) 4)]",
     "[0.30000000447034836 0.20000000298023224 0.10000000149011612 -0.5 0.25]"),
    ("[(= (float 0.5) 0.5) (= (float 0.1) 0.1) (== (float 0.5) 1/2) (< (float 0.1) 0.1) (compare (float 2) 1)]",
     "[true false true false 1]"),
    ("[(float? (float 1)) (double? (float 1)) (number? (float 1)) (instance? Float (float 1)) (instance? Number (float 1))]",
     "[true false true true true]"),
    ("[(hash (float 0.5)) (hash (float 0)) ({0.5 :a} (float 0.5)) (long (float 2.7)) (int (float -2.7)) (rationalize (float 0.5))]",
     "[1056964608 0 :a 2 -2 1/2]"),
    ("[(str (float 1.5)) (format \"%.3f\" (float 0.1)) (vec (float-array 2)) (max (float 1) 0) (abs (float -2)) (zero? (float 0))]",
     "[\"1.5\" \"0.100\" [0.0 0.0] 1.0 2.0 true]"),
    ("[(Float/floatToIntBits (float 1)) (Float/intBitsToFloat 1065353216) (quot (float 7) 2) (mod (float 7.5) 2) (NaN? (float ##NaN))]"
     .replace("(float ##NaN)", "Float/NaN"), "[1065353216 1.0 3.0 1.5 true]"),
    ("(sort [(float 2.5) 1 0.5 3N])", "(0.5 1 2.5 3N)"),
    # objects that are sequences, atoms
    ("(deftype S [xs] clojure.lang.ISeq (first [_] (first xs)) (next [_] (when-let [n (next xs)] (S. n))) (more [_] (S. (rest xs)))"
     " (cons [_ x] (S. (cons x xs))) (seq [this] (when (seq xs) this)) (count [_] (count xs)) (empty [_] (S. nil)) (equiv [_ o] (= xs o))"
     " clojure.lang.Sequential) (let [s (S. [1 2 3])]"
     " [(map inc s) (vec s) (reduce + s) (first s) (instance? S (rest s)) (seq? s) (apply + s) (pr-str s) (into [] (map dec) s)])",
     '[(2 3 4) [1 2 3] 6 1 true true 6 "(1 2 3)" [0 1 2]]'),
    ("(deftype Cell [^:volatile-mutable v] clojure.lang.IAtom (reset [_ n] (set! v n)) (swap [_ f] (set! v (f v)))"
     " (swap [_ f a] (set! v (f v a))) clojure.lang.IDeref (deref [_] v))"
     " (let [c (Cell. 1)] [(swap! c inc) (swap! c + 5) (reset! c 9) @c])", "[2 7 9 9]"),
    ("(defrecord P [a b]) [(P/getBasis) (P/create {:a 1 :c 2})]", "[[a b] #user.P{:a 1, :b nil, :c 2}]"),
    # protocols
    ("(defprotocol P (f [x])) (defprotocol Q :extend-via-metadata true (g [x])) (extend-protocol Q Object (g [x] :object))"
     " (extend-protocol P Object (f [x] :object)) (defrecord R [] Q (g [x] :inline))"
     " (let [m {`f (fn [_] :meta) `g (fn [_] :meta)}] [(f (with-meta [] m)) (g (with-meta [] m)) (g (with-meta (->R) m)) (g 1)])",
     "[:object :meta :inline :object]"),
    # methods of print-method and print-dup
    ("(deftype V [a]) (defmethod print-method V [v w] (print-method (list 'not (.-a v)) w))"
     " [(V. 1) (with-out-str (println (V. \"x\") {:k (V. \"y\")})) (pr-str [(V. \"z\")])]",
     '[(not 1) "(not x) {:k (not y)}\\n" "[(not \\"z\\")]"]'),
    ("(defrecord R [x]) (defmethod print-method R [r w] (.write w (str \"<R \" (:x r) \">\")))"
     " (defmethod print-dup R [r w] (.write w \"DUP\")) [(->R 1) {:r (->R 2)} (binding [*print-dup* true] (pr-str [(->R 1)]))]",
     '[<R 1> {:r <R 2>} "[DUP]"]'),
    ("(defmethod print-method ::t [x w] (.write w \"TYPED\")) [(with-meta [1] {:type ::t}) [2]]", "[TYPED [2]]"),
    # the libraries of the JVM's implementation
    ("[(clojure.lang.RT/map (to-array [:a 1])) (clojure.lang.LockingTransaction/isRunning) (dosync (clojure.lang.LockingTransaction/isRunning))]",
     "[{:a 1} false true]"),
    ("(let [r (java.io.PushbackReader. (java.io.StringReader. \"abcd\") 8) b (char-array 2)] (.unread r (.read r))"
     " [(.read r b 0 2) (vec b) (do (.unread r b 0 2) (.readLine r)) (.read r) (instance? java.io.Reader r)])", '[2 [\\a \\b] "abcd" -1 true]'),
    ("(let [d (java.security.MessageDigest/getInstance \"MD5\")] (format \"%032x\" (BigInteger. 1 (.digest d (.getBytes \"hello\")))))",
     '"5d41402abc4b2a76b9719d911017c592"'),
    ("[`ThreadDeath `Iterable `Foo (java.util.UUID/nameUUIDFromBytes (.getBytes \"a\"))]",
     '[java.lang.ThreadDeath java.lang.Iterable user/Foo #uuid "0cc175b9-c0f1-36a8-b1c3-99e269772661"]'),
    ("(defprotocol P (p [x])) (extend-protocol P Long (p [x] 1) (p [x] 2)) (p 5)", "2"),
    # others
    ("[(Math/round 0.49999999999999994) (Math/round 2.5) (Math/round -2.5)]", "[0 3 -2]"),
    ("(into [] (halt-when neg?) [1 2 -1 3])", "-1"),
    ("[(.hashCode :a) (.hashCode 'a/b) (.hashCode {:a 1})]", "[1013910569 -1640525104 1013910568]"),
    ("(do (create-ns 'made) (ns-name (remove-ns 'made)))", "made"),
    ("(:via (Throwable->map (ex-info \"a\" {:b 1} (Exception. \"c\"))))",
     '[{:type clojure.lang.ExceptionInfo, :message "a", :data {:b 1}} {:type java.lang.Exception, :message "c"}]'),
    ("(contains? (ns-publics 'clojure.core) '->Agent)", "false"),
]
MESSAGES = [
    ("(do (defn f [x] x) (f))", "clojure.lang.ArityException", "Wrong number of args (0) passed to: user/f"),
    ("(+ 1 nil)", "java.lang.NullPointerException", 'Cannot invoke "Object.getClass()" because "x" is null'),
    ('(+ 1 "a")', "java.lang.ClassCastException", "class java.lang.String cannot be cast to class java.lang.Number (java.lang.String"
     " and java.lang.Number are in module java.base of loader 'bootstrap')"),
    ("(count 5)", "java.lang.UnsupportedOperationException", "count not supported on this type: Long"),
    ("(first 5)", "java.lang.IllegalArgumentException", "Don't know how to create ISeq from: java.lang.Long"),
    ("(nth [1 2] 5)", "java.lang.IndexOutOfBoundsException", None),
    ("(* 99999999999 99999999999)", "java.lang.ArithmeticException", "long overflow"),
    ("(+ 9223372036854775807 1)", "java.lang.ArithmeticException", "integer overflow"),
    ("(pop [])", "java.lang.IllegalStateException", "Can't pop empty vector"),
    ("(contains? '(1) 0)", "java.lang.IllegalArgumentException", "contains? not supported on type: clojure.lang.PersistentList"),
    ('(read-string "(1 2")', "java.lang.RuntimeException", "EOF while reading"),
    ('(read-string ")")', "java.lang.RuntimeException", "Unmatched delimiter: )"),
    ('(read-string "1x")', "java.lang.NumberFormatException", "Invalid number: 1x"),
    ('(read-string "1/0")', "java.lang.ArithmeticException", "Divide by zero"),
    ('(read-string "{:a 1 :a 2}")', "java.lang.IllegalArgumentException", "Duplicate key: :a"),
    ("(do (def x 1) (binding [x 2] x))", "java.lang.IllegalStateException", "Can't dynamically bind non-dynamic var: user/x"),
    ('(do (defmulti m identity) (m "a"))', "java.lang.IllegalArgumentException", "No method in multimethod 'm' for dispatch value: a"),
    ("(into {} [[1 2 3]])", "java.lang.IllegalArgumentException", "Vector arg to map conj must be a pair"),
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("text", "shown"), VALUES)
def test_values(text: str, shown: str, backend: str) -> None:
    head, _, last = text.rpartition("\n")
    assert run(f"{head}\n(pr-str (do {last}))", "clojure", backend=backend) == shown


@pytest.mark.parametrize(("text", "kind", "message"), MESSAGES)
def test_messages(text: str, kind: str, message: str | None) -> None:
    got = run(f"(try (eval '{text}) (catch Throwable e [(.getName (class e)) (ex-message e)]))", "clojure")
    assert got == [kind, message]


@pytest.mark.parametrize("backend", BACKENDS)
def test_unchecked_math(backend: str) -> None:
    text = """(def before (try (+ Long/MAX_VALUE 1) (catch ArithmeticException e :thrown)))
(set! *unchecked-math* :warn-on-boxed)
(def wrapped [(+ Long/MAX_VALUE 1) (inc Long/MAX_VALUE) (- Long/MIN_VALUE) (int 3000000000) (* Long/MAX_VALUE 2 3) (- 0.0) (+ 1/2 1)])
(set! *unchecked-math* false)
(pr-str before wrapped (try (dec Long/MIN_VALUE) (catch ArithmeticException e :thrown)))"""
    shown = ":thrown [-9223372036854775808 -9223372036854775808 -9223372036854775808 -1294967296 -6 -0.0 3/2] :thrown"
    assert Runtime("clojure", backend=backend).eval(text) == shown


def test_instrumented_functions() -> None:
    text = """(require '[clojure.spec.alpha :as s] '[clojure.spec.test.alpha :as stest])
(defn half [x] (/ x 2))
(s/fdef half :args (s/cat :x (s/and int? even?)))
(def found (stest/instrument `half))
(def said (try (half 3) (catch Exception e [(ex-message e) (::s/failure (ex-data e)) (:path (first (::s/problems (ex-data e))))])))
(def good (half 4))
(stest/unstrument)
(pr-str found said good (half 3))"""
    assert run(text, "clojure") == '[user/half] ["Call to #\'user/half did not conform to spec." :instrument [:x]] 2 3/2'


def test_arguments_of_a_program() -> None:
    assert Runtime("clojure", args=["p.clj", "a", "-b"]).eval("*command-line-args*") == ["a", "-b"]
    assert Runtime("clojure").eval("*command-line-args*") is None
