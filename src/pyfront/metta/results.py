"""What trees are made with: values, and what is done with them."""

from __future__ import annotations

from pyfront.core.ir import Call, Const, If, Let, LocalRef, Node, PrimCall
from pyfront.core.ir import Var as Local
from pyfront.metta.functions import RAW, VALUE
from pyfront.metta.inline import Refused
from vmcore.data import DEFAULT, Keyword
from vmcore.terms import Atom, Expr, Slot, Sym

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

OPERAND = "operand"  # a number, which the operation makes sure of


class Val:
    """A value: ``node()`` makes a tree for it, of a simple one as often as wanted. ``kind``: what it is known to be.
    ``raw``: may it have to be evaluated yet? ``same``: is it as it is in the program, but for the values of variables?"""

    __slots__ = ("node", "simple", "kind", "raw", "same")

    def __init__(
        self, node: Callable[[], Node], simple: bool, kind: str = "", raw: bool = False, same: bool = False
    ) -> None:
        self.node = node
        self.simple = simple
        self.kind = kind
        self.raw = raw
        self.same = same


class K:
    """What is done with a result. ``var``: it is a call of this procedure; ``cheap``: it may be made more than once."""

    __slots__ = ("fn", "cheap", "var", "answers", "kind")

    def __init__(
        self,
        fn: Callable[[Val], Node],
        cheap: bool = False,
        var: Local | None = None,
        answers: bool = False,
        kind: str = "",
    ) -> None:
        self.fn = fn
        self.cheap = cheap
        self.var = var
        self.answers = answers  # the result is answered, and FAILED as well
        self.kind = kind  # what the result has to be


Scope = dict[int, "Place"]


class Place:
    """Of a variable. ``raw`` and ``kind`` as of values."""

    __slots__ = ("local", "raw", "kind")

    def __init__(self, local: Local, raw: bool = False, kind: str = "") -> None:
        self.local = local
        self.raw = raw
        self.kind = kind


def failed() -> Node:
    return Const(DEFAULT)


def give_up() -> Node:
    return PrimCall("%give-up", [])


def settled(val: Val) -> Val:
    """The value, evaluated; that is itself, or the run is given up."""
    if not val.raw:
        return val
    return Val(lambda: PrimCall("%term-value", [val.node()]), False, val.kind, False, val.same)


ANSWER = K(lambda val: settled(val).node(), True, None, True)


def both(tests: list[Callable[[], Node]]) -> Node:
    node = tests[-1]()
    for test in reversed(tests[:-1]):
        node = If(test(), node, Const(False))
    return node


def item(parent: Callable[[], Node], i: int) -> Callable[[], Node]:
    return lambda: PrimCall("vector-ref", [parent(), Const(i)])


def answer_of(kind: str) -> K:
    if not kind:
        return ANSWER
    return K(lambda val: of_mode(settled(val), kind).node(), True, None, True, kind)


def call_of(to: Local, kind: str = "") -> K:
    """``var`` only where nothing is to be looked at."""
    return K(lambda val: Call(LocalRef(to), [of_mode(settled(val), kind or VALUE).node()]), True, None if kind else to)


def head_of(symbol: Sym) -> Val:
    return Val(lambda: Const(Keyword(symbol.name)), True, "symbol", False, True)


def head_of_word(word: Callable[[], Node]) -> Val:
    return Val(word, True, "symbol", False, True)


def of_mode(val: Val, mode: str) -> Val:
    """The value, if it is what is wanted; else the run is given up."""
    if mode in (VALUE, RAW) or val.kind == mode:
        return val
    if mode == OPERAND and val.kind in ("", "number"):
        return val  # the operation looks at it
    if val.kind:
        raise Refused("a value of another kind")
    if mode == "bool":
        local = Local("b")

        def node() -> Node:
            no = If(PrimCall("eq?", [LocalRef(local), Const(False)]), Const(False), give_up())
            return Let([local], [val.node()], If(PrimCall("eq?", [LocalRef(local), Const(True)]), Const(True), no))

        return Val(node, False, "bool", False, val.same)
    return Val(lambda: PrimCall(f"%term-{mode}", [val.node()]), False, mode, False, val.same)


def uses(atom: Atom) -> dict[int, int]:
    """How often each variable occurs."""
    found: dict[int, int] = {}
    stack = [atom]
    while stack:
        x = stack.pop()
        if x.__class__ is Slot:
            found[x.index] = found.get(x.index, 0) + 1
        elif x.__class__ is Expr and not x.ground:
            stack.extend(x.items)
    return found
