"""Types of the compiled module ``_xmlparts``."""

from __future__ import annotations

def instruction(data: bytes) -> bytes | None: ...
