from vmcore.wasm cimport WStore, WFunc
from libc.stdint cimport uint64_t

cdef int wasm_execute(WStore* store, WFunc* f, uint64_t* args) noexcept nogil
cdef int wasm_slice(WStore* store) noexcept nogil
