"""Persistent collections: sorted ones by rank, and changes in place. They decline as the primitives of ``persistent`` do."""

from __future__ import annotations

from . import Prim

ROWS = (
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
    Prim("%transient-set?", "any", "is it a transient set?"),
    Prim("%same-hash", "any, fixnum",
         "list of the keys of a map, a set or a transient that a key of the hash can be equal to, and of that whose place it "
         "would take"),
    Prim("%with-hash", "any, fixnum, any, any, fixnum, any",
         "a collection; 0 get, 1 contains?, 2 find, 3 put, 4 remove; the key; the value, of get that if there is none; the hash "
         "of the key; nil, or a pair of the key that is in its place and the hash of that. The key is equal to the very same word "
         "only. Declines where it takes other hashes"),
    Prim("%pop!", "transient", "takes the last item out in place"),
    # maps that nothing but a variable of a loop refers to (passes/own.py)
    Prim("%assoc-own", "any, any, any", "as %assoc, and what it answers, if that is a hash map, is changed in place the next time"),
    Prim("%disown", "any", "what %assoc-own answered, as everybody may see it"),
)
