# The other half of the loop's arms: calls that are not plain, errors, escapes, safepoints.

from libc.stdint cimport uint64_t, int64_t, uint8_t, uint16_t, uint32_t
from vmcore.machine cimport VM, PrimEntry
from vmcore.value cimport Value, Code, LIKELY, is_proc, as_proc, CODE_CASE

cdef enum:                               # registers of a frame of STUB_FOLD; the procedure is in the first
    FOLD_VALUE = 1                       # so far; ABSENT: the first item is to be it
    FOLD_SOURCE = 2                      # a Cursor: what is left,
    FOLD_PLACE = 3                       # and the place in it, in two halves
    FOLD_PLACE_HIGH = 4
    FOLD_PHASE = 5                       # FOLD_START, ...: what is being waited for
    FOLD_WINDOW = 6
    FOLD_START = 0                       # the source is what was given
    FOLD_CALLED = 1                      # the procedure was called
    FOLD_LAZY = 2                        # a lazy sequence is being realised
    FOLD_OBJECT = 3                      # the library was asked for the sequence of the source
    DRIVE_WORDS = 48                     # of a frame of STUB_FOLD or STUB_REALISE

cdef int enter(VM* vm, Value* B, int n) noexcept nogil           # call B[-1] on B[0..n); B[-2] is the return word
cdef int call_builtin(VM* vm, Value* B, int n, Value* out) noexcept nogil   # a primitive or host procedure
cdef int check_call(VM* vm, Value f, int n) noexcept nogil
cdef bint is_language_error(int status) noexcept nogil           # may the program handle it?
cdef bint is_plain_stub(VM* vm, Value f) noexcept nogil          # primitive or host: gives a value, moves no frame
cdef const char* prim_title(VM* vm, uint32_t number) noexcept nogil       # name in messages, or ''
cdef const char* callee_title(VM* vm, Value f) noexcept nogil    # the same of a machine procedure called as a value
cdef int prim_call(VM* vm, uint32_t number, Value* args, int n, Value* out) noexcept nogil
cdef int safepoint(VM* vm) noexcept nogil

cdef inline int quick_prim(VM* vm, uint32_t number, Value* args, int n, Value* out) noexcept nogil:    # prim_call
    cdef PrimEntry* e = &vm.prims[number]
    if LIKELY(e.checked == 0 and n >= e.nreq and n <= e.nreq + e.nopt):
        return e.fn(vm, args, n, out)
    return prim_call(vm, number, args, n, out)

cdef inline Value clause_for(Value f, uint32_t n) noexcept nogil:    # of f and the clauses behind it, one of just n arguments; or 0
    cdef Code* code
    while is_proc(f):
        code = as_proc(f).code
        if code.arity == n:
            return f
        if not code.flags & CODE_CASE:
            return 0
        f = as_proc(f).up[as_proc(f).h.length - 1]
    return 0
cdef int fail(VM* vm, int status, const char* who) noexcept nogil
cdef int handler_returned(VM* vm, Value* R) noexcept nogil
cdef Value build_condition(VM* vm, int status, const char* who) noexcept nogil
cdef Value display_name(VM* vm, Value global_) noexcept nogil    # symbol of a global's name without its space
cdef int mark_of(Code* code, uint32_t instruction) noexcept nogil
cdef double monotonic() noexcept nogil
cdef int init_stubs(VM* vm) noexcept nogil
cdef Value prim_proc(VM* vm, uint32_t number) noexcept nogil     # 0 when memory is refused
cdef const char* procedure_name(VM* vm, Value f, char* buf, size_t size) noexcept nogil
