"""Standard output as the programs get it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Output:
    """Remembers the first error of the stream below, which may happen after a run, when nobody is there to raise it to;
    and knows whether a line is begun, so that prompts and values do not follow it on the line."""

    def __init__(self, stream: Any) -> None:
        self.stream = stream
        self.clean = True
        self.error: Exception | None = None

    def write(self, text: str) -> None:
        try:
            self.stream.write(text)
        except Exception as error:
            self.error = self.error or error
            raise
        if text:
            self.clean = text[-1] == "\n"

    def flush(self) -> None:
        try:
            self.stream.flush()
        except Exception as error:
            self.error = self.error or error
            raise

    def isatty(self) -> bool:
        return bool(self.stream.isatty())

    def finish(self) -> None:
        """Everything is out, or this raises what was in the way."""
        error, self.error = self.error, None
        if error is not None:
            raise error
        self.flush()

    def line(self, text: str) -> None:
        """A text on lines of its own."""
        self.fresh_line()
        self.write(text if text.endswith("\n") else text + "\n")
        self.flush()

    def fresh_line(self) -> None:
        if not self.clean:
            self.write("\n")
        self.flush()
