"""Spaces written in Python, in the shape of hyperon's package: ``AbstractSpace``, ``GroundingSpace``, ``SpaceRef``."""

from __future__ import annotations

from pyfront.metta.changes import changed
from pyfront.metta.objects import Bindings, BindingsSet
from vmcore.terms import Atom, Expr, Slot, Var, by_name, instantiate, resolve, substitute, variables
from vmcore.termspace import Kept, Space, keep

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any


def as_written(kept: Kept) -> Atom:
    """A term of a space with the names that its variables have there, if they tell them apart."""
    names: dict[int, str] = {}
    stack = [kept.term] if kept.size else []
    while stack:
        x = stack.pop()
        if x.__class__ is Slot:
            names[x.index] = x.name
        elif x.__class__ is Expr and not x.ground:
            stack.extend(x.items)
    if len(set(names.values())) < kept.size:
        return kept.use()
    return instantiate(kept.term, [Var(names[i], True) for i in range(kept.size)])


class AbstractSpace:
    """What a space of Python has to have."""

    def query(self, query_atom: Atom) -> Any:
        """BindingsSet of what matches."""
        raise RuntimeError("Space::query() is not implemented")

    def add(self, atom: Atom) -> Any:
        raise RuntimeError("Space::add() is not implemented")

    def remove(self, atom: Atom) -> Any:
        """Was it there?"""
        raise RuntimeError("Space::remove() is not implemented")

    def replace(self, atom: Atom, replacement: Atom) -> Any:
        """Was it there?"""
        raise RuntimeError("Space::replace() is not implemented")

    def atom_count(self) -> int | None:
        """None: not known."""
        return None

    def atoms_iter(self) -> Iterator[Atom] | None:
        """None: they cannot be told one by one."""
        return None


class HostSpace(Space):
    """A space whose terms are kept by an object of Python. What that answers to a query is put into the query, and so
    becomes a term that matches it."""

    def __init__(self, payload: Any) -> None:
        super().__init__()
        self.payload = payload

    def add(self, atom: Atom) -> None:
        self.version += 1
        self.payload.add(resolve(atom))

    def remove(self, atom: Atom) -> bool:
        self.version += 1
        return bool(self.payload.remove(resolve(atom)))

    def replace(self, atom: Atom, replacement: Atom) -> bool:
        self.version += 1
        return bool(self.payload.replace(atom, replacement))

    def atoms(self) -> list[Atom]:
        found = self.payload.atoms_iter() if hasattr(self.payload, "atoms_iter") else None
        if found is None:
            from pyfront.metta.values import Failed

            raise Failed("this space cannot list its atoms")
        return [by_name(atom) for atom in found]

    def alive(self) -> list[Kept]:
        return [keep(atom, i) for i, atom in enumerate(self.atoms())]

    def candidates(self, query: Atom) -> list[Kept]:
        query = resolve(query)
        names = variables(query)
        # Python sees the variables by name, so each gets one that no other has.
        shown = {f"{var.name}-{i}" if not var.own else var.name: var for i, var in enumerate(names)}
        if len(shown) < len(names):
            shown = {f"{var.name}-{i}": var for i, var in enumerate(names)}
        asked = query
        for name, var in shown.items():
            asked = substitute(asked, var, Var(name, True))
        found = self.payload.query(asked)
        ways = found.iterator() if isinstance(found, BindingsSet) else found
        return [keep(_filled(query, shown, way), i) for i, way in enumerate(ways)]

    def matching(self, query: Atom) -> list[Kept]:
        found = self.candidates(query)
        for dep in self.deps:
            found += dep.matching(query)
        return found


def _filled(query: Atom, shown: dict[str, Var], way: Any) -> Atom:
    """The query with one answer put in."""
    pairs = list(way.iterator()) if isinstance(way, Bindings) else [(Var(name, True), x) for name, x in way.items()]
    keys = [var for var, _ in pairs]
    whole: Any = by_name(Expr(tuple(keys) + tuple(value for _, value in pairs)))
    for key, value in zip(keys, whole.items[len(keys) :]):
        var = shown.get(key.name)
        if var is not None:
            query = substitute(query, var, value)
    return query


class SpaceRef:
    """A space: one written in Python, or one of the language."""

    def __init__(self, space_obj: Any) -> None:
        self.space: Space = space_obj if isinstance(space_obj, Space) else HostSpace(space_obj)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, SpaceRef) and self.space is other.space

    def __hash__(self) -> int:
        return id(self.space)

    def copy(self) -> SpaceRef:
        return self

    def add_atom(self, atom: Atom) -> None:
        changed()
        self.space.add(by_name(atom))

    def remove_atom(self, atom: Atom) -> bool:
        changed()
        return self.space.remove(by_name(atom))

    def replace_atom(self, atom: Atom, replacement: Atom) -> bool:
        changed()
        if isinstance(self.space, HostSpace):
            return self.space.replace(atom, replacement)
        if not self.space.remove(by_name(atom)):
            return False
        self.space.add(by_name(replacement))
        return True

    def atom_count(self) -> int:
        """-1 if it is not known."""
        if isinstance(self.space, HostSpace):
            payload = self.space.payload
            count = payload.atom_count() if hasattr(payload, "atom_count") else None
            return -1 if count is None else count
        return self.space.count

    def get_atoms(self) -> list[Atom] | None:
        """None if they cannot be told one by one."""
        if isinstance(self.space, HostSpace):
            payload = self.space.payload
            found = payload.atoms_iter() if hasattr(payload, "atoms_iter") else None
            return None if found is None else list(found)
        return [as_written(kept) for kept in self.space.alive()]

    def get_payload(self) -> Any:
        """The object of Python, if it is one."""
        return self.space.payload if isinstance(self.space, HostSpace) else None

    def query(self, pattern: Atom) -> BindingsSet:
        if isinstance(self.space, HostSpace):
            found = self.space.payload.query(pattern)
            return found if isinstance(found, BindingsSet) else BindingsSet(found)
        keys = variables(pattern)
        found = self.subst(pattern, Expr(tuple(keys)))
        return BindingsSet([Bindings(zip(keys, one.items)) for one in found])  # type: ignore[attr-defined]  # results of an Expr

    def subst(self, pattern: Atom, template: Atom) -> list[Atom]:
        from pyfront.metta.machine import Machine
        from pyfront.metta.names import EVAL
        from pyfront.metta.ops import OPS
        from pyfront.metta.values import SpaceAtom

        atom = SpaceAtom(self.space)
        return Machine(atom).run(Expr((EVAL, Expr((OPS["match"], atom, pattern, template)))))


class GroundingSpaceRef(SpaceRef):
    """A space of the language; a new one unless one is given."""

    def __init__(self, space: Space | None = None) -> None:
        super().__init__(Space() if space is None else space)


class GroundingSpace(AbstractSpace):
    """A space of the language that a class of Python adds to."""

    def __init__(self) -> None:
        self.gspace = GroundingSpaceRef()

    def query(self, query_atom: Atom) -> BindingsSet:
        return self.gspace.query(query_atom)

    def add(self, atom: Atom) -> None:
        self.gspace.add_atom(atom)

    def remove(self, atom: Atom) -> bool:
        return self.gspace.remove_atom(atom)

    def replace(self, atom: Atom, replacement: Atom) -> bool:
        return self.gspace.replace_atom(atom, replacement)

    def atom_count(self) -> int:
        return self.gspace.atom_count()

    def atoms_iter(self) -> Iterator[Atom] | None:
        return iter(self.gspace.space.atoms())


def reference(space: Space) -> SpaceRef:
    """What Python gets for a space."""
    return SpaceRef(space) if isinstance(space, HostSpace) else GroundingSpaceRef(space)
