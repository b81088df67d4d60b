# Document trees: documents as arrays in preorder, nodes as immediate values. Lists of nodes are in _nodelists.
#
# A node is a word: 8 bits of the document's number, 32 of the place in it, 8 of the mark. Places below 2^30 are those of the tree;
# the others are single characters and attributes. A list of one node is the node itself.

from libc.stdint cimport uint64_t, int64_t, uint8_t, uint16_t, uint32_t, int32_t
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport VM

cdef enum:
    NODE_MARK = 0xE0
    MAX_DOCUMENTS = 255
    END_PLACE = 0x3FFFFFFF        # no node: the end of a walk

cdef enum:                        # what a place is, by its two highest bits
    PLACE_TREE = 0
    PLACE_ATTRIBUTE = 1
    PLACE_CHAR = 2                # of the text of the whole document
    PLACE_OTHER = 3               # what the host knows: entities, notations, declarations; the rest is a number of its own

cdef enum:                        # Tree.kind
    TREE_ROOT = 0
    TREE_ELEMENT = 1
    TREE_TEXT = 2                 # a run of characters; as nodes programs see only the characters
    TREE_PI = 3

cdef struct Counted:              # what is known of the list that was counted last, and where in it somebody was
    Value first                   # the record's fields
    Value limit
    int kind
    int64_t length                # or -1
    int64_t index
    uint32_t place                # of the node of that index

cdef struct Tree:
    int32_t count                 # nodes
    int32_t nattributes
    int32_t ntexts
    int32_t root_element          # or -1
    const uint8_t* kind
    const int32_t* parent
    const int32_t* end            # behind the last node of the subtree
    const int32_t* name           # string: of an element its name, of a PI its data
    const int32_t* attributes     # first attribute of an element, one more entry at the end
    const int32_t* start          # characters of text before the node, one more entry at the end
    const int32_t* element        # elements before the node
    const int32_t* number         # place among the siblings of the same name, from 1
    const int32_t* line
    const int32_t* ids            # string of its unique name, or -1
    const int32_t* texts          # nodes that are text
    int32_t near                  # of `texts`: the one that was asked for last
    int32_t* name_counts          # elements of the same name up to a node; NULL until somebody asks
    int32_t* named                # elements by name, those of one name in their order; NULL until somebody asks
    int32_t* named_from           # where in `named` those of a string begin, one more entry at the end
    const int32_t* attribute_name
    const int32_t* attribute_value   # string, or -1: implied
    const int32_t* attribute_owner
    const int32_t* id_table       # open addressing by string_hash: node, or -1
    uint32_t id_mask
    int32_t text_length
    int text_kind                 # bytes a character
    const void* text
    bint folds                    # are names in upper case whatever is asked for?
    uint32_t nstrings
    Value* strings                # items of a vector that a global holds
    const int32_t* matches        # [name * nmodes + mode]: where the candidates are in `candidates`
    const int32_t* candidates     # see fits(); -1 at the end
    int32_t nmodes
    int32_t nnames                # of `matches`: names of elements are the first strings
    uint8_t* marks                # [query * count + node]: is the node in the list of a query rule?
    int32_t nmarks                # queries
    Counted counted

cdef struct Sink:                 # bytes of a file being written
    char* data
    size_t n
    size_t cap
    char* name                    # UTF-8
    size_t name_length
    int state                     # of the markup: see _prims_markup
    Sink* below

cdef struct Habit:                # how often a value of a procedure was asked for, and found: see _prims_memo
    uint32_t calls
    uint32_t found
    bint off

cdef struct Memo:                 # values that are kept: see _prims_memo
    Value holder                  # VECTOR of one item: the table, or NIL
    uint64_t mask
    uint64_t used
    Habit* habits
    int32_t nhabits
    int pending                   # calls whose value is to be kept
    bint off

cdef struct Trees:
    Tree* documents[MAX_DOCUMENTS]
    int count
    Value list_type               # RTD of lists of nodes
    Value current                 # the current node, or UNDEF
    Value outer                   # what was current before there was none, as in the value of a definition; errors tell of it
    int64_t mode
    int64_t cursor                # in `candidates`: where the match of the current node is
    Sink* sink
    Sink* done                    # files that are complete, last first
    int encoding                  # SINK_*
    bint xml
    bint raw
    bint flow                     # flow objects are written, as events: see _prims_markup
    Memo memo

cdef enum:                        # Trees.encoding
    SINK_UTF8 = 0
    SINK_LATIN1 = 1
    SINK_ASCII = 2

cdef inline Value make_node(int document, uint32_t place) noexcept nogil:
    return (<Value>document << 40) | (<Value>place << 8) | NODE_MARK

cdef inline bint is_node(Value v) noexcept nogil:
    return (v & 0xFF) == NODE_MARK and (v >> 48) == 0

cdef inline uint32_t node_place(Value v) noexcept nogil:
    return <uint32_t>(v >> 8)

cdef inline int node_document(Value v) noexcept nogil:
    return <int>(v >> 40)

cdef inline int place_kind(uint32_t place) noexcept nogil:
    return <int>(place >> 30)

cdef inline Value empty_list() noexcept nogil:
    return make_node(MAX_DOCUMENTS, 0)

cdef inline Trees* trees(VM* vm) noexcept nogil:
    return <Trees*>vm.trees

cdef inline Tree* tree_of(VM* vm, Value node) noexcept nogil:        # not of the empty list
    return (<Trees*>vm.trees).documents[node_document(node)]

cdef inline size_t sink_bytes(Sink* s) noexcept nogil:               # they count as bytes of the heap
    return sizeof(Sink) + s.name_length + 1 + s.cap

cdef inline bint is_tree_node(Value v) noexcept nogil:               # a node of the tree proper
    return is_node(v) and place_kind(node_place(v)) == PLACE_TREE and node_document(v) != MAX_DOCUMENTS

cdef inline bint is_list(VM* vm, Value v) noexcept nogil:            # of nodes
    return is_node(v) or (is_type(v, T_RECORD) and vm.trees != NULL and (<Record*>as_obj(v)).rtd == trees(vm).list_type)

cdef int32_t text_node(Tree* t, uint32_t at) noexcept nogil          # the text that a character is in
cdef int32_t tree_index(Tree* t, uint32_t place) noexcept nogil
cdef void trees_free(VM* vm) noexcept
cdef int no_current(VM* vm) noexcept nogil

cdef inline bint is_element(VM* vm, Value v) noexcept nogil:
    return is_tree_node(v) and tree_of(vm, v).kind[node_place(v)] == TREE_ELEMENT

cdef inline void text_view_of(Tree* t, String* s) noexcept nogil:    # the text of a document as a string, to look at
    s.h.type = T_STRING
    s.h.flags = 0
    s.h.aux = <uint16_t>t.text_kind
    s.h.length = <uint32_t>t.text_length
    s.hash = 0
    s.data = <void*>t.text

cdef inline bint is_blank(uint32_t c) noexcept nogil:                # white space of the input, as DSSSL has it
    if c <= 32:
        return c == 32 or (9 <= c <= 13)
    return c == 0xA0 or 0x2000 <= c < 0x200C or c == 0x2028 or c == 0x2029 or c == 0x3000
