"""The symbols that the evaluator knows, and small terms made of them."""

from __future__ import annotations

from vmcore.terms import UNIT, Atom, Expr, Sym

ATOM, SYMBOL, VARIABLE, EXPRESSION, GROUNDED = map(Sym, ("Atom", "Symbol", "Variable", "Expression", "Grounded"))
META_TYPES = frozenset((ATOM, SYMBOL, VARIABLE, EXPRESSION, GROUNDED))
UNDEFINED, TYPE, NUMBER, BOOL, STRING, SPACE_TYPE = map(
    Sym, ("%Undefined%", "Type", "Number", "Bool", "String", "SpaceType")
)
ARROW, EQUALS, COLON, SUBTYPE, COMMA = map(Sym, ("->", "=", ":", ":<", ","))
EMPTY, ERROR, NOT_REDUCIBLE, RETURN, EXEC = map(Sym, ("Empty", "Error", "NotReducible", "return", "!"))
BAD_TYPE, BAD_ARG_TYPE, WRONG_COUNT, NO_RETURN, STACK_OVERFLOW = map(
    Sym, ("BadType", "BadArgType", "IncorrectNumberOfArguments", "NoReturn", "StackOverflow")
)
EVAL, EVALC, CHAIN, UNIFY, CONS, DECONS, FUNCTION, COLLAPSE_BIND, SUPERPOSE_BIND, METTA, CONTEXT_SPACE = map(
    Sym,
    (
        "eval", "evalc", "chain", "unify", "cons-atom", "decons-atom", "function", "collapse-bind", "superpose-bind",
        "metta", "context-space",
    ),
)  # fmt: skip
IF, LET = Sym("if"), Sym("let")
INSTRUCTIONS = {
    name: number
    for number, name in enumerate(
        (EVAL, EVALC, CHAIN, UNIFY, CONS, DECONS, FUNCTION, COLLAPSE_BIND, SUPERPOSE_BIND, METTA, CONTEXT_SPACE)
    )
}
UNIT_TYPE = Expr((ARROW,))


def error(atom: Atom, what: Atom | str) -> Expr:
    """The term for an error in a term."""
    return Expr((ERROR, atom, Sym(what) if isinstance(what, str) else what))


def is_error(atom: Atom) -> bool:
    return atom.__class__ is Expr and len(atom.items) > 0 and atom.items[0] is ERROR


def arrow(*types: Atom) -> Expr:
    """A type of functions."""
    return Expr((ARROW, *types))


__all__ = ["UNIT"] + [name for name in dir() if name.isupper()]
