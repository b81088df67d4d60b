"""Syntax-quote: the forms that it stands for are those of the JVM's reader, and a small evaluator shows what they build."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pyfront.clojure.context import SPECIAL_FORMS, Context
from pyfront.clojure.data import List, Map, MetaSymbol, Set, Vector
from pyfront.clojure.equality import equal
from pyfront.clojure.printer import pr_str
from pyfront.clojure.reader import read_all
from pyfront.errors import ReadError
from pyfront.text.source import Source
from vmcore.data import Keyword, Symbol

MAPPINGS = {"map": "clojure.core/map", "String": "java.lang.String", "Math": "java.lang.Math", "f": "lib.x/f"}


def one(text: str) -> Any:
    context = Context("user", aliases={"o": "other.ns"}, mappings=MAPPINGS)
    [(datum, _, _)] = read_all(Source("test", text), context)
    return datum


def printed(text: str) -> str:
    return re.sub(r"__\d+", "__N", pr_str(one(text))).replace("clojure.core/", "c/")


EXPANSIONS = [
    ("`a", "(quote user/a)"), ("`map", "(quote c/map)"), ("`f", "(quote lib.x/f)"), ("`a/b", "(quote a/b)"), ("`o/y", "(quote other.ns/y)"),
    ("`user/z", "(quote user/z)"), ("`String", "(quote java.lang.String)"), ("`String.", "(quote java.lang.String.)"), ("`Foo.", "(quote Foo.)"),
    ("`map.", "(quote map.)"), ("`Math/abs", "(quote java.lang.Math/abs)"), ("`.foo", "(quote .foo)"), ("`..", "(quote ..)"), ("`.", "(quote .)"),
    ("`a.b.C", "(quote a.b.C)"), ("`a.b/c", "(quote a.b/c)"), ("`if", "(quote if)"), ("`&", "(quote &)"), ("`fn", "(quote user/fn)"), ("`a#", "(quote a__N__auto__)"),
    ("`/", "(quote user//)"), ("`%", "(quote user/%)"), ("`-", "(quote user/-)"),
    ("`nil", "(quote nil)"), ("`true", "(quote true)"), ("`:a", ":a"), ("`1", "1"), ("`1N", "1N"), ("`1M", "1M"), ("`1/2", "1/2"), ("`1.0", "1.0"), ('`"s"', '"s"'), ("`\\a", "\\a"),
    ('`#"x"', '(quote #"x")'), ('`#uuid "0-0-0-0-0"', '(quote #uuid "00000000-0000-0000-0000-000000000000")'),
    ("`()", "(c/list)"), ("`[]", "(c/apply c/vector (c/seq (c/concat)))"), ("`{}", "(c/apply c/hash-map (c/seq (c/concat)))"), ("`#{}", "(c/apply c/hash-set (c/seq (c/concat)))"),
    ("`(a 1)", "(c/seq (c/concat (c/list (quote user/a)) (c/list 1)))"), ("`(a ~b)", "(c/seq (c/concat (c/list (quote user/a)) (c/list b)))"),
    ("`(a ~@b)", "(c/seq (c/concat (c/list (quote user/a)) b))"), ("`[~@a b]", "(c/apply c/vector (c/seq (c/concat a (c/list (quote user/b)))))"),
    ("`#{~a}", "(c/apply c/hash-set (c/seq (c/concat (c/list a))))"),
    ("`{:a ~b ~@c ~d}", "(c/apply c/hash-map (c/seq (c/concat (c/list :a) (c/list b) c (c/list d))))"),
    ("`~a", "a"), ("`~'a", "(quote a)"), ("``~a", "(quote user/a)"), ("`(clojure.core/unquote x)", "x"), ("`(clojure.core/unquote)", "nil"), ("`(unquote x)", "(c/seq (c/concat (c/list (quote user/unquote)) (c/list (quote user/x))))"),
    ("`'a", "(c/seq (c/concat (c/list (quote quote)) (c/list (quote user/a))))"), ("`@a", "(c/seq (c/concat (c/list (quote c/deref)) (c/list (quote user/a))))"),
    ("`#'a", "(c/seq (c/concat (c/list (quote var)) (c/list (quote user/a))))"),
    ("``a", "(c/seq (c/concat (c/list (quote quote)) (c/list (quote user/a))))"),
    ("`^String x", "(c/with-meta (quote user/x) (c/apply c/hash-map (c/seq (c/concat (c/list :tag) (c/list (quote java.lang.String))))))"),
    ("`^{:a ~b} (c)", "(c/with-meta (c/seq (c/concat (c/list (quote user/c)))) (c/apply c/hash-map (c/seq (c/concat (c/list :a) (c/list b)))))"),
    ("`^{} x", "(quote user/x)"),
    ("`(~@a ^:m ~b ^:m ~@c)", "(c/seq (c/concat a (c/list b) c))"),
    ("`#(% 1)", "(c/seq (c/concat (c/list (quote fn*)) (c/list (c/apply c/vector (c/seq (c/concat (c/list (quote p1__N__N__auto__))))))"
                " (c/list (c/seq (c/concat (c/list (quote p1__N__N__auto__)) (c/list 1))))))"),
    ("#(f `(~% a))", "(fn* [p1__N#] (f (c/seq (c/concat (c/list p1__N#) (c/list (quote user/a))))))"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), EXPANSIONS, ids=[t for t, _ in EXPANSIONS])
def test_expansion(text: str, expected: str) -> None:
    assert printed(text) == expected


@pytest.mark.parametrize("name", sorted(SPECIAL_FORMS))
def test_special_forms_stay(name: str) -> None:
    assert printed(f"`{name}") == f"(quote {name})".replace("clojure.core/", "c/")


def test_generated_names() -> None:
    x, y, outer = one("[`(a# a#) `a# `(a# ~`a#)]").items
    names = [item.items[1].items[1] for item in x.items[1].items[1:]]
    assert names[0] is names[1] is not y.items[1]
    first, inner = (item.items[1].items[1] for item in outer.items[1].items[1:])
    assert first is not inner, "a syntax-quote inside has names of its own"
    assert one("`(~a#)").items[1].items[1].items[1] is Symbol("a#")


@pytest.mark.parametrize("text", ["`~@x", "`^{:a ~@b} ~@c", "`^~@x y"])
def test_splicing_into_nothing(text: str) -> None:
    with pytest.raises(ReadError, match=r"no list around it|a symbol, keyword|even number"):
        one(text)


def test_growth_has_an_end() -> None:
    one("`" * 6 + "x")
    for text in ("`" * 60 + "x", "`(" * 60 + ")" * 60):
        with pytest.raises(ReadError, match="grow too large"):
            one(text)
    one("`(" + "a ~b ~@c " * 30_000 + ")")


# ---------------------------------------------------------------- what the forms build


def value(form: Any, names: dict[str, Any]) -> Any:
    """The value of a form that syntax-quote makes. Symbols are names; their values are data."""
    if form.__class__ is Symbol:
        return names[form.name]
    if form.__class__ is not List:
        return form
    head, *rest = form.items
    if head is Symbol("quote"):
        return rest[0]
    args = [value(arg, names) for arg in (rest if head.name != "clojure.core/apply" else rest[1:])]
    if head.name == "clojure.core/apply":
        kind = {"vector": Vector, "hash-map": Map, "hash-set": Set}[rest[0].name.rpartition("/")[2]]
        return kind(args[0].items, (0,) * len(args[0].items))
    if head.name == "clojure.core/list":
        return List(args, (0,) * len(args))
    if head.name == "clojure.core/concat":
        items = [item for arg in args for item in arg.items]
        return List(items, (0,) * len(items))
    if head.name == "clojure.core/with-meta":
        return MetaSymbol(args[0], args[1]) if args[0].__class__ is Symbol else args[0].with_meta(args[1])
    assert head.name == "clojure.core/seq"
    return args[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("`(a ~b [c {:d ~b} #{~b}] ~@l ~@v)", "(user/a 5 [user/c {:d 5} #{5}] 1 2 3 4)"),
        ("`[~@l [~@v [~b]]]", "[1 2 [3 4 [5]]]"),
        ("`{~b [~@l] :x (~@v)}", "{5 [1 2] :x (3 4)}"),
        ("`(let [x 1] ~@l)", "(user/let [user/x 1] 1 2)"),
        ("`(() [] {} #{})", "(() [] {} #{})"),
    ],
)
def test_what_is_built(text: str, expected: str) -> None:
    names = {"b": 5, "l": one("(1 2)"), "v": one("[3 4]")}
    assert equal(value(one(text), names), one(expected))


def test_nested_once_more() -> None:
    """Evaluated once, a syntax-quote in a syntax-quote is the form that the inner one stands for."""
    names = {"b": Symbol("q")}
    inner = value(one("``(a ~~b)"), names)
    assert pr_str(value(inner, {"q": Keyword("done")})) == "(user/a :done)"


def test_metadata_are_built() -> None:
    built = value(one("`(f ^{:x ~b} y)"), {"b": 5})
    assert built.items[1].meta == one("{:x 5}")
