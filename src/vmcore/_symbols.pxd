# The symbol table. It holds no symbol alive, but a symbol that names a bound global lives as long as the heap.

from libc.stdint cimport uint64_t
from vmcore.value cimport *
from vmcore.machine cimport VM
from vmcore._blocks cimport Heap

cdef Value intern(VM* vm, Value string, int type) noexcept nogil               # T_SYMBOL or T_KEYWORD; 0 when refused
cdef Value interned(VM* vm, String* name, int type) noexcept nogil             # the same if it is there already, else 0
cdef Value intern_c(VM* vm, const char* name) noexcept nogil                   # symbol of an ASCII name
cdef Value global_cell(VM* vm, Value symbol) noexcept nogil                    # its GLOBAL, made on demand
cdef uint64_t string_hash(String* s) noexcept nogil
cdef bint string_equal(String* a, String* b) noexcept nogil

# for the collector
cdef bint init_symbols(Heap* h) noexcept nogil
cdef void visit_young_symbols(VM* vm, Heap* h) noexcept nogil
cdef void visit_all_symbols(VM* vm, Heap* h) noexcept nogil
cdef void sweep_young_symbols(Heap* h) noexcept nogil
cdef void sweep_symbols(Heap* h) noexcept nogil                                # after marking
