"""``format``: the directives of ``java.util.Formatter`` for text, numbers, characters and dates.

The second argument of the service has for each value a pair: its text, as ``str`` has it, and the value itself.
"""

from __future__ import annotations

import re
from math import isfinite

from pyfront.clojure.failures import JavaError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_DIRECTIVE = re.compile(r"%(\d+\$|<)?([-#+ 0,(]*)(\d+)?(\.\d+)?(?:[tT]([a-zA-Z])|([a-su-zA-SU-Z%]))|%")


class _Directive:
    """One directive and its parts."""

    __slots__ = ("text", "flags", "width", "precision", "kind", "date")

    def __init__(self, found: re.Match[str]) -> None:
        self.text = found.group(0)
        self.flags = found[2]
        self.width = int(found[3] or 0)
        self.precision = int(found[4][1:]) if found[4] else -1
        self.date = found[5]  # what of a date
        self.kind = found[6] or self.text[-2]

    def refuse(self, what: str, name: str) -> JavaError:
        return JavaError(f"format: {self.text} {what}", f"java.util.{name}")


def format(root: Any, machine: Any, template: Any, args: Any) -> str:
    values = list(machine.plain(args) or ())
    text = machine.plain(template)
    at = before = room = 0

    def fill(found: re.Match[str]) -> str:
        nonlocal at, before, room
        if found[5] is None and found[6] is None:
            raise JavaError(f"format: {text[found.start() : found.start() + 6]} is no directive", _UNKNOWN)
        one = _Directive(found)
        room += one.width + max(one.precision, 0)
        machine.need(room)
        if one.kind in "n%":
            return "\n" if one.kind == "n" else _pad("%", one)
        if found[1] == "<":
            number = before
        elif found[1]:
            number = int(found[1][:-1]) - 1
        else:
            number, at = at, at + 1
        before = number
        if not 0 <= number < len(values):
            raise one.refuse("has no argument", "MissingFormatArgumentException")
        made = _one(values[number][0], values[number][1], one)
        if "0" in one.flags and one.kind in "dxXfeEgo":
            sign = made[:1] if made[:1] in "+-( " else ""
            made = sign + made[len(sign) :].rjust(one.width - len(sign), "0")
        return _pad(made.upper() if one.kind.isupper() else made, one)

    return _DIRECTIVE.sub(fill, text)


_UNKNOWN = "java.util.UnknownFormatConversionException"


def _pad(text: str, one: _Directive) -> str:
    return text.ljust(one.width) if "-" in one.flags else text.rjust(one.width)


def _one(text: str, x: Any, one: _Directive) -> str:
    lower = one.kind.lower()
    if one.date:
        from pyfront.clojure.format_dates import part

        return "null" if x is None else part(one.date, x, text, one)
    if lower == "s":
        shown = "null" if x is None else text
        return shown if one.precision < 0 else shown[: one.precision]
    if lower == "b":
        return "false" if x is None or x is False else "true"
    if x is None and lower in "cdxofegha":
        return "null"
    if lower == "h":
        return f"{_java_hash(text) & 0xFFFFFFFF:x}"
    if lower == "c":
        if x.__class__ is int or len(text) != 1 or x.__class__ is str:
            raise one.refuse(f"takes a character, not {text}", "IllegalFormatConversionException")
        return text
    if lower in "dxo":
        return _integer(text, x, one)
    if lower in "fge" or (lower == "a" and one.precision < 0):
        if x.__class__ is float and not isfinite(x):
            return "NaN" if x != x else "Infinity" if x > 0 else "-Infinity"
        return _hexadecimal(text, x, one) if lower == "a" else _real(text, x, one)
    raise JavaError(f"format: {one.text} is no directive", _UNKNOWN)


def _integer(text: str, x: Any, one: _Directive) -> str:
    if x.__class__ is not int:
        raise one.refuse(f"takes an integer, not {text}", "IllegalFormatConversionException")
    lower = one.kind.lower()
    if lower != "d":
        start = {"x": "0x", "o": "0"}[lower] if "#" in one.flags else ""
        return start + f"{x & (1 << 64) - 1 if -(1 << 63) <= x < 0 else x:{lower}}"
    return _signed(f"{x:,}" if "," in one.flags else str(x), x >= 0, one.flags)


def _real(text: str, x: Any, one: _Directive) -> str:
    from decimal import ROUND_HALF_UP, Context, Decimal

    if x.__class__ is int or (x.__class__ is not float and x.__class__ is not Decimal):
        raise one.refuse(f"takes a double or decimal, not {text}", "IllegalFormatConversionException")
    places = 6 if one.precision < 0 else one.precision
    value = Decimal(repr(x) if x.__class__ is float else x)
    digits = max(value.adjusted(), 0) + places + 10
    negative = value.is_signed()
    kind = one.kind.lower()
    if kind == "g":
        places = places or 1
        rounded = Context(prec=places, rounding=ROUND_HALF_UP).plus(value)
        small = rounded and not Decimal("0.0001") <= abs(rounded) < Decimal(10) ** places
        kind = "e" if small else "f"
        places = places - 1 if small or not rounded else max(0, places - 1 - rounded.adjusted())
    if kind == "e":
        made = _scientific(value, places)
    else:
        exact = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=digits))
        made = f"{exact:,f}" if "," in one.flags else f"{exact:f}"
    return _signed(made, not negative, one.flags)


def _hexadecimal(text: str, x: Any, one: _Directive) -> str:
    if x.__class__ is not float:
        raise one.refuse(f"takes a double, not {text}", "IllegalFormatConversionException")
    start, _, power = x.hex().partition("p")
    whole, _, part = start.partition(".")
    return f"{whole}.{part.rstrip('0') or '0'}p{int(power)}"


def _scientific(value: Any, places: int) -> str:
    from decimal import ROUND_HALF_UP, Context

    rounded = Context(prec=places + 1, rounding=ROUND_HALF_UP).plus(value)
    digits, exponent = (f"{rounded:.{places}e}").split("e")
    power = int(exponent) if value else 0
    return f"{digits}e{'-' if power < 0 else '+'}{abs(power):02d}"


def _java_hash(text: str) -> int:
    value = 0
    for c in text:
        value = 31 * value + ord(c)
    return value


def _signed(text: str, positive: bool, flags: str) -> str:
    if not positive:
        return f"({text[1:]})" if "(" in flags else text
    return "+" + text if "+" in flags else " " + text if " " in flags else text
