"""The Scheme reader: lexical syntax of R7RS, positions, errors, sizes."""

from __future__ import annotations

import math
import pickle
import time
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from patience import PATIENCE
from pyfront import errors
from pyfront.errors import IncompleteError, ReadError
from pyfront.scheme.reader import END, Reader, read_all
from pyfront.text.datum import List, Vector
from pyfront.text.lexer import decode
from pyfront.text.source import Source
from vmcore.data import DEFAULT, EOF, UNSPECIFIED, Char, ExactComplex, Ratio, Symbol
from vmcore.numtext import parse_number


def plain(x: Any) -> Any:
    """A datum as Python lists (proper), ('.', items, tail) and ('#', items)."""
    if isinstance(x, List):
        items = [plain(i) for i in x.items]
        return items if x.tail is None else (".", items, plain(x.tail))
    return ("#", [plain(i) for i in x.items]) if isinstance(x, Vector) else x


def read(text: str) -> list[Any]:
    return [plain(datum) for datum, _ in read_all(Source("test", text))]


def one(text: str) -> Any:
    [datum] = read(text)
    return datum


def failure(text: str) -> ReadError:
    with pytest.raises(ReadError) as info:
        read_all(Source("test", text))
    return info.value


def sym(names: str) -> list[Symbol]:
    return [Symbol(n) for n in names.split()]


A, B, C, D = sym("a b c d")
QUOTE, QUASI, UNQUOTE, SPLICE = sym("quote quasiquote unquote unquote-splicing")

DATA: list[tuple[str, Any]] = [
    ("a", A),
    ("()", []),
    ("(a b (c) d)", [A, B, [C], D]),
    ("(a . b)", (".", [A], B)),
    ("(a b . c)", (".", [A, B], C)),
    ("(a . (b . (c . ())))", [A, B, C]),
    ("(a . (b . (c d . 1)))", (".", [A, B, C, D], 1)),
    ("(a .b)", [A, Symbol(".b")]),
    ("(a . 'b)", [A, QUOTE, B]),
    ("(a . #(b))", (".", [A], ("#", [B]))),
    ("(a . #;b c)", (".", [A], C)),
    ("(a . c #;b)", (".", [A], C)),
    ("#(a #(b) ())", ("#", [A, ("#", [B]), []])),
    ("#u8(0 1 255)", b"\x00\x01\xff"),
    ("#U8(#xfF)", b"\xff"),
    ("'a", [QUOTE, A]),
    ("''a", [QUOTE, [QUOTE, A]]),
    ("' a", [QUOTE, A]),
    ("'#(a)", [QUOTE, ("#", [A])]),
    ("'()", [QUOTE, []]),
    ('\'"s"', [QUOTE, "s"]),
    ("'#\\a", [QUOTE, Char("a")]),
    ("'|a b|", [QUOTE, Symbol("a b")]),
    ("'#;b a", [QUOTE, A]),
    ("`(a ,b ,@c)", [QUASI, [A, [UNQUOTE, B], [SPLICE, C]]]),
    (",@(a)", [SPLICE, [A]]),
    (",@#\\a", [SPLICE, Char("a")]),
    (", @a", [UNQUOTE, Symbol("@a")]),
    ("#;(a b) c", C),
    ("#; a #;#;b c d", D),
    ("#;'a b", B),
    ("#|a #|b|# c|# d", D),
    ("#|#|#||#|#|# d", D),
    ("a;b\n", A),
    ("; only\r a", A),
    ("#t", True),
    ("#TRUE", True),
    ("#false", False),
    ("#!eof", EOF),
    ("#!default", DEFAULT),
    ("#!unspecific", UNSPECIFIED),
    ("#!/usr/bin/env scheme\na", A),
    ("\ufeffa", A),
    ("#!fold-case (AB #\\SPACE |AB| #\\A)", [Symbol("ab"), Char(" "), Symbol("AB"), Char("A")]),
    ("(#!fold-case A #!no-fold-case A)", [A, Symbol("A")]),
    ("... ", Symbol("...")),
    ("||", Symbol("")),
    ("|a\\x41;\\|\\t|", Symbol("aA|\t")),
    ('|#;"(|', Symbol('#;"(')),
    ("\u03bb\u00a0", Symbol("\u03bb")),
    ("<=?!$%&*/:~^_", Symbol("<=?!$%&*/:~^_")),
    ("(+ - -> -a +. -. .. 1+ -1+)", sym("+ - -> -a +. -. .. 1+ -1+")),
    ("#0=a", A),
    ("(#0=(a) #0# #12=b #12#)", [[A], [A], B, B]),
]


@pytest.mark.parametrize(("text", "expected"), DATA, ids=[t for t, _ in DATA])
def test_datum(text: str, expected: Any) -> None:
    assert one(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r'""', ""),
        (r'"a\a\b\t\n\r\"\\\|"', 'a\a\b\t\n\r"\\|'),
        (r'"\x41;\X3bb;\x000041;"', "A\u03bbA"),
        ('"a\\   \n   b"', "ab"),
        ('"a\\\n\n b"', "a\n b"),
        ('"a\\\r\n b"', "ab"),
        ('"a\r\nb\rc\nd"', "a\nb\nc\nd"),
        ('";|#|(\'"', ";|#|('"),
        ('"\\x10FFFF;"', "\U0010ffff"),
    ],
)
def test_string(text: str, expected: str) -> None:
    assert one(text) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("#\\a", 97), ("#\\A", 65), ("#\\(", 40), ("#\\)", 41), ("#\\;", 59), ('#\\"', 34), ("#\\|", 124),
        ("#\\#", 35), ("#\\'", 39), ("#\\\\", 92), ("#\\ ", 32), ("#\\x", 120), ("#\\x41", 65), ("#\\X3BB", 0x3BB),
        ("#\\alarm", 7), ("#\\backspace", 8), ("#\\delete", 127), ("#\\escape", 27), ("#\\newline", 10),
        ("#\\null", 0), ("#\\return", 13), ("#\\space", 32), ("#\\tab", 9), ("#\\\U0001f600", 0x1F600),
    ],
)  # fmt: skip
def test_character(text: str, code: int) -> None:
    assert one(text) == Char(code)
    assert read(f"({text} x)") == [[Char(code), Symbol("x")]]


def test_tokens_end_at_delimiters() -> None:
    assert read('a"b"c') == [A, "b", C]
    assert read("(#\\a)(#t)'a(b)") == [[Char("a")], [True], [QUOTE, A], [B]]
    assert failure("b#|c|#").column == 6  # b# |c| #: a comment begins where a token could
    assert read("a#;b") == [Symbol("a#")]


# ---------------------------------------------------------------- numbers

NUMBERS: list[tuple[str, Any]] = [
    ("0", 0), ("-12", -12), ("+7", 7), ("1/2", Ratio(1, 2)), ("-6/4", Ratio(-3, 2)), ("4/2", 2), ("0/5", 0),
    ("1.", 1.0), (".5", 0.5), ("-.5e1", -5.0), ("1e3", 1000.0), ("1E-2", 0.01), ("1e400", math.inf),
    ("4.9406564584124654e-324", 5e-324), ("123456789012345678901234567890", 123456789012345678901234567890),
    ("+inf.0", math.inf), ("-INF.0", -math.inf), ("#xff", 255), ("#X-fF", -255), ("#b101", 5), ("#o17", 15),
    ("#d10", 10), ("#x1/a", Ratio(1, 10)), ("#e1.5", Ratio(3, 2)), ("#e1e3", 1000), ("#e.25e-2", Ratio(1, 400)),
    ("#i1/3", 1 / 3), ("#i7", 7.0), ("#x#e10", 16), ("#e#x10", 16), ("#i#b11", 3.0), ("#e0.0", 0), ("#e-1.20", Ratio(-6, 5)),
    ("1.5+2i", 1.5 + 2j), ("-i", ExactComplex(0, -1)), ("1+2i", ExactComplex(1, 2)), ("-1/2i", ExactComplex(0, Ratio(-1, 2))), ("+1.0i", 1j), ("1.0-i", 1 - 1j),
    ("1e2+3e-2i", 100 + 0.03j), ("1.5+0i", 1.5), ("1@0", 1), ("0@1.5", 0), ("+inf.0-inf.0i", complex(math.inf, -math.inf)),
    ("#i1+2i", 1 + 2j), ("#i1+0i", 1 + 0j), ("#xa+1.0i", 10 + 1j), ("#xa+1.0", None), ("1/0", None), ("1/-2", None), ("1e", None), ("e1", None), (".", None),
    ("+", None), ("-", None), ("...", None), ("", None), ("#x", None), ("#e", None), ("#x#x1", None), ("#e#i1", None),
    ("1_0", None), ("\u0661", None), ("#b2", None), ("1.2.3", None), ("#x1.5", 1.3125), ("#x1.5p1", None), ("1 ", None), ("i", None),
    ("#e+inf.0", None), ("--1", None), ("1e1.5", None), ("inf", None), ("nan", None), ("1e2i", None), ("#e1e99999999", MemoryError), ("#e1e-2000000", MemoryError),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NUMBERS, ids=[t for t, _ in NUMBERS])
def test_number(text: str, expected: Any) -> None:
    if isinstance(expected, type):
        with pytest.raises(expected):
            parse_number(text)
        return
    value = parse_number(text)
    assert value == expected
    assert type(value) is type(expected)


def test_number_signs_of_zero_and_nan() -> None:
    assert math.copysign(1, parse_number("-0.0")) == -1.0
    assert math.isnan(parse_number("+nan.0"))
    assert str(parse_number("-0.0+1.0i")) == "(-0+1j)"
    polar = parse_number("1@2")
    assert abs(polar - complex(math.cos(2), math.sin(2))) < 1e-15


@given(st.integers(), st.integers(2, 36))
def test_integers_of_any_radix(value: int, radix: int) -> None:
    n, digits = abs(value), ""
    while n or not digits:
        n, d = divmod(n, radix)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[d] + digits
    text = ("-" if value < 0 else "") + digits
    assert parse_number(text, radix) == value
    assert parse_number(str(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_floats_round_trip(value: float) -> None:
    assert parse_number(repr(value)) == value


@given(st.from_regex(r"[0-9]{1,30}(\.[0-9]{0,30})?(e[-+]?[0-9]{1,2})?", fullmatch=True))
def test_exact_decimals(text: str) -> None:
    value = parse_number("#e" + text)
    expected = Fraction(text.replace(".e", ".0e"))
    if isinstance(value, Ratio):
        assert (value.num, value.den) == (expected.numerator, expected.denominator)
    else:
        assert value == expected


def test_huge_numbers() -> None:
    assert one("7" * 10**6) == 7 * (10 ** (10**6) - 1) // 9
    assert parse_number("1" + "0" * 5000 + "/" + "1" + "0" * 4999) == 10
    assert parse_number("0." + "3" * 10**5) == 1 / 3
    assert parse_number("#x" + "f" * 10**6) == 16 ** (10**6) - 1


# ---------------------------------------------------------------- positions


def test_positions_of_items() -> None:
    source = Source("test", " (ab (c) . d) #(e 'f)", base=100)
    (first, at1), (second, at2) = read_all(source)
    assert (at1, at2) == (101, 114)
    assert (first.start, first.end, first.pos) == (101, 113, [102, 105, 111])
    assert (first.items[1].start, first.items[1].end) == (105, 108)
    assert (second.start, second.end, second.pos) == (114, 121, [116, 118])
    quoted = second.items[1]
    assert (quoted.start, quoted.end, quoted.pos) == (118, 120, [118, 119])


@settings(max_examples=200)
@given(st.recursive(st.sampled_from(["a", "bc", '"x y"', "#\\(", "12", "#t", "|p q|", "'a", ",@b", "#;c d", "#|e|# f"]),
                    lambda inner: st.lists(inner, max_size=4).map(lambda xs: "(" + " ".join(xs) + ")"), max_leaves=20))  # fmt: skip
def test_every_position_is_that_of_its_text(text: str) -> None:
    source = Source("test", "  " + text, base=7)

    def check(x: Any, pos: int) -> None:
        rest = source.text[pos - source.base :]
        if isinstance(x, List):
            assert x.start == pos
            assert len(x.pos) == len(x.items) + (x.tail is not None)
            prefixed = rest[0] in "',"
            assert prefixed or (rest[0] == "(" and source.text[x.end - source.base - 1] == ")")
            for i, (item, at) in enumerate(zip(x.items, x.pos, strict=True)):
                if not (prefixed and i == 0):
                    check(item, at)
        elif isinstance(x, Symbol):
            assert rest.lstrip("|").startswith(x.name)
        elif isinstance(x, str):
            assert rest.startswith(f'"{x}"')

    for datum, pos in read_all(source):
        check(datum, pos)


def test_splicing_keeps_positions() -> None:
    [(datum, _)] = read_all(Source("test", "(a . (b . (c . d)))"))
    assert datum.pos == [2, 7, 12, 16]


# ---------------------------------------------------------------- errors

BAD: list[tuple[str, int, str]] = [
    (")", 1, "no parenthesis is open"),
    ("(a))", 4, "no parenthesis is open"),
    ("(. a)", 2, "dot"),
    (".", 1, "dot"),
    ("(a . )", 4, "nothing follows the dot"),
    ("(a . b c)", 4, "more than one datum"),
    ("(a . b . c)", 8, "dot"),
    ("#(a . b)", 5, "dot"),
    ("(')", 2, "no datum follows"),
    ("(a #;)", 4, "no datum follows"),
    ("#u8(1 256)", 7, "byte"),
    ("#u8(a)", 5, "byte"),
    ("#u8(#t)", 5, "byte"),
    ("#u8 (1)", 1, "#u8"),
    ("[a]", 1, "["),
    ("(a}", 3, "}"),
    ("#foo", 1, "#foo"),
    ("#'a", 1, "#"),
    ("#:a", 1, "#:a"),
    ("#!foo", 1, "#!foo"),
    ("#\\foo", 1, "unknown character"),
    ("#\\xD800", 1, "unknown character"),
    ("#\\(a", 1, "unknown character"),
    ('"a\\q"', 3, "escape"),
    ('"\\xD800;"', 2, "not the number of a character"),
    ('"\\x110000;"', 2, "not the number of a character"),
    ('"\\x;"', 2, "hexadecimal"),
    ('"\\x41 "', 2, "hexadecimal"),
    ('"\\  a"', 2, "escape"),
    ("a\\b", 2, "backslash"),
    ("12x", 1, "bad number"),
    ("1/0", 1, "bad number"),
    ("#xg", 1, "bad number"),
    ("#e1e99999999", 1, "too large"),
    ("1+2i1", 1, "bad number"),
    ("a\x00b", 2, "U+0000"),
    ("#0#", 1, "labelled"),
    ("#0=a #0#", 6, "labelled"),
    ("#0=(a . #0#)", 9, "must be in a literal"),
    ("#0=(a #0#)", 7, "must be in a literal"),
    ("`(a '#0=(a #0#))", 12, "must be in a literal"),
    ("'#0=#0#", 2, "stands for itself"),
    ("(a . #0=(b))", 6, "must be in a literal"),
]


@pytest.mark.parametrize(("text", "column", "part"), BAD, ids=[t for t, _, _ in BAD])
def test_error(text: str, column: int, part: str) -> None:
    for before, line, shift in (("", 1, 0), ("(ok)\n  ", 2, 2)):
        error = failure(before + text)
        assert not isinstance(error, IncompleteError)
        assert part in error.message
        assert (error.file, error.line, error.column) == ("test", line, column + shift)
        assert error.pos == 1 + len(before) + column - 1
        text_line, caret = error.excerpt.split("\n")
        assert caret.index("^") - 8 == column + shift - 1
        assert text_line == f"{line:5} | " + (before + text).split("\n")[line - 1]


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("(", 1), ("(a (b c", 4), ("(a (b) #(c", 8), ("#u8(1", 1), ("'", 1), ("a '", 3), ("#;", 1), ("a #;#;b", 3),
        ('a "b', 3), ('"\\', 1), ('"\\x4', 1), ('"\\\n', 1), ("|a", 1), ("#|a", 1), ("#|a #|b|#", 1), ("#\\", 1),
        ("(a . ", 1), ("#0=", 1), ("`(a ,", 5),
    ],
)  # fmt: skip
def test_incomplete(text: str, column: int) -> None:
    error = failure(text)
    assert isinstance(error, IncompleteError)
    assert (error.line, error.column) == (1, column)


def test_an_unclosed_list_names_the_outermost_too() -> None:
    error = failure("(define (f)\n  (g (h 1)\n")
    assert (error.line, error.column) == (2, 3)
    assert "outermost" in error.message
    assert "line 1, column 1" in error.message


def test_reader_gives_data_before_the_error() -> None:
    reader = Reader(Source("test", "a (b) ) c"))
    assert reader.read() is A
    assert plain(reader.read()) == [B]
    assert reader.pos == 3
    for _ in range(2):
        with pytest.raises(ReadError):
            reader.read()


def test_reader_ends() -> None:
    reader = Reader(Source("test", "a ; b\n"))
    assert [reader.read(), reader.read(), reader.read()] == [A, END, END]


@given(st.text(alphabet="()'`,@.#;|\\\"abx01 \n\t[u8!=\u03bb", max_size=30))
@settings(max_examples=2000)
def test_any_text_is_data_or_a_read_error(text: str) -> None:
    try:
        read_all(Source("test", text))
    except ReadError as error:
        assert 1 <= error.pos <= len(text) + 1
        assert error.line >= 1


# ---------------------------------------------------------------- files


def test_decode() -> None:
    assert decode(b"a\xc3\xa9", "f") == "a\u00e9"
    assert decode(b"\xef\xbb\xbfa", "f") == "a"
    with pytest.raises(ReadError) as info:
        decode(b"\xef\xbb\xbfa\n\xc3\xa9b\xff c", "f.scm")
    assert (info.value.file, info.value.line, info.value.column) == ("f.scm", 2, 3)
    assert "0xff" in info.value.message
    with pytest.raises(ReadError):
        decode(b"a\xed\xa0\x80", "f")


# ---------------------------------------------------------------- sizes

N = 10**6
M = 10**5


def depth(x: Any) -> int:
    n = 0
    while isinstance(x, (List, Vector)) and x.items:
        n += 1
        x = x.items[-1]
    return n


@pytest.mark.parametrize(
    ("text", "expected"),
    [("(" * N + ")" * N, N - 1), ("#(" * M + ")" * M, M - 1), ("'" * M + "a", M)],
    ids=["lists", "vectors", "quotes"],
)
def test_deep_nesting(text: str, expected: int) -> None:
    [(datum, _)] = read_all(Source("test", text))
    assert depth(datum) == expected


def test_deep_dots_become_one_list() -> None:
    [(datum, _)] = read_all(Source("test", "(a . " * M + "b" + ")" * M))
    assert len(datum.items) == M
    assert datum.tail is B


def test_unbalanced_nesting() -> None:
    assert failure("(" * N).column == N
    assert failure("(" * M + ")" * (M + 1)).column == 2 * M + 1
    assert isinstance(failure("#|" * M + "|#" * (M - 1)), IncompleteError)
    assert read("#|" * M + "|#" * M + "a") == [A]
    assert read("#;" * M + "a " * M) == []


def test_speed() -> None:
    """The contract is 400 000 characters a second; a fifth of it here, for slow machines under load."""
    text = '(define (f x) ; comment\n  (let loop ((i 0) (acc \'())) (if (< i 10.5) (g "s" #\\a) `(x ,i))))\n' * 3000
    start = time.process_time()
    read_all(Source("test", text))
    assert len(text) / (time.process_time() - start) > 80_000 / PATIENCE


# ---------------------------------------------------------------- the errors themselves


def test_error_text_and_pickle() -> None:
    error = failure("(a\n  b]")
    assert str(error) == "test:2:4: ] has no meaning here: lists are written with ( and )\n    2 |   b]\n      |    ^"
    copy = pickle.loads(pickle.dumps(error))
    assert (type(copy), str(copy), copy.pos, copy.line) == (type(error), str(error), error.pos, 2)


def test_all_errors_can_be_pickled() -> None:
    frames = [errors.Frame("f", "x.scm", 3, 4)]
    made = [
        cls("message", backtrace=frames)
        for cls in vars(errors).values()
        if isinstance(cls, type) and issubclass(cls, errors.Error) and cls is not errors.Exit
    ]
    assert len(made) > 20
    for error in [*made, errors.Exit(3), errors.UserError("m", [1, A], written=["1", "a"]), errors.Raised("m", 5)]:
        copy = pickle.loads(pickle.dumps(error))
        assert type(copy) is type(error)
        assert vars(copy) == vars(error)
        assert str(copy) == str(error)


def test_user_error_shows_irritants() -> None:
    assert str(errors.UserError("bad thing:", [1, "x"], written=["1", '"x"'])) == 'bad thing: 1 "x"'


def test_backtrace_is_shown_short() -> None:
    loop = [errors.Frame("loop", "x.scm", 1, 1)] * 1000
    text = str(errors.EvalError("m", backtrace=[*loop, errors.Frame("main", "x.scm", 9, 1)]))
    assert text == "m\n  in loop  x.scm:1:1  (1000 times)\n  in main  x.scm:9:1"
    many = [errors.Frame(f"f{i}") for i in range(1000)]
    assert len(str(errors.EvalError("m", backtrace=many)).split("\n")) < 30


def test_excerpt_of_a_long_line() -> None:
    error = failure("(" + "a " * 5000 + "] " + "b " * 5000 + ")")
    text_line, caret = error.excerpt.split("\n")
    assert len(text_line) < 130
    assert text_line[caret.index("^")] == "]"


def test_excerpt_with_wide_characters_and_tabs() -> None:
    assert failure("\t\u4e2d]").excerpt.split("\n")[1] == "      | \t  ^"
