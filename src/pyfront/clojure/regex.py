"""Regular expressions: those of ``java.util.regex`` by Python's ``re``, translated by regex_syntax. Possessive quantifiers and
atomic groups are Python's from 3.11 on; look-behinds have a bounded width in Java, a fixed one here.
"""

from __future__ import annotations

import re
from itertools import islice

from pyfront.text.patterns import bounded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


BATCH = 32  # matches that are looked for at a time
SHORT = 512  # characters of a text in which all are looked for at once


def compile(root: Any, machine: Any, text: Any) -> Any:
    """What the host makes of a pattern."""
    from pyfront.clojure.failures import JavaError
    from pyfront.clojure.regex_syntax import translate

    pattern = machine.plain(text)
    try:
        return re.compile(*translate(pattern))
    except RecursionError:
        message = f"invalid regular expression {pattern[:60]}: groups are nested too deeply"
        raise JavaError(message, "java.util.regex.PatternSyntaxException") from None
    except (re.error, ValueError, OverflowError) as error:
        message = f"invalid regular expression {pattern[:60]}: {error}"
        raise JavaError(message, "java.util.regex.PatternSyntaxException") from None


def text(root: Any, machine: Any, pattern: Any) -> str:
    from pyfront.clojure.atoms import Regex
    from pyfront.clojure.printer import pr_str

    return pr_str(Regex(machine.plain(pattern)))[2:-1]


def _answer(found: Any) -> Any:
    """What a match is to a program: the text, or a list of it and its groups; nil if there is none."""
    if found is None:
        return None
    return [found[0], *found.groups()] if found.re.groups else found[0]


def _matches(compiled: Any, text: str, start: int = 0) -> Iterator[re.Match[str]]:
    """All from a place on. After an empty one Java goes on with the next character; ``finditer`` looks for one that is not empty
    at the same place first."""
    while start <= len(text):
        for found in compiled.finditer(text, start):
            yield found
            if found.start() == found.end():
                start = found.end() + 1
                break
        else:
            return


def full(root: Any, machine: Any, pattern: Any, text: Any) -> Any:
    text = machine.plain(text)
    return _answer(_bounded(machine, pattern, text).fullmatch(text))


def search(root: Any, machine: Any, pattern: Any, text: Any) -> Any:
    text = machine.plain(text)
    return _answer(_bounded(machine, pattern, text).search(text))


class Finder:
    """A text in which matches are looked for, one after another; of a matcher, or of what is left of a sequence of matches.
    The text is here once for all of them."""

    __slots__ = ("at", "compiled", "found", "text")

    def __init__(self, compiled: re.Pattern[str], text: str, at: int = 0) -> None:
        self.compiled, self.text, self.at = compiled, text, at  # at: where to go on
        self.found: re.Match[str] | None = None

    def note(self, found: re.Match[str] | None) -> Any:
        self.found = found
        if found is not None:
            self.at = found.end() + (found.end() == found.start())
        return _answer(found)


def some(root: Any, machine: Any, pattern: Any, text: Any) -> Any:
    """A Finder of what is left, or nil, and the first BATCH matches."""
    return _some(machine, _compiled(machine, pattern), machine.plain(text), 0)


def more(root: Any, machine: Any, finder: Finder) -> Any:
    return _some(machine, finder.compiled, finder.text, finder.at)


def _some(machine: Any, pattern: re.Pattern[str], text: str, start: int) -> list[Any]:
    compiled = _bounded(machine, pattern, text)
    if compiled is pattern and len(text) <= SHORT and not pattern.groups:
        texts = pattern.findall(text)
        if "" not in texts:
            return [None, *texts]
    matches = list(islice(compiled.finditer(text, start), BATCH))
    texts = [found[0] for found in matches]
    if "" in texts:
        matches = list(islice(_matches(compiled, text, start), BATCH))
        texts = [found[0] for found in matches]
    rest = None
    if len(matches) == BATCH:
        rest = Finder(pattern, text, matches[-1].end() + (not texts[-1]))
    return [rest, *([_answer(found) for found in matches] if compiled.groups else texts)]


def finder(root: Any, machine: Any, pattern: Any, text: Any) -> Finder:
    """What a matcher is to the host."""
    return Finder(_compiled(machine, pattern), machine.plain(text))


def find(root: Any, machine: Any, finder: Finder) -> Any:
    if finder.at > len(finder.text):
        return finder.note(None)
    return finder.note(_bounded(machine, finder.compiled, finder.text).search(finder.text, finder.at))


def matches(root: Any, machine: Any, finder: Finder, whole: bool) -> Any:
    """At the beginning of the text, and up to its end if ``whole``."""
    compiled = _bounded(machine, finder.compiled, finder.text)
    return finder.note(compiled.fullmatch(finder.text) if whole else compiled.match(finder.text))


def start_at(root: Any, machine: Any, finder: Finder, at: int) -> None:
    if not 0 <= at <= len(finder.text):
        from pyfront.clojure.failures import JavaError

        raise JavaError("Illegal start index", "java.lang.IndexOutOfBoundsException")
    finder.at = at


def groups(root: Any, machine: Any, pattern: Any) -> int:
    return _compiled(machine, pattern).groups


def span(root: Any, machine: Any, finder: Finder, group: Any) -> Any:
    """Where a group, by its number or name, begins and ends; -1 if it took no part."""
    if finder.found is None:
        from pyfront.clojure.failures import JavaError

        raise JavaError("No match available", "java.lang.IllegalStateException")
    return list(finder.found.span(machine.plain(group)))


def group(root: Any, machine: Any, pattern: Any, name: Any) -> int:
    """The number of a group that has a name."""
    wanted = machine.plain(name)
    found = _compiled(machine, pattern).groupindex.get(wanted)
    if found is None:
        from pyfront.clojure.failures import JavaError

        raise JavaError(f"No group with name <{wanted}>", "java.lang.IllegalArgumentException")
    return found


def split(root: Any, machine: Any, pattern: Any, text: Any, limit: int) -> list[str]:
    """As ``String.split``: no empty text in front of an empty match; without a limit none at the end."""
    text = machine.plain(text)
    parts: list[str] = []
    at = 0
    for found in _matches(_bounded(machine, pattern, text), text):
        if 0 < limit <= len(parts) + 1:
            break
        if found.end() == 0 or (found.start() == found.end() == len(text)):
            continue
        parts.append(text[at : found.start()])
        at = found.end()
    if not parts:
        return [text]
    parts.append(text[at:])
    if limit == 0:
        while parts and not parts[-1]:
            parts.pop()
    return parts


def _compiled(machine: Any, pattern: Any) -> re.Pattern[str]:
    compiled: re.Pattern[str] = pattern if isinstance(pattern, re.Pattern) else machine.plain(pattern)
    return compiled


def _bounded(machine: Any, pattern: Any, text: str) -> Any:
    """What matches: within the limits of the run."""
    try:
        return bounded(machine, _compiled(machine, pattern), text)
    except ValueError as error:
        from pyfront.clojure.failures import JavaError

        raise JavaError(str(error), "java.lang.UnsupportedOperationException") from None


def replace(root: Any, machine: Any, pattern: Any, text: Any, new: Any, count: int) -> str:
    """``$1`` and ``\\`` in the replacement are Java's. Count: 0 is all."""
    text, template = machine.plain(text), machine.plain(new)
    as_is = "$" not in template and "\\" not in template
    parts: list[str] = []
    at = 0
    for found in islice(_matches(_bounded(machine, pattern, text), text), count or None):
        parts += (text[at : found.start()], template if as_is else _filled(template, found))
        at = found.end()
    return "".join([*parts, text[at:]])


def _filled(template: str, found: Any) -> str:
    out: list[str] = []
    i = 0
    while i < len(template):
        c = template[i]
        if c == "\\" and i + 1 < len(template):
            out.append(template[i + 1])
            i += 2
        elif c == "$" and template[i + 1 : i + 2].isdigit():
            out.append(found.group(int(template[i + 1])) or "")
            i += 2
        elif c == "$" and template[i + 1 : i + 2] == "{":
            end = template.index("}", i)
            out.append(found.group(template[i + 2 : end]) or "")
            i = end + 1
        else:
            out.append(c)
            i += 1
    return "".join(out)


def replace_with(root: Any, machine: Any, pattern: Any, text: Any, count: int) -> Any:
    """The parts of a text: what is between matches and what these are to a program, in turn. Count: 0 is all."""
    text = machine.plain(text)
    parts: list[Any] = []
    at = 0
    for found in islice(_matches(_bounded(machine, pattern, text), text), count or None):
        parts += (text[at : found.start()], _answer(found))
        at = found.end()
    return [*parts, text[at:]]


def quote(root: Any, machine: Any, text: Any) -> str:
    return "\\Q" + machine.plain(text).replace("\\E", "\\E\\\\E\\Q") + "\\E"
