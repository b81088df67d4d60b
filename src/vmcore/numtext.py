"""Number syntax of R7RS, in every radix from 2 to 36: text to numbers, and flonums to text outside radix 10.

Reading is correctly rounded and takes time proportional to the text but for long integers. Beyond the standard: a point
in every radix (``#x1.8``), the exponent marks s, f, d and l of older reports, and radixes other than 2, 8, 10 and 16. From
radix 19 on i is a digit first: ``+2i`` is an integer there, ``0+2i`` is not.
"""

from __future__ import annotations

from vmcore.data import ExactComplex, Ratio

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
RADIXES = {"b": 2, "o": 8, "d": 10, "x": 16}
SPECIAL = ("inf.0", "nan.0")
INF, NAN = float("inf"), float("nan")
SHORT = 600  # digits that int() takes in no time, whatever sys.set_int_max_str_digits says
MAX_EXPONENT_DIGITS = 9  # of an exact decimal; one such is larger than any number there is memory for
MAX_UNMETERED_SCALE = 1_000_000  # power of ten of an exact decimal in a source text, which no limit of a run covers


def parse_number(text: str, radix: int = 10, meter: Any = None) -> int | float | Ratio | complex | ExactComplex | None:
    """The number that ``text`` is, None if it is not a number. MemoryError if it is too large. ``meter``: see bignum."""
    if not text.isascii():
        return None
    if meter is None and radix == 10 and len(text) < SHORT:  # the usual ones
        whole, point, fraction = text.partition(".")
        if whole.isdigit() or (whole[:1] in ("+", "-") and whole[1:].isdigit()):
            if not point:
                return int(text)
            if fraction.isdigit():
                return float(text)
    text = text.lower()
    exactness = ""
    at = 0
    while text[at : at + 1] == "#":
        mark = text[at + 1 : at + 2]
        if mark in RADIXES and (at == 0 or exactness):
            radix = RADIXES[mark]
        elif mark in ("e", "i") and not exactness:
            exactness = mark
        else:
            return None
        at += 2
        if at > 4:
            return None
    return _Reader(text, at, radix, exactness, meter).number()


class _Reader:
    """Goes through a text in lower case from left to right; ``at`` is behind what was read."""

    __slots__ = ("at", "digits", "end", "exactness", "meter", "radix", "text")

    def __init__(self, text: str, at: int, radix: int, exactness: str, meter: Any) -> None:
        self.text, self.at, self.end = text, at, len(text)
        self.radix, self.digits = radix, DIGITS[:radix]
        self.exactness = exactness
        self.meter = meter

    def number(self) -> Any:
        text, start, end = self.text, self.at, self.end
        first = self.real(end)
        if first is None:
            return self.unit(start) if end - start == 2 and text[start + 1] == "i" else None
        at = self.at
        if at == end:
            return first
        mark = text[at]
        if mark == "i":
            return self.rectangular(0, first) if at == end - 1 and text[start] in "+-" else None
        self.at = at + 1 if mark == "@" else at
        if mark == "@":
            second = self.real(end)
            return self.polar(first, second) if second is not None and self.at == end else None
        if mark not in "+-" or text[end - 1] != "i":
            return None
        second = self.real(end - 1)
        if second is None:
            second = self.sign(at) if at == end - 2 else None
        elif self.at != end - 1:
            return None
        return None if second is None else self.rectangular(first, second)

    # ------------------------------------------------------------ complex numbers

    def unit(self, at: int) -> Any:
        one = self.sign(at)
        return None if one is None else self.rectangular(0, one)

    def sign(self, at: int) -> int | float | None:
        """1 or -1 for the sign at an offset."""
        one = {"+": 1, "-": -1}.get(self.text[at])
        return float(one) if one and self.exactness == "i" else one

    def rectangular(self, real: Any, imag: Any) -> Any:
        if type(imag) is int and imag == 0:
            return real
        if type(real) is float or type(imag) is float:
            return complex(to_float(real), to_float(imag))
        return ExactComplex(real, imag)

    def polar(self, size: Any, angle: Any) -> Any:
        import math

        if (type(angle) is int and angle == 0) or (type(size) is int and size == 0):
            return size
        r, phi = to_float(size), to_float(angle)
        known = not (math.isinf(phi) or math.isnan(phi))
        real, imag = (r * math.cos(phi), r * math.sin(phi)) if known else (NAN, NAN)
        if self.exactness != "e":
            return complex(real, imag)
        if math.isinf(r):
            return None
        return self.rectangular(exact(real), exact(imag))

    # ------------------------------------------------------------ real numbers

    def real(self, end: int) -> Any:
        """The real number at ``at``, up to ``end`` at most; None, and ``at`` unchanged, if there is none."""
        text, start = self.text, self.at
        sign = text[start : start + 1]
        if sign != "" and sign in "+-":
            start += 1
            if text.startswith(SPECIAL, start, end):
                return self.special(start, sign == "-")
        after = self.span(start, end)
        mark = text[after : after + 1] if after < end else ""
        if mark == "/" and after > start:
            return self.ratio(start, after, end, sign == "-")
        if mark == "." or (mark != "" and mark in "esfdl" and self.radix == 10):
            return self.decimal(start, after, end, sign == "-")
        if after == start:
            return None
        self.at = after
        value = self.integer(text[start:after])
        if sign == "-":
            value = -value
        if self.exactness == "i":
            return to_double(value, 1, sign == "-")
        return value

    def span(self, start: int, end: int) -> int:
        """The offset behind the digits from an offset on."""
        rest = self.text[start:end]
        return end - len(rest.lstrip(self.digits))

    def special(self, start: int, negative: bool) -> float | None:
        if self.exactness == "e":
            return None
        self.at = start + len(SPECIAL[0])
        if self.text[start] == "n":
            return NAN
        return -INF if negative else INF

    def integer(self, digits: str) -> int:
        if len(digits) <= SHORT and self.meter is None:
            return int(digits, self.radix)
        from vmcore.bignum import Unmetered, from_text

        return from_text(digits, self.radix, self.meter or Unmetered())

    def ratio(self, start: int, bar: int, end: int, negative: bool) -> Any:
        after = self.span(bar + 1, end)
        if after == bar + 1:
            return None
        num, den = self.integer(self.text[start:bar]), self.integer(self.text[bar + 1 : after])
        num = -num if negative else num
        if self.exactness == "i":
            self.at = after
            return to_double(num, den, negative)
        if den == 0:
            return None
        self.at = after
        return self.exact_quotient(num, den)

    def exact_quotient(self, num: int, den: int) -> int | Ratio:
        from vmcore.bignum import Unmetered
        from vmcore.exactnum import lowest

        num, den = lowest(num, den, self.meter or Unmetered())
        return num if den == 1 else Ratio(num, den)

    def decimal(self, start: int, point: int, end: int, negative: bool) -> Any:
        """Digits with a point or an exponent, which is at ``point``."""
        text = self.text
        after = self.span(point + 1, end) if text[point] == "." else point
        whole, fraction = text[start:point], text[point + 1 : after]
        if not whole and not fraction:
            return None
        exponent = ""
        if self.radix == 10 and after < end and text[after] in "esfdl":
            begin = after + 2 if text[after + 1 : after + 2] in ("+", "-") else after + 1
            stop = self.span(begin, end) if begin < end else begin
            if stop == begin:
                return None
            exponent, after = text[after + 1 : stop], stop
        self.at = after
        if self.radix != 10:
            return self.fraction(whole + fraction, len(fraction), negative)
        if self.exactness == "e":
            return self.exact_decimal(whole + fraction, len(fraction), exponent, negative)
        if self.meter is not None:
            self.meter.work(100 * (after - start))
        value = float(f"{whole}.{fraction}e{exponent or 0}")  # of any length; correctly rounded
        return -value if negative else value

    def fraction(self, digits: str, places: int, negative: bool) -> Any:
        from vmcore.bignum import Unmetered, power

        num = self.integer(digits)
        num = -num if negative else num
        den = power(self.radix, places, self.meter or Unmetered())
        return self.exact_quotient(num, den) if self.exactness == "e" else to_double(num, den, negative)

    def exact_decimal(self, digits: str, places: int, exponent: str, negative: bool) -> int | Ratio:
        from vmcore.bignum import Unmetered, power

        kept = digits.rstrip("0")
        if not kept:
            return 0
        if len(exponent.lstrip("+-0")) > MAX_EXPONENT_DIGITS:
            raise MemoryError
        scale = int(exponent or "0") - places + len(digits) - len(kept)
        if self.meter is None and abs(scale) > MAX_UNMETERED_SCALE + len(digits):
            raise MemoryError
        num = self.integer(kept)
        num = -num if negative else num
        meter = self.meter or Unmetered()
        return num * power(10, scale, meter) if scale >= 0 else decimal_ratio(num, -scale, meter)


# ---------------------------------------------------------------- conversion


def decimal_ratio(num: int, places: int, meter: Any) -> int | Ratio:
    """num / 10 ** places in lowest terms, num not 0; a gcd would take much longer."""
    from vmcore.bignum import power

    twos = min((num & -num).bit_length() - 1, places)
    num >>= twos
    fives = 0
    while fives < places and num % 5 == 0:
        meter.work(num.bit_length())
        num //= 5
        fives += 1
    den = power(5, places - fives, meter) << (places - twos)
    return num if den == 1 else Ratio(num, den)


def to_double(num: int, den: int, negative: bool = False) -> float:
    """num / den, correctly rounded; infinite if it is too large; den may be 0. ``negative``: the sign of a zero."""
    if den == 0:
        return NAN if num == 0 else INF if num > 0 else -INF
    if num == 0 and negative:
        return -0.0
    try:
        return num / den
    except OverflowError:
        return INF if num > 0 else -INF


def to_float(x: int | float | Ratio) -> float:
    """The nearest double."""
    if type(x) is float:
        return x
    return to_double(x.num, x.den) if type(x) is Ratio else to_double(x, 1)  # type: ignore[arg-type]


def exact(x: float) -> int | Ratio:
    num, den = x.as_integer_ratio()
    return num if den == 1 else Ratio(num, den)


# ---------------------------------------------------------------- flonums in another radix


def float_text(x: float, radix: int) -> str:
    """The shortest text with a point that reads back as x, which is finite."""
    sign = "-" if x < 0 or str(x)[0] == "-" else ""
    if x == 0:
        return sign + "0.0"
    digits, point = shortest_digits(abs(x), radix)
    if point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    if point >= len(digits):
        return f"{sign}{digits}{'0' * (point - len(digits))}.0"
    return f"{sign}{digits[:point]}.{digits[point:]}"


def shortest_digits(x: float, radix: int) -> tuple[str, int]:
    """Digits d1 d2 ... and k with x = 0.d1d2... * radix ** k, no more digits than tell x from its neighbours.

    Steele and White, "How to print floating-point numbers accurately" (1990), with the interval of what is read as x:
    its ends belong to it if the mantissa is even.
    """
    from math import frexp

    fraction, exponent = frexp(x)
    mantissa, exponent = int(fraction * (1 << 53)), exponent - 53
    if exponent < -1074:  # subnormal
        mantissa >>= -1074 - exponent
        exponent = -1074
    even = mantissa & 1 == 0
    narrow = mantissa == 1 << 52 and exponent > -1074  # the neighbour below is half as far
    r, s = mantissa << max(exponent, 0) + 2, 1 << max(-exponent, 0) + 2
    above = 2 << max(exponent, 0)
    below = above >> 1 if narrow else above
    point = 0
    while r + above > s or (even and r + above == s):
        s *= radix
        point += 1
    while (r + above) * radix < s or (not even and (r + above) * radix == s):
        r, above, below = r * radix, above * radix, below * radix
        point -= 1
    out = []
    while True:
        digit, r = divmod(r * radix, s)
        above, below = above * radix, below * radix
        low = r < below or (even and r == below)
        high = r + above > s or (even and r + above == s)
        if low or high:
            up = high and (not low or 2 * r > s or (2 * r == s and digit & 1 == 1))
            out.append(DIGITS[digit + up])
            return "".join(out), point
        out.append(DIGITS[digit])
