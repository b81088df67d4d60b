# Vectors: operands from slots, the table's function (wasmvectors.py), and what has to do with memory.

from libc.stdint cimport uint8_t, int8_t, uint16_t, int16_t, uint32_t, int32_t, uint64_t, int64_t
from libc.string cimport memcpy
from vmcore.wasm cimport *
from vmcore._wasm_num cimport w_load16, w_load32
from vmcore._wasmvectors cimport WVector, w_vector

cdef enum:
    SHUFFLE = 13
    LOAD8X8_S = 1
    LOAD32X2_U = 6
    LOAD8_SPLAT = 7
    LOAD64_SPLAT = 10
    STORE = 11
    LOAD8_LANE = 84
    STORE8_LANE = 88
    STORE64_LANE = 91
    LOAD32_ZERO = 92
    LOAD64_ZERO = 93


cdef bint is_memory(uint32_t op) noexcept nogil:
    return op <= STORE or LOAD8_LANE <= op <= LOAD64_ZERO


cdef uint64_t bytes_of(uint32_t op) noexcept nogil:
    """How many it reads or writes."""
    if op == 0 or op == STORE:
        return 16
    if op <= LOAD32X2_U:
        return 8
    if op <= LOAD64_SPLAT:
        return <uint64_t>1 << (op - LOAD8_SPLAT)
    if op <= STORE64_LANE:
        return <uint64_t>1 << ((op - LOAD8_LANE) & 3)
    return 4 if op == LOAD32_ZERO else 8


cdef void extend(uint32_t op, const uint8_t* p, uint64_t* to) noexcept nogil:
    """Eight bytes as lanes of twice the size."""
    cdef WVector r
    cdef int i
    cdef uint16_t* r16 = <uint16_t*>&r
    cdef bint is_signed = op & 1
    if op <= 2:
        for i in range(8):
            r16[i] = <uint16_t><int16_t><int8_t>p[i] if is_signed else p[i]
    elif op <= 4:
        for i in range(4):
            r.u32[i] = <uint32_t><int32_t><int16_t>w_load16(p + 2 * i) if is_signed else w_load16(p + 2 * i)
    else:
        for i in range(2):
            r.u64[i] = <uint64_t><int64_t><int32_t>w_load32(p + 4 * i) if is_signed else w_load32(p + 4 * i)
    memcpy(to, &r, 16)


cdef int access(WInstance* inst, uint32_t op, uint64_t* to, uint64_t* X, uint64_t* Y, uint64_t offset, uint64_t y) noexcept nogil:
    cdef WMemory* m = inst.memories[<uint32_t>y]
    cdef uint32_t lane = <uint32_t>(y >> 32)
    cdef uint64_t n = bytes_of(op)
    cdef uint64_t at = X[0] + offset
    cdef uint8_t* p
    cdef uint64_t word = 0
    cdef uint64_t i
    cdef WVector v
    if at < offset or m.size < n or at > m.size - n:
        return ST_MEMORY_BOUNDS
    p = m.base + at
    if op == 0:
        memcpy(to, p, 16)
    elif op == STORE:
        memcpy(p, Y, 16)
    elif op <= LOAD32X2_U:
        extend(op, p, to)
    elif op <= LOAD64_SPLAT:
        i = 0
        while i < 16:
            memcpy(v.u8 + i, p, n)
            i += n
        memcpy(to, &v, 16)
    elif op < STORE8_LANE:
        memcpy(&v, Y, 16)
        memcpy(v.u8 + lane * n, p, n)
        memcpy(to, &v, 16)
    elif op <= STORE64_LANE:
        memcpy(p, <uint8_t*>Y + lane * n, n)
    else:
        memcpy(&word, p, n)
        to[0] = word
        to[1] = 0
    return ST_OK


cdef bint is_scalar(uint32_t op) noexcept nogil:
    """Is the result no vector?"""
    if 21 <= op <= 34:                     # lanes: extracted, or replaced
        return not (op == 23 or op == 26 or op == 28 or op == 30 or op == 32 or op == 34)
    return op == 83 or op == 99 or op == 100 or op == 131 or op == 132 or op == 163 or op == 164 or op == 195 or op == 196


cdef int simd(
    WInstance* inst, uint32_t op, uint64_t* to, uint64_t* R, const uint16_t* slots, uint64_t x, uint64_t y
) noexcept nogil:
    """`x`, `y`: a lane; the two halves of a shuffle; or an offset, and the memory and the lane above it."""
    cdef WVector a, b, c, r
    cdef int i
    cdef uint64_t[2] halves
    cdef const uint8_t* lanes
    if is_memory(op):
        return access(inst, op, to, R + slots[0], R + slots[1], x, y)
    memcpy(&a, R + slots[0], 16)
    memcpy(&b, R + slots[1], 16)
    memcpy(&c, R + slots[2], 16)
    if op == SHUFFLE:
        halves[0] = x
        halves[1] = y
        lanes = <const uint8_t*>halves
        for i in range(16):
            r.u8[i] = a.u8[lanes[i]] if lanes[i] < 16 else b.u8[lanes[i] - 16]
    else:
        w_vector(op, &r, a, b, c, <unsigned>x)
    to[0] = r.u64[0]
    if not is_scalar(op):
        to[1] = r.u64[1]
    return ST_OK
