"""Texts of more forms than one procedure can hold constants for."""

from __future__ import annotations

import pytest

import pyfront
from pyfront import Runtime
from pyfront.errors import WrongType

MANY = 70_000
BACKENDS = ("vm", "treewalk")


def definitions(count: int, name: str = "v") -> str:
    return "\n".join(f'(define {name}{i} "{name}{i}")' for i in range(count)) + "\n"


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("whole", [True, False])
def test_values(backend: str, whole: bool) -> None:
    text = f"(define all 0) {definitions(MANY)} (list v0 v{MANY - 1})"
    value = pyfront.run(text, backend=backend) if whole else Runtime(backend=backend).eval(text)
    assert value == ["v0", f"v{MANY - 1}"]


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("after", ["", definitions(6000, "w")], ids=["at the end", "in a part"])
def test_places_of_errors(backend: str, after: str) -> None:
    text = f"(define (f x) (+ 1 (car x)))\n{definitions(11_000)}(f 5)\n{after}"
    with pytest.raises(WrongType) as caught:
        pyfront.run(text, backend=backend)
    frames = [(frame.name, frame.line, frame.top, frame.elided) for frame in caught.value.backtrace]
    assert frames == [("f", 1, False, ""), ("", 11_002, True, "")]


@pytest.mark.parametrize("backend", BACKENDS)
def test_a_continuation_goes_back_to_an_earlier_part(backend: str) -> None:
    before = f"(define k #f) (define n 0) {definitions(3000)} (call/cc (lambda (c) (set! k c))) (set! n (+ n 1))"
    assert pyfront.run(f"{before} {definitions(9000, 'w')} (if (< n 3) (k 0)) n", backend=backend) == 3
