# Numbers of the WebAssembly binary format, read where they are known to be well formed: in code that was validated.

from libc.stdint cimport uint8_t, uint32_t, int32_t, uint64_t, int64_t


cdef inline uint64_t read_unsigned(const uint8_t** at) noexcept nogil:
    cdef const uint8_t* p = at[0]
    cdef uint64_t byte = p[0]
    cdef uint64_t value = byte & 0x7F
    cdef int shift = 7
    p += 1
    while byte & 0x80:
        byte = p[0]
        p += 1
        value |= (byte & 0x7F) << shift
        shift += 7
    at[0] = p
    return value


cdef inline uint32_t read_u32(const uint8_t** at) noexcept nogil:
    cdef uint8_t byte = at[0][0]
    if byte < 0x80:
        at[0] += 1
        return byte
    return <uint32_t>read_unsigned(at)


cdef inline int64_t read_signed(const uint8_t** at) noexcept nogil:
    """Of any width: i32, i64, and the 33 bits of types."""
    cdef const uint8_t* p = at[0]
    cdef uint64_t byte = p[0]
    cdef uint64_t value = byte & 0x7F
    cdef int shift = 7
    p += 1
    while byte & 0x80:
        byte = p[0]
        p += 1
        value |= (byte & 0x7F) << shift
        shift += 7
    at[0] = p
    if shift < 64 and byte & 0x40:
        value |= (<uint64_t>0xFFFFFFFFFFFFFFFF) << shift
    return <int64_t>value
