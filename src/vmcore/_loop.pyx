# The dispatch loop: one switch, one arm per opcode (ops.py has the table).
#
# Locals cached: pc (behind the instruction word being executed), R (registers of the running frame), K (its constants).
# They are written back to vm only where somebody can see them: calls, failures, safepoints. An arm that succeeds says
# `continue`; one that falls out of the chain has left a status in st. An arm tests the opcode and nothing else, or the
# chain would not become a C switch (ci/check_hot_loop.py counts).
#
# The verifier has checked every operand of every instruction: no index is checked here but those of values.

from libc.stdint cimport uint64_t, int64_t, int16_t, int32_t, uint16_t, uint32_t
from libc.string cimport memmove
from vmcore._tags cimport *
from vmcore._ops cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._slow cimport *
from vmcore._stack cimport *
from vmcore._escape cimport push_try, commit, leave_try
from vmcore._drive cimport drive, drive_title
from vmcore._realise cimport wanted, realise
from vmcore._num cimport num_add, num_sub, num_mul, num_div, num_quotient, num_remainder, num_modulo
from vmcore._pequal cimport equiv_value
from vmcore._prims_tables cimport prim_sys_make_record
from vmcore._num cimport num_relate, LESS, LESS_EQUAL, EQUAL, GREATER, GREATER_EQUAL

cdef extern from *:
    """
    #if defined(__GNUC__)
    #define VM_UNREACHABLE() __builtin_unreachable()
    #else
    #define VM_UNREACHABLE() ((void)0)
    #endif
    """
    void unreachable "VM_UNREACHABLE"() noexcept nogil

cdef enum:
    ST_RELOAD = -1                        # private: vm.pc and vm.base have changed, go on from there


cdef inline bint less(Value x, Value y) noexcept nogil:          # small integers
    return <int64_t>(x << 15) < <int64_t>(y << 15)


cdef inline bint less_equal(Value x, Value y) noexcept nogil:
    return <int64_t>(x << 15) <= <int64_t>(y << 15)


cdef inline bint both_double(Value x, Value y) noexcept nogil:
    return is_double(x) and is_double(y)


cdef inline const uint16_t* entry_of(Value* K) noexcept nogil:   # of the function whose constants these are
    return <const uint16_t*>K[-1]


cdef inline Value small(uint16_t imm) noexcept nogil:
    return from_fix(<int16_t>imm)


cdef inline bint compare_double(double x, double y, int relation) noexcept nogil:
    if relation == LESS:
        return x < y
    if relation == LESS_EQUAL:
        return x <= y
    if relation == EQUAL:
        return x == y
    if relation == GREATER:
        return x > y
    return x >= y


cdef inline bint compare_fix(Value x, Value y, int relation) noexcept nogil:
    if relation == LESS:
        return less(x, y)
    if relation == LESS_EQUAL:
        return less_equal(x, y)
    if relation == EQUAL:
        return x == y
    if relation == GREATER:
        return less(y, x)
    return less_equal(y, x)


cdef inline int test(VM* vm, Value x, Value y, int relation, bint* answer) noexcept nogil:
    if LIKELY(both_fix(x, y)):
        answer[0] = compare_fix(x, y, relation)
        return ST_OK
    if both_double(x, y):
        answer[0] = compare_double(unbox_double(x), unbox_double(y), relation)
        return ST_OK
    return num_relate(vm, x, y, relation, answer)


cdef inline int test_small(VM* vm, Value x, uint16_t imm, int relation, bint* answer) noexcept nogil:
    if LIKELY(is_fix(x)):
        answer[0] = compare_fix(x, small(imm), relation)
        return ST_OK
    if is_double(x):
        answer[0] = compare_double(unbox_double(x), <double><int16_t>imm, relation)
        return ST_OK
    return num_relate(vm, x, small(imm), relation, answer)


cdef inline bint new_record(VM* vm, Value rtd, Value* R, uint32_t n) noexcept nogil:
    """A record of n fields, R[1] and so on, in R[0], if there is room in the open run and their number is right."""
    cdef uint32_t k = (n + 3) >> 1        # with header and type, by 16 bytes
    cdef Record* r
    if UNLIKELY(k >= NCLASSES):
        return False
    r = <Record*>vm.runs[k].cur
    if UNLIKELY(<char*>r == vm.runs[k].end or as_vector((<Rtd*>as_obj(rtd)).fields).h.length != n):
        return False
    vm.runs[k].cur = <char*>r + (k << 4)
    set_header(r, T_RECORD, 0, 0, n)
    r.rtd = rtd
    copy_args(r.fields, R + 1, n)
    R[0] = tag_obj(r)
    return True


# ---------------------------------------------------------------- slow halves that need the loop's locals

cdef int next_slice(VM* vm, const uint16_t* pc, Value* R) noexcept nogil:
    """The safepoint of a jump: the budget is used up."""
    vm.pc = pc
    vm.base = R
    vm.top = R + as_proc(R[-1]).code.nregs
    return safepoint(vm)


cdef inline bint returns_at_once(VM* vm, Value* B, int n) noexcept nogil:
    """Is the procedure B[-1] a continuation, called with one value, with nothing to rewind on the way?"""
    return (as_proc(B[-1]).code == <Code*>as_obj(vm.stubs[STUB_CONT]) and n == 1
            and (<Cont*>as_proc(B[-1])).winds == vm.dyn.winds)


cdef bint begins(VM* vm, Value* B, uint32_t n) noexcept nogil:
    """Is the procedure B[-1], with the clauses behind it, a plain one for n arguments that has room? Then B[-1] is that clause."""
    cdef Value f = clause_for(B[-1], n)
    if f == 0 or B + as_proc(f).code.nregs + 64 > vm.soft_limit:
        return False
    B[-1] = f
    return True


cdef int call_slow(VM* vm, const uint16_t* pc, Value* R, uint32_t a, int n) noexcept nogil:
    """A call that is not a plain one: other procedure, other arity, no room, or the budget is used up."""
    cdef Value* B = R + a + 2
    cdef Value v
    cdef int st
    vm.pc = pc
    vm.base = R
    if vm.budget < 0:
        vm.top = R + as_proc(R[-1]).code.nregs
        st = safepoint(vm)
        if st != ST_OK:
            return st
    if is_proc(B[-1]) and as_proc(B[-1]).code.flags & CODE_STUB:
        if returns_at_once(vm, B, n):
            st = reinstate(vm, <Cont*>as_proc(B[-1]), B[0])
            return ST_RELOAD if st == ST_OK else st
        if is_plain_stub(vm, B[-1]):
            st = call_builtin(vm, B, n, &v)
            if st == ST_OK:
                R[a] = v
            return ST_RELOAD if st == ST_OK or st == ST_JUMP else st
    B[-2] = <uint64_t>pc | (<uint64_t>a << 48)
    if begins(vm, B, <uint32_t>n):
        vm.base = B
        vm.pc = as_proc(B[-1]).code.entry
        return ST_RELOAD
    st = enter(vm, B, n)
    return ST_RELOAD if st == ST_OK else st


cdef int tail_slow(VM* vm, const uint16_t* pc, Value* R, uint32_t a, int n) noexcept nogil:
    """The same in tail position. Errors are found before the frame is given up, so that they point at it."""
    cdef Value* B = R + a + 2
    cdef Value v
    cdef int st
    vm.pc = pc
    vm.base = R
    if vm.budget < 0:
        vm.top = R + as_proc(R[-1]).code.nregs
        st = safepoint(vm)
        if st != ST_OK:
            return st
    if is_proc(B[-1]) and returns_at_once(vm, B, n):
        st = reinstate(vm, <Cont*>as_proc(B[-1]), B[0])
        return ST_RELOAD if st == ST_OK else st
    if begins(vm, B, <uint32_t>n):
        R[-1] = B[-1]
        copy_args(R, B, <uint32_t>n)
        vm.pc = as_proc(R[-1]).code.entry
        return ST_RELOAD
    st = check_call(vm, B[-1], n)
    if st != ST_OK:
        return st
    if is_proc(B[-1]) and is_plain_stub(vm, B[-1]):
        st = call_builtin(vm, B, n, &v)
        if st == ST_OK:
            return_value(vm, R, v)
        return ST_RELOAD if st == ST_OK or st == ST_JUMP else st
    if R + n + 64 > vm.soft_limit:
        st = more_stack(vm, R + n + 64, R + as_proc(R[-1]).code.nregs)
        if st != ST_OK:
            return st
    memmove(R - 1, B - 1, <size_t>(n + 1) * sizeof(Value))
    st = enter(vm, R, n)
    return ST_RELOAD if st == ST_OK else st


cdef int call_global_slow(VM* vm, const uint16_t* pc, Value* R, uint32_t a, int n, Value g) noexcept nogil:
    R[a + 1] = (<Global*>as_obj(g)).value
    if R[a + 1] == IMM_UNBOUND:
        vm.err_value = g
        return ST_UNBOUND
    return call_slow(vm, pc, R, a, n)


cdef int tail_global_slow(VM* vm, const uint16_t* pc, Value* R, uint32_t a, int n, Value g) noexcept nogil:
    R[a + 1] = (<Global*>as_obj(g)).value
    if R[a + 1] == IMM_UNBOUND:
        vm.err_value = g
        return ST_UNBOUND
    return tail_slow(vm, pc, R, a, n)


cdef int declined(VM* vm, const uint16_t* pc, Value* R, uint32_t a, int n, uint32_t prim, Value g) noexcept nogil:
    """A primitive did not know: if it wants a lazy sequence, that is realised, else the global in its place is called."""
    cdef Value lazy = wanted(vm, prim, R[a + 2])
    cdef int st
    vm.pc = pc
    vm.base = R
    if lazy == 0:
        return call_global_slow(vm, pc, R, a, n, g)
    R[a] = <uint64_t>pc | (<uint64_t>a << 48)
    realise(vm, R + a + 2, prim, n, g, lazy)
    st = drive(vm)
    return ST_RELOAD if st == ST_OK else st


cdef int item_slow(VM* vm, const uint16_t* pc, Value* R) noexcept nogil:
    """FIRST, NEXT, REST, SEQ of anything else: as TRYPRIM. pc is behind the instruction, K that of the frame."""
    cdef uint32_t a = pc[-3]
    cdef int st
    R[a + 2] = R[pc[-2]]
    st = quick_prim(vm, pc[-1], &R[a + 2], 1, &R[a])
    if st != ST_OK:
        return st
    pc += 4
    if R[a] != IMM_DEFAULT:
        vm.pc = pc
        vm.base = R
        return ST_RELOAD
    vm.budget -= 1
    return declined(vm, pc, R, a, 1, pc[-5], as_proc(R[-1]).code.consts[pc[-3]])


cdef const char* failing_name(VM* vm, const uint16_t* pc) noexcept nogil:
    """Name of the primitive that the instruction before pc stands for, or ''."""
    cdef int op = pc[-4]
    if op == OP_PRIM:
        return prim_title(vm, pc[-2])
    if OP_TRYPRIM <= op <= OP_SEQ:
        return prim_title(vm, pc[-1])
    if op == OP_DRIVE:
        return drive_title(vm)
    if op == OP_EXT:                      # of a TRYPRIM: the call in its place failed
        return callee_title(vm, vm.base[pc[-7] + 1])
    if op == OP_CALL or OP_CALLUP <= op <= OP_CALLG2:
        return callee_title(vm, vm.base[pc[-3] + 1])
    if OP_TAILCALL <= op <= OP_TAILJ:   # the callee may be in the place of the frame already
        if as_proc(vm.base[-1]).code.flags & CODE_STUB:
            return callee_title(vm, vm.base[-1])
        return callee_title(vm, vm.base[pc[-3] + 1])
    return source_name(vm, OP_TITLES[op],
                       mark_of(as_proc(vm.base[-1]).code, <uint32_t>((pc - as_proc(vm.base[-1]).code.entry) >> 2) - 1))


cdef enum:                                # marks; emit/registers.py sets them
    MARK_SWAP = 1                         # the operands are in the other order in the source: (> a b), (+ 1 a)
    MARK_SIGN = 2                         # a comparison with 0 that is zero?, positive? or negative? in the source
    MARK_CHAIN = 2                        # and more: the right operand is that number (from 1) in the source


cdef const char* source_name(VM* vm, const char* title, int mark) noexcept nogil:
    """Name in the source of a failed instruction that is no call; the number of the argument becomes that of the source."""
    if mark == MARK_SWAP:
        vm.err_index = 1 - vm.err_index
        if title[0] == 60:                # '<'
            return b">=" if title[1] else b">"
        if title[0] == 62:
            return b"<=" if title[1] else b"<"
    elif mark == MARK_SIGN:
        return b"zero?" if title[0] == 61 else b"positive?" if title[0] == 62 else b"negative?"
    elif mark > MARK_CHAIN and vm.err_index == 1:
        vm.err_index = mark - 1
    return title


cdef int item_error(VM* vm, Value v, Value i, const char* expected, bint right_type) noexcept nogil:
    """vector-ref and the like: a wrong object, a wrong index, or one out of range."""
    if not right_type:
        return err_type(vm, 0, v, expected)
    if not is_fix(i):
        return err_type(vm, 1, i, b"index")
    return err_beyond(vm, 1, i, as_vector(v).h.length if is_vector(v) else as_string(v).h.length)


cdef int store_error(VM* vm, Value v, Value i) noexcept nogil:
    """vector-set!: as item_error, or it is a literal."""
    if is_vector(v) and as_vector(v).h.flags & F_IMMUTABLE:
        return err_msg(vm, b"the vector is immutable (a literal)", IMM_NIL)
    return item_error(vm, v, i, b"vector", is_vector(v))


cdef int global_item_error(VM* vm, Value cell, Value i, bint store) noexcept nogil:
    cdef Value v = (<Global*>as_obj(cell)).value
    if v == IMM_UNBOUND:
        vm.err_value = cell
        return ST_UNBOUND
    return store_error(vm, v, i) if store else item_error(vm, v, i, b"vector", is_vector(v))


cdef int record_error(VM* vm, Value v, Value rtd) noexcept nogil:
    """Not a record of the type: the irritants are the type's name and the object."""
    cdef Value name = (<Rtd*>as_obj(rtd)).name if is_type(rtd, T_RTD) else IMM_FALSE
    cdef Value list = new_pair(vm, v, IMM_NIL)
    if list:
        list = new_pair(vm, name, list)
    return err_type(vm, -1, list, b"not an instance of the record type") if list else ST_NOMEM


cdef int make_closure(VM* vm, const uint16_t* pc, Value* R, Value code, uint32_t n, Value* out) noexcept nogil:
    """The captures follow as CAP words at pc."""
    cdef size_t size = sizeof(Obj) + sizeof(void*) + <size_t>n * sizeof(Value)
    cdef Proc* p = <Proc*>alloc(vm, size)
    cdef uint32_t i
    if p == NULL:
        return ST_NOMEM
    set_header(p, T_PROC, size, 0, n)
    p.code = <Code*>as_obj(code)
    for i in range(n):
        p.up[i] = as_proc(R[-1]).up[pc[2]] if pc[1] else R[pc[2]]
        pc += 4
    out[0] = <Value>p + TAG_PROC
    return ST_OK


# ---------------------------------------------------------------- the loop

cdef int execute(VM* vm) noexcept nogil:
    cdef const uint16_t* pc = vm.pc
    cdef Value* R = vm.base
    cdef Value* K = as_proc(R[-1]).code.consts
    cdef uint32_t op, a, b, c
    cdef Value v, w
    cdef Value* B
    cdef Code* code
    cdef Global* g
    cdef uint64_t word
    cdef int st
    cdef bint yes
    TARGETS()
    while True:
        op = pc[0]
        pc += 4

        # ---- moves and constants
        if op == OP_MOVE:
            AT_MOVE()
            a = pc[-3]
            b = pc[-2]
            R[a] = R[b]
            NEXT(op, pc)
            continue
        elif op == OP_MOVE2:
            AT_MOVE2()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            R[a] = R[b]
            R[a + 1] = R[c]
            NEXT(op, pc)
            continue
        elif op == OP_LOADK:
            AT_LOADK()
            a = pc[-3]
            b = pc[-2]
            R[a] = K[b]
            NEXT(op, pc)
            continue
        elif op == OP_LOADI:
            AT_LOADI()
            a = pc[-3]
            b = pc[-2]
            R[a] = small(<uint16_t>b)
            NEXT(op, pc)
            continue
        elif op == OP_LOADW:
            AT_LOADW()
            a = pc[-3]
            b = pc[-2]
            R[a] = b
            NEXT(op, pc)
            continue

        elif op == OP_LOADI2:
            AT_LOADI2()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            R[a] = small(<uint16_t>b)
            R[a + 1] = small(<uint16_t>c)
            NEXT(op, pc)
            continue
        elif op == OP_LOADW2:
            AT_LOADW2()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            R[a] = b
            R[a + 1] = c
            NEXT(op, pc)
            continue

        # ---- variables
        elif op == OP_GETUP:
            AT_GETUP()
            a = pc[-3]
            b = pc[-2]
            R[a] = as_proc(R[-1]).up[b]
            NEXT(op, pc)
            continue
        elif op == OP_GETUP2:
            AT_GETUP2()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            R[a] = as_proc(R[-1]).up[b]
            R[a + 1] = as_proc(R[-1]).up[c]
            NEXT(op, pc)
            continue
        elif op == OP_MKCELL:
            AT_MKCELL()
            a = pc[-3]
            b = pc[-2]
            v = new_cell(vm, R[b])
            if LIKELY(v != 0):
                R[a] = v
                NEXT(op, pc)
                continue
            st = ST_NOMEM
        elif op == OP_GETCELL:
            AT_GETCELL()
            a = pc[-3]
            b = pc[-2]
            v = R[b]
            if LIKELY(is_cell(v)):
                R[a] = as_cell(v).value
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"cell")
        elif op == OP_SETCELL:
            AT_SETCELL()
            a = pc[-3]
            b = pc[-2]
            v = R[a]
            if LIKELY(is_cell(v)):
                object_barrier(vm, v, R[b])
                as_cell(v).value = R[b]
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"cell")
        elif op == OP_GETUPC:
            AT_GETUPC()
            a = pc[-3]
            b = pc[-2]
            v = as_proc(R[-1]).up[b]
            if LIKELY(is_cell(v)):
                R[a] = as_cell(v).value
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"cell")
        elif op == OP_SETUPC:
            AT_SETUPC()
            a = pc[-3]
            b = pc[-2]
            v = as_proc(R[-1]).up[a]
            if LIKELY(is_cell(v)):
                object_barrier(vm, v, R[b])
                as_cell(v).value = R[b]
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"cell")
        elif op == OP_ADDUPC:
            AT_ADDUPC()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            w = as_proc(R[-1]).up[b]
            if LIKELY(is_cell(w)):
                v = as_cell(w).value
                if LIKELY(is_fix(v)) and LIKELY(not fix_add(v, <Value><int64_t><int16_t>c, &v)):
                    as_cell(w).value = R[a] = v
                    NEXT(op, pc)
                    continue
                st = num_add(vm, v, small(<uint16_t>c), &v)
                if LIKELY(st == ST_OK):
                    object_barrier(vm, w, v)
                    as_cell(w).value = R[a] = v
                    NEXT(op, pc)
                    continue
            else:
                st = err_type(vm, 0, w, b"cell")
        elif op == OP_CHECKINIT:
            AT_CHECKINIT()
            a = pc[-3]
            if LIKELY(R[a] != IMM_UNBOUND):
                NEXT(op, pc)
                continue
            vm.err_value = IMM_FALSE
            st = ST_UNASSIGNED
        elif op == OP_GETG:
            AT_GETG()
            a = pc[-3]
            b = pc[-2]
            v = (<Global*>as_obj(K[b])).value
            if LIKELY(v != IMM_UNBOUND):
                R[a] = v
                NEXT(op, pc)
                continue
            vm.err_value = K[b]
            st = ST_UNBOUND
        elif op == OP_SETG:
            AT_SETG()
            a = pc[-3]
            b = pc[-2]
            if LIKELY((<Global*>as_obj(K[b])).value != IMM_UNBOUND):
                global_store(vm, K[b], R[a])
                NEXT(op, pc)
                continue
            vm.err_value = K[b]
            st = ST_UNBOUND
        elif op == OP_DEFG:
            AT_DEFG()
            a = pc[-3]
            b = pc[-2]
            global_store(vm, K[b], R[a])
            NEXT(op, pc)
            continue
        elif op == OP_CLOSURE:
            AT_CLOSURE()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            st = make_closure(vm, pc, R, K[b], c, &v)
            if LIKELY(st == ST_OK):
                R[a] = v
                pc += c * 4
                NEXT(op, pc)
                continue
        elif op == OP_PATCHUP:
            AT_PATCHUP()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_proc(v) and b < as_proc(v).h.length and not as_proc(v).code.flags & CODE_STUB):
                object_barrier(vm, v, R[c])
                as_proc(v).up[b] = R[c]
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"procedure")

        # ---- jumps
        elif op == OP_JMP:
            AT_JMP()
            b = pc[-2]
            c = pc[-1]
            pc += <int64_t><int32_t>(b | (c << 16)) * 4
            NEXT(op, pc)
            continue
        elif op == OP_LOOP:
            AT_LOOP()
            b = pc[-2]
            c = pc[-1]
            vm.budget -= 1
            if UNLIKELY(vm.budget < 0):
                st = next_slice(vm, pc, R)
                if st != ST_OK:
                    return st
            pc += <int64_t><int32_t>(b | (c << 16)) * 4
            NEXT(op, pc)
            continue
        elif op == OP_JF:
            AT_JF()
            a = pc[-3]
            c = pc[-1]
            if R[a] == IMM_FALSE:
                pc += <int64_t><int16_t>c * 4
            NEXT(op, pc)
            continue
        elif op == OP_JNF:
            AT_JNF()
            a = pc[-3]
            c = pc[-1]
            if R[a] != IMM_FALSE:
                pc += <int64_t><int16_t>c * 4
            NEXT(op, pc)
            continue
        elif op == OP_JNULL:
            AT_JNULL()
            a = pc[-3]
            c = pc[-1]
            if R[a] == IMM_NIL:
                pc += <int64_t><int16_t>c * 4
            NEXT(op, pc)
            continue
        elif op == OP_JNNULL:
            AT_JNNULL()
            a = pc[-3]
            c = pc[-1]
            if R[a] != IMM_NIL:
                pc += <int64_t><int16_t>c * 4
            NEXT(op, pc)
            continue
        elif op == OP_JPAIR:
            AT_JPAIR()
            a = pc[-3]
            c = pc[-1]
            if is_pair(R[a]):
                pc += <int64_t><int16_t>c * 4
            NEXT(op, pc)
            continue
        elif op == OP_JNPAIR:
            AT_JNPAIR()
            a = pc[-3]
            c = pc[-1]
            if not is_pair(R[a]):
                pc += <int64_t><int16_t>c * 4
            NEXT(op, pc)
            continue
        elif op == OP_JLT:
            AT_JLT()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = R[b]
            if LIKELY(both_fix(v, w)):
                if less(v, w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = test(vm, v, w, LESS, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
        elif op == OP_JNLT:
            AT_JNLT()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = R[b]
            if LIKELY(both_fix(v, w)):
                if not less(v, w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = test(vm, v, w, LESS, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
        elif op == OP_JLE:
            AT_JLE()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = R[b]
            if LIKELY(both_fix(v, w)):
                if less_equal(v, w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = test(vm, v, w, LESS_EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
        elif op == OP_JNLE:
            AT_JNLE()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = R[b]
            if LIKELY(both_fix(v, w)):
                if not less_equal(v, w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = test(vm, v, w, LESS_EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
        elif op == OP_JNUM:
            AT_JNUM()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = R[b]
            if LIKELY(both_fix(v, w)):
                if v == w:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = test(vm, v, w, EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
        elif op == OP_JNNUM:
            AT_JNNUM()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = R[b]
            if LIKELY(both_fix(v, w)):
                if not (v == w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = test(vm, v, w, EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
        elif op == OP_JEQ:
            AT_JEQ()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            if R[a] == R[b]:
                pc += <int64_t><int16_t>c * 4
            NEXT(op, pc)
            continue
        elif op == OP_JNEQ:
            AT_JNEQ()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            if R[a] != R[b]:
                pc += <int64_t><int16_t>c * 4
            NEXT(op, pc)
            continue
        elif op == OP_JLTI:
            AT_JLTI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if less(v, w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, LESS, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
        elif op == OP_JNLTI:
            AT_JNLTI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if not less(v, w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, LESS, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
        elif op == OP_JLEI:
            AT_JLEI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if less_equal(v, w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, LESS_EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
        elif op == OP_JNLEI:
            AT_JNLEI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if not less_equal(v, w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, LESS_EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
        elif op == OP_JGTI:
            AT_JGTI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if less(w, v):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, GREATER, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
        elif op == OP_JNGTI:
            AT_JNGTI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if not less(w, v):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, GREATER, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
        elif op == OP_JGEI:
            AT_JGEI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if less_equal(w, v):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, GREATER_EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
        elif op == OP_JNGEI:
            AT_JNGEI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if not less_equal(w, v):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, GREATER_EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
        elif op == OP_JNUMI:
            AT_JNUMI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if v == w:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
        elif op == OP_JNNUMI:
            AT_JNNUMI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if not (v == w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
        elif op == OP_JEQK:
            AT_JEQK()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            if R[a] == K[b]:
                pc += <int64_t><int16_t>c * 4
            NEXT(op, pc)
            continue
        elif op == OP_JNEQK:
            AT_JNEQK()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            if R[a] != K[b]:
                pc += <int64_t><int16_t>c * 4
            NEXT(op, pc)
            continue

        # ---- ends of loops: a test and the way back
        elif op == OP_LOOPUPLT:
            AT_LOOPUPLT()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = R[b]
            if LIKELY(both_fix(v, w)) and LIKELY(not fix_add(v, 1, &v)) and LIKELY(less(v, w)):
                R[a] = v
                pc += <int64_t><int16_t>c * 4
                vm.budget -= 1
                if UNLIKELY(vm.budget < 0):
                    st = next_slice(vm, pc, R)
                    if st != ST_OK:
                        return st
            NEXT(op, pc)
            continue
        elif op == OP_LOOPUPLE:
            AT_LOOPUPLE()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = R[b]
            if LIKELY(both_fix(v, w)) and LIKELY(not fix_add(v, 1, &v)) and LIKELY(less_equal(v, w)):
                R[a] = v
                pc += <int64_t><int16_t>c * 4
                vm.budget -= 1
                if UNLIKELY(vm.budget < 0):
                    st = next_slice(vm, pc, R)
                    if st != ST_OK:
                        return st
            NEXT(op, pc)
            continue
        elif op == OP_LOOPUPNE:
            AT_LOOPUPNE()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = R[b]
            if LIKELY(both_fix(v, w)) and LIKELY(not fix_add(v, 1, &v)) and LIKELY(v != w):
                R[a] = v
                pc += <int64_t><int16_t>c * 4
                vm.budget -= 1
                if UNLIKELY(vm.budget < 0):
                    st = next_slice(vm, pc, R)
                    if st != ST_OK:
                        return st
            NEXT(op, pc)
            continue
        elif op == OP_LOOPUPLTI:
            AT_LOOPUPLTI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_fix(v)) and LIKELY(not fix_add(v, 1, &v)) and LIKELY(less(v, small(<uint16_t>b))):
                R[a] = v
                pc += <int64_t><int16_t>c * 4
                vm.budget -= 1
                if UNLIKELY(vm.budget < 0):
                    st = next_slice(vm, pc, R)
                    if st != ST_OK:
                        return st
            NEXT(op, pc)
            continue
        elif op == OP_LOOPUPNEI:
            AT_LOOPUPNEI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_fix(v)) and LIKELY(not fix_add(v, 1, &v)) and LIKELY(v != small(<uint16_t>b)):
                R[a] = v
                pc += <int64_t><int16_t>c * 4
                vm.budget -= 1
                if UNLIKELY(vm.budget < 0):
                    st = next_slice(vm, pc, R)
                    if st != ST_OK:
                        return st
            NEXT(op, pc)
            continue
        elif op == OP_LOOPDOWNGEI:
            AT_LOOPDOWNGEI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_fix(v)) and LIKELY(not fix_sub(v, 1, &v)) and LIKELY(less_equal(small(<uint16_t>b), v)):
                R[a] = v
                pc += <int64_t><int16_t>c * 4
                vm.budget -= 1
                if UNLIKELY(vm.budget < 0):
                    st = next_slice(vm, pc, R)
                    if st != ST_OK:
                        return st
            NEXT(op, pc)
            continue
        elif op == OP_LOOPDOWNNEI:
            AT_LOOPDOWNNEI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_fix(v)) and LIKELY(not fix_sub(v, 1, &v)) and LIKELY(v != small(<uint16_t>b)):
                R[a] = v
                pc += <int64_t><int16_t>c * 4
                vm.budget -= 1
                if UNLIKELY(vm.budget < 0):
                    st = next_slice(vm, pc, R)
                    if st != ST_OK:
                        return st
            NEXT(op, pc)
            continue
        elif op == OP_LOOPRESTNNULL:
            AT_LOOPRESTNNULL()
            a = pc[-3]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_pair(v)):
                v = cdr(v)
                if LIKELY(v != IMM_NIL):
                    R[a] = v
                    pc += <int64_t><int16_t>c * 4
                    vm.budget -= 1
                    if UNLIKELY(vm.budget < 0):
                        st = next_slice(vm, pc, R)
                        if st != ST_OK:
                            return st
            NEXT(op, pc)
            continue
        elif op == OP_LOOPNEXT:
            AT_LOOPNEXT()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_pair(v)):
                v = cdr(v)
                if LIKELY(is_pair(v)):
                    R[a] = v
                    R[b] = car(v)
                    pc += <int64_t><int16_t>c * 4
                    vm.budget -= 1
                    if UNLIKELY(vm.budget < 0):
                        st = next_slice(vm, pc, R)
                        if st != ST_OK:
                            return st
            NEXT(op, pc)
            continue
        elif op == OP_LOOPRESTPAIR:
            AT_LOOPRESTPAIR()
            a = pc[-3]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_pair(v)):
                v = cdr(v)
                if LIKELY(is_pair(v)):
                    R[a] = v
                    pc += <int64_t><int16_t>c * 4
                    vm.budget -= 1
                    if UNLIKELY(vm.budget < 0):
                        st = next_slice(vm, pc, R)
                        if st != ST_OK:
                            return st
            NEXT(op, pc)
            continue
        elif op == OP_LOOPLT:
            AT_LOOPLT()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = R[b]
            st = ST_OK
            if LIKELY(both_fix(v, w)):
                yes = less(v, w)
            else:
                st = test(vm, v, w, LESS, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                    vm.budget -= 1
                    if UNLIKELY(vm.budget < 0):
                        st = next_slice(vm, pc, R)
                        if st != ST_OK:
                            return st
                NEXT(op, pc)
                continue
        elif op == OP_LOOPNLT:
            AT_LOOPNLT()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = R[b]
            st = ST_OK
            if LIKELY(both_fix(v, w)):
                yes = less(v, w)
            else:
                st = test(vm, v, w, LESS, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                    vm.budget -= 1
                    if UNLIKELY(vm.budget < 0):
                        st = next_slice(vm, pc, R)
                        if st != ST_OK:
                            return st
                NEXT(op, pc)
                continue
        elif op == OP_LOOPLE:
            AT_LOOPLE()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = R[b]
            st = ST_OK
            if LIKELY(both_fix(v, w)):
                yes = less_equal(v, w)
            else:
                st = test(vm, v, w, LESS_EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                    vm.budget -= 1
                    if UNLIKELY(vm.budget < 0):
                        st = next_slice(vm, pc, R)
                        if st != ST_OK:
                            return st
                NEXT(op, pc)
                continue
        elif op == OP_LOOPNLE:
            AT_LOOPNLE()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = R[b]
            st = ST_OK
            if LIKELY(both_fix(v, w)):
                yes = less_equal(v, w)
            else:
                st = test(vm, v, w, LESS_EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                    vm.budget -= 1
                    if UNLIKELY(vm.budget < 0):
                        st = next_slice(vm, pc, R)
                        if st != ST_OK:
                            return st
                NEXT(op, pc)
                continue
        elif op == OP_LOOPNNUM:
            AT_LOOPNNUM()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = R[b]
            st = ST_OK
            if LIKELY(both_fix(v, w)):
                yes = v == w
            else:
                st = test(vm, v, w, EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                    vm.budget -= 1
                    if UNLIKELY(vm.budget < 0):
                        st = next_slice(vm, pc, R)
                        if st != ST_OK:
                            return st
                NEXT(op, pc)
                continue
        elif op == OP_LOOPLTI:
            AT_LOOPLTI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            st = ST_OK
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                yes = less(v, w)
            else:
                st = test_small(vm, v, <uint16_t>b, LESS, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                    vm.budget -= 1
                    if UNLIKELY(vm.budget < 0):
                        st = next_slice(vm, pc, R)
                        if st != ST_OK:
                            return st
                NEXT(op, pc)
                continue
        elif op == OP_LOOPNLTI:
            AT_LOOPNLTI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            st = ST_OK
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                yes = less(v, w)
            else:
                st = test_small(vm, v, <uint16_t>b, LESS, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                    vm.budget -= 1
                    if UNLIKELY(vm.budget < 0):
                        st = next_slice(vm, pc, R)
                        if st != ST_OK:
                            return st
                NEXT(op, pc)
                continue
        elif op == OP_LOOPLEI:
            AT_LOOPLEI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            st = ST_OK
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                yes = less_equal(v, w)
            else:
                st = test_small(vm, v, <uint16_t>b, LESS_EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                    vm.budget -= 1
                    if UNLIKELY(vm.budget < 0):
                        st = next_slice(vm, pc, R)
                        if st != ST_OK:
                            return st
                NEXT(op, pc)
                continue
        elif op == OP_LOOPGTI:
            AT_LOOPGTI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            st = ST_OK
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                yes = less(w, v)
            else:
                st = test_small(vm, v, <uint16_t>b, GREATER, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                    vm.budget -= 1
                    if UNLIKELY(vm.budget < 0):
                        st = next_slice(vm, pc, R)
                        if st != ST_OK:
                            return st
                NEXT(op, pc)
                continue
        elif op == OP_LOOPNGTI:
            AT_LOOPNGTI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            st = ST_OK
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                yes = less(w, v)
            else:
                st = test_small(vm, v, <uint16_t>b, GREATER, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                    vm.budget -= 1
                    if UNLIKELY(vm.budget < 0):
                        st = next_slice(vm, pc, R)
                        if st != ST_OK:
                            return st
                NEXT(op, pc)
                continue
        elif op == OP_LOOPGEI:
            AT_LOOPGEI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            st = ST_OK
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                yes = less_equal(w, v)
            else:
                st = test_small(vm, v, <uint16_t>b, GREATER_EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                    vm.budget -= 1
                    if UNLIKELY(vm.budget < 0):
                        st = next_slice(vm, pc, R)
                        if st != ST_OK:
                            return st
                NEXT(op, pc)
                continue
        elif op == OP_LOOPNNUMI:
            AT_LOOPNNUMI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            st = ST_OK
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                yes = v == w
            else:
                st = test_small(vm, v, <uint16_t>b, EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                    vm.budget -= 1
                    if UNLIKELY(vm.budget < 0):
                        st = next_slice(vm, pc, R)
                        if st != ST_OK:
                            return st
                NEXT(op, pc)
                continue
        elif op == OP_LOOPNNULL:
            AT_LOOPNNULL()
            a = pc[-3]
            c = pc[-1]
            if R[a] != IMM_NIL:
                pc += <int64_t><int16_t>c * 4
                vm.budget -= 1
                if UNLIKELY(vm.budget < 0):
                    st = next_slice(vm, pc, R)
                    if st != ST_OK:
                        return st
            NEXT(op, pc)
            continue
        elif op == OP_LOOPPAIR:
            AT_LOOPPAIR()
            a = pc[-3]
            c = pc[-1]
            if is_pair(R[a]):
                pc += <int64_t><int16_t>c * 4
                vm.budget -= 1
                if UNLIKELY(vm.budget < 0):
                    st = next_slice(vm, pc, R)
                    if st != ST_OK:
                        return st
            NEXT(op, pc)
            continue

        # ---- comparisons as values
        elif op == OP_LT:
            AT_LT()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            st = test(vm, R[b], R[c], LESS, &yes)
            if LIKELY(st == ST_OK):
                R[a] = from_bool(yes)
                NEXT(op, pc)
                continue
        elif op == OP_LE:
            AT_LE()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            st = test(vm, R[b], R[c], LESS_EQUAL, &yes)
            if LIKELY(st == ST_OK):
                R[a] = from_bool(yes)
                NEXT(op, pc)
                continue
        elif op == OP_NUMEQ:
            AT_NUMEQ()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            st = test(vm, R[b], R[c], EQUAL, &yes)
            if LIKELY(st == ST_OK):
                R[a] = from_bool(yes)
                NEXT(op, pc)
                continue
        elif op == OP_EQ:
            AT_EQ()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            R[a] = from_bool(R[b] == R[c])
            NEXT(op, pc)
            continue
        elif op == OP_NOT:
            AT_NOT()
            a = pc[-3]
            b = pc[-2]
            R[a] = from_bool(R[b] == IMM_FALSE)
            NEXT(op, pc)
            continue

        # ---- arithmetic
        elif op == OP_ADD:
            AT_ADD()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[b]
            w = R[c]
            if LIKELY(both_fix(v, w)):
                if LIKELY(not fix_add(v, w, &R[a])):
                    NEXT(op, pc)
                    continue
            elif both_double(v, w):
                R[a] = box_double(unbox_double(v) + unbox_double(w))
                NEXT(op, pc)
                continue
            st = num_add(vm, v, w, &R[a])
            if st == ST_OK:
                NEXT(op, pc)
                continue
        elif op == OP_SUB:
            AT_SUB()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[b]
            w = R[c]
            if LIKELY(both_fix(v, w)):
                if LIKELY(not fix_sub(v, w, &R[a])):
                    NEXT(op, pc)
                    continue
            elif both_double(v, w):
                R[a] = box_double(unbox_double(v) - unbox_double(w))
                NEXT(op, pc)
                continue
            st = num_sub(vm, v, w, &R[a])
            if st == ST_OK:
                NEXT(op, pc)
                continue
        elif op == OP_MUL:
            AT_MUL()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[b]
            w = R[c]
            if LIKELY(both_fix(v, w)):
                if LIKELY(not fix_mul(v, w, &R[a])):
                    NEXT(op, pc)
                    continue
            elif both_double(v, w):
                R[a] = box_double(unbox_double(v) * unbox_double(w))
                NEXT(op, pc)
                continue
            st = num_mul(vm, v, w, &R[a])
            if st == ST_OK:
                NEXT(op, pc)
                continue
        elif op == OP_DIV:
            AT_DIV()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[b]
            w = R[c]
            if both_double(v, w):
                R[a] = box_any_double(unbox_double(v) / unbox_double(w))
                NEXT(op, pc)
                continue
            st = num_div(vm, v, w, &R[a])
            if st == ST_OK:
                NEXT(op, pc)
                continue
        elif op == OP_ADDI:
            AT_ADDI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[b]
            if LIKELY(is_fix(v)):
                if LIKELY(not fix_add(v, <Value><int64_t><int16_t>c, &R[a])):
                    NEXT(op, pc)
                    continue
            elif is_double(v):
                R[a] = box_double(unbox_double(v) + <double><int16_t>c)
                NEXT(op, pc)
                continue
            st = num_add(vm, v, small(<uint16_t>c), &R[a])
            if st == ST_OK:
                NEXT(op, pc)
                continue
        elif op == OP_SUBI:
            AT_SUBI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[b]
            if LIKELY(is_fix(v)):
                if LIKELY(not fix_sub(v, <Value><int64_t><int16_t>c, &R[a])):
                    NEXT(op, pc)
                    continue
            elif is_double(v):
                R[a] = box_double(unbox_double(v) - <double><int16_t>c)
                NEXT(op, pc)
                continue
            st = num_sub(vm, v, small(<uint16_t>c), &R[a])
            if st == ST_OK:
                NEXT(op, pc)
                continue
        elif op == OP_QUO:
            AT_QUO()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[b]
            w = R[c]
            if LIKELY(both_fix(v, w) and fix_value(w) > 0):
                R[a] = from_fix(fix_value(v) // fix_value(w))
                NEXT(op, pc)
                continue
            st = num_quotient(vm, v, w, &R[a])
            if st == ST_OK:
                NEXT(op, pc)
                continue
        elif op == OP_REM:
            AT_REM()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[b]
            w = R[c]
            if LIKELY(both_fix(v, w) and fix_value(w) > 0):
                R[a] = from_fix(fix_value(v) % fix_value(w))
                NEXT(op, pc)
                continue
            st = num_remainder(vm, v, w, &R[a])
            if st == ST_OK:
                NEXT(op, pc)
                continue
        elif op == OP_MOD:
            AT_MOD()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[b]
            w = R[c]
            if LIKELY(both_fix(v, w) and fix_value(w) > 0 and fix_value(v) >= 0):
                R[a] = from_fix(fix_value(v) % fix_value(w))
                NEXT(op, pc)
                continue
            st = num_modulo(vm, v, w, &R[a])
            if st == ST_OK:
                NEXT(op, pc)
                continue

        # ---- data
        elif op == OP_CONS:
            AT_CONS()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = new_pair(vm, R[b], R[c])
            if LIKELY(v != 0):
                R[a] = v
                NEXT(op, pc)
                continue
            st = ST_NOMEM
        elif op == OP_CAR:
            AT_CAR()
            a = pc[-3]
            b = pc[-2]
            v = R[b]
            if LIKELY(is_pair(v)):
                R[a] = car(v)
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"pair")
        elif op == OP_CDR:
            AT_CDR()
            a = pc[-3]
            b = pc[-2]
            v = R[b]
            if LIKELY(is_pair(v)):
                R[a] = cdr(v)
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"pair")
        elif op == OP_CADR:
            AT_CADR()
            a = pc[-3]
            b = pc[-2]
            v = R[b]
            if LIKELY(is_pair(v) and is_pair(cdr(v))):
                R[a] = car(cdr(v))
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"list of two or more")
        elif op == OP_CDDR:
            AT_CDDR()
            a = pc[-3]
            b = pc[-2]
            v = R[b]
            if LIKELY(is_pair(v) and is_pair(cdr(v))):
                R[a] = cdr(cdr(v))
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"list of two or more")
        elif op == OP_SETCAR:
            AT_SETCAR()
            a = pc[-3]
            b = pc[-2]
            v = R[a]
            if LIKELY(is_pair(v)):
                pair_barrier(vm, v, R[b])
                as_pair(v).car = R[b]
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"pair")
        elif op == OP_SETCDR:
            AT_SETCDR()
            a = pc[-3]
            b = pc[-2]
            v = R[a]
            if LIKELY(is_pair(v)):
                pair_barrier(vm, v, R[b])
                as_pair(v).cdr = R[b]
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"pair")
        elif op == OP_VREF:
            AT_VREF()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[b]
            w = R[c]
            if LIKELY(is_vector(v) and is_fix(w) and <uint64_t>fix_value(w) < as_vector(v).h.length):
                R[a] = as_vector(v).items[fix_value(w)]
                NEXT(op, pc)
                continue
            st = item_error(vm, v, w, b"vector", is_vector(v))
        elif op == OP_JITEM:
            AT_JITEM()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = R[b]
            if LIKELY(is_vector(v) and is_fix(w) and <uint64_t>fix_value(w) < as_vector(v).h.length):
                if as_vector(v).items[fix_value(w)] != IMM_FALSE:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = item_error(vm, v, w, b"vector", is_vector(v))
        elif op == OP_JNITEM:
            AT_JNITEM()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = R[b]
            if LIKELY(is_vector(v) and is_fix(w) and <uint64_t>fix_value(w) < as_vector(v).h.length):
                if as_vector(v).items[fix_value(w)] == IMM_FALSE:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = item_error(vm, v, w, b"vector", is_vector(v))
        elif op == OP_JEQCAR:
            AT_JEQCAR()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[b]
            if LIKELY(is_pair(v)):
                if R[a] == car(v):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"pair")
        elif op == OP_JNEQCAR:
            AT_JNEQCAR()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[b]
            if LIKELY(is_pair(v)):
                if R[a] != car(v):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"pair")
        elif op == OP_JEQCDR:
            AT_JEQCDR()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[b]
            if LIKELY(is_pair(v)):
                if R[a] == cdr(v):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"pair")
        elif op == OP_JNEQCDR:
            AT_JNEQCDR()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[b]
            if LIKELY(is_pair(v)):
                if R[a] != cdr(v):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"pair")
        elif op == OP_JEQKCAR:
            AT_JEQKCAR()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_pair(v)):
                if car(v) == K[b]:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"pair")
        elif op == OP_JNEQKCAR:
            AT_JNEQKCAR()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_pair(v)):
                if car(v) != K[b]:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"pair")
        elif op == OP_JEQKCDR:
            AT_JEQKCDR()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_pair(v)):
                if cdr(v) == K[b]:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"pair")
        elif op == OP_JNEQKCDR:
            AT_JNEQKCDR()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            if LIKELY(is_pair(v)):
                if cdr(v) != K[b]:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, pc)
                continue
            st = err_type(vm, 0, v, b"pair")
        elif op == OP_VREFI:
            AT_VREFI()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[b]
            if LIKELY(is_vector(v) and c < as_vector(v).h.length):
                R[a] = as_vector(v).items[c]
                NEXT(op, pc)
                continue
            st = item_error(vm, v, from_fix(c), b"vector", is_vector(v))
        elif op == OP_VSET:
            AT_VSET()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = R[b]
            if LIKELY(is_vector(v) and is_fix(w) and <uint64_t>fix_value(w) < as_vector(v).h.length
                      and not as_vector(v).h.flags & F_IMMUTABLE):
                item_barrier(vm, v, <uint64_t>fix_value(w), R[c])
                as_vector(v).items[fix_value(w)] = R[c]
                NEXT(op, pc)
                continue
            st = store_error(vm, v, w)
        elif op == OP_VREFG:
            AT_VREFG()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = (<Global*>as_obj(K[c])).value
            w = R[b]
            if LIKELY(is_vector(v) and is_fix(w) and <uint64_t>fix_value(w) < as_vector(v).h.length):
                R[a] = as_vector(v).items[fix_value(w)]
                NEXT(op, pc)
                continue
            st = global_item_error(vm, K[c], w, False)
        elif op == OP_VSETG:
            AT_VSETG()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = (<Global*>as_obj(K[c])).value
            w = R[a]
            if LIKELY(is_vector(v) and is_fix(w) and <uint64_t>fix_value(w) < as_vector(v).h.length
                      and not as_vector(v).h.flags & F_IMMUTABLE):
                item_barrier(vm, v, <uint64_t>fix_value(w), R[b])
                as_vector(v).items[fix_value(w)] = R[b]
                NEXT(op, pc)
                continue
            st = global_item_error(vm, K[c], w, True)
        elif op == OP_SREF:
            AT_SREF()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[b]
            w = R[c]
            if LIKELY(is_string(v) and is_fix(w) and <uint64_t>fix_value(w) < as_string(v).h.length):
                R[a] = from_char(string_ref(as_string(v), <Py_ssize_t>fix_value(w)))
                NEXT(op, pc)
                continue
            st = item_error(vm, v, w, b"string", is_string(v))
        elif op == OP_RECORD:
            AT_RECORD()
            a = pc[-3]
            b = pc[-2]
            v = R[a]
            if LIKELY(is_type(v, T_RTD)):
                if LIKELY(new_record(vm, v, &R[a], b)):
                    NEXT(op, pc)
                    continue
                st = prim_sys_make_record(vm, &R[a], <int>b + 1, &R[a])
                if LIKELY(st == ST_OK):
                    NEXT(op, pc)
                    continue
            else:
                st = err_type(vm, 0, v, b"record type")
        elif op == OP_RECREF:
            AT_RECREF()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[b]
            w = R[pc[1]]
            if LIKELY(is_type(v, T_RECORD) and (<Record*>as_obj(v)).rtd == w and c < as_obj(v).length):
                R[a] = (<Record*>as_obj(v)).fields[c]
                pc += 4
                NEXT(op, pc)
                continue
            st = record_error(vm, v, w)
        elif op == OP_RECSET:
            AT_RECSET()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = R[pc[1]]
            if LIKELY(is_type(v, T_RECORD) and (<Record*>as_obj(v)).rtd == w and b < as_obj(v).length):
                object_barrier(vm, v, R[c])
                (<Record*>as_obj(v)).fields[b] = R[c]
                pc += 4
                NEXT(op, pc)
                continue
            st = record_error(vm, v, w)
        elif op == OP_FIELD:
            AT_FIELD()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[b]
            w = (<Global*>as_obj(K[pc[1]])).value
            if LIKELY(is_type(v, T_RECORD) and (<Record*>as_obj(v)).rtd == w and c < as_obj(v).length):
                R[a] = (<Record*>as_obj(v)).fields[c]
                pc += 4
                NEXT(op, pc)
                continue
            st = record_error(vm, v, w)
        elif op == OP_SETFIELD:
            AT_SETFIELD()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = (<Global*>as_obj(K[pc[1]])).value
            if LIKELY(is_type(v, T_RECORD) and (<Record*>as_obj(v)).rtd == w and b < as_obj(v).length):
                object_barrier(vm, v, R[c])
                (<Record*>as_obj(v)).fields[b] = R[c]
                pc += 4
                NEXT(op, pc)
                continue
            st = record_error(vm, v, w)

        elif op == OP_RECGETRET:
            AT_RECGETRET()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = as_proc(R[-1]).up[b]
            if LIKELY(is_type(v, T_RECORD) and (<Record*>as_obj(v)).rtd == w and c < as_obj(v).length):
                v = (<Record*>as_obj(v)).fields[c]
                word = R[-2]
                R[-2] = v
                pc = <const uint16_t*><size_t>(word & RETURN_PC)
                R = R - 2 - (word >> 48)
                SPECULATE(K, as_proc(R[-1]).code.consts)
                NEXT(op, pc)
                continue
            st = record_error(vm, v, w)
        elif op == OP_RECSETRET:
            AT_RECSETRET()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            v = R[a]
            w = as_proc(R[-1]).up[b]
            if LIKELY(is_type(v, T_RECORD) and (<Record*>as_obj(v)).rtd == w and c < as_obj(v).length):
                object_barrier(vm, v, R[a + 1])
                (<Record*>as_obj(v)).fields[c] = R[a + 1]
                word = R[-2]
                R[-2] = IMM_UNSPEC
                pc = <const uint16_t*><size_t>(word & RETURN_PC)
                R = R - 2 - (word >> 48)
                SPECULATE(K, as_proc(R[-1]).code.consts)
                NEXT(op, pc)
                continue
            st = record_error(vm, v, w)

        # ---- calls
        elif op == OP_PRIM:
            AT_PRIM()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            st = prim_call(vm, b, &R[a], <int>c, &R[a])
            if LIKELY(st == ST_OK):
                NEXT(op, pc)
                continue
        elif op == OP_TRYPRIM:
            AT_TRYPRIM()
            a = pc[-3]
            b = pc[-2]
            st = quick_prim(vm, pc[-1], &R[a + 2], <int>b, &R[a])
            if LIKELY(st == ST_OK):
                pc += 4                   # behind the EXT word: there a call returns to
                if LIKELY(R[a] != IMM_DEFAULT):
                    NEXT(op, pc)
                    continue
                vm.budget -= 1
                st = declined(vm, pc, R, a, <int>b, pc[-5], K[pc[-3]])
                pc = vm.pc
                R = vm.base
        elif op == OP_FIRST:
            AT_FIRST()
            a = pc[-3]
            v = R[pc[-2]]
            if LIKELY(is_pair(v)):
                R[a] = car(v)
                pc += 4                   # behind the EXT word
                NEXT(op, pc)
                continue
            st = item_slow(vm, pc, R)
            if st == ST_OK:
                st = ST_RELOAD
        elif op == OP_NEXT:
            AT_NEXT()
            a = pc[-3]
            v = R[pc[-2]]
            if LIKELY(is_pair(v)):
                v = cdr(v)
                if LIKELY(is_pair(v) or v == IMM_NIL):
                    R[a] = v
                    pc += 4
                    NEXT(op, pc)
                    continue
            st = item_slow(vm, pc, R)
            if st == ST_OK:
                st = ST_RELOAD
        elif op == OP_REST:
            AT_REST()
            a = pc[-3]
            v = R[pc[-2]]
            if LIKELY(is_pair(v)):
                v = cdr(v)
                if LIKELY(is_pair(v)):
                    R[a] = v
                    pc += 4
                    NEXT(op, pc)
                    continue
            st = item_slow(vm, pc, R)
            if st == ST_OK:
                st = ST_RELOAD
        elif op == OP_SEQ:
            AT_SEQ()
            a = pc[-3]
            v = R[pc[-2]]
            if LIKELY(is_pair(v) or v == IMM_NIL or is_type(v, T_SEQ)):
                R[a] = v
                pc += 4
                NEXT(op, pc)
                continue
            st = item_slow(vm, pc, R)
            if st == ST_OK:
                st = ST_RELOAD
        elif op == OP_EQUIV:
            AT_EQUIV()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            if LIKELY(both_fix(R[b], R[c])):
                R[a] = from_bool(R[b] == R[c])
                pc += 4                   # behind the EXT word
                NEXT(op, pc)
                continue
            st = equiv_value(vm, R[b], R[c], &vm.result)
            if LIKELY(st == ST_OK):
                pc += 4
                if LIKELY(vm.result != IMM_DEFAULT):
                    R[a] = vm.result
                    NEXT(op, pc)
                    continue
                R[a + 2] = R[b]           # operands are variables, or in the first two words of the window
                R[a + 3] = R[c]
                vm.budget -= 1
                st = call_global_slow(vm, pc, R, a, 2, K[pc[-3]])
        elif op == OP_EQUIVI:
            AT_EQUIVI()
            a = pc[-3]
            b = pc[-2]
            v = small(pc[-1])
            if LIKELY(is_fix(R[b])):
                R[a] = from_bool(R[b] == v)
                pc += 4
                NEXT(op, pc)
                continue
            st = equiv_value(vm, R[b], v, &vm.result)
            if LIKELY(st == ST_OK):
                pc += 4
                if LIKELY(vm.result != IMM_DEFAULT):
                    R[a] = vm.result
                    NEXT(op, pc)
                    continue
                R[a + 2] = R[b]
                R[a + 3] = v
                vm.budget -= 1
                st = call_global_slow(vm, pc, R, a, 2, K[pc[-3]])
        elif op == OP_CALL:
            AT_CALL()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            vm.budget -= 1
            v = R[c]
            if LIKELY(is_proc(v)):
                code = as_proc(v).code
                B = R + a + 2
                if LIKELY(code.arity == b and B + code.nregs + 64 <= vm.soft_limit and vm.budget >= 0):
                    B[-2] = <uint64_t>pc | (<uint64_t>a << 48)
                    B[-1] = v
                    R = B
                    pc = code.entry
                    SPECULATE(K, code.consts)
                    NEXT(op, pc)
                    continue
            R[a + 1] = v
            st = call_slow(vm, pc, R, a, <int>b)
        elif op == OP_CALLUP:
            AT_CALLUP()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            vm.budget -= 1
            v = as_proc(R[-1]).up[c]
            if LIKELY(is_proc(v)):
                code = as_proc(v).code
                B = R + a + 2
                if LIKELY(code.arity == b and B + code.nregs + 64 <= vm.soft_limit and vm.budget >= 0):
                    B[-2] = <uint64_t>pc | (<uint64_t>a << 48)
                    B[-1] = v
                    R = B
                    pc = code.entry
                    SPECULATE(K, code.consts)
                    NEXT(op, pc)
                    continue
            R[a + 1] = v
            st = call_slow(vm, pc, R, a, <int>b)
        elif op == OP_CALLG:
            AT_CALLG()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            vm.budget -= 1
            g = <Global*>as_obj(K[c])
            code = g.code
            B = R + a + 2
            if LIKELY(code.arity == b and B + code.nregs + 64 <= vm.soft_limit and vm.budget >= 0):
                B[-2] = <uint64_t>pc | (<uint64_t>a << 48)
                B[-1] = g.value
                R = B
                pc = g.entry
                SPECULATE(K, code.consts)
                NEXT(op, pc)
                continue
            st = call_global_slow(vm, pc, R, a, <int>b, K[c])
        elif op == OP_CALLS:                                   # as CALLG, on the guess that it is the running procedure
            AT_CALLS()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            vm.budget -= 1
            g = <Global*>as_obj(K[c])
            code = g.code
            B = R + a + 2
            if LIKELY(code.arity == b and B + code.nregs + 64 <= vm.soft_limit and vm.budget >= 0):
                B[-2] = <uint64_t>pc | (<uint64_t>a << 48)
                B[-1] = g.value
                R = B
                pc = entry_of(K)
                SPECULATE_CODE(pc, g.entry)
                SPECULATE(K, code.consts)
                NEXT(op, pc)
                continue
            st = call_global_slow(vm, pc, R, a, <int>b, K[c])
        elif op == OP_CALLME:
            AT_CALLME()
            a = pc[-3]
            b = pc[-2]
            vm.budget -= 1
            v = R[-1]
            B = R + a + 2
            if LIKELY(B + as_proc(v).code.nregs + 64 <= vm.soft_limit and vm.budget >= 0):
                B[-2] = <uint64_t>pc | (<uint64_t>a << 48)
                B[-1] = v
                R = B
                pc = entry_of(K)
                NEXT(op, pc)
                continue
            R[a + 1] = v
            st = call_slow(vm, pc, R, a, <int>b)
        elif op == OP_CALLG1:
            AT_CALLG1()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            vm.budget -= 1
            g = <Global*>as_obj(K[c])
            code = g.code
            B = R + a + 2
            v = R[b]
            if LIKELY(code.arity == 1 and B + code.nregs + 64 <= vm.soft_limit and vm.budget >= 0):
                if g.entry[0] == OP_RECGETRET:                 # needs no frame
                    w = as_proc(g.value).up[g.entry[2]]
                    c = g.entry[3]
                    if LIKELY(is_type(v, T_RECORD) and (<Record*>as_obj(v)).rtd == w and c < as_obj(v).length):
                        R[a] = (<Record*>as_obj(v)).fields[c]
                        NEXT(op, pc)
                        continue
                B[-2] = <uint64_t>pc | (<uint64_t>a << 48)
                B[-1] = g.value
                B[0] = v
                R = B
                pc = g.entry
                SPECULATE(K, code.consts)
                NEXT(op, pc)
                continue
            B[0] = v
            st = call_global_slow(vm, pc, R, a, 1, K[c])
        elif op == OP_CALLG2:
            AT_CALLG2()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            vm.budget -= 1
            g = <Global*>as_obj(K[c])
            code = g.code
            B = R + a + 2
            v = R[b]
            if LIKELY(code.arity == 2 and B + code.nregs + 64 <= vm.soft_limit and vm.budget >= 0):
                if g.entry[0] == OP_RECSETRET:                 # needs no frame
                    w = as_proc(g.value).up[g.entry[2]]
                    c = g.entry[3]
                    if LIKELY(is_type(v, T_RECORD) and (<Record*>as_obj(v)).rtd == w and c < as_obj(v).length):
                        object_barrier(vm, v, B[1])
                        (<Record*>as_obj(v)).fields[c] = B[1]
                        R[a] = IMM_UNSPEC
                        NEXT(op, pc)
                        continue
                B[-2] = <uint64_t>pc | (<uint64_t>a << 48)
                B[-1] = g.value
                B[0] = v
                R = B
                pc = g.entry
                SPECULATE(K, code.consts)
                NEXT(op, pc)
                continue
            B[0] = v
            st = call_global_slow(vm, pc, R, a, 2, K[c])
        elif op == OP_TAILCALL:
            AT_TAILCALL()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            vm.budget -= 1
            v = R[c]
            if LIKELY(is_proc(v)):
                code = as_proc(v).code
                if LIKELY(code.arity == b and R + code.nregs + 64 <= vm.soft_limit and vm.budget >= 0):
                    R[-1] = v
                    copy_args(R, R + a + 2, b)
                    pc = code.entry
                    SPECULATE(K, code.consts)
                    NEXT(op, pc)
                    continue
            R[a + 1] = v
            st = tail_slow(vm, pc, R, a, <int>b)
        elif op == OP_TAILUP:
            AT_TAILUP()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            vm.budget -= 1
            v = as_proc(R[-1]).up[c]
            if LIKELY(is_proc(v)):
                code = as_proc(v).code
                if LIKELY(code.arity == b and R + code.nregs + 64 <= vm.soft_limit and vm.budget >= 0):
                    R[-1] = v
                    copy_args(R, R + a + 2, b)
                    pc = code.entry
                    SPECULATE(K, code.consts)
                    NEXT(op, pc)
                    continue
            R[a + 1] = v
            st = tail_slow(vm, pc, R, a, <int>b)
        elif op == OP_TAILG:
            AT_TAILG()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            vm.budget -= 1
            g = <Global*>as_obj(K[c])
            code = g.code
            if LIKELY(code.arity == b and R + code.nregs + 64 <= vm.soft_limit and vm.budget >= 0):
                R[-1] = g.value
                pc = g.entry
                copy_args(R, R + a + 2, b)
                SPECULATE(K, code.consts)
                NEXT(op, pc)
                continue
            st = tail_global_slow(vm, pc, R, a, <int>b, K[c])
        elif op == OP_TAILJ:                                   # mostly the next round of a loop
            AT_TAILJ()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            vm.budget -= 1
            g = <Global*>as_obj(K[c])
            code = g.code
            if LIKELY(code.arity == b and R + code.nregs + 64 <= vm.soft_limit and vm.budget >= 0):
                R[-1] = g.value
                pc = entry_of(K)
                SPECULATE_CODE(pc, g.entry)
                SPECULATE(K, code.consts)
                NEXT(op, pc)
                continue
            copy_args(R + a + 2, R, b)
            st = tail_global_slow(vm, pc, R, a, <int>b, K[c])
        elif op == OP_RETURN:
            AT_RETURN()
            a = pc[-3]
            v = R[a]
            word = R[-2]
            R[-2] = v
            pc = <const uint16_t*><size_t>(word & RETURN_PC)
            R = R - 2 - (word >> 48)
            SPECULATE(K, as_proc(R[-1]).code.consts)
            NEXT(op, pc)
            continue

        elif op == OP_RETK:
            AT_RETK()
            v = K[pc[-2]]
            word = R[-2]
            R[-2] = v
            pc = <const uint16_t*><size_t>(word & RETURN_PC)
            R = R - 2 - (word >> 48)
            SPECULATE(K, as_proc(R[-1]).code.consts)
            NEXT(op, pc)
            continue
        elif op == OP_RETI:
            AT_RETI()
            v = small(pc[-2])
            word = R[-2]
            R[-2] = v
            pc = <const uint16_t*><size_t>(word & RETURN_PC)
            R = R - 2 - (word >> 48)
            SPECULATE(K, as_proc(R[-1]).code.consts)
            NEXT(op, pc)
            continue
        elif op == OP_RETW:
            AT_RETW()
            v = pc[-2]
            word = R[-2]
            R[-2] = v
            pc = <const uint16_t*><size_t>(word & RETURN_PC)
            R = R - 2 - (word >> 48)
            SPECULATE(K, as_proc(R[-1]).code.consts)
            NEXT(op, pc)
            continue

        elif op == OP_ADDRET:
            AT_ADDRET()
            a = pc[-3]
            b = pc[-2]
            v = R[a]
            w = R[b]
            if LIKELY(both_fix(v, w)) and LIKELY(not fix_add(v, w, &v)):
                word = R[-2]
                R[-2] = v
                pc = <const uint16_t*><size_t>(word & RETURN_PC)
                R = R - 2 - (word >> 48)
                SPECULATE(K, as_proc(R[-1]).code.consts)
            NEXT(op, pc)
            continue
        elif op == OP_CONSRET:
            AT_CONSRET()
            a = pc[-3]
            b = pc[-2]
            v = new_pair(vm, R[a], R[b])
            if LIKELY(v != 0):
                word = R[-2]
                R[-2] = v
                pc = <const uint16_t*><size_t>(word & RETURN_PC)
                R = R - 2 - (word >> 48)
                SPECULATE(K, as_proc(R[-1]).code.consts)
            NEXT(op, pc)
            continue

        # ---- control
        elif op == OP_CAPTURE:
            AT_CAPTURE()
            a = pc[-3]
            b = pc[-2]
            c = pc[-1]
            st = capture_here(vm, R, a, pc + 4 * <int64_t><int32_t>(b | (c << 16)))
            if LIKELY(st == ST_OK):
                R = vm.base
                NEXT(op, pc)
                continue
        elif op == OP_CAPTAIL:
            AT_CAPTAIL()
            st = capture_tail(vm, R, pc[-3])
            if LIKELY(st == ST_OK):
                R = vm.base
                NEXT(op, pc)
                continue

        elif op == OP_SPREAD:
            AT_SPREAD()
            a = pc[-3]
            b = pc[-2]
            v = R[a]
            if LIKELY(is_type(v, T_VALUES) and as_obj(v).length == b):
                for c in range(b):
                    R[a + c] = (<Values*>as_obj(v)).items[c]
                NEXT(op, pc)
                continue
            if b == 1 and not is_type(v, T_VALUES):
                NEXT(op, pc)
                continue
            st = err_values(vm, v, b)
        elif op == OP_TRY:
            AT_TRY()
            st = push_try(vm, R, pc[-3], pc)
            if LIKELY(st == ST_OK):
                NEXT(op, pc)
                continue
        elif op == OP_ENDTRY:
            AT_ENDTRY()
            a = pc[-3]
            b = pc[-2]
            v = R[a]
            if LIKELY(is_pair(v)):
                vm.dyn.handlers = cdr(v)
            R[b] = R[a + 3]
            NEXT(op, pc)
            continue
        elif op == OP_CUT:
            AT_CUT()
            st = commit(vm, R, pc[-3])
            if LIKELY(st == ST_OK):
                R = vm.base
                NEXT(op, pc)
                continue

        elif op == OP_JTRUTHY:
            AT_JTRUTHY()
            a = pc[-3]
            c = pc[-1]
            if R[a] - IMM_NIL > IMM_FALSE - IMM_NIL:        # one of the two words that lie side by side, or neither
                pc += <int64_t><int16_t>c * 4
            NEXT(op, pc)
            continue
        elif op == OP_JNTRUTHY:
            AT_JNTRUTHY()
            a = pc[-3]
            c = pc[-1]
            if R[a] - IMM_NIL <= IMM_FALSE - IMM_NIL:        # one of the two words that lie side by side, or neither
                pc += <int64_t><int16_t>c * 4
            NEXT(op, pc)
            continue

        # ---- return addresses of the machine
        elif op == OP_UNDERFLOW:
            AT_UNDERFLOW()
            vm.base = R
            vm.pc = pc
            st = underflow(vm)
            if st == ST_OK:
                st = ST_RELOAD
        elif op == OP_HALT:
            AT_HALT()
            vm.result = R[0]
            vm.base = R
            vm.pc = pc
            return ST_HALT
        elif op == OP_TRYRET:
            AT_TRYRET()
            leave_try(vm, R)
            st = ST_RELOAD
        elif op == OP_DRIVE:
            AT_DRIVE()
            vm.base = R
            st = drive(vm)
            pc = vm.pc
            R = vm.base
            if LIKELY(st == ST_OK):
                SPECULATE(K, as_proc(R[-1]).code.consts)
                NEXT(op, pc)
                continue
        elif op == OP_RESUME:
            AT_RESUME()
            st = handler_returned(vm, R)
            if st != ST_OK:
                return st
            st = ST_RELOAD
        elif op == OP_CAP or op == OP_EXT:
            AT_CAP()
            AT_EXT()
            unreachable()
        else:
            unreachable()

        # ---- not the short way
        if st != ST_RELOAD:
            vm.pc = pc
            vm.base = R
            st = fail(vm, st, failing_name(vm, pc))
            if st != ST_OK:
                return st
        pc = vm.pc
        R = vm.base
        K = as_proc(R[-1]).code.consts
