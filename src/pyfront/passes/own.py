"""Maps that a loop builds, changed in place.

In ``(loop [m {}] ... (recur (assoc m k v)) ... m)`` nobody sees the maps between the first and the last. A variable of a
``Loop`` qualifies if every ``Recur`` rebinds it to itself with some ``assoc`` around it, and it is otherwise only looked into,
before that; where the loop ends, it may be used in any way. Then ``%assoc-own`` stands for ``%assoc``, which from its second
change on answers a transient, and ``%disown`` closes that where the loop ends. Both leave alone what is no plain hash map.
"""

from __future__ import annotations

from pyfront.core.ir import (
    Call,
    CaseLambda,
    Fix,
    If,
    Lambda,
    Let,
    Letrec,
    LocalRef,
    LocalSet,
    Loop,
    Node,
    PrimCall,
    Recur,
    Seq,
    TryPrim,
    Var,
)
from pyfront.passes.walk import children

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any

LOOKING = ("%get", "%contains?", "%count")  # primitives that keep nothing of their first argument
SLOW = "clojure.core/%assoc-own-slow"


def own(root: Node) -> Node:
    stack = [root]
    while stack:
        node: Any = stack.pop()
        stack.extend(children(node))
        if node.__class__ is Loop:
            for place, var in enumerate(node.vars):
                found = _Owner(node, place, var)
                if found.tail(node.body) and found.updates:
                    for call in found.updates:
                        call.fn = TryPrim("%assoc-own", SLOW, call.fn.pos)
                    node.body = found.closed(node.body)
    return root


class _Owner:
    """What is to be known of a variable of a loop."""

    __slots__ = ("loop", "place", "var", "inner", "updates")

    def __init__(self, loop: Loop, place: int, var: Var) -> None:
        self.loop = loop
        self.place = place
        self.var = var
        self.inner: set[Loop] = set()  # loops in tail position of the body
        self.updates: list[Any] = []  # calls of %assoc

    def tail(self, node: Any) -> bool:
        """Does it qualify, as far as a tree in tail position of the body tells?"""
        while True:
            kind = node.__class__
            if kind is If:
                if not (self.looks([node.test]) and self.tail(node.then)):
                    return False
                node = node.orelse
            elif kind is Let or kind is Fix or kind is Letrec or kind is Loop:
                if not self.looks(node.inits):
                    return False
                if kind is Loop:
                    self.inner.add(node)
                node = node.body
            elif kind is Seq:
                if not self.looks(node.items[:-1]):
                    return False
                node = node.items[-1]
            elif kind is Recur and node.loop is self.loop:
                args, at = node.args, self.place
                return self.looks(args[:at]) and self.updated(args[at]) and not self.mentioned(args[at + 1 :])
            else:
                return kind is not Recur or node.loop not in self.inner or self.looks(node.args)

    def updated(self, node: Any) -> bool:
        """Is the value the variable's, or that with assoc around it?"""
        kind = node.__class__
        if kind is LocalRef:
            return node.var is self.var
        if kind is If:
            return self.looks([node.test]) and self.updated(node.then) and self.updated(node.orelse)
        if kind is not Call or node.fn.__class__ is not TryPrim or node.fn.prim != "%assoc":
            return False
        self.updates.append(node)
        first = node.args[0]
        plain = first.__class__ is LocalRef and first.var is self.var
        # what comes after a change would see it
        return self.looks(node.args[1:]) if plain else self.updated(first) and not self.mentioned(node.args[1:])

    def looks(self, nodes: Iterable[Any]) -> bool:
        """Do these trees only look into it?"""
        stack = list(nodes)
        while stack:
            node = stack.pop()
            kind = node.__class__
            if kind is LocalRef or kind is LocalSet:
                if node.var is self.var:
                    return False
            elif kind is Lambda or kind is CaseLambda:
                if self.mentioned([node]):
                    return False
                continue
            elif kind is Call and node.fn.__class__ is TryPrim and node.fn.prim in LOOKING:
                first = node.args[0]
                stack.extend(node.args[1:] if first.__class__ is LocalRef else node.args)
                continue
            stack.extend(children(node))
        return True

    def mentioned(self, nodes: Iterable[Any]) -> bool:
        stack = list(nodes)
        while stack:
            node = stack.pop()
            if (node.__class__ is LocalRef or node.__class__ is LocalSet) and node.var is self.var:
                return True
            stack.extend(children(node))
        return False

    def closed(self, node: Any) -> Any:
        """A tree in tail position with the map closed where the loop ends."""
        first = node
        above: Any = None
        while True:
            kind, holder = node.__class__, node
            if kind is If:
                node.then = self.closed(node.then)
                field, node = "orelse", node.orelse
            elif kind is Let or kind is Fix or kind is Letrec or kind is Loop:
                field, node = "body", node.body
            elif kind is Seq:
                field, node = "", node.items[-1]
            else:
                break
            above = holder, field
        end = self.end(node)
        if above is None:
            return end
        holder, field = above
        if field:
            setattr(holder, field, end)
        else:
            holder.items[-1] = end
        return first

    def end(self, node: Any) -> Any:
        if (node.__class__ is Recur and (node.loop is self.loop or node.loop in self.inner)) or not self.mentioned([node]):
            return node
        if node.__class__ is LocalRef:
            return PrimCall("%disown", [node], node.pos)
        var = Var(self.var.name, self.var.pos)
        stack = [node]
        while stack:
            one = stack.pop()
            if one.__class__ is LocalRef and one.var is self.var:
                one.var = var
            stack.extend(children(one))
        return Let([var], [PrimCall("%disown", [LocalRef(self.var, node.pos)], node.pos)], node, node.pos)
