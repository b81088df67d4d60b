from libc.stdint cimport uint32_t
from vmcore.wasm cimport WType, WVal

cdef class TypeGroup:
    cdef WType* types
    cdef readonly int count
    cdef readonly list uses               # groups that this one refers to
    cdef readonly tuple descriptions
    cdef object __weakref__
    cdef int fill(self, WType* t, int kind, object vals, uint32_t nparams, object above) except -1

cdef int read_type(object description, WVal* out, TypeGroup group=*) except -1
cdef object type_of(WVal* v)
cdef bint fits(WVal* v, object type, bint exact) except -1
