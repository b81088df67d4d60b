# The numeric tower: what lies behind the fast paths of the loop. Every function that can fail answers a status; the
# result is written only on ST_OK.

from libc.stdint cimport uint64_t, int64_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport new_values

cdef enum:                     # what decode() found; from NUM_COMPLEX on it is no real number
    NUM_INT                    # small integer or INT64: its value was stored
    NUM_BIG
    NUM_RATIO
    NUM_FLO
    NUM_COMPLEX
    NUM_NOT                    # not a number

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

cdef enum:                                # relations, by the orders they accept: bit order + 1 (NaN is bit 3, in none)
    LESS = 1
    EQUAL = 2
    LESS_EQUAL = 3
    GREATER = 4
    GREATER_EQUAL = 6

ctypedef int (*Binary)(VM* vm, Value a, Value b, Value* out) noexcept nogil

cdef inline bint is_complex(Value v) noexcept nogil:
    return is_type(v, T_COMPLEX)

cdef int num_add(VM* vm, Value a, Value b, Value* out) noexcept nogil
cdef int num_sub(VM* vm, Value a, Value b, Value* out) noexcept nogil
cdef int num_mul(VM* vm, Value a, Value b, Value* out) noexcept nogil
cdef int num_div(VM* vm, Value a, Value b, Value* out) noexcept nogil          # exact integers give a ratio
cdef int num_rational(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil     # DO_ADD to DO_DIV of exact rationals
cdef int num_quotient(VM* vm, Value a, Value b, Value* out) noexcept nogil
cdef int num_remainder(VM* vm, Value a, Value b, Value* out) noexcept nogil
cdef int num_floor_quotient(VM* vm, Value a, Value b, Value* out) noexcept nogil
cdef int num_modulo(VM* vm, Value a, Value b, Value* out) noexcept nogil
cdef int num_exact_op(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil   # DO_AND and later
cdef int num_negate(VM* vm, Value a, Value* out) noexcept nogil

# -1, 0, 1, or 2 if one of them is NaN; of real numbers, else ST_TYPE. Exact and inexact numbers are compared without rounding.
cdef int num_compare(VM* vm, Value a, Value b, int* order) noexcept nogil
cdef int num_eq(VM* vm, Value a, Value b, bint* same) noexcept nogil           # of any numbers
cdef int num_relate(VM* vm, Value a, Value b, int relation, bint* answer) noexcept nogil  # of real ones, or EQUAL
cdef int num_sign(Value v) noexcept nogil                                      # the same against 0; a real number

cdef bint is_number(Value v) noexcept nogil
cdef bint is_exact(Value v) noexcept nogil                                     # and a number
cdef bint is_exact_integer(Value v) noexcept nogil
cdef bint is_integer(Value v) noexcept nogil                                   # integral flonums too
cdef bint is_zero(Value v) noexcept nogil

cdef int num_to_double(VM* vm, Value v, double* d) noexcept nogil              # a real number; correctly rounded
cdef int num_exact(VM* vm, Value v, Value* out) noexcept nogil                 # ST_TYPE for infinities and NaN
cdef int num_to_doubles(VM* vm, Value v, double* re, double* im) noexcept nogil  # both parts of any number
cdef int num_rectangular(VM* vm, Value re, Value im, Value* out) noexcept nogil  # of two real numbers; real if im is exact 0
cdef int num_put_int(VM* vm, int64_t i, Value* out) noexcept nogil
cdef int num_odd(VM* vm, Value v, bint* yes) noexcept nogil                    # of an integer, else ST_TYPE

cdef inline int put_double(Value* out, double d) noexcept nogil:
    out[0] = box_any_double(d)
    return ST_OK

cdef inline int num_put_complex(VM* vm, double re, double im, Value* out) noexcept nogil:
    return num_rectangular(vm, box_any_double(re), box_any_double(im), out)

cdef inline Value num_real_part(Value v) noexcept nogil:                       # of a number
    return (<Complex*>as_obj(v)).re if is_complex(v) else v

cdef inline Value num_imag_part(Value v) noexcept nogil:
    return (<Complex*>as_obj(v)).im if is_complex(v) else from_fix(0)

cdef inline int put_two(VM* vm, Value a, Value b, Value* out) noexcept nogil:
    """Two values."""
    cdef Value[2] items
    cdef Value v
    items[0] = a
    items[1] = b
    v = new_values(vm, items, 2)
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK
