"""How much memory a process takes at most, as the operating system sees it, beside the memory limit of its runs."""

from __future__ import annotations

import subprocess
import sys

LIMIT = 64 << 20
_PROGRAM = """
import pyfront
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * 4096
rt = pyfront.Runtime()
for text in {setup!r}:
    rt.eval(text)
before = resident()
peak = 0
for call in {calls!r}:
    if {forget!r} in call:
        rt.eval("(set! kept '())")
    try:
        rt.run(rt.compile(call), memory={limit})
    except pyfront.errors.MemoryLimitExceeded:
        pass
    peak = max(peak, resident() - before)
print(peak / {limit})
"""


def share(setup: list[str], calls: list[str], *, forget: str = "") -> float:
    """The peak of a new process, above what it has after ``setup``, by the limit. Each call is a run up to the limit; what is
    in the global ``kept`` is forgotten before each one whose text has ``forget`` in it."""
    program = _PROGRAM.format(setup=setup, calls=calls, forget=forget, limit=LIMIT)
    return float(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout)
