# The state of WebAssembly as the compiled modules of this group see it.
#
# A store owns everything that instances are made of; all of it lives until the store is freed, but for objects of the heap
# (_wasm_heap). References are words: 0 is null, an odd word an i31, a function reference points to a WFunc, any other to a
# WObject. A status is 0 for success; what begins with ST_ below is why a run ended.

from libc.stdint cimport uint8_t, uint16_t, uint32_t, int32_t, uint64_t, int64_t

cdef enum:
    ST_OK = 0
    # traps; _wasm_host has their messages, in this order
    ST_UNREACHABLE = 1
    ST_MEMORY_BOUNDS = 2
    ST_DIVZERO = 3
    ST_OVERFLOW = 4
    ST_CONVERSION = 5
    ST_TABLE_BOUNDS = 6
    ST_UNDEFINED_ELEMENT = 7
    ST_UNINITIALIZED = 8
    ST_CALL_TYPE = 9
    ST_NULL_FUNCTION = 10
    ST_NULL_REFERENCE = 11
    ST_NULL_I31 = 12
    ST_NULL_STRUCT = 13
    ST_NULL_ARRAY = 14
    ST_ARRAY_BOUNDS = 15
    ST_CAST = 16
    ST_STACK = 17
    ST_NULL_EXCEPTION = 18
    N_TRAPS = 19
    # other ends of a run
    ST_HOSTERR = 32                      # a Python exception, in store.exc
    ST_THROW = 33                        # a WebAssembly exception, in store.thrown
    ST_FUEL = 34
    ST_TIMEOUT = 35
    ST_INTERRUPT = 36                    # as HOSTERR, or somebody asked for it
    ST_NOMEM = 37
    ST_LARGE = 38                        # a function beyond the limits of the implementation
    # private to the loop
    ST_SLICE = 64
    ST_ENTER = 65
    ST_TAIL = 66

cdef enum:                               # WVal.code, as in the binary format
    V_I32 = 0x7F
    V_I64 = 0x7E
    V_F32 = 0x7D
    V_F64 = 0x7C
    V_V128 = 0x7B
    V_I8 = 0x78
    V_I16 = 0x77
    V_REF = 0x64

cdef enum:                               # abstract heap types, as in the binary format
    H_NOEXN = -12
    H_NOFUNC = -13
    H_NOEXTERN = -14
    H_NONE = -15
    H_FUNC = -16
    H_EXTERN = -17
    H_ANY = -18
    H_EQ = -19
    H_I31 = -20
    H_STRUCT = -21
    H_ARRAY = -22
    H_EXN = -23

cdef enum:
    HEADER = 3                           # words of a frame behind the parameters: return address, frame, instance of the caller
    FRAME_MAX = 60000                    # slots of a frame
    FRAME_SLACK = 65536                  # slots behind the limit of the stack, so that no frame is checked for its size
    MAX_NESTING = 90                     # runs inside host calls inside runs

cdef struct WVal:                        # a value type or storage type
    uint8_t code
    uint8_t nullable
    int32_t heap                         # abstract heap type, or 0:
    WType* type

cdef struct WType:                       # one for all modules of the process that have an equal type
    uint64_t id
    int32_t kind                         # H_FUNC, H_STRUCT, H_ARRAY
    uint32_t nparams                     # functions
    uint32_t nresults
    uint32_t param_slots
    uint32_t result_slots
    WVal* vals                           # parameters and results; fields; or the element
    uint8_t* widths                      # slots of each
    uint32_t depth                       # super types
    WType** above                        # all of them from the top, then this
    uint32_t nfields
    uint32_t* offsets                    # of fields, in bytes from the object's data
    uint32_t size                        # bytes of all fields, or of an element
    uint32_t nrefs                       # of the fields
    uint32_t* refs                       # offsets of those that are references

cdef struct WHandler:                    # a clause of a try_table
    uint32_t start                       # words of the code, in units of 16 bits: return addresses in (start, end]
    uint32_t end
    uint32_t kind                        # as in the binary format
    uint32_t tag
    uint32_t target
    uint32_t slot                        # where the label's operands go

cdef struct WCode:                       # a function of a module, shared by its instances
    const uint16_t* entry
    uint16_t stub[8]                     # LOWER and the address of this
    WModule* module
    WType* type
    const uint8_t* body                  # locals and instructions
    const uint8_t* body_end
    uint32_t index                       # in the index space
    uint32_t nwords                      # of 16 bits
    uint16_t* words
    WHandler* handlers                   # inner ones first
    uint32_t nhandlers
    uint32_t header
    uint8_t unchecked                    # nobody validated it yet

cdef struct WModule:
    const uint8_t* binary
    WType** types
    uint32_t ntypes
    WType** func_types                   # of the whole index space
    uint32_t nfuncs
    uint32_t nimported
    WCode* codes                         # of the others
    uint8_t* global_wide                 # slots of each
    uint32_t nglobals
    uint8_t* memory64
    uint32_t nmemories
    uint8_t* table64
    uint32_t ntables
    WType** tag_types
    uint32_t ntags
    WCode** lowered                      # by address of their code
    uint32_t nlowered
    void* owner                          # PyObject*, not counted

cdef struct WFunc:
    WType* type
    WCode* code                          # NULL: of the host
    WInstance* inst
    void* host                           # PyObject*, kept by the store
    WStore* store
    uint64_t host_index

cdef struct WMemory:
    uint8_t* base
    uint64_t size                        # bytes
    uint64_t reserved                    # bytes of address space; 0: allocated with malloc
    uint64_t min                         # pages, as declared
    uint64_t max
    bint has_max
    bint is64
    int64_t exports                      # views held by Python
    WStore* store

cdef struct WTable:
    uint64_t* items
    uint64_t size
    uint64_t capacity
    uint64_t min
    uint64_t max
    bint has_max
    bint is64
    WVal type
    WStore* store

cdef struct WGlobal:
    uint64_t value[2]
    WVal type
    bint mutable
    WStore* store

cdef struct WTag:
    WType* type
    WStore* store

cdef struct WSegment:
    const uint8_t* bytes                 # data
    uint64_t* items                      # elements, owned
    uint64_t length                      # 0: dropped
    bint is_ref

cdef struct WInstance:
    WStore* store
    WModule* module
    WMemory* memory                      # number 0, or one of no bytes
    WFunc** funcs
    WGlobal** globals
    WTable** tables
    WMemory** memories
    WTag** tags
    WFunc* own_funcs
    WSegment* elems
    WSegment* datas
    uint32_t nelems
    uint32_t ndatas
    WInstance* next

cdef enum:
    OBJ_STRUCT = 1
    OBJ_ARRAY = 2
    OBJ_EXTERN = 3
    OBJ_EXN = 4

cdef struct WObject:
    WType* type                          # of structures and arrays; the tag's of an exception
    WTag* tag
    uint64_t length                      # elements; or the index of the Python object
    uint32_t bytes                       # of data, at most
    uint8_t kind
    uint8_t mark
    uint8_t pad[2]
    uint64_t data[0]

cdef struct WStore:
    uint64_t* stack
    uint64_t* limit                      # no frame begins behind it
    uint64_t* stack_end
    uint64_t* top                        # first free slot, outside of the loop
    uint64_t stack_bytes
    int64_t budget                       # jumps and calls until the next look around
    int64_t slice_left                   # what budget began with
    int64_t slice
    int64_t fuel                         # left beyond this slice; -1: no limit
    double deadline                      # or 0
    double last_signal_check
    volatile int stop
    int depth                            # of runs
    void* tstate                         # while the GIL is released
    void* owner                          # PyObject*: the Store, not counted
    void* exc                            # PyObject*, counted, or NULL
    WObject* thrown
    const uint16_t* pc                   # where a run ended, and
    uint64_t* frame
    WInstance* inst
    uint64_t detail                      # of a trap: the index of an uninitialized element
    uint64_t used                        # bytes of memories, tables and heap
    uint64_t memory_limit                # or 0
    WInstance* instances
    # --- limits of the machine whose programs call functions of this store, or NULL: outer_bytes counts what this store has
    int* outer_depth
    int* outer_stop
    int64_t* outer_fuel
    double* outer_deadline
    uint64_t* outer_limit
    uint64_t* outer_bytes
    bint within                          # a run of that machine
    int64_t left_over                    # of the slice in which the last such call ended
    # --- owned
    void** owned                         # blocks to be freed with the store
    uint64_t nowned
    uint64_t owned_capacity
    WMemory** memories
    uint64_t nmemories
    uint64_t memories_capacity
    WTable** tables
    uint64_t ntables
    uint64_t tables_capacity
    WGlobal** globals
    uint64_t nglobals
    uint64_t globals_capacity
    # --- heap
    WObject** objects
    uint64_t nobjects
    uint64_t objects_capacity
    uint64_t heap_bytes
    uint64_t collect_at
    uint64_t* free_externs               # indexes of Python objects that died
    uint64_t nfree_externs
    uint64_t free_capacity
    uint64_t* pinned                     # references that Python holds
    void** pins                          # the Ref of each, not counted
    uint64_t npinned
    uint64_t pinned_capacity
    # --- the Python side
    int (*call_host)(WStore* store, WFunc* f, uint64_t* args) noexcept nogil
    int (*attention)(WStore* store) noexcept nogil
    int (*lower)(WStore* store, WCode* code) noexcept nogil


cdef inline void use(WStore* store, int64_t bytes) noexcept nogil:
    """Memory that is taken, or given back."""
    store.used += bytes
    if store.outer_bytes != NULL:
        store.outer_bytes[0] += bytes


cdef inline bint outer_has_room(WStore* store, uint64_t bytes) noexcept nogil:
    return (store.outer_bytes == NULL or store.outer_limit[0] == 0
            or (bytes <= store.outer_limit[0] and store.outer_bytes[0] <= store.outer_limit[0] - bytes))
