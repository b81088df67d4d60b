from libc.stdint cimport uint8_t, uint16_t, uint32_t, int32_t, uint64_t, int64_t
from vmcore.wasm cimport WCode, WModule, WType

cdef int lower(WCode* code) noexcept nogil
cdef int64_t lowered_from(WCode* code, uint32_t word) noexcept nogil
cdef WCode* code_at(WModule* module, const uint16_t* pc) noexcept nogil
cdef int lower_constant(WModule* module, const uint8_t* body, const uint8_t* end, WType* type, WCode* out) noexcept nogil
cdef void free_code(WCode* code) noexcept nogil
cdef void init_code(WCode* code) noexcept nogil
