# Loops of the machine itself that call procedures of the program: reductions, and lazy sequences that are realised.

from libc.stdint cimport uint32_t
from vmcore.machine cimport VM
from vmcore.value cimport Value

# A frame of STUB_FOLD or STUB_REALISE is vm.base: goes on with it until code of a program has to run. ST_OK: with vm.base
# and vm.pc; else the status of an error, for fail().
cdef int drive(VM* vm) noexcept nogil
cdef const char* drive_title(VM* vm) noexcept nogil              # name of what failed in the frame vm.base
