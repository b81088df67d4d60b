# What the write barrier does when it finds an old object.

from libc.stdint cimport uint64_t
from libc.stdlib cimport realloc
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._blocks cimport *
from vmcore._mark cimport shade

cdef enum:
    BIG_TABLE = 64                        # entries


cdef void remember(VM* vm, Value obj) noexcept nogil:
    cdef Heap* h = heap_of(vm)
    if (obj & 15) == TAG_PAIR:
        block_of(obj).clean[bit_word(obj)] &= ~bit_of(obj)
    else:
        header(obj).flags &= ~<int>F_OLD
    if not push(&h.remembered, obj):
        h.forgot = True
    if h.remembered.n >= MANY_SLOTS and not vm.request & REQ_GC:
        heap_request(vm, REQ_GC)


cdef void remember_slot(VM* vm, Heap* h, Value obj, uint64_t index) noexcept nogil:
    cdef Slot* slots
    cdef size_t cap
    if h.nslots == h.slots_cap:
        cap = h.slots_cap * 2 + 256
        slots = <Slot*>realloc(h.slots, cap * sizeof(Slot))
        if slots == NULL:
            remember(vm, obj)
            return
        h.slots = slots
        h.slots_cap = cap
    h.slots[h.nslots].holder = obj
    h.slots[h.nslots].index = index
    h.nslots += 1
    if h.nslots >= MANY_SLOTS and not vm.request & REQ_GC:
        heap_request(vm, REQ_GC)


cdef void remember_item(VM* vm, Value obj, uint64_t index, Value val) noexcept nogil:
    """A large object stays as it is: each store into it comes here."""
    cdef Heap* h = heap_of(vm)
    if not header(obj).flags & F_LARGE and not (is_type(obj, T_TABLE) and (<Table*>as_obj(obj)).used > BIG_TABLE):
        remember(vm, obj)
    elif not is_old(val):
        remember_slot(vm, h, obj, index)
    elif h.phase == MARKING:
        shade(vm, h, val)


cdef void remember_all(VM* vm, Value obj) noexcept nogil:
    if header(obj).flags & F_OLD:
        remember(vm, obj)
