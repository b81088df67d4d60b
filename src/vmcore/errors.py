"""What the machine raises. ``pyfront`` turns these into errors that point at the source."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class MachineError(Exception):
    """A run ended with an error.

    ``status`` is the name of a row of ``tags.STATUSES``. For errors of the language ``kind``, ``message`` and
    ``irritants`` (texts as ``write`` prints them) are those of the condition; ``value`` is the raised object.
    ``frames`` are (name, image, function, instruction, hidden), innermost first; of many only the first and the last:
    ``cut`` is how many frames are missing, and before which one. ``tails``: number of a frame -> name of the global it
    called, where the frame before is not that procedure's: tail calls have replaced it; ``calls``: the same for every
    frame whose call was of a global that is a procedure of a program. ``argument``: number (from 0)
    of the argument that the error is about, or -1. ``procedure``: (image, function) of the one that got a wrong number
    of arguments. ``caller``: the place of the second visible frame, (source, position), noted by who makes a message of it.
    """

    argument = -1
    caller: tuple[Any, int] | None = None
    cut = (0, 0)
    procedure: tuple[Any, int] | None = None

    def __init__(
        self, status: str, kind: str, message: str, irritants: list[str], value: Any, frames: list[tuple[Any, ...]]
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message
        self.irritants = irritants
        self.value = value
        self.frames = frames
        self.tails: dict[int, str] = {}
        self.calls: dict[int, str] = {}


class ImageError(Exception):
    """An image is damaged, from another version, or does not pass the verifier."""


class Stopped(Exception):
    """A limit ended a long operation on numbers. The argument is the status."""


class MachineBusy(RuntimeError):
    """The runtime is in use by another thread."""


class ContinuationEscape(BaseException):
    """A continuation of an outer run was called inside a host call: passes through Python to that run."""
