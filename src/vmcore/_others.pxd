# Arithmetic of what are no numbers: VM.others of a language where + joins strings, < compares them and = compares any values.

from vmcore.value cimport *
from vmcore.machine cimport *

cdef int others_op(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil
