"""Everything a change must pass, from a fresh clone: needs Python 3.10-3.13, a C compiler and a package index.

    python3 ci/test.py [PYTEST ARGUMENTS]

Builds the sdist and from it the wheel, installs the wheel with its test extras into a new environment under build/ci,
checks generated files, imports, the hot loop, style and types, runs the tests against the installed wheel (never
against src) and each benchmark once. The last line is pytest's own summary of the tests; the exit code is 0 if every
step passed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "ci"
BIN = WORK / "venv" / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / "python"
WORKERS = min(os.cpu_count() or 1, 4) if (os.cpu_count() or 1) > 1 else 0  # processes that share the tests; 0: no others
SUMMARY = re.compile(r"\b\d+ (?:passed|failed|errors?|skipped)\b.* in [\d.]+s|no tests ran")


def environment() -> dict[str, str]:
    """Nothing of the caller's Python settings reaches the steps."""
    ours = ("PYTHONPATH", "PYTHONHOME", "PYTHONSTARTUP", "VMCORE_BUILD")
    kept = {name: value for name, value in os.environ.items() if name not in ours}
    path = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])
    return {**kept, "PATH": path, "VMCORE_TEST_INSTALLED": "1"}


def run(name: str, *command: str | Path) -> tuple[bool, str]:
    """One step: its output as it comes, whether it succeeded, and the last line that looks like pytest's summary."""
    print(f"\n--- {name}", flush=True)
    begin = time.monotonic()
    summary = ""
    words = [str(word) for word in command]
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with subprocess.Popen(words, cwd=ROOT, env=environment(), **pipes) as process:
        assert process.stdout is not None
        for raw in process.stdout:
            line = raw.decode("utf-8", "replace")
            print(line, end="", flush=True)
            if SUMMARY.search(line):
                summary = line.strip()
    print(f"--- {name}: {'ok' if process.returncode == 0 else 'FAILED'} ({time.monotonic() - begin:.0f} s)", flush=True)
    return process.returncode == 0, summary


def need(name: str, *command: str | Path) -> None:
    """A step without which no other makes sense."""
    if not run(name, *command)[0]:
        raise SystemExit(1)


def install() -> None:
    """The environment with the wheel in it."""
    shutil.rmtree(WORK, ignore_errors=True)
    venv.create(WORK / "venv", with_pip=True)
    pip = (PYTHON, "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    need("build tool", *pip, "build")
    need("sdist, and the wheel from it", PYTHON, "-m", "build", "--outdir", WORK / "dist", ROOT)
    wheel = next((WORK / "dist").glob("*.whl"))
    need("install the wheel", *pip, f"vmcore[test,check,cli] @ {wheel.as_uri()}")
    where = "import pyfront, vmcore._loop as m; print(pyfront.__file__); print(m.__file__)"
    need("what the tests will import (tests/test_package.py insists on it)", PYTHON, "-c", where)


def main() -> int:
    install()
    steps: list[tuple[str, tuple[str | Path, ...]]] = [
        ("generated files", (PYTHON, "tools/gen.py", "--check")),
        ("layers", (PYTHON, "ci/check_layers.py")),
        ("hot loop", (PYTHON, "ci/check_hot_loop.py")),
        ("ruff", (BIN / "ruff", "check", "--quiet", "--output-format=concise", ".")),
        ("cython-lint", (BIN / "cython-lint", "src/vmcore")),
        ("mypy", (BIN / "mypy",)),
        ("tests", (BIN / "pytest", "-q", f"-n{WORKERS}", *sys.argv[1:])),
        ("benchmarks, once each", (BIN / "pytest", "-q", "benchmarks", "--benchmark-disable")),
    ]
    results = {name: run(name, *command) for name, command in steps}
    failed = [name for name, (ok, _) in results.items() if not ok]
    print("\nfailed: " + ", ".join(failed) if failed else "\nall steps passed")
    print(results["tests"][1] or "pytest said nothing")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
