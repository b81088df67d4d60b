"""Functions and loops: ``fn*``, ``loop*``, ``letfn*`` and ``recur``."""

from __future__ import annotations

from pyfront.clojure.analyse import ACROSS, Target, binding_name, fail, named, pairs
from pyfront.clojure.data import List, Vector, bare
from pyfront.core.ir import CaseLambda, Const, Lambda, Let, Letrec, LocalRef, Loop, Node, Recur, Var
from vmcore.data import Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.clojure.analyse import Analyser

AMPERSAND = Symbol("&")
MAX_PARAMETERS = 20  # before the rest, as on the JVM


def special_fn(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    start = 1
    name = bare(x.items[1]) if len(x.items) > 1 else None
    if name.__class__ is Symbol:
        start = 2
    else:
        name = None
    if len(x.items) == start:
        raise fail("fn: the parameters are missing", x.start)
    if name is None:
        return function(an, x, start, scope, "")
    scope = scope.copy()
    var = scope[name] = Var(name.name, x.start)
    node = function(an, x, start, scope, name.name)
    return Letrec([var], [node], LocalRef(var, x.start), x.start)


def function(an: Analyser, x: List, start: int, scope: dict[Any, Any], name: str) -> Node:
    """A function: one vector of parameters and a body, or lists of that."""
    if x.items[start].__class__ is Vector:
        return arity(an, x, start, scope, name)
    fixed: list[Lambda] = []
    variadic: Lambda | None = None
    for i in range(start, len(x.items)):
        part = x.items[i]
        if part.__class__ is not List or not part.items or part.items[0].__class__ is not Vector:
            raise fail("fn: a vector of parameters is expected here, or lists that begin with one", x.pos[i])
        clause = arity(an, part, 0, scope, name)
        if clause.rest is not None:
            if variadic is not None:
                raise fail("fn: only one of the arities can take any number of arguments", part.start)
            variadic = clause
        elif any(len(one.req) == len(clause.req) for one in fixed):
            raise fail(f"fn: there are two bodies for {len(clause.req)} arguments", part.start)
        else:
            fixed.append(clause)
    if variadic is not None:
        for one in fixed:
            if len(one.req) > len(variadic.req):
                raise fail("fn: no arity can have more parameters than the one that takes any number", one.pos)
        fixed.append(variadic)
    return fixed[0] if len(fixed) == 1 else CaseLambda(name, fixed, x.start)


def arity(an: Analyser, x: List, start: int, scope: dict[Any, Any], name: str, fields: Any = None) -> Lambda:
    """One body with its parameters, which are item ``start``. ``fields``: of a method, what binds the names of the fields
    given the variable of the object; that one is no target of ``recur``."""
    vector = x.items[start]
    scope = scope.copy()
    variables: list[Var] = []
    has_rest = False
    items, pos = vector.items, vector.pos
    for i in range(len(items)):
        symbol = binding_name(items[i], pos[i], "fn")
        if symbol is AMPERSAND:
            if i != len(items) - 2:
                raise fail("fn: one name stands after &, the last of the parameters", pos[i])
            has_rest = True
            continue
        var = Var(symbol.name, pos[i])
        if fields is not None and not variables:
            fields(scope, var)
        scope[symbol] = var
        variables.append(var)
    this = variables[:1] if fields is not None else []
    variables = variables[len(this) :]
    if len(variables) - has_rest > MAX_PARAMETERS:
        raise fail(f"fn: a function has at most {MAX_PARAMETERS} parameters before the rest", vector.start)
    loop = Loop(variables, [], Const(False), name, x.start)
    target = Target(loop, len(variables))
    body = an.body(x, start + 1, scope, target)
    if target.used:
        parameters = [Var(var.name, var.pos) for var in variables]
        loop.inits = [LocalRef(var, x.start) for var in parameters]
        loop.body = body
        variables, body = parameters, loop
    rest = variables.pop() if has_rest else None
    return Lambda(name, this + variables, [], rest, body, x.start)


def special_loop(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    vector = pairs(x, "loop*")
    items, pos = vector.items, vector.pos
    inner = scope.copy()
    firsts: list[Var] = []  # hold the first values for the inits after them
    inits: list[Node] = []
    names = []
    for i in range(0, len(items), 2):
        name = binding_name(items[i], pos[i], "loop")
        inits.append(an.analyse(items[i + 1], inner, pos[i + 1]))
        inner = inner.copy()
        inner[name] = var = Var(name.name, pos[i])
        firsts.append(var)
        names.append(name)
    variables = [Var(var.name, var.pos) for var in firsts]
    inner = scope.copy()
    for name, var in zip(names, variables):
        inner[name] = var
    loop = Loop(variables, inits, Const(False), "", x.start)
    here = Target(loop, len(variables))
    loop.body = an.body(x, 2, inner, here)
    if len(firsts) > 1 and _mentions(inits[1:], firsts):
        loop.inits = [LocalRef(var, x.start) for var in firsts]
        node: Node = loop
        for var, init in zip(reversed(firsts), reversed(inits)):
            node = Let([var], [init], node, x.start)
        return node
    return loop


def _mentions(nodes: list[Node], variables: list[Var]) -> bool:
    """Is one of the variables read in one of the nodes?"""
    wanted = set(variables)
    stack: list[Any] = list(nodes)
    while stack:
        node = stack.pop()
        if node.__class__ is LocalRef and node.var in wanted:
            return True
        for field in node.fields:
            value = getattr(node, field)
            if value.__class__ is list:
                stack += [one for one in value if isinstance(one, Node)]
            elif isinstance(value, Node) and field != "loop":
                stack.append(value)
    return False


def special_recur(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    if target is ACROSS:
        raise fail("recur cannot leave a try: the loop must be inside of it", x.start)
    if target is None:
        raise fail("recur must be in tail position: nothing may be left to do after it", x.start)
    args = an.operands(x, scope)
    if len(args) != target.count:
        what = "its function has" if target.loop.name else "its loop or function has"
        raise fail(f"recur has {len(args)} values, but {what} {target.count} variables", x.start)
    target.used = True
    return Recur(target.loop, args, x.start)


def special_letfn(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    vector = pairs(x, "letfn*")
    items, pos = vector.items, vector.pos
    scope = scope.copy()
    variables = []
    for i in range(0, len(items), 2):
        name = binding_name(items[i], pos[i], "letfn")
        scope[name] = var = Var(name.name, pos[i])
        variables.append(var)
    inits = [named(an.analyse(items[i], scope, pos[i]), variables[i // 2].name) for i in range(1, len(items), 2)]
    return Letrec(variables, inits, an.body(x, 2, scope, target), x.start)


FORMS = {"fn*": special_fn, "loop*": special_loop, "recur": special_recur, "letfn*": special_letfn}
