"""Characters, strings, symbols and bytevectors against Python's own, ranges and errors included."""

from __future__ import annotations

import itertools
import sys
import unicodedata
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pyfront.emit.asm import assemble
from pyfront.emit.image import write_image
from pyfront.emit.literal import show
from pyfront.text.datum import List, Vector
from vmcore._host import Machine
from vmcore._image import Image
from vmcore.data import Char, Keyword, Pair, Symbol
from vmcore.errors import MachineError


@pytest.fixture(scope="module")
def vm() -> Machine:
    return Machine()


def after(vm: Machine, target: str | bytes, *steps: tuple[Any, ...]) -> Any:
    """A copy of the target after steps (name, argument, ...), each with the copy as its first argument; ``ALL`` stands
    for the copy among the other arguments."""
    consts: list[Any] = [target]
    lines = ["LOADK r0 k0", f"PRIM r0 {'string-copy' if isinstance(target, str) else 'bytevector-copy'} 1"]
    for name, *args in steps:
        lines.append("MOVE r1 r0")
        for i, arg in enumerate(args):
            lines.append(f"MOVE r{i + 2} r0" if arg is ALL else f"LOADK r{i + 2} k{len(consts)}")
            if arg is not ALL:
                consts.append(arg)
        lines.append(f"PRIM r1 {name} {len(args) + 1}")
    listing = ['function 0 ""  req=0 opt=0 rest=0 captures=0 nregs=8 flags=0 pos=0']
    listing += [f"const {i} {show(const)}" for i, const in enumerate(consts)]
    listing += [f"{i} {line}" for i, line in enumerate([*lines, "RETURN r0"])]
    return vm.load(Image(write_image(assemble("\n".join(listing)), None)))()


ALL = object()


def fails(vm: Machine, status: str, name: str, *args: Any) -> MachineError:
    with pytest.raises(MachineError) as error:
        vm.call_prim(name, *args)
    assert error.value.status == status
    return error.value


def chars(s: str) -> list[Char]:
    return [Char(c) for c in s]


SPECIAL = "aAzZ 09\xdf\xe9\u03a3\u03c3\u03c2\u0130\U0001d4b3\U0001f600"
characters = st.one_of(st.sampled_from(SPECIAL), st.characters(exclude_categories=["Cs"]))
strings = st.one_of(st.text(st.sampled_from("ab"), max_size=20), st.text(characters, max_size=12))
bounds = st.integers(-1, 14)


# ---------------------------------------------------------------- characters


def test_integer_to_char(vm: Machine) -> None:
    for code in (0, 0x41, 0xD7FF, 0xE000, 0x10FFFF):
        assert vm.call_prim("integer->char", code) == Char(code)
        assert vm.call_prim("char->integer", Char(code)) == code
    for code in (-1, 0xD800, 0xDFFF, 0x110000, 2**40, -(2**40)):
        assert "argument 1" in fails(vm, "RANGE", "integer->char", code).message
    fails(vm, "TYPE", "integer->char", 65.0)
    fails(vm, "TYPE", "char->integer", "a")


def test_case_of_every_character(vm: Machine) -> None:
    """Where the full mapping is one character it is the simple one."""
    call = vm.call_prim
    for code in [*range(0xD800), *range(0xF900, 0x10500), *range(0x1D400, 0x1F200)]:
        c = chr(code)
        for name, full in (("char-upcase", c.upper()), ("char-downcase", c.lower()), ("char-foldcase", c.casefold())):
            if len(full) == 1:
                assert call(name, Char(c)) == Char(full), (name, hex(code))
        assert call("char-upper-case?", Char(c)) == c.isupper()
        assert call("char-lower-case?", Char(c)) == c.islower()
        category = unicodedata.category(c)
        assert call("char-numeric?", Char(c)) == (category == "Nd")
        assert call("digit-value", Char(c)) == unicodedata.decimal(c, False)
        letter = category[0] == "L" or category == "Nl" or c.isupper() or c.islower()
        assert call("char-alphabetic?", Char(c)) == letter


@pytest.mark.parametrize("name, char, result", [
    ("char-upcase", "\xdf", "\xdf"), ("char-upcase", "\u1fb3", "\u1fbc"), ("char-upcase", "\u0149", "\u0149"),
    ("char-downcase", "\u0130", "i"), ("char-downcase", "\u1e9e", "\xdf"), ("char-foldcase", "\u0130", "\u0130"),
    ("char-foldcase", "\u1e9e", "\xdf"), ("char-foldcase", "\u1f88", "\u1f80"), ("char-foldcase", "\u03c2", "\u03c3"),
    ("char-foldcase", "\u0345", "\u03b9"), ("char-foldcase", "\u0131", "\u0131"),
    ("char-upcase", "\U00010428", "\U00010400"), ("char-upcase", "\u0390", "\u0390"),
    ("char-upcase", "\u1f80", "\u1f88"),
])  # fmt: skip
def test_simple_mappings(vm: Machine, name: str, char: str, result: str) -> None:
    assert vm.call_prim(name, Char(char)) == Char(result)


def test_white_space(vm: Machine) -> None:
    """White_Space of Unicode: what Python strips but for the four separators of ASCII."""
    want = {c for c in map(chr, range(0x3001)) if c.isspace() and not "\x1c" <= c <= "\x1f"}
    assert {c for c in map(chr, range(0x3001)) if vm.call_prim("char-whitespace?", Char(c))} == want


@given(st.lists(characters, min_size=2, max_size=4))
def test_char_comparison(vm: Machine, cs: list[str]) -> None:
    args = [Char(c) for c in cs]
    folded = [vm.call_prim("char-foldcase", c).code for c in args]
    codes = [ord(c) for c in cs]
    check_order(vm, "char", args, codes)
    check_order(vm, "char-ci", args, folded)


def check_order(vm: Machine, kind: str, args: list[Any], keys: list[Any]) -> None:
    steps = list(itertools.pairwise(keys))
    assert vm.call_prim(f"{kind}=?", *args) == all(a == b for a, b in steps)
    assert vm.call_prim(f"{kind}<?", *args) == all(a < b for a, b in steps)
    assert vm.call_prim(f"{kind}>?", *args) == all(a > b for a, b in steps)
    assert vm.call_prim(f"{kind}<=?", *args) == all(a <= b for a, b in steps)
    assert vm.call_prim(f"{kind}>=?", *args) == all(a >= b for a, b in steps)


def test_comparison_checks_every_argument(vm: Machine) -> None:
    assert "argument 3" in fails(vm, "TYPE", "char<?", Char("b"), Char("a"), 1).message
    assert "argument 3" in fails(vm, "TYPE", "string=?", "a", "b", Symbol("c")).message
    fails(vm, "ARITY", "char=?", Char("a"))


# ---------------------------------------------------------------- strings


@given(strings, strings, strings)
def test_string_comparison(vm: Machine, a: str, b: str, c: str) -> None:
    for args in ([a, b], [a, a], [a, b, c], sorted([a, b, c]), [a, a + b], [a.upper(), a.lower()], [a.swapcase(), a]):
        check_order(vm, "string", args, args)
        check_order(vm, "string-ci", args, [s.casefold() for s in args])


@given(strings)
def test_case(vm: Machine, s: str) -> None:
    assert vm.call_prim("string-upcase", s) == s.upper()
    assert vm.call_prim("string-downcase", s) == s.lower()
    assert vm.call_prim("string-foldcase", s) == s.casefold()


def test_full_case_mappings(vm: Machine) -> None:
    assert vm.call_prim("string-upcase", "Stra\xdfe") == "STRASSE"
    assert vm.call_prim("string-downcase", "\u03a7\u0391\u039f\u03a3 \u03a3") == "\u03c7\u03b1\u03bf\u03c2 \u03c3"
    assert vm.call_prim("string-ci=?", "Stra\xdfe", "STRASSE") is True
    assert vm.call_prim("string-ci=?", "\u03a3\u03c2", "\u03c3\u03c3") is True
    assert vm.call_prim("string-ci=?", "ss", "\xdf", "\u1e9e") is True
    assert vm.call_prim("string-ci<?", "abc", "ABCD", "abcd\xe9") is True


@given(strings, strings, bounds, bounds, bounds, characters)
def test_ranges(vm: Machine, s: str, other: str, at: int, start: int, end: int, c: str) -> None:
    wanted = {"substring": s[start:end], "string-copy": s[start:end], "string->list": chars(s[start:end]),
              "string->vector": chars(s[start:end]), "string->utf8": s[start:end].encode()}  # fmt: skip
    if 0 <= start <= end <= len(s):
        for name, want in wanted.items():
            got = vm.call_prim(name, s, start, end)
            assert (list(got) if isinstance(want, list) else got) == want
        assert vm.call_prim("vector->string", tuple(chars(s)), start, end) == s[start:end]
        filled = s[:start] + c * (end - start) + s[end:]
        assert after(vm, s, ("string-fill!", Char(c), start, end)) == filled
        index = s.find(c, start, end)
        assert vm.call_prim("string-index", s, Char(c), start, end) == (index if index >= 0 else False)
        if 0 <= at <= len(other) - (end - start):
            want = other[:at] + s[start:end] + other[at + end - start:]
            assert after(vm, other, ("string-copy!", at, s, start, end)) == want
        if 0 <= at <= len(s) - (end - start):
            assert after(vm, s, ("string-copy!", at, ALL, start, end)) == s[:at] + s[start:end] + s[at + end - start:]
        return
    bad = 3 if not 0 <= end <= len(s) else 2
    for name in wanted:
        assert f"argument {bad} " in fails(vm, "RANGE", name, s, start, end).message
    assert f"argument {bad} " in fails(vm, "RANGE", "vector->string", tuple(chars(s)), start, end).message
    assert f"argument {bad + 1} " in fails(vm, "RANGE", "string-fill!", s, Char(c), start, end).message
    assert f"argument {bad + 2} " in fails(vm, "RANGE", "string-copy!", s, 0, s, start, end).message
    assert f"argument {bad + 1} " in fails(vm, "RANGE", "string-index", s, Char(c), start, end).message


def test_optional_ranges(vm: Machine) -> None:
    assert vm.call_prim("string-copy", "abc") == "abc"
    assert vm.call_prim("string-copy", "abc", 3) == ""
    assert vm.call_prim("substring", "abc", 1) == "bc"
    assert vm.call_prim("string->list", "abc", 1) == chars("bc")
    assert vm.call_prim("string->list", "") == []
    assert "argument 2 " in fails(vm, "RANGE", "string-copy", "abc", 4).message
    assert "argument 2 " in fails(vm, "RANGE", "string-copy!", "abc", 4, "").message
    assert "argument 2 " in fails(vm, "RANGE", "string-copy!", "abc", -1, "").message
    assert "argument 2 " in fails(vm, "RANGE", "string-copy!", "abc", 2, "xy").message


@given(st.lists(strings, max_size=5), strings)
def test_joining(vm: Machine, parts: list[str], between: str) -> None:
    assert vm.call_prim("string-append", *parts) == "".join(parts)
    assert vm.call_prim("string-join", parts) == " ".join(parts)
    assert vm.call_prim("string-join", parts, between) == between.join(parts)


@given(strings)
def test_parts(vm: Machine, s: str) -> None:
    assert vm.call_prim("string-length", s) == len(s)
    assert vm.call_prim("string", *chars(s)) == s
    assert vm.call_prim("list->string", chars(s)) == s
    assert vm.call_prim("vector->string", tuple(chars(s))) == s
    for i, c in enumerate(s):
        assert vm.call_prim("string-ref", s, i) == Char(c)
    for i in (-1, len(s)):
        assert "argument 2 " in fails(vm, "RANGE", "string-ref", s, i).message
        assert "argument 2 " in fails(vm, "RANGE", "string-set!", s, i, Char("x")).message


@given(strings, st.lists(st.tuples(st.integers(0, 11), characters), max_size=6))
def test_string_set(vm: Machine, s: str, changes: list[tuple[int, str]]) -> None:
    """Wider characters than those of the string among them."""
    model = list(s)
    steps = []
    for i, c in changes:
        if i < len(s):
            model[i] = c
            steps.append(("string-set!", i, Char(c)))
    result = "".join(model)
    assert after(vm, s, *steps) == result
    assert vm.call_prim("string=?", after(vm, s, *steps), result) is True


def test_literals_are_immutable(vm: Machine) -> None:
    """The name of a symbol is one; so are constants of a program."""
    steps = {"string-set!": (0, Char("x")), "string-fill!": (Char("x"),), "string-copy!": (0, "x")}
    for name, args in steps.items():
        with pytest.raises(MachineError, match="string is immutable"):
            on_constants(vm, "abc", name, *args)()
    byte_steps = {"bytevector-u8-set!": (0, 1), "bytevector-fill!": (1,), "bytevector-copy!": (0, b"x")}
    for name, byte_args in byte_steps.items():
        with pytest.raises(MachineError, match="bytevector is immutable"):
            on_constants(vm, b"abc", name, *byte_args)()


def on_constants(vm: Machine, target: Any, name: str, *args: Any) -> Any:
    """A program that calls one primitive on constants."""
    consts = [target, *args]
    listing = ['function 0 ""  req=0 opt=0 rest=0 captures=0 nregs=8 flags=0 pos=0']
    listing += [f"const {i} {show(const)}" for i, const in enumerate(consts)]
    lines = [f"LOADK r{i} k{i}" for i in range(len(consts))]
    listing += [f"{i} {line}" for i, line in enumerate([*lines, f"PRIM r0 {name} {len(consts)}", "RETURN r0"])]
    return vm.load(Image(write_image(assemble("\n".join(listing)), None)))


def test_make_string(vm: Machine) -> None:
    assert vm.call_prim("make-string", 3, Char("\U0001f600")) == "\U0001f600" * 3
    assert vm.call_prim("make-string", 0, Char("a")) == ""
    assert len(vm.call_prim("make-string", 5)) == 5
    assert "argument 1 " in fails(vm, "RANGE", "make-string", -1, Char("a")).message
    with pytest.raises(MachineError):
        vm.call_prim("make-string", 2**47, Char("a"))


# ---------------------------------------------------------------- lists that are none


def test_list_to_string_refuses(vm: Machine) -> None:
    loop = [Pair(Char("a"), None) for _ in range(100)]
    for a, b in itertools.pairwise(loop):
        a.cdr = b
    for back in (0, 1, 50, 99):
        loop[-1].cdr = loop[back]
        fails(vm, "TYPE", "list->string", loop[0])
    fails(vm, "TYPE", "list->string", Pair(Char("a"), Char("b")))
    fails(vm, "TYPE", "list->string", [Char("a"), "b"])
    fails(vm, "TYPE", "vector->string", (Char("a"), 1))
    ring = Pair("a", None)
    ring.cdr = ring
    fails(vm, "TYPE", "string-join", ring)
    fails(vm, "TYPE", "string-join", [1])
    assert vm.call_prim("list->string", chars("x" * 100000)) == "x" * 100000


# ---------------------------------------------------------------- search


@given(strings, strings, st.integers(0, 12))
def test_search(vm: Machine, pattern: str, s: str, start: int) -> None:
    for part in (pattern, pattern[:2], s[1:4], s[-2:]):
        where = s.find(part)
        assert vm.call_prim("string-contains", s, part) == (where if where >= 0 else False)
        assert vm.call_prim("string-search-forward", part, s) == (where if where >= 0 else False)
        assert vm.call_prim("string-prefix?", part, s) == s.startswith(part)
        assert vm.call_prim("string-suffix?", part, s) == s.endswith(part)
        if start <= len(s):
            where = s.find(part, start)
            assert vm.call_prim("string-search-forward", part, s, start) == (where if where >= 0 else False)
        else:
            assert "argument 3 " in fails(vm, "RANGE", "string-search-forward", part, s, start).message


@pytest.mark.parametrize("wide", ["", "\u0100", "\U0001f600"])
def test_search_in_linear_time(vm: Machine, wide: str) -> None:
    """Trying every place would take 10^10 steps here."""
    s = wide + "a" * 200_000
    pattern = "a" * 100_000 + "b"
    assert vm.call_prim("string-contains", s, pattern) is False
    assert vm.call_prim("string-contains", s + "b", pattern) == len(wide) + 100_000
    assert vm.call_prim("string-contains", s + "b" + "a" * 100, "a" * 100 + "b" + "a" * 100) == len(s) - 100


@settings(max_examples=30)
@given(st.text("ab", min_size=1, max_size=6), st.integers(500, 4000), st.text("ab", max_size=8))
def test_search_in_repetitions(vm: Machine, word: str, times: int, end: str) -> None:
    s = word * times + end
    for pattern in (word * 200 + end, word * 200 + end + "a", "b" + word * 300):
        where = s.find(pattern)
        assert vm.call_prim("string-contains", s, pattern) == (where if where >= 0 else False)


@given(st.text(st.sampled_from(" \t\n\u3000a\xe9"), max_size=10))
def test_trimming(vm: Machine, s: str) -> None:
    assert vm.call_prim("string-trim-left", s) == s.lstrip()
    assert vm.call_prim("string-trim-right", s) == s.rstrip()
    assert vm.call_prim("string-trim-both", s) == s.strip()


@given(strings)
def test_hash(vm: Machine, s: str) -> None:
    """Depends on the characters only, not on how wide they are stored."""
    wide = after(vm, "\U0001f600" * len(s), *(("string-set!", i, Char(c)) for i, c in enumerate(s)))
    assert vm.call_prim("string-hash", s) == vm.call_prim("string-hash", wide)
    assert 0 <= vm.call_prim("string-hash", s, 7) < 7
    fails(vm, "RANGE", "string-hash", s, 0)


# ---------------------------------------------------------------- symbols and keywords


def test_symbols(vm: Machine) -> None:
    assert vm.call_prim("string->symbol", "a b\u03bb") is Symbol("a b\u03bb")
    assert vm.call_prim("symbol->string", Symbol("a b\u03bb")) == "a b\u03bb"
    assert vm.call_prim("symbol=?", Symbol("a"), Symbol("a"), Symbol("a")) is True
    assert vm.call_prim("symbol=?", Symbol("a"), Symbol("a"), Symbol("b")) is False
    assert vm.call_prim("symbol?", Keyword("a")) is False
    assert vm.call_prim("symbol?", Symbol("a")) is True
    assert vm.call_prim("keyword?", Keyword("a")) is True
    assert vm.call_prim("keyword->symbol", Keyword("a")) is Symbol("a")
    assert vm.call_prim("symbol->keyword", Symbol("a")) is Keyword("a")


def test_uninterned_symbols(vm: Machine) -> None:
    a = vm.call_prim("string->uninterned-symbol", "same")
    b = vm.call_prim("string->uninterned-symbol", "same")
    assert vm.call_prim("symbol?", a) is True
    assert vm.call_prim("symbol->string", a) == "same"
    assert vm.call_prim("symbol=?", a, b) is False
    assert vm.call_prim("symbol=?", a, a) is True
    assert vm.call_prim("symbol=?", a, Symbol("same")) is False


def test_generated_symbols_are_the_same_in_every_machine() -> None:
    names = []
    for _ in range(2):
        vm = Machine()
        made = [vm.call_prim("%gensym"), vm.call_prim("%gensym", "t\u03bb")]
        vm.collect()
        made.append(vm.call_prim("%gensym"))
        names.append([vm.call_prim("symbol->string", s) for s in made])
    assert names == [["g1", "t\u03bb2", "g3"]] * 2


# ---------------------------------------------------------------- bytevectors and UTF-8


@given(st.binary(max_size=12), st.binary(max_size=12), bounds, bounds, bounds, st.integers(0, 255))
def test_bytevectors(vm: Machine, b: bytes, other: bytes, at: int, start: int, end: int, byte: int) -> None:
    assert vm.call_prim("bytevector", *b) == b
    assert vm.call_prim("bytevector-append", b, other, b) == b + other + b
    assert vm.call_prim("bytevector-length", b) == len(b)
    for i, x in enumerate(b):
        assert vm.call_prim("bytevector-u8-ref", b, i) == x
        assert after(vm, b, ("bytevector-u8-set!", i, byte)) == b[:i] + bytes([byte]) + b[i + 1:]
    if not 0 <= start <= end <= len(b):
        bad = 3 if not 0 <= end <= len(b) else 2
        assert f"argument {bad} " in fails(vm, "RANGE", "bytevector-copy", b, start, end).message
        assert f"argument {bad} " in fails(vm, "RANGE", "utf8->string", b, start, end).message
        assert f"argument {bad + 1} " in fails(vm, "RANGE", "bytevector-fill!", b, 0, start, end).message
        assert f"argument {bad + 2} " in fails(vm, "RANGE", "bytevector-copy!", b, 0, b, start, end).message
        return
    assert vm.call_prim("bytevector-copy", b, start, end) == b[start:end]
    assert after(vm, b, ("bytevector-fill!", byte, start, end)) == b[:start] + bytes([byte]) * (end - start) + b[end:]
    if 0 <= at <= len(b) - (end - start):
        assert after(vm, b, ("bytevector-copy!", at, ALL, start, end)) == b[:at] + b[start:end] + b[at + end - start:]
    if 0 <= at <= len(other) - (end - start):
        want = other[:at] + b[start:end] + other[at + end - start:]
        assert after(vm, other, ("bytevector-copy!", at, b, start, end)) == want


def test_bytes_in_range(vm: Machine) -> None:
    assert vm.call_prim("make-bytevector", 3, 255) == b"\xff" * 3
    assert len(vm.call_prim("make-bytevector", 3)) == 3
    for bad in (-1, 256, 2**40):
        assert "argument 2 " in fails(vm, "RANGE", "make-bytevector", 3, bad).message
        assert "argument 2 " in fails(vm, "RANGE", "bytevector", 1, bad).message
        assert "argument 3 " in fails(vm, "RANGE", "bytevector-u8-set!", b"a", 0, bad).message
        assert "argument 2 " in fails(vm, "RANGE", "bytevector-fill!", b"a", bad).message
    for i in (-1, 1):
        assert "argument 2 " in fails(vm, "RANGE", "bytevector-u8-ref", b"a", i).message
    fails(vm, "RANGE", "make-bytevector", -1)
    fails(vm, "TYPE", "bytevector", 1.0)


PIECES = [
    b"a", b"abcdefgh", b"\xc3\xa9", b"\xe2\x82\xac", b"\xf0\x9f\x98\x80", b"\xed\x9f\xbf", b"\xee\x80\x80",
    b"\x80", b"\xc0\x80", b"\xc1", b"\xe0\x80\x80", b"\xed\xa0\x80", b"\xf0\x80\x80\x80", b"\xf4\x90\x80\x80", b"\xf5",
    b"\xe2\x82", b"\xf0\x9f\x98", b"\xff",
]  # fmt: skip
bad_utf8 = st.lists(st.sampled_from(PIECES), max_size=8).map(b"".join)


@given(st.one_of(st.binary(max_size=12), bad_utf8), st.binary(max_size=2))
def test_utf8(vm: Machine, b: bytes, before: bytes) -> None:
    try:
        want = b.decode()
    except UnicodeDecodeError as error:
        at = fails(vm, "ERROR", "utf8->string", before + b, len(before)).irritants
        assert at == [str(len(before) + error.start)]
    else:
        assert vm.call_prim("utf8->string", before + b, len(before)) == want


def test_every_character_through_utf8(vm: Machine) -> None:
    s = "".join(map(chr, [*range(0xD800), *range(0xE000, 0x110000)]))
    assert vm.call_prim("string->utf8", s) == s.encode()
    assert vm.call_prim("utf8->string", s.encode()) == s
    for code in (0x7F, 0x80, 0xFF, 0x100, 0x7FF, 0x800, 0xFFFF, 0x10000, sys.maxunicode):
        assert vm.call_prim("string->utf8", "a" + chr(code)) == ("a" + chr(code)).encode()
        assert vm.call_prim("utf8->string", ("a" + chr(code)).encode()) == "a" + chr(code)


# ---------------------------------------------------------------- refused memory

WIDE = "\u03b1b" * 3000
LETTERS = chars(WIDE)
ALLOCATING = [
    (6000, "make-string", Char("a")), (WIDE, "string-append", "b"), (WIDE, "string-copy"), (WIDE, "string->list"),
    (List(LETTERS, [0] * len(WIDE)), "list->string"), (WIDE, "string->vector"),
    (Vector(LETTERS, [0] * len(WIDE)), "vector->string"), (List([WIDE, WIDE], [0, 0]), "string-join"),
    (WIDE, "string-upcase"), ("AB" * 3000, "string-downcase"), (6000, "make-bytevector", 1),
    (WIDE.encode(), "bytevector-copy"), (WIDE.encode(), "bytevector-append", b"abc"), (WIDE.encode(), "utf8->string"),
    (WIDE, "string->utf8"),
]  # fmt: skip


@pytest.mark.parametrize("row", ALLOCATING, ids=[row[1] for row in ALLOCATING])
def test_every_allocation_can_fail(row: tuple[Any, ...]) -> None:
    """The n-th allocation and all later ones are refused: a clean error, and the right answer afterwards."""
    vm = Machine()
    target, name, *args = row
    program = on_constants(vm, target, name, *args)
    want = program()
    failures = 0
    for n in range(20):
        vm.set_test_hooks(fail_alloc=n)
        try:
            got = program()
        except MachineError as error:
            assert error.status == "MEMORY"
            failures += 1
        else:
            assert got == want
        vm.set_test_hooks(fail_alloc=-1)
        assert program() == want
    assert failures
