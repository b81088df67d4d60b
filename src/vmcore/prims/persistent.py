"""Persistent collections: making, looking up, changing; equality, hashes and order.

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
    Prim("%nth", "any, any, ?any", "item by place, or the last argument if there is none"),
    Prim("%count", "any", "number of items"),
    Prim("%peek", "any", "last item of a vector, first of a list, or nil"),
    # changed copies
    Prim("%conj", "any, any", "collection with one item more"),
    Prim("%assoc", "any, any, any", "map or vector with another value of a key"),
    Prim("%dissoc", "any, any", "map without a key"),
    Prim("%disj", "any, any", "set without an item"),
    Prim("%pop", "any", "vector without its last item, list without its first"),
    Prim("%empty", "any", "empty collection of the same kind, or nil"),
    Prim("%subvec", "any, fixnum, fixnum", "items of a vector from a place to before another, shared"),
    # sorted ones: where the order is a procedure, the library looks for keys by their rank
    Prim("%sorted-map", "any", "empty sorted map; the order of its keys, nil: that of compare"),
    Prim("%sorted-set", "any", "empty sorted set; the order of its items, nil: that of compare"),
    Prim("%sorted-order", "sorted collection", "what was given as the order"),
    Prim("%sorted-rank", "sorted collection, any", "number of keys before a key, or, less 1, its negative if the key is not there"),
    Prim("%sorted-key", "sorted collection, fixnum", "key by rank"),
    Prim("%sorted-value", "sorted collection, fixnum", "value by rank"),
    Prim("%sorted-insert", "sorted collection, fixnum, any, any", "with a new key, of that rank, and its value"),
    Prim("%sorted-replace", "sorted collection, fixnum, any", "with another value of the key of that rank"),
    Prim("%sorted-remove", "sorted collection, fixnum", "without the key of that rank"),
    Prim("%sorted-seq", "sorted collection, fixnum, boolean", "sequence from a rank on, up or down"),
    # building in place
    Prim("%transient", "any", "a copy of a vector, map or set for changes in place"),
    Prim("%persistent!", "transient", "the vector, map or set that was built"),
    Prim("%conj!", "transient, any", "adds an item in place"),
    Prim("%assoc!", "transient, any, any", "sets the value of a key in place"),
    Prim("%dissoc!", "transient, any", "takes a key out in place"),
    Prim("%disj!", "transient, any", "takes an item out in place"),
    Prim("%pop!", "transient", "takes the last item out in place"),
    # values
    Prim("%equiv", "any, any", "are they equal, as Clojure's = says?"),
    Prim("%hash", "any", "hash of 32 bits, as Clojure's hash says"),
    Prim("%compare", "any, any", "negative, 0 or positive: the order of two values, as Clojure's compare says"),
    Prim("%identical?", "any, any", "are they the same object?", impl="prim_sys_identical_p"),
    Prim("%meta", "any", "metadata, or nil"),
    Prim("%with-meta", "any, any", "the same value with other metadata"),
    # text
    Prim("%pr-str", "any, any", "text of a value, so that it can be read if the second argument is true"),
    Prim("%str", "*any", "the texts of the arguments in a row, as Clojure's str: a string as it is, nothing of nil"),
    # kinds
    Prim("%plist?", "any", "is it a persistent list?", pure=True),
    Prim("%pvec?", "any", "is it a persistent vector?", pure=True),
    Prim("%pmap?", "any", "is it a hash map or array map?", pure=True),
    Prim("%pset?", "any", "is it a hash set?", pure=True),
    Prim("%smap?", "any", "is it a sorted map?", pure=True),
    Prim("%sset?", "any", "is it a sorted set?", pure=True),
    Prim("%map-entry?", "any", "is it an entry of a map?", pure=True),
    Prim("%array-map?", "any", "is it a map that is an array?", pure=True),
    Prim("%transient?", "any", "is it a collection being built?", pure=True),
    Prim("%bign?", "any", "is it an integer of its own kind?", pure=True),
    Prim("%decimal?", "any", "is it a decimal number?", pure=True),
)
