# Value words and object layouts: inline predicates, boxing and unboxing. No state, no calls out.
#
#   63      48 47                                   4 3  0
#  | 0000     | address of a heap object             | tag|   tag 1..7: see TAG_*
#  | 0000     | small immediate (nil, true, ...)     |  0 |   IMM_*; a character is cp << 16 | 0xF0
#  | 0002..FFFB: bits of a double + 2^49                  |
#  | FFFE / FFFF (top 15 bits one) | 49-bit signed integer |
#
# The tags 0 and 8 are no heap objects: so code addresses (8-aligned) may lie in stack words unseen by the collector.
# Invariant: a NaN is canonical (one bit pattern) before it is boxed when it comes from outside the FPU.

from libc.stdint cimport uint64_t, int64_t, uint8_t, uint16_t, uint32_t, int32_t
from vmcore._tags cimport *

ctypedef uint64_t Value

cdef extern from *:
    """
    #ifndef VMCORE_VALUE_H
    #define VMCORE_VALUE_H
    #include <stdint.h>
    #include <string.h>
    #define VM_INT_TAG     0xFFFE000000000000ull
    #define VM_DBL_OFFSET  0x0002000000000000ull
    #define VM_PTR_MASK    0xFFFF00000000000Full
    #define VM_MAX_FIX     ((int64_t)0x0000FFFFFFFFFFFFll)
    #define VM_MIN_FIX     (-(int64_t)0x0001000000000000ll)
    static inline double vm_unbox_double(uint64_t v) { double d; v -= VM_DBL_OFFSET; memcpy(&d, &v, 8); return d; }
    static inline uint64_t vm_box_double(double d) {
        uint64_t v; memcpy(&v, &d, 8);
        return v + VM_DBL_OFFSET;
    }
    static inline uint64_t vm_box_any_double(double d) {   /* for doubles from outside: a NaN loses its payload */
        if (d != d) return 0x7FF8000000000000ull + VM_DBL_OFFSET;
        return vm_box_double(d);
    }
    /* Small integer arithmetic; the answer is 1 when the result does not fit (then *r is untouched). */
    static inline int vm_fix_add(uint64_t a, uint64_t b, uint64_t *r) {
        int64_t s; if (__builtin_add_overflow((int64_t)(a << 15), (int64_t)(b << 15), &s)) return 1;
        *r = ((uint64_t)s >> 15) | VM_INT_TAG; return 0; }
    static inline int vm_fix_sub(uint64_t a, uint64_t b, uint64_t *r) {
        int64_t s; if (__builtin_sub_overflow((int64_t)(a << 15), (int64_t)(b << 15), &s)) return 1;
        *r = ((uint64_t)s >> 15) | VM_INT_TAG; return 0; }
    static inline int vm_fix_mul(uint64_t a, uint64_t b, uint64_t *r) {
        int64_t s; if (__builtin_mul_overflow((int64_t)(a << 15), ((int64_t)(b << 15)) >> 15, &s)) return 1;
        *r = ((uint64_t)s >> 15) | VM_INT_TAG; return 0; }
    /* Assigns, but lets what follows run ahead on the guess that nothing changes: the branch takes the place of a
       dependency on the loads that led to val. */
    #if defined(__GNUC__)
    #define VM_SPECULATE(var, val) do { if (__builtin_expect((var) != (val), 0)) { \
        (var) = (val); __asm__ volatile("" : "+r"(var)); } } while (0)
    #else
    #define VM_SPECULATE(var, val) ((void)((var) = (val)))
    #endif
    /* A few words, one by one: as wide moves they would wait for the narrow stores that made them. */
    static inline void vm_copy_args(uint64_t *to, const uint64_t *from, uint32_t n) {
        while (n--) {
            *to++ = *from++;
    #if defined(__GNUC__)
            __asm__ volatile("" : "+r"(to));
    #endif
        }
    }
    #define VM_LIKELY(x) __builtin_expect(!!(x), 1)
    #define VM_UNLIKELY(x) __builtin_expect(!!(x), 0)
    #endif
    """
    const Value INT_TAG "VM_INT_TAG"
    const Value DBL_OFFSET "VM_DBL_OFFSET"
    const Value PTR_MASK "VM_PTR_MASK"
    const int64_t MAX_FIX "VM_MAX_FIX"
    const int64_t MIN_FIX "VM_MIN_FIX"
    double unbox_double "vm_unbox_double"(Value v) noexcept nogil
    Value box_double "vm_box_double"(double d) noexcept nogil          # d computed by the FPU from boxed doubles
    Value box_any_double "vm_box_any_double"(double d) noexcept nogil  # d from anywhere
    bint fix_add "vm_fix_add"(Value a, Value b, Value* r) noexcept nogil
    bint fix_sub "vm_fix_sub"(Value a, Value b, Value* r) noexcept nogil
    bint fix_mul "vm_fix_mul"(Value a, Value b, Value* r) noexcept nogil
    void SPECULATE "VM_SPECULATE"(Value* var, Value* val) noexcept nogil
    void SPECULATE_CODE "VM_SPECULATE"(const uint16_t* var, const uint16_t* val) noexcept nogil
    void copy_args "vm_copy_args"(Value* to, const Value* source, uint32_t n) noexcept nogil
    bint LIKELY "VM_LIKELY"(bint x) noexcept nogil
    bint UNLIKELY "VM_UNLIKELY"(bint x) noexcept nogil

# Pointer tags. Objects are 16-byte aligned; the address is v - tag.
cdef enum:
    TAG_PAIR = 1
    TAG_PROC = 2
    TAG_VECTOR = 3
    TAG_STRING = 4
    TAG_CELL = 6
    TAG_OBJ = 7

# Obj.flags
cdef enum:
    F_LARGE = 1       # allocated by malloc, outside the blocks
    F_OLD = 2         # lived through a collection, and no store since then: the barrier looks at it
    F_IMMUTABLE = 4   # literal constant, or interned
    F_EXTERNAL = 8    # string: data is a malloc buffer of its own

cdef struct Obj:           # header of everything but a pair, 8 bytes
    uint8_t type           # T_* of _tags
    uint8_t flags
    uint16_t aux           # string: bytes a character (1, 2, 4); table: TABLE_*; others as noted
    uint32_t length        # items, characters, bytes, captured values

cdef struct Pair:
    Value car
    Value cdr

cdef struct Vector:
    Obj h
    Value items[1]

cdef struct Proc:          # h.length = number of captured values
    Obj h
    Code* code             # never NULL
    Value up[1]

cdef struct Cell:
    Obj h
    Value value

cdef struct Box:
    Obj h
    Value value

cdef struct String:        # h.length characters of h.aux bytes; data points behind the struct or to a malloc buffer
    Obj h
    uint32_t hash          # 0: not computed yet
    uint32_t capacity      # bytes at data
    void* data

cdef struct Symbol:        # SYMBOL and KEYWORD; h.aux: 1 = interned, 0 = not, 2: a SYMBOL that is a copy of one with metadata
    Obj h                  # h.length = hasheq of _pequal, 0: not computed yet
    uint64_t hash
    Value name             # immutable STRING
    Value cell             # GLOBAL of this name, or IMM_UNDEF

cdef struct SymbolCopy:    # h.aux = 2; its name is the very string of the interned symbol
    Symbol symbol
    Value meta

cdef struct Int64:
    Obj h
    int64_t value          # invariant: outside the fixnum range

cdef struct BigInt:
    Obj h                  # h.length = limbs, h.aux = 1 if it is negative
    uint64_t limbs[1]      # of the absolute value, the lowest first, the highest not 0; invariant: outside 64 bits

cdef struct Ratio:
    Obj h
    Value num              # exact integer
    Value den              # exact integer > 1, prime to num

cdef struct Complex:
    Obj h
    Value re               # both exact, or both flonum
    Value im

cdef struct Bytes:
    Obj h
    uint8_t data[1]

cdef struct Record:        # h.length fields
    Obj h
    Value rtd              # RTD
    Value fields[1]

cdef enum:                 # Rtd.h.aux: what = and hash of persistent data say of such records
    RTD_ASKS = 0           # the library knows
    RTD_ITSELF = 1         # equal to itself only
    RTD_MAP = 2            # a map of its fields but the last two, metadata and a map of more entries or nil
    RTD_NUMBERS = 3        # exact integers

cdef struct Rtd:
    Obj h                  # h.length: of an RTD_MAP, goes into the hash
    Value name             # SYMBOL
    Value fields           # VECTOR of SYMBOL
    Value parent           # RTD or FALSE

cdef struct Condition:
    Obj h
    Value kind             # SYMBOL: type, range, arity, unbound, divide, user, file, read, host ...
    Value message          # STRING
    Value irritants        # list
    Value payload          # HOST with the Python exception, or the raised object, or UNSPEC

cdef struct Values:
    Obj h
    Value items[1]

cdef struct Promise:       # R7RS 7.3: promises that share a box after delay-force
    Obj h
    Value box              # CELL holding the pair (done? . value-or-thunk)

cdef struct Host:
    Obj h
    int64_t index          # in the runtime's table of Python objects

cdef struct Global:
    Obj h
    Value value            # IMM_UNBOUND before its definition; written by global_store only
    Code* code             # of value if it is a procedure, else the VM's no_code, which no call fits
    const uint16_t* entry  # code.entry
    Value name             # SYMBOL

cdef enum:
    CONT_HEAD = 6          # captured values of a continuation that are no words of frames

cdef struct Cont:          # a continuation: a PROC whose code is the stub's, h.length = CONT_HEAD + number of words
    Obj h
    Code* code
    Value below            # Cont, or NIL (the bottom of a run): what lies below the words
    Value below_size       # fixnum: the first so many words of it
    Value winds            # the dynamic state: VM.dyn
    Value handlers
    Value params
    Value run              # fixnum: number of the run it was captured in
    Value words[1]         # frames as they lay on the stack, from the procedure of the first; the last is a return word

cdef struct Code:          # TAG_OBJ, T_CODE
    Obj h
    const uint16_t* entry  # first instruction; in the image's memory
    uint32_t nregs         # registers of a frame, the arguments included
    uint32_t arity         # number of arguments if fixed, else 0x10000 + required: the call's slow path
    uint16_t nreq
    uint16_t nopt
    uint16_t rest          # 1: the arguments after nreq + nopt come as a list
    uint16_t flags         # CODE_*
    Value* consts          # part of `pool`; the word before them is `entry` (NULL: a stub)
    Value pool             # VECTOR
    Value name             # SYMBOL or FALSE
    void* image            # ImageMem*, NULL for the built-in stubs
    uint32_t index         # number of this function in its image
    uint32_t nwords        # instructions
    void* tree             # tree-walker: root node, or NULL
    const uint8_t* positions  # of instructions, in the image's memory; for errors only
    uint32_t npositions

cdef enum:
    CODE_LIBRARY = 1       # hidden in backtraces
    CODE_STUB = 2          # built-in stub: primitive, host, continuation ...
    CODE_CASE = 4          # the last capture is the procedure to try when the arity does not fit

# Hash table kinds, Obj.aux of a TABLE
cdef enum:
    TABLE_EQ = 0
    TABLE_EQV = 1
    TABLE_EQUAL = 2

cdef struct TableEntry:
    Value key              # IMM_UNDEF: free or deleted
    Value value
    uint64_t hash

cdef struct Table:         # insertion-ordered: dense entries, and an open-addressing index into them
    Obj h                  # h.length = live entries
    uint32_t used          # entries in use, deleted ones included
    uint32_t capacity      # of entries
    uint32_t mask          # size of index - 1
    uint32_t pad
    TableEntry* entries    # malloc
    uint32_t* index        # malloc; 0 = free, else entry number + 1

# ---------------------------------------------------------------- persistent collections
# meta: a map, or NIL. hash: as hasheq of _pequal, 0: not computed yet.

cdef struct PList:         # h.length = items, 0 in the empty list only
    Obj h
    Value meta
    Value first
    Value rest             # PLIST; NIL in a list of one item and in the empty list

cdef enum:                 # PVec.h.aux
    PVEC_ENTRY = 1         # an entry of a map
    PVEC_SMALL = 2         # the items are in the object, from `root` on
    PVEC_PART = 4          # a part of another vector

cdef struct PVec:          # h.length = items
    Obj h
    Value meta
    uint32_t hash
    uint32_t shift         # 5 for each level of the trie
    Value root             # NODE of the trie or UNDEF. PVEC_PART: the vector it is a part of, which is none itself
    Value tail             # NODE: the last 1 to 32 items. PVEC_PART: small integer, place of the first item

cdef enum:                 # PMap.h.aux
    PMAP_ARRAY = 1         # keys and values are in the object, from `root` on, in the order they came

cdef struct PMap:          # PMAP and PSET; h.length = entries
    Obj h
    Value meta
    uint32_t hash
    uint32_t pad
    Value root             # NODE, or UNDEF
    Value nil_key          # NIL: begin of the entry of nil
    Value of_nil           # its value, or UNDEF

cdef struct Sorted:        # SMAP and SSET; h.length = entries
    Obj h
    Value meta
    uint32_t hash
    uint32_t pad
    Value order            # what compares keys; NIL: `compare` of _pequal
    Value root             # NODE, or UNDEF

cdef enum:                 # Node.h.aux & 3
    NODE_ITEMS = 0         # VecNode
    NODE_MAP = 1           # MapNode of a trie
    NODE_SAME = 2          # MapNode of keys that have one hash
    NODE_TREE = 3          # TreeNode
    NODE_KIND = 3

cdef struct VecNode:       # h.length items in use; h.aux = room << 2 | NODE_ITEMS
    Obj h
    uint64_t edit          # the transient that may change it, or 0
    Value items[1]

cdef struct MapNode:       # h.aux = low 14 bits of edit << 2 | kind
    Obj h                  # h.length = bitmap of the entries, which come first: key, value. NODE_SAME: number of entries
    uint32_t nodes         # bitmap of the nodes below, which come behind. NODE_SAME: the hash
    uint32_t edit          # the other bits of it
    Value items[1]

cdef struct TreeNode:      # h.length = size of the tree
    Obj h
    Value key
    Value value
    Value left             # NODE, or UNDEF
    Value right

cdef enum:                 # Seq.h.aux
    SEQ_VEC = 0            # items of a PVEC from i on
    SEQ_BACK = 1           # the same from i down
    SEQ_STRING = 2         # characters of a STRING
    SEQ_ARRAY = 3          # items of a VECTOR
    SEQ_BYTES = 4
    SEQ_MAP = 5            # entries of a PMAP: i is an index, or the path in the trie
    SEQ_KEYS = 6
    SEQ_VALS = 7
    SEQ_SET = 8            # of a PSET
    SEQ_TREE = 9           # entries of an SMAP or items of an SSET, by rank
    SEQ_TREE_KEYS = 10
    SEQ_TREE_VALS = 11
    SEQ_TREE_BACK = 12     # down
    SEQ_RANGE = 13         # i numbers from x on, by `more`
    SEQ_CHUNK = 14         # items of the PVEC x from i on, then `more`

cdef struct Seq:           # never empty. Up to SEQ_TREE_BACK there is no `more`
    Obj h
    Value meta
    Value x
    int64_t i
    Value more

cdef enum:                 # Lazy.h.aux
    LAZY_VALUE = 0         # value: what it is, perhaps lazy in its turn
    LAZY_SEQ = 1           # value: nil, or a sequence that is not empty and not LAZY
    LAZY_THUNK = 2         # this kind and those behind it are not realised. value: the procedure that computes it
    LAZY_MAP = 3           # f of each item of `value`
    LAZY_KEEP = 4          # the same without nil
    LAZY_FILTER = 5        # items of `value` for which f is true
    LAZY_REMOVE = 6        # false
    LAZY_TAKE_WHILE = 7
    LAZY_TAKE = 8          # f of the items, a small integer
    LAZY_CONCAT = 9        # items of `value`, then those of f
    LAZY_ITERATE = 10      # f of `value`, f of that, ...

cdef struct Lazy:
    Obj h
    Value meta
    Value value
    Value f

cdef enum:                 # Transient.h.aux
    TRANSIENT_VEC = 0
    TRANSIENT_ARRAY = 1    # map of few entries: `tail` is a NODE of keys and values
    TRANSIENT_MAP = 2
    TRANSIENT_SET = 3

cdef struct Transient:     # h.length = items
    Obj h
    uint64_t edit          # 0 once it is persistent
    Value root             # as in PVec, PMap
    uint64_t shift         # of a map or set NIL: begin of the entry of nil
    Value tail             # of a map or set the value of nil, or UNDEF

cdef struct BigN:          # SINGLE too: its value is a double, that of a float of 32 bits
    Obj h
    Value value            # exact integer

cdef struct BigDec:        # unscaled * 10^-scale
    Obj h
    Value unscaled         # exact integer
    int64_t scale          # fits 32 bits

# ---------------------------------------------------------------- predicates

cdef inline bint is_fix(Value v) noexcept nogil:
    return v >= INT_TAG

cdef inline bint both_fix(Value a, Value b) noexcept nogil:
    return (a & b) >= INT_TAG

cdef inline bint is_double(Value v) noexcept nogil:
    return v - DBL_OFFSET < INT_TAG - DBL_OFFSET

cdef inline bint is_heap(Value v) noexcept nogil:
    return (v >> 48) == 0 and (v & 7) != 0

cdef inline bint is_pair(Value v) noexcept nogil:
    return (v & PTR_MASK) == TAG_PAIR

cdef inline bint is_proc(Value v) noexcept nogil:
    return (v & PTR_MASK) == TAG_PROC

cdef inline bint is_vector(Value v) noexcept nogil:
    return (v & PTR_MASK) == TAG_VECTOR

cdef inline bint is_string(Value v) noexcept nogil:
    return (v & PTR_MASK) == TAG_STRING

cdef inline bint is_cell(Value v) noexcept nogil:
    return (v & PTR_MASK) == TAG_CELL

cdef inline bint is_obj(Value v) noexcept nogil:
    return (v & PTR_MASK) == TAG_OBJ

cdef inline bint is_type(Value v, int t) noexcept nogil:      # for the types behind TAG_OBJ
    return (v & PTR_MASK) == TAG_OBJ and (<Obj*>(v - TAG_OBJ)).type == t

cdef inline bint is_char(Value v) noexcept nogil:
    return (v >> 48) == 0 and (v & 0xFFFF) == 0xF0

cdef inline bint is_symbol(Value v) noexcept nogil:
    return is_type(v, T_SYMBOL)

cdef inline bint is_bool(Value v) noexcept nogil:
    return v == IMM_TRUE or v == IMM_FALSE

# ---------------------------------------------------------------- unboxing

cdef inline int64_t fix_value(Value v) noexcept nogil:
    return (<int64_t>(v << 15)) >> 15

cdef inline uint32_t char_value(Value v) noexcept nogil:
    return <uint32_t>(v >> 16)

cdef inline Pair* as_pair(Value v) noexcept nogil:
    return <Pair*>(v - TAG_PAIR)

cdef inline Value car(Value v) noexcept nogil:
    return (<Pair*>(v - TAG_PAIR)).car

cdef inline Value cdr(Value v) noexcept nogil:
    return (<Pair*>(v - TAG_PAIR)).cdr

cdef inline Proc* as_proc(Value v) noexcept nogil:
    return <Proc*>(v - TAG_PROC)

cdef inline Vector* as_vector(Value v) noexcept nogil:
    return <Vector*>(v - TAG_VECTOR)

cdef inline String* as_string(Value v) noexcept nogil:
    return <String*>(v - TAG_STRING)

cdef inline Cell* as_cell(Value v) noexcept nogil:
    return <Cell*>(v - TAG_CELL)

cdef inline Obj* as_obj(Value v) noexcept nogil:               # any object behind TAG_OBJ; cast to its struct
    return <Obj*>(v - TAG_OBJ)

cdef inline Obj* header(Value v) noexcept nogil:               # any heap value but a pair
    return <Obj*>(v & ~<Value>15)

# ---------------------------------------------------------------- boxing

cdef inline Value from_fix(int64_t i) noexcept nogil:          # i within MIN_FIX..MAX_FIX
    return <Value>i | INT_TAG

cdef inline bint fits_fix(int64_t i) noexcept nogil:
    return MIN_FIX <= i <= MAX_FIX

cdef inline Value from_bool(bint b) noexcept nogil:
    return IMM_TRUE if b else IMM_FALSE

cdef inline Value from_char(uint32_t cp) noexcept nogil:
    return (<Value>cp << 16) | 0xF0

cdef inline Value tag_obj(void* p) noexcept nogil:
    return <Value>p + TAG_OBJ

# ---------------------------------------------------------------- type class of a value (index of its bit in a mask)

cdef inline int type_of(Value v) noexcept nogil:
    cdef int t
    if v >= INT_TAG:
        return T_FIXNUM
    if v >= DBL_OFFSET:
        return T_FLONUM
    t = <int>(v & 15)
    if t == TAG_PAIR:
        return T_PAIR
    if t & 7:
        return (<Obj*>(v & ~<Value>15)).type
    if (v & 0xFFFF) == 0xF0:
        return T_CHAR
    if v == IMM_NIL:
        return T_NIL
    if v == IMM_FALSE or v == IMM_TRUE:
        return T_BOOL
    if v == IMM_UNSPEC:
        return T_UNSPEC
    if v == IMM_EOF:
        return T_EOF
    return T_OTHER

cdef inline uint32_t string_ref(String* s, Py_ssize_t i) noexcept nogil:
    if s.h.aux == 1:
        return (<uint8_t*>s.data)[i]
    if s.h.aux == 2:
        return (<uint16_t*>s.data)[i]
    return (<uint32_t*>s.data)[i]

cdef inline void string_put(String* s, Py_ssize_t i, uint32_t cp) noexcept nogil:  # cp fits the kind of s
    if s.h.aux == 1:
        (<uint8_t*>s.data)[i] = <uint8_t>cp
    elif s.h.aux == 2:
        (<uint16_t*>s.data)[i] = <uint16_t>cp
    else:
        (<uint32_t*>s.data)[i] = cp
