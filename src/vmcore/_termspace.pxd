# Spaces of terms: what compiled modules see of them. ``termspace.py`` is what Python sees.

from cpython.object cimport PyObject
from vmcore._terms cimport Atom, Expr, Sym


cdef class Kept:
    cdef readonly Atom term
    cdef readonly Py_ssize_t size
    cdef readonly long long seq
    cdef public long long gone


cdef class Index:
    cdef readonly tuple path
    cdef readonly dict table
    cdef readonly list wild
    cdef int put(self, Kept kept) except -1


cdef class Group:
    cdef readonly list kept
    cdef readonly dict indexes
    cdef readonly Index hint
    cdef int put(self, Kept kept) except -1
    cpdef Index index(self, tuple path)
    cpdef list candidates(self, Expr query)


cdef class Space:
    cdef public str name
    cdef public long long version
    cdef public dict groups
    cdef public dict single
    cdef public list wild
    cdef public Py_ssize_t count
    cdef public long long last
    cdef public Py_ssize_t dead
    cdef public list deps
    cdef public object watch
    cdef public object later
    cdef dict heads                       # Sym -> how often the facts changed that begin with it
    cdef long long loose                  # how often those changed that begin with anything else
    cdef dict compound                    # Sym -> set: of facts that begin with it and have no symbol next, see compound_heads
    cdef bint foreign                     # an object of a subclass: nobody says when it changes
    cdef long long serial                 # no two spaces have the same
    # what _termtypes and _termmachine found out; good for a stamp, which is looked at when any space has changed
    cdef long long types_seen, types_stamp
    cdef dict types
    cdef dict types_noted                 # a symbol, or None for no type -> what expressions of that type keep
    cdef set types_heads
    cdef bint types_have_subtypes
    cdef long long clauses_seen, clauses_stamp
    cdef dict clauses
    cdef object __weakref__
    cdef dict __dict__
    cdef int note_compound(self, Sym word, Atom subject) except -1
    cdef int changed(self, Atom term) except -1
    cdef int store(self, Kept kept) except -1
    cpdef list candidates(self, Atom query)
    cpdef list matching(self, Atom query)


cdef long long state_of(Space space) noexcept  # another one after any change to any space, or to what this one sees
cdef long long stamp_of(Space space, Sym head) except -1
cpdef Kept keep(Atom atom, long long seq=*)
cdef bint has_head(Space space, Sym head) except -1
cdef set compound_heads(Space space, Sym word)
cdef bint may_be(PyObject* live, PyObject* kept) except -1
