# Numbers of languages whose integers have 64 bits: BIGN, an integer of a kind of its own, DECIMAL, and SINGLE, a float of 32 bits
# that counts as the double of its value. Functions of _num come
# here with what they do not know. Results: of an operation with a BIGN, or of one with a ratio that is integral, a BIGN;
# with a double a double; with a DECIMAL a DECIMAL.

from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *

cdef inline bint is_bign(Value v) noexcept nogil:
    return is_type(v, T_BIGN)

cdef inline bint is_decimal(Value v) noexcept nogil:
    return is_type(v, T_DECIMAL)

cdef inline bint is_single(Value v) noexcept nogil:
    return is_type(v, T_SINGLE)

cdef inline bint of_a_kind(Value v) noexcept nogil:
    return is_bign(v) or is_decimal(v) or is_single(v)

cdef inline Value plain(Value v) noexcept nogil:               # the integer of a BIGN, the double of a SINGLE; others as they are
    return (<BigN*>as_obj(v)).value if is_bign(v) or is_single(v) else v

cdef inline int err_overflow(VM* vm, const char* message) noexcept nogil:
    vm.err_msg = message
    vm.err_value = IMM_NIL
    return ST_OVERFLOW

cdef tuple decimal_pair(VM* vm, Value v, object meter)         # of a real number, as Python's ints; ValueError, OverflowError
cdef int put_decimal(VM* vm, tuple pair, Value* out) except -1
cdef int refused(VM* vm, object error) noexcept                # the status for those errors
cdef int put_single(VM* vm, double d, Value* out) noexcept nogil                # rounded to 32 bits
cdef int put_bign(VM* vm, Value exact, Value* out) noexcept nogil              # of an exact integer
cdef int kinds_arith(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil    # DO_ADD to DO_DIV; any two values
cdef int kinds_divide(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil   # DO_QUO, DO_REM, DO_MOD; any two values
cdef int kinds_compare(VM* vm, Value a, Value b, int* order) noexcept nogil    # as num_compare; one is of a kind
cdef int kinds_sign(Value v) noexcept nogil                                    # of one that is of a kind
cdef int kinds_double(VM* vm, Value v, double* d) noexcept nogil               # of one that is of a kind
