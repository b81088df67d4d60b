from vmcore.wasm cimport WMemory, WTable, WGlobal, WTag
from vmcore._wasm_store cimport Store

cdef class Memory:
    cdef readonly Store store
    cdef WMemory* m
    cdef Py_ssize_t[1] shape
    cdef Py_ssize_t[1] strides
    cdef object __weakref__

cdef class Table:
    cdef readonly Store store
    cdef WTable* t
    cdef object __weakref__

cdef class Global:
    cdef readonly Store store
    cdef WGlobal* g
    cdef object __weakref__
    cdef int put(self, Store store, object type, bint mutable) except -1

cdef class Tag:
    cdef readonly Store store
    cdef WTag* t
    cdef readonly object type             # (group, index)
    cdef object __weakref__
