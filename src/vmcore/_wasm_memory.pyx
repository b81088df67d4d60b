# Linear memories: address space is reserved for what a memory may become, so that it grows without moving. Where that is
# refused (a limit of the address space), the memory is allocated, and moves when it grows, unless Python holds a view of it.

from libc.stdint cimport uint8_t, int8_t, uint16_t, int16_t, uint32_t, int32_t, uint64_t, int64_t
from libc.stdlib cimport calloc, realloc, free
from libc.string cimport memset, memcpy, memmove
from vmcore.wasm cimport *
from vmcore._wasmops cimport *
from vmcore._wasm_num cimport *

cdef extern from *:
    """
    #ifdef _WIN32
    #include <windows.h>
    static void *w_reserve(size_t n) { return VirtualAlloc(NULL, n, MEM_RESERVE, PAGE_NOACCESS); }
    static int w_open(void *p, size_t n) { return VirtualAlloc(p, n, MEM_COMMIT, PAGE_READWRITE) == NULL; }
    static void w_release(void *p, size_t n) { (void)n; VirtualFree(p, 0, MEM_RELEASE); }
    static void w_discard(void *p, size_t n) { (void)p; (void)n; }
    #else
    #include <sys/mman.h>
    #ifndef MAP_NORESERVE
    #define MAP_NORESERVE 0
    #endif
    static void *w_reserve(size_t n) {
        void *p = mmap(NULL, n, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        return p == MAP_FAILED ? NULL : p;
    }
    static int w_open(void *p, size_t n) { return mprotect(p, n, PROT_READ | PROT_WRITE); }
    static void w_release(void *p, size_t n) { munmap(p, n); }
    static void w_discard(void *p, size_t n) {             /* whole pages go back */
        uintptr_t a = ((uintptr_t)p + 16383) & ~(uintptr_t)16383, e = ((uintptr_t)p + n) & ~(uintptr_t)16383;
    #ifdef __linux__
        if (a < e) madvise((void *)a, e - a, MADV_DONTNEED);
    #else
        (void)a; (void)e;
    #endif
    }
    #endif
    """
    void* w_reserve(size_t n) noexcept nogil
    int w_open(void* p, size_t n) noexcept nogil
    void w_release(void* p, size_t n) noexcept nogil
    void w_discard(void* p, size_t n) noexcept nogil

cdef enum:
    PAGES32 = 65536                        # most of a memory with 32-bit addresses

cdef uint64_t ROOM64 = <uint64_t>1 << 34   # bytes reserved for a memory with 64-bit addresses and no maximum


cdef void* stack_reserve(uint64_t bytes) noexcept nogil:
    cdef void* p = w_reserve(<size_t>bytes)
    if p != NULL and w_open(p, <size_t>bytes) != 0:
        w_release(p, <size_t>bytes)
        return NULL
    return p


cdef void stack_release(void* p, uint64_t bytes) noexcept nogil:
    w_release(p, <size_t>bytes)


cdef void stack_discard(void* p, uint64_t bytes) noexcept nogil:
    w_discard(p, <size_t>bytes)


cdef bint has_room(WStore* store, uint64_t bytes) noexcept nogil:
    return ((store.memory_limit == 0 or (bytes <= store.memory_limit and store.used <= store.memory_limit - bytes))
            and outer_has_room(store, bytes))


cdef uint64_t most_pages(WMemory* m) noexcept nogil:
    cdef uint64_t most = <uint64_t>1 << 47 >> 16 if m.is64 else PAGES32
    return m.max if m.has_max and m.max < most else most


cdef WMemory* memory_new(WStore* store, uint64_t pages, uint64_t most, bint has_max, bint is64) noexcept nogil:
    """NULL: too large."""
    cdef WMemory* m
    cdef uint64_t room
    if pages > <uint64_t>1 << 31 or not has_room(store, pages * PAGE):
        return NULL
    m = <WMemory*>calloc(1, sizeof(WMemory))
    if m == NULL:
        return NULL
    m.store = store
    m.min = pages
    m.max = most
    m.has_max = has_max
    m.is64 = is64
    room = most_pages(m) * PAGE
    if is64 and room > ROOM64:
        room = ROOM64 if ROOM64 > pages * PAGE else pages * PAGE
    if room:
        m.base = <uint8_t*>w_reserve(<size_t>room)
        if m.base != NULL:
            m.reserved = room
            if pages and w_open(m.base, <size_t>(pages * PAGE)) != 0:
                w_release(m.base, <size_t>room)
                free(m)
                return NULL
    if m.reserved == 0 and pages:
        m.base = <uint8_t*>calloc(<size_t>pages, PAGE)
        if m.base == NULL:
            free(m)
            return NULL
    m.size = pages * PAGE
    use(store, m.size)
    return m


cdef void memory_free(WMemory* m) noexcept nogil:
    if m.reserved:
        w_release(m.base, <size_t>m.reserved)
    else:
        free(m.base)
    free(m)


cdef uint64_t memory_grow(WMemory* m, uint64_t delta) noexcept nogil:
    """The old size in pages, or -1 in the width of an address."""
    cdef uint64_t old = m.size >> 16
    cdef uint64_t refused = <uint64_t>-1 if m.is64 else 0xFFFFFFFFu
    cdef uint64_t most = most_pages(m)
    cdef uint64_t bytes
    cdef uint8_t* base
    if delta == 0:
        return old
    if delta > most or old > most - delta:
        return refused
    bytes = delta << 16
    if not has_room(m.store, bytes):
        return refused
    if m.size + bytes <= m.reserved:
        if w_open(m.base + m.size, <size_t>bytes) != 0:
            return refused
    else:
        if m.exports:
            return refused                 # a view would be left without memory
        if m.reserved:
            base = <uint8_t*>calloc(<size_t>(old + delta), PAGE)
            if base == NULL:
                return refused
            memcpy(base, m.base, <size_t>m.size)
            w_release(m.base, <size_t>m.reserved)
            m.reserved = 0
        else:
            base = <uint8_t*>realloc(m.base, <size_t>(m.size + bytes))
            if base == NULL:
                return refused
            memset(base + m.size, 0, <size_t>bytes)
        m.base = base
    m.size += bytes
    use(m.store, bytes)
    return old


# ---------------------------------------------------------------- memories other than number 0, and 64-bit addresses

cdef inline uint8_t* place(WMemory* m, uint64_t address, uint64_t offset, uint64_t n) noexcept nogil:
    """NULL: out of bounds."""
    cdef uint64_t at = address + offset
    if at < offset or m.size < n or at > m.size - n:
        return NULL
    return m.base + at


cdef int load_any(WMemory* m, uint32_t op, uint64_t address, uint64_t offset, uint64_t* out) noexcept nogil:
    cdef uint64_t n
    cdef uint8_t* p
    if op == W_I64_LOAD:
        n = 8
    elif op == W_I32_LOAD or op == W_I64_LOAD32_S:
        n = 4
    elif op == W_I32_LOAD16_S or op == W_I32_LOAD16_U or op == W_I64_LOAD16_S:
        n = 2
    else:
        n = 1
    p = place(m, address, offset, n)
    if p == NULL:
        return ST_MEMORY_BOUNDS
    if op == W_I64_LOAD:
        out[0] = w_load64(p)
    elif op == W_I32_LOAD:
        out[0] = w_load32(p)
    elif op == W_I64_LOAD32_S:
        out[0] = <uint64_t><int64_t><int32_t>w_load32(p)
    elif op == W_I32_LOAD16_S:
        out[0] = <uint32_t><int32_t><int16_t>w_load16(p)
    elif op == W_I32_LOAD16_U:
        out[0] = w_load16(p)
    elif op == W_I64_LOAD16_S:
        out[0] = <uint64_t><int64_t><int16_t>w_load16(p)
    elif op == W_I32_LOAD8_S:
        out[0] = <uint32_t><int32_t><int8_t>p[0]
    elif op == W_I64_LOAD8_S:
        out[0] = <uint64_t><int64_t><int8_t>p[0]
    else:
        out[0] = p[0]
    return ST_OK


cdef int store_any(WMemory* m, uint32_t op, uint64_t address, uint64_t offset, uint64_t v) noexcept nogil:
    cdef uint64_t n = 8 if op == W_I64_STORE else 4 if op == W_I32_STORE else 2 if op == W_I32_STORE16 else 1
    cdef uint8_t* p = place(m, address, offset, n)
    if p == NULL:
        return ST_MEMORY_BOUNDS
    if n == 8:
        w_store64(p, v)
    elif n == 4:
        w_store32(p, <uint32_t>v)
    elif n == 2:
        w_store16(p, <uint16_t>v)
    else:
        p[0] = <uint8_t>v
    return ST_OK


# ---------------------------------------------------------------- memory.fill, copy, init

cdef inline bint outside(uint64_t at, uint64_t n, uint64_t size) noexcept nogil:
    return n > size or at > size - n


cdef inline void pay(WStore* store, uint64_t bytes) noexcept nogil:
    """For work in proportion to an operand."""
    store.budget -= <int64_t>(bytes >> 7)


cdef int memory_bulk(WInstance* inst, uint32_t op, uint64_t* A, uint64_t x, uint64_t y) noexcept nogil:
    cdef WMemory* m
    cdef WMemory* other
    cdef WSegment* data
    if op == 0x20B:                        # fill
        m = inst.memories[x]
        if outside(A[0], A[2], m.size):
            return ST_MEMORY_BOUNDS
        if A[2]:
            memset(m.base + A[0], <int>(A[1] & 0xFF), <size_t>A[2])
    elif op == 0x20A:                      # copy
        m = inst.memories[x]
        other = inst.memories[y]
        if outside(A[0], A[2], m.size) or outside(A[1], A[2], other.size):
            return ST_MEMORY_BOUNDS
        if A[2]:
            memmove(m.base + A[0], other.base + A[1], <size_t>A[2])
    else:                                  # init
        data = inst.datas + x
        m = inst.memories[y]
        if outside(A[0], A[2], m.size) or outside(A[1], A[2], data.length):
            return ST_MEMORY_BOUNDS
        if A[2]:
            memcpy(m.base + A[0], data.bytes + A[1], <size_t>A[2])
    pay(inst.store, A[2])
    return ST_OK
