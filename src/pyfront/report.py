"""From an error of the machine to an error that points at the source."""

from __future__ import annotations

from pyfront import errors
from pyfront.text.source import Source
from vmcore.errors import MachineBusy

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from pyfront.text.source import SourceMap
    from vmcore.errors import MachineError

    Place = tuple[Source, int]  # the position counts for the source
    Explain = Callable[[errors.Error, MachineError, Source, int], None]

PART = "%part"  # name of a procedure that is a part of a long unit
MAX_VALUE, MAX_CODE = 200, 60  # characters of a value and of a line of the program that a message shows
MAX_TRACE = 500  # frames of an error that comes through nested runs
NOTED = 20  # of the note that an exception of a host call gets
_DELIMITERS = frozenset("()[]\"'`,; \t\r\n")
_TAIL_CALL, _INLINED = 1 << 40, 41  # bits of a position (passes.inlined)
_STRICT = False  # set by tests: an error in the advice is one


def extent(source: Source, pos: int) -> int:
    """The position after the form or token at ``pos``, on its line."""
    text = source.text
    start = pos - source.base
    end = start
    while end < len(text) and text[end] not in "\r\n":
        end += 1
    while start < end and text[start] in "'`,@#" and text[start + 1 : start + 2] not in ("\\", ""):
        start += 1
    if text.startswith('"', start):
        at = start + 1
        while at < end and text[at] != '"':
            at += 2 if text[at] == "\\" else 1
        return source.base + min(at + 1, end)
    if start < len(text) and text[start] not in "([":
        at = min(start + 3, end) if text.startswith("#\\", start) else start + 1
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


def locate(error: errors.Error, sources: SourceMap) -> Source | None:
    """Gives an error of the compiler the place that its position means, and answers the source; one that has a place
    keeps it."""
    source = sources.find(error.pos) if error.pos and not error.line else None
    if source is not None:
        error.locate(source, error.pos, extent(source, error.pos))
    return source


def _source_of(image: Any, pos: int, cache: dict[int, list[Source]]) -> Source | None:
    sources = cache.get(id(image))
    if sources is None:
        sources = cache[id(image)] = [Source(name, text, base) for name, base, text in image.sources]
    for source in sources:
        if source.base <= pos <= source.base + len(source.text):
            return source
    return None


def _frames(error: MachineError | _Running, cache: dict[int, list[Source]]) -> tuple[list[errors.Frame], list[Place | None]]:
    """The visible frames and their places. A frame of the machine stands for one call, or several if calls were inlined."""
    frames: list[errors.Frame] = []
    places: list[Place | None] = []
    tables: dict[int, Any] = {}
    elided = ""
    skipped = 0
    in_part = False
    gone = False  # was the frame before, as the program sees it, replaced by a tail call?
    for number, (name, image, function, instruction, hidden) in enumerate(error.frames):
        elided = error.calls.get(number, "") if gone else error.tails.get(number, elided)
        if number == error.cut[0]:
            skipped = error.cut[1]
        gone = False
        if hidden:
            continue
        place = image.place(function, instruction)
        for called, pos, gone, inlined in frame_calls(name, image, function, place, number, tables):
            if gone:
                elided = called
                continue
            top = function == 0 and not inlined
            if top and in_part:
                continue
            in_part = called == PART
            source = _source_of(image, pos, cache) if pos else None
            frame = errors.Frame("" if in_part else called, top=top or in_part, elided=elided, skipped=skipped)
            frames.append(frame)
            places.append((source, pos) if source is not None else None)
            elided, skipped = "", 0
            if source is not None:
                frame.file = source.name
                frame.line, frame.column = source.line_column(pos)
    return frames, places


class _Running:
    """Frames as an error has them."""

    def __init__(self, frames: list[Any]) -> None:
        self.frames = frames
        self.calls: dict[int, str] = {}
        self.tails: dict[int, str] = {}
        self.cut = (-1, 0)


def visible_frames(frames: list[Any]) -> list[errors.Frame]:
    """Frames of a machine that runs (``Machine.frames``) as the program sees them."""
    return _frames(_Running(frames), {})[0]


def frame_calls(
    name: str, image: Any, function: int, place: int, number: int, tables: dict[int, Any]
) -> Iterator[tuple[str, int, bool, bool]]:
    """The calls that a frame of the machine stands for, innermost first: procedure, position, whether a tail call has
    replaced its frame, whether it was inlined. ``number``: of the frame; in the innermost one something failed, and
    replaced nothing."""
    inside = place >> _INLINED
    replaced = bool(place & _TAIL_CALL) and number > 0
    if inside:
        if id(image) not in tables:
            tables[id(image)] = image.inlined()
        calls, homes = tables[id(image)]
        home = homes.get(function, 0)
        while inside != home and 0 < inside <= len(calls):
            outer, called, at = calls[inside - 1]
            yield called, place & 0xFFFFFFFF, replaced, True
            inside, place, replaced = outer, at, bool(at & _TAIL_CALL)
    yield name, place & 0xFFFFFFFF, replaced, False


def translate(error: MachineError | MachineBusy, explain: Explain | None = None) -> BaseException:
    """The exception a user sees for an error of the machine. ``explain`` is the language's advice: it may say more, and
    more exactly where."""
    if isinstance(error, MachineBusy):
        return errors.Busy(str(error))
    if error.status == "INTERRUPT":
        return KeyboardInterrupt()
    if error.status == "EXIT":
        return errors.Exit(_exit_code(error.value))
    cache: dict[int, list[Source]] = {}
    frames, places = _frames(error, cache)
    where = next((place for place in places if place is not None), None)
    about: dict[str, Any] = {"backtrace": frames, "notes": _definition(error, cache)}
    if where is not None:
        about.update(source=where[0], pos=where[1], end=extent(*where))
    if error.status == "HOSTERR":
        if where is not None and isinstance(error.value, errors.Error) and not error.value.file:
            error.value.locate(*where, extent(*where))
        return _from_host_call(error.value, frames)
    found = _error(error, about)
    error.caller = places[1] if len(places) > 1 else None
    if explain is not None and where is not None:
        try:
            explain(found, error, *where)
        except Exception:  # noqa: BLE001 - advice must not hide the error
            if _STRICT:
                raise
    return found


def _from_host_call(passed: BaseException, frames: list[errors.Frame]) -> BaseException:
    """The calls that led to a host call: an error of a run inside it has those of the outer run too, another exception
    has them as a note (from Python 3.11 on)."""
    if isinstance(passed, errors.Error):
        if len(passed.backtrace) < MAX_TRACE:
            passed.backtrace += frames
    elif frames and hasattr(passed, "add_note"):
        note = "\n".join(errors.backtrace_lines(frames[:NOTED]))
        if note not in getattr(passed, "__notes__", ()):  # an exception may be raised again and again
            passed.add_note(note)
    return passed


def _error(error: MachineError, about: dict[str, Any]) -> errors.Error:
    cls = errors.BY_STATUS.get(error.status, errors.EvalError)
    if not issubclass(cls, errors.LimitError):
        cls = errors.BY_KIND.get(error.kind, cls)
    if cls is errors.Raised:
        if error.kind == "raise":
            return errors.Raised(error.message, error.value, **about)
        cls = errors.EvalError
    if cls is errors.UserError:
        return errors.UserError(error.message, error.irritants, written=error.irritants, **about)
    message = error.message
    if error.irritants:
        message += ": " + " ".join(shorten(text, MAX_VALUE) for text in error.irritants)
    return cls(message, **about)


def _definition(error: MachineError, cache: dict[int, list[Source]]) -> list[str]:
    """Where a procedure with a wrong number of arguments is defined."""
    if error.procedure is None:
        return []
    image, function = error.procedure
    pos = image.definition(function)
    source = _source_of(image, pos, cache) if pos else None
    if source is None:
        return []
    line, column = source.line_column(pos)
    name = error.message.partition(": ")[0]
    if name == "anonymous procedure":
        name = "the procedure"
    start = pos - source.base
    if source.text[start - 1 : start + 1].startswith("(") and not source.text.startswith("(", start):
        start -= 1  # a position of a name: the form is more telling
    text = source.text[start : extent(source, start + source.base) - source.base]
    return [f"{name} is defined at {errors.place(source.name, line, column)}: {shorten(text, MAX_CODE)}"]


def shorten(text: str, most: int) -> str:
    """A text for a message, cut."""
    return text if len(text) <= most else text[:most] + "..."


def _exit_code(value: Any) -> int:
    """R7RS 6.14: #t and nothing are success, #f is failure, an integer is itself."""
    if value is None or value is True:
        return 0
    if value is False:
        return 1
    return value if isinstance(value, int) else 1
