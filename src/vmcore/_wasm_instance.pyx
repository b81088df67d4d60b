# Modules as the machine wants them, and instances.

cimport cython
from libc.stdint cimport uint8_t, uint32_t, uint64_t
from libc.stdlib cimport calloc, free
from libc.string cimport memset
from vmcore.wasm cimport *
from vmcore._wasm_bytes cimport read_u32
from vmcore._wasm_lower cimport init_code, free_code, lower_constant, lower
from vmcore._wasm_memory cimport memory_bulk
from vmcore._wasm_table cimport table_init
from vmcore._wasm_heap cimport is_subtype
from vmcore._wasm_store cimport Store, Function
from vmcore._wasm_objects cimport Memory, Table, Global, Tag
from vmcore._wasm_types cimport TypeGroup

cdef WMemory NO_MEMORY


@cython.no_gc_clear
cdef class Code:
    """The functions of a module, which are lowered when they are called. ``types`` and ``tags``: (TypeGroup, index) of each;
    ``funcs``: type indexes of the whole index space; ``bodies``: where the size of each body is in the binary."""
    cdef WModule m
    cdef readonly object binary
    cdef readonly list types
    cdef readonly object module           # what messages call it by
    cdef readonly object check            # of a function by index: raises if it is not valid; or None: all are
    cdef object __weakref__

    def __cinit__(self, *args, **kwargs):
        self.m.owner = <void*>self

    def __init__(self, module, bytes binary, types, funcs, bodies, wide, memory64, table64, tags, check=None):
        cdef uint32_t i
        cdef const uint8_t* p
        cdef const uint8_t* start = <const uint8_t*><const char*>binary
        cdef uint32_t size
        cdef WModule* m = &self.m
        self.module = module
        self.check = check
        self.binary = binary
        self.types = [group for group, _ in types]
        m.binary = start
        m.ntypes = len(types)
        m.nfuncs = len(funcs)
        m.nimported = len(funcs) - len(bodies)
        m.nglobals = len(wide)
        m.types = <WType**>calloc(m.ntypes + 1, sizeof(void*))
        m.func_types = <WType**>calloc(m.nfuncs + 1, sizeof(void*))
        m.codes = <WCode*>calloc(len(bodies) + 1, sizeof(WCode))
        m.lowered = <WCode**>calloc(len(bodies) + 1, sizeof(void*))
        m.global_wide = <uint8_t*>calloc(len(wide) + 1, 1)
        m.memory64 = <uint8_t*>calloc(len(memory64) + 1, 1)
        m.table64 = <uint8_t*>calloc(len(table64) + 1, 1)
        m.tag_types = <WType**>calloc(len(tags) + 1, sizeof(void*))
        if (m.types == NULL or m.func_types == NULL or m.codes == NULL or m.lowered == NULL or m.global_wide == NULL
                or m.memory64 == NULL or m.table64 == NULL or m.tag_types == NULL):
            raise MemoryError()
        for i in range(m.ntypes):
            m.types[i] = (<TypeGroup>types[i][0]).types + <int>types[i][1]
        for i in range(m.nfuncs):
            m.func_types[i] = m.types[<uint32_t>funcs[i]]
        for i in range(len(wide)):
            m.global_wide[i] = wide[i]
        for i in range(len(memory64)):
            m.memory64[i] = memory64[i]
        for i in range(len(table64)):
            m.table64[i] = table64[i]
        for i in range(len(tags)):
            m.tag_types[i] = m.types[<uint32_t>tags[i]]
        for i in range(len(bodies)):
            p = start + <size_t>bodies[i]
            size = read_u32(&p)
            init_code(m.codes + i)
            m.codes[i].module = m
            m.codes[i].type = m.func_types[m.nimported + i]
            m.codes[i].index = m.nimported + i
            m.codes[i].body = p
            m.codes[i].body_end = p + size
            m.codes[i].unchecked = check is not None

    def __dealloc__(self):
        cdef uint32_t i
        cdef WModule* m = &self.m
        if m.codes != NULL:
            for i in range(m.nfuncs - m.nimported):
                free_code(m.codes + i)
        free(m.types)
        free(m.func_types)
        free(m.codes)
        free(m.lowered)
        free(m.global_wide)
        free(m.memory64)
        free(m.table64)
        free(m.tag_types)

    cdef WCode* lowered(self, uint32_t index) except NULL:
        cdef WCode* code = self.m.codes + (index - self.m.nimported)
        if code.unchecked:
            self.check(index)
            code.unchecked = False
        if lower(code):
            raise MemoryError(f"function {index} is beyond the limits of this implementation")
        return code

    def lower_all(self):
        """Of all functions now; the size of their code in bytes."""
        cdef uint32_t i
        cdef uint64_t total = 0
        for i in range(self.m.nimported, self.m.nfuncs):
            total += self.lowered(i).nwords * 2
        return total

    def words(self, uint32_t index):
        """The register code of a function, for tests and looks."""
        cdef WCode* code = self.lowered(index)
        return (<char*>code.words)[:code.nwords * 2]


cdef class Instance:
    """An instance of a module in a store. Its parts are put in one after the other, as the specification has it."""
    cdef readonly Store store
    cdef readonly Code code
    cdef WInstance* i
    cdef object __weakref__

    def __init__(self, Store store, Code code, int nglobals, int ntables, int nmemories, int ntags, elems, datas):
        cdef WInstance* i
        cdef uint32_t k
        cdef uint32_t nfuncs = code.m.nfuncs
        cdef WFunc* own
        store.check_free()
        i = <WInstance*>calloc(1, sizeof(WInstance))
        store.own(i)
        store.kept.append(code)
        i.store = store.s
        i.module = &code.m
        i.memory = &NO_MEMORY
        i.funcs = <WFunc**>self.array(store, nfuncs, sizeof(void*))
        i.globals = <WGlobal**>self.array(store, nglobals, sizeof(void*))
        i.tables = <WTable**>self.array(store, ntables, sizeof(void*))
        i.memories = <WMemory**>self.array(store, nmemories, sizeof(void*))
        i.tags = <WTag**>self.array(store, ntags, sizeof(void*))
        i.elems = <WSegment*>self.array(store, len(elems), sizeof(WSegment))
        i.datas = <WSegment*>self.array(store, len(datas), sizeof(WSegment))
        i.own_funcs = own = <WFunc*>self.array(store, nfuncs - code.m.nimported, sizeof(WFunc))
        for k in range(nfuncs - code.m.nimported):
            own[k].type = code.m.codes[k].type
            own[k].code = code.m.codes + k
            own[k].inst = i
            own[k].store = store.s
            i.funcs[code.m.nimported + k] = own + k
        for k in range(len(datas)):
            i.datas[k].bytes = <const uint8_t*><const char*>datas[k]
            i.datas[k].length = len(datas[k])
        i.ndatas = len(datas)
        store.kept.append(datas)
        i.nelems = len(elems)
        i.next = store.s.instances
        store.s.instances = i
        self.store = store
        self.code = code
        self.i = i

    cdef void* array(self, Store store, uint64_t n, size_t size) except NULL:
        cdef void* made = calloc(<size_t>n + 1, size)
        store.own(made)
        return made

    def set_func(self, uint32_t index, Function f):
        self.i.funcs[index] = f.f

    def host_func(self, uint32_t index, fn):
        """An imported function of the import's own type."""
        self.i.funcs[index] = new_host(self.store, self.i.module.func_types[index], fn)

    def set_table(self, uint32_t index, Table table):
        self.i.tables[index] = table.t

    def set_memory(self, uint32_t index, Memory memory):
        self.i.memories[index] = memory.m
        if index == 0:
            self.i.memory = memory.m

    def set_global(self, uint32_t index, Global g):
        self.i.globals[index] = g.g

    def set_tag(self, uint32_t index, Tag tag):
        self.i.tags[index] = tag.t

    def set_elem(self, uint32_t index, list items, description):
        """What an element segment holds: references as Python sees them."""
        cdef WSegment* segment = self.i.elems + index
        cdef Py_ssize_t k
        cdef WVal v
        v.code = V_REF
        v.nullable = 1
        v.type = NULL
        v.heap = description
        segment.items = <uint64_t*>self.array(self.store, len(items), 8)
        segment.is_ref = description not in (H_FUNC, H_NOFUNC)
        for k in range(len(items)):
            self.store.to_slots(&v, items[k], segment.items + k)
            segment.length = k + 1

    def set_elem_funcs(self, uint32_t index, funcs):
        cdef WSegment* segment = self.i.elems + index
        cdef Py_ssize_t k
        segment.items = <uint64_t*>self.array(self.store, len(funcs), 8)
        for k in range(len(funcs)):
            segment.items[k] = <uint64_t><size_t>self.i.funcs[<uint32_t>funcs[k]]
        segment.length = len(funcs)

    def func(self, uint32_t index, str name=""):
        cdef Function f = <Function>self.store.function(self.i.funcs[index])
        f.name = name
        return f

    def start_elem(self, uint32_t index, uint32_t table, uint64_t offset):
        """An active segment: False if it does not fit."""
        if table_init(self.i, self.i.tables[table], index, offset, 0, self.i.elems[index].length):
            return False
        self.i.elems[index].length = 0
        return True

    def drop_elem(self, uint32_t index):
        self.i.elems[index].length = 0

    def start_data(self, uint32_t index, uint32_t memory, uint64_t offset):
        cdef uint64_t[3] A
        A[0] = offset
        A[1] = 0
        A[2] = self.i.datas[index].length
        if memory_bulk(self.i, 0x208, A, index, memory):
            return False
        self.i.datas[index].length = 0
        return True

    def new_global(self, type, bint mutable):
        """One whose value is to be evaluated."""
        cdef Global made = Global.__new__(Global)
        made.put(self.store, type, mutable)
        return made

    def evaluate(self, Py_ssize_t start, type):
        """The value of the constant expression at a place of the binary. ``type``: (TypeGroup, index) of [] -> [t]."""
        cdef WType* t = (<TypeGroup>type[0]).types + <int>type[1]
        self.run_constant(start, t)
        return self.store.from_slots(t.vals, self.store.s.top)

    def evaluate_global(self, Py_ssize_t start, type, Global g):
        cdef WType* t = (<TypeGroup>type[0]).types + <int>type[1]
        self.run_constant(start, t)
        g.g.value[0] = self.store.s.top[0]
        g.g.value[1] = self.store.s.top[1] if t.result_slots > 1 else 0

    cdef int run_constant(self, Py_ssize_t start, WType* t) except -1:
        """Leaves the value on top of the stack."""
        cdef WCode code
        cdef WFunc f
        cdef WStore* s = self.store.s
        cdef const uint8_t* at = self.i.module.binary + start
        memset(&code, 0, sizeof(WCode))
        self.store.check_free()
        if lower_constant(self.i.module, at, at + 8, t, &code):
            raise MemoryError("a constant expression is beyond the limits of this implementation")
        f.type = t
        f.code = &code
        f.inst = self.i
        f.host = NULL
        f.store = s
        try:
            self.store.enter(&f, s.top)
        finally:
            free_code(&code)
        return 0


cdef WFunc* new_host(Store store, WType* t, fn) except NULL:
    cdef WFunc* f = <WFunc*>calloc(1, sizeof(WFunc))
    store.own(f)
    f.type = t
    f.store = store.s
    f.host = <void*>fn
    store.kept.append(fn)
    return f


def host_function(Store store, type, fn, str name=""):
    """A Python callable as a function of a store. ``type``: (TypeGroup, index)."""
    cdef Function f
    group, index = type
    store.kept.append(group)
    f = <Function>store.function(new_host(store, (<TypeGroup>group).types + <int>index, fn))
    f.name = name
    return f


def is_subtype_of(Function f, type):
    """Is the type of a function (TypeGroup, index), or below?"""
    group, index = type
    return bool(is_subtype(f.f.type, (<TypeGroup>group).types + <int>index))
