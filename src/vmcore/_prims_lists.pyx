# Equality, booleans, pairs, lists and vectors.
#
# A walk along a list detects a cycle with Brent's algorithm (`Walk`), so that circular lists end in an error.

from libc.stdint cimport uint64_t, int64_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._equal cimport eqv, equal, by_word
from vmcore._num cimport num_add, num_mul

cdef const char* LIST = b"proper list"
cdef const char* ALIST = b"association list"

cdef enum:
    BY_EQ
    BY_EQV
    BY_EQUAL

cdef struct Walk:                         # along a list
    Value mark                            # pair that was passed n - (power / 2) steps ago
    int64_t n                             # steps
    int64_t power

cdef struct Builder:                      # of a list, front to back
    Value head
    Pair* last


cdef inline void walk_init(Walk* w) noexcept nogil:
    w.mark = IMM_UNDEF
    w.n = 0
    w.power = 16


cdef inline bint came_back(Walk* w, Value v) noexcept nogil:
    """To be asked after each step, v being the new place: is the list a cycle?"""
    w.n += 1
    if v == w.mark:
        return True
    if w.n == w.power:
        w.mark = v
        w.power <<= 1
    return False


cdef int64_t count_pairs(Value v, Value* tail) noexcept nogil:
    """Pairs of a list, and what ends it; -1 if it is circular."""
    cdef Walk w
    walk_init(&w)
    while is_pair(v):
        v = cdr(v)
        if came_back(&w, v):
            return -1
    tail[0] = v
    return w.n


cdef inline bint build(VM* vm, Builder* b, Value v) noexcept nogil:
    """Adds an item; False when memory is refused."""
    cdef Value p = new_pair(vm, v, IMM_NIL)
    if p == 0:
        return False
    if b.last == NULL:
        b.head = p
    else:
        b.last.cdr = p                    # made by this primitive: no barrier
    b.last = as_pair(p)
    return True


cdef inline void builder_init(Builder* b) noexcept nogil:
    b.head = IMM_NIL
    b.last = NULL


cdef inline int answer(Value* out, bint yes) noexcept nogil:
    out[0] = from_bool(yes)
    return ST_OK


# ---------------------------------------------------------------- equality and booleans

cdef int prim_eq_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, args[0] == args[1])


cdef int prim_eqv_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, eqv(vm, args[0], args[1]))


cdef int prim_equal_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef bint same
    cdef int status = equal(vm, args[0], args[1], &same)
    if status == ST_OK:
        out[0] = from_bool(same)
    return status


cdef int prim_not(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, args[0] == IMM_FALSE)


cdef int prim_sys_truthy(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, args[0] != IMM_FALSE and args[0] != IMM_NIL)


cdef int prim_boolean_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_bool(args[0]))


cdef int prim_booleaneq_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef bint same = True
    cdef int i
    for i in range(1, n):
        same = same and args[i] == args[0]
    return answer(out, same)


# ---------------------------------------------------------------- pairs

cdef int prim_pair_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, is_pair(args[0]))


cdef int prim_null_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return answer(out, args[0] == IMM_NIL)


cdef int prim_list_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value tail
    cdef int64_t length = count_pairs(args[0], &tail)
    charge(vm, length)
    return answer(out, length >= 0 and tail == IMM_NIL)


cdef int prim_cons(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value p = new_pair(vm, args[0], args[1])
    if p == 0:
        return ST_NOMEM
    out[0] = p
    return ST_OK


cdef int prim_car(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = car(args[0])
    return ST_OK


cdef int prim_cdr(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    out[0] = cdr(args[0])
    return ST_OK


cdef inline int cxr(VM* vm, Value* args, Value* out, const char* path, const char* expected) noexcept nogil:
    """Follows the letters of `path` from the last to the first."""
    cdef Value v = args[0]
    cdef int i = 0
    while path[i]:
        i += 1
    while i:
        i -= 1
        if not is_pair(v):
            return err_type(vm, 0, args[0], expected)
        v = car(v) if path[i] == c"a" else cdr(v)
    out[0] = v
    return ST_OK


cdef int prim_caar(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"aa", b"pair with a caar")
cdef int prim_cadr(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"ad", b"list of two or more")
cdef int prim_cdar(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"da", b"pair with a cdar")
cdef int prim_cddr(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"dd", b"list of two or more")
cdef int prim_caaar(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"aaa", b"pair with a caaar")
cdef int prim_caadr(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"aad", b"pair with a caadr")
cdef int prim_cadar(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"ada", b"pair with a cadar")
cdef int prim_caddr(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"add", b"pair with a caddr")
cdef int prim_cdaar(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"daa", b"pair with a cdaar")
cdef int prim_cdadr(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"dad", b"pair with a cdadr")
cdef int prim_cddar(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"dda", b"pair with a cddar")
cdef int prim_cdddr(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"ddd", b"pair with a cdddr")
cdef int prim_caaaar(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"aaaa", b"pair with a caaaar")
cdef int prim_caaadr(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"aaad", b"pair with a caaadr")
cdef int prim_caadar(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"aada", b"pair with a caadar")
cdef int prim_caaddr(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"aadd", b"pair with a caaddr")
cdef int prim_cadaar(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"adaa", b"pair with a cadaar")
cdef int prim_cadadr(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"adad", b"pair with a cadadr")
cdef int prim_caddar(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"adda", b"pair with a caddar")
cdef int prim_cadddr(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"addd", b"pair with a cadddr")
cdef int prim_cdaaar(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"daaa", b"pair with a cdaaar")
cdef int prim_cdaadr(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"daad", b"pair with a cdaadr")
cdef int prim_cdadar(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"dada", b"pair with a cdadar")
cdef int prim_cdaddr(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"dadd", b"pair with a cdaddr")
cdef int prim_cddaar(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"ddaa", b"pair with a cddaar")
cdef int prim_cddadr(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"ddad", b"pair with a cddadr")
cdef int prim_cdddar(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"ddda", b"pair with a cdddar")
cdef int prim_cddddr(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return cxr(vm, args, out, b"dddd", b"pair with a cddddr")

cdef int prim_set_car_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    write_barrier(vm, args[0], args[1])
    as_pair(args[0]).car = args[1]
    out[0] = IMM_UNSPEC
    return ST_OK


cdef int prim_set_cdr_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    write_barrier(vm, args[0], args[1])
    as_pair(args[0]).cdr = args[1]
    out[0] = IMM_UNSPEC
    return ST_OK


# ---------------------------------------------------------------- lists

cdef int list_of(VM* vm, Value* items, int64_t n, Value tail, Value* out) noexcept nogil:
    if not heap_reserve(vm, <uint64_t>n * sizeof(Pair)):
        return ST_NOMEM
    charge(vm, n * 2)
    while n:
        n -= 1
        tail = new_pair(vm, items[n], tail)
        if tail == 0:
            return ST_NOMEM
    out[0] = tail
    return ST_OK


cdef int prim_list(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return list_of(vm, args, n, IMM_NIL, out)


cdef int prim_cons_star(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return list_of(vm, args, n - 1, args[n - 1], out)


cdef int prim_make_list(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t k = fix_value(args[0])
    cdef Value fill = args[1] if n > 1 else IMM_UNSPEC
    cdef Value v = IMM_NIL
    if k < 0:
        return err_range(vm, 0, args[0])
    if not heap_reserve(vm, <uint64_t>k * sizeof(Pair)):
        return ST_NOMEM
    charge(vm, k * 2)
    while k:
        k -= 1
        v = new_pair(vm, fill, v)
        if v == 0:
            return ST_NOMEM
    out[0] = v
    return ST_OK


cdef int prim_length(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value tail = IMM_NIL
    cdef int64_t length = count_pairs(args[0], &tail)
    if length < 0 or tail != IMM_NIL:
        return err_type(vm, 0, args[0], LIST)
    charge(vm, length)
    out[0] = from_fix(length)
    return ST_OK


cdef int copy_list(VM* vm, Value v, Builder* b, Value* tail) noexcept nogil:
    """Adds the items of a list; *tail is what ends it. ST_RANGE (no fields set) if it is circular."""
    cdef Walk w
    walk_init(&w)
    while is_pair(v):
        if not build(vm, b, car(v)):
            return ST_NOMEM
        v = cdr(v)
        if came_back(&w, v):
            return ST_RANGE
    charge(vm, w.n * 4)
    tail[0] = v
    return ST_OK


cdef int prim_append(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Builder b
    cdef Value tail = IMM_NIL
    cdef int i, status
    builder_init(&b)
    for i in range(n - 1):
        status = copy_list(vm, args[i], &b, &tail)
        if status == ST_NOMEM:
            return status
        if status != ST_OK or tail != IMM_NIL:
            return err_type(vm, i, args[i], LIST)
    tail = args[n - 1] if n else IMM_NIL
    if b.last == NULL:
        out[0] = tail
        return ST_OK
    b.last.cdr = tail
    out[0] = b.head
    return ST_OK


cdef int prim_append_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value tail = IMM_NIL
    cdef Value result = IMM_NIL
    cdef Value end = IMM_NIL              # last pair so far, or nil
    cdef int64_t length
    cdef int i
    for i in range(n - 1):
        length = count_pairs(args[i], &tail)
        if length < 0 or tail != IMM_NIL:
            return err_type(vm, i, args[i], LIST)
        charge(vm, length * 2)
    for i in range(n):
        if args[i] == IMM_NIL and i < n - 1:
            continue
        if end == IMM_NIL:
            result = args[i]
        else:
            write_barrier(vm, end, args[i])
            as_pair(end).cdr = args[i]
        if i < n - 1:
            end = last_of(args[i])
            if end == 0:                  # an argument occurs twice: it has just become circular
                return err_type(vm, i, args[i], LIST)
    out[0] = result
    return ST_OK


cdef Value last_of(Value v) noexcept nogil:
    """Last pair; 0 if the list is circular."""
    cdef Walk w
    walk_init(&w)
    while is_pair(cdr(v)):
        v = cdr(v)
        if came_back(&w, v):
            return 0
    return v


cdef int prim_last_pair(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value last = last_of(args[0])
    if last == 0:
        return err_type(vm, 0, args[0], LIST)
    out[0] = last
    return ST_OK


cdef int prim_reverse(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    cdef Value r = IMM_NIL
    cdef Walk w
    walk_init(&w)
    while is_pair(v):
        r = new_pair(vm, car(v), r)
        if r == 0:
            return ST_NOMEM
        v = cdr(v)
        if came_back(&w, v):
            return err_type(vm, 0, args[0], LIST)
    if v != IMM_NIL:
        return err_type(vm, 0, args[0], LIST)
    charge(vm, w.n * 4)
    out[0] = r
    return ST_OK


cdef int prim_reverse_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    cdef Value r = IMM_NIL
    cdef Value next = IMM_NIL
    cdef int64_t length = count_pairs(v, &next)
    if length < 0 or next != IMM_NIL:
        return err_type(vm, 0, args[0], LIST)
    charge(vm, length * 3)
    while v != IMM_NIL:
        next = cdr(v)
        write_barrier(vm, v, r)
        as_pair(v).cdr = r
        r = v
        v = next
    out[0] = r
    return ST_OK


cdef int tail_at(VM* vm, Value* args, Value* out) noexcept nogil:
    """The list args[0], which may be circular, without its first args[1] items."""
    cdef Value v = args[0]
    cdef int64_t k = fix_value(args[1])
    cdef Walk w
    if k < 0:
        return err_range(vm, 1, args[1])
    walk_init(&w)
    while w.n < k:
        if not is_pair(v):
            return err_beyond(vm, 1, args[1], w.n)
        v = cdr(v)
        if came_back(&w, v):              # the circle is w.n - power / 2 long: the rounds can be left out
            k = w.n + (k - w.n) % (w.n - (w.power >> 1))
            w.mark = IMM_UNDEF
            w.power = k + 1
    charge(vm, w.n)
    out[0] = v
    return ST_OK


cdef int pair_at(VM* vm, Value* args, Value* out) noexcept nogil:
    cdef Value v = IMM_NIL
    cdef int status = tail_at(vm, args, &v)
    if status != ST_OK:
        return status
    if not is_pair(v):
        return err_beyond(vm, 1, args[1], fix_value(args[1]))
    out[0] = v
    return ST_OK


cdef int prim_list_tail(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return tail_at(vm, args, out)


cdef int prim_list_ref(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value p = IMM_NIL
    cdef int status = pair_at(vm, args, &p)
    if status == ST_OK:
        out[0] = car(p)
    return status


cdef int prim_list_set_x(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value p = IMM_NIL
    cdef int status = pair_at(vm, args, &p)
    if status != ST_OK:
        return status
    write_barrier(vm, p, args[2])
    as_pair(p).car = args[2]
    out[0] = IMM_UNSPEC
    return ST_OK


cdef int prim_list_copy(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Builder b
    cdef Value tail = IMM_NIL
    cdef int status
    builder_init(&b)
    status = copy_list(vm, args[0], &b, &tail)
    if status == ST_NOMEM:
        return status
    if status != ST_OK:
        return err_type(vm, 0, args[0], LIST)
    if b.last == NULL:
        out[0] = args[0]
        return ST_OK
    b.last.cdr = tail
    out[0] = b.head
    return ST_OK


# ---------------------------------------------------------------- search

cdef inline int same_value(VM* vm, int by, Value a, Value b, bint* out) noexcept nogil:
    if by == BY_EQ:
        out[0] = a == b
        return ST_OK
    if by == BY_EQV:
        out[0] = eqv(vm, a, b)
        return ST_OK
    return equal(vm, a, b, out)


cdef inline int search(VM* vm, Value* args, Value* out, int by, bint assoc) noexcept nogil:
    """Looks along the list args[1] for args[0]: the pair that has it, or with `assoc` the item whose car it is."""
    cdef Value v = args[1]
    cdef Value item
    cdef Walk w
    cdef bint same
    cdef int status
    walk_init(&w)
    while is_pair(v):
        item = car(v)
        if assoc and not is_pair(item):
            return err_type(vm, 1, args[1], ALIST)
        status = same_value(vm, by, args[0], car(item) if assoc else item, &same)
        if status != ST_OK:
            return status
        if same:
            charge(vm, w.n * 2)
            out[0] = item if assoc else v
            return ST_OK
        v = cdr(v)
        if came_back(&w, v):
            return err_type(vm, 1, args[1], LIST)
    if v != IMM_NIL:
        return err_type(vm, 1, args[1], LIST)
    charge(vm, w.n * 2)
    out[0] = IMM_FALSE
    return ST_OK


cdef int prim_memq(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return search(vm, args, out, BY_EQ, False)


cdef int prim_memv(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if by_word(args[0]):
        return prim_memq(vm, args, n, out)
    return search(vm, args, out, BY_EQV, False)


cdef int prim_sys_member(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if by_word(args[0]):
        return prim_memq(vm, args, n, out)
    return search(vm, args, out, BY_EQUAL, False)


cdef int prim_assq(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return search(vm, args, out, BY_EQ, True)


cdef int prim_assv(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if by_word(args[0]):
        return prim_assq(vm, args, n, out)
    return search(vm, args, out, BY_EQV, True)


cdef int prim_sys_assoc_equal(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    if by_word(args[0]):
        return prim_assq(vm, args, n, out)
    return search(vm, args, out, BY_EQUAL, True)


cdef int prim_sys_delete(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[1]
    cdef Builder b
    cdef Walk w
    cdef bint same
    cdef int status
    builder_init(&b)
    walk_init(&w)
    while is_pair(v):
        status = equal(vm, args[0], car(v), &same)
        if status != ST_OK:
            return status
        if not same and not build(vm, &b, car(v)):
            return ST_NOMEM
        v = cdr(v)
        if came_back(&w, v):
            return err_type(vm, 1, args[1], LIST)
    if v != IMM_NIL:
        return err_type(vm, 1, args[1], LIST)
    charge(vm, w.n * 4)
    out[0] = b.head
    return ST_OK


# ---------------------------------------------------------------- iota

cdef extern from *:
    """
    static inline int vm_add64(int64_t a, int64_t b, int64_t *r) { return __builtin_add_overflow(a, b, r); }
    static inline int vm_mul64(int64_t a, int64_t b, int64_t *r) { return __builtin_mul_overflow(a, b, r); }
    """
    bint add64 "vm_add64"(int64_t a, int64_t b, int64_t* r) noexcept nogil
    bint mul64 "vm_mul64"(int64_t a, int64_t b, int64_t* r) noexcept nogil


cdef bint small(Value v, int64_t* i) noexcept nogil:
    """The exact integer v, if it fits 64 bits."""
    if is_fix(v):
        i[0] = fix_value(v)
        return True
    if is_type(v, T_INT64):
        i[0] = (<Int64*>as_obj(v)).value
        return True
    return False


cdef int iota_int(VM* vm, int64_t k, int64_t start, int64_t step, Value* out) noexcept nogil:
    """Numbers that all fit 64 bits: checked at the far end by the caller."""
    cdef Value v = IMM_NIL
    cdef Value item
    while k:
        k -= 1
        item = new_int(vm, start + k * step)
        if item:
            v = new_pair(vm, item, v)
        if item == 0 or v == 0:
            return ST_NOMEM
    out[0] = v
    return ST_OK


cdef int iota_any(VM* vm, int64_t k, Value start, Value step, Value* out) noexcept nogil:
    """Each number is start + i * step, so that flonums do not gather errors."""
    cdef Value v = IMM_NIL
    cdef Value item = IMM_NIL
    cdef int status
    while k:
        k -= 1
        status = num_mul(vm, from_fix(k), step, &item)
        if status == ST_OK:
            status = num_add(vm, start, item, &item)
        if status != ST_OK:
            return status
        v = new_pair(vm, item, v)
        if v == 0:
            return ST_NOMEM
    out[0] = v
    return ST_OK


cdef int prim_iota(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t k = fix_value(args[0])
    cdef Value first = args[1] if n > 1 else from_fix(0)
    cdef Value step = args[2] if n > 2 else from_fix(1)
    cdef int64_t a, d, far
    if k < 0:
        return err_range(vm, 0, args[0])
    if not heap_reserve(vm, <uint64_t>k * sizeof(Pair)):
        return ST_NOMEM
    charge(vm, k * 3)
    if small(first, &a) and small(step, &d) and not mul64(k, d, &far) and not add64(a, far, &far):
        return iota_int(vm, k, a, d, out)
    return iota_any(vm, k, first, step, out)
