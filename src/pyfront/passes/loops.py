"""Turns procedures that are only ever jumped to into ``Loop`` and ``Recur``.

``(fix ((f (lambda (x ...) body))) ...)`` qualifies when every reference to ``f`` in its own body is a call in tail
position, inside no other lambda, and there is exactly one reference outside, which is a call too. That call may stand
anywhere: the loop takes its place, since all the calls of ``f`` return to where it was called from. Inner procedures
go first: when they have become loops, the calls in them are in tail position of the outer one.
"""

from __future__ import annotations

from pyfront.core.ir import (
    Call,
    Const,
    Fix,
    GlobalRef,
    If,
    Lambda,
    Let,
    LocalRef,
    Loop,
    Node,
    PrimRef,
    Recur,
    Seq,
    TryPrim,
    Var,
)
from pyfront.passes.walk import count_refs, fits, is_near, map_children

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from typing import Any


def loops(root: Node, kept: Collection[Var] = ()) -> Node:
    """``kept``: variables whose procedures stay."""
    counts = count_refs(root)

    def walk(node: Any) -> Any:
        kind = node.__class__
        if kind is LocalRef or kind is Const or kind is GlobalRef or kind is PrimRef or kind is TryPrim:
            return node
        if kind is If:
            first = node
            while True:  # a long cond is a chain of orelse
                node.test = walk(node.test)
                node.then = walk(node.then)
                if node.orelse.__class__ is not If:
                    node.orelse = walk(node.orelse)
                    return first
                node = node.orelse
        map_children(node, walk)
        if kind is Fix and len(node.vars) == 1 and node.inits[0].__class__ is Lambda and node.vars[0] not in kept:
            return _try(node, counts)
        return node

    return walk(root)


def _try(node: Any, counts: dict[Var, int]) -> Any:
    var, fn = node.vars[0], node.inits[0]
    if fn.opt or fn.rest is not None:
        return node
    inside: list[Any] = []
    tail_calls(fn.body, var, fn, inside)
    if counts.get(var, 0) - len(inside) != 1:
        return node
    loop = Loop(fn.req, [], fn.body, fn.name or var.name, fn.pos)
    body = _replace_call(node.body, var, fn, loop)
    if body is None:
        return node
    loop.body = _recur(fn.body, var, loop)
    return body


def tail_calls(node: Any, var: Var, fn: Lambda, found: list[Any]) -> None:
    """Calls of ``var`` in tail position."""
    while True:
        kind = node.__class__
        if kind is Call:
            if node.fn.__class__ is LocalRef and node.fn.var is var and fits(fn, len(node.args)):
                found.append(node)
            return
        if kind is If:
            tail_calls(node.then, var, fn, found)
            node = node.orelse
        elif kind is Seq:
            node = node.items[-1]
        elif kind is Let or kind is Fix or kind is Loop:
            node = node.body
        else:
            return


def _recur(node: Any, var: Var, loop: Loop) -> Any:
    """The tree with the calls in tail position turned into jumps."""
    top = node
    holder: Any = None
    field: Any = ""
    while True:
        kind = node.__class__
        if kind is Call and node.fn.__class__ is LocalRef and node.fn.var is var:
            new = Recur(loop, node.args, node.pos)
            if holder is None:
                return new
            if field == "items":
                holder.items[-1] = new
            else:
                setattr(holder, field, new)
            return top
        holder = node
        if kind is If:
            node.then = _recur(node.then, var, loop)
            field, node = "orelse", node.orelse
        elif kind is Seq:
            field, node = "items", node.items[-1]
        elif kind is Let or kind is Fix or kind is Loop:
            field, node = "body", node.body
        else:
            return top


def _replace_call(root: Any, var: Var, fn: Lambda, loop: Loop) -> Any:
    """The tree with the only call of ``var`` replaced by the loop; None if the reference is no call that fits."""
    done = False

    def visit(node: Any) -> Any:
        nonlocal done
        if (
            node.__class__ is Call and node.fn.__class__ is LocalRef and node.fn.var is var
            and fits(fn, len(node.args)) and is_near(fn, node)
        ):
            loop.inits = node.args
            done = True
            return loop
        stack.append(node)
        return node

    stack: list[Any] = []
    root = visit(root)
    while stack and not done:
        map_children(stack.pop(), visit)
    return root if done else None


