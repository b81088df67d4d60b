"""Persistent collections: making, looking up, changed copies.

What a primitive cannot do without a call (a lazy sequence that is not realised, a record, an order that is a procedure) it
answers with the mark DEFAULT: it has declined, and the library does the same in a slower way.
"""

from __future__ import annotations

from . import Prim

ROWS = (
    # making
    Prim("%plist", "*any", "persistent list of the arguments"),
    Prim("%list->plist", "any", "persistent list of the items of a sequence"),
    Prim("%vector", "*any", "persistent vector of the arguments", impl="prim_sys_pvec"),
    Prim("%vec", "any", "persistent vector of the items of a collection"),
    Prim("%map-entry", "any, any", "vector of two items that is an entry of a map"),
    Prim("%map", "*any", "map of keys and values, no key twice; an array up to 8 entries"),
    Prim("%hash-map", "*any", "hash map of keys and values; of equal keys the last value"),
    Prim("%array-map", "*any", "map of keys and values in this order, of any size; of equal keys the last value"),
    Prim("%set", "*any", "hash set of the arguments, none twice"),
    Prim("%hash-set", "*any", "hash set of the arguments"),
    Prim("%into-map", "any", "map of a sequence of keys and values, as hash-map; an array up to 8 entries"),
    Prim("%into-set", "any", "hash set of the items of a collection"),
    Prim("%into", "any, any", "a vector, map or set with the items of a collection added"),
    # look-up
    Prim("%get", "any, any, ?any", "value of a key, or the last argument, or nil"),
    Prim("%contains?", "any, any", "has a collection this key?"),
    Prim("%find", "any, any", "entry of a key, or nil"),
    Prim("%nth", "any, any, ?any", "item by place, or the last argument if there is none", forces=True),
    Prim("%count", "any", "number of items", forces=True),
    Prim("%peek", "any", "last item of a vector, first of a list, or nil"),
    # changed copies
    Prim("%conj", "any, any", "collection with one item more"),
    Prim("%assoc", "any, any, any", "map or vector with another value of a key"),
    Prim("%dissoc", "any, any", "map without a key"),
    Prim("%disj", "any, any", "set without an item"),
    Prim("%pop", "any", "vector without its last item, list without its first"),
    Prim("%empty", "any", "empty collection of the same kind, or nil"),
    Prim("%subvec", "any, fixnum, fixnum", "items of a vector from a place to before another, shared"),
)
