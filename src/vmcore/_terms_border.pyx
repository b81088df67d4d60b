# Terms between Python (vmcore.terms) and a machine. Sharing is kept; nothing recurses on the depth. Only ground terms go to it,
# or patterns, whose slots are characters; variables that the machine made come back.

cimport cython
from cpython.object cimport PyObject
from libc.stdint cimport int64_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free, realloc
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._convert cimport (
    Border, Ref, atom, atom_python, checked, quick_python, quick_value, text_value, text_python,
)
from vmcore._table cimport table_get, table_put
from vmcore._terms cimport (
    Sym, Expr, Ground, Slot, new_expr, new_marked, new_ground, new_var, symbol as symbol_of,
)
from vmcore._host cimport Machine, Procedure
from vmcore._termspace cimport Kept, Space, state_of
from vmcore._terms_values cimport *

cdef extern from "Python.h":
    PyObject* TUPLE_NEW "PyTuple_New"(Py_ssize_t n) except NULL
    void TUPLE_SET "PyTuple_SET_ITEM"(PyObject* t, Py_ssize_t i, PyObject* x)
    PyObject* TUPLE_AT "PyTuple_GET_ITEM"(PyObject* t, Py_ssize_t i)
    Py_ssize_t TUPLE_SIZE "PyTuple_GET_SIZE"(PyObject* t)
    PyObject* LIST_AT "PyList_GET_ITEM"(PyObject* t, Py_ssize_t i)
    void INCREF "Py_INCREF"(PyObject* x)
    void DECREF "Py_DECREF"(PyObject* x)


class Unknown(Exception):
    """A term that is not ground, or has something in it that only Python knows."""


cdef struct Word:
    PyObject* term                     # a symbol or operation, held by Lexicon.terms
    Value value                        # held by Lexicon.held


cdef class Lexicon:
    """Symbols and operations, by object, and the words that they are in a machine: both ways, as each term that crosses the
    border is made of them."""
    cdef Border border
    cdef Word* entries
    cdef uint32_t* by_term             # places in ``entries`` plus 1, open addressing
    cdef uint32_t* by_value
    cdef uint32_t used, room           # room: a power of 2, at least twice as many as are used
    cdef list terms
    cdef Ref held                      # a queue

    def __cinit__(self, Border border):
        self.border = border
        self.terms = []
        self.held = border.wrap(checked(new_pair(border.vm, IMM_NIL, IMM_NIL)))
        self.grow(1024)

    def __dealloc__(self):
        free(self.entries)
        free(self.by_term)
        free(self.by_value)

    cdef int grow(self, uint32_t room) except -1:
        cdef Word* entries = <Word*>realloc(self.entries, (room >> 1) * sizeof(Word))
        cdef uint32_t i
        if entries == NULL:
            raise MemoryError
        self.entries = entries
        free(self.by_term)
        free(self.by_value)
        self.by_term = <uint32_t*>calloc(room, sizeof(uint32_t))
        self.by_value = <uint32_t*>calloc(room, sizeof(uint32_t))
        if self.by_term == NULL or self.by_value == NULL:
            raise MemoryError
        self.room = room
        for i in range(self.used):
            self.enter(i)
        return 0

    cdef void enter(self, uint32_t i) noexcept:
        cdef uint32_t at = place(<uint64_t>self.entries[i].term, self.room)
        while self.by_term[at]:
            at = (at + 1) & (self.room - 1)
        self.by_term[at] = i + 1
        at = place(self.entries[i].value, self.room)
        while self.by_value[at]:
            at = (at + 1) & (self.room - 1)
        self.by_value[at] = i + 1

    cdef int add(self, object term, Value v) except -1:
        if self.used == self.room >> 1:
            self.grow(self.room * 2)
        put(self.border.vm, self.border.vm.handles[self.held.handle], v)
        self.terms.append(term)
        self.entries[self.used].term = <PyObject*>term
        self.entries[self.used].value = v
        self.enter(self.used)
        self.used += 1
        return 0

    cdef Value value_of(self, PyObject* term) noexcept:
        """0 if it is not there."""
        cdef uint32_t at = place(<uint64_t>term, self.room)
        while self.by_term[at]:
            if self.entries[self.by_term[at] - 1].term == term:
                return self.entries[self.by_term[at] - 1].value
            at = (at + 1) & (self.room - 1)
        return 0

    cdef PyObject* term_of(self, Value v) noexcept:
        """NULL if it is not there. Borrowed."""
        cdef uint32_t at = place(v, self.room)
        while self.by_value[at]:
            if self.entries[self.by_value[at] - 1].value == v:
                return self.entries[self.by_value[at] - 1].term
            at = (at + 1) & (self.room - 1)
        return NULL


cdef inline uint32_t place(uint64_t word, uint32_t room) noexcept:
    return <uint32_t>((word * <uint64_t>0x9E3779B97F4A7C15u) >> 32) & (room - 1)


cdef class Terms:
    """Conversion for one machine. ``classes``: those of numbers, truth values, strings and operations; ``truth``: the terms of
    false and true; ``active``: names of symbols that can be called; ``refused``: symbols that no value may have in it."""
    cdef Border border
    cdef Lexicon words
    cdef dict operations               # the one of equal operations that has a word
    cdef type number, bool_, string, operation
    cdef object false, true, number_type
    cdef object active, refused
    cdef bint open                     # may what goes to the machine have slots?
    cdef dict variable_numbers         # (name, own) -> number
    cdef list variable_names
    cdef dict variables                # word -> variable, of a term that comes back

    def __init__(self, Border border, tuple classes, tuple truth, object active, object refused):
        self.border = border
        self.number, self.bool_, self.string, self.operation = classes
        self.number_type = self.number(0).typ
        self.false, self.true = truth
        self.active = active
        self.refused = refused
        self.variable_numbers = {}
        self.variable_names = []
        self.words = Lexicon(border)
        self.operations = {}

    def mentioned(self):
        """All symbols that can be called and operations that there are values of."""
        return [x for x in self.words.terms if type(x) is not Sym or (<Sym>x).name in self.active]

    cdef Value known(self, object x) except? 0:
        """The word of a symbol or operation; kept alive."""
        cdef Value v = self.words.value_of(<PyObject*>x)
        cdef VM* vm = self.border.vm
        if v:
            return v
        if type(x) is Sym:
            if x in self.refused:
                raise Unknown
            name = (<Sym>x).name
            v = checked(intern(vm, text_value(vm, name), T_KEYWORD if name in self.active else T_SYMBOL))
        else:
            other = self.operations.setdefault(x, x)
            if other is not x:
                return self.words.value_of(<PyObject*>other)
            v = self.border.new_host(x)
        self.words.add(x, v)
        return v

    cdef Value leaf(self, object x) except? 0:
        """0 without an exception for an expression."""
        cdef Value v
        cls = type(x)
        if cls is Sym:
            return self.known(x)
        if cls is Expr:
            return 0
        if cls is self.number:
            value = (<Ground>x).value
            v = quick_value(self.border.vm, value)
            if v:
                if is_fix(v):
                    return v
                if value != value:
                    raise Unknown
                return v
            return atom(self.border.vm, value)
        if cls is self.bool_:
            return IMM_TRUE if (<Ground>x).value else IMM_FALSE
        if cls is self.string:
            return text_value(self.border.vm, (<Ground>x).value)
        if cls is self.operation:
            return self.known(x)
        if cls is Slot and self.open:
            return from_char(<uint32_t>(<Slot>x).index)
        raise Unknown

    cdef Value value(self, object root) except? 0:
        cdef Value v = self.leaf(root)
        cdef Value child
        cdef dict memo
        cdef list todo
        cdef Py_ssize_t i
        cdef tuple items
        if v:
            return v
        v = self.hollow(root)
        items = (<Expr>root).items
        for i in range(len(items)):
            if type(items[i]) is Expr:
                break
            as_vector(v).items[i] = self.leaf(items[i])
        else:
            return v
        memo = {id(root): v}
        todo = [root]
        while todo:
            x = todo.pop()
            v = memo[id(x)]
            items = (<Expr>x).items
            for i in range(len(items)):
                y = items[i]
                child = self.leaf(y)
                if child == 0:
                    found = memo.get(id(y))
                    if found is None:
                        child = self.hollow(y)
                        memo[id(y)] = child
                        todo.append(y)
                    else:
                        child = found
                as_vector(v).items[i] = child
        return memo[id(root)]

    cdef Value hollow(self, Expr x) except 0:
        cdef Value v
        if not x.ground and not self.open:
            raise Unknown
        v = checked(new_vector(self.border.vm, len(x.items), IMM_NIL))
        as_vector(v).h.aux = TERM_PATTERN if not x.ground else TERM_MARKED if x.marked else TERM_RAW
        return v

    cdef object leaf_term(self, Value v):
        """None for an expression."""
        cdef int t = type_of(v)
        cdef PyObject* known
        if t == T_SYMBOL or t == T_KEYWORD:
            known = self.words.term_of(v)
            return symbol_of(text_python((<Symbol*>as_obj(v)).name)) if known == NULL else <object>known
        if t == T_VECTOR:
            return None
        if t == T_BOOL:
            return self.true if v == IMM_TRUE else self.false
        if t == T_STRING:
            return self.string(text_python(v))
        if t == T_FIXNUM or t == T_FLONUM or t == T_INT64 or t == T_BIGINT:
            return new_ground(self.number, quick_python(self.border.vm, v), self.number_type, "number")
        if t == T_HOST:
            return atom_python(self.border.vm, v)
        if t == T_BOX:
            return self.variable(v)
        raise Unknown

    cdef object variable(self, Value v):
        x = self.variables.get(v)
        if x is None:
            name, own = self.variable_names[as_obj(v).aux >> 1]
            x = self.variables[v] = new_var(name, own)
        return x

    cdef object flat(self, Value v):
        """The expression of a vector that has no other in it; None if it has."""
        cdef uint32_t i, n = as_vector(v).h.length
        cdef PyObject* out
        cdef PyObject* x
        for i in range(n):
            if is_vector(as_vector(v).items[i]):
                return None
        out = TUPLE_NEW(n)
        try:
            for i in range(n):
                x = self.words.term_of(as_vector(v).items[i])
                if x == NULL:
                    leaf = self.leaf_term(as_vector(v).items[i])
                    x = <PyObject*>leaf
                INCREF(x)
                TUPLE_SET(out, i, x)
            return new_marked(<tuple>out, None) if as_vector(v).h.aux == TERM_MARKED else new_expr(<tuple>out)
        finally:
            DECREF(out)

    cdef object term(self, Value root):
        cdef Value v, item
        cdef dict memo
        cdef list todo, items
        cdef uint32_t i
        cdef bint ready
        self.variables = {}
        x = self.leaf_term(root)
        if x is not None:
            return x
        x = self.flat(root)
        if x is not None:
            return x
        memo = {}
        todo = [root]
        while todo:
            v = todo[len(todo) - 1]
            if v in memo:
                todo.pop()
                continue
            items = []
            ready = True
            for i in range(as_vector(v).h.length):
                item = as_vector(v).items[i]
                x = self.leaf_term(item)
                if x is None:
                    x = memo.get(item)
                    if x is None:
                        ready = False
                        todo.append(item)
                items.append(x)
            if ready:
                todo.pop()
                memo[v] = new_marked(tuple(items), None) if as_vector(v).h.aux == TERM_MARKED else new_expr(tuple(items))
        return memo[root]

    def to_machine(self, x):
        """The value of a term, held."""
        return self.border.wrap(self.value(x))

    def arguments(self, tuple xs):
        """The values of terms, held."""
        return [self.border.wrap(self.value(x)) for x in xs]

    # ---- patterns, and variables of the machine

    def pattern(self, x):
        """The value of a term with slots, held."""
        self.open = True
        try:
            return self.border.wrap(self.value(x))
        finally:
            self.open = False

    cdef Value numbers(self, list names) except 0:
        """The names of an equation's variables; each is a pair of a name and whether it is as the program wrote it."""
        cdef Value v = checked(new_vector(self.border.vm, len(names), IMM_NIL))
        cdef Py_ssize_t i
        for i, name in enumerate(names):
            number = self.variable_numbers.get(name)
            if number is None:
                number = len(self.variable_names)
                if number >> 15:
                    raise Unknown
                self.variable_numbers[name] = number
                self.variable_names.append(name)
            as_vector(v).items[i] = from_fix(number)
        return v

    def scope_names(self, list names):
        return self.border.wrap(self.numbers(names))

    def trail(self):
        """A trail to which nothing is bound."""
        return self.border.wrap(checked(new_pair(self.border.vm, IMM_NIL, from_fix(0))))

    def patterns(self, list facts):
        """A list of facts, for ``%open-fact``. Each is a term and the names of its variables."""
        cdef Value found = IMM_NIL
        cdef Value v
        self.open = True
        try:
            for term, names in reversed(facts):
                v = self.value(term)
                if names:
                    v = checked(new_pair(self.border.vm, v, self.numbers(names)))
                found = checked(new_pair(self.border.vm, v, found))
        finally:
            self.open = False
        return self.border.wrap(found)

    def content(self, Ref ref):
        """The term in a box; None if there is no term in it."""
        cdef Value v = (<Box*>as_obj(self.border.vm.handles[ref.handle])).value
        return None if v == IMM_DEFAULT else self.term(v)

    def reversed_content(self, Ref ref):
        """The terms of the list in a box, from its end."""
        cdef Value p = (<Box*>as_obj(self.border.vm.handles[ref.handle])).value
        cdef list found = []
        while is_pair(p):
            found.append(self.term(car(p)))
            p = cdr(p)
        found.reverse()
        return found

    # ---- facts: a queue is a pair of a list and its last pair

    def queue(self):
        return self.border.wrap(checked(new_pair(self.border.vm, IMM_NIL, IMM_NIL)))

    def table(self):
        """An empty table by eqv?."""
        return self.border.wrap(checked(new_table(self.border.vm, TABLE_EQV, 0)))

    def extend(self, Ref queue, list facts, Py_ssize_t start):
        """Puts the facts of a space from the start-th on, as they are kept there, at the end of a queue; answers how many. Nothing
        is done if one of them has variables."""
        cdef VM* vm = self.border.vm
        cdef Py_ssize_t i, n = len(facts), count = 0
        cdef PyObject* one
        cdef PyObject* term
        for i in range(start, n):
            one = LIST_AT(<PyObject*>facts, i)
            if not (<Kept?><object>one).gone and not (<Kept>one).term.ground:
                raise Unknown
        for i in range(start, n):
            one = LIST_AT(<PyObject*>facts, i)
            if not (<Kept>one).gone:
                term = <PyObject*>(<Kept>one).term
                put(vm, vm.handles[queue.handle], self.value(<object>term))
                count += 1
        return count

    def index(self, Ref queue, Ref table, uint32_t place, int64_t start):
        """Puts the facts of a queue from the start-th on into queues of a table, by the item at a place. False, and nothing
        is done, if one of them has a number there that is no integer."""
        cdef VM* vm = self.border.vm
        cdef Value p = car(vm.handles[queue.handle])
        cdef Value t = vm.handles[table.handle]
        cdef Value key, found, q
        cdef int status
        while start and is_pair(p):
            start -= 1
            p = cdr(p)
        q = p
        while is_pair(q):
            if is_double(as_vector(car(q)).items[place]):
                return False
            q = cdr(q)
        while is_pair(p):
            key = as_vector(car(p)).items[place]
            if not is_vector(key) and not is_string(key):
                if not table_get(vm, t, key, &found, &status):
                    found = checked(new_pair(vm, IMM_NIL, IMM_NIL))
                    if table_put(vm, t, key, found) != ST_OK:
                        raise MemoryError
                put(vm, found, car(p))
            p = cdr(p)
        return True


cdef int put(VM* vm, Value queue, Value x) except -1:
    cdef Value cell = checked(new_pair(vm, x, IMM_NIL))
    cdef Value last = cdr(queue)
    if is_pair(last):
        pair_barrier(vm, last, cell)
        as_pair(last).cdr = cell
    else:
        pair_barrier(vm, queue, cell)
        as_pair(queue).car = cell
    pair_barrier(vm, queue, cell)
    as_pair(queue).cdr = cell
    return 0


include "_terms_ready.pxi"
