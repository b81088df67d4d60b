"""The reader of Sema: text to data with positions.

    'x `x ,x ,@x @x   (quote x) (quasiquote x) (unquote x) (unquote-splicing x) (deref x)
    #(f % %2 %&)      (lambda (%1 %2 . %&) (f %1 %2 %&))
    f"a${x}"          (__vm-str "a" x)
    #"re"             the string, without escapes
    #u8(1 2)          a bytevector

Nothing recurses: the data under construction are frames on a stack.
"""

from __future__ import annotations

from pyfront.sema.data import Form, List, Map, Vector
from vmcore.data import UNSPECIFIED, Char, Keyword, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from pyfront.errors import ReadError
    from pyfront.text.source import Source

    Frame = tuple[str, list[Any], list[int], int]

CONSTANTS: dict[str, Any] = {"nil": UNSPECIFIED, "true": True, "false": False}
CONSTANTS.update(dict.fromkeys("inf +inf Inf Infinity +Infinity".split(), float("inf")))
CONSTANTS.update(dict.fromkeys("-inf -Infinity".split(), float("-inf")))
CONSTANTS.update(dict.fromkeys("nan NaN NAN +nan -nan".split(), float("nan")))
CLOSES = {"(": ")", "[": "]", "{": "}", "#(": ")", "#u8(": ")"}
PREFIXES = {
    "'": Symbol("quote"), "`": Symbol("quasiquote"), ",": Symbol("unquote"), ",@": Symbol("unquote-splicing"),
    "@": Symbol("deref"),
}  # fmt: skip
CHARACTERS = {"space": " ", "newline": "\n", "tab": "\t", "return": "\r", "nul": "\0", "null": "\0"}
ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\", '"': '"', "0": "\0", "$": "$"}
LAMBDA, STRING, DOT = Symbol("lambda"), Symbol("__vm-str"), Symbol(".")
SYMBOL = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-*/!?<>=_&%^~.#")


def fail(message: str, pos: int, hint: str = "", unfinished: bool = False) -> ReadError:
    from pyfront.errors import IncompleteError, ReadError

    error = (IncompleteError if unfinished else ReadError)(message, pos=pos)
    if hint:
        error.notes.append(hint)
    return error


def read_all(source: Source, library: bool = False) -> list[tuple[Any, int]]:
    """All data of a source with their positions."""
    return list(Reader(source, library).read())


class Reader:
    """Reads one text."""

    __slots__ = ("source", "text", "base", "at", "stack", "symbol")

    def __init__(self, source: Source, library: bool = False) -> None:
        self.symbol = SYMBOL | {"$"} if library else SYMBOL
        self.source = source
        self.text = source.text
        self.base = source.base
        self.at = 0
        self.stack: list[Frame] = []

    # ------------------------------------------------------------ data

    def read(self) -> Iterator[tuple[Any, int]]:
        text, n = self.text, len(self.text)
        if text.startswith("#!"):
            self.at = self._line_end(0)
        stack = self.stack
        while self.at < n:
            at = self.at
            c = text[at]
            if c in " \t\r\n\f\v\ufeff\xa0":
                self.at = at + 1
                continue
            if c == ";":
                self.at = self._line_end(at)
                continue
            if c in "([{":
                self.at = at + 1
                stack.append((c, [], [], at))
                continue
            if c in ")]}":
                self.at = at + 1
                datum, start = self._close(c, at)
            elif c in "'`,@":
                mark = ",@" if text.startswith(",@", at) else c
                self.at = at + len(mark)
                stack.append((mark, [], [], at))
                continue
            else:
                start = at
                found = self._atom(c, at)
                if found is None:
                    continue
                datum = found[0]
            while stack and stack[-1][0] in PREFIXES:
                mark, _, _, at = stack.pop()
                datum = List((PREFIXES[mark], datum), (self.base + at, self.base + start), self.base + at)
                start = at
            if stack:
                stack[-1][1].append(datum)
                stack[-1][2].append(self.base + start)
            else:
                yield datum, self.base + start
        if stack:
            raise self._unfinished(stack[-1])

    def _unfinished(self, frame: Frame) -> ReadError:
        kind, _, _, at = frame
        if kind in PREFIXES:
            return fail(f"{PREFIXES[kind].name} ({kind}) requires an expression after it", self.base + at, unfinished=True)
        name = {"(": "list", "[": "vector", "{": "map", "#(": "short lambda", "#u8(": "bytevector"}[kind]
        return fail(f"unterminated {name}", self.base + at, f"add a closing `{CLOSES[kind]}`", unfinished=True)

    def _close(self, c: str, at: int) -> tuple[Any, int]:
        if not self.stack:
            raise fail(f"unexpected closing delimiter `{c}`", self.base + at)
        frame = self.stack.pop()
        kind, items, pos, start = frame
        if kind in PREFIXES:
            raise self._unfinished(frame)
        if CLOSES[kind] != c:
            raise fail(f"mismatched delimiter: `{kind}` is closed by `{c}`", self.base + at)
        begin = self.base + start
        if kind == "(":
            return List(items, pos, begin), start
        if kind == "[":
            return Vector(items, pos, begin), start
        if kind == "{":
            if len(items) % 2:
                raise fail("map literal must have an even number of forms", begin)
            return Map(items, pos, begin), start
        if kind == "#u8(":
            return self._bytes(items, pos), start
        return self._short_lambda(List(items, pos, begin)), start

    def _bytes(self, items: list[Any], pos: list[int]) -> bytes:
        for item, at in zip(items, pos):
            if item.__class__ is not int or not 0 <= item <= 255:
                raise fail("#u8(...): each item is a byte, an integer from 0 to 255", at)
        return bytes(items)

    def _short_lambda(self, body: List) -> List:
        if any(frame[0] == "#(" for frame in self.stack):
            raise fail("nested short lambdas are not allowed", body.start, "use a regular `lambda` or `fn`")
        most = 0
        rest = False
        one = Symbol("%1")

        def rename(x: Any) -> Any:
            nonlocal most, rest
            if x.__class__ is Symbol and x.name[0] == "%":
                if x.name == "%":
                    most = max(most, 1)
                    return one
                if x.name == "%&":
                    rest = True
                elif x.name[1:].isdigit():
                    most = max(most, int(x.name[1:]))
                return x
            if isinstance(x, Form):
                return x.__class__([rename(item) for item in x.items], x.pos, x.start)
            return x

        body = rename(body)
        parameters: list[Any] = [Symbol(f"%{i}") for i in range(1, most + 1)]
        if rest:
            parameters += [DOT, Symbol("%&")]
        start = body.start
        return List((LAMBDA, List(parameters, (), start), body), (start, start, start), start)

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end

    # ------------------------------------------------------------ atoms

    def _atom(self, c: str, at: int) -> tuple[Any] | None:
        """An atom, as a tuple of one; None if something was opened instead."""
        if c == '"':
            parts, self.at = self._string(at + 1, '"', False)
            return (parts[0] if parts else "",)
        if c == "#":
            return self._hash(at)
        if c == ":":
            end = self._symbol_end(at + 1)
            if end == at + 1:
                raise fail("expected keyword name after ':'", self.base + at)
            self.at = end
            return (Keyword(self.text[at + 1 : end]),)
        if c == "f" and self.text.startswith('"', at + 1):
            return (self._interpolated(at),)
        end = self._symbol_end(at)
        if end == at or (c == "#"):
            raise fail(f"unexpected character: '{c}'", self.base + at)
        token = self.text[at:end]
        if c in "0123456789" or (c in "+-" and len(token) > 1 and (token[1] in "0123456789" or token[-1] == "i")):
            number, length = parse_number(token)
            if length:
                self.at = at + length
                return (number,)
        self.at = end
        found = CONSTANTS.get(token, token)
        return (Symbol(token) if found is token else found,)

    def _symbol_end(self, at: int) -> int:
        text, n, symbol = self.text, len(self.text), self.symbol
        while at < n:
            c = text[at]
            if c not in symbol and not (c > "\x7f" and c.isalpha()):
                return at
            at += 1
        return at

    def _hash(self, at: int) -> tuple[Any] | None:
        text = self.text
        c = text[at + 1 : at + 2]
        if c in "tf" and c:
            self.at = at + 2
            for word in ("true", "false"):
                if text.startswith(word, at + 1) and self._symbol_end(at + 1) == at + 1 + len(word):
                    self.at = at + 1 + len(word)
            return (c == "t",)
        if c == "\\":
            return (self._character(at),)
        if c == "(" or text.startswith("u8(", at + 1):
            kind = "#(" if c == "(" else "#u8("
            self.at = at + len(kind)
            self.stack.append((kind, [], [], at))
            return None
        if c == '"':
            return (self._regex(at),)
        if c and c in "xXoObBdDeEiI":
            end = self._symbol_end(at + 1)
            number = parse_prefixed(text[at:end])
            if number is None:
                raise fail(f"invalid number: {text[at:end]}", self.base + at)
            self.at = end
            return (number,)
        if not c:
            raise fail("unexpected end of input after `#`", self.base + at, unfinished=True)
        raise fail(f"unexpected character after #: '{c}'", self.base + at)

    def _character(self, at: int) -> Char:
        text = self.text
        start = at + 2
        if start >= len(text):
            raise fail("unexpected end of input after #\\", self.base + at)
        end = self._symbol_end(start) if text[start].isalpha() else start + 1
        name = text[start:end]
        self.at = end
        found = CHARACTERS.get(name, name if len(name) == 1 else None)
        if found is None:
            raise fail(f"unknown character name: {name}", self.base + at)
        return Char(found)

    def _regex(self, at: int) -> str:
        text = self.text
        end = at + 2
        while end < len(text) and text[end] != '"':
            end += 2 if text.startswith('\\"', end) else 1
        if end >= len(text):
            raise fail("unterminated regex literal", self.base + at, unfinished=True)
        self.at = end + 1
        return text[at + 2 : end].replace('\\"', '"')

    def _interpolated(self, at: int) -> List:
        parts, end = self._string(at + 2, '"', True)
        items: list[Any] = [STRING]
        for part in parts:
            if part.__class__ is str:
                items.append(part)
                continue
            code, where = part
            from pyfront.text.source import Source

            inner = [datum for datum, _ in Reader(Source(self.source.name, code, where)).read()]
            if len(inner) != 1:
                raise fail("an interpolation in an f-string is one expression", where)
            items.append(inner[0])
        self.at = end
        return List(items, (), self.base + at)

    def _string(self, at: int, close: str, interpolate: bool) -> tuple[list[Any], int]:
        """Literal parts and (code, position) of a string whose text begins at an offset, and the offset after it."""
        text, n, begin = self.text, len(self.text), at
        parts: list[Any] = []
        out: list[str] = []
        while True:
            if at >= n:
                name = "f-string" if interpolate else "string"
                raise fail(f"unterminated {name}", self.base + begin - 1, unfinished=True)
            c = text[at]
            if c == close:
                break
            if c == "\\" and at + 1 < n:
                piece, at = self._escape(at + 1)
                out.append(piece)
            elif interpolate and text.startswith("${", at):
                if out:
                    parts.append("".join(out))
                    out = []
                end = self._interpolation_end(at)
                code = text[at + 2 : end]
                if not code.strip():
                    raise fail("empty interpolation in f-string", self.base + at)
                parts.append((code, self.base + at + 2))
                at = end + 1
            else:
                out.append(c)
                at += 1
        if out:
            parts.append("".join(out))
        return parts, at + 1

    def _interpolation_end(self, at: int) -> int:
        depth, text = 0, self.text
        for end in range(at + 1, len(text)):
            if text[end] == "{":
                depth += 1
            elif text[end] == "}":
                depth -= 1
                if not depth:
                    return end
        raise fail("unterminated interpolation in f-string", self.base + at, unfinished=True)

    def _escape(self, at: int) -> tuple[str, int]:
        """What the escape means whose letter is at an offset, and the offset after it."""
        text, c = self.text, self.text[at]
        found = ESCAPES.get(c)
        if found is not None:
            return found, at + 1
        if c == "x":
            end = text.find(";", at)
            digits = text[at + 1 : end] if end > 0 else ""
            if not digits or not all(d in "0123456789abcdefABCDEF" for d in digits):
                raise fail("hex escape \\x needs hex digits and a semicolon", self.base + at)
            return self._scalar(digits, at), end + 1
        if c in "uU":
            size = 4 if c == "u" else 8
            digits = text[at + 1 : at + 1 + size]
            if len(digits) < size or not all(d in "0123456789abcdefABCDEF" for d in digits):
                raise fail(f"\\{c} escape requires exactly {size} hex digits", self.base + at)
            return self._scalar(digits, at), at + 1 + size
        return "\\" + c, at + 1

    def _scalar(self, digits: str, at: int) -> str:
        code = int(digits, 16)
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            raise fail(f"invalid unicode scalar value {digits}", self.base + at)
        return chr(code)


# ---------------------------------------------------------------- numbers


def _digits(token: str, at: int) -> int:
    while at < len(token) and token[at] in "0123456789":
        at += 1
    return at


def parse_number(token: str) -> tuple[Any, int]:
    """The number that a token begins with, and how many characters it has; 0 if there is none."""
    real, at = _real(token, 0)
    if at < len(token) and token[at] == "i" and at and (at + 1 == len(token) or token[at + 1] not in SYMBOL):
        return _complex(0, real), at + 1
    if token in ("+i", "-i"):
        return _complex(0, 1 if token == "+i" else -1), 2
    if at and at < len(token) and token[at] in "+-":
        if token[at + 1 :] == "i":
            return _complex(real, 1 if token[at] == "+" else -1), len(token)
        imag, end = _real(token, at)
        if end > at and token[end:] == "i":
            return _complex(real, imag), end + 1
    return real, at


def _complex(real: Any, imag: Any) -> Any:
    from vmcore.data import ExactComplex

    if imag == 0 and imag.__class__ is int:
        return real
    if real.__class__ is float or imag.__class__ is float:
        return complex(float(real), float(imag))
    return ExactComplex(real, imag)


def _real(token: str, start: int) -> tuple[Any, int]:
    """A real number with an optional sign, and where it ends; ``start`` if there is none."""
    first = start + (token[start : start + 1] in ("+", "-") and token[start : start + 1] != "")
    at = _digits(token, first)
    if at == first:
        return 0, start
    if token[at : at + 1] == "/":
        end = _digits(token, at + 1)
        if end > at + 1:
            return _ratio(int(token[start:at]), int(token[at + 1 : end])), end
        return int(token[start:at]), at
    inexact = False
    if token[at : at + 1] == "." and _digits(token, at + 1) > at + 1:
        at = _digits(token, at + 1)
        inexact = True
    if token[at : at + 1] in ("e", "E"):
        sign = at + 1 + (token[at + 1 : at + 2] in ("+", "-") and token[at + 1 : at + 2] != "")
        end = _digits(token, sign)
        if end > sign:
            at = end
            inexact = True
    text = token[start:at]
    return (float(text) if inexact else _integer(text)), at


def _integer(text: str) -> int:
    if len(text) < 4000:
        return int(text)
    from vmcore.numtext import parse_number as parse_long  # Python refuses to convert long texts

    number = parse_long(text)
    assert number.__class__ is int
    return number  # type: ignore[return-value]  # a text of digits is an int


def _ratio(num: int, den: int) -> Any:
    from math import gcd

    from vmcore.data import Ratio

    if not den:
        raise fail("division by zero in a rational literal", 0)
    factor = gcd(num, den)
    num, den = num // factor, den // factor
    return num if den == 1 else Ratio(num, den)


def parse_prefixed(token: str) -> Any:
    """``#xFF``, ``#e1.5``, ``#i1/2``, ...; None if it is no number."""
    radix, exact = 0, ""
    while token[:1] == "#" and len(token) > 1:
        c = token[1].lower()
        if c in "xobd" and not radix:
            radix = {"x": 16, "o": 8, "b": 2, "d": 10}[c]
        elif c in "ei" and not exact:
            exact = c
        else:
            return None
        token = token[2:]
    if radix in (16, 8, 2):
        try:
            number: Any = int(token, radix) if "_" not in token else None
        except ValueError:
            return None
    else:
        number, length = parse_number(token)
        if length != len(token):
            return None
    if exact == "i":
        return number if number.__class__ is complex else float(number)
    if exact == "e" and number.__class__ is float:
        return _ratio(*number.as_integer_ratio())
    return number
