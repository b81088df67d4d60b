"""DSSSL (ISO 10179): style sheets that transform documents. ``transform`` is in ``pyfront.dsssl.api``."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.dsssl.api import transform as transform


def __getattr__(name: str) -> Any:
    """The library is compiled before there is a machine, so what needs one is imported when it is asked for."""
    if name == "transform":
        from pyfront.dsssl.api import transform

        return transform
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
