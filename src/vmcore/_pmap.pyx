# A map that is an array becomes a trie with its ninth entry.

from libc.stdint cimport uint32_t, uint16_t
from libc.string cimport memcpy
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._pvec cimport new_edit
from vmcore._pequal cimport *


# ---------------------------------------------------------------- look-up

cdef int array_find(VM* vm, Value* items, uint32_t n, Value key, Value** entry) noexcept nogil:
    """Among n entries. First by identity: keys are keywords most of the time."""
    cdef uint32_t i
    cdef bint same = False
    cdef int st
    entry[0] = NULL
    if not is_double(key):
        for i in range(n):
            if items[i * 2] == key:
                entry[0] = items + i * 2
                return ST_OK
        if only_itself(key):
            return ST_OK
    for i in range(n):
        if not only_itself(items[i * 2]):
            st = equiv_slow(vm, items[i * 2], key, &same)
            if st != ST_OK:
                return st
            if same:
                entry[0] = items + i * 2
                return ST_OK
    charge(vm, n * 4)
    return ST_OK


cdef int pmap_find(VM* vm, PMap* m, Value key, Value** entry) noexcept nogil:
    cdef uint32_t hash = 0
    cdef int st
    if m.h.aux & PMAP_ARRAY:
        return array_find(vm, &m.root, m.h.length, key, entry)
    if key == IMM_NIL:
        entry[0] = &m.nil_key if m.of_nil != IMM_UNDEF else NULL
        return ST_OK
    entry[0] = NULL
    if m.root == IMM_UNDEF:
        return ST_OK
    st = hasheq(vm, key, &hash)
    return trie_find(vm, m.root, hash, key, entry) if st == ST_OK else st


# ---------------------------------------------------------------- headers

cdef PMap* array_room(VM* vm, uint32_t n, Value meta) noexcept nogil:
    cdef size_t size = 24 + <size_t>n * 2 * sizeof(Value)
    cdef PMap* m
    if n > MAX_SMALL and not heap_reserve(vm, size):
        return NULL
    m = <PMap*>alloc(vm, size)
    if m == NULL:
        return NULL
    set_header(m, T_PMAP, size, PMAP_ARRAY, n)
    m.meta = meta
    m.hash = 0
    return m


cdef Value array_of(VM* vm, const Value* items, uint32_t n, uint32_t room, Value meta) noexcept nogil:
    """An array map with n entries, which are set, and those the caller sets up to `room`."""
    cdef PMap* m = array_room(vm, room, meta)
    cdef uint32_t i
    if m == NULL:
        return 0
    if n > ARRAY_MAP:
        charge(vm, n)
        memcpy(&m.root, items, n * 2 * sizeof(Value))
        return tag_obj(m)
    for i in range(n * 2):
        (&m.root)[i] = items[i]
    return tag_obj(m)


cdef Value trie_map(VM* vm, int type, uint32_t count, Value root, Value of_nil, Value meta) noexcept nogil:
    cdef PMap* m = <PMap*>alloc(vm, sizeof(PMap))
    if m == NULL:
        return 0
    set_header(m, type, sizeof(PMap), 0, count)
    m.meta = meta
    m.hash = 0
    m.root = root
    m.nil_key = IMM_NIL
    m.of_nil = of_nil
    return tag_obj(m)


cdef Value pmap_array(VM* vm, const Value* items, uint32_t n) noexcept nogil:
    return array_of(vm, items, n, n, IMM_NIL)


cdef Value pmap_empty(VM* vm, int type, Value meta) noexcept nogil:
    if type == T_PMAP:
        return array_of(vm, NULL, 0, 0, meta)
    return trie_map(vm, type, 0, IMM_UNDEF, IMM_UNDEF, meta)


cdef Value pmap_with_meta(VM* vm, PMap* m, Value meta) noexcept nogil:
    cdef Value copy
    if m.h.aux & PMAP_ARRAY:
        copy = array_of(vm, &m.root, m.h.length, m.h.length, meta)
    else:
        copy = trie_map(vm, m.h.type, m.h.length, m.root, m.of_nil, meta)
    if copy:
        as_pmap(copy).hash = m.hash
    return copy


# ---------------------------------------------------------------- changed copies

cdef inline int made(Value* out, Value v) noexcept nogil:
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


cdef int array_to_trie(VM* vm, Transient* t, Value* items, uint32_t n) noexcept nogil:
    cdef uint32_t i
    cdef int st = tmap_begin(vm, t, TRANSIENT_MAP)
    for i in range(n):
        if st == ST_OK:
            st = tmap_put(vm, t, items[i * 2], items[i * 2 + 1])
    return st


cdef int array_assoc(VM* vm, PMap* m, Value key, Value value, Value* out) noexcept nogil:
    cdef Value* entry
    cdef Value* items
    cdef Value copy
    cdef Transient t
    cdef uint32_t n = m.h.length
    cdef int st = array_find(vm, &m.root, n, key, &entry)
    if st != ST_OK:
        return st
    if entry != NULL:
        out[0] = tag_obj(m)
        if entry[1] == value:
            return ST_OK
        copy = array_of(vm, &m.root, n, n, m.meta)
        if copy:
            (&as_pmap(copy).root)[entry + 1 - &m.root] = value
        return made(out, copy)
    if n >= ARRAY_MAP:
        st = array_to_trie(vm, &t, &m.root, n)
        if st == ST_OK:
            st = tmap_put(vm, &t, key, value)
        return made(out, tmap_end(vm, &t, m.meta)) if st == ST_OK else st
    copy = array_of(vm, &m.root, n, n + 1, m.meta)
    if copy:
        items = &as_pmap(copy).root + n * 2
        items[0] = key
        items[1] = value
    return made(out, copy)


cdef int pmap_assoc(VM* vm, PMap* m, Value key, Value value, Value* out) noexcept nogil:
    cdef Change c
    cdef uint32_t hash = 0
    cdef Value root
    cdef int st
    if m.h.aux & PMAP_ARRAY:
        return array_assoc(vm, m, key, value, out)
    if key == IMM_NIL:
        if m.of_nil == value:
            out[0] = tag_obj(m)
            return ST_OK
        return made(out, trie_map(vm, m.h.type, m.h.length + (m.of_nil == IMM_UNDEF), m.root, value, m.meta))
    st = hasheq(vm, key, &hash)
    if st != ST_OK:
        return st
    open_change(&c, vm, 0)
    if m.root == IMM_UNDEF:
        root = first_node(&c, hash, key, value)
    else:
        root = trie_assoc(&c, m.root, 0, hash, key, value)
    if root == 0:
        return c.status if c.status != ST_OK else ST_NOMEM
    if root == m.root:
        out[0] = tag_obj(m)
        return ST_OK
    return made(out, trie_map(vm, m.h.type, m.h.length + c.counted, root, m.of_nil, m.meta))


cdef int array_dissoc(VM* vm, PMap* m, Value key, Value* out) noexcept nogil:
    cdef Value* entry
    cdef Value copy
    cdef uint32_t at, n = m.h.length
    cdef int st = array_find(vm, &m.root, n, key, &entry)
    if st != ST_OK or entry == NULL:
        out[0] = tag_obj(m)
        return st
    at = <uint32_t>(entry - &m.root)
    copy = array_of(vm, &m.root, n - 1, n - 1, m.meta)
    if copy:
        memcpy(&as_pmap(copy).root + at, entry + 2, (n * 2 - at - 2) * sizeof(Value))
    return made(out, copy)


cdef int pmap_dissoc(VM* vm, PMap* m, Value key, Value* out) noexcept nogil:
    cdef Change c
    cdef uint32_t hash = 0
    cdef Value root
    cdef bint empty = False
    cdef int st
    if m.h.aux & PMAP_ARRAY:
        return array_dissoc(vm, m, key, out)
    if key == IMM_NIL and m.of_nil != IMM_UNDEF:
        return made(out, trie_map(vm, m.h.type, m.h.length - 1, m.root, IMM_UNDEF, m.meta))
    if key == IMM_NIL or m.root == IMM_UNDEF:
        out[0] = tag_obj(m)
        return ST_OK
    st = hasheq(vm, key, &hash)
    if st != ST_OK:
        return st
    open_change(&c, vm, 0)
    root = trie_without(&c, m.root, 0, hash, key, &empty)
    if root == 0:
        return c.status if c.status != ST_OK else ST_NOMEM
    if not c.counted:
        out[0] = tag_obj(m)
        return ST_OK
    return made(out, trie_map(vm, m.h.type, m.h.length - 1, IMM_UNDEF if empty else root, m.of_nil, m.meta))


# ---------------------------------------------------------------- building
# Of an array, `tail` is a node of keys and values, and `root` nothing.

cdef int tmap_begin(VM* vm, Transient* t, int kind) noexcept nogil:
    set_header(t, T_TRANSIENT, sizeof(Transient), <uint16_t>kind, 0)
    t.edit = new_edit(vm)
    t.root = t.tail = IMM_UNDEF
    t.shift = IMM_NIL
    return array_space(vm, t, ARRAY_MAP) if kind == TRANSIENT_ARRAY else ST_OK


cdef int array_space(VM* vm, Transient* t, uint32_t n) noexcept nogil:
    """Room for n entries, with those it has."""
    cdef size_t size = 16 + <size_t>n * 2 * sizeof(Value)
    cdef VecNode* node
    if not heap_reserve(vm, size):
        return ST_NOMEM
    node = <VecNode*>alloc(vm, size)
    if node == NULL:
        return ST_NOMEM
    set_header(node, T_NODE, size, NODE_ITEMS, t.h.length * 2)
    node.edit = t.edit
    if t.h.length:
        charge(vm, t.h.length)
        memcpy(node.items, (<VecNode*>as_obj(t.tail)).items, t.h.length * 2 * sizeof(Value))
    t.tail = tag_obj(node)
    return ST_OK


cdef inline Value* array_items(Transient* t) noexcept nogil:
    return (<VecNode*>as_obj(t.tail)).items


cdef int tmap_from(VM* vm, Transient* t, PMap* m) noexcept nogil:
    cdef int st
    if not m.h.aux & PMAP_ARRAY:
        tmap_begin(vm, t, TRANSIENT_SET if m.h.type == T_PSET else TRANSIENT_MAP)
        t.root = m.root
        t.tail = m.of_nil
        t.h.length = m.h.length
        return ST_OK
    st = tmap_begin(vm, t, TRANSIENT_ARRAY)
    if st == ST_OK and m.h.length > ARRAY_MAP:
        st = array_space(vm, t, m.h.length)
    if st != ST_OK:
        return st
    memcpy(array_items(t), &m.root, <size_t>m.h.length * 2 * sizeof(Value))
    t.h.length = m.h.length
    (<VecNode*>as_obj(t.tail)).h.length = m.h.length * 2
    return ST_OK


cdef int tmap_find(VM* vm, Transient* t, Value key, Value** entry) noexcept nogil:
    cdef uint32_t hash = 0
    cdef int st
    entry[0] = NULL
    if t.h.aux == TRANSIENT_ARRAY:
        return array_find(vm, array_items(t), t.h.length, key, entry)
    if key == IMM_NIL:
        entry[0] = <Value*>&t.shift if t.tail != IMM_UNDEF else NULL
        return ST_OK
    if t.root == IMM_UNDEF:
        return ST_OK
    st = hasheq(vm, key, &hash)
    return trie_find(vm, t.root, hash, key, entry) if st == ST_OK else st


cdef int tmap_put_array(VM* vm, Transient* t, Value key, Value value) noexcept nogil:
    """The room is for 8 entries, or 16, 32, ..., or as many as there were in the map it began with."""
    cdef uint32_t n = t.h.length
    cdef Value* entry
    cdef VecNode* node
    cdef int st = array_find(vm, array_items(t), n, key, &entry)
    if st == ST_OK and entry == NULL and n >= ARRAY_MAP and n & (n - 1) == 0:
        st = array_space(vm, t, n * 2)
    if st != ST_OK:
        return st
    node = <VecNode*>as_obj(t.tail)
    object_barrier(vm, t.tail, value)
    if entry != NULL:
        entry[1] = value
        return ST_OK
    object_barrier(vm, t.tail, key)
    node.items[n * 2] = key
    node.items[n * 2 + 1] = value
    node.h.length = n * 2 + 2
    t.h.length = n + 1
    return ST_OK


cdef int array_put(VM* vm, Transient* t, Value key, Value value) noexcept nogil:
    """A ninth entry makes it a trie; one that began with more is full as it is."""
    cdef Value* entry
    cdef Transient trie
    cdef int st
    if t.h.length < ARRAY_MAP:
        return tmap_put_array(vm, t, key, value)
    st = array_find(vm, array_items(t), t.h.length, key, &entry)
    if st == ST_OK and entry != NULL:
        object_barrier(vm, t.tail, value)
        entry[1] = value
    elif st == ST_OK:
        st = array_to_trie(vm, &trie, array_items(t), t.h.length)
        if st == ST_OK:
            st = tmap_put(vm, &trie, key, value)
        if st == ST_OK:
            t.h.aux = TRANSIENT_MAP
            t.h.length = trie.h.length
            t.edit = trie.edit
            t.root = trie.root
            t.tail = trie.tail
    return st


cdef int tmap_put(VM* vm, Transient* t, Value key, Value value) noexcept nogil:
    cdef Change c
    cdef uint32_t hash = 0
    cdef Value root
    cdef int st
    if t.h.aux == TRANSIENT_ARRAY:
        return array_put(vm, t, key, value)
    if key == IMM_NIL:
        t.h.length += t.tail == IMM_UNDEF
        t.tail = value
        return ST_OK
    st = hasheq(vm, key, &hash)
    if st != ST_OK:
        return st
    open_change(&c, vm, t.edit)
    if t.root != IMM_UNDEF and trie_put(&c, t.root, hash, key, value):
        t.h.length += c.counted
        return ST_OK
    c.status = ST_OK
    if t.root == IMM_UNDEF:
        root = first_node(&c, hash, key, value)
    else:
        root = trie_assoc(&c, t.root, 0, hash, key, value)
    if root == 0:
        return c.status if c.status != ST_OK else ST_NOMEM
    t.root = root
    t.h.length += c.counted
    return ST_OK


cdef int array_remove(VM* vm, Transient* t, Value key) noexcept nogil:
    """The last entry goes into the gap."""
    cdef VecNode* node = <VecNode*>as_obj(t.tail)
    cdef Value* entry
    cdef uint32_t last
    cdef int st = array_find(vm, node.items, t.h.length, key, &entry)
    if st == ST_OK and entry != NULL:
        last = t.h.length - 1
        entry[0] = node.items[last * 2]
        entry[1] = node.items[last * 2 + 1]
        remember_all(vm, t.tail)
        t.h.length = last
        node.h.length = last * 2
    return st


cdef int tmap_remove(VM* vm, Transient* t, Value key) noexcept nogil:
    cdef Change c
    cdef uint32_t hash = 0
    cdef Value root
    cdef bint empty = False
    cdef int st
    if t.h.aux == TRANSIENT_ARRAY:
        return array_remove(vm, t, key)
    if key == IMM_NIL:
        t.h.length -= t.tail != IMM_UNDEF
        t.tail = IMM_UNDEF
        return ST_OK
    if t.root == IMM_UNDEF:
        return ST_OK
    st = hasheq(vm, key, &hash)
    if st != ST_OK:
        return st
    open_change(&c, vm, t.edit)
    root = trie_without(&c, t.root, 0, hash, key, &empty)
    if root == 0:
        return c.status if c.status != ST_OK else ST_NOMEM
    t.root = IMM_UNDEF if empty else root
    t.h.length -= c.counted
    return ST_OK


cdef Value tmap_end(VM* vm, Transient* t, Value meta) noexcept nogil:
    if t.h.aux == TRANSIENT_ARRAY:
        return array_of(vm, array_items(t), t.h.length, t.h.length, meta)
    return trie_map(vm, T_PSET if t.h.aux == TRANSIENT_SET else T_PMAP, t.h.length, t.root, t.tail, meta)
