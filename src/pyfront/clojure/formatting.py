"""``format``: the directives of ``java.util.Formatter`` for text, numbers and characters."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_DIRECTIVE = re.compile(r"%(\d+\$)?([-#+ 0,(]*)(\d+)?(\.\d+)?([a-zA-Z%])")


def format(machine: Any, template: Any, args: Any) -> str:
    from pyfront.errors import EvalError

    values = list(machine.plain(args) or ())
    text = machine.plain(template)
    at = 0

    def fill(found: Any) -> str:
        nonlocal at
        index, flags, width, precision, kind = found.groups()
        size = int(width or 0)
        if kind in "n%":
            return "\n" if kind == "n" else _pad("%", flags, size)
        if index:
            number = int(index[:-1]) - 1
        else:
            number, at = at, at + 1
        if number >= len(values):
            raise EvalError(f"format: no argument for {found.group(0)}")
        made = _one(values[number], kind, flags, precision, found.group(0))
        if "0" in flags and kind in "dxXfeo":
            sign = made[:1] if made[:1] in "+-" else ""
            made = sign + made[len(sign) :].rjust(size - len(sign), "0")
        return _pad(made.upper() if kind.isupper() else made, flags, size)

    return _DIRECTIVE.sub(fill, text)


def _pad(text: str, flags: str, size: int) -> str:
    return text.ljust(size) if "-" in flags else text.rjust(size)


def _one(x: Any, kind: str, flags: str, precision: str | None, directive: str) -> str:
    from pyfront.errors import EvalError, WrongType

    lower = kind.lower()
    digits = int(precision[1:]) if precision else -1
    if lower == "s":
        text = display(x)
        return text if digits < 0 else text[:digits]
    if lower == "b":
        return "false" if x is None or x is False or x == [] else "true"
    if lower == "h":
        return f"{hash(x) & 0xFFFFFFFF:x}"
    if lower == "c":
        return chr(x) if x.__class__ is int else str(x)
    if lower in "dxo":
        if x.__class__ is not int:
            raise WrongType(f"format: {directive} takes an integer, not {display(x)}")
        if lower != "d":
            return f"{x & (1 << 64) - 1 if x < 0 else x:{lower}}"
        text = f"{x:,}" if "," in flags else str(x)
        return _signed(text, x >= 0, flags)
    if lower in "fge":
        if x.__class__ is int or (x.__class__ is not float and not hasattr(x, "as_integer_ratio")):
            raise WrongType(f"format: {directive} takes a double or decimal, not {display(x)}")
        if x != x or x in (float("inf"), float("-inf")):
            return "NaN" if x != x else "Infinity" if x > 0 else "-Infinity"
        from decimal import ROUND_HALF_UP, Decimal

        places = 6 if digits < 0 else digits
        if lower == "f":
            value = Decimal(repr(float(x))).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
            return _signed(f"{value:,f}" if "," in flags else f"{value:f}", x >= 0, flags)
        return _signed(f"{x:.{places}{lower}}", x >= 0, flags)
    raise EvalError(f"format: {directive} is not supported")


def _signed(text: str, positive: bool, flags: str) -> str:
    if not positive:
        return f"({text[1:]})" if "(" in flags else text
    return "+" + text if "+" in flags else " " + text if " " in flags else text


def display(x: Any) -> str:
    """As ``str`` has it."""
    if x is None or x == []:
        return "null"
    if x is True or x is False:
        return str(x).lower()
    if x.__class__ is float:
        from pyfront.clojure.printer import double_text

        return double_text(x)
    if x.__class__.__name__ == "Keyword":
        return ":" + str(x.name)
    return str(x)
