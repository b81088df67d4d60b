"""Literals and quoted data: constants where the image can hold them, calls that make them where it cannot."""

from __future__ import annotations

from pyfront.clojure.analyse import fail
from pyfront.clojure.data import Form, List, Map, MetaSymbol, Set, Vector
from pyfront.core.ir import Call, Const, GlobalRef, Node, PrimCall, TryPrim
from pyfront.emit.constants import Made
from vmcore.data import Char, Keyword, Ratio, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.clojure.analyse import Analyser

PLAIN = (int, float, str, bool, Char, Ratio, Keyword, Symbol)
MAKERS: dict[type, str] = {List: "%plist", Vector: "%vector", Set: "%set", Map: "%map"}


def maker(x: Form) -> str:
    """The primitive that makes a collection of its items."""
    return MAKERS[x.__class__]


def is_plain(x: Any) -> bool:
    return x is None or x.__class__ in PLAIN


def datum(x: Any) -> Any:
    """A quoted datum as the value of a constant; None of ``NotConstant`` if some part of it is none."""
    if is_plain(x):
        return x
    if isinstance(x, Form):
        made: Any = Made(maker(x), [datum(item) for item in x.items])
        if x.meta is not None and x.meta.items:
            made = Made("%with-meta", [made, datum(x.meta)])
        return made
    if x.__class__ is MetaSymbol:
        return Made("%with-meta", [x.symbol, datum(x.meta)])
    name = x.__class__.__name__
    if name == "BigInt":
        return Made("%bign", [x.value])
    if name == "BigDecimal":
        return Made("%make-decimal", [x.unscaled, -x.scale])
    raise NotConstant(x)


class NotConstant(Exception):
    """The datum holds something that is made when the program runs."""


def quoted(an: Analyser, x: Any, pos: int) -> Node:
    """The value of a datum."""
    if is_plain(x):
        return Const(x, pos)
    try:
        return Const(datum(x), pos)
    except NotConstant:
        return build(an, x, pos)


def build(an: Analyser, x: Any, pos: int) -> Node:
    """Makes a datum when the program runs."""
    if isinstance(x, Form):
        return PrimCall(maker(x), [quoted(an, item, pos) for item in x.items], pos)
    return constant(an, x, pos)


def constant(an: Analyser, x: Any, pos: int) -> Node:
    """An atom that is rare."""
    try:
        return Const(datum(x), pos)
    except NotConstant:
        pass
    name = x.__class__.__name__
    if name == "Regex":
        return library("%regex", [Const(x.pattern, pos)], pos)
    if name == "Inst":
        return library("%inst", [Const(x.millis, pos)], pos)
    if name == "Uuid":
        halves = [(half ^ 1 << 63) - (1 << 63) for half in (x.value >> 64, x.value & (1 << 64) - 1)]  # two longs
        return library("%uuid", [Const(half, pos) for half in halves], pos)
    if name == "Tagged":
        return library("tagged-literal", [Const(x.tag, pos), quoted(an, x.form, pos)], pos)
    if name == "Constructed":
        return Call(GlobalRef(x.full, pos), [quoted(an, arg, pos) for arg in x.args], pos)
    if name == "ReaderConditional":
        return library("reader-conditional", [quoted(an, x.form, pos), Const(x.splicing, pos)], pos)
    if name == "Value":
        return an.value(x, pos)
    raise fail(f"{name} cannot be a part of a program", pos)


def library(name: str, args: list[Node], pos: int) -> Node:
    """A call of a function of clojure.core."""
    return Call(GlobalRef("clojure.core/" + name, pos), args, pos)


def collection(an: Analyser, x: Form, scope: dict[Any, Any]) -> Node:
    """A vector, map or set whose items are evaluated."""
    nodes = [an.analyse(item, scope, pos) for item, pos in zip(x.items, x.pos)]
    constants = [node.value for node in nodes if isinstance(node, Const)]
    name = maker(x)
    node: Node
    if len(constants) == len(nodes):
        node = Const(Made(name, constants), x.start)
    elif x.__class__ is Vector or all(key.__class__ is Const for key in (nodes if x.__class__ is Set else nodes[::2])):
        node = PrimCall(name, nodes, x.start)
    else:  # a key may be a lazy sequence
        node = Call(TryPrim(name, "clojure.core/" + name + "-slow", x.start), nodes, x.start)
    if x.meta is None or not x.meta.items:
        return node
    meta = an.analyse(x.meta, scope, x.start)
    if isinstance(node, Const) and isinstance(meta, Const):
        return Const(Made("%with-meta", [node.value, meta.value]), x.start)
    return PrimCall("%with-meta", [node, meta], x.start)

