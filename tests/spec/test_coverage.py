"""The snippets of r7rs-coverage, each in a runtime of its own."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest

import pyfront
import suites

LIBRARIES = (
    "base case-lambda char complex cxr eval file inexact lazy load process-context read repl time write"
).split()
CAPABILITIES = ("file", "env", "exit", "clock", "random")


def snippets(text: str) -> list[str]:
    """A file of the suite, cut at the lines that begin a test."""
    return [piece for piece in re.split(r"^(?=;; TEST)", text, flags=re.M) if piece.startswith(";; TEST")]


def run(library: str, snippet: str) -> str:
    """Runs a snippet as the suite does; "" or what went wrong."""
    names = "(scheme base)" + (f" (scheme {library})" if library != "base" else "")
    runtime = pyfront.Runtime(allow=CAPABILITIES, stdin=io.StringIO(), stdout=io.StringIO())
    try:
        runtime.eval(f'(import {names})\n(define (assert x) (unless x (error "assertion failed")))\n{snippet}')
    except pyfront.Error as error:
        return str(error).split("\n", 1)[0]
    return ""


@pytest.mark.parametrize("library", LIBRARIES)
def test_library(library: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = suites.suite_folder("r7rs-coverage")
    monkeypatch.chdir(tmp_path)
    found = snippets((folder / "input" / f"scheme-{library}.scm").read_text(encoding="utf-8"))
    assert found
    names = {f"{library} {number}": one for number, one in enumerate(found, 1)}
    failed = {name: f"{one.splitlines()[0]}: {what}" for name, one in names.items() if (what := run(library, one))}
    suites.compare(failed, set(names), "r7rs-coverage")
