# The stack: its growth, and the continuations that move parts of it to the heap and back.

from libc.stdint cimport uint64_t, int64_t, uint16_t, uint32_t
from vmcore.machine cimport VM
from vmcore.value cimport Value, Cont

cdef enum:
    PC_BITS = 48                          # of a return word: the address; above it the caller's window

cdef int return_value(VM* vm, Value* B, Value v) noexcept nogil            # leaves the frame at B with v
cdef int grow_stack(VM* vm, Value* need) noexcept nogil
cdef int more_stack(VM* vm, Value* need, Value* top) noexcept nogil
cdef void collect_now(VM* vm, Value* top) noexcept nogil
cdef int capture(VM* vm, Value* B) noexcept nogil                           # call/cc was called in the frame at B
cdef int capture_here(VM* vm, Value* R, uint32_t a, const uint16_t* after) noexcept nogil
cdef int capture_tail(VM* vm, Value* R, uint32_t a) noexcept nogil
cdef bint run_waits(VM* vm, uint64_t run) noexcept nogil                   # is it the number of a run below this one?
cdef int reinstate(VM* vm, Cont* k, Value v) noexcept nogil                # returns v to a continuation
cdef int underflow(VM* vm) noexcept nogil
cdef void go_under(VM* vm, Cont* k, uint64_t size) noexcept nogil          # the first `size` words of k lie below now
cdef uint64_t cont_words(Cont* k) noexcept nogil
