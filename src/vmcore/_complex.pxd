# Functions of complex numbers. Exact arguments are taken as inexact ones.

from vmcore.value cimport *
from vmcore.machine cimport *

cdef enum:                     # functions
    CX_EXP
    CX_LOG
    CX_SIN
    CX_COS
    CX_TAN
    CX_ASIN
    CX_ACOS
    CX_ATAN

cdef int complex_function(VM* vm, int f, Value z, Value* out) noexcept nogil
cdef int complex_arc(VM* vm, int f, double x, Value* out) noexcept nogil       # CX_ASIN, CX_ACOS of a real number past 1
cdef int complex_sqrt(VM* vm, Value z, Value* out) noexcept nogil              # exact if both parts are rational
cdef int complex_expt(VM* vm, Value base, Value e, Value* out) noexcept nogil  # any numbers but e = exact 0; inexact
