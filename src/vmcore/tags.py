"""THE TABLE of value kinds: what a 64-bit word can be and what a heap object can be.

``tools/gen.py`` derives ``_tags.pxd`` from it. Plain data, standard library only.
"""

from __future__ import annotations

# Type classes. The index is the bit of the class in a type mask (see ``prims``), so at most 64.
# Immediates and numbers come first; heap objects with a header use the same number as ``Obj.type``.
TYPES: tuple[tuple[str, str], ...] = (
    ("FIXNUM", "small integer, 49 bits signed, immediate"),
    ("FLONUM", "double, immediate"),
    ("NIL", "the empty list (nil)"),
    ("BOOL", "true or false"),
    ("CHAR", "Unicode scalar value, immediate"),
    ("UNSPEC", "the unspecified value"),
    ("EOF", "end of file object"),
    ("OTHER", "another immediate: unbound, absent, default mark"),
    ("PAIR", "pair: car, cdr; no header"),
    ("PROC", "procedure: code and captured values"),
    ("VECTOR", "vector of values"),
    ("STRING", "string of 1, 2 or 4 byte characters"),
    ("CELL", "assignable captured variable"),
    ("SYMBOL", "interned or uninterned symbol"),
    ("KEYWORD", "interned keyword"),
    ("INT64", "integer that does not fit a small one but fits 64 bits"),
    ("BIGINT", "integer past 64 bits, held as a Python int"),
    ("RATIO", "exact non-integer rational"),
    ("COMPLEX", "complex number"),
    ("BYTES", "bytevector"),
    ("TABLE", "mutable hash table: eq, eqv or equal"),
    ("RECORD", "instance of a record type"),
    ("RTD", "record type descriptor"),
    ("CONDITION", "error object: kind, message, irritants"),
    ("VALUES", "zero or several values on their way to a receiver"),
    ("PORT", "input or output port"),
    ("PROMISE", "delayed computation"),
    ("HOST", "Python object"),
    ("GLOBAL", "global variable cell"),
    ("CODE", "compiled procedure body"),
    ("BOX", "mutable one-element box of a language"),
    ("PLIST", "persistent list; there is one of no items"),
    ("PVEC", "persistent vector"),
    ("PMAP", "persistent map: by hash, or a few entries in the order they came"),
    ("PSET", "persistent set, by hash"),
    ("SMAP", "persistent sorted map"),
    ("SSET", "persistent sorted set"),
    ("SEQ", "sequence: a view of a collection from some place on"),
    ("LAZY", "sequence that is computed when it is asked for"),
    ("TRANSIENT", "a persistent collection being built in place"),
    ("NODE", "inner node of a persistent collection; no program sees one"),
    ("BIGN", "integer of a kind of its own, of any size"),
    ("DECIMAL", "decimal number: an exact integer and a scale"),
    ("SINGLE", "floating-point number of 32 bits"),
)

# Named sets used by primitive signatures: name in messages -> type classes. A ~ is no part of the name: with it, numbers
# of kinds that only some languages have belong to the set, and the primitive looks closer.
SETS: dict[str, tuple[str, ...]] = {
    "integer": ("FIXNUM", "INT64", "BIGINT", "FLONUM"),  # a flonum is checked for integrality by the primitive
    "exact integer": ("FIXNUM", "INT64", "BIGINT"),
    "rational": ("FIXNUM", "INT64", "BIGINT", "RATIO", "FLONUM"),
    "real": ("FIXNUM", "INT64", "BIGINT", "RATIO", "FLONUM"),
    "number": ("FIXNUM", "INT64", "BIGINT", "RATIO", "FLONUM", "COMPLEX"),
    "number~": ("FIXNUM", "INT64", "BIGINT", "RATIO", "FLONUM", "COMPLEX", "BIGN", "DECIMAL", "SINGLE"),
    "real~": ("FIXNUM", "INT64", "BIGINT", "RATIO", "FLONUM", "BIGN", "DECIMAL", "SINGLE"),
    "integer~": ("FIXNUM", "INT64", "BIGINT", "RATIO", "FLONUM", "BIGN", "DECIMAL", "SINGLE"),
    "index": ("FIXNUM",),  # negative ones are refused by the primitive with a range error
    "byte": ("FIXNUM",),
    "fixnum": ("FIXNUM",),
    "long": ("FIXNUM", "INT64"),
    "flonum": ("FLONUM",),
    "boolean": ("BOOL",),
    "character": ("CHAR",),
    "pair": ("PAIR",),
    "list": ("PAIR", "NIL"),
    "procedure": ("PROC",),
    "vector": ("VECTOR",),
    "string": ("STRING",),
    "symbol": ("SYMBOL",),
    "keyword": ("KEYWORD",),
    "bytevector": ("BYTES",),
    "hash table": ("TABLE",),
    "record": ("RECORD",),
    "record type": ("RTD",),
    "error object": ("CONDITION",),
    "port": ("PORT",),
    "promise": ("PROMISE",),
    "host object": ("HOST",),
    "cell": ("CELL",),
    "box": ("BOX",),
    "persistent list": ("PLIST",),
    "persistent vector": ("PVEC",),
    "sorted collection": ("SMAP", "SSET"),
    "transient": ("TRANSIENT",),
    "lazy sequence": ("LAZY",),
    "sequence view": ("SEQ",),
    "decimal": ("DECIMAL",),
}

# Immediates that are small words: name -> word. The low four bits of every immediate are zero.
IMMEDIATES: tuple[tuple[str, int], ...] = (
    ("UNDEF", 0x00),  # a register that nobody wrote; reads as no value of any language
    ("NIL", 0x10),
    ("FALSE", 0x20),
    ("TRUE", 0x30),
    ("UNSPEC", 0x40),
    ("EOF", 0x50),
    ("UNBOUND", 0x60),  # content of a global cell before its definition
    ("ABSENT", 0x70),  # optional argument that was not given
    ("DEFAULT", 0x80),  # internal "not found" answer of look-ups
)

# Statuses returned by machine functions. 0 is success; each other one has its error class in ``pyfront.errors``.
STATUSES: tuple[tuple[str, str], ...] = (
    ("OK", "success"),
    ("TYPE", "argument ``err_index`` is not a ``err_expected``; the value is ``err_value``"),
    ("RANGE", "argument ``err_index`` (value ``err_value``) is out of range"),
    ("DIVZERO", "division by zero"),
    ("OVERFLOW", "``err_msg``: the result is no number that the language has"),
    ("ERROR", "``err_msg`` with the irritant list ``err_value``"),
    ("NOMEM", "no memory within the limit: collect, then try the instruction once more"),
    ("ARITY", "procedure ``err_value`` called with ``err_index`` arguments"),
    ("NOTPROC", "``err_value`` was called and is not a procedure"),
    ("UNBOUND", "global ``err_value`` (a GLOBAL) has no value"),
    ("UNASSIGNED", "a letrec variable was read before its initialisation"),
    ("RAISE", "``err_value`` was raised by the program and nobody handles it"),
    ("HOSTERR", "a Python exception is pending in the host part"),
    ("STACK", "recursion deeper than the limit"),
    ("FUEL", "the fuel is used up"),
    ("TIMEOUT", "the time is used up"),
    ("MEMORY", "the memory limit is reached"),
    ("INTERRUPT", "a signal handler raised (Ctrl-C)"),
    ("EXIT", "the program asked to end; ``err_value`` is the exit value"),
    ("OUTER", "a continuation of an outer run was called"),
    ("HALT", "the run ended; the result is in ``result``"),
    ("FILE", "file error: ``err_msg`` with irritants"),
    ("READ", "read error: ``err_msg`` with irritants"),
    ("CAPABILITY", "the runtime does not grant the capability ``err_msg``"),
)
