# Arithmetic with BIGN and DECIMAL. See _longs.pxd.

from libc.stdint cimport int64_t
from libc.math cimport trunc, isfinite
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._wide cimport *
from vmcore._big cimport *
from vmcore._num cimport *


# ---------------------------------------------------------------- results

cdef int put_bign(VM* vm, Value exact, Value* out) noexcept nogil:
    cdef BigN* b = <BigN*>alloc(vm, sizeof(BigN))
    if b == NULL:
        return ST_NOMEM
    set_header(b, T_BIGN, sizeof(BigN), 0, 0)
    b.value = exact
    out[0] = tag_obj(b)
    return ST_OK


cdef int put_single(VM* vm, double d, Value* out) noexcept nogil:
    cdef BigN* b = <BigN*>alloc(vm, sizeof(BigN))
    if b == NULL:
        return ST_NOMEM
    set_header(b, T_SINGLE, sizeof(BigN), 0, 0)
    b.value = box_double(<double><float>d)
    out[0] = tag_obj(b)
    return ST_OK


cdef int put_marked(VM* vm, Value v, Value* out) noexcept nogil:
    """A rational result: integers are BIGNs."""
    if is_exact_integer(v):
        return put_bign(vm, v, out)
    out[0] = v
    return ST_OK


# ---------------------------------------------------------------- decimals

cdef object DECIMALS = None


cdef object decimals():
    global DECIMALS
    if DECIMALS is None:
        from vmcore import decimals as module
        DECIMALS = module
    return DECIMALS


cdef tuple decimal_pair(VM* vm, Value v, object meter):
    cdef BigDec* d
    if is_single(v):
        v = plain(v)
    if is_double(v):
        return decimals().of_double(unbox_double(v))
    if is_decimal(v):
        d = <BigDec*>as_obj(v)
        return to_pyint(d.unscaled), d.scale
    num, den = to_pair(plain(v))
    return (num, 0) if den == 1 else decimals().of_ratio(num, den, meter)


cdef int put_decimal(VM* vm, tuple pair, Value* out) except -1:
    cdef Value unscaled = from_pyint(vm, pair[0])
    cdef BigDec* d
    if unscaled == 0:
        return ST_NOMEM
    d = <BigDec*>alloc(vm, sizeof(BigDec))
    if d == NULL:
        return ST_NOMEM
    set_header(d, T_DECIMAL, sizeof(BigDec), 0, 0)
    d.unscaled = unscaled
    d.scale = pair[1]
    out[0] = tag_obj(d)
    return ST_OK


cdef int refused(VM* vm, object error) noexcept:
    """What the decimals module says that there is not."""
    cdef bytes text = str(error).encode()[:150]
    snprintf(vm.err_text, sizeof(vm.err_text), b"%s", <const char*>text)
    return err_overflow(vm, vm.err_text)


cdef tuple decimal_result(VM* vm, int op, tuple x, tuple y, object meter):
    module = decimals()
    cdef int precision = vm.math_precision, mode = vm.math_rounding
    if op == DO_DIV and precision:
        return module.divide_rounded(x, y, precision, mode, meter)
    if op == DO_ADD:
        r = module.add(x, y, meter)
    elif op == DO_SUB:
        r = module.add(x, (-y[0], y[1]), meter)
    elif op == DO_MUL:
        r = module.multiply(x, y, meter)
    elif op == DO_DIV:
        r = module.divide(x, y, meter)
    elif op == DO_QUO:
        r = module.divide_integral(x, y, meter)
    else:
        r = module.remainder(x, y, meter)
        if op == DO_MOD and r[0] and (r[0] < 0) != (y[0] < 0):
            r = module.add(r, y, meter)
    return module.rounded(r, precision, mode, meter) if precision else r


cdef int decimal_gil(VM* vm, Value* args, int op, Value* out) except? -1:
    meter = make_meter(vm)
    try:
        x, y = decimal_pair(vm, args[0], meter), decimal_pair(vm, args[1], meter)
        return put_decimal(vm, decimal_result(vm, op, x, y, meter), out)
    except (ValueError, OverflowError) as error:
        return refused(vm, error)


cdef int compare_decimals_gil(VM* vm, Value* args, int op, Value* out) except? -1:
    meter = make_meter(vm)
    module = decimals()
    a, b = args[0], args[1]
    if not is_type(a, T_RATIO) and not is_type(b, T_RATIO):
        order = module.compare(decimal_pair(vm, a, meter), decimal_pair(vm, b, meter), meter)
    else:                                 # a ratio may be no decimal
        x = module.to_pair(decimal_pair(vm, a, meter), meter) if is_decimal(a) else to_pair(plain(a))
        y = module.to_pair(decimal_pair(vm, b, meter), meter) if is_decimal(b) else to_pair(plain(b))
        p, q = big_mul(vm, x[0], y[1]), big_mul(vm, y[0], x[1])
        order = (p > q) - (p < q)
    out[0] = from_fix(order)
    return ST_OK


cdef int decimal_double_gil(VM* vm, Value* args, int op, Value* out) except? -1:
    return put_double(out, decimals().to_double(decimal_pair(vm, args[0], None)))


# ---------------------------------------------------------------- what _num asks for

cdef int kinds_sign(Value v) noexcept nogil:
    return num_sign((<BigDec*>as_obj(v)).unscaled if is_decimal(v) else plain(v))


cdef int kinds_double(VM* vm, Value v, double* d) noexcept nogil:
    cdef Value boxed = 0
    cdef int st
    if not is_decimal(v):
        return num_to_double(vm, plain(v), d)
    st = with_python(vm, decimal_double_gil, &v, 1, &boxed)
    if st == ST_OK:
        d[0] = unbox_double(boxed)
    return st


cdef inline bint is_floating(Value v) noexcept nogil:
    return is_double(v) or is_single(v)


cdef int wrong(VM* vm, Value a, Value b) noexcept nogil:
    """ST_TYPE if one of the operands is no real number."""
    if not is_number(a) or is_complex(a):
        return err_type(vm, 0, a, b"number")
    if not is_number(b) or is_complex(b):
        return err_type(vm, 1, b, b"number")
    return ST_OK


cdef int exactly(VM* vm, int op, Value x, Value y, Value* out) noexcept nogil:
    """+ - * / of exact numbers without a limit."""
    cdef int64_t i = 0, j = 0, r = 0
    cdef int kx = decode(x, &i), ky = decode(y, &j)
    if kx <= NUM_BIG and ky <= NUM_BIG and op != DO_DIV:
        if kx == NUM_INT and ky == NUM_INT and not (
            add64(i, j, &r) if op == DO_ADD else sub64(i, j, &r) if op == DO_SUB else mul64(i, j, &r)
        ):
            return num_put_int(vm, r, out)
        return big_exact(vm, op, x, y, out)
    if y == from_fix(0) and op == DO_DIV:
        return ST_DIVZERO
    return num_rational(vm, op, x, y, out)


cdef int in_doubles(VM* vm, int op, Value x, Value y, Value* out) noexcept nogil:
    cdef double a = 0, b = 0
    cdef int st = num_to_double(vm, x, &a)
    if st == ST_OK:
        st = num_to_double(vm, y, &b)
    if st != ST_OK:
        return st
    if op == DO_ADD:
        return put_double(out, a + b)
    if op == DO_SUB:
        return put_double(out, a - b)
    return put_double(out, a * b if op == DO_MUL else a / b)


cdef int kinds_arith(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil:
    cdef Value v = 0
    cdef int st = wrong(vm, a, b)
    if st != ST_OK:
        return st
    if is_floating(a) or is_floating(b):
        return in_doubles(vm, op, a, b, out)
    if is_decimal(a) or is_decimal(b):
        return with_two(vm, decimal_gil, op, a, b, out)
    st = exactly(vm, op, plain(a), plain(b), &v)
    return put_marked(vm, v, out) if st == ST_OK else st


cdef int divide_doubles(VM* vm, int op, Value x, Value y, Value* out) noexcept nogil:
    """The quotient is truncated, the remainder what is left of it, as computed with doubles."""
    cdef double a = 0, b = 0, q, r
    cdef int st = num_to_double(vm, x, &a)
    if st == ST_OK:
        st = num_to_double(vm, y, &b)
    if st != ST_OK:
        return st
    if b == 0:
        return ST_DIVZERO
    q = trunc(a / b)
    if not isfinite(q):
        return err_overflow(vm, b"infinite or NaN")
    if op == DO_QUO:
        return put_double(out, q)
    r = a - q * b
    return put_double(out, r + b if op == DO_MOD and r != 0 and (r < 0) != (b < 0) else r)


cdef int truncated(VM* vm, Value v, Value* out) noexcept nogil:
    """An exact number without its fraction."""
    if not is_type(v, T_RATIO):
        out[0] = v
        return ST_OK
    return num_quotient(vm, (<Ratio*>as_obj(v)).num, (<Ratio*>as_obj(v)).den, out)


cdef int kinds_divide(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil:
    cdef Value x, y, q = 0, r = 0
    cdef int st = wrong(vm, a, b)
    if st != ST_OK:
        return st
    if is_floating(a) or is_floating(b):
        return divide_doubles(vm, op, a, b, out)
    if is_decimal(a) or is_decimal(b):
        return with_two(vm, decimal_gil, op, a, b, out)
    x, y = plain(a), plain(b)
    if y == from_fix(0):
        return ST_DIVZERO
    if is_exact_integer(x) and is_exact_integer(y):
        st = big_exact(vm, op, x, y, &r)
        return put_bign(vm, r, out) if st == ST_OK else st
    st = exactly(vm, DO_DIV, x, y, &q)
    if st == ST_OK:
        st = truncated(vm, q, &q)
    if st != ST_OK or op == DO_QUO:
        return put_bign(vm, q, out) if st == ST_OK else st
    st = exactly(vm, DO_MUL, q, y, &r)
    if st == ST_OK:
        st = exactly(vm, DO_SUB, x, r, &r)
    if st == ST_OK and op == DO_MOD and not is_zero(r) and (num_sign(r) < 0) != (num_sign(y) < 0):
        st = exactly(vm, DO_ADD, r, y, &r)
    return put_marked(vm, r, out) if st == ST_OK else st


cdef int kinds_compare(VM* vm, Value a, Value b, int* order) noexcept nogil:
    cdef double x = 0, y = 0
    cdef Value v = 0
    cdef int st = wrong(vm, a, b)
    if st != ST_OK:
        return st
    if not is_decimal(a) and not is_decimal(b):
        return num_compare(vm, plain(a), plain(b), order)
    if is_floating(a) or is_floating(b):
        st = num_to_double(vm, a, &x)
        if st == ST_OK:
            st = num_to_double(vm, b, &y)
        if st == ST_OK:
            order[0] = -1 if x < y else 1 if x > y else 0 if x == y else 2
        return st
    st = with_two(vm, compare_decimals_gil, 2, a, b, &v)
    if st == ST_OK:
        order[0] = <int>fix_value(v)
    return st
