# Sorting of plain numbers: small integers and doubles. Anything else in the vectors is ordered by its bits, somehow.

from libc.stdint cimport int64_t, uint32_t
from libc.string cimport memcpy
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *

cdef enum:
    RUN = 12                  # items that are sorted by insertion


cdef inline bint less(Value a, Value b) noexcept nogil:
    if both_fix(a, b):
        return <int64_t>(a << 15) < <int64_t>(b << 15)
    return (<double>fix_value(a) if is_fix(a) else unbox_double(a)) < (<double>fix_value(b) if is_fix(b) else unbox_double(b))


cdef inline bint before(Value a, Value b, bint down) noexcept nogil:
    return less(b, a) if down else less(a, b)


cdef void insert(Value* v, int64_t n, bint down) noexcept nogil:
    cdef int64_t i, j
    cdef Value x
    for i in range(1, n):
        x = v[i]
        j = i
        while j > 0 and before(x, v[j - 1], down):
            v[j] = v[j - 1]
            j -= 1
        v[j] = x


cdef void merge(Value* v, Value* t, int64_t middle, int64_t n, bint down) noexcept nogil:
    """Two sorted parts of v[0..n]. t: room for the first."""
    cdef int64_t i = 0, j = middle, k = 0
    if not before(v[middle], v[middle - 1], down):
        return
    memcpy(t, v, <size_t>middle * sizeof(Value))
    while i < middle and j < n:
        if before(v[j], t[i], down):
            v[k] = v[j]
            j += 1
        else:
            v[k] = t[i]
            i += 1
        k += 1
    memcpy(v + k, t + i, <size_t>(middle - i) * sizeof(Value))


cdef int check(VM* vm, Value* args, int64_t start, int at) noexcept nogil:
    """The vectors, and that args[at] is the end of a part that begins at `start`."""
    cdef Vector* v = as_vector(args[0])
    cdef int64_t end = fix_value(args[at])
    if args[0] == args[1] or as_vector(args[1]).h.length != v.h.length:
        return err_range(vm, 1, args[1])
    if v.h.flags & F_IMMUTABLE or as_vector(args[1]).h.flags & F_IMMUTABLE:
        return err_msg(vm, b"the vector is immutable (a literal)", IMM_NIL)
    if start < 0 or start > end:
        return err_range(vm, at - 1, args[at - 1])
    return ST_OK if end <= v.h.length else err_beyond(vm, at, args[at], v.h.length)


cdef int prim_sys_plain_numbers_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Vector* v = as_vector(args[0])
    cdef uint32_t i
    out[0] = IMM_FALSE
    for i in range(v.h.length):
        if not is_fix(v.items[i]) and not is_double(v.items[i]):
            charge(vm, i >> 1)
            return ST_OK
    charge(vm, v.h.length >> 1)
    out[0] = IMM_TRUE
    return ST_OK


cdef int prim_sys_sort_numbers_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t start = fix_value(args[2]), size = fix_value(args[3]) - start, at = 0, width = RUN
    cdef bint down = args[4] == IMM_TRUE
    cdef Value* v = as_vector(args[0]).items + start
    cdef Value* t = as_vector(args[1]).items
    cdef int status = check(vm, args, start, 3)
    if status != ST_OK:
        return status
    while at < size:
        insert(v + at, min(<int64_t>RUN, size - at), down)
        at += RUN
    charge(vm, size * 8)
    while width < size:
        at = 0
        while at < size - width:
            merge(v + at, t, width, min(2 * width, size - at), down)
            at += 2 * width
        width *= 2
        charge(vm, size)
    out[0] = IMM_UNSPEC
    return ST_OK


cdef int prim_sys_merge_numbers_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t start = fix_value(args[2]), middle = fix_value(args[3]), end = fix_value(args[4])
    cdef int status = check(vm, args, start, 3)
    if status == ST_OK:
        status = check(vm, args, middle, 4)
    if status != ST_OK:
        return status
    if start < middle and middle < end:
        merge(as_vector(args[0]).items + start, as_vector(args[1]).items, middle - start, end - start, args[5] == IMM_TRUE)
    charge(vm, end - start)
    out[0] = IMM_UNSPEC
    return ST_OK
