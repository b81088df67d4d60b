"""Where in the texts the terms of a space came from."""

from __future__ import annotations

from bisect import bisect_left

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.text.source import Source


class Places:
    """Of the terms that texts added to a space, by their numbers in it, which grow."""

    def __init__(self) -> None:
        self.numbers: list[int] = []
        self.starts: list[int] = []
        self.sources: list[tuple[int, Source]] = []  # the first entry of each text

    def note(self, number: int, source: Source, start: int) -> None:
        if not self.sources or self.sources[-1][1] is not source:
            self.sources.append((len(self.numbers), source))
        self.numbers.append(number)
        self.starts.append(start)

    def find(self, number: int) -> str:
        """File, line and column; "" if no text added it."""
        i = bisect_left(self.numbers, number)
        if i == len(self.numbers) or self.numbers[i] != number:
            return ""
        source = next(source for first, source in reversed(self.sources) if first <= i)
        line, column = source.line_column(source.base + self.starts[i])
        return f"{source.name}:{line}:{column}"
