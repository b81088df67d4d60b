"""Bencode, the format of nREPL's messages: integers, texts, lists, and dictionaries with texts as keys."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, BinaryIO

MAX_TEXT = 64 << 20  # bytes of one text
MAX_DEPTH = 100
MAX_ITEMS = 1_000_000  # of one list


class BencodeError(ValueError):
    """The bytes are no bencode."""


def encode(x: Any) -> bytes:
    if isinstance(x, bool):
        raise TypeError("bencode has no booleans")
    if isinstance(x, int):
        return b"i%de" % x
    if isinstance(x, str):
        x = x.encode("utf-8", "replace")
    if isinstance(x, bytes):
        return b"%d:%s" % (len(x), x)
    if isinstance(x, (list, tuple)):
        return b"l" + b"".join(map(encode, x)) + b"e"
    if isinstance(x, dict):
        parts = sorted((key.encode("utf-8"), value) for key, value in x.items())
        return b"d" + b"".join(encode(key) + encode(value) for key, value in parts) + b"e"
    raise TypeError(f"bencode has no {type(x).__name__}")


def read(stream: BinaryIO) -> Any:
    """The next value of a stream; None at its end."""
    first = stream.read(1)
    return _value(stream, first, 0) if first else None


def _value(stream: BinaryIO, first: bytes, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise BencodeError("nested too deeply")
    if first == b"i":
        return _number(_until(stream, b"e", 24))
    if first.isdigit():
        size = _number(first + _until(stream, b":", 12))
        if size > MAX_TEXT:
            raise BencodeError("a text is too long")
        data = stream.read(size)
        if len(data) < size:
            raise BencodeError("the stream ends inside a text")
        return data.decode("utf-8", "replace")
    if first not in (b"l", b"d"):
        raise BencodeError(f"no value begins with {first!r}")
    items: list[Any] = []
    while (head := stream.read(1)) != b"e":
        if not head:
            raise BencodeError("the stream ends inside a value")
        items.append(_value(stream, head, depth + 1))
        if len(items) > MAX_ITEMS:
            raise BencodeError("too many items")
    if first == b"l":
        return items
    if len(items) % 2 or not all(isinstance(key, str) for key in items[::2]):
        raise BencodeError("a dictionary has texts as keys, each with a value")
    return dict(zip(items[::2], items[1::2]))


def _number(text: bytes) -> int:
    try:
        return int(text)
    except ValueError:
        raise BencodeError(f"{text!r} is no number") from None


def _until(stream: BinaryIO, end: bytes, most: int) -> bytes:
    found = b""
    while (c := stream.read(1)) != end:
        found += c
        if not c or len(found) > most:
            raise BencodeError("a number does not end")
    return found
