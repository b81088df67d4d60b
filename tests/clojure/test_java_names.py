"""What stands for classes of Java that libraries of others name: values as the JVM gives them, and errors where nothing does."""

from __future__ import annotations

from pathlib import Path

import pytest

from pyfront import Runtime, run
from pyfront.errors import Error

VALUES = [
    ("(let [r (java.util.Random. 42)] [(.nextInt r) (.nextInt r 10) (.nextLong r) (.nextBoolean r) (.nextDouble r) (.nextGaussian r) (.nextGaussian r) (.nextInt r 16)])",
     "[-1170105035 3 -5843495416241995736 false 0.9420735430282128 0.2669736057242196 -0.5252767454241688 7]"),
    ('[(java.net.URLEncoder/encode "a b&c=ü~*" "UTF-8") (java.net.URLDecoder/decode "a+b%26%C3%BC" "UTF-8")]', '["a+b%26c%3D%C3%BC%7E*" "a b&ü"]'),
    ("[(.setScale 1.25M 1 BigDecimal/ROUND_HALF_EVEN) (.setScale 1.25M 1 java.math.RoundingMode/UP) (try (.setScale 1.25M 1) (catch ArithmeticException e :no))]", "[1.2M 1.3M :no]"),
    ('(.toUpperCase "abc" java.util.Locale/US)', '"ABC"'),
    ("(let [t (proxy [ThreadLocal] [] (initialValue [] 7))] [(.get t) (do (.set t 8) (.get t)) (do (.remove t) (.get t))])", "[7 8 7]"),
    ("(let [i (clojure.lang.SeqIterator. [1 2])] [(.hasNext i) (.next i) (.next i) (.hasNext i)])", "[true 1 2 false]"),
    ("(contains? clojure.lang.Compiler/specials 'loop*)", "true"),
    ("(get clojure.lang.Compiler/CHAR_MAP \\?)", '"_QMARK_"'),
    ("[(instance? java.util.concurrent.locks.Lock 1) (instance? java.time.ZoneId nil)]", "[false false]"),
    ("(defn f [] (java.time.ZoneId/systemDefault)) (try (f) (catch UnsupportedOperationException e :there-is-no-java))", ":there-is-no-java"),
    ("[(clojure.core.protocols/datafy nil) (clojure.core.protocols/nav {:a 1} :a 1) (clojure.core.protocols/coll-reduce [1 2 3] +)]", "[nil 1 6]"),
    ("(deftype C [] clojure.core.protocols/CollReduce (coll-reduce [_ f] (f 1 2)) (coll-reduce [_ f init] (f (f init 1) 2))) [(reduce + (C.)) (reduce + 10 (C.)) (into [] (map inc) (C.))]", "[3 13 [2 3]]"),
    ("(let [r (ref 1) g (agent 0)] (add-watch r :e (fn [k r o n] (throw (ex-info \"bad\" {})))) [(try (dosync (ref-set r 2)) (catch Exception e (ex-message e))) (do (send g inc) (await g) @g)])", '["bad" 1]'),
]  # fmt: skip


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
@pytest.mark.parametrize(("text", "value"), VALUES)
def test_values(backend: str, text: str, value: str) -> None:
    assert run(f"(pr-str (do {text}))", language="clojure", backend=backend) == value


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
def test_types_of_a_library_are_imported_after_it_was_loaded(tmp_path: Path, backend: str) -> None:
    (tmp_path / "im").mkdir()
    (tmp_path / "im" / "ty.clj").write_text("(ns im.ty)\n(defrecord Scan [a b])\n(deftype Pt [x])\n(defprotocol P (foo [x]))\n")
    text = """(ns im.m (:require [im.ty :as t]) (:import im.ty.Scan [im.ty Pt P]))
    (defrecord Q [] P (foo [_] :q))
    (pr-str [(:a (Scan. 1 2)) (instance? Scan (t/->Scan 1 2)) (.x (Pt. 3)) (t/foo (Q.))])"""
    assert Runtime("clojure", backend=backend, path=[str(tmp_path)]).eval(text) == "[1 true 3 :q]"
    with pytest.raises(Error, match=r"no class is called im\.ty\.Nothing here"):
        Runtime("clojure", backend=backend, path=[str(tmp_path)]).eval("(ns im.n (:require im.ty) (:import im.ty.Nothing))")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(import 'java.util.Daet)", "no class is called java.util.Daet here"),
        ("(Math/sqroot 2)", "no static method sqroot in java.lang.Math"),
        ("Long/MAX", "no static member MAX in java.lang.Long"),
        ("(deftype A [] Object (toString [_] 1) (toString [_] 2))", "the method toString has two bodies with as many parameters"),
        ('(java.net.URLEncoder/encode "a" "none")', "none"),
    ],
)
def test_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(Error, match=message):
        run(text, language="clojure")
