"""``load``: a file's forms are compiled and run one after another, so a macro, a mistake or an error counts from its place on.

Definitions in a row that run nothing of the program are one unit: nothing can tell the difference, and it costs less.
"""

from __future__ import annotations

from pyfront.errors import Error, ReadError
from pyfront.expand.env import Special
from pyfront.expand.expander import head_binding
from pyfront.expand.room import deep
from pyfront.scheme.evaluate import expand, libraries_to_run, loaded
from pyfront.scheme.reader import END, Reader
from pyfront.text.datum import List
from pyfront.text.source import SourceMap
from vmcore._image import Image

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.scheme.language import Environment


class Loading:
    """A file that is being loaded. Nothing in it changes: a continuation may go back to an earlier part.

    ``error``: of the reader, after the data."""

    __slots__ = ("environment", "sources", "data", "error")

    def __init__(self, environment: Environment, name: str, text: str) -> None:
        self.environment = environment
        self.sources = SourceMap()
        self.data: list[tuple[Any, int]] = []
        self.error: ReadError | None = None
        reader = Reader(self.sources.add(name, text))
        try:
            while True:
                datum = reader.read()
                if datum is END:
                    break
                self.data.append((datum, reader.pos))
        except ReadError as error:
            self.error = error

    def __repr__(self) -> str:
        return f"loading {self.sources.sources[0].name}"

    def end_of_part(self, start: int) -> int:
        """Where the unit ends that begins with a datum."""
        scope = self.environment.top.scope
        i = start
        while i < len(self.data):
            x = self.data[i][0]
            i += 1
            if not _runs_nothing(x, scope):
                break
        return i


def _runs_nothing(x: Any, scope: Any) -> bool:
    """Is it a definition whose value is made without a call?"""
    binding = head_binding(x, scope)
    if binding.__class__ is not Special or x.tail is not None:
        return False
    name = binding.name
    if name != "define" or len(x.items) != 3 or x.items[1].__class__ is List:
        return name in ("define", "define-syntax", "define-record-type")
    value = x.items[2]
    return value.__class__ is not List or getattr(head_binding(value, scope), "name", "") in ("lambda", "quote")


def part(root: Environment, machine: Any, loading: Loading, start: int) -> list[Any]:
    """The units of the forms from a datum on that are compiled together, behind the number of the next one, or #f."""
    end = loading.end_of_part(start)
    if start == end and loading.error is not None:
        raise loading.error
    while True:
        try:
            file = loading.sources.sources[0].name
            units = deep(lambda: _units(root, machine, loading, start, end), file)  # noqa: B023 - called here
            break
        except Error:
            if end - start < 2:
                raise
            end = (start + end) // 2  # what is before the mistake comes first
    more = end < len(loading.data) or loading.error is not None
    return [end if more else False, *units]


def _units(root: Environment, machine: Any, loading: Loading, start: int, end: int) -> list[Any]:
    sources, data = loading.sources, loading.data
    ahead = data[end:] if start == 0 else ()
    unit, needed = expand(root, loading.environment, machine, data[start:end], sources, ahead)
    image = Image(root.emit(unit, SourceMap(), root.backend))
    image.sources = [(one.name, one.base, one.text) for one in sources.sources]  # one text for all parts
    return [*libraries_to_run(root, machine, needed), (False, loaded(machine, image), False)]
