"""Plants the bugs of tests/mutants.toml, one at a time, in a copy of the tree, and shows which of them the tests notice.

    python tools/mutants.py [--list] [--only TEXT] [--work FOLDER] [--time SECONDS] [--examples FACTOR]

Needs what building and testing need (Cython, a C compiler, the extra `test`). The copy is built in place: only what a bug
touches is built again. A bug is killed when a test fails, crashes or takes too long, and when the mutated tree does not
build. The exit code is 0 if all are killed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LISTED = ROOT / "tests" / "mutants.toml"
IGNORED = shutil.ignore_patterns(
    ".git", "build", "dist", "*.egg-info", "__pycache__", ".hypothesis", ".pytest_cache", "*.so", "*.pyd"
)


def mutants() -> list[dict[str, Any]]:
    try:
        import tomllib
    except ImportError:  # Python 3.10
        raise SystemExit("tools/mutants.py needs Python 3.11 or newer") from None
    return tomllib.loads(LISTED.read_text(encoding="utf-8"))["mutant"]


class Tree:
    """A copy of the tree in which bugs are planted."""

    def __init__(self, folder: Path, limit: float, examples: str) -> None:
        self.folder, self.limit = folder, limit
        self.environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "VMCORE_EXAMPLES": examples}

    def prepare(self) -> None:
        if not (self.folder / "setup.py").exists():
            shutil.copytree(ROOT, self.folder, ignore=IGNORED, dirs_exist_ok=True)
        done = self.build(3600)
        if done:
            raise SystemExit(f"the tree does not build as it is:\n{done}")

    def build(self, limit: float) -> str:
        """Builds what changed; what went wrong, or ''."""
        for command in (["setup.py", "-q", "build_ext", "-i"], ["tools/build_images.py"]):
            code, output = self.run([sys.executable, *command], limit)
            if code:
                return output
        return ""

    def run(self, command: list[str], limit: float) -> tuple[int | None, str]:
        """Exit code (None: out of time) and output. Its own session, so that children of the tests end with it."""
        process = subprocess.Popen(command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True)
        try:
            return _wait(process, limit)
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def verdict(self, mutant: dict[str, Any]) -> tuple[bool, str]:
        """Is the mutant killed, and by what? The file is as before afterwards."""
        path = self.folder / mutant["file"]
        original = path.read_bytes()
        text = original.decode("utf-8")
        if text.count(mutant["find"]) != 1:
            return False, f"stale: the text to replace occurs {text.count(mutant['find'])} times"
        try:
            path.write_bytes(text.replace(mutant["find"], mutant["replace"]).encode("utf-8"))
            problem = self.build(900)
            return (True, "does not build: " + last(problem)) if problem else self.test(mutant["tests"])
        finally:
            path.write_bytes(original)
            os.utime(path)

    def test(self, tests: list[str]) -> tuple[bool, str]:
        for one in tests:
            code, output = self.run([sys.executable, "-m", "pytest", "-x", "-q", "--tb=line", "-p", "no:cacheprovider",
                                     "-m", "not slow", one], self.limit)
            if code is None:
                return True, f"{one}: out of time"
            if code < 0 or code > 128:
                return True, f"{one}: crash (exit {code})"
            if code == 1:
                return True, f"{one}: {last(output, 'FAILED')}"
            if code:
                return False, f"{one}: pytest says {code}: {last(output)}"
        return False, "no test failed"


def _wait(process: subprocess.Popen[str], limit: float) -> tuple[int | None, str]:
    try:
        output, _ = process.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        return None, ""
    return process.returncode, output


def last(output: str, start: str = "") -> str:
    lines = [line for line in output.splitlines() if line.strip() and line.startswith(start)]
    return lines[-1][:150] if lines else ""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--list", action="store_true", help="name the bugs and stop")
    parser.add_argument("--only", default="", help="bugs whose name or file contains this")
    parser.add_argument("--work", help="folder of the copy; kept, and used again as it is")
    parser.add_argument("--time", type=float, default=300, help="seconds for the tests of one bug")
    parser.add_argument("--examples", default="2", help="factor on the number of generated examples")
    options = parser.parse_args()
    chosen = [m for m in mutants() if options.only in m["name"] or options.only in m["file"]]
    if options.list:
        for mutant in chosen:
            print(f"{mutant['file']:32} {mutant['name']}")
        return 0
    folder = Path(options.work or tempfile.mkdtemp(prefix="mutants-"))
    tree = Tree(folder, options.time, options.examples)
    try:
        tree.prepare()
        return report(tree, chosen)
    finally:
        if not options.work:
            shutil.rmtree(folder, ignore_errors=True)


def report(tree: Tree, chosen: list[dict[str, Any]]) -> int:
    alive = []
    for i, mutant in enumerate(chosen, 1):
        start = time.monotonic()
        killed, why = tree.verdict(mutant)
        if not killed:
            alive.append(mutant["name"])
        word = "killed  " if killed else "SURVIVED"
        print(f"{i:3}/{len(chosen)} {word} {mutant['name']}  [{time.monotonic() - start:.0f} s]  {why}", flush=True)
    print(f"{len(chosen) - len(alive)} of {len(chosen)} killed" + "".join(f"\n  alive: {name}" for name in alive))
    return 1 if alive else 0


if __name__ == "__main__":
    sys.exit(main())
