"""What the machine raises. ``pyfront`` turns these into errors that point at the source."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class MachineError(Exception):
    """A run ended with an error.

    ``status`` is the name of a row of ``tags.STATUSES``. For errors of the language ``kind``, ``message`` and
    ``irritants`` (texts as ``write`` prints them) are those of the condition; ``value`` is the raised object.
    ``frames`` are (name, image, function, instruction, hidden), innermost first.
    """

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


class MachineBusy(RuntimeError):
    """The runtime is in use by another thread."""


class ContinuationEscape(BaseException):
    """A continuation of an outer run was called inside a host call: passes through Python to that run."""
