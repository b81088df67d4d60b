# Strings with a buffer of their own, tables, ports, code and Python objects are put down when they are made, in
# `young_owners`, later in `owners`; so a block is never swept for the sake of a few of them.

from libc.stdint cimport uint64_t, int64_t, uint32_t, uintptr_t
from libc.stdlib cimport realloc, free
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._blocks cimport *


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


cdef uint64_t table_bytes(Table* t) noexcept nogil:
    if t.capacity == 0:
        return 0
    return <uint64_t>t.capacity * sizeof(TableEntry) + (<uint64_t>t.mask + 1) * sizeof(uint32_t)


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


cdef void sweep_young_owners(VM* vm, Heap* h) noexcept nogil:
    """Of a minor collection or one of the whole heap in one go."""
    cdef size_t i, kept = 0
    cdef Value v
    for i in range(h.young_owners.n):
        v = h.young_owners.items[i] + TAG_OBJ
        if is_aged(v):
            h.young_owners.items[kept] = v - TAG_OBJ
            kept += 1
        elif not (is_old(v) if h.mode == MINOR else is_marked(v)):
            finalise(vm, header(v))
        elif not push(&h.owners, v - TAG_OBJ):
            h.young_owners.items[kept] = v - TAG_OBJ      # tried again next time
            kept += 1
    h.young_owners.n = kept


cdef bint sweep_owners_piece(VM* vm, Heap* h, int64_t count) noexcept nogil:
    cdef Value v
    if h.sweep_owner > h.owners.n:
        return True                       # done before
    while h.sweep_owner < h.owners.n:
        if count == 0:
            return False
        count -= 1
        v = h.owners.items[h.sweep_owner] + TAG_OBJ
        h.sweep_owner += 1
        if is_marked(v):
            h.owners.items[h.sweep_kept] = v - TAG_OBJ
            h.sweep_kept += 1
        else:
            finalise(vm, header(v))
    h.owners.n = h.sweep_kept
    h.sweep_owner = <uint64_t>-1
    return True
