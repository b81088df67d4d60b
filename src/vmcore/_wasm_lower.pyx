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


# In one module, so that the C compiler sees all of it at once.
include "_wasm_lower_operands.pxi"
include "_wasm_lower_bytes.pxi"
include "_wasm_lower_control.pxi"
include "_wasm_lower_plain.pxi"
include "_wasm_lower_heap.pxi"


# ---------------------------------------------------------------- instructions

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
