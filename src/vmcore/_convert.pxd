# Values to Python objects and back. Everything here needs the GIL.

from libc.stdint cimport int64_t, uint32_t
from cpython.ref cimport PyObject
from vmcore._tags cimport *
from vmcore.machine cimport VM
from vmcore.value cimport *

cdef extern from *:
    """
    static CYTHON_INLINE int vm_small_int(PyObject *x, int64_t *out) {   /* of an int: is it one of few digits? */
    #if PY_VERSION_HEX >= 0x030C0000
        if (!PyUnstable_Long_IsCompact((PyLongObject *)x)) return 0;
        *out = (int64_t)PyUnstable_Long_CompactValue((PyLongObject *)x);
        return 1;
    #else
        Py_ssize_t n = Py_SIZE(x);
        if (n < -1 || n > 1) return 0;
        *out = n == 0 ? 0 : n * (int64_t)((PyLongObject *)x)->ob_digit[0];
        return 1;
    #endif
    }
    """
    bint small_int "vm_small_int"(object x, int64_t* out) noexcept


cdef class Border:
    """What a runtime keeps about Python objects: the table of host objects and of values held from Python."""
    cdef VM* vm
    cdef list hosts                      # host index -> object
    cdef list free_hosts
    cdef uint32_t free_handle            # head of the chain of free handles + 1, 0 = none
    cdef type procedure_class
    cdef int64_t procedures              # that are held from Python
    cdef bint as_is                      # sequences are not realised: there is an error to report
    cdef public object counterparts      # callable: two tables, see _convert.pyi; or None
    cdef dict exporters                  # word of a record type -> (callable: fields -> Python's counterpart, Ref of the type)
    cdef bint opaque                     # no record is made for an object: what comes in are the fields of one, or a service's
    cdef dict imports                    # module.Class -> (global that holds a record type, callable: object -> fields)
    cdef object wrap(self, Value v)
    cdef object wrap_as(self, type cls, Value v)
    cdef object held(self, Value v)
    cdef Value new_host(self, object x) except 0
    cdef Value host_value(self, object x) except 0
    cdef object host_object(self, int64_t index)
    cdef object procedure_python(self, Value v)
    cdef object record_python(self, Value v)
    cdef list field_words(self, object fields)
    cdef Value record_value(self, object x) except? 0
    cdef int load_counterparts(self) except -1
    cdef Value record_type(self, str name) except? 0
    cdef int realise(self, Ref sequence) except -1
    cdef int spend(self, int64_t items, int64_t more) except -1
    cdef void drain_pending(self)


cdef class Ref:
    """A value of a runtime, held from Python; the runtime takes it back unchanged."""
    cdef Border machine
    cdef uint32_t handle
    cdef object __weakref__


cdef Value from_python(VM* vm, object x) except? 0       # MemoryError when the heap refuses
cdef object to_python(VM* vm, Value v)
cdef Value text_value(VM* vm, str s) except 0            # a STRING
cdef str text_python(Value v)                            # a str of a STRING

cdef Value atom(VM* vm, object x) except? 0              # of what is no container; 0 without an exception for one
cdef object atom_python(VM* vm, Value v)
cdef Value checked(Value v) except 0                     # 0 is a MemoryError

cdef inline Value quick_value(VM* vm, object x) noexcept:
    """The value of what arguments and results are most of the time; 0 for anything else."""
    cdef int64_t i
    if type(x) is int and small_int(x, &i):
        return from_fix(i)
    if type(x) is float:
        return box_any_double(x)
    if x is None:
        return vm.none
    if type(x) is bool:
        return IMM_TRUE if x is True else IMM_FALSE
    return 0

cdef inline object quick_python(VM* vm, Value v):
    """As to_python."""
    if is_fix(v):
        return fix_value(v)
    if is_double(v):
        return unbox_double(v)
    return to_python(vm, v)
