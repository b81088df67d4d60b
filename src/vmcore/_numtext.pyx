# Numbers to text and back. The usual ones in C, without the GIL; the others by vmcore.bignum and vmcore.numtext.

from libc.stdint cimport uint64_t, int64_t, uint32_t
from libc.stdlib cimport malloc, free
from libc.string cimport memcpy
from libc.math cimport isfinite
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._big cimport *
from vmcore._num cimport *

cdef object data = __import__("vmcore.data", fromlist=("Symbol",))   # from vmcore import: waits for the package

cdef extern from "Python.h":
    char* PyOS_double_to_string(double d, char code, int precision, int flags, int* type) except NULL
    void PyMem_Free(void* p)
    enum:
        Py_DTSF_ADD_DOT_0

cdef type RatioClass = data.Ratio
cdef type ExactComplexClass = data.ExactComplex
cdef int64_t MAX_SHORT = <int64_t>1 << 59  # one more decimal digit still fits
cdef double[23] TENS
TENS[:] = [10.0 ** i for i in range(23)]          # all exact


# ---------------------------------------------------------------- writing

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
    """The shortest text that reads back as d; Python's, with 1.0e+21 for 1e+21 and 1.0e-7 for 1e-07: there is always a
    point, as suites of tests expect it."""
    cdef char* text = PyOS_double_to_string(d, c'r', 0, Py_DTSF_ADD_DOT_0, NULL)
    cdef char* p = text
    cdef size_t k = 0
    cdef bint point = False
    while p[0]:
        point = point or p[0] == c'.'
        if p[0] == c'e':
            if not point:
                to[k] = c'.'
                to[k + 1] = c'0'
                k += 2
            to[k] = c'e'
            to[k + 1] = p[1]              # the sign
            k += 2
            p += 2
            while p[0] == c'0' and p[1]:
                p += 1
        to[k] = p[0]
        k += 1
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


cdef object any_text(VM* vm, Value v, int radix):
    """Of an exact number, or a finite double in another radix than 10."""
    if is_double(v):
        from vmcore.numtext import float_text
        return float_text(unbox_double(v), radix)
    num, den = to_pair(v)
    convert, meter = big_module().to_text, make_meter(vm)
    room_bits(vm, num.bit_length() + den.bit_length())
    text = convert(num, radix, meter)
    return text if den == 1 else text + "/" + convert(den, radix, meter)


cdef int any_text_gil(VM* vm, Value* args, int radix, Value* out) except? -1:
    """*out is filled with the buffer and its length."""
    cdef bytes text = any_text(vm, args[0], radix).encode()
    return copy_text(<char*>text, <size_t>len(text), <char**>out, <size_t*>(out + 1))


cdef int complex_text(VM* vm, Complex* c, int radix, char** buf, size_t* n) noexcept nogil:
    """re+imi. The real part is left out when it is exact 0, unless i could be a digit; so is an exact 1 before the i."""
    cdef char* re = NULL
    cdef char* im = NULL
    cdef char* to
    cdef size_t nre = 0, nim = 0
    cdef int st = ST_OK
    if c.re != from_fix(0) or radix > 18:
        st = number_to_text(vm, c.re, radix, &re, &nre)
    if st == ST_OK:
        st = number_to_text(vm, c.im, radix, &im, &nim)
    if st == ST_OK and (c.im == from_fix(1) or c.im == from_fix(-1)):
        nim -= 1
    to = <char*>malloc(nre + nim + 3) if st == ST_OK else NULL
    if to == NULL:
        st = ST_NOMEM if st == ST_OK else st
    else:
        if nre:
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
    if kind == NUM_FLO and (radix == 10 or not isfinite(unbox_double(v))):
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
    return with_two(vm, any_text_gil, radix, v, v, text)


# ---------------------------------------------------------------- reading

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
    if c != c'e' and c != c'E':           # other marks of exponents are rare
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
    from vmcore.numtext import parse_number
    cdef String* s = as_string(args[0])
    cdef Value re = 0, im = 0
    cdef int st
    if s.h.aux != 1:
        out[0] = IMM_FALSE                # numbers are ASCII
        return ST_OK
    charge(vm, s.h.length)
    cdef bytes text = (<char*>s.data)[:s.h.length]
    x = parse_number(text.decode("latin-1"), radix, make_meter(vm))
    if x is None:
        out[0] = IMM_FALSE
        return ST_OK
    if type(x) is complex:
        return num_put_complex(vm, x.real, x.imag, out)
    if type(x) is not ExactComplexClass:
        return put_parsed(vm, x, out)
    st = put_parsed(vm, x.real, &re)
    if st == ST_OK:
        st = put_parsed(vm, x.imag, &im)
    return num_rectangular(vm, re, im, out) if st == ST_OK else st


cdef int put_parsed(VM* vm, object x, Value* out) except -1:
    """A real number."""
    if type(x) is float:
        return put_double(out, x)
    if type(x) is RatioClass:
        return put_pair(vm, x.num, x.den, out)
    return put_pyint(vm, x, out)


cdef int number_from_text(VM* vm, Value string, int radix, Value* out) noexcept nogil:
    cdef int st = ST_OK
    if radix == 10 and read_short(vm, as_string(string), out, &st):
        return st
    return with_python(vm, parse_gil, &string, radix, out)
