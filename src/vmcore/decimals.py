"""Decimal numbers: pairs (unscaled, scale) of integers, the number unscaled * 10 ** -scale.

Results have the scale, and the digits where there is a limit of precision, that Java's BigDecimal gives them: languages of the
JVM print both. ``meter``: see bignum. A scale fits 32 bits; one that does not is an OverflowError.
"""

from __future__ import annotations

from vmcore.bignum import floor_div, gcd, mul, to_text

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    Decimal = tuple[int, int]

# How to round, numbered as java.math.RoundingMode.
UP, DOWN, CEILING, FLOOR, HALF_UP, HALF_DOWN, HALF_EVEN, UNNECESSARY = range(8)
MAX_SCALE = 2**31 - 1
_BITS_A_DIGIT = 3.33


def fitting(unscaled: int, scale: int) -> Decimal:
    if not -MAX_SCALE - 1 <= scale <= MAX_SCALE:
        raise OverflowError("the exponent of a decimal is out of range")
    return unscaled, scale


def ten_to(n: int, meter: Any) -> int:
    meter.room(int(n * _BITS_A_DIGIT) + 64)
    meter.work(n + n * n // 20_000)
    return int(10**n)


def digits(unscaled: int, meter: Any) -> int:
    """How many decimal digits it has; 1 for zero."""
    size = unscaled.bit_length()
    if size < 1000:
        return len(str(abs(unscaled)))
    guess = int((size - 1) * 0.30102999566398114)  # log10 of 2: never too many, at most one too few below 10**15 bits
    return guess + (abs(unscaled) >= ten_to(guess, meter))


def rescaled(x: Decimal, scale: int, meter: Any) -> int:
    """The unscaled integer for a larger scale."""
    unscaled, own = x
    return mul(unscaled, ten_to(scale - own, meter), meter) if scale != own and unscaled else unscaled


def add(x: Decimal, y: Decimal, meter: Any) -> Decimal:
    scale = max(x[1], y[1])
    return rescaled(x, scale, meter) + rescaled(y, scale, meter), scale


def multiply(x: Decimal, y: Decimal, meter: Any) -> Decimal:
    return fitting(mul(x[0], y[0], meter), x[1] + y[1])


def compare(x: Decimal, y: Decimal, meter: Any) -> int:
    a, b = x[0], y[0]
    if (a > 0) != (b > 0) or not a or not b:
        return (a > b) - (a < b)
    # By the place of the first digit, which costs nothing in proportion to the scales.
    first, second = digits(a, meter) - x[1], digits(b, meter) - y[1]
    if first != second:
        return 1 if (first > second) == (a > 0) else -1
    scale = max(x[1], y[1])
    a, b = rescaled(x, scale, meter), rescaled(y, scale, meter)
    return (a > b) - (a < b)


def rounded_quotient(num: int, den: int, mode: int, meter: Any) -> int:
    """num / den as an integer, den > 0. ValueError: not one, and the mode says that it is."""
    quotient, rest = floor_div(num, den, meter)
    if not rest:
        return quotient
    if mode == UNNECESSARY:
        raise ValueError("rounding is necessary")
    twice = 2 * rest
    if mode == FLOOR:
        up = False
    elif mode == CEILING:
        up = True
    elif mode in (UP, DOWN):
        up = (num > 0) == (mode == UP)
    elif twice != den:
        up = twice > den
    elif mode == HALF_EVEN:
        up = quotient & 1 == 1
    else:
        up = (num > 0) == (mode == HALF_UP)
    return quotient + up


def rounded(x: Decimal, precision: int, mode: int, meter: Any) -> Decimal:
    """To at most so many digits; 0 is no limit."""
    unscaled, scale = x
    while precision and (extra := digits(unscaled, meter) - precision) > 0:  # 9.99 may round to four digits
        unscaled = rounded_quotient(unscaled, ten_to(extra, meter), mode, meter)
        scale -= extra
    return fitting(unscaled, scale)


def stripped(x: Decimal, scale: int, meter: Any) -> Decimal:
    """Without zeros at the end, as long as the scale is larger than ``scale``."""
    unscaled, own = x
    if not unscaled:
        return 0, min(own, max(scale, -MAX_SCALE - 1))
    step = 1
    while own > scale:
        step = min(2 * step, own - scale)
        quotient, rest = floor_div(unscaled, ten_to(step, meter), meter)
        while rest and step > 1:
            step //= 2
            quotient, rest = floor_div(unscaled, ten_to(step, meter), meter)
        if rest:
            break
        unscaled, own = quotient, own - step
    return unscaled, own


def quotient_scale(x: Decimal, y: Decimal) -> int:
    return max(-MAX_SCALE - 1, min(x[1] - y[1], MAX_SCALE))


def divide(x: Decimal, y: Decimal, meter: Any) -> Decimal:
    """Exactly. ValueError if it has no end."""
    if not y[0]:
        raise ZeroDivisionError
    scale = quotient_scale(x, y)
    if not x[0]:
        return 0, scale
    divisor = gcd(x[0], y[0], meter)
    num, den = floor_div(x[0], divisor, meter)[0], floor_div(y[0], divisor, meter)[0]
    if den < 0:
        num, den = -num, -den
    twos = (den & -den).bit_length() - 1
    den >>= twos
    fives = 0
    while den > 1:
        den, rest = floor_div(den, 5, meter)
        if rest:
            raise ValueError("non-terminating decimal expansion; no exact representable decimal result")
        fives += 1
    places = max(twos, fives)
    num = mul(num, 5 ** (places - fives) << (places - twos), meter)
    return fitting(*stripped((num, x[1] - y[1] + places), scale, meter))


def divide_rounded(x: Decimal, y: Decimal, precision: int, mode: int, meter: Any) -> Decimal:
    if not y[0]:
        raise ZeroDivisionError
    scale = quotient_scale(x, y)
    if not x[0]:
        return 0, scale
    num, den = (-x[0], -y[0]) if y[0] < 0 else (x[0], y[0])
    more = precision + 3 + max(0, digits(den, meter) - digits(num, meter))
    num = mul(num, ten_to(more, meter), meter)
    quotient, rest = floor_div(abs(num), den, meter)
    # A digit behind the end stands for all that was cut off: not in the middle between two roundings.
    sign = -1 if num < 0 else 1
    result = rounded((sign * (quotient * 10 + (1 if rest else 0)), x[1] - y[1] + more + 1), precision, mode, meter)
    exact = not rest and mul(result[0], den, meter) * ten_to(max(0, x[1] - y[1] + more - result[1]), meter) == num
    return stripped(result, scale, meter) if exact else result


def divide_integral(x: Decimal, y: Decimal, meter: Any) -> Decimal:
    """The quotient, truncated to an integer."""
    if not y[0]:
        raise ZeroDivisionError
    scale = quotient_scale(x, y)
    if digits(x[0], meter) - x[1] < digits(y[0], meter) - y[1]:
        return 0, scale
    common = max(x[1], y[1])
    a, b = rescaled(x, common, meter), rescaled(y, common, meter)
    quotient = floor_div(abs(a), abs(b), meter)[0]
    if (a < 0) != (b < 0):
        quotient = -quotient
    if scale >= 0:
        return rescaled((quotient, 0), scale, meter), scale
    return stripped((quotient, 0), scale, meter)


def remainder(x: Decimal, y: Decimal, meter: Any) -> Decimal:
    product = multiply(divide_integral(x, y, meter), y, meter)
    return add(x, (-product[0], product[1]), meter)


def of_ratio(num: int, den: int, meter: Any) -> Decimal:
    return divide((num, 0), (den, 0), meter)


def of_double(x: float) -> Decimal:
    """The shortest decimal that reads as the double. ValueError: there is none."""
    if x - x != 0:
        raise ValueError("infinite or NaN")
    mantissa, _, exponent = repr(x).partition("e")
    whole, _, part = mantissa.partition(".")
    if exponent and not part:
        part = "0"  # Double.toString has it: 1.0E22
    return int(whole + part), len(part) - int(exponent or "0")


def to_double(x: Decimal) -> float:
    unscaled, scale = x
    if not unscaled:
        return 0.0
    if unscaled.bit_length() > 4000:  # past what a double tells apart; a last digit stands for the rest
        from vmcore.bignum import Unmetered

        text = to_text(unscaled, 10, Unmetered())
        sign = 1 if text[0] == "-" else 0
        return float(f"{text[:800 + sign]}1e{len(text) - sign - 800 - 1 - scale}")
    return float(f"{unscaled}e{-scale}")


def truncated(x: Decimal, meter: Any) -> int:
    """The integer without the part behind the point."""
    unscaled, scale = x
    if scale <= 0:
        return rescaled(x, 0, meter)
    if digits(unscaled, meter) <= scale:
        return 0
    quotient = floor_div(abs(unscaled), ten_to(scale, meter), meter)[0]
    return -quotient if unscaled < 0 else quotient


def to_pair(x: Decimal, meter: Any) -> tuple[int, int]:
    """As an exact rational, in lowest terms."""
    unscaled, scale = x
    if scale <= 0:
        return rescaled(x, 0, meter), 1
    from vmcore.exactnum import lowest

    return lowest(unscaled, ten_to(scale, meter), meter)
