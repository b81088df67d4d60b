# Lists of nodes, the current node, children as they are processed.

from libc.stdint cimport uint64_t, int64_t, uint32_t, int32_t
from libc.stdlib cimport qsort
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._trees cimport *
from vmcore._nodelists cimport *

cdef const char* NODES = b"node list"


cdef inline int number(Value* out, int64_t i) noexcept nogil:
    out[0] = from_fix(i)
    return ST_OK


cdef inline int answer(Value* out, bint b) noexcept nogil:
    out[0] = from_bool(b)
    return ST_OK


# ---------------------------------------------------------------- what is going on

cdef int prim_sys_node_list_type_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if vm.trees == NULL:
        return err_msg(vm, b"this machine was not made for documents", IMM_NIL)
    trees(vm).list_type = args[0]
    out[0] = IMM_UNSPEC
    return ST_OK


cdef int prim_sys_node_list_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_list(vm, args[0]))


cdef int prim_sys_node_current(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if vm.trees == NULL or trees(vm).current == IMM_UNDEF:
        return no_current(vm)
    out[0] = trees(vm).current
    return ST_OK


cdef int prim_sys_node_current_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, vm.trees != NULL and trees(vm).current != IMM_UNDEF)


cdef int prim_sys_node_current_or_none(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = empty_list()
    if vm.trees != NULL and trees(vm).current != IMM_UNDEF:
        out[0] = trees(vm).current
    return ST_OK


cdef int prim_sys_node_enter_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Trees* f = trees(vm)
    if f == NULL or not is_node(args[0]):
        return err_type(vm, 0, args[0], b"node")
    if node_document(args[0]) != MAX_DOCUMENTS:
        f.current = args[0]
    elif f.current != IMM_UNDEF:
        f.outer = f.current
        f.current = IMM_UNDEF
    f.mode = fix_value(args[1])
    f.cursor = fix_value(args[2])
    out[0] = IMM_UNSPEC
    return ST_OK


cdef int prim_sys_node_mode(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return number(out, trees(vm).mode if vm.trees != NULL else 0)


cdef int prim_sys_node_mode_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t mode = fix_value(args[0])
    if vm.trees == NULL:
        return no_current(vm)
    out[0] = from_fix(trees(vm).mode)
    trees(vm).mode = mode
    return ST_OK


cdef int prim_sys_node_cursor(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return number(out, trees(vm).cursor if vm.trees != NULL else 0)


cdef int prim_sys_node_cursor_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if vm.trees != NULL:
        trees(vm).cursor = fix_value(args[0])
    out[0] = IMM_UNSPEC
    return ST_OK


cdef bint fits(Tree* t, int32_t i, const int32_t* c) noexcept nogil:
    """Does a candidate match: [rule, number of parents, unique name (or -1, or -2 - a query), family, names of the parents ...]?"""
    cdef int32_t k
    if c[2] >= 0 and t.ids[i] != c[2]:
        return False
    if c[2] <= -2 and (-2 - c[2] >= t.nmarks or not t.marks[(-2 - c[2]) * <int64_t>t.count + i]):
        return False
    for k in range(c[1]):
        i = t.parent[i]
        if i < 0 or t.kind[i] != TREE_ELEMENT or t.name[i] != c[4 + k]:
            return False
    return True


cdef int prim_sys_node_match(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Trees* f = trees(vm)
    cdef Tree* t
    cdef int32_t i
    cdef int64_t at
    cdef const int32_t* c
    if f == NULL or f.current == IMM_UNDEF:
        return no_current(vm)
    t = tree_of(vm, f.current)
    if not is_tree_node(f.current) or t.matches == NULL or f.mode < 0 or f.mode >= t.nmodes:
        return number(out, -1)
    i = <int32_t>node_place(f.current)
    if t.kind[i] > TREE_ELEMENT:
        return number(out, -1)
    at = f.cursor
    if at == 0:
        at = t.matches[t.name[i] * <int64_t>t.nmodes + f.mode] if t.name[i] < t.nnames else 0
    while True:
        c = t.candidates + at
        if c[0] < 0:
            f.cursor = at
            return number(out, -1)
        at += 4 + c[1]
        if fits(t, i, c):
            while t.candidates[at] >= 0 and t.candidates[at + 3] == c[3]:   # others of its family are no next match
                at += 4 + t.candidates[at + 1]
            f.cursor = at
            return number(out, c[0])


cdef int prim_sys_node_mark_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Tree* t
    cdef int64_t query = fix_value(args[0])
    if not is_node(args[1]):
        return err_type(vm, 1, args[1], b"node")
    if is_tree_node(args[1]):
        t = tree_of(vm, args[1])
        if query < 0 or query >= t.nmarks:
            return err_range(vm, 0, args[0])
        t.marks[query * t.count + node_place(args[1])] = 1
    out[0] = IMM_UNSPEC
    return ST_OK


# ---------------------------------------------------------------- lists

cdef int prim_sys_node_none(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = empty_list()
    return ST_OK


cdef int prim_sys_node_none_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_list(vm, args[0]):
        return err_type(vm, 0, args[0], NODES)
    return answer(out, args[0] == empty_list())


cdef int prim_sys_node_first(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_list(vm, args[0]):
        return err_type(vm, 0, args[0], NODES)
    out[0] = list_first(vm, args[0])
    return ST_OK


cdef int prim_sys_node_rest(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_list(vm, args[0]):
        return err_type(vm, 0, args[0], NODES)
    return list_rest(vm, args[0], False, out)


cdef int prim_sys_node_chunk_rest(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_list(vm, args[0]):
        return err_type(vm, 0, args[0], NODES)
    return list_rest(vm, args[0], True, out)


cdef int prim_sys_node_length(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_list(vm, args[0]):
        return err_type(vm, 0, args[0], NODES)
    return number(out, list_length(vm, args[0]))


cdef int prim_sys_node_ref(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_list(vm, args[0]):
        return err_type(vm, 0, args[0], NODES)
    out[0] = list_at(vm, args[0], fix_value(args[1]))
    return ST_OK


cdef int prim_sys_node_final(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_list(vm, args[0]):
        return err_type(vm, 0, args[0], NODES)
    out[0] = list_last(vm, args[0])
    return ST_OK


cdef int prim_sys_node_reverse(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Nodes nodes
    cdef size_t i
    cdef Value v
    cdef int st
    if not is_list(vm, args[0]):
        return err_type(vm, 0, args[0], NODES)
    begin_nodes(vm, &nodes)
    st = add_list(&nodes, args[0])
    for i in range(nodes.n // 2):
        v = nodes.items[i]
        nodes.items[i] = nodes.items[nodes.n - 1 - i]
        nodes.items[nodes.n - 1 - i] = v
    return finish_nodes(&nodes, st, out)


cdef int prim_sys_node_list(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int i
    for i in range(n):
        if not is_list(vm, args[i]):
            return err_type(vm, i, args[i], NODES)
    return list_append(vm, args, n, out)


cdef int prim_sys_node_list_of(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Nodes nodes
    cdef Value p = args[0]
    cdef int st = ST_OK
    begin_nodes(vm, &nodes)
    while st == ST_OK and is_pair(p):
        st = add_list(&nodes, car(p)) if is_list(vm, car(p)) else err_type(vm, 0, car(p), NODES)
        p = cdr(p)
    return finish_nodes(&nodes, st, out)


cdef int prim_sys_node_same_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Walk a, b
    cdef Value x, y
    cdef bint more
    cdef int i
    for i in range(2):
        if not is_list(vm, args[i]):
            return err_type(vm, i, args[i], NODES)
    if args[0] == args[1] or (is_node(args[0]) and is_node(args[1])):
        return answer(out, args[0] == args[1])
    walk_list(vm, &a, args[0])
    walk_list(vm, &b, args[1])
    while True:
        more = walk_next(vm, &a, &x)
        if more != walk_next(vm, &b, &y) or (more and x != y):
            return answer(out, False)
        if not more:
            return answer(out, True)
        charge(vm, 8)


cdef int prim_sys_node_distinct(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Nodes nodes
    cdef Walk w
    cdef Value node
    cdef Seen seen
    cdef int64_t length
    cdef int st
    if not is_list(vm, args[0]):
        return err_type(vm, 0, args[0], NODES)
    out[0] = args[0]
    if is_node(args[0]) or as_list(args[0]).kind != from_fix(LIST_ITEMS):
        return ST_OK              # siblings and ranges have no node twice
    length = list_length(vm, args[0])
    st = seen_begin(vm, &seen, <size_t>length)
    if st != ST_OK:
        return st
    begin_nodes(vm, &nodes)
    walk_list(vm, &w, args[0])
    while st == ST_OK and walk_next(vm, &w, &node):
        if seen_add(&seen, node):
            st = add_node(&nodes, node)
    seen_end(&seen)
    charge(vm, length * 10)
    return finish_nodes(&nodes, st, out)


cdef int prim_sys_node_within(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    """Nodes of the second list are looked up in a table if it is long, and has no order."""
    cdef Nodes nodes
    cdef Walk w
    cdef Value node
    cdef Seen seen
    cdef bint table, wanted = args[2] != IMM_FALSE
    cdef int i, st = ST_OK
    for i in range(2):
        if not is_list(vm, args[i]):
            return err_type(vm, i, args[i], NODES)
    table = list_length(vm, args[1]) > 8 and as_list(args[1]).kind == from_fix(LIST_ITEMS)
    if table:
        st = seen_begin(vm, &seen, <size_t>list_length(vm, args[1]))
        if st != ST_OK:
            return st
        walk_list(vm, &w, args[1])
        while walk_next(vm, &w, &node):
            seen_add(&seen, node)
    begin_nodes(vm, &nodes)
    walk_list(vm, &w, args[0])
    while st == ST_OK and walk_next(vm, &w, &node):
        if (seen_has(&seen, node) if table else list_has(vm, args[1], node)) == wanted:
            st = add_node(&nodes, node)
    if table:
        seen_end(&seen)
    charge(vm, (list_length(vm, args[0]) + list_length(vm, args[1])) * 4)
    return finish_nodes(&nodes, st, out)


cdef int prim_sys_node_member_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_list(vm, args[1]):
        return err_type(vm, 1, args[1], NODES)
    return answer(out, list_has(vm, args[1], args[0]))


# ---------------------------------------------------------------- the order of the tree

cdef bint order_of(VM* vm, Value node, uint64_t* key) noexcept nogil:
    """The place of a node in its document, if it is in the outermost element."""
    cdef Tree* t
    cdef int32_t i
    if not is_node(node) or node_document(node) == MAX_DOCUMENTS:
        return False
    t = tree_of(vm, node)
    i = tree_index(t, node_place(node))
    if i < 0 or t.root_element < 0 or i < t.root_element or i >= t.end[t.root_element]:
        return False
    key[0] = <uint64_t>i << 32 | node_place(node)
    return True


cdef int prim_sys_node_before_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef uint64_t a, b
    if order_of(vm, args[0], &a) and order_of(vm, args[1], &b) and node_document(args[0]) == node_document(args[1]):
        return answer(out, a < b)
    out[0] = IMM_DEFAULT
    return ST_OK


cdef int by_key(const void* a, const void* b) noexcept nogil:
    cdef uint64_t x = (<const uint64_t*>a)[0], y = (<const uint64_t*>b)[0]
    return -1 if x < y else x > y


cdef int prim_sys_node_sorted(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Nodes nodes
    cdef Value node
    cdef size_t i, k = 0
    cdef int st, document
    cdef bint known = True
    if not is_list(vm, args[0]):
        return err_type(vm, 0, args[0], NODES)
    if args[0] == empty_list():
        out[0] = args[0]
        return ST_OK
    document = node_document(list_first(vm, args[0]))
    begin_nodes(vm, &nodes)
    st = add_list(&nodes, args[0])
    for i in range(nodes.n):
        node = nodes.items[i]
        known = known and node_document(node) == document and order_of(vm, node, &nodes.items[i])
    if st != ST_OK or not known:
        nodes.n = 0
        out[0] = IMM_DEFAULT
        st = finish_nodes(&nodes, st, &node)
        return st
    qsort(nodes.items, nodes.n, sizeof(uint64_t), by_key)
    charge(vm, <int64_t>nodes.n * 32)
    for i in range(nodes.n):
        node = make_node(document, <uint32_t>nodes.items[i])
        if k == 0 or nodes.items[k - 1] != node:
            nodes.items[k] = node
            k += 1
    nodes.n = k
    return finish_nodes(&nodes, st, out)


# ---------------------------------------------------------------- children as they are processed

cdef int prim_sys_child_chunk(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    cdef uint32_t i
    out[0] = IMM_FALSE
    if is_tree_node(v):
        i = node_place(v)
        if tree_of(vm, v).end[i] > <int32_t>i + 1:
            out[0] = make_node(node_document(v), i + 1)
    return ST_OK


cdef int prim_sys_sibling_chunk(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    cdef Tree* t
    cdef uint32_t i
    out[0] = IMM_FALSE
    if is_tree_node(v) and node_place(v) != 0:
        t = tree_of(vm, v)
        i = node_place(v)
        if t.end[i] < t.end[t.parent[i]]:
            out[0] = make_node(node_document(v), <uint32_t>t.end[i])
    return ST_OK


cdef int prim_sys_text_chunk_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_tree_node(args[0]) and tree_of(vm, args[0]).kind[node_place(args[0])] == TREE_TEXT)


cdef int prim_sys_blank_chunk_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    cdef String view
    cdef Tree* t
    cdef int32_t k
    if not is_tree_node(v) or tree_of(vm, v).kind[node_place(v)] != TREE_TEXT:
        return answer(out, False)
    t = tree_of(vm, v)
    text_view_of(t, &view)
    for k in range(t.start[node_place(v)], t.start[node_place(v) + 1]):
        if not is_blank(string_ref(&view, k)):
            return answer(out, False)
    return answer(out, True)
