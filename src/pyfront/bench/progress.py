"""A progress bar on stderr: rich where it is installed, else a line of plain text."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO

    from typing_extensions import Self

BAR_WIDTH = 30  # characters


class Progress:
    """Counts steps and shows nothing; the base of the two that do, and what --quiet uses."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        pass

    def step(self, case: str, peer: str, round_number: int) -> None:
        """Called before each run."""


class PlainProgress(Progress):
    """One line that is written over on a terminal; one line for each program elsewhere."""

    def __init__(self, total: int, stream: TextIO) -> None:
        self.total = total
        self.stream = stream
        self.done = 0
        self.case = ""
        self.width = 0

    def step(self, case: str, peer: str, round_number: int) -> None:
        if self.stream.isatty():
            filled = BAR_WIDTH * self.done // max(self.total, 1)
            bar = "#" * filled + "." * (BAR_WIDTH - filled)
            self._write_over(f"[{bar}] {self.done}/{self.total} {case} on {peer}, round {round_number + 1}")
        elif case != self.case:
            self.stream.write(f"{self.done}/{self.total} {case}\n")
            self.stream.flush()
        self.case = case
        self.done += 1

    def _write_over(self, text: str) -> None:
        self.stream.write("\r" + text.ljust(self.width))
        self.stream.flush()
        self.width = len(text)

    def __exit__(self, *exc: object) -> None:
        if self.stream.isatty():
            self._write_over("")
            self.stream.write("\r")
            self.stream.flush()


class RichProgress(Progress):
    """The bar of rich, with the time that is left."""

    def __init__(self, total: int) -> None:
        from rich import progress as rich  # type: ignore[import-not-found, unused-ignore]
        from rich.console import Console  # type: ignore[import-not-found, unused-ignore]

        columns: list[Any] = [rich.BarColumn(), rich.MofNCompleteColumn(), rich.TimeRemainingColumn()]
        self.bar = rich.Progress(
            *columns, rich.TextColumn("{task.description}"), console=Console(stderr=True), transient=True
        )
        self.task = self.bar.add_task("", total=total)
        self.started = False

    def __enter__(self) -> Self:
        self.bar.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.bar.stop()

    def step(self, case: str, peer: str, round_number: int) -> None:
        if self.started:
            self.bar.advance(self.task)
        self.started = True
        self.bar.update(self.task, description=f"{case} on {peer}, round {round_number + 1}")


def make_progress(total: int, quiet: bool = False) -> Progress:
    """The best progress display there is here."""
    if quiet:
        return Progress()
    if sys.stderr.isatty():
        try:
            return RichProgress(total)
        except ImportError:
            pass
    return PlainProgress(total, sys.stderr)
