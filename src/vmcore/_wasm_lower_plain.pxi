# A part of _wasm_lower.pyx: arithmetic, comparisons, loads and stores, select, vectors; constants folded, two in one.

# ---------------------------------------------------------------- plain instructions

cdef bint fold(uint32_t op, uint64_t x, uint64_t y, uint64_t* out) noexcept nogil:
    cdef uint32_t a = <uint32_t>x
    cdef uint32_t b = <uint32_t>y
    if op == W_I32_ADD:
        out[0] = <uint32_t>(a + b)
    elif op == W_I32_SUB:
        out[0] = <uint32_t>(a - b)
    elif op == W_I32_MUL:
        out[0] = <uint32_t>(a * b)
    elif op == W_I32_AND:
        out[0] = a & b
    elif op == W_I32_OR:
        out[0] = a | b
    elif op == W_I32_XOR:
        out[0] = a ^ b
    elif op == W_I32_SHL:
        out[0] = <uint32_t>(a << (b & 31))
    elif op == W_I32_SHR_U:
        out[0] = a >> (b & 31)
    elif op == W_I32_SHR_S:
        out[0] = <uint32_t>(<int32_t>a >> (b & 31))
    elif op == W_I64_ADD:
        out[0] = x + y
    elif op == W_I64_SUB:
        out[0] = x - y
    elif op == W_I64_MUL:
        out[0] = x * y
    elif op == W_I64_AND:
        out[0] = x & y
    elif op == W_I64_OR:
        out[0] = x | y
    elif op == W_I64_XOR:
        out[0] = x ^ y
    elif op == W_I64_SHL:
        out[0] = x << (y & 63)
    elif op == W_I64_SHR_U:
        out[0] = x >> (y & 63)
    elif op == W_I64_SHR_S:
        out[0] = <uint64_t>(<int64_t>x >> (y & 63))
    else:
        return False
    return True


cdef bint may_be_constant(uint32_t op, uint64_t value) noexcept nogil:
    """Divisions take a constant that cannot trap only."""
    if op == W_I32_DIV_S or op == W_I32_REM_S or op == W_I32_DIV_U or op == W_I32_REM_U:
        return <uint32_t>value != 0 and <uint32_t>value != 0xFFFFFFFFu
    if op == W_I64_DIV_S or op == W_I64_REM_S or op == W_I64_DIV_U or op == W_I64_REM_U:
        return value != 0 and value != <uint64_t>-1
    return True


cdef uint32_t fused_op(uint32_t outer, uint32_t inner) noexcept nogil:
    """The instruction that is both, or 0."""
    if inner == W_F64_MUL:
        return W_F64_ADD_MUL if outer == W_F64_ADD else W_F64_SUB_MUL if outer == W_F64_SUB else 0
    if outer == W_I32_ADD:
        return W_I32_ADD_SHL if inner == W_I32_SHL_K else W_I32_ADD_MUL if inner == W_I32_MUL else 0
    if outer == W_I32_XOR:
        return W_I32_XOR_ROTL if inner == W_I32_ROTL_K else W_I32_XOR_SHR if inner == W_I32_SHR_U_K else 0
    return 0


cdef uint32_t fused_constant(uint32_t outer, uint32_t inner) noexcept nogil:
    """The same where the right operand of the second is a constant."""
    if outer == W_I32_ADD:
        return W_I32_ADD_ADD if inner == W_I32_ADD else W_I32_SHL_ADD if inner == W_I32_SHL_K else 0
    if outer == W_I64_ADD:
        return W_I64_ADD_ADD if inner == W_I64_ADD else 0
    if outer == W_I32_SHL:
        return W_I32_AND_SHL if inner == W_I32_AND_K else 0
    return W_I32_SHR_AND if outer == W_I32_AND and inner == W_I32_SHR_U_K else 0


cdef bint fused(Lower* L, uint32_t op, Operand* x, Operand* y) noexcept nogil:
    """An operation with what the last instruction computed as one instruction."""
    cdef uint16_t* w
    cdef uint32_t both, a, b, c, at
    cdef uint64_t k
    cdef Operand* other = x
    if L.last < 0:
        return False
    w = L.words + L.last
    if y.kind == CONSTANT:
        both = fused_constant(op, w[0])
        if both == 0 or not is_last(L, x):
            return False
        a = w[2]
        b = w[3]
        k = w_load32(<const uint8_t*>(w + 4)) if L.n - L.last == 8 else 0
        L.n = <uint32_t>L.last
        if both == W_I32_ADD_ADD or both == W_I64_ADD_ADD:
            at = emit(L, both, x.home, a, b)
            emit64(L, y.value)
        elif both == W_I32_AND_SHL:
            at = emit(L, both, x.home, a, <uint32_t>y.value & 31)
            emit64(L, k)
        else:
            at = emit(L, both, x.home, a, <uint32_t>k & 31)
            emit64(L, y.value)
        computed(L, at)
        return True
    both = fused_op(op, w[0])
    if both == 0:
        return False
    if not is_last(L, y):
        if not is_last(L, x) or y.kind != IN_LOCAL or both == W_F64_SUB_MUL:
            return False
        other = y
    b = w[2]
    c = w[3]
    k = w_load64(<const uint8_t*>(w + 4)) if L.n - L.last == 8 else c
    L.n = <uint32_t>L.last
    a = slot(L, other)
    at = emit(L, both, x.home, a, b)
    emit64(L, k)
    computed(L, at)
    return True


cdef void lower_binary(Lower* L, const WRow* row) noexcept nogil:
    cdef Operand y = pop(L)[0]
    cdef Operand x = pop(L)[0]
    cdef uint64_t value
    cdef uint32_t at, a, b
    if x.kind == CONSTANT and y.kind == CONSTANT and fold(row.op, x.value, y.value, &value):
        push_constant(L, value)
        return
    if fused(L, row.op, &x, &y):
        return
    if y.kind == CONSTANT and row.constant and may_be_constant(row.op, y.value):
        a = slot(L, &x)
        at = emit(L, row.constant, x.home, a, 0)
        emit64(L, y.value)
    elif x.kind == CONSTANT and row.mirrored:
        b = slot(L, &y)
        at = emit(L, row.mirrored, x.home, b, 0)
        emit64(L, x.value)
    else:
        a = slot(L, &x)
        b = slot(L, &y)
        at = emit(L, row.op, x.home, a, b)
    computed(L, at)


cdef bint fits(const WRow* row, uint64_t value) noexcept nogil:
    """As the 32-bit constant of a comparison?"""
    return row.constant != 0 and (row.constant < W_I64_EQ or <int64_t>value == <int32_t>value)


cdef void lower_compare(Lower* L, const WRow* row) noexcept nogil:
    cdef Operand y = pop(L)[0]
    cdef Operand x = pop(L)[0]
    cdef uint32_t at, a, b
    if y.kind == CONSTANT and fits(row, y.value):
        a = slot(L, &x)
        at = emit(L, row.constant, x.home, a, 0)
        emit64(L, <uint64_t><uint32_t>y.value << 32)
    elif x.kind == CONSTANT and fits(row, x.value):
        b = slot(L, &y)
        at = emit(L, row.mirrored, x.home, b, 0)
        emit64(L, <uint64_t><uint32_t>x.value << 32)
    else:
        a = slot(L, &x)
        b = slot(L, &y)
        at = emit(L, row.op, x.home, b if row.swap else a, a if row.swap else b)
    computed(L, at)


cdef void lower_eqz(Lower* L, uint32_t op) noexcept nogil:
    """x == 0; of a comparison, the opposite one."""
    cdef Operand x = pop(L)[0]
    cdef uint16_t* w
    cdef uint32_t opposite, at, a
    if op == X_I32_EQZ and is_last(L, &x):
        w = L.words + L.last
        if W_FIRST_COMPARE <= w[0] <= W_LAST_COMPARE:
            opposite = WNEGATED[w[0] - W_FIRST_COMPARE]
            w[0] = <uint16_t>(opposite & 0x7FFF)
            if opposite & 0x8000:
                a = w[2]
                w[2] = w[3]
                w[3] = <uint16_t>a
            at = <uint32_t>L.last
            computed(L, at)
            return
    if x.kind == CONSTANT:
        push_constant(L, 1 if x.value == 0 else 0)
        return
    a = slot(L, &x)
    at = emit(L, W_I32_EQ_K if op == X_I32_EQZ else W_I64_EQ_K, x.home, a, 0)
    emit64(L, 0)
    computed(L, at)


cdef void lower_unary(Lower* L, const WRow* row, uint32_t op) noexcept nogil:
    cdef Operand x
    cdef uint32_t at, a
    if row.op == 0:                        # the same word, as another type
        return
    x = pop(L)[0]
    if x.kind == CONSTANT and row.op == W_I32_WRAP_I64:
        push_constant(L, <uint32_t>x.value)
        return
    if x.kind == CONSTANT and row.op == W_I64_EXTEND_I32_S:
        push_constant(L, <uint64_t><int64_t><int32_t>x.value)
        return
    a = slot(L, &x)
    at = emit(L, row.op, x.home, a, 0)
    computed(L, at)


cdef void read_memory(Lower* L, uint64_t* offset, uint32_t* memory) noexcept nogil:
    cdef uint32_t flags = read_u32(&L.p)
    memory[0] = read_u32(&L.p) if flags & 0x40 else 0
    offset[0] = read_unsigned(&L.p)


cdef void lower_load(Lower* L, const WRow* row) noexcept nogil:
    cdef uint64_t offset
    cdef uint32_t memory, at, a, b
    cdef Operand x
    read_memory(L, &offset, &memory)
    x = pop(L)[0]
    if memory or L.m.memory64[0]:
        a = slot(L, &x)
        at = emit(L, W_LOAD_ANY, x.home, a, row.op)
        emit64(L, offset)
        emit64(L, memory)
    else:
        if x.kind == CONSTANT and offset + x.value < 0x10000:   # the place is known: read as an offset from there
            offset += x.value
            x.value = 0
        if is_last(L, &x) and L.words[L.last] == W_I32_ADD_K and offset < 0x10000:
            a = L.words[L.last + 2]
            offset |= <uint64_t><uint32_t>get32(L, <uint32_t>L.last + 4) << 32
            L.n = <uint32_t>L.last
            at = emit(L, row.op + FORM_AK, x.home, a, <uint32_t>offset & 0xFFFF)
            emit64(L, offset >> 32)
        elif is_last(L, &x) and L.words[L.last] == W_I32_ADD:
            a = L.words[L.last + 2]
            b = L.words[L.last + 3]
            L.n = <uint32_t>L.last
            at = emit(L, row.op + FORM_AB, x.home, a, b)
            emit64(L, offset)
        elif offset < 0x10000:
            a = slot(L, &x)
            at = emit(L, row.op, x.home, a, <uint32_t>offset)
        else:
            a = slot(L, &x)
            at = emit(L, row.op + FORM_WIDE, x.home, a, 0)
            emit64(L, offset)
    computed(L, at)


cdef void lower_store(Lower* L, const WRow* row) noexcept nogil:
    cdef uint64_t offset
    cdef uint32_t memory, a, v
    cdef Operand x, value
    read_memory(L, &offset, &memory)
    value = pop(L)[0]
    x = pop(L)[0]
    if not memory and not L.m.memory64[0] and value.kind != IN_SLOT and store_fused(L, row, &x, &value, offset):
        return
    a = slot(L, &x)
    v = slot(L, &value)
    if memory or L.m.memory64[0]:
        emit(L, W_STORE_ANY, v, a, row.op)
        emit64(L, offset)
        emit64(L, memory)
    elif offset < 0x10000:
        emit(L, row.op, v, a, <uint32_t>offset)
    else:
        emit(L, row.op + FORM_WIDE, v, a, 0)
        emit64(L, offset)


cdef bint store_fused(Lower* L, const WRow* row, Operand* x, Operand* value, uint64_t offset) noexcept nogil:
    """Of a constant, or of a local to an address that was computed just now."""
    cdef uint32_t a, b, v
    cdef uint64_t k
    if value.kind == CONSTANT:
        if offset >= 0x10000:
            return False
        a = slot(L, x)
        emit(L, row.op + FORM_V, 0, a, <uint32_t>offset)
        emit64(L, value.value)
        return True
    if not is_last(L, x):
        return False
    a = L.words[L.last + 2]
    b = L.words[L.last + 3]
    v = slot(L, value)
    if L.words[L.last] == W_I32_ADD_K and offset < 0x10000:
        k = <uint32_t>get32(L, <uint32_t>L.last + 4)
        L.n = <uint32_t>L.last
        emit(L, row.op + FORM_AK, v, a, <uint32_t>offset)
        emit64(L, k)
        return True
    if L.words[L.last] == W_I32_ADD:
        L.n = <uint32_t>L.last
        emit(L, row.op + FORM_AB, v, a, b)
        emit64(L, offset)
        return True
    return False


cdef void lower_select(Lower* L) noexcept nogil:
    cdef Operand c = pop(L)[0]
    cdef Operand y = pop(L)[0]
    cdef Operand x = pop(L)[0]
    cdef uint32_t at, a, b, k
    k = slot(L, &c)
    if x.kind == CONSTANT and y.kind == CONSTANT and x.width == 1 and not (x.value | y.value) >> 32:
        at = emit(L, W_SELECTK, x.home, k, 0)
        emit64(L, x.value | y.value << 32)
        computed(L, at)
        return
    b = slot(L, &y)
    a = slot(L, &x)
    at = emit(L, W_SELECTV if x.width == 2 else W_SELECT, x.home, a, b)
    emit64(L, k)
    push(L, IN_SLOT, x.width)
    L.last = at


cdef void lower_simd(Lower* L, const WRow* row, uint32_t op) noexcept nogil:
    cdef uint16_t[4] slots
    cdef uint64_t offset = 0
    cdef uint64_t last = 0
    cdef uint32_t memory = 0
    cdef Operand[3] xs
    cdef int i
    cdef uint32_t at, home
    slots[0] = slots[1] = slots[2] = slots[3] = 0
    if row.kind == LOWER_SIMD_MEM:
        read_memory(L, &offset, &memory)
        last = memory
        if row.imm == IMM_MEM_LANE:
            last |= <uint64_t>L.p[0] << 32
            L.p += 1
    elif row.imm == IMM_BYTE:
        offset = L.p[0]
        L.p += 1
    elif row.imm == IMM_V128:
        offset = w_load64(L.p)
        last = w_load64(L.p + 8)
        L.p += 16
    for i in range(row.params - 1, -1, -1):
        xs[i] = pop(L)[0]
    home = L.top
    for i in range(row.params):
        slots[i] = <uint16_t>slot(L, &xs[i])
    at = emit(L, W_SIMD, home, op - 0x300, 0)
    emit64(L, w_load64(<const uint8_t*>slots))
    emit64(L, offset)
    emit64(L, last)
    if row.result:
        push(L, IN_SLOT, row.result)
        L.last = at
