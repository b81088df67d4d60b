# eqv?, equal? and the hashes that go with them.

from libc.stdint cimport uint64_t, int64_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport VM

cdef bint eqv_slow(VM* vm, Value a, Value b) noexcept nogil                  # a != b as words
cdef int equal_slow(VM* vm, Value a, Value b, bint* out) noexcept nogil      # status; a != b as words
cdef uint64_t hash_eqv(VM* vm, Value v) noexcept nogil
cdef uint64_t hash_equal(VM* vm, Value v) noexcept nogil                     # bounded work but for strings and bytes
cdef bint bigint_equal(BigInt* a, BigInt* b) noexcept nogil
cdef bint may_take(VM* vm, uint64_t size) noexcept nogil                     # before a malloc of a primitive's own

cdef inline bint eqv(VM* vm, Value a, Value b) noexcept nogil:
    return a == b or eqv_slow(vm, a, b)

cdef inline int equal(VM* vm, Value a, Value b, bint* out) noexcept nogil:
    if a == b:
        out[0] = True
        return ST_OK
    return equal_slow(vm, a, b, out)

cdef inline uint64_t mix(uint64_t x) noexcept nogil:
    """Spreads a word so that its low bits can index a table."""
    x *= <uint64_t>0x9E3779B97F4A7C15u
    return x ^ (x >> 32)

cdef inline uint64_t hash_eq(Value v) noexcept nogil:
    return mix(v)

cdef inline bint by_word(Value v) noexcept nogil:
    """Is a value eqv? and equal? to v only if it is the same word?"""
    if v >= DBL_OFFSET:
        return is_fix(v)                  # a NaN is eqv? to every NaN
    if (v & 15) == TAG_OBJ:
        return as_obj(v).type == T_SYMBOL
    return not (v & 7)
