# Transcendental functions, roots and powers, complex numbers and their parts.

from libc.stdint cimport int64_t
from libc.math cimport (fabs, isfinite, isinf, copysign, pow, exp, log, log2, log10, sin, cos, tan, asin, acos, atan, atan2,
                        sqrt, hypot, signbit)
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._big cimport *
from vmcore._num cimport *
from vmcore._complex cimport *
from vmcore._prims_numbers cimport prim_abs

ctypedef double (*Real)(double x) noexcept nogil

cdef Value ZERO = from_fix(0)
cdef Value ONE = from_fix(1)
cdef int64_t MAX_ROOT = 3037000499         # the root of 2 ** 63
cdef int64_t MAX_SQUARED = 8192            # bits of an exact power up to which numbers are multiplied without Python
cdef int64_t MAX_FACTORS = 1024            # a larger power of an inexact complex number is computed by its logarithm
cdef double PI = 3.141592653589793


# ---------------------------------------------------------------- functions

cdef int function(VM* vm, Real f, int complex_f, Value v, Value exact_at, Value exact_result, Value* out) noexcept nogil:
    """f(v); exact where the argument is the exact number at which the result is one."""
    cdef double x = 0
    cdef int st
    if is_complex(v):
        return complex_function(vm, complex_f, v, out)
    if v == exact_at:
        out[0] = exact_result
        return ST_OK
    st = num_to_double(vm, v, &x)
    return put_double(out, f(x)) if st == ST_OK else st


cdef int prim_exp(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return function(vm, exp, CX_EXP, args[0], ZERO, ONE, out)


cdef int prim_sin(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return function(vm, sin, CX_SIN, args[0], ZERO, ZERO, out)


cdef int prim_cos(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return function(vm, cos, CX_COS, args[0], ZERO, ONE, out)


cdef int prim_tan(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return function(vm, tan, CX_TAN, args[0], ZERO, ZERO, out)


cdef int arc(VM* vm, Real f, int complex_f, Value v, Value exact_at, Value* out) noexcept nogil:
    cdef double x = 0
    cdef int st
    if is_complex(v):
        return complex_function(vm, complex_f, v, out)
    st = num_to_double(vm, v, &x)
    if st != ST_OK:
        return st
    if fabs(x) > 1:
        return complex_arc(vm, complex_f, x, out)
    return function(vm, f, complex_f, v, exact_at, ZERO, out)


cdef int prim_asin(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return arc(vm, asin, CX_ASIN, args[0], ZERO, out)


cdef int prim_acos(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return arc(vm, acos, CX_ACOS, args[0], ONE, out)


cdef int prim_atan(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if n == 1:
        return function(vm, atan, CX_ATAN, args[0], ZERO, ZERO, out)
    if is_complex(args[0]):
        return err_type(vm, 0, args[0], b"real")
    return direction(vm, args[0], args[1], out)


cdef int direction(VM* vm, Value y_part, Value x_part, Value* out) noexcept nogil:
    """The angle of the point (x, y)."""
    cdef double y = 0, x = 0
    cdef int st
    if y_part == ZERO and not is_double(x_part) and num_sign(x_part) >= 0:
        if x_part == ZERO:
            return ST_DIVZERO
        out[0] = ZERO
        return ST_OK
    st = num_to_double(vm, y_part, &y)
    if st == ST_OK:
        st = num_to_double(vm, x_part, &x)
    if st == ST_OK and not is_double(y_part) and not is_double(x_part) and (isinf(x) or isinf(y) or x == 0 or y == 0):
        return atan_exact(vm, y_part, x_part, out)
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


cdef int log_of_positive(VM* vm, Value v, Value* out) noexcept nogil:
    cdef double x = 0
    cdef int st
    if not is_double(v) and not is_fix(v):            # past the doubles, or a ratio near 1
        return with_python(vm, log_gil, &v, 1, out)
    st = num_to_double(vm, v, &x)
    return put_double(out, log(x)) if st == ST_OK else st


cdef inline bint is_negative(Value v) noexcept nogil:
    """-0.0 too."""
    return num_sign(v) == -1 or (is_double(v) and unbox_double(v) == 0 and signbit(unbox_double(v)))


cdef int natural_log(VM* vm, Value v, Value* out) noexcept nogil:
    cdef Value size = 0
    cdef int st
    if is_complex(v):
        return complex_function(vm, CX_LOG, v, out)
    if not is_negative(v):
        return log_of_positive(vm, v, out)
    st = num_negate(vm, v, &size)
    if st == ST_OK:
        st = log_of_positive(vm, size, &size)
    return num_put_complex(vm, unbox_double(size), PI, out) if st == ST_OK else st


cdef int prim_log(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef double x = 0
    cdef Value top = 0, bottom = 0
    cdef bint two = n == 2 and num_is(args[1], 2)
    cdef int st
    if args[0] == ONE and (n == 1 or (is_exact(args[1]) and args[1] != ZERO and args[1] != ONE)):
        out[0] = ZERO
        return ST_OK
    if n == 1:
        return natural_log(vm, args[0], out)
    if (two or num_is(args[1], 10)) and (is_double(args[0]) or is_fix(args[0])) and not is_negative(args[0]):
        st = num_to_double(vm, args[0], &x)           # exact for powers of the base
        return put_double(out, log2(x) if two else log10(x)) if st == ST_OK else st
    st = natural_log(vm, args[0], &top)
    if st == ST_OK:
        st = natural_log(vm, args[1], &bottom)
    return num_div(vm, top, bottom, out) if st == ST_OK else st


cdef inline bint num_is(Value v, int64_t i) noexcept nogil:
    return v == from_fix(i) or (is_double(v) and unbox_double(v) == <double>i)


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


cdef int root_of_negative(VM* vm, Value v, Value* out) noexcept nogil:
    cdef Value[1] root
    cdef int st = num_negate(vm, v, root)
    if st == ST_OK:
        st = prim_sqrt(vm, root, 1, root)
    return num_rectangular(vm, ZERO, root[0], out) if st == ST_OK else st


cdef int prim_sqrt(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    cdef int64_t i = 0, r
    cdef int kind = decode(v, &i)
    if kind == NUM_COMPLEX:
        return complex_sqrt(vm, v, out)
    if num_sign(v) == -1:
        return root_of_negative(vm, v, out)
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
    st = -1
    if is_type(args[0], T_BIGINT):
        st = big_root(vm, args[0], &pair[0], &pair[1])
    if st == -1:
        st = with_python(vm, isqrt_gil, args, 1, pair)
    return put_two(vm, pair[0], pair[1], out) if st == ST_OK else st


cdef int expt_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    num, den = to_pair(args[0])
    num, den = exact_module().expt(num, den, to_pyint(args[1]), make_meter(vm))
    return put_pair(vm, num, den, out)


cdef int power(VM* vm, Value base, int64_t e, Value* out) noexcept nogil:
    """By repeated squaring, e >= 0."""
    cdef Value result = ONE, factor = base
    cdef int st = ST_OK
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


cdef int expt_complex(VM* vm, Value base, Value exponent, Value* out) noexcept nogil:
    """Complex base, exact integer exponent."""
    cdef int64_t e = 0
    cdef Value v = 0
    cdef int st
    if decode(exponent, &e) != NUM_INT:
        e = 4 * BIG_CAP + 1
    if is_unit(<Complex*>as_obj(base)):
        st = num_modulo(vm, exponent, from_fix(4), &v)
        return power(vm, base, fix_value(v), out) if st == ST_OK else st
    if not is_exact(base) and (e > MAX_FACTORS or e < -MAX_FACTORS):
        return complex_expt(vm, base, exponent, out)
    if e > 4 * BIG_CAP or e < -4 * BIG_CAP:
        return ST_NOMEM
    st = power(vm, base, -e if e < 0 else e, &v)
    if st == ST_OK and e < 0:
        return num_div(vm, ONE, v, out)
    out[0] = v
    return st


cdef bint is_unit(Complex* z) noexcept nogil:
    """Is it i or -i? All other exact complex numbers grow when they are multiplied, and the numbers of their powers."""
    return z.re == ZERO and (z.im == ONE or z.im == from_fix(-1))


cdef int expt_exact(VM* vm, Value* args, Value* out) noexcept nogil:
    """Exact base, exact integer exponent."""
    cdef int64_t base = 0, e = 0, bits = 1
    if is_complex(args[0]):
        return expt_complex(vm, args[0], args[1], out)
    if decode(args[0], &base) != NUM_INT or decode(args[1], &e) != NUM_INT or e < 0 or e > MAX_SQUARED:
        return with_python(vm, expt_gil, args, 2, out)
    while base > 1 or base < -1:
        bits += 1
        base = base // 2                  # towards 0
    if bits * e > MAX_SQUARED:
        return with_python(vm, expt_gil, args, 2, out)
    return power(vm, args[0], e, out)


cdef int expt_double(VM* vm, Value b, Value e, Value* out) noexcept nogil:
    """Real numbers, one of them inexact or the exponent a ratio."""
    cdef double x = 0, y = 0
    cdef bint is_odd = False
    cdef int st = num_to_double(vm, b, &x)
    if st == ST_OK:
        st = num_to_double(vm, e, &y)
    if st != ST_OK:
        return st
    if x < 0 and y == y and not is_integer(e) and isfinite(y):
        return complex_expt(vm, b, e, out)
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
    if (<Ratio*>as_obj(e)).den != from_fix(2):
        return ST_OK
    st = prim_sqrt(vm, args, 1, args)
    if st == ST_OK and is_exact(args[0]):
        done[0] = True
        st = expt_exact(vm, args, out)
    return st


cdef int prim_expt(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value b = args[0], e = args[1]
    cdef bint done = False
    cdef int st
    if e == ZERO:
        out[0] = ONE
        return ST_OK
    if is_exact_integer(e) and is_exact(b):
        return expt_exact(vm, args, out)
    if is_type(e, T_RATIO) and is_exact(b):
        st = expt_root(vm, b, e, out, &done)
        if st != ST_OK or done:
            return st
    if is_exact_integer(e) and is_complex(b):
        return expt_complex(vm, b, e, out)
    if is_complex(b) or is_complex(e):
        return complex_expt(vm, b, e, out)
    return expt_double(vm, b, e, out)


# ---------------------------------------------------------------- complex numbers and their parts

cdef int prim_make_rectangular(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_rectangular(vm, args[0], args[1], out)


cdef int prim_make_polar(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef double size = 0, angle = 0
    cdef int st
    if args[1] == ZERO or args[0] == ZERO:
        out[0] = args[0]
        return ST_OK
    st = num_to_double(vm, args[0], &size)
    if st == ST_OK:
        st = num_to_double(vm, args[1], &angle)
    return num_put_complex(vm, size * cos(angle), size * sin(angle), out) if st == ST_OK else st


cdef int prim_real_part(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = num_real_part(args[0])
    return ST_OK


cdef int prim_imag_part(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = num_imag_part(args[0])
    return ST_OK


cdef int prim_magnitude(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef double re = 0, im = 0
    cdef Value square = 0, x = num_real_part(args[0]), y = num_imag_part(args[0])
    cdef int st
    if not is_complex(args[0]):
        return prim_abs(vm, args, n, out)
    if not is_exact(x):
        st = num_to_doubles(vm, args[0], &re, &im)
        return put_double(out, hypot(re, im)) if st == ST_OK else st
    st = num_mul(vm, x, x, &x)
    if st == ST_OK:
        st = num_mul(vm, y, y, &y)
    if st == ST_OK:
        st = num_add(vm, x, y, &square)
    return prim_sqrt(vm, &square, 1, out) if st == ST_OK else st


cdef int prim_angle(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    if is_complex(v):
        return direction(vm, (<Complex*>as_obj(v)).im, (<Complex*>as_obj(v)).re, out)
    if is_double(v):
        return put_double(out, atan2(0.0, unbox_double(v)))
    if num_sign(v) == -1:
        return put_double(out, PI)
    out[0] = ZERO
    return ST_OK
