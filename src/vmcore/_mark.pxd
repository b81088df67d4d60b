# Marking: which objects are reached. The same walk serves the collection of young objects, the marking of everything in
# one go, and the marking of the old objects in pieces; Heap.mode says which it is.

from libc.stdint cimport int64_t
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._blocks cimport *
from vmcore._heapcheck cimport check_part

cdef bint reach_large(VM* vm, Heap* h, Value v) noexcept nogil
cdef void enqueue_slow(Heap* h, Array* stack, Value v) noexcept nogil
cdef void scan_parts(VM* vm, Heap* h, Value v, uint64_t start) noexcept nogil   # of anything; of what has items, from `start` on
cdef void drain(VM* vm, Heap* h) noexcept nogil                  # until the mark stack is empty, or Heap.left is used up
cdef int64_t drain_grey(VM* vm, Heap* h, int64_t budget) noexcept nogil     # the same in pieces; what is left of the budget
cdef void rescan(VM* vm, Heap* h) noexcept nogil                 # after an overflow of the mark stack
cdef void blacken(VM* vm, Heap* h, Value v) noexcept nogil       # an old object whose parts are visited now

cdef inline void enqueue(Heap* h, Array* stack, Value v) noexcept nogil:
    if UNLIKELY(stack.n == stack.cap):
        enqueue_slow(h, stack, v)
        return
    stack.items[stack.n] = v
    stack.n += 1

cdef inline void shade(VM* vm, Heap* h, Value v) noexcept nogil:
    """While old objects are marked in pieces: an old one that a marked object may refer to."""
    cdef Block* b
    if is_large(v):
        if not large_of(v).mark:
            large_of(v).mark = 1
            h.marked += large_of(v).size
            enqueue(h, &h.grey, v)
        return
    b = block_of(v)
    if not b.marks[bit_word(v)] & bit_of(v):
        b.marks[bit_word(v)] |= bit_of(v)
        h.marked += b.cell
        enqueue(h, &h.grey, v)

cdef inline bint reach(VM* vm, Heap* h, Value v) noexcept nogil:
    """Marks a heap value; are its parts to be visited?"""
    cdef Block* b
    cdef uint32_t w
    cdef uint64_t bit
    if is_large(v):
        return reach_large(vm, h, v)
    b = block_of(v)
    w = bit_word(v)
    bit = bit_of(v)
    if h.mode == MINOR:
        if b.old[w] & bit:
            if h.phase == MARKING:
                shade(vm, h, v)
            return False
        b.old[w] |= bit
        if (v & 15) == TAG_PAIR:
            b.clean[w] |= bit
        else:
            header(v).flags |= F_OLD
        if h.phase != IDLE:
            b.marks[w] |= bit
            h.marked += b.cell
        h.promoted += b.cell
        return True
    if b.marks[w] & bit or (h.mode == PIECE and not b.old[w] & bit):
        return False
    b.marks[w] |= bit
    h.marked += b.cell
    if h.mode == WHOLE and (v & 15) != TAG_PAIR:
        header(v).flags |= F_OLD
    return True

cdef inline void visit(VM* vm, Heap* h, Value v) noexcept nogil:
    if is_heap(v):
        if UNLIKELY(h.mode == CHECK):
            check_part(vm, h, v)
        elif reach(vm, h, v):
            enqueue(h, &h.grey if h.mode == PIECE else &h.work, v)
