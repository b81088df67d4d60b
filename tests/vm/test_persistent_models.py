"""Persistent collections against Python's list, dict and set, with old versions looked at again after others were made."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmcore._host import Machine
from vmcore.data import Char, Keyword, Symbol

NIL: list[Any] = []  # what nil is to Python


@pytest.fixture(scope="module", params=[False, True], ids=["", "stress"])
def vm(request: Any) -> Machine:
    machine = Machine()
    machine.set_test_hooks(gc_stress=request.param)
    return machine


def items(vm: Machine, coll: Any) -> list[Any]:
    """By first and next."""
    found = []
    seq = vm.call_prim("%seq", coll)
    while seq != NIL:
        found.append(vm.call_prim("%first", seq))
        seq = vm.call_prim("%next", seq)
    return found


def by_index(vm: Machine, vec: Any) -> list[Any]:
    return [vm.call_prim("%nth", vec, i) for i in range(vm.call_prim("%count", vec))]


def entries(vm: Machine, m: Any) -> list[tuple[Any, Any]]:
    return [(vm.call_prim("%nth", e, 0), vm.call_prim("%nth", e, 1)) for e in items(vm, m)]


# ---------------------------------------------------------------- vectors

SIZES = st.sampled_from([0, 1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 63, 64, 65, 100, 1023, 1024, 1025, 1056, 1057, 1100])
VEC_STEPS = st.lists(
    st.tuples(st.sampled_from(["conj", "conj", "many", "pop", "assoc", "part", "collect", "transient"]), st.integers(0, 2000)),
    max_size=40,
)


def changed_vector(vm: Machine, op: str, vec: Any, model: list[int], k: int) -> tuple[Any, list[int]]:
    p = vm.call_prim
    if op == "conj":
        return p("%conj", vec, k), [*model, k]
    if op == "many":
        more = list(range(k % 40))
        for x in more:
            vec = p("%conj", vec, x)
        return vec, model + more
    if op == "pop" and model:
        return p("%pop", vec), model[:-1]
    if op == "assoc" and model:
        i = k % (len(model) + 1)
        return p("%assoc", vec, i, k), model[:i] + [k] + model[i + 1 :]
    if op == "part":
        start = k % (len(model) + 1)
        end = start + (k * 7) % (len(model) - start + 1)
        return p("%subvec", vec, start, end), model[start:end]
    if op == "transient":
        t, model = p("%transient", vec), list(model)
        for i in range(k % 70):
            if i % 5 == 4 and model:
                p("%assoc!", t, i % len(model), -i)
                model[i % len(model)] = -i
            elif i % 7 == 6 and model:
                p("%pop!", t)
                model.pop()
            else:
                p("%conj!", t, i)
                model.append(i)
        return p("%persistent!", t), model
    assert vm.collect() == 0
    return vec, model


@settings(max_examples=120, deadline=None)
@given(size=SIZES, steps=VEC_STEPS)
def test_vectors(vm: Machine, size: int, steps: list[tuple[str, int]]) -> None:
    vec, model = vm.call_prim("%vector", *range(min(size, 40))), list(range(min(size, 40)))
    for x in range(40, size):
        vec, model = vm.call_prim("%conj", vec, x), [*model, x]
    versions = [(vec, model)]
    for i, (op, k) in enumerate(steps):
        base = versions[-1] if i % 4 else versions[k % len(versions)]
        versions.append(changed_vector(vm, op, *base, k))
    for vec, model in versions:
        assert by_index(vm, vec) == model
    vec, model = versions[-1]
    assert items(vm, vec) == model
    assert [vm.call_prim("%peek", vec)] == (model[-1:] or [NIL])
    assert vm.collect() == 0


# ---------------------------------------------------------------- maps and sets

KEYS = st.one_of(
    st.integers(-40, 40),
    st.integers(0, 5).map(lambda i: i << 32),
    st.sampled_from([Keyword("a"), Keyword("n/b"), Symbol("a"), "a", "bc", Char("a"), 1.5, True, False, 2**60, 2**60 + 1]),
    st.sampled_from(["Aa", "BB", "AaAa", "BBBB", "AaBB", "BBAa"]),  # equal hashes
)
MAP_STEPS = st.lists(
    st.tuples(st.sampled_from(["assoc", "assoc", "assoc", "dissoc", "nil", "transient", "collect"]), KEYS, st.integers(0, 99)),
    max_size=60,
)


def model_key(x: Any) -> Any:
    return (type(x).__name__, repr(x)) if x != NIL else "nil"


def changed_map(vm: Machine, op: str, m: Any, model: dict[Any, Any], k: Any, v: int) -> tuple[Any, dict[Any, Any]]:
    p = vm.call_prim
    model = dict(model)
    if op == "assoc":
        model[model_key(k)] = (k, v)
        return p("%assoc", m, k, v), model
    if op == "dissoc":
        model.pop(model_key(k), None)
        return p("%dissoc", m, k), model
    if op == "nil":
        if v % 3:
            model["nil"] = (NIL, v)
            return p("%assoc", m, NIL, v), model
        model.pop("nil", None)
        return p("%dissoc", m, NIL), model
    if op == "transient":
        t = p("%transient", m)
        for i in range(v):
            key = k if i % 10 == 0 else i * 3
            if i % 4 == 3:
                p("%dissoc!", t, key)
                model.pop(model_key(key), None)
            else:
                p("%assoc!", t, key, i)
                model[model_key(key)] = (key, i)
        return p("%persistent!", t), model
    assert vm.collect() == 0
    return m, model


@pytest.mark.parametrize("first", ["%map", "%hash-map"])
@settings(max_examples=150, deadline=None)
@given(steps=MAP_STEPS)
def test_maps(vm: Machine, first: str, steps: list[tuple[str, Any, int]]) -> None:
    m = vm.call_prim(first, *(x for i in range(8) for x in (i, i))) if first == "%hash-map" else vm.call_prim(first)
    model = {model_key(i): (i, i) for i in range(8)} if first == "%hash-map" else {}
    versions: list[tuple[Any, dict[Any, Any]]] = [(m, model)]
    for i, (op, k, v) in enumerate(steps):
        base = versions[-1] if i % 5 else versions[v % len(versions)]
        versions.append(changed_map(vm, op, *base, k, v))
    for m, model in versions:
        assert vm.call_prim("%count", m) == len(model)
        for k, v in model.values():
            assert vm.call_prim("%get", m, k) == v
            assert vm.call_prim("%contains?", m, k) is True
        assert vm.call_prim("%get", m, Keyword("none"), 17) == 17
    m, model = versions[-1]
    assert {model_key(k): (k, v) for k, v in entries(vm, m)} == model
    assert len(entries(vm, m)) == len(model)
    assert items(vm, vm.call_prim("%keys", m)) == [k for k, _ in entries(vm, m)]
    assert items(vm, vm.call_prim("%vals", m)) == [v for _, v in entries(vm, m)]
    assert vm.collect() == 0


@settings(max_examples=100, deadline=None)
@given(steps=st.lists(st.tuples(st.booleans(), KEYS), max_size=80))
def test_sets(vm: Machine, steps: list[tuple[bool, Any]]) -> None:
    s, model = vm.call_prim("%set"), {}
    for add, k in steps:
        s = vm.call_prim("%conj" if add else "%disj", s, k)
        if add:
            model[model_key(k)] = k
        else:
            model.pop(model_key(k), None)
    assert vm.call_prim("%count", s) == len(model)
    assert {model_key(k) for k in items(vm, s)} == set(model)
    again = vm.call_prim("%set")
    for k in reversed(list(model.values())):
        again = vm.call_prim("%conj", again, k)
    assert vm.call_prim("%equiv", s, again) is True
    assert vm.call_prim("%hash", s) == vm.call_prim("%hash", again)
    assert vm.call_prim("%equiv", vm.call_prim("%conj", s, "one more"), again) is False
    assert vm.collect() == 0


def test_many_keys_of_few_hashes(vm: Machine) -> None:
    """Strings of Aa and BB: 64 of a length, one hash each."""
    words = ["".join("BB" if n >> i & 1 else "Aa" for i in range(k)) for k in (5, 6) for n in range(1 << k)]
    m = vm.call_prim("%hash-map")
    for i, word in enumerate(words):
        m = vm.call_prim("%assoc", m, word, i)
    full = m
    assert sorted(items(vm, vm.call_prim("%keys", m))) == sorted(words)
    for word in words[::2]:
        m = vm.call_prim("%dissoc", m, word)
    assert [vm.call_prim("%get", m, word, None) for word in words] == [i if i % 2 else None for i in range(len(words))]
    t = vm.call_prim("%transient", full)
    for word in words[1:]:
        vm.call_prim("%dissoc!", t, word)
    last = vm.call_prim("%persistent!", t)
    assert entries(vm, last) == [(words[0], 0)]
    assert vm.call_prim("%count", full) == len(words)
    assert vm.collect() == 0
