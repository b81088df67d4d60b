"""Types of the compiled module ``_scan``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

class Scanner:
    def __init__(
        self,
        source: bytes,
        begin: int,
        declared: Callable[[str], tuple[Sequence[tuple[str, bool, bool, str | None]], bool]],
        whole: bool,
        strict: bool,
    ) -> None: ...
    def run(self) -> tuple[dict[str, bytes], str, list[str], int, int] | None: ...
