"""``try``, ``throw`` and ``case*``."""

from __future__ import annotations

from pyfront.clojure.analyse import ACROSS, fail, nil, truth, try_prim
from pyfront.clojure.data import Form, List, bare
from pyfront.core.ir import Call, Const, GlobalRef, If, Lambda, Let, LocalRef, Node, PrimCall, Seq, Var
from vmcore.data import Char, Keyword, Symbol

TYPE_CHECKING = False  # as in typing, which would cost start-up time
if TYPE_CHECKING:
    from typing import Any

    from pyfront.clojure.analyse import Analyser, Target

CATCH, FINALLY, THROW = Symbol("catch"), Symbol("finally"), Symbol("throw")


def special_try(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    body, catches, cleanup = _parts(x)
    items = List(x.items[1 : 1 + body], x.pos[1 : 1 + body], x.start, x.end)
    if not catches and cleanup is None:
        return an.body(items, 0, scope, ACROSS)
    node = an.body(items, 0, scope, ACROSS)
    if catches:
        node = _try(node, _clauses(an, catches, scope), x.start)
    if cleanup is None:
        return node
    return _finally(an, node, cleanup, scope, x.start)


def _parts(x: List) -> tuple[int, list[List], List | None]:
    """How many forms are the body, the catches, the finally."""
    body = 0
    catches: list[List] = []
    cleanup: List | None = None
    for i in range(1, len(x.items)):
        item = x.items[i]
        head = bare(item.items[0]) if item.__class__ is List and item.items else None
        if cleanup is not None:
            raise fail("try: finally is the last form", x.pos[i])
        if head is CATCH:
            catches.append(item)
        elif head is FINALLY:
            cleanup = item
        elif catches:
            raise fail("try: only catch or finally can follow a catch", x.pos[i])
        else:
            body += 1
    return body, catches, cleanup


def _try(body: Node, select: Lambda, pos: int) -> Node:
    return Call(GlobalRef("machine:%try", pos), [Lambda("", [], [], None, body, pos), select], pos)


def _clauses(an: Analyser, catches: list[List], scope: dict[Any, Any]) -> Lambda:
    """What chooses the catch for an exception: it answers a function of what is to be done, or false."""
    pos = catches[0].start
    caught = Var("exception", pos)
    chosen: Node = Const(False, pos)
    for x in reversed(catches):
        if len(x.items) < 3 or bare(x.items[2]).__class__ is not Symbol:
            raise fail("catch takes a class, a name and forms", x.start)
        inner = scope.copy()
        name = bare(x.items[2])
        var = inner[name] = Var(name.name, x.pos[2])
        body = an.body(x, 3, inner, ACROSS)
        action: Node = Lambda("", [], [], None, Let([var], [LocalRef(caught, x.start)], body, x.start), x.start)
        if _throws(x, name):
            action = Seq([_keep(caught, x.start), action], x.start)
        test = catches_test(an, x.items[1], x.pos[1], caught, scope)
        chosen = action if test is None else If(test, action, chosen, x.start)
    return Lambda("", [caught], [], None, chosen, pos)


def _throws(x: List, name: Symbol) -> bool:
    """Is there a ``(throw name)`` in a form?"""
    todo: list[Any] = [x]
    while todo:
        one = todo.pop()
        if isinstance(one, Form):
            items = one.items
            if one.__class__ is List and len(items) == 2 and bare(items[0]) is THROW and bare(items[1]) is name:
                return True
            todo += items
    return False


def _keep(caught: Var, pos: int) -> Node:
    """What was thrown and goes on keeps the place where it was thrown, while that is on the stack."""
    return Call(GlobalRef("machine:%service", pos), [Const(Symbol("keep-frames"), pos), LocalRef(caught, pos)], pos)


def catches_test(an: Analyser, cls: Any, pos: int, caught: Var, scope: dict[Any, Any]) -> Node | None:
    """Is the exception of a class? None if every one is."""
    if isinstance(cls, Keyword) and cls.name == "default":
        return None
    symbol = bare(cls)
    if symbol.__class__ is Symbol and symbol not in scope:
        found = an.world.resolve(symbol.name)
        if getattr(found, "name", "") == "java.lang.Throwable":
            return None
    value = an.analyse(cls, scope, pos)
    return truth(Call(GlobalRef("clojure.core/%caught?", pos), [value, LocalRef(caught, pos)], pos))


def _finally(an: Analyser, node: Node, x: List, scope: dict[Any, Any], pos: int) -> Node:
    """The cleanup runs once, whatever happens: after the value, or before what was thrown goes on."""
    cleanup, result, caught = Var("finally", x.start), Var("result", pos), Var("exception", pos)
    body = Lambda("finally", [], [], None, an.body(x, 1, scope, ACROSS), x.start)

    def clean() -> Node:
        return Call(LocalRef(cleanup, x.start), [], x.start)

    again = Seq([clean(), throw(LocalRef(caught, pos), pos)], pos)
    select = Lambda("", [caught], [], None, Seq([_keep(caught, pos), Lambda("", [], [], None, again, pos)], pos), pos)
    whole = Let([result], [_try(node, select, pos)], Seq([clean(), LocalRef(result, pos)], pos), pos)
    return Let([cleanup], [body], whole, pos)


def throw(value: Node, pos: int) -> Node:
    """Raises; it keeps the frame of the caller, which is the place of the error."""
    return Seq([Call(GlobalRef("machine:%raise", pos), [value], pos), nil(pos)], pos)


def special_throw(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    if len(x.items) != 2:
        raise fail("throw takes one exception", x.start)
    value = an.analyse(x.items[1], scope, x.pos[1])
    return throw(Call(GlobalRef("clojure.core/%throwable", x.start), [value], x.start), x.start)


def misplaced(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    raise fail(f"{bare(x.items[0]).name} has a meaning at the end of a try only", x.start)


def special_monitor(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    """Nothing else runs in this machine meanwhile."""
    return Seq([*an.operands(x, scope), nil(x.start)], x.start)


def special_case(an: Analyser, x: List, scope: dict[Any, Any], target: Target | None) -> Node:
    """``(case* name default [[constants] result ...])``: the constants are data, the name is a local."""
    name, default, clauses = x.items[1], x.items[2], x.items[3]
    var = scope[name]
    node = an.analyse(default, scope, x.pos[2], target)
    for i in range(len(clauses.items) - 2, -1, -2):
        tests = [_same(an, LocalRef(var, x.start), datum, clauses.pos[i]) for datum in clauses.items[i].items]
        result = an.analyse(clauses.items[i + 1], scope, clauses.pos[i + 1], target)
        test = tests[-1]
        for one in reversed(tests[:-1]):
            test = If(one, Const(True), test, x.start)
        node = If(test, result, node, x.start)
    return node


def _same(an: Analyser, value: Node, datum: Any, pos: int) -> Node:
    if datum is None or datum.__class__ in (bool, Keyword, Symbol, Char):
        return PrimCall("eq?", [value, Const(datum, pos)], pos)
    if datum.__class__ is int:
        return PrimCall("eqv?", [value, Const(datum, pos)], pos)
    return try_prim("%equiv", [value, an.quoted(datum, pos)], "clojure.core/=", pos)


FORMS = {
    "try": special_try, "throw": special_throw, "catch": misplaced, "finally": misplaced, "&": misplaced,
    "case*": special_case, "monitor-enter": special_monitor, "monitor-exit": special_monitor,
}  # fmt: skip
