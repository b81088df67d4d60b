"""Terms with variables: patterns, unification, and the trail of what was bound. A trail is a pair of the list of variables bound
since it was made and the serial of the newest variable; a scope is a vector with what the variables of an equation stand for.
As with ground terms, what is not known without the facts and types of a language fails."""

from __future__ import annotations

from . import Prim

ROWS = (
    Prim("%open-scope", "pair, vector, vector, *any",
         "the scope of an equation whose patterns fit the arguments, or false; the names of its variables are numbers"),
    Prim("%open-match?", "pair, any, vector, any", "does a term fit a pattern? Binds variables if it does"),
    Prim("%open-fact", "pair, list, any", "the rest of a list of facts from the first one on that fits a term, or false"),
    Prim("%open-undo", "pair, any", "undoes what was bound since the list of a trail was this one"),
    Prim("%open-fill", "any, vector", "a pattern with what its variables stand for"),
    Prim("%open-value", "any, vector", "the same, evaluated: nothing in it can be called"),
    Prim("%open-settled", "any", "a term, evaluated: nothing in it can be called"),
    Prim("%open-term", "*any", "expression of evaluated items that cannot be called"),
    Prim("%open-call", "*any", "call that no equation fits, without variables"),
    Prim("%open-copy", "any", "a term as it is now, whatever is undone later"),
    Prim("%open-ground", "any", "the same, if there are no variables in it"),
)
