# Terms that the collector of Python need not look at. What reaches symbols, numbers, truth values, strings, and what is there as
# long as the process only, is no part of a cycle; there may be millions of such terms, and the collector would go over them
# again and again. ``inert`` says that a term is so, and then neither it nor its tuple is tracked.


cdef bint _is_inert(PyObject* x) noexcept:
    """Is it a number, truth value or string, and nothing else? Then the collector passes it over from now on."""
    cdef TypeSlots* cls = <TypeSlots*>Py_TYPE(<object>x)
    cdef PyObject* value = <PyObject*>(<Ground>x).value
    if cls.tp_basicsize != (<TypeSlots*>Ground).tp_basicsize or cls.tp_dictoffset:
        return False
    if not (LONG_EXACT(value) or FLOAT_EXACT(value) or IS_BOOL(value) or TEXT_EXACT(value)):
        return False
    if type((<Ground>x).typ) is not Sym:
        return False
    (<Ground>x).inert = True
    PyObject_GC_UnTrack(x)
    return True


cdef void look_at(Expr e) noexcept:
    """The collector looks at an expression again: something that can reach it is to be kept in it."""
    e.inert = False
    if not PyObject_GC_IsTracked(<PyObject*>e):
        PyObject_GC_Track(<PyObject*>e)
    if not PyObject_GC_IsTracked(<PyObject*>e.items):
        PyObject_GC_Track(<PyObject*>e.items)


def lasts(Ground x not None):
    """The value is there as long as the process: no garbage can hang on it."""
    x.inert = True


cdef bint within(PyObject* x, PyObject* term) except -1:
    """Is that very object the term, or inside of it?"""
    cdef Stack s
    cdef PyObject* items
    cdef Py_ssize_t i
    if x == term or (<Atom>term).tag != IS_EXPR:
        return x == term
    stack_begin(&s)
    try:
        stack_push(&s, term)
        while s.n:
            s.n -= 1
            items = <PyObject*>(<Expr>s.at[s.n]).items
            for i in range(TUPLE_SIZE(items)):
                if TUPLE_AT(items, i) == x:
                    return True
                if (<Atom>TUPLE_AT(items, i)).tag == IS_EXPR:
                    stack_push(&s, TUPLE_AT(items, i))
        return False
    finally:
        stack_free(&s)
