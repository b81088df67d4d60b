# A part of _host.pyx: what the machine calls, and the calls of Python's procedures.

cdef double SIGNAL_PERIOD = 0.02         # seconds between checks for Ctrl-C while the GIL is released


cdef void* get_host(VM* vm, int64_t index) noexcept:
    return <void*>(<Border>vm.host).hosts[index]


cdef uint64_t make_host(VM* vm, void* obj) noexcept:
    try:
        return (<Border>vm.host).new_host(<object>obj)
    except MemoryError:
        return 0


cdef uint64_t raised_inside(VM* vm, void* exc) noexcept:
    """What a program of this machine raised in an inner run that ended with the exception, or 0."""
    cdef object found = getattr(<object>exc, "raised", None)
    if not isinstance(found, Ref) or <void*>(<Ref>found).machine != vm.host:
        return 0
    return vm.handles[(<Ref>found).handle]


cdef void keep_exception(VM* vm, object exc) noexcept:
    if vm.exc != NULL:
        Py_DECREF(<object>vm.exc)
    Py_INCREF(exc)
    vm.exc = <void*>exc


cdef object call_python(VM* vm, object fn, Value* args, int n):
    cdef object x, y
    if type(fn) is Service:
        return call_service(vm, <Service>fn, args, n)
    if n == 1:
        x = quick_python(vm, args[0])
        (<Machine>vm.host).lending = True
        return PyObject_CallOneArg(fn, x)
    if n == 0:
        (<Machine>vm.host).lending = True
        return fn()
    if n == 2:
        x = quick_python(vm, args[0])
        y = quick_python(vm, args[1])
        (<Machine>vm.host).lending = True
        return fn(x, y)
    x = [to_python(vm, args[i]) for i in range(n)]
    (<Machine>vm.host).lending = True
    return fn(*x)


# Two functions for a caller that does not raise itself: they answer NULL or 0 after an exception.
ctypedef PyObject* (*CallPython)(VM* vm, PyObject* fn, Value* args, int n) noexcept
ctypedef Value (*FromPython)(VM* vm, PyObject* x) noexcept
cdef CallPython call_python_raw = <CallPython><void*>call_python
cdef FromPython from_python_raw = <FromPython><void*>from_python


cdef int host_call_gil(VM* vm, Value callee, Value* args, int n, Value* out) noexcept:
    """Calls the Python callable captured by a host procedure. The GIL is held."""
    cdef object fn = (<Border>vm.host).hosts[(<Host*>as_obj(as_proc(callee).up[0])).index]
    cdef PyObject* result = call_python_raw(vm, <PyObject*>fn, args, n)
    cdef Value v
    (<Machine>vm.host).take_back()
    if result == NULL:
        return host_failed(vm, False)
    v = quick_value(vm, <object>result)
    if v == 0:
        (<Border>vm.host).opaque = type(fn) is Service
        v = from_python_raw(vm, result)
        (<Border>vm.host).opaque = False
    Py_DECREF(<object>result)
    if v == 0:
        return host_failed(vm, True)
    out[0] = v
    return ST_OK


cdef int raised() except -1:
    """Raises what was raised."""
    return -1


cdef int host_failed(VM* vm, bint returned) noexcept:
    """The status for the exception of a host call; `returned`: of the conversion of its result."""
    try:
        raised()
    except MemoryError as exc:
        if returned:
            return ST_MEMORY
        keep_exception(vm, exc)
        return ST_HOSTERR
    except BaseException as exc:
        if ERRORS is not None and isinstance(exc, ERRORS.ContinuationEscape):
            return resume_escape(vm, exc)
        status = getattr(exc, "status", None)
        if status in ("FUEL", "TIMEOUT", "MEMORY"):
            return limit_status(status)
        keep_exception(vm, exc)
        return ST_HOSTERR if isinstance(exc, Exception) else ST_INTERRUPT
    return ST_OK


cdef class Service:
    """A host procedure that belongs to the language: it is called with the machine, and arguments as they are (`Border.held`).
    With `find`, the first argument is the name of what is called, with `root` before the machine."""

    def __init__(self, fn, root=None, find=None, complain=None):
        self.fn, self.root, self.find, self.complain = fn, root, find, complain
        self.known = {}
        self.names = {}
        self.held = []

    def __call__(self, *args):
        raise TypeError("for programs only")

    cdef object named(self, Border border, Value name):
        """What is called by a name."""
        cdef object found = self.known.get(name)
        if found is None:
            if not is_symbol(name) or not as_obj(name).aux:
                raise TypeError("a service is called by its name")
            symbol = border.held(name)
            found = self.find(symbol.name)
            self.held.append(border.wrap(name))
            self.names[name] = symbol
            self.known[name] = found
        return found


cdef object call_service(VM* vm, Service service, Value* args, int n):
    cdef Border border = <Border>vm.host
    cdef Value name = args[0] if n else IMM_UNDEF
    cdef object fn, x = None, y = None, z = None
    cdef list others = None              # if they are more
    cdef int i
    if service.find is None:
        return service.fn(border, *[border.held(args[i]) for i in range(n)])
    fn = service.named(border, name)
    if n > 4:
        others = [border.held(args[i]) for i in range(1, n)]
    else:
        x = border.held(args[1]) if n > 1 else None
        y = border.held(args[2]) if n > 2 else None
        z = border.held(args[3]) if n > 3 else None
    try:
        if n == 1:
            return fn(service.root, border)
        if n == 2:
            return fn(service.root, border, x)
        if n == 3:
            return fn(service.root, border, x, y)
        if n == 4:
            return fn(service.root, border, x, y, z)
        return fn(service.root, border, *others)
    except (TypeError, AttributeError, ValueError, LookupError):
        if service.complain is None:
            raise
        error = service.complain(border, service.names[name].name, [x, y, z][:n - 1] if n <= 4 else others)
        if error is None:
            raise
        raise error from None


cdef int limit_status(str name) noexcept:
    """A limit that ended an inner run ends the outer one too: it may not be caught on the way."""
    if name == "FUEL":
        return ST_FUEL
    if name == "TIMEOUT":
        return ST_TIMEOUT
    return ST_MEMORY


cdef int resume_escape(VM* vm, object escape) noexcept:
    """A continuation captured in this run, or in one further out, was called in an inner run."""
    cdef Ref k = escape.args[0]
    cdef Ref v = escape.args[1]
    cdef int st
    if <void*>k.machine != vm.host:
        keep_exception(vm, escape)
        return ST_HOSTERR
    st = reinstate(vm, <Cont*>as_proc(vm.handles[k.handle]), vm.handles[v.handle])
    return ST_JUMP if st == ST_OK else st


ctypedef int (*HostCall)(VM* vm, Value callee, Value* args, int n, Value* out) noexcept nogil
cdef HostCall host_call_raw = <HostCall><void*>host_call_gil


cdef int host_call(VM* vm, Value callee, Value* args, int n, Value* out) noexcept nogil:
    cdef int st
    if vm.tstate != NULL:
        PyEval_RestoreThread(vm.tstate)
        vm.tstate = NULL
    st = port_flush_all(vm)
    if st != ST_OK:
        return st
    return host_call_raw(vm, callee, args, n, out)


cdef int attend_gil(VM* vm) noexcept:
    """Signals and dead Python objects. The GIL is held."""
    (<Border>vm.host).drain_pending()
    vm.last_signal_check = monotonic()
    try:
        PyErr_CheckSignals()
    except BaseException as exc:
        keep_exception(vm, exc)
        return ST_INTERRUPT
    return ST_OK


ctypedef int (*Attend)(VM* vm) noexcept nogil
cdef Attend attend_raw = <Attend><void*>attend_gil


cdef int attention(VM* vm) noexcept nogil:
    """End of a slice. The first one of a stretch gives the GIL up; later ones take it now and then."""
    cdef int st = ST_OK
    if vm.stop or (vm.leader != NULL and vm.leader[0]):
        vm.stop = 0
        if vm.leader != NULL:
            vm.leader[0] = 0
        return ST_INTERRUPT
    if vm.tstate != NULL:
        if vm.npending < 4096 and monotonic() - vm.last_signal_check < SIGNAL_PERIOD:
            return ST_OK
        PyEval_RestoreThread(vm.tstate)
        vm.tstate = NULL
        st = attend_raw(vm)
    elif vm.npending or monotonic() - vm.last_signal_check > SIGNAL_PERIOD:
        st = attend_raw(vm)
    if st == ST_OK:
        vm.tstate = PyEval_SaveThread()
    return st
