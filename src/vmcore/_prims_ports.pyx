# Ports: primitives. What they share with the runtime is in _port.

from libc.stdint cimport uint64_t, int64_t, uint8_t, uint32_t
from libc.string cimport memcpy
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._text cimport *
from vmcore._port cimport *
from vmcore._print cimport *
from vmcore._read cimport read_datum

cdef extern from "Python.h":
    object PyUnicode_FromKindAndData(int kind, const void* buffer, Py_ssize_t size)


cdef inline int answer(Value* out, bint yes) noexcept nogil:
    out[0] = from_bool(yes)
    return ST_OK


cdef inline int done(Value* out) noexcept nogil:
    out[0] = IMM_UNSPEC
    return ST_OK


# ---------------------------------------------------------------- the port a primitive works on

cdef const char* port_kind(int flags) noexcept nogil:
    if flags & PORT_INPUT:
        return b"binary input port" if flags & PORT_BINARY else b"textual input port"
    return b"binary output port" if flags & PORT_BINARY else b"textual output port"


cdef int bad_port(VM* vm, Value v, int index, int flags) noexcept nogil:
    """Why v is not an open port of the kind that `flags` names."""
    cdef Value list
    if not is_type(v, T_PORT):
        vm.err_msg = b"there is no current input port" if flags & PORT_INPUT else b"there is no current output port"
        vm.err_value = IMM_NIL
        return ST_ERROR
    if (as_obj(v).aux ^ flags) & (PORT_INPUT | PORT_OUTPUT | PORT_BINARY):
        return err_type(vm, index, v, port_kind(flags))
    list = new_pair(vm, v, IMM_NIL)
    return err_msg(vm, b"the port is closed", list) if list else ST_NOMEM


cdef inline Port* the_port(VM* vm, Value* args, int n, int index, int flags, int* st) noexcept nogil:
    """Argument `index`, or the current port; NULL and a status if it is not an open port of that kind."""
    cdef Value v = args[index] if n > index else vm.ports[0 if flags & PORT_INPUT else 1]
    if LIKELY(is_type(v, T_PORT)):
        if LIKELY((as_obj(v).aux & (PORT_INPUT | PORT_OUTPUT | PORT_BINARY | PORT_OPEN)) == (flags | PORT_OPEN)):
            return <Port*>as_obj(v)
    st[0] = bad_port(vm, v, index, flags)
    return NULL


cdef int get_range(VM* vm, Value* args, int n, int index, uint64_t length, uint64_t* start, uint64_t* end) noexcept nogil:
    """Optional arguments start and end."""
    start[0] = 0
    end[0] = length
    if n > index + 1:
        if <uint64_t>fix_value(args[index + 1]) > length:
            return err_beyond(vm, index + 1, args[index + 1], <int64_t>length)
        end[0] = <uint64_t>fix_value(args[index + 1])
    if n > index:
        if <uint64_t>fix_value(args[index]) > end[0]:
            return err_range(vm, index, args[index])
        start[0] = <uint64_t>fix_value(args[index])
    return ST_OK


# ---------------------------------------------------------------- kinds

cdef inline bint has_flag(Value v, int flag) noexcept nogil:
    return is_type(v, T_PORT) and as_obj(v).aux & flag


cdef int prim_port_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_PORT))


cdef int prim_input_port_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, has_flag(args[0], PORT_INPUT))


cdef int prim_output_port_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, has_flag(args[0], PORT_OUTPUT))


cdef int prim_textual_port_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_type(args[0], T_PORT) and not has_flag(args[0], PORT_BINARY))


cdef int prim_binary_port_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, has_flag(args[0], PORT_BINARY))


cdef int prim_input_port_open_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not has_flag(args[0], PORT_INPUT):
        return err_type(vm, 0, args[0], b"input port")
    return answer(out, has_flag(args[0], PORT_OPEN))


cdef int prim_output_port_open_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not has_flag(args[0], PORT_OUTPUT):
        return err_type(vm, 0, args[0], b"output port")
    return answer(out, has_flag(args[0], PORT_OPEN))


cdef int prim_sys_current_port(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef uint64_t i = <uint64_t>fix_value(args[0])
    if i > 2:
        return err_range(vm, 0, args[0])
    out[0] = vm.ports[i] if is_type(vm.ports[i], T_PORT) else IMM_FALSE
    return ST_OK


cdef int prim_sys_set_current_port_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef uint64_t i = <uint64_t>fix_value(args[0])
    if i > 2:
        return err_range(vm, 0, args[0])
    if not has_flag(args[1], PORT_OUTPUT if i else PORT_INPUT):
        return err_type(vm, 1, args[1], b"output port" if i else b"input port")
    vm.ports[i] = args[1]
    return done(out)


# ---------------------------------------------------------------- written representation

cdef int print_to(VM* vm, Value* args, int n, Value* out, int mode) noexcept nogil:
    cdef int st = ST_OK
    cdef Port* port = the_port(vm, args, n, 1, PORT_OUTPUT, &st)
    cdef size_t before
    if port == NULL:
        return st
    before = port.out.n
    st = print_value(vm, port.out, args[0], mode)
    if st == ST_OK:
        st = port_wrote(vm, port, before)
    return done(out) if st == ST_OK else st


cdef int prim_write(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return print_to(vm, args, n, out, PRINT_WRITE)


cdef int prim_write_shared(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return print_to(vm, args, n, out, PRINT_SHARED)


cdef int prim_write_simple(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return print_to(vm, args, n, out, PRINT_SIMPLE)


cdef int prim_display(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return print_to(vm, args, n, out, PRINT_DISPLAY)


cdef int prim_sys_write_to_string(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Text t
    cdef int st
    if <uint64_t>fix_value(args[1]) >= PRINT_MODES:
        return err_range(vm, 1, args[1])
    text_init(&t)
    t.vm = vm
    st = print_value(vm, &t, args[0], <int>fix_value(args[1]))
    if st == ST_OK:
        st = text_to_value(vm, &t, out)
    text_free(&t)
    return st


# ---------------------------------------------------------------- output

cdef int put_char(VM* vm, Value* args, int n, int index, int binary, uint32_t cp, Value* out) noexcept nogil:
    cdef int st = ST_OK
    cdef Port* port = the_port(vm, args, n, index, PORT_OUTPUT | binary, &st)
    if port == NULL:
        return st
    st = text_char(port.out, cp)
    if st == ST_OK and (port.out.n >= PORT_FULL or port.h.aux & PORT_LINE):
        st = port_wrote(vm, port, port.out.n - 1)
    return done(out) if st == ST_OK else st


cdef int put_chars(VM* vm, Value* args, int n, int binary, String* s, Value* out) noexcept nogil:
    """write-string and write-bytevector; s is what to write of."""
    cdef uint64_t start, end
    cdef size_t before
    cdef int st = ST_OK
    cdef Port* port = the_port(vm, args, n, 1, PORT_OUTPUT | binary, &st)
    if port == NULL:
        return st
    st = get_range(vm, args, n, 2, s.h.length, &start, &end)
    if st != ST_OK:
        return st
    charge(vm, <int64_t>(end - start) >> 2)
    before = port.out.n
    st = text_string(port.out, s, start, end)
    if st == ST_OK:
        st = port_wrote(vm, port, before)
    return done(out) if st == ST_OK else st


cdef int prim_newline(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return put_char(vm, args, n, 0, 0, 10, out)


cdef int prim_fresh_line(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = ST_OK
    cdef Port* port = the_port(vm, args, n, 0, PORT_OUTPUT, &st)
    if port == NULL:
        return st
    return done(out) if port_at_line_start(port) else put_char(vm, args, n, 0, 0, 10, out)


cdef int prim_write_char(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return put_char(vm, args, n, 1, 0, char_value(args[0]), out)


cdef int prim_write_string(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return put_chars(vm, args, n, 0, as_string(args[0]), out)


cdef int prim_write_u8(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if <uint64_t>fix_value(args[0]) > 255:
        return err_range(vm, 0, args[0])
    return put_char(vm, args, n, 1, PORT_BINARY, <uint32_t>fix_value(args[0]), out)


cdef int prim_write_bytevector(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef String s
    s.h.aux = 1
    s.h.length = as_obj(args[0]).length
    s.data = (<Bytes*>as_obj(args[0])).data
    return put_chars(vm, args, n, PORT_BINARY, &s, out)


cdef int prim_flush_output_port(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0] if n else vm.ports[1]
    cdef int st = ST_OK
    cdef Port* port = the_port(vm, &v, 1, 0, PORT_OUTPUT | (PORT_BINARY if has_flag(v, PORT_BINARY) else 0), &st)
    if port == NULL:
        return st
    st = port_flush(vm, port, True)
    return done(out) if st == ST_OK else st


# ---------------------------------------------------------------- input

cdef int at_end(Port* port, bint peek, Value* out) noexcept nogil:
    """Answers the end of the file; who reads on after it asks the stream again."""
    if not peek:
        port.h.aux &= ~PORT_EOF
    out[0] = IMM_EOF
    return ST_OK


cdef int next_item(VM* vm, Value* args, int n, int binary, bint peek, Value* out) noexcept nogil:
    cdef int st = ST_OK
    cdef bint eof = False
    cdef Port* port = the_port(vm, args, n, 0, PORT_INPUT | binary, &st)
    if port == NULL:
        return st
    if UNLIKELY(port.at >= port_size(port)):
        st = port_fill(vm, port, &eof)
        if st != ST_OK:
            return st
        if eof:
            return at_end(port, peek, out)
    if binary:
        out[0] = from_fix((<Bytes*>as_obj(port.buffer)).data[port.at])
    else:
        out[0] = from_char(string_ref(as_string(port.buffer), <Py_ssize_t>port.at))
    port.at += not peek
    return ST_OK


cdef int prim_read_char(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return next_item(vm, args, n, 0, False, out)


cdef int prim_peek_char(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return next_item(vm, args, n, 0, True, out)


cdef int prim_read_u8(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return next_item(vm, args, n, PORT_BINARY, False, out)


cdef int prim_peek_u8(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return next_item(vm, args, n, PORT_BINARY, True, out)


cdef int is_ready(VM* vm, Value* args, int n, int binary, Value* out) noexcept nogil:
    cdef int st = ST_OK
    cdef bint ready = True
    cdef Port* port = the_port(vm, args, n, 0, PORT_INPUT | binary, &st)
    if port == NULL:
        return st
    if port.at >= port_size(port) and port.stream != IMM_FALSE and not port.h.aux & (PORT_FILE | PORT_EOF):
        ready = port.chunk != NULL or port_ready(vm, port)
    return answer(out, ready)


cdef int prim_char_ready_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return is_ready(vm, args, n, 0, out)


cdef int prim_u8_ready_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return is_ready(vm, args, n, PORT_BINARY, out)


cdef uint64_t line_end(String* s, uint64_t i) noexcept nogil:
    """Place of the first carriage return or newline at or after i, or the length."""
    cdef uint64_t n = s.h.length
    cdef uint8_t* bytes_ = <uint8_t*>s.data
    if s.h.aux == 1:
        while i < n and bytes_[i] != 10 and bytes_[i] != 13:
            i += 1
    else:
        while i < n and string_ref(s, <Py_ssize_t>i) != 10 and string_ref(s, <Py_ssize_t>i) != 13:
            i += 1
    return i


cdef int prim_read_line(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = ST_OK
    cdef bint eof = False
    cdef uint64_t size, end, seen = 0
    cdef String* s
    cdef Port* port = the_port(vm, args, n, 0, PORT_INPUT, &st)
    if port == NULL:
        return st
    while True:
        size = port_size(port)
        end = line_end(as_string(port.buffer), port.at + seen) if size else 0
        if end < size:
            break
        seen = size - port.at
        st = port_fill(vm, port, &eof)
        if st != ST_OK:
            return st
        if eof:
            if seen == 0:
                return at_end(port, False, out)
            break
    s = as_string(port.buffer)
    charge(vm, <int64_t>(end - port.at) >> 1)
    st = string_range(vm, s, port.at, end, out)
    if st != ST_OK:
        return st
    port.at = end
    if end < size:
        port.at += 1
        if string_ref(s, <Py_ssize_t>end) == 13:
            if port.at < size:
                port.at += string_ref(s, <Py_ssize_t>port.at) == 10
            else:
                port.h.aux |= PORT_SKIP_LF
    return ST_OK


cdef int want_items(VM* vm, Port* port, uint64_t want, uint64_t* have, bint* eof) noexcept nogil:
    """Reads until the buffer holds so many items, or all there are."""
    cdef int st = ST_OK
    eof[0] = False
    while st == ST_OK and not eof[0] and port_size(port) - port.at < want:
        st = port_fill(vm, port, eof)
    have[0] = port_size(port) - port.at
    if have[0] > want:
        have[0] = want
    return st


cdef int prim_read_string(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = ST_OK
    cdef bint eof
    cdef uint64_t have
    cdef Value v
    cdef Port* port = the_port(vm, args, n, 1, PORT_INPUT, &st)
    if port == NULL:
        return st
    if fix_value(args[0]) < 0:
        return err_range(vm, 0, args[0])
    st = want_items(vm, port, <uint64_t>fix_value(args[0]), &have, &eof)
    if st != ST_OK:
        return st
    if have == 0:
        if eof:
            return at_end(port, False, out)
        v = new_string(vm, 0, 1)
        if v == 0:
            return ST_NOMEM
        out[0] = v
        return ST_OK
    charge(vm, <int64_t>have >> 2)
    st = string_range(vm, as_string(port.buffer), port.at, port.at + have, out)
    if st == ST_OK:
        port.at += have
    return st


cdef int prim_read_bytevector(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = ST_OK
    cdef bint eof
    cdef uint64_t have
    cdef Value v
    cdef Port* port = the_port(vm, args, n, 1, PORT_INPUT | PORT_BINARY, &st)
    if port == NULL:
        return st
    if fix_value(args[0]) < 0:
        return err_range(vm, 0, args[0])
    st = want_items(vm, port, <uint64_t>fix_value(args[0]), &have, &eof)
    if st != ST_OK:
        return st
    if have == 0 and eof:
        return at_end(port, False, out)
    v = new_bytes(vm, have)
    if v == 0:
        return ST_NOMEM
    take_bytes(vm, port, (<Bytes*>as_obj(v)).data, have)
    out[0] = v
    return ST_OK


cdef void take_bytes(VM* vm, Port* port, uint8_t* to, uint64_t n) noexcept nogil:
    if n:
        memcpy(to, (<Bytes*>as_obj(port.buffer)).data + port.at, n)
    port.at += n
    charge(vm, <int64_t>n >> 3)


cdef int prim_read_bytevector_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = ST_OK
    cdef bint eof
    cdef uint64_t start, end, have
    cdef Bytes* b = <Bytes*>as_obj(args[0])
    cdef Port* port = the_port(vm, args, n, 1, PORT_INPUT | PORT_BINARY, &st)
    if port == NULL:
        return st
    if b.h.flags & F_IMMUTABLE:
        return err_type(vm, 0, args[0], b"mutable bytevector")
    st = get_range(vm, args, n, 2, b.h.length, &start, &end)
    if st == ST_OK:
        st = want_items(vm, port, end - start, &have, &eof)
    if st != ST_OK:
        return st
    if have == 0 and eof:
        return at_end(port, False, out)
    take_bytes(vm, port, b.data + start, have)
    out[0] = from_fix(<int64_t>have)
    return ST_OK


cdef int prim_read(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = ST_OK
    cdef Port* port = the_port(vm, args, n, 0, PORT_INPUT, &st)
    return st if port == NULL else read_datum(vm, port, out)


# ---------------------------------------------------------------- strings and bytevectors as ports

cdef int made(Value port, Value* out) noexcept nogil:
    if port == 0:
        return ST_NOMEM
    out[0] = port
    return ST_OK


cdef int prim_open_input_string(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(new_port(vm, PORT_INPUT, IMM_FALSE, args[0]), out)


cdef int prim_open_output_string(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(new_port(vm, PORT_OUTPUT, IMM_FALSE, IMM_UNSPEC), out)


cdef int prim_open_input_bytevector(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(new_port(vm, PORT_INPUT | PORT_BINARY, IMM_FALSE, args[0]), out)


cdef int prim_open_output_bytevector(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(new_port(vm, PORT_OUTPUT | PORT_BINARY, IMM_FALSE, IMM_UNSPEC), out)


cdef inline bint collects(Value v, int binary) noexcept nogil:
    """Is it a port made by open-output-string or open-output-bytevector? It may be closed."""
    return ((as_obj(v).aux & (PORT_OUTPUT | PORT_BINARY)) == (PORT_OUTPUT | binary)
            and (<Port*>as_obj(v)).stream == IMM_FALSE)


cdef int prim_get_output_string(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Text* t = (<Port*>as_obj(args[0])).out
    if not collects(args[0], 0):
        return err_type(vm, 0, args[0], b"string output port")
    charge(vm, <int64_t>t.n >> 2)
    return text_to_value(vm, t, out)


cdef int prim_get_output_bytevector(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Text* t = (<Port*>as_obj(args[0])).out
    cdef Value v
    if not collects(args[0], PORT_BINARY):
        return err_type(vm, 0, args[0], b"bytevector output port")
    charge(vm, <int64_t>t.n >> 3)
    v = new_bytes(vm, t.n)
    if v == 0:
        return ST_NOMEM
    if t.n:
        memcpy((<Bytes*>as_obj(v)).data, t.data, t.n)      # bytes fit the narrowest kind
    out[0] = v
    return ST_OK


# ---------------------------------------------------------------- files

cdef int need_reading(VM* vm) noexcept nogil:
    return ST_OK if vm.capabilities & CAP_READ else err_capability(vm, b"file-read")


cdef int need_writing(VM* vm) noexcept nogil:
    return ST_OK if vm.capabilities & CAP_WRITE else err_capability(vm, b"file-write")


cdef int open_file(VM* vm, Value name, int flags, Value* out) noexcept nogil:
    cdef int st = need_reading(vm) if flags & PORT_INPUT else need_writing(vm)
    return port_open_file(vm, name, flags, out) if st == ST_OK else st


cdef int prim_open_input_file(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return open_file(vm, args[0], PORT_INPUT, out)


cdef int prim_open_output_file(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return open_file(vm, args[0], PORT_OUTPUT, out)


cdef int prim_open_binary_input_file(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return open_file(vm, args[0], PORT_INPUT | PORT_BINARY, out)


cdef int prim_open_binary_output_file(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return open_file(vm, args[0], PORT_OUTPUT | PORT_BINARY, out)


cdef str path_of(Value name):
    cdef String* s = as_string(name)
    return PyUnicode_FromKindAndData(s.h.aux, s.data, s.h.length)


cdef int file_exists(VM* vm, Value name, Value* out) noexcept:
    try:
        from os.path import exists
        out[0] = from_bool(exists(path_of(name)))
        return ST_OK
    except (OSError, ValueError):         # a name that no file can have
        out[0] = IMM_FALSE
        return ST_OK
    except BaseException as exc:
        return python_failed(vm, exc)


cdef int delete_file(VM* vm, Value name, Value* out) noexcept:
    try:
        from os import remove
        remove(path_of(name))
        out[0] = IMM_UNSPEC
        return ST_OK
    except (OSError, ValueError) as exc:
        return file_error(vm, b"cannot delete file", path_of(name), getattr(exc, "strerror", None) or str(exc))
    except BaseException as exc:
        return python_failed(vm, exc)


cdef int prim_file_exists_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = need_reading(vm)
    if st != ST_OK:
        return st
    enter_python(vm)
    with gil:
        st = file_exists(vm, args[0], out)
    leave_python(vm)
    return st


cdef int prim_delete_file(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = need_writing(vm)
    if st != ST_OK:
        return st
    enter_python(vm)
    with gil:
        st = delete_file(vm, args[0], out)
    leave_python(vm)
    return st


cdef int prim_close_port(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = port_close(vm, <Port*>as_obj(args[0]))
    return done(out) if st == ST_OK else st


cdef int prim_close_input_port(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not has_flag(args[0], PORT_INPUT):
        return err_type(vm, 0, args[0], b"input port")
    return prim_close_port(vm, args, n, out)


cdef int prim_close_output_port(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not has_flag(args[0], PORT_OUTPUT):
        return err_type(vm, 0, args[0], b"output port")
    return prim_close_port(vm, args, n, out)
