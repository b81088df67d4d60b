# The stack: its growth, and the continuations that move parts of it to the heap and back.
#
# A capture moves all frames of the run to the heap, as the words of a Cont, and puts UNDERFLOW under what goes on. A
# return that gets there copies one frame back. So a frame is moved once however often it is captured, and what lies on the
# heap is never written: it can be entered any number of times. What lies below the bottom of the stack is the first
# `vm.under_size` words of the Cont `vm.under`, and below them what the Cont says.

from libc.stdint cimport uint64_t, int64_t, uint16_t, uint32_t
from libc.string cimport memmove
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *

cdef enum:
    FEW_WORDS = 24
    STACK_STEP = 32768                    # words by which the soft limit moves at least


cdef inline void copy_words(Value* to, Value* source, uint64_t n) noexcept nogil:
    """Downwards, if they overlap."""
    if n <= FEW_WORDS:
        copy_args(to, source, <uint32_t>n)
    else:
        memmove(to, source, n * sizeof(Value))


# ---------------------------------------------------------------- frames

cdef int return_value(VM* vm, Value* B, Value v) noexcept nogil:
    """Leaves the frame at B with v."""
    cdef uint64_t word = B[-2]
    B[-2] = v
    vm.pc = <const uint16_t*><size_t>(word & RETURN_PC)
    vm.base = B - 2 - (word >> PC_BITS)
    return ST_OK


cdef int64_t frames_on_stack(VM* vm, Value* B) noexcept nogil:
    """Frames of the current run down from B, its bottom not counted."""
    cdef int64_t n = 0
    cdef Value* bottom = vm.run_base + 2
    while B > bottom:
        n += 1
        B = B - 2 - (B[-2] >> PC_BITS)
    return n


cdef int grow_stack(VM* vm, Value* need) noexcept nogil:
    """Moves the soft limit so that words below `need` may be used. ST_STACK when the depth or the space is used up.

    With a depth limit of d frames and n in use, no call can pass it before 3 (d - n) more words are taken (a frame has
    at least that many), so the limit is met exactly although frames are counted here only."""
    cdef Value* limit
    cdef int64_t n, left
    if need > vm.hard_limit:
        return ST_STACK
    limit = need + STACK_STEP + ((need - vm.stack) >> 1)
    if vm.max_depth:
        n = frames_on_stack(vm, vm.base) + 1
        charge(vm, n * 2)
        left = <int64_t>vm.max_depth - n
        if left < 0:
            return ST_STACK
        if need + 3 * left < limit:
            limit = need + 3 * left
    if limit > vm.hard_limit:
        limit = vm.hard_limit
    if limit > vm.soft_limit:
        if vm.memory_limit and vm.heap_bytes + <uint64_t>((<char*>limit - <char*>vm.stack)) > vm.memory_limit:
            limit = need
            if vm.heap_bytes + <uint64_t>((<char*>limit - <char*>vm.stack)) > vm.memory_limit:
                return ST_NOMEM
        vm.soft_limit = limit
    return ST_OK


cdef int more_stack(VM* vm, Value* need, Value* top) noexcept nogil:
    """grow_stack where a call is half done, so that its instruction cannot simply run again: when the memory limit is in
    the way, collects at once. Everything alive is below `top`."""
    cdef int st = grow_stack(vm, need)
    if st == ST_NOMEM:
        collect_now(vm, top)
        st = grow_stack(vm, need)
        if st == ST_NOMEM:
            st = ST_MEMORY
    return st


cdef void collect_now(VM* vm, Value* top) noexcept nogil:
    vm.top = top
    heap_collect(vm)


# ---------------------------------------------------------------- capture

cdef uint64_t cont_words(Cont* k) noexcept nogil:
    return k.h.length - CONT_HEAD


cdef Value new_cont(VM* vm, Value* end) noexcept nogil:
    """The continuation of the frame whose return word is end[-1]: what is on the stack up to there. 0 if refused."""
    cdef Value* first = vm.run_base + 3
    cdef uint64_t n = <uint64_t>(end - first)
    cdef size_t size = sizeof(Cont) + n * sizeof(Value) - sizeof(Value)
    cdef Cont* k = <Cont*>alloc(vm, size)
    if k == NULL:
        return 0
    set_header(k, T_PROC, size, 0, <uint32_t>(CONT_HEAD + n))
    k.code = <Code*>as_obj(vm.stubs[STUB_CONT])
    k.below = vm.under
    k.below_size = from_fix(<int64_t>vm.under_size)
    k.winds = vm.dyn.winds
    k.handlers = vm.dyn.handlers
    k.params = vm.dyn.params
    k.run = from_fix(<int64_t>vm.run_id)
    if n:
        copy_words(k.words, first, n)
        charge(vm, <int64_t>n >> 1)
    return <Value>k + TAG_PROC


cdef inline Value* cut(VM* vm, Value k, Value* end) noexcept nogil:
    """The words up to `end` are those of the continuation now; answers where the next frame begins."""
    cdef Value* base = vm.run_base + 4
    if end != base - 1:
        vm.under = k
        vm.under_size = <uint64_t>(end - (base - 1))
        base[-2] = <uint64_t>vm.pc_underflow
    return base


cdef int capture(VM* vm, Value* B) noexcept nogil:
    """call/cc was called in the frame at B: becomes a call of its argument with the continuation, in a frame above an
    empty stack."""
    cdef Value f = B[0]
    cdef Value k = new_cont(vm, B - 1)
    if k == 0:
        collect_now(vm, B + 1)
        k = new_cont(vm, B - 1)
        if k == 0:
            return ST_MEMORY
    B = cut(vm, k, B - 1)
    B[-1] = f
    B[0] = k
    vm.base = B - 2
    vm.pc = vm.pc_underflow
    return ST_OK


cdef int capture_here(VM* vm, Value* R, uint32_t a, const uint16_t* after) noexcept nogil:
    """The frame at R goes to the heap, where it waits for a value in R[a], to go on at `after`; what is to be done until
    then happens in a copy of it, with the continuation in R[a]."""
    cdef Value* B
    cdef Value k
    R[a] = <uint64_t>after | (<uint64_t>a << PC_BITS)
    k = new_cont(vm, R + a + 1)
    if k == 0:
        return ST_NOMEM
    B = cut(vm, k, R + a + 1)
    if R != B:
        copy_words(B - 1, R - 1, <uint64_t>a + 1)
    B[a] = k
    vm.base = B
    return ST_OK


cdef int capture_tail(VM* vm, Value* R, uint32_t a) noexcept nogil:
    """The continuation of the frame at R into R[a]; the frame moves to the bottom."""
    cdef Value* B
    cdef Value k = new_cont(vm, R - 1)
    if k == 0:
        return ST_NOMEM
    B = cut(vm, k, R - 1)
    if R != B:
        copy_words(B - 1, R - 1, <uint64_t>a + 1)
    B[a] = k
    vm.base = B
    return ST_OK


# ---------------------------------------------------------------- and back

cdef bint run_waits(VM* vm, uint64_t run) noexcept nogil:
    """Does a run of that number wait below the current one? (RUN_HEADER words lie under each run's base.)"""
    cdef Value* base = vm.run_base
    cdef uint64_t outer
    outer = <uint64_t>fix_value(base[-1])
    while outer != 0:
        if outer == run:
            return True
        base = vm.stack + fix_value(base[-2])
        outer = <uint64_t>fix_value(base[-1])
    return False


cdef int reinstate(VM* vm, Cont* k, Value v) noexcept nogil:
    """Returns v to a continuation: the stack is empty but for the bottom, and the first frame comes from the heap."""
    if run_waits(vm, <uint64_t>fix_value(k.run)):
        vm.err_value = <Value>k + TAG_PROC
        vm.result = v
        return ST_OUTER
    vm.dyn.winds = k.winds
    vm.dyn.handlers = k.handlers
    vm.dyn.params = k.params
    vm.run_base[2] = v
    go_under(vm, k, cont_words(k))
    return underflow(vm)


cdef void go_under(VM* vm, Cont* k, uint64_t size) noexcept nogil:
    """The first `size` words of k, and what lies below them, are below the bottom now."""
    if size:
        vm.under = <Value>k + TAG_PROC
        vm.under_size = size
    else:
        vm.under = k.below
        vm.under_size = <uint64_t>fix_value(k.below_size)


cdef int underflow(VM* vm) noexcept nogil:
    """The bottom frame got a value in its register 0: copies the next frame from vm.under back to the stack."""
    cdef Cont* k = <Cont*>as_proc(vm.under)
    cdef Value* bottom = vm.run_base + 2
    cdef Value v = bottom[0]
    cdef uint64_t word, at, a
    cdef int st
    cdef Code* code
    vm.base = bottom
    if vm.under == IMM_NIL:
        vm.pc = vm.pc_halt
        return ST_OK
    word = k.words[vm.under_size - 1]
    a = word >> PC_BITS
    at = vm.under_size - 1 - a            # where the frame's registers begin
    code = as_proc(k.words[at - 1]).code
    if UNLIKELY(bottom + 2 + code.nregs + 64 > vm.soft_limit):
        st = more_stack(vm, bottom + 2 + code.nregs + 64, bottom + 1)
        if st != ST_OK:
            return st
    go_under(vm, k, at - 1)
    bottom[0] = <uint64_t>(vm.pc_halt if vm.under == IMM_NIL else vm.pc_underflow)
    copy_words(bottom + 1, &k.words[at - 1], a + 1)
    vm.base = bottom + 2
    vm.base[a] = v
    vm.pc = <const uint16_t*><size_t>(word & RETURN_PC)
    charge(vm, 32)
    return ST_OK
