"""Equality, booleans, pairs and lists."""

from __future__ import annotations

from itertools import product

from . import Prim


def _cxr() -> tuple[Prim, ...]:
    """``caar`` to ``cddddr``. They check the whole path themselves, with one message, as the opcodes do."""
    rows = []
    for n in (2, 3, 4):
        for letters in product("ad", repeat=n):
            path = "".join(letters)
            steps = " of ".join("car" if x == "a" else "cdr" for x in path)
            op = f"C{path.upper()}R" if path in ("ad", "dd") else ""
            rows.append(Prim(f"c{path}r", "any", f"{steps} of the argument", pure=True, op=op))
    return tuple(rows)


ROWS = (
    Prim("eq?", "any, any", "are they the same object?", pure=True, op="EQ"),
    Prim("eqv?", "any, any", "the same object, or numbers of the same kind and value?", pure=True),
    Prim("equal?", "any, any", "the same structure? ends on cyclic data", pure=True),
    Prim("not", "any", "is it false?", pure=True, op="NOT"),
    Prim("%truthy", "any", "is it neither false nor the empty list?", pure=True),
    Prim("boolean?", "any", "is it a boolean?", pure=True),
    Prim("boolean=?", "boolean, boolean, *boolean", "are all the same boolean?", pure=True),
    # pairs
    Prim("pair?", "any", "is it a pair?", pure=True),
    Prim("null?", "any", "is it the empty list?", pure=True),
    Prim("list?", "any", "is it a proper list? ends on cyclic data", pure=True),
    Prim("cons", "any, any", "new pair", op="CONS"),
    Prim("car", "pair", "first of the pair", pure=True, op="CAR"),
    Prim("cdr", "pair", "rest of the pair", pure=True, op="CDR"),
    *_cxr(),
    Prim("set-car!", "pair, any", "change the car", op="SETCAR"),
    Prim("set-cdr!", "pair, any", "change the cdr", op="SETCDR"),
    # lists
    Prim("list", "*any", "new list of the arguments"),
    Prim("make-list", "index, ?any", "list of so many times the same"),
    Prim("cons*", "any, *any", "list of the arguments with the last one as its tail", impl="prim_cons_star"),
    Prim("list*", "any, *any", "the same as cons*", impl="prim_cons_star"),
    Prim("length", "list", "number of items of a proper list", pure=True),
    Prim("append", "*any", "lists joined; the last argument is the shared tail"),
    Prim("append!", "*any", "lists joined by changing their last pairs"),
    Prim("reverse", "list", "new list in the opposite order"),
    Prim("reverse!", "list", "the pairs of the list in the opposite order"),
    Prim("list-tail", "any, index", "the list without its first items", pure=True),
    Prim("list-ref", "list, index", "item of the list", pure=True),
    Prim("list-set!", "list, index, any", "change an item of the list"),
    Prim("list-copy", "any", "copy of the pairs of the list; its tail is shared"),
    Prim("last-pair", "pair", "last pair of the list", pure=True),
    Prim("memq", "any, list", "the list from the first eq? item on, or false", pure=True),
    Prim("memv", "any, list", "the list from the first eqv? item on, or false", pure=True),
    Prim("%member", "any, list", "the list from the first equal? item on, or false", pure=True),
    Prim("assq", "any, list", "first pair of the list with an eq? car, or false", pure=True),
    Prim("assv", "any, list", "first pair of the list with an eqv? car, or false", pure=True),
    Prim("%assoc-equal", "any, list", "first pair of the list with an equal? car, or false", pure=True),
    Prim("%delete", "any, list", "list of the items that are not equal? to the first argument"),
    Prim("iota", "index, ?number, ?number", "list of so many numbers, from a start by a step"),
)
