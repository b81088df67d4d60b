# Values, promises, conditions, dynamic state, clock and exit.

from libc.stdint cimport uint64_t, int64_t, uint32_t
from libc.string cimport memcmp, strlen
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._stack cimport run_waits

cdef extern from *:
    """
    #include <time.h>
    #ifdef _WIN32
    #include <windows.h>
    static double vm_monotonic(void) {
        LARGE_INTEGER f, c; QueryPerformanceFrequency(&f); QueryPerformanceCounter(&c);
        return (double)c.QuadPart / (double)f.QuadPart; }
    #else
    static double vm_monotonic(void) {
        struct timespec t; clock_gettime(CLOCK_MONOTONIC, &t); return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec; }
    #endif
    static double vm_cpu(void) { return (double)clock() / CLOCKS_PER_SEC; }
    static double vm_wall(void) {
        struct timespec t; timespec_get(&t, TIME_UTC); return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec; }
    """
    double monotonic "vm_monotonic"() noexcept nogil       # seconds
    double cpu "vm_cpu"() noexcept nogil                   # seconds
    double wall "vm_wall"() noexcept nogil                 # seconds since 1970, UTC

cdef enum:
    JIFFIES = 1000000        # a second; a jiffy count stays a small integer for nine years
    TAI_OFFSET = 37          # TAI - UTC in seconds, constant since 2017; R7RS asks for UTC plus such a constant


cdef inline int answer(Value* out, bint yes) noexcept nogil:
    out[0] = from_bool(yes)
    return ST_OK


cdef inline int done(Value* out) noexcept nogil:
    out[0] = IMM_UNSPEC
    return ST_OK


cdef int prim_procedure_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_proc(args[0]))


cdef bint name_less(VM* vm, Value a, Value b) noexcept nogil:
    cdef String* x = as_string((<Symbol*>as_obj(a)).name)
    cdef String* y = as_string((<Symbol*>as_obj(b)).name)
    cdef uint32_t i
    cdef uint32_t n = x.h.length if x.h.length < y.h.length else y.h.length
    charge(vm, n)
    for i in range(n):
        if string_ref(x, i) != string_ref(y, i):
            return string_ref(x, i) < string_ref(y, i)
    return x.h.length < y.h.length


cdef int prim_symbollt_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int i
    for i in range(n - 1):
        if not name_less(vm, args[i], args[i + 1]):
            return answer(out, False)
    return answer(out, True)


# ---------------------------------------------------------------- special objects and values

cdef int prim_void(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return done(out)


cdef int prim_eof_object(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = IMM_EOF
    return ST_OK


cdef int prim_eof_object_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, args[0] == IMM_EOF)


cdef int prim_default_object_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, args[0] == IMM_ABSENT)


cdef int prim_sys_absent(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = IMM_ABSENT
    return ST_OK


cdef int prim_values(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v
    if n == 1:
        out[0] = args[0]
        return ST_OK
    if not heap_reserve(vm, <uint64_t>n * sizeof(Value)):
        return ST_NOMEM
    v = new_values(vm, args, n)
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


cdef int prim_sys_value(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    cdef int64_t wanted = fix_value(args[2])
    if count_values(v) != wanted or fix_value(args[1]) >= wanted:
        return err_values(vm, v, <uint32_t>wanted)
    out[0] = (<Values*>as_obj(v)).items[fix_value(args[1])] if is_type(v, T_VALUES) else v
    return ST_OK


cdef int prim_sys_values_to_list(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = IMM_NIL
    cdef Values* values
    cdef int64_t i
    if not is_type(args[0], T_VALUES):
        v = new_pair(vm, args[0], IMM_NIL)
        if v == 0:
            return ST_NOMEM
        out[0] = v
        return ST_OK
    values = <Values*>as_obj(args[0])
    i = values.h.length
    charge(vm, i * 2)
    while i:
        i -= 1
        v = new_pair(vm, values.items[i], v)
        if v == 0:
            return ST_NOMEM
    out[0] = v
    return ST_OK


# ---------------------------------------------------------------- promises

cdef inline Pair* promise_content(Value promise) noexcept nogil:
    """The pair (done? . value or thunk)."""
    return as_pair(as_cell((<Promise*>as_obj(promise)).box).value)


cdef int prim_promise_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_PROMISE))


cdef int prim_sys_make_promise(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value content = new_pair(vm, args[0], args[1])
    cdef Value box = new_cell(vm, content) if content else 0
    cdef Promise* p = <Promise*>alloc(vm, sizeof(Promise)) if box else NULL
    if p == NULL:
        return ST_NOMEM
    set_header(p, T_PROMISE, sizeof(Promise), 0, 0)
    p.box = box
    out[0] = tag_obj(p)
    return ST_OK


cdef int prim_sys_promise_done_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, promise_content(args[0]).car != IMM_FALSE)


cdef int prim_sys_promise_value(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = promise_content(args[0]).cdr
    return ST_OK


cdef int prim_sys_promise_set_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Pair* content = promise_content(args[0])
    write_barrier(vm, <Value>content + TAG_PAIR, args[1])
    write_barrier(vm, <Value>content + TAG_PAIR, args[2])
    content.car = args[1]
    content.cdr = args[2]
    return done(out)


cdef int prim_sys_promise_share_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value box = (<Promise*>as_obj(args[1])).box
    write_barrier(vm, args[0], box)
    (<Promise*>as_obj(args[0])).box = box
    return done(out)


# ---------------------------------------------------------------- conditions

cdef bint is_kind(Value v, const char* kind) noexcept nogil:
    """Is it an error object of that kind (an ASCII name)?"""
    cdef String* name
    if not is_type(v, T_CONDITION):
        return False
    name = as_string((<Symbol*>as_obj((<Condition*>as_obj(v)).kind)).name)
    return name.h.aux == 1 and name.h.length == strlen(kind) and memcmp(name.data, kind, name.h.length) == 0


cdef int prim_error_object_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_CONDITION))


cdef int prim_error_object_message(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = (<Condition*>as_obj(args[0])).message
    return ST_OK


cdef int prim_error_object_irritants(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = (<Condition*>as_obj(args[0])).irritants
    return ST_OK


cdef int prim_read_error_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_kind(args[0], b"read"))


cdef int prim_file_error_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_kind(args[0], b"file"))


cdef int prim_sys_make_condition(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Condition* p = <Condition*>alloc(vm, sizeof(Condition))
    if p == NULL:
        return ST_NOMEM
    set_header(p, T_CONDITION, sizeof(Condition), 0, 0)
    p.kind = args[0]
    p.message = args[1]
    p.irritants = args[2]
    p.payload = args[3] if n > 3 else IMM_UNSPEC
    out[0] = tag_obj(p)
    return ST_OK


cdef int prim_sys_condition_kind(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = (<Condition*>as_obj(args[0])).kind
    return ST_OK


cdef int prim_sys_condition_payload(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = (<Condition*>as_obj(args[0])).payload
    return ST_OK


# ---------------------------------------------------------------- dynamic state

cdef int prim_sys_winds(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = vm.dyn.winds
    return ST_OK


cdef int prim_sys_set_winds_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    vm.dyn.winds = args[0]
    return done(out)


cdef int prim_sys_handlers(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = vm.dyn.handlers
    return ST_OK


cdef int prim_sys_set_handlers_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    vm.dyn.handlers = args[0]
    return done(out)


cdef int prim_sys_params(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = vm.dyn.params
    return ST_OK


cdef int prim_sys_set_params_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    vm.dyn.params = args[0]
    return done(out)


cdef int prim_sys_set_hook_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if <uint64_t>fix_value(args[0]) >= HOOK_COUNT:
        return err_range(vm, 0, args[0])
    vm.hooks[fix_value(args[0])] = args[1]
    return done(out)


# ---------------------------------------------------------------- tasks

cdef int prim_sys_run(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = from_fix(<int64_t>vm.run_id)
    return ST_OK


cdef int prim_sys_run_waits_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, run_waits(vm, <uint64_t>fix_value(args[0])))


cdef int prim_sys_set_task_run_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    vm.task_run = <uint64_t>fix_value(args[0])
    return done(out)


cdef int prim_sys_task_run_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, vm.task_run == vm.run_id)


cdef int prim_sys_set_free_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Code* code = as_proc(args[0]).code
    if not code.flags & CODE_STUB or code.index != STUB_CONT:
        return err_type(vm, 0, args[0], b"continuation")
    (<Cont*>as_proc(args[0])).run = from_fix(0)
    return done(out)


# ---------------------------------------------------------------- the world

cdef int prim_current_second(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not vm.capabilities & CAP_CLOCK:
        return err_capability(vm, b"clock")
    out[0] = box_double(wall() + TAI_OFFSET)
    return ST_OK


cdef int prim_current_jiffy(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not vm.capabilities & CAP_CLOCK:
        return err_capability(vm, b"clock")
    out[0] = from_fix(<int64_t>(monotonic() * JIFFIES))
    return ST_OK


cdef int prim_cpu_jiffy(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not vm.capabilities & CAP_CLOCK:
        return err_capability(vm, b"clock")
    out[0] = from_fix(<int64_t>(cpu() * JIFFIES))
    return ST_OK


cdef int prim_jiffies_per_second(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = from_fix(JIFFIES)
    return ST_OK


cdef int prim_sys_may_exit(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return done(out) if vm.capabilities & CAP_EXIT else err_capability(vm, b"exit")


cdef int prim_sys_exit(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not vm.capabilities & CAP_EXIT:
        return err_capability(vm, b"exit")
    vm.err_value = args[0] if n else IMM_TRUE
    return ST_EXIT


cdef int prim_sys_gc(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    heap_request(vm, REQ_GC)
    return done(out)
