"""Destructuring: a pattern and a form become plain names and forms, as ``clojure.core/destructure`` has it."""

from __future__ import annotations

from pyfront.clojure.analyse import fail
from pyfront.clojure.data import Form, Map, MetaSymbol, Set, Vector, bare, split_name
from pyfront.clojure.template import call, gensym
from vmcore.data import Keyword, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    Pairs = list[tuple[Any, int, Any, int]]  # name, position, form, position

AMPERSAND = Symbol("&")
AS, OR, KEYS, STRS, SYMS = (Keyword(name) for name in ("as", "or", "keys", "strs", "syms"))
FIRST, NEXT, SEQ, NTH, GET = (Symbol("clojure.core/" + name) for name in ("first", "next", "seq", "nth", "get"))
MAP_OF = Symbol("clojure.core/%destructured")
QUOTE, IF = Symbol("quote"), Symbol("if")
CONTAINS = Symbol("clojure.core/contains?")


def is_plain(x: Any) -> bool:
    return x.__class__ is Symbol or x.__class__ is MetaSymbol


def destructure(vector: Vector) -> Vector:
    """The bindings of a vector with patterns, as a vector of names."""
    if vector.__class__ is not Vector:
        raise fail("destructure takes a vector of bindings", 0)
    out: Pairs = []
    items, pos = vector.items, vector.pos
    for i in range(0, len(items) - 1, 2):
        bind(items[i], pos[i], items[i + 1], pos[i + 1], out)
    new: list[Any] = []
    where: list[int] = []
    for name, at, form, there in out:
        new += (name, form)
        where += (at, there)
    return Vector(new, where, vector.start, vector.end)


def bind(pattern: Any, at: int, form: Any, there: int, out: Pairs) -> None:
    if is_plain(pattern):
        out.append((pattern, at, form, there))
    elif pattern.__class__ is Vector:
        _vector(pattern, form, there, out)
    elif pattern.__class__ is Map:
        _map(pattern, form, there, out)
    elif pattern.__class__ is Keyword:
        out.append((Symbol(split_name(pattern.name)[1]), at, form, there))
    else:
        what = "set" if pattern.__class__ is Set else "form"
        raise fail(f"a {what} cannot be bound: a name, a vector or a map of names stands here", at)


def _vector(pattern: Vector, form: Any, there: int, out: Pairs) -> None:
    whole = gensym("vec")
    start = pattern.start
    out.append((whole, start, form, there))
    items, pos = pattern.items, pattern.pos
    has_rest = any(item is AMPERSAND for item in items)
    rest = gensym("seq")
    if has_rest:
        out.append((rest, start, call(start, SEQ, whole), start))
    i = count = 0
    seen_rest = False
    while i < len(items):
        item = items[i]
        if item is AMPERSAND:
            if i + 1 >= len(items):
                raise fail("a name or pattern stands after & in a binding", pos[i])
            bind(items[i + 1], pos[i + 1], rest, start, out)
            seen_rest = True
            i += 2
        elif item is AS:
            if i + 1 >= len(items):
                raise fail("a name stands after :as in a binding", pos[i])
            bind(items[i + 1], pos[i + 1], whole, start, out)
            i += 2
        else:
            if seen_rest:
                raise fail("only :as can follow what is behind & in a binding", pos[i])
            if has_rest:
                first = gensym("first")
                out.append((first, start, call(start, FIRST, rest), start))
                out.append((rest, start, call(start, NEXT, rest), start))
                bind(item, pos[i], first, start, out)
            else:
                bind(item, pos[i], call(start, NTH, whole, count, None), start, out)
            count += 1
            i += 1


def _map(pattern: Map, form: Any, there: int, out: Pairs) -> None:
    whole = gensym("map")
    start = pattern.start
    out.append((whole, start, form, there))
    out.append((whole, start, call(start, MAP_OF, whole), start))
    defaults: dict[Symbol, tuple[Any, int]] = {}
    entries: list[tuple[Any, int, Any]] = []  # pattern, position, key form
    for i in range(0, len(pattern.items), 2):
        key, value, at = pattern.items[i], pattern.items[i + 1], pattern.pos[i]
        if key is AS:
            out.append((value, pattern.pos[i + 1], whole, start))
        elif key is OR:
            if value.__class__ is not Map:
                raise fail(":or takes a map of names and their defaults", at)
            for k in range(0, len(value.items), 2):
                defaults[bare(value.items[k])] = (value.items[k + 1], value.pos[k + 1])
        elif key.__class__ is Keyword and split_name(key.name)[1] in _KINDS:
            _names(key, value, at, entries)
        else:
            entries.append((key, at, value))
    for name, at, key in entries:
        symbol = bare(name)
        local = Symbol(split_name(symbol.name)[1]) if symbol.__class__ is Symbol else symbol
        if symbol.__class__ is Symbol and local in defaults:
            default, _ = defaults[local]
            if _is_constant(default):
                value = call(start, GET, whole, key, default)
            else:
                value = call(start, IF, call(start, CONTAINS, whole, key), call(start, GET, whole, key), default)
        else:
            value = call(start, GET, whole, key)
        if symbol.__class__ is Symbol:
            out.append((local, at, value, start))
        else:
            bind(name, at, value, start, out)


_KINDS = {"keys": Keyword, "strs": str, "syms": Symbol}


def _is_constant(x: Any) -> bool:
    return not isinstance(x, Form) and not is_plain(x)


def _names(key: Keyword, value: Any, at: int, entries: list[tuple[Any, int, Any]]) -> None:
    """``:keys [a b]``, ``:ns/keys [a b]``, ``:strs``, ``:syms``"""
    if value.__class__ is not Vector:
        raise fail(f":{key.name} takes a vector of names", at)
    space, kind = split_name(key.name)
    for item, where in zip(value.items, value.pos):
        symbol = bare(item)
        if symbol.__class__ not in (Symbol, Keyword):
            raise fail(f":{key.name} takes names", where)
        own, name = split_name(symbol.name)
        full = f"{own or space}/{name}" if own or space else name
        if kind == "keys":
            found: Any = Keyword(full)
        elif kind == "strs":
            found = name
        else:
            found = call(where, QUOTE, Symbol(full))
        entries.append((Symbol(name), where, found))
