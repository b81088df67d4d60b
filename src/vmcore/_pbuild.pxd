# Collections that are built from others, in place.

from libc.stdint cimport int64_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *

cdef int collect(VM* vm, Value x, Transient* t) noexcept nogil               # the items of a collection, as a vector
cdef int open_transient(VM* vm, Value coll, Transient* t) noexcept nogil     # of a vector, map or set; ST_TYPE: it is none
cdef int put_item(VM* vm, Transient* t, Value item) noexcept nogil           # into a vector, map (an entry, a map, nil) or set
cdef Value closed(VM* vm, Transient* t, Value meta) noexcept nogil           # 0: no memory
cdef int into(VM* vm, Value to, Value source, Value* out) noexcept nogil     # an answer of a primitive

cdef enum:
    PACE = 0x3FFF                        # steps between looks at the limits, less 1

cdef int look(VM* vm) noexcept nogil                                         # pays for so many steps, and looks at them

cdef inline int paced(VM* vm, int64_t steps) noexcept nogil:
    return ST_OK if steps & PACE else look(vm)
