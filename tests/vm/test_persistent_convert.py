"""Python data into a machine whose data are persistent, and back."""

from __future__ import annotations

import gc
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vmcore._convert import Ref
from vmcore._host import Machine
from vmcore.data import Char, Keyword, Symbol

NIL: list[Any] = []


@pytest.fixture(scope="module")
def vm() -> Machine:
    machine = Machine()
    machine.set_dialect(persistent=True)
    return machine


def there_and_back(vm: Machine, value: Any) -> Any:
    vm.set_global("user:x", value)
    result = vm.get_global("user:x")
    assert vm.collect() == 0
    return result


def text(vm: Machine, value: Any) -> str:
    return str(vm.call_prim("%pr-str", value, True))


ATOMS = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5), st.fractions(),
    st.decimals(allow_nan=False, allow_infinity=False), st.binary(max_size=3),
    st.sampled_from([Keyword("a"), Symbol("a/b")]),
)  # fmt: skip
KEYS = st.one_of(st.integers(), st.text(max_size=3), st.tuples(st.integers(), st.text(max_size=2)), st.frozensets(st.integers(), max_size=3))
DATA = st.recursive(
    ATOMS, lambda inner: st.one_of(st.lists(inner, max_size=40), st.dictionaries(KEYS, inner, max_size=12), st.sets(KEYS, max_size=10)),
    max_leaves=60,
)


def same(a: Any, b: Any) -> bool:
    """Equal, and of the same types below."""
    if type(a) is not type(b):
        return False
    if isinstance(a, list):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    return bool(a == b)


def plain(x: Any) -> Any:
    """What has a type that does not come back: a fraction with the denominator 1."""
    if isinstance(x, list):
        return [plain(y) for y in x]
    if isinstance(x, dict):
        return {k: plain(v) for k, v in x.items()}
    return int(x) if isinstance(x, Fraction) and x.denominator == 1 else x


@settings(max_examples=150, deadline=None)
@given(data=DATA)
def test_there_and_back(vm: Machine, data: Any) -> None:
    assert same(there_and_back(vm, data), plain(data))


def test_what_it_is_there(vm: Machine) -> None:
    assert text(vm, [1, (2, None), {Keyword("a"): "x"}, {3}, Decimal("1.5"), 2**64, Fraction(1, 2), Char("c"), True]) == \
        '[1 [2 nil] {:a "x"} #{3} 1.5M 18446744073709551616N 1/2 \\c true]'
    assert text(vm, {i: i for i in range(8)}) == "{" + ", ".join(f"{i} {i}" for i in range(8)) + "}"
    assert text(vm, dict.fromkeys(range(9), 0)) == "{0 0, 7 0, 1 0, 4 0, 6 0, 3 0, 2 0, 5 0, 8 0}"


def test_results(vm: Machine) -> None:
    p = vm.call_prim
    assert p("%plist", 1, 2) == [1, 2]
    assert p("%plist") == []
    assert p("%seq", [1, 2]) == [1, 2]
    assert p("%seq", []) is None
    assert p("%range", 0, 4, 1) == [0, 1, 2, 3]
    assert p("%hash-set", 1, (2, [3])) == {1, (2, (3,))}
    assert p("%map", [1, {2}], 3) == {(1, frozenset({2})): 3}
    assert p("%seq", {Keyword("a"): [1]}) == [[Keyword("a"), [1]]]
    assert p("%sorted-map", None) == {}


def test_what_python_cannot_have_stays_there(vm: Machine) -> None:
    for m in [vm.call_prim("%hash-map", 1, 2, 1.0, 3), vm.call_prim("%hash-set", {1: 2}), vm.call_prim("%hash-set", True, 1)]:
        assert isinstance(m, Ref)
        assert vm.call_prim("%count", m) in (1, 2)
    lazy = vm.call_prim("%lazy", vm.primitive("list"))
    assert isinstance(lazy, Ref)
    assert [type(x) for x in vm.call_prim("%vector", 1, lazy)] == [int, Ref]
    assert isinstance(vm.call_prim("%cons", 1, lazy), Ref)
    vm.call_prim("%lazy-set!", lazy, [2])
    assert vm.call_prim("%cons", 1, lazy) == [1, 2]


def test_a_container_that_contains_itself(vm: Machine) -> None:
    loop: list[Any] = [1]
    loop.append([loop])
    with pytest.raises(ValueError, match="contains itself"):
        vm.set_global("user:x", loop)


def test_sharing(vm: Machine) -> None:
    """A tree of 2^60 leaves, in 60 lists."""
    row: Any = [1]
    for _ in range(60):
        row = [row, row]
    back = there_and_back(vm, row)
    for _ in range(60):
        assert back[0] is back[1]
        back = back[0]
    assert back == [1]


def test_deep_and_large(vm: Machine) -> None:
    deep: Any = []
    for _ in range(200_000):
        deep = [deep]
    back = there_and_back(vm, deep)
    depth = 0
    while back:
        back = back[0]
        depth += 1
    assert depth == 200_000
    large = {i: str(i) for i in range(100_000)}
    assert there_and_back(vm, large) == large
    while deep:
        deep = deep.pop()
    gc.collect()


def test_values_that_are_held(vm: Machine) -> None:
    """A Ref inside of a list is the value itself."""
    lazy = vm.call_prim("%lazy", vm.primitive("list"))
    assert vm.call_prim("%nth", [0, lazy], 1) == lazy
