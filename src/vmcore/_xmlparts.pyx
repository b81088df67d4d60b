# Parts of XML, looked at by themselves.

from libc.stdint cimport uint8_t, uint32_t
from libc.string cimport memchr, memcmp
from vmcore._arrays cimport Name

LETTERS = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
IN_NAMES = LETTERS + b"_-."
IN_URIS = LETTERS + b"_-./"
URIS = (b"http://", b"https://", b"urn:")
RESERVED = (b"http://www.w3.org/XML/1998/", b"http://www.w3.org/2000/xmlns")


cdef size_t put(uint8_t* out, uint32_t c) noexcept nogil:
    """A character in UTF-8; bytes of it."""
    if c < 0x80:
        out[0] = <uint8_t>c
        return 1
    if c < 0x800:
        out[0] = <uint8_t>(0xC0 | (c >> 6))
        out[1] = <uint8_t>(0x80 | (c & 63))
        return 2
    if c < 0x10000:
        out[0] = <uint8_t>(0xE0 | (c >> 12))
        out[1] = <uint8_t>(0x80 | ((c >> 6) & 63))
        out[2] = <uint8_t>(0x80 | (c & 63))
        return 3
    out[0] = <uint8_t>(0xF0 | (c >> 18))
    out[1] = <uint8_t>(0x80 | ((c >> 12) & 63))
    out[2] = <uint8_t>(0x80 | ((c >> 6) & 63))
    out[3] = <uint8_t>(0x80 | (c & 63))
    return 4


cdef const uint8_t* number_reference(const uint8_t* p, uint32_t* c) noexcept nogil:
    """The character of a reference, from behind its `#`; the place behind it, or NULL."""
    cdef uint32_t base = 16 if p[0] == c"x" else 10
    cdef uint32_t digit, found = 0
    if base == 16:
        p += 1
    if p[0] == c";":
        return NULL
    while p[0] != c";":
        digit = p[0] - 48 if p[0] <= 57 else (p[0] | 32) - 87 if p[0] >= 65 else 99
        if digit >= base or found > 0x10FFFF:
            return NULL
        found = found * base + digit
        p += 1
    if found < 32 and found != 9 and found != 10 and found != 13:
        return NULL
    if 0xD800 <= found < 0xE000 or found == 0xFFFE or found == 0xFFFF or found > 0x10FFFF:
        return NULL
    c[0] = found
    return p + 1


cdef inline bint starts(int c) noexcept nogil:     # a name
    return c"a" <= (c | 32) <= c"z" or c == c"_"


cdef bint one_colon(Name* name) noexcept nogil:
    """Is it a prefix and a name?"""
    cdef const char* at = <const char*>memchr(name.text, c":", name.length)
    cdef size_t left = name.length - <size_t>(at - name.text) - 1
    return at != name.text and left > 0 and starts(at[1]) and memchr(at + 1, c":", left) == NULL


cdef bint same_local(Name* a, Name* b) noexcept nogil:
    cdef const char* x = <const char*>memchr(a.text, c":", a.length)
    cdef const char* y = <const char*>memchr(b.text, c":", b.length)
    cdef size_t n = a.length - <size_t>(x - a.text)
    return n == b.length - <size_t>(y - b.text) and memcmp(x, y, n) == 0


cdef bint known_space(bytes uri) except -1:
    """Is it the name of a name space that no parser has anything to say about?"""
    for scheme in URIS:
        if uri.startswith(scheme):
            rest = uri[len(scheme):].removesuffix(b"#")
            return rest[:1].isalpha() and not rest.translate(None, IN_URIS) and not uri.startswith(RESERVED)
    return False


cpdef bytes instruction(bytes data):
    """A processing instruction as a serialiser writes it, without its marks; None if it is not known to be valid."""
    target = data.split(None, 1)[0] if data else b""
    if not target or not starts(target[0]) or target.translate(None, IN_NAMES):
        return None
    if not data.startswith(target) or (target[:3].lower() == b"xml" and target != b"xml-stylesheet"):
        return None
    if target == data:
        return target
    return target + b" " + data[len(target):].lstrip(b" \t\r\n").replace(b"\r\n", b"\n").replace(b"\r", b"\n")
