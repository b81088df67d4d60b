"""The command ``vmcore`` for tests: run it, see what came out."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pyfront
from patience import patient

TIMEOUT = patient(60)
OK, PROGRAM, USAGE, SOURCE, LIMIT, FILE, INTERRUPTED, PIPE = 0, 1, 2, 3, 4, 5, 130, 141
COMMAND = [sys.executable, "-m", "pyfront"]
BACKENDS = ["vm", "treewalk"]
LOOP = "(let loop () (loop))"


def environment(**more: str) -> dict[str, str]:
    """For a child that imports the very pyfront this process has, installed or not."""
    root = str(Path(pyfront.__file__).parent.parent)
    search = os.pathsep.join(p for p in (root, os.environ.get("PYTHONPATH", "")) if p)
    # Unbuffered, Python itself would take half a write to a broken pipe for a whole one.
    ours = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return {**ours, "PYTHONPATH": search, "PYTHONIOENCODING": "utf-8", **more}


class Done:
    """A finished command."""

    def __init__(self, done: subprocess.CompletedProcess[bytes]) -> None:
        self.code = done.returncode
        self.out = (done.stdout or b"").decode("utf-8").replace("\r\n", "\n")
        self.err = (done.stderr or b"").decode("utf-8").replace("\r\n", "\n")

    def __repr__(self) -> str:
        return f"code {self.code}\n--- out\n{self.out}\n--- err\n{self.err}"


def vmcore(*arguments: str | Path, stdin: str | bytes = b"", cwd: Path | None = None, **env: str) -> Done:
    return python(*COMMAND[1:], *arguments, stdin=stdin, cwd=cwd, **env)


def python(*arguments: str | Path, stdin: str | bytes = b"", cwd: Path | None = None, **env: str) -> Done:
    data = stdin.encode() if isinstance(stdin, str) else stdin
    command = [sys.executable, *map(str, arguments)]
    done = subprocess.run(
        command, input=data, capture_output=True, check=False, timeout=TIMEOUT, cwd=cwd, env=environment(**env)
    )
    return Done(done)


def good(done: Done, out: str) -> None:
    assert (done.code, done.out, done.err) == (OK, out, ""), done
