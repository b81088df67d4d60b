"""Records of the library that have a counterpart in Python, and back: instants, UUIDs, regular expressions."""

from __future__ import annotations

from pyfront.core.ir import RECORD_TYPE

TYPE_CHECKING = False
if TYPE_CHECKING:
    import re
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from typing import Any
    from uuid import UUID


def _instant(millis: int) -> datetime:
    from datetime import datetime, timedelta, timezone

    return datetime(1970, 1, 1, tzinfo=timezone.utc) + timedelta(milliseconds=millis)


def _millis(moment: datetime) -> list[int]:
    """One without a time zone is local time, as everywhere in Python."""
    from datetime import datetime, timedelta, timezone

    return [(moment.astimezone(timezone.utc) - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(milliseconds=1)]


def _uuid(high: int, low: int) -> UUID:
    from uuid import UUID

    mask = (1 << 64) - 1
    return UUID(int=(high & mask) << 64 | low & mask)


def _halves(uuid: UUID) -> list[int]:
    from pyfront.clojure.host import halves

    return halves(uuid.int)


def _pattern(text: str, compiled: re.Pattern[str]) -> re.Pattern[str]:
    return compiled


def _regex(compiled: re.Pattern[str]) -> list[Any]:
    if not isinstance(compiled.pattern, str):
        raise TypeError("a regular expression for bytes has no counterpart in Clojure")
    return [compiled.pattern, compiled]


_DATE, _UUID, _REGEX = (f"{RECORD_TYPE}clojure.core/{name}" for name in ("Date", "UUID", "Regex"))
EXPORTS: dict[str, Callable[..., Any]] = {_DATE: _instant, _UUID: _uuid, _REGEX: _pattern}
IMPORTS: dict[str, tuple[str, Callable[[Any], Sequence[Any]]]] = {
    "datetime.datetime": (_DATE, _millis), "uuid.UUID": (_UUID, _halves), "re.Pattern": (_REGEX, _regex),
}  # fmt: skip
