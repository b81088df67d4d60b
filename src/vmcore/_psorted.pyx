# Trees balanced by size (Adams, "Implementing sets efficiently in a functional language", 1992; the bounds are those that
# Hirai and Yamamoto proved, 2011: no subtree is more than 3 times as large as its sibling, a single rotation suffices if
# the inner one of its subtrees is less than 2 times as large as the outer one; sizes plus 1).

from libc.stdint cimport uint32_t, int64_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._phash cimport DECLINED
from vmcore._pcompare cimport compare_values

cdef enum:
    DELTA = 3
    GAMMA = 2


cdef Value node_of(VM* vm, Value key, Value value, Value left, Value right) noexcept nogil:
    cdef TreeNode* node = <TreeNode*>alloc(vm, sizeof(TreeNode))
    if node == NULL:
        return 0
    set_header(node, T_NODE, sizeof(TreeNode), NODE_TREE, tree_size(left) + tree_size(right) + 1)
    node.key = key
    node.value = value
    node.left = left
    node.right = right
    return tag_obj(node)


cdef inline bint too_large(Value a, Value b) noexcept nogil:
    return <int64_t>tree_size(a) + 1 > DELTA * (<int64_t>tree_size(b) + 1)


cdef inline bint is_single(Value inner, Value outer) noexcept nogil:
    return <int64_t>tree_size(inner) + 1 < GAMMA * (<int64_t>tree_size(outer) + 1)


cdef Value balanced(VM* vm, TreeNode* top, Value left, Value right) noexcept nogil:
    """A tree with the key of `top` between two trees, one of which may have grown or shrunk by one. 0: no memory."""
    cdef TreeNode* side
    cdef TreeNode* mid
    cdef Value a, b
    if too_large(right, left):
        side = as_tree(right)
        if is_single(side.left, side.right):
            a = node_of(vm, top.key, top.value, left, side.left)
            return node_of(vm, side.key, side.value, a, side.right) if a else 0
        mid = as_tree(side.left)
        a = node_of(vm, top.key, top.value, left, mid.left)
        b = node_of(vm, side.key, side.value, mid.right, side.right)
        return node_of(vm, mid.key, mid.value, a, b) if a and b else 0
    if too_large(left, right):
        side = as_tree(left)
        if is_single(side.right, side.left):
            b = node_of(vm, top.key, top.value, side.right, right)
            return node_of(vm, side.key, side.value, side.left, b) if b else 0
        mid = as_tree(side.right)
        a = node_of(vm, side.key, side.value, side.left, mid.left)
        b = node_of(vm, top.key, top.value, mid.right, right)
        return node_of(vm, mid.key, mid.value, a, b) if a and b else 0
    return node_of(vm, top.key, top.value, left, right)


cdef Value inserted(VM* vm, Value root, int64_t rank, Value key, Value value) noexcept nogil:
    """Depth: that of the tree."""
    cdef TreeNode* node
    cdef int64_t left
    cdef Value part
    if root == IMM_UNDEF:
        return node_of(vm, key, value, IMM_UNDEF, IMM_UNDEF)
    node = as_tree(root)
    left = tree_size(node.left)
    if rank <= left:
        part = inserted(vm, node.left, rank, key, value)
        return balanced(vm, node, part, node.right) if part else 0
    part = inserted(vm, node.right, rank - left - 1, key, value)
    return balanced(vm, node, node.left, part) if part else 0


cdef Value replaced(VM* vm, Value root, int64_t rank, Value value) noexcept nogil:
    cdef TreeNode* node = as_tree(root)
    cdef int64_t left = tree_size(node.left)
    cdef Value part
    if rank == left:
        return node_of(vm, node.key, value, node.left, node.right)
    if rank < left:
        part = replaced(vm, node.left, rank, value)
        return node_of(vm, node.key, node.value, part, node.right) if part else 0
    part = replaced(vm, node.right, rank - left - 1, value)
    return node_of(vm, node.key, node.value, node.left, part) if part else 0


cdef bint removed(VM* vm, Value root, int64_t rank, Value* out) noexcept nogil:
    """False: no memory. An empty tree is UNDEF. Depth: that of the tree."""
    cdef TreeNode* node = as_tree(root)
    cdef TreeNode* next
    cdef int64_t left = tree_size(node.left)
    cdef Value part = IMM_UNDEF
    if rank == left and (node.left == IMM_UNDEF or node.right == IMM_UNDEF):
        out[0] = node.right if node.left == IMM_UNDEF else node.left
        return True
    if rank < left:
        if not removed(vm, node.left, rank, &part):
            return False
        out[0] = balanced(vm, node, part, node.right)
    elif rank > left:
        if not removed(vm, node.right, rank - left - 1, &part):
            return False
        out[0] = balanced(vm, node, node.left, part)
    elif left > <int64_t>tree_size(node.right):       # its neighbour on the larger side takes its place
        next = tree_at(node.left, left - 1)
        if not removed(vm, node.left, left - 1, &part):
            return False
        out[0] = balanced(vm, next, part, node.right)
    else:
        next = tree_at(node.right, 0)
        if not removed(vm, node.right, 0, &part):
            return False
        out[0] = balanced(vm, next, node.left, part)
    return out[0] != 0


# ---------------------------------------------------------------- headers

cdef Value new_sorted(VM* vm, int type, Value order, Value root, Value meta) noexcept nogil:
    cdef Sorted* m = <Sorted*>alloc(vm, sizeof(Sorted))
    if m == NULL:
        return 0
    set_header(m, type, sizeof(Sorted), 0, tree_size(root))
    m.meta = meta
    m.hash = 0
    m.order = order
    m.root = root
    return tag_obj(m)


cdef Value sorted_empty(VM* vm, int type, Value order, Value meta) noexcept nogil:
    return new_sorted(vm, type, order, IMM_UNDEF, meta)


cdef Value sorted_with_meta(VM* vm, Sorted* m, Value meta) noexcept nogil:
    cdef Value v = new_sorted(vm, m.h.type, m.order, m.root, meta)
    if v:
        as_sorted(v).hash = m.hash
    return v


cdef int put_changed(VM* vm, Sorted* m, Value root, Value* out) noexcept nogil:
    cdef Value v = new_sorted(vm, m.h.type, m.order, root, m.meta)
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


cdef int sorted_insert(VM* vm, Sorted* m, int64_t rank, Value key, Value value, Value* out) noexcept nogil:
    cdef Value root = inserted(vm, m.root, rank, key, value) if m.h.length < ~<uint32_t>0 else 0
    return put_changed(vm, m, root, out) if root else ST_NOMEM


cdef int sorted_replace(VM* vm, Sorted* m, int64_t rank, Value value, Value* out) noexcept nogil:
    cdef Value root = replaced(vm, m.root, rank, value)
    return put_changed(vm, m, root, out) if root else ST_NOMEM


cdef int sorted_remove(VM* vm, Sorted* m, int64_t rank, Value* out) noexcept nogil:
    cdef Value root = IMM_UNDEF
    return put_changed(vm, m, root, out) if removed(vm, m.root, rank, &root) else ST_NOMEM


# ---------------------------------------------------------------- by `compare`

cdef int sorted_rank(VM* vm, Sorted* m, Value key, int64_t* rank, bint* found) noexcept nogil:
    cdef Value root = m.root
    cdef TreeNode* node
    cdef int order = 0, st
    rank[0] = 0
    found[0] = False
    if m.order != IMM_NIL:
        return DECLINED
    while root != IMM_UNDEF:
        node = as_tree(root)
        st = compare_values(vm, key, node.key, &order)
        if st != ST_OK:
            return st
        if order == 0:
            rank[0] += tree_size(node.left)
            found[0] = True
            return ST_OK
        if order > 0:
            rank[0] += <int64_t>tree_size(node.left) + 1
        root = node.left if order < 0 else node.right
    return ST_OK


cdef int sorted_find(VM* vm, Sorted* m, Value key, TreeNode** node) noexcept nogil:
    cdef int64_t rank = 0
    cdef bint found = False
    cdef int st = sorted_rank(vm, m, key, &rank, &found)
    node[0] = tree_at(m.root, rank) if st == ST_OK and found else NULL
    return st


cdef int sorted_assoc(VM* vm, Sorted* m, Value key, Value value, Value* out) noexcept nogil:
    cdef int64_t rank = 0
    cdef bint found = False
    cdef int st = sorted_rank(vm, m, key, &rank, &found)
    if st != ST_OK:
        return st
    if not found:
        return sorted_insert(vm, m, rank, key, value, out)
    if tree_at(m.root, rank).value == value:
        out[0] = tag_obj(m)
        return ST_OK
    return sorted_replace(vm, m, rank, value, out)


cdef int sorted_dissoc(VM* vm, Sorted* m, Value key, Value* out) noexcept nogil:
    cdef int64_t rank = 0
    cdef bint found = False
    cdef int st = sorted_rank(vm, m, key, &rank, &found)
    if st != ST_OK or not found:
        out[0] = tag_obj(m)
        return st
    return sorted_remove(vm, m, rank, out)
