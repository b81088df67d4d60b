# Hash tables: dense entries in the order of insertion, and an open-addressing index of entry numbers.
#
# Invariants: the index has a power of two of slots, at least twice the capacity, so a probe ends. Every entry in use,
# deleted or not, has its slot: the entry's number + 1 in the low bits (those of the mask) and bits of the hash above,
# so that a probe looks at an entry only if it is likely the right one. A deleted entry keeps its number until the table
# grows, so going through the entries by number is safe whatever happens to the table meanwhile. Keys are hashed once.
#
# A probe looks at the slots of one group, a quarter of a cache line, then at those of groups that mixed bits of the hash
# choose. So the hash itself need not be mixed: that of small integers and of addresses keeps neighbours together, and a
# table that is gone through in the order of its keys is read in order. Keys that all have one home cost one group more.

from libc.stdint cimport uint64_t, int64_t, uint32_t
from libc.stdlib cimport malloc, calloc, free
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport heap_external, item_barrier, new_table, remember_all
from vmcore._equal cimport eqv, equal, hash_eqv, hash_equal, by_word, may_take

cdef enum:
    MIN_CAPACITY = 8
    MAX_CAPACITY = 1 << 30
    LONG_PROBE = 16           # slots; a longer probe is charged
    GROUP = 4                 # slots

cdef struct Probe:
    uint32_t at               # slot
    uint32_t home             # first slot looked at in this group
    uint32_t steps            # slots left behind
    uint64_t mixed            # bits of the hash


cdef inline uint64_t word_hash(Value v) noexcept nogil:
    """Of what is compared by its word: neighbouring integers and objects have neighbouring hashes."""
    cdef uint64_t h = v if is_fix(v) else v >> 4
    return h ^ (h >> 16)


cdef inline uint64_t key_hash(VM* vm, int kind, Value key, bint* words) noexcept nogil:
    """*words: does comparing words decide?"""
    words[0] = is_fix(key) or kind == TABLE_EQ or by_word(key)
    if words[0]:
        return word_hash(key)
    if kind == TABLE_EQV:
        return hash_eqv(vm, key)
    return hash_equal(vm, key)


cdef inline void start_probe(Probe* p, Table* t, uint64_t hash) noexcept nogil:
    p.home = p.at = <uint32_t>hash & t.mask
    p.steps = 0
    p.mixed = hash * <uint64_t>0x9E3779B97F4A7C15u


cdef inline void next_slot(Probe* p, Table* t) noexcept nogil:
    """Every slot has its turn: groups are an odd number of groups apart."""
    p.steps += 1
    if p.steps % GROUP == 0:
        p.home = (p.home + (<uint32_t>(p.mixed >> 32) | 1) * GROUP) & t.mask
    p.at = p.home ^ (p.steps % GROUP)


cdef inline uint32_t tag_of(Probe* p, Table* t) noexcept nogil:
    return <uint32_t>(p.mixed >> 32) & ~t.mask


cdef int64_t find_slow(VM* vm, Table* t, Value key, uint64_t hash, int* status) noexcept nogil:
    cdef Probe p
    cdef TableEntry* e
    cdef bint same
    start_probe(&p, t, hash)
    while t.index[p.at]:
        e = &t.entries[(t.index[p.at] & t.mask) - 1]
        if e.key == key:
            return e - t.entries
        if e.hash == hash and e.key != IMM_UNDEF:
            if t.h.aux == TABLE_EQV:
                same = eqv(vm, key, e.key)
            else:
                status[0] = equal(vm, key, e.key, &same)
                if status[0] != ST_OK:
                    return -1
            if same:
                return e - t.entries
        charge(vm, 32)
        next_slot(&p, t)
    return -1


cdef inline int64_t find(VM* vm, Table* t, Value key, uint64_t hash, bint words, int* status) noexcept nogil:
    """The number of the key's entry, or -1."""
    cdef Probe p
    cdef uint32_t slot, tag, mask = t.mask
    status[0] = ST_OK
    if t.h.length == 0:
        return -1
    if not words:
        return find_slow(vm, t, key, hash, status)
    start_probe(&p, t, hash)
    tag = tag_of(&p, t)
    while True:
        slot = t.index[p.at]
        if slot == 0 or ((slot & ~mask) == tag and t.entries[(slot & mask) - 1].key == key):
            break
        next_slot(&p, t)
    if UNLIKELY(p.steps > LONG_PROBE):
        charge(vm, <int64_t>p.steps * 2)
    return <int64_t>(slot & mask) - 1


cdef inline void add(Table* t, Value key, Value value, uint64_t hash) noexcept nogil:
    """Of a key that is not there; there is room."""
    cdef Probe p
    cdef TableEntry* e = &t.entries[t.used]
    start_probe(&p, t, hash)
    while t.index[p.at]:
        next_slot(&p, t)
    t.used += 1
    t.index[p.at] = t.used | tag_of(&p, t)
    t.h.length += 1
    e.key = key
    e.value = value
    e.hash = hash


cdef inline int64_t buffer_bytes(uint64_t capacity, uint64_t slots) noexcept nogil:
    return <int64_t>(capacity * sizeof(TableEntry) + slots * sizeof(uint32_t))


cdef void drop_buffers(VM* vm, Table* t) noexcept nogil:
    if t.capacity:
        heap_external(vm, -buffer_bytes(t.capacity, <uint64_t>t.mask + 1))
    free(t.entries)
    free(t.index)
    t.entries = NULL
    t.index = NULL
    t.capacity = t.mask = t.used = 0
    t.h.length = 0


cdef int resize(VM* vm, Table* t, uint32_t capacity) noexcept nogil:
    """New buffers with room for `capacity` entries, without the deleted ones."""
    cdef Table old = t[0]
    cdef uint32_t slots = MIN_CAPACITY * 2
    cdef uint32_t i
    cdef TableEntry* entries
    cdef uint32_t* index
    while slots < capacity * 2:
        slots *= 2
    if not may_take(vm, <uint64_t>buffer_bytes(capacity, slots)):
        return ST_NOMEM
    entries = <TableEntry*>malloc(<size_t>capacity * sizeof(TableEntry))
    index = <uint32_t*>calloc(slots, sizeof(uint32_t))
    if entries == NULL or index == NULL:
        free(entries)
        free(index)
        return ST_NOMEM
    remember_all(vm, tag_obj(t))          # entries change places
    t.entries = entries
    t.index = index
    t.capacity = capacity
    t.mask = slots - 1
    t.used = 0
    t.h.length = 0
    for i in range(old.used):
        if old.entries[i].key != IMM_UNDEF:
            add(t, old.entries[i].key, old.entries[i].value, old.entries[i].hash)
    heap_external(vm, buffer_bytes(capacity, slots))
    drop_buffers(vm, &old)
    charge(vm, <int64_t>capacity * 4)
    return ST_OK


cdef int grow(VM* vm, Table* t) noexcept nogil:
    if t.capacity == 0:
        return resize(vm, t, MIN_CAPACITY)
    if t.h.length <= t.capacity // 2:
        return resize(vm, t, t.capacity)  # at least half of the entries are deleted ones
    if t.capacity > MAX_CAPACITY // 2:
        return ST_NOMEM
    return resize(vm, t, t.capacity * 2)


cdef bint table_get(VM* vm, Value table, Value key, Value* out, int* status) noexcept nogil:
    cdef Table* t = <Table*>as_obj(table)
    cdef bint words
    cdef uint64_t hash = key_hash(vm, t.h.aux, key, &words)
    cdef int64_t i = find(vm, t, key, hash, words, status)
    if i < 0:
        return False
    out[0] = t.entries[i].value
    return True


cdef int table_put(VM* vm, Value table, Value key, Value value) noexcept nogil:
    cdef Table* t = <Table*>as_obj(table)
    cdef bint words
    cdef uint64_t hash = key_hash(vm, t.h.aux, key, &words)
    cdef int status
    cdef int64_t i = find(vm, t, key, hash, words, &status)
    if status != ST_OK:
        return status
    if i >= 0:
        item_barrier(vm, table, <uint64_t>i, value)
        t.entries[i].value = value
        return ST_OK
    if t.used == t.capacity:
        status = grow(vm, t)
        if status != ST_OK:
            return status
    item_barrier(vm, table, t.used, key)
    item_barrier(vm, table, t.used, value)
    add(t, key, value, hash)
    return ST_OK


cdef int table_delete(VM* vm, Value table, Value key, bint* found) noexcept nogil:
    cdef Table* t = <Table*>as_obj(table)
    cdef bint words
    cdef uint64_t hash = key_hash(vm, t.h.aux, key, &words)
    cdef int status
    cdef int64_t i = find(vm, t, key, hash, words, &status)
    found[0] = i >= 0
    if i >= 0:
        t.entries[i].key = IMM_UNDEF
        t.entries[i].value = IMM_UNDEF
        t.h.length -= 1
    return status


cdef void table_clear(VM* vm, Value table) noexcept nogil:
    drop_buffers(vm, <Table*>as_obj(table))


cdef Value table_copy(VM* vm, Value table) noexcept nogil:
    cdef Table* t = <Table*>as_obj(table)
    cdef Value copy = new_table(vm, t.h.aux, t.h.length)
    cdef uint32_t i
    if copy == 0:
        return 0
    for i in range(t.used):
        if t.entries[i].key != IMM_UNDEF:
            add(<Table*>as_obj(copy), t.entries[i].key, t.entries[i].value, t.entries[i].hash)
    charge(vm, <int64_t>t.used * 4)
    return copy


cdef int64_t table_next(Value table, int64_t i) noexcept nogil:
    cdef Table* t = <Table*>as_obj(table)
    while i < t.used:
        if t.entries[i].key != IMM_UNDEF:
            return i
        i += 1
    return -1
