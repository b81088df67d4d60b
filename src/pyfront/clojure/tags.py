"""The tags that every reader knows: ``#inst`` and ``#uuid``. Loaded when one is read or written."""

from __future__ import annotations

from pyfront.clojure.atoms import Inst, Uuid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

DAY = 86_400_000  # milliseconds
HEX = frozenset("0123456789abcdefABCDEF")


def read_inst(form: Any) -> Inst:
    """An RFC 3339 time, of which anything after the year may be left out. ValueError says what is wrong."""
    if form.__class__ is not str:
        raise ValueError("#inst wants a string")
    return Inst(_Time(form).millis())


def read_uuid(form: Any) -> Uuid:
    """Five hexadecimal numbers, which may be short, as Java reads them. ValueError says what is wrong."""
    if form.__class__ is not str:
        raise ValueError("#uuid wants a string")
    parts = form.split("-")
    if len(form) > 36 or len(parts) != 5 or not all(part and HEX.issuperset(part) for part in parts):
        raise ValueError('not a UUID; one is written "01234567-89ab-cdef-0123-456789abcdef"')
    value = 0
    for part, bits in zip(parts, (32, 16, 16, 16, 48)):
        value = value << bits | int(part, 16) & (1 << bits) - 1
    return Uuid(value)


READERS = {"inst": read_inst, "uuid": read_uuid}


class _Time:
    """Goes through the text of a time; ``at`` is behind what was read."""

    __slots__ = ("at", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def millis(self) -> int:
        year = self.number("year", 4, 0, 9999)
        month = day = 1
        hours = minutes = seconds = millis = 0
        if self.mark("-"):
            month = self.number("month", 2, 1, 12)
            if self.mark("-"):
                day = self.number("day", 2, 1, days_in_month(year, month))
                if self.mark("T"):
                    hours = self.number("hour", 2, 0, 23)
                    if self.mark(":"):
                        minutes = self.number("minute", 2, 0, 59)
                        if self.mark(":"):
                            seconds = self.number("second", 2, 0, 60 if minutes == 59 else 59)
                            if self.mark("."):
                                millis = self.fraction()
        east = self.offset()
        if self.at != len(self.text):
            raise ValueError('not a time; one is written "2026-01-31T12:00:00.000-00:00"')
        days = days_before_year(year) + sum(days_in_month(year, m) for m in range(1, month)) + day - 1
        return (days - EPOCH) * DAY + ((hours * 60 + minutes - east) * 60 + seconds) * 1000 + millis

    def mark(self, char: str) -> bool:
        found = self.text.startswith(char, self.at)
        self.at += found
        return found

    def number(self, what: str, length: int, low: int, high: int) -> int:
        digits = self.text[self.at : self.at + length]
        if len(digits) != length or not (digits.isdigit() and digits.isascii()):
            raise ValueError(f"the {what} of a time has {length} digits")
        value = int(digits)
        if not low <= value <= high:
            raise ValueError(f"the {what} is from {low} to {high} here, not {value}")
        self.at += length
        return value

    def fraction(self) -> int:
        """Milliseconds; what is below them is cut off, as ``java.util.Date`` does."""
        start = self.at
        text = self.text
        while text[self.at : self.at + 1].isdigit() and text[self.at].isascii():
            self.at += 1
        if not 1 <= self.at - start <= 9:
            raise ValueError("the fraction of a second has 1 to 9 digits")
        return int(text[start : self.at].ljust(3, "0")[:3])

    def offset(self) -> int:
        """Minutes east of UTC."""
        if self.at == len(self.text) or self.mark("Z"):
            return 0
        sign = 1 if self.mark("+") else -1 if self.mark("-") else 0
        if not sign:
            return 0
        hours = self.number("hour of the offset", 2, 0, 23)
        if not self.mark(":"):
            raise ValueError('an offset is written "+01:00"')
        return sign * (hours * 60 + self.number("minute of the offset", 2, 0, 59))


def is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year: int, month: int) -> int:
    return 29 if month == 2 and is_leap(year) else (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)[month - 1]


def days_before_year(year: int) -> int:
    """Days from the beginning of the year 1; negative for the year 0."""
    before = year - 1
    return before * 365 + before // 4 - before // 100 + before // 400


EPOCH = days_before_year(1970)


def inst_text(millis: int) -> str:
    """The time as ``#inst`` writes it, in UTC. A year beyond 9999 has more digits, which ``#inst`` does not read."""
    days, rest = divmod(millis, DAY)
    days += EPOCH
    year = days * 400 // 146_097 + 1  # 146,097 days are 400 years; one too high or low at most
    while days_before_year(year) > days:
        year -= 1
    while days_before_year(year + 1) <= days:
        year += 1
    days -= days_before_year(year)
    month = 1
    while days >= days_in_month(year, month):
        days -= days_in_month(year, month)
        month += 1
    seconds, millis = divmod(rest, 1000)
    clock = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{millis:03}"
    return f"{year:04}-{month:02}-{days + 1:02}T{clock}-00:00"


def date_text(millis: int) -> str:
    """The time as Java's dates say it, in UTC."""
    day, _, clock = inst_text(millis).partition("T")
    year, month, number = day.rsplit("-", 2)
    weekday = ("Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed")[millis // DAY % 7]
    name = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()[int(month) - 1]
    return f"{weekday} {name} {number} {clock[:8]} UTC {year}"


def constructed(world: Any, name: str, form: Any) -> Any:
    """An object of a type of the program, by the name of its class; ValueError says why there is none."""
    from pyfront.clojure.atoms import Constructed
    from pyfront.clojure.data import Map, Vector

    found = world.classes.get(name)
    space, _, short = (found.var if found is not None else "").removeprefix("record:").partition("/")
    if found is None or space not in world.spaces:
        raise ValueError(f"no reader function for tag {name}, and no type of the program is called so")
    if form.__class__ is Vector:
        return Constructed(f"{space}/->{short}", list(form.items))
    if form.__class__ is Map and world.spaces[space].own("map->" + short) is not None:
        return Constructed(f"{space}/map->{short}", [form])
    raise ValueError(f"#{name} is followed by a vector of the fields, or, if it is a record, by a map")
