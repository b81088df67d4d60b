# Conversion at the border. Containers are copied, sharing and cycles kept, without recursion on the data.
#
#   Python                         machine
#   int, float, complex, bool      exact integer, flonum, complex, boolean
#   Fraction, ExactComplex         ratio, exact complex number
#   str, bytes                     string (mutable copy), bytevector
#   None                           unspecified
#   list, tuple, dict              list, vector, equal hash table
#   Symbol Keyword Char Pair ...   their counterpart
#   callable                       host procedure
#   a Ref of the same runtime      the value itself
#   anything else                  host object
#
# A language may have counterparts for more (Border.counterparts): records of certain types and instances of certain classes.
#
# Back: what has no counterpart is a Ref (made by vm.host's `wrap`), which the runtime takes back unchanged.

from libc.stdint cimport int64_t, uint32_t
from libc.string cimport memcpy
from libc.stdlib cimport realloc
from cpython.ref cimport PyObject, Py_DECREF
from vmcore._tags cimport *
from vmcore.value cimport *
from vmcore.value cimport Ratio as RatioObj, Symbol as SymbolObj
from vmcore.machine cimport *
from vmcore._heap cimport *
from vmcore._big cimport from_pyint, to_pyint
from vmcore._num cimport num_rectangular, is_number, is_exact
from vmcore._table cimport table_put
from vmcore._pconvert cimport persistent_value, persistent_python

import sys

cdef object data = __import__("vmcore.data", fromlist=("Symbol",))   # from vmcore import: waits for the package

cdef extern from "Python.h":
    int PyUnicode_KIND(object o)
    void* PyUnicode_DATA(object o)
    Py_ssize_t PyUnicode_GET_LENGTH(object o)
    object PyUnicode_FromKindAndData "PyUnicode_FromKindAndData"(int kind, const void* buffer, Py_ssize_t size)

cdef type SymbolClass = data.Symbol
cdef type KeywordClass = data.Keyword
cdef type CharClass = data.Char
cdef type RatioClass = data.Ratio
cdef type ExactComplexClass = data.ExactComplex
cdef type PairClass = data.Pair
cdef type Singleton = data.Singleton
cdef dict SINGLETONS = {
    id(data.EOF): IMM_EOF, id(data.UNSPECIFIED): IMM_UNSPEC, id(data.ABSENT): IMM_ABSENT,
    id(data.DEFAULT): IMM_DEFAULT, id(data.UNBOUND): IMM_UNBOUND,
}
cdef dict IMMEDIATES = {
    IMM_UNDEF: None, IMM_UNSPEC: None, IMM_EOF: data.EOF, IMM_ABSENT: data.ABSENT, IMM_DEFAULT: data.DEFAULT,
    IMM_UNBOUND: data.UNBOUND,
}
cdef object Fraction = None


cdef object fraction_class():
    global Fraction
    if Fraction is None:
        from fractions import Fraction as cls
        Fraction = cls
    return Fraction


cdef bint is_fraction(object x):
    """Without loading `fractions`: if nobody did, nobody has one."""
    return "fractions" in sys.modules and isinstance(x, fraction_class())


cdef Value checked(Value v) except 0:
    if v == 0:
        raise MemoryError("the heap refused the memory")
    return v


# ---------------------------------------------------------------- tables of the border

cdef class Border:
    cdef object wrap(self, Value v):
        return self.wrap_as(Ref, v)

    cdef object wrap_as(self, type cls, Value v):
        cdef VM* vm = self.vm
        cdef Ref ref
        cdef uint32_t i, cap
        cdef Value* handles
        if self.free_handle == 0:
            cap = vm.handles_cap * 2 + 64
            handles = <Value*>realloc(vm.handles, cap * sizeof(Value))
            if handles == NULL:
                raise MemoryError()
            vm.handles = handles
            for i in range(vm.handles_cap, cap):
                handles[i] = from_fix(self.free_handle)
                self.free_handle = i + 1
            vm.handles_cap = vm.nhandles = cap
        ref = cls.__new__(cls)
        i = self.free_handle - 1
        self.free_handle = <uint32_t>fix_value(vm.handles[i])
        vm.handles[i] = v
        ref.machine = self
        ref.handle = i
        if cls is self.procedure_class:
            self.procedures += 1
        return ref

    cdef object held(self, Value v):
        """What a service gets: words as such, symbols and host objects, strings and doubles that are values, anything else as
        a Ref."""
        if is_fix(v):
            return fix_value(v)
        if is_string(v) or is_double(v):
            return atom_python(self.vm, v) if self.vm.persistent else self.wrap(v)
        if is_bool(v) or is_type(v, T_HOST) or (is_symbol(v) and as_obj(v).aux):
            return atom_python(self.vm, v)
        return self.wrap(v)

    cdef Value new_host(self, object x) except 0:
        cdef int64_t index
        cdef Host* h
        if self.free_hosts:
            index = self.free_hosts.pop()
            self.hosts[index] = x
        else:
            index = len(self.hosts)
            self.hosts.append(x)
        h = <Host*>alloc_owner(self.vm, sizeof(Host))
        if h == NULL:
            self.hosts[index] = None
            self.free_hosts.append(index)
            raise MemoryError("the heap refused the memory")
        set_header(h, T_HOST, sizeof(Host), 0, 0)
        h.index = index
        return tag_obj(h)

    cdef Value host_value(self, object x) except 0:
        """A callable becomes a procedure, anything else a host object."""
        cdef Value h = self.new_host(x)
        if callable(x):
            return checked(new_proc(self.vm, self.vm.stubs[STUB_HOST], &h, 1))
        return h

    cdef object host_object(self, int64_t index):
        return self.hosts[index]

    cdef object procedure_python(self, Value v):
        cdef Proc* p = as_proc(v)
        if p.code == <Code*>as_obj(self.vm.stubs[STUB_HOST]) and is_type(p.up[0], T_HOST):
            return self.hosts[(<Host*>as_obj(p.up[0])).index]
        return self.wrap_as(self.procedure_class, v)

    # ---- records with a counterpart in Python

    cdef Value record_type(self, str name) except? 0:
        """What the global holds, or 0 if that is no record type."""
        cdef Value symbol = intern(self.vm, text_value(self.vm, name), T_SYMBOL)
        cdef Value cell = global_cell(self.vm, symbol) if symbol else 0
        cdef Value found = (<Global*>as_obj(checked(cell))).value
        return found if is_type(found, T_RTD) else 0

    cdef int load_counterparts(self) except -1:
        cdef Value rtd
        exports, self.imports = ({}, {}) if self.counterparts is None else self.counterparts()
        self.exporters = {}
        for name, export in exports.items():
            rtd = self.record_type(name)
            if rtd:
                self.exporters[rtd] = export, self.wrap(rtd)         # held: no other type gets its word
        return 0

    cdef object record_python(self, Value v):
        cdef Record* r = <Record*>as_obj(v)
        cdef uint32_t i
        if self.exporters is None:
            self.load_counterparts()
        known = self.exporters.get(r.rtd)
        if known is None:
            return self.wrap(v)
        try:
            return known[0](*[to_python(self.vm, r.fields[i]) for i in range(r.h.length)])
        except (ArithmeticError, TypeError, ValueError):             # not what such fields should be
            return self.wrap(v)

    cdef Value record_value(self, object x) except? 0:
        """The record that stands for an object, or 0."""
        cdef Value rtd, v
        cdef Record* r
        cdef uint32_t n, i
        cdef size_t size
        if self.exporters is None:
            self.load_counterparts()
        known = self.imports.get(f"{type(x).__module__}.{type(x).__qualname__}")
        rtd = 0 if known is None else self.record_type(known[0])
        if rtd == 0:
            return 0
        fields = known[1](x)
        n = as_vector((<Rtd*>as_obj(rtd)).fields).h.length
        if len(fields) != n:
            raise TypeError(f"{known[0]} has {n} fields, not {len(fields)}")
        words = self.field_words(fields)
        size = sizeof(Record) + (n - 1) * sizeof(Value)
        r = <Record*>alloc(self.vm, size)
        if r == NULL:
            raise MemoryError("the heap refused the memory")
        set_header(r, T_RECORD, size, 0, n)
        r.rtd = rtd
        for i in range(n):
            v = words[i]
            r.fields[i] = v
        return tag_obj(r)

    cdef list field_words(self, object fields):
        cdef bint opaque = self.opaque
        self.opaque = True
        try:
            return [from_python(self.vm, field) for field in fields]
        finally:
            self.opaque = opaque

    # ---- by the machine

    cdef int realise(self, Ref sequence) except -1:
        raise NotImplementedError

    cdef int spend(self, int64_t items, int64_t more) except -1:
        raise NotImplementedError

    cdef void drain_pending(self):
        """Releases what the collector found dead while it could not take the GIL."""
        cdef VM* vm = self.vm
        cdef size_t word
        while vm.npending:
            vm.npending -= 1
            word = <size_t>vm.pending[vm.npending]
            if word & 1:
                self.hosts[word >> 1] = None
                self.free_hosts.append(word >> 1)
            else:
                Py_DECREF(<object><PyObject*>word)


cdef class Ref:
    def __dealloc__(self):
        cdef VM* vm
        if self.machine is not None and self.machine.vm != NULL:
            vm = self.machine.vm
            vm.handles[self.handle] = from_fix(self.machine.free_handle)
            self.machine.free_handle = self.handle + 1
            if type(self) is self.machine.procedure_class:
                self.machine.procedures -= 1

    def __repr__(self):
        return "<" + (<object>self.machine).describe(self) + ">"

    def __eq__(self, other):
        if not isinstance(other, Ref) or (<Ref>other).machine is not self.machine:
            return NotImplemented
        return self.machine.vm.handles[self.handle] == self.machine.vm.handles[(<Ref>other).handle]

    def __hash__(self):
        return hash(self.machine.vm.handles[self.handle])

    def __reduce__(self):
        raise TypeError("a value of a runtime cannot be pickled")


# ---------------------------------------------------------------- to the machine

cdef Value text_value(VM* vm, str s) except 0:
    cdef int kind = PyUnicode_KIND(s)
    cdef Py_ssize_t n = PyUnicode_GET_LENGTH(s)
    cdef Value v = checked(new_string(vm, <size_t>n, kind))
    memcpy(as_string(v).data, PyUnicode_DATA(s), <size_t>(n * kind))
    return v


cdef Value atom(VM* vm, object x) except? 0:
    """The value of what is not a container; 0 without an exception for a container."""
    cdef type t = type(x)
    cdef Value v
    if t is int:
        return checked(from_pyint(vm, x))
    if t is float:
        return box_any_double(x)
    if t is str:
        return text_value(vm, x)
    if t is bool:
        return IMM_TRUE if x else IMM_FALSE
    if x is None:
        return IMM_UNSPEC
    if t is list or t is tuple or t is dict or t is PairClass:
        return 0
    if t is SymbolClass:
        return checked(intern(vm, text_value(vm, x.name), T_SYMBOL))
    if t is Ref:
        return ref_value(vm, <Ref>x)
    if t is CharClass:
        return from_char(<uint32_t>x.code)
    if t is bytes or t is bytearray:
        v = checked(new_bytes(vm, <size_t>len(x)))
        memcpy((<Bytes*>as_obj(v)).data, <const char*>x, <size_t>len(x))
        return v
    if t is KeywordClass:
        return checked(intern(vm, text_value(vm, x.name), T_KEYWORD))
    if t is Singleton and id(x) in SINGLETONS:
        return <Value>SINGLETONS[id(x)]
    if t is RatioClass:
        return ratio_value(vm, x.num, x.den)
    if t is complex:
        return complex_value(vm, box_any_double(x.real), box_any_double(x.imag))
    if t is ExactComplexClass:
        return exact_complex_value(vm, x)
    if isinstance(x, Ref):
        return ref_value(vm, <Ref>x)
    if is_fraction(x):
        if x.denominator == 1:
            return checked(from_pyint(vm, x.numerator))
        return ratio_value(vm, x.numerator, x.denominator)
    if isinstance(x, (int, float, complex, str, list, tuple, dict)) and not callable(x):
        return subclass_value(vm, x)
    v = 0 if (<Border>vm.host).opaque else (<Border>vm.host).record_value(x)
    return v if v else (<Border>vm.host).host_value(x)


cdef Value subclass_value(VM* vm, object x) except? 0:
    """Instances of subclasses of int, float, complex and str go in as their base; those of containers are containers."""
    if isinstance(x, int):
        return checked(from_pyint(vm, int(x)))
    if isinstance(x, float):
        return box_any_double(float(x))
    if isinstance(x, complex):
        return complex_value(vm, box_any_double(x.real), box_any_double(x.imag))
    if isinstance(x, str):
        return text_value(vm, str.__str__(x))
    return 0


cdef Value ref_value(VM* vm, Ref ref) except? 0:
    if <void*>ref.machine != vm.host:
        raise ValueError("the value belongs to another runtime")
    return vm.handles[ref.handle]


cdef Value ratio_value(VM* vm, object num, object den) except 0:
    cdef Value n = checked(from_pyint(vm, num))
    cdef Value d = checked(from_pyint(vm, den))
    cdef RatioObj* r = <RatioObj*>alloc(vm, sizeof(RatioObj))
    if r == NULL:
        raise MemoryError("the heap refused the memory")
    set_header(r, T_RATIO, sizeof(RatioObj), 0, 0)
    r.num = n
    r.den = d
    return tag_obj(r)


cdef Value complex_value(VM* vm, Value re, Value im) except 0:
    cdef Value v = 0
    if num_rectangular(vm, re, im, &v) != ST_OK:
        raise MemoryError("the heap refused the memory")
    return v


cdef Value exact_complex_value(VM* vm, object x) except 0:
    for part in (x.real, x.imag):
        if type(part) is not int and type(part) is not RatioClass and not is_fraction(part):
            raise TypeError(f"the parts of an ExactComplex are exact numbers, not {type(part).__name__}")
    return complex_value(vm, atom(vm, x.real), atom(vm, x.imag))


cdef Value skeleton(VM* vm, object x) except? 0:
    """An empty container for x, filled later."""
    cdef Value v = IMM_NIL
    cdef Py_ssize_t _
    if isinstance(x, list):
        for _ in range(len(x)):
            v = checked(new_pair(vm, IMM_UNSPEC, v))
        return v
    if isinstance(x, tuple):
        return checked(new_vector(vm, <size_t>len(x), IMM_UNSPEC))
    if isinstance(x, dict):
        return checked(new_table(vm, TABLE_EQUAL, <uint32_t>len(x)))
    return checked(new_pair(vm, IMM_UNSPEC, IMM_UNSPEC))


cdef Value part(VM* vm, object x, dict memo, list work) except? 0:
    cdef Value v = atom(vm, x)
    if v == 0:
        known = memo.get(id(x))
        if known is not None:
            return <Value>known
        v = skeleton(vm, x)
        memo[id(x)] = v
        work.append(x)
    return v


cdef Value from_python(VM* vm, object x) except? 0:
    cdef Value v, p, key
    cdef dict memo
    cdef list work
    cdef Py_ssize_t i
    if vm.persistent:
        return persistent_value(vm, x)
    v = atom(vm, x)
    if v != 0:
        return v
    memo = {}
    work = []
    v = part(vm, x, memo, work)
    while work:
        x = work.pop()
        p = <Value>memo[id(x)]
        if isinstance(x, list):
            for item in x:
                if not is_pair(p):        # the list grew in the meantime
                    break
                as_pair(p).car = part(vm, item, memo, work)
                p = cdr(p)
        elif isinstance(x, tuple):
            for i in range(len(x)):
                as_vector(p).items[i] = part(vm, x[i], memo, work)
        elif isinstance(x, dict):
            for k, item in x.items():
                key = from_python(vm, k)  # complete before it is hashed; as deep as Python could hash it
                if table_put(vm, p, key, part(vm, item, memo, work)) != ST_OK:
                    raise MemoryError("the heap refused the memory")
        else:
            as_pair(p).car = part(vm, x.car, memo, work)
            as_pair(p).cdr = part(vm, x.cdr, memo, work)
    return v


# ---------------------------------------------------------------- to Python

cdef str text_python(Value v):
    cdef String* s = as_string(v)
    return PyUnicode_FromKindAndData(s.h.aux, s.data, s.h.length)


cdef bint is_proper(Value v) noexcept:
    """Does a list end in nil?"""
    cdef Value slow = v
    while True:
        if v == IMM_NIL:
            return True
        if not is_pair(v):
            return False
        v = cdr(v)
        if v == IMM_NIL:
            return True
        if not is_pair(v):
            return False
        v = cdr(v)
        slow = cdr(slow)
        if v == slow:
            return False


cdef object NOT_ATOM = object()


cdef object atom_python(VM* vm, Value v):
    cdef int t
    cdef SymbolObj* symbol
    if is_fix(v):
        return fix_value(v)
    if is_double(v):
        return unbox_double(v)
    t = type_of(v)
    if t == T_BOOL:
        return v == IMM_TRUE
    if t == T_STRING:
        return text_python(v)
    if t == T_NIL:
        return []
    if t == T_UNSPEC or t == T_EOF or t == T_OTHER:
        return IMMEDIATES.get(v)
    if t == T_PAIR or t == T_VECTOR or t == T_TABLE or t == T_VALUES:
        return NOT_ATOM
    if t == T_PROC:
        return (<Border>vm.host).procedure_python(v)
    if t == T_SYMBOL or t == T_KEYWORD:
        symbol = <SymbolObj*>as_obj(v)
        if not symbol.h.aux:
            return (<Border>vm.host).wrap(v)
        return (SymbolClass if t == T_SYMBOL else KeywordClass)(text_python(symbol.name))
    if t == T_CHAR:
        return CharClass(char_value(v))
    if t == T_INT64 or t == T_BIGINT:
        return to_pyint(v)
    if t == T_BYTES:
        return (<char*>(<Bytes*>as_obj(v)).data)[:as_obj(v).length]
    if t == T_RATIO:
        return fraction_class()(to_pyint((<RatioObj*>as_obj(v)).num), to_pyint((<RatioObj*>as_obj(v)).den))
    if t == T_COMPLEX:
        return complex_python(vm, <Complex*>as_obj(v))
    if t == T_HOST:
        return (<Border>vm.host).host_object((<Host*>as_obj(v)).index)
    return (<Border>vm.host).record_python(v) if t == T_RECORD else (<Border>vm.host).wrap(v)


cdef object complex_python(VM* vm, Complex* c):
    """Inexact ones are Python's; exact ones would lose digits."""
    if is_double(c.re):
        return complex(unbox_double(c.re), unbox_double(c.im))
    return ExactComplexClass(atom_python(vm, c.re), atom_python(vm, c.im))


cdef object hollow(VM* vm, Value v):
    """An empty Python container for v."""
    cdef int t = type_of(v)
    if t == T_PAIR:
        return [] if is_proper(v) else PairClass(None, None)
    if t == T_VECTOR or t == T_VALUES:
        return [None] * as_obj_length(v)
    return {}


cdef uint32_t as_obj_length(Value v) noexcept:
    return header(v).length


cdef bint hashable(VM* vm, Table* t) except -1:
    """Can every key of the table be a key of a dict, with the same equality?"""
    cdef uint32_t i
    cdef int k
    cdef int numbers = 0                  # which of booleans, exact and inexact numbers: Python's True == 1 == 1.0
    for i in range(t.used):
        if t.entries[i].key == IMM_UNDEF:
            continue
        k = type_of(t.entries[i].key)
        if k == T_PAIR or k == T_VECTOR or k == T_TABLE or k == T_VALUES or k == T_NIL:
            return False
        if k == T_BOOL:
            numbers |= 1
        elif k == T_FLONUM or (k == T_COMPLEX and not is_exact(t.entries[i].key)):
            numbers |= 2
        elif is_number(t.entries[i].key):
            numbers |= 4
    return numbers == 0 or numbers == 1 or numbers == 4 or len(keys_python(vm, t)) == t.h.length


cdef set keys_python(VM* vm, Table* t):
    cdef uint32_t i
    return {atom_python(vm, t.entries[i].key) for i in range(t.used) if t.entries[i].key != IMM_UNDEF}


cdef object to_python(VM* vm, Value v):
    cdef object x
    if vm.persistent:
        return persistent_python(vm, v)
    x = atom_python(vm, v)
    if x is not NOT_ATOM:
        return x
    return container_python(vm, v)


cdef object container_python(VM* vm, Value root):
    """Two passes: hollow containers are made and filled; then vectors, which were filled as lists, become tuples
    (a tuple cannot be made before its items: those in a cycle stay lists)."""
    cdef dict memo = {}
    cdef list order = []
    cdef list work = [root]
    cdef Value v, p
    cdef int t
    if type_of(root) == T_TABLE and not hashable(vm, <Table*>as_obj(root)):
        return (<Border>vm.host).wrap(root)
    memo[root] = hollow(vm, root)
    while work:
        v = work.pop()
        x = memo[v]
        t = type_of(v)
        order.append(v)
        if t == T_PAIR and type(x) is list:
            p = v
            while is_pair(p):
                x.append(child(vm, car(p), memo, work))
                p = cdr(p)
        elif t == T_PAIR:
            x.car = child(vm, car(v), memo, work)
            p = cdr(v)
            if is_pair(p) and p not in memo:
                memo[p] = PairClass(None, None)   # the rest of an improper list is one, too: no need to walk it again
                work.append(p)
            x.cdr = child(vm, p, memo, work)
        elif t == T_TABLE:
            fill_dict(vm, <Table*>as_obj(v), x, memo, work)
        else:
            for i in range(as_obj_length(v)):
                x[i] = child(vm, as_vector_items(v)[i], memo, work)
    if len(memo) == 1 and type_of(root) != T_VECTOR and type_of(root) != T_VALUES:
        return memo[root]
    return freeze(root, memo, order)


cdef Value* as_vector_items(Value v) noexcept:
    return (<Vector*>header(v)).items     # VECTOR and VALUES have the same shape


cdef object child(VM* vm, Value v, dict memo, list work):
    cdef object x = atom_python(vm, v)
    if x is not NOT_ATOM:
        return x
    known = memo.get(v)
    if known is not None:
        return known
    if type_of(v) == T_TABLE and not hashable(vm, <Table*>as_obj(v)):
        return (<Border>vm.host).wrap(v)
    x = hollow(vm, v)
    memo[v] = x
    work.append(v)
    return x


cdef void fill_dict(VM* vm, Table* t, dict x, dict memo, list work) except *:
    cdef uint32_t i
    for i in range(t.used):
        if t.entries[i].key != IMM_UNDEF:
            x[atom_python(vm, t.entries[i].key)] = child(vm, t.entries[i].value, memo, work)


cdef object freeze(Value root, dict memo, list order):
    """Replaces the lists that stand for vectors by tuples, children first; returns the root's counterpart."""
    cdef dict frozen = {}                 # id of the stand-in -> tuple
    cdef set open_ = set()
    cdef list stack
    cdef set vectors = set()
    for v in order:
        if type_of(v) in (T_VECTOR, T_VALUES):
            vectors.add(id(memo[v]))
    if not vectors:
        return memo[root]
    # Depth-first over the Python containers, replacing in place.
    stack = [(memo[root], False)]
    while stack:
        x, leaving = stack.pop()
        if leaving:
            replace_children(x, frozen)
            if id(x) in vectors:
                frozen[id(x)] = tuple(x)
            continue
        if id(x) in open_:
            continue
        open_.add(id(x))
        stack.append((x, True))
        for y in children(x):
            if type(y) in (list, dict, PairClass) and id(y) not in open_:
                stack.append((y, False))
    return frozen.get(id(memo[root]), memo[root])


cdef object children(object x):
    if type(x) is dict:
        return list(x.values())
    if type(x) is PairClass:
        return (x.car, x.cdr)
    return x


cdef void replace_children(object x, dict frozen) except *:
    if type(x) is dict:
        for k in x:
            y = frozen.get(id(x[k]))
            if y is not None:
                x[k] = y
    elif type(x) is PairClass:
        y = frozen.get(id(x.car))
        if y is not None:
            x.car = y
        y = frozen.get(id(x.cdr))
        if y is not None:
            x.cdr = y
    else:
        for i in range(len(x)):
            y = frozen.get(id(x[i]))
            if y is not None:
                x[i] = y
