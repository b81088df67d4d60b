"""Arithmetic that leaves to the language what are no numbers: it declines, by answering the mark DEFAULT. Text of reals."""

from __future__ import annotations

from . import Prim

ROWS = (
    Prim("%try-add", "any, any", "sum of two numbers", pure=True),
    Prim("%try-sub", "any, any", "difference of two numbers", pure=True),
    Prim("%try-mul", "any, any", "product of two numbers", pure=True),
    Prim("%try-lt", "any, any", "is the first number less?", pure=True),
    Prim("%try-le", "any, any", "is the first number not greater?", pure=True),
    Prim("%try-gt", "any, any", "is the first number greater?", pure=True),
    Prim("%try-ge", "any, any", "is the first number not less?", pure=True),
    Prim("%try-numeq", "any, any", "are two numbers equal?", pure=True),
    Prim("%real->text", "flonum, index", "text of a real with so many significant digits, as C's %g", pure=True),
)
