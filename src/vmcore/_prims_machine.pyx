# Primitives over the machine's own procedures and globals: parameters, names, values.

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


# ---------------------------------------------------------------- globals

cdef int prim_sys_global(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value name = intern(vm, args[0], T_SYMBOL)
    cdef Value cell
    if name == 0:
        return ST_NOMEM
    cell = global_cell(vm, name)
    if cell == 0:
        return ST_NOMEM
    out[0] = cell
    return ST_OK


cdef int prim_sys_global_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = from_bool(is_type(args[0], T_GLOBAL))
    return ST_OK


cdef int prim_sys_global_ref(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v
    if not is_type(args[0], T_GLOBAL):
        return err_type(vm, 0, args[0], b"variable")
    v = (<Global*>as_obj(args[0])).value
    out[0] = IMM_DEFAULT if v == IMM_UNBOUND else v
    return ST_OK


cdef int prim_sys_global_set_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_type(args[0], T_GLOBAL):
        return err_type(vm, 0, args[0], b"variable")
    global_store(vm, args[0], args[1])
    out[0] = IMM_UNSPEC
    return ST_OK


cdef int prim_sys_global_unset_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_type(args[0], T_GLOBAL):
        return err_type(vm, 0, args[0], b"variable")
    global_store(vm, args[0], IMM_UNBOUND)
    out[0] = IMM_UNSPEC
    return ST_OK


cdef int prim_sys_global_name(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if not is_type(args[0], T_GLOBAL):
        return err_type(vm, 0, args[0], b"variable")
    out[0] = (<Symbol*>as_obj((<Global*>as_obj(args[0])).name)).name
    return ST_OK
