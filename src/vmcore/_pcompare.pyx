# Numbers by value, texts by their UTF-16 units, vectors by length and then item by item.

from libc.stdint cimport uint32_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._num cimport num_compare
from vmcore._phash cimport DECLINED
from vmcore._pequal cimport category, NO_NUMBER
from vmcore._pstack cimport *
from vmcore._pvec cimport *


cdef int compare_numbers(VM* vm, Value a, Value b, int* order) noexcept nogil:
    cdef int st = num_compare(vm, a, b, order)
    if order[0] == 2:
        order[0] = 0
    return st


cdef int compare_text(String* a, uint32_t i, uint32_t end_a, String* b, uint32_t j, uint32_t end_b) noexcept nogil:
    """The difference of the first two UTF-16 units that are not the same, else that of the lengths."""
    cdef uint32_t x, y, n = end_a - i, m = end_b - j
    while i < end_a and j < end_b:
        x = string_ref(a, i)
        y = string_ref(b, j)
        if x != y:
            return <int>first_unit(x, y) - <int>first_unit(y, x)
        i += 1
        j += 1
    return <int>(n + wide_units(a, i, end_a)) - <int>(m + wide_units(b, j, end_b))


cdef uint32_t wide_units(String* s, uint32_t i, uint32_t end) noexcept nogil:
    """Characters from a place on that are two units of UTF-16."""
    cdef uint32_t n = 0
    if s.h.aux == 4:
        while i < end:
            n += string_ref(s, i) >= 0x10000
            i += 1
    return n


cdef uint32_t first_unit(uint32_t c, uint32_t other) noexcept nogil:
    """The UTF-16 unit of c that tells it from the other character."""
    if c < 0x10000:
        return c
    if other >= 0x10000 and c >> 10 == other >> 10:
        return 0xDC00 + (c & 0x3FF)
    return 0xD800 + ((c - 0x10000) >> 10)


cdef uint32_t slash_of(String* s) noexcept nogil:
    """Where the namespace ends, or 0."""
    cdef uint32_t i
    for i in range(1, s.h.length):
        if string_ref(s, i) == c'/' and i + 1 < s.h.length:
            return i
    return 0


cdef int compare_names(String* a, String* b) noexcept nogil:
    cdef uint32_t i = slash_of(a), j = slash_of(b)
    cdef int order
    if i == 0 and j:
        return -1
    if i and j == 0:
        return 1
    order = compare_text(a, 0, i, b, 0, j)
    if order:
        return order
    return compare_text(a, i + 1 if i else 0, a.h.length, b, j + 1 if j else 0, b.h.length)


cdef int compare_atoms(VM* vm, Value a, Value b, int* order) noexcept nogil:
    """Of values that are not both vectors."""
    cdef int t
    order[0] = 0
    if a == b:
        return ST_OK
    if a == IMM_NIL or b == IMM_NIL:
        order[0] = -1 if a == IMM_NIL else 1
        return ST_OK
    if category(a) != NO_NUMBER and category(b) != NO_NUMBER:
        return compare_numbers(vm, a, b, order)
    if is_type(a, T_RECORD) or is_type(a, T_HOST):
        return DECLINED
    t = type_of(a)
    if t != type_of(b):
        return ST_TYPE
    if t == T_STRING:
        charge(vm, as_string(a).h.length >> 1)
        order[0] = compare_text(as_string(a), 0, as_string(a).h.length, as_string(b), 0, as_string(b).h.length)
    elif t == T_KEYWORD or t == T_SYMBOL:
        order[0] = compare_names(as_string((<Symbol*>as_obj(a)).name), as_string((<Symbol*>as_obj(b)).name))
    elif t == T_CHAR:
        order[0] = <int>char_value(a) - <int>char_value(b)
    elif t == T_BOOL:
        order[0] = 1 if a == IMM_TRUE else -1
    else:
        return ST_TYPE
    return ST_OK


cdef int open_compare(Stack* s, Value a, Value b, int* order) noexcept nogil:
    cdef Frame* f
    if a == b or not (is_type(a, T_PVEC) and is_type(b, T_PVEC)):
        return compare_atoms(s.vm, a, b, order)
    order[0] = 0
    if as_obj(a).length != as_obj(b).length:
        order[0] = -1 if as_obj(a).length < as_obj(b).length else 1
        return ST_OK
    f = stack_push(s, ITEMS)
    if f == NULL:
        return ST_NOMEM
    f.a.x = a
    f.b.x = b
    f.count = 0
    return ST_OK


cdef int compare_values(VM* vm, Value a, Value b, int* order) noexcept nogil:
    cdef Stack s
    cdef Frame* f
    cdef uint32_t i
    cdef int st
    if not (is_type(a, T_PVEC) and is_type(b, T_PVEC)):
        return compare_atoms(vm, a, b, order)
    stack_init(&s, vm)
    st = open_compare(&s, a, b, order)
    while s.n and st == ST_OK and order[0] == 0:
        st = step(&s)
        if st != ST_OK:
            break
        f = &s.frames[s.n - 1]
        i = f.count
        if i == as_obj(f.a.x).length:
            s.n -= 1
            continue
        f.count += 1
        st = open_compare(&s, pvec_at(as_pvec(f.a.x), i), pvec_at(as_pvec(f.b.x), i), order)
    stack_free(&s)
    return st
