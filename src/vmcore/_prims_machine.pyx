# Primitives over the machine's own procedures: parameters, names.

from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *


cdef bint is_parameter(Value v) noexcept nogil:
    cdef Code* code
    if not is_proc(v):
        return False
    code = as_proc(v).code
    return code.flags & CODE_STUB and code.index == STUB_PARAM


cdef int prim_sys_make_parameter(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = new_proc(vm, vm.stubs[STUB_PARAM], args, 2)
    if v == 0:
        return ST_NOMEM
    out[0] = v
    return ST_OK


cdef int prim_sys_parameter_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = from_bool(is_parameter(args[0]))
    return ST_OK


cdef int prim_sys_parameter_converter(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_parameter(args[0]):
        return err_type(vm, 0, args[0], b"parameter")
    out[0] = as_proc(args[0]).up[1]
    return ST_OK


cdef int prim_sys_parameter_default(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_parameter(args[0]):
        return err_type(vm, 0, args[0], b"parameter")
    out[0] = as_proc(args[0]).up[0]
    return ST_OK


cdef int prim_sys_set_parameter_default_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_parameter(args[0]):
        return err_type(vm, 0, args[0], b"parameter")
    write_barrier(vm, args[0], args[1])
    as_proc(args[0]).up[0] = args[1]
    out[0] = IMM_UNSPEC
    return ST_OK


cdef int prim_sys_procedure_name(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value name = as_proc(args[0]).code.name
    out[0] = name if is_symbol(name) else IMM_FALSE
    return ST_OK
