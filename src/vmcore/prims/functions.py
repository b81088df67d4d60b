"""Functions of numbers: exponential and trigonometric ones, roots and powers, complex numbers."""

from __future__ import annotations

from . import Prim


def _p(name: str, args: str, doc: str) -> Prim:
    return Prim(name, args, doc, pure=True)


ROWS = (
    _p("exp", "number", "power of e"),
    _p("log", "number, ?number", "logarithm, to the base of the second argument or e"),
    _p("sin", "number", "sine"),
    _p("cos", "number", "cosine"),
    _p("tan", "number", "tangent"),
    _p("asin", "number", "arc sine"),
    _p("acos", "number", "arc cosine"),
    _p("atan", "number, ?real", "arc tangent; of y and x the angle of the point"),
    _p("sqrt", "number", "square root, exact if that is rational"),
    _p("exact-integer-sqrt", "exact integer", "the integer part of the root and what is left, two values"),
    _p("expt", "number, number", "power"),
    # complex numbers
    _p("make-rectangular", "real, real", "the number of this real and imaginary part"),
    _p("make-polar", "real, real", "the number of this magnitude and angle"),
    _p("real-part", "number", "real part"),
    _p("imag-part", "number", "imaginary part, exact 0 of a real number"),
    _p("magnitude", "number", "absolute value"),
    _p("angle", "number", "angle with the positive real axis, in radians, above -pi up to pi"),
)
