# The operand stack and the control frames of the validation of WebAssembly code.
#
# The algorithm is that of the specification's appendix. Each frame's operands begin above a MARK, so that a pop needs no
# test of the height: the MARK is no type that anything wants, and what to do about it (nothing, in unreachable code) is
# decided on the slow path.

from libc.stdlib cimport malloc, realloc, free
from libc.string cimport memcmp, memcpy
from vmcore._wasm_decode cimport FIRST_REF, heap_of

cdef enum:
    MANY = 4  # types that are compared at once
    MAX_ARITY_TEXT = 20  # types that a message lists

cdef object _type_name = None


class Invalid(Exception):
    """A rule is broken: message; of the instruction, offset and index, or -1 for something that is not one."""

    def __init__(self, message, offset=-1, index=-1):
        super().__init__(message, offset, index)
        self.message = message
        self.offset = offset
        self.index = index


def set_type_name(function):
    """What messages call a type."""
    global _type_name
    _type_name = function


cdef str name_of(Type t):
    return _type_name(t)


cdef str _list(Types types):
    names = [name_of(types.p[i]) for i in range(min(types.n, MAX_ARITY_TEXT))]
    return f"[{' '.join(names)}{' ...' if types.n > MAX_ARITY_TEXT else ''}]"


cdef int append(Numbers* numbers, int64_t value) except -1:
    cdef int64_t* grown
    if numbers.n == numbers.room:
        grown = <int64_t*>realloc(numbers.p, (2 * numbers.room + 16) * sizeof(int64_t))
        if grown == NULL:
            raise MemoryError
        numbers.p = grown
        numbers.room = 2 * numbers.room + 16
    numbers.p[numbers.n] = value
    numbers.n += 1
    return 0


cdef class Operands:
    def __cinit__(self, context):
        self.c = context
        self.space = context.space
        self.unset = set()
        self.more_room(1024)

    def __dealloc__(self):
        cdef Py_ssize_t i
        for i in range(self.n_types):
            free(self.types[i].memory)
            free(self.types[i].fields)
        free(self.types)
        free(self.stack)
        free(self.frames)
        free(self.funcs.p)
        free(self.global_types.p)
        free(self.global_mutable.p)
        free(self.table_elements.p)
        free(self.table_addresses.p)
        free(self.memories.p)
        free(self.tags.p)
        free(self.elems.p)
        free(self.inits.p)

    # ------------------------------------------------------------ index spaces

    cdef int sync(self) except -1:
        """Takes over what has been added to the context."""
        c = self.c
        if self.n_types < len(self.space.types):
            self._sync_types()
        for t in c.funcs[self.funcs.n:] if self.funcs.n < len(c.funcs) else ():
            append(&self.funcs, t)
        for t in c.globals[self.global_types.n:] if self.global_types.n < len(c.globals) else ():
            append(&self.global_types, t.type)
            append(&self.global_mutable, t.mutable)
        for t in c.tables[self.table_elements.n:] if self.table_elements.n < len(c.tables) else ():
            append(&self.table_elements, t.element)
            append(&self.table_addresses, t.limits.address)
        for t in c.memories[self.memories.n:] if self.memories.n < len(c.memories) else ():
            append(&self.memories, t.address)
        for t in c.tags[self.tags.n:] if self.tags.n < len(c.tags) else ():
            append(&self.tags, t)
        for t in c.elems[self.elems.n:] if self.elems.n < len(c.elems) else ():
            append(&self.elems, t)
        self.datas = c.datas
        return 0

    def _sync_types(self):
        cdef list types = self.space.types
        cdef Defined* grown = <Defined*>realloc(self.types, len(types) * sizeof(Defined))
        if grown == NULL:
            raise MemoryError
        self.types = grown
        for t in types[self.n_types:]:
            self.add_type(t.comp)

    cdef int add_type(self, object comp) except -1:
        cdef Defined* d = &self.types[self.n_types]
        cdef Py_ssize_t i = 0
        d.kind = comp.kind
        d.fields = NULL
        d.seen[0] = d.seen[1] = 0
        if d.kind == H_FUNC:
            first, second, fields = comp.params, comp.results, ()
        else:
            fields = comp.fields if d.kind == H_STRUCT else (comp.field,)
            first, second = [f.unpacked for f in fields], [f.storage for f in fields]
            d.fields = <uint8_t*>malloc(len(fields) + 1)
        d.memory = <Type*>malloc((len(first) + len(second) + 1) * sizeof(Type))
        if d.memory == NULL or (d.kind != H_FUNC and d.fields == NULL):
            free(d.memory)
            free(d.fields)
            raise MemoryError
        self.n_types += 1
        d.params = types_of(d.memory, len(first))
        d.results = types_of(d.memory + d.params.n, len(second))
        for t in first:
            d.memory[i] = t
            i += 1
        for t in second:
            d.memory[i] = t
            i += 1
        i = 0
        for field in fields:
            d.fields[i] = (MUTABLE if field.mutable else 0) | (PACKED if field.packed else 0)
            i += 1
        return 0

    cdef int64_t find(self, Numbers* space, int64_t index, str what) except? -3:
        if index >= space.n:
            raise Invalid(f"unknown {what} {index}")
        return space.p[index]

    cdef int check_heap(self, int64_t heap) except -1:
        if heap >= self.n_types:
            raise Invalid(f"unknown type {heap}")
        return 0

    cdef int check_type(self, Type t) except -1:
        return self.check_heap(heap_of(t)) if t >= FIRST_REF else 0

    cdef Defined* func_type(self, int64_t index) except NULL:
        self.check_heap(index)
        if self.types[index].kind != H_FUNC:
            raise Invalid(f"type mismatch: type {index} is not a function type")
        return &self.types[index]

    cdef Defined* struct_type(self, int64_t index) except NULL:
        self.check_heap(index)
        if self.types[index].kind != H_STRUCT:
            raise Invalid(f"type mismatch: type {index} is not a structure type")
        return &self.types[index]

    cdef Defined* array_type(self, int64_t index) except NULL:
        self.check_heap(index)
        if self.types[index].kind != H_ARRAY:
            raise Invalid(f"type mismatch: type {index} is not an array type")
        return &self.types[index]

    # ------------------------------------------------------------ subtypes

    cdef int is_sub(self, Type a, Type b) except -1:
        cdef Py_ssize_t at
        if a == b or a == BOT:
            return True
        if a < FIRST_REF or b < FIRST_REF or (a & 1) > (b & 1):
            return False
        at = (a * 31 + b) & (KNOWN - 1)
        if self.known[at] == 0 or self.known_a[at] != a or self.known_b[at] != b:
            self.known[at] = 1 + (1 if self.space.sub(a, b) else 0)
            self.known_a[at] = a
            self.known_b[at] = b
        return self.known[at] - 1

    cdef int lists_sub(self, Types a, Types b) except -1:
        cdef Py_ssize_t i
        if a.n != b.n:
            return False
        for i in range(a.n):
            if not self.is_sub(a.p[i], b.p[i]):
                return False
        return True

    cdef int expect(self, Types a, Types b) except -1:
        if not self.lists_sub(a, b):
            raise Invalid(f"type mismatch: expected {_list(b)} but found {_list(a)}")
        return 0

    cdef int expect_sub(self, Type a, Type b) except -1:
        if not self.is_sub(a, b):
            raise Invalid(f"type mismatch: expected {name_of(b)} but found {name_of(a)}")
        return 0

    # ------------------------------------------------------------ operands

    cdef int more_room(self, Py_ssize_t count) except -1:
        """For so many operands more."""
        cdef Py_ssize_t room = 2 * (self.sp + count)
        cdef Type* grown
        if self.sp + count <= self.room:
            return 0
        grown = <Type*>realloc(self.stack, room * sizeof(Type))
        if grown == NULL:
            raise MemoryError
        self.stack = grown
        self.room = room
        return 0

    cdef int push_all(self, Types types) except -1:
        self.more_room(types.n)
        if types.n:
            memcpy(&self.stack[self.sp], types.p, types.n * sizeof(Type))
            self.sp += types.n
        return 0

    cdef Type pop_other(self, Type want) except -2:
        """An operand that is perhaps not of the very type that is wanted."""
        cdef Type t = self.stack[self.sp - 1]
        if t == MARK:
            if not self.frames[self.depth - 1].unreachable:
                raise Invalid(f"type mismatch: instruction requires [{name_of(want)}] but stack has []")
            return BOT
        self.sp -= 1
        if not self.is_sub(t, want):
            raise Invalid(f"type mismatch: instruction requires [{name_of(want)}] but stack has [{name_of(t)}]")
        return t

    cdef Type pop_any(self) except -2:
        cdef Type t = self.stack[self.sp - 1]
        if t == MARK:
            if not self.frames[self.depth - 1].unreachable:
                raise Invalid("type mismatch: instruction requires an operand but stack has []")
            return BOT
        self.sp -= 1
        return t

    cdef int64_t pop_ref(self) except? 0:
        """A reference; what it refers to."""
        cdef Type t = self.pop_any()
        if t == BOT:
            return H_BOTTOM
        if t < FIRST_REF:
            raise Invalid(f"type mismatch: expected a reference but found {name_of(t)}")
        return heap_of(t)

    cdef int pop_all(self, Types types) except -1:
        cdef Py_ssize_t i = types.n
        cdef Type found
        if i >= MANY and self.sp >= i and memcmp(&self.stack[self.sp - i], types.p, i * sizeof(Type)) == 0:
            self.sp -= i
            return 0
        while i > 0:
            i -= 1
            found = self.stack[self.sp - 1]
            if found == types.p[i]:
                self.sp -= 1
            elif found == MARK and self.frames[self.depth - 1].unreachable:
                return 0  # all of the rest is there, too
            else:
                self.pop_other(types.p[i])
        return 0

    cdef int apply(self, Types params, Types results) except -1:
        self.pop_all(params)
        self.push_all(results)
        if self.sp > MAX_OPERANDS:
            raise Invalid(f"more than {MAX_OPERANDS} operands, the limit of this implementation")
        return 0

    cdef int through(self, Types types) except -1:
        """Operands that a conditional branch leaves where they are."""
        return self.apply(types, types) if types.n else 0

    # ------------------------------------------------------------ control frames

    cdef int push_frame(self, int op, Types start, Types end, Type one, bint is_loop, Defined* type) except -1:
        cdef Frame* f
        cdef Py_ssize_t room = 2 * self.frame_room + 16
        if self.depth == self.frame_room:
            f = <Frame*>realloc(self.frames, room * sizeof(Frame))
            if f == NULL:
                raise MemoryError
            self.frames = f
            self.frame_room = room
        self.more_room(start.n + 1)
        self.stack[self.sp] = MARK
        self.sp += 1
        f = &self.frames[self.depth]
        self.depth += 1
        f.op = op
        f.start = start
        f.end = end
        f.one = one
        f.is_loop = is_loop
        f.height = self.sp
        f.unreachable = False
        f.n_inits = self.inits.n
        f.type = type
        return self.push_all(start)

    cdef Frame* pop_frame(self) except NULL:
        """Closes a block; its results are gone from the stack, too. What it answers holds until the next frame."""
        cdef Frame* f = &self.frames[self.depth - 1]
        self.pop_all(end_of_frame(f))
        if self.stack[self.sp - 1] != MARK:
            raise Invalid(f"type mismatch: {self.sp - f.height} operands too many at the end of a block")
        self.sp -= 1
        self.depth -= 1
        while self.inits.n > f.n_inits:
            self.inits.n -= 1
            self.unset.add(self.inits.p[self.inits.n])
        return f

    cdef int set_unreachable(self) except -1:
        """What follows is not reached: the stack has whatever is asked of it."""
        cdef Frame* f = &self.frames[self.depth - 1]
        self.sp = f.height
        f.unreachable = True
        return 0

    cdef Types label(self, int64_t index) except *:
        cdef Frame* f
        if index >= self.depth:
            raise Invalid(f"unknown label {index}")
        f = &self.frames[self.depth - 1 - index]
        return f.start if f.is_loop else end_of_frame(f)
