"""Sema on the command line: files by their suffix, the cache of compiled programs, the prompt."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import pyfront

PROGRAM = "(define-syntax twice (syntax-rules () ((_ x) (* 2 x))))\n(define (f x) (twice x))\n(println (f 21))\n"


def vmcore(*arguments: str, stdin: str = "") -> str:
    done = subprocess.run(
        [sys.executable, "-m", "pyfront", *arguments], input=stdin, capture_output=True, text=True, check=False, timeout=60
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("text", [PROGRAM, "(define (f x) (* x 2))\n(println (f 21))\n"])
def test_file_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str) -> None:
    monkeypatch.setenv("VMCORE_CACHE", str(tmp_path / "cache"))
    (tmp_path / "p.sema").write_text(text)
    assert [vmcore("run", str(tmp_path / "p.sema")) for _ in range(2)] == ["42\n", "42\n"]


def test_prompt() -> None:
    out = vmcore("repl", "-l", "sema", stdin="(define x 5)\n(+ x\n 1)\n(defmacro m (a) `(+ ,a 1))\n(m x)\nnil\n")
    assert out.split() == ["6", "6"]


def test_programs_can_be_kept() -> None:
    import pickle

    for text in (PROGRAM, "(define (f x) (* x 2)) (f 4)"):
        program = pickle.loads(pickle.dumps(pyfront.compile(text, "sema")))
        assert program.run() in (None, 8)
