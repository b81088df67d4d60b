"""What can be said of an error of a running program: the message as this language has it, which argument is wrong, and what may
be meant. Loaded when there is an error to show.

The library's functions do not know under which name they were called: that, and the argument, are read from the source.
"""

from __future__ import annotations

from pyfront.sema.data import List
from vmcore.data import Keyword, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.errors import Error
    from pyfront.sema.language import Environment
    from pyfront.text.source import Source
    from vmcore.errors import MachineError

MAX_TEXT = 20_000  # characters of a form that is read again
OWN = ("expected ", "index ", "division by zero", "invalid regex", "cannot convert", "range:")  # how the library's messages begin


def explain(root: Environment, error: Error, cause: MachineError, source: Source, pos: int) -> None:
    kind = error.__class__.__name__
    if kind == "WrongArity":
        from pyfront.sema.host_text import arity_text

        error.message = arity_text(error.message)
    elif kind == "Raised":
        _raised(error)
    elif kind == "UnboundVariable":
        _unbound(root, error, source)
    elif error.message.startswith("not callable: "):
        form = _form(source, pos)
        if form is not None and not _is_library(root, form):
            error.notes.append("the first item of a list in parentheses is called: it must be a function, or a keyword")
    elif "is not a real number" in error.message and cause.irritants and cause.irritants[0].endswith("i"):
        error.message = f"{error.message.partition(':')[0]}: cannot order complex numbers: {cause.irritants[0]}"
    elif error.message.startswith(OWN):
        _name_the_call(root, error, cause, source, pos)


def _raised(error: Any) -> None:
    from pyfront.report import MAX_VALUE, shorten
    from pyfront.sema.printing import shown

    if isinstance(error.value, (dict, list, str, int, float, bool, Keyword, Symbol)):
        error.message = f"User exception: {shorten(shown(error.value), MAX_VALUE)}"
    else:
        error.message = error.message.replace("uncaught exception", "User exception", 1)


# ---------------------------------------------------------------- calls of the library


def _name_the_call(root: Environment, error: Error, cause: MachineError, source: Source, pos: int) -> None:
    """Puts the name of the library's function in front of a message, and the number of the argument where it is clear."""
    form = _form(source, pos)
    if form is None or not _is_library(root, form):
        return
    where: str = form.items[0].name
    if cause.irritants and error.message.startswith("expected "):
        number = _argument(form, cause.irritants[0])
        if number:
            where += f": argument {number}"
    error.message = f"{where}: {error.message}"


def _is_library(root: Environment, form: List) -> bool:
    """Is it a call of a function of the library?"""
    head = form.items[0] if form.items else None
    return head.__class__ is Symbol and root.names.resolve(head.name) == "sema:" + head.name


def _form(source: Source, pos: int) -> List | None:
    """The list that begins at a position, or the one whose first item does."""
    from pyfront.sema.reader import read_all
    from pyfront.text.source import Source as Text

    start = pos - source.base
    if not 0 <= start < len(source.text) or source.text[start] != "(":
        return None
    end = _end(source.text, start)
    try:
        data = read_all(Text("", source.text[start:end], 0)) if end else []
    except Exception:  # noqa: BLE001 - what it can be, it is not a form that could help
        return None
    found = data[0][0] if data else None
    return found if found.__class__ is List else None


def _end(text: str, start: int) -> int:
    """Behind the parenthesis that closes the one at ``start``; 0 if that is far away. Strings and comments are passed over."""
    depth, at, last = 0, start, min(len(text), start + MAX_TEXT)
    while at < last:
        c = text[at]
        if c == '"':
            at += 1
            while at < last and text[at] != '"':
                at += 2 if text[at] == "\\" else 1
        elif c == ";":
            while at < last and text[at] != "\n":
                at += 1
        elif c == "\\":  # of a character
            at += 1
        elif c in "([{":
            depth += 1
        elif c in ")]}":
            depth -= 1
            if not depth:
                return at + 1
        at += 1
    return 0


def _argument(form: List, got: str) -> int:
    """The number of the argument whose value the text shows; 0 if it may be several."""
    from pyfront.sema.printing import shown

    found = []
    for number, item in enumerate(form.items[1:], 1):
        literal = item.__class__ in (int, float, str, bool, Keyword)
        if not literal or shown(item) == got:
            found.append(number)
    return found[0] if len(found) == 1 else 0


# ---------------------------------------------------------------- names


def _unbound(root: Environment, error: Error, source: Source) -> None:
    from pyfront.sema.documentation import absent, entries, similar

    name = error.message.rpartition(": ")[2]
    if name in absent():
        error.notes.append(absent()[name])
        return
    if error.message.startswith("set!"):
        error.notes.append(f"set! changes a variable that exists; (define {name} ...) makes one")
        return
    near = similar(name, {*root.visible_names(), *entries()} - {name}) or similar(name, _words(source.text) - {name})
    if near is not None:
        error.notes.append(f"perhaps {near} is meant")


def _words(text: str) -> set[str]:
    for c in "()[]{}'`,\"":
        text = text.replace(c, " ")
    return set(text[:MAX_TEXT].split())
