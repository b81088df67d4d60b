# The walk over what is alive: an explicit stack of marked objects whose parts were not visited. Data may be a million deep.

from libc.stdint cimport uint64_t, int64_t, uint32_t
from libc.stdlib cimport realloc
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._blocks cimport *
from vmcore._large cimport reach_young_large
from vmcore._port cimport Port

cdef extern from *:
    """
    #if defined(__GNUC__)
    #define VM_PREFETCH(p) __builtin_prefetch(p)
    #else
    #define VM_PREFETCH(p) ((void)(p))
    #endif
    """
    void prefetch "VM_PREFETCH"(void* p) noexcept nogil

cdef enum:
    ITEMS_AT_ONCE = 4096                  # of a vector or table: the rest waits on the stack, which stays short so
    AHEAD = 16                            # pairs that are on their way from memory: a power of 2


cdef void enqueue_slow(Heap* h, Array* stack, Value v) noexcept nogil:
    cdef size_t cap = stack.cap * 2 + 1024
    cdef Value* items
    if h.stack_cap and cap > h.stack_cap:
        cap = h.stack_cap
    items = <Value*>realloc(stack.items, cap * sizeof(Value)) if cap > stack.cap else NULL
    if items == NULL:
        h.overflow = True
        return
    stack.items = items
    stack.cap = cap
    stack.items[stack.n] = v
    stack.n += 1


cdef bint reach_large(VM* vm, Heap* h, Value v) noexcept nogil:
    cdef Large* l = large_of(v)
    if h.mode == MINOR:
        if l.old:
            if h.phase == MARKING:
                shade(vm, h, v)
            return False
        return reach_young_large(vm, h, v)
    if l.mark or (h.mode == PIECE and not l.old):
        return False
    l.mark = 1
    h.marked += l.size
    if h.mode == WHOLE:
        header(v).flags |= F_OLD
    return True


cdef void blacken(VM* vm, Heap* h, Value v) noexcept nogil:
    cdef Block* b
    if is_large(v):
        if not large_of(v).mark:
            large_of(v).mark = 1
            h.marked += large_of(v).size
        return
    b = block_of(v)
    if not b.marks[bit_word(v)] & bit_of(v):
        b.marks[bit_word(v)] |= bit_of(v)
        h.marked += b.cell


# ---------------------------------------------------------------- the parts of an object

cdef uint64_t this_time(Heap* h, Value v, uint64_t start, uint64_t n) noexcept nogil:
    """Up to which item to go now; the rest waits as the object and the next index. All in CHECK mode, or if it cannot wait."""
    cdef uint64_t end = start + ITEMS_AT_ONCE
    cdef Array* stack = &h.grey if h.mode == PIECE else &h.work
    cdef size_t depth = stack.n
    if end >= n or h.mode == CHECK:
        return n
    enqueue(h, stack, v)
    enqueue(h, stack, from_fix(<int64_t>end))
    if stack.n != depth + 2:
        stack.n = depth
        return n
    return end


cdef void scan_items(VM* vm, Heap* h, Value v, Value* items, uint64_t start, uint64_t n) noexcept nogil:
    cdef uint64_t i
    for i in range(start, this_time(h, v, start, n)):
        if is_heap(items[i]):
            h.left -= 1                   # its mark, which is somewhere else
            visit(vm, h, items[i])


cdef void scan_table(VM* vm, Heap* h, Value v, uint64_t start) noexcept nogil:
    """A table that is rebuilt while it waits is remembered, and scanned as a whole."""
    cdef Table* t = <Table*>as_obj(v)
    cdef uint64_t i
    for i in range(start, this_time(h, v, start, t.used)):
        if t.entries[i].key != IMM_UNDEF:
            h.left -= 1
            visit(vm, h, t.entries[i].key)
            visit(vm, h, t.entries[i].value)


cdef void scan_parts(VM* vm, Heap* h, Value v, uint64_t start) noexcept nogil:
    cdef Obj* o
    cdef int t
    if (v & 15) == TAG_PAIR:
        visit(vm, h, car(v))
        visit(vm, h, cdr(v))
        return
    o = header(v)
    t = o.type
    if t == T_VECTOR or t == T_VALUES:
        scan_items(vm, h, v, (<Vector*>o).items, start, o.length)
    elif t == T_PROC:
        visit(vm, h, tag_obj((<Proc*>o).code))
        scan_items(vm, h, v, (<Proc*>o).up, start, o.length)   # of a continuation, its frames too
    elif t == T_CELL or t == T_BOX:
        visit(vm, h, (<Cell*>o).value)
    elif t == T_SYMBOL or t == T_KEYWORD:
        visit(vm, h, (<Symbol*>o).name)
        visit(vm, h, (<Symbol*>o).cell)
        if o.aux == 2:
            visit(vm, h, (<SymbolCopy*>o).meta)
    elif t == T_GLOBAL:
        visit(vm, h, (<Global*>o).value)
        visit(vm, h, (<Global*>o).name)
    elif t == T_RATIO or t == T_COMPLEX:
        visit(vm, h, (<Ratio*>o).num)
        visit(vm, h, (<Ratio*>o).den)
    elif t == T_RECORD:
        visit(vm, h, (<Record*>o).rtd)
        scan_items(vm, h, v, (<Record*>o).fields, start, o.length)
    elif t == T_RTD:
        visit(vm, h, (<Rtd*>o).name)
        visit(vm, h, (<Rtd*>o).fields)
        visit(vm, h, (<Rtd*>o).parent)
    elif t == T_CONDITION:
        visit(vm, h, (<Condition*>o).kind)
        visit(vm, h, (<Condition*>o).message)
        visit(vm, h, (<Condition*>o).irritants)
        visit(vm, h, (<Condition*>o).payload)
    elif t == T_TABLE:
        scan_table(vm, h, v, start)
    elif t == T_CODE:
        visit(vm, h, (<Code*>o).pool)
        visit(vm, h, (<Code*>o).name)
    elif t == T_PROMISE:
        visit(vm, h, (<Promise*>o).box)
    elif t == T_PORT:
        visit(vm, h, (<Port*>o).stream)
        visit(vm, h, (<Port*>o).buffer)
    elif t >= T_PLIST:
        scan_persistent(vm, h, v, o, start)


cdef void scan_persistent(VM* vm, Heap* h, Value v, Obj* o, uint64_t start) noexcept nogil:
    cdef int t = o.type
    if t == T_NODE:
        scan_node(vm, h, v, o)
    elif t == T_PLIST:
        visit(vm, h, (<PList*>o).meta)
        visit(vm, h, (<PList*>o).first)
        visit(vm, h, (<PList*>o).rest)
    elif t == T_PVEC:
        visit(vm, h, (<PVec*>o).meta)
        if o.aux & PVEC_SMALL:
            scan_items(vm, h, v, &(<PVec*>o).root, start, o.length)
        else:
            visit(vm, h, (<PVec*>o).root)
            visit(vm, h, (<PVec*>o).tail)
    elif t == T_PMAP or t == T_PSET:
        visit(vm, h, (<PMap*>o).meta)
        if o.aux & PMAP_ARRAY:
            scan_items(vm, h, v, &(<PMap*>o).root, start, <uint64_t>o.length * 2)
        else:
            visit(vm, h, (<PMap*>o).root)
            visit(vm, h, (<PMap*>o).of_nil)
    elif t == T_SMAP or t == T_SSET:
        visit(vm, h, (<Sorted*>o).meta)
        visit(vm, h, (<Sorted*>o).order)
        visit(vm, h, (<Sorted*>o).root)
    elif t == T_SEQ:
        visit(vm, h, (<Seq*>o).meta)
        visit(vm, h, (<Seq*>o).x)
        if o.aux == SEQ_CHUNK:
            visit(vm, h, (<Seq*>o).more)
    elif t == T_LAZY:
        visit(vm, h, (<Lazy*>o).meta)
        visit(vm, h, (<Lazy*>o).value)
        visit(vm, h, (<Lazy*>o).f)
    elif t == T_TRANSIENT:
        visit(vm, h, (<Transient*>o).root)
        visit(vm, h, (<Transient*>o).tail)
    else:
        visit(vm, h, (<BigN*>o).value)    # DECIMAL has its integer in the same place, SINGLE its double


cdef void scan_node(VM* vm, Heap* h, Value v, Obj* o) noexcept nogil:
    cdef uint64_t i, n = o.length
    cdef int kind = o.aux & NODE_KIND
    if kind == NODE_TREE:
        visit(vm, h, (<TreeNode*>o).key)
        visit(vm, h, (<TreeNode*>o).value)
        visit(vm, h, (<TreeNode*>o).left)
        visit(vm, h, (<TreeNode*>o).right)
        return
    if kind == NODE_MAP:
        n = <uint64_t>(popcount32(o.length) * 2 + popcount32((<MapNode*>o).nodes))
    elif kind == NODE_SAME:
        n *= 2
    for i in range(n):
        visit(vm, h, (<VecNode*>o).items[i])


# ---------------------------------------------------------------- the stacks

cdef inline Value scan_pair(VM* vm, Heap* h, Array* stack, Value v) noexcept nogil:
    """What to go on with, or 0. First the car, which is short in most lists: the stack keeps one entry for a list."""
    cdef Value a = car(v)
    cdef Value d = cdr(v)
    cdef bint more = is_heap(d) and reach(vm, h, d)
    if is_heap(a) and reach(vm, h, a):
        if more:
            prefetch(<void*>d)
            enqueue(h, stack, d)
        return a
    return d if more else 0


cdef inline int64_t cost_of(Obj* o, uint64_t start) noexcept nogil:
    cdef int64_t n = 0
    if o.type == T_TABLE:
        n = (<Table*>o).used * 2
    elif o.type == T_VECTOR or o.type == T_PROC or o.type == T_RECORD:
        n = o.length
    n -= <int64_t>start
    if n < 0:                             # a table that was cleared
        return 0
    return (n if n < ITEMS_AT_ONCE else ITEMS_AT_ONCE) >> 3


cdef inline int64_t scan_top(VM* vm, Heap* h, Array* stack) noexcept nogil:
    """Takes an entry off the stack and follows it; the cost in objects."""
    cdef Value v
    cdef uint64_t start = 0
    cdef int64_t cost = 0
    stack.n -= 1
    v = stack.items[stack.n]
    if is_fix(v):
        start = <uint64_t>fix_value(v)
        stack.n -= 1
        v = stack.items[stack.n]
    while True:
        cost += 1
        if (v & 15) != TAG_PAIR:
            break
        v = scan_pair(vm, h, stack, v)
        if v == 0 or cost > 256:
            if v:
                enqueue(h, stack, v)
            return cost
    scan_parts(vm, h, v, start)
    return cost + cost_of(header(v), start)


cdef int64_t drain_grey(VM* vm, Heap* h, int64_t budget) noexcept nogil:
    """Strictly the last first: a list that is marked from its head on is marked before the program has made the next."""
    cdef int mode = h.mode
    cdef int64_t before = budget
    h.mode = PIECE
    while h.grey.n and budget > 0:
        budget -= scan_top(vm, h, &h.grey)
    h.visited += before - budget
    h.mode = mode
    return budget


cdef void drain(VM* vm, Heap* h) noexcept nogil:
    """Most pairs are not in the cache: one that is taken off the stack waits in a short queue while the memory brings it. Of
    other objects the header was read when they were marked."""
    cdef Value ahead[AHEAD]
    cdef uint32_t first = 0
    cdef uint32_t n = 0
    cdef int64_t cost
    cdef Value v
    while h.left > 0:
        while n < AHEAD and h.work.n and h.left > 0:
            v = h.work.items[h.work.n - 1]
            if is_pair(v):
                h.work.n -= 1
                prefetch(<void*>v)
                ahead[(first + n) & (AHEAD - 1)] = v
                n += 1
            else:
                cost = scan_top(vm, h, &h.work)       # which takes from h.left itself
                h.left -= cost
        if n == 0:
            break
        v = ahead[first & (AHEAD - 1)]
        first += 1
        n -= 1
        while True:
            h.left -= 1
            v = scan_pair(vm, h, &h.work, v)
            if n or not is_pair(v) or h.left <= 0:
                break                     # else there is nothing to wait for beside
        if v:
            enqueue(h, &h.work, v)
    while n:
        n -= 1
        enqueue(h, &h.work, ahead[(first + n) & (AHEAD - 1)])


cdef void rescan_block(VM* vm, Heap* h, Block* b) noexcept nogil:
    cdef uint32_t i, at
    cdef Value v
    for i in range(b.count):
        at = b.first + i * b.cell
        if (b.marks[at >> 10] >> ((at >> 4) & 63)) & 1:
            v = <Value>b + at
            scan_parts(vm, h, v + TAG_PAIR if b.klass == 0 else v + TAG_OBJ, 0)
            drain(vm, h)


cdef void rescan(VM* vm, Heap* h) noexcept nogil:
    """Visits the parts of every marked object again."""
    cdef uint32_t i
    cdef Large* l
    while h.overflow:
        h.overflow = False
        for i in range(h.nchunks * CHUNK_BLOCKS):
            if block_number(h, i).count:
                rescan_block(vm, h, block_number(h, i))
        for i in range(2):
            l = h.young_large if i else h.large
            while l != NULL:
                if l.mark:
                    scan_parts(vm, h, tag_obj(l + 1), 0)
                    drain(vm, h)
                l = l.next
