# Documents as Python makes them, and lists of nodes.

from libc.stdint cimport int64_t, uint8_t, uint32_t, int32_t
from libc.stdlib cimport calloc, malloc, realloc, free
from libc.string cimport memcpy, memset
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
        f.bytes -= s.n
        drop_sink(s)
    files.reverse()
    return files


def place(Border machine):
    """Document and line of the current node, is it an element, and how many elements are before it; or None."""
    cdef Trees* f = <Trees*>machine.vm.trees
    if f == NULL or not is_tree_node(f.current):
        return None
    cdef Tree* t = f.documents[node_document(f.current)]
    cdef uint32_t i = node_place(f.current)
    return node_document(f.current), t.line[i], t.kind[i] == TREE_ELEMENT, t.element[i]


def reset(Border machine):
    """Forgets what a run that failed has left."""
    cdef Trees* f = made_trees(machine.vm)
    cdef Sink* s
    while f.sink != NULL:
        s = f.sink
        f.sink = s.below
        drop_sink(s)
    f.current = IMM_UNDEF


cdef void drop_sink(Sink* s) noexcept nogil:
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
        drop_sink(s)
    while f.done != NULL:
        s = f.done
        f.done = s.below
        drop_sink(s)
    free(f)
    vm.trees = NULL


# ---------------------------------------------------------------- lists of nodes

cdef int new_list(VM* vm, int kind, Value a, Value b, Value* out) noexcept nogil:
    cdef Record* r = <Record*>alloc(vm, sizeof(Obj) + 4 * sizeof(Value))
    if r == NULL:
        return ST_NOMEM
    set_header(r, T_RECORD, sizeof(Obj) + 4 * sizeof(Value), 0, 3)
    r.rtd = trees(vm).list_type
    r.fields[0] = from_fix(kind)
    (&r.fields[0])[1] = a
    (&r.fields[0])[2] = b
    out[0] = tag_obj(r)
    return ST_OK


cdef int32_t text_node(Tree* t, uint32_t at) noexcept nogil:
    cdef int32_t low = 0, high = t.ntexts, middle
    while high - low > 1:
        middle = (low + high) >> 1
        if <uint32_t>t.start[t.texts[middle]] <= at:
            low = middle
        else:
            high = middle
    return t.texts[low]


cdef inline uint32_t shown(Tree* t, uint32_t i) noexcept nogil:
    """The place of a node of the tree as programs see it: of a text, its first character."""
    if t.kind[i] == TREE_TEXT:
        return (<uint32_t>PLACE_CHAR << 30) | <uint32_t>t.start[i]
    return i


cdef void walk_list(VM* vm, Walk* w, Value list) noexcept nogil:
    cdef Record* r
    if is_node(list):
        w.kind = -1 if node_document(list) != MAX_DOCUMENTS else -2
        w.node = list
        return
    r = <Record*>as_obj(list)
    w.kind = <int>fix_value(r.fields[0])
    w.node = (&r.fields[0])[1]
    if w.kind == LIST_ITEMS:
        w.items = as_vector(w.node)
        w.at = <uint32_t>fix_value((&r.fields[0])[2])
        return
    w.document = node_document(w.node)
    w.tree = tree_of(vm, w.node)
    w.place = node_place(w.node)
    if w.kind == LIST_RANGE:
        w.limit = <int32_t>fix_value((&r.fields[0])[2])
    else:
        w.limit = siblings_end(w.tree, w.place)


cdef int32_t siblings_end(Tree* t, uint32_t place) noexcept nogil:
    cdef int32_t i = <int32_t>place
    if place_kind(place) == PLACE_CHAR:
        i = text_node(t, place & 0x3FFFFFFF)
    return t.end[t.parent[i]] if t.parent[i] >= 0 else t.count


cdef bint walk_next(VM* vm, Walk* w, Value* node) noexcept nogil:
    if w.kind < 0:
        if w.kind == -2:
            return False
        node[0] = w.node
        w.kind = -2
        return True
    if w.kind == LIST_ITEMS:
        if w.at >= w.items.h.length:
            return False
        node[0] = w.items.items[w.at]
        w.at += 1
        return True
    if w.place == END_PLACE:
        return False
    node[0] = make_node(w.document, w.place)
    w.place = after(w, False)
    return True


cdef uint32_t after(Walk* w, bint chunk) noexcept nogil:
    """The place behind the current one of a walk through siblings or a range. `chunk`: behind the text it is in."""
    cdef Tree* t = w.tree
    cdef uint32_t at
    cdef int32_t i
    if place_kind(w.place) == PLACE_CHAR:
        at = (w.place & 0x3FFFFFFF) + 1
        i = text_node(t, at - 1)
        if not chunk and at < <uint32_t>t.start[i + 1]:
            return (<uint32_t>PLACE_CHAR << 30) | at
        i += 1
    else:
        i = <int32_t>w.place + 1 if w.kind == LIST_RANGE else t.end[w.place]
    if i >= w.limit:
        return END_PLACE
    return shown(t, <uint32_t>i)


cdef Value list_first(VM* vm, Value list) noexcept nogil:
    cdef Walk w
    cdef Value node
    if is_node(list):
        return list
    walk_list(vm, &w, list)
    return node if walk_next(vm, &w, &node) else empty_list()


cdef int list_rest(VM* vm, Value list, bint chunk, Value* out) noexcept nogil:
    cdef Walk w
    cdef uint32_t place
    if is_node(list):
        out[0] = empty_list()
        return ST_OK
    walk_list(vm, &w, list)
    if w.kind == LIST_ITEMS:
        if w.at + 2 >= w.items.h.length:
            out[0] = w.items.items[w.at + 1] if w.at + 1 < w.items.h.length else empty_list()
            return ST_OK
        return new_list(vm, LIST_ITEMS, w.node, from_fix(w.at + 1), out)
    place = after(&w, chunk)
    if place == END_PLACE:
        out[0] = empty_list()
        return ST_OK
    return new_list(vm, w.kind, make_node(w.document, place), from_fix(w.limit), out)


cdef Value child_list(VM* vm, Value node, int* st) noexcept nogil:
    """The children of a node of the tree."""
    cdef Tree* t = tree_of(vm, node)
    cdef uint32_t i = node_place(node)
    cdef Value out = empty_list()
    st[0] = ST_OK
    if t.end[i] == <int32_t>i + 1:
        return out
    st[0] = new_list(vm, LIST_SIBLINGS, make_node(node_document(node), shown(t, i + 1)), from_fix(0), &out)
    return out


cdef int add_node(Nodes* nodes, Value node) noexcept nogil:
    cdef Value* more
    if nodes.n == nodes.cap:
        nodes.cap = 2 * nodes.cap if nodes.cap else 16
        if not heap_reserve(nodes.vm, nodes.cap * sizeof(Value)):
            return ST_NOMEM
        more = <Value*>realloc(nodes.items, nodes.cap * sizeof(Value))
        if more == NULL:
            return ST_NOMEM
        nodes.items = more
    nodes.items[nodes.n] = node
    nodes.n += 1
    return ST_OK


cdef int add_list(Nodes* nodes, Value list) noexcept nogil:
    cdef Walk w
    cdef Value node
    cdef int st = ST_OK
    cdef size_t before = nodes.n
    walk_list(nodes.vm, &w, list)
    while st == ST_OK and walk_next(nodes.vm, &w, &node):
        st = add_node(nodes, node)
    charge(nodes.vm, <int64_t>(nodes.n - before) * 2)
    return st


cdef int finish_nodes(Nodes* nodes, int st, Value* out) noexcept nogil:
    """The list of what was added; gives the memory back."""
    cdef Value vector
    cdef VM* vm = nodes.vm
    if st == ST_OK and nodes.n == 0:
        out[0] = empty_list()
    elif st == ST_OK and nodes.n == 1:
        out[0] = nodes.items[0]
    elif st == ST_OK:
        vector = new_vector(vm, nodes.n, IMM_NIL)
        if vector == 0:
            st = ST_NOMEM
        else:
            memcpy(as_vector(vector).items, nodes.items, nodes.n * sizeof(Value))
            st = new_list(vm, LIST_ITEMS, vector, from_fix(0), out)
    free(nodes.items)
    return st


# ---------------------------------------------------------------- arguments

cdef const char* NODES = b"node list"


cdef int no_current(VM* vm) noexcept nogil:
    return err_msg(vm, b"there is no current node", IMM_NIL)


cdef int node_arg(VM* vm, Value* args, int n, int k, Value* node) noexcept nogil:
    """The node that argument k is: the current one if it is not given, perhaps the empty list."""
    cdef Value v
    if n <= k or args[k] == IMM_ABSENT:
        if vm.trees == NULL or trees(vm).current == IMM_UNDEF:
            return no_current(vm)
        node[0] = trees(vm).current
        return ST_OK
    v = args[k]
    if is_node(v):
        node[0] = v
        return ST_OK
    if not is_list(vm, v):
        return err_type(vm, k, v, NODES)
    return single(vm, k, v, node)


cdef int single(VM* vm, int k, Value list, Value* node) noexcept nogil:
    """The node of a list of one."""
    cdef Walk w
    cdef Value more
    node[0] = empty_list()
    walk_list(vm, &w, list)
    if walk_next(vm, &w, node) and walk_next(vm, &w, &more):
        return err_type(vm, k, list, b"node, or a list of none or one")
    return ST_OK


cdef void begin_nodes(VM* vm, Nodes* nodes) noexcept nogil:
    memset(nodes, 0, sizeof(Nodes))
    nodes.vm = vm
