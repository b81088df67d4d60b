# A part of _host.pyx: the frames of a run, for the backtraces of errors.

cdef enum:
    FIRST_FRAMES = 40                     # of a backtrace: so many of the innermost ones,
    LAST_FRAMES = 20                      # and of the outermost ones


cdef struct FrameWalk:                    # a walk over the frames of a run, innermost first
    Value f                               # procedure of the frame,
    const uint16_t* pc                    # its next instruction
    Value* B                              # the next frame on the stack, or NULL,
    const uint16_t* next_pc
    Value k                               # or in this continuation,
    uint64_t size                         # below this word


cdef void start_frames(VM* vm, FrameWalk* w) noexcept:
    w.B = vm.base
    w.next_pc = vm.pc
    w.k = vm.under
    w.size = vm.under_size


cdef bint next_frame(VM* vm, FrameWalk* w) noexcept:
    cdef uint64_t word, at
    cdef Cont* cont
    while w.B != NULL:
        if w.B <= vm.run_base + 2:
            w.B = NULL
            break
        w.f = w.B[-1]
        w.pc = w.next_pc
        word = w.B[-2]
        w.next_pc = <const uint16_t*><size_t>(word & RETURN_PC)
        w.B = w.B - 2 - (word >> 48)
        if w.next_pc == vm.pc_resume:     # a handler of an error: where that happened
            w.next_pc = <const uint16_t*><size_t>w.B[(word >> 48) - 1]
        if is_proc(w.f):
            return True
    while w.k != IMM_NIL:
        cont = <Cont*>as_proc(w.k)
        word = cont.words[w.size - 1]
        at = w.size - 1 - (word >> 48)
        w.f = cont.words[at - 1]
        w.pc = <const uint16_t*><size_t>(word & RETURN_PC)
        if w.pc == vm.pc_resume:
            w.pc = <const uint16_t*><size_t>cont.words[w.size - 2]
        w.size = at - 1
        if w.size == 0:
            w.k = cont.below
            w.size = <uint64_t>fix_value(cont.below_size)
        if is_proc(w.f):
            return True
    return False


cdef Value called_global(VM* vm, Code* code, const uint16_t* pc) noexcept:
    """The global that the call before `pc` called; 0 for another call."""
    cdef Node* node
    if vm.tree:
        node = <Node*>pc
        if node.kind != NODE_CALL or node.kids.kind != NODE_GLOBAL:
            return 0
        return node.kids.k
    if pc < code.entry + 4 or not (pc[-4] == OP_CALLG or pc[-4] == OP_CALLS or pc[-4] == OP_CALLG1 or pc[-4] == OP_CALLG2):
        return 0
    return code.consts[pc[-1]]


cdef bint is_of_program(Value called) noexcept:
    return is_proc(called) and not as_proc(called).code.flags & (CODE_STUB | CODE_LIBRARY)


cdef bint is_replaced(Value called, Code* inner) noexcept:
    """Is the frame of a procedure that was called another one's now? Clauses of a case-lambda have one name."""
    cdef Code* code = as_proc(called).code
    return code != inner and (
        code.image != inner.image or code.name != inner.name)


cdef void start_frames_of_raise(VM* vm, FrameWalk* w) noexcept:
    """As `start_frames`, of what was raised when a clause looks at it: behind the frame of %try-handler, if there is one."""
    start_frames(vm, w)
    while next_frame(vm, w):
        if w.f == vm.hooks[HOOK_HANDLER]:
            return
    start_frames(vm, w)


cdef list walk_frames(VM* vm, dict tails, dict calls, list cut, bint raised=False):
    """The frames of the current run as `Machine.frames` answers them; the middle of many is left out, which `cut` tells.
    `tails`, `calls`: see MachineError. `raised`: those of the object that a clause looks at."""
    cdef uint64_t total = 0
    cdef FrameWalk w
    cdef Code* inner = NULL
    cdef list out = []
    cdef void (*start)(VM*, FrameWalk*) noexcept
    start = start_frames_of_raise if raised else start_frames
    start(vm, &w)
    while next_frame(vm, &w):
        total += 1
    start(vm, &w)
    cdef uint64_t i = 0
    while next_frame(vm, &w):
        if i < FIRST_FRAMES or i + LAST_FRAMES >= total:
            add_frame(vm, out, w.f, w.pc, inner if i != total - LAST_FRAMES or total <= FIRST_FRAMES + LAST_FRAMES
                      else NULL, tails, calls)
        elif cut[1] == 0:
            cut[0], cut[1] = len(out), <object>(total - FIRST_FRAMES - LAST_FRAMES)
        inner = as_proc(w.f).code
        i += 1
    return out


cdef void add_frame(VM* vm, list out, Value f, const uint16_t* pc, Code* inner, dict tails, dict calls):
    """`inner`: code of the frame that this one called, or NULL."""
    cdef Code* code = as_proc(f).code
    cdef Value called
    cdef bint replaced
    if code.flags & CODE_STUB or code.image == NULL:
        return
    image = <object>(<ImageMem*>code.image).owner
    name = ""
    if is_symbol(code.name):
        name = text_python((<Symbol*>as_obj(code.name)).name)
    if vm.tree:
        at = (<Node*>pc).index
    else:
        at = max((pc - code.entry) // 4 - 1, 0)
    if inner != NULL and not code.flags & CODE_LIBRARY:
        called = called_global(vm, code, pc)
        if called and is_of_program((<Global*>as_obj(called)).value):
            replaced = is_replaced((<Global*>as_obj(called)).value, inner)
            called = display_name(vm, called)
            calls[len(out)] = text_python((<Symbol*>as_obj(called)).name)
            if replaced:
                tails[len(out)] = calls[len(out)]
    out.append((name, image, code.index, at, bool(code.flags & CODE_LIBRARY)))
