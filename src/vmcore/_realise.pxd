# Lazy sequences that are realised, step by step: frames of STUB_REALISE, which _drive goes on with.

from libc.stdint cimport uint32_t, int64_t
from vmcore.value cimport *
from vmcore.machine cimport VM
from vmcore._seqs cimport as_lazy

cdef enum:                               # registers of a frame of STUB_REALISE; in the first three are arguments
    PRIM = 3                             # the primitive that asked << 8 | its arguments; NIL: the sequence is the answer
    OTHER = 4                            # global of the procedure to call if the primitive declines again
    HEAD = 5                             # the lazy sequence that was asked for
    CURRENT = 6                          # and the one it stands for, which is being realised
    SOURCE = 7                           # what is left of the items it is made from
    AT = 8                               # item of the first chunk of the source whose result is waited for; below 0: none
    END = 9                              # items in that chunk
    KEPT = 10                            # results
    ITEMS = 11                           # that are here, before the window of the call

cdef enum:                               # AT
    NOT_BEGUN = -1
    OBJECT = -2                          # the library was asked for the sequence of the source

cdef enum:                               # answers of steps, besides statuses
    AGAIN = -20
    CALL = -21                           # of the procedure in the window
    WAIT = -22                           # until vm.waits_for is realised
    DONE = -23                           # the frame's value is known
    LEAVE = -24                          # the frame becomes a call of the procedure at B[-1]

cdef struct Step:
    uint32_t window                      # of a call
    int n                                # arguments
    Value value

# Has the primitive declined for want of a lazy sequence? Then the window at B, where its arguments are and before them the
# return word, becomes a frame that realises it and answers what the primitive does, or the procedure of a global `other`.
cdef Value wanted(VM* vm, uint32_t prim, Value first) noexcept nogil     # the lazy sequence; 0: none
cdef void realise(VM* vm, Value* B, uint32_t prim, int n, Value other, Value lazy) noexcept nogil

cdef int realise_step(VM* vm, Value* B, Step* s) noexcept nogil          # of the frame at B: an answer of steps, or a status
cdef int pending(VM* vm, Value lazy, Value* found) noexcept nogil        # what has to be realised before this one is, or 0
cdef int ask_library(VM* vm, Value* B, Value v, uint32_t window, Step* s) noexcept nogil   # for the sequence of an object
cdef int not_sequence(VM* vm, Value v) noexcept nogil

cdef inline bint is_pending(Value x) noexcept nogil:
    """Is it a lazy sequence that is to be realised itself? (One that stands for another is looked at by pending().)"""
    return is_type(x, T_LAZY) and as_lazy(x).h.aux >= LAZY_THUNK

cdef inline Value present(Value x) noexcept nogil:
    """What a lazy sequence is, if that is known; else x."""
    return as_lazy(x).value if is_type(x, T_LAZY) and as_lazy(x).h.aux == LAZY_SEQ else x

cdef inline int wait_for(VM* vm, Value lazy, uint32_t window, Step* s) noexcept nogil:
    vm.waits_for = lazy
    s.window = window
    return WAIT

cdef inline void begin(Value* B, Value lazy) noexcept nogil:
    B[CURRENT] = lazy
    B[SOURCE] = as_lazy(lazy).value
    B[AT] = from_fix(NOT_BEGUN)
    B[KEPT] = from_fix(0)
    B[END] = from_fix(0)

cdef inline bint keeps(int kind, Value v) noexcept nogil:
    if kind == LAZY_MAP:
        return True
    if kind == LAZY_KEEP:
        return v != IMM_NIL
    return (v != IMM_NIL and v != IMM_FALSE) == (kind != LAZY_REMOVE)
