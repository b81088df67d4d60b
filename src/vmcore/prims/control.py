from __future__ import annotations

from . import Prim

ROWS = (
)
