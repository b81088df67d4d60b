"""Exact rational numbers as pairs (numerator, denominator) of integers: powers, roots, the simplest one in an interval.

The denominator is positive and prime to the numerator. ``meter``: see bignum.
"""

from __future__ import annotations

from vmcore.bignum import floor_div, gcd, isqrt, mul, power

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

ROOT_BITS = 64  # of an integer root that is rounded to a double: more than enough


def lowest(num: int, den: int, meter: Any) -> tuple[int, int]:
    """num / den in lowest terms, den not 0."""
    divisor = gcd(num, den, meter)
    if den < 0:
        divisor = -divisor
    if divisor != 1:
        num = floor_div(num, divisor, meter)[0]
        den = floor_div(den, divisor, meter)[0]
    return num, den


def expt(num: int, den: int, n: int, meter: Any) -> tuple[int, int]:
    """ZeroDivisionError: a negative power of zero."""
    if n < 0:
        if num == 0:
            raise ZeroDivisionError
        num, den = (den, num) if num > 0 else (-den, -num)
        n = -n
    return power(num, n, meter), power(den, n, meter)


def sqrt(num: int, den: int, meter: Any) -> tuple[int, int] | float:
    """The square root of num / den >= 0: exact if it is rational, else the nearest double."""
    root, rest = isqrt(num, meter)
    if rest == 0:
        if den == 1:
            return root, 1
        bottom, rest = isqrt(den, meter)
        if rest == 0:
            return root, bottom
    # num / den scaled by a power of 4 so that the integer root has ROOT_BITS bits; a last bit stands for what is left
    scale = 2 * ROOT_BITS - num.bit_length() + den.bit_length()
    scale += scale & 1
    if scale >= 0:
        quotient, left = floor_div(num << scale, den, meter)
    else:
        quotient, left = floor_div(num, den << -scale, meter)
    root, rest = isqrt(quotient, meter)
    return ldexp((root << 1) | bool(left or rest), -(scale >> 1) - 1)


def complex_sqrt(re: tuple[int, int], im: tuple[int, int], meter: Any) -> tuple[Any, Any]:
    """The parts of the square root of re + im i, im not 0: pairs if both are rational, else doubles."""
    (a, b), (c, d) = re, im
    q = mul(b, d // gcd(b, d, meter), meter)  # of z = (x + yi) / q^2
    x, y = mul(mul(a, q // b, meter), q, meter), mul(mul(c, q // d, meter), q, meter)
    size, rest = isqrt(mul(x, x, meter) + mul(y, y, meter), meter)
    if rest == 0 and (size + x) & 1 == 0:  # a root that is rational has integers over q as its parts
        u, left = isqrt((size + x) >> 1, meter)
        v, rest = isqrt((size - x) >> 1, meter)
        if left == rest == 0:
            return lowest(u, q, meter), lowest(-v if y < 0 else v, q, meter)
    return _rounded_sqrt(x, y, mul(q, q, meter))


def _rounded_sqrt(x: int, y: int, den: int) -> tuple[float, float]:
    """Of (x + yi) / den, which may be past the doubles: divided by a power of 4 first."""
    import cmath

    half = (max(x.bit_length(), y.bit_length()) - den.bit_length()) >> 1
    scale = 1 << abs(2 * half)
    if half >= 0:
        den *= scale
    else:
        x, y = x * scale, y * scale
    root = cmath.sqrt(complex(x / den, y / den))
    return _times_power(root.real, half), _times_power(root.imag, half)


def _times_power(x: float, exponent: int) -> float:
    """x * 2 ** exponent."""
    import math

    try:
        return math.ldexp(x, exponent)
    except OverflowError:
        return math.copysign(float("inf"), x)


def ldexp(x: int, exponent: int) -> float:
    """x * 2 ** exponent, correctly rounded, infinite if it is too large."""
    try:
        return float(x << exponent) if exponent >= 0 else x / (1 << -exponent)
    except OverflowError:
        return float("inf") if x > 0 else float("-inf")


def log(num: int, den: int) -> float:
    """The natural logarithm of num / den > 0, of any size."""
    import math

    drop_num, drop_den = max(num.bit_length() - 500, 0), max(den.bit_length() - 500, 0)
    shift = drop_num - drop_den
    if abs(shift) < 400:  # the quotient is a double, and near 1 it is the difference to 1 that counts
        return math.log(num / den) if abs(num - den) << 4 > den else math.log1p((num - den) / den)
    return math.log((num >> drop_num) / (den >> drop_den)) + shift * math.log(2)


def simplest(low: tuple[int, int], high: tuple[int, int], meter: Any) -> tuple[int, int]:
    """The number with the smallest denominator in the interval, of those the one next to 0."""
    if low[0] <= 0 <= high[0]:
        return 0, 1
    if low[0] < 0:
        num, den = simplest((-high[0], high[1]), (-low[0], low[1]), meter)
        return -num, den
    a, b = low
    c, d = high
    quotients = []
    while True:  # the common part of both continued fractions
        whole, rest = floor_div(a, b, meter)
        if rest == 0:
            quotients.append(whole)
            break
        if mul(whole + 1, d, meter) <= c:
            quotients.append(whole + 1)
            break
        quotients.append(whole)
        # of 1 / (x - whole): the ends change places
        a, b, c, d = d, c - whole * d, b, rest
    num, den = quotients.pop(), 1
    for whole in reversed(quotients):
        num, den = whole * num + den, num
    return num, den


def rationalize(x: tuple[int, int], y: tuple[int, int], meter: Any) -> tuple[int, int]:
    """The simplest number that differs from x by at most |y|."""
    n, d = mul(x[0], y[1], meter), mul(x[1], y[1], meter)
    delta = mul(abs(y[0]), x[1], meter)
    return simplest((n - delta, d), (n + delta, d), meter)
