"""Libraries that programs can import by a known name, and what each of them exports. Loaded when an import asks."""

from __future__ import annotations

from vmcore.data import Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

FEATURES = (
    "r7rs", "exact-closed", "exact-complex", "ratios", "full-unicode", "vmcore",
    "regexp-non-greedy", "regexp-look-around", "regexp-backrefs", "regexp-unicode",
)  # fmt: skip

_BASE = """
* + - ... / < <= = => > >= _ abs and append apply assoc assq assv begin binary-port? boolean=? boolean? bytevector
bytevector-append bytevector-copy bytevector-copy! bytevector-length bytevector-u8-ref bytevector-u8-set! bytevector?
caar cadr call-with-current-continuation call-with-port call-with-values call/cc car case cdar cddr cdr ceiling
char->integer char-ready? char<=? char<? char=? char>=? char>? char? close-input-port close-output-port close-port
complex? cond cond-expand cons current-error-port current-input-port current-output-port define define-record-type
define-syntax define-values denominator do dynamic-wind else eof-object eof-object? eq? equal? eqv? error
error-object-irritants error-object-message error-object? even? exact exact-integer-sqrt exact-integer? exact?
expt features file-error? floor floor-quotient floor-remainder floor/ flush-output-port for-each gcd
get-output-bytevector get-output-string guard if include include-ci inexact inexact? input-port-open? input-port?
integer->char integer? lambda lcm length let let* let*-values let-syntax let-values letrec letrec* letrec-syntax list
list->string list->vector list-copy list-ref list-set! list-tail list? make-bytevector make-list make-parameter
make-string make-vector map max member memq memv min modulo negative? newline not null? number->string number?
numerator odd? open-input-bytevector open-input-string open-output-bytevector open-output-string or output-port-open?
output-port? pair? parameterize peek-char peek-u8 port? positive? procedure? quasiquote quote quotient raise
raise-continuable rational? rationalize read-bytevector read-bytevector! read-char read-error? read-line read-string
read-u8 real? remainder reverse round set! set-car! set-cdr! square string string->list string->number string->symbol
string->utf8 string->vector string-append string-copy string-copy! string-fill! string-for-each string-length
string-map string-ref string-set! string<=? string<? string=? string>=? string>? string? substring symbol->string
symbol=? symbol? syntax-error syntax-rules textual-port? truncate truncate-quotient truncate-remainder truncate/
u8-ready? unless unquote unquote-splicing utf8->string values vector vector->list vector->string vector-append
vector-copy vector-copy! vector-fill! vector-for-each vector-length vector-map vector-ref vector-set! vector? when
with-exception-handler write-bytevector write-char write-string write-u8 zero?
"""

_CXR = """
caaar caadr cadar caddr cdaar cdadr cddar cdddr caaaar caaadr caadar caaddr cadaar cadadr caddar cadddr cdaaar cdaadr
cdadar cdaddr cddaar cddadr cdddar cddddr
"""

_CHAR = """
char-alphabetic? char-ci<=? char-ci<? char-ci=? char-ci>=? char-ci>? char-downcase char-foldcase char-lower-case?
char-numeric? char-upcase char-upper-case? char-whitespace? digit-value string-ci<=? string-ci<? string-ci=?
string-ci>=? string-ci>? string-downcase string-foldcase string-upcase
"""

_FILE = """
call-with-input-file call-with-output-file delete-file file-exists? open-binary-input-file open-binary-output-file
open-input-file open-output-file with-input-from-file with-output-to-file
"""

_R5RS = """
* + - / < <= = > >= abs acos and angle append apply asin assoc assq assv atan begin boolean? call-with-current-continuation
call-with-input-file call-with-output-file call-with-values car case cdr ceiling char->integer char-alphabetic?
char-ci<=? char-ci<? char-ci=? char-ci>=? char-ci>? char-downcase char-lower-case? char-numeric? char-ready? char-upcase
char-upper-case? char-whitespace? char<=? char<? char=? char>=? char>? char? close-input-port close-output-port complex?
cond cons cos current-input-port current-output-port define define-syntax delay denominator display do dynamic-wind else
eof-object? eq? equal? eqv? eval even? exact->inexact exact? exp expt floor for-each force gcd if imag-part
inexact->exact inexact? input-port? integer->char integer? interaction-environment lambda lcm length let let* let-syntax
letrec letrec-syntax list list->string list->vector list-ref list-tail list? load log magnitude make-polar
make-rectangular make-string make-vector map max member memq memv min modulo negative? newline not null-environment null?
number->string number? numerator odd? open-input-file open-output-file or output-port? pair? peek-char positive?
procedure? quasiquote quote quotient rational? rationalize read read-char real-part real? remainder reverse round
scheme-report-environment set! set-car! set-cdr! sin sqrt string string->list string->number string->symbol string-append
string-ci<=? string-ci<? string-ci=? string-ci>=? string-ci>? string-copy string-fill! string-length string-ref
string-set! string<=? string<? string=? string>=? string>? string? substring symbol->string symbol? syntax-rules tan
truncate values vector vector->list vector-fill! vector-length vector-ref vector-set! vector? with-input-from-file
with-output-to-file write write-char zero? caar cadr cdar cddr => _ ... unquote unquote-splicing
"""

ALL = "(vmcore)"

# A name that the implementation does not have is not exported.
_NAMES: dict[str, str] = {
    ALL: "",  # whatever the implementation has
    "(scheme base)": _BASE,
    "(scheme case-lambda)": "case-lambda",
    "(scheme char)": _CHAR,
    "(scheme complex)": "angle imag-part magnitude make-polar make-rectangular real-part",
    "(scheme cxr)": _CXR,
    "(scheme eval)": "environment eval",
    "(scheme file)": _FILE,
    "(scheme inexact)": "acos asin atan cos exp finite? infinite? log nan? sin sqrt tan",
    "(scheme lazy)": "delay delay-force force make-promise promise?",
    "(scheme load)": "load",
    "(scheme process-context)": "command-line emergency-exit exit get-environment-variable get-environment-variables",
    "(scheme read)": "read",
    "(scheme repl)": "interaction-environment",
    "(scheme time)": "current-jiffy current-second jiffies-per-second",
    "(scheme write)": "display write write-shared write-simple",
    "(scheme r5rs)": _R5RS,
    "(srfi 0)": "cond-expand",
    "(srfi 6)": "open-input-string open-output-string get-output-string",
    "(srfi 8)": "receive",
    "(srfi 9)": "define-record-type",
    "(srfi 11)": "let-values let*-values",
    "(srfi 16)": "case-lambda",
    "(srfi 23)": "error",
    "(srfi 30)": "",
    "(srfi 39)": "make-parameter parameterize",
    "(srfi 62)": "",
    "(srfi 87)": "case",
    "(srfi 111)": "box box? unbox set-box!",
    "(srfi 145)": "assert",
}


# Libraries with images of their own (``bundled.py``), under all their names: the name of their files in lib/srfi. The
# other names are those of SRFI 97 and of the drafts of R7RS-large. A library comes after those that it imports.
BUNDLED: dict[str, str] = {
    "(srfi 1)": "1",
    "(srfi 1 lists)": "1",
    "(scheme list)": "1",
    "(srfi 2)": "2",
    "(srfi 2 and-let*)": "2",
    "(srfi 14)": "14",
    "(srfi 14 char-sets)": "14",
    "(scheme charset)": "14",
    "(srfi 13)": "13",
    "(srfi 13 strings)": "13",
    "(srfi 115)": "115",
    "(scheme regex)": "115",
    "(srfi 26)": "26",
    "(srfi 26 cut)": "26",
    "(srfi 27)": "27",
    "(srfi 27 random-bits)": "27",
    "(srfi 28)": "28",
    "(srfi 28 basic-format-strings)": "28",
    "(srfi 128)": "128",
    "(scheme comparator)": "128",
    "(srfi 125)": "125",
    "(scheme hash-table)": "125",
    "(srfi 69)": "69",
    "(srfi 69 basic-hash-tables)": "69",
    "(srfi 132)": "132",
    "(scheme sort)": "132",
    "(srfi 133)": "133",
    "(scheme vector)": "133",
    "(srfi 158)": "158",
    "(scheme generator)": "158",
    "(srfi 43)": "43",
    "(srfi 43 vectors)": "43",
    "(vmcore wasm)": "wasm",
}

# Names that SRFI 97 gives to some of them.
_ALIASES = {
    "(srfi 0 cond-expand)": "(srfi 0)",
    "(srfi 6 basic-string-ports)": "(srfi 6)",
    "(srfi 8 receive)": "(srfi 8)",
    "(srfi 9 records)": "(srfi 9)",
    "(srfi 11 let-values)": "(srfi 11)",
    "(srfi 16 case-lambda)": "(srfi 16)",
    "(srfi 23 error)": "(srfi 23)",
    "(srfi 39 parameters)": "(srfi 39)",
    "(srfi 87 case)": "(srfi 87)",
}


def known(library: str) -> bool:
    """Is it a library of the implementation? ``library``: its name as written, ``(scheme base)``."""
    return library in _NAMES or library in BUNDLED or library in _ALIASES


def find(library: str, system: Any) -> Any:
    """A known library, as an import sees it. ``system``: what has the bindings of the language, None if only names are
    wanted."""
    if library in BUNDLED:
        from pyfront.scheme.bundled import find

        return find(library, system)
    return SystemLibrary(_ALIASES.get(library, library), system)


def system_names() -> list[str]:
    """The libraries of the implementation."""
    return [*_NAMES, *BUNDLED, *_ALIASES]


def export_names(library: str) -> list[str]:
    """The names that one of them exports, whether they are there or not; none of a library it is not."""
    if library in BUNDLED:
        return list(find(library, None).names())
    return _NAMES.get(_ALIASES.get(library, library), "").split()


def exported_by(name: str, system: Any) -> str:
    """The first of them that exports a name; "" if none does."""
    if system.find(Symbol(name)) is not None:
        found = next((library for library in _NAMES if library != ALL and name in _NAMES[library].split()), "")
        if found:
            return found
    other = next((library for library in BUNDLED if name in export_names(library)), "")
    return other or (ALL if system.has(name) else "")


class SystemLibrary:
    """A library of the implementation, as an import sees it. ``system``: what has the bindings."""

    __slots__ = ("name", "system")

    def __init__(self, name: str, system: Any) -> None:
        self.name = name
        self.system = system

    def names(self) -> dict[str, str]:
        """Exported name -> the name that ``binding`` wants."""
        if self.name == ALL:
            return {name: name for name in self.system.names()}
        has = self.system.has
        return {name: name for name in _NAMES[self.name].split() if has(name)}

    def binding(self, name: str) -> Any:
        return self.system.find(Symbol(name))


class Library:
    """A library that a program defined, or that was found in a file: then it is a unit of its own.

    ``needs``: the libraries in files that its unit imports; ``unit`` and ``sources``: its code and texts; ``images``:
    that code for each backend, as it was asked for."""

    __slots__ = ("name", "top", "exported", "needs", "unit", "sources", "images")

    def __init__(self, name: str, top: Any, exported: dict[str, Any]) -> None:
        self.name = name
        self.top = top
        self.exported = exported  # name outside -> symbol inside
        self.needs: list[Library] = []
        self.unit: Any = None
        self.sources: Any = None
        self.images: dict[str, bytes] = {}

    def names(self) -> dict[str, str]:
        """Exported name -> the name that ``binding`` wants."""
        return {name: name for name in self.exported}

    def binding(self, name: str) -> Any:
        return self.top.find(self.exported[name])

    def image(self, emit: Any, backend: str) -> bytes:
        """The body as an image for a backend."""
        image = self.images.get(backend)
        if image is None:
            image = self.images[backend] = emit(self.unit, self.sources, backend)
        return image
