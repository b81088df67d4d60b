# A part of _wasm_lower.pyx: instructions whose operands are all at home: references, objects, bulk operations; globals.

# ---------------------------------------------------------------- operands at home

cdef void emit_ext(Lower* L, uint32_t op, uint32_t npop, uint64_t x, uint64_t y, uint32_t result) noexcept nogil:
    """An instruction whose operands are at home, one behind the other; so is its result."""
    cdef uint32_t base
    all_home(L, npop)
    drop_to(L, L.height - npop)
    base = L.top
    emit(L, W_EXT, base, op, 0)
    emit64(L, x)
    emit64(L, y)
    if result:
        push(L, IN_SLOT, <uint8_t>result)
    L.last = -1
    if base + 8 > L.nslots:
        L.nslots = base + 8


cdef inline uint64_t address(void* p) noexcept nogil:
    return <uint64_t><size_t>p


cdef uint64_t heap_word(Lower* L, int64_t heap, bint nullable) noexcept nogil:
    """For casts: an abstract heap type or an address; bit 0 of the other word says which. See _wasm_heap."""
    return address(L.m.types[heap]) if heap >= 0 else <uint64_t>heap


cdef void lower_br_on(Lower* L, uint32_t op) noexcept nogil:
    """br_on_null, br_on_non_null."""
    cdef Label* label = label_at(L, read_u32(&L.p))
    cdef uint32_t n = arity(label)
    cdef Test test
    cdef Operand saved
    all_home(L, 1)
    saved = L.stack[L.height - 1]
    test.a = saved.home
    test.b = 0
    test.constant = 0
    test.long = False
    if op == X_BR_ON_NULL:
        test.op = W_BR_NULL
        pop(L)
        settle(L, label, n)
        branch_if(L, test, label)
        push(L, IN_SLOT, 1)
    else:
        test.op = W_BR_NONNULL
        settle(L, label, n)
        branch_if(L, test, label)
        pop(L)
    L.last = -1


cdef void lower_br_on_cast(Lower* L, uint32_t op) noexcept nogil:
    cdef uint32_t flags = L.p[0]
    cdef Label* label
    cdef int64_t heap
    cdef Test test
    cdef uint32_t at
    L.p += 1
    label = label_at(L, read_u32(&L.p))
    read_signed(&L.p)
    heap = read_signed(&L.p)
    all_home(L, 1)
    settle(L, label, arity(label))
    # the test gives a number, which the branch takes
    at = L.stack[L.height - 1].home
    emit(L, W_EXT, at, X_REF_TEST, 1)
    emit64(L, heap_word(L, heap, False))
    emit64(L, (1 if flags & 2 else 0) | (2 if heap >= 0 else 0) | 4)
    if at + 2 > L.nslots:
        L.nslots = at + 2
    test.op = W_BR_IF if op == X_BR_ON_CAST else W_BR_UNLESS
    test.a = at + 1                        # behind the reference: see EXT
    test.b = 0
    test.constant = 0
    test.long = False
    branch_if(L, test, label)
    L.last = -1


cdef void lower_gc(Lower* L, uint32_t op) noexcept nogil:
    cdef uint32_t index, second
    cdef int64_t heap
    cdef WType* t
    if op == X_BR_ON_CAST or op == X_BR_ON_CAST_FAIL:
        lower_br_on_cast(L, op)
        return
    if op >= X_ANY_CONVERT:
        if op >= X_REF_I31:
            emit_ext(L, op, 1, 0, 0, 1)
        return
    if X_REF_TEST <= op <= X_REF_CAST_NULL:
        heap = read_signed(&L.p)
        emit_ext(L, op & ~1, 1, heap_word(L, heap, False), (op & 1) | (2 if heap >= 0 else 0), 1)
        return
    if op == X_ARRAY_LEN:
        emit_ext(L, op, 1, 0, 0, 1)
        return
    index = read_u32(&L.p)
    t = L.m.types[index]
    if op == X_STRUCT_NEW:
        emit_ext(L, op, t.nfields, address(t), 0, 1)
    elif op == X_STRUCT_NEW_DEFAULT:
        emit_ext(L, op, 0, address(t), 0, 1)
    elif op <= X_STRUCT_SET:
        second = read_u32(&L.p)
        if op == X_STRUCT_SET:
            emit_ext(L, op, 2, address(t), second, 0)
        else:
            emit_ext(L, op, 1, address(t), second, t.widths[second])
    elif op == X_ARRAY_NEW:
        emit_ext(L, op, 2, address(t), 0, 1)
    elif op == X_ARRAY_NEW_DEFAULT:
        emit_ext(L, op, 1, address(t), 0, 1)
    elif op == X_ARRAY_NEW_FIXED:
        second = read_u32(&L.p)
        emit_ext(L, op, second, address(t), second, 1)
    elif op == X_ARRAY_NEW_DATA or op == X_ARRAY_NEW_ELEM:
        second = read_u32(&L.p)
        emit_ext(L, op, 2, address(t), second, 1)
    elif op <= X_ARRAY_GET_U:
        emit_ext(L, op, 2, address(t), 0, t.widths[0])
    elif op == X_ARRAY_SET:
        emit_ext(L, op, 3, address(t), 0, 0)
    elif op == X_ARRAY_FILL:
        emit_ext(L, op, 4, address(t), 0, 0)
    elif op == X_ARRAY_COPY:
        read_u32(&L.p)
        emit_ext(L, op, 5, address(t), 0, 0)
    else:
        second = read_u32(&L.p)
        emit_ext(L, op, 4, address(t), second, 0)


cdef void lower_bulk(Lower* L, uint32_t op) noexcept nogil:
    cdef uint32_t x = read_u32(&L.p)
    cdef uint32_t y = 0
    if op == X_MEMORY_INIT or op == X_MEMORY_COPY or op == X_TABLE_INIT or op == X_TABLE_COPY:
        y = read_u32(&L.p)
    if op == X_DATA_DROP or op == X_ELEM_DROP:
        emit_ext(L, op, 0, x, y, 0)
    elif op == X_TABLE_GROW:
        emit_ext(L, op, 2, x, y, 1)
    elif op == X_TABLE_SIZE:
        emit_ext(L, op, 0, x, y, 1)
    else:
        emit_ext(L, op, 3, x, y, 0)


cdef void lower_global(Lower* L, uint32_t op) noexcept nogil:
    cdef uint32_t index = read_u32(&L.p)
    cdef uint8_t width = L.m.global_wide[index]
    cdef Operand x
    cdef uint32_t at, a
    if op == X_GLOBAL_GET:
        at = emit(L, W_GLOBAL_GETV if width == 2 else W_GLOBAL_GET, L.top, 0, 0)
        emit64(L, index)
        push(L, IN_SLOT, width)
        L.last = at
    else:
        x = pop(L)[0]
        a = slot(L, &x)
        emit(L, W_GLOBAL_SETV if width == 2 else W_GLOBAL_SET, a, 0, 0)
        emit64(L, index)
