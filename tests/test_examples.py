"""The example programs print what is expected of them: on both engines, and on other Schemes where there are any."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import pyfront
from patience import patient
from pyfront.bench import peers

EXAMPLES = Path(__file__).parent.parent / "examples"
PROGRAMS = sorted(EXAMPLES.glob("*.scm"))
TIMEOUT = patient(120)


def run(command: list[str], **environment: str) -> str:
    """What a command prints, run in the folder of the examples."""
    done = subprocess.run(
        command,
        cwd=EXAMPLES,
        capture_output=True,
        check=False,
        timeout=TIMEOUT,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )
    assert done.returncode == 0, done.stderr.decode("utf-8", "replace")
    return done.stdout.decode("utf-8")


def run_example(path: Path, backend: str) -> str:
    # the child must import the very pyfront this process has, installed or not
    root = str(Path(pyfront.__file__).parent.parent)
    search = os.pathsep.join(p for p in (root, os.environ.get("PYTHONPATH", "")) if p)
    return run([sys.executable, "-m", "pyfront", "run", "--backend", backend, path.name], PYTHONPATH=search)


def expected(path: Path) -> str:
    return (EXAMPLES / "expected" / f"{path.stem}.txt").read_text(encoding="utf-8")


def test_every_program_has_its_expected_output() -> None:
    assert {path.stem for path in PROGRAMS} == {path.stem for path in (EXAMPLES / "expected").glob("*.txt")}
    assert len(PROGRAMS) >= 14


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_length_and_imports(path: Path) -> None:
    """Real programs: R7RS with its imports, between 50 and 500 lines."""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert 50 <= len(lines) <= 500
    first = next(line for line in lines if line and not line.startswith(";"))
    assert first.startswith("(import (scheme base)")


@pytest.mark.parametrize("backend", ["vm", "treewalk"])
@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_example(path: Path, backend: str) -> None:
    assert run_example(path, backend) == expected(path)


OTHERS = [peer for peer in peers.find() if peer.name in ("guile", "chez")]


@pytest.mark.parametrize("peer", OTHERS, ids=lambda peer: peer.name)
@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_other_schemes_agree(path: Path, peer: peers.Peer, tmp_path: Path) -> None:
    """The expected output is that of the language, not of our engines."""
    program = peer.prepare(path, tmp_path)
    environment = {**peer.environment, "XDG_CACHE_HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    assert run([*peer.command, str(program)], **environment) == expected(path)
