"""Primitives over the machine's own procedures."""

from __future__ import annotations

from . import Prim

ROWS = (
    Prim("%make-parameter", "any, any", "parameter procedure with a default and a converter (or false)"),
    Prim("%parameter?", "any", "is it a parameter procedure?"),
    Prim("%parameter-converter", "procedure", "converter of a parameter, or false"),
    Prim("%parameter-default", "procedure", "default of a parameter"),
    Prim("%set-parameter-default!", "procedure, any", "changes the default of a parameter"),
    # globals as values
    Prim("%global", "string", "the global of this full name, which may be unbound"),
    Prim("%global?", "any", "is it a global?", pure=True),
    Prim("%global-ref", "any", "value of a global, or the mark DEFAULT if it has none"),
    Prim("%global-set!", "any, any", "gives a global a value"),
    Prim("%global-unset!", "any", "takes the value of a global away"),
    Prim("%global-name", "any", "full name of a global, a string"),
    Prim("%procedure-name", "procedure", "name of a procedure as a symbol, or false"),
)
