"""The machine's reader of plain EDN, and the reader that it leaves the rest to: they agree about every text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyfront import Runtime
from pyfront.errors import Error

BOTH = """(require '[clojure.edn :as edn])
(defn shown [f] (try (let [x (f)] [(pr-str x) (class x) (= x x)]) (catch Exception e [(str (class e)) (ex-message e)])))
(fn [s] [(shown (fn [] (edn/read-string s))) (shown (fn [] (edn/%read-slow {:eof nil} s "")))])"""
PLAIN = [
    "nil", "true", "false", "0", "-7", "+7", "123456789012345678", "2.5", "-0.0", "1.5e10", "1.5E-3", '""', '"a b"', '"a\\n\\t\\"\\\\"',
    '"\u00e4\u20ac\U0001f600"', ":a", ":a.b/c-d?", "sym", "a/b", "a.b.c", "x'", "()", "[]", "{}", "#{}", "(1 2)", "[1, 2]", "{:a 1 :b [2]}",
    "#{1 2}", "{1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18}", "; c\n 1", ";c\r3\n5", "[1 ; c\n 2]", "  1 2", "{[1] {2 #{3}}}", "[nil true nilly true1]",
]  # fmt: skip
OTHERS = [
    "", " ", "1234567890123456789", "12345678901234567890", "5N", "1.5M", "1/2", "0x1F", "017", "00", "2r101", "1.", "1e5", ".5", "-", "+", "/",
    "-a", "+a", "->", "\\a", "\\newline", "#inst \"2020-01-01\"", "#foo 1", "#_ 1 2", "^:m [1]", "'a", "@a", "##Inf", "#:a{:b 1}", "::k", ":", ":a:",
    ":a/", "a/", "a/b/c", ":1", "a#b", "a%", "[1", "]", "(]", "{1}", "{:a 1 :a 2}", "{1 2 1 3}", "#{1 1}", '"abc', '"\\u0041"', '"\\q"', "1a",
    "a;b", 'a"b"', "[1]2", "a\\b", "\u00e4", "[\u00e4]", "~a", "`a", "a:b", "true/x", "nil/x", "1.5.2", "1-2", "--1", "{1.0 1 1 2}", "a\u00a0b",
]  # fmt: skip


@pytest.fixture(scope="module")
def both() -> Any:
    return Runtime("clojure").eval(BOTH)


@pytest.mark.parametrize("text", [*PLAIN, *OTHERS])
def test_they_agree(both: Any, text: str) -> None:
    ours, theirs = both(text)
    assert ours == theirs


def test_what_is_plain_takes_the_short_way() -> None:
    machine = Runtime("clojure")._machine
    declined = machine.call_prim("%read-edn", "'a")
    for text in PLAIN:
        found = machine.call_prim("%read-edn", text)
        assert (repr(found) == repr(declined)) is (text == "x'")


TOKENS = st.sampled_from([*PLAIN, *OTHERS, "(", ")", "[", "]", "{", "}", "#{", '"', ";", "\n", ",", "\\", ":k", "1"])


@settings(deadline=None, max_examples=400)
@given(st.lists(st.tuples(TOKENS, st.sampled_from(["", " ", " ", ","])), max_size=12))
def test_they_agree_about_any_text(both: Any, parts: list[tuple[str, str]]) -> None:
    ours, theirs = both("".join(token + after for token, after in parts))
    assert ours == theirs


def test_deep_and_long() -> None:
    runtime = Runtime("clojure")
    runtime.define("deep", "[" * 100_000 + "]" * 100_000)
    assert runtime.eval("(loop [x (clojure.edn/read-string deep) n 0] (if x (recur (first x) (inc n)) n))") == 100_000
    runtime.define("long", "[" + " ".join(map(str, range(100_000))) + "]")
    assert runtime.eval("(reduce + (clojure.edn/read-string long))") == sum(range(100_000))
    with pytest.raises(Error):
        runtime.eval("(clojure.edn/read-string (subs deep 0 100000))")


def test_under_collections() -> None:
    runtime = Runtime("clojure")
    runtime._machine.set_test_hooks(gc_stress=1)
    assert runtime.eval('(= (clojure.edn/read-string "{:a [1 \\"b\\\\n\\" #{x/y 2.5}] (1 2) nil}") {:a [1 "b\\n" #{\'x/y 2.5}] \'(1 2) nil})') is True
