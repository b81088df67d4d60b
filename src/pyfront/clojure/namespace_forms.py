"""``ns``, and what it does to a namespace: names of clojure.core, libraries, classes."""

from __future__ import annotations

from pyfront.clojure.analyse import NeedsMachine, fail
from pyfront.clojure.data import List, Map, Set, Vector, bare
from pyfront.clojure.names import CORE
from pyfront.clojure.namespaces import VarInfo
from pyfront.clojure.template import call
from vmcore.data import Keyword, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

QUOTE = Symbol("quote")


def expand_ns(an: Any, x: List) -> Any:
    """``(ns name doc? attributes? clause ...)``"""
    items = x.items
    name = bare(items[1]) if len(items) > 1 else None
    if name.__class__ is not Symbol:
        raise fail("ns takes the name of the namespace, a symbol", x.start)
    start = 2
    for kind in (str, Map):  # a text about it, and attributes
        if start < len(items) and items[start].__class__ is kind:
            start += 1
    clauses = [(item, pos) for item, pos in zip(items[start:], x.pos[start:])]
    for clause, pos in clauses:
        if clause.__class__ not in (List, Vector) or not clause.items or clause.items[0].__class__ not in (Keyword, Symbol):
            raise fail("ns: a clause is a list like (:require [clojure.string :as str])", pos)
    before = len(an.world.trace)
    enter(an, name.name)
    space = an.world.current
    if not space.core:  # it was made without
        space.see_core(True, space.without)
    steps: list[Any] = [call(x.start, Symbol("clojure.core/in-ns"), call(x.start, QUOTE, name))]
    for clause, _ in clauses:
        kind = clause.items[0].name
        if kind in ("require", "use", "require-macros"):
            if an.static:
                static_require(an, clause, kind)
            else:
                forms = [call(pos, QUOTE, spec) for spec, pos in zip(clause.items[1:], clause.pos[1:])]
                steps.append(call(clause.start, Symbol("clojure.core/" + kind), *forms))
        elif kind == "import":
            if len(steps) > 1:  # of a library that is loaded before, perhaps: a form of its own
                steps.append(List((Symbol("clojure.core/import"), *clause.items[1:]), clause.pos, clause.start, clause.end))
                continue
            for spec, pos in zip(clause.items[1:], clause.pos[1:]):
                import_classes(an, spec, pos)
        elif kind == "refer-clojure":
            refer_core(an, clause, alone=True)
        elif kind in ("gen-class", "load"):
            pass
        else:
            raise fail(f"ns: a clause begins with :require, :use, :import or :refer-clojure, not :{kind}", clause.start)
    if an.library:
        return None
    if an.static:  # where the unit runs, its namespaces have to become known
        lines = "\n".join(an.world.trace[before:])
        return call(x.start, Symbol("clojure.core/%enter-ns"), call(x.start, QUOTE, name), lines)
    steps.append(None)
    return call(x.start, Symbol("do"), *steps)


def enter(an: Any, name: str) -> None:
    an.world.enter(name)


_FILTERS = ("exclude", "only", "rename")


def names_in(x: Any, pos: int, who: str) -> list[str]:
    """The symbols of a list, vector, set or map, as texts."""
    if x is None:
        return []
    items = x.items if x.__class__ in (List, Vector, Map, Set) else (None,)
    if any(bare(item).__class__ is not Symbol for item in items):
        raise fail(f"{who} takes a list of names", pos)
    return [bare(item).name for item in items]


def refer_core(an: Any, x: List, alone: bool) -> None:
    """``(:refer-clojure :exclude [...] :only [...] :rename {...})``. ``alone``: nothing else of clojure.core is visible."""
    options = x.items[1:]
    space = an.world.current
    core, without = True, set(space.without) if space.core else set()
    if len(options) % 2 or any(key.__class__ is not Keyword or key.name not in _FILTERS for key in options[::2]):
        raise fail("refer-clojure takes :exclude [name ...], :only [name ...] or :rename {name name ...}", x.start)
    for key, value, pos in zip(options[::2], options[1::2], x.pos[2::2]):
        value = unquoted(value)
        names = set(names_in(value, pos, f":{key.name}"))
        if key.name == "exclude":
            without |= names
        elif key.name == "only":
            core = space.core and not alone
            for name in sorted(names):
                found = an.world.core.own(name)
                if found is not None:
                    space.refer(name, found)
        elif key.name == "rename":
            pairs = names_in(value, pos, ":rename")
            for old, new in zip(pairs[::2], pairs[1::2]):
                found = an.world.core.own(old)
                if found is not None:
                    space.refer(new, found)
            without |= set(pairs[::2])
    if core != space.core or without != set(space.without):
        space.see_core(core, without)
    own = space.table
    for name in list(own):
        if name in without and own[name].__class__ is VarInfo and own[name].space == CORE:
            space.drop(name)


def unquoted(x: Any) -> Any:
    if x.__class__ is List and len(x.items) == 2 and bare(x.items[0]) is QUOTE:
        return x.items[1]
    return x


def static_require(an: Any, clause: List, kind: str) -> None:
    """Libraries that come with the language need no machine."""
    for spec, pos in zip(clause.items[1:], clause.pos[1:]):
        if spec.__class__ is List or kind == "require-macros":
            raise NeedsMachine
        items = spec.items if spec.__class__ is Vector else (spec,)
        if not items or bare(items[0]).__class__ is not Symbol:
            raise fail(f"ns: :{kind} takes names of namespaces, and vectors like [clojure.string :as str]", pos)
        name = bare(items[0]).name
        if not an.bundled(name):
            raise NeedsMachine
        options = {key.name: value for key, value in zip(items[1::2], items[2::2]) if key.__class__ is Keyword}
        known = all(key.__class__ is Keyword for key in items[1::2]) and len(items) % 2 == 1
        if not known or kind == "use" or set(options) - {"as", "refer", "rename", "as-alias"}:
            raise NeedsMachine
        apply_options(an.world, name, options, pos)


def apply_options(world: Any, name: str, options: dict[str, Any], pos: int) -> None:
    """``:as``, ``:refer``, ``:rename`` of a library that is there."""
    space = world.current
    library = world.spaces.get(name)
    for key in ("as", "as-alias"):
        if key in options:
            if bare(options[key]).__class__ is not Symbol:
                raise fail(f":{key} takes a name", pos)
            space.alias(bare(options[key]).name, name)
    refer = options.get("refer")
    renamed = options.get("rename")
    pairs = names_in(renamed, pos, ":rename")
    new = dict(zip(pairs[::2], pairs[1::2]))
    if refer.__class__ is Keyword:
        for var in library.own_vars():
            if not var.flags & 1:
                space.refer(new.get(var.name, var.name), var)
    else:
        for item in names_in(refer, pos, ":refer"):
            found = library.own(item)
            if found is None:
                raise fail(f"{item} does not exist in {name}", pos)
            if found.flags & 1:
                raise fail(f"#'{found.full} is private", pos)
            space.refer(new.get(found.name, found.name), found)


def import_classes(an: Any, spec: Any, pos: int) -> None:
    """``(:import java.util.Date (java.io File Reader) [package Name])``"""
    spec = unquoted(spec)
    one = bare(spec).__class__ is Symbol
    names = names_in(List((spec,), (pos,), pos, pos) if one else spec, pos, "import")
    if not one:
        names = [f"{names[0]}.{name}" for name in names[1:]]
    for full in names:
        found = an.world.class_named(full)
        if found is None:
            raise fail(f"no class is called {full} here", pos)
        an.world.current.refer(full[full.rfind(".") + 1 :], found)

