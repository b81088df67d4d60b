# The file of byte code, and functions that are read from it when they are wanted first. vmcore/__init__.py has the format.

cimport cython
from cpython.bytes cimport PyBytes_FromStringAndSize
from libc.stddef cimport size_t
from libc.stdint cimport uint32_t
from libc.string cimport memcpy

cdef extern from *:
    """
    #include <stdlib.h>
    #include <marshal.h>
    #ifdef _WIN32
    #include <io.h>
    static char *vm_map(int fd, size_t n) {
        char *p = malloc(n);
        size_t at = 0;
        while (p && at < n) {
            int got = _read(fd, p + at, (unsigned)(n - at));
            if (got <= 0) { free(p); return NULL; }
            at += (size_t)got;
        }
        return p;
    }
    static void vm_unmap(char *p, size_t n) { (void)n; free(p); }
    #else
    #include <sys/mman.h>
    static char *vm_map(int fd, size_t n) {
        void *p = mmap(NULL, n, PROT_READ, MAP_PRIVATE, fd, 0);
        return p == MAP_FAILED ? NULL : p;
    }
    static void vm_unmap(char *p, size_t n) { munmap(p, n); }
    #endif
    """
    char* vm_map(int fd, size_t n) noexcept
    void vm_unmap(char* p, size_t n) noexcept
    object PyMarshal_ReadObjectFromString(const char* data, Py_ssize_t n)
    object PyFunction_NewWithQualName(object code, object inside, object qualname)
    int PyFunction_SetDefaults(object f, object defaults) except -1
    int PyFunction_SetKwDefaults(object f, object defaults) except -1
    int PyFunction_SetAnnotations(object f, object annotations) except -1

from _imp import _fix_co_filename


@cython.final
@cython.no_gc
cdef class File:
    """A file in memory. It stays what it was when another one is put in its place."""
    cdef char* data
    cdef readonly Py_ssize_t size

    def __cinit__(self, int fd, Py_ssize_t size):
        if size > 0:
            self.data = vm_map(fd, <size_t>size)
        if self.data == NULL:
            raise OSError("cannot read the file")
        self.size = size

    def __dealloc__(self):
        if self.data != NULL:
            vm_unmap(self.data, <size_t>self.size)

    cdef int check(self, Py_ssize_t at, Py_ssize_t n) except -1:
        if at < 0 or n < 0 or at > self.size - n:
            raise EOFError("the file of byte code is cut off")
        return 0

    def part(self, Py_ssize_t at, Py_ssize_t n):
        """A part of it."""
        self.check(at, n)
        return PyBytes_FromStringAndSize(self.data + at, n)

    def loads(self, Py_ssize_t at, Py_ssize_t n):
        """The marshalled object in a part of it."""
        self.check(at, n)
        return PyMarshal_ReadObjectFromString(self.data + at, n)

    cdef object entry(self, Py_ssize_t table, uint32_t number):
        """Object `number` of a table: offsets from its beginning, where each begins, and where the last one ends."""
        cdef uint32_t[2] bounds
        self.check(table, (<Py_ssize_t>number + 2) * 4)
        memcpy(bounds, self.data + table + <Py_ssize_t>number * 4, 8)
        return self.loads(table + bounds[0], <Py_ssize_t>bounds[1] - bounds[0])


@cython.final
@cython.no_gc
cdef class Maker:
    """`maker(number)`: a function of a module, to be read when it is wanted."""
    cdef File file
    cdef Py_ssize_t table
    cdef dict inside                      # names of the module

    def __init__(self, File file, Py_ssize_t table, dict inside):
        self.file, self.table, self.inside = file, table, inside

    def __call__(self, uint32_t number):
        cdef Later later = Later.__new__(Later)
        later.file, later.table, later.inside, later.number = self.file, self.table, self.inside, number
        return later


@cython.final
@cython.no_gc                             # what it refers to is the module's, whose end is its end
cdef class Later:
    """Stands for a function in a module or class until somebody calls it or asks the class for it, and is replaced then."""
    cdef File file
    cdef Py_ssize_t table
    cdef dict inside
    cdef uint32_t number
    cdef object function

    cdef object read(self):
        if self.function is None:
            code, qualname, defaults, kwdefaults, annotations = self.file.entry(self.table, self.number)
            _fix_co_filename(code, self.inside["__file__"])
            f = PyFunction_NewWithQualName(code, self.inside, qualname)
            if defaults is not None:
                PyFunction_SetDefaults(f, defaults)
            if kwdefaults is not None:
                PyFunction_SetKwDefaults(f, kwdefaults)
            if annotations is not None:
                PyFunction_SetAnnotations(f, annotations)
            self.function = f
        return self.function

    def __call__(self, *args, **kwargs):
        f = self.read()
        if self.inside.get(f.__name__) is self:
            self.inside[f.__name__] = f
        return f(*args, **kwargs)

    def __get__(self, instance, owner):
        f = self.read()
        for cls in (type(instance) if owner is None else owner).__mro__:
            if cls.__dict__.get(f.__name__) is self:
                setattr(cls, f.__name__, f)
                break
        return f if instance is None else f.__get__(instance, owner)
