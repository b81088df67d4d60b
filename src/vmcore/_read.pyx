# The datum reader: R7RS external representations from a textual input port.
#
# The stack of open data is explicit. Characters are looked at in the port's buffer and taken from the port only at the
# end, so that a read that is refused memory can begin again. A label that is used inside its own datum stands in the
# data as a box of its own until the datum is complete; `patches` lists the places.

from libc.stdint cimport uint64_t, int64_t, uint8_t, uint32_t
from libc.stdio cimport snprintf
from libc.stdlib cimport realloc, free
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._equal cimport may_take
from vmcore._text cimport *
from vmcore._port cimport *
from vmcore._print cimport char_name
from vmcore._numtext cimport number_from_text

cdef enum:                    # what an open datum is
    TOP = 0
    LIST = 1
    TAIL = 2                  # list after its dot
    ENDED = 3                 # list after its tail
    VECTOR = 4
    BYTES = 5
    PREFIX = 6                # head: the symbol
    COMMENT = 7               # after #;
    LABEL = 8                 # count: index of the label

cdef enum:
    END = 0xFFFFFFFF          # no character: the end of the file
    CHAR_COST = 2             # charge units a character takes to read
    POLL_DATA = 16384         # data between looks at the limits

cdef struct Frame:
    Value head                # items so far as a list
    Value last                # its last pair
    uint64_t count
    int kind

cdef struct Label:
    uint64_t number
    Value stand_in            # BOX
    Value value               # IMM_UNDEF while its datum is open

cdef struct Patch:            # a place that holds a stand-in
    Value holder              # pair or vector
    uint64_t at               # pair: 0 car, 1 cdr

cdef struct Reader:
    VM* vm
    Port* port
    uint64_t at               # characters read, counted from port.at
    bint ended                # the port has no more
    int status
    uint32_t data             # read so far
    Frame* frames
    uint64_t nframes
    uint64_t frame_cap
    Label* labels
    uint64_t nlabels
    uint64_t label_cap
    Patch* patches
    uint64_t npatches
    uint64_t patch_cap


# ---------------------------------------------------------------- failures

cdef int wrong(Reader* r, const char* message) noexcept nogil:
    if r.status == ST_OK:
        r.vm.err_msg = message
        r.vm.err_value = IMM_NIL
        r.status = ST_READ
    return r.status


cdef int wrong_token(Reader* r, const char* message, Value token) noexcept nogil:
    cdef Value list = new_pair(r.vm, token, IMM_NIL)
    if list == 0:
        return no_memory(r)
    if wrong(r, message) == ST_READ:
        r.vm.err_value = list
    return r.status


cdef int no_memory(Reader* r) noexcept nogil:
    if r.status == ST_OK or r.status == ST_READ:
        r.status = ST_NOMEM
    return r.status


cdef Value checked(Reader* r, Value v) noexcept nogil:
    if v == 0:
        no_memory(r)
    return v


cdef void* room(Reader* r, void* items, uint64_t n, uint64_t* cap, size_t size) noexcept nogil:
    """A growing array with room for item n; NULL when memory is refused (then the old one stays)."""
    cdef uint64_t more = cap[0] * 2 + 16
    cdef void* p = items
    if n < cap[0]:
        return items
    p = realloc(items, more * size) if may_take(r.vm, more * size) else NULL
    if p == NULL:
        no_memory(r)
    else:
        cap[0] = more
    return p


# ---------------------------------------------------------------- characters

cdef uint32_t peek_slow(Reader* r) noexcept nogil:
    cdef int st
    if r.status != ST_OK or r.ended:
        return END
    st = port_fill(r.vm, r.port, &r.ended)
    if st == ST_OK:
        st = poll_limits(r.vm)
    if st != ST_OK:
        r.status = st
        return END
    return END if r.ended else peek(r)


cdef inline uint32_t peek(Reader* r) noexcept nogil:
    """The next character, or END."""
    cdef uint64_t i = r.port.at + r.at
    if LIKELY(is_string(r.port.buffer) and i < as_string(r.port.buffer).h.length):
        return string_ref(as_string(r.port.buffer), <Py_ssize_t>i)
    return peek_slow(r)


cdef inline uint32_t take(Reader* r) noexcept nogil:
    cdef uint32_t cp = peek(r)
    r.at += cp != END
    return cp


cdef inline bint is_blank(uint32_t cp) noexcept nogil:
    return cp == 32 or 9 <= cp <= 13 or (cp > 127 and cp != END and char_whitespace(cp))


cdef inline bint is_delimiter(uint32_t cp) noexcept nogil:
    return cp == END or is_blank(cp) or cp == 40 or cp == 41 or cp == 34 or cp == 59 or cp == 124


cdef inline bint is_digit(uint32_t cp) noexcept nogil:
    return 48 <= cp <= 57


cdef int hex_value(uint32_t cp) noexcept nogil:
    if is_digit(cp):
        return <int>cp - 48
    cp |= 32
    return <int>cp - 87 if 97 <= cp <= 102 else -1


cdef inline bint is_scalar(uint64_t cp) noexcept nogil:
    return cp <= 0x10FFFF and not 0xD800 <= cp <= 0xDFFF


cdef void skip_line(Reader* r) noexcept nogil:
    cdef uint32_t cp = peek(r)
    while cp != END and cp != 10 and cp != 13:
        r.at += 1
        cp = peek(r)


cdef void skip_block(Reader* r) noexcept nogil:
    """After the #| of a comment, which may hold others."""
    cdef uint64_t depth = 1
    cdef uint32_t cp, before = 0
    while depth:
        cp = take(r)
        if cp == END:
            wrong(r, b"the file ends inside a comment")
            return
        if before == 124 and cp == 35:
            depth -= 1
            cp = 0
        elif before == 35 and cp == 124:
            depth += 1
            cp = 0
        before = cp


# ---------------------------------------------------------------- tokens

cdef Value token(Reader* r, uint64_t start) noexcept nogil:
    """The characters from offset `start` to the next delimiter as a string; 0 and a status when memory is refused."""
    cdef Value v = 0
    while not is_delimiter(peek(r)):
        r.at += 1
    if r.status == ST_OK:
        r.status = string_range(r.vm, as_string(r.port.buffer), r.port.at + start, r.port.at + r.at, &v)
    return v if r.status == ST_OK else 0


cdef Value folded(Reader* r, Value v) noexcept nogil:
    cdef int st
    if v and r.port.h.aux & PORT_FOLD:
        st = string_case(r.vm, as_string(v), CASE_FOLD, &v)
        if st != ST_OK:
            r.status = st
            return 0
    return v


cdef Value symbol(Reader* r, Value name) noexcept nogil:
    return checked(r, intern(r.vm, name, T_SYMBOL)) if name else 0


cdef bint text_is(String* s, const char* name) noexcept nogil:
    """Is s that ASCII name?"""
    cdef uint32_t i = 0
    while i < s.h.length and name[i] and string_ref(s, i) == <uint8_t>name[i]:
        i += 1
    return i == s.h.length and name[i] == 0


cdef bint text_is_any_case(String* s, const char* name) noexcept nogil:
    cdef uint32_t i = 0, cp
    while i < s.h.length and name[i]:
        cp = string_ref(s, i)
        if (cp + 32 if 65 <= cp <= 90 else cp) != <uint8_t>name[i]:
            return False
        i += 1
    return i == s.h.length and name[i] == 0


cdef bint may_be_number(String* s) noexcept nogil:
    cdef uint32_t cp = string_ref(s, 0)
    return is_digit(cp) or (s.h.length > 1 and (cp == 43 or cp == 45 or cp == 46))


cdef bint is_plain_name(String* s) noexcept nogil:
    """Has a token none of the characters that mean nothing in Scheme?"""
    cdef uint32_t i, cp
    for i in range(s.h.length):
        cp = string_ref(s, i)
        if (cp < 32 or cp == 39 or cp == 44 or cp == 91 or cp == 92 or cp == 93 or cp == 96 or cp == 123 or cp == 125
                or cp == 127):
            return False
    return True


cdef bint begins_with_digit(String* s) noexcept nogil:
    """After signs and a point: such a token is a number or wrong, but for 1+ 1- and -1+."""
    cdef uint32_t i = 0
    while i < s.h.length and (string_ref(s, i) == 43 or string_ref(s, i) == 45):
        i += 1
    if i < s.h.length and string_ref(s, i) == 46:
        i += 1
    return (i < s.h.length and is_digit(string_ref(s, i))
            and not (text_is(s, b"1+") or text_is(s, b"1-") or text_is(s, b"-1+")))


cdef Value to_number(Reader* r, Value text) noexcept nogil:
    """The number, #f if it is none, 0 on a failure."""
    cdef Value v = 0
    cdef int st = number_from_text(r.vm, text, 10, &v)
    if st == ST_OK:
        return v
    if st == ST_NOMEM:
        no_memory(r)
    else:
        wrong_token(r, b"bad number", text)
    return 0


cdef Value read_atom(Reader* r) noexcept nogil:
    """A number or a symbol."""
    cdef Value text = token(r, r.at)
    cdef Value v
    if text == 0:
        return 0
    if may_be_number(as_string(text)):
        v = to_number(r, text)
        if v != IMM_FALSE:
            return v
        if begins_with_digit(as_string(text)):
            wrong_token(r, b"bad number", text)
            return 0
    if not is_plain_name(as_string(text)):
        wrong_token(r, b"bad symbol", text)
        return 0
    return symbol(r, folded(r, text))


# ---------------------------------------------------------------- strings and characters

cdef void read_escape(Reader* r, Text* t) noexcept nogil:
    """After a backslash."""
    cdef uint32_t cp = take(r)
    if cp == 110:
        cp = 10
    elif cp == 116:
        cp = 9
    elif cp == 114:
        cp = 13
    elif cp == 97:
        cp = 7
    elif cp == 98:
        cp = 8
    elif cp == 120 or cp == 88:
        cp = hex_escape(r)
    elif cp == 10 or cp == 13 or cp == 32 or cp == 9:
        skip_continuation(r, cp)
        return
    elif cp != 34 and cp != 92 and cp != 124:
        if cp != END:
            wrong(r, b"unknown escape in a string or symbol")
        return
    if r.status == ST_OK:
        r.status = text_char(t, cp)


cdef uint32_t hex_escape(Reader* r) noexcept nogil:
    cdef uint64_t n = 0
    cdef int digits = 0, d = hex_value(peek(r))
    while d >= 0 and n <= 0x10FFFF:
        n = n * 16 + <uint64_t>d
        digits += 1
        r.at += 1
        d = hex_value(peek(r))
    if take(r) != 59 or digits == 0:
        wrong(r, b"a hexadecimal escape is \\x, digits and a semicolon")
    elif not is_scalar(n):
        wrong(r, b"not the number of a character")
    return <uint32_t>n


cdef void skip_continuation(Reader* r, uint32_t cp) noexcept nogil:
    """After a backslash and cp: blanks, the end of the line, the blanks of the next line."""
    while cp == 32 or cp == 9:
        cp = take(r)
    if cp == 13 and peek(r) == 10:
        r.at += 1
    elif cp != 10 and cp != 13:
        wrong(r, b"a backslash before a blank that does not end the line")
    while peek(r) == 32 or peek(r) == 9:
        r.at += 1


cdef Value read_quoted(Reader* r, uint32_t quote) noexcept nogil:
    """After the opening quote: a new string."""
    cdef Text t
    cdef Value v = 0
    cdef uint32_t cp
    text_init(&t)
    t.vm = r.vm
    while r.status == ST_OK:
        cp = take(r)
        if cp == quote:
            break
        if cp == END:
            wrong(r, b"the file ends inside a string" if quote == 34 else b"the file ends inside a symbol")
        elif cp == 92:
            read_escape(r, &t)
        else:
            if cp == 13:                  # each line ending stands for one newline
                cp = 10
                r.at += peek(r) == 10
            r.status = text_char(&t, cp)
    if r.status == ST_OK:
        r.status = text_to_value(r.vm, &t, &v)
    text_free(&t)
    return v if r.status == ST_OK else 0


cdef Value named_char(Reader* r, Value text) noexcept nogil:
    """A character by a name of more than one character."""
    cdef String* s = as_string(text)
    cdef uint64_t n = 0
    cdef uint32_t i
    for i in range(128):
        if char_name(i) != NULL and text_is(s, char_name(i)):
            return from_char(i)
    if (string_ref(s, 0) | 32) == 120 and s.h.length <= 9:
        for i in range(1, s.h.length):
            if hex_value(string_ref(s, i)) < 0:
                break
            n = n * 16 + <uint64_t>hex_value(string_ref(s, i))
        else:
            if is_scalar(n):
                return from_char(<uint32_t>n)
    wrong_token(r, b"unknown character name", text)
    return 0


cdef Value read_char(Reader* r) noexcept nogil:
    r"""After #\."""
    cdef uint64_t start = r.at
    cdef uint32_t cp = take(r)
    cdef Value text
    if cp == END:
        wrong(r, b"the file ends inside a character")
        return 0
    if is_delimiter(peek(r)):
        return from_char(cp) if r.status == ST_OK else 0
    text = token(r, start)
    if text and as_string(text).h.length > 1:
        text = folded(r, text)
    return named_char(r, text) if text else 0


# ---------------------------------------------------------------- the stack of open data

cdef bint open_datum(Reader* r, int kind, Value head) noexcept nogil:
    cdef Frame* f = <Frame*>room(r, r.frames, r.nframes, &r.frame_cap, sizeof(Frame))
    if f == NULL:
        return False
    r.frames = f
    f = &r.frames[r.nframes]
    f.kind = kind
    f.head = head
    f.last = IMM_NIL
    f.count = 0
    r.nframes += 1
    return True


cdef bint patch(Reader* r, Value holder, uint64_t at) noexcept nogil:
    cdef Patch* p = <Patch*>room(r, r.patches, r.npatches, &r.patch_cap, sizeof(Patch))
    if p == NULL:
        return False
    r.patches = p
    p[r.npatches].holder = holder
    p[r.npatches].at = at
    r.npatches += 1
    return True


cdef inline bint is_stand_in(Value v) noexcept nogil:
    return is_type(v, T_BOX)              # there is no syntax for a box


cdef bint add_item(Reader* r, Frame* f, Value v) noexcept nogil:
    cdef Value p = checked(r, new_pair(r.vm, v, IMM_NIL))
    if p == 0 or (is_stand_in(v) and not patch(r, p, 0)):
        return False
    if f.count:
        as_pair(f.last).cdr = p
    else:
        f.head = p
    f.last = p
    f.count += 1
    return True


cdef bint put_datum(Reader* r, Value v) noexcept nogil:
    """Adds a complete datum to the one on top, and completes those that waited for it. True: it is the answer."""
    cdef Frame* f
    while r.status == ST_OK:
        f = &r.frames[r.nframes - 1]
        if f.kind == TOP:
            f.head = v
            return True
        elif f.kind == LIST or f.kind == VECTOR:
            add_item(r, f, v)
            return False
        elif f.kind == BYTES:
            if not is_fix(v) or <uint64_t>fix_value(v) > 255:
                wrong(r, b"a bytevector holds exact integers from 0 to 255")
                return False
            add_item(r, f, v)
            return False
        elif f.kind == TAIL:
            f.kind = ENDED
            as_pair(f.last).cdr = v
            if is_stand_in(v):
                patch(r, f.last, 1)
            return False
        elif f.kind == ENDED:
            wrong(r, b"more than one datum follows the dot")
            return False
        r.nframes -= 1
        if f.kind == COMMENT:
            return False
        if f.kind == PREFIX:
            v = prefixed(r, f.head, v)
        elif f.kind == LABEL:
            label_done(r, &r.labels[f.count], v)
    return False


cdef Value prefixed(Reader* r, Value name, Value v) noexcept nogil:
    cdef Value rest = checked(r, new_pair(r.vm, v, IMM_NIL))
    cdef Value all = checked(r, new_pair(r.vm, name, rest)) if rest else 0
    if all and is_stand_in(v):
        patch(r, rest, 0)
    return all


cdef bint close_datum(Reader* r) noexcept nogil:
    """At a closing parenthesis; True: the answer is complete."""
    cdef Frame* f = &r.frames[r.nframes - 1]
    cdef Value v
    if f.kind == LIST or f.kind == ENDED:
        v = f.head
    elif f.kind == VECTOR:
        v = make_vector(r, f)
    elif f.kind == BYTES:
        v = make_bytes(r, f)
    else:
        wrong(r, b"unexpected closing parenthesis" if f.kind == TOP else b"a datum is missing before the parenthesis")
        return False
    if v == 0:
        return False
    r.nframes -= 1
    return put_datum(r, v)


cdef Value make_vector(Reader* r, Frame* f) noexcept nogil:
    cdef Value v = checked(r, new_vector(r.vm, f.count, IMM_FALSE))
    cdef Value items = f.head
    cdef uint64_t i
    if v == 0:
        return 0
    for i in range(f.count):
        as_vector(v).items[i] = car(items)
        if is_stand_in(car(items)) and not patch(r, v, i):
            return 0
        items = cdr(items)
    return v


cdef Value make_bytes(Reader* r, Frame* f) noexcept nogil:
    cdef Value v = checked(r, new_bytes(r.vm, f.count))
    cdef Value items = f.head
    cdef uint64_t i
    for i in range(f.count if v else 0):
        (<Bytes*>as_obj(v)).data[i] = <uint8_t>fix_value(car(items))
        items = cdr(items)
    return v


# ---------------------------------------------------------------- datum labels

cdef Label* find_label(Reader* r, uint64_t number) noexcept nogil:
    cdef uint64_t i = r.nlabels
    while i:
        i -= 1
        if r.labels[i].number == number:
            return &r.labels[i]
    return NULL


cdef void open_label(Reader* r, uint64_t number) noexcept nogil:
    cdef Label* p
    cdef Value box = checked(r, new_box(r.vm, IMM_FALSE))
    if box == 0:
        return
    if find_label(r, number) != NULL:
        wrong(r, b"a datum label is defined twice")
        return
    p = <Label*>room(r, r.labels, r.nlabels, &r.label_cap, sizeof(Label))
    if p == NULL or not open_datum(r, LABEL, IMM_NIL):
        return
    r.labels = p
    r.frames[r.nframes - 1].count = r.nlabels
    p = &r.labels[r.nlabels]
    p.number = number
    p.stand_in = box
    p.value = IMM_UNDEF
    r.nlabels += 1


cdef void label_done(Reader* r, Label* label, Value v) noexcept nogil:
    if v == label.stand_in:
        wrong(r, b"a datum label stands for itself")
    label.value = v
    (<Box*>as_obj(label.stand_in)).value = v


cdef Value label_value(Reader* r, uint64_t number) noexcept nogil:
    cdef Label* label = find_label(r, number)
    if label == NULL:
        wrong(r, b"unknown datum label")
        return 0
    return label.stand_in if label.value == IMM_UNDEF else label.value


cdef void put_labels(Reader* r) noexcept nogil:
    """Replaces the stand-ins by what they stand for (which may be the stand-in of a label around it)."""
    cdef uint64_t i
    cdef Value* place
    cdef Patch* p
    for i in range(r.npatches):
        p = &r.patches[i]
        if is_pair(p.holder):
            place = &as_pair(p.holder).cdr if p.at else &as_pair(p.holder).car
        else:
            place = &as_vector(p.holder).items[p.at]
        while is_stand_in(place[0]):
            place[0] = (<Box*>as_obj(place[0])).value
        write_barrier(r.vm, p.holder, place[0])


# ---------------------------------------------------------------- what begins with #

cdef Value read_label(Reader* r) noexcept nogil:
    """At the first digit; 0 for a definition, which is open then."""
    cdef uint64_t n = 0
    cdef uint32_t cp = take(r)
    while is_digit(cp) and n < <uint64_t>1 << 40:
        n = n * 10 + cp - 48
        cp = take(r)
    if cp == 35:
        return label_value(r, n)
    if cp == 61:
        open_label(r, n)
    else:
        wrong(r, b"bad datum label")
    return 0


cdef Value directive(Reader* r, Value text) noexcept nogil:
    """#!name; 0 for those that stand for no datum."""
    cdef String* s = as_string(text)
    if text_is(s, b"#!fold-case"):
        r.port.h.aux |= PORT_FOLD
        return 0
    elif text_is(s, b"#!no-fold-case"):
        r.port.h.aux &= <uint16_t>~PORT_FOLD
        return 0
    elif text_is(s, b"#!eof"):
        return IMM_EOF
    elif text_is(s, b"#!default"):
        return IMM_DEFAULT
    elif text_is(s, b"#!unspecific"):
        return IMM_UNSPEC
    wrong_token(r, b"unknown syntax", text)
    return 0


cdef Value hash_token(Reader* r, uint64_t start) noexcept nogil:
    """A token whose # is at `start`: boolean, number, directive, bytevector."""
    cdef Value text = token(r, start)
    cdef Value v = IMM_FALSE
    cdef String* s
    cdef uint32_t second
    if text == 0:
        return 0
    s = as_string(text)
    if text_is_any_case(s, b"#t") or text_is_any_case(s, b"#true"):
        return IMM_TRUE
    if text_is_any_case(s, b"#f") or text_is_any_case(s, b"#false"):
        return IMM_FALSE
    if text_is_any_case(s, b"#u8") and peek(r) == 40:
        r.at += 1
        open_datum(r, BYTES, IMM_NIL)
        return 0
    second = string_ref(s, 1) | 32 if s.h.length > 1 else 0
    if s.h.length > 1 and string_ref(s, 1) == 33:
        return directive(r, text)
    if second == 101 or second == 105 or second == 98 or second == 111 or second == 100 or second == 120:
        v = to_number(r, text)
        if v == IMM_FALSE:
            wrong_token(r, b"bad number", text)
        return v
    wrong_token(r, b"unknown syntax", text)
    return 0


cdef Value read_hash(Reader* r) noexcept nogil:
    """After a #; 0: no datum yet, or a failure."""
    cdef uint64_t start = r.at - 1
    cdef uint32_t cp = peek(r)
    if cp == 40:
        r.at += 1
        open_datum(r, VECTOR, IMM_NIL)
    elif cp == 92:
        r.at += 1
        return read_char(r)
    elif cp == 59:
        r.at += 1
        open_datum(r, COMMENT, IMM_NIL)
    elif cp == 124:
        r.at += 1
        skip_block(r)
    elif is_digit(cp):
        return read_label(r)
    else:
        return hash_token(r, start)
    return 0


# ---------------------------------------------------------------- data

cdef void open_prefix(Reader* r, const char* name) noexcept nogil:
    cdef Value v = checked(r, intern_c(r.vm, name))
    if v:
        open_datum(r, PREFIX, v)


cdef bint is_dot(Reader* r) noexcept nogil:
    """Is the point that was just taken a token of its own?"""
    return is_delimiter(peek(r)) and r.status == ST_OK


cdef void read_dot(Reader* r) noexcept nogil:
    cdef Frame* f = &r.frames[r.nframes - 1]
    if f.kind == LIST and f.count:
        f.kind = TAIL
    else:
        wrong(r, b"a dot is allowed only before the last datum of a list")


cdef Value read_piece(Reader* r, uint32_t cp) noexcept nogil:
    """An atom that begins with cp, which was taken; 0: something else was, or a failure."""
    if cp == 40:
        open_datum(r, LIST, IMM_NIL)
    elif cp == 59:
        skip_line(r)
    elif cp == 34:
        return read_quoted(r, 34)
    elif cp == 124:
        return symbol(r, read_quoted(r, 124))
    elif cp == 39:
        open_prefix(r, b"quote")
    elif cp == 96:
        open_prefix(r, b"quasiquote")
    elif cp == 44:
        if peek(r) == 64:
            r.at += 1
            open_prefix(r, b"unquote-splicing")
        else:
            open_prefix(r, b"unquote")
    elif cp == 35:
        return read_hash(r)
    elif cp == 46 and is_dot(r):
        read_dot(r)
    else:
        r.at -= 1
        return read_atom(r)
    return 0


cdef Value read_value(Reader* r) noexcept nogil:
    """The next datum; IMM_EOF if there is none; 0 on a failure."""
    cdef uint32_t cp
    cdef Value v
    while r.status == ST_OK:
        cp = take(r)
        if is_blank(cp):
            if r.nframes == 1:            # nothing has begun: what was read is not needed again
                r.port.at += r.at
                r.at = 0
            continue
        r.data += 1
        if UNLIKELY(r.data % POLL_DATA == 0):
            r.status = poll_limits(r.vm)
        if cp == END:
            if r.status == ST_OK and r.nframes == 1:
                return IMM_EOF
            wrong(r, b"the file ends inside a datum")
        elif cp == 41:
            if close_datum(r):
                return r.frames[0].head
        else:
            v = read_piece(r, cp)
            if v and r.status == ST_OK and put_datum(r, v):
                return r.frames[0].head
    return 0


cdef void say_where(Reader* r) noexcept nogil:
    """Adds the place to the message of an error: that of the last character taken."""
    cdef uint64_t line, column
    cdef uint64_t end = r.port.at + r.at
    port_place(r.port, end - 1 if r.at and not r.ended else end, &line, &column)
    snprintf(r.vm.err_text, sizeof(r.vm.err_text), b"%s (line %llu, column %llu)", r.vm.err_msg,
             <unsigned long long>(line + 1), <unsigned long long>(column + 1))
    r.vm.err_msg = r.vm.err_text


cdef int read_datum(VM* vm, Port* port, Value* out) noexcept nogil:
    cdef Reader r
    cdef Value v = 0
    r.vm = vm
    r.port = port
    r.at = r.nframes = r.frame_cap = r.nlabels = r.label_cap = r.npatches = r.patch_cap = 0
    r.ended = False
    r.status = ST_OK
    r.data = 0
    r.frames = NULL
    r.labels = NULL
    r.patches = NULL
    if open_datum(&r, TOP, IMM_NIL):
        v = read_value(&r)
    if r.status == ST_OK:
        put_labels(&r)
        if v == IMM_EOF and r.ended:
            port.h.aux &= <uint16_t>~PORT_EOF
        out[0] = v
    if r.status == ST_READ:
        say_where(&r)
    if r.status == ST_OK or r.status == ST_READ:
        port.at += r.at
        charge(vm, <int64_t>r.at * CHAR_COST)
    free(r.frames)
    free(r.labels)
    free(r.patches)
    return r.status
