# Plain EDN, read without a call: what most texts are made of.

from vmcore.value cimport *
from vmcore.machine cimport *

cdef int read_edn(VM* vm, String* text, Value* out) noexcept nogil    # the first datum; DECLINED: it takes the other reader
