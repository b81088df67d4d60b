"""Tokens of the text format, as parallel lists, with the parentheses matched.

Annotations ``(@id ...)`` are no tokens; those that mean something (annotations.py) are kept beside them.
"""

from __future__ import annotations

import re

from pyfront.text.source import Source
from pyfront.wasm.errors import MalformedModule
from pyfront.wasm.keywords import KEYWORDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Kinds of tokens.
OPEN, CLOSE, ID, STRING, WORD, INT, FLOAT, EOF = "( ) id string word int float end".split()

_STRING = r'"(?:[^"\\\x00-\x1f\x7f]|\\[^\x00-\x1f\x7f])*"'
_IDCHAR = r"[!#$%&'*+\-./0-9:<=>?@A-Z\\^_`a-z|~]"
_TOKEN = re.compile(
    rf"(?P<space>(?:[ \t\n\r]+|;;[^\n\r]*)+)|(?P<comment>\(;)|(?P<annotation>\(@)|(?P<open>\()|(?P<close>\))"
    rf"|(?P<word>(?:{_IDCHAR}+|{_STRING}|[,\[\]{{}}]|;(?!;))+)"
)
_NUM, _HEX = r"[0-9](?:_?[0-9])*", r"[0-9a-fA-F](?:_?[0-9a-fA-F])*"
_INT = re.compile(rf"[+-]?(?:0x{_HEX}|{_NUM})\Z")
_FLOAT = re.compile(
    rf"[+-]?(?:inf|nan(?::0x{_HEX})?|0x{_HEX}(?:\.(?:{_HEX})?)?(?:[pP][+-]?{_NUM})?|{_NUM}(?:\.(?:{_NUM})?)?(?:[eE][+-]?{_NUM})?)\Z"
)
_MEMARG = re.compile(rf"(?:offset|align)=(?:0x{_HEX}|{_NUM})\Z")
_ID = re.compile(rf"{_IDCHAR}+\Z")
_WHOLE_STRING = re.compile(_STRING + r"\Z")
_COMMENT = re.compile(r"\(;|;\)")
_ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F](?:_?[0-9a-fA-F])*)\}|([0-9a-fA-F]{2})|([tnr\"'\\]))|\\.?|[^\\]+", re.S)
_SIMPLE = {"t": b"\t", "n": b"\n", "r": b"\r", '"': b'"', "'": b"'", "\\": b"\\"}


def source_of(text: str | bytes, name: str = "") -> Source:
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8")
        except UnicodeDecodeError as error:
            raise MalformedModule("malformed UTF-8 encoding", offset=error.start) from None
    return Source(name, text)


KNOWN_ANNOTATIONS = ("custom", "name", "metadata.code.branch_hint")


class Tokens:
    """``close[i]`` is the index of the parenthesis that closes the one at i. The last token is EOF.

    ``annotations``: (index of the token behind it, name, start, start of what is inside, end), the known ones only.
    ``any_word``: an unknown word is a token, too.
    """

    __slots__ = ("source", "kinds", "values", "positions", "close", "annotations", "_any_word")

    def __init__(self, source: Source, any_word: bool = False) -> None:
        self.source = source
        self._any_word = any_word
        self.annotations: list[tuple[int, str, int, int, int]] = []
        self.kinds: list[str] = []
        self.values: list[Any] = []  # text; of a string bytes
        self.positions: list[int] = []
        self.close: dict[int, int] = {}
        self._lex()

    def error(self, message: str, pos: int) -> MalformedModule:
        return MalformedModule(message, source=self.source, pos=pos + 1)

    def _add(self, kind: str, value: str | bytes, pos: int) -> None:
        self.kinds.append(kind)
        self.values.append(value)
        self.positions.append(pos)

    def _lex(self) -> None:
        text = self.source.text
        match = _TOKEN.match
        opened: list[int] = []
        pos, end = 0, len(text)
        while pos < end:
            found = match(text, pos)
            if found is None:
                raise self._bad(pos)
            kind = found.lastgroup
            if kind == "word":
                self._word(found[0], pos)
            elif kind == "open":
                opened.append(len(self.kinds))
                self._add(OPEN, "(", pos)
            elif kind == "close":
                if not opened:
                    raise self.error("unexpected token )", pos)
                self.close[opened.pop()] = len(self.kinds)
                self._add(CLOSE, ")", pos)
            elif kind == "comment":
                pos = self._comment(pos)
                continue
            elif kind == "annotation":
                pos = self._annotation(pos)
                continue
            pos = found.end()
        if opened:
            raise self.error("unexpected token: a parenthesis is not closed", self.positions[opened[-1]])
        self._add(EOF, "end of text", max(end - 1, 0))

    def _bad(self, pos: int) -> MalformedModule:
        if self.source.text[pos] != '"':
            return self.error("illegal character", pos)
        rest = re.compile(r'"(?:[^"\\\x00-\x1f\x7f]|\\[^\x00-\x1f\x7f])*').match(self.source.text, pos)
        assert rest is not None
        ended = rest.end() >= len(self.source.text) or self.source.text[rest.end()] in "\n\r\\"
        return self.error("unclosed string" if ended else "illegal character", rest.end() - 1 if ended else rest.end())

    def _comment(self, pos: int) -> int:
        """The position behind a block comment."""
        depth, at = 0, pos
        while True:
            found = _COMMENT.search(self.source.text, at)
            if found is None:
                raise self.error("unclosed comment", pos)
            depth += 1 if found[0] == "(;" else -1
            at = found.end()
            if depth == 0:
                return at

    def _word(self, word: str, pos: int) -> None:
        c = word[0]
        if word in KEYWORDS:
            self._add(WORD, word, pos)
        elif c == '"' and _WHOLE_STRING.match(word):
            self._add(STRING, self.string(word, pos), pos)
        elif c == "$" and (_ID.match(word) or _WHOLE_STRING.match(word, 1)):
            self._add(ID, self._id(word, pos), pos)
        elif _INT.match(word):
            self._add(INT, word, pos)
        elif _FLOAT.match(word):
            self._add(FLOAT, word, pos)
        elif _MEMARG.match(word) or self._any_word:
            self._add(WORD, word, pos)
        else:
            raise self.error(f"unknown operator {word[:60]}", pos)

    def _id(self, word: str, pos: int) -> str:
        name = word[1:]
        if name.startswith('"'):
            name = self.utf8(self.string(name, pos + 1), pos)
        if not name:
            raise self.error("empty identifier", pos)
        return name

    def utf8(self, value: bytes, pos: int) -> str:
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            raise self.error("malformed UTF-8 encoding", pos) from None

    def string(self, literal: str, pos: int) -> bytes:
        """The bytes that a string literal means."""
        if "\\" not in literal:
            return self._encode(literal[1:-1], pos)
        out = bytearray()
        for part in _ESCAPE.finditer(literal, 1, len(literal) - 1):
            if part[0][0] != "\\":
                out += self._encode(part[0], pos)
            elif part[1]:
                code = int(part[1].replace("_", ""), 16) if len(part[1]) < 20 else 0x110000
                if code > 0x10FFFF or 0xD800 <= code < 0xE000:
                    raise self.error("illegal escape: no Unicode scalar value", pos + part.start())
                out += chr(code).encode()
            elif part[2]:
                out.append(int(part[2], 16))
            elif part[3]:
                out += _SIMPLE[part[3]]
            else:
                raise self.error("illegal escape", pos + part.start())
        return bytes(out)

    def _encode(self, text: str, pos: int) -> bytes:
        try:
            return text.encode()
        except UnicodeEncodeError:
            raise self.error("malformed UTF-8 encoding", pos) from None

    def _annotation(self, start: int) -> int:
        """The position behind an annotation, whose inside is any tokens with matched parentheses."""
        text = self.source.text
        pos = start + 2
        name = re.compile(rf"{_IDCHAR}+|{_STRING}").match(text, pos)
        if name is None:
            raise self.error("empty annotation id", start)
        if name[0].startswith('"') and not self.utf8(self.string(name[0], pos), pos):
            raise self.error("empty annotation id", start)
        depth, pos = 1, name.end()
        while depth:
            if pos >= len(text):
                raise self.error("unclosed annotation", start)
            found = _TOKEN.match(text, pos)
            if found is None:
                raise self._bad(pos)
            kind = found.lastgroup
            if kind == "comment":
                pos = self._comment(pos)
                continue
            depth += (kind in ("open", "annotation")) - (kind == "close")
            pos = found.end()
        if name[0] in KNOWN_ANNOTATIONS:
            self.annotations.append((len(self.kinds), name[0], start, name.end(), pos - 1))
        return pos
