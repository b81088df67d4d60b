# Reading WebAssembly code that nobody has checked: every read is bounded, the first thing that is wrong is remembered.

from libc.stdint cimport uint8_t, uint16_t, int16_t, uint32_t, uint64_t, int64_t

ctypedef int64_t Type  # a value type, as pyfront/wasm/types.py numbers them

cdef enum:
    OPCODES = 0x500  # numbers of instructions are below
    FIRST_REF = 256
    T_I32 = 0x7F
    T_I64 = 0x7E
    T_V128 = 0x7B
    HEAP_EXN = -23  # the abstract heap types are these two and what is between
    HEAP_NOEXN = -12

# Kinds of immediates; pyfront/wasm/immediates.py says what their values look like in Python.
cdef enum:
    IMM_ILLEGAL  # there is no such instruction
    IMM_NONE
    IMM_INDEX
    IMM_PAIR
    IMM_LANE
    IMM_I32
    IMM_I64
    IMM_F32
    IMM_F64
    IMM_V128
    IMM_HEAP
    IMM_TYPES
    IMM_LABELS
    IMM_MEM
    IMM_MEM_LANE
    IMM_CAST
    IMM_TRY_TABLE
    IMM_BLOCK

cdef struct Cursor:
    const uint8_t* data
    Py_ssize_t pos
    Py_ssize_t size
    const char* error  # NULL while all is well
    Py_ssize_t where  # the offset that the error is about

cdef struct Imm:
    int64_t a
    int64_t b
    int64_t c
    int64_t d
    Py_ssize_t at  # of the items of a vector, or of bytes
    uint32_t count

# A row of the table of instructions.
cdef struct Op:
    uint8_t imm
    uint8_t uses_data  # names a data segment
    uint8_t align
    uint8_t lanes
    uint8_t plain  # has the signature below
    uint8_t constant
    uint8_t n_params
    uint8_t n_results
    Type params[4]
    Type result

cdef Op ops[OPCODES]

cdef void fail(Cursor* c, const char* message, Py_ssize_t where) noexcept nogil
cdef uint64_t long_unsigned(Cursor* c, int bits) noexcept nogil
cdef int64_t long_signed(Cursor* c, int bits) noexcept nogil
cdef uint8_t next_byte(Cursor* c) noexcept nogil
cdef Type next_type(Cursor* c) noexcept nogil
cdef int64_t next_heap(Cursor* c) noexcept nogil
cdef int next_op(Cursor* c) noexcept nogil
cdef void next_imm(Cursor* c, int kind, Imm* imm) noexcept nogil
cdef int raise_malformed(Cursor* c) except -1


cdef inline uint32_t next_u32(Cursor* c) noexcept nogil:
    cdef uint8_t byte
    if c.pos < c.size:
        byte = c.data[c.pos]
        if byte < 0x80:
            c.pos += 1
            return byte
    return <uint32_t>long_unsigned(c, 32)


cdef inline int64_t next_signed(Cursor* c, int bits) noexcept nogil:
    cdef int64_t byte
    if c.pos < c.size:
        byte = c.data[c.pos]
        if byte < 0x80:
            c.pos += 1
            return byte - ((byte & 0x40) << 1)
    return long_signed(c, bits)


cdef inline Type ref_type(int64_t heap, int nullable) noexcept nogil:
    return ((heap + 64) << 1 | (1 if nullable else 0)) + FIRST_REF


cdef inline int64_t heap_of(Type t) noexcept nogil:
    return ((t - FIRST_REF) >> 1) - 64
