"""What Java's ``Character`` says of a character, by ``unicodedata``."""

from __future__ import annotations

import unicodedata

from pyfront.clojure.failures import JavaError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Java's numbers of the categories.
_TYPES = {name: number for number, name in enumerate("Cn Lu Ll Lt Lm Lo Mn Me Mc Nd Nl No - Zl Zp Cc Cf - Co Cs".split())}
_TYPES.update({"Zs": 12, "Zl": 13, "Zp": 14, "Cc": 15, "Cf": 16, "Co": 18, "Cs": 19, "Pd": 20, "Ps": 21, "Pe": 22, "Pc": 23,
               "Po": 24, "Sm": 25, "Sc": 26, "Sk": 27, "So": 28, "Pi": 29, "Pf": 30})  # fmt: skip
_DIRECTIONS = {name: number for number, name in enumerate(
    "L R AL EN ES ET AN CS NSM BN B S WS ON LRE LRO RLE RLO PDF LRI RLI FSI PDI".split())}  # fmt: skip
_CONTROL_NAMES = (
    "NULL,START OF HEADING,START OF TEXT,END OF TEXT,END OF TRANSMISSION,ENQUIRY,ACKNOWLEDGE,BEL,BACKSPACE,"
    "CHARACTER TABULATION,LINE FEED (LF),LINE TABULATION,FORM FEED (FF),CARRIAGE RETURN (CR)"
).split(",")


def about(root: Any, machine: Any, what: Any, value: Any) -> Any:
    """``what``: the question; ``value``: a code point, or the name of a character."""
    asked = value if value.__class__ is int else machine.plain(value)
    if asked.__class__ is int and not 0 <= asked <= 0x10FFFF:
        raise JavaError(f"Not a valid Unicode code point: 0x{asked & 0xFFFFFFFF:X}")
    return _QUESTIONS[machine.plain(what)](asked)


def _name(code: int) -> str | None:
    if code < len(_CONTROL_NAMES):
        return _CONTROL_NAMES[code]
    name = unicodedata.name(chr(code), None)
    for kind, spelled in (("CJK UNIFIED IDEOGRAPH-", "CJK UNIFIED IDEOGRAPHS "), ("HANGUL SYLLABLE ", "HANGUL SYLLABLES ")):
        if name and name.startswith(kind):
            return f"{spelled}{code:X}"
    return name


def _code(name: str) -> int | None:
    name = name.upper()
    if name in _CONTROL_NAMES:
        return _CONTROL_NAMES.index(name)
    try:
        return ord(unicodedata.lookup(name))
    except KeyError:
        pass
    block, _, digits = name.rpartition(" ")
    try:
        code = int(digits, 16)
    except ValueError:
        return None
    return code if block and _name(code) == name else None


def _direction(code: int) -> int:
    return _DIRECTIONS.get(unicodedata.bidirectional(chr(code)), -1)


def _title(code: int) -> int:
    made = chr(code).title()
    return ord(made) if len(made) == 1 else code


_QUESTIONS: dict[str, Any] = {
    "type": lambda code: _TYPES[unicodedata.category(chr(code))],
    "name": _name,
    "code": _code,
    "direction": _direction,
    "mirrored": lambda code: bool(unicodedata.mirrored(chr(code))),
    "ideographic": lambda code: unicodedata.name(chr(code), "").startswith("CJK UNIFIED IDEOGRAPH"),
    "title": _title,
    "start": lambda code: chr(code).isidentifier(),
    "part": lambda code: ("a" + chr(code)).isidentifier(),
}
