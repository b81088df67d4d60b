# The evaluator: what a term is as a type, its elements or arguments, and one step of a call.


cdef int _evaluate(Machine m) except -1:
    cdef Words w = m.words
    cdef Atom atom = m.atom, typ = <Atom>find(<PyObject*>m.typ)
    cdef Ground space = m.space
    cdef Frame frame = m.frame
    cdef Alternatives around, held
    cdef PyObject* head
    if not atom.ground:
        atom = resolve(atom)
    m.mode = RETURN
    m.atom = atom
    if 0 < m.max_depth <= frame.depth + 1:
        m.atom = error_of(w, new_expr((w.evaluate, atom, resolve(typ), space)), w.stack_overflow)
        return 0
    if typ is w.atom or atom.tag == IS_VAR:
        return 0
    if atom.tag != IS_EXPR:
        if atom.tag == IS_GROUND and (<Ground>atom).typ is typ and typ.tag == IS_SYM:
            return 0  # what is nearly always so
        if typ is not w.undefined and typ is not (w.symbol if atom.tag == IS_SYM else w.grounded):
            return _cast(m, atom, typ, space)
        return 0
    if typ is w.expression or atom.marked:
        return 0
    if m.islands is not None and atom.ground and TUPLE_SIZE(<PyObject*>(<Expr>atom).items):
        head = TUPLE_AT(<PyObject*>(<Expr>atom).items, 0)
        if (<Atom>head).tag == IS_GROUND and isinstance(<Ground>head, Operation) and (<Operation>head).folded:
            value = _folded(w, <PyObject*>atom, 50)
            if value is None or not _fits(m, (<Ground>value).typ, typ):
                value = m.fold(<Expr>atom, typ)
            if value is not None:
                m.atom = <Atom?>value
                return 0
    if frame.kind == F_ALTERNATIVES and not m.max_depth and m.choices:
        around = <Alternatives>frame
        held = around if around.held is None else around.held
        if m.choices[len(m.choices) - 1] is held:  # what is around does the same, and has nothing else to wait for: a tail call
            if REFCNT(<PyObject*>frame) == 3 + (held is around) * 2:  # here twice, m.frame; held, choices: nobody else
                around.original = <Expr>atom
                return _interpret(m, <Expr>atom, typ, space)
            frame = frame.prev
        else:
            held = None
    else:
        held = None
    around = Alternatives.__new__(Alternatives)
    if held is None:
        _mark(around, m, frame)
        m.choices.append(around)
    around.held = held
    _start(around, frame, 13)
    around.original = <Expr>atom
    m.frame = around
    return _interpret(m, <Expr>atom, typ, space)


cdef inline Space _space_of(Ground space):
    return <Space?>space.value


cdef int _cast(Machine m, Atom atom, Atom typ, Ground space) except -1:
    cdef list bound = []
    cdef list found = cast_to(m.words, _space_of(space), atom, typ, bound)
    m.note_bound(bound)
    return _alternatives(m, m.frame, [(one, ()) for one in found], None)


cdef int _interpret(Machine m, Expr expr, Atom typ, Ground space) except -1:
    """An expression: a call of a function if its head has such a type that fits, else a sequence."""
    cdef Words w = m.words
    cdef list types, errors, bound = None
    cdef Atom head, one, result
    cdef bint plain = False
    cdef Py_ssize_t wrongs = 0
    cdef Listed choice
    if not TUPLE_SIZE(<PyObject*>expr.items):
        return _cast(m, expr, typ, space)
    head = <Atom>TUPLE_AT(<PyObject*>expr.items, 0)
    types = known_types(w, _space_of(space), head)
    if not types:
        return _elements(m, m.frame, expr, None, 0, None, typ, space)
    errors = []
    for typed in types:
        one = <Atom>(<tuple>typed)[0]
        if (<tuple>typed)[1] is not None:
            wrongs += 1
            continue
        if not is_function_type(w, one):
            plain = True
            continue
        if bound is None:
            bound = []
        result = applicable(w, _space_of(space), expr, <Expr>one, typ, bound, errors)
        if result is not None:
            m.note_bound(bound)
            if <Atom>find(<PyObject*>result) is w.expression:
                result = w.undefined
            return _elements(m, m.frame, expr, (<Expr>one).items, 0, None, result, space)
    if wrongs == len(types):
        return _alternatives(m, m.frame, [(wrong, ()) for _, wrong in types], None)
    if not plain:
        return _alternatives(m, m.frame, [(wrong, ()) for wrong in errors], None)
    if errors:
        choice = Listed.__new__(Listed)
        UNTRACK(<PyObject*>choice)
        _mark(choice, m, m.frame)
        choice.rest = [(wrong, ()) for wrong in errors]
        m.choices.append(choice)
    return _elements(m, m.frame, expr, None, 0, None, typ, space)


cdef int _elements(
    Machine m, Frame frame, Expr expr, tuple types, Py_ssize_t i, Done done, Atom typ, Ground space
) except -1:
    """Evaluates elements from the i-th on, where that is more than to look at them; then calls. ``types``: those of the
    arguments of a function; None if it is a plain sequence."""
    cdef PyObject* items = <PyObject*>expr.items
    cdef Py_ssize_t n = TUPLE_SIZE(items)
    cdef PyObject* x
    cdef Atom wanted
    cdef bint simple
    cdef Elements waiting
    while i < n:
        x = find(TUPLE_AT(items, i))
        wanted = m.words.undefined
        if types is None:
            if (<Atom>x).tag == IS_EXPR:
                simple = (<Atom>x).ground and (<Atom>x).marked and not is_error(m.words, <Atom>x)
            else:
                simple = x != <PyObject*>m.words.empty
            if m.max_depth:
                simple = False
        elif (<Atom>x).tag != IS_EXPR:
            simple = True  # that what is no expression has the type is known already
        elif i:
            wanted = <Atom>find(TUPLE_AT(<PyObject*>types, i))
            simple = (wanted is m.words.atom or wanted is m.words.expression
                      or ((<Atom>x).ground and (<Atom>x).marked))
        else:
            wanted = new_expr(types)
            simple = False
        if not simple:
            waiting = Elements.__new__(Elements)
            _start(waiting, frame, <int>(2 * i - 3))
            waiting.call, waiting.types, waiting.i, waiting.done = expr, types, <int>i, done
            waiting.typ, waiting.space = typ, space
            m.frame = waiting
            m.mode = METTA
            m.atom = <Atom>x
            m.typ = wanted
            m.space = space
            return 0
        i += 1
    return _call(m, frame, _evaluated(m.words, expr, done, types is None), typ, space)


cdef Expr _evaluated(Words w, Expr expr, Done done, bint sequence):
    """The expression with the elements that were evaluated. A sequence whose rest looks like an error is that error."""
    cdef PyObject* items = <PyObject*>expr.items
    cdef Py_ssize_t n = TUPLE_SIZE(items), i
    cdef PyObject* x
    cdef PyObject* out
    cdef Expr made
    if done is None and expr.ground:
        made = expr
    else:
        out = TUPLE_NEW(n)
        i = n
        while i:
            i -= 1
            if done is not None and done.i == i:
                x = <PyObject*>done.atom
                done = done.before
            else:
                x = find(TUPLE_AT(items, i))
            INCREF(x)
            TUPLE_SET(out, i, x)
        made = new_expr(<tuple>out)
        DECREF(out)
    if sequence:
        items = <PyObject*>made.items
        for i in range(n - 1, 0, -1):
            if TUPLE_AT(items, i) == <PyObject*>w.error:
                return new_expr(made.items[i:])
    return made


cdef int _element(Machine m, Elements frame, Atom atom) except -1:
    """The i-th element was evaluated."""
    cdef Words w = m.words
    cdef Py_ssize_t i = frame.i
    cdef Done done
    cdef Atom old
    if atom is w.empty or is_error(w, atom):
        old = <Atom>frame.call.items[i]
        if frame.types is None or i == 0 or not (atom is old or equivalent(atom, old)):
            m.atom = atom
            m.frame = frame.prev
            return 0
    done = Done.__new__(Done)
    UNTRACK(<PyObject*>done)
    done.before, done.i, done.atom = frame.done, i, atom
    return _elements(m, frame.prev, frame.call, frame.types, i + 1, done, frame.typ, frame.space)


cdef int _call(Machine m, Frame frame, Expr call, Atom typ, Ground space) except -1:
    cdef Called called
    m.frame = frame
    if is_error(m.words, call):
        return _give(m, call)
    if (m.islands is not None or m.tables is not None) and _short(m, frame, call, typ, space):
        return 0
    m.frame = _called(frame, call, typ, space)
    m.mode = EVAL
    m.atom = call
    m.space = space
    return 0


cdef Called _called(Frame frame, Atom call, Atom typ, Ground space):
    cdef Called called = Called.__new__(Called)
    _start(called, frame, -3)
    called.call, called.typ, called.space = call, typ, space
    return called


# ---------------------------------------------------------------- calls that are done in another way


cdef bint _short(Machine m, Frame frame, Expr call, Atom typ, Ground space) except -1:
    """Was it done?"""
    cdef PyObject* items = <PyObject*>call.items
    cdef Py_ssize_t n = TUPLE_SIZE(items), i
    cdef long long state = state_of(_space_of(m.context))
    cdef PyObject* known
    cdef Atom head = <Atom>TUPLE_AT(items, 0)
    cdef bint asks = m.tables is not None
    if head.tag != IS_SYM:
        return asks and m.shortcut(frame, call, typ, space) is True
    if m.short_state != state:
        m.short_state = state
        m.standard = m.islands is not None and bool(m.is_standard())
        m.refused = {}
    if n == 4 and m.islands is not None and m.standard and (head is m.words.condition or head is m.words.binding):
        return _inline(m, frame, call, typ, space)
    if not asks:
        if not call.ground:
            return False
        if not m.asks_terms:
            for i in range(1, n):
                if (<Atom>TUPLE_AT(items, i)).tag != IS_GROUND:
                    return False
        known = PyDict_GetItemWithError(m.refused, <Sym>head)
        if known != NULL and n in <set>known:
            return False
    answer = m.shortcut(frame, call, typ, space)
    if answer is None:
        m.refused.setdefault(head, set()).add(n)
    return answer is True


cdef bint _inline(Machine m, Frame frame, Expr call, Atom typ, Ground space) except -1:
    """A condition or a binding, as long as they are what the library says: what their equations come to."""
    cdef Words w = m.words
    cdef tuple items = call.items
    cdef Atom first = deref(<Atom>items[1]), second = <Atom>items[2], third = <Atom>items[3]
    cdef list bound, goals
    cdef bint matched
    if <Atom>items[0] is w.condition:
        if type(first) is not type(w.true):
            return False
        m.frame = _called(frame, call, typ, space)
        _came(m, m.frame, second if (<Ground>first).value else third, call)
        return True
    bound, goals = [], []
    matched = unify(second, first, bound, goals)
    if goals:
        unbind(bound, 0)
        return False
    if not matched:
        unbind(bound, 0)
        m.frame = _called(frame, call, typ, space)
        _give(m, w.empty)
        return True
    m.note_bound(bound)
    m.frame = _called(frame, new_expr((w.unify, second, first, third, w.empty)), w.undefined, space)
    _give(m, third)
    return True


cdef Atom _folded(Words w, PyObject* expr, int depth):
    """The value of an expression of small integers and operations on them; None if it is something else, or too deep."""
    cdef PyObject* items = <PyObject*>(<Expr>expr).items
    cdef PyObject* head
    cdef Atom a = None, b = None
    cdef PyObject* x
    if depth == 0 or TUPLE_SIZE(items) != 3:
        return None
    head = TUPLE_AT(items, 0)
    if (<Atom>head).tag != IS_GROUND or not isinstance(<Ground>head, Operation):
        return None
    if not (<Operation>head).direct or (<Operation>head).direct == D_EQUAL:
        return None
    x = TUPLE_AT(items, 1)
    a = _folded(w, x, depth - 1) if (<Atom>x).tag == IS_EXPR else <Atom>x
    if a is None:
        return None
    x = TUPLE_AT(items, 2)
    b = _folded(w, x, depth - 1) if (<Atom>x).tag == IS_EXPR else <Atom>x
    if b is None:
        return None
    return _direct(w, (<Operation>head).direct, <PyObject*>a, <PyObject*>b)


# ---------------------------------------------------------------- one step


cdef int _step(Machine m) except -1:
    cdef Atom atom = m.atom
    cdef PyObject* head
    if not atom.ground:
        atom = resolve(atom)
    m.mode = RETURN
    if atom.tag != IS_EXPR or not TUPLE_SIZE(<PyObject*>(<Expr>atom).items):
        return _query(m, atom)
    head = TUPLE_AT(<PyObject*>(<Expr>atom).items, 0)
    if (<Atom>head).tag == IS_GROUND:
        if isinstance(<Ground>head, Operation):
            return _operate(m, <Expr>atom, <Operation>head)
    elif (<Atom>head).tag == IS_SYM:
        if <Sym>head in m.words.instructions:
            m.mode = EXEC
            m.atom = atom
            return 0
    else:
        while (<Atom>head).tag == IS_EXPR and TUPLE_SIZE(<PyObject*>(<Expr>head).items):
            head = TUPLE_AT(<PyObject*>(<Expr>head).items, 0)
        if (<Atom>head).tag == IS_VAR:
            m.atom = m.words.not_reducible
            return 0
    return _query(m, atom)


cdef int _operate(Machine m, Expr atom, Operation op) except -1:
    cdef tuple items = atom.items
    cdef Py_ssize_t n = len(items)
    cdef Frame frame = m.frame
    cdef Atom value
    cdef list found
    if not op.low < n <= op.high + 1:
        return _give(m, error_of(m.words, atom, m.words.wrong_count))
    if op.direct and n == 3:
        value = _direct(m.words, op.direct, TUPLE_AT(<PyObject*>items, 1), TUPLE_AT(<PyObject*>items, 2))
        if value is not None:
            return _give(m, value)
    try:
        if op.control is not None:
            op.control(m, atom)
            return 0
        if n == 3:
            found = <list?>op.run(m, items[1], items[2])
        elif n == 2:
            found = <list?>op.run(m, items[1])
        else:
            found = <list?>op.run(m, *items[1:])
    except NoReduce:
        return _give(m, m.words.not_reducible)
    except Failed as failure:
        what = failure.args[0]
        return _give(m, error_of(m.words, atom, what if isinstance(what, Atom) else symbol(what)))
    if len(found) == 1:
        return _came(m, frame, <Atom?>found[0], atom)
    if found:
        return _alternatives(m, frame, [(one, ()) for one in found], atom)
    return _give(m, m.words.empty)


cdef Atom _direct(Words w, int code, PyObject* a, PyObject* b):
    """What an operation comes to of small integers; None if they are something else."""
    cdef long long x, y
    cdef int overflow = 0
    if code == D_EQUAL:
        return w.true if equal(<Atom>a, <Atom>b) else w.false
    if (<Atom>a).tag != IS_GROUND or (<Atom>b).tag != IS_GROUND or type(<Ground>a) is not type(w.number):
        return None
    if type(<Ground>b) is not type(w.number) or not LONG_EXACT(<PyObject*>(<Ground>a).value):
        return None
    if not LONG_EXACT(<PyObject*>(<Ground>b).value):
        return None
    x = AS_LONG(<PyObject*>(<Ground>a).value, &overflow)
    if overflow or x >= 1LL << SMALL or x <= -(1LL << SMALL):
        return None
    y = AS_LONG(<PyObject*>(<Ground>b).value, &overflow)
    if overflow or y >= 1LL << SMALL or y <= -(1LL << SMALL):
        return None
    if code == D_ADD:
        return integer(w, x + y)
    if code == D_SUB:
        return integer(w, x - y)
    if code == D_MUL:
        if -(1LL << 31) < x < 1LL << 31 and -(1LL << 31) < y < 1LL << 31:
            return integer(w, x * y)
        return None
    if code == D_LT:
        return w.true if x < y else w.false
    if code == D_LE:
        return w.true if x <= y else w.false
    if code == D_GT:
        return w.true if x > y else w.false
    return w.true if x >= y else w.false


# ---------------------------------------------------------------- equations


cdef int _query(Machine m, Atom atom) except -1:
    return _clauses(m, m.frame, m.space, atom, _equations(m.words, _space_of(m.space), atom), 0, None)


cdef list _equations(Words w, Space space, Atom atom):
    """Equations that may match a call, in order, as they are now; what is answered is never changed."""
    cdef long long now, state
    cdef PyObject* head = NULL
    cdef PyObject* known
    cdef dict sizes
    cdef list found
    if atom.tag == IS_EXPR and TUPLE_SIZE(<PyObject*>(<Expr>atom).items):
        head = TUPLE_AT(<PyObject*>(<Expr>atom).items, 0)
    if head == NULL or (<Atom>head).tag != IS_SYM:
        return space.matching(new_expr((w.equals, atom, new_var("X", False))))
    state = state_of(space)
    if space.clauses_seen != state:
        now = stamp_of(space, w.equals)
        space.clauses_seen = state
        if now != space.clauses_stamp:
            space.clauses_stamp = now
            space.clauses = {}
    known = PyDict_GetItemWithError(space.clauses, <Sym>head)
    if known == NULL:
        sizes = space.clauses[<Sym>head] = {}
    else:
        sizes = <dict>known
    n = TUPLE_SIZE(<PyObject*>(<Expr>atom).items)
    known = PyDict_GetItemWithError(sizes, n)
    if known == NULL:
        call = new_expr((<Sym>head, *[new_var("x", False) for _ in range(n - 1)]))
        found = space.matching(new_expr((w.equals, call, new_var("X", False))))
        sizes[n] = found if len(found) <= MANY else None
        if len(found) <= MANY:
            return found
    elif known != <PyObject*>None:
        return <list>known
    return space.matching(new_expr((w.equals, atom, new_var("X", False))))


cdef Py_ssize_t _next_clause(PyObject* atom, PyObject* kept, Py_ssize_t i) except -1:
    """The place of the next equation that may match, from the i-th on."""
    cdef Py_ssize_t n = LIST_SIZE(kept)
    cdef PyObject* term
    while i < n:
        term = <PyObject*>(<Kept>LIST_AT(kept, i)).term
        if (<Atom>term).tag != IS_EXPR or may_be(atom, TUPLE_AT(<PyObject*>(<Expr>term).items, 1)):
            return i
        i += 1
    return n


cdef Atom _body(Machine m, Atom call, Kept one, list bound, list goals):
    """What an equation makes of a call; None if it does not match."""
    cdef Words w = m.words
    cdef PyObject* items = NULL
    cdef Atom result = None
    cdef Values env
    values_begin(&env, one.size)
    try:
        if one.term.tag == IS_EXPR:
            items = <PyObject*>(<Expr>one.term).items
            if TUPLE_AT(items, 0) != <PyObject*>w.equals:
                items = NULL
        if items != NULL:
            if match_kept(<PyObject*>call, TUPLE_AT(items, 1), env.at, bound, goals):
                result = fill(<Atom>TUPLE_AT(items, 2), env.at)
        else:
            result = new_var("X", False)
            query = new_expr((w.equals, call, result))
            if not match_kept(<PyObject*>query, <PyObject*>one.term, env.at, bound, goals):
                result = None
    finally:
        values_end(&env)
    return result


cdef int _clauses(Machine m, Frame frame, Ground space, Atom call, list kept, Py_ssize_t i, Clauses choice) except -1:
    """Goes on with the first equation from the i-th on that matches. ``choice``: the one that is tried again."""
    cdef Py_ssize_t n = LIST_SIZE(<PyObject*>kept), following
    cdef list bound = [], goals = []
    cdef Atom result
    cdef long long last
    cdef Otherwise otherwise = choice.otherwise if choice is not None else None
    i = _next_clause(<PyObject*>call, <PyObject*>kept, i)
    while i < n:
        following = _next_clause(<PyObject*>call, <PyObject*>kept, i + 1)
        last = newest()
        if (<Kept>LIST_AT(<PyObject*>kept, i)).term is space:  # a space that contains itself has no more equations for it
            result = None
        else:
            result = _body(m, call, <Kept>LIST_AT(<PyObject*>kept, i), bound, goals)
        if result is None:
            unbind(bound, 0)
            goals.clear()
            i = following
            continue
        if goals and choice is None:  # it is not known yet whether any equation matches
            otherwise = Otherwise(m, frame, m.words.not_reducible)
            otherwise.young = last
            m.choices.append(otherwise)
        if following < n:
            if choice is None:
                choice = Clauses.__new__(Clauses)
                UNTRACK(<PyObject*>choice)
                _mark(choice, m, frame)
                choice.young = last
                choice.space, choice.call, choice.kept, choice.otherwise = space, call, kept, otherwise
                m.choices.append(choice)
            choice.next = following
        elif choice is not None:
            m.choices.pop()
        m.note_bound(bound)
        if goals:
            return _solve_clause(m, frame, goals, result, call, otherwise)
        if otherwise is not None:
            otherwise.matched = True
        return _came(m, frame, result, call)
    if choice is not None:
        m.choices.pop()
        m.mode = FAIL
        return 0
    m.mode = RETURN
    m.frame = frame
    m.atom = m.words.not_reducible
    return 0


cdef int _solve_clause(Machine m, Frame frame, list goals, Atom result, Atom call, Otherwise otherwise) except -1:
    """An equation whose head has values that match in their own way."""

    def step(Machine m, Atom atom):
        _came(m, m.frame, atom, call)

    return _goals(m, Then(frame, step), _linked(goals), result, otherwise)
