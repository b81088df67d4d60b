"""The datum reader of ports: against the reader of programs, what is printed is read back, labels, errors, depth."""

from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pyfront.errors import ReadError
from pyfront.scheme.reader import END, Reader
from pyfront.text.datum import List, Vector
from pyfront.text.source import Source
from test_print import TEXTS, graphs
from vmcore._host import Machine
from vmcore.data import EOF, Char, Pair, Symbol
from vmcore.errors import MachineError

WRITE, SHARED = 1, 2
DEEP = 1_000_000
VM = Machine()


def read_all(text: str, vm: Machine = VM) -> list[Any]:
    port = vm.call_prim("open-input-string", text)
    out = []
    while (datum := vm.call_prim("read", port)) is not EOF:
        out.append(datum)
    return out


def plain(datum: Any) -> Any:
    """A datum of the program reader as a value."""
    if isinstance(datum, Vector):
        return tuple(map(plain, datum.items))
    if not isinstance(datum, List):
        return datum
    value = [] if datum.tail is None else plain(datum.tail)
    for item in reversed(datum.items):
        value = [plain(item), *value] if isinstance(value, list) else Pair(plain(item), value)
    return value


TOKENS = [
    "(",
    "(",
    "(",
    ")",
    ")",
    ")",
    "#(",
    "#u8(",
    ".",
    "'",
    "`",
    ",",
    ",@",
    "a",
    "b",
    "λ",
    "+",
    "-",
    "...",
    "1",
    "-2",
    "1/2",
    "1.5",
    ".5",
    "1e3",
    "+i",
    "-inf.0",
    "#xff",
    "#e1.5",
    "#t",
    "#f",
    "#true",
    "#\\a",
    "#\\space",
    "#\\x41\n#\\(",
    "#\\)",
    '"s"',
    '"a\\nb\\x41;"',
    '"\\""',
    "|a\xa0b|",
    "||",
    "#;",
    "#;1",
    ";c\n",
    "#|x|#",
    "#|#||#|#",
    "#!default",
    "#!fold-case",
    "ABC",
    "#\\NEWLINE\n#!no-fold-case",
    "255",
    "256",
    "1+",
    "1x",
    "#q",
    "#\\foo",
    "{",
    "]",
    "\\",
    '"',
    "|",
    "#|",
    "#\\",
    "#",
    "..",
    ".a",
    "0",
    '"a\\q"',
    '"\\x;"',
    '"a\\',
    "",
    "\n",
    "",
    'b"',
    "#t1",
    "#u8",
    "'()",
    "1@0",
    "a.b",
    "-a",
]
SOUP = st.lists(st.sampled_from([*TOKENS, " ", "\n"]), max_size=14).map(" ".join)


@given(SOUP)
@example("(1 . 2 3)")
@example("(a . #;b c #;d)")
@example("#;#;1 2 3")
@example("(#;1)")
@example("(1 . #;2)")
@settings(max_examples=1500, deadline=None)
def test_like_the_program_reader(text: str) -> None:
    """The same data, or an error of both (not always at the same place: the other one reads ahead)."""
    reader = Reader(Source("t", text))
    expected = []
    try:
        while (datum := reader.read()) is not END:
            expected.append(plain(datum))
    except ReadError:
        with pytest.raises(MachineError) as e:
            read_all(text)
        assert e.value.kind == "read"
    else:
        assert [VM.display(x, WRITE) for x in read_all(text)] == [VM.display(x, WRITE) for x in expected]


DATA = st.recursive(
    st.one_of(
        st.integers(),
        st.floats(allow_nan=False),
        st.fractions().filter(lambda f: f.denominator > 1),
        st.booleans(),
        TEXTS,
        TEXTS.map(Symbol),
        st.characters(exclude_categories=["Cs"]).map(Char),
        st.binary(max_size=4),
    ),
    lambda inner: (
        st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple) | st.builds(Pair, inner, st.just(1))
    ),
    max_leaves=12,
)


@given(st.lists(DATA, max_size=3), st.integers(1, 5))
def test_read_back(values: list[Any], size: int) -> None:
    """What is written is read as the same, whatever pieces the stream gives."""
    text = " ".join(VM.display(v, WRITE) for v in values)
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    VM.set_stream(0, type("S", (), {"read": lambda self, n: pieces.pop(0) if pieces else ""})())
    for value in values:
        assert VM.display(VM.call_prim("read"), WRITE) == VM.display(value, WRITE)
    assert VM.call_prim("read") is EOF


@pytest.fixture(scope="module")
def again() -> Any:
    """Reads a text and writes the datum, without Python in between: it has no cyclic tuples."""
    from pyfront import Runtime

    source = """(lambda (text shared)
      (let ((out (open-output-string)) (datum (read (open-input-string text))))
        (if shared (write-shared datum out) (write datum out))
        (get-output-string out)))"""
    return Runtime().eval(source)


@given(graphs())
@settings(max_examples=300, deadline=None)
def test_labels(again: Any, x: Any) -> None:
    for mode in (WRITE, SHARED):
        text = VM.display(x, mode)
        assert again(text, mode == SHARED) == text


def test_labels_of_examples() -> None:
    assert VM.display(read_all("(#0=(1) #0# #1=#0# #1#)")[0], SHARED) == "(#0=(1) #0# #0# #0#)"
    assert VM.display(read_all("#0=(#1=#0# . #1#)")[0], WRITE) == "#0=(#0# . #0#)"
    assert VM.display(read_all("#0='#0#")[0], WRITE) == "#0=(quote #0#)"
    assert read_all("#0=5 #0=6") == [5, 6]


def test_a_datum_at_a_time() -> None:
    """What follows a datum stays in the port."""
    port = VM.call_prim("open-input-string", "(a)b 'c\n12;x\n  ")
    assert VM.call_prim("read", port) == [Symbol("a")]
    assert VM.call_prim("read-char", port) == Char("b")
    assert VM.call_prim("read", port) == [Symbol("quote"), Symbol("c")]
    assert VM.call_prim("read-char", port) == Char("\n")
    assert VM.call_prim("read", port) == 12
    assert VM.call_prim("read-line", port) == ";x"
    assert VM.call_prim("read", port) is EOF


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (")", "unexpected closing"),
        ("(1", "ends inside a datum"),
        ("'", "ends inside a datum"),
        ("#;", "ends inside a datum"),
        ('"a', "ends inside a string"),
        ("|a", "ends inside a symbol"),
        ("#|a", "ends inside a comment"),
        ("#\\", "ends inside a character"),
        ("(. 1)", "a dot"),
        ("#(1 . 2)", "a dot"),
        ("(1 . 2 3)", "more than one"),
        ("(1 . )", "missing"),
        ("('", "ends inside"),
        ("(')", "missing"),
        ("#u8(256)", "0 to 255"),
        ("#u8(a)", "0 to 255"),
        ("1x", "bad number"),
        ("#xg", "bad number"),
        ("#\\foo", "unknown character name"),
        ("#\\xd800", "unknown character name"),
        ("#foo", "unknown syntax"),
        ("#!foo", "unknown syntax"),
        ('"\\q"', "unknown escape"),
        ('"\\xd800;"', "not the number of a character"),
        ('"\\x41"', "hexadecimal escape"),
        ('"\\ a"', "does not end the line"),
        ("[a]", "bad symbol"),
        ("#0#", "unknown datum label"),
        ("#0=#0#", "stands for itself"),
        ("(#0=1 #0=2)", "defined twice"),
        ("#0 a", "bad datum label"),
    ],
)
def test_errors(text: str, message: str) -> None:
    with pytest.raises(MachineError) as e:
        read_all(text)
    assert e.value.kind == "read"
    assert message in e.value.message


def test_reading_goes_on_after_an_error() -> None:
    port = VM.call_prim("open-input-string", ") #foo (ok)")
    for _ in range(2):
        with pytest.raises(MachineError):
            VM.call_prim("read", port)
    assert VM.call_prim("read", port) == [Symbol("ok")]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("(" * DEEP + ")" * DEEP, None),
        ("#(" * DEEP + ")" * DEEP, None),
        ("'" * DEEP + "x", "(quote " * DEEP + "x" + ")" * DEEP),
        (f"({'1 ' * DEEP}2)", None),
        ("#;" * DEEP + " 1" * DEEP + " 2", "2"),
        ("#|" * DEEP + "|#" * DEEP + " 2", "2"),
        ("(a . " * DEEP + "(b)" + ")" * DEEP, f"({'a ' * DEEP}b)"),
    ],
    ids=["lists", "vectors", "quotes", "long", "comments", "blocks", "dots"],
)
def test_depth_and_length(text: str, written: str | None) -> None:
    out = VM.call_prim("open-output-string")
    VM.call_prim("write", VM.call_prim("read", VM.call_prim("open-input-string", text)), out)
    assert VM.call_prim("get-output-string", out) == (written or text)


def test_many_lines_of_a_stream() -> None:
    """A datum of many lines from a stream that gives one at a time takes linear time."""
    lines = 200_000
    VM.set_stream(0, io.StringIO("(" + "123 \u20ac\n" * lines + ") rest"))
    assert VM.call_prim("read") == [123, Symbol("\u20ac")] * lines
    assert VM.call_prim("read") == Symbol("rest")


def test_refused_memory() -> None:
    """A read that is refused memory takes nothing from the port: the next one gives the same datum."""
    vm = Machine()
    text = '#0=(a "b" #(1 2 #u8(3)) \'c |d e| 1.5 #0# #\\x)'
    vm.set_stream(0, type("S", (), {"pieces": [text[i : i + 5] for i in range(0, len(text), 5)],
                                    "read": lambda self, n: self.pieces.pop(0) if self.pieces else ""})())  # fmt: skip
    for n in range(200):
        vm.set_test_hooks(fail_alloc=n)
        try:
            datum = vm.call_prim("read")
        except MachineError as e:
            assert e.status == "NOMEM"
            continue
        finally:
            vm.set_test_hooks(fail_alloc=-1)
        break
    assert vm.display(datum, WRITE) == '#0=(a "b" #(1 2 #u8(3)) (quote c) |d e| 1.5 #0# #\\x)'
    assert n > 5
    assert vm.call_prim("read") is EOF
