# The arrays of a document that is being made (Tree in _trees.pxd), and its strings.

from libc.stdint cimport int32_t, uint8_t, uint32_t

cdef enum:                        # answers of what can fail
    GOOD = 0
    LEAVE = 1                     # not well-formed, or unknown
    NO_MEMORY = 2

cdef struct Name:                 # a string of the document: names, attribute values, unique names, data of PIs
    const char* text
    uint32_t length
    uint32_t hash
    int32_t counted               # the parent it was counted in last, as the name of an element
    int32_t count                 # how often
    int32_t seen                  # the element it was an attribute of last
    int32_t declared              # attributes of elements of that name: where the host's rows of them are, or -1
    bint is_element
    bint element_content
    bint prefixed

cdef struct Ints:
    int32_t* data
    size_t n
    size_t cap


cdef bint grow(Ints* a) noexcept nogil

cdef inline bint push(Ints* a, int32_t x) noexcept nogil:
    if a.n == a.cap and not grow(a):
        return False
    a.data[a.n] = x
    a.n += 1
    return True

cdef inline uint32_t hashed(uint32_t h, uint8_t c) noexcept nogil:
    return (h ^ c) * <uint32_t>16777619


cdef class Arrays:
    # of nodes: as long as there can be nodes, all in `room`
    cdef void* room
    cdef uint8_t* kind
    cdef int32_t* parent
    cdef int32_t* end
    cdef int32_t* name
    cdef int32_t* first           # attribute
    cdef int32_t* start
    cdef int32_t* element
    cdef int32_t* number
    cdef int32_t* unique
    cdef int32_t nodes
    cdef int32_t elements
    cdef Ints texts, attribute_name, attribute_value, owner
    cdef uint8_t* text            # of the document, in UTF-8
    cdef size_t n                 # bytes of it
    cdef size_t more              # of them those that begin no character
    cdef Name* names
    cdef int32_t nnames
    cdef int32_t names_room
    cdef int32_t* table           # by hash: a name, or -1
    cdef uint32_t mask
    cdef uint32_t seed            # of hashes
    cdef Ints undo                # (name, parent, count) of what nested elements have replaced
    cdef list kept_bytes          # what names are in that are not in the source

    cdef int make_room(self, const char* p, size_t n) except -1
    cdef int32_t kept(self, bytes text) except -1
    cdef int32_t string(self, const char* text, size_t n, uint32_t h) noexcept
    cdef bint more_names(self) noexcept
    cdef bint rehash(self) noexcept
    cdef int32_t node(self, uint8_t kind, int32_t parent, int32_t name, int32_t number) noexcept
    cdef int32_t number_of(self, int32_t which, int32_t parent) noexcept
    cdef void uncount(self, size_t mark) noexcept
    cdef int add(self, int32_t i, int32_t name, int32_t value) noexcept
    cdef tuple result(self)
    cdef list ordered(self)
