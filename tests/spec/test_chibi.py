"""The R7RS tests of Chibi Scheme, unmodified, with our ``(chibi test)`` in front."""

from __future__ import annotations

from collections import defaultdict
from functools import lru_cache
from pathlib import Path

import pytest

import suites

FILE = "chibi-scheme/tests/r7rs-tests.scm"
SECTIONS = [
    "4.1 Primitive expression types", "4.2 Derived expression types", "4.3 Macros", "5 Program structure",
    "6.1 Equivalence Predicates", "6.2 Numbers", "6.3 Booleans", "6.4 Lists", "6.5 Symbols", "6.6 Characters",
    "6.7 Strings", "6.8 Vectors", "6.9 Bytevectors", "6.10 Control Features", "6.11 Exceptions",
    "6.12 Environments and evaluation", "6.13 Input and output", "Read syntax", "Numeric syntax", "6.14 System interface",
]  # fmt: skip
LONGEST = 120.0  # seconds


@lru_cache(None)
def results(file: Path, where: Path) -> tuple[dict[str, list[list[str]]], str]:
    """Section -> its assertions, in order, as (ok or FAIL, expression, ...); and the whole output."""
    program = where / "chibi.scm"
    library = (suites.HERE / "chibi_test.scm").read_text(encoding="utf-8")
    program.write_text(library + file.read_text(encoding="utf-8"), encoding="utf-8")
    output = suites.vmcore_run(program, "", where, LONGEST)
    found: dict[str, list[list[str]]] = defaultdict(list)
    for line in output.split("\n"):
        verdict, *rest = line.split("\t")
        if verdict in ("ok", "FAIL") and rest:
            found[rest[0]].append([verdict, *rest[1:]])
    return found, output


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("chibi")


@pytest.mark.parametrize("section", SECTIONS)
def test_section(section: str, where: Path) -> None:
    file = suites.suite_folder("chibi-scheme").parent / FILE
    found, output = results(file, where)
    assert found[section], f"no assertion of the section ran: {output[-600:]}"
    names = {f"{section} {number}": one for number, one in enumerate(found[section], 1)}
    failed = {name: " ".join(one[1:]) for name, one in names.items() if one[0] == "FAIL"}
    suites.compare(failed, set(names), "chibi")


def test_all_sections_are_here(where: Path) -> None:
    file = suites.suite_folder("chibi-scheme").parent / FILE
    found, output = results(file, where)
    assert sorted(found) == sorted(SECTIONS), output[-600:]
