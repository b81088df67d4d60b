# Escapes: try frames, and how an object that was raised gets to one.

from libc.stdint cimport uint32_t, uint16_t
from vmcore.machine cimport VM
from vmcore.value cimport Value

cdef enum:
    ESCAPED = -4              # vm.base and vm.pc are where to go on

cdef int push_try(VM* vm, Value* R, uint32_t h, const uint16_t* pc) noexcept nogil     # TRY, in the frame at R
cdef Value stub_record(VM* vm, Value* B) noexcept nogil                   # of %try, in the frame at B; 0 when refused
cdef int leave_try(VM* vm, Value* R) noexcept nogil                       # the thunk of a frame of %try returned
cdef int escape(VM* vm, Value record, Value object, Value* B, const uint16_t* pc, Value* winds) noexcept nogil
cdef int clauses(VM* vm, Value* B) noexcept nogil
cdef int commit(VM* vm, Value* R, uint32_t h) noexcept nogil              # CUT, in the frame at R
cdef int unwind_to(VM* vm, Value* B) noexcept nogil
