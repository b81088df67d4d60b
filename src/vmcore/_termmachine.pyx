# The generic machine: minimal instructions and the evaluator on top of them.
#
# A control stack of linked frames on the heap, a stack of choices, and a trail of variables to unbind. Alternatives are taken
# in the order of the source, depth first. Nothing recurses on the program's data or depth. What a language adds (types that are
# told, modules, its library) are facts, operations, and a subclass written in Python; its words are in ``Words``.
#
# The registers are ``mode``, ``atom``, ``frame``, and for some modes ``typ`` and ``space``.

cimport cython
from cpython.exc cimport PyErr_CheckSignals
from cpython.object cimport PyObject
from vmcore._terms cimport *
from vmcore._termspace cimport *
from vmcore._termtypes cimport *

cdef extern from "Python.h":
    PyObject* TUPLE_NEW "PyTuple_New"(Py_ssize_t n) except NULL
    void TUPLE_SET "PyTuple_SET_ITEM"(PyObject* t, Py_ssize_t i, PyObject* x)
    PyObject* TUPLE_AT "PyTuple_GET_ITEM"(PyObject* t, Py_ssize_t i)
    Py_ssize_t TUPLE_SIZE "PyTuple_GET_SIZE"(PyObject* t)
    PyObject* LIST_AT "PyList_GET_ITEM"(PyObject* t, Py_ssize_t i)
    Py_ssize_t LIST_SIZE "PyList_GET_SIZE"(PyObject* t)
    void INCREF "Py_INCREF"(PyObject* x)
    void DECREF "Py_DECREF"(PyObject* x)
    Py_ssize_t REFCNT "Py_REFCNT"(PyObject* x)
    void UNTRACK "PyObject_GC_UnTrack"(PyObject* x)
    PyObject* PyDict_GetItemWithError(object d, object key) except? NULL
    bint LONG_EXACT "PyLong_CheckExact"(PyObject* x)
    long long AS_LONG "PyLong_AsLongLongAndOverflow"(PyObject* x, int* overflow)
    object PyObject_CallFunctionObjArgs(object f, ...)

# modes
cdef enum:
    METTA      # evaluate ``atom`` as the type ``typ``
    EXEC       # run the minimal instruction ``atom``
    EVAL       # one step of ``atom`` in ``space``
    RETURN     # hand ``atom`` to ``frame``
    FAIL       # next alternative
    END

M_METTA, M_EXEC, M_EVAL, M_RETURN, M_FAIL, M_END = range(6)
CHECK = _CHECK  # steps between two looks at limits

cdef enum:
    _CHECK = 512
    SMALL = 62  # bits of integers that are added here
    LOOK = 1 << 22  # bytes of large objects between two looks at the memory
    MANY = 32   # equations of a function, from which on indexes find those that may match

# kinds of frames and choices; 0: a class of Python
cdef enum:
    F_END = 1
    F_CHAIN
    F_FUNCTION
    F_COLLAPSE
    F_ALTERNATIVES
    F_ELEMENTS
    F_CALLED
    F_THEN
    C_COLLECTED
    C_LISTED
    C_CLAUSES
    C_FOUND
    C_OTHERWISE
    C_SOLUTIONS

# minimal instructions: the values of Words.instructions
cdef enum:
    I_EVAL
    I_EVALC
    I_CHAIN
    I_UNIFY
    I_CONS
    I_DECONS
    I_FUNCTION
    I_COLLAPSE_BIND
    I_SUPERPOSE_BIND
    I_METTA
    I_CONTEXT_SPACE

# Operation.direct
cdef enum:
    D_ADD = 1
    D_SUB
    D_MUL
    D_LT
    D_LE
    D_GT
    D_GE
    D_EQUAL

DIRECT = {"+": D_ADD, "-": D_SUB, "*": D_MUL, "<": D_LT, "<=": D_LE, ">": D_GT, ">=": D_GE, "==": D_EQUAL}


class NoReduce(Exception):
    """Raised by an operation that does not know what to do with its arguments: the call stays as it is."""


class Failed(Exception):
    """Raised by an operation: the call becomes an error with this text."""


include "_termframes.pxi"
include "_termcalls.pxi"
include "_termgoals.pxi"


def linked(list goals not None):
    """Goals as a linked list."""
    return _linked(goals)


cdef object _linked(list goals):
    cdef object rest = None
    for goal in reversed(goals):
        rest = (goal, rest)
    return rest


cdef class Machine:
    """Evaluates terms. ``limits`` is called from time to time and raises what ends a run, and so does its ``room``, if it has
    one, with the bytes that are to come, when much memory was taken."""

    def __init__(self, Words words not None, Ground context not None, limits=None):
        self.words = words
        self.context = self.space = context
        self.limits = limits
        self.trail = []
        self.choices = []
        self.results = []
        self.mode = END
        self.atom = words.empty
        self.typ = words.undefined
        self.named = {}
        self.refused = {}
        self.short_state = -1

    # ---- what a subclass may do first

    def shortcut(self, Frame frame, Expr call, Atom typ, Ground space):
        """Does a call in a way of its own, and answers True if it did, None if it never will until a space changes. Asked if
        there are islands or tables."""
        return None

    def is_standard(self):
        """Are the words for condition and binding what the library says? Asked if there are islands."""
        return False

    def fold(self, Expr atom, Atom typ):
        """The value of an expression of an operation that is folded, if that is all there is to say; else None. Asked if
        there are islands."""
        return None

    # ---- the loop

    def loop(self):
        cdef int count = _CHECK
        cdef int mode
        cdef long long seen = large_bytes()
        while True:
            mode = self.mode
            if mode == RETURN:
                _resume(self, self.frame)
            elif mode == METTA:
                _evaluate(self)
            elif mode == EVAL:
                _step(self)
            elif mode == EXEC:
                _execute(self)
            elif mode == FAIL:
                if not self.choices:
                    return
                _retry(self, <Choice>self.choices[len(self.choices) - 1])
            count -= 1
            if not count:
                count = _CHECK
                self.steps += _CHECK
                PyErr_CheckSignals()
                if self.limits is not None:
                    self.limits(self)
            if large_bytes() - seen > LOOK:
                seen = large_bytes()
                self.room(0)

    def leave(self):
        """A run has ended: nothing of it stays. Frames may be in a cycle with functions of Python that know the machine."""
        self.frame = None
        self.choices = []
        self.trail = []

    def room(self, Py_ssize_t n):
        """Is there memory for so many bytes? What ``limits`` raises otherwise."""
        ask = getattr(self.limits, "room", None)
        if ask is not None:
            ask(n)

    # ---- bindings

    cdef int note_bound(self, list bound) except -1:
        cdef long long young
        cdef Py_ssize_t i
        cdef PyObject* var
        if LIST_SIZE(<PyObject*>bound) and self.choices:
            young = (<Choice>self.choices[len(self.choices) - 1]).young
            for i in range(LIST_SIZE(<PyObject*>bound)):
                var = LIST_AT(<PyObject*>bound, i)
                if (<Var>var).serial <= young:
                    self.trail.append(<Var>var)
        return 0

    cdef int drop(self, Py_ssize_t mark) except -1:
        cdef list trail = self.trail
        cdef long long young
        if len(trail) > mark:
            young = (<Choice>self.choices[len(self.choices) - 1]).young if self.choices else -1
            trail[mark:] = [var for var in trail[mark:] if (<Var>var).serial <= young]
        return 0

    def note(self, list bound not None):
        """Variables were bound: those that a choice knows go on the trail."""
        self.note_bound(bound)

    def forget(self, Py_ssize_t mark):
        """A choice went without being needed: what only it would have to unbind leaves the trail."""
        self.drop(mark)

    def by_name(self, pairs):
        """Bindings made outside, with the program's variables of the same names."""
        return [(self.named.get((<Var>var).name, var) if type(var) is Var and (<Var>var).own else var, value)
                for var, value in pairs]

    def give(self, Atom atom not None):
        self.mode = RETURN
        self.atom = atom

    def alternatives(self, Frame frame not None, list rest not None, Atom call=None):
        """Goes on with each of some terms with bindings."""
        _alternatives(self, frame, rest, call)

    def fits(self, Atom typ not None, Atom wanted not None):
        """May a value of the type be what comes out? Binds variables of the type that is wanted."""
        return _fits(self, typ, wanted)

    # ---- goals: what is still to be matched, a linked list of pairs of a value and a term

    def match(self, Frame frame not None, list first not None, Atom template not None, Atom otherwise not None):
        """All ways to solve goals; ``otherwise`` if there is none."""
        cdef Otherwise choice = Otherwise(self, frame, otherwise)
        self.choices.append(choice)
        _goals(self, frame, _linked(first), template, choice)

    def goals(self, Frame frame not None, rest, Atom template not None, Otherwise otherwise=None):
        _goals(self, frame, rest, template, otherwise)


cdef list _bindings_since(Machine m, Choice choice):
    """What variables that are older than a choice stand for, as far as they were bound since it was made."""
    cdef long long young = choice.young
    cdef list out = []
    cdef Py_ssize_t i
    for i in range(choice.mark, len(m.trail)):
        var = <Var>m.trail[i]
        if (<Var>var).serial <= young:
            out.append((var, resolve(var)))
    return out


cdef bint _bind(Machine m, object pairs) except -1:
    """Makes each variable equal to its value; False, and nothing is bound, if that cannot be."""
    cdef list bound
    if not pairs:
        return True
    bound = []
    for var, value in pairs:
        if not unify(<Atom?>var, <Atom?>value, bound, []):
            unbind(bound, 0)
            m.mode = FAIL
            return False
    m.note_bound(bound)
    return True


cdef inline int _give(Machine m, Atom atom) except -1:
    m.mode = RETURN
    m.atom = atom
    return 0


cdef int _alternatives(Machine m, Frame frame, list rest, Atom call) except -1:
    cdef Listed choice
    if not rest:
        m.mode = FAIL
        return 0
    if len(rest) > 1:
        choice = Listed.__new__(Listed)
        UNTRACK(<PyObject*>choice)
        _mark(choice, m, frame)
        choice.rest, choice.call, choice.next = rest, call, 1
        m.choices.append(choice)
    atom, pairs = <tuple>rest[0]
    if _bind(m, pairs):
        _came(m, frame, <Atom?>atom, call)
    return 0


cdef int _came(Machine m, Frame frame, Atom atom, Atom call) except -1:
    """A result of one step: the body of a function is run, anything else handed on."""
    cdef PyObject* x
    m.frame = frame
    m.mode = RETURN
    if call is not None:
        x = find(<PyObject*>atom)
        if (<Atom>x).tag == IS_EXPR and TUPLE_SIZE(<PyObject*>(<Expr>x).items):
            if find(TUPLE_AT(<PyObject*>(<Expr>x).items, 0)) == <PyObject*>m.words.function:
                return _function(m, <Expr>x, call)
        atom = <Atom>x
    m.atom = atom
    return 0


cdef int _function(Machine m, Expr atom, Atom call) except -1:
    cdef Function frame
    if len(atom.items) != 2 or (<Atom>find(TUPLE_AT(<PyObject*>atom.items, 1))).tag != IS_EXPR:
        return _malformed(m, atom, "expected: (function (: <body> Expression)), found: ")
    frame = Function.__new__(Function)
    _start(frame, m.frame, 1)
    frame.call = call
    m.frame = frame
    m.mode = EXEC
    m.atom = <Atom>atom.items[1]
    return 0


cdef int _malformed(Machine m, Atom atom, str what) except -1:
    atom = resolve(atom)
    return _give(m, error_of(m.words, atom, symbol(what + str(atom))))


cdef bint _fits(Machine m, Atom typ, Atom wanted) except -1:
    cdef list bound = []
    if match_types(m.words, wanted, typ, bound):
        m.note_bound(bound)
        return True
    unbind(bound, 0)
    return False


# ---------------------------------------------------------------- results


cdef int _resume(Machine m, Frame frame) except -1:
    cdef Atom atom = <Atom>find(<PyObject*>m.atom)
    cdef int kind = frame.kind
    if kind == F_ALTERNATIVES:
        return _alternative(m, <Alternatives>frame, atom)
    if kind == F_ELEMENTS:
        return _element(m, <Elements>frame, atom)
    if kind == F_CALLED:
        m.frame = frame.prev
        if atom is m.words.not_reducible:
            m.atom = (<Called>frame).call
        else:
            m.atom = atom
            if atom is not m.words.empty and not is_error(m.words, atom):
                m.mode = METTA
                m.typ = (<Called>frame).typ
                m.space = (<Called>frame).space
        return 0
    if kind == F_CHAIN:
        m.mode = EXEC
        m.atom = substitute((<Chain>frame).template, (<Chain>frame).var, atom)
        m.frame = frame.prev
        return 0
    if kind == F_FUNCTION:
        return _returned(m, <Function>frame, atom)
    if kind == F_COLLAPSE:
        if atom is not m.words.empty:
            choice = (<Collapse>frame).choice
            pair = (resolve(atom), m.words.bindings(_bindings_since(m, choice)))
            (<Collected>choice).found.append(new_expr(pair))
        m.mode = FAIL
        return 0
    if kind == F_END:
        # A copy: what the last alternative binds, nothing unbinds any more.
        atom = resolve(atom)
        m.results.append(atom if atom.ground else rename(atom, (), True))
        m.mode = FAIL
        return 0
    if kind == F_THEN:
        m.atom = atom
        m.frame = frame.prev
        (<Then>frame).step(m, atom)
        return 0
    m.atom = atom
    frame.resume(m, atom)
    return 0


cdef int _alternative(Machine m, Alternatives frame, Atom atom) except -1:
    cdef Alternatives choice = frame if frame.held is None else frame.held
    cdef Atom original
    cdef list choices = m.choices
    if atom is m.words.empty:
        m.mode = FAIL
        return 0
    if not atom.ground:
        atom = resolve(atom)
    if atom.tag == IS_EXPR:
        if is_error(m.words, atom):
            if not choice.i:
                if choice.errors is None:
                    choice.errors = []
                choice.errors.append((atom, _bindings_since(m, choice)))
            m.mode = FAIL
            return 0
        if not atom.marked:
            original = resolve(frame.original)
            if equal(atom, original):
                atom = new_marked((<Expr>atom).items, <Expr>original)
    if choices[len(choices) - 1] is choice:
        choices.pop()
        m.drop(choice.mark)
    else:
        choice.i = True
    m.atom = atom
    m.frame = frame.prev
    return 0


cdef int _returned(Machine m, Function frame, Atom atom) except -1:
    cdef Atom head
    m.atom = atom
    if atom.tag == IS_EXPR and TUPLE_SIZE(<PyObject*>(<Expr>atom).items):
        head = <Atom>find(TUPLE_AT(<PyObject*>(<Expr>atom).items, 0))
        if head is m.words.returning and len((<Expr>atom).items) == 2:
            m.atom = <Atom>(<Expr>atom).items[1]
            m.frame = frame.prev
            return 0
        if head.tag == IS_SYM and head in m.words.instructions:
            m.mode = EXEC
            return 0
    m.atom = error_of(m.words, resolve(frame.call), m.words.no_return)
    m.frame = frame.prev
    return 0


# ---------------------------------------------------------------- no result: the next alternative


cdef int _retry(Machine m, Choice choice) except -1:
    cdef int kind = choice.kind
    cdef Listed listed
    cdef Solutions solutions
    cdef Otherwise otherwise
    cdef Clauses clauses
    cdef Found found
    unbind(m.trail, choice.mark)
    if kind == F_ALTERNATIVES:
        m.choices.pop()
        if not choice.i and (<Alternatives>choice).errors is not None:
            return _alternatives(m, choice.prev, (<Alternatives>choice).errors, None)
    elif kind == C_CLAUSES:
        clauses = <Clauses>choice
        return _clauses(m, clauses.prev, clauses.space, clauses.call, clauses.kept, clauses.next, clauses)
    elif kind == C_FOUND:
        found = <Found>choice
        rest = _facts(m, found.prev, found.space, found.pattern, found.before, found.rest, found.template, found.kept, found.next,
                      found.otherwise, found)
        if rest is not NO_FACT:
            return _goals(m, found.prev, rest, found.template, found.otherwise)
    elif kind == C_LISTED:
        listed = <Listed>choice
        atom, pairs = <tuple>listed.rest[listed.next]
        listed.next += 1
        if listed.next == len(listed.rest):
            m.choices.pop()
        if _bind(m, pairs):
            return _came(m, listed.prev, <Atom?>atom, listed.call)
    elif kind == C_OTHERWISE:
        otherwise = <Otherwise>choice
        m.choices.pop()
        if not otherwise.matched:
            m.frame = otherwise.prev
            return _give(m, otherwise.atom)
    elif kind == C_COLLECTED:
        m.choices.pop()
        m.frame = choice.prev
        return _give(m, new_expr(tuple((<Collected>choice).found)))
    elif kind == C_SOLUTIONS:
        solutions = <Solutions>choice
        pairs = solutions.ways[solutions.next]
        solutions.next += 1
        if solutions.next == len(solutions.ways):
            m.choices.pop()
        if _bind(m, pairs):
            return _goals(m, solutions.prev, solutions.rest, solutions.template, solutions.otherwise)
    else:
        choice.retry(m)
    return 0


# ---------------------------------------------------------------- minimal instructions


cdef int _execute(Machine m) except -1:
    cdef Atom atom = <Atom>find(<PyObject*>m.atom)
    cdef Atom head
    cdef PyObject* number
    m.mode = RETURN
    m.atom = atom
    if atom.tag != IS_EXPR or not TUPLE_SIZE(<PyObject*>(<Expr>atom).items):
        return 0
    head = <Atom>find(TUPLE_AT(<PyObject*>(<Expr>atom).items, 0))
    if head.tag == IS_SYM:
        number = PyDict_GetItemWithError(m.words.instructions, head)
        if number != NULL:
            return _instruction(m, <Expr>atom, <int><object>number)
    return 0


cdef int _instruction(Machine m, Expr atom, int number) except -1:
    cdef tuple items = atom.items
    cdef Py_ssize_t n = len(items)
    cdef Atom x
    cdef Chain chain
    cdef Collapse collapse
    cdef Collected collected
    if number == I_EVAL:
        if n != 2:
            return _malformed(m, atom, "expected: (eval <atom>), found: ")
        m.mode = EVAL
        m.atom = <Atom>items[1]
        m.space = m.context
    elif number == I_CHAIN:
        x = deref(<Atom>items[2]) if n == 4 else atom
        if x.tag != IS_VAR:
            return _malformed(m, atom, "expected: (chain <nested> (: <var> Variable) <templ>), found: ")
        chain = Chain.__new__(Chain)
        _start(chain, m.frame, 1)
        chain.var, chain.template = <Var>x, <Atom>items[3]
        m.frame = chain
        m.mode = EXEC
        m.atom = <Atom>items[1]
    elif number == I_UNIFY:
        if n != 5:
            return _malformed(m, atom, "expected: (unify <atom> <pattern> <then> <else>), found: ")
        return _unify_instruction(m, items)
    elif number == I_FUNCTION:
        return _function(m, atom, atom)
    elif number == I_METTA:
        x = deref(<Atom>items[3]) if n == 4 else atom
        if type(x) is not m.words.space:
            return _malformed(m, atom, "expected: (metta atom type space), found: ")
        m.mode = METTA
        m.atom = <Atom>items[1]
        m.typ = <Atom>items[2]
        m.space = <Ground>x
    elif number == I_COLLAPSE_BIND:
        if n != 2:
            return _malformed(m, atom, "expected: (collapse-bind <atom>), found: ")
        collected = Collected.__new__(Collected)
        UNTRACK(<PyObject*>collected)
        _mark(collected, m, m.frame)
        m.choices.append(collected)
        collapse = Collapse.__new__(Collapse)
        _start(collapse, m.frame, 1)
        collapse.choice = collected
        m.frame = collapse
        m.mode = EXEC
        m.atom = <Atom>items[1]
    elif number == I_CONS:
        x = deref(<Atom>items[2]) if n == 3 else items[0]
        if x.tag != IS_EXPR:
            return _malformed(m, atom, "expected: (cons-atom <head> (: <tail> Expression)), found: ")
        return _give(m, new_expr((items[1], *(<Expr>x).items)))
    elif number == I_DECONS:
        x = deref(<Atom>items[1]) if n == 2 else items[0]
        if x.tag != IS_EXPR or not (<Expr>x).items:
            return _malformed(m, atom, "expected: (decons-atom (: <expr> Expression)), found: ")
        return _give(m, new_expr(((<Expr>x).items[0], new_expr((<Expr>x).items[1:]))))
    elif number == I_EVALC:
        x = deref(<Atom>items[2]) if n == 3 else atom
        if type(x) is not m.words.space:
            return _malformed(m, atom, "expected: (evalc <atom> <space>), found: ")
        m.mode = EVAL
        m.atom = <Atom>items[1]
        m.space = <Ground>x
    elif number == I_SUPERPOSE_BIND:
        return _superpose_bind(m, atom)
    elif number == I_CONTEXT_SPACE:
        if n != 1:
            return _malformed(m, atom, "expected: (context-space), found: ")
        return _give(m, m.context)
    return 0


cdef int _unify_instruction(Machine m, tuple items) except -1:
    cdef list bound = [], goals = []
    cdef Otherwise choice
    if not unify(<Atom>items[1], <Atom>items[2], bound, goals):
        unbind(bound, 0)
        return _give(m, <Atom>items[4])
    if not goals:
        m.note_bound(bound)
        return _give(m, <Atom>items[3])
    # The choice has to be there before anything stays bound.
    choice = Otherwise(m, m.frame, <Atom>items[4])
    m.choices.append(choice)
    m.note_bound(bound)
    return _goals(m, m.frame, _linked(goals), <Atom>items[3], choice)


cdef int _superpose_bind(Machine m, Expr atom) except -1:
    cdef Atom pairs = deref(<Atom>atom.items[1]) if len(atom.items) == 2 else m.words.empty
    cdef Atom pair, bindings
    cdef list found = []
    if pairs.tag != IS_EXPR:
        return _malformed(m, atom, "expected: (superpose-bind (: <collapsed> Expression)), found: ")
    for one in (<Expr>pairs).items:
        pair = deref(<Atom>one)
        bindings = deref((<Expr>pair).items[1]) if pair.tag == IS_EXPR and len((<Expr>pair).items) == 2 else pair
        if type(bindings) is not m.words.bindings:
            return _malformed(m, atom, "expected: (superpose-bind (: <collapsed> Expression)), found: ")
        found.append(((<Expr>pair).items[0], (<Ground>bindings).value))
    return _alternatives(m, m.frame, found, None)
