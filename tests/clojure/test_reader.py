"""The Clojure reader: what every literal and mark becomes, spans, speed. The expected texts are those of JVM Clojure."""

from __future__ import annotations

import re
import subprocess
import sys
import time
from typing import Any

import pytest

from patience import PATIENCE, patient
from pyfront.clojure.atoms import BigDecimal, BigInt, Inst, Regex, Uuid
from pyfront.clojure.context import PRESERVE, REFUSE, Context, tagged_literal
from pyfront.clojure.data import Form, List, Map, MetaSymbol, Vector
from pyfront.clojure.printer import pr_str
from pyfront.clojure.reader import END, Reader, place, read_all
from pyfront.errors import ReadError
from pyfront.text.source import Source
from vmcore.data import Char, Keyword, Ratio, Symbol

CORE = ["map", "+", "inc", "concat", "deref"]


def context(**options: Any) -> Context:
    mappings = {name: f"clojure.core/{name}" for name in CORE} | {"String": "java.lang.String", "Math": "java.lang.Math"}
    return Context("user", aliases={"o": "other.ns"}, mappings=mappings, **options)


def read(text: str, **options: Any) -> list[Any]:
    return [datum for datum, _, _ in read_all(Source("test", text), context(**options))]


def one(text: str, **options: Any) -> Any:
    [datum] = read(text, **options)
    return datum


def printed(text: str, **options: Any) -> str:
    """What is read, as it is written; the numbers of generated names as N."""
    return re.sub(r"__\d+", "__N", " ".join(pr_str(x) for x in read(text, **options)))


ATOMS: list[tuple[str, Any]] = [
    ("nil", None), ("true", True), ("false", False),
    ("0", 0), ("-0", 0), ("42", 42), ("+42", 42), ("-42", -42), ("00", 0), ("017", 15), ("-017", -15),
    ("0xff", 255), ("-0XFF", -255), ("2r1010", 10), ("-36rzZ", -1295), ("36rZN", 1283), ("8R17", 15),
    ("9223372036854775807", 2**63 - 1), ("-9223372036854775808", -(2**63)), ("0x7fffffffffffffff", 2**63 - 1),
    ("9223372036854775808", BigInt(2**63)), ("-9223372036854775809", BigInt(-(2**63) - 1)), ("5N", BigInt(5)), ("-5N", BigInt(-5)),
    ("0N", BigInt(0)), ("0xFFN", BigInt(255)), ("017N", BigInt(15)), ("0x8000000000000000", BigInt(2**63)),
    ("1/2", Ratio(1, 2)), ("-3/6", Ratio(-1, 2)), ("+10/4", Ratio(5, 2)), ("4/2", 2), ("0/5", 0), ("08/2", 4),
    ("18446744073709551616/18446744073709551616", BigInt(1)), ("36893488147419103232/2", BigInt(2**64)),
    ("1.0", 1.0), ("1.", 1.0), ("-1.5e3", -1500.0), ("1e3", 1000.0), ("1E-3", 0.001), ("08.5", 8.5), ("1e400", float("inf")),
    ("##Inf", float("inf")), ("##-Inf", float("-inf")), ("## Inf", float("inf")),
    ("1M", BigDecimal(1, 0)), ("1.50M", BigDecimal(150, 2)), ("-0.0M", BigDecimal(0, 1)), ("1e3M", BigDecimal(1, -3)), ("1.M", BigDecimal(1, 0)),
    (r"\a", Char("a")), (r"\newline", Char("\n")), (r"\space", Char(" ")), (r"\tab", Char("\t")), (r"\return", Char("\r")),
    (r"\backspace", Char("\b")), (r"\formfeed", Char("\f")), (r"\u03bb", Char("λ")), (r"\o101", Char("A")), (r"\o0", Char(0)), (r"\o377", Char(255)),
    (r"\(", Char("(")), (r"\"", Char('"')), ("\\\\", Char("\\")), (r"\;", Char(";")), (r"\,", Char(",")), (r"\ ", Char(" ")), (r"\u", Char("u")),
    (r"\o", Char("o")), (r"\#", Char("#")), (r"\'", Char("'")), (r"\n", Char("n")), ("\\\U0001f600", Char("\U0001f600")), ("\\λ", Char("λ")),
    ('""', ""), (r'"a\tb\r\n\\\"\b\f"', 'a\tb\r\n\\"\b\f'), (r'"\u03bb\0\12\377\1234"', "λ\0\n\xffS4"), (r'"\ud83d\ude00"', "\U0001f600"),
    ('"a\r\nb"', "a\r\nb"), ('";#_(\\u0041"', ";#_(A"),
    ("a", Symbol("a")), ("a/b", Symbol("a/b")), ("/", Symbol("/")), ("a//", Symbol("a//")), ("foo/bar/baz", Symbol("foo/bar/baz")), ("a.b.C", Symbol("a.b.C")),
    ("a'", Symbol("a'")), ("a#", Symbol("a#")), ("a:b", Symbol("a:b")), ("%", Symbol("%")), ("%1", Symbol("%1")), ("-", Symbol("-")), ("+a", Symbol("+a")),
    (".5", Symbol(".5")), ("..", Symbol("..")), ("a|b", Symbol("a|b")), ("->x?!*&=<>$", Symbol("->x?!*&=<>$")), ("λ", Symbol("λ")), ("nil?", Symbol("nil?")),
    ("String/1", Symbol("String/1")), ("a#!b", Symbol("a#!b")),
    (":a", Keyword("a")), (":a/b", Keyword("a/b")), (":1", Keyword("1")), (":a:b", Keyword("a:b")), (":/", Keyword("/")), (":nil", Keyword("nil")), (":a'#", Keyword("a'#")),
    ("::k", Keyword("user/k")), ("::o/k", Keyword("other.ns/k")),
    ('#uuid "F81D4FAE-7dec-11d0-a765-00a0c91e6bf6"', Uuid(0xF81D4FAE7DEC11D0A76500A0C91E6BF6)), ('#uuid "1-1-1-1-1"', Uuid(0x00000001_0001_0001_0001_000000000001)),
    ('#inst "1970"', Inst(0)), ('#inst "1970-01-01T00:00:01.5Z"', Inst(1500)), ('#inst "1969-12-31T23:59:59.999999-00:00"', Inst(-1)),
    ('#inst "2020-01-01T00:00:00+05:30"', Inst(1577836800000 - 19800000)), ('#inst "2020-02-29T23:59:60Z"', Inst(1583020800000)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), ATOMS, ids=[t for t, _ in ATOMS])
def test_atom(text: str, expected: Any) -> None:
    datum = one(text)
    assert datum.__class__ is expected.__class__
    assert datum == expected
    if isinstance(datum, BigDecimal):
        assert (datum.unscaled, datum.scale) == (expected.unscaled, expected.scale)


def test_numbers_of_special_kinds() -> None:
    nan = one("##NaN")
    assert isinstance(nan, float) and nan != nan
    assert pr_str(one("-0.0")) == "-0.0"
    digits = "123456789" * 1000
    assert one(digits).value == sum(123456789 * 10 ** (9 * i) for i in range(1000))
    assert pr_str(one(digits)) == digits + "N"


PRINTED = [
    ("(a b) [a b] {a b} #{a b} () [] {} #{}", "(a b) [a b] {a b} #{a b} () [] {} #{}"),
    ("(a,b,,c),,", "(a b c)"),
    ("{:b 1, :a 2}", "{:b 1, :a 2}"),
    ("#{1 1.0 1M true \"1\" \\1 :a a \"a\" \\a nil}", "#{1 1.0 1M true \"1\" \\1 :a a \"a\" \\a nil}"),
    ("{[] 1 {} 2 #{} 3 nil 4}", "{[] 1, {} 2, #{} 3, nil 4}"),
    ("a ; b\nc ;d", "a c"),
    (";;\r(a)", "(a)"),
    ("#!/usr/bin/clojure (\n1 #! \" [\n2", "1 2"),
    ("\ufeff#!x\na", "a"),
    ("a\"s\"b\\c(d)[e]{f g}", 'a "s" b \\c (d) [e] {f g}'),
    ("1'a", "1 (quote a)"),
    ("(1#(a))", "(1 (fn* [] (a)))"),
    ("'a ''a '() ' a", "(quote a) (quote (quote a)) (quote ()) (quote a)"),
    ("'\\a '\"s\" '#\"r\" '[a]", '(quote \\a) (quote "s") (quote #"r") (quote [a])'),
    ("@a @@a a@b", "(clojure.core/deref a) (clojure.core/deref (clojure.core/deref a)) a (clojure.core/deref b)"),
    ("#'a #' a #'a/b", "(var a) (var a) (var a/b)"),
    ("~a ~@a ~ @a ~@ a ~~@a ~@@a",
     "(clojure.core/unquote a) (clojure.core/unquote-splicing a) (clojure.core/unquote (clojure.core/deref a)) (clojure.core/unquote-splicing a)"
     " (clojure.core/unquote (clojure.core/unquote-splicing a)) (clojure.core/unquote-splicing (clojure.core/deref a))"),
    ("#_a b #_ (c d) e #_#_a b c #_\"s\"", "b e c"),
    ("[#_a] [a #_b] {:a #_b c} #_ #_ #_ a b c d", "[] [a] {:a c} d"),
    ("(#_; )\n a b)", "(b)"),
    (r'#"a\"b\d" #"\\" #"[(;]"', r'#"a\"b\d" #"\\" #"[(;]"'),
    ("#_#\"x\" '#\"y\"", "(quote #\"y\")"),
    ("a#\"b\"", 'a# "b"'),
    ("#:a{:b 1 :_/c 2 d 3 :e/f 4 \"s\" 5 _/g 6}", '{:a/b 1, :c 2, a/d 3, :e/f 4, "s" 5, g 6}'),
    ("#::{:a 1} #::o{:a 1} #:a {:b 1} #:: {:c 1} #:a.b{:c {:d 1}}", "{:user/a 1} {:other.ns/a 1} {:a/b 1} {:user/c 1} {:a.b/c {:d 1}}"),
    ("#()", "(fn* [] ())"),
    ("#(f %)", "(fn* [p1__N#] (f p1__N#))"),
    ("#(% %1 %3)", "(fn* [p1__N# p2__N# p3__N#] (p1__N# p1__N# p3__N#))"),
    ("#(%2 %&)", "(fn* [p1__N# p2__N# & rest__N#] (p2__N# rest__N#))"),
    ("#([%] {:a %2} #{%&})", "(fn* [p1__N# p2__N# & rest__N#] ([p1__N#] {:a p2__N#} #{rest__N#}))"),
    ("[#(a) #(%)] % #(%)", "[(fn* [] (a)) (fn* [p1__N#] (p1__N#))] % (fn* [p1__N#] (p1__N#))"),
    ("#(f% '%)", "(fn* [p1__N#] (f% (quote p1__N#)))"),
    ("#?(:vmcore 1 :default 2) #?(:default 2 :vmcore 1) #?(:clj 1 :default 3) #?(:cljs 1) 4", "1 2 3 4"),
    ("#?(:clj 1 :cljs 2) #?(:cljs 2 :clj 1) #?(:clj 1 :vmcore 2) [#?@(:clj [3 4])] #?(:clj 5 :clj 6)", "1 1 2 [3 4] 5"),
    ("#?(:clj [#?(:clj 1 :cljs #js 2) #?(:cljs 2)]) #(+ % #?(:clj %2)) #?(:cljs #?(:clj 3)) #?(:clj #?(:cljs 3)) 4", "[1] (fn* [p1__N# p2__N#] (+ p1__N# p2__N#)) 4"),
    ('#?(:cljs #inst "no" :default 1) #?(:clj ::unknown/k :default 2) #?(:clj #foo 1 :x 2 :vmcore 3)', "1 2 3"),
    ("#?() #?(:clj) #? (:vmcore 1)", "1"),
    ("[#?@(:vmcore [1 2] :default [3])] (a #?@(:cljs [b]) #?@(:default ()) c)", "[1 2] (a c)"),
    ("{#?@(:vmcore [:a 1]) :b 2} #{#?@(:default (1 2))} [a '#?@(:vmcore [b c])]", "{:a 1, :b 2} #{1 2} [a (quote b) c]"),
    ("#?(:clj [#?(:vmcore 1)] :vmcore [#?@(:default [#?(:clj 2 :vmcore 3)])])", "[3]"),
    ("#?(:clj #js {:a 1} :cljs #=(a) :x ::unknown/k :y #::unknown{:a 1} :vmcore ok :z #foo 1)", "ok"),
    ("#_#?(:cljs 1) 1 2 #_#?(:vmcore 1) 3 [#_#?@(:vmcore [1 2]) 3]", "2 3 [2 3]"),
    ("^{:a 1} x ^:a [b] #^:a (c) ^String d", "x [b] (c) d"),
    ("## -Inf", "##-Inf"),
    ("#{##NaN} #{[##NaN] ##NaN}", "#{##NaN} #{[##NaN] ##NaN}"),
    ("#inst \"2018-03-28T10:48:00.000-00:00\"", '#inst "2018-03-28T10:48:00.000-00:00"'),
    ("#inst \"0001-01-01\" #inst \"9999-12-31T23:59:59.999\" #inst \"0000-12-31\" #inst \"2000-03\"",
     '#inst "0001-01-01T00:00:00.000-00:00" #inst "9999-12-31T23:59:59.999-00:00" #inst "0000-12-31T00:00:00.000-00:00" #inst "2000-03-01T00:00:00.000-00:00"'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PRINTED, ids=[t for t, _ in PRINTED])
def test_printed(text: str, expected: str) -> None:
    assert printed(text) == expected


NUMBERS_WRITTEN = [
    ("1.0 100.0 1e21 1e-5 0.001 1e7 9999999.0 123456.789 1.0E10 0.00012 -2.5e-7", "1.0 100.0 1.0E21 1.0E-5 0.001 1.0E7 9999999.0 123456.789 1.0E10 1.2E-4 -2.5E-7"),
    ("4.9e-324 1.7976931348623157e308 0.1 12345678.9 3.0e-3 0.0", "4.9E-324 1.7976931348623157E308 0.1 1.23456789E7 0.003 0.0"),
    ("1.0M 0M 123.4500M 1E+3M 0.0000001M 1e-7M 100e2M 0.000001M -1.50e-10M 0e3M 0.00M",
     "1.0M 0M 123.4500M 1E+3M 1E-7M 1E-7M 1.00E+4M 0.000001M -1.50E-10M 0E+3M 0.00M"),
    ("1/2 -10/4 5N 12345678901234567890", "1/2 -5/2 5N 12345678901234567890N"),
    (r'\a \newline \space \tab \u03bb \o101 \u0000 "\u0000\\\"\n"', '\\a \\newline \\space \\tab \\λ \\A \\\0 "\0\\\\\\"\\n"'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NUMBERS_WRITTEN)
def test_written(text: str, expected: str) -> None:
    assert printed(text) == expected


# ---------------------------------------------------------------- metadata


def meta(text: str) -> str:
    datum = one(text)
    assert isinstance(datum, (Form, MetaSymbol))
    return pr_str(datum.meta)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("^:a x", "{:a true}"),
        ("^String x", "{:tag String}"),
        ('^"[I" x', '{:tag "[I"}'),
        ("^[long _] x", "{:param-tags [long _]}"),
        ("^{:a 1 :b 2} [x]", "{:a 1, :b 2}"),
        ("^:a ^:b x", "{:b true, :a true}"),
        ("^:a ^:b ^{:c 1} {}", "{:c 1, :b true, :a true}"),
        ("^{:tag 1} ^{:tag 2, :b 3} x", "{:tag 1, :b 3}"),
        ("#^:a x", "{:a true}"),
        ("^ :a , x", "{:a true}"),
        ("^{} x", "{}"),
        ("^^:a b x", "{:tag b}"),
        ("^:a #?(:clj 1 :vmcore ^:b x)", "{:b true, :a true}"),
        ("^:a #_b x", "{:a true}"),
        ("^:a 'x", "{:a true}"),
        ("^:a #(x)", "{:a true}"),
    ],
)
def test_metadata(text: str, expected: str) -> None:
    assert meta(text) == expected


def test_metadata_of_what() -> None:
    x = one("^:a x")
    assert isinstance(x, MetaSymbol) and x.symbol is Symbol("x")
    assert x == Symbol("x") and Symbol("x") == x and hash(x) == hash(Symbol("x"))
    outer = one("^:a (f ^:b y)")
    assert outer == one("(f y)") and outer.items[1].meta == one("{:b true}")
    assert one("(f y)").meta is None


# ---------------------------------------------------------------- tags, conditionals, context


def test_tags() -> None:
    readers = {"point": lambda form: Vector(reversed(form.items)), "inst": lambda form: Keyword(form)}
    assert printed('#point [1 2] #inst "x" #a.b/c {}', data_readers=readers, default_reader=tagged_literal) == "[2 1] :x #a.b/c {}"
    assert printed("#foo #bar 1", default_reader=tagged_literal) == "#foo #bar 1"
    assert printed("#point #point [1 2]", data_readers=readers) == "[1 2]"


@pytest.mark.parametrize("error", [ValueError("not so"), KeyError("k"), RecursionError()])
def test_a_reader_of_tags_that_fails(error: Exception) -> None:
    def fails(form: Any) -> Any:
        raise error

    with pytest.raises(ReadError) as caught:
        read("\n #foo 1", data_readers={"foo": fails})
    assert (caught.value.line, caught.value.column) == (2, 2)
    assert caught.value.__cause__ is error


def test_conditionals_as_data() -> None:
    text = "#?(:clj #foo 1 :cljs (a)) [#?@(:b [1])]"
    assert printed(text, conditionals=PRESERVE) == text
    with pytest.raises(ReadError, match="not allowed here"):
        read("#?(:clj 1)", conditionals=REFUSE)
    assert printed("#?(:clj 1 :x 2)", features=frozenset(("x", "clj"))) == "1"


def test_the_context_is_asked_form_by_form() -> None:
    names = context()
    reader = Reader(Source("test", "::a (ns b) [::a `c] 1'::a"), names)
    assert reader.read() is Keyword("user/a")
    assert pr_str(reader.read()) == "(ns b)"
    names.namespace = "b"
    assert pr_str(reader.read()) == "[:b/a (quote b/c)]"
    assert [pr_str(reader.read()) for _ in range(2)] == ["1", "(quote :b/a)"]
    assert reader.read() is END
    assert reader.read() is END


# ---------------------------------------------------------------- positions


def spans(text: str) -> list[str]:
    """The text of every form and item, outer ones first."""
    source = Source("test", text, 1000)
    found: list[str] = []
    todo: list[tuple[Any, int]] = []
    for datum, start, end in read_all(source, context()):
        found.append(text[start - 1000 : end - 1000])
        todo.append((datum, start))
    while todo:
        x, start = todo.pop(0)
        if isinstance(x, Form):
            assert x.start == start
            assert len(x.pos) == len(x.items)
            found.append(text[x.start - 1000 : x.end - 1000])
            todo += zip(x.items, x.pos)
        else:
            found.append(text[start - 1000 :])
    return found


def test_spans() -> None:
    assert spans("a (b [c]) ") == ["a", "(b [c])", "a (b [c]) ", "(b [c])", "b [c]) ", "[c]", "c]) "]
    assert spans("'x") == ["'x", "'x", "'x", "x"]
    assert spans("{:a #{b}}") == ["{:a #{b}}", "{:a #{b}}", ":a #{b}}", "#{b}", "b}}"]
    assert spans("^:m (f)") == ["^:m (f)", "^:m (f)", "f)"]
    assert spans("#:n{:a 1}") == ["#:n{:a 1}", "#:n{:a 1}", ":a 1}", "1}"]
    assert spans("#?(:clj a :default (b))") == ["(b))", "(b)", "b))"]


def test_place_is_what_the_jvm_says() -> None:
    text = "(a\n  (b)\n\n ^:x\n (c) '(d))"
    source = Source("test", text)
    [(outer, start, end)] = read_all(source)
    assert (start, end) == (1, len(text) + 1)
    _, b, c, quoted = outer.items
    places = [place(form, source) for form in (outer, b, c, quoted, quoted.items[1])]
    assert places == [(1, 1, 5, 11), (2, 3, 2, 6), (4, 2, 5, 5), (5, 6, 5, 10), (5, 7, 5, 10)]


def test_positions_of_a_reader() -> None:
    reader = Reader(Source("test", " a (b) ;c\n", 50))
    assert [(pr_str(reader.read()), reader.pos, reader.end) for _ in range(2)] == [("a", 51, 52), ("(b)", 53, 56)]
    assert reader.read() is END


def test_generated_forms_have_the_span_of_their_source() -> None:
    text = "  #(f %)  `(g ~h)"
    [(fn, start, end), (quoted, *span)] = read_all(Source("test", text, 0))
    assert text[start:end] == text[fn.start : fn.end] == "#(f %)"
    assert text[fn.items[2].start : fn.items[2].end] == "(f %)"
    assert text[slice(*span)] == "`(g ~h)"
    assert text[quoted.start : quoted.end] == "(g ~h)"


# ---------------------------------------------------------------- equality


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [
        ("[1 2]", "(1 2)", True), ("[1 2]", "[2 1]", False), ("#{1 2}", "#{2 1}", True), ("{:a 1 :b 2}", "{:b 2 :a 1}", True),
        ("[1]", "[1N]", True), ("[1]", "[1.0]", False), ("[1.0M]", "[1.00M]", True), ("[1]", "[1M]", False), ("[true]", "[1]", False),
        ("[0.0]", "[-0.0]", True), ("[]", "{}", False), ("[]", "#{}", False), ("{}", "#{}", False), ("[nil]", "[false]", False), ("^:a [x]", "[^:b x]", True),
        ("[[[1]]]", "(((1)))", True), ("{[1] #{(2)}}", "{(1) #{[2]}}", True), ("{1 2}", "{1 3}", False), ("#{1 2}", "#{1}", False), ("[a]", '["a"]', False),
        ("[:a]", "[a]", False), (r"[\a]", '["a"]', False), ('[#"a"]', '[#"a"]', False), ("[1/2]", "[0.5]", False),
    ],
)  # fmt: skip
def test_equality(a: str, b: str, same: bool) -> None:
    x, y = one(a), one(b)
    assert (x == y) is same
    assert not same or hash(x) == hash(y)


def test_duplicates_are_found_by_equality() -> None:
    for text in ("{1 :a 1N :b}", "#{[1] (1)}", "#{0.0 -0.0}", "#{1.0M 1.00M}", "#{##NaN ##NaN}", "{a 1 ^:x a 2}", "#{{1 [2]} {1 (2)}}", "#:a{:b 1 :a/b 2}"):
        with pytest.raises(ReadError, match="duplicate"):
            read(text)
    assert len(one("#{1 1.0 true \\1 \"1\" :1}").items) == 6


def test_a_number_is_not_taken_for_that_of_a_discarded_form() -> None:
    """Forms that live no longer must not leave their numbers to others."""
    text = "#{" + " ".join(f"#_#{{[0] [0 0] [0 0 0] [0 0 0 0]}} [{i} 1]" for i in range(500)) + "}"
    assert len(one(text).items) == 500


# ---------------------------------------------------------------- size


def test_speed() -> None:
    """Lines a second of processor time, the best of three: a bound far below what is usual (benchmarks measure)."""
    code = '(defn f "Doc string."\n  [a {:keys [b c] :as d} & more]\n  (let [x (+ a 1) y {:k #{1 2}}] ; why\n    (->> more (map #(inc %)) (filter odd?))))\n\n'
    text = code * 4000
    read(code)
    spent = []
    for _ in range(3):
        start = time.process_time()
        assert len(read(text)) == 4000
        spent.append(time.process_time() - start)
    assert text.count("\n") / min(spent) > 20_000 / PATIENCE


def test_regex_is_itself_only() -> None:
    a, b = read('#"a" #"a"')
    assert isinstance(a, Regex) and a.pattern == b.pattern and a != b


def test_kinds() -> None:
    assert [x.__class__ for x in read("() [] {} #{}")] == [List, Vector, Map, one("#{}").__class__]
    assert one("{:a 1 :b 2}").pairs() == [(Keyword("a"), 1), (Keyword("b"), 2)]


def test_what_an_ordinary_text_loads() -> None:
    """The start of a process counts: no expensive module of Python's, and of ours only what every text needs."""
    code = """
import sys, pyfront
from pyfront.clojure.reader import read_all
from pyfront.text.source import Source
text = '(ns a) (defn f "doc" [x & {:keys [y]}] (if (< x 1.5) #{1 2} (map #(+ % 1) (f \\'(a b) \\\\c))))'
assert len(read_all(Source("t", text))) == 2
print(*sorted(sys.modules))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=patient(60))
    loaded = set(done.stdout.split())
    assert not loaded & {"re", "typing", "enum", "dataclasses", "functools", "decimal", "fractions", "datetime", "uuid"}
    ours = {name.rpartition(".")[2] for name in loaded if name.startswith("pyfront.clojure.")}
    assert ours == {"context", "data", "language", "literals", "names", "namespaces", "reader"}
