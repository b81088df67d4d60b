from libc.stdint cimport uint16_t, uint32_t, uint64_t
from vmcore.machine cimport VM
from vmcore.value cimport Value

cdef struct Node:
    uint16_t kind
    uint16_t flags
    uint32_t a
    uint32_t b
    uint32_t n               # children
    Node* kids
    Node* up                 # who gets the value: the nearest ancestor that this node is not in tail position of
    uint32_t upi             # ... as its child number upi
    uint32_t index           # number in the function, for positions
    Value k                  # constant, global or code; kept alive by the pool
    void* pad[2]             # nodes are 16-aligned: their addresses may lie in stack words

cdef int walk(VM* vm) noexcept nogil                 # the counterpart of _loop.execute
cdef void use_walker(VM* vm) noexcept nogil          # the machine's return addresses become nodes
cdef Node* new_tree(const unsigned char* records, uint32_t count, uint32_t nslots, uint32_t ncaptures, Value* K,
                    uint32_t nconsts, const char** error) noexcept
cdef void free_tree(Node* root) noexcept nogil
