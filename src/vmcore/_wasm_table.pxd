from libc.stdint cimport uint32_t, uint64_t
from vmcore.wasm cimport WTable, WStore, WInstance

cdef WTable* table_new(WStore* store, uint64_t size, uint64_t most, bint has_max, bint is64, uint64_t init) noexcept nogil
cdef void table_free(WTable* t) noexcept nogil
cdef uint64_t table_grow(WTable* t, uint64_t delta, uint64_t init) noexcept nogil
cdef int table_init(WInstance* inst, WTable* t, uint32_t segment, uint64_t to, uint64_t of, uint64_t n) noexcept nogil
cdef int ext(WStore* store, WInstance* inst, uint32_t op, uint32_t flag, uint64_t* A, uint64_t x, uint64_t y) noexcept nogil
