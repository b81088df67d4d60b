"""Limits, Ctrl-C and other threads while one primitive prints for ever."""

from __future__ import annotations

import io
import os
import signal
import threading
import time

import pytest

import pyfront
from patience import patient
from pyfront.errors import FuelExhausted, MemoryLimitExceeded, TimeLimitExceeded

CIRCLE = "(define x (list 1)) (set-cdr! x x) "
DAG = "(define (dag n) (if (= n 0) 'x (let ((y (dag (- n 1)))) (cons y y)))) "
ENDLESS = [CIRCLE + "(write-simple x)", DAG + "(write (dag 60))"]


@pytest.mark.parametrize("source", ENDLESS)
@pytest.mark.parametrize(
    ("limit", "error"),
    [
        ({"fuel": 100_000}, FuelExhausted),
        ({"timeout": 0.2}, TimeLimitExceeded),
        ({"memory": 20_000_000}, MemoryLimitExceeded),
    ],
    ids=["fuel", "timeout", "memory"],
)
def test_limits(source: str, limit: dict[str, float], error: type[Exception]) -> None:
    out = io.StringIO()
    with pytest.raises(error):
        pyfront.run(f"{source} (display 'not-reached)", stdout=out, **limit)
    assert out.getvalue() == ""


def test_labels_keep_it_short() -> None:
    out = io.StringIO()
    pyfront.run(DAG + CIRCLE + "(write-shared (dag 2)) (newline) (display x)", stdout=out)
    assert out.getvalue() == "(#0=(x . x) . #0#)\n#0=(1 . #0#)"


@pytest.mark.skipif(os.name == "nt", reason="needs signals sent by kill")
def test_ctrl_c() -> None:
    """The thread that sends the signal gets its turn, too."""
    old = signal.signal(signal.SIGINT, signal.default_int_handler)
    timer = threading.Timer(0.2, lambda: os.kill(os.getpid(), signal.SIGINT))
    timer.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            pyfront.run(ENDLESS[0], timeout=30, memory=4 << 30)
    finally:
        timer.join()
        signal.signal(signal.SIGINT, old)


def test_reading_for_ever() -> None:
    class Blanks:
        def readline(self, n: int) -> str:
            return " " * n

    start = time.monotonic()
    with pytest.raises(TimeLimitExceeded):
        pyfront.run("(import (scheme read)) (read)", stdin=Blanks(), timeout=0.2)
    assert time.monotonic() - start < patient(5)


def test_a_stream_cannot_run_the_program_that_writes_to_it() -> None:
    class Back(io.StringIO):
        def write(self, text: str) -> int:
            runtime.eval("(+ 1 2)")
            return len(text)

    runtime = pyfront.Runtime(stdout=Back())
    with pytest.raises(RecursionError):
        runtime.eval("(let loop ((n 0)) (display n) (if (< n 100000) (loop (+ n 1))))")
    assert runtime.eval("(+ 1 2)") == 3
