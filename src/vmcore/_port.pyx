# Ports: buffers between the program and Python streams, and what primitives need to call Python.

from libc.stdint cimport uint64_t, uint16_t, uint32_t
from libc.stdlib cimport malloc, free
from libc.string cimport memcpy
from cpython.ref cimport Py_INCREF, Py_DECREF
from cpython.exc cimport PyErr_CheckSignals
from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE, PyBytes_FromStringAndSize
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._slow cimport monotonic
from vmcore._text cimport *

import io

cdef extern from "Python.h":
    void* PyEval_SaveThread() noexcept nogil
    void PyEval_RestoreThread(void* state) noexcept nogil
    int PyUnicode_KIND(object o)
    void* PyUnicode_DATA(object o)
    Py_ssize_t PyUnicode_GET_LENGTH(object o)
    object PyUnicode_FromKindAndData(int kind, const void* buffer, Py_ssize_t size)

cdef enum:
    NO_RUNS = 1 << 20         # added to VM.depth: more than any nesting that is allowed
    KEEP_BUFFER = 65536       # characters of an output buffer that survive a flush


# ---------------------------------------------------------------- Python from a primitive

cdef void enter_python(VM* vm) noexcept nogil:
    if vm.tstate != NULL:                 # the loop runs without the GIL; from here until its next slice it has it
        PyEval_RestoreThread(vm.tstate)
        vm.tstate = NULL
    vm.depth += NO_RUNS


cdef void leave_python(VM* vm) noexcept nogil:
    vm.depth -= NO_RUNS


cdef int python_failed(VM* vm, object exc) noexcept:
    Py_INCREF(exc)
    if vm.exc != NULL:
        Py_DECREF(<object>vm.exc)
    vm.exc = <void*>exc
    return ST_HOSTERR if isinstance(exc, Exception) else ST_INTERRUPT


cdef object host_of(VM* vm, Value v):
    return <object>vm.host_object(vm, (<Host*>as_obj(v)).index)


cdef int append_python(Text* out, str text) noexcept:
    """A Python string behind a text."""
    cdef String s
    s.h.aux = <uint16_t>PyUnicode_KIND(text)
    s.h.length = <uint32_t>PyUnicode_GET_LENGTH(text)
    s.data = PyUnicode_DATA(text)
    return text_string(out, &s, 0, s.h.length)


cdef str describe(object x, bint by_name, Py_ssize_t limit):
    """One line about any object; whatever its own methods do."""
    cdef str text
    try:
        text = str(x.__name__) if by_name else repr(x)
    except Exception:
        text = type(x).__name__ + " object"
    if text.startswith("<") and text.endswith(">"):
        text = text[1:len(text) - 1]                 # the printer has brackets of its own
    if len(text) > limit:
        text = text[:limit] + "..."
    return " ".join(text.encode("utf-8", "replace").decode().split())


cdef int host_text(VM* vm, Text* out, Value host, bint by_name, size_t limit) noexcept nogil:
    cdef int st
    enter_python(vm)
    with gil:
        try:
            st = append_python(out, describe(host_of(vm, host), by_name, <Py_ssize_t>limit))
        except BaseException as exc:
            st = python_failed(vm, exc)
    leave_python(vm)
    return st


cdef int poll_limits(VM* vm) noexcept nogil:
    cdef int st = ST_OK
    cdef bint had_gil
    if vm.depth == 0:
        return ST_OK                      # no run: Python printing a value
    if vm.fuel >= 0 and vm.slice_left - vm.budget > vm.fuel:
        return ST_FUEL
    if vm.deadline > 0 and monotonic() > vm.deadline:
        return ST_TIMEOUT
    if vm.stop:
        vm.stop = 0
        return ST_INTERRUPT
    had_gil = vm.tstate == NULL
    if had_gil:
        PyEval_RestoreThread(PyEval_SaveThread())     # lets other threads run
    enter_python(vm)
    with gil:
        try:
            PyErr_CheckSignals()
        except BaseException as exc:
            python_failed(vm, exc)
            st = ST_INTERRUPT
    leave_python(vm)
    if not had_gil:
        vm.tstate = PyEval_SaveThread()
    return st


# ---------------------------------------------------------------- construction

cdef Value new_port(VM* vm, int flags, Value stream, Value buffer) noexcept nogil:
    cdef Text* out = NULL
    cdef Port* p
    if flags & PORT_OUTPUT:
        out = <Text*>malloc(sizeof(Text))
        if out == NULL:
            return 0
        text_init(out)
        out.vm = vm
    p = <Port*>alloc_owner(vm, sizeof(Port))
    if p == NULL:
        free(out)
        return 0
    set_header(p, T_PORT, sizeof(Port), <uint16_t>(flags | PORT_OPEN), 0)
    p.stream = stream
    p.buffer = buffer
    p.at = 0
    p.out = out
    p.chunk = NULL
    p.last = 10
    p.line = p.column = 0
    return tag_obj(p)


cdef Value new_stream_port(VM* vm, Value stream, bint is_input) noexcept:
    cdef int flags = PORT_INPUT if is_input else PORT_OUTPUT
    try:
        x = host_of(vm, stream)
        if isinstance(x, (io.RawIOBase, io.BufferedIOBase)):
            flags |= PORT_BINARY
        if not is_input and x.isatty():
            flags |= PORT_LINE
    except Exception:
        pass                              # no isatty: no terminal
    return new_port(vm, flags, stream, IMM_UNSPEC)


cdef void port_finalise(VM* vm, Port* port) noexcept nogil:
    if port.out != NULL:
        text_free(port.out)
        free(port.out)
        port.out = NULL
    if port.chunk != NULL:
        heap_pend(vm, port.chunk, 0)
        port.chunk = NULL


# ---------------------------------------------------------------- output

cdef object take_output(Port* port):
    """The buffered output as a Python object; the buffer is empty afterwards."""
    cdef Text* t = port.out
    cdef object data
    if port.h.aux & PORT_BINARY:
        data = PyBytes_FromStringAndSize(<char*>t.data, <Py_ssize_t>t.n)
    else:
        data = PyUnicode_FromKindAndData(t.kind, t.data, <Py_ssize_t>t.n)
    port.last = 10 if port_at_line_start(port) else 0
    if t.cap > KEEP_BUFFER or t.kind > 1:
        text_free(t)
        t.kind = 1
        t.limit = 0x100
    text_clear(t)
    return data


cdef int port_flush(VM* vm, Port* port, bint through) noexcept nogil:
    cdef int st = ST_OK
    if port.out == NULL or port.stream == IMM_FALSE or (port.out.n == 0 and not through):
        return ST_OK
    enter_python(vm)
    with gil:
        try:
            stream = host_of(vm, port.stream)
            if port.out.n:
                stream.write(take_output(port))
            if through:
                flush = getattr(stream, "flush", None)
                if flush is not None:
                    flush()
        except BaseException as exc:
            st = stream_failed(vm, port, exc)
    leave_python(vm)
    return st


cdef int port_wrote(VM* vm, Port* port, size_t before) noexcept nogil:
    cdef String s
    if port.stream == IMM_FALSE:
        return ST_OK
    if port.h.aux & PORT_LINE:
        text_view(port.out, &s)
        while before < port.out.n:
            if string_ref(&s, <Py_ssize_t>before) == 10:
                return port_flush(vm, port, True)
            before += 1
    if port.out.n >= PORT_FULL:
        return port_flush(vm, port, False)
    return ST_OK


cdef int port_flush_all(VM* vm) noexcept nogil:
    cdef Value list = vm.hooks[HOOK_PORTS]
    cdef Port* port
    cdef int i, st = ST_OK, failed
    for i in range(1, 3):
        if is_type(vm.ports[i], T_PORT):
            port = <Port*>as_obj(vm.ports[i])
            if port.out != NULL and port.out.n:
                failed = port_flush(vm, port, port.h.aux & PORT_LINE)
                st = failed if failed else st
    while is_pair(list):
        port = <Port*>as_obj(car(list))
        if port.out != NULL and port.out.n:
            failed = port_flush(vm, port, True)
            st = failed if failed else st
        list = cdr(list)
    return st


# ---------------------------------------------------------------- input

cdef object read_chunk(VM* vm, Port* port, Py_ssize_t want):
    """The next piece of a stream. Of what may be a terminal or a pipe, no more than there is: a line, or what has come."""
    stream = host_of(vm, port.stream)
    if port.h.aux & PORT_FILE:
        read = stream.read
    elif port.h.aux & PORT_BINARY:
        read = getattr(stream, "read1", None) or stream.read
    else:
        read = getattr(stream, "readline", None) or stream.read
    chunk = read(want)
    if not isinstance(chunk, bytes if port.h.aux & PORT_BINARY else str):
        kind = "bytes" if port.h.aux & PORT_BINARY else "str"
        raise TypeError(f"{type(stream).__name__}.read() gave {type(chunk).__name__} instead of {kind}")
    return chunk


cdef bint has_surrogate(str text):
    cdef Py_ssize_t i, n = PyUnicode_GET_LENGTH(text)
    cdef String s
    s.h.aux = <uint16_t>PyUnicode_KIND(text)
    s.data = PyUnicode_DATA(text)
    if s.h.aux > 1:
        for i in range(n):
            if 0xD800 <= string_ref(&s, i) <= 0xDFFF:
                return True
    return False


cdef void drop_chunk(Port* port) noexcept:
    Py_DECREF(<object>port.chunk)
    port.chunk = NULL


cdef int adopt_text(VM* vm, Port* port) noexcept:
    """Puts the chunk behind the characters that are left. Room to grow keeps that linear for a datum of many lines."""
    cdef object text = <object>port.chunk
    cdef size_t n = <size_t>PyUnicode_GET_LENGTH(text)
    cdef size_t left = port_size(port) - port.at
    cdef int kind = PyUnicode_KIND(text)
    cdef String* old = as_string(port.buffer) if left else NULL
    cdef Value v
    if old != NULL and kind <= old.h.aux and (old.h.length + n) * old.h.aux <= old.capacity:
        chars_copy(old.data, old.h.aux, old.h.length, PyUnicode_DATA(text), kind, 0, n)
        old.h.length += <uint32_t>n
        drop_chunk(port)
        return ST_OK
    if old != NULL and old.h.aux > kind:
        kind = old.h.aux
    v = new_string(vm, (left + n) * 2 if left else n, kind)
    if v == 0:
        return ST_NOMEM
    as_string(v).h.length = <uint32_t>(left + n)
    if old != NULL:
        chars_copy(as_string(v).data, kind, 0, old.data, old.h.aux, port.at, left)
    chars_copy(as_string(v).data, kind, left, PyUnicode_DATA(text), PyUnicode_KIND(text), 0, n)
    port_place(port, port.at, &port.line, &port.column)
    set_buffer(vm, port, v)
    if port.h.aux & PORT_SKIP_LF and left == 0:
        port.h.aux &= ~PORT_SKIP_LF
        if string_ref(as_string(v), 0) == 10:
            port.at = 1
    return ST_OK


cdef int adopt_bytes(VM* vm, Port* port) noexcept:
    cdef object data = <object>port.chunk
    cdef size_t n = <size_t>PyBytes_GET_SIZE(data)
    cdef size_t left = port_size(port) - port.at
    cdef Value v = new_bytes(vm, left + n)
    if v == 0:
        return ST_NOMEM
    if left:
        memcpy((<Bytes*>as_obj(v)).data, (<Bytes*>as_obj(port.buffer)).data + port.at, left)
    memcpy((<Bytes*>as_obj(v)).data + left, PyBytes_AS_STRING(data), n)
    set_buffer(vm, port, v)
    return ST_OK


cdef void set_buffer(VM* vm, Port* port, Value v) noexcept:
    write_barrier(vm, tag_obj(port), v)
    port.buffer = v
    port.at = 0
    drop_chunk(port)


cdef int fill_gil(VM* vm, Port* port, Py_ssize_t want) noexcept:
    """A chunk that the heap had no room for stays with the port, so that the retry finds it."""
    try:
        if port.chunk == NULL:
            chunk = read_chunk(vm, port, want)
            if len(chunk) == 0:
                port.h.aux |= PORT_EOF
                return ST_OK
            if isinstance(chunk, str) and has_surrogate(chunk):
                return stream_error(vm, port, b"invalid character in the input", None)
            Py_INCREF(chunk)
            port.chunk = <void*>chunk
    except BaseException as exc:
        return stream_failed(vm, port, exc)
    return adopt_bytes(vm, port) if port.h.aux & PORT_BINARY else adopt_text(vm, port)


cdef int port_fill(VM* vm, Port* port, bint* eof) noexcept nogil:
    cdef uint64_t left
    cdef Py_ssize_t want
    cdef int st
    eof[0] = False
    while True:
        left = port_size(port) - port.at
        if port.stream == IMM_FALSE or port.h.aux & PORT_EOF:
            eof[0] = True
            return ST_OK
        want = <Py_ssize_t>left if left > PORT_CHUNK else PORT_CHUNK     # a long line must not take quadratic time
        if not port.h.aux & PORT_FILE and is_type(vm.ports[1], T_PORT):
            st = port_flush(vm, <Port*>as_obj(vm.ports[1]), True)        # a prompt
            if st != ST_OK:
                return st
        enter_python(vm)
        with gil:
            st = fill_gil(vm, port, want)
        leave_python(vm)
        if st != ST_OK or port_size(port) - port.at > left:
            return st


cdef bint port_ready(VM* vm, Port* port) noexcept nogil:
    cdef bint ready
    enter_python(vm)
    with gil:
        try:
            from select import select
            ready = bool(select([host_of(vm, port.stream)], [], [], 0)[0])
        except BaseException:
            ready = True                  # no file descriptor: nothing to wait for
    leave_python(vm)
    return ready


# ---------------------------------------------------------------- errors of streams

cdef Value text_value(VM* vm, str text):
    """0 when memory is refused."""
    cdef bytes data = text.encode("utf-8", "replace")
    return new_string_utf8(vm, data, len(data))


cdef int file_error(VM* vm, const char* message, object name, object reason) noexcept:
    """ST_FILE with the name and the reason as irritants."""
    cdef Value list = IMM_NIL
    cdef Value v
    for text in (reason, name):
        if isinstance(text, str) and text:
            v = text_value(vm, text)
            list = new_pair(vm, v, list) if v else 0
            if list == 0:
                return ST_NOMEM
    vm.err_msg = message
    vm.err_value = list
    return ST_FILE


cdef int stream_error(VM* vm, Port* port, const char* message, object reason) noexcept:
    try:
        name = getattr(host_of(vm, port.stream), "name", None)
    except Exception:
        name = None
    return file_error(vm, message, name, reason)


cdef int stream_failed(VM* vm, Port* port, object exc) noexcept:
    """A file error is one of the language; the exception of a stream that Python gave passes through the program."""
    if isinstance(exc, UnicodeDecodeError):
        return stream_error(vm, port, b"invalid UTF-8 in the input", None)
    if port.h.aux & PORT_FILE and isinstance(exc, (OSError, ValueError)):
        return stream_error(vm, port, b"file error", getattr(exc, "strerror", None) or str(exc))
    return python_failed(vm, exc)


# ---------------------------------------------------------------- files

cdef int open_gil(VM* vm, Value name, int flags, Value port) noexcept:
    cdef String* s = as_string(name)
    cdef Value host
    cdef str path = "?"
    cdef str mode = ("r" if flags & PORT_INPUT else "w") + ("b" if flags & PORT_BINARY else "")
    try:
        path = PyUnicode_FromKindAndData(s.h.aux, s.data, s.h.length)
        if flags & PORT_BINARY:
            stream = io.open(path, mode)
        else:
            stream = io.open(path, mode, encoding="utf-8", newline="")
    except (OSError, ValueError) as exc:
        return file_error(vm, b"cannot open file", path, getattr(exc, "strerror", None) or str(exc))
    except BaseException as exc:
        return python_failed(vm, exc)
    host = vm.host_new(vm, <void*>stream)
    if host == 0:
        return ST_NOMEM
    (<Port*>as_obj(port)).stream = host
    return ST_OK


cdef int port_open_file(VM* vm, Value name, int flags, Value* out) noexcept nogil:
    cdef Value port = new_port(vm, flags | PORT_FILE, IMM_FALSE, IMM_UNSPEC)
    cdef Value list = IMM_NIL
    cdef int st
    if port and flags & PORT_OUTPUT:
        list = new_pair(vm, port, vm.hooks[HOOK_PORTS] if is_pair(vm.hooks[HOOK_PORTS]) else IMM_NIL)
    if port == 0 or list == 0:
        return ST_NOMEM
    enter_python(vm)
    with gil:
        st = open_gil(vm, name, flags, port)
    leave_python(vm)
    if st == ST_OK:
        if flags & PORT_OUTPUT:
            vm.hooks[HOOK_PORTS] = list
        out[0] = port
    return st


cdef void forget_file(VM* vm, Value port) noexcept nogil:
    """Takes a port off the list of open output files."""
    cdef Value list = vm.hooks[HOOK_PORTS]
    cdef Value before = 0
    while is_pair(list) and car(list) != port:
        before = list
        list = cdr(list)
    if not is_pair(list):
        return
    if before:
        write_barrier(vm, before, cdr(list))
        as_pair(before).cdr = cdr(list)
    else:
        vm.hooks[HOOK_PORTS] = cdr(list)


cdef int port_close(VM* vm, Port* port) noexcept nogil:
    """A stream that Python gave stays open: it is only flushed."""
    cdef int st, failed = ST_OK
    if not port.h.aux & PORT_OPEN:
        return ST_OK
    port.h.aux &= ~PORT_OPEN
    st = port_flush(vm, port, not port.h.aux & PORT_FILE)
    if port.h.aux & PORT_FILE:
        forget_file(vm, tag_obj(port))
        enter_python(vm)
        with gil:
            try:
                host_of(vm, port.stream).close()
            except BaseException as exc:
                failed = stream_failed(vm, port, exc)
        leave_python(vm)
    return st if st else failed
