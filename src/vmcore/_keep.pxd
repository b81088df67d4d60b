# All young objects become old.

from vmcore.machine cimport VM
from vmcore._blocks cimport Heap

cdef void age_all(VM* vm, Heap* h) noexcept nogil
