# XML to the arrays of a document (Tree in _trees.pxd), in one pass over its bytes in UTF-8.
#
# It is strict for what was not parsed before: what is not well-formed, or what it does not know, ends it, and the host asks a
# parser, which has the messages. Else the text is what a serialiser wrote, entities and defaults resolved.
# The bytes end in a zero, as those of bytes objects do: it is no character, so what looks for one stops there.

from libc.stdint cimport int32_t, uint8_t, uint32_t
from libc.stdlib cimport free, realloc
from libc.string cimport memchr, memcmp
from vmcore._arrays cimport *
from vmcore._trees cimport TREE_ELEMENT, TREE_PI, TREE_ROOT, TREE_TEXT
from vmcore._xmlparts cimport *

cdef extern from "Python.h":
    bint Py_UNICODE_ISSPACE(Py_UCS4 c)
    char* PyBytes_AS_STRING(object o)

cdef enum:                        # limits of what is strict, below those of the parser, which has messages for its own
    MOST_DEPTH = 200
    MOST_TOKEN = 4000000          # bytes
    MOST_NAME = 1000
    MOST_PREFIXES = 32            # in scope; names with one in a tag

cdef enum:                        # kinds of bytes, by what stops where
    C_PLAIN = 0
    C_BRACKET = 1                 # ]
    C_MORE = 2                    # a later byte of a character
    C_SPECIAL = 3                 # the first byte of what may be U+FFFE or U+FFFF
    C_QUOTE = 4
    C_TAB = 5
    C_LINE = 6
    C_RETURN = 7
    C_REFERENCE = 8               # &
    C_MARKUP = 9                  # <
    C_BAD = 10                    # no character of XML

cdef enum:                        # bytes of names
    N_START = 1
    N_MORE = 2
    N_COLON = 4
    N_OTHER = 8                   # beyond ASCII

cdef uint8_t CLASS[256]
cdef uint8_t NAME[256]


cdef void make_tables() noexcept:
    cdef int c
    for c in range(256):
        CLASS[c] = C_BAD if c < 32 else C_MORE if 128 <= c < 192 else C_PLAIN
        NAME[c] = N_OTHER if c >= 128 else 0
    CLASS[9], CLASS[10], CLASS[13] = C_TAB, C_LINE, C_RETURN
    CLASS[c"<"], CLASS[c"&"], CLASS[c"]"], CLASS[0xEF] = C_MARKUP, C_REFERENCE, C_BRACKET, C_SPECIAL
    CLASS[c"'"] = CLASS[c'"'] = C_QUOTE
    for c in range(26):
        NAME[65 + c] = NAME[97 + c] = N_START
    for c in range(10):
        NAME[48 + c] = N_MORE
    NAME[c"_"], NAME[c"-"], NAME[c"."], NAME[c":"] = N_START, N_MORE, N_MORE, N_COLON


make_tables()


cdef struct Row:                  # a declared attribute; name -1 is behind the last one of an element
    int32_t name
    int32_t value                 # of default, or -1
    bint is_id
    bint tokens                   # is white space around and between them normalised?


cdef class Scanner(Arrays):
    """``declared`` tells for the name of an element which attributes are declared, and if it has element content. An attribute
    is its name, is it an ID, is it of tokens, its default or None. ``whole``: attributes that are declared and not given are there,
    too, in the order of the declarations."""
    cdef bytes source
    cdef bint strict, whole
    cdef const uint8_t* p         # where it is
    cdef const uint8_t* limit     # where the zero is
    cdef size_t begun             # bytes before the run of text that is being read
    cdef size_t begun_more
    cdef object declared
    cdef Row* rows
    cdef size_t nrows
    cdef Ints opened              # open elements: node, name, length of `undo` and of `prefixes` before
    cdef Ints prefixes            # in scope: names of the declarations
    cdef Ints waiting             # names with prefixes in the tag that is being read
    cdef Ints given               # attributes in it, while they are put into order

    def __init__(self, bytes source, Py_ssize_t begin, declared, bint whole, bint strict):
        self.source = source
        self.strict = strict
        self.whole = whole
        self.p = <const uint8_t*>PyBytes_AS_STRING(source) + begin
        self.limit = <const uint8_t*>PyBytes_AS_STRING(source) + len(source)
        self.make_room(<const char*>self.p, <size_t>(self.limit - self.p))
        self.declared = declared

    def __dealloc__(self):
        free(self.rows)
        free(self.opened.data)
        free(self.prefixes.data)
        free(self.waiting.data)
        free(self.given.data)

    cdef int declare(self, int32_t element) except -1:
        """Asks for the declarations of an element, when it is met first."""
        cdef size_t k = self.nrows
        cdef int32_t name, value
        self.names[element].is_element = True
        attributes, content = self.declared((<char*>self.names[element].text)[:self.names[element].length].decode())
        self.names[element].element_content = content
        if not attributes:
            return 0
        self.names[element].declared = <int32_t>k
        self.nrows += <size_t>len(attributes) + 1
        rows = <Row*>realloc(self.rows, self.nrows * sizeof(Row))
        if rows == NULL:
            raise MemoryError()
        self.rows = rows
        for own, is_id, tokens, default in attributes:
            name = self.kept(own.encode())
            value = -1 if default is None else self.kept(default.encode())
            self.rows[k] = Row(name, value, is_id, tokens)
            k += 1
        self.rows[k].name = -1
        return 0

    # ------------------------------------------------------------ text

    cdef int characters(self) noexcept:
        """Text up to markup. A line end is two characters, RE and RS."""
        cdef const uint8_t* p = self.p
        cdef uint8_t* out = self.text + self.n
        cdef size_t more = self.more
        cdef uint8_t k
        cdef int answer = GOOD
        while True:
            k = CLASS[p[0]]
            if k == C_PLAIN or k == C_QUOTE or k == C_TAB:
                pass
            elif k == C_MORE:
                more += 1
            elif k == C_LINE or k == C_RETURN:
                out[0] = 13
                out[1] = 10
                out += 2
                p += 2 if k == C_RETURN and p[1] == 10 else 1
                continue
            elif k == C_MARKUP:
                break
            elif k == C_REFERENCE:
                self.p, self.n, self.more = p, <size_t>(out - self.text), more
                answer = self.reference_in_text()
                if answer != GOOD:
                    return answer
                p, out, more = self.p, self.text + self.n, self.more
                continue
            elif p == self.limit or (self.strict and (
                    k == C_BAD or (k == C_BRACKET and begins(p, b"]]>")) or (k == C_SPECIAL and no_character(p)))):
                return LEAVE
            out[0] = p[0]
            out += 1
            p += 1
        self.p, self.n, self.more = p, <size_t>(out - self.text), more
        return GOOD

    cdef int reference_in_text(self) noexcept:
        cdef uint32_t c = 0
        cdef int answer = self.reference(&c)
        cdef size_t n
        if answer == GOOD and c != 0:
            if c == 10:
                self.text[self.n] = 13
                self.n += 1
            n = put(self.text + self.n, c)
            self.n += n
            self.more += n - 1
        return answer

    cdef int reference(self, uint32_t* c) noexcept:
        """The character a reference stands for. One to an entity that was not resolved stands for nothing."""
        cdef const uint8_t* p = self.p + 1
        if p[0] == c"#":
            p = number_reference(p + 1, c)
            if p != NULL:
                self.p = p
            return GOOD if p != NULL else LEAVE
        if begins(p, b"lt;"):
            c[0] = 60
        elif begins(p, b"gt;"):
            c[0] = 62
        elif begins(p, b"amp;"):
            c[0] = 38
        elif begins(p, b"quot;"):
            c[0] = 34
        elif begins(p, b"apos;"):
            c[0] = 39
        elif self.strict:
            return LEAVE
        else:
            c[0] = 0
        while p[0] != c";":
            if p == self.limit:
                return LEAVE
            p += 1
        self.p = p + 1
        return GOOD

    cdef int finish_text(self) noexcept:
        """The end of a run of text, which is no data if it is blank and the element has element content."""
        cdef int32_t i
        cdef int32_t* open
        if self.n == self.begun:
            return GOOD
        if self.strict and self.n - self.begun > MOST_TOKEN:
            return LEAVE
        open = self.opened.data + self.opened.n - 4
        if self.names[open[1]].element_content and self.is_blank():
            self.n, self.more = self.begun, self.begun_more
            return GOOD
        i = self.node(TREE_TEXT, open[0], -1, 0)
        self.start[i] = <int32_t>(self.begun - self.begun_more)
        self.begun, self.begun_more = self.n, self.more
        return GOOD if push(&self.texts, i) else NO_MEMORY

    cdef bint is_blank(self) noexcept:
        cdef size_t k = self.begun
        cdef const uint8_t* p
        cdef uint32_t c
        while k < self.n:
            p = self.text + k
            if p[0] < 128:
                c = p[0]
                k += 1
            elif p[0] < 0xE0:
                c = (<uint32_t>(p[0] & 31) << 6) | (p[1] & 63)
                k += 2
            elif p[0] < 0xF0:
                c = (<uint32_t>(p[0] & 15) << 12) | (<uint32_t>(p[1] & 63) << 6) | (p[2] & 63)
                k += 3
            else:
                return False
            if not Py_UNICODE_ISSPACE(c):
                return False
        return True

    # ------------------------------------------------------------ elements

    cdef int read_name(self, int32_t* name) noexcept:
        cdef const uint8_t* begin = self.p
        cdef const uint8_t* p = begin
        cdef uint32_t h = self.seed
        cdef uint8_t more = N_START | N_MORE | N_COLON if self.strict else N_START | N_MORE | N_COLON | N_OTHER
        if self.strict and not NAME[p[0]] & N_START:
            return LEAVE
        while NAME[p[0]] & more:
            h = hashed(h, p[0])
            p += 1
        if p == begin or (self.strict and p - begin > MOST_NAME):
            return LEAVE
        self.p = p
        name[0] = self.string(<const char*>begin, <size_t>(p - begin), h)
        return GOOD if name[0] >= 0 else NO_MEMORY

    cdef int start_tag(self) except -1:
        cdef int32_t name, parent, number, i
        cdef int answer = self.finish_text()
        self.p += 1
        if answer == GOOD:
            answer = self.read_name(&name)
        if answer != GOOD:
            return answer
        if not self.names[name].is_element:
            self.declare(name)
        parent = self.opened.data[self.opened.n - 4] if self.opened.n else 0
        number = self.number_of(name, parent)
        i = self.node(TREE_ELEMENT, parent, name, number)
        self.elements += 1
        if number < 0 or not (push(&self.opened, i) and push(&self.opened, name) and push(&self.opened, <int32_t>self.undo.n)
                              and push(&self.opened, <int32_t>self.prefixes.n)):
            return NO_MEMORY
        self.waiting.n = 0
        if self.names[name].prefixed and not push(&self.waiting, name):
            return NO_MEMORY
        answer = self.attributes(i, &self.rows[self.names[name].declared] if self.names[name].declared >= 0 else NULL)
        if answer != GOOD:
            return answer
        if self.strict and (self.opened.n > 4 * MOST_DEPTH or not self.prefixes_known()):
            return LEAVE
        if self.p[0] == c"/":
            self.p += 1
            answer = self.close()
        if self.p[0] != c">":
            return LEAVE
        self.p += 1
        return answer

    cdef int attributes(self, int32_t i, Row* declared) except -1:
        cdef const uint8_t* p
        cdef int32_t name, value
        cdef int answer
        cdef Row* row
        while True:
            p = self.p
            while blank(self.p[0]):
                self.p += 1
            if self.p[0] == c">" or self.p[0] == c"/":
                return self.complete(i, declared)
            if self.p == p:
                return LEAVE
            answer = self.read_name(&name)
            if answer != GOOD:
                return answer
            row = self.row_of(declared, name)
            value = self.attribute(row != NULL and row.tokens)
            if value < 0:
                return LEAVE
            if self.strict and self.names[name].seen == i:
                return LEAVE
            self.names[name].seen = i
            if declares_space(&self.names[name]):
                if self.strict and not self.declares(name, value):
                    return LEAVE
                continue
            if self.names[name].prefixed and not push(&self.waiting, name):
                return NO_MEMORY
            if row != NULL and row.is_id and self.unique[i] < 0:
                self.unique[i] = value
            answer = self.add(i, name, value)
            if answer != GOOD:
                return answer

    cdef Row* row_of(self, Row* row, int32_t name) noexcept:
        if row == NULL:
            return NULL
        while row.name >= 0:
            if row.name == name:
                return row
            row += 1
        return NULL

    cdef int complete(self, int32_t i, Row* row) noexcept:
        """Attributes that were not given; if all that are declared are nodes, they come first."""
        cdef size_t k, first = <size_t>self.first[i]
        cdef int answer = GOOD
        if row == NULL:
            return GOOD
        if self.whole:
            self.given.n = 0
            for k in range(first, self.attribute_name.n):
                if not (push(&self.given, self.attribute_name.data[k]) and push(&self.given, self.attribute_value.data[k])):
                    return NO_MEMORY
            self.attribute_name.n = self.attribute_value.n = self.owner.n = first
        while row.name >= 0 and answer == GOOD:
            if self.names[row.name].seen == i:
                if self.whole:
                    answer = self.move(i, row.name)
            elif self.whole or row.value >= 0:
                answer = self.add(i, row.name, row.value)
            row += 1
        k = 0
        while self.whole and k < self.given.n and answer == GOOD:
            if self.given.data[k] >= 0:
                answer = self.add(i, self.given.data[k], self.given.data[k + 1])
            k += 2
        return answer

    cdef int move(self, int32_t i, int32_t name) noexcept:
        cdef size_t k
        for k in range(0, self.given.n, 2):
            if self.given.data[k] == name:
                self.given.data[k] = -1
                return self.add(i, name, self.given.data[k + 1])
        return GOOD

    # ------------------------------------------------------------ attributes

    cdef int32_t attribute(self, bint tokens) except -2:
        """The value behind a name, and the place behind it; -1: it is left."""
        cdef const uint8_t* p = self.p
        cdef const uint8_t* begin
        cdef uint32_t h = self.seed
        cdef uint8_t quote, k
        while blank(p[0]):
            p += 1
        if p[0] != c"=":
            return -1
        p += 1
        while blank(p[0]):
            p += 1
        quote = p[0]
        if CLASS[quote] != C_QUOTE:
            return -1
        p += 1
        begin = p
        while True:
            k = CLASS[p[0]]
            if k > C_QUOTE or p[0] == quote:
                break
            if k == C_SPECIAL and no_character(p):
                return -1
            h = hashed(h, p[0])
            p += 1
        if p[0] != quote or (tokens and memchr(begin, c" ", <size_t>(p - begin)) != NULL):
            self.p = begin
            return self.normalised(quote, tokens)
        self.p = p + 1
        if self.strict and p - begin > MOST_TOKEN:
            return -1
        return self.string(<const char*>begin, <size_t>(p - begin), h)

    cdef int32_t normalised(self, uint8_t quote, bint tokens) except -2:
        """The same where the value is not what is written."""
        cdef const uint8_t* p = self.p
        cdef uint8_t[4] char
        cdef uint32_t c
        cdef uint8_t k
        cdef bytearray out = bytearray()
        while p[0] != quote:
            k = CLASS[p[0]]
            if k == C_REFERENCE:
                self.p = p
                c = 0
                if tokens or self.reference(&c) != GOOD:
                    return -1
                if c != 0:
                    out += (<char*>char)[:put(char, c)]
                p = self.p
                continue
            if k == C_MARKUP or k == C_BAD or (k == C_SPECIAL and no_character(p)):
                return -1
            if k == C_RETURN and p[1] == 10:
                p += 1
            out.append(32 if C_TAB <= k <= C_RETURN else p[0])
            p += 1
        self.p = p + 1
        if self.strict and len(out) > MOST_TOKEN:
            return -1
        return self.kept(b" ".join([word for word in out.split(b" ") if word]) if tokens else bytes(out))

    # ------------------------------------------------------------ name spaces

    cdef bint declares(self, int32_t name, int32_t value) except -1:
        """Takes a declaration of a name space. Only URIs that look like one are known to be valid."""
        cdef Name* one = &self.names[name]
        if not known_space((<char*>self.names[value].text)[:self.names[value].length]):
            return False
        if one.length == 5:
            return True
        if not one_colon(one) or begins(<const uint8_t*>one.text + 6, b"xml") or self.prefixes.n >= MOST_PREFIXES:
            return False
        return push(&self.prefixes, name)

    cdef bint prefixes_known(self) noexcept:
        """Are the prefixes in a tag declared, and its attributes different ones?"""
        cdef size_t k, j
        cdef Name* one
        cdef Name* other
        if self.waiting.n > MOST_PREFIXES:
            return False
        for k in range(self.waiting.n):
            one = &self.names[self.waiting.data[k]]
            if not one_colon(one) or not self.prefix_known(one):
                return False
            for j in range(k):
                other = &self.names[self.waiting.data[j]]
                if same_local(one, other) and one != other:
                    return False
        return True

    cdef bint prefix_known(self, Name* one) noexcept:
        cdef size_t length = <size_t>(<const char*>memchr(one.text, c":", one.length) - one.text)
        cdef size_t k
        cdef Name* declared
        if length == 3 and memcmp(one.text, b"xml", 3) == 0:
            return not begins(<const uint8_t*>one.text + 4, b"id")
        for k in range(self.prefixes.n):
            declared = &self.names[self.prefixes.data[k]]
            if declared.length == length + 6 and memcmp(declared.text + 6, one.text, length) == 0:
                return True
        return False

    # ------------------------------------------------------------ the rest

    cdef int close(self) noexcept:
        """The end of the innermost element."""
        cdef int answer = self.finish_text()
        cdef int32_t* open
        if answer != GOOD:
            return answer
        self.opened.n -= 4
        open = self.opened.data + self.opened.n
        self.uncount(<size_t>open[2])
        self.prefixes.n = <size_t>open[3]
        self.end[open[0]] = self.nodes
        return GOOD

    cdef int end_tag(self) noexcept:
        cdef Name* name = &self.names[self.opened.data[self.opened.n - 3]]
        cdef const uint8_t* p = self.p + 2
        if <size_t>(self.limit - p) < name.length or memcmp(p, name.text, name.length) != 0:
            return LEAVE
        p += name.length
        while blank(p[0]):
            p += 1
        if p[0] != c">":
            return LEAVE
        self.p = p + 1
        return self.close()

    cdef const uint8_t* find(self, const uint8_t* p, const char* mark) noexcept:
        """Where a mark is, all before it being characters; NULL: nowhere."""
        cdef const uint8_t* begin = p
        cdef uint8_t k
        while not begins(p, mark):
            k = CLASS[p[0]]
            if p == self.limit or (self.strict and (k == C_BAD or (k == C_SPECIAL and no_character(p)))):
                return NULL
            p += 1
        if self.strict and p - begin > MOST_TOKEN:
            return NULL
        return p

    cdef int special(self) except -1:
        """A comment, a CDATA section, or a processing instruction."""
        cdef const uint8_t* begin = self.p
        cdef const uint8_t* end
        if begins(begin, b"<!--"):
            end = self.find(begin + 4, b"--" if self.strict else b"-->")
            if end == NULL or end[2] != c">":
                return LEAVE
            self.p = end + 3
            return GOOD
        if begins(begin, b"<![CDATA["):
            end = self.find(begin + 9, b"]]>")
            if end == NULL:
                return LEAVE
            self.literal(begin + 9, end)
            self.p = end + 3
            return GOOD
        if begin[1] != c"?":
            return LEAVE
        end = self.find(begin + 2, b"?>")
        if end == NULL:
            return LEAVE
        self.p = end + 2
        return self.instruction((<char*>begin)[2:end - begin])

    cdef void literal(self, const uint8_t* p, const uint8_t* end) noexcept:
        """The content of a CDATA section."""
        while p < end:
            if p[0] == 13 or p[0] == 10:
                self.text[self.n] = 13
                self.text[self.n + 1] = 10
                self.n += 2
                p += 2 if p[0] == 13 and p[1] == 10 else 1
                continue
            self.more += (p[0] & 0xC0) == 0x80
            self.text[self.n] = p[0]
            self.n += 1
            p += 1

    cdef int instruction(self, bytes data) except -1:
        cdef int answer = self.finish_text()
        if self.strict:
            data = instruction(data)
            if data is None:
                return LEAVE
        if answer == GOOD:
            data = data.replace(b"\n", b"\r\n")
            self.node(TREE_PI, self.opened.data[self.opened.n - 4], self.kept(data), 0)
        return answer

    def run(self):
        """The arrays by their names, the text, the strings, how many of them are names of elements, and the place behind the
        document element; or None."""
        cdef int answer = LEAVE
        cdef uint8_t c
        self.node(TREE_ROOT, -1, 0, 0)
        while True:
            if self.p[0] == c"<":
                c = self.p[1]
                if c == c"/" and self.opened.n:
                    answer = self.end_tag()
                elif (c == c"!" or c == c"?") and self.opened.n:
                    answer = self.special()
                else:
                    answer = self.start_tag()
            elif self.opened.n:
                answer = self.characters()
            if answer != GOOD or self.opened.n == 0:
                break
        if answer == NO_MEMORY:
            raise MemoryError()
        if answer == LEAVE and not self.strict:
            raise ValueError("this is no serialised XML")
        return None if answer == LEAVE else (*self.result(), self.p - <const uint8_t*>PyBytes_AS_STRING(self.source))
