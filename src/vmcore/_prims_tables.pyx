# Vectors, boxes, records and hash tables.

from libc.stdint cimport uint64_t, int64_t, uint32_t
from libc.string cimport memcpy, memmove
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._equal cimport hash_eq, hash_eqv, hash_equal
from vmcore._table cimport *


cdef inline int answer(Value* out, bint yes) noexcept nogil:
    out[0] = from_bool(yes)
    return ST_OK


cdef inline int done(Value* out) noexcept nogil:
    out[0] = IMM_UNSPEC
    return ST_OK


cdef inline int made(Value* out, Value v) noexcept nogil:
    """The status of an allocation, whose result is the answer."""
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


# ---------------------------------------------------------------- vectors

cdef inline int64_t vector_length(Value v) noexcept nogil:
    return as_vector(v).h.length


cdef int range_of(VM* vm, Value* args, int n, int first, int64_t length, int64_t* start, int64_t* end) noexcept nogil:
    """The optional arguments `first` (start) and `first + 1` (end) of something `length` long."""
    start[0] = fix_value(args[first]) if n > first else 0
    end[0] = fix_value(args[first + 1]) if n > first + 1 else length
    if end[0] < 0 or end[0] > length:
        return err_beyond(vm, first + 1, args[first + 1], length)
    if start[0] < 0 or start[0] > length:
        return err_beyond(vm, first, args[first], length)
    if start[0] > end[0]:
        return err_range(vm, first, args[first])
    return ST_OK


cdef int literal_error(VM* vm) noexcept nogil:
    return err_msg(vm, b"the vector is immutable (a literal)", IMM_NIL)      # as VSET says it


cdef inline bint is_constant(Value v) noexcept nogil:
    return as_vector(v).h.flags & F_IMMUTABLE != 0


cdef int prim_vector_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_vector(args[0]))


cdef int prim_make_vector(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t k = fix_value(args[0])
    cdef Value fill = args[1] if n > 1 else IMM_UNSPEC
    cdef Value v
    if k < 0:
        return err_range(vm, 0, args[0])
    if not heap_reserve(vm, <uint64_t>k * sizeof(Value)):
        return ST_NOMEM
    charge(vm, k >> 1)
    v = new_vector(vm, <size_t>k, fill)
    if v:
        filled(v, fill)
    return made(out, v)


cdef Value vector_of(VM* vm, Value* items, int64_t n) noexcept nogil:
    """A new vector of these items; 0 when memory is refused."""
    cdef Value v
    if not heap_reserve(vm, <uint64_t>n * sizeof(Value)):
        return 0
    v = new_vector(vm, <size_t>n, IMM_UNSPEC)
    if v == 0:
        return 0
    charge(vm, n >> 1)
    memcpy(as_vector(v).items, items, <size_t>n * sizeof(Value))
    return v


cdef int prim_vector(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(out, vector_of(vm, args, n))


cdef int prim_vector_length(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = from_fix(vector_length(args[0]))
    return ST_OK


cdef int prim_vector_ref(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef uint64_t i = <uint64_t>fix_value(args[1])         # a negative one is huge
    if i >= as_vector(args[0]).h.length:
        return err_beyond(vm, 1, args[1], as_vector(args[0]).h.length)
    out[0] = as_vector(args[0]).items[i]
    return ST_OK


cdef int prim_vector_set_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef uint64_t i = <uint64_t>fix_value(args[1])
    if is_constant(args[0]):
        return literal_error(vm)
    if i >= as_vector(args[0]).h.length:
        return err_beyond(vm, 1, args[1], as_vector(args[0]).h.length)
    item_barrier(vm, args[0], i, args[2])
    as_vector(args[0]).items[i] = args[2]
    return done(out)


cdef int prim_vector_to_list(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t start, end
    cdef Value v = IMM_NIL
    cdef int status = range_of(vm, args, n, 1, vector_length(args[0]), &start, &end)
    if status != ST_OK:
        return status
    if not heap_reserve(vm, <uint64_t>(end - start) * sizeof(Pair)):
        return ST_NOMEM
    charge(vm, (end - start) * 2)
    while end > start:
        end -= 1
        v = new_pair(vm, as_vector(args[0]).items[end], v)
        if v == 0:
            return ST_NOMEM
    out[0] = v
    return ST_OK


cdef int64_t proper_length(Value v) noexcept nogil:
    """Pairs of a proper list, else -1: Floyd's two runners."""
    cdef Value slow = v
    cdef int64_t n = 0
    while is_pair(v):
        v = cdr(v)
        n += 1
        if n & 1 == 0:
            slow = cdr(slow)
            if slow == v and v != IMM_NIL:
                return -1
    return n if v == IMM_NIL else -1


cdef int prim_list_to_vector(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    cdef int64_t length = proper_length(v)
    cdef int64_t i
    cdef Value result
    if length < 0:
        return err_type(vm, 0, v, b"proper list")
    if not heap_reserve(vm, <uint64_t>length * sizeof(Value)):
        return ST_NOMEM
    result = new_vector(vm, <size_t>length, IMM_UNSPEC)
    if result == 0:
        return ST_NOMEM
    charge(vm, length * 2)
    for i in range(length):
        as_vector(result).items[i] = car(v)
        v = cdr(v)
    out[0] = result
    return ST_OK


cdef int prim_vector_fill_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t start, end, i
    cdef int status = range_of(vm, args, n, 2, vector_length(args[0]), &start, &end)
    if status != ST_OK:
        return status
    if is_constant(args[0]):
        return literal_error(vm)
    charge(vm, (end - start) >> 1)
    if is_heap(args[1]):
        remember_all(vm, args[0])
    for i in range(start, end):
        as_vector(args[0]).items[i] = args[1]
    return done(out)


cdef int prim_vector_copy(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t start, end
    cdef int status = range_of(vm, args, n, 1, vector_length(args[0]), &start, &end)
    if status != ST_OK:
        return status
    return made(out, vector_of(vm, as_vector(args[0]).items + start, end - start))


cdef int prim_vector_copy_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t start, end, i
    cdef int64_t at = fix_value(args[1])
    cdef Vector* to = as_vector(args[0])
    cdef Vector* source = as_vector(args[2])
    cdef int status = range_of(vm, args, n, 3, source.h.length, &start, &end)
    if status != ST_OK:
        return status
    if at < 0 or at > to.h.length or to.h.length - at < end - start:
        return err_beyond(vm, 1, args[1], to.h.length)
    if is_constant(args[0]):
        return literal_error(vm)
    charge(vm, (end - start) >> 1)
    for i in range(start, end):
        item_barrier(vm, args[0], <uint64_t>(at + i - start), source.items[i])
    memmove(to.items + at, source.items + start, <size_t>(end - start) * sizeof(Value))
    return done(out)


cdef int prim_vector_append(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t total = 0
    cdef Value result
    cdef Vector* v
    cdef int i
    for i in range(n):
        total += vector_length(args[i])
    if not heap_reserve(vm, <uint64_t>total * sizeof(Value)):
        return ST_NOMEM
    result = new_vector(vm, <size_t>total, IMM_UNSPEC)
    if result == 0:
        return ST_NOMEM
    charge(vm, total >> 1)
    total = 0
    for i in range(n):
        v = as_vector(args[i])
        memcpy(as_vector(result).items + total, v.items, <size_t>v.h.length * sizeof(Value))
        total += v.h.length
    out[0] = result
    return ST_OK


# ---------------------------------------------------------------- boxes

cdef int prim_box_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_BOX))


cdef int prim_box(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(out, new_box(vm, args[0]))


cdef int prim_unbox(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = (<Box*>as_obj(args[0])).value
    return ST_OK


cdef int prim_set_box_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    write_barrier(vm, args[0], args[1])
    (<Box*>as_obj(args[0])).value = args[1]
    return done(out)


# ---------------------------------------------------------------- records

cdef int prim_record_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_RECORD))


cdef int prim_sys_make_rtd(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Vector* names = as_vector(args[1])
    cdef Value fields
    cdef Rtd* r
    cdef uint32_t i
    for i in range(names.h.length):
        if not is_symbol(names.items[i]):
            return err_type(vm, 1, args[1], b"vector of symbols")
    fields = vector_of(vm, names.items, names.h.length)
    r = <Rtd*>alloc(vm, sizeof(Rtd))
    if fields == 0 or r == NULL:
        return ST_NOMEM
    as_vector(fields).h.flags |= F_IMMUTABLE
    set_header(r, T_RTD, sizeof(Rtd), 0, 0)
    r.name = args[0]
    r.fields = fields
    r.parent = IMM_FALSE
    out[0] = tag_obj(r)
    return ST_OK


cdef int prim_sys_rtd_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_RTD))


cdef int prim_sys_rtd_name(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = (<Rtd*>as_obj(args[0])).name
    return ST_OK


cdef int prim_sys_rtd_fields(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = (<Rtd*>as_obj(args[0])).fields
    return ST_OK


cdef int prim_sys_make_record(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Rtd* rtd = <Rtd*>as_obj(args[0])
    cdef size_t size = sizeof(Obj) + <size_t>n * sizeof(Value)      # the type and n - 1 fields
    cdef Record* r
    cdef Value irritants
    if n - 1 != vector_length(rtd.fields):
        irritants = new_pair(vm, rtd.name, IMM_NIL)
        if irritants == 0:
            return ST_NOMEM
        return err_msg(vm, b"wrong number of fields for the record type", irritants)
    r = <Record*>alloc(vm, size)
    if r == NULL:
        return ST_NOMEM
    set_header(r, T_RECORD, size, 0, <uint32_t>(n - 1))
    r.rtd = args[0]
    copy_args(r.fields, args + 1, <uint32_t>(n - 1))
    out[0] = tag_obj(r)
    return ST_OK


cdef inline bint is_instance(Value v, Value rtd) noexcept nogil:
    return is_type(v, T_RECORD) and (<Record*>as_obj(v)).rtd == rtd


cdef int prim_sys_record_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_instance(args[0], args[1]))


cdef int prim_sys_record_rtd(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = (<Record*>as_obj(args[0])).rtd
    return ST_OK


cdef int check_field(VM* vm, Value* args) noexcept nogil:
    """Is args[0] a record of type args[1] with a field number args[2]?"""
    cdef Value irritants
    if not is_instance(args[0], args[1]):
        irritants = new_pair(vm, args[0], IMM_NIL)
        if irritants:
            irritants = new_pair(vm, (<Rtd*>as_obj(args[1])).name, irritants)
        if irritants == 0:
            return ST_NOMEM
        return err_type(vm, -1, irritants, b"not an instance of the record type")
    if <uint64_t>fix_value(args[2]) >= as_obj(args[0]).length:
        return err_range(vm, 2, args[2])
    return ST_OK


cdef int prim_sys_record_ref(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int status = check_field(vm, args)
    if status == ST_OK:
        out[0] = (<Record*>as_obj(args[0])).fields[fix_value(args[2])]
    return status


cdef int prim_sys_record_set_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int status = check_field(vm, args)
    if status != ST_OK:
        return status
    write_barrier(vm, args[0], args[3])
    (<Record*>as_obj(args[0])).fields[fix_value(args[2])] = args[3]
    return done(out)


# ---------------------------------------------------------------- hash tables

cdef int prim_make_equal_hash_table(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(out, new_table(vm, TABLE_EQUAL, 0))


cdef int prim_make_eqv_hash_table(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(out, new_table(vm, TABLE_EQV, 0))


cdef int prim_make_eq_hash_table(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(out, new_table(vm, TABLE_EQ, 0))


cdef int prim_hash_table_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_TABLE))


cdef int prim_hash_table_ref_default(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int status
    cdef Value v = args[2]
    table_get(vm, args[0], args[1], &v, &status)
    if status == ST_OK:
        out[0] = v
    return status


cdef int left_to_library(Value* out) noexcept nogil:
    out[0] = IMM_DEFAULT
    return ST_OK


cdef int prim_sys_table_ref(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return left_to_library(out) if not is_type(args[0], T_TABLE) else prim_hash_table_ref_default(vm, args, n, out)


cdef int prim_sys_table_set_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return left_to_library(out) if not is_type(args[0], T_TABLE) else prim_hash_table_set_x(vm, args, n, out)


cdef int prim_sys_table_contains_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return left_to_library(out) if not is_type(args[0], T_TABLE) else prim_hash_table_contains_p(vm, args, n, out)


cdef int prim_hash_table_set_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int status = table_put(vm, args[0], args[1], args[2])
    if status == ST_OK:
        out[0] = IMM_UNSPEC
    return status


cdef int prim_hash_table_delete_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef bint found
    cdef int status = table_delete(vm, args[0], args[1], &found)
    if status == ST_OK:
        out[0] = IMM_UNSPEC
    return status


cdef int prim_hash_table_contains_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int status
    cdef Value v
    cdef bint found = table_get(vm, args[0], args[1], &v, &status)
    if status == ST_OK:
        out[0] = from_bool(found)
    return status


cdef int prim_hash_table_size(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = from_fix(as_obj(args[0]).length)
    return ST_OK


cdef int prim_hash_table_clear_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    table_clear(vm, args[0])
    return done(out)


cdef int prim_hash_table_copy(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(out, table_copy(vm, args[0]))


cdef enum:
    KEYS
    VALUES
    ENTRIES


cdef int list_entries(VM* vm, Value table, int what, Value* out) noexcept nogil:
    cdef Table* t = <Table*>as_obj(table)
    cdef int64_t i = t.used
    cdef TableEntry* e
    cdef Value item
    cdef Value v = IMM_NIL
    if not heap_reserve(vm, <uint64_t>t.h.length * sizeof(Pair) * (2 if what == ENTRIES else 1)):
        return ST_NOMEM
    charge(vm, i * 3)
    while i:
        i -= 1
        e = &t.entries[i]
        if e.key == IMM_UNDEF:
            continue
        item = e.key if what == KEYS else e.value
        if what == ENTRIES:
            item = new_pair(vm, e.key, e.value)
        if item:
            v = new_pair(vm, item, v)
        if item == 0 or v == 0:
            return ST_NOMEM
    out[0] = v
    return ST_OK


cdef int prim_hash_table_keys(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return list_entries(vm, args[0], KEYS, out)


cdef int prim_hash_table_values(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return list_entries(vm, args[0], VALUES, out)


cdef int prim_hash_table_to_alist(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return list_entries(vm, args[0], ENTRIES, out)


cdef int kind_of_symbol(VM* vm, Value symbol) noexcept nogil:
    """TABLE_* of the symbols eq, eqv and equal; -1 for another."""
    cdef int kind
    for kind in range(3):
        if symbol == kind_symbol(vm, kind):
            return kind
    return -1


cdef Value kind_symbol(VM* vm, int kind) noexcept nogil:
    if kind == TABLE_EQ:
        return intern_c(vm, b"eq")
    return intern_c(vm, b"eqv" if kind == TABLE_EQV else b"equal")


cdef int prim_sys_alist_to_hash_table(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int kind = kind_of_symbol(vm, args[1])
    cdef int64_t length = proper_length(args[0])
    cdef Value table, item, old
    cdef Value v = args[0]
    cdef int status
    if length < 0:
        return err_type(vm, 0, v, b"proper list")
    if kind < 0:
        return err_range(vm, 1, args[1])
    table = new_table(vm, kind, 0)
    if table == 0:
        return ST_NOMEM
    while v != IMM_NIL:
        item = car(v)
        if not is_pair(item):
            return err_type(vm, 0, args[0], b"association list")
        if not table_get(vm, table, car(item), &old, &status) and status == ST_OK:
            status = table_put(vm, table, car(item), cdr(item))
        if status != ST_OK:
            return status
        v = cdr(v)
    charge(vm, length * 16)
    out[0] = table
    return ST_OK


cdef int prim_sys_hash_table_kind(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(out, kind_symbol(vm, as_obj(args[0]).aux))


cdef int prim_sys_hash_table_next(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t i = fix_value(args[1])
    if i < 0:
        return err_range(vm, 1, args[1])
    charge(vm, 32)
    i = table_next(args[0], i)
    out[0] = from_fix(i) if i >= 0 else IMM_FALSE
    return ST_OK


cdef TableEntry* entry_at(Value* args) noexcept nogil:
    """The live entry number args[1] of the table args[0], or NULL."""
    cdef Table* t = <Table*>as_obj(args[0])
    cdef uint64_t i = <uint64_t>fix_value(args[1])
    if i >= t.used or t.entries[i].key == IMM_UNDEF:
        return NULL
    return &t.entries[i]


cdef int prim_sys_hash_table_entry(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef TableEntry* e = entry_at(args)
    if e == NULL:
        return answer(out, False)
    return made(out, new_pair(vm, e.key, e.value))


cdef int prim_sys_hash_table_key_at(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef TableEntry* e = entry_at(args)
    if e == NULL:
        return err_range(vm, 1, args[1])
    out[0] = e.key
    return ST_OK


cdef int prim_sys_hash_table_value_at(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef TableEntry* e = entry_at(args)
    if e == NULL:
        return err_range(vm, 1, args[1])
    out[0] = e.value
    return ST_OK


# ---------------------------------------------------------------- hash functions

cdef int bounded(VM* vm, Value* args, int n, uint64_t hash, Value* out) noexcept nogil:
    """The hash as a non-negative small integer, below args[1] if that is given."""
    cdef uint64_t bound = <uint64_t>MAX_FIX + 1
    if n > 1:
        if fix_value(args[1]) <= 0:
            return err_range(vm, 1, args[1])
        bound = <uint64_t>fix_value(args[1])
    out[0] = from_fix(<int64_t>(hash % bound))
    return ST_OK


cdef int prim_equal_hash(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return bounded(vm, args, n, hash_equal(vm, args[0]), out)


cdef int prim_eqv_hash(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return bounded(vm, args, n, hash_eqv(vm, args[0]), out)


cdef int prim_eq_hash(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return bounded(vm, args, n, hash_eq(args[0]), out)
