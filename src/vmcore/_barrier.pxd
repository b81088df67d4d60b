# The write barrier: every store of a value into an object that existed at the last collection goes through one of these.
#
# A collection of the young objects starts from the old ones that were stored into since the last. An object is put
# down at its first such store and scanned as a whole; of a large one the items are. A new object needs no barrier before
# the next safepoint. It does not matter whether the barrier or the store comes first: nothing is collected between them.

from libc.stdint cimport uint64_t
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._blocks cimport Block, block_of, bit_word, bit_of

cdef void remember(VM* vm, Value obj) noexcept nogil             # an old one, not remembered yet
cdef void remember_item(VM* vm, Value obj, uint64_t index, Value val) noexcept nogil
cdef void remember_all(VM* vm, Value obj) noexcept nogil         # many stores into any object, or its items changed places

cdef inline void object_barrier(VM* vm, Value obj, Value val) noexcept nogil:         # anything but a pair
    if UNLIKELY((header(obj).flags & F_OLD) != 0) and is_heap(val):
        remember(vm, obj)

cdef inline void item_barrier(VM* vm, Value obj, uint64_t index, Value val) noexcept nogil:    # vector, table: item of it
    # One test, written out: large vectors of numbers are many, and so are small ones of booleans. By way of is_heap it costs
    # queens_array 5 %.
    if UNLIKELY((((val >> 48) == 0) & ((val & 7) != 0) & ((header(obj).flags & F_OLD) != 0)) != 0):
        remember_item(vm, obj, index, val)

cdef inline void pair_barrier(VM* vm, Value pair, Value val) noexcept nogil:
    if UNLIKELY((block_of(pair).clean[bit_word(pair)] & bit_of(pair)) != 0) and is_heap(val):
        remember(vm, pair)

cdef inline void write_barrier(VM* vm, Value obj, Value val) noexcept nogil:
    if (obj & 15) == TAG_PAIR:
        pair_barrier(vm, obj, val)
    else:
        object_barrier(vm, obj, val)

cdef inline void global_store(VM* vm, Value cell, Value v) noexcept nogil:
    """Assignment to a global, with what calls of it need."""
    cdef Global* g = <Global*>as_obj(cell)
    if UNLIKELY((g.h.flags & F_OLD) != 0) and (is_heap(v) or g.value == IMM_UNBOUND):
        remember(vm, cell)                # its name is alive from now on
    g.value = v
    if is_proc(v):
        g.code = as_proc(v).code
        g.entry = g.code.entry
    else:
        g.code = vm.no_code
