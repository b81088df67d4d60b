"""Sets of characters as sorted ranges of code points: those that regular expressions of Java name, and their algebra."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

Ranges = tuple[tuple[int, int], ...]
LAST = 0x10FFFF

SETS: dict[str, Ranges] = {
    "d": ((48, 57),),
    "w": ((48, 57), (65, 90), (95, 95), (97, 122)),
    "s": ((9, 13), (32, 32)),
    "h": ((9, 9), (32, 32), (0xA0, 0xA0), (0x1680, 0x1680), (0x180E, 0x180E), (0x2000, 0x200A), (0x202F, 0x202F),
          (0x205F, 0x205F), (0x3000, 0x3000)),
    "v": ((10, 13), (0x85, 0x85), (0x2028, 0x2029)),
}  # fmt: skip

_POSIX: dict[str, Ranges] = {
    "Lower": ((97, 122),), "Upper": ((65, 90),), "Alpha": ((65, 90), (97, 122)), "Digit": ((48, 57),),
    "Alnum": ((48, 57), (65, 90), (97, 122)), "ASCII": ((0, 127),), "Punct": ((33, 47), (58, 64), (91, 96), (123, 126)),
    "Graph": ((33, 126),), "Print": ((32, 126),), "Blank": ((9, 9), (32, 32)), "Cntrl": ((0, 31), (127, 127)),
    "XDigit": ((48, 57), (65, 70), (97, 102)), "Space": ((9, 13), (32, 32)),
}  # fmt: skip

_BINARY: dict[str, Callable[[str], bool]] = {
    "IsAlphabetic": str.isalpha, "IsLetter": str.isalpha, "IsDigit": str.isdecimal, "IsUppercase": str.isupper,
    "IsLowercase": str.islower, "IsWhite_Space": str.isspace, "javaWhitespace": str.isspace, "javaLetter": str.isalpha,
    "javaDigit": str.isdecimal, "javaUpperCase": str.isupper, "javaLowerCase": str.islower,
    "javaLetterOrDigit": lambda c: c.isalpha() or c.isdecimal(), "Ud": str.isdecimal,
    "Uw": lambda c: c.isalnum() or c == "_", "Us": str.isspace,
}  # fmt: skip
_SCRIPTS = {"IsLatin": "LATIN", "IsGreek": "GREEK", "IsCyrillic": "CYRILLIC", "IsHiragana": "HIRAGANA",
            "IsKatakana": "KATAKANA", "IsHan": "CJK UNIFIED", "IsHebrew": "HEBREW", "IsArabic": "ARABIC"}  # fmt: skip
_BLOCKS = {"InGreek": (0x370, 0x3FF), "InCyrillic": (0x400, 0x4FF), "InHebrew": (0x590, 0x5FF), "InArabic": (0x600, 0x6FF),
           "InHiragana": (0x3040, 0x309F), "InKatakana": (0x30A0, 0x30FF), "InBasicLatin": (0, 0x7F)}  # fmt: skip
_CATEGORIES = frozenset(
    "L M N P S Z C Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc Pd Ps Pe Pi Pf Po Sm Sc Sk So Zs Zl Zp Cc Cf Cn Co Cs".split()
)
_found: dict[str, Ranges] = {}


def property_set(name: str) -> Ranges:
    """The characters of ``\\p{name}``."""
    known = _POSIX.get(name) or _found.get(name)
    if known is None:
        known = _found[name] = ranges_where(_test(name))
    return known


def _test(name: str) -> Callable[[str], bool]:
    from unicodedata import category
    from unicodedata import name as char_name

    if name in _BINARY:
        return _BINARY[name]
    if name in _SCRIPTS:
        start = _SCRIPTS[name]
        return lambda c: char_name(c, "").startswith(start)
    if name in _BLOCKS:
        low, high = _BLOCKS[name]
        return lambda c: low <= ord(c) <= high
    for prefix in ("general_category=", "gc=", "Is"):
        name = name.removeprefix(prefix)
    if name not in _CATEGORIES:
        raise ValueError(f"\\p{{{name}}} is not supported")
    return lambda c: category(c).startswith(name)


def ranges_where(test: Callable[[str], bool]) -> Ranges:
    found: list[tuple[int, int]] = []
    start = -1
    for code in range(LAST + 2):
        holds = code <= LAST and test(chr(code))
        if holds and start < 0:
            start = code
        elif not holds and start >= 0:
            found.append((start, code - 1))
            start = -1
    return tuple(found)


def union(a: Ranges, b: Ranges) -> Ranges:
    merged: list[tuple[int, int]] = []
    for low, high in sorted((*a, *b)):
        if merged and low <= merged[-1][1] + 1:
            merged[-1] = (merged[-1][0], max(merged[-1][1], high))
        else:
            merged.append((low, high))
    return tuple(merged)


def complement(a: Ranges) -> Ranges:
    found: list[tuple[int, int]] = []
    start = 0
    for low, high in a:
        if low > start:
            found.append((start, low - 1))
        start = high + 1
    return (*found, (start, LAST)) if start <= LAST else tuple(found)


def intersection(a: Ranges, b: Ranges) -> Ranges:
    return complement(union(complement(a), complement(b)))


def folded(a: Ranges) -> Ranges:
    """The set with both cases of its letters."""
    codes = [code for low, high in a for code in range(low, high + 1)]
    both = {ord(other) for code in codes for other in (chr(code).upper(), chr(code).lower()) if len(other) == 1}
    return union(a, tuple((code, code) for code in both))


def text_of(ranges: Ranges) -> str:
    """A class of Python's ``re``; a single character stands for itself."""
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return _char(ranges[0][0])
    if not ranges:
        return "(?!)"
    if ranges[0][0] == 0 and ranges[-1][1] == LAST:
        inside = complement(ranges)
        return f"[^{_inside(inside)}]" if inside else "(?s:.)"
    return f"[{_inside(ranges)}]"


def _inside(ranges: Ranges) -> str:
    return "".join(_char(low) if low == high else f"{_char(low)}-{_char(high)}" for low, high in ranges)


def _char(code: int) -> str:
    c = chr(code)
    if code < 256:
        return c if code < 128 and c.isalnum() else f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"
