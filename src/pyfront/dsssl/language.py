"""``define-language``: case and collation rules as data for the library (lib/language.scm)."""

from __future__ import annotations

from pyfront.dsssl.errors import SyntaxProblem
from pyfront.text.datum import List
from vmcore.data import Char, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Procedures that ask the current language: their names in the library begin with %language-.
DEPENDENT = frozenset(
    "char-upcase char-downcase char<? char<=? char>? char>=? string<? string<=? string>? string>=?".split()
)


def language_data(x: List) -> list[Any]:
    """The arguments of ``%make-language`` that a definition stands for."""
    upper: list[Any] = []
    lower: list[Any] = []
    collation = Collation()
    for clause, pos in zip(x.items[2:], x.pos[2:]):
        name = clause.items[0] if clause.__class__ is List and clause.items else None
        if name is Symbol("toupper"):
            upper += _pairs(clause)
        elif name is Symbol("tolower"):
            lower += _pairs(clause)
        elif name is Symbol("collate"):
            collation.read(clause)
        else:
            raise SyntaxProblem("a language is defined by toupper, tolower and collate", pos=pos)
    return [_list(upper), _list(lower), *collation.data(x.start)]


def _list(items: list[Any], tail: Any = None) -> List:
    return List(items, [0] * len(items), tail)


def _pairs(clause: List) -> list[List]:
    found = []
    for one, pos in zip(clause.items[1:], clause.pos[1:]):
        if one.__class__ is not List or len(one.items) != 2 or any(item.__class__ is not Char for item in one.items):
            raise SyntaxProblem("a list of two characters is expected here", pos=pos)
        found.append(_list(one.items[:1], one.items[1]))
    return found


def _name(item: Any, pos: int) -> str:
    if item.__class__ is Symbol:
        return str(item.name)
    if item.__class__ is Char:
        return str(item)
    raise SyntaxProblem("a collating element is a character or a name", pos=pos)


class Collation:
    """The clauses element, symbol and order of ``collate``."""

    def __init__(self) -> None:
        self.elements: dict[str, str] = {}  # names of elements of several characters
        self.levels: list[tuple[bool, bool]] = []  # backward, position
        self.order: list[tuple[str | None, list[list[str | None]]]] = []  # name (None: all others), weights of each level

    def read(self, clause: List) -> None:
        for one, pos in zip(clause.items[1:], clause.pos[1:]):
            head = one.items[0] if one.__class__ is List and one.items else None
            if head is Symbol("element") and len(one.items) == 3 and one.items[2].__class__ is str:
                self.elements[_name(one.items[1], one.pos[1])] = one.items[2]
            elif head is Symbol("order") and len(one.items) >= 2 and one.items[1].__class__ is List:
                self._order(one)
            elif head is not Symbol("symbol") or len(one.items) != 2:
                raise SyntaxProblem("collate has clauses (element name string), (symbol name), (order (level ...) ...)", pos=pos)

    def _order(self, x: List) -> None:
        for one, pos in zip(x.items[1].items, x.items[1].pos):
            words = {_name(item, pos) for item in (one.items if one.__class__ is List else [one])}
            if not words <= {"forward", "backward", "position"} or {"forward", "backward"} <= words:
                raise SyntaxProblem("a level is forward or backward, and perhaps position", pos=pos)
            self.levels.append(("backward" in words, "position" in words))
        for one, pos in zip(x.items[2:], x.pos[2:]):
            if one is True:
                self.order.append((None, [[None] for _ in self.levels]))
            elif one.__class__ is List:
                self._weights(one, pos)
            else:
                name = _name(one, pos)
                self.order.append((name, [[name] for _ in self.levels]))

    def _weights(self, x: List, pos: int) -> None:
        if not x.items:
            raise SyntaxProblem("the name of a collating element is expected here", pos=pos)
        found: list[list[str | None]] = []
        for one, at in zip(x.items[1:], x.pos[1:]):
            own: list[str | None] = []
            for item in one.items if one.__class__ is List else [one]:
                own += list(item) if item.__class__ is str else [_name(item, at)]
            found.append(own)
        found += [[] for _ in range(len(self.levels) - len(found))]
        self.order.append((_name(x.items[0], pos), found))

    def data(self, pos: int) -> list[Any]:
        """Elements, position of all others, levels, weights."""
        places: dict[str | None, int] = {}
        for i, (name, _) in enumerate(self.order):
            places.setdefault(name, i)
        elements = []
        for name, i in places.items():
            text = None if name is None else self.elements.get(name, name if len(name) == 1 else None)
            if text is not None:
                elements.append(_list([text], i))
        weights = []
        for _, levels in self.order:
            for level in levels:
                for name in level:
                    if name not in places:
                        raise SyntaxProblem(f"{name} has no place in the order", pos=pos)
            weights.append(_list([_list([places[name] for name in level]) for level in levels]))
        levels_data = [_list([backward], position) for backward, position in self.levels]
        return [_list(elements), places.get(None, False), _list(levels_data), _list(weights)]
