# Equality of persistent data, as Clojure's = has it, and the categories of numbers that go with it.

from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._phash cimport DECLINED, hasheq

cdef int equiv_slow(VM* vm, Value a, Value b, bint* same) noexcept nogil     # a != b as words, or doubles

cdef inline int equiv(VM* vm, Value a, Value b, bint* same) noexcept nogil:
    if a == b and not is_double(a):
        same[0] = True
        return ST_OK
    return equiv_slow(vm, a, b, same)

cdef int equiv_value(VM* vm, Value a, Value b, Value* out) noexcept nogil      # true, false, or DEFAULT: a call is needed

cdef inline bint only_itself(Value v) noexcept nogil:
    """Is nothing else equal to v? (Not said of all such values.)"""
    return is_type(v, T_KEYWORD) or (v < DBL_OFFSET and not is_heap(v)) or is_proc(v)

cdef enum:                               # categories: numbers of two are never equal
    NO_NUMBER = 0
    INTEGER = 1
    FLOATING = 2
    RATIONAL = 3
    DECIMAL_NUMBER = 4

cdef int category(Value v) noexcept nogil

cdef inline bint asks_library(Value v) noexcept nogil:
    """Does it take a call to know what it is equal to?"""
    return is_type(v, T_RECORD) and as_obj((<Record*>as_obj(v)).rtd).aux == RTD_ASKS
