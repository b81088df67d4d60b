# A part of _wasm_lower.pyx: types and immediates in the bytes; what is not reached is skipped.

# ---------------------------------------------------------------- types in the code

cdef void skip_type(const uint8_t** p) noexcept nogil:
    cdef uint8_t byte = p[0][0]
    p[0] += 1
    if byte == 0x63 or byte == 0x64:
        read_signed(p)


cdef void read_block(Lower* L, uint32_t* nin, uint32_t* nout, const uint8_t** win, const uint8_t** wout) noexcept nogil:
    cdef uint8_t byte = L.p[0]
    cdef WType* t
    nin[0] = nout[0] = 0
    win[0] = wout[0] = &ONES[0]
    if byte == 0x40:
        L.p += 1
    elif byte & 0xC0 == 0x40:              # a negative number of one byte: a value type
        nout[0] = 1
        wout[0] = &ONES[1] if byte == V_V128 else &ONES[0]
        skip_type(&L.p)
    else:
        t = L.m.types[read_signed(&L.p)]
        nin[0] = t.nparams
        nout[0] = t.nresults
        win[0] = t.widths
        wout[0] = t.widths + t.nparams


cdef uint32_t read_op(const uint8_t** p) noexcept nogil:
    cdef uint32_t op = p[0][0]
    p[0] += 1
    if op < 0xFB or op > 0xFD:
        return op
    return ((op - 0xFA) << 8) + read_u32(p)


cdef void skip_immediates(const uint8_t** p, uint32_t op) noexcept nogil:
    cdef uint8_t kind = WROWS[op].imm
    cdef uint32_t n, flags
    if kind == IMM_NONE:
        return
    if kind == IMM_U:
        read_unsigned(p)
    elif kind == IMM_S:
        read_signed(p)
    elif kind == IMM_UU:
        read_unsigned(p)
        read_unsigned(p)
    elif kind == IMM_F32:
        p[0] += 4
    elif kind == IMM_F64:
        p[0] += 8
    elif kind == IMM_V128:
        p[0] += 16
    elif kind == IMM_BYTE:
        p[0] += 1
    elif kind == IMM_BLOCK:
        skip_block(p)
    elif kind == IMM_LABELS:
        n = read_u32(p)
        while n + 1:
            read_unsigned(p)
            n -= 1
    elif kind == IMM_MEM or kind == IMM_MEM_LANE:
        flags = read_u32(p)
        if flags & 0x40:
            read_unsigned(p)
        read_unsigned(p)
        if kind == IMM_MEM_LANE:
            p[0] += 1
    elif kind == IMM_TYPES:
        n = read_u32(p)
        while n:
            skip_type(p)
            n -= 1
    elif kind == IMM_CAST:
        p[0] += 1
        read_unsigned(p)
        read_signed(p)
        read_signed(p)
    elif kind == IMM_TRY:
        skip_block(p)
        skip_clauses(p)


cdef void skip_block(const uint8_t** p) noexcept nogil:
    if p[0][0] & 0xC0 == 0x40:
        skip_type(p)
    else:
        read_signed(p)


cdef void skip_clauses(const uint8_t** p) noexcept nogil:
    cdef uint32_t n = read_u32(p)
    cdef uint8_t kind
    while n:
        kind = p[0][0]
        p[0] += 1
        if kind < 2:
            read_unsigned(p)
        read_unsigned(p)
        n -= 1


cdef void skip_dead(Lower* L) noexcept nogil:
    """To the `else` or `end` of the block that we are in."""
    cdef uint32_t op
    cdef uint32_t depth = 0
    while True:
        op = L.p[0]
        if depth == 0 and (op == X_END or op == X_ELSE):
            return
        op = read_op(&L.p)
        skip_immediates(&L.p, op)
        if X_BLOCK <= op <= X_IF or op == X_TRY_TABLE:
            depth += 1
        elif op == X_END:
            depth -= 1
