"""Constants as text, for assembler listings: written and read back without loss, nested to any depth."""

from __future__ import annotations

from pyfront.emit.constants import Made, Ref
from pyfront.text.datum import List, Vector, is_circular
from vmcore.data import (
    ABSENT,
    DEFAULT,
    EOF,
    UNBOUND,
    UNSPECIFIED,
    Char,
    ExactComplex,
    Keyword,
    Pair,
    Ratio,
    Singleton,
    Symbol,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NAMED = {"EOF": EOF, "UNSPECIFIED": UNSPECIFIED, "ABSENT": ABSENT, "DEFAULT": DEFAULT, "UNBOUND": UNBOUND}
_PREFIX = {Symbol: "s", Keyword: "w"}


def show(root: Any) -> str:
    """``(`` list ``. tail)``, ``#(`` vector, ``[car cdr]``, ``"string"``, ``s"symbol"``, ``w"keyword"``, ``b"hex"``, ``#x41``
    character, ``#t``, ``#EOF`` and the like, ``global"name"``, ``code"1"``, ``prim"car"``, Python's numbers, ``1/2``,
    ``c"1+2j"``, exact ``x"1 2/3"``. Circular data are written as ``#<circular>``, which cannot be read back."""
    if is_circular(root):
        return "#<circular>"
    out: list[str] = []
    stack: list[Any] = [root]
    while stack:
        value = stack.pop()
        kind = value.__class__
        if kind is _Mark:
            out.append(value.text)
        elif kind is List:
            tail = [] if value.tail is None else [_Mark("."), value.tail]
            _open(stack, "(", [*value.items, *tail], ")")
        elif kind is Vector:
            _open(stack, "#(", value.items, ")")
        elif kind is Pair:
            _open(stack, "[", [value.car, value.cdr], "]")
        elif kind is Made:
            _open(stack, f"made {value.prim} (", value.items, ")")
        else:
            out.append(_atom(value))
    return " ".join(out)


class _Mark:
    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text


def _open(stack: list[Any], start: str, items: list[Any], end: str) -> None:
    stack.append(_Mark(end))
    stack += reversed(items)
    stack.append(_Mark(start))


def _atom(value: Any) -> str:
    from json import dumps

    kind = value.__class__
    if kind is bool:
        return "#t" if value else "#f"
    if kind is int:
        return hex(value) if value.bit_length() > 4096 else str(value)
    if kind is float:
        return repr(value)
    if kind is complex:
        return f'c"{value}"'
    if kind is ExactComplex:
        return f'x"{_atom(value.real)} {_atom(value.imag)}"'
    if kind is str:
        return dumps(value)
    if kind is Symbol and Symbol._table.get(value.name) is not value:
        return "u" + dumps(value.name)
    if kind in _PREFIX:
        return _PREFIX[kind] + dumps(value.name)
    if kind is bytes:
        return f'b"{value.hex()}"'
    if kind is Char:
        return f"#x{value.code:x}"
    if kind is Ratio:
        return f"{value.num}/{value.den}"
    if kind is Singleton:
        return f"#{value.name}"
    if kind is Ref:
        return f"{value.kind}{dumps(str(value.what))}"
    raise ValueError(f"a {kind.__name__} is no constant")


def parse(text: str) -> Any:
    """The constant that ``show`` made the text of."""
    import re

    token = re.compile(r'\s*(#?\(|[\[\]().](?=\s|$)|[a-z]*"(?:[^"\\]|\\.)*"|\S+)')
    at = 0
    stack: list[tuple[str, list[Any]]] = [("", [])]
    while (match := token.match(text, at)) is not None:
        at = match.end()
        piece = match.group(1)
        if piece in ("(", "#(", "["):
            stack.append((piece, []))
        elif piece in (")", "]"):
            start, items = stack.pop()
            stack[-1][1].append(_compound(start, items))
        else:
            stack[-1][1].append(_Mark(".") if piece == "." else _parse_atom(piece))
    (_, values), = stack
    value, = values
    return value


def _compound(start: str, items: list[Any]) -> Any:
    if start == "#(":
        return Vector(items, [0] * len(items))
    if start == "[":
        return Pair(*items)
    if len(items) > 2 and items[-2].__class__ is _Mark:
        return List(items[:-2], [0] * (len(items) - 1), items[-1])
    return List(items, [0] * len(items))


def _parse_atom(piece: str) -> Any:
    from json import loads

    if piece[-1] == '"':
        prefix, _, _ = piece.partition('"')
        if prefix == "b":
            return bytes.fromhex(piece[2:-1])
        content = loads(piece[len(prefix):])
        if prefix == "x":
            return ExactComplex(*map(_parse_atom, content.split()))
        if prefix == "u":
            symbol = object.__new__(Symbol)
            symbol.name = content
            return symbol
        made: dict[str, Any] = {"": str, "s": Symbol, "w": Keyword, "c": complex}
        if prefix in made:
            return made[prefix](content)
        return Ref(prefix, int(content) if prefix == "code" else content)
    if piece[0] == "#":
        if piece in ("#t", "#f"):
            return piece == "#t"
        return _NAMED[piece[1:]] if piece[1:] in _NAMED else Char(int("0" + piece[1:], 0))
    if "/" in piece:
        num, _, den = piece.partition("/")
        return Ratio(int(num), int(den))
    try:
        return int(piece, 0)
    except ValueError:
        return float(piece)
