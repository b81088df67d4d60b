# Of two maps, the entries of one are looked for in the other. A key that is a collection is looked for by its hash: what has
# the same hash is the only one it may be equal to, and goes on the stack like any two parts that have to be equal. Only
# among several keys of one hash a look-up compares by calls of its own, to a bounded depth.

from libc.stdint cimport uint32_t, int64_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport string_equal
from vmcore._blocks cimport popcount32
from vmcore._equal cimport bigint_equal
from vmcore._pstack cimport *
from vmcore._pcompare cimport compare_numbers
from vmcore._pmap cimport *
from vmcore._seqs cimport *

cdef enum:
    MOST_NESTED = 40                     # look-ups in look-ups


# ---------------------------------------------------------------- numbers

cdef int category(Value v) noexcept nogil:
    cdef int t
    if is_fix(v):
        return INTEGER
    if is_double(v):
        return FLOATING
    if not is_obj(v):
        return NO_NUMBER
    t = as_obj(v).type
    if t == T_INT64 or t == T_BIGINT or t == T_BIGN:
        return INTEGER
    if t == T_RATIO:
        return RATIONAL
    if t == T_SINGLE:
        return FLOATING
    return DECIMAL_NUMBER if t == T_DECIMAL else NO_NUMBER


cdef inline Value plain_integer(Value v) noexcept nogil:
    return (<BigN*>as_obj(v)).value if is_type(v, T_BIGN) else v


cdef inline double double_of(Value v) noexcept nogil:
    return unbox_double((<BigN*>as_obj(v)).value if is_type(v, T_SINGLE) else v)


cdef bint same_integer(Value a, Value b) noexcept nogil:
    a = plain_integer(a)
    b = plain_integer(b)
    if a == b:
        return True
    if not is_obj(a) or not is_obj(b) or as_obj(a).type != as_obj(b).type:
        return False
    if as_obj(a).type == T_INT64:
        return (<Int64*>as_obj(a)).value == (<Int64*>as_obj(b)).value
    return bigint_equal(<BigInt*>as_obj(a), <BigInt*>as_obj(b))


cdef int numbers_equal(VM* vm, int kind, Value a, Value b, bint* same) noexcept nogil:
    """Of one category."""
    cdef int order = 0, st
    if kind == INTEGER:
        same[0] = same_integer(a, b)
    elif kind == FLOATING:
        same[0] = double_of(a) == double_of(b)
    elif kind == RATIONAL:
        same[0] = (same_integer((<Ratio*>as_obj(a)).num, (<Ratio*>as_obj(b)).num)
                   and same_integer((<Ratio*>as_obj(a)).den, (<Ratio*>as_obj(b)).den))
    elif (<BigDec*>as_obj(a)).scale == (<BigDec*>as_obj(b)).scale:
        same[0] = same_integer((<BigDec*>as_obj(a)).unscaled, (<BigDec*>as_obj(b)).unscaled)
    else:
        st = compare_numbers(vm, a, b, &order)
        same[0] = order == 0
        return st
    return ST_OK


# ---------------------------------------------------------------- equality of what has no parts

cdef bint same_numbers(Record* a, Record* b) noexcept nogil:
    cdef uint32_t i
    if a.rtd != b.rtd:
        return False
    for i in range(a.h.length):
        if not same_integer(a.fields[i], b.fields[i]):
            return False
    return True


cdef int atom_equiv(VM* vm, Value a, Value b, bint* same) noexcept nogil:
    """Of values that are not both collections."""
    cdef int kind
    same[0] = False
    if a == b and not is_double(a):
        same[0] = True
        return ST_OK
    kind = category(a)
    if kind != NO_NUMBER:
        if kind == category(b):
            return numbers_equal(vm, kind, a, b, same)
        return DECLINED if asks_library(b) else ST_OK
    if is_string(a):
        if is_string(b) and as_string(a).h.length == as_string(b).h.length:
            charge(vm, as_string(a).h.length >> 3)
            same[0] = string_equal(as_string(a), as_string(b))
        return ST_OK
    if is_symbol(a) and is_symbol(b):
        same[0] = ((as_obj(a).aux == 2 or as_obj(b).aux == 2)
                   and (<Symbol*>as_obj(a)).name == (<Symbol*>as_obj(b)).name)
        return ST_OK
    if record_kind(a) == RTD_NUMBERS and record_kind(b) == RTD_NUMBERS:
        same[0] = same_numbers(<Record*>as_obj(a), <Record*>as_obj(b))
        return ST_OK
    if asks_library(a) or asks_library(b) or (is_type(a, T_HOST) and is_type(b, T_HOST)):
        return DECLINED
    return ST_OK


# ---------------------------------------------------------------- equality of collections

cdef int find_same(Stack* s, Value m, Value key, Value** entry) noexcept nogil:
    """The entry of a PMAP or PSET whose key may be equal to `key`, and no other can be. NULL: none."""
    cdef PMap* to = as_pmap(m)
    cdef Value* items = &to.root
    cdef uint32_t i, found = 0, hash = 0, other = 0
    cdef int st
    if not is_collection(key):
        return pmap_find(s.vm, to, key, entry)
    st = hasheq(s.vm, key, &hash)
    if st != ST_OK:
        return st
    entry[0] = NULL
    if not to.h.aux & PMAP_ARRAY:
        entry[0] = only_entry(to.root, hash)
        return nested_find(s.vm, to, key, entry) if entry[0] == <Value*>1 else ST_OK
    for i in range(to.h.length):
        if not is_collection(items[i * 2]):
            continue
        st = hasheq(s.vm, items[i * 2], &other)
        if st != ST_OK:
            return st
        if other == hash:
            found += 1
            entry[0] = items + i * 2
    return nested_find(s.vm, to, key, entry) if found > 1 else ST_OK


cdef Value* only_entry(Value root, uint32_t hash) noexcept nogil:
    """The entry in a trie that may have this hash, NULL, or 1 where there are several."""
    cdef MapNode* node
    cdef uint32_t bit, shift = 0
    while root != IMM_UNDEF:
        node = as_map_node(root)
        if node.h.aux & NODE_KIND == NODE_SAME:
            return <Value*>1 if node.nodes == hash else NULL
        bit = <uint32_t>1 << ((hash >> shift) & 31)
        if node.h.length & bit:
            return node.items + popcount32(node.h.length & (bit - 1)) * 2
        if not node.nodes & bit:
            return NULL
        root = node.items[popcount32(node.h.length) * 2 + popcount32(node.nodes & (bit - 1))]
        shift += 5
    return NULL


cdef int nested_find(VM* vm, PMap* m, Value key, Value** entry) noexcept nogil:
    cdef int st = DECLINED
    if vm.look_ups < MOST_NESTED:
        vm.look_ups += 1
        st = pmap_find(vm, m, key, entry)
        vm.look_ups -= 1
    return st


cdef int hashed(VM* vm, Value m, Value* out) noexcept nogil:
    """A PMAP with the entries of a sorted map or set."""
    cdef Transient t
    cdef Cursor c
    cdef Value key = 0, value = 0
    cdef int st = tmap_begin(vm, &t, TRANSIENT_MAP)
    if st == ST_OK:
        st = cursor_open(vm, m, &c)
    if st != ST_OK:
        return st
    while True:
        st = cursor_entry(vm, &c, &key, &value)
        if st != FOUND:
            break
        st = tmap_put(vm, &t, key, value)
        if st != ST_OK:
            return st
    out[0] = tmap_end(vm, &t, IMM_NIL)
    return ST_OK if out[0] else ST_NOMEM


cdef int open_keyed(Stack* s, Value a, Value b, bint* differ) noexcept nogil:
    """A frame for two maps or two sets: b is gone through, a is looked into."""
    cdef Frame* f
    cdef Value swap
    cdef int st
    if is_map(a) != is_map(b) or as_obj(a).length != as_obj(b).length:
        differ[0] = True
        return ST_OK
    if as_obj(a).type >= T_SMAP:
        swap = a
        a = b
        b = swap
    if as_obj(a).type >= T_SMAP:
        st = hashed(s.vm, a, &a)
        if st != ST_OK:
            return st
    f = stack_push(s, ENTRIES if is_map(b) else MEMBERS)
    if f == NULL:
        return ST_NOMEM
    f.owner = a
    return cursor_open(s.vm, b, &f.b)


cdef int open_records(Stack* s, Value a, Value b, bint* differ) noexcept nogil:
    cdef Frame* f
    if (<Record*>as_obj(a)).rtd != (<Record*>as_obj(b)).rtd:
        differ[0] = True
        return ST_OK
    f = stack_push(s, FIELDS)
    if f == NULL:
        return ST_NOMEM
    f.a.x = a
    f.b.x = b
    f.count = 0
    return ST_OK


cdef int next_field(Stack* s, bint* differ) noexcept nogil:
    """All but the metadata, the last but one."""
    cdef Frame* f = &s.frames[s.n - 1]
    cdef uint32_t i = f.count, last = as_obj(f.a.x).length - 1
    if i + 1 == last:
        i = last
    f.count = i + 1
    if i == last:
        s.n -= 1
    return open_equiv(s, (<Record*>as_obj(f.a.x)).fields[i], (<Record*>as_obj(f.b.x)).fields[i], differ)


cdef int open_equiv(Stack* s, Value a, Value b, bint* differ) noexcept nogil:
    """Two values that have to be equal: they differ, or are equal, or there is a frame for them."""
    cdef Frame* f
    cdef bint same = False
    cdef int64_t n
    cdef int st
    if a == b and not is_double(a):
        return ST_OK
    if is_sequential(a) and is_sequential(b):
        if s.vm.others != NULL and is_type(a, T_PVEC) != is_type(b, T_PVEC):
            differ[0] = True              # such a language keeps lists and vectors apart
            return ST_OK
        n = counted(a)
        if n >= 0 and counted(b) >= 0 and counted(b) != n:
            differ[0] = True
            return ST_OK
        f = stack_push(s, ITEMS)
        if f == NULL:
            return ST_NOMEM
        st = cursor_open(s.vm, a, &f.a)
        return cursor_open(s.vm, b, &f.b) if st == ST_OK else st
    if is_keyed(a) and is_keyed(b):
        return open_keyed(s, a, b, differ)
    if is_map_record(a) and is_map_record(b):
        return open_records(s, a, b, differ)
    st = atom_equiv(s.vm, a, b, &same)
    differ[0] = not same
    return st


cdef int next_items(Stack* s, bint* differ) noexcept nogil:
    cdef Frame* f = &s.frames[s.n - 1]
    cdef Value x = 0, y = 0
    cdef int st, other
    while True:
        st = cursor_next(s.vm, &f.a, &x)
        if st != FOUND and st != ENDED:
            return st
        other = cursor_next(s.vm, &f.b, &y)
        if other != FOUND and other != ENDED:
            return other
        if st != other:
            differ[0] = True
            return ST_OK
        if st == ENDED:
            s.n -= 1
            return ST_OK
        if is_collection(x) and is_collection(y):
            if (f.a.x == IMM_NIL and f.b.x == IMM_NIL) or x == y:
                if x == y:
                    continue
                s.n -= 1                  # nothing is left of the two: a chain of last items needs no depth
            return open_equiv(s, x, y, differ)
        if x != y or is_double(x):
            st = open_equiv(s, x, y, differ)
            if st != ST_OK or differ[0]:
                return st
        st = step(s)
        if st != ST_OK:
            return st


cdef int next_entry(Stack* s, bint* differ) noexcept nogil:
    cdef Frame* f = &s.frames[s.n - 1]
    cdef Frame* rest
    cdef Value key = 0, value = 0
    cdef Value* entry
    cdef int kind = f.kind
    cdef int st = cursor_entry(s.vm, &f.b, &key, &value)
    if st == ENDED:
        s.n -= 1
        return ST_OK
    if st != FOUND:
        return st
    st = find_same(s, f.owner, key, &entry)
    if st != ST_OK or entry == NULL:
        differ[0] = True
        return st
    if kind == ENTRIES and (entry[1] != value or is_double(value)):
        if not is_collection(key):
            return open_equiv(s, entry[1], value, differ)
        rest = stack_push(s, PAIRED)
        if rest == NULL:
            return ST_NOMEM
        rest.a.x = entry[1]
        rest.b.x = value
    return open_equiv(s, entry[0], key, differ) if is_collection(key) else ST_OK


cdef int run_equiv(Stack* s, bint* differ) noexcept nogil:
    cdef Frame* f
    cdef int st = ST_OK
    while s.n and st == ST_OK and not differ[0]:
        st = step(s)
        if st != ST_OK:
            return st
        f = &s.frames[s.n - 1]
        if f.kind == ITEMS:
            st = next_items(s, differ)
        elif f.kind == FIELDS:
            st = next_field(s, differ)
        elif f.kind == PAIRED:
            s.n -= 1
            st = open_equiv(s, f.a.x, f.b.x, differ)
        else:
            st = next_entry(s, differ)
    return st


cdef int equiv_slow(VM* vm, Value a, Value b, bint* same) noexcept nogil:
    cdef Stack s
    cdef bint differ = False
    cdef int st
    if vm.by_hash:
        same[0] = a == b and (not is_double(a) or unbox_double(a) == unbox_double(b))
        return ST_OK
    if not (is_collection(a) and is_collection(b)):
        return atom_equiv(vm, a, b, same)
    stack_init(&s, vm)
    st = open_equiv(&s, a, b, &differ)
    if st == ST_OK:
        st = run_equiv(&s, &differ)
    stack_free(&s)
    same[0] = not differ
    return st


cdef int equiv_value(VM* vm, Value a, Value b, Value* out) noexcept nogil:
    cdef bint same = False
    cdef int st = equiv(vm, a, b, &same)
    out[0] = from_bool(same) if st == ST_OK else IMM_DEFAULT
    return ST_OK if st == DECLINED else st
