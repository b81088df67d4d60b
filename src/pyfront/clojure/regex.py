"""Regular expressions: those of ``java.util.regex`` by Python's ``re``, as far as the two agree.

Translated: possessive quantifiers and atomic groups are Python's from 3.11 on; ``\\Q...\\E``, ``\\p{Alpha}`` and the like,
``\\z``, ``\\Z``, ``\\h``, ``(?<name>``, ``\\x{...}``. What Python has not (``&&`` in classes) is an error.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_CLASSES = {
    "Lower": "a-z", "Upper": "A-Z", "Alpha": "a-zA-Z", "Digit": "0-9", "Alnum": "a-zA-Z0-9", "ASCII": r"\x00-\x7F",
    "Punct": r"!-/:-@\[-`{-~", "Graph": "!-~", "Print": " -~", "Blank": r" \t", "Cntrl": r"\x00-\x1F\x7F",
    "XDigit": "0-9a-fA-F", "Space": r" \t\n\x0B\f\r",
    "L": r"a-zA-Z\u00AA-\uFFFF", "Lu": "A-Z\u00C0-\u00DE", "Ll": "a-z\u00DF-\u00FF",
    "N": r"\d", "Nd": r"\d", "IsAlphabetic": r"a-zA-Z\u00AA-\uFFFF", "IsDigit": r"\d", "javaWhitespace": r"\s",
}  # fmt: skip


def translate(pattern: str) -> str:
    out: list[str] = []
    i, n = 0, len(pattern)
    depth = 0
    while i < n:
        c = pattern[i]
        if c == "\\" and i + 1 < n:
            text, i = _escape(pattern, i, depth > 0)
            out.append(text)
            continue
        if c == "[":
            if depth:
                raise ValueError("a class inside a class is not supported")
            depth += 1
        elif c == "]" and depth and not (out and out[-1] in ("[", "[^")):
            depth -= 1
        elif c == "(" and not depth and pattern.startswith("(?<", i) and pattern[i + 3 : i + 4] not in ("=", "!"):
            out.append("(?P<")
            i += 3
            continue
        elif depth and pattern.startswith("&&", i):
            raise ValueError("&& in a class is not supported")
        out.append(c)
        i += 1
    return "".join(out)


def _escape(pattern: str, i: int, in_class: bool) -> tuple[str, int]:
    c = pattern[i + 1]
    if c == "Q":
        end = pattern.find("\\E", i)
        end = len(pattern) if end < 0 else end
        return re.escape(pattern[i + 2 : end]), min(end + 2, len(pattern))
    if c in "pP":
        if pattern[i + 2 : i + 3] == "{":
            end = pattern.index("}", i)
            name, after = pattern[i + 3 : end], end + 1
        else:
            name, after = pattern[i + 2 : i + 3], i + 3
        if name not in _CLASSES:
            raise ValueError(f"\\{c}{{{name}}} is not supported")
        inside = _CLASSES[name]
        if in_class:
            return inside, after
        return f"[{'^' if c == 'P' else ''}{inside}]", after
    if c == "z":
        return r"\Z", i + 2
    if c == "Z":
        return r"(?=\n?\Z)", i + 2
    if c == "h":
        return (r" \t\xA0" if in_class else r"[ \t\xA0]"), i + 2
    if c == "R":
        return r"(?:\r\n|[\n\x0B\f\r\x85\u2028\u2029])", i + 2
    if c == "x" and pattern[i + 2 : i + 3] == "{":
        end = pattern.index("}", i)
        return re.escape(chr(int(pattern[i + 3 : end], 16))), end + 1
    if c == "k" and pattern[i + 2 : i + 3] == "<":
        end = pattern.index(">", i)
        return f"(?P={pattern[i + 3 : end]})", end + 1
    if c == "e":
        return r"\x1B", i + 2
    if not c.isalnum() and c not in "\\":
        return "\\" + c, i + 2
    return pattern[i : i + 2], i + 2


def compile(machine: Any, text: Any) -> Any:
    from pyfront.errors import EvalError

    pattern = machine.plain(text)
    try:
        return re.compile(translate(pattern), re.ASCII)
    except (re.error, ValueError, OverflowError) as error:
        raise EvalError(f"invalid regular expression {pattern[:60]}: {error}") from None


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
    found = _compiled(machine, pattern).search(machine.plain(text), start)
    if found is None:
        return None
    return [found.end() + (found.end() == found.start()), _groups(found)]


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
    return "\\Q" + str(machine.plain(text)) + "\\E"
