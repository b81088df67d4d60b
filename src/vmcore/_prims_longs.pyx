# Primitives of the family "longs".

from libc.stdint cimport uint64_t, int64_t
from libc.math cimport isfinite, trunc
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._big cimport *
from vmcore._num cimport *
from vmcore._wide cimport add64, sub64, mul64
from vmcore._longs cimport *


cdef inline int answer(Value* out, bint yes) noexcept nogil:
    out[0] = from_bool(yes)
    return ST_OK


cdef inline int64_t long_of(Value v) noexcept nogil:
    """Of an argument that the row declares."""
    return fix_value(v) if is_fix(v) else (<Int64*>as_obj(v)).value


cdef inline bint is_long(Value v) noexcept nogil:
    return is_fix(v) or is_type(v, T_INT64)


cdef inline bint two_longs(Value* args, int64_t* x, int64_t* y) noexcept nogil:
    if not is_long(args[0]) or not is_long(args[1]):
        return False
    x[0] = long_of(args[0])
    y[0] = long_of(args[1])
    return True


# ---------------------------------------------------------------- arithmetic

cdef int wide(VM* vm, int op, Value* args, Value* out) noexcept nogil:
    cdef int64_t x = 0, y = 0, r = 0
    cdef Value v = 0
    cdef int st
    if not two_longs(args, &x, &y):
        return kinds_arith(vm, op, args[0], args[1], out)
    if not (add64(x, y, &r) if op == DO_ADD else sub64(x, y, &r) if op == DO_SUB else mul64(x, y, &r)):
        return num_put_int(vm, r, out)
    st = big_exact(vm, op, args[0], args[1], &v)
    return put_bign(vm, v, out) if st == ST_OK else st


cdef int prim_sys_wide_add(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return wide(vm, DO_ADD, args, out)


cdef int prim_sys_wide_sub(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return wide(vm, DO_SUB, args, out)


cdef int prim_sys_wide_mul(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return wide(vm, DO_MUL, args, out)


cdef int prim_sys_unchecked_add(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t x = 0, y = 0
    if not two_longs(args, &x, &y):
        return kinds_arith(vm, DO_ADD, args[0], args[1], out)
    return num_put_int(vm, <int64_t>(<uint64_t>x + <uint64_t>y), out)


cdef int prim_sys_unchecked_subtract(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t x = 0, y = 0
    if not two_longs(args, &x, &y):
        return kinds_arith(vm, DO_SUB, args[0], args[1], out)
    return num_put_int(vm, <int64_t>(<uint64_t>x - <uint64_t>y), out)


cdef int prim_sys_unchecked_multiply(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t x = 0, y = 0
    if not two_longs(args, &x, &y):
        return kinds_arith(vm, DO_MUL, args[0], args[1], out)
    return num_put_int(vm, <int64_t>(<uint64_t>x * <uint64_t>y), out)


# ---------------------------------------------------------------- bits

cdef int prim_sys_bit_and(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_put_int(vm, long_of(args[0]) & long_of(args[1]), out)


cdef int prim_sys_bit_or(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_put_int(vm, long_of(args[0]) | long_of(args[1]), out)


cdef int prim_sys_bit_xor(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_put_int(vm, long_of(args[0]) ^ long_of(args[1]), out)


cdef int prim_sys_bit_and_not(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_put_int(vm, long_of(args[0]) & ~long_of(args[1]), out)


cdef int prim_sys_bit_not(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_put_int(vm, ~long_of(args[0]), out)


cdef int prim_sys_bit_shift_left(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_put_int(vm, <int64_t>(<uint64_t>long_of(args[0]) << (long_of(args[1]) & 63)), out)


cdef int prim_sys_bit_shift_right(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_put_int(vm, long_of(args[0]) >> (long_of(args[1]) & 63), out)


cdef int prim_sys_unsigned_bit_shift_right(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_put_int(vm, <int64_t>(<uint64_t>long_of(args[0]) >> (long_of(args[1]) & 63)), out)


# ---------------------------------------------------------------- kinds

cdef int prim_sys_long_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_long(args[0]))


cdef inline int parity(Value v) noexcept nogil:
    """0 or 1; -1: it is no integer."""
    if is_fix(v):
        return <int>(fix_value(v) & 1)
    if is_type(v, T_BIGN):
        v = (<BigN*>as_obj(v)).value
        if is_fix(v):
            return <int>(fix_value(v) & 1)
    if is_type(v, T_INT64):
        return <int>((<Int64*>as_obj(v)).value & 1)
    return <int>((<BigInt*>as_obj(v)).limbs[0] & 1) if is_type(v, T_BIGINT) else -1


cdef int prim_sys_even_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int odd = parity(args[0])
    out[0] = from_bool(not odd) if odd >= 0 else IMM_DEFAULT
    return ST_OK


cdef int prim_sys_odd_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int odd = parity(args[0])
    out[0] = from_bool(odd) if odd >= 0 else IMM_DEFAULT
    return ST_OK


cdef int prim_sys_ratio_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_RATIO))


cdef int prim_sys_double_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_double(args[0]))


cdef int prim_sys_single_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_single(args[0]))


cdef int prim_sys_numeric_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_number(args[0]))


# ---------------------------------------------------------------- conversion

cdef inline int not_real(VM* vm, Value v) noexcept nogil:
    return err_type(vm, 0, v, b"number") if not is_number(v) or is_complex(v) else ST_OK


cdef int whole(VM* vm, Value v, Value* out) noexcept nogil:
    """A number without its fraction, as an exact integer."""
    cdef int st = not_real(vm, v)
    if st != ST_OK:
        return st
    if is_decimal(v):
        return with_python(vm, whole_gil, &v, 1, out)
    v = plain(v)
    if is_double(v):
        if not isfinite(unbox_double(v)):
            return err_overflow(vm, b"infinite or NaN")
        return num_exact(vm, box_double(trunc(unbox_double(v))), out)
    if is_type(v, T_RATIO):
        return num_quotient(vm, (<Ratio*>as_obj(v)).num, (<Ratio*>as_obj(v)).den, out)
    out[0] = v
    return ST_OK


cdef int whole_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    from vmcore.decimals import truncated
    meter = make_meter(vm)
    return put_pyint(vm, truncated(decimal_pair(vm, args[0], meter), meter), out)


cdef int prim_sys_bign(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = 0
    cdef int st
    if is_bign(args[0]):
        out[0] = args[0]
        return ST_OK
    st = whole(vm, args[0], &v)
    return put_bign(vm, v, out) if st == ST_OK else st


cdef int prim_sys_plain(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = plain(args[0])
    return ST_OK


cdef int prim_sys_long(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    cdef double d
    cdef int st
    if is_long(v):
        out[0] = v
        return ST_OK
    if is_single(v):
        v = plain(v)
    if is_double(v):
        d = unbox_double(v)
        if d != d:
            return num_put_int(vm, 0, out)
        if not -9223372036854775808.0 <= d <= 9223372036854775807.0:
            return err_range(vm, 0, v)
        return num_put_int(vm, saturated(d), out)
    st = whole(vm, v, &v)
    if st != ST_OK:
        return st
    if not is_long(v):
        return err_range(vm, 0, args[0])
    out[0] = v
    return ST_OK


cdef int64_t saturated(double d) noexcept nogil:
    if d != d:
        return 0
    if d >= 9223372036854775808.0:
        return 0x7FFFFFFFFFFFFFFF
    if d <= -9223372036854775808.0:
        return -0x7FFFFFFFFFFFFFFF - 1
    return <int64_t>d


cdef int low_bits_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    x = to_pyint(args[0]) & 0xFFFFFFFFFFFFFFFF
    return put_pyint(vm, x - (1 << 64) if x >> 63 else x, out)


cdef int prim_sys_unchecked_long(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    cdef int st
    if is_single(v):
        v = plain(v)
    if is_double(v):
        return num_put_int(vm, saturated(unbox_double(v)), out)
    st = whole(vm, v, &v)
    if st != ST_OK or is_long(v):
        out[0] = v
        return st
    return with_python(vm, low_bits_gil, &v, 1, out)


cdef int prim_sys_double(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef double d = 0
    cdef int st = not_real(vm, args[0])
    if st == ST_OK:
        st = num_to_double(vm, args[0], &d)
    return put_double(out, d) if st == ST_OK else st


cdef int prim_sys_single(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef double d = 0
    cdef int st = not_real(vm, args[0])
    if st == ST_OK:
        st = num_to_double(vm, args[0], &d)
    return put_single(vm, d, out) if st == ST_OK else st


cdef int decimal_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    meter = make_meter(vm)
    try:
        return put_decimal(vm, decimal_pair(vm, args[0], meter), out)
    except (ValueError, OverflowError) as error:
        return refused(vm, error)


cdef int prim_sys_decimal(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = not_real(vm, args[0])
    return with_python(vm, decimal_gil, args, 1, out) if st == ST_OK else st


cdef int rational_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    from vmcore.decimals import to_pair as pair
    meter = make_meter(vm)
    try:
        num, den = pair(decimal_pair(vm, args[0], meter), meter)
    except (ValueError, OverflowError) as error:
        return refused(vm, error)
    return put_pair(vm, num, den, out)


cdef int prim_sys_rational(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = 0
    cdef int st = not_real(vm, args[0])
    if st != ST_OK:
        return st
    if not is_double(args[0]) and not is_decimal(args[0]) and not is_single(args[0]):
        out[0] = args[0]
        return ST_OK
    st = with_python(vm, rational_gil, args, 1, &v)
    if st != ST_OK:
        return st
    if is_exact_integer(v):
        return put_bign(vm, v, out)
    out[0] = v
    return ST_OK


cdef int part(VM* vm, Value v, bint bottom, Value* out) noexcept nogil:
    cdef Value x
    if not is_type(v, T_RATIO):
        return err_type(vm, 0, v, b"ratio")
    x = (<Ratio*>as_obj(v)).den if bottom else (<Ratio*>as_obj(v)).num
    if not is_long(x):
        return put_bign(vm, x, out)
    out[0] = x
    return ST_OK


cdef int prim_sys_numerator(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return part(vm, args[0], False, out)


cdef int prim_sys_denominator(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return part(vm, args[0], True, out)


cdef int make_decimal_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    cdef int64_t scale = -fix_value(args[1])
    if not -2147483648 <= scale <= 2147483647:
        return err_range(vm, 1, args[1])
    return put_decimal(vm, (to_pyint(args[0]), scale), out)


cdef int prim_sys_make_decimal(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return with_python(vm, make_decimal_gil, args, 2, out)


cdef int prim_sys_unscaled(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = (<BigDec*>as_obj(args[0])).unscaled
    if not is_long(v):
        return put_bign(vm, v, out)
    out[0] = v
    return ST_OK


cdef int prim_sys_scale(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return num_put_int(vm, (<BigDec*>as_obj(args[0])).scale, out)


cdef int strip_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    from vmcore.decimals import stripped
    meter = make_meter(vm)
    x = decimal_pair(vm, args[0], meter)
    return put_decimal(vm, stripped(x, -1 << 31, meter) if x[0] else (0, 0), out)


cdef int prim_sys_strip_zeros(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return with_python(vm, strip_gil, args, 1, out)


cdef int round_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    from vmcore.decimals import rounded
    meter = make_meter(vm)
    try:
        return put_decimal(
            vm, rounded(decimal_pair(vm, args[0], meter), fix_value(args[1]), fix_value(args[2]), meter), out)
    except (ValueError, OverflowError) as error:
        return refused(vm, error)


cdef int context(VM* vm, Value* args) noexcept nogil:
    """Are precision, the first argument, and way of rounding, the second, in range?"""
    if not 0 <= fix_value(args[0]) <= 0x7FFFFFFF:
        return err_range(vm, 0, args[0])
    return err_range(vm, 1, args[1]) if not 0 <= fix_value(args[1]) <= 7 else ST_OK


cdef int prim_sys_round_decimal(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = context(vm, args + 1)
    if st != ST_OK:
        vm.err_index += 1
        return st
    return with_python(vm, round_gil, args, 3, out)


cdef int prim_sys_math_context(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value pair = new_pair(vm, from_fix(vm.math_precision), from_fix(vm.math_rounding))
    if pair == 0:
        return ST_NOMEM
    out[0] = pair
    return ST_OK


cdef int prim_sys_set_math_context_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = context(vm, args)
    if st == ST_OK:
        vm.math_precision = <int>fix_value(args[0])
        vm.math_rounding = <int>fix_value(args[1])
        out[0] = IMM_UNSPEC
    return st
