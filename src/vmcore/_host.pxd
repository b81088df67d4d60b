from libc.stdint cimport uint64_t, int64_t, uint32_t
from cpython.ref cimport PyObject
from vmcore.machine cimport VM
from vmcore.value cimport Value
from vmcore._convert cimport Border, Ref


cdef class Service:
    cdef object fn
    cdef object root
    cdef object find                     # name -> function, or None
    cdef object complain                 # machine, name, arguments -> what is raised for an exception of Python's; or None
    cdef dict known                      # word of a symbol -> what was found
    cdef dict names                      # the same word -> the symbol
    cdef list held                       # those symbols: no other one gets the word
    cdef object named(self, Border border, Value name)


cdef class Machine(Border):
    cdef unsigned long owner             # thread of the current runs, 0 = idle
    cdef public object translate         # callable: MachineError -> exception to raise
    cdef public object writer            # name of a global: procedure that gives the text of a value; or None
    cdef public object elsewhere         # callable: procedure, arguments -> value, for calls from other threads; or None
    cdef Machine leader                  # whose interruption ends the runs of this one; or None
    cdef tuple kept                      # an object that was raised, held, and where it was; see keep_frames; or None
    cdef double timeout                  # seconds for each outermost run, 0 = none
    cdef int64_t fuel                    # safepoints for each outermost run, -1 = no limit
    cdef size_t stack_words
    cdef dict prim_numbers
    cdef bint closed
    cdef bint lending                    # it is in a call of Python, so other threads may use it
    cdef int define_service(self, str name, Service service) except -1
    cdef bint is_elsewhere(self)
    cdef void take_back(self) noexcept
    cdef object run_value(self, Value f, PyObject** args, Py_ssize_t n, bint as_text)
    cdef uint32_t prim_number(self, str name) except *
    cdef void bound_stack(self, Value* base)
    cdef void begin(self) noexcept
    cdef void end(self) noexcept
    cdef object error(self, int st)
    cdef object machine_error(self, int st, Value v)
    cdef str text_of(self, Value v, int mode)
    cdef object passed_on(self, object exc)
    cdef object bare_error(self, int st, Value v, list frames)
    cdef Value cell(self, str name) except 0


cdef class Procedure(Ref):
    cdef void* vectorcall                # read by Python
