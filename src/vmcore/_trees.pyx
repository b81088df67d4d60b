# Documents as Python makes them.

from libc.stdint cimport uint8_t, uint32_t, int32_t
from libc.stdlib cimport calloc, malloc, free
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._convert cimport Border, text_value

cdef extern from "Python.h":
    int PyUnicode_KIND(object o)
    void* PyUnicode_DATA(object o)
    Py_ssize_t PyUnicode_GET_LENGTH(object o)
    char* PyBytes_AS_STRING(object o)


cdef class Document:
    """The arrays of a document, for one machine: kept alive by a global of that machine."""
    cdef Tree tree
    cdef list kept

    def __init__(self, dict arrays, str text, bint folds):
        """``arrays``: name of a field of Tree -> bytes, native integers of 32 bits (``kind``: bytes)."""
        cdef Tree* t = &self.tree
        self.kept = [arrays, text]
        t.count = <int32_t>len(arrays["kind"])
        t.nattributes = <int32_t>(len(arrays["attribute_name"]) // 4)
        t.ntexts = <int32_t>(len(arrays["texts"]) // 4)
        if t.count >= 1 << 30 or len(text) >= 1 << 30:
            raise ValueError("the document is too large")
        t.kind = <const uint8_t*>PyBytes_AS_STRING(arrays["kind"])
        t.parent = ints(arrays["parent"], t.count)
        t.end = ints(arrays["end"], t.count)
        t.name = ints(arrays["name"], t.count)
        t.attributes = ints(arrays["attributes"], t.count + 1)
        t.start = ints(arrays["start"], t.count + 1)
        t.element = ints(arrays["element"], t.count)
        t.number = ints(arrays["number"], t.count)
        t.line = ints(arrays["line"], t.count)
        t.ids = ints(arrays["ids"], t.count)
        t.texts = ints(arrays["texts"], t.ntexts)
        t.attribute_name = ints(arrays["attribute_name"], t.nattributes)
        t.attribute_value = ints(arrays["attribute_value"], t.nattributes)
        t.attribute_owner = ints(arrays["attribute_owner"], t.nattributes)
        t.text = PyUnicode_DATA(text)
        t.text_kind = PyUnicode_KIND(text)
        t.text_length = <int32_t>PyUnicode_GET_LENGTH(text)
        t.folds = folds
        t.root_element = -1
        cdef int32_t i
        for i in range(t.count):
            if t.kind[i] == TREE_ELEMENT:
                t.root_element = i
                break

    def __dealloc__(self):
        free(<void*>self.tree.id_table)
        free(self.tree.marks)
        free(self.tree.name_counts)
        free(self.tree.named)
        free(self.tree.named_from)

    def set_rules(self, bytes matches, bytes candidates, int nmodes, int nqueries):
        """Which rules there are for the names of the document, and how many query rules. After it was added to a machine."""
        cdef Tree* t = &self.tree
        self.kept += [matches, candidates]
        t.nnames = <int32_t>(len(matches) // 4) // nmodes
        t.matches = ints(matches, nmodes * t.nnames)
        t.candidates = ints(candidates, 1)
        t.nmodes = nmodes
        if nqueries:
            t.marks = <uint8_t*>calloc(nqueries, t.count)
            if t.marks == NULL:
                raise MemoryError()
            t.nmarks = nqueries


cdef const int32_t* ints(bytes data, int32_t least) except *:
    if len(data) < <Py_ssize_t>least * 4:
        raise ValueError("an array of the document is too short")
    return <const int32_t*>PyBytes_AS_STRING(data)


cdef Trees* made_trees(VM* vm) except NULL:
    cdef Trees* f = <Trees*>vm.trees
    if f == NULL:
        f = <Trees*>calloc(1, sizeof(Trees))
        if f == NULL:
            raise MemoryError()
        f.list_type = IMM_UNDEF
        f.current = IMM_UNDEF
        f.outer = IMM_UNDEF
        vm.trees = <void*>f
    return f


def start(Border machine):
    """Before the library is loaded."""
    made_trees(machine.vm)


def add_document(Border machine, Document document, list strings):
    """Puts a document into a machine; its number."""
    cdef VM* vm = machine.vm
    cdef Trees* f = made_trees(vm)
    cdef Tree* t = &document.tree
    cdef int number = f.count
    cdef Value vector, v
    if number >= MAX_DOCUMENTS:
        raise ValueError("too many documents")
    name = f"trees:strings-{number}"
    machine.set_global(name, ())
    vector = new_vector(vm, <size_t>len(strings), IMM_NIL)
    if vector == 0:
        raise MemoryError()
    for i in range(len(strings)):
        v = text_value(vm, strings[i])
        as_string(v).h.flags |= F_IMMUTABLE
        as_vector(vector).items[<Py_ssize_t>i] = v
    hold(machine, name, vector)
    machine.set_global(f"trees:document-{number}", document)
    t.strings = as_vector(vector).items
    t.nstrings = <uint32_t>len(strings)
    make_ids(t)
    f.documents[number] = t
    f.count += 1
    return number


cdef void hold(Border machine, str name, Value v) except *:
    cdef VM* vm = machine.vm
    cdef Value symbol = intern(vm, text_value(vm, name), T_SYMBOL)
    cdef Value g = global_cell(vm, symbol) if symbol else 0
    if g == 0:
        raise MemoryError()
    global_store(vm, g, v)


cdef void make_ids(Tree* t) except *:
    """The table of unique names; the first node with a name has it."""
    cdef uint32_t size = 8, at
    cdef int32_t i, n = 0
    cdef int32_t* table
    for i in range(t.count):
        n += t.ids[i] >= 0
    while size < 2 * <uint32_t>n:
        size *= 2
    table = <int32_t*>malloc(size * sizeof(int32_t))
    if table == NULL:
        raise MemoryError()
    for i in range(<int32_t>size):
        table[i] = -1
    for i in range(t.count):
        if t.ids[i] < 0:
            continue
        at = <uint32_t>string_hash(as_string(t.strings[t.ids[i]])) & (size - 1)
        while table[at] >= 0:
            if t.ids[table[at]] == t.ids[i]:
                break
            at = (at + 1) & (size - 1)
        if table[at] < 0:
            table[at] = i
    t.id_table = table
    t.id_mask = size - 1


def options(Border machine, str encoding, bint xml, bint raw, bint flow=False):
    """How files are written. ``flow``: what is written are events of flow objects, always in UTF-8."""
    cdef Trees* f = made_trees(machine.vm)
    f.encoding = {"utf-8": SINK_UTF8, "latin-1": SINK_LATIN1, "ascii": SINK_ASCII}[encoding]
    f.xml = xml
    f.raw = raw
    f.flow = flow


def finished(Border machine):
    """The files that are complete: (name, bytes), in the order in which they were completed."""
    cdef Trees* f = made_trees(machine.vm)
    cdef Sink* s
    cdef list files = []
    while f.done != NULL:
        s = f.done
        f.done = s.below
        files.append((s.name[:s.name_length].decode("utf-8", "replace"), s.data[:s.n]))
        drop_sink(machine.vm, s)
    files.reverse()
    return files


def place(Border machine):
    """Document and line of the current node, is it an element, and how many elements are before it; or None."""
    cdef Trees* f = <Trees*>machine.vm.trees
    if f == NULL:
        return None
    cdef Value node = f.current if f.current != IMM_UNDEF else f.outer
    if not is_tree_node(node):
        return None
    cdef Tree* t = f.documents[node_document(node)]
    cdef uint32_t i = node_place(node)
    return node_document(node), t.line[i], t.kind[i] == TREE_ELEMENT, t.element[i]


def reset(Border machine):
    """Forgets what a run that failed has left."""
    cdef Trees* f = made_trees(machine.vm)
    cdef Sink* s
    while f.sink != NULL:
        s = f.sink
        f.sink = s.below
        drop_sink(machine.vm, s)
    f.current = IMM_UNDEF
    f.outer = IMM_UNDEF


cdef void drop_sink(VM* vm, Sink* s) noexcept nogil:
    heap_external(vm, -<int64_t>sink_bytes(s))
    free(s.data)
    free(s.name)
    free(s)


cdef void trees_free(VM* vm) noexcept:
    cdef Trees* f = <Trees*>vm.trees
    cdef Sink* s
    if f == NULL:
        return
    while f.sink != NULL:
        s = f.sink
        f.sink = s.below
        drop_sink(vm, s)
    while f.done != NULL:
        s = f.done
        f.done = s.below
        drop_sink(vm, s)
    free(f.memo.habits)
    free(f)
    vm.trees = NULL


# ---------------------------------------------------------------- places

cdef int32_t text_node(Tree* t, uint32_t at) noexcept nogil:
    """Whoever asks for the characters one after the other finds the text at once."""
    cdef int32_t low = 0, high = t.ntexts, middle
    if t.near < high and <uint32_t>t.start[t.texts[t.near]] <= at < <uint32_t>t.start[t.texts[t.near] + 1]:
        return t.texts[t.near]
    while high - low > 1:
        middle = (low + high) >> 1
        if <uint32_t>t.start[t.texts[middle]] <= at:
            low = middle
        else:
            high = middle
    t.near = low
    return t.texts[low]


cdef int32_t tree_index(Tree* t, uint32_t place) noexcept nogil:
    """The node of the tree that a place is in; -1 if it is no place of the tree."""
    if place_kind(place) == PLACE_TREE:
        return <int32_t>place
    return text_node(t, place & 0x3FFFFFFF) if place_kind(place) == PLACE_CHAR else -1


cdef int no_current(VM* vm) noexcept nogil:
    return err_msg(vm, b"there is no current node", IMM_NIL)
