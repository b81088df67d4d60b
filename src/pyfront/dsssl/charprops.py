"""Properties of characters that are there without a declaration (ISO 10179, 10.1.8): ``char-property``, and what a flow object of
the class character has unless it says otherwise.

Priorities of breaks follow the classes of Unicode's line breaking: 2 and 3 are for what a line may, and may not, break at. Where
no range says more they are 1, and 0 in scripts that break between any two characters.
"""

from __future__ import annotations

from bisect import bisect_right

from vmcore.data import Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

NONE, UNKNOWN = Symbol("none"), Symbol("unknown")
_SCRIPT = "ISO/IEC 10179::1996//Script::"
# name -> default, ranges: first and last character in hexadecimal; a value behind a colon, or true
_PROPERTIES: dict[str, tuple[object, str]] = {
    "space?": (False, "20 a0 2000-200b 3000"),
    "record-end?": (False, "d"),
    "blank?": (False, "0-1f 7f-9f 200c-200f 202a-202e 206a-206f"),
    "input-tab?": (False, "9"),
    "input-whitespace?": (False, "9-d 20 a0 2000-200b 2028-2029 3000"),
    "punct?": (
        False,
        "21 2c 2e 3a-3b 3f 37e 387 589 60c 61b 61f 6d4 964-965 e5a-e5b 203c-203d 3001-3002 fe50-fe52 fe54-fe57 "
        "ff01 ff0c ff0e ff1a-ff1b ff1f ff61 ff64",
    ),
    "script": (
        False,
        "0-24f:Latin 370-3ff:Greek 400-4ff:Cyrillic 530-58f:Armenian 590-5ff:Hebrew 600-6ff:Arabic "
        "900-97f:Devanagari 980-9ff:Bengali a00-a7f:Gurmukhi a80-aff:Gujarati b00-b7f:Oriya b80-bff:Tamil "
        "c00-c7f:Telugu c80-cff:Kannada d00-d7f:Malayalam d80-dff:Sinhala e00-e7f:Thai e80-eff:Lao "
        "f00-fbf:Tibetan 10a0-10ff:Georgian 1100-11ff:Hangul 1200-137f:Ethiopian 1780-17ff:Khmer "
        "1800-18af:Mongolian 1e00-1eff:Latin 1f00-1fff:Greek 2000-206f:Punctuation 20a0-20cf:Symbol "
        "2100-214f:Symbol 2600-26ff:Symbol 3040-309f:Hiragana 30a0-30ff:Katakana 3100-312f:Bopomofo "
        "3130-318f:Hangul ac00-d7a3:Hangul",
    ),
    "break-before-priority": (
        0,
        "0-20:2 21-24:1 25:3 26-28:1 29:3 2a-2c:1 2d:3 2e-5c:1 5d:3 5e-7c:1 7d:3 7e-a1:1 a2:3 a3-af:1 b0:3 "
        "b1-2c7:1 2c8:2 2c9-2cb:1 2cc:2 2cd-10ff:1 1160-2013:1 2014:3 2015-2027:1 202a-202f:1 2030-2037:3 "
        "2038-203b:1 203c:5 203d-2043:1 2044:5 2045:1 2046:3 2047-207d:1 207e:3 207f-208d:1 208e:3 208f-20a6:1 "
        "20a7:3 20a8-2102:1 2103:3 2104-2108:1 2109:3 210a-2125:1 2126:3 2127-2329:1 232a:3 232b-2e7f:1 "
        "3001-3002:3 fb00-fdff:1 fe70-fefe:1",
    ),
    "break-after-priority": (
        0,
        "0-20:3 21-27:1 28:3 29-2c:1 2d:2 2e:1 2f:2 30-5a:1 5b:3 5c-7a:1 7b:3 7c:2 7d-ac:1 ad:2 ae-b3:1 b4:2 "
        "b5-2c7:1 2c8:3 2c9-2cb:1 2cc:3 2cd-589:1 58a:2 58b-10ff:1 1160-1fff:1 2000-2006:2 2007:1 2008-200b:2 "
        "200c-200f:1 2010:2 2011:1 2012-2014:2 2015-2019:1 201a:3 201b-201d:1 201e:3 201f-2026:1 2027:2 "
        "202a-2044:1 2045:3 2046-207c:1 207d:3 207e-208c:1 208d:3 208e-2328:1 2329:3 232a-2e7f:1 fb00-fdff:1 "
        "fe70-fefe:1",
    ),
    "numeric-equiv": (False, "30:0 31:1 32:2 33:3 34:4 35:5 36:6 37:7 38:8 39:9"),
    "drop-after-line-break?": (False, ""),
    "drop-unless-before-line-break?": (False, ""),
    "math-class": (Symbol("ordinary"), ""),
    "math-font-posture": (False, ""),
    "glyph-id": (False, ""),
}  # fmt: skip
_tables: dict[str, tuple[list[int], list[int], list[Any]]] = {}  # name -> first characters, last ones, values


def _table(name: str) -> tuple[list[int], list[int], list[Any]]:
    found = _tables.get(name)
    if found is None:
        found = _tables[name] = ([], [], [])
        for row in _PROPERTIES[name][1].split():
            chars, colon, value = row.partition(":")
            first, _, last = chars.partition("-")
            found[0].append(int(first, 16))
            found[1].append(int(last or first, 16))
            found[2].append(True if not colon else int(value) if value.isdigit() else _SCRIPT + value)
    return found


def own_value(name: str, code: int) -> Any:
    """The value that a character has; ``NONE`` if it is the default of the property, ``UNKNOWN`` if there is no such property."""
    if name not in _PROPERTIES:
        return UNKNOWN
    first, last, values = _table(name)
    i = bisect_right(first, code) - 1
    return values[i] if i >= 0 and code <= last[i] else NONE


def default(name: str) -> Any:
    return _PROPERTIES[name][0]


def value(name: str, code: int) -> Any:
    found = own_value(name, code)
    return default(name) if found is NONE else found
