# Program text that is data of the running program: what `eval` gets, as a compiler wants it.
#
# Lists, vectors, symbols, numbers and characters become those of the compiler; whatever else there is becomes an object
# of a class of its own. The words of all lists, vectors and such objects are kept beside them, so that what is quoted can
# be the very object that the program had. Words stay valid: the root is held, and nothing runs in this machine (so
# nothing changes or dies below the root) while its text is compiled.

from libc.stdint cimport int64_t, uint32_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.value cimport Symbol as SymbolObj
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._big cimport to_pyint
from vmcore._convert cimport Border, from_python, text_python

cdef object data = __import__("vmcore.data", fromlist=("Symbol",))   # from vmcore import: waits for the package

cdef type SymbolClass = data.Symbol
cdef type CharClass = data.Char
cdef dict SINGLETONS = {
    IMM_UNSPEC: data.UNSPECIFIED, IMM_EOF: data.EOF, IMM_DEFAULT: data.DEFAULT,
}


cdef bint ends(Value v) noexcept nogil:
    """Is a list finite? (Its end may be anything.)"""
    cdef Value slow = v
    while is_pair(v):
        v = cdr(v)
        if not is_pair(v):
            return True
        v = cdr(v)
        slow = cdr(slow)
        if v == slow and is_pair(v):
            return False
    return True


cdef class Quoted:
    """A datum, and which values its parts are. ``make_list(items, positions, tail)``, ``make_vector(items, positions)``,
    ``make_other(text)``: the classes of the compiler; text is that of a string, else None."""
    cdef readonly object datum
    cdef readonly int64_t size            # parts
    cdef Border machine
    cdef object root
    cdef object make_list
    cdef object make_vector
    cdef object make_other
    cdef dict words                       # id of an object -> word
    cdef list objects                     # keeps those objects
    cdef dict places                      # word -> index among the literals

    def __init__(self, Border machine, root, make_list, make_vector, make_other):
        cdef dict memo = {}
        cdef list work = []
        self.machine = machine
        self.root = root
        self.make_list = make_list
        self.make_vector = make_vector
        self.make_other = make_other
        self.words = {}
        self.objects = []
        self.places = {}
        self.datum = self.part(from_python(machine.vm, root), memo, work)
        while work:
            self.fill(work.pop(), memo, work)

    cdef object part(self, Value v, dict memo, list work):
        cdef int t
        cdef object x
        self.size += 1
        if is_fix(v):
            return fix_value(v)
        if is_double(v):
            return unbox_double(v)
        t = type_of(v)
        if t == T_BOOL:
            return v == IMM_TRUE
        if t == T_CHAR:
            return CharClass(char_value(v))
        if t == T_NIL:
            return self.make_list([], [], None)
        if v in SINGLETONS:
            return SINGLETONS[v]
        if t == T_SYMBOL and (<SymbolObj*>as_obj(v)).h.aux:
            return SymbolClass(text_python((<SymbolObj*>as_obj(v)).name))
        if t == T_INT64 or t == T_BIGINT:
            return to_pyint(v)
        x = memo.get(v)
        if x is None:
            x = memo[v] = self.object_of(v, t)
            self.words[id(x)] = v
            self.objects.append(x)
            if t == T_PAIR or t == T_VECTOR:
                work.append(v)
        return x

    cdef object object_of(self, Value v, int t):
        cdef object x
        if t == T_PAIR:
            return self.make_list([], [], None)
        if t == T_VECTOR:
            return self.make_vector([], [])
        if t == T_SYMBOL:                 # uninterned: equal to itself only
            x = object.__new__(SymbolClass)
            x.name = text_python((<SymbolObj*>as_obj(v)).name)
            return x
        return self.make_other(text_python(v) if t == T_STRING else None)

    cdef void fill(self, object word, dict memo, list work) except *:
        cdef Value v = word
        cdef object x = memo[v]
        cdef list items = x.items
        cdef uint32_t i
        cdef bint finite
        if is_vector(v):
            for i in range(as_vector(v).h.length):
                items.append(self.part(as_vector(v).items[i], memo, work))
        else:
            finite = ends(v)
            items.append(self.part(car(v), memo, work))
            v = cdr(v)
            while is_pair(v) and finite:
                items.append(self.part(car(v), memo, work))
                v = cdr(v)
            if is_pair(v):                # a circular list is no program text, but may be quoted
                x.tail = self.make_other(None)
                self.words[id(x.tail)] = v
                self.objects.append(x.tail)
            elif v != IMM_NIL:
                x.tail = self.part(v, memo, work)
        x.pos[:] = [0] * (len(items) + (not is_vector(word) and x.tail is not None))

    def place(self, x):
        """The number among the literals of the value that the object stands for; -1 if it stands for none."""
        word = self.words.get(id(x))
        if word is None:
            return -1
        return self.places.setdefault(word, len(self.places))

    def literals(self):
        """A vector with the values that ``place`` was asked for, in its order; MemoryError when the heap refuses."""
        cdef Value v = new_vector(self.machine.vm, <size_t>len(self.places), IMM_UNSPEC)
        cdef Value word
        if v == 0:
            raise MemoryError("the heap refused the memory")
        for word, i in self.places.items():
            as_vector(v).items[<int64_t>i] = word
        return self.machine.wrap(v)
