"""Arithmetic of languages with integers of 64 bits: longs, integers of any size as a kind of their own, ratios, decimals, doubles.

Values are written as in those languages: 5N, 1.50M, 1/3. The expectations are those of the Java platform's arithmetic.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pyfront.core.ir import Const, GlobalDefine, GlobalRef, Lambda, Node, PrimCall, Seq
from pyfront.emit import compile_ir
from pyfront.emit.tree import compile_tree
from vmcore._host import Machine
from vmcore._image import Image
from vmcore.data import Ratio
from vmcore.errors import MachineError

MOST, LEAST = 2**63 - 1, -(2**63)
OPS = {"+": "%add", "-": "%sub", "*": "%mul", "/": "%div", "<": "%lt", "<=": "%le", "==": "%numeq",
       "quot": "quotient", "rem": "remainder", "mod": "modulo"}


def number(text: str) -> Node:
    if text[-1] == "N":
        return PrimCall("%bign", [Const(int(text[:-1]))])
    if text[-1] == "M":
        digits, _, power = text[:-1].partition("e")
        whole, _, part = digits.partition(".")
        return PrimCall("%make-decimal", [Const(int(whole + part)), Const(int(power or "0") - len(part))])
    if "/" in text:
        num, _, den = text.partition("/")
        return Const(Ratio(int(num), int(den)))
    return Const(float(text) if "." in text or "n" in text else int(text))


class Longs:
    """A machine for such a language."""

    def __init__(self, tree: bool = False) -> None:
        self.tree = tree
        self.machine = Machine()
        self.machine.set_dialect(longs=True)
        if tree:
            self.machine.use_tree_walker()

    def run(self, *forms: Node) -> Any:
        unit = Lambda("", [], [], None, Seq(list(forms)))
        return self.machine.load(Image(compile_tree(unit, None) if self.tree else compile_ir(unit, None)))()

    def show(self, node: Node) -> str:
        """Text of a value, with what tells its kind."""
        x = GlobalRef("user:x")
        self.run(GlobalDefine("user:x", node))
        if self.run(PrimCall("%decimal?", [x])):
            scale = self.run(PrimCall("%scale", [x]))
            digits = self.run(PrimCall("%plain", [PrimCall("%unscaled", [x])]))
            return f"{digits}e{-scale}M"
        mark = "N" if self.run(PrimCall("%bign?", [x])) else ""
        value = self.run(PrimCall("%plain", [x]))
        return f"{value}" if isinstance(value, Fraction) else f"{value!r}{mark}"

    def __call__(self, op: str, *args: str) -> str:
        try:
            return self.show(PrimCall(OPS.get(op, op), [number(arg) for arg in args]))
        except MachineError as error:
            return f"{error.kind}: {error.message.rpartition(': ')[2]}"


@pytest.fixture(params=[False, True], ids=["loop", "tree-walker"], scope="module")
def calc(request: pytest.FixtureRequest) -> Longs:
    return Longs(request.param)


CASES = """
+ 1 2 = 3
+ 9223372036854775807 1 = overflow: integer overflow
- -9223372036854775808 1 = overflow: integer overflow
* 4611686018427387904 2 = overflow: long overflow
+ 1N 1 = 2N
+ 1 1N = 2N
* 99999999999999N 99999999999999 = 9999999999999800000000000001N
- 9223372036854775807N -1 = 9223372036854775808N
+ 1/2 1/2 = 1N
- 1/2 1/2 = 0N
* 1/2 2 = 1N
* 2N 1/2 = 1N
+ 1/2 1/3 = 5/6
/ 4 2 = 2
/ 1 2 = 1/2
/ 4N 2 = 2N
/ 1N 2 = 1/2
/ 1/2 1/2 = 1N
/ -9223372036854775808 -1 = -9223372036854775808
/ 1 0 = divide: division by zero
/ 1N 0 = divide: division by zero
/ 1/2 0 = divide: division by zero
/ 1.0 0 = inf
/ 1 0.0 = inf
/ 0.0 0 = nan
+ 1.5 1N = 2.5
* 1/2 3.0 = 1.5
quot -9223372036854775808 -1 = -9223372036854775808
rem -9223372036854775808 -1 = 0
mod -9223372036854775808 -1 = 0
quot -7 2 = -3
rem 5 -3 = 2
mod 5 -3 = -1
quot 7N 2 = 3N
rem 7N 2 = 1N
mod -7N 2 = 1N
quot 7.5 2 = 3.0
rem 7.5 2 = 1.5
mod -7.5 2 = 0.5
mod 7.5 -2 = -0.5
quot 7/2 1/3 = 10N
rem 7/2 1/3 = 1/6
mod -7/2 1/3 = 1/6
quot 1 0 = divide: division by zero
quot 1.0 0 = divide: division by zero
quot 1 0.0 = divide: division by zero
quot 1/2 0 = divide: division by zero
quot inf 1 = overflow: infinite or NaN
rem nan 2 = overflow: infinite or NaN
+ 1.5M 1 = 25e-1M
+ 1.50M 1.5M = 300e-2M
- 1M 1.0M = 0e-1M
* 1.5M 1.5M = 225e-2M
+ 1/2 1M = 15e-1M
+ 1/3 1M = overflow: non-terminating decimal expansion; no exact representable decimal result
+ 1.5 1M = 2.5
/ 1M 8 = 125e-3M
/ 10M 5 = 2e0M
/ 1.00M 0.5M = 20e-1M
/ 1M 3 = overflow: non-terminating decimal expansion; no exact representable decimal result
/ 1M 0 = divide: division by zero
/ 0M 3 = 0e0M
/ 300M 3e2M = 100e-2M
/ 1e2M 4 = 25e0M
quot 10.0M 3 = 30e-1M
rem 10.0M 3 = 10e-1M
mod -10.0M 3 = 20e-1M
quot 100M 0.1M = 100e1M
quot 1M 3 = 0e0M
rem 1M 0 = divide: division by zero
< 1 2N = True
< 2N 1 = False
<= 1N 1 = True
== 1 1N = True
== 1 1.0 = True
== 1M 1.0 = True
== 1.0M 1.00M = True
== 1/2 0.5M = True
== 1/3 0.3M = False
< 1/3 1M = True
< 1e400M 1e401M = True
< 1e2000000000M 1 = False
< 1M inf = True
< nan 1M = False
< 99999999999999999999N 100000000000000000000N = True
%wide-add 9223372036854775807 1 = 9223372036854775808N
%wide-add 1 1 = 2
%wide-mul 99999999999 99999999999 = 9999999999800000000001N
%wide-sub 1.5 1 = 0.5
%wide-add 1N 1 = 2N
%unchecked-add 9223372036854775807 1 = -9223372036854775808
%unchecked-multiply 9223372036854775807 2 = -2
%unchecked-subtract 0 -9223372036854775808 = -9223372036854775808
%unchecked-add 1.5 1 = 2.5
%unchecked-add 1N 9223372036854775807 = 9223372036854775808N
%bit-and 12 10 = 8
%bit-or 12 10 = 14
%bit-xor 12 10 = 6
%bit-and-not 7 2 = 5
%bit-not 5 = -6
%bit-shift-left 1 64 = 1
%bit-shift-left 1 -1 = -9223372036854775808
%bit-shift-left 1 62 = 4611686018427387904
%bit-shift-right -8 1 = -4
%unsigned-bit-shift-right -1 60 = 15
%bit-and 1N 1 = type: argument 1 is not a long
%bit-and 1.0 1 = type: argument 1 is not a long
%bign 1.5 = 1N
%bign 7/2 = 3N
%bign -7/2 = -3N
%bign 1.9M = 1N
%bign -1.9M = -1N
%bign inf = overflow: infinite or NaN
%long 1.9 = 1
%long -1.9 = -1
%long 7/2 = 3
%long 1e30M = range: argument 1 is out of range
%long 1e18M = 1000000000000000000
%long nan = 0
%long inf = range: argument 1 is out of range
%long 99999999999999999999N = range: argument 1 is out of range
%unchecked-long inf = 9223372036854775807
%unchecked-long 9223372036854775808N = -9223372036854775808
%double 1/3 = 0.3333333333333333
%double 1.5M = 1.5
%double 7N = 7.0
%decimal 0.1 = 1e-1M
%decimal 1/8 = 125e-3M
%decimal 7 = 7e0M
%decimal 1/3 = overflow: non-terminating decimal expansion; no exact representable decimal result
%rational 0.1 = 1/10
%rational 1.0 = 1N
%rational 1.5M = 3/2
%rational 1/3 = 1/3
%rational 3 = 3
%numerator 2/3 = 2
%denominator 2/3 = 3
%numerator 3 = type: argument 1 is not a ratio
%strip-zeros 1.500M = 15e-1M
%strip-zeros 1500M = 15e2M
%strip-zeros 0.00M = 0e0M
"""


def case(line: str) -> Any:
    left, _, expected = line.partition(" = ")
    return pytest.param(left.split(), expected, id=line)


@pytest.mark.parametrize(("call", "expected"), [case(line) for line in CASES.strip().splitlines()])
def test_arithmetic(calc: Longs, call: list[str], expected: str) -> None:
    assert calc(*call) == expected


def test_wrong_operands(calc: Longs) -> None:
    for name in ("%add", "%sub", "%mul", "%div", "quotient", "%lt", "%wide-add", "%unchecked-add"):
        for args, place in (([Const("a"), number("1N")], 1), ([number("1"), Const("a")], 2), ([number("1M"), Const(None)], 2)):
            with pytest.raises(MachineError, match=f"argument {place} is not a"):
                calc.run(PrimCall(name, args))


@pytest.mark.parametrize(("precision", "mode", "call", "expected"), [
    (3, 4, "/ 1M 3", "333e-3M"), (3, 4, "/ 2M 3", "667e-3M"), (3, 1, "/ 2M 3", "666e-3M"), (2, 4, "* 1.25M 1.1M", "14e-1M"),
    (10, 4, "/ 1M 4", "25e-2M"), (2, 4, "+ 9.99M 0M", "10e0M"), (3, 7, "/ 1M 3", "overflow: rounding is necessary"),
    (1, 6, "+ 2.5M 0", "2e0M"), (1, 6, "+ 3.5M 0", "4e0M"), (1, 5, "+ 2.5M 0", "2e0M"), (1, 4, "- -2.5M 0", "-3e0M"),
    (1, 2, "+ -2.5M 0", "-2e0M"), (1, 3, "+ -2.5M 0", "-3e0M"), (1, 0, "+ 2.1M 0", "3e0M"), (5, 4, "/ 1M 7e30M", "14286e-35M"),
    (2, 6, "/ 1000001M 400000M", "25e-1M"), (1, 6, "/ 1000001M 400000M", "3e0M"),
])
def test_precision(calc: Longs, precision: int, mode: int, call: str, expected: str) -> None:
    calc.run(PrimCall("%set-math-context!", [Const(precision), Const(mode)]))
    try:
        assert calc(*call.split()) == expected
    finally:
        calc.run(PrimCall("%set-math-context!", [Const(0), Const(4)]))


def test_huge_scales_are_refused_not_computed() -> None:
    calc = Longs()
    calc.machine.set_limits(memory=50 << 20, timeout=20)
    with pytest.raises(MachineError) as raised:
        calc.run(PrimCall("%add", [number("1e2000000000M"), number("1M")]))
    assert raised.value.status == "MEMORY"
    assert calc("%make-decimal", "1", "3000000000").startswith("range")
    assert calc("*", "1e2000000000M", "1e2000000000M") == "overflow: the exponent of a decimal is out of range"


EXACT = st.one_of(st.integers(-5, 5), st.integers(LEAST, MOST), st.integers(MOST - 2, MOST), st.integers(LEAST, LEAST + 2))


@given(EXACT, EXACT, st.sampled_from("+-*"))
def test_longs_against_python(x: int, y: int, op: str) -> None:
    value = x + y if op == "+" else x - y if op == "-" else x * y
    past = "overflow: long overflow" if op == "*" else "overflow: integer overflow"
    calc = Longs()
    assert calc(op, str(x), str(y)) == (str(value) if LEAST <= value <= MOST else past)
    assert calc(op, f"{x}N", str(y)) == f"{value}N"
    wide = {"+": "%wide-add", "-": "%wide-sub", "*": "%wide-mul"}[op]
    assert calc(wide, str(x), str(y)) == (str(value) if LEAST <= value <= MOST else f"{value}N")


@given(st.integers(-10**30, 10**30), st.integers(-30, 30), st.integers(-10**20, 10**20), st.integers(-30, 30),
       st.integers(1, 25), st.integers(0, 6))
def test_decimals_against_python(a: int, m: int, b: int, n: int, precision: int, mode: int) -> None:
    import decimal

    modes = ["ROUND_UP", "ROUND_DOWN", "ROUND_CEILING", "ROUND_FLOOR", "ROUND_HALF_UP", "ROUND_HALF_DOWN", "ROUND_HALF_EVEN"]
    x, y = decimal.Decimal(a).scaleb(-m), decimal.Decimal(b).scaleb(-n)
    calc = Longs()
    calc.run(PrimCall("%set-math-context!", [Const(precision), Const(mode)]))
    operations: dict[str, Callable[[decimal.Context], decimal.Decimal]] = {
        "+": lambda c: c.add(x, y), "-": lambda c: c.subtract(x, y), "*": lambda c: c.multiply(x, y),
    }
    if b:
        operations["/"] = lambda c: c.divide(x, y)
    context = decimal.Context(prec=precision, rounding=modes[mode], Emin=-10**6, Emax=10**6)
    for op, compute in operations.items():
        expected = compute(context)
        digits, _, power = calc(op, f"{a}e{-m}M", f"{b}e{-n}M").removesuffix("M").partition("e")
        assert decimal.Decimal(int(digits)).scaleb(int(power), decimal.Context(prec=100)) == expected
        assert len(digits.lstrip("-")) <= precision


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_doubles_and_decimals(x: float) -> None:
    calc = Longs()
    node = PrimCall("%double", [PrimCall("%decimal", [Const(x)])])
    assert math.copysign(1, calc.run(node)) == math.copysign(1, x) or x == 0
    assert calc.run(node) == x
