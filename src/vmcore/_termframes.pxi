# What the machine does with a result (frames), and where it goes on when there is none (choices). A frame is not changed
# once made, as long as anybody may go on with it: a choice keeps the frame it goes on with by pointing at it.
#
# The collector of Python need not look at them (a recursion may have millions): a cycle through frames goes through the machine,
# which lets go of them when a run ends. Those that hold functions of Python it looks at.

# ---------------------------------------------------------------- frames. ``depth`` is how many instructions are nested there
# when the evaluator is itself made of minimal instructions: the evaluation of an expression adds 13, of its i-th element
# 10 + 2i.


@cython.trashcan(True)
cdef class Frame:
    """A subclass written in Python has ``resume(machine, atom)``."""

    def __init__(self, Frame prev):
        _link(self, prev, 1)

    def resume(self, m, atom):
        raise NotImplementedError


cdef inline void _link(Frame f, Frame prev, int weight):
    f.prev = prev
    f.depth = weight + (prev.depth if prev is not None else 0)


cdef inline void _start(Frame f, Frame prev, int weight):
    """As ``_link``, for what no function of Python is in."""
    _link(f, prev, weight)
    UNTRACK(<PyObject*>f)


@cython.final
@cython.trashcan(True)
cdef class End(Frame):
    """Of a run: collects results."""

    def __cinit__(self):
        self.kind = F_END

    def __init__(self, Frame prev=None):
        _link(self, prev, 0)


@cython.final
@cython.trashcan(True)
cdef class Chain(Frame):
    cdef Var var
    cdef Atom template

    def __cinit__(self):
        self.kind = F_CHAIN


@cython.final
@cython.trashcan(True)
cdef class Function(Frame):
    """``call`` is what the body came from, for its error."""
    cdef Atom call

    def __cinit__(self):
        self.kind = F_FUNCTION


@cython.final
@cython.trashcan(True)
cdef class Collapse(Frame):
    cdef Collected choice

    def __cinit__(self):
        self.kind = F_COLLAPSE


@cython.final
@cython.trashcan(True)
cdef class Done:
    """Elements that were evaluated: a list, the last one first."""
    cdef Done before
    cdef Py_ssize_t i
    cdef Atom atom


@cython.final
@cython.trashcan(True)
cdef class Elements(Frame):
    """Of an element of a call. ``types``: those of a function's arguments, None for a plain sequence; ``typ`` of the result."""
    cdef Expr call
    cdef tuple types
    cdef Done done
    cdef Atom typ
    cdef Ground space

    def __cinit__(self):
        self.kind = F_ELEMENTS


@cython.final
@cython.trashcan(True)
cdef class Called(Frame):
    """After one step of a call: what came out is evaluated, or the call stays as it is."""
    cdef readonly Atom call
    cdef readonly Atom typ
    cdef readonly Ground space

    def __cinit__(self):
        self.kind = F_CALLED

    def __init__(self, Frame prev not None, Atom call not None, Atom typ not None, Ground space not None):
        _link(self, prev, -3)
        self.call, self.typ, self.space = call, typ, space


@cython.final
@cython.trashcan(True)
cdef class Then(Frame):
    """A loop of the library: ``step`` gets the machine and the result, and sets the registers."""
    cdef readonly object step

    def __cinit__(self):
        self.kind = F_THEN

    def __init__(self, Frame prev not None, step):
        _link(self, prev, 3)
        self.step = step


# ---------------------------------------------------------------- choices. ``mark`` is the height of the trail, ``young`` the
# serial from which on variables are younger than the choice, and need not be unbound.


@cython.trashcan(True)
cdef class Choice(Frame):
    """A subclass written in Python has ``retry(machine)``: the choice is on top, the trail is undone."""

    def __init__(self, Machine m not None, Frame frame):
        _mark(self, m, frame)

    @property
    def frame(self):
        return self.prev

    def retry(self, m):
        raise NotImplementedError


cdef inline void _mark(Choice c, Machine m, Frame frame):
    c.mark = len(m.trail)
    c.young = newest()
    c.prev = frame


@cython.final
@cython.trashcan(True)
cdef class Alternatives(Choice):
    """Around the evaluation of an expression: drops what is empty, holds errors back until it is known that nothing succeeds,
    and marks what comes out as it went in. It is a frame, and the choice that has the errors, as long as nothing succeeded,
    unless what is around has that choice: ``held``. ``errors``: pairs of an error and its bindings."""
    cdef Expr original
    cdef Alternatives held
    cdef list errors

    def __cinit__(self):
        self.kind = F_ALTERNATIVES


@cython.final
@cython.trashcan(True)
cdef class Collected(Choice):
    cdef list found

    def __cinit__(self):
        self.kind = C_COLLECTED
        self.found = []


@cython.final
@cython.trashcan(True)
cdef class Listed(Choice):
    """Terms with bindings, one after another."""
    cdef list rest
    cdef Py_ssize_t next
    cdef Atom call

    def __cinit__(self):
        self.kind = C_LISTED


@cython.final
@cython.trashcan(True)
cdef class Clauses(Choice):
    """Equations that are still to be tried for a call; the next one is there, and may match. ``otherwise``: below it, what comes
    out if goals of the heads before had no solution."""
    cdef Ground space
    cdef Atom call
    cdef list kept
    cdef Py_ssize_t next
    cdef Otherwise otherwise

    def __cinit__(self):
        self.kind = C_CLAUSES


@cython.final
@cython.trashcan(True)
cdef class Found(Choice):
    """Facts that are still to be tried for a goal; ``before``: the goals that led to it, see _termgoals.pxi."""
    cdef Ground space
    cdef Atom pattern
    cdef tuple before
    cdef object rest
    cdef Atom template
    cdef list kept
    cdef Py_ssize_t next
    cdef Otherwise otherwise

    def __cinit__(self):
        self.kind = C_FOUND


@cython.final
@cython.trashcan(True)
cdef class Otherwise(Choice):
    """What comes out if no alternative of some goals did."""
    cdef readonly Atom atom
    cdef public bint matched

    def __cinit__(self):
        self.kind = C_OTHERWISE

    def __init__(self, Machine m not None, Frame frame, Atom atom):
        _mark(self, m, frame)
        self.atom = atom


@cython.final
@cython.trashcan(True)
cdef class Solutions(Choice):
    """Ways in which a value of the host matched."""
    cdef list ways
    cdef Py_ssize_t next
    cdef object rest
    cdef Atom template
    cdef Otherwise otherwise

    def __cinit__(self):
        self.kind = C_SOLUTIONS
