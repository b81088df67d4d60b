# The stack of those who walk nested data: hashes, equality, order. It grows as long as there is memory.

from libc.stdint cimport int64_t, uint32_t
from libc.stdlib cimport realloc, free
from libc.string cimport memcpy
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._equal cimport may_take
from vmcore._port cimport poll_limits
from vmcore._seqs cimport Cursor, is_sequential

cdef enum:
    SMALL_STACK = 12
    POLL_MASK = 0x3FFF                   # steps between looks at the limits, less 1
    STEP_COST = 8                        # charge units

cdef enum:                               # Frame.kind
    ITEMS = 0
    ENTRIES = 1
    MEMBERS = 2
    PAIRED = 3                           # of comparisons: two more values to compare, the `x` of the cursors
    FIELDS = 4                           # of comparisons: two records, `count` fields done

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

cdef inline void stack_init(Stack* s, VM* vm) noexcept nogil:
    s.vm = vm
    s.frames = s.small
    s.n = 0
    s.cap = SMALL_STACK
    s.steps = 0

cdef inline void stack_free(Stack* s) noexcept nogil:
    charge(s.vm, (s.steps & POLL_MASK) * STEP_COST)
    if s.frames != s.small:
        free(s.frames)

cdef inline Frame* stack_push(Stack* s, int kind) noexcept nogil:
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

cdef inline bint is_keyed(Value v) noexcept nogil:
    """A map or set?"""
    return is_obj(v) and T_PMAP <= as_obj(v).type <= T_SSET

cdef inline int record_kind(Value v) noexcept nogil:
    """RTD_*; -1: it is no record."""
    return as_obj((<Record*>as_obj(v)).rtd).aux if is_type(v, T_RECORD) else -1

cdef inline bint is_map_record(Value v) noexcept nogil:
    return record_kind(v) == RTD_MAP

cdef inline bint is_collection(Value v) noexcept nogil:
    return is_sequential(v) or is_keyed(v) or is_map_record(v)

cdef inline bint is_map(Value v) noexcept nogil:
    return as_obj(v).type == T_PMAP or as_obj(v).type == T_SMAP
