# Every young object becomes old without being visited: bits are set by the word, flags by a walk over cells.
#
# The dead among them refer to nothing that is free, and go with the next collection of the whole heap. While that is
# marking, the new old objects are not marked: they are found like other old ones, or found to be dead. By then all that
# roots and old objects refer to is grey: a minor collection that is given up has visited those.

from libc.stdint cimport uint64_t, uint32_t
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._blocks cimport *
from vmcore._mark cimport enqueue
from vmcore._large cimport forget_aged


cdef inline void age_pairs(Heap* h, Block* b, uint32_t limit) noexcept nogil:
    cdef uint32_t at = b.first
    cdef uint64_t mask
    while at < limit:
        mask = ~<uint64_t>0 << ((at >> 4) & 63)
        if limit < (at | 1023) + 1:
            mask &= (<uint64_t>1 << ((limit >> 4) & 63)) - 1
        h.promoted += <uint64_t>popcount(mask & ~b.old[at >> 10]) * 16
        b.old[at >> 10] |= mask
        b.clean[at >> 10] |= mask
        at = (at | 1023) + 1


cdef void age_objects(Heap* h, Block* b, uint32_t limit) noexcept nogil:
    cdef uint32_t at = b.first
    cdef uint64_t bit
    while at < limit:
        bit = <uint64_t>1 << ((at >> 4) & 63)
        if not b.old[at >> 10] & bit:
            b.old[at >> 10] |= bit
            (<Obj*>(<char*>b + at)).flags |= F_OLD
            h.promoted += b.cell
        at += b.cell


cdef void age_block(Heap* h, Block* b, uint32_t limit) noexcept nogil:
    """All cells below the offset `limit` hold objects."""
    cdef int i
    if b.klass == 0:
        age_pairs(h, b, limit)
    else:
        age_objects(h, b, limit)
    if h.phase == SWEEPING:               # then only blocks that were swept are allocated from
        for i in range(BITMAP_WORDS):
            b.marks[i] |= b.old[i]


cdef void age_blocks(VM* vm, Heap* h) noexcept nogil:
    cdef int k
    cdef Block* b
    for k in range(NCLASSES):
        b = h.lists[k].passed
        while b != NULL:
            age_block(h, b, b.first + b.count * b.cell)
            b = b.next
        b = h.lists[k].current
        if b != NULL:
            age_block(h, b, <uint32_t>(vm.runs[k].cur - <char*>b) if vm.runs[k].cur != NULL else h.lists[k].pos)


cdef void age_large(Heap* h) noexcept nogil:
    cdef Large* l = h.young_large
    while l != NULL:
        if not l.old:
            l.old = 1
            (<Obj*>(l + 1)).flags |= F_OLD
            h.promoted += l.size
        if h.phase == SWEEPING:
            l.mark = 1
        l = l.next
    forget_aged(h)


cdef void forget_stores(Heap* h) noexcept nogil:
    cdef size_t i
    cdef Value v
    for i in range(h.remembered.n):
        v = h.remembered.items[i]
        if (v & 15) == TAG_PAIR:
            block_of(v).clean[bit_word(v)] |= bit_of(v)
        else:
            header(v).flags |= F_OLD
    h.remembered.n = h.nslots = 0



cdef void age_all(VM* vm, Heap* h) noexcept nogil:
    """After a minor collection that was given up, too: what it met and did not look into is in `work`."""
    cdef size_t i
    if h.phase == MARKING:
        for i in range(h.work.n):
            enqueue(h, &h.grey, h.work.items[i])
    h.work.n = 0
    age_blocks(vm, h)
    age_large(h)
    forget_stores(h)
