"""Service: where the program is, for the ``:stack-trace`` of an error that is caught."""

from __future__ import annotations

from vmcore.data import Keyword

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _trace(root: Any, machine: Any) -> list[dict[Any, Any]]:
    """The frames of what failed, innermost first: maps of :name, and :line, :col and :file where they are known."""
    from pyfront.report import visible_frames

    return [_shown(frame) for frame in visible_frames(machine.frames(raised=True))]


def _shown(frame: Any) -> dict[Any, Any]:
    found: dict[Any, Any] = {Keyword("name"): frame.name or "<lambda>"}
    if frame.line:
        found[Keyword("line")], found[Keyword("col")] = frame.line, frame.column
        if frame.file and not frame.file.startswith("<"):
            found[Keyword("file")] = frame.file
    return found


SERVICES = {"trace": _trace}
