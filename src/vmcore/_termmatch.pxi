# Comparison and unification.

# Two terms are walked side by side: a level is a pair of expressions and the place of the next pair of elements. The last
# pair needs no level, so lists, which are nested on the right, need none.


cdef inline int _pair_push(Stack* s, PyObject* a, PyObject* b, Py_ssize_t i) except -1:
    stack_push(s, a)
    stack_push(s, b)
    return stack_push(s, <PyObject*>i)


cdef inline bint _next_pair(Stack* s, PyObject** a, PyObject** b) noexcept:
    """The next pair of elements; False if there is none."""
    cdef Py_ssize_t i
    cdef PyObject* xs
    cdef PyObject* ys
    if not s.n:
        return False
    i = <Py_ssize_t>s.at[s.n - 1]
    xs = <PyObject*>(<Expr>s.at[s.n - 3]).items
    ys = <PyObject*>(<Expr>s.at[s.n - 2]).items
    a[0] = TUPLE_AT(xs, i)
    b[0] = TUPLE_AT(ys, i)
    i += 1
    if i == TUPLE_SIZE(xs):
        s.n -= 3
    else:
        s.at[s.n - 1] = <PyObject*>i
    return True


cpdef bint equal(Atom a, Atom b, bint named=False) except -1:
    """Is it the same term? Variables are the same only as themselves, or if ``named``, as they are for users."""
    return _equal(<PyObject*>a, <PyObject*>b, named)


cdef bint _equal(PyObject* a, PyObject* b, bint named) except -1:
    cdef Stack s
    cdef Py_ssize_t n
    stack_begin(&s)
    try:
        while True:
            a = find(a)
            b = find(b)
            if a != b:
                if (<Atom>a).tag != (<Atom>b).tag:
                    return False
                if (<Atom>a).tag == IS_EXPR:
                    if not _same_mark(<Expr>a, <Expr>b):
                        n = TUPLE_SIZE(<PyObject*>(<Expr>a).items)
                        if n != TUPLE_SIZE(<PyObject*>(<Expr>b).items) or _differ(<Expr>a, <Expr>b):
                            return False
                        if n:
                            _pair_push(&s, a, b, 0)
                elif (<Atom>a).tag == IS_GROUND:
                    if not same_ground(a, b):
                        return False
                elif not (named and <object>a == <object>b):
                    return False
            if not _next_pair(&s, &a, &b):
                return True
    finally:
        stack_free(&s)


cdef inline bint _same_mark(Expr a, Expr b):
    """Is one what the other came from, or do they come from the same?"""
    cdef Expr x = origin_of(a), y = origin_of(b)
    return x is b or y is a or (x is y and x is not None)


cdef inline bint _differ(Expr a, Expr b):
    """Do hashes that are known say that they are not the same?"""
    return a.hashed != b.hashed and a.hashed != 0 and b.hashed != 0


cpdef bint equivalent(Atom a, Atom b) except -1:
    """Is it the same term up to the names of variables?"""
    cdef Pairs left = Pairs(), right = Pairs()
    cdef PyObject* x = <PyObject*>a
    cdef PyObject* y = <PyObject*>b
    cdef PyObject* found
    cdef Stack s
    stack_begin(&s)
    try:
        while True:
            x = find(x)
            y = find(y)
            if (<Atom>x).tag != (<Atom>y).tag:
                return False
            if (<Atom>x).tag == IS_VAR:
                found = left.get(x)
                if found != y:
                    if found != NULL or right.get(y) != NULL:
                        return False
                    left.add(<Var>x, <Var>y)
                    right.add(<Var>y, <Var>x)
            elif (<Atom>x).tag == IS_EXPR:
                if TUPLE_SIZE(<PyObject*>(<Expr>x).items) != TUPLE_SIZE(<PyObject*>(<Expr>y).items):
                    return False
                if (<Atom>x).ground and (<Atom>y).ground:
                    if not _equal(x, y, False):
                        return False
                elif TUPLE_SIZE(<PyObject*>(<Expr>x).items):
                    _pair_push(&s, x, y, 0)
            elif x != y and not ((<Atom>x).tag == IS_GROUND and same_ground(x, y)):
                return False
            if not _next_pair(&s, &x, &y):
                return True
    finally:
        stack_free(&s)


# ---------------------------------------------------------------- unification


cdef inline bint _matcher(PyObject* a) noexcept:
    return (<Atom>a).tag == IS_GROUND and not (<Atom>a).ground


cdef inline int _bind(PyObject* var, PyObject* value, list bound) except -1:
    (<Var>var).ref = <Atom>value
    bound.append(<Var>var)
    return 0


cpdef bint unify(Atom a, Atom b, list bound, list goals) except -1:
    """Makes two terms the same. ``bound`` gets the variables that were bound (also if it fails), ``goals`` pairs of a value
    that matches in its own way and what it has to match."""
    if a is None or b is None:
        raise TypeError("None is no term")
    return _unify(<PyObject*>a, <PyObject*>b, bound, goals)


cdef bint _unify(PyObject* a, PyObject* b, list bound, list goals) except -1:
    cdef Stack s
    stack_begin(&s)
    try:
        while True:
            a = find(a)
            b = find(b)
            if (<Atom>a).tag == IS_VAR or (<Atom>b).tag == IS_VAR:
                if a != b:
                    if (<Atom>a).tag != IS_VAR or ((<Atom>b).tag == IS_VAR and (<Var>a).serial < (<Var>b).serial):
                        a, b = b, a
                    if (<Atom>b).tag == IS_EXPR and not (<Atom>b).ground and _inside(a, b):
                        return False
                    _bind(a, b, bound)
            elif _matcher(a):
                goals.append((<Atom>a, <Atom>b))
            elif a == b:
                pass
            elif _matcher(b):
                goals.append((<Atom>b, <Atom>a))
            elif (<Atom>a).tag != (<Atom>b).tag:
                return False
            elif (<Atom>a).tag == IS_EXPR:
                if TUPLE_SIZE(<PyObject*>(<Expr>a).items) != TUPLE_SIZE(<PyObject*>(<Expr>b).items):
                    return False
                if (<Atom>a).ground and (<Atom>b).ground:
                    if not _equal(a, b, False):
                        return False
                elif TUPLE_SIZE(<PyObject*>(<Expr>a).items):
                    _pair_push(&s, a, b, 0)
            elif (<Atom>a).tag != IS_GROUND or not same_ground(a, b):
                return False
            if not _next_pair(&s, &a, &b):
                return True
    finally:
        stack_free(&s)


cpdef bint unify_kept(Atom live, Atom kept, list env, list bound, list goals) except -1:
    """As ``unify``, with a kept term, whose slots get values in ``env``."""
    if live is None or kept is None or env is None:
        raise TypeError("None is no term")
    return match_kept(<PyObject*>live, <PyObject*>kept, LIST_ITEMS(<PyObject*>env), bound, goals)


cdef bint match_kept(PyObject* a, PyObject* k, PyObject** env, list bound, list goals) except -1:
    """``unify_kept`` with an array of owned values: NULL or None where there is none."""
    cdef PyObject* value
    cdef Stack s
    cdef Atom whole
    stack_begin(&s)
    try:
        while True:
            if (<Atom>k).tag == IS_SLOT:
                value = env[(<Slot>k).index]
                if value == NULL or value == <PyObject*>None:
                    value = env[(<Slot>k).index] = find(a)
                    INCREF(value)
                elif not _unify(a, value, bound, goals):
                    return False
            else:
                a = find(a)
                if (<Atom>k).tag != IS_EXPR or (<Atom>k).ground:
                    if a != k or not (<Atom>k).ground:
                        if (<Atom>a).tag == IS_SYM and not _matcher(k):
                            return False
                        if not _unify(a, k, bound, goals):
                            return False
                elif (<Atom>a).tag == IS_EXPR:
                    if TUPLE_SIZE(<PyObject*>(<Expr>a).items) != TUPLE_SIZE(<PyObject*>(<Expr>k).items):
                        return False
                    _pair_push(&s, a, k, 0)
                elif (<Atom>a).tag == IS_VAR or _matcher(a):
                    whole = fill(<Atom>k, env)
                    if not _unify(a, <PyObject*>whole, bound, goals):
                        return False
                else:
                    return False
            if not _next_pair(&s, &a, &k):
                return True
    finally:
        stack_free(&s)


cdef PyObject** values_begin(Values* v, Py_ssize_t n) except NULL:
    cdef Py_ssize_t i
    v.n = n
    v.at = v.few
    if n > 16:
        v.at = <PyObject**>malloc(n * sizeof(PyObject*))
        if v.at == NULL:
            raise MemoryError
    for i in range(n):
        v.at[i] = NULL
    return v.at


cdef void values_end(Values* v):
    cdef Py_ssize_t i
    for i in range(v.n):
        Py_XDECREF(v.at[i])
    v.n = 0
    if v.at != v.few:
        free(v.at)


cdef void unbind(list bound, Py_ssize_t mark):
    while len(bound) > mark:
        (<Var>bound.pop()).ref = None


cpdef undo(list bound, Py_ssize_t mark=0):
    """Unbinds what was bound since there were ``mark`` of them."""
    unbind(bound, mark)
