# The heap checker of the tests.

from vmcore.value cimport Value
from vmcore.machine cimport VM
from vmcore._blocks cimport Heap

cdef int heap_check(VM* vm) noexcept nogil        # just after a collection: 0 or the number of a broken invariant (BAD_*)
cdef int check_remembered(VM* vm) noexcept nogil  # at any safepoint: what the barrier should have put down
cdef void check_part(VM* vm, Heap* h, Value v) noexcept nogil
