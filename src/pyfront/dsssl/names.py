"""What the names of the expression language stand for: primitives of the machine, and procedures of the library.

A primitive is used as it is where its arguments are those of the language's procedure. ``TRY``: it declines what it does not
know (quantities, for example), and the library's procedure of the same name goes on.
"""

from __future__ import annotations

# name -> primitive
PRIMITIVES: dict[str, str] = {
    name: name
    for name in (
        "cons list null? list? pair? equal? car cdr length append reverse list-tail not symbol? keyword? boolean? procedure?"
        " string? char? char=? symbol->string string->symbol string-length string=? string-append string-ref substring"
        " quotient remainder modulo string->list list->string char<? char<=? string<? string<=? eqv? memv"
        " vector? vector vector-ref vector-set! make-vector vector->list list->vector vector-fill!"
        " caar cadr cdar cddr caaar caadr cadar caddr cdaar cdadr cddar cdddr caaaar caaadr caadar caaddr cadaar cadadr caddar"
        " cadddr cdaaar cdaadr cdadar cdaddr cddaar cddadr cdddar cddddr char>? char>=? string>? string>=?"
        " char-upcase char-downcase"
    ).split()
} | {
    "member": "%member",
    "assoc": "%assoc-equal",
    "string": "string",
    # nodes
    "current-node": "%node-current",
    "node-list?": "%node-list?",
    "node-list-empty?": "%node-none?",
    "empty-node-list": "%node-none",
    "node-list-first": "%node-first",
    "node-list-rest": "%node-rest",
    "node-list-length": "%node-length",
    "node-list-ref": "%node-ref",
    "node-list-reverse": "%node-reverse",
    "node-list": "%node-list",
    "node-list=?": "%node-same?",
    "node-list-remove-duplicates": "%node-distinct",
    "gi": "%node-name",
    "id": "%node-id",
    "parent": "%node-parent",
    "children": "%node-children",
    "descendants": "%node-descendants",
    "follow": "%node-follow",
    "preced": "%node-preced",
    "attributes": "%node-attributes",
    "data": "%node-data",
    "attribute-string": "%node-attribute",
    "inherited-attribute-string": "%node-inherited-attribute",
    "element-with-id": "%node-with-id",
    "ancestor": "%node-ancestor",
    "have-ancestor?": "%node-has-ancestor?",
    "child-number": "%node-number",
    "element-number": "%node-name-count",
    "first-sibling?": "%node-first?",
    "last-sibling?": "%node-last?",
    "absolute-first-sibling?": "%node-only-before?",
    "absolute-last-sibling?": "%node-only-behind?",
}
# name -> primitive of two arguments that may decline
TRY: dict[str, str] = {
    "+": "%try-add", "-": "%try-sub", "*": "%try-mul", "<": "%try-lt", "<=": "%try-le", ">": "%try-gt", ">=": "%try-ge",
    "=": "%try-numeq", "select-elements": "%node-select",
}  # fmt: skip

# Procedures that are there under another name, or only when asked for by external-procedure: public identifier -> name.
EXTERNAL = {
    "UNREGISTERED::James Clark//Procedure::debug": "debug",
    "UNREGISTERED::James Clark//Procedure::read-entity": "read-entity",
    "UNREGISTERED::James Clark//Procedure::all-element-number": "all-element-number",
    "UNREGISTERED::James Clark//Procedure::if-first-page": "if-first-page",
    "UNREGISTERED::James Clark//Procedure::if-front-page": "if-front-page",
    "UNREGISTERED::OpenJade//Procedure::language": "language",
    "UNREGISTERED::OpenJade//Procedure::sgml-parse": "sgml-parse",
    "UNREGISTERED::OpenJade//Procedure::expt": "expt",
}

# Flow object classes of the transformation: public identifier -> name.
_CLASS = "UNREGISTERED::James Clark//Flow Object Class::"
EXTENSION_CLASSES = {
    _CLASS + name: name
    for name in "element empty-element entity entity-ref document-type processing-instruction formatting-instruction".split()
} | {"UNREGISTERED::Dazzle//Flow Object Class::directory": "directory"}

# class -> (code of lib/process.scm, its own characteristics, has it content?)
TRANSFORM: dict[str, tuple[int, tuple[str, ...], bool]] = {
    "element": (1, ("gi", "attributes"), True),
    "empty-element": (2, ("gi", "attributes"), False),
    "entity": (3, ("system-id",), True),
    "entity-ref": (4, ("name",), False),
    "document-type": (5, ("name", "public-id", "system-id"), False),
    "processing-instruction": (6, ("data",), False),
    "formatting-instruction": (7, ("data",), False),
    "directory": (8, ("path",), True),
}
GENERIC, GENERIC_ATOMIC = 9, 10

# Flow object classes of the standard: what is in them is processed by a transformation, they themselves say nothing to it.
COMPOUND = frozenset(
    "sequence display-group simple-page-sequence page-sequence column-set-sequence paragraph line-field sideline anchor"
    " box leader score link scroll multi-mode marginalia side-by-side side-by-side-item glyph-annotation"
    " emphasizing-mark multi-line-inline-note included-container-area"
    " table table-part table-row table-cell grid grid-cell"
    " math-sequence unmath subscript superscript script mark fence fraction radical math-operator"
    " page-float page-footnote".split()
)
ATOMIC = frozenset("paragraph-break alignment-point character rule external-graphic table-column table-border"
                   " aligned-column embedded-text index-entry".split())
