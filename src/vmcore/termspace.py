"""Spaces of terms: what matches a query is found by what the query says, at any place."""

from __future__ import annotations

from vmcore.terms import (
    Atom,
    Expr,
    Slot,
    Sym,
    Var,
    _rebuild,
    deref,
    equal,
    equivalent,
    instantiate,
    resolve,
    undo,
    unify_kept,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any


class Kept:
    """A term in a space. ``size``: slots; ``gone``: the version of the space with which it went, 0 if it is there."""

    __slots__ = ("term", "size", "seq", "gone")

    def __init__(self, term: Atom, size: int, seq: int) -> None:
        self.term = term
        self.size = size
        self.seq = seq
        self.gone = 0

    def use(self) -> Atom:
        """The term, with fresh variables."""
        return instantiate(self.term, [None] * self.size)


def keep(atom: Atom, seq: int = 0) -> Kept:
    """A term as spaces keep it."""
    if atom.ground:
        return Kept(atom, 0, seq)
    atom = resolve(atom)
    slots: dict[int, Slot] = {}

    def leaf(x: Atom) -> Atom:
        if x.__class__ is not Var:
            return x
        found = slots.get(id(x))
        if found is None:
            found = slots[id(x)] = Slot(len(slots), x.name)
        return found

    term = _rebuild(atom, leaf, False) if atom.__class__ is Expr else leaf(atom)
    return Kept(term, len(slots), seq)


def _key(atom: Atom) -> Any:
    """By what a term is found at its place: None for what may match anything."""
    if atom.__class__ is Expr:
        return len(atom.items)
    return atom if atom.ground else None


class Index:
    """Where in a group the term at a path is what. ``wild``: those with a variable on the way or at its end."""

    __slots__ = ("path", "table", "wild")

    def __init__(self, path: tuple[int, ...], kept: list[Kept]) -> None:
        self.path = path
        self.table: dict[Any, list[Kept]] = {}
        self.wild: list[Kept] = []
        for one in kept:
            self.add(one)

    def add(self, kept: Kept) -> None:
        x = kept.term
        for i in self.path:
            if x.__class__ is not Expr:
                if not x.ground:
                    self.wild.append(kept)
                return
            if i >= len(x.items):
                return
            x = x.items[i]
        key = _key(x)
        if key is None:
            self.wild.append(kept)
            return
        found = self.table.get(key)
        if found is None:
            self.table[key] = [kept]
        else:
            found.append(kept)


class Group:
    """The expressions of one length in a space, with indexes for the paths that were asked for."""

    __slots__ = ("kept", "indexes", "hint")

    def __init__(self) -> None:
        self.kept: list[Kept] = []
        self.hint: Index | None = None  # the one that was best the last time
        self.indexes: dict[tuple[int, ...], Index] = {}

    def add(self, kept: Kept) -> None:
        self.kept.append(kept)
        for index in self.indexes.values():
            index.add(kept)

    def index(self, path: tuple[int, ...]) -> Index:
        found = self.indexes.get(path)
        if found is None:
            found = self.indexes[path] = Index(path, self.kept)
        return found

    def candidates(self, query: Expr) -> list[Kept]:
        """What may match: the smallest set that an index gives for what the query has at some place."""
        best = self.kept
        if len(best) < 5:
            return best
        hint = self.hint
        if hint is not None and not hint.wild:
            key = _at(query, hint.path)
            if key is not None:
                found = hint.table.get(key, ())
                if len(found) < 4:
                    return found  # type: ignore[return-value]
        wild: list[Kept] = []
        size = len(best)
        for path, key in _paths(query):
            index = self.index(path)
            found = index.table.get(key, ())
            total = len(found) + len(index.wild)
            if total < size:
                best, wild, size = found, index.wild, total  # type: ignore[assignment]
                self.hint = index
                if total < 3:
                    break
        if not wild:
            return best
        if not best:
            return wild
        return sorted([*best, *wild], key=_seq)


def _seq(kept: Kept) -> int:
    return kept.seq


def _at(query: Expr, path: tuple[int, ...]) -> Any:
    """The key of what a query says at a path; None if it says nothing there."""
    x: Atom = query
    for i in path:
        x = deref(x)
        if x.__class__ is not Expr or i >= len(x.items):
            return None
        x = x.items[i]
    return _key(deref(x))


DEPTH = 3  # places of a query that indexes know are not deeper


def _paths(query: Expr) -> Iterator[tuple[tuple[int, ...], Any]]:
    """Paths to what a query says, and the key there; the arguments of the first things before those."""
    todo: list[tuple[tuple[int, ...], Expr]] = [((), query)]
    while todo:
        path, expr = todo.pop(0)
        for i, item in enumerate(expr.items):
            item = deref(item)
            key = _key(item)
            if key is None:
                continue
            here = (*path, i)
            if item.__class__ is Expr:
                if len(here) < DEPTH and item.items:
                    todo.append((here, item))
                    continue
            yield here, key


class Space:
    """Terms, with repetitions, in the order in which they came. ``version`` grows with every change."""

    def __init__(self, name: str = "") -> None:
        self.name = name
        self.version = 1
        self.groups: dict[int, Group] = {}
        self.single: dict[Any, list[Kept]] = {}  # what is no expression
        self.wild: list[Kept] = []
        self.count = 0
        self.last = 0
        self.dead = 0
        self.deps: list[Space] = []  # what queries see besides
        self.watch: Callable[[Space, Atom], None] | None = None  # told of changes
        self.later: tuple[Sym, Callable[[], Iterator[Atom]]] | None = (
            None  # how its terms begin that are made when needed
        )
        self.memo: tuple[Any, dict[Any, Any]] = (None, {})  # what was found out about it, with the stamp of when

    def add(self, atom: Atom) -> None:
        self.last += 1
        kept = keep(atom, self.last)
        self._put(kept)
        self.count += 1
        self.version += 1
        if self.watch is not None:
            self.watch(self, kept.term)

    def _put(self, kept: Kept) -> None:
        term = kept.term
        if term.__class__ is Expr:
            size = len(term.items)
            group = self.groups.get(size)
            if group is None:
                group = self.groups[size] = Group()
            group.add(kept)
        elif term.ground:
            self.single.setdefault(term, []).append(kept)
        else:
            self.wild.append(kept)

    def remove(self, atom: Atom) -> bool:
        """Removes one term that is the same up to the names of variables."""
        atom = resolve(atom)
        for kept in self.candidates(atom):
            if not kept.gone and same_kept(kept, atom):
                self.version += 1
                kept.gone = self.version
                self.count -= 1
                self.dead += 1
                if self.watch is not None:
                    self.watch(self, kept.term)
                if self.dead > 64 and self.dead > self.count:
                    self._compact()
                return True
        return False

    def _compact(self) -> None:
        alive = self.alive()
        self.groups, self.single, self.wild, self.dead = {}, {}, [], 0
        for kept in alive:
            self._put(kept)

    def complete(self) -> None:
        """Adds what was left for later."""
        if self.later is not None:
            _, make = self.later
            self.later = None
            version = self.version
            for atom in make():
                self.add(atom)
            self.version = version  # as if it had always been there

    def alive(self) -> list[Kept]:
        """All that is there, in order."""
        self.complete()
        found = [k for group in self.groups.values() for k in group.kept if not k.gone]
        found += [k for kept in self.single.values() for k in kept if not k.gone]
        found += [k for k in self.wild if not k.gone]
        found.sort(key=_seq)
        return found

    def atoms(self) -> list[Atom]:
        """All that is there, with fresh variables."""
        return [kept.use() for kept in self.alive()]

    def candidates(self, query: Atom) -> list[Kept]:
        """What may match here, in order; some of it may be gone."""
        if self.later is not None:
            head = deref(query.items[0]) if query.__class__ is Expr and query.items else query  # type: ignore[attr-defined]
            if not head.ground or head is self.later[0]:
                self.complete()
        if query.__class__ is Expr:
            group = self.groups.get(len(query.items))
            if group is None:
                return self.wild
            found = group.candidates(query)
        elif query.ground:
            found = self.single.get(query, [])
        else:
            return self.alive()
        return sorted([*found, *self.wild], key=_seq) if self.wild else found

    def matching(self, query: Atom) -> list[Kept]:
        """What is there, here and in what it depends on, and may match."""
        found = [k for k in self.candidates(query) if not k.gone and may_match(query, k.term)]
        for dep in self.deps:
            found += [k for k in dep.candidates(query) if not k.gone and may_match(query, k.term)]
        return found

    def results(self, query: Atom, template: Atom) -> list[Atom]:
        """The template for each match of a query; nothing stays bound."""
        out: list[Atom] = []
        bound: list[Var] = []
        for kept in self.matching(query):
            goals: list[Any] = []
            if unify_kept(query, kept.term, [None] * kept.size, bound, goals) and not goals:
                out.append(resolve(template))
            undo(bound)
        return out


def same_kept(kept: Kept, atom: Atom) -> bool:
    """Is it the term that is kept?"""
    if not kept.size:
        return equal(kept.term, atom)
    return equivalent(kept.use(), atom)


def may_match(live: Atom, kept: Atom) -> bool:
    """False if the beginning of the terms says that they do not match."""
    if live.__class__ is not Expr or kept.__class__ is not Expr:
        return True
    for a, s in zip(live.items, kept.items):
        a = deref(a)
        if a is s:
            continue
        if s.__class__ is Expr:
            if a.__class__ is Expr:
                if len(a.items) != len(s.items):
                    return False
                for x, y in zip(a.items, s.items):
                    if x is not y and not _may_be(deref(x), y):
                        return False
            elif a.ground:
                return False
        elif not _may_be(a, s):
            return False
    return True


def _may_be(a: Atom, s: Atom) -> bool:
    if a is s or (not a.ground and a.__class__ is not Expr) or (not s.ground and s.__class__ is not Expr):
        return True
    if a.__class__ is Expr:
        if s.__class__ is not Expr or len(a.items) != len(s.items):
            return False
        if not a.items:
            return True
        x, y = deref(a.items[0]), s.items[0]
        return x.__class__ is not Sym or y.__class__ is not Sym or x is y
    if a.__class__ is Sym or s.__class__ is Sym or s.__class__ is Expr:
        return False
    return a == s
