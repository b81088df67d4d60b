# Parts of XML in UTF-8. The bytes end in a zero.

from libc.stdint cimport uint8_t, uint32_t
from vmcore._arrays cimport Name

cdef inline bint blank(uint8_t c) noexcept nogil:
    return c == 32 or c == 10 or c == 9 or c == 13


cdef inline bint begins(const uint8_t* p, const char* what) noexcept nogil:
    """No further than to the zero."""
    while what[0] != 0:
        if p[0] != <uint8_t>what[0]:
            return False
        p += 1
        what += 1
    return True


cdef inline bint no_character(const uint8_t* p) noexcept nogil:     # U+FFFE, U+FFFF
    return p[1] == 0xBF and p[2] >= 0xBE


cdef inline bint declares_space(Name* name) noexcept nogil:
    return name.length >= 5 and begins(<const uint8_t*>name.text, b"xmlns") and (name.length == 5 or name.text[5] == c":")


cdef size_t put(uint8_t* out, uint32_t c) noexcept nogil
cdef const uint8_t* number_reference(const uint8_t* p, uint32_t* c) noexcept nogil
cdef bint one_colon(Name* name) noexcept nogil
cdef bint same_local(Name* a, Name* b) noexcept nogil
cdef bint known_space(bytes uri) except -1
cpdef bytes instruction(bytes data)
