# Conversion at the border of a language whose data are persistent. Without recursion on the data; sharing is kept.
#
#   Python                         machine
#   list, tuple                    vector
#   dict, set, frozenset           map (an array of up to 8 entries), set
#   None                           nil
#   int, decimal.Decimal           integer (past 64 bits of its own kind), decimal number
#   str                            immutable string
#   anything else                  as in _convert
#
# Back: vectors, lists and sequences are lists, maps dicts, sets sets. Inside of a key or an item of a set, where
# Python wants what can be hashed, vectors and lists are tuples and sets frozensets. What Python cannot have as a dict or set
# (two keys that are the same to Python, a map in a key) is a Ref.
#
# Sequences that are not realised to their end are realised by the language (HOOK_WHOLE). That is a run, which may collect,
# and what is being converted has words that nothing else holds. So a conversion that meets such sequences goes on, to find
# all it can; then they are realised, and it begins anew.

from libc.stdlib cimport realloc, free
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._big cimport to_pyint, from_pyint
from vmcore._pvec cimport *
from vmcore._pmap cimport *
from vmcore._seqs cimport *
from vmcore._convert cimport Border, atom, atom_python, checked, quick_value, text_value

cdef enum:
    VEC = 0
    MAP = 1
    SET = 2
    PAIRS = 3                            # a list of pairs, where lists and vectors differ
    MOST_NESTED = 50                     # of keys in keys
    SPENT_AT_ONCE = 4096                 # items between two looks at the limits; a power of two

from sys import modules

cdef object Decimal = None


cdef object decimal_class():
    global Decimal
    if Decimal is None:
        from decimal import Decimal as cls
        Decimal = cls
    return Decimal


cdef bint is_decimal(object x):
    """Without loading `decimal`: if nobody did, nobody has one."""
    return "decimal" in modules and isinstance(x, decimal_class())


# ---------------------------------------------------------------- to the machine

cdef int container(object x):
    """VEC, MAP or SET; -1: it is none."""
    cdef type t = type(x)
    if t is int or t is str or t is float or t is bool or x is None:
        return -1
    if isinstance(x, (list, tuple)):
        return VEC
    if isinstance(x, dict):
        return MAP
    return SET if isinstance(x, (set, frozenset)) else -1


cdef Value new_bign(VM* vm, Value integer) noexcept:
    cdef BigN* p = <BigN*>alloc(vm, sizeof(BigN))
    if p == NULL:
        return 0
    set_header(p, T_BIGN, sizeof(BigN), 0, 0)
    p.value = integer
    return tag_obj(p)


cdef Value decimal_value(VM* vm, object x) except? 0:
    cdef object parts = x.as_tuple()
    cdef BigDec* p
    cdef Value unscaled
    if not isinstance(parts.exponent, int):      # an infinity or NaN
        return box_any_double(float(x))
    unscaled = checked(from_pyint(vm, int(decimal_class()((parts.sign, parts.digits, 0)))))
    p = <BigDec*>alloc(vm, sizeof(BigDec))
    if p == NULL:
        raise MemoryError("the heap refused the memory")
    set_header(p, T_DECIMAL, sizeof(BigDec), 0, 0)
    p.unscaled = unscaled
    p.scale = -parts.exponent
    return tag_obj(p)


cdef Value leaf(VM* vm, object x) except? 0:
    cdef Value v = quick_value(vm, x)
    if v:
        return v
    if type(x) is str:
        v = text_value(vm, x)
        as_string(v).h.flags |= F_IMMUTABLE
        return v
    if is_decimal(x):
        return decimal_value(vm, x)
    v = atom(vm, x)
    if is_type(v, T_BIGINT) and vm.others == NULL:
        return checked(new_bign(vm, v))
    if isinstance(x, str):
        as_string(v).h.flags |= F_IMMUTABLE
    return v


cdef struct Frame:                       # a container on its way
    Transient t
    Value key                            # of a map: waits for its value
    Py_ssize_t at                        # items taken; of a map, keys and values
    int kind


cdef list open_frame(VM* vm, Frame* f, object x, int kind):
    """Its items; of a map key, value, key, value, ..."""
    f.kind = kind
    f.at = 0
    if kind == VEC and vm.others != NULL and isinstance(x, list):
        f.kind = PAIRS
        f.key = IMM_NIL
        return list(reversed(x))
    if kind == MAP:
        if tmap_begin(vm, &f.t, TRANSIENT_ARRAY if len(x) <= ARRAY_MAP else TRANSIENT_MAP) != ST_OK:
            raise MemoryError("the heap refused the memory")
        return [part for entry in x.items() for part in entry]
    if kind == SET:
        tmap_begin(vm, &f.t, TRANSIENT_SET)
    else:
        begin_build(vm, &f.t)
    return list(x)


cdef int take(VM* vm, Frame* f, Value v) except -1:
    """The next item."""
    cdef int st = ST_OK
    f.at += 1
    if f.kind == PAIRS:
        f.key = checked(new_pair(vm, v, f.key))
    elif f.kind == VEC:
        st = ST_OK if build_push(vm, &f.t, v) else ST_NOMEM
    elif f.kind == SET:
        st = tmap_put(vm, &f.t, v, IMM_TRUE)
    elif f.at & 1:
        f.key = v
    else:
        st = tmap_put(vm, &f.t, f.key, v)
    if st == DECLINED:
        raise TypeError("an object of this kind cannot be a key here")
    if st != ST_OK:
        raise MemoryError("the heap refused the memory")
    return 0


cdef Value end_frame(VM* vm, Frame* f) except 0:
    if f.kind == PAIRS:
        return f.key
    return checked(build_end(vm, &f.t) if f.kind == VEC else tmap_end(vm, &f.t, IMM_NIL))


cdef bint is_flat(VM* vm, object x):
    """A list or tuple that becomes a vector, of no containers?"""
    if vm.others != NULL or (type(x) is not list and type(x) is not tuple):
        return False
    for item in x:
        if container(item) >= 0:
            return False
    return True


cdef Value flat_vector(VM* vm, object x) except 0:
    cdef Transient t
    begin_build(vm, &t)
    for item in x:
        if not build_push(vm, &t, leaf(vm, item)):
            raise MemoryError("the heap refused the memory")
    return checked(build_end(vm, &t))


cdef Value persistent_value(VM* vm, object x) except? 0:
    cdef int kind = container(x)
    cdef Frame* frames = NULL
    if kind < 0:
        return leaf(vm, x)
    if kind == VEC and is_flat(vm, x):
        return flat_vector(vm, x)
    try:
        return build(vm, x, kind, &frames)
    finally:
        free(frames)


cdef Value build(VM* vm, object x, int kind, Frame** frames) except? 0:
    cdef dict memo = {}                  # id -> word, or None while it is on its way
    cdef list lists = []                 # items of the frames
    cdef list keep = [x]                 # an object keeps its id as long as it lives
    cdef list open_ = []
    cdef list items
    cdef Frame* f
    cdef Frame* more
    cdef Py_ssize_t n = 0, cap = 0
    cdef Value v
    while True:
        if n == cap:
            more = <Frame*>realloc(frames[0], (cap * 2 + 8) * sizeof(Frame))
            if more == NULL:
                raise MemoryError()
            frames[0] = more
            cap = cap * 2 + 8
        f = &frames[0][n]
        n += 1
        memo[id(x)] = None
        open_.append(x)
        items = open_frame(vm, f, x, kind)
        lists.append(items)
        while True:
            kind = -1
            while f.at < len(items) and kind < 0:
                x = items[f.at]
                kind = container(x)
                if kind < 0:
                    take(vm, f, leaf(vm, x))
                elif id(x) in memo:
                    if memo[id(x)] is None:
                        raise ValueError("a container that contains itself cannot be a persistent one")
                    take(vm, f, <Value>memo[id(x)])
                    kind = -1
                elif kind == VEC and is_flat(vm, x):
                    v = flat_vector(vm, x)
                    memo[id(x)] = v
                    keep.append(x)
                    take(vm, f, v)
                    kind = -1
            if kind >= 0:
                keep.append(x)
                break
            v = end_frame(vm, f)
            memo[id(open_.pop())] = v
            lists.pop()
            n -= 1
            if n == 0:
                return v
            f = &frames[0][n - 1]
            items = lists[n - 1]
            take(vm, f, v)


# ---------------------------------------------------------------- to Python

cdef enum:                               # what a value becomes
    ATOM = 0
    LIST = 1
    DICT = 2
    MEMBERS = 3


cdef int shape(Value v) noexcept:
    cdef int t
    if is_pair(v):
        return LIST
    if not is_obj(v):
        return ATOM
    t = as_obj(v).type
    if t == T_PMAP or t == T_SMAP:
        return DICT
    if t == T_PSET or t == T_SSET:
        return MEMBERS
    return LIST if t == T_PVEC or t == T_PLIST or t == T_SEQ or t == T_LAZY else ATOM


cdef object atom_of(VM* vm, Value v):
    cdef BigDec* d
    if v == IMM_NIL:
        return None if vm.others == NULL else []
    if is_type(v, T_BIGN):
        return to_pyint((<BigN*>as_obj(v)).value)
    if is_type(v, T_SINGLE):
        return unbox_double((<BigN*>as_obj(v)).value)
    if is_type(v, T_DECIMAL):
        d = <BigDec*>as_obj(v)
        parts = decimal_class()(to_pyint(d.unscaled)).as_tuple()
        return decimal_class()((parts.sign, parts.digits, -d.scale))
    if is_vector(v):
        return (<Border>vm.host).wrap(v)
    return atom_python(vm, v)


cdef list words_of(VM* vm, Value v):
    """The items of a sequence as words; None if they are not all there."""
    cdef Cursor c
    cdef Value item = 0
    cdef list words = []
    cdef int64_t n = 0
    cdef int st = cursor_open(vm, v, &c)
    while st == ST_OK:
        st = cursor_next(vm, &c, &item)
        if st == FOUND:
            words.append(item)
            n += 1
            if n & (SPENT_AT_ONCE - 1) == 0:
                (<Border>vm.host).spend(n, SPENT_AT_ONCE)
            st = ST_OK
    if st == ST_NOMEM:
        raise MemoryError("the heap refused the memory")
    return words if st == ENDED else None


cdef class Attempt:
    """A conversion on its way."""
    cdef dict memo                       # word -> its counterpart
    cdef list work                       # (word, counterpart to be filled)
    cdef list waiting                    # words of sequences to be realised
    cdef set tried                       # of those that were asked for already

    def __cinit__(self, set tried):
        self.memo = {}
        self.work = []
        self.waiting = []
        self.tried = tried

    cdef bint waits(self, Value v) except -1:
        """Notes a sequence, unless to realise it has not helped."""
        if v in self.tried:
            return False
        self.waiting.append(v)
        return True


cdef object key_python(VM* vm, Value v, int depth, Attempt attempt):
    """The counterpart of a key; TypeError: Python cannot hash it. Depth: MOST_NESTED."""
    cdef int kind = shape(v)
    cdef list words
    if kind == ATOM:
        return atom_of(vm, v)
    if kind == DICT or depth == MOST_NESTED:
        raise TypeError("no key of a dict")
    words = member_words(vm, v) if kind == MEMBERS else words_of(vm, v)
    if words is None:
        attempt.waits(v)
        raise TypeError("no key of a dict")
    keys = [key_python(vm, <Value>word, depth + 1, attempt) for word in words]
    if kind == LIST:
        return tuple(keys)
    members = frozenset(keys)
    if len(members) != len(words):
        raise TypeError("no key of a dict")
    return members


cdef list member_words(VM* vm, Value v):
    """Keys of a map, items of a set."""
    cdef Cursor c
    cdef Value key = 0, value = 0
    cdef list words = []
    cursor_open(vm, v, &c)
    while cursor_entry(vm, &c, &key, &value) == FOUND:
        words.append(key)
    return words


cdef object started(VM* vm, Value v, int kind, Attempt attempt):
    """A list or dict to be filled, or all of a set, or a Ref."""
    cdef list words
    try:
        if kind == LIST:
            words = words_of(vm, v)
            if words is None:
                return [] if attempt.waits(v) else (<Border>vm.host).wrap(v)
            attempt.work.append((v, words))
            return words
        keys = [key_python(vm, <Value>word, 0, attempt) for word in member_words(vm, v)]
        made = dict.fromkeys(keys) if kind == DICT else set(keys)
    except TypeError:
        return (<Border>vm.host).wrap(v)
    if len(made) != as_obj(v).length:
        return (<Border>vm.host).wrap(v)
    if kind == DICT:
        attempt.work.append((v, made))
    return made


cdef object part_python(VM* vm, Value v, Attempt attempt):
    cdef int kind = shape(v)
    if kind == ATOM:
        return atom_of(vm, v)
    known = attempt.memo.get(v)
    if known is None:
        known = attempt.memo[v] = started(vm, v, kind, attempt)
    return known


cdef void fill_dict(VM* vm, Value v, dict made, Attempt attempt) except *:
    cdef Cursor c
    cdef Value key = 0, value = 0
    cursor_open(vm, v, &c)
    for k in made:                       # in the order of the entries
        cursor_entry(vm, &c, &key, &value)
        made[k] = part_python(vm, value, attempt)


cdef object converted(VM* vm, Value v, Attempt attempt):
    cdef list words
    cdef Py_ssize_t i
    cdef Value word
    root = part_python(vm, v, attempt)
    while attempt.work:
        v, made = attempt.work.pop()
        if type(made) is dict:
            fill_dict(vm, v, made, attempt)
            continue
        words = made
        for i in range(len(words)):
            word = words[i]
            words[i] = part_python(vm, word, attempt)
    return root


cdef object persistent_python(VM* vm, Value v):
    cdef Border border = <Border>vm.host
    cdef set tried = set()
    cdef list held                       # what is converted lives on, and no sequence of `tried` gives its word to another
    cdef Attempt attempt
    if shape(v) == ATOM:
        return atom_of(vm, v)
    attempt = Attempt(tried)
    root = converted(vm, v, attempt)
    if not attempt.waiting:
        return root
    held = [border.wrap(v)]
    while attempt.waiting:
        sequences = [border.wrap(word) for word in attempt.waiting]
        tried.update(attempt.waiting)
        held += sequences
        if not border.as_is and is_proc(vm.hooks[HOOK_WHOLE]):
            for sequence in sequences:
                border.realise(sequence)
        attempt = Attempt(tried)
        root = converted(vm, v, attempt)
    return root
