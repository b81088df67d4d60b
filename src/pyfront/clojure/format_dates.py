"""What ``format`` makes of dates: the ``%t`` directives of ``java.util.Formatter``, in the local time zone."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

MONTHS = "January February March April May June July August September October November December".split()
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
WHOLE = {
    "R": "%H:%M", "T": "%H:%M:%S", "r": "%I:%M:%S %Tp", "D": "%m/%d/%y", "F": "%Y-%m-%d", "c": "%a %b %d %H:%M:%S %Z %Y",
}  # fmt: skip


def part(kind: str, x: Any, text: str, one: Any) -> str:
    """Of a date, or of an integer: milliseconds since 1970."""
    if x.__class__ is int:
        try:
            x = EPOCH + timedelta(milliseconds=x)
        except OverflowError:
            raise one.refuse(f"takes a date of the years 1 to 9999, not {text}", "IllegalFormatConversionException") from None
    if not isinstance(x, datetime):
        raise one.refuse(f"takes a date, not {text}", "IllegalFormatConversionException")
    local = x.astimezone()

    def filled(found: re.Match[str]) -> str:
        text = _part(found[2], local, one)
        return text.upper() if found[1] else text

    made = re.sub("%(T?)(.)", filled, WHOLE.get(kind, f"%{kind}"))
    return made.upper() if one.text[-2] == "T" else made


def _part(kind: str, t: datetime, one: Any) -> str:
    millis = (t - EPOCH) // timedelta(milliseconds=1)
    hour = t.hour % 12 or 12
    found = {
        "H": f"{t.hour:02d}", "I": f"{hour:02d}", "k": str(t.hour), "l": str(hour), "M": f"{t.minute:02d}",
        "S": f"{t.second:02d}", "L": f"{t.microsecond // 1000:03d}", "N": f"{t.microsecond * 1000:09d}",
        "p": "am" if t.hour < 12 else "pm", "z": f"{t:%z}", "Z": t.tzname(), "s": str(millis // 1000), "Q": str(millis),
        "B": MONTHS[t.month - 1], "b": MONTHS[t.month - 1][:3], "h": MONTHS[t.month - 1][:3], "A": DAYS[t.weekday()],
        "a": DAYS[t.weekday()][:3], "C": f"{t.year // 100:02d}", "Y": f"{t.year:04d}", "y": f"{t.year % 100:02d}",
        "j": f"{t.timetuple().tm_yday:03d}", "m": f"{t.month:02d}", "d": f"{t.day:02d}", "e": str(t.day),
    }.get(kind)  # fmt: skip
    if found is None:
        raise one.refuse("is no directive", "UnknownFormatConversionException")
    return found
