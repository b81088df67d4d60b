# Persistent collections. The ways that programs go most of the time come first in each function.

from libc.stdint cimport int64_t, uint32_t, int32_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._pequal cimport *
from vmcore._pvec cimport *
from vmcore._pmap cimport *
from vmcore._psorted cimport *
from vmcore._seqs cimport *
from vmcore._pcoll cimport *
from vmcore._pprint cimport put_value
from vmcore._text cimport Text, text_init, text_free, text_to_value, text_string
from vmcore._port cimport poll_limits

cdef enum:
    CLOSED = 0x8000                      # Transient.h.aux: it is persistent by now
    POLL_MASK = 0x3FFF


cdef inline int made(Value* out, Value v) noexcept nogil:
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


cdef inline int answer(Value* out, bint yes) noexcept nogil:
    out[0] = from_bool(yes)
    return ST_OK


cdef inline int answered(VM* vm, int st, int index, Value got, const char* expected, Value* out) noexcept nogil:
    """A status for the loop: ST_TYPE gets the details, DECLINED is an answer."""
    if st == ST_OK:
        return ST_OK
    if st == DECLINED:
        out[0] = IMM_DEFAULT
        return ST_OK
    return err_type(vm, index, got, expected) if st == ST_TYPE and vm.err_expected == NULL else st


cdef inline void no_details(VM* vm) noexcept nogil:
    vm.err_expected = NULL


# ---------------------------------------------------------------- making

cdef int prim_sys_plist(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = IMM_NIL
    cdef int i
    if n == 0:
        return made(out, empty_list(vm))
    charge(vm, n * 2)
    for i in range(n):
        v = new_plist(vm, args[n - 1 - i], v, i + 1)
        if v == 0:
            return ST_NOMEM
    out[0] = v
    return ST_OK


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
            charge(vm, (steps & POLL_MASK) * 4)
            return ST_OK
        if st != FOUND:
            return st
        if not build_push(vm, t, item):
            return ST_NOMEM
        steps += 1
        st = paced(vm, steps)
    return st


cdef inline int paced(VM* vm, int64_t steps) noexcept nogil:
    if steps & POLL_MASK:
        return ST_OK
    charge(vm, POLL_MASK * 4)
    return poll_limits(vm)


cdef int prim_sys_list_to_plist(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Transient t
    cdef Value v = IMM_NIL
    cdef uint32_t i
    cdef int st
    if is_type(args[0], T_PLIST):
        out[0] = args[0]
        return ST_OK
    no_details(vm)
    st = collect(vm, args[0], &t)
    if st != ST_OK:
        return answered(vm, st, 0, args[0], b"sequence", out)
    if t.h.length == 0:
        return made(out, empty_list(vm))
    if not heap_reserve(vm, <uint64_t>t.h.length * sizeof(PList)):
        return ST_NOMEM
    for i in range(t.h.length):
        v = new_plist(vm, build_at(&t, t.h.length - 1 - i), v, i + 1)
        if v == 0:
            return ST_NOMEM
    out[0] = v
    return ST_OK


cdef int prim_sys_pvec(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if n > SMALL_VEC:
        charge(vm, n)
    elif n == 0:
        if vm.empty_vec == IMM_UNDEF:
            vm.empty_vec = pvec_small(vm, NULL, 0, IMM_NIL)
        return made(out, vm.empty_vec)
    return made(out, pvec_of(vm, args, <uint32_t>n))


cdef int prim_sys_vec(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Transient t
    cdef int st
    if is_type(args[0], T_PVEC):
        if as_pvec(args[0]).meta != IMM_NIL or as_obj(args[0]).aux & PVEC_ENTRY:
            return made(out, pvec_with_meta(vm, as_pvec(args[0]), as_pvec(args[0]).meta))
        out[0] = args[0]
        return ST_OK
    no_details(vm)
    st = collect(vm, args[0], &t)
    if st != ST_OK:
        return answered(vm, st, 0, args[0], b"collection", out)
    return made(out, build_end(vm, &t))


cdef int prim_sys_map_entry(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(out, pvec_entry(vm, args[0], args[1]))


cdef int no_value(VM* vm, Value key) noexcept nogil:
    cdef Value irritants = new_pair(vm, key, IMM_NIL)
    return err_msg(vm, b"no value supplied for key:", irritants) if irritants else ST_NOMEM


cdef int duplicate(VM* vm, Value key) noexcept nogil:
    cdef Value irritants = new_pair(vm, key, IMM_NIL)
    return err_msg(vm, b"duplicate key:", irritants) if irritants else ST_NOMEM


cdef int keyed(VM* vm, Value* args, int n, int kind, bint once, Value* out) noexcept nogil:
    """A map of keys and values, or a set of items."""
    cdef Transient t
    cdef uint32_t before
    cdef int i = 0, st = tmap_begin(vm, &t, kind)
    cdef int stride = 1 if kind == TRANSIENT_SET else 2
    if stride == 2 and n & 1:
        return no_value(vm, args[n - 1])
    while st == ST_OK and i < n:
        before = t.h.length
        if stride == 1:
            st = tmap_put(vm, &t, args[i], IMM_TRUE)
        elif once or kind == TRANSIENT_MAP:
            st = tmap_put(vm, &t, args[i], args[i + 1])
        else:
            st = tmap_put_array(vm, &t, args[i], args[i + 1])
        if st == ST_OK and once and t.h.length == before:
            return duplicate(vm, args[i])
        i += stride
        charge(vm, 64)
        if st == ST_OK and i & POLL_MASK == 0:
            st = poll_limits(vm)
    if st != ST_OK:
        return answered(vm, st, i - stride, args[i - stride], b"key", out)
    return made(out, tmap_end(vm, &t, IMM_NIL))


cdef inline bint all_keywords(Value* args, int n) noexcept nogil:
    """Of up to 8 keys: are they different keywords?"""
    cdef int i, j
    for i in range(0, n, 2):
        if not is_type(args[i], T_KEYWORD):
            return False
        for j in range(0, i, 2):
            if args[j] == args[i]:
                return False
    return True


cdef Value empty_map(VM* vm) noexcept nogil:
    if vm.empty_map == IMM_UNDEF:
        vm.empty_map = pmap_empty(vm, T_PMAP, IMM_NIL)
    return vm.empty_map


cdef int prim_sys_map(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if n == 0:
        return made(out, empty_map(vm))
    if n <= ARRAY_MAP * 2 and n & 1 == 0 and all_keywords(args, n):
        return made(out, pmap_array(vm, args, <uint32_t>n >> 1))
    return keyed(vm, args, n, TRANSIENT_ARRAY if n <= ARRAY_MAP * 2 else TRANSIENT_MAP, True, out)


cdef int prim_sys_hash_map(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if n == 0:
        return made(out, empty_map(vm))
    return keyed(vm, args, n, TRANSIENT_MAP, False, out)


cdef int prim_sys_array_map(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if n == 0:
        return made(out, empty_map(vm))
    return keyed(vm, args, n, TRANSIENT_ARRAY, False, out)


cdef Value empty_set(VM* vm) noexcept nogil:
    if vm.empty_set == IMM_UNDEF:
        vm.empty_set = pmap_empty(vm, T_PSET, IMM_NIL)
    return vm.empty_set


cdef int prim_sys_set(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if n == 0:
        return made(out, empty_set(vm))
    return keyed(vm, args, n, TRANSIENT_SET, True, out)


cdef int prim_sys_hash_set(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if n == 0:
        return made(out, empty_set(vm))
    return keyed(vm, args, n, TRANSIENT_SET, False, out)


cdef int prim_sys_into_map(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Transient t
    cdef Cursor c
    cdef Value key = 0, value = 0
    cdef int64_t steps = 0
    cdef int st = tmap_begin(vm, &t, TRANSIENT_ARRAY)
    no_details(vm)
    if st == ST_OK:
        st = cursor_open(vm, args[0], &c)
    while st == ST_OK:
        st = cursor_next(vm, &c, &key)
        if st == ENDED:
            return made(out, tmap_end(vm, &t, IMM_NIL))
        if st == FOUND:
            st = cursor_next(vm, &c, &value)
            if st == ENDED:
                return no_value(vm, key)
        if st == FOUND:
            st = tmap_put(vm, &t, key, value)
            steps += 1
            charge(vm, 60)
            if st == ST_OK:
                st = paced(vm, steps)
    return answered(vm, st, 0, args[0], b"sequence", out)


cdef int prim_sys_into_set(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value empty
    if is_type(args[0], T_PSET):
        if as_pmap(args[0]).meta != IMM_NIL:
            return made(out, pmap_with_meta(vm, as_pmap(args[0]), IMM_NIL))
        out[0] = args[0]
        return ST_OK
    empty = empty_set(vm)
    return into(vm, empty, args[0], out) if empty else ST_NOMEM


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
    return t == T_INT64 or t == T_RATIO or t == T_BIGN or t == T_DECIMAL or t == T_STRING or t == T_KEYWORD or t == T_SYMBOL


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


cdef int prim_sys_into(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return into(vm, args[0], args[1], out)


# ---------------------------------------------------------------- look-up

cdef int prim_sys_get(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value m = args[0], key = args[1]
    cdef PMap* p
    cdef Value* items
    cdef uint32_t i, count
    cdef int st
    if is_type(m, T_PMAP) and is_type(key, T_KEYWORD):
        p = as_pmap(m)
        if p.h.aux & PMAP_ARRAY:
            items = &p.root
            count = p.h.length
            for i in range(count):
                if items[i * 2] == key:
                    out[0] = items[i * 2 + 1]
                    return ST_OK
            out[0] = args[2] if n > 2 else IMM_NIL
            return ST_OK
    no_details(vm)
    st = coll_get(vm, m, key, args[2] if n > 2 else IMM_NIL, out)
    return answered(vm, st, 1, key, b"comparable value", out)


cdef int prim_sys_contains_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value found = 0, value = 0
    cdef int st
    no_details(vm)
    st = coll_find(vm, args[0], args[1], &found, &value)
    if st != ST_OK:
        if is_type(args[0], T_SMAP) or is_type(args[0], T_SSET):
            return answered(vm, st, 1, args[1], b"comparable value", out)
        return answered(vm, st, 0, args[0], b"map, set or vector", out)
    return answer(out, found != IMM_UNDEF)


cdef int prim_sys_find(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value found = 0, value = 0
    cdef int st
    no_details(vm)
    st = coll_find(vm, args[0], args[1], &found, &value)
    if st != ST_OK:
        return answered(vm, st, 0, args[0], b"map or vector", out)
    if found == IMM_UNDEF:
        out[0] = IMM_NIL
        return ST_OK
    return made(out, pvec_entry(vm, found, value))


cdef int prim_sys_nth(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0], at = args[1]
    cdef int64_t i, length
    cdef int st
    if is_type(v, T_PVEC) and is_fix(at) and <uint64_t>fix_value(at) < as_obj(v).length:
        out[0] = pvec_at(as_pvec(v), <uint32_t>fix_value(at))
        return ST_OK
    if is_double(at):
        at = from_fix(<int64_t>unbox_double(at)) if -1e12 < unbox_double(at) < 1e12 else IMM_NIL
    if not is_fix(at):
        return err_type(vm, 1, args[1], b"integer")
    i = fix_value(at)
    no_details(vm)
    st = coll_nth(vm, v, i, &at)
    if st != ST_OK:
        return answered(vm, st, 0, v, b"sequence or vector", out)
    if at == IMM_UNDEF:
        length = counted(v)
        if n < 3 and v != IMM_NIL:
            return err_beyond(vm, 1, args[1], length) if length >= 0 else err_range(vm, 1, args[1])
        at = args[2] if n > 2 else IMM_NIL
    out[0] = at
    return ST_OK


cdef int prim_sys_count(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t count = 0
    cdef int st
    no_details(vm)
    st = seq_count(vm, args[0], &count)
    if st == ST_OK:
        out[0] = from_fix(count)
    return answered(vm, st, 0, args[0], b"collection", out)


cdef int prim_sys_peek(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    if v == IMM_NIL:
        out[0] = v
    elif is_type(v, T_PVEC):
        out[0] = pvec_at(as_pvec(v), as_obj(v).length - 1) if as_obj(v).length else IMM_NIL
    elif is_type(v, T_PLIST):
        out[0] = as_plist(v).first
    elif is_type(v, T_RECORD):
        out[0] = IMM_DEFAULT
    elif is_pair(v) and cdr(v) == IMM_NIL:
        out[0] = car(v)
    else:
        return err_type(vm, 0, v, b"vector or list")
    return ST_OK


# ---------------------------------------------------------------- changed copies

cdef int prim_sys_conj(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st
    if is_type(args[0], T_PVEC):
        return made(out, pvec_conj(vm, as_pvec(args[0]), args[1]))
    no_details(vm)
    st = coll_conj(vm, args[0], args[1], out)
    if st == ST_TYPE and (is_type(args[0], T_PMAP) or is_type(args[0], T_SMAP) or is_type(args[0], T_SSET)):
        return answered(vm, st, 1, args[1], b"comparable value" if is_type(args[0], T_SSET) else b"entry of a map", out)
    return answered(vm, st, 0, args[0], b"collection", out)


cdef int prim_sys_assoc(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st
    no_details(vm)
    st = coll_assoc(vm, args[0], args[1], args[2], out)
    if st == ST_TYPE and is_type(args[0], T_SMAP):
        return answered(vm, st, 1, args[1], b"comparable value", out)
    return answered(vm, st, 0, args[0], b"map or vector", out)


cdef int prim_sys_dissoc(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value m = args[0]
    if m == IMM_NIL:
        out[0] = m
        return ST_OK
    no_details(vm)
    if is_type(m, T_PMAP):
        return answered(vm, pmap_dissoc(vm, as_pmap(m), args[1], out), 1, args[1], b"key", out)
    if is_type(m, T_SMAP):
        return answered(vm, sorted_dissoc(vm, as_sorted(m), args[1], out), 1, args[1], b"comparable value", out)
    return answered(vm, DECLINED if is_type(m, T_RECORD) else ST_TYPE, 0, m, b"map", out)


cdef int prim_sys_disj(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value m = args[0]
    if m == IMM_NIL:
        out[0] = m
        return ST_OK
    no_details(vm)
    if is_type(m, T_PSET):
        return answered(vm, pmap_dissoc(vm, as_pmap(m), args[1], out), 1, args[1], b"key", out)
    if is_type(m, T_SSET):
        return answered(vm, sorted_dissoc(vm, as_sorted(m), args[1], out), 1, args[1], b"comparable value", out)
    return answered(vm, DECLINED if is_type(m, T_RECORD) else ST_TYPE, 0, m, b"set", out)


cdef int prim_sys_pop(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0], rest
    if v == IMM_NIL:
        out[0] = v
        return ST_OK
    if is_type(v, T_PVEC):
        if as_obj(v).length == 0:
            return err_msg(vm, b"an empty vector has no last item", IMM_NIL)
        return made(out, pvec_pop(vm, as_pvec(v)))
    if is_type(v, T_PLIST):
        if as_obj(v).length == 0:
            return err_msg(vm, b"an empty list has no first item", IMM_NIL)
        rest = as_plist(v).rest
        if rest == IMM_NIL:
            return coll_empty(vm, v, out)
        if as_plist(v).meta == IMM_NIL and as_plist(rest).meta == IMM_NIL:
            out[0] = rest
            return ST_OK
        return coll_with_meta(vm, rest, as_plist(v).meta, out)
    if is_type(v, T_RECORD):
        out[0] = IMM_DEFAULT
        return ST_OK
    if is_pair(v) and cdr(v) == IMM_NIL:
        return made(out, empty_list(vm))
    return err_type(vm, 0, v, b"vector or list")


cdef int prim_sys_empty(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answered(vm, coll_empty(vm, args[0], out), 0, args[0], b"collection", out)


cdef int prim_sys_subvec(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t start = fix_value(args[1]), end = fix_value(args[2])
    cdef int64_t count
    if not is_type(args[0], T_PVEC):
        if is_type(args[0], T_RECORD):
            out[0] = IMM_DEFAULT
            return ST_OK
        return err_type(vm, 0, args[0], b"vector")
    count = as_obj(args[0]).length
    if end < 0 or end > count:
        return err_beyond(vm, 2, args[2], count)
    if start < 0 or start > end:
        return err_beyond(vm, 1, args[1], count)
    return made(out, pvec_part(vm, as_pvec(args[0]), <uint32_t>start, <uint32_t>end))


# ---------------------------------------------------------------- sorted ones

cdef int prim_sys_sorted_map(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(out, sorted_empty(vm, T_SMAP, args[0], IMM_NIL))


cdef int prim_sys_sorted_set(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(out, sorted_empty(vm, T_SSET, args[0], IMM_NIL))


cdef int prim_sys_sorted_order(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = as_sorted(args[0]).order
    return ST_OK


cdef int prim_sys_sorted_rank(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t rank = 0
    cdef bint found = False
    cdef int st
    no_details(vm)
    st = sorted_rank(vm, as_sorted(args[0]), args[1], &rank, &found)
    if st == ST_OK:
        out[0] = from_fix(rank if found else -1 - rank)
    return answered(vm, st, 1, args[1], b"comparable value", out)


cdef int place(VM* vm, Value* args, int64_t behind) noexcept nogil:
    """Is the second argument the rank of an entry, or one of `behind` places behind the last?"""
    cdef int64_t n = as_obj(args[0]).length
    return ST_OK if 0 <= fix_value(args[1]) < n + behind else err_beyond(vm, 1, args[1], n)


cdef int prim_sys_sorted_key(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = place(vm, args, 0)
    if st == ST_OK:
        out[0] = tree_at(as_sorted(args[0]).root, fix_value(args[1])).key
    return st


cdef int prim_sys_sorted_value(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = place(vm, args, 0)
    if st == ST_OK:
        out[0] = tree_at(as_sorted(args[0]).root, fix_value(args[1])).value
    return st


cdef int prim_sys_sorted_insert(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = place(vm, args, 1)
    return sorted_insert(vm, as_sorted(args[0]), fix_value(args[1]), args[2], args[3], out) if st == ST_OK else st


cdef int prim_sys_sorted_replace(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = place(vm, args, 0)
    return sorted_replace(vm, as_sorted(args[0]), fix_value(args[1]), args[2], out) if st == ST_OK else st


cdef int prim_sys_sorted_remove(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = place(vm, args, 0)
    return sorted_remove(vm, as_sorted(args[0]), fix_value(args[1]), out) if st == ST_OK else st


cdef int prim_sys_sorted_seq(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    """nil beyond either end."""
    cdef int64_t i = fix_value(args[1])
    if i < 0 or i >= as_obj(args[0]).length:
        out[0] = IMM_NIL
        return ST_OK
    return made(out, new_seq(vm, SEQ_TREE if args[2] != IMM_FALSE else SEQ_TREE_BACK, args[0], i, 0))


# ---------------------------------------------------------------- building in place

cdef inline int open_(VM* vm, Value v) noexcept nogil:
    if as_obj(v).aux & CLOSED:
        return err_msg(vm, b"a transient is used after persistent!", IMM_NIL)
    return ST_OK


cdef inline Transient* as_transient(Value v) noexcept nogil:
    return <Transient*>as_obj(v)


cdef int changed(VM* vm, int st, Value v, Value key, Value* out) noexcept nogil:
    """After a change in place: the transient may refer to new nodes."""
    if st != ST_OK:
        return answered(vm, st, 1, key, b"key", out)
    object_barrier(vm, v, as_transient(v).root)
    object_barrier(vm, v, as_transient(v).tail)
    out[0] = v
    return ST_OK


cdef int prim_sys_transient(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Transient* t = <Transient*>alloc(vm, sizeof(Transient))
    cdef int st
    if t == NULL:
        return ST_NOMEM
    no_details(vm)
    t.root = t.tail = IMM_UNDEF
    st = open_transient(vm, args[0], t)
    if st != ST_OK:
        set_header(t, T_TRANSIENT, sizeof(Transient), CLOSED, 0)
        return answered(vm, DECLINED if is_type(args[0], T_RECORD) else st, 0, args[0], b"vector, hash map or set", out)
    out[0] = tag_obj(t)
    return ST_OK


cdef int prim_sys_persistent_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value t = args[0], v
    cdef int st = open_(vm, t)
    if st != ST_OK:
        return st
    v = closed(vm, as_transient(t), IMM_NIL)
    if v == 0:
        return ST_NOMEM
    as_obj(t).aux |= CLOSED
    out[0] = v
    return ST_OK


cdef int prim_sys_conj_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value t = args[0]
    cdef int st = open_(vm, t)
    if st != ST_OK:
        return st
    no_details(vm)
    return changed(vm, put_item(vm, as_transient(t), args[1]), t, args[1], out)


cdef int prim_sys_assoc_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value t = args[0]
    cdef int64_t i = 0
    cdef int st = open_(vm, t)
    if st != ST_OK:
        return st
    no_details(vm)
    if as_obj(t).aux == TRANSIENT_SET:
        return err_type(vm, 0, t, b"transient map or vector")
    if as_obj(t).aux != TRANSIENT_VEC:
        return changed(vm, tmap_put(vm, as_transient(t), args[1], args[2]), t, args[1], out)
    st = vec_index(args[1], as_obj(t).length, &i)
    if st == ST_TYPE:
        return err_type(vm, 1, args[1], b"integer")
    if st == ST_OK:
        st = ST_OK if build_set(vm, as_transient(t), <uint32_t>i, args[2]) else ST_NOMEM
    elif i == as_obj(t).length:
        st = ST_OK if build_push(vm, as_transient(t), args[2]) else ST_NOMEM
    else:
        return err_beyond(vm, 1, args[1], as_obj(t).length)
    return changed(vm, st, t, args[1], out)


cdef int remove_key(VM* vm, Value* args, bint from_set, Value* out) noexcept nogil:
    cdef Value t = args[0]
    cdef int st = open_(vm, t)
    if st != ST_OK:
        return st
    no_details(vm)
    if as_obj(t).aux == TRANSIENT_VEC or (as_obj(t).aux == TRANSIENT_SET) != from_set:
        return err_type(vm, 0, t, b"transient set" if from_set else b"transient map")
    return changed(vm, tmap_remove(vm, as_transient(t), args[1]), t, args[1], out)


cdef int prim_sys_dissoc_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return remove_key(vm, args, False, out)


cdef int prim_sys_disj_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return remove_key(vm, args, True, out)


cdef int prim_sys_pop_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value t = args[0]
    cdef int st = open_(vm, t)
    if st != ST_OK:
        return st
    if as_obj(t).aux != TRANSIENT_VEC:
        return err_type(vm, 0, t, b"transient vector")
    if as_obj(t).length == 0:
        return err_msg(vm, b"an empty vector has no last item", IMM_NIL)
    return changed(vm, ST_OK if build_pop(vm, as_transient(t)) else ST_NOMEM, t, t, out)


# ---------------------------------------------------------------- values

cdef int prim_sys_equiv(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef bint same = False
    cdef int st = equiv(vm, args[0], args[1], &same)
    out[0] = from_bool(same) if st == ST_OK else IMM_DEFAULT
    return ST_OK if st == DECLINED else st


cdef int prim_sys_hash(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef uint32_t hash = 0
    cdef int st = hasheq(vm, args[0], &hash)
    out[0] = from_fix(<int32_t>hash) if st == ST_OK else IMM_DEFAULT
    return ST_OK if st == DECLINED else st


cdef int prim_sys_compare(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int order = 0
    cdef int st
    cdef Value a = args[0], b = args[1]
    no_details(vm)
    st = compare_values(vm, a, b, &order)
    if st == ST_OK:
        out[0] = from_fix(order)
    return answered(vm, st, 1, b, b"value that can be compared with the first", out)


cdef int prim_sys_identical_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, args[0] == args[1])


cdef int prim_sys_meta(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    return answered(vm, coll_meta(v, out), 0, v, b"value", out)


cdef int prim_sys_with_meta(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value meta = args[1]
    if meta != IMM_NIL and not is_type(meta, T_PMAP) and not is_type(meta, T_SMAP):
        if is_type(meta, T_RECORD):
            out[0] = IMM_DEFAULT
            return ST_OK
        return err_type(vm, 1, meta, b"map")
    no_details(vm)
    return answered(vm, coll_with_meta(vm, args[0], meta, out), 0, args[0], b"value with metadata", out)


# ---------------------------------------------------------------- text

cdef int put_text(VM* vm, Text* t, int st, Value* out) noexcept nogil:
    """The text as an immutable string; gives the builder back."""
    cdef Value v = 0
    if st == ST_OK:
        st = text_to_value(vm, t, &v)
    text_free(t)
    if st == DECLINED:
        v = IMM_DEFAULT
    elif st != ST_OK:
        return st
    else:
        as_string(v).h.flags |= F_IMMUTABLE
    out[0] = v
    return ST_OK


cdef int prim_sys_pr_str(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Text t
    text_init(&t)
    t.vm = vm
    return put_text(vm, &t, put_value(vm, &t, args[0], args[1] != IMM_FALSE and args[1] != IMM_NIL), out)


cdef int prim_sys_str(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Text t
    cdef Value v
    cdef int i, st
    if n == 1 and is_string(args[0]) and as_string(args[0]).h.flags & F_IMMUTABLE:
        out[0] = args[0]
        return ST_OK
    st = text_init(&t)
    t.vm = vm
    for i in range(n):
        v = args[i]
        if is_string(v):
            charge(vm, as_string(v).h.length >> 3)
            st = text_string(&t, as_string(v), 0, as_string(v).h.length)
        elif v != IMM_NIL:
            st = put_value(vm, &t, v, is_nested(v))
        if st != ST_OK:
            break
    return put_text(vm, &t, st, out)


cdef inline bint is_nested(Value v) noexcept nogil:
    """Inside of a collection, strings have their quotes."""
    return is_pair(v) or (is_obj(v) and T_PLIST <= as_obj(v).type <= T_LAZY)


# ---------------------------------------------------------------- kinds

cdef int prim_sys_plist_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_PLIST))


cdef int prim_sys_pvec_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_PVEC))


cdef int prim_sys_pmap_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_PMAP))


cdef int prim_sys_pset_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_PSET))


cdef int prim_sys_smap_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_SMAP))


cdef int prim_sys_sset_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_SSET))


cdef int prim_sys_map_entry_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_PVEC) and as_obj(args[0]).aux & PVEC_ENTRY != 0)


cdef int prim_sys_array_map_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_PMAP) and as_obj(args[0]).aux & PMAP_ARRAY != 0)


cdef int prim_sys_transient_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_TRANSIENT))


cdef int prim_sys_bign_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_BIGN))


cdef int prim_sys_decimal_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_DECIMAL))
