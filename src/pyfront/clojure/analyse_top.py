"""The top level: ``def``, the forms of a ``do``, forms that change namespaces."""

from __future__ import annotations

from pyfront.clojure.analyse import SPECIAL, NeedsMachine, cell, fail, named
from pyfront.clojure.data import List, Map, MetaSymbol, bare
from pyfront.clojure.namespaces import DECLARED, DYNAMIC, MACRO, PRIVATE, VarInfo
from pyfront.core.ir import Call, Const, GlobalDefine, GlobalRef, Node, Seq
from vmcore.data import Keyword, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.clojure.analyse import Analyser

DO = Symbol("do")
# Functions of clojure.core that change what the forms after them mean, when they run at top level.
CHANGING = frozenset(
    "require use in-ns refer alias load load-file load-string load-reader eval create-ns remove-ns ns-unmap ns-unalias"
    " intern refer-clojure alter-meta! set! reset-meta! ns-refers set-data-readers!".split()
)


def top(an: Analyser, x: Any, pos: int, out: list[Node]) -> None:
    """A form of the top level: its nodes go to ``out``."""
    stack: list[tuple[Any, int]] = [(x, pos)]
    while stack:
        x, pos = stack.pop()
        while x.__class__ is List and x.items and bare(x.items[0]).__class__ is Symbol:
            name = bare(x.items[0])
            if name is DO:
                stack += reversed(list(zip(x.items[1:], x.pos[1:])))
                break
            found = an.world.resolve(name.name) if name.name not in SPECIAL else None
            if found.__class__ is not VarInfo:
                found = None
                break
            if not found.flags & MACRO:
                if an.static and found.space == "clojure.core" and found.name in CHANGING:
                    raise NeedsMachine
                break
            x = an.expand(found, x, {})
        else:
            name = None
        if name is DO and x.__class__ is List:
            if len(x.items) == 1:
                out.append(Const(None, x.start))
            continue
        node = an.analyse(x, {}, pos)
        out += an.before
        an.before = []
        out.append(node)


def define(an: Analyser, x: List, scope: dict[Any, Any]) -> Node:
    """``(def name doc? value?)``"""
    n = len(x.items)
    symbol = x.items[1] if n > 1 else None
    name = bare(symbol)
    if name.__class__ is not Symbol:
        raise fail("def takes a symbol", x.pos[1] if n > 1 else x.start)
    if n > 4:
        raise fail("def has too many forms: a name, maybe a text about it, and a value", x.start)
    doc = x.items[2] if n == 4 else None
    if n == 4 and doc.__class__ is not str:
        raise fail("def with three forms: the second one is a text about the name", x.pos[2])
    var = _interned(an, name.name, x.pos[1])
    meta = symbol.meta if symbol.__class__ is MetaSymbol else None
    flags = _flags(meta)
    an.world.set_flags(var, flags | (DECLARED if n < 3 and var.flags & DECLARED else 0))
    var.macro = None
    if var.pos is None or n > 2:
        an.world.place(var, an.source, x.start, x.end)
    nodes: list[Node] = []
    if n > 2:
        value = named(an.analyse(x.items[n - 1], scope, x.pos[n - 1]), name.name)
        nodes.append(GlobalDefine(var.full, value, x.start))
    an.defined[var.full] = var
    if not an.library:
        nodes.append(_set_meta(an, var, meta, doc, scope, x.start))
    nodes.append(cell(var.full, x.start))
    return nodes[0] if len(nodes) == 1 else Seq(nodes, x.start)


def _interned(an: Analyser, full: str, pos: int) -> VarInfo:
    """The var that a definition means."""
    world = an.world
    space, slash, name = full.partition("/")
    if slash and space and name:
        found = world.resolve(full)
        if isinstance(found, VarInfo) and found.space == world.current.name:
            return found
        raise fail(f"def: {full} is not in the namespace {world.current.name}", pos)
    old = world.current.table.get(full)
    if old.__class__ is VarInfo and old.space != world.current.name and old.space != "clojure.core":
        raise fail(f"{full} already refers to #'{old.full} in the namespace {world.current.name}", pos)
    return world.current.intern(full, DECLARED)


_FLAGS = {Keyword("private"): PRIVATE, Keyword("dynamic"): DYNAMIC, Keyword("macro"): MACRO}


def _flags(meta: Map | None) -> int:
    flags = 0
    if meta is not None:
        for key, value in meta.pairs():
            if key in _FLAGS and value is not None and value is not False:
                flags |= _FLAGS[key]
    return flags


def _set_meta(an: Analyser, var: VarInfo, meta: Map | None, doc: Any, scope: dict[Any, Any], pos: int) -> Node:
    items: list[Any] = []
    line, column = an.source.line_column(pos) if an.source is not None and pos else (0, 0)
    if meta is not None:
        items += meta.items
    if doc is not None:
        items += (Keyword("doc"), doc)
    items += (Keyword("line"), line, Keyword("column"), column)
    if an.source is not None:
        items += (Keyword("file"), an.source.name)
    given = an.analyse(Map(items, (pos,) * len(items), pos, pos), scope, pos)
    return Call(GlobalRef("clojure.core/%set-var-meta!", pos), [cell(var.full), given], pos)



def split(an: Analyser, x: Any) -> tuple[Any, list[tuple[Any, int]] | None]:
    """A form of the top level with macros at its head expanded; and the forms in it if it is a ``do``."""
    while x.__class__ is List and x.items and bare(x.items[0]).__class__ is Symbol:
        name = bare(x.items[0])
        if name is DO:
            return x, list(zip(x.items[1:], x.pos[1:])) or [(None, x.start)]
        found = an.world.resolve(name.name) if name.name not in SPECIAL else None
        if found.__class__ is not VarInfo or not found.flags & MACRO:
            break
        x = an.expand(found, x, {})
    return x, None
