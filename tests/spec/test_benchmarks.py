"""Every program of r7rs-benchmarks, unmodified, finds its own answer right."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

import r7rs_suite
import suites

DIVISOR = 100  # of the number of iterations, where r7rs_suite has no smaller parameters
LONGEST = 120.0  # seconds
KNOWN = suites.known_failures("r7rs-benchmarks")


def writable_copy(folder: Path, where: Path) -> Path:
    """A folder as the programs want it: inputs to read, outputs to write."""
    shutil.copytree(folder / "inputs", where / "inputs")
    (where / "outputs").mkdir()
    os.symlink(folder / "src", where / "src")
    r7rs_suite.make_words(where)
    return where


@pytest.mark.parametrize(
    "name",
    [pytest.param(n, marks=pytest.mark.xfail(reason=KNOWN[n], strict=True)) if n in KNOWN else n for n in r7rs_suite.NAMES],
)
def test_program(name: str, tmp_path: Path) -> None:
    folder = writable_copy(suites.suite_folder(r7rs_suite.FOLDER), tmp_path)
    file = tmp_path / f"{name}.scm"
    file.write_text(r7rs_suite.program(folder, name), encoding="utf-8")
    stdin = r7rs_suite.SMALL.get(name) or r7rs_suite.parameters(folder, name, DIVISOR)
    output = suites.vmcore_run(file, stdin, tmp_path, LONGEST)
    assert r7rs_suite.result(output) >= 0


def test_the_check_notices_a_wrong_answer(tmp_path: Path) -> None:
    folder = suites.suite_folder(r7rs_suite.FOLDER)
    file = tmp_path / "fib.scm"
    file.write_text(r7rs_suite.program(folder, "fib"), encoding="utf-8")
    with pytest.raises(ValueError, match="incorrect result"):
        r7rs_suite.result(suites.vmcore_run(file, "1 25 75026", tmp_path, LONGEST))
