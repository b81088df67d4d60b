"""A line that tells how far a long run is, rewritten every second or so, on a terminal."""

from __future__ import annotations

import sys
import threading
import time

from vmcore._trees import place

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

INTERVAL = 1.0  # seconds; shorter runs show nothing


class Progress:
    """While it is entered, the element that is being processed is looked at from time to time, from another thread."""

    def __init__(self, machine: Any, elements: int, stream: Any = None) -> None:
        self.machine = machine
        self.elements = elements
        self.stream = stream or sys.stderr
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.shown = False

    def __enter__(self) -> Progress:
        self.thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.ended.set()
        self.thread.join()
        if self.shown:
            self.stream.write("\r\x1b[K")
            self.stream.flush()

    def _watch(self) -> None:
        start = time.monotonic()
        while not self.ended.wait(INTERVAL):
            where = place(self.machine)
            at = "" if where is None else f"element {where[3] + 1} of {self.elements}, "
            self.stream.write(f"\r\x1b[K{at}{time.monotonic() - start:.0f} s")
            self.stream.flush()
            self.shown = True
