# Instructions of WebAssembly from bytes: skipped, with all that the grammar asks for, or as lists for Python.
#
# The table of instructions is pyfront's (wasm/optable.py), which hands it over once, by `configure`.

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from libc.stdlib cimport realloc, free
from libc.string cimport memset

cdef enum:
    OP_IF = 0x04
    OP_ELSE = 0x05
    OP_END = 0x0B
    OP_REF_FUNC = 0xD2
    INLINE_DEPTH = 256  # blocks that need no allocation

_IMMEDIATES = {
    "": IMM_NONE, "lane": IMM_LANE, "i32": IMM_I32, "i64": IMM_I64, "f32": IMM_F32, "f64": IMM_F64, "v128": IMM_V128,
    "shuffle": IMM_V128, "heap": IMM_HEAP, "types": IMM_TYPES, "labels": IMM_LABELS, "mem": IMM_MEM, "mem lane": IMM_MEM_LANE,
    "cast": IMM_CAST, "try_table": IMM_TRY_TABLE, "block": IMM_BLOCK,
    **dict.fromkeys(("label", "func", "type", "local", "global", "table", "memory", "data", "elem", "tag"), IMM_INDEX),
    **dict.fromkeys(("type_table", "data_memory", "memory_memory", "elem_table", "table_table", "type_type", "type_count",
                     "type_data", "type_elem", "field"), IMM_PAIR),
}
cdef const char* TOO_LONG = "integer representation too long"
cdef const char* TOO_LARGE = "integer too large"
cdef const char* ENDED = "unexpected end of section or function"
cdef const char* ILLEGAL = "illegal opcode"
cdef const char* MISPLACED_ELSE = "END opcode expected: misplaced ELSE opcode"
cdef const char* MALFORMED_TYPE = "malformed value type"
cdef const char* NO_MEMORY = "out of memory"
cdef object _malformed = None


def configure(rows, constant, malformed):
    """The table of instructions: objects with the attributes of optable.Op, or None where there is none; the names of those
    that may be in constant expressions; and what is raised, (message, offset=), for bytes that the grammar does not derive."""
    global _malformed
    cdef Op* op
    _malformed = malformed
    memset(ops, 0, sizeof(ops))
    for row in rows:
        if row is None:
            continue
        op = &ops[<Py_ssize_t>row.number]
        op.imm = _IMMEDIATES[row.imm]
        op.uses_data = "data" in row.imm
        op.align = row.align
        op.lanes = row.lanes
        op.constant = row.name in constant
        op.plain = row.params is not None
        if row.params is not None:
            op.n_params = len(row.params)
            for index, t in enumerate(row.params):
                op.params[<Py_ssize_t>index] = t
            op.n_results = len(row.results)
            op.result = row.results[0] if row.results else 0


# ---------------------------------------------------------------- numbers and types


cdef void fail(Cursor* c, const char* message, Py_ssize_t where) noexcept nogil:
    if c.error == NULL:
        c.error = message
        c.where = where


cdef uint64_t long_unsigned(Cursor* c, int bits) noexcept nogil:
    cdef uint64_t value = 0
    cdef uint64_t byte
    cdef int shift = 0
    while True:
        if c.pos >= c.size:
            fail(c, TOO_LONG if shift >= bits else ENDED, c.pos)
            return 0
        byte = c.data[c.pos]
        if shift + 7 > bits and (shift >= bits or (byte & 0x7F) >> (bits - shift)):
            fail(c, TOO_LONG if shift >= bits else TOO_LARGE, c.pos)
            return 0
        c.pos += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value
        shift += 7


cdef int64_t long_signed(Cursor* c, int bits) noexcept nogil:
    cdef uint64_t value = 0
    cdef uint64_t byte, beyond
    cdef int shift = 0
    while True:
        if c.pos >= c.size:
            fail(c, TOO_LONG if shift >= bits else ENDED, c.pos)
            return 0
        byte = c.data[c.pos]
        if shift + 7 > bits:
            if shift >= bits:
                fail(c, TOO_LONG, c.pos)
                return 0
            beyond = (byte & 0x7F) >> (bits - shift - 1)  # the sign bit, and what must repeat it
            if beyond != 0 and beyond != <uint64_t>0x7F >> (bits - shift - 1):
                fail(c, TOO_LARGE, c.pos)
                return 0
        c.pos += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            if byte & 0x40 and shift < 64:
                value |= ~<uint64_t>0 << shift
            return <int64_t>value


cdef uint8_t next_byte(Cursor* c) noexcept nogil:
    if c.pos >= c.size:
        fail(c, ENDED, c.pos)
        return 0
    c.pos += 1
    return c.data[c.pos - 1]


cdef int64_t next_heap(Cursor* c) noexcept nogil:
    cdef Py_ssize_t start = c.pos
    cdef int64_t heap = next_signed(c, 33)
    if heap < 0 and not (HEAP_EXN <= heap <= HEAP_NOEXN):
        fail(c, "malformed heap type", start)
    return heap


cdef inline bint _begins_type(int byte) noexcept nogil:
    return T_V128 <= byte <= T_I32 or byte == 0x63 or byte == 0x64 or HEAP_EXN <= byte - 0x80 <= HEAP_NOEXN


cdef Type next_type(Cursor* c) noexcept nogil:
    cdef Py_ssize_t start = c.pos
    cdef int byte = next_byte(c)
    if T_V128 <= byte <= T_I32:
        return byte
    if byte == 0x63 or byte == 0x64:
        return ref_type(next_heap(c), byte == 0x63)
    if HEAP_EXN <= byte - 0x80 <= HEAP_NOEXN:
        return ref_type(byte - 0x80, 1)
    fail(c, MALFORMED_TYPE, start)
    return 0


cdef int64_t _block_type(Cursor* c) noexcept nogil:
    """The index of a type; -1: no operands and results; -t: one result of type t."""
    cdef Py_ssize_t start = c.pos
    cdef int byte = next_byte(c)
    cdef int64_t index
    if byte == 0x40 or c.error != NULL:
        return -1
    c.pos = start
    if _begins_type(byte):
        return -next_type(c)
    index = next_signed(c, 33)
    if index < 0:
        fail(c, "malformed block type", start)
    return index


# ---------------------------------------------------------------- instructions


cdef int next_op(Cursor* c) noexcept nogil:
    """The number of an instruction, behind which the cursor is then."""
    cdef Py_ssize_t start = c.pos
    cdef uint32_t code
    cdef int byte, op
    if start >= c.size:
        fail(c, ENDED, start)
        return 0
    byte = c.data[start]
    c.pos += 1
    if not 0xFB <= byte <= 0xFD:
        op = byte
    else:
        code = next_u32(c)
        if c.error != NULL:
            return 0
        # 0xFD may have more than 256
        op = (0x100 * (byte - 0xFA) + <int>code) if code < (0x200 if byte == 0xFD else 0x100) else 0xFF
    if ops[op].imm == IMM_ILLEGAL:
        fail(c, ILLEGAL, start)
        return 0
    return op


cdef uint32_t _count(Cursor* c) noexcept nogil:
    """Of items of a byte or more each."""
    cdef uint32_t count = next_u32(c)
    if c.error == NULL and <Py_ssize_t>count > c.size - c.pos:
        fail(c, ENDED, c.size)
    return count


cdef void _fixed(Cursor* c, Py_ssize_t size, Imm* imm) noexcept nogil:
    cdef int i
    if size > c.size - c.pos:
        fail(c, ENDED, c.pos)
        return
    imm.at = c.pos
    if size <= 8:
        imm.a = 0
        for i in range(<int>size):
            imm.a |= <int64_t>(<uint64_t>c.data[c.pos + i] << (8 * i))
    c.pos += size


cdef void _mem(Cursor* c, Imm* imm) noexcept nogil:
    cdef Py_ssize_t start = c.pos
    cdef uint32_t flags = next_u32(c)
    if flags >= 0x80:
        fail(c, "malformed memop flags", start)
        return
    imm.a = flags & 0x3F
    imm.b = next_u32(c) if flags & 0x40 else 0
    if c.error == NULL:
        imm.c = <int64_t>long_unsigned(c, 64)


cdef void _cast(Cursor* c, Imm* imm) noexcept nogil:
    cdef Py_ssize_t start = c.pos
    cdef int flags = next_byte(c)
    if flags > 3:
        fail(c, "malformed br_on_cast flags", start)
        return
    imm.a = next_u32(c)
    imm.b = ref_type(next_heap(c), flags & 1)
    imm.c = ref_type(next_heap(c), flags & 2)


cdef void _catches(Cursor* c, Imm* imm) noexcept nogil:
    cdef Py_ssize_t start
    cdef uint32_t _
    imm.count = _count(c)
    imm.at = c.pos
    for _ in range(imm.count):
        start = c.pos
        if c.error != NULL:
            return
        kind = next_byte(c)
        if kind > 3:
            fail(c, "malformed catch clause", start)
            return
        if kind < 2:
            next_u32(c)
        next_u32(c)


cdef void _labels(Cursor* c, Imm* imm) noexcept nogil:
    cdef uint32_t _
    imm.count = _count(c)
    imm.at = c.pos
    for _ in range(imm.count):
        next_u32(c)
        if c.error != NULL:
            return
    imm.a = next_u32(c)


cdef void _types(Cursor* c, Imm* imm) noexcept nogil:
    cdef uint32_t _
    imm.count = _count(c)
    imm.at = c.pos
    for _ in range(imm.count):
        next_type(c)
        if c.error != NULL:
            return


cdef void next_imm(Cursor* c, int kind, Imm* imm) noexcept nogil:
    if kind == IMM_NONE:
        pass
    elif kind == IMM_INDEX:
        imm.a = next_u32(c)
    elif kind == IMM_PAIR:
        imm.a = next_u32(c)
        imm.b = next_u32(c)
    elif kind == IMM_LANE:
        imm.a = next_byte(c)
    elif kind == IMM_I32:
        imm.a = next_signed(c, 32)
    elif kind == IMM_I64:
        imm.a = next_signed(c, 64)
    elif kind == IMM_F32:
        _fixed(c, 4, imm)
    elif kind == IMM_F64:
        _fixed(c, 8, imm)
    elif kind == IMM_V128:
        _fixed(c, 16, imm)
    elif kind == IMM_HEAP:
        imm.a = next_heap(c)
    elif kind == IMM_TYPES:
        _types(c, imm)
    elif kind == IMM_LABELS:
        _labels(c, imm)
    elif kind == IMM_MEM:
        _mem(c, imm)
    elif kind == IMM_MEM_LANE:
        _mem(c, imm)
        imm.d = next_byte(c)
    elif kind == IMM_CAST:
        _cast(c, imm)
    elif kind == IMM_TRY_TABLE:
        imm.a = _block_type(c)
        _catches(c, imm)
    elif kind == IMM_BLOCK:
        imm.a = _block_type(c)


cdef int raise_malformed(Cursor* c) except -1:
    cdef const char* error = c.error
    c.error = NULL
    if error == NO_MEMORY:
        raise MemoryError
    if error == ILLEGAL:
        raise _malformed(f"illegal opcode {(<bytes>c.data[c.where : c.pos]).hex(' ')}", offset=c.where)
    raise _malformed((<bytes>error).decode(), offset=c.where)


cdef struct Opened:
    uint8_t* kinds  # opcodes of the blocks that we are in
    Py_ssize_t depth
    Py_ssize_t room
    uint8_t first[INLINE_DEPTH]


cdef bint _open(Opened* o, int op) noexcept nogil:
    cdef uint8_t* grown
    cdef Py_ssize_t i
    if o.depth == o.room:
        grown = <uint8_t*>realloc(NULL if o.kinds == o.first else o.kinds, 2 * o.room)
        if grown == NULL:
            return False
        if o.kinds == o.first:
            for i in range(o.depth):
                grown[i] = o.first[i]
        o.kinds = grown
        o.room *= 2
    o.kinds[o.depth] = op
    o.depth += 1
    return True


cdef int _structure(Cursor* c, Opened* o, int op, Py_ssize_t start) noexcept nogil:
    """What an instruction that opens, parts or closes a block does; 1: it closes the whole."""
    if op == OP_END:
        if o.depth == 0:
            return 1
        o.depth -= 1
    elif op == OP_ELSE:
        if o.depth == 0 or o.kinds[o.depth - 1] != OP_IF:
            fail(c, MISPLACED_ELSE, start)
        else:
            o.kinds[o.depth - 1] = OP_ELSE
    elif not _open(o, op):
        fail(c, NO_MEMORY, start)
    return 0


cdef bint skip(Cursor* c) noexcept nogil:
    """Over an expression and its ``end``, or to what is wrong. Does it name data segments?"""
    cdef Opened o
    cdef Imm imm
    cdef Py_ssize_t start
    cdef int op, kind
    cdef bint uses_data = False
    o.kinds = o.first
    o.depth = 0
    o.room = INLINE_DEPTH
    while True:
        start = c.pos
        op = next_op(c)
        if c.error != NULL:
            break
        kind = ops[op].imm
        if kind == IMM_INDEX:
            next_u32(c)
        elif kind != IMM_NONE:
            next_imm(c, kind, &imm)
        if c.error != NULL:
            break
        if kind == IMM_BLOCK or kind == IMM_TRY_TABLE or op == OP_END or op == OP_ELSE:
            if _structure(c, &o, op, start) or c.error != NULL:
                break
        elif ops[op].uses_data:
            uses_data = True
    if o.kinds != o.first:
        free(o.kinds)
    return uses_data


cdef object _value(Cursor* c, int kind, Imm* imm):
    """An immediate as Python has it."""
    cdef Cursor items = c[0]
    cdef uint32_t _
    items.pos = imm.at
    if kind == IMM_NONE:
        return None
    if kind == IMM_PAIR:
        return imm.a, imm.b
    if kind == IMM_F64:
        return <uint64_t>imm.a
    if kind == IMM_V128:
        return <bytes>c.data[imm.at : imm.at + 16]
    if kind == IMM_TYPES:
        return tuple([next_type(&items) for _ in range(imm.count)])
    if kind == IMM_LABELS:
        return tuple([next_u32(&items) for _ in range(imm.count)]), imm.a
    if kind == IMM_MEM:
        return imm.a, <uint64_t>imm.c, imm.b
    if kind == IMM_MEM_LANE:
        return imm.a, <uint64_t>imm.c, imm.b, imm.d
    if kind == IMM_CAST:
        return imm.a, imm.b, imm.c
    if kind == IMM_TRY_TABLE:
        return imm.a, tuple([_clause(&items) for _ in range(imm.count)])
    return imm.a


cdef object _clause(Cursor* c):
    cdef int kind = next_byte(c)
    tag = next_u32(c) if kind < 2 else None
    return kind, tag, next_u32(c)


cdef Cursor _cursor(bytes data, Py_ssize_t pos):
    cdef Cursor c
    c.data = <const uint8_t*>PyBytes_AS_STRING(data)
    c.size = PyBytes_GET_SIZE(data)
    c.pos = pos if 0 <= pos <= c.size else c.size
    c.error = NULL
    c.where = 0
    return c


def unsigned(bytes data, Py_ssize_t pos, int bits):
    """A number and the position behind it."""
    cdef Cursor c = _cursor(data, pos)
    cdef uint64_t value = long_unsigned(&c, bits)
    if c.error != NULL:
        raise_malformed(&c)
    return value, c.pos


def signed(bytes data, Py_ssize_t pos, int bits):
    cdef Cursor c = _cursor(data, pos)
    cdef int64_t value = long_signed(&c, bits)
    if c.error != NULL:
        raise_malformed(&c)
    return value, c.pos


cdef class Reader:
    """A place in the bytes of a module. Nothing is allocated for a count before that many bytes are known to be there."""

    cdef readonly bytes data
    cdef Cursor c

    def __init__(self, bytes data, Py_ssize_t pos=0):
        self.data = data
        self.c = _cursor(data, pos)

    @property
    def pos(self):
        return self.c.pos

    @pos.setter
    def pos(self, Py_ssize_t pos):
        self.c.pos = pos if 0 <= pos <= self.c.size else self.c.size

    cdef int check(self) except -1:
        if self.c.error != NULL:
            raise_malformed(&self.c)
        return 0

    def error(self, str message, pos=None):
        return _malformed(message, offset=self.c.pos if pos is None else pos)

    cpdef int byte(self) except -1:
        cdef int byte = next_byte(&self.c)
        self.check()
        return byte

    cpdef int64_t u32(self) except -1:
        cdef int64_t value = next_u32(&self.c)
        self.check()
        return value

    def u64(self):
        cdef uint64_t value = long_unsigned(&self.c, 64)
        self.check()
        return value

    cpdef int64_t length(self) except -1:
        """A u32 that counts bytes."""
        cdef Py_ssize_t start = self.c.pos
        cdef int64_t value = self.u32()
        if value > self.c.size - self.c.pos:
            fail(&self.c, "length out of bounds", start)
            self.check()
        return value

    cpdef int64_t count(self) except -1:
        """A u32 that counts items, each of a byte or more."""
        cdef int64_t value = _count(&self.c)
        self.check()
        return value

    def take(self, Py_ssize_t count):
        cdef Py_ssize_t start = self.c.pos
        if count > self.c.size - start:
            fail(&self.c, ENDED, start)
            self.check()
        self.c.pos = start + count
        return self.data[start : start + count]

    def vector(self, item):
        return [item() for _ in range(self.count())]

    def numbers(self):
        """A vector of u32."""
        return [self.u32() for _ in range(self.count())]

    def types(self):
        """A vector of value types."""
        return [self.val_type() for _ in range(self.count())]

    def name(self):
        cdef Py_ssize_t size = self.length()
        cdef Py_ssize_t start = self.c.pos
        try:
            return self.take(size).decode("utf-8")
        except UnicodeDecodeError as error:
            raise self.error("malformed UTF-8 encoding", start + error.start) from None

    cpdef int64_t val_type(self) except -1:
        cdef int64_t t = next_type(&self.c)
        self.check()
        return t

    def ref_type(self):
        cdef Py_ssize_t start = self.c.pos
        if start < self.c.size and T_V128 <= self.c.data[start] <= T_I32:
            fail(&self.c, "malformed reference type", start)
        cdef int64_t t = next_type(&self.c)
        if self.c.error == MALFORMED_TYPE:
            self.c.error = "malformed reference type"
        self.check()
        return t

    def skip(self):
        """Over an expression; does it name data segments?"""
        cdef bint uses_data = skip(&self.c)
        self.check()
        return uses_data

    def bodies(self, bint skim=False):
        """The functions of a code section: of each where it begins, runs (count, type) of locals, and where its code
        begins; and whether one names data segments. ``skim``: the code itself is not looked at."""
        cdef list found = []
        cdef int64_t count = self.count()
        cdef bint uses_data = False
        while count > 0:
            count -= 1
            found.append(_body(&self.c, &uses_data, skim))
        return found, uses_data


cdef tuple _body(Cursor* c, bint* uses_data, bint skim):
    cdef Py_ssize_t start = c.pos
    cdef Py_ssize_t end, first, code
    cdef uint64_t total = 0
    cdef uint32_t runs, many
    cdef uint32_t size = next_u32(c)
    cdef list locals = []
    cdef Type t
    if c.error == NULL and <Py_ssize_t>size > c.size - c.pos:
        fail(c, "length out of bounds", start)
    end = c.pos + size
    first = c.pos
    runs = _count(c) if c.error == NULL else 0
    while runs > 0 and c.error == NULL:
        runs -= 1
        many = next_u32(c)
        if c.error == NULL:
            t = next_type(c)
            total += many
            locals.append((many, t))
    if total > 0xFFFFFFFF:
        fail(c, "too many locals", first)
    code = c.pos
    if c.error == NULL and skim and code < end:
        c.pos = end
    elif c.error == NULL:
        uses_data[0] |= skip(c)
    if c.pos != end:
        fail(c, "section size mismatch", start)
    if c.error != NULL:
        raise_malformed(c)
    return start, locals, code


def instructions(bytes data, Py_ssize_t pos, list offsets=None):
    """The numbers and the immediates of an expression, as lists; where each is goes into ``offsets``, if there is such a list."""
    cdef Cursor c = _cursor(data, pos)
    cdef list numbers = [], imms = []
    cdef Imm imm
    cdef Py_ssize_t depth = 0
    cdef int op, kind
    while True:
        if offsets is not None:
            offsets.append(c.pos)
        op = next_op(&c)
        kind = ops[op].imm
        if c.error == NULL:
            next_imm(&c, kind, &imm)
        if c.error != NULL:
            raise_malformed(&c)
        numbers.append(op)
        imms.append(_value(&c, kind, &imm))
        if kind == IMM_BLOCK or kind == IMM_TRY_TABLE:
            depth += 1
        elif op == OP_END:
            if depth == 0:
                return numbers, imms
            depth -= 1


def functions_named(bytes data, Py_ssize_t pos):
    """What the ref.func of a constant expression name."""
    cdef list found = []
    cdef Cursor c = _cursor(data, pos)
    cdef Imm imm
    cdef Py_ssize_t depth = 0
    cdef int op, kind
    while True:
        op = next_op(&c)
        kind = ops[op].imm
        if c.error == NULL:
            next_imm(&c, kind, &imm)
        if c.error != NULL:
            raise_malformed(&c)
        if op == OP_REF_FUNC:
            found.append(imm.a)
        elif kind == IMM_BLOCK or kind == IMM_TRY_TABLE:
            depth += 1
        elif op == OP_END:
            if depth == 0:
                return found
            depth -= 1
