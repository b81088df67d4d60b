# Lazy sequences that are realised: what a frame of STUB_REALISE does next. _drive says how such frames work.
#
# What waits for a result is found again by the registers: a step that is refused memory has changed nothing that matters,
# and is done again after a collection.

from libc.stdint cimport int64_t, uint32_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._slow cimport *
from vmcore._seqs cimport *
from vmcore._pvec cimport pvec_of
from vmcore._port cimport poll_limits

cdef enum:
    POLL_MASK = 0xFFFF


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


# ---------------------------------------------------------------- lazy sequences

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


cdef inline int settle(VM* vm, Value* B, Value v, Step* s) noexcept nogil:
    """The sequence that is being realised is v, as far as is known."""
    cdef Value lazy = B[CURRENT]
    cdef Lazy* p = as_lazy(lazy)
    object_barrier(vm, lazy, v)
    p.value = v
    p.f = IMM_NIL
    if v != IMM_NIL and not is_pair(v) and not is_type(v, T_SEQ):
        p.h.aux = LAZY_VALUE
        return AGAIN
    p.h.aux = LAZY_SEQ
    if B[PRIM] != IMM_NIL or B[HEAD] != lazy:
        return AGAIN
    s.value = v                           # what answer() would say
    return DONE


cdef inline void progress(VM* vm, Value* B, Value source) noexcept nogil:
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
        return wait_for(vm, found, ITEMS, s)
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
    return settle(vm, B, B[ITEMS], s)


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
    return settle(vm, B, v, s) if v else ST_NOMEM


cdef int take_step(VM* vm, Value* B, Step* s) noexcept nogil:
    cdef int64_t n = fix_value(as_lazy(B[CURRENT]).f)
    cdef Value x = 0, first = 0, more = 0
    cdef int st
    if n <= 0:
        return settle(vm, B, IMM_NIL, s)
    if is_pending(B[SOURCE]) and fix_value(B[AT]) == NOT_BEGUN:
        return wait_for(vm, B[SOURCE], ITEMS, s)
    st = open_source(vm, B, &x, s)
    if st != ST_OK:
        return st
    if x == IMM_NIL:
        return settle(vm, B, x, s)
    st = seq_first(vm, x, &first)
    if st == ST_OK and n > 1:
        st = tail_of(vm, x, &more)
    if st != ST_OK:
        return st
    more = new_lazily(vm, LAZY_TAKE, from_fix(n - 1), more) if n > 1 else IMM_NIL
    x = new_pair(vm, first, more) if more else 0
    return settle(vm, B, x, s) if x else ST_NOMEM


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
        return settle(vm, B, as_lazy(B[CURRENT]).f, s)
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
    return settle(vm, B, first, s) if first else ST_NOMEM


# ---- f of each item

cdef inline int source_item(VM* vm, Value* B, int64_t at, Value* item) noexcept nogil:
    if is_chunked(B[SOURCE]):
        item[0] = chunk_item(as_seq(B[SOURCE]), at)
        return ST_OK
    return seq_first(vm, B[SOURCE], item)


cdef inline int chunk_begun(Value* B, Value x, Value f, Step* s) noexcept nogil:
    """f of the first item of a chunk."""
    B[SOURCE] = x
    B[AT] = B[KEPT] = from_fix(0)
    B[END] = from_fix(chunk_count(as_seq(x)))
    B[ITEMS + 1] = f
    B[ITEMS + 2] = chunk_item(as_seq(x), 0)
    s.window = ITEMS
    s.n = 1
    return CALL


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


cdef int end_of_chunk(VM* vm, Value* B, int kind, int64_t kept, Step* s) noexcept nogil:
    """All results of the first chunk of the source are there."""
    cdef Value x = B[SOURCE], more = 0, v
    cdef bint single = kind == LAZY_TAKE_WHILE or not is_chunked(x)
    cdef int st = tail_of(vm, x, &more) if single else behind_chunk(vm, as_seq(x), &more)
    if st != ST_OK:
        return st
    if kept == 0:
        if kind == LAZY_TAKE_WHILE:
            return settle(vm, B, IMM_NIL, s)
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
    return settle(vm, B, v, s) if v else ST_NOMEM


cdef inline int pair_begun(Value* B, Value pair, Value f, Step* s) noexcept nogil:
    """f of the first item of a list."""
    B[SOURCE] = pair
    B[AT] = B[KEPT] = from_fix(0)
    B[END] = from_fix(1)
    B[ITEMS + 1] = f
    B[ITEMS + 2] = car(pair)
    s.window = ITEMS
    s.n = 1
    return CALL


cdef inline int pair_done(VM* vm, Value* B, int kind, Step* s) noexcept nogil:
    """The source is a list, and f of its first item is there."""
    cdef Lazy* lazy = as_lazy(B[CURRENT])
    cdef Value source = B[SOURCE], v = B[ITEMS], more
    if not keeps(kind, v):
        if kind == LAZY_TAKE_WHILE:
            return settle(vm, B, IMM_NIL, s)
        progress(vm, B, cdr(source))
        vm.budget -= 1
        if vm.budget >= 0 and is_pair(B[SOURCE]):
            return pair_begun(B, B[SOURCE], lazy.f, s)
        return AGAIN
    more = new_lazily(vm, kind, lazy.f, cdr(source))
    v = new_pair(vm, car(source) if kind >= LAZY_FILTER else v, more) if more else 0
    return settle(vm, B, v, s) if v else ST_NOMEM


cdef int each_step(VM* vm, Value* B, int kind, Step* s) noexcept nogil:
    cdef int64_t at = fix_value(B[AT]), kept, end
    cdef Value v = B[SOURCE]
    cdef int st
    if at >= 0 and is_pair(v):
        return pair_done(vm, B, kind, s)
    if at == NOT_BEGUN:
        if is_pending(v):
            return wait_for(vm, v, ITEMS, s)
        v = present(v)
        if is_pair(v):
            return pair_begun(B, v, as_lazy(B[CURRENT]).f, s)
        if kind != LAZY_TAKE_WHILE and is_chunked(v):
            return chunk_begun(B, v, as_lazy(B[CURRENT]).f, s)
    kept = fix_value(B[KEPT])
    if at < 0:
        st = open_source(vm, B, &v, s)
        if st != ST_OK:
            return st
        if v == IMM_NIL:
            return settle(vm, B, v, s)
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
    return end_of_chunk(vm, B, kind, kept, s)


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
    st = quick_prim(vm, prim, B, s.n, &s.value)
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
