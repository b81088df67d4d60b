# Lists of nodes. One node is the list of it; other lists are records.
#
# The items of a list are a part of a vector, which others may share. Its first two entries say which part of it anybody uses. The
# list that ends where that part does may be added to without a copy: the new list has the same vector, the old one does not see
# what is behind its end. The same holds for what comes before the first item.

from libc.stdint cimport int64_t, uint32_t, int32_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport VM
from vmcore._trees cimport Tree

cdef enum:                        # NodeList.kind
    LIST_SIBLINGS = 0
    LIST_RANGE = 1                # of the preorder
    LIST_ITEMS = 2

cdef struct NodeList:             # a record of Trees.list_type; all fields but the first are fixnums
    Obj h
    Value rtd
    Value kind
    Value first                   # the first node; LIST_ITEMS: VECTOR
    Value limit                   # place of the tree it ends before; LIST_ITEMS: the first item
    Value end                     # LIST_ITEMS: behind the last item

cdef enum:                        # items of such a vector
    LOW = 0                       # fixnum: the first one that is used
    HIGH = 1                      # fixnum: behind the last one
    FIRST_ITEM = 2

cdef struct Walk:                 # through a list
    int kind                      # LIST_*; -1: one node, -2: nothing more
    Value node
    int document
    Tree* tree
    uint32_t place                # the next one
    int32_t limit                 # LIST_RANGE, LIST_SIBLINGS: of the tree
    Value* items
    int64_t at
    int64_t end

cdef enum:
    FEW = 16

cdef struct Nodes:                # a list being made
    VM* vm
    Value* items                  # `few`, or a buffer of its own
    size_t n
    size_t cap
    Value[FEW] few

cdef struct Seen:                 # a set of nodes: open addressing
    Value* slots                  # 0: free
    size_t mask

cdef inline NodeList* as_list(Value v) noexcept nogil:               # no single node
    return <NodeList*>as_obj(v)

cdef void walk_list(VM* vm, Walk* w, Value list) noexcept nogil
cdef bint walk_next(VM* vm, Walk* w, Value* node) noexcept nogil
cdef bint walk_kind(VM* vm, Walk* w, int kind, Value* node) noexcept nogil
cdef int list_rest(VM* vm, Value list, bint chunk, Value* out) noexcept nogil
cdef Value list_first(VM* vm, Value list) noexcept nogil             # or the empty list
cdef Value list_last(VM* vm, Value list) noexcept nogil              # or the empty list
cdef int64_t list_length(VM* vm, Value list) noexcept nogil
cdef Value list_at(VM* vm, Value list, int64_t i) noexcept nogil     # or the empty list
cdef bint list_has(VM* vm, Value list, Value node) noexcept nogil
cdef int list_append(VM* vm, Value* lists, int n, Value* out) noexcept nogil
cdef int new_list(VM* vm, int kind, Value first, int64_t limit, int64_t end, Value* out) noexcept nogil
cdef Value child_list(VM* vm, Value node, int* st) noexcept nogil
cdef Value node_before(VM* vm, Value node) noexcept nogil            # or the empty list
cdef int siblings_behind(VM* vm, Value node, Value* out) noexcept nogil
cdef void begin_nodes(VM* vm, Nodes* nodes) noexcept nogil
cdef int add_node(Nodes* nodes, Value node) noexcept nogil
cdef int add_list(Nodes* nodes, Value list) noexcept nogil
cdef int finish_nodes(Nodes* nodes, int st, Value* out) noexcept nogil
cdef int seen_begin(VM* vm, Seen* seen, size_t n) noexcept nogil     # seen_end afterwards, if it is ST_OK
cdef bint seen_add(Seen* seen, Value node) noexcept nogil            # was it new?
cdef bint seen_has(Seen* seen, Value node) noexcept nogil
cdef void seen_end(Seen* seen) noexcept nogil
cdef int node_arg(VM* vm, Value* args, int n, int k, Value* node) noexcept nogil
cdef int single(VM* vm, int k, Value list, Value* node) noexcept nogil
