"""What is visible from the beginning: special forms, primitives, the procedures of the library.

Nothing is built in advance: a name becomes a binding when a program looks it up, once for all environments that share
the library. So a new environment costs nothing.
"""

from __future__ import annotations

from pyfront.expand.arithmetic import EMIT
from pyfront.expand.env import Global, Prim, Special, TopLevel
from vmcore._primdata import primitive
from vmcore.data import Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.expand.env import Binding

USER = "user:"
LIBRARY = "scheme:"
MACHINE = "machine:"

# Procedures that the machine itself provides as globals.
MACHINE_PROCEDURES = (
    "%call/cc", "apply", "%apply-values", "%throw", "%reinstate", "%try", "%unwind-to", "%raise", "%escape",
    "%try-clauses", "%service",
)  # fmt: skip


def _keep_frame(node: Any) -> Any:
    """A call that never returns keeps the caller's frame, which is the place of the error."""
    from pyfront.core.ir import Const, Seq
    from vmcore.data import UNSPECIFIED

    return Seq([node, Const(UNSPECIFIED, node.pos)], node.pos)


def _apply_values(node: Any) -> Any:
    """A call of call-with-values with a lambda as the producer needs no procedure for that."""
    from pyfront.core.ir import Lambda

    producer = node.args[0] if len(node.args) == 2 else None
    if producer.__class__ is not Lambda or producer.req or producer.opt or producer.rest is not None:
        return node
    from pyfront.scheme.forms_define import apply_values

    return apply_values(node.args[1], producer.body, node.pos)


# What stands for a call of a procedure of the library.
CALLS = {"error": _keep_frame, "raise": _keep_frame, "call-with-values": _apply_values}

# Modules of this package, and the special forms they implement (``FORMS``).
_MODULES: dict[str, str] = {
    "forms": "quote lambda if set! begin let let* letrec letrec* and or when unless cond do "
    "else => _ ... unquote unquote-splicing",
    "forms_define": "define define-values define-record-type define-syntax let-syntax letrec-syntax syntax-rules "
    "syntax-error",
    "forms_more": "case case-lambda let-values let*-values receive delay delay-force parameterize guard "
    "assert",
    "forms_quasi": "quasiquote",
    "forms_library": "import define-library cond-expand include include-ci",
}
SPECIAL: dict[str, str] = {name: module for module, names in _MODULES.items() for name in names.split()}


class Base:
    """The bindings that are there from the beginning. ``exports``: name -> full name of what the library provides;
    ``library``: for the library itself, which sees the private primitives too."""

    __slots__ = ("exports", "library", "cache")

    def __init__(self, exports: dict[str, str], library: bool = False) -> None:
        self.exports = exports
        self.library = library
        self.cache: dict[Symbol, Binding | None] = {}

    def find(self, symbol: Symbol) -> Binding | None:
        cache = self.cache
        if symbol in cache:
            return cache[symbol]
        binding = cache[symbol] = self.resolve(symbol.name)
        return binding

    def resolve(self, name: str) -> Binding | None:
        module = SPECIAL.get(name)
        if module is not None:
            return special(name, module)
        full = self.exports.get(name)
        if full is not None:
            return Global(full, full[: full.index(":") + 1], True, CALLS.get(name))
        if name[:1] == "%" and not self.library:
            return None
        row = primitive(name)
        if row is not None:
            return Prim(name, row[1], row[2], EMIT.get(name))
        return Global(MACHINE + name, MACHINE, True) if name in MACHINE_PROCEDURES else None

    def has(self, name: str) -> bool:
        """Does the name mean anything? Loads nothing."""
        return name in SPECIAL or name in self.exports or (name[:1] != "%" and primitive(name) is not None)

    def names(self) -> set[str]:
        """All of them."""
        from vmcore._primdata import PRIMS

        prims = {name for name in PRIMS if self.library or name[0] != "%"}
        return prims | set(SPECIAL) | set(self.exports) | {"apply"}


def special(name: str, module: str) -> Special:
    """The special form of that name: loads the module that implements it."""
    import sys

    full = f"pyfront.scheme.{module}"
    if full not in sys.modules:
        __import__(full)
    return sys.modules[full].FORMS[name]


class Start:
    """What a program or library sees that has imported nothing: how to import, and the marks of syntax-rules, which
    are not worth an import."""

    __slots__ = ("visible",)

    def __init__(self, visible: tuple[str, ...]) -> None:
        self.visible = visible

    def find(self, symbol: Symbol) -> Binding | None:
        name = symbol.name
        return special(name, SPECIAL[name]) if name in self.visible else None

    def names(self) -> tuple[str, ...]:
        """All of them."""
        return self.visible


PROGRAM_START = Start(("import", "define-library", "...", "_"))
LIBRARY_START = Start(("...", "_"))

_shared: Base | None = None


def base_names(exports: dict[str, str]) -> Base:
    """What programs see, given the library's exports; one object for one dictionary."""
    global _shared
    if _shared is None or _shared.exports is not exports:
        _shared = Base(exports)
    return _shared


def user_environment(exports: dict[str, str]) -> TopLevel:
    """A new top level for programs."""
    return TopLevel(USER, base_names(exports))


def library_environment() -> TopLevel:
    """A top level for the library's own sources."""
    return TopLevel(LIBRARY, Base({}, library=True))


def helper(name: str) -> str:
    """Full name of a library procedure that an expansion calls."""
    return LIBRARY + name


def constant_name(x: Any) -> str:
    """A datum for a message, shortened."""
    from pyfront.core.show import show_datum

    text = show_datum(x)
    return text if len(text) <= 60 else text[:60] + "..."
