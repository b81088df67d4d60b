"""Persistent collections against Python's list, dict and set, with old versions looked at again after others were made."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmcore._host import Machine
from vmcore.data import Char, Keyword, Symbol
from vmcore.errors import MachineError

NIL: list[Any] = []  # what nil is to Python


class Stressed(Machine):
    """A collection, and a check of the heap, before and behind every primitive."""

    def call_prim(self, name: str, *args: Any) -> Any:
        return self.primitive(name)(*args)


@pytest.fixture(scope="module", params=[Machine, Stressed])
def vm(request: Any) -> Machine:
    machine: Machine = request.param()
    machine.set_test_hooks(gc_stress=request.param is Stressed)
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


# ---------------------------------------------------------------- refused memory

CHANGES = [
    ("%conj", 40, [1]), ("%conj", 32, [1]), ("%assoc", 40, [7, 1]), ("%pop", 33, []), ("%into", 5, [list(range(100))]),
    ("%subvec", 40, [3, 20]), ("%rest", 3, []), ("%vec", 0, []), ("%hash", 3, []), ("%pr-str", 60, [True]), ("%transient", 3, []),
]  # fmt: skip


def refused_at_every_place(vm: Machine, name: str, *args: Any) -> Any:
    """The answer, after every allocation on the way was refused once; what was there before is as it was."""
    before = [vm.call_prim("%pr-str", arg, True) for arg in args]
    for n in range(400):
        vm.set_test_hooks(fail_alloc=n)
        try:
            answer = vm.call_prim(name, *args)
        except MachineError as error:
            assert error.status in ("NOMEM", "MEMORY"), error
            continue
        except MemoryError:               # of an argument on its way
            continue
        finally:
            vm.set_test_hooks(fail_alloc=-1)
            assert [vm.call_prim("%pr-str", arg, True) for arg in args] == before
        return answer
    raise AssertionError("it is refused for ever")


@pytest.mark.parametrize(("name", "size", "args"), CHANGES, ids=lambda x: str(x) if not isinstance(x, list) else "")
def test_refused_memory(name: str, size: int, args: list[Any]) -> None:
    vm = Machine()
    vec = vm.call_prim("%vec", list(range(size)))
    args = [vm.call_prim("%vec", x) if isinstance(x, list) else x for x in args]
    wanted = vm.call_prim(name, vec, *args)
    answer = refused_at_every_place(vm, name, vec, *args)
    if name not in ("%transient", "%hash", "%pr-str"):
        assert vm.call_prim("%equiv", wanted, answer) is True
    assert vm.collect() == 0


@pytest.mark.parametrize("size", [0, 5, 8, 40])
def test_refused_memory_in_maps(size: int) -> None:
    vm = Machine()
    words = ["".join("BB" if n >> i & 1 else "Aa" for i in range(4)) for n in range(16)]
    m = vm.call_prim("%into-map", [x for i in range(size) for x in (i, words[i % 16] if i % 2 else i)])
    for word in words[:5]:
        m = refused_at_every_place(vm, "%assoc", m, word, 1)
    for word in words[:4]:
        m = refused_at_every_place(vm, "%dissoc", m, word)
    assert vm.call_prim("%count", m) == size + 1
    s = vm.call_prim("%sorted-map", NIL)
    for i in range(size):
        s = refused_at_every_place(vm, "%assoc", s, i * 7 % 41, i)
    for i in range(size - 1):
        s = refused_at_every_place(vm, "%dissoc", s, i * 7 % 41)
    assert vm.call_prim("%count", s) == min(size, 1)
    assert vm.collect() == 0


@pytest.mark.parametrize("kind", ["%vec", "%into-map", "%into-set"])
def test_refused_memory_in_transients(kind: str) -> None:
    """A change in place happens as a whole or not at all."""
    vm = Machine()
    words = ["".join("BB" if n >> i & 1 else "Aa" for i in range(5)) for n in range(32)]
    t = vm.call_prim("%transient", vm.call_prim(kind, []))
    model: dict[Any, int] = {}
    for step in range(200):
        key = words[step * 7 % 32] if step % 3 else step % 50
        name = {"%vec": ("%conj!", step), "%into-map": ("%assoc!", key, step), "%into-set": ("%conj!", key)}[kind]
        gone = step % 4 == 3
        if gone:
            name = {"%vec": ("%pop!",), "%into-map": ("%dissoc!", key), "%into-set": ("%disj!", key)}[kind]
        for n in range(50):
            vm.set_test_hooks(fail_alloc=n)
            try:
                vm.call_prim(name[0], t, *name[1:])
                break
            except (MachineError, MemoryError):
                assert vm.call_prim("%count", t) == len(model)
            finally:
                vm.set_test_hooks(fail_alloc=-1)
        if kind == "%vec":
            model.popitem() if gone else model.setdefault(step, step)
        elif gone:
            model.pop(key, None)
        else:
            model[key] = step
    done = vm.call_prim("%persistent!", t)
    if kind == "%vec":
        assert by_index(vm, done) == list(model)
    else:
        assert sorted(map(str, items(vm, done if kind == "%into-set" else vm.call_prim("%keys", done)))) == sorted(map(str, model))
    assert vm.collect() == 0


# ---------------------------------------------------------------- sorted ones, and places in collections


@settings(max_examples=100, deadline=None)
@given(steps=st.lists(st.tuples(st.integers(0, 3), st.integers(-60, 60)), max_size=200))
def test_sorted_maps(vm: Machine, steps: list[tuple[int, int]]) -> None:
    p = vm.call_prim
    m, model = p("%sorted-map", NIL), {}
    for op, k in steps:
        if op:
            m = p("%assoc", m, k, op)
            model[k] = op
        else:
            m = p("%dissoc", m, k)
            model.pop(k, None)
    assert entries(vm, m) == sorted(model.items())
    keys = sorted(model)
    assert items(vm, p("%keys", m)) == keys
    if keys:
        assert [p("%nth", e, 0) for e in items(vm, p("%rseq", m))] == keys[::-1]
    assert [p("%get", m, k) for k in keys] == [model[k] for k in keys]
    for i, k in enumerate(keys):
        assert p("%sorted-rank", m, k) == i
        assert p("%sorted-key", m, i) == k
    assert p("%sorted-rank", m, 100) == -1 - len(keys)
    assert p("%equiv", m, p("%into", p("%hash-map"), m)) is True
    assert vm.collect() == 0


def test_a_sorted_map_by_rank(vm: Machine) -> None:
    """As the library does it for an order of its own: here backwards."""
    p = vm.call_prim
    m = p("%sorted-map", vm.primitive("-"))
    for k in [3, 1, 2, 5, 4]:
        rank = sum(1 for other in items(vm, p("%keys", m)) if other > k)
        m = p("%sorted-insert", m, rank, k, str(k))
    assert items(vm, p("%keys", m)) == [5, 4, 3, 2, 1]
    m = p("%sorted-replace", m, 1, "four")
    m = p("%sorted-remove", m, 0)
    assert items(vm, p("%vals", m)) == ["four", "3", "2", "1"]
    assert items(vm, p("%keys", m)) == [4, 3, 2, 1]
    with pytest.raises(MachineError):
        p("%sorted-key", m, 4)


@settings(max_examples=80, deadline=None)
@given(start=st.integers(-50, 50), end=st.integers(-50, 200), step=st.integers(-7, 7).filter(bool))
def test_ranges(vm: Machine, start: int, end: int, step: int) -> None:
    p = vm.call_prim
    model = list(range(start, end, step))
    r = p("%range", start, end, step)
    assert p("%count", r) == len(model)
    assert items(vm, r) == model
    assert [p("%nth", r, i) for i in range(len(model))] == model
    found, seq = [], p("%seq", r)
    while seq != NIL:
        assert p("%chunked-seq?", seq) is True
        found += by_index(vm, p("%chunk-first", seq))
        seq = p("%chunk-next", seq)
    assert found == model


@settings(max_examples=60, deadline=None)
@given(size=st.integers(0, 120), start=st.integers(0, 130))
def test_chunks_of_vectors(vm: Machine, size: int, start: int) -> None:
    p = vm.call_prim
    model = list(range(size))
    seq = p("%nthnext", p("%vec", model), start)
    assert (items(vm, seq) if seq != NIL else []) == model[start:]
    found = []
    while seq != NIL:
        chunk = p("%chunk-first", seq)
        assert by_index(vm, p("%conj", chunk, -1)) == [*by_index(vm, chunk), -1]
        found += by_index(vm, chunk)
        rest = p("%chunk-rest", seq)
        seq = p("%chunk-next", seq)
        assert items(vm, rest) == (items(vm, seq) if seq != NIL else [])
    assert found == model[start:]
    again = p("%chunk-cons", p("%vec", model[:start]), p("%seq", p("%vec", model[start:])))
    assert items(vm, again) == model
    assert p("%count", again) == size


def test_vectors_that_share_a_tail(vm: Machine) -> None:
    """Items behind the same tail, for many vectors, in any order."""
    p = vm.call_prim
    for size in (8, 9, 20, 31, 32, 33, 70):
        base = p("%vec", list(range(size)))
        a = p("%conj", base, "a")
        b = p("%conj", base, "b")
        c = p("%conj", p("%pop", a), "c")
        d = p("%conj", p("%pop", p("%conj", a, "x")), "d")
        rows = [(base, []), (a, ["a"]), (b, ["b"]), (c, ["c"]), (d, ["a", "d"])]
        t = p("%transient", a)
        p("%conj!", t, "t")
        p("%assoc!", t, 0, "first")
        assert [by_index(vm, v) for v, _ in rows] == [list(range(size)) + more for _, more in rows]
        assert by_index(vm, p("%persistent!", t)) == ["first", *range(1, size), "a", "t"]
