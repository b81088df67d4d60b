# Values that procedures without effects have had for the same arguments, in the same document.
#
# The compiler of a language knows which procedures they are. What is kept is a table of open addressing in a vector of the heap,
# so that the collector sees it: number of the procedure and document, three arguments, value. A procedure whose values are hardly
# ever asked for again is left alone; a table that is full is emptied.

from libc.stdint cimport uint64_t, int64_t, uint32_t, int32_t
from libc.stdlib cimport realloc
from libc.string cimport memset
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._trees cimport *
from vmcore._nodelists cimport *

cdef enum:
    STRIDE = 5                    # words of an entry; the first one is nil where there is none
    ARGUMENTS = 3
    FIRST_SLOTS = 256
    LEAST_FULL = 1 << 14          # slots; more for a document of more than twice as many nodes
    MOST_FULL = 1 << 22
    MOST_PENDING = 1000           # calls whose value is to be kept: they are no tail calls
    WINDOW = 4096                 # calls, of which one in so many has to find a value
    SELDOM = 16
    LONGEST = 200                 # characters of a string that is looked up


cdef Memo* memo_of(VM* vm) noexcept nogil:
    return &trees(vm).memo if vm.trees != NULL and trees(vm).memo.holder else NULL


cdef int prim_sys_memo_start_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    """The vector is the program's, which keeps it alive."""
    if vm.trees == NULL or as_vector(args[0]).h.length < 1:
        return err_type(vm, 0, args[0], b"vector of one item")
    trees(vm).memo.holder = args[0]
    out[0] = IMM_UNSPEC
    return ST_OK


cdef int prim_sys_memo_reset_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if vm.trees != NULL:
        trees(vm).memo.pending = 0
    out[0] = IMM_UNSPEC
    return ST_OK


# ---------------------------------------------------------------- keys

cdef bint key_word(VM* vm, Value v, Value* key, uint64_t* hash) noexcept nogil:
    """An argument that is looked up; False for one that is not."""
    cdef uint64_t h
    if is_string(v):
        if as_string(v).h.length > LONGEST:
            return False
        h = string_hash(as_string(v))
    elif is_heap(v):
        if not is_type(v, T_SYMBOL) and not is_type(v, T_KEYWORD):
            if not is_list(vm, v) or list_length(vm, v) != 1:
                return False
            v = list_first(vm, v)
        h = v
    else:
        h = v
    key[0] = v
    hash[0] = (hash[0] ^ h) * <uint64_t>0x9E3779B97F4A7C15
    hash[0] ^= hash[0] >> 29
    return True


cdef bint key_of(VM* vm, Value* args, Value* key, uint64_t* hash) noexcept nogil:
    """``args``: twice the number of the procedure, and 1 more if the current node counts, as last argument; arguments."""
    cdef int64_t number = fix_value(args[0])
    cdef Value current = trees(vm).current
    cdef int i
    if current == IMM_UNDEF:
        current = empty_list()
    key[0] = from_fix(number << 8 | node_document(current))
    hash[0] = key[0] * <uint64_t>0x9E3779B97F4A7C15
    for i in range(ARGUMENTS):
        if not key_word(vm, current if i == ARGUMENTS - 1 and number & 1 else args[1 + i], &key[1 + i], hash):
            return False
    return True


cdef inline bint same_word(Value a, Value b) noexcept nogil:
    return a == b or (is_string(a) and is_string(b) and string_equal(as_string(a), as_string(b)))


cdef Value* entry_of(Memo* m, Value* key, uint64_t hash) noexcept nogil:
    """The entry of a key, or where it would be. There is a table."""
    cdef Value* items = as_vector(as_vector(m.holder).items[0]).items
    cdef Value* e
    cdef uint64_t at = hash >> 7
    while True:
        e = items + (at & m.mask) * STRIDE
        if e[0] == IMM_NIL:
            return e
        if e[0] == key[0] and same_word(e[1], key[1]) and same_word(e[2], key[2]) and same_word(e[3], key[3]):
            return e
        at += 1


# ---------------------------------------------------------------- the table

cdef Habit* habit_of(Memo* m, int64_t number) noexcept nogil:
    """What is known of a procedure; NULL without memory."""
    cdef Habit* more
    cdef int64_t size
    if number >= m.nhabits:
        size = 2 * number + 64
        more = <Habit*>realloc(m.habits, <size_t>size * sizeof(Habit))
        if more == NULL:
            return NULL
        memset(more + m.nhabits, 0, <size_t>(size - m.nhabits) * sizeof(Habit))
        m.habits = more
        m.nhabits = <int32_t>size
    return &m.habits[number]


cdef void count_call(Habit* h, uint32_t calls, bint found) noexcept nogil:
    h.calls += calls
    h.found += found
    if h.calls >= WINDOW:
        h.off = h.found * SELDOM < h.calls
        h.calls = h.found = 0


cdef size_t most_slots(VM* vm) noexcept nogil:
    cdef size_t nodes = 0, slots = LEAST_FULL
    cdef int i
    for i in range(trees(vm).count):
        nodes += <size_t>trees(vm).documents[i].count
    while 2 * slots < nodes and slots < MOST_FULL:
        slots *= 2
    return slots


cdef void empty_table(Memo* m) noexcept nogil:
    cdef size_t i
    cdef Value* items = as_vector(as_vector(m.holder).items[0]).items
    for i in range(as_vector(as_vector(m.holder).items[0]).h.length):
        items[i] = IMM_NIL
    m.used = 0


cdef bint larger_table(VM* vm, Memo* m) noexcept nogil:
    """False: memory was refused, and the table is as it was."""
    cdef bint first = not is_vector(as_vector(m.holder).items[0])
    cdef size_t slots = FIRST_SLOTS if first else 2 * (<size_t>m.mask + 1)
    cdef Value made = new_vector(vm, slots * STRIDE, IMM_NIL), old = as_vector(m.holder).items[0]
    cdef Value* e
    cdef uint64_t hash, mask = m.mask
    cdef size_t i
    cdef int k
    cdef Value word
    if made == 0:
        return False
    item_barrier(vm, m.holder, 0, made)
    as_vector(m.holder).items[0] = made
    m.mask = slots - 1
    if first:
        return True
    for i in range(<size_t>mask + 1):
        e = as_vector(old).items + i * STRIDE
        if e[0] == IMM_NIL:
            continue
        hash = e[0] * <uint64_t>0x9E3779B97F4A7C15
        for k in range(ARGUMENTS):
            key_word(vm, e[1 + k], &word, &hash)
        put_entry(vm, m, entry_of(m, e, hash), e, e[4])
    charge(vm, <int64_t>slots)
    return True


cdef void put_entry(VM* vm, Memo* m, Value* e, Value* key, Value value) noexcept nogil:
    cdef Value vector = as_vector(m.holder).items[0]
    cdef size_t at = e - as_vector(vector).items
    cdef int i
    for i in range(STRIDE - 1):
        item_barrier(vm, vector, at + i, key[i])
        e[i] = key[i]
    item_barrier(vm, vector, at + STRIDE - 1, value)
    e[STRIDE - 1] = value


# ---------------------------------------------------------------- calls

cdef int prim_sys_memo_find(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = found_value(vm, args)
    return ST_OK


cdef Value found_value(VM* vm, Value* args) noexcept nogil:
    """The default object: nothing was found, the value is to be kept; absent: it is not."""
    cdef Memo* m = memo_of(vm)
    cdef Habit* h
    cdef Value[STRIDE] key
    cdef Value* e
    cdef uint64_t hash
    if m == NULL or m.off:
        return IMM_ABSENT
    h = habit_of(m, fix_value(args[0]) >> 1)
    if h == NULL or h.off:
        return IMM_ABSENT
    if not key_of(vm, args, key, &hash):
        count_call(h, 16, False)
        return IMM_ABSENT
    if m.used:
        e = entry_of(m, key, hash)
        if e[0] != IMM_NIL:
            count_call(h, 1, True)
            return e[STRIDE - 1]
    count_call(h, 1, False)
    if m.pending >= MOST_PENDING or h.off:
        return IMM_ABSENT
    m.pending += 1
    return IMM_DEFAULT


cdef int prim_sys_memo_keep_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Memo* m = memo_of(vm)
    cdef Value value = args[1 + ARGUMENTS]
    if m != NULL and m.pending > 0:
        m.pending -= 1
        if not m.off:
            keep_value(vm, m, args, value)
    out[0] = value
    return ST_OK


cdef void keep_value(VM* vm, Memo* m, Value* args, Value value) noexcept nogil:
    cdef Value[STRIDE] key
    cdef Value* e
    cdef uint64_t hash
    if not key_of(vm, args, key, &hash):
        return
    if not is_vector(as_vector(m.holder).items[0]) or 2 * m.used > m.mask:
        if m.used and <size_t>m.mask + 1 >= most_slots(vm):
            empty_table(m)
        elif not larger_table(vm, m):
            m.off = True              # there are better uses of what is left
            as_vector(m.holder).items[0] = IMM_NIL
            return
    e = entry_of(m, key, hash)
    m.used += e[0] == IMM_NIL
    put_entry(vm, m, e, key, value)
