# Sequences.

from libc.stdint cimport int64_t, uint32_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._pvec cimport *
from vmcore._pmap cimport *
from vmcore._psorted cimport *
from vmcore._seqs cimport *
from vmcore._port cimport poll_limits

cdef enum:
    POLL_MASK = 0xFFFF


cdef inline int made(Value* out, Value v) noexcept nogil:
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


cdef inline int answer(Value* out, bint yes) noexcept nogil:
    out[0] = from_bool(yes)
    return ST_OK


cdef inline int answered(VM* vm, int st, Value got, Value* out) noexcept nogil:
    """Of what went through the first argument."""
    if st == ST_OK:
        return ST_OK
    if st == DECLINED:
        out[0] = IMM_DEFAULT
        return ST_OK
    return err_type(vm, 0, got, b"collection") if st == ST_TYPE else st


cdef int prim_sys_seq(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value x = args[0]
    return answered(vm, seq_of(vm, x, out), x, out)


cdef int prim_sys_first(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value x = args[0]
    return answered(vm, seq_first(vm, x, out), x, out)


cdef int prim_sys_next(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value x = args[0]
    return answered(vm, seq_next(vm, x, out), x, out)


cdef int prim_sys_rest(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value x = args[0]
    return answered(vm, seq_rest(vm, x, out), x, out)


cdef int prim_sys_second(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value x = args[0], next = 0
    cdef int st
    if is_type(x, T_PVEC):
        out[0] = pvec_at(as_pvec(x), 1) if as_obj(x).length > 1 else IMM_NIL
        return ST_OK
    st = seq_next(vm, x, &next)
    if st == ST_OK:
        st = seq_first(vm, next, out)
    return answered(vm, st, x, out)


cdef int prim_sys_nthnext(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value x = args[0], s = args[0]
    cdef int64_t left = fix_value(args[1])
    cdef int st
    if left > 0 and is_type(x, T_PVEC):
        if left >= as_obj(x).length:
            out[0] = IMM_NIL
            return ST_OK
        return made(out, new_seq(vm, SEQ_VEC, x, left, 0))
    st = seq_of(vm, s, &s)
    while left > 0 and st == ST_OK and s != IMM_NIL:
        st = seq_next(vm, s, &s)
        left -= 1
        if left & POLL_MASK == POLL_MASK and st == ST_OK:
            charge(vm, POLL_MASK)
            st = poll_limits(vm)
    if st == ST_OK:
        out[0] = s
    return answered(vm, st, x, out)


cdef int prim_sys_cons(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value x = args[0], s = args[1]
    cdef int st
    if not is_pair(s) and s != IMM_NIL and not is_type(s, T_LAZY):
        st = seq_of(vm, s, &s)
        if st != ST_OK:
            if st == ST_TYPE:
                return err_type(vm, 1, args[1], b"collection")
            return answered(vm, st, s, out)
    return made(out, new_pair(vm, x, s))


cdef int prim_sys_rseq(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value x = args[0]
    cdef bint sorted = is_type(x, T_SMAP) or is_type(x, T_SSET)
    if not sorted and not is_type(x, T_PVEC):
        return err_type(vm, 0, x, b"vector or sorted collection")
    if as_obj(x).length == 0:
        out[0] = IMM_NIL
        return ST_OK
    return made(out, new_seq(vm, SEQ_TREE_BACK if sorted else SEQ_BACK, x, <int64_t>as_obj(x).length - 1, 0))


# ---------------------------------------------------------------- keys and values

cdef int entry_parts(VM* vm, Value x, int which, Value* out) noexcept nogil:
    """The keys or values of a sequence of entries, as a list of pairs."""
    cdef Transient t
    cdef Cursor c
    cdef Value entry = 0, list = IMM_NIL
    cdef uint32_t i
    cdef int64_t steps = 0
    cdef int st = cursor_open(vm, x, &c)
    begin_build(vm, &t)
    while st == ST_OK:
        st = cursor_next(vm, &c, &entry)
        if st == ENDED:
            break
        if st == FOUND:
            st = ST_TYPE
            if is_type(entry, T_PVEC) and as_obj(entry).aux & PVEC_ENTRY:
                st = ST_OK if build_push(vm, &t, pvec_at(as_pvec(entry), which)) else ST_NOMEM
            steps += 1
            if st == ST_OK and steps & POLL_MASK == 0:
                charge(vm, POLL_MASK)
                st = poll_limits(vm)
    if st != ENDED:
        return st
    for i in range(t.h.length):
        list = new_pair(vm, build_at(&t, t.h.length - 1 - i), list)
        if list == 0:
            return ST_NOMEM
    out[0] = list
    return ST_OK


cdef int parts(VM* vm, Value x, int which, Value* out) noexcept nogil:
    cdef int kind
    cdef int st
    if is_type(x, T_PMAP) or is_type(x, T_SMAP):
        if as_obj(x).length == 0:
            out[0] = IMM_NIL
            return ST_OK
        if is_type(x, T_SMAP):
            return made(out, new_seq(vm, SEQ_TREE_VALS if which else SEQ_TREE_KEYS, x, 0, 0))
        st = seq_of(vm, x, out)
        if st == ST_OK:
            as_obj(out[0]).aux = SEQ_VALS if which else SEQ_KEYS     # the view was made just now
        return st
    if is_sequential(x):
        kind = entry_parts(vm, x, which, out)
        return err_type(vm, 0, x, b"map") if kind == ST_TYPE else kind
    if x == IMM_NIL or (counted(x) == 0 and not is_string(x)):
        out[0] = IMM_NIL
        return ST_OK
    if is_type(x, T_RECORD) or is_type(x, T_HOST) or is_type(x, T_TABLE):
        return DECLINED
    return err_type(vm, 0, x, b"map")


cdef int prim_sys_keys(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value x = args[0]
    cdef int st = parts(vm, x, 0, out)
    if st == DECLINED:
        out[0] = IMM_DEFAULT
        return ST_OK
    return st


cdef int prim_sys_vals(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value x = args[0]
    cdef int st = parts(vm, x, 1, out)
    if st == DECLINED:
        out[0] = IMM_DEFAULT
        return ST_OK
    return st


cdef int prim_sys_range(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    """Declines also where the step is 0, and where a number would be no small integer."""
    cdef int64_t start, end, step, count
    if not (is_fix(args[0]) and is_fix(args[1]) and is_fix(args[2])) or args[2] == from_fix(0):
        out[0] = IMM_DEFAULT
        return ST_OK
    start = fix_value(args[0])
    end = fix_value(args[1])
    step = fix_value(args[2])
    count = (end - start + step - (1 if step > 0 else -1)) // step       # cdivision: truncated
    if (end <= start) if step > 0 else (end >= start):
        return made(out, empty_list(vm))
    return made(out, new_seq(vm, SEQ_RANGE, args[0], count, args[2]))


# ---------------------------------------------------------------- lazy ones

cdef int prim_sys_lazy(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(out, new_lazy(vm, LAZY_THUNK, args[0], IMM_NIL))


cdef int prim_sys_lazily(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t kind = fix_value(args[0])
    if kind <= LAZY_THUNK or kind > LAZY_ITERATE or (kind == LAZY_TAKE and not is_fix(args[1])):
        return err_range(vm, 0, args[0])
    return made(out, new_lazily(vm, <int>kind, args[1], args[2]))


cdef int prim_sys_lazy_thunk(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Lazy* p = as_lazy(args[0])
    out[0] = p.value if p.h.aux == LAZY_THUNK else IMM_FALSE
    return ST_OK


cdef int prim_sys_lazy_set_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    """What is realised stays as it is."""
    cdef Lazy* p = as_lazy(args[0])
    cdef Value v = args[1]
    if p.h.aux == LAZY_THUNK:
        object_barrier(vm, args[0], v)
        p.value = v
        p.h.aux = LAZY_SEQ if v == IMM_NIL or is_pair(v) else LAZY_VALUE
    out[0] = v
    return ST_OK


cdef int prim_sys_lazy_pending(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    cdef int64_t steps = 0
    cdef int st
    while is_type(v, T_LAZY) and as_lazy(v).h.aux == LAZY_VALUE:
        v = as_lazy(v).value
        steps += 1
        if steps & POLL_MASK == 0:
            charge(vm, POLL_MASK)
            st = poll_limits(vm)
            if st != ST_OK:
                return st
    out[0] = v if is_type(v, T_LAZY) and as_lazy(v).h.aux >= LAZY_THUNK else IMM_FALSE
    return ST_OK


cdef int prim_sys_realized_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if is_type(args[0], T_LAZY):
        return answer(out, as_lazy(args[0]).h.aux < LAZY_THUNK)
    out[0] = IMM_DEFAULT
    return ST_OK


# ---------------------------------------------------------------- chunks

cdef int prim_sys_chunked_seq_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_chunked(args[0]))


cdef int prim_sys_chunk_first(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return chunk_of(vm, as_seq(args[0]), out) if is_chunked(args[0]) else no_chunks(vm, args[0])


cdef int no_chunks(VM* vm, Value v) noexcept nogil:
    return err_type(vm, 0, v, b"sequence with chunks")


cdef int prim_sys_chunk_rest(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value x = 0
    cdef int st = behind_chunk(vm, as_seq(args[0]), &x) if is_chunked(args[0]) else no_chunks(vm, args[0])
    if st != ST_OK:
        return st
    if x == IMM_NIL:
        x = empty_list(vm)
    return made(out, x)


cdef int prim_sys_chunk_next(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value x = args[0], behind = 0
    cdef int st = behind_chunk(vm, as_seq(x), &behind) if is_chunked(x) else no_chunks(vm, x)
    if st == ST_OK:
        st = seq_of(vm, behind, out)
        return answered(vm, st, x, out)
    return st


cdef int prim_sys_chunk_cons(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value more = args[1]
    if as_obj(args[0]).length == 0:
        out[0] = more
        return ST_OK
    return made(out, new_seq(vm, SEQ_CHUNK, args[0], 0, more))


# ---------------------------------------------------------------- kinds

cdef int prim_sys_lazy_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_LAZY))


cdef int prim_sys_seq_view_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_SEQ))


cdef int prim_sys_seq_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_sequential(args[0]) and not is_type(args[0], T_PVEC))


cdef int prim_sys_sequential_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_sequential(args[0]))


cdef int prim_sys_counted_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, args[0] != IMM_NIL and counted(args[0]) >= 0 and not is_string(args[0])
                  and not is_vector(args[0]) and not is_type(args[0], T_BYTES))
