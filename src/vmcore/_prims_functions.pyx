# Transcendental functions, roots and powers.

from libc.stdint cimport int64_t
from libc.math cimport (fabs, isfinite, isinf, copysign, pow, exp, log, log2, log10, sin, cos, tan, asin, acos, atan, atan2,
                        sqrt)
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._big cimport *
from vmcore._num cimport *

ctypedef double (*Real)(double x) noexcept nogil

cdef Value ZERO = from_fix(0)
cdef Value ONE = from_fix(1)
cdef int64_t MAX_ROOT = 3037000499         # the root of 2 ** 63


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
        return put_two(vm, from_fix(r), rest, out) if rest else ST_NOMEM
    st = with_python(vm, isqrt_gil, args, 1, pair)
    return put_two(vm, pair[0], pair[1], out) if st == ST_OK else st


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
        st = num_odd(vm, e, &is_odd)
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
