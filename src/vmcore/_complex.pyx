# Functions of complex numbers, by those of C99, which know signed zeros and infinities. Branch cuts are those of Common Lisp
# and of R7RS: a point on a cut belongs to the side that the sign of its zero says. An exact zero has no sign; then the
# formulas of the standard say what the value is.

from libc.math cimport pow, exp, log, sin, cos, atan2, hypot, sqrt, copysign
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._big cimport *
from vmcore._num cimport *

cdef extern from *:
    """
    #include <complex.h>
    #undef I
    #undef complex
    typedef union { double part[2]; double _Complex z; } vm_complex;

    static void vm_complex_function(int f, double *re, double *im) {
        vm_complex u;
        u.part[0] = *re; u.part[1] = *im;
        switch (f) {
        case 0: u.z = cexp(u.z); break;
        case 1: u.z = clog(u.z); break;
        case 2: u.z = csin(u.z); break;
        case 3: u.z = ccos(u.z); break;
        case 4: u.z = ctan(u.z); break;
        case 5: u.z = casin(u.z); break;
        case 6: u.z = cacos(u.z); break;
        case 7: u.z = catan(u.z); break;
        default: u.z = csqrt(u.z);
        }
        *re = u.part[0]; *im = u.part[1];
    }
    """
    void c_function "vm_complex_function"(int f, double* re, double* im) nogil

cdef enum:
    C_SQRT = 8                            # after the CX_ functions


cdef int complex_function(VM* vm, int f, Value z, Value* out) noexcept nogil:
    cdef double re = 0, im = 0
    cdef int st = num_to_doubles(vm, z, &re, &im)
    if st != ST_OK:
        return st
    if f == CX_ATAN and num_real_part(z) == from_fix(0):
        re = copysign(0.0, im)            # by the formula (log(1 + iz) - log(1 - iz)) / 2i
    c_function(f, &re, &im)
    return num_put_complex(vm, re, im, out)


cdef int complex_arc(VM* vm, int f, double x, Value* out) noexcept nogil:
    """asin z = -i log(iz + sqrt(1 - z^2)), acos z = pi/2 - asin z: right of 1 the lower side of the cut, left of -1 the
    upper one."""
    cdef double im = -0.0 if x > 0 else 0.0
    c_function(f, &x, &im)
    return num_put_complex(vm, x, im, out)


# ---------------------------------------------------------------- square root

cdef int exact_sqrt_gil(VM* vm, Value* args, int n, Value* out) except? -1:
    """Both parts go to out[0] and out[1]."""
    cdef int st
    re, im = exact_module().complex_sqrt(to_pair(num_real_part(args[0])), to_pair(num_imag_part(args[0])), make_meter(vm))
    if type(re) is float:
        put_double(out, re)
        return put_double(out + 1, im)
    st = put_pair(vm, re[0], re[1], out)
    return put_pair(vm, im[0], im[1], out + 1) if st == ST_OK else st


cdef int complex_sqrt(VM* vm, Value z, Value* out) noexcept nogil:
    cdef double re = 0, im = 0
    cdef Value[2] parts
    cdef int st
    if is_exact(z):
        st = with_python(vm, exact_sqrt_gil, &z, 1, parts)
        return num_rectangular(vm, parts[0], parts[1], out) if st == ST_OK else st
    st = num_to_doubles(vm, z, &re, &im)
    if st != ST_OK:
        return st
    if im == 0 and re < 0:                # of two roots on the imaginary axis it is the upper one, whatever the zero's sign
        return num_put_complex(vm, 0.0, sqrt(-re), out)
    c_function(C_SQRT, &re, &im)
    return num_put_complex(vm, re, im, out)


# ---------------------------------------------------------------- powers

cdef int power_of_zero(VM* vm, Value base, Value e, double x, Value* out) noexcept nogil:
    """0 if the real part x of the exponent is positive."""
    if x != x:
        return put_double(out, x)
    if x <= 0:
        return ST_DIVZERO
    if is_exact(base) and is_exact(e):
        out[0] = from_fix(0)
        return ST_OK
    return put_double(out, 0.0) if not is_complex(base) else num_put_complex(vm, 0.0, 0.0, out)


cdef int complex_expt(VM* vm, Value base, Value e, Value* out) noexcept nogil:
    """e^(e log base), with the logarithm in polar form: size and angle of the result."""
    cdef double re = 0, im = 0, x = 0, y = 0, size, angle, r
    cdef int st = num_to_doubles(vm, base, &re, &im)
    if st == ST_OK:
        st = num_to_doubles(vm, e, &x, &y)
    if st != ST_OK:
        return st
    r = hypot(re, im)
    if r == 0:
        return power_of_zero(vm, base, e, x, out)
    angle = atan2(im, re)
    size = pow(r, x)
    if y != 0:
        size *= exp(-y * angle)
        angle = x * angle + y * log(r)
    else:
        angle *= x
    return num_put_complex(vm, size * cos(angle), size * sin(angle), out)
