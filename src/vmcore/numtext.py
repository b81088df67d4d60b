"""Number syntax of R7RS: text to real numbers, correctly rounded."""

from __future__ import annotations

from vmcore.bignum import DIGITS, Unmetered, from_text, power
from vmcore.data import Ratio

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

RADIXES = {"b": 2, "o": 8, "d": 10, "x": 16}
SPECIAL = {"inf.0": float("inf"), "nan.0": float("nan")}
MAX_EXPONENT_DIGITS = 9  # of an exact decimal; one such is larger than any number there is memory for


class ComplexText(Exception):
    """The text is a complex number that is not real."""


def parse_number(text: str, radix: int = 10, meter: Any = None) -> int | float | Ratio | None:
    """The real number that ``text`` is; None if it is not a number; ComplexText if it is a complex one."""
    if not text.isascii():
        return None
    text = text.lower()
    seen = exactness = ""
    while text[:1] == "#":
        mark = text[1:2]
        kind = "radix" if mark in RADIXES else "exactness" if mark in ("e", "i") else ""
        if not kind or kind in seen:
            return None
        if kind == "radix":
            radix = RADIXES[mark]
        else:
            exactness = mark
        seen += kind
        text = text[2:]
    reader = _Reader(radix, exactness, meter or Unmetered())
    if text[-1:] == "i" and not (radix > 18 and reader.real(text) is not None):  # from radix 19 on, i is a digit
        return reader.rectangular(text[:-1])
    if "@" in text:
        return reader.polar(text)
    return reader.real(text)


class _Reader:
    __slots__ = ("exactness", "meter", "radix")

    def __init__(self, radix: int, exactness: str, meter: Any) -> None:
        self.radix = radix
        self.exactness = exactness
        self.meter = meter

    def rectangular(self, text: str) -> int | float | Ratio | None:
        """``a+b`` of ``a+bi``: the imaginary part begins at the last sign that does not belong to an exponent."""
        split = max(text.rfind("+"), text.rfind("-"))
        if split > 0 and self.radix == 10 and text[split - 1] == "e":
            earlier = max(text.rfind("+", 0, split), text.rfind("-", 0, split))
            if earlier >= 0 and self.real(text[earlier:]) is not None:
                split = earlier
        if split < 0:
            return None
        real = self.real(text[:split]) if split else 0
        imag = self.real(text[split:]) if split < len(text) - 1 else 1
        if real is None or imag is None:
            return None
        return self.only_real(real, imag)

    def polar(self, text: str) -> int | float | Ratio | None:
        size, _, turn = text.partition("@")
        magnitude, angle = self.real(size), self.real(turn)
        if magnitude is None or angle is None:
            return None
        if type(magnitude) is int and magnitude == 0:
            return 0
        return self.only_real(magnitude, angle)

    def only_real(self, real: Any, other: Any) -> int | float | Ratio:
        if type(other) is int and other == 0:
            return real
        raise ComplexText

    def real(self, text: str) -> int | float | Ratio | None:
        sign = text[:1]
        signed = sign == "+" or sign == "-"
        body = text[1:] if signed else text
        if signed and body in SPECIAL:
            if self.exactness == "e":
                return None
            return -SPECIAL[body] if sign == "-" else SPECIAL[body]
        negative = sign == "-"
        if self.all_digits(body):
            value = from_text(body, self.radix, self.meter)
            value = -value if negative else value
            return to_double(value, 1) if self.exactness == "i" else value
        if "/" in body:
            return self.ratio(body, negative)
        return self.decimal(body, negative) if self.radix == 10 else None

    def all_digits(self, text: str) -> bool:
        """Is it a text of digits, at least one? It is ASCII."""
        if self.radix == 10:
            return text.isdigit()
        return text != "" and not text.strip(DIGITS[: self.radix])

    def ratio(self, body: str, negative: bool) -> int | float | Ratio | None:
        top, _, bottom = body.partition("/")
        if not (self.all_digits(top) and self.all_digits(bottom)):
            return None
        num, den = from_text(top, self.radix, self.meter), from_text(bottom, self.radix, self.meter)
        num = -num if negative else num
        if self.exactness == "i":
            return to_double(num, den)
        if den == 0:
            return None
        from vmcore.exactnum import lowest

        num, den = lowest(num, den, self.meter)
        return num if den == 1 else Ratio(num, den)

    def decimal(self, body: str, negative: bool) -> int | float | Ratio | None:
        mantissa, mark, exponent = body.partition("e")
        whole, _, fraction = mantissa.partition(".")
        digits = whole + fraction
        power_digits = exponent[1:] if exponent[:1] in ("+", "-") else exponent
        if not digits.isdigit() or (mark and not power_digits.isdigit()):
            return None
        if self.exactness == "e":
            return self.exact_decimal(digits, len(fraction), exponent, negative)
        self.meter.work(100 * len(body))
        value = float(body)  # of any length; correctly rounded
        return -value if negative else value

    def exact_decimal(self, digits: str, places: int, exponent: str, negative: bool) -> int | Ratio:
        kept = digits.rstrip("0")
        if not kept:
            return 0
        if len(exponent.lstrip("+-0")) > MAX_EXPONENT_DIGITS:
            raise MemoryError
        scale = int(exponent or "0") - places + len(digits) - len(kept)
        num = from_text(kept, 10, self.meter)
        num = -num if negative else num
        if scale >= 0:
            return num * power(10, scale, self.meter)
        return decimal_ratio(num, -scale, self.meter)


def decimal_ratio(num: int, places: int, meter: Any) -> int | Ratio:
    """num / 10 ** places in lowest terms, num not 0; a gcd would take much longer."""
    twos = min((num & -num).bit_length() - 1, places)
    num >>= twos
    fives = 0
    while fives < places and num % 5 == 0:
        meter.work(num.bit_length())
        num //= 5
        fives += 1
    den = power(5, places - fives, meter) << (places - twos)
    return num if den == 1 else Ratio(num, den)


def to_double(num: int, den: int) -> float:
    """num / den, correctly rounded; infinite if it is too large; den may be 0."""
    if den == 0:
        return float("nan") if num == 0 else float("inf") if num > 0 else float("-inf")
    try:
        return num / den
    except OverflowError:
        return float("inf") if num > 0 else float("-inf")
