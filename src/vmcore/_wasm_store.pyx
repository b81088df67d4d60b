# A store as Python sees it: runs, limits, calls of both directions, values, errors. With _wasm_objects and _wasm_instance the
# only modules of WebAssembly that raise.

cimport cython
from cpython.ref cimport PyObject, Py_INCREF, Py_DECREF
from cpython.exc cimport PyErr_CheckSignals
from libc.stdint cimport uint8_t, uint16_t, uint32_t, int32_t, uint64_t, int64_t
from libc.stdlib cimport calloc, realloc, free
from libc.string cimport memcpy
from vmcore.wasm cimport *
from vmcore._wasm_num cimport w_f32, w_f64, w_bits32, w_bits64
from vmcore._wasm_lower cimport lower, lowered_from, code_at
from vmcore._wasm_memory cimport stack_reserve, stack_release, stack_discard, memory_free
from vmcore._wasm_table cimport table_free
from vmcore._wasm_heap cimport new_object, free_objects, is_instance_of, collect
from vmcore._wasm_loop cimport wasm_execute

cdef extern from "Python.h":
    void* PyEval_SaveThread() noexcept nogil
    void PyEval_RestoreThread(void* state) noexcept nogil
    unsigned long PyThread_get_thread_ident() noexcept nogil
    Py_ssize_t PyVectorcall_NARGS(size_t n) noexcept
    object PyObject_CallOneArg(object f, object x)
    object PyObject_CallNoArgs(object f)
    object PyObject_Vectorcall(object f, PyObject** args, size_t n, PyObject* names)
    bint PyLong_CheckExact(object x) noexcept
    bint PyFloat_CheckExact(object x) noexcept
    double PyFloat_AS_DOUBLE(object x) noexcept
    long long PyLong_AsLongLongAndOverflow(object x, int* overflow) except? -1
    size_t PY_VECTORCALL_ARGUMENTS_OFFSET
    PyObject** items_of "PySequence_Fast_ITEMS"(object sequence) noexcept

cdef extern from *:
    """
    #include <time.h>
    #ifdef _WIN32
    #include <windows.h>
    static double w_monotonic(void) { return (double)GetTickCount64() / 1000.0; }
    #else
    static double w_monotonic(void) {
        struct timespec t;
        clock_gettime(CLOCK_MONOTONIC, &t);
        return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
    }
    #endif
    static void w_set_vectorcall(PyTypeObject *type, Py_ssize_t offset) {
        type->tp_vectorcall_offset = offset;
        type->tp_flags |= Py_TPFLAGS_HAVE_VECTORCALL;
        PyType_Modified(type);
    }
    """
    double w_monotonic() noexcept nogil
    void set_vectorcall "w_set_vectorcall"(type cls, Py_ssize_t offset) noexcept

cdef enum:
    SLICE = 20000
    STACK_BYTES = 1 << 23                 # of slots, besides the slack
    FIRST_FRAMES = 30                     # of a backtrace
    LAST_FRAMES = 10

cdef double SIGNAL_PERIOD = 0.02          # seconds between looks for Ctrl-C while the GIL is released

TRAPS = (
    "", "unreachable", "out of bounds memory access", "integer divide by zero", "integer overflow",
    "invalid conversion to integer", "out of bounds table access", "undefined element", "uninitialized element",
    "indirect call type mismatch", "null function reference", "null reference", "null i31 reference", "null structure reference",
    "null array reference", "out of bounds array access", "cast failure", "call stack exhausted", "null exception reference",
)  # fmt: skip


# ---------------------------------------------------------------- what the loop calls

cdef void keep_exception(WStore* s, object exc) noexcept:
    if s.exc != NULL:
        Py_DECREF(<object>s.exc)
    Py_INCREF(exc)
    s.exc = <void*>exc


cdef int attend(WStore* s) noexcept:
    s.last_signal_check = w_monotonic()
    try:
        PyErr_CheckSignals()
    except BaseException as exc:
        keep_exception(s, exc)
        return ST_INTERRUPT
    return ST_OK


ctypedef int (*Attend)(WStore* s) noexcept nogil
cdef Attend attend_raw = <Attend><void*>attend


cdef int attention(WStore* s) noexcept nogil:
    """End of a slice. The first one of a stretch gives the GIL up; later ones take it now and then."""
    cdef int st = ST_OK
    cdef double now
    if s.stop:
        s.stop = 0
        return ST_INTERRUPT
    if s.within and s.outer_stop[0]:
        s.outer_stop[0] = 0
        return ST_INTERRUPT
    now = w_monotonic()
    if s.deadline > 0 and now > s.deadline:
        return ST_TIMEOUT
    if s.tstate != NULL:
        if now - s.last_signal_check < SIGNAL_PERIOD:
            return ST_OK
        PyEval_RestoreThread(s.tstate)
        s.tstate = NULL
        st = attend_raw(s)
    elif now - s.last_signal_check > SIGNAL_PERIOD:
        st = attend_raw(s)
    if st == ST_OK:
        s.tstate = PyEval_SaveThread()
    return st


cdef int check(WStore* s, WCode* code) noexcept:
    try:
        (<object>code.module.owner).check(code.index)
    except BaseException as exc:
        keep_exception(s, exc)
        return ST_HOSTERR
    code.unchecked = False
    return ST_OK


ctypedef int (*Check)(WStore* s, WCode* code) noexcept nogil
cdef Check check_raw = <Check><void*>check


cdef int lower_held(WStore* s, WCode* code) noexcept nogil:
    """With the GIL: instances of a module on several threads share its code."""
    if s.tstate != NULL:
        PyEval_RestoreThread(s.tstate)
        s.tstate = NULL
    if code.unchecked and check_raw(s, code):
        return ST_HOSTERR
    return lower(code)


cdef int host_failed(WStore* s) noexcept:
    try:
        raised()
    except BaseException as exc:
        return (<Store>s.owner).failed(exc)
    return ST_OK


cdef int raised() except -1:
    return -1


cdef object call_python(WStore* s, WFunc* f, uint64_t* args):
    cdef Store store = <Store>s.owner
    cdef object fn = <object>f.host
    cdef WType* t = f.type
    cdef uint32_t i, n
    cdef object result
    if t.nparams == 0:
        result = PyObject_CallNoArgs(fn)
    elif t.nparams == 1:
        result = PyObject_CallOneArg(fn, store.from_slots(t.vals, args))
    elif t.nparams == 2:
        result = fn(store.from_slots(t.vals, args), store.from_slots(t.vals + 1, args + t.widths[0]))
    else:
        given = []
        n = 0
        for i in range(t.nparams):
            given.append(store.from_slots(t.vals + i, args + n))
            n += t.widths[i]
        result = fn(*given)
    if t.nresults == 1:
        store.to_slots(t.vals + t.nparams, result, args)
    elif t.nresults:
        values = tuple(result)
        if len(values) != t.nresults:
            raise TypeError(f"a host function of type {func_type_name(t)} returned {len(values)} values")
        n = 0
        for i in range(t.nresults):
            store.to_slots(t.vals + t.nparams + i, values[i], args + n)
            n += t.widths[t.nparams + i]
    return True


ctypedef PyObject* (*CallPython)(WStore* s, WFunc* f, uint64_t* args) noexcept
cdef CallPython call_python_raw = <CallPython><void*>call_python


cdef int call_host_held(WStore* s, WFunc* f, uint64_t* args) noexcept:
    cdef PyObject* done = call_python_raw(s, f, args)
    if done == NULL:
        return host_failed(s)
    Py_DECREF(<object>done)
    return ST_OK


ctypedef int (*CallHost)(WStore* s, WFunc* f, uint64_t* args) noexcept nogil
cdef CallHost call_host_raw = <CallHost><void*>call_host_held


cdef int call_host(WStore* s, WFunc* f, uint64_t* args) noexcept nogil:
    cdef const uint16_t* pc = s.pc
    cdef uint64_t* frame = s.frame
    cdef WInstance* inst = s.inst
    cdef uint64_t* top = s.top
    cdef int st
    if s.tstate != NULL:
        PyEval_RestoreThread(s.tstate)
        s.tstate = NULL
    st = call_host_raw(s, f, args)
    s.pc = pc
    s.frame = frame
    s.inst = inst
    s.top = top
    return st


# ---------------------------------------------------------------- values

cdef dict VALUE_NAMES = {V_I32: "i32", V_I64: "i64", V_F32: "f32", V_F64: "f64", V_V128: "v128", V_I8: "i8", V_I16: "i16"}
cdef dict HEAP_NAMES = {
    H_FUNC: "func", H_NOFUNC: "nofunc", H_EXTERN: "extern", H_NOEXTERN: "noextern", H_ANY: "any", H_EQ: "eq", H_I31: "i31",
    H_STRUCT: "struct", H_ARRAY: "array", H_NONE: "none", H_EXN: "exn", H_NOEXN: "noexn",
}


cdef str value_name(WVal* v):
    if v.code != V_REF:
        return VALUE_NAMES[v.code]
    if v.type != NULL:
        return f"(ref {'null ' if v.nullable else ''}{HEAP_NAMES[v.type.kind]} type)"
    name = HEAP_NAMES[v.heap]
    return name + "ref" if v.nullable else f"(ref {name})"


cdef str func_type_name(WType* t):
    cdef uint32_t i
    params = " ".join([value_name(t.vals + i) for i in range(t.nparams)])
    results = " ".join([value_name(t.vals + t.nparams + i) for i in range(t.nresults)])
    return f"[{params}] -> [{results}]"


@cython.no_gc_clear
cdef class Ref:
    """A reference to something of a store: an i31, a structure, an array, an exception. Alive as long as this is."""

    def __init__(self):
        raise TypeError("references come from WebAssembly")

    def __dealloc__(self):
        cdef WStore* s = self.s
        if s == NULL:
            return
        s.npinned -= 1
        s.pinned[self.index] = s.pinned[s.npinned]
        s.pins[self.index] = s.pins[s.npinned]
        (<Ref>s.pins[self.index]).index = self.index

    @property
    def kind(self):
        """i31, struct, array or exn."""
        if self.w & 1:
            return "i31"
        return ("", "struct", "array", "extern", "exn")[(<WObject*><size_t>self.w).kind]

    @property
    def value(self):
        """Of an i31, signed."""
        if not self.w & 1:
            raise TypeError(f"a {self.kind} has no value")
        return <int32_t>(<uint32_t>(self.w >> 1) << 1) >> 1

    def __eq__(self, other):
        return isinstance(other, Ref) and (<Ref>other).w == self.w and (<Ref>other).store is self.store

    def __hash__(self):
        return hash(self.w)

    def __repr__(self):
        return f"<{self.kind} {self.value}>" if self.w & 1 else f"<{self.kind} at {self.w:#x}>"


cdef class Store:
    """Everything that instances are made of. ``fuel`` is used up by all runs together, one for each jump and call;
    ``timeout`` is in seconds, of each outermost call; ``memory_limit`` in bytes of memories, tables and objects;
    ``stack`` in bytes. One thread at a time."""

    def __cinit__(self, *args, **kwargs):
        self.s = <WStore*>calloc(1, sizeof(WStore))
        if self.s == NULL:
            raise MemoryError()
        self.kept = []
        self.externs = []

    def __init__(self, fuel=None, timeout=None, memory_limit=None, stack=None):
        cdef WStore* s = self.s
        cdef uint64_t bytes = STACK_BYTES if stack is None else min(max(stack, 4096), 1 << 32)
        for name, value in (("fuel", fuel), ("timeout", timeout), ("memory_limit", memory_limit), ("stack", stack)):
            if value is not None and value < 0:
                raise ValueError(f"{name} must not be negative")
        if s.stack != NULL:
            raise TypeError("a store is made once")
        s.stack_bytes = bytes + FRAME_SLACK * 8
        s.stack = <uint64_t*>stack_reserve(s.stack_bytes)
        if s.stack == NULL:
            raise MemoryError("no address space for the stack of a WebAssembly store")
        s.limit = s.stack + bytes // 8
        s.stack_end = s.stack + s.stack_bytes // 8
        s.top = s.stack
        s.slice = SLICE
        s.fuel = -1 if fuel is None else min(fuel, 1 << 62)
        s.memory_limit = 0 if memory_limit is None else max(memory_limit, 1)
        s.owner = <void*>self
        s.call_host = call_host
        s.attention = attention
        s.lower = lower_held
        self.timeout = 0 if timeout is None else max(timeout, 1e-9)

    def share_limits(self, machine):
        """From now on calls by programs of a machine (what has ``limits_at``) are under its limits, and what the store has
        counts as the machine's memory."""
        cdef WStore* s = self.s
        self.check_free()
        if self.outer is not None:
            raise ValueError("the store shares the limits of a machine already")
        depth, stop, fuel, deadline, limit, used = machine.limits_at()
        self.outer = machine
        s.outer_depth = <int*><size_t>depth
        s.outer_stop = <int*><size_t>stop
        s.outer_fuel = <int64_t*><size_t>fuel
        s.outer_deadline = <double*><size_t>deadline
        s.outer_limit = <uint64_t*><size_t>limit
        s.outer_bytes = <uint64_t*><size_t>used
        s.outer_bytes[0] += s.used
        s.left_over = s.slice

    def use_errors(self, make_error, exception):
        """``make_error(kind, message, frames, tag, values)`` makes what is raised. Frames are (module, function, offset),
        innermost first, or a number of frames left out. ``exception``: what stands for a WebAssembly exception, with
        ``tag``, ``values`` and ``ref``."""
        self.make_error = make_error
        self.exception = exception

    def __dealloc__(self):
        cdef WStore* s = self.s
        cdef uint64_t i
        if s == NULL:
            return
        if self.outer is None:            # cleared by a collection: the machine may be gone
            s.outer_bytes = NULL
        free_objects(s)
        if s.outer_bytes != NULL:
            s.outer_bytes[0] -= s.used
        for i in range(s.nmemories):
            memory_free(s.memories[i])
        for i in range(s.ntables):
            table_free(s.tables[i])
        for i in range(s.nowned):
            free(s.owned[i])
        for i in range(s.nglobals):
            free(s.globals[i])
        free(s.memories)
        free(s.tables)
        free(s.globals)
        free(s.owned)
        free(s.pinned)
        free(s.pins)
        free(s.free_externs)
        if s.exc != NULL:
            Py_DECREF(<object>s.exc)
        if s.stack != NULL:
            stack_release(s.stack, s.stack_bytes)
        free(s)
        self.s = NULL

    cdef int own(self, void* block) except -1:
        """The block is freed with the store."""
        cdef WStore* s = self.s
        cdef void* made
        if block == NULL:
            raise MemoryError()
        if s.nowned == s.owned_capacity:
            made = realloc(s.owned, <size_t>(2 * s.owned_capacity + 16) * sizeof(void*))
            if made == NULL:
                free(block)
                raise MemoryError()
            s.owned = <void**>made
            s.owned_capacity = 2 * s.owned_capacity + 16
        s.owned[s.nowned] = block
        s.nowned += 1
        return 0

    # ---- limits

    @property
    def fuel(self):
        """What is left; None: no limit. May be set."""
        cdef WStore* s = self.s
        if s.fuel < 0:
            return None
        return max(s.fuel - (s.slice_left - s.budget), 0) if s.depth else s.fuel

    @fuel.setter
    def fuel(self, value):
        if value is not None and value < 0:
            raise ValueError("fuel must not be negative")
        self.s.fuel = -1 if value is None else min(value, 1 << 62)
        if self.s.depth:
            self.s.slice_left = self.s.budget = 0
            if self.s.fuel >= 0:
                self.s.fuel += 1          # what is counted for the look around that comes now

    def interrupt(self):
        """Ends the run of the store, from any thread."""
        self.s.stop = 1

    def collect(self):
        """A collection of the store's objects now."""
        self.check_free()
        collect(self.s, self.s.top)
        self.drop_externs()

    @property
    def objects(self):
        """How many objects the store has."""
        return self.s.nobjects

    @property
    def used(self):
        """Bytes of memories, tables and objects."""
        return self.s.used

    cdef int check_free(self) except -1:
        if self.s.depth and self.thread != PyThread_get_thread_ident():
            text = "the store is in use by another thread; give each thread a store of its own"
            raise self.make_error("BUSY", text, [], None, None)
        return 0

    # ---- calls

    cdef object call(self, WFunc* f, PyObject** args, Py_ssize_t n, str name):
        cdef WStore* s = self.s
        cdef WType* t = f.type
        cdef uint64_t* R
        cdef uint64_t* to
        cdef uint32_t i
        if s.depth:
            self.check_free()
        R = to = s.top
        if n != t.nparams:
            raise TypeError(f"{name or "function"} takes {t.nparams} arguments, {func_type_name(t)}, but {n} were given")
        if R + t.param_slots + t.result_slots + HEADER >= s.limit:
            raise self.make_error("TRAP", TRAPS[ST_STACK], self.frames(), None, None)
        for i in range(t.nparams):
            try:
                self.to_slots(t.vals + i, <object>args[i], to)
            except (TypeError, ValueError, OverflowError) as error:
                raise type(error)(f"{name or "function"}: argument {i + 1}: {error}") from None
            to += t.widths[i]
        self.enter(f, R)
        if t.nresults == 0:
            return None
        if t.nresults == 1:
            return self.from_slots(t.vals + t.nparams, R)
        return self.results(f, R)

    cdef object results(self, WFunc* f, uint64_t* R):
        cdef WType* t = f.type
        cdef uint32_t i
        found = []
        for i in range(t.nparams, t.nparams + t.nresults):
            found.append(self.from_slots(t.vals + i, R))
            R += t.widths[i]
        return tuple(found)

    cdef int enter(self, WFunc* f, uint64_t* R) except -1:
        """A run: arguments, and then results, are at R, which is the top of the stack."""
        cdef WStore* s = self.s
        cdef uint64_t* top = s.top
        cdef int st
        if s.depth == 0:
            self.begin()
        elif s.depth >= MAX_NESTING:
            raise RecursionError("host calls and runs are nested too deeply")
        s.depth += 1
        if f.code != NULL:
            st = wasm_execute(s, f, R)
        else:
            s.top = R + f.type.param_slots + f.type.result_slots
            st = s.call_host(s, f, R)
            s.frame = NULL
        if s.tstate != NULL:
            PyEval_RestoreThread(s.tstate)
            s.tstate = NULL
        s.top = top
        if st != ST_OK:
            try:
                raise self.error(st)
            finally:
                if st == ST_STACK:
                    stack_discard(s.top, <uint64_t>(<char*>s.stack_end - <char*>s.top))
                s.depth -= 1
                if s.depth == 0:
                    self.end()
        s.depth -= 1
        if s.depth == 0:
            self.end()
        return 0

    cdef void begin(self) noexcept:
        cdef WStore* s = self.s
        self.thread = PyThread_get_thread_ident()
        s.stop = 0
        s.slice_left = s.slice
        if 0 <= s.fuel < s.slice:
            s.slice_left = s.fuel
        s.budget = s.slice_left
        s.deadline = 0
        if self.timeout > 0:
            s.deadline = w_monotonic() + self.timeout
        s.within = s.outer_depth != NULL and s.outer_depth[0] > 0
        if s.within:
            self.begin_within()

    cdef void begin_within(self) noexcept:
        """A call by a program: what it and other calls used of a slice is not forgotten."""
        cdef WStore* s = self.s
        if s.left_over < s.slice_left:
            s.slice_left = s.left_over
        if 0 <= s.outer_fuel[0] < s.slice_left:
            s.slice_left = s.outer_fuel[0]
        s.budget = s.slice_left
        if s.outer_deadline[0] > 0 and (s.deadline == 0 or s.outer_deadline[0] < s.deadline):
            s.deadline = s.outer_deadline[0]

    cdef void end(self) noexcept:
        cdef WStore* s = self.s
        if s.fuel >= 0:
            s.fuel -= s.slice_left - s.budget
            if s.fuel < 0:
                s.fuel = 0
        if s.within:
            s.left_over = s.budget if s.budget > 0 else 0
            if s.outer_fuel[0] >= 0:
                s.outer_fuel[0] -= s.slice_left - s.budget
                if s.outer_fuel[0] < 0:
                    s.outer_fuel[0] = 0
        s.slice_left = s.budget = 0
        if s.exc != NULL:
            Py_DECREF(<object>s.exc)
            s.exc = NULL
        if s.nfree_externs:
            self.drop_externs()

    def drop_externs(self):
        """Python objects that no reference stands for any more."""
        cdef WStore* s = self.s
        cdef uint64_t i
        for i in range(s.nfree_externs):
            self.externs[s.free_externs[i]] = None

    # ---- errors

    def failed(self, exc):
        """The status of an exception of a host function."""
        cdef WStore* s = self.s
        if self.exception is not None and isinstance(exc, self.exception):
            try:
                s.thrown = <WObject*><size_t>self.exception_word(exc)
                return ST_THROW
            except BaseException as error:
                exc = error
        keep_exception(s, exc)
        return ST_HOSTERR

    def exception_word(self, exc):
        """The object of a WebAssembly exception that Python raises."""
        cdef Ref ref = exc.ref
        if ref is not None and ref.store is self:
            return ref.w
        return exc.tag._exception(self, exc.values)

    cdef object error(self, int st):
        cdef WStore* s = self.s
        cdef WObject* o
        cdef uint32_t i
        cdef uint64_t at = 0
        frames = self.frames()
        if st < N_TRAPS:
            text = TRAPS[st]
            if st == ST_UNINITIALIZED:
                text = f"{text} {s.detail}"
            return self.make_error("TRAP", text, frames, None, None)
        if st == ST_THROW:
            o = s.thrown
            values = []
            for i in range(o.type.nparams):
                values.append(self.from_slots(o.type.vals + i, o.data + at))
                at += o.type.widths[i]
            ref = self.wrap(<uint64_t><size_t>o)
            s.thrown = NULL
            return self.make_error("THROW", "uncaught exception", frames, <uint64_t><size_t>o.tag, (tuple(values), ref))
        if (st == ST_HOSTERR or st == ST_INTERRUPT) and s.exc != NULL:
            exc = <object>s.exc
            Py_DECREF(exc)
            s.exc = NULL
            return exc
        kind, text = STATUS[st]
        return self.make_error(kind, text, frames, None, None)

    cdef list frames(self):
        """Of the run that ended, or of the one that calls the host, innermost first."""
        cdef WStore* s = self.s
        cdef const uint16_t* pc = s.pc
        cdef uint64_t* R = s.frame
        cdef WInstance* inst = s.inst
        cdef WCode* code
        cdef uint64_t* H
        cdef int64_t total = 0
        cdef int64_t i = 0
        found = []
        if R == NULL:
            return found
        while True:
            code = code_at(inst.module, pc)
            if code == NULL:
                break
            total += 1
            H = R + code.header
            pc = <const uint16_t*><size_t>H[0]
            R = <uint64_t*><size_t>H[1]
            inst = <WInstance*><size_t>H[2]
        pc, R, inst = s.pc, s.frame, s.inst
        while i < total:
            code = code_at(inst.module, pc)
            if i < FIRST_FRAMES or i >= total - LAST_FRAMES:
                offset = lowered_from(code, <uint32_t>(pc - code.words - 1))
                found.append((<object>inst.module.owner, code.index, offset))
            elif i == FIRST_FRAMES:
                found.append(total - FIRST_FRAMES - LAST_FRAMES)
            H = R + code.header
            pc = <const uint16_t*><size_t>H[0]
            R = <uint64_t*><size_t>H[1]
            inst = <WInstance*><size_t>H[2]
            i += 1
        return found

    # ---- values

    cdef int to_slots(self, WVal* v, object x, uint64_t* out) except -1:
        cdef long long n
        cdef int overflow = 0
        cdef uint8_t code = v.code
        if code == V_I32:
            if not PyLong_CheckExact(x):
                x = x.__index__() if hasattr(x, "__index__") else self.value_error(v, x)
            n = PyLong_AsLongLongAndOverflow(x, &overflow)
            if overflow or n < -2147483648 or n > 4294967295:
                raise OverflowError(f"{x} is no i32")
            out[0] = <uint32_t>n
        elif code == V_I64:
            if not PyLong_CheckExact(x):
                x = x.__index__() if hasattr(x, "__index__") else self.value_error(v, x)
            n = PyLong_AsLongLongAndOverflow(x, &overflow)
            if overflow:
                if not 0 <= x < 1 << 64:
                    raise OverflowError(f"{x} is no i64")
                out[0] = x
            else:
                out[0] = <uint64_t>n
        elif code == V_F64 or code == V_F32:
            if not PyFloat_CheckExact(x):
                if isinstance(x, (str, bytes)) or not hasattr(x, "__float__"):
                    self.value_error(v, x)
                x = float(x)
            out[0] = w_bits64(PyFloat_AS_DOUBLE(x)) if code == V_F64 else w_bits32(<float>PyFloat_AS_DOUBLE(x))
        elif code == V_V128:
            if isinstance(x, int):
                x = (x & ((1 << 128) - 1)).to_bytes(16, "little")
            if not isinstance(x, (bytes, bytearray, memoryview)) or len(x) != 16:
                self.value_error(v, x)
            data = bytes(x)
            memcpy(out, <const char*>data, 16)
        elif code == V_I8 or code == V_I16:
            out[0] = int(x) & (0xFF if code == V_I8 else 0xFFFF)
        else:
            out[0] = self.reference(v, x)
        return 0

    cdef object value_error(self, WVal* v, object x):
        raise TypeError(f"{value_name(v)} is wanted, not {type(x).__name__}")

    cdef uint64_t reference(self, WVal* v, object x) except? 1:
        cdef int64_t heap = v.heap
        cdef uint64_t w, target
        cdef bint func = heap == H_FUNC or heap == H_NOFUNC or (v.type != NULL and v.type.kind == H_FUNC)
        if x is None:
            if not v.nullable:
                raise TypeError(f"{value_name(v)} is wanted, not None")
            return 0
        if func:
            if not isinstance(x, Function):
                self.value_error(v, x)
            if (<Function>x).store is not self:
                raise ValueError("the function belongs to another store")
            w = <uint64_t><size_t>(<Function>x).f
        elif isinstance(x, Ref):
            if (<Ref>x).store is not self:
                raise ValueError("the reference belongs to another store")
            w = (<Ref>x).w
        elif heap == H_EXTERN or heap == H_ANY:
            return self.box(x)
        elif heap == H_I31 and isinstance(x, int):
            return (<uint64_t>(x & 0x7FFFFFFF)) << 1 | 1
        else:
            self.value_error(v, x)
        target = <uint64_t><size_t>v.type if v.type != NULL else <uint64_t>heap
        if heap != H_EXTERN and not is_instance_of(w, target, v.type != NULL):
            raise TypeError(f"{value_name(v)} is wanted, not {x!r}")
        return w

    cdef uint64_t box(self, object x) except 0:
        """A reference that stands for a Python object."""
        cdef WStore* s = self.s
        cdef WObject* o = new_object(s, OBJ_EXTERN, NULL, 0, s.top)
        if o == NULL:
            raise MemoryError("the store's memory limit is reached")
        if s.nfree_externs:
            s.nfree_externs -= 1
            o.length = s.free_externs[s.nfree_externs]
            self.externs[o.length] = x
        else:
            o.length = len(self.externs)
            self.externs.append(x)
        return <uint64_t><size_t>o

    cdef object from_slots(self, WVal* v, uint64_t* of):
        cdef uint8_t code = v.code
        cdef uint64_t w = of[0]
        if code == V_I32:
            return <int32_t>w
        if code == V_I64:
            return <int64_t>w
        if code == V_F64:
            return w_f64(w)
        if code == V_F32:
            return <double>w_f32(<uint32_t>w)
        if code == V_V128:
            return (<char*>of)[:16]
        if w == 0:
            return None
        if v.heap == H_FUNC or v.heap == H_NOFUNC or (v.type != NULL and v.type.kind == H_FUNC):
            return self.function(<WFunc*><size_t>w)
        return self.wrap(w)

    cdef object wrap(self, uint64_t w):
        cdef WStore* s = self.s
        cdef WObject* o = <WObject*><size_t>w
        cdef Ref ref
        cdef void* made
        if not w & 1 and o.kind == OBJ_EXTERN:
            return self.externs[o.length]
        if not w & 1:
            if s.npinned == s.pinned_capacity:
                made = realloc(s.pinned, <size_t>(2 * s.pinned_capacity + 16) * 8)
                if made == NULL:
                    raise MemoryError()
                s.pinned = <uint64_t*>made
                made = realloc(s.pins, <size_t>(2 * s.pinned_capacity + 16) * sizeof(void*))
                if made == NULL:
                    raise MemoryError()
                s.pins = <void**>made
                s.pinned_capacity = 2 * s.pinned_capacity + 16
        ref = Ref.__new__(Ref)
        ref.w = w
        if not w & 1:
            ref.index = s.npinned
            s.pinned[s.npinned] = w
            s.pins[s.npinned] = <void*>ref
            s.npinned += 1
            ref.s = s
        ref.store = self
        return ref

    cdef object function(self, WFunc* f):
        cdef Function made = Function.__new__(Function)
        made.store = self
        made.f = f
        made.name = ""
        return made


cdef dict STATUS = {
    ST_FUEL: ("FUEL", "the fuel is used up"), ST_TIMEOUT: ("TIMEOUT", "the time limit is reached"),
    ST_INTERRUPT: ("INTERRUPT", "interrupted"), ST_NOMEM: ("MEMORY", "the memory limit is reached"),
    ST_LARGE: ("LARGE", "a function is beyond the limits of this implementation"),
}


# ---------------------------------------------------------------- functions

cdef class Function:
    """A function of a store, callable from Python."""

    def __cinit__(self):
        self.vectorcall = <void*>call_function

    def __init__(self):
        raise TypeError("functions come from instances")

    def __call__(self, *args):
        return self.store.call(self.f, items_of(args), len(args), self.name)

    @property
    def params(self):
        """Names of the types of the parameters."""
        cdef uint32_t i
        return tuple([value_name(self.f.type.vals + i) for i in range(self.f.type.nparams)])

    @property
    def results(self):
        cdef WType* t = self.f.type
        cdef uint32_t i
        return tuple([value_name(t.vals + t.nparams + i) for i in range(t.nresults)])

    def call_bits(self, args):
        """Arguments and results as the words of their slots, two of a v128; references as Python sees them."""
        cdef WStore* s = self.store.s
        cdef WType* t = self.f.type
        cdef uint64_t* R
        cdef uint64_t* to
        cdef uint32_t i
        self.store.check_free()
        R = to = s.top
        if len(args) != t.nparams:
            raise TypeError(f"{t.nparams} arguments are wanted")
        if R + t.param_slots + t.result_slots + HEADER >= s.limit:
            raise MemoryError("no room on the stack")
        for i in range(t.nparams):
            if t.vals[i].code == V_REF:
                self.store.to_slots(t.vals + i, args[i], to)
            elif t.vals[i].code == V_V128:
                to[0] = args[i] & 0xFFFFFFFFFFFFFFFF
                to[1] = args[i] >> 64
            else:
                to[0] = args[i]
            to += t.widths[i]
        self.store.enter(self.f, R)
        found = []
        for i in range(t.nparams, t.nparams + t.nresults):
            if t.vals[i].code == V_REF:
                found.append(self.store.from_slots(t.vals + i, R))
            elif t.vals[i].code == V_V128:
                found.append(<object>R[0] | <object>R[1] << 64)
            else:
                found.append(<object>R[0])
            R += t.widths[i]
        return found

    def __eq__(self, other):
        return isinstance(other, Function) and (<Function>other).f == self.f

    def __hash__(self):
        return hash(<size_t>self.f)

    def __repr__(self):
        return f"<function {self.name or 'of WebAssembly'} {func_type_name(self.f.type)}>"


cdef object call_function(PyObject* self, PyObject** args, size_t n, PyObject* names):
    """``__call__`` without a tuple."""
    cdef Function function = <Function>self
    if names != NULL and len(<tuple>names):
        raise TypeError("a WebAssembly function takes no keyword arguments")
    return function.store.call(function.f, args, PyVectorcall_NARGS(n), function.name)


cdef Function PROTOTYPE = Function.__new__(Function)
set_vectorcall(Function, <char*>&PROTOTYPE.vectorcall - <char*><PyObject*>PROTOTYPE)
PROTOTYPE = None
