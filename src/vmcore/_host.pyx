# The machine as Python sees it: construction, runs, limits, host calls, errors. The only module that raises.

from libc.stdint cimport uint64_t, int64_t, uint16_t, uint32_t
from libc.stdlib cimport calloc, free
from libc.string cimport memset
from cpython.ref cimport PyObject, Py_INCREF, Py_DECREF
from cpython.exc cimport PyErr_CheckSignals
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._slow cimport *
from vmcore._others cimport others_op
from vmcore._ops cimport OP_CALLG, OP_CALLS, OP_CALLG1, OP_CALLG2
from vmcore._tree cimport NODE_CALL, NODE_GLOBAL
from vmcore._stack cimport *
from vmcore._loop cimport execute
from vmcore._walk cimport walk, use_walker, Node
from vmcore._image cimport Image, load
from vmcore._primtable cimport TABLE, PRIM_COUNT
from vmcore._convert cimport Border, Ref, from_python, to_python, text_python, text_value, quick_python, quick_value
from vmcore._text cimport Text, text_init, text_free, text_to_value
from vmcore._print cimport print_value
from vmcore._pprint cimport put_value
from vmcore._trees cimport trees_free
from vmcore._port cimport port_flush_all, port_finalise, new_stream_port

cdef extern from "Python.h":
    void* PyEval_SaveThread() noexcept nogil
    void PyEval_RestoreThread(void* state) noexcept nogil
    unsigned long PyThread_get_thread_ident() noexcept nogil
    ctypedef PyObject* (*vectorcallfunc)(PyObject* f, PyObject** args, size_t n, PyObject* names)
    Py_ssize_t PyVectorcall_NARGS(size_t n) noexcept
    object PyObject_CallOneArg(object f, object x)
    PyObject** items_of "PySequence_Fast_ITEMS"(object sequence) noexcept

cdef extern from *:
    """
    #ifdef _WIN32
    #include <windows.h>
    #define vm_nap() Sleep(1)
    #else
    #include <time.h>
    static void vm_nap(void) { struct timespec t = {0, 200000}; nanosleep(&t, NULL); }
    #endif
    """
    void nap "vm_nap"() noexcept nogil

cdef extern from *:
    """
    #ifdef _WIN32
    #include <windows.h>
    static void *vm_reserve(size_t n) { return VirtualAlloc(NULL, n, MEM_RESERVE | MEM_COMMIT, PAGE_READWRITE); }
    static void vm_release(void *p, size_t n) { (void)n; VirtualFree(p, 0, MEM_RELEASE); }
    static void vm_discard(void *p, size_t n) { memset(p, 0, n); }
    #else
    #include <sys/mman.h>
    #ifndef MAP_NORESERVE
    #define MAP_NORESERVE 0
    #endif
    static void *vm_reserve(size_t n) {
        void *p = mmap(NULL, n, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        return p == MAP_FAILED ? NULL : p;
    }
    static void vm_release(void *p, size_t n) { munmap(p, n); }
    static void vm_discard(void *p, size_t n) {            /* whole pages go back and read as zero */
        uintptr_t a = ((uintptr_t)p + 4095) & ~(uintptr_t)4095, e = ((uintptr_t)p + n) & ~(uintptr_t)4095;
        if (a >= e) { memset(p, 0, n); return; }
        memset(p, 0, a - (uintptr_t)p);
        memset((void *)e, 0, (uintptr_t)p + n - e);
    #ifdef __linux__
        if (madvise((void *)a, e - a, MADV_DONTNEED) == 0) return;
    #endif
        memset((void *)a, 0, e - a);
    }
    #endif
    """
    void* vm_reserve(size_t n) noexcept nogil
    void vm_release(void* p, size_t n) noexcept nogil
    void vm_discard(void* p, size_t n) noexcept nogil

cdef enum:
    SLICE = 20000                        # safepoints between looks at the clock, the GIL and signals
    STACK_BYTES = 1 << 29                # reserved address space; touched pages only are memory
    STACK_RESERVE = 16384                # words behind the hard limit, for handlers of deep recursion and slack
    FIRST_SOFT = 32768
    MAX_NESTING = 100                    # runs inside host calls inside runs: each takes C stack
    BIG_STACK = 1 << 17                  # words of used stack that are given back after a run

cdef enum:
    ITEM_UNITS = 50                      # what an item costs that is handed to Python, see `charge`
    ITEM_BYTES = 16                      # what it takes there at least, about

cdef double PATIENCE = 1e-7            # seconds for each unit of fuel, in calls that the machine cannot end
cdef double LEAST_PATIENCE = 0.05

cdef list STATUS_NAMES = None
cdef object ERRORS = None


cdef object errors():
    """vmcore.errors: when there is one, for a class takes its time."""
    global ERRORS
    if ERRORS is None:
        from vmcore import errors
        ERRORS = errors
    return ERRORS


cdef list status_names():
    global STATUS_NAMES
    if STATUS_NAMES is None:
        from vmcore import tags
        STATUS_NAMES = [name for name, _ in tags.STATUSES]
    return STATUS_NAMES


include "_host_calls.pxi"
include "_host_frames.pxi"


# ---------------------------------------------------------------- the machine

cdef dict CAPABILITIES = {
    "file": CAP_READ | CAP_WRITE, "file-read": CAP_READ, "file-write": CAP_WRITE, "env": CAP_ENV, "exit": CAP_EXIT,
    "clock": CAP_CLOCK, "random": CAP_RANDOM,
}


cdef uint32_t capability_bits(object names) except *:
    cdef uint32_t bits = 0
    for name in names:
        if name not in CAPABILITIES:
            raise ValueError(f"unknown capability {name!r}; there are: {', '.join(CAPABILITIES)}")
        bits |= <uint32_t>CAPABILITIES[name]
    return bits


cdef class Machine(Border):
    """One runtime of the machine: heap, stack, globals. Used by one thread at a time."""

    def __cinit__(self, *args, stack_bytes=None, **kwargs):
        cdef VM* vm = <VM*>calloc(1, sizeof(VM))
        cdef size_t size = stack_bytes or STACK_BYTES
        if vm == NULL:
            raise MemoryError()
        self.vm = vm
        self.hosts = []
        self.free_hosts = []
        self.fuel = -1
        self.procedure_class = Procedure
        vm.host = <void*>self
        vm.stack = <Value*>vm_reserve(size)
        while vm.stack == NULL and size > (1 << 20):
            size >>= 1
            vm.stack = <Value*>vm_reserve(size)
        if vm.stack == NULL or heap_init(vm) != 0:
            raise MemoryError()
        self.stack_words = size // sizeof(Value)
        vm.hard_limit = vm.stack + self.stack_words - STACK_RESERVE
        vm.soft_limit = vm.stack + FIRST_SOFT
        vm.top = vm.run_base = vm.stack
        vm.under = IMM_NIL
        vm.dyn.winds = vm.dyn.handlers = vm.dyn.params = IMM_NIL
        vm.prims = TABLE
        vm.nprims = PRIM_COUNT
        vm.slice = SLICE
        vm.none = IMM_UNSPEC
        vm.fuel = -1
        vm.host_object = get_host
        vm.host_new = make_host
        vm.host_raised = raised_inside
        vm.call_host = host_call
        vm.attention = attention
        vm.port_finalise = <void (*)(VM*, void*) noexcept nogil><void*>port_finalise
        if init_stubs(vm) != ST_OK:
            raise MemoryError()

    def __init__(self, *, capabilities=(), stack_bytes=None):
        self.vm.capabilities = capability_bits(capabilities)

    def __dealloc__(self):
        cdef VM* vm = self.vm
        if vm == NULL:
            return
        heap_free(vm)
        trees_free(vm)
        vm.host = NULL
        # Dead objects of the heap itself: host indexes need no release, the list goes as a whole.
        while vm.npending:
            vm.npending -= 1
            if not <size_t>vm.pending[vm.npending] & 1:
                Py_DECREF(<object><PyObject*>vm.pending[vm.npending])
        if vm.exc != NULL:
            Py_DECREF(<object>vm.exc)
        free(vm.pending)
        free(vm.handles)
        free(vm.prim_procs)
        if vm.stack != NULL:
            vm_release(vm.stack, self.stack_words * sizeof(Value))
        free(vm)
        self.vm = NULL

    def use_tree_walker(self):
        """Runs tree images from now on, and no others. Before anything is loaded."""
        use_walker(self.vm)

    def set_dialect(self, *, longs=False, titles=False, persistent=False, others=False):
        """What the language wants: ``longs``: integers of 64 bits, arithmetic that leaves them fails; ``titles``: messages
        call a primitive by its name without the ``%``; ``persistent``: Python's containers become persistent ones and None
        nil, and the other way round (see ``_pconvert``); ``others``: + joins strings, < compares them, = compares any values;
        lists and vectors differ, nil is the unspecified value, and a Python list a list of pairs."""
        self.vm.persistent = persistent
        self.vm.none = IMM_NIL if persistent and not others else IMM_UNSPEC
        self.vm.others = NULL
        if others:
            self.vm.others = others_op
        self.vm.dialect = (DIALECT_LONGS if longs else 0) | (DIALECT_TITLES if titles else 0)

    def close(self):
        """No run may begin any more."""
        self.check_free()
        self.closed = True

    # ---- limits

    def set_limits(self, fuel=None, timeout=None, memory=None, max_depth=None):
        """Limits of every outermost run from now on; None is no limit. ``fuel`` counts calls and loop rounds, ``timeout``
        is in seconds, ``memory`` in bytes of the heap, ``max_depth`` in frames."""
        for name, value in (("fuel", fuel), ("timeout", timeout), ("memory", memory), ("max_depth", max_depth)):
            if value is not None and value < 0:
                raise ValueError(f"{name} must not be negative")
        self.fuel = -1 if fuel is None else min(fuel, 1 << 62)
        self.timeout = 0 if timeout is None else max(timeout, 1e-9)
        self.vm.memory_limit = 0 if memory is None else max(memory, 1)
        self.vm.max_depth = 0 if max_depth is None else max(max_depth, 1)

    def limits(self):
        """The limits as ``set_limits`` takes them."""
        return {
            "fuel": None if self.fuel < 0 else self.fuel, "timeout": self.timeout or None,
            "memory": self.vm.memory_limit or None, "max_depth": self.vm.max_depth or None,
        }

    def limits_at(self):
        """Where the machine keeps what bounds its runs, for another machine that its programs call: addresses of depth, stop,
        fuel, deadline, memory limit and bytes in use. They are good as long as this lives."""
        cdef VM* vm = self.vm
        return (<size_t>&vm.depth, <size_t>&vm.stop, <size_t>&vm.fuel, <size_t>&vm.deadline, <size_t>&vm.memory_limit,
                <size_t>&vm.heap_bytes)  # fmt: skip

    def interrupt(self):
        """Ends the current run with INTERRUPT at its next slice; may be called from any thread."""
        self.vm.stop = 1

    def follow(self, Machine leader):
        """From now on an interruption of the other machine, for which this one works, ends the run of this one."""
        self.leader = leader              # lives as long as its flag is looked at
        self.vm.leader = &leader.vm.stop

    def interrupted(self):
        """Was ``interrupt`` called since a run began, or since this was asked? For services that take long."""
        cdef bint stop = self.vm.stop
        self.vm.stop = 0
        return stop

    # ---- runs

    def load(self, Image image):
        """Links and verifies an image; the unit as a procedure without arguments."""
        self.check_free()
        return self.wrap_as(Procedure, load(self.vm, image))

    def set_service(self, str name, fn):
        """Defines a global as a procedure that calls ``fn(machine, argument, ...)``; arguments that are no symbols, small
        integers, booleans, host objects or, of a persistent language, strings or doubles, are held, not converted (see
        ``plain``)."""
        self.define_service(name, Service(fn))

    def set_services(self, str name, root, find, complain=None):
        """Defines a global as a procedure whose first argument, a symbol, says what is called with the others, as those of
        ``set_service``: ``find(name)``, which is asked once for each, gets ``root`` and the machine first. When that raises a
        TypeError, an AttributeError, a ValueError or a LookupError, ``complain(machine, name, arguments)`` may answer what is
        raised in its place."""
        self.define_service(name, Service(None, root, find, complain))

    cdef int define_service(self, str name, Service service) except -1:
        cdef Value g = self.cell(name)
        cdef Value f = self.host_value(service)
        as_obj(as_proc(f).up[0]).aux = 1  # no task waits for it
        global_store(self.vm, g, f)
        return 0

    def plain(self, held):
        """The Python counterpart of a held value."""
        if type(held) is str or type(held) is int:
            return held
        return to_python(self.vm, from_python(self.vm, held))

    def call_out(self, fn):
        """Calls a Python function without arguments; another thread may use the machine meanwhile."""
        self.lending = True
        try:
            return fn()
        finally:
            self.take_back()

    cdef void take_back(self) noexcept:
        """A call of Python ended: waits for the other thread that uses the machine."""
        self.lending = False
        while self.owner != PyThread_get_thread_ident():
            with nogil:
                nap()

    def lends(self):
        """May another thread use the machine now? Its own one is in Python, or nowhere."""
        return not self.closed and (self.lending or self.vm.depth == 0)

    def borrow(self, Procedure f, args):
        """A call from a thread for which the machine `lends` itself, as a run inside of those that wait."""
        cdef unsigned long owner = self.owner
        if self.vm.depth == 0:
            return f(*args)
        self.lending = False
        self.owner = PyThread_get_thread_ident()
        try:
            return f(*args)
        finally:
            self.owner = owner
            self.lending = True

    def given_away(self):
        """How many procedures Python holds, besides those that run."""
        return max(self.procedures - self.vm.depth, 0)

    def hold(self, x):
        """The value of the language that a Python object becomes, held."""
        return self.wrap(from_python(self.vm, x))

    def stopping(self):
        """Was the current run interrupted? What waits inside of it has to look."""
        return self.vm.stop != 0

    def charge(self, int64_t nanoseconds):
        """The running program pays for what is done for it."""
        if self.vm.depth:
            charge(self.vm, nanoseconds)

    def seconds_left(self):
        """Until the time limit of the current run; None if there is none."""
        return self.vm.deadline - monotonic() if self.vm.deadline > 0 else None

    def patience(self):
        """Seconds that a call may take which the machine cannot end: what is left of the time, or of the fuel at
        PATIENCE for each unit; None without limits."""
        cdef VM* vm = self.vm
        left = None
        if vm.depth and vm.fuel >= 0:
            left = LEAST_PATIENCE + max(vm.fuel - (vm.slice_left - vm.budget), 0) * PATIENCE
        if vm.deadline > 0:
            seconds = max(vm.deadline - monotonic(), LEAST_PATIENCE)
            left = seconds if left is None else min(left, seconds)
        return left

    def need(self, int64_t bytes):
        """Raises if a call is about to make something that is larger than the memory limit."""
        if self.vm.memory_limit and bytes > <int64_t>self.vm.memory_limit:
            raise self.error(ST_MEMORY)

    def give_up(self):
        """Raises the error of the limit that ``patience`` came from."""
        raise self.error(ST_TIMEOUT if 0 < self.vm.deadline < monotonic() or self.vm.fuel < 0 else ST_FUEL)

    def allows(self, str name):
        """Was the capability given?"""
        return self.vm.capabilities & capability_bits((name,)) != 0

    def apply(self, f, args):
        """Calls a procedure of this machine."""
        args = tuple(args)
        return self.run_value(from_python(self.vm, f), items_of(args), len(args), False)

    cdef bint is_elsewhere(self):
        """Is the machine at work in another thread, which takes what this one wants done?"""
        return self.vm.depth and self.elsewhere is not None and self.owner != PyThread_get_thread_ident() and not self.closed

    def check_free(self):
        if self.closed:
            raise ValueError("the runtime is closed")
        if self.vm.depth and self.owner != PyThread_get_thread_ident():
            busy = errors().MachineBusy("the runtime is in use by another thread; give each thread a runtime of its own")
            raise busy if self.translate is None else self.translate(busy)

    cdef object run_value(self, Value f, PyObject** args, Py_ssize_t n, bint as_text):
        """One run: pushes a header, a bottom frame and the call; pops them whatever happens."""
        cdef VM* vm = self.vm
        cdef Value* start
        cdef Value* bottom
        cdef Value* outer_base = vm.run_base
        cdef Value* base = vm.base
        cdef const uint16_t* pc = vm.pc
        cdef Value* top = vm.top
        cdef uint64_t outer_run = vm.run_id
        cdef Py_ssize_t i
        cdef Value v
        cdef int st
        if vm.depth or self.closed:
            self.check_free()
            if vm.depth >= MAX_NESTING:
                raise RecursionError("host calls and runs are nested too deeply")
        start = vm.top
        if start + n + 256 > vm.soft_limit:
            if n > 60000 or start + n + 256 > vm.hard_limit:
                raise RecursionError("too many arguments, or host calls nested too deeply")
            vm.soft_limit = start + n + FIRST_SOFT
        if vm.max_depth and vm.depth == 0:
            self.bound_stack(start + RUN_HEADER + 4 + n)
        start[0] = vm.ports[0]
        start[1] = vm.ports[1]
        start[2] = vm.ports[2]
        start[3] = from_fix(<int64_t>vm.under_size)
        start[4] = vm.under
        start[5] = vm.dyn.params
        start[6] = vm.dyn.handlers
        start[7] = vm.dyn.winds
        start[8] = from_fix(outer_base - vm.stack)
        start[9] = from_fix(<int64_t>outer_run)
        bottom = start + RUN_HEADER + 2
        bottom[-2] = IMM_UNDEF
        bottom[-1] = vm.hooks[HOOK_BOTTOM]
        bottom[0] = <uint64_t>vm.pc_halt
        bottom[1] = f
        for i in range(n):
            v = quick_value(vm, <object>args[i])
            bottom[2 + i] = v if v else from_python(vm, <object>args[i])
        if vm.depth == 0:
            self.begin()
        vm.depth += 1
        vm.last_run_id += 1
        vm.run_id = vm.last_run_id
        vm.run_base = start + RUN_HEADER
        vm.under = IMM_NIL
        vm.dyn.handlers = IMM_NIL
        vm.base = bottom
        vm.pc = vm.pc_halt
        st = enter(vm, bottom + 2, <int>n)
        if st != ST_OK:
            st = fail(vm, st, b"")
        if st == ST_OK:
            st = walk(vm) if vm.tree else execute(vm)
        if vm.tstate != NULL:
            PyEval_RestoreThread(vm.tstate)
            vm.tstate = NULL
        if st == ST_HALT and 0 <= vm.fuel < vm.slice_left - vm.budget:
            st = ST_FUEL                  # the last stretch was too long, and no safepoint came to say so
        try:
            if st == ST_HALT and vm.depth == 1:
                st = port_flush_all(vm)
                st = ST_HALT if st == ST_OK else st
            elif vm.depth == 1:
                port_flush_all(vm)        # the error of the program is the one to report
            if st == ST_HALT and as_text:
                return None if vm.result == IMM_UNSPEC else self.text_of(vm.result, 1)
            if st == ST_HALT:
                v = vm.result
                vm.base = bottom          # there may be runs inside of the conversion
                vm.pc = vm.pc_halt
                vm.top = bottom + 2
                return quick_python(vm, v)
            raise self.error(st)
        finally:
            vm.ports[0] = start[0]        # an error may have left a with-output-to-string
            vm.ports[1] = start[1]
            vm.ports[2] = start[2]
            vm.under_size = <uint64_t>fix_value(start[3])
            vm.under = start[4]
            vm.dyn.params = start[5]
            vm.dyn.handlers = start[6]
            vm.dyn.winds = start[7]
            vm.run_base = outer_base
            vm.run_id = outer_run
            vm.base = base
            vm.pc = pc
            vm.top = top
            vm.depth -= 1
            vm.result = vm.err_value = IMM_UNDEF
            if vm.depth == 0:
                self.end()

    cdef void bound_stack(self, Value* base):
        """Lowers the soft limit of a run with a depth limit, so that grow_stack counts its frames before they are too
        many (see there). What lies above the limit must not refer to anything."""
        cdef VM* vm = self.vm
        cdef Value* limit = base + 64
        if <uint64_t>(vm.soft_limit - limit) // 3 > <uint64_t>vm.max_depth:
            limit += 3 * vm.max_depth
            memset(limit, 0, <size_t>(<char*>vm.soft_limit - <char*>limit))
            vm.soft_limit = limit

    cdef void begin(self) noexcept:
        """Before an outermost run: fresh limits."""
        cdef VM* vm = self.vm
        self.owner = PyThread_get_thread_ident()
        vm.work = 0
        vm.stop = 0
        vm.fuel = self.fuel
        vm.slice_left = vm.slice
        if 0 <= vm.fuel < vm.slice:
            vm.slice_left = vm.fuel
        if vm.gc_stress:
            vm.slice_left = 0
        if vm.request & REQ_GC:
            vm.slice_left = 0
        vm.budget = vm.slice_left
        if self.timeout > 0:
            vm.deadline = monotonic() + self.timeout
            vm.last_signal_check = vm.deadline - self.timeout
        else:
            vm.deadline = 0
        vm.nomem_pc = NULL

    cdef void end(self) noexcept:
        """After an outermost run: gives back a deep stack, releases what died."""
        cdef VM* vm = self.vm
        vm.work += vm.slice_left - vm.budget
        if vm.lent_from != NULL and vm.soft_limit > vm.lent_from > vm.top:
            memset(vm.lent_from, 0, <size_t>(<char*>vm.soft_limit - <char*>vm.lent_from))
            vm.soft_limit = vm.lent_from
        vm.lent_from = NULL
        if vm.exc != NULL:                # of an error that the program handled
            Py_DECREF(<object>vm.exc)
            vm.exc = NULL
        if vm.soft_limit - vm.stack > BIG_STACK:
            vm_discard(vm.top, <size_t>(<char*>vm.soft_limit - <char*>vm.top))
            vm.soft_limit = vm.top + FIRST_SOFT
        if vm.npending:
            self.drain_pending()

    # ---- errors

    cdef object error(self, int st):
        """The exception for the status of a run that ended; the stack is still as it was."""
        cdef VM* vm = self.vm
        cdef Value v = vm.err_value
        cdef object exc
        if st == ST_OUTER:
            return errors().ContinuationEscape(self.wrap(v), self.wrap(vm.result))
        if (st == ST_HOSTERR or st == ST_INTERRUPT) and vm.exc != NULL:
            exc = <object>vm.exc
            Py_DECREF(exc)
            vm.exc = NULL
            return self.passed_on(exc)
        if st == ST_RAISE and vm.exc != NULL and raised_inside(vm, vm.exc) == v:
            return self.passed_on(<object>vm.exc)
        if st == ST_RAISE and is_type(v, T_CONDITION) and is_type((<Condition*>as_obj(v)).payload, T_HOST):
            exc = self.hosts[(<Host*>as_obj((<Condition*>as_obj(v)).payload)).index]
            if isinstance(exc, BaseException):
                return self.passed_on(exc)
        exc = self.machine_error(st, v)
        if self.translate is not None:
            exc = self.translate(exc)
        if vm.depth > 1 and (st == ST_RAISE or is_language_error(st)):
            exc.raised = self.wrap(v)     # for the run outside, if the exception gets there
        return exc

    cdef object passed_on(self, object exc):
        """An exception of a host call leaves this run as itself; what it can hold of the frames of this run is added."""
        cdef dict tails = {}
        cdef dict calls = {}
        cdef list cut = [0, 0]
        if self.translate is None or not isinstance(exc, Exception):
            return exc
        outer = errors().MachineError("HOSTERR", "host", "", [], exc, walk_frames(self.vm, tails, calls, cut))
        outer.tails, outer.calls = tails, calls
        outer.cut = cut[0], cut[1]
        return self.translate(outer)

    cdef object machine_error(self, int st, Value v):
        cdef dict tails = {}
        cdef dict calls = {}
        cdef list cut = [0, 0]
        if self.kept is not None and st == ST_RAISE and from_python(self.vm, self.kept[0]) == v:
            frames, tails, calls, cut = self.kept[1:]
        else:
            frames = walk_frames(self.vm, tails, calls, cut)
        self.as_is = True
        try:
            exc = self.bare_error(st, v, frames)
        finally:
            self.as_is = False
        exc.tails, exc.calls = tails, calls
        exc.cut = cut[0], cut[1]
        return exc

    cdef object bare_error(self, int st, Value v, list frames):
        cdef str name = status_names()[st]
        cdef Condition* c
        cdef Code* code
        cdef Value rest
        cdef list irritants = []
        if is_type(v, T_CONDITION) and not ST_FUEL <= st <= ST_EXIT:   # of those, v may be anything
            c = <Condition*>as_obj(v)
            rest = c.irritants
            while is_pair(rest) and len(irritants) < 100:
                irritants.append(self.text_of(car(rest), 1))
                rest = cdr(rest)
            message = text_python(c.message) if is_string(c.message) else self.text_of(c.message, 1)
            kind = text_python((<Symbol*>as_obj(c.kind)).name) if is_symbol(c.kind) else "error"
            exc = errors().MachineError(name, kind, message, irritants, self.wrap(v), frames)
            if is_fix(c.payload):
                exc.argument = fix_value(c.payload)
            elif is_proc(c.payload):
                code = as_proc(c.payload).code
                if not code.flags & (CODE_STUB | CODE_LIBRARY) and code.image != NULL:
                    exc.procedure = <object>(<ImageMem*>code.image).owner, code.index
            return exc
        if st == ST_RAISE:
            text = "uncaught exception: " + self.text_of(v, 1)
            return errors().MachineError(name, "raise", text, [], to_python(self.vm, v), frames)
        value = to_python(self.vm, v) if st == ST_EXIT else None
        text = LIMIT_TEXT.get(name, name.lower())
        if st == ST_MEMORY and not self.vm.memory_limit:
            text = "out of memory"
        return errors().MachineError(name, name.lower(), text, [], value, frames)

    cdef str text_of(self, Value v, int mode):
        cdef Text t
        cdef Value s = 0
        cdef int st
        if text_init(&t) != ST_OK:
            raise MemoryError()
        if self.vm.persistent:
            st = put_value(self.vm, &t, v, mode != 0)
        if not self.vm.persistent or st != ST_OK:      # or there is something in it that only a program prints
            text_free(&t)
            text_init(&t)
            st = print_value(self.vm, &t, v, mode)
        if st == ST_OK:
            st = text_to_value(self.vm, &t, &s)
        text_free(&t)
        return text_python(s) if st == ST_OK else "..."

    def keep_frames(self, raised):
        """A clause is about to end the frames of an object that was raised, and may raise it again: an error that leaves
        the run with this object tells where it was raised first. Of one object at a time."""
        cdef dict tails = {}
        cdef dict calls = {}
        cdef list cut = [0, 0]
        if not isinstance(raised, Ref):
            return
        if self.kept is None or from_python(self.vm, self.kept[0]) != from_python(self.vm, raised):
            self.kept = raised, walk_frames(self.vm, tails, calls, cut, True), tails, calls, cut

    def frames(self, bint raised=False):
        """The frames of the current run, innermost first: (name, image, function, instruction, hidden). `raised`: of what a
        clause looks at, before it is known whether the clause holds."""
        return walk_frames(self.vm, {}, {}, [0, 0], raised)

    # ---- globals

    cdef Value cell(self, str name) except 0:
        cdef Value symbol = intern(self.vm, text_value(self.vm, name), T_SYMBOL)
        cdef Value g = global_cell(self.vm, symbol) if symbol else 0
        if g == 0:
            raise MemoryError("the heap refused the memory")
        return g

    def get_global(self, str name, default=None):
        """Value of a global by its full name; `default` if it is unbound."""
        cdef Value v
        self.check_free()
        v = (<Global*>as_obj(self.cell(name))).value
        return default if v == IMM_UNBOUND else to_python(self.vm, v)

    def set_global(self, str name, value):
        cdef Value v
        cdef Value g
        self.check_free()
        g = self.cell(name)
        v = from_python(self.vm, value)
        global_store(self.vm, g, v)

    def primitive(self, str name):
        """A primitive as a procedure."""
        cdef Value v
        self.check_free()
        v = prim_proc(self.vm, self.prim_number(name))
        if v == 0:
            raise MemoryError("the heap refused the memory")
        return self.wrap_as(Procedure, v)

    cdef uint32_t prim_number(self, str name) except *:
        cdef uint32_t i
        if self.prim_numbers is None:
            self.prim_numbers = {self.vm.prims[i].name.decode(): i for i in range(self.vm.nprims)}
        return self.prim_numbers[name]

    def is_bound(self, str name):
        return (<Global*>as_obj(self.cell(name))).value != IMM_UNBOUND

    def define_stubs(self, str space):
        """Defines the control procedures of the machine as globals of `space`."""
        cdef VM* vm = self.vm
        cdef Value v
        for name, kind in (("%call/cc", STUB_CAPTURE), ("apply", STUB_APPLY), ("%apply-values", STUB_APPLYV),
                           ("%throw", STUB_THROW), ("%reinstate", STUB_REINSTATE), ("%try", STUB_TRY),
                           ("%unwind-to", STUB_UNWIND), ("%raise", STUB_RAISE), ("%escape", STUB_ESCAPE),
                           ("%try-clauses", STUB_CLAUSES), ("%fold", STUB_FOLD)):
            v = new_proc(vm, vm.stubs[<int>kind], NULL, 0)
            if v == 0:
                raise MemoryError("the heap refused the memory")
            global_store(vm, self.cell(space + name), v)

    # ---- ports

    def set_stream(self, int index, stream):
        """The current input (0), output (1) or error (2) port reads from or writes to a Python stream."""
        cdef Value v
        self.check_free()
        v = new_stream_port(self.vm, self.new_host(stream), index == 0)
        if v == 0:
            raise MemoryError("the heap refused the memory")
        self.vm.ports[index] = v

    # ---- inspection, and hooks of the tests

    def call_prim(self, str name, *args):
        """One primitive on converted arguments, outside any program; for tests."""
        cdef VM* vm = self.vm
        cdef Value* R = vm.top + 8
        cdef Value out = IMM_UNSPEC
        cdef int i, st
        for i in range(len(args)):
            R[i] = from_python(vm, args[i])
        st = prim_call(vm, self.prim_number(name), R, len(args), &out)
        if st == ST_OK:
            return to_python(vm, out)
        if st == ST_HOSTERR:
            raise self.error(st)
        v = build_condition(vm, st, name.encode())
        raise self.machine_error(st, v if v else IMM_UNSPEC)

    cdef int realise(self, Ref sequence) except -1:
        """All of a sequence, by the language. In a run, that is a part of it; else a run of its own."""
        cdef PyObject* arg = <PyObject*>sequence
        self.run_value(self.vm.hooks[HOOK_WHOLE], &arg, 1, False)
        return 0

    cdef int spend(self, int64_t items, int64_t more) except -1:
        """Limits hold for what is handed over, too: a list that has so many items, of which some are new."""
        cdef VM* vm = self.vm
        PyErr_CheckSignals()
        if vm.memory_limit and items * ITEM_BYTES > <int64_t>vm.memory_limit:
            raise self.error(ST_MEMORY)
        if vm.depth == 0:
            return 0
        charge(vm, more * ITEM_UNITS)
        if 0 <= vm.fuel < vm.slice_left - vm.budget:
            raise self.error(ST_FUEL)
        if 0 < vm.deadline < monotonic():
            raise self.error(ST_TIMEOUT)
        return 0

    def describe(self, Ref ref):
        """Text of a value held from Python, as the language writes it if `writer` says how, else as `write` does."""
        if self.writer is not None and not self.closed and not self.vm.depth:
            try:
                return self.get_global(self.writer)(ref)
            except Exception:
                pass                      # of the program: the machine's text is always there
        return self.text_of(self.vm.handles[ref.handle], 1)

    def display(self, value, int mode=0):
        """Text of a value: mode 0 display, 1 write, 2 write-shared, 3 write-simple."""
        return self.text_of(from_python(self.vm, value), mode)

    def collect(self):
        """A full collection now; answers the number of a broken heap invariant, 0 if all hold."""
        self.check_free()
        heap_collect(self.vm)
        broken = heap_check(self.vm)
        self.drain_pending()
        return broken

    def set_test_hooks(self, gc_stress=None, fail_alloc=None, slice=None, mark_stack=None, clock=None):
        """gc_stress: collect, check and poison at every safepoint, in every phase of the collector. fail_alloc: the n-th
        allocation from now fails, -1 off. slice: safepoints per slice. mark_stack: entries that the collector's stacks may
        have, 0 as many as needed. clock: does the collector look at it? Without, it marks as much in a pause as it may."""
        if gc_stress is not None:
            heap_collect(self.vm)         # the checks know nothing of dead objects that were kept
            self.vm.gc_stress = gc_stress
        if slice is not None:
            self.vm.slice = slice
        if fail_alloc is not None:
            return_runs(self.vm)
            self.vm.fail_alloc = fail_alloc
        if mark_stack is not None:
            limit_mark_stack(self.vm, mark_stack)
        if clock is not None:
            without_clock(self.vm, not clock)

    def stats(self):
        """Counters of the heap and the collector (processor times in nanoseconds), work of the last run, host objects."""
        return {
            **heap_stats(self.vm), "work": self.vm.work, "host_objects": len(self.hosts) - len(self.free_hosts),
            "fail_alloc": self.vm.fail_alloc,
        }


cdef dict LIMIT_TEXT = {
    "FUEL": "the fuel is used up", "TIMEOUT": "the time limit is reached", "MEMORY": "the memory limit is reached",
    "INTERRUPT": "interrupted", "EXIT": "exit",
}


cdef class Procedure(Ref):
    """A procedure of a runtime, callable from Python."""

    def __cinit__(self):
        self.vectorcall = <void*>call_procedure

    def __call__(self, *args):
        cdef Machine machine = <Machine>self.machine
        if machine.is_elsewhere():
            return machine.elsewhere(self, args)
        return machine.run_value(machine.vm.handles[self.handle], items_of(args), len(args), False)

    def written(self, *args):
        """Calls it; the text of the value as `write` prints it, None for the unspecified value."""
        cdef Machine machine = <Machine>self.machine
        return machine.run_value(machine.vm.handles[self.handle], items_of(args), len(args), True)


cdef object call_procedure(PyObject* self, PyObject** args, size_t n, PyObject* names):
    """``__call__`` without a tuple."""
    cdef Procedure procedure = <Procedure>self
    cdef Machine machine = <Machine>procedure.machine
    if names != NULL and len(<tuple>names):
        raise TypeError("a procedure takes no keyword arguments")
    if machine.is_elsewhere():
        return machine.elsewhere(procedure, tuple([<object>args[i] for i in range(PyVectorcall_NARGS(n))]))
    return machine.run_value(machine.vm.handles[procedure.handle], args, PyVectorcall_NARGS(n), False)


cdef extern from *:
    """
    static void vm_set_vectorcall(PyTypeObject *type, Py_ssize_t offset) {
        type->tp_vectorcall_offset = offset;
        type->tp_flags |= Py_TPFLAGS_HAVE_VECTORCALL;
        PyType_Modified(type);
    }
    """
    void set_vectorcall "vm_set_vectorcall"(type cls, Py_ssize_t offset) noexcept

cdef Procedure PROTOTYPE = Procedure.__new__(Procedure)
set_vectorcall(Procedure, <char*>&PROTOTYPE.vectorcall - <char*><PyObject*>PROTOTYPE)
PROTOTYPE = None
