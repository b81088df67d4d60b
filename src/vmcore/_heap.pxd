# The heap as the rest of the machine sees it: allocation, barriers, constructors, symbols, collections.

from libc.stdint cimport uint64_t, int64_t, uint8_t, uint16_t, uint32_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._blocks cimport heap_refill, heap_own, heap_reserve, heap_external, heap_request, return_runs
from vmcore._large cimport heap_large, filled
from vmcore._barrier cimport (
    write_barrier, object_barrier, item_barrier, pair_barrier, global_store, remember_all,
)
from vmcore._collect cimport heap_collect, heap_step, heap_stress
from vmcore._heapcheck cimport heap_check
from vmcore._owners cimport heap_pend
from vmcore._objects cimport (
    new_int, new_bigint, new_string, new_string_utf8, string_widen, new_vector, new_bytes, new_values, new_cell, new_box,
    new_condition, new_table, new_proc,
)
from vmcore._symbols cimport intern, interned, intern_c, global_cell, string_hash, string_equal

cdef int heap_init(VM* vm) noexcept nogil                      # 0, or -1 when memory is refused
cdef void heap_free(VM* vm) noexcept                           # needs the GIL: releases Python objects
cdef dict heap_stats(VM* vm)
cdef void limit_mark_stack(VM* vm, size_t entries) noexcept nogil    # test hook
cdef void without_clock(VM* vm, bint timeless) noexcept nogil        # test hook

# ---------------------------------------------------------------- allocation
# All answer NULL (or 0) when the memory limit or malloc refuses; the caller then returns ST_NOMEM before any side effect.

cdef inline void* alloc(VM* vm, size_t size) noexcept nogil:
    """A cell of `size` bytes (8-aligned up to 16), uninitialised."""
    cdef size_t k = (size + 15) >> 4
    cdef AllocRun* run
    cdef char* p
    if UNLIKELY(k >= NCLASSES):
        return heap_large(vm, size)
    run = &vm.runs[k]
    p = run.cur
    if UNLIKELY(p == run.end):
        return heap_refill(vm, <int>k)
    run.cur = p + (k << 4)
    return p

cdef inline void* alloc_owner(VM* vm, size_t size) noexcept nogil:
    """The same for an object that owns something outside the heap; its header must be set before the next safepoint."""
    cdef void* p = alloc(vm, size)
    return p if p != NULL and heap_own(vm, p) else NULL

cdef inline void set_header(void* p, int type, size_t size, uint16_t aux, uint32_t length) noexcept nogil:
    cdef Obj* o = <Obj*>p
    o.type = <uint8_t>type
    o.flags = F_LARGE if size > MAX_SMALL else 0
    o.aux = aux
    o.length = length

cdef inline Value new_pair(VM* vm, Value a, Value d) noexcept nogil:   # 0 when refused
    cdef AllocRun* run = &vm.runs[0]        # class 0: pairs, which have no header
    cdef Pair* p = <Pair*>run.cur
    if UNLIKELY(<char*>p == run.end):
        p = <Pair*>heap_refill(vm, 0)
        if p == NULL:
            return 0
    else:
        run.cur = <char*>(p + 1)
    p.car = a
    p.cdr = d
    return <Value>p + TAG_PAIR
