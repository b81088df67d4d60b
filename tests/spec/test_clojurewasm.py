"""ClojureWasm's corpus: expressions with what JVM Clojure printed for them, one runtime for each file, one value for each line.

A pair that names a class or a member of Java is counted apart: nothing of Java is below. An entry of KNOWN_FAILURES.txt names
a file and says how many of its pairs do not hold.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from pathlib import Path

import pytest

import pyfront
import suites

SUITE = "ClojureWasm"
# What the recording REPL had loaded.
LOADED = (
    "clojure.string", "clojure.set", "clojure.walk", "clojure.edn", "clojure.test", "clojure.template", "clojure.zip",
    "clojure.data", "clojure.math", "clojure.pprint", "clojure.core.reducers", "clojure.spec.alpha", "clojure.datafy",
    "clojure.java.io",
)  # fmt: skip
JAVA = re.compile(r"(?<![\w:\"])(\.[A-Za-z-]|[A-Z][A-Za-z]*[/.]|java\.|clojure\.lang\.)")
_COUNT = re.compile(r"(\d+) pairs?: ")
LEAST = 0.97  # of the pairs without Java


def files() -> list[Path]:
    return sorted((suites.suite_folder(SUITE) / "test" / "diff" / "clj_corpus").glob("*.txt"))


def pairs(file: Path) -> list[tuple[str, str]]:
    found, before = [], ""
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith(";;=> "):
            found.append((before, line[5:]))
        elif line.strip():
            before = line
    return found


def wrong(file: Path, backend: str) -> list[tuple[str, str, str]]:
    """Expressions of a file whose value is another one: expression, expected, found."""
    runtime = pyfront.Runtime("clojure", backend=backend, stdout=io.StringIO(), memory=500_000_000)
    runtime.eval(f"(run! require '[{' '.join(LOADED)}])")
    failed = []
    for text, expected in pairs(file):
        try:
            found = runtime.eval(f"(pr-str {text}\n)", timeout=5)
        except pyfront.Error as error:
            found = "!! " + str(error).split("\n", 1)[0]
        if found != expected:
            failed.append((text, expected, str(found)))
    return failed


@pytest.mark.parametrize("backend", pyfront.api.BACKENDS)
def test_pairs(backend: str) -> None:
    failed: dict[str, str] = {}
    ran: set[str] = set()
    plain: Counter[bool] = Counter()
    for file in files():
        ran.add(file.stem)
        found = wrong(file, backend)
        plain[True] += sum(not JAVA.search(text) for text, _ in pairs(file))
        plain[False] += sum(not JAVA.search(text) for text, _, _ in found)
        if found:
            shown = "\n".join(f"  {text}\n    expected {expected}\n    found    {value}" for text, expected, value in found[:20])
            failed[file.stem] = f"{len(found)} pairs:\n{shown}"
    assert plain[False] <= plain[True] * (1 - LEAST), f"{plain[False]} of {plain[True]} pairs without Java do not hold"
    suites.compare(failed, ran, SUITE)
    known = suites.known_failures(SUITE)
    for name, what in failed.items():
        counted, listed = re.match(r"(\d+)", what), _COUNT.match(known[name])
        assert counted and listed and counted[1] == listed[1], f"{name}: {what}\nlisted: {known[name]}"
