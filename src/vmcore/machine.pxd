# The state of one runtime, as every compiled module sees it, and inline allocation.
#
# A status (ST_*) is what a machine function returns: 0 is success, anything else names the error whose details are in
# the err_* fields. No function here raises a Python exception; that happens in _host only.

from libc.stdio cimport snprintf
from libc.stdint cimport uint64_t, int64_t, uint8_t, uint16_t, uint32_t
from vmcore._tags cimport *
from vmcore.value cimport *

# A primitive: reads args[0..n), writes *out, returns a status. It never collects and never calls back into the loop.
# It may write *out == args[0] in place: read every argument before the result is written.
ctypedef int (*PrimFn)(VM* vm, Value* args, int n, Value* out) noexcept nogil

cdef struct PrimEntry:
    const char* name
    PrimFn fn
    short nreq
    short nopt                # -1: any number of further arguments
    int checked               # arguments from this one on may be anything
    bint forces               # declines for want of its first argument only, or what is behind that: see _drive
    uint64_t masks[6]            # accepted type classes of argument i; masks[5] is that of every later one
    const char* expected[6]      # what to call them in messages

cdef enum:
    NCLASSES = 33                # size classes of 16 bytes: class k holds cells of 16 * k bytes, k = 1..32; 0: pairs
    MAX_SMALL = 512              # larger objects come from malloc
    BLOCK_SHIFT = 16
    BLOCK_SIZE = 1 << 16         # blocks are aligned to their size

cdef enum:
    ST_JUMP = -2                 # from a host call: vm.base and vm.pc were set, there is no result to store

cdef struct AllocRun:            # free cells of one class: bump from cur to end
    char* cur
    char* end

cdef struct Winding:             # dynamic state that a continuation carries
    Value winds                  # list of (before . after), innermost first
    Value handlers               # list of procedures and of records of try frames (see _escape), innermost first
    Value params                 # alist of parameter bindings, innermost first

ctypedef int (*HostFn)(VM* vm, Value callee, Value* args, int n, Value* out) noexcept nogil
ctypedef int (*HostOp)(VM* vm) noexcept nogil

cdef struct ImageMem:            # what keeps the words of an image alive
    int64_t refs                 # CODE objects that point into it
    void* owner                  # PyObject*, one reference held

cdef struct VM:
    # --- hot
    int64_t budget               # safepoints left until somebody wants attention
    Value* soft_limit            # first word no frame may reach without growing
    AllocRun runs[NCLASSES]      # where the next cells come from
    PrimEntry* prims
    uint32_t nprims
    # --- stack
    Value* stack
    Value* hard_limit
    Value* lent_from             # soft limit before a handler was given room above it, or NULL
    Value* lent_to               # the frame of that handler
    Value* run_base              # bottom of the current run
    Value* top                   # first free word, valid outside the loop and at safepoints
    Value under                  # what lies below run_base on the heap: a Cont,
    uint64_t under_size          # of which the first so many words, or NIL
    Winding dyn
    Value* base                  # registers of the running frame, valid outside the loop
    const uint16_t* pc           # its next instruction, likewise
    Code* no_code                # a code that no call fits: of globals that hold no procedure
    const uint16_t* pc_halt      # return addresses of the machine: below a run's first frame,
    const uint16_t* pc_underflow  # below the first frame that is not on the heap,
    const uint16_t* pc_try       # below the thunk of a try frame,
    const uint16_t* pc_drive     # below what a frame of the machine's own loops called (_drive),
    const uint16_t* pc_resume    # and below a handler of an error that cannot be continued
    bint tree                    # the tree-walker's: addresses are those of nodes, code is a tree
    uint64_t run_id              # number of the current run; 0 when idle
    uint64_t last_run_id
    uint64_t task_run            # the run that is at a task, whose calls of Python do not stop the machine; 0: none
    int depth                    # nested runs
    const uint16_t* nomem_pc     # instruction that was refused memory since the last safepoint: again is final
    int64_t work                 # safepoints of all finished slices
    # --- error in flight
    int status
    int err_index
    int64_t err_length           # of RANGE: items there are, or -1
    const char* err_expected
    char err_text[200]           # a message that is not a constant
    const char* err_msg
    Value err_value
    Value result
    # --- limits
    int64_t slice                # safepoints per slice
    int64_t slice_left           # what budget was set to: consumed = slice_left - budget
    int64_t fuel                 # safepoints left in all, or -1
    double deadline              # monotonic seconds, or 0
    double last_signal_check
    uint64_t memory_limit        # bytes, or 0
    uint64_t max_depth           # frames, or 0
    int request                  # REQ_* bits, for the next safepoint
    volatile int stop            # set by any thread: end the run at the end of the slice
    volatile int* leader         # the same of the machine that this one works for, or NULL
    # --- heap
    uint64_t heap_bytes          # blocks + large objects + external buffers
    uint64_t live_bytes          # old cells and large objects, as far as known
    uint64_t gc_at               # bytes to hand out before the next collection
    uint64_t collections         # of every kind
    int gc_stress                # collect at every safepoint
    bint by_hash                 # %with-hash is at work: of what it gives hashes for, nothing is equal but the very same word
    uint32_t given_hashes[2]     # the hashes of these
    Value given[2]
    int64_t fail_alloc           # allocation that fails (test hook): counts down, -1 = off
    void* heap                   # Heap of _blocks
    # --- tables
    Value* handles               # values held from Python
    uint32_t nhandles
    uint32_t handles_cap
    Value hooks[16]              # HOOK_*: library procedures the machine calls
    Value stubs[20]              # STUB_*: built-in CODE objects
    # --- host
    void* host                   # the Python object that owns this (borrowed)
    void* tstate                 # PyThreadState* while the GIL is released, else NULL
    HostFn call_host             # calls a Python callable: takes the GIL if it is released
    void** pending               # what to release when the GIL is held: PyObject*, or host index << 1 | 1
    uint32_t npending
    uint32_t pending_cap
    uint32_t capabilities        # CAP_* bits
    uint32_t dialect             # DIALECT_* bits: what its language wants of the machine
    int (*others)(VM* vm, int op, Value a, Value b, Value* out) noexcept nogil   # + < = of what are no numbers, or NULL
    int math_precision           # digits of the result of arithmetic with decimals, 0: all of them
    int math_rounding            # how they are rounded; see decimals.py
    Value ports[3]               # current input, output, error port
    void (*port_finalise)(VM* vm, void* port) noexcept nogil
    Value* prim_procs            # primitives as procedures, made on demand; 0 = not yet
    void* exc                    # PyObject*, owned: the Python exception behind ST_HOSTERR
    void* (*host_object)(VM* vm, int64_t index) noexcept      # needs the GIL; borrowed
    uint64_t (*host_new)(VM* vm, void* obj) noexcept          # needs the GIL; a HOST, or 0 when refused
    uint64_t (*host_raised)(VM* vm, void* exc) noexcept       # needs the GIL; what an inner run raised, or 0
    int (*attention)(VM* vm) noexcept nogil   # end of a slice: signals, requests; takes the GIL itself
    int (*flush)(VM* vm) noexcept nogil       # output ports, before Python can look
    uint64_t edits                            # transients made so far
    bint persistent                           # Python's containers become persistent ones, None nil
    Value none                                # what None becomes
    Value waits_for                           # lazy sequence because of which a primitive has declined
    int look_ups                              # in persistent maps, inside of look-ups
    Value empty_list                          # collections without items, or UNDEF until there are such
    Value empty_vec
    Value empty_map
    Value empty_set
    void* trees                  # Trees of _trees, or NULL

cdef enum:
    REQ_GC = 1

cdef extern from *:
    """
    #define VM_RETURN_PC 0xFFFFFFFFFFFEull
    """
    const uint64_t RETURN_PC "VM_RETURN_PC"   # mask: address in a return word, whose lowest bit is the collector's

cdef enum:                       # words under run_base, of the outer run: [-10..-8] ports, [-7] under_size, [-6] under,
    RUN_HEADER = 10              # [-5] params, [-4] handlers, [-3] winds, [-2] index of its run_base, [-1] its number (0: none)

cdef enum:                       # VM.hooks
    HOOK_REWIND = 0              # (hook continuation winds result): to be called when the winds are others
    HOOK_HANDLER = 1             # (hook record object winds-or-false): the innermost handler is a try frame; see _escape
    HOOK_CALL = 2                # (hook object argument ...): what is no procedure was called
    HOOK_SEQ = 3                 # (hook object): the sequence of something that only the library knows to have one
    HOOK_REDUCED = 4             # type of the records that end a reduction, with its value
    HOOK_WHOLE = 5               # (hook sequence): realises it to its end, for Python
    HOOK_HOST = 6                # (hook procedure argument ...): a task calls a Python callable
    HOOK_COUNT = 7               # places a program may set
    HOOK_REALISE = 13            # procedure of frames that realise a lazy sequence
    HOOK_BOTTOM = 15             # procedure of bottom frames

cdef enum:                       # kinds of built-in procedures (Code.index of a CODE_STUB), and their place in VM.stubs
    STUB_PRIM = 0                # each primitive has its own code; Code.nwords is its number
    STUB_HOST = 1                # captured: HOST
    STUB_CONT = 2                # see Cont
    STUB_PARAM = 3               # captured: default value, converter or false
    STUB_CAPTURE = 4             # call/cc
    STUB_APPLY = 5               # (apply f x ... list)
    STUB_APPLYV = 6              # (f value-or-VALUES)
    STUB_THROW = 7               # (object): end the run, uncaught
    STUB_REINSTATE = 8           # (continuation procedure, value-or-VALUES), winds already right
    STUB_BOTTOM = 9              # below the first frame of a run: HALT, UNDERFLOW
    STUB_TRY = 10                # (thunk, select): calls the thunk above a try frame
    STUB_UNWIND = 11             # (record, thunk): calls the thunk in place of the frame of STUB_TRY
    STUB_RAISE = 12              # (object): calls the innermost handler, which must not return
    STUB_ESCAPE = 13             # (record, object): the innermost handler is a try frame
    STUB_CLAUSES = 14            # (record, object): its clauses; a thunk or false if the frame is of STUB_TRY
    STUB_FOLD = 15               # (f initial collection): reduction; (f collection)
    STUB_REALISE = 16            # frames that realise a lazy sequence
    STUB_COUNT = 17

cdef enum:                       # VM.capabilities
    CAP_READ = 1
    CAP_ENV = 2
    CAP_EXIT = 4
    CAP_CLOCK = 8
    CAP_RANDOM = 16
    CAP_WRITE = 32

cdef enum:                       # VM.dialect
    DIALECT_LONGS = 1            # + - * of integers of 64 bits give one of 64 bits, or fail
    DIALECT_TITLES = 2           # messages call a primitive %name name

cdef enum:                       # VM.others; they answer ST_TYPE for what they do not know
    OTHERS_ADD = 0               # the sum
    OTHERS_ORDER = 1             # small integer: below 0, 0, above 0
    OTHERS_EQUAL = 2             # boolean

# ---------------------------------------------------------------- charges

# Charges work proportional to an argument: `units` of about a nanosecond's work. The safepoint budget pays.
cdef inline void charge(VM* vm, int64_t units) noexcept nogil:
    vm.budget -= units >> 5

# ---------------------------------------------------------------- errors: set the fields and return the status

cdef inline int err_type(VM* vm, int index, Value got, const char* expected) noexcept nogil:
    vm.err_index = index
    vm.err_value = got
    vm.err_expected = expected
    return ST_TYPE

cdef inline int err_range(VM* vm, int index, Value got) noexcept nogil:
    vm.err_index = index
    vm.err_length = -1
    vm.err_value = got
    return ST_RANGE

cdef inline int err_beyond(VM* vm, int index, Value got, int64_t length) noexcept nogil:   # an index, of so many items
    vm.err_index = index
    vm.err_length = length
    vm.err_value = got
    return ST_RANGE

cdef inline int err_capability(VM* vm, const char* capability) noexcept nogil:     # its name
    vm.err_msg = capability
    vm.err_value = IMM_NIL
    return ST_CAPABILITY

cdef inline int err_msg(VM* vm, const char* msg, Value irritants) noexcept nogil:  # irritants: a list
    vm.err_msg = msg
    vm.err_value = irritants
    return ST_ERROR

cdef inline uint32_t count_values(Value v) noexcept nogil:
    return as_obj(v).length if is_type(v, T_VALUES) else 1

cdef inline int err_values(VM* vm, Value v, uint32_t wanted) noexcept nogil:
    snprintf(vm.err_text, sizeof(vm.err_text), b"expected %u value%s, got %u", <unsigned int>wanted,
             b"" if wanted == 1 else b"s", <unsigned int>count_values(v))
    return err_msg(vm, vm.err_text, IMM_NIL)
