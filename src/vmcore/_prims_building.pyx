# Sorted collections by rank, and collections that are changed in place.

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
from vmcore._prims_persistent cimport prim_sys_assoc

cdef enum:
    CLOSED = 0x8000                      # Transient.h.aux: it is persistent by now
    OWN = 0x4000                         # Transient.h.aux: of a map; made by %assoc-own


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


cdef inline bint put_quickly(VM* vm, Transient* t, Value key, Value value) noexcept nogil:
    """Into a map that is a trie, in nodes of its own. False: nothing has changed."""
    cdef Change c
    cdef uint32_t hash
    if is_fix(key):
        hash = hash_long(fix_value(key))
    elif is_type(key, T_KEYWORD) and as_obj(key).length:
        hash = as_obj(key).length
    else:
        return False
    if t.root == IMM_UNDEF:
        return False
    open_change(&c, vm, t.edit)
    if not trie_put(&c, t.root, hash, key, value):
        return False
    t.h.length += c.counted
    return True


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
    cdef int st
    if as_obj(t).aux == TRANSIENT_MAP and put_quickly(vm, as_transient(t), args[1], args[2]):
        out[0] = t
        return ST_OK
    st = open_(vm, t)
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


# ---------------------------------------------------------------- maps of loops

cdef inline bint is_own(Value m) noexcept nogil:
    return is_type(m, T_TRANSIENT) and as_obj(m).aux & OWN


cdef int prim_sys_assoc_own(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    """The first change is one of a persistent map: where it changes nothing, the answer is the very map."""
    cdef Value m = args[0], v = 0
    cdef Transient* t = NULL
    cdef int st
    if is_own(m):
        if put_quickly(vm, as_transient(m), args[1], args[2]):
            out[0] = m
            return ST_OK
        no_details(vm)
        return changed(vm, tmap_put(vm, as_transient(m), args[1], args[2]), m, args[1], out)
    if is_type(m, T_PMAP) and not as_pmap(m).h.aux & PMAP_ARRAY and as_pmap(m).meta == IMM_NIL:
        t = <Transient*>alloc(vm, sizeof(Transient))
        if t == NULL:
            return ST_NOMEM
        set_header(t, T_TRANSIENT, sizeof(Transient), CLOSED, 0)
        t.root = t.tail = IMM_UNDEF
        t.shift = IMM_NIL
    st = prim_sys_assoc(vm, args, n, &v)
    if st == ST_OK and t != NULL and v != m and is_type(v, T_PMAP):
        tmap_from(vm, t, as_pmap(v))
        t.h.aux |= OWN
        v = tag_obj(t)
    out[0] = v
    return st


cdef int prim_sys_disown(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value m = args[0], v
    if not is_own(m):
        out[0] = m
        return ST_OK
    v = tmap_end(vm, as_transient(m), IMM_NIL)
    if v == 0:
        return ST_NOMEM
    as_obj(m).aux = CLOSED
    out[0] = v
    return ST_OK


# ---------------------------------------------------------------- keys whose hash and equality are the program's
# The library has the hashes computed, and finds which key of the collection, if any, a key is equal to: docs/decisions/0039.

cdef int prim_sys_transient_set_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_TRANSIENT) and as_obj(args[0]).aux & ~OWN == TRANSIENT_SET)


cdef inline bint is_hashed(Value v) noexcept nogil:
    return is_type(v, T_PMAP) or is_type(v, T_PSET) or (is_type(v, T_TRANSIENT) and as_obj(v).aux != TRANSIENT_VEC)


cdef int prim_sys_same_hash(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0], found = IMM_NIL, root = IMM_UNDEF
    cdef Value* items = NULL
    cdef uint32_t i, count = 0
    if not is_hashed(v):
        return err_type(vm, 0, v, b"map or set")
    if is_type(v, T_TRANSIENT):
        if open_(vm, v) != ST_OK:
            return open_(vm, v)
        if as_obj(v).aux == TRANSIENT_ARRAY:
            items = (<VecNode*>as_obj(as_transient(v).tail)).items
        root = as_transient(v).root
    elif as_pmap(v).h.aux & PMAP_ARRAY:
        items = &as_pmap(v).root
    else:
        root = as_pmap(v).root
    if items == NULL:
        return made(out, trie_same(vm, root, <uint32_t>fix_value(args[1])))
    count = as_obj(v).length
    charge(vm, count)
    for i in range(count):
        found = new_pair(vm, items[(count - 1 - i) * 2], found)
        if found == 0:
            return ST_NOMEM
    out[0] = found
    return ST_OK


cdef enum:                               # what is done
    TO_GET = 0
    TO_TEST = 1
    TO_FIND = 2
    TO_PUT = 3
    TO_REMOVE = 4


cdef int look_up(VM* vm, int what, Value m, Value key, Value missing, Value* out) noexcept nogil:
    cdef Value found = 0, value = 0
    cdef int st = coll_find(vm, m, key, &found, &value)
    if st != ST_OK:
        return st
    if what == TO_TEST:
        return answer(out, found != IMM_UNDEF)
    if what == TO_GET:
        out[0] = value if found != IMM_UNDEF else missing
        return ST_OK
    if found != IMM_UNDEF:
        return made(out, pvec_entry(vm, found, value))
    out[0] = IMM_NIL
    return ST_OK


cdef int alter(VM* vm, int what, Value m, Value key, Value value, Value* out) noexcept nogil:
    cdef int st
    if not is_type(m, T_TRANSIENT):
        if what == TO_REMOVE:
            return pmap_dissoc(vm, as_pmap(m), key, out)
        return pmap_assoc(vm, as_pmap(m), key, IMM_TRUE if is_type(m, T_PSET) else value, out)
    st = open_(vm, m)
    if st != ST_OK:
        return st
    if what == TO_REMOVE:
        st = tmap_remove(vm, as_transient(m), key)
    else:
        st = tmap_put(vm, as_transient(m), key, IMM_TRUE if as_obj(m).aux == TRANSIENT_SET else value)
    return changed(vm, st, m, key, out)


cdef int prim_sys_with_hash(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value m = args[0]
    cdef int64_t what = fix_value(args[1])
    cdef int st
    if not is_hashed(m):
        return err_type(vm, 0, m, b"map or set")
    if what < TO_GET or what > TO_REMOVE:
        return err_range(vm, 1, args[1])
    no_details(vm)
    vm.given[0] = vm.given[1] = args[2]
    vm.given_hashes[0] = <uint32_t>fix_value(args[4])
    if is_pair(args[5]) and is_fix(cdr(args[5])):
        vm.given[1] = car(args[5])
        vm.given_hashes[1] = <uint32_t>fix_value(cdr(args[5]))
    vm.by_hash = True
    if what <= TO_FIND:
        st = look_up(vm, <int>what, m, args[2], args[3], out)
    else:
        st = alter(vm, <int>what, m, args[2], args[3], out)
    vm.by_hash = False
    return answered(vm, st, 2, args[2], b"key", out)
