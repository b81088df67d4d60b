# Relatives of nodes, and numbers among them.

from libc.stdint cimport int64_t, uint32_t, int32_t
from libc.stdlib cimport calloc, free
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._trees cimport *
from vmcore._nodelists cimport *

cdef const char* NODES = b"node list"


cdef inline int answer(Value* out, bint b) noexcept nogil:
    out[0] = from_bool(b)
    return ST_OK


cdef inline int number(Value* out, int64_t i) noexcept nogil:
    out[0] = from_fix(i)
    return ST_OK


cdef enum:                        # relatives
    CHILDREN = 0
    DESCENDANTS = 1
    FOLLOW = 2                    # siblings behind
    PRECED = 3                    # siblings before
    SUBTREE = 4                   # the node and its descendants
    JUST_BEFORE = 5               # the sibling before
    JUST_BEHIND = 6


cdef int relatives(VM* vm, Value list, int which, Value* out) noexcept nogil:
    """Of each node of a list."""
    cdef Nodes nodes
    cdef Walk w
    cdef Value node, part
    cdef int st = ST_OK
    if not is_list(vm, list):
        return err_type(vm, 0, list, NODES)
    if is_node(list):
        return relatives_of(vm, list, which, out)
    begin_nodes(vm, &nodes)
    walk_list(vm, &w, list)
    while st == ST_OK and walk_next(vm, &w, &node):
        st = relatives_of(vm, node, which, &part)
        if st == ST_OK:
            st = add_list(&nodes, part)
    return finish_nodes(&nodes, st, out)


cdef int relatives_of(VM* vm, Value node, int which, Value* out) noexcept nogil:
    cdef Tree* t
    cdef int32_t i
    cdef int st = ST_OK
    out[0] = node if which == SUBTREE else empty_list()
    if node_document(node) == MAX_DOCUMENTS:
        return ST_OK
    t = tree_of(vm, node)
    i = <int32_t>node_place(node)
    if which == CHILDREN or which == DESCENDANTS or which == SUBTREE:
        if not is_tree_node(node) or t.end[i] == i + 1 or t.kind[i] == TREE_ROOT:   # what a document consists of are no children
            return ST_OK
        if which == SUBTREE:
            return new_list(vm, LIST_RANGE, node, t.end[i], 0, out)
        out[0] = child_list(vm, node, &st)
        if which == DESCENDANTS and st == ST_OK:
            as_list(out[0]).kind = from_fix(LIST_RANGE)
        return st
    if (not is_tree_node(node) and place_kind(node_place(node)) != PLACE_CHAR) or node_place(node) == 0:
        return ST_OK
    if which == FOLLOW or which == JUST_BEHIND:
        st = siblings_behind(vm, node, out)
        if which == JUST_BEHIND and st == ST_OK:
            out[0] = list_first(vm, out[0])
        return st
    if which == JUST_BEFORE:
        out[0] = node_before(vm, node)
        return ST_OK
    return siblings_before(vm, t, node, out)


cdef int siblings_before(VM* vm, Tree* t, Value node, Value* out) noexcept nogil:
    cdef Nodes nodes
    cdef Walk w
    cdef Value all, x
    cdef int32_t i = tree_index(t, node_place(node))
    cdef int st = ST_OK
    if node_before(vm, node) == empty_list():
        return ST_OK
    all = child_list(vm, make_node(node_document(node), <uint32_t>t.parent[i]), &st)
    if st != ST_OK:
        return st
    if is_tree_node(node) or (node_place(node) & 0x3FFFFFFF) == <uint32_t>t.start[i]:
        as_list(all).limit = from_fix(i)
        out[0] = all
        return ST_OK
    begin_nodes(vm, &nodes)       # a list of siblings does not end within a text
    walk_list(vm, &w, all)
    while st == ST_OK and walk_next(vm, &w, &x) and x != node:
        st = add_node(&nodes, x)
    charge(vm, <int64_t>nodes.n * 4)
    return finish_nodes(&nodes, st, out)


cdef int prim_sys_node_children(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return relatives(vm, args[0], CHILDREN, out)


cdef int prim_sys_node_descendants(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return relatives(vm, args[0], DESCENDANTS, out)


cdef int prim_sys_node_follow(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return relatives(vm, args[0], FOLLOW, out)


cdef int prim_sys_node_preced(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return relatives(vm, args[0], PRECED, out)


cdef int prim_sys_node_subtree(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return relatives(vm, args[0], SUBTREE, out)


cdef int prim_sys_node_just_before(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return relatives(vm, args[0], JUST_BEFORE, out)


cdef int prim_sys_node_just_behind(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return relatives(vm, args[0], JUST_BEHIND, out)


# ---------------------------------------------------------------- numbers

cdef int element_arg(VM* vm, Value* args, int n, Tree** t, int32_t* i) noexcept nogil:
    """The element that argument 0 is, or -1."""
    cdef Value v
    cdef int st = node_arg(vm, args, n, 0, &v)
    i[0] = -1
    if st == ST_OK and is_element(vm, v):
        t[0] = tree_of(vm, v)
        i[0] = <int32_t>node_place(v)
    return st


cdef int prim_sys_node_number(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Tree* t
    cdef int32_t i
    cdef int st = element_arg(vm, args, n, &t, &i)
    if st == ST_OK:
        out[0] = from_fix(t.number[i]) if i >= 0 else IMM_FALSE
    return st


cdef int prim_sys_node_count(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Tree* t
    cdef int32_t i
    cdef int st = element_arg(vm, args, n, &t, &i)
    if st == ST_OK:
        out[0] = from_fix(t.element[i] + 1) if i >= 0 else IMM_FALSE
    return st


cdef int count_names(VM* vm, Tree* t) noexcept nogil:
    """Fills in ``name_counts``."""
    cdef int32_t* counts = <int32_t*>calloc(<size_t>t.count, sizeof(int32_t))
    cdef int32_t* so_far = <int32_t*>calloc(<size_t>t.nstrings, sizeof(int32_t))
    cdef int32_t i
    if counts == NULL or so_far == NULL:
        free(counts)
        free(so_far)
        return ST_NOMEM
    for i in range(t.count):
        if t.kind[i] == TREE_ELEMENT:
            so_far[t.name[i]] += 1
            counts[i] = so_far[t.name[i]]
    free(so_far)
    t.name_counts = counts
    charge(vm, t.count)
    return ST_OK


cdef int prim_sys_node_name_count(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Tree* t
    cdef int32_t i
    cdef int st = element_arg(vm, args, n, &t, &i)
    if st != ST_OK:
        return st
    if i < 0:
        out[0] = IMM_FALSE
        return ST_OK
    if t.name_counts == NULL:
        st = count_names(vm, t)
    return number(out, t.name_counts[i]) if st == ST_OK else st


cdef int sibling_test(VM* vm, Value* args, int n, bint behind, bint same, Value* out) noexcept nogil:
    """Is there no element, of the same name if `same`, behind or before among the siblings?"""
    cdef Tree* t
    cdef int32_t i, k, limit
    cdef Value v
    cdef int st = node_arg(vm, args, n, 0, &v)
    if st != ST_OK:
        return st
    if not is_element(vm, v):     # the root is the last of its siblings, an attribute has none
        if is_tree_node(v):
            return answer(out, behind and not same and tree_of(vm, v).kind[node_place(v)] == TREE_ROOT)
        return answer(out, not same and node_document(v) != MAX_DOCUMENTS and place_kind(node_place(v)) != PLACE_CHAR)
    t = tree_of(vm, v)
    i = <int32_t>node_place(v)
    if t.parent[i] < 0:
        return answer(out, True)
    if same and not behind:
        return answer(out, t.number[i] == 1)
    k = t.end[i] if behind else t.parent[i] + 1
    limit = t.end[t.parent[i]] if behind else i
    while k < limit:
        if t.kind[k] == TREE_ELEMENT and (not same or t.name[k] == t.name[i]):
            return answer(out, False)
        k = t.end[k]
        charge(vm, 4)
    return answer(out, True)


cdef int prim_sys_node_first_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return sibling_test(vm, args, n, False, True, out)


cdef int prim_sys_node_last_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return sibling_test(vm, args, n, True, True, out)


cdef int prim_sys_node_only_before_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return sibling_test(vm, args, n, False, False, out)


cdef int prim_sys_node_only_behind_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return sibling_test(vm, args, n, True, False, out)
