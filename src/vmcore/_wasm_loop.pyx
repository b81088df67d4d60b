# The dispatch loop of WebAssembly's register code: one switch, one arm per instruction (wasmops.py has the table).
#
# Locals cached: pc (behind the first word of the instruction), R (slots of the frame), inst, its memory, budget. They are
# written back to the store where somebody can see them. An arm that succeeds says `continue`; one that falls out of the chain
# has left a status in st. An arm tests the instruction and nothing else, or the chain would not become a C switch.
#
# A frame: parameters, header (return address, frame and instance of the caller), locals, operands. It begins at the caller's
# arguments; results go where those were. Every taken jump and every call counts, and may be the last one of a slice.

from libc.stdint cimport uint8_t, uint16_t, uint32_t, int8_t, int16_t, int32_t, uint64_t, int64_t
from libc.string cimport memset, memmove
from vmcore.wasm cimport *
from vmcore._wasmops cimport *
from vmcore._wasm_num cimport *
from vmcore._wasm_lower cimport code_at
from vmcore._wasm_memory cimport memory_grow, load_any, store_any
from vmcore._wasm_table cimport ext
from vmcore._wasm_simd cimport simd
from vmcore._wasm_heap cimport new_exception, is_subtype

cdef extern from *:
    """
    #if defined(VMCORE_UNCOUNTED)                     /* to measure what counting costs, and for nothing else: no limit holds */
    #define VM_W_SPEND(budget) 1
    #elif defined(__GNUC__) && defined(__x86_64__)
    // In memory, and the flags of the subtraction taken: a register for the count, of which there are too few, costs more.
    static inline int vm_w_spend_(int64_t *budget) {
        int used_up;
        __asm__("subq $1, %0" : "+m"(*budget), "=@ccs"(used_up));
        return !used_up;
    }
    #define VM_W_SPEND(budget) vm_w_spend_(&(budget))
    #else
    #define VM_W_SPEND(budget) (--(budget) >= 0)
    #endif
    """
    bint SPEND "VM_W_SPEND"(int64_t budget) noexcept nogil

cdef uint16_t[8] HALT = [W_HALT, 0, 0, 0, W_HALT, 0, 0, 0]


cdef int wasm_slice(WStore* store) noexcept nogil:
    """The budget is used up: fuel, clock, signals; a new budget."""
    cdef int st
    cdef int64_t used = store.slice_left - store.budget
    if store.fuel >= 0:
        store.fuel -= used
        if store.fuel <= 0:
            store.slice_left = store.budget = 0
            store.fuel = 0
            return ST_FUEL
    if store.within and store.outer_fuel[0] >= 0:
        store.outer_fuel[0] -= used
        if store.outer_fuel[0] <= 0:
            store.slice_left = store.budget = 0
            store.outer_fuel[0] = 0
            return ST_FUEL
    st = store.attention(store)
    store.slice_left = store.slice
    if 0 <= store.fuel < store.slice:
        store.slice_left = store.fuel
    if store.within and 0 <= store.outer_fuel[0] < store.slice_left:
        store.slice_left = store.outer_fuel[0]
    store.budget = store.slice_left
    return st


cdef bint matches(WType* have, WType* want) noexcept nogil:
    return have == want or is_subtype(have, want)


cdef bint unwind(WStore* store, const uint16_t** pc, uint64_t** frame, WInstance** inst) noexcept with gil:
    """Goes to the handler of store.thrown; False if the run has none. With the GIL: code_at looks at what functions are
    lowered, and another thread may lower one."""
    cdef WCode* code
    cdef WHandler* h
    cdef uint32_t i, at
    cdef WObject* exn = store.thrown
    cdef uint64_t* R = frame[0]
    cdef uint64_t* H
    cdef const uint16_t* p = pc[0]
    cdef WInstance* current = inst[0]
    cdef uint64_t* to
    while True:
        code = code_at(current.module, p)
        if code == NULL:                   # a constant expression
            return False
        at = <uint32_t>(p - code.words)
        for i in range(code.nhandlers):
            h = code.handlers + i
            if not h.start < at <= h.end:
                continue
            if h.kind < 2 and current.tags[h.tag] != exn.tag:
                continue
            to = R + h.slot
            if h.kind < 2:
                memmove(to, exn.data, exn.bytes)
                to += exn.bytes // 8
            if h.kind & 1:
                to[0] = <uint64_t><size_t>exn
            pc[0] = code.words + h.target
            frame[0] = R
            inst[0] = current
            store.thrown = NULL
            return True
        H = R + code.header
        p = <const uint16_t*><size_t>H[0]
        R = <uint64_t*><size_t>H[1]
        current = <WInstance*><size_t>H[2]
        if p[0] == W_HALT and (p == HALT or p == HALT + 4):
            return False


cdef int wasm_execute(WStore* store, WFunc* f, uint64_t* args) noexcept nogil:
    """Calls a function that is not of the host; the results are where the arguments were."""
    cdef const uint16_t* pc = f.code.entry
    cdef uint64_t* R = args
    cdef WInstance* inst = f.inst
    cdef uint8_t* mem = inst.memory.base
    cdef uint64_t mem_size = inst.memory.size
    cdef int64_t budget = store.budget
    cdef uint64_t* H = R + f.type.param_slots
    cdef uint64_t* limit = store.limit
    cdef WFunc* callee = NULL
    cdef WCode* code
    cdef WTable* table
    cdef WInstance* other
    cdef uint8_t* p
    cdef uint64_t at, v
    cdef uint32_t op, i, n
    cdef int st
    cdef uint64_t[3] saved
    W_TARGETS()
    if H >= limit:
        return ST_STACK
    H[0] = <uint64_t><size_t>HALT
    H[1] = <uint64_t><size_t>R
    H[2] = <uint64_t><size_t>inst
    while True:
        op = pc[0]
        pc += 4

        # ---- moves
        if op == W_MOV:
            AT_MOV()
            R[pc[-3]] = R[pc[-2]]
            W_NEXT(op, pc)
            continue
        elif op == W_MOV2:
            AT_MOV2()
            at = R[pc[-1]]
            R[pc[-3]] = R[pc[-2]]
            R[pc[-3] + 1] = at
            W_NEXT(op, pc)
            continue
        elif op == W_MOVP:
            AT_MOVP()
            R[pc[-3]] = R[pc[-2]]
            R[pc[-1]] = R[(<uint64_t*>pc)[0]]
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_MOVK:
            AT_MOVK()
            R[pc[-3]] = (<uint64_t*>pc)[0]
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_MOVK32:
            AT_MOVK32()
            R[pc[-3]] = (<uint32_t*>(pc - 2))[0]
            W_NEXT(op, pc)
            continue
        elif op == W_MOVV:
            AT_MOVV()
            at = R[pc[-2] + 1]
            R[pc[-3]] = R[pc[-2]]
            R[pc[-3] + 1] = at
            W_NEXT(op, pc)
            continue
        elif op == W_COPY:
            AT_COPY()
            memmove(R + pc[-3], R + pc[-2], <size_t>pc[-1] * 8)
            W_NEXT(op, pc)
            continue
        elif op == W_ZERO:
            AT_ZERO()
            memset(R + pc[-3], 0, <size_t>pc[-2] * 8)
            W_NEXT(op, pc)
            continue
        elif op == W_SELECT:
            AT_SELECT()
            R[pc[-3]] = R[pc[-2]] if <uint32_t>R[(<uint64_t*>pc)[0]] else R[pc[-1]]
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_SELECTV:
            AT_SELECTV()
            i = pc[-2] if <uint32_t>R[(<uint64_t*>pc)[0]] else pc[-1]
            at = R[i + 1]
            R[pc[-3]] = R[i]
            R[pc[-3] + 1] = at
            pc += 4
            W_NEXT(op, pc)
            continue

        elif op == W_SELECTK:
            AT_SELECTK()
            R[pc[-3]] = (<uint32_t*>pc)[0 if <uint32_t>R[pc[-2]] else 1]
            pc += 4
            W_NEXT(op, pc)
            continue

        # ---- jumps
        elif op == W_BR:
            AT_BR()
            pc += (<int32_t*>(pc - 2))[0]
            if LIKELY(SPEND(budget)):
                W_NEXT(op, pc)
                continue
            st = ST_SLICE
        elif op == W_BR_IF:
            AT_BR_IF()
            if <uint32_t>R[pc[-3]]:
                pc += (<int32_t*>(pc - 2))[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                W_NEXT(op, pc)
                continue
        elif op == W_BR_UNLESS:
            AT_BR_UNLESS()
            if not <uint32_t>R[pc[-3]]:
                pc += (<int32_t*>(pc - 2))[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                W_NEXT(op, pc)
                continue
        elif op == W_BR_NULL:
            AT_BR_NULL()
            if R[pc[-3]] == 0:
                pc += (<int32_t*>(pc - 2))[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                W_NEXT(op, pc)
                continue
        elif op == W_BR_NONNULL:
            AT_BR_NONNULL()
            if R[pc[-3]] != 0:
                pc += (<int32_t*>(pc - 2))[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                W_NEXT(op, pc)
                continue
        elif op == W_BR_TABLE:
            AT_BR_TABLE()
            n = (<uint32_t*>(pc - 2))[0]
            i = <uint32_t>R[pc[-3]]
            if i > n:
                i = n
            pc += 2 * i
            pc += (<int32_t*>pc)[0]
            if LIKELY(SPEND(budget)):
                W_NEXT(op, pc)
                continue
            st = ST_SLICE

        # ---- calls and returns
        elif op == W_CALL:
            AT_CALL()
            H = R + pc[-2]
            if LIKELY(SPEND(budget) and H < limit):
                code = (<WCode**>pc)[0]
                H[0] = <uint64_t><size_t>(pc + 4)
                H[1] = <uint64_t><size_t>R
                H[2] = <uint64_t><size_t>inst
                R += pc[-3]
                pc = code.entry
                W_NEXT(op, pc)
                continue
            if H < limit:
                pc -= 4
                st = ST_SLICE
            else:
                st = ST_STACK
        elif op == W_RET1:
            AT_RET1()
            H = R + pc[-3]
            v = R[pc[-2]]
            pc = <const uint16_t*><size_t>H[0]
            other = <WInstance*><size_t>H[2]
            p = <uint8_t*><size_t>H[1]
            R[0] = v
            R = <uint64_t*>p
            if LIKELY(other == inst):
                W_NEXT(op, pc)
                continue
            inst = other
            mem = inst.memory.base
            mem_size = inst.memory.size
            continue
        elif op == W_RET:
            AT_RET()
            H = R + pc[-3]
            pc = <const uint16_t*><size_t>H[0]
            R = <uint64_t*><size_t>H[1]
            other = <WInstance*><size_t>H[2]
            if LIKELY(other == inst):
                W_NEXT(op, pc)
                continue
            inst = other
            mem = inst.memory.base
            mem_size = inst.memory.size
            continue
        elif op == W_RETK:
            AT_RETK()
            H = R + pc[-3]
            v = (<uint64_t*>pc)[0]
            pc = <const uint16_t*><size_t>H[0]
            other = <WInstance*><size_t>H[2]
            p = <uint8_t*><size_t>H[1]
            R[0] = v
            R = <uint64_t*>p
            if LIKELY(other == inst):
                W_NEXT(op, pc)
                continue
            inst = other
            mem = inst.memory.base
            mem_size = inst.memory.size
            continue
        elif op == W_RETN:
            AT_RETN()
            H = R + pc[-3]
            saved[0] = H[0]
            saved[1] = H[1]
            saved[2] = H[2]
            memmove(R, R + pc[-2], <size_t>pc[-1] * 8)
            pc = <const uint16_t*><size_t>saved[0]
            R = <uint64_t*><size_t>saved[1]
            other = <WInstance*><size_t>saved[2]
            if LIKELY(other == inst):
                W_NEXT(op, pc)
                continue
            inst = other
            mem = inst.memory.base
            mem_size = inst.memory.size
            continue
        elif op == W_LOWER:
            AT_LOWER()
            store.pc = pc
            store.frame = R
            store.inst = inst
            code = (<WCode**>pc)[0]
            st = store.lower(store, code)
            if st == ST_OK:
                pc = code.entry
                continue
            H = R + code.type.param_slots  # it is the caller's failure: the frame has no code yet
            pc = <const uint16_t*><size_t>H[0]
            R = <uint64_t*><size_t>H[1]
            inst = <WInstance*><size_t>H[2]
            if pc == HALT:
                return st
        elif op == W_CALL_INDIRECT:
            AT_CALL_INDIRECT()
            i = (<uint32_t*>(pc + 4))[0]
            table = inst.tables[i]
            at = R[pc[-1]]
            if LIKELY(at < table.size):
                callee = <WFunc*><size_t>table.items[at]
                if LIKELY(callee != NULL):
                    if LIKELY(matches(callee.type, (<WType**>pc)[0])):
                        H = R + pc[-2]
                        if LIKELY(SPEND(budget) and callee.inst == inst and H < limit):
                            H[0] = <uint64_t><size_t>(pc + 8)
                            H[1] = <uint64_t><size_t>R
                            H[2] = <uint64_t><size_t>inst
                            R += pc[-3]
                            pc = callee.code.entry
                            W_NEXT(op, pc)
                            continue
                        budget += 1
                        n = 8
                        st = ST_ENTER
                    else:
                        st = ST_CALL_TYPE
                else:
                    st = ST_UNINITIALIZED
            else:
                st = ST_UNDEFINED_ELEMENT
        elif op == W_CALL_IMPORT:
            AT_CALL_IMPORT()
            callee = inst.funcs[(<uint64_t*>pc)[0]]
            n = 4
            st = ST_ENTER
        elif op == W_CALL_REF:
            AT_CALL_REF()
            callee = <WFunc*><size_t>R[pc[-1]]
            n = 4
            st = ST_ENTER if callee != NULL else ST_NULL_FUNCTION
        elif op == W_TAIL:
            AT_TAIL()
            code = (<WCode**>pc)[0]
            H = R + pc[-1]
            saved[0] = H[0]
            saved[1] = H[1]
            saved[2] = H[2]
            n = pc[-2]
            if LIKELY(SPEND(budget) and R + n < limit):
                memmove(R, R + pc[-3], <size_t>n * 8)
                H = R + n
                H[0] = saved[0]
                H[1] = saved[1]
                H[2] = saved[2]
                pc = code.entry
                W_NEXT(op, pc)
                continue
            if R + n < limit:
                pc -= 4
                st = ST_SLICE
            else:
                st = ST_STACK
        elif op == W_TAIL_IMPORT:
            AT_TAIL_IMPORT()
            callee = inst.funcs[(<uint64_t*>pc)[0]]
            n = pc[-1]
            st = ST_TAIL
        elif op == W_TAIL_REF:
            AT_TAIL_REF()
            callee = <WFunc*><size_t>R[pc[-1]]
            n = <uint32_t>(<uint64_t*>pc)[0]
            st = ST_TAIL if callee != NULL else ST_NULL_FUNCTION
        elif op == W_TAIL_INDIRECT:
            AT_TAIL_INDIRECT()
            i = (<uint32_t*>(pc + 4))[0]
            table = inst.tables[i]
            at = R[pc[-1]]
            n = <uint32_t>((<uint64_t*>pc)[1] >> 40)
            if at < table.size:
                callee = <WFunc*><size_t>table.items[at]
                if callee != NULL:
                    st = ST_TAIL if matches(callee.type, (<WType**>pc)[0]) else ST_CALL_TYPE
                else:
                    st = ST_UNINITIALIZED
            else:
                st = ST_UNDEFINED_ELEMENT
        elif op == W_HALT:
            AT_HALT()
            store.budget = budget
            return ST_OK

        # ---- variables, memory
        elif op == W_GLOBAL_GET:
            AT_GLOBAL_GET()
            R[pc[-3]] = inst.globals[(<uint64_t*>pc)[0]].value[0]
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_GLOBAL_SET:
            AT_GLOBAL_SET()
            inst.globals[(<uint64_t*>pc)[0]].value[0] = R[pc[-3]]
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_GLOBAL_GETV:
            AT_GLOBAL_GETV()
            at = (<uint64_t*>pc)[0]
            R[pc[-3]] = inst.globals[at].value[0]
            R[pc[-3] + 1] = inst.globals[at].value[1]
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_GLOBAL_SETV:
            AT_GLOBAL_SETV()
            at = (<uint64_t*>pc)[0]
            inst.globals[at].value[0] = R[pc[-3]]
            inst.globals[at].value[1] = R[pc[-3] + 1]
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_MEMORY_SIZE:
            AT_MEMORY_SIZE()
            R[pc[-3]] = inst.memories[pc[-2]].size >> 16
            W_NEXT(op, pc)
            continue
        elif op == W_MEMORY_GROW:
            AT_MEMORY_GROW()
            R[pc[-3]] = memory_grow(inst.memories[pc[-1]], R[pc[-2]])
            mem = inst.memory.base
            mem_size = inst.memory.size
            W_NEXT(op, pc)
            continue
        elif op == W_LOAD_ANY:
            AT_LOAD_ANY()
            st = load_any(inst.memories[(<uint64_t*>pc)[1]], pc[-1], R[pc[-2]], (<uint64_t*>pc)[0], &v)
            if LIKELY(st == ST_OK):
                R[pc[-3]] = v
                pc += 8
                W_NEXT(op, pc)
                continue
        elif op == W_STORE_ANY:
            AT_STORE_ANY()
            st = store_any(inst.memories[(<uint64_t*>pc)[1]], pc[-1], R[pc[-2]], (<uint64_t*>pc)[0], R[pc[-3]])
            if LIKELY(st == ST_OK):
                pc += 8
                W_NEXT(op, pc)
                continue

        # ---- the rest
        elif op == W_UNREACHABLE:
            AT_UNREACHABLE()
            st = ST_UNREACHABLE
        elif op == W_EXT:
            AT_EXT()
            store.pc = pc
            store.frame = R
            store.inst = inst
            store.budget = budget
            st = ext(store, inst, pc[-2], pc[-1], R + pc[-3], (<uint64_t*>pc)[0], (<uint64_t*>pc)[1])
            budget = store.budget
            if LIKELY(st == ST_OK):
                pc += 8
                W_NEXT(op, pc)
                continue
        elif op == W_SIMD:
            AT_SIMD()
            st = simd(inst, pc[-2], R + pc[-3], R, pc, (<uint64_t*>pc)[1], (<uint64_t*>pc)[2])
            if LIKELY(st == ST_OK):
                pc += 12
                W_NEXT(op, pc)
                continue
        elif op == W_THROW:
            AT_THROW()
            store.thrown = new_exception(store, inst.tags[(<uint64_t*>pc)[0]], R + pc[-3])
            st = ST_THROW if store.thrown != NULL else ST_NOMEM
        elif op == W_THROW_REF:
            AT_THROW_REF()
            store.thrown = <WObject*><size_t>R[pc[-3]]
            st = ST_THROW if store.thrown != NULL else ST_NULL_EXCEPTION

        # ---- plain instructions: written by tools/gen.py
        elif op == W_I32_EQZ:
            AT_I32_EQZ()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) == 0)
            W_NEXT(op, pc)
            continue
        elif op == W_I64_EQZ:
            AT_I64_EQZ()
            R[pc[-3]] = <uint32_t>(R[pc[-2]] == 0)
            W_NEXT(op, pc)
            continue
        elif op == W_I32_CLZ:
            AT_I32_CLZ()
            R[pc[-3]] = <uint32_t>(w_clz32((<uint32_t>R[pc[-2]])))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_CTZ:
            AT_I32_CTZ()
            R[pc[-3]] = <uint32_t>(w_ctz32((<uint32_t>R[pc[-2]])))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_POPCNT:
            AT_I32_POPCNT()
            R[pc[-3]] = <uint32_t>(w_popcnt32((<uint32_t>R[pc[-2]])))
            W_NEXT(op, pc)
            continue
        elif op == W_I64_CLZ:
            AT_I64_CLZ()
            R[pc[-3]] = <uint64_t>(w_clz64(R[pc[-2]]))
            W_NEXT(op, pc)
            continue
        elif op == W_I64_CTZ:
            AT_I64_CTZ()
            R[pc[-3]] = <uint64_t>(w_ctz64(R[pc[-2]]))
            W_NEXT(op, pc)
            continue
        elif op == W_I64_POPCNT:
            AT_I64_POPCNT()
            R[pc[-3]] = <uint64_t>(w_popcnt64(R[pc[-2]]))
            W_NEXT(op, pc)
            continue
        elif op == W_F32_CEIL:
            AT_F32_CEIL()
            R[pc[-3]] = w_bits32(w_ceilf((w_f32(<uint32_t>R[pc[-2]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_F32_FLOOR:
            AT_F32_FLOOR()
            R[pc[-3]] = w_bits32(w_floorf((w_f32(<uint32_t>R[pc[-2]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_F32_TRUNC:
            AT_F32_TRUNC()
            R[pc[-3]] = w_bits32(w_truncf((w_f32(<uint32_t>R[pc[-2]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_F32_NEAREST:
            AT_F32_NEAREST()
            R[pc[-3]] = w_bits32(w_rintf((w_f32(<uint32_t>R[pc[-2]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_F32_SQRT:
            AT_F32_SQRT()
            R[pc[-3]] = w_bits32(w_sqrtf((w_f32(<uint32_t>R[pc[-2]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_F64_CEIL:
            AT_F64_CEIL()
            R[pc[-3]] = w_bits64(w_ceil((w_f64(R[pc[-2]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_F64_FLOOR:
            AT_F64_FLOOR()
            R[pc[-3]] = w_bits64(w_floor((w_f64(R[pc[-2]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_F64_TRUNC:
            AT_F64_TRUNC()
            R[pc[-3]] = w_bits64(w_trunc((w_f64(R[pc[-2]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_F64_NEAREST:
            AT_F64_NEAREST()
            R[pc[-3]] = w_bits64(w_rint((w_f64(R[pc[-2]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_F64_SQRT:
            AT_F64_SQRT()
            R[pc[-3]] = w_bits64(w_sqrt((w_f64(R[pc[-2]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_F32_ABS:
            AT_F32_ABS()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) & 0x7FFFFFFFu)
            W_NEXT(op, pc)
            continue
        elif op == W_F32_NEG:
            AT_F32_NEG()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) ^ 0x80000000u)
            W_NEXT(op, pc)
            continue
        elif op == W_F64_ABS:
            AT_F64_ABS()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] & 0x7FFFFFFFFFFFFFFFu)
            W_NEXT(op, pc)
            continue
        elif op == W_F64_NEG:
            AT_F64_NEG()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] ^ 0x8000000000000000u)
            W_NEXT(op, pc)
            continue
        elif op == W_I32_WRAP_I64:
            AT_I32_WRAP_I64()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]))
            W_NEXT(op, pc)
            continue
        elif op == W_I64_EXTEND_I32_S:
            AT_I64_EXTEND_I32_S()
            R[pc[-3]] = <uint64_t>(<int64_t>(<int32_t>R[pc[-2]]))
            W_NEXT(op, pc)
            continue
        elif op == W_I64_EXTEND_I32_U:
            AT_I64_EXTEND_I32_U()
            R[pc[-3]] = <uint64_t>((<uint32_t>R[pc[-2]]))
            W_NEXT(op, pc)
            continue
        elif op == W_F32_CONVERT_I32_S:
            AT_F32_CONVERT_I32_S()
            R[pc[-3]] = w_bits32(<float>(<int32_t>R[pc[-2]]))
            W_NEXT(op, pc)
            continue
        elif op == W_F32_CONVERT_I32_U:
            AT_F32_CONVERT_I32_U()
            R[pc[-3]] = w_bits32(<float>(<uint32_t>R[pc[-2]]))
            W_NEXT(op, pc)
            continue
        elif op == W_F32_CONVERT_I64_S:
            AT_F32_CONVERT_I64_S()
            R[pc[-3]] = w_bits32(<float>(<int64_t>R[pc[-2]]))
            W_NEXT(op, pc)
            continue
        elif op == W_F32_CONVERT_I64_U:
            AT_F32_CONVERT_I64_U()
            R[pc[-3]] = w_bits32(<float>R[pc[-2]])
            W_NEXT(op, pc)
            continue
        elif op == W_F64_CONVERT_I32_S:
            AT_F64_CONVERT_I32_S()
            R[pc[-3]] = w_bits64(<double>(<int32_t>R[pc[-2]]))
            W_NEXT(op, pc)
            continue
        elif op == W_F64_CONVERT_I32_U:
            AT_F64_CONVERT_I32_U()
            R[pc[-3]] = w_bits64(<double>(<uint32_t>R[pc[-2]]))
            W_NEXT(op, pc)
            continue
        elif op == W_F64_CONVERT_I64_S:
            AT_F64_CONVERT_I64_S()
            R[pc[-3]] = w_bits64(<double>(<int64_t>R[pc[-2]]))
            W_NEXT(op, pc)
            continue
        elif op == W_F64_CONVERT_I64_U:
            AT_F64_CONVERT_I64_U()
            R[pc[-3]] = w_bits64(<double>R[pc[-2]])
            W_NEXT(op, pc)
            continue
        elif op == W_F32_DEMOTE_F64:
            AT_F32_DEMOTE_F64()
            R[pc[-3]] = w_bits32(<float>(w_f64(R[pc[-2]])))
            W_NEXT(op, pc)
            continue
        elif op == W_F64_PROMOTE_F32:
            AT_F64_PROMOTE_F32()
            R[pc[-3]] = w_bits64(<double>(w_f32(<uint32_t>R[pc[-2]])))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_EXTEND8_S:
            AT_I32_EXTEND8_S()
            R[pc[-3]] = <uint32_t>(<int32_t><int8_t>(<uint32_t>R[pc[-2]]))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_EXTEND16_S:
            AT_I32_EXTEND16_S()
            R[pc[-3]] = <uint32_t>(<int32_t><int16_t>(<uint32_t>R[pc[-2]]))
            W_NEXT(op, pc)
            continue
        elif op == W_I64_EXTEND8_S:
            AT_I64_EXTEND8_S()
            R[pc[-3]] = <uint64_t>(<int64_t><int8_t>R[pc[-2]])
            W_NEXT(op, pc)
            continue
        elif op == W_I64_EXTEND16_S:
            AT_I64_EXTEND16_S()
            R[pc[-3]] = <uint64_t>(<int64_t><int16_t>R[pc[-2]])
            W_NEXT(op, pc)
            continue
        elif op == W_I64_EXTEND32_S:
            AT_I64_EXTEND32_S()
            R[pc[-3]] = <uint64_t>(<int64_t><int32_t>R[pc[-2]])
            W_NEXT(op, pc)
            continue
        elif op == W_I32_TRUNC_SAT_F32_S:
            AT_I32_TRUNC_SAT_F32_S()
            R[pc[-3]] = <uint32_t>(w_sat_i32((w_f32(<uint32_t>R[pc[-2]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_TRUNC_SAT_F32_U:
            AT_I32_TRUNC_SAT_F32_U()
            R[pc[-3]] = <uint32_t>(w_sat_u32((w_f32(<uint32_t>R[pc[-2]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_TRUNC_SAT_F64_S:
            AT_I32_TRUNC_SAT_F64_S()
            R[pc[-3]] = <uint32_t>(w_sat_i32((w_f64(R[pc[-2]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_TRUNC_SAT_F64_U:
            AT_I32_TRUNC_SAT_F64_U()
            R[pc[-3]] = <uint32_t>(w_sat_u32((w_f64(R[pc[-2]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_I64_TRUNC_SAT_F32_S:
            AT_I64_TRUNC_SAT_F32_S()
            R[pc[-3]] = <uint64_t>(w_sat_i64((w_f32(<uint32_t>R[pc[-2]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_I64_TRUNC_SAT_F32_U:
            AT_I64_TRUNC_SAT_F32_U()
            R[pc[-3]] = <uint64_t>(w_sat_u64((w_f32(<uint32_t>R[pc[-2]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_I64_TRUNC_SAT_F64_S:
            AT_I64_TRUNC_SAT_F64_S()
            R[pc[-3]] = <uint64_t>(w_sat_i64((w_f64(R[pc[-2]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_I64_TRUNC_SAT_F64_U:
            AT_I64_TRUNC_SAT_F64_U()
            R[pc[-3]] = <uint64_t>(w_sat_u64((w_f64(R[pc[-2]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_TRUNC_F32_S:
            AT_I32_TRUNC_F32_S()
            st = w_trunc_f32_i32((w_f32(<uint32_t>R[pc[-2]])), &v)
            if LIKELY(st == 0):
                R[pc[-3]] = v
                W_NEXT(op, pc)
                continue
        elif op == W_I32_TRUNC_F32_U:
            AT_I32_TRUNC_F32_U()
            st = w_trunc_f32_u32((w_f32(<uint32_t>R[pc[-2]])), &v)
            if LIKELY(st == 0):
                R[pc[-3]] = v
                W_NEXT(op, pc)
                continue
        elif op == W_I32_TRUNC_F64_S:
            AT_I32_TRUNC_F64_S()
            st = w_trunc_f64_i32((w_f64(R[pc[-2]])), &v)
            if LIKELY(st == 0):
                R[pc[-3]] = v
                W_NEXT(op, pc)
                continue
        elif op == W_I32_TRUNC_F64_U:
            AT_I32_TRUNC_F64_U()
            st = w_trunc_f64_u32((w_f64(R[pc[-2]])), &v)
            if LIKELY(st == 0):
                R[pc[-3]] = v
                W_NEXT(op, pc)
                continue
        elif op == W_I64_TRUNC_F32_S:
            AT_I64_TRUNC_F32_S()
            st = w_trunc_f32_i64((w_f32(<uint32_t>R[pc[-2]])), &v)
            if LIKELY(st == 0):
                R[pc[-3]] = v
                W_NEXT(op, pc)
                continue
        elif op == W_I64_TRUNC_F32_U:
            AT_I64_TRUNC_F32_U()
            st = w_trunc_f32_u64((w_f32(<uint32_t>R[pc[-2]])), &v)
            if LIKELY(st == 0):
                R[pc[-3]] = v
                W_NEXT(op, pc)
                continue
        elif op == W_I64_TRUNC_F64_S:
            AT_I64_TRUNC_F64_S()
            st = w_trunc_f64_i64((w_f64(R[pc[-2]])), &v)
            if LIKELY(st == 0):
                R[pc[-3]] = v
                W_NEXT(op, pc)
                continue
        elif op == W_I64_TRUNC_F64_U:
            AT_I64_TRUNC_F64_U()
            st = w_trunc_f64_u64((w_f64(R[pc[-2]])), &v)
            if LIKELY(st == 0):
                R[pc[-3]] = v
                W_NEXT(op, pc)
                continue
        elif op == W_I32_ADD:
            AT_I32_ADD()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) + (<uint32_t>R[pc[-1]]))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_ADD_K:
            AT_I32_ADD_K()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) + (<uint32_t>(<uint64_t*>pc)[0]))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_SUB:
            AT_I32_SUB()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) - (<uint32_t>R[pc[-1]]))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_SUB_K:
            AT_I32_SUB_K()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) - (<uint32_t>(<uint64_t*>pc)[0]))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_MUL:
            AT_I32_MUL()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) * (<uint32_t>R[pc[-1]]))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_MUL_K:
            AT_I32_MUL_K()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) * (<uint32_t>(<uint64_t*>pc)[0]))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_DIV_S:
            AT_I32_DIV_S()
            if (<int32_t>R[pc[-1]]) == 0:
                st = ST_DIVZERO
            elif (<int32_t>R[pc[-2]]) == -2147483648 and (<int32_t>R[pc[-1]]) == -1:
                st = ST_OVERFLOW
            else:
                R[pc[-3]] = <uint32_t>((<int32_t>R[pc[-2]]) // (<int32_t>R[pc[-1]]))
                W_NEXT(op, pc)
                continue
        elif op == W_I32_DIV_S_K:
            AT_I32_DIV_S_K()
            R[pc[-3]] = <uint32_t>((<int32_t>R[pc[-2]]) // (<int32_t>(<uint64_t*>pc)[0]))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_DIV_U:
            AT_I32_DIV_U()
            if (<uint32_t>R[pc[-1]]) == 0:
                st = ST_DIVZERO
            else:
                R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) // (<uint32_t>R[pc[-1]]))
                W_NEXT(op, pc)
                continue
        elif op == W_I32_DIV_U_K:
            AT_I32_DIV_U_K()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) // (<uint32_t>(<uint64_t*>pc)[0]))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_REM_S:
            AT_I32_REM_S()
            if (<int32_t>R[pc[-1]]) == 0:
                st = ST_DIVZERO
            else:
                R[pc[-3]] = <uint32_t>(w_rem_s32((<int32_t>R[pc[-2]]), (<int32_t>R[pc[-1]])))
                W_NEXT(op, pc)
                continue
        elif op == W_I32_REM_S_K:
            AT_I32_REM_S_K()
            R[pc[-3]] = <uint32_t>(w_rem_s32((<int32_t>R[pc[-2]]), (<int32_t>(<uint64_t*>pc)[0])))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_REM_U:
            AT_I32_REM_U()
            if (<uint32_t>R[pc[-1]]) == 0:
                st = ST_DIVZERO
            else:
                R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) % (<uint32_t>R[pc[-1]]))
                W_NEXT(op, pc)
                continue
        elif op == W_I32_REM_U_K:
            AT_I32_REM_U_K()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) % (<uint32_t>(<uint64_t*>pc)[0]))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_AND:
            AT_I32_AND()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) & (<uint32_t>R[pc[-1]]))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_AND_K:
            AT_I32_AND_K()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) & (<uint32_t>(<uint64_t*>pc)[0]))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_OR:
            AT_I32_OR()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) | (<uint32_t>R[pc[-1]]))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_OR_K:
            AT_I32_OR_K()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) | (<uint32_t>(<uint64_t*>pc)[0]))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_XOR:
            AT_I32_XOR()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) ^ (<uint32_t>R[pc[-1]]))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_XOR_K:
            AT_I32_XOR_K()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) ^ (<uint32_t>(<uint64_t*>pc)[0]))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_SHL:
            AT_I32_SHL()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) << ((<uint32_t>R[pc[-1]]) & 31))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_SHL_K:
            AT_I32_SHL_K()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) << ((<uint32_t>(<uint64_t*>pc)[0]) & 31))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_SHR_S:
            AT_I32_SHR_S()
            R[pc[-3]] = <uint32_t>((<int32_t>R[pc[-2]]) >> ((<int32_t>R[pc[-1]]) & 31))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_SHR_S_K:
            AT_I32_SHR_S_K()
            R[pc[-3]] = <uint32_t>((<int32_t>R[pc[-2]]) >> ((<int32_t>(<uint64_t*>pc)[0]) & 31))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_SHR_U:
            AT_I32_SHR_U()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) >> ((<uint32_t>R[pc[-1]]) & 31))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_SHR_U_K:
            AT_I32_SHR_U_K()
            R[pc[-3]] = <uint32_t>((<uint32_t>R[pc[-2]]) >> ((<uint32_t>(<uint64_t*>pc)[0]) & 31))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_ROTL:
            AT_I32_ROTL()
            R[pc[-3]] = <uint32_t>(w_rotl32((<uint32_t>R[pc[-2]]), (<uint32_t>R[pc[-1]])))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_ROTL_K:
            AT_I32_ROTL_K()
            R[pc[-3]] = <uint32_t>(w_rotl32((<uint32_t>R[pc[-2]]), (<uint32_t>(<uint64_t*>pc)[0])))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_ROTR:
            AT_I32_ROTR()
            R[pc[-3]] = <uint32_t>(w_rotl32((<uint32_t>R[pc[-2]]), 0 - (<uint32_t>R[pc[-1]])))
            W_NEXT(op, pc)
            continue
        elif op == W_I64_ADD:
            AT_I64_ADD()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] + R[pc[-1]])
            W_NEXT(op, pc)
            continue
        elif op == W_I64_ADD_K:
            AT_I64_ADD_K()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] + (<uint64_t*>pc)[0])
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I64_SUB:
            AT_I64_SUB()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] - R[pc[-1]])
            W_NEXT(op, pc)
            continue
        elif op == W_I64_SUB_K:
            AT_I64_SUB_K()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] - (<uint64_t*>pc)[0])
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I64_MUL:
            AT_I64_MUL()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] * R[pc[-1]])
            W_NEXT(op, pc)
            continue
        elif op == W_I64_MUL_K:
            AT_I64_MUL_K()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] * (<uint64_t*>pc)[0])
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I64_DIV_S:
            AT_I64_DIV_S()
            if (<int64_t>R[pc[-1]]) == 0:
                st = ST_DIVZERO
            elif (<int64_t>R[pc[-1]]) == -1 and w_is_min((<int64_t>R[pc[-2]])):
                st = ST_OVERFLOW
            else:
                R[pc[-3]] = <uint64_t>((<int64_t>R[pc[-2]]) // (<int64_t>R[pc[-1]]))
                W_NEXT(op, pc)
                continue
        elif op == W_I64_DIV_S_K:
            AT_I64_DIV_S_K()
            R[pc[-3]] = <uint64_t>((<int64_t>R[pc[-2]]) // (<int64_t>(<uint64_t*>pc)[0]))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I64_DIV_U:
            AT_I64_DIV_U()
            if R[pc[-1]] == 0:
                st = ST_DIVZERO
            else:
                R[pc[-3]] = <uint64_t>(R[pc[-2]] // R[pc[-1]])
                W_NEXT(op, pc)
                continue
        elif op == W_I64_DIV_U_K:
            AT_I64_DIV_U_K()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] // (<uint64_t*>pc)[0])
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I64_REM_S:
            AT_I64_REM_S()
            if (<int64_t>R[pc[-1]]) == 0:
                st = ST_DIVZERO
            else:
                R[pc[-3]] = <uint64_t>(w_rem_s64((<int64_t>R[pc[-2]]), (<int64_t>R[pc[-1]])))
                W_NEXT(op, pc)
                continue
        elif op == W_I64_REM_S_K:
            AT_I64_REM_S_K()
            R[pc[-3]] = <uint64_t>(w_rem_s64((<int64_t>R[pc[-2]]), (<int64_t>(<uint64_t*>pc)[0])))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I64_REM_U:
            AT_I64_REM_U()
            if R[pc[-1]] == 0:
                st = ST_DIVZERO
            else:
                R[pc[-3]] = <uint64_t>(R[pc[-2]] % R[pc[-1]])
                W_NEXT(op, pc)
                continue
        elif op == W_I64_REM_U_K:
            AT_I64_REM_U_K()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] % (<uint64_t*>pc)[0])
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I64_AND:
            AT_I64_AND()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] & R[pc[-1]])
            W_NEXT(op, pc)
            continue
        elif op == W_I64_AND_K:
            AT_I64_AND_K()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] & (<uint64_t*>pc)[0])
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I64_OR:
            AT_I64_OR()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] | R[pc[-1]])
            W_NEXT(op, pc)
            continue
        elif op == W_I64_OR_K:
            AT_I64_OR_K()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] | (<uint64_t*>pc)[0])
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I64_XOR:
            AT_I64_XOR()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] ^ R[pc[-1]])
            W_NEXT(op, pc)
            continue
        elif op == W_I64_XOR_K:
            AT_I64_XOR_K()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] ^ (<uint64_t*>pc)[0])
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I64_SHL:
            AT_I64_SHL()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] << (R[pc[-1]] & 63))
            W_NEXT(op, pc)
            continue
        elif op == W_I64_SHL_K:
            AT_I64_SHL_K()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] << ((<uint64_t*>pc)[0] & 63))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I64_SHR_S:
            AT_I64_SHR_S()
            R[pc[-3]] = <uint64_t>((<int64_t>R[pc[-2]]) >> ((<int64_t>R[pc[-1]]) & 63))
            W_NEXT(op, pc)
            continue
        elif op == W_I64_SHR_S_K:
            AT_I64_SHR_S_K()
            R[pc[-3]] = <uint64_t>((<int64_t>R[pc[-2]]) >> ((<int64_t>(<uint64_t*>pc)[0]) & 63))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I64_SHR_U:
            AT_I64_SHR_U()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] >> (R[pc[-1]] & 63))
            W_NEXT(op, pc)
            continue
        elif op == W_I64_SHR_U_K:
            AT_I64_SHR_U_K()
            R[pc[-3]] = <uint64_t>(R[pc[-2]] >> ((<uint64_t*>pc)[0] & 63))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I64_ROTL:
            AT_I64_ROTL()
            R[pc[-3]] = <uint64_t>(w_rotl64(R[pc[-2]], R[pc[-1]]))
            W_NEXT(op, pc)
            continue
        elif op == W_I64_ROTL_K:
            AT_I64_ROTL_K()
            R[pc[-3]] = <uint64_t>(w_rotl64(R[pc[-2]], (<uint64_t*>pc)[0]))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I64_ROTR:
            AT_I64_ROTR()
            R[pc[-3]] = <uint64_t>(w_rotl64(R[pc[-2]], 0 - R[pc[-1]]))
            W_NEXT(op, pc)
            continue
        elif op == W_F32_ADD:
            AT_F32_ADD()
            R[pc[-3]] = w_bits32((w_f32(<uint32_t>R[pc[-2]])) + (w_f32(<uint32_t>R[pc[-1]])))
            W_NEXT(op, pc)
            continue
        elif op == W_F32_SUB:
            AT_F32_SUB()
            R[pc[-3]] = w_bits32((w_f32(<uint32_t>R[pc[-2]])) - (w_f32(<uint32_t>R[pc[-1]])))
            W_NEXT(op, pc)
            continue
        elif op == W_F32_MUL:
            AT_F32_MUL()
            R[pc[-3]] = w_bits32((w_f32(<uint32_t>R[pc[-2]])) * (w_f32(<uint32_t>R[pc[-1]])))
            W_NEXT(op, pc)
            continue
        elif op == W_F32_DIV:
            AT_F32_DIV()
            R[pc[-3]] = w_bits32((w_f32(<uint32_t>R[pc[-2]])) / (w_f32(<uint32_t>R[pc[-1]])))
            W_NEXT(op, pc)
            continue
        elif op == W_F32_MIN:
            AT_F32_MIN()
            R[pc[-3]] = w_bits32(w_minf((w_f32(<uint32_t>R[pc[-2]])), (w_f32(<uint32_t>R[pc[-1]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_F32_MAX:
            AT_F32_MAX()
            R[pc[-3]] = w_bits32(w_maxf((w_f32(<uint32_t>R[pc[-2]])), (w_f32(<uint32_t>R[pc[-1]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_F32_COPYSIGN:
            AT_F32_COPYSIGN()
            R[pc[-3]] = <uint32_t>(((<uint32_t>R[pc[-2]]) & 0x7FFFFFFFu) | ((<uint32_t>R[pc[-1]]) & 0x80000000u))
            W_NEXT(op, pc)
            continue
        elif op == W_F64_ADD:
            AT_F64_ADD()
            R[pc[-3]] = w_bits64((w_f64(R[pc[-2]])) + (w_f64(R[pc[-1]])))
            W_NEXT(op, pc)
            continue
        elif op == W_F64_ADD_K:
            AT_F64_ADD_K()
            R[pc[-3]] = w_bits64((w_f64(R[pc[-2]])) + (w_f64((<uint64_t*>pc)[0])))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_F64_SUB:
            AT_F64_SUB()
            R[pc[-3]] = w_bits64((w_f64(R[pc[-2]])) - (w_f64(R[pc[-1]])))
            W_NEXT(op, pc)
            continue
        elif op == W_F64_SUB_K:
            AT_F64_SUB_K()
            R[pc[-3]] = w_bits64((w_f64(R[pc[-2]])) - (w_f64((<uint64_t*>pc)[0])))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_F64_MUL:
            AT_F64_MUL()
            R[pc[-3]] = w_bits64((w_f64(R[pc[-2]])) * (w_f64(R[pc[-1]])))
            W_NEXT(op, pc)
            continue
        elif op == W_F64_MUL_K:
            AT_F64_MUL_K()
            R[pc[-3]] = w_bits64((w_f64(R[pc[-2]])) * (w_f64((<uint64_t*>pc)[0])))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_F64_DIV:
            AT_F64_DIV()
            R[pc[-3]] = w_bits64((w_f64(R[pc[-2]])) / (w_f64(R[pc[-1]])))
            W_NEXT(op, pc)
            continue
        elif op == W_F64_DIV_K:
            AT_F64_DIV_K()
            R[pc[-3]] = w_bits64((w_f64(R[pc[-2]])) / (w_f64((<uint64_t*>pc)[0])))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_F64_MIN:
            AT_F64_MIN()
            R[pc[-3]] = w_bits64(w_min((w_f64(R[pc[-2]])), (w_f64(R[pc[-1]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_F64_MAX:
            AT_F64_MAX()
            R[pc[-3]] = w_bits64(w_max((w_f64(R[pc[-2]])), (w_f64(R[pc[-1]]))))
            W_NEXT(op, pc)
            continue
        elif op == W_F64_COPYSIGN:
            AT_F64_COPYSIGN()
            R[pc[-3]] = <uint64_t>((R[pc[-2]] & 0x7FFFFFFFFFFFFFFFu) | (R[pc[-1]] & 0x8000000000000000u))
            W_NEXT(op, pc)
            continue
        elif op == W_I32_XOR_ROTL:
            AT_I32_XOR_ROTL()
            R[pc[-3]] = <uint32_t>(((<uint32_t>R[pc[-2]])) ^ w_rotl32(((<uint32_t>R[pc[-1]])), (<uint32_t>(<uint64_t*>pc)[0])))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_XOR_SHR:
            AT_I32_XOR_SHR()
            R[pc[-3]] = <uint32_t>(((<uint32_t>R[pc[-2]])) ^ (((<uint32_t>R[pc[-1]])) >> ((<uint32_t>(<uint64_t*>pc)[0]) & 31)))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_ADD_SHL:
            AT_I32_ADD_SHL()
            R[pc[-3]] = <uint32_t>(((<uint32_t>R[pc[-2]])) + (((<uint32_t>R[pc[-1]])) << ((<uint32_t>(<uint64_t*>pc)[0]) & 31)))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_AND_SHL:
            AT_I32_AND_SHL()
            R[pc[-3]] = <uint32_t>((((<uint32_t>R[pc[-2]])) & (<uint32_t>(<uint64_t*>pc)[0])) << (pc[-1]))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_SHR_AND:
            AT_I32_SHR_AND()
            R[pc[-3]] = <uint32_t>((((<uint32_t>R[pc[-2]])) >> (pc[-1])) & (<uint32_t>(<uint64_t*>pc)[0]))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_ADD_MUL:
            AT_I32_ADD_MUL()
            R[pc[-3]] = <uint32_t>(((<uint32_t>R[pc[-2]])) + ((<uint32_t>R[pc[-1]])) * (<uint32_t>R[(<uint64_t*>pc)[0]]))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_ADD_ADD:
            AT_I32_ADD_ADD()
            R[pc[-3]] = <uint32_t>(((<uint32_t>R[pc[-2]])) + ((<uint32_t>R[pc[-1]])) + (<uint32_t>(<uint64_t*>pc)[0]))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I64_ADD_ADD:
            AT_I64_ADD_ADD()
            R[pc[-3]] = <uint64_t>((R[pc[-2]]) + (R[pc[-1]]) + ((<uint64_t*>pc)[0]))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_SHL_ADD:
            AT_I32_SHL_ADD()
            R[pc[-3]] = <uint32_t>((((<uint32_t>R[pc[-2]])) << (pc[-1])) + (<uint32_t>(<uint64_t*>pc)[0]))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_F64_ADD_MUL:
            AT_F64_ADD_MUL()
            R[pc[-3]] = w_bits64(((w_f64(R[pc[-2]]))) + ((w_f64(R[pc[-1]]))) * (w_f64(R[(<uint64_t*>pc)[0]])))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_F64_SUB_MUL:
            AT_F64_SUB_MUL()
            R[pc[-3]] = w_bits64(((w_f64(R[pc[-2]]))) - ((w_f64(R[pc[-1]]))) * (w_f64(R[(<uint64_t*>pc)[0]])))
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_I32_STEP:
            AT_I32_STEP()
            n = <uint32_t>R[pc[-3]] + <uint32_t><int32_t><int16_t>pc[-2]
            R[pc[-3]] = n
            if (<uint32_t>n) != 0:
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_STEP_NE:
            AT_I32_STEP_NE()
            n = <uint32_t>R[pc[-3]] + <uint32_t><int32_t><int16_t>pc[-2]
            R[pc[-3]] = n
            if (<uint32_t>n) != (<uint32_t>R[pc[-1]]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_STEP_NE_K:
            AT_I32_STEP_NE_K()
            n = <uint32_t>R[pc[-3]] + <uint32_t><int32_t><int16_t>pc[-2]
            R[pc[-3]] = n
            if (<uint32_t>n) != (<uint32_t><uint64_t><int64_t>(<int32_t*>pc)[1]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_STEP_LT_S:
            AT_I32_STEP_LT_S()
            n = <uint32_t>R[pc[-3]] + <uint32_t><int32_t><int16_t>pc[-2]
            R[pc[-3]] = n
            if (<int32_t>n) < (<int32_t>R[pc[-1]]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_STEP_LT_S_K:
            AT_I32_STEP_LT_S_K()
            n = <uint32_t>R[pc[-3]] + <uint32_t><int32_t><int16_t>pc[-2]
            R[pc[-3]] = n
            if (<int32_t>n) < (<int32_t><uint64_t><int64_t>(<int32_t*>pc)[1]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_STEP_LT_U:
            AT_I32_STEP_LT_U()
            n = <uint32_t>R[pc[-3]] + <uint32_t><int32_t><int16_t>pc[-2]
            R[pc[-3]] = n
            if (<uint32_t>n) < (<uint32_t>R[pc[-1]]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_STEP_LT_U_K:
            AT_I32_STEP_LT_U_K()
            n = <uint32_t>R[pc[-3]] + <uint32_t><int32_t><int16_t>pc[-2]
            R[pc[-3]] = n
            if (<uint32_t>n) < (<uint32_t><uint64_t><int64_t>(<int32_t*>pc)[1]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_EQ:
            AT_I32_EQ()
            R[pc[-3]] = 1 if (<uint32_t>R[pc[-2]]) == (<uint32_t>R[pc[-1]]) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I32_EQ:
            AT_BR_I32_EQ()
            if (<uint32_t>R[pc[-3]]) == (<uint32_t>R[pc[-2]]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_EQ_K:
            AT_I32_EQ_K()
            R[pc[-3]] = 1 if (<uint32_t>R[pc[-2]]) == (<uint32_t><uint64_t><int64_t>(<int32_t*>pc)[1]) else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I32_EQ_K:
            AT_BR_I32_EQ_K()
            if (<uint32_t>R[pc[-3]]) == (<uint32_t><uint64_t><int64_t>(<int32_t*>pc)[1]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_NE:
            AT_I32_NE()
            R[pc[-3]] = 1 if (<uint32_t>R[pc[-2]]) != (<uint32_t>R[pc[-1]]) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I32_NE:
            AT_BR_I32_NE()
            if (<uint32_t>R[pc[-3]]) != (<uint32_t>R[pc[-2]]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_NE_K:
            AT_I32_NE_K()
            R[pc[-3]] = 1 if (<uint32_t>R[pc[-2]]) != (<uint32_t><uint64_t><int64_t>(<int32_t*>pc)[1]) else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I32_NE_K:
            AT_BR_I32_NE_K()
            if (<uint32_t>R[pc[-3]]) != (<uint32_t><uint64_t><int64_t>(<int32_t*>pc)[1]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_LT_S:
            AT_I32_LT_S()
            R[pc[-3]] = 1 if (<int32_t>R[pc[-2]]) < (<int32_t>R[pc[-1]]) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I32_LT_S:
            AT_BR_I32_LT_S()
            if (<int32_t>R[pc[-3]]) < (<int32_t>R[pc[-2]]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_LT_S_K:
            AT_I32_LT_S_K()
            R[pc[-3]] = 1 if (<int32_t>R[pc[-2]]) < (<int32_t><uint64_t><int64_t>(<int32_t*>pc)[1]) else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I32_LT_S_K:
            AT_BR_I32_LT_S_K()
            if (<int32_t>R[pc[-3]]) < (<int32_t><uint64_t><int64_t>(<int32_t*>pc)[1]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_LT_U:
            AT_I32_LT_U()
            R[pc[-3]] = 1 if (<uint32_t>R[pc[-2]]) < (<uint32_t>R[pc[-1]]) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I32_LT_U:
            AT_BR_I32_LT_U()
            if (<uint32_t>R[pc[-3]]) < (<uint32_t>R[pc[-2]]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_LT_U_K:
            AT_I32_LT_U_K()
            R[pc[-3]] = 1 if (<uint32_t>R[pc[-2]]) < (<uint32_t><uint64_t><int64_t>(<int32_t*>pc)[1]) else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I32_LT_U_K:
            AT_BR_I32_LT_U_K()
            if (<uint32_t>R[pc[-3]]) < (<uint32_t><uint64_t><int64_t>(<int32_t*>pc)[1]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_LE_S:
            AT_I32_LE_S()
            R[pc[-3]] = 1 if (<int32_t>R[pc[-2]]) <= (<int32_t>R[pc[-1]]) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I32_LE_S:
            AT_BR_I32_LE_S()
            if (<int32_t>R[pc[-3]]) <= (<int32_t>R[pc[-2]]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_LE_S_K:
            AT_I32_LE_S_K()
            R[pc[-3]] = 1 if (<int32_t>R[pc[-2]]) <= (<int32_t><uint64_t><int64_t>(<int32_t*>pc)[1]) else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I32_LE_S_K:
            AT_BR_I32_LE_S_K()
            if (<int32_t>R[pc[-3]]) <= (<int32_t><uint64_t><int64_t>(<int32_t*>pc)[1]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_LE_U:
            AT_I32_LE_U()
            R[pc[-3]] = 1 if (<uint32_t>R[pc[-2]]) <= (<uint32_t>R[pc[-1]]) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I32_LE_U:
            AT_BR_I32_LE_U()
            if (<uint32_t>R[pc[-3]]) <= (<uint32_t>R[pc[-2]]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_LE_U_K:
            AT_I32_LE_U_K()
            R[pc[-3]] = 1 if (<uint32_t>R[pc[-2]]) <= (<uint32_t><uint64_t><int64_t>(<int32_t*>pc)[1]) else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I32_LE_U_K:
            AT_BR_I32_LE_U_K()
            if (<uint32_t>R[pc[-3]]) <= (<uint32_t><uint64_t><int64_t>(<int32_t*>pc)[1]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_GT_S_K:
            AT_I32_GT_S_K()
            R[pc[-3]] = 1 if (<int32_t>R[pc[-2]]) > (<int32_t><uint64_t><int64_t>(<int32_t*>pc)[1]) else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I32_GT_S_K:
            AT_BR_I32_GT_S_K()
            if (<int32_t>R[pc[-3]]) > (<int32_t><uint64_t><int64_t>(<int32_t*>pc)[1]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_GT_U_K:
            AT_I32_GT_U_K()
            R[pc[-3]] = 1 if (<uint32_t>R[pc[-2]]) > (<uint32_t><uint64_t><int64_t>(<int32_t*>pc)[1]) else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I32_GT_U_K:
            AT_BR_I32_GT_U_K()
            if (<uint32_t>R[pc[-3]]) > (<uint32_t><uint64_t><int64_t>(<int32_t*>pc)[1]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_GE_S_K:
            AT_I32_GE_S_K()
            R[pc[-3]] = 1 if (<int32_t>R[pc[-2]]) >= (<int32_t><uint64_t><int64_t>(<int32_t*>pc)[1]) else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I32_GE_S_K:
            AT_BR_I32_GE_S_K()
            if (<int32_t>R[pc[-3]]) >= (<int32_t><uint64_t><int64_t>(<int32_t*>pc)[1]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_GE_U_K:
            AT_I32_GE_U_K()
            R[pc[-3]] = 1 if (<uint32_t>R[pc[-2]]) >= (<uint32_t><uint64_t><int64_t>(<int32_t*>pc)[1]) else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I32_GE_U_K:
            AT_BR_I32_GE_U_K()
            if (<uint32_t>R[pc[-3]]) >= (<uint32_t><uint64_t><int64_t>(<int32_t*>pc)[1]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I64_EQ:
            AT_I64_EQ()
            R[pc[-3]] = 1 if R[pc[-2]] == R[pc[-1]] else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I64_EQ:
            AT_BR_I64_EQ()
            if R[pc[-3]] == R[pc[-2]]:
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I64_EQ_K:
            AT_I64_EQ_K()
            R[pc[-3]] = 1 if R[pc[-2]] == <uint64_t><int64_t>(<int32_t*>pc)[1] else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I64_EQ_K:
            AT_BR_I64_EQ_K()
            if R[pc[-3]] == <uint64_t><int64_t>(<int32_t*>pc)[1]:
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I64_NE:
            AT_I64_NE()
            R[pc[-3]] = 1 if R[pc[-2]] != R[pc[-1]] else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I64_NE:
            AT_BR_I64_NE()
            if R[pc[-3]] != R[pc[-2]]:
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I64_NE_K:
            AT_I64_NE_K()
            R[pc[-3]] = 1 if R[pc[-2]] != <uint64_t><int64_t>(<int32_t*>pc)[1] else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I64_NE_K:
            AT_BR_I64_NE_K()
            if R[pc[-3]] != <uint64_t><int64_t>(<int32_t*>pc)[1]:
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I64_LT_S:
            AT_I64_LT_S()
            R[pc[-3]] = 1 if (<int64_t>R[pc[-2]]) < (<int64_t>R[pc[-1]]) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I64_LT_S:
            AT_BR_I64_LT_S()
            if (<int64_t>R[pc[-3]]) < (<int64_t>R[pc[-2]]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I64_LT_S_K:
            AT_I64_LT_S_K()
            R[pc[-3]] = 1 if (<int64_t>R[pc[-2]]) < (<int64_t><uint64_t><int64_t>(<int32_t*>pc)[1]) else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I64_LT_S_K:
            AT_BR_I64_LT_S_K()
            if (<int64_t>R[pc[-3]]) < (<int64_t><uint64_t><int64_t>(<int32_t*>pc)[1]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I64_LT_U:
            AT_I64_LT_U()
            R[pc[-3]] = 1 if R[pc[-2]] < R[pc[-1]] else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I64_LT_U:
            AT_BR_I64_LT_U()
            if R[pc[-3]] < R[pc[-2]]:
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I64_LT_U_K:
            AT_I64_LT_U_K()
            R[pc[-3]] = 1 if R[pc[-2]] < <uint64_t><int64_t>(<int32_t*>pc)[1] else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I64_LT_U_K:
            AT_BR_I64_LT_U_K()
            if R[pc[-3]] < <uint64_t><int64_t>(<int32_t*>pc)[1]:
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I64_LE_S:
            AT_I64_LE_S()
            R[pc[-3]] = 1 if (<int64_t>R[pc[-2]]) <= (<int64_t>R[pc[-1]]) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I64_LE_S:
            AT_BR_I64_LE_S()
            if (<int64_t>R[pc[-3]]) <= (<int64_t>R[pc[-2]]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I64_LE_S_K:
            AT_I64_LE_S_K()
            R[pc[-3]] = 1 if (<int64_t>R[pc[-2]]) <= (<int64_t><uint64_t><int64_t>(<int32_t*>pc)[1]) else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I64_LE_S_K:
            AT_BR_I64_LE_S_K()
            if (<int64_t>R[pc[-3]]) <= (<int64_t><uint64_t><int64_t>(<int32_t*>pc)[1]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I64_LE_U:
            AT_I64_LE_U()
            R[pc[-3]] = 1 if R[pc[-2]] <= R[pc[-1]] else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I64_LE_U:
            AT_BR_I64_LE_U()
            if R[pc[-3]] <= R[pc[-2]]:
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I64_LE_U_K:
            AT_I64_LE_U_K()
            R[pc[-3]] = 1 if R[pc[-2]] <= <uint64_t><int64_t>(<int32_t*>pc)[1] else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I64_LE_U_K:
            AT_BR_I64_LE_U_K()
            if R[pc[-3]] <= <uint64_t><int64_t>(<int32_t*>pc)[1]:
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I64_GT_S_K:
            AT_I64_GT_S_K()
            R[pc[-3]] = 1 if (<int64_t>R[pc[-2]]) > (<int64_t><uint64_t><int64_t>(<int32_t*>pc)[1]) else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I64_GT_S_K:
            AT_BR_I64_GT_S_K()
            if (<int64_t>R[pc[-3]]) > (<int64_t><uint64_t><int64_t>(<int32_t*>pc)[1]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I64_GT_U_K:
            AT_I64_GT_U_K()
            R[pc[-3]] = 1 if R[pc[-2]] > <uint64_t><int64_t>(<int32_t*>pc)[1] else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I64_GT_U_K:
            AT_BR_I64_GT_U_K()
            if R[pc[-3]] > <uint64_t><int64_t>(<int32_t*>pc)[1]:
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I64_GE_S_K:
            AT_I64_GE_S_K()
            R[pc[-3]] = 1 if (<int64_t>R[pc[-2]]) >= (<int64_t><uint64_t><int64_t>(<int32_t*>pc)[1]) else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I64_GE_S_K:
            AT_BR_I64_GE_S_K()
            if (<int64_t>R[pc[-3]]) >= (<int64_t><uint64_t><int64_t>(<int32_t*>pc)[1]):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I64_GE_U_K:
            AT_I64_GE_U_K()
            R[pc[-3]] = 1 if R[pc[-2]] >= <uint64_t><int64_t>(<int32_t*>pc)[1] else 0
            pc += 4
            W_NEXT(op, pc)
            continue
        elif op == W_BR_I64_GE_U_K:
            AT_BR_I64_GE_U_K()
            if R[pc[-3]] >= <uint64_t><int64_t>(<int32_t*>pc)[1]:
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_F32_EQ:
            AT_F32_EQ()
            R[pc[-3]] = 1 if (w_f32(<uint32_t>R[pc[-2]])) == (w_f32(<uint32_t>R[pc[-1]])) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_F32_EQ:
            AT_BR_F32_EQ()
            if (w_f32(<uint32_t>R[pc[-3]])) == (w_f32(<uint32_t>R[pc[-2]])):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_F32_NE:
            AT_F32_NE()
            R[pc[-3]] = 1 if (w_f32(<uint32_t>R[pc[-2]])) != (w_f32(<uint32_t>R[pc[-1]])) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_F32_NE:
            AT_BR_F32_NE()
            if (w_f32(<uint32_t>R[pc[-3]])) != (w_f32(<uint32_t>R[pc[-2]])):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_F32_LT:
            AT_F32_LT()
            R[pc[-3]] = 1 if (w_f32(<uint32_t>R[pc[-2]])) < (w_f32(<uint32_t>R[pc[-1]])) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_F32_LT:
            AT_BR_F32_LT()
            if (w_f32(<uint32_t>R[pc[-3]])) < (w_f32(<uint32_t>R[pc[-2]])):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_F32_LE:
            AT_F32_LE()
            R[pc[-3]] = 1 if (w_f32(<uint32_t>R[pc[-2]])) <= (w_f32(<uint32_t>R[pc[-1]])) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_F32_LE:
            AT_BR_F32_LE()
            if (w_f32(<uint32_t>R[pc[-3]])) <= (w_f32(<uint32_t>R[pc[-2]])):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_F32_NLT:
            AT_F32_NLT()
            R[pc[-3]] = 1 if not ((w_f32(<uint32_t>R[pc[-2]])) < (w_f32(<uint32_t>R[pc[-1]]))) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_F32_NLT:
            AT_BR_F32_NLT()
            if not ((w_f32(<uint32_t>R[pc[-3]])) < (w_f32(<uint32_t>R[pc[-2]]))):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_F32_NLE:
            AT_F32_NLE()
            R[pc[-3]] = 1 if not ((w_f32(<uint32_t>R[pc[-2]])) <= (w_f32(<uint32_t>R[pc[-1]]))) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_F32_NLE:
            AT_BR_F32_NLE()
            if not ((w_f32(<uint32_t>R[pc[-3]])) <= (w_f32(<uint32_t>R[pc[-2]]))):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_F64_EQ:
            AT_F64_EQ()
            R[pc[-3]] = 1 if (w_f64(R[pc[-2]])) == (w_f64(R[pc[-1]])) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_F64_EQ:
            AT_BR_F64_EQ()
            if (w_f64(R[pc[-3]])) == (w_f64(R[pc[-2]])):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_F64_NE:
            AT_F64_NE()
            R[pc[-3]] = 1 if (w_f64(R[pc[-2]])) != (w_f64(R[pc[-1]])) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_F64_NE:
            AT_BR_F64_NE()
            if (w_f64(R[pc[-3]])) != (w_f64(R[pc[-2]])):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_F64_LT:
            AT_F64_LT()
            R[pc[-3]] = 1 if (w_f64(R[pc[-2]])) < (w_f64(R[pc[-1]])) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_F64_LT:
            AT_BR_F64_LT()
            if (w_f64(R[pc[-3]])) < (w_f64(R[pc[-2]])):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_F64_LE:
            AT_F64_LE()
            R[pc[-3]] = 1 if (w_f64(R[pc[-2]])) <= (w_f64(R[pc[-1]])) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_F64_LE:
            AT_BR_F64_LE()
            if (w_f64(R[pc[-3]])) <= (w_f64(R[pc[-2]])):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_F64_NLT:
            AT_F64_NLT()
            R[pc[-3]] = 1 if not ((w_f64(R[pc[-2]])) < (w_f64(R[pc[-1]]))) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_F64_NLT:
            AT_BR_F64_NLT()
            if not ((w_f64(R[pc[-3]])) < (w_f64(R[pc[-2]]))):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_F64_NLE:
            AT_F64_NLE()
            R[pc[-3]] = 1 if not ((w_f64(R[pc[-2]])) <= (w_f64(R[pc[-1]]))) else 0
            W_NEXT(op, pc)
            continue
        elif op == W_BR_F64_NLE:
            AT_BR_F64_NLE()
            if not ((w_f64(R[pc[-3]])) <= (w_f64(R[pc[-2]]))):
                pc += (<int32_t*>pc)[0]
                if LIKELY(SPEND(budget)):
                    W_NEXT(op, pc)
                    continue
                st = ST_SLICE
            else:
                pc += 4
                W_NEXT(op, pc)
                continue
        elif op == W_I32_LOAD:
            AT_I32_LOAD()
            at = R[pc[-2]] + pc[-1]
            if LIKELY(at + 4 <= mem_size):
                p = mem + at
                R[pc[-3]] = w_load32(p)
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD_WIDE:
            AT_I32_LOAD_WIDE()
            at = R[pc[-2]] + (<uint64_t*>pc)[0]
            if LIKELY(at + 4 <= mem_size):
                p = mem + at
                R[pc[-3]] = w_load32(p)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD_AK:
            AT_I32_LOAD_AK()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>(<uint64_t*>pc)[0]) + pc[-1]
            if LIKELY(at + 4 <= mem_size):
                p = mem + at
                R[pc[-3]] = w_load32(p)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD_AB:
            AT_I32_LOAD_AB()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>R[pc[-1]]) + (<uint64_t*>pc)[0]
            if LIKELY(at + 4 <= mem_size):
                p = mem + at
                R[pc[-3]] = w_load32(p)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_LOAD:
            AT_I64_LOAD()
            at = R[pc[-2]] + pc[-1]
            if LIKELY(at + 8 <= mem_size):
                p = mem + at
                R[pc[-3]] = w_load64(p)
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_LOAD_WIDE:
            AT_I64_LOAD_WIDE()
            at = R[pc[-2]] + (<uint64_t*>pc)[0]
            if LIKELY(at + 8 <= mem_size):
                p = mem + at
                R[pc[-3]] = w_load64(p)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_LOAD_AK:
            AT_I64_LOAD_AK()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>(<uint64_t*>pc)[0]) + pc[-1]
            if LIKELY(at + 8 <= mem_size):
                p = mem + at
                R[pc[-3]] = w_load64(p)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_LOAD_AB:
            AT_I64_LOAD_AB()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>R[pc[-1]]) + (<uint64_t*>pc)[0]
            if LIKELY(at + 8 <= mem_size):
                p = mem + at
                R[pc[-3]] = w_load64(p)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD8_S:
            AT_I32_LOAD8_S()
            at = R[pc[-2]] + pc[-1]
            if LIKELY(at + 1 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint32_t><int32_t><int8_t>p[0]
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD8_S_WIDE:
            AT_I32_LOAD8_S_WIDE()
            at = R[pc[-2]] + (<uint64_t*>pc)[0]
            if LIKELY(at + 1 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint32_t><int32_t><int8_t>p[0]
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD8_S_AK:
            AT_I32_LOAD8_S_AK()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>(<uint64_t*>pc)[0]) + pc[-1]
            if LIKELY(at + 1 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint32_t><int32_t><int8_t>p[0]
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD8_S_AB:
            AT_I32_LOAD8_S_AB()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>R[pc[-1]]) + (<uint64_t*>pc)[0]
            if LIKELY(at + 1 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint32_t><int32_t><int8_t>p[0]
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD8_U:
            AT_I32_LOAD8_U()
            at = R[pc[-2]] + pc[-1]
            if LIKELY(at + 1 <= mem_size):
                p = mem + at
                R[pc[-3]] = p[0]
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD8_U_WIDE:
            AT_I32_LOAD8_U_WIDE()
            at = R[pc[-2]] + (<uint64_t*>pc)[0]
            if LIKELY(at + 1 <= mem_size):
                p = mem + at
                R[pc[-3]] = p[0]
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD8_U_AK:
            AT_I32_LOAD8_U_AK()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>(<uint64_t*>pc)[0]) + pc[-1]
            if LIKELY(at + 1 <= mem_size):
                p = mem + at
                R[pc[-3]] = p[0]
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD8_U_AB:
            AT_I32_LOAD8_U_AB()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>R[pc[-1]]) + (<uint64_t*>pc)[0]
            if LIKELY(at + 1 <= mem_size):
                p = mem + at
                R[pc[-3]] = p[0]
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD16_S:
            AT_I32_LOAD16_S()
            at = R[pc[-2]] + pc[-1]
            if LIKELY(at + 2 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint32_t><int32_t><int16_t>w_load16(p)
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD16_S_WIDE:
            AT_I32_LOAD16_S_WIDE()
            at = R[pc[-2]] + (<uint64_t*>pc)[0]
            if LIKELY(at + 2 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint32_t><int32_t><int16_t>w_load16(p)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD16_S_AK:
            AT_I32_LOAD16_S_AK()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>(<uint64_t*>pc)[0]) + pc[-1]
            if LIKELY(at + 2 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint32_t><int32_t><int16_t>w_load16(p)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD16_S_AB:
            AT_I32_LOAD16_S_AB()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>R[pc[-1]]) + (<uint64_t*>pc)[0]
            if LIKELY(at + 2 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint32_t><int32_t><int16_t>w_load16(p)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD16_U:
            AT_I32_LOAD16_U()
            at = R[pc[-2]] + pc[-1]
            if LIKELY(at + 2 <= mem_size):
                p = mem + at
                R[pc[-3]] = w_load16(p)
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD16_U_WIDE:
            AT_I32_LOAD16_U_WIDE()
            at = R[pc[-2]] + (<uint64_t*>pc)[0]
            if LIKELY(at + 2 <= mem_size):
                p = mem + at
                R[pc[-3]] = w_load16(p)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD16_U_AK:
            AT_I32_LOAD16_U_AK()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>(<uint64_t*>pc)[0]) + pc[-1]
            if LIKELY(at + 2 <= mem_size):
                p = mem + at
                R[pc[-3]] = w_load16(p)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_LOAD16_U_AB:
            AT_I32_LOAD16_U_AB()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>R[pc[-1]]) + (<uint64_t*>pc)[0]
            if LIKELY(at + 2 <= mem_size):
                p = mem + at
                R[pc[-3]] = w_load16(p)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_LOAD8_S:
            AT_I64_LOAD8_S()
            at = R[pc[-2]] + pc[-1]
            if LIKELY(at + 1 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint64_t><int64_t><int8_t>p[0]
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_LOAD8_S_WIDE:
            AT_I64_LOAD8_S_WIDE()
            at = R[pc[-2]] + (<uint64_t*>pc)[0]
            if LIKELY(at + 1 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint64_t><int64_t><int8_t>p[0]
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_LOAD8_S_AK:
            AT_I64_LOAD8_S_AK()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>(<uint64_t*>pc)[0]) + pc[-1]
            if LIKELY(at + 1 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint64_t><int64_t><int8_t>p[0]
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_LOAD8_S_AB:
            AT_I64_LOAD8_S_AB()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>R[pc[-1]]) + (<uint64_t*>pc)[0]
            if LIKELY(at + 1 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint64_t><int64_t><int8_t>p[0]
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_LOAD16_S:
            AT_I64_LOAD16_S()
            at = R[pc[-2]] + pc[-1]
            if LIKELY(at + 2 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint64_t><int64_t><int16_t>w_load16(p)
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_LOAD16_S_WIDE:
            AT_I64_LOAD16_S_WIDE()
            at = R[pc[-2]] + (<uint64_t*>pc)[0]
            if LIKELY(at + 2 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint64_t><int64_t><int16_t>w_load16(p)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_LOAD16_S_AK:
            AT_I64_LOAD16_S_AK()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>(<uint64_t*>pc)[0]) + pc[-1]
            if LIKELY(at + 2 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint64_t><int64_t><int16_t>w_load16(p)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_LOAD16_S_AB:
            AT_I64_LOAD16_S_AB()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>R[pc[-1]]) + (<uint64_t*>pc)[0]
            if LIKELY(at + 2 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint64_t><int64_t><int16_t>w_load16(p)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_LOAD32_S:
            AT_I64_LOAD32_S()
            at = R[pc[-2]] + pc[-1]
            if LIKELY(at + 4 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint64_t><int64_t><int32_t>w_load32(p)
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_LOAD32_S_WIDE:
            AT_I64_LOAD32_S_WIDE()
            at = R[pc[-2]] + (<uint64_t*>pc)[0]
            if LIKELY(at + 4 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint64_t><int64_t><int32_t>w_load32(p)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_LOAD32_S_AK:
            AT_I64_LOAD32_S_AK()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>(<uint64_t*>pc)[0]) + pc[-1]
            if LIKELY(at + 4 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint64_t><int64_t><int32_t>w_load32(p)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_LOAD32_S_AB:
            AT_I64_LOAD32_S_AB()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>R[pc[-1]]) + (<uint64_t*>pc)[0]
            if LIKELY(at + 4 <= mem_size):
                p = mem + at
                R[pc[-3]] = <uint64_t><int64_t><int32_t>w_load32(p)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_STORE8:
            AT_I32_STORE8()
            at = R[pc[-2]] + pc[-1]
            if LIKELY(at + 1 <= mem_size):
                p = mem + at
                v = R[pc[-3]]
                p[0] = <uint8_t>v
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_STORE8_WIDE:
            AT_I32_STORE8_WIDE()
            at = R[pc[-2]] + (<uint64_t*>pc)[0]
            if LIKELY(at + 1 <= mem_size):
                p = mem + at
                v = R[pc[-3]]
                p[0] = <uint8_t>v
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_STORE8_AK:
            AT_I32_STORE8_AK()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>(<uint64_t*>pc)[0]) + pc[-1]
            if LIKELY(at + 1 <= mem_size):
                p = mem + at
                v = R[pc[-3]]
                p[0] = <uint8_t>v
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_STORE8_AB:
            AT_I32_STORE8_AB()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>R[pc[-1]]) + (<uint64_t*>pc)[0]
            if LIKELY(at + 1 <= mem_size):
                p = mem + at
                v = R[pc[-3]]
                p[0] = <uint8_t>v
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_STORE8_V:
            AT_I32_STORE8_V()
            at = R[pc[-2]] + pc[-1]
            if LIKELY(at + 1 <= mem_size):
                p = mem + at
                v = (<uint64_t*>pc)[0]
                p[0] = <uint8_t>v
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_STORE16:
            AT_I32_STORE16()
            at = R[pc[-2]] + pc[-1]
            if LIKELY(at + 2 <= mem_size):
                p = mem + at
                v = R[pc[-3]]
                w_store16(p, <uint16_t>v)
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_STORE16_WIDE:
            AT_I32_STORE16_WIDE()
            at = R[pc[-2]] + (<uint64_t*>pc)[0]
            if LIKELY(at + 2 <= mem_size):
                p = mem + at
                v = R[pc[-3]]
                w_store16(p, <uint16_t>v)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_STORE16_AK:
            AT_I32_STORE16_AK()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>(<uint64_t*>pc)[0]) + pc[-1]
            if LIKELY(at + 2 <= mem_size):
                p = mem + at
                v = R[pc[-3]]
                w_store16(p, <uint16_t>v)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_STORE16_AB:
            AT_I32_STORE16_AB()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>R[pc[-1]]) + (<uint64_t*>pc)[0]
            if LIKELY(at + 2 <= mem_size):
                p = mem + at
                v = R[pc[-3]]
                w_store16(p, <uint16_t>v)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_STORE16_V:
            AT_I32_STORE16_V()
            at = R[pc[-2]] + pc[-1]
            if LIKELY(at + 2 <= mem_size):
                p = mem + at
                v = (<uint64_t*>pc)[0]
                w_store16(p, <uint16_t>v)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_STORE:
            AT_I32_STORE()
            at = R[pc[-2]] + pc[-1]
            if LIKELY(at + 4 <= mem_size):
                p = mem + at
                v = R[pc[-3]]
                w_store32(p, <uint32_t>v)
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_STORE_WIDE:
            AT_I32_STORE_WIDE()
            at = R[pc[-2]] + (<uint64_t*>pc)[0]
            if LIKELY(at + 4 <= mem_size):
                p = mem + at
                v = R[pc[-3]]
                w_store32(p, <uint32_t>v)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_STORE_AK:
            AT_I32_STORE_AK()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>(<uint64_t*>pc)[0]) + pc[-1]
            if LIKELY(at + 4 <= mem_size):
                p = mem + at
                v = R[pc[-3]]
                w_store32(p, <uint32_t>v)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_STORE_AB:
            AT_I32_STORE_AB()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>R[pc[-1]]) + (<uint64_t*>pc)[0]
            if LIKELY(at + 4 <= mem_size):
                p = mem + at
                v = R[pc[-3]]
                w_store32(p, <uint32_t>v)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I32_STORE_V:
            AT_I32_STORE_V()
            at = R[pc[-2]] + pc[-1]
            if LIKELY(at + 4 <= mem_size):
                p = mem + at
                v = (<uint64_t*>pc)[0]
                w_store32(p, <uint32_t>v)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_STORE:
            AT_I64_STORE()
            at = R[pc[-2]] + pc[-1]
            if LIKELY(at + 8 <= mem_size):
                p = mem + at
                v = R[pc[-3]]
                w_store64(p, v)
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_STORE_WIDE:
            AT_I64_STORE_WIDE()
            at = R[pc[-2]] + (<uint64_t*>pc)[0]
            if LIKELY(at + 8 <= mem_size):
                p = mem + at
                v = R[pc[-3]]
                w_store64(p, v)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_STORE_AK:
            AT_I64_STORE_AK()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>(<uint64_t*>pc)[0]) + pc[-1]
            if LIKELY(at + 8 <= mem_size):
                p = mem + at
                v = R[pc[-3]]
                w_store64(p, v)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_STORE_AB:
            AT_I64_STORE_AB()
            at = <uint64_t><uint32_t>(<uint32_t>R[pc[-2]] + <uint32_t>R[pc[-1]]) + (<uint64_t*>pc)[0]
            if LIKELY(at + 8 <= mem_size):
                p = mem + at
                v = R[pc[-3]]
                w_store64(p, v)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS
        elif op == W_I64_STORE_V:
            AT_I64_STORE_V()
            at = R[pc[-2]] + pc[-1]
            if LIKELY(at + 8 <= mem_size):
                p = mem + at
                v = (<uint64_t*>pc)[0]
                w_store64(p, v)
                pc += 4
                W_NEXT(op, pc)
                continue
            st = ST_MEMORY_BOUNDS

        # ---- end of what is written by tools/gen.py

        # ---- what fell out of the chain
        if st == ST_ENTER:                 # n: from pc to the next instruction
            H = R + pc[-2]
            budget -= 1
            if H >= limit:
                st = ST_STACK
            elif budget < 0:
                pc -= 4
                st = ST_SLICE
            elif callee.code != NULL:
                H[0] = <uint64_t><size_t>(pc + n)
                H[1] = <uint64_t><size_t>R
                H[2] = <uint64_t><size_t>inst
                R += pc[-3]
                pc = callee.code.entry
                if callee.inst != inst:
                    inst = callee.inst
                    mem = inst.memory.base
                    mem_size = inst.memory.size
                continue
            else:
                store.pc = pc
                store.frame = R
                store.inst = inst
                store.budget = budget
                store.top = H + (callee.type.result_slots - callee.type.param_slots
                                 if callee.type.result_slots > callee.type.param_slots else 0)
                st = store.call_host(store, callee, R + pc[-3])
                budget = store.budget
                mem = inst.memory.base
                mem_size = inst.memory.size
                if st == ST_OK:
                    pc += n
                    continue
        elif st == ST_TAIL:                # n: the header of this frame
            H = R + n
            saved[0] = H[0]
            saved[1] = H[1]
            saved[2] = H[2]
            n = pc[-2]
            budget -= 1
            if R + n >= limit:
                st = ST_STACK
            elif budget < 0:
                pc -= 4
                st = ST_SLICE
            elif callee.code != NULL:
                memmove(R, R + pc[-3], <size_t>n * 8)
                H = R + n
                H[0] = saved[0]
                H[1] = saved[1]
                H[2] = saved[2]
                pc = callee.code.entry
                if callee.inst != inst:
                    inst = callee.inst
                    mem = inst.memory.base
                    mem_size = inst.memory.size
                continue
            else:
                store.pc = pc
                store.frame = R
                store.inst = inst
                store.budget = budget
                H = R + pc[-3]
                store.top = H + (callee.type.result_slots if callee.type.result_slots > n else n)
                st = store.call_host(store, callee, H)
                budget = store.budget
                if st == ST_OK:
                    memmove(R, H, <size_t>callee.type.result_slots * 8)
                    pc = <const uint16_t*><size_t>saved[0]
                    R = <uint64_t*><size_t>saved[1]
                    inst = <WInstance*><size_t>saved[2]
                    mem = inst.memory.base
                    mem_size = inst.memory.size
                    continue
        if st == ST_SLICE:
            store.pc = pc + 4
            store.frame = R
            store.inst = inst
            store.budget = budget
            st = wasm_slice(store)
            budget = store.budget
            if st == ST_OK:
                mem = inst.memory.base
                mem_size = inst.memory.size
                continue
        if st == ST_THROW:
            store.pc = pc
            store.frame = R
            store.inst = inst
            if unwind(store, &pc, &R, &inst):
                mem = inst.memory.base
                mem_size = inst.memory.size
                continue
        store.pc = pc
        store.frame = R
        store.inst = inst
        store.budget = budget
        store.detail = at
        return st
