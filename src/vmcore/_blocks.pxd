# Memory of the heap: blocks of cells, large objects, what the collector knows about both.
#
# Block, 64 KiB, aligned to its size:
#   | Block header with three bitmaps, one bit per 16 bytes | cell | cell | ... |
# A block holds cells of one size class, which never move. The bitmap `old` says which cells were alive after the last
# collection; its complement is the free map. Cells are handed out in runs of free neighbours, so that sweeping a block
# costs nothing: its dead young cells are simply free again. A new object is in the part of its block that the allocation
# has passed, so its clear bit does no harm.

from libc.stdint cimport uint64_t, int64_t, uint8_t, uint16_t, uint32_t
from vmcore.value cimport *
from vmcore.machine cimport *

cdef enum:
    BITMAP_WORDS = BLOCK_SIZE // 16 // 64
    CHUNK_BLOCKS = 16                     # blocks are taken from the system by the megabyte
    POISON = 0xDB                         # fills free cells under gc_stress
    NURSERY = 4 << 20                     # bytes handed out between minor collections; if all survives, 4 ms of marking
    MANY_SLOTS = 1 << 17                  # stores after which what was put down is looked through

cdef struct Block:
    Block* next
    uint32_t cell                         # bytes a cell
    uint16_t klass
    uint8_t unswept                       # `old` is that of before the marking that has just ended
    uint8_t resident                      # a free block: has its memory
    uint32_t first                        # offset of the first cell
    uint32_t count                        # cells; 0: the block is free
    uint64_t old[BITMAP_WORDS]            # lived through a collection
    uint64_t marks[BITMAP_WORDS]          # reached by the marking of the whole heap that is going on, or was made old since
    uint64_t clean[BITMAP_WORDS]          # pairs only: old, and no store since then (F_OLD of other objects)

cdef struct Large:                        # precedes an object of more than MAX_SMALL bytes
    Large* next
    uint64_t size                         # bytes, with this
    uint32_t old
    uint32_t mark
    uint32_t aged                         # young, but its parts are old, and stores into it are noticed: see _large
    uint32_t seen                         # aged, and reached by the collection that is going on

cdef struct BlockList:                    # of one class
    Block* current                        # that the run lies in
    uint32_t pos                          # offset in it from which free cells are looked for
    Block* avail                          # blocks that are mostly free
    Block* poor                           # blocks with free cells, in short runs
    Block* passed                         # blocks that the run went through since the last collection
    Block* full                           # the others; looked at again when the whole heap is collected

cdef struct Array:                      # growing array
    Value* items
    size_t n
    size_t cap

cdef struct Slot:                         # an item of a large object
    Value holder
    uint64_t index

cdef enum:                                # Heap.phase
    IDLE = 0
    MARKING = 1                           # of the whole heap, a piece at each collection
    SWEEPING = 2

cdef enum:                                # Heap.mode: what visit() does
    MINOR = 0
    WHOLE = 1                             # mark, whatever is old
    PIECE = 2                             # mark among the old ones
    CHECK = 3

cdef struct Stats:
    uint64_t minor                        # collections of the young objects
    uint64_t major                        # completed incremental collections of the whole heap
    uint64_t full                         # collections of the whole heap in one go
    double seconds
    double longest
    int64_t most_visited                  # objects, by one step
    uint64_t allocated                    # bytes
    uint64_t promoted                     # bytes of objects that became old

cdef struct Heap:
    BlockList lists[NCLASSES]
    Block* free_blocks
    uint64_t nblocks                      # in use
    uint64_t resident                     # free blocks that have memory
    void** chunks
    uint32_t nchunks
    uint32_t chunks_cap
    Large* large                          # old ones
    Large* young_large
    uint64_t large_bytes                  # with what precedes them
    uint64_t large_freed                  # that malloc may still hold
    Large* cached                         # dead ones whose memory waits for the next of their size, the newest first
    uint64_t cached_bytes
    uint64_t aged_bytes
    Array aged                          # words of the stack that aged ones were found in, as indices
    Value* root                           # word that is being visited, NULL while parts of objects are
    uint64_t allocated                    # bytes handed out in runs since the last collection
    # marking
    int mode
    Array work                          # mark stack: marked objects whose parts were not visited; item and index for a part
    Array grey                          # the same of the marking in pieces
    bint timeless                         # test hook: marking in pieces does not look at the clock
    size_t stack_cap                      # test hook: entries a mark stack may have; 0: as many as fit
    bint overflow                         # a mark stack could not grow
    # what the minor collection starts from
    Array remembered                    # old objects that were stored into
    Slot* slots                           # items of large old objects that were stored into
    size_t nslots
    size_t slots_cap
    bint forgot                           # no memory to remember: the next collection is a whole one
    Array owners                        # old objects that own something outside the heap
    Array young_owners
    Array young_symbols
    uint64_t scanned_run                  # the run whose stack was scanned last
    # marking in pieces
    int phase
    Value* scan_at                        # words of the stack from here to scan_end are still to be visited
    Value* scan_end
    uint64_t marked                       # bytes marked, of those made old since the beginning too
    uint64_t sweep_owner                  # next index of owners, and where it goes
    uint64_t sweep_kept
    uint32_t sweep_block                  # next block, by number
    Large** sweep_large
    # pace
    uint64_t old_bytes
    int64_t left                          # objects that the collection of the young ones may still visit
    int64_t debt                          # objects to mark for what was handed out
    uint64_t paid_at                      # `allocated` up to which that was counted
    int64_t visited                       # objects, by the step that is going on
    uint64_t promoted                     # by the collection that is going on
    int keep_left                         # collections to come that keep all,
    int keep_row                          # of so many
    uint64_t major_at                     # footprint at which the whole heap is collected
    uint64_t after_full                   # heap_bytes after the last collection of everything in one go
    Stats stats
    int bad                               # what heap_check found
    # symbol table: open addressing; 0 free, 8 deleted
    Value* symbols
    uint32_t sym_used                     # deleted ones included
    uint32_t sym_mask

cdef inline Heap* heap_of(VM* vm) noexcept nogil:
    return <Heap*>vm.heap

cdef inline Block* block_of(Value v) noexcept nogil:
    return <Block*>(v & ~<Value>(BLOCK_SIZE - 1))

cdef inline uint32_t bit_word(Value v) noexcept nogil:           # of the bitmaps
    return <uint32_t>(v & (BLOCK_SIZE - 1)) >> 10

cdef inline uint64_t bit_of(Value v) noexcept nogil:
    return <uint64_t>1 << ((v >> 4) & 63)

cdef inline bint is_large(Value v) noexcept nogil:
    return (v & 15) != TAG_PAIR and (header(v).flags & F_LARGE) != 0

cdef inline Large* large_of(Value v) noexcept nogil:
    return <Large*>header(v) - 1

cdef inline bint is_old(Value v) noexcept nogil:
    """Of a heap value."""
    if is_large(v):
        return large_of(v).old
    return (block_of(v).old[bit_word(v)] & bit_of(v)) != 0

cdef inline bint is_aged(Value v) noexcept nogil:
    """Of a heap value, in a collection of the young objects: reached, and still young?"""
    return is_large(v) and large_of(v).seen and not large_of(v).old

cdef inline bint is_marked(Value v) noexcept nogil:
    if is_large(v):
        return large_of(v).mark
    return (block_of(v).marks[bit_word(v)] & bit_of(v)) != 0

cdef inline Block* block_number(Heap* h, uint32_t i) noexcept nogil:
    return <Block*>(<char*>h.chunks[i // CHUNK_BLOCKS] + <size_t>(i % CHUNK_BLOCKS) * BLOCK_SIZE)

cdef extern from *:
    """
    #if defined(__GNUC__) && (defined(__POPCNT__) || !defined(__x86_64__))
    #define vm_popcount32 __builtin_popcount
    #else                                 /* where that is a call: nearly all processors have the instruction */
    #if defined(__GNUC__)
    #include <cpuid.h>
    static unsigned char vm_has_popcount;
    __attribute__((constructor)) static void vm_find_popcount(void) {
        unsigned int a, b, c, d;
        vm_has_popcount = __get_cpuid(1, &a, &b, &c, &d) && (c >> 23 & 1);
    }
    #endif
    static inline int vm_popcount32(unsigned int x) {
    #if defined(__GNUC__)
        if (__builtin_expect(vm_has_popcount, 1)) {
            __asm__("popcntl %1, %0" : "=r"(x) : "r"(x) : "cc");
            return (int)x;
        }
    #endif
        x -= (x >> 1) & 0x55555555u;
        x = (x & 0x33333333u) + ((x >> 2) & 0x33333333u);
        return (int)((((x + (x >> 4)) & 0x0F0F0F0Fu) * 0x01010101u) >> 24);
    }
    #endif
    """
    int popcount32 "vm_popcount32"(unsigned int x) noexcept nogil
    int popcount "__builtin_popcountll"(unsigned long long x) noexcept nogil
    int ctz "__builtin_ctzll"(unsigned long long x) noexcept nogil

cdef bint push(Array* a, Value v) noexcept nogil              # False when memory is refused
cdef void* heap_refill(VM* vm, int k) noexcept nogil            # a cell of class k and a run behind it; NULL when refused
cdef bint heap_reserve(VM* vm, uint64_t size) noexcept nogil    # may `size` more bytes be had within the limit?
cdef void heap_external(VM* vm, int64_t delta) noexcept nogil   # external buffers grew or shrank
cdef void heap_request(VM* vm, int bits) noexcept nogil         # the next safepoint takes the slow path
cdef bint heap_own(VM* vm, void* object) noexcept nogil         # a new object will own something outside the heap
cdef void count_allocated(VM* vm, Heap* h, uint64_t size) noexcept nogil
cdef bint injected(VM* vm) noexcept nogil                       # test hook: does this allocation fail?
cdef void return_runs(VM* vm) noexcept nogil                    # the next allocation of each class comes to heap_refill
cdef void end_runs(VM* vm, Heap* h) noexcept nogil              # no run is open; counts what was handed out
cdef void list_block(VM* vm, Heap* h, Block* b) noexcept nogil  # puts a block where its free cells say
cdef void list_passed(VM* vm, Heap* h) noexcept nogil           # the same for those that were handed out from
cdef void trim(Heap* h, uint64_t keep, int64_t most) noexcept nogil   # free blocks give back memory, all but `keep`
cdef void free_memory(Heap* h) noexcept nogil
