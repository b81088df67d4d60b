# The text of terms: parentheses, words, strings between quotes, variables with a dollar, comments from a semicolon on.

from vmcore._terms cimport Atom, new_expr, new_var, symbol

cdef extern from "Python.h":
    int PyUnicode_KIND(object o)
    void* PyUnicode_DATA(object o)
    Py_ssize_t PyUnicode_GET_LENGTH(object o)
    Py_UCS4 PyUnicode_READ(int kind, void* data, Py_ssize_t i)
    bint Py_UNICODE_ISSPACE(Py_UCS4 c)
    object PyUnicode_Substring(object o, Py_ssize_t start, Py_ssize_t end)
    object PyList_AsTuple(object o)

# what is wrong with a text
cdef enum:
    CLOSES_NOTHING
    NUMBER_SIGN  # in the name of a variable
    OPEN_STRING
    OPEN_EXPRESSION


cdef struct Text:
    int kind
    void* data
    Py_ssize_t n


cdef inline Text _text(str text):
    cdef Text t
    t.kind, t.data, t.n = PyUnicode_KIND(text), PyUnicode_DATA(text), PyUnicode_GET_LENGTH(text)
    return t


cdef inline Py_UCS4 _at(Text* t, Py_ssize_t i) noexcept:
    return PyUnicode_READ(t.kind, t.data, i)


cdef Py_ssize_t _skip(Text* t, Py_ssize_t at) noexcept:
    """Past space and comments."""
    cdef Py_UCS4 c
    while at < t.n:
        c = _at(t, at)
        if c == c';':
            while at < t.n and _at(t, at) != c'\n':
                at += 1
        elif not Py_UNICODE_ISSPACE(c):
            break
        at += 1
    return at if at < t.n else t.n


cdef Py_ssize_t _end_of_word(Text* t, Py_ssize_t at) noexcept:
    cdef Py_UCS4 c
    while at < t.n:
        c = _at(t, at)
        if c == c'(' or c == c')' or c == c';' or Py_UNICODE_ISSPACE(c):
            break
        at += 1
    return at


cdef Py_ssize_t _end_of_variable(Text* t, Py_ssize_t at, bint* signs) noexcept:
    """``signs``: is there a number sign in it?"""
    cdef Py_UCS4 c
    signs[0] = False
    while at < t.n:
        c = _at(t, at)
        if c == c'(' or c == c')' or Py_UNICODE_ISSPACE(c):
            break
        if c == c'#':
            signs[0] = True
        at += 1
    return at


cdef Py_ssize_t _end_of_string(Text* t, Py_ssize_t at, bint* escapes) noexcept:
    """Past the quote that ends a string, from behind the one that begins it; -1 if there is none."""
    escapes[0] = False
    while at < t.n:
        if _at(t, at) == c'\\':
            escapes[0] = True
            at += 1
        elif _at(t, at) == c'"':
            return at + 1
        at += 1
    return -1


def read_term(str text not None, Py_ssize_t at, dict words not None, exact, frozenset literals not None, word, string, fail):
    """The next term from a place on, where it begins and ends; None at the end of the text. One variable for each name.

    ``words``: terms of words; what is not there is what ``word(text, start, end)`` answers, except that a word that is not in
    ``exact`` and does not begin with one of ``literals`` is a symbol (not so if ``exact`` is None). ``string(text, start, end,
    escapes)``: the term of a string; ``fail(what, start, end)`` raises what is wrong."""
    cdef Text t = _text(text)
    cdef dict names = {}
    cdef list stack = [], items = None
    cdef Py_ssize_t start, end, begin = at
    cdef Py_UCS4 c
    cdef bint odd
    cdef Atom atom
    while True:
        start = _skip(&t, at)
        if start == t.n:
            break
        c = _at(&t, start)
        at = start + 1
        if c == c'(':
            stack.append((items, start))
            items = []
            continue
        if c == c')':
            if items is None:
                fail(CLOSES_NOTHING, start, at)
            atom = new_expr(PyList_AsTuple(items))
            items, begin = stack.pop()
            start = begin
        elif c == c'"':
            end = _end_of_string(&t, at, &odd)
            if end < 0:
                fail(OPEN_STRING, start, t.n)
            atom = string(PyUnicode_Substring(text, start, end), start, end, odd)
            at = end
        elif c == c'$':
            at = _end_of_variable(&t, at, &odd)
            if odd:
                fail(NUMBER_SIGN, start, at)
            name = PyUnicode_Substring(text, start + 1, at)
            atom = names.get(name)
            if atom is None:
                atom = names[name] = new_var(name, True)
        else:
            at = _end_of_word(&t, at)
            name = PyUnicode_Substring(text, start, at)
            atom = words.get(name)
            if atom is None:
                if exact is not None and name not in exact and name[0] not in literals:
                    atom = symbol(name)
                else:
                    atom = word(name, start, at)
        if items is None:
            return atom, start, at
        items.append(atom)
    if items is not None:
        fail(OPEN_EXPRESSION, stack[len(stack) - 1][1], 0)
    return None


def well_formed(str text not None):
    """Can the text be read? False if it has to be read to know that."""
    cdef Text t = _text(text)
    cdef Py_ssize_t at = 0, depth = 0
    cdef Py_UCS4 c = 0
    cdef bint odd
    while True:
        at = _skip(&t, at)
        if at == t.n:
            return depth == 0 and c != c'!'
        c = _at(&t, at)
        at += 1
        if c == c'(':
            depth += 1
        elif c == c')':
            depth -= 1
            if depth < 0:
                return False
        elif c == c'"':
            at = _end_of_string(&t, at, &odd)
            if at < 0 or odd:
                return False
        elif c == c'$':
            at = _end_of_variable(&t, at, &odd)
            if odd:
                return False
        else:
            at = _end_of_word(&t, at)
            c = _at(&t, at - 1)
