"""Compile-time environments: what an identifier means at a place.

An identifier is a ``Symbol`` or an ``Alias``: the name that a macro expansion gives to a symbol of its template. An
alias that nothing binds means what the symbol means where the macro was defined; that is all there is to hygiene.
Bindings are compared by identity, so there is one object per binding.
"""

from __future__ import annotations

from pyfront.core.ir import Var
from vmcore.data import Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Union

    Identifier = Union[Symbol, "Alias"]
    Binding = Union[Var, "Special", "Macro", "Prim", "Global"]

# What a special form is good for, and what its function is.
EXPRESSION = 0  # (cx, form, env) -> Node
DEFINITION = 1  # (cx, form, env, defs): tells ``defs`` what it defines; only where definitions may stand
SPLICE = 2  # (cx, form, env) -> (items, positions): stands for these forms
TOP = 3  # (cx, form, env, defs): at top level only
AUXILIARY = 4  # else, =>, ...: means something inside other forms only

# What a top level may do with imported names.
OPEN = 0  # define and assign them: the name is then a variable of its own
PROGRAM = 1  # define them
LIBRARY = 2  # use them


class Alias:
    """A fresh identifier: ``base`` as it is understood in ``env``."""

    __slots__ = ("base", "env")

    def __init__(self, base: Identifier, env: Scope) -> None:
        self.base = base
        self.env = env

    def __repr__(self) -> str:
        return f"{symbol_of(self).name}'"


class Special:
    """A special form."""

    __slots__ = ("name", "role", "expand")

    def __init__(self, name: str, role: int, expand: Callable[..., Any]) -> None:
        self.name = name
        self.role = role
        self.expand = expand

    def __repr__(self) -> str:
        return f"<special form {self.name}>"


class Macro:
    """A keyword defined by the program. ``expand(cx, form, env)``: the form it stands for."""

    __slots__ = ("name", "expand")

    def __init__(self, name: str, expand: Callable[..., Any]) -> None:
        self.name = name
        self.expand = expand

    def __repr__(self) -> str:
        return f"<macro {self.name}>"


class Prim:
    """A primitive; takes ``nreq`` to ``nmax`` arguments. ``emit(prim, args, pos)``: its application, if not the plain
    one."""

    __slots__ = ("name", "nreq", "nmax", "emit")

    def __init__(self, name: str, nreq: int, nopt: int, emit: Callable[..., Any] | None = None) -> None:
        self.name = name
        self.nreq = nreq
        self.nmax = nreq + nopt if nopt >= 0 else 1 << 60
        self.emit = emit

    def __repr__(self) -> str:
        return f"<primitive {self.name}>"


class Global:
    """A global variable: full name and the space it belongs to. ``defined``: some unit has a definition of it."""

    __slots__ = ("name", "space", "defined", "emit")

    def __init__(self, name: str, space: str, defined: bool = False, emit: Any = None) -> None:
        self.name = name
        self.space = space
        self.defined = defined
        self.emit = emit  # what stands for a call of it: from a Call to an expression

    def __repr__(self) -> str:
        return f"<global {self.name}>"


class Scope:
    """All local bindings visible at a place (a flat copy: look-ups are the hot path), and the top level around them."""

    __slots__ = ("names", "top")

    def __init__(self, names: dict[Identifier, Binding], top: TopLevel) -> None:
        self.names = names
        self.top = top

    def find(self, name: Identifier) -> Binding:
        """What an identifier means here."""
        binding = self.names.get(name)
        if binding is not None:
            return binding
        if name.__class__ is Symbol:
            return self.top.find(name)  # type: ignore[arg-type]
        scope = self
        while name.__class__ is Alias:
            binding = scope.names.get(name) or scope.top.table.get(name)
            if binding is not None:
                return binding
            scope, name = name.env, name.base  # type: ignore[union-attr]
        return scope.names.get(name) or scope.top.find(name)  # type: ignore[arg-type]

    def inner(self) -> Scope:
        """A scope inside this one, to which bindings can be added."""
        return Scope(self.names.copy(), self.top)


class TopLevel:
    """The top level of programs, or of one library; lives as long as its runtime.

    ``base`` knows what is visible without a definition: ``base.find(symbol)`` is a binding or None. ``space`` begins
    the full names of the globals defined here.
    """

    __slots__ = ("space", "base", "system", "fixed", "rule", "table", "globals", "scope", "libraries")

    def __init__(self, space: str, base: Any) -> None:
        self.space = space
        self.base = base
        self.system = base  # all the language has, whether it is visible or not
        self.fixed = False  # may nothing be defined or assigned?
        self.rule = OPEN
        self.table: dict[Identifier, Binding] = {}  # defined here
        self.globals: dict[Symbol, Global] = {}  # of this space, defined or not
        self.scope = Scope({}, self)
        self.libraries: dict[str, Any] = {}  # written name -> library defined by a program, or found in a file

    def find(self, symbol: Symbol) -> Binding:
        """What a symbol means; one that nobody defined is a global of this space."""
        return self.table.get(symbol) or self.base.find(symbol) or self.own(symbol)

    def imported(self, symbol: Symbol) -> Binding | None:
        """The binding of a symbol if it is none made here."""
        binding = self.table.get(symbol)
        if binding is None:
            return self.base.find(symbol)
        own = binding.__class__ is Macro or (binding.__class__ is Global and binding.space == self.space)  # type: ignore[union-attr]
        return None if own else binding

    def own(self, symbol: Symbol) -> Global:
        """The global variable of this name in this space."""
        binding = self.globals.get(symbol)
        if binding is None:
            binding = self.globals[symbol] = Global(self.space + symbol.name, self.space)
        return binding


def is_identifier(x: Any) -> bool:
    return x.__class__ is Symbol or x.__class__ is Alias


def symbol_of(name: Identifier) -> Symbol:
    """The symbol an identifier was written as."""
    while name.__class__ is Alias:
        name = name.base  # type: ignore[union-attr]
    return name  # type: ignore[return-value]


def same_meaning(a: Identifier, scope_a: Scope, b: Identifier, scope_b: Scope) -> bool:
    """free-identifier=?: the same binding, or no binding and the same name."""
    x, y = scope_a.find(a), scope_b.find(b)
    if x is y:
        return True
    if x.__class__ is not Global or y.__class__ is not Global:
        return False
    return not x.defined and not y.defined and symbol_of(a) is symbol_of(b)  # type: ignore[union-attr]
