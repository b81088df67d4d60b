# Lists of nodes, the current node, children as they are processed.

from libc.stdint cimport uint64_t, int64_t, uint32_t, int32_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._trees cimport *

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
    f.current = args[0] if node_document(args[0]) != MAX_DOCUMENTS else IMM_UNDEF
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


cdef int64_t list_length(VM* vm, Value list) noexcept nogil:
    cdef Walk w
    cdef Value node
    cdef int64_t count = 0
    walk_list(vm, &w, list)
    if w.kind == LIST_ITEMS:
        return w.items.h.length - w.at
    while walk_next(vm, &w, &node):
        count += 1
    charge(vm, count * 4)
    return count


cdef int prim_sys_node_length(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_list(vm, args[0]):
        return err_type(vm, 0, args[0], NODES)
    return number(out, list_length(vm, args[0]))


cdef int prim_sys_node_ref(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Walk w
    cdef Value node = empty_list()
    cdef Value list = args[0]
    cdef int64_t i = fix_value(args[1]), k = 0
    if not is_list(vm, list):
        return err_type(vm, 0, list, NODES)
    out[0] = empty_list()
    if i < 0:
        return ST_OK
    walk_list(vm, &w, list)
    if w.kind == LIST_ITEMS:
        if w.at + i < w.items.h.length:
            out[0] = w.items.items[w.at + i]
        return ST_OK
    while walk_next(vm, &w, &node):
        if k == i:
            out[0] = node
            break
        k += 1
    charge(vm, k * 4)
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
    cdef Nodes nodes
    cdef int i, given = 0, last = 0, st = ST_OK
    for i in range(n):
        if not is_list(vm, args[i]):
            return err_type(vm, i, args[i], NODES)
        if args[i] != empty_list():
            given += 1
            last = i
    if given <= 1:
        out[0] = args[last] if given else empty_list()
        return ST_OK
    begin_nodes(vm, &nodes)
    for i in range(n):
        if st == ST_OK:
            st = add_list(&nodes, args[i])
    return finish_nodes(&nodes, st, out)


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
    """By an open-addressing table of the nodes seen."""
    cdef Nodes nodes
    cdef Walk w
    cdef Value node
    cdef Value* seen
    cdef size_t size = 16, at
    cdef int64_t length
    cdef int st = ST_OK
    cdef Value table
    if not is_list(vm, args[0]):
        return err_type(vm, 0, args[0], NODES)
    length = list_length(vm, args[0])
    if length < 2:
        out[0] = args[0]
        return ST_OK
    while size < 2 * <size_t>length:
        size *= 2
    table = new_vector(vm, size, IMM_NIL)
    if table == 0:
        return ST_NOMEM
    seen = as_vector(table).items
    begin_nodes(vm, &nodes)
    walk_list(vm, &w, args[0])
    while st == ST_OK and walk_next(vm, &w, &node):
        at = <size_t>((node >> 8) * <uint64_t>0x9E3779B97F4A7C15 >> 20) & (size - 1)
        while seen[at] != IMM_NIL and seen[at] != node:
            at = (at + 1) & (size - 1)
        if seen[at] == IMM_NIL:
            seen[at] = node
            st = add_node(&nodes, node)
    charge(vm, length * 10)
    return finish_nodes(&nodes, st, out)


cdef int prim_sys_node_member_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Walk w
    cdef Value node
    cdef int64_t count = 0
    if not is_list(vm, args[1]):
        return err_type(vm, 1, args[1], NODES)
    walk_list(vm, &w, args[1])
    while walk_next(vm, &w, &node):
        count += 1
        if node == args[0]:
            break
    else:
        charge(vm, count * 4)
        return answer(out, False)
    charge(vm, count * 4)
    return answer(out, True)


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
