"""From an error of the machine to an error that points at the source."""

from __future__ import annotations

from pyfront import errors
from pyfront.text.source import Source
from vmcore.errors import MachineBusy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.text.source import SourceMap
    from vmcore.errors import MachineError

_DELIMITERS = frozenset("()[]\"'`,; \t\r\n")
_STOP_KINDS = frozenset(("ERROR", "RAISE"))


def extent(source: Source, pos: int) -> int:
    """The position after the form or token at ``pos``, on its line."""
    text = source.text
    start = pos - source.base
    end = text.find("\n", start)
    end = len(text) if end < 0 else end
    if start < len(text) and text[start] not in "([":
        at = start + 1
        while at < end and text[at] not in _DELIMITERS:
            at += 1
        return source.base + at
    depth = 0
    for at in range(start, end):
        if text[at] in "([":
            depth += 1
        elif text[at] in ")]":
            depth -= 1
            if depth == 0:
                return source.base + at + 1
    return source.base + end


def locate(error: errors.Error, sources: SourceMap) -> None:
    """Gives an error of the compiler the place that its position means; one that has a place keeps it."""
    source = sources.find(error.pos) if error.pos and not error.line else None
    if source is not None:
        error.locate(source, error.pos, extent(source, error.pos))


def _source_of(image: Any, pos: int, cache: dict[int, list[Source]]) -> Source | None:
    sources = cache.get(id(image))
    if sources is None:
        sources = cache[id(image)] = [Source(name, text, base) for name, base, text in image.sources]
    for source in sources:
        if source.base <= pos <= source.base + len(source.text):
            return source
    return None


def _frames(error: MachineError) -> tuple[list[errors.Frame], tuple[Source, int] | None]:
    """The visible frames, and the place of the innermost that is known."""
    cache: dict[int, list[Source]] = {}
    frames = []
    where = None
    for name, image, function, instruction, hidden in error.frames:
        if hidden:
            continue
        pos = image.position(function, instruction)
        source = _source_of(image, pos, cache) if pos else None
        if source is None:
            frames.append(errors.Frame(name))
            continue
        line, column = source.line_column(pos)
        frames.append(errors.Frame(name, source.name, line, column))
        if where is None:
            where = (source, pos)
    return frames, where


def translate(error: MachineError | MachineBusy) -> BaseException:
    """The exception a user sees for an error of the machine."""
    if isinstance(error, MachineBusy):
        return errors.Busy(str(error))
    if error.status == "INTERRUPT":
        return KeyboardInterrupt()
    cls = errors.BY_STATUS.get(error.status, errors.EvalError)
    if error.status in _STOP_KINDS:
        cls = errors.BY_KIND.get(error.kind, cls)
    frames, where = _frames(error)
    about: dict[str, Any] = {"backtrace": frames}
    if where is not None:
        about.update(source=where[0], pos=where[1], end=extent(*where))
    if cls is errors.Exit:
        return errors.Exit(_exit_code(error.value))
    if cls is errors.Raised:
        if error.kind == "raise":
            return errors.Raised(error.message, error.value, **about)
        cls = errors.EvalError
    if cls is errors.UserError:
        return errors.UserError(error.message, error.irritants, written=error.irritants, **about)
    message = error.message
    if error.irritants:
        message += ": " + " ".join(error.irritants)
    return cls(message, **about)


def _exit_code(value: Any) -> int:
    """R7RS 6.14: #t and nothing are success, #f is failure, an integer is itself."""
    if value is None or value is True:
        return 0
    if value is False:
        return 1
    return value if isinstance(value, int) else 1
