# Hash tries of 32-way nodes in which two bitmaps say what there is. The order of the entries is that of the bits of their
# hashes, the lowest five first.

from libc.stdint cimport uint64_t, int64_t, uint32_t, int8_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *

cdef enum:
    TRIE_DEPTH = 8                         # seven levels of five bits, and one of keys of the same hash

cdef inline MapNode* as_map_node(Value v) noexcept nogil:
    return <MapNode*>as_obj(v)

cdef struct Change:                        # what a change of a trie needs and finds out
    VM* vm
    uint64_t edit
    int status
    bint counted                           # an entry came or went

cdef inline void open_change(Change* c, VM* vm, uint64_t edit) noexcept nogil:
    c.vm = vm
    c.edit = edit
    c.status = ST_OK
    c.counted = False

# Statuses of _pequal; *entry is the key, its value behind, or NULL.
cdef int trie_find(VM* vm, Value root, uint32_t hash, Value key, Value** entry) noexcept nogil

cdef Value trie_same(VM* vm, Value root, uint32_t hash) noexcept nogil

# The changed trie, or 0, and Change.status says why. `shift`: 0.
cdef Value first_node(Change* c, uint32_t hash, Value key, Value value) noexcept nogil             # a trie of one entry
cdef bint trie_put(Change* c, Value root, uint32_t hash, Value key, Value value) noexcept nogil    # of a transient, in place
cdef Value trie_assoc(Change* c, Value root, uint32_t shift, uint32_t hash, Value key, Value value) noexcept nogil
cdef Value trie_without(Change* c, Value root, uint32_t shift, uint32_t hash, Value key, bint* empty) noexcept nogil

cdef struct MapWalk:                       # over the entries of a PMAP or PSET
    PMap* m
    MapNode* nodes[TRIE_DEPTH]
    int8_t slots[TRIE_DEPTH]               # of the current entry, or node below, in the node of that level
    int depth                              # -1: before the trie, at nil or before that
    int64_t index                          # in an array, or among keys of the same hash; -2: before nil; -1: at or behind it

cdef void walk_start(MapWalk* w, PMap* m) noexcept nogil
cdef Value* walk_next(MapWalk* w) noexcept nogil                             # the next key, its value behind; NULL at the end
cdef int64_t walk_place(MapWalk* w) noexcept nogil                           # of the entry it is at
cdef Value* walk_at(MapWalk* w, PMap* m, int64_t place) noexcept nogil       # goes to a place
