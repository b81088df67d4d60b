"""The printer: syntax of every kind of value, labels against a model, deep and large data, refused memory."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmcore._host import Machine
from vmcore.data import ABSENT, EOF, Char, Keyword, Pair, Symbol
from vmcore.errors import MachineError

DISPLAY, WRITE, SHARED, SIMPLE = range(4)
DEEP = 1_000_000


@pytest.fixture(scope="module")
def vm() -> Machine:
    return Machine()


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "0"),
        (-1, "-1"),
        (2**48 - 1, str(2**48 - 1)),
        (-(2**48), str(-(2**48))),
        (2**62, str(2**62)),
        (-(2**63), str(-(2**63))),
        (2**64, str(2**64)),
        (True, "#t"),
        (False, "#f"),
        (None, "#<unspecified>"),
        (EOF, "#<eof>"),
        (ABSENT, "#<default>"),
        ([], "()"),
        ((), "#()"),
        (b"", "#u8()"),
        (b"\0\xff", "#u8(0 255)"),
        ([1, [2, ()], (3, [])], "(1 (2 #()) #(3 ()))"),
        (Pair(1, 2), "(1 . 2)"),
        (Pair(1, Pair((), 3)), "(1 #() . 3)"),
        ([Symbol("quote"), Symbol("x")], "(quote x)"),
        (Keyword("k"), ":k"),
        ({1: 2, 3: 4}, "#<hash-table 2>"),
        (len, "#<procedure len>"),
        (object, "#<procedure object>"),
    ],
)
def test_syntax(vm: Machine, value: Any, text: str) -> None:
    for mode in range(4):
        assert vm.display(value, mode) == text


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("", '""'),
        ('a"b\\c|', '"a\\"b\\\\c|"'),
        ("\n\t\r\a\b\0\x7f", '"\\n\\t\\r\\a\\b\\x0;\\x7f;"'),
        ("\xe9\u20ac\U0001f600\u200b\xa0", '"\xe9\u20ac\U0001f600\\x200b;\\xa0;"'),
        (Char("a"), "#\\a"),
        (Char("("), "#\\("),
        (Char(" "), "#\\space"),
        (Char("\n"), "#\\newline"),
        (Char("\0"), "#\\null"),
        (Char("\x7f"), "#\\delete"),
        (Char("\x1b"), "#\\escape"),
        (Char("\x01"), "#\\x1"),
        (Char("\u200b"), "#\\x200b"),
        (Char("\U0001f600"), "#\\\U0001f600"),
    ],
)
def test_text(vm: Machine, value: Any, written: str) -> None:
    assert vm.display(value, WRITE) == written
    assert vm.display([value, value], WRITE) == f"({written} {written})"
    assert vm.display(value, DISPLAY) == str(value)


PLAIN = [
    "a",
    "+",
    "-",
    "...",
    "->",
    "->x",
    "+a",
    "-.a",
    "..",
    "a#",
    "+",
    "é",
    "λ",
    "<=?",
    "a.b",
    "+i+",
    "+in",
    "1+",
    "-1+",
    ":",
    ":k",
    "!$%&*/:<=>?^_~",
    "Aa",
]
BARRED = ["", ".", "1", "+1", "-1/2", ".5", "-.5", "+i", "-I", "+inf.0", "-NaN.0i", "1a", "#a", "a b", "a(", "'a", "`", ",",
          "[", "}", "a;b", 'a"']  # fmt: skip


def test_symbols(vm: Machine) -> None:
    for name in PLAIN:
        assert vm.display(Symbol(name), WRITE) == name
    for name in BARRED:
        assert vm.display(Symbol(name), WRITE) == f"|{name}|"
    assert vm.display(Symbol("a|\\\n\0"), WRITE) == "|a\\|\\\\\\n\\x0;|"
    assert vm.display(Symbol("a b"), DISPLAY) == "a b"


TEXTS = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from('\0\n"|\\;()# +-.0i'), max_size=8)


@given(st.lists(TEXTS | TEXTS.map(Symbol), max_size=4))
def test_read_back(vm: Machine, value: list[Any]) -> None:
    """What is written of a string or a symbol is read as the same."""
    from pyfront.scheme.reader import Reader
    from pyfront.text.source import Source

    text = vm.display(value, WRITE)
    assert Reader(Source("t", text)).read().items == value


# ---------------------------------------------------------------- labels


def children(x: Any) -> list[Any]:
    return [x.car, x.cdr] if isinstance(x, Pair) else list(x)


def labelled(x: Any, shared: bool) -> set[int]:
    """The nodes that get a label: met while still open, or met twice."""
    state: dict[int, bool] = {}  # node -> is open
    out: set[int] = set()

    def visit(node: Any) -> None:
        if not isinstance(node, (Pair, tuple)) or node == ():
            return
        if id(node) in state:
            if shared or state[id(node)]:
                out.add(id(node))
            return
        state[id(node)] = True
        for child in children(node):
            visit(child)
        state[id(node)] = False

    visit(x)
    return out


def model(x: Any, shared: bool) -> str:
    labels = labelled(x, shared)
    numbers: dict[int, int] = {}

    def show(node: Any) -> str:
        if not isinstance(node, (Pair, tuple)):
            return "()" if node == [] else str(node)
        prefix = ""
        if id(node) in labels:
            if id(node) in numbers:
                return f"#{numbers[id(node)]}#"
            numbers[id(node)] = len(numbers)
            prefix = f"#{numbers[id(node)]}="
        if isinstance(node, tuple):
            return f"{prefix}#({' '.join(map(show, node))})"
        parts = [show(node.car)]
        rest = node.cdr
        while isinstance(rest, Pair) and id(rest) not in labels:
            parts.append(show(rest.car))
            rest = rest.cdr
        tail = "" if rest == [] else f" . {show(rest)}"
        return f"{prefix}({' '.join(parts)}{tail})"

    return show(x)


@st.composite
def graphs(draw: st.DrawFn) -> Any:
    """Pairs that point anywhere, and vectors that point at pairs and at earlier vectors."""
    pairs = [Pair(0, []) for _ in range(draw(st.integers(1, 7)))]
    vectors: list[tuple[Any, ...]] = []
    leaf = st.sampled_from([1, 22, []])
    for _ in range(draw(st.integers(0, 3))):
        items = st.one_of(leaf, st.sampled_from(pairs), *([st.sampled_from(vectors)] if vectors else []))
        vectors.append(tuple(draw(st.lists(items, min_size=1, max_size=3))))
    for p in pairs:
        p.car, p.cdr = (draw(st.one_of(leaf, st.sampled_from([*pairs, *vectors]))) for _ in "ab")
    return pairs[0]


@given(graphs())
@settings(max_examples=400)
def test_labels(vm: Machine, x: Any) -> None:
    assert vm.display(x, SHARED) == model(x, True)
    assert vm.display(x, WRITE) == vm.display(x, DISPLAY) == model(x, False)


def test_labels_of_examples(vm: Machine) -> None:
    x = Pair(1, [])
    x.cdr = x
    assert vm.display(x, WRITE) == "#0=(1 . #0#)"
    x.cdr = Pair(2, x)
    assert vm.display((x, x), WRITE) == "#(#0=(1 2 . #0#) #0#)"
    shared = Pair(1, [])
    assert vm.display((shared, shared), WRITE) == "#((1) (1))"
    assert vm.display((shared, shared), SHARED) == "#(#0=(1) #0#)"
    assert vm.display((shared, shared), SIMPLE) == "#((1) (1))"
    vector = vm.call_prim("make-vector", 2, 0)
    box = vm.call_prim("box", vector)
    assert vm.describe(box) == "#<box #(0 0)>"
    vm.call_prim("set-box!", box, box)
    assert vm.describe(box) == "#0=#<box #0#>"


# ---------------------------------------------------------------- objects


def test_records_and_conditions(vm: Machine) -> None:
    rtd = vm.call_prim("%make-rtd", Symbol("<point>"), (Symbol("x"), Symbol("y")))
    point = vm.call_prim("%make-record", rtd, 1, "two")
    assert vm.describe(rtd) == "#<record-type <point>>"
    assert vm.describe(point) == '#<point x: 1 y: "two">'
    assert vm.display(point, DISPLAY) == "#<point x: 1 y: two>"
    vm.call_prim("%record-set!", point, rtd, 0, [point])
    assert vm.describe(point) == '#0=#<point x: (#0#) y: "two">'
    condition = vm.call_prim("%make-condition", Symbol("user"), "bad thing:", [1, "a", [2]], None)
    assert vm.describe(condition) == '#<condition user: bad thing: 1 "a" (2)>'
    odd = vm.call_prim("%make-condition", Symbol("user"), "m", Pair(3, 4), None)
    assert vm.describe(odd) == "#<condition user: m 3 . 4>"
    loop = Pair(1, [])
    loop.cdr = loop
    assert vm.display(vm.call_prim("%make-condition", Symbol("user"), "m", loop, None), WRITE) == (
        "#<condition user: m . #0=(1 . #0#)>"
    )


def test_other_objects(vm: Machine) -> None:
    assert vm.describe(vm.call_prim("open-input-string", "")) == "#<textual input port>"
    assert vm.describe(vm.call_prim("open-output-bytevector")) == "#<binary output port>"
    assert vm.describe(vm.call_prim("%make-promise", True, 1)) == "#<promise>"
    assert vm.call_prim("%write-to-string", [1, "a"], WRITE) == '(1 "a")'
    with pytest.raises(MachineError, match="out of range"):
        vm.call_prim("%write-to-string", 1, 4)


class Rude:
    def __init__(self, text: Any) -> None:
        self.text = text

    def __repr__(self) -> str:
        if isinstance(self.text, Exception):
            raise self.text
        return self.text


def test_host_objects(vm: Machine) -> None:
    assert vm.display(Rude("<a\n  b>")) == "#<host a b>"
    assert vm.display(Rude(ValueError("no"))) == "#<host Rude object>"
    assert vm.display(Rude("x" * 1000)) == f"#<host {'x' * 200}...>"
    assert vm.display(Rude("\ud800")) == "#<host ?>"
    other = Machine()
    nested = Rude("")
    nested.text = property  # not a str: repr itself fails
    assert other.display(nested) == "#<host Rude object>"


# ---------------------------------------------------------------- size


def nested(wrap: Any, depth: int) -> Any:
    x: Any = []
    for _ in range(depth):
        x = wrap(x)
    return x


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (nested(lambda x: [x], DEEP), "(" * (DEEP + 1) + ")" * (DEEP + 1)),
        (nested(lambda x: (x,), DEEP), "#(" * DEEP + "()" + ")" * DEEP),
        ([1] * DEEP, f"({' '.join('1' * DEEP)})"),
        ([[1]] * DEEP, f"({' '.join(['(1)'] * DEEP)})"),
    ],
    ids=["lists", "vectors", "long", "pairs"],
)
def test_large(vm: Machine, value: Any, text: str) -> None:
    box = vm.call_prim("box", value)
    for mode in range(4):
        printed = vm.call_prim("%write-to-string", box, mode)
        once = f"(#0=(1){' #0#' * (DEEP - 1)})" if value[:1] == [[1]] and mode == SHARED else text
        assert printed == f"#<box {once}>"


def test_large_circle(vm: Machine) -> None:
    last = first = Pair(0, [])
    for _ in range(DEEP):
        first = Pair(0, first)
    last.cdr = first
    assert vm.display(first, WRITE) == "#0=(" + "0 " * (DEEP + 1) + ". #0#)"
    last.cdr, last.car = [], first
    assert vm.display(first, WRITE) == "#0=(" + "0 " * DEEP + "#0#)"


def test_simple_circle_ends_at_the_memory_limit() -> None:
    vm = Machine()
    x = Pair(1, [])
    x.cdr = x
    vm.set_limits(memory=10_000_000)
    with pytest.raises(MachineError) as e:
        vm.call_prim("%write-to-string", x, SIMPLE)
    assert e.value.status == "NOMEM"


def test_refused_memory() -> None:
    """Whatever allocation fails: the whole text, or no change of the port."""
    vm = Machine()
    port = vm.call_prim("open-output-string")
    circle = Pair(0, [])
    circle.car = circle
    values = [nested(lambda x: (x,), 3000), [circle] * 10, ["x" * 1000]]
    for value in values:
        held = vm.call_prim("box", value)
        whole = vm.describe(held)
        done = 0
        for n in range(200):
            before = vm.call_prim("get-output-string", port)
            vm.set_test_hooks(fail_alloc=n)
            try:
                vm.call_prim("write", held, port)
                done += 1
                expected = before + whole
            except MachineError as e:
                assert e.status == "NOMEM"
                expected = before
            finally:
                vm.set_test_hooks(fail_alloc=-1)
            assert vm.call_prim("get-output-string", port) == expected
            if done == 2:
                break
        assert done == 2
