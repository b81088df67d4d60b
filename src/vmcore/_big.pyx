# Exact arithmetic past 64 bits, with Python's ints: the way into Python and back, and limits on what cannot be
# interrupted. What is too large for one call of Python's own goes to vmcore.bignum in pieces.

from libc.stdint cimport uint64_t, int64_t, uint32_t
from cpython.ref cimport Py_INCREF
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._port cimport enter_python, leave_python, python_failed, poll_limits

cdef extern from "Python.h":
    long long PyLong_AsLongLongAndOverflow(object x, int* overflow) except? -1
    size_t num_bits "_PyLong_NumBits"(object x)

cdef enum:
    SHORT = 4096                         # bits: operations on integers up to that are not worth their accounting
    SHORT_COST = 100                     # units

cdef double LEAF_MUL = <double>(<int64_t>1 << 36)    # as in bignum
cdef double LEAF_DIV = <double>(<int64_t>1 << 34)
cdef double LEAF_GCD = <double>(<int64_t>1 << 38)


# ---------------------------------------------------------------- Python ints and the GIL

class Stopped(Exception):
    """A limit ended a long operation."""


cdef class Meter:
    cdef VM* vm
    cdef int status

    def work(self, units):
        charge(self.vm, <int64_t>units if units < 1 << 40 else <int64_t>1 << 40)
        self.status = poll_limits(self.vm)
        if self.status != ST_OK:
            raise Stopped(self.status)

    def room(self, bits):
        room_bits(self.vm, <double>bits if bits < 1 << 60 else 1e30)


cdef object make_meter(VM* vm):
    cdef Meter meter = Meter.__new__(Meter)
    meter.vm = vm
    return meter


cdef object BIG = None
cdef object EXACT = None


cdef object big_module():
    global BIG
    if BIG is None:
        from vmcore import bignum
        BIG = bignum
    return BIG


cdef object exact_module():
    global EXACT
    if EXACT is None:
        from vmcore import exactnum
        EXACT = exactnum
    return EXACT


cdef int failed(VM* vm, object exc) noexcept:
    """The status of an exception on the way out."""
    if isinstance(exc, MemoryError):
        return ST_NOMEM
    if isinstance(exc, ZeroDivisionError):
        return ST_DIVZERO
    if isinstance(exc, Stopped):
        return exc.args[0]
    return python_failed(vm, exc)


cdef int guarded(VM* vm, PyFn fn, Value* args, int n, Value* out) noexcept with gil:
    try:
        return fn(vm, args, n, out)
    except BaseException as exc:
        return failed(vm, exc)


cdef int with_python(VM* vm, PyFn fn, Value* args, int n, Value* out) noexcept nogil:
    cdef int st
    enter_python(vm)
    st = guarded(vm, fn, args, n, out)
    leave_python(vm)
    return st


cdef object to_pyint(Value v):
    if is_fix(v):
        return fix_value(v)
    if as_obj(v).type == T_INT64:
        return (<Int64*>as_obj(v)).value
    return <object>(<BigInt*>as_obj(v)).value


cdef Value from_pyint(VM* vm, object x) noexcept:
    cdef int overflow = 0
    cdef int64_t i, size
    cdef Value v
    try:
        i = PyLong_AsLongLongAndOverflow(x, &overflow)
        if overflow == 0:
            return new_int(vm, i)
        size = <int64_t>(num_bits(x) >> 3) + 32
    except BaseException:
        return 0
    if size >= BIG_CAP >> 3 or not heap_reserve(vm, <uint64_t>size):
        return 0
    Py_INCREF(x)
    v = new_bigint(vm, <void*>x)
    if v:
        as_obj(v).length = <uint32_t>size    # what the heap takes off when the integer is dead
        heap_external(vm, size)
    return v


cdef int put_pyint(VM* vm, object x, Value* out) except -1:
    cdef Value v = from_pyint(vm, x)
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


cdef tuple to_pair(Value v):
    if is_type(v, T_RATIO):
        return to_pyint((<Ratio*>as_obj(v)).num), to_pyint((<Ratio*>as_obj(v)).den)
    if is_double(v):
        return (<object>unbox_double(v)).as_integer_ratio()
    return to_pyint(v), 1


cdef Value new_ratio(VM* vm, Value num, Value den) noexcept nogil:
    cdef Ratio* r
    if num == 0 or den == 0:
        return 0
    r = <Ratio*>alloc(vm, sizeof(Ratio))
    if r == NULL:
        return 0
    set_header(r, T_RATIO, sizeof(Ratio), 0, 0)
    r.num = num
    r.den = den
    return tag_obj(r)


cdef int put_pair(VM* vm, object num, object den, Value* out) except -1:
    cdef Value v = from_pyint(vm, num) if den == 1 else new_ratio(vm, from_pyint(vm, num), from_pyint(vm, den))
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


cdef int room_bits(VM* vm, double bits) except -1:
    if bits > BIG_CAP or not heap_reserve(vm, <uint64_t>(bits / 7)):
        raise MemoryError()
    return 0


cdef inline int64_t mul_units(double nx, double ny) noexcept:
    """As in bignum."""
    cdef double few = nx if nx < ny else ny
    cdef double units = (ny if nx < ny else nx) * (few if few < 2048 else 2048) / 1024
    while few > 2048:
        few /= 2
        units *= 1.5
    return <int64_t>units


cdef inline bint short_operands(VM* vm, object x, object y):
    if num_bits(x) > SHORT or num_bits(y) > SHORT:
        return False
    charge(vm, SHORT_COST)
    return True


cdef object big_mul(VM* vm, object x, object y):
    cdef double nx, ny
    if short_operands(vm, x, y):
        return x * y
    nx, ny = <double>num_bits(x), <double>num_bits(y)
    room_bits(vm, nx + ny - 2)
    if nx * ny > LEAF_MUL:
        return big_module().mul(x, y, make_meter(vm))
    charge(vm, mul_units(nx, ny))
    return x * y


cdef object big_gcd(VM* vm, object x, object y):
    cdef double nx = <double>num_bits(x), ny = <double>num_bits(y)
    if nx * ny > LEAF_GCD:
        return big_module().gcd(x, y, make_meter(vm))
    charge(vm, <int64_t>(nx * ny / 1024))
    from math import gcd
    return gcd(x, y)


cdef tuple big_floor_div(VM* vm, object x, object y):
    cdef double nx = <double>num_bits(x), ny = <double>num_bits(y)
    if (nx - ny) * ny > LEAF_DIV:
        return big_module().floor_div(x, y, make_meter(vm))
    charge(vm, <int64_t>((nx - ny) * ny / 512 if nx > ny else 0))
    return divmod(x, y)


cdef object big_divide(VM* vm, int op, object x, object y):
    cdef bint opposite = (big_sign(<void*>x) < 0) != (big_sign(<void*>y) < 0)
    if big_sign(<void*>y) == 0:
        raise ZeroDivisionError()
    if short_operands(vm, x, y):
        if op == DO_MOD or (op == DO_REM and not opposite):
            return x % y
        if op == DO_FLOOR or (op == DO_QUO and not opposite):
            return x // y
    q, r = big_floor_div(vm, x, y)
    if op == DO_FLOOR:
        return q
    if op == DO_MOD:
        return r
    if r and opposite:                    # floored below the truncated one
        q += 1
        r -= y
    return q if op == DO_QUO else r


cdef int big_op(VM* vm, Value* args, int op, Value* out) except? -1:
    """One operation on two exact integers."""
    cdef object x = to_pyint(args[0])
    cdef object y = to_pyint(args[1])
    if op == DO_MUL:
        return put_pyint(vm, big_mul(vm, x, y), out)
    if op == DO_DIV:
        return big_ratio(vm, x, y, out)
    if DO_QUO <= op <= DO_MOD:
        return put_pyint(vm, big_divide(vm, op, x, y), out)
    if op == DO_GCD:
        return put_pyint(vm, big_gcd(vm, x, y), out)
    if not short_operands(vm, x, y):
        charge(vm, <int64_t>(num_bits(x) + num_bits(y)) >> 8)
        room_bits(vm, <double>max(num_bits(x), num_bits(y)) - 2)
    if op == DO_ADD:
        return put_pyint(vm, x + y, out)
    if op == DO_SUB:
        return put_pyint(vm, x - y, out)
    if op == DO_AND:
        return put_pyint(vm, x & y, out)
    if op == DO_OR:
        return put_pyint(vm, x | y, out)
    return put_pyint(vm, x ^ y, out)


cdef int big_ratio(VM* vm, object num, object den, Value* out) except? -1:
    """num / den in lowest terms."""
    if den == 0:
        raise ZeroDivisionError()
    divisor = big_gcd(vm, num, den)
    if den < 0:
        divisor = -divisor
    if divisor != 1:
        num = big_floor_div(vm, num, divisor)[0]
        den = big_floor_div(vm, den, divisor)[0]
    return put_pair(vm, num, den, out)


cdef int big_ratio_op(VM* vm, Value* args, int op, Value* out) except? -1:
    a, b = to_pair(args[0])
    c, d = to_pair(args[1])
    if op == DO_MUL:
        return big_ratio(vm, big_mul(vm, a, c), big_mul(vm, b, d), out)
    if op == DO_DIV:
        return big_ratio(vm, big_mul(vm, a, d), big_mul(vm, b, c), out)
    x, y = big_mul(vm, a, d), big_mul(vm, c, b)
    return big_ratio(vm, x + y if op == DO_ADD else x - y, big_mul(vm, b, d), out)
