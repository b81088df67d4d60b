# Equality, hashes, order, metadata, text and kinds of persistent data.

from libc.stdint cimport int32_t, int64_t, uint16_t, uint32_t
from libc.string cimport memcpy
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._pequal cimport *
from vmcore._pcompare cimport compare_values
from vmcore._pcoll cimport *
from vmcore._heap cimport new_string
from vmcore._edn cimport read_edn
from vmcore._pprint cimport put_value, small_digits
from vmcore._text cimport Text, text_init, text_free, text_to_value, text_string


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


cdef int prim_sys_pending(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef uint32_t hash = 0
    cdef int st
    vm.waits_for = IMM_FALSE
    st = hasheq(vm, args[0], &hash)
    if st != ST_OK and st != DECLINED:
        return st
    out[0] = vm.waits_for if st == DECLINED else IMM_FALSE
    return ST_OK


cdef int prim_sys_set_rtd_equality_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t kind = fix_value(args[1])
    cdef Rtd* rtd = <Rtd*>as_obj(args[0])
    if kind < RTD_ASKS or kind > RTD_NUMBERS or (kind == RTD_MAP and as_vector(rtd.fields).h.length < 2):
        return err_range(vm, 1, args[1])
    rtd.h.aux = <uint16_t>kind
    rtd.h.length = <uint32_t>fix_value(args[2])
    out[0] = IMM_UNSPEC
    return ST_OK


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


cdef int prim_sys_read_edn(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = read_edn(vm, as_string(args[0]), out)
    if st == DECLINED:
        out[0] = IMM_DEFAULT
        return ST_OK
    return st


cdef int prim_sys_str(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Text t
    cdef Value v
    cdef char[24] digits
    cdef int i, st
    if n == 1 and is_fix(args[0]):
        i = small_digits(fix_value(args[0]), digits)
        v = new_string(vm, <size_t>i, 1)
        if v == 0:
            return ST_NOMEM
        memcpy(as_string(v).data, digits, <size_t>i)
        as_string(v).h.flags |= F_IMMUTABLE
        out[0] = v
        return ST_OK
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
    if is_type(args[0], T_TRANSIENT):
        return answer(out, as_obj(args[0]).aux == TRANSIENT_ARRAY)
    return answer(out, is_type(args[0], T_PMAP) and as_obj(args[0]).aux & PMAP_ARRAY != 0)


cdef int prim_sys_transient_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_TRANSIENT))


cdef int prim_sys_bign_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_BIGN))


cdef int prim_sys_decimal_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_DECIMAL))
