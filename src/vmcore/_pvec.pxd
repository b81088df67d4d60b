# Persistent vectors: 32-way tries with a tail, small ones in one object, parts of others; and vectors that are built.

from libc.stdint cimport uint64_t, int64_t, uint32_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *

cdef enum:
    SMALL_VEC = 8                          # items that a vector in one object may have

cdef inline bint is_pvec(Value v) noexcept nogil:
    return is_type(v, T_PVEC)

cdef inline PVec* as_pvec(Value v) noexcept nogil:
    return <PVec*>as_obj(v)

cdef inline VecNode* as_vec_node(Value v) noexcept nogil:
    return <VecNode*>as_obj(v)

cdef inline uint32_t before_tail(uint32_t count) noexcept nogil:
    """Items that are in the trie."""
    return 0 if count == 0 else (count - 1) & ~<uint32_t>31

cdef inline Value* trie_items(Value root, uint32_t shift, uint32_t i) noexcept nogil:
    """The items of the leaf that has item i."""
    while shift:
        root = as_vec_node(root).items[(i >> shift) & 31]
        shift -= 5
    return as_vec_node(root).items

cdef inline Value* pvec_run(PVec* v, uint32_t i, uint32_t* n) noexcept nogil:
    """Item i, which there is, and how many lie behind it in memory, with itself."""
    cdef uint32_t count = v.h.length, first, most
    if v.h.aux & PVEC_SMALL:
        n[0] = count - i
        return &v.root + i
    most = count - i
    if v.h.aux & PVEC_PART:
        i += <uint32_t>fix_value(v.tail)
        v = as_pvec(v.root)
        count = v.h.length
    first = before_tail(count)
    if i >= first:
        n[0] = min(count - i, most)
        return as_vec_node(v.tail).items + (i - first)
    n[0] = min(32 - (i & 31), most)
    return trie_items(v.root, v.shift, i) + (i & 31)

cdef inline Value pvec_at(PVec* v, uint32_t i) noexcept nogil:
    """Item i, which there is."""
    cdef uint32_t n
    return pvec_run(v, i, &n)[0]

# The constructors answer 0 when memory is refused; what they make has no metadata unless `meta` says which.
cdef Value pvec_small(VM* vm, const Value* items, uint32_t n, Value meta) noexcept nogil   # n <= SMALL_VEC
cdef Value pvec_of(VM* vm, const Value* items, uint32_t n) noexcept nogil
cdef Value pvec_entry(VM* vm, Value key, Value value) noexcept nogil
cdef Value pvec_chunk(VM* vm, PVec* v, uint32_t i) noexcept nogil                          # item i and those in its leaf behind it
cdef Value pvec_conj(VM* vm, PVec* v, Value x) noexcept nogil
cdef Value pvec_assoc(VM* vm, PVec* v, uint32_t i, Value x) noexcept nogil                 # i < count
cdef Value pvec_pop(VM* vm, PVec* v) noexcept nogil                                        # of one that is not empty
cdef Value pvec_part(VM* vm, PVec* v, uint32_t start, uint32_t end) noexcept nogil
cdef Value pvec_with_meta(VM* vm, PVec* v, Value meta) noexcept nogil

# Vectors that are built: `t` is a TRANSIENT, or a struct of the caller's own that begin_build filled. Refused: nothing changes.
cdef void begin_build(VM* vm, Transient* t) noexcept nogil
cdef bint build_from(VM* vm, Transient* t, PVec* v) noexcept nogil
cdef bint build_push(VM* vm, Transient* t, Value x) noexcept nogil
cdef bint build_set(VM* vm, Transient* t, uint32_t i, Value x) noexcept nogil              # i < count
cdef bint build_pop(VM* vm, Transient* t) noexcept nogil                                   # of one that is not empty
cdef Value build_end(VM* vm, Transient* t) noexcept nogil                                  # the vector

cdef inline Value build_at(Transient* t, uint32_t i) noexcept nogil:
    if i >= before_tail(t.h.length):
        return as_vec_node(t.tail).items[i & 31]
    return trie_items(t.root, <uint32_t>t.shift, i)[i & 31]

cdef inline uint64_t new_edit(VM* vm) noexcept nogil:
    """A mark that no node has. 46 bits: those who come later copy what they change, as 0 says."""
    if vm.edits >> 46:
        return 0
    vm.edits += 1
    return vm.edits
