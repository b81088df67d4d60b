# Goals: queries of spaces and values that match in their own way.
#
# A goal is a pair of a value and what it has to match. One that came of a fact which is itself a space, or of a pattern that is
# one, has a third item: the goals that led to it, as nothing was bound in between. A goal that is among those can have no
# solution which they do not have, and fails; so spaces may contain themselves and each other.

cdef object NO_FACT = object()

cdef int _goals(Machine m, Frame frame, object rest, Atom template, Otherwise otherwise) except -1:
    cdef Atom value, other
    cdef Solutions choice
    cdef list ways
    cdef tuple items, goal, before
    while rest is not None:
        goal, rest = <tuple>rest
        value, other = <Atom>goal[0], <Atom>goal[1]
        if type(value) is m.words.space:
            other = deref(other)
            before = <tuple>goal[2] if len(goal) > 2 else ()
            if other.tag == IS_EXPR and TUPLE_SIZE(<PyObject*>(<Expr>other).items):
                items = (<Expr>other).items
                if find(TUPLE_AT(<PyObject*>items, 0)) == <PyObject*>m.words.comma:
                    for pattern in reversed(items[1:]):
                        rest = ((value, pattern), rest)
                    # A comma alone is no goal of its own; a pattern in it that begins with a comma is a fact.
                    if len(items) == 1:
                        continue
                    goal, rest = <tuple>rest
                    other = deref(<Atom>goal[1])
                    before = ()
            kept = _space_of(<Ground>value).matching(other)
            rest = _facts(m, frame, <Ground>value, other, before, rest, template, kept, 0, otherwise, None)
            if rest is NO_FACT:
                return 0
            continue
        ways = [m.by_name(way) for way in value.solutions(resolve(other))]
        if not ways:
            m.mode = FAIL
            return 0
        if len(ways) > 1:
            choice = Solutions.__new__(Solutions)
            UNTRACK(<PyObject*>choice)
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


cdef object _facts(
    Machine m, Frame frame, Ground space, Atom pattern, tuple before, object rest, Atom template, list kept, Py_ssize_t i,
    Otherwise otherwise, Found choice
):
    """The goals that are left with the first fact from the i-th on that matches; NO_FACT, and it fails, if there is none.
    ``choice``: the one that is tried again."""
    cdef Py_ssize_t n = LIST_SIZE(<PyObject*>kept)
    cdef list bound = [], goals = []
    cdef Kept one
    cdef Values env
    cdef tuple led
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
        if matched and goals and not bound and (one.term is (<tuple>goals[0])[0] or pattern is (<tuple>goals[0])[0]):
            led = (*before, (space, pattern))
            matched = not _among(<tuple>goals[0], led)
            goals[0] = (*<tuple>goals[0], led)
        if not matched:
            unbind(bound, 0)
            goals.clear()
            continue
        if i < n:
            if choice is None:
                choice = Found.__new__(Found)
                UNTRACK(<PyObject*>choice)
                _mark(choice, m, frame)
                choice.young = last
                choice.pattern, choice.rest, choice.template = pattern, rest, template
                choice.kept, choice.otherwise = kept, otherwise
                choice.space, choice.before = space, before
                m.choices.append(choice)
            choice.next = i
        elif choice is not None:
            m.choices.pop()
        m.note_bound(bound)
        for goal in reversed(goals):
            rest = (goal, rest)
        return rest
    if choice is not None:
        m.choices.pop()
    m.mode = FAIL
    return NO_FACT


cdef bint _among(tuple goal, tuple before) noexcept:
    """Is a goal one of those that led to it?"""
    cdef PyObject* one
    cdef Py_ssize_t i
    for i in range(TUPLE_SIZE(<PyObject*>before)):
        one = TUPLE_AT(<PyObject*>before, i)
        if TUPLE_AT(one, 0) == TUPLE_AT(<PyObject*>goal, 0) and TUPLE_AT(one, 1) == TUPLE_AT(<PyObject*>goal, 1):
            return True
    return False
