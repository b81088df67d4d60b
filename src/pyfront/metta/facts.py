"""Facts of spaces where compiled programs find them: for each relation (space, first item, length) a queue of values, and
tables of such queues by what an item is. Only ground facts; they follow what is added to the space."""

from __future__ import annotations

from vmcore._terms_border import Unknown
from vmcore.terms import Sym
from vmcore.termspace import Space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from vmcore.termspace import Kept


class Relation:
    """``name``: of the global that holds the queue."""

    def __init__(self, facts: Facts, space: Space, head: Sym, length: int, name: str) -> None:
        self.facts = facts
        self.space = space
        self.head = head
        self.length = length
        self.name = name
        self.tables: dict[int, Any] = {}
        self.seen: list[Any] = []
        self.queue: Any = None
        self.count = 0
        self.distinct: dict[int, int] = {}
        self.start()
        self.sync()

    def sources(self) -> list[Any]:
        """For each space the list of facts, how many they are, and how many facts went."""
        found = []
        for space in (self.space, *self.space.deps):
            if space.wild or space.__class__ is not Space:
                raise Unknown
            group = space.groups.get(self.length)
            if group is None:
                continue
            index = group.index((0,))
            if index.wild:
                raise Unknown
            kept = index.table.get(self.head)
            if kept:
                found.append((kept, len(kept), space.dead))
        return found

    def sync(self) -> bool:
        """Takes over what changed. Raises Unknown if there are facts now that cannot be values."""
        sources = self.sources()
        seen = self.seen
        if len(sources) == len(seen) and all(
            a[0] is b[0] and a[1] == b[1] and a[2] == b[2] for a, b in zip(sources, seen)
        ):
            return False
        grown = len(seen) == len(sources) == 1 and sources[0][0] is seen[0][0] and sources[0][2] == seen[0][2]
        if grown:
            self.add(sources[0][0], seen[0][1])
        else:
            self.start()
            for kept, _, _ in sources:
                self.add(kept, 0)
        self.seen = sources
        return True

    def start(self) -> None:
        machine = self.facts.machine
        self.queue = self.facts.terms.queue()
        machine.set_global(self.name, self.queue)
        self.count = 0
        for place in self.tables:
            self.table(place)

    def add(self, kept: list[Kept], begin: int) -> None:
        start = self.count
        self.count += self.facts.terms.extend(self.queue, kept, begin)
        for place, table in self.tables.items():
            if not self.facts.terms.index(self.queue, table, place, start):
                raise Unknown

    def table(self, place: int) -> None:
        machine = self.facts.machine
        table = self.tables[place] = self.facts.terms.table()
        machine.set_global(f"{self.name}/{place}", table)

    def by(self, place: int) -> str | None:
        """The global that holds the table by an item; None if it cannot be made."""
        if place not in self.tables:
            self.table(place)
            if not self.facts.terms.index(self.queue, self.tables[place], place, 0):
                del self.tables[place]
                return None
        return f"{self.name}/{place}"

    def spread(self, place: int) -> int:
        """How many different items there are at a place, among some of the facts."""
        found: set[Any] = set()
        for kept, _, _ in self.seen:
            found.update(one.term.items[place] for one in kept[:200])
        return len(found)


class Facts:
    """All relations of a machine."""

    def __init__(self, machine: Any, terms: Any, space: Space) -> None:
        self.spaces = list(space.deps)  # all that have been looked into, but the one of the program
        self.space = space
        self.machine = machine
        self.terms = terms
        self.relations: dict[tuple[int, Sym, int, type], Relation] = {}

    def relation(self, space: Space, head: Sym, length: int, kind: type[Relation] = Relation) -> Relation:
        key = (id(space), head, length, kind)
        found = self.relations.get(key)
        if found is None:
            for one in (space, *space.deps):
                if one is not self.space and one not in self.spaces:
                    self.spaces.append(one)
            found = self.relations[key] = kind(self, space, head, length, f"facts:{len(self.relations)}")
        return found

    def sync(self) -> None:
        for relation in self.relations.values():
            relation.sync()
