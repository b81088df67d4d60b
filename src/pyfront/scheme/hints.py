"""Words for typical mistakes: names of other languages, near misses, operations on the wrong kind of value."""

from __future__ import annotations

from pyfront.text.datum import List
from pyfront.text.near import distance, nearest
from vmcore.data import Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_NOTHING = "Scheme has no such value: the empty list is '(), false is #f"
_DEFINE = "Scheme writes (define name value) and (define (name argument ...) body ...)"
_LAMBDA = "Scheme writes (lambda (argument ...) body ...)"
_LOOP = "Scheme writes loops with do, named let or for-each"
_PRINT = "Scheme writes (display value) and (newline)"

# Names that people bring along from other languages, and what to write here.
MEANT: dict[str, str] = {
    "true": "true is written #t",
    "True": "true is written #t",
    "false": "false is written #f",
    "False": "false is written #f",
    **dict.fromkeys(("nil", "null", "None", "undefined", "void"), _NOTHING),
    **dict.fromkeys(("def", "defn", "defun", "fun", "function", "defvar", "defparameter", "var", "const"), _DEFINE),
    **dict.fromkeys(("fn", "λ", "func"), _LAMBDA),
    **dict.fromkeys(("while", "for", "loop", "dotimes", "dolist", "doseq", "for/list", "foreach"), _LOOP),
    **dict.fromkeys(("print", "println", "printf", "format", "puts", "prn", "displayln"), _PRINT),
    "elif": "cond takes any number of clauses: (cond (test value) (test value) (else value))",
    "elseif": "cond takes any number of clauses: (cond (test value) (test value) (else value))",
    "return": "Scheme has no return: the value of a body's last expression is the procedure's",
    "setq": "Scheme writes (set! variable value)",
    "setf": "Scheme writes (set! variable value)",
    "set": "Scheme writes (set! variable value)",
    "progn": "Scheme writes (begin expression ...)",
    "try": "Scheme writes (guard (e (#t handler ...)) body ...)",
    "catch": "Scheme writes (guard (e (#t handler ...)) body ...)",
    "throw": "Scheme writes (raise value) or (error message value ...)",
    "==": "numbers are compared by =, others by eqv? or equal?",
    "===": "numbers are compared by =, others by eqv? or equal?",
    "!=": "Scheme writes (not (= a b)) or (not (equal? a b))",
    "/=": "Scheme writes (not (= a b)) or (not (equal? a b))",
    "not=": "Scheme writes (not (= a b)) or (not (equal? a b))",
    "&&": "Scheme writes (and a b)",
    "||": "Scheme writes (or a b)",
    "!": "Scheme writes (not a)",
    "%": "Scheme writes (modulo a b) or (remainder a b)",
    "mod": "Scheme writes (modulo a b) or (remainder a b)",
    "**": "Scheme writes (expt a b)",
    "pow": "Scheme writes (expt a b)",
    "inc": "Scheme writes (+ a 1)",
    "dec": "Scheme writes (- a 1)",
    "1+": "Scheme writes (+ a 1)",
    "-1+": "Scheme writes (- a 1)",
    "add1": "Scheme writes (+ a 1)",
    "sub1": "Scheme writes (- a 1)",
    "len": "Scheme has length, string-length and vector-length",
    "str": "Scheme has string-append, number->string and symbol->string",
    "concat": "Scheme has append for lists and string-append for strings",
    "conj": "Scheme writes (cons item list)",
    "rest": "Scheme writes (cdr list)",
    "foldl": "SRFI 1 has (fold f start list), with the item as the first argument of f",
    "foldr": "SRFI 1 has (fold-right f start list)",
    "empty?": "Scheme writes (null? list)",
    "empty": "the empty list is '()",
    "nil?": "Scheme writes (null? list)",
    "struct": "Scheme writes (define-record-type name (constructor field ...) predicate (field accessor) ...)",
    "define-struct": "Scheme writes (define-record-type name (constructor field ...) predicate (field accessor) ...)",
    "defstruct": "Scheme writes (define-record-type name (constructor field ...) predicate (field accessor) ...)",
    "defmacro": "Scheme writes (define-syntax name (syntax-rules () (pattern template) ...))",
    "class": "Scheme has no classes: define-record-type makes types",
    "let/cc": "Scheme writes (call/cc (lambda (k) body ...))",
    "export": "it is a declaration of a library: (define-library (name ...) (export name ...) ...)",
    "//": "comments begin with ;",
    "require": "Scheme writes (import (library name))",
    "use": "Scheme writes (import (library name))",
    "when-let": "Scheme writes (let ((x value)) (if x ...))",
    "if-let": "Scheme writes (let ((x value)) (if x ...))",
}

_IGNORED = str.maketrans("", "", "-_!?*./>")
_LONG = 100  # characters of a name: nobody writes more without a blank


_QUOTES = {"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u00b4": "'"}


def mark_note(name: str) -> list[str]:
    """About a quotation mark of a word processor."""
    mark = next((mark for mark in _QUOTES if mark in name), None)
    return [f"{mark} is a part of the name here: Scheme writes {_QUOTES[mark]}"] if mark is not None else []


def infix_note(name: str, variables: set[str]) -> list[str]:
    """About an expression written as in other languages, which is a name here."""
    for i in range(1, min(len(name), _LONG) - 1):
        if name[i] in "+-*/<>=":
            a, b = name[:i], name[i + 1 :]
            if all(part.isdigit() or part in variables for part in (a, b)):
                return [f"the operator comes first, and blanks between names: ({name[i]} {a} {b})"]
    return []


def near_note(name: str, groups: list[set[str]]) -> list[str]:
    """The note that names what somebody may have meant. ``groups``: sets of names, the likelier ones first."""
    best: list[tuple[int, str]] = []
    for group in groups:
        found = near_names(name, group)
        if found and (not best or found[0][0] < best[0][0]):
            best = found
    return [f"perhaps {' or '.join(other for _, other in best)} is meant"] if best else []


def near_names(name: str, names: set[str]) -> list[tuple[int, str]]:
    """The nearest names, at most three, with their distance; none if they are far."""
    plain = name.translate(_IGNORED).lower()
    limit = 0 if len(name) < 3 else 1 if len(name) < 5 else 2 if len(name) < 9 else 3
    found = []
    for other in names:
        if other == name or other[:1] == "%":
            continue
        if plain and other.translate(_IGNORED).lower() == plain:
            found.append((0, other))
        elif abs(len(other) - len(name)) <= limit:
            steps = distance(name, other, limit + 1)
            if steps <= limit and steps < len(other):
                found.append((steps, other))
    found.sort()
    return [(steps, other) for steps, other in found if steps <= found[0][0]][:3]


# ---------------------------------------------------------------- characters

# what others call them, or a code where the language has no name
_CHARACTERS = {
    "altmode": "escape", "esc": "escape", "del": "delete", "rubout": "delete", "linefeed": "newline", "lf": "newline",
    "nl": "newline", "nul": "null", "cr": "return", "bel": "alarm", "bell": "alarm", "bs": "backspace", "ht": "tab",
    "page": "xC", "ff": "xC", "vtab": "xB", "vt": "xB", "nbsp": "xA0",
}  # fmt: skip


def character_meant(name: str, names: dict[str, int]) -> str:
    """What is written behind #\\ for a character that has another name here; "" if nothing comes near."""
    small = name.casefold()
    return small if small in names else _CHARACTERS.get(small) or nearest(small, names)


# ---------------------------------------------------------------- values

_ARITHMETIC = frozenset("+-*/<>=") | {"<=", ">="}
# (procedure, kind of the value it got) -> what to use
_FOR_TYPE: dict[tuple[str, str], str] = {
    ("+", "string"): "strings are put together by string-append",
    ("=", "string"): "strings are compared by string=? or equal?",
    ("=", "symbol"): "symbols are compared by eq?",
    ("=", "character"): "characters are compared by char=?",
    ("=", "boolean"): "booleans are compared by eq?",
    ("=", "list"): "lists are compared by equal?",
    ("<", "string"): "strings are compared by string<?",
    (">", "string"): "strings are compared by string>?",
    ("<", "character"): "characters are compared by char<?",
    ("vector-ref", "list"): "items of a list are read by list-ref",
    ("vector-ref", "string"): "characters of a string are read by string-ref",
    ("vector-length", "list"): "the length of a list is told by length",
    ("vector-set!", "list"): "items of a list are changed by list-set!",
    ("list-ref", "vector"): "items of a vector are read by vector-ref",
    ("length", "string"): "the length of a string is told by string-length",
    ("length", "vector"): "the length of a vector is told by vector-length",
    ("length", "bytevector"): "the length of a bytevector is told by bytevector-length",
    ("length", "hash table"): "the number of associations is told by hash-table-size",
    ("string-length", "list"): "the length of a list is told by length",
    ("string-length", "symbol"): "the text of a symbol is (symbol->string symbol)",
    ("string-append", "number"): "the text of a number is (number->string number)",
    ("string-append", "symbol"): "the text of a symbol is (symbol->string symbol)",
    ("string-append", "character"): "the string of a character is (string character)",
    ("string->symbol", "symbol"): "it is a symbol already",
    ("string->number", "number"): "it is a number already",
    ("append", "string"): "strings are put together by string-append",
    ("car", "vector"): "the first item of a vector is (vector-ref vector 0)",
    ("car", "string"): "the first character of a string is (string-ref string 0)",
    ("reverse", "string"): "make it a list first: (list->string (reverse (string->list string)))",
    ("reverse", "vector"): "make it a list first: (list->vector (reverse (vector->list vector)))",
    ("char-upcase", "string"): "the procedure for strings is string-upcase",
    ("char-downcase", "string"): "the procedure for strings is string-downcase",
}


def kind_of(written: str) -> str:
    """The kind of a value, from how it is written."""
    first = written[:1]
    if first == '"':
        return "string"
    if first == "(":
        return "list"
    if written in ("#t", "#f"):
        return "boolean"
    for prefix, kind in (("#\\", "character"), ("#u8(", "bytevector"), ("#(", "vector"), ("#<procedure", "procedure"),
                         ("#<hash-table", "hash table"), ("#<unspecified", "unspecified")):  # fmt: skip
        if written.startswith(prefix):
            return kind
    if first == "#":
        return "other"
    digits = written.lstrip("+-").lstrip(".")
    return "number" if digits[:1].isdigit() else "symbol"


def hint_for_type(who: str, written: str) -> list[str]:
    """Advice about a value of the wrong type."""
    kind = kind_of(written)
    if kind == "unspecified":
        return ["the value comes from something that has no useful value: set!, a one-armed if, display, ..."]
    if who in _ARITHMETIC and kind == "procedure":
        return ["a procedure was given as it is: is it to be called, (procedure argument ...)?"]
    if who.endswith("-ref") and kind == "number" and "." in written:
        return ["an index is an exact integer: (exact x) makes one"]
    hint = _FOR_TYPE.get((who, kind))
    return [hint] if hint else []


def hint_for_message(message: str, written: list[str]) -> list[str]:
    """Advice about an error of a library procedure."""
    if message == "exception handler returned":
        return ["after raise or error a handler must not return: leave it by a continuation, or use guard"]
    if message.startswith("parameter: expected 0 arguments"):
        return ["a parameter gets another value for a while: (parameterize ((parameter value)) body ...)"]
    if message.endswith(": argument is not a proper list") and written:
        kind = kind_of(written[0])
        who = message.partition(":")[0]
        if kind == "procedure":
            return [f"the procedure is the first argument of {who}"]
        if kind in ("vector", "string") and who in ("map", "for-each"):
            return [f"{kind}s have {kind}-{who}"]
    if message.endswith("is immutable (a literal)"):
        kind = message.split()[-5]
        return [f"({kind}-copy {kind}) makes one that can be changed"]
    if message.endswith(": no such key"):
        return ["hash-table-ref/default takes a value for a key that is missing"]
    return []


def hint_for_arguments(items: list[Any]) -> list[str]:
    """Advice about a call with too many arguments."""
    for i in range(2, len(items) - 1):
        if items[i].__class__ is Symbol and items[i].name in _ARITHMETIC:
            a, b = _short(items[i - 1]), _short(items[i + 1])
            return [f"the operator comes first: ({items[i].name} {a} {b})"]
    return []


def _short(x: Any) -> str:
    return x.name if x.__class__ is Symbol else str(x) if x.__class__ is int else "..."


def hint_for_call(head: Any, written: str, form: List, value: str) -> list[str]:
    """Advice about a form whose operator is no procedure. ``written``: the operator's text; ``value``: what it is."""
    items = form.items
    if head.__class__ is List:
        short = written if len(written) <= 40 and "\n" not in written else "the inner form"
        if len(items) == 1:
            return [f"the outer parentheses call the value of {short}: without them, it is just that value"]
        return [f"the value of {short} is called here; several expressions in a row go into (begin ...)"]
    if head.__class__ is Symbol:
        if value == "#<unspecified>":
            return [f"{written} has no useful value"]
        return [f"{written} is a variable with this value: without parentheses it is read, with them it is called"]
    if len(items) > 1 and items[1].__class__ is Symbol and items[1].name in _ARITHMETIC:
        return [f"the operator comes first: ({items[1].name} {written} ...)"]
    return [f"a list of data is written '({written} ...) or (list {written} ...)"]
