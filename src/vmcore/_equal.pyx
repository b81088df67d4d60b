# eqv?, equal? and hashing.
#
# equal? must end on cyclic data and must not be exponential on shared data, yet cost little on plain trees. So it
# interleaves (Adams and Dybvig, "Efficient nondestructive equality checking for trees and graphs", 2008): a stretch of
# plain comparisons, then a few that record in a union-find table which nodes are taken to be equal; a pair of nodes
# already united needs no second visit, and such a hit keeps the recording on. The stack is explicit.

from libc.stdint cimport uint64_t, int64_t, uint32_t
from libc.stdlib cimport calloc, realloc, free
from libc.string cimport memcmp, memcpy
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport heap_reserve, string_hash, string_equal

cdef enum:
    FAST_STEPS = 400          # mean length of a stretch without the table
    SLOW_STEPS = 40           # steps with the table when they find nothing
    SMALL_STACK = 32
    HASH_NODES = 256          # nodes of a structure that its hash looks at
    STEP_COST = 4             # charge units a visited node

cdef struct Frame:            # at = 0: compare a with b; else go on with item at - 1 of the vectors a and b
    Value a
    Value b
    uint32_t at

cdef struct Node:             # of the union-find forest; a root is its own parent
    Value key
    uint32_t parent
    uint32_t size

cdef struct Comparison:
    VM* vm
    Frame* frames             # `small` until it is full
    size_t nframes
    size_t cap
    Node* nodes
    uint32_t* index           # open addressing: 0 = free, else node number + 1
    uint32_t nnodes
    uint32_t node_cap         # index has twice as many slots
    int64_t left              # > 0: steps left of the plain stretch; <= 0: recording
    uint64_t random
    int64_t steps
    Frame small[SMALL_STACK]


cdef bint may_take(VM* vm, uint64_t size) noexcept nogil:
    """May a primitive malloc `size` bytes? Counts as an allocation for the test hook, like those of the heap."""
    if vm.fail_alloc >= 0:
        if vm.fail_alloc == 0:
            return False
        vm.fail_alloc -= 1
    return heap_reserve(vm, size)


# ---------------------------------------------------------------- eqv?

cdef inline bint is_nan(Value v) noexcept nogil:
    cdef double d
    if not is_double(v):
        return False
    d = unbox_double(v)
    return d != d


cdef bint bigint_equal(BigInt* a, BigInt* b) noexcept nogil:
    return (a.h.length == b.h.length and a.h.aux == b.h.aux
            and memcmp(a.limbs, b.limbs, a.h.length * sizeof(uint64_t)) == 0)


cdef bint eqv_slow(VM* vm, Value a, Value b) noexcept nogil:
    """Numbers are equal by kind and value, with 0.0 and -0.0 different and every NaN the same."""
    cdef int t
    if not is_obj(a) or not is_obj(b):
        return is_nan(a) and is_nan(b)
    t = as_obj(a).type
    if t != as_obj(b).type:
        return False
    if t == T_INT64:
        return (<Int64*>as_obj(a)).value == (<Int64*>as_obj(b)).value
    elif t == T_BIGINT:
        return bigint_equal(<BigInt*>as_obj(a), <BigInt*>as_obj(b))
    elif t == T_RATIO:
        return (eqv(vm, (<Ratio*>as_obj(a)).num, (<Ratio*>as_obj(b)).num)
                and eqv(vm, (<Ratio*>as_obj(a)).den, (<Ratio*>as_obj(b)).den))
    elif t == T_COMPLEX:
        return (eqv(vm, (<Complex*>as_obj(a)).re, (<Complex*>as_obj(b)).re)
                and eqv(vm, (<Complex*>as_obj(a)).im, (<Complex*>as_obj(b)).im))
    return False


# ---------------------------------------------------------------- equal?: which nodes were taken to be equal

cdef bint grow_nodes(Comparison* q) noexcept nogil:
    cdef uint32_t cap = q.node_cap * 2 if q.node_cap else 128
    cdef uint32_t mask = cap * 2 - 1
    cdef uint32_t i, at
    cdef uint32_t* index
    cdef Node* nodes
    if cap > (<uint32_t>1 << 30) or not may_take(q.vm, <uint64_t>cap * (sizeof(Node) + 2 * sizeof(uint32_t))):
        return False
    index = <uint32_t*>calloc(<size_t>cap * 2, sizeof(uint32_t))
    if index == NULL:
        return False
    nodes = <Node*>realloc(q.nodes, <size_t>cap * sizeof(Node))
    if nodes == NULL:
        free(index)
        return False
    for i in range(q.nnodes):
        at = <uint32_t>mix(nodes[i].key) & mask
        while index[at]:
            at = (at + 1) & mask
        index[at] = i + 1
    free(q.index)
    q.index = index
    q.nodes = nodes
    q.node_cap = cap
    return True


cdef uint32_t node_of(Comparison* q, Value v) noexcept nogil:
    """The root of v's set; there is room for a new node."""
    cdef uint32_t mask = q.node_cap * 2 - 1
    cdef uint32_t at = <uint32_t>mix(v) & mask
    cdef uint32_t i
    while q.index[at]:
        i = q.index[at] - 1
        if q.nodes[i].key == v:
            while q.nodes[i].parent != i:
                q.nodes[i].parent = q.nodes[q.nodes[i].parent].parent
                i = q.nodes[i].parent
            return i
        at = (at + 1) & mask
    i = q.nnodes
    q.nodes[i].key = v
    q.nodes[i].parent = i
    q.nodes[i].size = 1
    q.nnodes += 1
    q.index[at] = i + 1
    return i


cdef int unite(Comparison* q, Value a, Value b) noexcept nogil:
    """1: they were united before; 0: they are now; -1: no memory."""
    cdef uint32_t i, j
    if q.node_cap - q.nnodes < 2 and not grow_nodes(q):
        return -1
    i = node_of(q, a)
    j = node_of(q, b)
    if i == j:
        return 1
    if q.nodes[i].size < q.nodes[j].size:
        i, j = j, i
    q.nodes[j].parent = i
    q.nodes[i].size += q.nodes[j].size
    return 0


cdef uint64_t next_random(Comparison* q) noexcept nogil:
    q.random ^= q.random << 13            # xorshift; the lengths must not march in step with the data
    q.random ^= q.random >> 7
    q.random ^= q.random << 17
    return q.random


cdef inline int seen(Comparison* q, Value a, Value b) noexcept nogil:
    """Need the parts of a and b not be compared again? -1: no memory."""
    cdef int known
    q.steps += 1
    q.left -= 1
    if q.left > 0:
        return 0
    if q.left < -SLOW_STEPS:
        q.left = <int64_t>(next_random(q) % (2 * FAST_STEPS))
        return 0
    known = unite(q, a, b)
    if known == 1:
        q.left = 0
    return known


# ---------------------------------------------------------------- equal?

cdef bint push(Comparison* q, Value a, Value b, uint32_t at) noexcept nogil:
    cdef Frame* f
    cdef size_t cap
    if q.nframes == q.cap:
        cap = q.cap * 2
        if not may_take(q.vm, cap * sizeof(Frame)):
            return False
        f = <Frame*>realloc(NULL if q.frames == q.small else q.frames, cap * sizeof(Frame))
        if f == NULL:
            return False
        if q.frames == q.small:
            memcpy(f, q.small, sizeof(q.small))
        q.frames = f
        q.cap = cap
    f = &q.frames[q.nframes]
    f.a = a
    f.b = b
    f.at = at
    q.nframes += 1
    return True


cdef bint pop(Comparison* q, Value* a, Value* b) noexcept nogil:
    """The next two values to compare; False when there are none."""
    cdef Frame* f
    cdef Vector* x
    cdef Vector* y
    cdef uint32_t i, n
    while q.nframes:
        f = &q.frames[q.nframes - 1]
        if f.at == 0:
            a[0] = f.a
            b[0] = f.b
            q.nframes -= 1
            return True
        x = as_vector(f.a)
        y = as_vector(f.b)
        n = x.h.length
        i = f.at - 1
        while i < n and x.items[i] == y.items[i]:
            i += 1
        q.steps += (i - (f.at - 1)) >> 2
        if i + 1 >= n:
            q.nframes -= 1                # no frame for the last item: a chain of vectors needs no depth
        if i < n:
            f.at = i + 2
            a[0] = x.items[i]
            b[0] = y.items[i]
            return True
    return False


cdef inline bint is_compound(Value v) noexcept nogil:
    return is_pair(v) or is_vector(v)


cdef bint leaf_equal(VM* vm, Value a, Value b) noexcept nogil:
    """Of values that are not both pairs or both vectors."""
    if a == b:
        return True
    if is_string(a):
        if not is_string(b) or as_string(a).h.length != as_string(b).h.length:
            return False
        charge(vm, as_string(a).h.length >> 3)
        return string_equal(as_string(a), as_string(b))
    if is_type(a, T_BYTES):
        if not is_type(b, T_BYTES) or as_obj(a).length != as_obj(b).length:
            return False
        charge(vm, as_obj(a).length >> 3)
        return memcmp((<Bytes*>as_obj(a)).data, (<Bytes*>as_obj(b)).data, as_obj(a).length) == 0
    return eqv_slow(vm, a, b)


cdef int compare(Comparison* q, Value a, Value b, bint* out) noexcept nogil:
    cdef Pair* x
    cdef Pair* y
    cdef int known
    out[0] = False
    while True:
        if a != b:
            if is_pair(a) and is_pair(b):
                known = seen(q, a, b)
                if known < 0:
                    return ST_NOMEM
                if not known:
                    x = as_pair(a)
                    y = as_pair(b)
                    a = x.cdr
                    b = y.cdr
                    if is_compound(x.car) and x.car != y.car:
                        if not push(q, a, b, 0):
                            return ST_NOMEM
                        a = x.car
                        b = y.car
                    elif not leaf_equal(q.vm, x.car, y.car):
                        return ST_OK
                    continue
            elif is_vector(a) and is_vector(b):
                if as_vector(a).h.length != as_vector(b).h.length:
                    return ST_OK
                known = seen(q, a, b)
                if known < 0 or (not known and not push(q, a, b, 1)):
                    return ST_NOMEM
            elif not leaf_equal(q.vm, a, b):
                return ST_OK
        if not pop(q, &a, &b):
            out[0] = True
            return ST_OK


cdef int equal_slow(VM* vm, Value a, Value b, bint* out) noexcept nogil:
    cdef Comparison q
    cdef int status
    if not (is_compound(a) and is_compound(b)):
        out[0] = leaf_equal(vm, a, b)
        return ST_OK
    q.vm = vm
    q.frames = q.small
    q.nframes = 0
    q.cap = SMALL_STACK
    q.nodes = NULL
    q.index = NULL
    q.nnodes = 0
    q.node_cap = 0
    q.left = FAST_STEPS
    q.random = <uint64_t>0x9E3779B97F4A7C15u
    q.steps = 0
    status = compare(&q, a, b, out)
    charge(vm, q.steps * STEP_COST)
    if q.frames != q.small:
        free(q.frames)
    free(q.nodes)
    free(q.index)
    return status


# ---------------------------------------------------------------- hashing
# What is eqv? (equal?) has the same hash_eqv (hash_equal).

cdef inline uint64_t combine(uint64_t h, uint64_t x) noexcept nogil:
    return mix((h << 7 | h >> 57) ^ x)


cdef uint64_t bigint_hash(BigInt* b) noexcept nogil:
    cdef uint64_t h = b.h.aux
    cdef uint32_t i
    for i in range(b.h.length):
        h = combine(h, b.limbs[i])
    return h


cdef uint64_t hash_eqv(VM* vm, Value v) noexcept nogil:
    cdef int t
    if is_nan(v):
        return mix(box_any_double(unbox_double(v)))
    if not is_obj(v):
        return hash_eq(v)
    t = as_obj(v).type
    if t == T_INT64:
        return mix(<uint64_t>(<Int64*>as_obj(v)).value)
    elif t == T_BIGINT:
        return mix(bigint_hash(<BigInt*>as_obj(v)))
    elif t == T_RATIO:
        return combine(hash_eqv(vm, (<Ratio*>as_obj(v)).num), hash_eqv(vm, (<Ratio*>as_obj(v)).den))
    elif t == T_COMPLEX:
        return combine(hash_eqv(vm, (<Complex*>as_obj(v)).re), hash_eqv(vm, (<Complex*>as_obj(v)).im))
    elif t == T_SYMBOL or t == T_KEYWORD:
        return mix((<Symbol*>as_obj(v)).hash)      # by name: the same in every run
    return mix(v)


cdef uint64_t bytes_hash(VM* vm, Bytes* b) noexcept nogil:
    cdef uint64_t h = b.h.length
    cdef uint32_t i
    charge(vm, b.h.length)
    for i in range(b.h.length):
        h = (h ^ b.data[i]) * <uint64_t>0x100000001B3u
    return mix(h)


cdef uint64_t leaf_hash(VM* vm, Value v) noexcept nogil:
    if is_string(v):
        if not as_string(v).hash:
            charge(vm, as_string(v).h.length)
        return mix(string_hash(as_string(v)))
    if is_type(v, T_BYTES):
        return bytes_hash(vm, <Bytes*>as_obj(v))
    return hash_eqv(vm, v)


cdef uint64_t hash_equal(VM* vm, Value v) noexcept nogil:
    """Looks at the first HASH_NODES nodes of the data, as if unrolled into a tree: cyclic data that is equal? may be
    wired differently."""
    cdef Value items[HASH_NODES]          # every node pushes one frame at most
    cdef uint32_t at[HASH_NODES]          # 0: the value itself; else the vector's item at - 1 is next
    cdef uint32_t i
    cdef int n = 0, left = HASH_NODES
    cdef uint64_t h = 1
    if not is_compound(v):
        return leaf_hash(vm, v)
    while True:
        left -= 1
        if left == 0:
            break
        if is_pair(v):
            h = combine(h, TAG_PAIR)
            items[n] = cdr(v)
            at[n] = 0
            n += 1
            v = car(v)
            continue
        if is_vector(v):
            h = combine(h, <uint64_t>TAG_VECTOR | <uint64_t>as_vector(v).h.length << 8)
            if as_vector(v).h.length:
                items[n] = v
                at[n] = 1
                n += 1
        else:
            h = combine(h, leaf_hash(vm, v))
        if n == 0:
            break
        v = items[n - 1]
        i = at[n - 1]
        if i == 0:
            n -= 1
            continue
        if i == as_vector(v).h.length:
            n -= 1                        # no frame for the last item
        else:
            at[n - 1] = i + 1
        v = as_vector(v).items[i - 1]
    charge(vm, (HASH_NODES - left) * STEP_COST)
    return h
