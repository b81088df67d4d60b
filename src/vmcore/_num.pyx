# The numeric tower. Integers of 64 bits, ratios of them and doubles are computed in C without the GIL; big integers are
# Python ints, and those too large for one uninterruptible operation go to vmcore.bignum in pieces.

from libc.stdint cimport uint64_t, int64_t
from libc.stdlib cimport malloc, free
from libc.string cimport memcpy
from libc.math cimport floor, trunc, fmod, copysign, isfinite, fabs
from cpython.ref cimport Py_INCREF
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._port cimport enter_python, leave_python, python_failed, poll_limits

cdef extern from "Python.h":
    long long PyLong_AsLongLongAndOverflow(object x, int* overflow) except? -1
    double PyLong_AsDouble(object x) except? -1.0
    int big_sign "_PyLong_Sign"(void* x) nogil               # reads an immutable object: needs no GIL
    size_t num_bits "_PyLong_NumBits"(object x)
    char* PyOS_double_to_string(double d, char code, int precision, int flags, int* type) except NULL
    void PyMem_Free(void* p)
    enum:
        Py_DTSF_ADD_DOT_0

cdef extern from *:
    """
    typedef __int128 vm_i128;
    typedef unsigned __int128 vm_u128;

    typedef struct { int64_t hi; uint64_t lo; } vm_wide;               /* a signed number of 128 bits */

    static inline int vm_add64(int64_t a, int64_t b, int64_t *r) { return __builtin_add_overflow(a, b, r); }
    static inline int vm_sub64(int64_t a, int64_t b, int64_t *r) { return __builtin_sub_overflow(a, b, r); }
    static inline int vm_mul64(int64_t a, int64_t b, int64_t *r) { return __builtin_mul_overflow(a, b, r); }

    static vm_wide vm_widen(vm_i128 x) { vm_wide w; w.hi = (int64_t)(x >> 64); w.lo = (uint64_t)x; return w; }
    static vm_wide vm_wide_op(int op, int64_t a, int64_t b) {
        return vm_widen(op == 0 ? (vm_i128)a + b : op == 1 ? (vm_i128)a - b : (vm_i128)a * b);
    }

    static uint64_t vm_gcd64(uint64_t a, uint64_t b) {                 /* binary; gcd(0, b) = b */
        int s;
        if (a == 0 || b == 0) return a | b;
        s = __builtin_ctzll(a | b);
        a >>= __builtin_ctzll(a);
        while (b) {
            b >>= __builtin_ctzll(b);
            if (a > b) { uint64_t t = a; a = b; b = t; }
            b -= a;
        }
        return a << s;
    }
    static vm_u128 vm_gcd128(vm_u128 a, vm_u128 b) {
        while (b >> 64) { vm_u128 t = a % b; a = b; b = t; }
        if (b == 0) return a;
        return vm_gcd64((uint64_t)b, (uint64_t)(a % b));
    }

    /* n1/d1 op n2/d2 in lowest terms, d1 and d2 positive; nothing on the way takes more than 128 bits. 0: by zero. */
    static int vm_ratio_op(int op, int64_t n1, int64_t d1, int64_t n2, int64_t d2, vm_wide *num, vm_wide *den) {
        vm_i128 n, d; vm_u128 g;
        if (op == 0) { n = (vm_i128)n1 * d2 + (vm_i128)n2 * d1; d = (vm_i128)d1 * d2; }
        else if (op == 1) { n = (vm_i128)n1 * d2 - (vm_i128)n2 * d1; d = (vm_i128)d1 * d2; }
        else if (op == 2) { n = (vm_i128)n1 * n2; d = (vm_i128)d1 * d2; }
        else { n = (vm_i128)n1 * d2; d = (vm_i128)d1 * n2; }
        if (d == 0) return 0;
        if (d < 0) { n = -n; d = -d; }
        g = vm_gcd128((vm_u128)d, n < 0 ? -(vm_u128)n : (vm_u128)n);
        *num = vm_widen(n / (vm_i128)g);
        *den = vm_widen(d / (vm_i128)g);
        return 1;
    }
    static int vm_ratio_compare(int64_t n1, int64_t d1, int64_t n2, int64_t d2) {
        vm_i128 a = (vm_i128)n1 * d2, b = (vm_i128)n2 * d1;
        return a < b ? -1 : a > b;
    }
    /* n/d, d > 1, n not 0, correctly rounded: at least 64 bits of quotient, the last one standing for the rest. */
    static double vm_ratio_double(int64_t n, int64_t d) {
        uint64_t m = n < 0 ? -(uint64_t)n : (uint64_t)n;
        int s = __builtin_clzll(m);
        vm_u128 x = (vm_u128)(m << s) << 63, q = x / (uint64_t)d;
        double r;
        if (q * (uint64_t)d != x) q |= 1;
        r = ldexp((double)q, -63 - s);
        return n < 0 ? -r : r;
    }
    static int vm_int_compare(int64_t i, double d) {                   /* d is not NaN */
        int64_t t;
        if (d >= 9223372036854775808.0) return -1;
        if (d < -9223372036854775808.0) return 1;
        t = (int64_t)d;
        if (i != t) return i < t ? -1 : 1;
        d -= (double)t;
        return d > 0 ? -1 : d < 0;
    }
    """
    ctypedef struct Wide "vm_wide":
        int64_t hi
        uint64_t lo
    bint add64 "vm_add64"(int64_t a, int64_t b, int64_t* r) nogil
    bint sub64 "vm_sub64"(int64_t a, int64_t b, int64_t* r) nogil
    bint mul64 "vm_mul64"(int64_t a, int64_t b, int64_t* r) nogil
    Wide wide_op "vm_wide_op"(int op, int64_t a, int64_t b) nogil
    uint64_t gcd64 "vm_gcd64"(uint64_t a, uint64_t b) nogil
    bint ratio_op "vm_ratio_op"(int op, int64_t n1, int64_t d1, int64_t n2, int64_t d2, Wide* num, Wide* den) nogil
    int ratio_compare "vm_ratio_compare"(int64_t n1, int64_t d1, int64_t n2, int64_t d2) nogil
    double ratio_double "vm_ratio_double"(int64_t n, int64_t d) nogil
    int int_compare "vm_int_compare"(int64_t i, double d) nogil

cdef enum:
    SHORT = 4096                         # bits: operations on integers up to that are not worth their accounting
    SHORT_COST = 100                     # units

cdef double LEAF_MUL = <double>(<int64_t>1 << 36)    # as in bignum
cdef double LEAF_DIV = <double>(<int64_t>1 << 34)
cdef double LEAF_GCD = <double>(<int64_t>1 << 38)
cdef const char* COMPLEX_MESSAGE = b"complex numbers are not implemented yet"


# ---------------------------------------------------------------- errors

cdef int num_complex_error(VM* vm) noexcept nogil:
    return err_msg(vm, COMPLEX_MESSAGE, IMM_NIL)


cdef int refuse(VM* vm, int kind, int index, Value v, const char* expected) noexcept nogil:
    return num_complex_error(vm) if kind == NUM_COMPLEX else err_type(vm, index, v, expected)


cdef int refuse_one(VM* vm, Value a, int ka, Value b, int kb, const char* expected) noexcept nogil:
    """One of them is no number that there is arithmetic for; what is no number at all comes first."""
    if ka == NUM_NOT or (ka == NUM_COMPLEX and kb != NUM_NOT):
        return refuse(vm, ka, 0, a, expected)
    return refuse(vm, kb, 1, b, expected)


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


cdef inline int with_two(VM* vm, PyFn fn, int op, Value a, Value b, Value* out) noexcept nogil:
    cdef Value[2] args
    args[0] = a
    args[1] = b
    return with_python(vm, fn, args, op, out)


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


# ---------------------------------------------------------------- results

cdef int num_put_int(VM* vm, int64_t i, Value* out) noexcept nogil:
    cdef Value v = new_int(vm, i)
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


cdef inline int put_double(double d, Value* out) noexcept nogil:
    out[0] = box_any_double(d)
    return ST_OK


cdef inline bint fits64(Wide w) noexcept nogil:
    return w.hi == <int64_t>w.lo >> 63


cdef Value wide_gil(VM* vm, Wide w) noexcept with gil:
    try:
        return from_pyint(vm, (<object>w.hi << 64) | w.lo)
    except BaseException:                 # MemoryError
        return 0


cdef Value new_wide(VM* vm, Wide w) noexcept nogil:
    return new_int(vm, <int64_t>w.lo) if fits64(w) else wide_gil(vm, w)


cdef int put_wide(VM* vm, Wide w, Value* out) noexcept nogil:
    cdef Value v = new_wide(vm, w)
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


# ---------------------------------------------------------------- + - * /

cdef bint small_ratio(Value v, int64_t* num, int64_t* den) noexcept nogil:
    """Is it an exact number of 64-bit parts?"""
    cdef int kind = decode(v, num)
    if kind == NUM_INT:
        den[0] = 1
        return True
    return (kind == NUM_RATIO and decode((<Ratio*>as_obj(v)).num, num) == NUM_INT
            and decode((<Ratio*>as_obj(v)).den, den) == NUM_INT)


cdef int ratio_arith(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil:
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
        return put_double(x + y, out)
    if op == DO_SUB:
        return put_double(x - y, out)
    if op == DO_MUL:
        return put_double(x * y, out)
    if b == from_fix(0):
        return ST_DIVZERO
    return put_double(x / y, out)


cdef int arith(VM* vm, int op, Value a, int ka, Value b, int kb, Value* out) noexcept nogil:
    """All cases but that of two 64-bit integers whose result is one."""
    if ka >= NUM_COMPLEX or kb >= NUM_COMPLEX:
        return refuse_one(vm, a, ka, b, kb, b"number")
    if ka == NUM_FLO or kb == NUM_FLO:
        return float_arith(vm, op, a, b, out)
    if ka == NUM_RATIO or kb == NUM_RATIO:
        return ratio_arith(vm, op, a, b, out)
    return with_two(vm, big_op, op, a, b, out)


cdef int num_add(VM* vm, Value a, Value b, Value* out) noexcept nogil:
    cdef int64_t x = 0, y = 0, r = 0
    cdef int ka = decode(a, &x), kb = decode(b, &y)
    if ka == NUM_INT and kb == NUM_INT:
        if not add64(x, y, &r):
            return num_put_int(vm, r, out)
        return put_wide(vm, wide_op(DO_ADD, x, y), out)
    return arith(vm, DO_ADD, a, ka, b, kb, out)


cdef int num_sub(VM* vm, Value a, Value b, Value* out) noexcept nogil:
    cdef int64_t x = 0, y = 0, r = 0
    cdef int ka = decode(a, &x), kb = decode(b, &y)
    if ka == NUM_INT and kb == NUM_INT:
        if not sub64(x, y, &r):
            return num_put_int(vm, r, out)
        return put_wide(vm, wide_op(DO_SUB, x, y), out)
    return arith(vm, DO_SUB, a, ka, b, kb, out)


cdef int num_mul(VM* vm, Value a, Value b, Value* out) noexcept nogil:
    cdef int64_t x = 0, y = 0, r = 0
    cdef int ka = decode(a, &x), kb = decode(b, &y)
    if ka == NUM_INT and kb == NUM_INT:
        if not mul64(x, y, &r):
            return num_put_int(vm, r, out)
        return put_wide(vm, wide_op(DO_MUL, x, y), out)
    return arith(vm, DO_MUL, a, ka, b, kb, out)


cdef int num_div(VM* vm, Value a, Value b, Value* out) noexcept nogil:
    cdef int64_t x = 0, y = 0
    cdef int ka = decode(a, &x), kb = decode(b, &y)
    if ka == NUM_INT and kb == NUM_INT:
        return ratio_arith(vm, DO_DIV, a, b, out)
    return arith(vm, DO_DIV, a, ka, b, kb, out)


cdef int num_negate(VM* vm, Value a, Value* out) noexcept nogil:
    if is_double(a):
        return put_double(-unbox_double(a), out)
    return num_sub(vm, from_fix(0), a, out) if is_number(a) else err_type(vm, 0, a, b"number")


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
        return put_double(r + y if floored else r, out)
    q = trunc_near((x - r) / y)
    return put_double(q - 1 if floored else q, out)


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
    return put_double(d, out) if st == ST_OK else st


cdef int divide(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil:
    cdef int64_t x = 0, y = 0
    cdef int ka = decode(a, &x), kb = decode(b, &y)
    if ka == NUM_INT and kb == NUM_INT:
        if y == 0:
            return ST_DIVZERO
        if y != -1:
            return num_put_int(vm, divide64(op, x, y), out)
        return num_negate(vm, a, out) if op == DO_QUO or op == DO_FLOOR else num_put_int(vm, 0, out)
    if not is_integer(a):
        return refuse(vm, ka, 0, a, b"integer")
    if not is_integer(b):
        return refuse(vm, kb, 1, b, b"integer")
    if is_zero(b):
        return ST_DIVZERO
    if ka == NUM_FLO or kb == NUM_FLO:
        return divide_mixed(vm, op, a, b, out)
    return with_two(vm, big_op, op, a, b, out)


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
        return with_two(vm, big_op, op, a, b, out)
    if op == DO_AND:
        return num_put_int(vm, x & y, out)
    if op == DO_OR:
        return num_put_int(vm, x | y, out)
    if op == DO_XOR:
        return num_put_int(vm, x ^ y, out)
    g = gcd64(-<uint64_t>x if x < 0 else <uint64_t>x, -<uint64_t>y if y < 0 else <uint64_t>y)
    if g >> 63:                           # 2 ** 63
        return with_two(vm, big_op, op, a, b, out)
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
    if ka == NUM_INT and kb == NUM_INT:
        order[0] = -1 if x < y else x > y
        return ST_OK
    if ka >= NUM_COMPLEX or kb >= NUM_COMPLEX:
        return refuse_one(vm, a, ka, b, kb, b"number")
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
    if small_ratio(a, &x, &d1) and small_ratio(b, &y, &d2):
        order[0] = ratio_compare(x, d1, y, d2)
        return ST_OK
    return compare_exactly(vm, a, b, order)


cdef int num_eq(VM* vm, Value a, Value b, bint* same) noexcept nogil:
    cdef int order = 0
    cdef int st = num_compare(vm, a, b, &order)
    if st == ST_OK:
        same[0] = order == 0
    return st


cdef int num_sign(Value v) noexcept nogil:
    cdef int64_t i = 0
    cdef int kind = decode(v, &i)
    if kind == NUM_RATIO:
        return num_sign((<Ratio*>as_obj(v)).num)
    if kind == NUM_BIG:
        return big_sign((<BigInt*>as_obj(v)).value)
    if kind == NUM_FLO:
        return order_of(unbox_double(v), 0.0)
    return -1 if i < 0 else i > 0


# ---------------------------------------------------------------- kinds of numbers

cdef bint is_number(Value v) noexcept nogil:
    cdef int64_t i = 0
    return decode(v, &i) != NUM_NOT


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
    return put_double(d, out)


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
        return refuse(vm, kind, 0, v, b"real")
    if kind == NUM_RATIO and small_ratio(v, &num, &den):
        d[0] = ratio_double(num, den)
        return ST_OK
    st = with_two(vm, double_gil, 1, v, v, &boxed)
    if st == ST_OK:
        d[0] = unbox_double(boxed)
    return st


cdef int exact_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    num, den = to_pair(args[0])
    return put_pair(vm, num, den, out)


cdef int num_exact(VM* vm, Value v, Value* out) noexcept nogil:
    cdef double d
    if not is_double(v):
        out[0] = v
        return ST_OK
    d = unbox_double(v)
    if not isfinite(d):
        return err_type(vm, 0, v, b"rational")
    if fabs(d) < 9e18 and trunc(d) == d:
        return num_put_int(vm, <int64_t>d, out)
    return with_two(vm, exact_gil, 1, v, v, out)


# ---------------------------------------------------------------- text

cdef int int_text(int64_t i, int radix, char** buf, size_t* n) noexcept nogil:
    cdef char[66] digits
    cdef int at = 65
    cdef uint64_t left = -<uint64_t>i if i < 0 else <uint64_t>i
    while True:
        at -= 1
        digits[at] = b"0123456789abcdefghijklmnopqrstuvwxyz"[left % <uint64_t>radix]
        left //= <uint64_t>radix
        if left == 0:
            break
    if i < 0:
        at -= 1
        digits[at] = c'-'
    return copy_text(digits + at, <size_t>(65 - at), buf, n)


cdef int copy_text(const char* text, size_t size, char** buf, size_t* n) noexcept nogil:
    cdef char* to = <char*>malloc(size + 1)
    if to == NULL:
        return ST_NOMEM
    memcpy(to, text, size)
    to[size] = 0
    buf[0] = to
    n[0] = size
    return ST_OK


cdef int double_digits(double d, char* to, size_t* size) except -1:
    """The shortest text that reads back as d; Python's, with 1e21 for 1e+21 and 1e-7 for 1e-07."""
    cdef char* text = PyOS_double_to_string(d, c'r', 0, Py_DTSF_ADD_DOT_0, NULL)
    cdef char* p = text
    cdef size_t k = 0
    while p[0]:
        to[k] = p[0]
        k += 1
        if p[0] == c'e':
            if p[1] == c'-':
                p += 1
                to[k] = c'-'
                k += 1
            elif p[1] == c'+':
                p += 1
            while p[1] == c'0' and p[2]:
                p += 1
        p += 1
    PyMem_Free(text)
    size[0] = k
    return ST_OK


cdef int double_text_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    """*out is where the characters go, with their number before them."""
    cdef size_t size = 0
    double_digits(unbox_double(args[0]), <char*>(out + 1), &size)
    out[0] = size
    return ST_OK


cdef int double_text(VM* vm, double d, char** buf, size_t* n) noexcept nogil:
    cdef Value[9] room                    # 64 characters; the longest double takes 24
    cdef int st
    if d != d:
        return copy_text(b"+nan.0", 6, buf, n)
    if not isfinite(d):
        return copy_text(b"+inf.0" if d > 0 else b"-inf.0", 6, buf, n)
    st = with_two(vm, double_text_gil, 1, box_double(d), 0, room)
    return copy_text(<char*>(room + 1), <size_t>room[0], buf, n) if st == ST_OK else st


cdef object exact_text(VM* vm, Value v, int radix):
    num, den = to_pair(v)
    convert, meter = big_module().to_text, make_meter(vm)
    room_bits(vm, num.bit_length() + den.bit_length())
    text = convert(num, radix, meter)
    return text if den == 1 else text + "/" + convert(den, radix, meter)


cdef int exact_text_gil(VM* vm, Value* args, int radix, Value* out) except? -1:
    """*out is filled with the buffer and its length."""
    cdef bytes text = exact_text(vm, args[0], radix).encode()
    return copy_text(<char*>text, <size_t>len(text), <char**>out, <size_t*>(out + 1))


cdef int complex_text(VM* vm, Complex* c, int radix, char** buf, size_t* n) noexcept nogil:
    """re+imi; the real part is left out when it is exact 0."""
    cdef char* re = NULL
    cdef char* im = NULL
    cdef char* to
    cdef size_t nre = 0, nim = 0
    cdef int st = ST_OK
    if c.re != from_fix(0):
        st = number_to_text(vm, c.re, radix, &re, &nre)
    if st == ST_OK:
        st = number_to_text(vm, c.im, radix, &im, &nim)
    to = <char*>malloc(nre + nim + 3) if st == ST_OK else NULL
    if to == NULL:
        st = ST_NOMEM if st == ST_OK else st
    else:
        memcpy(to, re, nre)
        if im[0] != c'-' and im[0] != c'+':
            to[nre] = c'+'
            nre += 1
        memcpy(to + nre, im, nim)
        to[nre + nim] = c'i'
        to[nre + nim + 1] = 0
        buf[0] = to
        n[0] = nre + nim + 1
    free(re)
    free(im)
    return st


cdef int number_to_text(VM* vm, Value v, int radix, char** buf, size_t* n) noexcept nogil:
    cdef int64_t i = 0
    cdef int kind = decode(v, &i), st
    cdef Value[2] text
    if kind == NUM_INT:
        return int_text(i, radix, buf, n)
    if kind == NUM_FLO:
        return double_text(vm, unbox_double(v), buf, n)
    if kind == NUM_COMPLEX:
        return complex_text(vm, <Complex*>as_obj(v), radix, buf, n)
    if kind == NUM_NOT:
        return err_type(vm, 0, v, b"number")
    st = with_python_text(vm, v, radix, text)
    if st == ST_OK:
        buf[0] = <char*><size_t>text[0]
        n[0] = <size_t>text[1]
    return st


cdef int with_python_text(VM* vm, Value v, int radix, Value* text) noexcept nogil:
    return with_two(vm, exact_text_gil, radix, v, v, text)
