"""Messages of the machine in the words of the language: procedures have the names that a style sheet calls them by."""

from __future__ import annotations

from pyfront.dsssl.names import PRIMITIVES
from pyfront.errors import UserError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.errors import Error
    from pyfront.text.source import Source
    from vmcore.errors import MachineError

FORMS = frozenset("if cond case let let* letrec and or begin with-mode quasiquote".split())  # which are no procedures
KINDS = frozenset(("type", "range", "arity", "divide", "error"))  # what the machine itself complains about
VISIBLE = {**{prim.lstrip("%"): name for name, prim in PRIMITIVES.items()}, "markup-attributes": "attributes"}
ANONYMOUS = "anonymous procedure"
MAX_CALL = 2000  # characters of a call that are looked at
_ENDS = frozenset("()\"'`,; \t\r\n")
_WORDS = (
    ("is not a fixnum", "is not an integer"),
    ("is not an index", "is not an index (an integer that is not negative)"),
)


def explain(found: Error, error: MachineError, source: Source, pos: int) -> None:
    """Gives an error the message a user understands: see ``translate``. What fails inside of the library is said of the
    procedure that the style sheet calls there, unless it names the other one itself (as in ``(map car x)``)."""
    names = names_in(source, pos)
    inside = bool(error.frames) and bool(error.frames[0][4])
    if isinstance(found, UserError) and names[:1] != ["error"]:
        _of_library(found, names)
    if error.kind not in KINDS:
        return
    who, colon, rest = found.message.partition(": ")
    if who == ANONYMOUS and names:
        who = names[0]
    elif not colon or not _is_name(who):
        who, rest = "", found.message
    who = VISIBLE.get(who.lstrip("%"), who)
    if names and who not in names and (inside or who not in VISIBLE.values()):
        who = names[0]
        if inside and rest.startswith("argument "):
            rest = "an argument" + rest[rest.index(" ", 9) :]
    if not who or who.startswith("%"):
        return
    for old, new in _WORDS:
        rest = rest.replace(old, new)
    found.message = f"{who}: {rest}"
    found.args = (found.message,)


def _of_library(found: UserError, names: list[str]) -> None:
    """An error that the library found: what it does not want stands behind a colon."""
    if names and names[0] not in FORMS and found.message.startswith("this is no"):
        found.message = f"{names[0]}: {found.message}"
    if found.irritants and not found.message.endswith(":"):
        found.message += ":"


def _is_name(text: str) -> bool:
    return bool(text) and _ENDS.isdisjoint(text)


def names_in(source: Source, pos: int) -> list[str]:
    """The names in the call that is written at a place, its operator first; none if that is no call of a name."""
    start = pos - source.base
    text = source.text[start : start + MAX_CALL]
    if text[:1] != "(" or text[1:2] in _ENDS:
        return []
    found: list[str] = []
    depth = at = 0
    while at < len(text):
        char = text[at]
        if char == '"':
            end = text.find('"', at + 1)
            at = len(text) if end < 0 else end
        elif char == ";":
            end = text.find("\n", at)
            at = len(text) if end < 0 else end
        elif char not in _ENDS:
            end = at
            while end < len(text) and text[end] not in _ENDS:
                end += 1
            found.append(text[at:end])
            at = end - 1
        depth += (char == "(") - (char == ")")
        if depth == 0:
            break
        at += 1
    return found
