"""Matching the patterns of programs, so that the limits of a run hold.

Python's ``re`` goes back over what it tried, and nothing ends it before it is done: ``(a|aa)+$`` takes about 2**n steps for n
characters. Under a limit of time or fuel, a match that may take long, by the form of the pattern and the length of the text,
is made by the package ``regex``, which has the same language and takes a time limit. All others are ``re``'s, which is
faster and needs no import.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

STEPS = 10_000_000  # that a match of `re` may take under a limit: about 0.1 s
DEEP = 12  # characters of a text for which repetitions inside of each other are no harm
FLAGS = (re.A, re.I, re.M, re.S, re.X)
_forms: dict[str, int] = {}  # pattern -> characters of a text up to which it is no harm
_watched: dict[re.Pattern[str], Any] = {}  # the same patterns by `regex`
MOST = 500  # patterns that are known


def bounded(machine: Any, pattern: re.Pattern[str], text: str) -> Any:
    """What matches a pattern against this text: the pattern, or a Watched one. Errors: ValueError if only ``regex`` could, and
    cannot."""
    if len(text) <= DEEP:
        return pattern
    patience = machine.patience()
    if patience is None:
        return pattern
    harmless = _forms.get(pattern.pattern)
    if harmless is None:
        if len(_forms) >= MOST:
            _forms.clear()
        harmless = _forms[pattern.pattern] = harmless_length(pattern.pattern)
    return pattern if len(text) <= harmless else Watched(machine, pattern)


def harmless_length(pattern: str) -> int:
    """Characters of a text that a search goes through in at most STEPS steps. With d repetitions beside each other these are
    about n ** (d + 1), since a search begins at each character."""
    varying = 0
    classes = groups = False
    i = 0
    while i < len(pattern):
        c = pattern[i]
        if c == "\\":
            varying += pattern[i + 1 : i + 2].isdigit()  # what a group holds is as long as the text allows
            i += 1
            groups = False
        elif c == "[" and not classes:
            classes = True
            i += pattern.startswith("^", i + 1)
            i += pattern.startswith("]", i + 1)
        elif classes:
            classes = c != "]"
            groups = False
        elif c == "(":
            i += pattern.startswith("?", i + 1)
            groups = False
        elif c in "*+{":
            if groups:
                return DEEP
            varying += 1
            i += pattern[i + 1 : i + 2] in ("?", "+")
        elif c == "?":
            varying += 1
            i += pattern[i + 1 : i + 2] in ("?", "+")
            groups = False
        else:
            groups = c == ")"
        i += 1
    return max(DEEP, int(STEPS ** (1 / (varying + 1))))


class Watched:
    """A pattern whose matches end with the time of the run."""

    __slots__ = ("groups", "machine", "pattern")

    def __init__(self, machine: Any, pattern: re.Pattern[str]) -> None:
        self.machine = machine
        self.groups = pattern.groups
        self.pattern = _by_regex(pattern)

    def search(self, text: str, at: int = 0) -> Any:
        return self._within(self.pattern.search, text, at)

    def match(self, text: str) -> Any:
        return self._within(self.pattern.match, text, 0)

    def fullmatch(self, text: str) -> Any:
        return self._within(self.pattern.fullmatch, text, 0)

    def finditer(self, text: str, at: int = 0) -> Iterator[Any]:
        try:
            yield from self.pattern.finditer(text, at, timeout=self.machine.patience())
        except TimeoutError:
            self.machine.give_up()

    def _within(self, match: Any, text: str, at: int) -> Any:
        try:
            return match(text, at, timeout=self.machine.patience())
        except TimeoutError:
            self.machine.give_up()


def _by_regex(pattern: re.Pattern[str]) -> Any:
    known = _watched.get(pattern)
    if known is None:
        try:
            import regex
        except ImportError:
            raise ValueError(
                f"matching {pattern.pattern[:60]} may take long, and the package regex, which could end it, is not installed"
            ) from None
        flags = sum(theirs for ours, theirs in zip(FLAGS, (regex.A, regex.I, regex.M, regex.S, regex.X)) if pattern.flags & ours)
        if len(_watched) >= MOST:
            _watched.clear()
        try:
            known = _watched[pattern] = regex.compile(_same(pattern.pattern), flags)
        except regex.error as error:
            raise ValueError(f"{pattern.pattern[:60]} cannot be matched under a limit: {error}") from None
    return known


_PARTS = re.compile(r"(\\.)|\[(\^?\]?(?:\\.|[^\]\\])*)\]|\{(?!\d*,?\d*\})", re.S)
_INSIDE = re.compile(r"(\\.)|\[", re.S)


def _same(pattern: str) -> str:
    """A brace that is no repetition stands for itself in ``re``, as a bracket inside of a class does; in ``regex`` they could
    allow errors and name classes."""

    def part(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        if found[2] is None:
            return "\\{"
        return "[" + _INSIDE.sub(lambda one: one[1] or "\\[", found[2]) + "]"

    return _PARTS.sub(part, pattern)
