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
from vmcore._num cimport num_add, num_sub, num_mul, num_div, num_quotient, num_remainder, num_modulo, num_compare

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
    LESS = 0
    LESS_EQUAL = 1
    EQUAL = 2
    GREATER = 3
    GREATER_EQUAL = 4

cdef enum:
    ST_RELOAD = -1                        # private: vm.pc and vm.base have changed, go on from there


cdef inline bint less(Value x, Value y) noexcept nogil:          # small integers
    return <int64_t>(x << 15) < <int64_t>(y << 15)


cdef inline bint less_equal(Value x, Value y) noexcept nogil:
    return <int64_t>(x << 15) <= <int64_t>(y << 15)


cdef inline bint both_double(Value x, Value y) noexcept nogil:
    return is_double(x) and is_double(y)


cdef inline Value small(uint16_t imm) noexcept nogil:
    return from_fix(<int16_t>imm)


cdef int compare(VM* vm, Value x, Value y, int relation, bint* answer) noexcept nogil:
    """The general case of a comparison; anything with NaN is false."""
    cdef int order = 0
    cdef int st = num_compare(vm, x, y, &order)
    if st != ST_OK:
        return st
    if order == 2:
        answer[0] = False
    elif relation == LESS:
        answer[0] = order < 0
    elif relation == LESS_EQUAL:
        answer[0] = order <= 0
    elif relation == EQUAL:
        answer[0] = order == 0
    elif relation == GREATER:
        answer[0] = order > 0
    else:
        answer[0] = order >= 0
    return ST_OK


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
    return compare(vm, x, y, relation, answer)


cdef inline int test_small(VM* vm, Value x, uint16_t imm, int relation, bint* answer) noexcept nogil:
    if LIKELY(is_fix(x)):
        answer[0] = compare_fix(x, small(imm), relation)
        return ST_OK
    if is_double(x):
        answer[0] = compare_double(unbox_double(x), <double><int16_t>imm, relation)
        return ST_OK
    return compare(vm, x, small(imm), relation, answer)


# ---------------------------------------------------------------- slow halves that need the loop's locals

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
    if is_proc(B[-1]) and as_proc(B[-1]).code.flags & CODE_STUB and is_plain_stub(B[-1]):
        st = call_builtin(vm, B, n, &v)
        if st == ST_OK:
            R[a] = v
        return ST_RELOAD if st == ST_OK or st == ST_JUMP else st
    B[-2] = <uint64_t>pc | (<uint64_t>a << 48)
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
    st = check_call(vm, B[-1], n)
    if st != ST_OK:
        return st
    if is_plain_stub(B[-1]):
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


cdef const char* failing_name(VM* vm, const uint16_t* pc) noexcept nogil:
    """Name of the primitive that the instruction before pc stands for, or ''."""
    cdef int op = pc[-4]
    if op == OP_PRIM:
        return prim_title(vm, pc[-2])
    if op == OP_CALL or op == OP_CALLG:
        return callee_title(vm, vm.base[pc[-3] + 1])
    if op == OP_TAILCALL or op == OP_TAILG:   # the callee may be in the place of the frame already
        if as_proc(vm.base[-1]).code.flags & CODE_STUB:
            return callee_title(vm, vm.base[-1])
        return callee_title(vm, vm.base[pc[-3] + 1])
    return op_name(op)


cdef const char* op_name(int op) noexcept nogil:
    if op == OP_ADD or op == OP_ADDI:
        return b"+"
    if op == OP_SUB or op == OP_SUBI:
        return b"-"
    if op == OP_MUL:
        return b"*"
    if op == OP_DIV:
        return b"/"
    if op == OP_QUO:
        return b"quotient"
    if op == OP_REM:
        return b"remainder"
    if op == OP_MOD:
        return b"modulo"
    if op == OP_LT or op == OP_JLT or op == OP_JNLT or op == OP_JLTI or op == OP_JNLTI:
        return b"<"
    if op == OP_LE or op == OP_JLE or op == OP_JNLE or op == OP_JLEI or op == OP_JNLEI:
        return b"<="
    if op == OP_JGTI or op == OP_JNGTI:
        return b">"
    if op == OP_JGEI or op == OP_JNGEI:
        return b">="
    if op == OP_NUMEQ or op == OP_JNUM or op == OP_JNNUM or op == OP_JNUMI or op == OP_JNNUMI:
        return b"="
    if op == OP_CAR:
        return b"car"
    if op == OP_CDR:
        return b"cdr"
    if op == OP_CADR:
        return b"cadr"
    if op == OP_CDDR:
        return b"cddr"
    if op == OP_SETCAR:
        return b"set-car!"
    if op == OP_SETCDR:
        return b"set-cdr!"
    if op == OP_VREF or op == OP_VREFI:
        return b"vector-ref"
    if op == OP_VSET:
        return b"vector-set!"
    if op == OP_SREF:
        return b"string-ref"
    return b""


cdef int item_error(VM* vm, Value v, Value i, const char* expected, bint right_type) noexcept nogil:
    """vector-ref and the like: a wrong object, a wrong index, or one out of range."""
    if not right_type:
        return err_type(vm, 0, v, expected)
    if not is_fix(i):
        return err_type(vm, 1, i, b"index")
    return err_range(vm, 1, i)


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
        a = pc[1]
        b = pc[2]
        c = pc[3]
        pc += 4

        # ---- moves and constants
        if op == OP_MOVE:
            AT_MOVE()
            R[a] = R[b]
            NEXT(op, a, b, c, pc)
            continue
        elif op == OP_LOADK:
            AT_LOADK()
            R[a] = K[b]
            NEXT(op, a, b, c, pc)
            continue
        elif op == OP_LOADI:
            AT_LOADI()
            R[a] = small(<uint16_t>b)
            NEXT(op, a, b, c, pc)
            continue
        elif op == OP_LOADW:
            AT_LOADW()
            R[a] = b
            NEXT(op, a, b, c, pc)
            continue

        # ---- variables
        elif op == OP_GETUP:
            AT_GETUP()
            R[a] = as_proc(R[-1]).up[b]
            NEXT(op, a, b, c, pc)
            continue
        elif op == OP_MKCELL:
            AT_MKCELL()
            v = new_cell(vm, R[b])
            if LIKELY(v != 0):
                R[a] = v
                NEXT(op, a, b, c, pc)
                continue
            st = ST_NOMEM
        elif op == OP_GETCELL:
            AT_GETCELL()
            v = R[b]
            if LIKELY(is_cell(v)):
                R[a] = as_cell(v).value
                NEXT(op, a, b, c, pc)
                continue
            st = err_type(vm, 0, v, b"cell")
        elif op == OP_SETCELL:
            AT_SETCELL()
            v = R[a]
            if LIKELY(is_cell(v)):
                write_barrier(vm, v, R[b])
                as_cell(v).value = R[b]
                NEXT(op, a, b, c, pc)
                continue
            st = err_type(vm, 0, v, b"cell")
        elif op == OP_GETUPC:
            AT_GETUPC()
            v = as_proc(R[-1]).up[b]
            if LIKELY(is_cell(v)):
                R[a] = as_cell(v).value
                NEXT(op, a, b, c, pc)
                continue
            st = err_type(vm, 0, v, b"cell")
        elif op == OP_SETUPC:
            AT_SETUPC()
            v = as_proc(R[-1]).up[a]
            if LIKELY(is_cell(v)):
                write_barrier(vm, v, R[b])
                as_cell(v).value = R[b]
                NEXT(op, a, b, c, pc)
                continue
            st = err_type(vm, 0, v, b"cell")
        elif op == OP_CHECKINIT:
            AT_CHECKINIT()
            if LIKELY(R[a] != IMM_UNBOUND):
                NEXT(op, a, b, c, pc)
                continue
            vm.err_value = IMM_FALSE
            st = ST_UNASSIGNED
        elif op == OP_GETG:
            AT_GETG()
            v = (<Global*>as_obj(K[b])).value
            if LIKELY(v != IMM_UNBOUND):
                R[a] = v
                NEXT(op, a, b, c, pc)
                continue
            vm.err_value = K[b]
            st = ST_UNBOUND
        elif op == OP_SETG:
            AT_SETG()
            if LIKELY((<Global*>as_obj(K[b])).value != IMM_UNBOUND):
                global_store(vm, K[b], R[a])
                NEXT(op, a, b, c, pc)
                continue
            vm.err_value = K[b]
            st = ST_UNBOUND
        elif op == OP_DEFG:
            AT_DEFG()
            global_store(vm, K[b], R[a])
            NEXT(op, a, b, c, pc)
            continue
        elif op == OP_CLOSURE:
            AT_CLOSURE()
            st = make_closure(vm, pc, R, K[b], c, &v)
            if LIKELY(st == ST_OK):
                R[a] = v
                pc += c * 4
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_PATCHUP:
            AT_PATCHUP()
            v = R[a]
            if LIKELY(is_proc(v) and b < as_proc(v).h.length and not as_proc(v).code.flags & CODE_STUB):
                write_barrier(vm, v, R[c])
                as_proc(v).up[b] = R[c]
                NEXT(op, a, b, c, pc)
                continue
            st = err_type(vm, 0, v, b"procedure")

        # ---- jumps
        elif op == OP_JMP:
            AT_JMP()
            pc += <int64_t><int32_t>(b | (c << 16)) * 4
            NEXT(op, a, b, c, pc)
            continue
        elif op == OP_LOOP:
            AT_LOOP()
            vm.budget -= 1
            if UNLIKELY(vm.budget < 0):
                vm.pc = pc
                vm.base = R
                vm.top = R + as_proc(R[-1]).code.nregs
                st = safepoint(vm)
                if st != ST_OK:
                    return st
            pc += <int64_t><int32_t>(b | (c << 16)) * 4
            NEXT(op, a, b, c, pc)
            continue
        elif op == OP_JF:
            AT_JF()
            if R[a] == IMM_FALSE:
                pc += <int64_t><int16_t>c * 4
            NEXT(op, a, b, c, pc)
            continue
        elif op == OP_JNF:
            AT_JNF()
            if R[a] != IMM_FALSE:
                pc += <int64_t><int16_t>c * 4
            NEXT(op, a, b, c, pc)
            continue
        elif op == OP_JNULL:
            AT_JNULL()
            if R[a] == IMM_NIL:
                pc += <int64_t><int16_t>c * 4
            NEXT(op, a, b, c, pc)
            continue
        elif op == OP_JNNULL:
            AT_JNNULL()
            if R[a] != IMM_NIL:
                pc += <int64_t><int16_t>c * 4
            NEXT(op, a, b, c, pc)
            continue
        elif op == OP_JPAIR:
            AT_JPAIR()
            if is_pair(R[a]):
                pc += <int64_t><int16_t>c * 4
            NEXT(op, a, b, c, pc)
            continue
        elif op == OP_JNPAIR:
            AT_JNPAIR()
            if not is_pair(R[a]):
                pc += <int64_t><int16_t>c * 4
            NEXT(op, a, b, c, pc)
            continue
        elif op == OP_JLT:
            AT_JLT()
            v = R[a]
            w = R[b]
            if LIKELY(both_fix(v, w)):
                if less(v, w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
            st = test(vm, v, w, LESS, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_JNLT:
            AT_JNLT()
            v = R[a]
            w = R[b]
            if LIKELY(both_fix(v, w)):
                if not less(v, w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
            st = test(vm, v, w, LESS, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_JLE:
            AT_JLE()
            v = R[a]
            w = R[b]
            if LIKELY(both_fix(v, w)):
                if less_equal(v, w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
            st = test(vm, v, w, LESS_EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_JNLE:
            AT_JNLE()
            v = R[a]
            w = R[b]
            if LIKELY(both_fix(v, w)):
                if not less_equal(v, w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
            st = test(vm, v, w, LESS_EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_JNUM:
            AT_JNUM()
            v = R[a]
            w = R[b]
            if LIKELY(both_fix(v, w)):
                if v == w:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
            st = test(vm, v, w, EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_JNNUM:
            AT_JNNUM()
            v = R[a]
            w = R[b]
            if LIKELY(both_fix(v, w)):
                if not (v == w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
            st = test(vm, v, w, EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_JEQ:
            AT_JEQ()
            if R[a] == R[b]:
                pc += <int64_t><int16_t>c * 4
            NEXT(op, a, b, c, pc)
            continue
        elif op == OP_JNEQ:
            AT_JNEQ()
            if R[a] != R[b]:
                pc += <int64_t><int16_t>c * 4
            NEXT(op, a, b, c, pc)
            continue
        elif op == OP_JLTI:
            AT_JLTI()
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if less(v, w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, LESS, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_JNLTI:
            AT_JNLTI()
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if not less(v, w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, LESS, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_JLEI:
            AT_JLEI()
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if less_equal(v, w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, LESS_EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_JNLEI:
            AT_JNLEI()
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if not less_equal(v, w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, LESS_EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_JGTI:
            AT_JGTI()
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if less(w, v):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, GREATER, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_JNGTI:
            AT_JNGTI()
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if not less(w, v):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, GREATER, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_JGEI:
            AT_JGEI()
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if less_equal(w, v):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, GREATER_EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_JNGEI:
            AT_JNGEI()
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if not less_equal(w, v):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, GREATER_EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_JNUMI:
            AT_JNUMI()
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if v == w:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_JNNUMI:
            AT_JNNUMI()
            v = R[a]
            if LIKELY(is_fix(v)):
                w = small(<uint16_t>b)
                if not (v == w):
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
            st = test_small(vm, v, <uint16_t>b, EQUAL, &yes)
            if LIKELY(st == ST_OK):
                if not yes:
                    pc += <int64_t><int16_t>c * 4
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_JEQK:
            AT_JEQK()
            if R[a] == K[b]:
                pc += <int64_t><int16_t>c * 4
            NEXT(op, a, b, c, pc)
            continue
        elif op == OP_JNEQK:
            AT_JNEQK()
            if R[a] != K[b]:
                pc += <int64_t><int16_t>c * 4
            NEXT(op, a, b, c, pc)
            continue

        # ---- comparisons as values
        elif op == OP_LT:
            AT_LT()
            st = test(vm, R[b], R[c], LESS, &yes)
            if LIKELY(st == ST_OK):
                R[a] = from_bool(yes)
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_LE:
            AT_LE()
            st = test(vm, R[b], R[c], LESS_EQUAL, &yes)
            if LIKELY(st == ST_OK):
                R[a] = from_bool(yes)
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_NUMEQ:
            AT_NUMEQ()
            st = test(vm, R[b], R[c], EQUAL, &yes)
            if LIKELY(st == ST_OK):
                R[a] = from_bool(yes)
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_EQ:
            AT_EQ()
            R[a] = from_bool(R[b] == R[c])
            NEXT(op, a, b, c, pc)
            continue
        elif op == OP_NOT:
            AT_NOT()
            R[a] = from_bool(R[b] == IMM_FALSE)
            NEXT(op, a, b, c, pc)
            continue

        # ---- arithmetic
        elif op == OP_ADD:
            AT_ADD()
            v = R[b]
            w = R[c]
            if LIKELY(both_fix(v, w)):
                if LIKELY(not fix_add(v, w, &R[a])):
                    NEXT(op, a, b, c, pc)
                    continue
            elif both_double(v, w):
                R[a] = box_double(unbox_double(v) + unbox_double(w))
                NEXT(op, a, b, c, pc)
                continue
            st = num_add(vm, v, w, &R[a])
            if st == ST_OK:
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_SUB:
            AT_SUB()
            v = R[b]
            w = R[c]
            if LIKELY(both_fix(v, w)):
                if LIKELY(not fix_sub(v, w, &R[a])):
                    NEXT(op, a, b, c, pc)
                    continue
            elif both_double(v, w):
                R[a] = box_double(unbox_double(v) - unbox_double(w))
                NEXT(op, a, b, c, pc)
                continue
            st = num_sub(vm, v, w, &R[a])
            if st == ST_OK:
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_MUL:
            AT_MUL()
            v = R[b]
            w = R[c]
            if LIKELY(both_fix(v, w)):
                if LIKELY(not fix_mul(v, w, &R[a])):
                    NEXT(op, a, b, c, pc)
                    continue
            elif both_double(v, w):
                R[a] = box_double(unbox_double(v) * unbox_double(w))
                NEXT(op, a, b, c, pc)
                continue
            st = num_mul(vm, v, w, &R[a])
            if st == ST_OK:
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_DIV:
            AT_DIV()
            v = R[b]
            w = R[c]
            if both_double(v, w):
                R[a] = box_any_double(unbox_double(v) / unbox_double(w))
                NEXT(op, a, b, c, pc)
                continue
            st = num_div(vm, v, w, &R[a])
            if st == ST_OK:
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_ADDI:
            AT_ADDI()
            v = R[b]
            if LIKELY(is_fix(v)):
                if LIKELY(not fix_add(v, <Value><int64_t><int16_t>c, &R[a])):
                    NEXT(op, a, b, c, pc)
                    continue
            elif is_double(v):
                R[a] = box_double(unbox_double(v) + <double><int16_t>c)
                NEXT(op, a, b, c, pc)
                continue
            st = num_add(vm, v, small(<uint16_t>c), &R[a])
            if st == ST_OK:
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_SUBI:
            AT_SUBI()
            v = R[b]
            if LIKELY(is_fix(v)):
                if LIKELY(not fix_sub(v, <Value><int64_t><int16_t>c, &R[a])):
                    NEXT(op, a, b, c, pc)
                    continue
            elif is_double(v):
                R[a] = box_double(unbox_double(v) - <double><int16_t>c)
                NEXT(op, a, b, c, pc)
                continue
            st = num_sub(vm, v, small(<uint16_t>c), &R[a])
            if st == ST_OK:
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_QUO:
            AT_QUO()
            v = R[b]
            w = R[c]
            if LIKELY(both_fix(v, w) and fix_value(w) > 0):
                R[a] = from_fix(fix_value(v) // fix_value(w))
                NEXT(op, a, b, c, pc)
                continue
            st = num_quotient(vm, v, w, &R[a])
            if st == ST_OK:
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_REM:
            AT_REM()
            v = R[b]
            w = R[c]
            if LIKELY(both_fix(v, w) and fix_value(w) > 0):
                R[a] = from_fix(fix_value(v) % fix_value(w))
                NEXT(op, a, b, c, pc)
                continue
            st = num_remainder(vm, v, w, &R[a])
            if st == ST_OK:
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_MOD:
            AT_MOD()
            v = R[b]
            w = R[c]
            if LIKELY(both_fix(v, w) and fix_value(w) > 0 and fix_value(v) >= 0):
                R[a] = from_fix(fix_value(v) % fix_value(w))
                NEXT(op, a, b, c, pc)
                continue
            st = num_modulo(vm, v, w, &R[a])
            if st == ST_OK:
                NEXT(op, a, b, c, pc)
                continue

        # ---- data
        elif op == OP_CONS:
            AT_CONS()
            v = new_pair(vm, R[b], R[c])
            if LIKELY(v != 0):
                R[a] = v
                NEXT(op, a, b, c, pc)
                continue
            st = ST_NOMEM
        elif op == OP_CAR:
            AT_CAR()
            v = R[b]
            if LIKELY(is_pair(v)):
                R[a] = car(v)
                NEXT(op, a, b, c, pc)
                continue
            st = err_type(vm, 0, v, b"pair")
        elif op == OP_CDR:
            AT_CDR()
            v = R[b]
            if LIKELY(is_pair(v)):
                R[a] = cdr(v)
                NEXT(op, a, b, c, pc)
                continue
            st = err_type(vm, 0, v, b"pair")
        elif op == OP_CADR:
            AT_CADR()
            v = R[b]
            if LIKELY(is_pair(v) and is_pair(cdr(v))):
                R[a] = car(cdr(v))
                NEXT(op, a, b, c, pc)
                continue
            st = err_type(vm, 0, v, b"list of two or more")
        elif op == OP_CDDR:
            AT_CDDR()
            v = R[b]
            if LIKELY(is_pair(v) and is_pair(cdr(v))):
                R[a] = cdr(cdr(v))
                NEXT(op, a, b, c, pc)
                continue
            st = err_type(vm, 0, v, b"list of two or more")
        elif op == OP_SETCAR:
            AT_SETCAR()
            v = R[a]
            if LIKELY(is_pair(v)):
                write_barrier(vm, v, R[b])
                as_pair(v).car = R[b]
                NEXT(op, a, b, c, pc)
                continue
            st = err_type(vm, 0, v, b"pair")
        elif op == OP_SETCDR:
            AT_SETCDR()
            v = R[a]
            if LIKELY(is_pair(v)):
                write_barrier(vm, v, R[b])
                as_pair(v).cdr = R[b]
                NEXT(op, a, b, c, pc)
                continue
            st = err_type(vm, 0, v, b"pair")
        elif op == OP_VREF:
            AT_VREF()
            v = R[b]
            w = R[c]
            if LIKELY(is_vector(v) and is_fix(w) and <uint64_t>fix_value(w) < as_vector(v).h.length):
                R[a] = as_vector(v).items[fix_value(w)]
                NEXT(op, a, b, c, pc)
                continue
            st = item_error(vm, v, w, b"vector", is_vector(v))
        elif op == OP_VREFI:
            AT_VREFI()
            v = R[b]
            if LIKELY(is_vector(v) and c < as_vector(v).h.length):
                R[a] = as_vector(v).items[c]
                NEXT(op, a, b, c, pc)
                continue
            st = item_error(vm, v, from_fix(c), b"vector", is_vector(v))
        elif op == OP_VSET:
            AT_VSET()
            v = R[a]
            w = R[b]
            if LIKELY(is_vector(v) and is_fix(w) and <uint64_t>fix_value(w) < as_vector(v).h.length
                      and not as_vector(v).h.flags & F_IMMUTABLE):
                write_barrier(vm, v, R[c])
                as_vector(v).items[fix_value(w)] = R[c]
                NEXT(op, a, b, c, pc)
                continue
            if is_vector(v) and as_vector(v).h.flags & F_IMMUTABLE:
                st = err_msg(vm, b"the vector is immutable (a literal)", IMM_NIL)
            else:
                st = item_error(vm, v, w, b"vector", is_vector(v))
        elif op == OP_SREF:
            AT_SREF()
            v = R[b]
            w = R[c]
            if LIKELY(is_string(v) and is_fix(w) and <uint64_t>fix_value(w) < as_string(v).h.length):
                R[a] = from_char(string_ref(as_string(v), <Py_ssize_t>fix_value(w)))
                NEXT(op, a, b, c, pc)
                continue
            st = item_error(vm, v, w, b"string", is_string(v))
        elif op == OP_RECREF:
            AT_RECREF()
            v = R[b]
            w = R[pc[1]]
            if LIKELY(is_type(v, T_RECORD) and (<Record*>as_obj(v)).rtd == w and c < as_obj(v).length):
                R[a] = (<Record*>as_obj(v)).fields[c]
                pc += 4
                NEXT(op, a, b, c, pc)
                continue
            st = record_error(vm, v, w)
        elif op == OP_RECSET:
            AT_RECSET()
            v = R[a]
            w = R[pc[1]]
            if LIKELY(is_type(v, T_RECORD) and (<Record*>as_obj(v)).rtd == w and b < as_obj(v).length):
                write_barrier(vm, v, R[c])
                (<Record*>as_obj(v)).fields[b] = R[c]
                pc += 4
                NEXT(op, a, b, c, pc)
                continue
            st = record_error(vm, v, w)

        elif op == OP_RECGETRET:
            AT_RECGETRET()
            v = R[a]
            w = as_proc(R[-1]).up[b]
            if LIKELY(is_type(v, T_RECORD) and (<Record*>as_obj(v)).rtd == w and c < as_obj(v).length):
                v = (<Record*>as_obj(v)).fields[c]
                word = R[-2]
                R[-2] = v
                pc = <const uint16_t*><size_t>(word & 0xFFFFFFFFFFFFu)
                R = R - 2 - (word >> 48)
                SPECULATE(K, as_proc(R[-1]).code.consts)
                NEXT(op, a, b, c, pc)
                continue
            st = record_error(vm, v, w)
        elif op == OP_RECSETRET:
            AT_RECSETRET()
            v = R[a]
            w = as_proc(R[-1]).up[b]
            if LIKELY(is_type(v, T_RECORD) and (<Record*>as_obj(v)).rtd == w and c < as_obj(v).length):
                write_barrier(vm, v, R[a + 1])
                (<Record*>as_obj(v)).fields[c] = R[a + 1]
                word = R[-2]
                R[-2] = IMM_UNSPEC
                pc = <const uint16_t*><size_t>(word & 0xFFFFFFFFFFFFu)
                R = R - 2 - (word >> 48)
                SPECULATE(K, as_proc(R[-1]).code.consts)
                NEXT(op, a, b, c, pc)
                continue
            st = record_error(vm, v, w)

        # ---- calls
        elif op == OP_PRIM:
            AT_PRIM()
            st = prim_call(vm, b, &R[a], <int>c, &R[a])
            if LIKELY(st == ST_OK):
                NEXT(op, a, b, c, pc)
                continue
        elif op == OP_CALL:
            AT_CALL()
            vm.budget -= 1
            v = R[a + 1]
            if LIKELY(is_proc(v)):
                code = as_proc(v).code
                B = R + a + 2
                if LIKELY(code.arity == b and B + code.nregs + 64 <= vm.soft_limit and vm.budget >= 0):
                    B[-2] = <uint64_t>pc | (<uint64_t>a << 48)
                    R = B
                    pc = code.entry
                    SPECULATE(K, code.consts)
                    NEXT(op, a, b, c, pc)
                    continue
            st = call_slow(vm, pc, R, a, <int>b)
        elif op == OP_CALLG:
            AT_CALLG()
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
                NEXT(op, a, b, c, pc)
                continue
            if g.value == IMM_UNBOUND:
                vm.err_value = K[c]
                st = ST_UNBOUND
            else:
                B[-1] = g.value
                st = call_slow(vm, pc, R, a, <int>b)
        elif op == OP_TAILCALL:
            AT_TAILCALL()
            vm.budget -= 1
            v = R[a + 1]
            if LIKELY(is_proc(v)):
                code = as_proc(v).code
                if LIKELY(code.arity == b and R + code.nregs + 64 <= vm.soft_limit and vm.budget >= 0):
                    B = R + a + 2
                    R[-1] = v
                    for c in range(b):
                        R[c] = B[c]
                    pc = code.entry
                    SPECULATE(K, code.consts)
                    NEXT(op, a, b, c, pc)
                    continue
            st = tail_slow(vm, pc, R, a, <int>b)
        elif op == OP_TAILG:
            AT_TAILG()
            vm.budget -= 1
            g = <Global*>as_obj(K[c])
            code = g.code
            B = R + a + 2
            if LIKELY(code.arity == b and R + code.nregs + 64 <= vm.soft_limit and vm.budget >= 0):
                R[-1] = g.value
                pc = g.entry
                for c in range(b):
                    R[c] = B[c]
                SPECULATE(K, code.consts)
                NEXT(op, a, b, c, pc)
                continue
            if g.value == IMM_UNBOUND:
                vm.err_value = K[c]
                st = ST_UNBOUND
            else:
                B[-1] = g.value
                st = tail_slow(vm, pc, R, a, <int>b)
        elif op == OP_RETURN:
            AT_RETURN()
            v = R[a]
            word = R[-2]
            R[-2] = v
            pc = <const uint16_t*><size_t>(word & 0xFFFFFFFFFFFFu)
            R = R - 2 - (word >> 48)
            SPECULATE(K, as_proc(R[-1]).code.consts)
            NEXT(op, a, b, c, pc)
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
        elif op == OP_RESUME:
            AT_RESUME()
            st = err_msg(vm, b"exception handler returned", IMM_NIL)
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
