# Types of terms, as the facts of a space say. A type is a term; what a term can be applied to is found by unification.

cimport cython
from cpython.object cimport PyObject
from vmcore._terms cimport *
from vmcore._termspace cimport *

cdef extern from "Python.h":
    PyObject* TUPLE_AT "PyTuple_GET_ITEM"(PyObject* t, Py_ssize_t i)
    Py_ssize_t TUPLE_SIZE "PyTuple_GET_SIZE"(PyObject* t)
    PyObject* LIST_AT "PyList_GET_ITEM"(PyObject* t, Py_ssize_t i)
    Py_ssize_t LIST_SIZE "PyList_GET_SIZE"(PyObject* t)
    PyObject* PyDict_GetItemWithError(object d, object key) except? NULL

cdef enum:
    MOST = 1 << 14  # types of a sequence: with more of them it counts as having none

cdef Var _X = new_var("X", False)


cdef class Operation(Ground):
    def __init__(self, value, typ, str kind, run, control, Py_ssize_t low, Py_ssize_t high):
        self.value, self.typ, self.kind = value, typ, kind
        self.run, self.control, self.low, self.high = run, control, low, high


@cython.final
cdef class Words:
    def __init__(self, *, atom, symbol, variable, expression, grounded, undefined, arrow, equals, colon, subtype, comma, empty,
                 error, condition, binding, not_reducible, returning, function, evaluate, unify, bad_type, bad_argument,
                 wrong_count, no_return, stack_overflow, instructions, number, true, false, bindings, space):
        self.atom, self.symbol, self.variable, self.expression = atom, symbol, variable, expression
        self.grounded, self.undefined, self.arrow, self.equals, self.colon = grounded, undefined, arrow, equals, colon
        self.subtype, self.comma, self.empty, self.error = subtype, comma, empty, error
        self.not_reducible, self.returning, self.function, self.evaluate = not_reducible, returning, function, evaluate
        self.condition, self.binding = condition, binding
        self.unify, self.bad_type, self.bad_argument, self.wrong_count = unify, bad_type, bad_argument, wrong_count
        self.no_return, self.stack_overflow, self.instructions = no_return, stack_overflow, instructions
        self.number, self.true, self.false, self.bindings, self.space = number, true, false, bindings, space


cdef Ground integer(Words w, object value):
    return new_ground(type(w.number), value, w.number.typ, w.number.kind)


cdef Expr error_of(Words w, Atom atom, Atom what):
    return new_expr((w.error, atom, what))


cdef bint is_error(Words w, Atom atom) noexcept:
    if atom.tag != IS_EXPR or not TUPLE_SIZE(<PyObject*>(<Expr>atom).items):
        return False
    return TUPLE_AT(<PyObject*>(<Expr>atom).items, 0) == <PyObject*>w.error


cdef bint is_function_type(Words w, Atom typ) noexcept:
    cdef PyObject* t = find(<PyObject*>typ)
    if (<Atom>t).tag != IS_EXPR or TUPLE_SIZE(<PyObject*>(<Expr>t).items) < 2:
        return False
    return find(TUPLE_AT(<PyObject*>(<Expr>t).items, 0)) == <PyObject*>w.arrow


cdef Sym meta_type(Words w, Atom atom):
    cdef PyObject* x = find(<PyObject*>atom)
    if (<Atom>x).tag == IS_SYM:
        return w.symbol
    if (<Atom>x).tag == IS_VAR:
        return w.variable
    return w.expression if (<Atom>x).tag == IS_EXPR else w.grounded


cdef Atom _renamed(Atom typ):
    cdef Pairs pairs
    cdef Put p
    if typ.ground:
        return typ
    pairs = Pairs()
    p.what, p.own, p.first = PUT_FRESH, False, <PyObject*>pairs
    return put(typ, &p)


cdef long long _stamp(Words w, Space space) except -1:
    """Changes whenever what the space says about types may change; what is known about them goes then."""
    cdef long long now
    cdef long long state = state_of(space)
    if space.types_seen != state:
        now = stamp_of(space, w.colon) + stamp_of(space, w.subtype)
        space.types_seen = state
        if now != space.types_stamp:
            space.types_stamp = now
            space.types = {}
            space.types_noted = {}
            space.types_heads = compound_heads(space, w.colon)
            space.types_have_subtypes = has_head(space, w.subtype)
    return space.types_stamp


# ---------------------------------------------------------------- what types a term has: pairs of a type and None, or of the type
# of a function and the error of applying it


def types_of(Words w not None, Space space not None, Atom atom not None):
    """All types of a term, the undefined one if it has none."""
    return known_types(w, space, atom) or [(w.undefined, None)]


cdef list known_types(Words w, Space space, Atom atom):
    """All types of a term that are known."""
    cdef long long mark
    cdef list todo, found
    cdef dict done
    cdef Expr x
    cdef PyObject* items
    cdef PyObject* y
    cdef Py_ssize_t i
    cdef bint nested
    atom = resolve(atom)
    if atom.tag != IS_EXPR:
        return _simple_types(w, space, atom)
    mark = _stamp(w, space)
    x = <Expr>atom
    found = _kept_types(space, x, mark)
    if found is not None:
        return found
    items = <PyObject*>x.items
    for i in range(TUPLE_SIZE(items)):
        if (<Atom>TUPLE_AT(items, i)).tag == IS_EXPR:
            break
    else:
        found = _expression_types(w, space, x, None) if TUPLE_SIZE(items) else []
        return _noted(space, x, mark, found)
    todo = [atom]
    done = {}
    while todo:
        x = <Expr>todo[len(todo) - 1]
        if <size_t><PyObject*>x in done:
            todo.pop()
            continue
        found = _kept_types(space, x, mark)
        if found is not None:
            done[<size_t><PyObject*>x] = found
            todo.pop()
            continue
        items = <PyObject*>x.items
        nested = False
        for i in range(TUPLE_SIZE(items)):
            y = TUPLE_AT(items, i)
            if (<Atom>y).tag == IS_EXPR and <size_t>y not in done:
                todo.append(<Expr>y)
                nested = True
        if nested:
            continue
        todo.pop()
        found = _expression_types(w, space, x, done) if TUPLE_SIZE(items) else []
        done[<size_t><PyObject*>x] = _noted(space, x, mark, found)
    return <list>done[<size_t><PyObject*>atom]


cdef Expr _bearer(Expr x):
    """The expression that keeps the types: what a marked one was before, which has the same."""
    cdef Expr origin = origin_of(x)
    while origin is not None:
        x = origin
        origin = origin_of(x)
    return x


cdef list _kept_types(Space space, Expr x, long long mark):
    """None if they are not known."""
    cdef object kept
    if not x.ground:
        return None
    kept = _bearer(x).known
    if kept is None or (<tuple>kept)[0] != mark or (<tuple>kept)[1] != space.serial:
        return None
    return <list>(<tuple>kept)[2]


cdef list _noted(Space space, Expr x, long long mark, list found):
    """The types, which are kept with a ground expression. Most have none, or one that is a symbol: all of these keep the
    same."""
    cdef PyObject* known
    cdef PyObject* typ = NULL
    cdef PyObject* wrong
    cdef Expr marked = x
    if not x.ground:
        return found
    x = _bearer(x)
    if len(found) == 1 and (<tuple>found[0])[1] is None:
        typ = TUPLE_AT(<PyObject*>found[0], 0)
    if not found or (typ != NULL and (<Atom>typ).tag == IS_SYM):
        key = <object>typ if typ != NULL else None
        known = PyDict_GetItemWithError(space.types_noted, key)
        if known == NULL:
            x.known = space.types_noted[key] = (mark, space.serial, found)
            return found
        x.known = <tuple>known
        return <list>(<tuple>known)[2]
    if not _all_ground(found):
        return found
    if x.inert:
        for one in found:
            typ, wrong = TUPLE_AT(<PyObject*>one, 0), TUPLE_AT(<PyObject*>one, 1)
            if within(<PyObject*>x, typ):
                return found
            if wrong != <PyObject*>None:
                if x is not marked or not _is_plain_error(<PyObject*>x, wrong):
                    return found
                look_at(<Expr>wrong)
                look_at(x)
    x.known = (mark, space.serial, found)
    return found


cdef bint _is_plain_error(PyObject* x, PyObject* wrong) except -1:
    """Is the expression in an error as the error's element only?"""
    cdef PyObject* items
    cdef PyObject* item
    cdef Py_ssize_t i
    if (<Atom>wrong).tag != IS_EXPR:
        return True
    items = <PyObject*>(<Expr>wrong).items
    for i in range(TUPLE_SIZE(items)):
        item = TUPLE_AT(items, i)
        if item != x and within(x, item):
            return False
    return True


cdef bint _all_ground(list found):
    for t, wrong in found:
        if not (<Atom>t).ground or (wrong is not None and not (<Atom>wrong).ground):
            return False
    return True


cdef dict _typed = {}  # symbol -> a list of it alone as a type


cdef Atom _use(Kept kept):
    """The term, with fresh variables."""
    cdef Values env
    if not kept.size:
        return kept.term
    values_begin(&env, kept.size)
    try:
        return fill(kept.term, env.at)
    finally:
        values_end(&env)


cdef list _of_operation(Operation op):
    """An operation's type is one that nothing binds."""
    if op.typed is None or op.typed_as is not op.typ:
        op.typed_as = op.typ
        op.kept = keep(<Atom?>op.typ)
        op.typed = [(op.kept.term, None)] if not op.kept.size else []
    return op.typed if not op.kept.size else [(_use(op.kept), None)]


cdef list _single(Atom typ):
    cdef PyObject* known
    if typ.tag != IS_SYM:
        return [(_renamed(typ), None)]
    known = PyDict_GetItemWithError(_typed, <Sym>typ)
    if known == NULL:
        found = _typed[<Sym>typ] = [(typ, None)]
        return found
    return <list>known


cdef list _simple_types(Words w, Space space, Atom atom):
    """What is answered may be kept: it is not to be changed."""
    if atom.tag == IS_VAR:
        return []
    if atom.tag == IS_GROUND:
        typ = (<Ground>atom).typ
        if typ is w.undefined:
            return []
        return _of_operation(<Operation>atom) if isinstance(atom, Operation) else _single(<Atom?>typ)
    if atom.tag == IS_SYM:
        return _types_of_symbol(w, space, <Sym>atom)
    return [(typ, None) for typ in _declared(w, space, atom)]


def declared(Words w not None, Space space not None, Atom atom not None):
    """Types that facts give a term, and what they are subtypes of."""
    return declared_types(w, space, <Sym>atom) if atom.tag == IS_SYM else _declared(w, space, atom)


cdef list declared_types(Words w, Space space, Sym sym):
    return [typ for typ, _ in _types_of_symbol(w, space, sym)]


cdef list _types_of_symbol(Words w, Space space, Sym sym):
    cdef PyObject* known
    cdef list found
    _stamp(w, space)
    known = PyDict_GetItemWithError(space.types, sym)
    if known == NULL:
        found = [(typ, None) for typ in _declared(w, space, sym)]
        if not _all_ground(found):
            found = [keep(<Atom>typ) for typ, _ in found]
        space.types[sym] = found
    else:
        found = <list>known
    if LIST_SIZE(<PyObject*>found) and type(<object>LIST_AT(<PyObject*>found, 0)) is Kept:
        return [(_use(<Kept>kept), None) for kept in found]
    return found


cdef list _told(Words w, Space space, Sym word, Atom atom):
    return space.results(new_expr((word, atom, _X)), _X)


cdef list _declared(Words w, Space space, Atom atom):
    found = [t for t in _told(w, space, w.colon, atom) if (<Atom>t).tag != IS_VAR and t is not w.undefined]
    return _with_supertypes(w, space, found)


cdef list _with_supertypes(Words w, Space space, list found):
    cdef Py_ssize_t start = 0
    if not space.types_have_subtypes:
        return found
    while start < len(found):
        more = []
        for sub in found[start:]:
            for t in _told(w, space, w.subtype, sub):
                for known in found:
                    if equal(<Atom>t, <Atom>known):
                        break
                else:
                    more.append(t)
        start = len(found)
        found = found + more
    return found


cdef list _of(Words w, Space space, PyObject* x, dict done):
    cdef list out
    if (<Atom>x).tag != IS_EXPR:
        return _simple_types(w, space, <Atom>x)
    out = <list>done[<size_t>x]
    for typed in out:
        if not (<Atom>(<tuple>typed)[0]).ground:
            return [(_renamed(<Atom>typ), wrong) for typ, wrong in out]
    return out


cdef bint _may_be_told(Space space, Expr atom) except -1:
    """Can there be facts about the types of an expression?"""
    cdef PyObject* head = find(TUPLE_AT(<PyObject*>atom.items, 0))
    if space.types_heads is None:
        return True
    if (<Atom>head).tag == IS_SYM:
        return <Sym>head in space.types_heads
    return (<Atom>head).tag == IS_VAR and len(space.types_heads) > 0


cdef list _expression_types(Words w, Space space, Expr atom, dict done):
    cdef PyObject* items = <PyObject*>atom.items
    cdef list head = _of(w, space, TUPLE_AT(items, 0), done), arguments = [], values = [], found = [], typed, rows
    cdef Py_ssize_t i, count
    cdef bint complete = True
    cdef bint told = _may_be_told(space, atom)
    if not head and not told:
        return []
    for i in range(1, TUPLE_SIZE(items)):
        types = _of(w, space, TUPLE_AT(items, i), done)
        complete = complete and len(types) > 0
        arguments.append(types)
    for typ, _ in head:
        if not is_function_type(w, <Atom>typ):
            values.append(typ)
    count = len(values)
    for types in arguments:
        if not 0 < count <= MOST:
            break
        count *= len(types)
    if complete and 0 < count <= MOST:
        rows = [()]
        for column in [values, *[[t for t, _ in types] for types in arguments]]:
            rows = [(*row, t) for row in rows for t in column]
        found = [new_expr(row) for row in rows]
    if told:
        found += [t for t in _told(w, space, w.colon, atom) if (<Atom>t).tag != IS_VAR and t is not w.undefined]
    typed = [(t, None) for t in _with_supertypes(w, space, found)]
    for typ, _ in head:
        if is_function_type(w, <Atom>typ):
            _apply(w, atom, <Expr>typ, arguments, typed)
    return typed


cdef int _apply(Words w, Expr atom, Expr typ, list arguments, list out) except -1:
    """Adds what comes out when a function of that type is applied: types or errors. What an argument is to be is what the type
    says, not what its variables stand for by then."""
    cdef Expr said = typ
    cdef list bound = [], stack, fitting
    cdef tuple items
    cdef Py_ssize_t i, mark, n = len(arguments)
    cdef Atom want
    typ = <Expr>_renamed(typ)
    items = typ.items  # the i-th argument's type is items[i + 1]
    if len(items) - 2 != n:
        out.append((typ, error_of(w, atom, w.wrong_count)))
        return 0
    # An entry: how many arguments are through, how many variables were bound then, and the choice to make next.
    stack = [(0, 0, None)]
    while stack:
        i, mark, choice = stack.pop()
        unbind(bound, mark)
        if choice is not None:
            if not match_reduced(w, <Atom>choice, <Atom>items[i + 1], bound):
                continue
            i += 1
        while i < n:
            want = <Atom>items[i + 1]
            actual = <list>arguments[i]
            if not actual or want is w.undefined or want is w.atom or want is meta_type(w, <Atom>atom.items[i + 1]):
                i += 1
                continue
            mark = len(bound)
            fitting = []
            for t, _ in actual:
                if match_reduced(w, <Atom>t, want, bound):
                    fitting.append(t)
                unbind(bound, mark)
            if not fitting:
                want = (<Expr>_renamed(said)).items[i + 1]
                for t, _ in actual:
                    what = new_expr((w.bad_argument, integer(w, i + 1), want, t))
                    out.append((typ, error_of(w, atom, what)))
                break
            for t in reversed(fitting[1:]):
                stack.append((i, mark, t))
            match_reduced(w, <Atom>fitting[0], want, bound)
            i += 1
        else:
            out.append((resolve(<Atom>items[n + 1]), None))
    unbind(bound, 0)
    return 0


# ---------------------------------------------------------------- matching of types


cpdef bint match_reduced(Words w, Atom a, Atom b, list bound) except -1:
    """Unification of types, where the undefined type inside of one is anything."""
    cdef list stack, goals
    cdef PyObject* x = find(<PyObject*>a)
    cdef PyObject* y = find(<PyObject*>b)
    if x == y:
        return True
    if (<Atom>x).tag != IS_VAR and (<Atom>y).tag != IS_VAR:
        if x == <PyObject*>w.undefined or y == <PyObject*>w.undefined:
            return True
    if (<Atom>x).tag != IS_EXPR or (<Atom>y).tag != IS_EXPR:
        return unify(<Atom>x, <Atom>y, bound, [])
    stack = [<Atom>x, <Atom>y]
    goals = []
    while stack:
        b, a = deref(stack.pop()), deref(stack.pop())
        if (a is w.undefined and b.tag != IS_VAR) or (b is w.undefined and a.tag != IS_VAR):
            continue
        if a.tag == IS_EXPR and b.tag == IS_EXPR:
            if len((<Expr>a).items) != len((<Expr>b).items):
                return False
            for i in range(len((<Expr>a).items) - 1, -1, -1):
                stack.append((<Expr>a).items[i])
                stack.append((<Expr>b).items[i])
        elif not unify(a, b, bound, goals):
            return False
    return True


cdef bint match_types(Words w, Atom a, Atom b, list bound) except -1:
    """Can something of one type be where the other one is wanted?"""
    a, b = deref(a), deref(b)
    if a is b or a is w.undefined or b is w.undefined or a is w.atom or b is w.atom:
        return True
    if a.tag == IS_SYM and b.tag == IS_SYM:
        return False
    return unify(a, b, bound, [])


cdef bint fits_formal(Words w, Atom formal, Atom actual, list bound) except -1:
    """The same of a type as it is written in that of the function: a variable that an earlier argument bound to the undefined
    type is that type and no other."""
    actual = deref(actual)
    if formal is w.undefined or actual is w.undefined or formal is w.atom or actual is w.atom:
        return True
    formal = deref(formal)
    if formal is actual:
        return True
    if formal.tag == IS_SYM and actual.tag == IS_SYM:
        return False
    return unify(formal, actual, bound, [])


def may_be_type(Words w not None, Atom a not None, Atom b not None, list bound not None):
    """Can something of one type be where the other one is wanted?"""
    return match_types(w, a, b, bound)


cdef Atom applicable(Words w, Space space, Expr call, Expr typ, Atom wanted, list bound, list errors):
    """The type that a call has by a type of its head, with variables bound accordingly; None, and errors, if it does not
    fit."""
    cdef tuple expected = typ.items, args = call.items
    cdef Py_ssize_t n = len(args), i, mark
    cdef list stack, fitting, types
    cdef Atom want, arg
    if len(expected) != n + 1:
        errors.append(error_of(w, call, w.wrong_count))
        return None
    stack = None  # choices that are left, made when there are two
    i, mark, choice = 1, len(bound), None
    while True:
        unbind(bound, mark)
        if choice is not None:
            fits_formal(w, <Atom>expected[i], <Atom>choice, bound)
            i += 1
        while i < n:
            want, arg = <Atom>expected[i], <Atom>args[i]
            if want is w.atom or (want.tag == IS_SYM and want is meta_type(w, arg)):
                i += 1
                continue
            mark = len(bound)
            types = known_types(w, space, arg)
            if not types:
                if fits_formal(w, want, w.undefined, bound):
                    i += 1
                    continue
                types = [(w.undefined, None)]
            fitting = []
            for t, wrong in types:
                if wrong is not None:
                    errors.append(wrong)
                elif fits_formal(w, want, <Atom>t, bound):
                    fitting.append(t)
                else:
                    unbind(bound, mark)
                    errors.append(error_of(w, call, new_expr((w.bad_argument, integer(w, i), resolve(want), t))))
                unbind(bound, mark)
            if not fitting:
                break
            if len(fitting) > 1:
                if stack is None:
                    stack = []
                for t in reversed(fitting[1:]):
                    stack.append((i, mark, t))
            fits_formal(w, want, <Atom>fitting[0], bound)
            i += 1
        else:
            mark = len(bound)
            if fits_formal(w, <Atom>expected[n], wanted, bound):
                return <Atom>expected[n]
            unbind(bound, mark)
            errors.append(error_of(w, call, new_expr((w.bad_type, resolve(wanted), resolve(<Atom>expected[n])))))
        if not stack:
            return None
        i, mark, choice = stack.pop()


cdef list cast_to(Words w, Space space, Atom atom, Atom wanted, list bound):
    """The term if it has the type, else an error for each type that it has."""
    cdef list wrong = []
    cdef Py_ssize_t mark
    for typ, bad in known_types(w, space, atom) or [(w.undefined, None)]:
        if bad is not None:
            continue
        mark = len(bound)
        if match_types(w, wanted, <Atom>typ, bound):
            return [atom]
        unbind(bound, mark)
        wrong.append(error_of(w, atom, new_expr((w.bad_type, resolve(wanted), typ))))
    return wrong
