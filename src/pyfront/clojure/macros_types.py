"""Macros for types and protocols."""

from __future__ import annotations

from pyfront.clojure.analyse import at_least, fail
from pyfront.clojure.analyse_fn import AMPERSAND
from pyfront.clojure.data import List, Map, Vector, bare
from pyfront.clojure.template import Template, call, one, rest
from vmcore.data import Keyword, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

DO, QUOTE = Symbol("do"), Symbol("quote")
CORE = "clojure.core/"


def _type(x: List, who: str, is_record: bool) -> tuple[Any, Vector, List]:
    if len(x.items) < 3 or bare(x.items[1]).__class__ is not Symbol or x.items[2].__class__ is not Vector:
        raise fail(f"{who} takes a name, a vector of fields, and protocols with their methods", x.start)
    name, fields = bare(x.items[1]), x.items[2]
    names = [bare(field) for field in fields.items]
    for field, pos in zip(names, fields.pos):
        if field.__class__ is not Symbol:
            raise fail(f"{who}: a field is a symbol", pos)
    if len(set(names)) < len(names):
        raise fail(f"{who}: two fields have the same name", fields.start)
    start = 3
    while start + 1 < len(x.items) and x.items[start].__class__ is Keyword:
        start += 2  # options for compilers of the JVM
    head = (Symbol("deftype*"), name, fields, is_record)
    return name, fields, List((*head, *x.items[start:]), ((x.start,) * 4) + x.pos[start:], x.start, x.end)


def macro_deftype(an: Any, x: List, scope: Any) -> Any:
    return _type(x, "deftype", False)[2]


_DEFRECORD = Template("(do ~type (defn ~from [m#] (%map->record ~name m#)) ~name)")


def macro_defrecord(an: Any, x: List, scope: Any) -> Any:
    name, _, form = _type(x, "defrecord", True)
    return _DEFRECORD.fill(x.start, type=form, name=name, **{"from": Symbol("map->" + name.name)})


def macro_reify(an: Any, x: List, scope: Any) -> Any:
    return List((Symbol("reify*"), *x.items[1:]), (x.start, *x.pos[1:]), x.start, x.end)


def macro_proxy(an: Any, x: List, scope: Any) -> Any:
    """``(proxy [Class ...] [arguments] (method [...] ...))``: a reify whose methods have ``this``."""
    if len(x.items) < 3 or x.items[1].__class__ is not Vector:
        raise fail("proxy takes a vector of classes, one of arguments, and methods", x.start)
    methods = []
    for item, pos in zip(x.items[3:], x.pos[3:]):
        if item.__class__ is not List or len(item.items) < 2:
            raise fail("a method is written (name [...] ...)", pos)
        if item.items[1].__class__ is Vector:
            methods.append(List((item.items[0], _with_this(item.items[1]), *item.items[2:]), item.pos, item.start, item.end))
        else:
            rest = _arities(List(item.items[1:], item.pos[1:], item.start, item.end))
            parts = [List((_with_this(one.items[0]), *one.items[1:]), one.pos, one.start, one.end) for one in rest]
            methods.append(List((item.items[0], *parts), item.pos, item.start, item.end))
    classes = x.items[1].items or (Symbol("Object"),)
    made = call(x.start, Symbol("reify*"), *classes, *methods)
    first = an.world.resolve(bare(classes[0]).name) if bare(classes[0]).__class__ is Symbol else None
    if getattr(first, "name", "") != "java.lang.ThreadLocal":
        return made
    from pyfront.clojure.reader import read_all
    from pyfront.text.source import Source

    bindings, more = (part[0] for part in read_all(Source("", _THREAD_LOCAL)))
    return call(x.start, Symbol("let*"), bindings, call(x.start, *made.items, *more.items))


# One value for all threads: code of the machine runs one at a time.
_THREAD_LOCAL = """[%cell (clojure.core/volatile! nil)]
[(get [this] (if @%cell nil (clojure.core/vreset! %cell [(.initialValue this)])) (clojure.core/nth @%cell 0))
 (set [this value] (clojure.core/vreset! %cell [value]) nil)
 (remove [this] (clojure.core/vreset! %cell nil) nil)]"""


def _arities(bodies: List) -> tuple[List, ...]:
    """``([parameters] ...) ...``"""
    for arity, pos in zip(bodies.items, bodies.pos):
        if arity.__class__ is not List or not arity.items or arity.items[0].__class__ is not Vector:
            raise fail("a method is written (name [this ...] ...), or with several ([this ...] ...)", pos)
    return bodies.items


def _with_this(parameters: Vector) -> Vector:
    at = parameters.start
    return Vector((Symbol("this"), *parameters.items), (at, *parameters.pos), at, parameters.end)


# ---------------------------------------------------------------- protocols

_PROTOCOL = Template("(def ~name (%protocol (quote ~full) (quote ~signatures) ~doc ~cls ~via))")
_VIA = Keyword("extend-via-metadata")
_METHOD = Template("(def ~name (%protocol-fn ~protocol (quote ~bare)))")


def macro_defprotocol(an: Any, x: List, scope: Any) -> Any:
    if len(x.items) < 2 or bare(x.items[1]).__class__ is not Symbol:
        raise fail("defprotocol takes a name and methods", x.start)
    name = bare(x.items[1])
    doc = None
    methods: list[tuple[Symbol, int, Any]] = []
    skip, via = None, None
    for item, pos in zip(x.items[2:], x.pos[2:]):
        if skip is not None:
            via, skip = item if skip is _VIA else via, None
        elif item.__class__ is str:
            doc = item
        elif item.__class__ is Keyword:
            skip = item  # an option and its value
        elif item.__class__ is List and item.items and bare(item.items[0]).__class__ is Symbol:
            methods.append((item.items[0], pos, _signature(item)))
        else:
            raise fail("a method of a protocol is written (name [this ...] ...)", pos)
    flat: list[Any] = []
    for symbol, _, arglists in methods:
        flat += (bare(symbol), arglists)
    at = x.start
    full = Symbol(f"{an.world.current.name}/{name.name}")
    signatures = Map(flat, (at,) * len(flat), at, at)
    cls = _interface(an, name.name)
    forms = [_PROTOCOL.fill(at, name=one(x, 1), full=full, signatures=signatures, doc=doc, cls=cls, via=via)]
    for symbol, pos, _ in methods:
        forms.append(_METHOD.fill(pos, name=symbol, protocol=name, bare=bare(symbol)))
    return call(at, DO, *forms, call(at, QUOTE, name))


def _interface(an: Any, name: str) -> str:
    """The protocol has the name of a class, too, as on the JVM."""
    from pyfront.clojure.analyse_types import class_name

    full = class_name(an, name)
    an.world.name_class(full, f"{an.world.current.name}/{name}")
    return full


def _signature(item: List) -> List:
    vectors = [one for one in item.items[1:] if one.__class__ is Vector]
    if not vectors or not all(one.items for one in vectors):
        raise fail("a method of a protocol has at least one parameter, the object", item.start)
    return List(vectors, (item.start,) * len(vectors), item.start, item.end)


def macro_definterface(an: Any, x: List, scope: Any) -> Any:
    """Its methods are called by ``.``, and get the object besides."""
    if len(x.items) < 2 or bare(x.items[1]).__class__ is not Symbol:
        raise fail("definterface takes a name and methods", x.start)
    methods = []
    for item, pos in zip(x.items[2:], x.pos[2:]):
        parts = item.items if item.__class__ is List else ()
        if len(parts) < 2 or bare(parts[0]).__class__ is not Symbol or parts[1].__class__ is not Vector:
            raise fail("a method of an interface is written (name [parameter ...])", pos)
        methods.append(call(item.start, bare(parts[0]), _with_this(parts[1])))
    flat: list[Any] = []
    for name in dict.fromkeys(item.items[0] for item in methods):
        flat += (name, call(x.start, *[item.items[1] for item in methods if item.items[0] is name]))
    full = Symbol(f"{an.world.current.name}/{bare(x.items[1]).name}")
    signatures = Map(flat, (x.start,) * len(flat), x.start, x.start)
    cls = _interface(an, bare(x.items[1]).name)
    return _PROTOCOL.fill(x.start, name=bare(x.items[1]), full=full, signatures=signatures, doc=None, cls=cls, via=None)


_NONE = object()
_EXTEND = Template("(extend ~type ~@pairs)")


_FOR_NAME = Symbol("Class/forName")


def _implementations(x: List, items: Any, where: Any, what: str, types: bool = False) -> list[Any]:
    """Protocols, each followed by a map of functions by keywords. ``what``: the error where something else stands; ``types``:
    types are in the place of protocols, and the first of them, or one that is looked up by its name, may be a form."""
    out: list[Any] = []
    methods: dict[str, list[Any]] = {}
    protocol: Any = _NONE

    def finish() -> None:
        if protocol is not _NONE:
            flat: list[Any] = []
            for name, bodies in methods.items():
                # of two with as many parameters, as #? may leave them, the last one counts
                arities = list({(len(one.items[0].items), AMPERSAND in one.items[0].items): one for one in bodies}.values())
                fn = call(arities[0].start or x.start, Symbol(CORE + "fn"), *arities)
                flat += (Keyword(name), fn)
            out.append(protocol)
            out.append(Map(flat, (x.start,) * len(flat), x.start, x.start))

    for item, pos in zip(items, where):
        if item.__class__ is List and not (types and (protocol is _NONE or bare(item.items[0]) is _FOR_NAME)):
            if protocol is _NONE:
                raise fail("a protocol comes before its methods", pos)
            if len(item.items) < 2 or bare(item.items[0]).__class__ is not Symbol:
                raise fail("a method is written (name [this ...] ...)", pos)
            name = bare(item.items[0]).name
            body = List(item.items[1:], item.pos[1:], item.start, item.end)
            if body.items and body.items[0].__class__ is Vector:
                methods.setdefault(name, []).append(body)
            else:
                methods.setdefault(name, []).extend(_arities(body))
        elif item.__class__ is not List and item is not None and bare(item).__class__ is not Symbol:
            raise fail(what, pos)
        else:
            finish()
            protocol, methods = item, {}
    finish()
    return out


def macro_extend_type(an: Any, x: List, scope: Any) -> Any:
    if len(x.items) < 2:
        raise fail("extend-type takes a type, and protocols with their methods", x.start)
    pairs = _implementations(x, x.items[2:], x.pos[2:], "extend-type: a protocol is named by a symbol")
    return _EXTEND.fill(x.start, type=one(x, 1), pairs=pairs)


def macro_extend_protocol(an: Any, x: List, scope: Any) -> Any:
    if len(x.items) < 2 or bare(x.items[1]).__class__ is not Symbol:
        raise fail("extend-protocol takes a protocol, and types with their methods", x.start)
    pairs = _implementations(x, x.items[2:], x.pos[2:], "extend-protocol: a type is named by a symbol, or nil", types=True)
    forms = []
    for type, methods in zip(pairs[::2], pairs[1::2]):
        forms.append(call(x.start, Symbol(CORE + "extend"), type, x.items[1], methods))
    return call(x.start, DO, *forms, None)


_MEMFN = Template("(fn [target# ~@names] (. target# (~method ~@names)))")


def macro_memfn(an: Any, x: List, scope: Any) -> Any:
    at_least(x, 1, "the name of a method, and names for its arguments")
    return _MEMFN.fill(x.start, method=bare(x.items[1]), names=rest(x, 2))


