"""Data of style sheets: the lexical syntax of the expression language, with quantities, keywords and named characters.

A text is read as a row of pieces, each of its own place: in a style sheet with entities it comes from several files. Line ends
in it are the character RE (13), as in SGML.
"""

from __future__ import annotations

import re

from pyfront.errors import IncompleteError, ReadError
from pyfront.text.datum import List, Vector
from vmcore.data import Char, Keyword, Singleton, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.dsssl.sgml import Piece
    from pyfront.errors import Error
    from pyfront.text.source import SourceMap

OPTIONAL, REST, KEY, CONTENTS = Singleton("OPTIONAL"), Singleton("REST"), Singleton("KEY"), Singleton("CONTENTS")
HASHED: dict[str, Any] = {
    "#t": True, "#f": False, "#!optional": OPTIONAL, "#!rest": REST, "#!key": KEY, "#!contents": CONTENTS,
}  # fmt: skip
QUOTES = {"'": Symbol("quote"), "`": Symbol("quasiquote"), ",": Symbol("unquote"), ",@": Symbol("unquote-splicing")}
CHARACTERS = {
    "space": 32, "tab": 9, "newline": 10, "line-feed": 10, "carriage-return": 13, "re": 13, "rs": 10,
    "backspace": 8, "escape": 27, "delete": 127, "null": 0, "page": 12, "form-feed": 12,
    "no-break-space": 0xA0, "soft-hyphen": 0xAD, "non-breaking-hyphen": 0x2011, "trade-mark-sign": 0x2122,
}  # fmt: skip
_TOKEN = re.compile(
    r"[ \t\r\n\f]+|;[^\n\r]*"
    r"|(#?\(|\))"
    r"|(\"[^\"\\]*(?:\\[\s\S][^\"\\]*)*\")"
    r"|(#\\(?:[A-Za-z][-A-Za-z0-9.]*|[\s\S]))"
    r"|('|`|,@|,)"
    r"|([^ \t\r\n\f()\";'`,]+)"
)
OTHER = frozenset("[]{}|")  # characters that no name has
MAX_QUANTITY = 1e300
_NUMBER = re.compile(r"([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)([A-Za-z][A-Za-z]*(?:-?[0-9]+)?)?")
_ESCAPE = re.compile(r"\\([\"\\]|[\s\S][^ \t\r\n\f()\";'`,]*;?)")


class Quantity:
    """A number with a unit: ``12pt``, ``2m2``."""

    __slots__ = ("value", "unit")

    def __init__(self, value: float, unit: str) -> None:
        self.value = value
        self.unit = unit

    def __repr__(self) -> str:
        return f"{self.value}{self.unit}"


class _Frame:
    """A list that is open, or a quotation mark that waits for its datum."""

    __slots__ = ("items", "pos", "start", "mark", "vector")

    def __init__(self, start: int, mark: str = "", vector: bool = False) -> None:
        self.items: list[Any] = []
        self.pos: list[int] = []
        self.start = start
        self.mark = mark
        self.vector = vector


_DOT = Symbol(".")


class Reader:
    """All data of a row of pieces."""

    def __init__(self, pieces: list[Piece], sources: SourceMap, errors: list[Error] | None = None) -> None:
        """``errors``: where mistakes of single data are put, which then do not end the reading."""
        self.sources = sources
        self.errors = errors
        self.text = "".join(piece.text for piece in pieces)
        self.starts: list[int] = []
        self.places: list[int] = []
        at = 0
        for piece in pieces:
            self.starts.append(at)
            self.places.append(piece.pos)
            at += len(piece.text)
        self.atoms: dict[str, Any] = dict(HASHED)
        self._piece = 0

    def place(self, at: int) -> int:
        """The position of an offset; offsets are asked for in rising order, mostly."""
        starts = self.starts
        if not starts:
            return 0
        i = self._piece
        if starts[i] > at:
            i = 0
        while i + 1 < len(starts) and starts[i + 1] <= at:
            i += 1
        self._piece = i
        return self.places[i] + at - starts[i]

    def fail(self, at: int, message: str, kind: type[ReadError] = ReadError) -> ReadError:
        pos = self.place(at)
        source = self.sources.find(pos)
        return kind(message, source=source, pos=pos) if source is not None else kind(message)

    def wrong(self, at: int, message: str) -> None:
        """A mistake that leaves no doubt about where the datum ends."""
        found = self.fail(at, message)
        if self.errors is None:
            raise found
        self.errors.append(found)

    def read(self) -> list[tuple[Any, int]]:
        top = _Frame(0)
        stack = [top]
        text = self.text
        scan = _TOKEN.match
        at, end = 0, len(text)
        while at < end:
            found = scan(text, at)
            if found is None:
                raise self._bad(at)
            kind = found.lastindex
            start = at
            at = found.end()
            if kind is None:
                continue
            token = found.group(kind)
            if kind == 5:
                datum = self.atoms.get(token)
                if datum is None:
                    datum = self.atoms[token] = self._atom(token, start)
            elif kind == 1:
                if token != ")":
                    stack.append(_Frame(self.place(start), vector=token == "#("))
                    continue
                if len(stack) == 1:
                    self.wrong(start, "no parenthesis is open here: there is one too many")
                    continue
                datum, begin = self._close(stack, start)
                self._put(stack, datum, begin, at)
                continue
            elif kind == 2:
                datum = self._string(token[1:-1], start) if "\\" in token else token[1:-1]
            elif kind == 3:
                datum = self._character(token[2:], start)
            else:
                stack.append(_Frame(self.place(start), token))
                continue
            self._put(stack, datum, self.place(start), at)
        if len(stack) > 1:
            frame = stack[-1]
            source = self.sources.find(frame.start)
            what = "list" if not frame.mark else "quotation"
            raise IncompleteError(f"the {what} that begins here is not closed", source=source, pos=frame.start)
        return list(zip(top.items, top.pos))

    def _bad(self, at: int) -> ReadError:
        if self.text[at] == '"':
            return self.fail(at, "the string that begins here is not closed", IncompleteError)
        return self.fail(at, f"unknown syntax {self.text[at : at + 10]!r}")

    def _put(self, stack: list[_Frame], datum: Any, pos: int, end: int) -> None:
        while stack[-1].mark:
            frame = stack.pop()
            datum = List([QUOTES[frame.mark], datum], [frame.start, pos], None, frame.start, 0)
            pos = frame.start
        stack[-1].items.append(datum)
        stack[-1].pos.append(pos)

    def _close(self, stack: list[_Frame], at: int) -> tuple[List | Vector, int]:
        frame = stack[-1]
        if frame.mark:
            raise self.fail(at, "a quotation mark is not followed by a datum")
        stack.pop()
        items, pos = frame.items, frame.pos
        end = self.place(at) + 1
        if frame.vector:
            return Vector(items, pos, frame.start, end), frame.start
        if _DOT not in items:
            return List(items, pos, None, frame.start, end), frame.start
        dot = items.index(_DOT)
        if dot == 0 or dot + 2 != len(items):
            raise self.fail(at, "one datum stands behind the dot of a list, and at least one before it")
        tail = items[-1]
        if tail.__class__ is List and tail.tail is None:
            return List(items[:dot] + tail.items, pos[:dot] + tail.pos, None, frame.start, end), frame.start
        return List(items[:dot], [*pos[:dot], pos[-1]], tail, frame.start, end), frame.start

    def _atom(self, token: str, at: int) -> Any:
        first = token[0]
        if first.isdigit() or (first in "+-." and len(token) > 1 and (token[1].isdigit() or token[1] == ".")):
            found = _NUMBER.fullmatch(token)
            if found is not None:
                digits, unit = found.groups()
                value: float = int(digits) if digits.lstrip("+-").isdigit() else float(digits)
                if unit is not None and abs(value) > MAX_QUANTITY:
                    self.wrong(at, f"the quantity {token[:40]} is too large")
                    return 0
                return value if unit is None else Quantity(value, unit)
            if token != "...":
                self.wrong(at, f"bad number {token[:40]}")
                return 0
        if token[-1] == ":" and len(token) > 1:
            return Keyword(token[:-1])
        if first == "#":
            base = {"x": 16, "b": 2, "o": 8, "d": 10}.get(token[1:2])
            try:
                if base is not None:
                    return int(token[2:], base)
            except ValueError:
                pass
            self.wrong(at, f"unknown syntax {token[:40]}")
        elif not OTHER.isdisjoint(token):
            self.wrong(at, f"{token[:40]} is no name: lists have parentheses, and a comment begins with ;")
        return Symbol(token)

    def _string(self, content: str, at: int) -> str:
        def replaced(found: re.Match[str]) -> str:
            name = found.group(1)
            if name in '"\\':
                return name
            return chr(self._named(name.rstrip(";"), at + 1 + found.start()))

        return _ESCAPE.sub(replaced, content)

    def _character(self, name: str, at: int) -> Char:
        if len(name) == 1:
            return Char(name)
        return Char(self._named(name, at))

    def _named(self, name: str, at: int) -> int:
        if name[:2] == "U-":
            code = int(name[2:], 16) if re.fullmatch(r"[0-9A-Fa-f]+", name[2:]) else -1
            if 0 <= code < 0xD800 or 0xDFFF < code < 0x110000:
                return code
            self.wrong(at, f"{name} is no character")
            return 0xFFFD
        code = CHARACTERS.get(name.lower(), -1)
        if code >= 0:
            return code
        from unicodedata import lookup

        try:
            return ord(lookup(name.replace("-", " ")))
        except KeyError:
            code = _hyphenated().get(name.lower(), -1)  # whose own name has hyphens, too
            if code < 0:
                self.wrong(at, f"no character is called {name[:40]}")
            return code if code >= 0 else 0xFFFD


_names: dict[str, int] = {}


def _hyphenated() -> dict[str, int]:
    """Characters by their names with hyphens for spaces."""
    if not _names:
        from unicodedata import name as name_of

        for code in range(0x20, 0x10000):
            name = name_of(chr(code), "")
            if "-" in name and " " in name:
                _names[name.replace(" ", "-").lower()] = code
    return _names
