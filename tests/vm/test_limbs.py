"""Integers of some limbs, which the machine computes itself, against Python's."""

from __future__ import annotations

import math

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import pyfront

SHORT = 128 * 64  # bits of the longest integers that are not left to Python
EDGES = [63, 64, 65, 127, 128, 129, 192, 1000, 4096, SHORT - 64, SHORT - 1, SHORT, SHORT + 1, 2 * SHORT]


def blocks(n: int, ones: int, shift: int) -> int:
    """A number with long runs of equal bits, where carries run far and guessed quotients are wrong."""
    return ((n << ones) | ((1 << ones) - 1)) << shift


naturals = st.one_of(
    st.integers(0, 1 << 130),
    st.builds(lambda k, d: (1 << k) + d, st.sampled_from(EDGES), st.integers(-2, 2)),
    st.builds(blocks, st.integers(0, 1 << 70), st.sampled_from([0, 1, 63, 64, 65, 300, 4000]), st.sampled_from([0, 1, 64, 200, 4100])),
    st.builds(lambda k, n: n >> max(n.bit_length() - k, 0), st.sampled_from(EDGES), st.integers(0, 1 << (2 * SHORT))),
)
whole = st.builds(lambda n, sign: n * sign, naturals, st.sampled_from([1, -1]))


@pytest.fixture(scope="module")
def machine() -> pyfront.Runtime:
    return pyfront.Runtime()


@settings(max_examples=300)
@given(x=whole, y=whole)
@example(x=1 << 64, y=-(1 << 64))
@example(x=-(1 << 63) - 1, y=1)
def test_sums_and_products(machine: pyfront.Runtime, x: int, y: int) -> None:
    assert machine["+"](x, y) == x + y
    assert machine["-"](x, y) == x - y
    assert machine["*"](x, y) == x * y
    assert machine["square"](x) == x * x


@settings(max_examples=300)
@given(x=whole, y=whole.filter(bool))
@example(x=(1 << 192) - 1, y=(1 << 128) - (1 << 64) + 1)
@example(x=((1 << 64) - 2) << 128, y=((1 << 64) - 2) << 64 | 1)
def test_division(machine: pyfront.Runtime, x: int, y: int) -> None:
    for a in (x, x * y, x * y - 1):
        assert machine["floor-quotient"](a, y) == a // y
        assert machine["modulo"](a, y) == a % y
        sign = -1 if (a < 0) != (y < 0) else 1
        assert machine["quotient"](a, y) == sign * (abs(a) // abs(y))
        assert machine["remainder"](a, y) == a - y * sign * (abs(a) // abs(y))


@settings(max_examples=300)
@given(x=whole, y=whole)
def test_order(machine: pyfront.Runtime, x: int, y: int) -> None:
    for a, b in ((x, y), (x, x), (x, x + 1)):
        assert machine["<"](a, b) is (a < b)
        assert machine["="](a, b) is (a == b)
        assert machine["eqv?"](a, b) is (a == b)
    table = machine.eval("(lambda (x y) (let ((t (make-hash-table))) (hash-table-set! t x 1) (hash-table-ref/default t y 0)))")
    assert table(x, y) == int(x == y)
    assert table(x, x) == 1


@settings(max_examples=300)
@given(x=naturals)
def test_roots(machine: pyfront.Runtime, x: int) -> None:
    both = machine.eval("(lambda (x) (call-with-values (lambda () (exact-integer-sqrt x)) list))")
    for a in (x, x * x, max(x * x - 1, 0), x * x + 2 * x):
        root = math.isqrt(a)
        assert list(both(a)) == [root, a - root * root]


@pytest.mark.parametrize("name", ["quotient", "remainder", "floor-quotient", "modulo"])
def test_division_by_zero(machine: pyfront.Runtime, name: str) -> None:
    with pytest.raises(pyfront.errors.Error, match="division by zero"):
        machine[name](1 << 100, 0)
