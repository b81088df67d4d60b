# Large objects: where their memory comes from, how they age, where it goes back to.
#
# A large object stays young as long as it is found only in roots: it is put down in which words of the stack. Then it goes
# with the first collection that does not find it there, while what an old object refers to would have to wait for the
# marking of the whole heap. It is *aged* once its parts are old: they are not visited again, and the barrier notices stores
# into it as into an old one. It becomes old when another object refers to it, and while the whole heap is marked.
#
# Memory of dead ones waits for the next object of about their size, so that its pages need not come from the system anew.

from libc.stdint cimport uint64_t, int64_t, uint32_t
from libc.stdlib cimport malloc, free
from libc.string cimport memset, memmove
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._blocks cimport *
from vmcore._mark cimport shade, visit

cdef extern from *:
    """
    #ifdef __GLIBC__
    #include <malloc.h>
    #define VM_MALLOC_TRIM() malloc_trim(0)
    #else
    #define VM_MALLOC_TRIM() ((void)0)
    #endif
    """
    void malloc_trim "VM_MALLOC_TRIM"() noexcept nogil

cdef enum:
    AGES = 1 << 15                        # bytes of an object that may stay young, and wait when it is dead
    FILLED = 1 << 18                      # bytes of a vector whose items are put down from the first store on
    MOST_AGED = 4096                      # words of the stack
    MOST_CACHED = 32                      # objects
    CACHED_BYTES = 32 << 20               # at least; half of the heap if that is more
    CACHED_FOR = 16                       # collections


# ---------------------------------------------------------------- memory

cdef Large* take_cached(Heap* h, size_t size) noexcept nogil:
    cdef Large** link = &h.cached
    cdef Large* l
    while link[0] != NULL:
        l = link[0]
        if size <= l.size <= size + (size >> 3):
            link[0] = l.next
            h.cached_bytes -= l.size
            return l
        link = &l.next
    return NULL


cdef void free_cached(Heap* h, Large** link) noexcept nogil:
    """This one, and all that have waited longer."""
    cdef Large* l = link[0]
    cdef Large* next
    link[0] = NULL
    while l != NULL:
        next = l.next
        h.cached_bytes -= l.size
        h.large_freed += l.size
        free(l)
        l = next


cdef void drop_cached(Heap* h, uint64_t keep) noexcept nogil:
    cdef Large** link = &h.cached
    cdef uint64_t bytes = 0
    cdef int count = 0
    while link[0] != NULL:
        bytes += link[0].size
        count += 1
        if bytes > keep or count > MOST_CACHED:
            free_cached(h, link)
            return
        link = &link[0].next


cdef void drop_unused(VM* vm, Heap* h) noexcept nogil:
    cdef Large** link = &h.cached
    while link[0] != NULL:
        if <uint32_t>vm.collections - link[0].mark > CACHED_FOR:
            free_cached(h, link)
            return
        link = &link[0].next


cdef void* heap_large(VM* vm, size_t size) noexcept nogil:
    cdef Heap* h = heap_of(vm)
    cdef Large* l
    if injected(vm):
        return NULL
    size += sizeof(Large)
    l = take_cached(h, size)
    if l != NULL:
        size = l.size
    if not heap_reserve(vm, size):
        free(l)
        return NULL
    if l == NULL:
        l = <Large*>malloc(size)
        if l == NULL:
            return NULL
    l.size = size
    l.old = l.mark = l.aged = l.seen = 0
    l.next = h.young_large
    h.young_large = l
    h.large_bytes += size
    vm.heap_bytes += size
    count_allocated(vm, h, size)
    charge(vm, <int64_t>(size >> 4))
    return l + 1


cdef void free_large(VM* vm, Heap* h, Large* l) noexcept nogil:
    cdef uint64_t keep = vm.heap_bytes >> 1
    vm.heap_bytes -= l.size
    h.large_bytes -= l.size
    if l.size < AGES:
        h.large_freed += l.size
        free(l)
        return
    if vm.gc_stress:
        memset(l + 1, POISON, l.size - sizeof(Large))
    l.mark = <uint32_t>vm.collections
    l.next = h.cached
    h.cached = l
    h.cached_bytes += l.size
    drop_cached(h, keep if keep > CACHED_BYTES else CACHED_BYTES)


cdef void give_back_large(VM* vm, Heap* h) noexcept nogil:
    if vm.memory_limit and h.large_freed > vm.memory_limit >> 5:
        malloc_trim()
        h.large_freed = 0


# ---------------------------------------------------------------- ages

cdef void filled(Value v, Value fill) noexcept nogil:
    if is_large(v) and large_of(v).size >= FILLED and not is_heap(fill):
        large_of(v).aged = 1
        header(v).flags |= F_OLD


cdef bint may_age(VM* vm, Heap* h, Value v) noexcept nogil:
    """Will the next collection come by the word that is being visited, if it is still there?"""
    cdef int type = header(v).type
    if h.root == NULL or h.phase == MARKING or large_of(v).size < AGES:
        return False
    if type != T_VECTOR and type != T_STRING and type != T_BYTES:
        return False
    if h.root < vm.stack or h.root >= vm.top:
        return True
    return h.aged.n < MOST_AGED and push(&h.aged, <Value>(h.root - vm.stack))


cdef bint reach_young_large(VM* vm, Heap* h, Value v) noexcept nogil:
    cdef Large* l = large_of(v)
    cdef bint fresh = not l.aged
    header(v).flags |= F_OLD
    if may_age(vm, h, v):
        l.aged = l.seen = 1
        return fresh
    l.old = 1
    h.promoted += l.size
    if h.phase == MARKING and not fresh:  # its parts are old; some of them may not be marked
        shade(vm, h, v)
        return False
    if h.phase != IDLE:
        l.mark = 1
        h.marked += l.size
    return fresh


cdef void visit_aged(VM* vm, Heap* h, Value* end) noexcept nogil:
    """Puts down anew which of them hold one still."""
    cdef size_t i, n = h.aged.n
    if n == 0:
        return
    for i in range(n):
        h.root = vm.stack + h.aged.items[i]
        if h.root < end:
            visit(vm, h, h.root[0])
    h.root = NULL
    h.aged.n -= n
    memmove(h.aged.items, h.aged.items + n, h.aged.n * sizeof(Value))


cdef void forget_aged(Heap* h) noexcept nogil:
    """All large objects are old."""
    h.aged.n = 0
    h.aged_bytes = 0


# ---------------------------------------------------------------- the dead

cdef void sweep_young_large(VM* vm, Heap* h) noexcept nogil:
    cdef Large* l = h.young_large
    cdef Large* next
    h.young_large = NULL
    h.aged_bytes = 0
    while l != NULL:
        next = l.next
        if l.old:
            l.next = h.large
            h.large = l
        elif l.seen:
            l.seen = 0
            h.aged_bytes += l.size
            l.next = h.young_large
            h.young_large = l
        else:
            free_large(vm, h, l)
        l = next


cdef void join_large(Heap* h) noexcept nogil:
    cdef Large** link = &h.young_large
    while link[0] != NULL:
        link = &link[0].next
    link[0] = h.large
    h.large = h.young_large
    h.young_large = NULL
    forget_aged(h)


cdef bint sweep_large_piece(VM* vm, Heap* h, int64_t count) noexcept nogil:
    cdef Large* l
    while h.sweep_large[0] != NULL:
        if count == 0:
            return False
        count -= 1
        l = h.sweep_large[0]
        if l.mark:
            l.old = 1
            h.sweep_large = &l.next
        else:
            h.sweep_large[0] = l.next
            free_large(vm, h, l)
    return True
