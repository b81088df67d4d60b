# The printer: the external representation of any value.

from libc.stdint cimport uint32_t
from vmcore.machine cimport VM
from vmcore.value cimport Value, String
from vmcore._text cimport Text

cdef enum:
    PRINT_DISPLAY = 0          # strings and characters as themselves; labels for cycles
    PRINT_WRITE = 1            # as it can be read; labels for cycles
    PRINT_SHARED = 2           # labels for everything that occurs twice
    PRINT_SIMPLE = 3           # no labels: cyclic data end at a limit of the run only
    PRINT_MODES = 4

# Appends to `out`; on a status other than 0 `out` is as it was. No recursion on the data.
cdef int print_value(VM* vm, Text* out, Value v, int mode) noexcept nogil
cdef bint symbol_is_plain(String* name) noexcept nogil     # can it be written without bars?
cdef const char* char_name(uint32_t cp) noexcept nogil     # R7RS name of a character, or NULL
