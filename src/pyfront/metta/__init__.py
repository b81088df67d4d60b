"""MeTTa: the language, and for Python programs the names that they know from hyperon.

``from pyfront.metta import MeTTa, S, V, E, G, ValueAtom, OperationAtom``: read when they are asked for.
"""

from __future__ import annotations

from pyfront.metta.language import LANGUAGE as LANGUAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def __getattr__(name: str) -> Any:
    if name == "hyperon" or (name[0] == "_" and name != "__all__"):
        raise AttributeError(name)
    import sys

    __import__("pyfront.metta.hyperon")
    try:
        if name == "__all__":
            own = {"TYPE_CHECKING", "annotations"}
            return [one for one in vars(sys.modules["pyfront.metta.hyperon"]) if one[0] != "_" and one not in own]
        return getattr(sys.modules["pyfront.metta.hyperon"], name)
    except AttributeError:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from None
