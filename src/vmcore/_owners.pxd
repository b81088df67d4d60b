# Dead objects that own something outside the heap.

from libc.stdint cimport int64_t, uint64_t
from vmcore.value cimport Table
from vmcore.machine cimport VM
from vmcore._blocks cimport Heap

cdef uint64_t table_bytes(Table* t) noexcept nogil
cdef void heap_pend(VM* vm, void* pyobject, int64_t host_index) noexcept nogil  # to release when the GIL is held
cdef void sweep_young_owners(VM* vm, Heap* h) noexcept nogil
cdef bint sweep_owners_piece(VM* vm, Heap* h, int64_t count) noexcept nogil     # are all done?
