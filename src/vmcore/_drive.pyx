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
from vmcore._pvec cimport pvec_of
from vmcore._port cimport poll_limits

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

cdef enum:
    POLL_MASK = 0xFFFF

cdef struct Step:
    uint32_t window                      # of a call
    int n                                # arguments
    Value value


# ---------------------------------------------------------------- sources

cdef int pending(VM* vm, Value lazy, Value* found) noexcept nogil:
    """The lazy sequence that has to be realised before this one is, or 0."""
    cdef int64_t steps = 0
    cdef int st
    while is_type(lazy, T_LAZY) and as_lazy(lazy).h.aux == LAZY_VALUE:
        lazy = as_lazy(lazy).value
        steps += 1
        if steps & POLL_MASK == 0:        # one that is its own value
            charge(vm, POLL_MASK)
            st = poll_limits(vm)
            if st != ST_OK:
                return st
    found[0] = lazy if is_type(lazy, T_LAZY) and as_lazy(lazy).h.aux >= LAZY_THUNK else 0
    return ST_OK


cdef Value wanted(VM* vm, uint32_t prim, Value first) noexcept nogil:
    cdef Value v = first, found = 0
    if not vm.prims[prim].forces:
        return 0
    if is_type(v, T_LAZY):
        if pending(vm, v, &found) != ST_OK or found:
            return found
        if as_lazy(v).h.aux != LAZY_SEQ:
            return 0
        v = as_lazy(v).value
    if is_pair(v):
        v = cdr(v)
    elif is_type(v, T_SEQ) and as_seq(v).h.aux == SEQ_CHUNK:
        v = as_seq(v).more
    else:
        return 0
    return found if pending(vm, v, &found) == ST_OK else 0


cdef inline bint is_object(Value v) noexcept nogil:
    """May the library know a sequence for it?"""
    cdef int t
    if not is_obj(v):
        return False
    t = as_obj(v).type
    return t == T_RECORD or t == T_HOST or t == T_TABLE or t == T_CONDITION


cdef int not_sequence(VM* vm, Value v) noexcept nogil:
    return err_type(vm, 0, v, b"collection")


cdef int ask_library(VM* vm, Value* B, Value v, uint32_t window, Step* s) noexcept nogil:
    while is_type(v, T_LAZY) and as_lazy(v).h.aux == LAZY_VALUE:
        v = as_lazy(v).value
    if not is_object(v) or not is_proc(vm.hooks[HOOK_SEQ]):
        return not_sequence(vm, v)
    B[window + 1] = vm.hooks[HOOK_SEQ]
    B[window + 2] = v
    s.window = window
    s.n = 1
    return CALL


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
        vm.waits_for = found
        s.window = FOLD_WINDOW
        return WAIT
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


# ---------------------------------------------------------------- lazy sequences

cdef void begin(Value* B, Value lazy) noexcept nogil:
    B[CURRENT] = lazy
    B[SOURCE] = as_lazy(lazy).value
    B[AT] = from_fix(NOT_BEGUN)
    B[KEPT] = from_fix(0)
    B[END] = from_fix(0)


cdef void realise(VM* vm, Value* B, uint32_t prim, int n, Value other, Value lazy) noexcept nogil:
    cdef int i
    B[-1] = vm.hooks[HOOK_REALISE]
    for i in range(n, PRIM):
        B[i] = IMM_NIL
    B[PRIM] = from_fix(<int64_t>prim << 8 | n)
    B[OTHER] = other
    B[HEAD] = lazy
    begin(B, lazy)
    vm.base = B


cdef int settle(VM* vm, Value* B, Value v) noexcept nogil:
    """The sequence that is being realised is v, as far as is known."""
    cdef Value lazy = B[CURRENT]
    cdef Lazy* p = as_lazy(lazy)
    object_barrier(vm, lazy, v)
    p.value = v
    p.f = IMM_NIL
    p.h.aux = LAZY_SEQ if v == IMM_NIL or is_pair(v) or is_type(v, T_SEQ) else LAZY_VALUE
    return AGAIN


cdef void progress(VM* vm, Value* B, Value source) noexcept nogil:
    """Nothing holds what was left out."""
    B[SOURCE] = source
    B[AT] = from_fix(NOT_BEGUN)
    B[KEPT] = from_fix(0)
    object_barrier(vm, B[CURRENT], source)
    as_lazy(B[CURRENT]).value = source


cdef int open_source(VM* vm, Value* B, Value* seq, Step* s) noexcept nogil:
    cdef Value found = 0
    cdef int st
    if fix_value(B[AT]) == OBJECT:
        B[SOURCE] = B[ITEMS]
        B[AT] = from_fix(NOT_BEGUN)
    st = seq_of(vm, B[SOURCE], seq)
    if st != DECLINED:
        return not_sequence(vm, B[SOURCE]) if st == ST_TYPE else st
    st = pending(vm, B[SOURCE], &found)
    if st != ST_OK:
        return st
    if found:
        vm.waits_for = found
        s.window = ITEMS
        return WAIT
    st = ask_library(vm, B, B[SOURCE], ITEMS, s)
    if st == CALL:
        B[AT] = from_fix(OBJECT)
    return st


cdef int thunk_step(VM* vm, Value* B, Step* s) noexcept nogil:
    cdef int64_t at = fix_value(B[AT])
    cdef int st
    s.window = ITEMS
    if at == NOT_BEGUN:
        B[ITEMS + 1] = B[SOURCE]
        B[AT] = from_fix(0)
        s.n = 0
        return CALL
    if at == 0 and is_object(B[ITEMS]):
        st = ask_library(vm, B, B[ITEMS], ITEMS, s)
        if st == CALL:
            B[AT] = from_fix(OBJECT)
        return st
    return settle(vm, B, B[ITEMS])


cdef int iterate_step(VM* vm, Value* B, Step* s) noexcept nogil:
    cdef Value f = as_lazy(B[CURRENT]).f, more, v
    if fix_value(B[AT]) == NOT_BEGUN:
        B[ITEMS + 1] = f
        B[ITEMS + 2] = B[SOURCE]
        B[AT] = from_fix(0)
        s.window = ITEMS
        s.n = 1
        return CALL
    more = new_lazily(vm, LAZY_ITERATE, f, B[ITEMS])
    v = new_pair(vm, B[ITEMS], more) if more else 0
    return settle(vm, B, v) if v else ST_NOMEM


cdef int take_step(VM* vm, Value* B, Step* s) noexcept nogil:
    cdef int64_t n = fix_value(as_lazy(B[CURRENT]).f)
    cdef Value x = 0, first = 0, more = 0
    cdef int st
    if n <= 0:
        return settle(vm, B, IMM_NIL)
    st = open_source(vm, B, &x, s)
    if st != ST_OK:
        return st
    if x == IMM_NIL:
        return settle(vm, B, x)
    st = seq_first(vm, x, &first)
    if st == ST_OK and n > 1:
        st = tail_of(vm, x, &more)
    if st != ST_OK:
        return st
    more = new_lazily(vm, LAZY_TAKE, from_fix(n - 1), more) if n > 1 else IMM_NIL
    x = new_pair(vm, first, more) if more else 0
    return settle(vm, B, x) if x else ST_NOMEM


cdef int turn(VM* vm, Value* B, Value inner) noexcept nogil:
    """(concat (concat a b) c) becomes (concat a (concat b c)): as deep as they are nested, an item costs the same."""
    cdef Value lazy = B[CURRENT]
    cdef Value more = new_lazily(vm, LAZY_CONCAT, as_lazy(lazy).f, as_lazy(inner).f)
    if more == 0:
        return ST_NOMEM
    object_barrier(vm, lazy, more)
    as_lazy(lazy).f = more
    progress(vm, B, as_lazy(inner).value)
    charge(vm, 32)
    return AGAIN


cdef int concat_step(VM* vm, Value* B, Step* s) noexcept nogil:
    cdef Value x = B[SOURCE], first = 0, more = 0
    cdef int st
    if is_type(x, T_LAZY) and as_lazy(x).h.aux == LAZY_CONCAT:
        return turn(vm, B, x)
    st = open_source(vm, B, &x, s)
    if st != ST_OK:
        return st
    if x == IMM_NIL:
        return settle(vm, B, as_lazy(B[CURRENT]).f)
    if is_chunked(x):
        st = chunk_of(vm, as_seq(x), &first)
        if st == ST_OK:
            st = behind_chunk(vm, as_seq(x), &more)
    else:
        st = seq_first(vm, x, &first)
        if st == ST_OK:
            st = tail_of(vm, x, &more)
    if st != ST_OK:
        return st
    more = new_lazily(vm, LAZY_CONCAT, as_lazy(B[CURRENT]).f, more)
    if more == 0:
        return ST_NOMEM
    first = new_seq(vm, SEQ_CHUNK, first, 0, more) if is_chunked(x) else new_pair(vm, first, more)
    return settle(vm, B, first) if first else ST_NOMEM


# ---- f of each item

cdef inline int source_item(VM* vm, Value* B, int64_t at, Value* item) noexcept nogil:
    if is_chunked(B[SOURCE]):
        item[0] = chunk_item(as_seq(B[SOURCE]), at)
        return ST_OK
    return seq_first(vm, B[SOURCE], item)


cdef inline bint keeps(int kind, Value v) noexcept nogil:
    if kind == LAZY_MAP:
        return True
    if kind == LAZY_KEEP:
        return v != IMM_NIL
    return (v != IMM_NIL and v != IMM_FALSE) == (kind != LAZY_REMOVE)


cdef int call_item(VM* vm, Value* B, int64_t at, int64_t kept, Step* s) noexcept nogil:
    cdef Value item = 0
    cdef int st = source_item(vm, B, at, &item)
    if st != ST_OK:
        return st
    s.window = <uint32_t>(ITEMS + kept)
    s.n = 1
    B[s.window + 1] = as_lazy(B[CURRENT]).f
    B[s.window + 2] = item
    B[AT] = from_fix(at)
    B[KEPT] = from_fix(kept)
    return CALL


cdef int end_of_chunk(VM* vm, Value* B, int kind, int64_t kept) noexcept nogil:
    """All results of the first chunk of the source are there."""
    cdef Value x = B[SOURCE], more = 0, v
    cdef bint single = kind == LAZY_TAKE_WHILE or not is_chunked(x)
    cdef int st = tail_of(vm, x, &more) if single else behind_chunk(vm, as_seq(x), &more)
    if st != ST_OK:
        return st
    if kept == 0:
        if kind == LAZY_TAKE_WHILE:
            return settle(vm, B, IMM_NIL)
        progress(vm, B, more)
        return AGAIN
    more = new_lazily(vm, kind, as_lazy(B[CURRENT]).f, more)
    if more == 0:
        return ST_NOMEM
    if single:
        v = new_pair(vm, B[ITEMS], more)
    else:
        v = pvec_of(vm, &B[ITEMS], <uint32_t>kept)
        if v:
            v = new_seq(vm, SEQ_CHUNK, v, 0, more)
    return settle(vm, B, v) if v else ST_NOMEM


cdef int each_step(VM* vm, Value* B, int kind, Step* s) noexcept nogil:
    cdef int64_t at = fix_value(B[AT]), kept = fix_value(B[KEPT]), end
    cdef Value v = 0
    cdef int st
    if at < 0:
        st = open_source(vm, B, &v, s)
        if st != ST_OK:
            return st
        if v == IMM_NIL:
            return settle(vm, B, v)
        B[SOURCE] = v
        end = 1 if kind == LAZY_TAKE_WHILE or not is_chunked(v) else chunk_count(as_seq(v))
        B[END] = from_fix(end)
        return call_item(vm, B, 0, 0, s)
    end = fix_value(B[END])
    if at < end:                          # a result is there
        if keeps(kind, B[ITEMS + kept]):
            if kind >= LAZY_FILTER:
                st = source_item(vm, B, at, &v)
                if st != ST_OK:
                    return st
                B[ITEMS + kept] = v
            kept += 1
        at += 1
        if at < end:
            return call_item(vm, B, at, kept, s)
        B[AT] = from_fix(at)
        B[KEPT] = from_fix(kept)
    return end_of_chunk(vm, B, kind, kept)


# ---- the end

cdef int answer(VM* vm, Value* B, Step* s) noexcept nogil:
    """The sequence is realised: what asked for it goes on."""
    cdef Value v = 0, next
    cdef uint32_t prim
    cdef int st = lazy_seq(vm, B[HEAD], &v)
    if st == ST_TYPE or st == DECLINED:
        v = B[HEAD]
        while is_type(v, T_LAZY):
            v = as_lazy(v).value
        return not_sequence(vm, v)
    s.value = v
    if st != ST_OK:
        return st
    if B[PRIM] == IMM_NIL:
        return DONE
    prim = <uint32_t>(fix_value(B[PRIM]) >> 8)
    s.n = fix_value(B[PRIM]) & 0xFF
    st = prim_call(vm, prim, B, s.n, &s.value)
    if st != ST_OK:
        return st
    if s.value != IMM_DEFAULT:
        return DONE
    next = wanted(vm, prim, B[0])
    if next:
        B[HEAD] = next
        begin(B, next)
        return AGAIN
    B[-1] = (<Global*>as_obj(B[OTHER])).value
    return LEAVE


cdef int realise_step(VM* vm, Value* B, Step* s) noexcept nogil:
    cdef int kind = as_lazy(B[CURRENT]).h.aux
    cdef Value found = 0
    cdef int st
    if LAZY_MAP <= kind <= LAZY_TAKE_WHILE:
        return each_step(vm, B, kind, s)
    if kind == LAZY_THUNK:
        return thunk_step(vm, B, s)
    if kind == LAZY_TAKE:
        return take_step(vm, B, s)
    if kind == LAZY_CONCAT:
        return concat_step(vm, B, s)
    if kind == LAZY_ITERATE:
        return iterate_step(vm, B, s)
    if kind == LAZY_VALUE:                # realised: by what it stands for, perhaps
        st = pending(vm, B[CURRENT], &found)
        if st != ST_OK:
            return st
        if found:
            begin(B, found)
            return AGAIN
    return answer(vm, B, s)


# ---------------------------------------------------------------- driving

cdef inline const uint16_t* here(VM* vm) noexcept nogil:
    """Behind DRIVE; a node of a tree is where it is."""
    return vm.pc_drive if vm.tree else vm.pc_drive + 4


cdef inline uint32_t kind_of(Value* B) noexcept nogil:
    return as_proc(B[-1]).code.index


cdef inline int step(VM* vm, Value* B, Step* s) noexcept nogil:
    return fold_step(vm, B, s) if kind_of(B) == STUB_FOLD else realise_step(vm, B, s)


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
    realise(vm, N, 0, 0, IMM_NIL, lazy)
    N[PRIM] = IMM_NIL
    vm.budget -= 1
    return ST_OK


cdef int leave(VM* vm, Value* B, Step* s) noexcept nogil:
    """The procedure at B[-1] is called in place of the frame."""
    cdef uint64_t word = B[-2]
    vm.pc = <const uint16_t*><size_t>(word & RETURN_PC)
    vm.base = B - 2 - (word >> PC_BITS)
    return enter(vm, B, s.n)


cdef int drive(VM* vm) noexcept nogil:
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
        st = step(vm, B, &s)
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


cdef const char* drive_title(VM* vm) noexcept nogil:
    cdef Value* B = vm.base
    if kind_of(B) == STUB_REALISE and is_fix(B[PRIM]) and as_lazy(B[CURRENT]).h.aux < LAZY_THUNK:
        return prim_title(vm, <uint32_t>(fix_value(B[PRIM]) >> 8))
    return b"seq"
