# Where the items of one collection go into another.

from libc.stdint cimport int64_t, uint64_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport heap_reserve
from vmcore._phash cimport DECLINED
from vmcore._pvec cimport *
from vmcore._pmap cimport *
from vmcore._seqs cimport *
from vmcore._pcoll cimport made, answered, no_details
from vmcore._port cimport poll_limits


cdef int look(VM* vm) noexcept nogil:
    charge(vm, PACE * 4)
    return poll_limits(vm)


cdef int collect(VM* vm, Value x, Transient* t) noexcept nogil:
    """The items of a collection."""
    cdef Cursor c
    cdef Value item = 0
    cdef int64_t steps = 0
    cdef int st
    begin_build(vm, t)
    if counted(x) > 64 and not heap_reserve(vm, <uint64_t>counted(x) * 9):
        return ST_NOMEM
    st = cursor_open(vm, x, &c)
    while st == ST_OK:
        st = cursor_next(vm, &c, &item)
        if st == ENDED:
            charge(vm, (steps & PACE) * 4)
            return ST_OK
        if st != FOUND:
            return st
        if not build_push(vm, t, item):
            return ST_NOMEM
        steps += 1
        st = paced(vm, steps)
    return st


cdef int put_item(VM* vm, Transient* t, Value item) noexcept nogil:
    """Into a vector, map or set that is built."""
    if t.h.aux == TRANSIENT_VEC:
        return ST_OK if build_push(vm, t, item) else ST_NOMEM
    if t.h.aux == TRANSIENT_SET:
        return tmap_put(vm, t, item, IMM_TRUE)
    return put_entry(vm, t, item)


cdef int put_entry(VM* vm, Transient* t, Value item) noexcept nogil:
    """What a map takes as an item: a vector of two, a map, nil."""
    cdef Cursor c
    cdef Value key = 0, value = 0
    cdef int64_t steps = 0
    cdef int st
    if is_type(item, T_PVEC):
        if as_obj(item).length != 2:
            return err_msg(vm, b"a vector that goes into a map must be a pair", IMM_NIL)
        return tmap_put(vm, t, pvec_at(as_pvec(item), 0), pvec_at(as_pvec(item), 1))
    if item == IMM_NIL:
        return ST_OK
    if not is_type(item, T_PMAP) and not is_type(item, T_SMAP):
        return DECLINED if is_heap(item) and not is_pair(item) and not is_number_type(item) else ST_TYPE
    st = cursor_open(vm, item, &c)
    while st == ST_OK:
        st = cursor_entry(vm, &c, &key, &value)
        if st == ENDED:
            return ST_OK
        if st == FOUND:
            st = tmap_put(vm, t, key, value)
            steps += 1
            charge(vm, 60)
            if st == ST_OK:
                st = paced(vm, steps)
    return st


cdef inline bint is_number_type(Value v) noexcept nogil:
    cdef int t = header(v).type
    return (t == T_INT64 or t == T_RATIO or t == T_BIGN or t == T_DECIMAL or t == T_SINGLE or t == T_STRING
            or t == T_KEYWORD or t == T_SYMBOL)


cdef int open_transient(VM* vm, Value coll, Transient* t) noexcept nogil:
    if is_type(coll, T_PVEC):
        return ST_OK if build_from(vm, t, as_pvec(coll)) else ST_NOMEM
    if is_type(coll, T_PMAP) or is_type(coll, T_PSET):
        return tmap_from(vm, t, as_pmap(coll))
    return ST_TYPE


cdef Value closed(VM* vm, Transient* t, Value meta) noexcept nogil:
    cdef Value v
    if t.h.aux != TRANSIENT_VEC:
        return tmap_end(vm, t, meta)
    v = build_end(vm, t)
    if v:
        as_pvec(v).meta = meta
    return v


cdef int into(VM* vm, Value to, Value source, Value* out) noexcept nogil:
    cdef Transient t
    cdef Cursor c
    cdef Value item = 0
    cdef int64_t steps = 0
    cdef int st = open_transient(vm, to, &t)
    no_details(vm)
    if st != ST_OK:
        return answered(vm, DECLINED if st == ST_TYPE else st, 0, to, b"collection", out)
    if (is_type(source, T_PMAP) or is_type(source, T_SMAP)) and t.h.aux & ~1 == TRANSIENT_ARRAY & ~1 and is_type(to, T_PMAP):
        st = put_entry(vm, &t, source)
        return answered(vm, st, 1, source, b"collection", out) if st != ST_OK else made(out, closed(vm, &t, as_pvec(to).meta))
    st = cursor_open(vm, source, &c)
    while st == ST_OK:
        st = cursor_next(vm, &c, &item)
        if st == ENDED:
            return made(out, closed(vm, &t, as_pvec(to).meta))
        if st == FOUND:
            st = put_item(vm, &t, item)
            steps += 1
            if t.h.aux != TRANSIENT_VEC:
                charge(vm, 60)
            if st == ST_OK:
                st = paced(vm, steps)
    return answered(vm, st, 1, source, b"collection", out)
