"""Special forms that some programs use: case, several values, promises, parameters, exceptions."""

from __future__ import annotations

from pyfront.core.ir import (
    Call,
    CaseLambda,
    Const,
    GlobalRef,
    If,
    Lambda,
    Let,
    LocalRef,
    Node,
    PrimCall,
    Var,
)
from pyfront.expand.env import EXPRESSION, Prim, Scope, Special, is_identifier, symbol_of
from pyfront.expand.expander import Expander, bad
from pyfront.expand.trees import strip
from pyfront.passes.several import bind_known
from pyfront.scheme.forms import ARROW, ELSE, cond_clauses, unspecified
from pyfront.scheme.forms_define import apply_values, flat
from pyfront.scheme.names import helper
from pyfront.text.datum import List
from vmcore.data import Char, Singleton, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

SMALL = 1 << 48  # integers below it are the same word when they are equal


# ---------------------------------------------------------------- case


def expand_case(cx: Expander, form: List, env: Scope) -> Node:
    if len(form.items) < 2:
        raise bad("case", "expected (case key ((datum ...) expression ...) ...)", form.start)
    key = Var("", form.start)
    init = cx.expand(form.items[1], env, form.pos[1])
    clauses: list[tuple[Node, Node, int]] = []
    result: Node = unspecified(form.start)
    last = len(form.items) - 1
    for i in range(2, last + 1):
        clause = form.items[i]
        if clause.__class__ is not List or len(clause.items) < 2 or clause.tail is not None:
            raise bad("case", "a clause must be ((datum ...) expression ...)", form.pos[i])
        data = clause.items[0]
        if is_identifier(data) and env.find(data) is ELSE:
            if i != last:
                raise bad("case", "else must be the last clause", clause.start)
            result = _case_body(cx, clause, env, key)
            break
        if data.__class__ is not List or data.tail is not None:
            raise bad("case", "the data of a clause must be a list", clause.pos[0])
        clauses.append((_one_of(key, data), _case_body(cx, clause, env, key), clause.start))
    for test, body, pos in reversed(clauses):
        result = If(test, body, result, pos)
    return Let([key], [init], result, form.start)


def _case_body(cx: Expander, clause: List, env: Scope, key: Var) -> Node:
    items, pos = clause.items, clause.pos
    if is_identifier(items[1]) and env.find(items[1]) is ARROW:
        if len(items) != 3:
            raise bad("case", "expected => procedure", clause.start)
        return cx.apply(items[2], env, pos[2], [LocalRef(key, pos[2])], clause.start)
    return cx.sequence(items[1:], pos[1:], env, clause.start)


def _one_of(key: Var, data: List) -> Node:
    """Is the key one of the data?"""
    result: Node = Const(False, data.start)
    for i in range(len(data.items) - 1, -1, -1):
        x, pos = strip(data.items[i]), data.pos[i]
        test = PrimCall("eq?" if _is_word(x) else "eqv?", [LocalRef(key, pos), Const(x, pos)], pos)
        result = test if i == len(data.items) - 1 else If(test, Const(True, pos), result, pos)
    return result


def _is_word(x: Any) -> bool:
    """Is ``eq?`` the same as ``eqv?`` for a constant?"""
    kind = x.__class__
    if kind is int:
        return -SMALL <= x < SMALL
    return kind in (Symbol, bool, Char, Singleton) or (kind is List and not x.items)


# ---------------------------------------------------------------- procedures and values


def expand_case_lambda(cx: Expander, form: List, env: Scope) -> Node:
    if len(form.items) == 1:  # a procedure that no arguments fit
        given = Var("arguments", form.start)
        text = Const("case-lambda: it has no clause, so no arguments fit", form.start)
        return Lambda("", [], [], given, call_helper("error", [text, LocalRef(given, form.start)], form.start), form.start)
    clauses = []
    for clause, pos in zip(form.items[1:], form.pos[1:]):
        if clause.__class__ is not List or len(clause.items) < 2 or clause.tail is not None:
            raise bad("case-lambda", "a clause must be ((variable ...) body ...)", pos)
        clauses.append(cx.procedure("", clause.items[0], clause.pos[0], clause, 1, env, "case-lambda"))
    return CaseLambda("", clauses, form.start)


def bind_values(
    required: list[Var], rest: Var | None, values: Node, body: Node, pos: int
) -> Node:
    """The body with the variables bound to the values of an expression."""
    known = bind_known(required, values, body, pos) if rest is None else None
    if known is not None:
        return known
    return apply_values(Lambda("", required, [], rest, body, pos), values, pos)


def _let_values(cx: Expander, form: List, env: Scope, who: str, sequential: bool) -> Node:
    items = form.items
    if len(items) < 3 or items[1].__class__ is not List or items[1].tail is not None:
        raise bad(who, f"expected ({who} (((variable ...) expression) ...) body ...)", form.start)
    bound = []
    scope = env
    seen: list[Any] = []
    for pair, pos in zip(items[1].items, items[1].pos):
        if pair.__class__ is not List or len(pair.items) != 2 or pair.tail is not None:
            raise bad(who, "a binding must be ((variable ...) expression)", pos)
        values = cx.expand(pair.items[1], scope if sequential else env, pair.pos[1])
        required, rest, inner = cx.formals(pair.items[0], pair.pos[0], scope, who)
        for name in flat(pair.items[0], 0)[0]:
            if name in seen and not sequential:
                raise bad(who, f"the variable {symbol_of(name).name} occurs twice", pair.pos[0])
            seen.append(name)
        scope = inner
        bound.append((required, rest, values, pair.start))
    body = cx.body(form, 2, scope, who)
    for required, rest, values, pos in reversed(bound):
        body = bind_values(required, rest, values, body, pos)
    return body


def expand_let_values(cx: Expander, form: List, env: Scope) -> Node:
    return _let_values(cx, form, env, "let-values", False)


def expand_let_star_values(cx: Expander, form: List, env: Scope) -> Node:
    return _let_values(cx, form, env, "let*-values", True)


def expand_receive(cx: Expander, form: List, env: Scope) -> Node:
    if len(form.items) < 4:
        raise bad("receive", "expected (receive (variable ...) expression body ...)", form.start)
    values = cx.expand(form.items[2], env, form.pos[2])
    required, rest, scope = cx.formals(form.items[1], form.pos[1], env, "receive")
    return bind_values(required, rest, values, cx.body(form, 3, scope, "receive"), form.start)


# ---------------------------------------------------------------- what the library does


def call_helper(name: str, args: list[Node], pos: int) -> Node:
    """The call of a library procedure."""
    return Call(GlobalRef(helper(name), pos), args, pos)


def thunk(body: Node, pos: int) -> Lambda:
    return Lambda("", [], [], None, body, pos)


def _delayed(cx: Expander, form: List, env: Scope, who: str) -> Node:
    if len(form.items) != 2:
        raise bad(who, f"expected ({who} expression)", form.start)
    return call_helper("%" + who, [thunk(cx.expand(form.items[1], env, form.pos[1]), form.start)], form.start)


def expand_delay(cx: Expander, form: List, env: Scope) -> Node:
    return _delayed(cx, form, env, "delay")


def expand_delay_force(cx: Expander, form: List, env: Scope) -> Node:
    return _delayed(cx, form, env, "delay-force")


def expand_parameterize(cx: Expander, form: List, env: Scope) -> Node:
    items, pos = form.items, form.start
    if len(items) < 3 or items[1].__class__ is not List or items[1].tail is not None:
        raise bad("parameterize", "expected (parameterize ((parameter value) ...) body ...)", pos)
    pairs: list[Node] = []
    for pair, at in zip(items[1].items, items[1].pos):
        if pair.__class__ is not List or len(pair.items) != 2 or pair.tail is not None:
            raise bad("parameterize", "a binding must be (parameter value)", at)
        pairs.append(PrimCall("cons", cx.operands(List([None, *pair.items], [at, *pair.pos]), env), at))
    body = cx.body(form, 2, env, "parameterize")
    return call_helper("%parameterize", [PrimCall("list", pairs, pos), thunk(body, pos)], pos)


def expand_guard(cx: Expander, form: List, env: Scope) -> Node:
    items, pos = form.items, form.start
    spec = items[1] if len(items) > 2 else None
    if spec.__class__ is not List or not spec.items or spec.tail is not None:
        raise bad("guard", "expected (guard (variable clause ...) body ...)", pos)
    body = cx.body(form, 2, env, "guard")
    scope = env.inner()
    condition = scope.names[spec.items[0]] = cx.parameter(spec.items[0], spec.pos[0], "guard")
    # Answers what the first clause that holds does, as a thunk, or #f.
    select = Lambda("", [condition], [], None,
                    cond_clauses(cx, spec, 1, scope, Const(False, pos), "guard", thunk), spec.start)
    return Call(GlobalRef("machine:%try", pos), [thunk(body, pos), select], pos)


def expand_assert(cx: Expander, form: List, env: Scope) -> Node:
    if len(form.items) != 2:
        raise bad("assert", "expected (assert expression)", form.start)
    pos = form.start
    error = cx.top.system.find(Symbol("error"))
    args: list[Node] = [Const("assertion failed:", pos), Const(strip(form.items[1]), pos)]
    if error.__class__ is Prim:
        failure = cx.primitive(error, args, pos, pos)
    else:
        failure = call_helper("error", args, pos)
    return If(cx.expand(form.items[1], env, form.pos[1]), unspecified(pos), failure, pos)


FORMS: dict[str, Special] = {
    name: Special(name, EXPRESSION, function)
    for name, function in {
        "case": expand_case,
        "case-lambda": expand_case_lambda,
        "let-values": expand_let_values,
        "let*-values": expand_let_star_values,
        "receive": expand_receive,
        "delay": expand_delay,
        "delay-force": expand_delay_force,
        "parameterize": expand_parameterize,
        "guard": expand_guard,
        "assert": expand_assert,
    }.items()
}
