# Goals: queries of spaces and values that match in their own way.


cdef int _goals(Machine m, Frame frame, object rest, Atom template, Otherwise otherwise) except -1:
    cdef Atom value, other
    cdef Solutions choice
    cdef list ways
    cdef tuple items
    while rest is not None:
        goal, rest = <tuple>rest
        value, other = <tuple>goal
        if type(value) is m.words.space:
            other = deref(other)
            if other.tag == IS_EXPR and TUPLE_SIZE(<PyObject*>(<Expr>other).items):
                items = (<Expr>other).items
                if find(TUPLE_AT(<PyObject*>items, 0)) == <PyObject*>m.words.comma:
                    for pattern in reversed(items[1:]):
                        rest = ((value, pattern), rest)
                    # A comma alone is no goal of its own; a pattern in it that begins with a comma is a fact.
                    if len(items) == 1:
                        continue
                    goal, rest = <tuple>rest
                    other = deref(<Atom>(<tuple>goal)[1])
            kept = _space_of(<Ground>value).matching(other)
            return _facts(m, frame, other, rest, template, kept, 0, otherwise, None)
        ways = [m.by_name(way) for way in value.solutions(resolve(other))]
        if not ways:
            m.mode = FAIL
            return 0
        if len(ways) > 1:
            choice = Solutions.__new__(Solutions)
            _mark(choice, m, frame)
            choice.ways, choice.next, choice.rest = ways, 1, rest
            choice.template, choice.otherwise = template, otherwise
            m.choices.append(choice)
        if not _bind(m, ways[0]):
            return 0
    if otherwise is not None:
        if m.choices[len(m.choices) - 1] is otherwise:
            m.choices.pop()
        else:
            otherwise.matched = True
    m.frame = frame
    return _give(m, template)


cdef int _facts(
    Machine m, Frame frame, Atom pattern, object rest, Atom template, list kept, Py_ssize_t i, Otherwise otherwise, Found choice
) except -1:
    """Goes on with the first fact from the i-th on that matches. ``choice``: the one that is tried again."""
    cdef Py_ssize_t n = LIST_SIZE(<PyObject*>kept)
    cdef list bound = [], goals = []
    cdef Kept one
    cdef Values env
    cdef bint matched
    cdef long long last
    while i < n:
        one = <Kept>LIST_AT(<PyObject*>kept, i)
        i += 1
        last = newest()
        values_begin(&env, one.size)
        try:
            matched = match_kept(<PyObject*>pattern, <PyObject*>one.term, env.at, bound, goals)
        finally:
            values_end(&env)
        if not matched:
            unbind(bound, 0)
            goals.clear()
            continue
        if i < n:
            if choice is None:
                choice = Found.__new__(Found)
                _mark(choice, m, frame)
                choice.young = last
                choice.pattern, choice.rest, choice.template = pattern, rest, template
                choice.kept, choice.otherwise = kept, otherwise
                m.choices.append(choice)
            choice.next = i
        elif choice is not None:
            m.choices.pop()
        m.note_bound(bound)
        for goal in reversed(goals):
            rest = (goal, rest)
        return _goals(m, frame, rest, template, otherwise)
    if choice is not None:
        m.choices.pop()
    m.mode = FAIL
    return 0
