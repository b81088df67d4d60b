"""Source texts and positions.

A position is one integer that names a file and a place in it: every ``Source`` of a compilation unit gets a base, and a
position is ``base + offset`` (offset in characters). 0 is the unknown position.
"""

from __future__ import annotations


class Source:
    """One text. Positions ``base .. base + len(text)`` are its."""

    __slots__ = ("name", "text", "base", "_lines")

    def __init__(self, name: str, text: str, base: int = 1) -> None:
        self.name = name
        self.text = text
        self.base = base
        self._lines: list[int] | None = None

    def line_column(self, pos: int) -> tuple[int, int]:
        """Line (from 1) and column (from 1, in characters). A line ends with \\n, \\r or \\r\\n."""
        from bisect import bisect_right

        if self._lines is None:
            starts = [0]
            find = self.text.find
            if "\r" in self.text:
                starts += _line_starts(self.text)
            else:
                at = find("\n")
                while at >= 0:
                    starts.append(at + 1)
                    at = find("\n", at + 1)
            self._lines = starts
        offset = pos - self.base
        line = bisect_right(self._lines, offset)
        return line, offset - self._lines[line - 1] + 1

    def line_text(self, line: int) -> str:
        """The text of a line (from 1), without its end."""
        self.line_column(self.base)
        assert self._lines is not None
        start = self._lines[line - 1]
        end = self._lines[line] - 1 if line < len(self._lines) else len(self.text)
        return self.text[start:end].rstrip("\r\n")


def _line_starts(text: str) -> list[int]:
    """Offsets behind the ends of lines."""
    n = len(text)
    return [
        i + 1 for i in range(n)
        if text[i] == "\n" or (text[i] == "\r" and (i + 1 == n or text[i + 1] != "\n"))
    ]  # fmt: skip


class SourceMap:
    """The sources of one compilation unit."""

    __slots__ = ("sources",)

    def __init__(self) -> None:
        self.sources: list[Source] = []

    def add(self, name: str, text: str) -> Source:
        last = self.sources[-1] if self.sources else None
        source = Source(name, text, last.base + len(last.text) + 1 if last else 1)
        self.sources.append(source)
        return source

    def shared(self) -> list[tuple[str, int, str]]:
        """The sources as an image holds them: name, base, text."""
        return [(source.name, source.base, source.text) for source in self.sources]

    def find(self, pos: int) -> Source | None:
        """The source that holds a position; None for 0 and foreign ones."""
        for source in self.sources:
            if source.base <= pos <= source.base + len(source.text):
                return source
        return None
