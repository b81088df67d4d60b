"""Messages name what the program called: ``inc`` where the instruction is an addition, ``keys`` where ``seq`` was in the way."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.clojure.language import Environment
    from pyfront.text.source import Source

PRIMITIVES = {"quotient": "quot", "remainder": "rem", "modulo": "mod", "into-set": "set", "assoc-own": "assoc"}
SWAPPED = {"<": ">", "<=": ">="}  # the same instruction with its operands in the other order
# Functions with several arguments below which an error of another operation is one of theirs.
COMPARING = frozenset("max min".split())


def explain(environment: Environment, error: Any, source: Source, pos: int) -> None:
    """Changes the message of an error at a place of the program."""
    op, colon, rest = error.message.removeprefix("record-ref: ").partition(": ")
    if not colon or (" " in op and not op.startswith("not an instance")):
        return
    head, count = called(environment, source, pos)
    if op.startswith("not an instance"):
        _instance(error, head, rest)
        return
    told = PRIMITIVES.get(op, op)
    number, text = argument(rest)
    if op[0] == "%" and "." in op:  # what a static method or a constructor is called inside
        cls, _, member = op[1:].rpartition(".")
        told = cls + "." if member == "new" else f"{cls}/{member}"
    if op == "global-ref":
        told, number, text = head or "var", None, f"an argument {text.replace('a variable', 'a var')}"
    elif head is None or head == told:
        number = (1 if number and count == 1 else number) or 0
    elif number is None:
        told = head if count == 1 or op in PRIMITIVES else told
    elif SWAPPED.get(op) == head:
        told, number = head, 3 - number
    elif count == 1:
        told, number = head, 1
    elif op == "seq" or head in COMPARING:
        told, number, text = head, 0, "an argument " + text
    made = f"argument {number} {text}" if number else text
    error.message = f"{told}: {made}"
    error.args = (error.message,)


_KINDS = {"Atom": "an atom", "Regex": "a regular expression", "Volatile": "a volatile", "Ref": "a ref", "Agent": "an agent",
          "Promise": "a promise", "Future": "a future", "Array": "an array", "MultiFn": "a multimethod",
          "Protocol": "a protocol", "Iterator": "an iterator"}  # fmt: skip


def _instance(error: Any, head: str | None, text: str) -> None:
    """A record of the library was wanted: the name of its type, and what there was."""
    cls, _, got = text.partition(" ")
    short = cls[cls.rfind(".") + 1 :]
    error.message = f"{head + ': an argument is ' if head else ''}not {_KINDS.get(short, short)}: {got}"
    error.args = (error.message,)


def argument(text: str) -> tuple[int | None, str]:
    """The number in ``argument 2 is not ...`` and what follows."""
    word, _, rest = text.partition(" ")
    number, _, after = rest.partition(" ")
    return (int(number), after) if word == "argument" and number.isdigit() else (None, text)


def called(environment: Environment, source: Source, pos: int) -> tuple[str | None, int]:
    """The function of clojure.core that the form at a place calls, and with how many arguments; None for any other form."""
    from pyfront.clojure.context import ReaderContext
    from pyfront.clojure.data import List, bare
    from pyfront.clojure.namespaces import MACRO, VarInfo
    from pyfront.clojure.reader import read_all
    from pyfront.errors import Error
    from pyfront.report import extent
    from pyfront.text.source import Source as Text
    from vmcore.data import Symbol

    start = pos - source.base
    text = source.text[start : extent(source, pos) - source.base] if source.text[start : start + 1] == "(" else ""
    try:
        data = read_all(Text("<call>", text), ReaderContext(environment.world)) if text else []
    except Error:
        return None, 0
    form = data[0][0] if data else None
    if form.__class__ is not List or not form.items or bare(form.items[0]).__class__ is not Symbol:
        return None, 0
    found = environment.world.resolve(bare(form.items[0]).name)
    if found.__class__ is not VarInfo or found.space != "clojure.core" or found.flags & MACRO:
        return None, 0
    return found.name, len(form.items) - 1
