"""The portable test suite of Clojure, each namespace in a runtime of its own, with our clojure.test.

What a dialect is that the suite does not know reads the ``:default`` branches. An entry of KNOWN_FAILURES.txt names a
namespace and says how many of its assertions do not pass.
"""

from __future__ import annotations

import io
import re

import pytest

import pyfront
import suites

SUITE = "clojure-test-suite"
_COUNT = re.compile(r"(\d+) assertions?: ")


def namespaces() -> list[str]:
    folder = suites.suite_folder(SUITE) / "test"
    files = [path.relative_to(folder) for path in sorted(folder.rglob("*.cljc"))]
    return [
        str(path.with_suffix("")).replace("/", ".").replace("_", "-")
        for path in files
        if path.stem not in ("portability", "number_range")
    ]


def failures(name: str) -> str:
    """ "" or how many assertions of a namespace do not pass."""
    out = io.StringIO()
    path = [str(suites.suite_folder(SUITE) / "test")]
    runtime = pyfront.Runtime("clojure", path=path, stdout=out, timeout=60, memory=500_000_000)
    source = f"(require 'clojure.test '{name}) (let [m (clojure.test/run-tests '{name})] [(:pass m) (:fail m) (:error m)])"
    try:
        _, fail, error = runtime.eval(source)
    except pyfront.Error as e:
        return "0 assertions: not loaded: " + str(e).split("\n", 1)[0]
    return f"{fail + error} assertions: {out.getvalue()[:2000]}" if fail + error else ""


@pytest.mark.parametrize("start", range(0, 250, 25))
def test_namespaces(start: int) -> None:
    ran = namespaces()[start : start + 25]
    failed = {name: what for name in ran if (what := failures(name))}
    suites.compare(failed, set(ran), SUITE)
    known = suites.known_failures(SUITE)
    for name, what in failed.items():
        counted, listed = _COUNT.match(what), _COUNT.match(known[name])
        assert counted and listed and counted[1] == listed[1], f"{name}: {what}\nlisted: {known[name]}"
