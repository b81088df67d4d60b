"""The front end on programs of any size: they do what they should, and their compilation takes time in proportion."""

from __future__ import annotations

import io
from time import process_time

import pytest

import ordinary
import pyfront

SMALL, LARGE = 2000, 20000
PER_SECOND = 3000  # lines, on one core: the contract


def seconds(text: str) -> float:
    """Processor time of a compilation, the best of two."""
    times = []
    for _ in range(2):
        start = process_time()
        pyfront.compile(text)
        times.append(process_time() - start)
    return min(times)


@pytest.mark.parametrize("backend", pyfront.api.BACKENDS)
def test_the_program_is_right(backend: str) -> None:
    out = io.StringIO()
    pyfront.run(ordinary.program(1000), backend=backend, stdout=out)
    assert out.getvalue() == f"{ordinary.answer(1000)}\n"


@pytest.mark.slow
def test_compilation_is_fast_and_linear() -> None:
    small, large = ordinary.program(SMALL), ordinary.program(LARGE)
    few, many = seconds(small), seconds(large)
    assert large.count("\n") / many > PER_SECOND
    growth = large.count("\n") / small.count("\n")
    assert many < 1.7 * growth * few, f"{few:.3f} s and {many:.3f} s for {growth:.1f} times as many lines"


# One form of n lines each: none may take more than linear time in its own size either.
SHAPES = {
    "body": lambda n: "(define (f x)\n" + "".join(f"(set! x (+ x {i}))\n" for i in range(n)) + "x)",
    "procedures": lambda n: "(define (f x)\n" + "".join(f"(define (g{i} y) (+ x y {i}))\n" for i in range(n)) + "(g0 1))",
    "let*": lambda n: "(define (f x)\n(let* (" + "".join(f"(v{i} (+ x {i}))\n" for i in range(n)) + ") v0))",
    "cond": lambda n: "(define (f x)\n(cond\n" + "".join(f"((= x {i}) '{i})\n" for i in range(n)) + "(else 0)))",
    "case": lambda n: "(define (f x)\n(case x\n" + "".join(f"((k{i} {i}) '{i})\n" for i in range(n)) + "(else 0)))",
    "datum": lambda n: "(define d '(\n" + "".join(f'(a{i} "s{i}" {i} (x y . z))\n' for i in range(n)) + "))",
    "macros": lambda n: "".join(
        f"(define-syntax m{i} (syntax-rules () ((_ a b) (if a (+ b {i}) 0))))\n(define x{i} (m{i} 1 2))\n" for i in range(n // 2)
    ),
}


@pytest.mark.slow
@pytest.mark.no_sanitizer(reason="a ratio of times of Python code, whose allocator is another one")
@pytest.mark.parametrize("shape", SHAPES)
def test_one_large_form_takes_linear_time(shape: str) -> None:
    few, many = seconds(SHAPES[shape](1000)), seconds(SHAPES[shape](8000))
    assert many < 3 * 8 * few, f"{few:.3f} s and {many:.3f} s for 8 times as many lines"


def test_a_program_is_compiled_once(monkeypatch: pytest.MonkeyPatch) -> None:
    program = pyfront.compile(ordinary.program(300))
    monkeypatch.setattr(pyfront.api, "_compile", None)  # nobody may compile from here on
    for _ in range(3):
        out = io.StringIO()
        program.run(stdout=out)
        assert out.getvalue() == f"{ordinary.answer(300)}\n"


def test_the_collector_of_python_is_as_before() -> None:
    import gc

    text = ordinary.program(2000)
    for switch in (gc.disable, gc.enable):
        switch()
        before = gc.isenabled()
        pyfront.compile(text)
        with pytest.raises(pyfront.Error):
            pyfront.compile(text + "(")
        assert gc.isenabled() == before
