# Blocks and runs: where memory comes from and where it goes back to. What is alive is decided elsewhere.

from libc.stdint cimport uint64_t, int64_t, uint16_t, uint32_t
from libc.stdlib cimport realloc, free
from libc.string cimport memset
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._large cimport drop_cached

cdef extern from *:
    """
    #include <stdlib.h>
    #include <stddef.h>
    #if defined(__unix__) || defined(__APPLE__)
    #include <unistd.h>
    #include <sys/mman.h>
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
    static int vm_give_back(void *p, size_t n) {         /* whole pages; the content is lost */
    #ifdef __linux__
        return madvise(p, n, MADV_DONTNEED) == 0;
    #else
        (void)p; (void)n; return 0;
    #endif
    }
    """
    uint64_t vm_physical() noexcept nogil
    int vm_give_back(void* p, size_t n) noexcept nogil
    void* aligned "vm_aligned"(size_t a, size_t n) noexcept nogil
    void aligned_free "vm_aligned_free"(void* p) noexcept nogil
    const bint VM_DEBUG

cdef enum:
    PAGE = 1 << 12                        # the header of a block fits in it; where pages are larger nothing is given back

cdef uint64_t PHYSICAL = vm_physical()    # what no heap can pass, limit or not


cdef bint push(Array* a, Value v) noexcept nogil:
    cdef Value* items
    cdef size_t cap
    if a.n == a.cap:
        cap = a.cap * 2 + 256
        items = <Value*>realloc(a.items, cap * sizeof(Value))
        if items == NULL:
            return False
        a.items = items
        a.cap = cap
    a.items[a.n] = v
    a.n += 1
    return True


# ---------------------------------------------------------------- accounts

cdef void heap_request(VM* vm, int bits) noexcept nogil:
    vm.request |= bits
    vm.slice_left -= vm.budget            # keeps slice_left - budget, the work done, as it is
    vm.budget = 0


cdef void count_allocated(VM* vm, Heap* h, uint64_t size) noexcept nogil:
    h.allocated += size
    if h.allocated > vm.gc_at and not vm.request & REQ_GC:
        heap_request(vm, REQ_GC)


cdef void heap_external(VM* vm, int64_t delta) noexcept nogil:
    vm.heap_bytes += <uint64_t>delta
    if delta > 0:
        count_allocated(vm, heap_of(vm), <uint64_t>delta)


cdef inline uint64_t idle_bytes(Heap* h) noexcept nogil:
    """Headers of free blocks that have given their memory back."""
    return (h.nchunks * CHUNK_BLOCKS - h.nblocks - h.resident) * PAGE


cdef bint heap_reserve(VM* vm, uint64_t size) noexcept nogil:
    cdef Heap* h = heap_of(vm)
    cdef uint64_t idle, total = vm.heap_bytes + size
    if total > PHYSICAL:
        return False
    if vm.memory_limit == 0:
        return True
    if total > vm.memory_limit:
        return False
    idle = idle_bytes(h)
    if total + idle + h.resident * BLOCK_SIZE + h.cached_bytes > vm.memory_limit:
        drop_cached(h, 0)
    if total + idle + h.resident * BLOCK_SIZE > vm.memory_limit:
        trim(h, 0, <int64_t>((total + idle + h.resident * BLOCK_SIZE - vm.memory_limit) // (BLOCK_SIZE - PAGE) + 1))
        idle = idle_bytes(h)
    return total + idle <= vm.memory_limit


cdef bint injected(VM* vm) noexcept nogil:
    if vm.fail_alloc < 0:
        return False
    if vm.fail_alloc == 0:
        return True                       # and so does every later one, until the test resets it
    vm.fail_alloc -= 1
    return False


cdef bint heap_own(VM* vm, void* object) noexcept nogil:
    return push(&heap_of(vm).young_owners, <Value>object)


# ---------------------------------------------------------------- blocks

cdef bint more_blocks(Heap* h) noexcept nogil:
    cdef char* chunk
    cdef void** table
    cdef Block* b
    cdef int i
    if h.nchunks == h.chunks_cap:
        table = <void**>realloc(h.chunks, (h.chunks_cap * 2 + 16) * sizeof(void*))
        if table == NULL:
            return False
        h.chunks = table
        h.chunks_cap = h.chunks_cap * 2 + 16
    chunk = <char*>aligned(BLOCK_SIZE, CHUNK_BLOCKS * BLOCK_SIZE)
    if chunk == NULL:
        return False
    h.chunks[h.nchunks] = chunk
    h.nchunks += 1
    for i in range(CHUNK_BLOCKS):
        b = <Block*>(chunk + (CHUNK_BLOCKS - 1 - i) * BLOCK_SIZE)
        b.count = 0
        b.resident = False
        b.next = h.free_blocks
        h.free_blocks = b
    return True


cdef Block* new_block(VM* vm, int k) noexcept nogil:
    cdef Heap* h = heap_of(vm)
    cdef Block* b
    if vm.memory_limit and vm.heap_bytes + h.cached_bytes + BLOCK_SIZE > vm.memory_limit:
        drop_cached(h, 0)
        if vm.heap_bytes + BLOCK_SIZE > vm.memory_limit:
            return NULL
    if h.free_blocks == NULL and not more_blocks(h):
        return NULL
    b = h.free_blocks
    h.free_blocks = b.next
    h.nblocks += 1
    if b.resident:
        h.resident -= 1
    vm.heap_bytes += BLOCK_SIZE
    b.klass = <uint16_t>k
    b.cell = 16 if k == 0 else <uint32_t>k * 16
    b.unswept = False
    b.first = <uint32_t>((sizeof(Block) - (0 if k == 0 else sizeof(b.clean)) + 15) & ~<size_t>15)
    b.count = (BLOCK_SIZE - b.first) // b.cell
    b.next = NULL
    memset(b.old, 0, <size_t>(<char*>b + b.first - <char*>b.old))
    return b


cdef void free_block(VM* vm, Heap* h, Block* b) noexcept nogil:
    if vm.gc_stress:
        memset(<char*>b + b.first, POISON, BLOCK_SIZE - b.first)
    b.count = 0
    b.resident = True
    b.next = h.free_blocks
    h.free_blocks = b
    h.nblocks -= 1
    h.resident += 1
    vm.heap_bytes -= BLOCK_SIZE


cdef void trim(Heap* h, uint64_t keep, int64_t most) noexcept nogil:
    cdef Block* b = h.free_blocks
    while b != NULL and h.resident > keep and most > 0:
        if b.resident and vm_give_back(<char*>b + PAGE, BLOCK_SIZE - PAGE):
            b.resident = False
            h.resident -= 1
            most -= 1
        b = b.next


cdef void poison(Block* b) noexcept nogil:
    cdef uint32_t i, at
    for i in range(b.count):
        at = b.first + i * b.cell
        if not (b.old[at >> 10] >> ((at >> 4) & 63)) & 1:
            memset(<char*>b + at, POISON, b.cell)


cdef void list_block(VM* vm, Heap* h, Block* b) noexcept nogil:
    cdef BlockList* list = &h.lists[b.klass]
    cdef uint32_t alive = 0
    cdef int i
    for i in range(BITMAP_WORDS):
        alive += <uint32_t>popcount(b.old[i])
    if alive == 0:
        free_block(vm, h, b)
        return
    if vm.gc_stress:
        poison(b)
    if alive <= b.count >> 2:
        b.next = list.avail
        list.avail = b
    elif alive <= b.count - (b.count >> 3) or (vm.memory_limit and alive < b.count):
        b.next = list.poor
        list.poor = b
    else:
        b.next = list.full
        list.full = b


cdef void list_passed(VM* vm, Heap* h) noexcept nogil:
    cdef int k
    cdef BlockList* list
    cdef Block* b
    cdef Block* next
    for k in range(NCLASSES):
        list = &h.lists[k]
        b = list.passed
        list.passed = NULL
        while b != NULL:
            next = b.next
            list_block(vm, h, b)
            b = next
        if list.current != NULL:
            b = list.current
            list.current = NULL
            list_block(vm, h, b)


# ---------------------------------------------------------------- allocation, slow half

cdef void end_runs(VM* vm, Heap* h) noexcept nogil:
    cdef int k
    for k in range(NCLASSES):
        h.allocated -= <uint64_t>(vm.runs[k].end - vm.runs[k].cur)
        vm.runs[k].cur = vm.runs[k].end = NULL
    h.stats.allocated += h.allocated
    h.allocated = 0


cdef void return_runs(VM* vm) noexcept nogil:
    cdef Heap* h = heap_of(vm)
    cdef int k
    for k in range(NCLASSES):
        if vm.runs[k].cur != NULL:
            h.lists[k].pos = <uint32_t>(vm.runs[k].cur - <char*>h.lists[k].current)
            h.allocated -= <uint64_t>(vm.runs[k].end - vm.runs[k].cur)
            vm.runs[k].cur = vm.runs[k].end = NULL


cdef uint32_t next_old(Block* b, uint32_t at, uint32_t limit) noexcept nogil:
    """Offset of the first old cell at or after `at`, or limit."""
    cdef uint32_t w = at >> 10
    cdef uint64_t bits = b.old[w] & (~<uint64_t>0 << ((at >> 4) & 63))
    while bits == 0:
        w += 1
        if w << 10 >= limit:
            return limit
        bits = b.old[w]
    at = (w << 10) + (<uint32_t>ctz(bits) << 4)
    return at if at < limit else limit


cdef bint find_run(Block* b, uint32_t* pos, uint32_t* end) noexcept nogil:
    """The next run of free cells at or after *pos; False when there is none."""
    cdef uint32_t at = pos[0]
    cdef uint32_t limit = b.first + b.count * b.cell
    while at < limit and (b.old[at >> 10] >> ((at >> 4) & 63)) & 1:
        at += b.cell
    if at >= limit:
        return False
    pos[0] = at
    end[0] = next_old(b, at + b.cell, limit) if at + b.cell < limit else limit
    return True


cdef Block* next_block(VM* vm, Heap* h, BlockList* list, int k) noexcept nogil:
    """To allocate from. Short runs are slow, so they wait until too much of the heap is free cells among old ones."""
    cdef Block* b = list.avail
    if b != NULL:
        list.avail = b.next
        return b
    if list.poor == NULL:
        return new_block(vm, k)
    if h.nblocks * BLOCK_SIZE < h.old_bytes + (h.old_bytes >> 1) + 2 * NURSERY:
        b = new_block(vm, k)
        if b != NULL:
            return b
    b = list.poor
    list.poor = b.next
    return b


cdef void* heap_refill(VM* vm, int k) noexcept nogil:
    cdef Heap* h = heap_of(vm)
    cdef BlockList* list = &h.lists[k]
    cdef AllocRun* run = &vm.runs[k]
    cdef Block* b = list.current
    cdef uint32_t end
    cdef char* p
    if injected(vm):
        return NULL
    while b == NULL or not find_run(b, &list.pos, &end):
        if b != NULL:
            b.next = list.passed
            list.passed = b
        b = next_block(vm, h, list, k)
        list.current = b
        if b == NULL:
            return NULL
        list.pos = b.first
    if vm.fail_alloc >= 0 or VM_DEBUG:
        end = list.pos + b.cell           # one cell a time: every allocation comes here
    p = <char*>b + list.pos
    run.cur = p + b.cell
    run.end = <char*>b + end
    list.pos = end
    count_allocated(vm, h, <uint64_t>(run.end - p))
    return p


cdef void free_memory(Heap* h) noexcept nogil:
    cdef uint32_t i
    for i in range(h.nchunks):
        aligned_free(h.chunks[i])
    free(h.chunks)
    drop_cached(h, 0)
    free(h.aged.items)
    free(h.work.items)
    free(h.grey.items)
    free(h.remembered.items)
    free(h.slots)
    free(h.owners.items)
    free(h.young_owners.items)
    free(h.young_symbols.items)
    free(h.symbols)
    free(h)
