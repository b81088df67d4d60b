# Primitives on numbers. Results that would be complex are an error until there are complex numbers.

from libc.stdint cimport uint64_t, int64_t, uint32_t
from libc.stdlib cimport free
from libc.math cimport (floor, ceil, trunc, rint, fabs, isfinite, isinf, copysign, pow, exp, log, log2, log10, sin, cos,
                        tan, asin, acos, atan, atan2, sqrt)
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._num cimport *

from vmcore import data

cdef extern from *:
    """
    static inline int vm_popcount(uint64_t x) { return __builtin_popcountll(x); }
    static inline int vm_bit_length(uint64_t x) { return x ? 64 - __builtin_clzll(x) : 0; }
    """
    int popcount "vm_popcount"(uint64_t x) nogil
    int bit_length "vm_bit_length"(uint64_t x) nogil

ctypedef int (*Binary)(VM* vm, Value a, Value b, Value* out) noexcept nogil
ctypedef double (*Real)(double x) noexcept nogil

cdef type RatioClass = data.Ratio
cdef Value ZERO = from_fix(0)
cdef Value ONE = from_fix(1)
cdef int64_t MAX_ROOT = 3037000499         # the root of 2 ** 63
cdef int64_t MAX_SHORT = <int64_t>1 << 59  # one more decimal digit still fits
cdef double[23] TENS
TENS[:] = [10.0 ** i for i in range(23)]          # all exact


cdef inline int answer(Value* out, bint yes) noexcept nogil:
    out[0] = from_bool(yes)
    return ST_OK


cdef inline int put_double(Value* out, double d) noexcept nogil:
    out[0] = box_any_double(d)
    return ST_OK


cdef inline bint is_complex(Value v) noexcept nogil:
    return is_type(v, T_COMPLEX)


cdef int two_values(VM* vm, Value a, Value b, Value* out) noexcept nogil:
    cdef Value[2] items
    cdef Value v
    items[0] = a
    items[1] = b
    v = new_values(vm, items, 2)
    if v == 0:
        return ST_NOMEM
    out[0] = v
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

cdef enum:                                # orders that a relation accepts: bit order + 1 (NaN is bit 3, in none)
    LESS = 1
    EQUAL = 2
    GREATER = 4


cdef int chain(VM* vm, Value* args, int n, int accepted, Value* out) noexcept nogil:
    cdef int i, st, order = 0
    cdef bint holds = True
    if n == 1 and is_complex(args[0]):
        return num_complex_error(vm)
    for i in range(1, n):
        st = num_compare(vm, args[i - 1], args[i], &order)
        if st != ST_OK:
            return st
        if not (accepted >> (order + 1)) & 1:
            holds = False                 # goes on: complex numbers further on are still errors
    return answer(out, holds)


cdef int prim_sys_lt(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return chain(vm, args, n, LESS, out)


cdef int prim_sys_le(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return chain(vm, args, n, LESS | EQUAL, out)


cdef int prim_sys_numeq(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return chain(vm, args, n, EQUAL, out)


cdef int prim_eq(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return chain(vm, args, n, EQUAL, out)


cdef int prim_lt(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return chain(vm, args, n, LESS, out)


cdef int prim_gt(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return chain(vm, args, n, GREATER, out)


cdef int prim_le(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return chain(vm, args, n, LESS | EQUAL, out)


cdef int prim_ge(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return chain(vm, args, n, GREATER | EQUAL, out)


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
    if is_complex(args[0]):
        return answer(out, is_zero((<Complex*>as_obj(args[0])).re) and is_zero((<Complex*>as_obj(args[0])).im))
    return answer(out, is_zero(args[0]))


cdef int prim_positive_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, num_sign(args[0]) == 1)


cdef int prim_negative_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, num_sign(args[0]) == -1)


cdef int odd(VM* vm, Value v, bint* yes) noexcept nogil:
    cdef int64_t i = 0
    cdef int kind = decode(v, &i)
    cdef Value r = 0
    cdef int st
    if kind == NUM_INT:
        yes[0] = i & 1
        return ST_OK
    if not is_integer(v):
        return err_type(vm, 0, v, b"integer")
    st = num_remainder(vm, v, from_fix(2), &r)
    yes[0] = st == ST_OK and not is_zero(r)
    return st


cdef int prim_odd_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef bint yes = False
    cdef int st = odd(vm, args[0], &yes)
    return answer(out, yes) if st == ST_OK else st


cdef int prim_even_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef bint yes = False
    cdef int st = odd(vm, args[0], &yes)
    return answer(out, not yes) if st == ST_OK else st


# ---------------------------------------------------------------- parts

cdef int prim_abs(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    if is_complex(v):
        return num_complex_error(vm)
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
    return two_values(vm, q, r, out) if st == ST_OK else st


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
        st = odd(vm, r, &is_odd)
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


# ---------------------------------------------------------------- functions of real numbers

cdef int real_function(VM* vm, Real f, Value v, Value exact_at, Value exact_result, Value* out) noexcept nogil:
    """f(v); exact where the argument is the exact number at which the result is one."""
    cdef double x = 0
    cdef int st
    if v == exact_at:
        out[0] = exact_result
        return ST_OK
    st = num_to_double(vm, v, &x)
    return put_double(out, f(x)) if st == ST_OK else st


cdef int prim_exp(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return real_function(vm, exp, args[0], ZERO, ONE, out)


cdef int prim_sin(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return real_function(vm, sin, args[0], ZERO, ZERO, out)


cdef int prim_cos(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return real_function(vm, cos, args[0], ZERO, ONE, out)


cdef int prim_tan(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return real_function(vm, tan, args[0], ZERO, ZERO, out)


cdef int arc(VM* vm, Real f, Value v, Value exact_at, Value* out) noexcept nogil:
    cdef double x = 0
    cdef int st = num_to_double(vm, v, &x)
    if st == ST_OK and fabs(x) > 1:
        return num_complex_error(vm)
    return real_function(vm, f, v, exact_at, ZERO, out) if st == ST_OK else st


cdef int prim_asin(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return arc(vm, asin, args[0], ZERO, out)


cdef int prim_acos(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return arc(vm, acos, args[0], ONE, out)


cdef int prim_atan(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef double y = 0, x = 0
    cdef int st
    if n == 1:
        return real_function(vm, atan, args[0], ZERO, ZERO, out)
    if args[0] == ZERO and not is_double(args[1]) and num_sign(args[1]) >= 0:
        if args[1] == ZERO:
            return ST_DIVZERO
        out[0] = ZERO
        return ST_OK
    st = num_to_double(vm, args[0], &y)
    if st == ST_OK:
        st = num_to_double(vm, args[1], &x)
    if st == ST_OK and not is_double(args[0]) and not is_double(args[1]) and (isinf(x) or isinf(y) or x == 0 or y == 0):
        return atan_exact(vm, args[0], args[1], out)
    return put_double(out, atan2(y, x)) if st == ST_OK else st


cdef int atan_exact(VM* vm, Value y, Value x, Value* out) noexcept nogil:
    """Exact numbers of which one is no double: only their quotient matters."""
    cdef Value q = 0
    cdef double d = 0
    cdef int st
    if x == ZERO or y == ZERO:
        return put_double(out, atan2(<double>num_sign(y), <double>num_sign(x)))
    st = num_div(vm, y, x, &q)
    if st == ST_OK:
        st = num_to_double(vm, q, &d)
    if st != ST_OK:
        return st
    return put_double(out, atan2(copysign(fabs(d), num_sign(y)), <double>num_sign(x)))


cdef int log_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    num, den = to_pair(args[0])
    out[0] = box_any_double(exact_module().log(num, den))
    return ST_OK


cdef int natural_log(VM* vm, Value v, double* d) noexcept nogil:
    cdef Value boxed = 0
    cdef double x = 0
    cdef int st = num_to_double(vm, v, &x)
    if st != ST_OK:
        return st
    if num_sign(v) == -1:
        return num_complex_error(vm)
    if is_double(v) or is_fix(v):
        d[0] = log(x)
        return ST_OK
    st = with_python(vm, log_gil, &v, 1, &boxed)      # past the doubles, or a ratio near 1
    if st == ST_OK:
        d[0] = unbox_double(boxed)
    return st


cdef int prim_log(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef double x = 0, base = 0, b = 0
    cdef int st
    if n == 1 and args[0] == ONE:
        out[0] = ZERO
        return ST_OK
    st = natural_log(vm, args[0], &x)
    if st != ST_OK or n == 1:
        return put_double(out, x) if st == ST_OK else st
    st = natural_log(vm, args[1], &base)
    if st == ST_OK:
        st = num_to_double(vm, args[1], &b)
    if st != ST_OK:
        return st
    if args[0] == ONE and args[1] != ONE and not is_double(args[1]) and args[1] != ZERO:
        out[0] = ZERO
        return ST_OK
    if (b == 2 or b == 10) and (is_double(args[0]) or is_fix(args[0])):   # exact for powers of the base
        st = num_to_double(vm, args[0], &x)
        return put_double(out, log2(x) if b == 2 else log10(x))
    return put_double(out, x / base)


# ---------------------------------------------------------------- roots and powers

cdef int64_t root64(int64_t x) noexcept nogil:
    """Integer part of the root of x >= 0."""
    cdef int64_t r = <int64_t>sqrt(<double>x)
    if r > MAX_ROOT:
        r = MAX_ROOT
    while r * r > x:
        r -= 1
    while r < MAX_ROOT and (r + 1) * (r + 1) <= x:
        r += 1
    return r


cdef int sqrt_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    num, den = to_pair(args[0])
    root = exact_module().sqrt(num, den, make_meter(vm))
    if type(root) is float:
        out[0] = box_any_double(root)
        return ST_OK
    return put_pair(vm, root[0], root[1], out)


cdef int prim_sqrt(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    cdef int64_t i = 0, r
    cdef int kind = decode(v, &i)
    if kind == NUM_COMPLEX or num_sign(v) == -1:
        return num_complex_error(vm)
    if kind == NUM_FLO:
        return put_double(out, sqrt(unbox_double(v)))
    if kind != NUM_INT or i > (<int64_t>1 << 53):
        return with_python(vm, sqrt_gil, args, 1, out)
    r = root64(i)
    if r * r == i:
        out[0] = from_fix(r)
        return ST_OK
    return put_double(out, sqrt(<double>i))


cdef int isqrt_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    """Root and rest go to out[0] and out[1]."""
    root, rest = big_module().isqrt(to_pyint(args[0]), make_meter(vm))
    st = put_pyint(vm, root, out)
    return put_pyint(vm, rest, out + 1) if st == ST_OK else st


cdef int prim_exact_integer_sqrt(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t i = 0, r
    cdef Value[2] pair
    cdef Value rest
    cdef int st
    if num_sign(args[0]) < 0:
        return err_range(vm, 0, args[0])
    if decode(args[0], &i) == NUM_INT:
        r = root64(i)
        rest = new_int(vm, i - r * r)
        return two_values(vm, from_fix(r), rest, out) if rest else ST_NOMEM
    st = with_python(vm, isqrt_gil, args, 1, pair)
    return two_values(vm, pair[0], pair[1], out) if st == ST_OK else st


cdef int expt_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    num, den = to_pair(args[0])
    num, den = exact_module().expt(num, den, to_pyint(args[1]), make_meter(vm))
    return put_pair(vm, num, den, out)


cdef int expt_exact(VM* vm, Value* args, Value* out) noexcept nogil:
    """Exact base, exact integer exponent."""
    cdef Value result = ONE, factor = args[0]
    cdef int64_t base = 0, e = 0
    cdef int st = ST_OK
    if decode(args[0], &base) != NUM_INT or decode(args[1], &e) != NUM_INT or e < 0 or e > 64:
        return with_python(vm, expt_gil, args, 2, out)
    while e > 0:
        if e & 1:
            st = num_mul(vm, result, factor, &result)
        e >>= 1
        if e > 0 and st == ST_OK:
            st = num_mul(vm, factor, factor, &factor)
        if st != ST_OK:
            return st
    out[0] = result
    return ST_OK


cdef int expt_double(VM* vm, Value b, Value e, Value* out) noexcept nogil:
    """One of them is inexact, or the exponent is a ratio."""
    cdef double x = 0, y = 0
    cdef bint is_odd = False
    cdef int st = num_to_double(vm, b, &x)
    if st == ST_OK:
        st = num_to_double(vm, e, &y)
    if st != ST_OK:
        return st
    if x < 0 and y == y and not is_integer(e) and isfinite(y):
        return num_complex_error(vm)
    if is_exact_integer(e) and not is_fix(e):         # rounding such an exponent would lose its parity
        st = odd(vm, e, &is_odd)
        if st != ST_OK:
            return st
        x = pow(fabs(x), y) * (-1.0 if is_odd and copysign(1, x) < 0 else 1.0)
        return put_double(out, x)
    return put_double(out, pow(x, y))


cdef int expt_root(VM* vm, Value b, Value e, Value* out, bint* done) noexcept nogil:
    """b ** (k/2) if the square root of b is exact."""
    cdef Value[2] args
    cdef int st
    args[0] = b
    args[1] = (<Ratio*>as_obj(e)).num
    done[0] = False
    if (<Ratio*>as_obj(e)).den != from_fix(2) or num_sign(b) < 0:
        return ST_OK
    st = prim_sqrt(vm, args, 1, args)
    if st == ST_OK and not is_double(args[0]):
        done[0] = True
        st = expt_exact(vm, args, out)
    return st


cdef int prim_expt(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value b = args[0], e = args[1]
    cdef bint done = False
    cdef int st
    if is_complex(b) or is_complex(e):
        return num_complex_error(vm)
    if e == ZERO:
        out[0] = ONE
        return ST_OK
    if not is_double(b) and is_exact_integer(e):
        return expt_exact(vm, args, out)
    if not is_double(b) and is_type(e, T_RATIO):
        st = expt_root(vm, b, e, out, &done)
        if st != ST_OK or done:
            return st
    return expt_double(vm, b, e, out)


# ---------------------------------------------------------------- exactness

cdef int prim_exact(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if is_complex(args[0]):
        return num_complex_error(vm)
    return num_exact(vm, args[0], out)


cdef int prim_inexact(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return with_exactness(vm, args[0], True, out)


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
    if radix != 10 and not is_exact(args[0]) and double_class(args[0]) & FINITE:
        v = new_pair(vm, args[0], IMM_NIL)
        return err_msg(vm, b"inexact numbers are written in radix 10 only", v) if v else ST_NOMEM
    st = number_to_text(vm, args[0], radix, &text, &size)
    if st != ST_OK:
        return st
    v = new_string_utf8(vm, text, <Py_ssize_t>size)
    free(text)
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


cdef bint is_digit(uint32_t c) noexcept nogil:
    return c'0' <= c <= c'9'


cdef struct Decimal:                      # (-1)^negative * digits * 10^exponent
    int64_t digits
    int exponent
    bint negative
    bint inexact


cdef bint scan_decimal(String* s, Decimal* d) noexcept nogil:
    """A short decimal number; False also for numbers that need more than this to be read right."""
    cdef uint32_t i = 0, c = 0, first
    cdef int e = 0
    cdef bint negative_exponent = False
    d.digits = d.exponent = 0
    d.negative = d.inexact = False
    if s.h.length == 0 or s.h.length > 24:
        return False
    c = string_ref(s, 0)
    if c == c'+' or c == c'-':
        d.negative = c == c'-'
        i = 1
    first = i
    while i < s.h.length:
        c = string_ref(s, i)
        if is_digit(c):
            if d.digits > MAX_SHORT:
                return False
            d.digits = d.digits * 10 + (c - c'0')
            d.exponent -= d.inexact
        elif c == c'.' and not d.inexact:
            d.inexact = True
            first += 1
        else:
            break
        i += 1
    if i == first:
        return False                      # no digit
    if i == s.h.length:
        return True
    if c != c'e' and c != c'E':
        return False
    d.inexact = True
    i += 1
    if i < s.h.length and (string_ref(s, i) == c'-' or string_ref(s, i) == c'+'):
        negative_exponent = string_ref(s, i) == c'-'
        i += 1
    if i == s.h.length or s.h.length - i > 4:
        return False
    while i < s.h.length:
        c = string_ref(s, i)
        if not is_digit(c):
            return False
        e = e * 10 + <int>(c - c'0')
        i += 1
    d.exponent += -e if negative_exponent else e
    return True


cdef bint read_short(VM* vm, String* s, Value* out, int* status) noexcept nogil:
    """Numbers whose value needs one correctly rounded operation at most; False if s is none of these."""
    cdef Decimal d
    cdef double x
    if not scan_decimal(s, &d):
        return False
    if not d.inexact:
        status[0] = num_put_int(vm, -d.digits if d.negative else d.digits, out)
        return True
    if d.digits > (<int64_t>1 << 53) or d.exponent > 22 or d.exponent < -22:
        return False
    x = <double>d.digits
    x = x * TENS[d.exponent] if d.exponent >= 0 else x / TENS[-d.exponent]
    status[0] = put_double(out, -x if d.negative else x)
    return True


cdef int parse_gil(VM* vm, Value* args, int radix, Value* out) except? -1:
    from vmcore.numtext import parse_number, ComplexText
    cdef String* s = as_string(args[0])
    if s.h.aux != 1:
        out[0] = IMM_FALSE                # numbers are ASCII
        return ST_OK
    charge(vm, s.h.length)
    cdef bytes text = (<char*>s.data)[:s.h.length]
    try:
        x = parse_number(text.decode("latin-1"), radix, make_meter(vm))
    except ComplexText:
        return num_complex_error(vm)
    if x is None:
        out[0] = IMM_FALSE
    elif type(x) is float:
        out[0] = box_any_double(x)
    elif type(x) is RatioClass:
        return put_pair(vm, x.num, x.den, out)
    else:
        return put_pyint(vm, x, out)
    return ST_OK


cdef int prim_string_to_number(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int radix = 10
    cdef int st = radix_of(vm, args, n, &radix)
    if st != ST_OK:
        return st
    if radix == 10 and read_short(vm, as_string(args[0]), out, &st):
        return st
    return with_python(vm, parse_gil, args, radix, out)


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
