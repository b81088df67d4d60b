"""Times the programs of r7rs-benchmarks on vmcore, Guile (with its JIT) and Chez, side by side, and prints a table.

    VMCORE_SPEC=/path python benchmarks/r7rs.py                       # all, a tenth of the iterations
    VMCORE_SPEC=/path python benchmarks/r7rs.py fib tak --divide 1    # some, as the suite has them

tests/spec/README.md says how to get the programs. Each is compiled before it runs: by Guile with -O3, by Chez with the
R7RS names that ``vmcore bench`` has for it. The time is what the program says of itself, or the processor time of the
whole process where that is less, which it is only on a busy machine.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import r7rs_suite as suite

ROOT = Path(__file__).parent.parent
# what `guild compile -O3` does, which some distributions do not ship
COMPILE = """(use-modules (system base compile))
(compile-file "{}" #:output-file "{}" #:optimization-level 3)"""
WANTED = {"guile": 1.0, "chez": 5.0}  # the geometric mean of our times, in theirs
WORST = 3.0  # and each of them, in Guile's
REDUCED = {"ctak": "1 18 12 6 7"}  # Guile takes minutes for one iteration of the suite's


class Failure(Exception):
    """What a peer did instead of answering."""


class Peer:
    """How a program is made ready (``prepare`` answers the command) and run."""

    environment: dict[str, str] = {}

    def prepare(self, folder: Path, name: str, directory: Path) -> list[str]:
        raise NotImplementedError


def _write(text: str, directory: Path, name: str) -> str:
    directory.mkdir(exist_ok=True)
    path = directory / f"{name}.scm"
    path.write_text(text, encoding="utf-8")
    return str(path)


class Ours(Peer):
    def __init__(self) -> None:
        import pyfront

        self.environment = {"PYTHONPATH": str(Path(pyfront.__file__).parent.parent)}

    def prepare(self, folder: Path, name: str, directory: Path) -> list[str]:
        file = _write(suite.program(folder, name), directory / "vmcore", name)
        command = [sys.executable, "-m", "pyfront"]
        environment = {**os.environ, **self.environment}
        subprocess.run([*command, "compile", file], env=environment, check=True, capture_output=True)
        return [*command, "run", file.replace(".scm", ".vmc")]


class Guile(Peer):
    environment = {"GC_INITIAL_HEAP_SIZE": "100000000", "GC_MARKERS": "1"}  # the first as in the suite

    def prepare(self, folder: Path, name: str, directory: Path) -> list[str]:
        file = _write(suite.program(folder, name, "Guile"), directory / "guile", name)
        environment = {**os.environ, "XDG_CACHE_HOME": str(directory / "cache")}
        output = file.replace(".scm", ".go")
        subprocess.run(["guile", "-c", COMPILE.format(file, output)], env=environment, check=True, capture_output=True)
        return ["guile", "-c", f'(load-compiled "{output}")']


class Chez(Peer):
    def __init__(self, command: str) -> None:
        self.command = command

    def prepare(self, folder: Path, name: str, directory: Path) -> list[str]:
        file = _write(suite.program(folder, name), directory / "chez", name)
        libraries = directory / "chez-libraries"  # a copy: compiled libraries are put beside their sources
        if not libraries.exists():
            shutil.copytree(ROOT / "src" / "pyfront" / "bench" / "peerlib" / "chez", libraries)
        command = [self.command, "--libdirs", str(libraries)]
        text = f'(optimize-level 2) (compile-imported-libraries #t) (compile-program "{file}")'
        subprocess.run([*command, "-q"], input=text, text=True, check=True, capture_output=True)
        return [*command, "--program", file.replace(".scm", ".so")]


def peers() -> dict[str, Peer]:
    found: dict[str, Peer] = {suite.OURS: Ours()}
    if shutil.which("guile"):
        found["guile"] = Guile()
    for command in ("chez", "chezscheme", "scheme"):
        if shutil.which(command):
            found["chez"] = Chez(command)
            break
    return found


def run_once(command: list[str], environment: dict[str, str], text: str, folder: Path, timeout: float) -> float:
    """Seconds of one process, which runs in the suite's folder as its programs expect."""
    with tempfile.TemporaryFile("w+") as stdin, tempfile.TemporaryFile("w+", errors="replace") as out:
        stdin.write(text)
        stdin.seek(0)
        process = subprocess.Popen(command, stdin=stdin, stdout=out, stderr=out, cwd=folder, env={**os.environ, **environment})
        deadline = time.monotonic() + timeout
        done, pause = 0, 0.001
        while done == 0:
            done, status, usage = os.wait4(process.pid, os.WNOHANG)
            if done == 0:
                if time.monotonic() > deadline:
                    process.kill()
                time.sleep(pause)
                pause = min(pause * 1.5, 0.05)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        if process.returncode == -9:
            raise Failure("timeout")
        try:
            return min(suite.result(out.read()), usage.ru_utime + usage.ru_stime)
        except ValueError as error:
            raise Failure(str(error)) from None


def measure(folder: Path, names: list[str], options: argparse.Namespace) -> dict[str, dict[str, float | str]]:
    """Program -> peer -> shortest time, or what went wrong."""
    rows: dict[str, dict[str, float | str]] = {}
    chosen = {name: peer for name, peer in peers().items() if name in options.peers}
    with tempfile.TemporaryDirectory(prefix="vmcore-r7rs-") as where:
        directory = Path(where)
        for name in names:
            row = rows[name] = {}
            text = REDUCED.get(name) if options.divide > 1 else None
            text = text or suite.parameters(folder, name, options.divide)
            ready = {}
            for peer, how in chosen.items():
                try:
                    ready[peer] = how.prepare(folder, name, directory)
                except subprocess.CalledProcessError:
                    row[peer] = "does not compile"
            for _ in range(options.rounds):
                for peer, command in ready.items():
                    if isinstance(row.get(peer, 0.0), str):
                        continue
                    environment = {**chosen[peer].environment, "XDG_CACHE_HOME": str(directory / "cache")}
                    try:
                        seconds = run_once(command, environment, text, folder, options.timeout)
                    except Failure as failure:
                        row[peer] = str(failure)
                        continue
                    best = row.get(peer, math.inf)
                    row[peer] = min(seconds, best) if isinstance(best, float) else best
            print(line(name, row, list(chosen)), flush=True)
    return rows


def line(name: str, row: dict[str, float | str], order: list[str]) -> str:
    cells = [f"{name:12}"]
    for peer in order:
        value = row.get(peer)
        cells.append(f"{value:10.3f}" if isinstance(value, float) else f"{'failed':>10}")
    for peer in order[1:]:
        found = ratio(row, peer)
        cells.append(f"{found:10.2f}" if found else f"{'':10}")
    wrong = row.get(suite.OURS)
    return " ".join(cells) + (f"  {wrong[:200]!r}" if isinstance(wrong, str) else "")


def ratio(row: dict[str, float | str], peer: str) -> float | None:
    """Our time in the peer's; none where one failed or the times are too short to compare."""
    ours, theirs = row.get(suite.OURS), row.get(peer)
    if isinstance(ours, float) and isinstance(theirs, float) and theirs > 0:
        return ours / theirs
    return None


def summary(rows: dict[str, dict[str, float | str]], order: list[str]) -> str:
    lines = []
    for peer in order[1:]:
        ratios = {name: found for name, row in rows.items() if (found := ratio(row, peer))}
        if not ratios:
            continue
        mean = math.exp(sum(map(math.log, ratios.values())) / len(ratios))
        lines.append(f"geometric mean of {len(ratios)} times in those of {peer}: {mean:.3f} (wanted: {WANTED[peer]})")
        if peer == "guile":
            slow = {name: found for name, found in ratios.items() if found > WORST}
            text = ", ".join(f"{name} {found:.1f}" for name, found in sorted(slow.items(), key=lambda one: -one[1]))
            lines.append(f"slower than {WORST} x {peer}: {text or 'none'}")
    return "\n".join(lines)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="PROGRAM", help="default: all")
    parser.add_argument("--divide", type=int, default=10, metavar="N", help="iterations divided by N (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=1, help="the shortest of so many times counts (default %(default)s)")
    parser.add_argument("--timeout", type=float, default=300, metavar="SECONDS", help="of one run (default %(default)s)")
    parser.add_argument("--peers", default="vmcore,guile,chez", help="which, with commas (default %(default)s)")
    parser.add_argument("--json", metavar="FILE", help="write the times there")
    options = parser.parse_args()
    options.peers = options.peers.split(",")
    spec = os.environ.get("VMCORE_SPEC", "")
    folder = Path(spec) / suite.FOLDER
    if not spec or not (folder / "src").is_dir():
        parser.error(f"VMCORE_SPEC must name a folder that holds {suite.FOLDER}: see tests/spec/README.md")
    if unknown := set(options.names) - set(suite.NAMES):
        parser.error(f"no such programs: {', '.join(sorted(unknown))}")
    suite.make_words(folder)
    order = [name for name in peers() if name in options.peers]
    print(f"{'program':12} " + " ".join(f"{name + ' s':>10}" for name in order) + " "
          + " ".join(f"{'/ ' + name:>10}" for name in order[1:]))
    rows = measure(folder, options.names or list(suite.NAMES), options)
    print(summary(rows, order))
    if options.json:
        Path(options.json).write_text(json.dumps(rows, indent=1), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
