"""Lists, vectors and records: results against Python, and errors on circular and improper lists and wrong ranges."""

from __future__ import annotations

from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vmcore._host import Machine
from vmcore.data import Pair, Symbol
from vmcore.errors import MachineError


@pytest.fixture(scope="module")
def vm() -> Machine:
    return Machine()


def rho(before: int, circle: int) -> Pair:
    """A list whose cdrs lead into a circle; the items count up from 0."""
    pairs = [Pair(i, None) for i in range(before + circle)]
    for a, b in pairwise(pairs):
        a.cdr = b
    pairs[-1].cdr = pairs[before]
    return pairs[0]


lists = st.lists(st.integers(0, 9), max_size=40)


@given(lists, lists, lists)
def test_lists(vm: Machine, a: list[int], b: list[int], c: list[int]) -> None:
    assert vm.call_prim("length", a) == len(a)
    assert vm.call_prim("append", a, b, c) == a + b + c == vm.call_prim("append!", a, b, c)
    assert vm.call_prim("reverse", a) == a[::-1] == vm.call_prim("reverse!", a)
    assert vm.call_prim("list-copy", a) == a
    assert vm.call_prim("cons*", 1, 2, a) == [1, 2, *a]
    assert vm.call_prim("%delete", 3, a) == [x for x in a if x != 3]
    assert vm.call_prim("list->vector", a) == tuple(a)
    at = a.index(5) if 5 in a else -1
    for name in ("memq", "memv", "%member"):
        assert vm.call_prim(name, 5, a) == (a[at:] if at >= 0 else False)
    for k in range(len(a)):
        assert vm.call_prim("list-tail", a, k) == a[k:]
        assert vm.call_prim("list-ref", a, k) == a[k]


@pytest.mark.parametrize("n", [0, 1, 4])
def test_vector_ranges(vm: Machine, n: int) -> None:
    v = tuple(range(n))
    near = range(-1, n + 2)
    for start, end in product(near, near):
        if 0 <= start <= end <= n:
            assert vm.call_prim("vector-copy", v, start, end) == v[start:end]
            assert vm.call_prim("vector->list", v, start, end) == list(v[start:end])
        else:
            for name in ("vector-copy", "vector->list"):
                assert status_of(vm, name, v, start, end) == "RANGE"
        for at in near:
            fits = 0 <= start <= end <= n and 0 <= at <= n and end - start <= n - at
            assert status_of(vm, "vector-copy!", v, at, v, start, end) == ("OK" if fits else "RANGE")


def status_of(vm: Machine, name: str, *args: Any) -> str:
    try:
        vm.call_prim(name, *args)
    except MachineError as error:
        return error.status
    return "OK"


@pytest.mark.parametrize("before", [0, 1, 17, 1000])
@pytest.mark.parametrize("circle", [1, 2, 3, 64, 1000])
def test_circular_lists(vm: Machine, before: int, circle: int) -> None:
    x = rho(before, circle)
    assert vm.call_prim("list?", x) is False
    for name in ("length", "reverse", "reverse!", "list-copy", "last-pair", "list->vector"):
        with pytest.raises(MachineError, match="list"):
            vm.call_prim(name, x)
    for name in ("append", "append!"):
        with pytest.raises(MachineError, match="list"):
            vm.call_prim(name, x, [])
    for name, key in product(("memq", "memv", "%member", "%delete"), (-1, "no", 0.5)):
        with pytest.raises(MachineError, match="list"):
            vm.call_prim(name, key, x)
    for k in (0, before, before + circle, 10**5, 10**14):
        assert vm.call_prim("list-ref", x, k) == (k if k < before else before + (k - before) % circle)


@pytest.mark.parametrize("name", ["length", "reverse", "reverse!", "list->vector"])
def test_improper_lists(vm: Machine, name: str) -> None:
    with pytest.raises(MachineError, match="list") as error:
        vm.call_prim(name, Pair(1, Pair(2, 3)))
    assert error.value.status == "TYPE"


def test_list_ends(vm: Machine) -> None:
    dotted = Pair(1, Pair(2, 3))
    assert vm.call_prim("list-tail", dotted, 2) == 3
    for args in ((dotted, 3), ([1, 2], 3), ([], 1), ([1], -1)):
        with pytest.raises(MachineError) as error:
            vm.call_prim("list-tail", *args)
        assert error.value.status == "RANGE"
    for args in ((dotted, 2), ([1, 2], 2), ([], 0)):
        with pytest.raises(MachineError) as error:
            vm.call_prim("list-ref", *args)
        assert error.value.status == "RANGE"
    assert vm.call_prim("append", [1], 2).cdr == 2
    assert vm.call_prim("append") == []
    assert vm.call_prim("append", 5) == 5


def test_paths(vm: Machine) -> None:
    def tree(path: str, depth: int) -> Any:
        return Pair(tree("a" + path, depth - 1), tree("d" + path, depth - 1)) if depth else Symbol(path)

    for n in (2, 3, 4):
        for letters in product("ad", repeat=n):
            path = "".join(letters)
            assert vm.call_prim(f"c{path}r", tree("", n)) == Symbol(path)
            with pytest.raises(MachineError):
                vm.call_prim(f"c{path}r", Pair(1, 1))


def test_iota(vm: Machine) -> None:
    assert vm.call_prim("iota", 4) == [0, 1, 2, 3]
    assert vm.call_prim("iota", 3, 5, -2) == [5, 3, 1]
    assert vm.call_prim("iota", 3, 2**62, 2**62) == [2**62, 2**63, 3 * 2**62]
    assert vm.call_prim("iota", 3, 0.5, 1) == [0.5, 1.5, 2.5]
    assert vm.call_prim("iota", 11, 0.0, 0.1) == [i * 0.1 for i in range(11)]


def test_records(vm: Machine) -> None:
    point = vm.call_prim("%make-rtd", Symbol("point"), (Symbol("x"), Symbol("y")))
    other = vm.call_prim("%make-rtd", Symbol("point"), (Symbol("x"), Symbol("y")))
    p = vm.call_prim("%make-record", point, 1, 2)
    assert vm.call_prim("%record?", p, point) is True
    assert vm.call_prim("%record?", p, other) is False
    vm.call_prim("%record-set!", p, point, 1, 5)
    assert vm.call_prim("%record-ref", p, point, 1) == 5
    with pytest.raises(MachineError, match="not an instance of the record type"):
        vm.call_prim("%record-ref", p, other, 0)
    with pytest.raises(MachineError):
        vm.call_prim("%record-ref", p, point, 2)
    with pytest.raises(MachineError, match="number of fields"):
        vm.call_prim("%make-record", point, 1)
