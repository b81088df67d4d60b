"""Patterns: the names they bind, binding that insists (``let``, ``lambda``, ``define``) and matching (``match``)."""

from __future__ import annotations

from pyfront.core.ir import Call, Const, GlobalRef, If, Let, LocalRef, Node, PrimCall, Var
from pyfront.sema.analyse import fail, library, nil
from pyfront.sema.data import Form, List, Map, Vector
from vmcore.data import DEFAULT, Keyword, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from pyfront.sema.analyse import Analyser, Scope

ANY, AMPERSAND, KEYS, QUOTE = Symbol("_"), Symbol("&"), Keyword("keys"), Symbol("quote")


def is_pattern(x: Any) -> bool:
    return x.__class__ is Vector or x.__class__ is Map


def pattern_names(pattern: Any) -> list[Symbol]:
    """Names that a pattern binds, in order."""
    if pattern.__class__ is Symbol:
        return [] if pattern is ANY or pattern is AMPERSAND else [pattern]
    if pattern.__class__ is Vector:
        return [name for item in pattern.items for name in pattern_names(item)]
    if pattern.__class__ is Map:
        names: list[Symbol] = []
        for key, value in pattern.pairs():
            if key is KEYS:
                names += [one for one in value.items if one.__class__ is Symbol] if isinstance(value, Form) else []
            else:
                names += pattern_names(value)
        return names
    return []


def split_rest(pattern: Vector, who: str) -> tuple[list[tuple[Any, int]], Any]:
    """The patterns of single items, and that of the rest or None."""
    items = list(zip(pattern.items, pattern.pos))
    at = next((i for i, one in enumerate(items) if one[0] is AMPERSAND), -1)
    if at < 0:
        return items, None
    if at + 1 >= len(items):
        raise fail(f"{who}: `&` must be followed by a rest pattern", pattern.start)
    if at + 2 < len(items) and who == "destructure":
        raise fail("destructure: only one pattern allowed after `&`", pattern.start)
    return items[:at], items[at + 1]


def key_names(value: Any, who: str, pos: int) -> list[Symbol]:
    if not isinstance(value, Form) or value.__class__ is Map:
        raise fail(f"{who}: :keys must be followed by a vector or list of symbols", pos)
    for one in value.items:
        if one.__class__ is not Symbol:
            raise fail(f"{who}: :keys entries must be symbols", pos)
    return list(value.items)


# ---------------------------------------------------------------- binding


def bind(an: Analyser, pattern: Any, pos: int, value: Node, scope: Scope, out: list[tuple[Var, Node]]) -> None:
    """Adds to ``out`` what is to be bound, one after another, and to ``scope`` the names."""
    if pattern.__class__ is Symbol:
        var = Var(pattern.name, pos)
        out.append((var, value))
        if pattern is not ANY:
            scope[pattern] = var
    elif pattern.__class__ is Vector:
        fixed, rest = split_rest(pattern, "destructure")
        count, more = Const(len(fixed), pos), Const(rest is not None, pos)
        items = Var("items", pos)
        out.append((items, library("%destructure-items", [value, count, more], pos)))
        for one, at in fixed:
            following = Var("items", pos)
            bind(an, one, at, PrimCall("car", [LocalRef(items, at)], at), scope, out)
            out.append((following, PrimCall("cdr", [LocalRef(items, at)], at)))
            items = following
        if rest is not None:
            bind(an, rest[0], rest[1], LocalRef(items, rest[1]), scope, out)
    elif pattern.__class__ is Map:
        found = Var("map", pos)
        out.append((found, library("%destructure-map", [value], pos)))
        for (key, inner), at in zip(pattern.pairs(), pattern.pos[1::2]):
            if key is KEYS:
                for name in key_names(inner, "destructure", at):
                    bind(an, name, at, _get(found, Keyword(name.name), at), scope, out)
            else:
                got = PrimCall("%get", [LocalRef(found, at), an.quoted(key, at), nil(at)], at)
                bind(an, inner, at, got, scope, out)
    else:
        raise fail(
            "destructure: invalid pattern, expected symbol, vector, or map", pos,
            "use [a b c] for sequential destructuring or {:keys [a b]} for map destructuring",
        )


def _get(map: Var, key: Any, pos: int, default: Any = None) -> Node:
    other = nil(pos) if default is None else Const(default, pos)
    return PrimCall("%get", [LocalRef(map, pos), Const(key, pos), other], pos)


def nested(out: list[tuple[Var, Node]], body: Node, pos: int) -> Node:
    """The body with everything bound, one inside of the other."""
    for var, init in reversed(out):
        body = Let([var], [init], body, pos)
    return body


# ---------------------------------------------------------------- matching


def matching(
    an: Analyser, pattern: Any, pos: int, value: Node, scope: Scope, success: Callable[[Scope], Node],
    failure: Callable[[], Node],
) -> Node:  # fmt: skip
    """If the value matches the pattern, what ``success`` makes of the scope with its names, else what ``failure`` does."""
    if pattern.__class__ is Symbol:
        if pattern is ANY:
            return success(scope)
        var = Var(pattern.name, pos)
        return Let([var], [value], success({**scope, pattern: var}), pos)
    if pattern.__class__ is Vector:
        return _match_items(an, pattern, pos, value, scope, success, failure)
    if pattern.__class__ is Map:
        return _match_map(an, pattern, pos, value, scope, success, failure)
    if pattern.__class__ is List and len(pattern.items) == 2 and pattern.items[0] is QUOTE:
        pattern = pattern.items[1]
    same = Call(GlobalRef("sema:%match-equal?", pos), [value, an.quoted(pattern, pos)], pos)
    return If(same, success(scope), failure(), pos)


def _match_items(
    an: Analyser, pattern: Vector, pos: int, value: Node, scope: Scope, success: Callable[[Scope], Node],
    failure: Callable[[], Node],
) -> Node:  # fmt: skip
    fixed, rest = split_rest(pattern, "match")
    items = Var("items", pos)
    todo = [*fixed]

    def step(at: int, left: Var, scope: Scope) -> Node:
        if at == len(todo):
            if rest is None:
                return success(scope)
            return matching(an, rest[0], rest[1], LocalRef(left, pos), scope, success, failure)
        one, where = todo[at]
        following = Var("items", where)

        def go_on(inner: Scope) -> Node:
            return Let([following], [PrimCall("cdr", [LocalRef(left, where)], where)], step(at + 1, following, inner), where)

        return matching(an, one, where, PrimCall("car", [LocalRef(left, where)], where), scope, go_on, failure)

    test = library("%match-items", [value, Const(len(fixed), pos), Const(rest is not None, pos)], pos)
    return Let([items], [test], If(LocalRef(items, pos), step(0, items, scope), failure(), pos), pos)


def _match_map(
    an: Analyser, pattern: Map, pos: int, value: Node, scope: Scope, success: Callable[[Scope], Node],
    failure: Callable[[], Node],
) -> Node:  # fmt: skip
    found = Var("map", pos)
    keys: list[tuple[Any, int]] = []
    pairs: list[tuple[Any, Any, int]] = []
    for (key, inner), at in zip(pattern.pairs(), pattern.pos[1::2]):
        if key is KEYS:
            keys += [(name, at) for name in key_names(inner, "match", at)]
        else:
            pairs.append((key, inner, at))

    def bound(scope: Scope) -> Node:
        scope = scope.copy()
        out: list[tuple[Var, Node]] = []
        for name, at in keys:
            bind(an, name, at, _get(found, Keyword(name.name), at), scope, out)
        return nested(out, step(0, scope), pos)

    def step(at: int, scope: Scope) -> Node:
        if at == len(pairs):
            return success(scope)
        key, inner, where = pairs[at]
        got = Var("value", where)
        missing = PrimCall("eq?", [LocalRef(got, where), Const(DEFAULT, where)], where)
        inside = matching(an, inner, where, LocalRef(got, where), scope, lambda s: step(at + 1, s), failure)
        get = PrimCall("%get", [LocalRef(found, where), an.quoted(key, where), Const(DEFAULT, where)], where)
        return Let([got], [get], If(missing, failure(), inside, where), where)

    test = PrimCall("%pmap?", [LocalRef(found, pos)], pos)
    return Let([found], [value], If(test, bound(scope), failure(), pos), pos)
