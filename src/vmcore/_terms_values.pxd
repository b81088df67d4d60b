# Terms as values. An expression is a VECTOR; its Obj.aux says what is known about it.

from libc.stdint cimport int64_t
from libc.stdlib cimport realloc, free
from libc.string cimport memcpy
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport string_equal
from vmcore._num cimport num_eq

cdef enum:                 # Vector.h.aux of an expression
    TERM_VALUE = 0         # evaluation has ended with it
    TERM_RAW = 1           # it may have to be evaluated yet
    TERM_MARKED = 2        # as TERM_VALUE, and it is what it was before: has the mark of what was evaluated
    TERM_PATTERN = 3       # has places for the values of variables in it, which are characters
    TERM_OPEN = 4          # may have variables in it, and may have to be evaluated yet

# Symbols that have equations, types or a meaning of their own are KEYWORDs, all others SYMBOLs. A variable is a BOX; h.aux: 1
# when it is bound, and 2 times the number of its name; h.length: its serial, variables made later have larger ones.

cdef enum:
    VAR_BOUND = 1

cdef enum:
    NEAR = 64              # entries of a stack that need no memory

cdef struct Pending:       # what is still to be looked at
    Value near[NEAR]
    Value* items
    size_t used
    size_t room

cdef inline void begin(Pending* p) noexcept nogil:
    p.items = p.near
    p.used = 0
    p.room = NEAR

cdef inline void end(Pending* p) noexcept nogil:
    if p.items != p.near:
        free(p.items)

cdef inline bint grow(Pending* p) noexcept nogil:
    cdef size_t room = p.room * 2
    cdef Value* items
    if p.items == p.near:
        items = <Value*>realloc(NULL, room * sizeof(Value))
        if items != NULL:
            memcpy(items, p.near, p.used * sizeof(Value))
    else:
        items = <Value*>realloc(p.items, room * sizeof(Value))
    if items == NULL:
        return False
    p.items = items
    p.room = room
    return True

cdef inline bint push(Pending* p, Value v) noexcept nogil:
    if UNLIKELY(p.used == p.room) and not grow(p):
        return False
    p.items[p.used] = v
    p.used += 1
    return True

cdef inline int refuse(VM* vm) noexcept nogil:
    return err_msg(vm, b"not known here", IMM_NIL)

cdef inline bint is_active(Value v) noexcept nogil:
    return is_type(v, T_KEYWORD)

cdef inline bint is_number_word(Value v) noexcept nogil:
    return v >= DBL_OFFSET or (is_obj(v) and T_INT64 <= as_obj(v).type <= T_BIGINT)

cdef inline bint is_nan(Value v) noexcept nogil:
    cdef double d
    if not is_double(v):
        return False
    d = unbox_double(v)
    return d != d

cdef inline int leaves_equal(VM* vm, Value a, Value b, bint* same) noexcept nogil:
    """Of different words, not both expressions."""
    same[0] = False
    if is_number_word(a):
        if not is_number_word(b):
            return ST_OK
        return num_eq(vm, a, b, same)
    if is_string(a):
        same[0] = is_string(b) and string_equal(as_string(a), as_string(b))
    elif is_type(a, T_HOST) and is_type(b, T_HOST):
        return refuse(vm)
    return ST_OK
