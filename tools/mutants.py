"""Plants the bugs of tests/mutants.toml, one at a time, in a copy of the tree, and shows which of them the tests notice.

    python tools/mutants.py [--list] [--only TEXT] [--jobs N] [--time SECONDS] [--examples FACTOR]

Needs what building and testing need (Cython, a C compiler, the extra `test`) and Python 3.11. A bug is killed when a test
fails, crashes or does not end in time. A bug that does not build, or whose text is not in the file exactly once, is an
error of the list: it counts as alive. The exit code is 0 if all are killed.

One copy of the tree, with what is built in it, is brought up to date first and must pass all tests that are listed;
each bug then has a copy of that copy, in which only the module it touches is built again.
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
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LISTED = ROOT / "tests" / "mutants.toml"
FIELDS = {"name", "file", "find", "replace", "tests"}
HEAP = ("_heap", "_blocks", "_barrier", "_collect", "_mark", "_keep", "_large", "_owners", "_symbols", "_objects")
AREAS = {"loop": ("_loop", "_slow"), "heap": HEAP, "verifier": ("_image",), "compiler": ("pyfront",),
         "numbers": ("_num", "_big", "_prims_numbers"), "tree-walker": ("_walk",)}  # fmt: skip
# Not copied: other builds, and byte code that knows a module by the second in which it was changed.
IGNORED = shutil.ignore_patterns(
    ".git", ".venv", "dist", "*.egg-info", "__pycache__", ".hypothesis", ".pytest_cache", ".mypy_cache", ".ruff_cache",
    "asan", "debug", "cover", "*-asan", "*-debug", "*-cover", "ci", "lib.*", "modules.bin",
)  # fmt: skip
MEMORY = 4 << 30  # bytes; a bug that allocates without end is killed, not the computer
BUILD_TIME = 900


def mutants(listed: Path = LISTED) -> list[dict[str, Any]]:
    try:
        import tomllib
    except ImportError:  # Python 3.10
        raise SystemExit("tools/mutants.py needs Python 3.11 or newer") from None
    return tomllib.loads(listed.read_text(encoding="utf-8"))["mutant"]


def problems(mutant: dict[str, Any], root: Path = ROOT) -> list[str]:
    """Why the bug cannot be planted or tested; empty if it can. Builds nothing."""
    if set(mutant) != FIELDS:
        return [f"fields are {', '.join(sorted(mutant))}"]
    path = root / mutant["file"]
    if not path.is_file():
        return [f"no file {mutant['file']}"]
    found = path.read_text(encoding="utf-8").count(mutant["find"])
    wrong = [] if found == 1 else [f"the text to replace occurs {found} times in {mutant['file']}"]
    if mutant["find"] == mutant["replace"]:
        wrong.append("changes nothing")
    if not mutant["tests"]:
        wrong.append("names no tests")
    return wrong + [f"no test {test}" for test in mutant["tests"] if not (root / test.split("::")[0]).exists()]


def area(mutant: dict[str, Any]) -> str:
    for name, parts in AREAS.items():
        if any(part in mutant["file"] for part in parts):
            return name
    return "other"


# ---------------------------------------------------------------- a tree


class Tree:
    """A copy of the tree, built and tested in place."""

    def __init__(self, folder: Path, examples: str) -> None:
        self.folder = folder
        self.environment = {**os.environ, "PYTHONPATH": str(folder / "src"), "VMCORE_EXAMPLES": examples,
                            "PYTHONDONTWRITEBYTECODE": "1"}
        self.environment.pop("VMCORE_BUILD", None)

    def build(self) -> str:
        """Builds what changed; what went wrong, or ''."""
        for command in (["setup.py", "-q", "build_ext", "-i", "-j", "2"], ["tools/build_images.py"]):
            code, output = self.run([sys.executable, *command], BUILD_TIME)
            if code:
                return output or "out of time"
        return ""

    def test(self, tests: list[str], limit: float) -> tuple[int | None, str]:
        return self.run([sys.executable, "-m", "pytest", "-x", "-q", "--tb=line", "-p", "no:cacheprovider", *tests], limit)

    def run(self, command: list[str], limit: float) -> tuple[int | None, str]:
        """Exit code (None: too much time or memory) and output. In a session of its own: children of tests end with it."""
        with tempfile.TemporaryFile() as output:
            process = subprocess.Popen(command, cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL,
                                       stdout=output, stderr=subprocess.STDOUT, start_new_session=True)  # fmt: skip
            try:
                code = wait(process, limit)
            finally:
                end(process)
            output.seek(0)
            return code, output.read().decode("utf-8", "replace")


def wait(process: subprocess.Popen[bytes], limit: float) -> int | None:
    end = time.monotonic() + limit
    while time.monotonic() < end and resident(process.pid) < MEMORY:
        try:
            return process.wait(0.2)
        except subprocess.TimeoutExpired:
            pass
    return None


def resident(pid: int) -> int:
    """Bytes of memory that a process has; 0 where the system does not say so in a file."""
    try:
        return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError):
        return 0


def end(process: subprocess.Popen[bytes]) -> None:
    """Ends a process and what it left behind."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass
    process.wait()


# ---------------------------------------------------------------- bugs


def verdict(mutant: dict[str, Any], base: Tree, folder: Path, limit: float, examples: str) -> tuple[bool, str]:
    """Is the bug killed, and by what?"""
    wrong = problems(mutant, base.folder)
    if wrong:
        return False, "; ".join(wrong)
    shutil.copytree(base.folder, folder, ignore=IGNORED)
    try:
        tree = Tree(folder, examples)
        path = folder / mutant["file"]
        path.write_bytes(path.read_bytes().replace(mutant["find"].encode(), mutant["replace"].encode()))
        output = tree.build()
        if output:
            return False, "does not build: " + last(output)
        return outcome(*tree.test(mutant["tests"], limit))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def outcome(code: int | None, output: str) -> tuple[bool, str]:
    """What pytest's end says about a bug. A crash of the process has a negative exit code, or one above 128."""
    if code is None:
        return True, "out of time or memory"
    if code < 0 or code > 128:
        return True, f"crash (exit {code})"
    if code == 0:
        return False, "no test failed"
    if code == 1:
        return True, last(output, ("FAILED", "ERROR")) or last(output)
    if code == 2 and "rror" in output:  # a test module that can no longer be imported
        return True, last(output, ("ERROR",)) or last(output)
    return False, f"pytest says {code}: {last(output)}"


def last(output: str, starts: tuple[str, ...] = ("",)) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip() and line.startswith(starts)]
    return lines[-1][:150] if lines else ""


def prepare(base: Tree, chosen: list[dict[str, Any]], limit: float) -> None:
    """The tree as it is: built, and passing what is to kill the bugs."""
    start = time.monotonic()
    shutil.copytree(ROOT, base.folder, ignore=IGNORED)
    output = base.build()
    if output:
        raise SystemExit(f"the tree does not build as it is:\n{output}")
    tests = sorted({test for mutant in chosen for test in mutant["tests"]})
    code, output = base.test(tests, limit * 5)
    if code:
        raise SystemExit(f"the tests do not pass as they are:\n{output[-3000:]}")
    print(f"the tree as it is: built and tested  [{time.monotonic() - start:.0f} s]", flush=True)


def report(chosen: list[dict[str, Any]], base: Tree, work: Path, options: argparse.Namespace) -> int:
    def one(number: int) -> tuple[bool, str, float]:
        start = time.monotonic()
        killed, why = verdict(chosen[number], base, work / f"bug{number}", options.time, options.examples)
        return killed, why, time.monotonic() - start

    alive = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for number, (killed, why, seconds) in enumerate(pool.map(one, range(len(chosen)))):
            mutant = chosen[number]
            if not killed:
                alive.append(mutant["name"])
            print(f"{number + 1:3}/{len(chosen)} {'killed' if killed else 'ALIVE '} {area(mutant):11} {mutant['name']}"
                  f"  [{seconds:.0f} s]  {why}", flush=True)  # fmt: skip
    for name in alive:
        print(f"alive: {name}")
    print(f"{len(chosen) - len(alive)} of {len(chosen)} killed")
    return 1 if alive or not chosen else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--list", action="store_true", help="name the bugs and stop")
    parser.add_argument("--only", default="", help="bugs whose name, file or area contains this")
    parser.add_argument("--jobs", type=int, default=1, help="bugs at a time")
    parser.add_argument("--time", type=float, default=90, help="seconds for the tests of one bug")
    parser.add_argument("--examples", default="1", help="factor on the number of generated examples")
    options = parser.parse_args()
    chosen = [m for m in mutants() if any(options.only in text for text in (m["name"], m["file"], area(m)))]
    if options.list:
        for mutant in chosen:
            print(f"{area(mutant):11} {mutant['file']:32} {mutant['name']}")
        return 0
    with tempfile.TemporaryDirectory(prefix="mutants-", ignore_cleanup_errors=True) as folder:
        work = Path(folder).resolve()
        base = Tree(work / "base", options.examples)
        prepare(base, chosen, options.time)
        return report(chosen, base, work, options)


if __name__ == "__main__":
    sys.exit(main())
