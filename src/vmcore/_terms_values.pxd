# Ground terms as values. An expression is a VECTOR; its Obj.aux says what is known about it.

from vmcore.value cimport *
from vmcore.machine cimport VM

cdef enum:                 # Vector.h.aux of an expression
    TERM_VALUE = 0         # evaluation has ended with it
    TERM_RAW = 1           # it may have to be evaluated yet
    TERM_MARKED = 2        # as TERM_VALUE, and it is what it was before: has the mark of what was evaluated

# Symbols that have equations, types or a meaning of their own are KEYWORDs, all others SYMBOLs.
