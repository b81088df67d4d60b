# Exact arithmetic with Python's ints, and the way from a primitive into Python. All but with_python and with_two: with
# the GIL held.

from vmcore.value cimport *
from vmcore.machine cimport *

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

# A primitive that works on Python objects: between enter_python and leave_python, with the GIL. It may raise:
# MemoryError is ST_NOMEM, ZeroDivisionError ST_DIVZERO.
ctypedef int (*PyFn)(VM* vm, Value* args, int n, Value* out) except? -1
cdef int with_python(VM* vm, PyFn fn, Value* args, int n, Value* out) noexcept nogil

cdef inline int with_two(VM* vm, PyFn fn, int op, Value a, Value b, Value* out) noexcept nogil:
    cdef Value[2] args
    args[0] = a
    args[1] = b
    return with_python(vm, fn, args, op, out)

cdef object exact_module()                                     # vmcore.exactnum
cdef object big_module()                                       # vmcore.bignum
cdef object make_meter(VM* vm)                                 # what those call before they work
cdef object to_pyint(Value v)                                  # of an exact integer
cdef Value from_pyint(VM* vm, object x) noexcept               # 0 when memory is refused; x is exactly an int
cdef tuple to_pair(Value v)                                    # numerator and denominator of an exact number or a finite double
cdef int room_bits(VM* vm, double bits) except -1              # MemoryError if a result so long is refused
cdef int put_pyint(VM* vm, object x, Value* out) except -1
cdef int put_pair(VM* vm, object num, object den, Value* out) except -1        # in lowest terms already, den > 0
cdef object big_mul(VM* vm, object x, object y)
cdef int big_exact(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil       # on exact integers
cdef int big_root(VM* vm, Value v, Value* root, Value* rest) noexcept nogil       # of a T_BIGINT > 0; -1: leave it to Python
cdef int big_order(Value a, Value b) noexcept nogil                                # how they compare: -1, 0, 1
cdef Value big_of_limbs(VM* vm, const uint64_t* limbs, uint32_t n, bint negative) noexcept nogil   # 0: no memory
cdef int big_ratio_op(VM* vm, Value* args, int op, Value* out) except? -1      # + - * / on exact numbers
cdef Value new_ratio(VM* vm, Value num, Value den) noexcept nogil              # of what is in lowest terms
