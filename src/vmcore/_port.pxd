# Ports: characters or bytes, from and to strings, bytevectors and Python streams.
#
# values to mark: stream, buffer
#
# An input port reads from `buffer` (a STRING or BYTES); when it is used up, a port on a stream makes a new one from the
# next chunk. An output port collects in `out`; a port on a stream hands that over when it is full, on a newline if the
# stream is a terminal, when told to, and before Python can look.

from libc.stdint cimport uint64_t, int64_t, uint32_t
from vmcore._tags cimport *
from vmcore.machine cimport VM
from vmcore.value cimport *
from vmcore._text cimport Text

cdef enum:                     # Obj.aux of a PORT
    PORT_INPUT = 1
    PORT_OUTPUT = 2
    PORT_BINARY = 4            # else textual
    PORT_OPEN = 8
    PORT_FILE = 16             # opened by the program: closed with the port
    PORT_LINE = 32             # terminal: flushed at each newline
    PORT_EOF = 64              # input: the stream has ended and nobody was told yet
    PORT_SKIP_LF = 128         # input: a newline that comes next belongs to the carriage return before it
    PORT_FOLD = 256            # input: `read` has met #!fold-case

cdef enum:
    PORT_FULL = 8192           # characters that an output port on a stream keeps back
    PORT_CHUNK = 65536         # characters or bytes that are read from a stream at once
    HOOK_PORTS = 14            # VM.hooks: list of the open output files, so that none is lost unwritten

cdef struct Port:
    Obj h
    Value stream               # HOST: a Python stream; FALSE: none
    Value buffer               # input: STRING or BYTES being read; output: UNSPEC
    uint64_t at                # input: next item of buffer
    Text* out                  # output, owned; bytes as the characters 0..255 in a binary port
    void* chunk                # input: PyObject*, owned: read from the stream and not yet in buffer
    uint32_t last              # output: the last character handed to the stream; 10 before the first one
    uint64_t line              # textual input: lines and characters in the last of them that came before buffer
    uint64_t column

cdef Value new_port(VM* vm, int flags, Value stream, Value buffer) noexcept nogil    # 0 when memory is refused
cdef Value new_stream_port(VM* vm, Value stream, bint is_input) noexcept    # needs the GIL; 0 when memory is refused
cdef void port_finalise(VM* vm, Port* port) noexcept nogil

# Statuses. A failed flush has lost the text: the port is empty either way.
cdef int port_flush(VM* vm, Port* port, bint through) noexcept nogil   # through: the Python stream's own buffer as well
cdef int port_wrote(VM* vm, Port* port, size_t before) noexcept nogil  # after an append; out.n was `before`
cdef int port_flush_all(VM* vm) noexcept nogil                 # current output and error port, and files
cdef int port_fill(VM* vm, Port* port, bint* eof) noexcept nogil       # more items behind those left, or *eof
cdef int port_close(VM* vm, Port* port) noexcept nogil
cdef bint port_ready(VM* vm, Port* port) noexcept nogil        # has the stream something to read at once?
cdef int port_open_file(VM* vm, Value name, int flags, Value* out) noexcept nogil    # PORT_INPUT or _OUTPUT, _BINARY

cdef inline void port_place(Port* port, uint64_t end, uint64_t* line, uint64_t* column) noexcept nogil:
    """Where item `end` of buffer stands in the text: both from 0. A line ends with newline, return, or both."""
    cdef String* s
    cdef uint64_t i
    cdef uint32_t cp, before = 0
    line[0] = port.line
    column[0] = port.column
    if not is_string(port.buffer):
        return
    s = as_string(port.buffer)
    for i in range(end if end < s.h.length else s.h.length):
        cp = string_ref(s, <Py_ssize_t>i)
        if cp == 13 or (cp == 10 and before != 13):
            line[0] += 1
            column[0] = 0
        elif cp != 10:
            column[0] += 1
        before = cp

cdef inline uint64_t port_size(Port* port) noexcept nogil:     # items in buffer
    if is_string(port.buffer):
        return as_string(port.buffer).h.length
    return as_obj(port.buffer).length if is_obj(port.buffer) else 0

cdef inline bint port_at_line_start(Port* port) noexcept nogil:
    cdef String s
    if port.out == NULL or port.out.n == 0:
        return port.last == 10
    s.h.aux = <uint16_t>port.out.kind
    s.data = port.out.data
    return string_ref(&s, <Py_ssize_t>(port.out.n - 1)) == 10

# ---------------------------------------------------------------- Python from a primitive

# Between these two the GIL may be taken with `with gil`; a run of the same runtime inside is refused (it would not know
# where the registers of the interrupted frame end).
cdef void enter_python(VM* vm) noexcept nogil
cdef void leave_python(VM* vm) noexcept nogil
cdef int python_failed(VM* vm, object exc) noexcept            # keeps the exception; the status
cdef int file_error(VM* vm, const char* message, object name, object reason) noexcept     # ST_FILE; irritants name, reason
cdef int host_text(VM* vm, Text* out, Value host, bint by_name, size_t limit) noexcept nogil   # repr or __name__
cdef int poll_limits(VM* vm) noexcept nogil                    # in long primitives: may the run go on?
