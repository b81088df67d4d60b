# Escapes: try frames, and how an object that was raised gets to one, without a capture.
#
# An item of `vm.dyn.handlers` is a procedure, or ((procedure . place) . outer handlers): such a pair is the record of a
# try frame. Two kinds of frame are that:
#
#   - a frame between TRY and the clauses it names; `procedure` is the one that runs there and `place` the address behind
#     TRY. With TRY h, R[h] is the record, R[h+1] and R[h+2] winds and parameters; the object arrives in R[h+3].
#   - a frame of %try, whose thunk is called above it; `place` is the procedure that selects a clause, and h is 0.
#
# A frame is found by its procedure, the address it waits at, and the record in its register. There is one at most: the
# copies of a frame in which clauses look at an object have a procedure of their own. Clauses are evaluated above the
# frames of the raise; the one that holds says CUT, and the copy takes the place of the frame.

from libc.stdint cimport uint64_t, int64_t, uint16_t, uint32_t, int32_t
from libc.string cimport memcpy, memmove
from vmcore._tags cimport *
from vmcore._ops cimport OP_TRY, OP_CUT
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._stack cimport *

cdef struct Site:             # what a record says
    Value proc
    const uint16_t* low       # the frame waits behind this,
    const uint16_t* high      # and not behind this, where its clauses begin
    uint32_t h
    bint stub                 # a frame of %try

cdef struct Place:            # where the frame is
    Value* R                  # its registers, on the stack or in `cont`
    Cont* cont                # NULL: on the stack
    uint64_t below            # words of `cont` below the frame


# ---------------------------------------------------------------- making and leaving

cdef int push_try(VM* vm, Value* R, uint32_t h, const uint16_t* pc) noexcept nogil:
    cdef Value inner = new_pair(vm, R[-1], <uint64_t>pc)
    cdef Value record = new_pair(vm, inner, vm.dyn.handlers) if inner else 0
    if UNLIKELY(record == 0):
        return ST_NOMEM
    R[h] = record
    R[h + 1] = vm.dyn.winds
    R[h + 2] = vm.dyn.params
    vm.dyn.handlers = record
    return ST_OK


cdef Value stub_record(VM* vm, Value* B) noexcept nogil:
    """The record of a frame of %try at B, called with thunk and selecting procedure."""
    cdef Value inner = new_pair(vm, B[-1], B[1])
    return new_pair(vm, inner, vm.dyn.handlers) if inner else 0


cdef int leave_try(VM* vm, Value* R) noexcept nogil:
    """The thunk of a frame of %try returned: so does the frame."""
    vm.dyn.handlers = cdr(R[0])
    return return_value(vm, R, R[3])


# ---------------------------------------------------------------- finding

cdef bint read_site(VM* vm, Value record, Site* site) noexcept nogil:
    """False if it is no record: a register may hold anything."""
    cdef Code* code
    cdef const uint16_t* at
    if not is_pair(record) or not is_pair(car(record)) or not is_proc(car(car(record))):
        return False
    site.proc = car(car(record))
    code = as_proc(site.proc).code
    if code.flags & CODE_STUB:
        site.low = vm.pc_try - 4
        site.high = vm.pc_try
        site.h = 0
        site.stub = True
        return code.index == STUB_TRY
    at = <const uint16_t*><size_t>cdr(car(record))
    if vm.tree or at <= code.entry or at > code.entry + <uint64_t>code.nwords * 4 or (<size_t>at - <size_t>code.entry) & 7:
        return False
    site.low = at
    site.high = at + 4 * <int64_t><int32_t>(<uint32_t>at[-2] | (<uint32_t>at[-1] << 16))
    site.h = at[-3]
    site.stub = False
    return at[-4] == OP_TRY


cdef inline bint fits(Site* site, Value f, const uint16_t* pc) noexcept nogil:
    return f == site.proc and site.low < pc and pc <= site.high


cdef bint find(VM* vm, Value record, Site* site, Value* B, const uint16_t* pc, Place* place) noexcept nogil:
    """Looks from the frame at B, which is at pc, outwards."""
    cdef Value* bottom = vm.run_base + 2
    cdef Value rewinding = IMM_NIL
    cdef uint64_t word, a
    cdef int64_t steps = 0
    place.cont = NULL
    while B > bottom:
        if fits(site, B[-1], pc) and B[site.h] == record:
            place.R = B
            charge(vm, steps * 2)
            return True
        if B[-1] == vm.hooks[HOOK_REWIND] and rewinding == IMM_NIL:
            rewinding = B[0]
        word = B[-2]
        a = word >> PC_BITS
        B = B - 2 - a
        pc = <const uint16_t*><size_t>(word & RETURN_PC)
        if pc == vm.pc_resume:
            pc = <const uint16_t*><size_t>B[a - 1]
        steps += 1
    charge(vm, steps * 2)
    if find_in(vm, record, site, vm.under, vm.under_size, place, &rewinding):
        return True
    # An entry of winds that is entered again runs outside of the frames it belongs to, which %rewind goes to next.
    if is_proc(rewinding) and as_proc(rewinding).code == <Code*>as_obj(vm.stubs[STUB_CONT]):
        return find_in(vm, record, site, rewinding, cont_words(<Cont*>as_proc(rewinding)), place, &rewinding)
    return False


cdef bint find_in(VM* vm, Value record, Site* site, Value k, uint64_t size, Place* place, Value* rewinding) noexcept nogil:
    """The same among the first `size` words of a continuation and what lies below them."""
    cdef Cont* cont
    cdef Value* R
    cdef uint64_t a, at, word
    cdef const uint16_t* pc
    while k != IMM_NIL:
        cont = <Cont*>as_proc(k)
        while size:
            word = cont.words[size - 1]
            a = word >> PC_BITS
            at = size - 1 - a
            R = &cont.words[at]
            pc = <const uint16_t*><size_t>(word & RETURN_PC)
            if pc == vm.pc_resume:
                pc = <const uint16_t*><size_t>R[a - 1]
            if fits(site, cont.words[at - 1], pc) and site.h + 2 < a and R[site.h] == record:
                place.R = R
                place.cont = cont
                place.below = at - 1
                return True
            if cont.words[at - 1] == vm.hooks[HOOK_REWIND] and rewinding[0] == IMM_NIL and a > 0:
                rewinding[0] = R[0]
            size = at - 1
            charge(vm, 2)
        k = cont.below
        size = <uint64_t>fix_value(cont.below_size)
    return False


cdef int left_before(VM* vm) noexcept nogil:
    return err_msg(vm, b"the guard was left before", IMM_NIL)


# ---------------------------------------------------------------- going there

cdef Value* bottom_frame(VM* vm, Place* place, Value f) noexcept nogil:
    """Empties the stack down to what lies below a frame on the heap; answers where its registers go."""
    cdef Value* R = vm.run_base + 4
    go_under(vm, place.cont, place.below)
    R[-2] = <uint64_t>(vm.pc_halt if vm.under == IMM_NIL else vm.pc_underflow)
    R[-1] = f
    return R


cdef bint cut_to(VM* vm, Value record, Value object, Site* site, Place* place) noexcept nogil:
    """Goes on with the clauses, in the frame, if they begin with CUT: nothing that was raised is raised again there."""
    cdef Value* R = place.R
    if site.stub or site.high[0] != OP_CUT:
        return False
    if place.cont != NULL:
        if vm.run_base + 4 + as_proc(site.proc).code.nregs + 64 > vm.soft_limit:
            return False
        R = bottom_frame(vm, place, site.proc)
        memcpy(R, place.R, (<size_t>site.h + 3) * sizeof(Value))
    vm.dyn.handlers = cdr(record)
    vm.dyn.params = R[site.h + 2]
    R[site.h + 3] = object
    vm.base = R
    vm.pc = site.high + 4
    return True


cdef int escape(VM* vm, Value record, Value object, Value* B, const uint16_t* pc, Value* winds) noexcept nogil:
    """An object was raised in the frame at B. ESCAPED, or ST_OK if the library has to do it: the winds of the try frame
    are those in *winds unless that is false, or there is a question which clause holds."""
    cdef Site site
    cdef Place place
    if not read_site(vm, record, &site) or not find(vm, record, &site, B, pc, &place):
        return left_before(vm)
    winds[0] = IMM_FALSE
    if place.R[site.h + 1] != vm.dyn.winds:
        winds[0] = place.R[site.h + 1]
        return ST_OK
    return ESCAPED if cut_to(vm, record, object, &site, &place) else ST_OK


cdef Value twin(VM* vm, Value f) noexcept nogil:
    """A procedure of the same code and captured values; 0 when refused."""
    return new_proc(vm, tag_obj(as_proc(f).code), as_proc(f).up, as_proc(f).h.length)


cdef int clauses(VM* vm, Value* B) noexcept nogil:
    """The clauses of the try frame with the record B[0] look at B[1], above the frame at B; the winds are those of the
    try frame. ESCAPED, or ST_OK when the selecting procedure of %try is to be called with B[0]."""
    cdef Site site
    cdef Place place
    cdef Value record = B[0]
    cdef Value object = B[1]
    cdef Value f
    cdef Value* need
    cdef int st
    if not read_site(vm, record, &site) or not find(vm, record, &site, B, NULL, &place):
        return left_before(vm)
    if cut_to(vm, record, object, &site, &place):
        return ESCAPED
    vm.dyn.handlers = cdr(record)
    vm.dyn.params = place.R[site.h + 2]
    if site.stub:
        B[-1] = cdr(car(record))
        B[0] = object
        return ST_OK
    need = B + as_proc(site.proc).code.nregs + 64
    if need > vm.soft_limit:
        st = more_stack(vm, need, B + 2)
        if st != ST_OK:
            return st
    f = twin(vm, site.proc)
    if f == 0:
        collect_now(vm, B + 2)
        f = twin(vm, site.proc)
        if f == 0:
            return ST_MEMORY
    memcpy(B, place.R, (<size_t>site.h + 3) * sizeof(Value))
    B[site.h + 3] = object
    B[-1] = f
    vm.base = B
    vm.pc = site.high
    return ESCAPED


cdef int commit(VM* vm, Value* R, uint32_t h) noexcept nogil:
    """A clause holds: the frame at R takes the place of the try frame it is a copy of."""
    cdef Site site
    cdef Place place
    cdef Code* code = as_proc(R[-1]).code
    if not read_site(vm, R[h], &site) or as_proc(site.proc).code != code or not find(vm, R[h], &site, R, NULL, &place):
        return left_before(vm)
    if place.cont != NULL:
        place.R = bottom_frame(vm, &place, site.proc)
    memmove(place.R, R, code.nregs * sizeof(Value))
    vm.base = place.R
    return ST_OK


cdef int unwind_to(VM* vm, Value* B) noexcept nogil:
    """B[1] is to be called in place of the frame of %try with the record B[0]: ESCAPED when it is the procedure of the
    frame vm.base."""
    cdef Site site
    cdef Place place
    cdef Value f = B[1]
    if not read_site(vm, B[0], &site) or not site.stub or not find(vm, B[0], &site, B, NULL, &place):
        return left_before(vm)
    if place.cont != NULL:
        place.R = bottom_frame(vm, &place, f)
    place.R[-1] = f
    vm.base = place.R
    vm.pc = vm.pc_try
    return ESCAPED
