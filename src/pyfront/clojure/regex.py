"""Regular expressions: those of ``java.util.regex`` by Python's ``re``, translated by regex_syntax. Possessive quantifiers and
atomic groups are Python's from 3.11 on; look-behinds have a bounded width in Java, a fixed one here.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


BATCH = 32  # matches that are looked for at a time


def compile(machine: Any, text: Any) -> Any:
    """What the host makes of a pattern."""
    from pyfront.clojure.failures import JavaError
    from pyfront.clojure.regex_syntax import translate

    pattern = machine.plain(text)
    try:
        return re.compile(*translate(pattern))
    except (re.error, ValueError, OverflowError) as error:
        message = f"invalid regular expression {pattern[:60]}: {error}"
        raise JavaError(message, "java.util.regex.PatternSyntaxException") from None


def text(machine: Any, pattern: Any) -> str:
    from pyfront.clojure.atoms import Regex
    from pyfront.clojure.printer import pr_str

    return pr_str(Regex(machine.plain(pattern)))[2:-1]


def _groups(found: Any) -> list[Any]:
    return [found.group(0), *found.groups()]


def full(machine: Any, pattern: Any, text: Any) -> Any:
    found = _compiled(machine, pattern).fullmatch(machine.plain(text))
    return None if found is None else _groups(found)


def search(machine: Any, pattern: Any, text: Any, start: int) -> Any:
    """Where to go on, and the groups."""
    text = machine.plain(text)
    found = _compiled(machine, pattern).search(text, start) if start <= len(text) else None
    if found is None:
        return None
    return [found.end() + (found.end() == found.start()), _groups(found)]


def some(machine: Any, pattern: Any, text: Any, start: int) -> Any:
    """The matches from a place on, up to BATCH of them, and where to go on, or nil: those are all."""
    text, compiled = machine.plain(text), _compiled(machine, pattern)
    end, search, grouped = len(text), compiled.search, compiled.groups
    matches: list[Any] = []
    while start <= end and len(matches) < BATCH:
        found = search(text, start)
        if found is None:
            return [None, matches]
        start = found.end() + (found.end() == found.start())
        matches.append(_groups(found) if grouped else found[0])
    return [start if start <= end else None, matches]


def group(machine: Any, pattern: Any, name: Any) -> int:
    """The number of a group that has a name."""
    wanted = machine.plain(name)
    found = _compiled(machine, pattern).groupindex.get(wanted)
    if found is None:
        from pyfront.clojure.failures import JavaError

        raise JavaError(f"No group with name <{wanted}>", "java.lang.IllegalArgumentException")
    return found


def split(machine: Any, pattern: Any, text: Any, limit: int) -> list[str]:
    """As ``String.split``: no empty text in front of an empty match; without a limit none at the end."""
    text = machine.plain(text)
    parts: list[str] = []
    at = 0
    for found in _compiled(machine, pattern).finditer(text):
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


def replace(machine: Any, pattern: Any, text: Any, new: Any, count: int) -> str:
    """``$1`` and ``\\`` in the replacement are Java's."""
    template = machine.plain(new)
    return _compiled(machine, pattern).sub(lambda found: _filled(template, found), machine.plain(text), count=count)


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


def replace_with(machine: Any, pattern: Any, text: Any) -> Any:
    """The parts of a text: texts between matches, and lists of groups, in turn."""
    text = machine.plain(text)
    parts: list[Any] = []
    at = 0
    for found in _compiled(machine, pattern).finditer(text):
        parts += (text[at : found.start()], _groups(found))
        at = found.end()
    return [*parts, text[at:]]


def quote(machine: Any, text: Any) -> str:
    return "\\Q" + machine.plain(text).replace("\\E", "\\E\\\\E\\Q") + "\\E"
