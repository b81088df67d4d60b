# Primitives on numbers: arithmetic, comparison, kinds, integer division, rounding, text, bits.

from libc.stdint cimport uint64_t, int64_t
from libc.stdlib cimport free
from libc.math cimport floor, ceil, trunc, rint, fabs, isfinite, isinf
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._big cimport *
from vmcore._num cimport *
from vmcore._numtext cimport number_to_text, number_from_text

cdef extern from *:
    """
    static inline int vm_popcount(uint64_t x) { return __builtin_popcountll(x); }
    static inline int vm_bit_length(uint64_t x) { return x ? 64 - __builtin_clzll(x) : 0; }
    """
    int popcount "vm_popcount"(uint64_t x) nogil
    int bit_length "vm_bit_length"(uint64_t x) nogil


cdef Value ZERO = from_fix(0)
cdef Value ONE = from_fix(1)


cdef inline int answer(Value* out, bint yes) noexcept nogil:
    out[0] = from_bool(yes)
    return ST_OK


# ---------------------------------------------------------------- arithmetic

cdef int prim_sys_add(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_add(vm, args[0], args[1], out)


cdef int prim_sys_sub(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_sub(vm, args[0], args[1], out)


cdef int prim_sys_mul(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_mul(vm, args[0], args[1], out)


cdef int prim_sys_div(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_div(vm, args[0], args[1], out)


cdef int fold(VM* vm, Binary op, Value start, Value* args, int n, Value* out) noexcept nogil:
    cdef Value total = start
    cdef int i, st
    for i in range(n):
        st = op(vm, total, args[i], &total)
        if st != ST_OK:
            return st
    out[0] = total
    return ST_OK


cdef int prim_add(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if n == 0:
        out[0] = ZERO
        return ST_OK
    return fold(vm, num_add, args[0], args + 1, n - 1, out)


cdef int prim_mul(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if n == 0:
        out[0] = ONE
        return ST_OK
    return fold(vm, num_mul, args[0], args + 1, n - 1, out)


cdef int prim_sub(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if n == 1:
        return num_negate(vm, args[0], out)
    return fold(vm, num_sub, args[0], args + 1, n - 1, out)


cdef int prim_div(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if n == 1:
        return num_div(vm, ONE, args[0], out)
    return fold(vm, num_div, args[0], args + 1, n - 1, out)


cdef int prim_square(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_mul(vm, args[0], args[0], out)


# ---------------------------------------------------------------- comparison

cdef int chain(VM* vm, Value* args, int n, int relation, Value* out) noexcept nogil:
    cdef bint yes = True
    cdef int i, st
    for i in range(1, n):
        st = num_relate(vm, args[i - 1], args[i], relation, &yes)
        if st != ST_OK:
            return st
        if not yes:
            break
    return answer(out, yes)


cdef int prim_sys_lt(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return chain(vm, args, n, LESS, out)


cdef int prim_sys_le(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return chain(vm, args, n, LESS_EQUAL, out)


cdef int prim_sys_numeq(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return prim_eq(vm, args, n, out)


cdef int prim_eq(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return chain(vm, args, n, EQUAL, out)


cdef int prim_lt(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return chain(vm, args, n, LESS, out)


cdef int prim_gt(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return chain(vm, args, n, GREATER, out)


cdef int prim_le(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return chain(vm, args, n, LESS_EQUAL, out)


cdef int prim_ge(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return chain(vm, args, n, GREATER_EQUAL, out)


cdef int extreme(VM* vm, Value* args, int n, int wanted, Value* out) noexcept nogil:
    """The largest or smallest; NaN if one is NaN."""
    cdef Value best = args[0]
    cdef bint inexact = is_double(best)
    cdef int i, st, order = 0
    cdef double d = 0
    for i in range(1, n):
        inexact = inexact or is_double(args[i])
        st = num_compare(vm, args[i], best, &order)
        if st != ST_OK:
            return st
        if order == wanted or (order == 2 and is_double(args[i]) and unbox_double(args[i]) != unbox_double(args[i])):
            best = args[i]
    if inexact:
        st = num_to_double(vm, best, &d)
        return put_double(out, d) if st == ST_OK else st
    out[0] = best
    return ST_OK


cdef int prim_max(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return extreme(vm, args, n, 1, out)


cdef int prim_min(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return extreme(vm, args, n, -1, out)


# ---------------------------------------------------------------- kinds

cdef int prim_number_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_number(args[0]))


cdef int prim_real_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_number(args[0]) and not is_complex(args[0]))


cdef inline bint is_rational(Value v) noexcept nogil:
    return isfinite(unbox_double(v)) if is_double(v) else is_number(v) and not is_complex(v)


cdef int prim_rational_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_rational(args[0]))


cdef int prim_integer_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_integer(args[0]))


cdef int prim_exact_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_exact(args[0]))


cdef int prim_inexact_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, not is_exact(args[0]))


cdef int prim_exact_integer_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_exact_integer(args[0]))


cdef int prim_exact_rational_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_exact_integer(args[0]) or is_type(args[0], T_RATIO))


cdef enum:                                # what a double can be, as a set
    FINITE = 1
    INFINITE = 2
    NAN = 4


cdef int double_class(Value v) noexcept nogil:
    cdef double d
    if is_complex(v):
        return double_class((<Complex*>as_obj(v)).re) | double_class((<Complex*>as_obj(v)).im)
    if not is_double(v):
        return FINITE
    d = unbox_double(v)
    return FINITE if isfinite(d) else NAN if d != d else INFINITE


cdef int prim_finite_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, double_class(args[0]) == FINITE)


cdef int prim_infinite_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, double_class(args[0]) & INFINITE)


cdef int prim_nan_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, double_class(args[0]) & NAN)


cdef int prim_zero_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_zero(num_real_part(args[0])) and is_zero(num_imag_part(args[0])))


cdef int prim_positive_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, num_sign(args[0]) == 1)


cdef int prim_negative_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, num_sign(args[0]) == -1)


cdef int prim_odd_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef bint yes = False
    cdef int st = num_odd(vm, args[0], &yes)
    return answer(out, yes) if st == ST_OK else st


cdef int prim_even_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef bint yes = False
    cdef int st = num_odd(vm, args[0], &yes)
    return answer(out, not yes) if st == ST_OK else st


# ---------------------------------------------------------------- parts

cdef int prim_abs(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    if is_double(v):
        return put_double(out, fabs(unbox_double(v)))
    if num_sign(v) < 0:
        return num_negate(vm, v, out)
    out[0] = v
    return ST_OK


cdef int prim_quotient(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_quotient(vm, args[0], args[1], out)


cdef int prim_remainder(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_remainder(vm, args[0], args[1], out)


cdef int prim_modulo(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_modulo(vm, args[0], args[1], out)


cdef int prim_floor_quotient(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_floor_quotient(vm, args[0], args[1], out)


cdef int both(VM* vm, Binary quotient, Binary remainder, Value* args, Value* out) noexcept nogil:
    cdef Value q = 0, r = 0
    cdef int st = quotient(vm, args[0], args[1], &q)
    if st == ST_OK:
        st = remainder(vm, args[0], args[1], &r)
    return put_two(vm, q, r, out) if st == ST_OK else st


cdef int prim_floordiv(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return both(vm, num_floor_quotient, num_modulo, args, out)


cdef int prim_truncatediv(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return both(vm, num_quotient, num_remainder, args, out)


cdef int exact_integers(VM* vm, Value* args, int n, bint* inexact) noexcept nogil:
    """Are all integers, and is one of them a flonum?"""
    cdef int i
    inexact[0] = False
    for i in range(n):
        if not is_integer(args[i]):
            return err_type(vm, i, args[i], b"integer")
        inexact[0] = inexact[0] or is_double(args[i])
    return ST_OK


cdef int with_exactness(VM* vm, Value v, bint inexact, Value* out) noexcept nogil:
    cdef double d = 0
    cdef int st = ST_OK
    if not inexact:
        out[0] = v
        return ST_OK
    st = num_to_double(vm, v, &d)
    return put_double(out, d) if st == ST_OK else st


cdef int lcm_step(VM* vm, Value a, Value b, Value* out) noexcept nogil:
    cdef Value divisor = 0, part = 0
    cdef int st
    if a == ZERO or b == ZERO:
        out[0] = ZERO
        return ST_OK
    st = num_exact_op(vm, DO_GCD, a, b, &divisor)
    if st == ST_OK:
        st = num_quotient(vm, a, divisor, &part)
    if st == ST_OK:
        st = num_mul(vm, part, b, &part)
    if st == ST_OK and num_sign(part) < 0:
        st = num_negate(vm, part, &part)
    if st == ST_OK:
        out[0] = part
    return st


cdef int gcd_step(VM* vm, Value a, Value b, Value* out) noexcept nogil:
    return num_exact_op(vm, DO_GCD, a, b, out)


cdef int fold_integers(VM* vm, Binary step, Value start, Value* args, int n, Value* out) noexcept nogil:
    cdef bint inexact = False
    cdef Value total = start, x = 0
    cdef int i
    cdef int st = exact_integers(vm, args, n, &inexact)
    for i in range(n):
        if st == ST_OK:
            st = num_exact(vm, args[i], &x)
        if st == ST_OK:
            st = step(vm, total, x, &total)
    return with_exactness(vm, total, inexact, out) if st == ST_OK else st


cdef int prim_gcd(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return fold_integers(vm, gcd_step, ZERO, args, n, out)


cdef int prim_lcm(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return fold_integers(vm, lcm_step, ONE, args, n, out)


cdef int ratio_part(VM* vm, Value v, bint upper, Value* out) noexcept nogil:
    cdef bint inexact = is_double(v)
    cdef int st
    if not is_rational(v):
        return err_type(vm, 0, v, b"rational")
    st = num_exact(vm, v, &v)
    if st != ST_OK:
        return st
    if is_type(v, T_RATIO):
        v = (<Ratio*>as_obj(v)).num if upper else (<Ratio*>as_obj(v)).den
    elif not upper:
        v = ONE
    return with_exactness(vm, v, inexact, out)


cdef int prim_numerator(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return ratio_part(vm, args[0], True, out)


cdef int prim_denominator(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return ratio_part(vm, args[0], False, out)


# ---------------------------------------------------------------- rounding

cdef int round_ratio(VM* vm, Value v, int shift, Value* out) noexcept nogil:
    """floor(v + shift/2) of a ratio."""
    cdef Value num = (<Ratio*>as_obj(v)).num, den = (<Ratio*>as_obj(v)).den
    cdef int st = ST_OK
    if shift == 2:
        st = num_add(vm, num, den, &num)
    elif shift == 1:
        st = num_add(vm, num, num, &num)
        if st == ST_OK:
            st = num_add(vm, num, den, &num)
        if st == ST_OK:
            st = num_add(vm, den, den, &den)
    return num_floor_quotient(vm, num, den, out) if st == ST_OK else st


cdef int prim_floor(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if is_double(args[0]):
        return put_double(out, floor(unbox_double(args[0])))
    if is_type(args[0], T_RATIO):
        return round_ratio(vm, args[0], 0, out)
    out[0] = args[0]
    return ST_OK


cdef int prim_ceiling(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if is_double(args[0]):
        return put_double(out, ceil(unbox_double(args[0])))
    if is_type(args[0], T_RATIO):
        return round_ratio(vm, args[0], 2, out)       # never an integer: floor(v + 1) is right
    out[0] = args[0]
    return ST_OK


cdef int prim_truncate(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if is_double(args[0]):
        return put_double(out, trunc(unbox_double(args[0])))
    if is_type(args[0], T_RATIO):
        return round_ratio(vm, args[0], 2 if num_sign(args[0]) < 0 else 0, out)
    out[0] = args[0]
    return ST_OK


cdef int prim_round(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0], r = 0
    cdef bint is_odd = False
    cdef int st
    if is_double(v):
        return put_double(out, rint(unbox_double(v)))
    if not is_type(v, T_RATIO):
        out[0] = v
        return ST_OK
    st = round_ratio(vm, v, 1, &r)
    if st == ST_OK and (<Ratio*>as_obj(v)).den == from_fix(2):    # half-way: rounded up, so odd is one too many
        st = num_odd(vm, r, &is_odd)
        if st == ST_OK and is_odd:
            st = num_sub(vm, r, ONE, &r)
    if st == ST_OK:
        out[0] = r
    return st


cdef int rationalize_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    num, den = exact_module().rationalize(to_pair(args[0]), to_pair(args[1]), make_meter(vm))
    return put_pair(vm, num, den, out)


cdef int prim_rationalize(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef double x = 0, y = 0
    cdef bint inexact = is_double(args[0]) or is_double(args[1])
    cdef Value v = 0
    cdef int st
    if double_class(args[0]) != FINITE or double_class(args[1]) != FINITE:
        st = num_to_double(vm, args[0], &x)
        if st == ST_OK:
            st = num_to_double(vm, args[1], &y)
        if st != ST_OK:
            return st
        if isinf(y) and x == x:
            return put_double(out, x - x if isinf(x) else 0.0)
        return put_double(out, x + y)     # an infinity, or NaN
    st = with_python(vm, rationalize_gil, args, 2, &v)
    return with_exactness(vm, v, inexact, out) if st == ST_OK else st


# ---------------------------------------------------------------- exactness

cdef int prim_exact(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_exact(vm, args[0], out)


cdef int prim_inexact(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef double re = 0, im = 0
    cdef int st
    if not is_complex(args[0]):
        return with_exactness(vm, args[0], True, out)
    st = num_to_doubles(vm, args[0], &re, &im)
    return num_put_complex(vm, re, im, out) if st == ST_OK else st


# ---------------------------------------------------------------- text

cdef int radix_of(VM* vm, Value* args, int n, int* radix) noexcept nogil:
    radix[0] = 10
    if n > 1:
        if fix_value(args[1]) < 2 or fix_value(args[1]) > 36:
            return err_range(vm, 1, args[1])
        radix[0] = <int>fix_value(args[1])
    return ST_OK


cdef int prim_number_to_string(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef char* text = NULL
    cdef size_t size = 0
    cdef int radix = 10
    cdef Value v
    cdef int st = radix_of(vm, args, n, &radix)
    if st != ST_OK:
        return st
    st = number_to_text(vm, args[0], radix, &text, &size)
    if st != ST_OK:
        return st
    v = new_string_utf8(vm, text, <Py_ssize_t>size)
    free(text)
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


cdef int prim_string_to_number(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int radix = 10
    cdef int st = radix_of(vm, args, n, &radix)
    if st != ST_OK:
        return st
    return number_from_text(vm, args[0], radix, out)


# ---------------------------------------------------------------- bits

cdef int fold_bits(VM* vm, int op, Value start, Value* args, int n, Value* out) noexcept nogil:
    cdef Value total = start
    cdef int i, st
    for i in range(n):
        st = num_exact_op(vm, op, total, args[i], &total)
        if st != ST_OK:
            return st
    out[0] = total
    return ST_OK


cdef int prim_bitwise_and(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return fold_bits(vm, DO_AND, from_fix(-1), args, n, out)


cdef int prim_bitwise_or(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return fold_bits(vm, DO_OR, ZERO, args, n, out)


cdef int prim_bitwise_xor(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return fold_bits(vm, DO_XOR, ZERO, args, n, out)


cdef int prim_bitwise_not(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_exact_op(vm, DO_XOR, args[0], from_fix(-1), out)


cdef int shift_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    x, by = to_pyint(args[0]), to_pyint(args[1])
    if by > 0:
        if x == 0:
            out[0] = ZERO
            return ST_OK
        room_bits(vm, <double>x.bit_length() + <double>by)
        charge(vm, (x.bit_length() + by) >> 8)
        return put_pyint(vm, x << by, out)
    charge(vm, x.bit_length() >> 8)
    if -by >= x.bit_length():
        return put_pyint(vm, -1 if x < 0 else 0, out)
    return put_pyint(vm, x >> -by, out)


cdef int prim_arithmetic_shift(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t x = 0, by = 0
    if decode(args[0], &x) == NUM_INT and decode(args[1], &by) == NUM_INT:
        if by <= 0:
            return num_put_int(vm, x >> (-by if by > -63 else 63), out)
        if by + bit_length(<uint64_t>(~x if x < 0 else x)) < 64:
            return num_put_int(vm, <int64_t>(<uint64_t>x << by), out)
    return with_python(vm, shift_gil, args, 2, out)


cdef int bits_gil(VM* vm, Value* args, int length, Value* out) except? -1:
    x = to_pyint(args[0])
    x = ~x if x < 0 else x
    charge(vm, x.bit_length() >> 2)
    out[0] = from_fix(x.bit_length() if length else count_ones(x))
    return ST_OK


cdef int64_t count_ones(object x) except -1:
    cdef bytes text = x.to_bytes((x.bit_length() + 7) >> 3, "little")
    cdef const unsigned char* p = text
    cdef int64_t total = 0
    cdef Py_ssize_t i
    for i in range(len(text)):
        total += popcount(p[i])
    return total


cdef int prim_bit_count(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t x = 0
    if decode(args[0], &x) == NUM_INT:
        out[0] = from_fix(popcount(<uint64_t>(~x if x < 0 else x)))
        return ST_OK
    return with_python(vm, bits_gil, args, 0, out)


cdef int prim_integer_length(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t x = 0
    if decode(args[0], &x) == NUM_INT:
        out[0] = from_fix(bit_length(<uint64_t>(~x if x < 0 else x)))
        return ST_OK
    return with_python(vm, bits_gil, args, 1, out)
