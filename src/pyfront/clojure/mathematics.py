"""Functions on doubles and decimals that the machine has no instruction for."""

from __future__ import annotations

import math

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def _cbrt(x: float) -> float:
    """Exact for cubes of integers, which libm's need not be."""
    if x == 0 or x != x or math.isinf(x):
        return x
    root = math.copysign(abs(x) ** (1 / 3), x)
    if abs(root) < 2**17 and float(round(root)) ** 3 == x:
        return float(round(root))
    return root - (root * root * root - x) / (3 * root * root)


def _guarded(function: Any) -> Any:
    """Where Python raises, Java answers an infinity or NaN."""

    def call(*args: float) -> float:
        try:
            found: float = function(*args)
            return found
        except OverflowError:
            return math.inf
        except ValueError:
            return math.nan

    return call


def _exponent(x: float) -> int:
    if x != x or math.isinf(x):
        return 1024
    return max(math.frexp(x)[1] - 1, -1023) if x else -1023


def _scalb(x: float, n: int) -> float:
    try:
        return math.ldexp(x, n)
    except OverflowError:
        return math.copysign(math.inf, x)


def _sinh(x: float) -> float:
    try:
        return math.sinh(x)
    except OverflowError:
        return math.copysign(math.inf, x)


def _log1p(x: float) -> float:
    found: float = -math.inf if x == -1 else _guarded(math.log1p)(x)
    return found


def _bits(x: float) -> int:
    from struct import pack, unpack

    bits: int = unpack("<q", pack("<d", x if x == x else math.nan))[0]
    return bits


def _from_bits(n: int) -> float:
    from struct import pack, unpack

    found: float = unpack("<d", pack("<q", n))[0]
    return found


_FUNCTIONS: dict[str, Any] = {
    "sinh": _sinh, "cosh": _guarded(math.cosh), "tanh": math.tanh, "expm1": _guarded(math.expm1), "log1p": _log1p,
    "ulp": math.ulp, "cbrt": _cbrt, "hypot": math.hypot, "get-exponent": _exponent,
    "next-after": math.nextafter, "copy-sign": math.copysign, "scalb": _scalb, "bits": _bits, "from-bits": _from_bits,
    "IEEE-remainder": _guarded(math.remainder),
}  # fmt: skip


def call(root: Any, machine: Any, name: Any, *args: Any) -> Any:
    values = [x if x.__class__ in (int, float) else machine.plain(x) for x in args]
    return _FUNCTIONS[machine.plain(name)](*values)


# ---------------------------------------------------------------- decimals


def scaled(root: Any, machine: Any, number: Any, scale: int) -> Any:
    from decimal import Decimal

    return Decimal(int(machine.plain(number))).scaleb(-scale)


def plain(root: Any, machine: Any, x: Any) -> str:
    return f"{machine.plain(x):f}"


def scale(root: Any, machine: Any, x: Any) -> int:
    return -int(machine.plain(x).as_tuple().exponent)


def unscaled(root: Any, machine: Any, x: Any) -> int:
    value = machine.plain(x)
    return int(value.scaleb(-value.as_tuple().exponent))


def stripped(root: Any, machine: Any, x: Any) -> Any:
    from decimal import Decimal

    value = machine.plain(x)
    sign, digits, exponent = value.as_tuple()
    while len(digits) > 1 and digits[-1] == 0:
        digits, exponent = digits[:-1], exponent + 1
    return Decimal((sign, digits, exponent)) if value else Decimal(0)


def set_scale(root: Any, machine: Any, x: Any, digits: int, mode: Any) -> Any:
    from decimal import Context, Decimal

    from pyfront.clojure.failures import JavaError

    name = machine.plain(mode).upper()
    if name.isdigit() and int(name) < len(ROUNDINGS):
        name = ROUNDINGS[int(name)]
    exact = name in ("", "UNNECESSARY")
    value = machine.plain(x)
    rounding = "ROUND_" + ("UP" if exact else name)
    size = max(value.adjusted() + digits, 0) + 2
    machine.need(size)
    made = value.quantize(Decimal(1).scaleb(-digits), context=Context(prec=size, rounding=rounding))
    if exact and made != value:
        raise JavaError("Rounding necessary", "java.lang.ArithmeticException")
    return made


ROUNDINGS = ("UP", "DOWN", "CEILING", "FLOOR", "HALF_UP", "HALF_DOWN", "HALF_EVEN", "UNNECESSARY")  # by their numbers in Java


def mod_pow(root: Any, machine: Any, x: Any, n: Any, m: Any) -> int:
    return pow(*(int(machine.plain(y)) for y in (x, n, m)))
