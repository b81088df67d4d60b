# Interning. Open addressing; 0 free, 8 deleted.

from libc.stdint cimport uint64_t, uint32_t
from libc.stdlib cimport calloc, free
from libc.string cimport memcpy, memcmp, memset, strlen
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._blocks cimport *
from vmcore._mark cimport visit
from vmcore._barrier cimport object_barrier
from vmcore._heap cimport alloc, set_header
from vmcore._objects cimport new_string, new_string_utf8

cdef enum:
    FIRST_SIZE = 1024


cdef bint init_symbols(Heap* h) noexcept nogil:
    h.symbols = <Value*>calloc(FIRST_SIZE, sizeof(Value))
    h.sym_mask = FIRST_SIZE - 1
    return h.symbols != NULL


cdef uint64_t string_hash(String* s) noexcept nogil:
    """Of the characters, whatever their width; never 0."""
    cdef uint64_t hash = 0xCBF29CE484222325u
    cdef uint32_t i
    if s.hash:
        return s.hash
    for i in range(s.h.length):
        hash = (hash ^ string_ref(s, i)) * 0x100000001B3u
    hash ^= hash >> 32
    hash = <uint32_t>hash
    if hash == 0:
        hash = 1
    if s.h.flags & F_IMMUTABLE:
        s.hash = <uint32_t>hash
    return hash


cdef bint string_equal(String* a, String* b) noexcept nogil:
    cdef uint32_t i
    if a.h.length != b.h.length:
        return False
    if a.h.aux == b.h.aux:
        return memcmp(a.data, b.data, <size_t>a.h.length * a.h.aux) == 0
    for i in range(a.h.length):
        if string_ref(a, i) != string_ref(b, i):
            return False
    return True


cdef int grow_symbols(Heap* h) noexcept nogil:
    cdef uint32_t size = h.sym_mask + 1, i, at, live = 0
    cdef Value* old = h.symbols
    cdef Value* new
    for i in range(size):
        if is_heap(old[i]):
            live += 1
    if live * 2 > size:
        size *= 2
    new = <Value*>calloc(size, sizeof(Value))
    if new == NULL:
        return ST_NOMEM
    for i in range(h.sym_mask + 1):
        if is_heap(old[i]):
            at = <uint32_t>(<Symbol*>as_obj(old[i])).hash & (size - 1)
            while new[at]:
                at = (at + 1) & (size - 1)
            new[at] = old[i]
    free(old)
    h.symbols = new
    h.sym_mask = size - 1
    h.sym_used = live
    return ST_OK


cdef Value copy_immutable(VM* vm, Value string) noexcept nogil:
    cdef String* s = as_string(string)
    cdef Value v
    if s.h.flags & F_IMMUTABLE:
        return string
    v = new_string(vm, s.h.length, s.h.aux)
    if v == 0:
        return 0
    memcpy(as_string(v).data, s.data, <size_t>s.h.length * s.h.aux)
    as_string(v).h.flags |= F_IMMUTABLE
    return v


cdef Value intern(VM* vm, Value string, int type) noexcept nogil:
    cdef Heap* h = <Heap*>vm.heap
    cdef uint64_t hash = string_hash(as_string(string)) ^ (<uint64_t>type << 40)
    cdef uint32_t at
    cdef Symbol* s
    cdef Value v
    hash ^= hash >> 29
    if h.sym_used * 3 > h.sym_mask * 2 and grow_symbols(h) != ST_OK:
        return 0
    at = <uint32_t>hash & h.sym_mask
    while h.symbols[at]:
        v = h.symbols[at]
        if v != 8:
            s = <Symbol*>as_obj(v)
            if s.hash == hash and s.h.type == type and string_equal(as_string(s.name), as_string(string)):
                return v
        at = (at + 1) & h.sym_mask
    v = copy_immutable(vm, string)
    s = <Symbol*>alloc(vm, sizeof(Symbol))
    if v == 0 or s == NULL:
        return 0
    set_header(s, type, sizeof(Symbol), 1, 0)
    s.h.flags |= F_IMMUTABLE
    s.hash = hash
    s.name = v
    s.cell = IMM_UNDEF
    if not push(&h.young_symbols, tag_obj(s)):
        return 0
    h.symbols[at] = tag_obj(s)
    h.sym_used += 1
    return tag_obj(s)


cdef Value intern_c(VM* vm, const char* name) noexcept nogil:
    """Looks up before it allocates: the string for the look-up lives in a buffer of its own."""
    cdef String key
    cdef Value s
    memset(&key, 0, sizeof(String))
    key.h.type = T_STRING
    key.h.aux = 1
    key.h.length = <uint32_t>strlen(name)
    key.data = <void*>name
    s = interned(vm, &key, T_SYMBOL)
    if s:
        return s
    s = new_string_utf8(vm, name, -1)
    return intern(vm, s, T_SYMBOL) if s else 0


cdef Value interned(VM* vm, String* key, int type) noexcept nogil:
    cdef Heap* h = <Heap*>vm.heap
    cdef uint64_t hash = string_hash(key) ^ (<uint64_t>type << 40)
    cdef uint32_t at
    cdef Symbol* s
    hash ^= hash >> 29
    at = <uint32_t>hash & h.sym_mask
    while h.symbols[at]:
        if h.symbols[at] != 8:
            s = <Symbol*>as_obj(h.symbols[at])
            if s.hash == hash and s.h.type == type and string_equal(as_string(s.name), key):
                return h.symbols[at]
        at = (at + 1) & h.sym_mask
    return 0


cdef Value global_cell(VM* vm, Value symbol) noexcept nogil:
    cdef Symbol* s = <Symbol*>as_obj(symbol)
    cdef Global* g
    if s.cell != IMM_UNDEF:
        return s.cell
    g = <Global*>alloc(vm, sizeof(Global))
    if g == NULL:
        return 0
    set_header(g, T_GLOBAL, sizeof(Global), 0, 0)
    g.value = IMM_UNBOUND
    g.code = vm.no_code
    g.entry = NULL
    g.name = symbol
    object_barrier(vm, symbol, tag_obj(g))
    s.cell = tag_obj(g)
    return s.cell


# ---------------------------------------------------------------- for the collector

cdef inline bint names_bound(Value symbol) noexcept nogil:
    cdef Symbol* s = <Symbol*>as_obj(symbol)
    return s.cell != IMM_UNDEF and (<Global*>as_obj(s.cell)).value != IMM_UNBOUND


cdef void visit_young_symbols(VM* vm, Heap* h) noexcept nogil:
    cdef size_t i
    for i in range(h.young_symbols.n):
        if names_bound(h.young_symbols.items[i]):
            visit(vm, h, h.young_symbols.items[i])


cdef void visit_all_symbols(VM* vm, Heap* h) noexcept nogil:
    cdef uint32_t i
    for i in range(h.sym_mask + 1):
        if is_heap(h.symbols[i]) and names_bound(h.symbols[i]):
            visit(vm, h, h.symbols[i])


cdef void sweep_young_symbols(Heap* h) noexcept nogil:
    """After a minor collection."""
    cdef size_t i
    cdef uint32_t at
    cdef Value v
    for i in range(h.young_symbols.n):
        v = h.young_symbols.items[i]
        if is_old(v):
            continue
        at = <uint32_t>(<Symbol*>as_obj(v)).hash & h.sym_mask
        while h.symbols[at] != v:
            at = (at + 1) & h.sym_mask
        h.symbols[at] = 8
    h.young_symbols.n = 0


cdef void sweep_symbols(Heap* h) noexcept nogil:
    cdef uint32_t i
    for i in range(h.sym_mask + 1):
        if is_heap(h.symbols[i]) and not is_marked(h.symbols[i]):
            h.symbols[i] = 8
    h.young_symbols.n = 0
