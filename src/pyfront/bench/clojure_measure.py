"""Times of the Clojure benchmark programs: warm, in this process, and whole processes, on our backends and on others."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pyfront.bench.clojure_cases import ClojureCase
from pyfront.bench.measure import of_children

ENOUGH = 0.05  # seconds that a sample takes at least
SAMPLES = 5
WARM_RUNS = 0.3  # seconds of runs in a process of another implementation
LONG = 2.0  # seconds: a process that takes so long is run once
_JAVA_JARS = ("clojure.jar", "spec.alpha.jar", "core.specs.alpha.jar")


class Failed(Exception):
    """A program did not give its answer: why."""


def best(run: Callable[[], Any], samples: int = SAMPLES) -> float:
    """Milliseconds of processor time for one call, when it is warm: the best of several samples."""
    run()
    rounds = 1
    while (spent := _sample(run, rounds)) < ENOUGH:
        rounds = max(rounds * 2, int(rounds * ENOUGH / max(spent, 1e-6)))
    return min(spent, *(_sample(run, rounds) for _ in range(samples - 1))) / rounds * 1000


def _sample(run: Callable[[], Any], rounds: int) -> float:
    start = time.process_time()
    for _ in range(rounds):
        run()
    return time.process_time() - start


def ours(case: ClojureCase, backend: str) -> float:
    """Warm, on one of our backends. The program is run once, and checked, before its ``main`` is timed."""
    from pyfront import Runtime

    printed = io.StringIO()
    with Runtime("clojure", backend=backend, stdout=printed) as runtime:
        runtime.eval(case.source.read_text(encoding="utf-8"), str(case.source))
        _check(case, printed.getvalue())
        return best(runtime["main"])


def python(case: ClojureCase) -> float | None:
    """Warm, in this Python; None if it has no such program."""
    if case.python is None:
        return None
    space: dict[str, Any] = {"__name__": case.name}
    exec(compile(case.python.read_text(encoding="utf-8"), str(case.python), "exec"), space)
    main = space["main"]
    _check(case, str(main()))
    return best(main)


def _check(case: ClojureCase, printed: str) -> None:
    if printed.strip() != case.answer:
        raise Failed(f"{case.name}: answered {printed.strip()[:80]!r}, not {case.answer!r}")


# ---------------------------------------------------------------- whole processes


def commands() -> dict[str, list[str]]:
    """How to run a file on each implementation that this machine has, ours first."""
    command = "from pyfront.cli import script; script()"  # what the script vmcore does
    found = {name: [sys.executable, "-c", command, "run", "--backend", name] for name in ("vm", "treewalk")}
    found[f"python3.{sys.version_info[1]}"] = [sys.executable]
    nbb, basilisp = shutil.which("nbb"), shutil.which("basilisp")
    clojurewasm = shutil.which("cljw")
    if clojurewasm:
        found["clojurewasm"] = [clojurewasm]
    if nbb:
        found["nbb"] = [nbb]
    if basilisp:
        found["basilisp"] = [basilisp, "run"]
    jars = [Path("/usr/share/java", name) for name in _JAVA_JARS]
    java = shutil.which("java")
    if java and jars[0].exists():
        found["jvm"] = [java, "-cp", os.pathsep.join(map(str, jars)), "clojure.main"]
    return found


def whole(case: ClojureCase, name: str, command: list[str], rounds: int, timeout: float) -> float | None:
    """Milliseconds of processor time that a process takes from start to end, the least of some; None: no such program."""
    path = case.python if name.startswith("python") else case.source
    if path is None:
        return None
    times: list[float] = []
    while len(times) < rounds and max(times, default=0.0) < LONG:
        spent, printed = _process(f"{case.name} on {name}", [*command, str(path)], timeout)
        _check(case, _answer_in(printed))
        times.append(spent)
    return min(times) * 1000


def warm_there(case: ClojureCase, name: str, command: list[str], about: float, rounds: int, timeout: float) -> float:
    """Milliseconds of processor time for one run of the program when it is warm, in a process of its own: what a process that
    runs it often takes more than one that does so once. ``about``: how long a run takes."""
    from tempfile import TemporaryDirectory

    count = max(1, round(WARM_RUNS * 1000 / about))
    text = case.source.read_text(encoding="utf-8")
    least = []
    with TemporaryDirectory() as folder:
        for more in ("", f"\n(loop [i 0] (if (< i {count}) (do (main) (recur (+ i 1)))))\n"):
            path = Path(folder, "bench.clj")
            path.write_text(text + more, encoding="utf-8")
            least.append(min(_process(f"{case.name} on {name}", [*command, str(path)], timeout)[0] for _ in range(rounds)))
    return max(least[1] - least[0], 0.0) / count * 1000


def _process(what: str, command: list[str], timeout: float) -> tuple[float, str]:
    """Seconds of processor time of a process, and what it printed."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # Basilisp compiles itself
    before = of_children()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False, env=env)
    except subprocess.TimeoutExpired:
        raise Failed(f"{what}: more than {timeout:g} s") from None
    spent = of_children() - before
    if done.returncode:
        raise Failed(f"{what}: {_last_line(done.stderr)}")
    return spent, done.stdout


def _answer_in(printed: str) -> str:
    """The last line: some implementations warn on standard output."""
    lines = printed.strip().splitlines()
    return lines[-1] if lines else ""


def _last_line(text: str) -> str:
    lines = [line for line in re.split(r"\n+", text.strip()) if line]
    return lines[-1][:200] if lines else "no output"
