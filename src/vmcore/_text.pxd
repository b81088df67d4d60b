# Text: the growable builder, UTF-8, comparison, search, case and character classes.
#
# Everything answers a status: 0, or ST_NOMEM with nothing changed (an append is done whole or not at all).

from libc.stdint cimport uint64_t, int64_t, uint8_t, uint16_t, uint32_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *

# ---------------------------------------------------------------- the builder

cdef struct Text:
    void* data               # malloc; characters of `kind` bytes
    size_t n                 # characters
    size_t cap               # characters there is room for
    uint32_t limit           # first code point too wide for `kind`
    int kind                 # 1, 2 or 4
    VM* vm                   # whose memory limit the buffer counts against; NULL (as after text_init): nobody's

cdef int text_init(Text* t) noexcept nogil                   # allocates nothing
cdef void text_free(Text* t) noexcept nogil                  # may be used again after text_init
cdef int text_reserve(Text* t, size_t more, uint32_t widest) noexcept nogil  # room for so many up to this code point
cdef int text_char_slow(Text* t, uint32_t cp) noexcept nogil
cdef int text_ascii(Text* t, const char* s) noexcept nogil   # NUL-terminated
cdef int text_bytes(Text* t, const char* s, size_t n) noexcept nogil   # UTF-8; a bad byte becomes U+FFFD
cdef int text_string(Text* t, String* s, size_t start, size_t end) noexcept nogil
cdef int text_to_value(VM* vm, Text* t, Value* out) noexcept nogil     # new mutable STRING; t stays as it is
cdef int text_utf8(Text* t, char** out, size_t* n) noexcept nogil      # the caller frees *out; NUL behind the n bytes
cdef int text_view(Text* t, String* s) noexcept nogil        # s becomes a look at the text, until the next append

cdef inline void text_clear(Text* t) noexcept nogil:         # keeps the buffer
    t.n = 0

cdef inline int text_char(Text* t, uint32_t cp) noexcept nogil:
    if LIKELY(cp < t.limit and t.n < t.cap):
        if t.kind == 1:
            (<uint8_t*>t.data)[t.n] = <uint8_t>cp
        elif t.kind == 2:
            (<uint16_t*>t.data)[t.n] = <uint16_t>cp
        else:
            (<uint32_t*>t.data)[t.n] = cp
        t.n += 1
        return ST_OK
    return text_char_slow(t, cp)

# ---------------------------------------------------------------- UTF-8

cdef Py_ssize_t utf8_check(const char* s, size_t n) noexcept nogil     # position of the first bad byte, or -1
cdef size_t utf8_size(String* s, size_t start, size_t end) noexcept nogil             # bytes it takes
cdef void utf8_write(String* s, size_t start, size_t end, char* to) noexcept nogil    # utf8_size bytes, no NUL
# *bad is -1 and *out a new string, or *bad is the position of the first bad byte.
cdef int utf8_decode(VM* vm, const char* s, size_t n, Value* out, Py_ssize_t* bad) noexcept nogil

cdef inline int utf8_put(uint32_t cp, char* to) noexcept nogil:        # bytes written, up to 4
    if cp < 0x80:
        to[0] = <char>cp
        return 1
    if cp < 0x800:
        to[0] = <char>(0xC0 | cp >> 6)
        to[1] = <char>(0x80 | cp & 0x3F)
        return 2
    if cp < 0x10000:
        to[0] = <char>(0xE0 | cp >> 12)
        to[1] = <char>(0x80 | cp >> 6 & 0x3F)
        to[2] = <char>(0x80 | cp & 0x3F)
        return 3
    to[0] = <char>(0xF0 | cp >> 18)
    to[1] = <char>(0x80 | cp >> 12 & 0x3F)
    to[2] = <char>(0x80 | cp >> 6 & 0x3F)
    to[3] = <char>(0x80 | cp & 0x3F)
    return 4

# ---------------------------------------------------------------- strings

cdef void chars_copy(void* to, int to_kind, size_t at, const void* src, int src_kind, size_t start,
                     size_t n) noexcept nogil
cdef uint32_t chars_widest(String* s, size_t start, size_t end) noexcept nogil  # a code point as wide as any of them
cdef int string_range(VM* vm, String* s, size_t start, size_t end, Value* out) noexcept nogil    # new string
cdef int string_compare(String* a, String* b) noexcept nogil           # by code point: < 0, 0, > 0
cdef int string_compare_ci(String* a, String* b, int* order) noexcept nogil     # full case folding
# Place of the first occurrence of `pattern` at or after `start`, or -1.
cdef int string_search(VM* vm, String* pattern, String* s, size_t start, int64_t* place) noexcept nogil

cdef enum:
    CASE_UP = 0
    CASE_DOWN = 1
    CASE_FOLD = 2

cdef int string_case(VM* vm, String* s, int which, Value* out) noexcept nogil   # full mapping, new string

# ---------------------------------------------------------------- characters: the properties R7RS names

# Simple case mappings; two of them may need the GIL and memory, so they answer a status.
cdef int char_upcase(uint32_t cp, uint32_t* upper) noexcept nogil
cdef uint32_t char_downcase(uint32_t cp) noexcept nogil
cdef int char_foldcase(uint32_t cp, uint32_t* folded) noexcept nogil
cdef bint char_alphabetic(uint32_t cp) noexcept nogil
cdef bint char_numeric(uint32_t cp) noexcept nogil           # Numeric_Type = Decimal
cdef bint char_whitespace(uint32_t cp) noexcept nogil        # White_Space
cdef bint char_upper(uint32_t cp) noexcept nogil             # Uppercase
cdef bint char_lower(uint32_t cp) noexcept nogil             # Lowercase
cdef int char_digit(uint32_t cp) noexcept nogil              # 0..9 of any decimal digit, or -1

cdef inline int char_kind(uint32_t cp) noexcept nogil:       # bytes a string of it takes a character
    return 1 if cp < 0x100 else 2 if cp < 0x10000 else 4
