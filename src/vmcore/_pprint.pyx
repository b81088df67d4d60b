# The printer of persistent data. Its stack is its own: data may be as deep as there is memory.

from libc.stdint cimport int64_t, uint64_t, uint32_t
from libc.stdlib cimport realloc, free, strtod, strtof
from libc.math cimport fabs
from libc.stdio cimport snprintf
from libc.string cimport memcpy, strlen
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._equal cimport may_take
from vmcore._text cimport *
from vmcore._numtext cimport number_to_text
from vmcore._port cimport poll_limits
from vmcore._seqs cimport *

cdef enum:
    SMALL_STACK = 16
    POLL_MASK = 0x3FFF                   # nodes between looks at the limits, less 1
    NODE_COST = 16                       # charge units

cdef enum:                               # Frame.kind
    LIST = 0
    VEC = 1
    SET = 2
    MAP = 3

cdef struct Frame:
    Cursor c
    Value value                          # of a map: of the key that was printed, or UNDEF
    uint32_t space                       # of a map all of whose keys have one namespace: its length, with the slash; else 0
    int kind
    bint begun

cdef struct Printer:
    VM* vm
    Text* out
    bint readably
    Frame* frames                        # `small` until it is full
    size_t n
    size_t cap
    int64_t steps
    Frame small[SMALL_STACK]


# ---------------------------------------------------------------- numbers

cdef int put_double(VM* vm, Text* out, double d, bint readably) noexcept nogil:
    """As Java does: plain digits from 0.001 to below 10^7, else with an exponent; a digit on both sides of the point."""
    cdef char* text = NULL
    cdef char[40] few
    cdef size_t n = 0
    cdef int st
    if d != d:
        return text_ascii(out, b"##NaN" if readably else b"NaN")
    if d - d != 0:
        if readably:
            return text_ascii(out, b"##Inf" if d > 0 else b"##-Inf")
        return text_ascii(out, b"Infinity" if d > 0 else b"-Infinity")
    if 0 < fabs(d) < 2.3e-308:            # the nearest of two digits comes before a single one
        snprintf(few, 40, b"%.1e", d)
        if strtod(few, NULL) == d:
            return put_floating(out, few, strlen(few))
    st = number_to_text(vm, box_double(d), 10, &text, &n)
    if st == ST_OK:
        st = put_floating(out, text, n)
        free(text)
    return st


cdef int put_single(VM* vm, Text* out, double d, bint readably) noexcept nogil:
    """With as few digits as tell it from the other floats of 32 bits."""
    cdef char[40] text
    cdef int k
    if d - d != 0:
        return put_double(vm, out, d, readably)
    for k in range(1, 9):                 # not by one: the nearest of two is the one that Java prints
        snprintf(text, 40, b"%.*e", k, d)
        if strtof(text, NULL) == <float>d:
            break
    return put_floating(out, text, strlen(text))


cdef int put_floating(Text* out, const char* text, size_t n) noexcept nogil:
    cdef char[40] digits
    cdef size_t i = 0, k = 0
    cdef int point = 0, exponent = 0, st = ST_OK
    cdef bint seen = False
    if text[0] == c'-':
        st = text_char(out, c'-')
        i = 1
    while i < n and text[i] != c'e':
        if text[i] == c'.':
            seen = True
        elif k or text[i] != c'0':
            digits[k] = text[i]
            k += 1
            point += not seen
        elif seen:
            point -= 1                    # a zero between the point and the first digit
        i += 1
    i += 1
    if i < n:
        exponent = signed_digits(text + i)
    while k > 1 and digits[k - 1] == c'0':
        k -= 1
    if k == 0:
        return text_ascii(out, b"0.0") if st == ST_OK else st
    if st != ST_OK:
        return st
    return put_digits(out, digits, k, point + exponent)


cdef int signed_digits(const char* s) noexcept nogil:
    cdef int n = 0
    cdef bint negative = s[0] == c'-'
    if s[0] == c'-' or s[0] == c'+':
        s += 1
    while c'0' <= s[0] <= c'9':
        n = n * 10 + (s[0] - c'0')
        s += 1
    return -n if negative else n


cdef int put_digits(Text* out, const char* digits, size_t k, int point) noexcept nogil:
    """0.DIGITS times 10^point."""
    cdef int i, _, st = ST_OK
    cdef char[16] tail
    if -2 <= point <= 7:
        if point <= 0:
            st = text_ascii(out, b"0.")
            for _ in range(-point):
                st = st if st != ST_OK else text_char(out, c'0')
            return text_bytes(out, digits, k) if st == ST_OK else st
        for i in range(point):
            st = st if st != ST_OK else text_char(out, <uint32_t>digits[i] if <size_t>i < k else c'0')
        if st == ST_OK:
            st = text_char(out, c'.')
        if st != ST_OK:
            return st
        return text_bytes(out, digits + point, k - point) if k > <size_t>point else text_char(out, c'0')
    snprintf(tail, 16, b"E%d", point - 1)
    st = text_char(out, <uint32_t>digits[0])
    if st == ST_OK:
        st = text_char(out, c'.')
    if st == ST_OK:
        st = text_bytes(out, digits + 1, k - 1) if k > 1 else text_char(out, c'0')
    return text_ascii(out, tail) if st == ST_OK else st


cdef int small_digits(int64_t i, char* to) noexcept nogil:
    cdef char[24] digits
    cdef int at = 24, n = 0
    cdef uint64_t left = 0 - <uint64_t>i if i < 0 else <uint64_t>i
    while left or at == 24:
        at -= 1
        digits[at] = <char>(c'0' + left % 10)
        left //= 10
    if i < 0:
        at -= 1
        digits[at] = c'-'
    while at < 24:
        to[n] = digits[at]
        n += 1
        at += 1
    return n


cdef int put_tower(VM* vm, Text* out, Value v) noexcept nogil:
    """A number whose text is that of the numeric tower."""
    cdef char* text = NULL
    cdef size_t n = 0
    cdef char[24] buf
    cdef int st
    if is_fix(v):
        return text_bytes(out, buf, <size_t>small_digits(fix_value(v), buf))
    st = number_to_text(vm, v, 10, &text, &n)
    if st == ST_OK:
        st = text_bytes(out, text, n)
        free(text)
    return st


cdef int put_decimal(VM* vm, Text* out, BigDec* d) noexcept nogil:
    """As Java's BigDecimal: without an exponent if the scale is not negative and the number not below 10^-6."""
    cdef char* text = NULL
    cdef char* digits
    cdef char[32] tail
    cdef size_t n = 0
    cdef int64_t adjusted, scale = d.scale
    cdef int st = number_to_text(vm, d.unscaled, 10, &text, &n)
    if st != ST_OK:
        return st
    digits = text
    if text[0] == c'-':
        st = text_char(out, c'-')
        digits += 1
        n -= 1
    adjusted = <int64_t>n - 1 - scale
    if st == ST_OK and scale == 0:
        st = text_bytes(out, digits, n)
    elif st == ST_OK and scale > 0 and adjusted >= -6:
        st = put_scaled(out, digits, <int64_t>n, scale)
    elif st == ST_OK:
        st = text_char(out, <uint32_t>digits[0])
        if st == ST_OK and n > 1:
            st = text_char(out, c'.')
            st = text_bytes(out, digits + 1, n - 1) if st == ST_OK else st
        snprintf(tail, 32, b"E%+lld", <long long>adjusted)
        if st == ST_OK and adjusted:
            st = text_ascii(out, tail)
    free(text)
    return st


cdef int put_scaled(Text* out, const char* digits, int64_t n, int64_t scale) noexcept nogil:
    cdef int64_t _
    cdef int st = ST_OK
    if n > scale:
        st = text_bytes(out, digits, <size_t>(n - scale))
        if st == ST_OK:
            st = text_char(out, c'.')
        return text_bytes(out, digits + (n - scale), <size_t>scale) if st == ST_OK else st
    st = text_ascii(out, b"0.")
    for _ in range(scale - n):
        st = st if st != ST_OK else text_char(out, c'0')
    return text_bytes(out, digits, <size_t>n) if st == ST_OK else st


cdef inline bint has_mark(Value v) noexcept nogil:
    """Inside of a collection, these are as the reader takes them in any case: 1N, 1.5M, ##Inf."""
    return is_double(v) or is_type(v, T_BIGN) or is_type(v, T_DECIMAL) or is_type(v, T_SINGLE)


cdef int put_number(VM* vm, Text* out, Value v, bint readably) noexcept nogil:
    cdef int st
    if is_double(v):
        return put_double(vm, out, unbox_double(v), readably)
    if is_type(v, T_BIGN):
        st = put_tower(vm, out, (<BigN*>as_obj(v)).value)
        return text_char(out, c'N') if st == ST_OK and readably else st
    if is_type(v, T_SINGLE):
        return put_single(vm, out, unbox_double((<BigN*>as_obj(v)).value), readably)
    if is_type(v, T_DECIMAL):
        st = put_decimal(vm, out, <BigDec*>as_obj(v))
        return text_char(out, c'M') if st == ST_OK and readably else st
    return put_tower(vm, out, v)


# ---------------------------------------------------------------- other atoms

cdef const char* char_name(uint32_t c) noexcept nogil:
    if c == 10:
        return b"\\newline"
    if c == 32:
        return b"\\space"
    if c == 9:
        return b"\\tab"
    if c == 8:
        return b"\\backspace"
    if c == 12:
        return b"\\formfeed"
    if c == 13:
        return b"\\return"
    return NULL


cdef int put_char(Text* out, uint32_t c, bint readably) noexcept nogil:
    cdef int st = ST_OK
    if readably:
        if char_name(c) != NULL:
            return text_ascii(out, char_name(c))
        st = text_char(out, c'\\')
    return text_char(out, c) if st == ST_OK else st


cdef const char* escape(uint32_t c) noexcept nogil:
    if c == 10:
        return b"\\n"
    if c == 9:
        return b"\\t"
    if c == 13:
        return b"\\r"
    if c == 34:
        return b"\\\""
    if c == 92:
        return b"\\\\"
    if c == 12:
        return b"\\f"
    if c == 8:
        return b"\\b"
    return NULL


cdef int put_string(VM* vm, Text* out, String* s, bint readably) noexcept nogil:
    cdef uint32_t i, start = 0
    cdef uint32_t c
    cdef int st
    charge(vm, s.h.length)
    if not readably:
        return text_string(out, s, 0, s.h.length)
    st = text_char(out, 34)
    for i in range(s.h.length):
        c = string_ref(s, i)
        if c > 92 or escape(c) == NULL:
            continue
        if st == ST_OK and i > start:
            st = text_string(out, s, start, i)
        if st == ST_OK:
            st = text_ascii(out, escape(c))
        start = i + 1
    if st == ST_OK and s.h.length > start:
        st = text_string(out, s, start, s.h.length)
    return text_char(out, 34) if st == ST_OK else st


cdef int put_atom(VM* vm, Text* out, Value v, bint readably) noexcept nogil:
    """Anything but a collection."""
    cdef int t = type_of(v), st = ST_OK
    cdef String* name
    if (t == T_FIXNUM or t == T_FLONUM or t == T_INT64 or t == T_BIGINT or t == T_RATIO or t == T_BIGN or t == T_DECIMAL
            or t == T_SINGLE):
        return put_number(vm, out, v, readably)
    if t == T_KEYWORD or t == T_SYMBOL:
        if t == T_KEYWORD:
            st = text_char(out, c':')
        name = as_string((<Symbol*>as_obj(v)).name)
        return text_string(out, name, 0, name.h.length) if st == ST_OK else st
    if t == T_STRING:
        return put_string(vm, out, as_string(v), readably)
    if t == T_NIL:
        return text_ascii(out, b"nil")
    if t == T_BOOL:
        return text_ascii(out, b"true" if v == IMM_TRUE else b"false")
    if t == T_CHAR:
        return put_char(out, char_value(v), readably)
    if t == T_GLOBAL:
        st = text_ascii(out, b"#'")
        name = as_string((<Symbol*>as_obj((<Global*>as_obj(v)).name)).name)
        return text_string(out, name, 0, name.h.length) if st == ST_OK else st
    return DECLINED


# ---------------------------------------------------------------- collections

cdef int kind_of(Value v) noexcept nogil:
    """Of a frame; -1: it is no collection."""
    cdef int t
    if is_pair(v):
        return LIST
    if not is_obj(v):
        return -1
    t = as_obj(v).type
    if t == T_PVEC:
        return VEC
    if t == T_PMAP or t == T_SMAP:
        return MAP
    if t == T_PSET or t == T_SSET:
        return SET
    return LIST if t == T_PLIST or t == T_SEQ or t == T_LAZY else -1


cdef Frame* push(Printer* p) noexcept nogil:
    cdef Frame* frames
    cdef size_t cap
    if p.n == p.cap:
        cap = p.cap * 2
        if not may_take(p.vm, cap * sizeof(Frame)):
            return NULL
        frames = <Frame*>realloc(NULL if p.frames == p.small else p.frames, cap * sizeof(Frame))
        if frames == NULL:
            return NULL
        if p.frames == p.small:
            memcpy(frames, p.small, sizeof(p.small))
        p.frames = frames
        p.cap = cap
    p.n += 1
    return &p.frames[p.n - 1]


cdef uint32_t space_of(Value v) noexcept nogil:
    """Length of the namespace of a keyword or symbol, with the slash; 0: it has none."""
    cdef String* name
    cdef uint32_t i, last
    if type_of(v) != T_KEYWORD and type_of(v) != T_SYMBOL:
        return 0
    name = as_string((<Symbol*>as_obj(v)).name)
    last = name.h.length - 1 if name.h.length else 0
    for i in range(1, last):
        if string_ref(name, i) == c'/':
            return i + 1
    return 0


cdef bint same_start(Value a, Value b, uint32_t n) noexcept nogil:
    """Do the names of two keywords or symbols begin with the same n characters?"""
    cdef String* s = as_string((<Symbol*>as_obj(a)).name)
    cdef String* t = as_string((<Symbol*>as_obj(b)).name)
    cdef uint32_t i
    for i in range(n):
        if string_ref(s, i) != string_ref(t, i):
            return False
    return True


cdef int common_space(VM* vm, Value map, uint32_t* space, Value* first) noexcept nogil:
    """The namespace that all keys of a map have, as the length in the name of the first; 0 if there is none."""
    cdef Cursor c
    cdef Value key = 0, value = 0
    cdef uint32_t n
    cdef int st = cursor_open(vm, map, &c)
    space[0] = 0
    if st != ST_OK:
        return st
    while True:
        st = cursor_entry(vm, &c, &key, &value)
        if st == ENDED:
            return ST_OK
        if st != FOUND:
            return st
        n = space_of(key)
        if space[0] == 0:
            first[0] = key
        charge(vm, NODE_COST + n)
        if n == 0 or (space[0] and (n != space[0] or not same_start(key, first[0], n))):
            space[0] = 0
            return ST_OK
        space[0] = n


cdef int put_space(Printer* p, Value key, uint32_t n) noexcept nogil:
    """What stands before a map whose keys have one namespace."""
    cdef int st = text_ascii(p.out, b"#:")
    return text_string(p.out, as_string((<Symbol*>as_obj(key)).name), 0, n - 1) if st == ST_OK else st


cdef int put_key(Printer* p, Value key, uint32_t space) noexcept nogil:
    """A key without its namespace."""
    cdef String* name = as_string((<Symbol*>as_obj(key)).name)
    cdef int st = ST_OK
    if type_of(key) == T_KEYWORD:
        st = text_char(p.out, c':')
    return text_string(p.out, name, space, name.h.length) if st == ST_OK else st


cdef int put_part(Printer* p, Value v) noexcept nogil:
    """An atom, or the beginning of a collection."""
    cdef int kind = kind_of(v), st
    cdef Frame* f
    cdef Value key = 0
    cdef uint32_t space = 0
    if kind < 0:
        return put_atom(p.vm, p.out, v, p.readably or has_mark(v))
    if kind == MAP:
        st = common_space(p.vm, v, &space, &key)
        if st == ST_OK and space:
            st = put_space(p, key, space)
        if st != ST_OK:
            return st
    f = push(p)
    if f == NULL:
        return ST_NOMEM
    f.kind = kind
    f.space = space
    f.begun = False
    f.value = IMM_UNDEF
    st = cursor_open(p.vm, v, &f.c)
    if st == ST_TYPE:                     # a lazy sequence whose value is none
        return err_type(p.vm, 0, v, b"collection")
    if st != ST_OK:
        return st
    return text_ascii(p.out, b"(" if kind == LIST else b"[" if kind == VEC else b"#{" if kind == SET else b"{")


cdef int put_next(Printer* p) noexcept nogil:
    """The next part of the innermost collection, or its end."""
    cdef Frame* f = &p.frames[p.n - 1]
    cdef Value item = 0, value = 0
    cdef int st
    if f.value != IMM_UNDEF:
        item = f.value
        f.value = IMM_UNDEF
        st = text_char(p.out, c' ')
        return put_part(p, item) if st == ST_OK else st
    if f.kind >= SET:
        st = cursor_entry(p.vm, &f.c, &item, &value)
    else:
        st = cursor_next(p.vm, &f.c, &item)
    if st == ENDED:
        p.n -= 1
        return text_ascii(p.out, b")" if f.kind == LIST else b"]" if f.kind == VEC else b"}")
    if st != FOUND:
        return st
    if f.kind == MAP:
        f.value = value
    st = ST_OK
    if f.begun:
        st = text_ascii(p.out, b", " if f.kind == MAP else b" ")
    f.begun = True
    if st != ST_OK:
        return st
    return put_key(p, item, f.space) if f.space else put_part(p, item)


cdef int put_value(VM* vm, Text* out, Value v, bint readably) noexcept nogil:
    cdef Printer p
    cdef int st
    if kind_of(v) < 0:
        return put_atom(vm, out, v, readably)
    p.vm = vm
    p.out = out
    p.readably = readably
    p.frames = p.small
    p.n = 0
    p.cap = SMALL_STACK
    p.steps = 0
    st = put_part(&p, v)
    while st == ST_OK and p.n:
        p.steps += 1
        if p.steps & POLL_MASK == 0:
            charge(vm, POLL_MASK * NODE_COST)
            st = poll_limits(vm)
            if st != ST_OK:
                break
        st = put_next(&p)
    charge(vm, (p.steps & POLL_MASK) * NODE_COST)
    if p.frames != p.small:
        free(p.frames)
    return st
