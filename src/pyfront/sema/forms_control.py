"""Conditionals, loops, exceptions and ``match``."""

from __future__ import annotations

from pyfront.core.ir import Call, Const, GlobalRef, If, Lambda, Let, LocalRef, Loop, Node, Recur, Seq, Var
from pyfront.sema.analyse import arity, fail, library, nil, truth
from pyfront.sema.data import Form, List, Vector
from vmcore.data import Keyword, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.sema.analyse import Analyser, Scope

ELSE, CATCH, WHEN = Symbol("else"), Symbol("catch"), Symbol("when")


def special_if(an: Analyser, x: List, scope: Scope) -> Node:
    n = len(x.items)
    if not 3 <= n <= 4:
        raise arity("if", "2 or 3", n - 1, x.start)
    test = an.test(x.items[1], scope, x.pos[1])
    then = an.analyse(x.items[2], scope, x.pos[2])
    orelse = an.analyse(x.items[3], scope, x.pos[3]) if n == 4 else nil(x.start)
    return If(test, then, orelse, x.start)


def special_when(an: Analyser, x: List, scope: Scope) -> Node:
    name = x.items[0].name
    if len(x.items) < 3:
        raise arity(name, "2 or more", len(x.items) - 1, x.start)
    test = an.test(x.items[1], scope, x.pos[1])
    body = an.sequence(x, 2, scope)
    return If(test, body, nil(x.start), x.start) if name == "when" else If(test, nil(x.start), body, x.start)


def special_begin(an: Analyser, x: List, scope: Scope) -> Node:
    return an.sequence(x, 1, scope)


def clause_of(who: str, x: List, i: int) -> List:
    clause = x.items[i]
    if clause.__class__ is not List:
        raise fail(f"{who}: expected a list: a clause", x.pos[i])
    if not clause.items:
        raise fail(f"{who}: clause must not be empty", x.pos[i])
    return clause


def special_cond(an: Analyser, x: List, scope: Scope) -> Node:
    node: Node = nil(x.start)
    for i in range(len(x.items) - 1, 0, -1):
        clause = clause_of("cond", x, i)
        if clause.items[0] is ELSE:
            node = an.sequence(clause, 1, scope) if len(clause.items) > 1 else Const(True, clause.start)
            continue
        test = an.test(clause.items[0], scope, clause.pos[0])
        then = an.sequence(clause, 1, scope) if len(clause.items) > 1 else Const(True, clause.start)
        node = If(test, then, node, clause.start)
    return node


def special_and(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) == 1:
        return Const(True, x.start)
    nodes = an.operands(x, scope)
    node = nodes.pop()
    while nodes:
        first = nodes.pop()
        value = Var("and", first.pos)
        test = truth(LocalRef(value, first.pos))
        node = Let([value], [first], If(test, node, LocalRef(value, first.pos), x.start), x.start)
    return node


def special_or(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) == 1:
        return Const(False, x.start)
    nodes = an.operands(x, scope)
    node = nodes.pop()
    while nodes:
        first = nodes.pop()
        value = Var("or", first.pos)
        test = truth(LocalRef(value, first.pos))
        node = Let([value], [first], If(test, LocalRef(value, first.pos), node, x.start), x.start)
    return node


def special_case(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) < 3:
        raise arity("case", "2 or more", len(x.items) - 1, x.start)
    from pyfront.sema.inline import equal

    key = Var("case", x.start)
    node: Node = nil(x.start)
    for i in range(len(x.items) - 1, 1, -1):
        clause = clause_of("case", x, i)
        body = an.sequence(clause, 1, scope)
        if clause.items[0] is ELSE:
            node = body
            continue
        data = clause.items[0]
        if data.__class__ is not List:
            raise fail("case: expected a list", clause.pos[0])
        test: Node = Const(False, clause.start)
        for one, pos in reversed(list(zip(data.items, data.pos))):
            same = equal([LocalRef(key, pos), an.quoted(one, pos)], pos)
            test = If(same, Const(True, pos), test, pos)
        node = If(test, body, node, clause.start)
    return Let([key], [an.analyse(x.items[1], scope, x.pos[1])], node, x.start)


# ---------------------------------------------------------------- loops


def special_while(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) < 3:
        raise arity("while", "2 or more", len(x.items) - 1, x.start)
    loop = Loop([], [], nil(x.start), "", x.start)
    body = an.sequence(x, 2, scope)
    again = Seq([body, Recur(loop, [], x.start)], x.start)
    loop.body = If(an.test(x.items[1], scope, x.pos[1]), again, nil(x.start), x.start)
    return loop


def special_do(an: Analyser, x: List, scope: Scope) -> Node:
    """``(do ((name first next?) ...) (test result ...) body ...)``"""
    if len(x.items) < 3:
        raise arity("do", "2 or more", len(x.items) - 1, x.start)
    bindings, end = x.items[1], x.items[2]
    if bindings.__class__ is not List or end.__class__ is not List:
        raise fail("do: expected a list", x.start)
    if not end.items:
        raise fail("do: test clause must not be empty", end.start)
    inner = scope.copy()
    variables, inits = [], []
    for binding in bindings.items:
        if binding.__class__ is not List or not 2 <= len(binding.items) <= 3 or binding.items[0].__class__ is not Symbol:
            raise fail("do: binding must be (var init) or (var init step)", bindings.start)
        inits.append(an.analyse(binding.items[1], scope, binding.pos[1]))
        variables.append(Var(binding.items[0].name, binding.pos[0]))
    for binding, var in zip(bindings.items, variables):
        inner[binding.items[0]] = var
    steps = [
        an.analyse(b.items[2], inner, b.pos[2]) if len(b.items) == 3 else LocalRef(var, b.start)
        for b, var in zip(bindings.items, variables)
    ]
    loop = Loop(variables, inits, nil(x.start), "", x.start)
    again: Node = Recur(loop, steps, x.start)
    if len(x.items) > 3:
        again = Seq([an.body(x, 3, inner), again], x.start)
    result = an.sequence(end, 1, inner)
    loop.body = If(an.test(end.items[0], inner, end.pos[0]), result, again, x.start)
    return loop


# ---------------------------------------------------------------- exceptions


def special_throw(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) != 2:
        raise arity("throw", "1", len(x.items) - 1, x.start)
    return library("%throw-value", [an.analyse(x.items[1], scope, x.pos[1])], x.start)


def special_try(an: Analyser, x: List, scope: Scope) -> Node:
    """``(try body ... (catch name handler ...))``"""
    if len(x.items) < 2:
        raise arity("try", "1 or more", 0, x.start)
    clause = x.items[-1]
    if clause.__class__ is not List:
        raise fail("try: expected a list", x.pos[-1])
    if not clause.items:
        raise fail("try: catch form is empty", x.pos[-1])
    if clause.items[0] is not CATCH:
        raise fail("try: last argument must be (catch var handler...)", x.pos[-1])
    if len(clause.items) < 3 or clause.items[1].__class__ is not Symbol:
        raise fail("try: catch needs (catch var handler...)", clause.start)
    body = Lambda("", [], [], None, an.body(List(x.items[:-1], x.pos[:-1], x.start), 1, scope), x.start)
    name = clause.items[1]
    inner = scope.copy()
    var = inner[name] = Var(name.name, clause.pos[1])
    handler = an.body(clause, 2, inner)
    caught, trace = Var("caught", clause.start), Var("trace", clause.start)
    traced = any(not is_field_use(one, name) for one in clause.items[2:])
    args: list[Node] = [LocalRef(caught, clause.start)]
    if traced:
        args.append(LocalRef(trace, clause.start))
    bound = Let([var], [library("%traced-map" if traced else "%error-map", args, clause.start)], handler, clause.start)
    action: Node = Lambda("", [], [], None, bound, clause.start)
    if traced:  # here, before the stack is unwound
        service = Call(GlobalRef("machine:%service", clause.start), [Const(Symbol("trace"), clause.start)], clause.start)
        action = Let([trace], [service], action, clause.start)
    stays = library("%catchable?", [LocalRef(caught, clause.start)], clause.start)
    select = Lambda("", [caught], [], None, If(stays, action, Const(False, clause.start), clause.start), clause.start)
    return Call(GlobalRef("machine:%try", x.start), [body, select], x.start)


_PASSING = frozenset(map(Symbol, ("throw", "raise", "%raised-fields")))
_GET, _TRACE = Symbol("get"), Keyword("stack-trace")


def is_field_use(x: Any, name: Symbol) -> bool:
    """Does a form look at the error in no other way than for a field that is not its trace? Then nobody sees the trace, which
    takes time to make."""
    todo = [x]
    while todo:
        one = todo.pop()
        if one is name:
            return False
        if not isinstance(one, Form):
            continue
        items = one.items
        if len(items) > 1 and items[1] is name and (
            (items[0].__class__ is Keyword and items[0] is not _TRACE)
            or items[0] in _PASSING
            or (items[0] is _GET and len(items) > 2 and items[2].__class__ is Keyword and items[2] is not _TRACE)
        ):
            items = items[2:]
        todo += items
    return True


# ---------------------------------------------------------------- match


def special_match(an: Analyser, x: List, scope: Scope) -> Node:
    name = x.items[0].name
    if len(x.items) < 3:
        raise arity(name, "2 or more", len(x.items) - 1, x.start)
    value = Var("matched", x.start)
    last: Node = nil(x.start)
    if name == "match":
        last = library("%match-failed", [LocalRef(value, x.start)], x.start)
    node = last
    for i in range(len(x.items) - 1, 1, -1):
        clause = x.items[i]
        if clause.__class__ is not List and clause.__class__ is not Vector:
            raise fail("match: each clause must be a list or vector", x.pos[i])
        if not clause.items:
            raise fail("match: clause must not be empty", x.pos[i])
        node = _clause(an, clause, value, node, scope)
    return Let([value], [an.analyse(x.items[1], scope, x.pos[1])], node, x.start)


def _clause(an: Analyser, clause: Form, value: Var, orelse: Node, scope: Scope) -> Node:
    """One clause; ``orelse`` is wanted in several places, so it is a procedure."""
    from pyfront.sema.destructure import matching

    guarded = len(clause.items) >= 3 and clause.items[1] is WHEN
    start = 3 if guarded else 1
    other = Var("next", clause.start)

    def following() -> Node:
        return Call(LocalRef(other, clause.start), [], clause.start)

    def success(inner: Scope) -> Node:
        body = an.body(clause, start, inner)
        if not guarded:
            return body
        return If(an.test(clause.items[2], inner, clause.pos[2]), body, following(), clause.start)

    node = matching(an, clause.items[0], clause.pos[0], LocalRef(value, clause.start), scope, success, following)
    return Let([other], [Lambda("", [], [], None, orelse, clause.start)], node, clause.start)


FORMS = {
    "if": special_if, "when": special_when, "unless": special_when, "begin": special_begin, "progn": special_begin,
    "cond": special_cond, "and": special_and, "or": special_or, "case": special_case, "while": special_while, "do": special_do,
    "throw": special_throw, "try": special_try, "match": special_match, "match*": special_match,
}  # fmt: skip
