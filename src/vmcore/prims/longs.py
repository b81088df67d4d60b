"""Numbers of languages whose integers have 64 bits (see _longs): what + - * / and comparisons do not cover.

``long`` is an integer of 64 bits; ``any`` is any real number where the text says "number", and the primitive looks.
"""

from __future__ import annotations

from . import Prim


def _p(name: str, args: str, doc: str) -> Prim:
    return Prim(name, args, doc, pure=True)


ROWS = (
    # without the limit of 64 bits: results past it are of a kind of their own
    _p("%wide-add", "any, any", "sum of numbers, of any size"),
    _p("%wide-sub", "any, any", "difference of numbers, of any size"),
    _p("%wide-mul", "any, any", "product of numbers, of any size"),
    # modulo 2 ** 64; as the ordinary operation if one is no long
    _p("%unchecked-add", "any, any", "sum of longs modulo 2**64"),
    _p("%unchecked-subtract", "any, any", "difference of longs modulo 2**64"),
    _p("%unchecked-multiply", "any, any", "product of longs modulo 2**64"),
    # bits
    _p("%bit-and", "long, long", "bits that are 1 in both"),
    _p("%bit-or", "long, long", "bits that are 1 in one"),
    _p("%bit-xor", "long, long", "bits that are 1 in just one"),
    _p("%bit-and-not", "long, long", "bits that are 1 in the first and 0 in the second"),
    _p("%bit-not", "long", "all bits inverted"),
    _p("%bit-shift-left", "long, long", "shifted left by the low six bits of the count"),
    _p("%bit-shift-right", "long, long", "shifted right with the sign"),
    _p("%unsigned-bit-shift-right", "long, long", "shifted right with zeros"),
    # kinds
    _p("%long?", "any", "is it an integer of 64 bits?"),
    Prim("%even?", "any", "is it an even integer? Declines what is no integer"),
    Prim("%odd?", "any", "is it an odd integer? Declines what is no integer"),
    _p("%ratio?", "any", "is it a ratio?"),
    _p("%double?", "any", "is it a double?"),
    _p("%single?", "any", "is it a floating-point number of 32 bits?"),
    _p("%numeric?", "any", "is it a number?"),
    # conversion
    _p("%bign", "any", "the number without its fraction, as an integer of any size"),
    _p("%plain", "any", "the integer that one of any size holds, the double of a float of 32 bits; anything else as it is"),
    _p("%long", "any", "the number without its fraction, as a long"),
    _p("%unchecked-long", "any", "the same: an integer modulo 2**64, a double at most the largest long"),
    _p("%double", "any", "the nearest double"),
    _p("%single", "any", "the nearest floating-point number of 32 bits"),
    _p("%decimal", "any", "the decimal number of the same value; of a double the shortest that reads as it"),
    _p("%rational", "any", "the exact rational number; of a double the shortest decimal that reads as it"),
    _p("%numerator", "any", "numerator of a ratio"),
    _p("%denominator", "any", "denominator of a ratio"),
    _p("%make-decimal", "exact integer, fixnum", "the integer by ten to the power of the second"),
    _p("%unscaled", "decimal", "its digits as an integer"),
    _p("%scale", "decimal", "number of its digits behind the point"),
    _p("%strip-zeros", "decimal", "the same number without zeros at its end"),
    _p("%round-decimal", "decimal, fixnum, fixnum", "to so many digits; the third: how, see decimals.py"),
    Prim("%math-context", "", "pair of the precision of decimal arithmetic, 0 if it is exact, and the way of rounding"),
    Prim("%set-math-context!", "fixnum, fixnum", "sets both"),
)
