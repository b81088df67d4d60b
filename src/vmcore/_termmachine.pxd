# The machine that evaluates terms: what compiled modules see of it.

from vmcore._terms cimport Atom, Expr, Ground, Sym, Var
from vmcore._termtypes cimport Words


cdef class Frame:
    cdef int kind
    cdef int i                            # Elements: of the one that is evaluated; Alternatives: did something succeed?
    cdef readonly Frame prev              # of a choice: the frame to go on with
    cdef readonly long long depth


cdef class Choice(Frame):
    cdef readonly Py_ssize_t mark
    cdef public long long young


cdef class Machine:
    cdef readonly Words words
    cdef public list trail
    cdef public list choices
    cdef public list results
    cdef public int mode
    cdef public Atom atom
    cdef public Frame frame
    cdef public Atom typ
    cdef public Ground space
    cdef public Ground context            # where a step without a space looks
    cdef public long long max_depth
    cdef public long long steps
    cdef public dict named                # variables of the term that is evaluated
    cdef public object limits
    cdef public object islands            # compiled functions
    cdef public object tables
    cdef public bint asks_terms           # is ``shortcut`` asked about calls with other terms than values?
    # good for a state of the spaces: are condition and binding what they were, and calls that shortcut need not be asked about
    cdef long long short_state
    cdef bint standard
    cdef dict refused
    cdef int note_bound(self, list bound) except -1
    cdef int drop(self, Py_ssize_t mark) except -1
