# Loops of the machine itself that call procedures of the program: reductions, and lazy sequences that are realised.

from libc.stdint cimport uint32_t
from vmcore.machine cimport VM
from vmcore.value cimport Value

# A frame of STUB_FOLD or STUB_REALISE is vm.base: goes on with it until code of a program has to run. ST_OK: with vm.base
# and vm.pc; else the status of an error, for fail().
cdef int drive(VM* vm) noexcept nogil
cdef const char* drive_title(VM* vm) noexcept nogil              # name of what failed in the frame vm.base

# Has the primitive declined for want of a lazy sequence? Then the window at B, where its arguments are and before them the
# return word, becomes a frame that realises it and answers what the primitive does, or the procedure of a global `other`.
cdef Value wanted(VM* vm, uint32_t prim, Value first) noexcept nogil     # the lazy sequence; 0: none
cdef void realise(VM* vm, Value* B, uint32_t prim, int n, Value other, Value lazy) noexcept nogil
