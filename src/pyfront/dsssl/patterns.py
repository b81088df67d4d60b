"""Patterns of element rules: names of an element and its parents, and what else is said of them (``lib/patterns.scm``).

Specificities are compared as tuples: importance, unique names, classes, names of elements, repetitions, priority, only,
positions, attributes.
"""

from __future__ import annotations

from pyfront.dsssl.errors import SyntaxProblem
from pyfront.text.datum import List
from vmcore.data import Keyword, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

(IMPORTANCE, ID, CLASS, GI, REPEAT, PRIORITY, ONLY, POSITION, ATTRIBUTE) = range(9)
OF_ID = (0, 1, 0, 0, 0, 0, 0, 0, 0)  # the specificity of an id rule
REPETITIONS = {"*": 0, "?": 0, "+": 1}  # -> how often at least
VALUES = {
    "position": (POSITION, ("first-of-type", "last-of-type", "first-of-any", "last-of-any")),
    "only": (ONLY, ("of-type", "of-any")),
}


class Pattern:
    """``path``: the names from the innermost on, if these are all; ``name``: of the element, "" for any."""

    __slots__ = ("name", "path", "specificity", "datum")

    def __init__(self, datum: Any, members: list[tuple[str, int]], plain: bool, counts: list[int]) -> None:
        self.datum = datum
        self.name = members[-1][0]
        self.path = tuple(name for name, _ in reversed(members)) if plain else None
        for name, least in members:
            counts[GI] += least if name else 0
        self.specificity = tuple(counts)


def name_of(x: Any, pos: int) -> str | None:
    """The name that a symbol or a string is; None if it is something else."""
    name = x.name if isinstance(x, Symbol) else x if isinstance(x, str) else None
    if name == "":
        raise SyntaxProblem("the name of an element is not empty", pos=pos)
    return name


def read_pattern(x: Any, pos: int) -> Pattern:
    name = name_of(x, pos)
    if name is not None or x is True:
        return Pattern(x, [(name or "", 1)], x is not True, [0] * 9)
    if not isinstance(x, List) or not x.items or x.tail is not None:
        raise SyntaxProblem("a name of an element, or a list of names, is expected here", pos=pos)
    reader = _Reader()
    reader.members_of(x, False)
    return Pattern(x, reader.members, reader.plain, reader.counts)


class _Reader:
    """Members and specificity of a pattern that is a list."""

    def __init__(self) -> None:
        self.members: list[tuple[str, int]] = []  # name, how often at least
        self.plain = True
        self.counts = [0] * 9

    def members_of(self, x: List, child: bool) -> None:
        items, pos = x.items, x.pos
        i = 0
        while i < len(items):
            item, at = items[i], pos[i]
            name = name_of(item, at)
            if name is not None or item is True:
                self.plain = self.plain and item is not True
                self.member(name or "", child)
            elif i == 0:
                raise SyntaxProblem("a pattern begins with the name of an element", pos=at)
            elif isinstance(item, List):
                self.plain = False
                self.attributes(item, at)
            elif not isinstance(item, Keyword):
                raise SyntaxProblem("this is no part of a pattern", pos=at)
            elif i + 1 == len(items):
                raise SyntaxProblem(f"{item.name}: is followed by a value", pos=at)
            else:
                i += 1
                self.plain = False
                self.qualifier(item.name, items[i], pos[i], child)
            i += 1

    def member(self, name: str, child: bool) -> None:
        if child:
            self.counts[GI] += bool(name)
        else:
            self.members.append((name, 1))

    def attributes(self, x: Any, pos: int) -> None:
        if not isinstance(x, List) or len(x.items) % 2 or x.tail is not None:
            raise SyntaxProblem("attributes of a pattern are names and values in turn", pos=pos)
        for i in range(0, len(x.items), 2):
            name, value = x.items[i : i + 2]
            if name_of(name, x.pos[i]) is None or not isinstance(value, (str, bool, Symbol)):
                raise SyntaxProblem("attributes of a pattern are names and values in turn", pos=x.pos[i])
            self.counts[ATTRIBUTE] += 1

    def qualifier(self, key: str, value: Any, pos: int, child: bool) -> None:
        word = value.name if isinstance(value, Symbol) else ""
        if key == "attributes":
            self.attributes(value, pos)
        elif key == "children":
            if isinstance(value, List):
                self.members_of(value, True)
            else:
                self.members_of(List([value], [pos]), True)
        elif key == "repeat" and not child and word in REPETITIONS:
            self.members[-1] = (self.members[-1][0], REPETITIONS[word])
            self.counts[REPEAT] -= 1
        elif key in VALUES and word in VALUES[key][1]:
            self.counts[VALUES[key][0]] += 1
        elif key in ("id", "class") and name_of(value, pos) is not None:
            self.counts[ID if key == "id" else CLASS] += 1
        elif key in ("importance", "priority") and isinstance(value, int) and not isinstance(value, bool):
            self.counts[IMPORTANCE if key == "importance" else PRIORITY] += value
        elif key in ("repeat", "id", "class", "importance", "priority", *VALUES):
            raise SyntaxProblem(f"{key}: cannot have this value here", pos=pos)
        else:
            raise SyntaxProblem(f"a pattern has no keyword {key}:", pos=pos)
