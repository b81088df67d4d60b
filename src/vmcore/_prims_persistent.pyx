# Persistent collections. The ways that programs go most of the time come first in each function.

from libc.stdint cimport int64_t, uint32_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._pequal cimport *
from vmcore._phash cimport hash_long
from vmcore._pvec cimport *
from vmcore._pmap cimport *
from vmcore._psorted cimport *
from vmcore._seqs cimport *
from vmcore._pcoll cimport *
from vmcore._pbuild cimport *
from vmcore._port cimport poll_limits


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
        if st == ST_OK and i & PACE == 0:
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


cdef int prim_sys_into(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return into(vm, args[0], args[1], out)


# ---------------------------------------------------------------- look-up

cdef int get_slow(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value m = args[0], key = args[1]
    cdef Value* entry
    cdef int st
    no_details(vm)
    if is_type(m, T_PMAP):
        st = pmap_find(vm, as_pmap(m), key, &entry)
        if st == ST_OK:
            out[0] = entry[1] if entry != NULL else args[2] if n > 2 else IMM_NIL
            return ST_OK
    else:
        st = coll_get(vm, m, key, args[2] if n > 2 else IMM_NIL, out)
    return answered(vm, st, 1, key, b"comparable value", out)


cdef int prim_sys_get(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    """Keywords in small maps, small integers and keywords in large ones come first: neither can fail."""
    cdef Value m = args[0], key = args[1]
    cdef PMap* p
    cdef Value* items
    cdef uint32_t i, count, hash
    if not is_type(m, T_PMAP):
        return get_slow(vm, args, n, out)
    p = as_pmap(m)
    if p.h.aux & PMAP_ARRAY:
        if not is_type(key, T_KEYWORD):
            return get_slow(vm, args, n, out)
        items = &p.root
        count = p.h.length
        for i in range(count):
            if items[i * 2] == key:
                out[0] = items[i * 2 + 1]
                return ST_OK
        out[0] = args[2] if n > 2 else IMM_NIL
        return ST_OK
    if is_fix(key):
        hash = hash_long(fix_value(key))
    elif is_type(key, T_KEYWORD) and as_obj(key).length:
        hash = as_obj(key).length
    else:
        return get_slow(vm, args, n, out)
    if trie_find(vm, p.root, hash, key, &items) != ST_OK:
        return get_slow(vm, args, n, out)
    out[0] = items[1] if items != NULL else args[2] if n > 2 else IMM_NIL
    return ST_OK


cdef int prim_sys_contains_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value found = 0, value = 0
    cdef int st
    no_details(vm)
    if is_string(args[0]) and not is_fix(args[1]):
        return answered(vm, ST_TYPE, 1, args[1], b"index of a string", out)
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
    st = ST_TYPE if is_string(args[0]) else coll_find(vm, args[0], args[1], &found, &value)
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
    if is_type(args[0], T_PMAP):
        st = pmap_assoc(vm, as_pmap(args[0]), args[1], args[2], out)
    else:
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
