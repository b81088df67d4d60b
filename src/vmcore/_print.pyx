# The printer.
#
# Labels need to know where cycles are before anything is printed. Plain data are recognised by a bounded walk without
# a table; what it cannot finish gets a depth-first search over a table of all nodes: a node met again while it is
# still open lies on a cycle. Both the search and the printing keep their own stack.

from libc.stdint cimport uint64_t, int64_t, uint8_t, uint32_t
from libc.stdlib cimport calloc, realloc, free
from libc.stdio cimport snprintf
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._equal cimport mix, may_take
from vmcore._text cimport *
from vmcore._port cimport Port, PORT_INPUT, PORT_BINARY, host_text, poll_limits
from vmcore._numtext cimport number_to_text
from vmcore._phash cimport DECLINED
from vmcore._pprint cimport put_value

cdef extern from "Python.h":
    bint is_printable "Py_UNICODE_ISPRINTABLE"(uint32_t cp) noexcept nogil

cdef enum:
    QUICK_STEPS = 4096        # of the walk without a table
    GRANTS = 4                # times that it gets GRANT steps more for each item of a list or vector of at least LONG
    GRANT = 8
    LONG = 1024
    LOOK_UP = 5               # places on its stack where it looks for one
    SMALL_STACK = 48
    NODE_COST = 16            # charge units a node takes to print; a third of it to search
    POLL_MASK = 0x3FFF        # nodes between looks at the limits, less 1
    HOST_TEXT = 200           # characters of a Python repr that are printed

cdef enum:                    # state of a node in the table; a number from bit 8 on
    OPEN = 1                  # the search is below it
    LABELLED = 2              # is or will be printed with a label
    NUMBERED = 4              # has been

cdef enum:                    # what a printing frame goes on with
    TAIL = 0                  # v: the rest of a list, `close` ends it
    PARTS = 1                 # part `at` of v

cdef struct Frame:
    Value v
    uint32_t at
    uint8_t kind
    uint8_t close

cdef struct Node:
    Value key                 # 0 = free
    uint64_t state

cdef struct Printer:
    VM* vm
    Text* out
    int mode
    int status                # first failure; everything is a no-op after it
    uint32_t steps
    uint32_t labels           # given so far
    Frame* frames             # `small` until it is full
    size_t nframes
    size_t cap
    Node* nodes               # open addressing; NULL: nothing has a label
    uint64_t mask
    uint64_t nnodes
    Frame small[SMALL_STACK]


# ---------------------------------------------------------------- output

cdef inline void put(Printer* p, uint32_t cp) noexcept nogil:
    if p.status == ST_OK:
        p.status = text_char(p.out, cp)


cdef inline void puts(Printer* p, const char* s) noexcept nogil:
    if p.status == ST_OK:
        p.status = text_ascii(p.out, s)


cdef inline void put_string(Printer* p, String* s) noexcept nogil:
    if p.status == ST_OK:
        p.status = text_string(p.out, s, 0, s.h.length)


cdef void put_count(Printer* p, uint64_t n) noexcept nogil:
    cdef char buf[24]
    snprintf(buf, 24, b"%llu", <unsigned long long>n)
    puts(p, buf)


cdef void put_escape(Printer* p, uint32_t cp) noexcept nogil:
    cdef char buf[16]
    snprintf(buf, 16, b"\\x%x;", <unsigned int>cp)
    puts(p, buf)


cdef void put_quoted(Printer* p, String* s, uint32_t quote) noexcept nogil:
    """A string, or a symbol between bars."""
    cdef size_t i, start = 0
    cdef uint32_t cp
    put(p, quote)
    for i in range(s.h.length):
        cp = string_ref(s, <Py_ssize_t>i)
        if cp != quote and cp != 92 and (32 <= cp < 127 or (cp >= 127 and is_printable(cp))):
            continue
        if i > start and p.status == ST_OK:
            p.status = text_string(p.out, s, start, i)
        start = i + 1
        put_special(p, cp)
    if s.h.length > start and p.status == ST_OK:
        p.status = text_string(p.out, s, start, s.h.length)
    put(p, quote)


cdef void put_special(Printer* p, uint32_t cp) noexcept nogil:
    """A character that does not stand for itself between quotes."""
    if cp == 10:
        puts(p, b"\\n")
    elif cp == 9:
        puts(p, b"\\t")
    elif cp == 13:
        puts(p, b"\\r")
    elif cp == 7:
        puts(p, b"\\a")
    elif cp == 8:
        puts(p, b"\\b")
    elif cp == 34 or cp == 92 or cp == 124:
        put(p, 92)
        put(p, cp)
    else:
        put_escape(p, cp)


# ---------------------------------------------------------------- atoms

cdef const char* char_name(uint32_t cp) noexcept nogil:
    if cp == 32:
        return b"space"
    elif cp == 10:
        return b"newline"
    elif cp == 9:
        return b"tab"
    elif cp == 13:
        return b"return"
    elif cp == 0:
        return b"null"
    elif cp == 7:
        return b"alarm"
    elif cp == 8:
        return b"backspace"
    elif cp == 27:
        return b"escape"
    elif cp == 127:
        return b"delete"
    return NULL


cdef void put_char(Printer* p, uint32_t cp) noexcept nogil:
    cdef char buf[16]
    cdef const char* name = char_name(cp)
    if p.mode == PRINT_DISPLAY:
        put(p, cp)
        return
    puts(p, b"#\\")
    if name != NULL:
        puts(p, name)
    elif is_printable(cp):
        put(p, cp)
    else:
        snprintf(buf, 16, b"x%x", <unsigned int>cp)
        puts(p, buf)


cdef inline bint is_digit(uint32_t cp) noexcept nogil:
    return 48 <= cp <= 57


cdef inline uint32_t lower_at(String* s, uint32_t i) noexcept nogil:
    """Character i in lower case if it is ASCII; 0 past the end."""
    cdef uint32_t cp
    if i >= s.h.length:
        return 0
    cp = string_ref(s, i)
    return cp + 32 if 65 <= cp <= 90 else cp


cdef bint numeric_look(String* s) noexcept nogil:
    """Could the name be read as a number, or is it no identifier because it begins like one?"""
    cdef uint32_t first = lower_at(s, 0)
    cdef uint32_t next = lower_at(s, 1)
    if is_digit(first):
        return not (s.h.length == 2 and first == 49 and (next == 43 or next == 45))        # 1+ 1-
    if first == 46:
        return s.h.length == 1 or is_digit(next)
    if first != 43 and first != 45:
        return False
    if is_digit(next):
        return not (s.h.length == 3 and first == 45 and next == 49 and string_ref(s, 2) == 43)    # -1+
    if next == 46:
        return is_digit(lower_at(s, 2))
    if next == 105:                                                                        # +i +inf.0
        return s.h.length == 2 or (lower_at(s, 2) == 110 and lower_at(s, 3) == 102 and lower_at(s, 4) == 46)
    return next == 110 and lower_at(s, 2) == 97 and lower_at(s, 3) == 110 and lower_at(s, 4) == 46    # +nan.0


cdef bint symbol_is_plain(String* s) noexcept nogil:
    cdef uint32_t i, cp
    if s.h.length == 0 or string_ref(s, 0) == 35 or numeric_look(s):     # '#'
        return False
    for i in range(s.h.length):
        cp = string_ref(s, i)
        if cp <= 32 or cp == 127 or (cp > 127 and not is_printable(cp)):
            return False
        elif (cp == 34 or cp == 39 or cp == 40 or cp == 41 or cp == 44 or cp == 59 or cp == 91 or cp == 92 or cp == 93
                or cp == 96 or cp == 123 or cp == 124 or cp == 125):
            return False
    return True


cdef void put_symbol(Printer* p, Symbol* s) noexcept nogil:
    cdef String* name = as_string(s.name)
    if s.h.type == T_KEYWORD:
        put(p, 58)
    if p.mode == PRINT_DISPLAY or symbol_is_plain(name):
        put_string(p, name)
    else:
        put_quoted(p, name, 124)


cdef void put_bytes(Printer* p, Bytes* b) noexcept nogil:
    cdef uint32_t i
    charge(p.vm, b.h.length * 4)
    puts(p, b"#u8(")
    for i in range(b.h.length):
        if i:
            put(p, 32)
        put_count(p, b.data[i])
    put(p, 41)


cdef void put_fixnum(Printer* p, int64_t i) noexcept nogil:
    cdef char buf[24]
    cdef char* at = buf + 23
    cdef uint64_t n = <uint64_t>i if i >= 0 else 0 - <uint64_t>i
    at[0] = 0
    while True:
        at -= 1
        at[0] = <char>(48 + n % 10)
        n //= 10
        if n == 0:
            break
    if i < 0:
        at -= 1
        at[0] = 45
    puts(p, at)


cdef void put_number(Printer* p, Value v) noexcept nogil:
    cdef char* digits = NULL
    cdef size_t n = 0
    if p.status != ST_OK:
        return
    p.status = number_to_text(p.vm, v, 10, &digits, &n)
    if p.status == ST_OK:
        p.status = text_bytes(p.out, digits, n)
        free(digits)


# ---------------------------------------------------------------- objects without a syntax

cdef void put_name(Printer* p, const char* kind, Value name) noexcept nogil:
    """#<kind name>; the name may be missing."""
    puts(p, b"#<")
    puts(p, kind)
    if is_type(name, T_SYMBOL):
        name = (<Symbol*>as_obj(name)).name
    if is_string(name) and as_string(name).h.length:
        put(p, 32)
        put_string(p, as_string(name))
    put(p, 62)


cdef void put_host(Printer* p, const char* kind, Value host, bint by_name) noexcept nogil:
    puts(p, b"#<")
    puts(p, kind)
    put(p, 32)
    if p.status == ST_OK:
        p.status = host_text(p.vm, p.out, host, by_name, HOST_TEXT)
    put(p, 62)


cdef void put_proc(Printer* p, Proc* f) noexcept nogil:
    cdef Code* code = f.code
    if code.flags & CODE_STUB:
        if code.index == STUB_PRIM and code.nwords < p.vm.nprims:
            puts(p, b"#<procedure ")
            puts(p, p.vm.prims[code.nwords].name)
            put(p, 62)
            return
        elif code.index == STUB_HOST and f.h.length and is_type(f.up[0], T_HOST):
            put_host(p, b"procedure", f.up[0], True)
            return
        elif code.index == STUB_CONT:
            puts(p, b"#<continuation>")
            return
        elif code.index == STUB_PARAM:
            puts(p, b"#<parameter>")
            return
    put_name(p, b"procedure", code.name)


cdef void put_port(Printer* p, Port* port) noexcept nogil:
    puts(p, b"#<")
    puts(p, b"binary " if port.h.aux & PORT_BINARY else b"textual ")
    puts(p, b"input port>" if port.h.aux & PORT_INPUT else b"output port>")


cdef void put_immediate(Printer* p, Value v) noexcept nogil:
    if v == IMM_NIL:
        puts(p, b"()")
    elif v == IMM_TRUE:
        puts(p, b"#t")
    elif v == IMM_FALSE:
        puts(p, b"#f")
    elif v == IMM_UNSPEC:
        puts(p, b"#<unspecified>")
    elif v == IMM_EOF:
        puts(p, b"#<eof>")
    elif v == IMM_UNBOUND:
        puts(p, b"#<unbound>")
    elif v == IMM_ABSENT or v == IMM_DEFAULT:
        puts(p, b"#<default>")
    else:
        puts(p, b"#<undefined>")


cdef void put_atom(Printer* p, Value v) noexcept nogil:
    """Anything whose parts are not printed."""
    cdef int t = type_of(v)
    if t == T_FIXNUM:
        put_fixnum(p, fix_value(v))
    elif t == T_STRING:
        if p.mode == PRINT_DISPLAY:
            put_string(p, as_string(v))
        else:
            put_quoted(p, as_string(v), 34)
        charge(p.vm, as_string(v).h.length)
    elif t == T_SYMBOL or t == T_KEYWORD:
        put_symbol(p, <Symbol*>as_obj(v))
    elif t == T_CHAR:
        put_char(p, char_value(v))
    elif t == T_FLONUM or t == T_INT64 or t == T_BIGINT or t == T_RATIO or t == T_COMPLEX:
        put_number(p, v)
    elif t == T_VECTOR:
        puts(p, b"#()")
    elif t == T_BYTES:
        put_bytes(p, <Bytes*>as_obj(v))
    elif t == T_PROC:
        put_proc(p, as_proc(v))
    elif t == T_TABLE:
        puts(p, b"#<hash-table ")
        put_count(p, as_obj(v).length)
        put(p, 62)
    elif t == T_RTD:
        put_name(p, b"record-type", (<Rtd*>as_obj(v)).name)
    elif t == T_PORT:
        put_port(p, <Port*>as_obj(v))
    elif t == T_HOST:
        put_host(p, b"host", v, False)
    elif t == T_GLOBAL:
        put_name(p, b"global", (<Global*>as_obj(v)).name)
    elif t == T_CODE:
        put_name(p, b"code", (<Code*>as_obj(v)).name)
    elif t == T_PROMISE:
        puts(p, b"#<promise>")
    elif t == T_CELL:
        puts(p, b"#<cell>")
    elif t >= T_PLIST:
        put_persistent(p, v)
    elif t != T_VALUES:
        put_immediate(p, v)


cdef void put_persistent(Printer* p, Value v) noexcept nogil:
    """Persistent data as their own printer has them, as far as that is known without a call."""
    cdef int st = DECLINED
    if p.status == ST_OK:
        st = put_value(p.vm, p.out, v, p.mode != PRINT_DISPLAY)
        if st == DECLINED:
            puts(p, b"...")
        else:
            p.status = st


# ---------------------------------------------------------------- nodes: values whose parts are printed

cdef inline bint is_node(Value v) noexcept nogil:
    cdef int t
    if not is_heap(v):
        return False
    if is_pair(v):
        return True
    t = header(v).type
    return t == T_RECORD or t == T_BOX or t == T_CONDITION or ((t == T_VECTOR or t == T_VALUES) and header(v).length)


cdef inline uint32_t count_parts(Value v) noexcept nogil:
    cdef Obj* o
    if is_pair(v):
        return 2
    o = header(v)
    return 1 if o.type == T_BOX else 3 if o.type == T_CONDITION else o.length


cdef inline Value part(Value v, uint32_t i) noexcept nogil:
    cdef Obj* o
    if is_pair(v):
        return cdr(v) if i else car(v)
    o = header(v)
    if o.type == T_RECORD:
        return (<Record*>o).fields[i]
    elif o.type == T_BOX:
        return (<Box*>o).value
    elif o.type == T_CONDITION:
        if i == 2:
            return (<Condition*>o).payload if is_type((<Condition*>o).payload, T_HOST) else IMM_NIL
        return (<Condition*>o).irritants if i else (<Condition*>o).message
    return (<Vector*>o).items[i]


# ---------------------------------------------------------------- the stack and the table

cdef bint push(Printer* p, Value v, int kind, int close) noexcept nogil:
    cdef Frame* f
    cdef size_t i, cap
    if p.nframes == p.cap:
        cap = p.cap * 2
        f = NULL
        if may_take(p.vm, cap * sizeof(Frame)):
            f = <Frame*>realloc(NULL if p.frames == p.small else p.frames, cap * sizeof(Frame))
        if f == NULL:
            p.status = ST_NOMEM
            return False
        if p.frames == p.small:
            for i in range(p.nframes):
                f[i] = p.small[i]
        p.frames = f
        p.cap = cap
    f = &p.frames[p.nframes]
    f.v = v
    f.at = 0
    f.kind = <uint8_t>kind
    f.close = <uint8_t>close
    p.nframes += 1
    return True


cdef Node* find(Printer* p, Value v) noexcept nogil:
    """The node of v, or the free place for it."""
    cdef uint64_t at = mix(v) & p.mask
    while p.nodes[at].key and p.nodes[at].key != v:
        at = (at + 1) & p.mask
    return &p.nodes[at]


cdef bint grow_nodes(Printer* p) noexcept nogil:
    cdef uint64_t i, size = (p.mask + 1) * 2 if p.nodes != NULL else 1024
    cdef uint64_t old_size = p.mask + 1
    cdef Node* old = p.nodes
    cdef Node* nodes = NULL
    if may_take(p.vm, size * sizeof(Node)):
        nodes = <Node*>calloc(size, sizeof(Node))
    if nodes == NULL:
        p.status = ST_NOMEM
        return False
    p.nodes = nodes
    p.mask = size - 1
    if old != NULL:
        for i in range(old_size):
            if old[i].key:
                find(p, old[i].key)[0] = old[i]
        free(old)
    return True


cdef inline bint tick(Printer* p) noexcept nogil:
    """Counts a node; now and then looks whether the run may go on."""
    p.steps += 1
    if UNLIKELY((p.steps & POLL_MASK) == 0) and p.status == ST_OK:
        charge(p.vm, (POLL_MASK + 1) * NODE_COST)
        p.status = poll_limits(p.vm)
    return p.status == ST_OK


# ---------------------------------------------------------------- where labels are needed

cdef int64_t list_length(Value v) noexcept nogil:
    """Pairs of a list that ends; -1 if it runs in a circle (Brent, 1980)."""
    cdef Value mark = v
    cdef int64_t n = 0, power = 16
    while is_pair(v):
        v = cdr(v)
        n += 1
        if v == mark:
            return -1
        if n == power:
            mark = v
            power *= 2
    return n


cdef bint more_steps(Printer* p, Value v, int64_t* left, int* grants) noexcept nogil:
    """The walk without a table, now at v, has used up its steps: a few times it gets more for a long list or vector."""
    cdef size_t _, at = p.nframes
    cdef int64_t n
    for _ in range(LOOK_UP):
        n = list_length(v) if is_pair(v) else count_parts(v)
        if n < 0 or grants[0] == 0:
            return False
        if n >= LONG:
            grants[0] -= 1
            left[0] += GRANT * n
            return left[0] > 0
        if at == 0:
            return False
        at -= 1
        v = p.frames[at].v
    return False


cdef bint is_small_tree(Printer* p, Value v) noexcept nogil:
    """Does a walk that knows nothing of sharing end within a bound proportional to the longest lists and vectors?"""
    cdef int64_t left = QUICK_STEPS
    cdef int64_t n, all = 0
    cdef int grants = GRANTS
    cdef uint32_t i
    if not push(p, v, 0, 0):
        return False
    while p.nframes:
        p.nframes -= 1
        v = p.frames[p.nframes].v
        while is_node(v):
            n = 1 if is_pair(v) else count_parts(v)
            all += n
            left -= n
            if left <= 0 and not more_steps(p, v, &left, &grants):
                p.nframes = 0
                charge(p.vm, all)
                return False
            if not is_pair(v):
                for i in range(<uint32_t>n):
                    if is_node(part(v, i)) and not push(p, part(v, i), 0, 0):
                        return False
                break
            if is_node(car(v)):
                if is_node(cdr(v)) and not push(p, cdr(v), 0, 0):
                    return False
                v = car(v)
            else:
                v = cdr(v)
    charge(p.vm, all)
    return True


cdef bint enter_node(Printer* p, Value v, uint64_t* found) noexcept nogil:
    """Meets v in the search; True if it is new and its parts are to be searched."""
    cdef Node* node
    if p.nnodes * 2 >= p.mask and not grow_nodes(p):
        return False
    node = find(p, v)
    if node.key:
        if node.state & OPEN or p.mode == PRINT_SHARED:
            found[0] += not node.state & LABELLED
            node.state |= LABELLED
        return False
    node.key = v
    node.state = OPEN
    p.nnodes += 1
    return push(p, v, 0, 0)


cdef void search(Printer* p, Value v) noexcept nogil:
    """Depth first over all nodes: fills the table; leaves none if nothing needs a label."""
    cdef uint64_t found = 0
    cdef Frame* f
    cdef Value w
    enter_node(p, v, &found)
    while p.nframes and tick(p):
        f = &p.frames[p.nframes - 1]
        if f.at == count_parts(f.v):
            find(p, f.v).state &= ~<uint64_t>OPEN
            p.nframes -= 1
            continue
        w = part(f.v, f.at)
        f.at += 1
        if is_node(w):
            enter_node(p, w, &found)
    p.nframes = 0
    if found == 0:
        free(p.nodes)
        p.nodes = NULL


cdef inline bint has_label(Printer* p, Value v) noexcept nogil:
    return p.nodes != NULL and find(p, v).state & LABELLED


cdef bint put_label(Printer* p, Value v) noexcept nogil:
    """Prints the label of a node if it has one; True if that was all there is to print."""
    cdef Node* node
    if p.nodes == NULL:
        return False
    node = find(p, v)
    if not node.state & LABELLED:
        return False
    put(p, 35)
    if node.state & NUMBERED:
        put_count(p, node.state >> 8)
        put(p, 35)
        return True
    node.state |= NUMBERED | <uint64_t>p.labels << 8
    put_count(p, p.labels)
    p.labels += 1
    put(p, 61)
    return False


# ---------------------------------------------------------------- printing

cdef void put_type_name(Printer* p, Value rtd) noexcept nogil:
    """Name of a record type, without the customary angle brackets."""
    cdef Value name = (<Rtd*>as_obj(rtd)).name
    cdef String* s
    cdef uint32_t n
    if not is_type(name, T_SYMBOL):
        puts(p, b"record")
        return
    s = as_string((<Symbol*>as_obj(name)).name)
    n = s.h.length
    if n > 2 and string_ref(s, 0) == 60 and string_ref(s, n - 1) == 62:
        if p.status == ST_OK:
            p.status = text_string(p.out, s, 1, n - 1)
    else:
        put_string(p, s)


cdef void put_field_name(Printer* p, Record* r, uint32_t i) noexcept nogil:
    cdef Value names = (<Rtd*>as_obj(r.rtd)).fields
    put(p, 32)
    if is_vector(names) and i < as_vector(names).h.length and is_symbol(as_vector(names).items[i]):
        put_string(p, as_string((<Symbol*>as_obj(as_vector(names).items[i])).name))
        puts(p, b": ")


cdef void open_condition(Printer* p, Condition* c) noexcept nogil:
    puts(p, b"#<condition ")
    if is_symbol(c.kind):
        put_string(p, as_string((<Symbol*>as_obj(c.kind)).name))
        puts(p, b": ")


cdef void open_node(Printer* p, Value v) noexcept nogil:
    """Prints the beginning of a node and pushes the frame for the rest of it."""
    cdef int t
    if put_label(p, v):
        return
    if is_pair(v):
        put(p, 40)
        if push(p, cdr(v), TAIL, 41):
            print_part(p, car(v))
        return
    t = header(v).type
    if t == T_VECTOR:
        puts(p, b"#(")
    elif t == T_RECORD:
        puts(p, b"#<")
        put_type_name(p, (<Record*>as_obj(v)).rtd)
    elif t == T_BOX:
        puts(p, b"#<box ")
    elif t == T_CONDITION:
        open_condition(p, <Condition*>as_obj(v))
    push(p, v, PARTS, 41 if t == T_VECTOR else 0 if t == T_VALUES else 62)


cdef inline void print_part(Printer* p, Value v) noexcept nogil:
    """Prints an atom; a node becomes the frame of its own that is opened next."""
    if is_node(v):
        push(p, v, PARTS, 1)               # 1: not opened yet
    else:
        put_atom(p, v)


cdef void step_tail(Printer* p, Frame* f) noexcept nogil:
    """One more item of a list, or its end."""
    cdef Value v = f.v
    if v == IMM_NIL:
        p.nframes -= 1
        put(p, f.close)
    elif is_pair(v) and not has_label(p, v):
        f.v = cdr(v)
        put(p, 32)
        print_part(p, car(v))
    else:
        f.v = IMM_NIL
        puts(p, b" . ")
        print_part(p, v)


cdef void step_parts(Printer* p, Frame* f) noexcept nogil:
    cdef Value v = f.v
    cdef uint32_t i = f.at
    cdef Obj* o = header(v)
    if o.type == T_CONDITION:
        step_condition(p, f, <Condition*>o)
        return
    if i == count_parts(v):
        p.nframes -= 1
        if f.close:
            put(p, f.close)
        return
    f.at += 1
    if o.type == T_RECORD:
        put_field_name(p, <Record*>o, i)
    elif i:
        put(p, 32)
    print_part(p, part(v, i))


cdef void step_condition(Printer* p, Frame* f, Condition* c) noexcept nogil:
    """The message as text, the irritants without the parentheses of their list, the Python exception."""
    cdef uint32_t i = f.at
    f.at += 1
    if i == 0:
        if is_string(c.message):
            put_string(p, as_string(c.message))
        else:
            print_part(p, c.message)
    elif i == 1:
        if is_type(c.payload, T_HOST):
            put(p, 32)
            put_atom(p, c.payload)
    else:
        f.kind = TAIL
        f.v = c.irritants


cdef void print_nodes(Printer* p, Value v) noexcept nogil:
    cdef Frame* f
    print_part(p, v)
    while p.nframes and tick(p):
        f = &p.frames[p.nframes - 1]
        if f.kind == TAIL:
            step_tail(p, f)
        elif f.close == 1:
            p.nframes -= 1
            open_node(p, f.v)
        else:
            step_parts(p, f)


cdef int print_value(VM* vm, Text* out, Value v, int mode) noexcept nogil:
    cdef Printer p
    cdef size_t before = out.n
    p.vm = vm
    p.out = out
    p.mode = mode
    p.status = ST_OK
    p.steps = p.labels = 0
    p.frames = p.small
    p.nframes = 0
    p.cap = SMALL_STACK
    p.nodes = NULL
    p.mask = p.nnodes = 0
    if not is_node(v):
        put_atom(&p, v)
    else:
        if mode == PRINT_SHARED or (mode != PRINT_SIMPLE and not is_small_tree(&p, v)):
            if p.status == ST_OK:
                search(&p, v)
        if p.status == ST_OK:
            print_nodes(&p, v)
        charge(vm, <int64_t>(p.steps & POLL_MASK) * NODE_COST)
    if p.frames != p.small:
        free(p.frames)
    free(p.nodes)
    if p.status != ST_OK:
        out.n = before
    return p.status
