# What `seq`, `first`, `next` and `rest` are of each collection. A view knows its collection and a place in it; a range and a
# chunk in front of more know what comes behind as well.

from libc.stdint cimport int64_t, uint32_t, uint16_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._port cimport poll_limits
from vmcore._pvec cimport *
from vmcore._pmap cimport *
from vmcore._psorted cimport *

cdef enum:
    POLL_MASK = 0xFFFF                   # items between looks at the limits, less 1
    CHUNK = 32                           # numbers of a range that are a chunk


# ---------------------------------------------------------------- objects

cdef Value empty_list(VM* vm) noexcept nogil:
    if vm.empty_list == IMM_UNDEF:
        vm.empty_list = new_plist(vm, IMM_NIL, IMM_NIL, 0)
    return vm.empty_list


cdef Value new_plist(VM* vm, Value first, Value rest, uint32_t count) noexcept nogil:
    cdef PList* p = <PList*>alloc(vm, sizeof(PList))
    if p == NULL:
        return 0
    set_header(p, T_PLIST, sizeof(PList), 0, count)
    p.meta = IMM_NIL
    p.first = first
    p.rest = rest
    return tag_obj(p)


cdef Value new_seq(VM* vm, int kind, Value x, int64_t i, Value more) noexcept nogil:
    cdef size_t size = sizeof(Seq) if kind >= SEQ_RANGE else sizeof(Seq) - sizeof(Value)
    cdef Seq* s = <Seq*>alloc(vm, size)
    if s == NULL:
        return 0
    set_header(s, T_SEQ, size, <uint16_t>kind, 0)
    s.meta = IMM_NIL
    s.x = x
    s.i = i
    if kind >= SEQ_RANGE:
        s.more = more
    return tag_obj(s)


cdef Value new_lazy(VM* vm, int kind, Value value, Value meta) noexcept nogil:
    cdef Lazy* p = <Lazy*>alloc(vm, sizeof(Lazy))
    if p == NULL:
        return 0
    set_header(p, T_LAZY, sizeof(Lazy), <uint16_t>kind, 0)
    p.meta = meta
    p.value = value
    p.f = IMM_NIL
    return tag_obj(p)


cdef Value new_lazily(VM* vm, int kind, Value f, Value value) noexcept nogil:
    cdef Value v = new_lazy(vm, kind, value, IMM_NIL)
    if v:
        as_lazy(v).f = f
    return v


cdef inline int made(Value* out, Value v) noexcept nogil:
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


# ---------------------------------------------------------------- seq

cdef int lazy_seq(VM* vm, Value lazy, Value* out) noexcept nogil:
    """A lazy sequence whose value is a lazy sequence, and so on: all of them get what is at the end."""
    cdef Value v = lazy, next
    cdef int64_t steps = 0
    cdef int st = ST_OK
    if as_lazy(v).h.aux == LAZY_SEQ:
        out[0] = as_lazy(v).value
        return ST_OK
    while is_type(v, T_LAZY):
        if as_lazy(v).h.aux >= LAZY_THUNK:
            vm.waits_for = v
            return DECLINED
        steps += 1
        if steps & POLL_MASK == 0:        # one that is its own value
            st = poll_limits(vm)
            if st != ST_OK:
                return st
        v = as_lazy(v).value
    st = seq_of(vm, v, &v)
    if st != ST_OK:
        return st
    charge(vm, steps * 4)
    while is_type(lazy, T_LAZY) and as_lazy(lazy).h.aux == LAZY_VALUE:
        next = as_lazy(lazy).value
        object_barrier(vm, lazy, v)
        as_lazy(lazy).value = v
        as_lazy(lazy).h.aux = LAZY_SEQ
        lazy = next
    out[0] = v
    return ST_OK


cdef int view(VM* vm, int kind, Value x, int64_t n, Value* out) noexcept nogil:
    """Of something with n items, by index."""
    if n == 0:
        out[0] = IMM_NIL
        return ST_OK
    return made(out, new_seq(vm, kind, x, 0, 0))


cdef int map_view(VM* vm, int kind, Value x, Value* out) noexcept nogil:
    cdef MapWalk w
    walk_start(&w, as_pmap(x))
    if walk_next(&w) == NULL:
        out[0] = IMM_NIL
        return ST_OK
    return made(out, new_seq(vm, kind, x, walk_place(&w), 0))


cdef int seq_of(VM* vm, Value x, Value* out) noexcept nogil:
    cdef int t
    if is_pair(x) or x == IMM_NIL:
        out[0] = x
        return ST_OK
    if not is_heap(x):
        return ST_TYPE
    t = header(x).type
    if t == T_SEQ:
        out[0] = x
        return ST_OK
    elif t == T_LAZY:
        return lazy_seq(vm, x, out)
    elif t == T_PLIST:
        out[0] = x if as_obj(x).length else IMM_NIL
        return ST_OK
    elif t == T_PVEC:
        return view(vm, SEQ_VEC, x, as_obj(x).length, out)
    elif t == T_PMAP:
        return map_view(vm, SEQ_MAP, x, out)
    elif t == T_PSET:
        return map_view(vm, SEQ_SET, x, out)
    elif t == T_SMAP or t == T_SSET:
        return view(vm, SEQ_TREE, x, as_obj(x).length, out)
    elif t == T_STRING:
        return view(vm, SEQ_STRING, x, as_string(x).h.length, out)
    elif t == T_VECTOR:
        return view(vm, SEQ_ARRAY, x, as_vector(x).h.length, out)
    elif t == T_BYTES:
        return view(vm, SEQ_BYTES, x, as_obj(x).length, out)
    elif t == T_RECORD or t == T_HOST or t == T_TABLE or t == T_CONDITION:
        return DECLINED
    return ST_TYPE


# ---------------------------------------------------------------- views

cdef int64_t items_of(Value x) noexcept nogil:
    """Of a collection that is seen by index."""
    return header(x).length


cdef bint is_counted_seq(Seq* s) noexcept nogil:
    return s.h.aux < SEQ_MAP or SEQ_TREE <= s.h.aux <= SEQ_RANGE


cdef int64_t view_count(Seq* s) noexcept nogil:
    """-1: not known without a walk."""
    cdef int kind = s.h.aux
    if kind == SEQ_BACK or kind == SEQ_TREE_BACK:
        return s.i + 1
    if kind == SEQ_RANGE:
        return s.i
    if is_counted_seq(s):
        return items_of(s.x) - s.i
    return -1


cdef int tree_item(VM* vm, Value m, int kind, int64_t rank, Value* out) noexcept nogil:
    cdef TreeNode* node = tree_at(as_sorted(m).root, rank)
    if kind == SEQ_TREE_VALS:
        out[0] = node.value
    elif kind == SEQ_TREE_KEYS or is_type(m, T_SSET):
        out[0] = node.key
    else:
        return made(out, pvec_entry(vm, node.key, node.value))
    return ST_OK


cdef int view_item(VM* vm, int kind, Value x, int64_t i, Value* out) noexcept nogil:
    """What a view of a collection shows at a place."""
    cdef MapWalk w
    cdef Value* entry
    if kind <= SEQ_BACK:
        out[0] = pvec_at(as_pvec(x), <uint32_t>i)
    elif kind == SEQ_STRING:
        out[0] = from_char(string_ref(as_string(x), i))
    elif kind == SEQ_ARRAY:
        out[0] = as_vector(x).items[i]
    elif kind == SEQ_BYTES:
        out[0] = from_fix((<Bytes*>as_obj(x)).data[i])
    elif kind >= SEQ_TREE:
        return tree_item(vm, x, kind, i, out)
    else:
        entry = walk_at(&w, as_pmap(x), i)
        if kind == SEQ_MAP:
            return made(out, pvec_entry(vm, entry[0], entry[1]))
        out[0] = entry[1] if kind == SEQ_VALS else entry[0]
    return ST_OK


cdef bint view_step(int kind, Value x, int64_t* i) noexcept nogil:
    """To the next place; False at the end."""
    cdef MapWalk w
    if kind == SEQ_BACK or kind == SEQ_TREE_BACK:
        i[0] -= 1
        return i[0] >= 0
    if SEQ_MAP <= kind <= SEQ_SET:
        walk_at(&w, as_pmap(x), i[0])
        if walk_next(&w) == NULL:
            return False
        i[0] = walk_place(&w)
        return True
    i[0] += 1
    return i[0] < items_of(x)


cdef int view_first(VM* vm, Seq* s, Value* out) noexcept nogil:
    if s.h.aux == SEQ_RANGE:
        out[0] = s.x
        return ST_OK
    if s.h.aux == SEQ_CHUNK:
        out[0] = pvec_at(as_pvec(s.x), <uint32_t>s.i)
        return ST_OK
    return view_item(vm, s.h.aux, s.x, s.i, out)


cdef int view_next(VM* vm, Seq* s, Value* out) noexcept nogil:
    """nil at the end; of a chunk what is behind as it is."""
    cdef int64_t i = s.i
    if s.h.aux == SEQ_RANGE:
        out[0] = IMM_NIL
        if i == 1:
            return ST_OK
        return made(out, new_seq(vm, SEQ_RANGE, from_fix(fix_value(s.x) + fix_value(s.more)), i - 1, s.more))
    if s.h.aux == SEQ_CHUNK:
        if i + 1 == as_obj(s.x).length:
            out[0] = s.more
            return ST_OK
        return made(out, new_seq(vm, SEQ_CHUNK, s.x, i + 1, s.more))
    if not view_step(s.h.aux, s.x, &i):
        out[0] = IMM_NIL
        return ST_OK
    return made(out, new_seq(vm, s.h.aux, s.x, i, 0))


# ---------------------------------------------------------------- first, next, rest

cdef int seq_first(VM* vm, Value x, Value* out) noexcept nogil:
    cdef int st
    if is_pair(x):
        out[0] = car(x)
        return ST_OK
    if is_type(x, T_PVEC):
        out[0] = pvec_at(as_pvec(x), 0) if as_obj(x).length else IMM_NIL
        return ST_OK
    if not is_type(x, T_SEQ) and not is_type(x, T_PLIST):
        st = seq_of(vm, x, &x)
        if st != ST_OK:
            return st
        if x == IMM_NIL:
            out[0] = x
            return ST_OK
        if is_pair(x):
            out[0] = car(x)
            return ST_OK
    if is_type(x, T_SEQ):
        return view_first(vm, as_seq(x), out)
    if is_type(x, T_PLIST):
        out[0] = as_plist(x).first
        return ST_OK
    return seq_first(vm, x, out)


cdef int tail_of(VM* vm, Value x, Value* out) noexcept nogil:
    """What is behind the first item, as it is: nil, or anything that has items. Of what is empty: nil."""
    cdef int st
    if is_type(x, T_PVEC):
        if as_obj(x).length > 1:
            return made(out, new_seq(vm, SEQ_VEC, x, 1, 0))
        out[0] = IMM_NIL
        return ST_OK
    if not is_pair(x) and not is_type(x, T_SEQ):
        st = seq_of(vm, x, &x)
        if st != ST_OK:
            return st
    if is_pair(x):
        out[0] = cdr(x)
        return ST_OK
    if is_type(x, T_SEQ):
        return view_next(vm, as_seq(x), out)
    if is_type(x, T_PLIST):
        out[0] = as_plist(x).rest
    else:
        out[0] = IMM_NIL
    return ST_OK


cdef int seq_next(VM* vm, Value x, Value* out) noexcept nogil:
    cdef int st = tail_of(vm, x, &x)
    if st != ST_OK:
        return st
    if x == IMM_NIL or is_pair(x):
        out[0] = x
        return ST_OK
    return seq_of(vm, x, out)


cdef int seq_rest(VM* vm, Value x, Value* out) noexcept nogil:
    """A lazy sequence stays as it is."""
    cdef int st = tail_of(vm, x, &x)
    if st != ST_OK:
        return st
    if is_sequential(x) and not is_type(x, T_PVEC):
        out[0] = x
        return ST_OK
    st = seq_of(vm, x, &x)
    if st == ST_OK and x == IMM_NIL:
        x = empty_list(vm)
    return made(out, x) if st == ST_OK else st


# ---------------------------------------------------------------- chunks

cdef int64_t chunk_count(Seq* s) noexcept nogil:
    cdef uint32_t n = 0
    if s.h.aux == SEQ_RANGE:
        return min(s.i, <int64_t>CHUNK)
    pvec_run(as_pvec(s.x), <uint32_t>s.i, &n)
    return n


cdef int chunk_of(VM* vm, Seq* s, Value* out) noexcept nogil:
    cdef Value[CHUNK] items
    cdef int64_t i
    if s.h.aux != SEQ_RANGE:
        return made(out, pvec_chunk(vm, as_pvec(s.x), <uint32_t>s.i))
    for i in range(chunk_count(s)):
        items[i] = chunk_item(s, i)
    return made(out, pvec_of(vm, items, <uint32_t>chunk_count(s)))


cdef int behind_chunk(VM* vm, Seq* s, Value* out) noexcept nogil:
    cdef int64_t n = chunk_count(s)
    if s.h.aux == SEQ_RANGE:
        if s.i == n:
            out[0] = IMM_NIL
            return ST_OK
        return made(out, new_seq(vm, SEQ_RANGE, chunk_item(s, n), s.i - n, s.more))
    if s.i + n < as_obj(s.x).length:
        return made(out, new_seq(vm, s.h.aux, s.x, s.i + n, s.more if s.h.aux == SEQ_CHUNK else 0))
    out[0] = s.more if s.h.aux == SEQ_CHUNK else IMM_NIL
    return ST_OK


# ---------------------------------------------------------------- counting

cdef int64_t counted(Value x) noexcept nogil:
    cdef int t
    if x == IMM_NIL:
        return 0
    if not is_heap(x) or is_pair(x):
        return -1
    t = header(x).type
    if t == T_SEQ:
        return view_count(as_seq(x))
    if T_PLIST <= t <= T_SSET or t == T_TRANSIENT or t == T_STRING or t == T_VECTOR or t == T_BYTES:
        return header(x).length
    return -1


cdef int count_step(VM* vm, Value* x, int64_t* count) noexcept nogil:
    """Past the first item, or the first chunk, of what does not know its number."""
    cdef int st = ST_OK
    if not is_pair(x[0]) and not is_type(x[0], T_SEQ):
        st = seq_of(vm, x[0], x)
    if st == ST_OK and is_pair(x[0]):
        x[0] = cdr(x[0])
        count[0] += 1
    elif st == ST_OK and is_type(x[0], T_SEQ) and as_seq(x[0]).h.aux == SEQ_CHUNK:
        count[0] += as_obj(as_seq(x[0]).x).length - as_seq(x[0]).i
        x[0] = as_seq(x[0]).more
    elif st == ST_OK and counted(x[0]) < 0:
        count[0] += 1
        st = view_next(vm, as_seq(x[0]), x)
    return st


cdef int seq_count(VM* vm, Value x, int64_t* n) noexcept nogil:
    cdef int64_t count = 0, steps = 0, known = counted(x)
    cdef int st
    while known < 0:
        st = count_step(vm, &x, &count)
        steps += 1
        if st == ST_OK and steps & POLL_MASK == 0:
            charge(vm, POLL_MASK)
            st = poll_limits(vm)
        if st != ST_OK:
            return st
        known = counted(x)
    charge(vm, steps & POLL_MASK)
    n[0] = count + known
    return ST_OK


# ---------------------------------------------------------------- cursors

cdef int cursor_open(VM* vm, Value x, Cursor* c) noexcept nogil:
    cdef int t, st
    if is_type(x, T_LAZY):
        st = lazy_seq(vm, x, &x)
        if st != ST_OK:
            return st
    c.x = x
    c.i = 0
    if is_type(x, T_SEQ):
        if as_seq(x).h.aux != SEQ_RANGE:
            c.i = as_seq(x).i
        return ST_OK
    if x == IMM_NIL or is_pair(x):
        return ST_OK
    if not is_heap(x):
        return ST_TYPE
    t = header(x).type
    if t == T_PMAP or t == T_PSET:
        c.i = -3                          # before the first entry
        return ST_OK
    if t == T_PVEC or t == T_PLIST or t == T_SMAP or t == T_SSET or t == T_STRING or t == T_VECTOR or t == T_BYTES:
        return ST_OK
    return DECLINED if t == T_RECORD or t == T_HOST or t == T_TABLE or t == T_CONDITION else ST_TYPE


cdef int cursor_next(VM* vm, Cursor* c, Value* item) noexcept nogil:
    cdef Value x = c.x, key = 0, value = 0
    cdef int t, st
    if is_pair(x):
        item[0] = car(x)
        c.x = cdr(x)
        return FOUND if is_pair(c.x) else cursor_rest(vm, c)
    if x == IMM_NIL:
        return ENDED
    if not is_heap(x):
        return ST_TYPE
    t = header(x).type
    if t == T_PVEC:
        if c.i >= as_obj(x).length:
            return ENDED
        item[0] = pvec_at(as_pvec(x), <uint32_t>c.i)
        c.i += 1
        return FOUND
    if t == T_PLIST:
        if as_obj(x).length == 0:
            return ENDED
        item[0] = as_plist(x).first
        c.x = as_plist(x).rest
        return FOUND
    if t == T_SEQ:
        return cursor_view(vm, c, item)
    if t == T_PMAP or t == T_PSET:
        st = cursor_entry(vm, c, &key, &value)
        if st == FOUND and t == T_PMAP:
            key = pvec_entry(vm, key, value)
        item[0] = key
        return ST_NOMEM if st == FOUND and key == 0 and t == T_PMAP else st
    return cursor_index(vm, c, t, item)


cdef int cursor_rest(VM* vm, Cursor* c) noexcept nogil:
    """The item was taken; what is left is no pair: goes to it when it is asked for, if it is lazy."""
    if c.x == IMM_NIL or is_type(c.x, T_LAZY):
        return FOUND
    cursor_open(vm, c.x, c)
    return FOUND


cdef int cursor_index(VM* vm, Cursor* c, int t, Value* item) noexcept nogil:
    """Of what is seen by index, and of a lazy sequence behind a pair."""
    cdef int kind = SEQ_TREE, st
    if t == T_LAZY:
        st = cursor_open(vm, c.x, c)
        return cursor_next(vm, c, item) if st == ST_OK else st
    if t == T_STRING:
        kind = SEQ_STRING
    elif t == T_VECTOR:
        kind = SEQ_ARRAY
    elif t == T_BYTES:
        kind = SEQ_BYTES
    elif t != T_SMAP and t != T_SSET:
        return cursor_open(vm, c.x, c)    # which says why
    if c.i >= items_of(c.x):
        return ENDED
    st = view_item(vm, kind, c.x, c.i, item)
    c.i += 1
    return FOUND if st == ST_OK else st


cdef int cursor_view(VM* vm, Cursor* c, Value* item) noexcept nogil:
    cdef Seq* s = as_seq(c.x)
    cdef int st
    if s.h.aux == SEQ_RANGE:
        if c.i == s.i:
            return ENDED
        item[0] = from_fix(fix_value(s.x) + c.i * fix_value(s.more))
        c.i += 1
        return FOUND
    if s.h.aux == SEQ_CHUNK:
        item[0] = pvec_at(as_pvec(s.x), <uint32_t>c.i)
        c.i += 1
        if c.i == as_obj(s.x).length:
            c.x = s.more
            return FOUND if is_pair(c.x) else cursor_rest(vm, c)
        return FOUND
    st = view_item(vm, s.h.aux, s.x, c.i, item)
    if st != ST_OK:
        return st
    if not view_step(s.h.aux, s.x, &c.i):
        c.x = IMM_NIL
    return FOUND


cdef int record_entry(VM* vm, Cursor* c, Value* key, Value* value) noexcept nogil:
    """Own fields, then what else is in it."""
    cdef Record* r = <Record*>as_obj(c.x)
    cdef Value name
    if c.i + 2 < r.h.length:
        name = as_vector((<Rtd*>as_obj(r.rtd)).fields).items[c.i]
        key[0] = intern(vm, (<Symbol*>as_obj(name)).name, T_KEYWORD)
        value[0] = r.fields[c.i]
        c.i += 1
        return FOUND if key[0] else ST_NOMEM
    if not is_type(r.fields[r.h.length - 1], T_PMAP):
        return ENDED
    c.x = r.fields[r.h.length - 1]
    c.i = -3
    return cursor_entry(vm, c, key, value)


cdef int cursor_entry(VM* vm, Cursor* c, Value* key, Value* value) noexcept nogil:
    cdef MapWalk w
    cdef Value* entry
    cdef TreeNode* node
    cdef PMap* m
    if is_type(c.x, T_RECORD) and c.i >= 0:
        return record_entry(vm, c, key, value)
    if is_type(c.x, T_SMAP) or is_type(c.x, T_SSET):
        if c.i >= as_obj(c.x).length:
            return ENDED
        node = tree_at(as_sorted(c.x).root, c.i)
        key[0] = node.key
        value[0] = node.value
        c.i += 1
        return FOUND
    m = as_pmap(c.x)
    if m.h.aux & PMAP_ARRAY:
        c.i = 0 if c.i < 0 else c.i
        if c.i >= m.h.length:
            return ENDED
        entry = &m.root + c.i * 2
        c.i += 1
    else:
        if c.i == -3:
            walk_start(&w, m)
        elif c.i == -4:
            return ENDED
        else:
            walk_at(&w, m, c.i)
        entry = walk_next(&w)
        c.i = walk_place(&w) if entry != NULL else -4
        if entry == NULL:
            return ENDED
    key[0] = entry[0]
    value[0] = entry[1]
    return FOUND
