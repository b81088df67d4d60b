"""Numbers of the text format: integers in a range, floating-point numbers rounded once."""

from __future__ import annotations

FORMATS = {32: (23, 8), 64: (52, 11)}  # bits of a float: of its fraction and exponent
_FAR = 5000  # digits or bits: beyond, the exponent alone decides


class OutOfRange(ValueError):
    """The literal has no value of the type."""


def integer(text: str) -> int:
    digits = text.replace("_", "")
    return _int(digits, 16 if "0x" in digits else 10)


def _int(digits: str, base: int) -> int:
    if base == 10 and len(digits.lstrip("+-0")) > 100:
        raise OutOfRange  # no type is that wide, and reading decimal digits takes quadratic time
    return int(digits, base)


def in_bits(text: str, bits: int) -> int:
    """An integer, signed or not, as the signed number of that width with the same bits."""
    value = integer(text)
    if not -(1 << (bits - 1)) <= value < 1 << bits:
        raise OutOfRange
    return value - (1 << bits) if value >> (bits - 1) > 0 else value


def float_bits(text: str, bits: int) -> int:
    """The bits of a float literal, rounded to nearest, ties to even."""
    fraction, exponent = FORMATS[bits]
    text = text.replace("_", "").lower()
    sign = 1 << (bits - 1) if text[0] == "-" else 0
    text = text.lstrip("+-")
    top = ((1 << exponent) - 1) << fraction
    if text == "inf":
        return sign | top
    if text.startswith("nan"):
        payload = int(text[6:], 16) if text != "nan" else 1 << (fraction - 1)
        if not 0 < payload < 1 << fraction:
            raise OutOfRange
        return sign | top | payload
    magnitude = _round(*(_hex(text[2:]) if text.startswith("0x") else _decimal(text)), fraction, exponent)
    if magnitude >= top:
        raise OutOfRange
    return sign | magnitude


def _split(text: str, mark: str) -> tuple[str, int, int]:
    """Digits without the point, how many were behind it, and the exponent."""
    mantissa, _, power = text.partition(mark)
    whole, _, rest = mantissa.partition(".")
    negative = power.startswith("-")
    power = power.lstrip("+-").lstrip("0") or "0"
    value = 10**12 if len(power) > 12 else int(power)
    return whole + rest, len(rest), -value if negative else value


def _hex(text: str) -> tuple[int, int]:
    digits, behind, power = _split(text, "p")
    mantissa, power = int(digits, 16), power - 4 * behind
    size = mantissa.bit_length()
    if mantissa == 0 or power + size < -_FAR:
        return 0, 1
    if power + size > _FAR:
        raise OutOfRange
    return (mantissa << power, 1) if power >= 0 else (mantissa, 1 << -power)


def _decimal(text: str) -> tuple[int, int]:
    digits, behind, power = _split(text, "e")
    power -= behind
    digits = digits.lstrip("0")
    if len(digits) > 1200:  # more than tell a number from the middle of two floats; a last 1 stands for the rest
        power += len(digits) - 1201
        digits = digits[:1200] + ("1" if digits[1200:].strip("0") else "0")
    if not digits or power + len(digits) < -_FAR:
        return 0, 1
    if power + len(digits) > _FAR:
        raise OutOfRange
    mantissa = int(digits)
    return (mantissa * 10**power, 1) if power >= 0 else (mantissa, 10**-power)


def _round(num: int, den: int, fraction: int, exponent: int) -> int:
    """num / den as bits of a float without sign; too large ones come out as infinity or above."""
    if num == 0:
        return 0
    bias = (1 << (exponent - 1)) - 1
    power = num.bit_length() - den.bit_length()  # 2**power is at most twice the value
    if (num << max(-power, 0)) < (den << max(power, 0)):
        power -= 1
    power = max(power, 1 - bias)  # below, the subnormal numbers
    shift = fraction - power
    quotient, rest = divmod(num << max(shift, 0), den << max(-shift, 0))
    twice = 2 * rest
    whole = den << max(-shift, 0)
    if twice > whole or (twice == whole and quotient & 1):
        quotient += 1
    # the hidden bit of a normal number adds one to the exponent field
    return quotient + ((power + bias - 1) << fraction)
