# Objects of a store: structures, arrays, exceptions, boxes of Python objects. They do not move. Slots have no types, so the
# stack is scanned conservatively, against the set of all objects; everything else precisely. Mark and sweep, with the GIL held
# because Python pins objects.

from libc.stdint cimport uint8_t, int8_t, uint16_t, int16_t, uint32_t, int32_t, uint64_t, int64_t
from libc.stdlib cimport calloc, malloc, realloc, free
from libc.string cimport memcpy, memmove
from vmcore.wasm cimport *
from vmcore._wasm_num cimport w_load16, w_load32, w_store16, w_store32

cdef enum:
    FIRST_COLLECTION = 1 << 22             # bytes handed out before the first one

cdef uint64_t MAX_OBJECT = <uint64_t>1 << 32


cdef bint is_subtype(WType* have, WType* want) noexcept nogil:
    return have == want or (have.depth > want.depth and have.above[want.depth] == want)


cdef bint is_reference(WVal* v) noexcept nogil:
    return v.code == V_REF


cdef inline WObject* as_object(uint64_t w) noexcept nogil:
    return <WObject*><size_t>w


cdef bint is_instance_of(uint64_t w, uint64_t target, bint concrete) noexcept nogil:
    """Of a reference that is not null. `target`: a WType, or the number of an abstract heap type."""
    cdef int64_t heap = <int64_t>target
    cdef WType* want
    cdef uint8_t kind
    if concrete:
        want = <WType*><size_t>target
        if want.kind == H_FUNC:
            return is_subtype((<WFunc*><size_t>w).type, want)
        return not w & 1 and as_object(w).kind <= OBJ_ARRAY and is_subtype(as_object(w).type, want)
    if heap == H_NONE or heap == H_NOFUNC or heap == H_NOEXTERN or heap == H_NOEXN:
        return False
    if heap == H_ANY or heap == H_FUNC or heap == H_EXTERN or heap == H_EXN:
        return True
    if w & 1:
        return heap == H_I31 or heap == H_EQ
    kind = as_object(w).kind
    if heap == H_STRUCT:
        return kind == OBJ_STRUCT
    if heap == H_ARRAY:
        return kind == OBJ_ARRAY
    return heap == H_EQ and kind <= OBJ_ARRAY


# ---------------------------------------------------------------- allocation

cdef WObject* new_object(WStore* store, uint8_t kind, WType* type, uint64_t bytes, uint64_t* live) noexcept nogil:
    """With data of zeros; NULL: no memory. What the stack has from `live` on is not alive."""
    cdef WObject* o
    cdef void* made
    cdef uint64_t size = sizeof(WObject) + ((bytes + 7) & ~<uint64_t>7)
    if bytes > MAX_OBJECT:
        return NULL
    if store.collect_at == 0:
        store.collect_at = FIRST_COLLECTION
    if store.heap_bytes + size > store.collect_at:
        collect(store, live)
        store.collect_at = 2 * store.heap_bytes + size + FIRST_COLLECTION
    if store.memory_limit and size > store.memory_limit:
        return NULL
    if store.memory_limit and store.used > store.memory_limit - size:
        collect(store, live)
        if store.used > store.memory_limit - size:
            return NULL
    if not outer_has_room(store, size):
        collect(store, live)
        if not outer_has_room(store, size):
            return NULL
    if store.nobjects == store.objects_capacity:
        made = realloc(store.objects, <size_t>(2 * store.objects_capacity + 64) * sizeof(void*))
        if made == NULL:
            return NULL
        store.objects = <WObject**>made
        store.objects_capacity = 2 * store.objects_capacity + 64
    o = <WObject*>calloc(1, <size_t>size)
    if o == NULL:
        return NULL
    o.kind = kind
    o.type = type
    o.bytes = <uint32_t>(bytes >> 3) if kind == OBJ_ARRAY else <uint32_t>bytes
    store.objects[store.nobjects] = o
    store.nobjects += 1
    store.heap_bytes += size
    use(store, size)
    return o


cdef uint64_t object_size(WObject* o) noexcept nogil:
    cdef uint64_t bytes = o.length * o.type.size if o.kind == OBJ_ARRAY else o.bytes
    return sizeof(WObject) + ((bytes + 7) & ~<uint64_t>7)


cdef WObject* new_exception(WStore* store, WTag* tag, uint64_t* args) noexcept nogil:
    cdef uint64_t bytes = tag.type.param_slots * 8
    cdef WObject* o = new_object(store, OBJ_EXN, tag.type, bytes, args + tag.type.param_slots)
    if o != NULL:
        o.tag = tag
        memcpy(o.data, args, <size_t>bytes)
    return o


# ---------------------------------------------------------------- collection

cdef struct Marking:
    WObject** known                        # a hash set of all objects
    uint64_t mask
    WObject** work
    uint64_t nwork


cdef inline uint64_t hash_of(uint64_t w) noexcept nogil:
    return (w >> 4) * <uint64_t>0x9E3779B97F4A7C15 >> 20


cdef void mark_word(Marking* m, uint64_t w, bint sure) noexcept nogil:
    cdef WObject* o = as_object(w)
    cdef uint64_t i
    if w == 0 or w & 7:
        return
    if not sure:
        i = hash_of(w) & m.mask
        while m.known[i] != o:
            if m.known[i] == NULL:
                return
            i = (i + 1) & m.mask
    if not o.mark:
        o.mark = 1
        m.work[m.nwork] = o               # every object is put there once
        m.nwork += 1


cdef void mark_typed(Marking* m, WVal* v, uint64_t w) noexcept nogil:
    """A value of a reference type; functions are no objects."""
    if v.code == V_REF and not is_func(v):
        mark_word(m, w, True)


cdef bint is_func(WVal* v) noexcept nogil:
    if v.type != NULL:
        return v.type.kind == H_FUNC
    return v.heap == H_FUNC or v.heap == H_NOFUNC


cdef void mark_inside(Marking* m, WObject* o) noexcept nogil:
    cdef WType* t = o.type
    cdef uint64_t i, at
    if o.kind == OBJ_STRUCT:
        for i in range(t.nfields):
            mark_typed(m, t.vals + i, o.data[t.offsets[i] >> 3])
    elif o.kind == OBJ_ARRAY:
        if t.vals.code == V_REF and not is_func(t.vals):
            for i in range(o.length):
                mark_word(m, o.data[i], True)
    elif o.kind == OBJ_EXN:
        at = 0
        for i in range(t.nparams):
            mark_typed(m, t.vals + i, o.data[at])
            at += t.widths[i]


cdef void mark_roots(WStore* store, Marking* m, uint64_t* live) noexcept nogil:
    cdef uint64_t* p = store.stack
    cdef uint64_t i, j
    cdef WInstance* inst = store.instances
    if live > store.stack_end:
        live = store.stack_end
    while p < live:
        mark_word(m, p[0], False)
        p += 1
    for i in range(store.nglobals):
        mark_typed(m, &store.globals[i].type, store.globals[i].value[0])
    for i in range(store.ntables):
        if not is_func(&store.tables[i].type):
            for j in range(store.tables[i].size):
                mark_word(m, store.tables[i].items[j], True)
    for i in range(store.npinned):
        mark_word(m, store.pinned[i], True)
    mark_word(m, <uint64_t><size_t>store.thrown, True)
    while inst != NULL:
        for i in range(inst.nelems):
            if inst.elems[i].is_ref:
                for j in range(inst.elems[i].length):
                    mark_word(m, inst.elems[i].items[j], True)
        inst = inst.next


cdef void sweep(WStore* store) noexcept nogil:
    cdef uint64_t i
    cdef uint64_t kept = 0
    cdef uint64_t size
    cdef WObject* o
    cdef void* made
    for i in range(store.nobjects):
        o = store.objects[i]
        if o.mark:
            o.mark = 0
            store.objects[kept] = o
            kept += 1
            continue
        size = object_size(o)
        if o.kind == OBJ_EXTERN:
            if store.nfree_externs == store.free_capacity:
                made = realloc(store.free_externs, <size_t>(2 * store.free_capacity + 16) * 8)
                if made == NULL:           # not this time
                    store.objects[kept] = o
                    kept += 1
                    continue
                store.free_externs = <uint64_t*>made
                store.free_capacity = 2 * store.free_capacity + 16
            store.free_externs[store.nfree_externs] = o.length
            store.nfree_externs += 1
        store.heap_bytes -= size
        use(store, -<int64_t>size)
        free(o)
    store.nobjects = kept


cdef void collect(WStore* store, uint64_t* live) noexcept nogil:
    with gil:
        collect_held(store, live)


cdef void collect_held(WStore* store, uint64_t* live) noexcept nogil:
    cdef Marking m
    cdef uint64_t capacity = 16
    cdef uint64_t i, at
    while capacity < 2 * store.nobjects:
        capacity *= 2
    m.mask = capacity - 1
    m.nwork = 0
    m.known = <WObject**>calloc(<size_t>capacity, sizeof(void*))
    m.work = <WObject**>malloc(<size_t>(store.nobjects + 1) * sizeof(void*))
    if m.known == NULL or m.work == NULL:
        free(m.known)
        free(m.work)
        return
    for i in range(store.nobjects):
        at = hash_of(<uint64_t><size_t>store.objects[i]) & m.mask
        while m.known[at] != NULL:
            at = (at + 1) & m.mask
        m.known[at] = store.objects[i]
    mark_roots(store, &m, live)
    while m.nwork:
        m.nwork -= 1
        mark_inside(&m, m.work[m.nwork])
    sweep(store)
    free(m.known)
    free(m.work)


cdef void free_objects(WStore* store) noexcept nogil:
    cdef uint64_t i
    for i in range(store.nobjects):
        free(store.objects[i])
    free(store.objects)


# ---------------------------------------------------------------- instructions

cdef inline void pay(WStore* store, uint64_t items) noexcept nogil:
    store.budget -= <int64_t>(items >> 5)


cdef uint64_t* field_of(WObject* o, uint32_t offset) noexcept nogil:
    return o.data + (offset >> 3)


cdef void store_field(WVal* v, uint64_t* to, uint64_t* of) noexcept nogil:
    to[0] = of[0]
    if v.code == V_V128:
        to[1] = of[1]
    elif v.code == V_I8:
        to[0] = of[0] & 0xFF
    elif v.code == V_I16:
        to[0] = of[0] & 0xFFFF


cdef void load_field(WVal* v, uint64_t* to, uint64_t* of, bint is_signed) noexcept nogil:
    to[0] = of[0]
    if v.code == V_V128:
        to[1] = of[1]
    elif is_signed and v.code == V_I8:
        to[0] = <uint32_t><int32_t><int8_t>of[0]
    elif is_signed and v.code == V_I16:
        to[0] = <uint32_t><int32_t><int16_t>of[0]


cdef void set_item(WObject* o, uint64_t i, uint64_t* of) noexcept nogil:
    cdef uint32_t size = o.type.size
    cdef uint8_t* p = <uint8_t*>o.data + i * size
    if size == 1:
        p[0] = <uint8_t>of[0]
    elif size == 2:
        w_store16(p, <uint16_t>of[0])
    elif size == 4:
        w_store32(p, <uint32_t>of[0])
    else:
        memcpy(p, of, size)


cdef void get_item(WObject* o, uint64_t i, uint64_t* to, bint is_signed) noexcept nogil:
    cdef uint32_t size = o.type.size
    cdef const uint8_t* p = <const uint8_t*>o.data + i * size
    if size == 1:
        to[0] = <uint32_t><int32_t><int8_t>p[0] if is_signed else p[0]
    elif size == 2:
        to[0] = <uint32_t><int32_t><int16_t>w_load16(p) if is_signed else w_load16(p)
    elif size == 4:
        to[0] = w_load32(p)
    else:
        memcpy(to, p, size)


cdef WObject* new_array(WStore* store, WType* t, uint64_t length, uint64_t* live) noexcept nogil:
    cdef WObject* o = new_object(store, OBJ_ARRAY, t, length * t.size, live)
    if o != NULL:
        o.length = length
        pay(store, length * t.size >> 3)
    return o


cdef inline bint outside(uint64_t at, uint64_t n, uint64_t size) noexcept nogil:
    return n > size or at > size - n


cdef int struct_op(WStore* store, uint32_t op, uint64_t* A, WType* t, uint64_t index) noexcept nogil:
    cdef WObject* o
    cdef uint64_t* of = A
    cdef uint32_t i
    if op <= 0x101:
        o = new_object(store, OBJ_STRUCT, t, t.size, A + 2 * t.nfields + 1)
        if o == NULL:
            return ST_NOMEM
        if op == 0x100:
            for i in range(t.nfields):
                store_field(t.vals + i, field_of(o, t.offsets[i]), of)
                of += t.widths[i]
        A[0] = <uint64_t><size_t>o
        return ST_OK
    o = as_object(A[0])
    if o == NULL:
        return ST_NULL_STRUCT
    if op == 0x105:
        store_field(t.vals + index, field_of(o, t.offsets[index]), A + 1)
    else:
        load_field(t.vals + index, A, field_of(o, t.offsets[index]), op == 0x103)
    return ST_OK


cdef int array_new(WStore* store, WInstance* inst, uint32_t op, uint64_t* A, WType* t, uint64_t y) noexcept nogil:
    cdef WObject* o
    cdef WSegment* segment
    cdef uint64_t i, n
    cdef uint32_t width = t.widths[0]
    if op == 0x106:
        n = A[width]
        o = new_array(store, t, n, A + 3)
        if o != NULL:
            for i in range(n):
                set_item(o, i, A)
    elif op == 0x107:
        o = new_array(store, t, A[0], A + 1)
    elif op == 0x108:
        o = new_array(store, t, y, A + width * y)
        if o != NULL:
            for i in range(y):
                set_item(o, i, A + width * i)
    else:
        segment = (inst.datas if op == 0x109 else inst.elems) + y
        n = A[1]
        if op == 0x109:
            if outside(A[0], n * t.size, segment.length):
                return ST_MEMORY_BOUNDS
        elif outside(A[0], n, segment.length):
            return ST_TABLE_BOUNDS
        o = new_array(store, t, n, A + 2)
        if o != NULL and n:
            memcpy(o.data, segment.bytes + A[0] if op == 0x109 else <const uint8_t*>(segment.items + A[0]), <size_t>(n * t.size))
    if o == NULL:
        return ST_NOMEM
    A[0] = <uint64_t><size_t>o
    return ST_OK


cdef int array_op(WStore* store, WInstance* inst, uint32_t op, uint64_t* A, WType* t, uint64_t y) noexcept nogil:
    cdef WObject* o = as_object(A[0])
    cdef WObject* other
    cdef WSegment* segment
    cdef uint64_t i, n
    if op == 0x111:                        # copy
        other = as_object(A[2])
        if o == NULL or other == NULL:
            return ST_NULL_ARRAY
        n = A[4]
        if outside(A[1], n, o.length) or outside(A[3], n, other.length):
            return ST_ARRAY_BOUNDS
        memmove(<uint8_t*>o.data + A[1] * t.size, <uint8_t*>other.data + A[3] * t.size, <size_t>(n * t.size))
        pay(store, n)
        return ST_OK
    if o == NULL:
        return ST_NULL_ARRAY
    if op <= 0x10D:                        # get
        if A[1] >= o.length:
            return ST_ARRAY_BOUNDS
        get_item(o, A[1], A, op == 0x10C)
    elif op == 0x10E:
        if A[1] >= o.length:
            return ST_ARRAY_BOUNDS
        set_item(o, A[1], A + 2)
    elif op == 0x10F:
        A[0] = o.length
    elif op == 0x110:                      # fill
        n = A[2 + t.widths[0]]
        if outside(A[1], n, o.length):
            return ST_ARRAY_BOUNDS
        for i in range(A[1], A[1] + n):
            set_item(o, i, A + 2)
        pay(store, n)
    else:                                  # init_data, init_elem
        n = A[3]
        if outside(A[1], n, o.length):
            return ST_ARRAY_BOUNDS
        segment = (inst.datas if op == 0x112 else inst.elems) + y
        if op == 0x112:
            if outside(A[2], n * t.size, segment.length):
                return ST_MEMORY_BOUNDS
        elif outside(A[2], n, segment.length):
            return ST_TABLE_BOUNDS
        if n:
            memcpy(<uint8_t*>o.data + A[1] * t.size,
                   segment.bytes + A[2] if op == 0x112 else <const uint8_t*>(segment.items + A[2]), <size_t>(n * t.size))
        pay(store, n)
    return ST_OK


cdef int gc(WStore* store, WInstance* inst, uint32_t op, uint32_t flag, uint64_t* A, uint64_t x, uint64_t y) noexcept nogil:
    """`x`: the type; `y`: a field, a segment, a count. Of tests and casts, `y` has bits: 1 null is fine, 2 `x` is no abstract
    type; and with `flag` the answer goes behind the operand."""
    cdef bint yes
    if op <= 0x105:
        return struct_op(store, op, A, <WType*><size_t>x, y)
    if 0x106 <= op <= 0x10A:
        return array_new(store, inst, op, A, <WType*><size_t>x, y)
    if op <= 0x113:
        return array_op(store, inst, op, A, <WType*><size_t>x, y)
    if op == 0x11C:                        # ref.i31
        A[0] = (A[0] & 0x7FFFFFFF) << 1 | 1
        return ST_OK
    if op == 0x11D or op == 0x11E:
        if A[0] == 0:
            return ST_NULL_I31
        A[0] = A[0] >> 1
        if op == 0x11D:
            A[0] = <uint32_t>(<int32_t>(<uint32_t>A[0] << 1) >> 1)
        return ST_OK
    yes = is_instance_of(A[0], x, y & 2) if A[0] else y & 1
    if op == 0x116:
        return ST_OK if yes else ST_CAST
    A[1 if flag else 0] = yes
    return ST_OK
