"""Lexical pieces that readers of the Lisp family share: decoding, block comments, escapes in strings and symbols.

All work on the whole text and offsets into it, and never recurse. No regular expressions: importing ``re`` would cost
more than the start-up of a small program.
"""

from __future__ import annotations

from pyfront.errors import IncompleteError, ReadError
from pyfront.text.source import Source

WHITESPACE = " \n\t\r\f\v"
DELIMITERS = frozenset(WHITESPACE + '()";|')  # what ends a token in R7RS
ESCAPES = {"a": "\a", "b": "\b", "t": "\t", "n": "\n", "r": "\r", '"': '"', "\\": "\\", "|": "|"}


def decode(data: bytes, name: str) -> str:
    """The text of a file: UTF-8, a byte order mark skipped. ReadError with the place of a byte that is not UTF-8."""
    if data.startswith(b"\xef\xbb\xbf"):
        data = data[3:]
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as e:
        before = data[: e.start].decode("utf-8")
        bad = data[e.start]
    source = Source(name, before + "\ufffd")
    at = source.base + len(before)
    raise ReadError(f"invalid UTF-8: byte 0x{bad:02x}", source=source, pos=at, end=at + 1)


def fail(source: Source, at: int, message: str, end: int = 0) -> ReadError:
    """A ReadError at an offset."""
    return ReadError(message, source=source, pos=source.base + at, end=source.base + end if end else 0)


def incomplete(source: Source, at: int, message: str, end: int = 0) -> IncompleteError:
    """The error for a text that ends inside what begins at an offset."""
    return IncompleteError(message, source=source, pos=source.base + at, end=source.base + (end or at + 1))


def block_comment_end(source: Source, at: int) -> int:
    """Offset after the nested block comment whose ``#|`` is at ``at``."""
    find = source.text.find
    depth = 1
    i = at + 2
    closing = find("|#", i)
    while True:
        if closing < 0:
            raise incomplete(source, at, "the comment that begins here is not closed", at + 2)
        opening = find("#|", i, closing + 1)  # may overlap it: #|#
        if opening >= 0:
            depth += 1
            i = opening + 2
            if closing < i:
                closing = find("|#", i)
        else:
            depth -= 1
            i = closing + 2
            if depth == 0:
                return i
            closing = find("|#", i)


def quoted(source: Source, at: int, what: str) -> tuple[str, int]:
    """Content of the string or |symbol| whose opening quote is at ``at``, and the offset after the closing one."""
    text = source.text
    find = text.find
    quote = text[at]
    i = at + 1
    close = find(quote, i)
    slash = find("\\", i, close if close >= 0 else len(text))
    if slash < 0 and close >= 0:
        return _newlines(text[i:close]), close + 1
    parts: list[str] = []
    while close >= 0:
        if slash < 0:
            parts.append(_newlines(text[i:close]))
            return "".join(parts), close + 1
        parts.append(_newlines(text[i:slash]))
        piece, i = _escape(source, slash, at, what)
        parts.append(piece)
        if close < i:
            close = find(quote, i)
        slash = find("\\", i, close) if close >= 0 else -1
    raise incomplete(source, at, f"the {what} that begins here is not closed")


def _newlines(part: str) -> str:
    """Each line ending in a literal stands for one newline."""
    return part.replace("\r\n", "\n").replace("\r", "\n") if "\r" in part else part


def _escape(source: Source, slash: int, at: int, what: str) -> tuple[str, int]:
    """The text an escape at ``slash`` stands for, and the offset after it."""
    text = source.text
    mark = text[slash + 1 : slash + 2]
    if mark in ESCAPES:
        return ESCAPES[mark], slash + 2
    if mark == "x" or mark == "X":
        return _hex_escape(source, slash, at, what)
    if mark and mark in WHITESPACE:
        return "", _line_continuation(source, slash)
    if not mark:
        raise incomplete(source, at, f"the {what} that begins here is not closed")
    raise fail(source, slash, f"unknown escape \\{mark} in a {what}", slash + 2)


def _hex_escape(source: Source, slash: int, at: int, what: str) -> tuple[str, int]:
    text = source.text
    semicolon = slash + 2
    while text[semicolon : semicolon + 1] in HEX_DIGITS:
        semicolon += 1
    if semicolon >= len(text):
        raise incomplete(source, at, f"the {what} that begins here is not closed")
    char = scalar(text[slash + 2 : semicolon])
    if text[semicolon] != ";" or semicolon == slash + 2:
        raise fail(source, slash, "a hexadecimal escape is \\x, digits and a semicolon", semicolon)
    if char is None:
        raise fail(source, slash, "not the number of a character", semicolon + 1)
    return char, semicolon + 1


HEX_DIGITS = frozenset("0123456789abcdefABCDEF")


def scalar(digits: str) -> str | None:
    """The character of a hexadecimal number; None if there is none."""
    digits = digits.lstrip("0") or digits[:1]
    if not digits or len(digits) > 6 or not HEX_DIGITS.issuperset(digits):
        return None
    code = int(digits, 16)
    return chr(code) if code < 0xD800 or 0xE000 <= code <= 0x10FFFF else None


def _line_continuation(source: Source, slash: int) -> int:
    """Offset after a backslash, blanks, a line ending and the blanks of the next line."""
    text = source.text
    n = len(text)
    i = slash + 1
    while i < n and text[i] in " \t":
        i += 1
    if i < n and text[i] not in "\r\n":
        raise fail(source, slash, "unknown escape: a backslash before a blank that does not end the line", i)
    i += 2 if text.startswith("\r\n", i) else 1
    while i < n and text[i] in " \t":
        i += 1
    return min(i, n)
