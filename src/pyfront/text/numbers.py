"""Number syntax of the Scheme family: text to numbers, correctly rounded.

Without ``int`` on long decimal texts: Python limits its length (4300 digits) and takes quadratic time.
"""

from __future__ import annotations

from vmcore.data import Ratio

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

MAX_EXPONENT = 10_000_000  # of an exact decimal: #e1e10000000 is a number of that many digits
CHUNK = 2000  # digits that int() takes in one go
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
RADIXES = {"b": 2, "o": 8, "d": 10, "x": 16}
SPECIAL = {"+inf.0": float("inf"), "-inf.0": float("-inf"), "+nan.0": float("nan"), "-nan.0": float("nan")}


def parse_number(text: str, radix: int = 10) -> int | float | Ratio | complex | None:
    """The number that ``text`` is in R7RS syntax; None if it is none.

    OverflowError: an exact number of more than MAX_EXPONENT digits is asked for by an exponent.
    NotImplementedError: an exact complex number.
    """
    exactness = ""
    marks = ""
    while text[:1] == "#":
        mark = text[1:2].lower()
        if mark in RADIXES:
            radix, kind = RADIXES[mark], "r"
        elif mark == "e" or mark == "i":
            exactness, kind = mark, "e"
        else:
            return None
        if kind in marks:
            return None
        marks += kind
        text = text[2:]
    return _complex(text.lower(), radix, exactness)


def parse_int(digits: str, radix: int = 10) -> int | None:
    """The value of a sequence of digits of any length; None if it is none. Letters in lower case."""
    if radix == 10:
        if not (digits.isdigit() and digits.isascii()):
            return None
    elif not digits or digits.strip(DIGITS[:radix]):
        return None
    if len(digits) <= CHUNK or radix & (radix - 1) == 0:
        return int(digits, radix)
    return _long_int(digits, radix)


def _long_int(digits: str, radix: int) -> int:
    """Pairwise from chunks upwards, so that the large products are of numbers of the same size."""
    first = len(digits) % CHUNK
    values = [int(digits[i : i + CHUNK], radix) for i in range(first, len(digits), CHUNK)]
    if first:
        values.insert(0, int(digits[:first], radix))
    factor = radix**CHUNK
    while len(values) > 1:
        odd = len(values) & 1
        pairs = [values[i] * factor + values[i + 1] for i in range(odd, len(values), 2)]
        values = values[:odd] + pairs
        if len(values) > 1:
            factor *= factor
    return values[0]


def _complex(text: str, radix: int, exactness: str) -> int | float | Ratio | complex | None:
    """A number without prefix, in lower case."""
    if text[-1:] == "i" and text[0] in "+-.0123456789abcdef" and text not in SPECIAL:
        return _rectangular(text[:-1], radix, exactness)
    if "@" in text:
        return _polar(text, radix, exactness)
    return _real(text, radix, exactness)


def _rectangular(text: str, radix: int, exactness: str) -> int | float | Ratio | complex | None:
    """``a+bi`` without its i: the imaginary part begins at the last sign that is not one of an exponent."""
    split = len(text) - 1
    while split >= 0:
        if text[split] in "+-" and not (radix == 10 and _in_exponent(text, split)):
            break
        split -= 1
    if split < 0:
        return None
    sign_only = split == len(text) - 1
    part = "e" if exactness == "e" else ""  # #i applies to the whole: #i1+0i is real
    imag = _real(text[split:] + "1" if sign_only else text[split:], radix, part)
    real = _real(text[:split], radix, part) if split else 0
    if imag is None or real is None:
        return None
    return make_complex(real, imag, exactness == "i")


def _in_exponent(text: str, sign: int) -> bool:
    """Does a sign follow an ``e`` that follows a digit or a point?"""
    return sign >= 2 and text[sign - 1] == "e" and text[sign - 2] in "0123456789."


def make_complex(real: Any, imag: Any, inexact: bool = False) -> int | float | Ratio | complex:
    if type(imag) is int and imag == 0:
        return to_float(real) if inexact else real
    if not inexact and type(real) is not float and type(imag) is not float:
        raise NotImplementedError("exact complex numbers are not supported yet")
    return complex(to_float(real), to_float(imag))


def _polar(text: str, radix: int, exactness: str) -> int | float | Ratio | complex | None:
    import math

    size, _, turn = text.partition("@")
    magnitude, angle = _real(size, radix, exactness), _real(turn, radix, exactness)
    if magnitude is None or angle is None:
        return None
    if type(angle) is int and angle == 0:
        return magnitude
    if type(magnitude) is int and magnitude == 0:
        return 0
    if exactness == "e":
        raise NotImplementedError("exact complex numbers are not supported yet")
    r, phi = to_float(magnitude), to_float(angle)
    if math.isinf(phi) or math.isnan(phi):
        return complex(math.nan, math.nan)
    return complex(r * math.cos(phi), r * math.sin(phi))


def _real(text: str, radix: int, exactness: str) -> int | float | Ratio | None:
    sign = text[:1]
    body = text[1:] if sign in ("+", "-") else text
    if sign in ("+", "-") and text in SPECIAL:
        return None if exactness == "e" else SPECIAL[text]
    negative = sign == "-"
    value = parse_int(body, radix)
    if value is None and "/" in body:
        return _ratio(body, radix, exactness, negative)
    if value is None:
        return _decimal(body, exactness, negative) if radix == 10 else None
    value = -value if negative else value
    return to_float(value) if exactness == "i" else value


def _ratio(body: str, radix: int, exactness: str, negative: bool) -> int | float | Ratio | None:
    top, _, bottom = body.partition("/")
    num, den = parse_int(top, radix), parse_int(bottom, radix)
    if num is None or den is None:
        return None
    num = -num if negative else num
    if exactness == "i":
        return _quotient(num, den, negative)
    return make_ratio(num, den) if den else None


def make_ratio(num: int, den: int) -> int | Ratio:
    """num / den in lowest terms; den > 0."""
    from math import gcd

    divisor = gcd(num, den)
    if divisor == den:
        return num // den
    return Ratio(num // divisor, den // divisor)


def _quotient(num: int, den: int, negative: bool) -> float:
    if den == 0:
        return float("nan") if num == 0 else float("-inf" if negative else "inf")
    if num == 0 and negative:
        return -0.0
    try:
        return num / den
    except OverflowError:
        return float("-inf" if negative else "inf")


def to_float(value: float | Ratio) -> float:
    """The nearest double; infinite if it is too large."""
    if type(value) is Ratio:
        return _quotient(value.num, value.den, value.num < 0)
    try:
        return float(value)  # type: ignore[arg-type]
    except OverflowError:
        return float("-inf" if value < 0 else "inf")  # type: ignore[operator]


def _decimal(body: str, exactness: str, negative: bool) -> int | float | Ratio | None:
    mantissa, mark, exponent = body.partition("e")
    whole, point, fraction = mantissa.partition(".")
    digits = whole + fraction
    if not (digits.isdigit() and digits.isascii()) or not (mark or point):
        return None
    power = exponent[1:] if exponent[:1] in ("+", "-") else exponent
    if mark and not (power.isdigit() and power.isascii()):
        return None
    if exactness == "e":
        return _exact_decimal(digits, len(fraction), exponent, negative)
    value = float(body)  # any length, correctly rounded; the digits are checked above
    return -value if negative else value


def _exact_decimal(digits: str, places: int, exponent: str, negative: bool) -> int | Ratio:
    if len(exponent) > 20 or abs(int(exponent or "0")) > MAX_EXPONENT:
        raise OverflowError(f"exact number with an exponent past {MAX_EXPONENT}")
    kept = digits.rstrip("0")
    num = parse_int(kept) or 0
    scale = int(exponent or "0") - places + len(digits) - len(kept)
    num = -num if negative else num
    if num == 0 or scale >= 0:
        return num * 10**scale if num else 0
    return _decimal_ratio(num, -scale)


def _decimal_ratio(num: int, places: int) -> int | Ratio:
    """num / 10**places in lowest terms, num not 0: without a gcd, which is quadratic."""
    twos = min((num & -num).bit_length() - 1, places)
    num >>= twos
    fives = 0
    while fives < places and num % 5 == 0:
        num //= 5
        fives += 1
    den = 5 ** (places - fives) << (places - twos)
    return num if den == 1 else Ratio(num, den)
