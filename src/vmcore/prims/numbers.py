"""Numbers: arithmetic, comparison, integer division, text, bits."""

from __future__ import annotations

from . import Prim


def _p(name: str, args: str, doc: str, *, impl: str = "", op: str = "") -> Prim:
    return Prim(name, args, doc, pure=True, impl=impl, op=op)


ROWS = (
    # two arguments, for the compiler: the rows with opcodes
    _p("%add", "number~, number~", "sum", op="ADD"),
    _p("%sub", "number~, number~", "difference", op="SUB"),
    _p("%mul", "number~, number~", "product", op="MUL"),
    _p("%div", "number~, number~", "quotient; of exact integers an exact rational", op="DIV"),
    _p("%lt", "real~, real~", "is the first one less?", op="LT"),
    _p("%le", "real~, real~", "is the first one less or equal?", op="LE"),
    _p("%numeq", "number~, number~", "are they equal as numbers?", op="NUMEQ"),
    # any number of arguments
    _p("+", "*number", "sum", op="ADD"),
    _p("-", "number, *number", "difference, or the negative of a single argument", op="SUB"),
    _p("*", "*number", "product", op="MUL"),
    _p("/", "number, *number", "quotient, or the reciprocal of a single argument", op="DIV"),
    _p("=", "number, *number", "are all equal as numbers?", op="NUMEQ"),
    _p("<", "real, *real", "do they increase?", op="LT"),
    _p(">", "real, *real", "do they decrease?"),
    _p("<=", "real, *real", "does none decrease?", op="LE"),
    _p(">=", "real, *real", "does none increase?"),
    _p("max", "real, *real", "the largest; inexact if one argument is"),
    _p("min", "real, *real", "the smallest; inexact if one argument is"),
    # kinds
    _p("number?", "any", "is it a number?"),
    _p("complex?", "any", "is it a number?", impl="prim_number_p"),
    _p("real?", "any", "is it a real number?"),
    _p("rational?", "any", "is it a finite real number?"),
    _p("integer?", "any", "is it an integer, exact or not?"),
    _p("exact?", "number", "is it exact?"),
    _p("inexact?", "number", "is it inexact?"),
    _p("exact-integer?", "any", "is it an exact integer?"),
    _p("exact-rational?", "any", "is it an exact rational number?"),
    _p("finite?", "number", "is it neither infinite nor NaN?"),
    _p("infinite?", "number", "is it infinite?"),
    _p("nan?", "number", "is it NaN?"),
    _p("zero?", "number", "is it zero?"),
    _p("positive?", "real", "is it greater than zero?"),
    _p("negative?", "real", "is it less than zero?"),
    _p("odd?", "integer", "is it odd?"),
    _p("even?", "integer", "is it even?"),
    # parts of numbers
    _p("abs", "real", "absolute value"),
    _p("square", "number", "product with itself"),
    _p("quotient", "integer~, integer~", "quotient rounded to zero", op="QUO"),
    _p("remainder", "integer~, integer~", "remainder of quotient, with the sign of the dividend", op="REM"),
    _p("modulo", "integer~, integer~", "remainder of floor-quotient, with the sign of the divisor", op="MOD"),
    _p("truncate-quotient", "integer, integer", "quotient rounded to zero", op="QUO", impl="prim_quotient"),
    _p("truncate-remainder", "integer, integer", "its remainder", op="REM", impl="prim_remainder"),
    _p("floor-quotient", "integer, integer", "quotient rounded down"),
    _p("floor-remainder", "integer, integer", "its remainder", op="MOD", impl="prim_modulo"),
    _p("floor/", "integer, integer", "floor-quotient and floor-remainder as two values"),
    _p("truncate/", "integer, integer", "truncate-quotient and truncate-remainder as two values"),
    _p("gcd", "*integer", "greatest common divisor"),
    _p("lcm", "*integer", "least common multiple"),
    _p("numerator", "rational", "numerator in lowest terms"),
    _p("denominator", "rational", "denominator in lowest terms"),
    _p("floor", "real", "rounded down to an integer"),
    _p("ceiling", "real", "rounded up to an integer"),
    _p("truncate", "real", "rounded to zero to an integer"),
    _p("round", "real", "rounded to the next integer, to the even one of two"),
    _p("rationalize", "real, real", "the simplest number that differs by at most that much"),
    # conversion
    _p("exact", "number", "the exact number of the same value"),
    _p("inexact", "number", "the nearest inexact number"),
    _p("inexact->exact", "number", "the exact number of the same value", impl="prim_exact"),
    _p("exact->inexact", "number", "the nearest inexact number", impl="prim_inexact"),
    Prim("number->string", "number, ?index", "text of the number in a radix from 2 to 36"),
    _p("string->number", "string, ?index", "the number that the text is, or false"),
    # bits of integers in two's complement
    _p("bitwise-and", "*exact integer", "bits that are 1 in all"),
    _p("bitwise-or", "*exact integer", "bits that are 1 in at least one"),
    _p("bitwise-ior", "*exact integer", "bits that are 1 in at least one", impl="prim_bitwise_or"),
    _p("bitwise-xor", "*exact integer", "bits that are 1 in an odd number of them"),
    _p("bitwise-not", "exact integer", "all bits inverted"),
    _p("arithmetic-shift", "exact integer, exact integer", "shifted left, or right if the count is negative"),
    _p("bit-count", "exact integer", "number of bits that differ from the sign"),
    _p("integer-length", "exact integer", "number of bits without the sign"),
)
