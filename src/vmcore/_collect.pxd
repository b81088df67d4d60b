# The collector.

from vmcore._tags cimport *
from vmcore.machine cimport VM
from vmcore._blocks cimport Heap

# Both need vm.top, and the step vm.base too.
cdef void heap_collect(VM* vm) noexcept nogil    # the whole heap in one go
cdef void heap_step(VM* vm) noexcept nogil       # at a safepoint: the young objects, and a piece of the whole if that is due
cdef int heap_stress(VM* vm) noexcept nogil      # gc_stress: one or the other, with checks; number of a broken invariant
cdef void finalise_all(VM* vm) noexcept nogil    # at the end of the heap
