# The numeric tower. Integers of 64 bits, ratios of them and doubles are computed in C without the GIL; larger integers are
# left to _big.

from libc.stdint cimport uint64_t, int64_t
from libc.math cimport floor, trunc, fmod, copysign, isfinite, fabs
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._wide cimport *
from vmcore._big cimport *
from vmcore._longs cimport of_a_kind, kinds_arith, kinds_divide, kinds_compare, kinds_sign, kinds_double, err_overflow

cdef extern from "Python.h":
    double PyLong_AsDouble(object x) except? -1.0


# ---------------------------------------------------------------- results

cdef int num_put_int(VM* vm, int64_t i, Value* out) noexcept nogil:
    cdef Value v = new_int(vm, i)
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


cdef inline bint fits64(Wide w) noexcept nogil:
    return w.hi == <int64_t>w.lo >> 63


cdef Value new_wide(VM* vm, Wide w) noexcept nogil:
    cdef uint64_t[2] limbs
    if fits64(w):
        return new_int(vm, <int64_t>w.lo)
    limbs[0] = w.lo
    limbs[1] = <uint64_t>w.hi
    if w.hi < 0:                          # the two's complement
        limbs[0] = 0 - limbs[0]
        limbs[1] = ~limbs[1] + (limbs[0] == 0)
    return big_of_limbs(vm, limbs, 2 if limbs[1] else 1, w.hi < 0)


cdef int put_wide(VM* vm, Wide w, Value* out) noexcept nogil:
    cdef Value v = new_wide(vm, w)
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


# ---------------------------------------------------------------- + - * /

cdef int past64(VM* vm, int op, int64_t x, int64_t y, Value* out) noexcept nogil:
    """A result of two 64-bit integers that is none."""
    if vm.dialect & DIALECT_LONGS:
        return err_overflow(vm, b"long overflow" if op == DO_MUL else b"integer overflow")
    return put_wide(vm, wide_op(op, x, y), out)


cdef bint small_ratio(Value v, int64_t* num, int64_t* den) noexcept nogil:
    """Is it an exact number of 64-bit parts?"""
    cdef int kind = decode(v, num)
    if kind == NUM_INT:
        den[0] = 1
        return True
    return (kind == NUM_RATIO and decode((<Ratio*>as_obj(v)).num, num) == NUM_INT
            and decode((<Ratio*>as_obj(v)).den, den) == NUM_INT)


cdef int num_rational(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil:
    cdef int64_t n1 = 0, d1 = 0, n2 = 0, d2 = 0
    cdef Wide num, den
    cdef Value v
    if not small_ratio(a, &n1, &d1) or not small_ratio(b, &n2, &d2):
        return with_two(vm, big_ratio_op, op, a, b, out)
    if not ratio_op(op, n1, d1, n2, d2, &num, &den):
        return ST_DIVZERO
    if den.hi == 0 and den.lo == 1:
        return put_wide(vm, num, out)
    v = new_ratio(vm, new_wide(vm, num), new_wide(vm, den))
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


cdef int float_arith(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil:
    cdef double x = 0, y = 0
    cdef int st = num_to_double(vm, a, &x)
    if st == ST_OK:
        st = num_to_double(vm, b, &y)
    if st != ST_OK:
        return st
    if op == DO_ADD:
        return put_double(out, x + y)
    if op == DO_SUB:
        return put_double(out, x - y)
    if op == DO_MUL:
        return put_double(out, x * y)
    if b == from_fix(0):
        return ST_DIVZERO
    return put_double(out, x / y)


cdef int arith(VM* vm, int op, Value a, int ka, Value b, int kb, Value* out) noexcept nogil:
    """All cases but that of two 64-bit integers whose result is one."""
    if vm.dialect & DIALECT_LONGS:
        return kinds_arith(vm, op, a, b, out)
    if ka >= NUM_COMPLEX or kb >= NUM_COMPLEX:
        if ka == NUM_NOT:
            if op == DO_ADD and vm.others != NULL and kb == NUM_NOT and vm.others(vm, OTHERS_ADD, a, b, out) == ST_OK:
                return ST_OK
            return err_type(vm, 0, a, b"number")
        return err_type(vm, 1, b, b"number") if kb == NUM_NOT else complex_arith(vm, op, a, b, out)
    if ka == NUM_FLO or kb == NUM_FLO:
        return float_arith(vm, op, a, b, out)
    if ka == NUM_RATIO or kb == NUM_RATIO:
        return num_rational(vm, op, a, b, out)
    return big_exact(vm, op, a, b, out)


cdef int num_add(VM* vm, Value a, Value b, Value* out) noexcept nogil:
    cdef int64_t x = 0, y = 0, r = 0
    cdef int ka = decode(a, &x), kb = decode(b, &y)
    if ka == NUM_INT and kb == NUM_INT:
        if not add64(x, y, &r):
            return num_put_int(vm, r, out)
        return past64(vm, DO_ADD, x, y, out)
    return arith(vm, DO_ADD, a, ka, b, kb, out)


cdef int num_sub(VM* vm, Value a, Value b, Value* out) noexcept nogil:
    cdef int64_t x = 0, y = 0, r = 0
    cdef int ka = decode(a, &x), kb = decode(b, &y)
    if ka == NUM_INT and kb == NUM_INT:
        if not sub64(x, y, &r):
            return num_put_int(vm, r, out)
        return past64(vm, DO_SUB, x, y, out)
    return arith(vm, DO_SUB, a, ka, b, kb, out)


cdef int num_mul(VM* vm, Value a, Value b, Value* out) noexcept nogil:
    cdef int64_t x = 0, y = 0, r = 0
    cdef int ka = decode(a, &x), kb = decode(b, &y)
    if ka == NUM_INT and kb == NUM_INT:
        if not mul64(x, y, &r):
            return num_put_int(vm, r, out)
        return past64(vm, DO_MUL, x, y, out)
    return arith(vm, DO_MUL, a, ka, b, kb, out)


cdef int num_div(VM* vm, Value a, Value b, Value* out) noexcept nogil:
    cdef int64_t x = 0, y = 0
    cdef int ka = decode(a, &x), kb = decode(b, &y)
    if ka == NUM_INT and kb == NUM_INT:
        if y == -1 and vm.dialect & DIALECT_LONGS:
            return num_put_int(vm, <int64_t>(0 - <uint64_t>x), out)      # of the least one: itself
        return num_rational(vm, DO_DIV, a, b, out)
    return arith(vm, DO_DIV, a, ka, b, kb, out)


cdef int num_negate(VM* vm, Value a, Value* out) noexcept nogil:
    if is_double(a):
        return put_double(out, -unbox_double(a))
    if is_complex(a):
        return complex_negate(vm, <Complex*>as_obj(a), out)
    return num_sub(vm, from_fix(0), a, out) if is_number(a) else err_type(vm, 0, a, b"number")


# ---------------------------------------------------------------- complex numbers

cdef int num_rectangular(VM* vm, Value re, Value im, Value* out) noexcept nogil:
    cdef Complex* c
    cdef double d = 0
    cdef int st = ST_OK
    if im == from_fix(0):
        out[0] = re
        return ST_OK
    if is_double(re) != is_double(im):    # inexact if one part is
        st = num_to_double(vm, im if is_double(re) else re, &d)
        if st != ST_OK:
            return st
        if is_double(re):
            im = box_any_double(d)
        else:
            re = box_any_double(d)
    c = <Complex*>alloc(vm, sizeof(Complex))
    if c == NULL:
        return ST_NOMEM
    set_header(c, T_COMPLEX, sizeof(Complex), 0, 0)
    c.re = re
    c.im = im
    out[0] = tag_obj(c)
    return ST_OK


cdef int complex_negate(VM* vm, Complex* c, Value* out) noexcept nogil:
    cdef Value re = 0, im = 0
    cdef int st = num_negate(vm, c.re, &re)
    if st == ST_OK:
        st = num_negate(vm, c.im, &im)
    return num_rectangular(vm, re, im, out) if st == ST_OK else st


cdef int complex_sum(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil:
    """The part that a real number has not is no 0.0: it would make 0.0 of -0.0."""
    cdef Binary binary = num_add if op == DO_ADD else num_sub
    cdef Value re = 0, im = num_imag_part(a)
    cdef int st = binary(vm, num_real_part(a), num_real_part(b), &re)
    if st == ST_OK and is_complex(b):
        if is_complex(a):
            st = binary(vm, im, num_imag_part(b), &im)
        elif op == DO_SUB:
            st = num_negate(vm, num_imag_part(b), &im)
        else:
            im = num_imag_part(b)
    return num_rectangular(vm, re, im, out) if st == ST_OK else st


cdef int scaled(VM* vm, int op, Complex* z, Value x, Value* out) noexcept nogil:
    """z * x or z / x of a real number x."""
    cdef Binary binary = num_mul if op == DO_MUL else num_div
    cdef Value re = 0, im = 0
    cdef int st = binary(vm, z.re, x, &re)
    if st == ST_OK:
        st = binary(vm, z.im, x, &im)
    return num_rectangular(vm, re, im, out) if st == ST_OK else st


cdef int cross(VM* vm, int op, Value a, Value b, Value c, Value d, Value* out) noexcept nogil:
    """a * b + c * d or a * b - c * d."""
    cdef Value x = 0, y = 0
    cdef int st = num_mul(vm, a, b, &x)
    if st == ST_OK:
        st = num_mul(vm, c, d, &y)
    if st != ST_OK:
        return st
    return num_add(vm, x, y, out) if op == DO_ADD else num_sub(vm, x, y, out)


cdef int complex_product(VM* vm, Complex* z, Complex* w, Value* out) noexcept nogil:
    cdef Value re = 0, im = 0
    cdef int st = cross(vm, DO_SUB, z.re, w.re, z.im, w.im, &re)
    if st == ST_OK:
        st = cross(vm, DO_ADD, z.re, w.im, z.im, w.re, &im)
    return num_rectangular(vm, re, im, out) if st == ST_OK else st


cdef int exact_quotient(VM* vm, Value a, Value b, Complex* w, Value* out) noexcept nogil:
    """(a + bi) / w."""
    cdef Value re = 0, im = 0, norm = 0
    cdef int st = cross(vm, DO_ADD, w.re, w.re, w.im, w.im, &norm)
    if st == ST_OK:
        st = cross(vm, DO_ADD, a, w.re, b, w.im, &re)
    if st == ST_OK:
        st = cross(vm, DO_SUB, b, w.re, a, w.im, &im)
    if st == ST_OK:
        st = num_div(vm, re, norm, &re)
    if st == ST_OK:
        st = num_div(vm, im, norm, &im)
    return num_rectangular(vm, re, im, out) if st == ST_OK else st


cdef int double_quotient(VM* vm, double a, double b, double c, double d, Value* out) noexcept nogil:
    """(a + bi) / (c + di), by Smith's method: no overflow on the way that the result does not have."""
    cdef double r, s
    if fabs(c) >= fabs(d):
        r = d / c
        s = c + d * r
        return num_put_complex(vm, (a + b * r) / s, (b - a * r) / s, out)
    r = c / d
    s = c * r + d
    return num_put_complex(vm, (a * r + b) / s, (b * r - a) / s, out)


cdef int complex_arith(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil:
    """Numbers of which at least one is complex."""
    cdef double x = 0, y = 0, u = 0, v = 0
    cdef int st
    if op == DO_ADD or op == DO_SUB:
        return complex_sum(vm, op, a, b, out)
    if not is_complex(b):
        return scaled(vm, op, <Complex*>as_obj(a), b, out)
    if op == DO_MUL:
        if not is_complex(a):
            return scaled(vm, op, <Complex*>as_obj(b), a, out)
        return complex_product(vm, <Complex*>as_obj(a), <Complex*>as_obj(b), out)
    if is_exact(a) and is_exact(b):
        return exact_quotient(vm, num_real_part(a), num_imag_part(a), <Complex*>as_obj(b), out)
    st = num_to_doubles(vm, a, &x, &y)
    if st == ST_OK:
        st = num_to_doubles(vm, b, &u, &v)
    return double_quotient(vm, x, y, u, v, out) if st == ST_OK else st


# ---------------------------------------------------------------- integer division

cdef int64_t divide64(int op, int64_t x, int64_t y) noexcept nogil:
    """y is neither 0 nor -1."""
    cdef int64_t q = x // y, r = x % y    # truncated: cdivision
    cdef bint below = r != 0 and (r < 0) != (y < 0)
    if op == DO_QUO:
        return q
    if op == DO_REM:
        return r
    if op == DO_FLOOR:
        return q - 1 if below else q
    return r + y if below else r


cdef int divide_double(int op, double x, double y, Value* out) noexcept nogil:
    """Integral doubles, y not 0. fmod is exact, and so is the quotient if a double can hold it."""
    cdef double r = fmod(x, y), q
    cdef bint floored = (op == DO_FLOOR or op == DO_MOD) and r != 0 and (r < 0) != (y < 0)
    if op == DO_REM or op == DO_MOD:
        return put_double(out, r + y if floored else r)
    q = trunc_near((x - r) / y)
    return put_double(out, q - 1 if floored else q)


cdef inline double trunc_near(double q) noexcept nogil:
    """The integer next to a quotient that is one but for rounding."""
    cdef double t = floor(q)
    return t + 1 if q - t > 0.5 else t


cdef int divide_mixed(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil:
    """One of the integers is a flonum: exactly, then rounded."""
    cdef double x = 0, y = 0, d = 0
    cdef Value v = 0
    cdef int st
    if is_double(a) and is_double(b):
        return divide_double(op, unbox_double(a), unbox_double(b), out)
    st = num_to_double(vm, a, &x)
    if st == ST_OK:
        st = num_to_double(vm, b, &y)
    if st != ST_OK:
        return st
    if fabs(x) < 9007199254740992.0 and fabs(y) < 9007199254740992.0:
        return divide_double(op, x, y, out)
    st = num_exact(vm, a, &a)
    if st == ST_OK:
        st = num_exact(vm, b, &b)
    if st == ST_OK:
        st = divide(vm, op, a, b, &v)
    if st == ST_OK:
        st = num_to_double(vm, v, &d)
    return put_double(out, d) if st == ST_OK else st


cdef int divide(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil:
    cdef int64_t x = 0, y = 0
    cdef int ka = decode(a, &x), kb = decode(b, &y)
    if ka == NUM_INT and kb == NUM_INT:
        if y == 0:
            return ST_DIVZERO
        if y != -1:
            return num_put_int(vm, divide64(op, x, y), out)
        if vm.dialect & DIALECT_LONGS and op == DO_QUO:
            return num_put_int(vm, <int64_t>(0 - <uint64_t>x), out)      # of the least one: itself
        return num_negate(vm, a, out) if op == DO_QUO or op == DO_FLOOR else num_put_int(vm, 0, out)
    if vm.dialect & DIALECT_LONGS:
        return kinds_divide(vm, op, a, b, out)
    if not is_integer(a):
        return err_type(vm, 0, a, b"integer")
    if not is_integer(b):
        return err_type(vm, 1, b, b"integer")
    if is_zero(b):
        return ST_DIVZERO
    if ka == NUM_FLO or kb == NUM_FLO:
        return divide_mixed(vm, op, a, b, out)
    return big_exact(vm, op, a, b, out)


cdef int num_quotient(VM* vm, Value a, Value b, Value* out) noexcept nogil:
    return divide(vm, DO_QUO, a, b, out)


cdef int num_remainder(VM* vm, Value a, Value b, Value* out) noexcept nogil:
    return divide(vm, DO_REM, a, b, out)


cdef int num_floor_quotient(VM* vm, Value a, Value b, Value* out) noexcept nogil:
    return divide(vm, DO_FLOOR, a, b, out)


cdef int num_modulo(VM* vm, Value a, Value b, Value* out) noexcept nogil:
    return divide(vm, DO_MOD, a, b, out)


cdef int num_exact_op(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil:
    cdef int64_t x = 0, y = 0
    cdef uint64_t g
    if decode(a, &x) != NUM_INT or decode(b, &y) != NUM_INT:
        return big_exact(vm, op, a, b, out)
    if op == DO_AND:
        return num_put_int(vm, x & y, out)
    if op == DO_OR:
        return num_put_int(vm, x | y, out)
    if op == DO_XOR:
        return num_put_int(vm, x ^ y, out)
    g = gcd64(-<uint64_t>x if x < 0 else <uint64_t>x, -<uint64_t>y if y < 0 else <uint64_t>y)
    if g >> 63:                           # 2 ** 63
        return big_exact(vm, op, a, b, out)
    return num_put_int(vm, <int64_t>g, out)


# ---------------------------------------------------------------- comparison

cdef inline int order_of(double x, double y) noexcept nogil:
    return -1 if x < y else 1 if x > y else 0 if x == y else 2


cdef int compare_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    """Exact numbers, or one of them a finite double; the order goes to *out as a small integer."""
    a, b = to_pair(args[0])
    c, d = to_pair(args[1])
    if b != 1 or d != 1:
        a, c = big_mul(vm, a, d), big_mul(vm, c, b)
    out[0] = from_fix(-1 if a < c else 1 if a > c else 0)
    return ST_OK


cdef int compare_exactly(VM* vm, Value a, Value b, int* order) noexcept nogil:
    cdef Value v = 0
    cdef int st = with_two(vm, compare_gil, 2, a, b, &v)
    if st == ST_OK:
        order[0] = <int>fix_value(v)
    return st


cdef int compare_double(VM* vm, Value a, int ka, double y, int* order) noexcept nogil:
    """An exact number with a double. Rounding keeps the order, so only equal doubles need a closer look."""
    cdef double x = 0
    cdef int64_t i = 0
    cdef int st
    if y != y:
        order[0] = 2
        return ST_OK
    if ka == NUM_INT:
        decode(a, &i)
        order[0] = int_compare(i, y)
        return ST_OK
    if not isfinite(y):
        order[0] = -1 if y > 0 else 1
        return ST_OK
    st = num_to_double(vm, a, &x)
    if st == ST_OK:
        order[0] = order_of(x, y)
        if x == y:
            return compare_exactly(vm, a, box_double(y), order)
    return st


cdef int num_compare(VM* vm, Value a, Value b, int* order) noexcept nogil:
    cdef int64_t x = 0, y = 0, d1 = 0, d2 = 0
    cdef int ka = decode(a, &x), kb = decode(b, &y), st
    cdef Value found = 0
    if ka == NUM_INT and kb == NUM_INT:
        order[0] = -1 if x < y else x > y
        return ST_OK
    if ka >= NUM_COMPLEX or kb >= NUM_COMPLEX:
        if of_a_kind(a) or of_a_kind(b):
            return kinds_compare(vm, a, b, order)
        if vm.others != NULL and vm.others(vm, OTHERS_ORDER, a, b, &found) == ST_OK:
            order[0] = <int>fix_value(found)
            return ST_OK
        return err_type(vm, 0, a, b"real") if ka >= NUM_COMPLEX else err_type(vm, 1, b, b"real")
    if kb == NUM_FLO:
        if ka == NUM_FLO:
            order[0] = order_of(unbox_double(a), unbox_double(b))
            return ST_OK
        return compare_double(vm, a, ka, unbox_double(b), order)
    if ka == NUM_FLO:
        st = compare_double(vm, b, kb, unbox_double(a), order)
        if st == ST_OK and order[0] != 2:
            order[0] = -order[0]
        return st
    if ka + kb == NUM_BIG:                # a big one with a 64-bit one (NUM_INT is 0)
        order[0] = num_sign(a) if ka == NUM_BIG else -num_sign(b)
        return ST_OK
    if ka == NUM_BIG and kb == NUM_BIG:
        order[0] = big_order(a, b)
        return ST_OK
    if small_ratio(a, &x, &d1) and small_ratio(b, &y, &d2):
        order[0] = ratio_compare(x, d1, y, d2)
        return ST_OK
    return compare_exactly(vm, a, b, order)


cdef int num_eq(VM* vm, Value a, Value b, bint* same) noexcept nogil:
    cdef int order = 0
    cdef Value found = 0
    cdef int st
    if vm.others != NULL and not (is_number(a) and is_number(b)):
        st = vm.others(vm, OTHERS_EQUAL, a, b, &found)
        same[0] = found == IMM_TRUE
        return st
    st = num_compare(vm, num_real_part(a), num_real_part(b), &order)
    if st == ST_OK and order == 0 and (is_complex(a) or is_complex(b)):
        st = num_compare(vm, num_imag_part(a), num_imag_part(b), &order)
    if st == ST_OK:
        same[0] = order == 0
    elif st == ST_TYPE:
        vm.err_expected = b"number"
    return st


cdef int num_relate(VM* vm, Value a, Value b, int relation, bint* answer) noexcept nogil:
    cdef int order = 0
    cdef int st
    if relation == EQUAL:
        return num_eq(vm, a, b, answer)
    st = num_compare(vm, a, b, &order)
    if st == ST_OK:
        answer[0] = relation >> (order + 1) & 1
    return st


cdef int num_sign(Value v) noexcept nogil:
    cdef int64_t i = 0
    cdef int kind = decode(v, &i)
    if kind == NUM_RATIO:
        return num_sign((<Ratio*>as_obj(v)).num)
    if kind == NUM_BIG:
        return -1 if as_obj(v).aux else 1
    if kind == NUM_FLO:
        return order_of(unbox_double(v), 0.0)
    if kind == NUM_NOT and of_a_kind(v):
        return kinds_sign(v)
    return -1 if i < 0 else i > 0


# ---------------------------------------------------------------- kinds of numbers

cdef bint is_number(Value v) noexcept nogil:
    cdef int64_t i = 0
    return decode(v, &i) != NUM_NOT or of_a_kind(v)


cdef bint is_exact(Value v) noexcept nogil:
    cdef int64_t i = 0
    cdef int kind = decode(v, &i)
    return kind < NUM_FLO or (kind == NUM_COMPLEX and not is_double((<Complex*>as_obj(v)).re))


cdef bint is_exact_integer(Value v) noexcept nogil:
    cdef int64_t i = 0
    return decode(v, &i) <= NUM_BIG


cdef bint is_integer(Value v) noexcept nogil:
    cdef double d
    if is_double(v):
        d = unbox_double(v)
        return isfinite(d) and floor(d) == d
    return is_exact_integer(v)


cdef bint is_zero(Value v) noexcept nogil:
    return v == from_fix(0) or (is_double(v) and unbox_double(v) == 0)


cdef int num_odd(VM* vm, Value v, bint* yes) noexcept nogil:
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


# ---------------------------------------------------------------- conversion

cdef int double_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    cdef double d
    try:
        if is_type(args[0], T_RATIO):
            num, den = to_pair(args[0])
            d = num / den
        else:
            d = PyLong_AsDouble(to_pyint(args[0]))
    except OverflowError:
        d = copysign(1e308 * 10, num_sign(args[0]))
    return put_double(out, d)


cdef int num_to_double(VM* vm, Value v, double* d) noexcept nogil:
    cdef int64_t num = 0, den = 0
    cdef int kind = decode(v, &num), st
    cdef Value boxed = 0
    if kind == NUM_INT:
        d[0] = <double>num
        return ST_OK
    if kind == NUM_FLO:
        d[0] = unbox_double(v)
        return ST_OK
    if kind >= NUM_COMPLEX:
        return kinds_double(vm, v, d) if of_a_kind(v) else err_type(vm, 0, v, b"real")
    if kind == NUM_RATIO and small_ratio(v, &num, &den):
        d[0] = ratio_double(num, den)
        return ST_OK
    st = with_two(vm, double_gil, 1, v, v, &boxed)
    if st == ST_OK:
        d[0] = unbox_double(boxed)
    return st


cdef int num_to_doubles(VM* vm, Value v, double* re, double* im) noexcept nogil:
    cdef int st = num_to_double(vm, num_real_part(v), re)
    return num_to_double(vm, num_imag_part(v), im) if st == ST_OK else st


cdef int exact_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    num, den = to_pair(args[0])
    return put_pair(vm, num, den, out)


cdef int exact_parts(VM* vm, Value v, Value* out) noexcept nogil:
    cdef Value re = 0, im = 0
    cdef int st = num_exact(vm, num_real_part(v), &re)
    if st == ST_OK:
        st = num_exact(vm, num_imag_part(v), &im)
    return num_rectangular(vm, re, im, out) if st == ST_OK else st


cdef int num_exact(VM* vm, Value v, Value* out) noexcept nogil:
    cdef double d
    if not is_double(v):
        if is_complex(v) and not is_exact(v):
            return exact_parts(vm, v, out)
        out[0] = v
        return ST_OK
    d = unbox_double(v)
    if not isfinite(d):
        return err_type(vm, 0, v, b"rational")
    if fabs(d) < 9e18 and trunc(d) == d:
        return num_put_int(vm, <int64_t>d, out)
    return with_two(vm, exact_gil, 1, v, v, out)
