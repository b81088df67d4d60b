from libc.stdint cimport uint8_t, uint16_t, uint32_t, uint64_t
from vmcore.wasm cimport WMemory, WStore, WInstance

cdef enum:
    PAGE = 65536

cdef WMemory* memory_new(WStore* store, uint64_t pages, uint64_t most, bint has_max, bint is64) noexcept nogil
cdef void memory_free(WMemory* m) noexcept nogil
cdef uint64_t memory_grow(WMemory* m, uint64_t delta) noexcept nogil
cdef int load_any(WMemory* m, uint32_t op, uint64_t address, uint64_t offset, uint64_t* out) noexcept nogil
cdef int store_any(WMemory* m, uint32_t op, uint64_t address, uint64_t offset, uint64_t v) noexcept nogil
cdef int memory_bulk(WInstance* inst, uint32_t op, uint64_t* A, uint64_t x, uint64_t y) noexcept nogil
cdef void* stack_reserve(uint64_t bytes) noexcept nogil
cdef void stack_release(void* p, uint64_t bytes) noexcept nogil
cdef void stack_discard(void* p, uint64_t bytes) noexcept nogil
