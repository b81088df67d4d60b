"""Regular expressions of programs end with the run, whatever they are matched against."""

from __future__ import annotations

import re
import sys
import time
from typing import Any

import pytest

import pyfront
from patience import patient
from pyfront.errors import Error, FuelExhausted, MemoryLimitExceeded, TimeLimitExceeded
from pyfront.metta.hyperon import MeTTa
from pyfront.text.patterns import DEEP, STEPS, bounded, harmless_length

BAD = "(a|aa)+$"  # about 1.6 ** n steps
TEXT = "a" * 60 + "b"
CLOJURE = [
    '(re-find #"{}" "{}")', '(re-matches #"{}" "{}")', '(count (re-seq #"{}" "{}"))', '(re-find (re-matcher #"{}" "{}"))',
    '(do (require (quote clojure.string)) (clojure.string/replace "{1}" #"{0}" "x"))',
    '(do (require (quote clojure.string)) (clojure.string/replace "{1}" #"{0}" str))',
    '(do (require (quote clojure.string)) (clojure.string/split "{1}" #"{0}"))',
    '(.replaceAll "{1}" "{0}" "x")', '(try (re-find #"{}" "{}") (catch Throwable e 1))',
]  # fmt: skip
SEMA = [
    '(regex/match? "{}" "{}")', '(regex/match "{}" "{}")', '(regex/find-all "{}" "{}")', '(regex/split "{}" "{}")',
    '(regex/replace "{}" "x" "{}")', '(regex/replace-all "{}" "x" "{}")', '(try (regex/match? "{}" "{}") (catch e 1))',
]  # fmt: skip


@pytest.mark.parametrize("backend", pyfront.api.BACKENDS)
@pytest.mark.parametrize(
    ("language", "program"), [("clojure", one) for one in CLOJURE] + [("sema", one) for one in SEMA]
)
def test_a_match_ends_with_the_time(language: str, program: str, backend: str) -> None:
    rt = pyfront.Runtime(language=language, backend=backend)
    began = time.monotonic()
    with pytest.raises(TimeLimitExceeded):
        rt.eval(program.format(BAD, TEXT), timeout=0.2)
    assert time.monotonic() - began < patient(5)
    with pytest.raises(FuelExhausted):
        rt.eval(program.format(BAD, TEXT), fuel=100_000)
    assert rt.eval("(+ 1 2)") == 3


def test_a_match_of_metta_ends_with_the_time() -> None:
    program = f'(= (f regex:"{BAD.replace("(", "[[").replace(")", "]]")}") yes) !(f "{TEXT}")'
    with pytest.raises(TimeLimitExceeded):
        MeTTa(timeout=0.2).run(program)
    assert str(MeTTa(timeout=5).run(program.replace(TEXT, "ba"))) == "[[yes]]"
    assert str(MeTTa().run(program.replace(TEXT, "ba"))) == "[[yes]]"


PATTERNS = [
    r"\d+", r"(\d+)-(\d+)", r"[a-c]*b", r"(?:ab|c)+", r"(a+)(b*)c?", r"^\s*(\w+)\s*=\s*(.*?)\s*$", r"a{2,3}", r"x{e}|{1|b", r"[[:a]+", r"[]a[:b]+", r"[^[:\]]+",
    r"(?i)ABC+", r"\bb+\b", r"(?P<n>a+)(?P=n)", r"a++b", r"(?>a+)b",
]  # fmt: skip
TEXTS = ["", "a", "aab12-34 c", "aaaa x{e} {1 : ABCC = abcc", " key = value  ", "é1٣", "ab\nab"]


class Impatient:
    """A machine with little time."""

    def patience(self) -> float:
        return 5.0

    def give_up(self) -> None:
        raise TimeoutError


@pytest.mark.filterwarnings("ignore:Possible nested set")
@pytest.mark.parametrize("source", PATTERNS)
@pytest.mark.parametrize("flags", [0, re.ASCII, re.I, re.M | re.S])
def test_what_is_watched_matches_the_same(source: str, flags: int, monkeypatch: Any) -> None:
    if ("++" in source or "(?>" in source) and sys.version_info < (3, 11):
        pytest.skip("Python 3.10 has no possessive repetitions")
    monkeypatch.setattr("pyfront.text.patterns.DEEP", -1)
    monkeypatch.setattr("pyfront.text.patterns.harmless_length", lambda pattern: -1)
    monkeypatch.setattr("pyfront.text.patterns._forms", {})
    pattern = re.compile(source, flags)
    for text in TEXTS:
        watched = bounded(Impatient(), pattern, text)
        assert watched is not pattern
        assert [(m.span(), m.groups()) for m in watched.finditer(text)] == [
            (m.span(), m.groups()) for m in pattern.finditer(text)
        ]
        for name in ("search", "match", "fullmatch"):
            ours, theirs = getattr(watched, name)(text), getattr(pattern, name)(text)
            assert (ours and ours.groups(), ours and ours.span()) == (
                theirs and theirs.groups(),
                theirs and theirs.span(),
            )


def test_short_and_simple_matches_are_those_of_re() -> None:
    for source, length in (
        (r"abc", STEPS),
        (r"[*+?]\*(?:a)(?=b)", STEPS),
        (r"a+", 3162),
        (r"a+?b", 3162),
        (r"(a)+", DEEP),
        (r"(a){3}", DEEP),
    ):
        assert harmless_length(source) in (length, length - 1, length + 1)
    pattern = re.compile("a+")
    assert bounded(Impatient(), pattern, "a" * 3000) is pattern
    assert bounded(Impatient(), pattern, "a" * 4000) is not pattern


def test_without_the_package_there_is_an_error_and_no_endless_match(monkeypatch: Any) -> None:
    monkeypatch.setitem(sys.modules, "regex", None)
    monkeypatch.setattr("pyfront.text.patterns._watched", {})
    with pytest.raises(Error, match="package regex"):
        pyfront.run(f'(re-find #"{BAD}" "{TEXT}")', language="clojure", timeout=0.2)
    assert pyfront.run('(re-find #"(a|aa)+$" "baa")', language="clojure", timeout=5) == ["aa", "a"]


@pytest.mark.parametrize(
    "program",
    ['(format "%1000000000d" 1)', '(format "%.1000000000f" 1.0)', "(.setScale 1M 1000000000)"]
    + [
        f'(do (require \'[clojure.pprint :as p]) (p/cl-format nil "{one}" 1))'
        for one in ("~1000000000d", "~1000000000%", "~,1000000000f")
    ],
)
def test_a_width_is_seen_before_it_is_made(program: str) -> None:
    from tracemalloc import get_traced_memory, start, stop

    start()
    try:
        with pytest.raises(MemoryLimitExceeded):
            pyfront.run(program, language="clojure", memory=50_000_000)
        assert get_traced_memory()[1] < 50_000_000
    finally:
        stop()


def test_an_iteration_of_cl_format_that_takes_nothing_ends() -> None:
    for text in ("~{foo~}", "~@{foo~}"):
        with pytest.raises(Error, match="without end"):
            pyfront.run(
                f'(require (quote clojure.pprint)) (clojure.pprint/cl-format nil "{text}" [1 2])', language="clojure"
            )


def test_groups_nested_too_deeply() -> None:
    deep = "(" * 5000 + "a" + ")" * 5000
    with pytest.raises(Error, match="nested too deeply"):
        pyfront.run(f'(re-pattern "{deep}")', language="clojure")
    with pytest.raises(Error, match="nested too deeply"):
        pyfront.run(f'(regex/match? "{deep}" "a")', language="sema")
