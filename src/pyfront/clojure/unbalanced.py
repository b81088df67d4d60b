"""Errors about brackets, and about what is missing. Loaded when there is one."""

from __future__ import annotations

from pyfront.clojure import reader
from pyfront.clojure.printer import pr_str
from pyfront.text.lexer import fail, incomplete

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.errors import ReadError

NAMES = {
    reader.LIST: ("list", "("),
    reader.VECTOR: ("vector", "["),
    reader.MAP: ("map", "{"),
    reader.SET: ("set", "#{"),
    reader.FN: ("function", "#("),
    reader.NAMESPACED: ("map", "#:"),
    reader.CONDITIONAL: ("reader conditional", "#?"),
}
WAITING = {
    reader.META: "metadata must follow the ^ here",
    reader.TARGET: "no form follows these metadata",
    reader.DISCARD: "no form follows the #_ here",
    reader.TAG: "no form follows this tag",
    reader.SYMBOL: "after ## stands Inf, -Inf or NaN",
}


def unmatched(scanner: reader.Scanner, token: str, at: int) -> ReadError:
    """The error of a closing bracket that nothing or another bracket waits for."""
    kind, start = scanner.stack[-1][2:]
    if kind == reader.TOP:
        return fail(scanner.source, at, f"unmatched delimiter {token}: nothing is open here", at + 1)
    if kind > reader.ONE:
        return fail(scanner.source, start - scanner.base, _waiting(kind), at + 1)
    line, column = scanner.source.line_column(start)
    what, opening = NAMES[kind]
    wanted = reader.CLOSED_BY[kind]
    message = (
        f"unmatched delimiter {token}: the open one is {opening} at {line}:{column}, a {what}, which {wanted} closes"
    )
    return fail(scanner.source, at, message, at + 1)


def _waiting(kind: int) -> str:
    return WAITING.get(kind, "no form follows here")


def unclosed(scanner: reader.Scanner) -> ReadError:
    """The error of a text that ends while something is open."""
    kind, start = scanner.stack[-1][2:]
    source = scanner.source
    at = start - scanner.base
    if kind > reader.ONE:
        return incomplete(source, at, f"EOF while reading: {_waiting(kind)}")
    what, opening = NAMES[kind]
    message = f"EOF while reading: the {what} that begins here is not closed"
    outer = next(frame[3] for frame in scanner.stack if frame[2] in NAMES)
    if outer != start:
        line, column = source.line_column(outer)
        message += f"; the outermost open bracket is at {line}:{column}"
    error = incomplete(source, at, message, at + len(opening))
    line = _left_of(scanner, start)
    if line:
        error.notes.append(f"line {line} begins further left: is a {reader.CLOSED_BY[kind]} missing before it?")
    return error


def _left_of(scanner: reader.Scanner, pos: int) -> int:
    """The first line behind the one of a position that is indented less than what begins there, or as much."""
    first, column = scanner.source.line_column(pos)
    lines = scanner.text.split("\n")
    for number in range(first, len(lines)):
        line = lines[number]
        if line.strip() and not line.lstrip().startswith(";") and len(line) - len(line.lstrip()) < column:
            return number + 1
    return 0


def short(x: Any) -> str:
    """A datum for a message."""
    text = pr_str(x)
    return text if len(text) <= 40 else text[:40] + "..."
