# Primitives over ground terms: see _terms_values.pxd. What they cannot know without facts and types, they refuse.

from libc.stdint cimport int64_t, uint32_t
from libc.string cimport memcpy
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._num cimport *
from vmcore._terms_values cimport *

# ---------------------------------------------------------------- making

cdef int made(VM* vm, Value* args, int n, uint16_t aux, Value* out) noexcept nogil:
    cdef Value v = new_vector(vm, n, IMM_NIL)
    if v == 0:
        return ST_NOMEM
    memcpy(as_vector(v).items, args, n * sizeof(Value))
    as_vector(v).h.aux = aux
    out[0] = v
    return ST_OK


cdef int prim_sys_term(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(vm, args, n, TERM_MARKED, out)


cdef int prim_sys_raw_term(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return made(vm, args, n, TERM_RAW, out)


cdef int prim_sys_term_cons(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef uint32_t length
    cdef Value v
    if not is_vector(args[1]):
        return refuse(vm)
    length = as_vector(args[1]).h.length
    charge(vm, length)
    v = new_vector(vm, length + 1, IMM_NIL)
    if v == 0:
        return ST_NOMEM
    as_vector(v).items[0] = args[0]
    memcpy(as_vector(v).items + 1, as_vector(args[1]).items, length * sizeof(Value))
    as_vector(v).h.aux = TERM_RAW
    out[0] = v
    return ST_OK


cdef int prim_sys_term_rest(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef uint32_t length
    cdef Value v
    if not is_vector(args[0]) or not as_vector(args[0]).h.length:
        return refuse(vm)
    length = as_vector(args[0]).h.length - 1
    charge(vm, length)
    v = new_vector(vm, length, IMM_NIL)
    if v == 0:
        return ST_NOMEM
    memcpy(as_vector(v).items, as_vector(args[0]).items + 1, length * sizeof(Value))
    as_vector(v).h.aux = TERM_RAW
    out[0] = v
    return ST_OK


cdef int prim_sys_term_of_reversed(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t length = 0
    cdef Value p = args[0]
    cdef Value v
    while is_pair(p):
        length += 1
        p = cdr(p)
    charge(vm, length)
    if not heap_reserve(vm, length * sizeof(Value)):
        return ST_NOMEM
    v = new_vector(vm, length, IMM_NIL)
    if v == 0:
        return ST_NOMEM
    p = args[0]
    while length:
        length -= 1
        as_vector(v).items[length] = car(p)
        p = cdr(p)
    as_vector(v).h.aux = TERM_RAW
    out[0] = v
    return ST_OK


# ---------------------------------------------------------------- looking

cdef int prim_sys_term_is_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    out[0] = from_bool(is_vector(v) and as_vector(v).h.length == <uint32_t>fix_value(args[1])
                       and as_vector(v).items[0] == args[2])
    return ST_OK


cdef int prim_sys_term_length_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = from_bool(is_vector(args[0]) and as_vector(args[0]).h.length == <uint32_t>fix_value(args[1]))
    return ST_OK


cdef int prim_sys_term_first(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_vector(args[0]) or not as_vector(args[0]).h.length:
        return refuse(vm)
    out[0] = as_vector(args[0]).items[0]
    return ST_OK


cdef int prim_sys_term_size(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_vector(args[0]):
        return refuse(vm)
    out[0] = from_fix(as_vector(args[0]).h.length)
    return ST_OK


cdef int prim_sys_term_item(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_vector(args[0]) or not is_fix(args[1]) or not 0 <= fix_value(args[1]) < as_vector(args[0]).h.length:
        return refuse(vm)
    out[0] = as_vector(args[0]).items[fix_value(args[1])]
    return ST_OK


cdef bint may_call(VM* vm, Value head) noexcept nogil:
    """May an expression that begins with it be a call? That is so if what is first at the very inside may be called."""
    while is_vector(head) and as_vector(head).h.length:
        head = as_vector(head).items[0]
        charge(vm, 2)
    return is_active(head) or is_type(head, T_HOST)


cdef int prim_sys_term_head(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if may_call(vm, args[0]):
        return refuse(vm)
    out[0] = args[0]
    return ST_OK


cdef int prim_sys_term_plain(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if is_active(args[0]):
        return refuse(vm)
    out[0] = args[0]
    return ST_OK


cdef int prim_sys_term_number(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_number_word(args[0]):
        return refuse(vm)
    out[0] = args[0]
    return ST_OK


cdef int prim_sys_term_string(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_string(args[0]):
        return refuse(vm)
    out[0] = args[0]
    return ST_OK


cdef int prim_sys_term_key_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = from_bool(is_fix(args[0]) or is_bool(args[0]) or is_symbol(args[0]) or is_active(args[0]))
    return ST_OK


cdef int prim_sys_give_up(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return refuse(vm)


# ---------------------------------------------------------------- numbers

cdef bint whole(Value v) noexcept nogil:
    return is_number_word(v) and not is_double(v)


cdef int prim_sys_term_divide(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if whole(args[0]) and whole(args[1]):
        return num_quotient(vm, args[0], args[1], out)
    if not is_double(args[0]) or not is_double(args[1]) or unbox_double(args[1]) == 0:
        return refuse(vm)
    return num_div(vm, args[0], args[1], out)


cdef int prim_sys_term_remainder(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if whole(args[0]) and whole(args[1]):
        return num_remainder(vm, args[0], args[1], out)
    return refuse(vm)


# ---------------------------------------------------------------- equality

cdef enum:
    MOST_STEPS = 1 << 22                  # of one walk over terms, whose parts may be shared; who looks at limits does the rest

cdef int terms_equal(VM* vm, Value a, Value b, bint* same) noexcept nogil:
    cdef Pending todo
    cdef int64_t left = MOST_STEPS
    cdef int st = ST_OK
    cdef uint32_t i
    cdef Vector* x
    cdef Vector* y
    same[0] = True
    begin(&todo)
    while True:
        if a == b:
            if UNLIKELY(is_nan(a)):
                st = refuse(vm)
                break
        elif is_vector(a) and is_vector(b):
            x = as_vector(a)
            y = as_vector(b)
            if x.h.length != y.h.length:
                same[0] = False
                break
            charge(vm, 8 * <int64_t>x.h.length)
            left -= x.h.length
            if UNLIKELY(left < 0):
                st = refuse(vm)
                break
            for i in range(x.h.length, 0, -1):
                if x.items[i - 1] == y.items[i - 1] and not is_double(x.items[i - 1]):
                    continue
                if not push(&todo, x.items[i - 1]) or not push(&todo, y.items[i - 1]):
                    st = ST_NOMEM
                    break
            if st != ST_OK:
                break
        else:
            st = leaves_equal(vm, a, b, same)
            if st != ST_OK or not same[0]:
                break
        if not todo.used:
            break
        todo.used -= 2
        a = todo.items[todo.used]
        b = todo.items[todo.used + 1]
    end(&todo)
    return st


cdef int prim_sys_term_equal_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef bint same
    cdef int st = terms_equal(vm, args[0], args[1], &same)
    if st == ST_OK:
        out[0] = from_bool(same)
    return st


cdef bint untyped(Value v) noexcept nogil:
    """Is it a term that has no type, so that it may be compared with any other?"""
    if is_symbol(v):
        return True
    return is_vector(v) and (not as_vector(v).h.length or is_symbol(as_vector(v).items[0]))


cdef int prim_sys_term_comparable_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value a = args[0]
    cdef Value b = args[1]
    cdef bint same
    cdef int st
    if is_fix(a) and is_fix(b):
        out[0] = from_bool(a == b)
        return ST_OK
    # A call that stayed as it was may be wrong by its types, which are looked at before.
    if (is_vector(a) and may_call(vm, a)) or (is_vector(b) and may_call(vm, b)):
        return refuse(vm)
    st = terms_equal(vm, a, b, &same)
    if st != ST_OK:
        return st
    if not same and not (
        untyped(a) or untyped(b) or (is_number_word(a) and is_number_word(b)) or (is_bool(a) and is_bool(b))
        or (is_string(a) and is_string(b))
    ):
        return refuse(vm)
    out[0] = from_bool(same)
    return ST_OK


# ---------------------------------------------------------------- evaluation of data

cdef Value copied(VM* vm, Value v) noexcept nogil:
    """An expression as a value; 0 when memory is refused, 1 when it begins with what can be called."""
    cdef Vector* old = as_vector(v)
    cdef Value new
    if old.h.length and may_call(vm, old.items[0]):
        return 1
    charge(vm, 8 + <int64_t>old.h.length)
    new = new_vector(vm, old.h.length, IMM_NIL)
    if new == 0:
        return 0
    memcpy(as_vector(new).items, old.items, old.h.length * sizeof(Value))
    as_vector(new).h.aux = TERM_MARKED
    return new


cdef int value_of(VM* vm, Value root, Value* out) noexcept nogil:
    """A copy with marks of an expression that was not evaluated. What has the mark already is not looked into."""
    cdef Pending todo
    cdef int st = ST_OK
    cdef Value top = copied(vm, root)
    cdef Value v, item, new
    cdef uint32_t i
    if top <= 1:
        return refuse(vm) if top else ST_NOMEM
    begin(&todo)
    v = top
    while st == ST_OK:
        for i in range(as_vector(v).h.length):
            item = as_vector(v).items[i]
            if not is_vector(item) or as_vector(item).h.aux != TERM_RAW:
                continue
            new = copied(vm, item)
            if new <= 1:
                st = refuse(vm) if new else ST_NOMEM
                break
            as_vector(v).items[i] = new      # both are younger than any collection
            if not push(&todo, new):
                st = ST_NOMEM
                break
        if not todo.used:
            break
        todo.used -= 1
        v = todo.items[todo.used]
    end(&todo)
    if st == ST_OK:
        out[0] = top
    return st


cdef int prim_sys_term_value(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    if is_vector(v) and as_vector(v).h.aux == TERM_RAW:
        return value_of(vm, v, out)
    out[0] = v
    return ST_OK
