"""Functions of the library that are functions of Python: dates. Times are seconds since 1970, UTC."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from pyfront.sema.host import failed
from vmcore.data import Keyword

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_START = datetime(1970, 1, 1, tzinfo=timezone.utc)


def _moment(seconds: float) -> datetime:
    if not isinstance(seconds, (int, float)):
        raise failed("expected number")
    try:
        return _START + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        raise failed(f"the timestamp {seconds} is out of range") from None


_KNOWN = frozenset("aAbBcCdDeFgGhHIjklmMnpPqrRsStTuUvVwWxXyYzZ%+f")


def _check(how: str) -> None:
    """Is it a format?"""
    at = how.find("%")
    while at >= 0:
        mark = how[at + 1 : at + 2]
        if mark and mark in "-_0":
            mark = how[at + 2 : at + 3]
        if not mark or mark not in _KNOWN:
            raise failed(f"time/format: invalid format string {how!r}")
        at = how.find("%", at + 2)


def time_format(seconds: float, how: str) -> str:
    moment = _moment(seconds)
    _check(how)
    how = how.replace("%F", "%Y-%m-%d").replace("%T", "%H:%M:%S").replace("%R", "%H:%M").replace("%D", "%m/%d/%y")
    how = how.replace("%e", f"{moment.day:2d}").replace("%s", str(int(seconds)))
    return moment.strftime(how.replace("%Y", f"{moment.year:04d}"))


def time_parse(text: str, how: str) -> float:
    how = how.replace("%F", "%Y-%m-%d").replace("%T", "%H:%M:%S").replace("%R", "%H:%M")
    try:
        moment = datetime.strptime(text, how)
    except ValueError as error:
        raise failed(f"time/parse: {error}") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return (moment - _START).total_seconds()


def date_parts(seconds: float) -> dict[Any, Any]:
    moment = _moment(seconds)
    return {
        Keyword("year"): moment.year, Keyword("month"): moment.month, Keyword("day"): moment.day,
        Keyword("hour"): moment.hour, Keyword("minute"): moment.minute, Keyword("second"): moment.second,
        Keyword("weekday"): moment.strftime("%A"),
    }  # fmt: skip


def time_add(seconds: float, more: float) -> float:
    return float(seconds + more)


def time_diff(a: float, b: float) -> float:
    return float(a - b)


FUNCTIONS = {
    "time/format": time_format, "time/parse": time_parse, "time/date-parts": date_parts, "time/add": time_add,
    "time/diff": time_diff,
}  # fmt: skip
