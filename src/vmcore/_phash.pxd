# Hashes of persistent data, as Clojure has them.
#
# Functions that go through data, here and in _pequal and _pcompare, answer a status: ST_OK, ST_NOMEM, one of a limit that was
# reached on the way, or DECLINED: it takes a call to know (a lazy sequence that is not realised, a record, ...).

from libc.stdint cimport uint32_t, int64_t, uint64_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *

cdef enum:
    DECLINED = -5

cdef int hasheq_slow(VM* vm, Value v, uint32_t* hash) noexcept nogil

# ---------------------------------------------------------------- Murmur3, 32 bits

cdef inline uint32_t rotate(uint32_t x, int n) noexcept nogil:
    return x << n | x >> (32 - n)

cdef inline uint32_t mix_k(uint32_t k) noexcept nogil:
    return rotate(k * 0xCC9E2D51u, 15) * 0x1B873593u

cdef inline uint32_t mix_h(uint32_t h, uint32_t k) noexcept nogil:
    return rotate(h ^ k, 13) * 5 + 0xE6546B64u

cdef inline uint32_t finish(uint32_t h, uint32_t n) noexcept nogil:
    h ^= n
    h = (h ^ h >> 16) * 0x85EBCA6Bu
    h = (h ^ h >> 13) * 0xC2B2AE35u
    return h ^ h >> 16

cdef inline uint32_t hash_long(int64_t i) noexcept nogil:
    cdef uint64_t u = <uint64_t>i
    if i == 0:
        return 0
    return finish(mix_h(mix_h(0, mix_k(<uint32_t>u)), mix_k(<uint32_t>(u >> 32))), 8)

cdef inline uint32_t hash_int(uint32_t i) noexcept nogil:
    return 0 if i == 0 else finish(mix_h(0, mix_k(i)), 4)

cdef inline uint32_t mix_collection(uint32_t hash, uint32_t count) noexcept nogil:
    return finish(mix_h(0, mix_k(hash)), count)

# ---------------------------------------------------------------- short ways

cdef inline int hasheq(VM* vm, Value v, uint32_t* hash) noexcept nogil:
    if is_fix(v):
        hash[0] = hash_long(fix_value(v))
        return ST_OK
    if (is_type(v, T_KEYWORD) or is_type(v, T_SYMBOL)) and as_obj(v).length:
        hash[0] = as_obj(v).length
        return ST_OK
    return hasheq_slow(vm, v, hash)
