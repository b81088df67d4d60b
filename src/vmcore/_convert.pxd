# Values to Python objects and back. Everything here needs the GIL.

from libc.stdint cimport int64_t, uint32_t
from vmcore.machine cimport VM
from vmcore.value cimport Value


cdef class Border:
    """What a runtime keeps about Python objects: the table of host objects and of values held from Python."""
    cdef VM* vm
    cdef list hosts                      # host index -> object
    cdef list free_hosts
    cdef uint32_t free_handle            # head of the chain of free handles + 1, 0 = none
    cdef type procedure_class
    cdef object wrap(self, Value v)
    cdef object wrap_as(self, type cls, Value v)
    cdef object held(self, Value v)
    cdef Value new_host(self, object x) except 0
    cdef Value host_value(self, object x) except 0
    cdef object host_object(self, int64_t index)
    cdef object procedure_python(self, Value v)
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
