# Images: loading, linking and verification. The format is in ARCHITECTURE.md.
#
# Nothing in an image is believed. After `load` every operand of every instruction is in range for its function, every
# jump lands on an instruction, every constant is of the kind its users need: the loop checks none of that again.

from libc.stdint cimport uint64_t, int64_t, int32_t, int16_t, uint8_t, uint16_t, uint32_t
from libc.stdlib cimport malloc, free, calloc
from libc.string cimport memcpy, memset, memcmp
from cpython.ref cimport Py_INCREF
from vmcore._tags cimport *
from vmcore._ops cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._big cimport from_pyint
from vmcore._primtable cimport PRIM_COUNT, FINGERPRINT
from vmcore._slow cimport prim_call, prim_proc
from vmcore._walk cimport new_tree

cdef enum:
    HEADER = 8 + 8 * 4
    RECORD = 14 * 4
    MAX_REGS = 65000                      # a frame's registers; the machine needs a few more numbers
    NO_NAME = 0xFFFFFFFF
    IMAGE_TREE = 1                        # header flag: the code is records of tree nodes, 24 bytes each
    NODE_BYTES = 24
    SLACK = 64                            # words every frame may use above its registers


cdef Value[8] FIRST_CONSTANTS
FIRST_CONSTANTS[:] = [IMM_NIL, IMM_FALSE, IMM_TRUE, IMM_UNSPEC, IMM_EOF, IMM_UNBOUND, IMM_ABSENT, IMM_DEFAULT]


cdef object image_error(str message):
    from vmcore.errors import ImageError
    return ImageError(message)


cdef struct Function:                     # one record of the function table, in its order
    uint32_t first
    uint32_t count
    uint32_t nregs
    uint32_t nreq
    uint32_t nopt
    uint32_t rest
    uint32_t ncaptures
    uint32_t first_const
    uint32_t nconsts
    uint32_t name
    uint32_t flags
    uint32_t first_pos
    uint32_t npos
    uint32_t pos

cdef struct Loader:
    VM* vm
    const uint8_t* p                      # constant program: next byte
    const uint8_t* end
    Value* stack
    uint32_t depth
    uint32_t cap
    Value* codes
    uint32_t n_functions
    const char* error                     # what is wrong, or NULL
    bint refused                          # memory was refused


cdef Function function_record(Image image, uint32_t i) noexcept:
    cdef Function f
    memcpy(&f, <const uint8_t*>image.data + image.functions_at + <uint64_t>i * RECORD, RECORD)
    return f


# ---------------------------------------------------------------- the class

cdef class Words:
    """The code of an image: keeps the bytes alive; the loop works on &view[0]."""
    cdef const uint16_t[::1] view


cdef class Image:
    def __init__(self, data):
        cdef uint32_t head[8]
        cdef const uint8_t* p
        cdef uint64_t at, end
        cdef uint32_t words
        cdef Words code
        self.data = bytes(data)
        p = self.data
        if len(self.data) < HEADER or memcmp(p, b"VMIMAGE1", 8) != 0:
            raise image_error("not an image")
        memcpy(head, p + 8, 32)
        if head[0] != FINGERPRINT:
            raise image_error("the image was made by another version; compile the source again")
        self.n_functions = head[2]
        self.functions_at = HEADER
        at = HEADER + <uint64_t>head[2] * RECORD + head[4]
        at = (at + 7) & ~<uint64_t>7
        self.positions_at = <uint32_t>(at + <uint64_t>head[5] * 2)
        self.sources_at = self.positions_at + head[6]
        self.tree = head[1] & IMAGE_TREE != 0
        words = NODE_BYTES // 2 if self.tree else 4                # of an instruction
        end = at + <uint64_t>head[5] * 2 + head[6] + head[7]
        if head[1] & ~<uint32_t>IMAGE_TREE or head[2] == 0 or head[5] % words or end != <uint64_t>len(self.data):
            raise image_error("the sizes in the header are wrong")
        if head[5] == 0:
            raise image_error("the image has no code")
        code = Words()
        code.view = memoryview(self.data)[at:at + head[5] * 2].cast("H")
        self.words = code

    def position(self, uint32_t index, uint32_t instruction):
        """Source position of an instruction of function `index`; 0 if unknown."""
        return self.place(index, instruction) & 0xFFFFFFFF

    cpdef object place(self, uint32_t index, uint32_t instruction):
        """What the position table says of an instruction: position, marks, and who was inlined there."""
        cdef Function f
        if index >= self.n_functions:
            raise IndexError(index)
        f = function_record(self, index)
        cdef bytes data = self.data[self.positions_at + f.first_pos:self.positions_at + f.first_pos + f.npos]
        cdef Py_ssize_t at = 0
        pos = count = 0
        while at < len(data):
            step, at = read_varint(data, at)
            delta, at = read_varint(data, at)
            count += step
            if count > instruction:
                break
            pos += (delta >> 1) ^ -(delta & 1)
        return pos

    def definition(self, uint32_t index):
        """Source position of the definition of function `index`."""
        if index >= self.n_functions:
            raise IndexError(index)
        return function_record(self, index).pos

    @property
    def sources(self):
        """List of (name, base, text)."""
        cdef bytes data
        if self._sources is None:
            data = self.data[self.sources_at:]
            self._sources, self.inlined_at = parse_sources(data)
        return self._sources

    @sources.setter
    def sources(self, list sources):
        """For an image without sources: those that it shares with others."""
        self.sources                                               # tells where the table of inlined calls begins
        self._sources = sources

    def inlined(self):
        """The calls that were inlined, (number of the one around or 0, name of the procedure, place of the call), numbered
        from 1; and by number of a function which of them its definition is in."""
        return parse_inlined(self.data[self.sources_at:], self.inlined_at if self.sources is not None else 0)


cdef tuple read_varint(bytes data, Py_ssize_t at):
    cdef uint8_t byte
    value = 0
    shift = 0
    while at < len(data):
        byte = <uint8_t>(<const char*>data)[at]
        at += 1
        value |= (<object>(byte & 0x7F)) << shift
        if byte < 0x80:
            break
        shift += 7
    return value, at


cdef tuple parse_sources(bytes data):
    cdef list out = []
    count, at = read_varint(data, 0)
    for _ in range(min(count, len(data))):
        size, at = read_varint(data, at)
        name = data[at:at + size].decode("utf-8", "replace")
        at += size
        base, at = read_varint(data, at)
        size, at = read_varint(data, at)
        out.append((name, base, data[at:at + size].decode("utf-8", "replace")))
        at += size
    return out, at


cdef tuple parse_inlined(bytes data, Py_ssize_t at):
    cdef list calls = []
    cdef dict homes = {}
    count, at = read_varint(data, at)
    for number in range(min(count, len(data))):
        outer, at = read_varint(data, at)
        size, at = read_varint(data, at)
        name = data[at:at + size].decode("utf-8", "replace")
        place, at = read_varint(data, at + size)
        calls.append((outer if outer <= number else 0, name, place))
    count, at = read_varint(data, at)
    for _ in range(min(count, len(data))):
        function, at = read_varint(data, at)
        homes[function], at = read_varint(data, at)
    return calls, homes


# ---------------------------------------------------------------- constants

cdef bint bad(Loader* l, const char* error) noexcept:
    if l.error == NULL:
        l.error = error
    return False


cdef bint push(Loader* l, Value v) noexcept:
    if v == 0:
        l.refused = True
        return bad(l, b"memory refused")
    if l.depth == l.cap:
        return bad(l, b"too many constants")
    l.stack[l.depth] = v
    l.depth += 1
    return True


cdef bint varint(Loader* l, uint64_t* out) noexcept:
    cdef uint64_t value = 0
    cdef int shift = 0
    cdef uint8_t byte
    while l.p < l.end and shift < 64:
        byte = l.p[0]
        l.p += 1
        value |= <uint64_t>(byte & 0x7F) << shift
        if byte < 0x80:
            out[0] = value
            return True
        shift += 7
    return bad(l, b"a number of the constant program is cut off")


cdef bint block(Loader* l, const uint8_t** data, uint64_t* n) noexcept:
    """A length and that many bytes."""
    if not varint(l, n):
        return False
    if n[0] > <uint64_t>(l.end - l.p):
        return bad(l, b"a constant is cut off")
    data[0] = l.p
    l.p += n[0]
    return True


cdef bint valid_utf8(const uint8_t* p, uint64_t n) noexcept:
    cdef uint64_t i = 0
    cdef uint32_t cp
    cdef int more
    while i < n:
        if p[i] < 0x80:
            i += 1
            continue
        if 0xC2 <= p[i] < 0xE0:
            more, cp = 1, p[i] & 0x1F
        elif 0xE0 <= p[i] < 0xF0:
            more, cp = 2, p[i] & 0x0F
        elif 0xF0 <= p[i] < 0xF5:
            more, cp = 3, p[i] & 0x07
        else:
            return False
        i += 1
        for _ in range(more):
            if i >= n or (p[i] & 0xC0) != 0x80:
                return False
            cp = (cp << 6) | (p[i] & 0x3F)
            i += 1
        if cp > 0x10FFFF or 0xD800 <= cp < 0xE000 or (more == 2 and cp < 0x800) or (more == 3 and cp < 0x10000):
            return False
    return True


cdef bint text(Loader* l, Value* out) noexcept:
    cdef const uint8_t* p
    cdef uint64_t n
    if not block(l, &p, &n):
        return False
    if not valid_utf8(p, n):
        return bad(l, b"a text is not UTF-8")
    out[0] = new_string_utf8(l.vm, <const char*>p, <Py_ssize_t>n)
    if out[0] == 0:
        return push(l, 0)
    as_string(out[0]).h.flags |= F_IMMUTABLE
    return True


cdef bint integer(Loader* l) noexcept:
    cdef const uint8_t* p
    cdef uint64_t n
    cdef Value v
    if not block(l, &p, &n):
        return False
    try:
        v = from_pyint(l.vm, int.from_bytes((<const char*>p)[:n], "little", signed=True))
    except BaseException:
        v = 0
    return push(l, v)


cdef bint is_exact_int(Value v) noexcept:
    return is_fix(v) or is_type(v, T_INT64) or is_type(v, T_BIGINT)


cdef bint is_exact_rational(Value v) noexcept:
    return is_exact_int(v) or is_type(v, T_RATIO)


cdef bint compound(Loader* l, int op) noexcept:
    """Ratio and complex: two values from the stack."""
    cdef Value x, y
    cdef Ratio* r
    if l.depth < 2:
        return bad(l, b"the constant program takes what is not there")
    y = l.stack[l.depth - 1]
    x = l.stack[l.depth - 2]
    l.depth -= 2
    if op == 0x20:
        return push(l, new_pair(l.vm, x, y))
    if op == 0x14:
        if not (is_double(x) and is_double(y)) and not (is_exact_rational(x) and is_exact_rational(y) and y != from_fix(0)):
            return bad(l, b"parts of a complex number")
    elif not is_exact_int(x) or not is_exact_int(y) or is_fix(y) and fix_value(y) < 2:
        return bad(l, b"parts of a ratio")
    r = <Ratio*>alloc(l.vm, sizeof(Ratio))
    if r == NULL:
        return push(l, 0)
    set_header(r, T_RATIO if op == 0x13 else T_COMPLEX, sizeof(Ratio), 0, 0)
    r.num = x
    r.den = y
    return push(l, tag_obj(r))


cdef bint sequence(Loader* l, int op) noexcept:
    """Lists and vectors: n values from the stack."""
    cdef uint64_t n, need, _
    cdef Value v
    if not varint(l, &n):
        return False
    need = n + (1 if op == 0x22 else 0)
    if need > l.depth:
        return bad(l, b"the constant program takes what is not there")
    if op == 0x23:
        v = new_vector(l.vm, n, IMM_UNSPEC)
        if v == 0:
            return push(l, 0)
        as_vector(v).h.flags |= F_IMMUTABLE
        memcpy(as_vector(v).items, &l.stack[l.depth - n], n * sizeof(Value))
        l.depth -= <uint32_t>n
        return push(l, v)
    v = IMM_NIL
    if op == 0x22:
        l.depth -= 1
        v = l.stack[l.depth]
    for _ in range(n):
        l.depth -= 1
        v = new_pair(l.vm, l.stack[l.depth], v)
        if v == 0:
            return push(l, 0)
    return push(l, v)


cdef bint made(Loader* l) noexcept:
    """What a primitive makes of n values from the stack: data of languages that the image has no code for."""
    cdef uint64_t number, n
    cdef Value v = 0
    cdef int status
    if not varint(l, &number) or not varint(l, &n):
        return False
    if number >= PRIM_COUNT or n > l.depth:
        return bad(l, b"the constant program takes what is not there")
    status = prim_call(l.vm, <uint32_t>number, &l.stack[l.depth - n], <int>n, &v)
    if status == ST_NOMEM:
        return push(l, 0)
    if status != ST_OK:
        return bad(l, b"a primitive refuses to make a constant")
    l.depth -= <uint32_t>n
    return push(l, v)


cdef bint patch(Loader* l, int op) noexcept:
    """The value on top into the car, the cdr or an item of an earlier entry: how cycles come about."""
    cdef uint64_t n, index = 0
    cdef Value v, target
    if not varint(l, &n) or (op == 0x33 and not varint(l, &index)):
        return False
    if l.depth < 1 or n >= l.depth - 1:
        return bad(l, b"no such constant")
    l.depth -= 1
    v = l.stack[l.depth]
    target = l.stack[n]
    if op == 0x33:
        if not is_vector(target) or index >= as_vector(target).h.length:
            return bad(l, b"no such item of a vector")
        as_vector(target).items[index] = v
    elif not is_pair(target):
        return bad(l, b"not a pair")
    elif op == 0x31:
        as_pair(target).car = v
    else:
        as_pair(target).cdr = v
    write_barrier(l.vm, target, v)
    return True


cdef bint named(Loader* l, int op) noexcept:
    """String, symbol, keyword, uninterned symbol, global."""
    cdef Value v
    cdef Symbol* s
    if not text(l, &v):
        return False
    if op == 0x1A:
        v = intern(l.vm, v, T_SYMBOL)
    elif op == 0x1B:
        v = intern(l.vm, v, T_KEYWORD)
    elif op == 0x1D:
        s = <Symbol*>alloc(l.vm, sizeof(Symbol))
        if s == NULL:
            return push(l, 0)
        set_header(s, T_SYMBOL, sizeof(Symbol), 0, 0)
        s.hash = string_hash(as_string(v))
        s.name = v
        s.cell = IMM_UNDEF
        v = tag_obj(s)
    elif op == 0x28:
        v = intern(l.vm, v, T_SYMBOL)
        if v:
            v = global_cell(l.vm, v)
    return push(l, v)


cdef bint one_constant(Loader* l, int op) noexcept:
    cdef uint64_t n
    cdef const uint8_t* p
    cdef double d
    cdef Value v
    if op <= 0x07:
        return push(l, FIRST_CONSTANTS[op])
    if op == 0x10:
        return varint(l, &n) and push(l, new_int(l.vm, <int64_t>(n >> 1) ^ -<int64_t>(n & 1)))
    if op == 0x11:
        return integer(l)
    if op == 0x12:
        if l.end - l.p < 8:
            return bad(l, b"a constant is cut off")
        memcpy(&d, l.p, 8)
        l.p += 8
        return push(l, box_any_double(d))
    if op == 0x13 or op == 0x14 or op == 0x20:
        return compound(l, op)
    if op == 0x18:
        if not varint(l, &n):
            return False
        if n > 0x10FFFF or 0xD800 <= n < 0xE000:
            return bad(l, b"not a character")
        return push(l, from_char(<uint32_t>n))
    if 0x19 <= op <= 0x1B or op == 0x1D or op == 0x28:
        return named(l, op)
    if op == 0x1C:
        if not block(l, &p, &n):
            return False
        v = new_bytes(l.vm, n)
        if v:
            memcpy((<Bytes*>as_obj(v)).data, p, n)
            as_obj(v).flags |= F_IMMUTABLE
        return push(l, v)
    if 0x21 <= op <= 0x23:
        return sequence(l, op)
    if op == 0x29:
        return varint(l, &n) and (push(l, l.codes[n]) if n < l.n_functions else bad(l, b"no such function"))
    if op == 0x2A:
        return varint(l, &n) and (push(l, prim_proc(l.vm, <uint32_t>n)) if n < PRIM_COUNT else bad(l, b"no such primitive"))
    if op == 0x2B:
        return made(l)
    if op == 0x30:
        return varint(l, &n) and (push(l, l.stack[n]) if n < l.depth else bad(l, b"no such constant"))
    if 0x31 <= op <= 0x33:
        return patch(l, op)
    return bad(l, b"unknown constant")


cdef bint read_constants(Loader* l) noexcept:
    cdef int op
    while l.p < l.end:
        op = l.p[0]
        l.p += 1
        if op == 0x3F:
            return True if l.p == l.end else bad(l, b"bytes behind the constants")
        if not one_constant(l, op):
            return False
    return bad(l, b"the constant program has no end")


# ---------------------------------------------------------------- verifier

cdef inline const char* unless(bint holds, const char* error) noexcept nogil:
    return NULL if holds else error


cdef const char* check_operand(int kind, uint32_t x, const Function* f, Value* K) noexcept nogil:
    """NULL, or what is wrong with an operand whose kind needs nothing but itself."""
    if kind == KIND_REG or kind == KIND_WIN:
        return unless(x < f.nregs, b"no such register")
    if kind == KIND_UP:
        return unless(x < f.ncaptures, b"no such captured value")
    if kind == KIND_K:
        return unless(x < f.nconsts, b"no such constant")
    if kind == KIND_KGLOB:
        return unless(x < f.nconsts and is_type(K[x], T_GLOBAL), b"not a global")
    if kind == KIND_KCODE:
        return unless(x < f.nconsts and is_type(K[x], T_CODE), b"not a code object")
    if kind == KIND_WORD:
        return unless(IMM_NIL <= x <= IMM_DEFAULT and x % 16 == 0, b"not an immediate")
    if kind == KIND_PRIM:
        return unless(x < PRIM_COUNT, b"no such primitive")
    if kind == KIND_NONE:
        return unless(x == 0, b"an unused operand is not 0")
    return NULL


cdef const char* check_jump(uint32_t i, int32_t distance, const uint16_t* words, const Function* f) noexcept nogil:
    """A jump of instruction i. A way back without a safepoint would be a loop that nothing ends."""
    cdef int64_t target = <int64_t>i + 1 + distance
    if target < 0 or target >= f.count:
        return b"jump out of the function"
    if distance < 0 and words[i * 4] != OP_LOOP and not OP_LOOPUPLT <= words[i * 4] <= OP_LOOPPAIR:
        return b"jump back without a safepoint"
    cdef uint16_t op = words[target * 4]  # not checked yet when the jump is forward
    if op < N_OPS and OP_ROWS[op][3] == CONTROL_EXT:
        return b"jump into an instruction"
    return NULL


cdef const char* check_captures(const uint16_t* words, uint32_t i, uint32_t n, const Function* f) noexcept nogil:
    """The n words behind instruction i are CAP words in range."""
    cdef const uint16_t* w
    cdef uint32_t k
    if n >= f.count - i:
        return b"captures are cut off"
    for k in range(1, n + 1):
        w = words + (i + k) * 4
        if w[0] != OP_CAP or w[1] > 1 or w[3] != 0:
            return b"not a capture"
        if w[2] >= (f.ncaptures if w[1] else f.nregs):
            return b"capture out of range"
    return NULL


cdef const char* check_special(const uint16_t* words, uint32_t i, const Function* f, Value* K, uint32_t* skip) noexcept nogil:
    """What depends on several operands or words."""
    cdef uint32_t n
    cdef const uint16_t* w = words + i * 4
    cdef uint32_t op = w[0]
    skip[0] = 0
    if OP_CALL <= op <= OP_CALLS or op == OP_TAILCALL or op == OP_TAILUP or op == OP_TAILG:
        return unless(<uint32_t>w[1] + 2 + w[2] <= f.nregs, b"call window out of the frame")
    if op == OP_CALLG1 or op == OP_CALLG2:
        return unless(<uint32_t>w[1] + (3 if op == OP_CALLG1 else 4) <= f.nregs, b"call window out of the frame")
    if op == OP_TAILJ:
        return unless(w[1] >= w[2] and <uint32_t>w[1] + 2 + w[2] <= f.nregs, b"call window out of the frame")
    if op == OP_CALLME:
        if w[2] != f.nreq or f.nopt or f.rest or f.flags & CODE_CASE:
            return b"wrong number of arguments"
        return unless(<uint32_t>w[1] + 2 + w[2] <= f.nregs, b"call window out of the frame")
    if op == OP_TRY or op == OP_ENDTRY or op == OP_CUT:
        return unless(<uint32_t>w[1] + 3 < f.nregs, b"no such register")
    if op == OP_SPREAD:
        return unless(<uint32_t>w[1] + w[2] <= f.nregs, b"no such register")
    if op == OP_RECSETRET or op == OP_MOVE2 or op == OP_GETUP2 or op == OP_LOADI2 or op == OP_LOADW2:
        return unless(<uint32_t>w[1] + 1 < f.nregs, b"no such register")
    if OP_TRYPRIM <= op <= OP_EQUIVI:
        if i + 1 >= f.count or w[4] != OP_EXT or w[6] != 0 or w[7] != 0:
            return b"global operand"
        if w[5] >= f.nconsts or not is_type(K[w[5]], T_GLOBAL):
            return b"global operand: not a global"
        skip[0] = 1
        n = w[2] if op == OP_TRYPRIM else 2 if op >= OP_EQUIV else 1
        return unless(<uint32_t>w[1] + 2 + n <= f.nregs, b"call window out of the frame")
    if op == OP_RECORD:
        return unless(<uint32_t>w[1] + 1 + w[2] <= f.nregs, b"fields out of the frame")
    if op == OP_PRIM:
        return unless(<uint32_t>w[1] + w[3] <= f.nregs, b"arguments out of the frame")
    if op == OP_CLOSURE:
        if w[3] != as_obj(K[w[2]]).aux:
            return b"wrong number of captures"
        skip[0] = w[3]
        return check_captures(words, i, w[3], f)
    if op == OP_RECREF or op == OP_RECSET:
        if i + 1 >= f.count or w[4] != OP_EXT or w[5] >= f.nregs or w[6] != 0 or w[7] != 0:
            return b"record type operand"
        skip[0] = 1
    if op == OP_FIELD or op == OP_SETFIELD:
        if i + 1 >= f.count or w[4] != OP_EXT or w[6] != 0 or w[7] != 0:
            return b"record type operand"
        if w[5] >= f.nconsts or not is_type(K[w[5]], T_GLOBAL):
            return b"record type operand: not a global"
        skip[0] = 1
    return NULL


cdef const char* check_function(const uint16_t* words, const Function* f, Value* K) noexcept nogil:
    """NULL, or why the function may not run. One pass; `words` is the function's first instruction."""
    cdef uint32_t i = 0, op, skip
    cdef int control = CONTROL_NEXT
    cdef const uint16_t* w
    cdef const unsigned char* row
    cdef const char* error
    cdef int32_t distance
    while i < f.count:
        w = words + i * 4
        op = w[0]
        if op >= N_OPS:
            return b"unknown opcode"
        row = OP_ROWS[op]
        control = row[3]
        if control == CONTROL_STUB or control == CONTROL_EXT:
            return b"opcode that no image may have"
        error = check_operand(row[0], w[1], f, K)
        if error == NULL and row[1] != KIND_JUMP32:
            error = check_operand(row[1], w[2], f, K)
            if error == NULL:
                error = check_operand(row[2], w[3], f, K)
        if error == NULL:
            error = check_special(words, i, f, K, &skip)
        if error != NULL:
            return error
        if row[1] == KIND_JUMP32:
            distance = <int32_t>(<uint32_t>w[2] | (<uint32_t>w[3] << 16))
            error = check_jump(i, distance, words, f)
        elif row[2] == KIND_JUMP:
            error = check_jump(i, <int16_t>w[3], words, f)
        if error != NULL:
            return error
        i += 1 + skip
    if control != CONTROL_EXIT and control != CONTROL_JUMP:
        return b"the function runs past its end"
    return NULL


cdef const char* check_shape(const Function* f, uint32_t n_instructions, uint32_t n_consts, uint32_t n_pos) noexcept nogil:
    """The numbers in a function's record, before anything is built from them."""
    if f.count == 0 or <uint64_t>f.first + f.count > n_instructions:
        return b"code out of the image"
    if f.nregs > MAX_REGS or <uint64_t>f.nreq + f.nopt + f.rest > f.nregs or f.rest > 1:
        return b"registers"
    if f.nreq > MAX_REGS or f.nopt > MAX_REGS or f.ncaptures > 65535:
        return b"arity"
    if <uint64_t>f.first_const + f.nconsts > n_consts or f.nconsts > 65536:
        return b"constants out of the image"
    if f.flags & ~<uint32_t>(CODE_LIBRARY | CODE_CASE) or (f.flags & CODE_CASE and f.ncaptures == 0):
        return b"flags"
    if <uint64_t>f.first_pos + f.npos > n_pos:
        return b"positions out of the image"
    return NULL


# ---------------------------------------------------------------- loading

cdef Value new_code(VM* vm, const Function* f, uint32_t index, const uint16_t* words, ImageMem* mem) noexcept:
    cdef Code* code = <Code*>alloc_owner(vm, sizeof(Code))
    if code == NULL:
        return 0
    memset(code, 0, sizeof(Code))
    set_header(code, T_CODE, sizeof(Code), <uint16_t>f.ncaptures, 0)
    code.entry = words + <uint64_t>f.first * 4    # of a tree: set when it is built
    code.nregs = f.nregs
    code.arity = f.nreq if not f.rest and f.nopt == 0 else 0x10000 + f.nreq
    code.nreq = <uint16_t>f.nreq
    code.nopt = <uint16_t>f.nopt
    code.rest = <uint16_t>f.rest
    code.flags = <uint16_t>f.flags
    code.pool = IMM_NIL
    code.name = IMM_FALSE
    code.image = mem
    code.index = index
    code.nwords = f.count
    mem.refs += 1
    return tag_obj(code)


cdef Value load(VM* vm, Image image) except 0:
    cdef Loader l
    cdef ImageMem* mem = <ImageMem*>malloc(sizeof(ImageMem))
    cdef Value unit
    memset(&l, 0, sizeof(Loader))
    l.vm = vm
    l.n_functions = image.n_functions
    l.codes = <Value*>calloc(image.n_functions, sizeof(Value))
    if mem == NULL or l.codes == NULL:
        free(mem)
        free(l.codes)
        raise MemoryError()
    mem.refs = 1                          # ours, until the code objects have theirs
    mem.owner = <void*>image
    Py_INCREF(image)
    try:
        unit = link(&l, image, mem)
    finally:
        free(l.codes)
        free(l.stack)
        mem.refs -= 1
        if mem.refs == 0:
            heap_pend(vm, mem.owner, 0)
            free(mem)
    return unit


cdef Value link(Loader* l, Image image, ImageMem* mem) except 0:
    cdef uint32_t head[8]
    cdef const uint16_t[::1] view = (<Words>image.words).view
    cdef uint32_t i, n_instructions = <uint32_t>(view.shape[0] // (NODE_BYTES // 2 if image.tree else 4))
    cdef Function f
    cdef const char* error
    cdef const uint16_t* words = &view[0]
    cdef Value pool
    cdef Value* items
    cdef Value* room
    cdef Code* code
    memcpy(head, <const uint8_t*>image.data + 8, 32)
    if image.tree != l.vm.tree:
        raise image_error("the image is for the other backend")
    if <size_t>words & 7:
        raise image_error("the image is not aligned")
    for i in range(image.n_functions):
        f = function_record(image, i)
        error = check_shape(&f, n_instructions, head[3], head[6])
        if error != NULL:
            raise image_error(f"function {i}: {error.decode()}")
        l.codes[i] = new_code(l.vm, &f, i, words, mem)
        if l.codes[i] == 0:
            raise MemoryError("the heap refused the memory")
        (<Code*>as_obj(l.codes[i])).positions = <const uint8_t*>image.data + image.positions_at + f.first_pos
        (<Code*>as_obj(l.codes[i])).npositions = f.npos
    l.p = <const uint8_t*>image.data + image.functions_at + <uint64_t>image.n_functions * RECORD
    l.end = l.p + head[4]
    l.cap = head[4] + 1                   # every value takes a byte at least
    l.stack = <Value*>malloc(<size_t>l.cap * sizeof(Value))
    if l.stack == NULL:
        raise MemoryError()
    if not read_constants(l):
        if l.refused:
            raise MemoryError("the heap refused the memory")
        raise image_error(f"constants: {l.error.decode()}")
    if l.depth != head[3]:
        raise image_error("constants: wrong number")
    pool = new_vector(l.vm, <uint64_t>l.depth + image.n_functions, IMM_UNSPEC)
    if pool == 0:
        raise MemoryError("the heap refused the memory")
    items = as_vector(pool).items
    room = items + as_vector(pool).h.length
    for i in range(image.n_functions):
        f = function_record(image, i)
        code = <Code*>as_obj(l.codes[i])
        items += 1
        if room - items < f.nconsts:
            raise image_error(f"function {i}: shares constants with others")
        memcpy(items, l.stack + f.first_const, f.nconsts * sizeof(Value))
        if image.tree:
            code.tree = new_tree(<const unsigned char*>words + <uint64_t>f.first * NODE_BYTES, f.count, f.nregs,
                                 f.ncaptures, items, f.nconsts, &error)
            code.entry = <const uint16_t*>code.tree
        else:
            error = check_function(words + <uint64_t>f.first * 4, &f, items)
        if error != NULL:
            raise image_error(f"function {i}: {error.decode()}")
        items[-1] = <Value>code.entry
        code.pool = pool
        code.consts = items
        items += f.nconsts
        if f.name != NO_NAME and f.name < l.depth and is_symbol(l.stack[f.name]):
            code.name = l.stack[f.name]
    f = function_record(image, 0)
    if f.nreq or f.nopt or f.rest or f.ncaptures:
        raise image_error("function 0 takes arguments")
    unit = new_proc(l.vm, l.codes[0], NULL, 0)
    if unit == 0:
        raise MemoryError("the heap refused the memory")
    return unit
