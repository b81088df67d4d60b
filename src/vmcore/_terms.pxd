# Terms with variables: what compiled modules see of them. ``terms.py`` is what Python sees.

from cpython.object cimport PyObject

# What an atom is. Subclasses of Ground that Python defines are GROUND; one that is not ``ground`` is a Matcher.
cdef enum:
    IS_OTHER = 0
    IS_SYM = 1
    IS_VAR = 2
    IS_SLOT = 3
    IS_EXPR = 4
    IS_GROUND = 5


cdef class Atom:
    cdef unsigned char tag
    cdef unsigned char plain              # a Ground that is compared by kind and value
    cdef unsigned char inert              # nothing that it reaches can come to reach it: the collector need not look at it
    cdef unsigned char marked             # an expression with which evaluation has ended
    cdef readonly bint ground


cdef class Sym(Atom):
    cdef readonly str name


cdef class Var(Atom):
    cdef readonly str name
    cdef readonly long long serial
    cdef public bint own
    cdef public Atom ref                  # None: unbound


cdef class Slot(Atom):
    cdef readonly str name
    cdef readonly Py_ssize_t index


cdef class Expr(Atom):
    cdef readonly tuple items
    cdef object known                     # of a marked one what it was before, of others what is known about their types; or None
    cdef Py_hash_t hashed                 # 0: not yet known


cdef class Ground(Atom):
    cdef public object value
    cdef public object typ
    cdef public str kind


cdef class Matcher(Ground):
    pass


# ---- making

cdef Expr new_expr(tuple items)
cdef Expr new_marked(tuple items, Expr origin)
cdef Expr origin_of(Expr e)               # None if there is none
cdef void look_at(Expr e) noexcept
cdef Var new_var(str name, bint own)
cdef Sym symbol(str name)
cdef Ground new_ground(type cls, object value, object typ, str kind)
cdef long long newest() noexcept          # the serial of the variable that was made last
cdef long long large_bytes() noexcept     # of large objects that were made since the start of the process

# ---- an explicit stack of borrowed terms; the caller calls stack_free

cdef struct Stack:
    PyObject** at
    Py_ssize_t n
    Py_ssize_t room
    PyObject* few[64]

cdef void stack_begin(Stack* s) noexcept
cdef int stack_push(Stack* s, PyObject* x) except -1
cdef void stack_free(Stack* s) noexcept

# ---- values of slots: owned, NULL where there is none

cdef struct Values:
    PyObject** at
    Py_ssize_t n
    PyObject* few[16]

cdef PyObject** values_begin(Values* v, Py_ssize_t n) except NULL
cdef void values_end(Values* v)


# ---- pairs by identity

cdef class Pairs:
    cdef list left
    cdef list right
    cdef dict table                       # id -> place, from some size on
    cdef PyObject* get(self, PyObject* key)
    cdef int add(self, object key, object value) except -1


# ---- copies with something else for variables and slots

cdef enum:
    PUT_VALUES                            # of variables that are bound
    PUT_ONE                               # a value for one variable
    PUT_FRESH                             # new variables
    PUT_NAMED                             # one variable for each name
    PUT_SLOTS
    PUT_ENV                               # values of slots
    PUT_CALL                              # what a function of Python says

cdef struct Put:
    int what
    bint own
    bint stop                             # out: what came is not to be looked into
    PyObject* first
    PyObject* second
    PyObject** env

cdef Atom put(Atom atom, Put* p)

# ---- operations

cdef inline PyObject* find(PyObject* a) noexcept:
    """What a variable stands for. Borrowed: whoever holds the variable holds it."""
    while (<Atom>a).tag == IS_VAR and (<Var>a).ref is not None:
        a = <PyObject*>(<Var>a).ref
    return a

cdef bint same_ground(PyObject* a, PyObject* b) except -1
cpdef Atom deref(Atom atom)
cpdef Atom resolve(Atom atom)
cpdef Atom rename(Atom atom, keep=*, bint own=*)
cpdef Atom substitute(Atom atom, Var var, Atom value)
cpdef Atom instantiate(Atom atom, list env)
cpdef list variables(Atom atom)
cdef bint within(PyObject* x, PyObject* term) except -1
cpdef bint occurs(Var var, Atom atom) except -1
cpdef bint equal(Atom a, Atom b, bint named=*) except -1
cpdef bint equivalent(Atom a, Atom b) except -1
cpdef bint unify(Atom a, Atom b, list bound, list goals) except -1
cpdef bint unify_kept(Atom live, Atom kept, list env, list bound, list goals) except -1
cdef Atom fill(Atom atom, PyObject** env)
cdef bint match_kept(PyObject* a, PyObject* k, PyObject** env, list bound, list goals) except -1
cpdef undo(list bound, Py_ssize_t mark=*)
cdef void unbind(list bound, Py_ssize_t mark)
