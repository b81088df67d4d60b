"""Functions, ``let`` and its relatives, assignment."""

from __future__ import annotations

from pyfront.core.ir import (
    Call,
    Const,
    GlobalRef,
    GlobalSet,
    Lambda,
    Let,
    Letrec,
    LocalRef,
    LocalSet,
    Node,
    PrimCall,
    Seq,
    Var,
)
from pyfront.sema.analyse import arity, fail, library
from pyfront.sema.data import List, Vector
from pyfront.sema.destructure import bind, is_pattern, nested
from vmcore.data import Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.sema.analyse import Analyser, Scope

DOT = Symbol(".")


def special_lambda(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) < 3:
        raise arity("lambda", "2 or more", len(x.items) - 1, x.start)
    return function(an, x, x.items[1], 2, scope, "")


def function(an: Analyser, x: List, parameters: Any, start: int, scope: Scope, name: str) -> Lambda:
    """A function whose body begins with item ``start``."""
    if parameters.__class__ is not List and parameters.__class__ is not Vector:
        raise fail("lambda: the parameters are a list or vector", x.start)
    return function_of(an, x, list(zip(parameters.items, parameters.pos)), start, scope, name)


def function_of(
    an: Analyser, x: List, parameters: list[tuple[Any, int]], start: int, scope: Scope, name: str
) -> Lambda:
    scope = scope.copy()
    required: list[Var] = []
    rest: Var | None = None
    patterns: list[tuple[Any, int, Var]] = []
    dotted = False
    for one, pos in parameters:
        if one is DOT:
            dotted = True
        elif one.__class__ is Symbol:
            var = scope[one] = Var(one.name, pos)
            if not dotted:
                required.append(var)
            elif rest is None:
                rest = var
        elif is_pattern(one):
            var = Var("argument", pos)
            required.append(var)
            patterns.append((one, pos, var))
        else:
            raise fail("lambda: expected symbol", pos)
    bound: list[tuple[Var, Node]] = []
    for one, pos, var in patterns:
        bind(an, one, pos, LocalRef(var, pos), scope, bound)
    body = nested(bound, an.body(x, start, scope), x.start)
    return Lambda(name, required, [], rest, body, x.start)


def bindings_of(who: str, x: List, at: int) -> list[tuple[Any, int, Any, int]]:
    """Names (or patterns) and forms of the list of bindings that is item ``at``, each with its position."""
    found = []
    bindings = x.items[at]
    if bindings.__class__ is not List:
        raise fail(f"{who}: expected a list of bindings", x.pos[at])
    for binding, pos in zip(bindings.items, bindings.pos):
        if binding.__class__ is not List:
            raise fail(f"{who}: expected a list: a binding", pos)
        if len(binding.items) != 2:
            raise fail(f"{who}: each binding must have 2 elements", pos)
        name = binding.items[0]
        if name.__class__ is not Symbol and not is_pattern(name):
            raise fail(f"{who}: binding name must be a symbol, vector, or map pattern", pos)
        found.append((name, binding.pos[0], binding.items[1], binding.pos[1]))
    return found


def special_let(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) < 3:
        raise arity("let", "2 or more", len(x.items) - 1, x.start)
    if x.items[1].__class__ is Symbol:
        return named_let(an, x, scope)
    inner = scope.copy()
    variables: list[Var] = []
    inits: list[Node] = []
    more: list[tuple[Var, Node]] = []
    for name, pos, form, at in bindings_of("let", x, 1):
        node = named(an.analyse(form, scope, at), name)
        var = Var(name.name if name.__class__ is Symbol else "let", pos)
        variables.append(var)
        inits.append(node)
        if name.__class__ is Symbol:
            inner[name] = var
        else:
            bind(an, name, pos, LocalRef(var, pos), inner, more)
    body = nested(more, an.body(x, 2, inner), x.start)
    return Let(variables, inits, body, x.start) if variables else body


def named_let(an: Analyser, x: List, scope: Scope) -> Node:
    """``(let name ((x 1) ...) body ...)``"""
    if len(x.items) < 4:
        raise arity("named let", "3 or more", len(x.items) - 1, x.start)
    label = x.items[1]
    inits: list[Node] = []
    parameters: list[tuple[Any, int]] = []
    for name, pos, form, at in bindings_of("named let", x, 2):
        if name.__class__ is not Symbol:
            raise fail("named let: expected symbol", pos)
        inits.append(an.analyse(form, scope, at))
        parameters.append((name, pos))
    var = Var(label.name, x.pos[1])
    loop = function_of(an, x, parameters, 3, {**scope, label: var}, label.name)
    return Letrec([var], [loop], Call(LocalRef(var, x.start), inits, x.start), x.start)


def special_let_star(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) < 3:
        raise arity("let*", "2 or more", len(x.items) - 1, x.start)
    scope = scope.copy()
    bound: list[tuple[Var, Node]] = []
    for name, pos, form, at in bindings_of("let*", x, 1):
        bind(an, name, pos, named(an.analyse(form, scope.copy(), at), name), scope, bound)
    return nested(bound, an.body(x, 2, scope), x.start)


def special_letrec(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) < 3:
        raise arity("letrec", "2 or more", len(x.items) - 1, x.start)
    scope = scope.copy()
    found = bindings_of("letrec", x, 1)
    variables: list[Var] = []
    more: list[tuple[Var, Node]] = []
    for name, pos, _, _ in found:
        var = Var(name.name if name.__class__ is Symbol else "letrec", pos)
        variables.append(var)
        if name.__class__ is Symbol:
            scope[name] = var
        else:
            bind(an, name, pos, LocalRef(var, pos), scope, more)
    inits = [named(an.analyse(form, scope, at), name) for name, _, form, at in found]
    return Letrec(variables, inits, nested(more, an.body(x, 2, scope), x.start), x.start)


def named(node: Any, name: Any) -> Node:
    """The node; if it makes a function without a name, it has that name now."""
    if node.__class__ is Lambda and not node.name and name.__class__ is Symbol:
        node.name = name.name
    return node


# ---------------------------------------------------------------- several values


def formals(x: Any, pos: int, who: str) -> tuple[list[Symbol], Symbol | None]:
    if x.__class__ is Symbol:
        return [], x
    if x.__class__ is not List or any(one.__class__ is not Symbol for one in x.items):
        raise fail(f"{who}: expected a list", pos)
    names = list(x.items)
    if DOT in names:
        at = names.index(DOT)
        return names[:at], names[at + 1] if at + 1 < len(names) else None
    return names, None


def values_bound(
    names: list[Symbol], rest: Symbol | None, items: Var, scope: Scope, pos: int, who: str
) -> list[tuple[Var, Node]]:
    """What binds the names to the values that are in a list."""
    count, more = Const(len(names), pos), Const(rest is not None, pos)
    left = Var("values", pos)
    out: list[tuple[Var, Node]] = [(left, library("%values-items", [LocalRef(items, pos), count, more], pos))]
    for name in names:
        var = scope[name] = Var(name.name, pos)
        following = Var("values", pos)
        out.append((var, PrimCall("car", [LocalRef(left, pos)], pos)))
        out.append((following, PrimCall("cdr", [LocalRef(left, pos)], pos)))
        left = following
    if rest is not None:
        var = scope[rest] = Var(rest.name, pos)
        out.append((var, LocalRef(left, pos)))
    return out


def special_let_values(an: Analyser, x: List, scope: Scope) -> Node:
    who = x.items[0].name
    if len(x.items) < 3:
        raise arity(who, "2 or more", len(x.items) - 1, x.start)
    clauses = x.items[1]
    if clauses.__class__ is not List:
        raise fail(f"{who}: expected a list", x.pos[1])
    inner = scope.copy()
    first: list[tuple[Var, Node]] = []
    then: list[tuple[Var, Node]] = []
    for clause, pos in zip(clauses.items, clauses.pos):
        if clause.__class__ is not List or len(clause.items) != 2:
            raise fail(f"{who}: each clause must be (formals producer)", pos)
        names, rest = formals(clause.items[0], pos, who)
        items = Var("values", pos)
        out = first if who == "let-values" else then
        seen = scope if who == "let-values" else inner.copy()
        out.append((items, PrimCall("%values->list", [an.analyse(clause.items[1], seen, clause.pos[1])], pos)))
        then += values_bound(names, rest, items, inner, pos, who)
    return nested(first, nested(then, an.body(x, 2, inner), x.start), x.start)


# ---------------------------------------------------------------- assignment


def special_set(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) != 3:
        raise arity("set!", "2", len(x.items) - 1, x.start)
    name = x.items[1]
    if name.__class__ is not Symbol:
        raise fail("set!: expected symbol", x.pos[1])
    node = named(an.analyse(x.items[2], scope, x.pos[2]), name)
    value = Var("value", x.start)
    local = scope.get(name)
    change: Node
    if local is not None:
        change = LocalSet(local, LocalRef(value, x.start), x.start)
    else:
        full = an.names.resolve(name.name)
        if full is None or full.startswith("sema:"):
            full = an.names.define(name.name) if full else an.names.space + name.name
        change = GlobalSet(full, LocalRef(value, x.start), x.start)
    return Let([value], [node], Seq([change, LocalRef(value, x.start)], x.start), x.start)


def call(name: str, args: list[Node], pos: int) -> Call:
    return Call(GlobalRef(name, pos), args, pos)


FORMS = {
    "lambda": special_lambda, "fn": special_lambda, "let": special_let, "let*": special_let_star, "letrec": special_letrec,
    "let-values": special_let_values, "let*-values": special_let_values, "set!": special_set,
}  # fmt: skip
