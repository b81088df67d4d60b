"""Arithmetic on integers that are too large for one call of Python's own: such a call cannot be interrupted.

Every function takes a ``meter``: ``meter.work(units)`` is called now and then with the nanoseconds that come next and
may raise to end the operation; ``meter.room(bits)`` raises MemoryError when a result of that size is refused. Below
the LEAF sizes Python's operations do the work.
"""

from __future__ import annotations

from math import gcd as small_gcd
from math import isqrt as small_isqrt
from math import log2

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

LEAF_MUL = 1 << 36  # product of the bits of both: up to 50 ms
LEAF_DIV = 1 << 34  # bits of the quotient times bits of the divisor: up to 20 ms
LEAF_GCD = 1 << 38  # product of the bits of both: up to 300 ms
LEAF_ROOT = 1 << 17  # bits
LEAF_EUCLID = 1 << 10  # bits
LEAF_TEXT = 1900  # bits: fewer than 640 digits, which no setting of sys.set_int_max_str_digits refuses
LEAF_DIGITS = 600
MAX_BITS = 1 << 27
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Unmetered:
    """The meter of callers without limits."""

    __slots__ = ()

    def work(self, units: int) -> None:
        pass

    def room(self, bits: int) -> None:
        if bits > MAX_BITS:
            raise MemoryError


def mul_units(nx: int, ny: int) -> int:
    """Nanoseconds of a product of so many bits: quadratic for short numbers, then Karatsuba."""
    few, many = (nx, ny) if nx < ny else (ny, nx)
    units = 20 + (many * min(few, 2048) >> 10)
    while few > 2048:
        few >>= 1
        units += units >> 1
    return units


def mul(x: int, y: int, meter: Any) -> int:
    nx, ny = x.bit_length(), y.bit_length()
    if nx * ny <= LEAF_MUL:
        meter.work(mul_units(nx, ny))
        return x * y
    if x < 0 or y < 0:
        product = mul(abs(x), abs(x) if x is y else abs(y), meter)
        return product if (x < 0) == (y < 0) else -product
    if nx < ny:
        x, y, nx, ny = y, x, ny, nx
    half = (nx + 1) >> 1
    high, low = x >> half, x & ((1 << half) - 1)
    if ny <= half:
        return (mul(high, y, meter) << half) + mul(low, y, meter)
    if x is y:
        return _karatsuba(high, low, high, low, half, meter)
    return _karatsuba(high, low, y >> half, y & ((1 << half) - 1), half, meter)


def _karatsuba(x1: int, x0: int, y1: int, y0: int, half: int, meter: Any) -> int:
    top = mul(x1, y1, meter)
    bottom = mul(x0, y0, meter)
    x = x1 + x0
    y = x if x1 is y1 and x0 is y0 else y1 + y0
    middle = mul(x, y, meter) - top - bottom
    return (top << (2 * half)) + (middle << half) + bottom


def power(x: int, n: int, meter: Any) -> int:
    """x ** n for n >= 0."""
    if n == 0 or x == 1:
        return 1
    if x == 0 or x == -1:
        return x if n & 1 else -x
    shift = max(x.bit_length() - 60, 0)
    meter.room(int((log2(abs(x) >> shift) + shift) * n))  # checked before any work
    twos = (x & -x).bit_length() - 1
    x >>= twos
    result = x
    for bit in bin(n)[3:]:
        result = mul(result, result, meter)
        if bit == "1":
            result = mul(result, x, meter)
    return result << (twos * n)


# ---------------------------------------------------------------- division


def floor_div(x: int, y: int, meter: Any) -> tuple[int, int]:
    """Quotient and remainder as Python's divmod; y is not 0."""
    q, r = _divide(abs(x), abs(y), meter)
    if (x < 0) != (y < 0):
        q = -q
        if r:
            q, r = q - 1, abs(y) - r
    return q, -r if y < 0 else r


def _divide(x: int, y: int, meter: Any) -> tuple[int, int]:
    """For x >= 0 and y > 0, by Burnikel and Ziegler: schoolbook division whose digits are as long as the divisor."""
    n = y.bit_length()
    if _div_leaf(x.bit_length(), n):
        return _leaf_divmod(x, y, meter)
    short = x.bit_length() - n + 2
    if short < n - (n >> 2):
        return _short_quotient(x, y, short, meter)
    quotient: list[int] = []
    count = (x.bit_length() + n - 1) // n
    mask = (1 << n) - 1
    r = 0
    for i in range(count - 1, -1, -1):
        q, r = _two_by_one((r << n) | ((x >> (i * n)) & mask), y, n, meter)
        quotient.append(q)
    return _join(quotient, n), r


def _join(digits: list[int], n: int) -> int:
    """The number of these digits of n bits, the highest first."""
    while len(digits) > 1:
        odd = len(digits) & 1
        pairs = [(digits[i] << n) | digits[i + 1] for i in range(odd, len(digits), 2)]
        digits = digits[:odd] + pairs
        n *= 2
    return digits[0]


def _div_leaf(nx: int, ny: int) -> bool:
    return nx <= ny or (nx - ny) * ny <= LEAF_DIV


def _leaf_divmod(x: int, y: int, meter: Any) -> tuple[int, int]:
    nx, ny = x.bit_length(), y.bit_length()
    meter.work((abs(nx - ny) + 30) * ny >> 9)
    return divmod(x, y)


def _short_quotient(x: int, y: int, m: int, meter: Any) -> tuple[int, int]:
    """The quotient is shorter than the divisor: estimated from the upper m bits of the divisor, then corrected."""
    drop = y.bit_length() - m
    mask = (1 << drop) - 1
    q, r = _divide(x >> drop, y >> drop, meter)
    r = ((r << drop) | (x & mask)) - mul(q, y & mask, meter)
    while r < 0:
        q -= 1
        r += y
    return q, r


def _two_by_one(x: int, y: int, n: int, meter: Any) -> tuple[int, int]:
    """x < y << n, y of exactly n bits."""
    if _div_leaf(x.bit_length(), n):
        return _leaf_divmod(x, y, meter)
    if n & 1:
        q, r = _two_by_one(x << 1, y << 1, n + 1, meter)
        return q, r >> 1
    half = n >> 1
    mask = (1 << half) - 1
    q1, r = _three_by_two(x >> half, y, half, meter)
    q0, r = _three_by_two((r << half) | (x & mask), y, half, meter)
    return (q1 << half) | q0, r


def _three_by_two(x: int, y: int, half: int, meter: Any) -> tuple[int, int]:
    """x < y << half, y of exactly 2 * half bits: the quotient is at most 2 below that of the upper parts."""
    mask = (1 << half) - 1
    upper, high, low = x >> half, y >> half, y & mask
    if upper >> half == high:
        q, r = mask, upper - (high << half) + high
    else:
        q, r = _two_by_one(upper, high, half, meter)
    r = ((r << half) | (x & mask)) - mul(q, low, meter)
    while r < 0:
        q -= 1
        r += y
    return q, r


# ---------------------------------------------------------------- greatest common divisor

# A row of a matrix applied to (x, y) and another: (x, y) -> (|a x + b y|, |c x + d y|). The determinant is 1 or -1, so
# the gcd stays the same whatever the quotients were; that they are nearly right only makes the numbers shrink.


def gcd(x: int, y: int, meter: Any) -> int:
    x, y = abs(x), abs(y)
    if x < y:
        x, y = y, x
    while y and x.bit_length() * y.bit_length() > LEAF_GCD:
        nx = x.bit_length()
        if y.bit_length() > (nx >> 1) + 64:
            x, y, _ = _apply(_half(x, y, meter), x, y, meter)
        if y:
            x, y = y, _divide(x, y, meter)[1]
    meter.work((x.bit_length() * y.bit_length() >> 10) + 100)
    return small_gcd(x, y)


def _half(x: int, y: int, meter: Any) -> tuple[int, int, int, int]:
    """A matrix that makes x >= y about half as long."""
    nx = x.bit_length()
    if nx <= LEAF_EUCLID:
        return _euclid(x, y, nx >> 1, meter)
    matrix = (1, 0, 0, 1)
    stop = drop = nx >> 1
    for _ in range(2):  # half of the upper half takes a quarter away, and so does the second round
        if y.bit_length() <= stop + 1:
            return matrix
        x, y, step = _apply(_half(x >> drop, y >> drop, meter), x, y, meter)
        matrix = _compose(step, matrix, meter)
        if y.bit_length() <= stop + 1:
            return matrix
        q, r = _divide(x, y, meter)
        x, y = y, r
        matrix = _compose((0, 1, 1, -q), matrix, meter)
        drop = max(nx - x.bit_length(), nx >> 3)
    return matrix


def _euclid(x: int, y: int, stop: int, meter: Any) -> tuple[int, int, int, int]:
    """Steps of Euclid's algorithm as a matrix, until y has at most ``stop`` bits."""
    meter.work(500 * (x.bit_length() - stop))
    a, b, c, d = 1, 0, 0, 1
    bound = 1 << stop
    while y > bound:
        q, r = divmod(x, y)
        x, y = y, r
        a, b, c, d = c, d, a - q * c, b - q * d
    return a, b, c, d


def _apply(matrix: tuple[int, int, int, int], x: int, y: int, meter: Any) -> tuple[int, int, tuple[int, int, int, int]]:
    """The new numbers, not negative and the larger first, and the matrix that really makes them."""
    a, b, c, d = matrix
    u = mul(a, x, meter) + mul(b, y, meter)
    v = mul(c, x, meter) + mul(d, y, meter)
    if u < 0:
        u, a, b = -u, -a, -b
    if v < 0:
        v, c, d = -v, -c, -d
    if u < v:
        return v, u, (c, d, a, b)
    return u, v, (a, b, c, d)


def _compose(m: tuple[int, int, int, int], n: tuple[int, int, int, int], meter: Any) -> tuple[int, int, int, int]:
    """The matrix of n first and m after it."""
    a, b, c, d = m
    e, f, g, h = n
    return (
        mul(a, e, meter) + mul(b, g, meter),
        mul(a, f, meter) + mul(b, h, meter),
        mul(c, e, meter) + mul(d, g, meter),
        mul(c, f, meter) + mul(d, h, meter),
    )


# ---------------------------------------------------------------- square root


def isqrt(x: int, meter: Any) -> tuple[int, int]:
    """The integer part of the root of x >= 0, and what is left: x - root ** 2. Zimmermann's Karatsuba square root."""
    n = x.bit_length()
    if n <= LEAF_ROOT:
        meter.work((n * n >> 12) + 50)
        root = small_isqrt(x)
        return root, x - root * root
    quarter = (n + 3) >> 2
    odd = 4 * quarter - n  # the top quarter must begin with one of its two highest bits
    if odd >= 2:
        root, _ = isqrt(x << 2, meter)
        root >>= 1
        return root, x - mul(root, root, meter)
    mask = (1 << quarter) - 1
    high, rest = isqrt(x >> (2 * quarter), meter)
    q, u = _divide((rest << quarter) | ((x >> quarter) & mask), high << 1, meter)
    root = (high << quarter) + q
    left = (u << quarter) + (x & mask) - mul(q, q, meter)
    while left < 0:
        left += 2 * root - 1
        root -= 1
    return root, left


# ---------------------------------------------------------------- text


def to_text(x: int, radix: int, meter: Any) -> str:
    """The digits of x in radix 2 to 36. Python's limit on the length of decimal texts does not apply."""
    form = {2: "b", 8: "o", 16: "x"}.get(radix)
    if form:
        meter.work(x.bit_length())
        return format(x, form)
    if x < 0:
        return "-" + to_text(-x, radix, meter)
    if x.bit_length() <= LEAF_TEXT:
        return _leaf_text(x, radix)
    width = LEAF_DIGITS // 2
    powers = [radix**width]
    while 2 * powers[-1].bit_length() < x.bit_length() + 2:
        powers.append(mul(powers[-1], powers[-1], meter))
    out: list[str] = []
    work = [(x, len(powers) - 1, False)]  # number, power that splits it, are leading zeros wanted?
    while work:
        x, k, padded = work.pop()
        if k < 0:
            text = _leaf_text(x, radix)
            out.append(text.rjust(width, "0") if padded else text)
            continue
        if not padded and x < powers[k]:
            work.append((x, k - 1, False))
            continue
        high, low = _divide(x, powers[k], meter)
        work.append((low, k - 1, True))
        work.append((high, k - 1, padded))
    return "".join(out)


def _leaf_text(x: int, radix: int) -> str:
    if radix == 10:
        return str(x)
    digits = []
    while True:
        x, digit = divmod(x, radix)
        digits.append(DIGITS[digit])
        if x == 0:
            return "".join(reversed(digits))


def from_text(digits: str, radix: int, meter: Any) -> int:
    """The value of a text of digits of that radix, of any length: neighbours are joined until one number is left."""
    if len(digits) <= LEAF_DIGITS or radix & (radix - 1) == 0:
        meter.work(len(digits))
        return int(digits, radix)
    meter.room(len(digits) * ((radix - 1).bit_length() - 1))
    first = len(digits) % LEAF_DIGITS
    values = [int(digits[i : i + LEAF_DIGITS], radix) for i in range(first, len(digits), LEAF_DIGITS)]
    if first:
        values.insert(0, int(digits[:first], radix))
    factor = radix**LEAF_DIGITS
    while len(values) > 1:
        odd = len(values) & 1
        pairs = [mul(values[i], factor, meter) + values[i + 1] for i in range(odd, len(values), 2)]
        values = values[:odd] + pairs
        if len(values) > 1:
            factor = mul(factor, factor, meter)
    return values[0]
