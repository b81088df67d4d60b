"""The core IR: what every language is expanded to, and all that passes, code generator and tree-walker know.

Plain node classes with slots (``dataclasses`` would cost more than the whole start-up of a small program). ``pos`` is a
position of ``text.source``: 0 is unknown. A tree is a tree: no node object occurs twice in it. Evaluation order is
left to right everywhere.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any


RECORD_TYPE = "record:"  # space of globals that hold record types and are there before anything reads them
INLINED = 41  # from this bit on a position tells which inlined call it is in (passes.inlined)


class Var:
    """A local variable. One object per binding; identity is the variable. ``analyse`` fills the flags."""

    __slots__ = ("name", "mutated", "captured", "pos")

    def __init__(self, name: str, pos: int = 0) -> None:
        self.name = name
        self.mutated = False  # target of a LocalSet
        self.captured = False  # referred to by a lambda inside the one that binds it, or assigned where calls are made
        self.pos = pos

    def __repr__(self) -> str:
        return f"{self.name}.{id(self) & 0xFFFF:x}"


class Node:
    __slots__ = ("pos",)
    fields: tuple[str, ...] = ()
    pos: int

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(repr(getattr(self, f)) for f in self.fields)})"


class Const(Node):
    """A constant: a datum of ``text.datum`` without positions that matter."""

    __slots__ = fields = ("value",)

    def __init__(self, value: Any, pos: int = 0) -> None:
        self.value = value
        self.pos = pos


class LocalRef(Node):
    __slots__ = fields = ("var",)

    def __init__(self, var: Var, pos: int = 0) -> None:
        self.var = var
        self.pos = pos


class LocalSet(Node):
    """Assignment; its value is unspecified."""

    __slots__ = fields = ("var", "value")

    def __init__(self, var: Var, value: Node, pos: int = 0) -> None:
        self.var = var
        self.value = value
        self.pos = pos


class GlobalRef(Node):
    """Global variable by its full name (``space:name``); unbound is an error at run time."""

    __slots__ = fields = ("name",)

    def __init__(self, name: str, pos: int = 0) -> None:
        self.name = name
        self.pos = pos


class GlobalSet(Node):
    """Assignment to a global that must be bound; its value is unspecified."""

    __slots__ = fields = ("name", "value")

    def __init__(self, name: str, value: Node, pos: int = 0) -> None:
        self.name = name
        self.value = value
        self.pos = pos


class GlobalDefine(Node):
    """Definition of a global; its value is unspecified."""

    __slots__ = fields = ("name", "value")

    def __init__(self, name: str, value: Node, pos: int = 0) -> None:
        self.name = name
        self.value = value
        self.pos = pos


class PrimRef(Node):
    """A primitive as a procedure value."""

    __slots__ = fields = ("name",)

    def __init__(self, name: str, pos: int = 0) -> None:
        self.name = name
        self.pos = pos


class TryPrim(Node):
    """Operator of a ``Call``: the answer of a primitive, or, where it declines by answering the DEFAULT mark, a call of a
    global with the same arguments. The arity is right for both."""

    __slots__ = fields = ("prim", "name")

    def __init__(self, prim: str, name: str, pos: int = 0) -> None:
        self.prim = prim
        self.name = name
        self.pos = pos


class PrimCall(Node):
    """Application of a primitive, arity already right."""

    __slots__ = fields = ("name", "args")

    def __init__(self, name: str, args: list[Node], pos: int = 0) -> None:
        self.name = name
        self.args = args
        self.pos = pos


class Call(Node):
    """Application of a procedure value: the operator is evaluated first, then the arguments. When the operator is a
    ``GlobalRef`` it is read at the time of the call, after the arguments; so is the error if it is unbound, which has
    the position of the call."""

    __slots__ = fields = ("fn", "args")

    def __init__(self, fn: Node, args: list[Node], pos: int = 0) -> None:
        self.fn = fn
        self.args = args
        self.pos = pos


class If(Node):
    """Only false is false."""

    __slots__ = fields = ("test", "then", "orelse")

    def __init__(self, test: Node, then: Node, orelse: Node, pos: int = 0) -> None:
        self.test = test
        self.then = then
        self.orelse = orelse
        self.pos = pos


class Seq(Node):
    """At least one item; the value is the last one's."""

    __slots__ = fields = ("items",)

    def __init__(self, items: list[Node], pos: int = 0) -> None:
        self.items = items
        self.pos = pos


class Let(Node):
    """Parallel binding: the inits do not see the variables."""

    __slots__ = fields = ("vars", "inits", "body")

    def __init__(self, vars: list[Var], inits: list[Node], body: Node, pos: int = 0) -> None:
        self.vars = vars
        self.inits = inits
        self.body = body
        self.pos = pos


class Letrec(Node):
    """``letrec*``: all variables in scope everywhere, inits in order; reading one too early is an error."""

    __slots__ = fields = ("vars", "inits", "body")

    def __init__(self, vars: list[Var], inits: list[Node], body: Node, pos: int = 0) -> None:
        self.vars = vars
        self.inits = inits
        self.body = body
        self.pos = pos


class Fix(Node):
    """Mutually recursive lambdas, never assigned. Made from ``Letrec`` by the passes; front ends do not need it."""

    __slots__ = fields = ("vars", "inits", "body")

    def __init__(self, vars: list[Var], inits: list[Lambda], body: Node, pos: int = 0) -> None:
        self.vars = vars
        self.inits = inits
        self.body = body
        self.pos = pos


class Lambda(Node):
    """A procedure. ``opt`` variables are the ABSENT mark when not given; ``rest`` is a list of what is left, or None."""

    __slots__ = fields = ("name", "req", "opt", "rest", "body")

    def __init__(self, name: str, req: list[Var], opt: list[Var], rest: Var | None, body: Node, pos: int = 0) -> None:
        self.name = name  # "" if it has none
        self.req = req
        self.opt = opt
        self.rest = rest
        self.body = body
        self.pos = pos


class CaseLambda(Node):
    """A procedure with several bodies: the first whose arity fits is taken."""

    __slots__ = fields = ("name", "clauses")

    def __init__(self, name: str, clauses: list[Lambda], pos: int = 0) -> None:
        self.name = name
        self.clauses = clauses
        self.pos = pos


class Loop(Node):
    """Variables that a ``Recur`` in tail position of the body rebinds. Each round binds them afresh."""

    __slots__ = fields = ("vars", "inits", "body", "name")

    def __init__(self, vars: list[Var], inits: list[Node], body: Node, name: str = "", pos: int = 0) -> None:
        self.vars = vars
        self.inits = inits
        self.body = body
        self.name = name
        self.pos = pos


class Recur(Node):
    """Next round of ``loop``: in tail position of its body, inside no other lambda."""

    __slots__ = fields = ("loop", "args")

    def __init__(self, loop: Loop, args: list[Node], pos: int = 0) -> None:
        self.loop = loop
        self.args = args
        self.pos = pos

    def __repr__(self) -> str:
        return f"Recur({self.args!r})"
