"""Calls between Python and a program: arguments and results of every kind take the same way, short cut or not."""

from __future__ import annotations

import math
from typing import Any

import pytest

import pyfront

VALUES: list[Any] = [
    0, 1, -1, 2**29, 2**30 - 1, 2**30, -(2**30), 2**31, 2**47, -(2**47), 2**48, 2**62, 2**63, -(2**63), 2**64, 10**40,
    0.0, -0.0, 1.5, -2.25e300, math.inf, -math.inf, True, False, None, "", "aé\U0001f600", b"ab", [1, [2.5, None]], (1, "x"),
]  # fmt: skip


class Count(int):
    """A subclass goes in as its base."""


@pytest.fixture
def rt() -> pyfront.Runtime:
    made = pyfront.Runtime()
    made.eval("(define (same x) x) (define (all . xs) xs) (define (both a b) (list a b))")
    made.eval("(define (through f . xs) (apply f xs)) (define (once f x) (f x)) (define (twice f x y) (f x y))")
    return made


def is_same(a: Any, b: Any) -> bool:
    return type(a) is type(b) and repr(a) == repr(b)


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_arguments_and_results(rt: pyfront.Runtime, value: Any) -> None:
    assert is_same(rt["same"](value), value)
    assert is_same(rt["once"](lambda x: x, value), value)
    assert is_same(rt["twice"](lambda x, y: [x, y], value, 7), [value, 7])
    assert is_same(rt["through"](lambda x, y, z: [z, y, x], value, 7, value), [value, 7, value])
    assert is_same(rt["through"](lambda: value), value)
    seen: list[Any] = []
    rt["once"](seen.append, value)
    assert is_same(seen, [value])


def test_nan_and_subclasses(rt: pyfront.Runtime) -> None:
    assert math.isnan(rt["same"](math.nan))
    assert is_same(rt["same"](Count(5)), 5)
    assert is_same(rt["once"](lambda x: Count(x), 5), 5)


def test_many_arguments(rt: pyfront.Runtime) -> None:
    assert rt["all"]() == []
    assert rt["all"](*range(3000)) == list(range(3000))
    with pytest.raises(pyfront.errors.Error, match="argument"):
        rt["both"](1)


def test_no_keyword_arguments(rt: pyfront.Runtime) -> None:
    nothing: dict[str, Any] = {}
    assert rt["same"](1, **nothing) == 1
    with pytest.raises(TypeError, match="keyword"):
        rt["same"](x=1)
    with pytest.raises(TypeError, match="keyword"):
        rt["same"].__call__(x=1)
    assert rt["same"].__call__(2) == 2


def test_procedures_as_python_calls_them(rt: pyfront.Runtime) -> None:
    assert list(map(rt["same"], [1, 2.5, "x"])) == [1, 2.5, "x"]
    assert sorted([3, 1, 2], key=rt["same"]) == [1, 2, 3]
    assert rt["once"](rt["same"], 4) == 4


def test_a_result_that_cannot_come_back(rt: pyfront.Runtime) -> None:
    foreign = pyfront.Runtime().eval("(current-output-port)")
    with pytest.raises(ValueError, match="another runtime"):
        rt["once"](lambda x: foreign, 1)
    with pytest.raises(ValueError, match="another runtime"):
        rt["same"](foreign)
    assert rt["same"](1) == 1


@pytest.mark.parametrize("error", [ZeroDivisionError("x"), MemoryError("x"), KeyboardInterrupt("x"), StopIteration("x")])
def test_an_exception_crosses_as_itself(rt: pyfront.Runtime, error: BaseException) -> None:
    def fail(x: Any) -> Any:
        raise error

    with pytest.raises(type(error)) as caught:
        rt["once"](fail, 1)
    assert caught.value is error
    assert rt["same"](1) == 1


def test_the_callable_may_go_while_it_runs(rt: pyfront.Runtime) -> None:
    class Once:
        def __call__(self, x: Any) -> Any:
            rt.define("it", None)
            rt.eval("(do ((i 0 (+ i 1))) ((= i 1000)) (make-vector 1000 0))")
            return self, x

    rt.define("it", Once())
    me, x = rt.eval("(it 5)")
    assert isinstance(me, Once) and x == 5
