# Plain EDN: nil, booleans, integers of 64 bits, doubles, strings, keywords, symbols, and the four kinds of collections of them.
#
# Anything else, an error too, is for the reader in Python, which begins again; so nothing here has a message. Nothing is
# collected meanwhile: items lie in a list of this module's until their collection is closed.

from libc.stdint cimport int64_t, uint32_t
from libc.stdlib cimport realloc, free
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._symbols cimport intern
from vmcore._numtext cimport number_from_text
from vmcore._text cimport Text, text_init, text_free, text_char, text_string, text_to_value, string_range
from vmcore._phash cimport DECLINED
from vmcore._prims_persistent cimport prim_sys_map, prim_sys_set, prim_sys_pvec, prim_sys_plist

cdef enum:                               # tokens
    SPACE = 0
    PART = 1                             # of names and numbers
    OPEN = 2
    CLOSE = 3
    QUOTE = 4
    OTHER = 5

cdef struct Reader:
    VM* vm
    String* s
    Py_ssize_t at
    Value* items                         # of what is open; before those of each, its kind and where the one outside begins
    Py_ssize_t n
    Py_ssize_t room
    Py_ssize_t begin                     # of the innermost one; 0: none is open


cdef inline int kind_of(uint32_t c) noexcept nogil:
    if 97 <= c <= 122 or 65 <= c <= 90 or 48 <= c <= 58:         # letters, digits, :
        return PART
    if c == 32 or c == 44 or 9 <= c <= 13:
        return SPACE
    if c == 40 or c == 91 or c == 123:                           # ( [ {
        return OPEN
    if c == 41 or c == 93 or c == 125:
        return CLOSE
    if c == 34:
        return QUOTE
    if c == 43 or c == 45 or c == 46 or c == 47 or c == 42 or c == 33 or c == 95 or c == 63 or c == 61 or 60 <= c <= 62:
        return PART                                              # + - . / * ! _ ? = < >
    return OTHER


cdef int push(Reader* r, Value v) noexcept nogil:
    cdef Value* more
    if r.n == r.room:
        more = <Value*>realloc(r.items, <size_t>(r.room * 2 + 64) * sizeof(Value))
        if more == NULL:
            return ST_NOMEM
        r.items = more
        r.room = r.room * 2 + 64
    r.items[r.n] = v
    r.n += 1
    return ST_OK


cdef int open_collection(Reader* r, uint32_t c) noexcept nogil:
    """`c`: the character that closes it; 0: a set."""
    cdef int st = push(r, from_fix(<int64_t>c))
    if st == ST_OK:
        st = push(r, from_fix(<int64_t>r.begin))
    r.begin = r.n
    return st


cdef int close_collection(Reader* r, uint32_t c, Value* v) noexcept nogil:
    cdef Py_ssize_t begin = r.begin
    cdef int n = <int>(r.n - begin)
    cdef int st
    cdef int64_t kind
    if begin == 0 or r.n - begin > 1 << 28:
        return DECLINED
    kind = fix_value(r.items[begin - 2])
    if kind != <int64_t>c and not (kind == 0 and c == 125):
        return DECLINED
    if kind == 41:
        st = prim_sys_plist(r.vm, r.items + begin, n, v)
    elif kind == 93:
        st = prim_sys_pvec(r.vm, r.items + begin, n, v)
    elif kind == 0:
        st = prim_sys_set(r.vm, r.items + begin, n, v)
    elif n & 1:
        return DECLINED
    else:
        st = prim_sys_map(r.vm, r.items + begin, n, v)
    if st == ST_NOMEM:
        return st
    if st != ST_OK or v[0] == IMM_DEFAULT:                       # a key twice
        return DECLINED
    r.begin = <Py_ssize_t>fix_value(r.items[begin - 1])
    r.n = begin - 2
    return ST_OK


cdef int read_string(Reader* r, Value* v) noexcept nogil:
    """What is behind a quote."""
    cdef String* s = r.s
    cdef Py_ssize_t end = r.at, length = <Py_ssize_t>s.h.length
    cdef uint32_t c = 0
    while end < length:
        c = string_ref(s, end)
        if c == 34 or c == 92:
            break
        end += 1
    if end == length:
        return DECLINED
    if c == 92:
        return read_escaped(r, end, v)
    if string_range(r.vm, s, <size_t>r.at, <size_t>end, v) != ST_OK:
        return ST_NOMEM
    r.at = end + 1
    return ST_OK


cdef int read_escaped(Reader* r, Py_ssize_t end, Value* v) noexcept nogil:
    """A string with an escape at `end`."""
    cdef Text t
    cdef uint32_t c
    cdef Py_ssize_t length = <Py_ssize_t>r.s.h.length
    cdef int st = DECLINED
    text_init(&t)
    t.vm = r.vm
    if text_string(&t, r.s, <size_t>r.at, <size_t>end) != ST_OK:
        text_free(&t)
        return ST_NOMEM
    while end < length:
        c = string_ref(r.s, end)
        end += 1
        if c == 34:
            st = text_to_value(r.vm, &t, v)
            r.at = end
            break
        if c == 92:
            c = escaped(string_ref(r.s, end)) if end < length else 0
            end += 1
            if c == 0:
                break
        if text_char(&t, c) != ST_OK:
            st = ST_NOMEM
            break
    text_free(&t)
    return st


cdef inline uint32_t escaped(uint32_t c) noexcept nogil:
    if c == 110:
        return 10
    if c == 116:
        return 9
    if c == 114:
        return 13
    if c == 34 or c == 92:
        return c
    return 0


cdef inline bint is_digit(uint32_t c) noexcept nogil:
    return 48 <= c <= 57


cdef int read_number(Reader* r, Py_ssize_t start, Py_ssize_t end, Value* v) noexcept nogil:
    cdef Py_ssize_t i = start
    cdef int64_t n = 0
    cdef uint32_t c = string_ref(r.s, i)
    cdef Py_ssize_t digits
    if c == 43 or c == 45:
        i += 1
    digits = i
    while i < end and is_digit(string_ref(r.s, i)):
        if i - digits < 18:
            n = n * 10 + <int64_t>(string_ref(r.s, i) - 48)
        i += 1
    if i == end and i - digits <= 18 and (i - digits == 1 or string_ref(r.s, digits) != 48):
        v[0] = new_int(r.vm, -n if c == 45 else n)
        return ST_OK if v[0] else ST_NOMEM
    if i == end or string_ref(r.s, i) != 46 or i == digits or not is_fraction(r.s, i + 1, end):
        return DECLINED
    if string_range(r.vm, r.s, <size_t>start, <size_t>end, v) != ST_OK:
        return ST_NOMEM
    if number_from_text(r.vm, v[0], 10, v) != ST_OK or not is_double(v[0]):
        return DECLINED
    return ST_OK


cdef bint is_fraction(String* s, Py_ssize_t i, Py_ssize_t end) noexcept nogil:
    """Digits, and an exponent maybe?"""
    cdef Py_ssize_t start = i
    while i < end and is_digit(string_ref(s, i)):
        i += 1
    if i == start:
        return False
    if i < end and (string_ref(s, i) | 32) == 101:
        i += 1
        if i < end and (string_ref(s, i) == 43 or string_ref(s, i) == 45):
            i += 1
        start = i
        while i < end and is_digit(string_ref(s, i)):
            i += 1
        if i == start:
            return False
    return i == end


cdef bint is_word(String* s, Py_ssize_t start, Py_ssize_t end, const char* word, Py_ssize_t n) noexcept nogil:
    cdef Py_ssize_t i
    if end - start != n:
        return False
    for i in range(n):
        if string_ref(s, start + i) != <uint32_t>word[i]:
            return False
    return True


cdef int read_token(Reader* r, Value* v) noexcept nogil:
    cdef String* s = r.s
    cdef Py_ssize_t start = r.at, end = start, length = <Py_ssize_t>s.h.length, i
    cdef uint32_t c = string_ref(s, start), d
    cdef int slashes = 0, type = T_SYMBOL
    while end < length and kind_of(string_ref(s, end)) == PART:
        end += 1
    if end < length and kind_of(string_ref(s, end)) == OTHER and string_ref(s, end) != 59:
        return DECLINED                  # it goes on
    r.at = end
    d = string_ref(s, start + 1) if start + 1 < end else 0
    if is_digit(c) or ((c == 43 or c == 45) and is_digit(d)):
        return read_number(r, start, end, v)
    if is_word(s, start, end, b"nil", 3):
        v[0] = IMM_NIL
        return ST_OK
    if is_word(s, start, end, b"true", 4) or is_word(s, start, end, b"false", 5):
        v[0] = from_bool(c == 116)
        return ST_OK
    if c == 58:
        type = T_KEYWORD
        start += 1
        c = d
    if not (97 <= (c | 32) <= 122):
        return DECLINED
    for i in range(start, end):
        d = string_ref(s, i)
        if d == 58 or (d == 47 and i == end - 1):
            return DECLINED
        if d == 47:
            slashes += 1
            if not 97 <= (string_ref(s, i + 1) | 32) <= 122:
                return DECLINED
    if slashes > 1:
        return DECLINED
    if string_range(r.vm, s, <size_t>start, <size_t>end, v) != ST_OK:
        return ST_NOMEM
    v[0] = intern(r.vm, v[0], type)
    return ST_OK if v[0] else ST_NOMEM


cdef int read_datum(Reader* r, Value* out) noexcept nogil:
    cdef Py_ssize_t length = <Py_ssize_t>r.s.h.length
    cdef uint32_t c
    cdef int kind, st
    cdef Value v = 0
    while r.at < length:
        c = string_ref(r.s, r.at)
        kind = kind_of(c)
        if kind == SPACE:
            r.at += 1
            continue
        if c == 59:                      # a comment
            while r.at < length and string_ref(r.s, r.at) != 10 and string_ref(r.s, r.at) != 13:
                r.at += 1
            continue
        if c == 35 and r.at + 1 < length and string_ref(r.s, r.at + 1) == 123:
            r.at += 2
            st = open_collection(r, 0)
        elif kind == OPEN:
            r.at += 1
            st = open_collection(r, c + 1 if c == 40 else c + 2)
        else:
            if kind == CLOSE:
                r.at += 1
                st = close_collection(r, c, &v)
            elif kind == QUOTE:
                r.at += 1
                st = read_string(r, &v)
            elif kind == PART:
                st = read_token(r, &v)
            else:
                return DECLINED
            if st == ST_OK and r.begin == 0:
                out[0] = v
                return ST_OK
            if st == ST_OK:
                st = push(r, v)
        if st != ST_OK:
            return st
    return DECLINED


cdef int read_edn(VM* vm, String* text, Value* out) noexcept nogil:
    cdef Reader r
    cdef int st
    r.vm = vm
    r.s = text
    r.at = r.n = r.room = r.begin = 0
    r.items = NULL
    charge(vm, <int64_t>text.h.length * 8)
    st = read_datum(&r, out)
    free(r.items)
    return st
