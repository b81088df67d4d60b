"""Types: ``deftype*`` and ``reify*``.

An object is a record of the machine. Its type is a global ``record:ns/Name``; methods are functions that the library keeps
for the type (``%implement``). An object of ``reify`` holds its methods, which are closures, in its fields.
"""

from __future__ import annotations

from pyfront.clojure.analyse import Field, fail
from pyfront.clojure.analyse_fn import AMPERSAND, arity
from pyfront.clojure.data import List, MetaSymbol, Vector, bare
from pyfront.clojure.names import CORE
from pyfront.clojure.namespaces import ClassInfo
from pyfront.clojure.template import next_id
from pyfront.core.ir import (
    RECORD_TYPE,
    Call,
    CaseLambda,
    Const,
    GlobalDefine,
    GlobalRef,
    Lambda,
    LocalRef,
    Node,
    PrimCall,
    Seq,
    Var,
)
from pyfront.text import datum
from vmcore.data import Keyword, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.clojure.analyse import Analyser, Target

MUTABLE = (Keyword("unsynchronized-mutable"), Keyword("volatile-mutable"))
META, EXT = "%meta", "%ext"  # further fields of a record


def library(name: str, args: list[Node], pos: int) -> Node:
    return Call(GlobalRef("clojure.core/" + name, pos), args, pos)


def class_name(an: Analyser, name: str) -> str:
    if an.library and an.world.current.name == CORE:
        return "clojure.lang." + name
    return an.world.current.name.replace("-", "_") + "." + name


def declare_type(an: Analyser, name: str) -> ClassInfo:
    """From now on the name is that of a type."""
    world = an.world
    cls = world.name_class(class_name(an, name), f"{RECORD_TYPE}{world.current.name}/{name}")
    world.current.refer(name, cls)
    return cls


def special_deftype(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    """``(deftype* Name [fields] record? Protocol (method [this ...] ...) ...)``"""
    name = bare(x.items[1]).name
    fields, is_record = x.items[2], x.items[3]
    names = [bare(field).name for field in fields.items]
    mutable = [field.__class__ is MetaSymbol and any(key in MUTABLE for key in field.meta.items[::2]) for field in fields.items]
    cls = declare_type(an, name)
    pos = x.start
    all_names = [*names, META, EXT] if is_record else names
    rtd = library("%make-type", [
        Const(Symbol(cls.name), pos), Const(_vector([Symbol(one) for one in all_names]), pos), Const(bool(is_record), pos),
        Const(Symbol(f"{an.world.current.name}/{name}"), pos),
    ], pos)  # fmt: skip
    nodes: list[Node] = [GlobalDefine(cls.var, rtd, pos), _constructor(an, cls, name, names, is_record, pos)]

    def bind(scope: dict[Any, Any], this: Var) -> None:
        for i, one in enumerate(names):
            scope[Symbol(one)] = Field(this, cls.var, i, mutable[i], one)

    for protocol, at, methods in _groups(x, 4):
        nodes.append(library("%implements!", [GlobalRef(cls.var, at), an.analyse(protocol, {}, at)], at))
        for method, arities in methods:
            made = [arity(an, _patterns(one), 0, scope, method, bind) for one in arities]
            fn: Node = made[0] if len(made) == 1 else CaseLambda(method, made, at)
            nodes.append(_implement(an, cls.var, protocol, at, method, fn))
    nodes.append(GlobalRef(cls.var, pos))
    return Seq(nodes, pos)


def _vector(items: list[Any]) -> datum.Vector:
    return datum.Vector(items, [0] * len(items))


def _implement(an: Analyser, rtd: str, protocol: Any, at: int, method: str, fn: Node) -> Node:
    args = [GlobalRef(rtd, at), an.analyse(protocol, {}, at), Const(Symbol(method), at), fn]
    return library("%implement!", args, at)


def _constructor(an: Analyser, cls: ClassInfo, name: str, names: list[str], is_record: bool, pos: int) -> Node:
    var = an.world.current.intern("->" + name)
    an.world.place(var, an.source, pos, pos)
    an.defined[var.full] = var
    parameters = [Var(one, pos) for one in names]
    more: list[Node] = [Const(None, pos), Const(None, pos)] if is_record else []
    args = [GlobalRef(cls.var, pos), *(LocalRef(one, pos) for one in parameters), *more]
    return GlobalDefine(var.full, Lambda("->" + name, parameters, [], None, PrimCall("%make-record", args, pos), pos), pos)


def _groups(x: List, start: int) -> list[tuple[Any, int, list[tuple[str, list[List]]]]]:
    """Protocols and their methods: name and arities (lists that begin with the parameters)."""
    out: list[Any] = []
    for item, pos in zip(x.items[start:], x.pos[start:]):
        if item.__class__ is not List:
            if bare(item).__class__ is not Symbol:
                raise fail("a protocol or class is named by a symbol", pos)
            out.append((item, pos, []))
            continue
        if not out:
            raise fail("a protocol or class comes before its methods", pos)
        if len(item.items) < 2 or bare(item.items[0]).__class__ is not Symbol:
            raise fail("a method is written (name [this ...] ...)", pos)
        method = bare(item.items[0]).name
        if item.items[1].__class__ is Vector:
            arities = [List(item.items[1:], item.pos[1:], item.start, item.end)]
        else:
            arities = list(item.items[1:])
        for one in arities:
            if one.__class__ is not List or not one.items or one.items[0].__class__ is not Vector or not one.items[0].items:
                raise fail(f"the method {method} takes the object as its first parameter", pos)
        known = next((entry for entry in out[-1][2] if entry[0] == method), None)
        if known is None:
            out[-1][2].append((method, arities))
        else:
            known[1].extend(arities)
            arities = known[1]
        counts = {len(one.items[0].items) for one in arities if AMPERSAND not in one.items[0].items}
        if len(counts) < sum(AMPERSAND not in one.items[0].items for one in arities):
            raise fail(f"the method {method} has two bodies with as many parameters; types do not tell them apart here", item.start)
    return out


def special_reify(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    """``(reify* Protocol (method [this ...] ...) ...)``"""
    pos = x.start
    name = f"reify__{next_id()}"
    cls = ClassInfo(class_name(an, name), f"{RECORD_TYPE}{an.world.current.name}/{name}")
    groups = _groups(x, 1)
    closures: list[Node] = []
    setup: list[Node] = []
    for protocol, at, methods in groups:
        setup.append(library("%implements!", [GlobalRef(cls.var, at), an.analyse(protocol, {}, at)], at))
        for method, arities in methods:
            made = [arity(an, _patterns(one), 0, scope, method, lambda scope, this: None) for one in arities]
            index = len(closures)
            closures.append(made[0] if len(made) == 1 else CaseLambda(method, made, at))
            forwards = [_forward(cls.var, index, one, at) for one in made]
            fn = forwards[0] if len(forwards) == 1 else CaseLambda(method, forwards, at)
            setup.append(_implement(an, cls.var, protocol, at, method, fn))
    names = _vector([Symbol(f"m{i}") for i in range(len(closures))] + [Symbol(META)])
    rtd = library("%make-type", [Const(Symbol(cls.name), pos), Const(names, pos), Const(False, pos), Const(False, pos)], pos)
    an.before += [GlobalDefine(cls.var, rtd, pos), *setup]
    made_object: Node = PrimCall("%make-record", [GlobalRef(cls.var, pos), *closures, Const(None, pos)], pos)
    return made_object


def _forward(rtd: str, index: int, method: Lambda, pos: int) -> Lambda:
    """Calls the closure in the field of the object."""
    parameters = [Var(var.name, pos) for var in method.req]
    rest = Var("rest", pos) if method.rest is not None else None
    closure = PrimCall("%record-ref", [LocalRef(parameters[0], pos), GlobalRef(rtd, pos), Const(index, pos)], pos)
    args: list[Node] = [LocalRef(var, pos) for var in parameters]
    if rest is None:
        body: Node = Call(closure, args, pos)
    else:
        body = Call(GlobalRef("machine:apply", pos), [closure, *args, LocalRef(rest, pos)], pos)
    return Lambda(method.name, parameters, [], rest, body, pos)


def _patterns(x: List) -> List:
    """Parameters that are patterns become names."""
    from pyfront.clojure.macros_binding import _arity

    return _arity(x)


def special_import(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    from pyfront.clojure.namespace_forms import import_classes

    for spec, pos in zip(x.items[1:], x.pos[1:]):
        import_classes(an, Symbol(spec) if spec.__class__ is str else spec, pos)
    return Const(None, x.start)


FORMS = {"deftype*": special_deftype, "reify*": special_reify, "clojure.core/import*": special_import}
