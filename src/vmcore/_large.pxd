# Objects of more than MAX_SMALL bytes, each of which has memory of its own.

from libc.stdint cimport int64_t, uint64_t
from vmcore.value cimport Value
from vmcore.machine cimport VM
from vmcore._blocks cimport Heap

cdef void* heap_large(VM* vm, size_t size) noexcept nogil
cdef void filled(Value v, Value fill) noexcept nogil            # of a new vector: all its items are this
cdef bint reach_young_large(VM* vm, Heap* h, Value v) noexcept nogil     # by a minor collection; are its parts to be visited?
cdef void visit_aged(VM* vm, Heap* h, Value* end) noexcept nogil  # words of the stack below `end` that hold aged ones
cdef void forget_aged(Heap* h) noexcept nogil
cdef void sweep_young_large(VM* vm, Heap* h) noexcept nogil
cdef void join_large(Heap* h) noexcept nogil
cdef bint sweep_large_piece(VM* vm, Heap* h, int64_t count) noexcept nogil
cdef void drop_cached(Heap* h, uint64_t keep) noexcept nogil    # all but so many bytes
cdef void drop_unused(VM* vm, Heap* h) noexcept nogil           # what has waited for some collections
cdef void give_back_large(VM* vm, Heap* h) noexcept nogil       # under a limit: of what malloc holds of them
