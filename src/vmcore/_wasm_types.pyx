# Types that are equal in all modules of a process are one WType. Who makes them (pyfront.wasm.linking) sees to it that equal
# recursion groups are one TypeGroup.

from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free
from vmcore.wasm cimport *

cdef uint64_t next_id = 1


cdef int read_type(object description, WVal* out, TypeGroup group=None) except -1:
    """``description``: the number of a number type; or (nullable, heap), where heap is abstract, negative, or (group, index),
    with None for the group that is being made."""
    cdef TypeGroup of
    out.type = NULL
    out.heap = 0
    out.nullable = 0
    if isinstance(description, int):
        out.code = <uint8_t>description
        return 0
    nullable, heap = description
    out.code = V_REF
    out.nullable = 1 if nullable else 0
    if isinstance(heap, int):
        out.heap = heap
        return 0
    of, index = heap
    if of is None:
        of = group
    out.type = of.types + <int>index
    return 0


cdef object type_of(WVal* v):
    """For comparisons: equal if the types are."""
    if v.code != V_REF:
        return v.code
    return (bool(v.nullable), v.heap if v.type == NULL else v.type.id)


cdef dict ABOVE = {                        # of abstract heap types, what else each is below
    H_I31: (H_EQ, H_ANY), H_STRUCT: (H_EQ, H_ANY), H_ARRAY: (H_EQ, H_ANY), H_EQ: (H_ANY,), H_NOFUNC: (H_FUNC,),
    H_NOEXTERN: (H_EXTERN,), H_NOEXN: (H_EXN,), H_NONE: (H_I31, H_STRUCT, H_ARRAY, H_EQ, H_ANY),
}


cdef bint is_below(WVal* a, WVal* b) except -1:
    """Heap types."""
    if a.type != NULL and b.type != NULL:
        return a.type == b.type or (a.type.depth > b.type.depth and a.type.above[b.type.depth] == b.type)
    if b.type != NULL:
        return a.heap == (H_NOFUNC if b.type.kind == H_FUNC else H_NONE)
    heap = a.heap if a.type == NULL else a.type.kind
    return heap == b.heap or b.heap in ABOVE.get(heap, ())


cdef bint fits(WVal* v, object type, bint exact) except -1:
    """Is a value type a described one, or below it?"""
    cdef WVal want
    read_type(type, &want)
    if v.code != want.code:
        return False
    if v.code != V_REF:
        return True
    if exact:
        return v.nullable == want.nullable and v.heap == want.heap and v.type == want.type
    return v.nullable <= want.nullable and is_below(v, &want)


cdef class TypeGroup:
    """Types that refer to each other. A description is (kind, value types, number of parameters, super type or None);
    a super type is (group, index)."""

    def __init__(self, descriptions, uses):
        cdef int i
        self.descriptions = tuple(descriptions)
        self.uses = list(uses)
        self.count = len(self.descriptions)
        self.types = <WType*>calloc(self.count if self.count else 1, sizeof(WType))
        if self.types == NULL:
            raise MemoryError()
        for i in range(self.count):
            kind, vals, nparams, above = self.descriptions[i]
            self.fill(self.types + i, kind, vals, nparams, above)

    cdef int fill(self, WType* t, int kind, object vals, uint32_t nparams, object above) except -1:
        global next_id
        cdef uint32_t i, n
        cdef uint32_t at = 0
        cdef TypeGroup of
        cdef WType* parent = NULL
        n = len(vals)
        t.id = next_id
        next_id += 1
        t.kind = kind
        t.vals = <WVal*>calloc(n + 1, sizeof(WVal))
        t.widths = <uint8_t*>calloc(n + 1, 1)
        t.offsets = <uint32_t*>calloc(n + 1, sizeof(uint32_t))
        if t.vals == NULL or t.widths == NULL or t.offsets == NULL:
            raise MemoryError()
        for i in range(n):
            read_type(vals[i], t.vals + i, self)
            t.widths[i] = 2 if t.vals[i].code == V_V128 else 1
            t.offsets[i] = at
            at += 8 * t.widths[i]
        if kind == H_FUNC:
            t.nparams = nparams
            t.nresults = n - nparams
            for i in range(n):
                if i < nparams:
                    t.param_slots += t.widths[i]
                else:
                    t.result_slots += t.widths[i]
        elif kind == H_STRUCT:
            t.nfields = n
            t.size = at
        else:
            t.size = SIZES.get(t.vals[0].code, 8)
        if above is not None:
            of, index = above
            parent = (self if of is None else of).types + <int>index
            t.depth = parent.depth + 1
        t.above = <WType**>calloc(t.depth + 1, sizeof(WType*))
        if t.above == NULL:
            raise MemoryError()
        if parent != NULL:
            for i in range(t.depth):
                t.above[i] = parent.above[i]
        t.above[t.depth] = t
        return 0

    def __dealloc__(self):
        cdef int i
        if self.types == NULL:
            return
        for i in range(self.count):
            free(self.types[i].vals)
            free(self.types[i].widths)
            free(self.types[i].offsets)
            free(self.types[i].above)
        free(self.types)

    def address(self, int index):
        return <uint64_t><size_t>(self.types + index)

    def id(self, int index):
        return self.types[index].id


cdef dict SIZES = {V_I8: 1, V_I16: 2, V_I32: 4, V_F32: 4, V_V128: 16}
