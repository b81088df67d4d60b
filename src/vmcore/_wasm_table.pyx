# Tables, and the instructions that are not in the loop: their operands lie one behind the other, the result goes there.

from libc.stdint cimport uint32_t, uint64_t, int64_t
from libc.stdlib cimport calloc, realloc, free
from libc.string cimport memmove, memcpy
from vmcore.wasm cimport *
from vmcore._wasm_memory cimport memory_bulk
from vmcore._wasm_heap cimport gc

cdef enum:
    MAX_ITEMS = 10000000                   # of a table


cdef WTable* table_new(WStore* store, uint64_t size, uint64_t most, bint has_max, bint is64, uint64_t init) noexcept nogil:
    """NULL: too large."""
    cdef WTable* t = <WTable*>calloc(1, sizeof(WTable))
    if t == NULL:
        return NULL
    t.store = store
    t.min = size
    t.max = most
    t.has_max = has_max
    t.is64 = is64
    if table_grow(t, size, init) != 0:
        free(t)
        return NULL
    return t


cdef void table_free(WTable* t) noexcept nogil:
    free(t.items)
    free(t)


cdef uint64_t table_grow(WTable* t, uint64_t delta, uint64_t init) noexcept nogil:
    """The old size, or -1 in the width of an index."""
    cdef uint64_t old = t.size
    cdef uint64_t refused = <uint64_t>-1 if t.is64 else 0xFFFFFFFFu
    cdef uint64_t most = t.max if t.has_max and t.max < MAX_ITEMS else MAX_ITEMS
    cdef uint64_t capacity, i
    cdef void* made
    cdef WStore* store = t.store
    if delta > most or old > most - delta:
        return refused
    if store.memory_limit and (store.used > store.memory_limit or delta * 8 > store.memory_limit - store.used):
        return refused
    if not outer_has_room(store, delta * 8):
        return refused
    if old + delta > t.capacity:
        capacity = old + delta
        if old and capacity < 2 * old:
            capacity = 2 * old
        made = realloc(t.items, <size_t>capacity * 8)
        if made == NULL:
            return refused
        t.items = <uint64_t*>made
        t.capacity = capacity
    for i in range(old, old + delta):
        t.items[i] = init
    t.size = old + delta
    use(store, delta * 8)
    return old


cdef inline bint outside(uint64_t at, uint64_t n, uint64_t size) noexcept nogil:
    return n > size or at > size - n


cdef int table_init(WInstance* inst, WTable* t, uint32_t segment, uint64_t to, uint64_t of, uint64_t n) noexcept nogil:
    cdef WSegment* elems = inst.elems + segment
    if outside(to, n, t.size) or outside(of, n, elems.length):
        return ST_TABLE_BOUNDS
    if n:
        memcpy(t.items + to, elems.items + of, <size_t>n * 8)
    return ST_OK


cdef inline void pay(WStore* store, uint64_t items) noexcept nogil:
    """For work in proportion to an operand."""
    store.budget -= <int64_t>(items >> 4)


cdef int ext(WStore* store, WInstance* inst, uint32_t op, uint32_t flag, uint64_t* A, uint64_t x, uint64_t y) noexcept nogil:
    cdef WTable* t
    cdef WTable* other
    cdef uint64_t i
    if 0x100 <= op < 0x200:
        return gc(store, inst, op, flag, A, x, y)
    if op == 0x25:                         # table.get
        t = inst.tables[x]
        if A[0] >= t.size:
            return ST_TABLE_BOUNDS
        A[0] = t.items[A[0]]
    elif op == 0x26:                       # table.set
        t = inst.tables[x]
        if A[0] >= t.size:
            return ST_TABLE_BOUNDS
        t.items[A[0]] = A[1]
    elif op == 0xD2:                       # ref.func
        A[0] = <uint64_t><size_t>inst.funcs[x]
    elif op == 0xD4:                       # ref.as_non_null
        if A[0] == 0:
            return ST_NULL_REFERENCE
    elif op == 0x208 or op == 0x20A or op == 0x20B:
        return memory_bulk(inst, op, A, x, y)
    elif op == 0x209:                      # data.drop
        inst.datas[x].length = 0
    elif op == 0x20C:                      # table.init
        pay(store, A[2])
        return table_init(inst, inst.tables[y], <uint32_t>x, A[0], A[1], A[2])
    elif op == 0x20D:                      # elem.drop
        inst.elems[x].length = 0
    elif op == 0x20E:                      # table.copy
        t = inst.tables[x]
        other = inst.tables[y]
        if outside(A[0], A[2], t.size) or outside(A[1], A[2], other.size):
            return ST_TABLE_BOUNDS
        if A[2]:
            memmove(t.items + A[0], other.items + A[1], <size_t>A[2] * 8)
        pay(store, A[2])
    elif op == 0x20F:                      # table.grow
        pay(store, A[1])
        A[0] = table_grow(inst.tables[x], A[1], A[0])
    elif op == 0x210:                      # table.size
        A[0] = inst.tables[x].size
    elif op == 0x211:                      # table.fill
        t = inst.tables[x]
        if outside(A[0], A[2], t.size):
            return ST_TABLE_BOUNDS
        for i in range(A[0], A[0] + A[2]):
            t.items[i] = A[1]
        pay(store, A[2])
    return ST_OK
