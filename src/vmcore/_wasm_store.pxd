from cpython.ref cimport PyObject
from libc.stdint cimport uint32_t, uint64_t, int64_t
from vmcore.wasm cimport WStore, WFunc, WVal, WTag, WType

cdef class Store:
    cdef WStore* s
    cdef readonly list kept               # what the C side points to: callables, modules
    cdef list externs                     # Python objects that references stand for
    cdef object make_error
    cdef object exception                 # class of WebAssembly exceptions
    cdef double timeout
    cdef object __weakref__
    cdef unsigned long thread             # that is in a run
    cdef int check_free(self) except -1
    cdef int own(self, void* block) except -1
    cdef object call(self, WFunc* f, PyObject** args, Py_ssize_t n, str name)
    cdef object results(self, WFunc* f, uint64_t* R)
    cdef int enter(self, WFunc* f, uint64_t* R) except -1
    cdef object outer                     # machine whose limits hold for calls by its programs, or None
    cdef void begin(self) noexcept
    cdef void begin_within(self) noexcept
    cdef void end(self) noexcept
    cdef object error(self, int st)
    cdef list frames(self)
    cdef object value_error(self, WVal* v, object x)
    cdef int to_slots(self, WVal* v, object x, uint64_t* out) except -1
    cdef object from_slots(self, WVal* v, uint64_t* of)
    cdef uint64_t box(self, object x) except 0
    cdef uint64_t reference(self, WVal* v, object x) except? 1
    cdef object wrap(self, uint64_t w)
    cdef object function(self, WFunc* f)

cdef class Function:
    cdef readonly Store store
    cdef WFunc* f
    cdef void* vectorcall
    cdef readonly str name
    cdef object __weakref__

cdef class Ref:
    cdef readonly Store store
    cdef uint64_t w
    cdef WStore* s                        # NULL: not pinned
    cdef uint64_t index                   # in store.pinned

cdef str value_name(WVal* v)
cdef str func_type_name(WType* t)
