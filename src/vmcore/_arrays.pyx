# What reads documents puts them into these: nodes in preorder, strings that are there once.

from cpython.list cimport PyList_New, PyList_SET_ITEM
from cpython.ref cimport Py_INCREF
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.stdint cimport int32_t, uint8_t, uint32_t
from libc.stdlib cimport free, malloc, realloc
from libc.string cimport memchr, memcmp, memset

cdef extern from "Python.h":
    char* PyBytes_AS_STRING(object o)


cdef bint grow(Ints* a) noexcept nogil:
    cdef size_t cap = 2 * a.cap + 64
    cdef void* more = realloc(a.data, cap * sizeof(int32_t))
    if more == NULL:
        return False
    a.data = <int32_t*>more
    a.cap = cap
    return True


cdef bytes content(const int32_t* data, size_t n):
    return (<const char*>data)[:n * sizeof(int32_t)] if n else b""


cdef void renumber(int32_t* data, size_t n, const int32_t* order) noexcept nogil:
    cdef size_t k
    for k in range(n):
        if data[k] >= 0:
            data[k] = order[data[k]]


cdef class Arrays:
    """Documents being made."""

    def __dealloc__(self):
        free(self.room)
        free(self.text)
        free(self.names)
        free(self.table)
        free(self.undo.data)
        free(self.texts.data)
        free(self.attribute_name.data)
        free(self.attribute_value.data)
        free(self.owner.data)

    cdef int make_room(self, const char* p, size_t n) except -1:
        """For what n bytes of XML can be: every node has a mark of its own but texts, at most one before each mark."""
        cdef size_t marks = 0, lines = 0, most, k
        if n >= 1 << 29:
            raise ValueError("the document is too large")
        for k in range(n):
            marks += p[k] == c"<"
            lines += (p[k] == 10) | (p[k] == 13)
        most = 2 * marks + 4
        self.room = malloc(most * (8 * sizeof(int32_t) + 1))
        self.text = <uint8_t*>malloc(n + lines + 8)
        self.mask = 1023
        self.table = <int32_t*>malloc((self.mask + 1) * sizeof(int32_t))
        if self.room == NULL or self.text == NULL or self.table == NULL:
            raise MemoryError()
        memset(self.table, 255, (self.mask + 1) * sizeof(int32_t))
        self.parent = <int32_t*>self.room
        self.end = self.parent + most
        self.name = self.end + most
        self.first = self.name + most
        self.start = self.first + most
        self.element = self.start + most
        self.number = self.element + most
        self.unique = self.number + most
        self.kind = <uint8_t*>(self.unique + most)
        self.kept_bytes = []
        self.seed = <uint32_t>hash("names")  # is not the same in each process: nobody chooses what collides
        self.kept(b"")
        return 0

    # ------------------------------------------------------------ strings

    cdef int32_t kept(self, bytes text) except -1:
        """The string of bytes that are kept."""
        cdef const char* s = PyBytes_AS_STRING(text)
        cdef uint32_t h = self.seed
        cdef size_t k
        for k in range(<size_t>len(text)):
            h = hashed(h, <uint8_t>s[k])
        self.kept_bytes.append(text)
        i = self.string(s, <size_t>len(text), h)
        if i < 0:
            raise MemoryError()
        return i

    cdef int32_t string(self, const char* text, size_t n, uint32_t h) noexcept:
        """The string of bytes that stay where they are; -1: there is no memory."""
        cdef uint32_t at = h & self.mask
        cdef Name* one
        cdef int32_t i
        while self.table[at] >= 0:
            one = &self.names[self.table[at]]
            if one.hash == h and one.length == n and memcmp(one.text, text, n) == 0:
                return self.table[at]
            at = (at + 1) & self.mask
        i = self.nnames
        if i == self.names_room and not self.more_names():
            return -1
        one = &self.names[i]
        one.text, one.length, one.hash = text, <uint32_t>n, h
        one.counted = one.seen = one.declared = -1
        one.count = 0
        one.is_element = one.element_content = False
        one.prefixed = memchr(text, c":", n) != NULL
        self.nnames += 1
        self.table[at] = i
        if <uint32_t>self.nnames * 2 > self.mask and not self.rehash():
            return -1
        return i

    cdef bint more_names(self) noexcept:
        cdef int32_t room = 2 * self.names_room + 256
        cdef void* more = realloc(self.names, <size_t>room * sizeof(Name))
        if more == NULL:
            return False
        self.names = <Name*>more
        self.names_room = room
        return True

    cdef bint rehash(self) noexcept:
        cdef uint32_t size = 4 * (self.mask + 1), at
        cdef int32_t i
        cdef int32_t* table = <int32_t*>malloc(size * sizeof(int32_t))
        if table == NULL:
            return False
        memset(table, 255, size * sizeof(int32_t))
        for i in range(self.nnames):
            at = self.names[i].hash & (size - 1)
            while table[at] >= 0:
                at = (at + 1) & (size - 1)
            table[at] = i
        free(self.table)
        self.table = table
        self.mask = size - 1
        return True

    # ------------------------------------------------------------ nodes

    cdef int32_t node(self, uint8_t kind, int32_t parent, int32_t name, int32_t number) noexcept:
        cdef int32_t i = self.nodes
        self.nodes += 1
        self.kind[i] = kind
        self.parent[i] = parent
        self.end[i] = i + 1
        self.name[i] = name
        self.first[i] = <int32_t>self.attribute_name.n
        self.start[i] = <int32_t>(self.n - self.more)
        self.element[i] = self.elements
        self.number[i] = number
        self.unique[i] = -1
        return i

    cdef int32_t number_of(self, int32_t which, int32_t parent) noexcept:
        """Place among the siblings of the same name; -1: there is no memory."""
        cdef Name* name = &self.names[which]
        if name.counted != parent:
            if not (push(&self.undo, which) and push(&self.undo, name.counted) and push(&self.undo, name.count)):
                return -1
            name.counted = parent
            name.count = 0
        name.count += 1
        return name.count

    cdef void uncount(self, size_t mark) noexcept:
        """An element ends: the counts are those of its parent again, from where `undo` was when it began."""
        cdef Name* name
        while self.undo.n > mark:
            self.undo.n -= 3
            name = &self.names[self.undo.data[self.undo.n]]
            name.counted = self.undo.data[self.undo.n + 1]
            name.count = self.undo.data[self.undo.n + 2]

    cdef int add(self, int32_t i, int32_t name, int32_t value) noexcept:
        if push(&self.attribute_name, name) and push(&self.attribute_value, value) and push(&self.owner, i):
            return GOOD
        return NO_MEMORY

    # ------------------------------------------------------------ result

    cdef list ordered(self):
        """The strings: the empty one, then names of elements, then the others. The arrays say so then."""
        cdef int32_t i, at = 1
        cdef int32_t* order = <int32_t*>malloc(<size_t>self.nnames * sizeof(int32_t))
        cdef list strings = PyList_New(self.nnames)
        if order == NULL:
            raise MemoryError()
        order[0] = 0
        for i in range(1, self.nnames):
            if self.names[i].is_element:
                order[i] = at
                at += 1
        for i in range(1, self.nnames):
            if not self.names[i].is_element:
                order[i] = at
                at += 1
        renumber(self.name, <size_t>self.nodes, order)
        renumber(self.unique, <size_t>self.nodes, order)
        renumber(self.attribute_name.data, self.attribute_name.n, order)
        renumber(self.attribute_value.data, self.attribute_value.n, order)
        for i in range(self.nnames):
            text = PyUnicode_DecodeUTF8(self.names[i].text, <Py_ssize_t>self.names[i].length, NULL)
            Py_INCREF(text)
            PyList_SET_ITEM(strings, order[i], text)
        free(order)
        return strings

    cdef tuple result(self):
        """The arrays by their names, the text, the strings, and how many of them are names of elements, or the empty one."""
        cdef size_t n = <size_t>self.nodes
        cdef int32_t i, count = 1
        cdef list strings
        for i in range(1, self.nnames):
            count += self.names[i].is_element
        if self.nodes:
            self.end[0] = self.nodes
        self.first[n] = <int32_t>self.attribute_name.n
        self.start[n] = <int32_t>(self.n - self.more)
        strings = self.ordered()
        arrays = {
            "kind": <bytes>(<char*>self.kind)[:n], "parent": content(self.parent, n), "end": content(self.end, n),
            "name": content(self.name, n), "attributes": content(self.first, n + 1), "start": content(self.start, n + 1),
            "element": content(self.element, n), "number": content(self.number, n), "line": bytes(4 * n),
            "ids": content(self.unique, n), "texts": content(self.texts.data, self.texts.n),
            "attribute_name": content(self.attribute_name.data, self.attribute_name.n),
            "attribute_value": content(self.attribute_value.data, self.attribute_value.n),
            "attribute_owner": content(self.owner.data, self.owner.n),
        }
        return arrays, PyUnicode_DecodeUTF8(<const char*>self.text, <Py_ssize_t>self.n, NULL), strings, count
