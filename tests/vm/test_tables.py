"""Hash tables against a dict. The tables here hold one pair whose key is a vector, so that they stay in the machine:
a table all of whose keys Python can hash would come out as a dict."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import pyfront
from vmcore._host import Machine
from vmcore.data import Pair, Symbol
from vmcore.errors import MachineError

ANCHOR = ("anchor",)


@pytest.fixture(scope="module")
def vm() -> Machine:
    return Machine()


def new(vm: Machine, kind: str) -> Any:
    return vm.call_prim("%alist->hash-table", [Pair(ANCHOR, 0)], Symbol(kind))


immediate = st.one_of(st.integers(-20, 20), st.sampled_from([Symbol(c) for c in "abcdef"]), st.booleans(), st.none())
boxed = st.one_of(
    st.integers(2**60, 2**60 + 3),
    st.integers(2**90, 2**90 + 3),
    st.sampled_from([0.0, -0.0, 1.0, float("nan")]),
    st.sampled_from([Fraction(1, 3), Fraction(2**70, 3)]),
)
text = st.sampled_from(["", "a", "\xe9", "abc", b"", b"a"])
compound = st.lists(st.one_of(immediate, boxed, text), max_size=3)
KEYS = {
    "eq": immediate,
    "eqv": st.one_of(immediate, boxed),
    "equal": st.one_of(immediate, boxed, text, compound, compound.map(tuple)),
}
operations = st.sampled_from(["set", "set", "set", "delete", "get", "get", "clear", "copy", "collect"])


def model_key(x: Any) -> Any:
    if isinstance(x, (list, tuple)):
        return (type(x), *map(model_key, x))
    return (type(x), repr(x))


def contents(vm: Machine, table: Any) -> list[Any]:
    """The values, by the iteration primitives."""
    values = []
    i = vm.call_prim("%hash-table-next", table, 0)
    while i is not False:
        values.append(vm.call_prim("%hash-table-value-at", table, i))
        i = vm.call_prim("%hash-table-next", table, i + 1)
    return values


def apply(vm: Machine, table: Any, model: dict[Any, int], kind: str, op: str, key: Any, value: int) -> Any:
    """One operation on both; answers the table to go on with."""
    k = model_key(key)
    if op == "set":
        vm.call_prim("hash-table-set!", table, key, value)
        model[k] = value
    elif op == "delete":
        vm.call_prim("hash-table-delete!", table, key)
        model.pop(k, None)
    elif op == "get":
        assert vm.call_prim("hash-table-ref/default", table, key, "none") == model.get(k, "none")
        assert vm.call_prim("hash-table-contains?", table, key) is (k in model)
    elif op == "clear" and value % 8 == 0:
        vm.call_prim("hash-table-clear!", table)
        vm.call_prim("hash-table-set!", table, ANCHOR, 0)
        model.clear()
        model["anchor"] = 0
    elif op == "copy":
        old, table = table, vm.call_prim("hash-table-copy", table)
        vm.call_prim("hash-table-clear!", old)
    elif op == "collect":
        assert vm.collect() == 0
    return table


@pytest.mark.parametrize("kind", ["eq", "eqv", "equal"])
@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_model(vm: Machine, kind: str, data: st.DataObject) -> None:
    table = new(vm, kind)
    model: dict[Any, int] = {"anchor": 0}
    for op, key, value in data.draw(st.lists(st.tuples(operations, KEYS[kind], st.integers(0, 99)), max_size=150)):
        table = apply(vm, table, model, kind, op, key, value)
        assert vm.call_prim("hash-table-size", table) == len(model)
    assert contents(vm, table) == list(model.values())
    assert vm.call_prim("hash-table-values", table) == list(model.values())
    assert vm.call_prim("%hash-table-kind", table) == Symbol(kind)


def test_many_keys_with_churn(vm: Machine) -> None:
    table = new(vm, "equal")
    model: dict[Any, int] = {}
    for i in range(30_000):
        key: Any = i * 7919 % 10_007 if i % 3 else f"k{i % 5000}"
        if i % 5 == 4:
            vm.call_prim("hash-table-delete!", table, key)
            model.pop(key, None)
        else:
            vm.call_prim("hash-table-set!", table, key, i)
            model[key] = i
    assert [tuple(p) if isinstance(p, list) else (p.car, p.cdr) for p in vm.call_prim("hash-table->alist", table)][1:] == \
        list(model.items())
    assert vm.collect() == 0
    assert all(vm.call_prim("hash-table-ref/default", table, k, None) == v for k, v in model.items())


STEPS = {"dense": 1, "one home in the index": 2**36, "one low word": 2**32, "powers": 2**12}


@pytest.mark.parametrize("step", STEPS.values(), ids=list(STEPS))
def test_keys_that_collide_are_found_in_few_steps(step: int) -> None:
    """The steps of long probes are fuel: this is enough for a few a look-up, of keys that are there and of others."""
    program = f"""
        (import (scheme base) (srfi 69))
        (define t (make-hash-table))
        (define (each f) (do ((i 0 (+ i 1))) ((= i 2000)) (f (* i {step}) (* (+ i 2000) {step}))))
        (each (lambda (k miss) (hash-table-set! t k k)))
        (each (lambda (k miss)
          (if (not (and (= k (hash-table-ref t k)) (not (hash-table-exists? t miss)))) (error "lost" k))))
        (hash-table-size t)"""
    assert pyfront.run(program, fuel=120_000) == 2000


def test_deleting_while_going_through(vm: Machine) -> None:
    table = new(vm, "eqv")
    for i in range(1000):
        vm.call_prim("hash-table-set!", table, i, i)
    seen = []
    i = vm.call_prim("%hash-table-next", table, 1)
    while i is not False:
        key = vm.call_prim("%hash-table-key-at", table, i)
        seen.append(key)
        vm.call_prim("hash-table-delete!", table, key)
        vm.call_prim("hash-table-delete!", table, key + 2)
        i = vm.call_prim("%hash-table-next", table, i + 1)
    assert seen == [k for k in range(1000) if k % 4 < 2]
    assert vm.call_prim("hash-table-size", table) == 1
    with pytest.raises(MachineError):
        vm.call_prim("%hash-table-key-at", table, 5)


def test_a_dead_table_gives_its_memory_back(vm: Machine) -> None:
    vm.collect()
    before = vm.stats()["heap_bytes"]
    for _ in range(20):
        table = new(vm, "eq")
        for i in range(2000):
            vm.call_prim("hash-table-set!", table, i, i)
    del table
    vm.collect()
    assert vm.stats()["heap_bytes"] < before + 500_000


def test_refused_memory_leaves_the_table_as_it_was() -> None:
    vm = Machine()
    for n in range(8):
        table = new(vm, "eq")
        vm.set_test_hooks(fail_alloc=n)
        done = 0
        with pytest.raises(MachineError):
            for i in range(10_000):
                vm.call_prim("hash-table-set!", table, i, i)
                done += 1
        vm.set_test_hooks(fail_alloc=-1)
        assert 0 < done < 10_000
        assert vm.call_prim("hash-table-keys", table)[1:] == list(range(done))
        vm.call_prim("hash-table-set!", table, -1, -1)
        assert vm.call_prim("hash-table-ref/default", table, -1, None) == -1
        assert vm.collect() == 0


def test_the_first_pair_of_a_key_counts(vm: Machine) -> None:
    table = vm.call_prim("%alist->hash-table", [Pair(ANCHOR, 0), Pair("a", 1), Pair("a", 2)], Symbol("equal"))
    assert vm.call_prim("hash-table-ref/default", table, "a", None) == 1
    with pytest.raises(MachineError):
        vm.call_prim("%alist->hash-table", [1], Symbol("equal"))
    with pytest.raises(MachineError):
        vm.call_prim("%alist->hash-table", [], Symbol("string"))
