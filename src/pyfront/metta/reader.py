"""Text to terms. What a word means is up to a tokenizer."""

from __future__ import annotations

from pyfront.errors import IncompleteError, ReadError
from pyfront.metta.names import EXEC
from pyfront.metta.values import FALSE, TRUE, Number, String
from vmcore._terms_border import touch
from vmcore.termread import (
    CLOSES_NOTHING,
    NUMBER_SIGN,
    OPEN_EXPRESSION,
    OPEN_STRING,
    read_term,
    well_formed,
)
from vmcore.terms import Atom, Sym

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from pyfront.text.source import Source

_CACHED = 4096  # words whose terms a tokenizer remembers
_ESCAPES = {"'": "'", '"': '"', "\\": "\\", "n": "\n", "r": "\r", "t": "\t"}
_SPECIAL = frozenset("\\^$.|?*+()[]{}")


class Tokenizer:
    """What words mean: the last rule that fits a whole word says it; a word without one is a symbol."""

    def __init__(self) -> None:
        self.exact: dict[str, tuple[int, Callable[[str], Atom]]] = {}
        self.rules: list[tuple[int, str, Any, Callable[[str], Atom]]] = []
        self.count = 0
        self.live = 0  # how often a word meant something that is made anew each time
        self.known: dict[str, Callable[[str], Atom] | None] = {}
        self.words: dict[str, Atom] = {}  # terms of words that mean the same whenever they are read

    def register_token(self, pattern: Any, constr: Callable[[str], Atom], lasting: bool = False) -> None:
        """From now on words that the regular expression matches are what ``constr`` makes of them; ``lasting``: of the same
        word always the same."""
        text = getattr(pattern, "pattern", pattern)
        self.count += 1
        if not lasting:
            constr = self._counted(constr)
        plain = _unescaped(text)
        if plain is not None:
            self.exact[plain] = (self.count, constr)
            self._forget(plain)
            return
        from re import compile

        touch()
        self.rules.append((self.count, text, compile(text), constr))
        self.known.clear()
        self.words.clear()

    def drop(self, word: str) -> None:
        """The word, as it is, means nothing any more."""
        self.count += 1
        self.exact.pop(word, None)
        self._forget(word)

    def _forget(self, word: str) -> None:
        touch()
        self.known.pop(word, None)
        self.words.pop(word, None)

    def _counted(self, constr: Callable[[str], Atom]) -> Callable[[str], Atom]:
        def counted(word: str) -> Atom:
            self.live += 1
            return constr(word)

        return counted

    def name(self, word: str, atom: Atom) -> None:
        """The word, as it is, means the term."""
        self.count += 1
        self.exact[word] = (self.count, lambda _: atom)
        self._forget(word)

    def find(self, word: str) -> Callable[[str], Atom] | None:
        try:
            return self.known[word]
        except KeyError:
            pass
        number, found = self.exact.get(word, (0, None))
        for at, _, rule, constr in reversed(self.rules):
            if at < number:
                break
            if rule.fullmatch(word):
                found = constr
                break
        self.known[word] = found
        return found

    def atom(self, word: str) -> Atom:
        """The term of a word."""
        live = self.live
        found = self.find(word)
        atom = literal(word) if found is None else found(word)
        if self.live == live:
            if len(self.words) >= _CACHED:
                self.words.clear()
            self.words[word] = atom
        return atom

    def string(self, token: str) -> Atom:
        """The term of a string with its quotes."""
        if self.rules:
            found = self.find(token)
            if found is not None:
                return found(token)
        return String(token[1:-1])


def _unescaped(pattern: str) -> str | None:
    """The one word that a regular expression matches; None if there are more."""
    out: list[str] = []
    at = 0
    while at < len(pattern):
        c = pattern[at]
        if c == "\\":
            at += 1
            if at == len(pattern) or pattern[at].isalnum():
                return None
            c = pattern[at]
        elif c in _SPECIAL:
            return None
        out.append(c)
        at += 1
    return "".join(out)


_FIRST = frozenset("0123456789+-")
_LITERALS = _FIRST | {"T", "F"}  # what words that are no symbols begin with
_WRONG = {
    CLOSES_NOTHING: "a closing parenthesis without an opening one",
    NUMBER_SIGN: "# cannot be in the name of a variable",
    OPEN_STRING: "a string that does not end",
    OPEN_EXPRESSION: "an expression that does not end",
}


def literal(word: str) -> Atom:
    """A number, a truth value or a symbol."""
    if word[0] in _FIRST:
        number = parse_number(word)
        if number is not None:
            return Number(number)
    elif word == "True":
        return TRUE
    elif word == "False":
        return FALSE
    return Sym(word)


def parse_number(word: str) -> int | float | None:
    """Digits, digits with a fraction, either with an exponent; None for anything else."""
    digits = word[1:] if word[0] in "+-" else word
    if digits.isdigit() and digits.isascii():
        return integer(word)
    mantissa, mark, exponent = digits.partition("e" if "e" in digits else "E")
    if mark and not _digits(exponent[1:] if exponent[:1] in ("+", "-") else exponent):
        return None
    whole, dot, fraction = mantissa.partition(".")
    if not _digits(whole) or (dot and not _digits(fraction)) or not (dot or mark):
        return None
    return float(word)


def integer(word: str) -> int:
    """An integer of any length."""
    if len(word) < 600:
        return int(word)
    from vmcore.bignum import Unmetered, from_text

    value = from_text(word.lstrip("+-"), 10, Unmetered())
    return -value if word[0] == "-" else value


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


class Reader:
    """The terms of a text, one after another. One variable for each name in a top-level form."""

    def __init__(self, source: Source, tokenizer: Tokenizer) -> None:
        self.source = source
        self.tokenizer = tokenizer
        self.at = 0

    def fail(self, message: str, at: int, end: int = 0, more: bool = False) -> ReadError:
        base = self.source.base
        cls = IncompleteError if more else ReadError
        return cls(message, source=self.source, pos=base + at, end=base + end if end else 0)

    def forms(self) -> Iterator[tuple[bool, Atom, int, int]]:
        """Of each form: is it to be evaluated, the term, where it begins and ends."""
        while True:
            found = self.read()
            if found is None:
                return
            atom, start, end = found
            if atom is EXEC:
                following = self.read()
                if following is None:
                    raise self.fail("there is nothing to evaluate after !", start, end, True)
                yield True, following[0], start, following[2]
            else:
                yield False, atom, start, end

    def read(self) -> tuple[Atom, int, int] | None:
        """The next term, and where it is; None at the end."""
        tokenizer = self.tokenizer
        exact = None if tokenizer.rules else tokenizer.exact
        text = self.source.text
        found = read_term(text, self.at, tokenizer.words, exact, _LITERALS, self._word, self._string, self._wrong)
        self.at = found[2] if found is not None else len(text)
        return found

    def _wrong(self, what: int, start: int, end: int) -> None:
        raise self.fail(_WRONG[what], start, end, what in (OPEN_STRING, OPEN_EXPRESSION))

    def _word(self, word: str, start: int, end: int) -> Atom:
        try:
            return self.tokenizer.atom(word)
        except ValueError as error:
            raise self.fail(str(error), start, end) from None

    def _string(self, token: str, start: int, end: int, escapes: bool) -> Atom:
        return self.tokenizer.string(self._unescape(token, start) if escapes else token)

    def _unescape(self, token: str, start: int) -> str:
        out: list[str] = []
        at, end = 1, len(token) - 1
        while at < end:
            c = token[at]
            at += 1
            if c != "\\":
                out.append(c)
                continue
            c = token[at]
            at += 1
            if c in _ESCAPES:
                out.append(_ESCAPES[c])
                continue
            code, size = _code(c, token[at:end])
            if not size:
                raise self.fail("an unknown escape in a string", start + at - 2, start + at)
            out.append(chr(code))
            at += size
        return '"' + "".join(out) + '"'


def _code(kind: str, rest: str) -> tuple[int, int]:
    """The character that the digits after \\x or \\u say, and how long they are; 0 if they say none."""
    try:
        if kind == "x":
            code = int(rest[:2], 16)
            return (code, 2) if len(rest) >= 2 and code <= 0x7F else (0, 0)
        if kind == "u" and rest.startswith("{"):
            digits, close, _ = rest[1:].partition("}")
            code = int(digits, 16)
            if close and len(digits) <= 8 and code < 0x110000 and not 0xD800 <= code < 0xE000:
                return code, len(digits) + 2
    except ValueError:
        pass
    return 0, 0


def check(source: Source) -> None:
    """Raises what reading the text would raise. Nothing is made of a text whose parentheses and strings are in order."""
    if well_formed(source.text):
        return
    for _ in Reader(source, Tokenizer()).forms():
        pass


def read_all(source: Source) -> list[tuple[bool, int, Atom]]:
    """All forms of a text as it is without a runtime: for prompts, which want to know whether it is complete."""
    reader = Reader(source, Tokenizer())
    return [(run, source.base + start, atom) for run, atom, start, _ in reader.forms()]
