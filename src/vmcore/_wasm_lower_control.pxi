# A part of _wasm_lower.pyx: labels, branches, blocks, calls.

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
