# Single nodes of documents: names, text, attributes.

from libc.stdint cimport uint64_t, int64_t, uint32_t, int32_t
from libc.stdlib cimport calloc, malloc, free
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._text cimport Text, text_init, text_free, text_string, text_to_value, string_range
from vmcore._trees cimport *
from vmcore._nodelists cimport *

cdef const char* NODES = b"node list"

cdef enum:
    MANY = 64                     # nodes of a range, from which on elements are looked up by name


cdef inline int answer(Value* out, bint b) noexcept nogil:
    out[0] = from_bool(b)
    return ST_OK


cdef inline int number(Value* out, int64_t i) noexcept nogil:
    out[0] = from_fix(i)
    return ST_OK


cdef Value text_at(Tree* t, int32_t i) noexcept nogil:
    """String i, or false."""
    return t.strings[i] if i >= 0 else IMM_FALSE


cdef Value parent_of(VM* vm, Value node) noexcept nogil:
    cdef uint32_t place = node_place(node)
    cdef int document = node_document(node)
    cdef Tree* t
    cdef int32_t i
    if document == MAX_DOCUMENTS:
        return node
    t = tree_of(vm, node)
    if place_kind(place) == PLACE_TREE:
        i = t.parent[place]
    elif place_kind(place) == PLACE_CHAR:
        i = t.parent[text_node(t, place & 0x3FFFFFFF)]
    else:
        i = -1
    return make_node(document, <uint32_t>i) if i >= 0 and t.kind[i] == TREE_ELEMENT else empty_list()


cdef inline bint same_text(Value a, Value b) noexcept nogil:
    return a == b or string_equal(as_string(a), as_string(b))


cdef int folded(VM* vm, Value node, Value* name) noexcept nogil:
    """A name as it is in the document of a node: in upper case where that has no other."""
    cdef String* s = as_string(name[0])
    cdef uint32_t i, c
    cdef Value made
    if node_document(node) == MAX_DOCUMENTS or not tree_of(vm, node).folds:
        return ST_OK
    for i in range(s.h.length):
        c = string_ref(s, i)
        if 97 <= c <= 122:
            break
    else:
        return ST_OK
    made = new_string(vm, s.h.length, s.h.aux)
    if made == 0:
        return ST_NOMEM
    for i in range(s.h.length):
        c = string_ref(s, i)
        string_put(as_string(made), i, c - 32 if 97 <= c <= 122 else c)
    name[0] = made
    return ST_OK


# ---------------------------------------------------------------- one node

cdef int class_of(VM* vm, Value v) noexcept nogil:
    cdef int kind
    if node_document(v) == MAX_DOCUMENTS:
        return -1
    kind = place_kind(node_place(v))
    if kind == PLACE_TREE:
        return tree_of(vm, v).kind[node_place(v)]
    return 2 if kind == PLACE_CHAR else 4 if kind == PLACE_ATTRIBUTE else 5


cdef int prim_sys_node_class(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v
    cdef int st = node_arg(vm, args, n, 0, &v)
    return number(out, class_of(vm, v)) if st == ST_OK else st


cdef int prim_sys_node_of(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t i = fix_value(args[0])
    if vm.trees == NULL or i < 0 or i >= trees(vm).count:
        return err_range(vm, 0, args[0])
    out[0] = make_node(<int>i, 0)
    return ST_OK


cdef int prim_sys_node_other(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t i = fix_value(args[0]), place = fix_value(args[1])
    if vm.trees == NULL or i < 0 or i >= trees(vm).count:
        return err_range(vm, 0, args[0])
    if place < 0 or place >= 1 << 30:
        return err_range(vm, 1, args[1])
    out[0] = make_node(<int>i, (<uint32_t>PLACE_OTHER << 30) | <uint32_t>place)
    return ST_OK


cdef int prim_sys_node_other_number(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    out[0] = IMM_FALSE
    if is_node(v) and node_document(v) != MAX_DOCUMENTS and place_kind(node_place(v)) == PLACE_OTHER:
        out[0] = from_fix(node_place(v) & 0x3FFFFFFF)
    return ST_OK


cdef int prim_sys_node_name(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v
    cdef int st = node_arg(vm, args, n, 0, &v)
    if st == ST_OK:
        out[0] = text_at(tree_of(vm, v), tree_of(vm, v).name[node_place(v)]) if is_element(vm, v) else IMM_FALSE
    return st


cdef int prim_sys_node_id(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v
    cdef int st = node_arg(vm, args, n, 0, &v)
    if st == ST_OK:
        out[0] = text_at(tree_of(vm, v), tree_of(vm, v).ids[node_place(v)]) if is_tree_node(v) else IMM_FALSE
    return st


cdef int prim_sys_node_parent(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v
    cdef int st = node_arg(vm, args, n, 0, &v)
    if st == ST_OK:
        out[0] = parent_of(vm, v)
    return st


cdef int prim_sys_node_root(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v
    cdef int st = node_arg(vm, args, n, 0, &v)
    if st == ST_OK:
        out[0] = v if node_document(v) == MAX_DOCUMENTS else make_node(node_document(v), 0)
    return st


cdef int prim_sys_node_document_element(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v
    cdef int32_t i
    cdef int st = node_arg(vm, args, n, 0, &v)
    if st == ST_OK:
        out[0] = v
        if node_document(v) != MAX_DOCUMENTS:
            i = tree_of(vm, v).root_element
            out[0] = make_node(node_document(v), <uint32_t>i) if i >= 0 else empty_list()
    return st


# ---------------------------------------------------------------- text and attributes

cdef bint characters_of(VM* vm, Value node, int32_t* start, int32_t* end) noexcept nogil:
    """Where the characters of a node are in the text of its document; False if it has none of its own."""
    cdef Tree* t
    cdef uint32_t place = node_place(node)
    if node_document(node) == MAX_DOCUMENTS:
        return False
    t = tree_of(vm, node)
    if place_kind(place) == PLACE_CHAR:
        start[0] = <int32_t>(place & 0x3FFFFFFF)
        end[0] = start[0] + 1
        return True
    if place_kind(place) != PLACE_TREE or t.kind[place] == TREE_PI or t.kind[place] == TREE_ROOT:
        return False
    start[0] = t.start[place]
    end[0] = t.start[t.end[place]]
    return True


cdef int prim_sys_node_data(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef String view
    cdef Text text
    cdef Walk w
    cdef Value node
    cdef Tree* t
    cdef int32_t a, b, value
    cdef int st = ST_OK
    if not is_list(vm, args[0]):
        return err_type(vm, 0, args[0], NODES)
    if is_node(args[0]) and characters_of(vm, args[0], &a, &b):
        text_view_of(tree_of(vm, args[0]), &view)
        charge(vm, (b - a) >> 2)
        return string_range(vm, &view, <size_t>a, <size_t>b, out)
    text_init(&text)
    text.vm = vm
    walk_list(vm, &w, args[0])
    while st == ST_OK and walk_next(vm, &w, &node):
        t = tree_of(vm, node)
        if characters_of(vm, node, &a, &b):
            text_view_of(t, &view)
            st = text_string(&text, &view, <size_t>a, <size_t>b)
            charge(vm, (b - a) >> 2)
        elif place_kind(node_place(node)) == PLACE_ATTRIBUTE:
            value = t.attribute_value[node_place(node) & 0x3FFFFFFF]
            if value >= 0:
                st = text_string(&text, as_string(t.strings[value]), 0, as_string(t.strings[value]).h.length)
    if st == ST_OK:
        st = text_to_value(vm, &text, out)
    text_free(&text)
    return st


cdef int prim_sys_node_char(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v
    cdef String view
    cdef int st = node_arg(vm, args, n, 0, &v)
    if st != ST_OK:
        return st
    out[0] = IMM_FALSE
    if node_document(v) != MAX_DOCUMENTS and place_kind(node_place(v)) == PLACE_CHAR:
        text_view_of(tree_of(vm, v), &view)
        out[0] = from_char(string_ref(&view, <Py_ssize_t>(node_place(v) & 0x3FFFFFFF)))
    return ST_OK


cdef int prim_sys_node_pi_data(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v
    cdef int st = node_arg(vm, args, n, 0, &v)
    if st != ST_OK:
        return st
    out[0] = IMM_FALSE
    if is_tree_node(v) and tree_of(vm, v).kind[node_place(v)] == TREE_PI:
        out[0] = text_at(tree_of(vm, v), tree_of(vm, v).name[node_place(v)])
    return ST_OK


cdef int32_t attribute_of(VM* vm, Value node, Value name) noexcept nogil:
    """Number of the attribute of an element, or -1."""
    cdef Tree* t = tree_of(vm, node)
    cdef uint32_t i = node_place(node)
    cdef int32_t k
    for k in range(t.attributes[i], t.attributes[i + 1]):
        if same_text(t.strings[t.attribute_name[k]], name):
            return k
    return -1


cdef int prim_sys_node_attribute(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v, name = args[0]
    cdef int32_t k
    cdef int st = node_arg(vm, args, n, 1, &v)
    if st == ST_OK:
        st = folded(vm, v, &name)
    if st != ST_OK:
        return st
    out[0] = IMM_FALSE
    if is_element(vm, v):
        k = attribute_of(vm, v, name)
        if k >= 0:
            out[0] = text_at(tree_of(vm, v), tree_of(vm, v).attribute_value[k])
    return ST_OK


cdef int prim_sys_node_inherited_attribute(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v, name = args[0]
    cdef int32_t k
    cdef int st = node_arg(vm, args, n, 1, &v)
    if st == ST_OK:
        st = folded(vm, v, &name)
    if st != ST_OK:
        return st
    out[0] = IMM_FALSE
    if not is_element(vm, v):
        v = parent_of(vm, v)
    while is_element(vm, v):
        k = attribute_of(vm, v, name)
        if k >= 0 and tree_of(vm, v).attribute_value[k] >= 0:
            out[0] = text_at(tree_of(vm, v), tree_of(vm, v).attribute_value[k])
            break
        v = parent_of(vm, v)
        charge(vm, 20)
    return ST_OK


cdef int prim_sys_node_attributes(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Nodes nodes
    cdef Walk w
    cdef Value v
    cdef Tree* t
    cdef int32_t k
    cdef int st = ST_OK
    if not is_list(vm, args[0]):
        return err_type(vm, 0, args[0], NODES)
    begin_nodes(vm, &nodes)
    walk_list(vm, &w, args[0])
    while st == ST_OK and walk_next(vm, &w, &v):
        if not is_element(vm, v):
            continue
        t = tree_of(vm, v)
        for k in range(t.attributes[node_place(v)], t.attributes[node_place(v) + 1]):
            if st == ST_OK:
                st = add_node(&nodes, make_node(node_document(v), (<uint32_t>PLACE_ATTRIBUTE << 30) | <uint32_t>k))
    return finish_nodes(&nodes, st, out)


cdef int attribute_part(VM* vm, Value* args, int n, bint value, Value* out) noexcept nogil:
    cdef Value v
    cdef Tree* t
    cdef int st = node_arg(vm, args, n, 0, &v)
    if st != ST_OK:
        return st
    if node_document(v) == MAX_DOCUMENTS or place_kind(node_place(v)) != PLACE_ATTRIBUTE:
        return err_type(vm, 0, args[0], b"attribute")
    t = tree_of(vm, v)
    out[0] = text_at(t, (t.attribute_value if value else t.attribute_name)[node_place(v) & 0x3FFFFFFF])
    return ST_OK


cdef int prim_sys_attribute_name(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return attribute_part(vm, args, n, False, out)


cdef int prim_sys_attribute_number(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]        # `out` may be the same place
    cdef int st = attribute_part(vm, args, n, False, out)
    if st == ST_OK:
        out[0] = from_fix(node_place(v) & 0x3FFFFFFF)
    return st


cdef int prim_sys_attribute_owner(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v = args[0]
    cdef int st = attribute_part(vm, args, n, False, out)
    if st == ST_OK:
        out[0] = make_node(node_document(v), <uint32_t>tree_of(vm, v).attribute_owner[node_place(v) & 0x3FFFFFFF])
    return st


cdef int prim_sys_attribute_at(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef int64_t i = fix_value(args[0]), k = fix_value(args[1])
    if vm.trees == NULL or i < 0 or i >= trees(vm).count:
        return err_range(vm, 0, args[0])
    if k < 0 or k >= trees(vm).documents[i].nattributes:
        return err_range(vm, 1, args[1])
    out[0] = make_node(<int>i, (<uint32_t>PLACE_ATTRIBUTE << 30) | <uint32_t>k)
    return ST_OK


cdef int prim_sys_attribute_value(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    return attribute_part(vm, args, n, True, out)


cdef int prim_sys_node_with_id(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v, name = args[0]
    cdef Tree* t
    cdef uint32_t at
    cdef int st = node_arg(vm, args, n, 1, &v)
    if st == ST_OK:
        st = folded(vm, v, &name)
    if st != ST_OK:
        return st
    out[0] = empty_list()
    if node_document(v) == MAX_DOCUMENTS:
        return ST_OK
    t = tree_of(vm, v)
    at = <uint32_t>string_hash(as_string(name)) & t.id_mask
    while t.id_table[at] >= 0:
        if same_text(t.strings[t.ids[t.id_table[at]]], name):
            out[0] = make_node(node_document(v), <uint32_t>t.id_table[at])
            break
        at = (at + 1) & t.id_mask
    return ST_OK


# ---------------------------------------------------------------- names

cdef inline bint named(VM* vm, Value node, Value name) noexcept nogil:
    cdef Tree* t = tree_of(vm, node)
    return same_text(t.strings[t.name[node_place(node)]], name)


cdef int prim_sys_node_ancestor(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v, name = args[0]
    cdef int st = node_arg(vm, args, n, 1, &v)
    if st == ST_OK:
        st = folded(vm, v, &name)
    if st != ST_OK:
        return st
    while True:
        v = parent_of(vm, v)
        if v == empty_list() or named(vm, v, name):
            break
        charge(vm, 10)
    out[0] = v
    return ST_OK


cdef int add_name(VM* vm, Value v, Value node, Value* names) noexcept nogil:
    """Adds a name to a list, which becomes the default object if this is none."""
    cdef Value name = v
    cdef int st
    if is_symbol(v):
        name = (<Symbol*>as_obj(v)).name
    elif not is_string(v):
        names[0] = IMM_DEFAULT
        return ST_OK
    st = folded(vm, node, &name)
    if st != ST_OK:
        return st
    names[0] = new_pair(vm, name, names[0])
    return ST_OK if names[0] else ST_NOMEM


cdef int pattern_of(VM* vm, Value v, Value node, Value* names) noexcept nogil:
    """A pattern as a list of names, the innermost first, for the document of a node; the default object if there is
    something else in it."""
    cdef int st = ST_OK
    names[0] = IMM_NIL
    if not is_pair(v):
        return add_name(vm, v, node, names)
    while is_pair(v) and st == ST_OK and names[0] != IMM_DEFAULT:
        st = add_name(vm, car(v), node, names)
        v = cdr(v)
    return st


cdef bint matches(VM* vm, Value node, Value names) noexcept nogil:
    """Has an element the first name, its parent the second, and so on?"""
    while is_pair(names):
        if not is_element(vm, node) or not named(vm, node, car(names)):
            return False
        node = parent_of(vm, node)
        names = cdr(names)
    return True


cdef int prim_sys_node_has_ancestor_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v, names
    cdef int st = node_arg(vm, args, n, 1, &v)
    if st == ST_OK:
        st = pattern_of(vm, args[0], v, &names)
    if st == ST_OK and names == IMM_DEFAULT:
        if args[0] != IMM_NIL:
            return err_type(vm, 0, args[0], b"name, or list of names")
        names = IMM_NIL            # an empty path
    if st != ST_OK:
        return st
    while is_pair(names):
        v = parent_of(vm, v)
        if v == empty_list():
            return answer(out, False)
        if named(vm, v, car(names)):
            names = cdr(names)
        charge(vm, 10)
    return answer(out, True)


cdef int prim_sys_node_matches_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v, names
    cdef int st = node_arg(vm, args, n, 1, &v)
    if st == ST_OK:
        st = pattern_of(vm, args[0], v, &names)
    if st == ST_OK and names == IMM_DEFAULT:
        out[0] = IMM_DEFAULT
        return ST_OK
    return answer(out, matches(vm, v, names)) if st == ST_OK else st


cdef int index_names(VM* vm, Tree* t) noexcept nogil:
    """Fills in ``named``."""
    cdef int32_t* start = <int32_t*>calloc(<size_t>t.nstrings + 1, sizeof(int32_t))
    cdef int32_t* nodes = <int32_t*>malloc((<size_t>t.count + 1) * sizeof(int32_t))
    cdef int32_t i, sum = 0, n
    if start == NULL or nodes == NULL or not heap_reserve(vm, (<uint64_t>t.nstrings + <uint64_t>t.count) * sizeof(int32_t)):
        free(start)
        free(nodes)
        return ST_NOMEM
    for i in range(t.count):
        if t.kind[i] == TREE_ELEMENT:
            start[t.name[i]] += 1
    for i in range(<int32_t>t.nstrings + 1):
        n = start[i]
        start[i] = sum
        sum += n
    for i in range(t.count):
        if t.kind[i] == TREE_ELEMENT:
            nodes[start[t.name[i]]] = i
            start[t.name[i]] += 1
    for i in range(<int32_t>t.nstrings, 0, -1):   # each is where the next one begins now
        start[i] = start[i - 1]
    start[0] = 0
    t.named = nodes
    t.named_from = start
    charge(vm, t.count * 2)
    return ST_OK


cdef int select_named(VM* vm, NodeList* list, Value name, Value* out) noexcept nogil:
    """The elements of a name in a range, which `list` is."""
    cdef Tree* t = tree_of(vm, list.first)
    cdef int32_t first = tree_index(t, node_place(list.first)), limit = <int32_t>fix_value(list.limit)
    cdef int32_t k, low, high, middle
    cdef int document = node_document(list.first)
    cdef Nodes nodes
    cdef int st = ST_OK
    if t.named == NULL:
        st = index_names(vm, t)
        if st != ST_OK:
            return st
    begin_nodes(vm, &nodes)
    for k in range(t.nnames):
        if same_text(t.strings[k], name):
            low = t.named_from[k]
            high = t.named_from[k + 1]
            while low < high:
                middle = (low + high) >> 1
                if t.named[middle] < first:
                    low = middle + 1
                else:
                    high = middle
            while st == ST_OK and low < t.named_from[k + 1] and t.named[low] < limit:
                st = add_node(&nodes, make_node(document, <uint32_t>t.named[low]))
                low += 1
            break
    charge(vm, <int64_t>nodes.n)
    return finish_nodes(&nodes, st, out)


cdef int prim_sys_node_select(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Nodes nodes
    cdef Walk w
    cdef Value v, names
    cdef int64_t count = 0
    cdef int st
    if not is_list(vm, args[0]):
        return err_type(vm, 0, args[0], NODES)
    st = pattern_of(vm, args[1], list_first(vm, args[0]), &names)
    if st != ST_OK:
        return st
    if names == IMM_DEFAULT:
        out[0] = IMM_DEFAULT
        return ST_OK
    walk_list(vm, &w, args[0])
    if w.kind == LIST_RANGE and w.limit - tree_index(w.tree, w.place) > MANY and is_pair(names) and cdr(names) == IMM_NIL:
        return select_named(vm, as_list(args[0]), car(names), out)
    begin_nodes(vm, &nodes)
    while st == ST_OK and walk_kind(vm, &w, TREE_ELEMENT, &v):
        count += 1
        if matches(vm, v, names):
            st = add_node(&nodes, v)
    charge(vm, count * 8)
    return finish_nodes(&nodes, st, out)


cdef int prim_sys_node_of_class(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Nodes nodes
    cdef Walk w
    cdef Value v
    cdef int64_t wanted = fix_value(args[1])
    cdef int st = ST_OK
    if not is_list(vm, args[0]):
        return err_type(vm, 0, args[0], NODES)
    begin_nodes(vm, &nodes)
    walk_list(vm, &w, args[0])
    if wanted == TREE_ELEMENT or wanted == TREE_PI:
        while st == ST_OK and walk_kind(vm, &w, <int>wanted, &v):
            st = add_node(&nodes, v)
    else:
        while st == ST_OK and walk_next(vm, &w, &v):
            if class_of(vm, v) == wanted:
                st = add_node(&nodes, v)
        charge(vm, list_length(vm, args[0]) * 4)
    return finish_nodes(&nodes, st, out)


# ---------------------------------------------------------------- documents

cdef int prim_sys_node_folds_p(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v
    cdef int st = node_arg(vm, args, n, 0, &v)
    return answer(out, node_document(v) != MAX_DOCUMENTS and tree_of(vm, v).folds) if st == ST_OK else st


cdef int prim_sys_node_line(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v
    cdef int st = node_arg(vm, args, n, 0, &v)
    if st == ST_OK:
        out[0] = from_fix(tree_of(vm, v).line[node_place(v)]) if is_tree_node(v) else IMM_FALSE
    return st


cdef int prim_sys_node_document(VM* vm, Value* args, int n, Value* out) noexcept nogil:
    cdef Value v
    cdef int st = node_arg(vm, args, n, 0, &v)
    return number(out, node_document(v)) if st == ST_OK else st
