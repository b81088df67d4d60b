"""eqv?, equal? and their hashes against a model in Python; cyclic, shared and deep data."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmcore._host import Machine
from vmcore.data import Char, Pair, Symbol

BIG = 2**80


@pytest.fixture(scope="module")
def vm() -> Machine:
    return Machine()


numbers = st.one_of(
    st.integers(-3, 3),
    st.sampled_from([2**47, 2**48, 2**60, 2**60 + 1, -(2**63), BIG, BIG + 1, -BIG]),
    st.sampled_from([0.0, -0.0, 1.0, 2.5, float("inf"), float("nan")]),
    st.sampled_from([Fraction(1, 3), Fraction(-1, 3), Fraction(BIG, 3), Fraction(1, BIG + 1)]),
    st.sampled_from([1 + 2j, 1 - 2j]),
)
atoms = st.one_of(
    numbers,
    st.booleans(),
    st.none(),
    st.sampled_from(["", "a", "b", "\xe9", "\u20ac", "\U0001f600", "aa"]),
    st.sampled_from([b"", b"a", b"b"]),
    st.sampled_from([Symbol("a"), Symbol("b"), Char("a"), Char("b")]),
)
data = st.recursive(
    atoms,
    lambda inner: st.lists(inner, max_size=4) | st.lists(inner, max_size=4).map(tuple) | st.builds(Pair, inner, atoms),
    max_leaves=12,
)


def shape(x: Any) -> Any:
    """A Python value that compares as equal? does: kinds apart, floats by what is written."""
    if isinstance(x, list):
        return shape_list([shape(y) for y in x], "nil")
    if isinstance(x, Pair):
        return ("pair", shape(x.car), shape(x.cdr))
    if isinstance(x, tuple):
        return ("vector", *map(shape, x))
    return (type(x).__name__, repr(x))


def shape_list(items: list[Any], tail: Any) -> Any:
    for item in reversed(items):
        tail = ("pair", item, tail)
    return tail


def copy(x: Any) -> Any:
    """The same data, nothing shared."""
    if isinstance(x, list):
        return [copy(y) for y in x]
    if isinstance(x, tuple):
        return tuple(copy(y) for y in x)
    return Pair(copy(x.car), copy(x.cdr)) if isinstance(x, Pair) else x


@given(numbers, numbers)
def test_eqv_on_numbers_is_kind_and_value(vm: Machine, a: Any, b: Any) -> None:
    assert vm.call_prim("eqv?", a, b) is (shape(a) == shape(b))
    if shape(a) == shape(b):
        assert vm.call_prim("eqv-hash", a) == vm.call_prim("eqv-hash", b)


@given(data, data)
def test_equal_is_the_model_s(vm: Machine, a: Any, b: Any) -> None:
    assert vm.call_prim("equal?", a, b) is (shape(a) == shape(b))


@given(data)
def test_a_copy_is_equal_and_hashes_the_same(vm: Machine, a: Any) -> None:
    assert vm.call_prim("equal?", a, copy(a)) is True
    assert vm.call_prim("equal-hash", a) == vm.call_prim("equal-hash", copy(a))


def test_eq_and_eqv_on_objects(vm: Machine) -> None:
    assert vm.call_prim("eqv?", "a", "a") is False
    assert vm.call_prim("eqv?", [1], [1]) is False
    same = [1]
    assert vm.call_prim("eq?", Symbol("x"), Symbol("x")) is True
    assert vm.call_prim("equal?", [same, same], [[1], [1]]) is True
    assert vm.call_prim("eq?", 2**47, 2**47) is True
    assert vm.call_prim("eqv?", 1, 1.0) is False


def circle(items: list[Any]) -> Pair:
    """A circular list of the items."""
    first = last = Pair(items[0], None)
    for item in items[1:]:
        last.cdr = Pair(item, None)
        last = last.cdr
    last.cdr = first
    return first


@pytest.mark.parametrize(("n", "m"), [(1, 1), (1, 2), (2, 3), (7, 7), (100, 101), (1009, 1013), (100_000, 1)])
def test_circles_of_the_same_items(vm: Machine, n: int, m: int) -> None:
    assert vm.call_prim("equal?", circle([0] * n), circle([0] * m)) is True
    assert vm.call_prim("equal-hash", circle([0] * n)) == vm.call_prim("equal-hash", circle([0] * m))


@pytest.mark.parametrize("n", [2, 10, 1000, 100_000])
def test_circles_that_differ_in_one_item(vm: Machine, n: int) -> None:
    a, b = [0] * n, [0] * n
    b[-1] = 1
    assert vm.call_prim("equal?", circle(a), circle(a)) is True
    assert vm.call_prim("equal?", circle(a), circle(b)) is False
    assert vm.call_prim("equal?", circle(a), circle([0] * (n - 1))) is True
    assert vm.call_prim("equal?", circle(b), circle(b + [0])) is False


def test_cycles_through_cars_and_vectors(vm: Machine) -> None:
    def knot() -> list[Any]:
        x: list[Any] = [1, 2]
        x.append(x)
        x.append((x, (x,)))
        return x

    assert vm.call_prim("equal?", knot(), knot()) is True
    other = knot()
    other[1] = 3
    assert vm.call_prim("equal?", knot(), other) is False


@pytest.mark.parametrize("build", [lambda x: [x, x], lambda x: (x, x, x), lambda x: Pair(x, x)])
def test_shared_data_is_not_exponential(vm: Machine, build: Any) -> None:
    def tower(x: Any) -> Any:
        for _ in range(200):
            x = build(x)
        return x

    assert vm.call_prim("equal?", tower(1), tower(1)) is True
    assert vm.call_prim("equal?", tower(1), tower(2)) is False


@pytest.mark.parametrize("build", [lambda x: [x], lambda x: (x,), lambda x: (1, x, 2), lambda x: Pair(1, x)])
def test_a_million_levels(vm: Machine, build: Any) -> None:
    def tower(x: Any) -> Any:
        for _ in range(1_000_000):
            x = build(x)
        return x

    a, b, c = tower("end"), tower("end"), tower("END")
    assert vm.call_prim("equal?", a, b) is True
    assert vm.call_prim("equal?", a, c) is False
    assert vm.call_prim("equal-hash", a) == vm.call_prim("equal-hash", b)


def test_hash_looks_past_the_first_item(vm: Machine) -> None:
    hashes = {vm.call_prim("equal-hash", [0] * 20 + [i]) for i in range(100)}
    hashes |= {vm.call_prim("equal-hash", (0,) * 20 + (i,)) for i in range(100)}
    assert len(hashes) == 200


def test_hash_below_a_bound(vm: Machine) -> None:
    assert {vm.call_prim("hash", str(i), 5) for i in range(100)} == {0, 1, 2, 3, 4}
