# Equality, hashes and order. All three walk nested data with stacks of their own, as long as the nesting is deep; what was
# hashed remembers its hash if it has the room.
#
# Of two maps, the entries of one are looked for in the other. A key that is a collection is looked for by its hash: what has
# the same hash is the only one it may be equal to, and goes on the stack like any two parts that have to be equal. Only
# among several keys of one hash a look-up compares by calls of its own, to a bounded depth.

from libc.stdint cimport uint64_t, int64_t, uint32_t, int32_t
from libc.stdlib cimport realloc, free
from libc.string cimport memcpy
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport string_equal
from vmcore._blocks cimport popcount
from vmcore._equal cimport may_take, bigint_equal
from vmcore._num cimport num_compare, num_mul, num_div, num_quotient, num_remainder, decode
from vmcore._port cimport poll_limits
from vmcore._pvec cimport *
from vmcore._pmap cimport *
from vmcore._psorted cimport *
from vmcore._seqs cimport *

cdef enum:
    SMALL_STACK = 12
    POLL_MASK = 0x3FFF                   # steps between looks at the limits, less 1
    STEP_COST = 8                        # charge units
    MOST_NESTED = 40                     # look-ups in look-ups

cdef enum:                               # Frame.kind
    ITEMS = 0
    ENTRIES = 1
    MEMBERS = 2
    PAIRED = 3                           # of comparisons: two more values to compare, the `x` of the cursors

cdef struct Frame:                       # of hashing: `a` walks over `owner`. Of comparing: both
    Cursor a
    Cursor b
    Value owner
    uint32_t hash
    uint32_t count
    uint32_t key                         # hash of the key whose value is being hashed
    int kind

cdef struct Stack:
    VM* vm
    Frame* frames                        # `small` until it is full
    size_t n
    size_t cap
    int64_t steps
    Frame small[SMALL_STACK]


cdef void stack_init(Stack* s, VM* vm) noexcept nogil:
    s.vm = vm
    s.frames = s.small
    s.n = 0
    s.cap = SMALL_STACK
    s.steps = 0


cdef void stack_free(Stack* s) noexcept nogil:
    charge(s.vm, (s.steps & POLL_MASK) * STEP_COST)
    if s.frames != s.small:
        free(s.frames)


cdef Frame* stack_push(Stack* s, int kind) noexcept nogil:
    cdef Frame* f
    cdef size_t cap
    if s.n == s.cap:
        cap = s.cap * 2
        if not may_take(s.vm, cap * sizeof(Frame)):
            return NULL
        f = <Frame*>realloc(NULL if s.frames == s.small else s.frames, cap * sizeof(Frame))
        if f == NULL:
            return NULL
        if s.frames == s.small:
            memcpy(f, s.small, sizeof(s.small))
        s.frames = f
        s.cap = cap
    f = &s.frames[s.n]
    f.kind = kind
    s.n += 1
    return f


cdef inline int step(Stack* s) noexcept nogil:
    s.steps += 1
    if s.steps & POLL_MASK == 0:
        charge(s.vm, POLL_MASK * STEP_COST)
        return poll_limits(s.vm)
    return ST_OK


# ---------------------------------------------------------------- hashes of what has no parts

cdef uint32_t string_code(String* s) noexcept nogil:
    """As of UTF-16: 31 times the sum so far and the next unit."""
    cdef uint32_t h = 0, c, i
    if s.h.aux == 1:
        for i in range(s.h.length):
            h = h * 31 + (<unsigned char*>s.data)[i]
        return h
    for i in range(s.h.length):
        c = string_ref(s, i)
        if c >= 0x10000:
            h = h * 31 + (0xD800 + ((c - 0x10000) >> 10))
            c = 0xDC00 + (c & 0x3FF)
        h = h * 31 + c
    return h


cdef uint32_t murmur_units(String* s, uint32_t start) noexcept nogil:
    """Murmur3 of the UTF-16 units from a place on, two at a time."""
    cdef uint32_t h = 0, n = 0, c, half = 0, i
    for i in range(start, s.h.length):
        c = string_ref(s, i)
        if c >= 0x10000:
            c = (0xD800 + ((c - 0x10000) >> 10)) | (0xDC00 + (c & 0x3FF)) << 16
            if n & 1:
                h = mix_h(h, mix_k(half | c << 16))
                half = c >> 16
            else:
                h = mix_h(h, mix_k(c))
            n += 2
            continue
        if n & 1:
            h = mix_h(h, mix_k(half | c << 16))
        else:
            half = c
        n += 1
    if n & 1:
        h ^= mix_k(half)
    return finish(h, n * 2)


cdef uint32_t name_hash(Symbol* s) noexcept nogil:
    """Of a symbol: of its name, and of the namespace that stands before a slash."""
    cdef String* name = as_string(s.name)
    cdef String space
    cdef uint32_t slash = 0, i, hash, seed
    for i in range(1, name.h.length):
        if string_ref(name, i) == c'/' and i + 1 < name.h.length:
            slash = i
            break
    seed = murmur_units(name, slash + 1 if slash else 0)
    hash = 0
    if slash:
        space = name[0]
        space.h.length = slash
        hash = string_code(&space)
    seed ^= hash + 0x9E3779B9u + (seed << 6) + <uint32_t>(<int32_t>seed >> 2)
    return seed


cdef uint32_t symbol_hash(Symbol* s) noexcept nogil:
    if s.h.length == 0:
        s.h.length = name_hash(s) + (0x9E3779B9u if s.h.type == T_KEYWORD else 0)
    return s.h.length


cdef uint32_t big_code(Value v) noexcept nogil:
    """As of a big integer: 31 times the sum so far and the next 32 bits, the upper ones first."""
    cdef BigInt* b
    cdef uint32_t h = 0, i
    cdef int64_t n = 0
    cdef uint64_t u
    if decode(v, &n) == 0:
        u = 0 - <uint64_t>n if n < 0 else <uint64_t>n
        h = <uint32_t>(u >> 32) * 31 + <uint32_t>u
        return 0 - h if n < 0 else h
    b = <BigInt*>as_obj(v)
    i = b.h.length
    while i:
        i -= 1
        u = b.limbs[i]
        if i + 1 < b.h.length or u >> 32:
            h = h * 31 + <uint32_t>(u >> 32)
        h = h * 31 + <uint32_t>u
    return 0 - h if b.h.aux else h


cdef uint32_t integer_hash(Value v) noexcept nogil:
    cdef int64_t n = 0
    return hash_long(n) if decode(v, &n) == 0 else big_code(v)


cdef int decimal_hash(VM* vm, BigDec* d, uint32_t* hash) noexcept nogil:
    """Without the zeros at the end."""
    cdef Value v = d.unscaled, q = 0, r = 0
    cdef int64_t scale = d.scale
    cdef int st
    if v == from_fix(0):
        hash[0] = 0
        return ST_OK
    while True:
        st = num_remainder(vm, v, from_fix(10), &r)
        if st == ST_OK and r == from_fix(0):
            st = num_quotient(vm, v, from_fix(10), &q)
        if st != ST_OK:
            return st
        if r != from_fix(0):
            break
        v = q
        scale -= 1
        charge(vm, 100)
    hash[0] = big_code(v) * 31 + <uint32_t>scale
    return ST_OK


cdef int atom_hash(VM* vm, Value v, uint32_t* hash) noexcept nogil:
    """Of anything that is no collection."""
    cdef int t
    cdef uint64_t bits
    cdef double d
    if is_double(v):
        d = unbox_double(v)
        bits = v - DBL_OFFSET if d != 0 else 0
        hash[0] = <uint32_t>(bits ^ bits >> 32)
        return ST_OK
    t = type_of(v)
    if t == T_FIXNUM or t == T_INT64 or t == T_BIGINT:
        hash[0] = integer_hash(v)
    elif t == T_STRING:
        charge(vm, as_string(v).h.length)
        hash[0] = hash_int(string_code(as_string(v)))
    elif t == T_KEYWORD or t == T_SYMBOL:
        hash[0] = symbol_hash(<Symbol*>as_obj(v))
    elif t == T_NIL:
        hash[0] = 0
    elif t == T_BOOL:
        hash[0] = 1231 if v == IMM_TRUE else 1237
    elif t == T_CHAR:
        hash[0] = char_value(v)
    elif t == T_BIGN:
        hash[0] = integer_hash((<BigN*>as_obj(v)).value)
    elif t == T_RATIO:
        hash[0] = big_code((<Ratio*>as_obj(v)).num) ^ big_code((<Ratio*>as_obj(v)).den)
    elif t == T_DECIMAL:
        return decimal_hash(vm, <BigDec*>as_obj(v), hash)
    elif t == T_RECORD or t == T_HOST:
        return DECLINED
    else:
        hash[0] = hash_long(<int64_t>v)
    return ST_OK


# ---------------------------------------------------------------- hashes of collections

cdef inline uint32_t* hash_place(Value v) noexcept nogil:
    """Where a collection keeps its hash, or NULL."""
    cdef int t = as_obj(v).type
    if t == T_PVEC or T_PMAP <= t <= T_SSET:
        return &(<PMap*>as_obj(v)).hash
    return NULL


cdef inline bint is_keyed(Value v) noexcept nogil:
    """A map or set?"""
    return is_obj(v) and T_PMAP <= as_obj(v).type <= T_SSET


cdef inline bint is_collection(Value v) noexcept nogil:
    return is_sequential(v) or is_keyed(v)


cdef int open_hash(Stack* s, Value v, uint32_t* hash, bint* done) noexcept nogil:
    """The hash of v, or a frame for it."""
    cdef Frame* f
    cdef uint32_t* place
    cdef int kind = ITEMS
    done[0] = True
    if not is_collection(v):
        return hasheq(s.vm, v, hash) if is_fix(v) else atom_hash(s.vm, v, hash)
    if not is_pair(v):
        place = hash_place(v)
        if place != NULL and place[0]:
            hash[0] = place[0]
            return ST_OK
        if is_keyed(v):
            kind = ENTRIES if is_map(v) else MEMBERS
    done[0] = False
    f = stack_push(s, kind)
    if f == NULL:
        return ST_NOMEM
    f.owner = v
    f.hash = kind == ITEMS
    f.count = 0
    f.key = 0
    return cursor_open(s.vm, v, &f.a)


cdef inline bint is_map(Value v) noexcept nogil:
    return as_obj(v).type == T_PMAP or as_obj(v).type == T_SMAP


cdef inline void add_hash(Frame* f, uint32_t hash) noexcept nogil:
    """Of an item, or of the value of the key that was taken."""
    if f.kind == ITEMS:
        f.hash = f.hash * 31 + hash
    elif f.kind == MEMBERS:
        f.hash += hash
    else:
        f.hash += mix_collection((31 + f.key) * 31 + hash, 2)


cdef int run_hash(Stack* s, uint32_t* hash) noexcept nogil:
    cdef Frame* f
    cdef Value item = 0, value = 0
    cdef uint32_t* place
    cdef bint done = False
    cdef int st
    while s.n:
        f = &s.frames[s.n - 1]
        if f.kind == PAIRED:              # the hash of a key was computed: on to its value
            s.n -= 1
            s.frames[s.n - 1].key = hash[0]
            st = open_hash(s, f.owner, hash, &done)
            if st != ST_OK:
                return st
            if done:
                add_hash(&s.frames[s.n - 1], hash[0])
            continue
        st = step(s)
        if st != ST_OK:
            return st
        if f.kind == ITEMS:
            st = cursor_next(s.vm, &f.a, &item)
        else:
            st = cursor_entry(s.vm, &f.a, &item, &value)
        if st == ENDED:
            hash[0] = mix_collection(f.hash, f.count)
            place = hash_place(f.owner) if not is_pair(f.owner) else NULL
            if place != NULL:
                place[0] = hash[0]
            s.n -= 1
            if s.n and s.frames[s.n - 1].kind != PAIRED:
                add_hash(&s.frames[s.n - 1], hash[0])
            continue
        if st != FOUND:
            return st
        f.count += 1
        st = hash_part(s, f.kind, item, value, hash)
        if st != ST_OK:
            return st
    return ST_OK


cdef int hash_part(Stack* s, int kind, Value item, Value value, uint32_t* hash) noexcept nogil:
    """An item that the top frame met: its hash is added, or a frame is open for it."""
    cdef Frame* below
    cdef size_t at = s.n - 1
    cdef bint done = False
    cdef int st
    if kind == ENTRIES and is_collection(item):
        below = stack_push(s, PAIRED)
        if below == NULL:
            return ST_NOMEM
        below.owner = value
        return open_hash(s, item, hash, &done)     # if it is done, the frame that waits takes it at once
    st = open_hash(s, item, hash, &done)
    if st != ST_OK or not done:
        return st
    if kind == ENTRIES:
        s.frames[at].key = hash[0]
        st = open_hash(s, value, hash, &done)
        if st != ST_OK or not done:
            return st
    add_hash(&s.frames[at], hash[0])
    return ST_OK


cdef int hasheq_slow(VM* vm, Value v, uint32_t* hash) noexcept nogil:
    cdef Stack s
    cdef bint done = False
    cdef uint32_t* place
    cdef int st
    if not is_collection(v):
        return atom_hash(vm, v, hash)
    if not is_pair(v):
        place = hash_place(v)
        if place != NULL and place[0]:
            hash[0] = place[0]
            return ST_OK
    stack_init(&s, vm)
    st = open_hash(&s, v, hash, &done)
    if st == ST_OK and not done:
        st = run_hash(&s, hash)
    stack_free(&s)
    return st


# ---------------------------------------------------------------- numbers

cdef enum:                               # categories: numbers of two are never equal
    NO_NUMBER = 0
    INTEGER = 1
    FLOATING = 2
    RATIONAL = 3
    DECIMAL_NUMBER = 4


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
    return DECIMAL_NUMBER if t == T_DECIMAL else NO_NUMBER


cdef inline Value plain_integer(Value v) noexcept nogil:
    return (<BigN*>as_obj(v)).value if is_type(v, T_BIGN) else v


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


cdef int power_of_ten(VM* vm, int64_t n, Value* out) noexcept nogil:
    cdef Value square = from_fix(10)
    cdef int st = ST_OK
    out[0] = from_fix(1)
    while n and st == ST_OK:
        if n & 1:
            st = num_mul(vm, out[0], square, out)
        n >>= 1
        if n and st == ST_OK:
            st = num_mul(vm, square, square, &square)
    return st


cdef int exact_value(VM* vm, Value v, Value* out) noexcept nogil:
    """A number of the tower that has the value of v."""
    cdef BigDec* d
    cdef Value power = 0
    cdef int st
    out[0] = plain_integer(v)
    if not is_type(v, T_DECIMAL):
        return ST_OK
    d = <BigDec*>as_obj(v)
    st = power_of_ten(vm, -d.scale if d.scale < 0 else d.scale, &power)
    if st != ST_OK:
        return st
    return num_mul(vm, d.unscaled, power, out) if d.scale < 0 else num_div(vm, d.unscaled, power, out)


cdef int numbers_equal(VM* vm, int kind, Value a, Value b, bint* same) noexcept nogil:
    """Of one category."""
    cdef int order = 0, st
    if kind == INTEGER:
        same[0] = same_integer(a, b)
    elif kind == FLOATING:
        same[0] = unbox_double(a) == unbox_double(b)
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


cdef int compare_numbers(VM* vm, Value a, Value b, int* order) noexcept nogil:
    """NaN is equal to any number in this order."""
    cdef Value x = 0, y = 0
    cdef int st = exact_value(vm, a, &x)
    if st == ST_OK:
        st = exact_value(vm, b, &y)
    if st == ST_OK:
        st = num_compare(vm, x, y, order)
    if order[0] == 2:
        order[0] = 0
    return st


# ---------------------------------------------------------------- equality of what has no parts

cdef inline bint asks(Value v) noexcept nogil:
    """Does it take a call to know what it is equal to?"""
    return is_obj(v) and as_obj(v).type == T_RECORD


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
        return DECLINED if asks(b) else ST_OK
    if is_string(a):
        if is_string(b) and as_string(a).h.length == as_string(b).h.length:
            charge(vm, as_string(a).h.length >> 3)
            same[0] = string_equal(as_string(a), as_string(b))
        return ST_OK
    if is_symbol(a) and is_symbol(b):
        same[0] = ((as_obj(a).aux == 2 or as_obj(b).aux == 2)
                   and (<Symbol*>as_obj(a)).name == (<Symbol*>as_obj(b)).name)
        return ST_OK
    if asks(a) or asks(b) or (is_type(a, T_HOST) and is_type(b, T_HOST)):
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
            return node.items + popcount(node.h.length & (bit - 1)) * 2
        if not node.nodes & bit:
            return NULL
        root = node.items[popcount(node.h.length) * 2 + popcount(node.nodes & (bit - 1))]
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


cdef int open_equiv(Stack* s, Value a, Value b, bint* differ) noexcept nogil:
    """Two values that have to be equal: they differ, or are equal, or there is a frame for them."""
    cdef Frame* f
    cdef bint same = False
    cdef int64_t n
    cdef int st
    if a == b and not is_double(a):
        return ST_OK
    if is_sequential(a) and is_sequential(b):
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
    if not (is_collection(a) and is_collection(b)):
        return atom_equiv(vm, a, b, same)
    stack_init(&s, vm)
    st = open_equiv(&s, a, b, &differ)
    if st == ST_OK:
        st = run_equiv(&s, &differ)
    stack_free(&s)
    same[0] = not differ
    return st


# ---------------------------------------------------------------- order

cdef int compare_text(String* a, uint32_t i, uint32_t end_a, String* b, uint32_t j, uint32_t end_b) noexcept nogil:
    """The difference of the first two UTF-16 units that are not the same, else that of the lengths."""
    cdef uint32_t x, y, n = end_a - i, m = end_b - j
    while i < end_a and j < end_b:
        x = string_ref(a, i)
        y = string_ref(b, j)
        if x != y:
            return <int>first_unit(x, y) - <int>first_unit(y, x)
        i += 1
        j += 1
    return <int>(n + wide_units(a, i, end_a)) - <int>(m + wide_units(b, j, end_b))


cdef uint32_t wide_units(String* s, uint32_t i, uint32_t end) noexcept nogil:
    """Characters from a place on that are two units of UTF-16."""
    cdef uint32_t n = 0
    if s.h.aux == 4:
        while i < end:
            n += string_ref(s, i) >= 0x10000
            i += 1
    return n


cdef uint32_t first_unit(uint32_t c, uint32_t other) noexcept nogil:
    """The UTF-16 unit of c that tells it from the other character."""
    if c < 0x10000:
        return c
    if other >= 0x10000 and c >> 10 == other >> 10:
        return 0xDC00 + (c & 0x3FF)
    return 0xD800 + ((c - 0x10000) >> 10)


cdef uint32_t slash_of(String* s) noexcept nogil:
    """Where the namespace ends, or 0."""
    cdef uint32_t i
    for i in range(1, s.h.length):
        if string_ref(s, i) == c'/' and i + 1 < s.h.length:
            return i
    return 0


cdef int compare_names(String* a, String* b) noexcept nogil:
    cdef uint32_t i = slash_of(a), j = slash_of(b)
    cdef int order
    if i == 0 and j:
        return -1
    if i and j == 0:
        return 1
    order = compare_text(a, 0, i, b, 0, j)
    if order:
        return order
    return compare_text(a, i + 1 if i else 0, a.h.length, b, j + 1 if j else 0, b.h.length)


cdef int compare_atoms(VM* vm, Value a, Value b, int* order) noexcept nogil:
    """Of values that are not both vectors."""
    cdef int t
    order[0] = 0
    if a == b:
        return ST_OK
    if a == IMM_NIL or b == IMM_NIL:
        order[0] = -1 if a == IMM_NIL else 1
        return ST_OK
    if category(a) != NO_NUMBER and category(b) != NO_NUMBER:
        return compare_numbers(vm, a, b, order)
    if asks(a) or is_type(a, T_HOST):
        return DECLINED
    t = type_of(a)
    if t != type_of(b):
        return ST_TYPE
    if t == T_STRING:
        charge(vm, as_string(a).h.length >> 1)
        order[0] = compare_text(as_string(a), 0, as_string(a).h.length, as_string(b), 0, as_string(b).h.length)
    elif t == T_KEYWORD or t == T_SYMBOL:
        order[0] = compare_names(as_string((<Symbol*>as_obj(a)).name), as_string((<Symbol*>as_obj(b)).name))
    elif t == T_CHAR:
        order[0] = <int>char_value(a) - <int>char_value(b)
    elif t == T_BOOL:
        order[0] = 1 if a == IMM_TRUE else -1
    else:
        return ST_TYPE
    return ST_OK


cdef int open_compare(Stack* s, Value a, Value b, int* order) noexcept nogil:
    cdef Frame* f
    if a == b or not (is_type(a, T_PVEC) and is_type(b, T_PVEC)):
        return compare_atoms(s.vm, a, b, order)
    order[0] = 0
    if as_obj(a).length != as_obj(b).length:
        order[0] = -1 if as_obj(a).length < as_obj(b).length else 1
        return ST_OK
    f = stack_push(s, ITEMS)
    if f == NULL:
        return ST_NOMEM
    f.a.x = a
    f.b.x = b
    f.count = 0
    return ST_OK


cdef int compare_values(VM* vm, Value a, Value b, int* order) noexcept nogil:
    cdef Stack s
    cdef Frame* f
    cdef uint32_t i
    cdef int st
    if not (is_type(a, T_PVEC) and is_type(b, T_PVEC)):
        return compare_atoms(vm, a, b, order)
    stack_init(&s, vm)
    st = open_compare(&s, a, b, order)
    while s.n and st == ST_OK and order[0] == 0:
        st = step(&s)
        if st != ST_OK:
            break
        f = &s.frames[s.n - 1]
        i = f.count
        if i == as_obj(f.a.x).length:
            s.n -= 1
            continue
        f.count += 1
        st = open_compare(&s, pvec_at(as_pvec(f.a.x), i), pvec_at(as_pvec(f.b.x), i), order)
    stack_free(&s)
    return st
