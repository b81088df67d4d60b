"""Complex numbers: exact ones against pairs of Fractions, inexact ones against Python's complex and cmath."""

from __future__ import annotations

import cmath
import math
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from refusals import whichever_allocation_fails
from vmcore._host import Machine
from vmcore.data import ExactComplex, Ratio
from vmcore.errors import MachineError

Pair = tuple[Fraction, Fraction]
Number = Any
INF, NAN = math.inf, math.nan

parts = st.one_of(
    st.integers(-9, 9), st.sampled_from([2**48, -(2**63), 10**30]), st.fractions(max_denominator=50),
    st.fractions(max_denominator=10**25),
)  # fmt: skip
exacts = st.tuples(parts, parts).map(lambda p: (Fraction(p[0]), Fraction(p[1])))
sizes = st.floats(-1e100, 1e100).filter(lambda x: x == 0 or abs(x) > 1e-100)
inexacts = st.builds(complex, sizes, sizes)
moderate = st.builds(complex, st.floats(-20, 20), st.floats(-20, 20)).filter(lambda z: abs(z) > 1e-6)


@pytest.fixture(scope="module")
def vm() -> Machine:
    return Machine()


@pytest.fixture(scope="module", autouse=True)
def heap_is_sound(vm: Machine) -> Any:
    yield
    assert vm.collect() == 0


def plain(x: Fraction) -> Any:
    return x.numerator if x.denominator == 1 else x


def number(z: Pair) -> Number:
    """What the machine answers for these parts."""
    return ExactComplex(plain(z[0]), plain(z[1])) if z[1] else plain(z[0])


def same(x: Number, y: Number) -> bool:
    return type(x) is type(y) and (repr(x) == repr(y) or bool(x == y))


def close(z: complex, w: complex, tolerance: float = 1e-13) -> bool:
    return abs(z - w) <= tolerance * max(1.0, abs(w))


def fails(vm: Machine, status: str, name: str, *args: Number) -> None:
    with pytest.raises(MachineError) as error:
        vm.call_prim(name, *args)
    assert error.value.status == status, (name, args, error.value)


# ---------------------------------------------------------------- the border to Python


@pytest.mark.parametrize(
    "z", [1 + 2j, 1.5 - 0.5j, complex(0.0, -0.0), complex(-0.0, 1), complex(INF, NAN), ExactComplex(1, 2),
          ExactComplex(0, -1), ExactComplex(Fraction(1, 2), 3), ExactComplex(2**70, Fraction(-(2**70), 3))],
)  # fmt: skip
def test_there_and_back(vm: Machine, z: Number) -> None:
    assert same(vm.call_prim("+", z), z)
    assert same(vm.call_prim("list", z)[0], z)
    assert vm.call_prim("eqv?", z, z) is True


def test_parts_from_python(vm: Machine) -> None:
    assert same(vm.call_prim("+", ExactComplex(Ratio(1, 2), 0)), Fraction(1, 2))
    assert same(vm.call_prim("+", ExactComplex(5, 0)), 5)
    assert same(vm.call_prim("+", ExactComplex(Ratio(1, 2), Ratio(1, 3)), 0), ExactComplex(Fraction(1, 2), Fraction(1, 3)))
    for bad in (1.0, "1", None, True, 1j):
        with pytest.raises(TypeError, match="exact"):
            vm.call_prim("+", ExactComplex(1, bad))

    class Special(complex):
        pass

    assert same(vm.call_prim("+", Special(1, 2)), 1 + 2j)


def test_exact_complex_class() -> None:
    z = ExactComplex(1, Fraction(1, 2))
    assert z == ExactComplex(1, Fraction(1, 2)) != ExactComplex(1, 2)
    assert z != 1 + 0.5j
    assert hash(z) == hash(ExactComplex(1, Fraction(1, 2)))
    assert complex(z) == 1 + 0.5j == complex(ExactComplex(1, Ratio(1, 2)))
    assert repr(z) == "ExactComplex(1, Fraction(1, 2))"


# ---------------------------------------------------------------- exact arithmetic


@given(exacts, exacts)
def test_exact_arithmetic(vm: Machine, z: Pair, w: Pair) -> None:
    (a, b), (c, d) = z, w
    x, y = number(z), number(w)
    for name in ("+", "%add"):
        assert same(vm.call_prim(name, x, y), number((a + c, b + d)))
    for name in ("-", "%sub"):
        assert same(vm.call_prim(name, x, y), number((a - c, b - d)))
    for name in ("*", "%mul"):
        assert same(vm.call_prim(name, x, y), number((a * c - b * d, a * d + b * c)))
    assert same(vm.call_prim("-", x), number((-a, -b)))
    assert vm.call_prim("=", x, y) is (z == w)
    norm = c * c + d * d
    if norm:
        assert same(vm.call_prim("/", x, y), number(((a * c + b * d) / norm, (b * c - a * d) / norm)))
    else:
        fails(vm, "DIVZERO", "/", x, y)


@given(exacts)
def test_exact_sqrt(vm: Machine, z: Pair) -> None:
    a, b = z
    square = number((a * a - b * b, 2 * a * b))
    root = vm.call_prim("sqrt", square)
    up = a > 0 or (a == 0 and b >= 0)
    assert same(root, number(z) if up else number((-a, -b)))
    assert same(vm.call_prim("magnitude", square), plain(a * a + b * b))


@given(exacts.filter(lambda z: z[1] != 0))
def test_any_sqrt(vm: Machine, z: Pair) -> None:
    root = vm.call_prim("sqrt", number(z))
    again = vm.call_prim("*", root, root)
    if isinstance(root, complex):
        error = abs(complex(*map(float, z)) - again)
        assert error <= 1e-14 * abs(complex(*map(float, z)))
        assert root.real >= 0
    else:
        assert same(again, number(z))


@given(exacts, st.integers(-6, 12))
def test_exact_powers(vm: Machine, z: Pair, n: int) -> None:
    assume(z[1] != 0)
    want = vm.call_prim("*", *[number(z)] * abs(n)) if n else 1
    want = vm.call_prim("/", want) if n < 0 else want
    assert same(vm.call_prim("expt", number(z), n), want)


def test_huge_powers(vm: Machine) -> None:
    i = ExactComplex(0, 1)
    for n in (10**30, 10**30 + 1, -(10**30) - 1, 2**63, -(2**63)):
        assert same(vm.call_prim("expt", i, n), {0: 1, 1: i, 2: -1, 3: ExactComplex(0, -1)}[n % 4])
    for n in (10**30, -(10**30), 2**40):
        with pytest.raises(MachineError) as error:
            vm.call_prim("expt", ExactComplex(1, 1), n)
        assert error.value.status in ("NOMEM", "MEMORY")
    assert close(vm.call_prim("expt", cmath.rect(1, 1e-30), 10**30), cmath.rect(1, 1))
    assert same(vm.call_prim("expt", ExactComplex(1, 1), 400), 2**200)


# ---------------------------------------------------------------- inexact arithmetic


@given(inexacts, inexacts)
def test_inexact_arithmetic(vm: Machine, z: complex, w: complex) -> None:
    assert same(vm.call_prim("+", z, w), z + w)
    assert same(vm.call_prim("-", z, w), z - w)
    product = vm.call_prim("*", z, w)
    assert close(product, z * w, 1e-15)
    if w:
        quotient = vm.call_prim("/", z, w)
        assert abs(quotient - z / w) <= 1e-14 * abs(z / w)
    assert vm.call_prim("=", z, w) is (z == w)
    assert vm.call_prim("magnitude", z) == abs(z)
    assert vm.call_prim("angle", z) == cmath.phase(z)


@given(inexacts, st.one_of(st.integers(-100, 100), st.fractions(max_denominator=9), st.floats(-1e10, 1e10)))
def test_with_real_numbers(vm: Machine, z: complex, x: Any) -> None:
    """The imaginary part of a real number is no 0.0."""
    d = float(x)
    assert same(vm.call_prim("+", x, z), complex(d + z.real, z.imag))
    assert same(vm.call_prim("-", z, x), complex(z.real - d, z.imag))
    assert same(vm.call_prim("-", x, z), complex(d - z.real, -z.imag))
    assert same(vm.call_prim("*", z, x), complex(z.real * d, z.imag * d))
    if x:
        assert same(vm.call_prim("/", z, x), complex(z.real / d, z.imag / d))


@given(exacts, exacts)
def test_conversion(vm: Machine, z: Pair, w: Pair) -> None:
    assume(z[1] != 0 and w[1] != 0)
    inexact = vm.call_prim("inexact", number(z))
    assert same(inexact, complex(float(z[0]), float(z[1])))
    back = vm.call_prim("exact", inexact)
    assert same(back, number((Fraction(inexact.real), Fraction(inexact.imag))))
    assert same(vm.call_prim("+", number(w), inexact), complex(float(w[0]) + inexact.real, float(w[1]) + inexact.imag))
    assert vm.call_prim("=", inexact, back) is True
    assert vm.call_prim("eqv?", inexact, back) is False


# ---------------------------------------------------------------- functions


@given(moderate)
def test_functions(vm: Machine, z: complex) -> None:
    for name in ("exp", "log", "sin", "cos", "tan", "asin", "acos", "atan", "sqrt"):
        assume(name != "atan" or abs(z * z + 1) > 1e-6)
        if name == "sqrt" and z.imag == 0:
            z = complex(z.real, 0.0)  # test_cuts_by_signed_zeros has the other side
        want = getattr(cmath, name)(z)
        assert close(vm.call_prim(name, z), want, 1e-12), (name, z)


@given(st.floats(-20, 20))
def test_real_arguments_with_complex_results(vm: Machine, x: float) -> None:
    root = vm.call_prim("sqrt", x)
    assert type(root) is (complex if x < 0 else float)
    assert close(complex(root), cmath.sqrt(complex(x, 0)))
    if x:
        assert close(complex(vm.call_prim("log", x)), cmath.log(complex(x, 0.0)))
    side = complex(x, -0.0 if x > 1 else 0.0)  # right of 1 the lower side of the cut, left of -1 the upper one
    for name in ("asin", "acos"):
        result = vm.call_prim(name, x)
        assert type(result) is (complex if abs(x) > 1 else float)
        assert close(complex(result), getattr(cmath, name)(side))


def test_cuts_by_signed_zeros(vm: Machine) -> None:
    points = [complex(x, y) for x in (-2.0, 2.0) for y in (0.0, -0.0)] + [complex(x, y) for x in (0.0, -0.0) for y in (-2.0, 2.0)]
    for z in points:
        for name in ("log", "asin", "acos", "atan"):
            assert close(vm.call_prim(name, z), getattr(cmath, name)(z)), (name, z)
    assert same(vm.call_prim("sqrt", complex(-4, -0.0)), 2j)  # R7RS: a non-negative imaginary part
    for im in (2, -2, Fraction(5, 2), -(10**30)):  # an exact 0 has no sign: (log(1 + iz) - log(1 - iz)) / 2i
        result = vm.call_prim("atan", ExactComplex(0, im))
        assert close(result, cmath.atan(complex(math.copysign(0.0, im), im)))


def test_special_values(vm: Machine) -> None:
    assert same(vm.call_prim("exp", complex(-INF, 1)), complex(0.0, 0.0))
    assert vm.call_prim("sqrt", complex(1, INF)) == complex(INF, INF)
    assert same(vm.call_prim("log", complex(-0.0, 0.0)), complex(-INF, math.pi))
    assert same(vm.call_prim("atan", ExactComplex(0, 1)), complex(0.0, INF))
    assert same(vm.call_prim("log", -0.0), complex(-INF, math.pi))
    assert same(vm.call_prim("log", 0), -INF)
    for name in ("sin", "cos", "tan", "exp", "asin", "acos", "atan", "log", "sqrt"):
        for z in (complex(INF, INF), complex(NAN, 1), complex(1, NAN), complex(-INF, 0), complex(0, INF), 0j):
            assert isinstance(vm.call_prim(name, z), complex)


@given(moderate, st.builds(complex, st.floats(-3, 3), st.floats(-3, 3)))
def test_powers(vm: Machine, z: complex, w: complex) -> None:
    assert close(vm.call_prim("expt", z, w), z**w, 1e-10)


@given(moderate, st.integers(-8, 8))
def test_integer_powers(vm: Machine, z: complex, n: int) -> None:
    want = z**n
    assert abs(vm.call_prim("expt", z, n) - want) <= 1e-11 * abs(want)


@given(st.floats(-20, 20), st.fractions(-3, 3, max_denominator=7))
def test_roots_of_negative_numbers(vm: Machine, x: float, e: Fraction) -> None:
    assume(abs(x) > 1e-6)
    assert close(complex(vm.call_prim("expt", x, e)), complex(x, 0) ** float(e), 1e-11)


@given(st.floats(-1e10, 1e10), st.floats(-100, 100))
def test_polar(vm: Machine, size: float, angle: float) -> None:
    assert same(vm.call_prim("make-polar", size, angle), complex(size * math.cos(angle), size * math.sin(angle)))
    assert same(vm.call_prim("make-rectangular", size, angle), complex(size, angle))


# ---------------------------------------------------------------- text, equality


@given(st.one_of(exacts.map(number), inexacts), st.sampled_from([2, 3, 10, 16, 18, 19, 36]))
def test_text(vm: Machine, z: Number, radix: int) -> None:
    text = vm.call_prim("number->string", z, radix)
    assert same(vm.call_prim("string->number", text, radix), z)
    assert vm.call_prim("eqv?", z, vm.call_prim("string->number", text.upper(), radix)) is True


@given(st.one_of(exacts.map(number), inexacts))
def test_hashing(vm: Machine, z: Number) -> None:
    table = {z: 1, "z": 2}
    assert vm.call_prim("hash-table-ref/default", table, vm.call_prim("+", z), 0) == 1
    other = vm.call_prim("-", z, 1)
    assert vm.call_prim("hash-table-ref/default", table, other, 0) == vm.call_prim("eqv?", z, other)


# ---------------------------------------------------------------- memory


@pytest.mark.parametrize(
    ("name", "args", "want"),
    [
        ("+", (ExactComplex(2**62, 2**62), ExactComplex(2**62, 2**62)), ExactComplex(2**63, 2**63)),
        ("*", (ExactComplex(2**40, 2**40), ExactComplex(2**40, 3)), ExactComplex(2**80 - 3 * 2**40, 2**80 + 3 * 2**40)),
        ("/", (ExactComplex(1, 2), ExactComplex(3, -4)), ExactComplex(Fraction(-1, 5), Fraction(2, 5))),
        ("-", (1.5 + 2j, 1), 0.5 + 2j),
        ("sqrt", (-4,), ExactComplex(0, 2)),
        ("sqrt", (ExactComplex(3, 4),), ExactComplex(2, 1)),
        ("expt", (ExactComplex(1, 1), 9), ExactComplex(16, 16)),
        ("exact", (1.5 + 0.5j,), ExactComplex(Fraction(3, 2), Fraction(1, 2))),
        ("string->number", ("1/2-3/4i",), ExactComplex(Fraction(1, 2), Fraction(-3, 4))),
        ("number->string", (ExactComplex(Fraction(1, 2), -1),), "1/2-i"),
        ("number->string", (0.5 + 1j, 2), "0.1+1.0i"),
    ],
)
def test_refused_allocations(name: str, args: tuple[Number, ...], want: Number) -> None:
    k = whichever_allocation_fails(name, args, lambda result: same(result, want))
    assert k > 0
