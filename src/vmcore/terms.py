"""Terms with variables: symbols, variables, expressions and host values; substitution, unification, spaces of terms.

A variable is bound in place (``ref``); what was bound is written down by the caller, who undoes it to go back. A term that
is kept in a space has slots for variables, so that one use of it is an environment and no copy. Nothing here recurses on
the depth of a term. ``ground``: no variable inside, and nothing that has a way of its own to be matched.

The classes and functions are compiled (``_terms.pyx``; ``_terms.pxd`` is what other compiled modules see of them). ``Ground``
and ``Matcher`` may have subclasses written in Python.
"""

from vmcore._terms import (
    UNIT,
    Atom,
    Expr,
    Ground,
    Matcher,
    Slot,
    Sym,
    Var,
    _rebuild,
    add_method,
    any_begins,
    by_name,
    deref,
    equal,
    equivalent,
    instantiate,
    last_serial,
    lasts,
    note_large,
    occurs,
    rename,
    resolve,
    substitute,
    text_of,
    undo,
    unify,
    unify_kept,
    variables,
    watch,
)

__all__ = [
    "UNIT",
    "Atom",
    "Expr",
    "Ground",
    "Matcher",
    "Slot",
    "Sym",
    "Var",
    "_rebuild",
    "add_method",
    "any_begins",
    "by_name",
    "deref",
    "equal",
    "equivalent",
    "instantiate",
    "last_serial",
    "lasts",
    "note_large",
    "occurs",
    "rename",
    "resolve",
    "substitute",
    "text_of",
    "undo",
    "unify",
    "unify_kept",
    "variables",
    "watch",
]
