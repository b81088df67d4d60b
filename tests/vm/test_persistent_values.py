"""Equality, hashes, order and text of persistent data, against what Clojure 1.11 on the JVM says."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from vmcore._host import Machine
from vmcore.data import DEFAULT, Char, Keyword, Symbol
from vmcore.errors import MachineError

NIL: list[Any] = []
K, S = Keyword, Symbol
DEEP = 300_000


@pytest.fixture(scope="module")
def vm() -> Machine:
    return Machine()


def held(vm: Machine, value: Any) -> Any:
    """A value as the machine has it, made from Python data."""
    vm.set_dialect(persistent=True)
    vm.set_global("user:held", value)
    vm.set_dialect()
    return vm.get_global("user:held")


def made(vm: Machine, data: Any) -> Any:
    """("%primitive", part, ...) -> its value."""
    if isinstance(data, tuple):
        return vm.call_prim(data[0], *(made(vm, part) for part in data[1:]))
    return held(vm, data) if isinstance(data, (Decimal, str)) or (type(data) is int and data >> 63 not in (0, -1)) else data


V, L, M, H, E, A = "%vector", "%plist", "%map", "%set", "%map-entry", "%hash-map"

HASHES = [
    (NIL, 0), (True, 1231), (False, 1237), (0, 0), (1, 1392991556), (-1, 1651860712), (2**40, -1443483870),
    (2**63 - 1, -2106506049), (2**64, 961), (-(2**70), -61504), (1.5, 1073217536), (-0.0, 0), (float("nan"), 2146959360),
    (Fraction(1, 2), 3), (Fraction(-(10**20), 3), -1882487349), (Decimal("1.50"), 466), (Decimal("0.000"), 0), (Decimal("1E+3"), 28),
    ("", 0), ("a", 1455541201), ("hello \u03bb \U0001f600", 1601595384), (Char("a"), 97), (K("a"), -2123407586),
    (K("a.b/c"), -1763105528), (S("a"), -482876059), (S("a/b"), -1172211204),
    ((V, 1, 2), 156247261), ((V,), -2017569654), ((L,), -2017569654), ((E, 1, 2), 156247261), (("%seq", (V, 1, 2)), 156247261),
    ((M,), -15128758), ((M, K("a"), 1), 1772842048), ((H, 1, 2), 460223544), ((H,), -15128758),
    ((V, (M, K("a"), (L, NIL, (H, 1.5)))), 1258874004),
]  # fmt: skip


def test_hashes(vm: Machine) -> None:
    assert [vm.call_prim("%hash", made(vm, data)) for data, _ in HASHES] == [value for _, value in HASHES]


TEXTS = [
    (NIL, "nil"), (1e21, "1.0E21"), (1e-5, "1.0E-5"), (0.001, "0.001"), (9999999.0, "9999999.0"), (1e7, "1.0E7"), (-0.0, "-0.0"),
    (123456.789, "123456.789"), (1.7976931348623157e308, "1.7976931348623157E308"), (100.0, "100.0"), (5e-324, "4.9E-324"),
    (float("inf"), "##Inf"), (float("-inf"), "##-Inf"), (float("nan"), "##NaN"), (2**64, "18446744073709551616N"),
    (Fraction(-1, 3), "-1/3"), (Decimal("1.50"), "1.50M"), (Decimal("1E+3"), "1E+3M"), (Decimal("0.0000001"), "1E-7M"),
    (Decimal("-123E-10"), "-1.23E-8M"), (Decimal("0.000001"), "0.000001M"), (Char(" "), "\\space"), (Char("\n"), "\\newline"),
    (Char("("), "\\("), (K("a/b"), ":a/b"), (S("x"), "x"), ("a\"b\\c\n\t\r\x0c\x08\u03bb", '"a\\"b\\\\c\\n\\t\\r\\f\\b\u03bb"'),
    ((V, 1, (L, 2, (V,)), (L,)), "[1 (2 []) ()]"), ((M, K("a"), 1, "b", (M,)), '{:a 1, "b" {}}'), ((E, 1, 2), "[1 2]"),
    ((H, 1, 2, 3), "#{1 3 2}"), ((A, K("a"), 1, K("b"), 2, K("c"), 3), "{:c 3, :b 2, :a 1}"), (("%seq", (V, 1, 2)), "(1 2)"),
    (("%range", 0, 5, 1), "(0 1 2 3 4)"), (("%keys", (M, 1, 2)), "(1)"), (("%rseq", (V, 1, 2)), "(2 1)"),
]  # fmt: skip
DIGITS = (
    "{0 0, 7 7, 20 20, 27 27, 1 1, 24 24, 39 39, 4 4, 15 15, 21 21, "
    "31 31, 32 32, 33 33, 13 13, 22 22, 36 36, 29 29, 6 6, 28 28, 25 25, "
    "34 34, 17 17, 3 3, 12 12, 2 2, 23 23, 35 35, 19 19, 11 11, 9 9, "
    "5 5, 14 14, 26 26, 16 16, 38 38, 30 30, 10 10, 18 18, 37 37, 8 8}"
)


def test_texts(vm: Machine) -> None:
    for data, text in TEXTS:
        assert vm.call_prim("%pr-str", made(vm, data), True) == text


def test_the_order_of_a_hash_map(vm: Machine) -> None:
    m = vm.call_prim("%hash-map", *(x for i in range(40) for x in (i, i)))
    assert vm.call_prim("%pr-str", m, True) == DIGITS
    grown = vm.call_prim("%map")
    for i in reversed(range(40)):
        grown = vm.call_prim("%assoc", grown, i, i)
    assert vm.call_prim("%pr-str", grown, True) == DIGITS


def test_str(vm: Machine) -> None:
    parts = [held(vm, "a"), NIL, Char("b"), made(vm, (V, "c", Char("d"))), 1.0, held(vm, 2**64), held(vm, Decimal("1.50")), K("k")]
    assert vm.call_prim("%str", *parts) == 'ab["c" \\d]1.0184467440737095516161.50:k'
    assert vm.call_prim("%str", float("inf"), float("nan")) == "InfinityNaN"
    assert vm.call_prim("%str") == ""


EQUAL = [
    (1, 2**64 - 2**64 + 1), ((V, 1, 2), (L, 1, 2)), ((V, 1, 2), ("%seq", (V, 1, 2))), ((V, 0, 1, 2), ("%range", 0, 3, 1)),
    ((M, 1, 2, 3, 4), (A, 3, 4, 1, 2)), ((M, (V, 1), (M, (L, 2), (H, 3))), (M, (L, 1), (A, (V, 2), (H, 3)))),
    ((H, (V, 1), (V, 2)), (H, (L, 2), (L, 1))), ((E, 1, 2), (V, 1, 2)), (0.0, -0.0), (Decimal("1.0"), Decimal("1.00")),
    ((V,), (L,)), ((M,), (A,)), (Fraction(1, 3), Fraction(1, 3)), ("ab", "ab"),
]  # fmt: skip
DIFFERENT = [
    (1, 1.0), (1, Decimal(1)), (1.0, Decimal(1)), (NIL, (L,)), (NIL, False), ((V, 1, 2), (V, 2, 1)), ((V, 1), (V, 1, 2)),
    ((M, 1, 2), (M, 1, 3)), ((M, 1, 2), (M, 2, 2)), ((H, 1), (H, 2)), ((H, 1), (V, 1)), ((M, 1, 2), (V, (V, 1, 2))), (K("a"), S("a")),
    ("a", Char("a")), (float("nan"), float("nan")), ((V, float("nan")), (V, float("nan"))), ((V,), (M,)), ((M, NIL, 1), (M, False, 1)),
]  # fmt: skip


def test_equality(vm: Machine) -> None:
    for a, b in EQUAL:
        x, y = made(vm, a), made(vm, b)
        assert vm.call_prim("%equiv", x, y) is vm.call_prim("%equiv", y, x) is True, (a, b)
        assert vm.call_prim("%hash", x) == vm.call_prim("%hash", y), (a, b)
    for a, b in DIFFERENT:
        x, y = made(vm, a), made(vm, b)
        assert vm.call_prim("%equiv", x, y) is vm.call_prim("%equiv", y, x) is False, (a, b)


ORDER = [
    [NIL, 1, Fraction(3, 2), 1.75, 2, Decimal("2.5"), 2**70], [False, True], ["", "a", "ab", "b", "\uffff"], [Char("a"), Char("b")],
    [K("a"), K("b"), K("a/a"), K("a/b"), K("b/a")], [S("a"), S("z"), S("a/z")], [(V,), (V, 9), (V, 1, 2), (V, 1, 3), (V, 2, NIL)],
]  # fmt: skip


def test_order(vm: Machine) -> None:
    for row in ORDER:
        values = [made(vm, data) for data in row]
        for i, a in enumerate(values):
            for j, b in enumerate(values):
                order = vm.call_prim("%compare", a, b)
                assert (order > 0) - (order < 0) == (i > j) - (i < j), (row[i], row[j])
    assert vm.call_prim("%compare", "ab", "ad") == -2
    assert vm.call_prim("%compare", "abc", "a") == 2
    for a, b in [(1, "a"), (K("a"), S("a")), ((L, 1), (L, 2)), ((M,), (V,)), ("a", Char("a"))]:
        with pytest.raises(MachineError) as caught:
            vm.call_prim("%compare", made(vm, a), made(vm, b))
        assert caught.value.status == "TYPE"


def nested(vm: Machine, kind: str, depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = vm.call_prim(kind, value, 0) if kind in ("%map", "%map-entry") else vm.call_prim(kind, value)
    return value


@pytest.mark.parametrize("kind", [V, L, M, H])
def test_deep_data(vm: Machine, kind: str) -> None:
    """Deeper than any stack of C."""
    a, b, c = (nested(vm, kind, DEEP + extra) for extra in (0, 0, 1))
    assert vm.call_prim("%hash", a) == vm.call_prim("%hash", b)
    assert vm.call_prim("%equiv", a, b) is True
    assert vm.call_prim("%equiv", a, c) is False
    assert len(vm.call_prim("%pr-str", a, True)) >= 2 * DEEP
    if kind == V:
        assert vm.call_prim("%compare", a, b) == 0
    assert vm.collect() == 0


def test_what_takes_a_call_is_declined(vm: Machine) -> None:
    lazy = vm.call_prim("%lazy", vm.primitive("list"))
    for name, *args in [
        ("%seq", lazy), ("%first", lazy), ("%count", lazy), ("%hash", lazy), ("%equiv", lazy, made(vm, (V,))), ("%pr-str", lazy, True),
        ("%nth", lazy, 0), ("%vec", lazy), ("%conj", lazy, 1), ("%into", made(vm, (V,)), lazy), ("%pr-str", made(vm, (V, lazy)), True),
    ]:  # fmt: skip
        assert vm.call_prim(name, *args) is DEFAULT, name
    assert vm.call_prim("%lazy-pending", lazy) == lazy
    outer = vm.call_prim("%with-meta", lazy, made(vm, (M, K("a"), 1)))
    assert vm.call_prim("%lazy-pending", outer) == lazy
    vm.call_prim("%lazy-set!", lazy, made(vm, (V, 1, 2)))
    assert vm.call_prim("%pr-str", outer, True) == "(1 2)"
    assert vm.call_prim("%lazy-thunk", lazy) is False
    assert vm.call_prim("%equiv", lazy, made(vm, (V, 1, 2))) is True
    assert vm.call_prim("%pr-str", vm.call_prim("%meta", outer), True) == "{:a 1}"
    first = vm.call_prim("%seq", lazy)
    assert first == vm.call_prim("%seq", lazy)


def test_errors(vm: Machine) -> None:
    for name, *data in [
        ("%seq", 1), ("%first", K("a")), ("%count", 5), ("%nth", 1, 0), ("%nth", (M,), 0), ("%conj", 1, 2), ("%assoc", (H,), 1, 2),
        ("%assoc", (V,), K("a"), 1), ("%dissoc", (V,), 1), ("%peek", (M,)), ("%pop", (H,)), ("%transient", (L,)), ("%rseq", (L,)),
        ("%with-meta", 1, (M,)), ("%with-meta", (V,), 1), ("%contains?", 1, 1), ("%conj", (M,), 1), ("%cons", 1, 2),
    ]:  # fmt: skip
        with pytest.raises(MachineError) as caught:
            vm.call_prim(name, *(made(vm, part) for part in data))
        assert caught.value.status == "TYPE", name
    for name, *data in [("%nth", (V, 1), 1), ("%nth", (V, 1), -1), ("%nth", (L, 1), 5), ("%assoc", (V, 1), 2, 0), ("%subvec", (V, 1), 0, 2)]:
        with pytest.raises(MachineError) as caught:
            vm.call_prim(name, *(made(vm, part) for part in data))
        assert caught.value.status == "RANGE", name
    for name, *data in [("%map", 1, 2, 1, 3), ("%set", 1, 1), ("%map", 1), ("%pop", (V,)), ("%pop", (L,)), ("%conj", (M,), (V, 1))]:
        with pytest.raises(MachineError) as caught:
            vm.call_prim(name, *(made(vm, part) for part in data))
        assert caught.value.status == "ERROR", name
    used = made(vm, ("%transient", (V,)))
    vm.call_prim("%persistent!", used)
    with pytest.raises(MachineError):
        vm.call_prim("%conj!", used, 1)


# ---------------------------------------------------------------- records, and what keys wait for

ASKS, ITSELF, MAP, NUMBERS = range(4)


def record_type(vm: Machine, name: str, fields: str, kind: int) -> Any:
    rtd = vm.call_prim("%make-rtd", Symbol(name), tuple(map(Symbol, fields.split())))
    vm.call_prim("%set-rtd-equality!", rtd, kind, vm.call_prim("%hash", Symbol(name)))
    return rtd


def test_records_that_are_maps(vm: Machine) -> None:
    point = record_type(vm, "user.P", "a b %meta %ext", MAP)
    other = record_type(vm, "user.Q", "a b %meta %ext", MAP)

    def new(rtd: Any, *fields: Any) -> Any:
        return vm.call_prim("%make-record", rtd, *(made(vm, field) for field in fields))

    p, q = new(point, 1, 2, NIL, NIL), new(point, 1, 2, (M, K("x"), 1), NIL)
    assert vm.call_prim("%hash", p) == vm.call_prim("%hash", q) == -1909007209
    assert vm.call_prim("%equiv", p, q) is True
    assert vm.call_prim("%hash", new(point, 1, 2, NIL, (M, K("c"), 3))) == -470856702
    assert vm.call_prim("%hash", vm.call_prim(V, new(point, 1, (V, 2), NIL, NIL))) == -75246949
    for unlike in [
        new(other, 1, 2, NIL, NIL), new(point, 1, 3, NIL, NIL), new(point, 1, 2, NIL, (M, K("c"), 3)), made(vm, (M, K("a"), 1, K("b"), 2)),
    ]:  # fmt: skip
        assert vm.call_prim("%equiv", p, unlike) is vm.call_prim("%equiv", unlike, p) is False
    for kind in (M, A, H):
        coll = vm.call_prim(kind, p, 1) if kind != H else vm.call_prim(H, p)
        assert vm.call_prim("%contains?", coll, q) is True
        assert vm.call_prim("%contains?", coll, new(other, 1, 2, NIL, NIL)) is False
    deep = p
    for _ in range(DEEP):
        deep = vm.call_prim("%make-record", point, deep, 0, NIL, NIL)
    assert vm.call_prim("%hash", deep) != 0
    assert vm.call_prim("%equiv", deep, vm.call_prim("%make-record", point, deep, 0, NIL, NIL)) is False


def test_other_records(vm: Machine) -> None:
    uuid = record_type(vm, "UUID", "high low", NUMBERS)
    a, b = (vm.call_prim("%make-record", uuid, 2**63 - 1, 5) for _ in range(2))
    assert vm.call_prim("%equiv", a, b) is True
    assert vm.call_prim("%hash", a) == vm.call_prim("%hash", b)
    assert vm.call_prim("%hash", vm.call_prim("%make-record", uuid, 0, 1)) == 1
    atom = record_type(vm, "Atom", "value", ITSELF)
    a, b = (vm.call_prim("%make-record", atom, 1) for _ in range(2))
    assert vm.call_prim("%equiv", a, b) is False
    assert vm.call_prim("%get", vm.call_prim(M, a, 1, b, 2), b) == 2
    custom = vm.call_prim("%make-record", record_type(vm, "Custom", "value", ASKS), 1)
    assert vm.call_prim("%hash", custom) is vm.call_prim("%equiv", custom, a) is DEFAULT
    assert vm.call_prim("%pending", vm.call_prim(V, custom)) is False
    with pytest.raises(MachineError):
        vm.call_prim("%set-rtd-equality!", atom, 7, 0)


def test_what_a_key_waits_for(vm: Machine) -> None:
    first, second = (vm.call_prim("%lazy", vm.primitive("list")) for _ in range(2))
    key = vm.call_prim(V, 1, vm.call_prim(M, 2, first), vm.call_prim(L, second))
    m = made(vm, (A, (V, 1), 2))
    assert vm.call_prim("%assoc", m, key, 1) is DEFAULT
    assert vm.call_prim("%pending", key) == first
    vm.call_prim("%lazy-set!", first, made(vm, (V, 3)))
    assert vm.call_prim("%pending", key) == second
    vm.call_prim("%lazy-set!", second, NIL)
    assert vm.call_prim("%pending", key) is False
    m = vm.call_prim("%assoc", m, key, 1)
    assert vm.call_prim("%get", m, made(vm, (V, 1, (M, 2, (L, 3)), (V, (L,))))) == 1


def test_a_description(vm: Machine) -> None:
    assert vm.describe(made(vm, (V, 1, (M, K("a"), (L, Char("c")))))) == "[1 {:a (\\c)}]"
    assert vm.describe(vm.call_prim(V, 1, vm.call_prim("%lazy", vm.primitive("list")))) == "[1 ..."
