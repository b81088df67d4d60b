"""From the regular expressions of ``java.util.regex`` to Python's.

Flags in the middle of a pattern become groups; ``x`` is done away with here; classes with unions, intersections and
properties become ranges; ``.``, ``^`` and ``$`` know Java's line ends; the alternatives of a look-behind become
look-behinds of their own, since each of Python's has one width.
"""

from __future__ import annotations

import re

from pyfront.clojure.regex_sets import SETS, complement, folded, intersection, property_set, text_of, union

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.clojure.regex_sets import Ranges

_TERMINATORS = r"\n\r\x85\u2028\u2029"
_END = r"(?=(?:\r\n|(?<!\r)\n|[\r\x85\u2028\u2029])?\Z)"
_LINE_END = r"(?=\r\n|(?<!\r)\n|[\r\x85\u2028\u2029]|\Z)"
_LINE_START = r"(?:\A|(?<=[\n\x85\u2028\u2029])(?!\Z)|(?<=\r)(?!\n|\Z))"
_CONTROLS = {"t": 9, "n": 10, "r": 13, "f": 12, "a": 7, "e": 27}
_FLAGS = re.compile(r"\(\?([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])")
_REPETITION = re.compile(r"\{\d+(,\d*)?\}")


def translate(pattern: str) -> tuple[str, int]:
    """Pattern and flags for ``re.compile``."""
    translator = _Translator(pattern)
    text = translator.translate()
    return text, 0 if translator.unicode else re.ASCII


class _Scope:
    """A group that is open. ``flags``, ``inner``: those outside of it."""

    __slots__ = ("flags", "closing", "inner", "behind")

    def __init__(self, flags: str, closing: str, inner: list[str], behind: str) -> None:
        self.flags = flags
        self.closing = closing
        self.inner = inner
        self.behind = behind


class _Translator:
    """``inner``: openings of the groups that stand for flags from here to the end of the group."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self.at = 0
        self.out: list[str] = []
        self.flags = ""
        self.unicode = False
        self.scopes: list[_Scope] = []
        self.inner: list[str] = []

    def translate(self) -> str:
        pattern = self.pattern
        while self.at < len(pattern):
            c = pattern[self.at]
            if c == "\\":
                self.out.append(self.escape())
            elif c == "[":
                self.at += 1
                self.out.append(text_of(self.char_class()))
            elif c == "(":
                self.open()
            elif c == ")":
                self.close()
            elif c == "|":
                self.alternative()
            elif "x" in self.flags and (c in " \t\n\x0b\f\r" or c == "#"):
                self.comment(c)
            else:
                self.out.append(self.plain(c))
                self.at += 1
        if self.scopes:
            raise ValueError("a group is not closed")
        return "".join(self.out) + ")" * len(self.inner)

    def plain(self, c: str) -> str:
        if c == ".":
            return "(?s:.)" if "s" in self.flags else r"[^\n]" if "d" in self.flags else f"[^{_TERMINATORS}]"
        if c == "^":
            return _LINE_START if "m" in self.flags else r"\A"
        if c == "$":
            return _LINE_END if "m" in self.flags else _END
        if c == "{" and not _REPETITION.match(self.pattern, self.at):
            raise ValueError("{ begins no number of repetitions")
        return c

    def comment(self, c: str) -> None:
        self.at += 1
        if c == "#":
            end = self.pattern.find("\n", self.at)
            self.at = len(self.pattern) if end < 0 else end + 1

    # ------------------------------------------------------------ groups

    def open(self) -> None:
        flags = _FLAGS.match(self.pattern, self.at)
        if flags:
            self.flag_group(flags)
            return
        opening = "("
        if self.pattern.startswith("(?", self.at):
            starts = [one for one in ("(?=", "(?!", "(?>", "(?<=", "(?<!", "(?<") if self.pattern.startswith(one, self.at)]
            if not starts:
                raise ValueError(f"unknown group {self.pattern[self.at : self.at + 3]}")
            opening = starts[0]
        self.at += len(opening)
        if opening in ("(?<=", "(?<!"):
            self.enter("(?:" + opening, "))", opening)
        else:
            self.enter("(?P<" if opening == "(?<" else opening, ")")
        if opening == "(?<":
            end = self.pattern.index(">", self.at) + 1
            self.out.append(self.pattern[self.at : end])
            self.at = end

    def enter(self, opening: str, closing: str, behind: str = "") -> None:
        self.out.append(opening)
        self.scopes.append(_Scope(self.flags, closing, self.inner, behind))
        self.inner = []

    def close(self) -> None:
        if not self.scopes:
            raise ValueError("there is a ) too many")
        self.at += 1
        scope = self.scopes.pop()
        self.out.append(")" * len(self.inner) + scope.closing)
        self.flags, self.inner = scope.flags, scope.inner

    def alternative(self) -> None:
        self.at += 1
        behind = self.scopes[-1].behind if self.scopes else ""
        between = {"": "|", "(?<=": ")|(?<=", "(?<!": ")(?<!"}[behind]
        self.out.append(")" * len(self.inner) + between + "".join(self.inner))

    def flag_group(self, found: re.Match[str]) -> None:
        on, off = found[1], found[2] or ""
        for c in on + off:
            if c not in "imsxudU":
                raise ValueError(f"unknown flag {c}")
        self.at = found.end()
        flags = "".join(sorted((set(self.flags) | set(on)) - set(off)))
        self.unicode = self.unicode or "u" in on or "U" in on
        opening = "(?i:" if "i" in flags else "(?-i:"
        if found[3] == ":":
            self.enter(opening, ")")
        elif on or off:
            self.inner.append(opening)
            self.out.append(opening)
        self.flags = flags

    # ------------------------------------------------------------ escapes

    def escape(self) -> str:
        c = self.pattern[self.at + 1 : self.at + 2]
        if c == "Q":
            end = self.pattern.find("\\E", self.at)
            end = len(self.pattern) if end < 0 else end
            text = self.pattern[self.at + 2 : end]
            self.at = min(end + 2, len(self.pattern))
            return "".join(map(re.escape, text))
        if c == "k" and self.pattern[self.at + 2 : self.at + 3] == "<":
            end = self.pattern.index(">", self.at)
            name = self.pattern[self.at + 3 : end]
            self.at = end + 1
            return f"(?P={name})"
        known = {"z": r"\Z", "Z": _END, "A": r"\A", "b": r"\b", "B": r"\B"}.get(c)
        if c == "R":
            known = r"(?:\r\n|[\n\x0B\f\r\x85\u2028\u2029])"
        if c.isdigit() and c != "0":
            known = f"(?:\\{c})"
        if known:
            self.at += 2
            return known
        return text_of(self.escaped_set())

    def escaped_set(self) -> Ranges:
        """The characters that an escape stands for, in a class or outside."""
        pattern = self.pattern
        c = pattern[self.at + 1 : self.at + 2]
        if not c:
            raise ValueError("\\ at the end")
        self.at += 2
        if c in "pP":
            end = pattern.index("}", self.at) if pattern[self.at : self.at + 1] == "{" else self.at
            name = pattern[self.at : self.at + 1] if end == self.at else pattern[self.at + 1 : end]
            self.at = end + 1
            found = property_set(name)
            if "i" in self.flags and name in ("Lu", "Ll", "Upper", "Lower", "IsUppercase", "IsLowercase"):
                found = folded(found)
            return found if c == "p" else complement(found)
        if c.lower() in SETS:
            found = SETS[c.lower()] if not ("U" in self.flags and c in "dwsDWS") else property_set("U" + c.lower())
            return found if c.islower() else complement(found)
        code = _CONTROLS.get(c)
        if code is None and c in "xu":
            code = self.hexadecimal(c)
        elif c == "0":
            digits = re.compile("[0-3]?[0-7]{1,2}").match(pattern, self.at)
            if digits is None:
                raise ValueError("\\0 without octal digits")
            self.at = digits.end()
            code = int(digits[0], 8)
        elif c == "c":
            code = ord(pattern[self.at]) ^ 64
            self.at += 1
        elif code is None and c.isascii() and c.isalpha():
            raise ValueError(f"\\{c} is not supported")
        code = ord(c) if code is None else code
        return ((code, code),)

    def hexadecimal(self, c: str) -> int:
        pattern = self.pattern
        if c == "x" and pattern[self.at : self.at + 1] == "{":
            end = pattern.index("}", self.at)
            digits, self.at = pattern[self.at + 1 : end], end + 1
        else:
            size = 2 if c == "x" else 4
            digits, self.at = pattern[self.at : self.at + size], self.at + size
        return int(digits, 16)

    # ------------------------------------------------------------ classes

    def char_class(self) -> Ranges:
        """What stands between ``[`` and ``]``; the ``[`` has been read."""
        pattern = self.pattern
        negated = pattern.startswith("^", self.at)
        self.at += negated
        whole: Ranges | None = None  # what stands before the last &&
        part: Ranges = ()
        first = True
        while True:
            c = pattern[self.at : self.at + 1]
            if not c:
                raise ValueError("a class is not closed")
            if c == "]" and not first:
                self.at += 1
                break
            if pattern.startswith("&&", self.at):
                whole = part if whole is None else intersection(whole, part)
                part = ()
                self.at += 2
            elif "x" in self.flags and c in " \t\n\x0b\f\r":
                self.at += 1
            else:
                part = union(part, self.class_item())
            first = False
        if whole is not None:
            part = intersection(whole, part) if part else whole
        return complement(part) if negated else part

    def class_item(self) -> Ranges:
        low = self.class_atom()
        pattern = self.pattern
        single = len(low) == 1 and low[0][0] == low[0][1]
        if not single or not pattern.startswith("-", self.at) or pattern[self.at + 1 : self.at + 2] in ("]", "[", ""):
            return low
        if pattern.startswith("-&&", self.at):
            return low
        self.at += 1
        high = self.class_atom()
        if len(high) != 1 or high[0][0] < low[0][0]:
            raise ValueError("a range in a class is the wrong way round")
        return ((low[0][0], high[0][1]),)

    def class_atom(self) -> Ranges:
        c = self.pattern[self.at]
        if c == "[":
            self.at += 1
            return self.char_class()
        if c == "\\":
            if self.pattern.startswith("\\Q", self.at):
                end = self.pattern.find("\\E", self.at)
                end = len(self.pattern) if end < 0 else end
                text, self.at = self.pattern[self.at + 2 : end], min(end + 2, len(self.pattern))
                return union((), tuple((ord(one), ord(one)) for one in text))
            return self.escaped_set()
        self.at += 1
        return ((ord(c), ord(c)),)
