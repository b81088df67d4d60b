# Walks the heap and looks for broken invariants: under gc_stress, and when a test asks.

from libc.stdint cimport uint64_t, uint32_t
from libc.stdlib cimport calloc, free
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._blocks cimport *
from vmcore._mark cimport scan_parts

cdef enum:
    BAD_ADDRESS = 1                       # a value that is not at the begin of a cell in use, or of a large object
    BAD_PAIR = 2                          # a pair among other objects
    BAD_TYPE = 3                          # a type that does not exist, or with another tag
    BAD_OBJECT = 4                        # a live cell without a type
    BAD_YOUNG = 5                         # what is alive refers to a free cell
    BAD_FLAG = 6                          # an old object whose next store would not be noticed
    BAD_WHITE = 7                         # a marked object that is not grey refers to one that is not marked
    BAD_BARRIER = 8                       # an old object refers to a young one and is not remembered
    BAD_SYMBOL = 9                        # the symbol table holds what is dead, or no symbol

cdef enum:                                # what part of the invariants check_part() looks at
    PARTS_OLD = 0
    PARTS_MARKED = 1
    PARTS_REMEMBERED = 2

cdef struct Checker:                      # Heap.work.items points here in mode CHECK: no part is pushed then
    int what
    Value* grey                           # hash set
    size_t grey_mask
    Value holder


# ---------------------------------------------------------------- one value

cdef bint in_heap(Heap* h, Value v) noexcept nogil:
    """Does the address lie in a block in use, or begin a large object?"""
    cdef uint32_t i
    cdef Large* l
    cdef char* p = <char*>(v & ~<Value>15)
    cdef Block* b
    for i in range(h.nchunks):
        if <char*>h.chunks[i] <= p < <char*>h.chunks[i] + CHUNK_BLOCKS * BLOCK_SIZE:
            b = block_of(v)
            return b.count != 0 and p >= <char*>b + b.first and (p - <char*>b - b.first) % b.cell == 0
    for i in range(2):
        l = h.young_large if i else h.large
        while l != NULL:
            if <char*>(l + 1) == p:
                return True
            l = l.next
    return False


cdef int expected_tag(int type) noexcept nogil:
    if type == T_PROC:
        return TAG_PROC
    if type == T_VECTOR:
        return TAG_VECTOR
    if type == T_STRING:
        return TAG_STRING
    if type == T_CELL:
        return TAG_CELL
    return TAG_OBJ


cdef int check_value(Heap* h, Value v) noexcept nogil:
    cdef int type
    if not is_heap(v):
        return 0
    if not in_heap(h, v):
        return BAD_ADDRESS
    if (v & 15) == TAG_PAIR:
        return 0 if block_of(v).klass == 0 else BAD_PAIR
    type = header(v).type
    if type == 0 or type >= N_TYPES or (v & 15) != <Value>expected_tag(type):
        return BAD_TYPE
    return 0


cdef bint is_clean(Value v) noexcept nogil:
    """Would the barrier notice a store into this object?"""
    if (v & 15) == TAG_PAIR:
        return (block_of(v).clean[bit_word(v)] & bit_of(v)) != 0
    return (header(v).flags & F_OLD) != 0


cdef bint slot_known(Heap* h, Value holder) noexcept nogil:
    cdef size_t i
    for i in range(h.nslots):
        if header(h.slots[i].holder) == header(holder):
            return True
    return False


# ---------------------------------------------------------------- the parts of one object

cdef bint is_grey(Checker* c, Value v) noexcept nogil:
    cdef size_t at = (v >> 4) * 0x9E3779B97F4A7C15u >> 20 & c.grey_mask
    while c.grey[at]:
        if c.grey[at] == v & ~<Value>15:
            return True
        at = (at + 1) & c.grey_mask
    return False


cdef void check_part(VM* vm, Heap* h, Value v) noexcept nogil:
    cdef Checker* c = <Checker*>h.work.items
    if h.bad:
        return
    h.bad = check_value(h, v)
    if h.bad or is_old(v):
        if c.what == PARTS_MARKED and h.bad == 0 and not is_marked(v):
            h.bad = BAD_WHITE
    elif c.what != PARTS_REMEMBERED:
        h.bad = BAD_YOUNG
    elif not slot_known(h, c.holder):
        h.bad = BAD_BARRIER


cdef int check_object(VM* vm, Heap* h, Checker* c, Value v, bint alive) noexcept nogil:
    """An old object, or an aged one. Not alive: found dead by the marking, and not swept yet."""
    if (v & 15) != TAG_PAIR and (header(v).type == 0 or header(v).type >= N_TYPES):
        return BAD_OBJECT
    if c.what == PARTS_REMEMBERED:
        if not is_clean(v):
            return 0
    elif not is_clean(v):
        return BAD_FLAG
    if not alive:
        return 0
    c.holder = v
    if c.what != PARTS_REMEMBERED:
        c.what = PARTS_MARKED if h.phase == MARKING and is_marked(v) and not is_grey(c, v) else PARTS_OLD
    scan_parts(vm, h, v, 0)
    return h.bad


cdef int check_objects(VM* vm, Heap* h, Checker* c) noexcept nogil:
    cdef uint32_t i, j
    cdef uint64_t bits
    cdef Block* b
    cdef Large* l
    cdef Value v
    cdef int bad
    for i in range(h.nchunks * CHUNK_BLOCKS):
        b = block_number(h, i)
        if b.count == 0:
            continue
        for j in range(BITMAP_WORDS):
            bits = b.old[j]
            while bits:
                v = <Value>b + (j << 10) + (<uint32_t>ctz(bits) << 4) + (TAG_PAIR if b.klass == 0 else TAG_OBJ)
                bits &= bits - 1
                bad = check_object(vm, h, c, v, h.phase != SWEEPING or not b.unswept or is_marked(v))
                if bad:
                    return bad
    l = h.large
    while l != NULL:
        if l.old:
            bad = check_object(vm, h, c, tag_obj(l + 1), h.phase != SWEEPING or l.mark)
            if bad:
                return bad
        l = l.next
    l = h.young_large
    while l != NULL:
        if l.aged:
            bad = check_object(vm, h, c, tag_obj(l + 1), True)
            if bad:
                return bad
        l = l.next
    return 0


# ---------------------------------------------------------------- all

cdef bint collect_grey(Heap* h, Checker* c) noexcept nogil:
    cdef size_t i, at
    cdef Value v
    c.grey_mask = 1023
    while c.grey_mask < h.grey.n * 2:
        c.grey_mask = c.grey_mask * 2 + 1
    c.grey = <Value*>calloc(c.grey_mask + 1, sizeof(Value))
    if c.grey == NULL:
        return False
    for i in range(h.grey.n):
        v = h.grey.items[i]
        if is_heap(v):
            at = (v >> 4) * 0x9E3779B97F4A7C15u >> 20 & c.grey_mask
            while c.grey[at]:
                at = (at + 1) & c.grey_mask
            c.grey[at] = v & ~<Value>15
    return True


cdef int check_all(VM* vm, int what) noexcept nogil:
    cdef Heap* h = heap_of(vm)
    cdef Array work = h.work
    cdef int mode = h.mode
    cdef Checker c
    c.what = what
    if h.forgot or h.overflow or not collect_grey(h, &c):
        return 0
    h.work.items = <Value*>&c
    h.mode = CHECK
    h.bad = 0
    check_objects(vm, h, &c)
    h.work = work
    h.mode = mode
    free(c.grey)
    return h.bad


cdef bint aged_known(Heap* h, Value index, Value v) noexcept nogil:
    """Will the next collection find this aged object in the stack, although it may not scan there?"""
    cdef size_t i
    if not is_large(v) or not large_of(v).aged:
        return False
    for i in range(h.aged.n):
        if h.aged.items[i] == index:
            return True
    return False


cdef int check_stack(VM* vm, Heap* h) noexcept nogil:
    cdef Value* p = vm.stack
    cdef int bad
    while p < vm.top:
        bad = check_value(h, p[0])
        if bad == 0 and is_heap(p[0]) and not is_old(p[0]) and not aged_known(h, p - vm.stack, p[0]):
            bad = BAD_YOUNG
        if bad:
            return bad
        p += 1
    while p < vm.soft_limit:
        if p[0]:
            return BAD_YOUNG
        p += 1
    return 0


cdef int check_symbols(Heap* h) noexcept nogil:
    cdef uint32_t i
    cdef Value v
    for i in range(h.sym_mask + 1):
        v = h.symbols[i]
        if is_heap(v) and (check_value(h, v) or not is_old(v) or not (is_type(v, T_SYMBOL) or is_type(v, T_KEYWORD))):
            return BAD_SYMBOL
    return 0


cdef int heap_check(VM* vm) noexcept nogil:
    cdef int bad = check_stack(vm, heap_of(vm))
    if bad == 0:
        bad = check_symbols(heap_of(vm))
    return bad if bad else check_all(vm, PARTS_OLD)


cdef int check_remembered(VM* vm) noexcept nogil:
    return check_all(vm, PARTS_REMEMBERED)
