"""Expressions and what JVM Clojure prints for them, in ``values/*.clj``, on both backends.

The first line of a file has the namespaces it needs. An expression takes one line; the line after it, which begins with
``;=>``, has the value as ``pr-str`` writes it, or ``!!`` and the class of the exception.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from pyfront import Runtime
from pyfront.api import BACKENDS

FILES = sorted((Path(__file__).parent / "values").glob("*.clj"))


def cases(text: str) -> tuple[str, list[tuple[str, str]]]:
    """What is required, and pairs of expression and value."""
    first, *lines = text.splitlines()
    assert first.startswith("; [")
    found = []
    for i, line in enumerate(lines):
        if line.startswith(";=> "):
            found.append((lines[i - 1], line[4:]))
    return first[2:], found


def value(runtime: Runtime, text: str) -> str:
    caught = f"(try (pr-str {text}\n) (catch Throwable e (str \"!! \" (.getName (class e)))))"
    return str(runtime.eval(caught))


@pytest.mark.parametrize("backend", BACKENDS)
@pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
def test_values(file: Path, backend: str) -> None:
    required, pairs = cases(file.read_text(encoding="utf-8"))
    runtime = Runtime("clojure", backend=backend, timeout=60)
    runtime.eval(f"(run! require '{required})")
    wrong = []
    for text, expected in pairs:
        found = value(runtime, text)
        if found.replace("\n", "\\n") != re.sub(r"^(!! [\w.$]+): .*", r"\1", expected):
            wrong.append(f"{text}\n  expected {expected}\n  found    {found}")
    assert pairs
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.skipif(sys.version_info < (3, 11), reason="Python's regular expressions have no possessive quantifiers")
def test_possessive_quantifiers() -> None:
    runtime = Runtime("clojure")
    assert runtime.eval('[(re-find #"a++b" "aab") (re-find #"a++ab" "aab")]') == ["aab", None]
