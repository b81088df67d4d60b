from libc.stdint cimport uint8_t, uint32_t, uint64_t
from vmcore.wasm cimport WObject, WStore, WTag, WType, WInstance, WVal

cdef bint is_subtype(WType* have, WType* want) noexcept nogil
cdef bint is_instance_of(uint64_t w, uint64_t target, bint concrete) noexcept nogil
cdef WObject* new_object(WStore* store, uint8_t kind, WType* type, uint64_t bytes, uint64_t* live) noexcept nogil
cdef WObject* new_exception(WStore* store, WTag* tag, uint64_t* args) noexcept nogil
cdef int gc(WStore* store, WInstance* inst, uint32_t op, uint32_t flag, uint64_t* A, uint64_t x, uint64_t y) noexcept nogil
cdef void collect(WStore* store, uint64_t* live) noexcept nogil
cdef void free_objects(WStore* store) noexcept nogil
cdef bint is_reference(WVal* v) noexcept nogil
