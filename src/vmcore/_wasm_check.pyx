# Validation of WebAssembly function bodies and constant expressions, straight from their bytes, in one linear pass.
#
# Frequent instructions are checked in `walk`, those with a plain signature by the table, the others by their rule below.
# Instructions are numbered as in pyfront/wasm/optable.py.

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_GET_SIZE
from libc.stdint cimport uint8_t, uint32_t, uint64_t, int64_t
from libc.stdlib cimport malloc, realloc, free
from vmcore._wasm_decode cimport *
from vmcore._wasm_operands cimport *
from vmcore._wasm_operands import Invalid

cdef enum:
    AT = -2  # in a signature: the address type of the memory
    MAX_EXPANDED = 10000  # locals that are looked up in a plain array
    MAX_UNSET = 1000000  # limit of this implementation
    LEAST_ROOM = 16  # operands that an instruction with a signature of its own gives at most

cdef enum:
    BLOCK = 0x02
    LOOP = 0x03
    OP_IF = 0x04
    OP_ELSE = 0x05
    END = 0x0B
    BR_IF = 0x0D
    CALL = 0x10
    DROP = 0x1A
    SELECT = 0x1B
    TRY_TABLE = 0x1F
    LOCAL_GET = 0x20
    LOCAL_SET = 0x21
    LOCAL_TEE = 0x22
    GLOBAL_GET = 0x23
    I32_CONST = 0x41

cdef Type FUNCREF = ref_type(H_FUNC, 1)
cdef Type EXNREF = ref_type(H_EXN, 1)
cdef Type EXN_NOT_NULL = ref_type(H_EXN, 0)
cdef Type EQREF = ref_type(H_EQ, 1)
cdef Type ARRAYREF = ref_type(H_ARRAY, 1)


cdef bint _nullable(Type t) noexcept:
    return t & 1


cdef class Checker(Operands):
    """Checks the code of one module, whose index spaces are in ``context`` (pyfront/wasm/context.py); they may grow."""

    cdef Type* locals
    cdef Py_ssize_t locals_room
    cdef uint64_t n_locals
    cdef Py_ssize_t n_runs  # of locals, where they are too many for an array: `locals` has their types, `run_ends` where they end
    cdef uint64_t* run_ends
    cdef list wide
    cdef Py_ssize_t at  # of the instruction
    cdef Py_ssize_t index
    cdef uint32_t tables_seen  # br_table: how many there have been
    cdef Type* looked  # by one of its labels
    cdef Py_ssize_t looked_room

    def __dealloc__(self):
        free(self.locals)
        free(self.run_ends)
        free(self.looked)

    # ------------------------------------------------------------ what is checked

    def function(self, bytes data, Py_ssize_t pos, Py_ssize_t func_type, list runs, list wide):
        """A body whose first instruction is at ``pos``. ``runs``: (count, type) of its locals. ``wide`` gets the offsets of
        each ``drop`` and ``select`` without a type whose operand is a vector."""
        self.sync()
        cdef Defined* t = self.func_type(func_type)
        self.set_locals(t.params, runs)
        self.wide = wide
        self.run(data, pos, t.results)

    def constant(self, bytes data, Py_ssize_t pos, Type t):
        """A constant expression of that type."""
        self.sync()
        self.only_constant(data, pos)
        self.n_locals = self.n_runs = 0
        self.unset.clear()
        self.wide = []
        self.run(data, pos, types_of(&t, 1))

    cdef int begin(self, bytes data, Py_ssize_t pos) except -1:
        self.cursor.data = <const uint8_t*>PyBytes_AS_STRING(data)
        self.cursor.size = PyBytes_GET_SIZE(data)
        self.cursor.pos = pos if 0 <= pos <= self.cursor.size else self.cursor.size
        self.cursor.error = NULL
        return 0

    cdef int only_constant(self, bytes data, Py_ssize_t pos) except -1:
        cdef Cursor* c = &self.cursor
        cdef Imm imm
        cdef Py_ssize_t index = 0
        cdef int op = 0
        self.begin(data, pos)
        while op != END:
            pos = c.pos
            op = next_op(c)
            if c.error == NULL:
                next_imm(c, ops[op].imm, &imm)
            if c.error != NULL:
                raise_malformed(c)
            if not ops[op].constant or (op == GLOBAL_GET and self.find(&self.global_mutable, imm.a, "global")):
                raise Invalid("constant expression required", pos, index)
            index += 1
        return 0

    cdef int run(self, bytes data, Py_ssize_t pos, Types results) except -1:
        self.begin(data, pos)
        self.inits.n = 0
        self.sp = self.depth = 0
        self.index = 0
        self.results = results
        self.stack[0] = MARK  # so that there always are two to look at
        self.sp = 1
        self.push_frame(BLOCK, types_of(NULL, 0), results, 0, False, NULL)
        try:
            self.walk()
        except Invalid as error:
            raise Invalid(error.message, self.at, self.index) from None
        return 0

    # ------------------------------------------------------------ locals

    cdef int set_locals(self, Types params, list runs) except -1:
        cdef uint64_t total = 0
        cdef Py_ssize_t i
        for count, t in runs:
            self.check_type(t)
            total += <uint64_t>count
        self.find_unset(params.n, runs)
        self.n_locals = params.n + total
        self.n_runs = 0
        self.local_room(params.n + <Py_ssize_t>(total if total <= MAX_EXPANDED else len(runs)))
        for i in range(params.n):
            self.locals[i] = params.p[i]
        if total > MAX_EXPANDED:
            return self.set_runs(params.n, runs)
        i = params.n
        for count, t in runs:
            for _ in range(count):
                self.locals[i] = t
                i += 1
        return 0

    cdef int local_room(self, Py_ssize_t count) except -1:
        cdef Type* grown
        if count > self.locals_room:
            grown = <Type*>realloc(self.locals, count * sizeof(Type))
            if grown == NULL:
                raise MemoryError
            self.locals = grown
            self.locals_room = count
        return 0

    cdef int set_runs(self, Py_ssize_t n_params, list runs) except -1:
        cdef Py_ssize_t i = n_params
        cdef uint64_t end = n_params
        free(self.run_ends)
        self.run_ends = <uint64_t*>malloc((n_params + len(runs)) * sizeof(uint64_t))
        if self.run_ends == NULL:
            raise MemoryError
        for i in range(n_params):
            self.run_ends[i] = i + 1
        i = n_params
        for count, t in runs:
            end += <uint64_t>count
            self.locals[i] = t
            self.run_ends[i] = end
            i += 1
        self.n_runs = i
        return 0

    cdef int find_unset(self, Py_ssize_t start, list runs) except -1:
        """Locals without a default value."""
        if self.unset:
            self.unset.clear()
        for count, t in runs:
            if <Type>t >= FIRST_REF and not _nullable(t):
                if len(self.unset) + count > MAX_UNSET:
                    raise Invalid(f"too many locals: more than {MAX_UNSET} without a default value")
                self.unset.update(range(start, start + count))
            start += count
        return 0

    cdef Type local_type(self, uint64_t index) except -1:
        cdef Py_ssize_t low = 0
        cdef Py_ssize_t high = self.n_runs
        cdef Py_ssize_t middle
        if index >= self.n_locals:
            raise Invalid(f"unknown local {index}")
        if high == 0:
            return self.locals[index]
        while low < high:  # the first run that ends behind it
            middle = (low + high) >> 1
            if self.run_ends[middle] > index:
                high = middle
            else:
                low = middle + 1
        return self.locals[low]

    # ------------------------------------------------------------ the pass

    cdef int walk(self) except -1:
        cdef Cursor* c = &self.cursor
        cdef Op* row
        cdef Frame* f
        cdef Imm imm
        cdef Types types
        cdef Type t
        cdef int op
        while True:
            self.at = c.pos
            if self.room - self.sp < LEAST_ROOM:
                self.more_room(LEAST_ROOM)
            op = next_op(c)
            row = &ops[op]
            if row.imm == IMM_INDEX:
                imm.a = next_u32(c)
            elif row.imm != IMM_NONE and c.error == NULL:
                next_imm(c, row.imm, &imm)
            if c.error != NULL:
                raise_malformed(c)
            if op == LOCAL_GET:
                t = self.local_type(imm.a)
                if self.unset and imm.a in self.unset:
                    raise Invalid(f"uninitialized local {imm.a}")
                self.stack[self.sp] = t
                self.sp += 1
            elif op == I32_CONST:
                self.stack[self.sp] = T_I32
                self.sp += 1
            elif row.plain:
                self.plain(row, &imm)
            elif op == LOCAL_SET or op == LOCAL_TEE:
                t = self.local_type(imm.a)
                if self.stack[self.sp - 1] == t:
                    self.sp -= 1
                else:
                    self.pop_other(t)
                if op == LOCAL_TEE:
                    self.stack[self.sp] = t
                    self.sp += 1
                if self.unset and imm.a in self.unset:
                    self.unset.discard(imm.a)
                    append(&self.inits, imm.a)
            elif op == END:
                f = self.pop_frame()
                if f.op == OP_IF:  # without else
                    self.expect(f.start, end_of_frame(f))
                if self.depth == 0:
                    return 0
                self.push_all(end_of_frame(f))
            elif op == BR_IF:
                self.pop(T_I32)
                self.through(self.label(imm.a))
            elif op == BLOCK or op == LOOP or op == OP_IF or op == TRY_TABLE:
                self.enter(op, &imm)
            elif op == CALL:
                types = self.types[self.find(&self.funcs, imm.a, "function")].params
                self.apply(types, self.types[self.funcs.p[imm.a]].results)
            elif op == DROP:
                if self.pop_any() == T_V128:
                    self.wide.append(self.at)
            elif op == OP_ELSE:
                f = self.pop_frame()
                self.push_frame(OP_ELSE, f.start, f.end, f.one, False, f.type)
            elif op < 0x100:
                self.rule(op, &imm)
            elif op < 0x200:
                self.gc_rule(op, &imm)
            else:
                self.bulk_rule(op, &imm)
            self.index += 1

    cdef inline int pop(self, Type want) except -1:
        if self.stack[self.sp - 1] == want:
            self.sp -= 1
        else:
            self.pop_other(want)
        return 0

    cdef inline int push(self, Type t) except -1:
        self.stack[self.sp] = t  # LEAST_ROOM
        self.sp += 1
        return 0

    cdef inline int swap(self, Type want, Type give) except -1:
        self.pop(want)
        return self.push(give)

    cdef int plain(self, Op* row, Imm* imm) except -1:
        cdef Type address = T_I32
        cdef int i = row.n_params
        if row.imm == IMM_MEM or row.imm == IMM_MEM_LANE:
            address = self.memory(row, imm)
        elif row.imm == IMM_LANE:
            self.lane(imm.a, row.lanes)
        elif row.imm == IMM_V128 and row.n_params == 2:  # a shuffle
            self.shuffle(imm)
        while i > 0:
            i -= 1
            self.pop(row.params[i] if row.params[i] != AT else address)
        if row.n_results:
            self.stack[self.sp] = row.result
            self.sp += 1
        return 0

    cdef int lane(self, int64_t lane, int most) except -1:
        if lane >= most:
            raise Invalid(f"invalid lane index {lane}")
        return 0

    cdef int shuffle(self, Imm* imm) except -1:
        cdef int64_t lane = 0
        cdef int i
        for i in range(16):
            lane = max(lane, <int64_t>self.cursor.data[imm.at + i])
        return self.lane(lane, 32)

    cdef Type memory(self, Op* row, Imm* imm) except -1:
        """The address type; the memory argument is one."""
        cdef Type address = self.find(&self.memories, imm.b, "memory")
        if imm.a > row.align:
            raise Invalid("alignment must not be larger than natural")
        if address == T_I32 and <uint64_t>imm.c > 0xFFFFFFFF:
            raise Invalid("offset out of range")
        if row.imm == IMM_MEM_LANE:
            self.lane(imm.d, row.lanes)
        return address

    # ------------------------------------------------------------ control

    cdef int enter(self, int op, Imm* imm) except -1:
        cdef Types start = types_of(NULL, 0)
        cdef Types end = start
        cdef Type one = 0
        cdef Defined* d = NULL
        if imm.a >= 0:
            d = self.func_type(imm.a)
            start, end = d.params, d.results
        elif imm.a != -1:
            one = -imm.a
            self.check_type(one)
            end.n = 1
        if op == OP_IF:
            self.pop(T_I32)
        self.pop_all(start)
        if op == TRY_TABLE:
            self.catches(imm)
        return self.push_frame(op, start, end, one, op == LOOP, d)

    cdef int catches(self, Imm* imm) except -1:
        cdef Cursor items = self.cursor
        cdef Types thrown
        cdef Type* given
        cdef Py_ssize_t i
        cdef int kind
        cdef uint32_t _
        items.pos = imm.at
        for _ in range(imm.count):
            kind = next_byte(&items)
            thrown = types_of(NULL, 0)
            if kind < 2:
                thrown = self.types[self.find(&self.tags, next_u32(&items), "tag")].params
            given = <Type*>malloc((thrown.n + 1) * sizeof(Type))
            if given == NULL:
                raise MemoryError
            try:
                for i in range(thrown.n):
                    given[i] = thrown.p[i]
                given[thrown.n] = EXN_NOT_NULL
                self.expect(types_of(given, thrown.n + (kind & 1)), self.label(next_u32(&items)))
            finally:
                free(given)
        return 0

    cdef int br_table(self, Imm* imm) except -1:
        """Labels of the same types are looked at once, so the work is in proportion to the instruction and its types."""
        cdef Cursor items = self.cursor
        cdef Types last, types
        cdef Frame* f
        cdef uint32_t index, _
        self.pop(T_I32)
        last = self.label(imm.a)
        self.tables_seen += 1
        items.pos = imm.at
        for _ in range(imm.count):
            index = next_u32(&items)
            types = self.label(index)
            f = &self.frames[self.depth - 1 - index]
            if f.type != NULL:
                if f.type.seen[f.is_loop] == self.tables_seen:
                    continue
                f.type.seen[f.is_loop] = self.tables_seen
            if types.n != last.n:
                raise Invalid(f"type mismatch: label {index} takes {types.n} operands, label {imm.a} takes {last.n}")
            self.look(types)
        self.pop_all(last)
        return self.set_unreachable()

    cdef int look(self, Types types) except -1:
        """Are these the topmost operands? They stay what they are; what unreachable code only promises is there then."""
        cdef Py_ssize_t i = types.n
        cdef Type t
        self.look_room(i)
        while i > 0:
            i -= 1
            t = self.stack[self.sp - 1]
            if t == types.p[i]:
                self.sp -= 1
            else:
                t = self.pop_other(types.p[i])
            self.looked[i] = t
        return self.push_all(types_of(self.looked, types.n))

    cdef int look_room(self, Py_ssize_t count) except -1:
        cdef Type* grown
        if count > self.looked_room:
            grown = <Type*>realloc(self.looked, count * sizeof(Type))
            if grown == NULL:
                raise MemoryError
            self.looked = grown
            self.looked_room = count
        return 0

    cdef int tail(self, Defined* callee) except -1:
        self.expect(callee.results, self.results)
        self.pop_all(callee.params)
        return self.set_unreachable()

    cdef Defined* indirect(self, Imm* imm) except NULL:
        cdef Defined* callee
        self.expect_sub(self.find(&self.table_elements, imm.b, "table"), FUNCREF)
        callee = self.func_type(imm.a)
        self.pop(self.table_addresses.p[imm.b])
        return callee

    cdef int select(self, Imm* imm) except -1:
        cdef Type a, b
        self.pop(T_I32)
        a = self.pop_any()
        b = self.pop_any()
        if a >= FIRST_REF or b >= FIRST_REF:
            raise Invalid("type mismatch: select of references needs a type")
        if a != b and a != BOT and b != BOT:
            raise Invalid(f"type mismatch: select of {name_of(b)} and {name_of(a)}")
        self.push(a or b)
        if (a or b) == T_V128:
            self.wide.append(self.at)
        return 0

    cdef int typed_select(self, Imm* imm) except -1:
        cdef Cursor items = self.cursor
        cdef Type t
        if imm.count != 1:
            raise Invalid("invalid result arity")
        items.pos = imm.at
        t = next_type(&items)
        self.check_type(t)
        self.pop(T_I32)
        self.pop(t)
        return self.swap(t, t)

    cdef int rule(self, int op, Imm* imm) except -1:
        """Instructions of one byte."""
        cdef Defined* d
        cdef int64_t heap
        cdef Type t, address
        cdef Types types
        if op == 0x00:  # unreachable
            self.set_unreachable()
        elif op == 0x08:  # throw
            self.pop_all(self.types[self.find(&self.tags, imm.a, "tag")].params)
            self.set_unreachable()
        elif op == 0x0A:  # throw_ref
            self.pop(EXNREF)
            self.set_unreachable()
        elif op == 0x0C:  # br
            self.pop_all(self.label(imm.a))
            self.set_unreachable()
        elif op == 0x0E:
            self.br_table(imm)
        elif op == 0x0F:  # return
            self.pop_all(self.results)
            self.set_unreachable()
        elif op == 0x11:  # call_indirect
            d = self.indirect(imm)
            self.apply(d.params, d.results)
        elif op == 0x12:  # return_call
            self.tail(&self.types[self.find(&self.funcs, imm.a, "function")])
        elif op == 0x13:  # return_call_indirect
            self.tail(self.indirect(imm))
        elif op == 0x14:  # call_ref
            d = self.func_type(imm.a)
            self.pop(ref_type(imm.a, 1))
            self.apply(d.params, d.results)
        elif op == 0x15:  # return_call_ref
            d = self.func_type(imm.a)
            self.pop(ref_type(imm.a, 1))
            self.tail(d)
        elif op == SELECT:
            self.select(imm)
        elif op == 0x1C:
            self.typed_select(imm)
        elif op == GLOBAL_GET:
            self.push(self.find(&self.global_types, imm.a, "global"))
        elif op == 0x24:  # global.set
            if not self.find(&self.global_mutable, imm.a, "global"):
                raise Invalid(f"immutable global {imm.a}")
            self.pop(self.global_types.p[imm.a])
        elif op == 0x25:  # table.get
            t = self.find(&self.table_elements, imm.a, "table")
            self.swap(self.table_addresses.p[imm.a], t)
        elif op == 0x26:  # table.set
            self.pop(self.find(&self.table_elements, imm.a, "table"))
            self.pop(self.table_addresses.p[imm.a])
        elif op == 0x3F:  # memory.size
            self.push(self.find(&self.memories, imm.a, "memory"))
        elif op == 0x40:  # memory.grow
            address = self.find(&self.memories, imm.a, "memory")
            self.swap(address, address)
        elif op == 0xD0:  # ref.null
            self.check_heap(imm.a)
            self.push(ref_type(imm.a, 1))
        elif op == 0xD1:  # ref.is_null
            self.pop_ref()
            self.push(T_I32)
        elif op == 0xD2:  # ref.func
            t = self.find(&self.funcs, imm.a, "function")
            if imm.a not in self.c.refs:
                raise Invalid(f"undeclared function reference {imm.a}")
            self.push(ref_type(t, 0))
        elif op == 0xD3:  # ref.eq
            self.pop(EQREF)
            self.swap(EQREF, T_I32)
        elif op == 0xD4:  # ref.as_non_null
            self.push(ref_type(self.pop_ref(), 0))
        elif op == 0xD5:  # br_on_null
            heap = self.pop_ref()
            self.through(self.label(imm.a))
            self.push(ref_type(heap, 0))
        elif op == 0xD6:  # br_on_non_null
            types = self.label_with_ref(imm.a)
            self.pop(ref_type(heap_of(types.p[types.n]), 1))
            self.through(types)
        else:
            raise Invalid(f"no rule for instruction {op:#x}")
        return 0

    # ------------------------------------------------------------ memories and tables

    cdef int check_data(self, int64_t index) except -1:
        if index >= self.datas:
            raise Invalid(f"unknown data segment {index}")
        return 0

    cdef int pop3(self, Type a, Type b, Type c) except -1:
        self.pop(c)
        self.pop(b)
        return self.pop(a)

    cdef int bulk_rule(self, int op, Imm* imm) except -1:
        cdef Type a, b, t
        if op == 0x208:  # memory.init
            a = self.find(&self.memories, imm.b, "memory")
            self.check_data(imm.a)
            self.pop3(a, T_I32, T_I32)
        elif op == 0x209:  # data.drop
            self.check_data(imm.a)
        elif op == 0x20A:  # memory.copy
            a = self.find(&self.memories, imm.a, "memory")
            b = self.find(&self.memories, imm.b, "memory")
            self.pop3(a, b, T_I64 if a == T_I64 and b == T_I64 else T_I32)
        elif op == 0x20B:  # memory.fill
            a = self.find(&self.memories, imm.a, "memory")
            self.pop3(a, T_I32, a)
        elif op == 0x20C:  # table.init
            t = self.find(&self.table_elements, imm.b, "table")
            self.expect_sub(self.find(&self.elems, imm.a, "elem segment"), t)
            self.pop3(self.table_addresses.p[imm.b], T_I32, T_I32)
        elif op == 0x20D:  # elem.drop
            self.find(&self.elems, imm.a, "elem segment")
        elif op == 0x20E:  # table.copy
            t = self.find(&self.table_elements, imm.a, "table")
            self.expect_sub(self.find(&self.table_elements, imm.b, "table"), t)
            a, b = self.table_addresses.p[imm.a], self.table_addresses.p[imm.b]
            self.pop3(a, b, T_I64 if a == T_I64 and b == T_I64 else T_I32)
        elif op == 0x20F:  # table.grow
            t = self.find(&self.table_elements, imm.a, "table")
            a = self.table_addresses.p[imm.a]
            self.pop(a)
            self.swap(t, a)
        elif op == 0x210:  # table.size
            self.find(&self.table_elements, imm.a, "table")
            self.push(self.table_addresses.p[imm.a])
        elif op == 0x211:  # table.fill
            t = self.find(&self.table_elements, imm.a, "table")
            a = self.table_addresses.p[imm.a]
            self.pop3(a, t, a)
        else:
            raise Invalid(f"no rule for instruction {op:#x}")
        return 0

    # ------------------------------------------------------------ references

    cdef Types label_with_ref(self, int64_t index) except *:
        """What a branch takes below a reference, which is behind it."""
        cdef Types types = self.label(index)
        if types.n == 0 or types.p[types.n - 1] < FIRST_REF:
            raise Invalid(f"type mismatch: label {index} does not take a reference")
        types.n -= 1
        return types

    cdef int branch_on(self, Imm* imm, bint on_failure) except -1:
        """br_on_cast, br_on_cast_fail"""
        cdef Type source = imm.b
        cdef Type target = imm.c
        cdef Type left
        cdef Types types
        self.check_type(source)
        self.check_type(target)
        self.expect_sub(target, source)
        left = ref_type(heap_of(source), 0) if _nullable(target) else source
        types = self.label_with_ref(imm.a)
        self.expect_sub(left if on_failure else target, types.p[types.n])
        self.pop(source)
        self.through(types)
        return self.push(target if on_failure else left)

    cdef Type top(self, int64_t heap) except -1:
        """Whatever a reference to this can be cast from."""
        self.check_heap(heap)
        if heap >= 0:
            heap = self.types[heap].kind
        if heap == H_FUNC or heap == H_NOFUNC:
            return FUNCREF
        if heap == H_EXTERN or heap == H_NOEXTERN:
            return ref_type(H_EXTERN, 1)
        if heap == H_EXN or heap == HEAP_NOEXN:
            return EXNREF
        return ref_type(H_ANY, 1)

    cdef int convert(self, int64_t from_heap, int64_t to_heap) except -1:
        cdef Type t = self.stack[self.sp - 1]
        self.pop(ref_type(from_heap, 1))
        return self.push(ref_type(to_heap, t != MARK and t != BOT and _nullable(t)))

    # ------------------------------------------------------------ structures and arrays

    cdef int check_packed(self, uint8_t field, bint wants_packed) except -1:
        if bool(field & PACKED) != wants_packed:
            raise Invalid(f"type mismatch: field is {'packed' if field & PACKED else 'unpacked'}")
        return 0

    cdef int check_default(self, Type t) except -1:
        if t >= FIRST_REF and not _nullable(t):
            raise Invalid("type mismatch: no default value for a field")
        return 0

    cdef int new_default(self, int64_t index) except -1:
        cdef Defined* d
        cdef Py_ssize_t i
        if index not in self.c.defaultable:
            d = self.struct_type(index)
            for i in range(d.params.n):
                self.check_default(d.params.p[i])
            self.c.defaultable.add(index)
        return self.push(ref_type(index, 0))

    cdef Defined* field(self, Imm* imm) except NULL:
        cdef Defined* d = self.struct_type(imm.a)
        if imm.b >= d.params.n:
            raise Invalid(f"unknown field {imm.b}")
        return d

    cdef Defined* mutable_array(self, int64_t index) except NULL:
        cdef Defined* d = self.array_type(index)
        if not d.fields[0] & MUTABLE:
            raise Invalid("immutable array")
        return d

    cdef int check_numeric(self, Defined* d) except -1:
        if d.results.p[0] >= FIRST_REF:
            raise Invalid("array type is not numeric or vector")
        return 0

    cdef int new_fixed(self, Imm* imm) except -1:
        cdef Type t = self.array_type(imm.a).params.p[0]
        # what is not there need not be popped one by one: the count may be anything
        cdef int64_t count = min(imm.b, <int64_t>(self.sp - self.frames[self.depth - 1].height + 1))
        while count > 0:
            count -= 1
            self.pop(t)
        return self.push(ref_type(imm.a, 0))

    cdef int gc_rule(self, int op, Imm* imm) except -1:
        cdef Defined* d
        cdef Defined* other
        cdef Type t
        op -= 0x100
        if op == 0:  # struct.new
            self.pop_all(self.struct_type(imm.a).params)
            self.push(ref_type(imm.a, 0))
        elif op == 1:
            self.new_default(imm.a)
        elif op <= 4:  # struct.get, struct.get_s, struct.get_u
            d = self.field(imm)
            self.check_packed(d.fields[imm.b], op > 2)
            self.swap(ref_type(imm.a, 1), d.params.p[imm.b])
        elif op == 5:  # struct.set
            d = self.field(imm)
            if not d.fields[imm.b] & MUTABLE:
                raise Invalid("immutable field")
            self.pop(d.params.p[imm.b])
            self.pop(ref_type(imm.a, 1))
        elif op == 6:  # array.new
            t = self.array_type(imm.a).params.p[0]
            self.pop(T_I32)
            self.swap(t, ref_type(imm.a, 0))
        elif op == 7:  # array.new_default
            self.check_default(self.array_type(imm.a).params.p[0])
            self.swap(T_I32, ref_type(imm.a, 0))
        elif op == 8:
            self.new_fixed(imm)
        elif op == 9:  # array.new_data
            self.check_numeric(self.array_type(imm.a))
            self.check_data(imm.b)
            self.pop(T_I32)
            self.swap(T_I32, ref_type(imm.a, 0))
        elif op == 10:  # array.new_elem
            t = self.find(&self.elems, imm.b, "elem segment")
            self.expect_sub(t, self.array_type(imm.a).results.p[0])
            self.pop(T_I32)
            self.swap(T_I32, ref_type(imm.a, 0))
        elif op <= 13:  # array.get, array.get_s, array.get_u
            d = self.array_type(imm.a)
            self.check_packed(d.fields[0], op > 11)
            self.pop(T_I32)
            self.swap(ref_type(imm.a, 1), d.params.p[0])
        elif op == 14:  # array.set
            self.pop3(ref_type(imm.a, 1), T_I32, self.mutable_array(imm.a).params.p[0])
        elif op == 15:  # array.len
            self.swap(ARRAYREF, T_I32)
        elif op == 16:  # array.fill
            t = self.mutable_array(imm.a).params.p[0]
            self.pop(T_I32)
            self.pop3(ref_type(imm.a, 1), T_I32, t)
        elif op == 17:  # array.copy
            d = self.mutable_array(imm.a)
            other = self.array_type(imm.b)
            if not self.is_sub(other.results.p[0], d.results.p[0]):
                raise Invalid("array types do not match")
            self.pop(T_I32)
            self.pop(T_I32)
            self.pop3(ref_type(imm.a, 1), T_I32, ref_type(imm.b, 1))
        elif op == 18:  # array.init_data
            self.check_numeric(self.mutable_array(imm.a))
            self.check_data(imm.b)
            self.pop(T_I32)
            self.pop3(ref_type(imm.a, 1), T_I32, T_I32)
        elif op == 19:  # array.init_elem
            d = self.mutable_array(imm.a)
            self.expect_sub(self.find(&self.elems, imm.b, "elem segment"), d.results.p[0])
            self.pop(T_I32)
            self.pop3(ref_type(imm.a, 1), T_I32, T_I32)
        elif op <= 21:  # ref.test
            self.swap(self.top(imm.a), T_I32)
        elif op <= 23:  # ref.cast
            self.swap(self.top(imm.a), ref_type(imm.a, op == 23))
        elif op <= 25:  # br_on_cast, br_on_cast_fail
            self.branch_on(imm, op == 25)
        elif op == 26:  # any.convert_extern
            self.convert(H_EXTERN, H_ANY)
        elif op == 27:  # extern.convert_any
            self.convert(H_ANY, H_EXTERN)
        elif op == 28:  # ref.i31
            self.swap(T_I32, ref_type(H_I31, 0))
        elif op <= 30:  # i31.get_s, i31.get_u
            self.swap(ref_type(H_I31, 1), T_I32)
        else:
            raise Invalid(f"no rule for instruction {op + 0x100:#x}")
        return 0
