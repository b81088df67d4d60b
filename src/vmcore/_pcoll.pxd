# What is done to any collection: look-up, one item more or less, metadata. Statuses as those of _pequal; ST_TYPE without
# details: that is not a thing this is done to.

from libc.stdint cimport int64_t, uint32_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *

cdef int coll_get(VM* vm, Value m, Value key, Value missing, Value* out) noexcept nogil
cdef int coll_find(VM* vm, Value m, Value key, Value* found, Value* value) noexcept nogil    # found: the key there, or UNDEF
cdef int coll_nth(VM* vm, Value coll, int64_t i, Value* out) noexcept nogil         # *out is UNDEF: there is none
cdef int coll_conj(VM* vm, Value coll, Value x, Value* out) noexcept nogil
cdef int coll_assoc(VM* vm, Value m, Value key, Value value, Value* out) noexcept nogil
cdef int coll_empty(VM* vm, Value coll, Value* out) noexcept nogil
cdef int coll_with_meta(VM* vm, Value v, Value meta, Value* out) noexcept nogil
cdef int coll_meta(Value v, Value* out) noexcept nogil
cdef int vec_index(Value key, uint32_t count, int64_t* i) noexcept nogil            # ST_RANGE, ST_TYPE: it is no place there
