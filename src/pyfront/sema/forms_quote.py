"""Quotation, ``delay``, tasks, ``eval``, messages."""

from __future__ import annotations

from pyfront.core.ir import Const, Lambda, Node, PrimCall
from pyfront.sema.analyse import arity, fail, library
from pyfront.sema.data import Form, List, Map, Vector
from vmcore.data import Keyword, Symbol

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.sema.analyse import Analyser, Scope

UNQUOTE, SPLICING = Symbol("unquote"), Symbol("unquote-splicing")
ROLES = ("system", "user", "assistant", "tool")


def special_quote(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) != 2:
        raise arity("quote", "1", len(x.items) - 1, x.start)
    return an.quoted(x.items[1], x.pos[1])


def special_quasiquote(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) != 2:
        raise arity("quasiquote", "1", len(x.items) - 1, x.start)
    return Quasi(an, scope).build(x.items[1], x.pos[1])


class Quasi:
    """One quasi-quoted form: ``x#`` is one fresh symbol in all of it, a new one each time it is evaluated."""

    __slots__ = ("an", "scope", "fresh")

    def __init__(self, an: Analyser, scope: Scope) -> None:
        self.an = an
        self.scope = scope
        self.fresh: dict[str, Symbol] = {}

    def build(self, x: Any, pos: int) -> Node:
        if x.__class__ is Symbol and len(x.name) > 1 and x.name[-1] == "#" and x.name[-2] != "#":
            return Const(self._symbol(x.name), pos)
        if x.__class__ is List and x.items:
            if x.items[0] is UNQUOTE:
                if len(x.items) != 2:
                    raise arity("unquote", "1", len(x.items) - 1, x.start)
                return self.an.analyse(x.items[1], self.scope, x.pos[1])
            return self._sequence(x)
        if x.__class__ is Vector:
            return library("list->vector", [self._sequence(x)], x.start)
        if x.__class__ is Map:
            if any(is_splice(item) for item in x.items):
                raise fail("unquote-splicing is not allowed in a quasiquoted map key or value", x.start)
            nodes = [self.build(item, at) for item, at in zip(x.items, x.pos)]
            return PrimCall("%hash-map", nodes, x.start)
        return self.an.quoted(x, pos)

    def _symbol(self, name: str) -> Symbol:
        found = self.fresh.get(name)
        if found is None:
            from pyfront.sema.macros import fresh

            found = self.fresh[name] = fresh(name[:-1])
        return found

    def _sequence(self, x: Form) -> Node:
        """The items as a list."""
        if not any(is_splice(item) for item in x.items):
            if not has_unquote(x) and not has_fresh(x):
                return self.an.quoted(List(x.items, x.pos, x.start), x.start)
            return PrimCall("list", [self.build(item, at) for item, at in zip(x.items, x.pos)], x.start)
        parts: list[Node] = []
        some: list[Node] = []
        for item, at in zip(x.items, x.pos):
            if not is_splice(item):
                some.append(self.build(item, at))
                continue
            if len(item.items) != 2:
                raise arity("unquote-splicing", "1", len(item.items) - 1, item.start)
            if some:
                parts.append(PrimCall("list", some, x.start))
                some = []
            parts.append(self.an.analyse(item.items[1], self.scope, item.pos[1]))
        if some:
            parts.append(PrimCall("list", some, x.start))
        return library("append", parts, x.start) if len(parts) > 1 else parts[0]


def is_splice(x: Any) -> bool:
    return x.__class__ is List and bool(x.items) and x.items[0] is SPLICING


def has_unquote(x: Any) -> bool:
    todo = [x]
    while todo:
        one = todo.pop()
        if isinstance(one, Form):
            if one.items and (one.items[0] is UNQUOTE or one.items[0] is SPLICING):
                return True
            todo += one.items
    return False


def has_fresh(x: Any) -> bool:
    todo = [x]
    while todo:
        one = todo.pop()
        if isinstance(one, Form):
            todo += one.items
        elif one.__class__ is Symbol and one.name[-1:] == "#":
            return True
    return False


# ---------------------------------------------------------------- delay, tasks


def thunk(an: Analyser, x: List, scope: Scope) -> Lambda:
    return Lambda("", [], [], None, an.body(x, 1, scope), x.start)


def special_delay(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) != 2:
        raise arity("delay", "1", len(x.items) - 1, x.start)
    return library("%make-delay", [thunk(an, x, scope)], x.start)


def special_force(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) != 2:
        raise arity("force", "1", len(x.items) - 1, x.start)
    return library("%force", an.operands(x, scope), x.start)


def special_async(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) < 2:
        raise arity("async", "1 or more", 0, x.start)
    return library("async/spawn", [thunk(an, x, scope)], x.start)


def special_await(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) != 2:
        raise arity("await", "1", len(x.items) - 1, x.start)
    return library("async/await", an.operands(x, scope), x.start)


# ---------------------------------------------------------------- eval, messages


def special_eval(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) != 2:
        raise arity("eval", "1", len(x.items) - 1, x.start)
    return library("%eval", an.operands(x, scope), x.start)


def special_macroexpand(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) != 2:
        raise arity("macroexpand", "1", len(x.items) - 1, x.start)
    return library("%macroexpand", an.operands(x, scope), x.start)


def special_message(an: Analyser, x: List, scope: Scope) -> Node:
    if len(x.items) < 3:
        raise arity("message", "2 or more", len(x.items) - 1, x.start)
    return library("%make-message", an.operands(x, scope), x.start)


def special_prompt(an: Analyser, x: List, scope: Scope) -> Node:
    nodes: list[Node] = []
    for item, pos in zip(x.items[1:], x.pos[1:]):
        head = item.items[0] if item.__class__ is List and item.items else None
        if head.__class__ is Symbol and head.name in ROLES:
            role = Const(Keyword(head.name), pos)
            nodes.append(library("%make-message", [role, *an.operands(item, scope)], pos))
        else:
            nodes.append(an.analyse(item, scope, pos))
    return library("%make-prompt", nodes, x.start)


FORMS = {
    "quote": special_quote, "quasiquote": special_quasiquote, "delay": special_delay, "force": special_force,
    "async": special_async, "await": special_await, "eval": special_eval, "macroexpand": special_macroexpand,
    "message": special_message, "prompt": special_prompt, "delay-force": special_delay,
}  # fmt: skip
