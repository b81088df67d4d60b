# What is done to any collection: look-up, one item more or less, metadata. Statuses as those of _pequal; ST_TYPE without
# details: that is not a thing this is done to.

from libc.stdint cimport int64_t, uint32_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._phash cimport DECLINED

cdef int coll_get(VM* vm, Value m, Value key, Value missing, Value* out) noexcept nogil
cdef int coll_find(VM* vm, Value m, Value key, Value* found, Value* value) noexcept nogil    # found: the key there, or UNDEF
cdef int coll_nth(VM* vm, Value coll, int64_t i, Value* out) noexcept nogil         # *out is UNDEF: there is none
cdef int coll_conj(VM* vm, Value coll, Value x, Value* out) noexcept nogil
cdef int coll_assoc(VM* vm, Value m, Value key, Value value, Value* out) noexcept nogil
cdef int coll_empty(VM* vm, Value coll, Value* out) noexcept nogil
cdef int coll_with_meta(VM* vm, Value v, Value meta, Value* out) noexcept nogil
cdef int coll_meta(Value v, Value* out) noexcept nogil
cdef int vec_index(Value key, uint32_t count, int64_t* i) noexcept nogil            # ST_RANGE, ST_TYPE: it is no place there

# ---------------------------------------------------------------- for primitives

cdef inline int made(Value* out, Value v) noexcept nogil:
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK

cdef inline int answer(Value* out, bint yes) noexcept nogil:
    out[0] = from_bool(yes)
    return ST_OK

cdef inline int answered(VM* vm, int st, int index, Value got, const char* expected, Value* out) noexcept nogil:
    """A status for the loop: ST_TYPE gets the details, DECLINED is an answer."""
    if st == ST_OK:
        return ST_OK
    if st == DECLINED:
        out[0] = IMM_DEFAULT
        return ST_OK
    return err_type(vm, index, got, expected) if st == ST_TYPE and vm.err_expected == NULL else st

cdef inline void no_details(VM* vm) noexcept nogil:
    vm.err_expected = NULL
