from libc.stdint cimport uint16_t, uint32_t, int64_t
from vmcore.machine cimport VM
from vmcore.value cimport Value


cdef class Image:
    """A loaded image: its bytes, the code words as the loop sees them, and the debug information."""
    cdef readonly bytes data
    cdef readonly bint tree
    cdef object words                    # Words: the code. (A memoryview here would be set up in each module that uses Image.)
    cdef uint32_t n_functions
    cdef uint32_t functions_at           # offsets in data
    cdef uint32_t positions_at
    cdef uint32_t sources_at
    cdef list _sources
    cdef Py_ssize_t inlined_at           # the same of the calls that were inlined, behind the sources

    cpdef object place(self, uint32_t index, uint32_t instruction)


cdef Value load(VM* vm, Image image) except 0    # the unit as a procedure; ImageError, MemoryError
