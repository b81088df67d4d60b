# Primitives over terms with variables: see prims/open_terms.py and _terms_values.pxd. Patterns are program text and not deep;
# nothing else recurses on the depth of terms.

from libc.stdint cimport uint16_t, uint32_t, int64_t
from libc.string cimport memcpy
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._terms_values cimport *

cdef enum:
    PLACES = 32            # variables of a fact
    WORK = 8               # of looking at one term, as charge counts
    MOST_STEPS = 1 << 22   # of one walk over terms, whose parts may be shared; who looks at limits does the rest


cdef inline bint is_var(Value v) noexcept nogil:
    return is_type(v, T_BOX)


cdef inline Value find(Value v) noexcept nogil:
    """What a variable stands for."""
    while is_var(v) and as_obj(v).aux & VAR_BOUND:
        v = (<Box*>as_obj(v)).value
    return v


cdef inline bint has_aux(Value v, uint16_t aux) noexcept nogil:
    return is_vector(v) and as_vector(v).h.aux == aux


cdef inline bint is_unsettled(Value v) noexcept nogil:
    return is_vector(v) and (as_vector(v).h.aux == TERM_RAW or as_vector(v).h.aux == TERM_OPEN)


# ---------------------------------------------------------------- variables

cdef Value new_variable(VM* vm, Value trail, Value name) noexcept nogil:
    cdef int64_t serial = fix_value(cdr(trail)) + 1
    cdef Value v
    if serial >> 32:
        return 0
    v = new_box(vm, IMM_NIL)
    if v == 0:
        return 0
    as_pair(trail).cdr = from_fix(serial)
    as_obj(v).aux = <uint16_t>(fix_value(name) << 1)
    as_obj(v).length = <uint32_t>serial
    return v


cdef int bind(VM* vm, Value trail, Value var, Value v) noexcept nogil:
    cdef Value cell = new_pair(vm, var, car(trail))
    if cell == 0:
        return ST_NOMEM
    pair_barrier(vm, trail, cell)
    as_pair(trail).car = cell
    object_barrier(vm, var, v)
    (<Box*>as_obj(var)).value = v
    as_obj(var).aux |= VAR_BOUND
    return ST_OK


cdef void undo(Value trail, Value mark) noexcept nogil:
    cdef Value p = car(trail)
    while p != mark and is_pair(p):
        as_obj(car(p)).aux &= ~VAR_BOUND
        (<Box*>as_obj(car(p))).value = IMM_NIL
        p = cdr(p)
    as_pair(trail).car = p       # older than what it replaces: no barrier


# ---------------------------------------------------------------- unification

cdef int occurs(VM* vm, Value var, Value v, bint* found) noexcept nogil:
    cdef Pending todo
    cdef uint32_t i
    cdef Value x
    cdef int64_t work = 0
    cdef int st = ST_OK
    found[0] = False
    begin(&todo)
    while True:
        work += as_vector(v).h.length
        for i in range(as_vector(v).h.length):
            x = find(as_vector(v).items[i])
            if x == var:
                found[0] = True
                break
            if has_aux(x, TERM_OPEN) and not push(&todo, x):
                st = ST_NOMEM
        if UNLIKELY(work > MOST_STEPS):
            st = refuse(vm)
        if found[0] or st != ST_OK or not todo.used:
            break
        todo.used -= 1
        v = todo.items[todo.used]
    end(&todo)
    charge(vm, WORK * work)
    return st


cdef int unify_variable(VM* vm, Value trail, Value a, Value b, bint* same) noexcept nogil:
    """One of two different terms is an unbound variable; of two the younger one is bound."""
    cdef Value other = b
    cdef bint found = False
    cdef int st = ST_OK
    if not is_var(a) or (is_var(b) and as_obj(a).length < as_obj(b).length):
        other = a
        a = b
    if has_aux(other, TERM_OPEN):
        st = occurs(vm, a, other, &found)
    same[0] = not found
    return bind(vm, trail, a, other) if st == ST_OK and not found else st


cdef int push_pairs(Pending* todo, Value a, Value b) noexcept nogil:
    """The items of two expressions of the same length, the first ones on top."""
    cdef uint32_t i
    for i in range(as_vector(a).h.length, 0, -1):
        if as_vector(a).items[i - 1] == as_vector(b).items[i - 1] and not is_double(as_vector(a).items[i - 1]):
            continue
        if not push(todo, as_vector(a).items[i - 1]) or not push(todo, as_vector(b).items[i - 1]):
            return ST_NOMEM
    return ST_OK


cdef int unify(VM* vm, Value trail, Value a, Value b, bint* same) noexcept nogil:
    cdef Pending todo
    cdef int64_t work = 0
    cdef int st = ST_OK
    same[0] = True
    begin(&todo)
    while True:
        work += 1
        a = find(a)
        b = find(b)
        if a == b:
            if UNLIKELY(is_nan(a)):
                st = refuse(vm)
        elif is_var(a) or is_var(b):
            st = unify_variable(vm, trail, a, b, same)
        elif is_vector(a) and is_vector(b):
            same[0] = as_vector(a).h.length == as_vector(b).h.length
            if same[0]:
                st = push_pairs(&todo, a, b)
        else:
            st = leaves_equal(vm, a, b, same)
        if UNLIKELY(work > MOST_STEPS):
            st = refuse(vm)
        if st != ST_OK or not same[0] or not todo.used:
            break
        todo.used -= 2
        a = todo.items[todo.used]
        b = todo.items[todo.used + 1]
    end(&todo)
    charge(vm, WORK * work)
    return st


# ---------------------------------------------------------------- patterns

cdef Value fill(VM* vm, Value p, Value* scope, Value* names, Value trail) noexcept nogil:
    """A pattern with what its variables stand for; those that stand for nothing get a new variable; without
    names there are none. 0 when memory is refused."""
    cdef Value v, x
    cdef uint32_t i
    if is_char(p):
        i = char_value(p)
        if names != NULL and scope[i] == IMM_DEFAULT:
            scope[i] = new_variable(vm, trail, names[i])
        return find(scope[i])
    if not has_aux(p, TERM_PATTERN):
        return p
    v = new_vector(vm, as_vector(p).h.length, IMM_NIL)
    if v == 0:
        return 0
    as_vector(v).h.aux = TERM_RAW
    for i in range(as_vector(p).h.length):
        x = fill(vm, as_vector(p).items[i], scope, names, trail)
        if x == 0:
            return 0
        as_vector(v).items[i] = x
        if is_var(x) or has_aux(x, TERM_OPEN):
            as_vector(v).h.aux = TERM_OPEN
    return v


cdef int match_leaf(VM* vm, Value trail, Value p, Value v, Value* scope, Value* names, bint* same) noexcept nogil:
    """Of anything but two expressions."""
    if is_char(p):
        if scope[char_value(p)] == IMM_DEFAULT:
            scope[char_value(p)] = v
            return ST_OK
        p = scope[char_value(p)]
    elif has_aux(p, TERM_PATTERN):
        same[0] = is_var(v)
        if not same[0]:
            return ST_OK
        p = fill(vm, p, scope, names, trail)
        if p == 0:
            return ST_NOMEM
    return unify(vm, trail, p, v, same)


cdef int match(VM* vm, Value trail, Value p, Value v, Value* scope, Value* names, bint* same) noexcept nogil:
    """Does a term fit a pattern? What is bound if it does not, stays so."""
    cdef Pending todo
    cdef int st = ST_OK
    same[0] = True
    begin(&todo)
    while True:
        v = find(v)
        if has_aux(p, TERM_PATTERN) and is_vector(v):
            same[0] = as_vector(p).h.length == as_vector(v).h.length
            if same[0]:
                st = push_pairs(&todo, p, v)
        else:
            st = match_leaf(vm, trail, p, v, scope, names, same)
        if st != ST_OK or not same[0] or not todo.used:
            break
        todo.used -= 2
        p = todo.items[todo.used]
        v = todo.items[todo.used + 1]
    end(&todo)
    return st


cdef bint differs(Value p, Value v) noexcept nogil:
    """Is it plain to see that a term does not fit a pattern?"""
    cdef Value head, other
    v = find(v)
    if is_char(p) or is_var(v):
        return False
    if is_vector(p):
        if not is_vector(v) or as_vector(p).h.length != as_vector(v).h.length:
            return True
        if not as_vector(p).h.length:
            return False
        head = as_vector(p).items[0]
        other = find(as_vector(v).items[0])
        return (is_symbol(head) or is_active(head)) and head != other and not is_var(other)
    return (is_symbol(p) or is_active(p)) and p != v


cdef int prim_sys_open_scope(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value trail = args[0]
    cdef Vector* patterns = as_vector(args[1])
    cdef Vector* names = as_vector(args[2])
    cdef Value mark = car(trail)
    cdef Value scope, v
    cdef bint same = True
    cdef int st
    cdef int i
    for i in range(n - 3):
        if differs(patterns.items[i], args[i + 3]):
            out[0] = IMM_FALSE
            return ST_OK
    scope = new_vector(vm, names.h.length, IMM_DEFAULT)
    if scope == 0:
        return ST_NOMEM
    for i in range(n - 3):
        st = match(vm, trail, patterns.items[i], args[i + 3], as_vector(scope).items, names.items, &same)
        if st != ST_OK:
            return st
        if not same:
            undo(trail, mark)
            out[0] = IMM_FALSE
            return ST_OK
    for i in range(names.h.length):
        if as_vector(scope).items[i] == IMM_DEFAULT:
            v = new_variable(vm, trail, names.items[i])
            if v == 0:
                return ST_NOMEM
            as_vector(scope).items[i] = v
    out[0] = scope
    return ST_OK


cdef int prim_sys_open_match_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value mark = car(args[0])
    cdef bint same
    cdef int st = match(vm, args[0], args[1], args[3], as_vector(args[2]).items, NULL, &same)
    if st == ST_OK:
        if not same:
            undo(args[0], mark)
        out[0] = from_bool(same)
    return st


cdef int prim_sys_open_fact(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    """A fact with variables is a pair of a pattern and the names."""
    cdef Value trail = args[0]
    cdef Value rest = args[1]
    cdef Value mark = car(trail)
    cdef Value scope[PLACES]
    cdef Value fact
    cdef Value* names
    cdef uint32_t i
    cdef bint same
    cdef int64_t work = 0
    cdef int st
    while is_pair(rest):
        work += 1
        fact = car(rest)
        names = NULL
        if is_pair(fact):
            names = as_vector(cdr(fact)).items
            if as_vector(cdr(fact)).h.length > PLACES:
                return refuse(vm)
            for i in range(as_vector(cdr(fact)).h.length):
                scope[i] = IMM_DEFAULT
            fact = car(fact)
        if not differs(fact, args[2]):
            st = match(vm, trail, fact, args[2], scope, names, &same)
            if st != ST_OK:
                return st
            if same:
                out[0] = rest
                return ST_OK
            undo(trail, mark)
        rest = cdr(rest)
    charge(vm, WORK * work)
    out[0] = IMM_FALSE
    return ST_OK


cdef int prim_sys_open_undo(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    undo(args[0], args[1])
    out[0] = IMM_UNSPEC
    return ST_OK


cdef int prim_sys_open_fill(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = fill(vm, args[0], as_vector(args[1]).items, NULL, IMM_NIL)
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


# ---------------------------------------------------------------- evaluation

cdef bint may_call(Value head) noexcept nogil:
    """May an expression that begins with it be a call? It is none if a variable is first at the very inside."""
    while is_vector(head) and as_vector(head).h.length:
        head = find(as_vector(head).items[0])
    return is_active(head) or is_type(head, T_HOST)


cdef int settle(VM* vm, Value v) noexcept nogil:
    """Makes sure that nothing in a term can be called. What has no variables is not looked into again."""
    cdef Pending seen
    cdef size_t at = 0
    cdef uint32_t i
    cdef Value x
    cdef int st = ST_OK
    if not is_unsettled(v):
        return ST_OK
    begin(&seen)
    push(&seen, v)
    while at < seen.used and st == ST_OK:
        v = seen.items[at]
        at += 1
        if may_call(v):
            st = refuse(vm)
            break
        for i in range(as_vector(v).h.length):
            x = find(as_vector(v).items[i])
            if is_unsettled(x) and not push(&seen, x):
                st = ST_NOMEM
                break
    if st == ST_OK:
        for at in range(seen.used):
            if as_vector(seen.items[at]).h.aux == TERM_RAW:
                as_vector(seen.items[at]).h.aux = TERM_VALUE
    charge(vm, 2 * WORK * <int64_t>seen.used)
    end(&seen)
    return st


cdef int prim_sys_open_value(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = fill(vm, args[0], as_vector(args[1]).items, NULL, IMM_NIL)
    cdef int st
    if v == 0:
        return ST_NOMEM
    st = settle(vm, v)
    if st == ST_OK:
        out[0] = v
    return st


cdef int prim_sys_open_settled(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = find(args[0])
    cdef int st = settle(vm, v)
    if st == ST_OK:
        out[0] = v
    return st


# ---------------------------------------------------------------- making

cdef int prim_sys_open_term(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = new_vector(vm, n, IMM_NIL)
    cdef Value x
    cdef int i
    if v == 0:
        return ST_NOMEM
    as_vector(v).h.aux = TERM_VALUE
    for i in range(n):
        x = find(args[i])
        as_vector(v).items[i] = x
        if is_var(x) or has_aux(x, TERM_OPEN):
            as_vector(v).h.aux = TERM_OPEN
    out[0] = v
    return ST_OK


cdef int copied(VM* vm, Value v, bint ground, Value* out) noexcept nogil:
    cdef Pending made
    cdef size_t at = 0
    cdef uint32_t i
    cdef Value x, new
    cdef bint open = False
    v = find(v)
    if is_var(v) and ground:
        return refuse(vm)
    if not has_aux(v, TERM_OPEN):
        out[0] = v
        return ST_OK
    begin(&made)
    new = new_vector(vm, as_vector(v).h.length, IMM_NIL)
    if new == 0:
        return ST_NOMEM
    memcpy(as_vector(new).items, as_vector(v).items, as_vector(v).h.length * sizeof(Value))
    push(&made, new)
    while at < made.used:
        v = made.items[at]
        at += 1
        for i in range(as_vector(v).h.length):
            x = find(as_vector(v).items[i])
            open = open or is_var(x)
            if has_aux(x, TERM_OPEN):
                new = new_vector(vm, as_vector(x).h.length, IMM_NIL)
                if new == 0 or not push(&made, new):
                    end(&made)
                    return ST_NOMEM
                memcpy(as_vector(new).items, as_vector(x).items, as_vector(x).h.length * sizeof(Value))
                x = new
            as_vector(v).items[i] = x
    charge(vm, 4 * WORK * <int64_t>made.used)
    if not (open and ground):
        for at in range(made.used):
            as_vector(made.items[at]).h.aux = TERM_OPEN if open else TERM_RAW
        out[0] = made.items[0]
    end(&made)
    return refuse(vm) if open and ground else ST_OK


cdef int prim_sys_open_copy(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return copied(vm, args[0], False, out)


cdef int prim_sys_open_ground(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return copied(vm, args[0], True, out)


cdef int prim_sys_open_call(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = new_vector(vm, n, IMM_NIL)
    cdef Value x
    cdef int i, st
    if v == 0:
        return ST_NOMEM
    for i in range(n):
        st = copied(vm, args[i], True, &x)
        if st != ST_OK:
            return st
        as_vector(v).items[i] = x
    as_vector(v).h.aux = TERM_MARKED
    out[0] = v
    return ST_OK
