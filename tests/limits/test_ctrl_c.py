"""Ctrl-C ends a tight loop: with KeyboardInterrupt, at once, whatever the program does to stop it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import pyfront
from patience import patient
from pyfront.api import BACKENDS

LOOPS = {
    "tight": "(let loop () (loop))",
    "guarded": "(let forever () (guard (e (#t 1)) (let loop () (loop))) (forever))",
    "calls": "(define (f n) (if (= n 0) 0 (+ 1 (f (- n 1))))) (let loop () (f 100) (loop))",
    "allocation": "(let loop ((l '())) (loop (list 1 2 3)))",
    "library": "(define x (list 1)) (set-cdr! x x) (for-each (lambda (a) a) x)",
    "callbacks": "(let loop () (host) (loop))",
    "big numbers": "(let loop ((n (expt 3 300000))) (* n n) (loop n))",
}
CHILD = """
import sys, pyfront
rt = pyfront.Runtime(backend=sys.argv[1])
rt.define("host", lambda: None)
print("ready", flush=True)
try:
    rt.eval(sys.argv[2])
except KeyboardInterrupt:
    print("interrupted", rt.eval("(+ 1 2)"), flush=True)
"""


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
@pytest.mark.parametrize("name", LOOPS)
@pytest.mark.parametrize("backend", BACKENDS)
def test_ctrl_c(backend: str, name: str) -> None:
    env = {**os.environ, "PYTHONPATH": str(Path(pyfront.__file__).parent.parent)}
    child = subprocess.Popen([sys.executable, "-c", CHILD, backend, LOOPS[name]], stdout=subprocess.PIPE, text=True, env=env)
    assert child.stdout is not None
    try:
        assert child.stdout.readline() == "ready\n"
        time.sleep(0.15)
        start = time.monotonic()
        child.send_signal(signal.SIGINT)
        out, _ = child.communicate(timeout=patient(20))
        assert out == "interrupted 3\n"
        assert time.monotonic() - start < patient(3)
    finally:
        child.kill()
