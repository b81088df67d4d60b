"""Persistent data as values: equality, hashes, order, metadata, text. They decline as the primitives of ``persistent`` do."""

from __future__ import annotations

from . import Prim

ROWS = (
    # values
    Prim("%equiv", "any, any", "are they equal, as Clojure's = says?"),
    Prim("%hash", "any", "hash of 32 bits, as Clojure's hash says"),
    Prim("%compare", "any, any", "negative, 0 or positive: the order of two values, as Clojure's compare says"),
    Prim("%identical?", "any, any", "are they the same object?", impl="prim_sys_identical_p"),
    Prim("%pending", "any", "a lazy sequence inside of a value because of which it has no hash yet, or false"),
    Prim("%set-rtd-equality!", "record type, fixnum, fixnum",
         "what = and hash say of its records: 0 the library knows, 1 equal to itself only, 2 a map of its fields but the last two "
         "(metadata, and a map of more entries or nil), 3 exact integers; what goes into the hash of such a map"),
    Prim("%meta", "any", "metadata, or nil"),
    Prim("%with-meta", "any, any", "the same value with other metadata"),
    # text
    Prim("%pr-str", "any, any", "text of a value, so that it can be read if the second argument is true"),
    Prim("%str", "*any", "the texts of the arguments in a row, as Clojure's str: a string as it is, nothing of nil"),
    Prim("%read-edn", "string", "the first datum of a text in EDN; declines what is not plain, and errors"),
    # kinds
    Prim("%plist?", "any", "is it a persistent list?", pure=True),
    Prim("%pvec?", "any", "is it a persistent vector?", pure=True),
    Prim("%pmap?", "any", "is it a hash map or array map?", pure=True),
    Prim("%pset?", "any", "is it a hash set?", pure=True),
    Prim("%smap?", "any", "is it a sorted map?", pure=True),
    Prim("%sset?", "any", "is it a sorted set?", pure=True),
    Prim("%map-entry?", "any", "is it an entry of a map?", pure=True),
    Prim("%array-map?", "any", "is it a map that is an array, or a transient that is one?", pure=True),
    Prim("%transient?", "any", "is it a collection being built?", pure=True),
    Prim("%bign?", "any", "is it an integer of its own kind?", pure=True),
    Prim("%decimal?", "any", "is it a decimal number?", pure=True),
)
