# A part of _wasm_lower.pyx: words of code, and operands, which are constants, locals or in their homes.

# ---------------------------------------------------------------- code

cdef bint grow(Lower* L, uint32_t more) noexcept nogil:
    cdef uint64_t room = 2 * <uint64_t>L.room + more + 64
    cdef void* made
    if L.st:
        return False
    if room > <uint64_t>1 << 29:
        L.st = ST_LARGE
        return False
    made = realloc(L.words, <size_t>room * 2)
    if made == NULL:
        L.st = ST_NOMEM
        return False
    L.words = <uint16_t*>made
    L.room = <uint32_t>room
    return True


cdef inline uint32_t emit(Lower* L, uint32_t op, uint32_t a, uint32_t b, uint32_t c) noexcept nogil:
    """One word; its place."""
    cdef uint16_t* w
    cdef uint32_t at = L.n
    if at + 4 > L.room and not grow(L, 4):
        L.n = 0
        at = 0
        if L.room < 4:
            return 0
    w = L.words + at
    w[0] = <uint16_t>op
    w[1] = <uint16_t>a
    w[2] = <uint16_t>b
    w[3] = <uint16_t>c
    L.n = at + 4
    L.last = -1
    return at


cdef inline void emit64(Lower* L, uint64_t value) noexcept nogil:
    cdef uint32_t at = emit(L, 0, 0, 0, 0)
    if not L.st:
        memcpy(L.words + at, &value, 8)


cdef inline void set32(Lower* L, uint32_t at, int32_t value) noexcept nogil:
    if not L.st:
        memcpy(L.words + at, &value, 4)


cdef inline int32_t get32(Lower* L, uint32_t at) noexcept nogil:
    return <int32_t>w_load32(<const uint8_t*>(L.words + at))


cdef void emit_move(Lower* L, uint32_t to, uint32_t of, uint32_t width) noexcept nogil:
    if width == 2:
        emit(L, W_MOVV, to, of, 0)
    elif L.moved >= 0 and L.moved + 4 == L.n:
        L.words[L.moved] = W_MOVP
        L.words[L.moved + 3] = <uint16_t>to
        emit64(L, of)
        L.moved = -1
    else:
        L.moved = emit(L, W_MOV, to, of, 0)


cdef inline void barrier(Lower* L) noexcept nogil:
    """Control comes in here: what was emitted before stays as it is."""
    L.last = L.moved = L.stepped = -1


cdef void emit_constant(Lower* L, uint32_t to, uint64_t value) noexcept nogil:
    if value >> 32:
        emit(L, W_MOVK, to, 0, 0)
        emit64(L, value)
    else:
        emit(L, W_MOVK32, to, <uint32_t>value & 0xFFFF, <uint32_t>(value >> 16))


# ---------------------------------------------------------------- operands

cdef Operand* push(Lower* L, uint8_t kind, uint8_t width) noexcept nogil:
    cdef Operand* o
    cdef void* made
    if L.height == L.stack_room:
        made = realloc(L.stack, <size_t>(2 * L.stack_room) * sizeof(Operand))
        if made == NULL:
            L.st = ST_NOMEM
            return L.stack + L.height - 1
        L.stack = <Operand*>made
        L.stack_room *= 2
    o = L.stack + L.height
    L.height += 1
    o.kind = kind
    o.width = width
    o.home = L.top
    L.top += width
    if L.top > L.nslots:
        L.nslots = L.top
        if L.top > FRAME_MAX:
            L.st = ST_LARGE
    return o


cdef inline void push_constant(Lower* L, uint64_t value) noexcept nogil:
    push(L, CONSTANT, 1).value = value


cdef void push_local(Lower* L, uint32_t index) noexcept nogil:
    cdef Operand* o = push(L, IN_LOCAL, L.widths[index])
    o.local = index
    o.link = L.heads[index]
    L.heads[index] = <int32_t>(L.height - 1)


cdef inline Operand* pop(Lower* L) noexcept nogil:
    """What it is; valid until the next push."""
    cdef Operand* o
    L.height -= 1
    o = L.stack + L.height
    L.top = o.home
    if o.kind == IN_LOCAL:
        L.heads[o.local] = o.link
    if L.flushed > L.height:
        L.flushed = L.height
    return o


cdef void go_home(Lower* L, Operand* o) noexcept nogil:
    """An operand that is still on the stack."""
    if o.kind == IN_LOCAL:
        emit_move(L, o.home, L.slots[o.local], o.width)
        unlink(L, o)
    elif o.kind == CONSTANT:
        emit_constant(L, o.home, o.value)
        if o.width == 2:
            emit_constant(L, o.home + 1, o.high)
    o.kind = IN_SLOT


cdef void unlink(Lower* L, Operand* o) noexcept nogil:
    """From the list of its local's operands. It is at the head, or close, if they go from the top."""
    cdef int32_t index = <int32_t>(o - L.stack)
    cdef int32_t* at = &L.heads[o.local]
    while at[0] != index:
        at = &L.stack[at[0]].link
    at[0] = o.link


cdef uint32_t slot(Lower* L, Operand* o) noexcept nogil:
    """Where to read an operand that was popped."""
    if o.kind == IN_LOCAL:
        return L.slots[o.local]
    if o.kind == CONSTANT:
        emit_constant(L, o.home, o.value)
        if o.width == 2:
            emit_constant(L, o.home + 1, o.high)
        o.kind = IN_SLOT
    return o.home


cdef void flush(Lower* L) noexcept nogil:
    """Before a block: operands that are locals go home."""
    cdef uint32_t i = L.height
    while i > L.flushed:                   # from the top: see unlink
        i -= 1
        if L.stack[i].kind == IN_LOCAL:
            go_home(L, &L.stack[i])
    L.flushed = L.height


cdef void all_home(Lower* L, uint32_t n) noexcept nogil:
    """The topmost n operands."""
    cdef uint32_t i = L.height
    cdef uint32_t end = L.height - n
    cdef Operand* o
    cdef Operand* below
    while i > end:                         # from the top: see unlink
        i -= 1
        o = &L.stack[i]
        if o.kind == IN_LOCAL and o.width == 1 and i > end:
            below = o - 1
            if below.kind == IN_LOCAL and below.width == 1:
                emit(L, W_MOV2, below.home, L.slots[below.local], L.slots[o.local])
                unlink(L, o)
                unlink(L, below)
                o.kind = below.kind = IN_SLOT
                i -= 1
                continue
        if o.kind != IN_SLOT:
            go_home(L, o)


cdef void drop_to(Lower* L, uint32_t height) noexcept nogil:
    while L.height > height:
        pop(L)


cdef inline void computed(Lower* L, uint32_t at) noexcept nogil:
    """The instruction has put its result into the home of the operand pushed now."""
    push(L, IN_SLOT, 1)
    L.last = at


cdef inline bint is_last(Lower* L, Operand* o) noexcept nogil:
    """Is that operand what the last instruction computed?"""
    return L.last >= 0 and o.kind == IN_SLOT and L.words[L.last + 1] == o.home


cdef void set_local(Lower* L, uint32_t index) noexcept nogil:
    """Pops an operand into a local."""
    cdef Operand* o = pop(L)
    cdef uint32_t to = L.slots[index]
    cdef bint retarget = is_last(L, o) and L.heads[index] < 0
    cdef int32_t at
    cdef Operand saved = o[0]
    if retarget:
        L.words[L.last + 1] = <uint16_t>to
        if L.words[L.last] == W_I32_ADD_K and L.words[L.last + 2] == to:
            L.stepped = L.last
        L.last = -1
        return
    while L.heads[index] >= 0:
        at = L.heads[index]
        go_home(L, &L.stack[at])
    if saved.kind == IN_SLOT:
        emit_move(L, to, saved.home, saved.width)
    elif saved.kind == IN_LOCAL:
        if saved.local != index:
            emit_move(L, to, L.slots[saved.local], saved.width)
    else:
        emit_constant(L, to, saved.value)
        if saved.width == 2:
            emit_constant(L, to + 1, saved.high)
    L.last = -1
