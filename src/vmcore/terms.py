"""Terms with variables: symbols, variables, expressions and host values; substitution, unification, spaces of terms.

A variable is bound in place (``ref``); what was bound is written down by the caller, who undoes it to go back. A term that
is kept in a space has slots for variables, so that one use of it is an environment and no copy. Nothing here recurses on
the depth of a term. ``ground``: no variable inside, and nothing that has a way of its own to be matched.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Atom:
    """A term."""

    __slots__ = ()
    ground = True

    def __str__(self) -> str:
        return text_of(self)


class Sym(Atom):
    """A name: ``Sym("a") is Sym("a")``."""

    __slots__ = ("name",)
    _table: dict[str, Sym] = {}
    name: str

    def __new__(cls, name: str) -> Sym:
        found = cls._table.get(name)
        if found is None:
            found = object.__new__(cls)
            found.name = name
            cls._table[name] = found
        return found

    def __repr__(self) -> str:
        return self.name

    def get_name(self) -> str:
        return self.name

    def __reduce__(self) -> tuple[Any, ...]:
        return Sym, (self.name,)


class Var(Atom):
    """A variable. ``serial``: variables made later have larger ones; ``own``: its name is as the program wrote it."""

    __slots__ = ("name", "serial", "own", "ref")
    ground = False
    _last = 0

    def __init__(self, name: str, own: bool = False) -> None:
        self.name = name
        Var._last = self.serial = Var._last + 1
        self.own = own
        self.ref: Atom | None = None

    def __eq__(self, other: object) -> bool:
        """For users: variables that programs wrote are the same by name. The functions below go by identity."""
        if self is other or not (self.own and isinstance(other, Var) and other.own):
            return self is other
        return self.name == other.name

    def __hash__(self) -> int:
        return hash(self.name)

    def __repr__(self) -> str:
        return text_of(self)

    def get_name(self) -> str:
        return text_of(self)[1:]


class Slot(Atom):
    """The place of a variable in a term that is kept."""

    __slots__ = ("index", "name")
    ground = False

    def __init__(self, index: int, name: str) -> None:
        self.index = index
        self.name = name


class Expr(Atom):
    """A sequence of terms. ``evaluated``: evaluation has ended with it, and ``origin`` is what it was before."""

    __slots__ = ("items", "ground", "evaluated", "origin", "types", "_hash")

    def __init__(self, items: tuple[Atom, ...], origin: Expr | None = None) -> None:
        self.items = items
        self.evaluated = origin is not None
        self.origin = origin
        self.types: Any = None  # what is known about its types, with the stamp of when that was
        ground = True
        for item in items:
            if not item.ground:
                ground = False
                break
        self.ground = ground
        self._hash = hash(items) if ground else 0

    def __eq__(self, other: object) -> bool:
        """For users: with variables that programs wrote by name."""
        return self is other or (other.__class__ is Expr and equal(self, other, True))

    def __hash__(self) -> int:
        return self._hash

    def __repr__(self) -> str:
        return text_of(self)

    def get_children(self) -> list[Atom]:
        return list(self.items)


class Ground(Atom):
    """A value of the host. ``kind``: values of different kinds are never equal."""

    __slots__ = ("value", "typ", "kind")

    def __init__(self, value: Any, typ: Atom, kind: str = "") -> None:
        self.value = value
        self.typ = typ
        self.kind = kind

    def __eq__(self, other: object) -> bool:
        return self is other or (isinstance(other, Ground) and self.same(other))

    def __hash__(self) -> int:
        return hash((self.kind, self.value))

    def same(self, other: Ground) -> bool:
        """Is it the same value?"""
        return self.kind == other.kind and bool(self.value == other.value)

    def text(self) -> str:
        """How it is written."""
        return str(self.value)

    def __repr__(self) -> str:
        return self.text()


class Matcher(Ground):
    """A value that says itself what it matches."""

    __slots__ = ()
    ground = False

    def solutions(self, other: Atom) -> list[Any]:
        """Ways to match another term: each a list of pairs of a variable and its value."""
        raise NotImplementedError


UNIT = Expr(())


def deref(atom: Atom) -> Atom:
    """What a variable stands for; any other term is itself."""
    while atom.__class__ is Var:
        ref = atom.ref
        if ref is None:
            return atom
        atom = ref
    return atom


def _rebuild(atom: Expr, leaf: Callable[[Atom], Atom], deep: bool) -> Expr:
    """The expression with what ``leaf`` makes of its variables and slots; itself if nothing changes. ``deep``: what comes
    out is looked into."""
    stack: list[Any] = []
    cur, items, i = atom, atom.items, 0
    out: list[Atom] | None = None
    while True:
        if i == len(items):
            done = cur if out is None else Expr(tuple(out))
            if not stack:
                return done
            cur, items, i, out = stack.pop()
            if out is not None:
                out.append(done)
            elif done is not items[i]:
                out = [*items[:i], done]
            i += 1
            continue
        old = new = items[i]
        if not old.ground:
            if old.__class__ is not Expr:
                new = leaf(old)
            if new.__class__ is Expr and not new.ground and (deep or new is old):
                stack.append((cur, items, i, out))
                cur, items, i, out = new, new.items, 0, None
                continue
        if out is not None:
            out.append(new)
        elif new is not old:
            out = [*items[:i], new]
        i += 1


def resolve(atom: Atom) -> Atom:
    """The term with all that is known about its variables put in; itself if that changes nothing."""
    if atom.ground:
        return atom
    atom = deref(atom)
    if atom.ground or atom.__class__ is not Expr:
        return atom
    return _rebuild(atom, deref, True)


def substitute(atom: Atom, var: Var, value: Atom) -> Atom:
    """The resolved term with a value for an unbound variable."""

    def leaf(x: Atom) -> Atom:
        return value if x is var else x

    atom = resolve(atom)
    if atom.ground:
        return atom
    return _rebuild(atom, leaf, False) if atom.__class__ is Expr else leaf(atom)


def rename(atom: Atom, keep: Any = (), own: bool = False) -> Atom:
    """The resolved term with fresh variables for all but those in ``keep``."""
    atom = resolve(atom)
    if atom.ground:
        return atom
    fresh: dict[int, Var] = {}
    kept = {id(x) for x in keep}

    def leaf(x: Atom) -> Atom:
        if x.__class__ is not Var or id(x) in kept:
            return x
        found = fresh.get(id(x))
        if found is None:
            found = fresh[id(x)] = Var(x.name, own and x.own)
        return found

    return _rebuild(atom, leaf, False) if atom.__class__ is Expr else leaf(atom)


def by_name(atom: Atom) -> Atom:
    """The term with one variable for each name."""
    if atom.ground:
        return atom
    fresh: dict[tuple[str, int], Var] = {}

    def leaf(x: Atom) -> Atom:
        if x.__class__ is not Var:
            return x
        key = (x.name, 0 if x.own else x.serial)
        found = fresh.get(key)
        if found is None:
            found = fresh[key] = Var(x.name, True)
            if key[1]:
                found.own = False
        return found

    atom = resolve(atom)
    return _rebuild(atom, leaf, False) if atom.__class__ is Expr else leaf(atom)


def variables(atom: Atom) -> list[Var]:
    """The unbound variables of a term, each once, from left to right."""
    found: dict[int, Var] = {}
    stack = [atom]
    while stack:
        x = deref(stack.pop())
        if x.__class__ is Var:
            found[id(x)] = x
        elif x.__class__ is Expr and not x.ground:
            stack.extend(reversed(x.items))
    return list(found.values())


def occurs(var: Var, atom: Atom) -> bool:
    """Is the variable inside of the term?"""
    stack = [atom]
    while stack:
        x = deref(stack.pop())
        if x is var:
            return True
        if x.__class__ is Expr and not x.ground:
            stack.extend(x.items)
    return False


def equal(a: Atom, b: Atom, named: bool = False) -> bool:
    """Is it the same term? Variables are the same only as themselves, or if ``named``, as they are for users."""
    stack: list[Atom] = [a, b]
    while stack:
        a, b = deref(stack.pop()), deref(stack.pop())
        if a is b:
            continue
        if a.__class__ is Expr:
            if b.__class__ is not Expr:
                return False
            if a.origin is b or b.origin is a or (a.origin is b.origin and a.origin is not None):
                continue
            xs, ys = a.items, b.items
            if len(xs) != len(ys) or (a.ground and b.ground and a._hash != b._hash):
                return False
            for x, y in zip(xs, ys):
                if x is not y:
                    stack.append(x)
                    stack.append(y)
        elif not (isinstance(a, Ground) and isinstance(b, Ground) and a.same(b)) and not (named and a == b):
            return False
    return True


def equivalent(a: Atom, b: Atom) -> bool:
    """Is it the same term up to the names of variables?"""
    left: dict[int, Atom] = {}
    right: dict[int, Atom] = {}
    stack: list[Atom] = [a, b]
    while stack:
        a, b = deref(stack.pop()), deref(stack.pop())
        if a.__class__ is Var:
            if b.__class__ is not Var or left.setdefault(id(a), b) is not b or right.setdefault(id(b), a) is not a:
                return False
        elif a.__class__ is Expr:
            if b.__class__ is not Expr or len(a.items) != len(b.items):
                return False
            if a.ground and b.ground:
                if not equal(a, b):
                    return False
                continue
            stack.extend(_pairs(a.items, b.items))
        elif a is not b and not (isinstance(a, Ground) and isinstance(b, Ground) and a.same(b)):
            return False
    return True


def _pairs(xs: tuple[Atom, ...], ys: tuple[Atom, ...]) -> list[Atom]:
    """What a stack of pairs needs to take them from the left: the last pair first, and of each the second first."""
    out: list[Atom] = []
    for x, y in zip(reversed(xs), reversed(ys)):
        out.append(y)
        out.append(x)
    return out


# ---- unification


def unify(a: Atom, b: Atom, bound: list[Var], goals: list[Any]) -> bool:
    """Makes two terms the same. ``bound`` gets the variables that were bound (also if it fails), ``goals`` pairs of a value
    that matches in its own way and what it has to match."""
    stack: list[Atom] = [a, b]
    while stack:
        b, a = stack.pop(), stack.pop()
        while a.__class__ is Var and a.ref is not None:
            a = a.ref
        while b.__class__ is Var and b.ref is not None:
            b = b.ref
        if a is b and not isinstance(a, Matcher):
            continue
        if a.__class__ is Var:
            if b.__class__ is Var:
                if a.serial < b.serial:
                    a, b = b, a
            elif not b.ground and b.__class__ is Expr and occurs(a, b):
                return False
            a.ref = b
            bound.append(a)
        elif b.__class__ is Var:
            if not a.ground and a.__class__ is Expr and occurs(b, a):
                return False
            b.ref = a
            bound.append(b)
        elif isinstance(a, Matcher):
            goals.append((a, b))
        elif isinstance(b, Matcher):
            goals.append((b, a))
        elif a.__class__ is Expr:
            if b.__class__ is not Expr or len(a.items) != len(b.items):
                return False
            if a.ground and b.ground:
                if not equal(a, b):
                    return False
                continue
            stack.extend([x for pair in zip(a.items[::-1], b.items[::-1]) for x in pair])
        elif not (isinstance(a, Ground) and isinstance(b, Ground) and a.same(b)):
            return False
    return True


def instantiate(atom: Atom, env: list[Any]) -> Atom:
    """A kept term with the values of its slots; slots without one get fresh variables."""
    if atom.ground:
        return atom

    def leaf(x: Atom) -> Atom:
        if x.__class__ is not Slot:
            return x
        value = env[x.index]
        if value is None:
            value = env[x.index] = Var(x.name)
        return value

    return _rebuild(atom, leaf, False) if atom.__class__ is Expr else leaf(atom)


def unify_kept(live: Atom, kept: Atom, env: list[Any], bound: list[Var], goals: list[Any]) -> bool:
    """As ``unify``, with a kept term, whose slots get values in ``env``."""
    stack: list[Atom] = [live, kept]
    while stack:
        s, a = stack.pop(), stack.pop()
        if s.__class__ is Slot:
            value = env[s.index]
            if value is None:
                env[s.index] = deref(a)
            elif not unify(a, value, bound, goals):
                return False
            continue
        a = deref(a)
        if s.ground or s.__class__ is not Expr:
            if a is s and s.ground:
                continue
            if a.__class__ is Sym:
                if s.__class__ is Sym or not isinstance(s, Matcher):
                    return False
            if not unify(a, s, bound, goals):
                return False
        elif a.__class__ is Expr:
            if len(a.items) != len(s.items):
                return False
            stack.extend([x for pair in zip(a.items[::-1], s.items[::-1]) for x in pair])
        elif a.__class__ is Var or isinstance(a, Matcher):
            if not unify(a, instantiate(s, env), bound, goals):
                return False
        else:
            return False
    return True


def undo(bound: list[Var], mark: int = 0) -> None:
    """Unbinds what was bound since there were ``mark`` of them."""
    while len(bound) > mark:
        bound.pop().ref = None


# ---- text


def text_of(atom: Atom) -> str:
    """A term as it is written."""
    out: list[str] = []
    stack: list[Any] = [atom]
    while stack:
        x = stack.pop()
        if x.__class__ is str:
            out.append(x)
            continue
        x = deref(x)
        if x.__class__ is Expr:
            stack.append(")")
            for i in range(len(x.items) - 1, -1, -1):
                stack.append(x.items[i])
                if i:
                    stack.append(" ")
            stack.append("(")
        elif x.__class__ is Sym:
            out.append(x.name)
        elif x.__class__ is Var:
            out.append(f"${x.name}" if x.own else f"${x.name}#{x.serial}")
        elif x.__class__ is Slot:
            out.append(f"${x.name}")
        else:
            out.append(x.text())  # type: ignore[attr-defined]
    return "".join(out)
