# Text: the growable builder, UTF-8, comparison, search, case and character classes.
#
# Unicode data are those of the Python that runs us: the tables behind the Py_UNICODE_* macros are read without the
# GIL; full case mappings are only to be had from str methods, so non-ASCII strings take it for them.

from libc.stdint cimport uint64_t, int64_t, uint8_t, uint16_t, uint32_t
from libc.stdlib cimport malloc, realloc, free
from libc.string cimport memcpy, memmove, memcmp, memchr, memset, strlen
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport new_string, new_string_utf8, heap_reserve, heap_external

cdef extern from "Python.h":
    bint Py_UNICODE_ISALPHA(uint32_t ch) nogil
    bint Py_UNICODE_ISUPPER(uint32_t ch) nogil
    bint Py_UNICODE_ISLOWER(uint32_t ch) nogil
    uint32_t Py_UNICODE_TOUPPER(uint32_t ch) nogil
    uint32_t Py_UNICODE_TOLOWER(uint32_t ch) nogil
    int Py_UNICODE_TODECIMAL(uint32_t ch) nogil
    int PyUnicode_KIND(object s)
    void* PyUnicode_DATA(object s)
    Py_ssize_t PyUnicode_GET_LENGTH(object s)
    str PyUnicode_FromKindAndData(int kind, const void* data, Py_ssize_t n)

cdef uint64_t HIGH_BITS = 0x8080808080808080u
cdef size_t MOST = (<size_t>-1) >> 4                 # characters; keeps sizes in bytes from overflowing


# ---------------------------------------------------------------- the builder

cdef int text_init(Text* t) noexcept nogil:
    memset(t, 0, sizeof(Text))
    t.kind = 1
    t.limit = 0x100
    return ST_OK


cdef void text_free(Text* t) noexcept nogil:
    if t.vm != NULL and t.cap:
        heap_external(t.vm, -<int64_t>(t.cap * <size_t>t.kind))
    free(t.data)
    t.data = NULL
    t.n = t.cap = 0


cdef int resize(Text* t, size_t cap, int kind) noexcept nogil:
    """A buffer of another size or width with the same characters."""
    cdef size_t size = cap * <size_t>kind
    cdef int64_t delta = <int64_t>size - <int64_t>(t.cap * <size_t>t.kind)
    cdef void* data
    if t.vm != NULL and delta > 0 and not heap_reserve(t.vm, <uint64_t>delta):
        return ST_NOMEM
    data = realloc(t.data, size) if kind == t.kind else malloc(size)
    if data == NULL:
        return ST_NOMEM
    if kind != t.kind:
        chars_copy(data, kind, 0, t.data, t.kind, 0, t.n)
        free(t.data)
    if t.vm != NULL:
        heap_external(t.vm, delta)
    t.data = data
    t.cap = cap
    t.kind = kind
    t.limit = 0x100 if kind == 1 else 0x10000 if kind == 2 else 0x110000
    return ST_OK


cdef int text_reserve(Text* t, size_t more, uint32_t widest) noexcept nogil:
    cdef int kind = t.kind if widest < t.limit else char_kind(widest)
    cdef size_t need = t.n + more
    cdef size_t extra = (t.cap >> 1) + 32
    if kind == t.kind and need <= t.cap:
        return ST_OK
    if more > MOST or need > MOST:
        return ST_NOMEM
    if need <= t.cap:
        extra = 0                                    # only wider
    # Next to a limit by half of what is left, not by what is asked for: a copy for every few characters takes for ever.
    while t.cap + extra > need:
        if resize(t, t.cap + extra, kind) == ST_OK:
            return ST_OK
        extra >>= 1
        if extra == 0:
            break
    return resize(t, need if need else 1, kind)


cdef int text_char_slow(Text* t, uint32_t cp) noexcept nogil:
    if text_reserve(t, 1, cp) != ST_OK:
        return ST_NOMEM
    put(t.data, t.kind, t.n, cp)
    t.n += 1
    return ST_OK


cdef int text_ascii(Text* t, const char* s) noexcept nogil:
    cdef size_t n = strlen(s)
    if text_reserve(t, n, 0) != ST_OK:
        return ST_NOMEM
    chars_copy(t.data, t.kind, t.n, s, 1, 0, n)
    t.n += n
    return ST_OK


cdef int text_bytes(Text* t, const char* s, size_t n) noexcept nogil:
    cdef size_t i = 0, count = 0
    cdef uint32_t cp, widest = 0
    if is_ascii(s, n):
        if text_reserve(t, n, 0) != ST_OK:
            return ST_NOMEM
        chars_copy(t.data, t.kind, t.n, s, 1, 0, n)
        t.n += n
        return ST_OK
    while i < n:
        i += lenient(s, i, n, &cp)
        count += 1
        if cp > widest:
            widest = cp
    if text_reserve(t, count, widest) != ST_OK:
        return ST_NOMEM
    i = 0
    while i < n:
        i += lenient(s, i, n, &cp)
        put(t.data, t.kind, t.n, cp)
        t.n += 1
    return ST_OK


cdef int text_string(Text* t, String* s, size_t start, size_t end) noexcept nogil:
    cdef uint32_t widest = 0
    if <int>s.h.aux > t.kind:
        widest = chars_widest(s, start, end)
    if text_reserve(t, end - start, widest) != ST_OK:
        return ST_NOMEM
    chars_copy(t.data, t.kind, t.n, s.data, s.h.aux, start, end - start)
    t.n += end - start
    return ST_OK


cdef int text_to_value(VM* vm, Text* t, Value* out) noexcept nogil:
    cdef Value v = new_string(vm, t.n, t.kind)
    if v == 0:
        return ST_NOMEM
    if t.n:
        memcpy(as_string(v).data, t.data, t.n * <size_t>t.kind)
    out[0] = v
    return ST_OK


cdef int text_view(Text* t, String* s) noexcept nogil:
    if t.n > 0xFFFFFFFFu:
        return ST_NOMEM
    memset(s, 0, sizeof(String))
    s.h.type = T_STRING
    s.h.aux = <uint16_t>t.kind
    s.h.length = <uint32_t>t.n
    s.data = t.data
    return ST_OK


cdef int text_utf8(Text* t, char** out, size_t* n) noexcept nogil:
    cdef String s
    cdef size_t size
    cdef char* to
    if text_view(t, &s) != ST_OK:
        return ST_NOMEM
    size = utf8_size(&s, 0, t.n)
    to = <char*>malloc(size + 1)
    if to == NULL:
        return ST_NOMEM
    utf8_write(&s, 0, t.n, to)
    to[size] = 0
    out[0] = to
    n[0] = size
    return ST_OK


# ---------------------------------------------------------------- characters in buffers

cdef inline uint32_t get(const void* data, int kind, size_t i) noexcept nogil:
    if kind == 1:
        return (<const uint8_t*>data)[i]
    if kind == 2:
        return (<const uint16_t*>data)[i]
    return (<const uint32_t*>data)[i]


cdef inline void put(void* data, int kind, size_t i, uint32_t cp) noexcept nogil:
    if kind == 1:
        (<uint8_t*>data)[i] = <uint8_t>cp
    elif kind == 2:
        (<uint16_t*>data)[i] = <uint16_t>cp
    else:
        (<uint32_t*>data)[i] = cp


cdef void chars_copy(void* to, int to_kind, size_t at, const void* src, int src_kind, size_t start,
                     size_t n) noexcept nogil:
    """Characters that fit the width of `to`; ranges of one buffer may overlap."""
    cdef size_t i
    if n == 0:
        return
    if to_kind == src_kind:
        memmove(<char*>to + at * <size_t>to_kind, <const char*>src + start * <size_t>src_kind, n * <size_t>to_kind)
    elif to_kind == 2 and src_kind == 1:
        for i in range(n):
            (<uint16_t*>to)[at + i] = (<const uint8_t*>src)[start + i]
    elif to_kind == 4 and src_kind == 1:
        for i in range(n):
            (<uint32_t*>to)[at + i] = (<const uint8_t*>src)[start + i]
    elif to_kind == 4:
        for i in range(n):
            (<uint32_t*>to)[at + i] = (<const uint16_t*>src)[start + i]
    else:
        for i in range(n):
            put(to, to_kind, at + i, get(src, src_kind, start + i))


cdef uint32_t chars_widest(String* s, size_t start, size_t end) noexcept nogil:
    cdef uint32_t all = 0
    cdef size_t i
    if s.h.aux == 1:
        return 0xFF if end > start else 0
    if s.h.aux == 2:
        for i in range(start, end):
            all |= (<uint16_t*>s.data)[i]
    else:
        for i in range(start, end):
            all |= (<uint32_t*>s.data)[i]
    return all if all <= 0x10FFFF else 0x10FFFF      # the union of the bits has the width of the widest


cdef bint is_ascii(const char* s, size_t n) noexcept nogil:
    cdef uint64_t word
    while n >= 8:
        memcpy(&word, s, 8)
        if word & HIGH_BITS:
            return False
        s += 8
        n -= 8
    while n:
        n -= 1
        if s[n] & 0x80:
            return False
    return True


# ---------------------------------------------------------------- UTF-8

cdef inline bint trail(uint8_t c) noexcept nogil:
    return (c & 0xC0) == 0x80


cdef int utf8_next(const uint8_t* s, size_t n, uint32_t* cp) noexcept nogil:
    """Length of the well-formed sequence at s (n > 0 bytes follow), or minus the length of the ill-formed one
    (Unicode 3.9, table 3-7: no overlong forms, no surrogates, nothing past 10FFFF)."""
    cdef uint8_t c = s[0], low = 0x80, high = 0xBF
    cdef int size, i
    if c < 0x80:
        cp[0] = c
        return 1
    if c < 0xC2 or c > 0xF4:
        return -1
    size = 2 if c < 0xE0 else 3 if c < 0xF0 else 4
    if c == 0xE0:
        low = 0xA0
    elif c == 0xED:
        high = 0x9F
    elif c == 0xF0:
        low = 0x90
    elif c == 0xF4:
        high = 0x8F
    if n < 2 or s[1] < low or s[1] > high:
        return -1
    cp[0] = <uint32_t>(c & (0xFF >> (size + 1))) << 6 | (s[1] & 0x3F)
    for i in range(2, size):
        if n <= <size_t>i or not trail(s[i]):
            return -i
        cp[0] = cp[0] << 6 | (s[i] & 0x3F)
    return size


cdef inline size_t lenient(const char* s, size_t i, size_t n, uint32_t* cp) noexcept nogil:
    """Bytes of the next character; an ill-formed sequence is one U+FFFD."""
    cdef int size = utf8_next(<const uint8_t*>s + i, n - i, cp)
    if size > 0:
        return <size_t>size
    cp[0] = 0xFFFD
    return <size_t>-size


cdef Py_ssize_t utf8_check(const char* s, size_t n) noexcept nogil:
    cdef size_t i = 0
    cdef uint64_t word
    cdef uint32_t cp
    cdef int size
    while i < n:
        if n - i >= 8:
            memcpy(&word, s + i, 8)
            if not word & HIGH_BITS:
                i += 8
                continue
        size = utf8_next(<const uint8_t*>s + i, n - i, &cp)
        if size < 0:
            return <Py_ssize_t>i
        i += <size_t>size
    return -1


cdef size_t utf8_size(String* s, size_t start, size_t end) noexcept nogil:
    cdef size_t i, size = end - start
    cdef uint32_t cp
    if s.h.aux == 1:
        for i in range(start, end):
            size += (<uint8_t*>s.data)[i] >> 7
        return size
    for i in range(start, end):
        cp = string_ref(s, <Py_ssize_t>i)
        size += <size_t>(cp >= 0x80) + <size_t>(cp >= 0x800) + <size_t>(cp >= 0x10000)
    return size


cdef void utf8_write(String* s, size_t start, size_t end, char* to) noexcept nogil:
    cdef size_t i
    if end == start:
        return
    if s.h.aux == 1 and is_ascii(<char*>s.data + start, end - start):
        memcpy(to, <char*>s.data + start, end - start)
        return
    for i in range(start, end):
        to += utf8_put(string_ref(s, <Py_ssize_t>i), to)


cdef int utf8_decode(VM* vm, const char* s, size_t n, Value* out, Py_ssize_t* bad) noexcept nogil:
    cdef Value v
    bad[0] = utf8_check(s, n)
    if bad[0] >= 0:
        return ST_OK
    v = new_string_utf8(vm, s, <Py_ssize_t>n)
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


# ---------------------------------------------------------------- ranges, comparison, search

cdef int string_range(VM* vm, String* s, size_t start, size_t end, Value* out) noexcept nogil:
    cdef int kind = s.h.aux if s.h.aux == 1 else char_kind(chars_widest(s, start, end))
    cdef Value v = new_string(vm, end - start, kind)
    if v == 0:
        return ST_NOMEM
    chars_copy(as_string(v).data, kind, 0, s.data, s.h.aux, start, end - start)
    out[0] = v
    return ST_OK


cdef int string_compare(String* a, String* b) noexcept nogil:
    cdef size_t n = a.h.length if a.h.length < b.h.length else b.h.length
    cdef size_t i
    cdef uint32_t x, y
    cdef int order
    if a.h.aux == 1 and b.h.aux == 1:
        order = memcmp(a.data, b.data, n)
        if order:
            return order
    else:
        for i in range(n):
            x = string_ref(a, <Py_ssize_t>i)
            y = string_ref(b, <Py_ssize_t>i)
            if x != y:
                return -1 if x < y else 1
    return <int>(a.h.length > b.h.length) - <int>(a.h.length < b.h.length)


cdef inline uint32_t fold_ascii(uint32_t cp) noexcept nogil:
    return cp + 32 if 65 <= cp <= 90 else cp


cdef int string_compare_ci(String* a, String* b, int* order) noexcept nogil:
    """Folding maps each character by itself, so a common ASCII beginning needs no look at the rest."""
    cdef size_t n = a.h.length if a.h.length < b.h.length else b.h.length
    cdef size_t i
    cdef uint32_t x, y
    for i in range(n):
        x = string_ref(a, <Py_ssize_t>i)
        y = string_ref(b, <Py_ssize_t>i)
        if (x | y) >= 0x80:
            return compare_folded(a, b, i, order)
        x = fold_ascii(x)
        y = fold_ascii(y)
        if x != y:
            order[0] = -1 if x < y else 1
            return ST_OK
    order[0] = <int>(a.h.length > b.h.length) - <int>(a.h.length < b.h.length)
    return ST_OK


cdef int compare_folded(String* a, String* b, size_t i, int* order) noexcept nogil:
    with gil:
        try:
            x = python_case(a, i, CASE_FOLD)
            y = python_case(b, i, CASE_FOLD)
            order[0] = <int>(x > y) - <int>(x < y)
        except (MemoryError, OverflowError):
            return ST_NOMEM
    return ST_OK


cdef int string_search(VM* vm, String* pattern, String* s, size_t start, int64_t* place) noexcept nogil:
    """Tries place by place; when that turns out to repeat itself, in linear time with a table."""
    cdef size_t n = s.h.length, m = pattern.h.length
    cdef size_t i = start, j
    cdef size_t steps = 0
    cdef uint32_t first
    cdef void* at
    place[0] = -1
    if m == 0 or m > n or start > n - m:
        if m == 0:
            place[0] = <int64_t>start
        return ST_OK
    first = string_ref(pattern, 0)
    if first >= 0x100 and s.h.aux == 1:
        return ST_OK
    while i <= n - m:
        if s.h.aux == 1:
            at = memchr(<uint8_t*>s.data + i, <int>first, n - m + 1 - i)
            if at == NULL:
                return ST_OK
            i = <size_t>(<uint8_t*>at - <uint8_t*>s.data)
        elif string_ref(s, <Py_ssize_t>i) != first:
            i += 1
            continue
        j = 1
        while j < m and string_ref(s, <Py_ssize_t>(i + j)) == string_ref(pattern, <Py_ssize_t>j):
            j += 1
        if j == m:
            place[0] = <int64_t>i
            return ST_OK
        steps += j
        i += 1
        if steps > 4 * (n - start) + 1000:
            return search_linear(vm, pattern, s, i, place)
    return ST_OK


cdef int search_linear(VM* vm, String* pattern, String* s, size_t i, int64_t* place) noexcept nogil:
    """Knuth, Morris, Pratt. back[j]: length of the longest proper border of the first j + 1 characters."""
    cdef size_t n = s.h.length, m = pattern.h.length
    cdef size_t j = 0, k
    cdef uint32_t cp
    cdef uint32_t* back
    if not heap_reserve(vm, m * sizeof(uint32_t)):
        return ST_NOMEM
    back = <uint32_t*>malloc(m * sizeof(uint32_t))
    if back == NULL:
        return ST_NOMEM
    charge(vm, <int64_t>((n - i + m) * 4))
    back[0] = 0
    for k in range(1, m):
        cp = string_ref(pattern, <Py_ssize_t>k)
        while j and cp != string_ref(pattern, <Py_ssize_t>j):
            j = back[j - 1]
        if cp == string_ref(pattern, <Py_ssize_t>j):
            j += 1
        back[k] = <uint32_t>j
    j = 0
    while i < n and j < m:
        cp = string_ref(s, <Py_ssize_t>i)
        while j and cp != string_ref(pattern, <Py_ssize_t>j):
            j = back[j - 1]
        if cp == string_ref(pattern, <Py_ssize_t>j):
            j += 1
        i += 1
    if j == m:
        place[0] = <int64_t>(i - m)
    free(back)
    return ST_OK


# ---------------------------------------------------------------- case of strings

cdef str python_case(String* s, size_t start, int which):
    cdef const char* data = <char*>s.data + start * s.h.aux
    cdef str text = PyUnicode_FromKindAndData(s.h.aux, data, <Py_ssize_t>(s.h.length - start))
    if which == CASE_UP:
        return text.upper()
    if which == CASE_DOWN:
        return text.lower()
    return text.casefold()


cdef int case_unicode(VM* vm, String* s, int which, Value* out) noexcept nogil:
    cdef Value v
    with gil:
        try:
            text = python_case(s, 0, which)
        except (MemoryError, OverflowError):
            return ST_NOMEM
        v = new_string(vm, <size_t>PyUnicode_GET_LENGTH(text), PyUnicode_KIND(text))
        if v == 0:
            return ST_NOMEM
        charge(vm, 8 * <int64_t>s.h.length)
        memcpy(as_string(v).data, PyUnicode_DATA(text), <size_t>(PyUnicode_GET_LENGTH(text) * PyUnicode_KIND(text)))
    out[0] = v
    return ST_OK


cdef int string_case(VM* vm, String* s, int which, Value* out) noexcept nogil:
    cdef uint8_t first = c"a" if which == CASE_UP else c"A"
    cdef uint8_t* to
    cdef uint8_t c
    cdef size_t i
    cdef Value v
    if s.h.aux != 1 or not is_ascii(<char*>s.data, s.h.length):
        return case_unicode(vm, s, which, out)
    v = new_string(vm, s.h.length, 1)
    if v == 0:
        return ST_NOMEM
    charge(vm, s.h.length)
    to = <uint8_t*>as_string(v).data
    for i in range(s.h.length):
        c = (<uint8_t*>s.data)[i]
        to[i] = c ^ 32 if <uint8_t>(c - first) < 26 else c
    out[0] = v
    return ST_OK


# ---------------------------------------------------------------- characters

cdef int char_upcase(uint32_t cp, uint32_t* upper) noexcept nogil:
    """Where the full mapping is longer, Python's table gives its first character. The simple mapping is then the title
    case if that is one character, else the character itself."""
    upper[0] = cp - 32 if 97 <= cp <= 122 else cp
    if cp < 0x80:
        return ST_OK
    upper[0] = Py_UNICODE_TOUPPER(cp)
    if upper[0] == cp or Py_UNICODE_TOLOWER(upper[0]) == cp:     # a longer mapping begins with another letter's
        return ST_OK
    return upcase_with_python(cp, upper)


# On their own: a function with Python in it asks for the GIL whichever way it goes.
cdef int upcase_with_python(uint32_t cp, uint32_t* upper) noexcept nogil:
    with gil:
        try:
            text = <object>PyUnicode_FromKindAndData(4, &cp, 1)
            mapped = text.upper()
            if len(mapped) > 1:
                mapped = text.title()
            upper[0] = ord(mapped) if len(mapped) == 1 else cp
        except MemoryError:
            return ST_NOMEM
    return ST_OK


cdef uint32_t char_downcase(uint32_t cp) noexcept nogil:
    if cp < 0x80:
        return fold_ascii(cp)
    return Py_UNICODE_TOLOWER(cp)


cdef int char_foldcase(uint32_t cp, uint32_t* folded) noexcept nogil:
    """Where full folding is longer than one character, simple folding is the simple lower case (for U+0130, which
    folds simply only in Turkic, the character itself)."""
    folded[0] = cp
    if cp < 0x80:
        folded[0] = fold_ascii(cp)
        return ST_OK
    if cp == 0x130:
        return ST_OK
    return fold_with_python(cp, folded)


cdef int fold_with_python(uint32_t cp, uint32_t* folded) noexcept nogil:
    with gil:
        try:
            text = (<object>PyUnicode_FromKindAndData(4, &cp, 1)).casefold()
            folded[0] = ord(text) if len(text) == 1 else Py_UNICODE_TOLOWER(cp)
        except MemoryError:
            return ST_NOMEM
    return ST_OK


cdef extern from *:
    """
    /* Letter numbers (category Nl), inclusive ranges: Alphabetic, though Python calls them no letters. */
    static const unsigned int vm_letter_numbers[][2] = {
        {0x16EE, 0x16F0}, {0x2160, 0x2188}, {0x3007, 0x3007}, {0x3021, 0x3029}, {0x3038, 0x303A}, {0xA6E6, 0xA6EF},
        {0x10140, 0x10174}, {0x10341, 0x10341}, {0x1034A, 0x1034A}, {0x103D1, 0x103D5}, {0x12400, 0x1246E}};
    enum { VM_LETTER_NUMBERS = sizeof vm_letter_numbers / sizeof vm_letter_numbers[0] };
    """
    const unsigned int[2]* letter_numbers "vm_letter_numbers"
    int LETTER_NUMBERS "VM_LETTER_NUMBERS"


cdef bint char_alphabetic(uint32_t cp) noexcept nogil:
    """Alphabetic but for the combining marks in it (Other_Alphabetic), of which Python has no table."""
    cdef int i
    if cp < 0x80:
        return 65 <= (cp & ~32) <= 90
    if Py_UNICODE_ISALPHA(cp) or Py_UNICODE_ISUPPER(cp) or Py_UNICODE_ISLOWER(cp):
        return True
    for i in range(LETTER_NUMBERS):
        if letter_numbers[i][0] <= cp <= letter_numbers[i][1]:
            return True
    return False


cdef bint char_numeric(uint32_t cp) noexcept nogil:
    return char_digit(cp) >= 0


cdef bint char_whitespace(uint32_t cp) noexcept nogil:
    if cp < 0x80:
        return cp == 32 or 9 <= cp <= 13
    return (0x2000 <= cp <= 0x200A or cp == 0x85 or cp == 0xA0 or cp == 0x1680 or cp == 0x2028 or cp == 0x2029
            or cp == 0x202F or cp == 0x205F or cp == 0x3000)


cdef bint char_upper(uint32_t cp) noexcept nogil:
    return 65 <= cp <= 90 if cp < 0x80 else Py_UNICODE_ISUPPER(cp)


cdef bint char_lower(uint32_t cp) noexcept nogil:
    return 97 <= cp <= 122 if cp < 0x80 else Py_UNICODE_ISLOWER(cp)


cdef int char_digit(uint32_t cp) noexcept nogil:
    if cp < 0x80:
        return <int>(cp - 48) if 48 <= cp <= 57 else -1
    return Py_UNICODE_TODECIMAL(cp)
