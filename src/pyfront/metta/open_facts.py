"""Facts, with variables or without, for programs that have variables in calls: a list that is gone through from the start, so
there must not be many."""

from __future__ import annotations

from pyfront.metta.facts import Relation
from vmcore._terms_border import Unknown
from vmcore.terms import Atom, Expr, Slot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from vmcore.termspace import Kept

FEW = 64  # facts of a relation
PLACES = 32  # variables of a fact: as in _prims_open_terms
DEPTH = 50  # of terms with variables, which the machine fills by recursion


def names_of(*terms: Atom) -> list[str]:
    """The names of the slots of kept terms, by their numbers. Raises Unknown if there is something deep with a slot in it."""
    names: dict[int, str] = {}
    stack = [(term, 0) for term in terms]
    while stack:
        x, depth = stack.pop()
        if x.__class__ is Slot:
            names[x.index] = x.name
        elif x.__class__ is Expr and not x.ground:
            if depth > DEPTH:
                raise Unknown
            stack.extend([(item, depth + 1) for item in x.items])
    return [names.get(i, "") for i in range(max(names, default=-1) + 1)]


class OpenRelation(Relation):
    """``name``: of the global that holds the list."""

    def start(self) -> None:
        self.rows: list[Any] = []
        self.add([], 0)

    def add(self, kept: list[Kept], begin: int) -> None:
        for one in kept[begin:]:
            if not one.gone:
                self.rows.append((one.term, [(name, False) for name in names_of(one.term)]))
                if one.size > PLACES:
                    raise Unknown
        if len(self.rows) > FEW:
            raise Unknown
        self.facts.machine.set_global(self.name, self.facts.terms.patterns(self.rows))
