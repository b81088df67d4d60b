"""Malformed Clojure: each is a ReadError that names the problem and its place; IncompleteError where more text could help."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyfront.clojure import edn
from pyfront.clojure.context import Context, tagged_literal
from pyfront.clojure.printer import pr_str
from pyfront.clojure.reader import END, Reader, read_all
from pyfront.errors import IncompleteError, ReadError
from pyfront.text.source import Source


def failure(text: str) -> ReadError:
    with pytest.raises(ReadError) as caught:
        read_all(Source("t.clj", text))
    return caught.value


BAD = [  # text, line:column, part of the message
    (")", "1:1", "unmatched delimiter ): nothing is open"),
    ("a\n ]", "2:2", "unmatched delimiter ]: nothing is open"),
    ("(a\n  [b)", "2:5", "unmatched delimiter ): the open one is [ at 2:3, a vector, which ] closes"),
    ("(]", "1:2", "the open one is ( at 1:1, a list, which ) closes"),
    ("#{1 2)", "1:6", "the open one is #{ at 1:1, a set, which } closes"),
    ("#(a}", "1:4", "the open one is #( at 1:1, a function"),
    ("#:a{:b]", "1:7", "the open one is #: at 1:1, a map"),
    ("#?(:a}", "1:6", "the open one is #? at 1:1, a reader conditional"),
    ("(#_)", "1:2", "no form follows the #_"), ("[^:a]", "1:2", "no form follows these metadata"), ("(')", "1:2", "no form follows"),
    ("{#foo}", "1:2", "no form follows this tag"), ("(^)", "1:2", "metadata must follow"), ("(##)", "1:2", "Inf, -Inf or NaN"), ("(`)", "1:2", "no form follows"),
    ("{:a}", "1:2", "even number of forms: this key has no value"), ("{:a 1 :b}", "1:7", "even number"), ("#:a{:b}", "1:5", "even number"),
    ("{:a 1 :a 2}", "1:7", "duplicate key: :a"), ("#{a b a}", "1:7", "duplicate element: a"), ("#:a{:b 1 :a/b 2}", "1:10", "duplicate key: :a/b"),
    ("#{\"" + "x" * 99 + '" "' + "x" * 99 + '"}', "1:105", 'duplicate element: "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx...'),
    ("1a", "1:1", "invalid number 1a"), ("08", "1:1", "begins with 0 is octal"), ("2r12", "1:1", "not a number in radix 2"), ("37r1", "1:1", "from 2 to 36"), ("1r1", "1:1", "from 2 to 36"),
    ("0x", "1:1", "invalid number"), ("0xg", "1:1", "invalid number"), ("1.5.5", "1:1", "invalid number"), ("1e", "1:1", "invalid number"), ("1/0", "1:1", "divides by zero"), ("1/2N", "1:1", "invalid"),
    ("1/-2", "1:1", "invalid number"), ("1.5N", "1:1", "invalid"), ("+1x", "1:1", "invalid number +1x"), ("1e99999999999M", "1:1", "exponent is too large"), ("1e+M", "1:1", "invalid"), ("٣", "1:1", "invalid token"),
    ("1_000", "1:1", "invalid"), ("1e5.5", "1:1", "invalid number"), ("0r1", "1:1", "invalid number"), ("1²", "1:1", "invalid number"),
    ("a/", "1:1", "invalid token a/"), ("/a", "1:1", "invalid token"), ("//", "1:1", "invalid token"), ("a:", "1:1", "invalid token"), (":a:", "1:1", "invalid token"), (":", "1:1", "invalid token"), ("::", "1:1", "invalid token"),
    ("a::b", "1:1", "invalid token"), (":::a", "1:1", "invalid token"), ("a:/b", "1:1", "invalid token"), (":a/1", "1:1", "invalid token"), ("a/0", "1:1", "invalid token"), ("a/1b", "1:1", "invalid token"), ("::/", "1:1", "invalid token"), ("::a/", "1:1", "invalid token"),
    ("[::x/k]", "1:2", "no namespace has the alias x"), ("#::x{:a 1}", "1:1", "no namespace has the alias x"),
    (r"\ab", "1:1", r"unsupported character \ab"), (r"\u12", "1:1", "four hexadecimal digits"), (r"\ud800", "1:1", "surrogate"), (r"\o400", "1:1", r"\o0 to \o377"), (r"\o1234", "1:1", "one to three"), (r"\o8", "1:1", "unsupported"),
    (r'"a\q"', "1:3", r"unsupported escape \q"), (r'"\u12"', "1:2", "four hexadecimal digits"), (r'"\400"', "1:2", r"\0 to \377"), (r'"\18"', "1:4", "8 is no octal digit"), (r'"\1a"', "1:4", "a is no octal digit"), (r'"\8"', "1:2", "unsupported"), (r'"\ud83d"', "1:1", "surrogate"), (r'"\ude00\ud83d"', "1:1", "surrogate"),
    ("a \ud83d", "1:3", "surrogate"), ('"\ude00"', "1:2", "surrogate"),
    ("##Foo", "1:1", "Inf, -Inf or NaN"), ("##1", "1:1", "Inf, -Inf or NaN"), ("^1 x", "1:2", "metadata are a symbol"), ("^(a) x", "1:2", "metadata are a symbol"), ("^:a 1", "1:5", "only be on a symbol or a collection"), ('^:a "s"', "1:5", "only be on"), ("^:a :b", "1:5", "only be on"), ("^:a nil", "1:5", "only be on"),
    ("#(#(%))", "1:3", "cannot be inside another"), ("#(a [#(b)])", "1:6", "cannot be inside another"), ("#(%a)", "1:3", "an argument in #() is"), ("#(%0)", "1:3", "an argument"), ("#(%-1)", "1:3", "an argument"), ("#(%21)", "1:3", "at most 20"), ("#(%99999999999)", "1:3", "an argument"),
    ("#foo 1", "1:1", "no reader function for tag foo"), ("#foo.Bar[1]", "1:1", "no reader function for tag foo.Bar"), ("#1 2", "1:1", "no reader macro is called #1"), ("#:a 1", "1:1", "wants a map"), ("#: a{}", "1:1", "#:namespace{...}"), ("#:a/b{}", "1:1", "#:namespace{...}"), ("#:1{}", "1:1", "#:namespace{...}"), ("#:a [1]", "1:1", "wants a map"),
    ("#<foo>", "1:1", "unreadable"), ("#=(+ 1 2)", "1:1", "refused"), ("# a", "1:1", "a tag follows # directly"), ("#\\a", "1:1", r"nothing is read by #\ ".strip()), ("#[1]", "1:1", "nothing is read by #["), ("#@a", "1:1", "nothing is read by #@"), ("#%a 1", "1:1", "no reader macro"),
    ("1#!a", "1:2", "must stand apart"), ("#_#!a", "1:3", "must stand apart"),
    ("#?a", "1:1", "written #?(:feature"), ("#?[:a 1]", "1:1", "written #?(:feature"), ("#?@a", "1:1", "written #?(:feature"), ("#?(a 1)", "1:4", "a feature is a keyword"), ("#?(:else 1)", "1:4", ":else is reserved"), ("#?(:none 1)", "1:4", "reserved"), ("#?(:vmcore)", "1:11", "must follow the feature"),
    ("#?@(:default [1])", "1:1", "needs a collection around it"), ("'#?@(:default [1])", "1:2", "needs a collection"), ("[#?@(:default 1)]", "1:2", "splices the items of a list or vector"), ("[#?@(:default {1 2})]", "1:2", "splices"),
    ("`~@a", "1:2", "no list around it"), ('#inst "2020-13"', "1:1", "month is from 1 to 12"), ('#inst "2019-02-29"', "1:1", "day is from 1 to 28"), ('#inst "20"', "1:1", "4 digits"), ('#inst "2020-01-01T25"', "1:1", "hour"), ('#inst "2020x"', "1:1", "not a time"), ('#inst "2020-01-01T00:00:60"', "1:1", "second is from 0 to 59"),
    ('#inst "2020-01-01T00:00:00.1234567890"', "1:1", "1 to 9 digits"), ('#inst "2020+1"', "1:1", "2 digits"), ('#inst "2020+01"', "1:1", "an offset is written"), ("#inst 5", "1:1", "wants a string"), ('#uuid "x"', "1:1", "not a UUID"), ("#uuid 5", "1:1", "wants a string"), ('#uuid "1-1-1-1"', "1:1", "not a UUID"), ('#uuid "-1-1-1-1"', "1:1", "not a UUID"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "place", "message"), BAD, ids=[repr(t)[:40] for t, _, _ in BAD])
def test_bad(text: str, place: str, message: str) -> None:
    error = failure(text)
    assert message in error.message
    assert f"{error.line}:{error.column}" == place
    assert not isinstance(error, IncompleteError)
    assert str(error).startswith(f"t.clj:{place}: ")


UNFINISHED = [
    ("(", "1:1", "the list that begins here is not closed"), ("a (b", "1:3", "the list that begins here"), ("(a\n [b", "2:2", "the vector that begins here is not closed; the outermost open bracket is at 1:1"),
    ("{:a", "1:1", "the map"), ("#{", "1:1", "the set"), ("#(", "1:1", "the function"), ("#:a{", "1:1", "the map"), ("#?(:a 1", "1:1", "the reader conditional"), ("[#?(:a (", "1:8", "the list that begins here is not closed; the outermost open bracket is at 1:1"),
    ('"abc', "1:1", "the string"), ('"a\\', "1:1", "the string"), ('a "\\"', "1:3", "the string"), ('#"a', "1:1", "the regex"), ('#"a\\"', "1:1", "the regex"), ("\\", "1:1", "the character"),
    ("'", "1:1", "no form follows"), ("`", "1:1", "no form follows"), ("~", "1:1", "no form"), ("~@", "1:1", "no form"), ("@", "1:1", "no form"), ("#'", "1:1", "no form"), ("^", "1:1", "metadata must follow"), ("^:a", "1:1", "no form follows these metadata"), ("#_", "1:1", "no form follows the #_"), ("#_ #_ a", "1:1", "no form follows the #_"),
    ("#foo", "1:1", "no form follows this tag"), ("##", "1:1", "Inf"), ("#", "1:1", "nothing follows #"), ("#^", "1:2", "metadata must follow"), ("(') ", "1:2", "no form follows"), ("( ' ; )", "1:3", "no form follows"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "place", "message"), UNFINISHED, ids=[repr(t) for t, _, _ in UNFINISHED])
def test_unfinished(text: str, place: str, message: str) -> None:
    error = failure(text)
    assert message in error.message
    assert f"{error.line}:{error.column}" == place
    closed = text.startswith("(')")
    assert isinstance(error, IncompleteError) is not closed
    assert closed or error.message.startswith("EOF while reading")


def test_the_bracket_that_is_missing() -> None:
    error = failure("(defn f [x]\n  (let [y 1]\n    (g y))\n\n(defn h [])\n")
    assert error.line == 1
    assert error.notes == ["line 5 begins further left: is a ) missing before it?"]


def test_errors_come_in_their_turn() -> None:
    reader = Reader(Source("t", "a (b) ) c"))
    assert [pr_str(reader.read()), pr_str(reader.read())] == ["a", "(b)"]
    for _ in range(2):
        with pytest.raises(ReadError, match="unmatched"):
            reader.read()


def test_excerpt() -> None:
    assert str(failure("(f {:a 1\n    :a 2})")) == "t.clj:2:5: duplicate key: :a\n    2 |     :a 2})\n      |     ^"


# ---------------------------------------------------------------- any text

PIECES = [
    "(", ")", "[", "]", "{", "}", "#{", "#(", "'", "`", "~", "~@", "@", "^", "#^", "#'", "#_", "#?(", "#?@(", "#:a{", "#::{", "#::x{", "##", "##Inf", "#\"", '"', "\\", "\\a", "\\u00e9", ";", "\n", "\r", " ", ",", ":a", "::a", "::x/a",
    ":default", ":vmcore", ":clj", "%", "%1", "%&", "a", "a#", "b/c", "/", "nil", "true", "1", "-1", "1.5", "1/2", "1N", "2M", "0x1f", "017", "36rz", "#inst", "#uuid", '"2020"', "#foo", "#foo.Bar", "#=", "#<", "#!", "#", "\ufeff", "λ", "\x00", "\u2028",
    "\U0001f600", ".", "..", "&", "fn*", "quote", "clojure.core/unquote", "clojure.core/unquote-splicing", "_/a", "e", "M", "N", "r", "\\x", "\\\"", "\\u12", "\\777",
]  # fmt: skip


def harmless(text: str) -> None:
    """Whatever the text: data or a ReadError, of both readers; and what was read can be written."""
    context = Context("user", aliases={"x": "y"}, default_reader=tagged_literal)
    reader = Reader(Source("t", text), context)
    try:
        while (datum := reader.read()) is not END:
            pr_str(datum)
            assert datum == datum or "NaN" in text or '#"' in text
    except ReadError as error:
        assert error.message and error.line >= 1
        str(error)
    try:
        for datum, start, end in edn.read_all(Source("t", text), default=tagged_literal):
            assert start < end
            edn.write(datum)
    except ReadError as error:
        str(error)


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_sequence_of_pieces(text: str) -> None:
    harmless(text)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=40))
def test_any_text(text: str) -> None:
    harmless(text)


PROGRAM = r"""
(ns a.b (:require [c.d :as x :refer [e]]) #?(:clj (:import [java.util Date])))
(defmacro when-let* "Doc \"q\" \u03bb." {:added "1.0"} [[n v :as b] & body]
  `(let [t# ~v] (when t# (let [~n t#] ~@body))))
(def ^:private ^{:doc "x"} m {:a 1, ::b [2 3N 4.5M 1/2 0x1F 2r101 \newline \a], #{"s"} #"r\d+\"", x/k nil})
#_(ignored #_ twice) (map #(+ % %2 (first %&)) @state #'var '(q . r)) #:n{:a 1 :_/b 2} #inst "2020-01-01"
""".strip()


def test_the_program_reads() -> None:
    assert len(read_all(Source("t", PROGRAM))) == 6


@pytest.mark.parametrize("seed", range(8))
def test_damaged_programs(seed: int) -> None:
    pick = random.Random(seed)
    for _ in range(150):
        text: Any = list(PROGRAM)
        for _ in range(pick.randint(1, 6)):
            at = pick.randrange(len(text))
            action = pick.randrange(4)
            if action == 0:
                del text[at : at + pick.randint(1, 10)]
            elif action == 1:
                text.insert(at, pick.choice(PIECES))
            elif action == 2:
                text[at] = pick.choice(PIECES)
            else:
                text[at:at] = text[pick.randrange(len(text)) :][: pick.randint(1, 30)]
            text = text or ["a"]
        harmless("".join(text))


def test_every_beginning_of_a_program() -> None:
    for n in range(len(PROGRAM)):
        harmless(PROGRAM[:n])
