# Constructors that other modules share, and widening of strings.

from libc.stdint cimport uint64_t, int64_t, uint8_t, uint16_t, uint32_t
from libc.stdlib cimport malloc, calloc, free
from libc.string cimport memcpy, strlen
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._blocks cimport injected, heap_reserve, heap_external, heap_own
from vmcore._owners cimport table_bytes
from vmcore._symbols cimport intern_c
from vmcore._heap cimport alloc, alloc_owner, set_header


cdef Value new_int(VM* vm, int64_t i) noexcept nogil:
    cdef Int64* p
    if fits_fix(i):
        return from_fix(i)
    p = <Int64*>alloc(vm, sizeof(Int64))
    if p == NULL:
        return 0
    set_header(p, T_INT64, sizeof(Int64), 0, 0)
    p.value = i
    return tag_obj(p)


cdef Value new_bigint(VM* vm, size_t n, bint negative) noexcept nogil:
    cdef size_t size = sizeof(Obj) + n * sizeof(uint64_t)
    cdef BigInt* p = <BigInt*>alloc(vm, size)
    if p == NULL:
        return 0
    set_header(p, T_BIGINT, size, negative, <uint32_t>n)
    return tag_obj(p)


cdef Value new_string(VM* vm, size_t n, int kind) noexcept nogil:
    cdef size_t size = sizeof(String) + n * <size_t>kind
    cdef String* p
    if n > 0xFFFFFFFFu or n * <size_t>kind > 0xFFFFFFFFu:
        return 0
    p = <String*>alloc(vm, size)
    if p == NULL:
        return 0
    set_header(p, T_STRING, size, <uint16_t>kind, <uint32_t>n)
    p.hash = 0
    p.capacity = <uint32_t>(n * <size_t>kind)
    p.data = <void*>(p + 1)
    return <Value>p + TAG_STRING


cdef size_t utf8_scan(const char* s, size_t n, uint32_t* widest) noexcept nogil:
    """Number of characters of valid UTF-8, and the largest one's size class (as a code point bound)."""
    cdef size_t i = 0, count = 0
    cdef uint8_t c
    widest[0] = 0
    while i < n:
        c = <uint8_t>s[i]
        if c < 0x80:
            i += 1
        elif c < 0xE0:
            if c > 0xC3 and widest[0] < 0x100:
                widest[0] = 0x100
            i += 2
        elif c < 0xF0:
            if widest[0] < 0x800:
                widest[0] = 0x800
            i += 3
        else:
            widest[0] = 0x10000
            i += 4
        count += 1
    return count


cdef Value new_string_utf8(VM* vm, const char* s, Py_ssize_t n) noexcept nogil:
    cdef size_t size = strlen(s) if n < 0 else <size_t>n
    cdef uint32_t widest, cp
    cdef size_t count = utf8_scan(s, size, &widest)
    cdef Value v = new_string(vm, count, 4 if widest >= 0x10000 else 2 if widest else 1)
    cdef String* p
    cdef size_t i = 0, j
    cdef const uint8_t* u = <const uint8_t*>s
    if v == 0:
        return 0
    p = as_string(v)
    if count == size:
        memcpy(p.data, s, size)
        return v
    for j in range(count):
        if u[i] < 0x80:
            cp = u[i]
            i += 1
        elif u[i] < 0xE0:
            cp = (<uint32_t>(u[i] & 0x1F) << 6) | (u[i + 1] & 0x3F)
            i += 2
        elif u[i] < 0xF0:
            cp = (<uint32_t>(u[i] & 0x0F) << 12) | (<uint32_t>(u[i + 1] & 0x3F) << 6) | (u[i + 2] & 0x3F)
            i += 3
        else:
            cp = ((<uint32_t>(u[i] & 0x07) << 18) | (<uint32_t>(u[i + 1] & 0x3F) << 12)
                  | (<uint32_t>(u[i + 2] & 0x3F) << 6) | (u[i + 3] & 0x3F))
            i += 4
        string_put(p, j, cp)
    return v


cdef bint own_string(VM* vm, Value v) noexcept nogil:
    return heap_own(vm, as_string(v))


cdef int string_widen(VM* vm, Value v, int kind) noexcept nogil:
    cdef String* s = as_string(v)
    cdef uint64_t size = <uint64_t>s.h.length * <uint64_t>kind
    cdef String wide
    cdef void* data
    cdef uint32_t i
    if kind <= s.h.aux:
        return ST_OK
    if size > 0xFFFFFFFFu or injected(vm) or not heap_reserve(vm, size):
        return ST_NOMEM
    data = malloc(size if size else 1)
    if data == NULL or not (s.h.flags & F_EXTERNAL or own_string(vm, v)):
        free(data)
        return ST_NOMEM
    wide.h.aux = <uint16_t>kind
    wide.data = data
    for i in range(s.h.length):
        string_put(&wide, i, string_ref(s, i))
    if s.h.flags & F_EXTERNAL:
        heap_external(vm, -<int64_t>s.capacity)
        free(s.data)
    s.data = data
    s.h.aux = <uint16_t>kind
    s.capacity = <uint32_t>size
    s.h.flags |= F_EXTERNAL
    heap_external(vm, <int64_t>size)
    return ST_OK


cdef Value new_vector(VM* vm, size_t n, Value fill) noexcept nogil:
    cdef size_t size = sizeof(Obj) + n * sizeof(Value)
    cdef Vector* p
    cdef size_t i
    if n > 0xFFFFFFFFu:
        return 0
    p = <Vector*>alloc(vm, size)
    if p == NULL:
        return 0
    set_header(p, T_VECTOR, size, 0, <uint32_t>n)
    for i in range(n):
        p.items[i] = fill
    return <Value>p + TAG_VECTOR


cdef Value new_bytes(VM* vm, size_t n) noexcept nogil:
    cdef size_t size = sizeof(Obj) + n
    cdef Bytes* p
    if n > 0xFFFFFFFFu:
        return 0
    p = <Bytes*>alloc(vm, size)
    if p == NULL:
        return 0
    set_header(p, T_BYTES, size, 0, <uint32_t>n)
    return tag_obj(p)


cdef Value new_values(VM* vm, Value* items, int n) noexcept nogil:
    cdef size_t size = sizeof(Obj) + <size_t>n * sizeof(Value)
    cdef Values* p = <Values*>alloc(vm, size)
    if p == NULL:
        return 0
    set_header(p, T_VALUES, size, 0, <uint32_t>n)
    memcpy(p.items, items, <size_t>n * sizeof(Value))
    return tag_obj(p)


cdef Value new_cell(VM* vm, Value v) noexcept nogil:
    cdef Cell* p = <Cell*>alloc(vm, sizeof(Cell))
    if p == NULL:
        return 0
    set_header(p, T_CELL, sizeof(Cell), 0, 0)
    p.value = v
    return <Value>p + TAG_CELL


cdef Value new_box(VM* vm, Value v) noexcept nogil:
    cdef Box* p = <Box*>alloc(vm, sizeof(Box))
    if p == NULL:
        return 0
    set_header(p, T_BOX, sizeof(Box), 0, 0)
    p.value = v
    return tag_obj(p)


cdef Value new_condition(VM* vm, const char* kind, Value message, Value irritants, Value payload) noexcept nogil:
    cdef Value symbol = intern_c(vm, kind)
    cdef Condition* p
    if symbol == 0:
        return 0
    p = <Condition*>alloc(vm, sizeof(Condition))
    if p == NULL:
        return 0
    set_header(p, T_CONDITION, sizeof(Condition), 0, 0)
    p.kind = symbol
    p.message = message
    p.irritants = irritants
    p.payload = payload
    return tag_obj(p)


cdef Value new_table(VM* vm, int kind, uint32_t capacity) noexcept nogil:
    cdef Table* p
    cdef uint32_t size = 8
    cdef TableEntry* entries = NULL
    cdef uint32_t* index = NULL
    if capacity:
        while size < capacity * 2:
            size *= 2
        if not heap_reserve(vm, <uint64_t>capacity * sizeof(TableEntry) + size * sizeof(uint32_t)):
            return 0
    p = <Table*>alloc_owner(vm, sizeof(Table))
    if p == NULL:
        return 0
    set_header(p, T_TABLE, sizeof(Table), <uint16_t>kind, 0)
    p.used = 0
    p.capacity = 0
    p.mask = 0
    p.entries = NULL
    p.index = NULL
    if capacity:
        entries = <TableEntry*>malloc(capacity * sizeof(TableEntry))
        index = <uint32_t*>calloc(size, sizeof(uint32_t))
        if entries == NULL or index == NULL:
            free(entries)
            free(index)
            return 0
        p.entries = entries
        p.index = index
        p.capacity = capacity
        p.mask = size - 1
        heap_external(vm, <int64_t>table_bytes(p))
    return tag_obj(p)


cdef Value new_proc(VM* vm, Value code, Value* up, int n) noexcept nogil:
    cdef size_t size = sizeof(Obj) + sizeof(void*) + <size_t>n * sizeof(Value)
    cdef Proc* p = <Proc*>alloc(vm, size)
    if p == NULL:
        return 0
    set_header(p, T_PROC, size, 0, <uint32_t>n)
    p.code = <Code*>as_obj(code)
    if n:
        memcpy(p.up, up, <size_t>n * sizeof(Value))
    return <Value>p + TAG_PROC
