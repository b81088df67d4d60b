"""Counting the machine instructions of a piece of work: by a counter of the processor, or by valgrind.

    python -m pyfront.bench.instructions MODULE FUNCTION ARGUMENT ROUNDS

calls the function of a module with the argument; it answers a thunk, which is called ``ROUNDS`` times after once for warming up.
Where a counter can be had, the last line says what the rounds took; under valgrind, two numbers of rounds are compared.
"""

from __future__ import annotations

import ctypes
import os
import platform
import re
import shutil
import struct
import subprocess
import sys
from collections.abc import Callable, Mapping
from typing import Any

FEW, MORE = 1, 4  # rounds that are compared
_PERF_EVENT_OPEN = {"x86_64": 298, "aarch64": 241}
_DISABLED, _NO_KERNEL, _NO_HYPERVISOR = 1, 1 << 5, 1 << 6
_RESET, _ENABLE, _DISABLE = 0x2403, 0x2400, 0x2401
_ATTRIBUTES = 112  # bytes of struct perf_event_attr


class Uncounted(Exception):
    """There is nothing to count with, or the program failed."""


class Counter:
    """The instructions that this process retires in user mode."""

    def __init__(self) -> None:
        number = _PERF_EVENT_OPEN.get(platform.machine()) if sys.platform == "linux" else None
        if number is None:
            raise Uncounted("there is no counter that could be asked")
        attributes = bytearray(_ATTRIBUTES)
        struct.pack_into("=IIQ", attributes, 0, 0, _ATTRIBUTES, 1)  # a hardware event: instructions
        struct.pack_into("=Q", attributes, 40, _DISABLED | _NO_KERNEL | _NO_HYPERVISOR)
        block = (ctypes.c_char * _ATTRIBUTES).from_buffer(attributes)
        self.file: int = ctypes.CDLL(None, use_errno=True).syscall(number, block, 0, -1, -1, 0)
        if self.file < 0:
            raise Uncounted(f"no counter: {os.strerror(ctypes.get_errno())}")

    def count(self, work: Callable[[], Any]) -> int:
        import fcntl

        fcntl.ioctl(self.file, _RESET, 0)
        fcntl.ioctl(self.file, _ENABLE, 0)
        work()
        fcntl.ioctl(self.file, _DISABLE, 0)
        return int(struct.unpack("=Q", os.read(self.file, 8))[0])


def method() -> str:
    """How instructions are counted on this machine: ``counter`` or ``valgrind``."""
    try:
        os.close(Counter().file)
        return "counter"
    except Uncounted as reason:
        if shutil.which("valgrind") is None:
            raise Uncounted(f"instructions cannot be counted here ({reason}; there is no valgrind)") from None
        return "valgrind"


def instructions(how: str, module: str, function: str, argument: str, environment: Mapping[str, str]) -> int:
    """Instructions of one call of the thunk."""
    if how == "counter":
        return int(_run([], module, function, argument, MORE, environment).stdout.split()[-1]) // MORE
    few, more = (_under_valgrind(module, function, argument, rounds, environment) for rounds in (FEW, MORE))
    return (more - few) // (MORE - FEW)


def _under_valgrind(module: str, function: str, argument: str, rounds: int, environment: Mapping[str, str]) -> int:
    tool = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
    said = _run(tool, module, function, argument, rounds, environment).stderr
    found = re.search(r"I\s+refs:\s+([\d,]+)", said)
    if found is None:
        raise Uncounted(f"valgrind counted nothing: {said.strip()[-200:]}")
    return int(found[1].replace(",", ""))


def _run(
    tool: list[str], module: str, function: str, argument: str, rounds: int, environment: Mapping[str, str]
) -> subprocess.CompletedProcess[str]:
    command = [*tool, sys.executable, "-m", "pyfront.bench.instructions", module, function, argument, str(rounds)]
    space = {**os.environ, "PYTHONHASHSEED": "0", "PYTHONMALLOC": "pymalloc", **environment}
    done = subprocess.run(command, capture_output=True, text=True, env=space, check=False)
    if done.returncode:
        raise Uncounted((done.stderr.strip().splitlines() or ["it failed"])[-1])
    return done


def main(arguments: list[str]) -> int:
    module, function, argument, rounds = arguments
    __import__(module)
    thunk = getattr(sys.modules[module], function)(argument)
    thunk()

    def work() -> None:
        for _ in range(int(rounds)):
            thunk()

    try:
        print(Counter().count(work))
    except Uncounted:
        work()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
