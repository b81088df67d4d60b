"""Arithmetic, comparison, truth values and mathematical functions. Integers are exact."""

from __future__ import annotations

import math

from pyfront.metta.names import BOOL, NUMBER
from pyfront.metta.ops import op
from pyfront.metta.values import Failed, NoReduce, Number, number_of, truth
from vmcore.terms import Atom, Ground, note_large

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.metta.machine import Machine

_BITS = 1 << 27  # of an integer: larger ones are refused
_PRODUCT = 1 << 34  # of the bits of two: up to there one call of Python's takes milliseconds
_LONG = 20_000_000  # nanoseconds between two looks at limits


class Meter:
    """Large numbers take so long that limits are asked for in between."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.spent = 0

    def work(self, units: int) -> None:
        self.spent += units
        if self.spent > _LONG and self.machine.limits is not None:
            self.spent = 0
            self.machine.limits(self.machine)

    def room(self, bits: int) -> None:
        if bits > _BITS:
            raise OverflowError
        self.machine.room(bits >> 3)


def _with_meter(name: str, a: int, b: int, m: Machine) -> int:
    """The operations whose time is more than linear."""
    from vmcore.bignum import floor_div, mul

    meter = Meter(m)
    if name == "*":
        meter.room(a.bit_length() + b.bit_length())
        result = mul(a, b, meter)
    else:
        quotient, result = floor_div(abs(a), abs(b), meter)
        if name == "/":
            result = quotient if (a < 0) == (b < 0) else -quotient
        elif a < 0:
            result = -result
    note_large(result.bit_length() >> 3)
    return result


def _arithmetic(name: str, fn: Callable[[Any, Any], Any], linear: bool = False, wrong: str = "") -> None:
    """``wrong``: the error of arguments that are no numbers, if that is one."""

    @op(name, NUMBER, NUMBER, NUMBER)
    def run(m: Machine | None, a: Atom, b: Atom) -> list[Atom]:
        try:
            x, y = number_of(a), number_of(b)
        except NoReduce:
            if wrong:
                raise Failed(wrong) from None
            raise
        try:
            if linear or x.__class__ is not int or y.__class__ is not int or x.bit_length() * y.bit_length() <= _PRODUCT:
                result = fn(x, y)
            elif m is None:
                raise NoReduce  # not while something is compiled
            else:
                result = _with_meter(name, x, y, m)
        except OverflowError:
            raise Failed("the number is too large") from None
        if m is not None and m.wrapping and result.__class__ is int:
            result = (result + (1 << 63)) % (1 << 64) - (1 << 63)
        return [Number(result)]


def _divide(a: Any, b: Any) -> Any:
    if a.__class__ is int and b.__class__ is int:
        if not b:
            raise Failed("DivisionByZero")
        quotient = abs(a) // abs(b)
        return quotient if (a < 0) == (b < 0) else -quotient
    if b == 0:
        negative = math.copysign(1.0, a) * math.copysign(1.0, b) < 0
        return math.nan if a == 0 or a != a else -math.inf if negative else math.inf
    return a / b


def _remainder(a: Any, b: Any) -> Any:
    if a.__class__ is int and b.__class__ is int:
        if not b:
            raise Failed("DivisionByZero")
        rest = abs(a) % abs(b)
        return -rest if a < 0 else rest
    return math.nan if b == 0 or math.isinf(a) else math.fmod(a, b)


_arithmetic("+", lambda a, b: a + b, linear=True)
_arithmetic("-", lambda a, b: a - b, linear=True)
_arithmetic("*", lambda a, b: a * b)
_arithmetic("/", _divide, wrong="Divide expects two numbers: dividend and divisor")
_arithmetic("%", _remainder)


def _comparison(name: str, fn: Callable[[Any, Any], bool]) -> None:
    @op(name, NUMBER, NUMBER, BOOL)
    def run(m: Machine, a: Atom, b: Atom) -> list[Atom]:
        return [truth(fn(number_of(a), number_of(b)))]


_comparison("<", lambda a, b: a < b)
_comparison("<=", lambda a, b: a <= b)
_comparison(">", lambda a, b: a > b)
_comparison(">=", lambda a, b: a >= b)


def _bool(atom: Atom) -> bool:
    if isinstance(atom, Ground) and atom.kind == "bool":
        return bool(atom.value)
    raise NoReduce


def _logic(name: str, fn: Callable[[bool, bool], bool]) -> None:
    @op(name, BOOL, BOOL, BOOL)
    def run(m: Machine, a: Atom, b: Atom) -> list[Atom]:
        return [truth(fn(_bool(a), _bool(b)))]


_logic("and", lambda a, b: a and b)
_logic("or", lambda a, b: a or b)
_logic("xor", lambda a, b: a is not b)


@op("not", BOOL, BOOL)
def _not(m: Machine, a: Atom) -> list[Atom]:
    return [truth(not _bool(a))]


def _number(atom: Atom, what: str) -> Any:
    try:
        return number_of(atom)
    except NoReduce:
        raise Failed(what) from None


def _of_float(name: str, fn: Callable[[float], float]) -> None:
    @op(name, NUMBER, NUMBER)
    def run(m: Machine, a: Atom) -> list[Atom]:
        value = _number(a, f"{name} expects one argument: number")
        try:
            return [Number(fn(float(value)))]
        except ValueError:
            return [Number(math.nan)]
        except OverflowError:
            raise Failed("the number is too large") from None


for _name in ("sqrt", "sin", "cos", "tan", "asin", "acos", "atan"):
    _of_float(f"{_name}-math", getattr(math, _name))


def _rounding(name: str, fn: Callable[[float], float]) -> None:
    @op(name, NUMBER, NUMBER)
    def run(m: Machine, a: Atom) -> list[Atom]:
        value = _number(a, f"{name} expects one argument: input number")
        whole = value.__class__ is int or math.isinf(value) or math.isnan(value)
        return [Number(value if whole else math.copysign(fn(value), value))]


_rounding("trunc-math", math.trunc)
_rounding("ceil-math", math.ceil)
_rounding("floor-math", math.floor)
_rounding("round-math", lambda x: math.floor(abs(x) + 0.5))


@op("abs-math", NUMBER, NUMBER)
def _abs(m: Machine, a: Atom) -> list[Atom]:
    return [Number(abs(_number(a, "abs-math expects one argument: number")))]


@op("pow-math", NUMBER, NUMBER, NUMBER)
def _pow(m: Machine, a: Atom, b: Atom) -> list[Atom]:
    what = "pow-math expects two arguments: number (base) and number (power)"
    base, power = _number(a, what), _number(b, what)
    if power.__class__ is int and abs(power) >= 1 << 31:
        raise Failed("power argument is too big, try using float value")
    try:
        value = math.pow(base, power)
    except ZeroDivisionError:
        value = math.inf
    except OverflowError:
        value = math.inf
    except ValueError:
        value = math.inf if base == 0 else math.nan
    return [Number(value)]


@op("log-math", NUMBER, NUMBER, NUMBER)
def _log(m: Machine, a: Atom, b: Atom) -> list[Atom]:
    what = "log-math expects two arguments: base (number) and input value (number)"
    base, value = _number(a, what), _number(b, what)
    return [Number(_ln(value) / _ln(base) if _ln(base) else math.nan)]


def _ln(value: Any) -> float:
    if value > 0:
        return math.log(value)
    return -math.inf if value == 0 else math.nan


@op("isnan-math", NUMBER, BOOL)
def _isnan(m: Machine, a: Atom) -> list[Atom]:
    return [truth(math.isnan(_number(a, "isnan-math expects one argument: input number")))]


@op("isinf-math", NUMBER, BOOL)
def _isinf(m: Machine, a: Atom) -> list[Atom]:
    return [truth(math.isinf(_number(a, "isinf-math expects one argument: input number")))]
