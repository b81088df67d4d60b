"""Core IR from a small Scheme-like notation, for tests of passes and emitter: no hygiene, no library, no reader of ours.

Forms: quote lambda case-lambda if set! define begin let let* letrec (which is letrec*), named let, and, or, cond with
else. A head that is no local variable and is the name of a primitive is a
primitive call, any other a global ``user:name``.
"""

from __future__ import annotations

import re
from typing import Any

from pyfront.core import ir
from pyfront.text.datum import List
from vmcore._primdata import PRIMS
from vmcore.data import UNSPECIFIED, Symbol

_TOKEN = re.compile(r"""\s+|;[^\n]*|([()']|#t|#f|"[^"]*"|[^\s()']+)""")


def read(text: str) -> list[Any]:
    """Lists are Python lists of ``(value, position)``; positions count from 1."""
    stack: list[list[Any]] = [[]]
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        assert match is not None, text[at:]
        token = match.group(1)
        pos = at + 1
        at = match.end()
        if token is None:
            continue
        if token == "(":
            stack.append([pos])
            continue
        if token == "'":
            stack.append(["quote", pos])
            continue
        if token == ")":
            start, *items = stack.pop()
            item: Any = (items, start)
        else:
            item = (_atom(token), pos)
        while stack[-1] and stack[-1][0] == "quote":
            _, start = stack.pop()
            item = ([(Symbol("quote"), start), item], start)
        stack[-1].append(item)
    assert len(stack) == 1, "unbalanced"
    return stack[0]


def _atom(token: str) -> Any:
    if token in ("#t", "#f"):
        return token == "#t"
    if token[0] == '"':
        return token[1:-1]
    try:
        return int(token)
    except ValueError:
        pass
    try:
        return float(token)
    except ValueError:
        return Symbol(token)


def datum(value: Any) -> Any:
    if isinstance(value, list):
        return List([datum(v) for v, _ in value], [p for _, p in value])
    return value


def unit(text: str) -> ir.Lambda:
    """The whole text as a unit."""
    forms = read(text)
    return ir.Lambda("", [], [], None, body(forms, {}, 0), 1)


Env = dict[str, ir.Var]


def body(forms: list[Any], env: Env, pos: int) -> ir.Node:
    items = [expr(form, env) for form in forms]
    return items[0] if len(items) == 1 else ir.Seq(items, pos)


def inner(forms: list[Any], env: Env, pos: int) -> ir.Node:
    """A body: leading definitions are a letrec*."""
    bindings = []
    at = 0
    while at < len(forms) and isinstance(forms[at][0], list) and forms[at][0][0][0] is Symbol("define"):
        bindings.append(_definition(forms[at][0]))
        at += 1
    if not bindings:
        return body(forms, env, pos)
    variables = [ir.Var(name.name, pos) for name, _ in bindings]
    env = {**env, **{v.name: v for v in variables}}
    return ir.Letrec(variables, [_named(init, env, name.name) for name, init in bindings], body(forms[at:], env, pos), pos)


def _definition(items: list[Any]) -> tuple[Symbol, Any]:
    target, pos = items[1]
    if isinstance(target, list):
        return target[0][0], ([(Symbol("lambda"), pos), (target[1:], pos), *items[2:]], pos)
    return target, items[2]


def _named(form: Any, env: Env, name: str) -> ir.Node:
    node = expr(form, env)
    if isinstance(node, (ir.Lambda, ir.CaseLambda)):
        node.name = name
    return node


def _lambda(params: Any, forms: list[Any], env: Env, pos: int) -> ir.Lambda:
    rest = None
    opt: list[ir.Var] = []
    req: list[ir.Var] = []
    if isinstance(params, Symbol):
        rest = ir.Var(params.name, pos)
    else:
        into = req
        names = [p for p, _ in params]
        for i, name in enumerate(names):
            if name is Symbol("#!optional"):
                into = opt
            elif name is Symbol("."):
                rest = ir.Var(names[i + 1].name, pos)
                break
            else:
                into.append(ir.Var(name.name, pos))
    env = {**env, **{v.name: v for v in req + opt + ([rest] if rest else [])}}
    return ir.Lambda("", req, opt, rest, inner(forms, env, pos), pos)


def expr(form: Any, env: Env) -> ir.Node:
    value, pos = form
    if isinstance(value, Symbol):
        if value.name in env:
            return ir.LocalRef(env[value.name], pos)
        return ir.PrimRef(value.name, pos) if value.name in PRIMS else ir.GlobalRef("user:" + value.name, pos)
    if not isinstance(value, list):
        return ir.Const(value, pos)
    head = value[0][0]
    if isinstance(head, Symbol) and head.name not in env:
        handler = FORMS.get(head.name)
        if handler is not None:
            return handler(value, env, pos)
        args = [expr(arg, env) for arg in value[1:]]
        if head.name in PRIMS:
            return ir.PrimCall(head.name, args, pos)
        return ir.Call(ir.GlobalRef("user:" + head.name, value[0][1]), args, pos)
    return ir.Call(expr(value[0], env), [expr(arg, env) for arg in value[1:]], pos)


def _if(v: list[Any], env: Env, pos: int) -> ir.Node:
    orelse = expr(v[3], env) if len(v) > 3 else ir.Const(UNSPECIFIED, pos)
    return ir.If(expr(v[1], env), expr(v[2], env), orelse, pos)


def _set(v: list[Any], env: Env, pos: int) -> ir.Node:
    name = v[1][0].name
    value = expr(v[2], env)
    return ir.LocalSet(env[name], value, pos) if name in env else ir.GlobalSet("user:" + name, value, pos)


def _define(v: list[Any], env: Env, pos: int) -> ir.Node:
    name, init = _definition(v)
    return ir.GlobalDefine("user:" + name.name, _named(init, env, name.name), pos)


def _let(v: list[Any], env: Env, pos: int) -> ir.Node:
    if isinstance(v[1][0], Symbol):
        return _named_let(v, env, pos)
    pairs = [b for b, _ in v[1][0]]
    variables = [ir.Var(b[0][0].name, b[0][1]) for b in pairs]
    inits = [expr(b[1], env) for b in pairs]
    return ir.Let(variables, inits, inner(v[2:], {**env, **{x.name: x for x in variables}}, pos), pos)


def _named_let(v: list[Any], env: Env, pos: int) -> ir.Node:
    name = v[1][0].name
    pairs = [b for b, _ in v[2][0]]
    var = ir.Var(name, pos)
    scope = {**env, name: var}
    fn = _lambda([b[0] for b in pairs], v[3:], scope, pos)
    fn.name = name
    call = ir.Call(ir.LocalRef(var, pos), [expr(b[1], env) for b in pairs], pos)
    return ir.Letrec([var], [fn], call, pos)


def _let_star(v: list[Any], env: Env, pos: int) -> ir.Node:
    pairs = v[1][0]
    if not pairs:
        return inner(v[2:], env, pos)
    rest = ([(Symbol("let*"), pos), (pairs[1:], pos), *v[2:]], pos)
    return _let([v[0], ([pairs[0]], pos), rest], env, pos)


def _letrec(v: list[Any], env: Env, pos: int) -> ir.Node:
    pairs = [b for b, _ in v[1][0]]
    variables = [ir.Var(b[0][0].name, b[0][1]) for b in pairs]
    env = {**env, **{x.name: x for x in variables}}
    return ir.Letrec(variables, [_named(b[1], env, b[0][0].name) for b in pairs], inner(v[2:], env, pos), pos)


def _and(v: list[Any], env: Env, pos: int) -> ir.Node:
    if len(v) == 1:
        return ir.Const(True, pos)
    if len(v) == 2:
        return expr(v[1], env)
    return ir.If(expr(v[1], env), _and(v[1:], env, pos), ir.Const(False, pos), pos)


def _or(v: list[Any], env: Env, pos: int) -> ir.Node:
    if len(v) == 1:
        return ir.Const(False, pos)
    if len(v) == 2:
        return expr(v[1], env)
    var = ir.Var("t", pos)
    rest = _or(v[1:], env, pos)
    return ir.Let([var], [expr(v[1], env)], ir.If(ir.LocalRef(var, pos), ir.LocalRef(var, pos), rest, pos), pos)


def _cond(v: list[Any], env: Env, pos: int) -> ir.Node:
    if len(v) == 1:
        return ir.Const(UNSPECIFIED, pos)
    clause = v[1][0]
    if clause[0][0] is Symbol("else"):
        return body(clause[1:], env, pos)
    return ir.If(expr(clause[0], env), body(clause[1:], env, pos), _cond(v[1:], env, pos), pos)


def _case_lambda(v: list[Any], env: Env, pos: int) -> ir.Node:
    return ir.CaseLambda("", [_lambda(c[0][0], c[1:], env, pos) for c, _ in v[1:]], pos)


FORMS: dict[str, Any] = {
    "quote": lambda v, env, pos: ir.Const(datum(v[1][0]), pos),
    "lambda": lambda v, env, pos: _lambda(v[1][0], v[2:], env, pos),
    "begin": lambda v, env, pos: body(v[1:], env, pos),
    "case-lambda": _case_lambda, "if": _if, "set!": _set, "define": _define, "let": _let, "let*": _let_star,
    "letrec": _letrec, "and": _and, "or": _or, "cond": _cond,
}
