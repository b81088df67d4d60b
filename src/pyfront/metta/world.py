"""What the spaces that a module sees say about calls: equations by head, types, and which symbols can be called at all."""

from __future__ import annotations

from pyfront.metta.names import COLON, EMPTY, EQUALS, ERROR, INSTRUCTIONS, NOT_REDUCIBLE, SUBTYPE
from pyfront.metta.values import Op
from vmcore.terms import Atom, Expr, Sym
from vmcore.termspace import Space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# Symbols that no value of a compiled program may have in it: what they do depends on where they are.
REFUSED = frozenset((EMPTY, ERROR, NOT_REDUCIBLE, Sym("return")))


class World:
    """Is remade when equations or types change, which ``mark`` shows."""

    def __init__(self, space: Space, tabled: frozenset[Atom] = frozenset()) -> None:
        self.space = space
        self.tabled = tabled
        self.mark = mark_of(space)
        self.equations: dict[Sym, list[tuple[Expr, Atom]]] = {}
        self.types: dict[Sym, list[Atom]] = {}
        self.active: set[str] = {name.name for name in (*INSTRUCTIONS, *REFUSED)}
        self.curried: set[Sym] = set()  # what is called with calls of it as the head
        self.values: dict[Atom, None] = {}  # functions and operations that are mentioned as values
        self.may_be_called: dict[tuple[Sym, int], bool] = {}  # see functions.Analysis.callees
        self.strange = False  # is there an equation or type of anything that is no symbol or call of one?
        for one in (space, *space.deps):
            self.read(one)
        for found in self.equations.values():
            for _, right in found:
                self.mention(right)

    def mention(self, term: Atom) -> bool:
        """Takes over what is mentioned as a value in a term, not as the head of a call; was there anything new?"""
        known = len(self.values)
        stack = [term]
        while stack:
            x = stack.pop()
            if x.__class__ is Expr:
                stack.extend(x.items[1:])
                if x.items and x.items[0].__class__ is Expr:
                    stack.append(x.items[0])
            elif x.__class__ is Op or x in self.equations:
                self.values[x] = None
        return len(self.values) > known

    def read(self, space: Space) -> None:
        group = space.groups.get(3)
        if space.wild or space.__class__ is not Space:
            self.strange = True
        if group is None:
            return
        index = group.index((0,))
        if any(not kept.gone for kept in index.wild):
            self.strange = True
        for kept in index.table.get(EQUALS, ()):
            if not kept.gone:
                self.equation(kept.term)
        for kept in index.table.get(COLON, ()):
            if not kept.gone:
                self.type(kept.term)
        if any(not kept.gone for kept in index.table.get(SUBTYPE, ())):
            self.strange = True

    def equation(self, term: Any) -> None:
        _, left, right = term.items
        if left.__class__ is Sym or left.__class__ is not Expr or not left.items:
            # Symbols and values are not looked up when they are evaluated.
            self.strange = self.strange or not left.ground or left.__class__ is Expr
            return
        head = left.items[0]
        if head.__class__ is Expr:
            while head.__class__ is Expr and head.items:
                head = head.items[0]
            if head.__class__ is Sym:
                self.active.add(head.name)
                self.curried.add(head)
                return
        if head.__class__ is Sym:
            self.active.add(head.name)
            self.equations.setdefault(head, []).append((left, right))
        elif not isinstance(head, Op):
            self.strange = True

    def type(self, term: Any) -> None:
        _, subject, typ = term.items
        if subject.__class__ is Sym:
            self.active.add(subject.name)
            self.types.setdefault(subject, []).append(typ)
        elif subject.__class__ is Expr and subject.items and subject.items[0].__class__ is Sym:
            self.active.add(subject.items[0].name)
        elif not isinstance(subject, Op):
            self.strange = True


def mark_of(space: Space) -> tuple[Any, ...]:
    """Another one whenever equations or types changed."""
    found: list[Any] = []
    for one in (space, *space.deps):
        group = one.groups.get(3)
        found.append(group)
        found.append(bool(one.wild))
        if group is not None:
            index = group.index((0,))
            table = index.table
            found.append(len(index.wild))
            found.append(one.dead)
            for name in (EQUALS, COLON, SUBTYPE):
                found.append(len(table.get(name, ())))
    return tuple(found)
