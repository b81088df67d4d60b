# Terms: classes, copies, comparison, unification. Nothing recurses on the depth of a term; terms on explicit stacks are
# borrowed, and held by the roots that the caller holds: an expression never changes, a bound variable stays bound meanwhile.

cimport cython
from cpython.exc cimport PyErr_CheckSignals
from cpython.object cimport PyObject, PyTypeObject, PyObject_Hash
from cpython.ref cimport Py_DECREF, Py_INCREF, Py_XDECREF
from libc.stdlib cimport malloc, realloc, free
from libc.string cimport memcpy

ctypedef PyObject* (*maker)(PyTypeObject*, PyObject*, PyObject*) except NULL

cdef extern from "Python.h":
    PyObject* TUPLE_NEW "PyTuple_New"(Py_ssize_t n) except NULL
    void TUPLE_SET "PyTuple_SET_ITEM"(PyObject* t, Py_ssize_t i, PyObject* x)
    PyObject* TUPLE_AT "PyTuple_GET_ITEM"(PyObject* t, Py_ssize_t i)
    Py_ssize_t TUPLE_SIZE "PyTuple_GET_SIZE"(PyObject* t)
    PyObject* LIST_AT "PyList_GET_ITEM"(PyObject* t, Py_ssize_t i)
    Py_ssize_t LIST_SIZE "PyList_GET_SIZE"(PyObject* t)
    PyObject** LIST_ITEMS "PySequence_Fast_ITEMS"(PyObject* t)
    Py_ssize_t PyVectorcall_NARGS(size_t n)
    PyTypeObject* Py_TYPE(object x)
    void INCREF "Py_INCREF"(PyObject* x)
    void DECREF "Py_DECREF"(PyObject* x)
    bint LONG_EXACT "PyLong_CheckExact"(PyObject* x)
    bint FLOAT_EXACT "PyFloat_CheckExact"(PyObject* x)
    bint TEXT_EXACT "PyUnicode_CheckExact"(PyObject* x)
    bint IS_BOOL "PyBool_Check"(PyObject* x)
    ctypedef struct TypeSlots "PyTypeObject":
        maker tp_new
        void* tp_vectorcall
        PyObject* tp_dict
        Py_ssize_t tp_basicsize
        Py_ssize_t tp_dictoffset
    void PyType_Modified(type cls)
    PyObject* PyDict_GetItem(object d, object key)
    void PyObject_GC_UnTrack(PyObject* x)
    void PyObject_GC_Track(PyObject* x)
    bint PyObject_GC_IsTracked(PyObject* x)

cdef dict _symbols = {}
cdef tuple _NOTHING = ()
cdef long long _serial = 0


cdef long long newest() noexcept:
    return _serial


def last_serial():
    """The serial of the variable that was made last."""
    return _serial


# ---------------------------------------------------------------- classes


cdef class Atom:
    """A term."""

    def __cinit__(self):
        self.ground = True

    def __str__(self):
        return text_of(self)


@cython.final
cdef class Sym(Atom):
    """A name: ``Sym("a") is Sym("a")``."""

    def __cinit__(self):
        self.tag = IS_SYM
        self.inert = True

    def __repr__(self):
        return self.name

    def get_name(self):
        return self.name

    def __reduce__(self):
        return Sym, (self.name,)


cdef Sym symbol(str name):
    cdef PyObject* found = PyDict_GetItem(_symbols, name)
    cdef Sym made
    if found != NULL:
        return <Sym>found
    made = Sym.__new__(Sym)
    made.name = name
    _symbols[name] = made
    return made


cdef PyObject* _named(PyObject* cls, PyObject** args, size_t n, PyObject* names) except NULL:
    cdef Sym found
    if names != NULL or PyVectorcall_NARGS(n) != 1 or type(<object>args[0]) is not str:
        raise TypeError("Sym takes a str")
    found = symbol(<str>args[0])
    Py_INCREF(found)
    return <PyObject*>found


cdef PyObject* _named_new(PyTypeObject* cls, PyObject* args, PyObject* names) except NULL:
    cdef PyObject* name = TUPLE_AT(args, 0) if TUPLE_SIZE(args) == 1 else NULL
    return _named(<PyObject*>cls, &name, TUPLE_SIZE(args), names)


# A symbol that is there is answered instead of a new one; Cython has no word for that.
(<TypeSlots*>Sym).tp_new = _named_new
(<TypeSlots*>Sym).tp_vectorcall = <void*>_named


@cython.final
@cython.trashcan(True)
cdef class Var(Atom):
    """A variable. ``serial``: variables made later have larger ones; ``own``: its name is as the program wrote it."""

    def __cinit__(self):
        global _serial
        _serial += 1
        self.serial = _serial
        self.tag = IS_VAR
        self.ground = False

    def __init__(self, str name not None, bint own=False):
        self.name = name
        self.own = own

    def __eq__(self, other):
        """For users: variables that programs wrote are the same by name. The functions below go by identity."""
        if self is other or not self.own or type(other) is not Var or not (<Var>other).own:
            return self is other
        return self.name == (<Var>other).name

    def __hash__(self):
        return PyObject_Hash(self.name)

    def __repr__(self):
        return text_of(self)

    def get_name(self):
        return text_of(self)[1:]


cdef Var new_var(str name, bint own):
    cdef Var made = Var.__new__(Var)
    made.name = name
    made.own = own
    return made


@cython.final
cdef class Slot(Atom):
    """The place of a variable in a term that is kept."""

    def __cinit__(self):
        self.tag = IS_SLOT
        self.ground = False

    def __init__(self, Py_ssize_t index, str name not None):
        self.index = index
        self.name = name


@cython.final
@cython.trashcan(True)
@cython.no_gc_clear  # as tuples: nothing else in a cycle may see it without its elements
cdef class Expr(Atom):
    """A sequence of terms. ``evaluated``: evaluation has ended with it, and ``origin`` is what it was before."""

    def __cinit__(self):
        self.tag = IS_EXPR
        self.items = ()

    def __init__(self, tuple items not None, Expr origin=None):
        for item in items:
            if not isinstance(item, Atom):
                raise TypeError(f"{item!r} is no term")
        _fill(self, items)
        self.known = origin
        self.marked = origin is not None
        if self.inert and origin is not None and not origin.inert:
            look_at(self)

    @property
    def evaluated(self):
        return self.marked != 0

    @property
    def origin(self):
        return origin_of(self)

    def __eq__(self, other):
        """For users: with variables that programs wrote by name."""
        return self is other or (type(other) is Expr and equal(self, <Expr>other, True))

    def __hash__(self):
        return hash_of(self) if self.ground else 0

    def __repr__(self):
        return text_of(self)

    def get_children(self):
        return list(self.items)


cdef enum:
    LARGE = 64                            # elements: such a tuple is no block of Python's allocator

cdef long long _large = 0


cdef long long large_bytes() noexcept:
    return _large


def note_large(Py_ssize_t n):
    """The value of a Ground takes so many bytes."""
    global _large
    _large += n


cdef inline void _fill(Expr e, tuple items):
    global _large
    cdef PyObject* t = <PyObject*>items
    cdef PyObject* x
    cdef Py_ssize_t i
    cdef bint inert = True
    e.items = items
    if TUPLE_SIZE(t) >= LARGE:
        _large += TUPLE_SIZE(t) * <Py_ssize_t>sizeof(PyObject*)
    for i in range(TUPLE_SIZE(t)):
        x = TUPLE_AT(t, i)
        if not (<Atom>x).inert and not ((<Atom>x).tag == IS_GROUND and _is_inert(x)):
            inert = False
            if not (<Atom>x).ground:
                e.ground = False
                return
    e.ground = True
    if inert:
        e.inert = True
        PyObject_GC_UnTrack(t)
        PyObject_GC_UnTrack(<PyObject*>e)


cdef Expr origin_of(Expr e):
    return <Expr>e.known if type(e.known) is Expr else None


include "_terminert.pxi"


cdef Expr new_expr(tuple items):
    cdef Expr e = Expr.__new__(Expr)
    _fill(e, items)
    return e


cdef Expr new_marked(tuple items, Expr origin):
    cdef Expr e = new_expr(items)
    e.known = origin
    e.marked = True
    if e.inert and origin is not None and not origin.inert:
        look_at(e)
    return e


cdef dict _kinds = {}  # class -> (is it ground?, is it compared by kind and value?)
cdef PyTypeObject* _last_kind = NULL
cdef bint _last_ground = True
cdef bint _last_plain = True


cdef int _note_kind(type cls) except -1:
    global _last_kind, _last_ground, _last_plain
    found = _kinds.get(cls)
    if found is None:
        found = _kinds[cls] = (not issubclass(cls, Matcher), cls.same is Ground.same)
    _last_ground, _last_plain = found
    _last_kind = <PyTypeObject*><PyObject*>cls
    return 0


@cython.trashcan(True)
cdef class Ground(Atom):
    """A value of the host. ``kind``: values of different kinds are never equal."""

    def __cinit__(self):
        self.tag = IS_GROUND
        if _last_kind != Py_TYPE(self):
            _note_kind(type(self))
        self.ground = _last_ground
        self.plain = _last_plain

    def __init__(self, value, typ, str kind=""):
        self.value = value
        self.typ = typ
        self.kind = kind

    def __eq__(self, other):
        return self is other or (isinstance(other, Ground) and same_ground(<PyObject*>self, <PyObject*>other))

    def __hash__(self):
        return hash((self.kind, self.value))

    def same(self, Ground other):
        """Is it the same value?"""
        return self.kind == other.kind and bool(self.value == other.value)

    def text(self):
        """How it is written."""
        return str(self.value)

    def __repr__(self):
        return self.text()


cdef Ground new_ground(type cls, object value, object typ, str kind):
    """As ``cls(value, typ, kind)`` of a subclass whose ``__init__`` does no more than Ground's."""
    cdef Ground made = <Ground>(<TypeSlots*>cls).tp_new(<PyTypeObject*><PyObject*>cls, <PyObject*>_NOTHING, NULL)
    Py_DECREF(made)
    made.value = value
    made.typ = typ
    made.kind = kind
    return made


cdef class Matcher(Ground):
    """A value that says itself what it matches."""

    def solutions(self, other):
        """Ways to match another term: each a list of pairs of a variable and its value."""
        raise NotImplementedError


cdef bint same_ground(PyObject* a, PyObject* b) except -1:
    """Are two values of the host the same?"""
    cdef Ground x, y
    if not (<Ground>a).plain:
        x, y = <Ground>a, <Ground>b
        return bool(x.same(y))
    if (<Ground>a).kind is not (<Ground>b).kind and (<Ground>a).kind != (<Ground>b).kind:
        return False
    if LONG_EXACT(<PyObject*>(<Ground>a).value) and (<Ground>a).value is (<Ground>b).value:
        return True
    x, y = <Ground>a, <Ground>b
    return bool(x.value == y.value)


def any_begins(list atoms not None, Sym word not None):
    """Is there an expression that begins with the word?"""
    cdef PyObject* x
    cdef Py_ssize_t i
    for i in range(LIST_SIZE(<PyObject*>atoms)):
        x = LIST_AT(<PyObject*>atoms, i)
        if (<Atom>x).tag == IS_EXPR and TUPLE_SIZE(<PyObject*>(<Expr>x).items):
            if TUPLE_AT(<PyObject*>(<Expr>x).items, 0) == <PyObject*>word:
                return True
    return False


def add_method(type cls, str name, method):
    """Gives one of these classes a method that a host's users expect."""
    (<dict>(<TypeSlots*>cls).tp_dict)[name] = method
    PyType_Modified(cls)


# ---------------------------------------------------------------- stacks, pairs


cdef void stack_begin(Stack* s) noexcept:
    s.at = s.few
    s.n = 0
    s.room = 64


include "_termwatch.pxi"


cdef int _stack_grow(Stack* s) except -1:
    cdef PyObject** more
    if s.at == s.few:
        more = <PyObject**>malloc(sizeof(PyObject*) * s.room * 4)
        if more != NULL:
            memcpy(more, s.at, sizeof(PyObject*) * s.n)
    else:
        more = <PyObject**>realloc(s.at, sizeof(PyObject*) * s.room * 4)
    if more == NULL:
        raise MemoryError
    s.at = more
    s.room *= 4
    return 0


cdef int stack_push(Stack* s, PyObject* x) except -1:
    _step()
    if s.n == s.room:
        _stack_grow(s)
    s.at[s.n] = x
    s.n += 1
    return 0


cdef void stack_free(Stack* s) noexcept:
    if s.at != s.few:
        free(s.at)


cdef enum:
    MANY = 16  # pairs, from which on a table finds them


@cython.final
cdef class Pairs:
    def __cinit__(self):
        self.left = []
        self.right = []

    cdef PyObject* get(self, PyObject* key):
        cdef PyObject* left = <PyObject*>self.left
        cdef Py_ssize_t i
        if self.table is not None:
            found = self.table.get(<size_t>key)
            return NULL if found is None else LIST_AT(<PyObject*>self.right, found)
        for i in range(LIST_SIZE(left)):
            if LIST_AT(left, i) == key:
                return LIST_AT(<PyObject*>self.right, i)
        return NULL

    cdef int add(self, object key, object value) except -1:
        cdef Py_ssize_t n = len(self.left)
        self.left.append(key)
        self.right.append(value)
        if self.table is not None:
            self.table[<size_t><PyObject*>key] = n
        elif n == MANY:
            self.table = {<size_t><PyObject*>x: i for i, x in enumerate(self.left)}
        return 0


# ---------------------------------------------------------------- hashes


cdef struct Level:
    PyObject* expr
    PyObject* out                         # a tuple that is made instead, owned; NULL if nothing has changed so far
    Py_ssize_t i


cdef struct Levels:
    Level* at
    Py_ssize_t n
    Py_ssize_t room
    Level few[24]


cdef void _levels_begin(Levels* s) noexcept:
    s.at = s.few
    s.n = 0
    s.room = 24


cdef int _level_push(Levels* s, PyObject* expr, PyObject* out, Py_ssize_t i) except -1:
    cdef Level* more
    _step()
    if s.n == s.room:
        if s.at == s.few:
            more = <Level*>malloc(sizeof(Level) * s.room * 4)
            if more != NULL:
                memcpy(more, s.at, sizeof(Level) * s.n)
        else:
            more = <Level*>realloc(s.at, sizeof(Level) * s.room * 4)
        if more == NULL:
            raise MemoryError
        s.at = more
        s.room *= 4
    s.at[s.n].expr = expr
    s.at[s.n].out = out
    s.at[s.n].i = i
    s.n += 1
    return 0


cdef void _levels_free(Levels* s) noexcept:
    cdef Py_ssize_t i
    for i in range(s.n):
        Py_XDECREF(s.at[i].out)
    if s.at != s.few:
        free(s.at)


cdef Py_hash_t hash_of(Expr e) except -1:
    """The hash of a ground expression; kept in it and in what is inside."""
    cdef Levels s
    cdef PyObject* cur = <PyObject*>e
    cdef PyObject* x
    cdef Py_ssize_t i = 0
    cdef size_t h
    if e.hashed:
        return e.hashed
    _levels_begin(&s)
    try:
        while True:
            items = <PyObject*>(<Expr>cur).items
            n = TUPLE_SIZE(items)
            while i < n:
                x = TUPLE_AT(items, i)
                if (<Atom>x).tag == IS_EXPR and not (<Expr>x).hashed:
                    break
                i += 1
            if i < n:
                _level_push(&s, cur, NULL, i + 1)
                cur, i = x, 0
                continue
            h = 0x345678 + n
            for i in range(n):
                x = TUPLE_AT(items, i)
                h = (h * 1000003) ^ (<size_t>(<Expr>x).hashed if (<Atom>x).tag == IS_EXPR else <size_t>PyObject_Hash(<object>x))
            (<Expr>cur).hashed = <Py_hash_t>h if h + 1 > 1 else 7  # neither unknown nor an error
            if not s.n:
                return e.hashed
            s.n -= 1
            cur, i = s.at[s.n].expr, s.at[s.n].i
    finally:
        _levels_free(&s)


include "_termcopies.pxi"


# ---------------------------------------------------------------- looking


cpdef list variables(Atom atom):
    """The unbound variables of a term, each once, from left to right."""
    cdef Pairs found
    cdef Stack s
    cdef PyObject* x
    cdef PyObject* items
    cdef Py_ssize_t i
    if atom.ground:
        return []
    found = Pairs()
    stack_begin(&s)
    try:
        stack_push(&s, <PyObject*>atom)
        while s.n:
            s.n -= 1
            x = find(s.at[s.n])
            if (<Atom>x).tag == IS_VAR:
                if found.get(x) == NULL:
                    found.add(<Var>x, <Var>x)
            elif (<Atom>x).tag == IS_EXPR and not (<Atom>x).ground:
                items = <PyObject*>(<Expr>x).items
                for i in range(TUPLE_SIZE(items) - 1, -1, -1):
                    if not (<Atom>TUPLE_AT(items, i)).ground:
                        stack_push(&s, TUPLE_AT(items, i))
    finally:
        stack_free(&s)
    return found.left


cdef bint _inside(PyObject* var, PyObject* x) except -1:
    cdef Stack s
    cdef PyObject* items
    cdef Py_ssize_t i
    stack_begin(&s)
    try:
        stack_push(&s, x)
        while s.n:
            s.n -= 1
            x = find(s.at[s.n])
            if x == var:
                return True
            if (<Atom>x).tag == IS_EXPR:
                items = <PyObject*>(<Expr>x).items
                for i in range(TUPLE_SIZE(items)):
                    if not (<Atom>TUPLE_AT(items, i)).ground:
                        stack_push(&s, TUPLE_AT(items, i))
        return False
    finally:
        stack_free(&s)


cpdef bint occurs(Var var, Atom atom) except -1:
    """Is the variable inside of the term?"""
    return _inside(<PyObject*>var, <PyObject*>atom)


include "_termmatch.pxi"


include "_termtext.pxi"


UNIT = new_expr(())
