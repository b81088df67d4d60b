"""Literals of Clojure: numbers, strings, characters, the syntax of symbols and keywords.

The functions take a token, or the source and an offset, and never look at what is around it.
"""

from __future__ import annotations

from pyfront.text.lexer import HEX_DIGITS, fail, incomplete
from vmcore.data import Char, Ratio

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.clojure.atoms import BigInt
    from pyfront.text.source import Source

LONG = 1 << 63
SHORT = 600  # digits that int() takes in no time, whatever sys.set_int_max_str_digits says
INF = float("inf")
SYMBOLIC = {"Inf": INF, "-Inf": -INF, "NaN": float("nan")}
WHITESPACE = frozenset(" ,\t\n\r\f\v\x1c\x1d\x1e\x1f")
TERMINATING = frozenset('";@^`~()[]{}\\')  # with whitespace: what ends a token
OCTAL_DIGITS = frozenset("01234567")
DECIMAL_DIGITS = frozenset("0123456789")
RADIX_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
CHARACTERS = {"newline": 10, "space": 32, "tab": 9, "backspace": 8, "formfeed": 12, "return": 13}
ESCAPES = {"t": "\t", "r": "\r", "n": "\n", "\\": "\\", '"': '"', "b": "\b", "f": "\f"}


# ---------------------------------------------------------------- numbers


def number(token: str) -> Any:
    """The number that a token is. ValueError, with what is wrong or "", if it is none."""
    sign = -1 if token[0] == "-" else 1
    body = token[1:] if token[0] in "+-" else token
    if body.isdigit() and body.isascii() and len(body) < 19 and (body[0] != "0" or body == "0"):
        return sign * int(body)
    if DECIMAL_DIGITS.issuperset(body):
        return integer(sign * octal_or_decimal(body))
    if body[-1] == "N" and DECIMAL_DIGITS.issuperset(body[:-1]):
        return _big(sign * octal_or_decimal(body[:-1]))
    if body[:2] in ("0x", "0X"):
        big = body[-1] == "N"
        digits = body[2:-1] if big else body[2:]
        value = sign * in_radix(digits, 16)
        return _big(value) if big else integer(value)
    whole, mark, digits = body.replace("R", "r", 1).partition("r") if "r" in body[:3].lower() else (body, "", "")
    if mark:
        return integer(sign * with_radix(whole, digits))
    if "/" in body:
        return ratio(sign, *body.split("/", 1))
    return real(sign, body)


def _big(value: int) -> BigInt:
    from pyfront.clojure.atoms import BigInt

    return BigInt(value)


def octal_or_decimal(digits: str) -> int:
    if digits[0] != "0" or digits == "0":
        return in_radix(digits, 10)
    if not OCTAL_DIGITS.issuperset(digits):
        raise ValueError("a number that begins with 0 is octal, which has no digits 8 and 9")
    return in_radix(digits, 8)


def in_radix(digits: str, radix: int) -> int:
    lower = digits.lower()
    if not digits or not digits.isascii() or not frozenset(RADIX_DIGITS[:radix]).issuperset(lower):
        raise ValueError("" if radix == 16 else f"not a number in radix {radix}")
    if len(digits) < SHORT:
        return int(digits, radix)
    from vmcore.bignum import Unmetered, from_text

    return from_text(lower, radix, Unmetered())


def with_radix(radix: str, digits: str) -> int:
    if not DECIMAL_DIGITS.issuperset(radix) or not radix or radix[0] == "0":
        raise ValueError("")
    if not 2 <= int(radix) <= 36:
        raise ValueError("the radix is from 2 to 36")
    return in_radix(digits, int(radix))


def integer(value: int) -> int | BigInt:
    """A long if it is one."""
    return value if -LONG <= value < LONG else _big(value)


def ratio(sign: int, numerator: str, denominator: str) -> Any:
    if not (numerator and denominator and DECIMAL_DIGITS.issuperset(numerator + denominator)):
        raise ValueError("")
    num, den = sign * in_radix(numerator, 10), in_radix(denominator, 10)
    if not den:
        raise ValueError("it divides by zero")
    from vmcore.bignum import Unmetered, gcd

    meter = Unmetered()
    common = gcd(abs(num), den, meter)
    small = -LONG <= num < LONG and den < LONG
    num, den = num // common, den // common
    if den > 1:
        return Ratio(num, den)
    return num if small else _big(num)


def real(sign: int, body: str) -> Any:
    """A double, or with M a decimal."""
    exact = body[-1] == "M"
    text = body[:-1] if exact else body
    mantissa, mark, exponent = text.replace("E", "e", 1).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = exponent[1:] if exponent[:1] in ("+", "-") else exponent
    if not whole or not DECIMAL_DIGITS.issuperset(whole + fraction + digits) or bool(mark) != bool(digits):
        raise ValueError("")
    if not exact:
        return sign * float(text)
    if len(digits.lstrip("0")) > 10:
        raise ValueError("its exponent is too large")
    scale = len(fraction) - int(exponent or 0)
    if not -(1 << 31) <= scale < 1 << 31:
        raise ValueError("its exponent is too large")
    from pyfront.clojure.atoms import BigDecimal

    return BigDecimal(sign * in_radix(whole + fraction, 10), scale)


# ---------------------------------------------------------------- symbols and keywords


def is_name(token: str) -> bool:
    """May a token that does not begin as a number be a symbol or keyword? (``::k`` too.)"""
    if "/" not in token:
        return token[-1] != ":" and "::" not in token[1:]
    if token in ("/", ":/"):
        return True
    slash = len(token) - 2 if token.endswith("//") else token.rfind("/")
    space, name = token[:slash], token[slash + 1 :]
    if not space or not name or space[0] == "/" or space[-1] == ":" or "::" in token[1:] or name[-1] == ":":
        return False
    # a/1 is the class of arrays of a, of 1 to 9 dimensions
    return name[0] not in DECIMAL_DIGITS or (len(name) == 1 and name != "0" and space[0] != ":")


# ---------------------------------------------------------------- strings and characters


def string(source: Source, at: int) -> tuple[str, int]:
    """Content of the string whose opening quote is at ``at``, and the offset after the closing one."""
    text = source.text
    find = text.find
    i = at + 1
    close = find('"', i)
    slash = find("\\", i, close if close >= 0 else len(text))
    if slash < 0 and close >= 0:
        return text[i:close], close + 1
    parts: list[str] = []
    while close >= 0:
        if slash < 0:
            parts.append(text[i:close])
            return joined(source, at, "".join(parts), close + 1), close + 1
        parts.append(text[i:slash])
        piece, i = _escape(source, slash, at)
        parts.append(piece)
        if close < i:
            close = find('"', i)
        slash = find("\\", i, close) if close >= 0 else -1
    raise incomplete(source, at, "EOF while reading: the string that begins here is not closed")


def joined(source: Source, at: int, content: str, end: int) -> str:
    """The content with one character for two escapes of surrogates, the halves of UTF-16."""
    if content.isascii() or not any("\ud800" <= char <= "\udfff" for char in content):
        return content
    try:
        return content.encode("utf-16-le", "surrogatepass").decode("utf-16-le")
    except UnicodeDecodeError:
        raise fail(source, at, "half of a surrogate pair is no character", end) from None


def _escape(source: Source, slash: int, at: int) -> tuple[str, int]:
    """The text an escape at ``slash`` stands for, and the offset after it."""
    text = source.text
    mark = text[slash + 1 : slash + 2]
    plain = ESCAPES.get(mark)
    if plain is not None:
        return plain, slash + 2
    if not mark:
        raise incomplete(source, at, "EOF while reading: the string that begins here is not closed")
    if mark == "u":
        digits = text[slash + 2 : slash + 6]
        if len(digits) < 4 or not HEX_DIGITS.issuperset(digits):
            raise fail(source, slash, "an escape \\u has four hexadecimal digits", slash + 2 + len(digits))
        return chr(int(digits, 16)), slash + 6
    if mark in OCTAL_DIGITS:
        end = slash + 2
        while end < slash + 4 and text[end : end + 1] in OCTAL_DIGITS:
            end += 1
        if int(text[slash + 1 : end], 8) > 0o377:
            raise fail(source, slash, "an octal escape is from \\0 to \\377", end)
        if end < slash + 4 and end < len(text) and not _ends_digits(text[end]):
            raise fail(source, end, f"{text[end]} is no octal digit", end + 1)
        return chr(int(text[slash + 1 : end], 8)), end
    raise fail(source, slash, f"unsupported escape \\{mark} in a string", slash + 2)


def _ends_digits(char: str) -> bool:
    """May a character follow an octal escape that has less than three digits?"""
    return char in TERMINATING or char in WHITESPACE or char in "#'%"


def regex(source: Source, at: int) -> tuple[str, int]:
    """Pattern of the regex whose opening quote is at ``at``, and the offset after the closing one."""
    text = source.text
    find = text.find
    i = at + 1
    close = -1
    while True:
        if close < i:
            close = find('"', i)
        slash = find("\\", i, close)
        if close < 0:
            raise incomplete(source, at - 1, "EOF while reading: the regex that begins here is not closed", at + 1)
        if slash < 0:
            return text[at + 1 : close], close + 1
        i = slash + 2


def character(source: Source, at: int) -> tuple[Char, int]:
    """The character whose backslash is at ``at``, and the offset after it."""
    text = source.text
    end = at + 2  # the first character may be any
    n = len(text)
    if end > n:
        raise incomplete(source, at, "EOF while reading: the character after \\ is missing")
    while end < n and text[end] not in TERMINATING and text[end] not in WHITESPACE and not text[end].isspace():
        end += 1
    name = text[at + 1 : end]
    if len(name) == 1:
        return Char(name), end
    code = CHARACTERS.get(name)
    if code is None:
        code = _coded(source, name, at, end)
    return Char(code), end


def _coded(source: Source, name: str, at: int, end: int) -> int:
    """The code of \\uXXXX and \\oOOO."""
    digits = name[1:]
    if name[0] == "u" and len(digits) == 4 and HEX_DIGITS.issuperset(digits):
        code = int(digits, 16)
        if 0xD800 <= code <= 0xDFFF:
            raise fail(source, at, f"\\{name} is half of a surrogate pair, no character", end)
        return code
    if name[0] == "o" and len(digits) <= 3 and OCTAL_DIGITS.issuperset(digits):
        code = int(digits, 8)
        if code > 0o377:
            raise fail(source, at, "an octal character is from \\o0 to \\o377", end)
        return code
    hint = {"u": "; \\u has four hexadecimal digits", "o": "; \\o has one to three octal digits"}.get(name[0], "")
    raise fail(source, at, f"unsupported character \\{name[:40]}{hint if digits[:1] in HEX_DIGITS else ''}", end)
