# The numeric tower: what lies behind the fast paths of the loop. Every function that can fail answers a status; the
# result is written only on ST_OK.

from libc.stdint cimport uint64_t, int64_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *

cdef enum:                     # what decode() found; from NUM_COMPLEX on there is no arithmetic
    NUM_INT                    # small integer or INT64: its value was stored
    NUM_BIG
    NUM_RATIO
    NUM_FLO
    NUM_COMPLEX
    NUM_NOT                    # not a number

cdef enum:                     # operations on two numbers
    DO_ADD
    DO_SUB
    DO_MUL
    DO_DIV
    DO_QUO                     # truncated quotient, its remainder
    DO_REM
    DO_FLOOR                   # floored quotient, its remainder
    DO_MOD
    DO_AND                     # from here on exact integers only
    DO_OR
    DO_XOR
    DO_GCD

cdef enum:
    BIG_CAP = 1 << 27          # bits: larger integers are refused like memory past the limit

cdef inline int decode(Value v, int64_t* i) noexcept nogil:
    cdef int t
    if is_fix(v):
        i[0] = fix_value(v)
        return NUM_INT
    if is_double(v):
        return NUM_FLO
    if is_obj(v):
        t = as_obj(v).type
        if t == T_INT64:
            i[0] = (<Int64*>as_obj(v)).value
            return NUM_INT
        if t == T_BIGINT:
            return NUM_BIG
        if t == T_RATIO:
            return NUM_RATIO
        if t == T_COMPLEX:
            return NUM_COMPLEX
    return NUM_NOT

cdef int num_add(VM* vm, Value a, Value b, Value* out) noexcept nogil
cdef int num_sub(VM* vm, Value a, Value b, Value* out) noexcept nogil
cdef int num_mul(VM* vm, Value a, Value b, Value* out) noexcept nogil
cdef int num_div(VM* vm, Value a, Value b, Value* out) noexcept nogil          # exact integers give a ratio
cdef int num_quotient(VM* vm, Value a, Value b, Value* out) noexcept nogil
cdef int num_remainder(VM* vm, Value a, Value b, Value* out) noexcept nogil
cdef int num_floor_quotient(VM* vm, Value a, Value b, Value* out) noexcept nogil
cdef int num_modulo(VM* vm, Value a, Value b, Value* out) noexcept nogil
cdef int num_exact_op(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil   # DO_AND and later
cdef int num_negate(VM* vm, Value a, Value* out) noexcept nogil

# -1, 0, 1, or 2 if one of them is NaN. Exact and inexact numbers are compared without rounding.
cdef int num_compare(VM* vm, Value a, Value b, int* order) noexcept nogil
cdef int num_eq(VM* vm, Value a, Value b, bint* same) noexcept nogil
cdef int num_sign(Value v) noexcept nogil                                      # the same against 0; a real number

cdef bint is_number(Value v) noexcept nogil
cdef bint is_exact(Value v) noexcept nogil                                     # and a number
cdef bint is_exact_integer(Value v) noexcept nogil
cdef bint is_integer(Value v) noexcept nogil                                   # integral flonums too
cdef bint is_zero(Value v) noexcept nogil

cdef int num_to_double(VM* vm, Value v, double* d) noexcept nogil              # a real number; correctly rounded
cdef int num_exact(VM* vm, Value v, Value* out) noexcept nogil                 # ST_TYPE for infinities and NaN
cdef int num_put_int(VM* vm, int64_t i, Value* out) noexcept nogil
cdef int num_complex_error(VM* vm) noexcept nogil

# Text of any number: malloc'ed ASCII with a NUL behind, the caller frees it. Flonums in radix 10 only.
cdef int number_to_text(VM* vm, Value v, int radix, char** buf, size_t* n) noexcept nogil

# ---------------------------------------------------------------- with the GIL held

cdef object to_pyint(Value v)                                  # of an exact integer
cdef Value from_pyint(VM* vm, object x) noexcept               # 0 when memory is refused; x is exactly an int

# A primitive that works on Python objects: between enter_python and leave_python, with the GIL. It may raise:
# MemoryError is ST_NOMEM, ZeroDivisionError ST_DIVZERO.
ctypedef int (*PyFn)(VM* vm, Value* args, int n, Value* out) except? -1
cdef int with_python(VM* vm, PyFn fn, Value* args, int n, Value* out) noexcept nogil

cdef object exact_module()                                     # vmcore.exactnum
cdef object big_module()                                       # vmcore.bignum
cdef object make_meter(VM* vm)                                 # what those call before they work
cdef tuple to_pair(Value v)                                    # numerator and denominator of an exact number
cdef int room_bits(VM* vm, double bits) except -1              # MemoryError if a result so long is refused
cdef int put_pyint(VM* vm, object x, Value* out) except -1
cdef int put_pair(VM* vm, object num, object den, Value* out) except -1        # in lowest terms already, den > 0
cdef object big_mul(VM* vm, object x, object y)
