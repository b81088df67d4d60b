"""Primitives over the machine's own procedures."""

from __future__ import annotations

from . import Prim

ROWS = (
    Prim("%make-parameter", "any, any", "parameter procedure with a default and a converter (or false)"),
    Prim("%parameter?", "any", "is it a parameter procedure?"),
    Prim("%parameter-converter", "procedure", "converter of a parameter, or false"),
    Prim("%parameter-default", "procedure", "default of a parameter"),
    Prim("%set-parameter-default!", "procedure, any", "changes the default of a parameter"),
    Prim("%procedure-name", "procedure", "name of a procedure as a symbol, or false"),
)
