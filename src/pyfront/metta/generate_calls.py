"""Calls of variables, as trees of the core: what a variable stands for is compared with the functions that it may be."""

from __future__ import annotations

from pyfront.core.ir import Const, If, Let, LocalRef, Node, PrimCall, Seq
from pyfront.core.ir import Var as Local
from pyfront.metta.functions import VALUE, Fn
from pyfront.metta.generate_ops import applied_operation, kind_of_operation
from pyfront.metta.inline import Refused
from pyfront.metta.results import K, Scope, Val, give_up, of_mode
from pyfront.metta.values import Op
from vmcore.terms import Atom, Expr

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pyfront.metta.generate import Body


def call_of_value(at: Body, atom: Expr, scope: Scope, k: K) -> Node:
    """The arguments are evaluated first, so the callee must have no say in that: one with types is called only if each argument
    has exactly one result. What is none of those that are known gives up, if it can be called."""
    args = atom.items[1:]
    plain = all(at.plain(arg) for arg in args)

    def emit(k: K) -> Node:
        def chosen(vals: list[Val]) -> Node:
            first = Val(lambda: PrimCall("%term-head", [vals[0].node()]), False, "", False, vals[0].same)
            node = k.fn(at.made([first, *vals[1:]]))
            for callee in reversed(at.analysis.callees(len(args))):
                try:
                    called = branch(at, callee, args, vals[1:], plain, k)
                except Refused:  # an argument of another kind: an error, which is the generic machine's
                    continue
                node = If(PrimCall("eq?", [vals[0].node(), word_of(at, callee)]), called, node)
            return node

        def simple(vals: list[Val], done: list[Val]) -> Node:
            if len(done) == len(vals):
                return chosen(done)
            return at.simply(vals[len(done)], lambda val: simple(vals, [*done, val]))

        node = at.arguments(atom.items, [VALUE] * len(atom.items), scope, lambda vals: simple(vals, []))
        return node if plain else Seq([guard(at, atom, scope), node])

    return at.shared(atom, k, emit)


def guard(at: Body, atom: Expr, scope: Scope, mode: str = VALUE) -> Node:
    """Gives up where the types of what is called decide before any argument is evaluated. ``mode``: what the call has to be."""
    head = at.each(atom.items[0], scope, K(lambda val: val.node()))
    plain = all(at.plain(arg) for arg in atom.items[1:])
    local = Local("f")
    node = PrimCall("%term-head", [LocalRef(local)]) if mode is VALUE else give_up()
    for callee in at.analysis.callees(len(atom.items) - 1):
        if isinstance(callee, Op):
            passes = plain and kind_of_operation(callee) == mode
        else:
            passes = callee.head not in at.analysis.world.types or (plain and callee.kind == mode)
        if passes:
            node = If(PrimCall("eq?", [LocalRef(local), word_of(at, callee)]), Const(None), node)
    return Let([local], [head], node)


def word_of(at: Body, callee: Fn | Op) -> Node:
    return at.unit.constant(callee, False)() if isinstance(callee, Op) else at.word(callee.head)()


def branch(at: Body, callee: Fn | Op, args: tuple[Atom, ...], vals: list[Val], plain: bool, k: K) -> Node:
    """The call of a callee."""
    if isinstance(callee, Op):
        if not plain:
            raise Refused("types are looked at before")
        return applied_operation(at, callee, args, vals, k)
    if callee.head in at.analysis.world.types:
        if not plain:
            raise Refused("types are looked at before")
        for arg, mode in zip(args, callee.modes):
            at.fits(arg, mode)
    fitting = [of_mode(val, mode) for val, mode in zip(vals, callee.modes)]
    return at.applied(callee, fitting, k)
