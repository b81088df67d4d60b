"""The tests under the address and undefined-behaviour sanitizers (GCC or Clang, Linux), in slices.

    python tools/sanitize.py [--jobs N] [--time SECONDS] [--no-build] [TESTS ...]

Builds the compiled modules and the images into build/asan/lib, then runs each test module and each folder of language
files in a process of its own, so that a crash costs one slice, and children of tests are watched as well: what a sanitizer
reports goes to files, and a slice with a report is not clean however its tests end. Left out is what is marked
`no_sanitizer`, with the reason at the mark. The exit code is 0 if every slice is clean.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build" / "asan"
LIB = BUILD / "lib"
REPORTS = BUILD / "reports"
SHOWN = 6000  # characters of one report
# What a slice takes beyond the ordinary: the instrumented code, and an allocator that gives one cell at a time.
SLICE_SECONDS = 3600


def build() -> None:
    command = [sys.executable, "setup.py", "-q", "build", "--build-base", str(BUILD), "--build-lib", str(LIB)]
    subprocess.run([*command, "-j", str(os.cpu_count() or 1)], cwd=ROOT, env={**os.environ, "VMCORE_BUILD": "asan"}, check=True)
    machine = next((LIB / "vmcore").glob("_machine.*"))
    if b"__asan_report_load8" not in machine.read_bytes():
        raise SystemExit(f"{machine} is not instrumented")


def library(name: str) -> str:
    """Where the compiler has the run-time library of a sanitizer; Python itself is not linked with it."""
    cc = os.environ.get("CC", "cc").split()
    path = subprocess.run([*cc, f"-print-file-name={name}"], capture_output=True, text=True, check=True).stdout.strip()
    if path == name:
        raise SystemExit(f"{cc[0]} has no {name}")
    return path


def environment(reports: Path) -> dict[str, str]:
    log = f"log_path={reports}/report"
    return {
        **os.environ, "PYTHONPATH": str(LIB), "PYTHONMALLOC": "malloc", "VMCORE_PATIENCE": "20",
        "LD_PRELOAD": f"{library('libasan.so')} {library('libubsan.so')}",
        # Leaks: an interpreter keeps what it has until the end of the process. A request beyond all memory is refused.
        "ASAN_OPTIONS": f"detect_leaks=0:allocator_may_return_null=1:{log}",
        "UBSAN_OPTIONS": f"print_stacktrace=1:halt_on_error=1:{log}",
    }  # fmt: skip


def slices() -> list[str]:
    tests = ROOT / "tests"
    found = [*tests.rglob("test_*.py"), *(path for path in (tests / "lang").glob("*/*") if path.is_dir())]
    return sorted(str(path.relative_to(ROOT)) for path in found)


class Result:
    def __init__(self, code: int | None, output: str, reports: list[str], seconds: float) -> None:
        self.code, self.reports, self.seconds = code, reports, seconds
        lines = [line for line in output.splitlines() if line.strip()]
        self.summary = "out of time" if code is None else lines[-1].strip("= ") if lines else "no output"
        self.failures = [line for line in lines if line.startswith(("FAILED", "ERROR", "Fatal")) or ": runtime error: " in line]
        self.passed = sum(int(n) for n in re.findall(r"(\d+) passed", self.summary))

    @property
    def clean(self) -> bool:
        """Code 5: pytest had nothing to run, all of the slice is left out or skipped."""
        return self.code in (0, 5) and not self.reports


def run(tests: str, limit: float) -> Result:
    reports = REPORTS / re.sub(r"\W+", "_", tests)
    shutil.rmtree(reports, ignore_errors=True)
    reports.mkdir(parents=True)
    command = [sys.executable, "-m", "pytest", "-q", "--tb=short", "-p", "no:cacheprovider", "--capture=sys",
               "-m", "not no_sanitizer", tests]  # fmt: skip
    start = time.monotonic()
    with (reports / "output").open("w+b") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment(reports), stdin=subprocess.DEVNULL, stdout=output,
                                   stderr=subprocess.STDOUT, start_new_session=True)  # fmt: skip
        try:
            code: int | None = process.wait(limit)
        except subprocess.TimeoutExpired:
            code = None
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        output.seek(0)
        text = output.read().decode("utf-8", "replace")
    found = [path.read_text(encoding="utf-8", errors="replace") for path in sorted(reports.glob("report*"))]
    return Result(code, text, [one for one in found if not harmless(one)], time.monotonic() - start)


def harmless(report: str) -> bool:
    """ASan says so when a request beyond all memory is answered with NULL, which is what is asked of it."""
    return all("WARNING: AddressSanitizer failed to allocate" in line for line in report.splitlines() if line.strip())


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("tests", nargs="*", help="slices; the default is all")
    parser.add_argument("--jobs", type=int, default=1, help="slices at a time")
    parser.add_argument("--time", type=float, default=SLICE_SECONDS, help="seconds for one slice")
    parser.add_argument("--no-build", action="store_true", help="test what was built before")
    options = parser.parse_args()
    if not options.no_build:
        build()
    chosen = options.tests or slices()
    results = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for name, result in zip(chosen, pool.map(lambda tests: run(tests, options.time), chosen)):
            results.append(result)
            print(f"{'clean ' if result.clean else 'FAILED'} {name}  [{result.seconds:.0f} s]  {result.summary}", flush=True)
            for line in [*result.failures, *(report[:SHOWN] for report in result.reports)]:
                print(f"    {line}", flush=True)
    clean = sum(result.clean for result in results)
    print(f"{clean} of {len(results)} slices clean, {sum(r.passed for r in results)} tests passed, "
          f"{sum(len(r.reports) for r in results)} reports of the sanitizers")  # fmt: skip
    return 0 if clean == len(results) else 1


if __name__ == "__main__":
    sys.exit(main())
