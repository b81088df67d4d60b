"""Clocks of the guest."""

from __future__ import annotations

import time

from pyfront.wasm.wasi.errno import INVAL, Failure

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Literal

REALTIME, MONOTONIC, PROCESS, THREAD = range(4)
_NAMES: tuple[Literal["time", "monotonic", "process_time", "thread_time"], ...]
_NAMES = ("time", "monotonic", "process_time", "thread_time")
_READ = (time.time_ns, time.monotonic_ns, time.process_time_ns, getattr(time, "thread_time_ns", time.process_time_ns))


class Clocks:
    """The host's. A subclass may give the guest another time."""

    def now(self, clock: int) -> int:
        """Nanoseconds."""
        return _READ[clock]()

    def resolution(self, clock: int) -> int:
        """Nanoseconds."""
        info = time.get_clock_info(_NAMES[clock])
        return max(int(info.resolution * 1e9), 1)

    def sleep(self, nanoseconds: int) -> None:
        time.sleep(nanoseconds / 1e9)


def check(clock: int) -> int:
    if clock > THREAD:
        raise Failure(INVAL)
    return clock
