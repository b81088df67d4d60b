# The stacks of the validation algorithm, and what its rules look names up in.

from libc.stdint cimport uint8_t, uint32_t, int64_t
from vmcore._wasm_decode cimport Type, Cursor

cdef enum:
    BOT = 0  # the type of an operand in unreachable code
    MARK = -1  # on the operand stack: here the operands of a control frame begin
    MAX_OPERANDS = 1000000  # on the stack, where an instruction gives many
    KNOWN = 256  # answers about subtypes that are kept

cdef enum:  # heap types, as pyfront/wasm/types.py numbers them
    H_BOTTOM = -1
    H_NOFUNC = -13
    H_NOEXTERN = -14
    H_NONE = -15
    H_FUNC = -16
    H_EXTERN = -17
    H_ANY = -18
    H_EQ = -19
    H_I31 = -20
    H_STRUCT = -21
    H_ARRAY = -22
    H_EXN = -23

cdef struct Types:
    const Type* p
    Py_ssize_t n

cdef enum:  # of a field
    MUTABLE = 1
    PACKED = 2

# A type of the module. Of a function the parameters and the results; of a structure or array the types of the fields as
# operands and as they are stored.
cdef struct Defined:
    int64_t kind  # H_FUNC, H_STRUCT or H_ARRAY
    Types params
    Types results
    uint8_t* fields  # MUTABLE, PACKED
    Type* memory
    uint32_t seen[2]  # the last br_table that has looked at a block, a loop of this type

cdef struct Frame:
    int op
    bint unreachable
    bint is_loop
    Py_ssize_t height  # of the operand stack, above the mark
    Py_ssize_t n_inits  # how many locals had been set that must be
    Types start
    Types end  # p is NULL and n 1: `one`
    Type one
    Defined* type  # NULL: it has no index

cdef struct Numbers:
    int64_t* p
    Py_ssize_t n
    Py_ssize_t room


cdef class Operands:
    cdef object c  # the Context
    cdef object space  # its TypeSpace
    cdef Cursor cursor
    cdef Defined* types
    cdef Py_ssize_t n_types
    cdef Numbers funcs, global_types, global_mutable, table_elements, table_addresses, memories, tags, elems
    cdef uint32_t datas
    cdef Type* stack
    cdef Py_ssize_t sp, room
    cdef Frame* frames
    cdef Py_ssize_t depth, frame_room
    cdef Numbers inits  # locals without a default that have been set, in order
    cdef set unset  # and those that have not
    cdef Types results
    cdef Type known_a[KNOWN]
    cdef Type known_b[KNOWN]
    cdef uint8_t known[KNOWN]  # 0, or 1 + the answer

    cdef int sync(self) except -1
    cdef int add_type(self, object comp) except -1
    cdef int more_room(self, Py_ssize_t count) except -1
    cdef int push_all(self, Types types) except -1
    cdef int is_sub(self, Type a, Type b) except -1
    cdef int lists_sub(self, Types a, Types b) except -1
    cdef Type pop_other(self, Type want) except -2
    cdef Type pop_any(self) except -2
    cdef int64_t pop_ref(self) except? 0
    cdef int pop_all(self, Types types) except -1
    cdef int apply(self, Types params, Types results) except -1
    cdef int push_frame(self, int op, Types start, Types end, Type one, bint is_loop, Defined* type) except -1
    cdef Frame* pop_frame(self) except NULL
    cdef int set_unreachable(self) except -1
    cdef Types label(self, int64_t index) except *
    cdef int through(self, Types types) except -1
    cdef int expect(self, Types a, Types b) except -1
    cdef int expect_sub(self, Type a, Type b) except -1
    cdef int check_heap(self, int64_t heap) except -1
    cdef int check_type(self, Type t) except -1
    cdef Defined* func_type(self, int64_t index) except NULL
    cdef Defined* struct_type(self, int64_t index) except NULL
    cdef Defined* array_type(self, int64_t index) except NULL
    cdef int64_t find(self, Numbers* space, int64_t index, str what) except? -3


cdef inline Types types_of(const Type* p, Py_ssize_t n) noexcept nogil:
    cdef Types types
    types.p = p
    types.n = n
    return types


cdef inline Types end_of_frame(Frame* f) noexcept nogil:
    return types_of(&f.one, 1) if f.end.p == NULL and f.end.n == 1 else f.end


cdef int append(Numbers* numbers, int64_t value) except -1
cdef str name_of(Type t)
