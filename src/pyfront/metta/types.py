"""Types of terms, as the facts of a space say. A type is a term; what a term can be applied to is found by unification."""

from __future__ import annotations

from pyfront.metta.names import (
    ARROW,
    ATOM,
    BAD_ARG_TYPE,
    BAD_TYPE,
    COLON,
    ERROR,
    EXPRESSION,
    GROUNDED,
    META_TYPES,
    SUBTYPE,
    SYMBOL,
    UNDEFINED,
    VARIABLE,
    WRONG_COUNT,
    error,
)
from pyfront.metta.values import Number
from vmcore.terms import Atom, Expr, Ground, Sym, Var, deref, equal, rename, resolve, undo, unify
from vmcore.termspace import Space

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# A type and None, or a type of a function and the error of applying it.
Typed = tuple[Atom, "Expr | None"]
_X = Var("X")


def meta_type(atom: Atom) -> Sym:
    atom = deref(atom)
    if atom.__class__ is Sym:
        return SYMBOL
    if atom.__class__ is Var:
        return VARIABLE
    return EXPRESSION if atom.__class__ is Expr else GROUNDED


def is_function_type(typ: Atom) -> bool:
    typ = deref(typ)
    if typ.__class__ is not Expr:
        return False
    items = typ.items
    return len(items) > 1 and deref(items[0]) is ARROW


def types_of(space: Space, atom: Atom) -> list[Typed]:
    """All types of a term, ``%Undefined%`` if it has none."""
    return known_types(space, atom) or [(UNDEFINED, None)]


def stamp(space: Space) -> tuple[int, ...]:
    """Changes whenever what the space says about types may change."""
    return (id(space), space.version, *[dep.version for dep in space.deps])


def known_types(space: Space, atom: Atom) -> list[Typed]:
    """All types of a term that are known."""
    atom = resolve(atom)
    if atom.__class__ is not Expr:
        return _simple_types(space, atom)
    mark = stamp(space)
    todo: list[Any] = [atom]
    done: dict[int, list[Typed]] = {}
    while todo:
        x = todo[-1]
        if id(x) in done:
            todo.pop()
            continue
        if x.ground and x.types is not None and x.types[0] == mark:
            done[id(x)] = x.types[1]
            todo.pop()
            continue
        missing = [y for y in x.items if y.__class__ is Expr and id(y) not in done]
        if missing:
            todo.extend(missing)
            continue
        todo.pop()
        found = _expression_types(space, x, done) if x.items else []
        done[id(x)] = found
        if x.ground and all(t.ground and (e is None or e.ground) for t, e in found):
            x.types = (mark, found)
    return done[id(atom)]


def _simple_types(space: Space, atom: Atom) -> list[Typed]:
    if atom.__class__ is Var:
        return []
    if isinstance(atom, Ground):
        return [] if atom.typ is UNDEFINED else [(rename(atom.typ), None)]
    return [(typ, None) for typ in declared(space, atom)]


def declared(space: Space, atom: Atom) -> list[Atom]:
    """Types that facts give a term, and what they are subtypes of."""
    if atom.__class__ is Sym:
        mark = stamp(space)
        if space.memo[0] != mark:
            space.memo = (mark, {})
        known = space.memo[1].get(atom)
        if known is None:
            known = space.memo[1][atom] = _declared(space, atom)
        return [typ if typ.ground else rename(typ) for typ in known]
    return _declared(space, atom)


def _declared(space: Space, atom: Atom) -> list[Atom]:
    found = [t for t in space.results(Expr((COLON, atom, _X)), _X) if t.__class__ is not Var and t is not UNDEFINED]
    return _with_supertypes(space, found)


def _with_supertypes(space: Space, found: list[Atom]) -> list[Atom]:
    start = 0
    while start < len(found):
        more = [
            t for sub in found[start:] for t in space.results(Expr((SUBTYPE, sub, _X)), _X)
            if not any(equal(t, known) for known in found)
        ]  # fmt: skip
        start = len(found)
        found = found + more
    return found


def _expression_types(space: Space, atom: Expr, done: dict[int, list[Typed]]) -> list[Typed]:
    def of(x: Atom) -> list[Typed]:
        if x.__class__ is not Expr:
            return _simple_types(space, x)
        return [typed if typed[0].ground else (rename(typed[0]), typed[1]) for typed in done[id(x)]]

    head = of(atom.items[0])
    arguments = [of(x) for x in atom.items[1:]]
    values = [t for t, _ in head if not is_function_type(t)]
    found: list[Atom] = []
    if values and all(arguments):
        rows: list[tuple[Atom, ...]] = [()]
        for column in [values, *[[t for t, _ in types] for types in arguments]]:
            rows = [(*row, t) for row in rows for t in column]
        found = [Expr(row) for row in rows]
    found += [
        t for t in space.results(Expr((COLON, atom, _X)), _X) if t.__class__ is not Var and t is not UNDEFINED
    ]  # fmt: skip
    typed: list[Typed] = [(t, None) for t in _with_supertypes(space, found)]
    for typ, _ in head:
        if is_function_type(typ):
            typed += _applied(atom, typ, arguments)
    return typed


def _applied(atom: Expr, typ: Atom, arguments: list[list[Typed]]) -> list[Typed]:
    """What comes out when a function of that type is applied: types or errors."""
    typ = rename(typ)
    expected = typ.items[1:-1]  # type: ignore[attr-defined]
    if len(expected) != len(arguments):
        return [(typ, error(atom, WRONG_COUNT))]
    out: list[Typed] = []
    bound: list[Var] = []
    # An entry: how many arguments are through, how many variables were bound then, and the choice to make next.
    stack: list[tuple[int, int, Atom | None]] = [(0, 0, None)]
    while stack:
        i, mark, choice = stack.pop()
        undo(bound, mark)
        if choice is not None:
            if not match_reduced(choice, expected[i], bound):
                continue
            i += 1
        while i < len(expected):
            want = deref(expected[i])
            actual = arguments[i]
            if not actual or want is UNDEFINED or want is ATOM or want is meta_type(atom.items[i + 1]):
                i += 1
                continue
            mark = len(bound)
            fitting = [t for t, _ in actual if _fits(t, want, bound, mark)]
            if not fitting:
                for t, _ in actual:
                    what = Expr((BAD_ARG_TYPE, Number(i + 1), resolve(want), t))
                    out.append((typ, error(atom, what)))
                break
            for t in reversed(fitting[1:]):
                stack.append((i, mark, t))
            match_reduced(fitting[0], want, bound)
            i += 1
        else:
            out.append((resolve(typ.items[-1]), None))  # type: ignore[attr-defined]
    undo(bound)
    return out


def _fits(typ: Atom, want: Atom, bound: list[Var], mark: int) -> bool:
    fits = match_reduced(typ, want, bound)
    undo(bound, mark)
    return fits


def match_reduced(a: Atom, b: Atom, bound: list[Var]) -> bool:
    """Unification of types, where ``%Undefined%`` inside of one is anything."""
    stack: list[Atom] = [a, b]
    while stack:
        b, a = deref(stack.pop()), deref(stack.pop())
        if a is UNDEFINED or b is UNDEFINED:
            continue
        if a.__class__ is Expr and b.__class__ is Expr:
            if len(a.items) != len(b.items):
                return False
            stack.extend([x for pair in zip(a.items[::-1], b.items[::-1]) for x in pair])
        elif not unify(a, b, bound, []):
            return False
    return True


def match_types(a: Atom, b: Atom, bound: list[Var]) -> bool:
    """Can something of one type be where the other one is wanted?"""
    a, b = deref(a), deref(b)
    if a is UNDEFINED or b is UNDEFINED or a is ATOM or b is ATOM:
        return True
    return unify(a, b, bound, [])


def applicable(space: Space, call: Expr, typ: Atom, wanted: Atom, bound: list[Var], errors: list[Expr]) -> Atom | None:
    """The type that a call has by a type of its head, with variables bound accordingly; None, and errors, if it does not
    fit."""
    expected = typ.items  # type: ignore[attr-defined]
    args = call.items
    if len(expected) - 2 != len(args) - 1:
        errors.append(error(call, WRONG_COUNT))
        return None
    n = len(args)
    stack: list[tuple[int, int, Atom | None]] = [(1, len(bound), None)]
    while stack:
        i, mark, choice = stack.pop()
        undo(bound, mark)
        if choice is not None:
            match_types(expected[i], choice, bound)
            i += 1
        while i < n:
            want, arg = deref(expected[i]), args[i]
            if want is ATOM or (want in META_TYPES and want is meta_type(arg)):
                i += 1
                continue
            mark = len(bound)
            fitting: list[Atom] = []
            for t, wrong in types_of(space, arg):
                if wrong is not None:
                    errors.append(wrong)
                elif match_types(want, t, bound):
                    fitting.append(t)
                else:
                    undo(bound, mark)
                    what = Expr((BAD_ARG_TYPE, Number(i), resolve(want), t))
                    errors.append(Expr((ERROR, call, what)))
                undo(bound, mark)
            if not fitting:
                break
            for t in reversed(fitting[1:]):
                stack.append((i, mark, t))
            match_types(want, fitting[0], bound)
            i += 1
        else:
            mark = len(bound)
            result = expected[-1]
            if match_types(result, wanted, bound):
                return result
            undo(bound, mark)
            errors.append(Expr((ERROR, call, Expr((BAD_TYPE, resolve(wanted), resolve(result))))))
    return None


def cast(space: Space, atom: Atom, wanted: Atom, bound: list[Var]) -> list[Atom]:
    """The term if it has the type, else an error for each type that it has."""
    wrong: list[Atom] = []
    for typ, bad in types_of(space, atom):
        if bad is not None:
            continue
        mark = len(bound)
        if match_types(wanted, typ, bound):
            return [atom]
        undo(bound, mark)
        wrong.append(Expr((ERROR, atom, Expr((BAD_TYPE, resolve(wanted), typ)))))
    return wrong
