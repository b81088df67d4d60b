# Sorted maps and sets: weight-balanced trees.

from libc.stdint cimport uint32_t, int64_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *

cdef inline Sorted* as_sorted(Value v) noexcept nogil:
    return <Sorted*>as_obj(v)

cdef inline TreeNode* as_tree(Value v) noexcept nogil:
    return <TreeNode*>as_obj(v)

cdef inline uint32_t tree_size(Value v) noexcept nogil:
    return 0 if v == IMM_UNDEF else as_obj(v).length

cdef inline TreeNode* tree_at(Value root, int64_t rank) noexcept nogil:
    """The node with so many before it; there is one."""
    cdef TreeNode* node
    cdef int64_t left
    while True:
        node = as_tree(root)
        left = tree_size(node.left)
        if rank == left:
            return node
        if rank < left:
            root = node.left
        else:
            rank -= left + 1
            root = node.right

cdef Value sorted_empty(VM* vm, int type, Value order, Value meta) noexcept nogil       # 0: no memory
cdef Value sorted_with_meta(VM* vm, Sorted* m, Value meta) noexcept nogil

# Of those whose order is that of `compare`: statuses of _pequal, and ST_TYPE if keys cannot be compared.
cdef int sorted_find(VM* vm, Sorted* m, Value key, TreeNode** node) noexcept nogil      # NULL: none
cdef int sorted_rank(VM* vm, Sorted* m, Value key, int64_t* rank, bint* found) noexcept nogil  # entries before the key
cdef int sorted_assoc(VM* vm, Sorted* m, Value key, Value value, Value* out) noexcept nogil
cdef int sorted_dissoc(VM* vm, Sorted* m, Value key, Value* out) noexcept nogil

# Of any: by rank, found by whoever can call what compares.
cdef int sorted_insert(VM* vm, Sorted* m, int64_t rank, Value key, Value value, Value* out) noexcept nogil
cdef int sorted_replace(VM* vm, Sorted* m, int64_t rank, Value value, Value* out) noexcept nogil
cdef int sorted_remove(VM* vm, Sorted* m, int64_t rank, Value* out) noexcept nogil
