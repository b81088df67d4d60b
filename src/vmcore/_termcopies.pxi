# Copies of terms with something else for variables and slots.

cdef PyObject* _leaf(Put* p, PyObject* x) except NULL:
    """What comes instead of a variable, slot or matcher. Borrowed: from the term, or from what p points at."""
    cdef Var var
    cdef object made
    cdef PyObject* found
    p.stop = False
    if p.what == PUT_ENV:
        p.stop = True
        if (<Atom>x).tag != IS_SLOT:
            return x
        found = p.env[(<Slot>x).index]
        if found == NULL or found == <PyObject*>None:
            made = new_var((<Slot>x).name, False)
            found = p.env[(<Slot>x).index] = <PyObject*>made
            INCREF(found)
        return found
    if p.what == PUT_CALL:
        p.stop = True
        made = (<object>p.first)(<object>x)
        if not isinstance(made, Atom):
            raise TypeError(f"{made!r} is no term")
        (<list>p.second).append(made)
        return <PyObject*>made
    x = find(x)
    if (<Atom>x).tag != IS_VAR or p.what == PUT_VALUES:
        return x
    if p.what == PUT_ONE:
        if x == p.first:
            p.stop = True
            return p.second
        return x
    var = <Var>x
    if p.what == PUT_NAMED and var.own:
        made = (<dict>p.second).get(var.name)
        if made is None:
            made = (<dict>p.second)[var.name] = new_var(var.name, True)
        return <PyObject*>made
    found = (<Pairs>p.first).get(x)
    if found == NULL:
        if p.what == PUT_SLOTS:
            made = Slot(len((<Pairs>p.first).left), var.name)
        else:
            made = new_var(var.name, p.own and var.own)
        (<Pairs>p.first).add(var, made)
        found = <PyObject*>made
    return found


cdef PyObject* _begun(PyObject* items, Py_ssize_t i) except NULL:
    """A new tuple of that size with the first i elements."""
    cdef PyObject* out = TUPLE_NEW(TUPLE_SIZE(items))
    cdef Py_ssize_t k
    cdef PyObject* x
    for k in range(i):
        x = TUPLE_AT(items, k)
        INCREF(x)
        TUPLE_SET(out, k, x)
    return out


cdef Expr _copy(PyObject* root, Put* p):
    """The expression with what comes for its leaves; itself if nothing changes."""
    cdef Levels s
    cdef PyObject* cur = root
    cdef PyObject* items
    cdef PyObject* out = NULL
    cdef PyObject* old
    cdef PyObject* new
    cdef Py_ssize_t i = 0, n
    cdef Expr done
    _levels_begin(&s)
    try:
        while True:
            items = <PyObject*>(<Expr>cur).items
            n = TUPLE_SIZE(items)
            while i < n:
                old = new = TUPLE_AT(items, i)
                if not (<Atom>old).ground:
                    p.stop = False
                    if (<Atom>old).tag != IS_EXPR:
                        new = _leaf(p, old)
                    if (<Atom>new).tag == IS_EXPR and not (<Atom>new).ground and not p.stop:
                        break
                if out == NULL:
                    if new == old:
                        i += 1
                        continue
                    out = _begun(items, i)
                INCREF(new)
                TUPLE_SET(out, i, new)
                i += 1
            if i < n:
                _level_push(&s, cur, out, i)
                cur, out, i = new, NULL, 0
                continue
            if out == NULL:
                done = <Expr>cur
            else:
                done = new_expr(<tuple>out)
                DECREF(out)
                out = NULL
            if not s.n:
                return done
            s.n -= 1
            cur, out, i = s.at[s.n].expr, s.at[s.n].out, s.at[s.n].i
            items = <PyObject*>(<Expr>cur).items
            if out == NULL and <PyObject*>done != TUPLE_AT(items, i):
                out = _begun(items, i)
            if out != NULL:
                Py_INCREF(done)
                TUPLE_SET(out, i, <PyObject*>done)
            i += 1
    finally:
        Py_XDECREF(out)
        _levels_free(&s)


cdef Atom put(Atom atom, Put* p):
    cdef PyObject* x = <PyObject*>atom
    p.stop = False
    if atom.ground:
        return atom
    if atom.tag != IS_EXPR:
        x = _leaf(p, x)
    if (<Atom>x).ground or (<Atom>x).tag != IS_EXPR or p.stop:
        return <Atom>x
    return _copy(x, p)


def _rebuild(Expr atom not None, leaf, bint deep=False):
    """The expression with what ``leaf`` makes of its variables, slots and matchers; itself if nothing changes."""
    cdef list made = []
    cdef Put p
    p.what, p.first, p.second = PUT_CALL, <PyObject*>leaf, <PyObject*>made
    return put(atom, &p)


cpdef Atom deref(Atom atom):
    """What a variable stands for; any other term is itself."""
    if atom is None:
        raise TypeError("None is no term")
    return <Atom>find(<PyObject*>atom)


cpdef Atom resolve(Atom atom):
    """The term with all that is known about its variables put in; itself if that changes nothing."""
    cdef Put p
    if atom is None:
        raise TypeError("None is no term")
    if atom.ground:
        return atom
    p.what = PUT_VALUES
    return put(atom, &p)


cpdef Atom substitute(Atom atom, Var var, Atom value):
    """The resolved term with a value for an unbound variable."""
    cdef Put p
    if atom is None or var is None or value is None:
        raise TypeError("None is no term")
    p.what, p.first, p.second = PUT_ONE, <PyObject*>var, <PyObject*>value
    return put(atom, &p)


cpdef Atom rename(Atom atom, keep=(), bint own=False):
    """The resolved term with fresh variables for all but those in ``keep``."""
    cdef Pairs pairs
    cdef Put p
    if atom.ground:
        return atom
    pairs = Pairs()
    for var in keep:
        pairs.add(var, var)
    p.what, p.own, p.first = PUT_FRESH, own, <PyObject*>pairs
    return put(atom, &p)


def by_name(Atom atom not None):
    """The term with one variable for each name."""
    cdef Pairs pairs = Pairs()
    cdef dict names = {}
    cdef Put p
    p.what, p.own, p.first, p.second = PUT_NAMED, False, <PyObject*>pairs, <PyObject*>names
    return put(atom, &p)


cpdef Atom instantiate(Atom atom, list env):
    """A kept term with the values of its slots; slots without one get fresh variables."""
    if atom is None or env is None:
        raise TypeError("None is no term")
    return fill(atom, LIST_ITEMS(<PyObject*>env))


cdef Atom fill(Atom atom, PyObject** env):
    """``instantiate`` with an array of owned values: NULL or None where there is none."""
    cdef Put p
    if atom.ground:
        return atom
    p.what, p.env = PUT_ENV, env
    return put(atom, &p)
