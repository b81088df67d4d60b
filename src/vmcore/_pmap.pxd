# Persistent maps and sets: hash tries, before which comes nil, and arrays of a few entries.

from libc.stdint cimport uint32_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._ptrie cimport *

cdef enum:
    ARRAY_MAP = 8                          # entries up to which a map that grows stays an array

cdef inline PMap* as_pmap(Value v) noexcept nogil:
    return <PMap*>as_obj(v)

# The answers of those that hash and compare are statuses of _pequal.
cdef int pmap_find(VM* vm, PMap* m, Value key, Value** entry) noexcept nogil          # NULL: none
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
