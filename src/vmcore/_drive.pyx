# Loops of the machine itself that call procedures of the program: reductions, and lazy sequences that are realised.
#
# Such a loop is a frame of STUB_FOLD or STUB_REALISE, which keeps all that the loop knows in its registers: a continuation
# may be captured in what it calls, and entered any number of times. A call returns to DRIVE, which comes here.
# A source that is a lazy sequence gets a frame of its own above: no recursion in C, however deep sequences are nested.
#
# What waits for a result is found again by the registers: a step that is refused memory has changed nothing that matters,
# and is done again after a collection.

from libc.stdint cimport uint64_t, int64_t, uint32_t, uint16_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._slow cimport *
from vmcore._stack cimport *
from vmcore._seqs cimport *
from vmcore._pvec cimport as_pvec, pvec_at, pvec_run
from vmcore._realise cimport *


# ---------------------------------------------------------------- reductions

cdef inline void keep_cursor(Value* B, Cursor* c) noexcept nogil:
    B[FOLD_SOURCE] = c.x
    B[FOLD_PLACE] = from_fix(<int64_t><uint32_t>c.i)
    B[FOLD_PLACE_HIGH] = from_fix(c.i >> 32)


cdef int declined_fold(VM* vm, Value* B, Value x, bint start, Step* s) noexcept nogil:
    cdef Value found = 0
    cdef int st = pending(vm, x, &found)
    if st != ST_OK:
        return st
    if found:
        if not start:
            B[FOLD_PHASE] = from_fix(FOLD_LAZY)
        return wait_for(vm, found, FOLD_WINDOW, s)
    st = ask_library(vm, B, x, FOLD_WINDOW, s)
    if st == CALL:
        B[FOLD_PHASE] = from_fix(FOLD_OBJECT)
    return st


cdef int fold_step(VM* vm, Value* B, Step* s) noexcept nogil:
    cdef int64_t phase = fix_value(B[FOLD_PHASE])
    cdef Cursor c
    cdef Value v = B[FOLD_WINDOW], item = 0
    cdef int st
    if phase == FOLD_CALLED:
        if is_type(v, T_RECORD) and (<Record*>as_obj(v)).rtd == vm.hooks[HOOK_REDUCED]:
            s.value = (<Record*>as_obj(v)).fields[0]
            return DONE
        B[FOLD_VALUE] = v
        B[FOLD_PHASE] = from_fix(FOLD_LAZY)        # so that the result is not taken twice
        if is_pending(B[FOLD_SOURCE]):
            return wait_for(vm, B[FOLD_SOURCE], FOLD_WINDOW, s)
    elif phase != FOLD_LAZY:
        if phase == FOLD_OBJECT:
            B[FOLD_SOURCE] = v
            B[FOLD_PHASE] = from_fix(FOLD_START)
        st = cursor_open(vm, B[FOLD_SOURCE], &c)
        if st == DECLINED:
            return declined_fold(vm, B, B[FOLD_SOURCE], True, s)
        if st != ST_OK:
            return not_sequence(vm, B[FOLD_SOURCE]) if st == ST_TYPE else st
        keep_cursor(B, &c)
        B[FOLD_PHASE] = from_fix(FOLD_LAZY)
    c.x = B[FOLD_SOURCE]
    c.i = fix_value(B[FOLD_PLACE]) | fix_value(B[FOLD_PLACE_HIGH]) << 32
    st = cursor_next(vm, &c, &item)
    if st == FOUND and B[FOLD_VALUE] == IMM_ABSENT:
        B[FOLD_VALUE] = item
        keep_cursor(B, &c)
        return AGAIN
    if st == FOUND:
        keep_cursor(B, &c)
        B[FOLD_PHASE] = from_fix(FOLD_CALLED)
        B[FOLD_WINDOW + 1] = B[0]
        B[FOLD_WINDOW + 2] = B[FOLD_VALUE]
        B[FOLD_WINDOW + 3] = item
        s.window = FOLD_WINDOW
        s.n = 2
        return CALL
    if st == ENDED:
        s.value = B[FOLD_VALUE]
        if s.value != IMM_ABSENT:
            return DONE
        B[-1] = B[0]
        s.n = 0
        return LEAVE
    if st == DECLINED:
        return declined_fold(vm, B, c.x, False, s)
    return not_sequence(vm, c.x) if st == ST_TYPE else st


# ---------------------------------------------------------------- the short ways
# Of the usual steps: what was called has answered, and the next item is at hand. They allocate nothing, and change nothing where
# anything else is to be done: then the steps above do it.

cdef inline bint is_rest(Value x) noexcept nogil:
    """May a cursor keep it as it is?"""
    return is_pair(x) or x == IMM_NIL or is_type(x, T_LAZY)


cdef inline bint next_in_seq(Cursor* c, Seq* q, Value* item) noexcept nogil:
    if q.h.aux == SEQ_RANGE:
        item[0] = from_fix(fix_value(q.x) + c.i * fix_value(q.more))
        c.i += 1
        return c.i <= q.i
    if q.h.aux != SEQ_CHUNK and q.h.aux != SEQ_VEC:
        return False
    item[0] = pvec_at(as_pvec(q.x), <uint32_t>c.i)
    c.i += 1
    if c.i < as_obj(q.x).length:
        return True
    c.x = q.more if q.h.aux == SEQ_CHUNK else IMM_NIL
    return is_rest(c.x)


cdef inline bint quick_next(Cursor* c, Value* item) noexcept nogil:
    """cursor_next(), for the sources that programs go through most of the time. False: the cursor is spoilt."""
    cdef Value x = c.x
    if is_type(x, T_LAZY) and as_lazy(x).h.aux == LAZY_SEQ:
        x = c.x = as_lazy(x).value
        c.i = as_seq(x).i if is_type(x, T_SEQ) and as_seq(x).h.aux != SEQ_RANGE else 0
    if is_pair(x):
        item[0] = car(x)
        c.x = cdr(x)
        return is_rest(c.x)
    if is_type(x, T_SEQ):
        return next_in_seq(c, as_seq(x), item)
    if is_type(x, T_PVEC) and c.i < as_obj(x).length:
        item[0] = pvec_at(as_pvec(x), <uint32_t>c.i)
        c.i += 1
        return True
    return False


cdef inline bint quick_fold(VM* vm, Value* B, Step* s) noexcept nogil:
    """Takes the result of a call, and calls with the next item."""
    cdef Value v = B[FOLD_WINDOW], item = 0
    cdef Cursor c
    if B[FOLD_PHASE] == from_fix(FOLD_LAZY):
        v = B[FOLD_VALUE]
        if v == IMM_ABSENT:
            return False
    elif B[FOLD_PHASE] != from_fix(FOLD_CALLED):
        return False
    elif is_type(v, T_RECORD) and (<Record*>as_obj(v)).rtd == vm.hooks[HOOK_REDUCED]:
        return False
    if B[FOLD_PLACE_HIGH] != from_fix(0):
        return False
    c.x = B[FOLD_SOURCE]
    c.i = fix_value(B[FOLD_PLACE])
    if not quick_next(&c, &item) or c.i >> 32:
        return False
    B[FOLD_SOURCE] = c.x
    B[FOLD_PLACE] = from_fix(c.i)
    B[FOLD_VALUE] = v
    B[FOLD_PHASE] = from_fix(FOLD_CALLED)
    B[FOLD_WINDOW + 1] = B[0]
    B[FOLD_WINDOW + 2] = v
    B[FOLD_WINDOW + 3] = item
    s.window = FOLD_WINDOW
    s.n = 2
    return True


cdef inline bint quick_each(Value* B, Step* s) noexcept nogil:
    """Keeps the result of a call, or leaves it out, and calls with the next item of the same chunk."""
    cdef Lazy* lazy = as_lazy(B[CURRENT])
    cdef int kind = lazy.h.aux
    cdef int64_t at, kept
    cdef uint32_t n
    cdef Seq* source
    cdef Value* to
    cdef Value* run
    cdef Value item, next
    if kind < LAZY_MAP or kind > LAZY_REMOVE:
        return False
    at = fix_value(B[AT])
    if at < 0 or at + 1 >= fix_value(B[END]):
        return False                      # END is above 1: the source has chunks
    kept = fix_value(B[KEPT])
    source = as_seq(B[SOURCE])
    if source.h.aux == SEQ_RANGE:
        item = chunk_item(source, at)
        next = chunk_item(source, at + 1)
    else:                                 # the items of a chunk are side by side
        run = pvec_run(as_pvec(source.x), <uint32_t>(source.i + at), &n)
        item = run[0]
        next = run[1]
    to = B + ITEMS + kept
    if keeps(kind, to[0]):
        if kind >= LAZY_FILTER:
            to[0] = item
        kept += 1
        to += 1
        B[KEPT] = from_fix(kept)
    B[AT] = from_fix(at + 1)
    to[1] = lazy.f
    to[2] = next
    s.window = <uint32_t>(ITEMS + kept)
    s.n = 1
    return True


# ---------------------------------------------------------------- driving

cdef inline const uint16_t* here(VM* vm) noexcept nogil:
    """Behind DRIVE; a node of a tree is where it is."""
    return vm.pc_drive if vm.tree else vm.pc_drive + 4


cdef inline uint32_t kind_of(Value* B) noexcept nogil:
    return as_proc(B[-1]).code.index


cdef inline int step(VM* vm, Value* B, Step* s) noexcept nogil:
    return fold_step(vm, B, s) if kind_of(B) == STUB_FOLD else realise_step(vm, B, s)


cdef inline bint quick_step(VM* vm, Value* B, Step* s) noexcept nogil:
    return quick_fold(vm, B, s) if kind_of(B) == STUB_FOLD else quick_each(B, s)


cdef int call(VM* vm, Value* B, Step* s) noexcept nogil:
    cdef Value* N = B + s.window + 2
    cdef Value f = clause_for(N[-1], <uint32_t>s.n)
    N[-2] = <uint64_t>vm.pc_drive | (<uint64_t>s.window << PC_BITS)
    vm.budget -= 1
    if LIKELY(f != 0 and N + as_proc(f).code.nregs + 64 <= vm.soft_limit):
        N[-1] = f
        vm.base = N
        vm.pc = as_proc(f).code.entry
        return ST_OK
    vm.pc = here(vm)
    return enter(vm, N, s.n)


cdef int push(VM* vm, Value* B, Step* s) noexcept nogil:
    """A frame for vm.waits_for, above that at B."""
    cdef Value* N = B + s.window + 2
    cdef Value lazy = vm.waits_for
    cdef int st
    if N + DRIVE_WORDS + 64 > vm.soft_limit:
        B[s.window + 2] = lazy
        st = more_stack(vm, N + DRIVE_WORDS + 64, N + 1)
        if st != ST_OK:
            return st
    N[-2] = <uint64_t>vm.pc_drive | (<uint64_t>s.window << PC_BITS)
    N[-1] = vm.hooks[HOOK_REALISE]
    N[0] = N[1] = N[2] = N[PRIM] = N[OTHER] = IMM_NIL
    N[HEAD] = lazy
    begin(N, lazy)
    vm.base = N
    vm.budget -= 1
    return ST_OK


cdef int leave(VM* vm, Value* B, Step* s) noexcept nogil:
    """The procedure at B[-1] is called in place of the frame."""
    cdef uint64_t word = B[-2]
    vm.pc = <const uint16_t*><size_t>(word & RETURN_PC)
    vm.base = B - 2 - (word >> PC_BITS)
    return enter(vm, B, s.n)


cdef int drive_on(VM* vm, bint tried) noexcept nogil:
    """`tried`: there is no short way for the first step."""
    cdef Value* B
    cdef Step s
    cdef int st
    cdef bint refused = False
    while True:
        B = vm.base
        if UNLIKELY(vm.budget < 0):
            vm.pc = here(vm)
            vm.top = B + DRIVE_WORDS
            st = safepoint(vm)
            if st != ST_OK:
                return st
        st = CALL if not tried and quick_step(vm, B, &s) else step(vm, B, &s)
        tried = False
        if st == CALL:
            st = call(vm, B, &s)
        elif st == DONE:
            st = return_value(vm, B, s.value)
        elif st == WAIT:
            st = push(vm, B, &s)
            vm.pc = vm.pc_drive
        elif st == LEAVE:
            st = leave(vm, B, &s)
        elif st == AGAIN:
            vm.budget -= 1
            refused = False
            continue
        elif st == ST_NOMEM and not refused:
            refused = True
            vm.pc = here(vm)
            collect_now(vm, B + DRIVE_WORDS)
            continue
        if st != ST_OK:
            if vm.base == B:
                vm.pc = here(vm)
            return ST_MEMORY if st == ST_NOMEM else st
        if vm.pc != vm.pc_drive:
            return ST_OK
        refused = False


cdef int drive_called(VM* vm, Value* B, Step* s) noexcept nogil:
    """Calls what is in the window, and goes on if that was a primitive."""
    cdef int st = call(vm, B, s)
    if st != ST_OK:
        if vm.base == B:
            vm.pc = here(vm)
        return ST_MEMORY if st == ST_NOMEM else st
    return drive_on(vm, False) if vm.pc == vm.pc_drive else ST_OK


cdef int drive(VM* vm) noexcept nogil:
    """A leaf where all goes the usual way: it keeps its variables in registers that nobody has to save."""
    cdef Value* B = vm.base
    cdef Value* N
    cdef Value f
    cdef Step s
    if UNLIKELY(vm.budget < 0):
        return drive_on(vm, False)
    if not quick_step(vm, B, &s):
        return drive_on(vm, True)
    N = B + s.window + 2
    f = clause_for(N[-1], <uint32_t>s.n)
    if UNLIKELY(f == 0 or N + as_proc(f).code.nregs + 64 > vm.soft_limit):
        return drive_called(vm, B, &s)
    N[-2] = <uint64_t>vm.pc_drive | (<uint64_t>s.window << PC_BITS)
    N[-1] = f
    vm.budget -= 1
    vm.base = N
    vm.pc = as_proc(f).code.entry
    return ST_OK


cdef const char* drive_title(VM* vm) noexcept nogil:
    cdef Value* B = vm.base
    if kind_of(B) == STUB_REALISE and is_fix(B[PRIM]) and as_lazy(B[CURRENT]).h.aux < LAZY_THUNK:
        return prim_title(vm, <uint32_t>(fix_value(B[PRIM]) >> 8))
    return b"seq"
