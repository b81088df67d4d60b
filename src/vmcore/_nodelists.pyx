# Lists of nodes.

from libc.stdint cimport uint64_t, int64_t, uint32_t, int32_t
from libc.stdlib cimport calloc, malloc, realloc, free
from libc.string cimport memcpy
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._trees cimport *


cdef int new_list(VM* vm, int kind, Value first, int64_t limit, int64_t end, Value* out) noexcept nogil:
    cdef NodeList* r = <NodeList*>alloc(vm, sizeof(NodeList))
    if r == NULL:
        return ST_NOMEM
    set_header(r, T_RECORD, sizeof(NodeList), 0, 4)
    r.rtd = trees(vm).list_type
    r.kind = from_fix(kind)
    r.first = first
    r.limit = from_fix(limit)
    r.end = from_fix(end)
    out[0] = tag_obj(r)
    return ST_OK


# ---------------------------------------------------------------- walks

cdef inline uint32_t shown(Tree* t, uint32_t i) noexcept nogil:
    """The place of a node of the tree as programs see it: of a text, its first character."""
    if t.kind[i] == TREE_TEXT:
        return (<uint32_t>PLACE_CHAR << 30) | <uint32_t>t.start[i]
    return i


cdef inline uint32_t shown_last(Tree* t, uint32_t i) noexcept nogil:
    """The same, of a text its last character."""
    if t.kind[i] == TREE_TEXT:
        return (<uint32_t>PLACE_CHAR << 30) | <uint32_t>(t.start[i + 1] - 1)
    return i


cdef void walk_list(VM* vm, Walk* w, Value list) noexcept nogil:
    cdef NodeList* r
    if is_node(list):
        w.kind = -1 if node_document(list) != MAX_DOCUMENTS else -2
        w.node = list
        return
    r = as_list(list)
    w.kind = <int>fix_value(r.kind)
    w.node = r.first
    if w.kind == LIST_ITEMS:
        w.items = as_vector(r.first).items
        w.at = fix_value(r.limit)
        w.end = fix_value(r.end)
        return
    w.document = node_document(w.node)
    w.tree = tree_of(vm, w.node)
    w.place = node_place(w.node)
    w.limit = <int32_t>fix_value(r.limit)


cdef bint walk_next(VM* vm, Walk* w, Value* node) noexcept nogil:
    if w.kind < 0:
        if w.kind == -2:
            return False
        node[0] = w.node
        w.kind = -2
        return True
    if w.kind == LIST_ITEMS:
        if w.at >= w.end:
            return False
        node[0] = w.items[w.at]
        w.at += 1
        return True
    if w.place == END_PLACE:
        return False
    node[0] = make_node(w.document, w.place)
    w.place = after(w, False)
    return True


cdef uint32_t after(Walk* w, bint chunk) noexcept nogil:
    """The place behind the current one of a walk through siblings or a range. `chunk`: behind the text it is in."""
    cdef Tree* t = w.tree
    cdef uint32_t at
    cdef int32_t i
    if place_kind(w.place) == PLACE_CHAR:
        at = (w.place & 0x3FFFFFFF) + 1
        i = text_node(t, at - 1)
        if not chunk and at < <uint32_t>t.start[i + 1]:
            return (<uint32_t>PLACE_CHAR << 30) | at
        i += 1
    else:
        i = <int32_t>w.place + 1 if w.kind == LIST_RANGE else t.end[w.place]
    if i >= w.limit:
        return END_PLACE
    return shown(t, <uint32_t>i)


cdef bint walk_kind(VM* vm, Walk* w, int kind, Value* node) noexcept nogil:
    """The next node of a kind (TREE_ELEMENT, TREE_PI). Characters are passed by in runs."""
    cdef int32_t i, first
    if w.kind != LIST_SIBLINGS and w.kind != LIST_RANGE:
        while walk_next(vm, w, node):
            if is_tree_node(node[0]) and tree_of(vm, node[0]).kind[node_place(node[0])] == kind:
                return True
        return False
    if w.place == END_PLACE:
        return False
    first = i = tree_index(w.tree, w.place)
    while i < w.limit and w.tree.kind[i] != kind:
        i = i + 1 if w.kind == LIST_RANGE else w.tree.end[i]
    charge(vm, i - first)
    if i >= w.limit:
        w.place = END_PLACE
        return False
    node[0] = make_node(w.document, <uint32_t>i)
    w.place = <uint32_t>i
    w.place = after(w, False)
    return True


cdef Value list_first(VM* vm, Value list) noexcept nogil:
    cdef NodeList* r
    if is_node(list):
        return list
    r = as_list(list)
    return as_vector(r.first).items[fix_value(r.limit)] if r.kind == from_fix(LIST_ITEMS) else r.first


cdef int list_rest(VM* vm, Value list, bint chunk, Value* out) noexcept nogil:
    cdef Walk w
    cdef uint32_t place
    if is_node(list):
        out[0] = empty_list()
        return ST_OK
    walk_list(vm, &w, list)
    if w.kind == LIST_ITEMS:
        if w.at + 2 >= w.end:
            out[0] = w.items[w.at + 1] if w.at + 1 < w.end else empty_list()
            return ST_OK
        return new_list(vm, LIST_ITEMS, w.node, w.at + 1, w.end, out)
    place = after(&w, chunk)
    if place == END_PLACE:
        out[0] = empty_list()
        return ST_OK
    return new_list(vm, w.kind, make_node(w.document, place), w.limit, 0, out)


# ---------------------------------------------------------------- lengths and items by their number

cdef inline bint is_counted(Counted* c, NodeList* r) noexcept nogil:
    return c.first == r.first and c.limit == r.limit and c.kind == <int>fix_value(r.kind)


cdef inline void not_counted(Counted* c, NodeList* r) noexcept nogil:
    c.first = r.first
    c.limit = r.limit
    c.kind = <int>fix_value(r.kind)
    c.length = -1
    c.index = 0
    c.place = node_place(r.first)


cdef inline int64_t in_text(Tree* t, uint32_t place, int32_t i) noexcept nogil:
    """Nodes from a place on in node i of the tree: characters of a text, or one."""
    return t.start[i + 1] - <int32_t>(place & 0x3FFFFFFF) if place_kind(place) == PLACE_CHAR else 1


cdef int64_t list_length(VM* vm, Value list) noexcept nogil:
    cdef NodeList* r
    cdef Tree* t
    cdef int32_t i, limit, steps = 0
    cdef int64_t count
    if is_node(list):
        return 0 if list == empty_list() else 1
    r = as_list(list)
    if r.kind == from_fix(LIST_ITEMS):
        return fix_value(r.end) - fix_value(r.limit)
    t = tree_of(vm, r.first)
    if is_counted(&t.counted, r) and t.counted.length >= 0:
        return t.counted.length
    limit = <int32_t>fix_value(r.limit)
    i = tree_index(t, node_place(r.first))
    count = in_text(t, node_place(r.first), i)
    i = i + 1 if r.kind == from_fix(LIST_RANGE) else t.end[i]
    while i < limit:
        count += t.start[i + 1] - t.start[i] if t.kind[i] == TREE_TEXT else 1
        i = i + 1 if r.kind == from_fix(LIST_RANGE) else t.end[i]
        steps += 1
    charge(vm, steps)
    if not is_counted(&t.counted, r):
        not_counted(&t.counted, r)
    t.counted.length = count
    return count


cdef Value list_at(VM* vm, Value list, int64_t i) noexcept nogil:
    """Whoever asks for one after the other finds each at once."""
    cdef NodeList* r
    cdef Walk w
    cdef Counted* c
    cdef int64_t index, run
    cdef int32_t steps = 0
    if i < 0:
        return empty_list()
    if is_node(list):
        return list if i == 0 else empty_list()
    r = as_list(list)
    walk_list(vm, &w, list)
    if w.kind == LIST_ITEMS:
        return w.items[w.at + i] if w.at + i < w.end else empty_list()
    c = &w.tree.counted
    if not is_counted(c, r):
        not_counted(c, r)
    index = 0
    if c.index <= i:
        index = c.index
        w.place = c.place
    while w.place != END_PLACE:
        run = in_text(w.tree, w.place, tree_index(w.tree, w.place))
        if i < index + run:
            w.place += <uint32_t>(i - index)
            break
        index += run
        w.place = after(&w, True)
        steps += 1
    charge(vm, steps * 2)
    if w.place == END_PLACE:
        return empty_list()
    c.index = i
    c.place = w.place
    return make_node(w.document, w.place)


cdef Value list_last(VM* vm, Value list) noexcept nogil:
    cdef NodeList* r
    cdef Tree* t
    cdef int32_t i, up
    if is_node(list):
        return list
    r = as_list(list)
    if r.kind == from_fix(LIST_ITEMS):
        return as_vector(r.first).items[fix_value(r.end) - 1]
    t = tree_of(vm, r.first)
    i = <int32_t>fix_value(r.limit) - 1
    if r.kind == from_fix(LIST_SIBLINGS):
        up = t.parent[tree_index(t, node_place(r.first))]
        while t.parent[i] > up:
            i = t.parent[i]
    return make_node(node_document(r.first), shown_last(t, <uint32_t>i))


cdef bint list_has(VM* vm, Value list, Value node) noexcept nogil:
    cdef NodeList* r
    cdef Tree* t
    cdef Value* items
    cdef int64_t k, end
    cdef int32_t i, first
    if is_node(list):
        return list == node and node != empty_list()
    r = as_list(list)
    if r.kind == from_fix(LIST_ITEMS):
        items = as_vector(r.first).items
        end = fix_value(r.end)
        k = fix_value(r.limit)
        charge(vm, end - k)
        while k < end and items[k] != node:
            k += 1
        return k < end
    if not is_node(node) or node_document(node) != node_document(r.first):
        return False
    t = tree_of(vm, node)
    i = tree_index(t, node_place(node))
    first = tree_index(t, node_place(r.first))
    if i < first or i >= fix_value(r.limit) or (r.kind == from_fix(LIST_SIBLINGS) and t.parent[i] != t.parent[first]):
        return False
    return i > first or node_place(node) >= node_place(r.first)


# ---------------------------------------------------------------- relatives

cdef Value child_list(VM* vm, Value node, int* st) noexcept nogil:
    """The children of a node of the tree."""
    cdef Tree* t = tree_of(vm, node)
    cdef uint32_t i = node_place(node)
    cdef Value out = empty_list()
    st[0] = ST_OK
    if t.end[i] > <int32_t>i + 1:
        st[0] = new_list(vm, LIST_SIBLINGS, make_node(node_document(node), shown(t, i + 1)), t.end[i], 0, &out)
    return out


cdef int siblings_behind(VM* vm, Value node, Value* out) noexcept nogil:
    """Of a node of the tree that is not the root, or a character."""
    cdef Tree* t = tree_of(vm, node)
    cdef int32_t up = t.parent[tree_index(t, node_place(node))]
    cdef Value list
    cdef int st = new_list(vm, LIST_SIBLINGS, node, t.end[up] if up >= 0 else t.count, 0, &list)
    return list_rest(vm, list, False, out) if st == ST_OK else st


cdef Value node_before(VM* vm, Value node) noexcept nogil:
    """The sibling before a node of the tree that is not the root, or a character."""
    cdef Tree* t = tree_of(vm, node)
    cdef uint32_t place = node_place(node)
    cdef int32_t i = tree_index(t, place), up = t.parent[i]
    if place_kind(place) == PLACE_CHAR and (place & 0x3FFFFFFF) > <uint32_t>t.start[i]:
        return make_node(node_document(node), place - 1)
    if up < 0 or i == up + 1:
        return empty_list()
    i -= 1
    while t.parent[i] > up:
        i = t.parent[i]
    return make_node(node_document(node), shown_last(t, <uint32_t>i))


# ---------------------------------------------------------------- lists of items

cdef void begin_nodes(VM* vm, Nodes* nodes) noexcept nogil:
    nodes.vm = vm
    nodes.items = nodes.few
    nodes.n = 0
    nodes.cap = FEW


cdef int add_node(Nodes* nodes, Value node) noexcept nogil:
    cdef Value* more
    if nodes.n == nodes.cap:
        if not heap_reserve(nodes.vm, 2 * nodes.cap * sizeof(Value)):
            return ST_NOMEM
        if nodes.items == nodes.few:
            more = <Value*>malloc(2 * nodes.cap * sizeof(Value))
            if more != NULL:
                memcpy(more, nodes.few, nodes.n * sizeof(Value))
        else:
            more = <Value*>realloc(nodes.items, 2 * nodes.cap * sizeof(Value))
        if more == NULL:
            return ST_NOMEM
        nodes.items = more
        nodes.cap *= 2
    nodes.items[nodes.n] = node
    nodes.n += 1
    return ST_OK


cdef int add_list(Nodes* nodes, Value list) noexcept nogil:
    cdef Walk w
    cdef Value node
    cdef int st = ST_OK
    cdef size_t before = nodes.n
    walk_list(nodes.vm, &w, list)
    while st == ST_OK and walk_next(nodes.vm, &w, &node):
        st = add_node(nodes, node)
    charge(nodes.vm, <int64_t>(nodes.n - before) * 2)
    return st


cdef Value new_items(VM* vm, int64_t n, int64_t low, int64_t high) noexcept nogil:
    """A vector for n items, of which a part is used."""
    cdef Value vector = new_vector(vm, <size_t>(n + FIRST_ITEM), IMM_NIL)
    if vector:
        as_vector(vector).items[LOW] = from_fix(low)
        as_vector(vector).items[HIGH] = from_fix(high)
    return vector


cdef int finish_nodes(Nodes* nodes, int st, Value* out) noexcept nogil:
    """The list of what was added; gives the memory back."""
    cdef Value vector
    cdef VM* vm = nodes.vm
    cdef int64_t end = FIRST_ITEM + <int64_t>nodes.n
    if st == ST_OK and nodes.n == 0:
        out[0] = empty_list()
    elif st == ST_OK and nodes.n == 1:
        out[0] = nodes.items[0]
    elif st == ST_OK:
        vector = new_items(vm, <int64_t>nodes.n, FIRST_ITEM, end)
        if vector == 0:
            st = ST_NOMEM
        else:
            memcpy(as_vector(vector).items + FIRST_ITEM, nodes.items, nodes.n * sizeof(Value))
            st = new_list(vm, LIST_ITEMS, vector, FIRST_ITEM, end, out)
    if nodes.items != nodes.few:
        free(nodes.items)
    return st


cdef inline void put_list(VM* vm, Value list, Value* to) noexcept nogil:
    cdef Walk w
    walk_list(vm, &w, list)
    if w.kind == LIST_ITEMS:
        memcpy(to, w.items + w.at, <size_t>(w.end - w.at) * sizeof(Value))
        return
    while walk_next(vm, &w, to):
        to += 1


cdef int list_append(VM* vm, Value* lists, int n, Value* out) noexcept nogil:
    """The nodes of all lists. A list that is made by adding nodes to its end, or before its beginning, takes time in proportion to
    what is added: the longer one of the first and the last list stays where it is, if there is room."""
    cdef int i, first = -1, last = -1, kept
    cdef int64_t total = 0, at = FIRST_ITEM, length, room = 0
    cdef Value vector = 0, made
    for i in range(n):
        if lists[i] != empty_list():
            first = i if first < 0 else first
            last = i
            total += list_length(vm, lists[i])
    if first == last:
        out[0] = lists[first] if first >= 0 else empty_list()
        return ST_OK
    if total > 0x3FFFFFFF:
        return ST_NOMEM
    kept = first if list_length(vm, lists[first]) >= list_length(vm, lists[last]) else last
    length = list_length(vm, lists[kept])
    if length > 1:
        vector = vector_with_room(vm, lists[kept], total - length, kept == first, &at)
        room = total // 2 + 4
    if vector == 0:
        at = FIRST_ITEM if kept == first else FIRST_ITEM + room
        kept = -1
        vector = new_items(vm, total + room, at, at + total)
        if vector == 0:
            return ST_NOMEM
        length = 0
    if new_list(vm, LIST_ITEMS, vector, at, at + total, &made) != ST_OK:
        return ST_NOMEM
    if kept == first:
        as_vector(vector).items[HIGH] = from_fix(at + total)
    elif kept == last:
        as_vector(vector).items[LOW] = from_fix(at)
    charge(vm, total - length)
    for i in range(first, last + 1):
        if i != kept:
            put_list(vm, lists[i], as_vector(vector).items + at)
        at += list_length(vm, lists[i])
    out[0] = made
    return ST_OK


cdef Value vector_with_room(VM* vm, Value list, int64_t more, bint behind, int64_t* at) noexcept nogil:
    """The vector of a list of items, if nobody uses what is behind (or before) the items of the list and that is room enough; and
    the first item of the longer list. 0 if it is not so."""
    cdef NodeList* r = as_list(list)
    cdef Vector* v
    if r.kind != from_fix(LIST_ITEMS):
        return 0
    v = as_vector(r.first)
    at[0] = fix_value(r.limit)
    if behind:
        return r.first if r.end == v.items[HIGH] and fix_value(r.end) + more <= v.h.length else 0
    at[0] -= more
    return r.first if r.limit == v.items[LOW] and at[0] >= FIRST_ITEM else 0


# ---------------------------------------------------------------- sets

cdef int seen_begin(VM* vm, Seen* seen, size_t n) noexcept nogil:
    cdef size_t size = 16
    while size < 2 * n:
        size *= 2
    if not heap_reserve(vm, size * sizeof(Value)):
        return ST_NOMEM
    seen.slots = <Value*>calloc(size, sizeof(Value))
    seen.mask = size - 1
    return ST_OK if seen.slots != NULL else ST_NOMEM


cdef inline size_t slot_of(Seen* seen, Value node) noexcept nogil:
    """Where the node is, or would be."""
    cdef size_t at = <size_t>((node >> 8) * <uint64_t>0x9E3779B97F4A7C15 >> 20) & seen.mask
    while seen.slots[at] and seen.slots[at] != node:
        at = (at + 1) & seen.mask
    return at


cdef bint seen_add(Seen* seen, Value node) noexcept nogil:
    cdef size_t at = slot_of(seen, node)
    if seen.slots[at]:
        return False
    seen.slots[at] = node
    return True


cdef bint seen_has(Seen* seen, Value node) noexcept nogil:
    return seen.slots[slot_of(seen, node)] != 0


cdef void seen_end(Seen* seen) noexcept nogil:
    free(seen.slots)


# ---------------------------------------------------------------- arguments

cdef const char* NODES = b"node list"


cdef int node_arg(VM* vm, Value* args, int n, int k, Value* node) noexcept nogil:
    """The node that argument k is: the current one if it is not given, perhaps the empty list."""
    cdef Value v
    if n <= k or args[k] == IMM_ABSENT:
        if vm.trees == NULL or trees(vm).current == IMM_UNDEF:
            return no_current(vm)
        node[0] = trees(vm).current
        return ST_OK
    v = args[k]
    if is_node(v):
        node[0] = v
        return ST_OK
    if not is_list(vm, v):
        return err_type(vm, k, v, NODES)
    return single(vm, k, v, node)


cdef int single(VM* vm, int k, Value list, Value* node) noexcept nogil:
    """The node of a list of one."""
    cdef Walk w
    cdef Value more
    node[0] = empty_list()
    walk_list(vm, &w, list)
    if walk_next(vm, &w, node) and walk_next(vm, &w, &more):
        return err_type(vm, k, list, b"node, or a list of none or one")
    return ST_OK
