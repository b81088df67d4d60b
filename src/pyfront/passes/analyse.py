"""Fills ``Var.mutated`` and ``Var.captured`` afresh; changes nothing else.

mutated: some ``LocalSet`` assigns the variable. captured: a lambda inside the one that binds it reads or assigns it; or
it is assigned, and its scope makes a call that comes back. The call may capture the continuation, and a frame that is
entered again has the registers of the time of the capture: what was assigned since must live outside of it.
A walk with its own stack: a parent, which binds, is seen before its children, which refer.
"""

from __future__ import annotations

from pyfront.core.ir import (
    Call,
    CaseLambda,
    Const,
    Fix,
    GlobalDefine,
    GlobalRef,
    GlobalSet,
    If,
    Lambda,
    Let,
    Letrec,
    LocalRef,
    LocalSet,
    Loop,
    PrimCall,
    PrimRef,
    Recur,
    Seq,
    TryPrim,
)
from pyfront.passes.walk import children

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.core.ir import Node, Var

_BINDERS = (Let, Fix, Loop, Letrec)
_LEAVES = (Const, GlobalRef, PrimRef, TryPrim)
_ARGS = (PrimCall, Recur)
_VALUES = (LocalSet, GlobalDefine, GlobalSet)


def analyse(root: Node) -> Node:
    home: dict[Var, Any] = {}  # the lambda that binds a variable
    stack: list[Any] = [root]
    fns: list[Any] = [None]  # the lambda around each item of `stack`
    assigned: set[Var] = set()  # by the lambda that binds them
    while stack:
        node = stack.pop()
        fn = fns.pop()
        kind = node.__class__
        if kind is LocalRef:
            if home[node.var] is not fn:
                node.var.captured = True
            continue
        if kind in _LEAVES:
            continue
        before = len(stack)
        if kind in _ARGS:
            stack += node.args
        elif kind is Call:
            stack.append(node.fn)
            stack += node.args
        elif kind is If:
            stack += (node.test, node.then, node.orelse)
        elif kind in _BINDERS:
            _bind(home, node.vars, fn)
            stack += node.inits
            stack.append(node.body)
        elif kind is Seq:
            stack += node.items
        elif kind is Lambda:
            fn = node
            _bind(home, node.req, node)
            _bind(home, node.opt, node)
            if node.rest is not None:
                _bind(home, (node.rest,), node)
            stack.append(node.body)
        elif kind in _VALUES:
            if kind is LocalSet:
                var = node.var
                var.mutated = True
                if home[var] is not fn:
                    var.captured = True
                else:
                    assigned.add(var)
            stack.append(node.value)
        else:
            assert kind is CaseLambda, kind
            stack += node.clauses
        fns += [fn] * (len(stack) - before)
    if assigned:
        _find_scopes(root, assigned)
    return root


def _bind(home: dict[Var, Any], variables: Any, fn: Any) -> None:
    for var in variables:
        var.mutated = var.captured = False
        home[var] = fn


def _find_scopes(root: Node, assigned: set[Var]) -> None:
    """Marks those of the variables that a continuation could see."""
    stack: list[tuple[Any, bool]] = [(root, False)]
    while stack:
        node, tail = stack.pop()
        kind = node.__class__
        if kind is Lambda:
            tail = True
            variables: Any = [*node.req, *node.opt, node.rest]
        else:
            variables = node.vars if kind in _BINDERS else ()
        for var in variables:
            if var in assigned and (_comes_back(node.body, tail) or (kind is Letrec and _comes_back(node, False))):
                var.captured = True
        stack += _parts(node, tail)


def _comes_back(root: Any, tail: bool) -> bool:
    """Does this code, which is in tail position or not, make a call that is not in tail position?"""
    stack = [(root, tail)]
    while stack:
        node, tail = stack.pop()
        if node.__class__ is Call and not tail:
            return True
        if node.__class__ not in (Lambda, CaseLambda):
            stack += _parts(node, tail)
    return False


def _parts(node: Any, tail: bool) -> list[tuple[Any, bool]]:
    """The direct sub-expressions, and whether each is in tail position."""
    kind = node.__class__
    if kind is If:
        return [(node.test, False), (node.then, tail), (node.orelse, tail)]
    parts = children(node)
    if not parts:
        return []
    pairs = [(part, False) for part in parts]
    if kind is Seq or kind is Lambda or kind in _BINDERS:
        pairs[-1] = (parts[-1], tail)
    return pairs
