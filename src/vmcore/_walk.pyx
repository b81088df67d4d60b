# The tree-walker: evaluates trees of core IR. The reference that the compiler and the loop are tested against.
#
# It shares values, primitives, stack, frames, continuations and errors with the loop; what differs is how a body is
# evaluated. Frames look the same, so call/cc, handlers and limits are those of _slow; a return word holds the address
# of the CALL node that waits for the value.
#
# A tree has links to the parents. A node without calls inside (SIMPLE) is evaluated by recursion in C; for the others
# `walk` keeps one node, goes down into the first child that is not simple, and hands its value to `up` when it has one:
# no stack of pending nodes exists, so depth of recursion and captured continuations are those of the frames.
# Values of children wait in slots of the frame, never in C variables across something that may collect.

from libc.stdint cimport uint64_t, int64_t, uint16_t, uint32_t
from libc.stdlib cimport malloc, free
from libc.string cimport memcpy, memset, memmove
from vmcore._tags cimport *
from vmcore._tree cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._slow cimport *
from vmcore._stack cimport *
from vmcore._escape cimport leave_try
from vmcore._drive cimport drive, drive_title
from vmcore._realise cimport wanted, realise
from vmcore._num cimport num_add, num_sub, num_mul, num_relate, LESS, LESS_EQUAL, EQUAL
from vmcore._primtable cimport PRIM_COUNT

cdef extern from *:
    """
    #if defined(__GNUC__)
    #define VM_UNREACHABLE() __builtin_unreachable()
    #else
    #define VM_UNREACHABLE() ((void)0)
    #endif
    #include <stdlib.h>
    """
    void unreachable "VM_UNREACHABLE"() noexcept nogil

cdef enum:
    RECORD = 24
    MAX_SIMPLE_DEPTH = 200                # nesting of simple nodes: bounds the recursion in C

# Nodes behind the machine's own return addresses; kinds that no image can have.
cdef enum:
    K_HALT = 1000
    K_UNDERFLOW = 1001
    K_RESUME = 1002
    K_TRY = 1003
    K_DRIVE = 1004

cdef Node[5] MACHINE_NODES
memset(MACHINE_NODES, 0, sizeof(MACHINE_NODES))
MACHINE_NODES[0].kind = K_HALT
MACHINE_NODES[1].kind = K_UNDERFLOW
MACHINE_NODES[2].kind = K_RESUME
MACHINE_NODES[3].kind = K_TRY
MACHINE_NODES[4].kind = K_DRIVE


cdef void use_walker(VM* vm) noexcept nogil:
    vm.tree = True
    vm.pc_halt = <const uint16_t*>&MACHINE_NODES[0]
    vm.pc_underflow = <const uint16_t*>&MACHINE_NODES[1]
    vm.pc_resume = <const uint16_t*>&MACHINE_NODES[2]
    vm.pc_try = <const uint16_t*>&MACHINE_NODES[3]
    vm.pc_drive = <const uint16_t*>&MACHINE_NODES[4]


# ---------------------------------------------------------------- building and checking

cdef struct NodeRecord:
    uint16_t kind
    uint16_t flags
    uint32_t a
    uint32_t b
    uint32_t k
    uint32_t first
    uint32_t n


cdef void free_tree(Node* root) noexcept nogil:
    if root != NULL:
        free((<void**>root)[-2])


cdef Node* alloc_nodes(uint32_t count) noexcept nogil:
    """Nodes at a 16-aligned address; the block's own address lies before the first."""
    cdef char* block = <char*>malloc(<size_t>count * sizeof(Node) + 48)
    cdef char* p
    if block == NULL:
        return NULL
    p = <char*>((<size_t>block + 16 + 15) & ~<size_t>15)
    (<void**>p)[-2] = block
    memset(p, 0, <size_t>count * sizeof(Node))
    return <Node*>p


cdef int arity_of(uint32_t kind) noexcept nogil:
    """Children a kind must have; -1: at least one, -2: any number."""
    if kind <= NODE_GLOBAL:
        return 0
    if kind <= NODE_NEWCELL or kind == NODE_LOOP or kind == NODE_NOT or NODE_CAR <= kind <= NODE_PAIRP:
        return 1
    if kind == NODE_IF:
        return 3
    if kind == NODE_SEQ or kind == NODE_CALL:
        return -1
    if kind == NODE_LAMBDA or kind == NODE_PRIM or kind == NODE_RECUR:
        return -2
    return 2


cdef const char* check_slots(NodeRecord* r, uint32_t nslots) noexcept nogil:
    cdef uint64_t need = 0
    if NODE_LOCAL <= r.kind <= NODE_CELLC or r.kind == NODE_SETLOCAL or r.kind == NODE_SETCELL:
        need = <uint64_t>r.a + 1
    elif r.kind == NODE_CALL:
        need = <uint64_t>r.a + 1 + r.n
    elif r.kind == NODE_PRIM or r.kind >= NODE_ADD:
        need = <uint64_t>r.a + r.n
    elif r.kind == NODE_RECUR:
        need = (<uint64_t>r.a if r.a > r.b else <uint64_t>r.b) + r.n
    if need > nslots:
        return b"slot out of the frame"
    return NULL


cdef const char* check_record(NodeRecord* r, uint32_t i, uint32_t count, uint32_t nslots, uint32_t ncaptures, Value* K,
                              uint32_t nconsts) noexcept nogil:
    """NULL, or what is wrong with a node by itself."""
    cdef int arity
    if r.kind >= N_NODES or r.flags & ~(NODE_TAIL | NODE_SIMPLE | NODE_LATE | NODE_TRY):
        return b"unknown node"
    arity = arity_of(r.kind)
    if (arity >= 0 and r.n != <uint32_t>arity) or (arity == -1 and r.n == 0):
        return b"wrong number of children"
    if r.n and (r.first <= i or <uint64_t>r.first + r.n > count):
        return b"children out of order"
    if NODE_UP <= r.kind <= NODE_UPCELLC or r.kind == NODE_SETUPCELL:
        if r.a >= ncaptures:
            return b"no such captured value"
    if r.kind == NODE_CONST and r.k >= nconsts:
        return b"no such constant"
    if r.kind == NODE_GLOBAL or r.kind == NODE_SETGLOBAL or r.kind == NODE_DEFGLOBAL:
        if r.k >= nconsts or not is_type(K[r.k], T_GLOBAL):
            return b"not a global"
    if r.kind == NODE_LAMBDA and (r.k >= nconsts or not is_type(K[r.k], T_CODE) or as_obj(K[r.k]).aux != r.n):
        return b"not a code object, or wrong number of captures"
    if r.kind == NODE_PRIM and r.b >= PRIM_COUNT:
        return b"no such primitive"
    if r.kind == NODE_RECUR and r.k >= count:
        return b"no such loop"
    if r.kind == NODE_CALL and r.n > 60000:
        return b"too many arguments"
    return check_slots(r, nslots)


cdef bint may_be_simple(uint32_t kind) noexcept nogil:
    return kind != NODE_CALL and kind != NODE_RECUR and kind != NODE_LOOP


cdef const char* check_links(Node* nodes, uint32_t count) noexcept nogil:
    """What depends on other nodes: one parent each, simple only over simple, captures are plain, loops are around."""
    cdef uint32_t i, j
    cdef Node* node
    cdef Node* loop
    cdef int depth
    for i in range(count - 1, 0, -1):     # children come after their parents
        if nodes[i].up == NULL:
            return b"a node without a parent"
    for i in range(count - 1, -1, -1):
        node = &nodes[i]
        depth = 0
        for j in range(node.n):
            if node.flags & NODE_SIMPLE and not node.kids[j].flags & NODE_SIMPLE:
                return b"a simple node over one that is not"
            if node.kind == NODE_LAMBDA and node.kids[j].kind != NODE_LOCAL and node.kids[j].kind != NODE_UP:
                return b"not a capture"
            if <int><size_t>node.kids[j].pad[0] >= depth:
                depth = <int><size_t>node.kids[j].pad[0] + 1
        node.pad[0] = <void*><size_t>depth
        if (node.kind <= NODE_GLOBAL or node.kind == NODE_LAMBDA) and not node.flags & NODE_SIMPLE:
            return b"a leaf that is not simple"
        if node.flags & NODE_SIMPLE and (depth > MAX_SIMPLE_DEPTH or not may_be_simple(node.kind)):
            return b"a node that cannot be simple"
        if node.kind == NODE_CALL and node.flags & NODE_LATE and node.kids[0].kind != NODE_GLOBAL:
            return b"a late operator that is no global"
        if node.flags & NODE_TRY and (node.kind != NODE_CALL or not node.flags & NODE_LATE or node.b >= PRIM_COUNT):
            return b"no primitive to try"
        if node.kind == NODE_RECUR:
            loop = node.up
            while loop != NULL and loop.index != <uint32_t>node.k:
                loop = loop.up
            if loop == NULL or loop.kind != NODE_LOOP:
                return b"a recur outside its loop"
    return NULL


cdef void link_up(Node* nodes, uint32_t count) noexcept nogil:
    """Shortens the way up: a child in tail position hands its value past its parent. Parents come first."""
    cdef uint32_t i, j
    cdef Node* node
    cdef Node* kid
    for i in range(count):
        node = &nodes[i]
        for j in range(node.n):
            kid = &node.kids[j]
            if (node.kind == NODE_IF and j > 0) or (node.kind == NODE_SEQ and j == node.n - 1) or node.kind == NODE_LOOP:
                kid.up = node.up
                kid.upi = node.upi


cdef Node* new_tree(const unsigned char* records, uint32_t count, uint32_t nslots, uint32_t ncaptures, Value* K,
                    uint32_t nconsts, const char** error) noexcept:
    cdef Node* nodes = alloc_nodes(count)
    cdef NodeRecord r
    cdef uint32_t i, j
    cdef Node* node
    error[0] = NULL
    if nodes == NULL:
        error[0] = b"memory refused"
        return NULL
    for i in range(count):
        memcpy(&r, records + <size_t>i * RECORD, RECORD)
        error[0] = check_record(&r, i, count, nslots, ncaptures, K, nconsts)
        if error[0] != NULL:
            break
        node = &nodes[i]
        node.kind = r.kind
        node.flags = r.flags
        node.a = r.a
        node.b = r.b
        node.n = r.n
        node.index = i
        node.kids = &nodes[r.first] if r.n else NULL
        node.k = r.k
        for j in range(r.n):
            if node.kids[j].up != NULL:
                error[0] = b"a node with two parents"
            node.kids[j].up = node
            node.kids[j].upi = j
    if error[0] == NULL:
        error[0] = check_links(nodes, count)
    if error[0] != NULL:
        free_tree(nodes)
        return NULL
    for i in range(count):
        node = &nodes[i]
        if node.kind == NODE_CONST or node.kind == NODE_LAMBDA or NODE_GLOBAL == node.kind \
                or node.kind == NODE_SETGLOBAL or node.kind == NODE_DEFGLOBAL:
            node.k = K[node.k]
    link_up(nodes, count)
    for i in range(count):
        if nodes[i].kind == NODE_CALL and (nodes[i].up == NULL) != ((nodes[i].flags & NODE_TAIL) != 0):
            error[0] = b"a call in tail position must say so, and no other"
            free_tree(nodes)
            return NULL
    return nodes


# ---------------------------------------------------------------- leaves, closures, primitives

cdef inline int unassigned(VM* vm) noexcept nogil:
    return ST_UNASSIGNED


cdef int leaf(VM* vm, Value* R, Node* node, Value* out) noexcept nogil:
    """Constants and variables."""
    cdef int kind = node.kind
    cdef Value v
    if kind == NODE_CONST:
        out[0] = node.k
        return ST_OK
    if kind == NODE_LOCAL:
        out[0] = R[node.a]
        return ST_OK
    if kind == NODE_GLOBAL:
        v = (<Global*>as_obj(node.k)).value
        if v == IMM_UNBOUND:
            vm.pc = <const uint16_t*>node
            vm.err_value = node.k
            return ST_UNBOUND
        out[0] = v
        return ST_OK
    if kind == NODE_UP:
        out[0] = as_proc(R[-1]).up[node.a]
        return ST_OK
    if kind == NODE_LOCALC:
        v = R[node.a]
    else:
        v = R[node.a] if kind == NODE_CELL or kind == NODE_CELLC else as_proc(R[-1]).up[node.a]
        if not is_cell(v):
            vm.pc = <const uint16_t*>node
            return err_type(vm, 0, v, b"cell")
        v = as_cell(v).value
    if v == IMM_UNBOUND and (kind == NODE_LOCALC or kind == NODE_CELLC or kind == NODE_UPCELLC):
        vm.pc = <const uint16_t*>node
        return ST_UNASSIGNED
    out[0] = v
    return ST_OK


cdef inline Value* frame_top(Value* R) noexcept nogil:
    return R + as_proc(R[-1]).code.nregs


cdef int make_lambda(VM* vm, Value* R, Node* node, Value* out) noexcept nogil:
    cdef size_t size = sizeof(Obj) + sizeof(void*) + <size_t>node.n * sizeof(Value)
    cdef Proc* p = <Proc*>alloc(vm, size)
    cdef uint32_t i
    if p == NULL:
        collect_now(vm, frame_top(R))
        p = <Proc*>alloc(vm, size)
        if p == NULL:
            vm.pc = <const uint16_t*>node
            return ST_MEMORY
    set_header(p, T_PROC, size, 0, node.n)
    p.code = <Code*>as_obj(node.k)
    for i in range(node.n):
        p.up[i] = R[node.kids[i].a] if node.kids[i].kind == NODE_LOCAL else as_proc(R[-1]).up[node.kids[i].a]
    out[0] = <Value>p + TAG_PROC
    return ST_OK


cdef int make_cell(VM* vm, Value* R, Node* node, Value v, Value* out) noexcept nogil:
    """v must be in a slot, or survive a collection otherwise: slot 0 of the free part above the frame keeps it."""
    cdef Value cell = new_cell(vm, v)
    cdef Value* top
    if cell == 0:
        top = frame_top(R)
        top[0] = v
        collect_now(vm, top + 1)
        cell = new_cell(vm, v)
        if cell == 0:
            vm.pc = <const uint16_t*>node
            return ST_MEMORY
    out[0] = cell
    return ST_OK


cdef int binary_slow(VM* vm, int kind, Value x, Value y, Value* out) noexcept nogil:
    cdef bint yes = False
    cdef int st
    if kind == NODE_ADD:
        return num_add(vm, x, y, out)
    if kind == NODE_SUB:
        return num_sub(vm, x, y, out)
    if kind == NODE_MUL:
        return num_mul(vm, x, y, out)
    st = num_relate(vm, x, y, LESS if kind == NODE_LT else LESS_EQUAL if kind == NODE_LE else EQUAL, &yes)
    if st == ST_OK:
        out[0] = from_bool(yes)
    return st


cdef inline int binary_double(int kind, double x, double y, Value* out) noexcept nogil:
    if kind == NODE_ADD:
        out[0] = box_double(x + y)
    elif kind == NODE_SUB:
        out[0] = box_double(x - y)
    elif kind == NODE_MUL:
        out[0] = box_double(x * y)
    elif kind == NODE_LT:
        out[0] = from_bool(x < y)
    elif kind == NODE_LE:
        out[0] = from_bool(x <= y)
    else:
        out[0] = from_bool(x == y)
    return ST_OK


cdef int other_op(VM* vm, int kind, Value x, Value y, Value* out) noexcept nogil:
    """The kinds that are not arithmetic on two numbers."""
    cdef Value v
    if kind == NODE_EQ:
        out[0] = from_bool(x == y)
    elif kind == NODE_NOT:
        out[0] = from_bool(x == IMM_FALSE)
    elif kind == NODE_NULLP:
        out[0] = from_bool(x == IMM_NIL)
    elif kind == NODE_PAIRP:
        out[0] = from_bool(is_pair(x))
    elif kind == NODE_CAR:
        if not is_pair(x):
            return err_type(vm, 0, x, b"pair")
        out[0] = car(x)
    elif kind == NODE_CDR:
        if not is_pair(x):
            return err_type(vm, 0, x, b"pair")
        out[0] = cdr(x)
    elif kind == NODE_CONS:
        v = new_pair(vm, x, y)
        if v == 0:
            return ST_NOMEM
        out[0] = v
    else:
        if not is_vector(x):
            return err_type(vm, 0, x, b"vector")
        if not is_fix(y):
            return err_type(vm, 1, y, b"index")
        if <uint64_t>fix_value(y) >= as_vector(x).h.length:
            return err_beyond(vm, 1, y, as_vector(x).h.length)
        out[0] = as_vector(x).items[fix_value(y)]
    return ST_OK


cdef inline int operate(VM* vm, int kind, Value x, Value y, Value* out) noexcept nogil:
    """Kinds ADD and later."""
    if kind <= NODE_NUMEQ:
        if LIKELY(both_fix(x, y)):
            if kind == NODE_ADD:
                if not fix_add(x, y, out):
                    return ST_OK
            elif kind == NODE_SUB:
                if not fix_sub(x, y, out):
                    return ST_OK
            elif kind == NODE_MUL:
                if not fix_mul(x, y, out):
                    return ST_OK
            elif kind == NODE_LT:
                out[0] = from_bool(<int64_t>(x << 15) < <int64_t>(y << 15))
                return ST_OK
            elif kind == NODE_LE:
                out[0] = from_bool(<int64_t>(x << 15) <= <int64_t>(y << 15))
                return ST_OK
            else:
                out[0] = from_bool(x == y)
                return ST_OK
        elif is_double(x) and is_double(y):
            return binary_double(kind, unbox_double(x), unbox_double(y), out)
        return binary_slow(vm, kind, x, y, out)
    return other_op(vm, kind, x, y, out)


cdef int operate_again(VM* vm, Value* R, Node* node, int st, Value* out) noexcept nogil:
    """After a failure: once more after a collection if it was memory (operands are in their slots), else the error."""
    cdef Value y = IMM_UNSPEC
    if st == ST_NOMEM:
        collect_now(vm, frame_top(R))
        if node.kind == NODE_PRIM:
            st = prim_call(vm, node.b, R + node.a, <int>node.n, out)
        else:
            if node.n > 1:
                y = R[node.a + 1]
            st = operate(vm, node.kind, R[node.a], y, out)
        if st == ST_NOMEM:
            st = ST_MEMORY
    if st != ST_OK:
        vm.pc = <const uint16_t*>node
    return st


# ---------------------------------------------------------------- simple nodes, by recursion

cdef int simple(VM* vm, Value* R, Node* node, Value* out) noexcept nogil:
    cdef int kind = node.kind
    cdef int st
    cdef uint32_t i
    cdef Value x, y = IMM_UNSPEC
    cdef Node* kid
    if kind >= NODE_ADD:
        kid = node.kids
        if node.n == 1:
            st = simple(vm, R, kid, &x)
            if st != ST_OK:
                return st
        else:
            if kid.kind == NODE_LOCAL:
                x = R[kid.a]
            else:
                st = simple(vm, R, kid, &x)
                if st != ST_OK:
                    return st
            kid += 1
            if kid.kind == NODE_CONST:
                y = kid.k
            elif kid.kind == NODE_LOCAL:
                y = R[kid.a]
            else:
                R[node.a] = x             # a root while the other operand is evaluated
                st = simple(vm, R, kid, &y)
                if st != ST_OK:
                    return st
                x = R[node.a]
        st = operate(vm, kind, x, y, out)
        if LIKELY(st == ST_OK):
            return ST_OK
        R[node.a] = x
        if node.n > 1:
            R[node.a + 1] = y
        return operate_again(vm, R, node, st, out)
    if kind <= NODE_GLOBAL:
        return leaf(vm, R, node, out)
    if kind == NODE_PRIM:
        for i in range(node.n):
            st = simple(vm, R, &node.kids[i], &R[node.a + i])
            if st != ST_OK:
                return st
        st = prim_call(vm, node.b, R + node.a, <int>node.n, out)
        return ST_OK if LIKELY(st == ST_OK) else operate_again(vm, R, node, st, out)
    if kind == NODE_IF:
        st = simple(vm, R, node.kids, &x)
        if st != ST_OK:
            return st
        return simple(vm, R, &node.kids[2 if x == IMM_FALSE else 1], out)
    if kind == NODE_SEQ:
        for i in range(node.n - 1):
            st = simple(vm, R, &node.kids[i], &x)
            if st != ST_OK:
                return st
        return simple(vm, R, &node.kids[node.n - 1], out)
    if kind == NODE_LAMBDA:
        return make_lambda(vm, R, node, out)
    # the kinds that take a value: SET*, DEFGLOBAL, NEWCELL
    st = simple(vm, R, node.kids, &x)
    return store(vm, R, node, x, out) if st == ST_OK else st


cdef int store(VM* vm, Value* R, Node* node, Value v, Value* out) noexcept nogil:
    """SET*, DEFGLOBAL and NEWCELL on the value of their child."""
    cdef int kind = node.kind
    cdef Value cell
    if kind == NODE_NEWCELL:
        return make_cell(vm, R, node, v, out)
    out[0] = IMM_UNSPEC
    if kind == NODE_SETLOCAL:
        R[node.a] = v
        return ST_OK
    if kind == NODE_SETCELL or kind == NODE_SETUPCELL:
        cell = R[node.a] if kind == NODE_SETCELL else as_proc(R[-1]).up[node.a]
        if not is_cell(cell):
            vm.pc = <const uint16_t*>node
            return err_type(vm, 0, cell, b"cell")
        write_barrier(vm, cell, v)
        as_cell(cell).value = v
        return ST_OK
    if kind == NODE_SETGLOBAL and (<Global*>as_obj(node.k)).value == IMM_UNBOUND:
        vm.pc = <const uint16_t*>node
        vm.err_value = node.k
        return ST_UNBOUND
    global_store(vm, node.k, v)
    return ST_OK


# ---------------------------------------------------------------- the walk

cdef enum:
    ST_DONE = -3                          # private: a builtin gave its value at once, in vm.result
    ST_MORE = -4                          # private: go on with the children of the node
    ITSELF = 0xFFFFFFFFu                  # child number that stands for the node itself


cdef int machine_node(VM* vm, Value* R, Node* node) noexcept nogil:
    """A frame returned to one of the machine's own addresses; the value is where the return word says."""
    vm.base = R
    vm.pc = <const uint16_t*>node
    if node.kind == K_HALT:
        vm.result = R[0]
        return ST_HALT
    if node.kind == K_UNDERFLOW:
        return underflow(vm)
    if node.kind == K_DRIVE:
        return drive(vm)
    return leave_try(vm, R)


cdef int realise_node(VM* vm, Value* R, Node* node, Value lazy) noexcept nogil:
    """The primitive of a node wants a lazy sequence. It is not known as a value of the node, if that is in tail position."""
    cdef Value* B = R + node.a + 2
    cdef int n = <int>node.n - 1
    if node.flags & NODE_TAIL:
        memmove(R, B, <size_t>n * sizeof(Value))
        B = R
    else:
        B[-2] = <uint64_t>node | (<uint64_t>node.a << 48)
    realise(vm, B, node.b, n, node.kids.k, lazy)
    return drive(vm)


cdef int call_node(VM* vm, Value* R, Node* node) noexcept nogil:
    """Procedure and arguments are in the window. ST_OK: go on with the value in vm.result (ST_DONE) or in a new frame."""
    cdef Value* B = R + node.a + 2
    cdef int n = <int>node.n - 1
    cdef int st
    cdef Value v
    vm.pc = <const uint16_t*>node
    vm.base = R
    vm.budget -= 1
    if vm.budget < 0:
        vm.top = frame_top(R)
        st = safepoint(vm)
        if st != ST_OK:
            return st
    if node.flags & NODE_TRY:
        st = prim_call(vm, node.b, B, n, &v)
        if st == ST_NOMEM:
            collect_now(vm, frame_top(R))
            st = prim_call(vm, node.b, B, n, &v)
            if st == ST_NOMEM:
                st = ST_MEMORY
        if st != ST_OK or v != IMM_DEFAULT:
            vm.result = v
            return ST_DONE if st == ST_OK else st
        v = wanted(vm, node.b, B[0])
        if v:
            return realise_node(vm, R, node, v)
    v = B[-1]
    if not is_proc(v) and not is_proc(vm.hooks[HOOK_CALL]):
        vm.err_value = v
        return ST_NOTPROC
    if is_proc(v) and as_proc(v).code.flags & CODE_STUB and is_plain_stub(vm, v):
        st = call_builtin(vm, B, n, &vm.result)
        if st == ST_NOMEM:
            collect_now(vm, frame_top(R))
            st = call_builtin(vm, B, n, &vm.result)
            if st == ST_NOMEM:
                st = ST_MEMORY
        return ST_DONE if st == ST_OK else st
    if not node.flags & NODE_TAIL:
        B[-2] = <uint64_t>node | (<uint64_t>node.a << 48)
        return enter(vm, B, n)
    st = check_call(vm, v, n)
    if st != ST_OK:
        return st
    if R + n + 64 > vm.soft_limit:
        st = more_stack(vm, R + n + 64, frame_top(R))
        if st != ST_OK:
            return st
    memmove(R - 1, B - 1, <size_t>(n + 1) * sizeof(Value))
    return enter(vm, R, n)


cdef int recur(VM* vm, Value* R, Node* node) noexcept nogil:
    """Moves the new values to the loop's slots; a safepoint."""
    cdef uint32_t i
    for i in range(node.n):
        R[node.a + i] = R[node.b + i]
    vm.budget -= 1
    if vm.budget < 0:
        vm.pc = <const uint16_t*>node
        vm.base = R
        vm.top = frame_top(R)
        return safepoint(vm)
    return ST_OK


cdef const char* node_name(VM* vm, Node* node) noexcept nogil:
    """Name of the primitive that a failed node stands for, or ''."""
    cdef int kind = node.kind
    if kind == K_DRIVE:
        return drive_title(vm)
    if kind == NODE_PRIM or (kind == NODE_CALL and node.flags & NODE_TRY):
        return prim_title(vm, node.b)
    if kind == NODE_CALL:                 # the callee may be in the place of the frame already
        if as_proc(vm.base[-1]).code.flags & CODE_STUB:
            return callee_title(vm, vm.base[-1])
        return callee_title(vm, vm.base[node.a + 1])
    if kind == NODE_ADD:
        return b"+"
    if kind == NODE_SUB:
        return b"-"
    if kind == NODE_MUL:
        return b"*"
    if kind == NODE_LT:
        return b"<"
    if kind == NODE_LE:
        return b"<="
    if kind == NODE_NUMEQ:
        return b"="
    if kind == NODE_CAR:
        return b"car"
    if kind == NODE_CDR:
        return b"cdr"
    if kind == NODE_VREF:
        return b"vector-ref"
    if kind == NODE_SETGLOBAL:
        return b"set!"
    return b""


cdef Node* loop_of(Node* node) noexcept nogil:
    """The LOOP node of a RECUR: nodes of a function lie side by side."""
    return node - node.index + <uint32_t>node.k


cdef int walk(VM* vm) noexcept nogil:
    cdef Node* node = <Node*>vm.pc
    cdef Value* R = vm.base
    cdef Value v = IMM_UNSPEC
    cdef Node* kid
    cdef uint32_t i, base
    cdef int st = ST_OK
    cdef uint64_t word
    cdef bint down = True                 # evaluate `node`; else: v is the value of child i of `node`
    i = 0
    while True:
        if down:
            if node.flags & NODE_SIMPLE:
                vm.base = R
                st = simple(vm, R, node, &v)
                if st == ST_OK:
                    i = node.upi
                    node = node.up
                    down = False
                    if node == NULL:
                        word = R[-2]
                        R = R - 2 - (word >> 48)
                        R[word >> 48] = v
                        node = <Node*><size_t>(word & RETURN_PC)
                        i = <uint32_t>ITSELF      # the value of the CALL that waits
                    continue
            elif node.kind == K_RESUME:
                st = handler_returned(vm, R)
                if st != ST_OK:
                    return st
                node = <Node*>vm.pc
                R = vm.base
                continue
            elif node.kind >= K_HALT:
                st = machine_node(vm, R, node)
                if st == ST_HALT:
                    return st
                if st == ST_OK:
                    node = <Node*>vm.pc
                    R = vm.base
                    if node.kind == NODE_CALL and not node.flags & NODE_TAIL:
                        v = R[node.a]
                        i = <uint32_t>ITSELF
                        down = False
                    continue
            else:
                i = 0
                if node.kind == NODE_CALL and node.flags & NODE_LATE:
                    i = 1
                st = ST_MORE
        else:
            # v is the value of child i of node, or of node itself when i is the largest number
            if i == <uint32_t>ITSELF:
                if node.kind >= K_HALT:
                    down = True
                    continue
                i = node.upi
                node = node.up
                if node == NULL:
                    word = R[-2]
                    R = R - 2 - (word >> 48)
                    R[word >> 48] = v
                    node = <Node*><size_t>(word & RETURN_PC)
                    i = <uint32_t>ITSELF
                continue
            if node.kind == NODE_IF:
                node = &node.kids[2 if v == IMM_FALSE else 1]
                down = True
                continue
            if node.kind == NODE_SEQ:
                i += 1
                st = ST_MORE
            elif node.kind == NODE_CALL:
                R[node.a + 1 + i] = v
                i += 1
                st = ST_MORE
            elif node.kind == NODE_RECUR:
                R[node.b + i] = v
                i += 1
                st = ST_MORE
            elif node.kind >= NODE_PRIM:
                R[node.a + i] = v
                i += 1
                st = ST_MORE
            else:
                vm.base = R
                st = store(vm, R, node, v, &v)
                if st == ST_OK:
                    i = <uint32_t>ITSELF
                    continue

        if st == ST_MORE:
            # children of node from number i on: simple ones at once, another one by going down
            st = ST_OK
            if node.kind == NODE_SEQ:
                while i < node.n - 1 and node.kids[i].flags & NODE_SIMPLE:
                    vm.base = R
                    st = simple(vm, R, &node.kids[i], &v)
                    if st != ST_OK:
                        break
                    i += 1
                if st == ST_OK:
                    node = &node.kids[i]
                    down = True
                    continue
            elif node.kind == NODE_IF:
                kid = node.kids
                if kid.flags & NODE_SIMPLE:
                    vm.base = R
                    st = simple(vm, R, kid, &v)
                    if st == ST_OK:
                        node = &node.kids[2 if v == IMM_FALSE else 1]
                        down = True
                        continue
                else:
                    node = kid
                    down = True
                    continue
            elif node.kind == NODE_LOOP or NODE_SETLOCAL <= node.kind <= NODE_NEWCELL:
                node = node.kids
                down = True
                continue
            else:
                base = node.b if node.kind == NODE_RECUR else node.a + 1 if node.kind == NODE_CALL else node.a
                vm.base = R
                while i < node.n:
                    kid = &node.kids[i]
                    if kid.kind == NODE_LOCAL:
                        R[base + i] = R[kid.a]
                    elif kid.kind == NODE_CONST:
                        R[base + i] = kid.k
                    elif not kid.flags & NODE_SIMPLE:
                        break
                    else:
                        st = simple(vm, R, kid, &R[base + i])
                        if st != ST_OK:
                            break
                    i += 1
                if st == ST_OK and i < node.n:
                    node = kid
                    down = True
                    continue
                if st == ST_OK:
                    if node.kind == NODE_CALL:
                        if node.flags & NODE_LATE:
                            st = leaf(vm, R, node.kids, &R[node.a + 1])
                            if st != ST_OK:
                                vm.pc = <const uint16_t*>node   # the call's place, as in the loop
                        if st == ST_OK:
                            st = call_node(vm, R, node)
                        if st == ST_DONE:
                            v = vm.result
                            i = <uint32_t>ITSELF
                            down = False
                            continue
                        if st == ST_OK or st == ST_JUMP:
                            node = <Node*>vm.pc
                            R = vm.base
                            down = True
                            if node.kind == NODE_CALL and not node.flags & NODE_TAIL:
                                v = R[node.a]
                                i = <uint32_t>ITSELF
                                down = False
                            continue
                    elif node.kind == NODE_RECUR:
                        st = recur(vm, R, node)
                        if st != ST_OK:
                            return st
                        node = loop_of(node).kids
                        down = True
                        continue
                    else:
                        st = operate_all(vm, R, node, &v)
                        if st == ST_OK:
                            i = <uint32_t>ITSELF
                            down = False
                            continue

        # ---- a failure: vm.pc is the node, vm.base the frame
        st = fail(vm, st, node_name(vm, <Node*>vm.pc))
        if st != ST_OK:
            return st
        node = <Node*>vm.pc
        R = vm.base
        down = True


cdef int operate_all(VM* vm, Value* R, Node* node, Value* out) noexcept nogil:
    """A primitive whose operands are in its slots."""
    cdef int st
    cdef Value y = IMM_UNSPEC
    if node.kind == NODE_PRIM:
        st = prim_call(vm, node.b, R + node.a, <int>node.n, out)
    else:
        if node.n > 1:
            y = R[node.a + 1]
        st = operate(vm, node.kind, R[node.a], y, out)
    return ST_OK if st == ST_OK else operate_again(vm, R, node, st, out)
