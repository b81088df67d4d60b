"""Removes ``Letrec``: what remains is ``Let``, ``Fix``, and assignments where initialisation order can be observed.

The bindings are split into strongly connected components of "mentions" (Ghuloum and Dybvig, "Fixing Letrec
(reloaded)", 2009) plus, for ``letrec*``, "comes after the previous one that is not a lambda". A component is then

* one or several lambdas that nobody assigns: ``Fix``;
* one other expression that does not mention itself: ``Let``;
* anything else: ``Let`` of the UNBOUND mark, ``Fix`` of its lambdas, and the initialisations as assignments.

A variable is *early* when the evaluation of an init before its own (or its own) can reach a mention of it. An early
lambda is not put into a ``Fix`` (it would be there too soon), and reads of early variables are checked
(``%check-init``), except where they surely come after the initialisation.

Needs ``Var.mutated`` (analyse) and keeps it right; ``captured`` is stale afterwards.
"""

from __future__ import annotations

from pyfront.core.ir import (
    CaseLambda,
    Const,
    Fix,
    GlobalRef,
    Lambda,
    Let,
    Letrec,
    LocalRef,
    LocalSet,
    Node,
    PrimCall,
    PrimRef,
    Seq,
    TryPrim,
    Var,
)
from pyfront.passes.walk import map_children, mentioned
from vmcore.data import UNBOUND

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_LEAVES = (LocalRef, Const, GlobalRef, PrimRef, TryPrim)
_INERT = (Lambda, CaseLambda, Const, PrimRef)  # evaluating one runs no code and reads no variable


def letrec(root: Node) -> Node:
    """The pass. Walks with its own stack, parents first; a ``Letrec`` is replaced where its parent holds it."""
    if root.__class__ is Letrec:
        root = _convert(root)
    stack = [root]

    def visit(child: Node) -> Node:
        kind = child.__class__
        if kind in _LEAVES:
            return child
        if kind is Letrec:
            child = _convert(child)
        stack.append(child)
        return child

    while stack:
        map_children(stack.pop(), visit)
    return root


def _convert(node: Any) -> Node:
    if len(node.vars) == 1 and node.inits[0].__class__ is Lambda and not node.vars[0].mutated:
        return Fix(node.vars, node.inits, node.body, node.pos)
    if not node.vars:
        return node.body if node.body.__class__ is not Letrec else _convert(node.body)
    return _Group(node).result()


class _Group:
    """The bindings of one ``Letrec``, by index."""

    def __init__(self, node: Letrec) -> None:
        self.node = node
        self.vars, self.inits = node.vars, node.inits
        index = {var: i for i, var in enumerate(self.vars)}
        self.mentions = [sorted(index[v] for v in mentioned(init, index)) for init in self.inits]
        self.fixable = [init.__class__ in (Lambda, CaseLambda) and not var.mutated
                        for var, init in zip(self.vars, self.inits)]
        self.early = self._early()

    def _early(self) -> set[int]:
        early: set[int] = set()
        for i, init in enumerate(self.inits):
            if init.__class__ not in _INERT:
                early.update(j for j in self._reachable(i) if j > i or (j == i and not self.fixable[i]))
        for i in early:
            self.fixable[i] = False
        return early

    def _reachable(self, start: int) -> set[int]:
        seen: set[int] = set()
        todo = list(self.mentions[start])
        while todo:
            i = todo.pop()
            if i not in seen:
                seen.add(i)
                todo += self.mentions[i]
        return seen

    def result(self) -> Node:
        edges = [list(m) for m in self.mentions]
        previous = -1
        for i, fixable in enumerate(self.fixable):
            if not fixable:
                if previous >= 0:
                    edges[i].append(previous)
                previous = i
        body = self.node.body
        for component in reversed(components(edges)):
            body = self._wrap(sorted(component), body)
        return body

    def _wrap(self, component: list[int], body: Node) -> Node:
        pos = self.node.pos
        lambdas = [i for i in component if self.fixable[i]]
        others = [i for i in component if not self.fixable[i]]
        if len(others) == 1 and not lambdas and others[0] not in self.mentions[others[0]]:
            i = others[0]
            return Let([self.vars[i]], [self.inits[i]], body, pos)
        if others:
            body = self._assign(component, others, body)
        if lambdas:
            inits: Any = [self.inits[i] for i in lambdas]
            body = Fix([self.vars[i] for i in lambdas], inits, body, pos)
        if others:
            body = Let([self.vars[i] for i in others], [Const(UNBOUND, pos) for _ in others], body, pos)
        return body

    def _assign(self, component: list[int], others: list[int], body: Node) -> Node:
        checked = {self.vars[i] for i in component if i in self.early}
        done: set[Var] = set()
        items: list[Node] = []
        for i in component:
            if i not in others:
                self.inits[i] = _check(self.inits[i], checked, done)
        for i in others:
            var = self.vars[i]
            items.append(LocalSet(var, _check(self.inits[i], checked, done), self.inits[i].pos))
            var.mutated = True
            done.add(var)
        return Seq([*items, body], self.node.pos)


def _check(root: Node, checked: set[Var], done: set[Var]) -> Node:
    """Wraps reads of the variables in ``checked``; those in ``done`` have a value by now, whoever reads them."""
    wanted = checked - done
    if not wanted:
        return root

    def visit(child: Any) -> Any:
        if child.__class__ is LocalRef:
            return PrimCall("%check-init", [child], child.pos) if child.var in wanted else child
        stack.append(child)
        return child

    stack: list[Node] = []
    root = visit(root)
    while stack:
        map_children(stack.pop(), visit)
    return root


def components(edges: list[list[int]]) -> list[list[int]]:
    """Strongly connected components, dependencies first (Tarjan 1972, with its own stack)."""
    n = len(edges)
    number = [0] * n  # order of discovery from 1; 0: not seen
    low = [0] * n
    on_path = [False] * n
    path: list[int] = []
    out: list[list[int]] = []
    counter = 0
    for root in range(n):
        if number[root]:
            continue
        work = [(root, 0)]
        while work:
            v, at = work.pop()
            if at == 0:
                counter += 1
                number[v] = low[v] = counter
                path.append(v)
                on_path[v] = True
            elif low[edges[v][at - 1]] < low[v]:
                low[v] = low[edges[v][at - 1]]
            while at < len(edges[v]):
                w = edges[v][at]
                at += 1
                if not number[w]:
                    work.append((v, at))
                    work.append((w, 0))
                    break
                if on_path[w] and number[w] < low[v]:
                    low[v] = number[w]
            else:
                if low[v] == number[v]:
                    out.append(_pop_to(path, v, on_path))
    return out


def _pop_to(path: list[int], v: int, on_path: list[bool]) -> list[int]:
    component = []
    w = -1
    while w != v:
        w = path.pop()
        on_path[w] = False
        component.append(w)
    return component
