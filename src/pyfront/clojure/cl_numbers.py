"""Numbers as ``cl-format`` writes them: in any radix, in words, with a fixed point, with an exponent."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from decimal import Decimal
    from typing import Any

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen"
).split()
_TENS = "zero ten twenty thirty forty fifty sixty seventy eighty ninety".split()
_ORDINALS = {"one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth", "nine": "ninth",
             "twelve": "twelfth"}  # fmt: skip
_THOUSANDS = (
    " thousand million billion trillion quadrillion quintillion sextillion septillion octillion nonillion decillion"
    " undecillion duodecillion tredecillion quattuordecillion quindecillion sexdecillion septendecillion octodecillion"
    " novemdecillion vigintillion"
).split(" ")
_ROMAN = ((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"),
          (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))  # fmt: skip
_OLD_ROMAN = tuple(pair for pair in _ROMAN if len(pair[1]) == 1)


def radix_text(value: int, base: int) -> str:
    made = ""
    while value or not made:
        value, digit = divmod(value, base)
        made = _DIGITS[digit] + made
    return made


def grouped(digits: str, comma: str, interval: int) -> str:
    first = len(digits) % interval or interval
    parts = [digits[:first], *(digits[i : i + interval] for i in range(first, len(digits), interval))]
    return comma.join(parts)


def spelled(value: Any, colon: bool, at: bool) -> str:
    """``~R``, ``~:R``, ``~@R`` and ``~:@R``."""
    if at:
        if value.__class__ is not int or not 0 < value < 5000:
            return str(value)
        made = ""
        for size, text in _OLD_ROMAN if colon else _ROMAN:
            made += text * (value // size)
            value %= size
        return made
    words = _cardinal(abs(value))
    if words is None:
        return str(value)
    if colon:
        words = _ordinal(words)
    return ("minus " if value < 0 else "") + words


def _cardinal(value: int) -> str | None:
    if value == 0:
        return "zero"
    parts: list[str] = []
    power = 0
    while value:
        value, part = divmod(value, 1000)
        if power >= len(_THOUSANDS):
            return None
        if part:
            parts.insert(0, _hundreds(part) + (" " + _THOUSANDS[power] if power else ""))
        power += 1
    return ", ".join(parts)


def _hundreds(value: int) -> str:
    hundreds, rest = divmod(value, 100)
    made = f"{_UNITS[hundreds]} hundred" if hundreds else ""
    if rest:
        tens, units = divmod(rest, 10)
        text = _UNITS[rest] if rest < 20 else _TENS[tens] + (f"-{_UNITS[units]}" if units else "")
        made += (" " if made else "") + text
    return made


def _ordinal(words: str) -> str:
    at = max(words.rfind(" "), words.rfind("-")) + 1
    last = words[at:]
    if last in _ORDINALS:
        return words[:at] + _ORDINALS[last]
    return words[:at] + (last[:-1] + "ieth" if last.endswith("y") else last + "th")


# ---------------------------------------------------------------- reals


def _decimal(x: Any) -> Decimal:
    from decimal import Decimal
    from fractions import Fraction

    if x.__class__ is Fraction:
        x = float(x)
    return Decimal(repr(x)) if x.__class__ is float else Decimal(x)


def _rounded(value: Decimal, places: int) -> Decimal:
    from decimal import ROUND_HALF_UP, Context, Decimal

    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, Context(prec=max(value.adjusted(), 0) + places + 10))


def fixed(x: Any, one: Any, width: int, places: int | None, scale: int, overflow: Any, padchar: str) -> str:
    value = _decimal(x).scaleb(scale)
    sign = "-" if value.is_signed() else "+" if one.at else ""
    value = abs(value)
    if places is None:
        text = f"{value:f}"
        text = text.rstrip("0") if "." in text else text + "."
        text = text + "0" if text.endswith(".") else text
        if width and len(sign + text) > width and "." in text:
            room = max(0, width - len(sign) - text.index(".") - 1)
            text = f"{_rounded(value, room):f}" + ("" if room else ".")
    else:
        text = f"{_rounded(value, places):f}" + ("" if places else ".")
    if width and text.startswith("0.") and len(text) > 2 and len(sign + text) > width:
        text = text[1:]
    return _fit(sign + text, width, overflow, padchar)


def _fit(text: str, width: int, overflow: Any, padchar: str) -> str:
    if width and len(text) > width and overflow:
        return str(overflow) * width
    return text.rjust(width or 0, padchar)


def scientific(
    x: Any, one: Any, width: int, places: int | None, digits: int | None, scale: int, overflow: Any, padchar: str, mark: Any
) -> str:
    value = _decimal(x)
    sign = "-" if value.is_signed() else "+" if one.at else ""
    value = abs(value)
    exponent = value.adjusted() + 1 - scale if value else 0
    mantissa = value.scaleb(-exponent)
    if places is None:
        text = f"{mantissa.normalize():f}"
        text = text if "." in text else text + ".0"
    else:
        decimals = places if scale <= 0 else places - scale + 1
        rounded = _rounded(mantissa, max(decimals, 0))
        if rounded.adjusted() + 1 > max(scale, 0 if scale <= 0 else scale) and value and scale > 0:
            exponent += 1
            rounded = _rounded(mantissa.scaleb(-1), max(decimals, 0))
        text = f"{rounded:f}"
        text = text if "." in text else text + "."
    power = str(abs(exponent))
    tail = f"{mark or 'E'}{'-' if exponent < 0 else '+'}{power.rjust(digits or 0, '0')}"
    if overflow and ((digits and len(power) > digits) or (width and len(sign + text.removeprefix("0") + tail) > width)):
        return str(overflow) * width
    if width and text.startswith("0.") and len(text) > 2 and len(sign + text + tail) > width:
        text = text[1:]
    return (sign + text + tail).rjust(width or 0, padchar)


def general(
    x: Any, one: Any, width: int, places: int | None, digits: int | None, scale: int, overflow: Any, padchar: str, mark: Any
) -> str:
    value = _decimal(x)
    n = value.adjusted() + 1 if value else 0
    room = (digits or 0) + 2 if digits else 4
    if places is None:
        places = max(len(value.normalize().as_tuple().digits), min(n, 7))
    left = places - n
    if 0 <= left <= places:
        return fixed(x, one, width - room if width else 0, left, 0, overflow, padchar) + " " * room
    return scientific(x, one, width, places, digits, scale, overflow, padchar, mark)


def monetary(x: Any, one: Any, places: int, least: int, width: int, padchar: str) -> str:
    value = _decimal(x)
    sign = "-" if value.is_signed() else "+" if one.at else ""
    whole, _, part = f"{_rounded(abs(value), places):f}".partition(".")
    text = whole.rjust(least, "0") + "." + part
    if one.colon:
        return sign + text.rjust(width - len(sign), padchar)
    return (sign + text).rjust(width, padchar)
