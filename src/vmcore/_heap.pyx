# Birth, death and statistics of a heap.

from libc.stdint cimport uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memset
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._blocks cimport Heap, NURSERY, heap_of, free_memory
from vmcore._collect cimport finalise_all
from vmcore._symbols cimport init_symbols

cdef enum:
    FIRST_GROWTH = 48 << 20

cdef Code NO_CODE
memset(&NO_CODE, 0, sizeof(Code))
NO_CODE.arity = 0xFFFFFFFFu


cdef int heap_init(VM* vm) noexcept nogil:
    cdef Heap* h = <Heap*>calloc(1, sizeof(Heap))
    if h == NULL:
        return -1
    if not init_symbols(h):
        free(h)
        return -1
    vm.heap = h
    vm.no_code = &NO_CODE
    vm.gc_at = NURSERY
    h.major_at = FIRST_GROWTH
    vm.fail_alloc = -1
    return 0


cdef void heap_free(VM* vm) noexcept:
    if vm.heap == NULL:
        return
    finalise_all(vm)
    free_memory(heap_of(vm))
    vm.heap = NULL


cdef void limit_mark_stack(VM* vm, size_t entries) noexcept nogil:
    """0: no limit. What the stacks hold is lost, as if they had overflowed."""
    cdef Heap* h = heap_of(vm)
    free(h.work.items)
    free(h.grey.items)
    memset(&h.work, 0, sizeof(h.work))
    memset(&h.grey, 0, sizeof(h.grey))
    h.stack_cap = entries
    h.overflow = h.forgot = True


cdef void without_clock(VM* vm, bint timeless) noexcept nogil:
    (<Heap*>vm.heap).timeless = timeless


cdef dict heap_stats(VM* vm):
    cdef Heap* h = heap_of(vm)
    cdef uint64_t young = h.allocated
    cdef int k
    for k in range(NCLASSES):
        young -= <uint64_t>(vm.runs[k].end - vm.runs[k].cur)
    return {
        "heap_bytes": vm.heap_bytes, "live_bytes": vm.live_bytes, "collections": vm.collections,
        "minor_collections": h.stats.minor, "major_collections": h.stats.major, "full_collections": h.stats.full,
        "collection_ns": <uint64_t>(h.stats.seconds * 1e9), "longest_pause_ns": <uint64_t>(h.stats.longest * 1e9),
        "allocated_bytes": h.stats.allocated + young, "promoted_bytes": h.stats.promoted,
        "longest_pause_objects": h.stats.most_visited, "spare_bytes": h.resident * BLOCK_SIZE + h.cached_bytes,
    }
