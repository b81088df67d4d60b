"""Macros that define: functions, macros, multimethods; ``ns`` and ``import``."""

from __future__ import annotations

from pyfront.clojure.analyse import NeedsMachine, fail
from pyfront.clojure.data import List, Map, MetaSymbol, Vector, bare
from pyfront.clojure.template import Template, call, one, rest
from vmcore.data import Keyword, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

DEF, FN, QUOTE, DO = Symbol("def"), Symbol("clojure.core/fn"), Symbol("quote"), Symbol("do")
DOC, ARGLISTS, PRIVATE, MACRO_KEY = (Keyword(name) for name in ("doc", "arglists", "private", "macro"))
FORM, ENV = Symbol("&form"), Symbol("&env")
CORE = "clojure.core/"


class Definition:
    """The parts of ``(defn name doc? attributes? ...)``."""

    __slots__ = ("name", "pos", "meta", "body", "where")

    def __init__(self, an: Any, x: List, who: str) -> None:
        items, pos = x.items, x.pos
        if len(items) < 2 or bare(items[1]).__class__ is not Symbol:
            raise fail(f"{who} takes a name first, a symbol", pos[1] if len(pos) > 1 else x.start)
        self.name, self.pos = items[1], pos[1]
        self.meta: list[Any] = []
        at = 2
        if len(items) > at and items[at].__class__ is str:
            self.meta += (DOC, items[at])
            at += 1
        if len(items) > at and items[at].__class__ is Map:
            self.meta += items[at].items
            at += 1
        body, where = list(items[at:]), list(pos[at:])
        if body and body[-1].__class__ is Map and body[0].__class__ is List:
            self.meta += body.pop().items
            where.pop()
        if not body:
            raise fail(f"{who}: the parameters of {bare(self.name).name} are missing", x.start)
        self.body, self.where = body, where

    def arities(self, who: str) -> list[Any]:
        """The vectors of parameters."""
        if self.body[0].__class__ is Vector:
            return [self.body[0]]
        for part, pos in zip(self.body, self.where):
            if part.__class__ is not List or not part.items or part.items[0].__class__ is not Vector:
                raise fail(f"{who}: a vector of parameters is expected here", pos)
        return [part.items[0] for part in self.body]

    def named(self, more: tuple[Any, ...]) -> Any:
        """The name with its metadata."""
        given = self.name.meta.items if self.name.__class__ is MetaSymbol else ()
        found: dict[Any, Any] = {}
        for items in (more, given, tuple(self.meta)):
            found.update(zip(items[::2], items[1::2]))
        if not found:
            return self.name
        flat = [x for pair in found.items() for x in pair]
        return MetaSymbol(bare(self.name), Map(flat, (self.pos,) * len(flat), self.pos, self.pos))


def _define(an: Any, x: List, who: str, extra: tuple[Any, ...] = ()) -> Any:
    parts = Definition(an, x, who)
    arglists = parts.arities(who)
    if not an.library:
        extra = (ARGLISTS, call(x.start, QUOTE, List(arglists, (x.start,) * len(arglists), x.start, x.start)), *extra)
    fn = List((FN, *parts.body), (x.start, *parts.where), x.start, x.end)
    return List((DEF, parts.named(extra), fn), (x.start, parts.pos, x.start), x.start, x.end)


def macro_defn(an: Any, x: List, scope: Any) -> Any:
    return _define(an, x, "defn")


def macro_defn_(an: Any, x: List, scope: Any) -> Any:
    return _define(an, x, "defn-", (PRIVATE, True))


def macro_defmacro(an: Any, x: List, scope: Any) -> Any:
    if an.static and not an.library:
        raise NeedsMachine
    parts = Definition(an, x, "defmacro")
    arglists = parts.arities("defmacro")
    body = []
    if parts.body[0].__class__ is Vector:
        body = [_with_form(parts.body[0]), *parts.body[1:]]
    else:
        for part in parts.body:
            body.append(List((_with_form(part.items[0]), *part.items[1:]), part.pos, part.start, part.end))
    extra: tuple[Any, ...] = (MACRO_KEY, True)
    if not an.library:
        extra = (ARGLISTS, call(x.start, QUOTE, List(arglists, (x.start,) * len(arglists), x.start, x.start)), *extra)
    fn = List((FN, *body), (x.start, *parts.where), x.start, x.end)
    return List((DEF, parts.named(extra), fn), (x.start, parts.pos, x.start), x.start, x.end)


def _with_form(parameters: Vector) -> Vector:
    at = parameters.start
    return Vector((FORM, ENV, *parameters.items), (at, at, *parameters.pos), at, parameters.end)


def macro_declare(an: Any, x: List, scope: Any) -> Any:
    defs = [List((DEF, name), (x.start, pos), x.start, x.end) for name, pos in zip(x.items[1:], x.pos[1:])]
    return call(x.start, DO, *defs)


_DEFONCE = Template("(if (%has-root? (var ~name)) nil (def ~named ~value))")


def macro_defonce(an: Any, x: List, scope: Any) -> Any:
    if len(x.items) < 2 or bare(x.items[1]).__class__ is not Symbol:
        raise fail("defonce takes a name and a value", x.start)
    an.world.current.intern(bare(x.items[1]).name)
    return _DEFONCE.fill(x.start, name=bare(x.items[1]), named=one(x, 1), value=rest(x, 2))


# ---------------------------------------------------------------- multimethods

_DEFMULTI = Template("(def ~name (%multi (quote ~symbol) ~dispatch ~@options))")
_DEFMETHOD = Template("(%add-method ~name ~value (fn ~@body))")


def macro_defmulti(an: Any, x: List, scope: Any) -> Any:
    parts = Definition(an, x, "defmulti")
    options = parts.body[1:]
    full = Symbol(f"{an.world.current.name}/{bare(parts.name).name}")
    return _DEFMULTI.fill(x.start, name=parts.named(()), symbol=full, dispatch=parts.body[0], options=options)


def macro_defmethod(an: Any, x: List, scope: Any) -> Any:
    if len(x.items) < 4:
        raise fail("defmethod takes a multimethod, a value, parameters and forms", x.start)
    return _DEFMETHOD.fill(x.start, name=one(x, 1), value=one(x, 2), body=rest(x, 3))


_DEFSTRUCT = Template("(def ~name (create-struct ~@names))")


def macro_defstruct(an: Any, x: List, scope: Any) -> Any:
    if len(x.items) < 3:
        raise fail("defstruct takes a name and at least one key", x.start)
    return _DEFSTRUCT.fill(x.start, name=one(x, 1), names=rest(x, 2))


_DEFINLINE = Template("(do (defmacro ~macro ~parameters ~@body) (defn ~name ~parameters (~macro ~@arguments)))")


def macro_definline(an: Any, x: List, scope: Any) -> Any:
    """The body makes the form of the function's body; calls are calls."""
    parts = Definition(an, x, "definline")
    parameters = parts.body[0] if parts.body else None
    if parameters.__class__ is not Vector:
        raise fail("definline takes a name, a vector of parameters, and forms that make a form", x.start)
    macro = Symbol(f"{bare(parts.name).name}__inline")
    names = [bare(item) for item in parameters.items]
    return _DEFINLINE.fill(
        x.start, macro=macro, parameters=parameters, body=parts.body[1:], name=parts.named(()), arguments=names
    )


_BOUND_FN = Template("(bound-fn* (fn ~@body))")


def macro_bound_fn(an: Any, x: List, scope: Any) -> Any:
    return _BOUND_FN.fill(x.start, body=rest(x, 1))


# ---------------------------------------------------------------- namespaces


def macro_ns(an: Any, x: List, scope: Any) -> Any:
    from pyfront.clojure.namespace_forms import expand_ns

    return expand_ns(an, x)


def macro_import(an: Any, x: List, scope: Any) -> Any:
    from pyfront.clojure.namespace_forms import import_classes

    for spec, pos in zip(x.items[1:], x.pos[1:]):
        import_classes(an, spec, pos)
    return None


def macro_refer_clojure(an: Any, x: List, scope: Any) -> Any:
    from pyfront.clojure.namespace_forms import refer_core

    refer_core(an, x, alone=False)
    return None

