# Operations on collections of every kind.

from libc.stdint cimport int64_t, uint32_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._pequal cimport *
from vmcore._pvec cimport *
from vmcore._pmap cimport *
from vmcore._psorted cimport *
from vmcore._seqs cimport *
from vmcore._port cimport poll_limits

cdef enum:
    POLL_MASK = 0xFFFF


cdef inline bint asks(int t) noexcept nogil:
    """Is this a type of which the library decides what it does?"""
    return t == T_RECORD or t == T_HOST or t == T_TABLE or t == T_CONDITION or t == T_GLOBAL or t == T_PROC


# ---------------------------------------------------------------- look-up

cdef int vec_index(Value key, uint32_t count, int64_t* i) noexcept nogil:
    if not is_fix(key):
        return ST_TYPE
    i[0] = fix_value(key)
    return ST_OK if 0 <= i[0] < count else ST_RANGE


cdef int found_item(Value coll, Value key, Value* found, Value* value) noexcept nogil:
    """Of what is looked into by place."""
    cdef int64_t i = 0
    if vec_index(key, header(coll).length, &i) != ST_OK:
        return ST_OK
    found[0] = key
    if is_string(coll):
        value[0] = from_char(string_ref(as_string(coll), i))
    elif is_vector(coll):
        value[0] = as_vector(coll).items[i]
    elif is_type(coll, T_TRANSIENT):
        value[0] = build_at(<Transient*>as_obj(coll), <uint32_t>i)
    else:
        value[0] = pvec_at(as_pvec(coll), <uint32_t>i)
    return ST_OK


cdef int coll_find(VM* vm, Value m, Value key, Value* found, Value* value) noexcept nogil:
    cdef Value* entry
    cdef TreeNode* node
    cdef int t, st
    found[0] = IMM_UNDEF
    if not is_heap(m):
        return ST_OK if m == IMM_NIL else ST_TYPE
    if is_pair(m):
        return ST_TYPE
    t = header(m).type
    if t == T_PVEC or t == T_STRING or t == T_VECTOR or (t == T_TRANSIENT and as_obj(m).aux == TRANSIENT_VEC):
        return found_item(m, key, found, value)
    if t == T_PMAP or t == T_PSET or t == T_TRANSIENT:
        st = tmap_find(vm, <Transient*>as_obj(m), key, &entry) if t == T_TRANSIENT else pmap_find(vm, as_pmap(m), key, &entry)
        if st == ST_OK and entry != NULL:
            found[0] = entry[0]
            value[0] = entry[1]
            if t == T_PSET or (t == T_TRANSIENT and as_obj(m).aux == TRANSIENT_SET):
                value[0] = entry[0]
        return st
    if t == T_SMAP or t == T_SSET:
        st = sorted_find(vm, as_sorted(m), key, &node)
        if st == ST_OK and node != NULL:
            found[0] = node.key
            value[0] = node.value if t == T_SMAP else node.key
        return st
    return DECLINED if asks(t) else ST_TYPE


cdef int coll_get(VM* vm, Value m, Value key, Value missing, Value* out) noexcept nogil:
    """What is no collection has no keys."""
    cdef Value found = 0, value = 0
    cdef int st = coll_find(vm, m, key, &found, &value)
    if st == ST_TYPE and not (is_type(m, T_SMAP) or is_type(m, T_SSET)):
        st = ST_OK
    if st == ST_OK:
        out[0] = value if found != IMM_UNDEF else missing
    return st


cdef int coll_nth(VM* vm, Value coll, int64_t i, Value* out) noexcept nogil:
    cdef Cursor c
    cdef int t, st
    cdef Value value = IMM_UNDEF
    out[0] = IMM_UNDEF
    if coll == IMM_NIL:
        return ST_OK
    if not is_heap(coll):
        return ST_TYPE
    t = T_PAIR if is_pair(coll) else header(coll).type
    if t == T_PVEC or t == T_STRING or t == T_VECTOR or (t == T_TRANSIENT and as_obj(coll).aux == TRANSIENT_VEC):
        found_item(coll, from_fix(i) if fits_fix(i) else IMM_NIL, &value, out)
        return ST_OK
    if not is_sequential(coll):
        return DECLINED if asks(t) else ST_TYPE
    if i < 0:
        return ST_OK
    st = cursor_open(vm, coll, &c)
    if st != ST_OK:
        return st
    if is_type(c.x, T_SEQ) and as_seq(c.x).h.aux <= SEQ_RANGE and as_seq(c.x).h.aux != SEQ_BACK and is_counted_seq(as_seq(c.x)) \
            and as_seq(c.x).h.aux != SEQ_TREE_BACK:
        if i >= counted(c.x):
            return ST_OK
        c.i += i
        i = 0
    while True:
        st = cursor_next(vm, &c, &value)
        if st == ENDED:
            return ST_OK
        if st != FOUND:
            return st
        if i == 0:
            out[0] = value
            return ST_OK
        i -= 1
        if i & POLL_MASK == POLL_MASK:
            charge(vm, POLL_MASK)
            st = poll_limits(vm)
            if st != ST_OK:
                return st


# ---------------------------------------------------------------- one item more

cdef int conj_entries(VM* vm, Value m, Value x, Value* out) noexcept nogil:
    """A map, or a sequence of entries, into a map."""
    cdef Cursor c
    cdef Value key = 0, value = 0
    cdef bint by_pairs = is_type(x, T_PMAP) or is_type(x, T_SMAP)
    cdef int st = cursor_open(vm, x, &c)
    while st == ST_OK:
        st = cursor_entry(vm, &c, &key, &value) if by_pairs else cursor_next(vm, &c, &key)
        if st == ENDED:
            out[0] = m
            return ST_OK
        if st != FOUND:
            return st
        if by_pairs:
            st = coll_assoc(vm, m, key, value, &m)
        elif is_type(key, T_PVEC) and as_obj(key).aux & PVEC_ENTRY:
            st = coll_assoc(vm, m, pvec_at(as_pvec(key), 0), pvec_at(as_pvec(key), 1), &m)
        else:
            return ST_TYPE
        charge(vm, 200)
    return st


cdef int conj_map(VM* vm, Value m, Value x, Value* out) noexcept nogil:
    if is_type(x, T_PVEC):
        if as_obj(x).length != 2:
            return err_msg(vm, b"a vector that goes into a map must be a pair", IMM_NIL)
        return coll_assoc(vm, m, pvec_at(as_pvec(x), 0), pvec_at(as_pvec(x), 1), out)
    if x == IMM_NIL:
        out[0] = m
        return ST_OK
    if is_heap(x) and not is_pair(x) and asks(header(x).type):
        return DECLINED
    return conj_entries(vm, m, x, out)


cdef int coll_conj(VM* vm, Value coll, Value x, Value* out) noexcept nogil:
    cdef int t, st
    cdef Value v
    if is_pair(coll):
        return made(out, new_pair(vm, x, coll))
    if coll == IMM_NIL:
        return made(out, new_plist(vm, x, IMM_NIL, 1))
    if not is_heap(coll):
        return ST_TYPE
    t = header(coll).type
    if t == T_PVEC:
        return made(out, pvec_conj(vm, as_pvec(coll), x))
    if t == T_PLIST:
        v = new_plist(vm, x, coll if as_obj(coll).length else IMM_NIL, as_obj(coll).length + 1)
        if v:
            as_plist(v).meta = as_plist(coll).meta
        return made(out, v)
    if t == T_PMAP or t == T_SMAP:
        return conj_map(vm, coll, x, out)
    if t == T_PSET:
        return pmap_assoc(vm, as_pmap(coll), x, IMM_TRUE, out)
    if t == T_SSET:
        return sorted_assoc(vm, as_sorted(coll), x, IMM_TRUE, out)
    if t == T_SEQ:
        return made(out, new_pair(vm, x, coll))
    if t == T_LAZY:
        st = lazy_seq(vm, coll, &v)
        return made(out, new_pair(vm, x, v)) if st == ST_OK else st
    return DECLINED if asks(t) else ST_TYPE


cdef int assoc_vec(VM* vm, Value v, Value key, Value value, Value* out) noexcept nogil:
    cdef int64_t i = 0
    cdef uint32_t n = as_obj(v).length
    cdef int st = vec_index(key, n, &i)
    if st == ST_OK:
        return made(out, pvec_assoc(vm, as_pvec(v), <uint32_t>i, value))
    if st == ST_RANGE and i == n:
        return made(out, pvec_conj(vm, as_pvec(v), value))
    return err_type(vm, 1, key, b"integer") if st == ST_TYPE else err_beyond(vm, 1, key, n)


cdef int coll_assoc(VM* vm, Value m, Value key, Value value, Value* out) noexcept nogil:
    cdef int t
    if m == IMM_NIL:
        m = pmap_empty(vm, T_PMAP, IMM_NIL)
        if m == 0:
            return ST_NOMEM
    if not is_heap(m) or is_pair(m):
        return ST_TYPE
    t = header(m).type
    if t == T_PMAP:
        return pmap_assoc(vm, as_pmap(m), key, value, out)
    if t == T_PVEC:
        return assoc_vec(vm, m, key, value, out)
    if t == T_SMAP:
        return sorted_assoc(vm, as_sorted(m), key, value, out)
    return DECLINED if asks(t) else ST_TYPE


cdef int coll_empty(VM* vm, Value coll, Value* out) noexcept nogil:
    cdef int t
    cdef Value v
    if is_pair(coll) or is_type(coll, T_SEQ) or is_type(coll, T_LAZY):
        return made(out, empty_list(vm))
    t = as_obj(coll).type if is_obj(coll) else T_STRING
    if t == T_PVEC and not as_obj(coll).aux & PVEC_ENTRY:
        return made(out, pvec_small(vm, NULL, 0, as_pvec(coll).meta))
    if t == T_PLIST:
        if as_plist(coll).meta == IMM_NIL:
            return made(out, empty_list(vm))
        v = new_plist(vm, IMM_NIL, IMM_NIL, 0)
        if v:
            as_plist(v).meta = as_plist(coll).meta
        return made(out, v)
    if t == T_PMAP or t == T_PSET:
        v = pmap_empty(vm, t, as_pmap(coll).meta)
        if v and t == T_PMAP and not as_pmap(coll).h.aux & PMAP_ARRAY:
            v = pmap_empty(vm, T_PSET, as_pmap(coll).meta)
            if v:
                as_obj(v).type = T_PMAP
        return made(out, v)
    if t == T_SMAP or t == T_SSET:
        return made(out, sorted_empty(vm, t, as_sorted(coll).order, as_sorted(coll).meta))
    out[0] = IMM_NIL
    return DECLINED if asks(t) else ST_OK


# ---------------------------------------------------------------- metadata

cdef int coll_meta(Value v, Value* out) noexcept nogil:
    cdef int t
    out[0] = IMM_NIL
    if not is_heap(v) or is_pair(v):
        return ST_OK
    t = header(v).type
    if T_PLIST <= t <= T_LAZY:
        out[0] = as_plist(v).meta         # all of them have it in the same place
    elif t == T_SYMBOL and as_obj(v).aux == 2:
        out[0] = (<SymbolCopy*>as_obj(v)).meta
    elif asks(t):
        return DECLINED
    return ST_OK


cdef Value symbol_copy(VM* vm, Symbol* s, Value meta) noexcept nogil:
    cdef SymbolCopy* copy = <SymbolCopy*>alloc(vm, sizeof(SymbolCopy))
    if copy == NULL:
        return 0
    set_header(copy, T_SYMBOL, sizeof(SymbolCopy), 2, s.h.length)
    copy.symbol.h.flags |= F_IMMUTABLE
    copy.symbol.hash = s.hash
    copy.symbol.name = s.name
    copy.symbol.cell = IMM_UNDEF
    copy.meta = meta
    return tag_obj(copy)


cdef Value seq_copy(VM* vm, Seq* s, Value meta) noexcept nogil:
    cdef Value v = new_seq(vm, s.h.aux, s.x, s.i, s.more if s.h.aux >= SEQ_RANGE else 0)
    if v:
        as_seq(v).meta = meta
    return v


cdef int coll_with_meta(VM* vm, Value v, Value meta, Value* out) noexcept nogil:
    cdef int t
    cdef Value copy
    if is_pair(v):
        return made(out, new_lazy(vm, LAZY_SEQ, v, meta))
    if not is_heap(v):
        return ST_TYPE
    t = header(v).type
    if t == T_PVEC:
        return made(out, pvec_with_meta(vm, as_pvec(v), meta))
    if t == T_PMAP or t == T_PSET:
        return made(out, pmap_with_meta(vm, as_pmap(v), meta))
    if t == T_SMAP or t == T_SSET:
        return made(out, sorted_with_meta(vm, as_sorted(v), meta))
    if t == T_PLIST:
        copy = new_plist(vm, as_plist(v).first, as_plist(v).rest, as_obj(v).length)
        if copy:
            as_plist(copy).meta = meta
        return made(out, copy)
    if t == T_SEQ:
        return made(out, seq_copy(vm, as_seq(v), meta))
    if t == T_LAZY:
        if as_lazy(v).h.aux == LAZY_SEQ:
            return made(out, new_lazy(vm, LAZY_SEQ, as_lazy(v).value, meta))
        return made(out, new_lazy(vm, LAZY_VALUE, v, meta))
    if t == T_SYMBOL:
        return made(out, symbol_copy(vm, <Symbol*>as_obj(v), meta))
    return DECLINED if asks(t) else ST_TYPE
