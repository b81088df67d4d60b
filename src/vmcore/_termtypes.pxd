# Types of terms, and the words by which a language says them.

from vmcore._terms cimport Atom, Expr, Ground, Sym
from vmcore._termspace cimport Kept, Space


cdef class Operation(Ground):
    """An operation. ``run`` takes the machine and the arguments and answers terms; ``control`` takes the machine and the call,
    and sets the machine's registers itself. ``direct``: what it does with two numbers; ``folded``: is a call of it with
    nothing but such calls and values in it done at once?"""
    cdef public object run
    cdef public object control
    cdef public Py_ssize_t low, high
    cdef public int direct
    cdef public bint folded
    # the type as it is kept, good as long as it is that object
    cdef object typed_as
    cdef Kept kept
    cdef list typed


cdef class Words:
    """The symbols that the evaluator knows."""
    cdef readonly Sym atom, symbol, variable, expression, grounded, undefined   # types; the first five of kinds of terms
    cdef readonly Sym arrow, equals, colon, subtype, comma
    cdef readonly Sym empty, error, not_reducible, returning, function, evaluate, unify
    cdef readonly Sym condition, binding  # functions of a library that are done at once as long as they are as they were
    cdef readonly Sym bad_type, bad_argument, wrong_count, no_return, stack_overflow
    cdef readonly dict instructions       # Sym -> number
    cdef readonly Ground number           # a number, truth values: others are made after them
    cdef readonly Ground true
    cdef readonly Ground false
    cdef readonly type bindings           # class of values that hold bindings
    cdef readonly type space              # class of values that are spaces


cdef Ground integer(Words w, object value)
cdef Expr error_of(Words w, Atom atom, Atom what)
cdef bint is_error(Words w, Atom atom) noexcept
cdef bint is_function_type(Words w, Atom typ) noexcept
cdef Sym meta_type(Words w, Atom atom)
cdef list known_types(Words w, Space space, Atom atom)
cdef list declared_types(Words w, Space space, Sym sym)
cdef bint match_types(Words w, Atom a, Atom b, list bound) except -1
cdef Atom applicable(Words w, Space space, Expr call, Expr typ, Atom wanted, list bound, list errors)
cdef list cast_to(Words w, Space space, Atom atom, Atom wanted, list bound)
