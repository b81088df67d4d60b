# Vectors.

from libc.stdint cimport uint16_t, uint32_t, uint64_t
from vmcore.wasm cimport *


cdef int simd(
    WInstance* inst, uint32_t op, uint64_t* to, uint64_t* R, const uint16_t* slots, uint64_t x, uint64_t y
) noexcept nogil:
    return ST_LARGE
