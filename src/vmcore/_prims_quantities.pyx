# Numbers where the language has quantities besides; see prims/quantities.py.

from libc.stdint cimport int64_t
from libc.stdio cimport snprintf
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport new_string_utf8


cdef inline bint as_real(Value v, double* d) noexcept nogil:
    if is_double(v):
        d[0] = unbox_double(v)
        return True
    if is_fix(v):
        d[0] = <double>fix_value(v)
        return True
    return False


cdef inline int declined(Value* out) noexcept nogil:
    out[0] = IMM_DEFAULT
    return ST_OK


cdef int prim_sys_try_add(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value r
    cdef double x, y
    if both_fix(args[0], args[1]):
        if not fix_add(args[0], args[1], &r):
            out[0] = r
            return ST_OK
    elif as_real(args[0], &x) and as_real(args[1], &y):
        out[0] = box_any_double(x + y)
        return ST_OK
    return declined(out)


cdef int prim_sys_try_sub(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value r
    cdef double x, y
    if both_fix(args[0], args[1]):
        if not fix_sub(args[0], args[1], &r):
            out[0] = r
            return ST_OK
    elif as_real(args[0], &x) and as_real(args[1], &y):
        out[0] = box_any_double(x - y)
        return ST_OK
    return declined(out)


cdef int prim_sys_try_mul(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value r
    cdef double x, y
    if both_fix(args[0], args[1]):
        if not fix_mul(args[0], args[1], &r):
            out[0] = r
            return ST_OK
    elif as_real(args[0], &x) and as_real(args[1], &y):
        out[0] = box_any_double(x * y)
        return ST_OK
    return declined(out)


cdef inline int compared(Value left, Value right, int which, Value* out) noexcept nogil:
    """Which: 0 less, 1 less or equal, 2 equal."""
    cdef int64_t a, b
    cdef double x, y
    if both_fix(left, right):
        a = fix_value(left)
        b = fix_value(right)
        out[0] = from_bool(a < b if which == 0 else a <= b if which == 1 else a == b)
        return ST_OK
    if as_real(left, &x) and as_real(right, &y):
        out[0] = from_bool(x < y if which == 0 else x <= y if which == 1 else x == y)
        return ST_OK
    return declined(out)


cdef int prim_sys_try_lt(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compared(args[0], args[1], 0, out)


cdef int prim_sys_try_le(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compared(args[0], args[1], 1, out)


cdef int prim_sys_try_gt(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compared(args[1], args[0], 0, out)


cdef int prim_sys_try_ge(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compared(args[1], args[0], 1, out)


cdef int prim_sys_try_numeq(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return compared(args[0], args[1], 2, out)


cdef int prim_sys_real_to_text(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef char[64] text
    cdef int64_t digits = fix_value(args[1])
    cdef int length
    if digits < 1 or digits > 17:
        return err_range(vm, 1, args[1])
    length = snprintf(text, sizeof(text), b"%.*g", <int>digits, unbox_double(args[0]))
    out[0] = new_string_utf8(vm, text, length)
    return ST_OK if out[0] else ST_NOMEM
