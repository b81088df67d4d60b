"""What the tests of public suites share: where the copies are, and what is known to fail."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import pyfront

HERE = Path(__file__).parent
_KNOWN = re.compile(r"^(\S+)\s+(.+?)\s+#\s*(.+)$")


def suite_folder(name: str) -> Path:
    """The copy of a suite; the test that asks is skipped if there is none."""
    spec = os.environ.get("VMCORE_SPEC")
    if not spec:
        pytest.skip("VMCORE_SPEC names no folder of public suites (tests/spec/README.md)")
    folder = Path(spec) / name
    if not folder.is_dir():
        pytest.skip(f"no {name} in {spec}")
    return folder


def known_failures(suite: str) -> dict[str, str]:
    """What of a suite is known to fail: name -> reason."""
    found = {}
    for line in (HERE / "KNOWN_FAILURES.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            entry = _KNOWN.match(line)
            assert entry, f"KNOWN_FAILURES.txt: not an entry: {line}"
            if entry[1] == suite:
                found[entry[2]] = entry[3]
    return found


def compare(failed: dict[str, str], ran: set[str], suite: str) -> None:
    """Fails if something failed that is not listed, or something listed did not fail. ``failed``: name -> what happened."""
    known = known_failures(suite)
    news = [f"{name}: {what}" for name, what in failed.items() if name not in known]
    passed = [f"{name}: listed in KNOWN_FAILURES.txt, but passes" for name in known if name in ran - set(failed)]
    assert not news + passed, "\n".join(["", *news, *passed])


def vmcore_run(file: Path, stdin: str, cwd: Path, timeout: float) -> str:
    """What ``vmcore run`` prints, with the messages of errors."""
    environment = {**os.environ, "PYTHONPATH": str(Path(pyfront.__file__).parent.parent)}
    done = subprocess.run(
        [sys.executable, "-m", "pyfront", "run", str(file)],
        input=stdin, cwd=cwd, env=environment, timeout=timeout, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace",
    )
    return done.stdout
