# Files with markup as they are written. What is written outside of all files goes to the one of the name "".
#
# Line ends in the text of a document are carriage returns (13), as SGML has them. One at the end of a piece of text is held back
# until it is known that no end tag follows it, before which it would be ignored; and so is one behind a start tag.

from libc.stdint cimport int64_t, uint32_t, int32_t
from libc.stdlib cimport calloc, malloc, realloc, free
from libc.string cimport memcpy, strlen
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._text cimport utf8_put, utf8_size, utf8_write
from vmcore._trees cimport *

cdef enum:                        # Sink.state
    MIDDLE = 0
    AT_START = 1                  # just behind a start tag
    PENDING = 2                   # a line end was held back

cdef enum:
    CR = 13
    LF = 10


# ---------------------------------------------------------------- bytes

cdef Sink* new_sink(VM* vm, String* name) noexcept nogil:
    cdef size_t length = utf8_size(name, 0, name.h.length) if name != NULL else 0
    cdef Sink* s
    if not heap_reserve(vm, sizeof(Sink) + length + 1):
        return NULL
    s = <Sink*>calloc(1, sizeof(Sink))
    if s == NULL:
        return NULL
    s.name_length = length
    s.name = <char*>malloc(length + 1)
    if s.name == NULL:
        free(s)
        return NULL
    if name != NULL:
        utf8_write(name, 0, name.h.length, s.name)
    heap_external(vm, <int64_t>sink_bytes(s))
    return s


cdef Sink* sink_of(VM* vm) noexcept nogil:
    """The file that is written to; NULL when memory is refused."""
    cdef Trees* f = trees(vm)
    if f == NULL:
        return NULL
    if f.sink == NULL:
        f.sink = new_sink(vm, NULL)
    return f.sink


cdef bint room(VM* vm, Sink* s, size_t more) noexcept nogil:
    cdef size_t cap
    cdef char* data
    if s.n + more <= s.cap:
        return True
    cap = 2 * (s.n + more) + 256
    if not heap_reserve(vm, cap - s.cap):
        return False
    data = <char*>realloc(s.data, cap)
    if data == NULL:
        return False
    heap_external(vm, <int64_t>(cap - s.cap))
    s.data = data
    s.cap = cap
    return True


cdef void fit_sink(VM* vm, Sink* s) noexcept nogil:
    """A file that is complete needs no room."""
    cdef char* data = <char*>realloc(s.data, s.n) if 0 < s.n < s.cap else NULL
    if data != NULL:
        heap_external(vm, <int64_t>s.n - <int64_t>s.cap)
        s.data = data
        s.cap = s.n


cdef inline void put_ascii(Sink* s, const char* text) noexcept nogil:      # there is room
    cdef size_t n = strlen(text)
    memcpy(s.data + s.n, text, n)
    s.n += n


cdef inline void put_byte(Sink* s, char c) noexcept nogil:
    s.data[s.n] = c
    s.n += 1


cdef void put_decimal(Sink* s, int64_t n) noexcept nogil:
    cdef char[24] digits
    cdef int k = 0
    if n < 0:
        put_byte(s, 45)
        n = -n
    while True:
        digits[k] = <char>(48 + n % 10)
        k += 1
        n //= 10
        if n == 0:
            break
    while k > 0:
        k -= 1
        put_byte(s, digits[k])


cdef void put_reference(Sink* s, uint32_t c) noexcept nogil:
    """A numeric character reference: at most 13 bytes."""
    put_ascii(s, b"&#")
    put_decimal(s, c)
    put_byte(s, 59)


cdef inline void put_char(Trees* f, Sink* s, uint32_t c) noexcept nogil:
    if c == CR:
        s.data[s.n] = LF
        s.n += 1
    elif c == LF:
        pass
    elif c < 0x80:
        s.data[s.n] = <char>c
        s.n += 1
    elif f.encoding == SINK_UTF8:
        s.n += <size_t>utf8_put(c, s.data + s.n)
    elif f.encoding == SINK_LATIN1 and c < 0x100:
        s.data[s.n] = <char>c
        s.n += 1
    else:
        put_reference(s, c)


cdef inline void put_escaped(Trees* f, Sink* s, uint32_t c) noexcept nogil:
    if c == 38 or c == 60 or c == 62:
        if not f.xml:
            put_reference(s, c)
        elif c == 38:
            put_ascii(s, b"&amp;")
        elif c == 60:
            put_ascii(s, b"&lt;")
        else:
            put_ascii(s, b"&gt;")
    else:
        put_char(f, s, c)


cdef void put_plain(Trees* f, Sink* s, String* text) noexcept nogil:       # there is room for 13 bytes each
    cdef uint32_t i
    for i in range(text.h.length):
        put_char(f, s, string_ref(text, i))


cdef inline void flush_pending(Sink* s) noexcept nogil:
    if s.state == PENDING:
        s.data[s.n] = LF
        s.n += 1
        s.state = MIDDLE


cdef inline void flush_reference(Sink* s) noexcept nogil:
    if s.state == PENDING:
        put_ascii(s, b"&#13;")
        s.state = MIDDLE


cdef int begin(VM* vm, size_t characters, Sink** s) noexcept nogil:
    """The file, with room for so many characters and what goes around them."""
    s[0] = sink_of(vm)
    if s[0] == NULL:
        return err_msg(vm, b"this machine was not made for documents", IMM_NIL) if vm.trees == NULL else ST_NOMEM
    charge(vm, <int64_t>characters * 2)
    return ST_OK if room(vm, s[0], characters * 13 + 64) else ST_MEMORY


# ---------------------------------------------------------------- files

cdef int prim_sys_file_open(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Trees* f = trees(vm)
    cdef Sink* s
    cdef int st = begin(vm, 0, &s)
    if st != ST_OK:
        return st
    flush_pending(s)
    s = new_sink(vm, as_string(args[0]))
    if s == NULL:
        return ST_NOMEM
    s.state = f.sink.state
    s.below = f.sink
    f.sink = s
    out[0] = IMM_UNSPEC
    return ST_OK


cdef int prim_sys_file_close(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Trees* f = trees(vm)
    cdef Sink* s
    cdef Sink* below
    cdef int st = begin(vm, 0, &s)
    if st != ST_OK:
        return st
    flush_pending(s)
    below = s.below
    if below != NULL:
        below.state = s.state
    fit_sink(vm, s)
    s.below = f.done
    f.done = s
    f.sink = below
    out[0] = IMM_UNSPEC
    return ST_OK


# ---------------------------------------------------------------- tags

cdef int name_of(VM* vm, Value given, Value* name) noexcept nogil:
    """The name of a tag: that of the current element if none is given."""
    cdef Value node
    name[0] = IMM_FALSE
    if is_string(given) and as_string(given).h.length:
        name[0] = given
    elif not is_string(given) and given != IMM_FALSE:
        return err_type(vm, 0, given, b"string")
    else:
        node = trees(vm).current if vm.trees != NULL else IMM_UNDEF
        if node != IMM_UNDEF and is_element(vm, node):
            name[0] = tree_of(vm, node).strings[tree_of(vm, node).name[node_place(node)]]
    return ST_OK


cdef int attributes_size(VM* vm, int k, Value list, size_t* characters) noexcept nogil:
    """Checks a list of lists (name value), which argument k is."""
    cdef Value x
    while is_pair(list):
        x = car(list)
        if not (is_pair(x) and is_pair(cdr(x)) and cdr(cdr(x)) == IMM_NIL and is_string(car(x)) and is_string(car(cdr(x)))):
            return err_type(vm, k, x, b"list of a name and a value")
        characters[0] += as_string(car(x)).h.length + as_string(car(cdr(x))).h.length + 8
        list = cdr(list)
    return ST_OK if list == IMM_NIL else err_type(vm, k, list, b"list of attributes")


cdef int prim_sys_markup_attributes(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef size_t characters = 0
    cdef int st = attributes_size(vm, 0, args[0], &characters)
    if st == ST_OK:
        out[0] = args[0]
    return st


cdef bint has_char(String* s, uint32_t c) noexcept nogil:
    cdef uint32_t i
    for i in range(s.h.length):
        if string_ref(s, i) == c:
            return True
    return False


cdef void put_value(Trees* f, Sink* s, String* value) noexcept nogil:
    """The value of an attribute in the quotation marks that fit."""
    cdef uint32_t i, c
    cdef char quote = 0
    if not has_char(value, 38):
        quote = 34 if not has_char(value, 34) else 39 if not has_char(value, 39) else 0
    s.data[s.n] = quote if quote else 34
    s.n += 1
    if quote:
        put_plain(f, s, value)
    else:
        for i in range(value.h.length):
            c = string_ref(value, i)
            if c != 34 and c != 38:
                put_char(f, s, c)
            elif f.xml:
                put_ascii(s, b"&quot;" if c == 34 else b"&amp;")
            else:
                put_reference(s, c)
    s.data[s.n] = quote if quote else 34
    s.n += 1


cdef int put_tag(VM* vm, Value* args, Sink** sink) noexcept nogil:
    """``<name attribute="value"``, without its end."""
    cdef Trees* f = trees(vm)
    cdef Sink* s
    cdef Value name, list = args[1], x
    cdef size_t characters = 16
    cdef int st = name_of(vm, args[0], &name)
    if st == ST_OK:
        st = attributes_size(vm, 1, list, &characters)
    if st == ST_OK and name != IMM_FALSE:
        characters += as_string(name).h.length
    if st == ST_OK:
        st = begin(vm, characters, &s)
    if st != ST_OK:
        return st
    flush_pending(s)
    put_ascii(s, b"<")
    if name == IMM_FALSE:
        put_ascii(s, b"#UNDEF")
    else:
        put_plain(f, s, as_string(name))
    while is_pair(list):
        x = car(list)
        s.data[s.n] = 32 if f.raw else LF
        s.n += 1
        put_plain(f, s, as_string(car(x)))
        put_ascii(s, b"=")
        put_value(f, s, as_string(car(cdr(x))))
        list = cdr(list)
    sink[0] = s
    return ST_OK


cdef int prim_sys_markup_start(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Sink* s
    cdef int st = put_tag(vm, args, &s)
    if st != ST_OK:
        return st
    put_ascii(s, b">" if trees(vm).raw else b"\n>")
    s.state = AT_START
    out[0] = IMM_UNSPEC
    return ST_OK


cdef int prim_sys_markup_empty(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Sink* s
    cdef int st = put_tag(vm, args, &s)
    if st != ST_OK:
        return st
    put_ascii(s, b"/>" if trees(vm).xml else b">")
    s.state = MIDDLE
    out[0] = IMM_UNSPEC
    return ST_OK


cdef int prim_sys_markup_end(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Trees* f = trees(vm)
    cdef Sink* s
    cdef Value name
    cdef int st = name_of(vm, args[0], &name)
    if st == ST_OK:
        st = begin(vm, as_string(name).h.length + 16 if name != IMM_FALSE else 32, &s)
    if st != ST_OK:
        return st
    flush_reference(s)
    put_ascii(s, b"</")
    if name == IMM_FALSE:
        put_ascii(s, b"#UNDEF")
    else:
        put_plain(f, s, as_string(name))
    put_ascii(s, b">" if f.raw else b"\n>")
    s.state = MIDDLE
    out[0] = IMM_UNSPEC
    return ST_OK


# ---------------------------------------------------------------- events of flow objects
#
# An event is a name and fields, each behind the character FIELD, and ends with EVENT. Line ends stay as they are.

cdef enum:
    EVENT = 1
    FIELD = 2


cdef void put_utf8(Sink* s, String* text, uint32_t start, uint32_t end, uint32_t least) noexcept nogil:
    """Characters whose code is `least` or greater. There is room."""
    cdef uint32_t i, c
    for i in range(start, end):
        c = string_ref(text, i)
        if c < 0x80:
            if c >= least:
                s.data[s.n] = <char>c
                s.n += 1
        else:
            s.n += <size_t>utf8_put(c, s.data + s.n)


cdef void put_flow_text(Sink* s, String* text, uint32_t start, uint32_t end) noexcept nogil:
    put_byte(s, 84)
    put_byte(s, FIELD)
    put_utf8(s, text, start, end, FIELD + 1)
    put_byte(s, EVENT)


cdef int prim_sys_flow_node(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    """Number of the document, elements before the node (-1 if it is none), unique name."""
    cdef Value node = args[0]
    cdef Tree* t
    cdef Sink* s
    cdef int32_t id = -1
    cdef int st
    if not is_tree_node(node):
        return err_type(vm, 0, node, b"node of the tree")
    t = tree_of(vm, node)
    if is_element(vm, node):
        id = t.ids[node_place(node)]
    st = begin(vm, 40 + (as_string(t.strings[id]).h.length if id >= 0 else 0), &s)
    if st != ST_OK:
        return st
    out[0] = IMM_UNSPEC
    put_byte(s, 78)
    if args[1] == IMM_TRUE:
        put_byte(s, FIELD)
        put_decimal(s, node_document(node))
        put_byte(s, FIELD)
        put_decimal(s, t.element[node_place(node)] if is_element(vm, node) else -1)
        put_byte(s, FIELD)
        if id >= 0:
            put_utf8(s, as_string(t.strings[id]), 0, as_string(t.strings[id]).h.length, FIELD + 1)
    put_byte(s, EVENT)
    return ST_OK


cdef int prim_sys_flow_string(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef String* text = as_string(args[0])
    cdef Sink* s
    cdef int st = begin(vm, text.h.length, &s)
    if st == ST_OK:
        put_utf8(s, text, 0, text.h.length, FIELD + 1)
        out[0] = IMM_UNSPEC
    return st


cdef int prim_sys_flow_number(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Sink* s
    cdef int st = begin(vm, 2, &s)
    if st == ST_OK:
        put_decimal(s, fix_value(args[0]))
        out[0] = IMM_UNSPEC
    return st


# ---------------------------------------------------------------- text

cdef int put_text(VM* vm, String* text, uint32_t start, uint32_t end) noexcept nogil:
    cdef Trees* f = trees(vm)
    cdef Sink* s
    cdef uint32_t i
    cdef int st
    if start >= end:
        return ST_OK
    st = begin(vm, end - start, &s)
    if st != ST_OK:
        return st
    if f.flow:
        put_flow_text(s, text, start, end)
        return ST_OK
    flush_pending(s)
    if s.state == AT_START and string_ref(text, start) == CR:
        put_ascii(s, b"&#13;")
        start += 1
        if start == end:
            s.state = MIDDLE
            return ST_OK
    s.state = MIDDLE
    if string_ref(text, end - 1) == CR:
        end -= 1
        s.state = PENDING
    for i in range(start, end):
        put_escaped(f, s, string_ref(text, i))
    return ST_OK


cdef int prim_sys_markup_text(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef String* s = as_string(args[0])
    out[0] = IMM_UNSPEC
    return put_text(vm, s, 0, s.h.length)


cdef bint run_of(VM* vm, Value v, String* view, int32_t* start, int32_t* end) noexcept nogil:
    """The characters from a node on, to the end of the text they are in."""
    cdef Tree* t
    cdef int32_t i
    if not is_node(v) or node_document(v) == MAX_DOCUMENTS:
        return False
    t = tree_of(vm, v)
    if place_kind(node_place(v)) == PLACE_CHAR:
        start[0] = <int32_t>(node_place(v) & 0x3FFFFFFF)
        i = text_node(t, <uint32_t>start[0])
    elif is_tree_node(v) and t.kind[node_place(v)] == TREE_TEXT:
        i = <int32_t>node_place(v)
        start[0] = t.start[i]
    else:
        return False
    end[0] = t.start[i + 1]
    text_view_of(t, view)
    return True


cdef int prim_sys_markup_chunk(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef String view
    cdef int32_t start, end
    if not run_of(vm, args[0], &view, &start, &end):
        return err_type(vm, 0, args[0], b"character")
    out[0] = IMM_UNSPEC
    return put_text(vm, &view, <uint32_t>start, <uint32_t>end)


cdef int prim_sys_markup_char(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef String view
    cdef int32_t start, end
    if not run_of(vm, args[0], &view, &start, &end):
        return err_type(vm, 0, args[0], b"character")
    out[0] = IMM_UNSPEC
    return put_text(vm, &view, <uint32_t>start, <uint32_t>start + 1)


cdef int prim_sys_markup_trimmed(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef String view
    cdef int32_t start, end
    if not run_of(vm, args[0], &view, &start, &end):
        return err_type(vm, 0, args[0], b"character")
    if args[1] == IMM_TRUE:
        while start < end and is_blank(string_ref(&view, start)):
            start += 1
    if args[2] == IMM_TRUE:
        while start < end and is_blank(string_ref(&view, end - 1)):
            end -= 1
    out[0] = IMM_UNSPEC
    return put_text(vm, &view, <uint32_t>start, <uint32_t>end)


# ---------------------------------------------------------------- the rest

cdef int put_around(VM* vm, Value text, const char* before, const char* behind, bint reference) noexcept nogil:
    cdef Sink* s
    cdef int st = begin(vm, as_string(text).h.length, &s)
    if st != ST_OK:
        return st
    if trees(vm).flow:
        put_utf8(s, as_string(text), 0, as_string(text).h.length, 0)
        return ST_OK
    if reference:
        flush_reference(s)
    else:
        flush_pending(s)
    put_ascii(s, before)
    put_plain(trees(vm), s, as_string(text))
    put_ascii(s, behind)
    return ST_OK


cdef int prim_sys_markup_raw(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = put_around(vm, args[0], b"", b"", False)
    out[0] = IMM_UNSPEC
    return st


cdef int prim_sys_markup_pi(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = put_around(vm, args[0], b"<?", b"?>" if vm.trees != NULL and trees(vm).xml else b">", True)
    out[0] = IMM_UNSPEC
    return st


cdef int prim_sys_markup_reference(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int st = put_around(vm, args[0], b"&", b";", False)
    out[0] = IMM_UNSPEC
    return st


cdef int prim_sys_markup_doctype(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Trees* f = trees(vm)
    cdef String* name = as_string(args[0])
    cdef String* public = as_string(args[1])
    cdef String* system = as_string(args[2])
    cdef const char* quote
    cdef Sink* s
    cdef int st = begin(vm, name.h.length + public.h.length + system.h.length + 32, &s)
    if st != ST_OK:
        return st
    flush_pending(s)
    out[0] = IMM_UNSPEC
    if name.h.length == 0:
        return ST_OK
    put_ascii(s, b"<!DOCTYPE ")
    put_plain(f, s, name)
    if public.h.length:
        put_ascii(s, b" PUBLIC \"")
        put_plain(f, s, public)
        put_ascii(s, b"\"")
    else:
        put_ascii(s, b" SYSTEM")
    if system.h.length:
        quote = b"'" if has_char(system, 34) else b"\""
        put_ascii(s, b" ")
        put_ascii(s, quote)
        put_plain(f, s, system)
        put_ascii(s, quote)
    put_ascii(s, b">\n")
    return ST_OK
