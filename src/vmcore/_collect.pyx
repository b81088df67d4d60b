# The collector: generations by sticky marks, the whole heap in pieces. Nothing moves, everything is precise.
#
# Each collection (a step) begins at a safepoint with a minor one: it visits the roots and the old objects that were stored
# into, and what it reaches of the young objects is old from then on: their bits stay set. After a step no object is young.
# When the old objects have grown enough, the steps that follow also do a piece each of a collection of all of them:
#
# MARKING   Marked objects whose parts were not visited are grey. An old object that is not marked becomes grey when a
#           minor collection meets it: in a root, in a new old object, in one that was stored into. New old objects are
#           marked. So no marked object that is not grey refers to an old one that is not marked, and neither do roots;
#           when after a step nothing is grey, all that is alive is marked.
# SWEEPING  What is not marked is dead: owners, blocks, large objects, a piece each.
#
# Of the stack, a step visits the frames that ran since the last: a scan sets the lowest bit of the return words it
# passes (code lies at even addresses), and a frame below a word with that bit has not run since. The bit is only set
# where the upper 16 bits are not zero, or the word would look like a pointer. Whoever uses a return word masks it.

from libc.stdint cimport uint64_t, int64_t, uint32_t
from libc.string cimport memset
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._blocks cimport *
from vmcore._mark cimport *
from vmcore._owners cimport *
from vmcore._large cimport *
from vmcore._keep cimport age_all
from vmcore._symbols cimport visit_young_symbols, visit_all_symbols, sweep_young_symbols, sweep_symbols
from vmcore._heapcheck cimport heap_check, check_remembered

cdef extern from *:
    """
    #include <time.h>
    static double vm_clock(void) {                       /* processor time of this thread if there is such a clock */
        struct timespec t; timespec_get(&t, TIME_UTC);
    #ifdef CLOCK_THREAD_CPUTIME_ID
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    #endif
        return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
    }
    """
    double vm_clock() noexcept nogil

cdef enum:
    PIECE_BYTES = 1 << 19                 # handed out between two pieces of a collection of the whole heap
    SPARE_BLOCKS = 2 * NURSERY // BLOCK_SIZE      # free blocks that keep their memory, at least
    MIN_GROWTH = 48 << 20                 # by which the old objects grow before they are collected
    YOUNG_OBJECTS = 300000                # that a collection of the young ones visits: more than a nursery holds
    PIECE_OBJECTS = 1 << 14               # marked between two looks at the clock,
    MOST_PIECES = 32                      # in one pause, so many times,
    HUGE_DEBT = 1 << 20                   # or, where more is owed than that, up to
    MORE_PIECES = 256                     # which is what a primitive may leave that makes a list of 10^6 items and more
    STRESS_OBJECTS = 150                  # under gc_stress
    OBJECTS_FOR_KB = 80                   # to mark for each KiB handed out, so that marking ends before the heap has doubled
    LARGE_DEBT = 120000                   # then marking goes on at the next safepoint
    MOST_KEPT = 7                         # collections in a row that keep all
    PIECE_WORDS = 1 << 18                 # of the stack
    PIECE_OWNERS = 1 << 16
    PIECE_BLOCKS = 2048
    PIECE_LARGE = 8192
    CLEAR_WORDS = 16384                   # of the stack above the top that stay usable without a look


cdef int64_t NO_END = <int64_t>1 << 62
cdef double LONG = 0.003                  # seconds of a pause after which no more is marked,
cdef double VERY_LONG = 0.007             # and where much is owed


# ---------------------------------------------------------------- roots

cdef void visit_words(VM* vm, Heap* h, Value* p, Value* end) noexcept nogil:
    while p < end:
        h.root = p
        visit(vm, h, p[0])
        p += 1
        if h.work.n > 4096:
            h.root = NULL
            drain(vm, h)
    h.root = NULL


cdef void visit_roots(VM* vm, Heap* h) noexcept nogil:
    """All but the stack and the symbols."""
    cdef uint32_t i
    h.root = &vm.under
    visit(vm, h, vm.under)
    visit(vm, h, vm.dyn.winds)
    visit(vm, h, vm.dyn.handlers)
    visit(vm, h, vm.dyn.params)
    visit(vm, h, vm.err_value)
    visit(vm, h, vm.result)
    visit_words(vm, h, &vm.empty_list, &vm.empty_set + 1)
    for i in range(16):
        visit(vm, h, vm.hooks[i])
        visit(vm, h, vm.stubs[i])
    for i in range(3):
        visit(vm, h, vm.ports[i])
    visit_words(vm, h, vm.handles, vm.handles + vm.nhandles)
    if vm.prim_procs != NULL:
        visit_words(vm, h, vm.prim_procs, vm.prim_procs + vm.nprims)
    h.root = NULL


cdef Value* unchanged_below(VM* vm, Heap* h) noexcept nogil:
    """Words of the stack below this have not changed since the last step. Sets the bits for the next one."""
    cdef Value* B = vm.base
    cdef Value* bottom = vm.run_base + 2
    cdef Value* found = vm.run_base
    if vm.tree or vm.depth == 0:          # the tree-walker does not keep vm.base up to date
        h.scanned_run = 0
        return vm.stack
    while B > bottom:
        if B[-2] & 1:
            found = B - 2
            break
        if B[-2] >> 48:
            B[-2] |= 1
        B = B - 2 - (B[-2] >> 48)
    if h.scanned_run != vm.run_id:        # the bits are right, but an outer run has gone on
        h.scanned_run = vm.run_id
        return vm.stack
    return found


cdef void visit_stack(VM* vm, Heap* h) noexcept nogil:
    cdef Value* start = unchanged_below(vm, h)
    if h.scan_end > start:
        h.scan_end = start
    visit_aged(vm, h, start)
    visit_words(vm, h, start, vm.top)


cdef void clear_stack(VM* vm) noexcept nogil:
    """No register of a frame to come may show what a frame left there."""
    cdef int64_t room = 65536 if vm.max_depth else CLEAR_WORDS
    if vm.top < vm.soft_limit:
        memset(vm.top, 0, <size_t>(<char*>vm.soft_limit - <char*>vm.top))
    if vm.soft_limit - vm.top > room:     # what was deep once must not be cleared at every collection
        vm.soft_limit = vm.top + room


# ---------------------------------------------------------------- the young objects

cdef void visit_remembered(VM* vm, Heap* h) noexcept nogil:
    cdef size_t i
    cdef Value v
    cdef Slot* s
    for i in range(h.remembered.n):
        v = h.remembered.items[i]
        if (v & 15) == TAG_PAIR:
            block_of(v).clean[bit_word(v)] |= bit_of(v)
        else:
            header(v).flags |= F_OLD
        if h.phase == MARKING and is_old(v):
            blacken(vm, h, v)
        scan_parts(vm, h, v, 0)
        drain(vm, h)
    h.remembered.n = 0
    h.left -= <int64_t>h.nslots
    for i in range(h.nslots):
        s = &h.slots[i]
        if not is_type(s.holder, T_TABLE):
            visit(vm, h, as_vector(s.holder).items[s.index])
        elif s.index < (<Table*>as_obj(s.holder)).used:
            visit(vm, h, (<Table*>as_obj(s.holder)).entries[s.index].key)
            visit(vm, h, (<Table*>as_obj(s.holder)).entries[s.index].value)
    h.nslots = 0


cdef bint minor(VM* vm, Heap* h, int64_t most) noexcept nogil:
    """Visits so many objects at most; has everything been visited?"""
    h.mode = MINOR
    h.left = most
    visit_remembered(vm, h)
    visit_stack(vm, h)
    visit_roots(vm, h)
    visit_young_symbols(vm, h)
    drain(vm, h)
    return h.work.n == 0


cdef void end_minor(VM* vm, Heap* h) noexcept nogil:
    end_runs(vm, h)
    sweep_young_symbols(h)
    sweep_young_owners(vm, h)
    sweep_young_large(vm, h)
    list_passed(vm, h)
    clear_stack(vm)
    h.old_bytes += h.promoted
    h.stats.promoted += h.promoted
    h.promoted = 0


cdef void keep_all(VM* vm, Heap* h) noexcept nogil:
    h.mode = MINOR
    age_all(vm, h)
    end_minor(vm, h)


cdef void note_survival(Heap* h, uint64_t handed_out, uint64_t survived) noexcept nogil:
    """In bytes. If 7 of 8 survived, the next collections keep all; the longer that goes on, the more."""
    if survived < handed_out - (handed_out >> 3):
        h.keep_row = h.keep_left = 0
        return
    h.keep_row = h.keep_row * 2 + 1
    if h.keep_row > MOST_KEPT:
        h.keep_row = MOST_KEPT
    h.keep_left = h.keep_row


cdef inline bint may_keep_all(VM* vm, Heap* h) noexcept nogil:
    return (h.keep_left > 0 and h.phase == IDLE and vm.memory_limit == 0 and not h.overflow
            and footprint(vm, h) + h.allocated < h.major_at)


# ---------------------------------------------------------------- the whole heap, in pieces

cdef void clear_marks(Heap* h) noexcept nogil:
    cdef uint32_t i
    cdef Block* b
    cdef Large* l = h.large
    for i in range(h.nchunks * CHUNK_BLOCKS):
        b = block_number(h, i)
        if b.count:
            memset(b.marks, 0, sizeof(b.marks))
    while l != NULL:
        l.mark = 0
        l = l.next


cdef void begin_marking(VM* vm, Heap* h) noexcept nogil:
    """After a minor collection: all frames carry the bit."""
    clear_marks(h)
    h.phase = MARKING
    h.marked = 0
    h.debt = LARGE_DEBT >> 1
    h.grey.n = 0
    h.scan_at = vm.stack
    h.scan_end = vm.top
    h.mode = PIECE
    visit_roots(vm, h)
    visit_all_symbols(vm, h)


cdef int64_t mark_stack_piece(VM* vm, Heap* h, int64_t budget) noexcept nogil:
    cdef Value* end = h.scan_end
    if end - h.scan_at > PIECE_WORDS:
        end = h.scan_at + PIECE_WORDS
    h.mode = PIECE
    if end > h.scan_at:
        budget -= (end - h.scan_at) >> 3
    while h.scan_at < end:
        visit(vm, h, h.scan_at[0])
        h.scan_at += 1
    return budget


cdef void begin_sweeping(VM* vm, Heap* h) noexcept nogil:
    cdef uint32_t i
    cdef int k
    h.phase = SWEEPING
    h.sweep_owner = h.sweep_kept = 0
    h.sweep_block = 0
    h.sweep_large = &h.large
    h.old_bytes = h.marked
    sweep_symbols(h)
    for k in range(NCLASSES):             # found again by the sweep
        h.lists[k].avail = h.lists[k].poor = h.lists[k].full = NULL
    for i in range(h.nchunks * CHUNK_BLOCKS):
        block_number(h, i).unswept = True


cdef void sweep_block(VM* vm, Heap* h, Block* b) noexcept nogil:
    cdef int i
    b.unswept = False
    for i in range(BITMAP_WORDS):
        b.old[i] &= b.marks[i]
    if b.klass == 0:
        for i in range(BITMAP_WORDS):
            b.clean[i] &= b.marks[i]
    list_block(vm, h, b)


cdef bint sweep_blocks_piece(VM* vm, Heap* h, int64_t count) noexcept nogil:
    """Have all been swept? Blocks taken into use since the beginning need no sweep."""
    cdef Block* b
    while h.sweep_block < h.nchunks * CHUNK_BLOCKS and count > 0:
        b = block_number(h, h.sweep_block)
        h.sweep_block += 1
        if b.count and b.unswept:
            sweep_block(vm, h, b)
            count -= 1
    return h.sweep_block == h.nchunks * CHUNK_BLOCKS


cdef inline bint all_grey_done(Heap* h) noexcept nogil:
    return h.phase == MARKING and h.grey.n == 0 and h.scan_at >= h.scan_end


cdef int64_t whole_piece(VM* vm, Heap* h, int64_t budget) noexcept nogil:
    """A piece of the collection of the whole heap, if one is going on. Marking ends right after a minor collection only.
    What is left of the budget."""
    cdef int tiny = 9 if vm.gc_stress else 0
    if h.phase == MARKING:
        budget = mark_stack_piece(vm, h, budget)
        budget = drain_grey(vm, h, budget)
        if h.overflow:
            h.forgot = True
        elif all_grey_done(h) and h.allocated == 0:
            begin_sweeping(vm, h)
    elif h.phase == SWEEPING:
        # A dead object is finalised before its cell is free.
        if (sweep_owners_piece(vm, h, PIECE_OWNERS >> tiny) and sweep_blocks_piece(vm, h, PIECE_BLOCKS >> tiny)
                and sweep_large_piece(vm, h, PIECE_LARGE >> tiny)):
            h.phase = IDLE
            h.stats.major += 1
            set_goal(vm, h)
            trim(h, (h.nblocks >> 1) + SPARE_BLOCKS, PIECE_BLOCKS >> 5)
    return budget


# ---------------------------------------------------------------- the whole heap, in one go

cdef void forget_phases(VM* vm, Heap* h) noexcept nogil:
    """Whatever was going on, it begins anew."""
    cdef uint64_t i
    if h.phase == SWEEPING:               # some owners were moved down already
        for i in range(h.sweep_owner, h.owners.n):
            h.owners.items[h.sweep_kept] = h.owners.items[i]
            h.sweep_kept += 1
        h.owners.n = h.sweep_kept
    h.phase = IDLE
    h.grey.n = h.work.n = 0
    h.remembered.n = h.nslots = 0
    h.scan_at = h.scan_end = NULL
    h.overflow = h.forgot = False


cdef void sweep_all_blocks(VM* vm, Heap* h) noexcept nogil:
    cdef uint32_t i
    cdef int k
    cdef Block* b
    for k in range(NCLASSES):
        memset(&h.lists[k], 0, sizeof(BlockList))
    for i in range(h.nchunks * CHUNK_BLOCKS):
        b = block_number(h, i)
        if b.count == 0:
            continue
        b.unswept = False
        for k in range(BITMAP_WORDS):
            b.old[k] = b.marks[k]
        if b.klass == 0:
            for k in range(BITMAP_WORDS):
                b.clean[k] = b.marks[k]
        list_block(vm, h, b)


cdef void whole(VM* vm, Heap* h) noexcept nogil:
    end_runs(vm, h)
    join_large(h)
    forget_phases(vm, h)
    clear_marks(h)
    h.marked = h.promoted = 0
    h.left = NO_END
    h.mode = WHOLE
    visit_words(vm, h, vm.stack, vm.top)
    visit_roots(vm, h)
    visit_all_symbols(vm, h)
    drain(vm, h)
    if h.overflow:
        rescan(vm, h)
    h.visited += NO_END - h.left
    h.debt = 0
    sweep_symbols(h)
    h.sweep_owner = h.sweep_kept = 0
    sweep_owners_piece(vm, h, <int64_t>1 << 62)
    sweep_young_owners(vm, h)
    sweep_all_blocks(vm, h)
    h.sweep_large = &h.large
    sweep_large_piece(vm, h, <int64_t>1 << 62)
    clear_stack(vm)
    h.old_bytes = h.marked
    h.stats.full += 1
    h.after_full = vm.heap_bytes
    give_back_large(vm, h)
    set_goal(vm, h)
    trim(h, (h.nblocks >> 1) + SPARE_BLOCKS, <int64_t>1 << 62)


# ---------------------------------------------------------------- pace

cdef uint64_t footprint(VM* vm, Heap* h) noexcept nogil:
    """Old objects and what is outside the heap."""
    return h.old_bytes + vm.heap_bytes - h.nblocks * BLOCK_SIZE - h.large_bytes


cdef inline uint64_t room_above(VM* vm, uint64_t size) noexcept nogil:
    return vm.memory_limit - size if size < vm.memory_limit else 0


cdef bint short_of_memory(VM* vm, Heap* h) noexcept nogil:
    """Is most of the room used up that the last collection in one go left below the limit?"""
    cdef uint64_t room
    if vm.memory_limit == 0:
        return False
    room = room_above(vm, h.after_full)
    return vm.heap_bytes > h.after_full + (room >> 1) + (room >> 2)


cdef bint far_behind(VM* vm, Heap* h) noexcept nogil:
    """Do old objects come faster than the whole heap is marked? What is marked meanwhile is soon garbage."""
    return h.phase != IDLE and footprint(vm, h) > 4 * h.major_at + (64 << 20)


cdef void set_goal(VM* vm, Heap* h) noexcept nogil:
    """After a collection of the whole heap: when to begin the next."""
    cdef uint64_t live = footprint(vm, h)
    cdef uint64_t room
    h.major_at = live + (live if live > MIN_GROWTH else MIN_GROWTH)
    if vm.memory_limit:
        room = room_above(vm, vm.heap_bytes)
        if h.major_at > live + (room >> 1):
            h.major_at = live + (room >> 1)


cdef void pace(VM* vm, Heap* h) noexcept nogil:
    """When the next step comes."""
    cdef uint64_t room
    vm.gc_at = NURSERY
    if h.phase != IDLE and h.allocated + PIECE_BYTES < NURSERY:
        vm.gc_at = h.allocated + PIECE_BYTES
    if vm.memory_limit:
        room = room_above(vm, vm.heap_bytes)
        if h.allocated + (room >> 1) + (64 << 10) < vm.gc_at:
            vm.gc_at = h.allocated + (room >> 1) + (64 << 10)
    vm.live_bytes = h.old_bytes + h.aged_bytes
    vm.collections += 1
    vm.request &= ~REQ_GC
    if h.phase == MARKING and h.debt > LARGE_DEBT:
        vm.request |= REQ_GC
    drop_unused(vm, h)


cdef void count_pause(Heap* h, double start) noexcept nogil:
    cdef double seconds = vm_clock() - start
    h.stats.seconds += seconds
    if seconds > h.stats.longest:
        h.stats.longest = seconds
    if h.visited > h.stats.most_visited:
        h.stats.most_visited = h.visited
    h.visited = 0


# ---------------------------------------------------------------- what others call

cdef void heap_collect(VM* vm) noexcept nogil:
    cdef Heap* h = heap_of(vm)
    cdef double start = vm_clock()
    cdef uint64_t before = vm.heap_bytes
    whole(vm, h)
    pace(vm, h)
    count_pause(h, start)
    charge(vm, <int64_t>(before >> 5))


cdef void young(VM* vm, Heap* h, int64_t most) noexcept nogil:
    """A collection of the young objects; given up, and all of them kept, when it takes too long."""
    cdef uint64_t before = h.stats.allocated
    cdef uint64_t survived
    if minor(vm, h, most):
        survived = h.promoted
        end_minor(vm, h)
        note_survival(h, h.stats.allocated - before, survived)
    else:
        keep_all(vm, h)
        h.keep_row = h.keep_left = 0
    h.visited += most - h.left
    h.paid_at = 0
    h.stats.minor += 1


cdef bint step(VM* vm, Heap* h, int64_t most, bint begin) noexcept nogil:
    """False when everything was collected in one go."""
    young(vm, h, most)
    if h.overflow:                        # objects were made old whose parts were not visited
        whole(vm, h)
        return False
    if begin and h.phase == IDLE:
        begin_marking(vm, h)
    return True


cdef void owe(Heap* h) noexcept nogil:
    if h.phase == MARKING:
        h.debt += <int64_t>((h.allocated - h.paid_at) * OBJECTS_FOR_KB >> 10)
    h.paid_at = h.allocated


cdef void pay(VM* vm, Heap* h, double start) noexcept nogil:
    """Marks what is owed, as far as there is time in this pause; or a piece of the sweep."""
    cdef int phase = h.phase
    cdef bint behind = h.debt > HUGE_DEBT
    cdef int _i
    for _i in range(MORE_PIECES if behind else MOST_PIECES):
        h.debt -= PIECE_OBJECTS - whole_piece(vm, h, PIECE_OBJECTS)
        if phase != MARKING or h.debt <= 0 or h.overflow or h.phase != phase or all_grey_done(h):
            return
        if not h.timeless and vm_clock() - start > (VERY_LONG if behind else LONG):
            return


cdef inline bint minor_due(VM* vm, Heap* h) noexcept nogil:
    return (h.phase == IDLE or vm.memory_limit or h.allocated + PIECE_BYTES > NURSERY or h.nslots >= MANY_SLOTS
            or h.overflow)


cdef void heap_step(VM* vm) noexcept nogil:
    cdef Heap* h = heap_of(vm)
    cdef double start = vm_clock()
    owe(h)
    if h.forgot or short_of_memory(vm, h) or far_behind(vm, h):
        whole(vm, h)
    elif may_keep_all(vm, h):
        h.keep_left -= 1
        keep_all(vm, h)
    elif minor_due(vm, h):
        if step(vm, h, YOUNG_OBJECTS, footprint(vm, h) > h.major_at):
            pay(vm, h, start)
    else:
        pay(vm, h, start)
        if all_grey_done(h) and step(vm, h, YOUNG_OBJECTS, False):    # only now it is known whether all is marked
            pay(vm, h, start)
    pace(vm, h)
    count_pause(h, start)


cdef int heap_stress(VM* vm) noexcept nogil:
    """Most of the time a step with a tiny piece, so that programs run in every phase."""
    cdef Heap* h = heap_of(vm)
    cdef uint64_t n = vm.collections
    cdef int bad = check_remembered(vm)
    if bad:
        return bad
    if h.forgot or n % 499 == 498:
        whole(vm, h)
    elif n & 1 and h.phase != IDLE and not h.overflow:
        whole_piece(vm, h, STRESS_OBJECTS)
        pace(vm, h)
        return 0
    elif step(vm, h, 4 if n % 3 == 0 else NO_END, n & 15 == 0):
        whole_piece(vm, h, STRESS_OBJECTS)
    pace(vm, h)
    return heap_check(vm)


cdef void finalise_all(VM* vm) noexcept nogil:
    cdef Heap* h = heap_of(vm)
    join_large(h)
    forget_phases(vm, h)
    clear_marks(h)
    h.mode = WHOLE
    h.sweep_owner = h.sweep_kept = 0
    sweep_owners_piece(vm, h, <int64_t>1 << 62)
    sweep_young_owners(vm, h)
    h.sweep_large = &h.large
    sweep_large_piece(vm, h, <int64_t>1 << 62)
