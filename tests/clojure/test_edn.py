"""EDN: what it has and what it has not, and that all that is written reads back as it was."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyfront.clojure import edn
from pyfront.clojure.atoms import BigDecimal, BigInt, Inst, ReaderConditional, Regex, Tagged, Uuid
from pyfront.clojure.context import Context, tagged_literal
from pyfront.clojure.data import List, Map, MetaSymbol, Set, Vector
from pyfront.clojure.equality import equal
from pyfront.clojure.printer import pr_str
from pyfront.clojure.reader import read_all
from pyfront.errors import IncompleteError, ReadError
from pyfront.text.source import Source
from vmcore.data import Char, Keyword, Ratio, Symbol


def read(text: str, **options: Any) -> Any:
    [(datum, _, _)] = edn.read_all(Source("test", text), **options)
    return datum


SAME = [
    "nil", "true", "42", "-1", "5N", "1.5M", "1/2", "1.0E21", "##-Inf", '"a\\nb"', "\\newline", "a/b", ":a/b", "%", "&", "a'b", "(1 [2 {3 4}] #{5})", '#inst "2020-01-01T00:00:00.000-00:00"',
    '#uuid "00000001-0001-0001-0001-000000000001"',
]  # fmt: skip


@pytest.mark.parametrize("text", SAME)
def test_what_it_has(text: str) -> None:
    assert edn.write(read(text)) == text


def test_more_of_what_it_has() -> None:
    assert edn.write(read("#:a{:b 1, :_/c [#_ x ;c\n 2]}")) == "{:a/b 1, :c [2]}"
    assert read("^:a ^{:b 1} x").meta == read("{:b 1 :a true}")
    assert [d for d, _, _ in edn.read_all(Source("t", " 1 2,3 #_4"))] == [1, 2, 3]
    assert edn.read(Source("t", " ;only this\n")) is edn.END
    assert edn.read(Source("t", "1 ) what follows is not looked at")) == 1


REFUSED = [
    "'a", "@a", "`a", "~a", "~@a", "#(a)", "#'a", '#"re"', "#?(:clj 1)", "#?@(:clj [1])", "#=(+ 1 2)", "#!x", "::a", "::a/b", "#::{:a 1}", "#::a{:b 1}", "[::a]", "('a)", "#%a 1",
    "#-a 1", "#<a>", "1'a", "1%a", "# a",
]  # fmt: skip


@pytest.mark.parametrize("text", REFUSED)
def test_what_it_has_not(text: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(text, default=tagged_literal)
    assert not isinstance(caught.value, IncompleteError)


@pytest.mark.parametrize("text", ["(", "[1", '"a', "#", "#_", "^:a", "\\", "#foo", "##"])
def test_unfinished(text: str) -> None:
    with pytest.raises(IncompleteError, match="EOF while reading"):
        read(text, default=tagged_literal)


def test_tags() -> None:
    readers = {"my/tag": lambda form: Keyword(form.name), "inst": lambda form: 0}
    assert read('[#my/tag x #inst "whatever" #other 1]', readers=readers, default=tagged_literal) == read("[:x 0 #other 1]", default=tagged_literal)
    with pytest.raises(ReadError, match="no reader function for tag other"):
        read("#other 1", readers=readers)
    with pytest.raises(ReadError, match=r"no reader function for tag a\.B"):
        read("#a.B{:c 1}")


@pytest.mark.parametrize(
    "datum",
    [Regex("a"), ReaderConditional(List((), ()), False), object(), [1], {"a": 1}, Vector([Regex("a")], [0]), Tagged(Symbol("t"), Map([1, Regex("")], [0, 0]))],
    ids=lambda x: type(x).__name__,
)
def test_what_cannot_be_written(datum: Any) -> None:
    with pytest.raises(TypeError, match="cannot be written"):
        edn.write(datum)


def test_metadata_are_not_written() -> None:
    assert edn.write(read("[^:a x ^{:b 1} [] ^:c {}]")) == "[x [] {}]"


# ---------------------------------------------------------------- round trip

FIRST = st.sampled_from("abcxyzλÄ*!_?<>=$&%|")
REST = st.text("abc019*!_?<>=$&%|.-+#'é", max_size=5)
NAMES = st.builds(lambda first, rest: first + rest, FIRST, REST).filter(lambda name: name not in ("nil", "true", "false"))
FULL_NAMES = st.one_of(NAMES, st.builds(lambda space, name: f"{space}/{name}", NAMES, NAMES), st.sampled_from(["/", "+", "-", "..", "a//", ".-x"]))
SCALARS = st.characters(exclude_categories=["Cs"])
INTEGERS = st.one_of(st.integers(-(2**63), 2**63 - 1), st.integers(-100, 100))
MILLIS = st.integers(-62_135_596_800_000, 253_402_300_799_999)
ATOMS = st.one_of(
    st.none(), st.booleans(), INTEGERS, st.builds(BigInt, st.integers()), st.builds(BigInt, st.integers(-(10**700), 10**700)), st.floats(),
    st.builds(BigDecimal, st.integers(), st.integers(-400, 400)), st.fractions().filter(lambda x: x.denominator > 1).map(lambda x: Ratio(x.numerator, x.denominator)),
    st.text(SCALARS), st.builds(Char, SCALARS), FULL_NAMES.map(Symbol), FULL_NAMES.filter(lambda name: "//" not in name).map(Keyword),
    st.builds(Inst, MILLIS), st.builds(Uuid, st.integers(0, 2**128 - 1)),
)  # fmt: skip


def distinct(items: list[Any], step: int) -> list[Any]:
    kept: list[Any] = []
    for i in range(0, len(items) - step + 1, step):
        if not any(equal(items[i], other) for other in kept[::step]):
            kept += items[i : i + step]
    return kept


def zeros(items: list[Any]) -> tuple[int, ...]:
    return (0,) * len(items)


def collections(data: Any) -> Any:
    items = st.lists(data, max_size=6)
    return st.one_of(
        items.map(lambda x: List(x, zeros(x))),
        items.map(lambda x: Vector(x, zeros(x))),
        items.map(lambda x: distinct(x, 1)).map(lambda x: Set(x, zeros(x))),
        items.map(lambda x: distinct(x, 2)).map(lambda x: Map(x, zeros(x))),
        st.builds(Tagged, NAMES.filter(lambda name: name[0].isalpha() and name not in ("inst", "uuid")).map(Symbol), data),
        st.builds(lambda name: MetaSymbol(Symbol(name), Map([Keyword("a"), True], [0, 0])), NAMES),
    )


def shape(x: Any) -> Any:
    """Everything about a datum but its positions and metadata, as Python compares it: kinds, digits, the sign of zero."""
    if isinstance(x, (List, Vector, Map, Set)):
        return (type(x), [shape(item) for item in x.items])
    if isinstance(x, Tagged):
        return (Tagged, x.tag, shape(x.form))
    if isinstance(x, BigDecimal):
        return (BigDecimal, x.unscaled, x.scale)
    if isinstance(x, MetaSymbol):
        return (Symbol, x.symbol.name)
    return (type(x), repr(x) if isinstance(x, float) else x.name if isinstance(x, (Symbol, Keyword)) else x)


@settings(max_examples=500, deadline=None)
@given(st.recursive(ATOMS, collections, max_leaves=25))
def test_round_trip(datum: Any) -> None:
    text = edn.write(datum)
    assert shape(read(text, default=tagged_literal)) == shape(datum)
    [(again, _, _)] = read_all(Source("test", f"[{text}]"), Context(default_reader=tagged_literal))
    assert shape(again) == shape(Vector([datum], [0])), "Clojure reads all that EDN reads"
    assert pr_str(read(f"#_{text} {text}", default=tagged_literal)) == text


@settings(max_examples=200, deadline=None)
@given(st.recursive(ATOMS, collections, max_leaves=10), st.recursive(ATOMS, collections, max_leaves=10))
def test_equality_is_lawful(a: Any, b: Any) -> None:
    assert equal(a, a) and equal(a, b) == equal(b, a)
    x, y = List([a, b], [0, 0]), Vector([a, b], [0, 0])
    assert x == y and hash(x) == hash(y)
    assert (Set([a], [0]) == Set([b], [0])) == equal(a, b)
    assert not equal(a, b) or hash(List([a], [0])) == hash(List([b], [0]))
