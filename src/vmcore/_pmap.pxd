# Persistent maps and sets: hash tries of 32-way nodes in which a bitmap says what there is, and arrays of a few entries.
# The order of the entries is that of the bits of their hashes, the lowest five first; nil comes before all.

from libc.stdint cimport uint64_t, int64_t, uint32_t, int8_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *

cdef enum:
    ARRAY_MAP = 8                          # entries up to which a map that grows stays an array
    TRIE_DEPTH = 8                         # seven levels of five bits, and one of keys of the same hash

cdef inline PMap* as_pmap(Value v) noexcept nogil:
    return <PMap*>as_obj(v)

cdef inline MapNode* as_map_node(Value v) noexcept nogil:
    return <MapNode*>as_obj(v)

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

# The answers of those that hash and compare are statuses of _pequal.
cdef int pmap_find(VM* vm, PMap* m, Value key, Value** entry) noexcept nogil          # NULL: none
cdef int pmap_find_slow(VM* vm, PMap* m, Value key, Value** entry) noexcept nogil
cdef int trie_find(VM* vm, Value root, uint32_t hash, Value key, Value** entry) noexcept nogil
cdef int pmap_assoc(VM* vm, PMap* m, Value key, Value value, Value* out) noexcept nogil
cdef int pmap_dissoc(VM* vm, PMap* m, Value key, Value* out) noexcept nogil
cdef Value pmap_with_meta(VM* vm, PMap* m, Value meta) noexcept nogil        # 0: no memory, and so below
cdef Value pmap_array(VM* vm, const Value* items, uint32_t n) noexcept nogil  # of n different keys and their values
cdef Value pmap_empty(VM* vm, int type, Value meta) noexcept nogil           # an array, or a set

# Maps and sets that are built: `t` is a TRANSIENT, or a struct of the caller's own.
cdef int tmap_begin(VM* vm, Transient* t, int kind) noexcept nogil           # TRANSIENT_ARRAY, _MAP, _SET
cdef int tmap_from(VM* vm, Transient* t, PMap* m) noexcept nogil
cdef int tmap_find(VM* vm, Transient* t, Value key, Value** entry) noexcept nogil
cdef int tmap_put(VM* vm, Transient* t, Value key, Value value) noexcept nogil
cdef int tmap_put_array(VM* vm, Transient* t, Value key, Value value) noexcept nogil   # stays an array of any size
cdef int tmap_remove(VM* vm, Transient* t, Value key) noexcept nogil
cdef Value tmap_end(VM* vm, Transient* t, Value meta) noexcept nogil
