from vmcore.machine cimport VM

cdef int execute(VM* vm) noexcept nogil        # runs from vm.pc in vm.base until a status ends the run (ST_HALT: normally)
