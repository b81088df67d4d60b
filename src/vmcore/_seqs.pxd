# Sequences: views of collections, lazy ones, and cursors for primitives that walk.

from libc.stdint cimport uint64_t, int64_t, uint32_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._phash cimport DECLINED
from vmcore._pvec cimport as_pvec, pvec_at

cdef inline Seq* as_seq(Value v) noexcept nogil:
    return <Seq*>as_obj(v)

cdef inline Lazy* as_lazy(Value v) noexcept nogil:
    return <Lazy*>as_obj(v)

cdef inline PList* as_plist(Value v) noexcept nogil:
    return <PList*>as_obj(v)

cdef Value empty_list(VM* vm) noexcept nogil                                   # 0: no memory, and so below
cdef Value new_plist(VM* vm, Value first, Value rest, uint32_t count) noexcept nogil   # rest: PLIST, or NIL
cdef Value new_seq(VM* vm, int kind, Value x, int64_t i, Value more) noexcept nogil    # the kinds from SEQ_RANGE on have `more`
cdef Value new_lazy(VM* vm, int kind, Value value, Value meta) noexcept nogil
cdef Value new_lazily(VM* vm, int kind, Value f, Value value) noexcept nogil

# Statuses; DECLINED where a lazy sequence is not realised. ST_TYPE without details: x has no items.
cdef int seq_of(VM* vm, Value x, Value* out) noexcept nogil              # nil, or a sequence that is not empty
cdef int seq_first(VM* vm, Value x, Value* out) noexcept nogil           # of anything that has items; nil if none
cdef int seq_next(VM* vm, Value x, Value* out) noexcept nogil
cdef int seq_rest(VM* vm, Value x, Value* out) noexcept nogil
cdef int lazy_seq(VM* vm, Value lazy, Value* out) noexcept nogil
cdef int tail_of(VM* vm, Value x, Value* out) noexcept nogil             # as it is: perhaps lazy, or no sequence; nil at the end
cdef int chunk_of(VM* vm, Seq* s, Value* out) noexcept nogil             # of what has chunks: the first, a vector
cdef int64_t chunk_count(Seq* s) noexcept nogil                          # its items
cdef int behind_chunk(VM* vm, Seq* s, Value* out) noexcept nogil         # as it is; nil at the end
cdef int64_t counted(Value x) noexcept nogil                             # items of what knows their number; -1: it does not
cdef int seq_count(VM* vm, Value x, int64_t* n) noexcept nogil
cdef bint is_counted_seq(Seq* s) noexcept nogil

cdef struct Cursor:                      # walks over anything with items; of a map, its entries
    Value x                              # what is left of a list; or all of another collection,
    int64_t i                            # from here on

cdef int cursor_open(VM* vm, Value x, Cursor* c) noexcept nogil
cdef int cursor_next(VM* vm, Cursor* c, Value* item) noexcept nogil      # FOUND, ENDED, or a status that is no success
# Of a PMAP, PSET, SMAP, SSET; of a record that is a map, if the cursor is {it, 0}.
cdef int cursor_entry(VM* vm, Cursor* c, Value* key, Value* value) noexcept nogil

cdef enum:
    FOUND = -11                          # answers of cursors
    ENDED = -12

cdef inline bint is_chunked(Value v) noexcept nogil:
    cdef int kind
    if not is_type(v, T_SEQ):
        return False
    kind = as_seq(v).h.aux
    return kind == SEQ_VEC or kind == SEQ_RANGE or kind == SEQ_CHUNK

cdef inline Value chunk_item(Seq* s, int64_t i) noexcept nogil:          # i < chunk_count
    if s.h.aux == SEQ_RANGE:
        return from_fix(fix_value(s.x) + i * fix_value(s.more))
    return pvec_at(as_pvec(s.x), <uint32_t>(s.i + i))

cdef inline bint is_sequential(Value v) noexcept nogil:
    cdef int t
    if is_pair(v):
        return True
    if not is_obj(v):
        return False
    t = as_obj(v).type
    return t == T_PVEC or t == T_PLIST or t == T_LAZY or t == T_SEQ
