# Constructors; 0 when memory is refused (the caller returns ST_NOMEM).

from libc.stdint cimport int64_t, uint32_t
from vmcore.value cimport Value
from vmcore.machine cimport VM

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
