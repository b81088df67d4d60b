# Mutable hash tables: eq, eqv and equal.

from libc.stdint cimport uint64_t, int64_t, uint32_t
from vmcore.value cimport *
from vmcore.machine cimport VM

cdef bint table_get(VM* vm, Value table, Value key, Value* out, int* status) noexcept nogil
# found?; *status is ST_OK or why the keys could not be compared (then the answer is False); *out only when found
cdef int table_put(VM* vm, Value table, Value key, Value value) noexcept nogil      # status
cdef int table_delete(VM* vm, Value table, Value key, bint* found) noexcept nogil   # status
cdef void table_clear(VM* vm, Value table) noexcept nogil
cdef Value table_copy(VM* vm, Value table) noexcept nogil                           # 0 when memory is refused
cdef int64_t table_next(Value table, int64_t i) noexcept nogil     # first live entry at or after i; -1: none
