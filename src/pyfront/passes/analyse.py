"""Fills ``Var.mutated`` and ``Var.captured`` afresh; changes nothing else.

mutated: some ``LocalSet`` assigns the variable. captured: a lambda inside the one that binds it reads or assigns it.
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
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from pyfront.core.ir import Node, Var

_BINDERS = (Let, Fix, Loop, Letrec)
_LEAVES = (Const, GlobalRef, PrimRef)
_ARGS = (PrimCall, Recur)
_VALUES = (LocalSet, GlobalDefine, GlobalSet)


def analyse(root: Node) -> Node:
    home: dict[Var, Any] = {}  # the lambda that binds a variable
    stack: list[Any] = [root]
    fns: list[Any] = [None]  # the lambda around each item of `stack`
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
            stack.append(node.value)
        else:
            assert kind is CaseLambda, kind
            stack += node.clauses
        fns += [fn] * (len(stack) - before)
    return root


def _bind(home: dict[Var, Any], variables: Any, fn: Any) -> None:
    for var in variables:
        var.mutated = var.captured = False
        home[var] = fn
