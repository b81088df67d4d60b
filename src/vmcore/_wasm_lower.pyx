# Lowering of WebAssembly function bodies to register code (wasmops.py), in one pass over the validated bytes.
#
# An operand is not yet anywhere, but known to be a constant or a local that was read; or it is in its home, the slot that
# its place on the operand stack stands for. Instructions take locals and (as their right operand) constants as they are.
# What is set to a local is computed into it. A comparison before a branch becomes part of the branch.
#
# Operands below a block are never locals (they are moved home when the block begins): an assignment on one way through the
# block would otherwise have to save them on that way only. Label operands are at home when control meets.

from libc.stdint cimport uint8_t, uint16_t, uint32_t, int16_t, int32_t, uint64_t, int64_t
from libc.stdlib cimport malloc, realloc, free
from libc.string cimport memcpy, memmove, memset
from vmcore.wasm cimport *
from vmcore._wasmops cimport *
from vmcore._wasmrows cimport *
from vmcore._wasm_bytes cimport read_unsigned, read_u32, read_signed
from vmcore._wasm_num cimport w_load32, w_load64

cdef extern from *:
    """
    #if defined(__GNUC__)
    #define VM_W_PUBLISH(to, value) __atomic_store_n(to, value, __ATOMIC_RELEASE)
    #else
    #define VM_W_PUBLISH(to, value) (*(to) = (value))
    #endif
    """
    void publish "VM_W_PUBLISH"(const uint16_t** to, const uint16_t* value) noexcept nogil

cdef enum:
    IN_SLOT = 0                           # Operand.kind: at home
    IN_LOCAL = 1
    CONSTANT = 2
    MAX_LOCALS = 50000
    FEW = 4                               # label operands that are moved one by one
    FORM_WIDE = 1                         # distances of the forms of a load or store (wasmops.FORMS)
    FORM_AK = 2
    FORM_AB = 3
    FORM_V = 4

cdef enum:                                # instructions of WebAssembly that this file names
    X_UNREACHABLE = 0x00
    X_NOP = 0x01
    X_BLOCK = 0x02
    X_LOOP = 0x03
    X_IF = 0x04
    X_ELSE = 0x05
    X_THROW = 0x08
    X_THROW_REF = 0x0A
    X_END = 0x0B
    X_BR = 0x0C
    X_BR_IF = 0x0D
    X_BR_TABLE = 0x0E
    X_RETURN = 0x0F
    X_CALL = 0x10
    X_CALL_INDIRECT = 0x11
    X_RETURN_CALL = 0x12
    X_RETURN_CALL_INDIRECT = 0x13
    X_CALL_REF = 0x14
    X_RETURN_CALL_REF = 0x15
    X_DROP = 0x1A
    X_SELECT = 0x1B
    X_SELECT_T = 0x1C
    X_TRY_TABLE = 0x1F
    X_LOCAL_GET = 0x20
    X_LOCAL_SET = 0x21
    X_LOCAL_TEE = 0x22
    X_GLOBAL_GET = 0x23
    X_GLOBAL_SET = 0x24
    X_TABLE_GET = 0x25
    X_TABLE_SET = 0x26
    X_MEMORY_SIZE = 0x3F
    X_MEMORY_GROW = 0x40
    X_I32_CONST = 0x41
    X_I64_CONST = 0x42
    X_F32_CONST = 0x43
    X_F64_CONST = 0x44
    X_I32_EQZ = 0x45
    X_I64_EQZ = 0x50
    X_REF_NULL = 0xD0
    X_REF_IS_NULL = 0xD1
    X_REF_FUNC = 0xD2
    X_REF_EQ = 0xD3
    X_REF_AS_NON_NULL = 0xD4
    X_BR_ON_NULL = 0xD5
    X_BR_ON_NON_NULL = 0xD6
    X_STRUCT_NEW = 0x100
    X_STRUCT_NEW_DEFAULT = 0x101
    X_STRUCT_GET = 0x102
    X_STRUCT_GET_U = 0x104
    X_STRUCT_SET = 0x105
    X_ARRAY_NEW = 0x106
    X_ARRAY_NEW_DEFAULT = 0x107
    X_ARRAY_NEW_FIXED = 0x108
    X_ARRAY_NEW_DATA = 0x109
    X_ARRAY_NEW_ELEM = 0x10A
    X_ARRAY_GET = 0x10B
    X_ARRAY_GET_U = 0x10D
    X_ARRAY_SET = 0x10E
    X_ARRAY_LEN = 0x10F
    X_ARRAY_FILL = 0x110
    X_ARRAY_COPY = 0x111
    X_ARRAY_INIT_DATA = 0x112
    X_ARRAY_INIT_ELEM = 0x113
    X_REF_TEST = 0x114
    X_REF_CAST = 0x116
    X_REF_CAST_NULL = 0x117
    X_BR_ON_CAST = 0x118
    X_BR_ON_CAST_FAIL = 0x119
    X_ANY_CONVERT = 0x11A
    X_EXTERN_CONVERT = 0x11B
    X_REF_I31 = 0x11C
    X_I31_GET_S = 0x11D
    X_I31_GET_U = 0x11E
    X_MEMORY_INIT = 0x208
    X_DATA_DROP = 0x209
    X_MEMORY_COPY = 0x20A
    X_MEMORY_FILL = 0x20B
    X_TABLE_INIT = 0x20C
    X_ELEM_DROP = 0x20D
    X_TABLE_COPY = 0x20E
    X_TABLE_GROW = 0x20F
    X_TABLE_SIZE = 0x210
    X_TABLE_FILL = 0x211
    X_V128_CONST = 0x30C
    X_SHUFFLE = 0x30D

cdef struct Operand:
    uint8_t kind
    uint8_t width
    uint32_t home
    uint32_t local                        # index
    int32_t link                          # the operand below that is the same local, or -1
    uint64_t value
    uint64_t high

cdef struct Label:
    uint8_t op                            # X_BLOCK, X_LOOP, X_IF, X_ELSE, X_TRY_TABLE
    bint whole                            # of the function
    uint32_t height                       # operands below
    uint32_t home                         # where label operands go
    uint32_t nin
    uint32_t nout
    const uint8_t* win
    const uint8_t* wout
    int64_t patch                         # the last branch that wants to know the end, or -1
    int64_t other                         # of an `if`: the branch to its `else`
    uint32_t start                        # of a loop, or of what a try_table covers
    const uint8_t* clauses
    uint32_t stub                         # code that br_table number stub_of goes through
    uint32_t stub_of

cdef struct Lower:
    WModule* m
    const uint8_t* p
    int st
    bint dead                             # what follows is not reached
    # --- code
    uint16_t* words
    uint32_t n
    uint32_t room
    int64_t last                          # instruction that computed the top operand, or -1
    int64_t moved                         # W_MOV that may become one with the next, or -1
    int64_t stepped                       # instruction that added a constant to a local, or -1
    uint32_t nslots                       # most that are in use
    uint32_t header
    uint32_t tables                       # br_tables so far
    # --- locals
    uint32_t nlocals
    uint16_t* slots
    uint8_t* widths
    int32_t* heads                        # the topmost operand that is the local, or -1
    # --- operands
    Operand* stack
    uint32_t height
    uint32_t stack_room
    uint32_t top                          # the next home
    uint32_t flushed                      # operands below are no locals
    # --- labels
    Label* labels
    uint32_t nlabels
    uint32_t label_room
    # --- handlers
    WHandler* handlers
    uint32_t nhandlers
    uint32_t handler_room

cdef uint8_t[2] ONES = [1, 2]             # widths of a result: ONES is a scalar's, ONES + 1 a vector's


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


# ---------------------------------------------------------------- labels and branches

cdef Label* push_label(Lower* L, uint8_t op) noexcept nogil:
    cdef Label* label
    cdef void* made
    if L.nlabels == L.label_room:
        made = realloc(L.labels, <size_t>(2 * L.label_room) * sizeof(Label))
        if made == NULL:
            L.st = ST_NOMEM
            return L.labels
        L.labels = <Label*>made
        L.label_room *= 2
    label = L.labels + L.nlabels
    L.nlabels += 1
    label.op = op
    label.whole = False
    label.patch = label.other = -1
    label.clauses = NULL
    label.stub_of = 0
    return label


cdef void bind(Lower* L, int64_t patch) noexcept nogil:
    """Branches that were waiting go here. A waiting distance has the place of the one before, and 1 bit: see wait_for."""
    cdef uint32_t link, at
    barrier(L)
    if L.st:
        return
    while patch >= 0:
        at = <uint32_t>(patch >> 1)
        link = <uint32_t>get32(L, at)
        set32(L, at, <int32_t>(L.n - at - (2 if patch & 1 else 0)))
        patch = -1 if link == 0xFFFFFFFFu else <int64_t>link


cdef void wait_for(Lower* L, Label* label, uint32_t at, bint short) noexcept nogil:
    """The distance at a place: of a short branch it counts from behind its 32 bits, else from before them."""
    set32(L, at, <int32_t>(<uint32_t>label.patch if label.patch >= 0 else 0xFFFFFFFFu))
    label.patch = (<int64_t>at << 1) | short


cdef void aim(Lower* L, Label* label, uint32_t at, bint short) noexcept nogil:
    if label.op == X_LOOP:
        set32(L, at, <int32_t>(label.start - at - (2 if short else 0)))
    else:
        wait_for(L, label, at, short)


cdef uint32_t arity(Label* label) noexcept nogil:
    return label.nin if label.op == X_LOOP else label.nout


cdef bint in_place(Lower* L, uint32_t n, uint32_t home) noexcept nogil:
    """Are the topmost n operands where a label wants them?"""
    if n == 0:
        return True
    if L.stack[L.height - n].home != home:
        return False
    cdef uint32_t i
    for i in range(L.height - n, L.height):
        if L.stack[i].kind != IN_SLOT:
            return False
    return True


cdef void move_operands(Lower* L, uint32_t n, uint32_t home) noexcept nogil:
    """Copies the topmost n to where a label wants them; what is known of them does not change. More than a FEW are at
    home already."""
    cdef uint32_t i, width
    cdef Operand* o
    if n == 0:
        return
    if n > FEW:
        o = &L.stack[L.height - n]
        if o.home != home:
            emit(L, W_COPY, home, o.home, L.top - o.home)
        return
    for i in range(L.height - n, L.height):
        o = &L.stack[i]
        width = o.width
        if o.kind == CONSTANT:
            emit_constant(L, home, o.value)
            if width == 2:
                emit_constant(L, home + 1, o.high)
        elif o.kind == IN_LOCAL:
            emit_move(L, home, L.slots[o.local], width)
        elif o.home != home:
            emit_move(L, home, o.home, width)
        home += width


cdef void emit_return(Lower* L, uint32_t n) noexcept nogil:
    """With the topmost n operands; several are at home."""
    cdef Operand* o
    if n == 0:
        emit(L, W_RET, L.header, 0, 0)
        return
    o = &L.stack[L.height - n]
    if n > 1 or o.width > 1:
        emit(L, W_RETN, L.header, o.home, L.top - o.home)
    elif o.kind == CONSTANT:
        emit(L, W_RETK, L.header, 0, 0)
        emit64(L, o.value)
    else:
        emit(L, W_RET1, L.header, L.slots[o.local] if o.kind == IN_LOCAL else o.home, 0)


cdef void settle(Lower* L, Label* label, uint32_t n) noexcept nogil:
    """Before a branch that may not be taken, or for several: what cannot be moved one by one goes home."""
    if n > FEW or (label.whole and (n > 1 or (n == 1 and L.stack[L.height - 1].width == 2))):
        all_home(L, n)


cdef void emit_br(Lower* L, Label* label) noexcept nogil:
    """An unconditional branch, with the operands that the label wants on top, settled."""
    cdef uint32_t n = arity(label)
    if label.whole:
        emit_return(L, n)
        return
    move_operands(L, n, label.home)
    cdef uint32_t at = emit(L, W_BR, 0, 0, 0)
    aim(L, label, at + 2, True)


cdef struct Test:                         # a condition: of a comparison, or a slot that is not 0
    uint32_t op                           # of the branch
    uint32_t a
    uint32_t b
    int32_t constant
    bint long


cdef Test take_test(Lower* L, Operand* o) noexcept nogil:
    """The condition that a popped operand is; the comparison that computed it is taken back."""
    cdef Test test
    cdef uint16_t* w
    if is_last(L, o):
        w = L.words + L.last
        if W_FIRST_COMPARE <= w[0] <= W_LAST_COMPARE:
            test.op = w[0] + W_BRANCH
            test.a = w[2]
            test.b = w[3]
            test.constant = get32(L, <uint32_t>L.last + 6) if L.n - L.last == 8 else 0
            test.long = True
            L.n = <uint32_t>L.last
            L.last = -1
            return test
    test.op = W_BR_IF
    test.a = slot(L, o)
    test.b = 0
    test.constant = 0
    test.long = False
    return test


cdef void negate(Test* test) noexcept nogil:
    cdef uint32_t swap
    if test.op == W_BR_IF:
        test.op = W_BR_UNLESS
    elif test.op == W_BR_UNLESS:
        test.op = W_BR_IF
    elif test.op == W_BR_NULL:
        test.op = W_BR_NONNULL
    elif test.op == W_BR_NONNULL:
        test.op = W_BR_NULL
    else:
        test.op = WNEGATED[test.op - W_BRANCH - W_FIRST_COMPARE]
        if test.op & 0x8000:
            swap = test.a
            test.a = test.b
            test.b = swap
        test.op = (test.op & 0x7FFF) + W_BRANCH


cdef uint32_t step_of(uint32_t op) noexcept nogil:
    """The branch that does a step first, or 0."""
    if op == W_BR_IF:
        return W_I32_STEP
    if op == W_BR_I32_NE:
        return W_I32_STEP_NE
    if op == W_BR_I32_NE_K:
        return W_I32_STEP_NE_K
    if op == W_BR_I32_LT_S:
        return W_I32_STEP_LT_S
    if op == W_BR_I32_LT_S_K:
        return W_I32_STEP_LT_S_K
    if op == W_BR_I32_LT_U:
        return W_I32_STEP_LT_U
    if op == W_BR_I32_LT_U_K:
        return W_I32_STEP_LT_U_K
    return 0


cdef bint take_step(Lower* L, Test* test) noexcept nogil:
    """Takes back the step of a loop's counter that is right before its test."""
    cdef uint32_t op = step_of(test.op)
    cdef uint32_t counter
    cdef int32_t by
    cdef uint32_t swap
    if op == 0 or L.stepped < 0 or L.stepped + 8 != L.n:
        return False
    counter = L.words[L.stepped + 1]
    by = get32(L, <uint32_t>L.stepped + 4)
    if test.op == W_BR_I32_NE and test.b == counter and test.a != counter:
        swap = test.a
        test.a = test.b
        test.b = swap
    if test.a != counter or by != <int16_t>by:
        return False
    L.n = <uint32_t>L.stepped
    L.stepped = -1
    test.op = op
    test.long = True
    emit(L, op, counter, <uint16_t>by, test.b)
    return True


cdef uint32_t emit_test(Lower* L, Test* test) noexcept nogil:
    """A conditional branch; the place of its distance."""
    cdef uint32_t at
    if take_step(L, test):
        at = L.n - 4
    else:
        at = emit(L, test.op, test.a, test.b, 0)
    if not test.long:
        return at + 2
    emit64(L, <uint64_t><uint32_t>test.constant << 32)
    return at + 4


cdef void branch_if(Lower* L, Test test, Label* label) noexcept nogil:
    """To a label whose operands are settled; they stay."""
    cdef uint32_t n = arity(label)
    cdef uint32_t at
    if not label.whole and in_place(L, n, label.home):
        at = emit_test(L, &test)
        aim(L, label, at, not test.long)
        return
    negate(&test)
    at = emit_test(L, &test)
    emit_br(L, label)
    set32(L, at, <int32_t>(L.n - at - (0 if test.long else 2)))


# ---------------------------------------------------------------- control

cdef void begin_block(Lower* L, uint8_t op) noexcept nogil:
    cdef uint32_t nin, nout
    cdef const uint8_t* win
    cdef const uint8_t* wout
    cdef Label* label
    cdef Test test
    cdef uint32_t at = 0
    cdef const uint8_t* clauses = NULL
    cdef Operand saved
    read_block(L, &nin, &nout, &win, &wout)
    if op == X_TRY_TABLE:
        clauses = L.p
        skip_clauses(&L.p)
    if op == X_IF:
        saved = pop(L)[0]
        if nin or any_to_flush(L):         # moves, which come between a comparison and its branch
            flush(L)
            all_home(L, nin)
        test = take_test(L, &saved)
        negate(&test)
        flush(L)
        at = emit_test(L, &test)
    else:
        flush(L)
        all_home(L, nin)
    label = push_label(L, op)
    label.nin = nin
    label.nout = nout
    label.win = win
    label.wout = wout
    label.height = L.height - nin
    label.home = L.stack[L.height - nin].home if nin else L.top
    label.start = L.n
    label.clauses = clauses
    if op == X_IF:
        label.other = (<int64_t>at << 1) | (0 if test.long else 1)
        set32(L, at, -1)
    barrier(L)


cdef bint any_to_flush(Lower* L) noexcept nogil:
    cdef uint32_t i
    for i in range(L.flushed, L.height):
        if L.stack[i].kind == IN_LOCAL:
            return True
    return False


cdef void restore(Lower* L, Label* label, uint32_t n, const uint8_t* widths) noexcept nogil:
    """The operands above a label's height are n at home."""
    cdef uint32_t i
    drop_to(L, label.height)
    L.top = label.home
    for i in range(n):
        push(L, IN_SLOT, widths[i])
    L.flushed = L.height
    barrier(L)


cdef void begin_else(Lower* L) noexcept nogil:
    cdef Label* label = &L.labels[L.nlabels - 1]
    cdef uint32_t at
    if not L.dead:
        all_home(L, label.nout)
        at = emit(L, W_BR, 0, 0, 0)
        wait_for(L, label, at + 2, True)
    bind(L, label.other)
    label.other = -1
    label.op = X_ELSE
    restore(L, label, label.nin, label.win)
    L.dead = False


cdef void end_block(Lower* L) noexcept nogil:
    cdef Label* label = &L.labels[L.nlabels - 1]
    if not L.dead:
        if label.whole:
            if label.nout > 1 or (label.nout and label.wout[0] == 2):
                all_home(L, label.nout)
            emit_return(L, label.nout)
        else:
            all_home(L, label.nout)
    L.nlabels -= 1
    if label.clauses != NULL:
        end_try(L, label)
    if label.whole:
        return
    if label.other >= 0:                   # an `if` without `else`
        L.dead = False
        bind(L, label.other)
    if label.patch >= 0:
        L.dead = False
        bind(L, label.patch)
    restore(L, label, label.nout, label.wout)


cdef void end_try(Lower* L, Label* label) noexcept nogil:
    """Code that each clause goes through; its operands are in their places already."""
    cdef const uint8_t* p = label.clauses
    cdef uint32_t n = read_u32(&p)
    cdef uint32_t _i, at
    cdef uint8_t kind
    cdef Label* target
    cdef WHandler* h
    cdef uint32_t end = L.n
    cdef void* made
    if not L.dead and n:
        at = emit(L, W_BR, 0, 0, 0)
        wait_for(L, label, at + 2, True)
    for _i in range(n):
        if L.nhandlers == L.handler_room:
            made = realloc(L.handlers, <size_t>(2 * L.handler_room + 4) * sizeof(WHandler))
            if made == NULL:
                L.st = ST_NOMEM
                return
            L.handlers = <WHandler*>made
            L.handler_room = 2 * L.handler_room + 4
        kind = p[0]
        p += 1
        h = L.handlers + L.nhandlers
        L.nhandlers += 1
        h.start = label.start
        h.end = end
        h.kind = kind
        h.tag = read_u32(&p) if kind < 2 else 0
        target = &L.labels[L.nlabels - 1 - read_u32(&p)]
        h.target = L.n
        h.slot = target.home
        restore(L, label, 0, &ONES[0])
        drop_into(L, target)
    restore(L, label, 0, &ONES[0])
    L.dead = L.dead or n > 0


cdef void drop_into(Lower* L, Label* target) noexcept nogil:
    """A branch to a label whose operands are at its home."""
    cdef uint32_t n = arity(target)
    cdef const uint8_t* widths = target.win if target.op == X_LOOP else target.wout
    cdef uint32_t i, at
    cdef uint32_t slots = 0
    if not target.whole:
        at = emit(L, W_BR, 0, 0, 0)
        aim(L, target, at + 2, True)
        return
    for i in range(n):
        slots += widths[i]
    if target.home + slots > L.nslots:
        L.nslots = target.home + slots
        if L.nslots > FRAME_MAX:
            L.st = ST_LARGE
    emit(L, W_RETN, L.header, target.home, slots)


cdef Label* label_at(Lower* L, uint32_t depth) noexcept nogil:
    return &L.labels[L.nlabels - 1 - depth]


cdef void lower_br_if(Lower* L, Label* label) noexcept nogil:
    cdef uint32_t n = arity(label)
    cdef Test test
    cdef Operand saved
    if n > FEW or (label.whole and n):
        saved = pop(L)[0]
        settle(L, label, n)
        test = take_test(L, &saved)
    else:
        test = take_test(L, pop(L))
    branch_if(L, test, label)


cdef void lower_br_table(Lower* L) noexcept nogil:
    cdef uint32_t count = read_u32(&L.p)
    cdef const uint8_t* p = L.p
    cdef uint32_t i, _i, at, index, depth
    cdef uint32_t n
    cdef Label* label
    cdef Operand* o
    cdef bint direct
    for _i in range(count):
        read_u32(&L.p)
    depth = read_u32(&L.p)
    n = arity(label_at(L, depth))
    o = pop(L)
    index = slot(L, o)
    all_home(L, n)
    L.tables += 1
    emit(L, W_BR_TABLE, index, count & 0xFFFF, count >> 16)
    at = L.n
    if not grow_to(L, 2 * (<uint64_t>count + 2)):
        return
    L.n = at + (2 * (count + 1) + 3) // 4 * 4
    for i in range(count + 1):
        label = label_at(L, read_u32(&p))
        direct = not label.whole and in_place(L, n, label.home)
        if direct:
            aim(L, label, at + 2 * i, False)
            continue
        if label.stub_of != L.tables:
            label.stub_of = L.tables
            label.stub = L.n
            if label.whole:
                emit_return(L, n)
            else:
                move_operands(L, n, label.home)
                aim(L, label, emit(L, W_BR, 0, 0, 0) + 2, True)
        set32(L, at + 2 * i, <int32_t>(label.stub - (at + 2 * i)))


cdef bint grow_to(Lower* L, uint64_t more) noexcept nogil:
    if more > <uint64_t>1 << 28:
        L.st = ST_LARGE
        return False
    return L.n + more + 8 <= L.room or grow(L, <uint32_t>more + 8)


cdef void push_results(Lower* L, WType* t) noexcept nogil:
    cdef uint32_t i
    for i in range(t.nparams, t.nparams + t.nresults):
        push(L, IN_SLOT, t.widths[i])
    L.last = -1


cdef WCode* own_code(Lower* L, uint32_t index) noexcept nogil:
    """NULL: imported."""
    return NULL if index < L.m.nimported else L.m.codes + (index - L.m.nimported)


cdef void lower_call(Lower* L, uint32_t op) noexcept nogil:
    """Calls and tail calls of all kinds."""
    cdef bint tail = op == X_RETURN_CALL or op == X_RETURN_CALL_INDIRECT or op == X_RETURN_CALL_REF
    cdef uint32_t index = read_u32(&L.p)
    cdef uint32_t table = 0
    cdef uint32_t callee = 0
    cdef uint32_t base, opcode
    cdef uint64_t wide = 0
    cdef WType* t
    cdef WCode* code
    cdef Operand* o
    if op == X_CALL or op == X_RETURN_CALL:
        t = L.m.func_types[index]
    else:
        t = L.m.types[index]
        if op == X_CALL_INDIRECT or op == X_RETURN_CALL_INDIRECT:
            table = read_u32(&L.p)
            wide = L.m.table64[table]
        o = &L.stack[L.height - 1]
        callee = slot(L, o) if o.kind != IN_LOCAL else L.slots[o.local]
        pop(L)                             # it stays where it is until the call
    all_home(L, t.nparams)
    base = L.stack[L.height - t.nparams].home if t.nparams else L.top
    drop_to(L, L.height - t.nparams)
    L.top = base
    if base + t.param_slots + HEADER + 1 > L.nslots:
        L.nslots = base + t.param_slots + HEADER + 1
        if L.nslots > FRAME_MAX:
            L.st = ST_LARGE
    if op == X_CALL or op == X_RETURN_CALL:
        code = own_code(L, index)
        if tail:
            opcode = W_TAIL if code != NULL else W_TAIL_IMPORT
        else:
            opcode = W_CALL if code != NULL else W_CALL_IMPORT
        emit(L, opcode, base, t.param_slots if tail else base + t.param_slots, L.header if tail else 0)
        emit64(L, <uint64_t><size_t>code if code != NULL else index)
    elif op == X_CALL_REF or op == X_RETURN_CALL_REF:
        emit(L, W_TAIL_REF if tail else W_CALL_REF, base, t.param_slots if tail else base + t.param_slots, callee)
        emit64(L, L.header)
    else:
        emit(L, W_TAIL_INDIRECT if tail else W_CALL_INDIRECT, base, t.param_slots if tail else base + t.param_slots, callee)
        emit64(L, <uint64_t><size_t>t)
        emit64(L, table | (wide << 32) | (<uint64_t>L.header << 40))
    if tail:
        L.dead = True
    else:
        push_results(L, t)


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


# ---------------------------------------------------------------- the rest

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


cdef void lower_other(Lower* L, uint32_t op) noexcept nogil:
    cdef Operand x, y
    cdef uint32_t at, a, b
    cdef Label* label
    if op == X_NOP:
        return
    elif op == X_UNREACHABLE:
        emit(L, W_UNREACHABLE, 0, 0, 0)
        L.dead = True
    elif op == X_BLOCK or op == X_LOOP or op == X_IF or op == X_TRY_TABLE:
        begin_block(L, <uint8_t>op)
    elif op == X_BR:
        label = label_at(L, read_u32(&L.p))
        settle(L, label, arity(label))
        emit_br(L, label)
        L.dead = True
    elif op == X_BR_IF:
        lower_br_if(L, label_at(L, read_u32(&L.p)))
    elif op == X_BR_TABLE:
        lower_br_table(L)
        L.dead = True
    elif op == X_RETURN:
        label = L.labels
        settle(L, label, label.nout)
        emit_return(L, label.nout)
        L.dead = True
    elif X_CALL <= op <= X_RETURN_CALL_REF:
        lower_call(L, op)
    elif op == X_DROP:
        pop(L)
    elif op == X_SELECT:
        lower_select(L)
    elif op == X_SELECT_T:
        skip_immediates(&L.p, op)
        lower_select(L)
    elif op == X_GLOBAL_GET or op == X_GLOBAL_SET:
        lower_global(L, op)
    elif op == X_TABLE_GET:
        emit_ext(L, op, 1, read_u32(&L.p), 0, 1)
    elif op == X_TABLE_SET:
        emit_ext(L, op, 2, read_u32(&L.p), 0, 0)
    elif op == X_MEMORY_SIZE:
        at = emit(L, W_MEMORY_SIZE, L.top, read_u32(&L.p), 0)
        computed(L, at)
    elif op == X_MEMORY_GROW:
        a = read_u32(&L.p)
        x = pop(L)[0]
        b = slot(L, &x)
        emit(L, W_MEMORY_GROW, x.home, b, a)
        push(L, IN_SLOT, 1)
        L.last = -1
    elif op == X_I64_CONST:
        push_constant(L, <uint64_t>read_signed(&L.p))
    elif op == X_F32_CONST:
        push_constant(L, w_load32(L.p))
        L.p += 4
    elif op == X_F64_CONST:
        push_constant(L, w_load64(L.p))
        L.p += 8
    elif op == X_V128_CONST:
        push(L, CONSTANT, 2)
        L.stack[L.height - 1].value = w_load64(L.p)
        L.stack[L.height - 1].high = w_load64(L.p + 8)
        L.p += 16
    elif op == X_REF_NULL:
        read_signed(&L.p)
        push_constant(L, 0)
    elif op == X_REF_IS_NULL:
        lower_eqz(L, X_I64_EQZ)
    elif op == X_REF_FUNC:
        emit_ext(L, op, 0, read_u32(&L.p), 0, 1)
    elif op == X_REF_EQ:
        y = pop(L)[0]
        x = pop(L)[0]
        a = slot(L, &x)
        b = slot(L, &y)
        at = emit(L, W_I64_EQ, x.home, a, b)
        computed(L, at)
    elif op == X_REF_AS_NON_NULL:
        emit_ext(L, op, 1, 0, 0, 1)
    elif op == X_BR_ON_NULL or op == X_BR_ON_NON_NULL:
        lower_br_on(L, op)
    elif op == X_THROW:
        a = read_u32(&L.p)
        all_home(L, L.m.tag_types[a].nparams)
        drop_to(L, L.height - L.m.tag_types[a].nparams)
        emit(L, W_THROW, L.top, 0, 0)
        emit64(L, a)
        L.dead = True
    elif op == X_THROW_REF:
        x = pop(L)[0]
        a = slot(L, &x)
        emit(L, W_THROW_REF, a, 0, 0)
        L.dead = True
    elif 0x208 <= op <= 0x211:
        lower_bulk(L, op)
    elif 0x100 <= op < 0x200:
        lower_gc(L, op)
    else:
        L.st = ST_LARGE


cdef void lower_body(Lower* L, int64_t want, const uint8_t** found) noexcept nogil:
    """`found`: the instruction whose code first reaches over the word `want`."""
    cdef uint32_t op
    cdef const WRow* row
    cdef const uint8_t* at
    while L.nlabels and not L.st:
        if L.dead:
            skip_dead(L)
        at = L.p
        op = L.p[0]
        L.p += 1
        if op == X_LOCAL_GET:
            push_local(L, read_u32(&L.p))
        elif op == X_LOCAL_SET:
            set_local(L, read_u32(&L.p))
        elif op == X_LOCAL_TEE:
            op = read_u32(&L.p)
            set_local(L, op)
            push_local(L, op)
        elif op == X_I32_CONST:
            push_constant(L, <uint32_t>read_signed(&L.p))
        elif op == X_END:
            end_block(L)
        elif op == X_ELSE:
            begin_else(L)
        elif op == X_I32_EQZ or op == X_I64_EQZ:
            lower_eqz(L, op)
        else:
            if op >= 0xFB:
                op = ((op - 0xFA) << 8) + read_u32(&L.p)
            row = &WROWS[op]
            if row.kind == LOWER_BINARY:
                lower_binary(L, row)
            elif row.kind == LOWER_COMPARE:
                lower_compare(L, row)
            elif row.kind == LOWER_LOAD:
                lower_load(L, row)
            elif row.kind == LOWER_STORE:
                lower_store(L, row)
            elif row.kind == LOWER_UNARY or row.kind == LOWER_CHECKED:
                lower_unary(L, row, op)
            elif row.kind == LOWER_SIMD or row.kind == LOWER_SIMD_MEM:
                lower_simd(L, row, op)
            else:
                lower_other(L, op)
        if L.n > want and want >= 0:
            found[0] = at
            return


cdef int read_locals(Lower* L, WType* t) noexcept nogil:
    """Slots: parameters, header, locals."""
    cdef uint32_t runs = read_u32(&L.p)
    cdef const uint8_t* p = L.p
    cdef uint64_t total = t.nparams
    cdef uint32_t i, _i, n, k
    cdef uint32_t at = 0
    cdef uint8_t width
    for _i in range(runs):
        total += read_u32(&p)
        skip_type(&p)
    if total > MAX_LOCALS:
        return ST_LARGE
    L.nlocals = <uint32_t>total
    L.slots = <uint16_t*>malloc((<size_t>total + 1) * sizeof(uint16_t))
    L.widths = <uint8_t*>malloc(<size_t>total + 1)
    L.heads = <int32_t*>malloc((<size_t>total + 1) * sizeof(int32_t))
    if L.slots == NULL or L.widths == NULL or L.heads == NULL:
        return ST_NOMEM
    for i in range(L.nlocals):
        L.heads[i] = -1
    for i in range(t.nparams):
        L.slots[i] = <uint16_t>at
        L.widths[i] = t.widths[i]
        at += t.widths[i]
    L.header = at
    at += HEADER
    k = t.nparams
    for _i in range(runs):
        n = read_u32(&L.p)
        width = 2 if L.p[0] == V_V128 else 1
        skip_type(&L.p)
        while n:
            if at > FRAME_MAX - 2:
                return ST_LARGE
            L.slots[k] = <uint16_t>at
            L.widths[k] = width
            at += width
            k += 1
            n -= 1
    if at > FRAME_MAX:
        return ST_LARGE
    if at > L.header + HEADER:
        emit(L, W_ZERO, L.header + HEADER, at - L.header - HEADER, 0)
    L.top = L.nslots = at
    return L.st


cdef int run_lower(Lower* L, WCode* code, int64_t want, const uint8_t** found, bint constant) noexcept nogil:
    cdef Label* label
    cdef WType* t = code.type
    L.m = code.module
    L.p = code.body
    barrier(L)
    L.stack_room = 64
    L.stack = <Operand*>malloc(64 * sizeof(Operand))
    L.label_room = 32
    L.labels = <Label*>malloc(32 * sizeof(Label))
    if L.stack == NULL or L.labels == NULL:
        return ST_NOMEM
    if not grow(L, <uint32_t>(code.body_end - code.body) * 2 + 64):
        return L.st
    if constant:
        L.header = 0
        L.top = L.nslots = HEADER
    else:
        L.st = read_locals(L, t)
        if L.st:
            return L.st
    label = push_label(L, X_BLOCK)
    label.whole = True
    label.nin = 0
    label.nout = t.nresults
    label.win = &ONES[0]
    label.wout = t.widths + t.nparams
    label.height = 0
    label.home = L.top
    label.start = L.n
    lower_body(L, want, found)
    return L.st


cdef void free_lower(Lower* L) noexcept nogil:
    free(L.stack)
    free(L.labels)
    free(L.slots)
    free(L.widths)
    free(L.heads)


cdef int lower_with(WCode* code, bint constant) noexcept nogil:
    cdef Lower L
    cdef int st
    memset(&L, 0, sizeof(Lower))
    st = run_lower(&L, code, -1, NULL, constant)
    free_lower(&L)
    if st:
        free(L.words)
        free(L.handlers)
        return st
    code.words = <uint16_t*>realloc(L.words, <size_t>L.n * 2)
    if code.words == NULL:
        code.words = L.words
    code.nwords = L.n
    code.handlers = L.handlers
    code.nhandlers = L.nhandlers
    code.header = L.header
    publish(&code.entry, code.words)
    return ST_OK


cdef int lower(WCode* code) noexcept nogil:
    """The GIL is held: two threads may have found the function not lowered."""
    cdef WModule* m = code.module
    cdef uint32_t low = 0
    cdef uint32_t high = m.nlowered
    cdef uint32_t middle
    cdef int st
    if code.words != NULL:
        return ST_OK
    st = lower_with(code, False)
    if st:
        return st
    while low < high:                      # m.lowered is in the order of addresses
        middle = (low + high) // 2
        if m.lowered[middle].words < code.words:
            low = middle + 1
        else:
            high = middle
    memmove(m.lowered + low + 1, m.lowered + low, (m.nlowered - low) * sizeof(WCode*))
    m.lowered[low] = code
    m.nlowered += 1
    return ST_OK


cdef int lower_constant(WModule* module, const uint8_t* body, const uint8_t* end, WType* type, WCode* out) noexcept nogil:
    """A constant expression, as a function of no parameters."""
    out.module = module
    out.type = type
    out.body = body
    out.body_end = end
    return lower_with(out, True)


cdef int64_t lowered_from(WCode* code, uint32_t word) noexcept nogil:
    """The offset in the binary of the instruction that a word of the code comes from; -1 if there is no memory."""
    cdef Lower L
    cdef int st
    cdef const uint8_t* found = NULL
    memset(&L, 0, sizeof(Lower))
    st = run_lower(&L, code, word, &found, False)
    free_lower(&L)
    free(L.words)
    free(L.handlers)
    return found - code.module.binary if found != NULL and not st else -1


cdef WCode* code_at(WModule* module, const uint16_t* pc) noexcept nogil:
    """The function whose code that is, or NULL."""
    cdef uint32_t low = 0
    cdef uint32_t high = module.nlowered
    cdef uint32_t middle
    while low < high:
        middle = (low + high) // 2
        if module.lowered[middle].words <= pc:
            low = middle + 1
        else:
            high = middle
    if low == 0 or pc > module.lowered[low - 1].words + module.lowered[low - 1].nwords:
        return NULL
    return module.lowered[low - 1]


cdef void init_code(WCode* code) noexcept nogil:
    cdef uint64_t itself = <uint64_t><size_t>code
    code.stub[0] = W_LOWER
    memcpy(code.stub + 4, &itself, 8)
    code.entry = code.stub


cdef void free_code(WCode* code) noexcept nogil:
    free(code.words)
    free(code.handlers)
    code.words = NULL
    code.handlers = NULL
