# What the loop's arms do when the short way does not hold. All functions take and leave the machine's state in vm.base
# and vm.pc; the loop reloads its locals from there after a call that answers ST_OK.

from libc.stdint cimport uint64_t, int64_t, uint16_t, uint32_t
from libc.stdlib cimport calloc
from libc.string cimport memcpy, memmove, memset, strlen, strcmp
from libc.stdio cimport snprintf
from vmcore._tags cimport *
from vmcore._ops cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._stack cimport *
from vmcore._escape cimport *

cdef extern from *:
    """
    #include <time.h>
    static double vm_monotonic(void) {
        struct timespec t; timespec_get(&t, TIME_UTC);
    #ifdef CLOCK_MONOTONIC
        clock_gettime(CLOCK_MONOTONIC, &t);
    #endif
        return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
    }
    """
    double vm_monotonic() noexcept nogil

cdef enum:
    MAX_ARGS = 1 << 24                    # of apply; where a primitive or a rest list takes them, they need no registers
    HANDLER_ROOM = 1024                   # words for the handler of an error on a full stack
    HARD_RESERVE = 12288                  # words behind the hard limit that such handlers may use

# Return addresses of the machine itself, four words each.
cdef uint16_t[20] STUB_WORDS
STUB_WORDS[:] = [OP_HALT, 0, 0, 0, OP_UNDERFLOW, 0, 0, 0, OP_RESUME, 0, 0, 0, OP_TRYRET, 0, 0, 0, OP_DRIVE, 0, 0, 0]


cdef double monotonic() noexcept nogil:
    return vm_monotonic()


# ---------------------------------------------------------------- built-in procedures

cdef Value new_stub(VM* vm, int kind, uint32_t number, const char* name) noexcept nogil:
    cdef Value symbol = intern_c(vm, name)
    cdef Code* code
    if symbol == 0:
        return 0
    code = <Code*>alloc_owner(vm, sizeof(Code))
    if code == NULL:
        return 0
    memset(code, 0, sizeof(Code))
    set_header(code, T_CODE, sizeof(Code), 0, 0)
    code.entry = &STUB_WORDS[0]
    code.arity = 0xFFFFFFFFu              # never equal to a count: every call takes the slow path
    code.nregs = 8
    code.rest = 1
    code.flags = CODE_STUB | CODE_LIBRARY
    code.pool = IMM_NIL
    code.name = symbol
    code.index = <uint32_t>kind
    code.nwords = number
    return tag_obj(code)


cdef int init_stubs(VM* vm) noexcept nogil:
    cdef const char* names[STUB_COUNT]
    cdef int i
    names[STUB_PRIM] = b"primitive"
    names[STUB_HOST] = b"host procedure"
    names[STUB_CONT] = b"continuation"
    names[STUB_PARAM] = b"parameter"
    names[STUB_CAPTURE] = b"call/cc"
    names[STUB_APPLY] = b"apply"
    names[STUB_APPLYV] = b"call-with-values"
    names[STUB_THROW] = b"raise"
    names[STUB_REINSTATE] = b"continuation"
    names[STUB_BOTTOM] = b"bottom"
    names[STUB_TRY] = b"guard"
    names[STUB_UNWIND] = b"guard"
    names[STUB_RAISE] = b"raise"
    names[STUB_ESCAPE] = b"raise"
    names[STUB_CLAUSES] = b"guard"
    names[STUB_FOLD] = b"reduce"
    names[STUB_REALISE] = b"lazy sequence"
    for i in range(STUB_COUNT):
        vm.stubs[i] = new_stub(vm, i, 0, names[i])
        if vm.stubs[i] == 0:
            return ST_NOMEM
    for i in range(STUB_FOLD, STUB_COUNT):
        (<Code*>as_obj(vm.stubs[i])).nregs = DRIVE_WORDS
    vm.pc_halt = &STUB_WORDS[0]
    vm.pc_underflow = &STUB_WORDS[4]
    vm.pc_resume = &STUB_WORDS[8]
    vm.pc_try = &STUB_WORDS[12]
    vm.pc_drive = &STUB_WORDS[16]
    vm.hooks[HOOK_BOTTOM] = new_proc(vm, vm.stubs[STUB_BOTTOM], NULL, 0)
    vm.hooks[HOOK_REALISE] = new_proc(vm, vm.stubs[STUB_REALISE], NULL, 0)
    if vm.hooks[HOOK_BOTTOM] == 0 or vm.hooks[HOOK_REALISE] == 0:
        return ST_NOMEM
    vm.prim_procs = <Value*>calloc(vm.nprims + 1, sizeof(Value))
    return ST_OK if vm.prim_procs != NULL else ST_NOMEM


cdef Value prim_proc(VM* vm, uint32_t number) noexcept nogil:
    cdef Value code
    if vm.prim_procs[number] == 0:
        code = new_stub(vm, STUB_PRIM, number, vm.prims[number].name)
        if code == 0:
            return 0
        vm.prim_procs[number] = new_proc(vm, code, NULL, 0)
    return vm.prim_procs[number]


cdef int prim_arity(VM* vm, uint32_t number, int n) noexcept nogil:
    cdef PrimEntry* e = &vm.prims[number]
    cdef Value f
    if n < e.nreq or (e.nopt >= 0 and n > e.nreq + e.nopt):
        f = prim_proc(vm, number)
        if f == 0:
            return ST_NOMEM
        vm.err_value = f
        vm.err_index = n
        return ST_ARITY
    return ST_OK


cdef inline bint takes_others(VM* vm, uint32_t number) noexcept nogil:
    """Is it %add, %lt, %le or %numeq in a language with arithmetic of what are no numbers? Then the function checks."""
    return vm.others != NULL and (number == 0 or 4 <= number <= 6)


cdef int prim_call(VM* vm, uint32_t number, Value* args, int n, Value* out) noexcept nogil:
    """Checks arity and argument types from the table row, then calls."""
    cdef PrimEntry* e = &vm.prims[number]
    cdef int i
    cdef uint64_t mask
    if n < e.nreq or (e.nopt >= 0 and n > e.nreq + e.nopt):
        return prim_arity(vm, number, n)
    for i in range(n if n < e.checked else e.checked):
        mask = e.masks[i if i < 5 else 5]
        if UNLIKELY(not (mask >> type_of(args[i])) & 1):
            if takes_others(vm, number):
                break
            return err_type(vm, i, args[i], e.expected[i if i < 5 else 5])
    return e.fn(vm, args, n, out)


cdef inline bint parks(VM* vm, Value f) noexcept nogil:
    """Is a host procedure called by a task, which waits for it? Services are parts of the machine."""
    return vm.task_run == vm.run_id and is_proc(vm.hooks[HOOK_HOST]) and not as_obj(as_proc(f).up[0]).aux


cdef bint is_plain_stub(VM* vm, Value f) noexcept nogil:
    cdef Code* code = as_proc(f).code
    return code.flags & CODE_STUB and (code.index == STUB_PRIM or (code.index == STUB_HOST and not parks(vm, f)))


cdef void push_callee(Value* B, int n, Value callee) noexcept nogil:
    """The call in the window becomes one of `callee` with the procedure as its first argument."""
    memmove(B + 1, B, <size_t>n * sizeof(Value))
    B[0] = B[-1]
    B[-1] = callee


cdef int call_builtin(VM* vm, Value* B, int n, Value* out) noexcept nogil:
    cdef Proc* p = as_proc(B[-1])
    if p.code.index == STUB_PRIM:
        return prim_call(vm, p.code.nwords, B, n, out)
    vm.top = B + n
    return vm.call_host(vm, B[-1], B, n, out)


# ---------------------------------------------------------------- calls

cdef int err_arity(VM* vm, Value f, int n) noexcept nogil:
    vm.err_value = f
    vm.err_index = n
    return ST_ARITY


cdef int check_call(VM* vm, Value f, int n) noexcept nogil:
    """Could f be called with n arguments?"""
    cdef Code* code
    cdef Value first = f
    if not is_proc(f):
        if is_proc(vm.hooks[HOOK_CALL]):
            return ST_OK
        vm.err_value = f
        return ST_NOTPROC
    code = as_proc(f).code
    while True:
        if code.flags & CODE_STUB:
            if code.index == STUB_PRIM:
                return prim_arity(vm, code.nwords, n)
            return ST_OK
        if n >= code.nreq and (code.rest or n <= code.nreq + code.nopt):
            return ST_OK
        if not code.flags & CODE_CASE:
            return err_arity(vm, first, n)
        f = as_proc(f).up[as_proc(f).h.length - 1]
        if not is_proc(f):
            vm.err_value = f
            return ST_NOTPROC
        code = as_proc(f).code


cdef const char* prim_title(VM* vm, uint32_t number) noexcept nogil:
    """Name of a primitive in messages: '' for one that programs do not see."""
    cdef const char* name = vm.prims[number].name
    if name[0] != 37:                     # '%'
        return name
    if strcmp(name, b"%may-exit") == 0:
        return b"exit"
    if strcmp(name, b"%div") == 0:
        return b"/"
    if vm.dialect & DIALECT_TITLES:
        return name + 1
    return b""


cdef const char* callee_title(VM* vm, Value f) noexcept nogil:
    """Name in messages of a procedure of the machine that was called as a value; '' for any other."""
    if not is_proc(f) or not as_proc(f).code.flags & CODE_STUB:
        return b""
    if as_proc(f).code.index == STUB_PRIM:
        return prim_title(vm, as_proc(f).code.nwords)
    return b"apply" if as_proc(f).code.index == STUB_APPLY else b""


cdef int spread(VM* vm, Value* B, Value list, int at, int* n) noexcept nogil:
    """Puts the items of a list at B[at...]; *n becomes the number of arguments."""
    cdef Value rest = list
    cdef Value mark = 0                   # a pair before `rest`, now and then another one: in a circle it comes back
    cdef int count = at
    cdef int st
    while is_pair(rest) and rest != mark:
        count += 1
        if count > MAX_ARGS:
            return err_msg_c(vm, b"too many arguments")
        if count & (count - 1) == 0:
            mark = rest
        rest = cdr(rest)
    if rest != IMM_NIL:
        return err_type(vm, at, list, b"list")
    if B + count + 64 > vm.soft_limit:
        st = more_stack(vm, B + count + 64, B + at + 1)
        if st != ST_OK:
            return st
    rest = list
    count = at
    while is_pair(rest):
        B[count] = car(rest)
        count += 1
        rest = cdr(rest)
    n[0] = count
    charge(vm, (count - at) * 4)
    return ST_OK


cdef int err_msg_c(VM* vm, const char* msg) noexcept nogil:
    return err_msg(vm, msg, IMM_NIL)


cdef Value list_of(VM* vm, Value* items, int n) noexcept nogil:
    cdef Value list = IMM_NIL
    cdef int i
    for i in range(n - 1, -1, -1):
        list = new_pair(vm, items[i], list)
        if list == 0:
            return 0
    return list


cdef int collect_rest(VM* vm, Value* B, Code* code, int n) noexcept nogil:
    """Optional arguments that were not given, and the rest list.

    Here and in what follows a call is half done, so a refused allocation cannot be answered by running the instruction
    again: everything alive is on the stack below B + n, so the collection happens on the spot."""
    cdef int i, fixed = code.nreq + code.nopt
    cdef Value list
    if code.rest:
        list = list_of(vm, B + fixed, n - fixed)
        if list == 0:
            collect_now(vm, B + n)
            list = list_of(vm, B + fixed, n - fixed)
            if list == 0:
                return ST_MEMORY
        B[fixed] = list
    for i in range(n, fixed):
        B[i] = IMM_ABSENT
    return ST_OK


cdef int not_entered(VM* vm, Value* B, int status) noexcept nogil:
    """A callee that is in the place of its caller already did not begin: its frame must not be taken for one that runs.
    (A frame always has a procedure.)"""
    if B == vm.base:
        B[-1] = vm.hooks[HOOK_BOTTOM]
    return status


cdef int enter(VM* vm, Value* B, int n) noexcept nogil:
    """Calls B[-1] on B[0..n), the return word already at B[-2]. The caller's frame is vm.base until this succeeds."""
    cdef Value f
    cdef Value first = 0                  # of the clauses of a case-lambda
    cdef Code* code
    cdef int st
    while True:
        f = B[-1]
        if not is_proc(f):
            if not is_proc(vm.hooks[HOOK_CALL]) or n >= MAX_ARGS:
                vm.err_value = f
                return not_entered(vm, B, ST_NOTPROC)
            push_callee(B, n, vm.hooks[HOOK_CALL])
            n += 1
            continue
        code = as_proc(f).code
        if code.flags & CODE_STUB:
            st = enter_stub(vm, B, &n, code.index)
            if st == ST_MOVED:
                B = vm.run_base + 4
            elif st == ST_UNWOUND:
                B = vm.base
                n = 0
            elif st != ST_AGAIN:
                return st
            continue
        if n != <int>code.arity:
            if n < code.nreq or (n > code.nreq + code.nopt and not code.rest):
                if code.flags & CODE_CASE:
                    if first == 0:
                        first = f
                    B[-1] = as_proc(f).up[as_proc(f).h.length - 1]
                    continue
                return not_entered(vm, B, err_arity(vm, first if first else f, n))
        if B + code.nregs + 64 > vm.soft_limit:
            st = more_stack(vm, B + code.nregs + 64, B + n)
            if st != ST_OK:
                return not_entered(vm, B, st)
        if n != <int>code.arity:
            st = collect_rest(vm, B, code, n)
            if st != ST_OK:
                return st
        vm.base = B
        vm.pc = code.entry
        return ST_OK


cdef enum:
    ST_AGAIN = -1                         # private to enter(): another procedure is at B[-1] now,
    ST_MOVED = -3                        # or in the first frame of the stack,
    ST_UNWOUND = -5                       # or in the frame vm.base, and takes no arguments


cdef int enter_stub(VM* vm, Value* B, int* n, uint32_t kind) noexcept nogil:
    cdef Value v
    cdef int st
    if kind == STUB_HOST and parks(vm, B[-1]) and n[0] < MAX_ARGS:
        push_callee(B, n[0], vm.hooks[HOOK_HOST])
        n[0] += 1
        return ST_AGAIN
    if kind <= STUB_HOST:
        st = call_builtin(vm, B, n[0], &v)
        if st == ST_NOMEM:
            collect_now(vm, B + n[0])
            st = call_builtin(vm, B, n[0], &v)
            if st == ST_NOMEM:
                st = ST_MEMORY
        if st == ST_JUMP:
            return ST_OK
        return return_value(vm, B, v) if st == ST_OK else st
    if kind == STUB_APPLY:
        if n[0] < 2:
            return err_arity(vm, B[-1], n[0])
        st = spread(vm, B, B[n[0] - 1], n[0] - 1, n)
        if st != ST_OK:
            return st
        B[-1] = B[0]
        memmove(B, B + 1, <size_t>(n[0] - 1) * sizeof(Value))
        n[0] -= 1
        return ST_AGAIN
    if kind == STUB_APPLYV:
        if n[0] != 2:
            return err_arity(vm, B[-1], n[0])
        B[-1] = B[0]
        return spread_values(vm, B, B[1], n)
    if kind == STUB_CAPTURE:
        return call_with_cont(vm, B, n[0])
    if kind == STUB_CONT:
        return throw_to(vm, B, n)
    if kind == STUB_REINSTATE:
        if n[0] != 2 or not is_proc(B[0]) or as_proc(B[0]).code.index != STUB_CONT:
            return err_arity(vm, B[-1], n[0])
        return reinstate(vm, <Cont*>as_proc(B[0]), B[1])
    if kind == STUB_PARAM:
        return parameter_value(vm, B, n[0])
    if kind == STUB_TRY:
        return enter_try(vm, B, n[0])
    if kind == STUB_UNWIND:
        if n[0] != 2:
            return err_arity(vm, B[-1], n[0])
        st = unwind_to(vm, B)
        return ST_UNWOUND if st == ESCAPED else st
    if kind == STUB_ESCAPE:
        return escape_stub(vm, B, n)
    if kind == STUB_CLAUSES:
        return clauses_stub(vm, B, n)
    if kind == STUB_RAISE:
        return raise_object(vm, B, n[0])
    if kind == STUB_FOLD:
        return begin_fold(vm, B, n[0])
    if kind == STUB_THROW:
        vm.err_value = B[0] if n[0] > 0 else IMM_UNSPEC
        return ST_RAISE
    return err_arity(vm, B[-1], n[0])


cdef int begin_fold(VM* vm, Value* B, int n) noexcept nogil:
    """The frame stays; _drive goes on with it."""
    if n != 2 and n != 3:
        return err_arity(vm, B[-1], n)
    B[FOLD_SOURCE] = B[n - 1]
    if n == 2:
        B[FOLD_VALUE] = IMM_ABSENT
    B[FOLD_PHASE] = from_fix(FOLD_START)
    vm.base = B
    vm.pc = vm.pc_drive
    return ST_OK


cdef int spread_values(VM* vm, Value* B, Value v, int* n) noexcept nogil:
    cdef Values* values
    cdef int i, st
    if not is_type(v, T_VALUES):
        B[0] = v
        n[0] = 1
        return ST_AGAIN
    values = <Values*>as_obj(v)
    if values.h.length > MAX_ARGS:
        return err_msg_c(vm, b"too many values")
    if B + values.h.length + 64 > vm.soft_limit:
        st = more_stack(vm, B + values.h.length + 64, B + 2)
        if st != ST_OK:
            return st
    for i in range(<int>values.h.length):
        B[i] = values.items[i]
    n[0] = <int>values.h.length
    return ST_AGAIN


cdef int parameter_value(VM* vm, Value* B, int n) noexcept nogil:
    """The innermost binding of the parameter at B[-1], or its default."""
    cdef Value list = vm.dyn.params
    if n != 0:
        return err_arity(vm, B[-1], n)
    while is_pair(list):
        if is_pair(car(list)) and car(car(list)) == B[-1]:
            return return_value(vm, B, cdr(car(list)))
        list = cdr(list)
    return return_value(vm, B, as_proc(B[-1]).up[0])


# ---------------------------------------------------------------- continuations

cdef int call_with_cont(VM* vm, Value* B, int n) noexcept nogil:
    cdef int st
    if n != 1:
        return err_arity(vm, B[-1], n)
    st = check_call(vm, B[0], 1)          # before the stack moves: the error is the caller's
    if st == ST_OK:
        st = capture(vm, B)
    return ST_MOVED if st == ST_OK else st


cdef int throw_to(VM* vm, Value* B, int* n) noexcept nogil:
    """A continuation was called: with the same winds at once, else through the library's rewind procedure."""
    cdef Cont* k = <Cont*>as_proc(B[-1])
    cdef Value v = B[0]
    if n[0] != 1:
        v = new_values(vm, B, n[0])
        if v == 0:
            collect_now(vm, B + n[0])
            v = new_values(vm, B, n[0])
            if v == 0:
                return ST_MEMORY
    if k.winds == vm.dyn.winds or vm.hooks[HOOK_REWIND] == IMM_UNDEF:
        return reinstate(vm, k, v)
    B[0] = B[-1]
    B[1] = k.winds
    B[2] = v
    B[-1] = vm.hooks[HOOK_REWIND]
    n[0] = 3
    return ST_AGAIN


# ---------------------------------------------------------------- handlers

cdef int enter_try(VM* vm, Value* B, int n) noexcept nogil:
    """The frame at B stays, with its record in register 0, and the thunk is called above it."""
    cdef Value record
    cdef Value thunk = B[0]
    cdef Value handlers = vm.dyn.handlers
    cdef Value* base = vm.base
    cdef const uint16_t* pc = vm.pc
    cdef int st
    if n != 2:
        return err_arity(vm, B[-1], n)
    record = stub_record(vm, B)
    if record == 0:
        collect_now(vm, B + 2)
        record = stub_record(vm, B)
        if record == 0:
            return ST_MEMORY
    vm.dyn.handlers = record
    B[0] = record
    B[1] = vm.dyn.winds
    B[2] = vm.dyn.params
    B[3] = <uint64_t>vm.pc_try | (<uint64_t>3 << PC_BITS)
    B[4] = thunk
    vm.base = B
    vm.pc = vm.pc_try
    st = enter(vm, B + 5, 0)
    if st == ST_STACK or st == ST_MEMORY:             # there is no room for the thunk: the error belongs to the caller, whose
        vm.base = base                                # handlers those are that were there before
        vm.pc = pc
        vm.dyn.handlers = handlers
    return st


cdef int call_handler(VM* vm, Value* R, Value* B, Value object) noexcept nogil:
    """Gives an object to the innermost handler, which must not return: a call in a frame at B, above the frame at R, with
    the handlers outside of it. vm.pc, where it happened, is kept for backtraces."""
    cdef Value handlers = vm.dyn.handlers
    cdef Value winds
    cdef int st
    if is_pair(car(handlers)):
        st = escape(vm, handlers, object, R, vm.pc, &winds)
        if st == ESCAPED:
            return ST_OK
        if st != ST_OK:
            vm.dyn.handlers = cdr(handlers)
            return st
    B[-3] = <uint64_t>vm.pc
    B[-2] = <uint64_t>vm.pc_resume | (<uint64_t>(B - R - 2) << PC_BITS)
    vm.dyn.handlers = cdr(handlers)
    vm.base = R
    if not is_pair(car(handlers)):
        B[-1] = car(handlers)
        B[0] = object
        return enter(vm, B, 1)
    B[-1] = vm.hooks[HOOK_HANDLER]
    B[0] = handlers
    B[1] = object
    B[2] = winds
    return enter(vm, B, 3)


cdef int raise_object(VM* vm, Value* B, int n) noexcept nogil:
    if n != 1:
        return err_arity(vm, B[-1], n)
    if not is_pair(vm.dyn.handlers):
        vm.err_value = B[0]
        return ST_RAISE
    return call_handler(vm, B, B + 4, B[0])


cdef int escape_stub(VM* vm, Value* B, int* n) noexcept nogil:
    cdef Value winds
    cdef int st
    if n[0] != 2:
        return err_arity(vm, B[-1], n[0])
    st = escape(vm, B[0], B[1], B, NULL, &winds)
    if st != ST_OK:
        return ST_OK if st == ESCAPED else st
    B[-1] = vm.hooks[HOOK_HANDLER]
    B[2] = winds
    n[0] = 3
    return ST_AGAIN


cdef int clauses_stub(VM* vm, Value* B, int* n) noexcept nogil:
    cdef int st
    if n[0] != 2:
        return err_arity(vm, B[-1], n[0])
    st = clauses(vm, B)
    if st != ST_OK:
        return ST_OK if st == ESCAPED else st
    n[0] = 1
    return ST_AGAIN


# ---------------------------------------------------------------- stack and safepoints

cdef int safepoint(VM* vm) noexcept nogil:
    """The budget ran out. vm.base, vm.pc and vm.top are set; answers a status that ends the run, or ST_OK."""
    cdef int64_t used = vm.slice_left - vm.budget
    cdef int st
    vm.work += used
    vm.slice_left = vm.budget = 0
    vm.nomem_pc = NULL
    if vm.fuel >= 0:
        if used > vm.fuel:
            vm.fuel = 0
            return ST_FUEL
        vm.fuel -= used
    if vm.gc_stress:
        st = heap_stress(vm)
        if st != 0:                       # BAD_* of _heapcheck
            vm.err_value = new_pair(vm, from_fix(st), IMM_NIL)
            return err_msg(vm, b"the heap is broken", vm.err_value if vm.err_value else IMM_NIL)
    elif vm.request & REQ_GC:
        heap_step(vm)
    if vm.memory_limit and vm.live_bytes > vm.memory_limit:
        heap_collect(vm)                  # much of what is old may be dead
        if vm.live_bytes > vm.memory_limit:
            return ST_MEMORY
    vm.slice_left = vm.budget = 0         # what a collection charged is not the program's
    if vm.deadline > 0 and monotonic() > vm.deadline:
        return ST_TIMEOUT
    st = vm.attention(vm)
    if st != ST_OK:
        return st
    vm.slice_left = vm.slice
    if vm.lent_from != NULL:
        take_back_room(vm)
    if vm.gc_stress or vm.lent_from != NULL or vm.request & REQ_GC:
        vm.slice_left = 0
    if 0 <= vm.fuel < vm.slice_left:
        vm.slice_left = vm.fuel
    vm.budget = vm.slice_left
    return ST_OK


# ---------------------------------------------------------------- errors

cdef const char* procedure_name(VM* vm, Value f, char* buf, size_t size) noexcept nogil:
    """Name of a procedure as text; cut to fit, '?' for what is not ASCII."""
    cdef String* s
    cdef size_t i, n
    if not is_proc(f) or not is_symbol(as_proc(f).code.name):
        return b"anonymous procedure"
    s = as_string((<Symbol*>as_obj(as_proc(f).code.name)).name)
    n = s.h.length
    if n == 0:
        return b"anonymous procedure"
    if n > size - 1:
        n = size - 1
    for i in range(n):
        buf[i] = <char>(string_ref(s, <Py_ssize_t>i) if string_ref(s, <Py_ssize_t>i) < 128 else 63)
    buf[n] = 0
    return buf


cdef void arity_text(VM* vm, Value f, char* buf, size_t size) noexcept nogil:
    """What a procedure wants, in words."""
    cdef Code* code = as_proc(f).code
    cdef int least = code.nreq, most = code.nreq + code.nopt
    cdef PrimEntry* e
    if code.flags & CODE_CASE:
        cases_text(f, buf, size)
        return
    if code.flags & CODE_STUB and code.index != STUB_PRIM:
        stub_text(code.index, buf, size)
        return
    if code.rest:
        most = -1
    if code.flags & CODE_STUB:
        e = &vm.prims[code.nwords]
        least = e.nreq
        most = e.nreq + e.nopt if e.nopt >= 0 else -1
    if most < 0:
        snprintf(buf, size, b"at least %d argument%s", least, b"" if least == 1 else b"s")
    elif least == most:
        snprintf(buf, size, b"%d argument%s", least, b"" if least == 1 else b"s")
    elif most == least + 1:
        snprintf(buf, size, b"%d or %d arguments", least, most)
    else:
        snprintf(buf, size, b"%d to %d arguments", least, most)


cdef void stub_text(uint32_t kind, char* buf, size_t size) noexcept nogil:
    if kind == STUB_CAPTURE:
        snprintf(buf, size, b"1 argument")
    elif kind == STUB_PARAM:
        snprintf(buf, size, b"0 arguments")
    elif kind == STUB_APPLY:
        snprintf(buf, size, b"at least 2 arguments")
    else:
        snprintf(buf, size, b"another number of arguments")


cdef Value next_case(Value f) noexcept nogil:
    """The clause of a case-lambda behind one; 0 if it is the last."""
    cdef Value other
    if as_proc(f).code.flags & CODE_CASE == 0:
        return 0
    other = as_proc(f).up[as_proc(f).h.length - 1]
    return other if is_proc(other) else 0


cdef int open_from(Value f) noexcept nogil:
    """The number of arguments from which on some clause takes any number."""
    cdef int least = 1 << 16, before
    cdef Value one = f
    while one:
        if as_proc(one).code.rest and <int>as_proc(one).code.nreq < least:
            least = as_proc(one).code.nreq
        one = next_case(one)
    before = -1
    while before != least:                # clauses that take one argument less
        before = least
        one = f
        while one:
            if <int>as_proc(one).code.nreq == least - 1:
                least -= 1
            one = next_case(one)
    return least


cdef int next_number(Value f, int above, int least) noexcept nogil:
    """The least number of arguments above one that a clause takes, up to the number from which on some take any."""
    cdef int found = least, n
    while f:
        n = as_proc(f).code.nreq
        if above < n < found:
            found = n
        f = next_case(f)
    return found


cdef void cases_text(Value f, char* buf, size_t size) noexcept nogil:
    """The numbers of arguments that the clauses of a case-lambda take: '1, 2 or at least 4 arguments'."""
    cdef int least = open_from(f), n = next_number(f, -1, least), next, count = 0
    cdef size_t at = 0
    while at + 24 < size and n < 1 << 16:
        next = next_number(f, n, least) if n < least else 1 << 16
        at += <size_t>snprintf(buf + at, size - at, b"%s%s%d", b"" if count == 0 else b", " if next < 1 << 16 else b" or ",
                               b"" if n < least else b"at least ", n)
        count += 1
        n = next
    if at + 12 < size:
        snprintf(buf + at, size - at, b" argument%s", b"s" if count > 1 or least != 1 else b"")


cdef uint64_t next_varint(const uint8_t** p, const uint8_t* end) noexcept nogil:
    cdef uint64_t value = 0
    cdef int shift = 0
    while p[0] < end and shift < 64:
        value |= <uint64_t>(p[0][0] & 0x7F) << shift
        shift += 7
        p[0] += 1
        if p[0][-1] < 0x80:
            break
    return value


cdef int mark_of(Code* code, uint32_t instruction) noexcept nogil:
    """The mark of an instruction (ARCHITECTURE.md, image format): how its operands relate to those of the source."""
    cdef const uint8_t* p = code.positions
    cdef const uint8_t* end = p + code.npositions
    cdef uint64_t at = 0, place = 0, delta
    while p < end:
        at += next_varint(&p, end)
        delta = next_varint(&p, end)
        if at > instruction:
            break
        place += (delta >> 1) ^ (0 - (delta & 1))
    return <int>(place >> 32) & 0xFF


cdef Value condition_of(VM* vm, const char* kind, const char* text, Value irritants, Value payload) noexcept nogil:
    cdef Value message = new_string_utf8(vm, text, -1)
    return new_condition(vm, kind, message, irritants, payload) if message else 0


cdef Value one_irritant(VM* vm, const char* kind, const char* text, Value irritant, Value payload) noexcept nogil:
    cdef Value list = new_pair(vm, irritant, IMM_NIL)
    return condition_of(vm, kind, text, list, payload) if list else 0


cdef Value host_condition(VM* vm) noexcept nogil:
    """Wraps the pending Python exception; what a program of this machine raised in an inner run is raised again."""
    cdef Value payload = 0
    cdef Value message = 0
    cdef Value condition = 0
    with gil:
        condition = vm.host_raised(vm, vm.exc)
        if condition:
            return condition
        kind, text = exception_text(<object>vm.exc)
        message = new_string_utf8(vm, text, -1)
        if message:
            payload = vm.host_new(vm, vm.exc)
        if payload:
            condition = new_condition(vm, kind, message, IMM_NIL, payload)
    return condition


cdef tuple exception_text(object exc):
    """Kind and message: an error that has a counterpart in the language says so by its attribute ``condition``."""
    try:
        kind = getattr(exc, "condition", None)
        if isinstance(kind, str):
            return kind.encode("ascii"), exc.headline().encode("utf-8", "replace")
        return b"host", f"{type(exc).__name__}: {exc}".encode("utf-8", "replace")
    except Exception:
        return b"host", type(exc).__name__.encode("utf-8", "replace")


cdef Value build_condition(VM* vm, int status, const char* who) noexcept nogil:
    """The error object of a status; 0 when memory is refused or the status is no error of the language."""
    cdef char buf[400]
    cdef char name[120]
    cdef char wants[120]
    cdef const char* sep = b": " if who[0] else b""
    cdef Value v = vm.err_value
    if status == ST_TYPE and vm.err_expected == NULL:
        vm.err_expected = b"value of another type"
    if status == ST_TYPE and vm.err_index < 0:    # a message of its own
        snprintf(buf, 400, b"%s%s%s", who, sep, vm.err_expected)
        return condition_of(vm, b"type", buf, v, IMM_UNSPEC)
    if status == ST_TYPE and strcmp(vm.err_expected, b"index") == 0 and (is_type(v, T_INT64) or is_type(v, T_BIGINT)):
        status = ST_RANGE                 # an integer past every length
        vm.err_length = -1
    if status == ST_TYPE:
        if strcmp(vm.err_expected, b"real") == 0:
            vm.err_expected = b"real number"
        snprintf(buf, 400, b"%s%sargument %d is not a %s", who, sep, vm.err_index + 1, vm.err_expected)
        fix_article(buf, vm.err_expected)
        return one_irritant(vm, b"type", buf, v, from_fix(vm.err_index))
    if status == ST_RANGE:
        snprintf(buf, 400, b"%s%sargument %d is out of range", who, sep, vm.err_index + 1)
        if vm.err_length >= 0:
            snprintf(buf + strlen(buf), 100, b" (length %lld)", <long long>vm.err_length)
        return one_irritant(vm, b"range", buf, v, from_fix(vm.err_index))
    if status == ST_DIVZERO:
        snprintf(buf, 400, b"%s%sdivision by zero", who, sep)
        return condition_of(vm, b"divide", buf, IMM_NIL, IMM_UNSPEC)
    if status == ST_OVERFLOW:
        snprintf(buf, 400, b"%s%s%s", who, sep, vm.err_msg)
        return condition_of(vm, b"overflow", buf, IMM_NIL, IMM_UNSPEC)
    if status == ST_ARITY:
        arity_text(vm, v, wants, 120)
        snprintf(buf, 400, b"%s: expected %s, got %d", procedure_name(vm, v, name, 120), wants, vm.err_index)
        return condition_of(vm, b"arity", buf, IMM_NIL, v)
    if status == ST_NOTPROC:
        return one_irritant(vm, b"type", b"not a procedure", v, IMM_UNSPEC)
    if status == ST_UNBOUND:
        return one_irritant(vm, b"unbound", b"set!: unbound variable" if strcmp(who, b"set!") == 0
                            else b"unbound variable", display_name(vm, v), IMM_UNSPEC)
    if status == ST_UNASSIGNED:
        return condition_of(vm, b"unbound", b"variable used before its definition", IMM_NIL, IMM_UNSPEC)
    if status == ST_STACK:
        return condition_of(vm, b"stack", b"recursion is too deep", IMM_NIL, IMM_UNSPEC)
    if status == ST_ERROR or status == ST_FILE or status == ST_READ:
        snprintf(buf, 400, b"%s%s%s", who, sep, vm.err_msg)
        return condition_of(vm, b"file" if status == ST_FILE else b"read" if status == ST_READ else b"error",
                            buf, v if is_pair(v) else IMM_NIL, IMM_UNSPEC)
    if status == ST_CAPABILITY:
        snprintf(buf, 400, b"%s%sthe capability '%s' was not given: allow=['%s'], or --allow %s on the command line",
                 who, sep, vm.err_msg, vm.err_msg, vm.err_msg)
        return condition_of(vm, b"capability", buf, IMM_NIL, IMM_UNSPEC)
    if status == ST_HOSTERR:
        return host_condition(vm)
    return 0


cdef void fix_article(char* buf, const char* expected) noexcept nogil:
    """'is not a integer' -> 'is not an integer'."""
    cdef size_t n = strlen(buf), m = strlen(expected)
    if n + 2 >= 400 or m == 0 or m + 1 > n or expected[0] not in (97, 101, 105, 111, 117):
        return
    memmove(buf + n - m, buf + n - m - 1, m + 2)
    buf[n - m - 1] = 110


cdef Value display_name(VM* vm, Value global_) noexcept nogil:
    """Symbol of a global's name without its space."""
    cdef Symbol* symbol = <Symbol*>as_obj((<Global*>as_obj(global_)).name)
    cdef String* s = as_string(symbol.name)
    cdef Value v
    cdef uint32_t i = 0
    while i < s.h.length and string_ref(s, i) != 58:
        i += 1
    if i + 1 >= s.h.length:
        return tag_obj(symbol)
    v = new_string(vm, s.h.length - i - 1, s.h.aux)
    if v == 0:
        return tag_obj(symbol)
    memcpy(as_string(v).data, <char*>s.data + <size_t>(i + 1) * s.h.aux, <size_t>(s.h.length - i - 1) * s.h.aux)
    v = intern(vm, v, T_SYMBOL)
    return v if v else tag_obj(symbol)


cdef bint is_language_error(int status) noexcept nogil:
    """May the program handle it? Limits and exits may not be caught."""
    return (ST_TYPE <= status <= ST_ERROR or ST_ARITY <= status <= ST_UNASSIGNED or status == ST_HOSTERR
            or status == ST_STACK or status == ST_FILE or status == ST_READ or status == ST_CAPABILITY)


cdef int fail(VM* vm, int status, const char* who) noexcept nogil:
    """An instruction at vm.pc - 4 of frame vm.base failed. ST_OK: go on from vm.pc / vm.base (a retry, or a handler);
    else the status that ends the run, its condition (if it has one) in err_value and the stack as it was."""
    cdef Code* code = as_proc(vm.base[-1]).code
    cdef Value* B
    cdef Value condition
    vm.top = vm.base + code.nregs
    if status == ST_NOMEM:
        return ST_MEMORY if vm.tree else retry(vm)
    if not is_language_error(status):
        return status
    condition = build_condition(vm, status, who)
    if condition == 0:
        return ST_MEMORY
    vm.err_value = condition
    if not is_pair(vm.dyn.handlers):
        return status
    B = vm.base + code.nregs + 3
    lend_room(vm, B)
    status = call_handler(vm, vm.base, B, condition)
    return fail(vm, status, b"") if is_language_error(status) else status


cdef int handler_returned(VM* vm, Value* R) noexcept nogil:
    """To a frame where an object was raised: an error in its turn, for the handler outside. Answers as fail() does.
    For where that was, see call_handler."""
    cdef Code* code = as_proc(R[-1]).code
    vm.base = R
    vm.pc = <const uint16_t*><size_t>R[1 if code.flags & CODE_STUB and code.index == STUB_RAISE else code.nregs]
    return fail(vm, err_msg(vm, b"exception handler returned", IMM_NIL), b"")


cdef void lend_room(VM* vm, Value* B) noexcept nogil:
    """A handler of an error on a full stack needs room: some words above the limit, taken back at the first safepoint
    that finds the handler gone. (The hard limit has a reserve behind it.)"""
    if vm.soft_limit >= B + HANDLER_ROOM or B + HANDLER_ROOM > vm.hard_limit + HARD_RESERVE:
        return
    if vm.lent_from == NULL:
        vm.lent_from = vm.soft_limit
        vm.lent_to = B
    vm.soft_limit = B + HANDLER_ROOM
    heap_request(vm, 0)


cdef void take_back_room(VM* vm) noexcept nogil:
    if vm.top > vm.lent_from or vm.top >= vm.lent_to:     # the handler's frame may be small, and what it calls larger
        return
    if vm.soft_limit > vm.lent_from:
        memset(vm.lent_from, 0, <size_t>(<char*>vm.soft_limit - <char*>vm.lent_from))
        vm.soft_limit = vm.lent_from
    vm.lent_from = NULL


cdef int retry(VM* vm) noexcept nogil:
    """Memory was refused: collects, and lets the instruction (never a tree node) run once more."""
    if vm.nomem_pc == vm.pc:
        vm.nomem_pc = NULL
        return ST_MEMORY
    heap_collect(vm)
    vm.nomem_pc = vm.pc                   # forgotten at the next safepoint: no instruction runs twice without one
    heap_request(vm, 0)
    vm.pc -= 4
    return ST_OK
