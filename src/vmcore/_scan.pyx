# XML as a serialiser writes it, to the arrays of a document (Tree in _trees.pxd): well-formed, entities and defaults resolved,
# in content only &lt; &gt; &amp; &quot; and numeric references. What the text leaves out, the host has decided before.

from cpython.mem cimport PyMem_Free, PyMem_Realloc
from cpython.unicode cimport PyUnicode_FromKindAndData
from libc.stdint cimport int32_t

cdef extern from "Python.h":
    int PyUnicode_KIND(object o)
    void* PyUnicode_DATA(object o)
    Py_ssize_t PyUnicode_GET_LENGTH(object o)
    Py_UCS4 PyUnicode_READ(int kind, void* data, Py_ssize_t i)
    bint Py_UNICODE_ISSPACE(Py_UCS4 c)

cdef enum:
    ROOT = 0
    ELEMENT = 1
    TEXT = 2
    PI = 3


cdef class Ints:
    """Numbers of 32 bits, to be read as bytes."""
    cdef int32_t* data
    cdef Py_ssize_t n
    cdef Py_ssize_t cap

    def __dealloc__(self):
        PyMem_Free(self.data)

    cdef int push(self, int32_t x) except -1:
        if self.n == self.cap:
            self.grow()
        self.data[self.n] = x
        self.n += 1
        return 0

    cdef int grow(self) except -1:
        return self.reserve(self.cap + 32)

    cdef int reserve(self, Py_ssize_t least) except -1:
        cdef Py_ssize_t cap = 2 * least
        cdef void* data = PyMem_Realloc(self.data, <size_t>cap * sizeof(int32_t))
        if data == NULL:
            raise MemoryError()
        self.data = <int32_t*>data
        self.cap = cap
        return 0

    cdef bytes content(self):
        return (<char*>self.data)[:self.n * <Py_ssize_t>sizeof(int32_t)] if self.n else b""


def names(str text):
    """The names of the elements, in the order in which they occur first."""
    cdef int kind = PyUnicode_KIND(text)
    cdef void* data = PyUnicode_DATA(text)
    cdef Py_ssize_t n = PyUnicode_GET_LENGTH(text), i = 0, start
    cdef Py_UCS4 c
    cdef dict found = {}
    while True:
        i = text.find("<", i) + 1
        if i == 0 or i >= n:
            return list(found)
        c = PyUnicode_READ(kind, data, i)
        if c == "!":
            i = text.find("]]>" if text.startswith("![CDATA[", i) else "-->", i)
            if i < 0:
                return list(found)
        elif c == "?":
            i = text.find("?>", i)
            if i < 0:
                return list(found)
        elif c != "/":
            start = i
            while i < n and not ends_name(PyUnicode_READ(kind, data, i)):
                i += 1
            found[text[start:i]] = None


cdef inline bint ends_name(Py_UCS4 c) noexcept:
    return c == ">" or c == "/" or c == " " or c == "=" or c == "\n" or c == "\t"


cdef class Scanner:
    """``strings``: the names of the elements first, behind the empty string; others are added. ``plain``: elements with
    element content. ``ids``: name of an element -> its attribute of type ID. ``declared``: name -> all its attributes, or empty."""
    cdef str source
    cdef int kind
    cdef void* data
    cdef Py_ssize_t n
    cdef Py_ssize_t i
    cdef list strings
    cdef dict known
    cdef set plain
    cdef dict ids
    cdef dict declared
    cdef Ints node_kind, parent, end, name, attributes, start, element, number, unique, texts
    cdef Ints attribute_name, attribute_value, owner
    cdef Ints characters          # the text of the document
    cdef Ints value               # an attribute's while it is read
    cdef Ints counted, count      # of each name: the parent it was counted in last, how often
    cdef Ints undo                # (name, parent, count) of what nested elements have replaced
    cdef Ints opened              # open elements: node, length of `undo` before, is blank text data?
    cdef int32_t elements
    cdef Py_ssize_t text_start    # in `characters`, of the text that is being read

    def __init__(self, str source, list strings, dict known, set plain, dict ids, dict declared):
        self.source = source
        self.kind = PyUnicode_KIND(source)
        self.data = PyUnicode_DATA(source)
        self.n = PyUnicode_GET_LENGTH(source)
        self.strings = strings
        self.known = known
        self.plain = plain
        self.ids = ids
        self.declared = declared
        self.node_kind, self.parent, self.end, self.name = Ints(), Ints(), Ints(), Ints()
        self.attributes, self.start, self.element, self.number = Ints(), Ints(), Ints(), Ints()
        self.unique, self.texts, self.attribute_name, self.attribute_value = Ints(), Ints(), Ints(), Ints()
        self.owner, self.characters, self.value, self.counted = Ints(), Ints(), Ints(), Ints()
        self.count, self.undo, self.opened = Ints(), Ints(), Ints()
        for _ in strings:
            self.counted.push(-1)
            self.count.push(0)

    cdef int32_t string(self, str text) except -1:
        found = self.known.get(text)
        if found is None:
            found = self.known[text] = len(self.strings)
            self.strings.append(text)
        return found

    cdef int32_t node(self, int32_t kind, int32_t parent, int32_t name, int32_t number, int32_t unique) except -1:
        cdef int32_t i = <int32_t>self.node_kind.n
        self.node_kind.push(kind)
        self.parent.push(parent)
        self.end.push(i + 1)
        self.name.push(name)
        self.attributes.push(<int32_t>self.attribute_name.n)
        self.start.push(<int32_t>(self.text_start if kind == TEXT else self.characters.n))
        self.element.push(self.elements)
        self.number.push(number)
        self.unique.push(unique)
        return i

    cdef inline Py_UCS4 at(self, Py_ssize_t i) noexcept:
        return PyUnicode_READ(self.kind, self.data, i) if i < self.n else 0

    # ------------------------------------------------------------ text

    cdef int plain_text(self) except -1:
        """Characters up to markup or a reference."""
        cdef Py_ssize_t i = self.i, n = self.n
        cdef int32_t* out
        cdef Ints target = self.characters
        cdef int kind = self.kind
        cdef void* data = self.data
        cdef Py_UCS4 c
        while i < n:
            if target.n + 512 > target.cap:
                target.reserve(target.n + 512)
            out = target.data + target.n
            while i < n and out < target.data + target.cap - 2:
                c = PyUnicode_READ(kind, data, i)
                if c == "<" or c == "&":
                    n = i
                    break
                if c == "\n":
                    out[0] = 13
                    out += 1
                out[0] = <int32_t>c
                out += 1
                i += 1
            target.n = out - target.data
        self.i = i
        return 0

    cdef int put(self, Ints target, Py_UCS4 c) except -1:
        """A line end in the text of the document is two characters, RE and RS."""
        if c == "\n" and target is self.characters:
            target.push(13)
        return target.push(<int32_t>c)

    cdef int reference(self, Ints target) except -1:
        """A reference at the current place. One to an entity that was not resolved stands for nothing."""
        cdef Py_ssize_t end = self.source.find(";", self.i)
        cdef str name
        if end < 0:
            end = self.n
        name = self.source[self.i + 1:end]
        self.i = end + 1
        if name == "lt":
            return target.push(60)
        if name == "gt":
            return target.push(62)
        if name == "amp":
            return target.push(38)
        if name == "quot":
            return target.push(34)
        if name[:2] == "#x":
            return self.put(target, int(name[2:], 16))
        if name[:1] == "#":
            return self.put(target, int(name[1:]))
        return 0

    cdef int finish_text(self) except -1:
        """The end of a run of text, which is no data if it is blank and the element has element content."""
        cdef Py_ssize_t k
        cdef int32_t i
        cdef bint keep
        if self.characters.n == self.text_start or self.opened.n == 0:
            return 0
        keep = self.opened.data[self.opened.n - 1]
        if not keep:
            for k in range(self.text_start, self.characters.n):
                if not Py_UNICODE_ISSPACE(<Py_UCS4>self.characters.data[k]):
                    keep = True
                    break
        if keep:
            i = self.node(TEXT, self.opened.data[self.opened.n - 3], -1, 0, -1)
            self.texts.push(i)
        else:
            self.characters.n = self.text_start
        self.text_start = self.characters.n
        return 0

    # ------------------------------------------------------------ elements

    cdef int32_t number_of(self, int32_t name, int32_t parent) except -1:
        """Place among the siblings of the same name."""
        if self.counted.data[name] != parent:
            self.undo.push(name)
            self.undo.push(self.counted.data[name])
            self.undo.push(self.count.data[name])
            self.counted.data[name] = parent
            self.count.data[name] = 0
        self.count.data[name] += 1
        return self.count.data[name]

    cdef int start_tag(self) except -1:
        cdef Py_ssize_t begin = self.i + 1
        cdef int32_t parent = self.opened.data[self.opened.n - 3] if self.opened.n else 0
        cdef int32_t name, i
        cdef str tag
        cdef Py_UCS4 c
        self.finish_text()
        self.i = begin
        while not ends_name(self.at(self.i)) and self.i < self.n:
            self.i += 1
        tag = self.source[begin:self.i]
        name = self.known[tag]
        i = self.node(ELEMENT, parent, name, self.number_of(name, parent), -1)
        self.elements += 1
        self.read_attributes(i, tag)
        c = self.at(self.i)
        self.opened.push(i)
        self.opened.push(<int32_t>self.undo.n)
        self.opened.push(tag not in self.plain)
        if c == "/":
            self.i += 1
            self.close()
        self.i += 1
        return 0

    cdef int read_attributes(self, int32_t i, str tag) except -1:
        cdef Py_ssize_t begin
        cdef str name, value
        cdef Py_UCS4 quote
        cdef dict given = {} if self.declared else None
        own = self.ids.get(tag)
        while self.i < self.n:
            while self.at(self.i) in (" ", "\n", "\t"):
                self.i += 1
            begin = self.i
            if self.at(begin) == ">" or self.at(begin) == "/":
                break
            while not ends_name(self.at(self.i)) and self.i < self.n:
                self.i += 1
            name = self.source[begin:self.i]
            self.i += 1                     # =
            quote = self.at(self.i)
            self.i += 1
            value = self.attribute_text(quote)
            if name == "xmlns" or name.startswith("xmlns:"):
                continue
            if name == own and self.unique.data[i] < 0:
                self.unique.data[i] = self.string(value)
            if given is not None:
                given[name] = value
            else:
                self.add_attribute(i, name, value)
        if given is not None:
            for name in self.declared.get(tag, ()):
                self.add_attribute(i, name, given.pop(name, None))
            for name, value in given.items():
                self.add_attribute(i, name, value)
        return 0

    cdef int add_attribute(self, int32_t i, str name, str value) except -1:
        self.attribute_name.push(self.string(name))
        self.attribute_value.push(-1 if value is None else self.string(value))
        return self.owner.push(i)

    cdef str attribute_text(self, Py_UCS4 quote):
        """The value up to its quotation mark; behind it then."""
        cdef Py_ssize_t begin = self.i
        cdef str text
        while self.i < self.n and self.at(self.i) != quote and self.at(self.i) != "&":
            self.i += 1
        if self.at(self.i) == quote:
            text = self.source[begin:self.i]
        else:
            self.value.n = 0
            self.i = begin
            while self.i < self.n and self.at(self.i) != quote:
                if self.at(self.i) == "&":
                    self.reference(self.value)
                else:
                    self.value.push(<int32_t>self.at(self.i))
                    self.i += 1
            text = PyUnicode_FromKindAndData(4, self.value.data, self.value.n) if self.value.n else ""
        self.i += 1
        return text

    cdef int close(self) except -1:
        cdef Py_ssize_t mark
        cdef int32_t name
        self.finish_text()
        if self.opened.n == 0:
            raise ValueError("an element is closed that was not opened")
        mark = self.opened.data[self.opened.n - 2]
        while self.undo.n > mark:
            name = self.undo.data[self.undo.n - 3]
            self.counted.data[name] = self.undo.data[self.undo.n - 2]
            self.count.data[name] = self.undo.data[self.undo.n - 1]
            self.undo.n -= 3
        self.end.data[self.opened.data[self.opened.n - 3]] = <int32_t>self.node_kind.n
        self.opened.n -= 3
        return 0

    # ------------------------------------------------------------ everything

    cdef Py_ssize_t behind(self, str mark) except -1:
        cdef Py_ssize_t end = self.source.find(mark, self.i)
        if end < 0:
            raise ValueError("the text ends in markup")
        return end

    cdef int special(self) except -1:
        """A comment, a CDATA section, or a processing instruction."""
        cdef Py_ssize_t end, k
        if self.source.startswith("<!--", self.i):
            self.i = self.behind("-->") + 3
        elif self.source.startswith("<![CDATA[", self.i):
            end = self.behind("]]>")
            for k in range(self.i + 9, end):
                self.put(self.characters, self.at(k))
            self.i = end + 3
        else:
            self.finish_text()
            end = self.behind("?>")
            if self.opened.n:
                self.node(PI, self.opened.data[self.opened.n - 3],
                          self.string(self.source[self.i + 2:end].replace("\n", "\r\n")), 0, -1)
            self.i = end + 2
        return 0

    def run(self):
        """The arrays by their names, and the text."""
        cdef Py_UCS4 c
        self.node(ROOT, -1, 0, 0, -1)
        while self.i < self.n:
            c = PyUnicode_READ(self.kind, self.data, self.i)
            if c == "<":
                c = self.at(self.i + 1)
                if c == "/":
                    self.i = self.source.find(">", self.i) + 1
                    self.close()
                elif c == "!" or c == "?":
                    self.special()
                else:
                    self.start_tag()
            elif self.opened.n == 0:
                self.i += 1
            elif c == "&":
                self.reference(self.characters)
            else:
                self.plain_text()
        self.end.data[0] = <int32_t>self.node_kind.n
        self.attributes.push(<int32_t>self.attribute_name.n)
        self.start.push(<int32_t>self.characters.n)
        return self.arrays(), PyUnicode_FromKindAndData(4, self.characters.data, self.characters.n) if self.characters.n else ""

    cdef dict arrays(self):
        cdef bytearray kinds = bytearray(self.node_kind.n)
        cdef Py_ssize_t k
        for k in range(self.node_kind.n):
            kinds[k] = self.node_kind.data[k]
        return {
            "kind": bytes(kinds), "parent": self.parent.content(), "end": self.end.content(), "name": self.name.content(),
            "attributes": self.attributes.content(), "start": self.start.content(), "element": self.element.content(),
            "number": self.number.content(), "line": bytes(4 * self.node_kind.n), "ids": self.unique.content(),
            "texts": self.texts.content(), "attribute_name": self.attribute_name.content(),
            "attribute_value": self.attribute_value.content(), "attribute_owner": self.owner.content(),
        }
