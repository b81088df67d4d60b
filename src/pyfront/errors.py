"""Errors as Python sees them: one hierarchy under ``Error``, for every language.

An error knows where it happened (file, line, column, an excerpt of the source with the place underlined) and how the
program got there (the language's own backtrace). All of them can be pickled: what they carry besides Python values
is text.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any

    from pyfront.text.source import Source

MAX_EXCERPT = 100  # characters of a source line that an excerpt shows
MAX_FRAMES = 20  # lines of a backtrace that str() shows


class Frame:
    """One call of the language in a backtrace. ``name`` is "" for a procedure without one and for the top level.

    ``elided``: the name of the procedure that this frame called, when tail calls have put another one in its place
    (the frame before this one, if it is shown); else "". ``skipped``: frames left out between the one before and this.
    """

    __slots__ = ("name", "file", "line", "column", "top", "elided", "skipped")

    def __init__(
        self,
        name: str,
        file: str = "",
        line: int = 0,
        column: int = 0,
        *,
        top: bool = False,
        elided: str = "",
        skipped: int = 0,
    ) -> None:
        self.name = name
        self.file = file
        self.line = line
        self.column = column
        self.top = top
        self.elided = elided
        self.skipped = skipped

    def _state(self) -> tuple[Any, ...]:
        return self.name, self.file, self.line, self.column, self.top, self.elided, self.skipped

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Frame) and self._state() == other._state()

    def __hash__(self) -> int:
        return hash(self._state())

    def __repr__(self) -> str:
        return f"Frame({self.name!r}, {self.file!r}, {self.line}, {self.column})"

    def __str__(self) -> str:
        where = place(self.file, self.line, self.column)
        what = "at top level" if self.top else f"in {self.name or 'anonymous procedure'}"
        return f"{what}  {where}".rstrip()

    def __reduce__(self) -> tuple[Any, ...]:
        return _frame, self._state()


def _frame(name: str, file: str, line: int, column: int, top: bool, elided: str, skipped: int) -> Frame:
    """What pickle calls."""
    return Frame(name, file, line, column, top=top, elided=elided, skipped=skipped)


class Error(Exception):
    """Anything that goes wrong while a program is read, compiled or run.

    Either give ``source`` and ``pos`` (and ``end``, the position after the text to underline), or file, line, column
    and excerpt as such. Unknown: "" and 0.
    """

    others: Sequence[Error] = ()  # further mistakes that were found in the same text

    def __init__(
        self,
        message: str = "",
        *,
        source: Source | None = None,
        pos: int = 0,
        end: int = 0,
        file: str = "",
        line: int = 0,
        column: int = 0,
        excerpt: str = "",
        backtrace: Iterable[Frame] = (),
        notes: Iterable[str] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.notes: list[str] = list(notes)  # advice, and places that have to do with the error
        self.pos = pos
        self.file = file
        self.line = line
        self.column = column
        self.excerpt = excerpt
        self.backtrace: list[Frame] = list(backtrace)  # innermost call first
        if source is not None:
            self.locate(source, pos, end)

    def locate(self, source: Source, pos: int, end: int = 0) -> None:
        """Set the place of the error."""
        self.pos = pos
        self.file = source.name
        if pos:
            self.line, self.column = source.line_column(pos)
            self.excerpt = excerpt(source, pos, end)

    def headline(self) -> str:
        """The message as one line of text."""
        return self.message

    def __str__(self) -> str:
        where = place(self.file, self.line, self.column)
        lines = [f"{where}: {self.headline()}" if where else self.headline()]
        if self.excerpt:
            lines.append(self.excerpt)
        lines += [f"  note: {note}" for note in self.notes]
        return "\n".join(lines + backtrace_lines(self.backtrace))


class ReadError(Error):
    """The text is not a sequence of data."""

    condition = "read"  # kind of the error object that a program sees


class IncompleteError(ReadError):
    """The text ended inside a datum: more text could make it right."""


class ExpandError(Error):
    """Bad syntax: a form that is not what its keyword wants."""

    condition = "syntax"


class CompileError(Error):
    """A program that the compiler cannot translate."""

    condition = "syntax"


class VerifyError(Error):
    """A bad image."""


class EvalError(Error):
    """An error of the running program."""


class WrongType(EvalError):
    """An argument of the wrong type, or a call of what is no procedure."""

    condition = "type"


class WrongArity(EvalError):
    """A procedure called with a number of arguments it does not take."""


class UnboundVariable(EvalError):
    """A variable without a value."""


class IntegerOverflow(EvalError):
    """The result of an operation on integers of 64 bits has more."""

    status = "OVERFLOW"


class DivideByZero(EvalError):
    """An exact division by zero."""


class OutOfRange(EvalError):
    """An index or a size out of range."""


class UserError(EvalError):
    """``(error message irritant ...)`` that nobody handled. ``written``: the irritants as the language writes them."""

    def __init__(
        self, message: str = "", irritants: Iterable[Any] = (), *, written: Iterable[str] = (), **where: Any
    ) -> None:
        super().__init__(message, **where)
        self.irritants: list[Any] = list(irritants)
        self.written: list[str] = list(written)

    def headline(self) -> str:
        return " ".join([self.message, *(self.written or map(repr, self.irritants))])


class Raised(EvalError):
    """``(raise value)`` that nobody handled, of a value that is no error object."""

    def __init__(self, message: str = "", value: Any = None, **where: Any) -> None:
        super().__init__(message, **where)
        self.value = value


class StackOverflow(EvalError):
    """Recursion deeper than the limit."""


class FileError(EvalError):
    """A file cannot be opened, read or written."""

    condition = "file"


class CapabilityError(EvalError):
    """Something the runtime was not given the right to."""

    condition = "capability"

    @classmethod
    def lacking(cls, name: str, who: str = "", pos: int = 0) -> CapabilityError:
        """The error of using a capability that was not given."""
        hint = f"allow=['{name}'], or --allow {name} on the command line"
        return cls(f"{who + ': ' if who else ''}the capability '{name}' was not given: {hint}", pos=pos)


class LimitError(Error):
    """A limit of the run is reached. The runtime stays usable."""


class FuelExhausted(LimitError):
    """The fuel is used up."""

    status = "FUEL"  # by which the machine knows the limit of an inner run


class TimeLimitExceeded(LimitError):
    """The time is used up."""

    status = "TIMEOUT"


class MemoryLimitExceeded(LimitError):
    """The memory limit is reached."""

    status = "MEMORY"


class Busy(Error):
    """A runtime was entered by a second thread while it was running."""


class Exit(Error):
    """The program asked to end. ``code``: the exit code for a process."""

    def __init__(self, code: int = 0, **where: Any) -> None:
        super().__init__(f"exit {code}", **where)
        self.args = (code,)  # what pickle calls the class with
        self.code = code


# Class of a machine status (vmcore.tags.STATUSES) that ends a run. A pending Python exception (HOSTERR) comes out as
# itself, INTERRUPT as KeyboardInterrupt; ERROR and RAISE depend on the object: see BY_KIND.
BY_STATUS: dict[str, type[Error]] = {
    "TYPE": WrongType,
    "RANGE": OutOfRange,
    "DIVZERO": DivideByZero,
    "OVERFLOW": IntegerOverflow,
    "ERROR": EvalError,
    "NOMEM": MemoryLimitExceeded,
    "ARITY": WrongArity,
    "NOTPROC": WrongType,
    "UNBOUND": UnboundVariable,
    "UNASSIGNED": UnboundVariable,
    "RAISE": Raised,
    "STACK": StackOverflow,
    "FUEL": FuelExhausted,
    "TIMEOUT": TimeLimitExceeded,
    "MEMORY": MemoryLimitExceeded,
    "EXIT": Exit,
    "OUTER": EvalError,
    "FILE": FileError,
    "READ": ReadError,
    "CAPABILITY": CapabilityError,
}

# Class of a condition (an error object of the machine) by its kind.
BY_KIND: dict[str, type[Error]] = {
    "type": WrongType,
    "range": OutOfRange,
    "arity": WrongArity,
    "unbound": UnboundVariable,
    "divide": DivideByZero,
    "overflow": IntegerOverflow,
    "user": UserError,
    "file": FileError,
    "read": ReadError,
    "stack": StackOverflow,
    "capability": CapabilityError,
}


def place(file: str, line: int, column: int) -> str:
    """``file:line:column`` as far as it is known."""
    return f"{file}:{line}:{column}" if line else file


def excerpt(source: Source, pos: int, end: int = 0) -> str:
    """The line of a position with the place underlined, from ``pos`` to before ``end`` or the end of the line."""
    line, column = source.line_column(pos)
    text = source.line_text(line)
    start = min(column - 1, len(text))
    stop = max(min(start + end - pos, len(text)), start + 1)
    text, start, stop = _clip(text, start, stop)
    margin = f"{line:5} | "
    indent = "".join("\t" if c == "\t" else " " * _width(c) for c in text[:start])
    marked = sum(map(_width, text[start:stop])) or 1
    return f"{margin}{text}\n{'|':>7} {indent}^{'~' * (marked - 1)}"


def _clip(text: str, start: int, stop: int) -> tuple[str, int, int]:
    """At most MAX_EXCERPT characters around ``start``, with dots for what is left out."""
    if len(text) <= MAX_EXCERPT:
        return text, start, stop
    first = max(0, min(start - MAX_EXCERPT // 3, len(text) - MAX_EXCERPT))
    last = first + MAX_EXCERPT
    before, after = "..." if first else "", "..." if last < len(text) else ""
    shift = len(before) - first
    return before + text[first:last] + after, start + shift, min(stop, last) + shift


def _width(char: str) -> int:
    """Columns of a terminal that a character takes."""
    if char.isascii():
        return 1
    from unicodedata import combining, east_asian_width

    return 0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1


def backtrace_lines(frames: list[Frame]) -> list[str]:
    """Lines of a backtrace, the same frame in a row shown once; the middle of a long one left out."""
    shown: list[list[Any]] = []  # text, how often, frames left out before it
    for frame in frames:
        if frame.elided:
            shown.append([f"... tail calls from {frame.elided}, elided ...", 1, frame.skipped])
        text = str(frame)
        skipped = 0 if frame.elided else frame.skipped
        if shown and shown[-1][0] == text:
            shown[-1][1] += 1 + skipped
        else:
            shown.append([text, 1, skipped])
    if len(shown) > MAX_FRAMES:
        half = MAX_FRAMES // 2
        left_out = sum(n + skipped for _, n, skipped in shown[half:-half])
        shown[half:-half] = []
        shown[half][2] += left_out
    lines = []
    for text, n, skipped in shown:
        if skipped:
            lines.append(f"  ... {skipped} more ...")
        lines.append(f"  {text}" + (f"  ({n} times)" if n > 1 else ""))
    return lines
