# Numbers to text and back.

from vmcore.value cimport *
from vmcore.machine cimport *

# Text of any number: malloc'ed ASCII with a NUL behind, the caller frees it. No shorter text reads back as the same flonum.
cdef int number_to_text(VM* vm, Value v, int radix, char** buf, size_t* n) noexcept nogil
cdef int number_from_text(VM* vm, Value string, int radix, Value* out) noexcept nogil     # IMM_FALSE if it is none
