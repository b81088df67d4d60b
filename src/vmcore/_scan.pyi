"""Types of the compiled module ``_scan``."""

from __future__ import annotations

def names(text: str) -> list[str]: ...

class Scanner:
    def __init__(
        self,
        source: str,
        strings: list[str],
        known: dict[str, int],
        plain: set[str],
        ids: dict[str, str],
        declared: dict[str, list[str]],
    ) -> None: ...
    def run(self) -> tuple[dict[str, bytes], str]: ...
