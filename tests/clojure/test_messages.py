"""The first line of messages: what was wrong, in Clojure's terms, and where."""

from __future__ import annotations

import pytest

from pyfront import Runtime
from pyfront.api import BACKENDS
from pyfront.errors import Error

CASES = [
    ("(inc nil)", "1:1: inc: argument 1 is not a number: nil"),
    ("(dec :a)", "1:1: dec: argument 1 is not a number: :a"),
    ("(- nil)", "1:1: -: argument 1 is not a number: nil"),
    ("(> 1 :a)", "1:1: >: argument 2 is not a real number: :a"),
    ("(>= :a 1)", "1:1: >=: argument 1 is not a real number: :a"),
    ("(pos? nil)", "1:1: pos?: argument 1 is not a real number: nil"),
    ("(quot 1 0)", "1:1: quot: division by zero"),
    ("(mod 1 0)", "1:1: mod: division by zero"),
    ("(max 1 nil)", "1:1: max: an argument is not a real number: nil"),
    ('(int "5")', '1:1: int: argument 1 is not a real number: "5"'),
    ("(keys 5)", "1:1: keys: argument 1 is not a collection: 5"),
    ("(reduce + 5)", "1:1: reduce: an argument is not a collection: 5"),
    ("(set 5)", "1:1: set: argument 1 is not a collection: 5"),
    ("(swap! 5 inc)", "1:1: swap!: an argument is not an atom: 5"),
    ('(re-find "a" "b")', '1:1: re-find: an argument is not a regular expression: "a"'),
    ("(defn g [x]\n  (inc x))\n(g nil)", "2:3: inc: argument 1 is not a number: nil"),
    ("(let [l (lazy-seq 5)] (pr-str l))", "1:23: pr-str: argument 1 is not a collection: 5"),
    ('(+ 1 [1 {:a "x"}])', '1:1: +: argument 2 is not a number: [1 {:a "x"}]'),
    ("(* 2 :a)", "1:1: *: argument 2 is not a number: :a"),
    ("(first 5)", "1:1: first: argument 1 is not a collection: 5"),
    ("(nth 5 1)", "1:1: nth: argument 1 is not a sequence or vector: 5"),
    ("(nth [1 2] 5)", "1:1: nth: argument 2 is out of range (length 2): 5"),
    ("(+ 9223372036854775807 1)", "1:1: +: integer overflow"),
    ("(/ 1 0)", "1:1: /: division by zero"),
    ("(nonexistent 1)", "1:2: unable to resolve symbol nonexistent in this context"),
    ('(throw (ex-info "boom" {:a 1}))', "1:1: boom"),
    ("(defn f [x] x)\n(f 1 2)", "2:1: f: expected 1 argument, got 2"),
    ("(let [x] 1)", "1:7: let: the vector of bindings has an even number of forms: the last name has no value"),
    ("(fn [x", "1:5: EOF while reading: the vector that begins here is not closed; the outermost open bracket is at 1:1"),
    ("(re-matches #\"a\" 5)", "1:1: re-matches: argument 2 is not a string: 5"),
    ("(clojure.string/split 5 #\"a\")", "1:1: split: argument 1 is not a string: 5"),
    ("(clojure.string/upper-case nil)", "1:1: upper-case: the text is nil: nil"),
    ("(alter-var-root 5 inc)", "1:1: alter-var-root: an argument is not a var: 5"),
    ("(Math/abs)", "1:1: Math/abs: expected 1 argument, got 0"),
    ("(ns a (:require 5))", "1:17: ns: :require takes names of namespaces, and vectors like [clojure.string :as str]"),
    ("(import 5)", "1:9: import takes a list of names"),
    ("(some->)", "1:1: some-> takes a value and forms"),
    ("(extend-type Long 5 (f [x] x))", "1:19: extend-type: a protocol is named by a symbol"),
    ("(reify 5)", "1:8: a protocol or class is named by a symbol"),
    ("(loop [i 0] (inc (recur 1)))", "1:18: recur must be in tail position: nothing may be left to do after it"),
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("text", "message"), CASES, ids=[text for text, _ in CASES])
def test_message(text: str, message: str, backend: str) -> None:
    with pytest.raises(Error) as raised:
        Runtime("clojure", backend=backend).eval(text, "x.clj")
    assert str(raised.value).splitlines()[0] == f"x.clj:{message}"


def test_parts_of_the_value_that_are_computed_late() -> None:
    with pytest.raises(Error) as raised:
        Runtime("clojure").eval("(map inc [1 :a])", "x.clj")
    assert str(raised.value).startswith("x.clj: +: argument 1 is not a number: :a\n  note: in a part of the value")
