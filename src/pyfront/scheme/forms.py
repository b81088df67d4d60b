"""Special forms that almost every program uses."""

from __future__ import annotations

from pyfront.core.ir import (
    Call,
    CaseLambda,
    Const,
    GlobalSet,
    If,
    Lambda,
    Let,
    Letrec,
    LocalRef,
    LocalSet,
    Node,
    Seq,
    Var,
)
from pyfront.errors import ExpandError
from pyfront.expand.arithmetic import is_boolean
from pyfront.expand.env import (
    AUXILIARY,
    EXPRESSION,
    OPEN,
    SPLICE,
    Alias,
    Global,
    Scope,
    Special,
    is_identifier,
    symbol_of,
)
from pyfront.expand.expander import Expander, Restart, bad, named, origin
from pyfront.expand.trees import strip
from pyfront.text.datum import List
from vmcore.data import UNSPECIFIED

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


def unspecified(pos: int) -> Const:
    return Const(UNSPECIFIED, pos)


def expand_quote(cx: Expander, form: List, env: Scope) -> Node:
    if len(form.items) != 2:
        raise bad("quote", "expected (quote datum)", form.start)
    x = form.items[1]
    return Const(strip(x) if cx.macros else x, form.start)


def expand_lambda(cx: Expander, form: List, env: Scope) -> Node:
    if len(form.items) < 3:
        raise bad("lambda", "expected (lambda (variable ...) body ...)", form.start)
    return cx.procedure("", form.items[1], form.pos[1], form, 2, env, "lambda")


def expand_if(cx: Expander, form: List, env: Scope) -> Node:
    items, pos = form.items, form.pos
    if len(items) == 4:
        orelse = cx.expand(items[3], env, pos[3])
    elif len(items) == 3:
        orelse = unspecified(form.start)
    else:
        more = "; several expressions go into (begin expression ...)" if len(items) > 4 else ""
        if any(is_identifier(x) and symbol_of(x).name in ("else", "then") for x in items):
            more = "; the words then and else are not written"
        raise bad("if", f"expected (if test then [else]){more}", form.start)
    return If(cx.expand(items[1], env, pos[1]), cx.expand(items[2], env, pos[2]), orelse, form.start)


def expand_set(cx: Expander, form: List, env: Scope) -> Node:
    if len(form.items) != 3 or not is_identifier(form.items[1]):
        raise bad("set!", "expected (set! variable expression)", form.start)
    name = form.items[1]
    binding = env.find(name)
    if binding.__class__ is Var:
        value = named(cx.expand(form.items[2], env, form.pos[2]), binding.name)
        return LocalSet(binding, value, form.start)  # type: ignore[arg-type]
    symbol = symbol_of(name)
    if binding.__class__ is not Global or binding.space != cx.top.space:  # type: ignore[union-attr]
        if binding.__class__ is Special or _home(name, env) is not cx.top or cx.top.imported(symbol) is not binding:
            if binding.__class__ is not Global:
                raise bad("set!", f"{symbol.name} is no variable", form.pos[1])
        elif cx.top.fixed:
            raise ExpandError(f"{symbol.name} cannot be assigned: the environment is immutable", pos=form.pos[1])
        elif cx.top.rule != OPEN:
            raise ExpandError(f"{symbol.name} cannot be assigned: {origin(cx.top, symbol)}", pos=form.pos[1])
        else:
            raise Restart(symbol)
    value = named(cx.expand(form.items[2], env, form.pos[2]), symbol.name)
    return GlobalSet(binding.name, value, form.start)  # type: ignore[union-attr]


def _home(name: Any, env: Scope) -> Any:
    """The top level at which an identifier of a macro, or any other, was written."""
    while name.__class__ is Alias:
        name, env = name.base, name.env
    return env.top


def splice_begin(cx: Expander, form: List, env: Scope) -> tuple[list[Any], list[int]]:
    return form.items[1:], form.pos[1:]


# ---------------------------------------------------------------- binding


def bindings(form: List, at: int, who: str) -> tuple[list[Any], list[Any], list[int], list[int]]:
    """Names, expressions, and their positions, of ``((name expression) ...)``, item ``at`` of a form."""
    items = form.items
    if len(items) <= at:
        raise bad(who, f"expected ({who} ((variable expression) ...) body ...)", form.start)
    x = items[at]
    if x.__class__ is not List or x.tail is not None:
        raise bad(who, "the bindings must be a list ((variable expression) ...)", form.pos[at])
    names, values, name_pos, value_pos = [], [], [], []
    for i, pair in enumerate(x.items):
        if pair.__class__ is not List or len(pair.items) != 2 or pair.tail is not None:
            raise bad(who, f"a binding must be (variable expression){_hint(who, x, i)}", x.pos[i])
        name, value = pair.items
        names.append(name)
        values.append(value)
        name_pos.append(pair.pos[0])
        value_pos.append(pair.pos[1])
    if len(items) == at + 1:
        raise bad(who, f"expected ({who} ((variable expression) ...) body ...)", form.start)
    return names, values, name_pos, value_pos


def _hint(who: str, x: List, i: int) -> str:
    """``(let (x 1) ...)`` lacks a pair of parentheses."""
    if i == 0 and len(x.items) == 2 and is_identifier(x.items[0]):
        name = symbol_of(x.items[0]).name
        return f"; one variable is written ({who} (({name} ...)) ...)"
    return ""


def expand_let(cx: Expander, form: List, env: Scope) -> Node:
    if len(form.items) > 1 and is_identifier(form.items[1]):
        return _named_let(cx, form, env)
    names, values, name_pos, value_pos = bindings(form, 1, "let")
    if not names:
        return cx.body(form, 2, env, "let")
    inits = [cx.expand(value, env, pos) for value, pos in zip(values, value_pos)]
    variables, _, scope = cx.formals(List(names, name_pos), form.start, env, "let")
    _name(variables, inits)
    return Let(variables, inits, cx.body(form, 2, scope, "let"), form.start)


def _name(variables: list[Var], inits: list[Node]) -> None:
    for var, init in zip(variables, inits):
        named(init, var.name)


def _named_let(cx: Expander, form: List, env: Scope) -> Node:
    names, values, name_pos, value_pos = bindings(form, 2, "let")
    inits = [cx.expand(value, env, pos) for value, pos in zip(values, value_pos)]
    scope = env.inner()
    loop = scope.names[form.items[1]] = cx.parameter(form.items[1], form.pos[1], "let")
    variables, _, scope = cx.formals(List(names, name_pos), form.start, scope, "let")
    fn = Lambda(loop.name, variables, [], None, cx.body(form, 3, scope, "let"), form.start)
    return Letrec([loop], [fn], Call(LocalRef(loop, form.start), inits, form.start), form.start)


def expand_let_star(cx: Expander, form: List, env: Scope) -> Node:
    names, values, name_pos, value_pos = bindings(form, 1, "let*")
    scope = env.inner()
    bound = []
    for i, name in enumerate(names):
        var = cx.parameter(name, name_pos[i], "let*")
        bound.append((var, named(cx.expand(values[i], scope, value_pos[i]), var.name), name_pos[i]))
        if cx.holes:
            scope = scope.inner()  # what was put off must not see the variable
        scope.names[name] = var
    body = cx.body(form, 2, scope, "let*")
    for var, init, pos in reversed(bound):
        body = Let([var], [init], body, pos)
    return body


_SIMPLE = (Lambda, CaseLambda, Const)


def expand_letrec_star(cx: Expander, form: List, env: Scope) -> Node:
    names, values, name_pos, value_pos = bindings(form, 1, "letrec")
    variables, _, scope = cx.formals(List(names, name_pos), form.start, env, "letrec")
    inits = [cx.expand(value, scope, pos) for value, pos in zip(values, value_pos)]
    _name(variables, inits)
    body = cx.body(form, 2, scope, "letrec")
    return Letrec(variables, inits, body, form.start) if variables else body


def expand_letrec(cx: Expander, form: List, env: Scope) -> Node:
    """All inits come before all assignments, which shows when the continuation of an init is entered again."""
    node = expand_letrec_star(cx, form, env)
    if node.__class__ is not Letrec:
        return node
    late = [i for i, init in enumerate(node.inits) if init.__class__ not in _SIMPLE]  # type: ignore[attr-defined]
    if len(late) > 1:
        fresh = [Var("", form.start) for _ in late]
        values = [node.inits[i] for i in late]  # type: ignore[attr-defined]
        for i, var in zip(late, fresh):
            node.inits[i] = LocalRef(var, form.start)  # type: ignore[attr-defined]
        node.vars, node.inits = fresh + node.vars, values + node.inits  # type: ignore[attr-defined]
    return node


def expand_do(cx: Expander, form: List, env: Scope) -> Node:
    items = form.items
    if len(items) < 3 or items[1].__class__ is not List or items[2].__class__ is not List or not items[2].items:
        raise bad("do", "expected (do ((variable init [step]) ...) (test expression ...) body ...)", form.start)
    specs, clause = items[1], items[2]
    for i, spec in enumerate(specs.items):
        if spec.__class__ is not List or len(spec.items) not in (2, 3) or spec.tail is not None:
            raise bad("do", "a variable must be given as (variable init [step])", specs.pos[i])
    inits = [cx.expand(spec.items[1], env, spec.pos[1]) for spec in specs.items]
    names = List([spec.items[0] for spec in specs.items], [spec.pos[0] for spec in specs.items])
    variables, _, scope = cx.formals(names, form.start, env, "do")
    loop = Var("do", form.start)
    steps: list[Node] = []
    test = cx.expand(clause.items[0], scope, clause.pos[0])
    result = cx.sequence(clause.items[1:], clause.pos[1:], scope, clause.start)
    body = [cx.expand(items[i], scope, form.pos[i]) for i in range(3, len(items))]
    for var, spec in zip(variables, specs.items):
        step = len(spec.items) == 3
        steps.append(cx.expand(spec.items[2], scope, spec.pos[2]) if step else LocalRef(var, spec.start))
    again: Node = Call(LocalRef(loop, form.start), steps, form.start)
    if body:
        again = Seq([*body, again], form.start)
    fn = Lambda("do", variables, [], None, If(test, result, again, clause.start), form.start)
    return Letrec([loop], [fn], Call(LocalRef(loop, form.start), inits, form.start), form.start)


# ---------------------------------------------------------------- conditions


def expand_and(cx: Expander, form: List, env: Scope) -> Node:
    nodes = [cx.expand(form.items[i], env, form.pos[i]) for i in range(1, len(form.items))]
    if not nodes:
        return Const(True, form.start)
    result = nodes.pop()
    while nodes:
        result = If(nodes.pop(), result, Const(False, form.start), form.start)
    return result


def expand_or(cx: Expander, form: List, env: Scope) -> Node:
    nodes = [cx.expand(form.items[i], env, form.pos[i]) for i in range(1, len(form.items))]
    if not nodes:
        return Const(False, form.start)
    result = nodes.pop()
    while nodes:
        result = either(nodes.pop(), result, form.start)
    return result


def either(a: Node, b: Node, pos: int) -> Node:
    """The value of ``a`` unless it is false, else that of ``b``."""
    if is_boolean(a):
        return If(a, Const(True, pos), b, pos)
    var = Var("", pos)
    return Let([var], [a], If(LocalRef(var, pos), LocalRef(var, pos), b, pos), pos)


def expand_when(cx: Expander, form: List, env: Scope) -> Node:
    test, body = _guarded(cx, form, env, "when")
    return If(test, body, unspecified(form.start), form.start)


def expand_unless(cx: Expander, form: List, env: Scope) -> Node:
    test, body = _guarded(cx, form, env, "unless")
    return If(test, unspecified(form.start), body, form.start)


def _guarded(cx: Expander, form: List, env: Scope, who: str) -> tuple[Node, Node]:
    if len(form.items) < 2:
        raise bad(who, f"expected ({who} test expression ...)", form.start)
    test = cx.expand(form.items[1], env, form.pos[1])
    return test, cx.sequence(form.items[2:], form.pos[2:], env, form.start)


def expand_cond(cx: Expander, form: List, env: Scope) -> Node:
    if len(form.items) < 2:
        raise bad("cond", "expected (cond (test expression ...) ...)", form.start)
    return cond_clauses(cx, form, 1, env, unspecified(form.start), "cond")


def _as_is(node: Node, pos: int) -> Node:
    return node


def cond_clauses(
    cx: Expander,
    form: List,
    start: int,
    env: Scope,
    otherwise: Node,
    who: str,
    then: Callable[[Node, int], Node] = _as_is,
) -> Node:
    """The value of the first clause whose test holds: items of ``form`` from ``start`` on. ``then`` is applied to what
    a clause does when its test holds."""
    done: list[Any] = []  # functions from the node of what follows a clause to the node of all from the clause on
    items = form.items
    result = otherwise
    for i in range(start, len(items)):
        clause = items[i]
        if clause.__class__ is not List or not clause.items or clause.tail is not None:
            raise bad(who, "a clause must be (test expression ...)", form.pos[i])
        parts, pos = clause.items, clause.pos
        first = parts[0]
        if is_identifier(first) and env.find(first) is ELSE:
            if i + 1 < len(items):
                raise bad(who, "else must be the last clause", clause.start)
            if len(parts) < 2:
                raise bad(who, "no expression after else", clause.start)
            result = then(cx.sequence(parts[1:], pos[1:], env, clause.start), clause.start)
            break
        test = cx.expand(first, env, pos[0])
        if len(parts) > 1 and is_identifier(parts[1]) and env.find(parts[1]) is ARROW:
            if len(parts) != 3:
                raise bad(who, "expected (test => procedure)", clause.start)
            done.append(_arrow(cx, test, clause, env, then))
        elif len(parts) == 1 and then is not _as_is:
            done.append(lambda rest, test=test, at=clause.start: _with(test, then, rest, at))
        elif len(parts) == 1:
            done.append(lambda rest, test=test, at=clause.start: either(test, rest, at))
        else:
            body = then(cx.sequence(parts[1:], pos[1:], env, clause.start), clause.start)
            done.append(lambda rest, test=test, body=body, at=clause.start: If(test, body, rest, at))
    for wrap in reversed(done):
        result = wrap(result)
    return result


def _with(test: Node, then: Callable[[Node, int], Node], rest: Node, pos: int) -> Node:
    var = Var("", pos)
    return Let([var], [test], If(LocalRef(var, pos), then(LocalRef(var, pos), pos), rest, pos), pos)


def _arrow(cx: Expander, test: Node, clause: List, env: Scope, then: Callable[[Node, int], Node]) -> Any:
    pos = clause.start
    var = Var("", pos)
    call = then(cx.apply(clause.items[2], env, clause.pos[2], [LocalRef(var, pos)], pos), pos)
    return lambda rest: Let([var], [test], If(LocalRef(var, pos), call, rest, pos), pos)


def meaningless(cx: Expander, form: List, env: Scope) -> Node:
    raise ExpandError(f"{symbol_of(form.items[0]).name} has no meaning here", pos=form.start)


FORMS: dict[str, Special] = {
    name: Special(name, EXPRESSION, function)
    for name, function in {
        "quote": expand_quote,
        "lambda": expand_lambda,
        "if": expand_if,
        "set!": expand_set,
        "let": expand_let,
        "let*": expand_let_star,
        "letrec": expand_letrec,
        "letrec*": expand_letrec_star,
        "do": expand_do,
        "and": expand_and,
        "or": expand_or,
        "when": expand_when,
        "unless": expand_unless,
        "cond": expand_cond,
    }.items()
}
FORMS["begin"] = Special("begin", SPLICE, splice_begin)
for _name_of in ("else", "=>", "_", "...", "unquote", "unquote-splicing"):
    FORMS[_name_of] = Special(_name_of, AUXILIARY, meaningless)
ELSE, ARROW, UNDERSCORE, ELLIPSIS = FORMS["else"], FORMS["=>"], FORMS["_"], FORMS["..."]
UNQUOTE, SPLICING = FORMS["unquote"], FORMS["unquote-splicing"]
