# Spaces of terms: what matches a query is found by what the query says, at any place.

cimport cython
from cpython.object cimport PyObject
from vmcore._terms cimport *

cdef extern from "Python.h":
    PyObject* TUPLE_AT "PyTuple_GET_ITEM"(PyObject* t, Py_ssize_t i)
    Py_ssize_t TUPLE_SIZE "PyTuple_GET_SIZE"(PyObject* t)
    PyObject* LIST_AT "PyList_GET_ITEM"(PyObject* t, Py_ssize_t i)
    Py_ssize_t LIST_SIZE "PyList_GET_SIZE"(PyObject* t)
    PyObject* PyDict_GetItemWithError(object d, object key) except? NULL
    void UNTRACK "PyObject_GC_UnTrack"(PyObject* x)

cdef enum:
    DEPTH = 3  # places of a query that indexes know are not deeper
    FEW = 5    # terms that are looked at one by one

cdef long long _changes = 0
cdef long long _spaces = 0
cdef bint _foreign = False  # was a foreign space ever made?


cdef long long state_of(Space space) noexcept:
    global _changes
    if _foreign:
        _changes += 1
    return _changes + LIST_SIZE(<PyObject*>space.deps)  # both only grow


@cython.final
cdef class Kept:
    """A term in a space. ``size``: slots; ``gone``: the version of the space with which it went, 0 if it is there."""

    def __init__(self, Atom term not None, Py_ssize_t size, long long seq):
        self.term = term
        self.size = size
        self.seq = seq

    def use(self):
        """The term, with fresh variables."""
        return instantiate(self.term, [None] * self.size) if self.size else self.term


cpdef Kept keep(Atom atom, long long seq=0):
    """A term as spaces keep it."""
    cdef Kept kept = Kept.__new__(Kept)
    cdef Pairs slots
    cdef Put p
    if atom is None:
        raise TypeError("None is no term")
    kept.seq = seq
    if atom.ground:
        kept.term = atom
        if atom.inert:
            UNTRACK(<PyObject*>kept)
        return kept
    slots = Pairs()
    p.what, p.first = PUT_SLOTS, <PyObject*>slots
    kept.term = put(atom, &p)
    kept.size = len(slots.left)
    return kept


cdef inline object _key(PyObject* x):
    """By what a term is found at its place: None for what may match anything."""
    if (<Atom>x).tag == IS_EXPR:
        return TUPLE_SIZE(<PyObject*>(<Expr>x).items)
    return <object>x if (<Atom>x).ground else None


@cython.final
cdef class Index:
    """Where in a group the term at a path is what. ``wild``: those with a variable on the way or at its end."""

    def __init__(self, tuple path, list kept):
        self.path = path
        self.table = {}
        self.wild = []
        for one in kept:
            self.put(one)

    cdef int put(self, Kept kept) except -1:
        cdef PyObject* x = <PyObject*>kept.term
        cdef PyObject* found
        cdef Py_ssize_t i
        for i in self.path:
            if (<Atom>x).tag != IS_EXPR:
                if not (<Atom>x).ground:
                    self.wild.append(kept)
                return 0
            if i >= TUPLE_SIZE(<PyObject*>(<Expr>x).items):
                return 0
            x = TUPLE_AT(<PyObject*>(<Expr>x).items, i)
        key = _key(x)
        if key is None:
            self.wild.append(kept)
            return 0
        found = PyDict_GetItemWithError(self.table, key)
        if found == NULL:
            self.table[key] = [kept]
        else:
            (<list>found).append(kept)
        return 0


cdef list _NONE = []


@cython.final
cdef class Group:
    """The expressions of one length in a space, with indexes for the paths that were asked for. ``hint``: the one that was
    best the last time."""

    def __cinit__(self):
        self.kept = []
        self.indexes = {}

    cdef int put(self, Kept kept) except -1:
        self.kept.append(kept)
        if self.indexes:
            for index in self.indexes.values():
                (<Index>index).put(kept)
        return 0

    cpdef Index index(self, tuple path):
        cdef PyObject* found = PyDict_GetItemWithError(self.indexes, path)
        if found != NULL:
            return <Index>found
        made = self.indexes[path] = Index(path, self.kept)
        return made

    cpdef list candidates(self, Expr query):
        """What may match: the smallest set that an index gives for what the query has at some place."""
        cdef list best = self.kept, wild = _NONE, todo
        cdef Py_ssize_t size = len(best), total, i, at
        cdef PyObject* found
        cdef PyObject* item
        cdef Expr expr
        cdef tuple path
        cdef Index index
        cdef bint done = False
        if size < FEW:
            return best
        index = self.hint
        if index is not None and not index.wild:
            key = _at(query, index.path)
            if key is not None:
                found = PyDict_GetItemWithError(index.table, key)
                if found == NULL:
                    return _NONE
                if LIST_SIZE(found) < FEW - 1:
                    return <list>found
        todo = [((), query)]  # the arguments of the first things before those
        at = 0
        while at < len(todo) and not done:
            path, expr = <tuple>todo[at]
            at += 1
            for i in range(len(expr.items)):
                item = find(TUPLE_AT(<PyObject*>expr.items, i))
                key = _key(item)
                if key is None:
                    continue
                here = (*path, i)
                if (<Atom>item).tag == IS_EXPR and len(path) + 1 < DEPTH and key:
                    todo.append((here, <Expr>item))
                    continue
                index = self.index(here)
                found = PyDict_GetItemWithError(index.table, key)
                total = len(index.wild) + (LIST_SIZE(found) if found != NULL else 0)
                if total < size:
                    best, wild, size = <list>found if found != NULL else _NONE, index.wild, total
                    self.hint = index
                    if total < 3:
                        done = True
                        break
        if not wild:
            return best
        if not best:
            return wild
        return sorted([*best, *wild], key=_seq)


def _seq(Kept kept):
    return kept.seq


cdef object _at(Expr query, tuple path):
    """The key of what a query says at a path; None if it says nothing there."""
    cdef PyObject* x = <PyObject*>query
    cdef Py_ssize_t i
    for i in path:
        x = find(x)
        if (<Atom>x).tag != IS_EXPR or i >= TUPLE_SIZE(<PyObject*>(<Expr>x).items):
            return None
        x = TUPLE_AT(<PyObject*>(<Expr>x).items, i)
    return _key(find(x))


cdef class Space:
    """Terms, with repetitions, in the order in which they came. ``version`` grows with every change; ``deps``: what queries
    see besides; ``watch``: is told of changes; ``later``: how its terms begin that are made when needed, and what makes
    them."""

    def __init__(self, name=""):
        self.name = name
        self.version = 1
        self.groups = {}
        self.single = {}  # what is no expression
        self.wild = []
        self.deps = []
        self.heads = {}
        self.compound = {}
        self.types = {}
        self.types_noted = {}
        self.clauses = {}

    def __cinit__(self):
        global _spaces, _foreign
        _spaces += 1
        self.foreign = type(self) is not Space
        if self.foreign:
            _foreign = True
        self.serial = _spaces
        self.types_stamp = self.types_seen = self.clauses_stamp = self.clauses_seen = -1

    cdef int changed(self, Atom term) except -1:
        """Notes a change to what queries can find: see ``stamp_of``."""
        global _changes
        cdef PyObject* head = NULL
        cdef Atom second
        _changes += 1
        self.version += 1
        if term.tag == IS_EXPR and TUPLE_SIZE(<PyObject*>(<Expr>term).items):
            head = TUPLE_AT(<PyObject*>(<Expr>term).items, 0)
        if head == NULL or (<Atom>head).tag != IS_SYM:
            self.loose += 1
        else:
            self.heads[<Sym>head] = self.version
            if TUPLE_SIZE(<PyObject*>(<Expr>term).items) > 1:
                second = <Atom>TUPLE_AT(<PyObject*>(<Expr>term).items, 1)
                if second.tag == IS_EXPR or not second.ground:
                    self.note_compound(<Sym>head, second)
        return 0

    cdef int note_compound(self, Sym word, Atom subject) except -1:
        cdef PyObject* head = NULL
        heads = self.compound.setdefault(word, set())
        if subject.tag == IS_EXPR and TUPLE_SIZE(<PyObject*>(<Expr>subject).items):
            head = TUPLE_AT(<PyObject*>(<Expr>subject).items, 0)
        if head == NULL or (<Atom>head).tag != IS_SYM:
            self.compound[word] = None
        elif heads is not None:
            heads.add(<Sym>head)
        return 0

    def add(self, Atom atom not None):
        cdef Kept kept
        self.last += 1
        kept = keep(atom, self.last)
        self.store(kept)
        self.count += 1
        self.changed(kept.term)
        if self.watch is not None:
            self.watch(self, kept.term)

    cdef int store(self, Kept kept) except -1:
        cdef Atom term = kept.term
        cdef PyObject* group
        if term.tag == IS_EXPR:
            size = len((<Expr>term).items)
            group = PyDict_GetItemWithError(self.groups, size)
            if group == NULL:
                self.groups[size] = made = Group()
                group = <PyObject*>made
            (<Group>group).put(kept)
        elif term.ground:
            self.single.setdefault(term, []).append(kept)
        else:
            self.wild.append(kept)
        return 0

    def remove(self, Atom atom):
        """Removes one term that is the same up to the names of variables."""
        cdef Kept kept
        atom = resolve(atom)
        for kept in self.candidates(atom):
            if not kept.gone and same_kept(kept, atom):
                self.changed(kept.term)
                kept.gone = self.version
                self.count -= 1
                self.dead += 1
                if self.watch is not None:
                    self.watch(self, kept.term)
                if self.dead > 64 and self.dead > self.count:
                    self._compact()
                return True
        return False

    def _compact(self):
        alive = self.alive()
        self.groups, self.single, self.wild, self.dead = {}, {}, [], 0
        for kept in alive:
            self.store(kept)

    def complete(self):
        """Adds what was left for later."""
        if self.later is not None:
            _, make = self.later
            self.later = None
            version, heads, loose = self.version, self.heads.copy(), self.loose
            for atom in make():
                self.add(atom)
            self.version, self.heads, self.loose = version, heads, loose  # as if it had always been there

    def alive(self):
        """All that is there, in order."""
        cdef Kept k
        cdef list found = []
        self.complete()
        for group in self.groups.values():
            for k in (<Group>group).kept:
                if not k.gone:
                    found.append(k)
        single = bool(self.single or self.wild or len(self.groups) > 1)
        for kept in (*self.single.values(), self.wild):
            for k in kept:
                if not k.gone:
                    found.append(k)
        if single:
            found.sort(key=_seq)
        return found

    def atoms(self):
        """All that is there, with fresh variables."""
        return [kept.use() for kept in self.alive()]

    cpdef list candidates(self, Atom query):
        """What may match here, in order; some of it may be gone."""
        cdef PyObject* found
        cdef PyObject* head
        cdef list some
        query = <Atom>find(<PyObject*>query)
        if self.later is not None:
            head = <PyObject*>query
            if query.tag == IS_EXPR and TUPLE_SIZE(<PyObject*>(<Expr>query).items):
                head = find(TUPLE_AT(<PyObject*>(<Expr>query).items, 0))
            if not (<Atom>head).ground or <object>head is self.later[0]:
                self.complete()
        if query.tag == IS_EXPR:
            found = PyDict_GetItemWithError(self.groups, len((<Expr>query).items))
            if found == NULL:
                return self.wild
            some = (<Group>found).candidates(<Expr>query)
        elif query.ground:
            found = PyDict_GetItemWithError(self.single, query)
            some = <list>found if found != NULL else _NONE
        else:
            return self.alive()
        return sorted([*some, *self.wild], key=_seq) if self.wild else some

    cpdef list matching(self, Atom query):
        """What is there, here and in what it depends on, and may match."""
        cdef list out = []
        cdef Space dep
        _select(self.candidates(query), query, out)
        for dep in self.deps:
            _select(dep.candidates(query), query, out)
        return out

    def results(self, Atom query, Atom template):
        """The template for each match of a query; nothing stays bound."""
        cdef list out = [], bound = [], goals = []
        cdef Kept kept
        cdef Values env
        for kept in self.matching(query):
            values_begin(&env, kept.size)
            try:
                if match_kept(<PyObject*>query, <PyObject*>kept.term, env.at, bound, goals) and not goals:
                    out.append(resolve(template))
            finally:
                values_end(&env)
            unbind(bound, 0)
            goals.clear()
        return out


cdef int _select(list candidates, Atom query, list out) except -1:
    cdef Py_ssize_t i
    cdef PyObject* one
    cdef PyObject* live = find(<PyObject*>query)
    for i in range(LIST_SIZE(<PyObject*>candidates)):
        one = LIST_AT(<PyObject*>candidates, i)
        if not (<Kept>one).gone and may_be(live, <PyObject*>(<Kept>one).term):
            out.append(<Kept>one)
    return 0


cdef long long stamp_of(Space space, Sym head) except -1:
    """Grows whenever what queries find that begin with the symbol may change: in the space, and in what it sees."""
    cdef PyObject* found = PyDict_GetItemWithError(space.heads, head)
    cdef long long stamp = space.loose + len(space.deps)
    cdef Space one
    if found != NULL:
        stamp += <long long><object>found
    if space.foreign:
        stamp += _changes
    for one in space.deps:
        found = PyDict_GetItemWithError(one.heads, head)
        stamp += one.loose + (_changes if one.foreign else 0)
        if found != NULL:
            stamp += <long long><object>found
    return stamp


cdef bint has_head(Space space, Sym head) except -1:
    """Can there be facts, in the space or in what it sees, that begin with the symbol?"""
    cdef Space one
    if space.loose or space.foreign or head in space.heads:
        return True
    for one in space.deps:
        if one.loose or one.foreign or head in one.heads:
            return True
    return False


cdef set compound_heads(Space space, Sym word):
    """With what symbols the second elements begin of facts that begin with the word and have no symbol there; None: with
    anything."""
    cdef Space one
    cdef set found = set()
    for one in (space, *space.deps):
        if one.loose or one.foreign:
            return None
        heads = one.compound.get(word, found)
        if heads is None:
            return None
        found = found | heads
    return found


def stamp(Space space not None, Sym head not None):
    """See ``stamp_of``; the stamps of two spaces differ."""
    return id(space), stamp_of(space, head)


cdef bint same_kept(Kept kept, Atom atom) except -1:
    """Is it the term that is kept?"""
    if not kept.size:
        return equal(kept.term, atom)
    return equivalent(kept.use(), atom)


# ---------------------------------------------------------------- a first look


def may_match(Atom live, Atom kept):
    """False if the beginning of the terms says that they do not match."""
    return may_be(find(<PyObject*>live), <PyObject*>kept)


cdef bint may_be(PyObject* live, PyObject* kept) except -1:
    cdef PyObject* xs
    cdef PyObject* ys
    cdef PyObject* a
    cdef PyObject* k
    cdef Py_ssize_t i, j
    if (<Atom>live).tag != IS_EXPR or (<Atom>kept).tag != IS_EXPR:
        return True
    xs, ys = <PyObject*>(<Expr>live).items, <PyObject*>(<Expr>kept).items
    if TUPLE_SIZE(xs) != TUPLE_SIZE(ys):
        return False
    for i in range(TUPLE_SIZE(xs)):
        a, k = find(TUPLE_AT(xs, i)), TUPLE_AT(ys, i)
        if a == k:
            continue
        if (<Atom>k).tag == IS_EXPR:
            if (<Atom>a).tag == IS_EXPR:
                if TUPLE_SIZE(<PyObject*>(<Expr>a).items) != TUPLE_SIZE(<PyObject*>(<Expr>k).items):
                    return False
                for j in range(TUPLE_SIZE(<PyObject*>(<Expr>a).items)):
                    if not _may_be(find(TUPLE_AT(<PyObject*>(<Expr>a).items, j)), TUPLE_AT(<PyObject*>(<Expr>k).items, j)):
                        return False
            elif (<Atom>a).ground:
                return False
        elif not _may_be(a, k):
            return False
    return True


cdef bint _may_be(PyObject* a, PyObject* k) except -1:
    cdef PyObject* x
    cdef PyObject* y
    if a == k or (not (<Atom>a).ground and (<Atom>a).tag != IS_EXPR) or (not (<Atom>k).ground and (<Atom>k).tag != IS_EXPR):
        return True
    if (<Atom>a).tag != (<Atom>k).tag:
        return False
    if (<Atom>a).tag == IS_EXPR:
        if TUPLE_SIZE(<PyObject*>(<Expr>a).items) != TUPLE_SIZE(<PyObject*>(<Expr>k).items):
            return False
        if not TUPLE_SIZE(<PyObject*>(<Expr>a).items):
            return True
        x, y = find(TUPLE_AT(<PyObject*>(<Expr>a).items, 0)), TUPLE_AT(<PyObject*>(<Expr>k).items, 0)
        return x == y or (<Atom>x).tag != IS_SYM or (<Atom>y).tag != IS_SYM
    return (<Atom>a).tag == IS_GROUND and same_ground(a, k)
