"""The first line of messages: what was wrong, in Clojure's terms, and where."""

from __future__ import annotations

import pytest

from pyfront import Runtime
from pyfront.api import BACKENDS
from pyfront.errors import Error

CASES = [
    ("(inc nil)", "1:1: +: argument 1 is not a number: nil"),
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
    ("(loop [i 0] (inc (recur 1)))", "1:18: recur must be in tail position: nothing may be left to do after it"),
]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize(("text", "message"), CASES, ids=[text for text, _ in CASES])
def test_message(text: str, message: str, backend: str) -> None:
    with pytest.raises(Error) as raised:
        Runtime("clojure", backend=backend).eval(text, "x.clj")
    assert str(raised.value).splitlines()[0] == f"x.clj:{message}"
