"""Deep and long Clojure: nothing recurses, and the time is in proportion to the text."""

from __future__ import annotations

import time
from typing import Any

import pytest

from patience import patient
from pyfront.clojure import edn
from pyfront.clojure.context import Context, tagged_literal
from pyfront.clojure.data import Form
from pyfront.clojure.equality import equal
from pyfront.clojure.printer import pr_str
from pyfront.clojure.reader import read_all
from pyfront.errors import IncompleteError, ReadError
from pyfront.text.source import Source

N = 10**6
M = 10**5
L = 3 * M


def read(text: str) -> list[Any]:
    return [datum for datum, _, _ in read_all(Source("test", text), Context(default_reader=tagged_literal))]


def depth(x: Any) -> int:
    n = 0
    while isinstance(x, Form) and x.items:
        n += 1
        x = x.items[-1]
    return n


@pytest.mark.deep
def test_a_million_deep() -> None:
    [datum] = read("(" * N + ")" * N)
    assert depth(datum) == N - 1


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("[", "]"), ("{:a ", "}"), ("#{", "}")], ids="([{#")
def test_deep_collections(opening: str, closing: str) -> None:
    text = opening * M + "[]" + closing * M
    [datum] = read(text)
    assert depth(datum) == M
    assert pr_str(datum) == text
    [(again, _, _)] = edn.read_all(Source("test", text))
    assert equal(datum, again)


D = 3 * 10**4
DEEP = {
    "quotes": ("'" * D + "a", D), "vars": ("#'" * D + "a", D), "derefs": ("@" * D + "a", D), "unquotes": ("~@" * D + "a", D),
    "keys": ("{" * D + "1 1 2 2}" + " 1 2 {}}" * (D - 1), None), "sets": ("#{1 " * D + "}" * D, D), "namespaced": ("#:a{:b " * D + "{}" + "}" * D, D),
    "tags": ("#a " * D + "1", 0), "conditionals": ("#?(:default " * D + "[a]" + ")" * D, 1), "splices": ("[" + "#?@(:default [" * D + "1" + "])" * D + "]", 1),
    "discards": ("#_" * D + " a" * D + " [b]", 1), "metadata": ("^:a " * D + "[b]", 1), "different metadata": ("".join(f"^:a{i} " for i in range(D)) + "[b]", 1),
    "metadata in metadata": ("^{:a " * D + "1" + "} [b]" * D, None), "syntax-quote": ("`" + "(" * D + ")" * D, None), "quotes and unquotes": ("`~" * D + "[a]", 1),
}  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), DEEP.values(), ids=DEEP)
def test_deep(text: str, expected: int | None) -> None:
    start = time.process_time()
    data = read(text)
    assert expected is None or depth(data[0]) == expected
    assert equal(data[0], data[0])
    pr_str(data[0])
    assert time.process_time() - start < patient(20)


LONG = {
    "string": '"' + "\\n" * L + '"', "regex": '#"' + "\\d" * L + '"', "integer": "7" * L, "decimal": "7" * M + "." + "7" * M + "M", "ratio": "1" * M + "/" + "3" * M, "symbol": "a#!" * L,
    "comments": ";\n" * L + "#!\n" * L + "1", "strings": '"" ' * M, "numbers with quotes": "1'" * M + "1", "keys": "{" + " ".join(f"[{i}] {i}" for i in range(M)) + "}",
    "arguments": "#(" + "% " * L + ")", "quoted set": "`#{" + " ".join(map(str, range(M))) + "}", "commas": "," * L + "a", "blanks before a map": "#:a" + " " * L + "{}",
}  # fmt: skip


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long(text: str) -> None:
    start = time.process_time()
    data = read(text)
    for datum in data[:3]:
        pr_str(datum)
    assert data
    assert time.process_time() - start < patient(15)


@pytest.mark.parametrize("text", ["(" * L, "(" * L + "]", "[" * L + ")" * L, "#" * M, "#_" * M, "'" * M, "^:a " * M, '"' + "a" * L, "1#" * M, "#^" * M, "{" * M + "}" * M])
def test_long_and_wrong(text: str) -> None:
    start = time.process_time()
    with pytest.raises(ReadError) as caught:
        read(text)
    str(caught.value)
    assert time.process_time() - start < patient(15)


def test_place_of_what_is_missing_far_inside() -> None:
    with pytest.raises(IncompleteError) as caught:
        read("\n(" * M)
    assert caught.value.line == M + 1
    assert "outermost open bracket is at 2:1" in caught.value.message
