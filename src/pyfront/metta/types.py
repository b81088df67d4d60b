"""Types of terms, as the facts of a space say. A type is a term; what a term can be applied to is found by unification.

How that is done is compiled (``vmcore.termmachine``); here are the words by which this language says types."""

from __future__ import annotations

from pyfront.metta.names import (
    ARROW,
    ATOM,
    BAD_ARG_TYPE,
    BAD_TYPE,
    COLON,
    COMMA,
    EMPTY,
    EQUALS,
    ERROR,
    EXPRESSION,
    FUNCTION,
    GROUNDED,
    IF,
    INSTRUCTIONS,
    LET,
    METTA,
    NO_RETURN,
    NOT_REDUCIBLE,
    RETURN,
    STACK_OVERFLOW,
    SUBTYPE,
    SYMBOL,
    UNDEFINED,
    UNIFY,
    VARIABLE,
    WRONG_COUNT,
)
from pyfront.metta.values import FALSE, TRUE, Number, SpaceAtom, Substitution
from vmcore import termmachine
from vmcore.terms import Atom, Expr, Sym, Var, deref
from vmcore.termspace import Space

# A type and None, or a type of a function and the error of applying it.
Typed = tuple[Atom, "Expr | None"]

WORDS = termmachine.Words(
    atom=ATOM, symbol=SYMBOL, variable=VARIABLE, expression=EXPRESSION, grounded=GROUNDED, undefined=UNDEFINED,
    arrow=ARROW, equals=EQUALS, colon=COLON, subtype=SUBTYPE, comma=COMMA, empty=EMPTY, error=ERROR,
    not_reducible=NOT_REDUCIBLE, returning=RETURN, function=FUNCTION, evaluate=METTA, unify=UNIFY,
    condition=IF, binding=LET, bad_type=BAD_TYPE,
    bad_argument=BAD_ARG_TYPE, wrong_count=WRONG_COUNT, no_return=NO_RETURN, stack_overflow=STACK_OVERFLOW,
    instructions=INSTRUCTIONS, number=Number(0), true=TRUE, false=FALSE, bindings=Substitution, space=SpaceAtom,
)  # fmt: skip


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
    return termmachine.types_of(WORDS, space, atom)


def stamp(space: Space) -> tuple[int, ...]:
    """Changes whenever what the space says may change."""
    return (id(space), space.version, *[dep.version for dep in space.deps])


def declared(space: Space, atom: Atom) -> list[Atom]:
    """Types that facts give a term, and what they are subtypes of."""
    return termmachine.declared(WORDS, space, atom)


def match_reduced(a: Atom, b: Atom, bound: list[Var]) -> bool:
    """Unification of types, where ``%Undefined%`` inside of one is anything."""
    return termmachine.match_reduced(WORDS, a, b, bound)


def match_types(a: Atom, b: Atom, bound: list[Var]) -> bool:
    """Can something of one type be where the other one is wanted?"""
    return termmachine.may_be_type(WORDS, a, b, bound)
