# Memories, tables, globals and tags as Python sees them.

from cpython.buffer cimport PyBuffer_FillInfo
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, realloc, free
from libc.string cimport memcpy
from vmcore.wasm cimport *
from vmcore._wasm_memory cimport memory_new, memory_grow
from vmcore._wasm_table cimport table_new, table_grow
from vmcore._wasm_heap cimport new_exception
from vmcore._wasm_store cimport Store, value_name, func_type_name
from vmcore._wasm_types cimport read_type, type_of, fits


cdef void** pushed(void** list, uint64_t* n, uint64_t* capacity, void* item) except NULL:
    cdef void** made = list
    if n[0] == capacity[0]:
        made = <void**>realloc(list, <size_t>(2 * capacity[0] + 8) * sizeof(void*))
        if made == NULL:
            raise MemoryError()
        capacity[0] = 2 * capacity[0] + 8
    made[n[0]] = item
    n[0] += 1
    return made


cdef class Memory:
    """A linear memory, in pages of 64 KiB. A writable buffer: ``memoryview(memory)``, ``numpy.frombuffer(memory, ...)``. A
    view shows the memory as long as it was when the view was made."""

    def __init__(self, Store store, min=0, max=None, is64=False):
        cdef WMemory* m
        cdef WStore* s = store.s
        most = 1 << 48 if is64 else 1 << 16
        if not 0 <= min <= most or (max is not None and not min <= max <= most):
            raise ValueError("a memory has a size, and a maximum that is not less")
        store.check_free()
        m = memory_new(s, min, 0 if max is None else max, max is not None, is64)
        if m == NULL:
            raise MemoryError(f"no memory for {min} pages")
        s.memories = <WMemory**>pushed(<void**>s.memories, &s.nmemories, &s.memories_capacity, m)
        self.store = store
        self.m = m

    @property
    def size(self):
        """In pages."""
        return self.m.size >> 16

    @property
    def limits(self):
        return (self.m.min, self.m.max if self.m.has_max else None, self.m.is64)

    def grow(self, pages):
        """The size before; raises MemoryError if the memory cannot grow."""
        self.store.check_free()
        if not 0 <= pages <= 1 << 48:
            raise ValueError("pages must not be negative")
        old = memory_grow(self.m, pages)
        if old == (<uint64_t>-1 if self.m.is64 else 0xFFFFFFFF):
            raise MemoryError(f"the memory does not grow by {pages} pages")
        return old

    def read(self, at, n):
        """``n`` bytes from address ``at``."""
        if at < 0 or n < 0 or at + n > self.m.size:
            raise IndexError(f"bytes {at} to {at + n} are not all in the memory of {self.m.size}")
        return (<char*>self.m.base)[at : at + n] if n else b""

    def write(self, at, data):
        cdef const uint8_t[::1] view = data
        if at < 0 or at + view.shape[0] > self.m.size:
            raise IndexError(f"bytes {at} to {at + view.shape[0]} are not all in the memory of {self.m.size}")
        if view.shape[0]:
            memcpy(self.m.base + <uint64_t>at, &view[0], view.shape[0])

    def __len__(self):
        return self.m.size

    def __getbuffer__(self, Py_buffer* buffer, int flags):
        PyBuffer_FillInfo(buffer, self, self.m.base if self.m.base != NULL else EMPTY, <Py_ssize_t>self.m.size, 0, flags)
        self.m.exports += 1

    def __releasebuffer__(self, Py_buffer* buffer):
        self.m.exports -= 1

    def __eq__(self, other):
        return isinstance(other, Memory) and (<Memory>other).m == self.m

    def __hash__(self):
        return hash(<size_t>self.m)

    def __repr__(self):
        return f"<memory of {self.size} pages>"


cdef uint8_t[8] EMPTY


cdef class Table:
    """A table of references."""

    def __init__(self, Store store, type, min=0, max=None, init=None, is64=False):
        cdef WStore* s = store.s
        cdef WTable* t
        cdef WVal v
        cdef uint64_t word = 0
        read_type(type, &v)
        store.check_free()
        store.to_slots(&v, init, &word)
        t = table_new(s, min, 0 if max is None else max, max is not None, is64, word)
        if t == NULL:
            raise MemoryError(f"no memory for a table of {min} elements")
        t.type = v
        s.tables = <WTable**>pushed(<void**>s.tables, &s.ntables, &s.tables_capacity, t)
        store.kept.append(type)
        self.store = store
        self.t = t

    @property
    def size(self):
        return self.t.size

    @property
    def limits(self):
        return (self.t.min, self.t.max if self.t.has_max else None, self.t.is64)

    @property
    def type(self):
        return type_of(&self.t.type)

    def matches(self, type, bint exact):
        return fits(&self.t.type, type, exact)

    def __len__(self):
        return self.t.size

    def __getitem__(self, index):
        if not 0 <= index < self.t.size:
            raise IndexError(f"element {index} of a table of {self.t.size}")
        return self.store.from_slots(&self.t.type, self.t.items + <uint64_t>index)

    def __setitem__(self, index, value):
        cdef uint64_t word = 0
        self.store.check_free()
        if not 0 <= index < self.t.size:
            raise IndexError(f"element {index} of a table of {self.t.size}")
        self.store.to_slots(&self.t.type, value, &word)
        self.t.items[<uint64_t>index] = word

    def grow(self, count, value=None):
        cdef uint64_t word = 0
        self.store.check_free()
        self.store.to_slots(&self.t.type, value, &word)
        old = table_grow(self.t, count, word)
        if old == (<uint64_t>-1 if self.t.is64 else 0xFFFFFFFF):
            raise MemoryError(f"the table does not grow by {count}")
        return old

    def __eq__(self, other):
        return isinstance(other, Table) and (<Table>other).t == self.t

    def __hash__(self):
        return hash(<size_t>self.t)

    def __repr__(self):
        return f"<table of {self.t.size} {value_name(&self.t.type)}>"


cdef class Global:
    """A global variable."""

    def __init__(self, Store store, type, value, mutable=False):
        cdef uint64_t[2] words
        cdef WVal v
        words[0] = words[1] = 0
        read_type(type, &v)
        store.check_free()
        store.to_slots(&v, value, words)
        self.put(store, type, mutable)
        self.g.value[0] = words[0]
        self.g.value[1] = words[1]

    cdef int put(self, Store store, object type, bint mutable) except -1:
        """Makes what it stands for, without a value."""
        cdef WStore* s = store.s
        cdef WGlobal* g = <WGlobal*>calloc(1, sizeof(WGlobal))
        if g == NULL:
            raise MemoryError()
        try:
            read_type(type, &g.type)
            s.globals = <WGlobal**>pushed(<void**>s.globals, &s.nglobals, &s.globals_capacity, g)
        except BaseException:
            free(g)
            raise
        g.mutable = mutable
        g.store = s
        store.kept.append(type)
        self.store = store
        self.g = g
        return 0

    def matches(self, type, bint exact):
        return fits(&self.g.type, type, exact)

    @property
    def value(self):
        return self.store.from_slots(&self.g.type, self.g.value)

    @value.setter
    def value(self, value):
        cdef uint64_t[2] words
        words[0] = words[1] = 0
        self.store.check_free()
        if not self.g.mutable:
            raise TypeError("the global is immutable")
        self.store.to_slots(&self.g.type, value, words)
        self.g.value[0] = words[0]
        self.g.value[1] = words[1]

    @property
    def bits(self):
        """The value as an integer; a reference as Python sees it."""
        if self.g.type.code == V_REF:
            return self.value
        return self.g.value[0] | (<object>self.g.value[1] << 64 if self.g.type.code == V_V128 else 0)

    @property
    def mutable(self):
        return self.g.mutable

    @property
    def type(self):
        return type_of(&self.g.type)

    def __eq__(self, other):
        return isinstance(other, Global) and (<Global>other).g == self.g

    def __hash__(self):
        return hash(<size_t>self.g)

    def __repr__(self):
        return f"<global of {value_name(&self.g.type)}>"


cdef class Tag:
    """What an exception is known by. ``type``: (TypeGroup, index) of its function type."""

    def __init__(self, Store store, type):
        group, index = type
        self.t = <WTag*>calloc(1, sizeof(WTag))
        store.own(self.t)
        self.t.type = <WType*><size_t>group.address(index)
        self.t.store = store.s
        store.kept.append(group)
        self.store = store
        self.type = type

    def _exception(self, Store store, values):
        """The address of a new exception object, in a store."""
        cdef WStore* s = store.s
        cdef WType* t = self.t.type
        cdef uint64_t* to = s.top
        cdef uint32_t i
        cdef WObject* o
        if self.store is not store:
            raise ValueError("the tag belongs to another store")
        if len(values) != t.nparams:
            raise TypeError(f"the exception has {t.nparams} values, {func_type_name(t)}")
        for i in range(t.nparams):
            store.to_slots(t.vals + i, values[i], to)
            to += t.widths[i]
        o = new_exception(s, self.t, s.top)
        if o == NULL:
            raise MemoryError()
        return <uint64_t><size_t>o

    def matches(self, type):
        """Is that (TypeGroup, index) the tag's type?"""
        return self.type[0] is type[0] and self.type[1] == type[1]

    @property
    def address(self):
        return <uint64_t><size_t>self.t

    def __eq__(self, other):
        return isinstance(other, Tag) and (<Tag>other).t == self.t

    def __hash__(self):
        return hash(<size_t>self.t)

    def __repr__(self):
        return f"<tag {func_type_name(self.t.type)}>"
