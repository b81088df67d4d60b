# What was hashed remembers its hash if it has the room.

from libc.stdint cimport uint64_t, int64_t, uint32_t, int32_t
from libc.string cimport memcpy
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._num cimport num_quotient, num_remainder, decode
from vmcore._pstack cimport *
from vmcore._seqs cimport *


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


cdef int record_hash(Value v, uint32_t* hash) noexcept nogil:
    """Of one that is no map. Numbers: as Java's UUID and Date."""
    cdef Record* r = <Record*>as_obj(v)
    cdef int64_t i = 0
    cdef uint64_t bits = 0
    cdef uint32_t at
    if record_kind(v) == RTD_ASKS:
        return DECLINED
    if record_kind(v) == RTD_ITSELF:
        hash[0] = hash_long(<int64_t>v)
        return ST_OK
    for at in range(r.h.length):
        if decode(r.fields[at], &i) != 0:
            return DECLINED
        bits ^= <uint64_t>i
    hash[0] = <uint32_t>(bits ^ bits >> 32)
    return ST_OK


cdef int atom_hash(VM* vm, Value v, uint32_t* hash) noexcept nogil:
    """Of anything that is no collection."""
    cdef int t
    cdef uint64_t bits
    cdef double d
    cdef float single
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
    elif t == T_SINGLE:
        single = <float>unbox_double((<BigN*>as_obj(v)).value)
        memcpy(hash, &single, 4)          # its bits
        if single == 0:
            hash[0] = 0
    elif t == T_DECIMAL:
        return decimal_hash(vm, <BigDec*>as_obj(v), hash)
    elif t == T_RECORD:
        return record_hash(v, hash)
    elif t == T_HOST:
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
        elif is_map_record(v):
            kind = ENTRIES
    done[0] = False
    f = stack_push(s, kind)
    if f == NULL:
        return ST_NOMEM
    f.owner = v
    f.hash = kind == ITEMS
    f.count = 0
    f.key = 0
    if is_map_record(v):
        f.a.x = v
        f.a.i = 0
        return ST_OK
    return cursor_open(s.vm, v, &f.a)


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
            if is_map_record(f.owner):
                hash[0] ^= as_obj((<Record*>as_obj(f.owner)).rtd).length
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
    if vm.by_hash and (v == vm.given[0] or v == vm.given[1]):
        hash[0] = vm.given_hashes[v != vm.given[0]]
        return ST_OK
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
