"""Several values are bound in place.

The front ends write ``let-values`` as a call of ``%apply-values`` with a lambda. Where that takes as many values as it has
parameters, it becomes a ``Let`` of the whole around a ``Let`` of its parts: no procedure is made, and what the body calls
in tail position may be the loop around it. The code generator knows the two by their form and takes the values apart in one
instruction; so this comes after the passes that move or drop what is bound.
"""

from __future__ import annotations

from pyfront.core.ir import Call, Const, GlobalRef, Lambda, Let, LocalRef, Node, PrimCall, Var
from pyfront.passes.walk import map_children

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PART = "%value"  # (%value whole index count)
_APPLY = "machine:%apply-values"


def several(root: Any) -> Any:
    def visit(node: Any) -> Any:
        if node.__class__ is Call and node.fn.__class__ is GlobalRef and node.fn.name == _APPLY:
            node = _in_place(node)
        stack.append(node)
        return node

    stack: list[Any] = []
    root = visit(root)
    while stack:
        map_children(stack.pop(), visit)
    return root


def _in_place(node: Any) -> Any:
    fn = node.args[0] if len(node.args) == 2 else None
    if fn.__class__ is not Lambda or not fn.req or fn.opt or fn.rest is not None:
        return node
    whole, init, count = Var("values", node.pos), node.args[1], len(fn.req)
    known = bind_known(fn.req, init, fn.body, node.pos)
    if known is not None:
        return known
    parts: list[Node] = [_part(whole, i, count, node.pos) for i in range(count)]
    return Let([whole], [init], Let(fn.req, parts, fn.body, node.pos), node.pos)


def bind_known(variables: list[Var], values: Any, body: Any, pos: int) -> Any:
    """The body with the variables bound to the operands of a call of ``values``; None if it is no such call, or one of
    another number. Front ends ask too: what is bound like that, all passes see."""
    if values.__class__ is not PrimCall or values.name != "values" or len(values.args) != len(variables):
        return None
    return Let(variables, values.args, body, pos) if variables else body


def _part(whole: Var, i: int, count: int, pos: int) -> Node:
    return PrimCall(PART, [LocalRef(whole, pos), Const(i, pos), Const(count, pos)], pos)


def are_parts(inits: list[Any], var: Var) -> bool:
    """Are they the parts of the variable?"""
    wholes: list[Any] = [init.args[0] for init in inits if init.__class__ is PrimCall and init.name == PART]
    return len(wholes) == len(inits) and all(whole.var is var for whole in wholes)
