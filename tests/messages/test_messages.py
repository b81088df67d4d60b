"""The messages of the programs in ``scheme/``; ``messages.py --update`` writes them anew."""

from __future__ import annotations

import pickle
import sys
from pathlib import Path

import pytest

import pyfront
import pyfront.report
from pyfront import errors

sys.path.insert(0, str(Path(__file__).parent))
import messages

PROGRAMS = messages.programs()


def test_there_are_many() -> None:
    assert len(PROGRAMS) >= 60


@pytest.mark.parametrize("engine", messages.ENGINES)
@pytest.mark.parametrize("program", PROGRAMS, ids=lambda path: path.stem)
def test_message(program: Path, engine: str) -> None:
    expected = messages.expected(program).read_text(encoding="utf-8")
    found = messages.message(program, engine)
    assert messages.comparable(program, engine, found) == messages.comparable(program, engine, expected)


# ---------------------------------------------------------------- through Python


@pytest.fixture(params=messages.ENGINES)
def rt(request: pytest.FixtureRequest) -> pyfront.Runtime:
    return pyfront.Runtime(backend=request.param)


def test_an_exception_of_a_callback_comes_out_as_itself(rt: pyfront.Runtime) -> None:
    error = ValueError("bad")

    def fail() -> None:
        raise error

    rt.define("fail", fail)
    with pytest.raises(ValueError) as caught:
        rt.eval("(define (f) (+ 1 (fail)))\n(f)")
    assert caught.value is error
    assert rt.eval("(guard (e (#t (error-object-message e))) (fail))") == "ValueError: bad"


def test_the_backtrace_of_nested_runs(rt: pyfront.Runtime) -> None:
    rt.define("apply-it", lambda f, x: f(x))
    with pytest.raises(errors.OutOfRange) as caught:
        rt.eval("(define (g x)\n (vector-ref x 9))\n(define (h x)\n (+ 1 (apply-it g x)))\n(list (h (vector 1)))", "p.scm")
    frames = [(frame.name, frame.line, frame.top) for frame in caught.value.backtrace]
    assert frames == [("g", 2, False), ("h", 4, False), ("", 5, True)]
    assert str(caught.value).startswith("p.scm:2:16: vector-ref: argument 2 is out of range (length 1): 9")


def test_a_procedure_called_from_python(rt: pyfront.Runtime) -> None:
    rt.eval("(define (area w h)\n  (* w h))", "p.scm")
    with pytest.raises(errors.WrongArity) as caught:
        rt.call("area", 1)
    assert str(caught.value) == (
        "area: expected 2 arguments, got 1\n  note: area is defined at p.scm:1:1: (define (area w h)"
    )
    with pytest.raises(errors.WrongType) as wrong:
        rt.call("area", "1", 2)
    assert (wrong.value.line, wrong.value.column) == (2, 6)


def test_fields_of_an_error(rt: pyfront.Runtime) -> None:
    with pytest.raises(errors.UnboundVariable) as caught:
        rt.eval("(define (f x) (vectr-ref x 0))\n(+ 1 (f 5))", "p.scm")
    error = caught.value
    assert (error.message, error.args) == ("unbound variable: vectr-ref", ("unbound variable: vectr-ref",))
    assert error.notes == ["perhaps vector-ref is meant"]
    assert (error.file, error.line, error.column) == ("p.scm", 1, 16)
    copy = pickle.loads(pickle.dumps(error))
    assert vars(copy) == vars(error) and str(copy) == str(error)


def test_elided_and_skipped_frames(rt: pyfront.Runtime) -> None:
    rt.eval("(define (a x) (b x))\n(define (b x) (+ 1 (car x)))")
    with pytest.raises(errors.WrongType) as caught:
        rt.eval("(list (a 5))")
    assert [(frame.name, frame.elided) for frame in caught.value.backtrace] == [("b", ""), ("", "a")]
    rt.eval("(define (deep n) (if (= n 0) (car n) (+ 1 (deep (- n 1)))))")
    with pytest.raises(errors.WrongType) as caught:
        rt.eval("(list (deep 100000))")
    frames = caught.value.backtrace
    assert len(frames) == 60
    assert len(frames) + sum(frame.skipped for frame in frames) == 100002
    assert "in deep  <eval>:1:43  (100000 times)" in str(caught.value)


def test_advice_never_hides_an_error(rt: pyfront.Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
    from pyfront.scheme import advice

    monkeypatch.setattr(pyfront.report, "_STRICT", False)
    monkeypatch.setattr(advice, "Place", None)
    with pytest.raises(errors.WrongType, match="car: argument 1 is not a pair: 5"):
        rt.eval("(car 5)")
