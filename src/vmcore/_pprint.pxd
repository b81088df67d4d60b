# Text of data as Clojure prints them.

from libc.stdint cimport int64_t
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._text cimport Text

# `readably`: with quotes, as `pr`. Statuses of _pequal; DECLINED: there is something inside that the library prints, or
# a lazy sequence that is not realised; the text has its beginning then.
cdef int small_digits(int64_t i, char* to) noexcept nogil      # characters of a number, of 24 there is room for
cdef int put_value(VM* vm, Text* out, Value v, bint readably) noexcept nogil
cdef int put_number(VM* vm, Text* out, Value v, bint readably) noexcept nogil     # readably: 1N, 1.5M, ##Inf
