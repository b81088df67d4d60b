# The order of persistent data, as Clojure's compare has it.

from vmcore.value cimport *
from vmcore.machine cimport *

cdef int compare_values(VM* vm, Value a, Value b, int* order) noexcept nogil       # ST_TYPE: they cannot be compared
cdef int compare_numbers(VM* vm, Value a, Value b, int* order) noexcept nogil      # NaN is equal to any number in this order
