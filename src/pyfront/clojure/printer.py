"""Data to text as ``pr-str`` writes them on the JVM: what the reader reads back. Metadata are not written.

Sets and maps are written in the order of the form. Nothing recurses.
"""

from __future__ import annotations

from pyfront.clojure.atoms import BigDecimal, BigInt, Inst, ReaderConditional, Regex, Tagged, Uuid
from pyfront.clojure.data import Form, List, Map, MetaSymbol, Set, Vector
from vmcore.data import Char, Keyword, Ratio, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

CHARACTER_NAMES = {8: "backspace", 9: "tab", 10: "newline", 12: "formfeed", 13: "return", 32: "space"}
ESCAPES = str.maketrans(
    {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", "\r": "\\r", "\f": "\\f", "\b": "\\b"},
)
BRACKETS = {List: ("(", ")"), Vector: ("[", "]"), Map: ("{", "}"), Set: ("#{", "}")}
LONG = 1 << 63


def pr_str(x: Any, writers: dict[type, Any] | None = None) -> str:
    """The text of a datum. TypeError for what is none. ``writers`` of atoms, if not all are allowed: see WRITERS."""
    writers = writers or WRITERS
    out: list[str] = []
    todo: list[Any] = [x]
    while todo:
        x = todo.pop()
        if x.__class__ is _Text:
            out.append(x.text)
        elif isinstance(x, Form):
            opening, closing = BRACKETS[x.__class__]
            out.append(opening)
            todo.append(_Text(closing))
            todo += _items(x)
        elif x.__class__ is Tagged:
            out.append(f"#{x.tag.name} ")
            todo.append(x.form)
        elif x.__class__ is ReaderConditional:
            if writers is not WRITERS:
                raise TypeError("a reader conditional cannot be written here")
            out.append("#?@" if x.splicing else "#?")
            todo.append(x.form)
        else:
            writer = writers.get(x.__class__)
            if writer is None:
                raise TypeError(f"data of type {type(x).__name__} cannot be written here")
            out.append(writer(x))
    return "".join(out)


class _Text:
    """Text among what is still to be written."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


_SPACE, _COMMA = _Text(" "), _Text(", ")


def _items(x: Form) -> list[Any]:
    """Items and what separates them, the last one first."""
    parts: list[Any] = [None] * (2 * len(x.items) - 1) if x.items else []
    parts[::2] = reversed(x.items)
    parts[1::2] = [_SPACE] * (len(parts) // 2)
    if x.__class__ is Map:
        parts[3::4] = [_COMMA] * len(parts[3::4])
    return parts


def integer_text(x: int) -> str:
    """The decimal digits of an integer of any size."""
    if -LONG <= x < LONG:
        return str(x)
    from vmcore.bignum import Unmetered, to_text

    return to_text(x, 10, Unmetered())


def _integer(x: int) -> str:
    return integer_text(x) if -LONG <= x < LONG else integer_text(x) + "N"


def double_text(x: float) -> str:
    """As ``Double.toString`` writes it: the shortest digits, a point, and E outside of 0.001 to 10,000,000."""
    if x != x:
        return "##NaN"
    if x in (float("inf"), float("-inf")):
        return "##Inf" if x > 0 else "##-Inf"
    text = repr(x)
    if len(text.partition("e")[0].lstrip("-")) == 1 and float(f"{x:.1e}") == x:
        text = f"{x:.1e}"  # of texts with two digits the nearest: 4.9E-324
    mantissa, _, exponent = text.partition("e")
    sign = "-" if mantissa[0] == "-" else ""
    whole, _, fraction = mantissa.lstrip("-").partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(whole) + int(exponent or 0) - (len(whole + fraction) - len(digits))  # 0.DIGITS * 10 ** point
    digits = digits.rstrip("0") or "0"
    if digits == "0":
        return sign + "0.0"
    if -3 < point <= 7:
        return sign + _plain(digits, point)
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{point - 1}"


def _plain(digits: str, point: int) -> str:
    """0.DIGITS * 10 ** point without an exponent."""
    if point <= 0:
        return "0." + "0" * -point + digits
    digits = digits.ljust(point, "0")
    return f"{digits[:point]}.{digits[point:] or '0'}"


def decimal_text(x: BigDecimal) -> str:
    """As ``BigDecimal.toString`` writes it, with M."""
    digits = integer_text(abs(x.unscaled))
    sign = "-" if x.unscaled < 0 else ""
    exponent = len(digits) - 1 - x.scale
    if x.scale == 0:
        text = digits
    elif x.scale > 0 and exponent >= -6:
        digits = digits.rjust(x.scale + 1, "0")
        text = f"{digits[: -x.scale]}.{digits[-x.scale :]}"
    else:
        text = digits if len(digits) == 1 else f"{digits[0]}.{digits[1:]}"
        text += f"E{exponent:+}" if exponent else ""
    return f"{sign}{text}M"


def _character(x: Char) -> str:
    return "\\" + (CHARACTER_NAMES.get(x.code) or chr(x.code))


def _ratio(x: Ratio) -> str:
    return f"{integer_text(x.num)}/{integer_text(x.den)}"


def _regex(x: Regex) -> str:
    """The pattern, with a backslash before every quote that has none."""
    out = []
    escaped = False
    for char in x.pattern:
        out.append('\\"' if char == '"' and not escaped else char)
        escaped = char == "\\" and not escaped
    return f'#"{"".join(out)}"'


def _inst(x: Inst) -> str:
    from pyfront.clojure.tags import inst_text

    return f'#inst "{inst_text(x.millis)}"'


def _uuid(x: Uuid) -> str:
    digits = f"{x.value:032x}"
    return f'#uuid "{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"'


WRITERS: dict[type, Any] = {
    type(None): lambda x: "nil",
    bool: lambda x: "true" if x else "false",
    int: _integer,
    float: double_text,
    str: lambda x: f'"{x.translate(ESCAPES)}"',
    Symbol: lambda x: x.name,
    MetaSymbol: lambda x: x.symbol.name,
    Keyword: lambda x: ":" + x.name,
    Char: _character,
    Ratio: _ratio,
    BigInt: lambda x: integer_text(x.value) + "N",
    BigDecimal: decimal_text,
    Regex: _regex,
    Inst: _inst,
    Uuid: _uuid,
}
