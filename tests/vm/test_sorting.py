"""The primitives that sort plain numbers, against Python's sort, which is stable too."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pyfront
from vmcore._host import Machine
from vmcore.errors import MachineError

NUMBERS = st.one_of(st.integers(-5, 5), st.integers(-(2**48), 2**48 - 1), st.floats(allow_nan=False),
                    st.sampled_from([1.0, 2.0, -0.0, 0.0, 5.0]))


@pytest.fixture(scope="module")
def vm() -> Machine:
    return Machine()


def told_apart(numbers: Any) -> list[str]:
    return [repr(x) for x in numbers]


SORT = """
    (import (scheme base) (srfi 132))
    (lambda (items descending?) (let ((v (list->vector items))) (vector-sort! (if descending? > <) v) v))"""


@pytest.fixture(scope="module")
def sort() -> Any:
    return pyfront.Runtime().eval(SORT)


@given(items=st.lists(NUMBERS, max_size=100), descending=st.booleans())
def test_as_python_sorts(sort: Any, items: list[Any], descending: bool) -> None:
    assert told_apart(sort(items, descending)) == told_apart(sorted(items, reverse=descending))


@pytest.mark.parametrize("n", (11, 12, 13, 24, 25, 4095, 4096, 4097, 20_000))
@pytest.mark.parametrize("key", (lambda i: i, lambda i: -i, lambda i: i * 7919 % 10007, lambda i: i * 31 % 17 / 2, lambda i: 1.0 if i % 2 else 1,
                                 lambda i: float(i * 31 % 17) if i % 2 else i * 31 % 17),
                         ids=("up", "down", "scattered", "few", "equal", "equal in parts"))
def test_sizes_around_those_of_the_parts(sort: Any, n: int, key: Any) -> None:
    items = [key(i) for i in range(n)]
    for descending in (False, True):
        assert told_apart(sort(items, descending)) == told_apart(sorted(items, reverse=descending))


@pytest.mark.parametrize("strange", (2**70, 2**48, "text", None))
def test_what_is_not_plain_goes_to_the_procedure(sort: Any, strange: Any) -> None:
    items = [*range(20, 0, -1), strange]
    if isinstance(strange, int):
        assert list(sort(items, False)) == sorted(items)
    else:
        with pytest.raises(pyfront.Error, match="<"):
            sort(items, False)


def test_a_nan_is_not_before_anything(sort: Any) -> None:
    nan = float("nan")
    assert told_apart(sort([nan, nan], False)) == ["nan", "nan"]
    assert sorted(told_apart(sort([3, nan, 1], False))) == ["1", "3", "nan"]


@pytest.mark.parametrize("args", [
    ("%sort-numbers!", (3, 1, 2), (0, 0), 0, 3, False), ("%sort-numbers!", (3, 1, 2), (0, 0, 0), 0, 4, False),
    ("%sort-numbers!", (3, 1, 2), (0, 0, 0), -1, 3, False), ("%sort-numbers!", (3, 1, 2), (0, 0, 0), 2, 1, False),
    ("%merge-numbers!", (3, 1, 2), (0, 0, 0), 0, 1, 4, False), ("%merge-numbers!", (3, 1, 2), (0, 0, 0), 2, 1, 3, False),
    ("%merge-numbers!", (3, 1, 2), (0, 0, 0), 0, 3, 2, False), ("%merge-numbers!", (3, 1, 2), (0, 0, 0), -1, 1, 2, False),
], ids=str)
def test_parts_out_of_range(vm: Machine, args: tuple[Any, ...]) -> None:
    with pytest.raises(MachineError):
        vm.call_prim(*args)
