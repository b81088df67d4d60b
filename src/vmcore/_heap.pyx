# Heap of one runtime: size-class blocks with mark bits beside the cells, precise marking, no moving.
#
# Block, 64 KiB, aligned to its size:
#   | Block header | mark bits, one per 16 bytes | cell | cell | ... |
# A block holds cells of one class. Cells are handed out in runs of free neighbours, found from the mark bits of the
# last collection, so that sweeping a plain block costs nothing: its bitmap is its free map. Blocks of types that own
# something outside (class list `fin`) are swept right after marking, and a free cell there has type 0.
#
# Invariants: a collection happens in heap_collect only. Words above vm.top up to vm.soft_limit are zero after it.
# A new object is in the part of its block that the allocation cursor has passed, so its clear mark bit does no harm.

from libc.stdint cimport uint64_t, int64_t, uint8_t, uint16_t, uint32_t, uintptr_t
from libc.stdlib cimport malloc, realloc, free, calloc
from libc.string cimport memset, memcpy, memcmp, strlen
from vmcore._port cimport Port

cdef extern from *:
    """
    #include <stdlib.h>
    #if defined(__unix__) || defined(__APPLE__)
    #include <unistd.h>
    #endif
    #ifdef _WIN32
    #include <malloc.h>
    static void *vm_aligned(size_t a, size_t n) { return _aligned_malloc(n, a); }
    static void vm_aligned_free(void *p) { _aligned_free(p); }
    #else
    static void *vm_aligned(size_t a, size_t n) { void *p; return posix_memalign(&p, a, n) ? NULL : p; }
    static void vm_aligned_free(void *p) { free(p); }
    #endif
    #ifndef VM_DEBUG
    #define VM_DEBUG 0
    #endif
    static uint64_t vm_physical(void) {                  /* bytes of memory of the machine, or a bound */
    #if defined(__unix__) || defined(__APPLE__)
        long n = sysconf(_SC_PHYS_PAGES), size = sysconf(_SC_PAGESIZE);
        if (n > 0 && size > 0) return (uint64_t)n * (uint64_t)size;
    #endif
        return (uint64_t)1 << 36;
    }
    """
    uint64_t vm_physical() noexcept nogil
    void* aligned "vm_aligned"(size_t a, size_t n) noexcept nogil
    void aligned_free "vm_aligned_free"(void* p) noexcept nogil
    const bint VM_DEBUG
    int ctz "__builtin_ctzll"(unsigned long long x) noexcept nogil

cdef enum:
    CHUNK_BLOCKS = 16                     # blocks are taken from the system by the megabyte
    MARK_WORDS = BLOCK_SIZE // 16 // 64
    POISON = 0xDB                         # fills free cells under gc_stress

cdef struct Block:
    Block* next
    uint32_t cell                         # bytes a cell
    uint16_t klass
    uint16_t fin
    uint32_t first                        # offset of the first cell
    uint32_t count                        # cells; in a block of `fin` those that have been handed out or swept
    uint64_t marks[MARK_WORDS]

cdef struct Large:                        # precedes a large object
    Large* next
    uint64_t size                         # of the object, bytes

cdef struct BlockList:
    Block* head
    Block* cursor                         # block that the current run lies in
    uint32_t pos                          # offset in it from which free cells are looked for

cdef struct Heap:
    BlockList plain[NCLASSES]
    BlockList fin[NCLASSES]
    Block* free_blocks
    void** chunks
    uint32_t nchunks
    uint32_t chunks_cap
    Large* large
    uint64_t allocated                    # bytes handed out in runs since the last collection
    Value* work                           # mark stack
    size_t nwork
    size_t work_cap
    bint overflow                         # the mark stack could not grow: rescan
    # symbol table: open addressing; 0 free, 8 deleted
    Value* symbols
    uint32_t sym_used                     # deleted ones included
    uint32_t sym_mask

cdef enum:
    MIN_GC = 32 << 20                     # bytes allocated between collections, at least


# ---------------------------------------------------------------- life

cdef uint64_t PHYSICAL = vm_physical()    # what no heap can pass, limit or not
cdef Code NO_CODE
memset(&NO_CODE, 0, sizeof(Code))
NO_CODE.arity = 0xFFFFFFFFu


cdef int heap_init(VM* vm) noexcept nogil:
    cdef Heap* h = <Heap*>calloc(1, sizeof(Heap))
    if h == NULL:
        return -1
    h.symbols = <Value*>calloc(1024, sizeof(Value))
    if h.symbols == NULL:
        free(h)
        return -1
    h.sym_mask = 1023
    vm.heap = h
    vm.no_code = &NO_CODE
    vm.gc_at = MIN_GC
    vm.fail_alloc = -1
    return 0


cdef void free_large(Heap* h, Large* l) noexcept nogil:
    free(l)


cdef void heap_free(VM* vm) noexcept:
    cdef Heap* h = <Heap*>vm.heap
    cdef Large* l
    cdef Large* next
    cdef Block* b
    cdef int k
    cdef uint32_t i
    if h == NULL:
        return
    for k in range(NCLASSES):
        b = h.fin[k].head
        while b != NULL:
            memset(b.marks, 0, sizeof(b.marks))
            sweep_fin(vm, b, h.fin[k].cursor == b, vm.fin_runs[k].cur)
            b = b.next
    l = h.large
    while l != NULL:
        next = l.next
        finalise(vm, <Obj*>(l + 1))
        free_large(h, l)
        l = next
    for i in range(h.nchunks):
        aligned_free(h.chunks[i])
    free(h.chunks)
    free(h.work)
    free(h.symbols)
    free(h)
    vm.heap = NULL


cdef void heap_request(VM* vm, int bits) noexcept nogil:
    vm.request |= bits
    vm.slice_left -= vm.budget            # keeps slice_left - budget, the work done, as it is
    vm.budget = 0


cdef void heap_external(VM* vm, int64_t delta) noexcept nogil:
    cdef Heap* h = <Heap*>vm.heap
    vm.heap_bytes += <uint64_t>delta
    if delta > 0:
        count_allocated(vm, h, <uint64_t>delta)


cdef bint heap_reserve(VM* vm, uint64_t size) noexcept nogil:
    if vm.heap_bytes + size > PHYSICAL:
        return False
    return vm.memory_limit == 0 or vm.heap_bytes + size <= vm.memory_limit


cdef void heap_pend(VM* vm, void* pyobject, int64_t host_index) noexcept nogil:
    cdef void** p
    if vm.npending == vm.pending_cap:
        p = <void**>realloc(vm.pending, (vm.pending_cap * 2 + 64) * sizeof(void*))
        if p == NULL:
            return                        # the object leaks rather than dies early
        vm.pending = p
        vm.pending_cap = vm.pending_cap * 2 + 64
    if pyobject != NULL:
        vm.pending[vm.npending] = pyobject
    else:
        vm.pending[vm.npending] = <void*>((<uintptr_t>host_index << 1) | 1)
    vm.npending += 1


cdef inline void count_allocated(VM* vm, Heap* h, uint64_t size) noexcept nogil:
    h.allocated += size
    if h.allocated > vm.gc_at and not vm.request & REQ_GC:
        heap_request(vm, REQ_GC)


cdef bint injected(VM* vm) noexcept nogil:
    """Test hook: does this allocation fail?"""
    if vm.fail_alloc < 0:
        return False
    if vm.fail_alloc == 0:
        return True                       # and so does every later one, until the test resets it
    vm.fail_alloc -= 1
    return False


# ---------------------------------------------------------------- allocation, slow half

cdef Block* new_block(VM* vm, int k, bint fin) noexcept nogil:
    cdef Heap* h = <Heap*>vm.heap
    cdef Block* b = h.free_blocks
    cdef char* chunk
    cdef void** table
    cdef int i
    if vm.memory_limit and vm.heap_bytes + BLOCK_SIZE > vm.memory_limit:
        return NULL
    if b == NULL:
        if h.nchunks == h.chunks_cap:
            table = <void**>realloc(h.chunks, (h.chunks_cap * 2 + 16) * sizeof(void*))
            if table == NULL:
                return NULL
            h.chunks = table
            h.chunks_cap = h.chunks_cap * 2 + 16
        chunk = <char*>aligned(BLOCK_SIZE, CHUNK_BLOCKS * BLOCK_SIZE)
        if chunk == NULL:
            return NULL
        h.chunks[h.nchunks] = chunk
        h.nchunks += 1
        for i in range(CHUNK_BLOCKS):
            b = <Block*>(chunk + (CHUNK_BLOCKS - 1 - i) * BLOCK_SIZE)
            b.count = 0
            b.next = h.free_blocks
            h.free_blocks = b
        b = h.free_blocks
    h.free_blocks = b.next
    vm.heap_bytes += BLOCK_SIZE
    b.klass = <uint16_t>k
    b.fin = fin
    b.cell = 16 if k == 0 else <uint32_t>k * 16
    b.first = <uint32_t>((sizeof(Block) + 15) & ~<size_t>15)
    b.count = 0 if fin else (BLOCK_SIZE - b.first) // b.cell
    b.next = NULL
    memset(b.marks, 0, sizeof(b.marks))
    return b


cdef inline bint marked(Block* b, uint32_t offset) noexcept nogil:
    return (b.marks[offset >> 10] >> ((offset >> 4) & 63)) & 1


cdef bint find_run(Block* b, uint32_t* pos, uint32_t* end) noexcept nogil:
    """The next run of free cells at or after *pos; False when there is none."""
    cdef uint32_t at = pos[0]
    cdef uint32_t limit = b.first + b.count * b.cell
    while at < limit and marked(b, at):
        at += b.cell
    if at >= limit:
        return False
    pos[0] = at
    at += b.cell
    while at < limit and not marked(b, at):
        at += b.cell
    end[0] = at
    return True


cdef bint open_cells(Block* b, uint32_t* pos, uint32_t* end) noexcept nogil:
    """More cells of a block whose free cells must have type 0: by the page, so that few objects touch few pages."""
    cdef uint32_t more = (BLOCK_SIZE - b.first) // b.cell - b.count
    if more == 0:
        return False
    more = min(more, max(<uint32_t>4096 // b.cell, <uint32_t>1))
    pos[0] = b.first + b.count * b.cell
    end[0] = pos[0] + more * b.cell
    b.count += more
    memset(<char*>b + pos[0], 0, end[0] - pos[0])
    return True


cdef void* heap_refill(VM* vm, int k, bint fin) noexcept nogil:
    """A cell of class k, and a new run behind it. NULL when refused."""
    cdef Heap* h = <Heap*>vm.heap
    cdef BlockList* list = &h.fin[k] if fin else &h.plain[k]
    cdef AllocRun* run = &vm.fin_runs[k] if fin else &vm.runs[k]
    cdef Block* b = list.cursor
    cdef uint32_t end
    cdef char* p
    if injected(vm):
        return NULL
    while b != NULL and not find_run(b, &list.pos, &end) and not open_cells(b, &list.pos, &end):
        b = b.next
        list.pos = b.first if b != NULL else BLOCK_SIZE
        list.cursor = b if b != NULL else list.cursor
    if b == NULL:
        b = new_block(vm, k, fin)
        if b == NULL:
            if list.cursor != NULL:
                list.pos = BLOCK_SIZE
            return NULL
        if list.head == NULL:
            list.head = b
        else:
            list.cursor.next = b          # the cursor stands on the last block here
        list.cursor = b
        list.pos = b.first
        if not fin or not open_cells(b, &list.pos, &end):
            end = b.first + b.count * b.cell
    if vm.fail_alloc >= 0 or VM_DEBUG:
        end = list.pos + b.cell           # one cell a time: every allocation comes here
    p = <char*>b + list.pos
    run.cur = p + b.cell
    run.end = <char*>b + end
    list.pos = end
    count_allocated(vm, h, run.end - p)
    return p


cdef void* heap_large(VM* vm, size_t size) noexcept nogil:
    cdef Heap* h = <Heap*>vm.heap
    cdef Large* l
    if injected(vm) or not heap_reserve(vm, size):
        return NULL
    l = <Large*>malloc(sizeof(Large) + size)
    if l == NULL:
        return NULL
    l.next = h.large
    l.size = size
    h.large = l
    vm.heap_bytes += size
    count_allocated(vm, h, size)
    charge(vm, <int64_t>(size >> 4))
    return l + 1


# ---------------------------------------------------------------- marking

cdef void push_work(Heap* h, Value v) noexcept nogil:
    cdef Value* w
    cdef size_t cap
    if h.nwork == h.work_cap:
        cap = h.work_cap * 2 + 1024
        w = <Value*>realloc(h.work, cap * sizeof(Value))
        if w == NULL:
            h.overflow = True
            return
        h.work = w
        h.work_cap = cap
    h.work[h.nwork] = v
    h.nwork += 1


cdef inline bint set_mark(VM* vm, Value v) noexcept nogil:
    """Marks the object of a heap value; False when it was marked before."""
    cdef Block* b
    cdef Obj* o
    cdef uint32_t offset
    cdef uint64_t bit
    cdef uint64_t* word
    if (v & 15) != TAG_PAIR:
        o = header(v)
        if o.flags & F_LARGE:
            if o.flags & F_MARK:
                return False
            o.flags |= F_MARK
            vm.live_bytes += (<Large*>o - 1).size
            return True
    b = <Block*>(v & ~<Value>(BLOCK_SIZE - 1))
    offset = <uint32_t>(v & (BLOCK_SIZE - 1)) & ~<uint32_t>15
    word = &b.marks[offset >> 10]
    bit = <uint64_t>1 << ((offset >> 4) & 63)
    if word[0] & bit:
        return False
    word[0] |= bit
    vm.live_bytes += b.cell
    return True


cdef inline void visit(VM* vm, Heap* h, Value v) noexcept nogil:
    if is_heap(v) and set_mark(vm, v):
        push_work(h, v)


cdef void scan_object(VM* vm, Heap* h, Obj* o) noexcept nogil:
    """Visits what an object with a header refers to."""
    cdef int t = o.type
    cdef uint32_t i
    cdef Table* table
    cdef Code* code
    cdef Port* port
    if t == T_VECTOR or t == T_VALUES:
        for i in range(o.length):
            visit(vm, h, (<Vector*>o).items[i])
    elif t == T_PROC:
        visit(vm, h, tag_obj((<Proc*>o).code))
        for i in range(o.length):
            visit(vm, h, (<Proc*>o).up[i])
    elif t == T_CELL or t == T_BOX:
        visit(vm, h, (<Cell*>o).value)
    elif t == T_SYMBOL or t == T_KEYWORD:
        visit(vm, h, (<Symbol*>o).name)
        visit(vm, h, (<Symbol*>o).cell)
    elif t == T_GLOBAL:
        visit(vm, h, (<Global*>o).value)
        visit(vm, h, (<Global*>o).name)
    elif t == T_RATIO:
        visit(vm, h, (<Ratio*>o).num)
        visit(vm, h, (<Ratio*>o).den)
    elif t == T_COMPLEX:
        visit(vm, h, (<Complex*>o).re)
        visit(vm, h, (<Complex*>o).im)
    elif t == T_RECORD:
        visit(vm, h, (<Record*>o).rtd)
        for i in range(o.length):
            visit(vm, h, (<Record*>o).fields[i])
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
        table = <Table*>o
        for i in range(table.used):
            if table.entries[i].key != IMM_UNDEF:
                visit(vm, h, table.entries[i].key)
                visit(vm, h, table.entries[i].value)
    elif t == T_CODE:
        code = <Code*>o
        visit(vm, h, code.pool)
        visit(vm, h, code.name)
    elif t == T_PROMISE:
        visit(vm, h, (<Promise*>o).box)
    elif t == T_PORT:
        port = <Port*>o
        visit(vm, h, port.stream)
        visit(vm, h, port.buffer)


cdef void drain(VM* vm, Heap* h) noexcept nogil:
    cdef Value v
    cdef Pair* p
    while h.nwork:
        h.nwork -= 1
        v = h.work[h.nwork]
        while (v & 15) == TAG_PAIR:       # along a list without the stack
            p = as_pair(v)
            visit(vm, h, p.car)
            v = p.cdr
            if not is_heap(v) or not set_mark(vm, v):
                v = 0
        if v != 0:
            scan_object(vm, h, header(v))


cdef void rescan(VM* vm, Heap* h) noexcept nogil:
    """After a mark stack overflow: visits the children of every marked object again."""
    cdef int k, fin
    cdef Block* b
    cdef Large* l
    cdef uint32_t i, at
    while h.overflow:
        h.overflow = False
        for fin in range(2):
            for k in range(NCLASSES):
                b = h.fin[k].head if fin else h.plain[k].head
                while b != NULL:
                    for i in range(b.count):
                        at = b.first + i * b.cell
                        if marked(b, at):
                            if k == 0:
                                visit(vm, h, (<Pair*>(<char*>b + at)).car)
                                visit(vm, h, (<Pair*>(<char*>b + at)).cdr)
                            else:
                                scan_object(vm, h, <Obj*>(<char*>b + at))
                            drain(vm, h)
                    b = b.next
        l = h.large
        while l != NULL:
            if (<Obj*>(l + 1)).flags & F_MARK:
                scan_object(vm, h, <Obj*>(l + 1))
                drain(vm, h)
            l = l.next


cdef void mark_roots(VM* vm, Heap* h) noexcept nogil:
    cdef Value* p = vm.stack
    cdef uint32_t i
    cdef Symbol* s
    while p < vm.top:
        visit(vm, h, p[0])
        p += 1
        if h.nwork > 4096:
            drain(vm, h)
    visit(vm, h, vm.under)
    visit(vm, h, vm.dyn.winds)
    visit(vm, h, vm.dyn.handlers)
    visit(vm, h, vm.dyn.params)
    visit(vm, h, vm.err_value)
    visit(vm, h, vm.result)
    for i in range(vm.nhandles):
        visit(vm, h, vm.handles[i])
    for i in range(16):
        visit(vm, h, vm.hooks[i])
        visit(vm, h, vm.stubs[i])
    for i in range(3):
        visit(vm, h, vm.ports[i])
    if vm.prim_procs != NULL:
        for i in range(vm.nprims):
            visit(vm, h, vm.prim_procs[i])
    for i in range(h.sym_mask + 1):       # a symbol that names a bound global is a root
        if is_heap(h.symbols[i]):
            s = <Symbol*>as_obj(h.symbols[i])
            if s.cell != IMM_UNDEF and (<Global*>as_obj(s.cell)).value != IMM_UNBOUND:
                visit(vm, h, h.symbols[i])
    drain(vm, h)


# ---------------------------------------------------------------- sweeping

cdef void finalise(VM* vm, Obj* o) noexcept nogil:
    """Releases what a dead object owns outside the heap."""
    cdef int t = o.type
    cdef Table* table
    cdef ImageMem* image
    if t == T_STRING:
        if o.flags & F_EXTERNAL:
            vm.heap_bytes -= (<String*>o).capacity
            free((<String*>o).data)
    elif t == T_TABLE:
        table = <Table*>o
        if table.entries != NULL:
            vm.heap_bytes -= table_bytes(table)
            free(table.entries)
            free(table.index)
    elif t == T_HOST:
        heap_pend(vm, NULL, (<Host*>o).index)
    elif t == T_PORT:
        if vm.port_finalise != NULL:
            vm.port_finalise(vm, o)
    elif t == T_CODE:
        if (<Code*>o).tree != NULL:
            free((<void**>(<Code*>o).tree)[-2])   # the block behind the nodes, see _walk
        image = <ImageMem*>(<Code*>o).image
        if image != NULL:
            image.refs -= 1
            if image.refs == 0:
                heap_pend(vm, image.owner, 0)
                free(image)


cdef uint64_t table_bytes(Table* t) noexcept nogil:
    if t.capacity == 0:
        return 0
    return <uint64_t>t.capacity * sizeof(TableEntry) + (<uint64_t>t.mask + 1) * sizeof(uint32_t)


cdef bint sweep_fin(VM* vm, Block* b, bint is_cursor, char* cur) noexcept nogil:
    """Finalises the dead cells of a block; are any alive?"""
    cdef uint32_t i, at
    cdef Obj* o
    cdef bint alive = False
    for i in range(b.count):
        at = b.first + i * b.cell
        if marked(b, at):
            alive = True
            continue
        o = <Obj*>(<char*>b + at)
        if o.type != 0:
            finalise(vm, o)
            o.type = 0
    return alive


cdef bint any_marks(Block* b) noexcept nogil:
    cdef int i
    for i in range(MARK_WORDS):
        if b.marks[i]:
            return True
    return False


cdef void poison(Block* b) noexcept nogil:
    cdef uint32_t i, at
    for i in range(b.count):
        at = b.first + i * b.cell
        if not marked(b, at):
            memset(<char*>b + at, POISON, b.cell)


cdef void sweep_class(VM* vm, Heap* h, BlockList* list, bint fin) noexcept nogil:
    """Keeps the blocks with live cells, frees the others, and puts the allocation cursor back to the start."""
    cdef Block* b = list.head
    cdef Block* next
    cdef Block* last = NULL
    list.head = NULL
    while b != NULL:
        next = b.next
        b.next = NULL
        if fin:
            sweep_fin(vm, b, False, NULL)
        if any_marks(b):
            if vm.gc_stress and not fin:
                poison(b)
            if last == NULL:
                list.head = b
            else:
                last.next = b
            last = b
        else:
            if vm.gc_stress:
                memset(<char*>b + b.first, POISON, BLOCK_SIZE - b.first)
            b.count = 0
            b.next = h.free_blocks
            h.free_blocks = b
            vm.heap_bytes -= BLOCK_SIZE
        b = next
    list.cursor = list.head
    list.pos = list.head.first if list.head != NULL else 0


cdef void sweep_large(VM* vm, Heap* h) noexcept nogil:
    cdef Large** link = &h.large
    cdef Large* l
    cdef Obj* o
    while link[0] != NULL:
        l = link[0]
        o = <Obj*>(l + 1)
        if o.flags & F_MARK:
            o.flags &= ~F_MARK
            link = &l.next
        else:
            link[0] = l.next
            finalise(vm, o)
            vm.heap_bytes -= l.size
            free_large(h, l)


cdef void sweep_symbols(Heap* h) noexcept nogil:
    """Drops the symbols nobody holds: the table itself holds none."""
    cdef uint32_t i
    cdef Value v
    cdef Block* b
    for i in range(h.sym_mask + 1):
        v = h.symbols[i]
        if is_heap(v):
            b = <Block*>(v & ~<Value>(BLOCK_SIZE - 1))
            if not marked(b, <uint32_t>(v & (BLOCK_SIZE - 1)) & ~<uint32_t>15):
                h.symbols[i] = 8


cdef void clear_marks(Heap* h) noexcept nogil:
    cdef int k
    cdef Block* b
    for k in range(NCLASSES):
        b = h.plain[k].head
        while b != NULL:
            memset(b.marks, 0, sizeof(b.marks))
            b = b.next
        b = h.fin[k].head
        while b != NULL:
            memset(b.marks, 0, sizeof(b.marks))
            b = b.next


cdef void heap_collect(VM* vm) noexcept nogil:
    cdef Heap* h = <Heap*>vm.heap
    cdef int k
    cdef uint64_t room
    cdef uint64_t before = vm.heap_bytes
    clear_marks(h)
    vm.live_bytes = 0
    h.nwork = 0
    h.overflow = False
    mark_roots(vm, h)
    if h.overflow:
        rescan(vm, h)
    sweep_symbols(h)
    for k in range(NCLASSES):
        sweep_class(vm, h, &h.plain[k], False)
        sweep_class(vm, h, &h.fin[k], True)
        vm.runs[k].cur = vm.runs[k].end = NULL
        vm.fin_runs[k].cur = vm.fin_runs[k].end = NULL
    sweep_large(vm, h)
    if vm.top < vm.soft_limit:
        memset(vm.top, 0, <char*>vm.soft_limit - <char*>vm.top)
    if vm.soft_limit - vm.top > 65536:    # what was deep once must not be cleared at every collection
        vm.soft_limit = vm.top + 65536
    h.allocated = 0
    vm.gc_at = vm.live_bytes if vm.live_bytes > MIN_GC else MIN_GC
    if vm.memory_limit:
        room = vm.memory_limit - vm.heap_bytes if vm.heap_bytes < vm.memory_limit else 0
        room = (room >> 1) + (64 << 10)
        if room < vm.gc_at:
            vm.gc_at = room
    vm.collections += 1
    vm.request &= ~REQ_GC
    charge(vm, <int64_t>(before >> 5))


# ---------------------------------------------------------------- invariants

cdef bint in_heap(Heap* h, Value v) noexcept nogil:
    """Does the address lie in a block in use, or begin a large object?"""
    cdef uint32_t i
    cdef Large* l
    cdef char* p = <char*>(v & ~<Value>15)
    cdef Block* b
    for i in range(h.nchunks):
        if <char*>h.chunks[i] <= p < <char*>h.chunks[i] + CHUNK_BLOCKS * BLOCK_SIZE:
            b = <Block*>(<uintptr_t>p & ~<uintptr_t>(BLOCK_SIZE - 1))
            return b.count != 0 and (p - <char*>b - b.first) % b.cell == 0
    l = h.large
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
    cdef Block* b
    cdef int type
    if not is_heap(v):
        return 0
    if not in_heap(h, v):
        return 1
    b = <Block*>(v & ~<Value>(BLOCK_SIZE - 1))
    if (v & 15) == TAG_PAIR:
        return 0 if b.klass == 0 else 2
    type = header(v).type
    if type == 0 or type >= N_TYPES or (v & 15) != <Value>expected_tag(type):
        return 3
    return 0


cdef int heap_check(VM* vm) noexcept nogil:
    """Just after a collection: whatever a marked object or a root refers to is an object, and marked."""
    cdef Heap* h = <Heap*>vm.heap
    cdef Block* b
    cdef int k, fin, bad
    cdef uint32_t i, at
    cdef Obj* o
    cdef Value* p = vm.stack
    while p < vm.top:
        bad = check_value(h, p[0])
        if bad:
            return bad
        p += 1
    # Marking again must find nothing new: visit() pushes only what was unmarked.
    for fin in range(2):
        for k in range(NCLASSES):
            b = h.fin[k].head if fin else h.plain[k].head
            while b != NULL:
                for i in range(b.count):
                    at = b.first + i * b.cell
                    if not marked(b, at):
                        continue
                    if k == 0:
                        bad = check_value(h, (<Pair*>(<char*>b + at)).car)
                        if bad == 0:
                            bad = check_value(h, (<Pair*>(<char*>b + at)).cdr)
                        if bad:
                            return bad
                        visit_small(vm, h, (<Pair*>(<char*>b + at)).car)
                        visit_small(vm, h, (<Pair*>(<char*>b + at)).cdr)
                    else:
                        o = <Obj*>(<char*>b + at)
                        if o.type == 0 or o.type >= N_TYPES:
                            return 4
                    if h.nwork:
                        h.nwork = 0
                        return 5
                b = b.next
    return 0


cdef void visit_small(VM* vm, Heap* h, Value v) noexcept nogil:
    """Pushes v if it is an unmarked cell of a block (marks of large objects are cleared by the sweep)."""
    cdef Block* b
    if not is_heap(v) or ((v & 15) != TAG_PAIR and header(v).flags & F_LARGE):
        return
    b = <Block*>(v & ~<Value>(BLOCK_SIZE - 1))
    if not marked(b, <uint32_t>(v & (BLOCK_SIZE - 1)) & ~<uint32_t>15):
        push_work(h, v)


# ---------------------------------------------------------------- constructors

cdef Value new_int(VM* vm, int64_t i) noexcept nogil:
    cdef Int64* p
    if fits_fix(i):
        return from_fix(i)
    p = <Int64*>alloc(vm, sizeof(Int64))
    if p == NULL:
        return 0
    set_header(p, T_INT64, sizeof(Int64), 0, 0)
    p.value = i
    return tag_obj(p)


cdef Value new_bigint(VM* vm, size_t n, bint negative) noexcept nogil:
    cdef size_t size = sizeof(Obj) + n * sizeof(uint64_t)
    cdef BigInt* p = <BigInt*>alloc(vm, size)
    if p == NULL:
        return 0
    set_header(p, T_BIGINT, size, negative, <uint32_t>n)
    return tag_obj(p)


cdef Value new_string(VM* vm, size_t n, int kind) noexcept nogil:
    cdef size_t size = sizeof(String) + n * <size_t>kind
    cdef String* p
    if n > 0xFFFFFFFFu or n * <size_t>kind > 0xFFFFFFFFu:
        return 0
    p = <String*>alloc_fin(vm, size)
    if p == NULL:
        return 0
    set_header(p, T_STRING, size, <uint16_t>kind, <uint32_t>n)
    p.hash = 0
    p.capacity = <uint32_t>(n * <size_t>kind)
    p.data = <void*>(p + 1)
    return <Value>p + TAG_STRING


cdef size_t utf8_scan(const char* s, size_t n, uint32_t* widest) noexcept nogil:
    """Number of characters of valid UTF-8, and the largest one's size class (as a code point bound)."""
    cdef size_t i = 0, count = 0
    cdef uint8_t c
    widest[0] = 0
    while i < n:
        c = <uint8_t>s[i]
        if c < 0x80:
            i += 1
        elif c < 0xE0:
            if c > 0xC3 and widest[0] < 0x100:
                widest[0] = 0x100
            i += 2
        elif c < 0xF0:
            if widest[0] < 0x800:
                widest[0] = 0x800
            i += 3
        else:
            widest[0] = 0x10000
            i += 4
        count += 1
    return count


cdef Value new_string_utf8(VM* vm, const char* s, Py_ssize_t n) noexcept nogil:
    cdef size_t size = strlen(s) if n < 0 else <size_t>n
    cdef uint32_t widest, cp
    cdef size_t count = utf8_scan(s, size, &widest)
    cdef Value v = new_string(vm, count, 4 if widest >= 0x10000 else 2 if widest else 1)
    cdef String* p
    cdef size_t i = 0, j
    cdef const uint8_t* u = <const uint8_t*>s
    if v == 0:
        return 0
    p = as_string(v)
    if count == size:
        memcpy(p.data, s, size)
        return v
    for j in range(count):
        if u[i] < 0x80:
            cp = u[i]
            i += 1
        elif u[i] < 0xE0:
            cp = (<uint32_t>(u[i] & 0x1F) << 6) | (u[i + 1] & 0x3F)
            i += 2
        elif u[i] < 0xF0:
            cp = (<uint32_t>(u[i] & 0x0F) << 12) | (<uint32_t>(u[i + 1] & 0x3F) << 6) | (u[i + 2] & 0x3F)
            i += 3
        else:
            cp = ((<uint32_t>(u[i] & 0x07) << 18) | (<uint32_t>(u[i + 1] & 0x3F) << 12)
                  | (<uint32_t>(u[i + 2] & 0x3F) << 6) | (u[i + 3] & 0x3F))
            i += 4
        string_put(p, j, cp)
    return v


cdef int string_widen(VM* vm, Value v, int kind) noexcept nogil:
    cdef String* s = as_string(v)
    cdef uint64_t size = <uint64_t>s.h.length * <uint64_t>kind
    cdef String wide
    cdef void* data
    cdef uint32_t i
    if kind <= s.h.aux:
        return ST_OK
    if size > 0xFFFFFFFFu or injected(vm) or not heap_reserve(vm, size):
        return ST_NOMEM
    data = malloc(size if size else 1)
    if data == NULL:
        return ST_NOMEM
    wide.h.aux = <uint16_t>kind
    wide.data = data
    for i in range(s.h.length):
        string_put(&wide, i, string_ref(s, i))
    if s.h.flags & F_EXTERNAL:
        heap_external(vm, -<int64_t>s.capacity)
        free(s.data)
    s.data = data
    s.h.aux = <uint16_t>kind
    s.capacity = <uint32_t>size
    s.h.flags |= F_EXTERNAL
    heap_external(vm, <int64_t>size)
    return ST_OK


cdef Value new_vector(VM* vm, size_t n, Value fill) noexcept nogil:
    cdef size_t size = sizeof(Obj) + n * sizeof(Value)
    cdef Vector* p
    cdef size_t i
    if n > 0xFFFFFFFFu:
        return 0
    p = <Vector*>alloc(vm, size)
    if p == NULL:
        return 0
    set_header(p, T_VECTOR, size, 0, <uint32_t>n)
    for i in range(n):
        p.items[i] = fill
    return <Value>p + TAG_VECTOR


cdef Value new_bytes(VM* vm, size_t n) noexcept nogil:
    cdef size_t size = sizeof(Obj) + n
    cdef Bytes* p
    if n > 0xFFFFFFFFu:
        return 0
    p = <Bytes*>alloc(vm, size)
    if p == NULL:
        return 0
    set_header(p, T_BYTES, size, 0, <uint32_t>n)
    return tag_obj(p)


cdef Value new_values(VM* vm, Value* items, int n) noexcept nogil:
    cdef size_t size = sizeof(Obj) + <size_t>n * sizeof(Value)
    cdef Values* p = <Values*>alloc(vm, size)
    if p == NULL:
        return 0
    set_header(p, T_VALUES, size, 0, <uint32_t>n)
    memcpy(p.items, items, <size_t>n * sizeof(Value))
    return tag_obj(p)


cdef Value new_cell(VM* vm, Value v) noexcept nogil:
    cdef Cell* p = <Cell*>alloc(vm, sizeof(Cell))
    if p == NULL:
        return 0
    set_header(p, T_CELL, sizeof(Cell), 0, 0)
    p.value = v
    return <Value>p + TAG_CELL


cdef Value new_box(VM* vm, Value v) noexcept nogil:
    cdef Box* p = <Box*>alloc(vm, sizeof(Box))
    if p == NULL:
        return 0
    set_header(p, T_BOX, sizeof(Box), 0, 0)
    p.value = v
    return tag_obj(p)


cdef Value new_condition(VM* vm, const char* kind, Value message, Value irritants, Value payload) noexcept nogil:
    cdef Value symbol = intern_c(vm, kind)
    cdef Condition* p
    if symbol == 0:
        return 0
    p = <Condition*>alloc(vm, sizeof(Condition))
    if p == NULL:
        return 0
    set_header(p, T_CONDITION, sizeof(Condition), 0, 0)
    p.kind = symbol
    p.message = message
    p.irritants = irritants
    p.payload = payload
    return tag_obj(p)


cdef Value new_table(VM* vm, int kind, uint32_t capacity) noexcept nogil:
    cdef Table* p
    cdef uint32_t size = 8
    cdef TableEntry* entries = NULL
    cdef uint32_t* index = NULL
    if capacity:
        while size < capacity * 2:
            size *= 2
        if not heap_reserve(vm, <uint64_t>capacity * sizeof(TableEntry) + size * sizeof(uint32_t)):
            return 0
    p = <Table*>alloc_fin(vm, sizeof(Table))
    if p == NULL:
        return 0
    set_header(p, T_TABLE, sizeof(Table), <uint16_t>kind, 0)
    p.used = 0
    p.capacity = 0
    p.mask = 0
    p.entries = NULL
    p.index = NULL
    if capacity:
        entries = <TableEntry*>malloc(capacity * sizeof(TableEntry))
        index = <uint32_t*>calloc(size, sizeof(uint32_t))
        if entries == NULL or index == NULL:
            free(entries)
            free(index)
            return 0
        p.entries = entries
        p.index = index
        p.capacity = capacity
        p.mask = size - 1
        heap_external(vm, <int64_t>table_bytes(p))
    return tag_obj(p)


cdef Value new_proc(VM* vm, Value code, Value* up, int n) noexcept nogil:
    cdef size_t size = sizeof(Obj) + sizeof(void*) + <size_t>n * sizeof(Value)
    cdef Proc* p = <Proc*>alloc(vm, size)
    if p == NULL:
        return 0
    set_header(p, T_PROC, size, 0, <uint32_t>n)
    p.code = <Code*>as_obj(code)
    if n:
        memcpy(p.up, up, <size_t>n * sizeof(Value))
    return <Value>p + TAG_PROC


# ---------------------------------------------------------------- symbols

cdef uint64_t string_hash(String* s) noexcept nogil:
    """Of the characters, whatever their width; never 0."""
    cdef uint64_t hash = 0xCBF29CE484222325u
    cdef uint32_t i
    if s.hash:
        return s.hash
    for i in range(s.h.length):
        hash = (hash ^ string_ref(s, i)) * 0x100000001B3u
    hash ^= hash >> 32
    hash = <uint32_t>hash
    if hash == 0:
        hash = 1
    if s.h.flags & F_IMMUTABLE:
        s.hash = <uint32_t>hash
    return hash


cdef bint string_equal(String* a, String* b) noexcept nogil:
    cdef uint32_t i
    if a.h.length != b.h.length:
        return False
    if a.h.aux == b.h.aux:
        return memcmp(a.data, b.data, <size_t>a.h.length * a.h.aux) == 0
    for i in range(a.h.length):
        if string_ref(a, i) != string_ref(b, i):
            return False
    return True


cdef int grow_symbols(Heap* h) noexcept nogil:
    cdef uint32_t size = h.sym_mask + 1, i, at, live = 0
    cdef Value* old = h.symbols
    cdef Value* new
    for i in range(size):
        if is_heap(old[i]):
            live += 1
    if live * 2 > size:
        size *= 2
    new = <Value*>calloc(size, sizeof(Value))
    if new == NULL:
        return ST_NOMEM
    for i in range(h.sym_mask + 1):
        if is_heap(old[i]):
            at = <uint32_t>(<Symbol*>as_obj(old[i])).hash & (size - 1)
            while new[at]:
                at = (at + 1) & (size - 1)
            new[at] = old[i]
    free(old)
    h.symbols = new
    h.sym_mask = size - 1
    h.sym_used = live
    return ST_OK


cdef Value copy_immutable(VM* vm, Value string) noexcept nogil:
    cdef String* s = as_string(string)
    cdef Value v
    if s.h.flags & F_IMMUTABLE:
        return string
    v = new_string(vm, s.h.length, s.h.aux)
    if v == 0:
        return 0
    memcpy(as_string(v).data, s.data, <size_t>s.h.length * s.h.aux)
    as_string(v).h.flags |= F_IMMUTABLE
    return v


cdef Value intern(VM* vm, Value string, int type) noexcept nogil:
    cdef Heap* h = <Heap*>vm.heap
    cdef uint64_t hash = string_hash(as_string(string)) ^ (<uint64_t>type << 40)
    cdef uint32_t at
    cdef Symbol* s
    cdef Value v
    hash ^= hash >> 29
    if h.sym_used * 3 > h.sym_mask * 2 and grow_symbols(h) != ST_OK:
        return 0
    at = <uint32_t>hash & h.sym_mask
    while h.symbols[at]:
        v = h.symbols[at]
        if v != 8:
            s = <Symbol*>as_obj(v)
            if s.hash == hash and s.h.type == type and string_equal(as_string(s.name), as_string(string)):
                return v
        at = (at + 1) & h.sym_mask
    v = copy_immutable(vm, string)
    s = <Symbol*>alloc(vm, sizeof(Symbol))
    if v == 0 or s == NULL:
        return 0
    set_header(s, type, sizeof(Symbol), 1, 0)
    s.h.flags |= F_IMMUTABLE
    s.hash = hash
    s.name = v
    s.cell = IMM_UNDEF
    h.symbols[at] = tag_obj(s)
    h.sym_used += 1
    return tag_obj(s)


cdef Value intern_c(VM* vm, const char* name) noexcept nogil:
    """Looks up before it allocates: the string for the look-up lives in a buffer of its own."""
    cdef String key
    cdef Value s
    memset(&key, 0, sizeof(String))
    key.h.type = T_STRING
    key.h.aux = 1
    key.h.length = <uint32_t>strlen(name)
    key.data = <void*>name
    s = lookup(vm, &key, T_SYMBOL)
    if s:
        return s
    s = new_string_utf8(vm, name, -1)
    return intern(vm, s, T_SYMBOL) if s else 0


cdef Value lookup(VM* vm, String* key, int type) noexcept nogil:
    cdef Heap* h = <Heap*>vm.heap
    cdef uint64_t hash = string_hash(key) ^ (<uint64_t>type << 40)
    cdef uint32_t at
    cdef Symbol* s
    hash ^= hash >> 29
    at = <uint32_t>hash & h.sym_mask
    while h.symbols[at]:
        if h.symbols[at] != 8:
            s = <Symbol*>as_obj(h.symbols[at])
            if s.hash == hash and s.h.type == type and string_equal(as_string(s.name), key):
                return h.symbols[at]
        at = (at + 1) & h.sym_mask
    return 0


cdef Value global_cell(VM* vm, Value symbol) noexcept nogil:
    cdef Symbol* s = <Symbol*>as_obj(symbol)
    cdef Global* g
    if s.cell != IMM_UNDEF:
        return s.cell
    g = <Global*>alloc(vm, sizeof(Global))
    if g == NULL:
        return 0
    set_header(g, T_GLOBAL, sizeof(Global), 0, 0)
    g.value = IMM_UNBOUND
    g.code = vm.no_code
    g.entry = NULL
    g.name = symbol
    write_barrier(vm, symbol, tag_obj(g))
    s.cell = tag_obj(g)
    return s.cell
