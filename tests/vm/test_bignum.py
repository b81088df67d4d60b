"""The algorithms for huge integers, with thresholds so low that small ones take every path."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmcore import bignum

METER = bignum.Unmetered()
LOW = {
    "LEAF_MUL": 1 << 10, "LEAF_DIV": 1 << 10, "LEAF_GCD": 1 << 12, "LEAF_ROOT": 20, "LEAF_EUCLID": 40,
    "LEAF_TEXT": 100, "LEAF_DIGITS": 20,
}  # fmt: skip


@pytest.fixture(scope="module", autouse=True)
def low_thresholds() -> Any:
    saved = {name: getattr(bignum, name) for name in LOW}
    for name, value in LOW.items():
        setattr(bignum, name, value)
    yield
    for name, value in saved.items():
        setattr(bignum, name, value)


def blocks(n: int, ones: int, shift: int) -> int:
    """A number with long runs of equal bits, where estimated quotients are wrong."""
    return ((n << ones) | ((1 << ones) - 1)) << shift


naturals = st.one_of(
    st.integers(0, 2**900),
    st.builds(blocks, st.integers(0, 2**80), st.integers(0, 400), st.integers(0, 400)),
    st.integers(0, 900).map(lambda k: 1 << k),
)
whole = st.builds(lambda n, sign: n * sign, naturals, st.sampled_from([1, -1]))


@given(whole, whole)
def test_mul(x: int, y: int) -> None:
    assert bignum.mul(x, y, METER) == x * y
    assert bignum.mul(x, x, METER) == x * x


@given(whole, whole.filter(bool))
def test_floor_div(x: int, y: int) -> None:
    assert bignum.floor_div(x, y, METER) == divmod(x, y)
    assert bignum.floor_div(x * y, y, METER) == (x, 0)
    assert bignum.floor_div(x * y - 1, y, METER) == divmod(x * y - 1, y)


@given(whole, whole, naturals)
def test_gcd(x: int, y: int, common: int) -> None:
    assert bignum.gcd(x * common, y * common, METER) == math.gcd(x * common, y * common)


def test_gcd_of_fibonacci_numbers() -> None:
    """All quotients 1: as many steps as there can be."""
    a, b = 0, 1
    for _ in range(2000):
        a, b = b, a + b
    assert bignum.gcd(a, b, METER) == 1


@given(naturals)
def test_isqrt(x: int) -> None:
    for n in (x, x * x, max(x * x - 1, 0)):
        root = math.isqrt(n)
        assert bignum.isqrt(n, METER) == (root, n - root * root)


@given(whole, st.integers(2, 36))
def test_text(x: int, radix: int) -> None:
    text = bignum.to_text(x, radix, METER)
    assert int(text, radix) == x
    assert text.lstrip("-")[0] != "0" or x == 0
    assert bignum.from_text(text.lstrip("-"), radix, METER) == abs(x)


@given(st.integers(-60, 60), st.integers(0, 60))
def test_power(x: int, n: int) -> None:
    assert bignum.power(x, n, METER) == x**n


class Impatient(Exception):
    pass


class Limited:
    """Ends the operation after so much work."""

    def __init__(self, left: int) -> None:
        self.left = left

    def work(self, units: int) -> None:
        assert units >= 0
        self.left -= units
        if self.left < 0:
            raise Impatient

    def room(self, bits: int) -> None:
        pass


@pytest.mark.parametrize("name", ["mul", "floor_div", "gcd", "isqrt", "to_text", "power"])
def test_work_is_metered(name: str) -> None:
    """Every long operation reports its work and ends when the meter says so."""
    x, y = 3**4000, 7**1500
    args: dict[str, tuple[int, ...]] = {"isqrt": (x,), "to_text": (x, 10), "power": (x, 20)}
    with pytest.raises(Impatient):
        getattr(bignum, name)(*args.get(name, (x, y)), Limited(100))
