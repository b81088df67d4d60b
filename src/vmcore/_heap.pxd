# Heap: allocation slow paths, collector, constructors that other modules share.

from libc.stdint cimport uint64_t, int64_t, uint8_t, uint16_t, uint32_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *

cdef int heap_init(VM* vm) noexcept nogil                      # 0, or -1 when memory is refused
cdef void heap_free(VM* vm) noexcept                           # needs the GIL: releases Python objects
cdef void* heap_refill(VM* vm, int k, bint fin) noexcept nogil
cdef void* heap_large(VM* vm, size_t size) noexcept nogil
cdef void heap_collect(VM* vm) noexcept nogil                  # vm.top must be set
cdef int heap_check(VM* vm) noexcept nogil                     # walks the heap; 0 or the number of a broken invariant
cdef bint heap_reserve(VM* vm, uint64_t size) noexcept nogil   # may `size` more bytes be had within the limit?
cdef void heap_external(VM* vm, int64_t delta) noexcept nogil  # external buffers grew or shrank
cdef void heap_request(VM* vm, int bits) noexcept nogil        # the next safepoint takes the slow path
cdef void heap_pend(VM* vm, void* pyobject, int64_t host_index) noexcept nogil  # to release when the GIL is held

# Constructors; 0 when memory is refused (the caller returns ST_NOMEM).
cdef Value new_int(VM* vm, int64_t i) noexcept nogil           # FIXNUM or INT64
cdef Value new_bigint(VM* vm, size_t n, bint negative) noexcept nogil   # limbs are left to the caller
cdef Value new_string(VM* vm, size_t n, int kind) noexcept nogil   # characters not initialised
cdef Value new_string_utf8(VM* vm, const char* s, Py_ssize_t n) noexcept nogil  # n < 0: NUL-terminated; valid UTF-8
cdef int string_widen(VM* vm, Value s, int kind) noexcept nogil    # status; data may move
cdef Value new_vector(VM* vm, size_t n, Value fill) noexcept nogil
cdef Value new_bytes(VM* vm, size_t n) noexcept nogil
cdef Value new_values(VM* vm, Value* items, int n) noexcept nogil
cdef Value new_cell(VM* vm, Value v) noexcept nogil
cdef Value new_box(VM* vm, Value v) noexcept nogil
cdef Value new_condition(VM* vm, const char* kind, Value message, Value irritants, Value payload) noexcept nogil
cdef Value new_table(VM* vm, int kind, uint32_t capacity) noexcept nogil       # empty
cdef Value new_proc(VM* vm, Value code, Value* up, int n) noexcept nogil
cdef Value intern(VM* vm, Value string, int type) noexcept nogil               # T_SYMBOL or T_KEYWORD
cdef Value intern_c(VM* vm, const char* name) noexcept nogil                   # symbol of an ASCII name
cdef Value global_cell(VM* vm, Value symbol) noexcept nogil                    # its GLOBAL, made on demand
cdef uint64_t string_hash(String* s) noexcept nogil
cdef bint string_equal(String* a, String* b) noexcept nogil

# ---------------------------------------------------------------- allocation
# All answer NULL (or 0) when the memory limit or malloc refuses; the caller then returns ST_NOMEM before any side effect.

cdef inline void* alloc(VM* vm, size_t size) noexcept nogil:
    """A cell of `size` bytes (8-aligned up to 16), uninitialised, for a type without a finaliser."""
    cdef size_t k = (size + 15) >> 4
    cdef AllocRun* run
    cdef char* p
    if UNLIKELY(k >= NCLASSES):
        return heap_large(vm, size)
    run = &vm.runs[k]
    p = run.cur
    if UNLIKELY(<size_t>(run.end - p) < (k << 4)):
        return heap_refill(vm, <int>k, 0)
    run.cur = p + (k << 4)
    return p

cdef inline void* alloc_fin(VM* vm, size_t size) noexcept nogil:
    """The same for STRING, BIGINT, TABLE, HOST, PORT and CODE, which own something outside the heap."""
    cdef size_t k = (size + 15) >> 4
    cdef AllocRun* run
    cdef char* p
    if UNLIKELY(k >= NCLASSES):
        return heap_large(vm, size)
    run = &vm.fin_runs[k]
    p = run.cur
    if UNLIKELY(<size_t>(run.end - p) < (k << 4)):
        return heap_refill(vm, <int>k, 1)
    run.cur = p + (k << 4)
    return p

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
        p = <Pair*>heap_refill(vm, 0, 0)
        if p == NULL:
            return 0
    else:
        run.cur = <char*>(p + 1)
    p.car = a
    p.cdr = d
    return <Value>p + TAG_PAIR


cdef inline void global_store(VM* vm, Value cell, Value v) noexcept nogil:
    """Assignment to a global, with what calls of it need."""
    cdef Global* g = <Global*>as_obj(cell)
    write_barrier(vm, cell, v)
    g.value = v
    if is_proc(v):
        g.code = as_proc(v).code
        g.entry = g.code.entry
    else:
        g.code = vm.no_code
