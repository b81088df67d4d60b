# The items of a trie lie in leaves of 32; the last 1 to 32 are in the tail. A node has room for what it holds, or more:
# `conj` puts an item behind the last one of a tail that no other vector has put one behind. Who shares the tail does not
# see it: a vector looks at as many items as it counts.

from libc.stdint cimport uint64_t, uint32_t, uint16_t
from libc.string cimport memcpy
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *

cdef enum:
    FULL = 32
    FIRST_SHIFT = 5


# ---------------------------------------------------------------- nodes

cdef inline uint32_t room_of(VecNode* node) noexcept nogil:
    return node.h.aux >> 2


cdef VecNode* new_node(VM* vm, const Value* items, uint32_t n, uint32_t room, uint64_t edit) noexcept nogil:
    cdef size_t size = 16 + <size_t>room * sizeof(Value)
    cdef VecNode* node = <VecNode*>alloc(vm, size)
    if node == NULL:
        return NULL
    set_header(node, T_NODE, size, <uint16_t>(room << 2 | NODE_ITEMS), n)
    node.edit = edit
    if n:
        memcpy(node.items, items, n * sizeof(Value))
    return node


cdef VecNode* copy_node(VM* vm, VecNode* node, uint32_t n, uint32_t room, uint64_t edit) noexcept nogil:
    return new_node(vm, node.items, n, room, edit)


cdef inline void put_item(VM* vm, VecNode* node, uint32_t i, Value x) noexcept nogil:
    """Stores item i, or appends it."""
    object_barrier(vm, tag_obj(node), x)
    node.items[i] = x
    if i >= node.h.length:
        node.h.length = i + 1


cdef Value new_path(VM* vm, uint32_t level, Value leaf, uint64_t edit) noexcept nogil:
    """A branch down to a leaf: a node for each level."""
    cdef VecNode* node
    while level:
        node = new_node(vm, &leaf, 1, FULL if edit else 1, edit)
        if node == NULL:
            return 0
        leaf = tag_obj(node)
        level -= 5
    return leaf


cdef VecNode* editable(VM* vm, Value v, uint32_t keep, uint32_t room, uint64_t edit) noexcept nogil:
    """The node if this edit may change it and there is room, else a copy of its first `keep` items."""
    cdef VecNode* node = as_vec_node(v)
    if edit and node.edit == edit and room <= room_of(node):
        return node
    return copy_node(vm, node, min(keep, node.h.length), FULL if edit else room, edit)


cdef Value push_leaf(VM* vm, Value root, uint32_t shift, uint32_t before, Value leaf, uint64_t edit) noexcept nogil:
    """A trie of `before` items with one more leaf, and no more levels. Depth: that of the trie, 7 at most."""
    cdef uint32_t at = (before >> shift) & 31
    cdef VecNode* node
    cdef Value below = leaf
    if shift > FIRST_SHIFT:
        if at < as_vec_node(root).h.length:
            below = push_leaf(vm, as_vec_node(root).items[at], shift - 5, before, leaf, edit)
        else:
            below = new_path(vm, shift - 5, leaf, edit)
        if below == 0:
            return 0
    node = editable(vm, root, at, at + 1, edit)
    if node == NULL:
        return 0
    put_item(vm, node, at, below)
    return tag_obj(node)


cdef Value grown_trie(VM* vm, Value root, uint32_t* shift, uint32_t before, Value leaf, uint64_t edit) noexcept nogil:
    """The same, with another level if it is full: changes *shift then."""
    cdef Value[2] both
    cdef VecNode* node
    if root == IMM_UNDEF:
        shift[0] = FIRST_SHIFT
        return new_path(vm, FIRST_SHIFT, leaf, edit)
    if before >> 5 < <uint32_t>1 << shift[0]:
        return push_leaf(vm, root, shift[0], before, leaf, edit)
    both[0] = root
    both[1] = new_path(vm, shift[0], leaf, edit)
    if both[1] == 0:
        return 0
    node = new_node(vm, both, 2, FULL if edit else 2, edit)
    if node == NULL:
        return 0
    shift[0] += 5
    return tag_obj(node)


cdef Value set_in_trie(VM* vm, Value root, uint32_t shift, uint32_t i, Value x, uint64_t edit) noexcept nogil:
    """Depth: that of the trie."""
    cdef uint32_t at = (i >> shift) & 31
    cdef VecNode* node
    if shift:
        x = set_in_trie(vm, as_vec_node(root).items[at], shift - 5, i, x, edit)
        if x == 0:
            return 0
    node = editable(vm, root, FULL, as_vec_node(root).h.length, edit)
    if node == NULL:
        return 0
    put_item(vm, node, at, x)
    return tag_obj(node)


cdef bint without_last(VM* vm, Value root, uint32_t shift, uint32_t last, uint64_t edit, Value* out) noexcept nogil:
    """A trie without the leaf of item `last`, its last one: UNDEF if nothing is left. Depth: that of the trie."""
    cdef uint32_t at = (last >> shift) & 31, keep
    cdef Value below = IMM_UNDEF
    cdef VecNode* node
    if shift > FIRST_SHIFT and not without_last(vm, as_vec_node(root).items[at], shift - 5, last, edit, &below):
        return False
    keep = at + (below != IMM_UNDEF)
    out[0] = IMM_UNDEF
    if keep == 0:
        return True
    node = editable(vm, root, keep, keep, edit)
    if node == NULL:
        return False
    if below != IMM_UNDEF:
        put_item(vm, node, at, below)
    node.h.length = keep
    out[0] = tag_obj(node)
    return True


cdef bint shrunk_trie(VM* vm, Value root, uint32_t* shift, uint32_t last, uint64_t edit, Value* out) noexcept nogil:
    """The same, with a level less if one has a single node: changes *shift then."""
    if not without_last(vm, root, shift[0], last, edit, out):
        return False
    if shift[0] > FIRST_SHIFT and as_vec_node(out[0]).h.length == 1:
        out[0] = as_vec_node(out[0]).items[0]
        shift[0] -= 5
    return True


# ---------------------------------------------------------------- headers

cdef Value new_pvec(VM* vm, uint32_t count, uint32_t shift, Value root, Value tail, Value meta) noexcept nogil:
    cdef PVec* v = <PVec*>alloc(vm, sizeof(PVec))
    if v == NULL:
        return 0
    set_header(v, T_PVEC, sizeof(PVec), 0, count)
    v.meta = meta
    v.hash = 0
    v.shift = shift
    v.root = root
    v.tail = tail
    return tag_obj(v)


cdef PVec* small_room(VM* vm, uint32_t n, Value meta) noexcept nogil:
    cdef size_t size = 24 + <size_t>n * sizeof(Value)
    cdef PVec* v = <PVec*>alloc(vm, size)
    if v == NULL:
        return NULL
    set_header(v, T_PVEC, size, PVEC_SMALL, n)
    v.meta = meta
    v.hash = 0
    v.shift = 0
    return v


cdef Value pvec_small(VM* vm, const Value* items, uint32_t n, Value meta) noexcept nogil:
    cdef PVec* v = small_room(vm, n, meta)
    cdef uint32_t i
    if v == NULL:
        return 0
    for i in range(n):
        (&v.root)[i] = items[i]
    return tag_obj(v)


cdef Value pvec_entry(VM* vm, Value key, Value value) noexcept nogil:
    cdef PVec* v = small_room(vm, 2, IMM_NIL)
    if v == NULL:
        return 0
    v.h.aux = PVEC_SMALL | PVEC_ENTRY
    v.root = key
    v.tail = value
    return tag_obj(v)


cdef Value pvec_of(VM* vm, const Value* items, uint32_t n) noexcept nogil:
    cdef uint32_t shift = FIRST_SHIFT, at = 0
    cdef Value root = IMM_UNDEF
    cdef VecNode* node
    if n <= SMALL_VEC:
        return pvec_small(vm, items, n, IMM_NIL)
    while True:
        node = new_node(vm, items + at, min(n - at, <uint32_t>FULL), min(n - at, <uint32_t>FULL), 0)
        if node == NULL:
            return 0
        if n - at <= FULL:
            return new_pvec(vm, n, shift, root, tag_obj(node), IMM_NIL)
        root = grown_trie(vm, root, &shift, at, tag_obj(node), 0)
        if root == 0:
            return 0
        at += FULL


cdef Value pvec_chunk(VM* vm, PVec* v, uint32_t i) noexcept nogil:
    cdef uint32_t n
    cdef Value* items = pvec_run(v, i, &n)
    cdef VecNode* leaf
    if n > SMALL_VEC and v.h.aux == 0 and i & 31 == 0:
        leaf = as_vec_node(v.tail) if i >= before_tail(v.h.length) else <VecNode*>(<char*>items - 16)
        return new_pvec(vm, n, FIRST_SHIFT, IMM_UNDEF, tag_obj(leaf), IMM_NIL)
    return pvec_of(vm, items, n)


cdef Value new_part(VM* vm, Value base, uint32_t start, uint32_t n, Value meta) noexcept nogil:
    cdef Value v = new_pvec(vm, n, 0, base, from_fix(start), meta)
    if v:
        as_obj(v).aux = PVEC_PART
    return v


cdef Value pvec_part(VM* vm, PVec* v, uint32_t start, uint32_t end) noexcept nogil:
    cdef Value base = tag_obj(v)
    cdef Value[SMALL_VEC] items
    cdef uint32_t i, n = end - start
    if n <= SMALL_VEC:
        for i in range(n):
            items[i] = pvec_at(v, start + i)
        return pvec_small(vm, items, n, IMM_NIL)
    if v.h.aux & PVEC_PART:
        start += <uint32_t>fix_value(v.tail)
        base = v.root
    return new_part(vm, base, start, n, IMM_NIL)


cdef Value pvec_with_meta(VM* vm, PVec* v, Value meta) noexcept nogil:
    cdef Value copy
    if v.h.aux & PVEC_SMALL:
        copy = pvec_small(vm, &v.root, v.h.length, meta)
    else:
        copy = new_pvec(vm, v.h.length, v.shift, v.root, v.tail, meta)
        if copy:
            as_obj(copy).aux = v.h.aux
    if copy:
        as_pvec(copy).hash = v.hash
    return copy


# ---------------------------------------------------------------- changed copies

cdef inline uint32_t grown_room(uint32_t n) noexcept nogil:
    return 16 if n < 16 else FULL


cdef Value conj_small(VM* vm, PVec* v, Value x) noexcept nogil:
    cdef uint32_t i, n = v.h.length
    cdef PVec* copy
    cdef VecNode* tail
    if n < SMALL_VEC:
        copy = small_room(vm, n + 1, v.meta)
        if copy == NULL:
            return 0
        for i in range(n):
            (&copy.root)[i] = (&v.root)[i]
        (&copy.root)[n] = x
        return tag_obj(copy)
    tail = new_node(vm, &v.root, n, grown_room(n), 0)
    if tail == NULL:
        return 0
    put_item(vm, tail, n, x)
    return new_pvec(vm, n + 1, FIRST_SHIFT, IMM_UNDEF, tag_obj(tail), v.meta)


cdef Value conj_part(VM* vm, PVec* v, Value x) noexcept nogil:
    cdef uint32_t start = <uint32_t>fix_value(v.tail)
    cdef PVec* base = as_pvec(v.root)
    cdef Value changed
    if start + v.h.length < base.h.length:
        changed = pvec_assoc(vm, base, start + v.h.length, x)
    else:
        changed = pvec_conj(vm, base, x)
    return new_part(vm, changed, start, v.h.length + 1, v.meta) if changed else 0


cdef Value pvec_conj(VM* vm, PVec* v, Value x) noexcept nogil:
    cdef uint32_t n = v.h.length, used, shift = v.shift
    cdef VecNode* tail
    cdef Value root, copy
    if v.h.aux & PVEC_SMALL:
        return conj_small(vm, v, x)
    if v.h.aux & PVEC_PART:
        return conj_part(vm, v, x)
    used = n - before_tail(n)
    tail = as_vec_node(v.tail)
    if used < FULL:
        if tail.h.length != used or room_of(tail) == used:
            tail = copy_node(vm, tail, used, grown_room(used), 0)
            if tail == NULL:
                return 0
        copy = new_pvec(vm, n + 1, shift, v.root, tag_obj(tail), v.meta)
        if copy:
            put_item(vm, tail, used, x)
        return copy
    if n == ~<uint32_t>0:
        return 0
    tail = new_node(vm, &x, 1, SMALL_VEC, 0)
    root = grown_trie(vm, v.root, &shift, n - FULL, v.tail, 0)
    if tail == NULL or root == 0:
        return 0
    return new_pvec(vm, n + 1, shift, root, tag_obj(tail), v.meta)


cdef Value pvec_assoc(VM* vm, PVec* v, uint32_t i, Value x) noexcept nogil:
    cdef uint32_t n = v.h.length, first
    cdef Value root
    cdef VecNode* tail
    if v.h.aux & PVEC_SMALL:
        root = pvec_small(vm, &v.root, n, v.meta)
        if root:
            (&as_pvec(root).root)[i] = x
        return root
    if v.h.aux & PVEC_PART:
        root = pvec_assoc(vm, as_pvec(v.root), <uint32_t>fix_value(v.tail) + i, x)
        return new_part(vm, root, <uint32_t>fix_value(v.tail), n, v.meta) if root else 0
    first = before_tail(n)
    if i < first:
        root = set_in_trie(vm, v.root, v.shift, i, x, 0)
        return new_pvec(vm, n, v.shift, root, v.tail, v.meta) if root else 0
    tail = copy_node(vm, as_vec_node(v.tail), n - first, n - first, 0)
    if tail == NULL:
        return 0
    tail.items[i - first] = x
    return new_pvec(vm, n, v.shift, v.root, tag_obj(tail), v.meta)


cdef Value pvec_pop(VM* vm, PVec* v) noexcept nogil:
    cdef uint32_t n = v.h.length - 1, shift = v.shift
    cdef Value root, leaf
    if v.h.aux & PVEC_SMALL or n == 0:
        return pvec_small(vm, &v.root, n, v.meta)
    if v.h.aux & PVEC_PART:
        if n > SMALL_VEC:
            return new_part(vm, v.root, <uint32_t>fix_value(v.tail), n, v.meta)
        root = pvec_part(vm, v, 0, n)
        if root:
            as_pvec(root).meta = v.meta
        return root
    if n & 31:
        return new_pvec(vm, n, shift, v.root, v.tail, v.meta)
    leaf = tag_obj(<char*>trie_items(v.root, shift, n - 1) - 16)
    if not shrunk_trie(vm, v.root, &shift, n - 1, 0, &root):
        return 0
    return new_pvec(vm, n, shift, root, leaf, v.meta)


# ---------------------------------------------------------------- building

cdef void begin_build(VM* vm, Transient* t) noexcept nogil:
    set_header(t, T_TRANSIENT, sizeof(Transient), TRANSIENT_VEC, 0)
    t.edit = new_edit(vm)
    t.root = t.tail = IMM_UNDEF
    t.shift = FIRST_SHIFT


cdef bint build_from(VM* vm, Transient* t, PVec* v) noexcept nogil:
    cdef uint32_t i = 0, j, n
    cdef Value* items
    begin_build(vm, t)
    if v.h.aux == 0 or v.h.aux == PVEC_ENTRY:
        t.root = v.root
        t.tail = v.tail
        t.shift = v.shift
        t.h.length = v.h.length
        return True
    while i < v.h.length:
        items = pvec_run(v, i, &n)
        for j in range(n):
            if not build_push(vm, t, items[j]):
                return False
        i += n
    return True


cdef bint build_push(VM* vm, Transient* t, Value x) noexcept nogil:
    cdef uint32_t n = t.h.length, shift = <uint32_t>t.shift
    cdef uint32_t used = n - before_tail(n)
    cdef VecNode* tail
    cdef Value root
    if n == 0 or used == FULL:
        tail = new_node(vm, &x, 1, FULL if n else SMALL_VEC, t.edit)
        root = grown_trie(vm, t.root, &shift, n - FULL, t.tail, t.edit) if n else t.root
        if tail == NULL or n == ~<uint32_t>0 or (n and root == 0):
            return False
        t.root = root
        t.tail = tag_obj(tail)
        t.shift = shift
    else:
        tail = as_vec_node(t.tail)
        if t.edit == 0 or tail.edit != t.edit or used == room_of(tail):
            tail = copy_node(vm, tail, used, SMALL_VEC if used < SMALL_VEC else FULL, t.edit)
            if tail == NULL:
                return False
            t.tail = tag_obj(tail)
        put_item(vm, tail, used, x)
    t.h.length = n + 1
    return True


cdef bint build_set(VM* vm, Transient* t, uint32_t i, Value x) noexcept nogil:
    cdef uint32_t n = t.h.length
    cdef uint32_t first = before_tail(n)
    cdef VecNode* tail
    cdef Value root
    if i < first:
        root = set_in_trie(vm, t.root, <uint32_t>t.shift, i, x, t.edit)
        if root == 0:
            return False
        t.root = root
        return True
    tail = editable(vm, t.tail, n - first, n - first, t.edit)
    if tail == NULL:
        return False
    t.tail = tag_obj(tail)
    put_item(vm, tail, i - first, x)
    return True


cdef bint build_pop(VM* vm, Transient* t) noexcept nogil:
    cdef uint32_t n = t.h.length - 1, shift = <uint32_t>t.shift
    cdef VecNode* tail
    cdef Value root, leaf = t.tail
    if n and n & 31 == 0:
        leaf = tag_obj(<char*>trie_items(t.root, shift, n - 1) - 16)
        if not shrunk_trie(vm, t.root, &shift, n - 1, t.edit, &root):
            return False
        t.root = root
        t.shift = shift
        t.tail = leaf
    else:
        tail = editable(vm, leaf, n & 31, n & 31, t.edit)     # what is behind the last item counts as used by another
        if tail == NULL:
            return False
        tail.h.length = n & 31
        t.tail = tag_obj(tail)
    t.h.length = n
    return True


cdef Value build_end(VM* vm, Transient* t) noexcept nogil:
    cdef uint32_t n = t.h.length
    cdef uint32_t used = n - before_tail(n)
    cdef VecNode* tail
    if n <= SMALL_VEC:
        return pvec_small(vm, as_vec_node(t.tail).items if n else NULL, n, IMM_NIL)
    tail = as_vec_node(t.tail)
    if used * 2 <= room_of(tail):
        tail = copy_node(vm, tail, used, used, 0)
        if tail == NULL:
            return 0
    return new_pvec(vm, n, <uint32_t>t.shift, t.root, tag_obj(tail), IMM_NIL)
