# Entries of a node come before the nodes below it, each in the order of their bits; a walk goes by the bits of both. Keys of one
# hash are in a node of their own, in the order they came. A node that a transient has made may have room behind what it
# holds: as much as the cell of the heap has.

from libc.stdint cimport uint64_t, int64_t, uint32_t, uint16_t, int8_t
from libc.string cimport memcpy, memmove
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._blocks cimport block_of, popcount32, ctz
from vmcore._pequal cimport *

# ---------------------------------------------------------------- nodes

cdef inline uint64_t edit_of(MapNode* node) noexcept nogil:
    return <uint64_t>node.edit << 14 | node.h.aux >> 2


cdef inline uint32_t bit_at(uint32_t hash, uint32_t shift) noexcept nogil:
    return <uint32_t>1 << ((hash >> shift) & 31)


cdef inline uint32_t entries_of(MapNode* node) noexcept nogil:
    if node.h.aux & NODE_KIND == NODE_SAME:
        return node.h.length
    return <uint32_t>popcount32(node.h.length)


cdef inline uint32_t words_of(MapNode* node) noexcept nogil:
    if node.h.aux & NODE_KIND == NODE_SAME:
        return node.h.length * 2
    return <uint32_t>(popcount32(node.h.length) * 2 + popcount32(node.nodes))


cdef inline uint32_t entry_index(MapNode* node, uint32_t bit) noexcept nogil:
    """In words."""
    return <uint32_t>popcount32(node.h.length & (bit - 1)) * 2


cdef inline uint32_t node_index(MapNode* node, uint32_t bit) noexcept nogil:
    return <uint32_t>(popcount32(node.h.length) * 2 + popcount32(node.nodes & (bit - 1)))


cdef inline MapNode* new_node(Change* c, int kind, uint32_t words) noexcept nogil:
    """Without bitmaps and items. Those of transients get some room to grow."""
    return sized_node(c, kind, words + 8 if c.edit and words <= 52 else words)


cdef MapNode* sized_node(Change* c, int kind, uint32_t room) noexcept nogil:
    cdef size_t size = 16 + <size_t>room * sizeof(Value)
    cdef MapNode* node = <MapNode*>alloc(c.vm, size)
    if node == NULL:
        c.status = ST_NOMEM
        return NULL
    set_header(node, T_NODE, size, <uint16_t>(<uint64_t>kind | (c.edit & 0x3FFF) << 2), 0)
    node.edit = <uint32_t>(c.edit >> 14)
    node.nodes = 0
    return node


cdef inline bint has_room(MapNode* node, uint32_t words) noexcept nogil:
    return not node.h.flags & F_LARGE and 16 + words * sizeof(Value) <= block_of(tag_obj(node)).cell


cdef inline bint may_edit(Change* c, MapNode* node) noexcept nogil:
    return c.edit != 0 and edit_of(node) == c.edit


cdef MapNode* editable(Change* c, MapNode* node) noexcept nogil:
    """The node, or a copy of it."""
    cdef uint32_t words
    cdef MapNode* copy
    if may_edit(c, node):
        return node
    words = words_of(node)
    copy = new_node(c, node.h.aux & NODE_KIND, words)
    if copy == NULL:
        return NULL
    copy.h.length = node.h.length
    copy.nodes = node.nodes
    memcpy(copy.items, node.items, words * sizeof(Value))
    return copy


cdef inline void put_item(Change* c, MapNode* node, uint32_t i, Value x) noexcept nogil:
    """Only a transient's node may be an old one: any other was made just now."""
    if c.edit != 0:
        object_barrier(c.vm, tag_obj(node), x)
    node.items[i] = x


cdef MapNode* spliced(Change* c, MapNode* node, uint32_t at, uint32_t out, uint32_t into, uint32_t count) noexcept nogil:
    """A node with `into` words, which are not set yet, in the place of `out` words at `at`. The bitmaps stay: the
    caller changes them. `count`: words now."""
    cdef MapNode* to
    cdef uint32_t words = count - out + into
    if may_edit(c, node) and (into <= out or has_room(node, words)):
        memmove(node.items + at + into, node.items + at + out, (count - at - out) * sizeof(Value))
        return node
    to = new_node(c, node.h.aux & NODE_KIND, words)
    if to == NULL:
        return NULL
    to.h.length = node.h.length
    to.nodes = node.nodes
    memcpy(to.items, node.items, at * sizeof(Value))
    memcpy(to.items + at + into, node.items + at + out, (count - at - out) * sizeof(Value))
    return to


# ---------------------------------------------------------------- look-up

cdef inline bint differ_surely(Value a, Value b) noexcept nogil:
    """Of words that are not the same: are they small integers, or is nothing but itself equal to one of them?"""
    return both_fix(a, b) or only_itself(b)


cdef int same_find(VM* vm, MapNode* node, Value key, uint32_t* at) noexcept nogil:
    """Place of a key among those of one hash, or their number."""
    cdef uint32_t i
    cdef bint same = False
    cdef int st
    for i in range(node.h.length):
        st = equiv(vm, node.items[i * 2], key, &same)
        if st != ST_OK:
            return st
        if same:
            at[0] = i
            return ST_OK
    charge(vm, node.h.length * 4)
    at[0] = node.h.length
    return ST_OK


cdef int trie_find(VM* vm, Value root, uint32_t hash, Value key, Value** entry) noexcept nogil:
    cdef MapNode* node
    cdef uint32_t bit, at = 0, left = hash
    cdef bint same = False
    cdef int st
    entry[0] = NULL
    if root == IMM_UNDEF:
        return ST_OK
    node = as_map_node(root)
    while node.h.aux & NODE_KIND != NODE_SAME:
        bit = <uint32_t>1 << (left & 31)
        if node.nodes & bit:
            left >>= 5
            node = as_map_node(node.items[node_index(node, bit)])
            continue
        if not node.h.length & bit:
            return ST_OK
        entry[0] = node.items + entry_index(node, bit)
        if entry[0][0] == key and not is_double(key):
            return ST_OK
        if differ_surely(entry[0][0], key):
            entry[0] = NULL
            return ST_OK
        st = equiv_slow(vm, entry[0][0], key, &same)
        if st != ST_OK or not same:
            entry[0] = NULL
        return st
    if node.nodes != hash:
        return ST_OK
    st = same_find(vm, node, key, &at)
    if st == ST_OK and at < node.h.length:
        entry[0] = node.items + at * 2
    return st


cdef Value trie_same(VM* vm, Value root, uint32_t hash) noexcept nogil:
    """The keys that a key of this hash may be equal to, or whose place it would take: a list. 0: no memory."""
    cdef MapNode* node
    cdef Value found = IMM_NIL
    cdef uint32_t bit, i, left = hash
    while root != IMM_UNDEF:
        node = as_map_node(root)
        if node.h.aux & NODE_KIND == NODE_SAME:
            if node.nodes == hash:
                charge(vm, node.h.length)
                for i in range(node.h.length):
                    found = new_pair(vm, node.items[i * 2], found)
                    if found == 0:
                        return 0
            return found
        bit = bit_at(left, 0)
        if node.h.length & bit:
            return new_pair(vm, node.items[entry_index(node, bit)], found)
        root = node.items[node_index(node, bit)] if node.nodes & bit else IMM_UNDEF
        left >>= 5
    return found


# ---------------------------------------------------------------- walks

cdef void walk_start(MapWalk* w, PMap* m) noexcept nogil:
    w.m = m
    w.depth = -1
    w.index = -1 if m.h.aux & PMAP_ARRAY else -2


cdef inline void walk_enter(MapWalk* w, Value node) noexcept nogil:
    w.depth += 1
    w.nodes[w.depth] = as_map_node(node)
    w.slots[w.depth] = -1
    w.index = -1


cdef Value* walk_next(MapWalk* w) noexcept nogil:
    cdef PMap* m = w.m
    if m.h.aux & PMAP_ARRAY:
        w.index += 1
        return &m.root + w.index * 2 if w.index < m.h.length else NULL
    if w.depth < 0:
        if w.index == -2:
            w.index = -1
            if m.of_nil != IMM_UNDEF:
                return &m.nil_key
        if m.root == IMM_UNDEF or w.index == -3:
            return NULL
        walk_enter(w, m.root)
    return walk_trie(w)


cdef Value* walk_trie(MapWalk* w) noexcept nogil:
    cdef MapNode* node
    cdef uint32_t left, bit
    while w.depth >= 0:
        node = w.nodes[w.depth]
        if node.h.aux & NODE_KIND == NODE_SAME:
            w.index += 1
            if w.index < node.h.length:
                return node.items + w.index * 2
            w.depth -= 1
            continue
        left = 0
        if w.slots[w.depth] < 31:
            left = (node.h.length | node.nodes) & (~<uint32_t>0 << (w.slots[w.depth] + 1))
        if left == 0:
            w.depth -= 1
            continue
        w.slots[w.depth] = <int8_t>ctz(left)
        bit = <uint32_t>1 << w.slots[w.depth]
        if node.h.length & bit:
            return node.items + entry_index(node, bit)
        walk_enter(w, node.items[node_index(node, bit)])
    w.index = -3
    return NULL


cdef int64_t walk_place(MapWalk* w) noexcept nogil:
    cdef int64_t place = 0
    cdef int d
    if w.depth < 0:
        return w.index
    for d in range(w.depth + 1):
        if w.nodes[d].h.aux & NODE_KIND == NODE_SAME:
            return place | w.index << 35
        place |= <int64_t>w.slots[d] << (5 * d)
    return place


cdef Value* walk_at(MapWalk* w, PMap* m, int64_t place) noexcept nogil:
    cdef MapNode* node
    cdef uint32_t bit
    w.m = m
    w.depth = -1
    w.index = place
    if m.h.aux & PMAP_ARRAY:
        return &m.root + place * 2
    if place < 0:
        return &m.nil_key
    walk_enter(w, m.root)
    while True:
        node = w.nodes[w.depth]
        if node.h.aux & NODE_KIND == NODE_SAME:
            w.index = place >> 35
            return node.items + w.index * 2
        w.slots[w.depth] = <int8_t>((place >> (5 * w.depth)) & 31)
        bit = <uint32_t>1 << w.slots[w.depth]
        if node.h.length & bit:
            return node.items + entry_index(node, bit)
        walk_enter(w, node.items[node_index(node, bit)])


# ---------------------------------------------------------------- tries with an entry more

cdef Value pair_node(Change* c, uint32_t shift, uint32_t hash, Value* entry, uint32_t new_hash, Value key,
                     Value value) noexcept nogil:
    """A node of two entries with the same bits up to `shift`. Depth: that of a trie."""
    cdef uint32_t a = bit_at(hash, shift), b = bit_at(new_hash, shift)
    cdef MapNode* node
    cdef Value below
    if hash == new_hash:
        node = sized_node(c, NODE_SAME, 4)
        if node == NULL:
            return 0
        node.h.length = 2
        node.nodes = hash
    elif a == b:
        below = pair_node(c, shift + 5, hash, entry, new_hash, key, value)
        node = new_node(c, NODE_MAP, 1) if below else NULL
        if node == NULL:
            return 0
        node.nodes = a
        node.items[0] = below
        return tag_obj(node)
    else:
        node = sized_node(c, NODE_MAP, 4)     # most never grow
        if node == NULL:
            return 0
        node.h.length = a | b
    node.items[0 if hash == new_hash or a < b else 2] = entry[0]
    node.items[1 if hash == new_hash or a < b else 3] = entry[1]
    node.items[2 if hash == new_hash or a < b else 0] = key
    node.items[3 if hash == new_hash or a < b else 1] = value
    return tag_obj(node)


cdef inline uint32_t hash_here(uint32_t other, uint32_t hash, uint32_t shift) noexcept nogil:
    """The hash of an entry that was met on the way of `hash`. A program may say that it is another one by now: the bits that
    led here stay."""
    cdef uint32_t below = ~<uint32_t>0 << (shift + 5) if shift < 27 else 0
    return (other & below) | (hash & ~below)


cdef Value with_node(Change* c, MapNode* node, uint32_t bit, Value below) noexcept nogil:
    """The node with another one in the place of the entry with that bit."""
    cdef uint32_t at = entry_index(node, bit), words = words_of(node)
    cdef uint32_t to = node_index(node, bit) - 2
    cdef MapNode* changed = node
    if not may_edit(c, node):
        changed = new_node(c, NODE_MAP, words - 1)
        if changed == NULL:
            return 0
        changed.h.length = node.h.length
        changed.nodes = node.nodes
        memcpy(changed.items, node.items, at * sizeof(Value))
    memmove(changed.items + at, node.items + at + 2, (to - at) * sizeof(Value))
    memmove(changed.items + to + 1, node.items + to + 2, (words - to - 2) * sizeof(Value))
    put_item(c, changed, to, below)
    changed.h.length &= ~bit
    changed.nodes |= bit
    return tag_obj(changed)


cdef inline Value with_item(Change* c, MapNode* node, uint32_t at, Value x) noexcept nogil:
    if node.items[at] == x:
        return tag_obj(node)
    node = editable(c, node)
    if node == NULL:
        return 0
    put_item(c, node, at, x)
    return tag_obj(node)


cdef Value with_entry(Change* c, MapNode* node, uint32_t at, Value key, Value value) noexcept nogil:
    """The caller changes the bitmap, or the number of entries."""
    node = spliced(c, node, at, 0, 2, words_of(node))
    if node == NULL:
        return 0
    put_item(c, node, at, key)
    put_item(c, node, at + 1, value)
    return tag_obj(node)


cdef Value same_assoc(Change* c, MapNode* node, uint32_t shift, uint32_t hash, Value key, Value value) noexcept nogil:
    cdef uint32_t at = 0
    cdef MapNode* above
    cdef Value v
    if node.nodes != hash:                # a node of the trie comes between
        above = new_node(c, NODE_MAP, 1)
        if above == NULL:
            return 0
        above.nodes = bit_at(node.nodes, shift)
        above.items[0] = tag_obj(node)
        return trie_assoc(c, tag_obj(above), shift, hash, key, value)
    c.status = same_find(c.vm, node, key, &at)
    if c.status != ST_OK:
        return 0
    if at < node.h.length:
        return with_item(c, node, at * 2 + 1, value)
    v = with_entry(c, node, at * 2, key, value)
    if v:
        as_map_node(v).h.length = at + 1
        c.counted = True
    return v


cdef Value trie_assoc(Change* c, Value root, uint32_t shift, uint32_t hash, Value key, Value value) noexcept nogil:
    """0: c.status says why. Depth: that of a trie."""
    cdef MapNode* node = as_map_node(root)
    cdef uint32_t bit = bit_at(hash, shift), at, other = 0
    cdef bint same = False
    cdef Value below
    if node.h.aux & NODE_KIND == NODE_SAME:
        return same_assoc(c, node, shift, hash, key, value)
    if node.nodes & bit:
        at = node_index(node, bit)
        below = trie_assoc(c, node.items[at], shift + 5, hash, key, value)
        return with_item(c, node, at, below) if below else 0
    at = entry_index(node, bit)
    if not node.h.length & bit:
        below = with_entry(c, node, at, key, value)
        if below:
            as_map_node(below).h.length |= bit
            c.counted = True
        return below
    c.status = equiv(c.vm, node.items[at], key, &same)
    if c.status == ST_OK and same:
        return with_item(c, node, at + 1, value)
    if c.status == ST_OK:
        c.status = hasheq(c.vm, node.items[at], &other)
    if c.status != ST_OK:
        return 0
    below = pair_node(c, shift + 5, hash_here(other, hash, shift), node.items + at, hash, key, value)
    if below:
        below = with_node(c, node, bit, below)
    c.counted = below != 0
    return below


cdef bint trie_put(Change* c, Value root, uint32_t hash, Value key, Value value) noexcept nogil:
    """trie_assoc() of a transient for the usual case: the nodes on the way are its own already, there is room, and no key is
    to be compared by its parts. False: nothing has changed."""
    cdef MapNode* node = as_map_node(root)
    cdef uint16_t own = <uint16_t>(NODE_MAP | (c.edit & 0x3FFF) << 2)
    cdef uint32_t edit = <uint32_t>(c.edit >> 14), left = hash, shift = 0, bit, at, i, words, other = 0
    cdef Value below
    while node.h.aux == own and node.edit == edit:
        bit = <uint32_t>1 << (left & 31)
        if node.nodes & bit:
            left >>= 5
            shift += 5
            node = as_map_node(node.items[node_index(node, bit)])
            continue
        at = entry_index(node, bit)
        if not node.h.length & bit:
            words = words_of(node)
            if not has_room(node, words + 2):
                return False
            i = words
            while i > at:
                i -= 1
                node.items[i + 2] = node.items[i]
            node.h.length |= bit
            object_barrier(c.vm, tag_obj(node), key)
            object_barrier(c.vm, tag_obj(node), value)
            node.items[at] = key
            node.items[at + 1] = value
            c.counted = True
            return True
        if node.items[at] == key and not is_double(key):
            object_barrier(c.vm, tag_obj(node), value)
            node.items[at + 1] = value
            return True
        if not differ_surely(node.items[at], key) or hasheq(c.vm, node.items[at], &other) != ST_OK:
            return False
        below = pair_node(c, shift + 5, hash_here(other, hash, shift), node.items + at, hash, key, value)
        if below == 0:
            return False
        with_node(c, node, bit, below)
        c.counted = True
        return True
    return False


cdef Value first_node(Change* c, uint32_t hash, Value key, Value value) noexcept nogil:
    """A trie of one entry."""
    cdef MapNode* node = new_node(c, NODE_MAP, 2)
    if node == NULL:
        return 0
    node.h.length = bit_at(hash, 0)
    node.items[0] = key
    node.items[1] = value
    c.counted = True
    return tag_obj(node)


# ---------------------------------------------------------------- tries without an entry

cdef Value less_entry(Change* c, MapNode* node, uint32_t at, bint* empty) noexcept nogil:
    """The caller changes the bitmap, or the number of entries."""
    cdef uint32_t words = words_of(node)
    c.counted = True
    if words == 2:
        empty[0] = True
        return tag_obj(node)
    node = spliced(c, node, at, 2, 0, words)
    return tag_obj(node) if node != NULL else 0


cdef Value same_without(Change* c, MapNode* node, uint32_t hash, Value key, bint* empty) noexcept nogil:
    cdef uint32_t at = 0, last = node.h.length - 1
    cdef Value v
    if node.nodes != hash:
        return tag_obj(node)
    c.status = same_find(c.vm, node, key, &at)
    if c.status != ST_OK:
        return 0
    if at > last:
        return tag_obj(node)
    if c.edit and at < last:              # the last one goes into the gap, as in the original
        node = editable(c, node)
        if node == NULL:
            return 0
        put_item(c, node, at * 2, node.items[last * 2])
        put_item(c, node, at * 2 + 1, node.items[last * 2 + 1])
        at = last
    v = less_entry(c, node, at * 2, empty)
    if v and not empty[0]:
        as_map_node(v).h.length = last
    return v


cdef Value less_node(Change* c, MapNode* node, uint32_t bit, bint* empty) noexcept nogil:
    """The node without the node below with that bit."""
    cdef uint32_t words = words_of(node)
    if words == 1:
        empty[0] = True
        return tag_obj(node)
    node = spliced(c, node, node_index(node, bit), 1, 0, words)
    if node == NULL:
        return 0
    node.nodes &= ~bit
    return tag_obj(node)


cdef inline bint is_single(MapNode* node) noexcept nogil:
    return words_of(node) == 2 and (node.h.aux & NODE_KIND == NODE_SAME or node.nodes == 0)


cdef Value with_single(Change* c, MapNode* node, uint32_t bit, Value* entry) noexcept nogil:
    """The node with an entry in the place of the node with that bit."""
    cdef uint32_t words = words_of(node), from_ = node_index(node, bit)
    cdef uint32_t at = entry_index(node, bit)
    cdef MapNode* to = new_node(c, NODE_MAP, words + 1)
    if to == NULL:
        return 0
    memcpy(to.items, node.items, at * sizeof(Value))
    to.items[at] = entry[0]
    to.items[at + 1] = entry[1]
    memcpy(to.items + at + 2, node.items + at, (from_ - at) * sizeof(Value))
    memcpy(to.items + from_ + 2, node.items + from_ + 1, (words - from_ - 1) * sizeof(Value))
    to.h.length = node.h.length | bit
    to.nodes = node.nodes & ~bit
    return tag_obj(to)


cdef Value trie_without(Change* c, Value root, uint32_t shift, uint32_t hash, Value key, bint* empty) noexcept nogil:
    """The same trie if the key is not there. Depth: that of a trie."""
    cdef MapNode* node = as_map_node(root)
    cdef uint32_t bit = bit_at(hash, shift), at
    cdef bint same = False
    cdef Value below, single
    if node.h.aux & NODE_KIND == NODE_SAME:
        return same_without(c, node, hash, key, empty)
    if node.nodes & bit:
        at = node_index(node, bit)
        below = trie_without(c, node.items[at], shift + 5, hash, key, &same)
        if below == 0 or not c.counted:
            return root if below else 0
        if same:
            return less_node(c, node, bit, empty)
        single = with_single(c, node, bit, as_map_node(below).items) if is_single(as_map_node(below)) else 0
        if single:
            return single
        c.status = ST_OK                  # a node of one entry may stay: the node below may have been changed in place
        return with_item(c, node, at, below)
    if not node.h.length & bit:
        return root
    at = entry_index(node, bit)
    c.status = equiv(c.vm, node.items[at], key, &same)
    if c.status != ST_OK or not same:
        return root if c.status == ST_OK else 0
    below = less_entry(c, node, at, empty)
    if below and not empty[0]:
        as_map_node(below).h.length &= ~bit
    return below
