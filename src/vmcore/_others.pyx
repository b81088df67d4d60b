# + < = of what are no numbers.

from libc.string cimport memcmp
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._text cimport string_compare
from vmcore._pequal cimport equiv
from vmcore._phash cimport DECLINED
from vmcore._prims_strings cimport prim_string_append


cdef int others_op(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil:
    cdef bint same = False
    cdef Value[2] both
    cdef int st
    if op == OTHERS_EQUAL:
        if is_type(a, T_BYTES) and is_type(b, T_BYTES):
            charge(vm, as_obj(a).length >> 3)
            same = (as_obj(a).length == as_obj(b).length
                    and memcmp((<Bytes*>as_obj(a)).data, (<Bytes*>as_obj(b)).data, as_obj(a).length) == 0)
            out[0] = from_bool(same)
            return ST_OK
        st = equiv(vm, a, b, &same)
        out[0] = from_bool(same)
        return ST_OK if st == DECLINED else st
    if not is_string(a) or not is_string(b):
        return ST_TYPE
    if op == OTHERS_ORDER:
        charge(vm, as_string(a).h.length >> 3)
        out[0] = from_fix(string_compare(as_string(a), as_string(b)))
        return ST_OK
    both[0] = a
    both[1] = b
    return prim_string_append(vm, both, 2, out)
