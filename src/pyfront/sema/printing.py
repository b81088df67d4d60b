"""Text of plain values, as the library prints them."""

from __future__ import annotations

from fractions import Fraction

from pyfront.sema.host_text import _escaped, complex_text, float_text
from vmcore.data import Char, Keyword, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def shown(x: Any, readable: bool = True) -> str:
    if isinstance(x, str):
        return '"' + "".join(map(_escaped, x)) + '"' if readable else x
    if x is None:
        return "nil"
    if isinstance(x, bool):
        return "#t" if x else "#f"
    if isinstance(x, float):
        return float_text(x)
    if isinstance(x, (int, Fraction)):
        return str(x)
    if isinstance(x, complex) or x.__class__.__name__ == "ExactComplex":
        return complex_text(x)
    if isinstance(x, Keyword):
        return ":" + x.name
    if isinstance(x, Symbol):
        return x.name
    if isinstance(x, Char):
        return "#\\" + str(x)
    if isinstance(x, list):
        return "(" + " ".join(map(shown, x)) + ")"
    if isinstance(x, dict):
        pairs = [(shown(k), shown(v)) for k, v in x.items()]
        return "{" + " ".join(f"{k} {v}" for k, v in sorted(pairs)) + "}"
    return str(x)
