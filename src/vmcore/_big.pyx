# Exact arithmetic past 64 bits. Integers of up to SHORT limbs are added, multiplied and divided here, without the GIL; longer
# ones and the rarer operations are left to Python's ints: the way there and back, and limits on what cannot be
# interrupted. What is too large for one call of Python's own goes to vmcore.bignum in pieces.

from libc.stdint cimport uint64_t, int64_t, uint32_t
from libc.math cimport sqrt
from libc.string cimport memcpy, memset
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._limbs cimport *
from vmcore._port cimport enter_python, leave_python, python_failed, poll_limits

cdef extern from *:
    """
    #if PY_VERSION_HEX >= 0x030D0000
    static PyObject *vm_int_of_limbs(const uint64_t *a, size_t n) {
        return PyLong_FromUnsignedNativeBytes(a, n * 8, -1);
    }
    static int vm_limbs_of_int(PyObject *x, uint64_t *a, size_t n) {    /* x >= 0 and no longer than that */
        int flags = Py_ASNATIVEBYTES_NATIVE_ENDIAN | Py_ASNATIVEBYTES_UNSIGNED_BUFFER;
        return PyLong_AsNativeBytes(x, a, (Py_ssize_t)(n * 8), flags) < 0 ? -1 : 0;
    }
    #else
    static PyObject *vm_int_of_limbs(const uint64_t *a, size_t n) {
        return _PyLong_FromByteArray((const unsigned char *)a, n * 8, PY_LITTLE_ENDIAN, 0);
    }
    static int vm_limbs_of_int(PyObject *x, uint64_t *a, size_t n) {
        return _PyLong_AsByteArray((PyLongObject *)x, (unsigned char *)a, n * 8, PY_LITTLE_ENDIAN, 0);
    }
    #endif
    """
    object int_of_limbs "vm_int_of_limbs"(const uint64_t* a, size_t n)
    int limbs_of_int "vm_limbs_of_int"(object x, uint64_t* a, size_t n) except -1

cdef extern from "Python.h":
    long long PyLong_AsLongLongAndOverflow(object x, int* overflow) except? -1
    size_t num_bits "_PyLong_NumBits"(object x)
    int int_sign "_PyLong_Sign"(object x)

cdef enum:
    SHORT = 128                          # limbs: longer integers go to Python, which has better methods for them

cdef double LEAF_MUL = <double>(<int64_t>1 << 36)    # as in bignum
cdef double LEAF_DIV = <double>(<int64_t>1 << 34)
cdef double LEAF_GCD = <double>(<int64_t>1 << 38)


# ---------------------------------------------------------------- Python ints and the GIL

cdef object STOPPED = None


cdef object stopped_class():
    global STOPPED
    if STOPPED is None:
        from vmcore.errors import Stopped
        STOPPED = Stopped
    return STOPPED


cdef class Meter:
    cdef VM* vm
    cdef int status

    def work(self, units):
        charge(self.vm, <int64_t>units if units < 1 << 40 else <int64_t>1 << 40)
        self.status = poll_limits(self.vm)
        if self.status != ST_OK:
            raise stopped_class()(self.status)

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
    if STOPPED is not None and isinstance(exc, STOPPED):
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
    cdef BigInt* b
    if is_fix(v):
        return fix_value(v)
    if as_obj(v).type == T_INT64:
        return (<Int64*>as_obj(v)).value
    b = <BigInt*>as_obj(v)
    x = int_of_limbs(b.limbs, b.h.length)
    return -x if b.h.aux else x


cdef Value from_pyint(VM* vm, object x) noexcept:
    cdef int overflow = 0
    cdef int64_t i
    cdef size_t n
    cdef Value v
    cdef BigInt* b
    try:
        i = PyLong_AsLongLongAndOverflow(x, &overflow)
        if overflow == 0:
            return new_int(vm, i)
        n = (num_bits(x) + 63) >> 6
        if n >= BIG_CAP >> 6 or not heap_reserve(vm, n << 3):
            return 0
        v = new_bigint(vm, n, overflow < 0)
        if v:
            b = <BigInt*>as_obj(v)
            limbs_of_int(-x if overflow < 0 else x, b.limbs, n)
        return v
    except BaseException:
        return 0


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


cdef object big_mul(VM* vm, object x, object y):
    cdef double nx = <double>num_bits(x), ny = <double>num_bits(y)
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
    cdef bint opposite = (int_sign(x) < 0) != (int_sign(y) < 0)
    if int_sign(y) == 0:
        raise ZeroDivisionError()
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


# ---------------------------------------------------------------- without Python

cdef struct Operand:
    const uint64_t* limbs                # of its absolute value
    uint32_t n                           # 0: it is zero
    bint negative
    uint64_t[1] own                      # those of an integer of 64 bits


cdef inline void open_operand(Operand* x, Value v) noexcept nogil:
    cdef BigInt* b
    cdef int64_t i
    if is_type(v, T_BIGINT):
        b = <BigInt*>as_obj(v)
        x.limbs = b.limbs
        x.n = b.h.length
        x.negative = b.h.aux
        return
    i = fix_value(v) if is_fix(v) else (<Int64*>as_obj(v)).value
    x.negative = i < 0
    x.own[0] = 0 - <uint64_t>i if i < 0 else <uint64_t>i
    x.limbs = x.own
    x.n = i != 0


cdef Value big_of_limbs(VM* vm, const uint64_t* limbs, uint32_t n, bint negative) noexcept nogil:
    cdef Value v
    if n == 0:
        return from_fix(0)
    if n == 1 and limbs[0] <= (<uint64_t>1 << 63) - 1 + negative:
        return new_int(vm, <int64_t>(0 - limbs[0] if negative else limbs[0]))
    v = new_bigint(vm, n, negative)
    if v:
        memcpy((<BigInt*>as_obj(v)).limbs, limbs, n * sizeof(uint64_t))
    return v


cdef int put_limbs(VM* vm, const uint64_t* limbs, uint32_t n, bint negative, Value* out) noexcept nogil:
    cdef Value v = big_of_limbs(vm, limbs, n, negative)
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


cdef int short_sum(VM* vm, Operand* x, Operand* y, bint y_negative, Value* out) noexcept nogil:
    cdef uint64_t[SHORT + 1] r
    cdef uint32_t n
    cdef int order
    if x.negative == y_negative:
        if x.n >= y.n:
            n = limbs_add(r, x.limbs, x.n, y.limbs, y.n)
        else:
            n = limbs_add(r, y.limbs, y.n, x.limbs, x.n)
        return put_limbs(vm, r, n, x.negative, out)
    order = limbs_compare(x.limbs, x.n, y.limbs, y.n)
    if order >= 0:
        n = limbs_sub(r, x.limbs, x.n, y.limbs, y.n)
        return put_limbs(vm, r, n, x.negative, out)
    n = limbs_sub(r, y.limbs, y.n, x.limbs, x.n)
    return put_limbs(vm, r, n, y_negative, out)


cdef int short_product(VM* vm, Operand* x, Operand* y, Value* out) noexcept nogil:
    cdef uint64_t[2 * SHORT] r
    if x.n == 0 or y.n == 0:
        out[0] = from_fix(0)
        return ST_OK
    return put_limbs(vm, r, limbs_mul(r, x.limbs, x.n, y.limbs, y.n), x.negative != y.negative, out)


cdef uint32_t divide_limbs(uint64_t* q, uint64_t* r, const uint64_t* a, uint32_t n, const uint64_t* b, uint32_t m) noexcept nogil:
    """a = q b + r for n >= m >= 1, at most SHORT. q has n - m + 1 limbs (n if m is 1) and may be NULL unless m is 1, r n + 1;
    the answer is the length of r."""
    cdef uint64_t[SHORT + 1] d
    cdef int s
    if m == 1:
        r[0] = limbs_divide_1(q, a, n, b[0])
        return r[0] != 0
    s = limb_zeros(b[m - 1])
    limbs_shift_up(d, b, m, s)
    limbs_shift_up(r, a, n, s)
    limbs_divide_shifted(q, r, n, d, m)
    limbs_shift_down(r, r, m, s)
    return limbs_length(r, m)


cdef int short_division(VM* vm, int op, Operand* x, Operand* y, Value* out) noexcept nogil:
    cdef uint64_t[SHORT + 1] q
    cdef uint64_t[SHORT + 1] r
    cdef uint32_t nq = 0, nr = x.n
    cdef bint opposite = x.negative != y.negative
    if y.n == 0:
        return ST_DIVZERO
    if x.n < y.n:
        memcpy(r, x.limbs, x.n * sizeof(uint64_t))
    else:
        nr = divide_limbs(q, r, x.limbs, x.n, y.limbs, y.n)
        nq = limbs_length(q, x.n - y.n + 1)
    if op == DO_QUO:
        return put_limbs(vm, q, nq, opposite, out)
    if op == DO_REM:
        return put_limbs(vm, r, nr, x.negative, out)
    if op == DO_FLOOR:
        if opposite and nr:
            nq = plus_one(q, nq)
        return put_limbs(vm, q, nq, opposite, out)
    if opposite and nr:
        nr = limbs_sub(q, y.limbs, y.n, r, nr)
        return put_limbs(vm, q, nr, y.negative, out)
    return put_limbs(vm, r, nr, y.negative, out)


cdef uint32_t plus_one(uint64_t* a, uint32_t n) noexcept nogil:
    cdef uint64_t one = 1
    if n == 0:
        a[0] = 1
        return 1
    return limbs_add(a, a, n, &one, 1)


cdef int big_exact(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil:
    """One operation on two exact integers."""
    cdef Operand x, y
    open_operand(&x, a)
    open_operand(&y, b)
    if x.n > SHORT or y.n > SHORT or op == DO_DIV or op > DO_MOD:
        return with_two(vm, big_op, op, a, b, out)
    charge(vm, (20 + <int64_t>x.n * y.n) >> 1)
    if op == DO_ADD:
        return short_sum(vm, &x, &y, y.negative, out)
    if op == DO_SUB:
        return short_sum(vm, &x, &y, not y.negative, out)
    if op == DO_MUL:
        return short_product(vm, &x, &y, out)
    return short_division(vm, op, &x, &y, out)


cdef int big_order(Value a, Value b) noexcept nogil:
    """-1, 0 or 1: how two exact integers compare."""
    cdef Operand x, y
    cdef int order
    open_operand(&x, a)
    open_operand(&y, b)
    if x.negative != y.negative:
        return -1 if x.negative else 1
    order = limbs_compare(x.limbs, x.n, y.limbs, y.n)
    return -order if x.negative else order


# ---------------------------------------------------------------- roots

cdef uint32_t shifted_down(uint64_t* r, const uint64_t* a, uint32_t n, uint32_t bits) noexcept nogil:
    cdef uint32_t skip = bits >> 6
    if skip >= n:
        return 0
    limbs_shift_down(r, a + skip, n - skip, bits & 63)
    return limbs_length(r, n - skip)


cdef uint32_t shifted_up(uint64_t* r, const uint64_t* a, uint32_t n, uint32_t bits) noexcept nogil:
    """a is not 0; r has a limb more than the result may need."""
    cdef uint32_t skip = bits >> 6
    memset(r, 0, skip * sizeof(uint64_t))
    limbs_shift_up(r + skip, a, n, bits & 63)
    return limbs_length(r, n + skip + 1)


cdef uint32_t root_of_limbs(uint64_t* root, const uint64_t* x, uint32_t n) noexcept nogil:
    """The integer square root of a number of 2 to SHORT limbs, by Newton's method: a step doubles the bits that are right.

    After a step, root is the one of the upper bits of x, 2 (half - done) left out, or one off.
    """
    cdef uint64_t[SHORT + 1] q
    cdef uint64_t[SHORT + 2] t
    cdef uint64_t[SHORT + 2] u
    cdef uint32_t bits = 64 * n - limb_zeros(x[n - 1])
    cdef uint32_t half = (bits - 1) // 2, step = 0, done = 0, before
    cdef uint32_t m, k
    while half >> step > 15:
        step += 1
    done = half >> step
    shifted_down(t, x, n, 2 * (half - done))
    root[0] = <uint64_t>sqrt(<double>t[0])        # below 2 ** 32: exact
    m = 1
    while step:
        step -= 1
        before = done
        done = half >> step
        k = shifted_down(t, x, n, 2 * half - before - done + 1)
        divide_limbs(q, u, t, k, root, m)
        k = limbs_length(q, k - m + 1)
        m = shifted_up(t, root, m, done - before - 1)
        m = limbs_add(root, t, m, q, k) if m >= k else limbs_add(root, q, k, t, m)
    k = limbs_mul(t, root, m, root, m)
    if limbs_compare(t, k, x, n) > 0:
        q[0] = 1
        m = limbs_sub(root, root, m, q, 1)
    return m


cdef int big_root(VM* vm, Value v, Value* root, Value* rest) noexcept nogil:
    """Integer square root and rest of a positive T_BIGINT; -1 if its length is not for this."""
    cdef BigInt* b = <BigInt*>as_obj(v)
    cdef uint64_t[SHORT + 1] r
    cdef uint64_t[SHORT + 1] rest_limbs
    cdef uint64_t[SHORT + 2] square
    cdef uint32_t n = b.h.length, m, k
    if n > SHORT or n == 1:
        return -1
    charge(vm, 100 + <int64_t>n * n)
    m = root_of_limbs(r, b.limbs, n)
    k = limbs_mul(square, r, m, r, m)
    k = limbs_sub(rest_limbs, b.limbs, n, square, k)
    root[0] = big_of_limbs(vm, r, m, False)
    rest[0] = big_of_limbs(vm, rest_limbs, k, False)
    return ST_OK if root[0] and rest[0] else ST_NOMEM
